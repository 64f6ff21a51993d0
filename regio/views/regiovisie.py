"""The golden thread from above: the regiovisie, per opgave its figures, projects and besluiten."""

from collections import defaultdict
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, Subquery
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from projecten.models import Project, Stand
from regio.models import Opgave, Regio, Regiovisie
from regio.toegang import iedereen, vereist
from regiobeeld.cijfers import regiototalen
from regiobeeld.models import Indicator
from tafels.models import Actie, Agendapunt, Besluit, Bijeenkomst, Tafel


def _bij_opgaven(
    persoon, opgaven: list[Opgave], regio: Regio, *, indicatoren_elk: int | None = None
) -> None:
    """Hang on each opgave what shows it and what is done about it: four queries, however many."""
    projecten, indicatoren = defaultdict(list), defaultdict(list)
    zichtbaar = Project.objects.zichtbaar_voor(persoon).exclude(fase=Project.Fase.GESTOPT)
    for project in (
        zichtbaar.filter(opgave__in=opgaven)
        .select_related(None)
        .only("naam", "stand", "fase", "einde", "opgave")
        .order_by("start")
    ):
        projecten[project.opgave_id].append(project)
    for indicator in (
        Indicator.objects.zichtbaar_voor(persoon)
        .filter(opgaven__in=opgaven)
        .annotate(opgave_pks=ArrayAgg("opgaven"))
        .order_by("naam")
    ):
        for opgave_pk in indicator.opgave_pks:
            indicatoren[opgave_pk].append(indicator)
    getoond = [i for bij in indicatoren.values() for i in bij[:indicatoren_elk]]
    cijfers = regiototalen(getoond, regio.gebied)
    for indicator in getoond:
        indicator.cijfers = cijfers[indicator.pk]
    for opgave in opgaven:
        opgave.alle_projecten = projecten[opgave.pk]
        opgave.alle_indicatoren = indicatoren[opgave.pk][:indicatoren_elk]
        lopend = [project for project in opgave.alle_projecten if project.fase in Project.LOPEND]
        opgave.aantal_lopend = len(lopend)
        opgave.aantal_op_koers = sum(project.stand == Stand.OP_KOERS for project in lopend)
        opgave.stand = slechtste_stand(lopend)


def _besluiten_tellen(persoon, opgaven: list[Opgave]) -> None:
    """Count on each opgave the besluiten about it or about a project of it: one query."""
    besluiten = defaultdict(set)
    rijen = (
        Besluit.objects.zichtbaar_voor(persoon)
        .filter(Q(opgave__in=opgaven) | Q(project__opgave__in=opgaven))
        .values_list("pk", "opgave_id", "project__opgave_id")
    )
    for besluit, rechtstreeks, via_project in rijen:
        for opgave_pk in {rechtstreeks, via_project} - {None}:
            besluiten[opgave_pk].add(besluit)
    for opgave in opgaven:
        opgave.aantal_besluiten = len(besluiten[opgave.pk])


def slechtste_stand(projecten: list[Project]) -> Stand:
    """How an opgave is doing: as its worst project."""
    standen = {project.stand for project in projecten}
    for stand in (Stand.LOOPT_VAST, Stand.LET_OP, Stand.OP_KOERS):
        if stand in standen:
            return stand
    return Stand.GEEN


@require_GET
@vereist(iedereen)
def regiovisie(request):
    """The vision that holds now, to read from top to bottom, with the stand of each opgave."""
    regio = Regio.objects.select_related("gebied").get()
    visie, *andere = [*Regiovisie.objects.geldend()] or [None]
    opgaven = list(visie.opgaven.voor_overzicht()) if visie else []
    _bij_opgaven(request.user, opgaven, regio, indicatoren_elk=3)
    _besluiten_tellen(request.user, opgaven)
    besluiten = Besluit.objects.zichtbaar_voor(request.user).filter(regiovisie=visie)
    context = {
        "regio": regio,
        "visie": visie,
        "opgaven": opgaven,
        "vastgesteld_in": besluiten.order_by("-datum").first() if visie else None,
        "versies": andere,
    }
    return render(request, "regio/regiovisie.html", context)


@require_GET
@vereist(iedereen, Opgave, met="voor_pagina")
def opgave(request, opgave):
    """One opgave, and the whole thread through it: figure, project, tafel, besluit, actie."""
    regio = Regio.objects.select_related("gebied").get()
    _bij_opgaven(request.user, [opgave], regio)
    over = Q(opgave=opgave) | Q(project__opgave=opgave)
    besluiten = Besluit.objects.zichtbaar_voor(request.user).filter(over).voor_overzicht()
    tafels = Tafel.objects.actief().filter(
        Q(projecten__in=opgave.alle_projecten) | Q(besluiten__in=besluiten.values("pk"))
    )
    context = {
        "regio": regio,
        "opgave": opgave,
        "besluiten": list(besluiten),
        "tafels": list(Tafel.objects.filter(pk__in=tafels.values("pk"))),
        "acties": list(
            Actie.objects.zichtbaar_voor(request.user)
            .openstaand()
            .filter(
                Q(project__opgave=opgave)
                | Q(besluit__opgave=opgave)
                | Q(besluit__project__opgave=opgave)
            )
            .voor_overzicht()
        ),
        "kruimels": [("Regiovisie", opgave.regiovisie.get_absolute_url()), (opgave.titel, "")],
    }
    return render(request, "regio/opgave.html", context)


# What a tafel decided without being done with it.
NIET_AF = (Besluit.Status.AANGEHOUDEN, Besluit.Status.ONDER_VOORBEHOUD, Besluit.Status.TERUG)
TERUGKIJKEN = timedelta(days=3 * 365)


@require_GET
@vereist(iedereen, Tafel)
def opgaven_volgen(request, tafel):
    """Every opgave as a tafel follows it: stand, figures, projects, open besluiten (R-006)."""
    regio = Regio.objects.select_related("gebied").get()
    visie = Regiovisie.objects.geldend().values("pk")[:1]
    lopend = Opgave.objects.filter(regiovisie=Subquery(visie), status__in=Opgave.LOPEND)
    opgaven = list(lopend.voor_overzicht())
    _bij_opgaven(request.user, opgaven, regio, indicatoren_elk=2)
    _op_agendas(request.user, opgaven, tafel, regio)
    context = {
        "tafel": tafel,
        "regio": regio,
        "opgaven": opgaven,
        "kruimels": [
            ("Tafels", reverse("tafels:tafel_lijst")),
            (tafel.naam, tafel.get_absolute_url()),
            ("Opgaven", ""),
        ],
    }
    return render(request, "regio/opgaven_volgen.html", context)


class OpAgenda(NamedTuple):
    """That an opgave stood on an agenda, or will, as far as the list of opgaven needs it."""

    pk: int
    titel: str
    opgave: int | None
    project__opgave: int | None
    bijeenkomst: int
    bijeenkomst__start: datetime
    tafel: int | None
    behandeling: str
    status: str

    def __str__(self) -> str:
        return self.titel

    @property
    def over(self) -> int:
        return self.opgave or self.project__opgave

    def get_absolute_url(self) -> str:
        return reverse("tafels:agendapunt", args=[self.pk])

    def vraagt_besluit_van(self, tafel: Tafel) -> bool:
        """Will this tafel be asked to decide about it?"""
        return (
            self.tafel == tafel.pk
            and self.behandeling == Agendapunt.Behandeling.BESLUITVORMING
            and self.status == Agendapunt.Status.GEAGENDEERD
        )


def _op_agendas(persoon, opgaven: list[Opgave], tafel: Tafel, regio: Regio) -> None:
    """When any tafel last spoke of each opgave, and what this one still has to decide: two queries.

    Of what is besloten to this person nothing counts.
    """
    over = Q(opgave__in=opgaven) | Q(project__opgave__in=opgaven)
    nu = timezone.now()
    laatst, open_ = {}, defaultdict(list)
    punten = (
        Agendapunt.objects.onderwerpen_voor(persoon)
        .filter(over, volgorde__isnull=False, bijeenkomst__start__gt=nu - TERUGKIJKEN)
        .exclude(bijeenkomst__status=Bijeenkomst.Status.GEANNULEERD)
        .order_by("bijeenkomst__start", "volgorde")
        .values_list(*OpAgenda._fields)
    )
    for punt in map(OpAgenda._make, punten):
        if punt.bijeenkomst__start <= nu:
            laatst[punt.over] = punt
        elif punt.vraagt_besluit_van(tafel):
            open_[punt.over].append(punt)
    besluiten = Besluit.objects.zichtbaar_voor(persoon).filter(over, tafel=tafel)
    for besluit in besluiten.filter(status__in=NIET_AF).select_related("project"):
        open_[besluit.opgave_id or besluit.project.opgave_id].append(besluit)
    for opgave in opgaven:
        opgave.laatst = laatst.get(opgave.pk)
        opgave.is_uit_beeld = opgave.laatst is None or (
            opgave.laatst.bijeenkomst__start < regio.lang_geleden(nu)
        )
        opgave.open_besluiten = open_[opgave.pk]
        opgave.aantal_vast = sum(p.stand == Stand.LOOPT_VAST for p in opgave.alle_projecten)
