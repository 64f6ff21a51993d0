"""The papers under an agendapunt: to read, to add, to put in order and to look after."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import FileResponse, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.csrf import csrf_exempt, csrf_protect
from django.views.decorators.http import require_GET, require_POST

from regio.exceptions import NietMogelijk
from regio.http import page_or_partial
from regio.models import Openbaarheid, Persoon
from regio.toegang import iedereen, vereist
from tafels import domain, toegang
from tafels.forms.agendapunten import PlaatsForm
from tafels.forms.stukken import (
    StukBeschrijvenForm,
    StukToevoegenForm,
    StukVasthoudenForm,
    StukVervangenForm,
    StukVrijgevenForm,
)
from tafels.keuring import DOCX, JPEG, ODT, PDF, PNG, PPTX, XLSX
from tafels.models import Agendapunt, Stuk, Stukinzage
from tafels.tasks import stuk_nakijken
from tafels.views.bijeenkomsten import kruimels
from tafels.views.formulier import formulier, get_or_post

# So many papers of the largest size may come in one go.
KEER_PER_UPLOAD = 4
SJABLOON = "tafels/_stukken.html"
KORT = {
    PDF: "PDF",
    DOCX: "Word",
    XLSX: "Excel",
    PPTX: "PowerPoint",
    ODT: "ODT",
    PNG: "Afbeelding",
    JPEG: "Afbeelding",
}


def begrensd(view: Callable) -> Callable:
    """Refuse an upload by its announced size, before Django writes it all to disk.

    The check of the CSRF token reads the whole form; so it comes after this one, not before it.
    """

    @csrf_exempt
    @wraps(view)
    def wrapper(request, *args, **kwargs):
        hoogstens = KEER_PER_UPLOAD * settings.STUK_MAX_BYTES
        if int(request.META.get("CONTENT_LENGTH") or 0) > hoogstens:
            raise NietMogelijk(
                f"Samen zijn deze bestanden groter dan {hoogstens // 1024**2} MB. "
                "Voeg ze in delen toe."
            )
        return csrf_protect(view)(request, *args, **kwargs)

    return wrapper


@dataclass
class Stukregel:
    """One paper as the list under its agendapunt shows it."""

    stuk: Stuk
    bestand: str
    is_nieuw: bool
    mag_ordenen: bool
    mag_beschrijven: bool
    omhoog: int
    omlaag: int


def stukken_context(agendapunt: Agendapunt, persoon: Persoon, data=None, files=None) -> dict:
    """What the list of papers shows, and the form under it; for the page of an agendapunt too."""
    stukken = list(
        agendapunt.stukken.zichtbaar_voor(persoon).huidig().met_lezing(persoon).voor_lijst()
    )
    sinds = persoon.vorig_bezoek_op
    regels = []
    for nummer, stuk in enumerate(stukken, start=1):
        stuk.agendapunt = agendapunt
        is_nieuw = bool(
            sinds
            and stuk.toegevoegd_op > sinds
            and not stuk.is_gelezen
            and stuk.opsteller_id != persoon.pk
        )
        regels.append(
            Stukregel(
                stuk,
                bestand=KORT[stuk.mimetype],
                is_nieuw=is_nieuw,
                mag_ordenen=toegang.ordent_stukken(persoon, stuk),
                mag_beschrijven=toegang.beschrijft_stuk(persoon, stuk),
                omhoog=nummer - 1,
                omlaag=nummer + 1 if nummer < len(stukken) else 0,
            )
        )
    context = {
        "agendapunt": agendapunt,
        "doet_mee": toegang.doet_mee(persoon, agendapunt),
        "stukregels": regels,
        "wordt_gecontroleerd": any(stuk.status == Stuk.Status.NIEUW for stuk in stukken),
    }
    if toegang.voegt_stuk_toe(persoon, agendapunt):
        context["stuk_form"] = StukToevoegenForm(data, files, agendapunt=agendapunt)
    return context


def _nakijken(stuk: Stuk) -> None:
    """Ask the queue to read this paper; the beat finds it when the queue does not hear."""
    transaction.on_commit(lambda: stuk_nakijken.delay(stuk.pk))


@get_or_post
@vereist(toegang.voegt_stuk_toe, Agendapunt, met="voor_pagina")
@begrensd
def stuk_toevoegen(request, agendapunt):
    """Put one or more files under an agendapunt; each of them goes in whole or not at all."""
    if request.method != "POST":
        # htmx asks for the list again as long as a paper is being checked.
        context = _pagina(agendapunt, request)
        if request.htmx and not context["wordt_gecontroleerd"]:
            context["melding"] = "De stukken zijn gecontroleerd."
        return page_or_partial(request, _sjabloon(request), context, partial="stukkenlijst")
    form = StukToevoegenForm(request.POST, request.FILES, agendapunt=agendapunt)
    if not form.is_valid():
        context = _pagina(agendapunt, request, request.POST, request.FILES)
        return page_or_partial(request, _sjabloon(request), context, partial="stukken", status=422)
    data = form.cleaned_data
    gelukt, mislukt = [], []
    for bestand in data.pop("bestanden"):
        try:
            stuk = domain.stuk_toevoegen(agendapunt, bestand=bestand, **data, door=request.user)
        except NietMogelijk as nee:
            mislukt.append((bestand.name, str(nee)))
        else:
            gelukt.append(stuk)
            _nakijken(stuk)
    melding = _geteld(gelukt, mislukt)
    if not mislukt and not request.htmx:
        messages.success(request, melding)
        return redirect(f"{agendapunt.get_absolute_url()}#stukken")
    context = _pagina(agendapunt, request) | {"mislukt": mislukt, "melding": melding}
    return page_or_partial(
        request, _sjabloon(request), context, partial="stukken", status=422 if mislukt else 200
    )


def _sjabloon(request: HttpRequest) -> str:
    return SJABLOON if request.htmx else "tafels/stuk_toevoegen.html"


def _pagina(agendapunt: Agendapunt, request: HttpRequest, data=None, files=None) -> dict:
    context = stukken_context(agendapunt, request.user, data, files)
    if form := context.get("stuk_form"):
        context["form"] = form
    return context | {"kruimels": _kruimels(agendapunt, ("Stukken toevoegen", ""))}


def _kruimels(agendapunt: Agendapunt, *verder) -> list:
    hier = (agendapunt.titel, agendapunt.get_absolute_url())
    if agendapunt.bijeenkomst is None:
        return [hier, *verder]
    return kruimels(agendapunt.bijeenkomst, hier, *verder)


def _geteld(gelukt: list, mislukt: list) -> str:
    """What came of it, in one sentence."""
    if not gelukt:
        return "Er is niets toegevoegd."
    een = len(gelukt) == 1
    wat = "1 stuk is toegevoegd" if een else f"{len(gelukt)} stukken zijn toegevoegd"
    if mislukt:
        return f"{wat}, {len(mislukt)} niet."
    return f"{wat}. Het portaal leest {'het' if een else 'ze'} nu na."


@require_POST
@vereist(toegang.ordent_stukken, Stuk, met="voor_pagina")
def stuk_verplaatsen(request, stuk):
    """Give a paper another place: by button or by drag."""
    form = PlaatsForm(request.POST)
    agendapunt = stuk.agendapunt
    if not form.is_valid():
        context = _pagina(agendapunt, request) | {"form": form}
        return page_or_partial(
            request, _sjabloon(request), context, partial="stukkenlijst", status=422
        )
    stuk = domain.stuk_verplaatsen(stuk, **form.cleaned_data, door=request.user)
    if not request.htmx:
        return redirect(f"{agendapunt.get_absolute_url()}#stukken")
    context = _pagina(agendapunt, request)
    context["melding"] = (
        f"{stuk.titel} staat nu op plaats {stuk.volgorde} van {len(context['stukregels'])}."
    )
    return page_or_partial(request, SJABLOON, context, partial="stukkenlijst")


# --- one paper -----------------------------------------------------------------------------------


@require_GET
@vereist(iedereen, Stuk, met="voor_pagina")
@cache_control(private=True, no_store=True)
@csp_override({"default-src": [CSP.NONE], "sandbox": True})
def stuk(request, stuk):
    """The file itself, in pieces, for who may read it; with a line about who opened what."""
    try:
        bestand = stuk.bestand.open("rb")
    except FileNotFoundError:
        raise NietMogelijk("Dit bestand is er niet meer. Vraag de secretaris.") from None
    _inzage(stuk, request.user)
    response = FileResponse(
        bestand,
        as_attachment=True,
        filename=stuk.bestandsnaam,
        content_type=stuk.mimetype,
    )
    response["X-Content-Type-Options"] = "nosniff"
    # It is packed already; so it keeps its length, and no worker packs it once more.
    response["Content-Encoding"] = "identity"
    return response


def _inzage(stuk: Stuk, persoon: Persoon) -> None:
    """Of what is confidential every time counts; else that somebody read it is enough."""
    inzages = Stukinzage.objects.filter(stuk=stuk, persoon=persoon)
    if stuk.openbaarheid == Openbaarheid.VERTROUWELIJK or not inzages.exists():
        Stukinzage.objects.create(stuk=stuk, persoon=persoon, weg=Stukinzage.Weg.STUK)


HOOGSTENS_INZAGES = 200


@require_GET
@vereist(iedereen, Stuk, met="voor_pagina")
def stuk_gegevens(request, stuk):
    """What a paper is, who may read it and why; for the duo its versions and who opened it."""
    persoon, agendapunt = request.user, stuk.agendapunt
    context = {
        "stuk": stuk,
        "waarom": _waarom(stuk, persoon),
        "kruimels": _kruimels(agendapunt, (stuk.titel, "")),
        "terug": f"{agendapunt.get_absolute_url()}#stukken",
        "mag_na": toegang.leest_stuk_na(persoon, stuk),
    }
    if stuk.vorige_versie_id:
        context["versies"] = _eerdere_versies(stuk, persoon)
    if context["mag_na"]:
        inzages = stuk.inzages.select_related("persoon__organisatie").order_by("-op")
        context["inzages"] = inzages[:HOOGSTENS_INZAGES]
    return render(request, "tafels/stuk_gegevens.html", context)


def _eerdere_versies(stuk: Stuk, persoon: Persoon) -> list[Stuk]:
    """The versions before this one that this reader may still see, the newest first."""
    stukken = stuk.agendapunt.stukken.zichtbaar_voor(persoon).voor_lijst()
    per_pk = {rij.pk: rij for rij in stukken}
    versies, vorige = [], stuk.vorige_versie_id
    while oud := per_pk.get(vorige):
        versies.append(oud)
        vorige = oud.vorige_versie_id
    return versies


def _waarom(stuk: Stuk, persoon: Persoon) -> str:
    """Why this reader may see something that not everybody sees; empty when all partners do."""
    tafel = stuk.agendapunt.tafel
    if tafel is None or not (stuk.is_besloten or stuk.agendapunt.is_besloten):
        return ""
    rol = next((zetel.rol for zetel in persoon.zetels if zetel.tafel == tafel.pk), "")
    return f"U mag dit lezen omdat u {rol} bent van {tafel.naam}." if rol else ""


@get_or_post
@vereist(toegang.wijzigt_stuk, Stuk, met="voor_pagina")
@begrensd
def stuk_vervangen(request, stuk):
    """Put a new version in the place of a paper."""
    context = {"stuk": stuk, "terug": _gegevens(stuk)}
    form = StukVervangenForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            nieuw = domain.stuk_vervangen(
                stuk, bestand=form.cleaned_data["bestand"], door=request.user
            )
        except NietMogelijk as nee:
            form.add_error("bestand", str(nee))
        else:
            _nakijken(nieuw)
            messages.success(request, f"{nieuw.titel} heeft nu versie {nieuw.versie}.")
            return redirect(_gegevens(nieuw))
    status = 422 if request.method == "POST" else 200
    return render(request, "tafels/stuk_vervangen.html", context | {"form": form}, status=status)


def _gegevens(stuk: Stuk) -> str:
    return reverse("tafels:stuk_gegevens", args=[stuk.pk])


@get_or_post
@vereist(toegang.beschrijft_stuk, Stuk, met="voor_pagina")
def stuk_beschrijven(request, stuk):
    """Say otherwise what a paper is and who may read it."""
    mag_opener = toegang.maakt_stuk_opener(request.user, stuk)

    def doe(data):
        domain.stuk_beschrijven(stuk, **data, door=request.user)
        return f"{stuk.agendapunt.get_absolute_url()}#stukken"

    return formulier(
        request,
        "tafels/stuk_beschrijven.html",
        {"stuk": stuk, "terug": _gegevens(stuk), "mag_opener": mag_opener},
        lambda data, _: StukBeschrijvenForm(data, stuk=stuk, mag_opener=mag_opener),
        doe,
    )


@get_or_post
@vereist(toegang.houdt_stuk_vast, Stuk, met="voor_pagina")
def stuk_vasthouden(request, stuk):
    """Keep a paper from the members for now."""

    def doe(data):
        domain.stuk_vasthouden(stuk, **data, door=request.user)
        messages.success(request, f"Leden zien {stuk.titel} nu niet.")
        return _gegevens(stuk)

    return formulier(
        request,
        "tafels/stuk_vasthouden.html",
        {"stuk": stuk, "terug": _gegevens(stuk)},
        lambda data, _: StukVasthoudenForm(data),
        doe,
    )


@get_or_post
@vereist(toegang.geeft_stuk_vrij, Stuk, met="voor_pagina")
def stuk_vrijgeven(request, stuk):
    """Let members read a paper that was held back."""

    def doe(data):
        domain.stuk_vrijgeven(stuk, **data, door=request.user)
        messages.success(request, f"Leden kunnen {stuk.titel} nu lezen.")
        return _gegevens(stuk)

    return formulier(
        request,
        "tafels/stuk_vrijgeven.html",
        {"stuk": stuk, "terug": _gegevens(stuk)},
        lambda data, _: StukVrijgevenForm(data),
        doe,
    )


@get_or_post
@vereist(toegang.wijzigt_stuk, Stuk, met="voor_pagina")
def stuk_intrekken(request, stuk):
    """Take a paper away from under its agendapunt, after asking once more."""
    if request.method == "POST":
        domain.stuk_intrekken(stuk, door=request.user)
        messages.success(request, f"{stuk.titel} is ingetrokken.")
        return redirect(f"{stuk.agendapunt.get_absolute_url()}#stukken")
    context = {"stuk": stuk, "terug": _gegevens(stuk)}
    return render(request, "tafels/stuk_intrekken.html", context)
