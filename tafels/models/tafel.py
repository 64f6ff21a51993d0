"""The tafels and who sits there, with the rule of who may know what."""

import pghistory
from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from projecten.models import Project
from regio.models import (
    Openbaarheid,
    Organisatie,
    Persoon,
    Perspectief,
    Rol,
    Thema,
)
from regio.models.partners import OpenQuerySet

# What travels outside the tafel, and what stays with those who sit there.
NAAR_PARTNERS = (Openbaarheid.OPENBAAR, Openbaarheid.PARTNERS)
# An adviser and a listener sit at the table, but not with what is confidential.
LEEST_VERTROUWELIJK = (
    Rol.VOORZITTER,
    Rol.SECRETARIS,
    Rol.PROGRAMMAMANAGER,
    Rol.PORTEFEUILLEHOUDER,
    Rol.LID,
)


class Zichtbaar(models.Func):
    """May people with these seats know of a row, from its openbaarheid and its tafel?

    Written out: as three or four lookups it took twice as long to put together, and many pages
    ask it five times.
    """

    output_field = models.BooleanField()

    def __init__(
        self,
        openbaarheid: str,
        tafel: str,
        *,
        leest_alles: list[int],
        leest_mee: list[int],
        of_geen: bool,
    ) -> None:
        super().__init__(openbaarheid, tafel)
        self.leest_alles, self.leest_mee, self.of_geen = leest_alles, leest_mee, of_geen

    def as_sql(self, compiler, connection):
        openbaarheid, tafel = (compiler.compile(e)[0] for e in self.get_source_expressions())
        regels = [f"{openbaarheid} = ANY(%s)"]
        waarden = [[open_.value for open_ in NAAR_PARTNERS]]
        if self.leest_alles:
            regels.append(f"{tafel} = ANY(%s)")
            waarden.append(self.leest_alles)
        if self.leest_mee:
            regels.append(f"({openbaarheid} = %s AND {tafel} = ANY(%s))")
            waarden += [Openbaarheid.TAFEL.value, self.leest_mee]
        if self.of_geen:
            # Every row has one, so without one there was nothing to join.
            regels.append(f"{openbaarheid} IS NULL")
        return f"({' OR '.join(regels)})", waarden


def zichtbaar(persoon, via: str = "", tafel: str = "", *, of_geen: bool = False) -> Q:
    """The rule of openbaarheid for rows that belong to a tafel: one place, used by all of them.

    `via` is the way there from another table, such as "besluit__". That is a join to one row, so
    later counts stay right; with `of_geen` also when there is no such row. `tafel` is the way to
    the tafel, where that is not beside the openbaarheid.
    """
    binnen = [z for z in persoon.zetels if z.kring == Organisatie.Kring.BINNEN]
    return Q(
        Zichtbaar(
            f"{via}openbaarheid",
            tafel or f"{via}tafel",
            leest_alles=[z.tafel for z in binnen if z.rol in LEEST_VERTROUWELIJK],
            leest_mee=[z.tafel for z in binnen if z.rol not in LEEST_VERTROUWELIJK],
            of_geen=of_geen,
        )
    )


class TafelQuerySet(OpenQuerySet):
    def actief(self):
        return self.exclude(status=Tafel.Status.OPGEHEVEN)

    def voor_overzicht(self):
        """What "Onze overlegstructuur" shows of each tafel, in one query."""
        vandaag = timezone.localdate()
        leden = (
            Lidmaatschap.objects.actueel()
            .filter(tafel=models.OuterRef("pk"))
            .order_by()
            .values("tafel")
            .annotate(n=models.Count("pk"))
            .values("n")
        )
        volgende = (
            Tafel.bijeenkomsten.rel.related_model.objects.filter(
                tafel=models.OuterRef("pk"), start__date__gte=vandaag
            )
            .exclude(status="geannuleerd")
            .order_by("start")
            .values("start")[:1]
        )
        return (
            self.select_related("thema", "ouder")
            .annotate(
                aantal_leden=models.functions.Coalesce(models.Subquery(leden), 0),
                volgende_start=models.Subquery(volgende),
            )
            .order_by("volgorde", Lower("naam"))
            .fetch_mode(models.FETCH_RAISE)
        )


@pghistory.track()
class Tafel(models.Model):
    """A group that meets regularly: what it is for, who sits there, how it decides."""

    class Soort(models.TextChoices):
        BESTUURSTAFEL = "bestuurstafel", "Bestuurstafel"
        BELEIDSTAFEL = "beleidstafel", "Beleidstafel"
        INHOUDELIJK = "inhoudelijke tafel", "Inhoudelijke tafel"
        DAGELIJKS_BESTUUR = "dagelijks bestuur", "Dagelijks bestuur"
        KLANKBORDGROEP = "klankbordgroep", "Klankbordgroep"

    class Status(models.TextChoices):
        VOORSTEL = "voorstel", "Voorstel"
        IN_OPBOUW = "in opbouw", "In opbouw"
        ACTIEF = "actief", "Actief"
        SLAPEND = "slapend", "Slapend"
        OPGEHEVEN = "opgeheven", "Opgeheven"

    class RolType(models.TextChoices):
        STUREND = "sturend", "Stuurt"
        COORDINEREND = "coördinerend", "Stemt af"

    class Samenstelling(models.TextChoices):
        HELE_SYSTEEM = "hele systeem aan tafel", "Het hele systeem aan tafel"
        PERSPECTIEVEN = (
            "vertegenwoordiging van perspectieven",
            "Elk perspectief heeft een stem",
        )
        WELWILLENDEN = "coalitie van de welwillenden", "Wie wil, begint"
        IEDEREEN = "iedereen die wil", "Iedereen die wil"

    class Voorzitterschap(models.TextChoices):
        ONAFHANKELIJK = "onafhankelijk", "Onafhankelijk"
        ROULEREND = "roulerend", "Om de beurt"
        OOK_MANAGER = "ook manager", "Ook manager"

    class Besluitwijze(models.TextChoices):
        CONSENT = "consent", "Consent"
        CONSENSUS = "consensus", "Consensus"
        MEERDERHEID = "meerderheid per perspectief", "Meerderheid per perspectief"
        ADVIES = "geen besluiten (advies)", "Geen besluiten, wel advies"

    code = models.SlugField(max_length=12, unique=True)
    naam = models.CharField(max_length=100, unique=True)
    soort = models.CharField(max_length=18, choices=Soort)
    volgorde = models.GeneratedField(
        expression=models.Case(
            models.When(soort="bestuurstafel", then=1),
            models.When(soort="dagelijks bestuur", then=2),
            models.When(soort="beleidstafel", then=3),
            models.When(soort="inhoudelijke tafel", then=4),
            default=5,
        ),
        output_field=models.PositiveSmallIntegerField(),
        db_persist=True,
    )
    ouder = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="subtafels"
    )
    thema = models.ForeignKey(Thema, models.PROTECT, null=True, blank=True, related_name="tafels")
    projecten = models.ManyToManyField(Project, blank=True, related_name="tafels")
    doel = models.TextField(max_length=1000)
    gaat_over = models.TextField(blank=True, max_length=1000)
    gaat_niet_over = models.TextField(blank=True, max_length=1000)
    rol_type = models.CharField(max_length=12, choices=RolType, default=RolType.STUREND)
    samenstelling = models.CharField(
        max_length=36, choices=Samenstelling, default=Samenstelling.HELE_SYSTEEM
    )
    voorzitterschap = models.CharField(
        max_length=13, choices=Voorzitterschap, default=Voorzitterschap.ONAFHANKELIJK
    )
    besluitwijze = models.CharField(
        max_length=27, choices=Besluitwijze, default=Besluitwijze.CONSENT
    )
    quorum_perspectieven = models.PositiveSmallIntegerField(default=0)
    frequentie_per_jaar = models.PositiveSmallIntegerField(default=6)
    duur_min = models.PositiveSmallIntegerField("duur in minuten", default=90)
    status = models.CharField(max_length=9, choices=Status, default=Status.VOORSTEL)
    start = models.DateField()
    einde = models.DateField(null=True, blank=True)
    opgevolgd_door = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="opvolger_van"
    )
    evalueren_voor = models.DateField(null=True, blank=True)
    aanlever_dagen = models.PositiveSmallIntegerField(
        "onderwerpen inleveren, dagen vooraf",
        default=14,
        help_text="Daarna zet alleen de secretaris nog iets op de agenda.",
    )
    terugkoppelaar = models.ForeignKey(
        Persoon,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="koppelt_terug_voor",
        help_text="Wie vertelt aan de beleidstafel hoe het hier gaat.",
    )
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = TafelQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "tafels"
        ordering = ["volgorde", "naam"]
        constraints = [
            models.CheckConstraint(
                name="tafel_start_voor_einde",
                condition=Q(einde=None) | Q(start__lte=F("einde")),
                violation_error_message="Een tafel eindigt na het begin.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def get_absolute_url(self) -> str:
        return reverse("tafels:tafel", args=[self.pk])


# Written out: five parts of which the ORM puts together each one in a millisecond.
TERUGKOPPELING = """
    (
        SELECT jsonb_build_object(
            'vorige', max((b.start AT TIME ZONE %s)::date) FILTER (WHERE b.start <= now()),
            'volgende', min((b.start AT TIME ZONE %s)::date) FILTER (WHERE b.start > now()),
            'projecten', (
                SELECT coalesce(jsonb_agg(tp.project_id), '[]')
                FROM tafels_tafel_projecten tp
                JOIN tafels_tafel tafel ON tafel.id = tp.tafel_id
                WHERE tafel.terugkoppelaar_id = %s AND tafel.status <> %s
            )
        )
        FROM tafels_bijeenkomst b
        JOIN tafels_tafel t ON t.id = b.tafel_id
        WHERE t.soort = %s AND b.status <> 'geannuleerd'
    )
"""


def terugkoppeling(persoon) -> RawSQL:
    """When the beleidstafel met and meets, and for which projects persoon reports there (R-026).

    A dict with `vorige` and `volgende` (a day as text, or None) and `projecten` (ids).
    """
    zone = settings.TIME_ZONE
    opgeheven, soort = Tafel.Status.OPGEHEVEN.value, Tafel.Soort.BELEIDSTAFEL.value
    waarden = [zone, zone, persoon.pk, opgeheven, soort]
    return RawSQL(TERUGKOPPELING, waarden, output_field=models.JSONField())  # noqa: S611 -- our own SQL


class Looptijd(models.Func):
    """The days from `van` up to and including `tot`; without `tot` it goes on."""

    function = "daterange"
    output_field = DateRangeField()

    def __init__(self, *delen, **extra) -> None:
        super().__init__(*(delen or ("van", "tot", RangeBoundary(inclusive_upper=True))), **extra)


class LidmaatschapQuerySet(OpenQuerySet):
    def actueel(self, dag=None):
        """Seats that are taken on `dag` (today if not said)."""
        dag = dag or timezone.localdate()
        return self.filter(Q(tot=None) | Q(tot__gte=dag), van__lte=dag)

    def aan_beleidstafel(self):
        """Seats of today at a beleidstafel that exists."""
        soort = Tafel.Soort.BELEIDSTAFEL
        return self.actueel().filter(tafel__soort=soort).exclude(tafel__status="opgeheven")

    def voor_overzicht(self):
        """Who sits where, with which portefeuille, in one query."""
        themas = Thema.objects.filter(portefeuillehouders=models.OuterRef("pk")).order_by("naam")
        return (
            self.select_related("persoon__organisatie", "perspectief", "tafel", "vaste_vervanger")
            .annotate(
                portefeuille=ArraySubquery(themas.values("naam")),
                rolvolgorde=models.Case(
                    *(models.When(rol=rol, then=nummer) for nummer, rol in enumerate(Rol.values)),
                    output_field=models.PositiveSmallIntegerField(),
                ),
            )
            .order_by("rolvolgorde", Lower("persoon__naam"))
        )


@pghistory.track()
class Lidmaatschap(models.Model):
    """A seat: a persoon at a tafel, in a rol, for a perspectief, with a mandaat, from and until."""

    class Namens(models.TextChoices):
        PERSPECTIEF = "perspectief", "Een perspectief"
        THEMA = "thema", "Een thema"
        REGIO = "regio", "De regio"
        PERSOONLIJK = "persoonlijke titel", "Zichzelf"

    class Hoedanigheid(models.TextChoices):
        AANBIEDER = "aanbieder", "Aanbieder"
        FINANCIER = "financier/inkoper", "Financier of inkoper"
        PARTNER = "strategisch partner", "Strategisch partner"
        PROFESSIONAL = "professional", "Professional"
        INWONER = "inwoner/patiënt", "Inwoner of patiënt"
        ONAFHANKELIJK = "onafhankelijk", "Onafhankelijk"

    class Mandaat(models.TextChoices):
        GEEN = "geen", "Geen mandaat"
        INFORMATIEF = "informatief", "Luistert en informeert"
        ADVISEREND = "adviserend", "Adviseert"
        BINNEN_KADER = "beslissend binnen kader", "Beslist binnen een kader"
        BESLISSEND = "beslissend", "Beslist"

    class Niveau(models.TextChoices):
        BESTUURLIJK = "bestuurlijk", "Bestuurlijk"
        AMBTELIJK = "ambtelijk", "Ambtelijk"

    class Gemeentevorm(models.TextChoices):
        EEN_STEM = "één stem namens alle", "Eén stem namens alle gemeenten"
        REGELING = "gemeenschappelijke regeling", "Gemeenschappelijke regeling"
        EIGEN = "alleen eigen gemeente", "Alleen de eigen gemeente"

    tafel = models.ForeignKey(Tafel, models.PROTECT, related_name="lidmaatschappen")
    persoon = models.ForeignKey(Persoon, models.PROTECT, related_name="lidmaatschappen")
    rol = models.CharField(max_length=18, choices=Rol, default=Rol.LID)
    kring = models.CharField(
        max_length=11, choices=Organisatie.Kring, default=Organisatie.Kring.BINNEN
    )
    namens = models.CharField(max_length=18, choices=Namens, default=Namens.PERSPECTIEF)
    perspectief = models.ForeignKey(
        Perspectief, models.PROTECT, null=True, blank=True, related_name="lidmaatschappen"
    )
    vertegenwoordigt = models.ManyToManyField(
        Organisatie, blank=True, related_name="vertegenwoordigers"
    )
    themas = models.ManyToManyField(
        Thema, blank=True, related_name="portefeuillehouders", verbose_name="portefeuille"
    )
    van = models.DateField()
    tot = models.DateField("tot en met", null=True, blank=True)
    reden_einde = models.CharField(max_length=200, blank=True)
    vaste_vervanger = models.ForeignKey(
        Persoon, models.SET_NULL, null=True, blank=True, related_name="vervangt"
    )
    stemgerechtigd = models.BooleanField(default=False)
    hoedanigheid = models.CharField(
        max_length=19, choices=Hoedanigheid, default=Hoedanigheid.PARTNER
    )
    mandaat = models.CharField(max_length=23, choices=Mandaat, default=Mandaat.GEEN)
    mandaat_niveau = models.CharField(max_length=11, choices=Niveau, default=Niveau.BESTUURLIJK)
    mandaatvorm_gemeenten = models.CharField(
        max_length=27, choices=Gemeentevorm, blank=True, default=""
    )
    mandaat_grondslag = models.CharField(max_length=300, blank=True)
    mandaat_tot = models.DateField(null=True, blank=True)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = LidmaatschapQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "lidmaatschappen"
        ordering = ["tafel", "van", "pk"]
        constraints = [
            models.CheckConstraint(
                name="lidmaatschap_van_voor_tot",
                condition=Q(tot=None) | Q(van__lte=F("tot")),
                violation_error_message="Een lidmaatschap eindigt na het begin.",
            ),
            models.CheckConstraint(
                name="lidmaatschap_namens_perspectief",
                condition=~Q(namens="perspectief") | Q(perspectief__isnull=False),
                violation_error_message="Kies namens welk perspectief dit lid meedoet.",
            ),
            ExclusionConstraint(
                name="lidmaatschap_een_zetel_per_tafel",
                expressions=[
                    (Looptijd(), RangeOperators.OVERLAPS),
                    ("tafel", RangeOperators.EQUAL),
                    ("persoon", RangeOperators.EQUAL),
                ],
                violation_error_message="Deze persoon zit in deze periode al aan deze tafel.",
            ),
            ExclusionConstraint(
                name="lidmaatschap_een_voorzitter",
                expressions=[
                    (Looptijd(), RangeOperators.OVERLAPS),
                    ("tafel", RangeOperators.EQUAL),
                ],
                condition=Q(rol="voorzitter"),
                violation_error_message="Deze tafel heeft in deze periode al een voorzitter.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.persoon} · {self.get_rol_display()} · {self.tafel}"

    def clean(self) -> None:
        # The constraint says it too; but PostgreSQL cannot even ask whether a period that ends
        # before it begins overlaps with another one.
        if self.van and self.tot and self.tot < self.van:
            raise ValidationError({"tot": "Een lidmaatschap eindigt na het begin."})

    @property
    def is_actueel(self) -> bool:
        """Is this seat taken today, or will it be?"""
        return self.tot is None or self.tot >= timezone.localdate()
