"""What may be typed about a besluit or an actie, and which of them to show."""

from django import forms

from regio.forms import DatumField
from regio.models import Openbaarheid, Persoon
from tafels.forms.velden import BREED, Keuze, PersoonKeuze, personen
from tafels.models import (
    Actie,
    Agendapunt,
    Besluit,
    Tafel,
)

OPENHEID = list(Openbaarheid)  # from open to closed

# On which side of the adoption of a besluit a secretaris can be when recording it.
UITKOMSTEN = [
    (Besluit.Status.GENOMEN, "Akkoord"),
    (Besluit.Status.ONDER_VOORBEHOUD, "Akkoord, onder voorbehoud van de achterban"),
    (Besluit.Status.NIET_GENOMEN, "Niet akkoord"),
    (Besluit.Status.AANGEHOUDEN, "Aangehouden"),
]


class BesluitForm(forms.ModelForm):
    """What was decided, in words that stand by themselves."""

    status = forms.ChoiceField(
        label="Uitkomst", choices=UITKOMSTEN, widget=forms.RadioSelect, initial="genomen"
    )
    vervangt = Keuze(
        required=False,
        label="Vervangt een eerder besluit",
        help_text="Alleen als dit besluit een ander besluit verbetert.",
    )

    class Meta:
        model = Besluit
        fields = (
            "status",
            "tekst",
            "soort",
            "besluitwijze",
            "openbaarheid",
            "kernboodschap_achterban",
            "vervangt",
        )
        labels = {
            "tekst": "Besluit",
            "soort": "Waar gaat het over?",
            "besluitwijze": "Hoe besloot de tafel?",
            "openbaarheid": "Wie mag dit zien?",
            "kernboodschap_achterban": "Wat kunt u uw achterban vertellen?",
        }
        help_texts = {
            "besluitwijze": "Een ambitie past bij consent, een project bij consensus.",
        }
        widgets = {
            "tekst": forms.Textarea(BREED),
            "kernboodschap_achterban": forms.Textarea(BREED | {"rows": 2}),
        }

    def __init__(self, *args, agendapunt: Agendapunt, persoon: Persoon, **opties) -> None:
        opties.setdefault("auto_id", "besluit_%s")
        super().__init__(*args, **opties)
        self.initial |= {
            "tekst": agendapunt.gevraagd_besluit,
            "soort": _soort_voorstel(agendapunt),
            "besluitwijze": agendapunt.zo_besluit_de_tafel,
            "openbaarheid": agendapunt.openbaarheid,
        }
        # Never more open than the agendapunt it comes from.
        minst = OPENHEID.index(Openbaarheid(agendapunt.openbaarheid))
        self.fields["openbaarheid"].choices = Openbaarheid.choices[minst:]
        self.fields["vervangt"].queryset = (
            Besluit.objects.zichtbaar_voor(persoon)
            .filter(tafel=agendapunt.tafel_id, vervangen_door=None)
            .order_by("-datum", "-pk")
        )


def _soort_voorstel(agendapunt: Agendapunt) -> str:
    """What kind of besluit this will be, from what the agendapunt is about."""
    if agendapunt.project_id:
        return Besluit.Soort.PROJECT
    return Besluit.Soort.AMBITIE if agendapunt.opgave_id else Besluit.Soort.OVERIG


class ActieForm(forms.ModelForm):
    """What must be done, by whom, by when."""

    houder = PersoonKeuze(label="Wie doet het?")
    deadline = DatumField(label="Wanneer klaar?", required=False)
    besluit = Keuze(required=False, label="Hoort bij besluit")

    class Meta:
        model = Actie
        fields = ("tekst", "soort", "houder", "deadline", "besluit")
        labels = {"tekst": "Wat moet er gebeuren?", "soort": "Wat is het?"}
        widgets = {"tekst": forms.TextInput({"class": "rp-invoer--breed", "autocomplete": "off"})}

    def __init__(self, *args, agendapunt: Agendapunt, besluiten, **opties) -> None:
        opties.setdefault("auto_id", "actie_%s")
        super().__init__(*args, **opties)
        if agendapunt.tafel and agendapunt.tafel.soort == Tafel.Soort.INHOUDELIJK:
            # What such a tafel decides about a project is an afspraak.
            self.initial["soort"] = Actie.Soort.AFSPRAAK
        self.fields["houder"].queryset = personen(agendapunt.tafel_id)
        # The page has read these already: the queryset is for checking, the list for showing.
        self.fields["besluit"].queryset = besluiten
        self.fields["besluit"].choices = [("", "Geen"), *((b.pk, str(b)) for b in besluiten)]


class ActieBijwerkenForm(forms.ModelForm):
    """How far a promise is."""

    deadline = DatumField(label="Wanneer klaar?", required=False)
    versie = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Actie
        fields = ("status", "terugkoppeling", "deadline")
        labels = {"status": "Hoe staat het ervoor?"}
        widgets = {"status": forms.RadioSelect, "terugkoppeling": forms.Textarea(BREED)}

    def __init__(self, *args, **opties) -> None:
        super().__init__(*args, **opties)
        self.initial["versie"] = self.instance.versie


class BesluitFilter(forms.Form):
    """Which besluiten of the register."""

    q = forms.CharField(label="Zoek", max_length=100, required=False)
    tafel = Keuze(label="Tafel", required=False, empty_label="Alle tafels")
    jaar = forms.IntegerField(label="Jaar", min_value=1900, max_value=2199, required=False)

    def __init__(self, *args, jaren: list[int], **opties) -> None:
        super().__init__(*args, **opties)
        self.fields["q"].widget.attrs |= {"autocomplete": "off"}
        self.fields["q"].widget.input_type = "search"
        self.fields["tafel"].queryset = Tafel.objects.order_by("volgorde", "naam")
        self.fields["jaar"].widget = forms.Select(
            choices=[("", "Alle jaren"), *((jaar, str(jaar)) for jaar in jaren)]
        )


class ActieFilter(forms.Form):
    """Which acties of the list."""

    q = forms.CharField(label="Zoek", max_length=100, required=False)
    wie = forms.ChoiceField(
        label="Van wie", choices=[("", "Iedereen"), ("ik", "Van mij")], required=False
    )
    stand = forms.ChoiceField(
        label="Welke",
        choices=[("", "Openstaand"), ("te laat", "Te laat"), ("klaar", "Klaar"), ("alle", "Alle")],
        required=False,
    )
    tafel = Keuze(label="Tafel", required=False, empty_label="Alle tafels")

    def __init__(self, *args, **opties) -> None:
        super().__init__(*args, **opties)
        self.fields["q"].widget.attrs |= {"autocomplete": "off"}
        self.fields["q"].widget.input_type = "search"
        self.fields["tafel"].queryset = Tafel.objects.order_by("volgorde", "naam")
