"""What people type about projects: the filters of the calendar, plannings, milestones, reports."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from projecten.models import Kleur, Mijlpaal, Planning, Project, Projectrol, Stand, Statusmelding
from projecten.tijdlijn import JAREN, LAATSTE_JAAR, SORTEER, VROEGSTE_JAAR, Keuze, Venster
from regio.forms import DatumField
from regio.models import Opgave, Organisatie, Persoon, Thema
from regio.templatetags.regio import dag, maand

OPGAVE_EERST = "Kies eerst aan welke opgave dit project werkt."


class MaandField(forms.Field):
    """A month as it stands in a URL: 2027-03."""

    def to_python(self, value) -> date | None:
        if not value:
            return None
        try:
            gelezen = date.fromisoformat(f"{value}-01")
        except ValueError:
            raise ValidationError("Dit is geen maand.", code="invalid") from None
        if not VROEGSTE_JAAR <= gelezen.year <= LAATSTE_JAAR:
            raise ValidationError("Dit is geen maand.", code="invalid")
        return gelezen


class KalenderForm(forms.Form):
    """The filters of the calendar. A URL that makes no sense falls back, with a sentence."""

    thema = forms.TypedChoiceField(label="Thema", required=False, coerce=int, empty_value=None)
    stand = forms.ChoiceField(
        label="Stand", required=False, choices=[("", "Alle standen"), *Stand.choices]
    )
    trekker = forms.TypedChoiceField(label="Trekker", required=False, coerce=int, empty_value=None)
    q = forms.CharField(
        label="Zoek",
        required=False,
        max_length=100,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    maand = MaandField(label="Mijlpaal in", required=False, widget=forms.HiddenInput)
    weergave = forms.ChoiceField(
        required=False,
        choices=[("tijdlijn", "Tijdlijn"), ("lijst", "Lijst")],
        widget=forms.HiddenInput,
    )
    van = forms.IntegerField(
        label="Vanaf jaar",
        required=False,
        min_value=VROEGSTE_JAAR,
        max_value=LAATSTE_JAAR,
        widget=forms.HiddenInput,
    )
    jaren = forms.TypedChoiceField(
        label="Aantal jaren",
        required=False,
        coerce=int,
        empty_value=None,
        choices=[(n, n) for n in JAREN],
        widget=forms.HiddenInput,
    )
    sorteer = forms.ChoiceField(
        label="Sorteren",
        required=False,
        choices=[(f"{min_}{naam}", naam) for naam in SORTEER for min_ in ("", "-")],
        widget=forms.HiddenInput,
    )

    FILTERS = ("thema", "stand", "trekker", "q", "maand")

    def __init__(self, *args, projecten: Iterable[Planning], **kwargs) -> None:
        super().__init__(*args, auto_id="filter-%s", **kwargs)
        themas = {p.thema: p.thema_naam for p in projecten}
        trekkers = {p.trekker: p.trekker_naam for p in projecten if p.trekker}
        self.fields["thema"].choices = [("", "Alle thema’s"), *_op_naam(themas)]
        self.fields["trekker"].choices = [("", "Alle trekkers"), *_op_naam(trekkers)]

    def keuze(self, vandaag: date) -> Keuze:
        """What is to be shown: whatever was understood, and for the rest the ordinary view."""
        self.is_valid()
        goed = self.cleaned_data
        gewoon = Venster.rond(vandaag)
        return Keuze(
            venster=Venster(goed.get("van") or gewoon.van, goed.get("jaren") or gewoon.jaren),
            weergave=goed.get("weergave") or "tijdlijn",
            thema=goed.get("thema"),
            stand=goed.get("stand", ""),
            trekker=goed.get("trekker"),
            maand=goed.get("maand"),
            q=goed.get("q", ""),
            sorteer=goed.get("sorteer", ""),
        )

    @property
    def niet_begrepen(self) -> str:
        """One sentence about the parts of the URL that made no sense; empty when all did."""
        namen = [f"‘{self.fields[naam].label or naam}’" for naam in self.errors]
        if not namen:
            return ""
        return f"Dit filter kennen wij niet: {', '.join(namen)}. Wij laten het weg."

    def filters(self, keuze: Keuze) -> list[tuple[str, str, str]]:
        """The active filters, as name in the URL, label and what was chosen."""
        gekozen = []
        for naam in self.FILTERS:
            if waarde := getattr(keuze, naam):
                if naam == "maand":
                    woord = maand(waarde)
                else:
                    keuzes = dict(getattr(self.fields[naam], "choices", ()))
                    woord = keuzes.get(waarde, waarde)
                gekozen.append((naam, self.fields[naam].label, woord))
        return gekozen


def _op_naam(namen: dict[int, str]) -> list[tuple[int, str]]:
    return sorted(namen.items(), key=lambda paar: paar[1].casefold())


def maand_verder(dag: date, maanden: int) -> date:
    """The same day some months later, or the last day of that month when it has no such day."""
    jaar, maand_0 = divmod(dag.year * 12 + dag.month - 1 + maanden, 12)
    eerste_erna = date(jaar + (maand_0 == 11), (maand_0 + 1) % 12 + 1, 1)
    laatste = (eerste_erna - timedelta(days=1)).day
    return date(jaar, maand_0 + 1, min(dag.day, laatste))


class PlanningForm(forms.ModelForm):
    """The planning of a project, in the row of the calendar: days, fase, trekker, milestones."""

    start = DatumField(label="Start", help_text="")
    einde = DatumField(label="Einde", help_text="")
    trekker = forms.ModelChoiceField(
        Organisatie.objects.filter(actief=True).order_by("korte_naam"),
        label="Trekker",
        required=False,
        empty_label="Nog geen trekker",
    )
    versie = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Project
        fields = ["start", "einde", "fase"]

    def __init__(self, *args, instance: Project, **kwargs) -> None:
        rollen = [r for r in instance.rollen.all() if r.rol == Projectrol.Rol.TREKKER]
        rol = min(rollen, key=lambda r: r.pk, default=None)
        initial = {"versie": instance.versie, "trekker": rol and rol.organisatie_id}
        # Two rows can be open at once: the ids of their fields differ.
        super().__init__(
            *args, instance=instance, initial=initial, auto_id=f"id_{instance.pk}_%s", **kwargs
        )
        # A milestone that came after this form was opened is not in it; the versie tells.
        self.mijlpalen = [
            m
            for m in instance.mijlpalen.all()
            if not m.gehaald_op and (not self.is_bound or f"mijlpaal_{m.pk}" in self.data)
        ]
        for mijlpaal in self.mijlpalen:
            self.fields[f"mijlpaal_{mijlpaal.pk}"] = DatumField(
                label=f"Mijlpaal: {mijlpaal.titel}", initial=mijlpaal.gepland, help_text=""
            )

    def mijlpaalvelden(self) -> list:
        return [self[f"mijlpaal_{m.pk}"] for m in self.mijlpalen]

    def clean(self) -> dict:
        goed = super().clean()
        if start := goed.get("start"):
            einde = goed.get("einde")
            if einde and einde < start:
                self.add_error("einde", "Kies een einde op of na de start.")
        zonder_opgave = (None, *Project.ZONDER_OPGAVE)
        if self.instance.opgave_id is None and goed.get("fase") not in zonder_opgave:
            self.add_error("fase", OPGAVE_EERST)
        return goed

    def wijziging(self) -> dict:
        """What the act wants to know."""
        goed = self.cleaned_data
        return {
            **{naam: goed[naam] for naam in ("versie", "start", "einde", "fase", "trekker")},
            "mijlpalen": {m.pk: goed[f"mijlpaal_{m.pk}"] for m in self.mijlpalen},
        }

    def schuiven(self, maanden: int) -> "PlanningForm":
        """The same form with every day some months later; nothing is kept yet."""
        data = self.data.copy()
        for naam, veld in self.fields.items():
            if isinstance(veld, DatumField) and (dag := self.cleaned_data.get(naam)):
                data[self.add_prefix(naam)] = veld.widget.format_value(maand_verder(dag, maanden))
        return PlanningForm(data, instance=self.instance)


class ProjectForm(forms.ModelForm):
    """A new project: enough to stand in the calendar."""

    start = DatumField(label="Start")
    einde = DatumField(label="Einde")
    trekker = forms.ModelChoiceField(
        Organisatie.objects.filter(actief=True).order_by("korte_naam"),
        label="Trekker",
        required=False,
        empty_label="Nog geen trekker",
        help_text="De organisatie die het project vooruit helpt.",
    )

    class Meta:
        model = Project
        fields = [
            "naam",
            "omschrijving",
            "thema",
            "opgave",
            "start",
            "einde",
            "fase",
            "doelgroep",
            "openbaarheid",
        ]
        labels = {"naam": "Naam van het project", "openbaarheid": "Wie mag dit project zien?"}
        widgets = {"omschrijving": forms.Textarea(attrs={"rows": 5, "class": "rp-invoer--breed"})}
        help_texts = {
            "opgave": "Verplicht zodra het project is goedgekeurd.",
            "doelgroep": "Bijvoorbeeld: ouderen vanaf 75 jaar.",
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        _keuzelijsten(self)

    def clean_naam(self) -> str:
        return _vrije_naam(self)

    def clean(self) -> dict:
        goed = super().clean()
        if goed.get("start") and goed.get("einde") and goed["einde"] < goed["start"]:
            self.add_error("einde", "Kies een einde op of na de start.")
        _opgave_nodig(self, goed.get("fase"))
        return goed


class BeschrijvingForm(forms.ModelForm):
    """What a project is; its planning has a form of its own."""

    versie = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Project
        fields = [
            "naam",
            "omschrijving",
            "thema",
            "opgave",
            "doelgroep",
            "schaal",
            "type",
            "omvang",
            "programma",
            "beweging",
            "indicatoren",
            "gebieden",
            "onderbouwing",
            "openbaarheid",
        ]
        labels = {"naam": "Naam van het project", "openbaarheid": "Wie mag dit project zien?"}
        widgets = {
            "omschrijving": forms.Textarea(attrs={"rows": 5, "class": "rp-invoer--breed"}),
            "onderbouwing": forms.Textarea(attrs={"rows": 3, "class": "rp-invoer--breed"}),
            "indicatoren": forms.CheckboxSelectMultiple,
            "gebieden": forms.CheckboxSelectMultiple,
        }

    programma = forms.MultipleChoiceField(
        label="Programma",
        choices=Project.Programma,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    beweging = forms.MultipleChoiceField(
        label="Beweging",
        choices=Project.Beweging,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args, instance: Project, door, **kwargs) -> None:
        super().__init__(*args, instance=instance, initial={"versie": instance.versie}, **kwargs)
        _keuzelijsten(self)
        self.fields["indicatoren"].queryset = self.fields["indicatoren"].queryset.zichtbaar_voor(
            door
        )

    def clean_naam(self) -> str:
        return _vrije_naam(self)

    def clean(self) -> dict:
        goed = super().clean()
        _opgave_nodig(self, self.instance.fase)
        return goed


def _keuzelijsten(form: forms.ModelForm) -> None:
    """Choices in the order in which people look for them."""
    form.fields["thema"].queryset = Thema.objects.order_by("naam")
    form.fields["thema"].empty_label = "Kies een thema"
    form.fields["opgave"].queryset = Opgave.objects.order_by("regiovisie", "nummer")
    form.fields["opgave"].empty_label = "Nog geen opgave"


def _vrije_naam(form: forms.ModelForm) -> str:
    """Two projects with one name cannot be told apart in the calendar."""
    naam = form.cleaned_data["naam"]
    if Project.objects.exclude(pk=form.instance.pk).filter(naam__iexact=naam).exists():
        raise ValidationError("Er is al een project met deze naam.")
    return naam


def _opgave_nodig(form: forms.ModelForm, fase: str | None) -> None:
    """Say it beside the field; without this the constraint would say it above the form."""
    goed = form.cleaned_data
    if fase and fase not in Project.ZONDER_OPGAVE and "opgave" in goed and goed["opgave"] is None:
        form.add_error("opgave", "Kies aan welke opgave dit project werkt.")


class FaseForm(forms.Form):
    """The next fase of a project."""

    fase = forms.ChoiceField(label="Fase", choices=Project.Fase)

    def __init__(self, *args, project: Project, **kwargs) -> None:
        super().__init__(*args, initial={"fase": project.fase}, **kwargs)
        self.project = project

    def clean_fase(self) -> str:
        fase = self.cleaned_data["fase"]
        if fase not in Project.ZONDER_OPGAVE and not self.project.opgave_id:
            raise ValidationError(OPGAVE_EERST)
        return fase


class MijlpaalForm(forms.ModelForm):
    """A new milestone."""

    gepland = DatumField(label="Wanneer")

    class Meta:
        model = Mijlpaal
        fields = ["titel", "gepland", "belangrijk", "toelichting"]
        labels = {"titel": "Wat is er dan klaar?", "belangrijk": "Belangrijk voor alle partners"}
        widgets = {"toelichting": forms.Textarea(attrs={"rows": 3, "class": "rp-invoer--breed"})}


class MijlpaalWijzigenForm(MijlpaalForm):
    """A milestone that stands already; it may have been reached."""

    gehaald_op = DatumField(label="Gehaald op", required=False)
    versie = forms.IntegerField(widget=forms.HiddenInput)

    class Meta(MijlpaalForm.Meta):
        fields = ["titel", "gepland", "gehaald_op", "belangrijk", "toelichting"]

    def __init__(self, *args, instance: Mijlpaal, **kwargs) -> None:
        super().__init__(*args, instance=instance, initial={"versie": instance.versie}, **kwargs)


class StatusForm(forms.ModelForm):
    """How a project goes: four lights, and what is needed when one is not green."""

    class Meta:
        model = Statusmelding
        fields = [
            "tijd",
            "geld",
            "kwaliteit",
            "draagvlak",
            "oorzaak",
            "bijsturing",
            "toelichting",
            "voortgang_pct",
            "werkt_in_praktijk",
            "hulpvraag_aan",
        ]
        labels = {
            "oorzaak": "Waarom is het niet op koers?",
            "bijsturing": "Wat is er nodig?",
            "toelichting": "Hoe staat het ervoor?",
            "werkt_in_praktijk": "Werkt het in de praktijk?",
            "hulpvraag_aan": "Aan wie vraagt u hulp?",
            "voortgang_pct": "Voortgang in procenten",
        }
        help_texts = {
            "oorzaak": "Is niet alles op koers? Dan is dit verplicht. Bestuurders lezen dit.",
            "bijsturing": "Is niet alles op koers? Schrijf dan wat u van wie vraagt.",
        }
        widgets = {
            **{
                naam: forms.RadioSelect(choices=Kleur)
                for naam in ("tijd", "geld", "kwaliteit", "draagvlak")
            },
            **{
                naam: forms.Textarea(attrs={"rows": 3, "class": "rp-invoer--breed"})
                for naam in ("oorzaak", "bijsturing", "toelichting")
            },
            "voortgang_pct": forms.NumberInput(attrs={"class": "rp-invoer--kort"}),
        }

    LICHTEN = ("tijd", "geld", "kwaliteit", "draagvlak")

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        hulp = self.fields["hulpvraag_aan"]
        hulp.choices = [("", "Niemand"), *(keuze for keuze in hulp.choices if keuze[0])]

    def lichten(self) -> list:
        return [self[naam] for naam in self.LICHTEN]

    def overige(self) -> list:
        return [veld for veld in self if veld.name not in self.LICHTEN]

    def clean(self) -> dict:
        goed = super().clean()
        kleuren = {goed.get(naam) for naam in self.LICHTEN}
        if kleuren & {Kleur.ORANJE, Kleur.ROOD}:
            if not goed.get("oorzaak") and "oorzaak" not in self.errors:
                self.add_error("oorzaak", "Niet alles is op koers. Schrijf waarom.")
            if not goed.get("bijsturing") and "bijsturing" not in self.errors:
                self.add_error("bijsturing", "Niet alles is op koers. Schrijf wat er nodig is.")
        return goed


class RolForm(forms.ModelForm):
    """Who does what in a project."""

    class Meta:
        model = Projectrol
        fields = ["rol", "organisatie", "persoon"]
        help_texts = {
            "persoon": "Een trekker, projectleider of terugkoppelaar kan de stand melden."
        }

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        organisatie, persoon = self.fields["organisatie"], self.fields["persoon"]
        organisatie.queryset = Organisatie.objects.filter(actief=True).order_by("korte_naam")
        organisatie.empty_label = "Kies een organisatie"
        persoon.queryset = Persoon.objects.filter(is_active=True).order_by("naam")
        persoon.empty_label = "Nog niemand"
        self.fields["rol"].choices = [("", "Kies een rol"), *Projectrol.Rol.choices]


class Verschil(NamedTuple):
    """What two people made of the same field."""

    label: str
    mijn: str
    ander: str

    @property
    def anders(self) -> bool:
        return self.mijn != self.ander


def verschillen(mijn: forms.BaseForm, ander: forms.BaseForm) -> list[Verschil]:
    """My valid form beside the fresh, unbound form of what somebody else kept."""
    rijen = []
    for naam, veld in mijn.fields.items():
        if naam == "versie" or naam not in ander.fields:
            continue
        staat = veld.clean(ander.get_initial_for_field(ander.fields[naam], naam))
        rijen.append(
            Verschil(veld.label, _woorden(veld, mijn.cleaned_data[naam]), _woorden(veld, staat))
        )
    return rijen


def _woorden(veld: forms.Field, waarde) -> str:
    """A value of a field as somebody reads it."""
    if waarde is None or waarde == "":
        return "niets"
    if isinstance(waarde, bool):
        return "ja" if waarde else "nee"
    if isinstance(waarde, date):
        return dag(waarde)
    if isinstance(waarde, (list, tuple, QuerySet)):
        return ", ".join(_woorden(veld, w) for w in waarde) or "niets"
    if isinstance(veld, forms.ChoiceField) and not isinstance(veld, forms.ModelChoiceField):
        return str(dict(veld.choices).get(waarde, waarde))
    return str(waarde)
