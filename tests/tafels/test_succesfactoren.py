"""The advice per kind of tafel, and the evidence beside it."""

from datetime import date

import pytest

from tafels.models import Tafel
from tafels.succesfactoren import Feiten, succesfactoren


def bewijs(soort: str, **feiten) -> list[tuple[str, bool | None]]:
    return [(f.bewijs, f.is_ok) for f in succesfactoren(soort, Feiten(**feiten))]


@pytest.mark.parametrize("soort", Tafel.Soort.values)
def test_elke_soort_tafel_heeft_succesfactoren_ook_zonder_gegevens(soort):
    factoren = succesfactoren(soort, Feiten())

    assert len(factoren) in (2, 3)
    assert all(f.zin.endswith(".") and f.bewijs.endswith(".") for f in factoren)


@pytest.mark.parametrize("soort", Tafel.Soort.values)
def test_een_zin_heeft_hoogstens_vijftien_woorden(soort):
    lang = [f.zin for f in succesfactoren(soort, Feiten()) if len(f.zin.split()) > 15]

    assert lang == []


def test_bestuurstafel_in_opbouw():
    assert bewijs("bestuurstafel", bijeenkomsten=2, opbouw=3) == [
        ("Geen ontmoeting in de afgelopen 12 maanden.", False),
        ("De opbouw: bijeenkomst 2 van 3 gehad.", False),
        (
            "Er is nog geen volgende bijeenkomst. "
            "Er is nog geen secretaris en geen programmamanager.",
            False,
        ),
    ]


def test_bestuurstafel_die_staat():
    assert bewijs(
        "bestuurstafel",
        ontmoetingen=1,
        bijeenkomsten=6,
        volgende=date(2026, 12, 3),
        locatie="Kulturhus De Brink",
        heeft_secretaris=True,
        heeft_programmamanager=True,
    ) == [
        ("1 ontmoeting in de afgelopen 12 maanden.", True),
        ("De opbouw is klaar: 6 bijeenkomsten gehad.", True),
        (
            "Op donderdag 3 december: Kulturhus De Brink. "
            "De secretaris en de programmamanager begeleiden samen.",
            True,
        ),
    ]


def test_beleidstafel_ziet_ideeen_die_nog_los_staan():
    assert bewijs(
        "beleidstafel", leden=16, organisaties=9, lopende_projecten=14, zonder_opgave=1
    ) == [
        ("16 mensen van 9 organisaties.", True),
        ("14 lopende projecten in beeld. 1 idee heeft nog geen opgave.", False),
        ("De kalender en het dashboard zijn er voor alle partners.", None),
    ]


@pytest.mark.parametrize(
    ("lopend", "zin", "is_ok"),
    [
        (1, "1 van 5 loopt nu.", True),
        (5, "5 van 5 lopen nu.", True),
        (6, "6 van 5 lopen nu.", False),
    ],
)
def test_hoogstens_vijf_grotere_innovaties(lopend, zin, is_ok):
    assert bewijs("inhoudelijke tafel", grotere_innovaties=lopend)[0] == (zin, is_ok)


def test_de_regio_bepaalt_zelf_hoeveel_innovaties_tegelijk():
    factor = succesfactoren(
        "inhoudelijke tafel", Feiten(grotere_innovaties=4, max_grotere_innovaties=3)
    )[0]

    assert factor.zin == "Doe hoogstens 3 grotere innovaties tegelijk."
    assert factor.is_ok is False


def test_open_rollen_worden_geteld():
    assert bewijs("inhoudelijke tafel", leden=5, organisaties=1, open_rollen=2)[1:] == [
        ("5 mensen van 1 organisatie.", False),
        ("2 rollen zijn nog niet ingevuld.", False),
    ]


def test_een_te_groot_dagelijks_bestuur_vraagt_aandacht():
    assert bewijs("dagelijks bestuur", leden_buiten_duo=6, db_max=5)[0] == (
        "6 leden, hoogstens 5.",
        False,
    )


@pytest.mark.parametrize(
    ("volgende", "zin", "is_ok"),
    [
        (
            date(2026, 12, 2),
            "Op woensdag 2 december, vóór de bestuurstafel van donderdag 10 december.",
            True,
        ),
        (date(2026, 12, 11), "Nog niet vóór de bestuurstafel van donderdag 10 december.", False),
        (None, "Nog niet vóór de bestuurstafel van donderdag 10 december.", False),
    ],
)
def test_klankbordgroep_komt_voor_de_bestuurstafel(volgende, zin, is_ok):
    feiten = {"volgende": volgende, "volgende_bestuurstafel": date(2026, 12, 10)}

    assert bewijs("klankbordgroep", **feiten)[1] == (zin, is_ok)
