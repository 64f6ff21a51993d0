"""When each agendapunt begins, and whether the meeting ends in time."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import NamedTuple


class Looptijd(NamedTuple):
    """The running times of an agenda, in UTC."""

    starts: tuple[datetime, ...]
    einde: datetime
    totaal: int
    te_lang: int


def looptijd(start: datetime, einde: datetime, minuten: Iterable[int]) -> Looptijd:
    """Let the agendapunten follow each other; `te_lang` is in minutes, 0 when it fits.

    A written round has no length (it starts and ends at the same moment) and never takes too long.
    """
    # In UTC, because in the night that the clock changes an hour on the wall is no hour.
    moment = start.astimezone(UTC)
    starts = []
    for duur in minuten:
        starts.append(moment)
        moment += timedelta(minutes=duur)
    over = (moment - einde.astimezone(UTC)) // timedelta(minutes=1)
    return Looptijd(
        starts=tuple(starts),
        einde=moment,
        totaal=(moment - start.astimezone(UTC)) // timedelta(minutes=1),
        te_lang=max(0, over) if einde > start else 0,
    )
