"""Telling, after the agenda was sent, what else is different."""

import pytest
from django.urls import reverse

from tafels import domain
from tafels.models import Melding
from tafels.rijen import wijziging_noteren
from tests import factories


@pytest.fixture
def verzonden(bijeenkomst, agendapunt, secretaris):
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    Melding.objects.all().delete()
    bijeenkomst.refresh_from_db()
    return bijeenkomst


@pytest.fixture
def adres(bijeenkomst):
    return reverse("tafels:wijziging_melden", args=[bijeenkomst.pk])


def test_de_secretaris_meldt_een_wijziging_en_iedereen_hoort_het(
    als, secretaris, lid, verzonden, adres
):
    antwoord = als(secretaris).post(adres, {"tekst": "Er komt een tolk."})

    verzonden.refresh_from_db()
    (wijziging,) = verzonden.wijzigingen.all()
    assert antwoord.status_code == 302
    assert (wijziging.tekst, wijziging.door, wijziging.versie) == (
        "Er komt een tolk.",
        secretaris,
        2,
    )
    assert verzonden.agenda_versie == 2
    assert {m.persoon for m in Melding.objects.filter(soort="gewijzigd")} == {secretaris, lid}
    html = als(lid).get(verzonden.get_absolute_url()).text
    assert "Er komt een tolk." in html
    assert "Versie 2" in html


def test_zonder_tekst_komt_het_formulier_terug(als, secretaris, verzonden, adres):
    antwoord = als(secretaris).post(adres, {"tekst": " "})

    assert antwoord.status_code == 422
    assert not verzonden.wijzigingen.exists()


def test_voor_het_verzenden_valt_er_niets_te_melden(als, secretaris, bijeenkomst, adres):
    assert als(secretaris).post(adres, {"tekst": "Te vroeg."}).status_code == 403
    assert not bijeenkomst.wijzigingen.exists()


def test_alleen_de_secretaris_meldt_een_wijziging(als, lid, programmamanager, verzonden, adres):
    antwoorden = [als(p).post(adres, {"tekst": "Ik."}) for p in (lid, programmamanager)]

    assert [a.status_code for a in antwoorden] == [403, 403]


def test_wat_besloten_was_toen_het_veranderde_blijft_dat_ook_als_het_punt_opengaat(
    secretaris, lid, buitenstaander, verzonden, agendapunt
):
    agendapunt.openbaarheid = "tafel"
    agendapunt.save()
    wijziging_noteren(verzonden, "Geheime titel vervalt.", door=secretaris, agendapunt=agendapunt)
    agendapunt.openbaarheid = "partners"
    agendapunt.save()

    assert verzonden.wijzigingen.zichtbaar_voor(lid).count() == 1
    assert not verzonden.wijzigingen.zichtbaar_voor(buitenstaander).exists()


def test_van_een_kop_hoort_alleen_wie_de_hele_agenda_mag_weten(
    secretaris, lid, buitenstaander, verzonden
):
    kop = factories.AgendapuntFactory(bijeenkomst=verzonden, soort="kop")
    wijziging_noteren(verzonden, "Er is een kop bij.", door=secretaris, agendapunt=kop)

    assert verzonden.wijzigingen.zichtbaar_voor(lid).count() == 1
    assert not verzonden.wijzigingen.zichtbaar_voor(buitenstaander).exists()


@pytest.mark.parametrize("rol", ["toehoorder", "lid_buitenkring", "buitenstaander"])
def test_een_wijziging_van_iets_beslotens_staat_niet_op_de_pagina_van_een_ander(
    als, request, secretaris, verzonden, agendapunt, rol
):
    agendapunt.openbaarheid = "vertrouwelijk"
    agendapunt.save()
    verzonden.wijzigingen.create(
        agendapunt=agendapunt, tekst="Geheime wending", door=secretaris, versie=2
    )
    verzonden.agenda_versie = 2
    verzonden.save()

    html = als(request.getfixturevalue(rol)).get(verzonden.get_absolute_url()).text
    assert "Geheime wending" not in html
    assert "Geheime wending" in als(secretaris).get(verzonden.get_absolute_url()).text
