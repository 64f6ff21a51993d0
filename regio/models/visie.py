"""What the region wants: the regiovisie and its opgaven."""

import pghistory
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from regio.models.partners import OpenQuerySet, Persoon, Thema


class RegiovisieQuerySet(OpenQuerySet):
    def geldend(self):
        """The vision the region works with now: the adopted one, else the newest draft."""
        return self.order_by(
            models.Case(models.When(status=Regiovisie.Status.VASTGESTELD, then=0), default=1),
            "-versie",
        )


@pghistory.track()
class Regiovisie(models.Model):
    """What the partners want to reach together, in a version that a besluit adopts."""

    class Status(models.TextChoices):
        CONCEPT = "concept", "Concept"
        IN_BESPREKING = "in bespreking", "In bespreking"
        VASTGESTELD = "vastgesteld", "Vastgesteld"
        IN_HERIJKING = "in herijking", "In herijking"
        VERVANGEN = "vervangen", "Vervangen"

    class Samenstelling(models.TextChoices):
        HELE_SYSTEEM = "hele systeem aan tafel", "Hele systeem aan tafel"
        WELWILLENDEN = "coalitie van de welwillenden", "Coalitie van de welwillenden"

    versie = models.PositiveSmallIntegerField(unique=True)
    titel = models.CharField(max_length=200)
    ambitie = models.TextField(blank=True, max_length=4000)
    aanleiding = models.TextField(blank=True, max_length=4000)
    periode_van = models.DateField("geldt vanaf", null=True, blank=True)
    periode_tot = models.DateField("geldt tot", null=True, blank=True)
    herijken_voor = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=13, choices=Status, default=Status.CONCEPT)
    samenstelling = models.CharField(
        max_length=28, choices=Samenstelling, default=Samenstelling.HELE_SYSTEEM
    )
    keuze_toelichting = models.TextField(blank=True, max_length=2000)
    vorige = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="volgende"
    )

    objects = RegiovisieQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "regiovisies"
        ordering = ["-versie"]
        constraints = [
            models.UniqueConstraint(
                name="regiovisie_een_vastgesteld",
                fields=["status"],
                condition=Q(status="vastgesteld"),
                violation_error_message="Er is al een vastgestelde regiovisie.",
            ),
            models.CheckConstraint(
                name="regiovisie_periode_van_voor_tot",
                condition=Q(periode_van=None)
                | Q(periode_tot=None)
                | Q(periode_van__lt=F("periode_tot")),
                violation_error_message="De periode eindigt na het begin.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("regiovisie")


class OpgaveQuerySet(OpenQuerySet):
    def voor_overzicht(self):
        """What a list of opgaven shows, in one query."""
        return self.select_related(
            "thema", "bestuurlijk_eigenaar__organisatie", "trekker"
        ).fetch_mode(models.FETCH_RAISE)

    def voor_pagina(self):
        """What the page of one opgave shows of it, in one query."""
        return self.voor_overzicht().select_related("regiovisie")


@pghistory.track()
class Opgave(models.Model):
    """One thing the region has to solve together, as the regiovisie names it."""

    class Pdca(models.TextChoices):
        PLAN = "plan", "Plannen"
        DO = "do", "Doen"
        CHECK = "check", "Controleren"
        ACT = "act", "Bijstellen"

    class Status(models.TextChoices):
        VOORGESTELD = "voorgesteld", "Voorgesteld"
        ACTIEF = "actief", "Actief"
        BIJSTELLEN = "bijstellen", "Bijstellen"
        AFGEROND = "afgerond", "Afgerond"
        GESTOPT = "gestopt", "Gestopt"

    LOPEND = (Status.ACTIEF, Status.BIJSTELLEN)

    regiovisie = models.ForeignKey(Regiovisie, models.PROTECT, related_name="opgaven")
    nummer = models.PositiveSmallIntegerField()
    titel = models.CharField(max_length=150)
    thema = models.ForeignKey(Thema, models.PROTECT, related_name="opgaven")
    omschrijving = models.TextField(blank=True, max_length=2000)
    voor_inwoners = models.TextField("wat inwoners merken", blank=True, max_length=1000)
    voor_professionals = models.TextField("wat professionals merken", blank=True, max_length=1000)
    buiten_scope = models.TextField("wat er niet bij hoort", blank=True, max_length=1000)
    prioriteit = models.PositiveSmallIntegerField(null=True, blank=True)
    bestuurlijk_eigenaar = models.ForeignKey(
        Persoon, models.PROTECT, null=True, blank=True, related_name="opgaven_als_eigenaar"
    )
    trekker = models.ForeignKey(
        Persoon, models.PROTECT, null=True, blank=True, related_name="opgaven_als_trekker"
    )
    pdca = models.CharField(max_length=5, choices=Pdca, default=Pdca.PLAN)
    status = models.CharField(max_length=11, choices=Status, default=Status.VOORGESTELD)

    objects = OpgaveQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "opgaven"
        ordering = ["regiovisie", "nummer"]
        constraints = [
            models.UniqueConstraint(
                name="opgave_nummer_uniek",
                fields=["regiovisie", "nummer"],
                violation_error_message="Dit nummer heeft al een andere opgave.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("opgave", args=[self.pk])
