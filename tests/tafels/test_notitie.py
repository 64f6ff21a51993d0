"""What voorzitter and secretaris write for the two of them reaches nobody else, and goes away."""

from datetime import timedelta

import pghistory
import pytest
import time_machine
from django.apps import apps
from django.contrib import admin
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.models import Persoon, Regio
from tafels import domain
from tafels.models import Voorzittersnotitie
from tafels.tasks import notities_wissen
from tests import factories

GEHEIM = "De wethouder twijfelt nog."


@pytest.fixture
def adres(agendapunt):
    return reverse("tafels:notitie_schrijven", args=[agendapunt.pk])


@pytest.fixture
def geschreven(agendapunt, voorzitter):
    domain.notitie_schrijven(agendapunt, tekst=GEHEIM, door=voorzitter)
    return agendapunt


def test_voorzitter_en_secretaris_schrijven_en_lezen_samen(
    als, voorzitter, secretaris, agendapunt, adres
):
    antwoord = als(voorzitter).post(adres, {"tekst": GEHEIM})

    assert antwoord.headers["Location"] == agendapunt.get_absolute_url()
    gelezen = als(secretaris).get(adres)
    assert gelezen.context["form"]["tekst"].value() == GEHEIM
    assert gelezen.headers["Cache-Control"] == "no-store"


def test_een_lege_notitie_is_weg(als, secretaris, geschreven, adres):
    als(secretaris).post(adres, {"tekst": "  "})

    assert Voorzittersnotitie.objects.count() == 0


@pytest.fixture
def andere_voorzitter(db):
    """The voorzitter of another tafel."""
    return factories.LidmaatschapFactory(rol="voorzitter").persoon


@pytest.fixture
def beheerder(db):
    return Persoon.objects.create_superuser("root@voorbeeld.example", naam="Roos Root")


BUITEN = (
    "programmamanager",
    "bestuurder",
    "lid",
    "toehoorder",
    "lid_buitenkring",
    "oud_lid",
    "buitenstaander",
    "regiobureau",
    "andere_voorzitter",
    "beheerder",
)


@pytest.mark.parametrize("wie", BUITEN)
def test_niemand_anders_leest_of_schrijft_haar(als, request, geschreven, adres, wie):
    client = als(request.getfixturevalue(wie))

    assert client.get(adres).status_code == 403
    assert client.post(adres, {"tekst": "Weg ermee."}).status_code == 403
    assert Voorzittersnotitie.objects.get().tekst == GEHEIM


@pytest.mark.parametrize("wie", ["voorzitter", "secretaris", *BUITEN])
def test_op_geen_andere_pagina_staat_zij(als, request, geschreven, wie):
    """Not even for the two themselves: the screen in the room shows the agendapunt."""
    client = als(request.getfixturevalue(wie))
    adressen = [
        geschreven.get_absolute_url(),
        geschreven.bijeenkomst.get_absolute_url(),
        reverse("geschiedenis", args=["agendapunt", geschreven.pk]),
        reverse("zoeken") + "?q=wethouder",
        reverse("tafels:besluit_csv"),
    ]

    for adres in adressen:
        inhoud = b"".join(client.get(adres)).decode()
        assert "wethouder twijfelt" not in inhoud, adres


def test_geen_geschiedenis_en_geen_beheer_kent_haar(geschreven, secretaris):
    domain.notitie_schrijven(geschreven, tekst=GEHEIM + " Bel hem.", door=secretaris)
    domain.notitie_schrijven(geschreven, tekst="", door=secretaris)

    assert Voorzittersnotitie not in admin.site._registry
    assert not hasattr(Voorzittersnotitie, "pgh_event_model")
    assert issubclass(apps.get_model("tafels", "AgendapuntEvent"), pghistory.models.Event)
    with connection.cursor() as cursor:
        for tabel in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT count(*) FROM \"{tabel}\" t WHERE t::text LIKE '%twijfelt%'")
            assert cursor.fetchone() == (0,), tabel


def test_na_het_afsluiten_schrijft_niemand_meer(afgesloten, secretaris):
    punt = factories.AgendapuntFactory(bijeenkomst=afgesloten)

    with pytest.raises(NietMogelijk, match=r"^De bijeenkomst is afgesloten\. "):
        domain.notitie_schrijven(punt, tekst=GEHEIM, door=secretaris)


@pytest.mark.parametrize(("dagen", "over"), [(29, 1), (31, 0)])
def test_dertig_dagen_na_het_afsluiten_is_zij_weg(begonnen, secretaris, dagen, over):
    punt = factories.AgendapuntFactory(bijeenkomst=begonnen)
    domain.notitie_schrijven(punt, tekst=GEHEIM, door=secretaris)
    domain.bijeenkomst_afsluiten(begonnen, keuzes={punt.pk: "behandeld"}, door=secretaris)

    with time_machine.travel(timezone.now() + timedelta(days=dagen), tick=False):
        notities_wissen()

    assert Voorzittersnotitie.objects.count() == over


def test_de_regio_kiest_hoeveel_dagen(begonnen, secretaris):
    Regio.objects.update(notitie_wis_dagen=3)
    punt = factories.AgendapuntFactory(bijeenkomst=begonnen)
    domain.notitie_schrijven(punt, tekst=GEHEIM, door=secretaris)
    domain.bijeenkomst_afsluiten(begonnen, keuzes={punt.pk: "behandeld"}, door=secretaris)

    with time_machine.travel(timezone.now() + timedelta(days=4), tick=False):
        assert domain.notities_wissen(door=None) == 1


def test_een_bijeenkomst_die_nog_komt_houdt_haar_notities(geschreven):
    with time_machine.travel(timezone.now() + timedelta(days=400), tick=False):
        assert domain.notities_wissen(door=None) == 0


def test_van_wat_is_vervallen_gaat_zij_ook_weg(geschreven, secretaris):
    domain.agendapunt_laten_vervallen(geschreven, door=secretaris)

    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert domain.notities_wissen(door=None) == 1


def test_als_beiden_tegelijk_schrijven_raakt_niets_kwijt(als, voorzitter, secretaris, adres):
    versie = als(voorzitter).get(adres).context["form"]["versie"].value()
    als(secretaris).post(adres, {"tekst": GEHEIM, "versie": versie})

    antwoord = als(voorzitter).post(adres, {"tekst": "Bel hem eerst.", "versie": versie})

    assert antwoord.status_code == 409
    assert antwoord.context["botsing"] == [("Notitie", GEHEIM, "Bel hem eerst.")]
    nieuw = antwoord.context["form"]["versie"].value()
    als(voorzitter).post(adres, {"tekst": f"{GEHEIM} Bel hem eerst.", "versie": nieuw})
    assert Voorzittersnotitie.objects.get().tekst == f"{GEHEIM} Bel hem eerst."
