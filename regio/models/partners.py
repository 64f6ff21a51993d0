"""The region itself: its name, its areas, and the organisations and people who work together."""

from datetime import datetime, timedelta
from functools import cached_property
from typing import NamedTuple

import pghistory
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Lower
from django.urls import reverse
from django.utils import timezone

# A visit that follows the last page within this time is the same visit.
BEZOEK_DUURT = timedelta(minutes=30)
# Whose lists stand in /beheer/ for the regiobureau; what allauth keeps there stays closed.
ONZE_PAKKETTEN = ("regio", "regiobeeld", "projecten", "tafels")


class Openbaarheid(models.TextChoices):
    """How far something may travel, from the whole world to the table itself."""

    OPENBAAR = "openbaar", "Openbaar"
    PARTNERS = "partners", "Alle partners"
    TAFEL = "tafel", "Alleen deze tafel"
    VERTROUWELIJK = "vertrouwelijk", "Vertrouwelijk"


DAGEN_PER_MAAND = 30.44


class Rol(models.TextChoices):
    """What somebody does at a tafel (R-030)."""

    VOORZITTER = "voorzitter", "Voorzitter"
    SECRETARIS = "secretaris", "Secretaris"
    PROGRAMMAMANAGER = "programmamanager", "Programmamanager"
    PORTEFEUILLEHOUDER = "portefeuillehouder", "Portefeuillehouder"
    LID = "lid", "Lid"
    ADVISEUR = "adviseur", "Adviseur"
    TOEHOORDER = "toehoorder", "Toehoorder"


class OpenQuerySet(models.QuerySet):
    """Rows that every partner who signs in may see."""

    def zichtbaar_voor(self, persoon):
        return self


def contrast_met_wit(hexkleur: str) -> float:
    """Contrast ratio of a colour `#rrggbb` against white (WCAG 2.2, relative luminance)."""
    channels = [int(hexkleur[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def leesbaar_op_wit(hexkleur: str) -> None:
    """Refuse a colour in which letters on white cannot be read by everybody."""
    if contrast_met_wit(hexkleur) < 4.5:
        raise ValidationError("Deze kleur is te licht. Kies een donkerder kleur.")


hexkleur = RegexValidator(r"^#[0-9a-fA-F]{6}\Z", "Schrijf een kleur als #0b5a75.")


def drempel(default: int, label: str) -> models.PositiveSmallIntegerField:
    """A number above or below which the portal gives a signal."""
    return models.PositiveSmallIntegerField(label, default=default)


@pghistory.track()
class Regio(models.Model):
    """The care region that this installation serves: one row with names, thresholds, colours."""

    class Belangen(models.TextChoices):
        NOG_NIET = "nog niet", "Nog niet"
        PER_THEMA = "per thema", "Per thema"
        ALTIJD = "altijd", "Altijd"

    class Schoolregio(models.TextChoices):
        NOORD = "noord", "Noord"
        MIDDEN = "midden", "Midden"
        ZUID = "zuid", "Zuid"

    naam = models.CharField(max_length=100)
    ondertitel = models.CharField(max_length=200, blank=True)
    ambitie_kort = models.TextField("ambitie in het kort", blank=True, max_length=500)
    waarom_tekst = models.TextField("waarom wij samenwerken", blank=True, max_length=2000)
    aanleiding = models.TextField(blank=True, max_length=2000)
    belangen_bespreken = models.CharField(
        max_length=10, choices=Belangen, default=Belangen.PER_THEMA
    )
    gebied = models.ForeignKey(
        "Gebied", models.PROTECT, null=True, blank=True, verbose_name="gebied van de regio"
    )
    schoolregio = models.CharField(
        "schoolvakanties van regio",
        max_length=6,
        choices=Schoolregio,
        default=Schoolregio.MIDDEN,
        help_text="Daarin plannen de tafels geen bijeenkomsten.",
    )
    is_demo = models.BooleanField("gegevens zijn verzonnen", default=False, editable=False)

    kleur = models.CharField(
        max_length=7, default="#0b5a75", validators=[hexkleur, leesbaar_op_wit]
    )
    kleur_donker = models.CharField(
        max_length=7, default="#0b3b4f", validators=[hexkleur, leesbaar_op_wit]
    )

    max_grotere_innovaties = drempel(5, "hoogste aantal grotere innovaties")
    max_prioritaire_opgaven = drempel(5, "hoogste aantal prioritaire opgaven")
    voorzitter_min_maanden = drempel(12, "kortste periode van een voorzitter, in maanden")
    opbouw_bijeenkomsten = drempel(3, "bijeenkomsten om een tafel op te bouwen")
    opbouw_maanden = drempel(12, "maanden om een tafel op te bouwen")
    stoelen_min = drempel(1, "minste stoelen per perspectief")
    stoelen_max = drempel(2, "meeste stoelen per perspectief")
    gelijke_stoelen = models.BooleanField("elk perspectief evenveel stoelen", default=True)
    groepsgrootte = drempel(20, "grootste tafel")
    db_max = drempel(5, "grootste dagelijks bestuur")
    inhoudelijke_tafel_max = drempel(12, "grootste inhoudelijke tafel")
    evaluaties_per_jaar = drempel(2, "evaluaties per jaar")
    belangen_per_jaar = drempel(2, "keer per jaar belangen op tafel")
    max_vervanging_pct = drempel(25, "hoogste deel vervangingen, in procenten")
    stukken_dagen_vooraf = drempel(7, "dagen vooraf dat stukken klaar zijn")
    bekrachtiging_dagen = drempel(30, "dagen om een besluit te bekrachtigen")
    opgave_op_agenda_maanden = drempel(6, "maanden waarin een opgave op een agenda staat")
    status_dagen = drempel(45, "dagen dat een statusmelding geldt")
    mijlpaal_vooruit_dagen = drempel(120, "dagen waarbinnen een mijlpaal staat")
    geld_waarschuwing_maanden = drempel(9, "maanden vooraf waarschuwen dat geld afloopt")
    kleine_cellen = drempel(10, "kleinste aantal personen in een cijfer")
    anoniem_vanaf = drempel(5, "antwoorden voordat een evaluatie uitkomsten toont")
    pseudonimiseer_na_maanden = drempel(24, "maanden waarna een vertrokken persoon geen naam heeft")
    notitie_wis_dagen = drempel(30, "dagen waarna een notitie van de voorzitter weg is")
    ondertekenen = models.BooleanField("regiovisie ondertekenen", default=False)
    aims = drempel(4, "aantal doelen van de samenwerking (4 of 5)")

    class Meta:
        verbose_name = verbose_name_plural = "regio"
        constraints = [
            models.CheckConstraint(
                name="regio_is_een_rij",
                condition=Q(pk=1),
                violation_error_message="Een installatie heeft precies één regio.",
            ),
            models.CheckConstraint(
                name="regio_stoelen_min_max",
                condition=Q(stoelen_min__lte=F("stoelen_max")),
                violation_error_message="Het minste aantal stoelen is niet meer dan het meeste.",
            ),
            models.CheckConstraint(
                name="regio_aims_4_of_5",
                condition=Q(aims__in=(4, 5)),
                violation_error_message="Kies 4 of 5 doelen.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def lang_geleden(self, nu: datetime) -> datetime:
        """Since when an opgave should have stood on an agenda, seen from `nu` (R-092, SG-10)."""
        return nu - timedelta(days=round(self.opgave_op_agenda_maanden * DAGEN_PER_MAAND))


class GebiedQuerySet(OpenQuerySet):
    def gemeenten(self):
        return self.filter(soort=Gebied.Soort.GEMEENTE)

    def leden_van(self, gebied):
        """Every gemeente below `gebied`: its children, and theirs (at most two levels)."""
        return self.gemeenten().filter(Q(ouder=gebied) | Q(ouder__ouder=gebied)).order_by("naam")


@pghistory.track()
class Gebied(models.Model):
    """A piece of the map: from a gemeente to the whole country, under its CBS code."""

    class Soort(models.TextChoices):
        LAND = "land", "Land"
        ZORGKANTOORREGIO = "zorgkantoorregio", "Zorgkantoorregio"
        REGIO = "regio", "Regio"
        SUBREGIO = "subregio", "Subregio"
        GEMEENTE = "gemeente", "Gemeente"
        BUURREGIO = "buurregio", "Buurregio"

    code = models.CharField(max_length=10, unique=True)
    naam = models.CharField(max_length=100)
    soort = models.CharField(max_length=16, choices=Soort)
    ouder = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="onderdelen"
    )
    # A merged gemeente keeps its code for the years in which it existed; empty means "still open".
    van_jaar = models.PositiveSmallIntegerField("bestaat sinds", null=True, blank=True)
    tot_jaar = models.PositiveSmallIntegerField("bestond tot en met", null=True, blank=True)

    objects = GebiedQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "gebieden"
        ordering = ["naam"]
        constraints = [
            models.CheckConstraint(
                name="gebied_van_voor_tot",
                condition=Q(van_jaar=None) | Q(tot_jaar=None) | Q(van_jaar__lte=F("tot_jaar")),
                violation_error_message="Het eerste jaar ligt niet na het laatste jaar.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def bestond_in(self, jaar: int) -> bool:
        """Did this area exist under this code on 1 January of `jaar`?"""
        return (self.van_jaar or jaar) <= jaar <= (self.tot_jaar or jaar)


@pghistory.track()
class Perspectief(models.Model):
    """A side from which one looks at care; the IZA asks eight of them at the table."""

    class Domein(models.TextChoices):
        ZORG = "zorg", "Zorg"
        SOCIAAL = "sociaal domein", "Sociaal domein"
        FYSIEK = "fysiek domein", "Fysiek domein"
        INWONERS = "inwoners", "Inwoners"
        FINANCIER = "financier", "Financier"
        OVERHEID = "overheid", "Overheid"
        KENNIS = "kennis en ondernemers", "Kennis en ondernemers"

    code = models.CharField(max_length=10, unique=True)
    naam = models.CharField(max_length=60, unique=True)
    domein = models.CharField(max_length=21, choices=Domein)
    iza_verplicht = models.BooleanField("verplicht volgens het IZA", default=False)
    volgorde = models.PositiveSmallIntegerField(default=0)
    besluitproces = models.TextField("hoe dit perspectief besluit", blank=True, max_length=1000)
    doorlooptijd_dagen = models.PositiveSmallIntegerField(null=True, blank=True)
    achterban_geraadpleegd_op = models.DateField(null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "perspectieven"
        ordering = ["volgorde", "naam"]

    def __str__(self) -> str:
        return self.naam


class OrganisatieQuerySet(OpenQuerySet):
    def voor_overzicht(self):
        """Everything "Wie is wie" shows of an organisatie, in one query."""
        return (
            self.filter(actief=True)
            .select_related("perspectief")
            .order_by("perspectief__volgorde", Lower("naam"))
            .fetch_mode(models.FETCH_RAISE)
        )


@pghistory.track()
class Organisatie(models.Model):
    """A partner of the region: an organisation with people at one or more tafels."""

    class Kring(models.TextChoices):
        BINNEN = "binnenkring", "Binnenkring"
        BUITEN = "buitenkring", "Buitenkring"

    class Organisatiegraad(models.TextChoices):
        LOS = "los", "Los"
        OVERLEG = "overleg", "Overleg"
        VERENIGING = "vereniging of coöperatie", "Vereniging of coöperatie"

    class Sector(models.TextChoices):
        ZIEKENHUIS = "Ziekenhuis/MSZ", "Ziekenhuis/MSZ"
        HUISARTSENZORG = "Huisartsenzorg", "Huisartsenzorg"
        VVT = "VVT", "VVT"
        GGZ = "GGZ", "GGZ"
        GEHANDICAPTENZORG = "Gehandicaptenzorg", "Gehandicaptenzorg"
        REVALIDATIE = "Revalidatie", "Revalidatie"
        JEUGDZORG = "Jeugdzorg", "Jeugdzorg"
        GEBOORTEZORG = "Geboortezorg", "Geboortezorg"
        APOTHEEK = "Apotheek", "Apotheek"
        PARAMEDISCH = "Paramedische zorg", "Paramedische zorg"
        ACUTE_ZORG = "Acute zorg/ambulance", "Acute zorg/ambulance"
        VERZEKERAAR = "Zorgverzekeraar/zorgkantoor", "Zorgverzekeraar/zorgkantoor"
        GEMEENTE = "Gemeente", "Gemeente"
        GGD = "GGD", "GGD"
        WELZIJN = "Welzijn/sociaal werk", "Welzijn/sociaal werk"
        CLIENTEN = "Cliënten-/patiëntenorganisatie", "Cliënten-/patiëntenorganisatie"
        INWONERS = "Inwoners/mantelzorg", "Inwoners/mantelzorg"
        CORPORATIE = "Woningcorporatie", "Woningcorporatie"
        ONDERWIJS = "Onderwijs", "Onderwijs"
        SPORT = "Sport en bewegen", "Sport en bewegen"
        CULTUUR = "Cultuur", "Cultuur"
        WERKGEVERS = "Werkgevers/arbeidsmarkt", "Werkgevers/arbeidsmarkt"
        KENNIS = "Kennisinstelling", "Kennisinstelling"
        ONDERNEMERS = "Ondernemers", "Ondernemers"
        OVERIG = "Overig", "Overig"

    naam = models.CharField(max_length=150, unique=True)
    korte_naam = models.CharField(max_length=60)
    perspectief = models.ForeignKey(
        Perspectief, models.PROTECT, null=True, blank=True, related_name="organisaties"
    )
    sector = models.CharField(max_length=40, choices=Sector, default=Sector.OVERIG)
    groot = models.BooleanField("grote partner", default=False)
    kring = models.CharField(max_length=11, choices=Kring, default=Kring.BINNEN)
    organisatiegraad = models.CharField(
        max_length=30, choices=Organisatiegraad, default=Organisatiegraad.OVERLEG
    )
    gebieden = models.ManyToManyField(Gebied, blank=True, related_name="organisaties")
    vertegenwoordigd_door = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="vertegenwoordigt"
    )
    lid_sinds = models.DateField(null=True, blank=True)
    website = models.URLField(blank=True)
    actief = models.BooleanField(default=True)

    objects = OrganisatieQuerySet.as_manager()

    class Meta:
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.korte_naam

    def get_absolute_url(self) -> str:
        return reverse("organisatie", args=[self.pk])


class Zetel(NamedTuple):
    """A seat somebody has now: at which tafel, in which rol and kring."""

    tafel: int
    rol: str
    kring: str


class PersoonManager(BaseUserManager):
    """Makes people; a password is not needed, signing in goes by e-mail code, passkey or OIDC."""

    def create_user(self, email: str, password: str | None = None, **velden):
        persoon = self.model(email=self.normalize_email(email).lower(), **velden)
        if password:
            persoon.set_password(password)
        else:
            persoon.set_unusable_password()
        persoon.save(using=self._db)
        return persoon

    def create_superuser(self, email: str, password: str | None = None, **velden):
        velden |= {"is_superuser": True, "is_staff": True, "is_regiobureau": True}
        return self.create_user(email, password, **velden)


class PersoonQuerySet(OpenQuerySet):
    def zichtbaar_voor(self, persoon):
        """Everybody who takes part now; the regiobureau also sees who left."""
        return self if persoon.is_regiobureau else self.filter(is_active=True)

    def voor_overzicht(self):
        """Everything "Wie is wie" shows of a persoon, in one query."""
        return (
            self.filter(is_active=True)
            .select_related("organisatie__perspectief")
            .order_by(Lower("naam"))
            .fetch_mode(models.FETCH_RAISE)
        )

    def bezoek_noteren(self, persoon):
        """Remember this visit; return when the one before it ended (None: the first visit).

        Pages of one visit follow each other within half an hour. One UPDATE at most, and none when
        the last one was less than a minute ago.
        """
        nu = timezone.now()
        gezien = persoon.laatst_gezien_op
        if gezien is None or nu - gezien > BEZOEK_DUURT:
            persoon.vorig_bezoek_op = gezien
        elif nu - gezien < timedelta(minutes=1):
            return persoon.vorig_bezoek_op
        self.filter(pk=persoon.pk).update(
            laatst_gezien_op=nu, vorig_bezoek_op=persoon.vorig_bezoek_op
        )
        return persoon.vorig_bezoek_op


# Signing in and opening a page change these; they are no news about a person.
@pghistory.track(
    exclude=["password", "last_login", "laatst_gezien_op", "vorig_bezoek_op", "uitnodiging_adres"],
)
class Persoon(AbstractBaseUser, PermissionsMixin):
    """Somebody who takes part in the region, and the account with which they sign in."""

    class Beroep(models.TextChoices):
        BESTUURDER = "bestuurder", "Bestuurder"
        SPECIALIST = "medisch specialist (VMS)", "Medisch specialist"
        PROFESSIONAL = "professional", "Professional"
        BELEID = "beleid", "Beleid"
        ERVARINGSDESKUNDIGE = "ervaringsdeskundige", "Ervaringsdeskundige"
        OVERIG = "overig", "Overig"

    class Mailvoorkeur(models.TextChoices):
        DIRECT = "direct", "Meteen"
        DAGELIJKS = "dagelijks", "Eén keer per dag, om 7.00 uur"
        WEKELIJKS = "wekelijks", "Eén keer per week, op maandag om 7.00 uur"
        NIET = "niet", "Niet, ik kijk zelf in het portaal"

    email = models.EmailField("e-mailadres", unique=True)
    naam = models.CharField(max_length=100)
    aanspreekvorm = models.CharField(
        max_length=100,
        blank=True,
        help_text="Zo begroet het portaal u. Bijvoorbeeld: mevrouw De Vries.",
    )
    organisatie = models.ForeignKey(
        Organisatie, models.PROTECT, null=True, blank=True, related_name="personen"
    )
    functie = models.CharField(max_length=100, blank=True)
    beroep = models.CharField(max_length=24, choices=Beroep, default=Beroep.OVERIG)
    telefoon = models.CharField(max_length=20, blank=True)
    kennismaking = models.TextField(
        "zo kent u mij",
        blank=True,
        max_length=500,
        help_text="Een paar zinnen over uzelf. Alle partners kunnen dit lezen.",
    )
    mailvoorkeur = models.CharField(
        "mail over bijeenkomsten en berichten",
        max_length=9,
        choices=Mailvoorkeur,
        default=Mailvoorkeur.DIRECT,
    )
    is_regiobureau = models.BooleanField("werkt bij het regiobureau", default=False)
    is_staff = models.BooleanField("mag in het beheer", default=False)
    is_active = models.BooleanField("doet mee", default=True)
    uitgenodigd_door = models.ForeignKey(
        "self", models.SET_NULL, null=True, blank=True, related_name="+", editable=False
    )
    # The sign-in page for an invitation that must still be mailed; empty: nothing to mail.
    uitnodiging_adres = models.URLField(blank=True, editable=False)
    laatst_gezien_op = models.DateTimeField(null=True, blank=True, editable=False)
    vorig_bezoek_op = models.DateTimeField(null=True, blank=True, editable=False)

    objects = PersoonManager.from_queryset(PersoonQuerySet)()

    USERNAME_FIELD = EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["naam"]

    class Meta:
        verbose_name_plural = "personen"
        ordering = ["naam"]
        constraints = [
            models.UniqueConstraint(
                Lower("email"),
                name="persoon_email_uniek",
                violation_error_message="Dit e-mailadres heeft al een account.",
            ),
        ]

    def __str__(self) -> str:
        return self.naam

    def get_absolute_url(self) -> str:
        return reverse("persoon", args=[self.pk])

    @property
    def begroeting(self) -> str:
        """The stored form of address, else the name: the portal does not guess."""
        return self.aanspreekvorm or self.naam

    @cached_property
    def zetels(self) -> tuple[Zetel, ...]:
        """The seats this person has today: one query per request, asked by every rule.

        Who fills in for a secretaris sits there as one too (R-047).
        """
        vervangt = models.Q(vaste_vervanger=self, rol=Rol.SECRETARIS)
        alle = self.lidmaatschappen.model.objects.actueel()
        rijen = alle.filter(models.Q(persoon=self) | vervangt).values_list(
            "tafel_id", "rol", "kring"
        )
        return tuple(Zetel(*rij) for rij in rijen)

    def heeft_rol(self, *rollen: str, tafel: int | None = None) -> bool:
        """Has this person one of these roles today, at any tafel or at this one?"""
        return any(z.rol in rollen and tafel in (None, z.tafel) for z in self.zetels)

    @property
    def is_programmamanager(self) -> bool:
        """Maintains the shared project calendar."""
        return self.heeft_rol(Rol.PROGRAMMAMANAGER)

    def has_perm(self, perm: str, obj=None) -> bool:
        """Only /beheer/ asks this: the regiobureau may do there what our admin.py files offer."""
        return self._beheert(perm.split(".")[0]) or super().has_perm(perm, obj)

    def has_module_perms(self, app_label: str) -> bool:
        """Only /beheer/ asks this, to make its menu."""
        return self._beheert(app_label) or super().has_module_perms(app_label)

    def _beheert(self, app_label: str) -> bool:
        return self.is_active and self.is_regiobureau and app_label in ONZE_PAKKETTEN


@pghistory.track()
class Thema(models.Model):
    """A subject on which the region works, such as kwetsbare ouderen."""

    class Soort(models.TextChoices):
        DOELGROEP = "doelgroep", "Doelgroep"
        RANDVOORWAARDE = "randvoorwaarde", "Randvoorwaarde"
        PREVENTIE = "preventie", "Preventie"

    class Schaal(models.TextChoices):
        LOKAAL = "lokaal", "Lokaal"
        SUBREGIONAAL = "subregionaal", "Subregionaal"
        REGIONAAL = "regionaal", "Regionaal"
        BOVENREGIONAAL = "bovenregionaal", "Bovenregionaal"

    naam = models.CharField(max_length=60, unique=True)
    soort = models.CharField(max_length=14, choices=Soort)
    schaal = models.CharField(max_length=14, choices=Schaal, default=Schaal.REGIONAAL)
    omschrijving = models.TextField(blank=True, max_length=1000)
    keer_per_jaar = models.PositiveSmallIntegerField("keer per jaar op een agenda", default=2)
    gebieden = models.ManyToManyField(Gebied, blank=True, related_name="themas")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = "thema"
        verbose_name_plural = "thema's"
        ordering = ["naam"]

    def __str__(self) -> str:
        return self.naam
