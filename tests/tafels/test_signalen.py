"""Who would have to be at two tafels at once."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from tafels.models import Bijeenkomst, Tafel
from tafels.signalen import botsingen
from tests import factories
from tests.factories import AMSTERDAM

MIDDAG = datetime(2027, 3, 9, 14, tzinfo=AMSTERDAM)


def met_zetels():
    return list(Bijeenkomst.objects.met_zetels().voor_overzicht().order_by("pk"))


def zinnen(rijen) -> list[list[str]]:
    return [[botsing.zin for botsing in naast] for naast in botsingen(rijen, rijen)]


def test_wie_aan_beide_tafels_zit_staat_bij_beide_bijeenkomsten(lid, secretaris, bestuurstafel):
    ander = factories.TafelFactory(naam="Beleidstafel")
    factories.LidmaatschapFactory(tafel=ander, persoon=lid)
    factories.LidmaatschapFactory(tafel=ander)
    factories.BijeenkomstFactory(tafel=bestuurstafel, start=MIDDAG)
    factories.BijeenkomstFactory(tafel=ander, start=MIDDAG + timedelta(minutes=30))

    assert zinnen(met_zetels()) == [
        ["Tegelijk met Beleidstafel, 14.30 uur. 1 lid zit aan beide."],
        ["Tegelijk met Bestuurstafel, 14.00 uur. 1 lid zit aan beide."],
    ]


def test_na_elkaar_is_geen_botsing(lid, bestuurstafel):
    ander = factories.TafelFactory()
    factories.LidmaatschapFactory(tafel=ander, persoon=lid)
    factories.BijeenkomstFactory(tafel=bestuurstafel, start=MIDDAG)  # until 16.00
    factories.BijeenkomstFactory(tafel=ander, start=MIDDAG + timedelta(hours=2))

    assert zinnen(met_zetels()) == [[], []]


def test_een_zetel_telt_alleen_op_de_dag_zelf(lid, bestuurstafel):
    ander = factories.TafelFactory()
    factories.LidmaatschapFactory(tafel=ander, persoon=lid, tot=date(2027, 3, 8))
    factories.BijeenkomstFactory(tafel=bestuurstafel, start=MIDDAG)
    factories.BijeenkomstFactory(tafel=ander, start=MIDDAG)

    assert zinnen(met_zetels()) == [[], []]


def test_een_ontmoeting_van_de_hele_regio_botst_met_niemand(lid, bestuurstafel):
    factories.BijeenkomstFactory(tafel=bestuurstafel, start=MIDDAG)
    factories.BijeenkomstFactory(tafel=None, start=MIDDAG)

    assert zinnen(met_zetels()) == [[], []]


def test_een_afgelaste_bijeenkomst_is_niet_tegelijk(lid, bestuurstafel):
    gaat_door = factories.BijeenkomstFactory(tafel=bestuurstafel, start=MIDDAG)
    factories.BijeenkomstFactory(
        start=MIDDAG, status="geannuleerd", reden_geannuleerd="Te weinig leden"
    )

    tegelijk = Bijeenkomst.objects.tegelijk_met([(MIDDAG, MIDDAG + timedelta(hours=1))])

    assert list(tegelijk) == [gaat_door]
    assert list(Bijeenkomst.objects.tegelijk_met([])) == []


TAFELS = [Tafel(pk=n, naam=f"Tafel {n}") for n in range(4)]


def bijeenkomst(deel) -> Bijeenkomst:
    tafel, begin, duur, personen = deel
    start = datetime(2027, 3, 9, tzinfo=UTC) + timedelta(minutes=begin)
    b = Bijeenkomst(tafel=TAFELS[tafel], start=start, einde=start + timedelta(minutes=duur))
    b.personen = personen
    return b


JAAR = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.integers(0, 300),
        st.integers(0, 200),
        st.lists(st.integers(1, 5), max_size=3),
    ).map(bijeenkomst),
    max_size=8,
)


@given(alle=JAAR)
def test_het_vindt_precies_wie_op_hetzelfde_moment_op_twee_plekken_zou_zitten(alle):
    gevonden = {
        (id(b), id(botsing.ander), botsing.aantal)
        for b, naast in zip(alle, botsingen(alle, alle), strict=True)
        for botsing in naast
    }

    verwacht = {
        (id(een), id(ander), len({*een.personen} & {*ander.personen}))
        for een in alle
        for ander in alle
        if een.tafel_id != ander.tafel_id
        and een.start < ander.einde
        and ander.start < een.einde
        and {*een.personen} & {*ander.personen}
    }
    assert gevonden == verwacht


@pytest.mark.parametrize(
    ("soort", "fase", "gepland", "zin"),
    [
        ("inhoudelijke tafel", "uitvoering", False, "Er loopt 1 project van deze tafel"),
        ("inhoudelijke tafel", "uitvoering", True, ""),
        ("inhoudelijke tafel", "gestopt", False, ""),
        ("beleidstafel", "uitvoering", False, ""),
    ],
)
def test_een_tafel_met_een_lopend_project_en_niets_gepland_hoort_dat(
    als, lid, soort, fase, gepland, zin
):
    tafel = factories.TafelFactory(soort=soort)
    factories.ProjectFactory(fase=fase).tafels.add(tafel)
    if gepland:
        factories.BijeenkomstFactory(tafel=tafel, start=timezone.now() + timedelta(days=30))

    html = als(lid).get(tafel.get_absolute_url()).text

    assert ("maar er is geen bijeenkomst gepland" in html) is bool(zin)
    assert zin in html
