"""The papers under an agendapunt, who read them, and the bundle that holds them all."""

import re

import pghistory
import pgtrigger
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchQuery, SearchVector
from django.core.files.storage import storages
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.urls import reverse
from django.utils import timezone

from regio.models import Openbaarheid, Organisatie, Persoon, Rol
from tafels.models.bijeenkomst import Agendapunt, Bijeenkomst, slot
from tafels.models.deelname import DoetMee, niet_teruggetrokken
from tafels.models.tafel import NAAR_PARTNERS, zichtbaar


def kluis():
    """The storage for papers: outside every folder that a web server hands out."""
    return storages["stukken"]


def stukpad(stuk, naam: str) -> str:
    """Where a paper lies: nothing of its name, so no name can lead anywhere."""
    return f"stuk/{stuk.sleutel}"


# Dutch word stems, and accents aside; the first migration makes it.
NEDERLANDS = "nederlands"
# The index is on exactly this expression: PostgreSQL only uses it for a question in the same words.
VINDBAAR = SearchVector("titel", "tekst", config=NEDERLANDS)


def zoekvraag(q: str) -> SearchQuery | None:
    """Every word of `q`, also as the start of a word; None when there is no word in it."""
    woorden = re.findall(r"\w+", q)[:8]
    if not woorden:
        return None
    vraag = " & ".join(f"{woord}:*" for woord in woorden)
    return SearchQuery(vraag, search_type="raw", config=NEDERLANDS)


def bundelpad(bundel, naam: str) -> str:
    """Where a bundle lies."""
    return f"bundel/{bundel.bijeenkomst_id}/{bundel.vingerafdruk}.pdf"


class StukQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """Never more open than its agendapunt; what is not checked or replaced is for the duo.

        Whoever added a paper sees how it fares as long as it is checked or held. Who withdrew from
        the agendapunt gets none of it, whatever they may see elsewhere (R-186).
        """
        duo = [
            zetel.tafel
            for zetel in persoon.zetels
            if zetel.rol in (Rol.SECRETARIS, Rol.PROGRAMMAMANAGER)
            and zetel.kring == Organisatie.Kring.BINNEN
        ]
        return self._mag(persoon).filter(
            Q(status=Stuk.Status.KLAAR, vervallen_op=None, opvolger=None)
            | Q(agendapunt__tafel__in=duo)
            | Q(opsteller=persoon, vervallen_op=None, opvolger=None),
        )

    def te_lezen_door(self, persoon):
        """What everybody gets who may know of it: checked, and the newest."""
        return self._mag(persoon).filter(status=Stuk.Status.KLAAR, vervallen_op=None, opvolger=None)

    def _mag(self, persoon):
        return self.filter(
            zichtbaar(persoon, "agendapunt__"),
            zichtbaar(persoon, tafel="agendapunt__tafel"),
            niet_teruggetrokken(persoon),
        )

    def huidig(self):
        """The newest version of each paper, without what was withdrawn."""
        return self.filter(vervallen_op=None, opvolger=None)

    def na_te_kijken(self):
        """What waits to be read by the portal, the oldest first."""
        return self.huidig().filter(status=Stuk.Status.NIEUW).order_by("pk")

    def nog_niet_klaar(self):
        """What members do not get yet: not checked, or held back."""
        return self.huidig().exclude(status=Stuk.Status.KLAAR)

    def gevonden(self, q: str):
        """Papers with every word of `q` in their title or text, also as the start of a word."""
        vraag = zoekvraag(q)
        return self.alias(vindbaar=VINDBAAR).filter(vindbaar=vraag) if vraag else self.none()

    def met_lezing(self, persoon):
        """Each with whether this persoon opened it before: `is_gelezen`."""
        gelezen = Stukinzage.objects.filter(stuk=models.OuterRef("pk"), persoon=persoon)
        return self.annotate(is_gelezen=models.Exists(gelezen))

    def voor_lijst(self):
        """What a list of papers shows of each, in one query and without its text."""
        return (
            self.select_related("opsteller", "agendapunt", "opvolger")
            .defer("tekst", "opvolger__tekst")
            .order_by("agendapunt__volgorde", "volgorde", "pk")
            .fetch_mode(models.FETCH_RAISE)
        )

    def voor_pagina(self):
        """What the page of one paper and its rules ask of it, in one query and without its text."""
        return self.select_related(
            "opsteller", "opvolger", "agendapunt__tafel", "agendapunt__bijeenkomst__tafel"
        ).defer("tekst", "opvolger__tekst")

    def per_agendapunt(self) -> dict[int, int]:
        """How many papers each agendapunt has."""
        rijen = self.order_by().values_list("agendapunt").annotate(n=models.Count("pk"))
        return dict(rijen)

    def beletsels(self, persoon=None) -> list[str]:
        """What stands in the way of sending the agenda with these papers, in sentences.

        Who withdrew from the agendapunt reads that there is something, and not what.
        """
        zinnen = {
            Stuk.Status.NIEUW: "{} wordt nog gecontroleerd.",
            Stuk.Status.VASTGEHOUDEN: "{} wordt vastgehouden.",
        }
        rijen = self.nog_niet_klaar().order_by("agendapunt__volgorde", "volgorde", "pk")
        rijen = rijen.annotate(doet_mee=DoetMee("agendapunt_id", persoon=persoon and persoon.pk))
        return [
            zinnen[status].format(f"Het stuk {titel}" if doet_mee else f"Een stuk bij {punt}")
            for status, titel, doet_mee, punt in rijen.values_list(
                "status", "titel", "doet_mee", "agendapunt__titel"
            )
        ]


@pgtrigger.register(
    slot(
        "stuk_op_slot",
        "(SELECT a.bijeenkomst_id FROM tafels_agendapunt a WHERE a.id = r.agendapunt_id)",
        velden=["bestand", "sha256", "titel", "versie", "agendapunt_id"],
    )
)
@pghistory.track(exclude=["tekst"])
class Stuk(models.Model):
    """A paper under an agendapunt: one version of one file, with who may read it."""

    class Soort(models.TextChoices):
        OPLEGNOTITIE = "oplegnotitie", "Oplegnotitie"
        VOORSTEL = "voorstel", "Voorstel"
        BIJLAGE = "bijlage", "Bijlage"
        PRESENTATIE = "presentatie", "Presentatie"
        RAPPORT = "rapport", "Rapport"
        VERSLAG = "verslag", "Verslag"
        BESLUITENLIJST = "besluitenlijst", "Besluitenlijst"
        REGIOVISIE = "regiovisie", "Regiovisie"
        CONVENANT = "convenant", "Convenant"
        BUSINESSCASE = "businesscase", "Businesscase"
        OVERIG = "overig", "Overig"

    class Woo(models.TextChoices):
        VERGADERSTUK = "vergaderstuk", "Vergaderstuk"
        CONVENANT = "convenant", "Convenant"
        ADVIES = "advies", "Advies"
        JAARPLAN = "jaarplan of jaarverslag", "Jaarplan of jaarverslag"
        ONDERZOEK = "onderzoeksrapport", "Onderzoeksrapport"
        SUBSIDIE = "subsidie", "Subsidie"
        GEEN = "geen", "Valt niet onder de Woo"

    class Status(models.TextChoices):
        NIEUW = "nieuw", "Wordt gecontroleerd"
        KLAAR = "klaar", "Gecontroleerd"
        VASTGEHOUDEN = "vastgehouden", "Vastgehouden"

    agendapunt = models.ForeignKey(Agendapunt, models.PROTECT, related_name="stukken")
    volgorde = models.PositiveSmallIntegerField("plaats", default=1)
    titel = models.CharField(max_length=200)
    bestand = models.FileField(storage=kluis, upload_to=stukpad, max_length=100)
    sleutel = models.UUIDField(unique=True, editable=False)
    # As the one who uploaded it called it, without folders and control characters.
    bestandsnaam = models.CharField(max_length=255)
    mimetype = models.CharField(max_length=100)
    grootte = models.PositiveBigIntegerField("grootte in bytes")
    sha256 = models.CharField(max_length=64)
    bladzijden = models.PositiveSmallIntegerField(null=True, blank=True)
    is_toegankelijk = models.BooleanField("toegankelijke PDF", null=True, blank=True)
    soort = models.CharField(max_length=14, choices=Soort, default=Soort.BIJLAGE)
    versie = models.PositiveSmallIntegerField(default=1)
    vorige_versie = models.OneToOneField(
        "self", models.PROTECT, null=True, blank=True, related_name="opvolger"
    )
    opsteller = models.ForeignKey(Persoon, models.PROTECT, related_name="stukken")
    toegevoegd_op = models.DateTimeField(db_default=Now(), editable=False)
    openbaarheid = models.CharField(
        max_length=13, choices=Openbaarheid, default=Openbaarheid.PARTNERS
    )
    reden_vertrouwelijk = models.CharField("waarom vertrouwelijk", max_length=300, blank=True)
    vertrouwelijk_tot = models.DateField("vertrouwelijk tot en met", null=True, blank=True)
    woo_categorie = models.CharField(
        "soort volgens de Woo", max_length=23, choices=Woo, default=Woo.VERGADERSTUK
    )
    nagezonden = models.BooleanField("na het verzenden toegevoegd", default=False)
    status = models.CharField(max_length=12, choices=Status, default=Status.NIEUW)
    bezwaar = models.CharField("waarom vastgehouden", max_length=300, blank=True)
    tekst = models.TextField(blank=True, editable=False)
    vervallen_op = models.DateTimeField(null=True, blank=True)

    objects = StukQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "stukken"
        ordering = ["agendapunt", "volgorde", "pk"]
        indexes = [
            GinIndex(VINDBAAR, name="stuk_vindbaar"),
            models.Index(fields=["id"], name="stuk_na_te_kijken", condition=Q(status="nieuw")),
        ]
        constraints = [
            models.CheckConstraint(
                name="stuk_vertrouwelijk_heeft_reden",
                condition=~Q(openbaarheid="vertrouwelijk") | ~Q(reden_vertrouwelijk=""),
                violation_error_message="Zeg waarom dit stuk vertrouwelijk is.",
            ),
            models.CheckConstraint(
                name="stuk_vastgehouden_heeft_bezwaar",
                condition=~Q(status="vastgehouden") | ~Q(bezwaar=""),
                violation_error_message="Zeg waarom dit stuk wordt vastgehouden.",
            ),
        ]

    def __str__(self) -> str:
        return self.titel

    def get_absolute_url(self) -> str:
        return reverse("tafels:stuk", args=[self.pk])

    @property
    def is_besloten(self) -> bool:
        return self.openbaarheid not in NAAR_PARTNERS

    @property
    def is_huidig(self) -> bool:
        """Is this the newest version, and not withdrawn?"""
        return self.vervallen_op is None and not hasattr(self, "opvolger")

    @property
    def mag_opener(self) -> bool:
        """Is the day over until which it was confidential?"""
        return self.vertrouwelijk_tot is not None and self.vertrouwelijk_tot < timezone.localdate()


class Stukinzage(models.Model):
    """That somebody opened a paper: who read what, and the log of what is confidential."""

    class Weg(models.TextChoices):
        STUK = "stuk", "Het stuk zelf"
        BUNDEL = "bundel", "In de bundel"
        ZIP = "zip", "In een zip"

    stuk = models.ForeignKey(Stuk, models.PROTECT, related_name="inzages")
    persoon = models.ForeignKey(Persoon, models.PROTECT, related_name="inzages")
    op = models.DateTimeField(db_default=Now(), editable=False)
    weg = models.CharField(max_length=6, choices=Weg, default=Weg.STUK)

    class Meta:
        verbose_name = "inzage in een stuk"
        verbose_name_plural = "inzages in stukken"
        ordering = ["-op"]

    def __str__(self) -> str:
        return f"{self.persoon} · {self.stuk}"


class Bundel(models.Model):
    """All papers of a meeting in one PDF, as one kind of reader may see them.

    Who may see the same gets the same file: `vingerafdruk` is a hash of everything in it.
    """

    class Status(models.TextChoices):
        GEVRAAGD = "gevraagd", "Wacht op zijn beurt"
        BEZIG = "bezig", "Wordt gemaakt"
        KLAAR = "klaar", "Klaar"
        MISLUKT = "mislukt", "Niet gelukt"

    bijeenkomst = models.ForeignKey(Bijeenkomst, models.CASCADE, related_name="bundels")
    vingerafdruk = models.CharField(max_length=64)
    gevraagd_door = models.ForeignKey(Persoon, models.PROTECT, related_name="+")
    gevraagd_op = models.DateTimeField(default=timezone.now)
    status = models.CharField(max_length=8, choices=Status, default=Status.GEVRAAGD)
    gedaan = models.PositiveSmallIntegerField(default=0)
    totaal = models.PositiveSmallIntegerField(default=0)
    fout = models.CharField(max_length=300, blank=True)
    klaar_op = models.DateTimeField(null=True, blank=True)
    bestand = models.FileField(storage=kluis, upload_to=bundelpad, max_length=200, blank=True)
    grootte = models.PositiveBigIntegerField("grootte in bytes", default=0)
    bladzijden = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name_plural = "bundels"
        constraints = [
            models.UniqueConstraint(
                name="bundel_een_per_inhoud", fields=["bijeenkomst", "vingerafdruk"]
            ),
        ]

    def __str__(self) -> str:
        return f"Bundel van {self.bijeenkomst}"
