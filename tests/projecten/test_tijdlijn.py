"""The timeline without rows or requests: columns, busy months, sentences, strings."""

import re
from datetime import date, timedelta
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projecten.models import Moment, Planning, Stand
from projecten.tijdlijn import (
    JAREN,
    Baan,
    Keuze,
    Rijen,
    Venster,
    drukte,
    drukte_strook,
    drukte_zin,
    groepen,
    kies,
    liniaal,
    per_project,
    sorteer,
    zin,
)

VANDAAG = date(2026, 11, 21)
VENSTER = Venster(2026, 3)
KEUZE = Keuze(VENSTER)


def planning(**velden) -> Planning:
    gewoon = {
        "pk": 7,
        "code": "P-007",
        "naam": "Valpreventie thuis",
        "doelgroep": "ouderen",
        "thema": 1,
        "thema_naam": "Ouderen",
        "trekker": 3,
        "trekker_naam": "GGD",
        "stand": "op koers",
        "fase": "uitvoering",
        "start": date(2026, 3, 1),
        "einde": date(2027, 6, 30),
    }
    return Planning(**gewoon | velden)


dagen = st.dates(date(1, 1, 1), date(9999, 12, 31))
looptijden = st.tuples(dagen, dagen).map(sorted)
vensters = st.builds(Venster, st.integers(2000, 2100), st.sampled_from(JAREN))
momenten = st.lists(st.builds(Moment, st.text(), dagen, st.none() | dagen), max_size=8)
projecten = st.builds(
    lambda tekst, loop, stand: planning(
        naam=tekst, trekker_naam=tekst, start=loop[0], einde=loop[1], stand=stand
    ),
    st.text(),
    looptijden,
    st.sampled_from(Stand.values),
)


@pytest.mark.parametrize(
    ("dag", "kolom"),
    [
        (date(2026, 1, 1), 1),
        (date(2026, 1, 8), 1),
        (date(2026, 1, 9), 2),
        (date(2026, 1, 31), 4),
        (date(2026, 2, 1), 5),
        (date(2026, 2, 28), 8),
        (date(2028, 12, 31), 144),
        (date(2025, 12, 31), 1),
        (date(2029, 1, 1), 144),
    ],
)
def test_elke_maand_is_vier_kolommen(dag, kolom):
    assert VENSTER.kolom(dag) == kolom


@given(vensters, dagen, dagen)
def test_een_latere_dag_staat_nooit_links_van_een_eerdere(venster, a, b):
    vroeg, laat = sorted((a, b))

    assert 1 <= venster.kolom(vroeg) <= venster.kolom(laat) <= venster.kolommen


@given(projecten, momenten, vensters, st.dates(date(1990, 1, 1), date(2150, 1, 1)))
def test_alles_op_de_baan_ligt_binnen_de_kolommen(project, mijlpalen, venster, vandaag):
    html = Baan(venster, vandaag)(project, mijlpalen)

    begin = [int(n) for n in re.findall(r"\bb(\d+)", html)]
    einde = [int(n) for n in re.findall(r"\be(\d+)", html)]
    assert all(1 <= n <= venster.kolommen for n in begin + einde)
    balken = re.findall(r'<b class="[\w-]+ b(\d+) e(\d+)">', html)
    assert all(int(van) <= int(tot) for van, tot in balken)
    assert len(balken) == venster.raakt(project.start, project.einde)
    assert html.count("<i") == sum(venster.van <= m.dag.year <= venster.tot for m in mijlpalen) + (
        venster.van <= vandaag.year <= venster.tot
    )


class Lezer(HTMLParser):
    """Collects the tags and the text, as a browser would."""

    def __init__(self, html) -> None:
        super().__init__()
        self.tags, self.tekst = [], []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)

    def handle_data(self, data):
        self.tekst.append(data)


@given(projecten, momenten)
def test_wat_iemand_typt_wordt_nooit_html(project, mijlpalen):
    rijen = Rijen(Keuze(VENSTER, "lijst", sorteer="naam"), VANDAAG, bewerken=True)

    for html in (rijen.tijdlijn(project, mijlpalen), rijen.lijst(project, mijlpalen)):
        assert set(Lezer(html).tags) <= {"tr", "th", "td", "a", "span", "div", "b", "i"}


def test_een_script_in_een_naam_staat_er_als_tekst():
    boos = "<script>alert(\"x\")</script> & 'zo'"
    project = planning(naam=boos, trekker_naam=boos, thema_naam=boos)
    rijen = Rijen(Keuze(VENSTER, "lijst", sorteer="naam"), VANDAAG, bewerken=True)

    for html in (
        rijen.tijdlijn(project, [Moment(boos, VANDAAG, None)]),
        rijen.lijst(project, [Moment(boos, VANDAAG, None)]),
    ):
        lezer = Lezer(html)
        assert "script" not in lezer.tags
        assert boos in "".join(lezer.tekst)


def test_de_zin_noemt_alles_wat_op_de_balk_staat():
    mijlpalen = [
        Moment("Start proef", date(2026, 4, 1), date(2026, 4, 3)),
        Moment("Evaluatie", date(2026, 11, 1), None),
        Moment("Besluit", date(2027, 3, 1), None),
    ]

    assert zin(planning(), mijlpalen, VANDAAG) == (
        "Van 1 maart 2026 tot en met 30 juni 2027. Mijlpalen: "
        "Start proef, gehaald op 3 april 2026; Evaluatie op 1 november 2026, te laat; "
        "Besluit op 1 maart 2027."
    )


def test_de_zin_zegt_het_ook_als_er_geen_mijlpalen_zijn():
    assert zin(planning(), [], VANDAAG) == (
        "Van 1 maart 2026 tot en met 30 juni 2027. Geen mijlpalen."
    )


def test_een_rij_heeft_een_link_en_voor_wie_mag_ook_bewerk():
    lezen = Rijen(KEUZE, VANDAAG, bewerken=False).tijdlijn(planning())
    bewerken = Rijen(KEUZE, VANDAAG, bewerken=True).tijdlijn(planning())

    assert lezen.count("<a ") == 1
    assert 'href="/projecten/7/"' in lezen
    assert bewerken.count("<a ") == 2
    assert 'href="/projecten/7/wijzigen/" hx-get="/projecten/7/wijzigen/"' in bewerken


def test_een_gehaalde_mijlpaal_staat_op_de_dag_dat_hij_is_gehaald():
    mijlpaal = Moment("Start", date(2026, 1, 1), date(2026, 2, 1))

    assert '<i class="b5 k"></i>' in Rijen(KEUZE, VANDAAG, bewerken=False).tijdlijn(
        planning(), [mijlpaal]
    )


# --- busy months ---------------------------------------------------------------------------------


@given(st.lists(projecten, max_size=12), vensters)
def test_drukte_telt_elke_maand_de_projecten_die_dan_lopen(rijen, venster):
    aantallen = drukte(rijen, venster)

    verwacht = []
    for n in range(venster.jaren * 12):
        maand = (venster.van + n // 12, n % 12 + 1)
        verwacht.append(
            sum(
                (p.start.year, p.start.month) <= maand <= (p.einde.year, p.einde.month)
                for p in rijen
            )
        )
    assert aantallen == verwacht


def test_drukste_maand_in_een_zin():
    assert (
        drukte_zin([0, 2, 5, 1], VENSTER) == "Drukste maand: maart 2026, met 5 projecten tegelijk."
    )
    assert drukte_zin([0, 1], VENSTER) == "Drukste maand: februari 2026, met 1 project."
    assert drukte_zin([0, 0], VENSTER) == "Er lopen geen projecten in deze jaren."


def test_de_strook_heeft_een_getal_en_een_tint_per_maand():
    assert drukte_strook([0, 2, 4]) == (
        '<span class="b1 e4 d0"></span><span class="b5 e8 d2">2</span>'
        '<span class="b9 e12 d4">4</span>'
    )


@given(vensters)
def test_de_liniaal_begint_links_en_eindigt_rechts(venster):
    html = liniaal(venster)

    assert html.count('class="kw') == (12 if venster.jaren == 1 else venster.jaren * 4)
    assert html.startswith(f'<span class="b1 e48">{venster.van}</span>')
    assert f" e{venster.kolommen}" in html


# --- choosing and sorting ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("anders", "past"),
    [
        ({}, True),
        ({"thema": 1}, True),
        ({"thema": 2}, False),
        ({"stand": "op koers"}, True),
        ({"stand": "loopt vast"}, False),
        ({"trekker": 3}, True),
        ({"trekker": 4}, False),
        ({"q": "VALPREV"}, True),
        ({"q": "ouderen"}, True),
        ({"q": "p-007"}, True),
        ({"q": "p-00"}, False),
        ({"venster": Venster(2028, 1)}, False),
        ({"venster": Venster(2027, 1)}, True),
    ],
)
def test_een_filter_laat_over_wat_erbij_past(anders, past):
    assert KEUZE._replace(**anders).past(planning()) is past


def test_maand_kiest_projecten_met_een_mijlpaal_in_die_maand():
    wel, niet = planning(pk=1), planning(pk=2)
    mijlpalen = {
        1: [Moment("a", date(2027, 3, 31), None)],
        2: [Moment("b", date(2027, 4, 1), None)],
    }

    assert kies([wel, niet], mijlpalen, KEUZE._replace(maand=date(2027, 3, 1))) == [wel]


def test_stand_sorteert_ergste_eerst_en_zonder_trekker_komt_achteraan():
    goed = planning(pk=1, naam="b", stand="op koers", trekker_naam=None)
    vast = planning(pk=2, naam="a", stand="loopt vast", trekker_naam="Z")
    let_op = planning(pk=3, naam="c", stand="let op", trekker_naam="a")

    assert sorteer([goed, let_op, vast], "stand") == [vast, let_op, goed]
    assert sorteer([goed, let_op, vast], "-stand") == [goed, let_op, vast]
    assert sorteer([goed, let_op, vast], "trekker") == [let_op, vast, goed]
    assert sorteer([goed, let_op, vast], "naam") == [vast, goed, let_op]
    assert sorteer([goed, let_op, vast], "") == [goed, let_op, vast]


def test_groepen_staan_per_thema_of_in_een_lijst():
    rijen = [planning(pk=1, thema_naam="A"), planning(pk=2, thema_naam="A"), planning(pk=3)]

    def maak(project, mijlpalen):
        return f"{project.pk};"

    assert groepen(rijen, {}, maak) == [("A", 2, "1;2;"), ("Ouderen", 1, "3;")]
    assert groepen(rijen, {}, maak, per_thema=False) == [("", 3, "1;2;3;")]


def test_de_url_van_een_keuze_noemt_alleen_wat_gekozen_is():
    keuze = Keuze(VENSTER, thema=4, stand="let op", q="a&b", maand=date(2027, 3, 1), sorteer="naam")

    assert keuze.query() == "thema=4&stand=let+op&maand=2027-03&q=a%26b&van=2026&jaren=3"
    assert keuze.query(weergave="lijst", stand="") == (
        "weergave=lijst&thema=4&maand=2027-03&q=a%26b&van=2026&jaren=3&sorteer=naam"
    )


@pytest.mark.parametrize(
    ("vandaag", "van"),
    [(date(2026, 11, 21), 2026), (date(2026, 3, 1), 2025), (date(2026, 7, 10), 2026)],
)
def test_een_half_jaar_terug_is_altijd_in_beeld(vandaag, van):
    assert Venster.rond(vandaag) == (van, 3)
    assert Venster.rond(vandaag).raakt(vandaag - timedelta(days=183), vandaag)


def test_mijlpalen_staan_bij_hun_project():
    rijen = [(1, "a", VANDAAG, None), (2, "b", VANDAAG, VANDAAG), (1, "c", VANDAAG, None)]

    assert per_project(rijen) == {
        1: [Moment("a", VANDAAG, None), Moment("c", VANDAAG, None)],
        2: [Moment("b", VANDAAG, VANDAAG)],
    }
