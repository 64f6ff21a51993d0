"""Taking part in a subject, or not: to withdraw from it, and to react before the meeting."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib import messages
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from regio.exceptions import Verouderd
from regio.http import page_or_partial
from regio.models import Persoon
from regio.toegang import vereist
from tafels import domain, toegang
from tafels.forms.deelname import ReactieForm, TerugtrekkenForm
from tafels.models import Agendapunt, Reactie, Terugtrekking
from tafels.views.bijeenkomsten import kruimels
from tafels.views.formulier import formulier, get_or_post

REACTIES = "tafels/_reacties.html"


@dataclass
class Reactieregel:
    """A reaction as the page of its agendapunt shows it."""

    reactie: Reactie
    organisatie: str
    is_buitenkring: bool
    is_eigen: bool


def deelname(agendapunt: Agendapunt, persoon: Persoon) -> dict:
    """Who takes no part, and what was said beforehand: for who sits at the tafel; no query."""
    return _terugtrekkingen(agendapunt, persoon) | reacties(agendapunt, persoon)


def _terugtrekkingen(agendapunt: Agendapunt, persoon: Persoon) -> dict:
    zit_erbij = toegang.zit_erbij(persoon, agendapunt)
    rijen = [
        Terugtrekking(
            pk=regel["pk"],
            agendapunt=agendapunt,
            persoon=Persoon(pk=regel["persoon"], naam=regel["naam"]),
            reden=regel["reden"],
        )
        for regel in agendapunt.teruggetrokken
        if zit_erbij or regel["persoon"] == persoon.pk
    ]
    return {
        "terugtrekkingen": [(rij, toegang.leest_belang(persoon, rij)) for rij in rijen],
        "doet_mee": toegang.doet_mee(persoon, agendapunt),
        "mag_ander_terugtrekken": toegang.trekt_ander_terug(persoon, agendapunt),
    }


def reacties(agendapunt: Agendapunt, persoon: Persoon, data=None) -> dict:
    """What was said of it beforehand, and the form to say something; nothing for others."""
    if not toegang.zit_erbij(persoon, agendapunt):
        return {}
    regels = [
        Reactieregel(
            Reactie(
                pk=regel["pk"],
                persoon=Persoon(pk=regel["persoon"], naam=regel["naam"]),
                tekst=regel["tekst"],
                op=datetime.fromisoformat(regel["op"]),
            ),
            organisatie=regel["organisatie"],
            is_buitenkring=regel["buitenkring"],
            is_eigen=regel["persoon"] == persoon.pk,
        )
        for regel in agendapunt.gereageerd
    ]
    eigen = next((regel.reactie for regel in regels if regel.is_eigen), None)
    context = {"agendapunt": agendapunt, "reacties": regels, "eigen_reactie": eigen}
    if toegang.reageert(persoon, agendapunt):
        begin = {"tekst": eigen.tekst, "versie": eigen.versie} if eigen else {"versie": 0}
        context["reactie_form"] = ReactieForm(data, initial=begin)
    return context


# --- withdrawing ---------------------------------------------------------------------------------


@get_or_post
@vereist(toegang.trekt_zich_terug, Agendapunt, met="voor_pagina")
def zich_terugtrekken(request, agendapunt):
    """Take no part in a subject for a persoonlijk belang; the secretaris also for somebody else."""
    door = request.user

    def doe(data):
        persoon = data.setdefault("persoon", door)
        domain.zich_terugtrekken(agendapunt, **data, door=door)
        wie = "U doet" if persoon == door else f"{persoon} doet"
        messages.success(request, f"{wie} niet mee met {agendapunt.titel}.")
        return agendapunt

    return formulier(
        request,
        "tafels/zich_terugtrekken.html",
        {"agendapunt": agendapunt, "terug": agendapunt.get_absolute_url()},
        lambda data, _: TerugtrekkenForm(data, agendapunt=agendapunt, persoon=door),
        doe,
    )


@require_POST
@vereist(toegang.doet_weer_mee, Terugtrekking)
def weer_meedoen(request, terugtrekking):
    """Take part in a subject again."""
    domain.weer_meedoen(terugtrekking, door=request.user)
    is_zelf = terugtrekking.persoon_id == request.user.pk
    wie = "U doet" if is_zelf else f"{terugtrekking.persoon} doet"
    messages.success(request, f"{wie} weer mee met {terugtrekking.agendapunt.titel}.")
    return redirect(terugtrekking.agendapunt)


# --- reacting ------------------------------------------------------------------------------------


@get_or_post
@vereist(toegang.reageert, Agendapunt, met="voor_pagina")
def reactie_geven(request, agendapunt):
    """Say what you think of a subject, before the meeting begins."""
    context = reacties(agendapunt, request.user, request.POST or None)
    if request.method != "POST":
        return _antwoord(request, context)
    form, status = context["reactie_form"], 422
    if form.is_valid():
        try:
            domain.reactie_geven(agendapunt, **form.cleaned_data, door=request.user)
        except Verouderd as verouderd:
            # What stands there now, beside what was typed; sending it once more is a choice.
            form.data = form.data.copy()
            form.data["versie"] = verouderd.nieuw.versie
            context |= {"botsing": verouderd.nieuw}
            status = 409
        else:
            return _gedaan(request, agendapunt, "Uw reactie staat bij dit onderwerp.")
    return _antwoord(request, context | {"form": form}, status=status)


@require_POST
@vereist(toegang.trekt_reactie_in, Agendapunt)
def reactie_intrekken(request, agendapunt):
    """Take back what you said of a subject."""
    domain.reactie_intrekken(agendapunt, door=request.user)
    return _gedaan(request, agendapunt, "Uw reactie is ingetrokken.")


def _gedaan(request, agendapunt: Agendapunt, melding: str):
    if not request.htmx:
        messages.success(request, melding)
        return redirect(f"{agendapunt.get_absolute_url()}#reacties")
    nu = Agendapunt.objects.voor_pagina().get(pk=agendapunt.pk)
    return _antwoord(request, reacties(nu, request.user) | {"melding": melding})


def _antwoord(request, context: dict, *, status: int = 200):
    """The part of the page for htmx; a page of its own for a browser without JavaScript."""
    agendapunt = context["agendapunt"]
    context |= {
        "open": (request.method == "POST" and status != 200) or not request.htmx,
        "kruimels": kruimels(
            agendapunt.bijeenkomst,
            (agendapunt.titel, agendapunt.get_absolute_url()),
            ("Reageren", ""),
        ),
    }
    sjabloon = REACTIES if request.htmx else "tafels/reactie_geven.html"
    return page_or_partial(request, sjabloon, context, partial="reacties", status=status)
