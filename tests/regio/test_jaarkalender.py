"""Twelve months with meetings and milestones."""

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine

from tests import factories

URL = "/kalender/jaar/"


@pytest.fixture(autouse=True)
def vandaag():
    with time_machine.travel("2026-11-21 09:00+01:00"):
        yield


def test_een_jaar_heeft_twaalf_maanden_ook_als_er_niets_is(als, buitenstaander):
    html = als(buitenstaander).get(URL).text

    assert html.count("<summary>") == 12
    assert "<h1>Jaarkalender 2026</h1>" in html
    assert "Er staat nog niets in dit jaar." in html


def test_bijeenkomsten_en_mijlpalen_staan_door_elkaar_op_volgorde(als, buitenstaander):
    tijd = datetime(2026, 12, 3, 15, tzinfo=ZoneInfo("Europe/Amsterdam"))
    factories.BijeenkomstFactory(titel="Bestuurlijk overleg", start=tijd)
    factories.MijlpaalFactory(titel="Start proef", gepland=date(2026, 12, 2))
    factories.MijlpaalFactory(titel="Evaluatie", gepland=date(2026, 12, 4))

    html = als(buitenstaander).get(URL).text

    december = html[html.index("December") :]
    assert re.findall(r">(Bestuurlijk overleg|Start proef|Evaluatie)</a>", december) == [
        "Start proef",
        "Bestuurlijk overleg",
        "Evaluatie",
    ]
    assert '<time datetime="2026-12-03T15:00">donderdag 3 december, 15.00 uur</time>' in december


def test_een_bijeenkomst_op_oudejaarsavond_blijft_in_het_oude_jaar(als, buitenstaander):
    laat = datetime(2026, 12, 31, 23, 30, tzinfo=ZoneInfo("Europe/Amsterdam"))
    factories.BijeenkomstFactory(titel="Oudejaarsborrel", start=laat)
    client = als(buitenstaander)

    assert "Oudejaarsborrel" in client.get(URL).text
    assert "Oudejaarsborrel" not in client.get(URL, {"jaar": "2027"}).text


def test_wat_niet_doorgaat_staat_er_niet(als, buitenstaander):
    factories.BijeenkomstFactory(titel="Afgelast", status="geannuleerd")
    factories.MijlpaalFactory(titel="Vervallen", project__fase="gestopt")

    html = als(buitenstaander).get(URL).text

    assert "Afgelast" not in html
    assert "Vervallen" not in html


def test_een_besloten_project_staat_er_alleen_voor_wie_het_mag_zien(
    als, buitenstaander, programmamanager
):
    factories.MijlpaalFactory(titel="Geheim", project__openbaarheid="vertrouwelijk")

    assert "Geheim" not in als(buitenstaander).get(URL).text
    assert "Geheim" in als(programmamanager).get(URL).text


@pytest.mark.parametrize("jaar", ["0", "9999", "tweeduizend", "-1", "²⁰²⁶", "1e3", "\x00"])
def test_een_vreemd_jaar_geeft_het_jaar_van_nu(als, buitenstaander, jaar):
    response = als(buitenstaander).get(URL, {"jaar": jaar})

    assert response.status_code == 200
    assert "<h1>Jaarkalender 2026</h1>" in response.text
    assert "Dit jaar kennen wij niet." in response.text


@pytest.mark.parametrize(("jaar", "link"), [("2000", "?jaar=1999"), ("2100", "?jaar=2101")])
def test_aan_de_rand_houden_de_jaren_op(als, buitenstaander, jaar, link):
    html = als(buitenstaander).get(URL, {"jaar": jaar}).text

    assert f"<h1>Jaarkalender {jaar}</h1>" in html
    assert link not in html


@pytest.mark.parametrize("aantal", [1, 5])
def test_jaarkalender_kost_altijd_zeven_queries(
    als, buitenstaander, django_assert_num_queries, aantal
):
    factories.BijeenkomstFactory.create_batch(aantal)
    factories.MijlpaalFactory.create_batch(aantal)
    client = als(buitenstaander)

    with django_assert_num_queries(7):
        # session, person, seats, themes, meetings, milestones, regio
        response = client.get(URL)

    assert response.text.count("<li><time") == 2 * aantal


def test_een_gepland_thema_staat_bovenaan_in_zijn_maand(als, buitenstaander):
    thema = factories.ThemaFactory(naam="Kwetsbare ouderen")
    planning = factories.ThemaplanningFactory(thema=thema, maand=date(2026, 12, 1))
    factories.ThemaplanningFactory(maand=date(2026, 12, 1), status="behandeld")

    antwoord = als(buitenstaander).get(URL)

    december = antwoord.context["maanden"][11].gebeurtenissen
    assert [(g.naam, g.soort, g.bij, g.machine) for g in december] == [
        ("Kwetsbare ouderen", "Thema", str(planning.tafel), "2026-12")
    ]
    assert '<time datetime="2026-12">Deze maand</time>' in antwoord.text


def test_wie_op_twee_plekken_zou_zitten_staat_bij_wat_nog_komt(als, lid, bestuurstafel):
    ander = factories.TafelFactory(naam="Beleidstafel")
    factories.LidmaatschapFactory(tafel=ander, persoon=lid)
    for maand in (3, 12):  # in March it is too late to do something about it
        start = datetime(2026, maand, 3, 15, tzinfo=ZoneInfo("Europe/Amsterdam"))
        for tafel in (bestuurstafel, ander):
            factories.BijeenkomstFactory(tafel=tafel, start=start)

    antwoord = als(lid).get(URL)

    zin = "Tegelijk met Beleidstafel, 15.00 uur. 1 lid zit aan beide."
    assert antwoord.text.count(zin) == 1
