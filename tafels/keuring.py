"""What a file really is, by what stands in it; and whether we want it.

The name of a file says nothing: an attacker chooses it. So everything here reads bytes. It does so
in a process of its own with little memory and little time (`keuren`, `lezen`), because a file that
is made to hurt costs the process that opens it, and a web worker serves everybody.

Everything that is refused gets one sentence that says what to do.
"""

import contextlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO, NamedTuple

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
ODT = "application/vnd.oasis.opendocument.text"
PNG, JPEG = "image/png", "image/jpeg"
# What we take, with the ending that belongs to it and how people call it.
SOORTEN = {
    PDF: (".pdf", "een PDF"),
    DOCX: (".docx", "een Word-bestand"),
    XLSX: (".xlsx", "een Excel-bestand"),
    PPTX: (".pptx", "een PowerPoint-bestand"),
    ODT: (".odt", "een ODT-bestand"),
    PNG: (".png", "een afbeelding"),
    JPEG: (".jpg", "een afbeelding"),
}
UITGANGEN = {uitgang: mime for mime, (uitgang, _) in SOORTEN.items()} | {".jpeg": JPEG}
SAMEN = "PDF, Word, Excel, PowerPoint, ODT, PNG of JPEG"

# A child process may hold this much and run this long. Measured on two busy cores: a PDF of 250
# pages 1.5 s and 38 MB, its text 20 s and 53 MB; a Word file of 30 MB 0.5 s and 16 MB; a photo of
# 48 million dots 0.9 s and 24 MB; a zip bomb of 300 MB 0.4 s and 15 MB.
GEHEUGEN = 300 * 1024 * 1024
SECONDEN, SECONDEN_TEKST = 5, 180
# Of what is packed: so many files, so much together, and not blown up more than so many times.
HOOGSTENS_BESTANDEN = 5_000
HOOGSTENS_UITGEPAKT = 250 * 1024 * 1024
HOOGSTENS_KEER, VANAF = 150, 10 * 1024 * 1024
HOOGSTENS_BEELDPUNTEN = 50_000_000
# A progressive JPEG is only clear at its end: until then all of it stays in memory.
HOOGSTENS_PROGRESSIEF = 20_000_000
HOOGSTENS_OBJECTEN = 200_000
# PostgreSQL makes no search index of more than 1 MB; the worst text is half as long as its index.
HOOGSTENS_TEKST = 400_000


class Afgekeurd(Exception):  # noqa: N818 -- read as a sentence: raise Afgekeurd("…")
    """We do not take this file; the sentence says what the uploader can do."""


class Keuring(NamedTuple):
    """What a file that we take is."""

    mimetype: str
    bladzijden: int | None = None
    is_toegankelijk: bool | None = None

    @property
    def uitgang(self) -> str:
        return SOORTEN[self.mimetype][0]


LEEG = "Dit bestand is leeg. Bewaar het opnieuw en voeg het dan nog eens toe."
KAPOT = "Dit bestand is niet compleet. Bewaar het opnieuw en voeg het dan nog eens toe."
ONBEKEND = f"Dit soort bestand nemen wij niet aan. Maak er een {SAMEN} van."
PROGRAMMA = "Dit is een programma en geen document. Voeg het document zelf toe."
MACROS = "In dit bestand zitten macro's. Bewaar het zonder macro's, bijvoorbeeld als PDF."
WACHTWOORD = "Dit bestand heeft een wachtwoord. Bewaar het zonder wachtwoord en voeg dat toe."
BEVEILIGD = "Deze PDF is beveiligd. Druk de PDF af als een nieuwe PDF en voeg die toe."
OUD = "Dit is een oud Office-bestand. Bewaar het als PDF of als .docx, .xlsx of .pptx."
INGESLOTEN = "In dit bestand zit een ander bestand. Haal dat eruit en voeg het los toe."
VREEMD = "Dit bestand is vreemd ingepakt. Maak er een PDF van en voeg die toe."
OPGEBLAZEN = "Dit bestand wordt bij het openen veel te groot. Maak er een PDF van en voeg die toe."
SCRIPT = "Deze PDF kan zelf iets uitvoeren. Druk de PDF af als een nieuwe PDF en voeg die toe."
INGEWIKKELD = "Dit bestand is te ingewikkeld. Druk het af als een nieuwe PDF en voeg die toe."
TE_VEEL_BEELD = "Deze afbeelding is te groot. Maak haar kleiner en voeg haar dan toe."
NAAR_BUITEN = "Dit bestand haalt iets op van buiten. Maak er een PDF van en voeg die toe."


def te_groot(max_bytes: int) -> str:
    return f"Dit bestand is groter dan {max_bytes // 1024**2} MB. Maak het kleiner of splits het."


def te_lang(aantal: int, hoogstens: int) -> str:
    return f"Deze PDF heeft {aantal} bladzijden. Er mogen er {hoogstens} in: maak twee PDF's."


# --- names ---------------------------------------------------------------------------------------

NAAM_LENGTE = 200


def bestandsnaam(naam: str, uitgang: str = "") -> str:
    """The name as the uploader gave it, without folders and what does not print.

    Accents and emoji stay. What is too long is cut in the stem, so that the ending survives; with
    `uitgang` the name ends on that.
    """
    naam = unicodedata.normalize("NFC", str(naam)).replace("\\", "/").rsplit("/", 1)[-1]
    # Cc and Cf: control characters and those that turn the reading direction; Cs: half an emoji.
    # The joiner and the variation selector hold emoji together.
    naam = "".join(
        t for t in naam if t in "\u200d\ufe0f" or unicodedata.category(t) not in ("Cc", "Cf", "Cs")
    )
    # What Windows and headers do not want in a name.
    naam = re.sub(r'[<>:"|?*]', "_", naam)
    naam = re.sub(r"\s+", " ", naam).strip().rstrip(" .")
    stam, punt, eind = naam.rpartition(".")
    if not (punt and 1 <= len(eind) <= 5 and eind.isalnum()):
        stam, eind = naam, ""
    stam, eind = stam.strip(" .") or "stuk", f".{eind}" if eind else ""
    if uitgang and UITGANGEN.get(eind.lower()) != UITGANGEN[uitgang]:
        # A wrong ending of another picture goes; a part of the name, as in "versie 1.2", stays.
        stam, eind = (stam if eind.lower() in UITGANGEN else stam + eind), uitgang
    return stam[: NAAM_LENGTE - len(eind)].rstrip(" .") + eind


def titel_uit(naam: str) -> str:
    """What a paper is called when nobody said so: the name without its ending."""
    naam = bestandsnaam(naam)
    stam, punt, eind = naam.rpartition(".")
    titel = stam if punt and f".{eind.lower()}" in UITGANGEN else naam
    return titel.replace("_", " ").strip() or "Stuk"


# --- burgerservicenummers ------------------------------------------------------------------------

# As people write them: 123456782, 1234.56.782, 123 456 782. Not inside a longer number or amount.
_BSN = re.compile(
    r"(?<![\d,.€$-])(?<!\d[ \u00a0])(?<!€[ \u00a0])"
    r"(\d{9}|\d{4}([ .\u00a0-])\d{2}\2\d{3}|\d{3}([ .\u00a0-])\d{3}\3\d{3}"
    r"|\d{2}([ .\u00a0-])\d{3}\4\d{4}|\d{3}([ .\u00a0-])\d{2}\5\d{4})"
    r"(?![\d€]|[.,-]\d|[ \u00a0]\d{3}(?!\d))"
)


def is_bsn(cijfers: str) -> bool:
    """Nine digits that pass the elfproef."""
    som = sum(int(c) * w for c, w in zip(cijfers, (9, 8, 7, 6, 5, 4, 3, 2, -1), strict=True))
    return som % 11 == 0 and cijfers != "000000000"


def burgerservicenummers(tekst: str) -> list[str]:
    """The numbers in a text that can be a burgerservicenummer, as digits, each once."""
    gevonden = (re.sub(r"\D", "", treffer[1]) for treffer in _BSN.finditer(tekst))
    return list(dict.fromkeys(cijfers for cijfers in gevonden if is_bsn(cijfers)))


# --- what it is ----------------------------------------------------------------------------------


def keur(bestand: BinaryIO, naam: str, *, max_bytes: int, max_bladzijden: int) -> Keuring:
    """Say what this file is, or refuse it. Reads hostile bytes: call `keuren` in a web worker."""
    grootte = bestand.seek(0, os.SEEK_END)
    if not grootte:
        raise Afgekeurd(LEEG)
    if grootte > max_bytes:
        raise Afgekeurd(te_groot(max_bytes))
    bestand.seek(0)
    kop = bestand.read(1024)
    bestand.seek(0)
    if kop.startswith(
        (b"MZ", b"\x7fELF", b"\xfe\xed\xfa", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe")
    ):
        raise Afgekeurd(PROGRAMMA)
    if kop.startswith((b"#!", b"@echo")):
        raise Afgekeurd(PROGRAMMA)
    if kop.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        wachtwoord = "EncryptedPackage".encode("utf-16-le") in bestand.read()
        raise Afgekeurd(WACHTWOORD if wachtwoord else OUD)
    if kop.startswith(b"%PDF-"):
        keuring = _keur_pdf(bestand, grootte, max_bladzijden)
    elif kop.startswith(b"PK\x03\x04"):
        keuring = _keur_zip(bestand)
    elif kop.startswith((b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")):
        keuring = _keur_beeld(bestand)
    else:
        raise Afgekeurd(_wat_mist(naam))
    eind = Path(bestandsnaam(naam)).suffix.lower()
    soort, beloofd = SOORTEN[keuring.mimetype][1], UITGANGEN.get(eind)
    if beloofd and SOORTEN[beloofd][1] != soort:
        raise Afgekeurd(f"Dit is {soort}, maar de naam eindigt op {eind}. Geef het de goede naam.")
    return keuring


def _wat_mist(naam: str) -> str:
    """Why these bytes are none of what we take, as far as the name tells."""
    eind = Path(bestandsnaam(naam)).suffix.lower()
    if eind not in UITGANGEN:
        return ONBEKEND
    geen = SOORTEN[UITGANGEN[eind]][1].replace("een", "geen", 1)
    return f"Dit is {geen}, al eindigt de naam op {eind}. Bewaar het opnieuw als PDF."


# --- PDF -----------------------------------------------------------------------------------------

# Actions that do something outside the paper. Going to a page or a website is not among them.
_DOET_IETS = {
    "/JavaScript",
    "/Launch",
    "/SubmitForm",
    "/ImportData",
    "/Rendition",
    "/RichMediaExecute",
}
_INGESLOTEN = {"/FileAttachment", "/RichMedia", "/Screen", "/Movie", "/3D"}
# What holds no actions, and is by far the most of a PDF.
_OVERSLAAN = {"/Contents", "/Resources", "/StructTreeRoot", "/Metadata", "/Parent", "/P", "/AP"}


def _keur_pdf(bestand: BinaryIO, grootte: int, max_bladzijden: int) -> Keuring:
    import pypdf  # noqa: PLC0415 -- a quarter of a second that a child for a picture need not spend
    from pypdf.errors import PyPdfError  # noqa: PLC0415

    bestand.seek(max(0, grootte - 2048))
    if b"%%EOF" not in bestand.read():
        raise Afgekeurd(KAPOT)
    bestand.seek(0)
    try:
        lezer = pypdf.PdfReader(bestand, strict=False)
        if lezer.is_encrypted:
            raise Afgekeurd(BEVEILIGD if _leest_zonder(lezer) else WACHTWOORD)
        aantal = len(lezer.pages)
        if not aantal:
            raise Afgekeurd(KAPOT)
        if aantal > max_bladzijden:
            raise Afgekeurd(te_lang(aantal, max_bladzijden))
        _zoek_acties(lezer)
        for bladzijde in (lezer.pages[0], lezer.pages[-1]):
            _ = bladzijde.mediabox, bladzijde.get_contents()
        wortel = lezer.root_object
        merk = wortel.get("/MarkInfo")
        gemerkt = bool(merk and merk.get_object().get("/Marked")) and "/StructTreeRoot" in wortel
        return Keuring(PDF, aantal, gemerkt)
    except RecursionError:
        raise Afgekeurd(INGEWIKKELD) from None
    except MemoryError:
        raise
    except (PyPdfError, ValueError, KeyError, TypeError, AttributeError, IndexError, zlib.error):
        raise Afgekeurd(KAPOT) from None
    except (AssertionError, NotImplementedError, OSError):
        raise Afgekeurd(KAPOT) from None


def _leest_zonder(lezer) -> bool:
    """Does it open with an empty password: is it only kept from being copied or printed?"""
    with contextlib.suppress(Exception):
        return bool(lezer.decrypt(""))
    return False


def _zoek_acties(lezer) -> None:
    """Walk everything that hangs on the catalog, and refuse what acts or what holds a file."""
    from pypdf.generic import (  # noqa: PLC0415
        ArrayObject,
        DictionaryObject,
        IndirectObject,
    )

    gezien: set[int] = set()
    stapel = [lezer.root_object]
    stappen = 0
    while stapel:
        ding = stapel.pop()
        if isinstance(ding, IndirectObject):
            if ding.idnum in gezien:
                continue
            gezien.add(ding.idnum)
            ding = ding.get_object()
        stappen += 1
        if stappen > HOOGSTENS_OBJECTEN:
            raise Afgekeurd(INGEWIKKELD)
        if isinstance(ding, DictionaryObject):
            if "/JS" in ding or "/XFA" in ding or ("/S" in ding and ding["/S"] in _DOET_IETS):
                raise Afgekeurd(SCRIPT)
            if "/JavaScript" in ding:
                raise Afgekeurd(SCRIPT)
            if "/EmbeddedFiles" in ding or "/EF" in ding:
                raise Afgekeurd(INGESLOTEN)
            if "/Subtype" in ding and ding["/Subtype"] in _INGESLOTEN:
                raise Afgekeurd(INGESLOTEN)
            stapel += [ding.raw_get(naam) for naam in ding if naam not in _OVERSLAAN]
        elif isinstance(ding, ArrayObject):
            stapel += list.__iter__(ding)


# --- Word, Excel, PowerPoint, ODT: files in a zip -----------------------------------------------

_HOOFDDEEL = {
    DOCX: (b"wordprocessingml.document.main+xml", "word/"),
    XLSX: (b"spreadsheetml.sheet.main+xml", "xl/"),
    PPTX: (b"presentationml.presentation.main+xml", "ppt/"),
}
_MACRO = re.compile(
    r"(^|/)(vbaproject.*\.bin|vbadata\.xml|macrosheets/.*|activex/.*)$|^(basic|scripts)/"
)
_MACROTYPE = re.compile(rb"macroenabled|vbaproject", re.IGNORECASE)
_GEVAARLIJK = re.compile(
    r"\.(exe|dll|com|scr|bat|cmd|ps1|vbs|vbe|js|jse|wsf|hta|msi|jar|lnk|docm|xlsm|pptm|dotm|xlsb|xll)$"
)
# A template or object that Word fetches from elsewhere: it can bring macros after all.
_VAN_BUITEN = re.compile(
    rb"<Relationship\b(?=[^>]*TargetMode\s*=\s*[\"']External)"
    rb"(?=[^>]*Type\s*=\s*[\"'][^\"']*/(attachedTemplate|oleObject|frame|subDocument)[\"'])",
    re.IGNORECASE,
)
_DTD = tuple("<!DOCTYPE".encode(c) for c in ("ascii", "utf-16-le", "utf-16-be"))
_OLE_PAKKET = "\x01Ole10Native".encode("utf-16-le")
_BROK = 64 * 1024
_KLEIN = 4 * 1024 * 1024


def _keur_zip(bestand: BinaryIO) -> Keuring:
    try:
        with zipfile.ZipFile(bestand) as pak:
            delen = pak.infolist()
            _keur_inhoudsopgave(delen)
            gelezen = _lees_alles(pak, delen)
            return Keuring(_soort_pak(delen, gelezen))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, UnicodeDecodeError, ValueError):
        raise Afgekeurd(KAPOT) from None
    except NotImplementedError:  # a way of packing that Office does not use
        raise Afgekeurd(VREEMD) from None
    except RuntimeError:  # zipfile says so of what has a password
        raise Afgekeurd(WACHTWOORD) from None


def _keur_inhoudsopgave(delen: list[zipfile.ZipInfo]) -> None:
    """Refuse by what the list of contents says, before anything is unpacked."""
    if len(delen) > HOOGSTENS_BESTANDEN:
        raise Afgekeurd(OPGEBLAZEN)
    namen = [deel.orig_filename for deel in delen]
    for naam in namen:
        stukken = naam.replace("\\", "/").split("/")
        if ".." in stukken or naam.startswith(("/", "\\")) or ":" in naam or "\x00" in naam:
            raise Afgekeurd(VREEMD)
    if len({naam.lower() for naam in namen}) != len(namen):
        raise Afgekeurd(VREEMD)
    if any(deel.flag_bits & 0x1 for deel in delen):
        raise Afgekeurd(WACHTWOORD)
    if any(_MACRO.search(naam.lower()) for naam in namen):
        raise Afgekeurd(MACROS)
    if any(_GEVAARLIJK.search(naam.lower()) for naam in namen):
        raise Afgekeurd(INGESLOTEN)
    if sum(deel.file_size for deel in delen) > HOOGSTENS_UITGEPAKT:
        raise Afgekeurd(OPGEBLAZEN)


def _lees_alles(pak: zipfile.ZipFile, delen: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Unpack everything in pieces and count what really comes out; keep what decides."""
    totaal, bewaard = 0, {}
    for deel in delen:
        naam, uit, begin, staart = deel.filename.lower(), 0, b"", b""
        houdt = naam.endswith(".rels") or naam in (
            "[content_types].xml",
            "mimetype",
            "meta-inf/manifest.xml",
        )
        inhoud = bytearray()
        with pak.open(deel) as stroom:
            while brok := stroom.read(_BROK):
                uit += len(brok)
                totaal += len(brok)
                if totaal > HOOGSTENS_UITGEPAKT or (
                    uit > VANAF and uit > HOOGSTENS_KEER * max(1, deel.compress_size)
                ):
                    raise Afgekeurd(OPGEBLAZEN)
                begin = begin or brok[:4096]
                if naam.endswith(".bin") and _OLE_PAKKET in staart + brok:
                    raise Afgekeurd(INGESLOTEN)
                staart = brok[-64:]
                if houdt:
                    inhoud += brok
                    if len(inhoud) > _KLEIN:
                        raise Afgekeurd(OPGEBLAZEN)
        if begin.startswith((b"MZ", b"\x7fELF")):
            raise Afgekeurd(INGESLOTEN)
        if naam.endswith((".xml", ".rels")) and any(dtd in begin for dtd in _DTD):
            raise Afgekeurd(VREEMD)
        if houdt:
            bewaard[naam] = bytes(inhoud)
    return bewaard


def _soort_pak(delen: list[zipfile.ZipInfo], gelezen: dict[str, bytes]) -> str:
    if any(_VAN_BUITEN.search(inhoud) for naam, inhoud in gelezen.items() if naam.endswith("rels")):
        raise Afgekeurd(NAAR_BUITEN)
    if gelezen.get("mimetype", b"").strip() == ODT.encode():
        if b"encryption-data" in gelezen.get("meta-inf/manifest.xml", b""):
            raise Afgekeurd(WACHTWOORD)
        return ODT
    typen = gelezen.get("[content_types].xml", b"")
    if _MACROTYPE.search(typen):
        raise Afgekeurd(MACROS)
    for mimetype, (hoofddeel, map_) in _HOOFDDEEL.items():
        if hoofddeel in typen and any(deel.filename.startswith(map_) for deel in delen):
            return mimetype
    raise Afgekeurd(ONBEKEND)


# --- pictures ------------------------------------------------------------------------------------


def _keur_beeld(bestand: BinaryIO) -> Keuring:
    from PIL import Image, UnidentifiedImageError  # noqa: PLC0415 -- as above

    Image.MAX_IMAGE_PIXELS = None  # our own limit, with our own sentence
    try:
        with Image.open(bestand, formats=["PNG", "JPEG"]) as beeld:
            if beeld.width * beeld.height > HOOGSTENS_BEELDPUNTEN:
                raise Afgekeurd(TE_VEEL_BEELD)
            if beeld.format == "PNG":
                beeld.verify()  # each piece with its checksum, up to and including the last one
                return Keuring(PNG)
            if beeld.width * beeld.height > HOOGSTENS_PROGRESSIEF and "progressive" in beeld.info:
                raise Afgekeurd(TE_VEEL_BEELD)
            # An eighth of the size costs little memory, and still reads to the end.
            beeld.draft("RGB", (max(1, beeld.width // 8), max(1, beeld.height // 8)))
            beeld.load()
            return Keuring(JPEG)
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, IndexError):
        raise Afgekeurd(KAPOT) from None


# --- text ----------------------------------------------------------------------------------------

_TEKSTDELEN = {
    DOCX: re.compile(r"word/(document|footnotes|endnotes|comments|header\d*|footer\d*)\.xml$"),
    XLSX: re.compile(r"xl/(sharedStrings|worksheets/sheet\d+|comments\d*)\.xml$"),
    PPTX: re.compile(r"ppt/(slides|notesSlides)/[a-zA-Z]+\d+\.xml$"),
    ODT: re.compile(r"content\.xml$"),
}
HOOGSTENS_UIT_PAK = 20 * 1024 * 1024
# Where a paragraph, cell or line ends; between other tags words run on.
_NIEUWE_REGEL = re.compile(
    rb"</(?:w:p|a:p|text:p|text:h|c|si|comment)>|<(?:w:br|w:tab|a:br|text:tab|text:line-break|text:s)\b[^>]*>"
)
_TAG = re.compile(rb"<[^>]*>")
_FORMULE = re.compile(rb"<f\b[^>]*>[^<]*</f>|<w:instrText\b[^>]*>[^<]*</w:instrText>")
_ENTITEIT = {b"&lt;": b"<", b"&gt;": b">", b"&quot;": b'"', b"&apos;": b"'", b"&amp;": b"&"}


def lees(bestand: BinaryIO, mimetype: str) -> str:
    """The text of a paper, so that it can be found; empty when it has none, as a scan has."""
    bestand.seek(0)
    if mimetype == PDF:
        return _lees_pdf(bestand)
    if mimetype in _TEKSTDELEN:
        return _lees_pak(bestand, _TEKSTDELEN[mimetype])
    return ""


def _lees_pdf(bestand: BinaryIO) -> str:
    import pypdf  # noqa: PLC0415 -- as above

    uit = []
    for bladzijde in pypdf.PdfReader(bestand, strict=False).pages:
        # One page that cannot be read does not hide the others.
        with contextlib.suppress(Exception):
            uit.append(bladzijde.extract_text())
    return "\n".join(uit)


def _lees_pak(bestand: BinaryIO, delen: re.Pattern) -> str:
    uit, over = [], HOOGSTENS_UIT_PAK
    with zipfile.ZipFile(bestand) as pak:
        for naam in pak.namelist():
            if not delen.match(naam):
                continue
            rest = b""
            with pak.open(naam) as stroom:
                # In pieces that end with a tag: a sheet of a million cells is 40 MB of XML.
                while over > 0 and (brok := stroom.read(_BROK)):
                    xml, _, rest = (rest + brok).rpartition(b">")
                    tekst = _zonder_tags(xml + b">") if xml else b""
                    over -= len(tekst)
                    uit.append(tekst.decode("utf-8", "replace"))
            uit.append("\n")
    return "".join(uit)


def _zonder_tags(xml: bytes) -> bytes:
    xml = _TAG.sub(b"", _NIEUWE_REGEL.sub(b"\n", _FORMULE.sub(b"", xml)))
    for entiteit, teken in _ENTITEIT.items():
        xml = xml.replace(entiteit, teken)
    return xml


def opgeschoond(tekst: str) -> str:
    """Text as PostgreSQL can keep and index it: without NUL, one space, not endless."""
    tekst = "".join(t if t.isprintable() else " " for t in unicodedata.normalize("NFC", tekst))
    tekst = re.sub(r"\s+", " ", tekst).strip()
    return tekst.encode("utf-8", "ignore")[:HOOGSTENS_TEKST].decode("utf-8", "ignore")


# --- in a process of its own ---------------------------------------------------------------------


class Onleesbaar(Exception):  # noqa: N818
    """The child that read this file gave no answer: it ran out of time or memory, or fell over."""


def keuren(bestand, naam: str, *, max_bytes: int, max_bladzijden: int) -> Keuring:
    """Say what this file is, or refuse it, whatever it does to who reads it."""
    grootte = bestand.seek(0, os.SEEK_END)
    if not grootte:
        raise Afgekeurd(LEEG)
    if grootte > max_bytes:  # do not even copy it
        raise Afgekeurd(te_groot(max_bytes))
    vraag = {"naam": naam, "max_bytes": max_bytes, "max_bladzijden": max_bladzijden}
    try:
        antwoord = _apart("keur", bestand, vraag, SECONDEN)
    except Onleesbaar:
        raise Afgekeurd(INGEWIKKELD) from None
    if "bezwaar" in antwoord:
        raise Afgekeurd(antwoord["bezwaar"])
    return Keuring(**antwoord)


def lezen(bestand, mimetype: str) -> str:
    """The text of a file that we took before; `Onleesbaar` when that does not work."""
    return _apart("lees", bestand, {"mimetype": mimetype}, SECONDEN_TEKST)["tekst"]


def _omgeving() -> dict[str, str]:
    """What the child may know of the outside: where Python's own parts are, and no password."""
    nodig = ("PATH", "LD_LIBRARY_PATH")
    bekend = {naam: os.environ[naam] for naam in nodig if naam in os.environ}
    return bekend | {"PYTHONIOENCODING": "utf-8"}


def _apart(wat: str, bestand, vraag: dict, seconden: int) -> dict:
    with contextlib.ExitStack() as stapel:
        bestand.seek(0)
        try:
            invoer = os.fdopen(os.dup(bestand.fileno()), "rb")
            invoer.seek(0)
        except (OSError, AttributeError, io.UnsupportedOperation):
            invoer = tempfile.TemporaryFile()  # noqa: SIM115 -- closed with the stack
            shutil.copyfileobj(bestand, invoer)
            invoer.seek(0)
        stapel.enter_context(invoer)
        try:
            kind = subprocess.run(  # noqa: S603 -- our own Python with our own words
                [sys.executable, "-I", __file__, wat, json.dumps(vraag)],
                stdin=invoer,
                capture_output=True,
                timeout=seconden,
                check=True,
                env=_omgeving(),
            )
            return json.loads(kind.stdout)
        except (subprocess.SubprocessError, ValueError):
            raise Onleesbaar from None
        finally:
            bestand.seek(0)


def _kind() -> None:
    """What the child does: give itself limits, read, and say in JSON what it found."""
    import resource  # noqa: PLC0415 -- not there on Windows

    wat, vraag = sys.argv[1], json.loads(sys.argv[2])
    for grens in ("RLIMIT_DATA", "RLIMIT_AS"):
        with contextlib.suppress(ValueError, OSError, AttributeError):
            ruimte = GEHEUGEN if grens == "RLIMIT_DATA" else 4 * GEHEUGEN
            resource.setrlimit(getattr(resource, grens), (ruimte, ruimte))
    bestand = sys.stdin.buffer.raw if isinstance(sys.stdin.buffer, io.BufferedReader) else None
    bestand = io.BufferedReader(bestand, buffer_size=1024 * 1024)
    try:
        if wat == "keur":
            antwoord = keur(bestand, vraag.pop("naam"), **vraag)._asdict()
        else:
            antwoord = {"tekst": lees(bestand, vraag["mimetype"])}
    except Afgekeurd as nee:
        antwoord = {"bezwaar": str(nee)}
    sys.stdout.buffer.write(json.dumps(antwoord).encode())


if __name__ == "__main__":
    _kind()
