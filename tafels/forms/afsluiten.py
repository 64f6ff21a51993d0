"""What may be chosen when a meeting ends."""

from collections.abc import Iterable

from django import forms

from tafels.domain.afsluiten import BEHANDELD, DOORSCHUIVEN, VERVALT
from tafels.models import Agendapunt

KEUZES = (
    (DOORSCHUIVEN, "Naar de volgende bijeenkomst"),
    (BEHANDELD, "Is behandeld"),
    (VERVALT, "Vervalt"),
)


class Gekozen(forms.ChoiceField):
    """A choice that is made already; who says nothing leaves it so."""

    widget = forms.RadioSelect

    def clean(self, value) -> str:
        return super().clean(value or self.initial)


class AfsluitenForm(forms.Form):
    """Of each subject without an outcome: does it go on? If nobody says otherwise, it does."""

    def __init__(
        self, data, *, onbehandeld: Iterable[tuple[str, Agendapunt]], heeft_tafel: bool
    ) -> None:
        super().__init__(data)
        keuzes = [k for k in KEUZES if heeft_tafel or k[0] != DOORSCHUIVEN]
        for nummer, punt in onbehandeld:
            self.fields[f"punt-{punt.pk}"] = Gekozen(
                label=f"{nummer}. {punt.titel}", choices=keuzes, initial=keuzes[0][0]
            )

    def clean(self) -> dict[int, str]:
        """The choices by agendapunt."""
        return {int(veld.removeprefix("punt-")): keuze for veld, keuze in super().clean().items()}
