"""The regiobeeld: figures about the region, a page per indicator, and where they come from."""

from itertools import groupby

from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.text import slugify
from django.views.decorators.http import require_GET, require_POST

from regio.http import page_or_partial
from regio.models import Gebied, Regio
from regio.toegang import iedereen, vereist
from regiobeeld import domain, tasks, toegang
from regiobeeld.cijfers import Regiocijfers, regiocijfers, regiototalen
from regiobeeld.figuren import Figuur, figuur_maken
from regiobeeld.models import Bron, Indicator, Verversing

# Seconds between two looks at a run, longer each time.
WACHTTIJDEN = (1, 2, 4, 8)


@require_GET
@vereist(iedereen)
def regiobeeld(request):
    """All indicators by chapter, each with its newest figure."""
    regio = Regio.objects.select_related("gebied").get()
    indicatoren = list(Indicator.objects.zichtbaar_voor(request.user).voor_overzicht())
    cijfers = regiototalen(indicatoren, regio.gebied)
    for indicator in indicatoren:
        indicator.cijfers = cijfers[indicator.pk]
    context = {
        "regio": regio,
        "hoofdstukken": [
            (Indicator.Hoofdstuk(hoofdstuk).label, list(groep))
            for hoofdstuk, groep in groupby(indicatoren, key=lambda i: i.hoofdstuk)
        ],
        "bronnen": Bron.objects.zichtbaar_voor(request.user).met_stand().filter(actief=True),
    }
    return render(request, "regiobeeld/regiobeeld.html", context)


def _figuur(indicator: Indicator, gebied: Gebied | None, cijfers: Regiocijfers) -> Figuur:
    """The picture of an indicator: the region first, its gemeenten grey, the country dotted."""
    hoofd = gebied.naam if gebied else "de regio"
    if hoofd in {gemeente.naam for gemeente in cijfers.gemeenten}:
        hoofd = f"Regio {hoofd}"  # Utrecht is also one of its own gemeenten
    reeksen = {hoofd: cijfers.regio, "Nederland": cijfers.land}
    reeksen |= {gemeente.naam: per_jaar for gemeente, per_jaar in cijfers.gemeenten.items()}
    return figuur_maken(
        (
            (naam, jaar, waarde)
            for naam, per_jaar in reeksen.items()
            for jaar, waarde in per_jaar.items()
        ),
        hoofd=hoofd,
        referentie="Nederland" if cijfers.land else "",
        eenheid=indicator.eenheid,
        onderwerp=indicator.naam,
        ondertitel=indicator.definitie or indicator.vraag,
        norm=indicator.norm,
        decimalen=indicator.decimalen,
        richting=indicator.gewenste_richting,
        optelbaar=indicator.optellen == Indicator.Optellen.SOM,
    )


def _van(indicator: Indicator) -> tuple[Figuur, Regiocijfers]:
    gebied = Regio.objects.select_related("gebied").get().gebied
    cijfers = regiocijfers([indicator], gebied)[indicator.pk]
    return _figuur(indicator, gebied, cijfers), cijfers


@require_GET
@vereist(iedereen, Indicator)
def indicator(request, indicator):
    """One indicator: the message, the picture, the table, and where it comes from."""
    regio = Regio.objects.select_related("gebied").get()
    cijfers = regiocijfers([indicator], regio.gebied)[indicator.pk]
    figuur = _figuur(indicator, regio.gebied, cijfers)
    bron = indicator.bron_id and Bron.objects.met_stand().get(pk=indicator.bron_id)
    context = {
        "regio": regio,
        "indicator": indicator,
        "figuur": figuur,
        "smal": figuur.svg(360, 300),  # on a phone the letters of the wide one are 6 px
        "cijfers": cijfers,
        "bron": bron,
        "lading": bron
        and bron.verversingen.filter(status__in=Verversing.GESLAAGD).order_by("-klaar_op").first(),
        "opgaven": indicator.opgaven.zichtbaar_voor(request.user).order_by("nummer"),
        "projecten": indicator.projecten.zichtbaar_voor(request.user).order_by("naam"),
        "per_gemeente": _per_gemeente(cijfers),
        "kruimels": [("Regiobeeld", reverse("regiobeeld:regiobeeld")), (indicator.naam, "")],
    }
    return render(request, "regiobeeld/indicator.html", context)


def _per_gemeente(cijfers: Regiocijfers) -> list[tuple[str, object]]:
    """Each gemeente with its value in the newest year that any of them has, highest first."""
    jaren = {jaar for per_jaar in cijfers.gemeenten.values() for jaar in per_jaar}
    if not jaren:
        return []
    rijen = [(g.naam, per_jaar.get(max(jaren))) for g, per_jaar in cijfers.gemeenten.items()]
    return sorted(rijen, key=lambda rij: (rij[1] is None, -(rij[1] or 0), rij[0]))


@require_GET
@vereist(iedereen, Indicator)
def indicator_csv(request, indicator):
    """The table of an indicator for a spreadsheet."""
    figuur, _ = _van(indicator)
    naam = f"{slugify(indicator.naam) or indicator.code}.csv"
    return HttpResponse(
        figuur.csv(),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{naam}"'},
    )


@require_GET
@vereist(iedereen, Indicator)
def indicator_figuur(request, indicator):
    """The picture of an indicator for Plotly, behind "Bekijk interactief"."""
    figuur, _ = _van(indicator)
    return JsonResponse(figuur.plotly())


@require_GET
@vereist(iedereen)
def bron_lijst(request):
    """Where the figures come from, how fresh they are, and what went wrong."""
    bronnen = list(Bron.objects.zichtbaar_voor(request.user).met_stand())
    open_ = {v.bron_id: v for v in Verversing.objects.open()}
    for bron in bronnen:
        bron.loopt = open_.get(bron.pk)
        bron.mag_verversen = toegang.ververst_bron(request.user, bron)
    return render(request, "regiobeeld/bron_lijst.html", {"bronnen": bronnen})


@require_POST
@vereist(toegang.ververst_bron, Bron)
def verversing_aanvragen(request, bron):
    """Ask for fresh figures now; the page shows how far it is."""
    verversing = domain.verversing_aanvragen(bron, door=request.user)
    tasks.verversing_uitvoeren.delay_on_commit(verversing.pk)
    return redirect("regiobeeld:verversing", pk=verversing.pk)


@require_GET
@vereist(iedereen, Verversing)
def verversing(request, verversing):
    """How far a run is; without JavaScript one reloads the page."""
    gevraagd = request.GET.get("beurt", "0")
    beurt = min(int(gevraagd) if gevraagd.isdecimal() else 0, len(WACHTTIJDEN) - 1)
    totaal, gelezen = verversing.rijen_totaal, verversing.rijen_gelezen
    context = {
        "verversing": verversing,
        "bron": verversing.bron,
        "procent": min(100, 100 * gelezen // totaal) if totaal else None,
        "wacht": WACHTTIJDEN[beurt],
        "volgende_beurt": beurt + 1,
        "kruimels": [
            ("Regiobeeld", reverse("regiobeeld:regiobeeld")),
            ("Bronnen", reverse("regiobeeld:bron_lijst")),
            ("Verversing", ""),
        ],
    }
    return page_or_partial(request, "regiobeeld/verversing.html", context, partial="verversing")
