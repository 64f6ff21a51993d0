"""The register of what the tafels decided."""

import csv

from django.contrib.postgres.expressions import ArraySubquery
from django.core.paginator import Paginator
from django.db.models import OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from regio.http import page_or_partial
from regio.toegang import iedereen, vereist
from tafels.forms.besluiten import BesluitFilter
from tafels.models import Actie, Besluit, Terugtrekking
from tafels.views.draad import draad, zichtbaar_project

PER_PAGINA = 25


def _gevonden_besluiten(request) -> tuple[BesluitFilter, QuerySet]:
    """The besluiten that the address asks for, of those this persoon may see."""
    besluiten = Besluit.objects.zichtbaar_voor(request.user)
    jaren = [dag.year for dag in besluiten.dates("datum", "year", order="DESC")]
    form = BesluitFilter(request.GET, jaren=jaren)
    form.is_valid()
    keuze = form.cleaned_data
    if q := keuze.get("q"):
        besluiten = besluiten.zoek(q)
    if tafel := keuze.get("tafel"):
        besluiten = besluiten.filter(tafel=tafel)
    if jaar := keuze.get("jaar"):
        besluiten = besluiten.filter(datum__year=jaar)
    return form, besluiten


@require_GET
@vereist(iedereen)
def besluit_lijst(request):
    """The register: every besluit under its permanent address, the newest first."""
    form, besluiten = _gevonden_besluiten(request)
    overzicht = besluiten.voor_overzicht().met_acties(request.user)
    pagina = Paginator(overzicht, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "pagina": pagina,
        "aantal": pagina.paginator.count,
        "is_gefilterd": form.has_changed(),
        "vraag": request.GET.urlencode(),
    }
    status = 200 if form.is_valid() else 422
    return page_or_partial(
        request, "tafels/besluit_lijst.html", context, partial="besluiten", status=status
    )


CSV_KOPPEN = ("Nummer", "Datum", "Tafel", "Besluit", "Gaat over", "Uitkomst", "Wie mag dit zien")


@require_GET
@vereist(iedereen)
def besluit_csv(request):
    """The same besluiten for a spreadsheet."""
    _, besluiten = _gevonden_besluiten(request)
    # A byte order mark and semicolons: so a Dutch Excel opens it right with a double click.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="besluiten.csv"'
    blad = csv.writer(response, delimiter=";")
    blad.writerow(CSV_KOPPEN)
    for besluit in besluiten.voor_overzicht():
        blad.writerow(
            _cel(waarde)
            for waarde in (
                besluit.nummer,
                besluit.datum.isoformat(),
                besluit.tafel.naam,
                besluit.tekst,
                besluit.get_soort_display(),
                besluit.get_status_display(),
                besluit.get_openbaarheid_display(),
            )
        )
    return response


def _cel(waarde: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{waarde}" if waarde.startswith(("=", "+", "-", "@", "\t", "\r")) else waarde


@require_GET
@vereist(iedereen, Besluit)
def besluit(request, besluit):
    """One besluit, for ever: text, outcome, what came of it and what came after it."""
    persoon = request.user
    niet_mee = Terugtrekking.objects.zichtbaar_voor(persoon).filter(
        agendapunt=OuterRef("agendapunt")
    )
    niet_mee = niet_mee.order_by("persoon__naam").values("persoon__naam")
    besluit = (
        Besluit.objects.voor_pagina()
        .annotate(niet_meegedaan=ArraySubquery(niet_mee))
        .get(pk=besluit.pk)
    )
    agendapunt = besluit.agendapunt
    project = zichtbaar_project(besluit, persoon)
    opgave = besluit.opgave or (project.opgave if project else None)
    # In one query: the one it replaces and the one that replaced it, if they may be seen.
    anders = Besluit.objects.zichtbaar_voor(persoon).filter(
        Q(pk=besluit.vervangt_id) | Q(vervangt=besluit)
    )
    keten = {b.pk == besluit.vervangt_id: b for b in anders}
    acties = Actie.objects.zichtbaar_voor(persoon).filter(besluit=besluit)
    context = {
        "besluit": besluit,
        "agendapunt": agendapunt,
        "acties": acties.voor_overzicht(),
        "vervangt": keten.get(True),
        "vervangen_door": keten.get(False),
        "draad": draad(
            ("Opgave", opgave),
            ("Project", project),
            ("Tafel", besluit.tafel),
            ("Agendapunt", agendapunt),
            ("Besluit", besluit),
            hier=besluit,
        ),
        "geschiedenis": reverse("geschiedenis", args=["besluit", besluit.pk]),
        "kruimels": [("Besluiten", reverse("tafels:besluit_lijst")), (besluit.nummer, "")],
    }
    return render(request, "tafels/besluit.html", context)
