"""Which dates a rhythm gives, and what happens to those on which nobody meets."""

from datetime import date, timedelta
from itertools import pairwise

import holidays
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tafels.reeks import LAATSTE, REGIOS, SCHOOLVAKANTIES, Ritme, bezet, kent_schoolvakanties, reeks

JAAR = date(2027, 1, 1), date(2027, 12, 31)
DINSDAG, DONDERDAG = 1, 3


def dagen(ritme, van=JAAR[0], tot=JAAR[1], regios=()):
    return [datum.dag for datum in reeks(ritme, van, tot, regios) if datum.dag]


def test_elke_tweede_dinsdag_van_de_maand():
    gevonden = dagen(Ritme(maanden=1, weekdag=DINSDAG, hoeveelste=2))

    assert [dag.day for dag in gevonden] == [12, 9, 9, 13, 11, 8, 13, 10, 14, 12, 9, 14]
    assert [dag.month for dag in gevonden] == [*range(1, 13)]


def test_elke_laatste_donderdag_van_de_maand():
    gevonden = dagen(Ritme(maanden=1, weekdag=DONDERDAG, hoeveelste=LAATSTE))

    assert [dag.day for dag in gevonden] == [28, 25, 25, 29, 27, 24, 29, 26, 30, 28, 25, 30]


def test_elk_kwartaal_telt_vanaf_de_eerste_maand_waarin_het_nog_kan():
    ritme = Ritme(maanden=3, weekdag=DINSDAG, hoeveelste=1)

    assert [dag.month for dag in dagen(ritme)] == [1, 4, 7, 10]
    assert [dag.month for dag in dagen(ritme, van=date(2027, 1, 20))] == [2, 5, 8, 11]


def test_elke_zes_weken_telt_vanaf_de_eerste_dinsdag():
    assert dagen(Ritme(weken=6, weekdag=DINSDAG), tot=date(2027, 5, 1)) == [
        date(2027, 1, 5),
        date(2027, 2, 16),
        date(2027, 3, 30),
    ]


def test_de_31e_is_in_een_korte_maand_de_laatste_dag_en_in_een_weekend_de_maandag_erna():
    assert dagen(Ritme(maanden=1, dag=31), tot=date(2027, 6, 30)) == [
        date(2027, 2, 1),  # 31 January is a Sunday
        date(2027, 3, 1),  # 28 February too
        date(2027, 3, 31),
        date(2027, 4, 30),
        date(2027, 5, 31),
        date(2027, 6, 30),
    ]


def test_een_feestdag_gaat_naar_de_week_erna_en_zegt_waarom():
    (datum,) = reeks(Ritme(maanden=1, weekdag=DONDERDAG), date(2027, 5, 1), date(2027, 5, 31))

    assert datum == (date(2027, 5, 6), date(2027, 5, 13), "Hemelvaartsdag")


def test_wat_niet_voor_de_volgende_past_vervalt_en_zegt_waarom():
    ritme = Ritme(weken=1, weekdag=DINSDAG)

    gevonden = reeks(ritme, date(2027, 10, 12), date(2027, 10, 26), ["midden"])

    assert gevonden == [
        (date(2027, 10, 12), date(2027, 10, 12), ""),
        (date(2027, 10, 19), None, "herfstvakantie"),
        (date(2027, 10, 26), date(2027, 10, 26), ""),
    ]


def test_de_schoolvakantie_is_die_van_de_eigen_regio():
    vroeg, laat = date(2026, 10, 12), date(2026, 10, 20)

    assert [(bezet(vroeg, [regio]), bezet(laat, [regio])) for regio in REGIOS] == [
        ("herfstvakantie", ""),
        ("", "herfstvakantie"),
        ("", "herfstvakantie"),
    ]
    assert bezet(vroeg) == bezet(laat) == ""
    assert bezet(vroeg, REGIOS) == "herfstvakantie noord"


@pytest.mark.parametrize(
    ("dag", "naam"),
    [
        (date(2027, 3, 26), "Goede vrijdag"),
        (date(2027, 5, 5), "Bevrijdingsdag"),
        (date(2030, 5, 5), "Bevrijdingsdag"),
        (date(2025, 4, 26), "Koningsdag"),  # 27 April was a Sunday
        (date(2027, 12, 24), ""),
    ],
)
def test_op_welke_dagen_wij_niet_bij_elkaar_komen(dag, naam):
    assert bezet(dag) == naam


@pytest.mark.parametrize("regio", REGIOS)
def test_onze_schoolvakanties_zijn_die_van_de_regeling(regio):
    ergens_anders = holidays.country_holidays(
        "NL", subdiv=regio.title(), years=range(2025, 2031), categories=("school",)
    )
    dag, verschil = date(2025, 9, 1), []
    while dag <= date(2029, 9, 30):
        onze = any(v.van <= dag <= v.tot for v in SCHOOLVAKANTIES[regio])
        if onze != (dag in ergens_anders):
            verschil.append(dag)
        dag += timedelta(days=1)

    assert verschil == []


def test_van_een_jaar_zonder_gegevens_weten_wij_dat_wij_het_niet_weten():
    assert kent_schoolvakanties(*JAAR)
    assert not kent_schoolvakanties(date(2029, 1, 1), date(2029, 12, 31))
    assert not kent_schoolvakanties(date(2025, 7, 1), date(2025, 12, 31))


WEEKDAG = st.integers(0, 6)
IN_WEKEN = st.tuples(st.sampled_from([1, 2, 4, 6]), WEEKDAG).map(
    lambda deel: Ritme(weken=deel[0], weekdag=deel[1])
)
OP_WEEKDAG = st.tuples(
    st.sampled_from([1, 2, 3]), WEEKDAG, st.sampled_from([1, 2, 3, 4, LAATSTE])
).map(lambda deel: Ritme(maanden=deel[0], weekdag=deel[1], hoeveelste=deel[2]))
OP_DAG = st.tuples(st.sampled_from([1, 2, 3]), st.integers(1, 31)).map(
    lambda deel: Ritme(maanden=deel[0], dag=deel[1])
)
RITMES = IN_WEKEN | OP_WEEKDAG | OP_DAG
BEGIN = st.dates(date(2025, 9, 1), date(2028, 12, 31))
DUUR = st.integers(0, 500).map(lambda dagen: timedelta(days=dagen))
REGIO = st.lists(st.sampled_from(REGIOS), unique=True)


@given(ritme=RITMES, van=BEGIN, duur=DUUR, regios=REGIO)
def test_elke_datum_klopt_bij_elk_ritme(ritme, van, duur, regios):
    gevonden = reeks(ritme, van, van + duur, regios)
    geworden = [datum.dag for datum in gevonden if datum.dag]

    assert all(van <= datum.bedoeld <= van + duur for datum in gevonden)
    assert all(van <= dag <= van + duur for dag in geworden)
    assert all(bezet(dag, regios) == "" for dag in geworden)
    assert all(een < ander for een, ander in pairwise(geworden))
    if ritme.dag:
        assert all(dag.weekday() < 5 for dag in geworden)
    else:
        assert {dag.weekday() for dag in geworden} <= {ritme.weekdag}
    assert all(bool(datum.reden) == (datum.dag != datum.bedoeld) for datum in gevonden)


@given(ritme=RITMES, van=BEGIN, duur=DUUR, regios=REGIO)
def test_wat_vrij_is_blijft_staan_en_niets_schuift_naar_voren(ritme, van, duur, regios):
    for datum in reeks(ritme, van, van + duur, regios):
        if datum.dag is not None:
            assert datum.dag >= datum.bedoeld
        if datum.dag != datum.bedoeld:
            assert datum.reden == "weekend" or datum.reden == bezet(datum.bedoeld, regios)


@given(weken=st.sampled_from([1, 2, 4, 6]), van=BEGIN, duur=DUUR)
def test_een_ritme_in_weken_slaat_geen_week_over(weken, van, duur):
    bedoeld = [datum.bedoeld for datum in reeks(Ritme(weken=weken), van, van + duur)]

    assert {ander - een for een, ander in pairwise(bedoeld)} <= {timedelta(weeks=weken)}
    assert len(bedoeld) in {duur.days // (7 * weken), duur.days // (7 * weken) + 1}
