"""What may be typed about a paper, and the files that come with it."""

from django import forms
from django.utils import timezone

from regio.forms import DatumField
from regio.models import Openbaarheid
from tafels.domain.stukken import VAN_OPEN_NAAR_BESLOTEN
from tafels.keuring import SAMEN, UITGANGEN
from tafels.models import NAAR_PARTNERS, Agendapunt, Stuk

ACCEPTEERT = ",".join(UITGANGEN)


class BestandenInvoer(forms.FileInput):
    """A button with which one chooses several files at once."""

    allow_multiple_selected = True


class BestandenField(forms.FileField):
    """One or more files; what is wrong with one of them is said when it is added."""

    widget = BestandenInvoer

    def clean(self, data, initial=None):
        bestanden = data if isinstance(data, list | tuple) else [data] if data else []
        if not bestanden and self.required:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        return bestanden


def _openbaarheden(agendapunt: Agendapunt, huidig: str = "", *, mag_opener: bool = True) -> list:
    """What can be chosen: never more open than the agendapunt, or than one may make it."""
    begin = VAN_OPEN_NAAR_BESLOTEN.index(agendapunt.openbaarheid)
    if huidig and not mag_opener:
        begin = max(begin, VAN_OPEN_NAAR_BESLOTEN.index(huidig))
    return [
        (waarde, label)
        for waarde, label in Openbaarheid.choices[begin:]
        if agendapunt.tafel_id is not None or waarde in NAAR_PARTNERS
    ]


class _Geheim(forms.Form):
    """Why something is confidential, and until when."""

    reden_vertrouwelijk = forms.CharField(
        label="Waarom is dit vertrouwelijk?",
        help_text="Verplicht bij een vertrouwelijk stuk.",
        max_length=300,
        required=False,
    )
    vertrouwelijk_tot = DatumField(
        label="Vertrouwelijk tot en met",
        required=False,
        help_text="Daarna vraagt het portaal of meer mensen het mogen lezen.",
    )

    def clean(self):
        data = super().clean()
        if data.get("openbaarheid") != Openbaarheid.VERTROUWELIJK:
            return data
        if not data.get("reden_vertrouwelijk") and "reden_vertrouwelijk" not in self.errors:
            self.add_error("reden_vertrouwelijk", "Zeg waarom dit stuk vertrouwelijk is.")
        tot = data.get("vertrouwelijk_tot")
        if tot and tot < timezone.localdate():
            self.add_error("vertrouwelijk_tot", "Kies vandaag of een dag daarna.")
        return data


class StukToevoegenForm(_Geheim):
    """Files, what kind of papers they are, and who may read them."""

    bestanden = BestandenField(
        label="Bestanden",
        help_text=f"{SAMEN}. U kunt er meer tegelijk kiezen.",
        widget=BestandenInvoer({"multiple": True, "accept": ACCEPTEERT}),
        error_messages={"required": "Kies een bestand."},
    )
    soort = forms.ChoiceField(label="Soort stuk", choices=Stuk.Soort, initial=Stuk.Soort.BIJLAGE)
    openbaarheid = forms.ChoiceField(label="Wie mag dit lezen?")

    field_order = ("bestanden", "soort", "openbaarheid", "reden_vertrouwelijk", "vertrouwelijk_tot")

    def __init__(self, *args, agendapunt: Agendapunt, **opties) -> None:
        # Three forms share the page of an agendapunt: each field its own id.
        super().__init__(*args, auto_id="id_stuk_%s", **opties)
        self.fields["openbaarheid"].choices = _openbaarheden(agendapunt)
        self.initial.setdefault("openbaarheid", agendapunt.openbaarheid)


class StukVervangenForm(forms.Form):
    """The file of a new version."""

    bestand = forms.FileField(
        label="Nieuwe versie",
        help_text=f"{SAMEN}.",
        widget=forms.FileInput({"accept": ACCEPTEERT}),
        error_messages={"required": "Kies een bestand."},
        allow_empty_file=True,  # the act says what to do about it
        max_length=None,
    )


class StukBeschrijvenForm(_Geheim):
    """What a paper is called, what it is and who may read it."""

    titel = forms.CharField(label="Titel", max_length=200)
    soort = forms.ChoiceField(label="Soort stuk", choices=Stuk.Soort)
    openbaarheid = forms.ChoiceField(label="Wie mag dit lezen?")
    woo_categorie = forms.ChoiceField(label="Soort volgens de Woo", choices=Stuk.Woo)

    field_order = (
        "titel",
        "soort",
        "openbaarheid",
        "reden_vertrouwelijk",
        "vertrouwelijk_tot",
        "woo_categorie",
    )

    def __init__(self, *args, stuk: Stuk, mag_opener: bool, **opties) -> None:
        super().__init__(*args, **opties)
        self.fields["openbaarheid"].choices = _openbaarheden(
            stuk.agendapunt, stuk.openbaarheid, mag_opener=mag_opener
        )
        for veld in self.fields:
            self.initial.setdefault(veld, getattr(stuk, veld))


class StukVasthoudenForm(forms.Form):
    """Why members do not get a paper yet."""

    bezwaar = forms.CharField(
        label="Waarom houdt u dit stuk vast?", help_text="Leden lezen dit niet.", max_length=280
    )


class StukVrijgevenForm(forms.Form):
    """Why a paper that was held back may be read after all."""

    reden = forms.CharField(
        label="Waarom mag dit stuk wel naar de leden?",
        help_text="Bijvoorbeeld: het getal is een projectnummer.",
        max_length=280,
    )
