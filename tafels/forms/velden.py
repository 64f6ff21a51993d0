"""Fields that return in the forms of a tafel."""

from django import forms
from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.db.models.functions import Lower

from regio.models import Persoon
from tafels.models import (
    Lidmaatschap,
)

BREED = {"class": "rp-invoer--breed", "rows": 4}
KORT = {"class": "rp-invoer--kort", "inputmode": "numeric", "autocomplete": "off"}


def personen(tafel: int | None = None, huidig: int | None = None):
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
