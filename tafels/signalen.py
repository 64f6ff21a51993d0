"""What asks for attention at a tafel but is not wrong: the portal says it and refuses nothing."""

from bisect import bisect_left
from collections.abc import Sequence
from datetime import timedelta
from typing import NamedTuple

from regio.models import Regio
from regio.templatetags.regio import uur
from tafels.models import Bijeenkomst, Tafel, Themaplanning

# Where partners speak about each other's interests.
BESPREEKT_BELANGEN = (Tafel.Soort.BESTUURSTAFEL,)
VAAK_VERSCHOVEN = 3


class Botsing(NamedTuple):
    """Another tafel that meets at the same time, and how many people sit at both."""

    ander: Bijeenkomst
    aantal: int

    @property
    def zin(self) -> str:
        wie = "1 lid zit" if self.aantal == 1 else f"{self.aantal} leden zitten"
        return f"Tegelijk met {self.ander.tafel}, {uur(self.ander.start)} uur. {wie} aan beide."


def botsingen(
    eigen: Sequence[Bijeenkomst], alle: Sequence[Bijeenkomst]
) -> list[tuple[Botsing, ...]]:
    """Per meeting in `eigen` which of `alle` ask for the same people at the same time.

    Both need `personen` (see `met_zetels`).
    """
    op_tijd = sorted((b for b in alle if b.tafel_id is not None), key=lambda b: b.start)
    starts = [b.start for b in op_tijd]
    langste = max((b.einde - b.start for b in op_tijd), default=timedelta())
    gevonden = []
    for b in eigen:
        # Of a whole year only those that begin near this one.
        dichtbij = op_tijd[bisect_left(starts, b.start - langste) : bisect_left(starts, b.einde)]
        samen = (
            (ander, len({*b.personen} & {*ander.personen}))
            for ander in dichtbij
            if ander.tafel_id != b.tafel_id and b.start < ander.einde
        )
        gevonden.append(tuple(Botsing(ander, aantal) for ander, aantal in samen if aantal))
    return gevonden


def belangen_niet_gepland(
    tafel: Tafel, planning: Sequence[Themaplanning], regio: Regio, jaar: int
) -> str:
    """SG-11: this tafel speaks less often about interests than agreed; empty when in order."""
    if tafel.soort not in BESPREEKT_BELANGEN or regio.belangen_bespreken == Regio.Belangen.NOG_NIET:
        return ""
    aantal = sum(
        rij.soort == Themaplanning.Soort.BELANGEN and rij.tafel_id == tafel.pk and rij.telt_mee
        for rij in planning
    )
    if aantal >= regio.belangen_per_jaar:
        return ""
    return (
        f"{tafel} bespreekt in {jaar} {aantal} keer elkaars belangen. "
        f"Afgesproken is {regio.belangen_per_jaar} keer."
    )


def niets_gepland(tafel: Tafel, projecten: int, volgende: Bijeenkomst | None) -> str:
    """R-025: this tafel has running projects but no meeting ahead; empty when in order.

    An inhoudelijke tafel chooses itself how often it meets, so nothing else is said about it.
    """
    if tafel.soort != Tafel.Soort.INHOUDELIJK or volgende is not None or not projecten:
        return ""
    lopend = "Er loopt 1 project" if projecten == 1 else f"Er lopen {projecten} projecten"
    return f"{lopend} van deze tafel, maar er is geen bijeenkomst gepland."
