"""What people do with projects: plan them, change them, reach milestones, say how it goes."""

import re
from collections.abc import Mapping
from datetime import date

from django.core.exceptions import ValidationError
from django.db.models import F
from django.utils import timezone
from django.utils.text import Truncator

from projecten.models import Kleur, Mijlpaal, Project, Projectrol, Stand, Statusmelding
from regio.exceptions import NietMogelijk, Verouderd
from regio.historie import handeling
from regio.models import Openbaarheid, Opgave, Organisatie, Persoon, Regio, Thema

CODE = re.compile(r"P-(\d+)")
REDEN_MAX = Project._meta.get_field("stand_reden").max_length


def _volgende_code() -> str:
    """P-019 after P-018; the row of the region is the lock, so that no number is given twice."""
    Regio.objects.select_for_update().get()
    codes = Project.objects.filter(code__startswith="P-").values_list("code", flat=True)
    nummers = [int(m[1]) for code in codes if (m := CODE.fullmatch(code))]
    return f"P-{max(nummers, default=0) + 1:03}"


def _verse(project: Project, versie: int | None = None) -> Project:
    """The project as it stands now, locked; refuse if it changed since `versie` was read."""
    vers = Project.objects.select_for_update().get(pk=project.pk)
    if versie is not None and vers.versie != versie:
        raise Verouderd(nieuw=vers)
    return vers


def _bewaren(project: Project) -> Project:
    """Write a changed project under the next versie; a broken rule becomes a sentence."""
    project.versie += 1
    try:
        project.clean_fields()
        project.validate_constraints()
    except ValidationError as fout:
        raise NietMogelijk(" ".join(fout.messages)) from fout
    project.save()
    return project


def _trekker_zetten(project: Project, organisatie: Organisatie | None) -> None:
    """Give the project this trekker; the name of a persoon leaves with their organisatie."""
    rol = project.rollen.filter(rol=Projectrol.Rol.TREKKER).order_by("pk").first()
    if organisatie is None:
        if rol:
            rol.delete()
    elif rol is None:
        project.rollen.create(organisatie=organisatie, rol=Projectrol.Rol.TREKKER)
    elif rol.organisatie_id != organisatie.pk:
        project.rollen.filter(
            organisatie=organisatie, persoon=None, rol=Projectrol.Rol.TREKKER
        ).delete()
        rol.organisatie, rol.persoon = organisatie, None
        rol.save()


@handeling
def project_toevoegen(
    *,
    naam: str,
    thema: Thema,
    start: date,
    einde: date,
    omschrijving: str = "",
    opgave: Opgave | None = None,
    fase: str = Project.Fase.IDEE,
    trekker: Organisatie | None = None,
    doelgroep: str = "",
    openbaarheid: str = Openbaarheid.PARTNERS,
    door: Persoon,
) -> Project:
    """Put a new project in the calendar, under the next free code."""
    code = _volgende_code()
    if Project.objects.filter(naam__iexact=naam).exists():
        raise NietMogelijk("Er is al een project met deze naam.")
    project = Project(
        code=code,
        naam=naam,
        thema=thema,
        start=start,
        einde=einde,
        omschrijving=omschrijving,
        opgave=opgave,
        fase=fase,
        doelgroep=doelgroep,
        openbaarheid=openbaarheid,
        versie=0,
    )
    _bewaren(project)
    _trekker_zetten(project, trekker)
    return project


@handeling
def project_beschrijven(project: Project, *, versie: int, door: Persoon, **velden) -> Project:
    """Say anew what a project is: its name, opgave, thema, for whom, and who may see it."""
    project = _verse(project, versie)
    verzamelingen = {
        naam: velden.pop(naam) for naam in ("gebieden", "indicatoren") if naam in velden
    }
    for naam, waarde in velden.items():
        setattr(project, naam, waarde)
    _bewaren(project)
    for naam, waarden in verzamelingen.items():
        getattr(project, naam).set(waarden)
    return project


@handeling
def project_wijzigen(
    project: Project,
    *,
    versie: int,
    start: date,
    einde: date,
    fase: str,
    trekker: Organisatie | None,
    mijlpalen: Mapping[int, date],
    door: Persoon,
) -> Project:
    """Change the planning: when, in which fase, who pulls, and the days of open milestones."""
    project = _verse(project, versie)
    project.start, project.einde, project.fase = start, einde, fase
    _bewaren(project)
    _trekker_zetten(project, trekker)
    for mijlpaal in project.mijlpalen.filter(pk__in=mijlpalen, gehaald_op=None):
        if mijlpaal.gepland != mijlpalen[mijlpaal.pk]:
            mijlpaal.gepland = mijlpalen[mijlpaal.pk]
            mijlpaal.versie += 1
            mijlpaal.save()
    return project


@handeling
def fase_wijzigen(project: Project, *, fase: str, door: Persoon) -> Project:
    """Take a project to another fase; from goedgekeurd on it works on an opgave."""
    project = _verse(project)
    if project.fase != fase:
        project.fase = fase
        _bewaren(project)
    return project


def _mijlpaal_bewaren(mijlpaal: Mijlpaal) -> Mijlpaal:
    """Write a milestone; a form of the planning that is still open is now out of date."""
    Project.objects.filter(pk=mijlpaal.project_id).update(versie=F("versie") + 1)
    mijlpaal.versie += 1
    mijlpaal.save()
    return mijlpaal


@handeling
def mijlpaal_toevoegen(
    project: Project,
    *,
    titel: str,
    gepland: date,
    belangrijk: bool = False,
    toelichting: str = "",
    door: Persoon,
) -> Mijlpaal:
    """Plan a milestone; the same one asked twice (a double click) is there once."""
    project = _verse(project)
    if zelfde := project.mijlpalen.filter(titel=titel, gepland=gepland).first():
        return zelfde
    mijlpaal = Mijlpaal(
        project=project,
        titel=titel,
        gepland=gepland,
        oorspronkelijk=gepland,
        belangrijk=belangrijk,
        toelichting=toelichting,
        versie=0,
    )
    return _mijlpaal_bewaren(mijlpaal)


@handeling
def mijlpaal_wijzigen(
    mijlpaal: Mijlpaal,
    *,
    versie: int,
    titel: str,
    gepland: date,
    gehaald_op: date | None,
    belangrijk: bool,
    toelichting: str,
    door: Persoon,
) -> Mijlpaal:
    """Change a milestone; the day for which it was first planned stays known."""
    _verse(mijlpaal.project)
    mijlpaal = Mijlpaal.objects.select_for_update().get(pk=mijlpaal.pk)
    if mijlpaal.versie != versie:
        raise Verouderd(nieuw=mijlpaal)
    mijlpaal.titel, mijlpaal.gepland, mijlpaal.gehaald_op = titel, gepland, gehaald_op
    mijlpaal.belangrijk, mijlpaal.toelichting = belangrijk, toelichting
    return _mijlpaal_bewaren(mijlpaal)


@handeling
def mijlpaal_halen(
    mijlpaal: Mijlpaal, *, gehaald_op: date | None = None, door: Persoon
) -> Mijlpaal:
    """A milestone is reached; today, unless another day is given."""
    _verse(mijlpaal.project)
    mijlpaal = Mijlpaal.objects.select_for_update().get(pk=mijlpaal.pk)
    if mijlpaal.gehaald_op:
        return mijlpaal
    mijlpaal.gehaald_op = gehaald_op or timezone.localdate()
    return _mijlpaal_bewaren(mijlpaal)


@handeling
def mijlpaal_verwijderen(mijlpaal: Mijlpaal, *, door: Persoon) -> None:
    """Take a milestone out of the planning; the history still knows it."""
    Project.objects.filter(pk=mijlpaal.project_id).update(versie=F("versie") + 1)
    mijlpaal.delete()


@handeling
def status_melden(
    project: Project,
    *,
    tijd: str = Kleur.GROEN,
    geld: str = Kleur.GROEN,
    kwaliteit: str = Kleur.GROEN,
    draagvlak: str = Kleur.GROEN,
    voortgang_pct: int | None = None,
    toelichting: str = "",
    oorzaak: str = "",
    bijsturing: str = "",
    werkt_in_praktijk: str = Statusmelding.Praktijk.ONBEKEND,
    hulpvraag_aan: str = "",
    datum: date | None = None,
    door: Persoon,
) -> Statusmelding:
    """Report how a project goes; the newest report is the stand of the project in every list."""
    project = _verse(project)
    inhoud = {
        "tijd": tijd,
        "geld": geld,
        "kwaliteit": kwaliteit,
        "draagvlak": draagvlak,
        "voortgang_pct": voortgang_pct,
        "toelichting": toelichting,
        "oorzaak": oorzaak,
        "bijsturing": bijsturing,
        "werkt_in_praktijk": werkt_in_praktijk,
        "hulpvraag_aan": hulpvraag_aan,
        "datum": datum or timezone.localdate(),
        "door": door,
    }
    # Pressed twice is said once.
    if zelfde := project.statusmeldingen.filter(**inhoud).first():
        return zelfde
    melding = Statusmelding(project=project, **inhoud)
    try:
        melding.full_clean()
    except ValidationError as fout:
        raise NietMogelijk(" ".join(fout.messages)) from fout
    melding.save()
    if project.statusmeldingen.filter(datum__gt=melding.datum).exists():
        return melding  # a report that comes in late does not change how it goes now
    if project.stand != melding.stand or project.stand_sinds is None:
        project.stand_sinds = melding.datum
    project.stand = melding.stand
    is_goed = melding.stand in (Stand.OP_KOERS, Stand.GEEN)
    project.stand_reden = "" if is_goed else Truncator(oorzaak).chars(REDEN_MAX)
    project.stand_nodig = "" if is_goed else Truncator(bijsturing).chars(REDEN_MAX)
    # Not `versie`: a report changes nothing that stands in a form of the planning.
    project.save(update_fields=["stand", "stand_sinds", "stand_reden", "stand_nodig"])
    return melding


@handeling
def rol_toevoegen(
    project: Project,
    *,
    rol: str,
    organisatie: Organisatie,
    persoon: Persoon | None = None,
    door: Persoon,
) -> Projectrol:
    """Give an organisatie, and there a persoon, something to do in a project; once."""
    return project.rollen.get_or_create(rol=rol, organisatie=organisatie, persoon=persoon)[0]


@handeling
def rol_verwijderen(rol: Projectrol, *, door: Persoon) -> None:
    """From now on nobody does this in the project because of this role."""
    rol.delete()
