"""What may be typed about a tafel."""

from django import forms
from django.db.models import Exists, OuterRef, Q

from projecten.models import Project
from regio.models import Persoon, Thema
from tafels.forms.velden import BREED, KORT, Keuze, PersoonKeuze, personen
from tafels.models import Lidmaatschap, Tafel

# What each kind of tafel is for, to begin with.
DOEL = {
    Tafel.Soort.BESTUURSTAFEL: "Met alle bestuurders de opgaven van de regio bepalen en volgen.",
    Tafel.Soort.BELEIDSTAFEL: (
        "De bestuurstafel ondersteunen, plannen concreet maken en de partners verbinden."
    ),
    Tafel.Soort.INHOUDELIJK: "Een opgave van de regio omzetten in projecten die werken.",
    Tafel.Soort.DAGELIJKS_BESTUUR: "Snel besluiten tussen twee bestuurstafels in.",
    Tafel.Soort.KLANKBORDGROEP: (
        "Meedenken over voorstellen voordat ze naar de bestuurstafel gaan."
    ),
}
# Under which kind of tafel the others usually hang.
BOVEN = {
    Tafel.Soort.BELEIDSTAFEL: Tafel.Soort.BESTUURSTAFEL,
    Tafel.Soort.DAGELIJKS_BESTUUR: Tafel.Soort.BESTUURSTAFEL,
    Tafel.Soort.KLANKBORDGROEP: Tafel.Soort.BESTUURSTAFEL,
    Tafel.Soort.INHOUDELIJK: Tafel.Soort.BELEIDSTAFEL,
}


class TafelForm(forms.ModelForm):
    """What a tafel is for and how it works; the versie says which one was opened."""

    versie = forms.IntegerField(widget=forms.HiddenInput)
    frequentie_per_jaar = forms.IntegerField(
        label="Hoe vaak per jaar?", min_value=0, max_value=104, widget=forms.TextInput(KORT)
    )
    duur_min = forms.IntegerField(
        label="Hoeveel minuten duurt een bijeenkomst?",
        min_value=5,
        max_value=720,
        widget=forms.TextInput(KORT),
    )
    aanlever_dagen = forms.IntegerField(
        label="Tot hoeveel dagen vooraf brengen leden iets in?",
        min_value=0,
        max_value=90,
        widget=forms.TextInput(KORT),
        help_text="Daarna zet alleen de secretaris nog iets op de agenda.",
    )
    ouder = Keuze(required=False, label="Onder welke tafel?", empty_label="Onder geen enkele tafel")
    thema = Keuze(required=False, label="Over welk thema?")
    terugkoppelaar = PersoonKeuze(
        required=False,
        label="Wie vertelt aan de beleidstafel hoe het gaat?",
        empty_label="Nog niemand",
        help_text="Iemand die zelf aan de beleidstafel zit. Het portaal herinnert deze persoon.",
    )

    class Meta:
        model = Tafel
        fields = (
            "naam",
            "doel",
            "gaat_over",
            "gaat_niet_over",
            "ouder",
            "thema",
            "samenstelling",
            "besluitwijze",
            "frequentie_per_jaar",
            "duur_min",
            "aanlever_dagen",
            "projecten",
            "terugkoppelaar",
        )
        labels = {
            "samenstelling": "Wie doet mee?",
            "besluitwijze": "Hoe besluit deze tafel?",
            "projecten": "Welke projecten horen bij deze tafel?",
        }
        help_texts = {"besluitwijze": "Bij elk onderwerp kunt u iets anders kiezen."}
        widgets = {
            "naam": forms.TextInput({"class": "rp-invoer--breed", "autocomplete": "off"}),
            "doel": forms.Textarea(BREED),
            "gaat_over": forms.Textarea(BREED | {"rows": 2}),
            "gaat_niet_over": forms.Textarea(BREED | {"rows": 2}),
            "projecten": forms.CheckboxSelectMultiple,
        }

    def __init__(self, *args, persoon: Persoon, **opties) -> None:
        super().__init__(*args, **opties)
        velden, tafel = self.fields, self.instance
        self.initial["versie"] = tafel.versie
        velden["ouder"].queryset = (
            Tafel.objects.actief().exclude(pk=tafel.pk).order_by("volgorde", "naam")
        )
        if tafel.soort != Tafel.Soort.INHOUDELIJK:
            for naam in ("thema", "projecten", "terugkoppelaar"):
                del velden[naam]
            return
        velden["thema"].queryset = Thema.objects.all()
        bekend = Project.objects.zichtbaar_voor(persoon).exclude(fase=Project.Fase.GESTOPT)
        velden["projecten"].queryset = bekend.order_by("naam")
        velden["projecten"].required = False
        zetels = Lidmaatschap.objects.aan_beleidstafel().filter(persoon=OuterRef("pk"))
        # Who was chosen before stays a choice, so that saving something else takes nobody away.
        velden["terugkoppelaar"].queryset = personen(None, tafel.terugkoppelaar_id).filter(
            Exists(zetels) | Q(pk=tafel.terugkoppelaar_id)
        )

    def clean_projecten(self):
        """What this person may not know of stays at the tafel."""
        gekozen, tafel = self.cleaned_data["projecten"], self.instance
        if tafel.pk is None:
            return list(gekozen)
        onbekend = tafel.projecten.exclude(pk__in=self.fields["projecten"].queryset.values("pk"))
        return [*gekozen, *onbekend]


class TafelOprichtenForm(TafelForm):
    """What must be known of a new tafel: how it is called in numbers, and who looks after it."""

    secretaris = PersoonKeuze(label="Wie wordt secretaris?")
    versie = None

    class Meta(TafelForm.Meta):
        fields = ("soort", "naam", "code", *TafelForm.Meta.fields[1:])
        labels = TafelForm.Meta.labels | {"code": "Afkorting"}
        help_texts = TafelForm.Meta.help_texts | {
            "code": "Staat in het nummer van elk besluit. Bijvoorbeeld: BT in BT-2026-014."
        }
        widgets = TafelForm.Meta.widgets | {
            "soort": forms.HiddenInput,
            "code": forms.TextInput({"class": "rp-invoer--kort", "autocomplete": "off"}),
        }

    def __init__(self, *args, soort: str, **opties) -> None:
        super().__init__(*args, instance=Tafel(soort=soort), **opties)
        self.initial["doel"] = DOEL[soort]
        self.fields["secretaris"].queryset = personen()
        hangt_onder = Tafel.objects.actief().filter(soort=BOVEN.get(soort, ""))
        self.initial["ouder"] = (
            hangt_onder.order_by("start", "pk").values_list("pk", flat=True).first()
        )
        if "thema" in self.fields:
            self.fields["thema"].required = True
            self.fields["thema"].empty_label = "Kies"

    def clean_code(self):
        """As it stands in numbers, and not there yet in another spelling."""
        code = self.cleaned_data["code"].upper()
        if Tafel.objects.filter(code__iexact=code).exists():
            raise forms.ValidationError("Een andere tafel heeft deze afkorting al.")
        return code
