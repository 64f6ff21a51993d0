"""What is being done: projects, their milestones, who does what, and how it is going."""

from datetime import date
from typing import NamedTuple

import pghistory
import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.db.models.functions import Lower
from django.urls import reverse

from regio.models import Gebied, Openbaarheid, Opgave, Organisatie, Persoon, Thema
from regiobeeld.models import Indicator


class Stand(models.TextChoices):
    """How a project is doing, in the words of the calendar; from its newest statusmelding."""

    OP_KOERS = "op koers", "Op koers"
    LET_OP = "let op", "Let op"
    LOOPT_VAST = "loopt vast", "Loopt vast"
    GEEN = "geen stand", "Geen stand"


class Planning(NamedTuple):
    """A project as the calendar knows it: one row of `Project.objects.voor_kalender()`."""

    pk: int
    code: str
    naam: str
    doelgroep: str
    thema: int
    thema_naam: str
    trekker: int | None
    trekker_naam: str | None
    stand: str
    fase: str
    start: date
    einde: date


class Moment(NamedTuple):
    """A milestone as the calendar knows it: a row of `Mijlpaal.objects.voor_kalender()`."""

    titel: str
    gepland: date
    gehaald_op: date | None

    @property
    def dag(self) -> date:
        """Where it stands on the line: the day it was reached, else the day it is planned."""
        return self.gehaald_op or self.gepland


class UitMelding(models.Func):
    """A column of the newest statusmelding of a project, or of the newest on each of some days.

    Written out, because five subqueries by way of the ORM took longer to put together than to run.
    """

    def __init__(self, veld: str, dagen: list[date] | None = None, *, output_field) -> None:
        super().__init__(F("pk"), output_field=output_field)
        self.veld, self.dagen = veld, dagen

    def as_sql(self, compiler, connection):
        project, _ = compiler.compile(self.get_source_expressions()[0])
        nieuwste = (
            f"(SELECT s.{self.veld} FROM projecten_statusmelding s"  # noqa: S608 -- our own names
            f" WHERE s.project_id = {project}{{}} ORDER BY s.datum DESC, s.id DESC LIMIT 1)"
        )
        if self.dagen is None:
            return nieuwste.format(""), []
        op_dag = nieuwste.format(" AND s.datum <= %s")
        return f"ARRAY[{', '.join(op_dag for _ in self.dagen)}]", list(self.dagen)


class ProjectZichtbaar(models.Func):
    """May this person know of a project: is it open, or have they a role in it?

    What stays with the tafel is also for everybody of an organisatie with a role. Written out, for
    the same reason: a list of acties asks it of each project behind an actie.
    """

    output_field = models.BooleanField()

    def __init__(self, project, openbaarheid, *, persoon: int, organisatie: int | None):
        super().__init__(project, openbaarheid)
        self.persoon, self.organisatie = persoon, organisatie

    def as_sql(self, compiler, connection):
        project, openbaarheid = (compiler.compile(e)[0] for e in self.get_source_expressions())
        regel = (
            f"({openbaarheid} = ANY(%s) OR EXISTS (SELECT 1 FROM projecten_projectrol r"  # noqa: S608
            f" WHERE r.project_id = {project} AND (r.persoon_id = %s"
            f" OR (r.organisatie_id = %s AND {openbaarheid} = %s))))"
        )
        open_ = [Openbaarheid.OPENBAAR.value, Openbaarheid.PARTNERS.value]
        return regel, [open_, self.persoon, self.organisatie, Openbaarheid.TAFEL.value]


def project_zichtbaar(persoon, via: str = "") -> Q:
    """The rule of who may know of a project; `via` is the way there, such as "project__"."""
    if persoon.is_programmamanager:
        return Q(models.Value(True))
    return Q(
        ProjectZichtbaar(
            f"{via}pk",
            f"{via}openbaarheid",
            persoon=persoon.pk,
            organisatie=persoon.organisatie_id,
        )
    )


class ProjectQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """What partners may see; a besloten project only those who have a role in it.

        With its thema and opgave: every page about one project names both, and `vereist` hands it
        over from here. A subquery or values() drops the join.
        """
        return self.select_related("thema", "opgave").filter(project_zichtbaar(persoon))

    def lopend(self):
        """Projects that are under way now."""
        return self.filter(fase__in=Project.LOPEND)

    def in_kalender(self):
        """Projects that stand in the shared calendar: not stopped, with a start and an end."""
        return self.exclude(fase=Project.Fase.GESTOPT)

    def met_trekker(self, **velden: str):
        """Annotate who pulls the project: the trekker, else the projectleider.

        `velden` names what of their Projectrol to show; the short name when not said.
        """
        velden = velden or {"trekker_naam": "organisatie__korte_naam"}
        # Backwards by their name the trekker stands before the projectleider.
        rollen = Projectrol.objects.filter(
            project=OuterRef("pk"), rol__in=Projectrol.TREKT
        ).order_by("-rol", "pk")
        return self.annotate(
            **{naam: Subquery(rollen.values(veld)[:1]) for naam, veld in velden.items()}
        )

    def met_koers(self, dagen: list[date]):
        """Annotate when somebody last reported, and was it on course on each of these days."""
        ja_of_nee = ArrayField(models.BooleanField(null=True))
        return self.annotate(
            gemeld_op=UitMelding("datum", output_field=models.DateField()),
            koers=UitMelding("is_op_koers", dagen, output_field=ja_of_nee),
        )

    def voor_kalender(self):
        """What the calendar shows of each project: the fields of a `Planning`, by thema."""
        return (
            self.in_kalender()
            .met_trekker(trekker_naam="organisatie__korte_naam", trekker_organisatie="organisatie")
            .order_by(Lower("thema__naam"), "start", Lower("naam"), "pk")
            .values_list(
                "pk",
                "code",
                "naam",
                "doelgroep",
                "thema",
                "thema__naam",
                "trekker_organisatie",
                "trekker_naam",
                "stand",
                "fase",
                "start",
                "einde",
            )
        )

    def vastgelopen(self):
        """Running projects that need attention, worst first."""
        return (
            self.lopend()
            .filter(stand__in=(Stand.LOOPT_VAST, Stand.LET_OP))
            .order_by(models.Case(models.When(stand=Stand.LOOPT_VAST, then=0), default=1), "einde")
        )


@pghistory.track()
class Project(models.Model):
    """Work that partners do together on an opgave, with a start, an end and a trekker."""

    class Programma(models.TextChoices):
        IZA = "IZA", "IZA"
        AZWA = "AZWA", "AZWA"
        GALA = "GALA", "GALA"
        WOZO = "WOZO", "WOZO"
        TAZ = "TAZ", "TAZ"
        JEUGD = "Hervormingsagenda Jeugd", "Hervormingsagenda Jeugd"
        LOKAAL = "lokaal", "Lokaal"
        ANDERS = "anders", "Anders"

    class Beweging(models.TextChoices):
        VOORKOMEN = "voorkomen", "Zorg voorkomen"
        VERPLAATSEN = "verplaatsen", "Zorg verplaatsen"
        VERVANGEN = "vervangen", "Zorg vervangen"

    class Type(models.TextChoices):
        KLEINE_STAP = "kleine stap", "Kleine stap"
        PILOT = "pilot", "Pilot"
        OPSCHALING = "opschaling bewezen aanpak", "Opschaling van een bewezen aanpak"
        IMPLEMENTATIE = "implementatie", "Invoering"
        RANDVOORWAARDE = "randvoorwaarde", "Randvoorwaarde"

    class Omvang(models.TextChoices):
        KLEIN = "klein", "Klein"
        MIDDEL = "middel", "Middel"
        GROTERE_INNOVATIE = "grotere innovatie", "Grotere innovatie"

    class Fase(models.TextChoices):
        IDEE = "idee", "Idee"
        INTAKE = "intake", "Intake"
        GOEDGEKEURD = "goedgekeurd", "Goedgekeurd"
        UITVOERING = "uitvoering", "Uitvoering"
        GEPAUZEERD = "gepauzeerd", "Gepauzeerd"
        BORGING = "borging", "Borging"
        AFGEROND = "afgerond", "Afgerond"
        GESTOPT = "gestopt", "Gestopt"

    LOPEND = (Fase.GOEDGEKEURD, Fase.UITVOERING, Fase.GEPAUZEERD, Fase.BORGING)
    # From goedgekeurd on a project works on an opgave; see the constraint.
    ZONDER_OPGAVE = (Fase.IDEE, Fase.INTAKE, Fase.GESTOPT)

    code = models.CharField(max_length=10, unique=True)
    naam = models.CharField(max_length=150)
    omschrijving = models.TextField(blank=True, max_length=4000)
    opgave = models.ForeignKey(
        Opgave, models.PROTECT, null=True, blank=True, related_name="projecten"
    )
    thema = models.ForeignKey(Thema, models.PROTECT, related_name="projecten")
    programma = ArrayField(
        models.CharField(max_length=30, choices=Programma), default=list, blank=True
    )
    beweging = ArrayField(
        models.CharField(max_length=11, choices=Beweging), default=list, blank=True
    )
    type = models.CharField(max_length=25, choices=Type, default=Type.KLEINE_STAP)
    omvang = models.CharField(max_length=17, choices=Omvang, default=Omvang.KLEIN)
    doelgroep = models.CharField(max_length=100, blank=True)
    schaal = models.CharField(max_length=14, choices=Thema.Schaal, default=Thema.Schaal.REGIONAAL)
    gebieden = models.ManyToManyField(Gebied, blank=True, related_name="projecten")
    indicatoren = models.ManyToManyField(Indicator, blank=True, related_name="projecten")
    onderbouwing = models.TextField(blank=True, max_length=2000)
    fase = models.CharField(max_length=11, choices=Fase, default=Fase.IDEE)
    start = models.DateField()
    einde = models.DateField()
    openbaarheid = models.CharField(
        max_length=13, choices=Openbaarheid, default=Openbaarheid.PARTNERS
    )
    # Written together with each statusmelding, so that a list of 200 projects needs no join.
    stand = models.CharField(max_length=10, choices=Stand, default=Stand.GEEN, editable=False)
    stand_sinds = models.DateField(null=True, blank=True, editable=False)
    stand_reden = models.CharField(max_length=500, blank=True, editable=False)
    stand_nodig = models.CharField("wat is nodig", max_length=500, blank=True, editable=False)
    # Goes up with each change; a form that was opened before then gets 409 instead of a lost edit.
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = ProjectQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "projecten"
        ordering = ["start", "naam"]
        constraints = [
            models.CheckConstraint(
                name="project_start_voor_einde",
                condition=Q(start__lte=F("einde")),
                violation_error_message="Het einde ligt niet voor de start.",
            ),
            models.CheckConstraint(
                name="project_goedgekeurd_heeft_opgave",
                condition=Q(fase__in=("idee", "intake", "gestopt")) | Q(opgave__isnull=False),
                violation_error_message="Kies eerst aan welke opgave dit project werkt.",
            ),
            models.CheckConstraint(
                name="project_stand_heeft_reden",
                condition=~Q(stand__in=("let op", "loopt vast")) | ~Q(stand_reden=""),
                violation_error_message="Schrijf waarom het project niet op koers is.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def get_absolute_url(self) -> str:
        return reverse("projecten:project", args=[self.pk])


class MijlpaalQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        return self.filter(project_zichtbaar(persoon, "project__"))

    def te_laat(self, vandaag):
        """Milestones whose day has passed without being reached."""
        return self.filter(gehaald_op=None, gepland__lt=vandaag)

    def voor_kalender(self):
        """What the calendar shows of each milestone: its project and the fields of a `Moment`."""
        return self.order_by("gepland", "pk").values_list(
            "project", "titel", "gepland", "gehaald_op"
        )


@pghistory.track()
class Mijlpaal(models.Model):
    """A moment in a project that partners look out for."""

    project = models.ForeignKey(Project, models.CASCADE, related_name="mijlpalen")
    gebied = models.ForeignKey(
        Gebied, models.PROTECT, null=True, blank=True, related_name="mijlpalen"
    )
    titel = models.CharField(max_length=150)
    gepland = models.DateField()
    oorspronkelijk = models.DateField("eerst gepland op", editable=False)
    gehaald_op = models.DateField(null=True, blank=True)
    belangrijk = models.BooleanField(default=False)
    toelichting = models.TextField(blank=True, max_length=1000)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = MijlpaalQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "mijlpalen"
        ordering = ["gepland", "pk"]

    def __str__(self) -> str:
        return self.titel


class ProjectrolQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        return self.filter(project_zichtbaar(persoon, "project__"))

    def voor_overzicht(self):
        """Who does what in a project, in one query."""
        return self.select_related("organisatie", "persoon").order_by(
            "rol", Lower("organisatie__naam")
        )


@pghistory.track()
class Projectrol(models.Model):
    """What an organisatie (and there a persoon) does in a project."""

    class Rol(models.TextChoices):
        OPDRACHTGEVER = "opdrachtgever (bestuurlijk eigenaar)", "Opdrachtgever"
        TREKKER = "trekker", "Trekker"
        PROJECTLEIDER = "projectleider", "Projectleider"
        PROFESSIONAL_LEAD = "professional lead", "Inhoudelijk trekker"
        PARTNER = "partner", "Partner"
        FINANCIER = "financier", "Financier"
        ONDERZOEK = "onderzoek", "Onderzoek"
        INWONERS = "inwonervertegenwoordiging", "Vertegenwoordigt inwoners"
        TERUGKOPPELAAR = "terugkoppelaar", "Koppelt terug"

    # One of these pulls the project; the first one that there is, is named in the calendar.
    TREKT = (Rol.TREKKER, Rol.PROJECTLEIDER)
    # These roles may report how the project goes.
    MELDT_STATUS = (Rol.TREKKER, Rol.PROJECTLEIDER, Rol.TERUGKOPPELAAR)

    project = models.ForeignKey(Project, models.CASCADE, related_name="rollen")
    organisatie = models.ForeignKey(Organisatie, models.PROTECT, related_name="projectrollen")
    persoon = models.ForeignKey(
        Persoon, models.PROTECT, null=True, blank=True, related_name="projectrollen"
    )
    rol = models.CharField(max_length=36, choices=Rol)
    inzet_uren = models.PositiveIntegerField("inzet in uren per jaar", null=True, blank=True)

    objects = ProjectrolQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "projectrollen"
        constraints = [
            models.UniqueConstraint(
                name="projectrol_uniek",
                fields=["project", "organisatie", "persoon", "rol"],
                nulls_distinct=False,
                violation_error_message="Deze rol is al verdeeld.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_rol_display()}: {self.persoon or self.organisatie}"


class Kleur(models.TextChoices):
    """The traffic light of one side of a project in a statusmelding."""

    GROEN = "groen", "Op koers"
    ORANJE = "oranje", "Let op"
    ROOD = "rood", "Loopt vast"
    GRIJS = "grijs", "Niet bekend"


class StatusmeldingQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        return self.filter(project_zichtbaar(persoon, "project__"))

    def voor_overzicht(self):
        """The reports of a project, newest first, in one query."""
        return self.select_related("door").order_by("-datum", "-pk")


def _een_van_de_lichten(*kleuren: str) -> Q:
    """Is one of the four lights of a statusmelding of one of these colours?"""
    return (
        Q(tijd__in=kleuren)
        | Q(geld__in=kleuren)
        | Q(kwaliteit__in=kleuren)
        | Q(draagvlak__in=kleuren)
    )


@pgtrigger.register(
    # A report is what somebody said that day: a correction is a new report.
    pgtrigger.Protect(name="statusmelding_staat_vast", operation=pgtrigger.Update)
)
class Statusmelding(models.Model):
    """What somebody reported about a project: four lights, and what is needed if not green."""

    class Praktijk(models.TextChoices):
        JA = "ja", "Ja"
        DEELS = "deels", "Deels"
        NEE = "nee", "Nee"
        ONBEKEND = "nog niet te zeggen", "Nog niet te zeggen"

    project = models.ForeignKey(Project, models.CASCADE, related_name="statusmeldingen")
    datum = models.DateField()
    door = models.ForeignKey(Persoon, models.PROTECT, related_name="statusmeldingen")
    tijd = models.CharField(max_length=6, choices=Kleur, default=Kleur.GROEN)
    geld = models.CharField(max_length=6, choices=Kleur, default=Kleur.GROEN)
    kwaliteit = models.CharField(max_length=6, choices=Kleur, default=Kleur.GROEN)
    draagvlak = models.CharField(max_length=6, choices=Kleur, default=Kleur.GROEN)
    voortgang_pct = models.PositiveSmallIntegerField("voortgang in %", null=True, blank=True)
    toelichting = models.TextField("hoe staat het ervoor", max_length=2000, blank=True)
    oorzaak = models.TextField("waarom", max_length=1000, blank=True)
    bijsturing = models.TextField("wat is nodig", max_length=1000, blank=True)
    # Kept by the database: the dashboard asks it for each project at each month's end.
    is_op_koers = models.GeneratedField(
        expression=models.Case(
            models.When(_een_van_de_lichten(Kleur.ORANJE, Kleur.ROOD), then=False),
            models.When(_een_van_de_lichten(Kleur.GROEN), then=True),
            default=False,
        ),
        output_field=models.BooleanField(),
        db_persist=True,
    )
    werkt_in_praktijk = models.CharField(
        "werkt het in de praktijk", max_length=18, choices=Praktijk, default=Praktijk.ONBEKEND
    )
    hulpvraag_aan = models.CharField(
        "hulp gevraagd aan",
        max_length=20,
        blank=True,
        choices={
            "bestuurstafel": "Bestuurstafel",
            "beleidstafel": "Beleidstafel",
            "inhoudelijke tafel": "Inhoudelijke tafel",
            "dagelijks bestuur": "Dagelijks bestuur",
            "klankbordgroep": "Klankbordgroep",
        },
    )

    objects = StatusmeldingQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "statusmeldingen"
        ordering = ["-datum", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="statusmelding_niet_groen_heeft_reden",
                condition=(
                    ~(Q(tijd="oranje") | Q(tijd="rood"))
                    & ~(Q(geld="oranje") | Q(geld="rood"))
                    & ~(Q(kwaliteit="oranje") | Q(kwaliteit="rood"))
                    & ~(Q(draagvlak="oranje") | Q(draagvlak="rood"))
                )
                | (~Q(oorzaak="") & ~Q(bijsturing="")),
                violation_error_message=(
                    "Niet alles is groen. Schrijf waarom, en wat er nodig is."
                ),
            ),
            models.CheckConstraint(
                name="statusmelding_voortgang_0_100",
                condition=Q(voortgang_pct=None) | Q(voortgang_pct__lte=100),
                violation_error_message="De voortgang ligt tussen 0 en 100 procent.",
            ),
        ]
        indexes = [
            # The newest report of a project, now or at the end of a month, without a sort.
            models.Index(
                fields=["project", "-datum", "-id"],
                name="statusmelding_nieuwste",
                include=["is_op_koers"],
            ),
        ]

    def __str__(self) -> str:
        return f"{self.project}: {self.stand.label}"

    @property
    def stand(self) -> Stand:
        """The worst of the four lights, in the words of the calendar."""
        kleuren = {self.tijd, self.geld, self.kwaliteit, self.draagvlak}
        if Kleur.ROOD in kleuren:
            return Stand.LOOPT_VAST
        if Kleur.ORANJE in kleuren:
            return Stand.LET_OP
        return Stand.OP_KOERS if Kleur.GROEN in kleuren else Stand.GEEN
