"""Moving a meeting, never over somebody else's change."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories


@pytest.fixture
def adres(bijeenkomst):
    return reverse("tafels:bijeenkomst_wijzigen", args=[bijeenkomst.pk])


def invoer(bijeenkomst, **anders):
    start = timezone.localtime(bijeenkomst.start)
    return {
        "titel": bijeenkomst.titel,
        "soort": bijeenkomst.soort,
        "datum": f"{start:%d-%m-%Y}",
        "van": "10.00",
        "tot": "12.00",
        "locatie": bijeenkomst.locatie,
        "online_link": "",
        "versie": bijeenkomst.versie,
    } | anders


def test_het_formulier_staat_gevuld(als, secretaris, bijeenkomst, adres):
    form = als(secretaris).get(adres).context["form"]
    start = timezone.localtime(bijeenkomst.start)

    assert f'value="{start:%d-%m-%Y}"' in str(form["datum"])
    assert f'value="{start:%H.%M}"' in str(form["van"])


def test_een_andere_plek(als, secretaris, bijeenkomst, adres):
    antwoord = als(secretaris).post(adres, invoer(bijeenkomst, locatie="De Schuur"))

    bijeenkomst.refresh_from_db()
    assert antwoord.status_code == 302
    assert (bijeenkomst.locatie, bijeenkomst.versie) == ("De Schuur", 2)
    assert timezone.localtime(bijeenkomst.start).hour == 10


def test_een_oude_versie_verliest_niets(als, secretaris, bijeenkomst, adres):
    client = als(secretaris)
    client.post(adres, invoer(bijeenkomst, locatie="Zaal van de ander"))

    antwoord = client.post(adres, invoer(bijeenkomst, locatie="Mijn zaal"))

    html = antwoord.content.decode()
    bijeenkomst.refresh_from_db()
    assert antwoord.status_code == 409
    assert antwoord.context["botsing"] == [("Locatie", "Zaal van de ander", "Mijn zaal")]
    assert "Zaal van de ander" in html
    assert 'value="Mijn zaal"' in html
    assert 'name="versie" value="2"' in html
    assert bijeenkomst.locatie == "Zaal van de ander"


@pytest.mark.parametrize("versie", ["", "x", "-1", "999"])
def test_een_verzonnen_versie_schrijft_niets(als, secretaris, bijeenkomst, adres, versie):
    antwoord = als(secretaris).post(adres, invoer(bijeenkomst, locatie="Elders", versie=versie))

    bijeenkomst.refresh_from_db()
    assert antwoord.status_code in (409, 422)
    assert bijeenkomst.locatie == ""


def test_verzetten_naar_een_bezet_tijdstip_kan_niet(als, secretaris, bijeenkomst, adres):
    start = timezone.localtime(bijeenkomst.start).replace(hour=10, minute=0, second=0)
    factories.BijeenkomstFactory(tafel=bijeenkomst.tafel, start=start)

    antwoord = als(secretaris).post(adres, invoer(bijeenkomst))

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["van"]


def test_na_het_afsluiten_staat_de_bijeenkomst(als, secretaris, afgesloten):
    adres = reverse("tafels:bijeenkomst_wijzigen", args=[afgesloten.pk])

    assert als(secretaris).get(adres).status_code == 403
