"""A meeting: its agenda with running times, and what came of it."""

from typing import NamedTuple, TypedDict

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_GET

from regio.models import Persoon
from regio.templatetags.regio import minuten, uur
from regio.toegang import iedereen, vereist
from tafels import domain, toegang
from tafels.forms.afsluiten import AfsluitenForm
from tafels.forms.bijeenkomsten import BijeenkomstForm, VerslagForm
from tafels.looptijd import Looptijd, looptijd
from tafels.models import Actie, Agendapunt, Besluit, Bijeenkomst, Tafel
from tafels.views.bezig import wie_zijn_er_bezig
from tafels.views.formulier import formulier, get_or_post
from tafels.volgorde import nummers, omhoog, omlaag


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


class Agendaregel(TypedDict):
    """One agendapunt as its line on the agenda shows it, in strings.

    A dict, because that is what a template asks first: of a NamedTuple a line takes 1.8 times as
    long.
    """

    # As strings: a number of four digits gets a full stop in a template, and an id may not.
    id: str
    soort: str
    is_onderwerp: bool
    nummer: str
    titel: str
    url: str
    tijd: str
    klok: str
    duur: str
    behandeling: str
    uitleg: str
    is_besloten: bool
    # Each with the class that colours it.
    labels: list[tuple[str, str]]
    ruimte: str
    botst: str
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
    if not toegang.leest_alles(persoon, bijeenkomst):
        return Agenda([_regel(punt) for punt in punten], None)
    tijden = looptijd(
        bijeenkomst.start,
        bijeenkomst.einde,
        [punt.minuten for punt in punten],
        [punt.vast_begin for punt in punten],
    )
    stelt_samen = toegang.stelt_agenda_samen(persoon, bijeenkomst)
    soorten = [punt.soort for punt in punten]
    regels = []
    for plek, (punt, nummer) in enumerate(zip(punten, nummers(soorten), strict=True)):
        start, speling = tijden.starts[plek], tijden.speling[plek]
        is_kop = punt.soort == Agendapunt.Soort.KOP
        wat = f"punt {nummer}" if nummer else punt.titel
        regels.append(
            _regel(
                punt,
                stelt_samen=stelt_samen,
                nummer=f"{nummer}. " if nummer else "",
                tijd="" if is_kop else uur(start),
                klok="" if is_kop else f"{timezone.localtime(start):%H:%M}",
                duur="" if is_kop else f"{punt.minuten} min",
                ruimte=f"{minuten(speling)} over" if speling > 0 else "",
                botst=f"Er is {minuten(-speling)} te kort voor {wat}." if speling < 0 else "",
                omhoog=str(omhoog(soorten, plek) or ""),
                omlaag=str(omlaag(soorten, plek) or ""),
            )
        )
    return Agenda(regels, tijden)


BEHANDELING = {waarde: label.lower() for waarde, label in Agendapunt.Behandeling.choices}


ZONDER_PLAATS = dict.fromkeys(
    ("nummer", "tijd", "klok", "duur", "ruimte", "botst", "omhoog", "omlaag"), ""
)


def _regel(punt: Agendapunt, *, stelt_samen: bool = False, **plaats: str) -> Agendaregel:
    labels = [
        ("", "Vaste tijd" if punt.vast_begin is not None and plaats else ""),
        ("", "Besloten" if punt.is_besloten else ""),
        ("", "Nagezonden" if punt.nagezonden else ""),
        ("is-letop", "Doorgeschoven" if punt.status == Agendapunt.Status.DOORGESCHOVEN else ""),
    ]
    return Agendaregel(
        ZONDER_PLAATS,
        id=str(punt.pk),
        soort=punt.soort,
        is_onderwerp=punt.is_onderwerp,
        titel=punt.titel,
        url=punt.get_absolute_url(),
        behandeling=BEHANDELING[punt.behandeling] if punt.is_onderwerp else "",
        uitleg=_uitleg(punt, stelt_samen=stelt_samen),
        is_besloten=punt.is_besloten,
        labels=[(klasse, tekst) for klasse, tekst in labels if tekst],
        **plaats,
    )


# What of a proposal fits on its line; the rest is one click away.
LENGTE_VOORSTEL = 200


def _uitleg(punt: Agendapunt, *, stelt_samen: bool) -> str:
    """The second line of an agendapunt: what is proposed, how much there is to read, from whom."""
    if not punt.is_onderwerp:
        return ""
    delen = []
    gaten = punt.gaten(heeft_stuk=bool(punt.aantal_stukken))
    if punt.gevraagd_besluit:
        voorstel = Truncator(punt.gevraagd_besluit).chars(LENGTE_VOORSTEL)
        delen.append(f"Voorgesteld besluit: {voorstel}")
    elif punt.vraagt_besluit and not stelt_samen:
        delen.append("Er is nog geen voorgesteld besluit.")
    if gaten and stelt_samen:
        delen.append(f"Nog nodig: {', '.join(gat.woord for gat in gaten)}")
    if punt.aantal_stukken:
        delen.append("1 stuk" if punt.aantal_stukken == 1 else f"{punt.aantal_stukken} stukken")
    if delen or punt.herkomst != Agendapunt.Herkomst.SECRETARIS:
        organisatie = punt.indiener.organisatie
        delen.append(f"inbrenger {organisatie.korte_naam if organisatie else punt.indiener}")
    return " · ".join(delen)


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
        "toevoegen": reverse("tafels:agendapunt_toevoegen", args=[bijeenkomst.pk]),
        "ook_bezig": wie_zijn_er_bezig(bijeenkomst, persoon),
        # The verslag is about everything that was said, so it is for who may know all of it.
        "leest_verslag": leest_alles,
        "besluiten": besluiten.voor_overzicht().order_by("pk"),
        # Asked for by the page only when the agenda was changed after it was sent.
        "wijzigingen": bijeenkomst.wijzigingen.zichtbaar_voor(persoon).order_by("-op"),
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
@vereist(toegang.sluit_af, Bijeenkomst)
def bijeenkomst_afsluiten(request, bijeenkomst):
    """End the meeting, after saying of each open subject whether it goes on."""
    punten = list(bijeenkomst.agendapunten.op_agenda())
    genummerd = dict(
        zip((punt.pk for punt in punten), nummers(punt.soort for punt in punten), strict=True)
    )
    onbehandeld = [(genummerd[punt.pk], punt) for punt in bijeenkomst.onbehandeld()]
    volgende = Bijeenkomst.objects.volgend_op(bijeenkomst).first()

    def doe(data):
        domain.bijeenkomst_afsluiten(bijeenkomst, keuzes=data, door=request.user)
        messages.success(request, "De bijeenkomst is afgesloten.")
        return bijeenkomst

    return formulier(
        request,
        "tafels/bijeenkomst_afsluiten.html",
        {
            "bijeenkomst": bijeenkomst,
            "onbehandeld": onbehandeld,
            "volgende": volgende,
            "terug": bijeenkomst.get_absolute_url(),
        },
        lambda data, _: AfsluitenForm(
            data, onbehandeld=onbehandeld, heeft_tafel=bijeenkomst.tafel_id is not None
        ),
        doe,
    )


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
