"""The meetings of a tafel and what stands on their agenda."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

import pghistory
import pgtrigger
from django.contrib.postgres.expressions import ArraySubquery
from django.contrib.postgres.functions import RandomUUID
from django.db import models
from django.db.models import F, Q
from django.db.models.expressions import RawSQL
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import cached_property

from projecten.models import Project
from regio.models import (
    Gebied,
    Openbaarheid,
    Opgave,
    Organisatie,
    Persoon,
    Rol,
    Thema,
)
from regio.models.partners import OpenQuerySet
from regiobeeld.models import Indicator
from tafels.models.tafel import LEEST_VERTROUWELIJK, NAAR_PARTNERS, Lidmaatschap, Tafel, zichtbaar
from tafels.volgorde import keert_vanzelf_terug, nummers


class BijeenkomstQuerySet(OpenQuerySet):
    def volgend_op(self, bijeenkomst):
        """Meetings of the same tafel after this one that still get an agenda, the first one first.

        A written round is no meeting to go on with a conversation.
        """
        return (
            self.filter(
                tafel=bijeenkomst.tafel_id,
                tafel__isnull=False,
                start__gt=bijeenkomst.start,
                status__in=(
                    Bijeenkomst.Status.GEPLAND,
                    Bijeenkomst.Status.IN_VOORBEREIDING,
                    Bijeenkomst.Status.VERZONDEN,
                ),
            )
            .exclude(soort=Bijeenkomst.Soort.SCHRIFTELIJK)
            .order_by("start")
        )

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

    def voor_publiceren(self):
        """What the page shows that sends an agenda, in one query."""
        return self.select_related("tafel", "vastgesteld_door")

    def voor_overzicht(self):
        """What a list of meetings shows, in one query."""
        return self.select_related("tafel").fetch_mode(models.FETCH_RAISE)

    def zonder_verzonden_agenda(self, tafel, nu=None):
        """Meetings of a tafel that still come and whose agenda nobody has received."""
        return self.filter(
            tafel=tafel,
            start__gt=nu or timezone.now(),
            status__in=(Bijeenkomst.Status.GEPLAND, Bijeenkomst.Status.IN_VOORBEREIDING),
        )

    def met_zetels(self):
        """Annotate as `personen` who has a seat at the tafel on that day."""
        dag = models.OuterRef("start__date")
        zetels = Lidmaatschap.objects.filter(
            Q(tot=None) | Q(tot__gte=dag), tafel=models.OuterRef("tafel"), van__lte=dag
        )
        return self.annotate(personen=ArraySubquery(zetels.order_by().values("persoon")))

    def tegelijk_met(self, momenten):
        """Meetings of tafels at the same time as one of these (start, einde), and going on."""
        tegelijk = Q(pk__in=())
        for start, einde in momenten:
            tegelijk |= Q(start__lt=einde, einde__gt=start)
        return self.filter(tegelijk, tafel__isnull=False).exclude(
            status=Bijeenkomst.Status.GEANNULEERD
        )


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


class Uitnodiging(NamedTuple):
    """Somebody who is to be a guest at an agendapunt."""

    agendapunt: int
    titel: str
    persoon: int
    naam: str


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
    verslag_vastgesteld_op = models.DateField(null=True, blank=True, editable=False)
    verslag_vastgesteld_door = models.ForeignKey(
        Persoon, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    reden_geannuleerd = models.CharField("waarom niet", max_length=200, blank=True)
    voorbesproken_met_klankbord_op = models.DateField(null=True, blank=True)
    vastgesteld_door = models.ForeignKey(
        Persoon, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    verzonden_op = models.DateTimeField(null=True, blank=True, editable=False)
    # The agenda as members have it: 0 is not sent yet, each mail about a change is one more.
    agenda_versie = models.PositiveSmallIntegerField(default=0, editable=False)
    # For calendars: who it is, for ever, and how often its day, time or place changed.
    uid = models.UUIDField(db_default=RandomUUID(), unique=True, editable=False)
    volgnummer = models.PositiveIntegerField(default=0, editable=False)
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
    def inleveren_tot(self) -> date | None:
        """The last day on which a member hands in a subject; a meeting without tafel has none."""
        if self.tafel is None:
            return None
        return timezone.localdate(self.start) - timedelta(days=self.tafel.aanlever_dagen)

    @property
    def agenda_is_open(self) -> bool:
        """May the order and the items still change? Up to and during the meeting."""
        return self.status in (
            self.Status.GEPLAND,
            self.Status.IN_VOORBEREIDING,
            self.Status.VERZONDEN,
            self.Status.BEZIG,
        )

    @property
    def is_af_te_zeggen(self) -> bool:
        """Did it not begin, and was it not called off?"""
        return self.is_in_voorbereiding or self.status == self.Status.VERZONDEN

    @property
    def heeft_voorzitter(self) -> bool:
        """Is there somebody now who can adopt the agenda?"""
        zetels = Lidmaatschap.objects.actueel().filter(tafel=self.tafel_id, rol=Rol.VOORZITTER)
        return self.tafel_id is not None and zetels.filter(persoon__is_active=True).exists()

    def uit_te_nodigen(self, punten: Iterable["Agendapunt"]) -> list["Uitnodiging"]:
        """Who manages the programme of a theme, and so is a guest at its agendapunten (R-158).

        Not who sits here already, and not at what is besloten: there nobody from outside is
        invited by mail.
        """
        van_thema = {}
        for punt in punten:
            if punt.thema_id and not punt.is_besloten:
                van_thema.setdefault(punt.thema_id, []).append(punt)
        if not van_thema:
            return []
        zetels = Lidmaatschap.objects.actueel()
        managers = zetels.filter(
            rol=Rol.PROGRAMMAMANAGER, themas__in=van_thema, persoon__is_active=True
        ).exclude(persoon__in=zetels.filter(tafel=self.tafel_id).values("persoon"))
        gevonden = managers.values_list("themas", "persoon", "persoon__naam").distinct()
        return [
            Uitnodiging(punt.pk, punt.titel, persoon, naam)
            for thema, persoon, naam in gevonden.order_by("persoon__naam")
            for punt in van_thema[thema]
        ]

    def ontvangers(self):
        """Who hears about this meeting: who sits at its tafel, and who is a guest at an item.

        A guest reads what travels to the partners; at something besloten nobody from outside can
        be invited by mail. A meeting without tafel is for everybody.
        """
        personen = Persoon.objects.filter(is_active=True)
        if self.tafel_id is None:
            return personen
        zetels = Lidmaatschap.objects.actueel().filter(tafel=self.tafel_id).values("persoon")
        gasten = self.agendapunten.op_agenda().filter(openbaarheid__in=NAAR_PARTNERS)
        gasten = gasten.exclude(genodigden=None).order_by().values("genodigden")
        return personen.filter(Q(pk__in=zetels) | Q(pk__in=gasten))

    def beletsels(self, persoon: Persoon | None = None) -> list[str]:
        """What stands in the way of sending the agenda, in sentences; none when it can go."""
        punten = list(self.agendapunten.op_agenda().met_stuk())
        if not punten:
            return ["De agenda is nog leeg."]
        genummerd = zip(punten, nummers(punt.soort for punt in punten), strict=True)
        stukken = Agendapunt.stukken.rel.related_model.objects.filter(agendapunt__in=punten)
        return [
            f"Punt {nummer}, {punt.titel}, {gat.zin}."
            for punt, nummer in genummerd
            for gat in punt.gaten(heeft_stuk=punt.heeft_stuk)
        ] + stukken.beletsels(persoon)

    def onbehandeld(self) -> list["Agendapunt"]:
        """What was on the agenda and has no outcome: it goes on somewhere, or somebody says not.

        What returns on every agenda by itself is no part of this: the portal's own blocks, the
        template of the tafel, the opening and the rondvraag.
        """
        vaste_titels = set()
        if self.tafel is not None:
            vaste_titels = {
                titel.lower() for titel in self.tafel.vaste_punten.values_list("titel", flat=True)
            }
        return [
            punt
            for punt in self.agendapunten.op_agenda().filter(
                soort__in=Agendapunt.ONDERWERPEN,
                blok__in=("", Blok.BELANGEN),
                status=Agendapunt.Status.GEAGENDEERD,
                besluiten=None,
            )
            if punt.titel.lower() not in vaste_titels and not keert_vanzelf_terug(punt.titel)
        ]


# Of 25 agendapunten with who brought them in, these are the 19 columns of 90 that are shown.
OP_DE_AGENDA = (
    "bijeenkomst",
    "volgorde",
    "soort",
    "titel",
    "behandeling",
    "minuten",
    "vast_begin",
    "blok",
    "openbaarheid",
    "herkomst",
    "status",
    "nagezonden",
    "gevraagd_besluit",
    "kernboodschap",
    "financien",
    "kanttekeningen",
    "argumenten",
    "indiener__naam",
    "indiener__organisatie__korte_naam",
)


def agendapunt_zichtbaar(persoon, via: str = "") -> Q:
    """May this persoon know of an agendapunt? `via` is the way there from another table.

    A kop and a pauze are for who may know the whole agenda: above nothing, a kop would say that
    something stands under it.
    """
    leest_alles = [
        zetel.tafel
        for zetel in persoon.zetels
        if zetel.kring == Organisatie.Kring.BINNEN and zetel.rol in LEEST_VERTROUWELIJK
    ]
    onderwerp = Q(**{f"{via}soort__in": Agendapunt.ONDERWERPEN})
    hele_agenda = Q(**{f"{via}tafel": None}) | Q(**{f"{via}tafel__in": leest_alles})
    return zichtbaar(persoon, via) & (onderwerp | hele_agenda)


class AgendapuntQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """What this persoon may know to exist."""
        return self.filter(agendapunt_zichtbaar(persoon))

    def onderwerpen_voor(self, persoon):
        """What is spoken about, of what this persoon may know; a kop and a pauze aside."""
        return self.filter(zichtbaar(persoon), soort__in=Agendapunt.ONDERWERPEN)

    def op_agenda(self):
        """Items that stand on the agenda, in order."""
        return self.filter(volgorde__isnull=False).order_by("volgorde")

    def met_stuk(self):
        """With `heeft_stuk`: is there a paper under it that was not held back?"""
        stukken = Agendapunt.stukken.rel.related_model.objects.huidig()
        stukken = stukken.exclude(status="vastgehouden").filter(agendapunt=models.OuterRef("pk"))
        return self.annotate(heeft_stuk=models.Exists(stukken))

    def voor_agenda(self, persoon):
        """What the agenda of a meeting shows this person of each item, in one query."""
        stukken = (
            Agendapunt.stukken.rel.related_model.objects.zichtbaar_voor(persoon)
            .huidig()
            .filter(agendapunt=models.OuterRef("pk"))
            .order_by()
            .values("agendapunt")
            .annotate(n=models.Count("pk"))
            .values("n")
        )
        return (
            self.op_agenda()
            .annotate(aantal_stukken=models.functions.Coalesce(models.Subquery(stukken), 0))
            .select_related("indiener__organisatie")
            .only(*OP_DE_AGENDA)
            .fetch_mode(models.FETCH_RAISE)
        )

    def voor_pagina(self):
        """What the page of one agendapunt shows of it, in one query."""
        return (
            self.met_stuk()
            .select_related(
                "bijeenkomst__tafel",
                "tafel",
                "indiener",
                "portefeuillehouder",
                "thema",
                "opgave",
                "project__opgave",
                "komt_van__bijeenkomst",
                "komt_van__tafel",
                "advies_klankbord_door",
            )
            .annotate(
                heeft_vervolg=models.Exists(
                    Agendapunt.objects.filter(komt_van=models.OuterRef("pk"))
                ),
                namen_genodigden=ArraySubquery(
                    Persoon.objects.filter(te_gast_bij=models.OuterRef("pk"))
                    .order_by("naam")
                    .values("naam")
                ),
                teruggetrokken=ArraySubquery(
                    Agendapunt.terugtrekkingen.rel.related_model.objects.filter(
                        agendapunt=models.OuterRef("pk")
                    ).regels()
                ),
                gereageerd=ArraySubquery(
                    Agendapunt.reacties.rel.related_model.objects.filter(
                        agendapunt=models.OuterRef("pk")
                    ).regels()
                ),
            )
        )

    def wachtend(self, tafel):
        """What waits at a tafel for a place on an agenda, and did not go on as something else."""
        verder = Agendapunt.objects.filter(komt_van=models.OuterRef("pk"), tafel=tafel)
        return self.filter(
            ~models.Exists(verder.exclude(status=Agendapunt.Status.VERVALLEN)),
            tafel=tafel,
            volgorde=None,
            status__in=Agendapunt.WACHT,
        ).order_by(F("ingediend_op").asc(nulls_last=True), "pk")

    def lijn_van(self, punt):
        """One subject at all its tafels and meetings: what came before, and what after."""
        lijn = RawSQL(LIJN, [punt.pk, punt.pk])  # noqa: S611 -- our own SQL, two numbers
        return (
            self.filter(pk__in=lijn)
            .select_related("tafel", "bijeenkomst")
            .order_by(models.functions.Coalesce("bijeenkomst__start", "ingediend_op"), "pk")
        )


# Up along komt_van to where it began, and down to where it is now.
LIJN = """
    WITH RECURSIVE eerder(id, komt_van_id) AS (
        SELECT id, komt_van_id FROM tafels_agendapunt WHERE id = %s
        UNION SELECT a.id, a.komt_van_id FROM tafels_agendapunt a
            JOIN eerder ON a.id = eerder.komt_van_id
    ), later(id) AS (
        SELECT id FROM tafels_agendapunt WHERE id = %s
        UNION SELECT a.id FROM tafels_agendapunt a JOIN later ON a.komt_van_id = later.id
    ) SELECT id FROM eerder UNION SELECT id FROM later
"""


class Gat(NamedTuple):
    """Something a decision cannot be asked without: its field, as a word and as a sentence."""

    veld: str
    woord: str
    zin: str


# What people need who are asked to decide (model 6.3).
NODIG_VOOR_BESLUIT = (
    Gat("gevraagd_besluit", "voorgesteld besluit", "heeft nog geen voorgesteld besluit"),
    Gat("kernboodschap", "waar het om gaat", "zegt nog niet waar het om gaat"),
    Gat("financien", "geld", "zegt nog niets over geld"),
    Gat("kanttekeningen", "kanttekeningen", "heeft nog geen kanttekeningen"),
)
NODIG_ALS_MOTIVERING = Gat("argumenten", "stuk of argumenten", "heeft geen stuk en geen argumenten")


class Besluitwijze(models.TextChoices):
    """How a tafel comes to a besluit (R-156)."""

    CONSENT = "consent", "Consent"
    CONSENSUS = "consensus", "Consensus"
    MEERDERHEID = "meerderheid per perspectief", "Meerderheid per perspectief"
    KENNISNEMING = "kennisneming", "Kennisneming"


class Blok(models.TextChoices):
    """What the portal itself writes under an agendapunt, anew each time somebody looks."""

    SUCCESSEN = "successen", "Successen sinds de vorige keer"
    VERSLAG = "vorig verslag", "Het verslag van de vorige keer"
    ACTIES = "actielijst", "De acties die openstaan"
    AANKONDIGINGEN = "aankondigingen", "Wat leden vooraf meldden"
    OPGAVEN = "opgaven", "Hoe de opgaven ervoor staan"
    PROJECTEN = "projecten", "Wat er bij de projecten veranderde"
    RESULTAAT = "resultaatgesprek", "De stand van één opgave"
    BELANGEN = "belangen", "Ieders belangen"


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

    class Soort(models.TextChoices):
        PUNT = "punt", "Onderwerp"
        SUBPUNT = "subpunt", "Deel van een onderwerp"
        KOP = "kop", "Kop"
        PAUZE = "pauze", "Pauze"

    # What is spoken about; a kop and a pauze only arrange the rest.
    ONDERWERPEN = (Soort.PUNT, Soort.SUBPUNT)

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

    # Handed in, passed on or left over: these wait for a place, and nobody refused them.
    WACHT = (Status.VOORSTEL, Status.IN_BEHANDELING, Status.DOORGESCHOVEN)

    bijeenkomst = models.ForeignKey(
        Bijeenkomst, models.PROTECT, null=True, blank=True, related_name="agendapunten"
    )
    tafel = models.ForeignKey(
        Tafel, models.PROTECT, null=True, blank=True, related_name="agendapunten"
    )
    volgorde = models.PositiveSmallIntegerField("plaats", null=True, blank=True)
    soort = models.CharField(max_length=7, choices=Soort, default=Soort.PUNT)
    titel = models.CharField(max_length=150)
    behandeling = models.CharField(
        max_length=18, choices=Behandeling, default=Behandeling.BESPREKING
    )
    bob = models.CharField("fase", max_length=15, choices=Bob, default=Bob.NVT)
    minuten = models.PositiveSmallIntegerField(default=15)
    vast_begin = models.TimeField("begint precies om", null=True, blank=True)
    blok = models.CharField("vult zichzelf met", max_length=16, choices=Blok, blank=True)
    besluitwijze = models.CharField(
        "hoe besluit de tafel", max_length=27, choices=Besluitwijze, blank=True
    )
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
    genodigden = models.ManyToManyField(
        Persoon, blank=True, related_name="te_gast_bij", verbose_name="te gast bij dit onderwerp"
    )
    nagezonden = models.BooleanField("na het verzenden toegevoegd", default=False)
    reden = models.CharField("waarom niet", max_length=300, blank=True)
    ingediend_op = models.DateTimeField(null=True, blank=True, editable=False)
    # The agendapunt that this one goes on with: from an earlier meeting, or from another tafel.
    komt_van = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="gaat_verder_als"
    )
    advies_beleidstafel = models.TextField(
        "advies van de tafel die het doorgaf", blank=True, max_length=2000
    )
    advies_klankbord = models.TextField("advies van de klankbordgroep", blank=True, max_length=2000)
    advies_klankbord_door = models.ForeignKey(
        Persoon, models.PROTECT, null=True, blank=True, related_name="+", editable=False
    )
    advies_klankbord_op = models.DateField(null=True, blank=True, editable=False)
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

    @property
    def is_onderwerp(self) -> bool:
        return self.soort in self.ONDERWERPEN

    @cached_property
    def teruggetrokken(self) -> list[dict]:
        """Who withdrew from it and why; `voor_pagina` brings them along."""
        return list(self.terugtrekkingen.regels())

    @cached_property
    def gereageerd(self) -> list[dict]:
        """Who said what of it beforehand; `voor_pagina` brings this along."""
        return list(self.reacties.regels())

    @property
    def komt_vanzelf_terug(self) -> bool:
        """Does the portal fill it anew on each agenda? What people wrote themselves goes along."""
        return self.blok not in ("", Blok.BELANGEN)

    @property
    def vraagt_besluit(self) -> bool:
        """Does it ask for a decision that somebody has to prepare? A block prepares itself."""
        return (
            self.is_onderwerp
            and not self.blok
            and self.behandeling == self.Behandeling.BESLUITVORMING
        )

    def gaten(self, *, heeft_stuk: bool) -> list[Gat]:
        """What still has to be written before the tafel can be asked to decide."""
        if not self.vraagt_besluit:
            return []
        gaten = [gat for gat in NODIG_VOOR_BESLUIT if not getattr(self, gat.veld).strip()]
        if not heeft_stuk and not self.argumenten.strip():
            gaten.append(NODIG_ALS_MOTIVERING)
        return gaten

    @property
    def besluitwijze_voorstel(self) -> str:
        """How to decide about this, unless somebody says otherwise (R-156, R-157).

        Something concrete by consensus; an ambition by consent; else as the tafel always does. A
        tafel that only advises takes note.
        """
        wijze = self.tafel.besluitwijze if self.tafel else ""
        adviseert = wijze not in Besluitwijze.values
        if adviseert or self.behandeling == self.Behandeling.INFORMATIE:
            return Besluitwijze.KENNISNEMING
        if self.project_id:
            return Besluitwijze.CONSENSUS
        if self.opgave_id or self.thema_id:
            return Besluitwijze.CONSENT
        return wijze

    @property
    def zo_besluit_de_tafel(self) -> str:
        """What was said about this agendapunt, or else what is proposed."""
        return self.besluitwijze or self.besluitwijze_voorstel


class Voorzittersnotitie(models.Model):
    """What voorzitter and secretaris prepare between them; no history keeps it, nobody exports it.

    It is gone 30 days after the meeting is closed (R-045).
    """

    agendapunt = models.OneToOneField(
        Agendapunt, models.CASCADE, primary_key=True, related_name="voorzittersnotitie"
    )
    tekst = models.TextField("notitie", blank=True, max_length=4000)
    gewijzigd_op = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "notitie van de voorzitter"
        verbose_name_plural = "notities van de voorzitter"

    def __str__(self) -> str:
        return f"Notitie bij {self.agendapunt}"

    @property
    def versie(self) -> int:
        """Which writing this is: the two may be at it at the same time. 0 when there is none."""
        return round(self.gewijzigd_op.timestamp() * 1_000_000) if self.gewijzigd_op else 0


@pghistory.track()
class Agendacijfer(models.Model):
    """A figure of the regiobeeld as it stood when it was put under an agendapunt."""

    agendapunt = models.ForeignKey(Agendapunt, models.CASCADE, related_name="cijfers")
    indicator = models.ForeignKey(Indicator, models.PROTECT, related_name="op_agenda")
    gebied = models.ForeignKey(Gebied, models.PROTECT, related_name="+")
    jaar = models.PositiveSmallIntegerField()
    waarde = models.DecimalField(max_digits=16, decimal_places=4)
    eenheid = models.CharField(max_length=60)
    bron = models.CharField(max_length=200)
    bron_versie = models.CharField(max_length=60, blank=True)
    opgehaald_op = models.DateTimeField(null=True, blank=True)
    vastgelegd_op = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        verbose_name = "cijfer bij een agendapunt"
        verbose_name_plural = "cijfers bij agendapunten"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="agendacijfer_een_keer",
                fields=["agendapunt", "indicator", "gebied", "jaar"],
                violation_error_message="Dit cijfer staat al bij dit agendapunt.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indicator} · {self.gebied} · {self.jaar}"
