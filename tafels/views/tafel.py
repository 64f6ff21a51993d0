"""The overlegstructuur, one tafel, and who sits there."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib import messages
from django.db.models import CharField, Count, Exists, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from projecten.models import Project, Projectrol
from regio.models import Opgave, Organisatie, Persoon, Perspectief, Regio, Rol, Thema
from regio.toegang import iedereen, mag, vereist
from tafels import domain, toegang
from tafels.forms.leden import LidmaatschapEindeForm, LidmaatschapForm, LidmaatschapWijzigenForm
from tafels.forms.tafel import DOEL, TafelForm, TafelOprichtenForm
from tafels.models import Besluit, Bijeenkomst, Lidmaatschap, Tafel, Themaplanning
from tafels.signalen import botsingen, niets_gepland
from tafels.succesfactoren import Feiten, succesfactoren
from tafels.views.bijeenkomsten import agenda_van
from tafels.views.formulier import formulier, get_or_post


@require_GET
@vereist(iedereen)
def tafel_lijst(request):
    """Which tafels there are, who steers whom, and when they meet."""
    tafels = list(Tafel.objects.zichtbaar_voor(request.user).actief().voor_overzicht())
    return render(request, "tafels/tafel_lijst.html", {"lagen": _lagen(tafels)})


class Laag(NamedTuple):
    """The tafels that hang directly under one other tafel; under none of them is the top."""

    onder: Tafel | None
    tafels: list[Tafel]


def _lagen(tafels: list[Tafel]) -> list[Laag]:
    """The tree from the top down; a tafel whose ouder is not shown stands at the top."""
    getoond = {tafel.pk for tafel in tafels}
    onder = {}
    for tafel in tafels:
        onder.setdefault(tafel.ouder_id if tafel.ouder_id in getoond else None, []).append(tafel)
    lagen, te_doen = [], [None]
    while te_doen:
        ouder = te_doen.pop(0)
        if kinderen := onder.pop(ouder and ouder.pk, None):
            lagen.append(Laag(ouder, kinderen))
            te_doen += kinderen
    # Nothing in the database forbids a circle of ouders; who is in one still has to be found.
    rest = [tafel for kinderen in onder.values() for tafel in kinderen]
    return [*lagen, Laag(None, rest)] if rest else lagen


@require_GET
@vereist(iedereen, Tafel)
def tafel(request, tafel):
    """Doel, wie, agenda and succesfactoren of one tafel."""
    persoon, nu = request.user, timezone.now()
    leden = list(Lidmaatschap.objects.actueel().filter(tafel=tafel).voor_overzicht())
    komend, geweest = _bijeenkomsten(tafel, nu)
    besluiten = Besluit.objects.zichtbaar_voor(persoon).filter(tafel=tafel, opgave__isnull=False)
    opgaven = Opgave.objects.zichtbaar_voor(persoon).filter(pk__in=besluiten.values("opgave"))
    volgende = komend[0] if komend else None
    feiten, regio = _feiten(tafel, leden, volgende, persoon, nu)
    _botsingen_erbij(tafel, komend)
    context = {
        "tafel": tafel,
        "regio": regio,
        "leden": leden,
        "niets_gepland": niets_gepland(tafel, getattr(regio, "projecten", 0), volgende),
        "verzoeken": _verzoeken(tafel, persoon),
        "portefeuilles": _portefeuilles(leden),
        "ontbreekt": _ontbreekt(tafel, leden),
        "perspectieven": _perspectieven_zonder_stem(tafel, leden),
        "partners": _partners_zonder_stoel(tafel),
        "volgende": volgende,
        "agenda": agenda_van(volgende, persoon) if volgende else None,
        "later": komend[1:],
        "geweest": geweest,
        "opgaven": opgaven,
        "succesfactoren": [
            (factor, [(naam, reverse(url)) for naam, url in factor.links if mag(persoon, url)])
            for factor in succesfactoren(tafel.soort, feiten)
        ],
        "kruimels": [("Tafels", reverse("tafels:tafel_lijst")), (tafel.naam, "")],
    }
    return render(request, "tafels/tafel.html", context)


def _bijeenkomsten(tafel: Tafel, nu: datetime) -> tuple[list[Bijeenkomst], list[Bijeenkomst]]:
    """The next four meetings and the last five, in one query."""
    alle = list(tafel.bijeenkomsten.komend(nu)[:4].union(tafel.bijeenkomsten.geweest(nu)[:5]))
    komend = sorted((b for b in alle if b.einde >= nu), key=lambda b: b.start)
    geweest = sorted((b for b in alle if b.einde < nu), key=lambda b: b.start, reverse=True)
    return komend, geweest


def _botsingen_erbij(tafel: Tafel, komend: list[Bijeenkomst]) -> None:
    """Say of each meeting which other tafel asks for the same people then; one query."""
    if not komend:
        return
    tegelijk = list(
        Bijeenkomst.objects.tegelijk_met([(b.start, b.einde) for b in komend])
        .met_zetels()
        .voor_overzicht()
    )
    eigen = {b.pk: b for b in tegelijk if b.tafel_id == tafel.pk}
    met_zetels = [b for b in komend if b.pk in eigen]
    gevonden = botsingen([eigen[b.pk] for b in met_zetels], tegelijk)
    for b, naast in zip(met_zetels, gevonden, strict=True):
        b.botsingen = naast


def _verzoeken(tafel: Tafel, persoon: Persoon) -> list[Themaplanning]:
    """Requests for room that wait for the duo, and one's own with the answer."""
    zetels = [zetel for zetel in persoon.zetels if zetel.tafel == tafel.pk]
    if not zetels:
        return []
    duo = any(zetel.rol in (Rol.SECRETARIS, Rol.PROGRAMMAMANAGER) for zetel in zetels)
    wacht = Themaplanning.objects.wacht_op_agenda()
    recent = timezone.localdate() - timedelta(days=90)
    eigen = Q(aanvrager=persoon, maand__gte=recent)
    return (
        Themaplanning.objects.zichtbaar_voor(persoon)
        .filter(Q(pk__in=wacht.values("pk")) | eigen if duo else eigen, tafel=tafel)
        .filter(herkomst=Themaplanning.Herkomst.VERZOEK)
        .voor_overzicht()
        .met_agendapunt()
    )


def _ontbreekt(tafel: Tafel, leden: list[Lidmaatschap]) -> list[str]:
    """The roles that a tafel should have and nobody fills."""
    nodig = [Rol.VOORZITTER, Rol.SECRETARIS]
    if tafel.soort in (Tafel.Soort.BESTUURSTAFEL, Tafel.Soort.BELEIDSTAFEL):
        nodig.append(Rol.PROGRAMMAMANAGER)
    rollen = {lid.rol for lid in leden}
    return [rol.label for rol in nodig if rol not in rollen]


def _portefeuilles(leden: list[Lidmaatschap]) -> list[tuple[str, list[str]]]:
    """By theme: who answers for it at this tafel (R-134)."""
    wie = {}
    for lid in leden:
        for thema in lid.portefeuille:
            wie.setdefault(thema, []).append(lid.persoon.naam)
    return sorted(wie.items())


def _perspectieven_zonder_stem(tafel: Tafel, leden: list[Lidmaatschap]) -> list[Perspectief]:
    """The perspectieven of the IZA that miss at a tafel where all should speak (SG-01)."""
    if tafel.soort not in (
        Tafel.Soort.BESTUURSTAFEL,
        Tafel.Soort.BELEIDSTAFEL,
        Tafel.Soort.KLANKBORDGROEP,
    ):
        return []
    aan_tafel = {lid.perspectief_id for lid in leden} - {None}
    return list(Perspectief.objects.filter(iza_verplicht=True).exclude(pk__in=aan_tafel))


def _partners_zonder_stoel(tafel: Tafel) -> list[Organisatie]:
    """The partners of the binnenkring of whom nobody sits at the beleidstafel (R-014)."""
    if tafel.soort != Tafel.Soort.BELEIDSTAFEL:
        return []
    zetels = Lidmaatschap.objects.actueel().filter(tafel=tafel)
    aan_tafel = Q(personen__lidmaatschappen__in=zetels) | Q(vertegenwoordigers__in=zetels)
    return list(
        Organisatie.objects.filter(kring=Organisatie.Kring.BINNEN)
        .exclude(pk__in=Organisatie.objects.filter(aan_tafel).order_by().values("pk"))
        .order_by("naam")
    )


ONTMOETING = (
    Bijeenkomst.Soort.ONTMOETING,
    Bijeenkomst.Soort.WERKCONFERENTIE,
    Bijeenkomst.Soort.WERKBEZOEK,
)
# What a running project needs to have filled.
ROLLEN = (
    Projectrol.Rol.OPDRACHTGEVER,
    Projectrol.Rol.TREKKER,
    Projectrol.Rol.PROJECTLEIDER,
    Projectrol.Rol.PROFESSIONAL_LEAD,
)


def _tel(rijen: QuerySet, wat="pk") -> Coalesce:
    """The number of these rows (or of the different values of `wat`) as a column of a query."""
    # Grouped by a constant: the one way to have Django count inside a subquery.
    per_alles = rijen.order_by().annotate(alles=Value(1)).values("alles")
    return Coalesce(Subquery(per_alles.annotate(n=Count(wat, distinct=True)).values("n")), 0)


def _feiten(
    tafel: Tafel,
    leden: list[Lidmaatschap],
    volgende: Bijeenkomst | None,
    persoon: Persoon,
    nu: datetime,
) -> tuple[Feiten, Regio]:
    """What the succesfactoren of this kind of tafel are held against: one query, and the leden.

    The region comes with it: the page shows its name.
    """
    gehouden = Bijeenkomst.objects.geweest(nu).exclude(status=Bijeenkomst.Status.GEANNULEERD)
    projecten = Project.objects.zichtbaar_voor(persoon)
    lopend, eigen = projecten.lopend(), projecten.lopend().filter(tafels=tafel)
    soort = Tafel.Soort
    vragen = {
        soort.BESTUURSTAFEL: {
            "ontmoetingen": _tel(
                gehouden.filter(soort__in=ONTMOETING, start__gt=nu - timedelta(days=365))
            ),
            "bijeenkomsten": _tel(gehouden.filter(tafel=tafel)),
        },
        soort.BELEIDSTAFEL: {
            "lopende_projecten": _tel(lopend),
            "zonder_opgave": _tel(
                projecten.filter(opgave=None, fase__in=(Project.Fase.IDEE, Project.Fase.INTAKE))
            ),
        },
        soort.INHOUDELIJK: {
            "grotere_innovaties": _tel(
                lopend.filter(
                    omvang=Project.Omvang.GROTERE_INNOVATIE, schaal=Thema.Schaal.REGIONAAL
                )
            ),
            "projecten": _tel(eigen),
            "terugkoppelaar_weg": ~Exists(
                Lidmaatschap.objects.aan_beleidstafel().filter(persoon=tafel.terugkoppelaar_id)
            ),
            "rollen": _tel(
                Projectrol.objects.filter(project__in=eigen, rol__in=ROLLEN),
                Concat(Cast("project_id", CharField()), "rol"),
            ),
        },
        soort.KLANKBORDGROEP: {
            "volgende_bestuurstafel": Subquery(
                Bijeenkomst.objects.komend(nu)
                .filter(tafel__soort=soort.BESTUURSTAFEL)
                .values("start")[:1]
            )
        },
    }.get(tafel.soort, {})
    regio = Regio.objects.annotate(**vragen).get()
    geteld = {naam: getattr(regio, naam) for naam in vragen}
    if tafel.soort == soort.INHOUDELIJK:
        del geteld["terugkoppelaar_weg"]
        geteld["open_rollen"] = len(ROLLEN) * geteld.pop("projecten") - geteld.pop("rollen")
    if bestuurstafel := geteld.get("volgende_bestuurstafel"):
        geteld["volgende_bestuurstafel"] = timezone.localdate(bestuurstafel)
    rollen = {lid.rol for lid in leden}
    domeinen = [lid.perspectief.domein for lid in leden if lid.perspectief]
    feiten = Feiten(
        opbouw=regio.opbouw_bijeenkomsten,
        max_grotere_innovaties=regio.max_grotere_innovaties,
        db_max=regio.db_max,
        volgende=timezone.localdate(volgende.start) if volgende else None,
        locatie=volgende.locatie if volgende else "",
        heeft_secretaris=Rol.SECRETARIS in rollen,
        heeft_programmamanager=Rol.PROGRAMMAMANAGER in rollen,
        leden=len(leden),
        leden_buiten_duo=sum(
            lid.rol not in (Rol.SECRETARIS, Rol.PROGRAMMAMANAGER) for lid in leden
        ),
        organisaties=len({lid.persoon.organisatie_id for lid in leden} - {None}),
        inwoners=domeinen.count(Perspectief.Domein.INWONERS),
        professionals=sum(
            lid.hoedanigheid == Lidmaatschap.Hoedanigheid.PROFESSIONAL
            or (lid.perspectief is not None and lid.perspectief.code == "PROF")
            for lid in leden
        ),
        **geteld,
    )
    return feiten, regio


@get_or_post
@vereist(toegang.richt_tafel_op)
def tafel_oprichten(request):
    """Begin a tafel: first of which kind, then what it is for."""
    soort = request.POST.get("soort") or request.GET.get("soort")
    if soort not in Tafel.Soort:
        context = {"soorten": [(s.label, DOEL[s], s.value) for s in Tafel.Soort]}
        return render(request, "tafels/tafel_soort.html", context)

    def doe(data):
        tafel = domain.tafel_oprichten(**data, door=request.user)
        messages.success(request, f"{tafel} is opgericht. Voeg nu de leden toe.")
        return tafel

    return formulier(
        request,
        "tafels/tafel_oprichten.html",
        {"soort": Tafel.Soort(soort).label, "terug": reverse("tafels:tafel_oprichten")},
        lambda data, _: TafelOprichtenForm(data, soort=soort, persoon=request.user),
        doe,
    )


@get_or_post
@vereist(toegang.wijzigt_tafel, Tafel)
def tafel_wijzigen(request, tafel):
    """Say otherwise what a tafel is for and how it works."""

    def doe(data):
        domain.tafel_wijzigen(tafel, **data, door=request.user)
        messages.success(request, "De gegevens van de tafel zijn bewaard.")
        return tafel

    return formulier(
        request,
        "tafels/tafel_wijzigen.html",
        {"tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, rij: TafelForm(data, instance=rij, persoon=request.user),
        doe,
        tafel,
    )


@get_or_post
@vereist(toegang.beheert_leden, Tafel)
def lidmaatschap_toevoegen(request, tafel):
    """Give somebody a seat."""

    def doe(data):
        lid = domain.lidmaatschap_toevoegen(tafel, **data, door=request.user)
        messages.success(request, f"{lid.persoon} zit nu aan tafel.")
        return tafel

    return formulier(
        request,
        "tafels/lidmaatschap_toevoegen.html",
        {"tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, _: LidmaatschapForm(data, tafel=tafel),
        doe,
    )


@get_or_post
@vereist(toegang.beeindigt_lidmaatschap, Lidmaatschap)
def lidmaatschap_wijzigen(request, lidmaatschap):
    """Say otherwise what somebody does at the tafel."""
    tafel = lidmaatschap.tafel

    def doe(data):
        domain.lidmaatschap_wijzigen(lidmaatschap, **data, door=request.user)
        messages.success(request, f"De gegevens van {lidmaatschap.persoon} zijn bewaard.")
        return tafel

    return formulier(
        request,
        "tafels/lidmaatschap_wijzigen.html",
        {"lidmaatschap": lidmaatschap, "tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, rij: LidmaatschapWijzigenForm(data, instance=rij),
        doe,
        lidmaatschap,
    )


@get_or_post
@vereist(toegang.beeindigt_lidmaatschap, Lidmaatschap)
def lidmaatschap_beeindigen(request, lidmaatschap):
    """Say until when somebody has a seat."""
    tafel = lidmaatschap.tafel

    def doe(data):
        domain.lidmaatschap_beeindigen(lidmaatschap, **data, door=request.user)
        messages.success(request, f"{lidmaatschap.persoon} zit tot en met die dag aan tafel.")
        return tafel

    return formulier(
        request,
        "tafels/lidmaatschap_beeindigen.html",
        {"lidmaatschap": lidmaatschap, "tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, _: LidmaatschapEindeForm(data, lidmaatschap=lidmaatschap),
        doe,
    )
