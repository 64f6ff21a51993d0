"""When each agendapunt begins, and what happens when it does not fit."""

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
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


def met_vast(minuten, vast, uren=2):
    tijden = looptijd(DRIE_UUR, DRIE_UUR + timedelta(hours=uren), minuten, vast)
    return tijden, [klok(moment) for moment in tijden.starts]


def test_wat_een_vaste_tijd_heeft_begint_dan_en_ervoor_is_tijd_over():
    tijden, starts = met_vast([5, 45, 20], [None, None, time(16)])

    assert starts == ["15.00", "15.05", "16.00"]
    assert tijden.speling == (0, 0, 10)
    assert (klok(tijden.einde), tijden.totaal) == ("16.20", 80)  # the free time counts


def test_een_gast_wacht_niet_als_het_ervoor_niet_past():
    tijden, starts = met_vast([5, 65, 20, 10], [None, None, time(16), None])

    assert starts == ["15.00", "15.05", "16.00", "16.20"]
    assert tijden.speling == (0, 0, -10, 0)


def test_een_vaste_tijd_die_al_voorbij_is_maakt_het_einde_niet_vroeger():
    tijden, starts = met_vast([60, 30], [None, time(14)])

    assert starts == ["15.00", "14.00"]
    assert tijden.speling == (0, -120)
    assert klok(tijden.einde) == "16.00"


def test_een_vaste_tijd_maakt_de_agenda_te_lang():
    assert met_vast([15, 30], [None, time(16, 50)])[0].te_lang == 20


def test_na_middernacht_is_de_volgende_dag():
    start = datetime(2026, 12, 3, 23, tzinfo=AMSTERDAM)

    tijden = looptijd(start, start + timedelta(hours=3), [30, 30], [None, time(0, 30)])

    assert tijden.speling == (0, 60)
    assert tijden.totaal == 120


@pytest.mark.parametrize(
    ("minuten", "speling"),
    [([30, 15], 30), ([75, 15], 45)],
    ids=["eerste half drie", "tweede half drie"],
)
def test_in_de_nacht_met_twee_keer_half_drie_telt_de_eerste_die_nog_komt(minuten, speling):
    start = datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM)

    tijden = looptijd(start, start + timedelta(hours=4), minuten, [None, time(2, 30)])

    assert klok(tijden.starts[1]) == "02.30"
    assert tijden.speling[1] == speling


def test_in_de_nacht_zonder_half_drie_is_er_een_uur_minder():
    start = datetime(2026, 3, 29, 1, 30, tzinfo=AMSTERDAM)

    tijden = looptijd(start, start + timedelta(hours=4), [30, 10], [None, time(3, 15)])

    assert klok(tijden.starts[1]) == "03.15"
    assert tijden.speling[1] == 15  # at 1.30 plus half an hour it is 3.00


@given(
    st.lists(st.tuples(st.integers(0, 90), st.none() | st.times()), max_size=20),
    st.integers(0, 600),
)
def test_ook_met_vaste_tijden_klopt_de_optelling(rijen, duur):
    minuten = [m for m, _ in rijen]
    vast = [klok_.replace(second=0, microsecond=0) if klok_ else None for _, klok_ in rijen]

    tijden = looptijd(DRIE_UUR, DRIE_UUR + timedelta(minutes=duur), minuten, vast)

    nu = DRIE_UUR
    for begin, over, lengte in zip(tijden.starts, tijden.speling, minuten, strict=True):
        assert begin == nu + timedelta(minutes=over)
        nu = begin + timedelta(minutes=lengte)
        assert nu <= tijden.einde
    assert [s for s, v in zip(tijden.speling, vast, strict=True) if v is None and s] == []


@given(st.lists(st.integers(0, 480), max_size=60), st.integers(0, 600))
def test_starts_lopen_op_en_tellen_op_tot_het_geheel(minuten, duur):
    tijden = looptijd(DRIE_UUR, DRIE_UUR + timedelta(minutes=duur), minuten)

    assert list(tijden.starts) == sorted(tijden.starts)
    assert len(tijden.starts) == len(minuten)
    assert tijden.totaal == sum(minuten)
    assert tijden.einde - DRIE_UUR.astimezone(UTC) == timedelta(minutes=sum(minuten))
    assert tijden.te_lang == (max(0, sum(minuten) - duur) if duur else 0)
