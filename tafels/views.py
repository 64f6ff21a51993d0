"""The pages of the tafels, from the overlegstructuur down to one actie."""

import csv
from copy import copy
from datetime import datetime, timedelta
from typing import NamedTuple

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, CharField, Count, F, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Cast, Coalesce, Concat
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projecten.models import Project, Projectrol
from regio.exceptions import Verouderd
from regio.http import page_or_partial
from regio.models import Opgave, Persoon, Perspectief, Regio, Rol, Thema
from regio.templatetags.regio import uur
from regio.toegang import iedereen, mag, vereist
from tafels import domain, toegang
from tafels.forms import (
    ActieBijwerkenForm,
    ActieFilter,
    ActieForm,
    AgendapuntForm,
    BesluitFilter,
    BesluitForm,
    BijeenkomstForm,
    LidmaatschapEindeForm,
    LidmaatschapForm,
    PlaatsForm,
    VerslagForm,
)
from tafels.looptijd import Looptijd, looptijd
from tafels.models import Actie, Agendapunt, Besluit, Bijeenkomst, Lidmaatschap, Tafel
from tafels.succesfactoren import Feiten, succesfactoren

PER_PAGINA = 25
get_or_post = require_http_methods(["GET", "HEAD", "POST"])


# --- a form as a page ----------------------------------------------------------------------------


def _formulier(request, template: str, context: dict, maak, doe, rij=None):
    """Show a form, or do what it says and go where that leads.

    `maak(data, rij)` makes the form; `doe(cleaned_data)` does it and returns where to go. What
    somebody else changed in between is shown beside what was typed: the one no that must keep it.
    """
    if request.method != "POST":
        return render(request, template, context | {"form": maak(None, copy(rij))})
    form, status = maak(request.POST, copy(rij)), 422
    if form.is_valid():
        try:
            return redirect(doe(form.cleaned_data))
        except Verouderd as verouderd:
            status = 409
            context |= {"botsing": _botsing(form, maak(None, verouderd.nieuw))}
            # Saving once more is a choice now: over what stands there, knowing what it is.
            form.data = form.data.copy()
            form.data["versie"] = verouderd.nieuw.versie
    return render(request, template, context | {"form": form}, status=status)


def _botsing(form, nu) -> list[tuple[str, str, str]]:
    """Field by field where they differ: its name, what stands there now, what was typed."""
    return [
        (veld.label, _leesbaar(nu[veld.name]), _leesbaar(veld))
        for veld in form.visible_fields()
        if veld.field.has_changed(nu[veld.name].value(), veld.data)
    ]


def _leesbaar(veld) -> str:
    waarde = veld.value()
    if hasattr(veld.field, "choices"):
        return next((str(label) for k, label in veld.field.choices if str(k) == str(waarde)), "")
    return veld.field.widget.format_value(waarde) or ""


# --- overlegstructuur en tafel -------------------------------------------------------------------


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
    feiten = _feiten(tafel, leden, komend[0] if komend else None, persoon, nu)
    context = {
        "tafel": tafel,
        "leden": leden,
        "ontbreekt": _ontbreekt(tafel, leden),
        "perspectieven": _perspectieven_zonder_stem(tafel, leden),
        "volgende": komend[0] if komend else None,
        "agenda": _agenda(komend[0], persoon) if komend else None,
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


def _ontbreekt(tafel: Tafel, leden: list[Lidmaatschap]) -> list[str]:
    """The roles that a tafel should have and nobody fills."""
    nodig = [Rol.VOORZITTER, Rol.SECRETARIS]
    if tafel.soort in (Tafel.Soort.BESTUURSTAFEL, Tafel.Soort.BELEIDSTAFEL):
        nodig.append(Rol.PROGRAMMAMANAGER)
    rollen = {lid.rol for lid in leden}
    return [rol.label for rol in nodig if rol not in rollen]


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
) -> Feiten:
    """What the succesfactoren of this kind of tafel are held against: one query, and the leden."""
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
        geteld["open_rollen"] = len(ROLLEN) * geteld.pop("projecten") - geteld.pop("rollen")
    if bestuurstafel := geteld.get("volgende_bestuurstafel"):
        geteld["volgende_bestuurstafel"] = timezone.localdate(bestuurstafel)
    rollen = {lid.rol for lid in leden}
    domeinen = [lid.perspectief.domein for lid in leden if lid.perspectief]
    return Feiten(
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


@get_or_post
@vereist(toegang.beheert_leden, Tafel)
def lidmaatschap_toevoegen(request, tafel):
    """Give somebody a seat."""

    def doe(data):
        lid = domain.lidmaatschap_toevoegen(tafel, **data, door=request.user)
        messages.success(request, f"{lid.persoon} zit nu aan tafel.")
        return tafel

    return _formulier(
        request,
        "tafels/lidmaatschap_toevoegen.html",
        {"tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, _: LidmaatschapForm(data, tafel=tafel),
        doe,
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

    return _formulier(
        request,
        "tafels/lidmaatschap_beeindigen.html",
        {"lidmaatschap": lidmaatschap, "tafel": tafel, "terug": tafel.get_absolute_url()},
        lambda data, _: LidmaatschapEindeForm(data, lidmaatschap=lidmaatschap),
        doe,
    )


# --- bijeenkomst ---------------------------------------------------------------------------------


@get_or_post
@vereist(toegang.plant_bijeenkomst, Tafel)
def bijeenkomst_plannen(request, tafel):
    """Plan a meeting of a tafel."""

    def doe(data):
        data.pop("versie")
        return domain.bijeenkomst_plannen(tafel, **data, door=request.user)

    return _formulier(
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

    return _formulier(
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
    return _formulier(
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


def _agenda(bijeenkomst: Bijeenkomst, persoon: Persoon) -> Agenda:
    punten = list(bijeenkomst.agendapunten.zichtbaar_voor(persoon).voor_agenda())
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


def _bijeenkomst_context(request, bijeenkomst: Bijeenkomst) -> dict:
    persoon = request.user
    agenda = _agenda(bijeenkomst, persoon)
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
        "kruimels": _kruimels(bijeenkomst),
    }


def _kruimels(bijeenkomst: Bijeenkomst, *verder: tuple[str, str]) -> list[tuple[str, str]]:
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
    context = _bijeenkomst_context(request, bijeenkomst)
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
        "agenda": _agenda(bijeenkomst, request.user),
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
    return _formulier(
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
    context = _bijeenkomst_context(request, bijeenkomst)
    context |= {"terug": bijeenkomst.get_absolute_url()}
    return render(request, "tafels/verslag_vaststellen.html", context)


# --- agendapunt ----------------------------------------------------------------------------------


@get_or_post
@vereist(toegang.stelt_agenda_samen, Bijeenkomst)
def agendapunt_toevoegen(request, bijeenkomst):
    """Put a subject on the agenda."""

    def doe(data):
        data.pop("versie")
        punt = domain.agendapunt_toevoegen(bijeenkomst, **data, door=request.user)
        return f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}"

    return _formulier(
        request,
        "tafels/agendapunt_toevoegen.html",
        {"bijeenkomst": bijeenkomst, "terug": bijeenkomst.get_absolute_url()},
        lambda data, _: AgendapuntForm(data, bijeenkomst=bijeenkomst, persoon=request.user),
        doe,
    )


@get_or_post
@vereist(toegang.wijzigt_agendapunt, Agendapunt)
def agendapunt_wijzigen(request, agendapunt):
    """Say otherwise what an agendapunt is about, or give it another place."""
    bijeenkomst = agendapunt.bijeenkomst
    return _formulier(
        request,
        "tafels/agendapunt_wijzigen.html",
        {"agendapunt": agendapunt, "terug": agendapunt.get_absolute_url()},
        lambda data, rij: AgendapuntForm(
            data, instance=rij, bijeenkomst=bijeenkomst, persoon=request.user
        ),
        lambda data: domain.agendapunt_wijzigen(agendapunt, **data, door=request.user),
        agendapunt,
    )


@require_POST
@vereist(toegang.wijzigt_agendapunt, Agendapunt)
def agendapunt_verplaatsen(request, agendapunt):
    """Give an agendapunt another place: by button, by drag or by number."""
    bijeenkomst = agendapunt.bijeenkomst
    form = PlaatsForm(request.POST)
    if not form.is_valid():
        context = _bijeenkomst_context(request, bijeenkomst) | {"form": form}
        return page_or_partial(
            request, "tafels/bijeenkomst.html", context, partial="agenda", status=422
        )
    punt = domain.agendapunt_verplaatsen(agendapunt, **form.cleaned_data, door=request.user)
    if not request.htmx:
        return redirect(f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}")
    context = _bijeenkomst_context(request, bijeenkomst)
    agenda = context["agenda"]
    context["melding"] = (
        f"{punt.titel} staat nu op plaats {punt.volgorde} van {len(agenda.regels)}, "
        f"om {agenda.regels[punt.volgorde - 1].tijd} uur."
    )
    return page_or_partial(request, "tafels/bijeenkomst.html", context, partial="agenda")


@get_or_post
@vereist(toegang.wijzigt_agendapunt, Agendapunt)
def agendapunt_laten_vervallen(request, agendapunt):
    """Take an agendapunt off the agenda, after asking once more."""
    if request.method == "POST":
        domain.agendapunt_laten_vervallen(agendapunt, door=request.user)
        messages.success(request, f"{agendapunt.titel} staat niet meer op de agenda.")
        return redirect(agendapunt.bijeenkomst)
    context = {"agendapunt": agendapunt, "terug": agendapunt.get_absolute_url()}
    return render(request, "tafels/agendapunt_laten_vervallen.html", context)


def _draad(*schakels: tuple[str, object | None], hier: object) -> list[dict]:
    """The golden thread, as far as it is there: what an opgave leads to, step by step."""
    return [
        {
            "soort": soort,
            "naam": rij.nummer if isinstance(rij, Besluit) else str(rij),
            "url": rij.get_absolute_url(),
            "hier": rij == hier,
        }
        for soort, rij in schakels
        if rij is not None
    ]


def _zichtbaar_project(rij, persoon: Persoon) -> Project | None:
    """The project it is about, unless that is besloten to this persoon."""
    if rij.project_id is None:
        return None
    zichtbaar = Project.objects.zichtbaar_voor(persoon).filter(pk=rij.project_id)
    return rij.project if zichtbaar.exists() else None


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
    agendapunt = Agendapunt.objects.voor_pagina().get(pk=agendapunt.pk)
    project = _zichtbaar_project(agendapunt, persoon)
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
        "besluiten": besluiten,
        "acties": acties.voor_overzicht(),
        "geschiedenis": reverse("geschiedenis", args=["agendapunt", agendapunt.pk]),
        "draad": _draad(
            ("Opgave", opgave),
            ("Project", project),
            ("Tafel", agendapunt.tafel),
            ("Agendapunt", agendapunt),
            *(("Besluit", besluit) for besluit in besluiten),
            hier=agendapunt,
        ),
        "kruimels": _kruimels(agendapunt.bijeenkomst, (agendapunt.titel, ""))
        if agendapunt.bijeenkomst
        else [("Tafels", reverse("tafels:tafel_lijst")), (agendapunt.titel, "")],
    }
    if toegang.legt_besluit_vast(persoon, agendapunt):
        context["besluit_form"] = BesluitForm(
            data if form == "besluit" else None, agendapunt=agendapunt, persoon=persoon
        )
    if toegang.legt_actie_vast(persoon, agendapunt):
        context["actie_form"] = ActieForm(
            data if form == "actie" else None, agendapunt=agendapunt, besluiten=besluiten
        )
    return context


@require_GET
@vereist(iedereen, Agendapunt)
def agendapunt(request, agendapunt):
    """What a subject is about, and what the tafel decided and promised."""
    return render(request, "tafels/agendapunt.html", _agendapunt_context(request, agendapunt))


@get_or_post
@vereist(toegang.legt_besluit_vast, Agendapunt)
def besluit_vastleggen(request, agendapunt):
    """Record what the tafel decided."""
    melding, status = "", 200
    context = _agendapunt_context(request, agendapunt, request.POST or None, "besluit")
    context["open"] = "besluit"
    if request.method == "POST":
        form, status = context["besluit_form"], 422
        if form.is_valid():
            besluit = domain.besluit_vastleggen(agendapunt, **form.cleaned_data, door=request.user)
            melding, status = f"Besluit {besluit.nummer} is vastgelegd.", 200
            if not request.htmx:
                messages.success(request, melding)
                return redirect(agendapunt)
            context = _agendapunt_context(request, agendapunt)
        context |= {"form": context["besluit_form"], "melding": melding}
    return page_or_partial(
        request, "tafels/agendapunt.html", context, partial="besluiten", status=status
    )


@get_or_post
@vereist(toegang.legt_actie_vast, Agendapunt)
def actie_vastleggen(request, agendapunt):
    """Record what somebody promised to do."""
    melding, status = "", 200
    context = _agendapunt_context(request, agendapunt, request.POST or None, "actie")
    context["open"] = "actie"
    if request.method == "POST":
        form, status = context["actie_form"], 422
        if form.is_valid():
            actie = domain.actie_vastleggen(agendapunt, **form.cleaned_data, door=request.user)
            melding, status = f"Actie {actie.nummer} is voor {actie.houder}.", 200
            if not request.htmx:
                messages.success(request, melding)
                return redirect(agendapunt)
            context = _agendapunt_context(request, agendapunt)
        context |= {"form": context["actie_form"], "melding": melding}
    return page_or_partial(
        request, "tafels/agendapunt.html", context, partial="acties", status=status
    )


# --- besluiten -----------------------------------------------------------------------------------


def _gevonden_besluiten(request) -> tuple[BesluitFilter, QuerySet]:
    """The besluiten that the address asks for, of those this persoon may see."""
    besluiten = Besluit.objects.zichtbaar_voor(request.user)
    jaren = [dag.year for dag in besluiten.dates("datum", "year", order="DESC")]
    form = BesluitFilter(request.GET, jaren=jaren)
    form.is_valid()
    keuze = form.cleaned_data
    if q := keuze.get("q"):
        besluiten = besluiten.zoek(q)
    if tafel := keuze.get("tafel"):
        besluiten = besluiten.filter(tafel=tafel)
    if jaar := keuze.get("jaar"):
        besluiten = besluiten.filter(datum__year=jaar)
    return form, besluiten


@require_GET
@vereist(iedereen)
def besluit_lijst(request):
    """The register: every besluit under its permanent address, the newest first."""
    form, besluiten = _gevonden_besluiten(request)
    overzicht = besluiten.voor_overzicht().met_acties(request.user)
    pagina = Paginator(overzicht, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "pagina": pagina,
        "aantal": pagina.paginator.count,
        "is_gefilterd": form.has_changed(),
        "vraag": request.GET.urlencode(),
    }
    status = 200 if form.is_valid() else 422
    return page_or_partial(
        request, "tafels/besluit_lijst.html", context, partial="besluiten", status=status
    )


CSV_KOPPEN = ("Nummer", "Datum", "Tafel", "Besluit", "Gaat over", "Uitkomst", "Wie mag dit zien")


@require_GET
@vereist(iedereen)
def besluit_csv(request):
    """The same besluiten for a spreadsheet."""
    _, besluiten = _gevonden_besluiten(request)
    # A byte order mark and semicolons: so a Dutch Excel opens it right with a double click.
    response = HttpResponse("\ufeff", content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="besluiten.csv"'
    blad = csv.writer(response, delimiter=";")
    blad.writerow(CSV_KOPPEN)
    for besluit in besluiten.voor_overzicht():
        blad.writerow(
            _cel(waarde)
            for waarde in (
                besluit.nummer,
                besluit.datum.isoformat(),
                besluit.tafel.naam,
                besluit.tekst,
                besluit.get_soort_display(),
                besluit.get_status_display(),
                besluit.get_openbaarheid_display(),
            )
        )
    return response


def _cel(waarde: str) -> str:
    """A text that a spreadsheet does not take for a formula."""
    return f"'{waarde}" if waarde.startswith(("=", "+", "-", "@", "\t", "\r")) else waarde


@require_GET
@vereist(iedereen, Besluit)
def besluit(request, besluit):
    """One besluit, for ever: text, outcome, what came of it and what came after it."""
    persoon = request.user
    besluit = Besluit.objects.voor_pagina().get(pk=besluit.pk)
    agendapunt = besluit.agendapunt
    project = _zichtbaar_project(besluit, persoon)
    opgave = besluit.opgave or (project.opgave if project else None)
    # In one query: the one it replaces and the one that replaced it, if they may be seen.
    anders = Besluit.objects.zichtbaar_voor(persoon).filter(
        Q(pk=besluit.vervangt_id) | Q(vervangt=besluit)
    )
    keten = {b.pk == besluit.vervangt_id: b for b in anders}
    acties = Actie.objects.zichtbaar_voor(persoon).filter(besluit=besluit)
    context = {
        "besluit": besluit,
        "agendapunt": agendapunt,
        "acties": acties.voor_overzicht(),
        "vervangt": keten.get(True),
        "vervangen_door": keten.get(False),
        "draad": _draad(
            ("Opgave", opgave),
            ("Project", project),
            ("Tafel", besluit.tafel),
            ("Agendapunt", agendapunt),
            ("Besluit", besluit),
            hier=besluit,
        ),
        "geschiedenis": reverse("geschiedenis", args=["besluit", besluit.pk]),
        "kruimels": [("Besluiten", reverse("tafels:besluit_lijst")), (besluit.nummer, "")],
    }
    return render(request, "tafels/besluit.html", context)


# --- acties --------------------------------------------------------------------------------------


@require_GET
@vereist(iedereen)
def actie_lijst(request):
    """Who promised what by when: one's own first."""
    form = ActieFilter(request.GET)
    status = 200 if form.is_valid() else 422
    keuze = form.cleaned_data
    acties = Actie.objects.zichtbaar_voor(request.user)
    if q := keuze.get("q"):
        acties = acties.filter(Q(tekst__icontains=q) | Q(nummer__icontains=q))
    if keuze.get("wie") == "ik":
        acties = acties.filter(houder=request.user)
    if tafel := keuze.get("tafel"):
        acties = acties.filter(bijeenkomst__tafel=tafel)
    match keuze.get("stand"):
        case "alle":
            pass
        case "klaar":
            acties = acties.filter(status=Actie.Status.GEREED)
        case "te laat":
            acties = acties.te_laat()
        case _:
            acties = acties.openstaand()
    van_mij = Case(When(houder=request.user, then=True), default=False)
    overzicht = acties.voor_overzicht().annotate(van_mij=van_mij)
    overzicht = overzicht.order_by("-van_mij", F("deadline").asc(nulls_last=True), "pk")
    pagina = Paginator(overzicht, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "pagina": pagina,
        "aantal": pagina.paginator.count,
        "is_gefilterd": form.has_changed(),
        "vandaag": timezone.localdate(),
    }
    return page_or_partial(
        request, "tafels/actie_lijst.html", context, partial="acties", status=status
    )


def _actie_context(request, actie: Actie) -> dict:
    persoon = request.user
    actie = Actie.objects.voor_pagina().get(pk=actie.pk)
    besluit = actie.besluit
    if besluit and not Besluit.objects.zichtbaar_voor(persoon).filter(pk=besluit.pk).exists():
        besluit = None  # one's own action, from something that one may not read
    return {
        "actie": actie,
        "besluit": besluit,
        "project": _zichtbaar_project(actie, persoon),
        "vandaag": timezone.localdate(),
        "kruimels": [("Acties", reverse("tafels:actie_lijst")), (actie.nummer, "")],
        "terug": actie.get_absolute_url(),
        "geschiedenis": reverse("geschiedenis", args=["actie", actie.pk]),
    }


@require_GET
@vereist(iedereen, Actie)
def actie(request, actie):
    """One actie: who, what, when, and how far it is."""
    return render(request, "tafels/actie.html", _actie_context(request, actie))


@get_or_post
@vereist(toegang.werkt_actie_bij, Actie)
def actie_bijwerken(request, actie):
    """Say how far an actie is."""

    def doe(data):
        bijgewerkt = domain.actie_bijwerken(actie, **data, door=request.user)
        messages.success(request, f"Actie {actie.nummer} is bijgewerkt.")
        return bijgewerkt

    return _formulier(
        request,
        "tafels/actie_bijwerken.html",
        _actie_context(request, actie),
        lambda data, rij: ActieBijwerkenForm(data, instance=rij),
        doe,
        actie,
    )
