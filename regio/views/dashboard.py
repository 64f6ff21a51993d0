"""The dashboard: what is asked of me, how is the region doing, what is stuck, what is new."""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    Case,
    F,
    Max,
    OuterRef,
    Q,
    QuerySet,
    Value,
    When,
)
from django.db.models.expressions import RawSQL
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from projecten.models import Project, Projectrol, Stand
from regio.models import Gebied, Persoon, Regio, Rol
from regio.templatetags.regio import MAANDEN, dag, dag_lang, getal, uur
from regio.toegang import iedereen, vereist
from regiobeeld.cijfers import regiocijfers
from regiobeeld.models import Indicator, cijfers_van, mislukte_bronnen
from tafels.models import (
    Actie,
    Agendapunt,
    Agendawijziging,
    Bericht,
    Besluit,
    Bijeenkomst,
    Stuk,
    Themaplanning,
    agendaverzoeken,
    terugkoppeling,
)

# The figure that stands on everybody's dashboard until the region can choose its own.
HOOFDINDICATOR = "inwoners"
MAANDEN_TERUG = 6
LEESMINUTEN_PER_BLADZIJDE = 2
# The oplegnotitie of a besluit is about three pages.
LEESMINUTEN_PER_BESLUIT = 3 * LEESMINUTEN_PER_BLADZIJDE
VOORUIT = timedelta(days=28)
DAG = timedelta(days=1)
HOOGSTENS = 5
ANTWOORD_IS_NIEUWS = timedelta(days=14)
VASTSTELLEN_VOORAF = 14  # days
MELDEN_VOORAF = 14  # days
OPENSTAAND = (Actie.Status.OPEN, Actie.Status.IN_UITVOERING)
BEVOLKING_ONTHOUDEN = 300  # seconds
NIET_OP_KOERS = (Stand.LOOPT_VAST, Stand.LET_OP)


@dataclass
class Vraag:
    """One thing that the portal asks of this person now."""

    kop: str
    tekst: str
    url: str
    actie: str
    is_dringend: bool = False


@dataclass
class Cijfer:
    """One number about the region, with what to compare it to, and the page that says why."""

    kop: str
    waarde: str
    url: str
    bij: str = ""
    eenheid: str = ""
    reeks: list = field(default_factory=list)


class Actieregel(NamedTuple):
    """An action, as far as the dashboard needs it."""

    pk: int
    tekst: str
    houder: int
    status: str
    deadline: date | None
    gereed_op: date | None

    def get_absolute_url(self) -> str:
        return reverse("tafels:actie", args=[self.pk])

    def was_te_laat(self, toen: date) -> bool:
        """Was this action not done on that day, although its deadline had passed?"""
        return (
            self.deadline is not None
            and self.deadline < toen
            and (self.gereed_op is None or self.gereed_op > toen)
        )


class Komend(NamedTuple):
    """A meeting that may still ask something, as far as the dashboard needs it."""

    pk: int
    titel: str
    start: datetime
    status: str
    verslag: str
    verslag_status: str
    tafel: int
    tafel_naam: str
    verzonden_op: datetime | None
    vastgesteld_door: int | None
    reden_geannuleerd: str
    # Of each subject on its agenda, and of each paper; None when it is not soon.
    behandelingen: list[str] | None
    bladzijden: list[int | None] | None

    def get_absolute_url(self) -> str:
        return reverse("tafels:bijeenkomst", args=[self.pk])

    @property
    def gaat_niet_door(self) -> bool:
        return self.status == Bijeenkomst.Status.GEANNULEERD


class Lopend(NamedTuple):
    """A running project, as far as the dashboard shows and counts it."""

    pk: int
    naam: str
    fase: str
    stand: str
    stand_sinds: date | None
    stand_reden: str
    stand_nodig: str
    einde: date
    gemeld_op: date | None
    koers: list[bool | None]  # at the end of each month before this one
    # From the roles; of a project on course nobody asks who pulls it.
    trekker_naam: str
    is_eigen: bool
    meldt_zelf: bool

    def get_absolute_url(self) -> str:
        return reverse("projecten:project", args=[self.pk])

    def is_oud(self, grens: date) -> bool:
        """Has nobody said since this day how it goes, although work is being done?"""
        return self.fase == Project.Fase.UITVOERING and (
            self.gemeld_op is None or self.gemeld_op < grens
        )


UIT_PROJECT = Lopend._fields[: Lopend._fields.index("trekker_naam")]


@require_GET
@vereist(iedereen)
def dashboard(request):
    """Two minutes on a phone: tasks, at most four numbers, what is stuck, what changed."""
    persoon, vandaag = request.user, timezone.localdate()
    vorig_bezoek = Persoon.objects.bezoek_noteren(persoon)
    regio = _regio(persoon)
    lopend = _lopend(persoon, vandaag)
    kan_kiezen = any(project.is_eigen for project in lopend)
    kijk_eigen = kan_kiezen and request.GET.get("kijk") != "regio"
    alle_acties = _acties(persoon, vandaag)
    acties = [a for a in alle_acties if a.houder == persoon.pk and a.status in OPENSTAAND]
    bijeenkomsten = _bijeenkomsten(persoon, vandaag)
    vastgelopen = [
        project
        for project in sorted(lopend, key=lambda p: (p.stand != Stand.LOOPT_VAST, p.einde, p.pk))
        if project.stand in NIET_OP_KOERS and (project.is_eigen or not kijk_eigen)
    ]
    context = {
        "regio": regio,
        "nu": timezone.localtime(),
        "vandaag": vandaag,
        "kijk_eigen": kijk_eigen,
        "kan_kiezen": kan_kiezen,
        "vragen": _vragen(persoon, regio, bijeenkomsten, acties, lopend, vandaag),
        "volgende": next(
            (b for b in bijeenkomsten if b.start > timezone.now() and not b.gaat_niet_door), None
        ),
        "acties": acties[:HOOGSTENS],
        "aantal_acties": len(acties),
        "cijfers": _cijfers(regio, lopend, alle_acties, vandaag),
        "vastgelopen": vastgelopen[:HOOGSTENS],
        "aantal_vastgelopen": len(vastgelopen),
        "aantal_projecten": len(lopend),
        "vorig_bezoek": vorig_bezoek,
        "nieuws": _nieuws(persoon, regio, lopend, bijeenkomsten, vorig_bezoek),
    }
    return render(request, "regio/dashboard.html", context)


def _maandeinden(vandaag: date) -> list[date]:
    """The last days of the months before this one, oldest first, and today."""
    einden = [vandaag]
    for _ in range(MAANDEN_TERUG - 1):
        einden.append(einden[-1].replace(day=1) - timedelta(days=1))
    return einden[::-1]


def _regio(persoon: Persoon) -> Regio:
    """The region's row, with what is counted, asked about room and to be reported: one query."""
    return (
        Regio.objects.select_related("gebied")
        .annotate(
            mislukte_bronnen=mislukte_bronnen(),
            cijfers_van=cijfers_van(),
            terugkoppeling=terugkoppeling(persoon),
            **_agendaruimte(persoon),
        )
        .get()
    )


def _agendaruimte(persoon: Persoon) -> dict[str, RawSQL]:
    """Requests for room that wait for this person, and fresh answers to their own."""
    secretaris = [z.tafel for z in persoon.zetels if z.rol == Rol.SECRETARIS]
    if not secretaris and not persoon.heeft_rol(Rol.PORTEFEUILLEHOUDER):
        return {}
    sinds = timezone.now() - ANTWOORD_IS_NIEUWS
    return {"verzoeken": agendaverzoeken(persoon, van_tafels=secretaris, sinds=sinds)}


def _acties(persoon: Persoon, vandaag: date) -> list[Actieregel]:
    """The actions of this person, and those that are late or were in these months: one query."""
    eigen = Q(houder=persoon, status__in=OPENSTAAND)
    te_laat = Q(deadline__lt=vandaag) & (
        Q(gereed_op=None) | Q(gereed_op__gt=_maandeinden(vandaag)[0])
    )
    rijen = (
        Actie.objects.zichtbaar_voor(persoon)
        .filter(eigen | te_laat)
        .exclude(status=Actie.Status.VERVALLEN)
        .order_by("deadline", "pk")
        .values_list(*Actieregel._fields)
    )
    return [Actieregel(*rij) for rij in rijen]


def _lopend(persoon: Persoon, vandaag: date) -> list[Lopend]:
    """The running projects that this person sees, those that end first in front: two queries."""
    rijen = (
        Project.objects.zichtbaar_voor(persoon)
        .lopend()
        .met_koers(_maandeinden(vandaag)[:-1])
        .order_by("einde", "pk")
        .values_list(*UIT_PROJECT)
    )
    trekkers, eigen, meldt = _rollen(persoon)
    return [
        Lopend(*rij, trekkers.get(rij[0], ""), rij[0] in eigen, rij[0] in meldt) for rij in rijen
    ]


def _rollen(persoon: Persoon) -> tuple[dict[int, str], set[int], set[int]]:
    """Who pulls what is not on course; where the own organisation takes part; where one reports.

    In one query over the roles: as subqueries of each project this took three times as long.
    """
    van_mij = Q(persoon=persoon) | Q(organisatie=persoon.organisatie_id)
    rijen = (
        Projectrol.objects.filter(
            van_mij | Q(rol__in=Projectrol.TREKT, project__stand__in=NIET_OP_KOERS)
        )
        # Backwards, so that the first one stays: a trekker comes after a projectleider.
        .order_by("rol", "-pk")
        .values_list("project", "rol", "organisatie", "organisatie__korte_naam", "persoon")
    )
    trekkers, eigen, meldt = {}, set(), set()
    for project, rol, organisatie, naam, wie in rijen:
        if rol in Projectrol.TREKT:
            trekkers[project] = naam
        if organisatie == persoon.organisatie_id:
            eigen.add(project)
        if wie == persoon.pk and rol in Projectrol.MELDT_STATUS:
            meldt.add(project)
    return trekkers, eigen, meldt


def _bijeenkomsten(persoon: Persoon, vandaag: date) -> list[Komend]:
    """The meetings of this person's tafels that still ask something, first one first: one query."""
    nu = timezone.now()
    binnenkort = Q(start__range=(nu - DAG, nu + VOORUIT + DAG))
    punten = (
        Agendapunt.objects.onderwerpen_voor(persoon)
        .filter(bijeenkomst=OuterRef("pk"), volgorde__isnull=False)
        .order_by()
    )
    stukken = (
        Stuk.objects.te_lezen_door(persoon)
        .filter(agendapunt__bijeenkomst=OuterRef("pk"))
        .order_by()
    )
    rijen = (
        Bijeenkomst.objects.filter(
            tafel__in={zetel.tafel for zetel in persoon.zetels},
            start__date__gte=vandaag - timedelta(days=90),
        )
        .exclude(status=Bijeenkomst.Status.VASTGESTELD)
        .annotate(
            tafel_naam=F("tafel__naam"),
            # Of a meeting that was, or is later this year, nobody asks what lies on its agenda.
            behandelingen=Case(When(binnenkort, then=ArraySubquery(punten.values("behandeling")))),
            bladzijden=Case(When(binnenkort, then=ArraySubquery(stukken.values("bladzijden")))),
        )
        .order_by("start")
        .values_list(*Komend._fields)
    )
    return [Komend(*rij) for rij in rijen]


def _vragen(
    persoon: Persoon,
    regio: Regio,
    bijeenkomsten: list[Komend],
    acties: list[Actieregel],
    lopend: list[Lopend],
    vandaag: date,
) -> list[Vraag]:
    """What is asked of this person now, the most pressing first."""
    vragen = [*_over_acties(acties, vandaag), *_over_projecten(persoon, regio, lopend, vandaag)]
    for bijeenkomst in bijeenkomsten:
        vragen += _over_bijeenkomst(persoon, bijeenkomst, vandaag)
    vragen += [_over_agendaruimte(v, vandaag) for v in getattr(regio, "verzoeken", ())]
    if persoon.is_regiobureau and regio.mislukte_bronnen:
        aantal = regio.mislukte_bronnen
        vragen.append(
            Vraag(
                "Cijfers zijn niet ververst",
                f"Bij {aantal} {'bron' if aantal == 1 else 'bronnen'} ging het ophalen mis. "
                "De laatste goede cijfers staan er nog.",
                reverse("regiobeeld:bron_lijst"),
                "Bekijk de bronnen",
                is_dringend=True,
            )
        )
    return sorted(vragen, key=lambda vraag: not vraag.is_dringend)


def _over_bijeenkomst(persoon: Persoon, bijeenkomst: Komend, vandaag: date) -> list[Vraag]:
    tafel, status = bijeenkomst.tafel, bijeenkomst.status
    start = timezone.localtime(bijeenkomst.start)
    is_geweest = status == Bijeenkomst.Status.AFGESLOTEN
    if not is_geweest and not vandaag <= start.date() <= vandaag + VOORUIT:
        return []
    url = bijeenkomst.get_absolute_url()
    wanneer = f"{bijeenkomst.tafel_naam}, {dag_lang(start)} om {uur(start)} uur"
    mag_maken = persoon.heeft_rol(Rol.SECRETARIS, tafel=tafel)
    punten = bijeenkomst.behandelingen or []
    if bijeenkomst.gaat_niet_door:
        tekst = f"{wanneer}. {bijeenkomst.reden_geannuleerd}"
        return [Vraag("Deze bijeenkomst gaat niet door", tekst, url, "Bekijk de bijeenkomst")]
    if is_geweest:
        if mag_maken and bijeenkomst.verslag_status == Bijeenkomst.Verslag.GEEN:
            return [Vraag("Schrijf het verslag", wanneer + ".", url, "Naar de bijeenkomst")]
        if persoon.heeft_rol(Rol.VOORZITTER, tafel=tafel) and bijeenkomst.verslag:
            return [Vraag("Stel het verslag vast", wanneer + ".", url, "Lees het verslag")]
        return []
    if status in (Bijeenkomst.Status.GEPLAND, Bijeenkomst.Status.IN_VOORBEREIDING):
        dagen = (start.date() - vandaag).days
        if persoon.heeft_rol(Rol.VOORZITTER, tafel=tafel) and not bijeenkomst.vastgesteld_door:
            adres = reverse("tafels:publiceren", args=[bijeenkomst.pk])
            vraag = Vraag("Stel de agenda vast", wanneer + ".", adres, "Naar de agenda")
            return [vraag] if punten and dagen <= VASTSTELLEN_VOORAF else []
        if not mag_maken:
            return []
        return [
            Vraag(
                "Maak de agenda",
                f"{wanneer}. Er staan {len(punten)} punten op.",
                url,
                "Naar de agenda",
                is_dringend=dagen <= 14,
            )
        ]
    aantal = punten.count(Agendapunt.Behandeling.BESLUITVORMING)
    stukken = bijeenkomst.bladzijden or []
    minuten = aantal * LEESMINUTEN_PER_BESLUIT
    minuten += sum(filter(None, stukken)) * LEESMINUTEN_PER_BLADZIJDE
    lees = {0: "Lees de agenda", 1: "Lees de agenda en 1 stuk"}.get(
        len(stukken), f"Lees de agenda en {len(stukken)} stukken"
    )
    if minuten:
        lees += f" (ongeveer {minuten} minuten)"
    if aantal == 0:
        return [Vraag("Bereid de bijeenkomst voor", wanneer + ".", url, lees)]
    kop = "1 besluit vraagt" if aantal == 1 else f"{aantal} besluiten vragen"
    return [
        Vraag(
            f"{kop} uw voorbereiding",
            f"{wanneer}.",
            url,
            lees,
            is_dringend=True,
        )
    ]


def _over_agendaruimte(verzoek: dict[str, str | int | None], vandaag: date) -> Vraag:
    """A request that waits for an answer, or the answer to one's own: then papers can follow."""
    url = reverse("tafels:tafel", args=[verzoek["tafel"]]) + "#agendaruimte"
    over = f"{verzoek['tafel_naam']}: {verzoek['thema'] or 'een onderwerp'}"
    if verzoek["status"] == Themaplanning.Status.AANGEVRAAGD:
        return Vraag(f"{verzoek['wie']} vraagt agendaruimte", f"{over}.", url, "Geef antwoord")
    if verzoek["status"] == Themaplanning.Status.AFGEWEZEN:
        tekst = f"{over}. {verzoek['reden']}"
        return Vraag("Er is geen agendaruimte voor u", tekst, url, "Bekijk het antwoord")
    tekst = f"{over}, in {MAANDEN[verzoek['maand'] - 1]}."
    if verzoek["agendapunt"] is None:
        return Vraag("U krijgt agendaruimte", tekst, url, "Bekijk het antwoord")
    tot = verzoek["inleveren_tot"] and date.fromisoformat(verzoek["inleveren_tot"])
    if tot and tot < vandaag:
        url = reverse("tafels:agendapunt", args=[verzoek["agendapunt"]])
        return Vraag("U krijgt agendaruimte", tekst, url, "Bekijk het onderwerp")
    url = reverse("tafels:stuk_toevoegen", args=[verzoek["agendapunt"]])
    if tot:
        tekst += f" Stukken inleveren kan tot en met {dag(tot)}."
    return Vraag("U krijgt agendaruimte", tekst, url, "Stukken toevoegen")


def _over_acties(acties: list[Actieregel], vandaag: date) -> list[Vraag]:
    te_laat = [actie for actie in acties if actie.deadline and actie.deadline < vandaag]
    if not te_laat:
        return []
    url = reverse("tafels:actie_lijst") + "?wie=ik"
    if len(te_laat) == 1:
        actie = te_laat[0]
        return [
            Vraag(
                "1 actie van u is te laat",
                f"{actie.tekst}. Klaar op {dag(actie.deadline)}.",
                actie.get_absolute_url(),
                "Naar de actie",
                is_dringend=True,
            )
        ]
    kop = f"{len(te_laat)} acties van u zijn te laat"
    eerste = f"De oudste moest klaar zijn op {dag(te_laat[0].deadline)}."
    return [Vraag(kop, eerste, url, "Bekijk uw acties", is_dringend=True)]


def _over_projecten(
    persoon: Persoon, regio: Regio, lopend: list[Lopend], vandaag: date
) -> list[Vraag]:
    grens = vandaag - timedelta(days=regio.status_dagen)
    vorige, volgende = _beleidstafel(regio)
    # Before the beleidstafel meets it wants to know what happened since the last time.
    straks = volgende is not None and (volgende - vandaag).days <= MELDEN_VOORAF
    sinds = max(grens, vorige + DAG if vorige else grens) if straks else grens
    oud = [project for project in lopend if project.is_oud(sinds)]
    terug = set(regio.terugkoppeling["projecten"])
    mijn = [project for project in oud if project.meldt_zelf or project.pk in terug]
    waarom = f"Op {dag_lang(volgende)} is de beleidstafel. " if straks else ""
    vragen = [
        Vraag(
            f"Meld hoe het gaat met {project.naam}",
            waarom
            + (
                f"De laatste melding is van {dag(project.gemeld_op)}."
                if project.gemeld_op
                else "Er is nog geen melding."
            ),
            reverse("projecten:status_melden", args=[project.pk]),
            "Meld de stand",
        )
        for project in mijn[:3]
    ]
    if len(mijn) > 3:
        tekst = f"{waarom}Ook van deze projecten wacht de regio op een melding."
        lijst = reverse("projecten:kalender") + "?weergave=lijst"
        vragen.append(Vraag(f"En van nog {len(mijn) - 3} projecten", tekst, lijst, "Bekijk ze"))
    if persoon.is_programmamanager and len(oud) > len(mijn):
        aantal = len(oud)
        wat = "nog geen melding" if straks else "lang geen melding"
        hoe_lang = f"Langer dan {regio.status_dagen} dagen."
        if straks and sinds > grens:
            hoe_lang = f"Niet sinds de vorige keer, op {dag(vorige)}."
        vragen.append(
            Vraag(
                f"{aantal} {'project heeft' if aantal == 1 else 'projecten hebben'} {wat}",
                f"{waarom}{hoe_lang} Vraag de trekkers hoe het gaat.",
                reverse("projecten:kalender") + "?weergave=lijst",
                "Bekijk de projecten",
            )
        )
    return vragen


def _beleidstafel(regio: Regio) -> tuple[date | None, date | None]:
    """The days on which a beleidstafel met last and meets next."""
    dagen = regio.terugkoppeling["vorige"], regio.terugkoppeling["volgende"]
    return tuple(dag_ and date.fromisoformat(dag_) for dag_ in dagen)


def _cijfers(
    regio: Regio, lopend: list[Lopend], acties: list[Actieregel], vandaag: date
) -> list[Cijfer]:
    """At most four numbers; each says what to compare it to and leads to the why."""
    koers = [
        sum(was is True for was in maand)
        for maand in zip(*(project.koers for project in lopend), strict=True)
    ]
    koers.append(sum(project.stand == Stand.OP_KOERS for project in lopend))
    te_laat = [sum(a.was_te_laat(einde) for a in acties) for einde in _maandeinden(vandaag)]
    oudste = next((a.deadline for a in acties if a.was_te_laat(vandaag)), None)
    cijfers = [
        Cijfer(
            "Projecten op koers",
            f"{koers[-1]} van {len(lopend)}" if lopend else "–",
            reverse("projecten:kalender"),
            _verschil(koers[-1] - koers[-2], "vorige maand") if lopend else "Nog geen projecten",
            reeks=koers,
        ),
        Cijfer(
            "Acties over de datum",
            str(te_laat[-1]),
            reverse("tafels:actie_lijst") + "?stand=te%20laat",
            f"Oudste: {dag(oudste)}" if oudste else "Alles is op tijd",
            reeks=te_laat,
        ),
    ]
    beurt = int(timezone.now().timestamp() // BEVOLKING_ONTHOUDEN)
    indicator, bevolking = _bevolking(regio.gebied, regio.cijfers_van, beurt)
    if bevolking:
        (eerste, toen), (jaar, nu) = bevolking[0], bevolking[-1]
        cijfers.insert(
            0,
            Cijfer(
                "Inwoners van de regio",
                getal(nu),
                reverse("regiobeeld:indicator", args=[indicator]),
                f"{_verschil(nu - toen, str(eerste))} (stand {jaar})",
                reeks=[waarde for _, waarde in bevolking],
            ),
        )
    return cijfers


@lru_cache(maxsize=16)
def _bevolking(
    gebied: Gebied | None, cijfers_van: datetime | None, beurt: int
) -> tuple[int | None, list[tuple[int, Decimal]]]:
    """The indicator of the inhabitants and its value per year; remembered until a refresh.

    `beurt` is another number every five minutes: which gemeenten belong to the region can change
    by hand.
    """
    indicatoren = Indicator.objects.filter(code=HOOFDINDICATOR)
    for indicator, cijfers in regiocijfers(indicatoren, gebied).items():
        return indicator, sorted(cijfers.regio.items())
    return None, []


def _verschil(aantal, sinds: str) -> str:
    if aantal == 0:
        return f"Evenveel als {sinds}"
    richting = "meer" if aantal > 0 else "minder"
    voegwoord = "in " if sinds.isdecimal() else ""
    return f"{getal(abs(aantal))} {richting} dan {voegwoord}{sinds}"


def _sinds(persoon: Persoon, toen: datetime, verzonden: list[int]) -> QuerySet:
    """What was decided, told and changed on an agenda that was sent: one query, newest first."""
    besluiten = (
        Besluit.objects.zichtbaar_voor(persoon)
        .filter(vastgelegd_op__gt=toen)
        .annotate(op=F("vastgelegd_op"), wat=Value("besluit"))
        .order_by("-op")
        .values_list("op", "wat", "pk", "nummer", "tafel__naam")[:HOOGSTENS]
    )
    berichten = (
        Bericht.objects.zichtbaar_voor(persoon)
        .filter(geplaatst_op__gt=toen)
        .annotate(op=F("geplaatst_op"), wat=Value("bericht"))
        .order_by("-op")
        .values_list("op", "wat", "pk", "titel", "soort")[:HOOGSTENS]
    )
    delen = [berichten]
    if verzonden:
        gewijzigd = (
            Agendawijziging.objects.zichtbaar_voor(persoon)
            .filter(bijeenkomst__in=verzonden, op__gt=toen)
            .order_by()
            .values("bijeenkomst", "bijeenkomst__titel")
            .annotate(laatst=Max("op"), wat=Value("gewijzigd"), bij=Value(""))
            .values_list("laatst", "wat", "bijeenkomst", "bijeenkomst__titel", "bij")
        )
        delen.append(gewijzigd)
    return besluiten.union(*delen, all=True).order_by("-op")


def _bericht(op: datetime, wat: str, pk: int, naam: str, bij: str) -> dict[str, str]:
    """One line of news, from a row of `_sinds`."""
    if wat == "besluit":
        return {"tekst": f"Besluit {naam} van {bij}", "url": reverse("tafels:besluit", args=[pk])}
    if wat == "bericht":
        url = f"{reverse('tafels:bericht_lijst')}#bericht-{pk}"
        return {"tekst": f"{Bericht.Soort(bij).label}: {naam}", "url": url}
    hoe = {"klaar": "staat klaar", "gewijzigd": "is gewijzigd"}[wat]
    url = reverse("tafels:bijeenkomst", args=[pk])
    return {"tekst": f"De agenda van {naam} {hoe}", "url": url}


def _nieuws(
    persoon: Persoon,
    regio: Regio,
    lopend: list[Lopend],
    bijeenkomsten: list[Komend],
    vorig_bezoek: datetime | None,
) -> list[dict]:
    """What changed since the visit before: agendas, besluiten, berichten, projects, figures."""
    if vorig_bezoek is None:
        return []
    komend = [b for b in bijeenkomsten if not b.gaat_niet_door and b.start > timezone.now()]
    nieuws = [
        _bericht(*rij)
        for rij in _sinds(persoon, vorig_bezoek, [b.pk for b in komend if b.verzonden_op])
    ]
    nieuws += [
        _bericht(b.verzonden_op, "klaar", b.pk, b.titel, "")
        for b in komend
        if b.verzonden_op and b.verzonden_op > vorig_bezoek
    ]
    sinds = timezone.localdate(vorig_bezoek)
    if aantal := sum(
        project.stand == Stand.LOOPT_VAST and (project.stand_sinds or sinds) > sinds
        for project in lopend
    ):
        nieuws.append(
            {
                "tekst": f"{aantal} {'project liep' if aantal == 1 else 'projecten liepen'} vast",
                "url": reverse("projecten:kalender") + "?stand=loopt%20vast",
            }
        )
    if regio.cijfers_van and regio.cijfers_van > vorig_bezoek:
        nieuws.append({"tekst": "Er zijn nieuwe cijfers", "url": reverse("regiobeeld:regiobeeld")})
    return nieuws
