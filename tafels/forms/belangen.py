"""What may be typed about what an organisation has at stake."""

from collections.abc import Iterable

from django import forms

from regio.models import Organisatie
from tafels.forms.velden import BREED
from tafels.models import Belang

UITLEG = {
    "helpt": "Wat levert het op?",
    "knelt": "Wat kost het, of wat is nog onzeker?",
    "hoe_helpen": "Wat is nodig van anderen? Wat kan deze organisatie bieden?",
    "regiorol": "Wat kan niemand alleen, en moet de regio oppakken?",
}


class BelangForm(forms.ModelForm):
    """The four questions; for the secretaris also which organisation answers them."""

    versie = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    class Meta:
        model = Belang
        fields = Belang.VRAGEN
        help_texts = UITLEG
        widgets = dict.fromkeys(Belang.VRAGEN, forms.Textarea(BREED | {"rows": 3}))

    def __init__(self, *args, namens: Iterable[Organisatie] = (), **opties) -> None:
        opties.setdefault("auto_id", "belang_%s")
        super().__init__(*args, **opties)
        self.initial |= {
            "versie": self.instance.versie if self.instance.pk else 0,
            "organisatie": self.instance.organisatie_id,
        }
        for veld, vraag in zip(Belang.VRAGEN, Belang.vragen(), strict=True):
            self.fields[veld].label = vraag
        if wie := {str(organisatie.pk): organisatie for organisatie in namens}:
            keuzes = [("", "Kies"), *((pk, str(organisatie)) for pk, organisatie in wie.items())]
            veld = forms.TypedChoiceField(
                label="Namens", choices=keuzes, coerce=lambda pk: wie[str(pk)], empty_value=None
            )
            self.fields = {"organisatie": veld} | self.fields
