"""What people are told: mail about an agenda, calendars, successes and early warnings."""

import secrets
from datetime import timedelta

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from projecten.models import Project, project_zichtbaar
from regio.models import Openbaarheid, Opgave, Organisatie, Persoon
from tafels.models.bijeenkomst import Agendapunt, Bijeenkomst, agendapunt_zichtbaar
from tafels.models.deelname import niet_teruggetrokken
from tafels.models.stukken import Stuk
from tafels.models.tafel import LEEST_VERTROUWELIJK, NAAR_PARTNERS, Lidmaatschap, Tafel, zichtbaar


class AgendawijzigingQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """What changed, without what is besloten to this persoon."""
        return self.filter(
            Q(agendapunt=None) | agendapunt_zichtbaar(persoon, "agendapunt__"),
            Q(stuk=None) | niet_teruggetrokken(persoon),
            zichtbaar(persoon, tafel="bijeenkomst__tafel"),
        )


class Agendawijziging(models.Model):
    """One line about what changed on an agenda after it was sent, for the mail that says so."""

    bijeenkomst = models.ForeignKey(Bijeenkomst, models.CASCADE, related_name="wijzigingen")
    agendapunt = models.ForeignKey(
        Agendapunt, models.CASCADE, null=True, blank=True, related_name="wijzigingen"
    )
    tekst = models.CharField(max_length=300)
    stuk = models.ForeignKey(
        Stuk, models.CASCADE, null=True, blank=True, related_name="wijzigingen"
    )
    # A paper can be more besloten than the agendapunt under which it lies.
    openbaarheid = models.CharField(
        max_length=13, choices=Openbaarheid, default=Openbaarheid.OPENBAAR
    )
    # The version of the agenda that begins with this change, or that this change came into.
    versie = models.PositiveSmallIntegerField(default=2)
    door = models.ForeignKey(Persoon, models.PROTECT, related_name="+")
    op = models.DateTimeField(default=timezone.now)

    objects = AgendawijzigingQuerySet.as_manager()

    class Meta:
        verbose_name = "wijziging van een agenda"
        verbose_name_plural = "wijzigingen van agenda's"
        ordering = ["op", "pk"]

    def __str__(self) -> str:
        return self.tekst

    @property
    def is_besloten(self) -> bool:
        punt = self.agendapunt
        return self.openbaarheid not in NAAR_PARTNERS or (punt is not None and punt.is_besloten)


# A worker that has not said after this time that its mail went, has died.
OPPAKKEN_DUURT = timedelta(minutes=5)
# After so many refusals a mail is not tried again; the secretaris sees whom it did not reach.
MAX_POGINGEN = 6


class MeldingQuerySet(models.QuerySet):
    def te_versturen(self, nu=None):
        """What waits for its moment no longer, and what a worker took up and never finished."""
        nu = nu or timezone.now()
        blijft_liggen = Q(opgepakt_op=None) | Q(opgepakt_op__lt=nu - OPPAKKEN_DUURT)
        return self.filter(
            blijft_liggen, verstuurd_op=None, na__lte=nu, pogingen__lt=MAX_POGINGEN
        ).order_by("na", "pk")

    def gewacht(self):
        """What no worker took up yet: a further change becomes part of the same mail."""
        return self.filter(verstuurd_op=None, opgepakt_op=None)


class Melding(models.Model):
    """A mail about a meeting or a bericht that somebody must still get, or got."""

    class Soort(models.TextChoices):
        AGENDA = "agenda", "De agenda staat klaar"
        GEWIJZIGD = "gewijzigd", "De agenda is gewijzigd"
        AFGELAST = "afgelast", "De bijeenkomst gaat niet door"
        BERICHT = "bericht", "Er is een bericht"

    bijeenkomst = models.ForeignKey(
        Bijeenkomst, models.CASCADE, null=True, blank=True, related_name="meldingen"
    )
    bericht = models.ForeignKey(
        "Bericht", models.CASCADE, null=True, blank=True, related_name="meldingen"
    )
    persoon = models.ForeignKey(Persoon, models.CASCADE, related_name="meldingen")
    soort = models.CharField(max_length=11, choices=Soort)
    # Not before this moment: changes that follow each other quickly become one mail.
    na = models.DateTimeField(default=timezone.now)
    # Taken up by a worker: what changes from here on becomes a next mail.
    opgepakt_op = models.DateTimeField(null=True, blank=True)
    verstuurd_op = models.DateTimeField(null=True, blank=True)
    pogingen = models.PositiveSmallIntegerField(default=0)
    fout = models.CharField(max_length=300, blank=True)

    objects = MeldingQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "meldingen"
        ordering = ["na", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="melding_een_open_per_soort",
                fields=["bijeenkomst", "persoon", "soort"],
                condition=Q(verstuurd_op=None, opgepakt_op=None),
            ),
            models.UniqueConstraint(
                name="melding_een_open_per_bericht",
                fields=["bericht", "persoon"],
                condition=Q(verstuurd_op=None, opgepakt_op=None),
            ),
            models.CheckConstraint(
                name="melding_over_een_ding",
                condition=Q(soort="bericht", bericht__isnull=False, bijeenkomst=None)
                | (~Q(soort="bericht") & Q(bericht=None, bijeenkomst__isnull=False)),
                violation_error_message="Een mail gaat over een bijeenkomst of over een bericht.",
            ),
        ]
        indexes = [
            models.Index(fields=["na"], name="melding_te_versturen", condition=Q(verstuurd_op=None))
        ]

    def __str__(self) -> str:
        return f"{self.get_soort_display()} · {self.persoon}"

    @property
    def is_mislukt(self) -> bool:
        """Did the mail server refuse it to the end?"""
        return self.verstuurd_op is None and self.pogingen >= MAX_POGINGEN and self.fout != ""


def nieuwe_sleutel() -> str:
    """A secret that nobody guesses: 256 bits."""
    return secrets.token_urlsafe(32)


class Agendasleutel(models.Model):
    """The secret address under which somebody's own calendar is read; a new one ends the old."""

    persoon = models.OneToOneField(
        Persoon, models.CASCADE, primary_key=True, related_name="agendasleutel"
    )
    sleutel = models.CharField(max_length=64, unique=True, default=nieuwe_sleutel)
    gemaakt_op = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name = "sleutel van een agenda"
        verbose_name_plural = "sleutels van agenda's"

    def __str__(self) -> str:
        return f"Agenda van {self.persoon}"


class BerichtQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """What one shares with the partners, and what stays with the tafel it was told to."""
        return self.filter(
            zichtbaar(persoon),
            Q(project=None) | project_zichtbaar(persoon, "project__"),
        )

    def successen(self):
        return self.filter(soort__in=(Bericht.Soort.KLEIN, Bericht.Soort.GROOT))

    def aankondigingen(self):
        return self.filter(soort__in=(Bericht.Soort.ONTWIKKELING, Bericht.Soort.TRANSFORMATIE))

    def voor_overzicht(self):
        """What a list of messages shows of each, in one query."""
        return (
            self.select_related("opgave", "project", "door__organisatie", "tafel")
            .order_by("-datum", "-pk")
            .fetch_mode(models.FETCH_RAISE)
        )


@pghistory.track()
class Bericht(models.Model):
    """Something worth telling: a success to celebrate (R-068), or a warning ahead (R-113)."""

    class Soort(models.TextChoices):
        KLEIN = "succes klein", "Klein succes"
        GROOT = "succes groot", "Groot succes"
        ONTWIKKELING = "ontwikkeling", "Ontwikkeling die eraan komt"
        TRANSFORMATIE = "transformatieaanvraag", "Transformatieaanvraag"

    soort = models.CharField(max_length=21, choices=Soort, default=Soort.KLEIN)
    titel = models.CharField(max_length=150)
    tekst = models.TextField(blank=True, max_length=2000)
    datum = models.DateField(default=timezone.localdate)
    door = models.ForeignKey(Persoon, models.PROTECT, related_name="berichten")
    tafel = models.ForeignKey(
        Tafel, models.PROTECT, null=True, blank=True, related_name="berichten"
    )
    opgave = models.ForeignKey(
        Opgave, models.PROTECT, null=True, blank=True, related_name="berichten"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="berichten"
    )
    organisaties = models.ManyToManyField(Organisatie, blank=True, related_name="berichten")
    openbaarheid = models.CharField(
        max_length=13, choices=Openbaarheid, default=Openbaarheid.PARTNERS
    )
    gevierd_in = models.ForeignKey(
        Bijeenkomst, models.SET_NULL, null=True, blank=True, related_name="gevierd"
    )
    geplaatst_op = models.DateTimeField(db_default=Now(), editable=False)

    objects = BerichtQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "berichten"
        ordering = ["-datum", "-pk"]
        constraints = [
            models.CheckConstraint(
                name="bericht_besloten_heeft_tafel",
                condition=Q(openbaarheid__in=NAAR_PARTNERS) | Q(tafel__isnull=False),
                violation_error_message="Kies aan welke tafel u dit vertelt.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return f"{reverse('tafels:bericht_lijst')}#bericht-{self.pk}"

    @property
    def is_succes(self) -> bool:
        return self.soort in (self.Soort.KLEIN, self.Soort.GROOT)

    @property
    def is_besloten(self) -> bool:
        """Does it, or the project it is about, stay with some of the people?"""
        project = self.project
        return self.openbaarheid not in NAAR_PARTNERS or (
            project is not None and project.openbaarheid not in NAAR_PARTNERS
        )

    def ontvangers(self):
        """Who hears of this: who sits at its tafel and reads there what is so besloten.

        Without tafel everybody who sits at one; never who told it. Of a besloten project only some
        of them may know: the mail asks `zichtbaar_voor` again when it is written.
        """
        zetels = Lidmaatschap.objects.actueel()
        if self.tafel_id is not None:
            zetels = zetels.filter(tafel=self.tafel_id)
        if self.openbaarheid not in NAAR_PARTNERS:
            zetels = zetels.filter(kring=Organisatie.Kring.BINNEN)
        if self.openbaarheid == Openbaarheid.VERTROUWELIJK:
            zetels = zetels.filter(rol__in=LEEST_VERTROUWELIJK)
        return Persoon.objects.filter(is_active=True, pk__in=zetels.values("persoon")).exclude(
            pk=self.door_id
        )
