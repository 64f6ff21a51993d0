"""What may be typed at a tafel; a form gives shape and wording, the domain decides."""

from datetime import datetime

from django import forms
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Lower
from django.utils import timezone

from projecten.models import Project
from regio.forms import DatumField, TijdField
from regio.models import Openbaarheid, Opgave, Persoon, Perspectief
from tafels.models import (
    NAAR_PARTNERS,
    Actie,
    Agendapunt,
    Besluit,
    Bijeenkomst,
    Lidmaatschap,
    Tafel,
)

BREED = {"class": "rp-invoer--breed", "rows": 4}
KORT = {"class": "rp-invoer--kort", "inputmode": "numeric", "autocomplete": "off"}
OPENHEID = list(Openbaarheid)  # from open to closed

# On which side of the adoption of a besluit a secretaris can be when recording it.
UITKOMSTEN = [
    (Besluit.Status.GENOMEN, "Akkoord"),
    (Besluit.Status.ONDER_VOORBEHOUD, "Akkoord, onder voorbehoud van de achterban"),
    (Besluit.Status.NIET_GENOMEN, "Niet akkoord"),
    (Besluit.Status.AANGEHOUDEN, "Aangehouden"),
]


def _personen(tafel: int | None = None, huidig: int | None = None):
    """Who can be chosen: everybody who takes part, the members of this tafel first.

    Who was chosen before stays a choice (`huidig`), also after leaving the region.
    """
    zit_hier = Lidmaatschap.objects.actueel().filter(tafel=tafel, persoon=OuterRef("pk"))
    return (
        Persoon.objects.filter(Q(is_active=True) | Q(pk=huidig))
        .select_related("organisatie")
        .order_by(Case(When(Exists(zit_hier), then=Value(0)), default=Value(1)), Lower("naam"))
    )


class Keuze(forms.ModelChoiceField):
    """One of the things in the portal, or nothing chosen."""

    def __init__(self, queryset=None, **opties) -> None:
        opties.setdefault("empty_label", "Kies" if opties.get("required", True) else "Geen")
        super().__init__(queryset, **opties)


class PersoonKeuze(Keuze):
    """A person by name and organisation: two people can have the same name."""

    def label_from_instance(self, persoon) -> str:
        return f"{persoon.naam} ({persoon.organisatie})" if persoon.organisatie else persoon.naam


class BijeenkomstForm(forms.ModelForm):
    """A day, from when until when, where."""

    datum = DatumField(label="Datum")
    van = TijdField(label="Begint om")
    tot = TijdField(label="Klaar om", help_text="Bijvoorbeeld 17.00.")
    versie = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Bijeenkomst
        fields = ("titel", "soort", "locatie", "online_link")
        labels = {"soort": "Soort bijeenkomst"}
        help_texts = {"online_link": "Begint met https://"}

    field_order = ("titel", "soort", "datum", "van", "tot", "locatie", "online_link")

    # A tafel meets; the whole region gets together.
    SOORTEN_TAFEL = ("vergadering", "extra vergadering", "schriftelijke ronde (DB)")
    SOORTEN_REGIO = ("ontmoeting", "werkconferentie", "werkbezoek", "participatie")

    def __init__(self, *args, tafel: Tafel | None = None, **opties) -> None:
        super().__init__(*args, **opties)
        bijeenkomst = self.instance
        self.tafel = tafel or bijeenkomst.tafel
        soorten = self.SOORTEN_TAFEL if self.tafel else self.SOORTEN_REGIO
        self.fields["soort"].choices = [
            keuze
            for keuze in Bijeenkomst.Soort.choices
            if keuze[0] in soorten or (bijeenkomst.pk and keuze[0] == bijeenkomst.soort)
        ]
        self.fields["online_link"].assume_scheme = "https"
        if bijeenkomst.pk:
            start, einde = (timezone.localtime(m) for m in (bijeenkomst.start, bijeenkomst.einde))
            self.initial |= {
                "datum": start.date(),
                "van": start.time(),
                "tot": einde.time(),
                "versie": bijeenkomst.versie,
            }

    def clean(self):
        data = super().clean()
        if not all(data.get(veld) is not None for veld in ("datum", "van", "tot")):
            return data
        datum, van, tot = (data.pop(veld) for veld in ("datum", "van", "tot"))
        zone = timezone.get_current_timezone()
        data["start"] = datetime.combine(datum, van, zone)
        data["einde"] = datetime.combine(datum, tot, zone)
        schriftelijk = data.get("soort") == Bijeenkomst.Soort.SCHRIFTELIJK
        if data["einde"] < data["start"] or (data["einde"] == data["start"] and not schriftelijk):
            self.add_error("tot", "Kies een tijd na het begin.")
        elif self.tafel and self._is_bezet(data["start"]):
            self.add_error("van", "Deze tafel heeft op dit tijdstip al een bijeenkomst.")
        return data

    def _is_bezet(self, start: datetime) -> bool:
        return (
            self.tafel.bijeenkomsten.filter(start=start)
            .exclude(status=Bijeenkomst.Status.GEANNULEERD)
            .exclude(pk=self.instance.pk)
            .exists()
        )


class VerslagForm(forms.ModelForm):
    """What was said, as a draft."""

    versie = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Bijeenkomst
        fields = ("verslag",)
        widgets = {"verslag": forms.Textarea({"class": "rp-invoer--breed", "rows": 20})}

    def __init__(self, *args, **opties) -> None:
        super().__init__(*args, **opties)
        self.initial["versie"] = self.instance.versie


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
        velden["portefeuillehouder"].queryset = _personen(
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
            "openbaarheid",
            "kernboodschap_achterban",
            "vervangt",
        )
        labels = {
            "tekst": "Besluit",
            "soort": "Waar gaat het over?",
            "openbaarheid": "Wie mag dit zien?",
            "kernboodschap_achterban": "Wat kunt u uw achterban vertellen?",
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


class ActieForm(forms.ModelForm):
    """What must be done, by whom, by when."""

    houder = PersoonKeuze(label="Wie doet het?")
    deadline = DatumField(label="Wanneer klaar?", required=False)
    besluit = Keuze(required=False, label="Hoort bij besluit")

    class Meta:
        model = Actie
        fields = ("tekst", "houder", "deadline", "besluit")
        labels = {"tekst": "Wat moet er gebeuren?"}
        widgets = {"tekst": forms.TextInput({"class": "rp-invoer--breed", "autocomplete": "off"})}

    def __init__(self, *args, agendapunt: Agendapunt, besluiten, **opties) -> None:
        opties.setdefault("auto_id", "actie_%s")
        super().__init__(*args, **opties)
        self.fields["houder"].queryset = _personen(agendapunt.tafel_id)
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


class LidmaatschapForm(forms.ModelForm):
    """Who sits at the tafel, in which role, on behalf of whom, from when."""

    persoon = PersoonKeuze(label="Wie?")
    perspectief = Keuze(Perspectief.objects.all(), required=False, label="Welk perspectief?")
    van = DatumField(label="Lid vanaf")
    tot = DatumField(label="Lid tot en met", required=False)

    class Meta:
        model = Lidmaatschap
        fields = (
            "persoon",
            "rol",
            "kring",
            "namens",
            "perspectief",
            "mandaat",
            "stemgerechtigd",
            "van",
            "tot",
        )
        labels = {"namens": "Namens wie of wat?", "stemgerechtigd": "Beslist mee"}

    def __init__(self, *args, tafel: Tafel, **opties) -> None:
        super().__init__(*args, **opties)
        self.instance.tafel = tafel
        self.fields["persoon"].queryset = _personen()
        self.initial.setdefault("van", timezone.localdate())

    def _get_validation_exclusions(self):
        # The tafel is no field, but its constraints (one voorzitter, one seat) are for this form.
        return super()._get_validation_exclusions() - {"tafel"}


class LidmaatschapEindeForm(forms.Form):
    """Until when somebody sits at the tafel."""

    tot = DatumField(label="Laatste dag aan tafel")
    reden_einde = forms.CharField(
        label="Waarom?", max_length=200, required=False, help_text="Alleen voor het verslag."
    )

    def __init__(self, *args, lidmaatschap: Lidmaatschap, **opties) -> None:
        super().__init__(*args, **opties)
        self.lidmaatschap = lidmaatschap
        self.initial.setdefault("tot", timezone.localdate())

    def clean_tot(self):
        if self.cleaned_data["tot"] < self.lidmaatschap.van:
            raise forms.ValidationError("Kies een dag na het begin.")
        return self.cleaned_data["tot"]


# --- filters -------------------------------------------------------------------------------------


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
