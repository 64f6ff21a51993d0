"""What a tafel decided, and what people promised to do."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils import timezone

from projecten.models import Project, project_zichtbaar
from regio.models import (
    Openbaarheid,
    Opgave,
    Persoon,
    Regiovisie,
)
from tafels.models.bijeenkomst import Agendapunt, Besluitwijze, Bijeenkomst, slot
from tafels.models.tafel import NAAR_PARTNERS, Tafel, zichtbaar


class BesluitQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """A besluit is never more open than the agendapunt it came from."""
        return self.filter(zichtbaar(persoon), zichtbaar(persoon, "agendapunt__", of_geen=True))

    def voor_overzicht(self):
        """What the besluitenregister shows of each besluit, in one query."""
        return self.select_related("tafel").order_by("-datum", "-pk").fetch_mode(models.FETCH_RAISE)

    def met_acties(self, persoon):
        """Annotate how many acties came from it and how many are done, of those persoon sees."""
        acties = (
            Actie.objects.zichtbaar_voor(persoon)
            .filter(besluit=models.OuterRef("pk"))
            .exclude(status=Actie.Status.VERVALLEN)
            .order_by()
            .values("besluit")
        )
        klaar = Q(status=Actie.Status.GEREED)
        return self.annotate(
            aantal_acties=models.functions.Coalesce(
                models.Subquery(acties.annotate(n=models.Count("pk")).values("n")), 0
            ),
            aantal_klaar=models.functions.Coalesce(
                models.Subquery(
                    acties.annotate(n=models.Count("pk", filter=klaar)).values("n"),
                ),
                0,
            ),
        )

    def voor_pagina(self):
        """What the page of one besluit shows of it, in one query."""
        return self.select_related(
            "tafel", "agendapunt__bijeenkomst", "agendapunt__opgave", "opgave", "project__opgave"
        )

    def zoek(self, tekst: str):
        """Besluiten with each of these words in their number, text or message."""
        gevonden = self
        for woord in tekst.split():
            gevonden = gevonden.filter(
                Q(nummer__icontains=woord)
                | Q(tekst__icontains=woord)
                | Q(kernboodschap_achterban__icontains=woord)
            )
        return gevonden


@pgtrigger.register(
    slot(
        "besluit_op_slot",
        "(SELECT a.bijeenkomst_id FROM tafels_agendapunt a WHERE a.id = r.agendapunt_id)",
        velden=["nummer", "tekst", "datum", "soort", "besluitwijze", "tafel_id", "agendapunt_id"],
    )
)
@pghistory.track()
class Besluit(models.Model):
    """What a tafel decided, in words that stand; a correction is a new besluit that replaces it."""

    class Soort(models.TextChoices):
        AMBITIE = "ambitie/visie", "Ambitie of visie"
        PROJECT = "interventie/project", "Project"
        FINANCIEEL = "financieel", "Geld"
        PROCES = "proceskeuze", "Hoe wij samenwerken"
        SAMENSTELLING = "samenstelling", "Wie meedoet"
        OVERIG = "overig", "Overig"

    class Status(models.TextChoices):
        VOORSTEL = "voorstel", "Voorstel"
        IN_RONDE = "in ronde", "In ronde"
        GENOMEN = "genomen", "Genomen"
        NIET_GENOMEN = "niet genomen", "Niet genomen"
        AANGEHOUDEN = "aangehouden", "Aangehouden"
        ONDER_VOORBEHOUD = "onder voorbehoud", "Onder voorbehoud"
        BEKRACHTIGD = "bekrachtigd", "Bekrachtigd"
        TERUG = "terug naar tafel", "Terug naar de tafel"
        VERVALLEN = "vervallen", "Vervallen"

    Besluitwijze = Besluitwijze

    tafel = models.ForeignKey(Tafel, models.PROTECT, related_name="besluiten")
    agendapunt = models.ForeignKey(
        Agendapunt, models.PROTECT, null=True, blank=True, related_name="besluiten"
    )
    nummer = models.CharField(max_length=24, unique=True)
    tekst = models.TextField(max_length=4000)
    datum = models.DateField()
    soort = models.CharField(max_length=19, choices=Soort, default=Soort.OVERIG)
    besluitwijze = models.CharField(
        max_length=27, choices=Besluitwijze, default=Besluitwijze.CONSENT
    )
    status = models.CharField(max_length=16, choices=Status, default=Status.GENOMEN)
    openbaarheid = models.CharField(
        max_length=13, choices=Openbaarheid, default=Openbaarheid.PARTNERS
    )
    kernboodschap_achterban = models.TextField(
        "wat u uw achterban kunt vertellen", blank=True, max_length=1000
    )
    financieel_bedrag = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    mededinging_getoetst = models.BooleanField(default=False)
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="besluiten"
    )
    opgave = models.ForeignKey(
        Opgave, models.PROTECT, null=True, blank=True, related_name="besluiten"
    )
    regiovisie = models.ForeignKey(
        Regiovisie, models.PROTECT, null=True, blank=True, related_name="besluiten"
    )
    vervangt = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="vervangen_door"
    )
    bekrachtiging_nodig = models.BooleanField(default=False)
    bekrachtiging_deadline = models.DateField(null=True, blank=True)
    vastgelegd_op = models.DateTimeField(db_default=models.functions.Now(), editable=False)

    objects = BesluitQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "besluiten"
        ordering = ["-datum", "-pk"]

    def __str__(self) -> str:
        return f"{self.nummer} {self.tekst[:60]}"

    def get_absolute_url(self) -> str:
        return reverse("tafels:besluit", args=[self.pk])

    @property
    def is_besloten(self) -> bool:
        return self.openbaarheid not in NAAR_PARTNERS


class ActieQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """Everybody's actions, but not what comes from something besloten; and always one's own."""
        return self.filter(
            Q(houder=persoon)
            | (
                zichtbaar(persoon, "besluit__", of_geen=True)
                & zichtbaar(persoon, "besluit__agendapunt__", of_geen=True)
                & zichtbaar(persoon, "agendapunt__", of_geen=True)
                & (Q(project=None) | project_zichtbaar(persoon, "project__"))
            )
        )

    def openstaand(self):
        return self.filter(status__in=(Actie.Status.OPEN, Actie.Status.IN_UITVOERING))

    def te_laat(self, vandaag=None):
        """Open actions whose deadline has passed."""
        return self.openstaand().filter(deadline__lt=vandaag or timezone.localdate())

    def voor_overzicht(self):
        """What the list of actions shows, in one query."""
        return (
            self.select_related("houder__organisatie", "bijeenkomst__tafel")
            .order_by(F("deadline").asc(nulls_last=True), "pk")
            .fetch_mode(models.FETCH_RAISE)
        )

    def voor_pagina(self):
        """What the page of one actie shows of it, in one query."""
        return self.select_related(
            "houder__organisatie", "besluit__tafel", "agendapunt", "bijeenkomst__tafel", "project"
        )


@pgtrigger.register(
    slot(
        "actie_op_slot",
        "r.bijeenkomst_id",
        velden=["nummer", "tekst", "soort", "houder_id", "agendapunt_id", "bijeenkomst_id"],
    )
)
@pghistory.track()
class Actie(models.Model):
    """Something one persoon promised to do, by a day, because of a besluit or a meeting."""

    class Soort(models.TextChoices):
        ACTIE = "actie", "Actie"
        AFSPRAAK = "afspraak", "Afspraak"
        PRINCIPEAFSPRAAK = "principeafspraak", "Afspraak in principe"
        TOEZEGGING = "toezegging", "Toezegging"
        SAMENWERKING = "samenwerking", "Samenwerking"

    class Prioriteit(models.TextChoices):
        HOOG = "hoog", "Hoog"
        NORMAAL = "normaal", "Normaal"
        LAAG = "laag", "Laag"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        IN_UITVOERING = "in uitvoering", "Mee bezig"
        GEREED = "gereed", "Klaar"
        VERVALLEN = "vervallen", "Vervallen"

    nummer = models.CharField(max_length=10, unique=True)
    tekst = models.CharField("wat moet er gebeuren", max_length=300)
    soort = models.CharField(max_length=16, choices=Soort, default=Soort.ACTIE)
    bijeenkomst = models.ForeignKey(
        Bijeenkomst, models.PROTECT, null=True, blank=True, related_name="acties"
    )
    agendapunt = models.ForeignKey(
        Agendapunt, models.PROTECT, null=True, blank=True, related_name="acties"
    )
    besluit = models.ForeignKey(
        Besluit, models.PROTECT, null=True, blank=True, related_name="acties"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="acties"
    )
    houder = models.ForeignKey(
        Persoon, models.PROTECT, related_name="acties", verbose_name="wie doet het"
    )
    deadline = models.DateField("wanneer klaar", null=True, blank=True)
    prioriteit = models.CharField(max_length=7, choices=Prioriteit, default=Prioriteit.NORMAAL)
    status = models.CharField(max_length=13, choices=Status, default=Status.OPEN)
    terugkoppeling = models.TextField("wat is er gedaan", blank=True, max_length=1000)
    gereed_op = models.DateField(null=True, blank=True)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = ActieQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "acties"
        ordering = ["deadline", "pk"]
        constraints = [
            models.CheckConstraint(
                name="actie_gereed_heeft_datum",
                condition=~Q(status="gereed") | Q(gereed_op__isnull=False),
                violation_error_message="Een actie die klaar is, heeft een datum.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nummer} {self.tekst}"

    def get_absolute_url(self) -> str:
        return reverse("tafels:actie", args=[self.pk])

    @property
    def is_te_laat(self) -> bool:
        """Has its deadline passed while it is not done?"""
        return (
            self.deadline is not None
            and self.deadline < timezone.localdate()
            and self.status in (self.Status.OPEN, self.Status.IN_UITVOERING)
        )
