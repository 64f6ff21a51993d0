"""Search finds everything one may see, and betrays nothing else."""

import pytest
from django.urls import reverse

from tests import factories


@pytest.fixture
def zoeken(als):
    def zoek(persoon, q):
        return als(persoon).get(reverse("zoeken"), {"q": q})

    return zoek


def gevonden(antwoord) -> dict[str, list[str]]:
    return {
        naam: [str(treffer) for treffer in treffers]
        for naam, treffers, _ in antwoord.context["uitkomsten"]
    }


def test_zoeken_vindt_in_alle_soorten(zoeken, lid):
    factories.ProjectFactory(naam="Nachtzorg thuis")
    factories.AgendapuntFactory(titel="Stand van de nachtzorg")
    factories.BesluitFactory(nummer="BT-2026-001", tekst="De nachtzorg gaat door.")
    factories.OpgaveFactory(titel="Nachtzorg")

    assert set(gevonden(zoeken(lid, "NACHTZORG"))) == {
        "Projecten",
        "Agendapunten",
        "Besluiten",
        "Opgaven",
    }


def test_zoeken_let_niet_op_accenten_en_zoekt_op_elk_woord(zoeken, lid):
    factories.PersoonFactory(naam="Renée Coördinator")

    assert gevonden(zoeken(lid, "coordinator renee")) == {"Personen": ["Renée Coördinator"]}
    assert gevonden(zoeken(lid, "renee bestuurder")) == {}


@pytest.mark.parametrize("openbaarheid", ["tafel", "vertrouwelijk"])
def test_een_besloten_agendapunt_en_besluit_zijn_niet_te_vinden(
    zoeken, buitenstaander, lid_buitenkring, oud_lid, lid, bestuurstafel, openbaarheid
):
    vergadering = factories.BijeenkomstFactory(tafel=bestuurstafel)
    punt = factories.AgendapuntFactory(
        bijeenkomst=vergadering, titel="Fusieplan", openbaarheid=openbaarheid
    )
    factories.BesluitFactory(
        tafel=bestuurstafel, agendapunt=punt, tekst="Fusieplan", openbaarheid="openbaar"
    )

    assert set(gevonden(zoeken(lid, "fusieplan"))) == {"Agendapunten", "Besluiten"}
    for wie in (buitenstaander, lid_buitenkring, oud_lid):
        assert gevonden(zoeken(wie, "fusieplan")) == {}


@pytest.mark.parametrize(
    "q",
    ["", "x", "'; DROP TABLE regio_regio; --", "<script>", "%", "_", "\x00", "🚑", "a" * 10_000],
)
def test_vreemde_zoekwoorden_geven_een_gewone_pagina(zoeken, lid, q):
    antwoord = zoeken(lid, q)

    assert antwoord.status_code == 200
    assert "<script>'" not in antwoord.text


@pytest.mark.parametrize("aantal", [1, 5])
def test_zoeken_kost_altijd_twaalf_vragen(
    als, lid, bestuurstafel, django_assert_num_queries, aantal
):
    for nummer in range(aantal):
        factories.TafelFactory(doel="Nachtzorg")
        factories.OrganisatieFactory(naam=f"Nachtzorg {nummer}")
        factories.AgendapuntFactory(
            titel="Nachtzorg", bijeenkomst__tafel=bestuurstafel, indiener=lid
        )
    browser = als(lid)

    with django_assert_num_queries(12):
        antwoord = browser.get(reverse("zoeken"), {"q": "nachtzorg"})

    gevonden = {naam: len(treffers) for naam, treffers, _ in antwoord.context["uitkomsten"]}
    assert gevonden == {"Agendapunten": aantal, "Tafels": aantal, "Organisaties": aantal}
