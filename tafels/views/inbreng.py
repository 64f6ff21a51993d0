"""How a subject comes to a tafel and what stands around it: handed in, passed on, advised on."""

from typing import NamedTuple

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from regio.exceptions import NietMogelijk
from regio.http import page_or_partial
from regio.models import Organisatie, Persoon, Rol
from regio.templatetags.regio import dag
from regio.toegang import iedereen, vereist
from regiobeeld.models import Indicator
from tafels import domain, toegang
from tafels.forms.inbreng import (
    CijferForm,
    CijferWegForm,
    DoorgevenForm,
    DoorschuivenForm,
    KlankbordadviesForm,
    NotitieForm,
    OnderwerpForm,
    RedenForm,
    VoorbesprokenForm,
)
from tafels.models import Agendapunt, Bijeenkomst, Tafel, Voorzittersnotitie
from tafels.views.formulier import formulier, get_or_post

FORMULIER = "tafels/inbreng_formulier.html"
HOOGSTENS = 20


class Stap(NamedTuple):
    """One step of the way from an idea to an agenda that is fixed (R-015)."""

    naam: str
    is_gedaan: bool
    is_hier: bool
    bij: str = ""


def keten(agendapunt: Agendapunt) -> list[Stap]:
    """Where a subject is between the one who handed it in and the agenda of the voorzitter."""
    bijeenkomst = agendapunt.bijeenkomst if agendapunt.volgorde is not None else None
    status = agendapunt.status
    if status in (Agendapunt.Status.AFGEWEZEN, Agendapunt.Status.VERVALLEN):
        woord = "Teruggegeven" if status == Agendapunt.Status.AFGEWEZEN else "Vervallen"
        return [
            Stap("Voorgesteld", True, False, dag(agendapunt.ingediend_op)),
            Stap(woord, True, True, agendapunt.reden),
        ]
    bezig = status == Agendapunt.Status.IN_BEHANDELING or bijeenkomst is not None
    voorbesproken = bijeenkomst and (
        bijeenkomst.voorbesproken_met_klankbord_op or agendapunt.advies_klankbord_op
    )
    vast = bijeenkomst and bijeenkomst.agenda_vastgesteld_op
    gedaan = [True, bezig, bijeenkomst is not None, bool(voorbesproken), bool(vast)]
    hier = max(plek for plek, klaar in enumerate(gedaan) if klaar)
    later = status == Agendapunt.Status.DOORGESCHOVEN and agendapunt.bijeenkomst is not None
    naar = f"voor {dag(agendapunt.bijeenkomst.start)}" if later else ""
    namen = ("Voorgesteld", "In behandeling", "Op de agenda", "Voorbesproken", "Vastgesteld")
    erbij = (
        naar or dag(agendapunt.ingediend_op),
        "",
        dag(bijeenkomst.start) if bijeenkomst else "",
        dag(voorbesproken) if voorbesproken else "",
        dag(vast) if vast else "",
    )
    return [
        Stap(naam, klaar, plek == hier, bij)
        for plek, (naam, klaar, bij) in enumerate(zip(namen, gedaan, erbij, strict=True))
    ]


def rondom(agendapunt: Agendapunt, persoon: Persoon) -> dict:
    """What the page of an agendapunt shows around it: one query, and one more for a long line."""
    context = {
        "cijfers": agendapunt.cijfers.filter(
            indicator__in=Indicator.objects.zichtbaar_voor(persoon)
        ).select_related("indicator", "gebied"),
        "keten": keten(agendapunt) if agendapunt.ingediend_op else [],
        "lijn": [],
    }
    if agendapunt.komt_van_id or agendapunt.heeft_vervolg:
        lijn = list(Agendapunt.objects.zichtbaar_voor(persoon).lijn_van(agendapunt))
        # Alone on the line there is nothing to follow.
        context["lijn"] = lijn if len(lijn) > 1 else []
    return context


# --- handing in ----------------------------------------------------------------------------------


@require_GET
@vereist(iedereen, Tafel)
def inbreng(request, tafel):
    """What somebody handed in at this tafel, what waits for the secretaris, what needs advice."""
    persoon = request.user
    punten = Agendapunt.objects.zichtbaar_voor(persoon).select_related("bijeenkomst", "indiener")
    eigen = punten.filter(tafel=tafel, indiener=persoon, ingediend_op__isnull=False)
    context = {
        "tafel": tafel,
        "eigen": [
            (punt, keten(punt)) for punt in eigen.order_by("-ingediend_op", "-pk")[:HOOGSTENS]
        ],
        "mag_inbrengen": toegang.stelt_onderwerp_voor(persoon, tafel),
        "wachtend": punten.wachtend(tafel.pk) if toegang.zit_in_duo(persoon, tafel) else (),
        "advies": _vraagt_advies(tafel, persoon),
        "kruimels": [
            ("Tafels", reverse("tafels:tafel_lijst")),
            (tafel.naam, tafel.get_absolute_url()),
            ("Ingebrachte onderwerpen", ""),
        ],
    }
    return page_or_partial(request, "tafels/inbreng.html", context, partial="inbreng")


def _vraagt_advies(tafel: Tafel, persoon: Persoon):
    """What stands on the next agendas of the bestuurstafel, for the klankbordgroep to look at."""
    zit_hier = any(
        zetel.tafel == tafel.pk
        and zetel.kring == Organisatie.Kring.BINNEN
        and zetel.rol in (Rol.VOORZITTER, Rol.SECRETARIS, Rol.LID)
        for zetel in persoon.zetels
    )
    if tafel.soort != Tafel.Soort.KLANKBORDGROEP or not zit_hier:
        return ()
    van = Q(tafel=tafel.ouder_id) if tafel.ouder_id else Q()
    return (
        Agendapunt.objects.zichtbaar_voor(persoon)
        .op_agenda()
        .filter(
            van,
            tafel__soort=Tafel.Soort.BESTUURSTAFEL,
            bijeenkomst__start__gt=timezone.now(),
            soort__in=Agendapunt.ONDERWERPEN,
            blok="",
            behandeling__in=(
                Agendapunt.Behandeling.BESPREKING,
                Agendapunt.Behandeling.BESLUITVORMING,
            ),
        )
        .exclude(bijeenkomst__status=Bijeenkomst.Status.GEANNULEERD)
        .select_related("bijeenkomst")
        .order_by("bijeenkomst__start", "volgorde")
    )


@get_or_post
@vereist(toegang.stelt_onderwerp_voor, Tafel)
def agendapunt_voorstellen(request, tafel):
    """Hand in a subject for this tafel."""

    def doe(data):
        punt = domain.agendapunt_voorstellen(tafel, **data, door=request.user)
        messages.success(request, f"{punt.titel} is ingebracht. De secretaris kijkt ernaar.")
        return f"{tafel.get_absolute_url()}#inbreng"

    return formulier(
        request,
        FORMULIER,
        {
            "kop": "Onderwerp inbrengen",
            "waarover": tafel.naam,
            "uitleg": "De secretaris kiest wanneer het op de agenda komt. U ziet hoe het gaat.",
            "knop": "Onderwerp inbrengen",
            "terug": tafel.get_absolute_url(),
        },
        lambda data, _: OnderwerpForm(data, tafel=tafel, persoon=request.user),
        doe,
    )


@require_POST
@vereist(toegang.beoordeelt_onderwerp, Agendapunt)
def agendapunt_behandelen(request, agendapunt):
    """Tell who handed it in that the secretaris is looking at it."""
    punt = domain.agendapunt_behandelen(agendapunt, door=request.user)
    messages.success(request, f"{punt.titel} is nu in behandeling.")
    return redirect(punt)


@get_or_post
@vereist(toegang.beoordeelt_onderwerp, Agendapunt)
def agendapunt_teruggeven(request, agendapunt):
    """Give a subject back to who handed it in, and say why."""

    def doe(data):
        domain.agendapunt_teruggeven(agendapunt, **data, door=request.user)
        messages.success(request, f"{agendapunt.titel} is teruggegeven.")
        return f"{agendapunt.tafel.get_absolute_url()}#inbreng"

    return formulier(
        request,
        FORMULIER,
        {
            "kop": "Onderwerp teruggeven",
            "waarover": agendapunt.titel,
            "knop": "Onderwerp teruggeven",
            "terug": agendapunt.get_absolute_url(),
        },
        lambda data, _: RedenForm(data),
        doe,
    )


@get_or_post
@vereist(toegang.beoordeelt_onderwerp, Agendapunt)
def voorstel_doorschuiven(request, agendapunt):
    """Keep a subject for a later meeting."""

    def doe(data):
        punt = domain.voorstel_doorschuiven(agendapunt, **data, door=request.user)
        messages.success(request, f"{punt.titel} is doorgeschoven.")
        return f"{punt.tafel.get_absolute_url()}#inbreng"

    return formulier(
        request,
        FORMULIER,
        {
            "kop": "Onderwerp doorschuiven",
            "waarover": agendapunt.titel,
            "uitleg": "Bij die bijeenkomst staat het weer bij de voorstellen.",
            "knop": "Onderwerp doorschuiven",
            "terug": agendapunt.get_absolute_url(),
        },
        lambda data, _: DoorschuivenForm(data, agendapunt=agendapunt),
        doe,
    )


@get_or_post
@vereist(toegang.geeft_door, Agendapunt)
def agendapunt_doorgeven(request, agendapunt):
    """Pass a subject on to another tafel, with advice."""

    def doe(data):
        domain.agendapunt_doorgeven(agendapunt, **data, door=request.user)
        messages.success(request, f"{agendapunt.titel} is doorgegeven aan {data['tafel']}.")
        return agendapunt

    return formulier(
        request,
        FORMULIER,
        {
            "kop": "Onderwerp doorgeven",
            "waarover": agendapunt.titel,
            "uitleg": "De andere tafel krijgt dit onderwerp bij de voorstellen voor de agenda.",
            "knop": "Onderwerp doorgeven",
            "terug": agendapunt.get_absolute_url(),
        },
        lambda data, _: DoorgevenForm(data, agendapunt=agendapunt),
        doe,
    )


# --- advice of the klankbordgroep ----------------------------------------------------------------


@get_or_post
@vereist(toegang.adviseert_als_klankbord, Agendapunt)
def klankbordadvies_geven(request, agendapunt):
    """Write what the klankbordgroep advises on a subject of the bestuurstafel."""

    def doe(data):
        domain.klankbordadvies_geven(agendapunt, **data, door=request.user)
        messages.success(request, "Het advies staat bij het onderwerp.")
        return agendapunt

    return formulier(
        request,
        FORMULIER,
        {
            "kop": "Advies van de klankbordgroep",
            "waarover": agendapunt.titel,
            "uitleg": f"Dit kan tot de bijeenkomst van {dag(agendapunt.bijeenkomst.start)} begint.",
            "knop": "Advies geven",
            "terug": agendapunt.get_absolute_url(),
        },
        lambda data, rij: KlankbordadviesForm(
            data, initial={"advies": rij.advies_klankbord, "versie": rij.versie}
        ),
        doe,
        agendapunt,
    )


@get_or_post
@vereist(toegang.stelt_agenda_samen, Bijeenkomst)
def bijeenkomst_voorbespreken(request, bijeenkomst):
    """Record when the agenda was gone through with the klankbordgroep."""

    def doe(data):
        domain.bijeenkomst_voorbespreken(bijeenkomst, **data, door=request.user)
        messages.success(request, "De dag is bewaard.")
        return bijeenkomst

    return formulier(
        request,
        FORMULIER,
        {
            "kop": "Voorbesproken met de klankbordgroep",
            "waarover": bijeenkomst.titel,
            "uitleg": "Het advies per onderwerp schrijft de klankbordgroep zelf.",
            "knop": "Dag bewaren",
            "terug": bijeenkomst.get_absolute_url(),
        },
        lambda data, rij: VoorbesprokenForm(data, instance=rij),
        doe,
        bijeenkomst,
    )


# --- figures of the regiobeeld -------------------------------------------------------------------


@get_or_post
@vereist(toegang.legt_cijfer_vast, Agendapunt)
def cijfer_vastleggen(request, agendapunt):
    """Put a figure of the regiobeeld under an agendapunt, as it is now."""

    def doe(data):
        cijfer = domain.cijfer_vastleggen(agendapunt, **data, door=request.user)
        messages.success(request, f"{cijfer.indicator} staat nu bij dit onderwerp.")
        return f"{agendapunt.get_absolute_url()}#cijfers"

    return formulier(
        request,
        FORMULIER,
        {
            "kop": "Cijfer toevoegen",
            "waarover": agendapunt.titel,
            "uitleg": "Het nieuwste cijfer blijft staan zoals het nu is, ook na verversen.",
            "knop": "Cijfer toevoegen",
            "terug": agendapunt.get_absolute_url(),
        },
        lambda data, _: CijferForm(data, persoon=request.user),
        doe,
    )


@require_POST
@vereist(toegang.legt_cijfer_vast, Agendapunt)
def cijfer_weghalen(request, agendapunt):
    """Take a figure away from under an agendapunt."""
    form = CijferWegForm(request.POST, agendapunt=agendapunt)
    if not form.is_valid():
        raise NietMogelijk("Dit cijfer staat hier niet meer.")
    domain.cijfer_weghalen(agendapunt, **form.cleaned_data, door=request.user)
    messages.success(request, "Het cijfer is weggehaald.")
    return redirect(agendapunt)


# --- what only voorzitter and secretaris know ----------------------------------------------------


@get_or_post
@vereist(toegang.deelt_notitie, Agendapunt)
def notitie_schrijven(request, agendapunt):
    """The note of voorzitter and secretaris: on its own page, so no screen shows it by chance."""

    def doe(data):
        domain.notitie_schrijven(agendapunt, **data, door=request.user)
        messages.success(request, "De notitie is bewaard.")
        return agendapunt

    notitie = Voorzittersnotitie.objects.filter(agendapunt=agendapunt).first()
    antwoord = formulier(
        request,
        FORMULIER,
        {
            "kop": "Notitie van voorzitter en secretaris",
            "waarover": agendapunt.titel,
            "uitleg": "Alleen u beiden lezen dit. Na de bijeenkomst wist het portaal de notitie.",
            "knop": "Notitie bewaren",
            "terug": agendapunt.get_absolute_url(),
        },
        lambda data, rij: NotitieForm(data, initial={"tekst": rij.tekst, "versie": rij.versie}),
        doe,
        notitie or Voorzittersnotitie(agendapunt=agendapunt),
    )
    antwoord["Cache-Control"] = "no-store"
    return antwoord
