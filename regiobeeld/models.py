"""The facts: where figures come from, what they measure, and what they say."""

import pghistory
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.urls import reverse

from regio.models import Gebied, Opgave, Persoon
from regio.models.partners import OpenQuerySet


class BronQuerySet(OpenQuerySet):
    def automatisch(self):
        """Sources that the portal fetches by itself."""
        return self.filter(actief=True).exclude(ververs=Bron.Ververs.HANDMATIG)

    def met_stand(self):
        """Every source with its newest finished run: how the figures stand."""
        laatste = Verversing.objects.filter(bron=models.OuterRef("pk"), klaar_op__isnull=False)
        geslaagd = laatste.filter(status__in=Verversing.GESLAAGD)
        return self.annotate(
            laatste_status=models.Subquery(laatste.order_by("-klaar_op").values("status")[:1]),
            laatste_fout=models.Subquery(laatste.order_by("-klaar_op").values("fout")[:1]),
            laatste_poging_op=models.Subquery(laatste.order_by("-klaar_op").values("klaar_op")[:1]),
            cijfers_van=models.Subquery(geslaagd.order_by("-klaar_op").values("klaar_op")[:1]),
        )


@pghistory.track()
class Bron(models.Model):
    """An organisation's table from which figures come, such as CBS table 03759ned."""

    class Ververs(models.TextChoices):
        MAANDELIJKS = "maandelijks", "Elke maand"
        KWARTAAL = "kwartaal", "Elk kwartaal"
        HALFJAARLIJKS = "halfjaarlijks", "Elk half jaar"
        JAARLIJKS = "jaarlijks", "Elk jaar"
        HANDMATIG = "handmatig", "Met de hand"

    code = models.SlugField(max_length=40, unique=True)
    naam = models.CharField(max_length=150)
    eigenaar = models.CharField(max_length=100)
    tabel = models.CharField("tabel bij de bron", max_length=40, blank=True)
    url = models.URLField("pagina van de bron", blank=True)
    licentie = models.CharField(max_length=60, blank=True)
    licentie_url = models.URLField(blank=True)
    ververs = models.CharField(max_length=13, choices=Ververs, default=Ververs.JAARLIJKS)
    let_op = models.TextField(blank=True, max_length=1000)
    actief = models.BooleanField(default=True)

    objects = BronQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "bronnen"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam


class VerversingQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """Everybody may see how fresh the figures are."""
        return self

    def open(self):
        """Runs that still have to be done or were left halfway."""
        return self.filter(status__in=(Verversing.Status.GEVRAAGD, Verversing.Status.BEZIG))


class Verversing(models.Model):
    """One run of a bron: asked by whom, from which version, how many figures, what went wrong."""

    class Status(models.TextChoices):
        GEVRAAGD = "gevraagd", "Gevraagd"
        BEZIG = "bezig", "Bezig"
        GELUKT = "gelukt", "Gelukt"
        ONGEWIJZIGD = "ongewijzigd", "Geen nieuwe cijfers"
        MISLUKT = "mislukt", "Mislukt"

    GESLAAGD = (Status.GELUKT, Status.ONGEWIJZIGD)

    bron = models.ForeignKey(Bron, models.CASCADE, related_name="verversingen")
    status = models.CharField(max_length=11, choices=Status, default=Status.GEVRAAGD)
    gevraagd_op = models.DateTimeField(db_default=models.functions.Now(), editable=False)
    gevraagd_door = models.ForeignKey(
        Persoon, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    gestart_op = models.DateTimeField(null=True, blank=True)
    klaar_op = models.DateTimeField(null=True, blank=True)
    rijen_gelezen = models.PositiveIntegerField(default=0)
    rijen_totaal = models.PositiveIntegerField(null=True, blank=True)
    aantal = models.PositiveIntegerField("aantal cijfers", null=True, blank=True)
    gewijzigd = models.PositiveIntegerField("nieuwe of andere cijfers", null=True, blank=True)
    versie = models.CharField("versie van de bron", max_length=60, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    vingerafdruk = models.CharField(max_length=64, blank=True)
    adres = models.URLField(blank=True, max_length=500)
    fout = models.TextField(blank=True, max_length=1000)

    objects = VerversingQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "verversingen"
        ordering = ["-gevraagd_op", "-pk"]
        constraints = [
            models.UniqueConstraint(
                name="verversing_een_open_per_bron",
                fields=["bron"],
                condition=Q(status__in=("gevraagd", "bezig")),
                violation_error_message="Deze bron wordt al ververst.",
            ),
            models.CheckConstraint(
                name="verversing_mislukt_heeft_reden",
                condition=~Q(status="mislukt") | ~Q(fout=""),
                violation_error_message="Een mislukte verversing heeft een reden.",
            ),
            models.CheckConstraint(
                name="verversing_klaar_heeft_tijd",
                condition=Q(status__in=("gevraagd", "bezig")) | Q(klaar_op__isnull=False),
                violation_error_message="Een verversing die klaar is, heeft een tijd.",
            ),
        ]
        indexes = [models.Index(fields=["bron", "-klaar_op"], name="verversing_bron_klaar")]

    def __str__(self) -> str:
        return f"{self.bron} · {self.get_status_display()}"

    @property
    def is_klaar(self) -> bool:
        return self.status not in (self.Status.GEVRAAGD, self.Status.BEZIG)


class IndicatorQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """Open indicators; the regiobureau, programmamanagers and the owner also see the others."""
        if persoon.is_regiobureau or persoon.is_programmamanager:
            return self
        return self.filter(Q(openbaar=True) | Q(eigenaar=persoon))

    def voor_overzicht(self):
        """What the regiobeeld shows of each indicator, in one query."""
        return (
            self.select_related("bron", "eigenaar")
            .order_by(
                models.Case(
                    *(
                        models.When(hoofdstuk=hoofdstuk, then=nummer)
                        for nummer, hoofdstuk in enumerate(Indicator.Hoofdstuk.values)
                    )
                ),
                "naam",
            )
            .fetch_mode(models.FETCH_RAISE)
        )


@pghistory.track()
class Indicator(models.Model):
    """Something that is measured, with its unit and the direction that is good."""

    class Richting(models.TextChoices):
        HOGER = "hoger", "Hoger is beter"
        LAGER = "lager", "Lager is beter"
        NEUTRAAL = "neutraal", "Geen van beide"

    class Hoofdstuk(models.TextChoices):
        POPULATIE = "populatie", "Bevolking"
        ZORGVRAAG = "zorgvraag", "Zorgvraag"
        ZORGGEBRUIK = "zorggebruik", "Zorggebruik"
        AANBOD = "aanbod", "Aanbod van zorg"
        PERSONEEL = "personeel", "Medewerkers"
        KOSTEN = "kosten", "Kosten"
        LEEFSTIJL = "leefstijl", "Leefstijl"
        SOCIAAL = "sociaal", "Sociaal"
        ACUTE_ZORG = "acute zorg", "Acute zorg"
        OUDEREN = "kwetsbare ouderen", "Kwetsbare ouderen"
        JEUGD = "jeugd", "Jeugd"

    class Optellen(models.TextChoices):
        """How a figure of the region follows from those of its gemeenten."""

        SOM = "som", "Som van de gemeenten"
        GEEN = "geen", "Niet optelbaar"

    code = models.SlugField(max_length=40, unique=True)
    naam = models.CharField(max_length=100)
    vraag = models.CharField(max_length=200, blank=True)
    definitie = models.TextField(blank=True, max_length=1000)
    bron = models.ForeignKey(
        Bron, models.PROTECT, null=True, blank=True, related_name="indicatoren"
    )
    eenheid = models.CharField(max_length=40)
    decimalen = models.PositiveSmallIntegerField(default=0)
    gewenste_richting = models.CharField(max_length=8, choices=Richting, default=Richting.NEUTRAAL)
    hoofdstuk = models.CharField(max_length=17, choices=Hoofdstuk, default=Hoofdstuk.POPULATIE)
    optellen = models.CharField(
        "van gemeente naar regio", max_length=4, choices=Optellen, default=Optellen.GEEN
    )
    norm = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    eigenaar = models.ForeignKey(
        Persoon, models.SET_NULL, null=True, blank=True, related_name="indicatoren"
    )
    opgaven = models.ManyToManyField(Opgave, blank=True, related_name="indicatoren")
    openbaar = models.BooleanField(default=True)

    objects = IndicatorQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "indicatoren"
        ordering = ["hoofdstuk", "naam"]

    def __str__(self) -> str:
        return self.naam

    def get_absolute_url(self) -> str:
        return reverse("regiobeeld:indicator", args=[self.pk])


class Waarneming(models.Model):
    """One figure: what was measured of an indicator in an area in a year."""

    # One index, and no foreign-key constraints: a refresh writes a million rows. With a serial key,
    # two constraint triggers a row and a second unique index it took many times the raw COPY; the
    # loader only writes ids that it has just read in the same transaction (docs/adr/0009).
    pk = models.CompositePrimaryKey("indicator", "gebied", "jaar")
    indicator = models.ForeignKey(
        Indicator, models.CASCADE, related_name="waarnemingen", db_constraint=False, db_index=False
    )
    gebied = models.ForeignKey(
        Gebied, models.PROTECT, related_name="waarnemingen", db_constraint=False, db_index=False
    )
    jaar = models.PositiveSmallIntegerField()
    waarde = models.DecimalField(max_digits=14, decimal_places=4, null=True)
    # Why there is no value: small number, not available. Missing is never zero.
    kenmerk = models.CharField(max_length=20, blank=True, default="")
    demo = models.BooleanField("demowaarde", default=False)

    class Meta:
        verbose_name_plural = "waarnemingen"
        constraints = [
            models.CheckConstraint(
                name="waarneming_waarde_of_reden",
                condition=Q(waarde__isnull=False) | ~Q(kenmerk=""),
                violation_error_message="Een cijfer zonder waarde heeft een reden.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator_id} {self.gebied_id} {self.jaar}: {self.waarde}"


# Written out: as subqueries of the ORM these two were a tenth of what the dashboard takes.
MISLUKTE_BRONNEN = """
    (
        SELECT count(*) FROM (
            SELECT DISTINCT ON (v.bron_id) v.status
            FROM regiobeeld_verversing v JOIN regiobeeld_bron b ON b.id = v.bron_id
            WHERE v.klaar_op IS NOT NULL AND b.actief
            ORDER BY v.bron_id, v.klaar_op DESC
        ) laatste
        WHERE laatste.status = %s
    )
"""
CIJFERS_VAN = """
    (SELECT max(klaar_op) FROM regiobeeld_verversing WHERE status = %s AND gewijzigd > 0)
"""


def mislukte_bronnen() -> RawSQL:
    """How many active sources failed the last time they were asked."""
    waarden = [Verversing.Status.MISLUKT.value]
    return RawSQL(MISLUKTE_BRONNEN, waarden, models.IntegerField())  # noqa: S611 -- our own SQL


def cijfers_van() -> RawSQL:
    """When figures last changed; None when none were fetched."""
    waarden = [Verversing.Status.GELUKT.value]
    return RawSQL(CIJFERS_VAN, waarden, models.DateTimeField())  # noqa: S611 -- our own SQL
