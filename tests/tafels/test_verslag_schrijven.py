"""The verslag is a draft until the voorzitter adopts it."""

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain


@pytest.fixture
def adres(afgesloten):
    return reverse("tafels:verslag_schrijven", args=[afgesloten.pk])


def test_de_secretaris_schrijft_een_concept(als, secretaris, begonnen):
    adres = reverse("tafels:verslag_schrijven", args=[begonnen.pk])

    als(secretaris).post(adres, {"verslag": "Wij begonnen op tijd.", "versie": 1})

    begonnen.refresh_from_db()
    assert (begonnen.verslag, begonnen.verslag_status) == ("Wij begonnen op tijd.", "concept")


def test_een_leeg_verslag_is_geen_verslag(als, secretaris, afgesloten, adres):
    als(secretaris).post(adres, {"verslag": "  ", "versie": 1})

    afgesloten.refresh_from_db()
    assert afgesloten.verslag_status == "geen"


def test_wie_te_laat_bewaart_houdt_zijn_tekst(als, secretaris, afgesloten, adres):
    client = als(secretaris)
    client.post(adres, {"verslag": "De tekst van de ander.", "versie": 1})

    antwoord = client.post(adres, {"verslag": "Mijn lange tekst.", "versie": 1})

    afgesloten.refresh_from_db()
    assert antwoord.status_code == 409
    assert antwoord.context["botsing"] == [
        ("Verslag", "De tekst van de ander.", "Mijn lange tekst.")
    ]
    assert antwoord.context["form"]["verslag"].value() == "Mijn lange tekst."
    assert afgesloten.verslag == "De tekst van de ander."


@pytest.mark.parametrize("verslag", ["x" * 20_001, "nul\x00"])
def test_wat_niet_klopt_staat_bij_het_veld(als, secretaris, adres, verslag):
    antwoord = als(secretaris).post(adres, {"verslag": verslag, "versie": 1})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["verslag"]


def test_alleen_de_secretaris_schrijft(als, voorzitter, lid, regiobureau, adres):
    assert [als(p).get(adres).status_code for p in (voorzitter, lid, regiobureau)] == [403] * 3


def test_voor_het_begin_is_er_niets_te_verslaan(bijeenkomst, secretaris):
    with pytest.raises(NietMogelijk, match=r"^Deze bijeenkomst is nog niet begonnen\.$"):
        domain.verslag_schrijven(bijeenkomst, verslag="Vooraf", versie=1, door=secretaris)
