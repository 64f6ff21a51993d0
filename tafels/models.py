"""Who meets, about what, with which result: from the tafel down to the actie."""

import pghistory
import pgtrigger
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import DateRangeField, RangeBoundary, RangeOperators
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

from projecten.models import Project
from regio.models import (
    Openbaarheid,
    Opgave,
    Organisatie,
    Persoon,
    Perspectief,
    Regiovisie,
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


def zichtbaar(persoon, via: str = "") -> Q:
    """The rule of openbaarheid for rows that belong to a tafel: one place, used by all of them.

    `via` is the way there from another table, such as "besluit__". That is a join to one row, so
    later counts stay right; as a nested subquery the list of acties took 5 ms to compose, not 2.
    """
    binnen = [z for z in persoon.zetels if z.kring == Organisatie.Kring.BINNEN]
    leest_alles = [z.tafel for z in binnen if z.rol in LEEST_VERTROUWELIJK]
    leest_mee = [z.tafel for z in binnen if z.rol not in LEEST_VERTROUWELIJK]
    regel = Q(**{f"{via}openbaarheid__in": NAAR_PARTNERS})
    if leest_alles:
        regel |= Q(**{f"{via}tafel__in": leest_alles})
    if leest_mee:
        regel |= Q(**{f"{via}openbaarheid": Openbaarheid.TAFEL, f"{via}tafel__in": leest_mee})
    return regel


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
            Bijeenkomst.objects.filter(tafel=models.OuterRef("pk"), start__date__gte=vandaag)
            .exclude(status=Bijeenkomst.Status.GEANNULEERD)
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

    def voor_overzicht(self):
        """Who sits where, in one query."""
        return (
            self.select_related("persoon__organisatie", "perspectief", "tafel")
            .annotate(
                rolvolgorde=models.Case(
                    *(models.When(rol=rol, then=nummer) for nummer, rol in enumerate(Rol.values)),
                    output_field=models.PositiveSmallIntegerField(),
                )
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


class BijeenkomstQuerySet(OpenQuerySet):
    def komend(self, nu=None):
        """Meetings that have not ended and go on, the first one first."""
        nu = nu or timezone.now()
        return (
            self.filter(einde__gte=nu)
            .exclude(status=Bijeenkomst.Status.GEANNULEERD)
            .order_by("start")
        )

    def geweest(self, nu=None):
        """Meetings that are over, the newest first."""
        return self.filter(einde__lt=nu or timezone.now()).order_by("-start")

    def voor_overzicht(self):
        """What a list of meetings shows, in one query."""
        return self.select_related("tafel").fetch_mode(models.FETCH_RAISE)


VERSLAG_VAST = "Het verslag is vastgesteld. Dit kan niet meer veranderen."


def slot(naam: str, bijeenkomst_pad: str, *, velden: list[str] | None = None) -> pgtrigger.Trigger:
    """A trigger that refuses changes to what belongs to a meeting with an adopted verslag.

    `bijeenkomst_pad` is SQL for the id of that meeting in terms of a row called `r`; with `velden`
    only those columns are locked against an update (a besluit may still be bekrachtigd).
    """
    anders = "TRUE"
    if velden is not None:
        anders = " OR ".join(f'(OLD."{v}" IS DISTINCT FROM NEW."{v}")' for v in velden)
    return pgtrigger.Trigger(
        name=naam,
        when=pgtrigger.Before,
        operation=pgtrigger.Insert | pgtrigger.Update | pgtrigger.Delete,
        func=f"""
            IF TG_OP <> 'INSERT' AND (TG_OP = 'DELETE' OR {anders}) AND EXISTS (
                SELECT 1 FROM (SELECT OLD.*) r JOIN tafels_bijeenkomst b ON b.id = {bijeenkomst_pad}
                WHERE b.verslag_status = 'vastgesteld'
            ) THEN RAISE EXCEPTION USING ERRCODE = 'RP001', MESSAGE = '{VERSLAG_VAST}'; END IF;
            IF TG_OP <> 'DELETE' AND (TG_OP = 'INSERT' OR {anders}) AND EXISTS (
                SELECT 1 FROM (SELECT NEW.*) r JOIN tafels_bijeenkomst b ON b.id = {bijeenkomst_pad}
                WHERE b.verslag_status = 'vastgesteld'
            ) THEN RAISE EXCEPTION USING ERRCODE = 'RP001', MESSAGE = '{VERSLAG_VAST}'; END IF;
            IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
            RETURN NEW;
        """,  # noqa: S608 -- our own column names; nothing that people type
    )


@pgtrigger.register(
    pgtrigger.Trigger(
        name="verslag_op_slot",
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete,
        condition=pgtrigger.Q(old__verslag_status="vastgesteld"),
        func=f"RAISE EXCEPTION USING ERRCODE = 'RP001', MESSAGE = '{VERSLAG_VAST}';",
    )
)
@pghistory.track()
class Bijeenkomst(models.Model):
    """A meeting: of a tafel, or of the whole region; with an agenda and afterwards a verslag."""

    class Soort(models.TextChoices):
        VERGADERING = "vergadering", "Vergadering"
        EXTRA = "extra vergadering", "Extra vergadering"
        SCHRIFTELIJK = "schriftelijke ronde (DB)", "Schriftelijke ronde"
        ONTMOETING = "ontmoeting", "Ontmoeting"
        WERKCONFERENTIE = "werkconferentie", "Werkconferentie"
        WERKBEZOEK = "werkbezoek", "Werkbezoek"
        PARTICIPATIE = "participatie", "Gesprek met inwoners"

    class Status(models.TextChoices):
        GEPLAND = "gepland", "Gepland"
        IN_VOORBEREIDING = "agenda in voorbereiding", "Agenda in voorbereiding"
        VERZONDEN = "agenda verzonden", "Agenda verzonden"
        BEZIG = "bezig", "Bezig"
        AFGESLOTEN = "afgesloten", "Afgesloten"
        VASTGESTELD = "verslag vastgesteld", "Verslag vastgesteld"
        GEANNULEERD = "geannuleerd", "Gaat niet door"

    class Verslag(models.TextChoices):
        GEEN = "geen", "Nog geen verslag"
        CONCEPT = "concept", "Concept"
        VASTGESTELD = "vastgesteld", "Vastgesteld"

    tafel = models.ForeignKey(
        Tafel, models.PROTECT, null=True, blank=True, related_name="bijeenkomsten"
    )
    soort = models.CharField(max_length=24, choices=Soort, default=Soort.VERGADERING)
    titel = models.CharField(max_length=150)
    start = models.DateTimeField()
    einde = models.DateTimeField()
    locatie = models.CharField(max_length=150, blank=True)
    online_link = models.URLField("link om mee te doen", blank=True)
    status = models.CharField(max_length=23, choices=Status, default=Status.GEPLAND)
    agenda_vastgesteld_op = models.DateField(null=True, blank=True)
    verslag = models.TextField(blank=True, max_length=20000)
    verslag_status = models.CharField(max_length=11, choices=Verslag, default=Verslag.GEEN)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = BijeenkomstQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "bijeenkomsten"
        ordering = ["start"]
        constraints = [
            models.CheckConstraint(
                name="bijeenkomst_einde_na_start",
                condition=Q(einde__gte=F("start")),
                violation_error_message="Een bijeenkomst eindigt na het begin.",
            ),
            models.UniqueConstraint(
                name="bijeenkomst_tafel_start_uniek",
                fields=["tafel", "start"],
                condition=~Q(status="geannuleerd"),
                violation_error_message="Deze tafel heeft op dit tijdstip al een bijeenkomst.",
            ),
            models.CheckConstraint(
                name="bijeenkomst_verslag_vastgesteld",
                condition=Q(status="verslag vastgesteld", verslag_status="vastgesteld")
                | ~(Q(status="verslag vastgesteld") | Q(verslag_status="vastgesteld")),
                violation_error_message="Stel het verslag en de bijeenkomst samen vast.",
            ),
        ]
        indexes = [models.Index(fields=["start"], name="bijeenkomst_start")]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("tafels:bijeenkomst", args=[self.pk])

    @property
    def is_vastgesteld(self) -> bool:
        return self.verslag_status == self.Verslag.VASTGESTELD

    @property
    def is_begonnen(self) -> bool:
        return self.start <= timezone.now()

    @property
    def is_in_voorbereiding(self) -> bool:
        """Was the agenda not sent yet?"""
        return self.status in (self.Status.GEPLAND, self.Status.IN_VOORBEREIDING)

    @property
    def agenda_is_open(self) -> bool:
        """May the order and the items still change? Up to and during the meeting."""
        return self.status in (
            self.Status.GEPLAND,
            self.Status.IN_VOORBEREIDING,
            self.Status.VERZONDEN,
            self.Status.BEZIG,
        )

    def beletsels(self) -> list[str]:
        """What stands in the way of sending the agenda, in sentences; none when it can go."""
        if not self.agendapunten.op_agenda().exists():
            return ["De agenda is nog leeg."]
        return [
            f"Punt {punt.volgorde}, {punt.titel}, heeft nog geen voorgesteld besluit."
            for punt in self.agendapunten.zonder_voorstel()
        ]


class AgendapuntQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """What this persoon may know to exist: see `zichtbaar`."""
        return self.filter(zichtbaar(persoon))

    def op_agenda(self):
        """Items that stand on the agenda, in order."""
        return self.filter(volgorde__isnull=False).order_by("volgorde")

    def zonder_voorstel(self):
        """Items on which must be decided, without saying what the decision would be."""
        return self.op_agenda().filter(
            behandeling=Agendapunt.Behandeling.BESLUITVORMING, gevraagd_besluit=""
        )

    def voor_agenda(self):
        """What the agenda of a meeting shows of each item, in one query."""
        return self.op_agenda().select_related("indiener").fetch_mode(models.FETCH_RAISE)

    def voor_pagina(self):
        """What the page of one agendapunt shows of it, in one query."""
        return self.select_related(
            "bijeenkomst__tafel",
            "tafel",
            "indiener",
            "portefeuillehouder",
            "thema",
            "opgave",
            "project__opgave",
        )


@pgtrigger.register(slot("agendapunt_op_slot", "r.bijeenkomst_id"))
@pghistory.track()
class Agendapunt(models.Model):
    """One subject on the agenda of a bijeenkomst, in the order in which it is discussed."""

    class Behandeling(models.TextChoices):
        INFORMATIE = "ter informatie", "Ter informatie"
        BESPREKING = "ter bespreking", "Ter bespreking"
        BESLUITVORMING = "ter besluitvorming", "Ter besluitvorming"

    class Bob(models.TextChoices):
        BEELDVORMING = "beeldvorming", "Beeld vormen"
        OORDEELSVORMING = "oordeelsvorming", "Oordeel vormen"
        BESLUITVORMING = "besluitvorming", "Besluiten"
        NVT = "n.v.t.", "Niet van toepassing"

    class Herkomst(models.TextChoices):
        SECRETARIS = "secretaris", "Secretaris"
        BELEIDSTAFEL = "beleidstafel", "Beleidstafel"
        PORTEFEUILLEHOUDER = "portefeuillehouder", "Portefeuillehouder"
        JAARKALENDER = "jaarkalender", "Jaarkalender"
        KLANKBORDGROEP = "klankbordgroep", "Klankbordgroep"
        INWONER = "inwoner", "Inwoner"
        VORIGE = "vorige vergadering", "Vorige vergadering"

    class Status(models.TextChoices):
        VOORSTEL = "voorstel", "Voorstel"
        IN_BEHANDELING = "in behandeling", "In behandeling"
        GEAGENDEERD = "geagendeerd", "Op de agenda"
        AFGEWEZEN = "afgewezen", "Afgewezen"
        DOORGESCHOVEN = "doorgeschoven", "Doorgeschoven"
        BEHANDELD = "behandeld", "Behandeld"
        AFGEHANDELD = "afgehandeld", "Afgehandeld"
        VERVALLEN = "vervallen", "Vervallen"

    bijeenkomst = models.ForeignKey(
        Bijeenkomst, models.PROTECT, null=True, blank=True, related_name="agendapunten"
    )
    tafel = models.ForeignKey(
        Tafel, models.PROTECT, null=True, blank=True, related_name="agendapunten"
    )
    volgorde = models.PositiveSmallIntegerField("plaats", null=True, blank=True)
    titel = models.CharField(max_length=150)
    behandeling = models.CharField(
        max_length=18, choices=Behandeling, default=Behandeling.BESPREKING
    )
    bob = models.CharField("fase", max_length=15, choices=Bob, default=Bob.NVT)
    minuten = models.PositiveSmallIntegerField(default=15)
    openbaarheid = models.CharField(
        max_length=13, choices=Openbaarheid, default=Openbaarheid.PARTNERS
    )
    indiener = models.ForeignKey(Persoon, models.PROTECT, related_name="agendapunten")
    portefeuillehouder = models.ForeignKey(
        Persoon,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="agendapunten_als_portefeuillehouder",
    )
    thema = models.ForeignKey(
        Thema, models.PROTECT, null=True, blank=True, related_name="agendapunten"
    )
    opgave = models.ForeignKey(
        Opgave, models.PROTECT, null=True, blank=True, related_name="agendapunten"
    )
    project = models.ForeignKey(
        Project, models.PROTECT, null=True, blank=True, related_name="agendapunten"
    )
    herkomst = models.CharField(max_length=18, choices=Herkomst, default=Herkomst.SECRETARIS)
    status = models.CharField(max_length=14, choices=Status, default=Status.GEAGENDEERD)
    gevraagd_besluit = models.TextField("voorgesteld besluit", blank=True, max_length=2000)
    kernboodschap = models.TextField("waar het om gaat", blank=True, max_length=2000)
    aanleiding = models.TextField(blank=True, max_length=2000)
    beoogd_resultaat = models.TextField(blank=True, max_length=2000)
    argumenten = models.TextField(blank=True, max_length=2000)
    kanttekeningen = models.TextField(blank=True, max_length=2000)
    financien = models.TextField("financiën", blank=True, max_length=2000)
    draagvlak = models.TextField(blank=True, max_length=2000)
    communicatie = models.TextField(blank=True, max_length=2000)
    vervolg = models.TextField(blank=True, max_length=2000)
    uitkomst = models.TextField(blank=True, max_length=2000)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = AgendapuntQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "agendapunten"
        ordering = ["bijeenkomst", "volgorde", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="agendapunt_plaats_uniek",
                fields=["bijeenkomst", "volgorde"],
                deferrable=models.Deferrable.DEFERRED,  # a move renumbers several rows at once
                violation_error_message="Op deze plaats staat al een agendapunt.",
            ),
            models.CheckConstraint(
                name="agendapunt_vervallen_heeft_geen_plaats",
                condition=~Q(status="vervallen") | Q(volgorde=None),
                violation_error_message="Een vervallen agendapunt staat niet op de agenda.",
            ),
            models.CheckConstraint(
                name="agendapunt_hoogstens_een_dag",
                condition=Q(minuten__lte=480),
                violation_error_message="Een agendapunt duurt hoogstens 480 minuten.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("tafels:agendapunt", args=[self.pk])

    @property
    def is_besloten(self) -> bool:
        return self.openbaarheid not in NAAR_PARTNERS


class BesluitQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """A besluit is never more open than the agendapunt it came from."""
        return self.filter(
            zichtbaar(persoon), Q(agendapunt=None) | zichtbaar(persoon, "agendapunt__")
        )

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

    class Besluitwijze(models.TextChoices):
        CONSENT = "consent", "Consent"
        CONSENSUS = "consensus", "Consensus"
        MEERDERHEID = "meerderheid per perspectief", "Meerderheid per perspectief"
        KENNISNEMING = "kennisneming", "Kennisneming"

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
                (Q(besluit=None) | zichtbaar(persoon, "besluit__"))
                & (Q(besluit__agendapunt=None) | zichtbaar(persoon, "besluit__agendapunt__"))
                & (Q(agendapunt=None) | zichtbaar(persoon, "agendapunt__"))
                & (Q(project=None) | Q(project__in=Project.objects.zichtbaar_voor(persoon)))
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
