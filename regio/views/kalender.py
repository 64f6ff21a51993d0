"""The year at a glance: meetings and themes of the tafels, and milestones of the projects."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from projecten.models import Mijlpaal
from regio.templatetags.regio import MAANDEN
from regio.toegang import iedereen, vereist
from tafels.models import Bijeenkomst, Themaplanning
from tafels.signalen import Botsing, botsingen

EERSTE_JAAR, LAATSTE_JAAR = 2000, 2100


@dataclass
class Gebeurtenis:
    """One thing in the year: a meeting with its time, a milestone, or a theme of the month."""

    dag: date
    soort: str
    naam: str
    url: str
    bij: str = ""
    tijd: str = ""
    botsingen: tuple[Botsing, ...] = ()
    heeft_dag: bool = True

    @property
    def machine(self) -> str:
        """The moment as <time datetime> wants it."""
        if not self.heeft_dag:
            return f"{self.dag:%Y-%m}"
        return f"{self.dag}T{self.tijd.replace('.', ':')}" if self.tijd else f"{self.dag}"


@dataclass
class Maand:
    """One of the twelve blocks."""

    eerste: date
    is_voorbij: bool
    gebeurtenissen: list[Gebeurtenis] = field(default_factory=list)

    @property
    def naam(self) -> str:
        return MAANDEN[self.eerste.month - 1]


@require_GET
@vereist(iedereen)
def jaarkalender(request):
    """Twelve months with the themes, meetings and milestones that this person may see."""
    vandaag = timezone.localdate()
    gevraagd = request.GET.get("jaar", "")
    jaar = vandaag.year
    begrepen = not gevraagd
    if gevraagd.isascii() and gevraagd.isdecimal() and len(gevraagd) == 4:
        begrepen = EERSTE_JAAR <= int(gevraagd) <= LAATSTE_JAAR
        jaar = int(gevraagd) if begrepen else jaar
    maanden = [
        Maand(eerste := date(jaar, n, 1), (eerste + timedelta(days=31)).replace(day=1) <= vandaag)
        for n in range(1, 13)
    ]
    gebeurtenissen = [
        *_themas(request.user, jaar),
        *_bijeenkomsten(request.user, jaar),
        *_mijlpalen(request.user, jaar),
    ]
    for gebeurtenis in sorted(gebeurtenissen, key=lambda g: (g.dag, g.heeft_dag, g.tijd, g.naam)):
        maanden[gebeurtenis.dag.month - 1].gebeurtenissen.append(gebeurtenis)
    context = {
        "jaar": jaar,
        "maanden": maanden,
        "vandaag": vandaag,
        "begrepen": begrepen,
        "is_leeg": not gebeurtenissen,
        "eerder": jaar - 1 if jaar > EERSTE_JAAR else None,
        "later": jaar + 1 if jaar < LAATSTE_JAAR else None,
        "jaarkalender": True,
        "weergaven": [
            ("Tijdlijn", reverse("projecten:kalender"), False),
            ("Lijst", f"{reverse('projecten:kalender')}?weergave=lijst", False),
        ],
    }
    return render(request, "regio/jaarkalender.html", context)


def _themas(persoon, jaar: int) -> list[Gebeurtenis]:
    """What is meant for a month and stands on no agenda yet: at the top of that month."""
    rijen = (
        Themaplanning.objects.zichtbaar_voor(persoon)
        .open()
        .filter(bijeenkomst=None, maand__year=jaar)
        .voor_overzicht()
    )
    return [
        Gebeurtenis(
            rij.maand,
            "Thema" if rij.soort == Themaplanning.Soort.THEMA else "Gesprek",
            rij.wat,
            f"{reverse('tafels:tafel_jaarplan', args=[rij.tafel_id])}?jaar={jaar}#gepland-{rij.pk}",
            bij=str(rij.tafel),
            heeft_dag=False,
        )
        for rij in rijen
    ]


def _bijeenkomsten(persoon, jaar: int) -> list[Gebeurtenis]:
    nu = timezone.now()
    rijen = list(
        Bijeenkomst.objects.zichtbaar_voor(persoon)
        .filter(start__year=jaar)
        .exclude(status=Bijeenkomst.Status.GEANNULEERD)
        .met_zetels()
        .voor_overzicht()
    )
    gebeurtenissen = []
    for b, tegelijk in zip(rijen, botsingen(rijen, rijen), strict=True):
        start = timezone.localtime(b.start)
        gebeurtenissen.append(
            Gebeurtenis(
                start.date(),
                "Bijeenkomst",
                b.titel,
                b.get_absolute_url(),
                bij=str(b.tafel or ""),
                tijd=f"{start:%H.%M}",
                # What was is no longer in anybody's way.
                botsingen=tegelijk if b.einde >= nu else (),
            )
        )
    return gebeurtenissen


def _mijlpalen(persoon, jaar: int) -> list[Gebeurtenis]:
    rijen = (
        Mijlpaal.objects.zichtbaar_voor(persoon)
        .filter(gepland__year=jaar)
        .exclude(project__fase="gestopt")
        .values_list("gepland", "titel", "project", "project__naam", "gehaald_op")
    )
    return [
        Gebeurtenis(
            gepland,
            "Mijlpaal, gehaald" if gehaald_op else "Mijlpaal",
            titel,
            reverse("projecten:project", args=[project]),
            bij=naam,
        )
        for gepland, titel, project, naam, gehaald_op in rijen
    ]
