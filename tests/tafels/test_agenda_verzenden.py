"""Sending the agenda, once it says what is to be decided."""

import pytest
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from tafels import domain
from tests import factories


@pytest.fixture
def adres(bijeenkomst):
    return reverse("tafels:agenda_verzenden", args=[bijeenkomst.pk])


def test_de_agenda_gaat_weg_na_een_controle(als, secretaris, bijeenkomst, agendapunt, adres):
    assert als(secretaris).get(adres).context["beletsels"] == []

    als(secretaris).post(adres)

    bijeenkomst.refresh_from_db()
    assert bijeenkomst.status == "agenda verzonden"
    assert bijeenkomst.agenda_vastgesteld_op == timezone.localdate()
    assert als(secretaris).get(adres).status_code == 403  # once is enough


def test_een_lege_agenda_gaat_niet_weg(als, secretaris, bijeenkomst, adres):
    assert als(secretaris).get(adres).context["beletsels"] == ["De agenda is nog leeg."]
    assert als(secretaris).post(adres).status_code == 409

    bijeenkomst.refresh_from_db()
    assert bijeenkomst.status == "agenda in voorbereiding"


def test_een_besluit_heeft_eerst_een_voorstel_nodig(
    als, secretaris, bijeenkomst, agendapunt, adres
):
    factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel="Nachtteam", behandeling="ter besluitvorming"
    )
    zin = "Punt 2, Nachtteam, heeft nog geen voorgesteld besluit."

    html = als(secretaris).get(adres).content.decode()
    antwoord = als(secretaris).post(adres)

    assert zin in html
    assert 'id="verzend"' not in html
    assert antwoord.status_code == 409
    assert zin in antwoord.content.decode()


def test_twee_keer_verzenden_kan_niet(bijeenkomst, agendapunt, secretaris):
    domain.agenda_verzenden(bijeenkomst, door=secretaris)

    with pytest.raises(NietMogelijk, match=r"^De agenda is al verzonden\.$"):
        domain.agenda_verzenden(bijeenkomst, door=secretaris)


def test_alleen_de_secretaris_verzendt(als, voorzitter, lid, programmamanager, adres, agendapunt):
    assert [als(p).post(adres).status_code for p in (voorzitter, lid, programmamanager)] == [
        403
    ] * 3
