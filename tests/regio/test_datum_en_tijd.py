"""A day and a time are read the way people write them."""

from datetime import date, time

import pytest
from django import forms
from hypothesis import given
from hypothesis import strategies as st

from regio.forms import DATUM, TIJD, DatumField, TijdField, lees_datum, lees_tijd


@pytest.mark.parametrize(
    "tekst",
    [
        "3-12-2026",
        "03-12-2026",
        "3-12-26",
        "3/12/2026",
        "3.12.2026",
        " 3 - 12 - 2026 ".replace(" ", ""),
        "3 12 2026",
        "2026-12-03",
        "3 dec 2026",
        "3 dec. 2026",
        "3 december 2026",
        "3 December 2026",
    ],
)
def test_een_datum_zoals_mensen_hem_schrijven(tekst):
    assert lees_datum(tekst) == date(2026, 12, 3)


def test_maart_heeft_twee_korte_namen():
    assert lees_datum("1 mrt 2026") == lees_datum("1 maart 2026") == date(2026, 3, 1)


@pytest.mark.parametrize(
    "tekst",
    [
        "",
        "31-2-2026",
        "0-1-2026",
        "1-13-2026",
        "12-2026",
        "morgen",
        "1-1-0000",
        "٣-١٢-٢٠٢٦",
        "3-12-202",
    ],
)
def test_wat_geen_dag_is_wordt_niet_geraden(tekst):
    assert lees_datum(tekst) is None


@pytest.mark.parametrize(
    ("tekst", "tijd"),
    [
        ("15.00", time(15)),
        ("15:00", time(15)),
        ("9.05", time(9, 5)),
        ("15u30", time(15, 30)),
        ("15 uur", time(15)),
        ("15.30 uur", time(15, 30)),
        ("15", time(15)),
        ("24.00", None),
        ("12.60", None),
        ("12.5", None),
        ("kwart over drie", None),
        ("-1", None),
    ],
)
def test_een_tijd_zoals_mensen_hem_schrijven(tekst, tijd):
    assert lees_tijd(tekst) == tijd


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_wat_het_formulier_laat_zien_leest_het_ook_terug(dag):
    veld = DatumField()

    assert veld.clean(veld.widget.format_value(dag)) == dag


@given(st.times())
def test_een_getoonde_tijd_leest_het_formulier_terug(tijd):
    veld = TijdField()

    assert veld.clean(veld.widget.format_value(tijd)) == tijd.replace(second=0, microsecond=0)


@given(
    st.one_of(st.text(), st.from_regex(DATUM, fullmatch=True), st.from_regex(TIJD, fullmatch=True))
)
def test_geen_enkele_tekst_laat_het_formulier_struikelen(tekst):
    class Form(forms.Form):
        dag = DatumField(required=False)
        tijd = TijdField(required=False)

    form = Form({"dag": tekst, "tijd": tekst})

    assert all(fout.endswith(".") for fouten in form.errors.values() for fout in fouten)


@pytest.mark.parametrize("tekst", ["1-1-1899", "1-1-2200", "1-1-9999"])
def test_een_jaar_ver_weg_is_een_vergissing(tekst):
    with pytest.raises(forms.ValidationError, match="Kies een jaar van 1900 tot en met 2199"):
        DatumField().clean(tekst)


def test_wat_iemand_typte_blijft_staan():
    class Form(forms.Form):
        dag = DatumField()

    assert 'value="31-2-26"' in str(Form({"dag": "31-2-26"})["dag"])
