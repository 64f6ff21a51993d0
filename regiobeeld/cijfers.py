"""The figures of the region as a whole, next to those of the country and of each gemeente."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal

from django.db.models import Q, QuerySet

from regio.models import Gebied
from regiobeeld.models import Indicator, Waarneming

NEDERLAND = "NL01"  # how the CBS calls the whole country


@dataclass
class Regiocijfers:
    """What an indicator says per year: of the region, the country and each gemeente."""

    regio: dict[int, Decimal] = field(default_factory=dict)
    land: dict[int, Decimal] = field(default_factory=dict)
    gemeenten: dict[Gebied, dict[int, Decimal]] = field(default_factory=dict)
    demo: bool = False

    @property
    def laatste(self) -> tuple[int, Decimal] | None:
        """The newest year of the region with its value."""
        return max(self.regio.items()) if self.regio else None

    @property
    def reeks(self) -> list[Decimal]:
        """The values of the region in order of year, for a sparkline."""
        return [waarde for _, waarde in sorted(self.regio.items())]


def regiocijfers(
    indicatoren: QuerySet[Indicator] | Iterable[Indicator], gebied: Gebied | None
) -> dict[int, Regiocijfers]:
    """Return the figures of each indicator by its pk (empty for one without), in two queries.

    A region's figure is its own when the source gives one; else, for what may be added up, the sum
    of the gemeenten that existed in that year under their own code. One that is missing makes the
    sum missing too: missing is never zero.
    """
    uitkomst: dict[int, Regiocijfers] = defaultdict(Regiocijfers)
    if gebied is None:
        return uitkomst
    leden = {lid.pk: lid for lid in Gebied.objects.leden_van(gebied)}
    rijen = (
        Waarneming.objects.filter(indicator__in=indicatoren, waarde__isnull=False)
        .filter(Q(gebied__in=[gebied.pk, *leden]) | Q(gebied__code=NEDERLAND))
        .values_list("indicator_id", "indicator__optellen", "gebied_id", "jaar", "waarde", "demo")
    )
    opgeteld = set()
    for indicator, optellen, plek, jaar, waarde, demo in rijen:
        cijfers = uitkomst[indicator]
        cijfers.demo = cijfers.demo or demo
        if optellen == Indicator.Optellen.SOM:
            opgeteld.add(indicator)
        if plek == gebied.pk:
            cijfers.regio[jaar] = waarde
        elif plek in leden:
            cijfers.gemeenten.setdefault(leden[plek], {})[jaar] = waarde
        else:
            cijfers.land[jaar] = waarde
    for indicator in opgeteld:
        _optellen(uitkomst[indicator], leden.values())
    return uitkomst


def _optellen(cijfers: Regiocijfers, leden: Iterable[Gebied]) -> None:
    jaren = {jaar for per_jaar in cijfers.gemeenten.values() for jaar in per_jaar}
    for jaar in jaren - cijfers.regio.keys():
        delen = [cijfers.gemeenten.get(lid, {}).get(jaar) for lid in leden if lid.bestond_in(jaar)]
        if delen and None not in delen:
            cijfers.regio[jaar] = sum(delen)
