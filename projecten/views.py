"""The shared calendar and the page of a project."""

import csv
from urllib.parse import urlsplit

from django.contrib import messages
from django.db.models import Prefetch, prefetch_related_objects
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projecten import domain, toegang
from projecten.forms import (
    BeschrijvingForm,
    FaseForm,
    KalenderForm,
    MijlpaalForm,
    MijlpaalWijzigenForm,
    PlanningForm,
    ProjectForm,
    RolForm,
    StatusForm,
    verschillen,
)
from projecten.models import Mijlpaal, Planning, Project, Projectrol, Statusmelding
from projecten.signalen import samenloop
from projecten.tijdlijn import (
    JAREN,
    LAATSTE_JAAR,
    VROEGSTE_JAAR,
    Keuze,
    Rijen,
    Venster,
    drukte,
    drukte_strook,
    drukte_zin,
    groepen,
    kies,
    liniaal,
    per_project,
)
from regio.exceptions import Verouderd
from regio.http import page_or_partial
from regio.models import Gebied
from regio.templatetags.regio import dag
from regio.toegang import iedereen, vereist
from regiobeeld.cijfers import regiocijfers
from regiobeeld.models import Indicator

WEERGAVEN = (("Tijdlijn", "tijdlijn"), ("Lijst", "lijst"))
KOLOMMEN = (
    ("Project", "naam"),
    ("Stand", "stand"),
    ("Trekker", "trekker"),
    ("Thema", "thema"),
    ("Fase", "fase"),
    ("Start", "start"),
    ("Einde", "einde"),
)


# --- the calendar --------------------------------------------------------------------------------


def _kalender(persoon, params: QueryDict) -> dict:
    """What the calendar shows this person with these filters: two queries."""
    vandaag = timezone.localdate()
    zichtbaar = Project.objects.zichtbaar_voor(persoon)
    alles = [Planning(*rij) for rij in zichtbaar.voor_kalender()]
    form = KalenderForm(params, projecten=alles)
    keuze = form.keuze(vandaag)
    mogelijk = [p.pk for p in alles if keuze.past(p)]
    momenten = per_project(Mijlpaal.objects.filter(project__in=mogelijk).voor_kalender())
    projecten = kies(alles, momenten, keuze)
    aantallen = drukte(projecten, keuze.venster)
    adres = reverse("projecten:kalender")
    return {
        "vraag": form,
        "keuze": keuze,
        "alles": alles,
        "momenten": momenten,
        "projecten": projecten,
        "signalen": [
            (signaal, f"{adres}?{signaal.query}")
            for signaal in samenloop(projecten, momenten, vandaag)
        ],
        "drukte_zin": drukte_zin(aantallen, keuze.venster),
        "drukte": drukte_strook(aantallen),
        "rijen": Rijen(keuze, vandaag, bewerken=toegang.beheert_kalender(persoon)),
        "vandaag": vandaag,
    }


def _gevonden(aantal: int) -> str:
    return "1 project gevonden" if aantal == 1 else f"{aantal} projecten gevonden"


@require_GET
@vereist(iedereen)
def kalender(request):
    """All projects of the partners on one line of time, or as a list."""
    k = _kalender(request.user, request.GET)
    form, keuze, venster = k["vraag"], k["keuze"], k["keuze"].venster
    momenten, rijen = k["momenten"], k["rijen"]
    maak_rij = getattr(rijen, keuze.weergave)
    adres = reverse("projecten:kalender")
    filters = form.filters(keuze)
    k |= {
        "groepen": groepen(k["projecten"], momenten, maak_rij, per_thema=keuze.per_thema),
        "liniaal": liniaal(venster),
        "filter": KalenderForm(initial=_als_initial(keuze), projecten=k["alles"]),
        "filters": [
            (label, woord, f"{adres}?{keuze.query(**{naam: _leeg(naam)})}")
            for naam, label, woord in filters
        ],
        "zonder_venster": f"{adres}?{keuze.query(venster=Venster.rond(k['vandaag']))}",
        "zonder_filters": f"{adres}?{Keuze(venster, keuze.weergave).query()}",
        "niet_begrepen": form.niet_begrepen,
        "aantal": len(k["projecten"]),
        "buiten": sum(not venster.raakt(p.start, p.einde) for p in k["alles"]),
        "weergaven": [
            (label, f"{adres}?{keuze.query(weergave=naam)}", naam == keuze.weergave)
            for label, naam in WEERGAVEN
        ],
        "zoom": [
            (n, f"{adres}?{keuze.query(venster=Venster(venster.van, n))}", n == venster.jaren)
            for n in JAREN
        ],
        "eerder": _schuif(adres, keuze, -1),
        "later": _schuif(adres, keuze, 1),
        "csv": f"{reverse('projecten:kalender_csv')}?{keuze.query()}",
        "kolommen": [
            _kolom(adres, keuze, label, naam)
            for label, naam in KOLOMMEN
            if naam != "thema" or not keuze.per_thema
        ],
        "per_thema": f"{adres}?{keuze.query(sorteer='')}",
        "melding": _gevonden(len(k["projecten"])),
    }
    return page_or_partial(request, "projecten/kalender.html", k, partial="resultaat")


def _leeg(naam: str):
    return "" if naam in ("q", "stand") else None


def _als_initial(keuze: Keuze) -> dict:
    velden = keuze._asdict()
    venster = velden.pop("venster")
    maand = velden["maand"]
    return {**velden, **venster._asdict(), "maand": f"{maand:%Y-%m}" if maand else ""}


def _schuif(adres: str, keuze: Keuze, richting: int) -> str | None:
    """The link to the years before or after; none where the calendar ends."""
    venster = keuze.venster._replace(van=keuze.venster.van + richting)
    if not VROEGSTE_JAAR <= venster.van <= LAATSTE_JAAR:
        return None
    return f"{adres}?{keuze.query(venster=venster)}"


def _kolom(adres: str, keuze: Keuze, label: str, naam: str) -> tuple[str, str, str]:
    """A column of the list: its label, the link that sorts by it, and how it is sorted now."""
    nu = {naam: "ascending", f"-{naam}": "descending"}.get(keuze.sorteer, "")
    volgende = f"-{naam}" if nu == "ascending" else naam
    return label, f"{adres}?{keuze.query(sorteer=volgende)}", nu


@require_GET
@vereist(iedereen)
def kalender_csv(request):
    """The projects of the calendar with the same filters, for a spreadsheet."""
    k = _kalender(request.user, request.GET)
    response = HttpResponse(content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="projecten.csv"'
    response.write("\ufeff")  # without this mark Excel reads ‘ë’ as two letters
    schrijver = csv.writer(response, delimiter=";")
    schrijver.writerow(
        ("Code", "Project", "Thema", "Trekker", "Stand", "Fase", "Start", "Einde", "Mijlpalen")
    )
    for p in k["projecten"]:
        mijlpalen = ", ".join(f"{m.titel} ({dag(m.dag)})" for m in k["momenten"].get(p.pk, ()))
        schrijver.writerow(
            _geen_formule(cel)
            for cel in (
                p.code,
                p.naam,
                p.thema_naam,
                p.trekker_naam or "",
                p.stand,
                p.fase,
                f"{p.start:%d-%m-%Y}",
                f"{p.einde:%d-%m-%Y}",
                mijlpalen,
            )
        )
    return response


def _geen_formule(cel: str) -> str:
    """A name that begins like a formula is a name, also in Excel."""
    return f"'{cel}" if cel.startswith(("=", "+", "-", "@", "\t", "\r")) else cel


# --- a row of the calendar and its form ----------------------------------------------------------


def _kalender_url(request) -> QueryDict:
    """The filters of the calendar from which htmx asks: they stand in the address bar."""
    return QueryDict(urlsplit(request.htmx.current_url or "").query)


def _rij_antwoord(request, project: Project, melding: str = ""):
    """The row of a project as it stands now, with what changes beside it."""
    k = _kalender(request.user, _kalender_url(request))
    planning = next((p for p in k["alles"] if p.pk == project.pk), None)
    maak_rij = getattr(k["rijen"], k["keuze"].weergave)
    if planning and project.pk not in k["momenten"]:
        # The filters no longer ask for this project; whoever just changed it still sees it.
        k["momenten"] |= per_project(Mijlpaal.objects.filter(project=project).voor_kalender())
    rij = planning and maak_rij(planning, k["momenten"].get(project.pk, ()), focus=True)
    context = {**k, "rij": rij or "", "melding": melding, "oob": True}
    return _fragment(render(request, "projecten/rij.html", context))


def _fragment(response: HttpResponse) -> HttpResponse:
    patch_vary_headers(response, ["HX-Request"])
    response["Cache-Control"] = "no-store"
    return response


@require_GET
@vereist(iedereen, Project)
def project_rij(request, project):
    """The row of a project in the calendar, after its form is closed."""
    if not request.htmx:
        return redirect(f"{reverse('projecten:kalender')}#project-{project.pk}")
    return _rij_antwoord(request, project)


def _planning_antwoord(request, project: Project, context: dict, status: int = 200):
    """The form of the planning: in the row of the calendar, or on a page of its own."""
    waar = "projecten:project_rij" if request.htmx else "projecten:project"
    context = {
        "project": project,
        "kruimels": _kruimels(project, "Planning"),
        "in_rij": bool(request.htmx),
        "terug": reverse(waar, args=[project.pk]),
        **context,
    }
    if request.htmx:
        vraag = _kalender_url(request)
        is_lijst = vraag.get("weergave") == "lijst"
        context["breedte"] = 8 + ("sorteer" in vraag) if is_lijst else 3
        return _fragment(render(request, "projecten/rij_wijzigen.html", context, status=status))
    return render(request, "projecten/project_wijzigen.html", context, status=status)


@require_http_methods(["GET", "POST"])
@vereist(toegang.beheert_kalender, Project)
def project_wijzigen(request, project):
    """Change the planning of a project, in the row or on a page."""
    form = PlanningForm(request.POST or None, instance=project)
    if not form.is_valid():
        return _planning_antwoord(request, project, {"form": form}, 422 if form.is_bound else 200)
    if schuif := {"later": 1, "eerder": -1}.get(request.POST.get("schuif")):
        richting = "later" if schuif > 0 else "eerder"
        verschoven = f"Alle dagen staan 1 maand {richting}. Sla op om dit te bewaren."
        context = {"form": form.schuiven(schuif), "verschoven": verschoven}
        return _planning_antwoord(request, project, context)
    try:
        domain.project_wijzigen(project, **form.wijziging(), door=request.user)
    except Verouderd as botsing:
        context = _botsing(form, PlanningForm(instance=botsing.nieuw))
        return _planning_antwoord(request, botsing.nieuw, context, 409)
    melding = f"De planning van {project.naam} is opgeslagen."
    if request.htmx:
        return _rij_antwoord(request, project, melding)
    messages.success(request, melding)
    return redirect(project)


def _botsing(mijn, ander) -> dict:
    """Both values side by side; keeping mine means saying so with the newest versie."""
    data = mijn.data.copy()
    data["versie"] = ander.instance.versie
    return {
        "form": None,
        "verschillen": verschillen(mijn, ander),
        "mijn": [mijn_veld.as_hidden() for mijn_veld in _met_data(mijn, data)],
    }


def _met_data(form, data):
    form.data = data
    return [form[naam] for naam in form.fields]


def _kruimels(project: Project, hier: str = "") -> list[tuple[str, str]]:
    kalender = ("Kalender", reverse("projecten:kalender"))
    if not hier:
        return [kalender, (project.naam, "")]
    return [kalender, (project.naam, reverse("projecten:project", args=[project.pk])), (hier, "")]


# --- a project -----------------------------------------------------------------------------------


def _cijfers(indicatoren: list[Indicator]) -> list[tuple]:
    """Each indicator with what it says of the region now."""
    gebied = Gebied.objects.filter(regio__isnull=False).first()
    cijfers = regiocijfers(indicatoren, gebied)
    return [(indicator, cijfers[indicator.pk]) for indicator in indicatoren]


def _draad(project: Project, indicatoren, tafels, besluiten) -> list[dict]:
    """Figure, opgave, project, tafel, besluit: what there is of it."""
    schakels = [("Cijfer", next(iter(indicatoren), None)), ("Opgave", project.opgave)]
    schakels += [("Project", project)]
    schakels += [("Tafel", tafel) for tafel in tafels[:2]]
    schakels += [("Besluit", next(iter(besluiten), None))]
    return [
        {
            "soort": soort,
            "naam": ding.nummer if soort == "Besluit" else str(ding),
            "url": ding.get_absolute_url(),
            "hier": ding is project,
        }
        for soort, ding in schakels
        if ding is not None
    ]


@require_GET
@vereist(iedereen, Project)
def project(request, project):
    """One project: why, who, when, how it goes, what was decided about it.

    The values of its figures come in a second request: they cost a quarter of the queries.
    """
    indicatoren = list(project.indicatoren.zichtbaar_voor(request.user))
    if request.htmx:
        context = {"project": project, "cijfers": _cijfers(indicatoren)}
        return page_or_partial(request, "projecten/project.html", context, partial="cijfers")
    prefetch_related_objects(
        [project],
        Prefetch("rollen", Projectrol.objects.voor_overzicht()),
        "mijlpalen",
        "tafels",
        Prefetch("statusmeldingen", Statusmelding.objects.voor_overzicht()),
    )
    tafels = list(project.tafels.all())
    besluiten = list(project.besluiten.zichtbaar_voor(request.user).voor_overzicht())
    context = {
        "project": project,
        "indicatoren": indicatoren,
        "cijfers": _cijfers(indicatoren) if "cijfers" in request.GET else None,
        "tafels": tafels,
        "besluiten": besluiten,
        "acties": project.acties.zichtbaar_voor(request.user).voor_overzicht(),
        "draad": _draad(project, indicatoren, tafels, besluiten),
        "vandaag": timezone.localdate(),
        "kruimels": _kruimels(project),
    }
    return page_or_partial(request, "projecten/project.html", context, partial="cijfers")


def _formulier(request, template: str, form, context: dict):
    """The page with a form: 422 when it was filled in but not right."""
    return render(
        request, template, {"form": form, **context}, status=422 if form.is_bound else 200
    )


@require_http_methods(["GET", "POST"])
@vereist(toegang.beheert_kalender)
def project_toevoegen(request):
    """A new project in the calendar."""
    form = ProjectForm(request.POST or None)
    if form.is_valid():
        nieuw = domain.project_toevoegen(**form.cleaned_data, door=request.user)
        messages.success(request, f"{nieuw.naam} staat in de kalender, met code {nieuw.code}.")
        return redirect(nieuw)
    kruimels = [("Kalender", reverse("projecten:kalender")), ("Project toevoegen", "")]
    return _formulier(request, "projecten/project_toevoegen.html", form, {"kruimels": kruimels})


@require_http_methods(["GET", "POST"])
@vereist(toegang.beheert_kalender, Project)
def project_beschrijven(request, project):
    """Say what the project is and for whom."""
    naam = project.naam  # a form that is not valid has already changed the object
    form = BeschrijvingForm(request.POST or None, instance=project, door=request.user)
    context = {"project": project, "naam": naam, "kruimels": _kruimels(project, "Beschrijving")}
    context["kruimels"][1] = (naam, context["kruimels"][1][1])
    if form.is_valid():
        try:
            domain.project_beschrijven(project, **form.cleaned_data, door=request.user)
        except Verouderd as botsing:
            ander = BeschrijvingForm(instance=botsing.nieuw, door=request.user)
            context |= _botsing(form, ander)
            return render(request, "projecten/project_beschrijven.html", context, status=409)
        messages.success(request, "De beschrijving is opgeslagen.")
        return redirect(project)
    return _formulier(request, "projecten/project_beschrijven.html", form, context)


@require_http_methods(["GET", "POST"])
@vereist(toegang.beheert_kalender, Project)
def fase_wijzigen(request, project):
    """Take the project to another fase."""
    form = FaseForm(request.POST or None, project=project)
    if form.is_valid():
        domain.fase_wijzigen(project, **form.cleaned_data, door=request.user)
        messages.success(request, "De fase is opgeslagen.")
        return redirect(project)
    context = {"project": project, "kruimels": _kruimels(project, "Fase")}
    return _formulier(request, "projecten/fase_wijzigen.html", form, context)


@require_http_methods(["GET", "POST"])
@vereist(toegang.meldt_status, Project)
def status_melden(request, project):
    """Report how the project goes."""
    form = StatusForm(request.POST or None)
    if form.is_valid():
        domain.status_melden(project, **form.cleaned_data, door=request.user)
        messages.success(request, "De stand van het project is opgeslagen.")
        return redirect(project)
    context = {"project": project, "kruimels": _kruimels(project, "Stand melden")}
    return _formulier(request, "projecten/status_melden.html", form, context)


# --- milestones and roles ------------------------------------------------------------------------


@require_http_methods(["GET", "POST"])
@vereist(toegang.beheert_kalender, Project)
def mijlpaal_toevoegen(request, project):
    """Plan a milestone."""
    form = MijlpaalForm(request.POST or None)
    if form.is_valid():
        mijlpaal = domain.mijlpaal_toevoegen(project, **form.cleaned_data, door=request.user)
        messages.success(request, f"De mijlpaal ‘{mijlpaal.titel}’ staat in de planning.")
        return redirect(f"{project.get_absolute_url()}#mijlpalen")
    context = {"project": project, "kruimels": _kruimels(project, "Mijlpaal toevoegen")}
    return _formulier(request, "projecten/mijlpaal_toevoegen.html", form, context)


@require_http_methods(["GET", "POST"])
@vereist(toegang.beheert_kalender, Mijlpaal)
def mijlpaal_wijzigen(request, mijlpaal):
    """Change what a milestone is, or its day."""
    context = {
        "mijlpaal": mijlpaal,
        "project": mijlpaal.project,
        "titel": mijlpaal.titel,
        "kruimels": _kruimels(mijlpaal.project, "Mijlpaal wijzigen"),
    }
    form = MijlpaalWijzigenForm(request.POST or None, instance=mijlpaal)
    if form.is_valid():
        try:
            domain.mijlpaal_wijzigen(mijlpaal, **form.cleaned_data, door=request.user)
        except Verouderd as botsing:
            context |= _botsing(form, MijlpaalWijzigenForm(instance=botsing.nieuw))
            return render(request, "projecten/mijlpaal_wijzigen.html", context, status=409)
        messages.success(request, "De mijlpaal is opgeslagen.")
        return redirect(f"{mijlpaal.project.get_absolute_url()}#mijlpalen")
    return _formulier(request, "projecten/mijlpaal_wijzigen.html", form, context)


@require_POST
@vereist(toegang.beheert_kalender, Mijlpaal)
def mijlpaal_halen(request, mijlpaal):
    """The milestone is reached today."""
    mijlpaal = domain.mijlpaal_halen(mijlpaal, door=request.user)
    messages.success(request, f"‘{mijlpaal.titel}’ is gehaald op {dag(mijlpaal.gehaald_op)}.")
    return redirect(f"{mijlpaal.project.get_absolute_url()}#mijlpalen")


@require_http_methods(["GET", "POST"])
@vereist(toegang.beheert_kalender, Mijlpaal)
def mijlpaal_verwijderen(request, mijlpaal):
    """Take a milestone out of the planning, after a page that asks whether you are sure."""
    project = mijlpaal.project
    if request.method == "POST":
        domain.mijlpaal_verwijderen(mijlpaal, door=request.user)
        messages.success(request, f"De mijlpaal ‘{mijlpaal.titel}’ is weg.")
        return redirect(f"{project.get_absolute_url()}#mijlpalen")
    context = {
        "mijlpaal": mijlpaal,
        "project": project,
        "kruimels": _kruimels(project, "Mijlpaal verwijderen"),
    }
    return render(request, "projecten/mijlpaal_verwijderen.html", context)


@require_http_methods(["GET", "POST"])
@vereist(toegang.beheert_kalender, Project)
def rol_toevoegen(request, project):
    """Say who does what in the project."""
    form = RolForm(request.POST or None)
    if form.is_valid():
        domain.rol_toevoegen(project, **form.cleaned_data, door=request.user)
        messages.success(request, "De rol is verdeeld.")
        return redirect(f"{project.get_absolute_url()}#rollen")
    context = {"project": project, "kruimels": _kruimels(project, "Rol toevoegen")}
    return _formulier(request, "projecten/rol_toevoegen.html", form, context)


@require_POST
@vereist(toegang.beheert_kalender, Projectrol)
def rol_verwijderen(request, rol):
    """Somebody no longer does this in the project."""
    project = rol.project
    domain.rol_verwijderen(rol, door=request.user)
    messages.success(request, "De rol is weg.")
    return redirect(f"{project.get_absolute_url()}#rollen")
