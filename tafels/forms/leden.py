"""What may be typed about a seat."""

from django import forms
from django.utils import timezone

from regio.forms import DatumField
from regio.models import Perspectief
from tafels.forms.velden import Keuze, PersoonKeuze, personen
from tafels.models import (
    Lidmaatschap,
    Tafel,
)


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
        self.fields["persoon"].queryset = personen()
        self.initial.setdefault("van", timezone.localdate())

    def _get_validation_exclusions(self):
        # The tafel is no field, but its constraints (one voorzitter, one seat) are for this form.
        return super()._get_validation_exclusions() - {"tafel"}


class LidmaatschapWijzigenForm(forms.ModelForm):
    """What somebody does at the tafel: the portefeuille, the mandaat, who fills in."""

    versie = forms.IntegerField(widget=forms.HiddenInput)
    perspectief = Keuze(Perspectief.objects.all(), required=False, label="Welk perspectief?")
    vaste_vervanger = PersoonKeuze(
        required=False,
        label="Vaste vervanger",
        help_text="De vervanger van een secretaris mag wat de secretaris mag.",
    )

    class Meta:
        model = Lidmaatschap
        fields = (
            "themas",
            "kring",
            "namens",
            "perspectief",
            "mandaat",
            "stemgerechtigd",
            "vaste_vervanger",
        )
        labels = {
            "themas": "Portefeuille",
            "namens": "Namens wie of wat?",
            "stemgerechtigd": "Beslist mee",
        }
        help_texts = {"themas": "Voor welke thema's staat deze persoon aan tafel?"}
        widgets = {"themas": forms.CheckboxSelectMultiple}

    def __init__(self, *args, **opties) -> None:
        super().__init__(*args, **opties)
        self.initial["versie"] = self.instance.versie
        self.fields["themas"].required = False
        self.fields["vaste_vervanger"].queryset = personen(
            self.instance.tafel_id, self.instance.vaste_vervanger_id
        ).exclude(pk=self.instance.persoon_id)


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
