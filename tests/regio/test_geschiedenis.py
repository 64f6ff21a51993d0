"""The database remembers who did what; a reader sees of it what they may see now and then."""

import pghistory
import pytest
from django.urls import reverse

from projecten.models import Project
from tests import factories


def openen(client, onderwerp):
    return client.get(reverse("geschiedenis", args=[onderwerp._meta.model_name, onderwerp.pk]))


def test_ook_een_wijziging_buiten_het_portaal_om_staat_in_de_geschiedenis(als, lid):
    project = factories.ProjectFactory(naam="Nachtteam")
    Project.objects.filter(pk=project.pk).update(naam="Nachtroute")

    antwoord = openen(als(lid), project)

    assert [g.wijzigingen for g in antwoord.context["gebeurtenissen"]] == [
        [("naam", "Nachtteam", "Nachtroute")],
        [],
    ]


def test_de_geschiedenis_noemt_wie_het_deed(als, lid, programmamanager):
    project = factories.ProjectFactory()
    with pghistory.context(handeling="project_wijzigen", door=programmamanager.pk):
        Project.objects.filter(pk=project.pk).update(doelgroep="ouderen")

    gebeurtenis = openen(als(lid), project).context["gebeurtenissen"][0]

    assert (gebeurtenis.handeling, gebeurtenis.door) == (
        "project wijzigen",
        "Petra Programmamanager",
    )


def test_wat_besloten_was_toen_het_geschreven_werd_blijft_dat(als, lid, buitenstaander):
    punt = factories.AgendapuntFactory(
        titel="Ontslag van de directeur", openbaarheid="vertrouwelijk"
    )
    punt.titel, punt.openbaarheid = "Bezetting", "partners"
    punt.save()

    assert "Ontslag" not in openen(als(buitenstaander), punt).text


@pytest.mark.parametrize("soort", ["persoon", "regio", "migration", "bestaatniet"])
def test_van_andere_dingen_is_er_geen_geschiedenis_te_zien(als, lid, soort):
    antwoord = als(lid).get(reverse("geschiedenis", args=[soort, 1]))

    assert antwoord.status_code == 404


def test_van_wat_u_niet_mag_zien_is_er_geen_geschiedenis(als, buitenstaander):
    punt = factories.AgendapuntFactory(openbaarheid="tafel")

    assert openen(als(buitenstaander), punt).status_code == 404
