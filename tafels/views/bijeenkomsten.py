"""A meeting: its agenda with running times, and what came of it."""

from typing import NamedTuple

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from regio.models import Persoon
from regio.templatetags.regio import uur
from regio.toegang import iedereen, vereist
from tafels import domain, toegang
from tafels.forms.bijeenkomsten import BijeenkomstForm, VerslagForm
from tafels.looptijd import Looptijd, looptijd
from tafels.models import Actie, Agendapunt, Besluit, Bijeenkomst, Lidmaatschap, Tafel
from tafels.views.formulier import formulier, get_or_post


@get_or_post
@vereist(toegang.plant_bijeenkomst, Tafel)
def bijeenkomst_plannen(request, tafel):
    """Plan a meeting of a tafel."""

    def doe(data):
        data.pop("versie")
        return domain.bijeenkomst_plannen(tafel, **data, door=request.user)

    return formulier(
        request,
        "tafels/bijeenkomst_plannen.html",
        {"tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, _: BijeenkomstForm(data, tafel=tafel, initial={"titel": tafel.naam}),
        doe,
    )


@get_or_post
@vereist(toegang.plant_ontmoeting)
def ontmoeting_plannen(request):
    """Plan a meeting of the whole region."""

    def doe(data):
        data.pop("versie")
        return domain.ontmoeting_plannen(**data, door=request.user)

    return formulier(
        request,
        "tafels/ontmoeting_plannen.html",
        {"terug": reverse("tafels:tafel_lijst")},
        lambda data, _: BijeenkomstForm(data, initial={"soort": Bijeenkomst.Soort.ONTMOETING}),
        doe,
    )


@get_or_post
@vereist(toegang.stelt_agenda_samen, Bijeenkomst)
def bijeenkomst_wijzigen(request, bijeenkomst):
    """Move a meeting, or say otherwise what it is."""
    return formulier(
        request,
        "tafels/bijeenkomst_wijzigen.html",
        {"bijeenkomst": bijeenkomst, "terug": bijeenkomst.get_absolute_url()},
        lambda data, rij: BijeenkomstForm(data, instance=rij),
        lambda data: domain.bijeenkomst_wijzigen(bijeenkomst, **data, door=request.user),
        bijeenkomst,
    )


class Agendaregel(NamedTuple):
    """One agendapunt as its line on the agenda shows it, in strings."""

    # As strings: a number of four digits gets a full stop in a template, and an id may not.
    id: str
    nummer: str
    titel: str
    url: str
    tijd: str
    klok: str
    duur: str
    behandeling: str
    uitleg: str
    is_besloten: bool
    omhoog: str
    omlaag: str


class Agenda(NamedTuple):
    """The agenda of a meeting as this persoon may know it.

    Who may not know every agendapunt gets neither numbers nor times: a gap would give away that
    there is something besloten, and where.
    """

    regels: list[Agendaregel]
    tijden: Looptijd | None


def agenda_van(bijeenkomst: Bijeenkomst, persoon: Persoon) -> Agenda:
    punten = list(bijeenkomst.agendapunten.zichtbaar_voor(persoon).voor_agenda(persoon))
    tijden = None
    if toegang.leest_alles(persoon, bijeenkomst):
        minuten = [punt.minuten for punt in punten]
        tijden = looptijd(bijeenkomst.start, bijeenkomst.einde, minuten)
    behandeling = dict(Agendapunt.Behandeling.choices)
    aantal = len(punten)
    regels = [
        Agendaregel(
            id=str(punt.pk),
            nummer=f"{nummer}. " if tijden else "",
            titel=punt.titel,
            url=punt.get_absolute_url(),
            tijd=uur(tijden.starts[nummer - 1]) if tijden else "",
            klok=f"{timezone.localtime(tijden.starts[nummer - 1]):%H:%M}" if tijden else "",
            duur=f"{punt.minuten} min" if tijden else "",
            behandeling=behandeling[punt.behandeling].lower(),
            uitleg=_uitleg(punt),
            is_besloten=punt.is_besloten,
            omhoog=str(nummer - 1) if nummer > 1 else "",
            omlaag=str(nummer + 1) if nummer < aantal else "",
        )
        for nummer, punt in enumerate(punten, start=1)
    ]
    return Agenda(regels, tijden)


def _uitleg(punt: Agendapunt) -> str:
    if punt.gevraagd_besluit:
        return f"Voorgesteld besluit: {punt.gevraagd_besluit}"
    if punt.behandeling == Agendapunt.Behandeling.BESLUITVORMING:
        return "Er is nog geen voorgesteld besluit."
    return ""


def bijeenkomst_context(request, bijeenkomst: Bijeenkomst) -> dict:
    persoon = request.user
    agenda = agenda_van(bijeenkomst, persoon)
    besluiten = Besluit.objects.zichtbaar_voor(persoon).filter(agendapunt__bijeenkomst=bijeenkomst)
    acties = Actie.objects.zichtbaar_voor(persoon).filter(bijeenkomst=bijeenkomst)
    leest_alles = toegang.leest_alles(persoon, bijeenkomst)
    return {
        "bijeenkomst": bijeenkomst,
        "agenda": agenda,
        "mag_ordenen": leest_alles and toegang.stelt_agenda_samen(persoon, bijeenkomst),
        # The verslag is about everything that was said, so it is for who may know all of it.
        "leest_verslag": leest_alles,
        "besluiten": besluiten.voor_overzicht().order_by("pk"),
        "acties": acties.voor_overzicht(),
        "kruimels": kruimels(bijeenkomst),
    }


def kruimels(bijeenkomst: Bijeenkomst, *verder: tuple[str, str]) -> list[tuple[str, str]]:
    """The way from the overlegstructuur to this page."""
    tafel = bijeenkomst.tafel
    return [
        ("Tafels", reverse("tafels:tafel_lijst")),
        *([(tafel.naam, tafel.get_absolute_url())] if tafel else []),
        (bijeenkomst.titel, bijeenkomst.get_absolute_url()),
        *verder,
    ]


@require_GET
@vereist(iedereen, Bijeenkomst)
def bijeenkomst(request, bijeenkomst):
    """The agenda of a meeting with its running times, and what came of it."""
    context = bijeenkomst_context(request, bijeenkomst)
    return render(request, "tafels/bijeenkomst.html", context)


@get_or_post
@vereist(toegang.verzendt_agenda, Bijeenkomst)
def agenda_verzenden(request, bijeenkomst):
    """Check the agenda once more, and send it."""
    if request.method == "POST":
        domain.agenda_verzenden(bijeenkomst, door=request.user)
        messages.success(request, "De agenda is verzonden.")
        return redirect(bijeenkomst)
    context = {
        "bijeenkomst": bijeenkomst,
        "agenda": agenda_van(bijeenkomst, request.user),
        "beletsels": bijeenkomst.beletsels(),
        "leden": Lidmaatschap.objects.actueel().filter(tafel=bijeenkomst.tafel_id).count(),
        "terug": bijeenkomst.get_absolute_url(),
    }
    return render(request, "tafels/agenda_verzenden.html", context)


@get_or_post
@vereist(toegang.sluit_af, Bijeenkomst)
def bijeenkomst_afsluiten(request, bijeenkomst):
    """End the meeting, after seeing what is still open."""
    if request.method == "POST":
        domain.bijeenkomst_afsluiten(bijeenkomst, door=request.user)
        messages.success(request, "De bijeenkomst is afgesloten.")
        return redirect(bijeenkomst)
    punten = bijeenkomst.agendapunten.zichtbaar_voor(request.user).op_agenda()
    context = {
        "bijeenkomst": bijeenkomst,
        "zonder_besluit": punten.filter(
            behandeling=Agendapunt.Behandeling.BESLUITVORMING, besluiten=None
        ),
        "terug": bijeenkomst.get_absolute_url(),
    }
    return render(request, "tafels/bijeenkomst_afsluiten.html", context)


@get_or_post
@vereist(toegang.schrijft_verslag, Bijeenkomst)
def verslag_schrijven(request, bijeenkomst):
    """Write the verslag, as a draft."""
    return formulier(
        request,
        "tafels/verslag_schrijven.html",
        {"bijeenkomst": bijeenkomst, "terug": bijeenkomst.get_absolute_url()},
        lambda data, rij: VerslagForm(data, instance=rij),
        lambda data: domain.verslag_schrijven(bijeenkomst, **data, door=request.user),
        bijeenkomst,
    )


@get_or_post
@vereist(toegang.stelt_verslag_vast, Bijeenkomst)
def verslag_vaststellen(request, bijeenkomst):
    """Adopt the verslag: the last step, so it asks once more."""
    if request.method == "POST":
        domain.verslag_vaststellen(bijeenkomst, door=request.user)
        messages.success(request, "Het verslag is vastgesteld.")
        return redirect(bijeenkomst)
    context = bijeenkomst_context(request, bijeenkomst)
    context |= {"terug": bijeenkomst.get_absolute_url()}
    return render(request, "tafels/verslag_vaststellen.html", context)
