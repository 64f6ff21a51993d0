"""What may be typed about a subject on the agenda."""

from django import forms

from projecten.models import Project
from regio.models import Openbaarheid, Opgave, Persoon
from tafels.forms.velden import BREED, KORT, Keuze, PersoonKeuze, personen
from tafels.models import (
    NAAR_PARTNERS,
    Agendapunt,
    Bijeenkomst,
)


class AgendapuntForm(forms.ModelForm):
    """One subject: what it is about, how long it takes, and what is asked of the tafel."""

    minuten = forms.IntegerField(
        label="Hoeveel minuten?",
        min_value=0,
        max_value=480,
        initial=15,
        widget=forms.TextInput(KORT),
    )
    opgave = Keuze(required=False, label="Bij welke opgave hoort het?")
    project = Keuze(required=False, label="Bij welk project hoort het?")
    portefeuillehouder = PersoonKeuze(required=False, label="Portefeuillehouder")
    versie = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Agendapunt
        fields = (
            "titel",
            "behandeling",
            "minuten",
            "gevraagd_besluit",
            "kernboodschap",
            "financien",
            "kanttekeningen",
            "opgave",
            "project",
            "portefeuillehouder",
            "openbaarheid",
        )
        labels = {
            "behandeling": "Wat vraagt u van de tafel?",
            "openbaarheid": "Wie mag dit zien?",
        }
        help_texts = {
            "gevraagd_besluit": "Zo kan de tafel het overnemen: De bestuurstafel stelt … vast.",
            "kernboodschap": "In twee of drie zinnen.",
            "financien": "Wat kost het, en wie betaalt?",
            "kanttekeningen": "Wat is erop tegen?",
        }
        widgets = {
            "behandeling": forms.RadioSelect,
            **{
                veld: forms.Textarea(BREED)
                for veld in ("gevraagd_besluit", "kernboodschap", "financien", "kanttekeningen")
            },
        }

    def __init__(self, *args, bijeenkomst: Bijeenkomst, persoon: Persoon, **opties) -> None:
        super().__init__(*args, **opties)
        velden = self.fields
        velden["portefeuillehouder"].queryset = personen(
            bijeenkomst.tafel_id, self.instance.portefeuillehouder_id
        )
        velden["opgave"].queryset = Opgave.objects.zichtbaar_voor(persoon)
        projecten = Project.objects.zichtbaar_voor(persoon).order_by("naam")
        velden["project"].queryset = projecten
        huidig = self.instance.project_id
        if huidig and not projecten.filter(pk=huidig).exists():
            # Not to be chosen by who may not see it, and not to be lost by who saves.
            del velden["project"]
        if bijeenkomst.tafel_id is None:
            velden["openbaarheid"].choices = [
                k for k in Openbaarheid.choices if k[0] in NAAR_PARTNERS
            ]
        if self.instance.pk:
            aantal = bijeenkomst.agendapunten.op_agenda().count()
            velden["plaats"] = forms.IntegerField(
                label="Plaats",
                min_value=1,
                max_value=aantal,
                initial=self.instance.volgorde,
                help_text=f"Van 1 tot en met {aantal}.",
                widget=forms.TextInput(KORT),
            )
            self.initial["versie"] = self.instance.versie

    def clean(self):
        data = super().clean()
        if "project" not in self.fields:
            data["project"] = self.instance.project
        return data


class PlaatsForm(forms.Form):
    """To which place an agendapunt goes; beyond the end is the end."""

    plaats = forms.IntegerField(min_value=1, max_value=9999)
