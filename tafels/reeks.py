"""A year of dates from a rhythm: which days, which of them are taken, and where those go.

The public holidays come from the package `holidays`; the school holidays are a table of ours. We
skip Good Friday and every 5 May too: not all partners close on those days, but at each tafel some
do, and half a tafel decides nothing.
"""

from calendar import monthrange
from collections.abc import Collection, Iterator
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

import holidays

WEEK = timedelta(days=7)
LAATSTE = -1  # the last of its kind in a month
REGIOS = ("noord", "midden", "zuid")

# Schoolvakanties, first and last day in noord, midden and zuid (one period: in all three).
# Source: Rijksoverheid, "Overzicht schoolvakanties per schooljaar". Of 2027-2028 and 2028-2029 we
# read that page itself; the two years before were compared with the rosters of schools in each
# region and with the Regeling vaststelling schoolvakanties 2025-2030 as `holidays` has it.
# A week that schools may add to the meivakantie is not in it.
_SCHOOLVAKANTIES = """
herfstvakantie    2025-10-18 2025-10-26  2025-10-18 2025-10-26  2025-10-11 2025-10-19
kerstvakantie     2025-12-20 2026-01-04
voorjaarsvakantie 2026-02-21 2026-03-01  2026-02-14 2026-02-22  2026-02-14 2026-02-22
meivakantie       2026-04-25 2026-05-03
zomervakantie     2026-07-04 2026-08-16  2026-07-18 2026-08-30  2026-07-11 2026-08-23
herfstvakantie    2026-10-10 2026-10-18  2026-10-17 2026-10-25  2026-10-17 2026-10-25
kerstvakantie     2026-12-19 2027-01-03
voorjaarsvakantie 2027-02-20 2027-02-28  2027-02-20 2027-02-28  2027-02-13 2027-02-21
meivakantie       2027-04-24 2027-05-02
zomervakantie     2027-07-10 2027-08-22  2027-07-17 2027-08-29  2027-07-24 2027-09-05
herfstvakantie    2027-10-16 2027-10-24  2027-10-16 2027-10-24  2027-10-23 2027-10-31
kerstvakantie     2027-12-25 2028-01-09
voorjaarsvakantie 2028-02-19 2028-02-27  2028-02-26 2028-03-05  2028-02-26 2028-03-05
meivakantie       2028-04-29 2028-05-07
zomervakantie     2028-07-15 2028-08-27  2028-07-08 2028-08-20  2028-07-22 2028-09-03
herfstvakantie    2028-10-14 2028-10-22  2028-10-21 2028-10-29  2028-10-21 2028-10-29
kerstvakantie     2028-12-23 2029-01-07
voorjaarsvakantie 2029-02-17 2029-02-25  2029-02-17 2029-02-25  2029-02-10 2029-02-18
meivakantie       2029-04-28 2029-05-06
zomervakantie     2029-07-21 2029-09-02  2029-07-07 2029-08-19  2029-07-14 2029-08-26
"""
# Of these days we know whether the schools are closed.
BEKEND_VAN, BEKEND_TOT = date(2025, 9, 1), date(2029, 9, 30)


class Vakantie(NamedTuple):
    """A school holiday in one region; `tot` counts."""

    naam: str
    van: date
    tot: date


def _lees(tabel: str) -> dict[str, tuple[Vakantie, ...]]:
    gelezen: dict[str, list[Vakantie]] = {regio: [] for regio in REGIOS}
    for regel in tabel.split("\n"):
        if not regel:
            continue
        naam, *dagen = regel.split()
        dagen = [date.fromisoformat(dag) for dag in dagen]
        dagen = dagen * len(REGIOS) if len(dagen) == 2 else dagen
        for regio, van, tot in zip(REGIOS, dagen[::2], dagen[1::2], strict=True):
            gelezen[regio].append(Vakantie(naam, van, tot))
    return {regio: tuple(vakanties) for regio, vakanties in gelezen.items()}


SCHOOLVAKANTIES = _lees(_SCHOOLVAKANTIES)


class Ritme(NamedTuple):
    """How often a tafel meets, and on which day.

    Either every so many `weken`, or every so many `maanden`: then on the `hoeveelste` weekdag of
    the month (-1 is the last one), or on `dag` of the month when that is said. A month that is too
    short has its last day.
    """

    weken: int = 0
    maanden: int = 0
    weekdag: int = 0
    hoeveelste: int = 1
    dag: int = 0


class Datum(NamedTuple):
    """One day of a series: the day it was meant to be, the day it became, and why."""

    bedoeld: date
    dag: date | None  # None: no free day before the next one of the series
    reden: str = ""


def reeks(ritme: Ritme, van: date, tot: date, regios: Collection[str] = ()) -> list[Datum]:
    """The dates of a tafel from `van` up to and including `tot`, in order.

    A day that is taken goes to the same day in the first free week; when the next date of the
    series comes first, it drops out. The school holidays of `regios` count: some tafels have people
    from two of them.
    """
    dagen = [*_bedoeld(ritme, van, tot), tot + timedelta(days=1)]
    return [
        _geplaatst(dag, volgende, regios, op_weekdag=not ritme.dag)
        for dag, volgende in pairwise(dagen)
    ]


def bezet(dag: date, regios: Collection[str] = ()) -> str:
    """Why nobody meets on this day: the name of the holiday; empty when it is an ordinary day."""
    if naam := _feestdagen(dag.year).get(dag):
        return str(naam)
    for regio in regios:
        for vakantie in SCHOOLVAKANTIES[regio]:
            if vakantie.van <= dag <= vakantie.tot:
                return f"{vakantie.naam} {regio}" if len(regios) > 1 else vakantie.naam
    return ""


def kent_schoolvakanties(van: date, tot: date) -> bool:
    """Do we know of every day in this period whether the schools are closed?"""
    return van >= BEKEND_VAN and tot <= BEKEND_TOT


@lru_cache(maxsize=32)
def _feestdagen(jaar: int) -> dict:
    # "optional" is 5 May in the years between the lustra.
    return holidays.country_holidays(
        "NL", years=jaar, language="nl", categories=("public", "optional"), expand=False
    )


def _bedoeld(ritme: Ritme, van: date, tot: date) -> Iterator[date]:
    if ritme.weken:
        dag = van + timedelta(days=(ritme.weekdag - van.weekday()) % 7)
        while dag <= tot:
            yield dag
            dag += ritme.weken * WEEK
        return
    maand = van.year * 12 + van.month - 1
    # Every other month counts from the first one in which there is still such a day.
    if _in_maand(ritme, maand) < van:
        maand += 1
    while (dag := _in_maand(ritme, maand)) <= tot:
        yield dag
        maand += ritme.maanden


def _in_maand(ritme: Ritme, maand: int) -> date:
    """The day of the rhythm in a month, counted from the year 0."""
    eerste = date(maand // 12, maand % 12 + 1, 1)
    aantal = monthrange(eerste.year, eerste.month)[1]
    if ritme.dag:
        return eerste.replace(day=min(ritme.dag, aantal))
    dag = 1 + (ritme.weekdag - eerste.weekday()) % 7
    if ritme.hoeveelste == LAATSTE:
        return eerste.replace(day=dag + (aantal - dag) // 7 * 7)
    return eerste.replace(day=dag + (ritme.hoeveelste - 1) * 7)


def _geplaatst(
    bedoeld: date, volgende: date, regios: Collection[str], *, op_weekdag: bool
) -> Datum:
    """Find a free day for this date, before the next one."""
    # A tafel that chose Saturday meets on Saturday; a day of the month only falls on one.
    in_weekend = not op_weekdag and bedoeld.weekday() > 4
    reden = bezet(bedoeld, regios) or ("weekend" if in_weekend else "")
    if not reden:
        return Datum(bedoeld, bedoeld)
    dag = bedoeld + (timedelta(days=7 - bedoeld.weekday()) if in_weekend else WEEK)
    while dag < volgende:
        if not bezet(dag, regios):
            return Datum(bedoeld, dag, reden)
        dag += WEEK
    return Datum(bedoeld, None, reden)
