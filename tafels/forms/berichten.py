"""What may be typed about a success or about something that is coming."""

from django import forms

from projecten.models import Project
from regio.forms import DatumField
from regio.models import Openbaarheid, Opgave, Organisatie, Persoon
from regio.templatetags.regio import dag
from tafels.forms.velden import BREED, Keuze
from tafels.models import LEEST_VERTROUWELIJK, NAAR_PARTNERS, Bericht, Bijeenkomst, Tafel


class BerichtForm(forms.ModelForm):
    """What happened or is coming, since when, and who should know."""

    datum = DatumField(label="Wanneer?")
    tafel = Keuze(required=False, label="Aan welke tafel vertelt u dit?", empty_label="Geen tafel")
    opgave = Keuze(required=False, label="Bij welke opgave hoort het?")
    project = Keuze(required=False, label="Bij welk project hoort het?")
    organisaties = forms.ModelMultipleChoiceField(
        Organisatie.objects.none(),
        required=False,
        label="Van wie is dit?",
        widget=forms.CheckboxSelectMultiple,
    )

    class Meta:
        model = Bericht
        fields = (
            "soort",
            "titel",
            "tekst",
            "datum",
            "tafel",
            "opgave",
            "project",
            "organisaties",
            "openbaarheid",
        )
        labels = {
            "soort": "Wat deelt u?",
            "titel": "Wat is er gebeurd, of wat komt eraan?",
            "tekst": "Vertel er iets meer over",
            "openbaarheid": "Wie mag dit zien?",
        }
        widgets = {
            "soort": forms.RadioSelect,
            "titel": forms.TextInput({"class": "rp-invoer--breed", "autocomplete": "off"}),
            "tekst": forms.Textarea(BREED),
        }

    def __init__(self, *args, persoon: Persoon, **opties) -> None:
        super().__init__(*args, **opties)
        velden = self.fields
        # Only where one can still read it afterwards.
        leest = {zetel.tafel for zetel in persoon.zetels if zetel.rol in LEEST_VERTROUWELIJK}
        self.leest = leest
        velden["tafel"].queryset = Tafel.objects.actief().order_by("volgorde", "naam")
        velden["opgave"].queryset = Opgave.objects.zichtbaar_voor(persoon)
        velden["project"].queryset = Project.objects.zichtbaar_voor(persoon).order_by("naam")
        velden["organisaties"].queryset = Organisatie.objects.order_by("naam")
        if not leest:
            velden["openbaarheid"].choices = [
                k for k in Openbaarheid.choices if k[0] in NAAR_PARTNERS
            ]

    def clean(self):
        data = super().clean()
        tafel = data.get("tafel")
        if data.get("openbaarheid") not in (None, *NAAR_PARTNERS):
            if tafel is None:
                self.add_error("tafel", "Kies aan welke tafel u dit vertelt.")
            elif tafel.pk not in self.leest:
                self.add_error("tafel", "Kies een tafel waar u zelf zit, of deel het met partners.")
        return data


class VierenForm(forms.ModelForm):
    """At which meeting a success was celebrated."""

    gevierd_in = Keuze(required=False, label="Bij welke bijeenkomst?", empty_label="Nog niet")

    class Meta:
        model = Bericht
        fields = ("gevierd_in",)

    def __init__(self, *args, persoon: Persoon, **opties) -> None:
        super().__init__(*args, **opties)
        eigen = [zetel.tafel for zetel in persoon.zetels]
        veld = self.fields["gevierd_in"]
        veld.queryset = (
            Bijeenkomst.objects.filter(tafel__in=eigen)
            .exclude(status=Bijeenkomst.Status.GEANNULEERD)
            .order_by("-start")
        )
        veld.label_from_instance = lambda b: f"{dag(b.start)}: {b.titel}"
