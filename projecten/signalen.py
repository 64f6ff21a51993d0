"""What deserves attention in the calendar: a sentence with a link, never a refusal."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple
from urllib.parse import urlencode

from projecten.models import Moment, Planning
from regio.templatetags.regio import MAANDEN

MIJLPALEN_PER_MAAND = 3
PROJECTEN_PER_DOELGROEP = 4

Momenten = Mapping[int, Sequence[Moment]]


class Samenloop(NamedTuple):
    """Things that come together: a heading, what to look at, and the link to look at it."""

    kop: str
    actie: str
    query: str


def drukke_maanden(
    projecten: Iterable[Planning], momenten: Momenten, vandaag: date, hoogstens: int
) -> list[Samenloop]:
    """Months from now on in which one trekker has three milestones or more; the fullest first."""
    per_maand: defaultdict[tuple, list[int]] = defaultdict(list)
    namen: dict[int, str] = {}
    for p in projecten:
        if p.trekker is None:
            continue
        namen[p.trekker] = p.trekker_naam or ""
        for m in momenten.get(p.pk, ()):
            if not m.gehaald_op and (m.gepland.year, m.gepland.month) >= (
                vandaag.year,
                vandaag.month,
            ):
                per_maand[p.trekker, m.gepland.year, m.gepland.month].append(p.pk)
    vol = [(k, v) for k, v in per_maand.items() if len(v) >= MIJLPALEN_PER_MAAND]
    vol.sort(key=lambda kv: (-len(kv[1]), kv[0][1:], namen[kv[0][0]]))
    return [
        Samenloop(
            f"{len(pks)} mijlpalen in {MAANDEN[maand - 1]} {jaar} bij {namen[trekker]}",
            f"Bekijk {_aantal(len(set(pks)), 'dit project', 'deze {} projecten')}",
            urlencode(
                {"trekker": trekker, "maand": f"{jaar}-{maand:02d}", "van": jaar, "jaren": 1}
            ),
        )
        for (trekker, jaar, maand), pks in vol[:hoogstens]
    ]


def zelfde_doelgroep(
    projecten: Iterable[Planning], vandaag: date, hoogstens: int
) -> list[Samenloop]:
    """Groups of people for whom four projects or more run at the same time, now or later."""
    per_groep: defaultdict[str, list[Planning]] = defaultdict(list)
    for p in projecten:
        if p.doelgroep and p.einde >= vandaag:
            per_groep[p.doelgroep].append(p)
    signalen = []
    for doelgroep, rijen in per_groep.items():
        # The most that run at once is reached on a day on which one of them starts.
        begindagen = {max(p.start, vandaag) for p in rijen}
        hoogste = max(sum(p.start <= dag <= p.einde for p in rijen) for dag in begindagen)
        if hoogste >= PROJECTEN_PER_DOELGROEP:
            signalen.append((hoogste, doelgroep))
    signalen.sort(key=lambda s: (-s[0], s[1]))
    return [
        Samenloop(
            f"{aantal} projecten tegelijk voor {doelgroep}",
            "Bekijk deze projecten",
            urlencode({"q": doelgroep}),
        )
        for aantal, doelgroep in signalen[:hoogstens]
    ]


def _aantal(n: int, een: str, meer: str) -> str:
    return een if n == 1 else meer.format(n)


def samenloop(
    projecten: list[Planning], momenten: Momenten, vandaag: date, *, hoogstens: int = 3
) -> list[Samenloop]:
    """What comes together in these projects; of each kind the fullest first, and not too many."""
    maanden = drukke_maanden(projecten, momenten, vandaag, hoogstens)
    doelgroepen = zelfde_doelgroep(projecten, vandaag, hoogstens)
    # A busy month says more than a popular group, but does not push it out of sight.
    return [*maanden[: hoogstens - len(doelgroepen[:1])], *doelgroepen][:hoogstens]
