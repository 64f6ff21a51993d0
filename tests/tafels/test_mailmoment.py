"""When mail goes to who wants it at once, once a day, or once a week."""

from datetime import datetime, timedelta

import pytest

from tafels.mailmoment import mailmoment
from tests.factories import AMSTERDAM


def lokaal(tekst: str) -> datetime:
    """Such as "2026-11-24 09:00", on the clock in Amsterdam; that Monday is the 23rd."""
    return datetime.fromisoformat(tekst).replace(tzinfo=AMSTERDAM)


def moment(wens: str, na: str, begin: str | None = None, **opties) -> str:
    gekregen = mailmoment(wens, lokaal(na), begin=begin and lokaal(begin), **opties)
    return f"{gekregen.astimezone(AMSTERDAM):%Y-%m-%d %H:%M}"


@pytest.mark.parametrize(
    ("na", "dag", "week"),
    [
        ("2026-11-24 09:00", "2026-11-25 07:00", "2026-11-30 07:00"),
        ("2026-11-24 06:59", "2026-11-24 07:00", "2026-11-30 07:00"),
        ("2026-11-23 06:59", "2026-11-23 07:00", "2026-11-23 07:00"),
        ("2026-11-23 07:00", "2026-11-23 07:00", "2026-11-23 07:00"),
        ("2026-11-23 07:01", "2026-11-24 07:00", "2026-11-30 07:00"),
        ("2026-11-29 23:59", "2026-11-30 07:00", "2026-11-30 07:00"),
        ("2026-12-31 12:00", "2027-01-01 07:00", "2027-01-04 07:00"),
    ],
)
def test_de_dagpost_gaat_om_zeven_uur_en_de_weekpost_op_maandag(na, dag, week):
    assert [moment(wens, na) for wens in ("direct", "dagelijks", "wekelijks")] == [na, dag, week]


@pytest.mark.parametrize(
    ("na", "dag", "week"),
    [
        # The clock goes back on the 25th of October, and forward on the 28th of March.
        ("2026-10-24 09:00", "2026-10-25 07:00", "2026-10-26 07:00"),
        ("2027-03-27 09:00", "2027-03-28 07:00", "2027-03-29 07:00"),
    ],
)
def test_het_is_zeven_uur_op_de_klok_ook_als_die_wordt_verzet(na, dag, week):
    assert [moment(wens, na) for wens in ("dagelijks", "wekelijks")] == [dag, week]


@pytest.mark.parametrize("na", ["2026-10-25 02:30", "2027-03-28 02:30"])
def test_in_het_uur_dat_er_twee_keer_of_niet_is_valt_er_ook_een_moment(na):
    assert moment("dagelijks", na) == f"{na[:10]} 07:00"


@pytest.mark.parametrize(
    ("begin", "wanneer"),
    [
        ("2026-12-07 07:00", "2026-11-30 07:00"),  # a week after that Monday: it can wait
        ("2026-12-07 06:59", "2026-11-25 07:00"),
        ("2026-11-25 14:00", "2026-11-25 07:00"),
        ("2026-11-25 07:00", "2026-11-24 09:00"),  # at 7.00 it would be too late
        ("2026-11-24 17:00", "2026-11-24 09:00"),
    ],
)
def test_wie_een_keer_per_week_leest_heeft_een_week_om_te_lezen_of_hoort_het_eerder(begin, wanneer):
    assert moment("wekelijks", "2026-11-24 09:00", begin) == wanneer


def test_wat_om_zeven_uur_te_laat_komt_gaat_meteen_ook_naar_wie_het_dagelijks_wil():
    momenten = [
        moment("dagelijks", "2026-11-24 09:00", begin)
        for begin in ("2026-11-24 17:00", "2026-11-25 07:30", "2027-01-15 10:00")
    ]

    assert momenten == ["2026-11-24 09:00", "2026-11-25 07:00", "2026-11-25 07:00"]


def test_dat_iets_niet_doorgaat_wacht_niet_tot_maandag():
    momenten = [
        moment("wekelijks", "2026-11-24 09:00", begin, is_afgelast=True)
        for begin in ("2027-01-15 10:00", "2026-11-24 17:00")
    ]

    assert momenten == ["2026-11-25 07:00", "2026-11-24 09:00"]


@pytest.mark.parametrize("dagen", range(1, 60))
def test_geen_enkele_mail_over_een_bijeenkomst_komt_pas_na_het_begin(dagen):
    na = lokaal("2026-10-01 13:37") + timedelta(days=dagen)
    for uren in (1, 12, 17, 18, 30, 170, 200, 400):
        begin = na + timedelta(hours=uren)
        for wens in ("dagelijks", "wekelijks"):
            for is_afgelast in (True, False):
                gaat = mailmoment(wens, na, begin=begin, is_afgelast=is_afgelast)
                assert na <= gaat < begin
