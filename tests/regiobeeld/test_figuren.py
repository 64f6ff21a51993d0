"""The pictures: what they draw, what they say, and what must hold for any figures at all."""

import csv
import io
import json
import re
from decimal import Decimal
from itertools import pairwise
from xml.etree import ElementTree

import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from regiobeeld.figuren import (
    REGELHOOGTE,
    Figuur,
    Reeks,
    Schaal,
    Soort,
    _tekstbreedte,
    figuur_maken,
    uit_elkaar,
)

# A busy machine is slow, not wrong; and no test depends on what an earlier run left behind.
altijd = settings(
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)

OOSTRAND = [298_788, 298_804, 299_296, 300_107, 302_332, 302_458, 303_219, 303_810]
NEDERLAND = [17_282_163, 17_407_585, 17_475_415, 17_590_672]
NEDERLAND += [17_811_291, 17_942_942, 18_044_027, 18_130_208]
JAREN = range(2019, 2027)

# Long enough to overlap, odd enough to break out; the database allows 100 characters.
NAMEN = st.text(max_size=100) | st.sampled_from(
    [
        "<script>alert(1)</script>",
        '"><b>',
        "&amp;",
        "=1+1",
        "Súdwest-Fryslân",
        "'s-Gravenhage",
        "🏥",
    ]
)
WAARDEN = st.none() | st.decimals(-(10**10), 10**10, places=4, allow_nan=False)


@st.composite
def figuren(draw, waarden=WAARDEN, namen=NAMEN):
    jaren = tuple(range(2015, 2015 + draw(st.integers(1, 12))))
    soorten = [Soort.HOOFD, *draw(st.lists(st.sampled_from(Soort), max_size=20))]
    return Figuur(
        eenheid=draw(st.sampled_from(["inwoners", "%", "dagen", "aantal", "score 1-5", "per 100"])),
        jaren=jaren,
        reeksen=tuple(
            Reeks(
                draw(namen),
                tuple(draw(st.lists(waarden, min_size=len(jaren), max_size=len(jaren)))),
                soort,
            )
            for soort in soorten
        ),
        norm=draw(waarden),
        decimalen=draw(st.integers(0, 4)),
        richting=draw(st.sampled_from(["hoger", "lager", "neutraal"])),
        optelbaar=draw(st.booleans()),
        breuken=tuple(draw(st.lists(st.sampled_from(jaren), max_size=2))),
    )


def figuur(waarden, *, eenheid="dagen", referentie=None, vanaf=None, **kenmerken):
    """The region, with Nederland beside it when `referentie` is given."""
    vanaf = 2027 - len(waarden) if vanaf is None else vanaf
    reeksen = [Reeks("Oostrand", tuple(waarden), Soort.HOOFD)]
    if referentie:
        reeksen.append(Reeks("Nederland", tuple(referentie), Soort.REFERENTIE))
    return Figuur(
        eenheid=eenheid,
        jaren=tuple(range(vanaf, vanaf + len(waarden))),
        reeksen=tuple(reeksen),
        **kenmerken,
    )


def elementen(svg):
    """The drawing as an XML parser sees it: [(tag, attributes, text)]."""
    return [(deel.tag, deel.attrib, deel.text) for deel in ElementTree.fromstring(svg).iter()]


# --- what it says --------------------------------------------------------------------------------


def inwoners():
    return figuur(OOSTRAND, eenheid="inwoners", referentie=NEDERLAND, optelbaar=True)


def test_boodschap_telt_en_vergelijkt_met_het_eerste_jaar():
    assert inwoners().boodschap() == "Oostrand telt 303.810 inwoners, 5.022 meer dan in 2019"


def test_duiding_van_een_telling():
    assert inwoners().duiding() == [
        "In 2026 telde Oostrand 303.810 inwoners.",
        "Vergeleken met 2025 is dat ongeveer gelijk gebleven.",
        "In 2019 was dat 298.788 inwoners.",
        "Oostrand heeft 1,7% van alle inwoners van Nederland.",
    ]


def test_duiding_van_een_wachttijd_met_norm():
    wachttijd = figuur(
        [Decimal("10.1"), Decimal("9.9"), Decimal("9.4")],
        referentie=[8, 8, 8],
        norm=7,
        decimalen=1,
        richting="lager",
        onderwerp="Wachttijd wijkverpleging",
    )

    assert wachttijd.boodschap() == (
        "Wachttijd wijkverpleging in Oostrand: 9,4 dagen, 0,7 dag minder dan in 2024"
    )
    assert wachttijd.duiding() == [
        "In 2026 was het 9,4 dagen in Oostrand.",
        "Dat is 0,5 dag minder dan in 2025.",
        "Dat is gunstig.",
        "In Nederland was het 8,0 dagen.",
        "De norm is 7 dagen; Oostrand haalt die nog niet.",
    ]


@pytest.mark.parametrize(
    ("vorig", "nu", "richting", "zinnen"),
    [
        (100, 106, "hoger", ["Dat is 6 dagen meer dan in 2025.", "Dat is gunstig."]),
        (100, 106, "lager", ["Dat is 6 dagen meer dan in 2025.", "Dat is ongunstig."]),
        (100, 106, "neutraal", ["Dat is 6 dagen meer dan in 2025."]),
        (100, 94, "hoger", ["Dat is 6 dagen minder dan in 2025.", "Dat is ongunstig."]),
        (100, 94, "lager", ["Dat is 6 dagen minder dan in 2025.", "Dat is gunstig."]),
        (100, 105, "neutraal", ["Dat is 5 dagen meer dan in 2025."]),
        (100, 104, "hoger", ["Vergeleken met 2025 is dat ongeveer gelijk gebleven."]),
        (100, 96, "hoger", ["Vergeleken met 2025 is dat ongeveer gelijk gebleven."]),
        (100, 100, "hoger", ["Vergeleken met 2025 is dat ongeveer gelijk gebleven."]),
        (0, 0, "hoger", ["Vergeleken met 2025 is dat ongeveer gelijk gebleven."]),
        (0, 1, "neutraal", ["Dat is 1 dag meer dan in 2025."]),
        (2, 1, "neutraal", ["Dat is 1 dag minder dan in 2025."]),
        (-10, -8, "neutraal", ["Dat is 2 dagen meer dan in 2025."]),
    ],
)
def test_verandering_onder_vijf_procent_is_ongeveer_gelijk(vorig, nu, richting, zinnen):
    duiding = figuur([vorig, nu], richting=richting).duiding()

    assert duiding == [
        f"In 2026 was het {'1 dag' if nu == 1 else f'{nu} dagen'} in Oostrand.",
        *zinnen,
    ]


@pytest.mark.parametrize(
    ("eenheid", "waarde", "tekst"),
    [
        ("dagen", "1", "1,0 dag"),
        ("dagen", "0.5", "0,5 dag"),
        ("dagen", "-1", "-1,0 dag"),
        ("dagen", "0", "0,0 dagen"),
        ("dagen", "1.1", "1,1 dagen"),
        ("dagen", "1234.56", "1.234,6 dagen"),
        ("uren per week", "1", "1,0 uur per week"),
        ("uren per week", "24", "24,0 uren per week"),
        ("%", "12.5", "12,5%"),
        ("% van de werktijd", "6.15", "6,2% van de werktijd"),
        ("score 1-5", "3.4", "3,4 (score 1-5)"),
        ("per 1.000 inwoners", "1", "1,0 per 1.000 inwoners"),
        ("aantal", "41", "41,0"),
        ("", "41", "41,0"),
        ("euro", "1", "1,0 euro"),
    ],
)
def test_getal_met_eenheid_in_enkelvoud_en_meervoud(eenheid, waarde, tekst):
    assert figuur([1], eenheid=eenheid, decimalen=1).met_eenheid(Decimal(waarde)) == tekst


@pytest.mark.parametrize(
    ("eenheid", "verschil"),
    [
        ("%", "2,0 procentpunt hoger"),
        ("% in een jaar", "2,0 procentpunt hoger"),
        ("score 1-5", "2,0 hoger"),
        ("per 100", "2,0 hoger"),
        ("aantal", "2,0 meer"),
        ("weken", "2,0 weken meer"),
    ],
)
def test_verschil_past_bij_de_eenheid(eenheid, verschil):
    duiding = figuur([3, 5], eenheid=eenheid, decimalen=1).duiding()

    assert duiding[1] == f"Dat is {verschil} dan in 2025."


def test_verschil_klopt_met_de_getallen_zoals_ze_er_staan():
    # 0,4 and 0,6 are shown as 0 and 1: then the difference is 1, not 0.
    assert figuur([Decimal("0.4"), Decimal("0.6")]).duiding()[1] == "Dat is 1 dag meer dan in 2025."


def test_geen_vergelijking_over_een_gat():
    met_gat = figuur([10, None, 20])

    assert met_gat.duiding() == ["In 2026 was het 20 dagen in Oostrand."]
    assert met_gat.boodschap() == "In Oostrand is het 20 dagen"


def test_geen_vergelijking_over_een_jaar_dat_ontbreekt():
    assert Figuur(
        eenheid="dagen", jaren=(2024, 2026), reeksen=(Reeks("Oostrand", (10, 20), Soort.HOOFD),)
    ).duiding() == ["In 2026 was het 20 dagen in Oostrand."]


def test_geen_vergelijking_over_een_andere_telling():
    gebroken = figuur([10, 20], breuken=(2026,))

    assert gebroken.boodschap() == "In Oostrand is het 20 dagen"
    assert gebroken.duiding() == [
        "In 2026 was het 20 dagen in Oostrand.",
        "In 2026 is de telling veranderd. Vergelijk niet met eerdere jaren.",
    ]


def test_boodschap_vergelijkt_vanaf_de_laatste_andere_telling():
    assert figuur([10, 20, 30, 40], breuken=(2025,)).boodschap() == (
        "In Oostrand is het 40 dagen, 10 dagen meer dan in 2025"
    )


def test_laatste_jaar_zonder_cijfer_wordt_gezegd():
    laat = figuur([10, 20, None], referentie=[8, 9, 10])

    assert laat.duiding() == [
        "In 2025 was het 20 dagen in Oostrand.",
        "Over 2026 is er nog geen cijfer.",
        "Dat is 10 dagen meer dan in 2024.",
        "In Nederland was het 9 dagen.",
    ]


def test_gelijk_aan_het_eerste_jaar():
    assert figuur([9, 12, 9]).boodschap() == "In Oostrand is het 9 dagen, evenveel als in 2024"


@pytest.mark.parametrize("waarden", [(), (None,), (None, None)])
def test_zonder_cijfers_staat_er_dat_ze_er_niet_zijn(waarden):
    leeg = figuur(waarden)

    assert leeg.boodschap() == "Nog geen cijfers voor Oostrand"
    assert leeg.duiding() == ["Er zijn nog geen cijfers voor Oostrand."]
    assert leeg.label() == "Er zijn nog geen cijfers voor Oostrand."
    assert [tekst for _, _, tekst in elementen(leeg.svg()) if tekst] == ["Geen cijfers"]


@pytest.mark.parametrize(
    ("norm", "richting", "zin"),
    [
        (7, "lager", "De norm is 7 dagen; Oostrand haalt die nog niet."),
        (8, "lager", "De norm is 8 dagen; Oostrand haalt die."),
        (8, "hoger", "De norm is 8 dagen; Oostrand haalt die."),
        (9, "hoger", "De norm is 9 dagen; Oostrand haalt die nog niet."),
        (9, "neutraal", "De norm is 9 dagen."),
        (Decimal("7.50"), "neutraal", "De norm is 7,5 dagen."),
        (Decimal("1E+1"), "neutraal", "De norm is 10 dagen."),
        (1, "neutraal", "De norm is 1 dag."),
    ],
)
def test_norm_wordt_gehaald_of_niet(norm, richting, zin):
    assert figuur([8], norm=norm, richting=richting).duiding()[-1] == zin


@pytest.mark.parametrize(
    ("eenheid", "zin"),
    [
        ("inwoners", "Oostrand heeft 25,0% van alle inwoners van Nederland."),
        ("aantal", "Oostrand heeft 25,0% van het totaal van Nederland."),
    ],
)
def test_telling_wordt_een_aandeel(eenheid, zin):
    aandeel = figuur([1], referentie=[4], eenheid=eenheid, optelbaar=True)

    assert aandeel.duiding()[-1] == zin


@pytest.mark.parametrize(("deel", "geheel"), [(5, 4), (-1, 4), (0, 0), (4, None)])
def test_aandeel_dat_geen_aandeel_is_wordt_niet_genoemd(deel, geheel):
    duiding = figuur([deel], referentie=[geheel], eenheid="aantal", optelbaar=True).duiding()

    assert len(duiding) == 1


def test_label_is_een_zin_over_het_verloop():
    assert inwoners().label() == (
        "Lijngrafiek. Oostrand: van 298.788 inwoners in 2019 naar 303.810 inwoners in 2026."
    )
    assert figuur([None, 5, None]).label() == "Grafiek. Oostrand: 5 dagen in 2025."


@altijd
@given(figuren(namen=st.sampled_from(["Oostrand", "Aalten", ""])))
def test_tekst_is_altijd_kort_en_zonder_oorzaak(figuur):
    zinnen = figuur.duiding()

    assert 1 <= len(zinnen) <= 5
    for zin in [*zinnen, figuur.boodschap() + ".", figuur.label()]:
        assert zin.endswith(".")
        assert not re.search(r"\b(door|dankzij|omdat|vanwege|want|daardoor)\b", zin)
        assert not re.search(r"None|nan|NaN|-0\b(?!,)", zin)


@altijd
@given(st.lists(st.integers(0, 10**9), min_size=2, max_size=8))
def test_meer_is_altijd_meer_en_minder_minder(waarden):
    boodschap = figuur(waarden, eenheid="inwoners", optelbaar=True).boodschap()

    verschil = waarden[-1] - waarden[0]
    woord = "meer" if verschil > 0 else "minder" if verschil < 0 else "evenveel"
    assert woord in boodschap
    if verschil:
        assert f"{abs(verschil):,} {woord}".replace(",", ".") in boodschap


@altijd
@given(st.integers(1, 10**6), st.integers(1, 10**6))
def test_ongeveer_gelijk_is_precies_onder_vijf_procent(vorig, nu):
    zin = figuur([vorig, nu]).duiding()[1]

    assert ("ongeveer gelijk" in zin) == (abs(nu - vorig) * 20 < vorig)
    assert ("meer" in zin) == (nu > vorig and "ongeveer" not in zin)


# --- what it draws -------------------------------------------------------------------------------


def test_telling_van_het_land_wordt_niet_naast_de_regio_getekend():
    tekst = [tekst for _, _, tekst in elementen(inwoners().svg()) if tekst]

    assert "Oostrand 303.810" in tekst
    assert "Nederland 18.130.208" not in tekst
    assert inwoners().rijen()[0] == (2026, ["303.810", "18.130.208"])


def test_verhouding_van_het_land_staat_er_gestippeld_naast():
    delen = elementen(figuur([9, 8], referentie=[7, 6]).svg())

    assert [a["class"] for tag, a, _ in delen if tag == "polyline"] == ["lijn ref", "lijn hoofd"]
    assert [tekst for _, a, tekst in delen if tekst and a.get("class") == "vet"] == ["Oostrand 8"]


def test_lijn_loopt_niet_over_een_gat_en_een_los_cijfer_is_een_ring():
    delen = elementen(figuur([1, 2, None, 3, None, 4, 5]).svg())

    assert [len(a["points"].split()) for tag, a, _ in delen if tag == "polyline"] == [2, 2]
    assert [a["class"] for tag, a, _ in delen if tag == "circle"] == ["lijn hoofd"]


def test_lijn_loopt_niet_over_een_andere_telling():
    delen = elementen(figuur([1, 2, 3, 4], breuken=(2025,)).svg())

    assert [len(a["points"].split()) for tag, a, _ in delen if tag == "polyline"] == [2, 2]
    assert [tekst for _, _, tekst in delen if tekst == "Andere telling"] == ["Andere telling"]


def test_label_van_een_oude_lijn_noemt_het_jaar():
    tekst = [tekst for _, _, tekst in elementen(figuur([5, 6, None]).svg()) if tekst]

    assert "Oostrand 6 (2025)" in tekst


def test_norm_heeft_een_lijn_en_een_label():
    delen = elementen(figuur([5, 6], norm=7).svg())

    assert [a["y1"] for tag, a, _ in delen if tag == "line" and a["class"] == "norm"] == ["51.0"]
    assert [tekst for _, _, tekst in delen if tekst and "Norm" in tekst] == ["Norm: 7 dagen"]


def test_as_begint_bij_nul_in_ronde_stappen():
    tekst = [tekst for _, a, tekst in elementen(inwoners().svg()) if a.get("text-anchor") == "end"]

    assert tekst == ["0", "100.000", "200.000", "300.000", "400.000"]


def test_te_veel_lijnen_dan_blijft_de_naam_van_de_regio_staan():
    reeksen = [Reeks(f"Plaats {n}", (n,)) for n in range(60)]
    reeksen.append(Reeks("Oostrand", (30,), Soort.HOOFD))
    delen = elementen(Figuur(eenheid="dagen", jaren=(2026,), reeksen=tuple(reeksen)).svg())

    assert [tekst for _, a, tekst in delen if a.get("class") == "vet"] == ["Oostrand 30"]
    assert len([a for tag, a, _ in delen if tag == "circle"]) == 61


def test_kwaadaardige_naam_blijft_tekst():
    naam = '<script>alert("1")</script>'
    svg = Figuur(eenheid="dagen", jaren=(2026,), reeksen=(Reeks(naam, (1,), Soort.HOOFD),)).svg()

    assert "<script" not in svg
    assert elementen(svg)[0][1]["aria-label"] == f"Grafiek. {naam}: 1 dag in 2026."


def test_onzichtbare_tekens_verdwijnen_uit_een_naam():
    assert Reeks("Aal\x00ten\u202e \n oost", ()).naam == "Aal ten oost"


TOEGESTAAN = {"svg", "line", "text", "polyline", "circle"}
KLASSEN = {"rp-graf", "lijn", "hoofd", "ref", "raster", "nul", "norm", "as", "vet"}


@altijd
@given(figuren(), st.sampled_from([(760, 340), (360, 300)]))
def test_elke_tekening_is_veilig_en_past_in_het_kader(figuur, maat):
    breedte, hoogte = maat
    getekend = 0
    for tag, kenmerken, tekst in elementen(figuur.svg(breedte, hoogte)):
        assert tag in TOEGESTAAN
        assert set(kenmerken.get("class", "").split()) <= KLASSEN
        assert not {kenmerk for kenmerk in kenmerken if kenmerk.startswith(("style", "on", "href"))}
        punten = [punt.split(",") for punt in kenmerken.get("points", "").split()]
        getekend += len(punten) + (tag == "circle")
        assert all(0 <= float(x) <= breedte and 0 <= float(y) <= hoogte for x, y in punten)
        assert all(
            0 <= float(kenmerken[k]) <= breedte for k in ("x", "x1", "x2", "cx") if k in kenmerken
        )
        assert all(
            0 <= float(kenmerken[k]) <= hoogte for k in ("y", "y1", "y2", "cy") if k in kenmerken
        )
        if tag == "text" and "text-anchor" not in kenmerken:
            vet = kenmerken.get("class") == "vet"
            assert float(kenmerken["x"]) + _tekstbreedte(tekst or "", vet=vet) <= breedte
    assert getekend == sum(
        waarde is not None for reeks in figuur.getekend for waarde in reeks.waarden
    )


@altijd
@given(figuren(), st.sampled_from([(760, 340), (360, 300)]))
def test_namen_staan_nooit_over_elkaar(figuur, maat):
    labels = [
        float(kenmerken["y"])
        for tag, kenmerken, _ in elementen(figuur.svg(*maat))
        if tag == "text" and kenmerken.get("class") in ("as", "vet")
        if "text-anchor" not in kenmerken
    ]

    assert all(b - a >= REGELHOOGTE - 0.2 for a, b in pairwise(sorted(labels)))


@altijd
@given(st.lists(st.floats(14, 310), max_size=18).map(sorted))
def test_uit_elkaar_houdt_afstand_volgorde_en_grenzen(hoogtes):
    assume((len(hoogtes) - 1) * 17 <= 310 - 14)

    plekken = uit_elkaar(hoogtes, 14, 310, 17)

    assert all(b - a >= 17 - 1e-6 for a, b in pairwise(plekken))
    assert all(14 - 1e-6 <= plek <= 310 + 1e-6 for plek in plekken)


def test_uit_elkaar_laat_staan_wat_al_goed_staat():
    assert uit_elkaar([20, 40, 300], 14, 310, 17) == [20, 40, 300]


@altijd
@given(st.lists(st.decimals(-(10**10), 10**10, places=4), max_size=10))
def test_schaal_omvat_nul_en_alles_in_weinig_ronde_stappen(waarden):
    schaal = Schaal.van(waarden)
    streepjes = [waarde for waarde, _ in schaal.streepjes()]

    assert Decimal(0) in streepjes
    assert schaal.onder <= min([0, *waarden]) <= max([0, *waarden]) <= schaal.boven
    assert 2 <= len(streepjes) <= 7
    assert schaal.stap.normalize().as_tuple().digits in [(1,), (2,), (2, 5), (5,)]
    assert len({tekst for _, tekst in schaal.streepjes()}) == len(streepjes)


# --- small multiples -----------------------------------------------------------------------------


def buren():
    rijen = [("Aalten", 2025, 11), ("Aalten", 2026, 10), ("Berkelland", 2025, 3)]
    rijen += [("Berkelland", 2026, 20), ("Winterswijk", 2025, None), ("Oostrand", 2026, 12)]
    return figuur_maken(rijen, hoofd="Oostrand", eenheid="dagen")


def test_minis_staan_op_volgorde_van_het_laatste_cijfer_met_dezelfde_tekst_erbij():
    assert [(mini.naam, mini.tekst) for mini in buren().minis()] == [
        ("Berkelland", "van 3 naar 20 dagen"),
        ("Aalten", "van 11 naar 10 dagen"),
        ("Winterswijk", "geen cijfer"),
    ]


def test_minis_hebben_een_gezamenlijke_as():
    hoog, laag, _ = (
        [a["points"].split()[-1] for tag, a, _ in elementen(mini.svg) if tag == "polyline"]
        for mini in buren().minis()
    )

    assert (hoog, laag) == (["166.0,6.0"], ["166.0,29.0"])


# --- tables --------------------------------------------------------------------------------------


def test_rijen_staan_nieuwste_eerst_en_ontbrekend_is_leeg():
    assert figuur([Decimal("1234.55"), None], decimalen=1).rijen() == [
        (2026, [""]),
        (2025, ["1.234,6"]),
    ]


def test_csv_is_er_voor_een_nederlands_rekenblad():
    tabel = figuur([Decimal("-1234.55"), None], referentie=[8, 9], decimalen=1).csv()

    assert tabel == (b"\xef\xbb\xbfjaar;Oostrand;Nederland\r\n2025;-1234,6;8,0\r\n2026;;9,0\r\n")


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "|", "%", "＝", " =", "\t="])
def test_naam_wordt_geen_formule_in_een_rekenblad(begin):
    tabel = Figuur(eenheid="", jaren=(2026,), reeksen=(Reeks(f"{begin}1+1", (1,)),)).csv()

    assert tabel.decode("utf-8-sig").splitlines()[0] == f"jaar;'{begin.strip()}1+1"


@altijd
@given(figuren())
def test_csv_geeft_elk_getal_terug(figuur):
    kop, *rijen = csv.reader(
        io.StringIO(figuur.csv().decode("utf-8-sig"), newline=""), delimiter=";"
    )

    assert [cel.removeprefix("'") for cel in kop[1:]] == [
        reeks.naam.removeprefix("'") for reeks in figuur.reeksen
    ]
    for i, (jaar, *cellen) in enumerate(rijen):
        assert int(jaar) == figuur.jaren[i]
        for reeks, cel in zip(figuur.reeksen, cellen, strict=True):
            waarde = reeks.waarden[i]
            verwacht = None if waarde is None else figuur.afgerond(waarde)
            assert (Decimal(cel.replace(",", ".")) if cel else None) == verwacht


def test_tabel_rekent_door_met_wat_er_stond():
    tabel = figuur([Decimal("0.1"), None], referentie=[8, 9]).tabel()

    assert tabel.index.tolist() == [2025, 2026]
    assert tabel.columns.tolist() == ["Oostrand", "Nederland"]
    assert tabel["Oostrand"].tolist() == [Decimal("0.1"), None]


# --- plotly --------------------------------------------------------------------------------------


def test_plotly_krijgt_dezelfde_lijnen_zonder_sjabloon():
    beschrijving = figuur([1, None, 3], referentie=[4, 5, 6], decimalen=1).plotly()

    assert [(lijn["name"], lijn["y"]) for lijn in beschrijving["data"]] == [
        ("Oostrand", [1, None, 3]),
        ("Nederland", [4, 5, 6]),
    ]
    assert "template" not in beschrijving["layout"]
    assert [label["text"] for label in beschrijving["layout"]["annotations"]] == [
        "Nederland 6,0",
        "<b>Oostrand 3,0</b>",
    ]


def test_plotly_heeft_dezelfde_assen_als_de_tekening():
    assen = inwoners().plotly()["layout"]

    assert assen["xaxis"]["range"] == [2019, 2026]
    assert assen["xaxis"]["tickvals"] == list(JAREN)
    assert (assen["yaxis"]["range"], assen["yaxis"]["dtick"]) == ([0, 400_000], 100_000)


def test_plotly_toont_een_los_cijfer_en_de_norm():
    beschrijving = figuur([1, None, 3], norm=7).plotly()

    assert beschrijving["data"][0]["mode"] == "lines+markers"
    assert beschrijving["layout"]["shapes"][0]["y0"] == 7
    assert beschrijving["layout"]["annotations"][-1]["text"] == "Norm: 7 dagen"


def test_plotly_zonder_cijfers_is_leeg():
    assert figuur([None]).plotly()["data"] == []


def test_kwaadaardige_naam_is_ook_voor_plotly_tekst():
    naam = '<a href="https://elders.example">klik</a>'
    beschrijving = Figuur(
        eenheid="dagen", jaren=(2026,), reeksen=(Reeks(naam, (1,), Soort.HOOFD),)
    ).plotly()

    assert "<a" not in json.dumps(beschrijving)


@settings(altijd, max_examples=20)
@given(figuren())
def test_plotly_is_altijd_json(figuur):
    assert json.loads(json.dumps(figuur.plotly(), allow_nan=False)).keys() == {"data", "layout"}


# --- making one ----------------------------------------------------------------------------------


def test_figuur_maken_vult_ontbrekende_jaren_met_een_gat():
    figuur = figuur_maken(
        [("Nederland", 2026, 9), ("Oostrand", 2023, 1.5), ("Oostrand", 2026, Decimal("2.5"))],
        hoofd="Oostrand",
        referentie="Nederland",
        eenheid="dagen",
    )

    assert figuur.jaren == (2023, 2024, 2025, 2026)
    assert figuur.reeksen == (
        Reeks("Oostrand", (Decimal("1.5"), None, None, Decimal("2.5")), Soort.HOOFD),
        Reeks("Nederland", (None, None, None, Decimal(9)), Soort.REFERENTIE),
    )
    assert figuur.titel == "In Oostrand is het 3 dagen"


def test_eigen_titel_blijft_staan():
    figuur = figuur_maken(
        [("Oostrand", 2026, 1)], hoofd="Oostrand", eenheid="dagen", titel="Zo is het"
    )

    assert figuur.titel == "Zo is het"


def test_figuur_zonder_rijen_is_leeg_maar_heel():
    figuur = figuur_maken([], hoofd="Oostrand", eenheid="dagen")

    assert figuur.titel == "Nog geen cijfers voor Oostrand"
    assert figuur.rijen() == []
    assert figuur.csv() == b"\xef\xbb\xbfjaar;Oostrand\r\n"
    assert figuur.plotly()["data"] == []
    assert list(figuur.tabel().columns) == ["Oostrand"]
    assert figuur.minis() == []


def test_twee_cijfers_voor_een_plek_in_een_jaar_is_een_fout():
    with pytest.raises(ValueError, match="Oostrand has two figures for 2026"):
        figuur_maken([("Oostrand", 2026, 1)] * 2, hoofd="Oostrand", eenheid="dagen")


@pytest.mark.parametrize("waarde", [float("nan"), float("inf"), Decimal("NaN"), None])
def test_wat_geen_getal_is_is_geen_cijfer(waarde):
    assert Reeks("Oostrand", (waarde,)).waarden == (None,)


@pytest.mark.parametrize("jaren", [(2026, 2025), (2025, 2025)])
def test_jaren_staan_op_volgorde(jaren):
    with pytest.raises(ValueError, match="years must be in order"):
        Figuur(eenheid="", jaren=jaren, reeksen=(Reeks("Oostrand", (1, 2)),))


def test_elke_lijn_heeft_een_waarde_per_jaar():
    with pytest.raises(ValueError, match="one value"):
        Figuur(eenheid="", jaren=(2026,), reeksen=(Reeks("Oostrand", (1, 2)),))
