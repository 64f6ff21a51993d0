"""The smallest valid thing of each kind; a test says only what it is about."""

import hashlib
from datetime import date, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import factory
from django.core.files.base import ContentFile
from factory.django import DjangoModelFactory

from projecten.models import Mijlpaal, Project, Projectrol, Statusmelding
from regio.models import (
    Gebied,
    Opgave,
    Organisatie,
    Persoon,
    Perspectief,
    Regiovisie,
    Rol,
    Thema,
)
from regiobeeld.models import Bron, Indicator, Waarneming
from tafels.models import (
    Actie,
    Agendapunt,
    Bericht,
    Besluit,
    Bijeenkomst,
    Lidmaatschap,
    Stuk,
    Tafel,
    Themaplanning,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")


class GebiedFactory(DjangoModelFactory):
    class Meta:
        model = Gebied

    code = factory.Sequence(lambda n: f"GM9{n:04}")
    naam = factory.Sequence(lambda n: f"Gemeente {n}")
    soort = Gebied.Soort.GEMEENTE


class PerspectiefFactory(DjangoModelFactory):
    class Meta:
        model = Perspectief

    code = factory.Sequence(lambda n: f"P{n}")
    naam = factory.Sequence(lambda n: f"perspectief {n}")
    domein = Perspectief.Domein.ZORG


class OrganisatieFactory(DjangoModelFactory):
    class Meta:
        model = Organisatie

    naam = factory.Sequence(lambda n: f"Zorgorganisatie {n}")
    korte_naam = factory.Sequence(lambda n: f"Zorg {n}")


class PersoonFactory(DjangoModelFactory):
    class Meta:
        model = Persoon

    naam = factory.Sequence(lambda n: f"Persoon {n}")
    email = factory.Sequence(lambda n: f"persoon{n}@voorbeeld.example")
    organisatie = factory.SubFactory(OrganisatieFactory)


class ThemaFactory(DjangoModelFactory):
    class Meta:
        model = Thema

    naam = factory.Sequence(lambda n: f"Thema {n}")
    soort = Thema.Soort.DOELGROEP


class RegiovisieFactory(DjangoModelFactory):
    class Meta:
        model = Regiovisie
        django_get_or_create = ("versie",)

    versie = 1
    titel = "Regiovisie 1"
    status = Regiovisie.Status.VASTGESTELD


class OpgaveFactory(DjangoModelFactory):
    class Meta:
        model = Opgave

    regiovisie = factory.SubFactory(RegiovisieFactory)
    nummer = factory.Sequence(lambda n: n + 1)
    titel = factory.Sequence(lambda n: f"Opgave {n}")
    thema = factory.SubFactory(ThemaFactory)
    status = Opgave.Status.ACTIEF


class BronFactory(DjangoModelFactory):
    class Meta:
        model = Bron

    code = factory.Sequence(lambda n: f"bron-{n}")
    naam = factory.Sequence(lambda n: f"Bron {n}")
    eigenaar = "CBS"


class IndicatorFactory(DjangoModelFactory):
    class Meta:
        model = Indicator

    code = factory.Sequence(lambda n: f"indicator-{n}")
    naam = factory.Sequence(lambda n: f"Indicator {n}")
    eenheid = "mensen"


class WaarnemingFactory(DjangoModelFactory):
    class Meta:
        model = Waarneming

    indicator = factory.SubFactory(IndicatorFactory)
    gebied = factory.SubFactory(GebiedFactory)
    jaar = 2026
    waarde = 100


class ProjectFactory(DjangoModelFactory):
    class Meta:
        model = Project

    code = factory.Sequence(lambda n: f"T-{n:03}")
    naam = factory.Sequence(lambda n: f"Project {n}")
    thema = factory.SubFactory(ThemaFactory)
    opgave = factory.SubFactory(OpgaveFactory)
    fase = Project.Fase.UITVOERING
    start = date(2026, 1, 1)
    einde = date(2027, 12, 31)


class MijlpaalFactory(DjangoModelFactory):
    class Meta:
        model = Mijlpaal

    project = factory.SubFactory(ProjectFactory)
    titel = factory.Sequence(lambda n: f"Mijlpaal {n}")
    gepland = date(2026, 12, 1)
    oorspronkelijk = factory.SelfAttribute("gepland")


class ProjectrolFactory(DjangoModelFactory):
    class Meta:
        model = Projectrol

    project = factory.SubFactory(ProjectFactory)
    organisatie = factory.SubFactory(OrganisatieFactory)
    rol = Projectrol.Rol.TREKKER


class StatusmeldingFactory(DjangoModelFactory):
    class Meta:
        model = Statusmelding

    project = factory.SubFactory(ProjectFactory)
    datum = date(2026, 11, 1)
    door = factory.SubFactory(PersoonFactory)


class TafelFactory(DjangoModelFactory):
    class Meta:
        model = Tafel

    code = factory.Sequence(lambda n: f"T{n}")
    naam = factory.Sequence(lambda n: f"Tafel {n}")
    soort = Tafel.Soort.BESTUURSTAFEL
    doel = "Samen de opgaven van de regio bepalen."
    status = Tafel.Status.ACTIEF
    start = date(2024, 1, 1)


class LidmaatschapFactory(DjangoModelFactory):
    class Meta:
        model = Lidmaatschap

    tafel = factory.SubFactory(TafelFactory)
    persoon = factory.SubFactory(PersoonFactory)
    rol = Rol.LID
    namens = Lidmaatschap.Namens.REGIO
    van = date(2025, 1, 1)


class BijeenkomstFactory(DjangoModelFactory):
    class Meta:
        model = Bijeenkomst

    tafel = factory.SubFactory(TafelFactory)
    titel = factory.Sequence(lambda n: f"Bijeenkomst {n}")
    start = factory.Sequence(
        lambda n: datetime(2026, 12, 3, 15, tzinfo=AMSTERDAM) + timedelta(days=n)
    )
    einde = factory.LazyAttribute(lambda b: b.start + timedelta(hours=2))
    status = Bijeenkomst.Status.IN_VOORBEREIDING


class AgendapuntFactory(DjangoModelFactory):
    class Meta:
        model = Agendapunt

    bijeenkomst = factory.SubFactory(BijeenkomstFactory)
    tafel = factory.LazyAttribute(lambda a: a.bijeenkomst.tafel if a.bijeenkomst else None)
    titel = factory.Sequence(lambda n: f"Agendapunt {n}")
    indiener = factory.SubFactory(PersoonFactory)

    @factory.lazy_attribute
    def volgorde(self):
        return self.bijeenkomst.agendapunten.count() + 1 if self.bijeenkomst else None


class BesluitFactory(DjangoModelFactory):
    class Meta:
        model = Besluit

    tafel = factory.SubFactory(TafelFactory)
    nummer = factory.Sequence(lambda n: f"T-2026-{n:03}")
    tekst = factory.Sequence(lambda n: f"De tafel stemt in met voorstel {n}.")
    datum = date(2026, 11, 1)


class ActieFactory(DjangoModelFactory):
    class Meta:
        model = Actie

    nummer = factory.Sequence(lambda n: f"A-{n:04}")
    tekst = factory.Sequence(lambda n: f"Vraag offerte {n} aan")
    houder = factory.SubFactory(PersoonFactory)


class ThemaplanningFactory(DjangoModelFactory):
    class Meta:
        model = Themaplanning

    tafel = factory.SubFactory(TafelFactory)
    thema = factory.SubFactory(ThemaFactory)
    maand = date(2026, 12, 1)


class StukFactory(DjangoModelFactory):
    """A checked paper of a few bytes; `inhoud` is what stands in the file."""

    class Meta:
        model = Stuk

    class Params:
        inhoud = b"%PDF-1.7\n"

    agendapunt = factory.SubFactory(AgendapuntFactory)
    volgorde = factory.LazyAttribute(lambda s: s.agendapunt.stukken.count() + 1)
    titel = factory.Sequence(lambda n: f"Stuk {n}")
    sleutel = factory.LazyFunction(uuid4)
    bestandsnaam = factory.LazyAttribute(lambda s: f"{s.titel}.pdf")
    bestand = factory.LazyAttribute(lambda s: ContentFile(s.inhoud, s.bestandsnaam))
    mimetype = "application/pdf"
    grootte = factory.LazyAttribute(lambda s: len(s.inhoud))
    sha256 = factory.LazyAttribute(lambda s: hashlib.sha256(s.inhoud).hexdigest())
    bladzijden = 1
    opsteller = factory.SubFactory(PersoonFactory)
    status = Stuk.Status.KLAAR


class BerichtFactory(DjangoModelFactory):
    class Meta:
        model = Bericht

    titel = factory.Sequence(lambda n: f"Bericht {n}")
    datum = date(2026, 11, 1)
    door = factory.SubFactory(PersoonFactory)
