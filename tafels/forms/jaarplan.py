"""What may be typed about a year: its rhythm, its template, its themes, and room asked for."""

from datetime import date, time, timedelta

from django import forms
from django.utils import timezone

from regio.forms import DatumField, TijdField
from regio.models import Opgave, Persoon, Regio, Thema
from regio.templatetags.regio import DAGEN, dag_lang, maand, uur
from tafels.forms.velden import BREED, KORT, Keuze
from tafels.models import Bijeenkomst, Tafel, Themaplanning, Vastpunt
from tafels.reeks import LAATSTE, Datum, Ritme, kent_schoolvakanties, reeks

HOOGSTENS_DAGEN = 731
MAANDEN_VOORUIT = 25

RITMES = {
    "week-1": ("Elke week", Ritme(weken=1)),
    "week-2": ("Elke twee weken", Ritme(weken=2)),
    "week-4": ("Elke vier weken", Ritme(weken=4)),
    "week-6": ("Elke zes weken", Ritme(weken=6)),
    "maand-1": ("Elke maand", Ritme(maanden=1)),
    "maand-2": ("Elke twee maanden", Ritme(maanden=2)),
    "maand-3": ("Elk kwartaal", Ritme(maanden=3)),
}
# From how many meetings a year this rhythm fits best.
PAST_BIJ = (
    (40, "week-1"),
    (20, "week-2"),
    (13, "week-4"),
    (10, "maand-1"),
    (8, "week-6"),
    (5, "maand-2"),
    (0, "maand-3"),
)
PLEKKEN = {
    "1": "De eerste",
    "2": "De tweede",
    "3": "De derde",
    "4": "De vierde",
    str(LAATSTE): "De laatste",
    "dag": "Op een vaste dag van de maand",
}


class ReeksForm(forms.Form):
    """How often a tafel meets in a period, when and where."""

    ritme = forms.ChoiceField(
        label="Hoe vaak?", choices=[(sleutel, naam) for sleutel, (naam, _) in RITMES.items()]
    )
    hoeveelste = forms.ChoiceField(
        label="Welke van de maand?",
        choices=PLEKKEN.items(),
        help_text="Telt niet mee bij een ritme in weken.",
    )
    weekdag = forms.TypedChoiceField(
        label="Op welke dag?", choices=list(enumerate(DAGEN)), coerce=int
    )
    dag = forms.IntegerField(
        label="Dag van de maand",
        required=False,
        min_value=1,
        max_value=31,
        widget=forms.TextInput(KORT),
        help_text="Alleen bij een vaste dag van de maand.",
    )
    begin = TijdField(label="Begint om", help_text="")
    minuten = forms.IntegerField(
        label="Minuten", min_value=5, max_value=720, widget=forms.TextInput(KORT)
    )
    van = DatumField(label="Vanaf", help_text="")
    tot = DatumField(label="Tot en met", help_text="")
    locatie = forms.CharField(label="Waar?", max_length=150, required=False)
    schoolvakanties = forms.MultipleChoiceField(
        label="Sla deze schoolvakanties over",
        choices=Regio.Schoolregio.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def clean(self):
        data = super().clean()
        van, tot = data.get("van"), data.get("tot")
        per_maand = data.get("ritme", "").startswith("maand") and data.get("hoeveelste") == "dag"
        if per_maand and not data.get("dag") and "dag" not in self.errors:
            self.add_error("dag", "Vul een dag van de maand in, van 1 tot en met 31.")
        if van and tot and tot < van:
            self.add_error("tot", "Kies een dag na het begin.")
        elif van and tot and (tot - van).days > HOOGSTENS_DAGEN:
            self.add_error("tot", "Plan hoogstens twee jaar vooruit.")
        return data

    def gekozen_ritme(self) -> Ritme:
        """The rhythm that was chosen, of a form that is valid."""
        data = self.cleaned_data
        basis = RITMES[data["ritme"]][1]
        if basis.maanden and data["hoeveelste"] == "dag":
            return basis._replace(dag=data["dag"])
        if basis.maanden:
            return basis._replace(hoeveelste=int(data["hoeveelste"]), weekdag=data["weekdag"])
        return basis._replace(weekdag=data["weekdag"])

    def reeks(self) -> list[Datum]:
        """The dates that follow from what was chosen."""
        data = self.cleaned_data
        return reeks(self.gekozen_ritme(), data["van"], data["tot"], data["schoolvakanties"])

    def kent_schoolvakanties(self) -> bool:
        """Do we know when the schools are closed in this period, if that counts?"""
        data = self.cleaned_data
        return not data["schoolvakanties"] or kent_schoolvakanties(data["van"], data["tot"])


def reeks_van(tafel: Tafel, laatste: Bijeenkomst | None, regio: Regio) -> dict[str, object]:
    """What the form begins with: as the last meeting was, on from there until the year ends."""
    vandaag = timezone.localdate()
    start = timezone.localtime(laatste.start) if laatste else None
    na = max(vandaag, start.date()) if start else vandaag
    van = (na.replace(day=1) + timedelta(days=32)).replace(day=1)
    # In the last two months of a year people plan the next one.
    jaar = van.year + (van.month > 10)
    keer = tafel.frequentie_per_jaar
    plek = "2"
    if start:
        nummer = (start.day - 1) // 7 + 1
        plek = str(nummer if nummer < 5 else LAATSTE)
    weekdag = start.weekday() if start else 1
    return {
        "ritme": next(ritme for vanaf, ritme in PAST_BIJ if keer >= vanaf),
        "hoeveelste": plek,
        "weekdag": weekdag,
        "dag": "",
        "begin": uur(start.time() if start else time(15)),
        "minuten": tafel.duur_min,
        "van": f"{van:%d-%m-%Y}",
        "tot": f"{date(jaar, 12, 31):%d-%m-%Y}",
        "locatie": laatste.locatie if laatste else "",
        "schoolvakanties": [regio.schoolregio],
    }


class VastpuntForm(forms.ModelForm):
    """What returns on every agenda of a tafel."""

    minuten = forms.IntegerField(
        label="Hoeveel minuten?",
        min_value=0,
        max_value=480,
        initial=5,
        widget=forms.TextInput(KORT),
    )

    class Meta:
        model = Vastpunt
        fields = ("titel", "soort", "behandeling", "minuten", "blok")
        labels = {
            "soort": "Wat is het?",
            "behandeling": "Wat vraagt u van de tafel?",
            "blok": "Wat schrijft het portaal erbij?",
        }

    def __init__(self, *args, **opties) -> None:
        super().__init__(*args, **opties)
        self.fields["blok"].choices = [("", "Niets"), *self.fields["blok"].choices[1:]]


class MaandField(forms.TypedChoiceField):
    """A month from a list: this one and the two years that follow."""

    def __init__(self, **opties) -> None:
        opties.setdefault("label", "Welke maand?")
        super().__init__(coerce=date.fromisoformat, empty_value=None, **opties)

    def kies_uit(self, *ook: date | None, leeg: str = "") -> None:
        """Offer the months from now, and those that were chosen before."""
        eerste = timezone.localdate().replace(day=1)
        maanden = {dag for dag in ook if dag}
        for _ in range(MAANDEN_VOORUIT):
            maanden.add(eerste)
            eerste = (eerste + timedelta(days=32)).replace(day=1)
        keuzes = [(m.isoformat(), maand(m)) for m in sorted(maanden)]
        self.choices = [("", leeg), *keuzes] if leeg else keuzes


def _minuten(**opties) -> forms.IntegerField:
    return forms.IntegerField(
        label="Hoeveel minuten?", min_value=5, max_value=480, widget=forms.TextInput(KORT), **opties
    )


class ThemaForm(forms.Form):
    """What a tafel speaks about in a month."""

    soort = forms.ChoiceField(label="Wat voor gesprek?", choices=Themaplanning.Soort.choices)
    thema = Keuze(
        Thema.objects.all(),
        label="Thema",
        required=False,
        help_text="Verplicht als u hierboven Thema kiest.",
    )
    opgave = Keuze(label="Opgave", required=False, help_text="Verplicht bij een resultaatgesprek.")
    maand = MaandField()
    toelichting = forms.CharField(
        label="Waar gaat het om?",
        required=False,
        max_length=1000,
        widget=forms.Textarea(BREED),
        help_text="Staan belangen op tafel? Elke organisatie beschrijft ze bij het agendapunt.",
    )
    minuten = _minuten(required=False)

    def __init__(self, *args, persoon: Persoon, **opties) -> None:
        super().__init__(*args, **opties)
        self.fields["opgave"].queryset = Opgave.objects.zichtbaar_voor(persoon)
        self.fields["maand"].kies_uit()

    def clean(self):
        data = super().clean()
        soort = data.get("soort")
        if soort == Themaplanning.Soort.THEMA and not data.get("thema"):
            self.add_error("thema", "Kies het thema.")
        if soort == Themaplanning.Soort.RESULTAATGESPREK and not data.get("opgave"):
            self.add_error("opgave", "Kies de opgave waar het gesprek over gaat.")
        return data


class VerschuifForm(forms.Form):
    """To which month, and why."""

    maand = MaandField(label="Naar welke maand?")
    reden = forms.CharField(label="Waarom?", required=False, max_length=300)
    versie = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, planning: Themaplanning, **opties) -> None:
        opties["initial"] = {"maand": planning.maand, "versie": planning.versie}
        super().__init__(*args, **opties)
        self.fields["maand"].kies_uit(planning.maand)


class AgendaruimteForm(forms.Form):
    """What a portefeuillehouder asks."""

    thema = Keuze(label="Over welk thema?")
    toelichting = forms.CharField(
        label="Wat wilt u bereiken?", max_length=1000, widget=forms.Textarea(BREED)
    )
    minuten = _minuten(initial=20)
    maand = MaandField(label="In welke maand?")

    def __init__(self, *args, tafel: Tafel, persoon: Persoon, **opties) -> None:
        super().__init__(*args, **opties)
        themas = Thema.objects.all()
        eigen = themas.filter(
            portefeuillehouders__tafel=tafel, portefeuillehouders__persoon=persoon
        ).distinct()
        # Who has a portefeuille asks for that; without one, any theme will do.
        self.fields["thema"].queryset = eigen if eigen.exists() else themas
        self.fields["maand"].kies_uit()


class BijeenkomstKeuze(Keuze):
    """A meeting by its day: their titles are often the same."""

    def label_from_instance(self, bijeenkomst) -> str:
        return f"{dag_lang(bijeenkomst.start)}, {uur(bijeenkomst.start)} uur"


class ToekenForm(forms.Form):
    """On which agenda it comes; or only in which month, when that is not known."""

    bijeenkomst = BijeenkomstKeuze(
        label="Op welke bijeenkomst?", required=False, empty_label="Dat weten we nog niet"
    )
    maand = MaandField(
        label="In welke maand?",
        required=False,
        help_text="Telt niet mee als u een bijeenkomst kiest.",
    )
    versie = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, verzoek: Themaplanning, **opties) -> None:
        komend = (
            Bijeenkomst.objects.komend()
            .filter(tafel=verzoek.tafel_id)
            .exclude(status=Bijeenkomst.Status.AFGESLOTEN)
        )
        eerste = next((b for b in komend if timezone.localdate(b.start) >= verzoek.maand), None)
        opties["initial"] = {
            "bijeenkomst": eerste and eerste.pk,
            "maand": verzoek.maand,
            "versie": verzoek.versie,
        }
        super().__init__(*args, **opties)
        self.fields["bijeenkomst"].queryset = komend
        self.fields["maand"].kies_uit(verzoek.maand)


class AfwijsForm(forms.Form):
    """Why there is no room."""

    reden = forms.CharField(
        label="Waarom niet?",
        max_length=300,
        widget=forms.Textarea({"class": "rp-invoer--breed", "rows": 3}),
        help_text="Wie het vroeg, leest dit.",
    )
    versie = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, verzoek: Themaplanning, **opties) -> None:
        super().__init__(*args, initial={"versie": verzoek.versie}, **opties)
