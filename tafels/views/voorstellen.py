"""What the portal puts forward: suggestions beside the agenda, and a block under an agendapunt."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from regio.exceptions import NietMogelijk
from regio.http import page_or_partial
from regio.models import Regio
from regio.toegang import iedereen, vereist
from tafels import domain, toegang
from tafels.forms.inbreng import AfwijzenForm, SleutelForm
from tafels.models import Agendapunt, Bijeenkomst
from tafels.views.bijeenkomsten import bijeenkomst_context, kruimels
from tafels.views.formulier import formulier, get_or_post
from tafels.voorstellen import Groep, blok_inhoud, voorstel, voorstellen

# Of each kind; the rest comes up when these are dealt with.
HOOGSTENS = 5


def _voorstellen_context(request, bijeenkomst: Bijeenkomst) -> dict:
    regio = Regio.objects.get()
    groepen = voorstellen(bijeenkomst, request.user, regio)
    # Whoever just dealt with one, goes on with the next of that kind.
    bezig = next((g for g in groepen if g.heeft(request.POST.get("sleutel", ""))), None)
    return {
        "regio": regio,
        "bijeenkomst": bijeenkomst,
        "groepen": [
            (Groep(groep.kop, groep.voorstellen[:HOOGSTENS]), len(groep.voorstellen))
            for groep in groepen
        ],
        "open": (bezig or groepen[0]).kop if groepen else "",
        "aantal": sum(len(groep.voorstellen) for groep in groepen),
        "kruimels": kruimels(bijeenkomst, ("Voorstellen", "")),
    }


@require_GET
@vereist(toegang.stelt_agenda_samen, Bijeenkomst, met="voor_overzicht")
def voorstel_lijst(request, bijeenkomst):
    """What could stand on this agenda, and why."""
    context = _voorstellen_context(request, bijeenkomst)
    return page_or_partial(request, "tafels/voorstel_lijst.html", context, partial="voorstellen")


def _sleutel(request) -> str:
    form = SleutelForm(request.POST)
    if not form.is_valid():
        raise NietMogelijk("Dit voorstel is er niet meer.")
    return form.cleaned_data["sleutel"]


def _antwoord(request, bijeenkomst: Bijeenkomst, melding: str, naar: str) -> HttpResponse:
    """Without htmx the agenda as a page; with it the agenda and the suggestions beside it."""
    if not request.htmx:
        messages.success(request, melding)
        return redirect(naar)
    bijeenkomst = Bijeenkomst.objects.voor_overzicht().get(pk=bijeenkomst.pk)
    antwoord = page_or_partial(
        request,
        "tafels/voorstel_lijst.html",
        _voorstellen_context(request, bijeenkomst),
        partial="voorstellen",
    )
    context = bijeenkomst_context(request, bijeenkomst) | {"melding": melding, "oob": True}
    antwoord.write(render_to_string("tafels/bijeenkomst.html#agenda", context, request))
    return antwoord


@require_POST
@vereist(toegang.stelt_agenda_samen, Bijeenkomst, met="voor_overzicht")
def voorstel_agenderen(request, bijeenkomst):
    """Put a suggestion on the agenda."""
    punt = domain.voorstel_agenderen(bijeenkomst, sleutel=_sleutel(request), door=request.user)
    naar = f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}"
    melding = f"{punt.titel} staat nu op plaats {punt.volgorde} van de agenda."
    return _antwoord(request, bijeenkomst, melding, naar)


@require_POST
@vereist(toegang.stelt_agenda_samen, Bijeenkomst, met="voor_overzicht")
def voorstel_overslaan(request, bijeenkomst):
    """Put a suggestion aside until the next meeting."""
    domain.voorstel_overslaan(bijeenkomst, sleutel=_sleutel(request), door=request.user)
    melding = "Dit voorstel komt de volgende keer terug."
    return _antwoord(request, bijeenkomst, melding, bijeenkomst.get_absolute_url())


@get_or_post
@vereist(toegang.stelt_agenda_samen, Bijeenkomst, met="voor_overzicht")
def voorstel_afwijzen(request, bijeenkomst):
    """Say why a suggestion need never come back."""
    sleutel = request.POST.get("sleutel") or request.GET.get("sleutel", "")
    over = voorstel(bijeenkomst, request.user, sleutel)

    def doe(data):
        domain.voorstel_afwijzen(bijeenkomst, **data, door=request.user)
        messages.success(request, "Dit voorstel komt niet meer terug.")
        return bijeenkomst

    return formulier(
        request,
        "tafels/inbreng_formulier.html",
        {
            "kop": "Nooit meer voorstellen",
            "waarover": over.titel if over else "",
            "knop": "Nooit meer voorstellen",
            "terug": bijeenkomst.get_absolute_url(),
        },
        lambda data, _: AfwijzenForm(data, initial={"sleutel": sleutel[:40]}),
        doe,
    )


@require_GET
@vereist(iedereen, Agendapunt, met="voor_pagina")
def agendapunt_blok(request, agendapunt):
    """What the portal writes under this agendapunt now."""
    context = {
        "agendapunt": agendapunt,
        "regels": blok_inhoud(agendapunt, request.user),
        "kruimels": [
            ("Tafels", reverse("tafels:tafel_lijst")),
            (agendapunt.titel, agendapunt.get_absolute_url()),
            (agendapunt.get_blok_display() or "Blok", ""),
        ],
    }
    return page_or_partial(request, "tafels/agendapunt_blok.html", context, partial="blok")
