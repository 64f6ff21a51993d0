"""The golden thread: from a figure to an opgave, a project, a tafel, a besluit and an actie."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from projecten.models import Stand
from regio.models import Gebied, Regio
from regio.views.regiovisie import slechtste_stand
from tests import factories


@pytest.fixture
def draad(db, bestuurstafel):
    """One of everything, hanging together."""
    gebied = factories.GebiedFactory(soort=Gebied.Soort.REGIO)
    Regio.objects.update(gebied=gebied)
    opgave = factories.OpgaveFactory(titel="Langer thuis")
    indicator = factories.IndicatorFactory(naam="Spoedbezoek")
    indicator.opgaven.add(opgave)
    factories.WaarnemingFactory(indicator=indicator, gebied=gebied, waarde=120)
    project = factories.ProjectFactory(naam="Nachtteam", opgave=opgave)
    bestuurstafel.projecten.add(project)
    besluit = factories.BesluitFactory(
        tafel=bestuurstafel, project=project, nummer="BT-2026-007", tekst="Het nachtteam start."
    )
    factories.ActieFactory(besluit=besluit, tekst="Vraag het geld aan")
    return opgave


def test_op_de_pagina_van_een_opgave_staat_de_hele_draad(als, lid, draad):
    tekst = als(lid).get(draad.get_absolute_url()).text

    for deel in (
        "Spoedbezoek",
        "120",
        "Nachtteam",
        "Bestuurstafel",
        "BT-2026-007",
        "Vraag het geld",
    ):
        assert deel in tekst


def test_wat_besloten_is_telt_op_de_regiovisie_niet_mee(als, lid, buitenstaander, draad):
    factories.BesluitFactory(
        tafel=draad.projecten.get().tafels.get(), opgave=draad, openbaarheid="tafel"
    )

    def aantal(persoon):
        (opgave,) = als(persoon).get(reverse("regiovisie")).context["opgaven"]
        return opgave.aantal_besluiten

    assert (aantal(lid), aantal(buitenstaander)) == (2, 1)


def test_zonder_regiovisie_zegt_de_pagina_dat(als, lid):
    assert "Er is nog geen regiovisie." in als(lid).get(reverse("regiovisie")).text


@pytest.mark.parametrize(
    ("standen", "uitkomst"),
    [
        ([], Stand.GEEN),
        ([Stand.OP_KOERS, Stand.GEEN], Stand.OP_KOERS),
        ([Stand.OP_KOERS, Stand.LET_OP], Stand.LET_OP),
        ([Stand.LET_OP, Stand.LOOPT_VAST, Stand.OP_KOERS], Stand.LOOPT_VAST),
    ],
)
def test_een_opgave_staat_er_zo_voor_als_haar_slechtste_project(standen, uitkomst):
    projecten = [factories.ProjectFactory.build(opgave=None, thema=None, stand=s) for s in standen]

    assert slechtste_stand(projecten) == uitkomst


@pytest.mark.parametrize("aantal", [1, 5])
def test_de_regiovisie_kost_altijd_twaalf_queries(als, lid, aantal, django_assert_num_queries):
    Regio.objects.update(gebied=factories.GebiedFactory(soort=Gebied.Soort.REGIO))
    for _ in range(aantal):
        opgave = factories.OpgaveFactory()
        factories.ProjectFactory(opgave=opgave)
        factories.IndicatorFactory().opgaven.add(opgave)
        factories.BesluitFactory(opgave=opgave)
    client = als(lid)

    # session, person, region, visions, opgaven, seats, projects, indicators, gemeenten, figures,
    # besluiten per opgave, besluit that adopted the vision
    with django_assert_num_queries(12):
        antwoord = client.get(reverse("regiovisie"))

    assert len(antwoord.context["opgaven"]) == aantal


@pytest.fixture
def volgen(bestuurstafel):
    return reverse("opgaven_volgen", args=[bestuurstafel.pk])


def test_de_bestuurstafel_volgt_elke_opgave_van_cijfer_tot_open_besluit(
    als, lid, draad, bestuurstafel, volgen
):
    factories.AgendapuntFactory(
        bijeenkomst__tafel=bestuurstafel,
        bijeenkomst__start=timezone.now() + timedelta(days=9),
        titel="Nachtteam kiezen",
        behandeling="ter besluitvorming",
        project=draad.projecten.get(),
    )
    factories.BesluitFactory(tafel=bestuurstafel, opgave=draad, status="aangehouden", nummer="X-1")

    tekst = als(lid).get(volgen).text
    (opgave,) = als(lid).get(volgen).context["opgaven"]

    assert volgen in als(lid).get(bestuurstafel.get_absolute_url()).text
    assert [str(d)[:8] for d in opgave.open_besluiten] == ["Nachttea", "X-1 De t"]
    for deel in ("Langer thuis", "Spoedbezoek", "120", "1 project", "al 6 maanden niet"):
        assert deel in tekst


def test_wat_lang_geleden_besproken_is_valt_op(als, lid, draad, volgen):
    punt = factories.AgendapuntFactory(opgave=draad)
    for dagen, valt_op in ((-200, True), (-100, False)):
        start = timezone.now() + timedelta(days=dagen)
        type(punt.bijeenkomst).objects.update(start=start, einde=start)
        (opgave,) = als(lid).get(volgen).context["opgaven"]
        assert (opgave.laatst.pk, opgave.is_uit_beeld) == (punt.pk, valt_op)


def test_een_besloten_onderwerp_over_een_opgave_telt_bij_een_buitenstaander_niet(
    als, lid, buitenstaander, draad, bestuurstafel, volgen
):
    for dagen in (-3, 3):
        factories.AgendapuntFactory(
            bijeenkomst__tafel=bestuurstafel,
            bijeenkomst__start=timezone.now() + timedelta(days=dagen),
            titel="Geheim plan",
            behandeling="ter besluitvorming",
            openbaarheid="tafel",
            opgave=draad,
        )

    def gezien(persoon):
        (opgave,) = als(persoon).get(volgen).context["opgaven"]
        return len(opgave.open_besluiten), opgave.laatst is not None

    assert (gezien(lid), gezien(buitenstaander)) == ((1, True), (0, False))
    assert "Geheim" not in als(buitenstaander).get(volgen).text


@pytest.mark.parametrize("aantal", [1, 5])
def test_opgaven_volgen_kost_altijd_twaalf_queries(
    als, lid, aantal, bestuurstafel, volgen, django_assert_num_queries
):
    Regio.objects.update(gebied=factories.GebiedFactory(soort=Gebied.Soort.REGIO))
    for _ in range(aantal):
        opgave = factories.OpgaveFactory()
        project = factories.ProjectFactory(opgave=opgave)
        factories.IndicatorFactory().opgaven.add(opgave)
        factories.AgendapuntFactory(project=project, bijeenkomst__tafel=bestuurstafel)
        factories.BesluitFactory(tafel=bestuurstafel, opgave=opgave, status="aangehouden")
    client = als(lid)
    client.get(volgen)

    with django_assert_num_queries(12):
        client.get(volgen)
