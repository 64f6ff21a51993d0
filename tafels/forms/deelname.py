"""What may be typed about taking part in a subject."""

from django import forms
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Lower

from regio.models import Organisatie, Persoon
from tafels.forms.velden import BREED, PersoonKeuze
from tafels.models import Agendapunt, Lidmaatschap
from tafels.toegang import trekt_ander_terug


class TerugtrekkenForm(forms.Form):
    """Why somebody takes no part; the secretaris also says who."""

    persoon = PersoonKeuze(label="Wie?")
    reden = forms.CharField(
        label="Welk belang is er?",
        max_length=300,
        help_text="In één zin. Adviseurs, toehoorders en de buitenkring lezen dit niet.",
        widget=forms.Textarea(BREED | {"rows": 3}),
    )

    def __init__(self, *args, agendapunt: Agendapunt, persoon: Persoon, **opties) -> None:
        super().__init__(*args, **opties)
        if not trekt_ander_terug(persoon, agendapunt):
            del self.fields["persoon"]
            return
        zit_hier = Lidmaatschap.objects.actueel().filter(
            tafel=agendapunt.tafel_id, kring=Organisatie.Kring.BINNEN, persoon=OuterRef("pk")
        )
        teruggetrokken = [regel["persoon"] for regel in agendapunt.teruggetrokken]
        self.fields["persoon"].queryset = (
            Persoon.objects.filter(Exists(zit_hier) | Q(pk=persoon.pk), is_active=True)
            .exclude(pk__in=teruggetrokken)
            .select_related("organisatie")
            .order_by(Lower("naam"))
        )


class ReactieForm(forms.Form):
    """What somebody thinks of a subject before the meeting."""

    tekst = forms.CharField(
        label="Uw reactie",
        max_length=2000,
        help_text="Iedereen aan deze tafel leest dit, ook de buitenkring.",
        widget=forms.Textarea(BREED),
    )
    versie = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args, **opties) -> None:
        opties.setdefault("auto_id", "reactie_%s")
        super().__init__(*args, **opties)
