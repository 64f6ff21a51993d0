"""A project goes from idea to done; from goedgekeurd on it works on an opgave."""

import pytest

from projecten import domain
from projecten.models import Project
from regio.exceptions import NietMogelijk
from tests import factories


@pytest.mark.parametrize("fase", Project.Fase.values)
def test_met_een_opgave_kan_elke_fase(project, programmamanager, fase):
    assert domain.fase_wijzigen(project, fase=fase, door=programmamanager).fase == fase


@pytest.mark.parametrize("fase", Project.Fase.values)
def test_zonder_opgave_blijft_het_bij_een_idee(programmamanager, fase):
    project = factories.ProjectFactory(opgave=None, fase="idee")

    if fase in ("idee", "intake", "gestopt"):
        assert domain.fase_wijzigen(project, fase=fase, door=programmamanager).fase == fase
    else:
        with pytest.raises(NietMogelijk, match="Kies eerst aan welke opgave"):
            domain.fase_wijzigen(project, fase=fase, door=programmamanager)


def test_de_pagina_zegt_wat_er_eerst_moet(als, programmamanager):
    project = factories.ProjectFactory(opgave=None, fase="idee")
    url = f"/projecten/{project.pk}/fase-wijzigen/"
    client = als(programmamanager)

    response = client.post(url, {"fase": "uitvoering"})

    assert response.status_code == 422
    assert "Kies eerst aan welke opgave dit project werkt." in response.text
    assert client.post(url, {"fase": "intake"}).status_code == 302
    project.refresh_from_db()
    assert (project.fase, project.versie) == ("intake", 2)


def test_dezelfde_fase_nog_eens_is_geen_wijziging(project, programmamanager):
    domain.fase_wijzigen(project, fase=project.fase, door=programmamanager)

    project.refresh_from_db()
    assert project.versie == 1
