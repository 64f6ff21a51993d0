"""Every test about projects happens on the same day: 21 November 2026."""

from datetime import date

import pytest
import time_machine

from tests import factories

VANDAAG = date(2026, 11, 21)


@pytest.fixture(autouse=True)
def vandaag():
    with time_machine.travel("2026-11-21 09:00+01:00"):
        yield VANDAAG


@pytest.fixture
def project(db):
    """A running project that works on an opgave, pulled by the GGD."""
    project = factories.ProjectFactory(
        naam="Valpreventie thuis",
        thema__naam="Ouderen",
        start=date(2026, 3, 1),
        einde=date(2027, 6, 30),
    )
    factories.ProjectrolFactory(project=project, organisatie__korte_naam="GGD")
    return project


@pytest.fixture
def besloten(db):
    """A confidential project, of which an outsider may not even know the name."""
    project = factories.ProjectFactory(
        naam="Geheime fusie",
        thema__naam="Geheim thema",
        doelgroep="geheime doelgroep",
        openbaarheid="vertrouwelijk",
        start=date(2026, 3, 1),
        einde=date(2027, 6, 30),
    )
    factories.ProjectrolFactory(project=project, organisatie__korte_naam="Geheime trekker")
    for _ in range(3):
        factories.MijlpaalFactory(
            project=project, titel="Geheime mijlpaal", gepland=date(2027, 3, 3)
        )
    return project
