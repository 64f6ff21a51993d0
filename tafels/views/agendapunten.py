"""One subject on the agenda: what it is about, where it stands, what came of it."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from regio.http import page_or_partial
from regio.models import Persoon
from regio.templatetags.regio import dag_lang, uur
from regio.toegang import iedereen, vereist
from tafels import domain, toegang
from tafels.forms.agendapunten import AgendapuntForm, PlaatsForm, RegelForm
from tafels.forms.besluiten import ActieForm, BesluitForm
from tafels.models import Actie, Agendapunt, Besluitwijze, Bijeenkomst
from tafels.views.belangen import belangen_context
from tafels.views.bezig import wie_zijn_er_bezig
from tafels.views.bijeenkomsten import bijeenkomst_context, kruimels
from tafels.views.deelname import deelname
from tafels.views.draad import draad, zichtbaar_project
from tafels.views.formulier import formulier, get_or_post
from tafels.views.inbreng import rondom
from tafels.views.stukken import stukken_context
from tafels.volgorde import blok

# What a new row is called in its form, and what it starts with.
NIEUW = {
    Agendapunt.Soort.PUNT: ("Agendapunt toevoegen", {}),
    Agendapunt.Soort.SUBPUNT: ("Subpunt toevoegen", {}),
    Agendapunt.Soort.KOP: ("Kop toevoegen", {}),
    Agendapunt.Soort.PAUZE: ("Pauze toevoegen", {"titel": "Pauze", "minuten": 10}),
}
KORTE_SOORTEN = (Agendapunt.Soort.KOP, Agendapunt.Soort.PAUZE)


@get_or_post
@vereist(toegang.stelt_agenda_samen, Bijeenkomst)
def agendapunt_toevoegen(request, bijeenkomst):
    """Put a subject, a part of one, a kop or a pauze on the agenda."""
    soort = (request.POST or request.GET).get("soort", "")
    if soort not in Agendapunt.Soort.values:
        soort = Agendapunt.Soort.PUNT
    wat, begin = NIEUW[soort]
    onder = request.GET.get("onder", "")
    if onder.isdecimal():
        begin = begin | {"onder": onder[:18]}

    def maak(data, _):
        if soort in KORTE_SOORTEN:
            return RegelForm(data, bijeenkomst=bijeenkomst, soort=soort, initial=begin)
        return AgendapuntForm(
            data, bijeenkomst=bijeenkomst, persoon=request.user, soort=soort, initial=begin
        )

    def doe(data):
        data.pop("versie")
        punt = domain.agendapunt_toevoegen(bijeenkomst, **data, door=request.user)
        return f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}"

    wie_zijn_er_bezig(bijeenkomst, request.user)
    return formulier(
        request,
        "tafels/agendapunt_toevoegen.html",
        {"bijeenkomst": bijeenkomst, "wat": wat, "terug": bijeenkomst.get_absolute_url()},
        maak,
        doe,
    )


@get_or_post
@vereist(toegang.wijzigt_agendapunt, Agendapunt)
def agendapunt_wijzigen(request, agendapunt):
    """Say otherwise what an agendapunt is about, or give it another place."""
    bijeenkomst = agendapunt.bijeenkomst
    is_onderwerp = agendapunt.is_onderwerp

    def maak(data, rij):
        if not is_onderwerp:
            return RegelForm(data, instance=rij, bijeenkomst=bijeenkomst, soort=agendapunt.soort)
        return AgendapuntForm(data, instance=rij, bijeenkomst=bijeenkomst, persoon=request.user)

    def doe(data):
        punt = domain.agendapunt_wijzigen(agendapunt, **data, door=request.user)
        # A kop or a pauze has nothing to read on a page of its own.
        return punt if is_onderwerp else f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}"

    return formulier(
        request,
        "tafels/agendapunt_wijzigen.html",
        {
            "agendapunt": agendapunt,
            "ook_bezig": wie_zijn_er_bezig(bijeenkomst, request.user),
            "terug": (agendapunt if is_onderwerp else bijeenkomst).get_absolute_url(),
        },
        maak,
        doe,
        agendapunt,
    )


@require_POST
@vereist(toegang.wijzigt_agendapunt, Agendapunt)
def agendapunt_verplaatsen(request, agendapunt):
    """Give an agendapunt another place: by button, by drag or by number."""
    bijeenkomst = agendapunt.bijeenkomst
    form = PlaatsForm(request.POST)
    if not form.is_valid():
        context = bijeenkomst_context(request, bijeenkomst) | {"form": form}
        return page_or_partial(
            request, "tafels/bijeenkomst.html", context, partial="agenda", status=422
        )
    punt = domain.agendapunt_verplaatsen(agendapunt, **form.cleaned_data, door=request.user)
    if not request.htmx:
        return redirect(f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}")
    context = bijeenkomst_context(request, bijeenkomst)
    regels = context["agenda"].regels
    tijd = regels[punt.volgorde - 1]["tijd"]
    melding = f"{punt.titel} staat nu op plaats {punt.volgorde} van {len(regels)}"
    melding += f", om {tijd} uur." if tijd else "."
    if punt.soort != agendapunt.soort:
        melding += " Het is nu een eigen onderwerp."
    context["melding"] = melding
    return page_or_partial(request, "tafels/bijeenkomst.html", context, partial="agenda")


@get_or_post
@vereist(toegang.wijzigt_agendapunt, Agendapunt)
def agendapunt_laten_vervallen(request, agendapunt):
    """Take an agendapunt off the agenda, after asking once more."""
    if request.method == "POST":
        domain.agendapunt_laten_vervallen(agendapunt, door=request.user)
        messages.success(request, f"{agendapunt.titel} staat niet meer op de agenda.")
        return redirect(agendapunt.bijeenkomst)
    context = {
        "agendapunt": agendapunt,
        "delen": _delen(agendapunt),
        "terug": (
            agendapunt if agendapunt.is_onderwerp else agendapunt.bijeenkomst
        ).get_absolute_url(),
    }
    return render(request, "tafels/agendapunt_laten_vervallen.html", context)


@get_or_post
@vereist(toegang.wijzigt_agendapunt, Agendapunt)
def agendapunt_doorschuiven(request, agendapunt):
    """Take a subject to the next meeting of the tafel, after saying which one that is."""
    if request.method == "POST":
        nieuw = domain.agendapunt_doorschuiven(agendapunt, door=request.user)
        dag_ = dag_lang(nieuw.bijeenkomst.start)
        messages.success(request, f"{agendapunt.titel} staat nu op de agenda van {dag_}.")
        return redirect(agendapunt.bijeenkomst)
    context = {
        "agendapunt": agendapunt,
        "volgende": Bijeenkomst.objects.volgend_op(agendapunt.bijeenkomst).first(),
        "delen": _delen(agendapunt),
        "terug": agendapunt.get_absolute_url(),
    }
    return render(request, "tafels/agendapunt_doorschuiven.html", context)


def _delen(agendapunt: Agendapunt) -> list[Agendapunt]:
    """Its parts on the agenda."""
    punten = list(agendapunt.bijeenkomst.agendapunten.op_agenda())
    if agendapunt not in punten:
        return []
    return punten[blok([punt.soort for punt in punten], punten.index(agendapunt))][1:]


# The oplegnotitie in the order in which a member reads it; the message itself needs no heading.
OPLEGNOTITIE = {
    "kernboodschap": "",
    "aanleiding": "Aanleiding",
    "beoogd_resultaat": "Wat wij willen bereiken",
    "argumenten": "Argumenten",
    "kanttekeningen": "Kanttekeningen",
    "financien": "Geld",
    "draagvlak": "Draagvlak",
    "communicatie": "Communicatie",
    "vervolg": "Vervolg",
    "uitkomst": "Uitkomst",
}


def _agendapunt_context(request, agendapunt: Agendapunt, data=None, form: str = "") -> dict:
    """What the page of an agendapunt shows; `data` was typed in the form of that name."""
    persoon = request.user
    project = zichtbaar_project(agendapunt, persoon)
    opgave = agendapunt.opgave or (project.opgave if project else None)
    besluiten = agendapunt.besluiten.zichtbaar_voor(persoon).voor_overzicht().order_by("pk")
    acties = Actie.objects.zichtbaar_voor(persoon).filter(agendapunt=agendapunt)
    context = {
        "agendapunt": agendapunt,
        "toelichting": [
            (kop, tekst)
            for veld, kop in OPLEGNOTITIE.items()
            if (tekst := getattr(agendapunt, veld))
        ],
        "bespreking": _bespreking(agendapunt, persoon),
        "gaten": [gat.woord for gat in agendapunt.gaten(heeft_stuk=agendapunt.heeft_stuk)],
        "besluiten": besluiten,
        "acties": acties.voor_overzicht(),
        "geschiedenis": reverse("geschiedenis", args=["agendapunt", agendapunt.pk]),
        "draad": draad(
            ("Opgave", opgave),
            ("Project", project),
            ("Tafel", agendapunt.tafel),
            ("Agendapunt", agendapunt),
            *(("Besluit", besluit) for besluit in besluiten),
            hier=agendapunt,
        ),
        "kruimels": kruimels(agendapunt.bijeenkomst, (agendapunt.titel, ""))
        if agendapunt.bijeenkomst
        else [("Tafels", reverse("tafels:tafel_lijst")), (agendapunt.titel, "")],
    }
    context |= rondom(agendapunt, persoon) | stukken_context(agendapunt, persoon)
    context |= deelname(agendapunt, persoon)
    context |= belangen_context(agendapunt, persoon)
    if toegang.legt_besluit_vast(persoon, agendapunt):
        context["besluit_form"] = BesluitForm(
            data if form == "besluit" else None, agendapunt=agendapunt, persoon=persoon
        )
    if toegang.legt_actie_vast(persoon, agendapunt):
        context["actie_form"] = ActieForm(
            data if form == "actie" else None, agendapunt=agendapunt, besluiten=besluiten
        )
    return context


def _bespreking(agendapunt: Agendapunt, persoon: Persoon) -> list[tuple[str, str]]:
    """How the tafel speaks about it: how far the conversation is, how it decides, with whom."""
    bespreking = []
    if agendapunt.bob != Agendapunt.Bob.NVT:
        bespreking.append(("Fase", agendapunt.get_bob_display()))
    if agendapunt.vraagt_besluit:
        wijze = Besluitwijze(agendapunt.zo_besluit_de_tafel)
        bespreking.append(("Zo besluit de tafel", wijze.label))
    bijeenkomst = agendapunt.bijeenkomst
    if agendapunt.vast_begin and bijeenkomst and toegang.leest_alles(persoon, bijeenkomst):
        bespreking.append(("Begint precies om", f"{uur(agendapunt.vast_begin)} uur"))
    if agendapunt.namen_genodigden:
        bespreking.append(("Te gast", ", ".join(agendapunt.namen_genodigden)))
    return bespreking


@require_GET
@vereist(iedereen, Agendapunt, met="voor_pagina")
def agendapunt(request, agendapunt):
    """What a subject is about, and what the tafel decided and promised."""
    if not agendapunt.is_onderwerp and agendapunt.bijeenkomst:
        # Of a kop or a pauze there is no more to say than where it stands.
        return redirect(f"{agendapunt.bijeenkomst.get_absolute_url()}#punt-{agendapunt.pk}")
    return render(request, "tafels/agendapunt.html", _agendapunt_context(request, agendapunt))


@get_or_post
@vereist(toegang.legt_besluit_vast, Agendapunt, met="voor_pagina")
def besluit_vastleggen(request, agendapunt):
    """Record what the tafel decided."""

    def doe(data):
        besluit = domain.besluit_vastleggen(agendapunt, **data, door=request.user)
        return f"Besluit {besluit.nummer} is vastgelegd."

    return _vastleggen(request, agendapunt, "besluit", doe, partial="besluiten")


@get_or_post
@vereist(toegang.legt_actie_vast, Agendapunt, met="voor_pagina")
def actie_vastleggen(request, agendapunt):
    """Record what somebody promised to do."""

    def doe(data):
        actie = domain.actie_vastleggen(agendapunt, **data, door=request.user)
        return f"Actie {actie.nummer} is voor {actie.houder}."

    return _vastleggen(request, agendapunt, "actie", doe, partial="acties")


def _vastleggen(request, agendapunt: Agendapunt, wat: str, doe, *, partial: str):
    """One of the two forms on the page of an agendapunt; `doe` says in a sentence what it did."""
    melding, status = "", 200
    context = _agendapunt_context(request, agendapunt, request.POST or None, wat)
    context["open"] = wat
    if request.method == "POST":
        form, status = context[f"{wat}_form"], 422
        if form.is_valid():
            melding, status = doe(form.cleaned_data), 200
            if not request.htmx:
                messages.success(request, melding)
                return redirect(agendapunt)
            context = _agendapunt_context(request, agendapunt)
        context |= {"form": context[f"{wat}_form"], "melding": melding}
    return page_or_partial(
        request, "tafels/agendapunt.html", context, partial=partial, status=status
    )
