"""What a file really is, and what is wrong with the ones we do not take: each its own sentence."""

import io
import os
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from tafels import keuring
from tafels.keuring import (
    DOCX,
    JPEG,
    ODT,
    PDF,
    PNG,
    PPTX,
    XLSX,
    Afgekeurd,
    Onleesbaar,
    bestandsnaam,
    burgerservicenummers,
    keur,
    keuren,
    lezen,
    opgeschoond,
    titel_uit,
)
from tests.tafels import maak_bestanden as maak

GRENZEN = {"max_bytes": 20 * 1024 * 1024, "max_bladzijden": 250}

GOED = {
    "een PDF": (maak.pdf, "a.pdf", (PDF, 1, True)),
    "een PDF zonder labels": (lambda: maak.pdf(met_labels=False), "a.pdf", (PDF, 1, False)),
    "een PDF van 250 bladzijden": (lambda: maak.lege_pdf(250), "a.PDF", (PDF, 250, False)),
    "een Word-bestand": (maak.docx, "a.docx", (DOCX, None, None)),
    "een Excel-bestand": (lambda: maak.xlsx("1"), "a.xlsx", (XLSX, None, None)),
    "een PowerPoint-bestand": (maak.pptx, "a.pptx", (PPTX, None, None)),
    "een ODT-bestand": (maak.odt, "a.odt", (ODT, None, None)),
    "een PNG": (maak.beeld, "a.png", (PNG, None, None)),
    "een JPEG": (lambda: maak.beeld("JPEG"), "a.jpeg", (JPEG, None, None)),
    "een PNG die jpg heet": (maak.beeld, "foto.jpg", (PNG, None, None)),
    "een PDF zonder uitgang": (maak.pdf, "Notitie versie 1.2", (PDF, 1, True)),
    "een Word-bestand met een plaatje en een grafiek": (
        lambda: maak.docx(
            **{"word/media/image1.png": maak.beeld(), "word/embeddings/blad.xlsx": maak.xlsx("1")}
        ),
        "a.docx",
        (DOCX, None, None),
    ),
}


@pytest.mark.parametrize("geval", GOED)
def test_wat_wij_aannemen(geval):
    inhoud, naam, verwacht = GOED[geval]

    assert tuple(keur(io.BytesIO(inhoud()), naam, **GRENZEN)) == verwacht


RELS = "word/_rels/settings.xml.rels"
VAN_BUITEN = (
    b'<Relationships><Relationship Id="r1" TargetMode="External" Target="https://kwaad.example/a.dotm"'
    b' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"/>'
    b"</Relationships>"
)
OLE_PAKKET = maak.OLE + "\x01Ole10Native".encode("utf-16-le") + b"MZ"
KAPOTTE_PDF = b"%PDF-1.7\n" + b"rommel " * 200 + b"\nstartxref\n9999\n%%EOF"

# What people (and attackers) try: what it is, what it is called, and what we say.
FOUT = {
    "0 bytes": (lambda: b"", "a.pdf", keuring.LEEG),
    "te groot": (
        lambda: b"%PDF-" + bytes(20 * 1024 * 1024),
        "a.pdf",
        "Dit bestand is groter dan 20 MB. Maak het kleiner of splits het.",
    ),
    "programma dat PDF heet": (lambda: b"MZ\x90" + bytes(500), "a.pdf", keuring.PROGRAMMA),
    "programma van Linux": (lambda: b"\x7fELF" + bytes(500), "a.docx", keuring.PROGRAMMA),
    "script": (lambda: b"#!/bin/sh\nrm -rf /", "a.pdf", keuring.PROGRAMMA),
    "webpagina die PDF heet": (
        lambda: b"<html><script>alert(1)</script></html>",
        "notulen.pdf",
        "Dit is geen PDF, al eindigt de naam op .pdf. Bewaar het opnieuw als PDF.",
    ),
    "plaatje met script erin": (lambda: b"<svg onload='alert(1)'/>", "a.svg", keuring.ONBEKEND),
    "kladtekst": (lambda: b"hallo", "a.txt", keuring.ONBEKEND),
    "foto van een iPhone": (lambda: b"\0\0\0 ftypheic" + bytes(99), "a.heic", keuring.ONBEKEND),
    "Word dat PDF heet": (
        maak.docx,
        "a.pdf",
        "Dit is een Word-bestand, maar de naam eindigt op .pdf. Geef het de goede naam.",
    ),
    "PDF die Word heet": (
        maak.pdf,
        "a.docx",
        "Dit is een PDF, maar de naam eindigt op .docx. Geef het de goede naam.",
    ),
    # --- PDF ---
    "afgebroken PDF": (lambda: maak.pdf()[:-400], "a.pdf", keuring.KAPOT),
    "half geuploade PDF": (lambda: maak.pdf()[:2000], "a.pdf", keuring.KAPOT),
    "kapotte PDF": (lambda: KAPOTTE_PDF, "a.pdf", keuring.KAPOT),
    "alleen het begin": (lambda: b"%PDF-1.7\n", "a.pdf", keuring.KAPOT),
    "PDF zonder bladzijden": (lambda: maak.lege_pdf(0), "a.pdf", keuring.KAPOT),
    "PDF van 300 bladzijden": (
        lambda: maak.lege_pdf(300),
        "a.pdf",
        "Deze PDF heeft 300 bladzijden. Er mogen er 250 in: maak twee PDF's.",
    ),
    "PDF met wachtwoord": (maak.pdf_met_wachtwoord, "a.pdf", keuring.WACHTWOORD),
    "PDF die alleen niet te kopiëren is": (
        lambda: maak.pdf_met_wachtwoord(""),
        "a.pdf",
        keuring.BEVEILIGD,
    ),
    "PDF met JavaScript": (maak.pdf_met_script, "a.pdf", keuring.SCRIPT),
    "PDF die een programma start": (maak.pdf_met_actie, "a.pdf", keuring.SCRIPT),
    "PDF die iets verstuurt": (
        lambda: maak.pdf_met_actie("/SubmitForm"),
        "a.pdf",
        keuring.SCRIPT,
    ),
    "PDF met een bijlage": (maak.pdf_met_bijlage, "a.pdf", keuring.INGESLOTEN),
    # --- Office ---
    "Word met macro's": (
        lambda: maak.docx(**{"word/vbaProject.bin": maak.OLE}),
        "a.docx",
        keuring.MACROS,
    ),
    "docm dat docx heet": (
        lambda: maak.pak(
            {"word/document.xml": b"<w/>"},
            typen="application/vnd.ms-word.document.macroEnabled.main+xml",
        ),
        "a.docx",
        keuring.MACROS,
    ),
    "Excel met oude macro's": (
        lambda: maak.pak(
            {"xl/workbook.xml": b"<w/>", "xl/macrosheets/sheet1.xml": b"<x/>"},
            hoofd="xl/workbook.xml",
        ),
        "a.xlsx",
        keuring.MACROS,
    ),
    "sjabloon van buiten": (
        lambda: maak.docx(**{RELS: VAN_BUITEN}),
        "a.docx",
        keuring.NAAR_BUITEN,
    ),
    "programma in Word": (
        lambda: maak.docx(**{"word/embeddings/a.bin": b"MZ" + bytes(99)}),
        "a.docx",
        keuring.INGESLOTEN,
    ),
    "programma ingepakt in Word": (
        lambda: maak.docx(**{"word/embeddings/oleObject1.bin": OLE_PAKKET}),
        "a.docx",
        keuring.INGESLOTEN,
    ),
    "script in Word": (
        lambda: maak.docx(**{"word/media/lees.VBS": b"x"}),
        "a.docx",
        keuring.INGESLOTEN,
    ),
    "zipbom": (maak.zip_bom, "a.docx", keuring.OPGEBLAZEN),
    "zipbom die liegt": (maak.zip_bom_die_liegt, "a.docx", keuring.KAPOT),
    "vijfduizend bestanden": (maak.duizend_mappen, "a.docx", keuring.OPGEBLAZEN),
    "XML die zichzelf opblaast": (
        lambda: maak.docx(
            **{"word/styles.xml": b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'}
        ),
        "a.docx",
        keuring.VREEMD,
    ),
    "pad naar boven": (
        lambda: maak.docx(**{"../../etc/passwd": b"x"}),
        "a.docx",
        keuring.VREEMD,
    ),
    "pad vanaf de wortel": (lambda: maak.docx(**{"/etc/passwd": b"x"}), "a.docx", keuring.VREEMD),
    "pad van Windows": (
        lambda: maak.docx(**{"word\\..\\..\\a.xml": b"x"}),
        "a.docx",
        keuring.VREEMD,
    ),
    "pad met een schijf": (lambda: maak.docx(**{"C:\\a.xml": b"x"}), "a.docx", keuring.VREEMD),
    "twee keer dezelfde naam": (
        lambda: maak.docx(**{"Word/Document.xml": b"x"}),
        "a.docx",
        keuring.VREEMD,
    ),
    "Word met wachtwoord": (
        lambda: maak.OLE + "EncryptedPackage".encode("utf-16-le"),
        "a.docx",
        keuring.WACHTWOORD,
    ),
    "zip met wachtwoord": (maak.zip_met_wachtwoord, "a.docx", keuring.WACHTWOORD),
    "ODT met wachtwoord": (
        lambda: maak.odt(manifest=b"<manifest:encryption-data/>"),
        "a.odt",
        keuring.WACHTWOORD,
    ),
    "oud Word-bestand": (lambda: maak.OLE, "a.doc", keuring.OUD),
    "gewone zip": (
        lambda: maak.pak({"a.txt": b"x"}, typen="text/plain"),
        "a.zip",
        keuring.ONBEKEND,
    ),
    "afgebroken Word": (lambda: maak.docx()[:-60], "a.docx", keuring.KAPOT),
    # --- pictures ---
    "afgebroken PNG": (lambda: maak.beeld()[:-20], "a.png", keuring.KAPOT),
    "afgebroken JPEG": (lambda: maak.beeld("JPEG")[:-300], "a.jpg", keuring.KAPOT),
    "JPEG die pas op het eind scherp is": (
        lambda: maak.beeld("JPEG", (5_000, 4_001), progressive=True),
        "a.jpg",
        keuring.TE_VEEL_BEELD,
    ),
    "plaatje van 90 miljoen punten": (maak.groot_beeld, "a.png", keuring.TE_VEEL_BEELD),
}


@pytest.mark.parametrize("geval", FOUT)
def test_elk_slecht_bestand_krijgt_zijn_zin(geval):
    inhoud, naam, zin = FOUT[geval]

    with pytest.raises(Afgekeurd) as nee:
        keur(io.BytesIO(inhoud()), naam, **GRENZEN)

    assert str(nee.value) == zin


def test_elke_zin_is_kort_en_zegt_wat_te_doen():
    for zin in {zin for _, _, zin in FOUT.values()}:
        assert len(zin) <= 130
        assert zin.endswith(".")
        assert all(len(deel.split()) <= 15 for deel in zin.split(". ")), zin
        assert any(
            woord in zin
            for woord in ("Bewaar", "Maak", "maak", "Voeg", "voeg", "Geef", "Haal", "Druk")
        ), zin


def test_een_pdf_zonder_einde_houdt_niemand_op():
    begin = time.perf_counter()

    with pytest.raises(Afgekeurd):
        keuren(io.BytesIO(maak.pdf_zonder_einde()), "a.pdf", **GRENZEN)

    assert time.perf_counter() - begin < 6


# --- in a process of its own ---------------------------------------------------------------------


def test_apart_geeft_hetzelfde_antwoord_en_het_bestand_staat_weer_vooraan(tmp_path):
    pad = tmp_path / "x"
    pad.write_bytes(maak.pdf())

    with pad.open("rb") as bestand:
        bestand.read(7)
        assert keuren(bestand, "a.pdf", **GRENZEN) == (PDF, 1, True)
        assert bestand.read() == maak.pdf()
    with pytest.raises(Afgekeurd, match="macro"):
        keuren(io.BytesIO(FOUT["Word met macro's"][0]()), "a.docx", **GRENZEN)


@pytest.fixture
def kind(monkeypatch):
    """A child that does this instead, under the same limits."""

    def zet(opdracht: str) -> None:
        bron = (
            Path(keuring.__file__)
            .read_text()
            .replace('if wat == "keur":', f"{opdracht}\n        if wat == 'keur':")
        )
        pad = Path(os.environ.get("TMPDIR", "/tmp")) / f"keuring-{os.getpid()}.py"
        pad.write_text(bron)
        monkeypatch.setattr(keuring, "__file__", str(pad))

    yield zet
    Path(keuring.__file__).unlink()


def test_wie_te_veel_geheugen_vraagt_krijgt_een_nee(kind):
    kind("x = bytearray(400 * 1024 * 1024)")

    with pytest.raises(Afgekeurd) as nee:
        keuren(io.BytesIO(maak.pdf()), "a.pdf", **GRENZEN)

    assert str(nee.value) == keuring.INGEWIKKELD


def test_wie_te_lang_duurt_krijgt_een_nee(kind, monkeypatch):
    monkeypatch.setattr(keuring, "SECONDEN", 1)
    kind("import time; time.sleep(60)")
    begin = time.perf_counter()

    with pytest.raises(Afgekeurd):
        keuren(io.BytesIO(maak.pdf()), "a.pdf", **GRENZEN)

    assert time.perf_counter() - begin < 5


# --- text ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inhoud", "mimetype", "verwacht"),
    [
        (lambda: maak.pdf("Eén stuk"), PDF, "Eén stuk"),
        (lambda: maak.docx("Jan &amp; Piet"), DOCX, "Jan & Piet"),
        (lambda: maak.docx("de</w:t></w:r><w:r><w:t>len"), DOCX, "delen"),
        (lambda: maak.xlsx("12", "34"), XLSX, "12 34"),
        (maak.pptx, PPTX, "Stand van zaken"),
        (maak.odt, ODT, "Begroting 2027"),
        (maak.beeld, PNG, ""),
    ],
)
def test_de_tekst_komt_eruit(inhoud, mimetype, verwacht):
    assert opgeschoond(lezen(io.BytesIO(inhoud()), mimetype)) == verwacht


def test_een_blad_met_heel_veel_cellen_past_in_het_geheugen():
    cellen = [str(n) for n in range(300_000)]

    assert lezen(io.BytesIO(maak.xlsx(*cellen, "123456782")), XLSX).split() == [
        *cellen,
        "123456782",
    ]


def test_wat_niet_te_lezen_is_zegt_dat():
    with pytest.raises(Onleesbaar):
        lezen(io.BytesIO(b"geen zip"), DOCX)


def test_tekst_is_te_bewaren():
    assert opgeschoond("a\x00b\x02  c\n\nd\u202e") == "a b c d"
    assert len(opgeschoond("é" * 900_000).encode()) <= keuring.HOOGSTENS_TEKST


# --- burgerservicenummers ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "tekst",
    [
        "123456782",
        "BSN: 1234.56.782.",
        "bsn 123 456 782, geboren in 1950",
        "123-456-782",
        "(111222333)",
        "het nummer\u00a01234\u00a056\u00a0782",
        "012345672",
    ],
)
def test_een_burgerservicenummer_wordt_gezien(tekst):
    assert len(burgerservicenummers(tekst)) == 1


@pytest.mark.parametrize(
    "tekst",
    [
        "123456789",  # does not pass the elfproef
        "000000000",
        "1123456782",
        "tel 0612345678",
        "€ 123.456.782",
        "€ 123 456 782",
        "123.456.782,00",
        "0,123456782",
        "1 123 456 782 inwoners",
        "123 456 782 901",
        "-123456782",
        "NL12RABO0123456789",
        "12345678",
    ],
)
def test_een_gewoon_getal_is_geen_burgerservicenummer(tekst):
    assert burgerservicenummers(tekst) == []


def test_hetzelfde_nummer_telt_een_keer():
    assert burgerservicenummers("123456782 en 1234.56.782 en 111222333") == [
        "123456782",
        "111222333",
    ]


# --- names ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("naam", "wordt"),
    [
        ("../../etc/passwd", "passwd.pdf"),
        ("C:\\Users\\jan\\Notulen.pdf", "Notulen.pdf"),
        ("Financiën é.pdf", "Financiën é.pdf"),
        ("Zorg 🚑👩‍⚕️.pdf", "Zorg 🚑👩‍⚕️.pdf"),
        ("a\u202egnp.exe", "agnp.exe.pdf"),
        ("a\x00\r\nb.pdf", "ab.pdf"),
        ('rare"<naam>|?.pdf', "rare__naam___.pdf"),
        ("..", "stuk.pdf"),
        (".pdf", "stuk.pdf"),
        ("", "stuk.pdf"),
        ("   . ", "stuk.pdf"),
        ("versie 1.2", "versie 1.2.pdf"),
        ("a.PDF", "a.PDF"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
        ("é" * 196 + ".pdf", "é" * 196 + ".pdf"),
    ],
)
def test_de_naam_blijft_die_van_de_maker_en_doet_geen_kwaad(naam, wordt):
    assert bestandsnaam(naam, ".pdf") == wordt


@given(st.text(max_size=400), st.sampled_from(["", ".pdf", ".docx", ".jpg"]))
@example("a/../b.pdf", ".pdf")
@example("🏳️‍🌈" * 100, ".pdf")
@example("." * 300, "")
def test_elke_naam_is_te_bewaren(naam, uitgang):
    wordt = bestandsnaam(naam, uitgang)

    assert 1 <= len(wordt) <= 200
    assert not set(wordt) & set('/\\<>:"|?*\x00\r\n\u202e')
    assert wordt.strip(" .") == wordt.rstrip(" .")
    assert wordt not in (".", "..")
    assert wordt == bestandsnaam(wordt, uitgang)
    assert wordt.lower().endswith(uitgang) or (uitgang == ".jpg" and wordt.endswith("jpeg"))
    assert 1 <= len(titel_uit(wordt)) <= 200


@pytest.mark.parametrize(
    ("naam", "titel"),
    [("Begroting_2027.pdf", "Begroting 2027"), ("a.b.docx", "a.b"), ("Plan 1.2", "Plan 1.2")],
)
def test_de_titel_komt_uit_de_naam(naam, titel):
    assert titel_uit(naam) == titel
