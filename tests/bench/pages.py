"""Which pages are measured, as whom, and which bars they have to stay under."""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from projecten.models import Project
from regio.models import Opgave
from regiobeeld.models import Indicator
from tafels.models import Agendapunt, Besluit, Bijeenkomst, Tafel
from tests.bench.data import eerste_jaar

QUERIES = 12
QUERIES_AGENDA = 14
HTML = 15_000
FIRST_VIEW = 80_000
SCRIPT = 20_000
TIMES_YARDSTICK = 3.0


@dataclass(frozen=True, kw_only=True)
class Pagina:
    """One page as one person sees it; `times` is its bar against the bare view, if it has one."""

    naam: str
    url: Callable[[], str]
    als: str = "bestuurder"
    times: float | None = None
    html: int = HTML
    queries: int = QUERIES
    params: dict = field(default_factory=dict)


def _object(view: str, rij: Callable) -> Callable[[], str]:
    return lambda: reverse(view, args=[rij().pk])


def _list(view: str, query: str = "") -> Callable[[], str]:
    return lambda: reverse(view) + query


def _komend() -> Bijeenkomst:
    return Bijeenkomst.objects.filter(start__gt=timezone.now()).earliest("start")


def _lange_agenda() -> Bijeenkomst:
    return Bijeenkomst.objects.latest("start")


def _geweest() -> Bijeenkomst:
    concept = Bijeenkomst.objects.filter(verslag_status=Bijeenkomst.Verslag.CONCEPT)
    return concept.order_by("-start").first() or _komend()


def _onderwerp() -> Agendapunt:
    return _komend().agendapunten.op_agenda().filter(soort=Agendapunt.Soort.PUNT).first()


def pages() -> list[Pagina]:
    """Every page with a bar; the small region has the same ones."""
    alle_jaren = f"?van={eerste_jaar() - 3}&jaren=5"
    eerste = {model: (lambda m=model: m.objects.earliest("pk")) for model in (Tafel, Project)}
    return [
        *(
            Pagina(naam=f"dashboard {rol}", url=_list("dashboard"), als=rol, times=TIMES_YARDSTICK)
            for rol in ("bestuurder", "programmamanager", "secretaris", "lid", "regiobureau")
        ),
        Pagina(naam="tafels", url=_list("tafels:tafel_lijst")),
        Pagina(naam="tafel", url=_object("tafels:tafel", eerste[Tafel])),
        Pagina(
            naam="bijeenkomst komend, secretaris",
            url=_object("tafels:bijeenkomst", _komend),
            als="secretaris",
            times=TIMES_YARDSTICK,
        ),
        Pagina(
            naam="bijeenkomst komend, bestuurder",
            url=_object("tafels:bijeenkomst", _komend),
            times=TIMES_YARDSTICK,
        ),
        Pagina(
            naam="agenda van 25 met stukken, secretaris",
            url=_object("tafels:bijeenkomst", _lange_agenda),
            als="secretaris",
            times=TIMES_YARDSTICK,
            queries=QUERIES_AGENDA,
        ),
        Pagina(
            naam="bijeenkomst geweest, secretaris",
            url=_object("tafels:bijeenkomst", _geweest),
            als="secretaris",
            times=TIMES_YARDSTICK,
        ),
        Pagina(
            naam="tijdlijn 60",
            url=_list("projecten:kalender"),
            times=TIMES_YARDSTICK,
            html=2 * HTML,
        ),
        Pagina(
            naam="tijdlijn 60, programmamanager",
            url=_list("projecten:kalender"),
            als="programmamanager",
            times=TIMES_YARDSTICK,
            html=2 * HTML,
        ),
        Pagina(naam="tijdlijn 200", url=_list("projecten:kalender", alle_jaren), html=2 * HTML),
        Pagina(
            naam="kalender als lijst",
            url=_list("projecten:kalender", "?weergave=lijst"),
            html=2 * HTML,
        ),
        Pagina(naam="project", url=_object("projecten:project", eerste[Project])),
        Pagina(
            naam="indicator",
            url=_object("regiobeeld:indicator", lambda: Indicator.objects.get(code="inwoners")),
        ),
        Pagina(naam="regiobeeld", url=_list("regiobeeld:regiobeeld")),
        Pagina(naam="regiovisie", url=_list("regiovisie")),
        Pagina(naam="opgaven volgen", url=_object("opgaven_volgen", eerste[Tafel])),
        Pagina(naam="agendapunt", url=_object("tafels:agendapunt", _onderwerp), als="secretaris"),
        Pagina(naam="opgave", url=_object("opgave", lambda: Opgave.objects.earliest("pk"))),
        Pagina(naam="besluiten", url=_list("tafels:besluit_lijst")),
        Pagina(
            naam="besluit", url=_object("tafels:besluit", lambda: Besluit.objects.earliest("pk"))
        ),
        Pagina(naam="acties", url=_list("tafels:actie_lijst")),
        Pagina(naam="wie is wie", url=_list("wie_is_wie")),
        Pagina(naam="zoeken", url=_list("zoeken", "?q=zorg")),
    ]
