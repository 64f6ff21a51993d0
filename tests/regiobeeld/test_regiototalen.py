"""What the database adds up for a whole page is what the page of one indicator adds up itself."""

import pytest

from regio.models import Gebied
from regiobeeld.cijfers import regiocijfers, regiototalen
from regiobeeld.models import Indicator
from tests import factories


@pytest.fixture
def gebied(db):
    return factories.GebiedFactory(soort=Gebied.Soort.REGIO, code="REG", naam="Oostrand")


@pytest.fixture
def leden(gebied):
    subregio = factories.GebiedFactory(soort=Gebied.Soort.SUBREGIO, code="SUB", ouder=gebied)
    return [
        factories.GebiedFactory(ouder=gebied),
        factories.GebiedFactory(ouder=subregio),
        factories.GebiedFactory(ouder=gebied, van_jaar=2025),
        factories.GebiedFactory(ouder=gebied, tot_jaar=2024),
    ]


def meten(indicator, gebied, **per_jaar):
    for jaar, waarde in per_jaar.items():
        velden = {"kenmerk": "NotAvailable"} if waarde is None else {}
        factories.WaarnemingFactory(
            indicator=indicator, gebied=gebied, jaar=int(jaar[1:]), waarde=waarde, **velden
        )


def zelfde(indicator, gebied) -> dict:
    """The sums of the region, the same in both ways."""
    totalen = regiototalen([indicator], gebied)[indicator.pk]
    cijfers = regiocijfers([indicator], gebied)[indicator.pk]
    assert (totalen.regio, totalen.land) == (cijfers.regio, cijfers.land)
    return totalen.regio


@pytest.fixture
def inwoners(db):
    return Indicator.objects.get(code="inwoners")


def test_een_gemeente_telt_mee_in_de_jaren_waarin_zij_bestond(inwoners, gebied, leden):
    for lid, cijfers in zip(
        leden,
        ({"j2024": 1, "j2025": 2}, {"j2024": 10, "j2025": 20}, {"j2025": 200}, {"j2024": 100}),
        strict=True,
    ):
        meten(inwoners, lid, **cijfers)

    assert zelfde(inwoners, gebied) == {2024: 111, 2025: 222}


def test_een_ontbrekend_cijfer_maakt_de_som_onbekend_en_niet_lager(inwoners, gebied, leden):
    for lid, waarde in zip(leden, (1, None, 3, 4), strict=True):
        meten(inwoners, lid, j2025=waarde)

    assert zelfde(inwoners, gebied) == {}


def test_het_eigen_cijfer_van_de_regio_gaat_voor_de_som(inwoners, gebied, leden):
    meten(inwoners, gebied, j2024=999)
    for lid in leden:
        meten(inwoners, lid, **{"j2024" if lid.tot_jaar else "j2025": 5})
    for lid in leden[:2]:
        meten(inwoners, lid, j2024=5)

    assert zelfde(inwoners, gebied) == {2024: 999, 2025: 15}


def test_wat_niet_optelbaar_is_wordt_niet_opgeteld(gebied, leden):
    aandeel = factories.IndicatorFactory(optellen=Indicator.Optellen.GEEN)
    for lid in leden[:3]:
        meten(aandeel, lid, j2025=5)

    assert zelfde(aandeel, gebied) == {}


def test_het_land_staat_ernaast(inwoners, gebied, leden):
    land = factories.GebiedFactory(code="NL01", soort=Gebied.Soort.LAND)
    meten(inwoners, land, j2025=18_000_000)

    assert regiototalen([inwoners], gebied)[inwoners.pk].land == {2025: 18_000_000}


def test_zonder_gebied_zijn_er_geen_cijfers(inwoners):
    assert regiototalen([inwoners], None) == {}


@pytest.mark.parametrize("aantal", [1, 5])
def test_het_kost_twee_queries(gebied, leden, aantal, django_assert_num_queries):
    indicatoren = factories.IndicatorFactory.create_batch(aantal, optellen=Indicator.Optellen.SOM)
    for indicator in indicatoren:
        meten(indicator, leden[0], j2025=1)

    with django_assert_num_queries(2):
        totalen = regiototalen(indicatoren, gebied)

    assert len(totalen) == aantal
