"""The figures of the region as a whole, next to those of the country and of each gemeente."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, Count, Q, QuerySet, Sum, Value, When

from regio.models import Gebied
from regiobeeld.models import Indicator, Waarneming

NEDERLAND = "NL01"  # how the CBS calls the whole country
REGIO, LEDEN, LAND = range(3)  # whose figure a row is


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
    leden, plekken = _plekken(gebied)
    leden = {lid.pk: lid for lid in leden}
    rijen = Waarneming.objects.filter(
        indicator__in=indicatoren, gebied__in=plekken, waarde__isnull=False
    ).values_list("indicator_id", "indicator__optellen", "gebied_id", "jaar", "waarde", "demo")
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


def _plekken(gebied: Gebied) -> tuple[list[Gebied], list[int]]:
    """The gemeenten of an area, by name, and the ids of all places of which figures count.

    By id, because a condition on the code of the country would read every figure there is.
    """
    leden_en_land = Gebied.objects.filter(
        Q(pk__in=Gebied.objects.leden_van(gebied).order_by().values("pk")) | Q(code=NEDERLAND)
    ).order_by("naam")
    leden = [plek for plek in leden_en_land if plek.code != NEDERLAND]
    return leden, [gebied.pk, *(plek.pk for plek in leden_en_land)]


def _optellen(cijfers: Regiocijfers, leden: Iterable[Gebied]) -> None:
    jaren = {jaar for per_jaar in cijfers.gemeenten.values() for jaar in per_jaar}
    for jaar in jaren - cijfers.regio.keys():
        delen = [cijfers.gemeenten.get(lid, {}).get(jaar) for lid in leden if lid.bestond_in(jaar)]
        if delen and None not in delen:
            cijfers.regio[jaar] = sum(delen)


def regiototalen(
    indicatoren: QuerySet[Indicator] | Iterable[Indicator | int], gebied: Gebied | None
) -> dict[int, Regiocijfers]:
    """As `regiocijfers`, without each gemeente: for a page with many indicators. Two queries.

    The database adds up: for 100 indicators over ten years that is 2,000 rows instead of 10,000.
    """
    uitkomst: dict[int, Regiocijfers] = defaultdict(Regiocijfers)
    if gebied is None:
        return uitkomst
    leden, plekken = _plekken(gebied)
    rijen = (
        Waarneming.objects.filter(
            indicator__in=indicatoren, gebied__in=plekken, waarde__isnull=False
        )
        .exclude(_bestond_niet(leden))
        .annotate(
            soort=Case(
                When(gebied=gebied.pk, then=Value(REGIO)),
                When(gebied__in=[lid.pk for lid in leden], then=Value(LEDEN)),
                default=Value(LAND),
            )
        )
        .values_list("indicator_id", "indicator__optellen", "soort", "jaar")
        .annotate(som=Sum("waarde"), aantal=Count("gebied"), is_demo=BoolOr("demo"))
        .order_by()
    )
    leden_in = cache(lambda jaar: sum(lid.bestond_in(jaar) for lid in leden))
    opgeteld: dict[tuple[int, int], Decimal] = {}
    for indicator, optellen, soort, jaar, waarde, aantal, demo in rijen:
        cijfers = uitkomst[indicator]
        cijfers.demo = cijfers.demo or demo
        if soort == REGIO:
            cijfers.regio[jaar] = waarde
        elif soort == LAND:
            cijfers.land[jaar] = waarde
        elif optellen == Indicator.Optellen.SOM and aantal == leden_in(jaar):
            opgeteld[indicator, jaar] = waarde
    for (indicator, jaar), waarde in opgeteld.items():
        uitkomst[indicator].regio.setdefault(jaar, waarde)
    return uitkomst


def _bestond_niet(leden: Iterable[Gebied]) -> Q:
    """Figures of a gemeente in a year in which it did not exist under its code."""
    buiten = Q(pk__in=[])
    for lid in leden:
        if lid.van_jaar:
            buiten |= Q(gebied=lid.pk, jaar__lt=lid.van_jaar)
        if lid.tot_jaar:
            buiten |= Q(gebied=lid.pk, jaar__gt=lid.tot_jaar)
    return buiten
