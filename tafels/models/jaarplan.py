"""What a tafel plans ahead: its themes over the year, and what returns on every agenda."""

from datetime import datetime

import pghistory
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from regio.models import Opgave, Persoon, Thema
from regio.models.partners import OpenQuerySet
from tafels.models.bijeenkomst import Agendapunt, Bijeenkomst, Blok
from tafels.models.deelname import Terugtrekking
from tafels.models.tafel import Tafel

# Written out: by way of the ORM it took ten times as long to put together as to run.
VERZOEKEN = """
    ARRAY(
        SELECT jsonb_build_object(
            'status', v.status, 'tafel', v.tafel_id, 'tafel_naam', tafel.naam,
            'thema', thema.naam, 'wie', p.naam, 'reden', v.reden,
            'maand', extract(month FROM v.maand)::int, 'agendapunt', v.agendapunt_id,
            'inleveren_tot', (b.start AT TIME ZONE %s)::date - tafel.aanlever_dagen
        )
        FROM tafels_themaplanning v
        JOIN tafels_tafel tafel ON tafel.id = v.tafel_id
        JOIN regio_persoon p ON p.id = v.aanvrager_id
        LEFT JOIN regio_thema thema ON thema.id = v.thema_id
        LEFT JOIN tafels_bijeenkomst b ON b.id = v.bijeenkomst_id
        WHERE v.herkomst = %s AND (
            (v.status = %s AND v.tafel_id = ANY(%s))
            OR (v.status = ANY(%s) AND v.aanvrager_id = %s AND v.beantwoord_op > %s)
        )
        ORDER BY v.maand, v.id
    )
"""


def agendaverzoeken(persoon, *, van_tafels: list[int], sinds: datetime) -> RawSQL:
    """Requests at these tafels without an answer, and answers since then to one's own."""
    status = Themaplanning.Status
    waarden = [
        timezone.get_current_timezone_name(),
        Themaplanning.Herkomst.VERZOEK.value,
        status.AANGEVRAAGD.value,
        van_tafels,
        [status.TOEGEKEND.value, status.AFGEWEZEN.value],
        persoon.pk,
        sinds,
    ]
    soort = ArrayField(models.JSONField())
    return RawSQL(VERZOEKEN, waarden, output_field=soort)  # noqa: S611 -- our own SQL


class ThemaplanningQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """The year plan is open to all partners; a request is for who asks and who sits there."""
        verzoek = Q(herkomst=Themaplanning.Herkomst.VERZOEK)
        toegekend = Q(status__in=(Themaplanning.Status.TOEGEKEND, Themaplanning.Status.BEHANDELD))
        tafels = [zetel.tafel for zetel in persoon.zetels]
        return self.filter(~verzoek | toegekend | Q(aanvrager=persoon) | Q(tafel__in=tafels))

    def voor_overzicht(self):
        """What the jaarplan shows of each, in one query."""
        return (
            self.select_related("tafel", "thema", "opgave", "aanvrager", "bijeenkomst")
            .order_by("maand", "pk")
            .fetch_mode(models.FETCH_RAISE)
        )

    def met_agendapunt(self) -> list["Themaplanning"]:
        """All that may be asked of what came of them: may papers be added there? In one query."""
        teksten = [
            f"{weg}{veld.name}"
            for weg, model in (
                ("agendapunt__", Agendapunt),
                ("agendapunt__bijeenkomst__", Bijeenkomst),
                ("agendapunt__bijeenkomst__tafel__", Tafel),
            )
            for veld in model._meta.concrete_fields
            if isinstance(veld, models.TextField)
        ]
        terug = Terugtrekking.objects.filter(agendapunt=models.OuterRef("agendapunt"))
        rijen = (
            self.select_related("agendapunt__bijeenkomst__tafel")
            .defer(*teksten)
            .annotate(teruggetrokken=ArraySubquery(terug.regels()))
        )
        for rij in rijen:
            if rij.agendapunt is not None:
                rij.agendapunt.teruggetrokken = rij.teruggetrokken
        return list(rijen)

    def van_jaar(self, jaar: int):
        """What is meant for this year: by its meeting, or else by its month."""
        return self.filter(Q(bijeenkomst__start__year=jaar) | Q(bijeenkomst=None, maand__year=jaar))

    def van_de_agenda(self) -> None:
        """It stands on no agenda any more: it waits for another one again."""
        self.update(agendapunt=None, bijeenkomst=None)

    def wacht_op_agenda(self):
        """Requests without an answer, and those that were granted but have no meeting yet."""
        return self.filter(
            status__in=(Themaplanning.Status.AANGEVRAAGD, Themaplanning.Status.TOEGEKEND),
            herkomst=Themaplanning.Herkomst.VERZOEK,
            agendapunt=None,
        )

    def open(self):
        """What still has to come on an agenda."""
        return self.filter(
            # What was taken off an agenda has to come on one again.
            Q(agendapunt=None) | Q(agendapunt__status=Agendapunt.Status.VERVALLEN),
            status__in=(
                Themaplanning.Status.GEPLAND,
                Themaplanning.Status.TOEGEKEND,
                Themaplanning.Status.VERSCHOVEN,
            ),
        )


@pghistory.track()
class Themaplanning(models.Model):
    """That a tafel speaks about a theme in a month or at a meeting: planned, or asked for."""

    class Soort(models.TextChoices):
        THEMA = "thema", "Thema"
        RESULTAATGESPREK = "resultaatgesprek", "Resultaatgesprek"
        BELANGEN = "belangen op tafel", "Belangen op tafel"
        EVALUATIE = "evaluatie", "Evaluatie"
        BEGROTING = "begroting", "Begroting"
        WERKAGENDA = "werkagenda", "Werkagenda"
        OVERIG = "overig", "Overig"

    class Herkomst(models.TextChoices):
        JAARKALENDER = "jaarkalender", "Jaarkalender"
        VERZOEK = "verzoek portefeuillehouder", "Verzoek van een portefeuillehouder"

    class Status(models.TextChoices):
        GEPLAND = "gepland", "Gepland"
        AANGEVRAAGD = "aangevraagd", "Aangevraagd"
        TOEGEKEND = "toegekend", "Toegekend"
        AFGEWEZEN = "afgewezen", "Afgewezen"
        BEHANDELD = "behandeld", "Behandeld"
        VERSCHOVEN = "verschoven", "Verschoven"

    tafel = models.ForeignKey(Tafel, models.PROTECT, related_name="themaplanning")
    thema = models.ForeignKey(Thema, models.PROTECT, null=True, blank=True, related_name="planning")
    opgave = models.ForeignKey(
        Opgave, models.PROTECT, null=True, blank=True, related_name="planning"
    )
    soort = models.CharField(max_length=17, choices=Soort, default=Soort.THEMA)
    herkomst = models.CharField(max_length=26, choices=Herkomst, default=Herkomst.JAARKALENDER)
    aanvrager = models.ForeignKey(
        Persoon, models.PROTECT, null=True, blank=True, related_name="agendaverzoeken"
    )
    # The first day of the month, until it is known at which meeting.
    maand = models.DateField()
    bijeenkomst = models.ForeignKey(
        Bijeenkomst, models.PROTECT, null=True, blank=True, related_name="themaplanning"
    )
    toelichting = models.TextField("doel", blank=True, max_length=1000)
    minuten = models.PositiveSmallIntegerField(null=True, blank=True)
    status = models.CharField(max_length=11, choices=Status, default=Status.GEPLAND)
    verschoven = models.PositiveSmallIntegerField("keer verschoven", default=0, editable=False)
    reden = models.CharField(max_length=300, blank=True)
    # When a request was last granted or declined.
    beantwoord_op = models.DateTimeField(null=True, blank=True, editable=False)
    agendapunt = models.ForeignKey(
        Agendapunt, models.SET_NULL, null=True, blank=True, related_name="themaplanning"
    )
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = ThemaplanningQuerySet.as_manager()

    class Meta:
        verbose_name = "themaplanning"
        verbose_name_plural = "themaplanning"
        ordering = ["maand", "pk"]
        constraints = [
            models.CheckConstraint(
                name="themaplanning_maand_begint_op_de_eerste",
                condition=Q(maand__day=1),
                violation_error_message="Kies een maand.",
            ),
            models.CheckConstraint(
                name="themaplanning_verzoek_heeft_aanvrager",
                condition=~Q(herkomst="verzoek portefeuillehouder") | Q(aanvrager__isnull=False),
                violation_error_message="Zeg wie om agendaruimte vraagt.",
            ),
            models.CheckConstraint(
                name="themaplanning_afgewezen_heeft_reden",
                condition=~Q(status="afgewezen") | ~Q(reden=""),
                violation_error_message="Zeg waarom dit niet op de agenda komt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.wat} · {self.tafel}"

    @property
    def wat(self) -> str:
        """What it is about, in a few words."""
        over = self.opgave or self.thema
        if self.soort == self.Soort.THEMA and over:
            return str(over)
        return f"{self.get_soort_display()}: {over}" if over else self.get_soort_display()

    @property
    def telt_mee(self) -> bool:
        """Does this come on an agenda, or was it there? A request counts once it is granted."""
        return self.status not in (self.Status.AANGEVRAAGD, self.Status.AFGEWEZEN)

    @property
    def is_verzoek(self) -> bool:
        """Did a portefeuillehouder ask for this?"""
        return self.herkomst == self.Herkomst.VERZOEK

    @property
    def wacht_op_antwoord(self) -> bool:
        return self.status == self.Status.AANGEVRAAGD

    @property
    def is_te_schuiven(self) -> bool:
        """Is it on no agenda yet, so that it can still go to another month?"""
        return self.agendapunt_id is None and self.status in (
            self.Status.GEPLAND,
            self.Status.TOEGEKEND,
            self.Status.VERSCHOVEN,
        )


@pghistory.track()
class Vastpunt(models.Model):
    """What stands on every new agenda of a tafel: together they are its template (sjabloon)."""

    tafel = models.ForeignKey(Tafel, models.CASCADE, related_name="vaste_punten")
    volgorde = models.PositiveSmallIntegerField("plaats")
    soort = models.CharField(max_length=7, choices=Agendapunt.Soort, default=Agendapunt.Soort.PUNT)
    titel = models.CharField(max_length=150)
    behandeling = models.CharField(
        max_length=18,
        choices=Agendapunt.Behandeling,
        default=Agendapunt.Behandeling.INFORMATIE,
    )
    minuten = models.PositiveSmallIntegerField(default=5)
    blok = models.CharField("vult zichzelf met", max_length=16, choices=Blok, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "vast punt"
        verbose_name_plural = "vaste punten"
        ordering = ["tafel", "volgorde"]
        constraints = [
            models.UniqueConstraint(
                name="vastpunt_plaats_uniek",
                fields=["tafel", "volgorde"],
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message="Op deze plaats staat al een vast punt.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel


@pghistory.track()
class Overslag(models.Model):
    """A suggestion that the secretaris does not want: not at this meeting, or never (with why)."""

    tafel = models.ForeignKey(Tafel, models.CASCADE, related_name="overgeslagen")
    # What it was about, such as actie-12 or themaplanning-3.
    sleutel = models.CharField(max_length=40)
    bijeenkomst = models.ForeignKey(
        Bijeenkomst, models.CASCADE, null=True, blank=True, related_name="overgeslagen"
    )
    reden = models.CharField("waarom nooit meer", max_length=300, blank=True)

    class Meta:
        verbose_name = "overgeslagen voorstel"
        verbose_name_plural = "overgeslagen voorstellen"
        constraints = [
            models.UniqueConstraint(
                name="overslag_een_keer",
                fields=["tafel", "sleutel", "bijeenkomst"],
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                name="overslag_voorgoed_heeft_reden",
                condition=Q(bijeenkomst__isnull=False) | ~Q(reden=""),
                violation_error_message="Zeg waarom dit nooit meer hoeft.",
            ),
        ]

    def __str__(self) -> str:
        return self.sleutel
