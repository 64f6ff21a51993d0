"""When each agendapunt begins, and what happens when it does not fit."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from tafels.looptijd import looptijd

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
DRIE_UUR = datetime(2026, 12, 3, 15, tzinfo=AMSTERDAM)


def klok(moment: datetime) -> str:
    return f"{moment.astimezone(AMSTERDAM):%H.%M}"


def test_agendapunten_volgen_op_elkaar():
    tijden = looptijd(DRIE_UUR, DRIE_UUR + timedelta(hours=2), [5, 25, 20, 15, 10])

    assert [klok(moment) for moment in tijden.starts] == [
        "15.00",
        "15.05",
        "15.30",
        "15.50",
        "16.05",
    ]
    assert klok(tijden.einde) == "16.15"
    assert (tijden.totaal, tijden.te_lang) == (75, 0)


def test_een_volle_agenda_is_niet_te_lang():
    assert looptijd(DRIE_UUR, DRIE_UUR + timedelta(hours=2), [60, 60]).te_lang == 0


def test_wat_over_het_einde_gaat_is_te_lang():
    assert looptijd(DRIE_UUR, DRIE_UUR + timedelta(hours=2), [60, 60, 20]).te_lang == 20


def test_een_lege_agenda_is_meteen_klaar():
    tijden = looptijd(DRIE_UUR, DRIE_UUR + timedelta(hours=2), [])

    assert (tijden.starts, tijden.einde, tijden.totaal) == ((), DRIE_UUR, 0)


def test_een_schriftelijke_ronde_duurt_niet_te_lang():
    assert looptijd(DRIE_UUR, DRIE_UUR, [30]).te_lang == 0


def test_in_de_nacht_dat_de_klok_verzet_wordt_duurt_een_uur_een_uur():
    start = datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM)

    tijden = looptijd(start, start + timedelta(hours=4), [60, 60, 60])

    assert [klok(moment) for moment in tijden.starts] == ["01.30", "02.30", "02.30"]
    assert tijden.totaal == 180


@given(st.lists(st.integers(0, 480), max_size=60), st.integers(0, 600))
def test_starts_lopen_op_en_tellen_op_tot_het_geheel(minuten, duur):
    tijden = looptijd(DRIE_UUR, DRIE_UUR + timedelta(minutes=duur), minuten)

    assert list(tijden.starts) == sorted(tijden.starts)
    assert len(tijden.starts) == len(minuten)
    assert tijden.totaal == sum(minuten)
    assert tijden.einde - DRIE_UUR.astimezone(UTC) == timedelta(minutes=sum(minuten))
    assert tijden.te_lang == (max(0, sum(minuten) - duur) if duur else 0)
