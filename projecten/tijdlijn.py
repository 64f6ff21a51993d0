"""The timeline: from plain rows to columns, sentences and rows of HTML.

A month is four columns, so that months always line up; the classes b1…b240 and e1…e240 stand in
static/css/tijdlijn.css. Rows are put together here and not in a template: 60 projects with 600
milestones took 43 ms as template tags and 6 ms as the strings below. Everything that somebody
typed goes through `escape` on the spot where it enters a string.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from functools import cache
from itertools import groupby
from typing import NamedTuple
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString

from projecten.models import Moment, Planning, Project, Stand
from regio.templatetags.regio import MAANDEN, MAANDEN_KORT, dag, stand, stand_klasse

JAREN = (1, 3, 5)
VROEGSTE_JAAR, LAATSTE_JAAR = 2000, 2100


Momenten = Mapping[int, Sequence[Moment]]


def per_project(rijen: Iterable[tuple]) -> dict[int, list[Moment]]:
    """The milestones of each project, in the order of the rows."""
    momenten: dict[int, list[Moment]] = {}
    for project, *moment in rijen:
        momenten.setdefault(project, []).append(Moment(*moment))
    return momenten


def voluit(d: date) -> str:
    """1 maart 2026: for a sentence that is read aloud."""
    return f"{d.day} {MAANDEN[d.month - 1]} {d.year}"


# --- which years, which projects ------------------------------------------------------------------


class Venster(NamedTuple):
    """The years that the calendar shows."""

    van: int
    jaren: int

    @classmethod
    def rond(cls, vandaag: date, jaren: int = 3) -> "Venster":
        """The years to begin with: half a year back is always in sight."""
        return cls((vandaag - timedelta(days=183)).year, jaren)

    @property
    def tot(self) -> int:
        """The last year shown."""
        return self.van + self.jaren - 1

    @property
    def kolommen(self) -> int:
        return self.jaren * 48

    @property
    def begin(self) -> date:
        return date(self.van, 1, 1)

    @property
    def einde(self) -> date:
        return date(self.tot, 12, 31)

    def raakt(self, start: date, einde: date) -> bool:
        """Does any day of this period fall in these years?"""
        return start.year <= self.tot and einde.year >= self.van

    def kolom(self, d: date) -> int:
        """The quarter of a month in which a day falls; days outside go to the nearest edge."""
        kolom = (d.year - self.van) * 48 + (d.month - 1) * 4 + min(3, (d.day - 1) * 4 // 31) + 1
        return max(1, min(self.kolommen, kolom))


class Keuze(NamedTuple):
    """What somebody wants to see of the calendar, as it stands in the URL."""

    venster: Venster
    weergave: str = "tijdlijn"
    thema: int | None = None
    stand: str = ""
    trekker: int | None = None
    maand: date | None = None
    q: str = ""
    sorteer: str = ""

    @property
    def per_thema(self) -> bool:
        """Do the projects stand per thema, or in one list that is sorted by a column?"""
        return self.weergave == "tijdlijn" or not self.sorteer

    def query(self, **anders) -> str:
        """This choice, with something else in it, as it stands behind the ? of the URL."""
        keuze = self._replace(**anders)
        delen = {
            "weergave": keuze.weergave if keuze.weergave != "tijdlijn" else "",
            "thema": keuze.thema,
            "stand": keuze.stand,
            "trekker": keuze.trekker,
            "maand": keuze.maand and f"{keuze.maand:%Y-%m}",
            "q": keuze.q,
            "van": keuze.venster.van,
            "jaren": keuze.venster.jaren,
            "sorteer": "" if keuze.per_thema else keuze.sorteer,
        }
        return urlencode({naam: deel for naam, deel in delen.items() if deel})

    def past(self, project: Planning) -> bool:
        """Does this project belong to the choice? (`maand` needs the milestones: see `kies`.)"""
        zoek = self.q.casefold()
        return (
            self.venster.raakt(project.start, project.einde)
            and self.thema in (None, project.thema)
            and self.stand in ("", project.stand)
            and self.trekker in (None, project.trekker)
            and (
                not zoek
                or zoek in project.naam.casefold()
                or zoek in project.doelgroep.casefold()
                or zoek == project.code.casefold()
            )
        )


ERGST_EERST = (Stand.LOOPT_VAST, Stand.LET_OP, Stand.OP_KOERS, Stand.GEEN)
FASEN = tuple(Project.Fase)
# How a column of the list sorts; the name of the project breaks a tie.
SORTEER = {
    "naam": lambda p: p.naam.casefold(),
    "thema": lambda p: p.thema_naam.casefold(),
    "stand": lambda p: ERGST_EERST.index(p.stand),
    "trekker": lambda p: (not p.trekker_naam, (p.trekker_naam or "").casefold()),
    "fase": lambda p: FASEN.index(p.fase),
    "start": lambda p: p.start,
    "einde": lambda p: p.einde,
}


def sorteer(projecten: Iterable[Planning], op: str) -> list[Planning]:
    """Sorted by a column of the list; `-einde` is the other way round, unknown leaves the order."""
    kolom = SORTEER.get(op.removeprefix("-"))
    if kolom is None:
        return list(projecten)
    op_naam = sorted(projecten, key=SORTEER["naam"])
    return sorted(op_naam, key=kolom, reverse=op.startswith("-"))


def kies(projecten: Iterable[Planning], momenten: Momenten, keuze: Keuze) -> list[Planning]:
    """The projects that belong to a choice, in the order that was asked."""
    gekozen = [p for p in projecten if keuze.past(p)]
    if keuze.maand:
        jaar, maand = keuze.maand.year, keuze.maand.month
        gekozen = [
            p
            for p in gekozen
            if any((m.dag.year, m.dag.month) == (jaar, maand) for m in momenten.get(p.pk, ()))
        ]
    return gekozen if keuze.per_thema else sorteer(gekozen, keuze.sorteer)


# --- how busy it is -------------------------------------------------------------------------------


def drukte(projecten: Iterable[Planning], venster: Venster) -> list[int]:
    """How many projects run in each month of these years."""
    maanden = venster.jaren * 12
    erbij: Counter[int] = Counter()
    for p in projecten:
        if not venster.raakt(p.start, p.einde):
            continue
        erbij[max(0, (p.start.year - venster.van) * 12 + p.start.month - 1)] += 1
        erbij[min(maanden, (p.einde.year - venster.van) * 12 + p.einde.month)] -= 1
    aantallen, nu = [], 0
    for maand in range(maanden):
        nu += erbij[maand]
        aantallen.append(nu)
    return aantallen


def drukte_zin(aantallen: Sequence[int], venster: Venster) -> str:
    """The busy strip in one sentence."""
    hoogste = max(aantallen, default=0)
    if not hoogste:
        return "Er lopen geen projecten in deze jaren."
    jaar, maand = divmod(aantallen.index(hoogste), 12)
    samen = "1 project" if hoogste == 1 else f"{hoogste} projecten tegelijk"
    return f"Drukste maand: {MAANDEN[maand]} {venster.van + jaar}, met {samen}."


def drukte_strook(aantallen: Sequence[int]) -> SafeString:
    """A number and a tint for each month."""
    hoogste = max(aantallen, default=0) or 1
    return SafeString(
        "".join(
            f'<span class="b{n * 4 + 1} e{n * 4 + 4} d{round(aantal / hoogste * 4)}">'
            f"{aantal or ''}</span>"
            for n, aantal in enumerate(aantallen)
        )
    )


@cache
def liniaal(venster: Venster) -> SafeString:
    """The years, and below them the months (one year) or quarters (more)."""
    stap = 1 if venster.jaren == 1 else 3
    jaren = (
        f'<span class="b{n * 48 + 1} e{n * 48 + 48}">{venster.van + n}</span>'
        for n in range(venster.jaren)
    )
    delen = (
        f'<span class="kw b{m * 4 + 1} e{(m + stap) * 4}">{MAANDEN_KORT[m % 12]}</span>'
        for m in range(0, venster.jaren * 12, stap)
    )
    return SafeString("".join((*jaren, *delen)))


# --- rows -----------------------------------------------------------------------------------------


def zin(project: Planning, momenten: Iterable[Moment], vandaag: date) -> str:
    """What the bar shows, for who cannot see it. Plain text: not escaped."""
    looptijd = f"Van {voluit(project.start)} tot en met {voluit(project.einde)}."
    delen = []
    for m in momenten:
        if m.gehaald_op:
            delen.append(f"{m.titel}, gehaald op {voluit(m.gehaald_op)}")
        elif m.gepland < vandaag:
            delen.append(f"{m.titel} op {voluit(m.gepland)}, te laat")
        else:
            delen.append(f"{m.titel} op {voluit(m.gepland)}")
    if not delen:
        return f"{looptijd} Geen mijlpalen."
    kop = "Mijlpaal" if len(delen) == 1 else "Mijlpalen"
    return f"{looptijd} {kop}: {'; '.join(delen)}."


class Baan:
    """Draws what stands on the line of a project: its bar, its milestones, today."""

    def __init__(self, venster: Venster, vandaag: date) -> None:
        self.venster, self.vandaag = venster, vandaag
        self.nu = (
            f'<i class="nu b{venster.kolom(vandaag)}"></i>'
            if venster.raakt(vandaag, vandaag)
            else ""
        )

    def __call__(self, project: Planning, momenten: Iterable[Moment]) -> str:
        venster, kolom = self.venster, self.venster.kolom
        van, tot = venster.van, venster.tot
        balk = ""
        if venster.raakt(project.start, project.einde):
            klasse = stand_klasse(project.stand)
            balk = f'<b class="{klasse} b{kolom(project.start)} e{kolom(project.einde)}"></b>'
        ruiten = "".join(
            f'<i class="b{kolom(m.dag)}{" k" if m.gehaald_op else ""}"></i>'
            for m in momenten
            if van <= m.dag.year <= tot
        )
        return f"{self.nu}{balk}{ruiten}"


@cache
def stand_html(waarde: str) -> SafeString:
    """The stand as the rest of the portal shows it; there are four."""
    return stand(waarde)


class Rijen:
    """Makes the rows of the calendar for one page: what is the same for all rows is done once."""

    def __init__(self, keuze: Keuze, vandaag: date, *, bewerken: bool) -> None:
        self.baan = Baan(keuze.venster, vandaag)
        self.vandaag = vandaag
        self.bewerken = bewerken
        self.met_thema = not keuze.per_thema
        # Asking reverse() for each row took as long as the rest of the row.
        self.adres = reverse("projecten:project", args=[0]).rsplit("/0/", 1)
        self.wijzigen = reverse("projecten:project_wijzigen", args=[0]).rsplit("/0/", 1)

    def _bewerk(self, project: Planning, naam: str) -> str:
        adres = f"/{project.pk}/".join(self.wijzigen)
        return (
            f'<a id="bewerk-{project.pk}" class="rp-tl__bewerk rp-niet-print" href="{adres}" '
            f'hx-get="{adres}" hx-target="closest tr" hx-swap="outerHTML">Bewerk'
            f'<span class="rp-sr"> {naam}</span></a>'
        )

    def _naam(self, project: Planning, naam: str, klasse: str) -> str:
        adres = f"/{project.pk}/".join(self.adres)
        return f'<a class="{klasse}" href="{adres}">{naam}</a>'

    def _rij(self, project: Planning, *, focus: bool) -> str:
        aandacht = f' data-focus="bewerk-{project.pk}"' if focus else ""
        return f'<tr role="row" id="project-{project.pk}"{aandacht}>'

    def tijdlijn(
        self, project: Planning, momenten: Sequence[Moment] = (), *, focus: bool = False
    ) -> SafeString:
        """A row of the timeline; `focus` when it takes the place of its form."""
        naam = escape(project.naam)
        trekker = escape(project.trekker_naam or "Nog geen trekker")
        bewerk = self._bewerk(project, naam) if self.bewerken else ""
        return SafeString(
            f"{self._rij(project, focus=focus)}"
            f'<th role="rowheader" scope="row" class="c-naam">'
            f'{self._naam(project, naam, "rp-tl__naam")}<span class="rp-tl__bij">{trekker}'
            f'<span class="rp-alleen-smal"> · {dag(project.start)} – {dag(project.einde)}</span>'
            f"</span>{bewerk}</th>"
            f'<td role="cell" class="c-stand">{stand_html(project.stand)}</td>'
            f'<td role="cell" class="c-plan"><span class="rp-sr">'
            f"{escape(zin(project, momenten, self.vandaag))}</span>"
            f'<div class="rp-baan" aria-hidden="true">{self.baan(project, momenten)}</div>'
            "</td></tr>"
        )

    def lijst(
        self, project: Planning, momenten: Sequence[Moment] = (), *, focus: bool = False
    ) -> SafeString:
        """A row of the list: the same facts in words; a card on a phone."""
        naam = escape(project.naam)
        volgende = next((m for m in momenten if not m.gehaald_op), None)
        mijlpaal = "–"
        if volgende:
            laat = ", te laat" if volgende.gepland < self.vandaag else ""
            mijlpaal = f"{escape(volgende.titel)}, {dag(volgende.gepland)}{laat}"
        cellen = [
            ("Stand", stand_html(project.stand)),
            ("Trekker", escape(project.trekker_naam or "–")),
            ("Fase", escape(project.fase.capitalize())),
            ("Start", f'<span class="rp-nowrap">{dag(project.start)}</span>'),
            ("Einde", f'<span class="rp-nowrap">{dag(project.einde)}</span>'),
            ("Volgende mijlpaal", mijlpaal),
        ]
        if self.met_thema:
            cellen.insert(2, ("Thema", escape(project.thema_naam)))
        inhoud = "".join(f'<td role="cell" data-kop="{kop}">{cel}</td>' for kop, cel in cellen)
        if self.bewerken:
            inhoud += f'<td role="cell" class="rp-niet-print">{self._bewerk(project, naam)}</td>'
        return SafeString(
            f"{self._rij(project, focus=focus)}"
            f'<th role="rowheader" scope="row">{self._naam(project, naam, "rp-vet")}</th>'
            f"{inhoud}</tr>"
        )


class Groep(NamedTuple):
    """The projects of one thema, as rows that are ready to show."""

    naam: str
    aantal: int
    rijen: SafeString


def groepen(
    projecten: Iterable[Planning], momenten: Momenten, maak_rij, *, per_thema: bool = True
) -> list[Groep]:
    """The rows per thema (the projects stand in that order already), or all in one group."""
    per_naam = []
    for naam, rijen in groupby(projecten, key=lambda p: p.thema_naam if per_thema else ""):
        html = [maak_rij(p, momenten.get(p.pk, ())) for p in rijen]
        per_naam.append(Groep(naam, len(html), SafeString("".join(html))))
    return per_naam
