"""The sources: what they promise, what they deliver, and every change that they must notice."""

import gzip
import hashlib
import re
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from regiobeeld.bronnen import BRONNEN, basis
from regiobeeld.bronnen.basis import (
    BronFout,
    BronGewijzigd,
    BronOnbereikbaar,
    BronOnleesbaar,
    Gebiedsnaam,
    Meetwaarde,
)
from regiobeeld.bronnen.cbs_bevolking import BEVOLKING
from tests.regiobeeld.cbs_server import SNEL, Antwoord, rij

BRON = replace(BEVOLKING, grenzen=SNEL)
BLIJFT = "De vorige cijfers blijven staan. Vraag de beheerder om te kijken."


def negeer(rijen, totaal):
    pass


@pytest.fixture
def haal_op(cbs, tmp_path):
    return lambda bron=BRON: bron.haal_op(cbs.basis_url, tmp_path, negeer)


# --- the register --------------------------------------------------------------------------------


def test_register_noemt_elke_bron_bij_haar_code():
    assert {code: bron.code for code, bron in BRONNEN.items()} == {"cbs-bevolking": "cbs-bevolking"}


@pytest.mark.parametrize("bron", BRONNEN.values(), ids=lambda bron: bron.code)
def test_elke_bron_zegt_wat_de_herkomst_moet_tonen(bron):
    assert re.fullmatch(r"[a-z0-9-]{1,40}", bron.code)
    assert all((bron.naam, bron.tabel, bron.eigenaar, bron.licentie, bron.indicatoren))
    assert bron.bron_url.startswith("https://")
    assert bron.licentie_url.startswith("https://")
    assert re.fullmatch(r"[0-9a-f]{64}", bron.verwachte_vingerafdruk)
    assert bron.adres == "CBS_ODATA_V4"


def test_indicator_wordt_maar_door_een_bron_gevuld():
    codes = [code for bron in BRONNEN.values() for code in bron.indicatoren]

    assert sorted(codes) == sorted(set(codes))


# --- what it delivers ----------------------------------------------------------------------------


def test_meetwaarden_zijn_de_rijen_zonder_wat_niet_bestond(haal_op):
    levering = haal_op()

    assert list(levering.meetwaarden()) == [
        Meetwaarde("inwoners", "NL01", 2025, Decimal(18_000_000)),
        Meetwaarde("inwoners", "NL01", 2026, Decimal(18_100_000)),
        Meetwaarde("inwoners", "GM0197", 2025, Decimal(27_100)),
        Meetwaarde("inwoners", "GM0197", 2026, Decimal(27_200)),
        Meetwaarde("inwoners", "GM0344", 2025, Decimal(374_000)),
        Meetwaarde("inwoners", "GM0344", 2026, None, "geheim"),
    ]


def test_levering_zegt_wat_er_binnenkwam(haal_op):
    levering = haal_op()

    assert levering.aantal_rijen == 7
    assert levering.aantal_meetwaarden == 6
    assert levering.aantal_zonder_waarde == 1
    assert levering.aantal_bestaat_niet == 1
    assert levering.jaren == (2025, 2026)
    assert levering.titel == "Bevolking op 1 januari"
    assert levering.versie == "202606230000"
    assert levering.gewijzigd_op == datetime(2026, 6, 22, 22, tzinfo=UTC)
    assert levering.licentie == BRON.licentie_url
    assert levering.vingerafdruk == BRON.verwachte_vingerafdruk
    assert re.fullmatch(r"[0-9a-f]{64}", levering.sha256)


def test_levering_is_vaker_te_lezen(haal_op):
    levering = haal_op()

    assert list(levering.meetwaarden()) == list(levering.meetwaarden())
    assert list(levering.gebieden()) == list(levering.gebieden())


def test_gebieden_zijn_land_en_gemeenten_met_een_cijfer_zonder_toevoeging(haal_op):
    assert list(haal_op().gebieden()) == [
        Gebiedsnaam("GM0197", "Aalten", "gemeente"),
        Gebiedsnaam("GM0344", "Utrecht", "gemeente"),
        Gebiedsnaam("NL01", "Nederland", "land"),
    ]


@pytest.mark.parametrize("pagina", [1, 2, 1000])
def test_levering_is_gelijk_hoe_groot_de_paginas_ook_zijn(cbs, haal_op, pagina):
    heel = list(haal_op().meetwaarden())
    cbs.pagina = pagina

    assert list(haal_op().meetwaarden()) == heel


def test_peil_haalt_geen_cijfers_op(cbs):
    peil = BRON.peil(cbs.basis_url)

    assert peil.versie == "202606230000"
    assert peil.vingerafdruk == BRON.verwachte_vingerafdruk
    assert [vraag.rpartition("/")[2] for vraag in cbs.vragen] == [
        "Properties",
        "Dimensions",
        "MeasureCodes",
    ]


def test_vraag_gaat_alleen_over_land_en_gemeenten_vanaf_2019():
    assert BRON.vraag == (
        "Geslacht eq 'T001038' and Leeftijd eq '10000' and BurgerlijkeStaat eq 'T001019'"
        " and (startswith(RegioS,'NL') or startswith(RegioS,'GM'))"
        " and Perioden ge '2019JJ00' and (Measure eq 'M000352')"
    )


def test_ontbrekend_is_nooit_nul(cbs, haal_op):
    cbs.rijen = [
        rij("GM0197", "2026JJ00", 0),
        rij("GM0344", "2025JJ00", None, "Confidential"),
        rij("GM0344", "2026JJ00", None, "NotAvailable"),
    ]

    assert [(waarde.waarde, waarde.kenmerk) for waarde in haal_op().meetwaarden()] == [
        (Decimal(0), ""),
        (None, "geheim"),
        (None, "niet bekend"),
    ]


def test_kommagetal_blijft_wat_er_stond(cbs, haal_op):
    meting = replace(BRON.metingen[0], code="M000365", datatype="Double")
    cbs.rijen = [rij(Measure="M000365", waarde=12.1), rij("NL01", Measure="M000365", waarde=0.3)]

    levering = haal_op(replace(BRON, metingen=(meting,)))

    assert [meetwaarde.waarde for meetwaarde in levering.meetwaarden()] == [
        Decimal("12.1"),
        Decimal("0.3"),
    ]


def test_voortgang_gaat_van_nul_naar_alle_rijen(cbs, tmp_path):
    gemeld = []

    BRON.haal_op(cbs.basis_url, tmp_path, lambda rijen, totaal: gemeld.append((rijen, totaal)))

    assert gemeld == [(0, 7), (7, 7)]


# --- the table changed ---------------------------------------------------------------------------


def gewijzigd(wat):
    return f"Tabel 03759ned van het CBS is veranderd: {wat}. {BLIJFT}"


def test_verdwenen_meting_wordt_genoemd(cbs, haal_op):
    cbs.metingen = cbs.metingen[1:]
    cbs.rijen = []

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert str(fout.value) == gewijzigd("meting M000352 ontbreekt")


@pytest.mark.parametrize(
    ("veld", "nieuw", "wat"),
    [
        ("Unit", "x 1 000", "meting M000352 is nu in 'x 1 000', eerst in 'aantal'"),
        ("DataType", "Double", "meting M000352 is nu van soort 'Double', eerst 'Long'"),
        ("Unit", None, "het veld Unit ontbreekt"),
        ("Identifier", None, "het veld Identifier ontbreekt"),
    ],
)
def test_andere_meting_wordt_genoemd(cbs, haal_op, veld, nieuw, wat):
    cbs.metingen[0][veld] = nieuw

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert str(fout.value) == gewijzigd(wat)
    assert "Observations" not in "".join(cbs.vragen)


def test_spatie_om_de_eenheid_is_geen_verandering(cbs):
    cbs.metingen[0]["Unit"] = "aantal "

    assert BRON.peil(cbs.basis_url).vingerafdruk == BRON.verwachte_vingerafdruk


@pytest.mark.parametrize("weg", BRON.dimensies)
def test_verdwenen_onderdeel_wordt_genoemd(cbs, haal_op, weg):
    cbs.dimensies.remove(weg)

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert str(fout.value) == gewijzigd(f"onderdeel {weg} ontbreekt")


def test_nieuw_onderdeel_wordt_genoemd(cbs, haal_op):
    # With one more dimension, one gemeente and one year are no longer one figure.
    cbs.dimensies.append("Herkomst")

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert str(fout.value) == gewijzigd("onderdeel Herkomst is nieuw")


def test_lege_tabel_is_geen_geslaagde_verversing(cbs, haal_op):
    cbs.rijen = []

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert str(fout.value) == f"Tabel 03759ned bevat onze cijfers niet meer. {BLIJFT}"


def test_alleen_plaatsen_die_niet_bestonden_is_geen_geslaagde_verversing(cbs, haal_op):
    cbs.rijen = [rij("GM0055", "2026JJ00", None, "Impossible")]

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert str(fout.value) == gewijzigd("meting M000352 heeft geen cijfers meer")


@pytest.mark.parametrize(
    ("vreemd", "wat"),
    [
        (rij(jaar="2024KW03"), "periode '2024KW03' is geen jaar"),
        (rij(jaar="2024MM05"), "periode '2024MM05' is geen jaar"),
        (rij(jaar="2017G400"), "periode '2017G400' is geen jaar"),
        (rij(jaar="2024JJ00 "), "periode '2024JJ00 ' is geen jaar"),
        (rij(jaar="X0"), "periode 'X0' is geen jaar"),
        (rij("PV25"), "gebied 'PV25' kent het portaal niet"),
        (rij("GM0197 "), "gebied 'GM0197 ' kent het portaal niet"),
        (rij("GM0197'; DROP"), "gebied 'GM0197'; DROP' kent het portaal niet"),
        (rij("GM٠١٩٧"), "gebied 'GM٠١٩٧' kent het portaal niet"),
        (rij(None), "een rij heeft een andere vorm"),
        (rij(["GM0197"]), "een rij heeft een andere vorm"),
        (rij(jaar=2026), "een rij heeft een andere vorm"),
        (rij("GM9999"), "gebied GM9999 heeft geen naam"),
        (rij(waarde=None), "meting M000352 van GM0197 in 2026 is geen getal"),
        (rij(waarde="27000"), "meting M000352 van GM0197 in 2026 is geen getal"),
        (rij(waarde=True), "meting M000352 van GM0197 in 2026 is geen getal"),
        (rij(waarde=27_000.5), "meting M000352 van GM0197 in 2026 is geen getal"),
        (rij(waarde=10**10), "meting M000352 van GM0197 in 2026 is geen getal"),
        (rij(waarde=-99_997), "meting M000352 van GM0197 in 2026 is negatief"),
        (rij(kenmerk="Impossible"), "'Impossible' hoort geen getal te hebben"),
        (rij(kenmerk="Confidential"), "'Confidential' hoort geen getal te hebben"),
        (rij(waarde=None, kenmerk="Raar"), "het kenmerk 'Raar' kent het portaal niet"),
        (
            rij(Geslacht="3000"),
            "een rij gaat over ['3000', '10000', 'T001019']"
            " in plaats van ['T001038', '10000', 'T001019']",
        ),
        (
            rij(Leeftijd="10010"),
            "een rij gaat over ['T001038', '10010', 'T001019']"
            " in plaats van ['T001038', '10000', 'T001019']",
        ),
        (rij(Measure="M000365"), "een rij heeft een andere vorm bij 'M000365'"),
    ],
)
def test_vreemde_rij_wordt_geweigerd_en_nooit_geraden(cbs, haal_op, vreemd, wat):
    cbs.rijen.append(vreemd)

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert str(fout.value) == gewijzigd(wat)


@pytest.mark.parametrize(
    "kolom", ["Measure", "RegioS", "Perioden", "ValueAttribute", "Value", "Geslacht", "Leeftijd"]
)
def test_verdwenen_kolom_wordt_genoemd(cbs, haal_op, kolom):
    for rij_ in cbs.rijen:
        del rij_[kolom]

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert str(fout.value) == gewijzigd(f"een rij heeft een andere vorm bij '{kolom}'")


def test_tabel_die_tijdens_het_ophalen_verandert_wordt_later_opnieuw_geprobeerd(cbs, haal_op):
    antwoord = cbs.antwoord

    def nieuwe_versie(pad, gastheer):
        if "RegioSCodes" in pad:
            cbs.versie = "202611210000"
        return antwoord(pad, gastheer)

    cbs.antwoord = nieuwe_versie

    with pytest.raises(BronOnbereikbaar) as fout:
        haal_op()

    assert str(fout.value) == (
        "Het CBS werkt tabel 03759ned nu net bij."
        " De vorige cijfers blijven staan. Het portaal probeert het later opnieuw."
    )


@pytest.mark.parametrize("veld", ["Title", "Version", "ObservationsModified", "License"])
def test_ontbrekende_eigenschap_wordt_genoemd(cbs, haal_op, veld):
    eigenschappen = cbs.eigenschappen()
    cbs.eigenschappen = lambda: eigenschappen | {veld: None}

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert str(fout.value) == gewijzigd(f"het veld {veld} ontbreekt")


def test_datum_die_geen_datum_is(cbs, haal_op):
    eigenschappen = cbs.eigenschappen()
    cbs.eigenschappen = lambda: eigenschappen | {"ObservationsModified": "gisteren"}

    with pytest.raises(BronOnleesbaar) as fout:
        haal_op()

    assert str(fout.value) == (
        "Het CBS gaf een datum die het portaal niet kan lezen. De vorige cijfers blijven staan."
    )


# --- faults of the service -----------------------------------------------------------------------


@pytest.mark.parametrize(
    "pad", ["Properties", "Dimensions", "MeasureCodes", "$count", "Observations", "RegioSCodes"]
)
@pytest.mark.parametrize(
    ("antwoord", "soort"),
    [
        (Antwoord(503, koppen={"Retry-After": "1"}), BronOnbereikbaar),
        (Antwoord(lichaam=b"<html>Onderhoud</html>", soort="text/html"), BronOnleesbaar),
        (Antwoord(lichaam=b'{"value": [{"Ide'), BronOnleesbaar),
        (Antwoord(404), BronGewijzigd),
    ],
)
def test_elke_vraag_die_misgaat_geeft_een_hele_zin(cbs, haal_op, pad, antwoord, soort):
    cbs.vervang[pad] = antwoord

    with pytest.raises(BronFout) as fout:
        haal_op()

    assert type(fout.value) is soort
    assert re.fullmatch(
        r"(Het CBS|Tabel) .+\. De vorige cijfers blijven staan\..*", str(fout.value)
    )


def test_drie_storingen_vooraf_maken_geen_verschil(cbs, haal_op):
    gewoon = list(haal_op().meetwaarden())
    cbs.vooraf = [Antwoord(503, b"busy", "text/plain", {"Retry-After": "1"})] * 3

    assert list(haal_op().meetwaarden()) == gewoon


def test_zinnen_passen_in_het_verslag_van_de_verversing(cbs, haal_op):
    cbs.rijen.append(rij("GM" + "<b>" * 5000))

    with pytest.raises(BronGewijzigd) as fout:
        haal_op()

    assert len(str(fout.value)) < 400


def test_sha256_hangt_aan_het_ruwe_antwoord(cbs, haal_op):
    eerste = haal_op().sha256
    cbs.rijen[0]["Value"] += 1

    assert haal_op().sha256 != eerste


def test_vingerafdruk_verandert_met_alles_wat_de_betekenis_verandert():
    meting = BRON.metingen[0]
    andere = [
        replace(BRON, metingen=(replace(meting, code="M000365"),)),
        replace(BRON, metingen=(replace(meting, eenheid="x 1 000"),)),
        replace(BRON, metingen=(replace(meting, datatype="Double"),)),
        replace(BRON, tijd="Jaar"),
        replace(BRON, snede=BRON.snede | {"Herkomst": "T"}),
    ]

    afdrukken = {bron.verwachte_vingerafdruk for bron in (BRON, *andere)}

    assert len(afdrukken) == 6
    assert replace(BRON, vanaf_jaar=2000).verwachte_vingerafdruk == BRON.verwachte_vingerafdruk


def test_bron_kent_geen_database_en_geen_instellingen():
    for module in Path(basis.__file__).parent.glob("*.py"):
        assert not re.search(r"^(from|import) (django|regio)\b", module.read_text(), re.MULTILINE)


def test_bestand_is_na_te_rekenen(haal_op):
    levering = haal_op()

    with gzip.open(levering.bestand) as ruw:
        assert hashlib.sha256(ruw.read()).hexdigest() == levering.sha256
