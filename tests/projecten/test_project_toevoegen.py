"""A new project: the next code, enough to stand in the calendar, once."""

from datetime import date

import pytest

from projecten import domain
from projecten.models import Project
from regio.exceptions import NietMogelijk
from tests import factories

URL = "/projecten/toevoegen/"


@pytest.fixture
def ingevuld(db):
    return {
        "naam": "Samen opleiden",
        "omschrijving": "Wij leiden samen op.",
        "thema": factories.ThemaFactory(naam="Arbeidsmarkt").pk,
        "opgave": "",
        "trekker": factories.OrganisatieFactory(korte_naam="GGD").pk,
        "start": "1-1-2027",
        "einde": "31 dec 2027",
        "fase": "idee",
        "doelgroep": "",
        "openbaarheid": "partners",
    }


@pytest.mark.parametrize(
    ("codes", "volgende"),
    [
        ([], "P-001"),
        (["P-001", "P-018"], "P-019"),
        (["P-9", "P-012"], "P-013"),
        (["P-999"], "P-1000"),
        (["X-500", "P-abc", "P-003"], "P-004"),
    ],
)
def test_elk_project_krijgt_de_volgende_code(programmamanager, codes, volgende):
    for code in codes:
        factories.ProjectFactory(code=code)

    project = domain.project_toevoegen(
        naam="Nieuw",
        thema=factories.ThemaFactory(),
        start=date(2027, 1, 1),
        einde=date(2027, 2, 1),
        door=programmamanager,
    )

    assert (project.code, project.versie, project.stand) == (volgende, 1, "geen stand")


def test_twee_projecten_met_een_naam_kan_niet(programmamanager, project):
    with pytest.raises(NietMogelijk, match="al een project met deze naam"):
        domain.project_toevoegen(
            naam=project.naam.upper(),
            thema=project.thema,
            start=date(2027, 1, 1),
            einde=date(2027, 2, 1),
            door=programmamanager,
        )


def test_de_programmamanager_voegt_een_project_toe(als, programmamanager, ingevuld):
    response = als(programmamanager).post(URL, ingevuld, follow=True)

    project = Project.objects.get()
    assert response.redirect_chain == [(f"/projecten/{project.pk}/", 302)]
    assert "Samen opleiden staat in de kalender, met code P-001." in response.text
    assert (project.start, project.einde) == (date(2027, 1, 1), date(2027, 12, 31))
    assert [str(r) for r in project.rollen.all()] == ["Trekker: GGD"]


def test_twee_keer_drukken_maakt_een_project(als, programmamanager, ingevuld):
    client = als(programmamanager)

    statussen = [client.post(URL, ingevuld).status_code for _ in range(2)]

    assert statussen == [302, 422]
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("veld", "waarde", "fout"),
    [
        ("naam", "", "Dit veld is verplicht."),
        ("naam", "x" * 10_000, "niet meer dan 150 tekens"),
        ("naam", "a\x00b", "Null"),
        ("thema", "", "Dit veld is verplicht."),
        ("thema", "99999999999999999999", "Selecteer een geldige keuze."),
        ("start", "gisteren", "Schrijf de datum als dag-maand-jaar"),
        ("einde", "1-1-2026", "Kies een einde op of na de start."),
        ("fase", "goedgekeurd", "Kies aan welke opgave dit project werkt."),
        ("openbaarheid", "iedereen", "Selecteer een geldige keuze."),
    ],
)
def test_een_fout_staat_bij_het_veld_en_er_gaat_niets_verloren(
    als, programmamanager, ingevuld, veld, waarde, fout
):
    response = als(programmamanager).post(URL, ingevuld | {veld: waarde})

    assert response.status_code == 422
    assert fout in response.text
    assert "Wij leiden samen op." in response.text
    assert Project.objects.count() == 0


@pytest.mark.parametrize(
    "naam", ["<script>alert(1)</script>", "Zorg 💙 thuis", "'; DROP TABLE projecten_project; --"]
)
def test_een_vreemde_naam_is_gewoon_een_naam(als, programmamanager, ingevuld, naam):
    response = als(programmamanager).post(URL, ingevuld | {"naam": naam}, follow=True)

    assert response.status_code == 200
    assert Project.objects.get().naam == naam
    assert "<script>alert" not in response.text


def test_zonder_csrf_teken_gebeurt_er_niets(programmamanager, ingevuld):
    from django.test import Client

    client = Client(enforce_csrf_checks=True)
    client.force_login(programmamanager)

    assert client.post(URL, ingevuld).status_code == 403
    assert Project.objects.count() == 0
