"""What may be typed about a subject that comes to a tafel, and about what stands around it."""

from django import forms
from django.db.models import Exists, OuterRef
from django.utils import timezone

from regio.forms import DatumField
from regio.models import Gebied, Openbaarheid, Opgave, Persoon, Regio
from regio.templatetags.regio import dag, dag_lang
from regiobeeld.cijfers import NEDERLAND
from regiobeeld.models import Indicator, Waarneming
from tafels.forms.velden import BREED, KORT, Keuze, PersoonKeuze, personen
from tafels.models import (
    LEEST_VERTROUWELIJK,
    Agendacijfer,
    Agendapunt,
    Bijeenkomst,
    Tafel,
)
from tafels.toegang import zit_in_duo

SCHUIFT_NAAR = (
    Bijeenkomst.Status.GEPLAND,
    Bijeenkomst.Status.IN_VOORBEREIDING,
    Bijeenkomst.Status.VERZONDEN,
)


def _volgende(tafel: Tafel):
    """The meetings of this tafel that still get an agenda."""
    return Bijeenkomst.objects.filter(
        tafel=tafel, start__gt=timezone.now(), status__in=SCHUIFT_NAAR
    ).order_by("start")


class BijeenkomstKeuze(Keuze):
    """A meeting by its day, and until when a subject for it can be handed in."""

    met_termijn = False

    def label_from_instance(self, bijeenkomst) -> str:
        wanneer = dag_lang(bijeenkomst.start)
        if not self.met_termijn:
            return f"{wanneer}: {bijeenkomst.titel}"
        tot = bijeenkomst.inleveren_tot
        if tot < timezone.localdate():
            return f"{wanneer} (inleveren kon tot en met {dag(tot)})"
        return f"{wanneer} (inleveren tot en met {dag(tot)})"


class OnderwerpForm(forms.ModelForm):
    """A subject that somebody hands in: what, why now, and what is asked of the tafel."""

    minuten = forms.IntegerField(
        label="Hoeveel minuten?",
        min_value=1,
        max_value=480,
        initial=15,
        widget=forms.TextInput(KORT),
    )
    bijeenkomst = BijeenkomstKeuze(
        required=False,
        label="Voor welke bijeenkomst?",
        empty_label="De eerste die kan",
    )
    opgave = Keuze(required=False, label="Bij welke opgave hoort het?")
    portefeuillehouder = PersoonKeuze(required=False, label="Portefeuillehouder")

    class Meta:
        model = Agendapunt
        fields = (
            "titel",
            "aanleiding",
            "behandeling",
            "minuten",
            "bijeenkomst",
            "opgave",
            "portefeuillehouder",
            "openbaarheid",
        )
        labels = {
            "titel": "Onderwerp",
            "aanleiding": "Waarom wilt u dit nu bespreken?",
            "behandeling": "Wat vraagt u van de tafel?",
            "openbaarheid": "Wie mag dit zien?",
        }
        help_texts = {"aanleiding": "In een paar zinnen."}
        widgets = {
            "titel": forms.TextInput({"class": "rp-invoer--breed", "autocomplete": "off"}),
            "aanleiding": forms.Textarea(BREED),
            "behandeling": forms.RadioSelect,
        }

    def __init__(self, *args, tafel: Tafel, persoon: Persoon, **opties) -> None:
        super().__init__(*args, **opties)
        velden = self.fields
        velden["aanleiding"].required = True
        velden["opgave"].queryset = Opgave.objects.zichtbaar_voor(persoon)
        velden["portefeuillehouder"].queryset = personen(tafel.pk)
        velden["bijeenkomst"].met_termijn = True
        komend = list(_volgende(tafel).select_related("tafel"))
        if not zit_in_duo(persoon, tafel):
            vandaag = timezone.localdate()
            komend = [b for b in komend if b.inleveren_tot >= vandaag]
        velden["bijeenkomst"].queryset = Bijeenkomst.objects.filter(
            pk__in=[b.pk for b in komend]
        ).select_related("tafel")
        leest = persoon.heeft_rol(*LEEST_VERTROUWELIJK, tafel=tafel.pk)
        velden["openbaarheid"].choices = [
            k for k in Openbaarheid.choices if leest or k[0] != Openbaarheid.VERTROUWELIJK
        ]


class RedenForm(forms.Form):
    """Why not."""

    reden = forms.CharField(
        label="Waarom niet?",
        max_length=300,
        help_text="Wie dit inbracht, leest dit.",
        widget=forms.Textarea(BREED | {"rows": 3}),
    )


class AfwijzenForm(RedenForm):
    """Why a suggestion need never come back; `sleutel` says which one."""

    sleutel = forms.CharField(max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, **opties) -> None:
        super().__init__(*args, **opties)
        self.fields["reden"].label = "Waarom hoeft dit nooit meer?"
        self.fields["reden"].help_text = "De leden van deze tafel zien dit niet."


class SleutelForm(forms.Form):
    """Which suggestion."""

    sleutel = forms.CharField(max_length=40)


class DoorschuivenForm(forms.Form):
    """To which meeting a subject goes, and why."""

    bijeenkomst = BijeenkomstKeuze(label="Naar welke bijeenkomst?")
    reden = forms.CharField(
        label="Waarom later?", max_length=300, required=False, widget=forms.TextInput
    )

    def __init__(self, *args, agendapunt: Agendapunt, **opties) -> None:
        super().__init__(*args, **opties)
        self.fields["reden"].widget.attrs["class"] = "rp-invoer--breed"
        self.fields["bijeenkomst"].queryset = _volgende(agendapunt.tafel)


class DoorgevenForm(forms.Form):
    """To which tafel a subject goes on, with which advice."""

    tafel = Keuze(label="Aan welke tafel?")
    advies = forms.CharField(
        label="Wat adviseert uw tafel?",
        max_length=2000,
        help_text="De andere tafel leest dit bij het onderwerp.",
        widget=forms.Textarea(BREED),
    )

    def __init__(self, *args, agendapunt: Agendapunt, **opties) -> None:
        super().__init__(*args, **opties)
        tafels = Tafel.objects.actief().exclude(pk=agendapunt.tafel_id)
        self.fields["tafel"].queryset = tafels.order_by("volgorde", "naam")
        self.fields["tafel"].initial = agendapunt.tafel.ouder_id


class KlankbordadviesForm(forms.Form):
    """What the klankbordgroep advises."""

    advies = forms.CharField(
        label="Wat adviseert de klankbordgroep?",
        max_length=2000,
        help_text="Wat merken inwoners en professionals hiervan? Wat moet anders?",
        widget=forms.Textarea(BREED),
    )
    versie = forms.IntegerField(required=False, widget=forms.HiddenInput)


class VoorbesprokenForm(forms.ModelForm):
    """On which day the agenda was gone through with the klankbordgroep."""

    voorbesproken_met_klankbord_op = DatumField(label="Op welke dag?", required=False)

    class Meta:
        model = Bijeenkomst
        fields = ("voorbesproken_met_klankbord_op",)


class CijferForm(forms.Form):
    """Which figure of the regiobeeld to keep."""

    indicator = Keuze(label="Welk cijfer?")
    gebied = Keuze(label="Van welk gebied?")

    def __init__(self, *args, persoon: Persoon, **opties) -> None:
        super().__init__(*args, **opties)
        gemeten = Waarneming.objects.filter(indicator=OuterRef("pk"), waarde__isnull=False)
        indicatoren = Indicator.objects.zichtbaar_voor(persoon).filter(Exists(gemeten))
        self.fields["indicator"].queryset = indicatoren.order_by("naam")
        gebied = Regio.objects.select_related("gebied").get().gebied
        plekken = Gebied.objects.filter(code=NEDERLAND)
        if gebied is not None:
            plekken |= Gebied.objects.filter(pk=gebied.pk)
            leden = Gebied.objects.leden_van(gebied).order_by().values("pk")
            plekken |= Gebied.objects.filter(pk__in=leden)
        self.fields["gebied"].queryset = plekken.order_by("naam")
        self.fields["gebied"].initial = gebied and gebied.pk


class CijferWegForm(forms.Form):
    """Which figure goes away."""

    cijfer = forms.ModelChoiceField(Agendacijfer.objects.none())

    def __init__(self, *args, agendapunt: Agendapunt, **opties) -> None:
        super().__init__(*args, **opties)
        self.fields["cijfer"].queryset = agendapunt.cijfers.all()


class NotitieForm(forms.Form):
    """What voorzitter and secretaris write down for the two of them."""

    tekst = forms.CharField(
        label="Notitie",
        max_length=4000,
        required=False,
        widget=forms.Textarea(BREED | {"rows": 8}),
    )
    versie = forms.IntegerField(required=False, widget=forms.HiddenInput)
