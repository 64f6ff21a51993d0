"""Milestones: planned, moved, reached, taken away."""

from datetime import date

import pytest

from projecten import domain
from projecten.models import Mijlpaal
from regio.exceptions import Verouderd
from tests import factories


@pytest.fixture
def mijlpaal(project):
    return factories.MijlpaalFactory(project=project, titel="Evaluatie", gepland=date(2027, 1, 15))


def test_een_mijlpaal_onthoudt_zijn_eerste_dag(project, programmamanager):
    mijlpaal = domain.mijlpaal_toevoegen(
        project, titel="Start", gepland=date(2027, 1, 1), door=programmamanager
    )

    nieuw = domain.mijlpaal_wijzigen(
        mijlpaal,
        versie=1,
        titel="Start proef",
        gepland=date(2027, 2, 1),
        gehaald_op=None,
        belangrijk=True,
        toelichting="",
        door=programmamanager,
    )

    assert (nieuw.titel, nieuw.gepland, nieuw.oorspronkelijk) == (
        "Start proef",
        date(2027, 2, 1),
        date(2027, 1, 1),
    )
    project.refresh_from_db()
    assert project.versie == 3


def test_dezelfde_mijlpaal_twee_keer_is_er_een(project, programmamanager):
    for _ in range(2):
        domain.mijlpaal_toevoegen(
            project, titel="Start", gepland=date(2027, 1, 1), door=programmamanager
        )

    assert project.mijlpalen.count() == 1


def test_een_oude_versie_van_een_mijlpaal_verliest(mijlpaal, programmamanager):
    velden = {
        "gepland": mijlpaal.gepland,
        "gehaald_op": None,
        "belangrijk": False,
        "toelichting": "",
        "door": programmamanager,
    }
    domain.mijlpaal_wijzigen(mijlpaal, versie=1, titel="Van de ander", **velden)

    with pytest.raises(Verouderd) as botsing:
        domain.mijlpaal_wijzigen(mijlpaal, versie=1, titel="Van mij", **velden)

    assert botsing.value.nieuw.titel == "Van de ander"


def test_halen_zet_de_dag_van_vandaag_en_doet_dat_een_keer(mijlpaal, programmamanager, vandaag):
    domain.mijlpaal_halen(mijlpaal, door=programmamanager)
    domain.mijlpaal_halen(mijlpaal, gehaald_op=date(2026, 1, 1), door=programmamanager)

    mijlpaal.refresh_from_db()
    assert (mijlpaal.gehaald_op, mijlpaal.versie) == (vandaag, 2)


def test_verwijderen_maakt_een_open_planning_oud(mijlpaal, programmamanager):
    project = mijlpaal.project

    domain.mijlpaal_verwijderen(mijlpaal, door=programmamanager)

    project.refresh_from_db()
    assert (Mijlpaal.objects.count(), project.versie) == (0, 2)


# --- pages ---------------------------------------------------------------------------------------


def test_toevoegen_op_de_pagina(als, programmamanager, project):
    url = f"/projecten/{project.pk}/mijlpaal-toevoegen/"
    client = als(programmamanager)

    assert client.get(url).status_code == 200
    response = client.post(url, {"titel": "Start 💙 <b>", "gepland": "3 dec 2026"})

    assert response["Location"] == f"/projecten/{project.pk}/#mijlpalen"
    html = client.get(f"/projecten/{project.pk}/").text
    assert "Start 💙 &lt;b&gt;" in html
    assert "3 dec 2026" in html


@pytest.mark.parametrize(
    ("data", "fout"),
    [
        ({"titel": "", "gepland": "1-1-2027"}, "Dit veld is verplicht."),
        ({"titel": "Start", "gepland": ""}, "Vul een datum in."),
        ({"titel": "Start", "gepland": "1-13-2027"}, "Schrijf de datum"),
        ({"titel": "Start", "gepland": "1-1-9999"}, "Kies een jaar van 1900"),
        ({"titel": "x" * 10_000, "gepland": "1-1-2027"}, "niet meer dan 150 tekens"),
    ],
)
def test_een_fout_bij_toevoegen_verliest_niets(als, programmamanager, project, data, fout):
    response = als(programmamanager).post(f"/projecten/{project.pk}/mijlpaal-toevoegen/", data)

    assert response.status_code == 422
    assert fout in response.text
    assert f'value="{data["titel"] or data["gepland"]}"' in response.text
    assert project.mijlpalen.count() == 0


def test_wijzigen_op_de_pagina_kan_ook_de_dag_terugdraaien(als, programmamanager, mijlpaal):
    domain.mijlpaal_halen(mijlpaal, door=programmamanager)
    url = f"/mijlpalen/{mijlpaal.pk}/wijzigen/"
    client = als(programmamanager)
    assert 'value="21-11-2026"' in client.get(url).text

    response = client.post(
        url, {"titel": "Evaluatie", "gepland": "1-2-2027", "gehaald_op": "", "versie": 2}
    )

    assert response.status_code == 302
    mijlpaal.refresh_from_db()
    assert (mijlpaal.gehaald_op, mijlpaal.gepland) == (None, date(2027, 2, 1))


def test_een_botsing_bij_een_mijlpaal_toont_beide(als, programmamanager, mijlpaal):
    domain.mijlpaal_halen(mijlpaal, door=programmamanager)

    response = als(programmamanager).post(
        f"/mijlpalen/{mijlpaal.pk}/wijzigen/",
        {"titel": "Eindevaluatie", "gepland": "1-2-2027", "versie": 1},
    )

    assert response.status_code == 409
    assert '<dd class="rp-vet">Eindevaluatie</dd>' in response.text
    assert '<dd class="rp-vet">21 nov 2026</dd>' in response.text
    assert '<dd class="rp-vet">niets</dd>' in response.text


def test_een_knop_haalt_de_mijlpaal(als, programmamanager, mijlpaal, vandaag):
    client = als(programmamanager)
    url = f"/mijlpalen/{mijlpaal.pk}/halen/"

    response = client.post(url, follow=True)

    assert "‘Evaluatie’ is gehaald op 21 nov 2026." in response.text
    assert f'action="{url}"' not in response.text
    assert client.get(url).status_code == 405


def test_verwijderen_vraagt_eerst(als, programmamanager, mijlpaal):
    client = als(programmamanager)
    url = f"/mijlpalen/{mijlpaal.pk}/verwijderen/"

    assert "Mijlpaal verwijderen?" in client.get(url).text
    assert Mijlpaal.objects.count() == 1
    assert client.post(url).status_code == 302
    assert Mijlpaal.objects.count() == 0
    assert client.post(url).status_code == 404
