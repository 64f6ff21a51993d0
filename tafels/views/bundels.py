"""All papers of a meeting in one go: the bundle as PDF, and the same as a zip."""

from django.http import FileResponse, HttpRequest, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.csp import CSP
from django.utils.http import content_disposition_header
from django.views.decorators.cache import cache_control
from django.views.decorators.csp import csp_override
from django.views.decorators.http import require_GET, require_POST

from regio.http import page_or_partial
from regio.toegang import iedereen, vereist
from tafels import domain, tasks, toegang
from tafels.bundel import Bundelinhoud, inhoud_voor, namen_in_zip, veilige_naam, zip_stroom
from tafels.models import Bijeenkomst, Bundel, Stukinzage
from tafels.views.bijeenkomsten import kruimels
from tafels.voorstellen import blok_inhoud

Status = Bundel.Status
# Seconds between two looks: soon at first, then ever longer.
WACHTTIJDEN = (1, 1, 2, 2, 4, 8)


def _inhoud(request: HttpRequest, bijeenkomst: Bijeenkomst) -> Bundelinhoud:
    return inhoud_voor(bijeenkomst, request.user, toegang.leest_alles, blok_inhoud)


def _bundel_van(bijeenkomst: Bijeenkomst, inhoud: Bundelinhoud) -> Bundel | None:
    """The bundle with exactly what this reader may see now, however far it is."""
    return bijeenkomst.bundels.filter(vingerafdruk=inhoud.vingerafdruk).first()


def _context(request: HttpRequest, bijeenkomst: Bijeenkomst, inhoud: Bundelinhoud) -> dict:
    bundel = _bundel_van(bijeenkomst, inhoud)
    beurt = request.GET.get("beurt", "")
    beurt = min(int(beurt), 99) if beurt.isdecimal() else 0
    stukken = inhoud.stukken
    return {
        "bijeenkomst": bijeenkomst,
        "bundel": bundel,
        "toon_stand": True,
        "is_open": bundel is not None and bundel.status in (Status.GEVRAAGD, Status.BEZIG),
        "is_leeg": not inhoud.punten,
        "aantal_stukken": len(stukken),
        "wacht": WACHTTIJDEN[min(beurt, len(WACHTTIJDEN) - 1)],
        "volgende_beurt": beurt + 1,
        "kruimels": kruimels(bijeenkomst, ("Alle stukken", "")),
    }


@require_POST
@vereist(iedereen, Bijeenkomst, met="voor_overzicht")
def bundel_aanvragen(request, bijeenkomst):
    """Ask for the bundle as this reader may see it; the page shows how far it is."""
    bundel = domain.bundel_aanvragen(bijeenkomst, door=request.user)
    if bundel.status == Status.GEVRAAGD:
        tasks.bundel_maken.delay_on_commit(bundel.pk)
    if not request.htmx:
        return redirect("tafels:bundel", pk=bijeenkomst.pk)
    context = _context(request, bijeenkomst, _inhoud(request, bijeenkomst))
    context["melding"] = "De bundel staat klaar." if not context["is_open"] else ""
    return page_or_partial(request, "tafels/bundel.html", context, partial="bundel")


@require_GET
@vereist(iedereen, Bijeenkomst, met="voor_overzicht")
def bundel(request, bijeenkomst):
    """How far the bundle of this reader is; then the way to get it."""
    context = _context(request, bijeenkomst, _inhoud(request, bijeenkomst))
    if request.htmx and not context["is_open"]:
        klaar = context["bundel"] is not None and context["bundel"].status == Status.KLAAR
        context["melding"] = "De bundel staat klaar." if klaar else "De bundel is niet gelukt."
    return page_or_partial(request, "tafels/bundel.html", context, partial="bundel")


@require_GET
@vereist(iedereen, Bijeenkomst, met="voor_overzicht")
@cache_control(private=True, no_store=True)
@csp_override({"default-src": [CSP.NONE], "sandbox": True})
def bundel_pdf(request, bijeenkomst):
    """The bundle of this very reader; nobody gets one that was made for others."""
    inhoud = _inhoud(request, bijeenkomst)
    gevonden = _bundel_van(bijeenkomst, inhoud)
    if gevonden is None or gevonden.status != Status.KLAAR:
        return _nog_niet(request, bijeenkomst, inhoud)
    try:
        bestand = gevonden.bestand.open("rb")
    except FileNotFoundError:
        return _nog_niet(request, bijeenkomst, inhoud)
    domain.stukken_inzien(inhoud, weg=Stukinzage.Weg.BUNDEL, door=request.user)
    return _mee(FileResponse(bestand, content_type="application/pdf"), inhoud)


@require_GET
@vereist(iedereen, Bijeenkomst, met="voor_overzicht")
@cache_control(private=True, no_store=True)
def stukken_zip(request, bijeenkomst):
    """The papers that this reader may see, as they came, in a folder for each agendapunt."""
    inhoud = _inhoud(request, bijeenkomst)
    if not namen_in_zip(inhoud):
        return _nog_niet(request, bijeenkomst, inhoud)
    domain.stukken_inzien(inhoud, weg=Stukinzage.Weg.ZIP, door=request.user)
    return _mee(StreamingHttpResponse(zip_stroom(inhoud), content_type="application/zip"), inhoud)


def _mee(response, inhoud: Bundelinhoud):
    soort = "zip" if response["Content-Type"].endswith("zip") else "pdf"
    naam = veilige_naam(f"{inhoud.dag} {inhoud.titel}", reserve="Bijeenkomst")
    response["Content-Disposition"] = content_disposition_header(True, f"{naam}.{soort}")
    response["X-Content-Type-Options"] = "nosniff"
    # It is packed already; so it keeps its length, and no worker packs it once more.
    response["Content-Encoding"] = "identity"
    return response


def _nog_niet(request: HttpRequest, bijeenkomst: Bijeenkomst, inhoud: Bundelinhoud):
    """The page that offers to make it, or says why there is nothing."""
    context = _context(request, bijeenkomst, inhoud)
    return render(request, "tafels/bundel.html", context, status=404)
