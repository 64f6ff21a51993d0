"""Fill an empty portal with the demo region: everything invented, except the figures of the CBS."""

import hashlib
import secrets
from collections import defaultdict
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path
from typing import NamedTuple
from uuid import uuid4
from zoneinfo import ZoneInfo

import typst
import yaml
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.core.files.base import ContentFile
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.db.models import DateField, DateTimeField, ForeignKey, ManyToManyField, Model
from django.utils import timezone
from django.utils.formats import date_format
from pghistory.models import Context

from projecten.models import Mijlpaal, Project, Projectrol, Stand, Statusmelding
from regio.historie import handeling
from regio.models import (
    Gebied,
    Opgave,
    Organisatie,
    Persoon,
    Perspectief,
    Regio,
    Regiovisie,
    Thema,
)
from regiobeeld.models import Bron, Indicator, Verversing, Waarneming
from tafels.models import (
    Actie,
    Agendapunt,
    Belang,
    Bericht,
    Besluit,
    Bijeenkomst,
    Lidmaatschap,
    Reactie,
    Stuk,
    Tafel,
    Terugtrekking,
    Themaplanning,
    Vastpunt,
)

MAP = Path(__file__).resolve().parents[2] / "demo"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DEMO_ADRES = "@demo.example"
# Long enough ago for news since then, recent enough to be a visitor.
LAATSTE_BEZOEK, VORIG_BEZOEK = timedelta(days=11), timedelta(days=25)

KANTEN = ("tijd", "geld", "kwaliteit", "draagvlak")

# What refers to something comes after it; a row below another (a mijlpaal of a project) too.
VOLGORDE = (
    Gebied,
    Perspectief,
    Organisatie,
    Persoon,
    Thema,
    Regiovisie,
    Opgave,
    Bron,
    Indicator,
    Project,
    Mijlpaal,
    Projectrol,
    Statusmelding,
    Tafel,
    Lidmaatschap,
    Vastpunt,
    Bijeenkomst,
    Agendapunt,
    Belang,
    Stuk,
    Terugtrekking,
    Reactie,
    Besluit,
    Actie,
    Themaplanning,
    Bericht,
)
LIJSTEN = {
    "regio": (Gebied, Perspectief, Organisatie, Persoon, Thema, Regiovisie),
    "regiobeeld": (Bron, Indicator),
    "projecten": (Project,),
    "tafels": (Tafel, Bijeenkomst, Themaplanning, Agendapunt, Bericht),
}


@cache
def gelezen(naam: str) -> dict:
    """What one of the demo files says."""
    tekst = (MAP / f"{naam}.yaml").read_text(encoding="utf-8")
    # libyaml reads the files in 0.1 s; the reader in Python takes a second longer.
    return yaml.load(tekst, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))  # noqa: S506


def meervoud(model: type[Model]) -> str:
    """The key under which a file lists the rows of a model."""
    return {Thema: "themas"}.get(model, str(model._meta.verbose_name_plural))


class Rij(NamedTuple):
    """A row as the file has it, with the row under which it stands."""

    gegevens: dict
    boven: Model | None = None
    via: str = ""
    plaats: int = 0


class Lader:
    """Makes rows from the files: a key is a field, a reference a code, a date a number of days."""

    def __init__(self, nu: datetime) -> None:
        self.nu = nu
        self.vandaag = nu.astimezone(AMSTERDAM).date()
        self.bekend: dict[type[Model], dict[str, Model]] = defaultdict(dict)
        self.wachtend: dict[type[Model], list[Rij]] = defaultdict(list)
        self.koppels: list[tuple[ManyToManyField, Model, list[str]]] = []
        self.vast_te_stellen: list[int] = []

    def dag(self, dagen: int) -> date:
        """The day that many days from today; the Monday after it when that is in a weekend."""
        dag = self.vandaag + timedelta(days=dagen)
        return dag + timedelta(days=max(0, 7 - dag.weekday()) if dag.weekday() > 4 else 0)

    def laad(self) -> None:
        """Make everything that has a code or stands below something that has one."""
        for bestand, modellen in LIJSTEN.items():
            for model in modellen:
                self.wachtend[model] += [Rij(rij) for rij in gelezen(bestand)[meervoud(model)]]
        for model in VOLGORDE:
            self.maak(model)
        self.koppel()

    def maak(self, model: type[Model]) -> None:
        """Make the rows of one model, those that another of them refers to first."""
        naar_zelf = [
            f.name
            for f in model._meta.concrete_fields
            if f.is_relation and f.related_model is model
        ]
        while rijen := self.wachtend.pop(model, []):
            nu, later = [], []
            for rij in rijen:
                codes = {rij.gegevens.get(naam) for naam in naar_zelf} - {None}
                (nu if codes <= self.bekend[model].keys() else later).append(rij)
            if not nu:
                raise CommandError(f"{meervoud(model)}: {later[0].gegevens} verwijst naar niets.")
            if later:
                self.wachtend[model] = later
            self.bewaar(model, nu)

    def bewaar(self, model: type[Model], rijen: list[Rij]) -> None:
        """Insert rows, or complete those that every region starts with."""
        bestaand = {}
        if "code" in {f.name for f in model._meta.concrete_fields}:
            codes = [rij.gegevens["code"] for rij in rijen]
            bestaand = {rij.code: rij for rij in model._default_manager.filter(code__in=codes)}
        paren = [(rij, self.ding(model, rij, bestaand)) for rij in rijen]
        dingen = [ding for _, ding in paren]
        if afmaken := AFMAKEN.get(model):
            afmaken(self, dingen)
        model._default_manager.bulk_create(d for d in dingen if d.pk is None)
        for ding in bestaand.values():
            ding.save()
        for rij, ding in paren:
            if code := rij.gegevens.get("code"):
                self.bekend[model][code] = ding
            self.onder(model, rij, ding)
            if rij.gegevens.get("verslag_status") == Bijeenkomst.Verslag.VASTGESTELD:
                self.vast_te_stellen.append(ding.pk)

    def ding(self, model: type[Model], rij: Rij, bestaand: dict[str, Model]) -> Model:
        """One unsaved object (or the one that is already there) with what the file says of it."""
        ding = bestaand.get(rij.gegevens.get("code")) or model()
        ding.rij = rij
        if rij.boven is not None:
            setattr(ding, rij.via, rij.boven)
        velden = {f.name: f for f in model._meta.concrete_fields}
        for naam, waarde in rij.gegevens.items():
            if naam in velden:
                setattr(ding, naam, self.waarde(model, velden[naam], waarde))
        return ding

    def waarde(self, model: type[Model], veld, waarde):
        """What a field gets: the object with that code, a day, or the value itself."""
        if isinstance(veld, ForeignKey):
            return self.bekend[veld.related_model][waarde]
        if isinstance(veld, DateField) and not isinstance(veld, DateTimeField):
            if model is Lidmaatschap:
                # One seat ends the day before the next begins: no two chairs over a weekend.
                return self.vandaag + timedelta(days=waarde)
            return self.dag(waarde)
        return waarde

    def onder(self, model: type[Model], rij: Rij, ding: Model) -> None:
        """Put aside what stands below a row: rows of another model, and lists of codes."""
        for naam, waarde in rij.gegevens.items():
            if naam in EIGEN.get(model, ()):
                continue
            if naam == "code" and model not in BEWAART_CODE:
                continue
            veld = model._meta.get_field(naam)
            if isinstance(veld, ManyToManyField):
                self.koppels.append((veld, ding, waarde))
            elif veld.one_to_many:
                self.wachtend[veld.related_model] += [
                    Rij(onder, ding, veld.field.name, plaats)
                    for plaats, onder in enumerate(waarde, start=1)
                ]

    def koppel(self) -> None:
        """Make all rows of the tables between two models."""
        per_tabel = defaultdict(list)
        for veld, ding, codes in self.koppels:
            tussen = veld.remote_field.through
            for code in codes:
                ander = self.bekend[veld.related_model][code]
                ids = {f"{veld.m2m_field_name()}_id": ding.pk}
                ids[f"{veld.m2m_reverse_field_name()}_id"] = ander.pk
                per_tabel[tussen].append(tussen(**ids))
        for tussen, rijen in per_tabel.items():
            tussen._default_manager.bulk_create(rijen)


# --- what does not stand in the files, but follows from it --------------------------------------


def personen_afmaken(lader: Lader, personen: list[Persoon]) -> None:
    """Nobody has a password; everybody was here some days ago."""
    for persoon in personen:
        persoon.password = UNUSABLE_PASSWORD_PREFIX + secrets.token_urlsafe(30)
        persoon.laatst_gezien_op = lader.nu - LAATSTE_BEZOEK
        persoon.vorig_bezoek_op = lader.nu - VORIG_BEZOEK


def mijlpalen_afmaken(lader: Lader, mijlpalen: list[Mijlpaal]) -> None:
    """A milestone that never moved was first planned on its day."""
    for mijlpaal in mijlpalen:
        mijlpaal.oorspronkelijk = mijlpaal.oorspronkelijk or mijlpaal.gepland


def projecten_afmaken(lader: Lader, projecten: list[Project]) -> None:
    """How a project stands follows from its statusmeldingen, as in `status_melden`."""
    for project in projecten:
        meldingen = project.rij.gegevens.get("statusmeldingen", ())
        for melding in sorted(meldingen, key=lambda melding: melding["datum"]):
            stand = Statusmelding(**{kant: melding[kant] for kant in KANTEN}).stand
            if stand != project.stand:
                project.stand_sinds = lader.dag(melding["datum"])
            project.stand = stand
            is_goed = stand in (Stand.OP_KOERS, Stand.GEEN)
            project.stand_reden = "" if is_goed else melding["oorzaak"]
            project.stand_nodig = "" if is_goed else melding["bijsturing"]


def bijeenkomsten_afmaken(lader: Lader, bijeenkomsten: list[Bijeenkomst]) -> None:
    """A meeting is so many days from now, at a time in Amsterdam; its verslag is adopted later."""
    for bijeenkomst in bijeenkomsten:
        gegevens = bijeenkomst.rij.gegevens
        begin = time.fromisoformat(gegevens["begintijd"])
        bijeenkomst.start = datetime.combine(lader.dag(gegevens["dag"]), begin, AMSTERDAM)
        bijeenkomst.einde = bijeenkomst.start + timedelta(minutes=gegevens["duur_min"])
        if not bijeenkomst.is_in_voorbereiding:
            # Ten days before, or for what is still far away the day before yesterday.
            dag = min(bijeenkomst.start.date() - timedelta(days=10), lader.dag(-2))
            bijeenkomst.agenda_versie, bijeenkomst.agenda_vastgesteld_op = 1, dag
            bijeenkomst.verzonden_op = datetime.combine(dag, time(9), AMSTERDAM)
        if bijeenkomst.is_vastgesteld:
            # The database locks an adopted verslag: first the agenda and the besluiten.
            bijeenkomst.status = Bijeenkomst.Status.AFGESLOTEN
            bijeenkomst.verslag_status = Bijeenkomst.Verslag.CONCEPT


def agendapunten_afmaken(lader: Lader, punten: list[Agendapunt]) -> None:
    """An item on an agenda has its place and its tafel; a project stands for its opgave."""
    for punt in punten:
        if punt.bijeenkomst is not None:
            punt.tafel = punt.bijeenkomst.tafel
            punt.volgorde = punt.rij.plaats
        if (dagen := punt.rij.gegevens.get("ingebracht")) is not None:
            punt.ingediend_op = datetime.combine(lader.dag(dagen), time(10), AMSTERDAM)
        if punt.project is not None:
            punt.opgave = punt.opgave or punt.project.opgave


def berichten_afmaken(lader: Lader, berichten: list[Bericht]) -> None:
    """A project stands for its opgave; somebody told it on the day itself."""
    for bericht in berichten:
        if bericht.project is not None:
            bericht.opgave = bericht.opgave or bericht.project.opgave
        bericht.geplaatst_op = datetime.combine(bericht.datum, time(9), AMSTERDAM)


def vaste_punten_afmaken(lader: Lader, punten: list[Vastpunt]) -> None:
    """A template has the order of the file."""
    for punt in punten:
        punt.volgorde = punt.rij.plaats


def themaplanning_afmaken(lader: Lader, planning: list[Themaplanning]) -> None:
    """What is on an agenda is planned for its meeting; the rest for a month."""
    for rij in planning:
        rij.bijeenkomst = rij.agendapunt and rij.agendapunt.bijeenkomst
        rij.maand = lader.dag(rij.rij.gegevens["dag"]).replace(day=1)


@cache
def stuk_pdf(titel: str, onder: str, tekst: str) -> bytes:
    """A paper of the demo as a real PDF; 25 ms each."""
    return typst.compile(
        (MAP / "stuk.typ").read_bytes(),
        format="pdf",
        pdf_standards=["ua-1"],
        sys_inputs={"titel": titel, "onder": onder, "tekst": tekst},
    )


def stukken_afmaken(lader: Lader, stukken: list[Stuk]) -> None:
    """A paper is a file that we make from its text, that was checked some days ago."""
    for stuk in stukken:
        soort = stuk.get_soort_display().lower()
        pdf = stuk_pdf(stuk.titel, f"{stuk.opsteller.naam}, {soort}", stuk.tekst)
        stuk.volgorde = stuk.rij.plaats
        stuk.sleutel = uuid4()
        stuk.bestand = ContentFile(pdf, "stuk.pdf")
        stuk.bestandsnaam = f"{stuk.titel.replace(':', '')}.pdf"
        stuk.mimetype = "application/pdf"
        stuk.grootte = len(pdf)
        stuk.sha256 = hashlib.sha256(pdf).hexdigest()
        stuk.is_toegankelijk = True
        stuk.status = Stuk.Status.KLAAR
        dag = lader.vandaag + timedelta(days=stuk.rij.gegevens["dag"])
        stuk.toegevoegd_op = datetime.combine(dag, time(10), AMSTERDAM)
        # As the portal keeps it: on one line, without the marks of a heading or a point.
        stuk.tekst = " ".join(regel.lstrip("=- ") for regel in stuk.tekst.splitlines()).strip()


def deelname_afmaken(lader: Lader, rijen: list[Terugtrekking | Reactie]) -> None:
    """Who withdrew did so for themselves, and who reacted did so, some days ago."""
    for rij in rijen:
        dag = lader.vandaag + timedelta(days=rij.rij.gegevens["dag"])
        rij.op = datetime.combine(dag, time(11), AMSTERDAM)
        if isinstance(rij, Terugtrekking):
            rij.door = rij.persoon


def besluiten_afmaken(lader: Lader, besluiten: list[Besluit]) -> None:
    """A besluit belongs to its agendapunt, and is numbered per tafel and year in order of time."""
    for besluit in besluiten:
        punt = besluit.agendapunt
        besluit.tafel = punt.tafel
        besluit.datum = besluit.datum or lader.dag(punt.bijeenkomst.rij.gegevens["dag"])
        besluit.project = besluit.project or punt.project
        besluit.opgave = besluit.opgave or punt.opgave
        besluit.vastgelegd_op = datetime.combine(besluit.datum, time(17), AMSTERDAM)
    nummers = defaultdict(int)
    for besluit in sorted(besluiten, key=lambda b: b.datum):
        reeks = f"{besluit.tafel.code}-{besluit.datum.year}"
        nummers[reeks] += 1
        besluit.nummer = f"{reeks}-{nummers[reeks]:03}"


def acties_afmaken(lader: Lader, acties: list[Actie]) -> None:
    """An actie knows the besluit, the agendapunt and the meeting it comes from."""
    for actie in acties:
        if actie.besluit is not None:
            actie.agendapunt = actie.besluit.agendapunt
        actie.bijeenkomst = actie.agendapunt.bijeenkomst
        actie.project = actie.project or actie.agendapunt.project
    op_tijd = sorted(acties, key=lambda actie: actie.bijeenkomst.start)
    for nummer, actie in enumerate(op_tijd, start=1):
        actie.nummer = f"A-{nummer:04}"


AFMAKEN = {
    Persoon: personen_afmaken,
    Mijlpaal: mijlpalen_afmaken,
    Project: projecten_afmaken,
    Bijeenkomst: bijeenkomsten_afmaken,
    Agendapunt: agendapunten_afmaken,
    Vastpunt: vaste_punten_afmaken,
    Themaplanning: themaplanning_afmaken,
    Besluit: besluiten_afmaken,
    Actie: acties_afmaken,
    Bericht: berichten_afmaken,
    Stuk: stukken_afmaken,
    Terugtrekking: deelname_afmaken,
    Reactie: deelname_afmaken,
}
# Keys that are no field: read by a function above or below.
EIGEN = {
    Agendapunt: ("ingebracht",),
    Bijeenkomst: ("dag", "begintijd", "duur_min"),
    Themaplanning: ("dag",),
    Indicator: ("demowaarden",),
    Stuk: ("dag",),
    Terugtrekking: ("dag",),
    Reactie: ("dag",),
}
BEWAART_CODE = (Gebied, Perspectief, Bron, Indicator, Project, Tafel)


def verslagen_vaststellen(lader: Lader) -> None:
    """Adopt the verslagen that the file calls adopted; from then on the database locks them."""
    Bijeenkomst.objects.filter(pk__in=lader.vast_te_stellen).update(
        status=Bijeenkomst.Status.VASTGESTELD, verslag_status=Bijeenkomst.Verslag.VASTGESTELD
    )


def demowaarden_laden(lader: Lader) -> None:
    """The invented figures, marked as such."""
    rijen = []
    for gegevens in gelezen("regiobeeld")["indicatoren"]:
        if waarden := gegevens.get("demowaarden"):
            rijen += [
                Waarneming(
                    indicator=lader.bekend[Indicator][gegevens["code"]],
                    gebied=lader.bekend[Gebied][waarden["gebied"]],
                    jaar=lader.vandaag.year + jaar,
                    waarde=waarde,
                    demo=True,
                )
                for jaar, waarde in waarden["per_jaar"].items()
            ]
    Waarneming.objects.bulk_create(rijen)


def bevolking_laden(lader: Lader) -> None:
    """The real population figures, unless the portal has fetched its own already."""
    gegevens = gelezen("bevolking")
    bron = Bron.objects.get(code=gegevens["bron"])
    if bron.verversingen.filter(status__in=Verversing.GESLAAGD).exists():
        return
    indicator = Indicator.objects.get(code=gegevens["indicator"])
    rijen = [
        Waarneming(indicator=indicator, gebied=lader.bekend[Gebied][code], jaar=jaar, waarde=aantal)
        for code, per_jaar in gegevens["cijfers"].items()
        for jaar, aantal in per_jaar.items()
    ]
    Waarneming.objects.bulk_create(rijen)
    klaar_op = datetime.fromisoformat(gegevens["klaar_op"])
    Verversing.objects.create(
        bron=bron,
        status=Verversing.Status.GELUKT,
        gevraagd_op=klaar_op,
        gestart_op=klaar_op,
        klaar_op=klaar_op,
        rijen_gelezen=len(rijen),
        aantal=len(rijen),
        gewijzigd=len(rijen),
        versie=gegevens["versie"],
        adres=gegevens["adres"],
    )


def regio_invullen(lader: Lader) -> None:
    """The one row of the region gets the names and thresholds of the demo."""
    regio = Regio.objects.get(pk=1)
    for naam, waarde in gelezen("regio")["regio"].items():
        veld = Regio._meta.get_field(naam)
        setattr(regio, naam, lader.waarde(Regio, veld, waarde))
    regio.is_demo = True
    regio.save()


@handeling
def demo_laden(*, nu: datetime, door: Persoon | None) -> None:
    """Fill the empty portal with the demo region, as if today is the day of `nu`."""
    lader = Lader(nu)
    lader.laad()
    verslagen_vaststellen(lader)
    demowaarden_laden(lader)
    bevolking_laden(lader)
    regio_invullen(lader)


# A region that nobody has worked in: named as its first migration named it, without these.
BEGINNAAM = "Onze regio"
LEEG = (Persoon, Organisatie, Thema, Regiovisie, Project, Tafel, Bijeenkomst)


# --- who can sign in ------------------------------------------------------------------------------


class Demomens(NamedTuple):
    """Somebody as whom one can sign in with one click."""

    naam: str
    wat: str
    email: str
    pk: int


def demo_mensen() -> list[Demomens]:
    """The demo people to sign in as, ordered by role; nobody when there is no demo region."""
    adressen = {rij["code"]: rij["email"] for rij in gelezen("regio")["personen"]}
    personen = {
        persoon.email: persoon
        for persoon in Persoon.objects.filter(email__endswith=DEMO_ADRES, is_active=True)
    }
    return [
        Demomens(persoon.naam, rij["als"], persoon.email, persoon.pk)
        for rij in gelezen("regio")["aanmelden"]
        if (persoon := personen.get(adressen[rij["persoon"]]))
    ]


class Command(BaseCommand):
    """Load the demo region into an empty database, once."""

    help = "Vult een leeg portaal met de voorbeeldregio Gezond Oostrand (verzonnen gegevens)."

    @transaction.atomic
    def handle(self, **options) -> str:
        """Refuse a database that is in use; say so when the demo region is already there."""
        regio = Regio.objects.select_for_update().get(pk=1)  # one loader at a time
        if Persoon.objects.exclude(email__endswith=DEMO_ADRES).exists():
            raise CommandError(
                "In deze database staan echte gebruikers: de voorbeeldregio wordt niet geladen."
            )
        if regio.is_demo:
            eerste = Context.objects.filter(metadata__handeling="demo_laden").earliest("created_at")
            sinds = date_format(timezone.localtime(eerste.created_at), "j F Y")
            return f"De voorbeeldregio staat er al sinds {sinds}. Er is niets veranderd."
        if regio.naam != BEGINNAAM or any(model.objects.exists() for model in LEEG):
            raise CommandError(
                "In deze database staat al een regio: de voorbeeldregio wordt niet geladen."
            )
        demo_laden(nu=timezone.now(), door=None)
        return "De voorbeeldregio is geladen."
