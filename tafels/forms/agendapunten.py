"""What may be typed about a row on the agenda."""

from typing import NamedTuple

from django import forms

from projecten.models import Project
from regio.forms import TijdField
from regio.models import Openbaarheid, Opgave, Persoon, Thema
from tafels.forms.velden import BREED, KORT, Keuze, PersoonKeuze, personen
from tafels.models import (
    NAAR_PARTNERS,
    Agendapunt,
    Besluitwijze,
    Bijeenkomst,
    Lidmaatschap,
)

EIGEN_ONDERWERP = (Agendapunt.Soort.PUNT, "Een eigen onderwerp")
DEEL = (Agendapunt.Soort.SUBPUNT, "Een deel van het onderwerp erboven")


class Groep(NamedTuple):
    """Fields that belong together; one with a heading starts folded."""

    kop: str
    rijen: list[list]
    is_open: bool


class PersonenKeuze(forms.ModelMultipleChoiceField):
    """People by name and organisation, any number of them."""

    label_from_instance = PersoonKeuze.label_from_instance


class RegelForm(forms.ModelForm):
    """What every row on an agenda has; for a kop and a pauze that is all."""

    minuten = forms.IntegerField(
        label="Hoeveel minuten?",
        min_value=0,
        max_value=480,
        initial=15,
        widget=forms.TextInput(KORT),
    )
    vast_begin = TijdField(
        label="Begint precies om",
        required=False,
        help_text="Alleen als dit niet kan schuiven, zoals bij een gast. Bijvoorbeeld 16.00.",
    )
    versie = forms.IntegerField(required=False, widget=forms.HiddenInput)

    template_name = "tafels/_agendapunt_velden.html"
    # Per heading the fields below it, some beside each other; without a heading always in view.
    GROEPEN = (("", ("titel", ("minuten", "vast_begin", "plaats"))),)

    class Meta:
        model = Agendapunt
        fields = ("titel", "minuten", "vast_begin")

    def __init__(self, *args, bijeenkomst: Bijeenkomst, soort: str, **opties) -> None:
        super().__init__(*args, **opties)
        self.soort, self.bijeenkomst = soort, bijeenkomst
        if soort == Agendapunt.Soort.KOP:
            del self.fields["minuten"], self.fields["vast_begin"]
        if self.instance.pk:
            aantal = bijeenkomst.agendapunten.op_agenda().count()
            self.fields["plaats"] = forms.IntegerField(
                label="Plaats",
                min_value=1,
                max_value=aantal,
                initial=self.instance.volgorde,
                help_text=f"Van 1 tot en met {aantal}.",
                widget=forms.TextInput(KORT),
                # So that only somebody who types another place moves it, not one who saves late.
                show_hidden_initial=True,
            )
            self.initial["versie"] = self.instance.versie
        else:
            # Which form this is, for when it comes back.
            self.fields["soort"] = forms.CharField(
                required=False, widget=forms.HiddenInput, initial=soort
            )

    def clean(self):
        data = super().clean()
        if self.instance.pk:
            if "plaats" not in self.changed_data:
                data.pop("plaats", None)
        else:
            data["soort"] = self.soort
        return data

    def groepen(self) -> list[Groep]:
        """The fields as the page shows them, under their headings."""
        gevonden = []
        for kop, namen in self.GROEPEN:
            rijen = [
                [
                    self[naam]
                    for naam in ((rij,) if isinstance(rij, str) else rij)
                    if naam in self.fields and not self[naam].is_hidden
                ]
                for rij in namen
            ]
            is_open = any(self._is_ingevuld(veld) for rij in rijen for veld in rij)
            if any(rijen):
                gevonden.append(Groep(kop, [rij for rij in rijen if rij], is_open))
        return gevonden

    def _is_ingevuld(self, veld) -> bool:
        """Is there something to see or to repair here?"""
        return bool(veld.errors or (veld.value() and veld.value() != veld.field.initial))


class AgendapuntForm(RegelForm):
    """One subject: what it is about, how long it takes, and what is asked of the tafel."""

    thema = Keuze(required=False, label="Bij welk thema hoort het?")
    opgave = Keuze(required=False, label="Bij welke opgave hoort het?")
    project = Keuze(required=False, label="Bij welk project hoort het?")
    portefeuillehouder = PersoonKeuze(required=False, label="Portefeuillehouder")
    genodigden = PersonenKeuze(
        None, required=False, label="Gasten", widget=forms.CheckboxSelectMultiple
    )
    besluitwijze = forms.ChoiceField(
        required=False,
        label="Hoe besluit de tafel?",
        choices=[("", "Zoals voorgesteld"), *Besluitwijze.choices],
    )

    TOELICHTING = (
        "aanleiding",
        "beoogd_resultaat",
        "argumenten",
        "draagvlak",
        "communicatie",
        "vervolg",
    )
    GROEPEN = (
        (
            "",
            (
                "onder",
                "titel",
                "soort",
                "behandeling",
                ("minuten", "vast_begin", "plaats"),
                "openbaarheid",
                "gevraagd_besluit",
                "kernboodschap",
                "financien",
                "kanttekeningen",
            ),
        ),
        ("Meer toelichting", TOELICHTING),
        ("Waar het bij hoort", ("thema", "opgave", "project", "portefeuillehouder")),
        ("Hoe de tafel het bespreekt", ("bob", "besluitwijze")),
        ("Gasten bij dit onderwerp", ("genodigden",)),
    )

    class Meta:
        model = Agendapunt
        fields = (
            "titel",
            "behandeling",
            "bob",
            "minuten",
            "vast_begin",
            "gevraagd_besluit",
            "kernboodschap",
            "financien",
            "kanttekeningen",
            "aanleiding",
            "beoogd_resultaat",
            "argumenten",
            "draagvlak",
            "communicatie",
            "vervolg",
            "thema",
            "opgave",
            "project",
            "portefeuillehouder",
            "besluitwijze",
            "openbaarheid",
        )
        labels = {
            "behandeling": "Wat vraagt u van de tafel?",
            "bob": "Hoe ver is het gesprek?",
            "openbaarheid": "Wie mag dit zien?",
            "aanleiding": "Waarom nu?",
            "beoogd_resultaat": "Wat wilt u bereiken?",
            "draagvlak": "Wie is het ermee eens?",
            "communicatie": "Wie hoort het, en hoe?",
            "vervolg": "Wat gebeurt er daarna?",
        }
        help_texts = {
            "gevraagd_besluit": "Nodig voor een besluit. Zo: De bestuurstafel stelt … vast.",
            "kernboodschap": "Nodig voor een besluit. In twee of drie zinnen.",
            "financien": "Nodig voor een besluit. Wat kost het, en wie betaalt?",
            "kanttekeningen": "Nodig voor een besluit. Wat is erop tegen?",
            "argumenten": "Zonder stuk erbij is dit ook nodig voor een besluit.",
        }
        widgets = {
            "behandeling": forms.RadioSelect,
            **{
                veld: forms.Textarea(BREED)
                for veld in (
                    "gevraagd_besluit",
                    "kernboodschap",
                    "financien",
                    "kanttekeningen",
                    "aanleiding",
                    "beoogd_resultaat",
                    "argumenten",
                    "draagvlak",
                    "communicatie",
                    "vervolg",
                )
            },
        }

    def __init__(
        self,
        *args,
        bijeenkomst: Bijeenkomst,
        persoon: Persoon,
        soort: str = Agendapunt.Soort.PUNT,
        **opties,
    ) -> None:
        super().__init__(*args, bijeenkomst=bijeenkomst, soort=soort, **opties)
        velden, punt = self.fields, self.instance
        velden["bob"].initial = Agendapunt.Bob.NVT
        velden["portefeuillehouder"].queryset = personen(
            bijeenkomst.tafel_id, punt.portefeuillehouder_id
        )
        velden["thema"].queryset = Thema.objects.order_by("naam")
        velden["opgave"].queryset = Opgave.objects.zichtbaar_voor(persoon)
        projecten = Project.objects.zichtbaar_voor(persoon).order_by("naam")
        velden["project"].queryset = projecten
        if punt.project_id and not projecten.filter(pk=punt.project_id).exists():
            # Not to be chosen by who may not see it, and not to be lost by who saves.
            del velden["project"]
        if bijeenkomst.tafel_id is None:
            velden["openbaarheid"].choices = [
                k for k in Openbaarheid.choices if k[0] in NAAR_PARTNERS
            ]
        self._gasten()
        if punt.pk:
            self._van_wat_er_staat()
        elif soort == Agendapunt.Soort.SUBPUNT:
            velden["onder"] = Keuze(
                bijeenkomst.agendapunten.op_agenda().filter(soort=Agendapunt.Soort.PUNT),
                label="Van welk onderwerp is dit een deel?",
                initial=self.initial.get("onder"),
            )

    def _gasten(self) -> None:
        """Who can be asked for this subject alone: everybody who does not sit here already."""
        leden = Lidmaatschap.objects.actueel().filter(tafel=self.bijeenkomst.tafel_id)
        gekozen = list(self.instance.genodigden.all()) if self.instance.pk else []
        anderen = personen().exclude(pk__in=leden.values("persoon"))
        veld = self.fields["genodigden"]
        veld.queryset = anderen | personen().filter(pk__in=[gast.pk for gast in gekozen])
        self.initial["genodigden"] = [gast.pk for gast in gekozen]
        if self.instance.pk and (gasten := self.bijeenkomst.uit_te_nodigen([self.instance])):
            namen = [gast.naam for gast in gasten if gast.persoon not in self.initial["genodigden"]]
            if namen:
                veld.help_text = f"Programmamanager van dit thema: {' en '.join(namen)}."

    def _van_wat_er_staat(self) -> None:
        """What only makes sense of a subject that stands on the agenda already."""
        punt = self.instance
        self.fields["soort"] = forms.ChoiceField(
            label="Is het een eigen onderwerp?",
            choices=[EIGEN_ONDERWERP, DEEL],
            initial=punt.soort,
            widget=forms.RadioSelect,
            show_hidden_initial=True,
        )
        voorstel = Besluitwijze(punt.besluitwijze_voorstel).label.lower()
        self.fields["besluitwijze"].help_text = f"Voorgesteld voor dit onderwerp: {voorstel}."

    def clean_soort(self) -> str:
        soort = self.cleaned_data["soort"]
        if not self.instance.pk:
            return soort
        if soort == Agendapunt.Soort.SUBPUNT and self.instance.soort == Agendapunt.Soort.PUNT:
            erboven = self.bijeenkomst.agendapunten.op_agenda().filter(
                volgorde__lt=self.instance.volgorde
            )
            boven = erboven.last()
            if boven is None or not boven.is_onderwerp:
                raise forms.ValidationError(
                    "Hierboven staat geen onderwerp. Zet dit eerst onder een ander onderwerp."
                )
        return soort

    def clean(self):
        data = super().clean()
        if "project" not in self.fields:
            data["project"] = self.instance.project
        if not data.get("soort") or (self.instance.pk and "soort" not in self.changed_data):
            data.pop("soort", None)
        return data


class PlaatsForm(forms.Form):
    """To which place an agendapunt goes; beyond the end is the end."""

    plaats = forms.IntegerField(min_value=1, max_value=9999)
