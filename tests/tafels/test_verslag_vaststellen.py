"""After the voorzitter adopts the verslag, the database refuses every change."""

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Agendapunt, Besluit, Bijeenkomst
from tests import factories

ZIN = r"^Het verslag is vastgesteld\. Dit kan niet meer veranderen\.$"


@pytest.fixture
def adres(afgesloten):
    return reverse("tafels:verslag_vaststellen", args=[afgesloten.pk])


@pytest.fixture
def punt(afgesloten):
    return factories.AgendapuntFactory(bijeenkomst=afgesloten)


@pytest.fixture
def besluit(punt, secretaris):
    return domain.besluit_vastleggen(punt, tekst="De tafel stemt in.", door=secretaris)


@pytest.fixture
def actie(punt, besluit, lid, secretaris):
    return domain.actie_vastleggen(
        punt, tekst="Vraag het na", houder=lid, besluit=besluit, door=secretaris
    )


@pytest.fixture
def vastgesteld(afgesloten, punt, besluit, voorzitter):
    return domain.verslag_vaststellen(afgesloten, door=voorzitter)


def test_de_voorzitter_stelt_verslag_besluitenlijst_en_actielijst_samen_vast(
    als, voorzitter, afgesloten, besluit, actie, adres
):
    html = als(voorzitter).get(adres).content.decode()
    als(voorzitter).post(adres)

    afgesloten.refresh_from_db()
    assert (afgesloten.verslag_vastgesteld_op, afgesloten.verslag_vastgesteld_door) == (
        timezone.localdate(),
        voorzitter,
    )
    assert "Wij spraken over de begroting." in html
    assert besluit.nummer in html
    assert actie.nummer in html
    assert (afgesloten.status, afgesloten.verslag_status) == ("verslag vastgesteld", "vastgesteld")


def test_niemand_anders_stelt_vast(als, secretaris, lid, programmamanager, regiobureau, adres):
    mensen = (secretaris, lid, programmamanager, regiobureau)

    assert [als(p).post(adres).status_code for p in mensen] == [403] * 4


def test_eerst_afsluiten(als, voorzitter, begonnen):
    adres = reverse("tafels:verslag_vaststellen", args=[begonnen.pk])

    assert als(voorzitter).post(adres).status_code == 403
    with pytest.raises(NietMogelijk, match=r"^De secretaris sluit eerst de bijeenkomst af\.$"):
        domain.verslag_vaststellen(begonnen, door=voorzitter)


def test_zonder_verslag_valt_er_niets_vast_te_stellen(als, voorzitter, afgesloten, adres):
    Bijeenkomst.objects.update(verslag="", verslag_status="geen")

    assert 'id="stel-vast"' not in als(voorzitter).get(adres).content.decode()
    antwoord = als(voorzitter).post(adres)

    assert antwoord.status_code == 409
    assert "Er is nog geen verslag." in antwoord.content.decode()


def test_daarna_zegt_elke_handeling_waarom_het_niet_kan(vastgesteld, punt, secretaris):
    alles = dict.fromkeys(("titel", "soort", "locatie", "online_link"), "")
    velden = dict.fromkeys(
        ("gevraagd_besluit", "kernboodschap", "financien", "kanttekeningen"), ""
    ) | dict.fromkeys(("portefeuillehouder", "opgave", "project"))
    pogingen = [
        lambda: domain.bijeenkomst_wijzigen(
            vastgesteld,
            **alles,
            start=vastgesteld.start,
            einde=vastgesteld.einde,
            versie=1,
            door=secretaris,
        ),
        lambda: domain.bijeenkomst_afsluiten(vastgesteld, door=secretaris),
        lambda: domain.verslag_schrijven(vastgesteld, verslag="Anders", versie=1, door=secretaris),
        lambda: domain.verslag_vaststellen(vastgesteld, door=secretaris),
        lambda: domain.agendapunt_toevoegen(vastgesteld, titel="Nog een", door=secretaris),
        lambda: domain.agendapunt_wijzigen(
            punt,
            titel="Anders",
            behandeling="ter informatie",
            minuten=5,
            openbaarheid="partners",
            versie=1,
            **velden,
            door=secretaris,
        ),
        lambda: domain.agendapunt_verplaatsen(punt, plaats=1, door=secretaris),
        lambda: domain.agendapunt_laten_vervallen(punt, door=secretaris),
        lambda: domain.besluit_vastleggen(punt, tekst="Nog een", door=secretaris),
        lambda: domain.actie_vastleggen(punt, tekst="Nog een", houder=secretaris, door=secretaris),
    ]

    for poging in pogingen:
        with pytest.raises(NietMogelijk, match=ZIN):
            poging()


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE tafels_bijeenkomst SET titel = 'anders' WHERE id = {b}",
        "UPDATE tafels_bijeenkomst SET verslag_status = 'concept', status = 'bezig' WHERE id = {b}",
        "DELETE FROM tafels_bijeenkomst WHERE id = {b}",
        "UPDATE tafels_agendapunt SET titel = 'anders' WHERE id = {p}",
        "UPDATE tafels_agendapunt SET bijeenkomst_id = NULL WHERE id = {p}",
        "DELETE FROM tafels_agendapunt WHERE id = {p}",
        "UPDATE tafels_besluit SET tekst = 'anders'",
        "UPDATE tafels_besluit SET nummer = 'BT-2026-999'",
        "UPDATE tafels_besluit SET agendapunt_id = NULL",
        "DELETE FROM tafels_besluit",
        "UPDATE tafels_actie SET tekst = 'anders'",
        "UPDATE tafels_actie SET houder_id = NULL",
        "UPDATE tafels_actie SET bijeenkomst_id = NULL",
        "DELETE FROM tafels_actie",
    ],
)
def test_ook_rauwe_sql_komt_er_niet_door(actie, vastgesteld, punt, sql):
    with pytest.raises(DatabaseError) as gevangen, transaction.atomic(), connection.cursor() as c:
        c.execute(sql.format(b=vastgesteld.pk, p=punt.pk))

    assert gevangen.value.__cause__.sqlstate == "RP001"


def test_ook_een_bulkwijziging_komt_er_niet_door(vastgesteld, punt):
    for rijen in (Bijeenkomst, Agendapunt, Besluit):
        veld = {"tekst": "anders"} if rijen is Besluit else {"titel": "anders"}
        with pytest.raises(DatabaseError, match="Het verslag is vastgesteld"), transaction.atomic():
            rijen.objects.update(**veld)

    with pytest.raises(DatabaseError, match="Het verslag is vastgesteld"), transaction.atomic():
        Agendapunt.objects.bulk_create(
            [
                Agendapunt(
                    bijeenkomst=vastgesteld,
                    tafel=vastgesteld.tafel,
                    titel="Stiekem",
                    indiener=punt.indiener,
                )
            ]
        )


def test_de_achterban_mag_een_besluit_nog_bekrachtigen(vastgesteld, besluit):
    Besluit.objects.filter(pk=besluit.pk).update(status="bekrachtigd")

    besluit.refresh_from_db()
    assert besluit.status == "bekrachtigd"


def test_een_actie_kan_nog_klaar(actie, vastgesteld, lid):
    domain.actie_bijwerken(
        actie, status="gereed", terugkoppeling="Gedaan.", deadline=None, versie=1, door=lid
    )

    actie.refresh_from_db()
    assert actie.status == "gereed"


def test_een_verbetering_is_een_nieuw_besluit(vastgesteld, besluit, agendapunt, secretaris):
    nieuw = domain.besluit_vastleggen(
        agendapunt, tekst="Toch anders.", vervangt=besluit, door=secretaris
    )

    besluit.refresh_from_db()
    assert besluit.vervangen_door == nieuw
    assert besluit.tekst == "De tafel stemt in."


def test_op_de_pagina_staan_geen_knoppen_meer(als, secretaris, vastgesteld):
    html = als(secretaris).get(vastgesteld.get_absolute_url()).content.decode()

    assert "verplaatsen/" not in html
    assert "Agendapunt toevoegen" not in html
    assert "Het verslag, de besluitenlijst en de actielijst zijn vastgesteld" in html
