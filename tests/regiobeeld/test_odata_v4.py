"""The client against a real server: paging, patience, and everything it must refuse."""

import gzip
import hashlib
import json
import threading
import time
from dataclasses import replace

import httpx
import pytest

from regiobeeld.bronnen import odata_v4
from regiobeeld.bronnen.basis import BronGewijzigd, BronOnbereikbaar, BronOnleesbaar
from regiobeeld.bronnen.odata_v4 import ODataV4
from tests.regiobeeld.cbs_server import SNEL, TABEL, Antwoord, rij


def client(cbs, grenzen=SNEL, tabel=TABEL):
    return ODataV4(cbs.basis_url, tabel, eigenaar="Het CBS", grenzen=grenzen)


def bewaar(cbs, bestand, grenzen=SNEL, totaal=None, meld=lambda rijen, totaal: None):
    with client(cbs, grenzen) as odata:
        return odata.bewaar(
            "Observations", "Geslacht eq 'T001038'", bestand, meld=meld, totaal=totaal
        )


@pytest.fixture
def bestand(tmp_path):
    return tmp_path / "antwoord.json.gz"


# --- paging --------------------------------------------------------------------------------------


@pytest.mark.parametrize("pagina", [1, 2, 3, 7, 1000])
def test_elke_rij_komt_een_keer_binnen_hoe_groot_de_paginas_ook_zijn(cbs, bestand, pagina):
    cbs.pagina = pagina

    download = bewaar(cbs, bestand)

    assert list(odata_v4.rijen(bestand)) == cbs.rijen
    assert download.aantal_rijen == len(cbs.rijen)
    assert len(cbs.vragen) == -(-len(cbs.rijen) // pagina)


def test_sha256_is_die_van_het_ruwe_antwoord_in_het_bestand(cbs, bestand):
    cbs.pagina = 3

    download = bewaar(cbs, bestand)

    assert download.sha256 == hashlib.sha256(gzip.decompress(bestand.read_bytes())).hexdigest()


def test_hetzelfde_antwoord_geeft_hetzelfde_bestand(cbs, bestand):
    bewaar(cbs, bestand)
    eerste = bestand.read_bytes()

    bewaar(cbs, bestand)

    assert bestand.read_bytes() == eerste


def test_ook_een_kleine_lijst_kan_paginas_hebben(cbs):
    cbs.pagina = 2

    with client(cbs) as odata:
        assert odata.lees_lijst("RegioSCodes") == cbs.lijsten()["RegioSCodes"]


def test_de_vraag_staat_als_filter_in_het_adres_met_spaties_als_procent_20(cbs, bestand):
    bewaar(cbs, bestand)

    assert cbs.vragen == [f"/odata/v1/CBS/{TABEL}/Observations?$filter=Geslacht%20eq%20'T001038'"]


def test_relatief_vervolgadres_telt_ook(cbs, bestand):
    cbs.pagina = 4
    cbs.vervolg = lambda adres: "Observations?$skip=4"

    assert bewaar(cbs, bestand).aantal_rijen == 7


@pytest.mark.parametrize(
    "elders",
    [
        "http://cijfers.example/odata/v1/CBS/03759ned/Observations?$skip=2",
        "https://127.0.0.1/odata/v1/CBS/03759ned/Observations?$skip=2",
        "http://127.0.0.1:1/odata/v1/CBS/03759ned/Observations?$skip=2",
        "//cijfers.example/Observations",
        "file:///etc/passwd",
    ],
)
def test_vervolgadres_bij_een_andere_server_wordt_niet_gevolgd(cbs, bestand, elders):
    cbs.pagina = 2
    cbs.vervolg = lambda adres: elders

    with pytest.raises(BronOnleesbaar) as fout:
        bewaar(cbs, bestand)

    assert str(fout.value) == (
        "Het CBS verwijst voor de rest van de cijfers naar een ander adres."
        " Dat vertrouwt het portaal niet."
        " De vorige cijfers blijven staan. Vraag de beheerder om te kijken."
    )
    assert len(cbs.vragen) == 1


def test_vervolgadres_in_een_kringetje_houdt_op(cbs, bestand):
    cbs.pagina = 2
    cbs.vervolg = lambda adres: adres.partition("?")[0] + "?$skip=0"

    with pytest.raises(BronOnleesbaar) as fout:
        bewaar(cbs, bestand)

    assert "no end to the pages" in fout.value.techniek
    assert len(cbs.vragen) == 2


def test_eindeloos_veel_paginas_houdt_op(cbs, bestand):
    cbs.pagina = 1

    with pytest.raises(BronOnleesbaar):
        bewaar(cbs, bestand, replace(SNEL, antwoorden=3))

    assert len(cbs.vragen) == 3


def test_minder_rijen_dan_geteld_is_een_fout(cbs, bestand):
    with pytest.raises(BronOnleesbaar) as fout:
        bewaar(cbs, bestand, totaal=8)

    assert str(fout.value) == (
        "Het CBS gaf niet alle cijfers."
        " De vorige cijfers blijven staan. Het portaal probeert het later opnieuw."
    )
    assert fout.value.techniek == "Observations: 7 rows instead of 8"


def test_aantal_wordt_gelezen_ook_met_een_bytevolgordeteken(cbs):
    with client(cbs) as odata:
        assert odata.tel("Observations", "Geslacht eq 'T001038'") == 7


def test_voortgang_begint_bij_nul_en_eindigt_bij_het_totaal(cbs, bestand):
    cbs.pagina = 2
    gemeld = []

    bewaar(cbs, bestand, totaal=7, meld=lambda rijen, totaal: gemeld.append((rijen, totaal)))

    assert gemeld == [(0, 7), (7, 7)]  # at most twice a second in between


def test_voortgang_loopt_op_tijdens_een_trage_download(cbs, bestand, monkeypatch):
    monkeypatch.setattr(odata_v4, "MELD_IEDERE", 0)
    cbs.pagina = 2
    gemeld = []

    bewaar(cbs, bestand, totaal=7, meld=lambda rijen, totaal: gemeld.append(rijen))

    assert gemeld == [0, 2, 4, 6, 7, 7]


# --- patience ------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_drie_storingen_op_rij_worden_overwonnen(cbs, bestand, status):
    cbs.vooraf = [Antwoord(status, b"even niet", "text/plain")] * 3

    assert bewaar(cbs, bestand).aantal_rijen == 7
    assert len(cbs.vragen) == 4


@pytest.mark.parametrize(
    ("status", "zin"),
    [
        (429, "Het CBS heeft het te druk."),
        (503, "Het CBS heeft het te druk."),
        (500, "Het CBS heeft een storing."),
    ],
)
def test_na_vier_pogingen_is_de_bron_onbereikbaar(cbs, bestand, status, zin):
    cbs.vooraf = [Antwoord(status, b"even niet", "text/plain")] * 4

    with pytest.raises(BronOnbereikbaar) as fout:
        bewaar(cbs, bestand)

    assert type(fout.value) is BronOnbereikbaar
    assert str(fout.value) == (
        f"{zin} De vorige cijfers blijven staan. Het portaal probeert het later opnieuw."
    )
    assert fout.value.techniek == (
        f"/odata/v1/CBS/03759ned/Observations: {status} text/plain 'even niet'"
    )
    assert len(cbs.vragen) == 4


def test_retry_after_wordt_afgewacht(cbs, bestand):
    cbs.vooraf = [Antwoord(503, soort="text/plain", koppen={"Retry-After": "1"})]
    begin = time.monotonic()

    bewaar(cbs, bestand, replace(SNEL, wacht_hoogstens=5))

    assert time.monotonic() - begin >= 1


def test_retry_after_van_een_uur_wordt_niet_afgewacht(cbs, bestand):
    cbs.vooraf = [Antwoord(429, soort="text/plain", koppen={"Retry-After": "3600"})]
    begin = time.monotonic()

    assert bewaar(cbs, bestand).aantal_rijen == 7
    assert time.monotonic() - begin < 1


@pytest.mark.parametrize(
    ("kop", "seconden"),
    [
        (None, None),
        ("", None),
        ("7", 7.0),
        ("straks", None),
        ("-3", None),
        ("Thu, 01 Jan 1970 00:00:00 GMT", 0.0),
        ("Thu, 99 Foo 99999999999 00:00:00 GMT", None),
    ],
)
def test_retry_after_is_een_getal_of_een_datum_en_anders_niets(kop, seconden):
    assert odata_v4._wachttijd(kop) == seconden


def test_verbroken_verbinding_halverwege_laat_geen_halve_pagina_achter(cbs, bestand):
    cbs.pagina = 4
    heel = json.dumps({"value": cbs.rijen[4:]}).encode()
    bewaar_eerst = Antwoord(
        lichaam=json.dumps(
            {"value": cbs.rijen[:4], "@odata.nextLink": f"{cbs.basis_url}/{TABEL}/Observations?b"}
        ).encode()
    )
    cbs.vervang["Observations"] = [
        bewaar_eerst,
        Antwoord(lichaam=heel, deel=len(heel) - 5),
        Antwoord(lichaam=heel, deel=300),
        Antwoord(lichaam=heel),
    ]

    download = bewaar(cbs, bestand, totaal=7)

    assert list(odata_v4.rijen(bestand)) == cbs.rijen
    assert download.sha256 == hashlib.sha256(gzip.decompress(bestand.read_bytes())).hexdigest()


def test_lange_mislukte_poging_laat_niets_achter_de_korte_goede(cbs, bestand):
    # Words that do not compress, so that much is on disk before the connection breaks.
    lang = json.dumps({"value": [rij(Measure=str(hash(str(n)) ** 3)) for n in range(5000)]})
    cbs.vervang["Observations"] = [
        Antwoord(lichaam=lang.encode(), deel=len(lang) - 5),
        Antwoord(lichaam=json.dumps({"value": cbs.rijen}).encode()),
    ]

    bewaar(cbs, bestand)

    assert list(odata_v4.rijen(bestand)) == cbs.rijen


def test_niemand_thuis_is_onbereikbaar(cbs, bestand):
    cbs.basis_url = "http://127.0.0.1:1/odata/v1/CBS"

    with pytest.raises(BronOnbereikbaar) as fout:
        bewaar(cbs, bestand)

    assert str(fout.value) == (
        "Het CBS antwoordt niet."
        " De vorige cijfers blijven staan. Het portaal probeert het later opnieuw."
    )


def test_stilte_na_de_vraag_is_onbereikbaar(cbs, bestand):
    cbs.vervang["Observations"] = Antwoord(lichaam=b"{}" * 10, pauze=3)

    with pytest.raises(BronOnbereikbaar) as fout:
        bewaar(cbs, bestand, replace(SNEL, lezen=0.1, pogingen=2))

    assert "ReadTimeout" in fout.value.techniek
    assert len(cbs.vragen) == 2


def test_druppelend_antwoord_stopt_bij_de_totale_tijd(cbs, bestand):
    # Every piece comes within the read limit; only the total says stop.
    cbs.vervang["Observations"] = Antwoord(lichaam=b" " * 10_000, pauze=0.05)
    begin = time.monotonic()

    with pytest.raises(BronOnbereikbaar) as fout:
        bewaar(cbs, bestand, replace(SNEL, totaal=0.3, pogingen=1))

    assert str(fout.value).startswith("Het CBS antwoordt te langzaam. ")
    assert time.monotonic() - begin < 2


def test_nooit_meer_dan_twee_vragen_tegelijk(cbs, tmp_path):
    cbs.vervang["Observations"] = Antwoord(lichaam=b'{"value": [  ]}     ', pauze=0.1)
    draden = [
        threading.Thread(target=bewaar, args=(cbs, tmp_path / f"{nummer}.gz"))
        for nummer in range(6)
    ]
    for draad in draden:
        draad.start()
    for draad in draden:
        draad.join()

    assert len(cbs.vragen) == 6
    assert cbs.meest_gelijktijdig == 2


# --- refusals ------------------------------------------------------------------------------------

KAN_NIET_LEZEN = (
    "Het CBS gaf een antwoord dat het portaal niet kan lezen."
    " De vorige cijfers blijven staan. Het portaal probeert het later opnieuw."
)


def test_webpagina_met_status_200_is_geen_antwoord(cbs, bestand):
    cbs.vervang["Observations"] = Antwoord(lichaam=b"<html>Onderhoud</html>", soort="text/html")

    with pytest.raises(BronOnleesbaar) as fout:
        bewaar(cbs, bestand)

    assert str(fout.value) == (
        "Het CBS gaf een webpagina in plaats van cijfers. Misschien is er onderhoud."
        " De vorige cijfers blijven staan. Het portaal probeert het later opnieuw."
    )
    assert len(cbs.vragen) == 1


@pytest.mark.parametrize(
    "lichaam",
    [
        b"",
        b"{",
        b'{"value": [{"Id": 1}, {"Id"',
        b'{"value": [{"Id": 1}]',
        b'{"value": [{"Id": 1}]}}',
        b'{"value": [{"Id": NaN}]}',
        b'{"value": [{"Id": \xff}]}',
        b'{"value": [{"Id": ' + b"9" * 5000 + b"}]}",
        b'{"value": [{"Id": 1e999999999}]}',
        b"[" * 200_000,
        b'{"value": [' + b'{"a": ' * 100_000,
        b'{"value": [' + b'{"a": ' * 100 + b"1" + b"}" * 100 + b"]}",
        b"<html>",
    ],
)
def test_gebroken_json_is_niet_alle_cijfers(cbs, bestand, lichaam):
    cbs.vervang["Observations"] = Antwoord(lichaam=lichaam)

    with pytest.raises(BronOnleesbaar) as fout:
        bewaar(cbs, bestand)

    assert str(fout.value) == (
        "Het CBS gaf niet alle cijfers."
        " De vorige cijfers blijven staan. Het portaal probeert het later opnieuw."
    )


@pytest.mark.parametrize("lichaam", [b"", b"[]", b"[1", b'"tekst"', b"\xff", b"[" * 100_000])
def test_klein_document_dat_geen_document_is(cbs, lichaam):
    cbs.vervang["Properties"] = Antwoord(lichaam=lichaam)

    with client(cbs) as odata, pytest.raises(BronOnleesbaar) as fout:
        odata.lees("Properties")

    assert str(fout.value) == KAN_NIET_LEZEN


@pytest.mark.parametrize("lichaam", [b"{}", b'{"value": 3}', b'{"value": [3]}'])
def test_lijst_die_geen_lijst_is(cbs, lichaam):
    cbs.vervang["Dimensions"] = Antwoord(lichaam=lichaam)

    with client(cbs) as odata, pytest.raises(BronOnleesbaar) as fout:
        odata.lees_lijst("Dimensions")

    assert str(fout.value) == KAN_NIET_LEZEN


def test_aantal_dat_geen_getal_is(cbs):
    cbs.vervang["$count"] = Antwoord(lichaam=b"veel", soort="text/plain")

    with client(cbs) as odata, pytest.raises(BronOnleesbaar) as fout:
        odata.tel("Observations", "")

    assert str(fout.value) == KAN_NIET_LEZEN


def test_te_groot_antwoord_wordt_afgebroken(cbs, bestand):
    cbs.rijen = [rij()] * 1000

    with pytest.raises(BronOnleesbaar) as fout:
        bewaar(cbs, bestand, replace(SNEL, bytes_per_antwoord=100_000))

    assert str(fout.value) == KAN_NIET_LEZEN
    assert bestand.stat().st_size < 100_000


def test_ingepakt_antwoord_telt_uitgepakt_mee(cbs, bestand):
    # Four megabytes of spaces in four kilobytes.
    cbs.vervang["Observations"] = Antwoord(
        lichaam=gzip.compress(b'{"value": []}' + b" " * 4 * 1024**2),
        koppen={"Content-Encoding": "gzip"},
    )

    with pytest.raises(BronOnleesbaar) as fout:
        bewaar(cbs, bestand, replace(SNEL, bytes_per_antwoord=1024**2))

    assert str(fout.value) == KAN_NIET_LEZEN


def test_ingepakt_antwoord_dat_niet_uit_te_pakken_is(cbs, bestand):
    cbs.vervang["Observations"] = Antwoord(
        lichaam=b"geen gzip", koppen={"Content-Encoding": "gzip"}
    )

    with pytest.raises(BronOnleesbaar):
        bewaar(cbs, bestand)


@pytest.mark.parametrize("status", [301, 302, 307, 308])
def test_doorverwijzing_wordt_niet_gevolgd(cbs, bestand, status):
    cbs.vervang["Observations"] = Antwoord(status, koppen={"Location": "http://127.0.0.1:1/"})

    with pytest.raises(BronGewijzigd) as fout:
        bewaar(cbs, bestand)

    assert str(fout.value) == (
        "Het CBS heeft tabel 03759ned verplaatst."
        " De vorige cijfers blijven staan. Vraag de beheerder om te kijken."
    )
    assert len(cbs.vragen) == 1


def test_onbekende_tabel_is_een_gewijzigde_bron(cbs):
    with client(cbs, tabel="03759NED") as odata, pytest.raises(BronGewijzigd) as fout:
        odata.lees("Properties")

    assert str(fout.value) == (
        "Het CBS kent tabel 03759NED niet meer, of een deel ervan."
        " De vorige cijfers blijven staan. Vraag de beheerder om te kijken."
    )


def test_vraag_die_de_bron_niet_begrijpt_is_een_gewijzigde_bron(cbs, bestand):
    cbs.vervang["Observations"] = Antwoord(400, b'{"error": {"message": "node count limit"}}')

    with pytest.raises(BronGewijzigd) as fout:
        bewaar(cbs, bestand)

    assert str(fout.value) == (
        "Het CBS begrijpt onze vraag aan tabel 03759ned niet meer."
        " De vorige cijfers blijven staan. Vraag de beheerder om te kijken."
    )
    assert "node count limit" in fout.value.techniek


@pytest.mark.parametrize("status", [204, 401, 403, 418])
def test_weigering_noemt_de_code(cbs, bestand, status):
    cbs.vervang["Observations"] = Antwoord(status)

    with pytest.raises(BronOnleesbaar) as fout:
        bewaar(cbs, bestand)

    assert str(fout.value).startswith(f"Het CBS weigert onze vraag (code {status}). ")


@pytest.mark.parametrize(
    "adres", ["", "datasets.cbs.nl", "ftp://datasets.cbs.nl", "http://bron:poort", "x"]
)
def test_adres_dat_geen_webadres_is_geeft_een_zin(adres):
    with pytest.raises(BronGewijzigd) as fout:
        ODataV4(adres, TABEL, eigenaar="Het CBS", grenzen=SNEL)

    assert str(fout.value) == (
        "Het adres voor tabel 03759ned klopt niet."
        " De vorige cijfers blijven staan. Vraag de beheerder om te kijken."
    )


def test_fout_van_de_voortgangsmelder_komt_onveranderd_naar_buiten(cbs, bestand):
    def meld(rijen, totaal):
        raise ValueError("de lezer is weg")

    with pytest.raises(ValueError, match="de lezer is weg"):
        bewaar(cbs, bestand, meld=meld)


def test_standaardgrenzen_zijn_die_van_een_grillige_dienst(cbs):
    grenzen = odata_v4.Grenzen()

    with ODataV4(cbs.basis_url, TABEL, eigenaar="Het CBS", grenzen=grenzen) as odata:
        assert odata._http.timeout == httpx.Timeout(60, connect=10)
    assert (grenzen.totaal, grenzen.pogingen) == (180, 4)
