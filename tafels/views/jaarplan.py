"""The year ahead: meetings in a series, the template of an agenda, themes, and room asked for."""

from collections import Counter, defaultdict
from datetime import date, datetime, timedelta
from typing import NamedTuple

from django.contrib import messages
from django.db.models import Count
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from regio.http import page_or_partial
from regio.models import Persoon, Regio, Rol, Thema
from regio.templatetags.regio import maand
from regio.toegang import iedereen, vereist
from tafels import domain, toegang
from tafels.forms.jaarplan import (
    AfwijsForm,
    AgendaruimteForm,
    ReeksForm,
    ThemaForm,
    ToekenForm,
    VastpuntForm,
    VerschuifForm,
    reeks_van,
)
from tafels.models import (
    Agendapunt,
    Bijeenkomst,
    Lidmaatschap,
    Tafel,
    Themaplanning,
    Vastpunt,
)
from tafels.reeks import Datum
from tafels.rijen import aangevuld
from tafels.signalen import VAAK_VERSCHOVEN, Botsing, belangen_niet_gepland, botsingen
from tafels.views.formulier import formulier, get_or_post

EERSTE_JAAR, LAATSTE_JAAR = 2000, 2100
TERUG = timedelta(days=365)


def _kruimels(tafel: Tafel, *verder: tuple[str, str]) -> list[tuple[str, str]]:
    return [
        ("Tafels", reverse("tafels:tafel_lijst")),
        (tafel.naam, tafel.get_absolute_url()),
        *verder,
    ]


def _jaar(request) -> int:
    """The year that is asked for; whatever cannot be one is this year."""
    gevraagd = request.GET.get("jaar", "")
    if gevraagd.isascii() and gevraagd.isdecimal() and len(gevraagd) == 4:
        jaar = int(gevraagd)
        if EERSTE_JAAR <= jaar <= LAATSTE_JAAR:
            return jaar
    return timezone.localdate().year


def _jaren(jaar: int) -> dict[str, int | None]:
    """The year with its neighbours, for the buttons before and after."""
    return {
        "jaar": jaar,
        "eerder": jaar - 1 if jaar > EERSTE_JAAR else None,
        "later": jaar + 1 if jaar < LAATSTE_JAAR else None,
    }


# --- the meetings of a year ----------------------------------------------------------------------


class Reeksregel(NamedTuple):
    """One date of the series as the preview shows it."""

    datum: Datum
    sleutel: str
    is_er_al: bool
    botsingen: tuple[Botsing, ...]


@get_or_post
@vereist(toegang.plant_bijeenkomst, Tafel)
def bijeenkomsten_plannen(request, tafel):
    """See the dates of a year with what is against them, and plan them all at once."""
    regio = Regio.objects.get()
    data = request.POST if request.method == "POST" else request.GET
    if "ritme" not in data:
        laatste = tafel.bijeenkomsten.exclude(status=Bijeenkomst.Status.GEANNULEERD)
        data = reeks_van(tafel, laatste.order_by("-start").first(), regio)
    form = ReeksForm(data)
    regels = _reeksregels(tafel, form) if form.is_valid() else []
    gekozen = set(data.getlist("dagen")) if request.method == "POST" else None
    status = 200
    if request.method == "POST":
        dagen = [r.datum.dag for r in regels if r.sleutel in gekozen]
        if form.is_valid() and dagen:
            keuze = {veld: form.cleaned_data[veld] for veld in ("begin", "minuten", "locatie")}
            nieuw = domain.bijeenkomsten_plannen(tafel, dagen=dagen, **keuze, door=request.user)
            messages.success(request, _gepland(len(nieuw), len(dagen)))
            return redirect(f"{tafel.get_absolute_url()}#agenda")
        if form.is_valid():
            form.add_error(None, "Kies minstens één dag.")
        status = 422
    context = {
        "tafel": tafel,
        "regio": regio,
        "form": form,
        "regels": regels,
        "aantal": sum(r.datum.dag is not None and not r.is_er_al for r in regels),
        "gekozen": gekozen,
        "velden": [(veld, veld.errors) for veld in form],
        "verborgen": [
            (veld.name, waarde)
            for veld in form
            for waarde in (veld.value() if isinstance(veld.value(), list) else [veld.value()])
        ],
        "vakanties_onbekend": form.is_valid() and not form.kent_schoolvakanties(),
        "kruimels": _kruimels(tafel, ("Jaar plannen", "")),
    }
    return render(request, "tafels/bijeenkomsten_plannen.html", context, status=status)


def _gepland(nieuw: int, gevraagd: int) -> str:
    wat = "1 bijeenkomst staat" if nieuw == 1 else f"{nieuw} bijeenkomsten staan"
    if nieuw == gevraagd:
        return f"{wat} nu in de agenda."
    return f"{wat} nieuw in de agenda. De andere {gevraagd - nieuw} waren er al."


def _reeksregels(tafel: Tafel, form: ReeksForm) -> list[Reeksregel]:
    """The dates with what is planned already, and who would have to be in two places."""
    keuze = form.cleaned_data
    zone, duur = timezone.get_current_timezone(), timedelta(minutes=keuze["minuten"])
    data = form.reeks()
    zetels = list(tafel.lidmaatschappen.values_list("persoon", "van", "tot"))
    nieuw = []
    for datum in data:
        if datum.dag is not None:
            start = datetime.combine(datum.dag, keuze["begin"], zone)
            bijeenkomst = Bijeenkomst(tafel=tafel, start=start, einde=start + duur)
            bijeenkomst.personen = [
                persoon
                for persoon, van, tot in zetels
                if van <= datum.dag and (tot is None or tot >= datum.dag)
            ]
            nieuw.append(bijeenkomst)
    tegelijk = list(
        Bijeenkomst.objects.tegelijk_met((b.start, b.einde) for b in nieuw)
        .met_zetels()
        .voor_overzicht()
    )
    er_al = {b.start for b in tegelijk if b.tafel_id == tafel.pk}
    naast = dict(zip((b.start for b in nieuw), botsingen(nieuw, tegelijk), strict=True))
    regels = []
    for datum in data:
        start = datum.dag and datetime.combine(datum.dag, keuze["begin"], zone)
        regels.append(
            Reeksregel(
                datum,
                datum.dag.isoformat() if datum.dag else "",
                start in er_al,
                naast.get(start, ()),
            )
        )
    return regels


# --- sjabloon ------------------------------------------------------------------------------------


class Aanvulling(NamedTuple):
    """What an agenda that was not sent would get."""

    bijeenkomst: Bijeenkomst
    titels: list[str]


def _aanvullingen(tafel: Tafel, vast: list[Vastpunt]) -> list[Aanvulling]:
    te_doen = list(Bijeenkomst.objects.zonder_verzonden_agenda(tafel).order_by("start"))
    punten = defaultdict(list)
    for punt in Agendapunt.objects.filter(bijeenkomst__in=te_doen).op_agenda():
        punten[punt.bijeenkomst_id].append(punt)
    gevonden = [
        Aanvulling(b, [p.titel for p in aangevuld(punten[b.pk], vast) if isinstance(p, Vastpunt)])
        for b in te_doen
    ]
    return [aanvulling for aanvulling in gevonden if aanvulling.titels]


def _sjabloon_context(tafel: Tafel) -> dict:
    vast = list(tafel.vaste_punten.order_by("volgorde"))
    return {
        "tafel": tafel,
        "punten": vast,
        "minuten": sum(punt.minuten for punt in vast),
        "aanvullingen": _aanvullingen(tafel, vast),
        "kruimels": _kruimels(tafel, ("Sjabloon", "")),
    }


@require_GET
@vereist(toegang.plant_bijeenkomst, Tafel)
def sjabloon(request, tafel):
    """What returns on every agenda of a tafel."""
    return render(request, "tafels/sjabloon.html", _sjabloon_context(tafel))


@require_POST
@vereist(toegang.plant_bijeenkomst, Tafel)
def sjabloon_beginnen(request, tafel):
    """Begin with what suits every tafel."""
    domain.sjabloon_beginnen(tafel, door=request.user)
    messages.success(request, "Het standaardsjabloon staat klaar. Pas aan wat u anders wilt.")
    return redirect("tafels:sjabloon", tafel.pk)


@require_POST
@vereist(toegang.plant_bijeenkomst, Tafel)
def sjabloon_toepassen(request, tafel):
    """Put what misses on the agendas that were not sent."""
    aantal = domain.sjabloon_toepassen(tafel, door=request.user)
    wat = "1 vast punt staat" if aantal == 1 else f"{aantal} vaste punten staan"
    messages.success(request, f"{wat} erbij op de agenda's.")
    return redirect("tafels:sjabloon", tafel.pk)


@get_or_post
@vereist(toegang.plant_bijeenkomst, Tafel)
def vastpunt_toevoegen(request, tafel):
    """Let something return on every new agenda."""

    def doe(data):
        vast = domain.vastpunt_toevoegen(tafel, **data, door=request.user)
        return f"{reverse('tafels:sjabloon', args=[tafel.pk])}#vast-{vast.pk}"

    return formulier(
        request,
        "tafels/vastpunt_toevoegen.html",
        {"tafel": tafel, "terug": reverse("tafels:sjabloon", args=[tafel.pk])},
        lambda data, _: VastpuntForm(data),
        doe,
    )


@get_or_post
@vereist(toegang.wijzigt_sjabloon, Vastpunt)
def vastpunt_wijzigen(request, vastpunt):
    """Say otherwise what returns."""
    terug = reverse("tafels:sjabloon", args=[vastpunt.tafel_id])

    def doe(data):
        domain.vastpunt_wijzigen(vastpunt, **data, door=request.user)
        return f"{terug}#vast-{vastpunt.pk}"

    return formulier(
        request,
        "tafels/vastpunt_wijzigen.html",
        {"vastpunt": vastpunt, "terug": terug},
        lambda data, rij: VastpuntForm(data, instance=rij),
        doe,
        vastpunt,
    )


@require_POST
@vereist(toegang.wijzigt_sjabloon, Vastpunt)
def vastpunt_verplaatsen(request, vastpunt):
    """Give it another place in the template."""
    plaats = request.POST.get("plaats", "")
    if plaats.isascii() and plaats.isdecimal() and len(plaats) < 5:
        domain.vastpunt_verplaatsen(vastpunt, plaats=int(plaats), door=request.user)
    return _sjabloon_na(request, vastpunt.tafel, f"vast-{vastpunt.pk}")


@require_POST
@vereist(toegang.wijzigt_sjabloon, Vastpunt)
def vastpunt_verwijderen(request, vastpunt):
    """Let it return no more."""
    tafel = vastpunt.tafel
    domain.vastpunt_verwijderen(vastpunt, door=request.user)
    return _sjabloon_na(request, tafel, "sjabloon")


def _sjabloon_na(request, tafel: Tafel, anker: str):
    """The list as it is now; without htmx the page, at the row that was changed."""
    if not request.htmx:
        return redirect(f"{reverse('tafels:sjabloon', args=[tafel.pk])}#{anker}")
    context = _sjabloon_context(tafel) | {"meld": "Het sjabloon is bewaard."}
    return page_or_partial(request, "tafels/sjabloon.html", context, partial="vaste-punten")


# --- themes over the year ------------------------------------------------------------------------


class Cel(NamedTuple):
    """A theme at a tafel: how often, when next, and who answers for it."""

    tafel: Tafel
    gepland: int
    besproken: int
    volgende: str
    wie: list[str]
    is_eigen: bool
    url: str

    @property
    def is_leeg(self) -> bool:
        return not (self.gepland or self.besproken or self.wie or self.is_eigen)


class Themarij(NamedTuple):
    """A theme at all tafels, with what the region aims for."""

    thema: Thema
    gepland: int
    besproken: int
    cellen: list[Cel]

    @property
    def te_weinig(self) -> int:
        return max(0, self.thema.keer_per_jaar - self.gepland)


def _wanneer(planning: Themaplanning) -> str:
    if planning.bijeenkomst:
        return maand(timezone.localdate(planning.bijeenkomst.start))
    return maand(planning.maand)


def _is_nog(planning: Themaplanning, vandaag: date) -> bool:
    """Does this still come?"""
    if planning.status in (Themaplanning.Status.BEHANDELD, Themaplanning.Status.AFGEWEZEN):
        return False
    if planning.bijeenkomst:
        return timezone.localdate(planning.bijeenkomst.start) >= vandaag
    return planning.maand >= vandaag.replace(day=1)


@require_GET
@vereist(iedereen)
def jaarplan(request):
    """Which theme at which tafel: planned against the aim, and against what was really done."""
    persoon, jaar, vandaag = request.user, _jaar(request), timezone.localdate()
    regio = Regio.objects.get()
    tafels = list(Tafel.objects.zichtbaar_voor(persoon).actief().order_by("volgorde", "naam"))
    planning = [
        rij
        for rij in Themaplanning.objects.zichtbaar_voor(persoon).van_jaar(jaar).voor_overzicht()
        if rij.telt_mee
    ]
    rijen = _matrix(
        list(Thema.objects.zichtbaar_voor(persoon)), tafels, planning, persoon, jaar, vandaag
    )
    met_iets = {cel.tafel.pk for rij in rijen for cel in rij.cellen if not cel.is_leeg}
    kolommen = [tafel for tafel in tafels if tafel.pk in met_iets]
    context = {
        **_jaren(jaar),
        "regio": regio,
        "kolommen": kolommen,
        "rijen": [
            rij._replace(cellen=[cel for cel in rij.cellen if cel.tafel.pk in met_iets])
            for rij in rijen
        ],
        "per_tafel": [
            (
                tafel,
                [
                    (rij.thema, cel)
                    for rij in rijen
                    for cel in rij.cellen
                    if cel.tafel == tafel and not cel.is_leeg
                ],
            )
            for tafel in kolommen
        ],
        "zonder_thema": [rij for rij in planning if rij.thema_id is None],
        "signalen": [
            (tafel, zin)
            for tafel in tafels
            if jaar >= vandaag.year and (zin := belangen_niet_gepland(tafel, planning, regio, jaar))
        ],
        "is_leeg": not planning,
        "tafels": tafels,
    }
    return render(request, "tafels/jaarplan.html", context)


def _matrix(
    themas: list[Thema],
    tafels: list[Tafel],
    planning: list[Themaplanning],
    persoon: Persoon,
    jaar: int,
    vandaag: date,
) -> list[Themarij]:
    gepland = defaultdict(list)
    for rij in planning:
        gepland[rij.thema_id, rij.tafel_id].append(rij)
    besproken = _besproken(persoon)
    wie = defaultdict(list)
    zetels = (
        Lidmaatschap.objects.actueel()
        .filter(themas__isnull=False)
        .order_by("persoon__naam")
        .values_list("themas", "tafel", "persoon__naam")
    )
    for thema, tafel, naam in zetels:
        wie[thema, tafel].append(naam)
    adressen = {t.pk: reverse("tafels:thema_aan_tafel", args=[t.pk]) for t in tafels}
    rijen = []
    for thema in themas:
        cellen = []
        for tafel in tafels:
            hier = gepland[thema.pk, tafel.pk]
            nog = [rij for rij in hier if _is_nog(rij, vandaag)]
            cellen.append(
                Cel(
                    tafel,
                    gepland=len(hier),
                    besproken=besproken[thema.pk, tafel.pk],
                    volgende=_wanneer(nog[0]) if nog else "",
                    wie=wie[thema.pk, tafel.pk],
                    is_eigen=tafel.thema_id == thema.pk,
                    url=f"{adressen[tafel.pk]}?thema={thema.pk}&jaar={jaar}",
                )
            )
        rijen.append(
            Themarij(
                thema, sum(c.gepland for c in cellen), sum(c.besproken for c in cellen), cellen
            )
        )
    return rijen


def _op_tafel_geweest(persoon: Persoon):
    """What stood on the agenda of a meeting that was held in the last twelve months."""
    nu = timezone.now()
    return (
        Agendapunt.objects.zichtbaar_voor(persoon)
        .filter(
            volgorde__isnull=False, bijeenkomst__einde__lt=nu, bijeenkomst__start__gte=nu - TERUG
        )
        .exclude(bijeenkomst__status=Bijeenkomst.Status.GEANNULEERD)
    )


def _besproken(persoon: Persoon) -> Counter:
    """How often each theme was really on the agenda of each tafel."""
    rijen = (
        _op_tafel_geweest(persoon)
        .filter(thema__isnull=False)
        .order_by()
        .values_list("thema", "tafel")
        .annotate(aantal=Count("pk"))
    )
    return Counter({(thema, tafel): aantal for thema, tafel, aantal in rijen})


@require_GET
@vereist(iedereen, Tafel)
def thema_aan_tafel(request, tafel):
    """One theme at one tafel: who meets about it, how often that is meant and how often it was."""
    jaar, vandaag = _jaar(request), timezone.localdate()
    nummer = request.GET.get("thema", "")
    if not (nummer.isascii() and nummer.isdecimal() and len(nummer) < 10):
        return redirect("tafels:tafel_jaarplan", tafel.pk)
    thema = get_object_or_404(Thema.objects.zichtbaar_voor(request.user), pk=int(nummer))
    planning = list(
        Themaplanning.objects.zichtbaar_voor(request.user)
        .filter(tafel=tafel, thema=thema)
        .van_jaar(jaar)
        .voor_overzicht()
    )
    leden = list(Lidmaatschap.objects.actueel().filter(tafel=tafel).voor_overzicht())
    houders = set(
        Lidmaatschap.themas.through.objects.filter(
            thema=thema, lidmaatschap__tafel=tafel
        ).values_list("lidmaatschap", flat=True)
    )
    telt = [rij for rij in planning if rij.telt_mee]
    nog = [rij for rij in telt if _is_nog(rij, vandaag)]
    geweest = (
        _op_tafel_geweest(request.user)
        .filter(tafel=tafel, thema=thema)
        .select_related("bijeenkomst")
        .order_by("-bijeenkomst__start", "volgorde")
    )
    context = {
        **_jaren(jaar),
        "tafel": tafel,
        "thema": thema,
        "planning": planning,
        "gepland": len(telt),
        "geweest": list(geweest),
        "volgende": _wanneer(nog[0]) if nog else "",
        "portefeuille": [lid for lid in leden if lid.pk in houders],
        "programmamanagers": [lid for lid in leden if lid.rol == Rol.PROGRAMMAMANAGER],
        "organisaties": _per_organisatie(leden),
        "kruimels": [
            ("Tafels", reverse("tafels:tafel_lijst")),
            ("Jaarplan", f"{reverse('tafels:jaarplan')}?jaar={jaar}"),
            (f"{thema} aan {tafel}", ""),
        ],
        "vaak": VAAK_VERSCHOVEN,
    }
    return render(request, "tafels/thema_aan_tafel.html", context)


def _per_organisatie(leden: list[Lidmaatschap]) -> list[tuple[str, str]]:
    """Who meets here: each organisation with the roles of its people."""
    rollen = defaultdict(list)
    for lid in leden:
        naam = str(lid.persoon.organisatie or lid.persoon.naam)
        rollen[naam].append(lid.get_rol_display().lower())
    return [
        (naam, ", ".join(f"{n} × {rol}" if n > 1 else rol for rol, n in Counter(r).items()))
        for naam, r in sorted(rollen.items(), key=lambda paar: paar[0].lower())
    ]


@require_GET
@vereist(iedereen, Tafel)
def tafel_jaarplan(request, tafel):
    """The year of one tafel: what is planned in each month, and who asks for room."""
    persoon, jaar = request.user, _jaar(request)
    regio = Regio.objects.get()
    planning = (
        Themaplanning.objects.zichtbaar_voor(persoon)
        .filter(tafel=tafel)
        .van_jaar(jaar)
        .voor_overzicht()
        .met_agendapunt()
    )
    bijeenkomsten = list(
        tafel.bijeenkomsten.filter(start__year=jaar)
        .exclude(status=Bijeenkomst.Status.GEANNULEERD)
        .met_zetels()
        .order_by("start")
    )
    tegelijk = list(
        Bijeenkomst.objects.tegelijk_met((b.start, b.einde) for b in bijeenkomsten)
        .exclude(tafel=tafel)
        .met_zetels()
        .voor_overzicht()
    )
    naast = botsingen(bijeenkomsten, tegelijk)
    context = {
        **_jaren(jaar),
        "tafel": tafel,
        "regio": regio,
        "maanden": _per_maand(jaar, bijeenkomsten, naast, planning),
        "verzoeken": [
            rij
            for rij in planning
            if rij.is_verzoek and (rij.wacht_op_antwoord or rij.aanvrager_id == persoon.pk)
        ],
        # What did not happen in a year that is over, nobody can plan any more.
        "signaal": jaar >= timezone.localdate().year
        and belangen_niet_gepland(tafel, planning, regio, jaar),
        "is_leeg": not (planning or bijeenkomsten),
        "kruimels": _kruimels(tafel, ("Jaarplan", "")),
        "vaak": VAAK_VERSCHOVEN,
    }
    return render(request, "tafels/tafel_jaarplan.html", context)


class Jaarmaand(NamedTuple):
    """A month of one tafel: its meetings with what is at the same time, and its themes."""

    naam: str
    sleutel: str
    bijeenkomsten: list[tuple[Bijeenkomst, tuple[Botsing, ...]]]
    planning: list[Themaplanning]


def _per_maand(
    jaar: int,
    bijeenkomsten: list[Bijeenkomst],
    naast: list[tuple[Botsing, ...]],
    planning: list[Themaplanning],
) -> list[Jaarmaand]:
    per_maand = defaultdict(lambda: ([], []))
    for b, tegelijk in zip(bijeenkomsten, naast, strict=True):
        per_maand[timezone.localtime(b.start).month][0].append((b, tegelijk))
    for rij in planning:
        if rij.telt_mee:
            dag = timezone.localtime(rij.bijeenkomst.start) if rij.bijeenkomst else rij.maand
            per_maand[dag.month][1].append(rij)
    return [
        Jaarmaand(maand(date(jaar, n, 1)), f"{jaar}-{n:02}", *per_maand[n])
        for n in sorted(per_maand)
    ]


@get_or_post
@vereist(toegang.plant_thema, Tafel)
def thema_plannen(request, tafel):
    """Plan a theme, or another kind of talk, in a month."""
    begin = {veld: request.GET.get(veld, "")[:30] for veld in ("soort", "thema", "opgave", "maand")}

    def doe(data):
        gepland = domain.thema_plannen(tafel, **data, door=request.user)
        messages.success(request, f"{gepland.wat} staat in {maand(gepland.maand)}.")
        return _naar_jaarplan(gepland)

    return formulier(
        request,
        "tafels/thema_plannen.html",
        {"tafel": tafel, "terug": reverse("tafels:tafel_jaarplan", args=[tafel.pk])},
        lambda data, _: ThemaForm(data, persoon=request.user, initial=begin),
        doe,
    )


def _naar_jaarplan(planning: Themaplanning) -> str:
    adres = reverse("tafels:tafel_jaarplan", args=[planning.tafel_id])
    return f"{adres}?jaar={planning.maand.year}#gepland-{planning.pk}"


@get_or_post
@vereist(toegang.verplant_thema, Themaplanning, met="voor_overzicht")
def thema_verschuiven(request, themaplanning):
    """Move it to another month."""

    def doe(data):
        gepland = domain.thema_verschuiven(themaplanning, **data, door=request.user)
        messages.success(request, f"{gepland.wat} staat nu in {maand(gepland.maand)}.")
        return _naar_jaarplan(gepland)

    return formulier(
        request,
        "tafels/thema_verschuiven.html",
        {"planning": themaplanning, "terug": _naar_jaarplan(themaplanning)},
        lambda data, rij: VerschuifForm(data, planning=rij),
        doe,
        themaplanning,
    )


@get_or_post
@vereist(toegang.schrapt_thema, Themaplanning, met="voor_overzicht")
def thema_schrappen(request, themaplanning):
    """Take it out of the jaarplan, after one more question."""
    adres = reverse("tafels:tafel_jaarplan", args=[themaplanning.tafel_id])
    terug = f"{adres}?jaar={themaplanning.maand.year}"
    if request.method == "POST":
        wat = themaplanning.wat
        domain.thema_schrappen(themaplanning, door=request.user)
        messages.success(request, f"{wat} staat niet meer in het jaarplan.")
        return redirect(terug)
    context = {"planning": themaplanning, "terug": terug}
    return render(request, "tafels/thema_schrappen.html", context)


# --- room on the agenda --------------------------------------------------------------------------


@get_or_post
@vereist(toegang.vraagt_agendaruimte, Tafel)
def agendaruimte_vragen(request, tafel):
    """Ask for time on an agenda."""

    def doe(data):
        domain.agendaruimte_vragen(tafel, **data, door=request.user)
        messages.success(request, "Uw verzoek is verstuurd. De secretaris antwoordt u hier.")
        return f"{tafel.get_absolute_url()}#agendaruimte"

    return formulier(
        request,
        "tafels/agendaruimte_vragen.html",
        {"tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, _: AgendaruimteForm(data, tafel=tafel, persoon=request.user),
        doe,
    )


@get_or_post
@vereist(toegang.geeft_agendaruimte, Themaplanning, met="voor_overzicht")
def agendaruimte_toekennen(request, themaplanning):
    """Grant a request: on an agenda, or in a month."""
    tafel = themaplanning.tafel

    def doe(data):
        verzoek = domain.agendaruimte_toekennen(themaplanning, **data, door=request.user)
        if verzoek.agendapunt is None:
            messages.success(request, f"{verzoek.wat} komt in {maand(verzoek.maand)}.")
            return f"{tafel.get_absolute_url()}#agendaruimte"
        messages.success(request, f"{verzoek.wat} staat op de agenda.")
        return f"{verzoek.bijeenkomst.get_absolute_url()}#punt-{verzoek.agendapunt_id}"

    return formulier(
        request,
        "tafels/agendaruimte_toekennen.html",
        {"verzoek": themaplanning, "tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, rij: ToekenForm(data, verzoek=rij),
        doe,
        themaplanning,
    )


@get_or_post
@vereist(toegang.wijst_agendaruimte_af, Themaplanning, met="voor_overzicht")
def agendaruimte_afwijzen(request, themaplanning):
    """Decline a request, with the reason."""
    tafel = themaplanning.tafel

    def doe(data):
        domain.agendaruimte_afwijzen(themaplanning, **data, door=request.user)
        messages.success(request, "Het verzoek is afgewezen. Wie het vroeg, leest uw reden.")
        return f"{tafel.get_absolute_url()}#agendaruimte"

    return formulier(
        request,
        "tafels/agendaruimte_afwijzen.html",
        {"verzoek": themaplanning, "tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, rij: AfwijsForm(data, verzoek=rij),
        doe,
        themaplanning,
    )
