"""Say anew what a project is; with a version, like its planning."""

import pytest

from projecten import domain
from projecten.models import Project
from tests import factories


@pytest.fixture
def url(project):
    return f"/projecten/{project.pk}/beschrijven/"


@pytest.fixture
def ingevuld(project):
    return {
        "naam": "Valpreventie overal",
        "omschrijving": "Iedereen oefent thuis.",
        "thema": project.thema_id,
        "opgave": project.opgave_id,
        "doelgroep": "ouderen",
        "schaal": "lokaal",
        "type": "pilot",
        "omvang": "klein",
        "programma": ["IZA", "WOZO"],
        "beweging": ["voorkomen"],
        "indicatoren": [factories.IndicatorFactory(naam="Valongevallen").pk],
        "gebieden": [factories.GebiedFactory().pk],
        "onderbouwing": "",
        "openbaarheid": "openbaar",
        "versie": 1,
    }


def test_de_programmamanager_beschrijft_het_project(als, programmamanager, project, url, ingevuld):
    response = als(programmamanager).post(url, ingevuld, follow=True)

    project.refresh_from_db()
    assert response.redirect_chain == [(f"/projecten/{project.pk}/", 302)]
    assert (project.naam, project.programma, project.versie) == (
        "Valpreventie overal",
        ["IZA", "WOZO"],
        2,
    )
    assert [i.naam for i in project.indicatoren.all()] == ["Valongevallen"]
    assert project.gebieden.count() == 1
    assert project.start.year == 2026


def test_een_lopend_project_houdt_zijn_opgave(als, programmamanager, project, url, ingevuld):
    response = als(programmamanager).post(url, ingevuld | {"opgave": ""})

    assert response.status_code == 422
    assert "Kies aan welke opgave dit project werkt." in response.text
    assert "<h1>Beschrijving van Valpreventie thuis</h1>" in response.text
    assert "Iedereen oefent thuis." in response.text


def test_de_naam_van_een_ander_project_is_bezet(als, programmamanager, url, ingevuld):
    factories.ProjectFactory(naam="valpreventie OVERAL")

    response = als(programmamanager).post(url, ingevuld)

    assert response.status_code == 422
    assert "Er is al een project met deze naam." in response.text


def test_een_botsing_toont_beide_beschrijvingen(als, programmamanager, project, url, ingevuld):
    domain.project_beschrijven(
        Project.objects.get(pk=project.pk), versie=1, naam="Val niet", door=programmamanager
    )
    client = als(programmamanager)

    response = client.post(url, ingevuld)

    assert response.status_code == 409
    assert '<dd class="rp-vet">Valpreventie overal</dd>' in response.text
    assert '<dd class="rp-vet">Val niet</dd>' in response.text
    assert '<dd class="rp-vet">IZA, WOZO</dd>' in response.text
    project.refresh_from_db()
    assert project.naam == "Val niet"
    assert client.post(url, ingevuld | {"versie": 2}).status_code == 302


def test_een_besloten_indicator_is_geen_keuze_voor_wie_hem_niet_mag_zien(
    als, programmamanager, project, url, ingevuld
):
    van_een_ander = factories.IndicatorFactory(naam="Alleen voor de eigenaar", openbaar=False)

    assert "Alleen voor de eigenaar" in als(programmamanager).get(url).text
    assert van_een_ander.pk
