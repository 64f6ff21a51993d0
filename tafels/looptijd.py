"""When each agendapunt begins, and whether the meeting ends in time."""

from collections.abc import Iterable
from datetime import UTC, datetime, time, timedelta
from itertools import zip_longest
from typing import NamedTuple

from django.utils import timezone


class Looptijd(NamedTuple):
    """The running times of an agenda, in UTC.

    `speling` is in minutes, per row: how much time is over before it begins. Below 0 it begins
    while the one before it is not ready. Only what begins at a fixed time has any.
    """

    starts: tuple[datetime, ...]
    einde: datetime
    totaal: int
    te_lang: int
    speling: tuple[int, ...]


def looptijd(
    start: datetime, einde: datetime, minuten: Iterable[int], vast: Iterable[time | None] = ()
) -> Looptijd:
    """Let the agendapunten follow each other; `te_lang` is in minutes, 0 when it fits.

    What begins at a fixed time (`vast`, on the clock in the region) begins then, come what may:
    a guest does not wait. A written round has no length (it starts and ends at the same moment)
    and never takes too long.
    """
    # In UTC, because in the night that the clock changes an hour on the wall is no hour.
    begin = moment = klaar = start.astimezone(UTC)
    starts, speling = [], []
    for duur, klok in zip_longest(minuten, vast):
        over = 0
        if klok is not None:
            vaste_start = _moment(klok, start, einde, moment)
            over = (vaste_start - moment) // timedelta(minutes=1)
            moment = vaste_start
        starts.append(moment)
        speling.append(over)
        moment += timedelta(minutes=duur)
        klaar = max(klaar, moment)
    over = (klaar - einde.astimezone(UTC)) // timedelta(minutes=1)
    return Looptijd(
        starts=tuple(starts),
        einde=klaar,
        totaal=(klaar - begin) // timedelta(minutes=1),
        te_lang=max(0, over) if einde > start else 0,
        speling=tuple(speling),
    )


def _moment(klok: time, start: datetime, einde: datetime, nu: datetime) -> datetime:
    """When the clock says this, at this meeting: on the day it starts, or after midnight."""
    zone = timezone.get_current_timezone()
    dag = start.astimezone(zone).date()
    if klok < start.astimezone(zone).time() and einde.astimezone(zone).date() > dag:
        dag += timedelta(days=1)
    # One night a year the clock says 2.30 twice: then the first one that is still to come.
    keer = [datetime.combine(dag, klok.replace(fold=fold), zone).astimezone(UTC) for fold in (0, 1)]
    return next((moment for moment in keer if moment >= nu), keer[0])
