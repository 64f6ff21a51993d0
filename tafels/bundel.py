"""The bundle: all of a meeting that one kind of reader may see, as one PDF and as one zip.

typst makes our own pages, and an empty page of the right size for each page of a paper; pypdf lays
the papers in. So page numbers, links, bookmarks and tags are right in one go (docs/adr/0018).
Nothing here writes to the database.
"""

import hashlib
import io
import json
import logging
import re
import struct
import subprocess
import sys
import tempfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import IO

from django.conf import settings
from django.db.models import Prefetch
from django.utils import timezone
from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    StreamObject,
)

from regio.models import Persoon, Regio
from regio.templatetags.regio import dag, dag_lang, getal, uur
from tafels.looptijd import looptijd
from tafels.models import Agendacijfer, Agendapunt, Bijeenkomst, Stuk
from tafels.volgorde import nummers

log = logging.getLogger(__name__)

SJABLOON = Path(settings.BASE_DIR) / "templates" / "tafels" / "bundel.typ"
LETTERTYPE = Path(find_spec("fontpkg_source_sans_3").submodule_search_locations[0]) / "files"
LETTER = LETTERTYPE / "SourceSans3[wght].ttf"
# Another number here makes every bundle anew.
VERSIE = 1

# In a process of its own: typst keeps the 100 MB that 400 pages take for as long as it lives.
ZETTER = """
import sys, typst
werkmap, lettertype = sys.argv[1:]
zetter = typst.Compiler(
    f"{werkmap}/bundel.typ", root=werkmap, font_paths=[lettertype], ignore_system_fonts=True
)
zetter.compile(output=f"{werkmap}/bundel.pdf", format="pdf", pdf_standards="ua-1")
print(zetter.query("<blad>", field="value"))
"""
ZETTER_SECONDEN = 120

# The strip with the page number under a page of a paper, in points: as `strook` in bundel.typ.
STROOK = 26
# What one file of papers may weigh: pypdf holds all of it in memory, and a tablet has to open it.
MAX_BYTES = 150 * 1024 * 1024
MAX_BEELDPUNTEN = 60_000_000
BEELD = 2_000  # pixels: A4 at 170 per inch
# PDF knows no page larger than 14,400 points; smaller than this nobody can read the strip.
KLEINSTE, GROOTSTE = 200, 14_000

NIET_GEVONDEN = "Dit stuk staat niet meer op de server. Vraag de secretaris ernaar."
# Nothing at all, packed in any way, is smaller than this.
LEEG_INGEPAKT = 32
KAPOT = "Dit stuk kon niet worden ingevoegd."
IN_DE_ZIP = "U vindt het in de zip met alle stukken, bij deze bijeenkomst in het portaal."
UITLEG = {
    "kapot": [KAPOT, IN_DE_ZIP],
    "zip": ["Dit bestand past niet in een PDF.", IN_DE_ZIP],
    "groot": ["Dit stuk is te groot voor de bundel.", IN_DE_ZIP],
}
PDF = "application/pdf"
BESTANDSSOORT = {
    PDF: ("PDF", "pdf"),
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ("Word", "docx"),
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ("Excel", "xlsx"),
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": (
        "PowerPoint",
        "pptx",
    ),
    "application/vnd.oasis.opendocument.text": ("OpenDocument", "odt"),
    "image/png": ("Afbeelding", "png"),
    "image/jpeg": ("Afbeelding", "jpg"),
}


# --- what is in it -------------------------------------------------------------------------------


@dataclass(frozen=True)
class Bundelstuk:
    """A paper as it goes into a bundle; `rij` is the row itself and no part of the fingerprint."""

    pk: int
    titel: str
    soort: str
    versie: int
    mimetype: str
    bestandsnaam: str
    grootte: int
    sha256: str
    besloten: str
    rij: Stuk = field(compare=False, repr=False)


@dataclass(frozen=True)
class Bundelpunt:
    """An agendapunt with all that its page shows."""

    pk: int
    soort: str
    versie: int
    nummer: str
    titel: str
    tijd: str
    duur: str
    regel: str
    besloten: str
    velden: list[tuple[str, str]]
    lijsten: list[tuple[str, list[str]]]
    stukken: list[Bundelstuk]


@dataclass(frozen=True)
class Bundelinhoud:
    """All that a bundle tells, for one kind of reader: equal content has one fingerprint."""

    regio: str
    kleur: str
    kleur_donker: str
    titel: str
    ondertitel: str
    dag: str
    gegevens: list[tuple[str, str]]
    versie: str
    voor: str
    openheid: list[str]
    kop_inhoud: str
    met_tijden: bool
    punten: list[Bundelpunt]

    @property
    def stukken(self) -> list[Bundelstuk]:
        return [stuk for punt in self.punten for stuk in punt.stukken]

    @property
    def vingerafdruk(self) -> str:
        waarden = asdict(self, dict_factory=_zonder_rij)
        waarden["sjabloon"] = [VERSIE, hashlib.sha256(SJABLOON.read_bytes()).hexdigest()]
        return hashlib.sha256(json.dumps(waarden, sort_keys=True).encode()).hexdigest()


def _zonder_rij(paren: list[tuple]) -> dict:
    return {naam: waarde for naam, waarde in paren if naam != "rij"}


VELDEN = (
    "gevraagd_besluit",
    "kernboodschap",
    "aanleiding",
    "beoogd_resultaat",
    "argumenten",
    "kanttekeningen",
    "financien",
    "draagvlak",
    "communicatie",
    "vervolg",
    "advies_beleidstafel",
    "advies_klankbord",
)
VOORGESTELD = "Voorgesteld besluit"


def inhoud_voor(
    bijeenkomst: Bijeenkomst,
    persoon: Persoon,
    leest_alles: Callable[[Persoon, Bijeenkomst], bool],
    blok_inhoud: Callable[[Agendapunt, Persoon], list],
) -> Bundelinhoud:
    """All of this meeting that this persoon may read now.

    `leest_alles` follows from the seat: only then numbers, times and the version of the agenda
    stand in it, for a gap in them would give away that there is something besloten. `blok_inhoud`
    is what the portal itself writes under an agendapunt.
    """
    alles = leest_alles(persoon, bijeenkomst)
    punten = list(
        bijeenkomst.agendapunten.zichtbaar_voor(persoon)
        .op_agenda()
        .select_related("portefeuillehouder", "opgave")
        .prefetch_related(
            Prefetch("cijfers", Agendacijfer.objects.select_related("indicator", "gebied")),
            "genodigden",
        )
    )
    blokken = {punt.pk: blok_inhoud(punt, persoon) for punt in punten}
    stukken: dict[int, list[Bundelstuk]] = {}
    for rij in stukken_voor(bijeenkomst, persoon):
        stukken.setdefault(rij.agendapunt_id, []).append(_bundelstuk(rij))
    starts = einde = None
    if alles:
        tijden = looptijd(
            bijeenkomst.start,
            bijeenkomst.einde,
            [punt.minuten for punt in punten],
            [punt.vast_begin for punt in punten],
        )
        starts, einde = tijden.starts, tijden.einde
    nummer = nummers(p.soort for p in punten) if alles else [""] * len(punten)
    regio = Regio.objects.first() or Regio(naam="Regioportaal")
    return Bundelinhoud(
        regio=regio.naam,
        kleur=regio.kleur,
        kleur_donker=regio.kleur_donker,
        titel=bijeenkomst.titel,
        ondertitel=" · ".join(
            [
                bijeenkomst.get_soort_display(),
                bijeenkomst.tafel.naam if bijeenkomst.tafel else "voor de hele regio",
            ]
        ),
        dag=f"{timezone.localtime(bijeenkomst.start):%Y-%m-%d}",
        gegevens=_gegevens(bijeenkomst),
        versie=_versie(bijeenkomst) if alles else "",
        voor=_lezers(bijeenkomst, persoon, leest_alles=alles),
        openheid=_openheid(punten, stukken, blokken),
        kop_inhoud=f"De agenda is klaar om {uur(einde)} uur." if einde and punten else "",
        met_tijden=alles,
        punten=[
            Bundelpunt(
                pk=punt.pk,
                soort=punt.soort,
                versie=punt.versie,
                nummer=nummer[i],
                titel=punt.titel,
                tijd=uur(starts[i]) if starts else "",
                duur=f"{punt.minuten} min" if starts else "",
                regel=_regel(punt, uur(starts[i]) if starts else ""),
                besloten=_besloten(punt),
                velden=_velden(punt),
                lijsten=_lijsten(punt) + _blok(punt, blokken[punt.pk]),
                stukken=stukken.get(punt.pk, []),
            )
            for i, punt in enumerate(punten)
        ],
    )


def stukken_voor(bijeenkomst: Bijeenkomst, persoon: Persoon):
    """The papers of this meeting that this persoon gets: checked, and the newest of each.

    A secretaris sees more on the page (what is being checked), but everybody gets the same paper.
    """
    return (
        Stuk.objects.zichtbaar_voor(persoon)
        .huidig()
        .filter(
            agendapunt__bijeenkomst=bijeenkomst,
            agendapunt__volgorde__isnull=False,
            status=Stuk.Status.KLAAR,
        )
        .defer("tekst")
        .order_by("agendapunt__volgorde", "volgorde", "pk")
    )


def _bundelstuk(rij: Stuk) -> Bundelstuk:
    return Bundelstuk(
        pk=rij.pk,
        titel=rij.titel,
        soort=rij.get_soort_display(),
        versie=rij.versie,
        mimetype=rij.mimetype,
        bestandsnaam=rij.bestandsnaam,
        grootte=rij.grootte,
        sha256=rij.sha256,
        besloten=_besloten(rij),
        rij=rij,
    )


def _besloten(ding: Agendapunt | Stuk) -> str:
    return f"Besloten: {ding.get_openbaarheid_display().lower()}" if ding.is_besloten else ""


def _gegevens(bijeenkomst: Bijeenkomst) -> list[tuple[str, str]]:
    start, einde = bijeenkomst.start, bijeenkomst.einde
    tijd = uur(start) if start == einde else f"{uur(start)}–{uur(einde)}"
    return [
        ("Datum", dag_lang(start).capitalize()),
        ("Tijd", f"{tijd} uur"),
        *([("Plaats", bijeenkomst.locatie)] if bijeenkomst.locatie else []),
    ]


def _versie(bijeenkomst: Bijeenkomst) -> str:
    return f"Versie {bijeenkomst.agenda_versie}" if bijeenkomst.agenda_versie else "Concept"


def _lezers(bijeenkomst: Bijeenkomst, persoon: Persoon, *, leest_alles: bool) -> str:
    """For whom it was made; from the seat alone, so the sentence gives nothing away."""
    tafel = bijeenkomst.tafel
    if tafel is None:
        return "Voor alle partners van de regio."
    if leest_alles:
        return f"Voor de leden van {tafel.naam}."
    if any(zetel.tafel == tafel.pk and zetel.kring == "binnenkring" for zetel in persoon.zetels):
        return f"Voor adviseurs en toehoorders van {tafel.naam}."
    return "Voor partners van de regio."


def _openheid(
    punten: list[Agendapunt], stukken: dict[int, list[Bundelstuk]], blokken: dict[int, list]
) -> list[str]:
    ergens = (
        any(p.is_besloten for p in punten)
        or any(s.besloten for r in stukken.values() for s in r)
        or any(regel.is_besloten for r in blokken.values() for regel in r)
    )
    if ergens:
        return [
            "In deze bundel staat iets wat besloten is. Daar staat bij wie het mag lezen.",
            "Geef deze bundel niet aan anderen.",
        ]
    return ["Alle partners van de regio mogen dit lezen."]


def _regel(punt: Agendapunt, tijd: str) -> str:
    delen = [f"{tijd} uur, {punt.minuten} minuten"] if tijd else []
    if punt.soort in (Agendapunt.Soort.PUNT, Agendapunt.Soort.SUBPUNT):
        delen.append(punt.get_behandeling_display())
        if punt.bob != Agendapunt.Bob.NVT:
            delen.append(punt.get_bob_display())
        if punt.portefeuillehouder:
            delen.append(f"portefeuillehouder {punt.portefeuillehouder}")
        if punt.nagezonden:
            delen.append("nagezonden")
    return " · ".join(delen)


def _velden(punt: Agendapunt) -> list[tuple[str, str]]:
    gevonden = []
    for naam in VELDEN:
        if tekst := getattr(punt, naam).strip():
            kop = Agendapunt._meta.get_field(naam).verbose_name
            if naam == "advies_klankbord" and punt.advies_klankbord_op:
                kop = f"{kop} ({dag(punt.advies_klankbord_op)})"
            gevonden.append((kop[0].upper() + kop[1:], tekst))
    return gevonden


def _lijsten(punt: Agendapunt) -> list[tuple[str, list[str]]]:
    cijfers = [
        f"{c.indicator}, {c.gebied}, {c.jaar}: {_waarde(c.waarde)} {c.eenheid}. "
        f"Bron: {', '.join(filter(None, [c.bron, c.bron_versie]))}"
        f"{f', opgehaald op {dag(c.opgehaald_op)}' if c.opgehaald_op else ''}."
        for c in punt.cijfers.all()
    ]
    gasten = [str(persoon) for persoon in punt.genodigden.all()]
    return [
        *([("Cijfers, zoals zij toen waren", cijfers)] if cijfers else []),
        *([("Te gast", gasten)] if gasten else []),
    ]


def _blok(punt: Agendapunt, regels: list) -> list[tuple[str, list[str]]]:
    if not punt.blok:
        return []
    per_kop: dict[str, list[str]] = {}
    for regel in regels:
        per_kop.setdefault(regel.kop, []).append(regel.tekst)
    per_kop = per_kop or {"": ["Er is nu niets te melden."]}
    return [(kop or f"{punt.get_blok_display()}, nu", tekst) for kop, tekst in per_kop.items()]


def _waarde(waarde) -> str:
    # A Decimal of four places: 41.5000 is 41,5 and 27100.0000 is 27.100.
    cijfers = f"{waarde:f}".rstrip("0").rstrip(".") if waarde % 1 else f"{waarde:.0f}"
    return getal(waarde, len(cijfers.partition(".")[2]))


# --- one PDF -------------------------------------------------------------------------------------


@dataclass
class Blad:
    """One page of a paper: its visible part, and the way to lay that on an upright page."""

    breedte: float
    hoogte: float
    kader: tuple[float, float, float, float]
    legging: tuple[float, float, float, float, float, float]


def maken(
    inhoud: Bundelinhoud,
    doel: Path,
    *,
    kenmerk: str,
    voortgang: Callable[[int, int], None] = lambda gedaan, totaal: None,
) -> int:
    """Write the PDF to `doel` and return its number of pages.

    A paper that pypdf cannot read gets a page that says so; then everything is laid out once more,
    because the page numbers behind it change.
    """
    kapot: set[int] = set()
    totaal = 2 * len(inhoud.stukken) + 1
    while True:
        with tempfile.TemporaryDirectory(prefix="bundel-") as map_:
            werkmap = Path(map_)
            vormen = _vormen(inhoud, werkmap, kapot, lambda n: voortgang(n, totaal))
            pdf, plekken = _zetten(inhoud, werkmap, vormen, kenmerk)
        gedaan = len(inhoud.stukken) + 1
        voortgang(gedaan, totaal)
        schrijver = PdfWriter(clone_from=io.BytesIO(pdf))
        nieuw_kapot = set()
        for stuk in inhoud.stukken:
            if vormen[stuk.pk]["vorm"] == "pdf":
                try:
                    _invoegen(schrijver, stuk, vormen[stuk.pk]["_bladen"], plekken[stuk.pk])
                except Exception:  # whatever a broken file does to pypdf, the others go on
                    log.warning("stuk %s past niet in de bundel", stuk.pk, exc_info=True)
                    nieuw_kapot.add(stuk.pk)
            gedaan += 1
            voortgang(gedaan, totaal)
        if not nieuw_kapot:
            break
        kapot |= nieuw_kapot
    if any(vorm["vorm"] == "pdf" for vorm in vormen.values()):
        _geen_belofte(schrijver)
    with doel.open("wb") as uit:
        schrijver.write(uit)
    return len(schrijver.pages)


def _vormen(
    inhoud: Bundelinhoud, werkmap: Path, kapot: set[int], voortgang: Callable[[int], None]
) -> dict[int, dict]:
    """How each paper goes into the bundle: its pages, as a picture, or a page that explains."""
    vormen, ruimte = {}, MAX_BYTES
    for gedaan, stuk in enumerate(inhoud.stukken, start=1):
        vorm = {"vorm": "zip"}
        if stuk.pk in kapot:
            vorm = {"vorm": "kapot"}
        elif stuk.grootte > ruimte:
            vorm = {"vorm": "groot"}
        else:
            try:
                if stuk.mimetype == PDF:
                    bladen = _bladen(stuk)
                    maten = [(b.breedte, b.hoogte) for b in bladen]
                    vorm = {"vorm": "pdf", "bladen": maten, "_bladen": bladen}
                elif stuk.mimetype.startswith("image/"):
                    vorm = {"vorm": "beeld", "beeld": _beeld(stuk, werkmap)}
            except Exception:  # see `maken`
                log.warning("stuk %s past niet in de bundel", stuk.pk, exc_info=True)
                vorm = {"vorm": "kapot"}
            if vorm["vorm"] in ("pdf", "beeld"):
                ruimte -= stuk.grootte
        vormen[stuk.pk] = vorm | {"zinnen": UITLEG.get(vorm["vorm"], [])}
        voortgang(gedaan)
    return vormen


def _open(bestand: IO[bytes]) -> PdfReader:
    lezer = PdfReader(bestand)
    if lezer.is_encrypted:
        lezer.decrypt("")  # some programs lock against changing only: that key is empty
    return lezer


def _bladen(stuk: Bundelstuk) -> list[Blad]:
    with stuk.rij.bestand.open("rb") as bestand:
        lezer = _open(bestand)
        bladen = [_blad(pagina) for pagina in lezer.pages]
        lezer.close()
    if not bladen:
        raise ValueError("geen bladzijden")
    return bladen


def _blad(pagina: PageObject) -> Blad:
    """Measure a page as a reader shows it: cropped, turned and scaled as it says itself."""
    media, uitsnede = pagina.mediabox, pagina.cropbox
    x0, y0 = max(media.left, uitsnede.left), max(media.bottom, uitsnede.bottom)
    x1, y1 = min(media.right, uitsnede.right), min(media.top, uitsnede.top)
    if x1 - x0 < 1 or y1 - y0 < 1:
        x0, y0, x1, y1 = media.left, media.bottom, media.right, media.top
    x0, y0, x1, y1 = (float(getal_) for getal_ in (x0, y0, x1, y1))
    breed, hoog = x1 - x0, y1 - y0
    if breed < 1 or hoog < 1:
        raise ValueError("een bladzijde zonder oppervlak")
    draai = (pagina.rotation or 0) % 360
    a, b, c, d, e, f = {
        0: (1, 0, 0, 1, -x0, -y0),
        90: (0, -1, 1, 0, -y0, x1),
        180: (-1, 0, 0, -1, x1, y1),
        270: (0, 1, -1, 0, y1, -x0),
    }[draai - draai % 90]
    if draai in (90, 270):
        breed, hoog = hoog, breed
    schaal = float(pagina.get("/UserUnit", 1))
    schaal = min(schaal, GROOTSTE / max(breed, hoog))
    breed, hoog = breed * schaal, hoog * schaal
    return Blad(
        breedte=round(max(breed, KLEINSTE), 3),
        hoogte=round(hoog, 3),
        kader=(x0, y0, x1, y1),
        legging=tuple(
            round(waarde, 5)
            for waarde in (
                *(schaal * deel for deel in (a, b, c, d)),
                schaal * e + max(0, (KLEINSTE - breed) / 2),
                schaal * f + STROOK,
            )
        ),
    )


def _beeld(stuk: Bundelstuk, werkmap: Path) -> str:
    """Put a picture in the folder, upright and as large as paper can show; return its name."""
    with stuk.rij.bestand.open("rb") as bestand, Image.open(bestand) as beeld:
        if beeld.width * beeld.height > MAX_BEELDPUNTEN:
            raise ValueError("een te grote afbeelding")
        deel = min(1, BEELD / max(beeld.size))
        # A JPEG is read at a half or a quarter at once: a photo of 12 million pixels is 36 MB.
        beeld.draft("RGB", (int(beeld.width * deel), int(beeld.height * deel)))
        recht = beeld
        recht.thumbnail((BEELD, BEELD))
        ImageOps.exif_transpose(recht, in_place=True)
        if recht.mode not in ("RGB", "L"):
            lagen = recht.convert("RGBA")
            recht = Image.new("RGB", recht.size, "white")
            recht.paste(lagen, mask=lagen.getchannel("A"))
        naam = f"beeld-{stuk.pk}.{'jpg' if stuk.mimetype == 'image/jpeg' else 'png'}"
        recht.save(werkmap / naam, quality=88)
        return naam


def _zetten(
    inhoud: Bundelinhoud, werkmap: Path, vormen: dict[int, dict], kenmerk: str
) -> tuple[bytes, dict[int, list[int]]]:
    """Let typst make the pages; return the PDF and on which page each page of a paper comes."""
    gegevens = _voor_typst(inhoud, vormen, kenmerk)
    (werkmap / "bundel.json").write_text(json.dumps(gegevens))
    (werkmap / "bundel.typ").write_bytes(SJABLOON.read_bytes())
    gedaan = subprocess.run(  # noqa: S603 -- our own program, and two folders of our own
        [sys.executable, "-c", ZETTER, str(werkmap), str(LETTERTYPE)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=ZETTER_SECONDEN,
    )
    if gedaan.returncode:
        raise RuntimeError(gedaan.stderr)
    pdf = (werkmap / "bundel.pdf").read_bytes()
    plekken: dict[int, list[int]] = {}
    for bladzijde, stuk, _ in json.loads(gedaan.stdout):
        plekken.setdefault(stuk, []).append(bladzijde - 1)
    return pdf, plekken


def _voor_typst(inhoud: Bundelinhoud, vormen: dict[int, dict], kenmerk: str) -> dict:
    """Turn the content into what the template reads: levels, labels and lines of text."""
    nu = timezone.now()
    gemaakt = f"{dag(nu)}, {uur(nu)} uur"
    punten, register, voor_inhoud, kop = [], {}, [], None
    laatste = None
    niveau_punt = 1

    def los(titel: str, tijd: str = "", duur: str = "") -> None:
        """A line in the contents without a page: a break, or a heading with nothing under it."""
        regel = {"tijd": tijd, "titel": " · ".join(filter(None, [titel, duur]))}
        (register[laatste]["na"] if laatste else voor_inhoud).append(regel)

    for punt in inhoud.punten:
        if punt.soort == Agendapunt.Soort.PAUZE:
            los(punt.titel, punt.tijd, punt.duur)
            continue
        if punt.soort == Agendapunt.Soort.KOP and not punt.stukken and not punt.velden:
            if kop:
                los(kop["titel"])
            kop = {"titel": punt.titel, "niveau": 1, "label": f"kop-{punt.pk}"}
            niveau_punt = 2
            continue
        deel = punt.soort == Agendapunt.Soort.SUBPUNT and punten
        niveau = niveau_punt + 1 if deel else niveau_punt
        titel = f"{punt.nummer}. {punt.titel}" if punt.nummer else punt.titel
        if kop:
            register[kop["label"]] = _regel_inhoud("kop", kop["titel"], 0)
        laatste = f"punt-{punt.pk}"
        register[laatste] = _regel_inhoud(
            "punt", titel, 1 if deel else 0, tijd=punt.tijd, bij=punt.duur
        )
        stukken = []
        for volgnummer, stuk in enumerate(punt.stukken, start=1):
            laatste = f"stuk-{stuk.pk}"
            naam = f"Stuk {volgnummer}. {stuk.titel}"
            register[laatste] = _regel_inhoud("stuk", naam, 2 if deel else 1)
            stukken.append(
                {
                    "id": stuk.pk,
                    "label": laatste,
                    "titel": naam,
                    "niveau": niveau + 1,
                    "regel": _stukregel(stuk, vormen[stuk.pk]),
                    "alt": f"Afbeelding: {stuk.titel}",
                    **{n: w for n, w in vormen[stuk.pk].items() if not n.startswith("_")},
                }
            )
        punten.append(
            {
                "label": f"punt-{punt.pk}",
                "titel": titel,
                "niveau": niveau,
                "kop": kop,
                "regel": punt.regel,
                "besloten": punt.besloten,
                "velden": punt.velden,
                "lijsten": punt.lijsten,
                "stukken": stukken,
            }
        )
        kop = None
    if kop:
        los(kop["titel"])
    return _schoon_alles(
        {
            "documenttitel": f"{inhoud.titel}, {inhoud.gegevens[0][1].lower()}",
            "lettertype": "Source Sans 3",
            "regio": inhoud.regio,
            "kleur": inhoud.kleur,
            "kleur_donker": inhoud.kleur_donker,
            "titel": inhoud.titel,
            "ondertitel": inhoud.ondertitel,
            "gegevens": [
                *inhoud.gegevens,
                *([("Agenda", inhoud.versie)] if inhoud.versie else []),
                ("Gemaakt op", gemaakt),
                ("Kenmerk", kenmerk),
            ],
            "voor": inhoud.voor,
            "openheid": inhoud.openheid,
            "stempel": " · ".join(
                filter(None, [inhoud.titel, inhoud.gegevens[0][1].lower(), inhoud.versie, kenmerk])
            ),
            "kop_inhoud": inhoud.kop_inhoud,
            "voor_inhoud": voor_inhoud,
            "met_tijden": inhoud.met_tijden,
            "inhoud": register,
            "voorgesteld": VOORGESTELD,
            "punten": punten,
        }
    )


def _regel_inhoud(
    soort: str, titel: str, inspringen: int, *, tijd: str = "", bij: str = ""
) -> dict:
    return {
        "soort": soort,
        "titel": titel,
        "inspringen": inspringen,
        "tijd": tijd,
        "bij": bij,
        "na": [],
    }


def _stukregel(stuk: Bundelstuk, vorm: dict) -> str:
    naam, _ = BESTANDSSOORT.get(stuk.mimetype, ("Bestand", ""))
    aantal = len(vorm.get("bladen", ()))
    omvang = f"{aantal} bladzijde{'' if aantal == 1 else 'n'}" if aantal else naam
    delen = [stuk.soort, omvang]
    if stuk.versie > 1:
        delen.append(f"versie {stuk.versie}")
    if stuk.besloten:
        delen.append(stuk.besloten)
    if vorm["vorm"] not in ("pdf", "beeld"):
        delen.append(stuk.bestandsnaam)
    return " · ".join(delen)


# --- text that the typeface can show -------------------------------------------------------------


def _schoon_alles(ding):
    """Clean every text in it; PDF/UA refuses a sign that the typeface does not have."""
    if isinstance(ding, str):
        return schoon(ding)
    if isinstance(ding, dict):
        return {naam: _schoon_alles(waarde) for naam, waarde in ding.items()}
    if isinstance(ding, (list, tuple)):
        return [_schoon_alles(waarde) for waarde in ding]
    return ding


def schoon(tekst: str) -> str:
    """Keep what the typeface can show; a sign that it lacks, such as an emoji, becomes a square."""
    tekst = re.sub(r"\r\n?|[\u2028\u2029\x0b\x0c]", "\n", unicodedata.normalize("NFC", tekst))
    tekens = []
    for teken in tekst.replace("\t", " "):
        if teken == "\n" or ord(teken) in letters():
            tekens.append(teken)
        elif unicodedata.category(teken)[0] not in "CM":
            tekens.append("□")
    return re.sub("□+", "□", "".join(tekens))


@cache
def letters() -> frozenset[int]:
    """The code points that the typeface has, from the `cmap` table of the font."""
    with LETTER.open("rb") as bestand:
        (aantal,) = struct.unpack(">4xH6x", bestand.read(12))
        tabellen = {
            naam: plek
            for naam, _, plek, _ in struct.iter_unpack(">4sIII", bestand.read(16 * aantal))
        }
        bestand.seek(tabellen[b"cmap"])
        cmap = bestand.read(1 << 18)
    _, aantal = struct.unpack_from(">HH", cmap)
    for i in range(aantal):
        _, _, plek = struct.unpack_from(">HHI", cmap, 4 + 8 * i)
        (vorm,) = struct.unpack_from(">H", cmap, plek)
        if vorm == 12:
            (groepen,) = struct.unpack_from(">I", cmap, plek + 12)
            delen = struct.iter_unpack(">III", cmap[plek + 16 : plek + 16 + 12 * groepen])
            return frozenset(c for eerste, laatste, _ in delen for c in range(eerste, laatste + 1))
    raise LookupError("geen tabel van vorm 12 in dit lettertype")


# --- papers in the pages -------------------------------------------------------------------------


def _invoegen(
    schrijver: PdfWriter, stuk: Bundelstuk, bladen: list[Blad], plekken: list[int]
) -> None:
    with stuk.rij.bestand.open("rb") as bestand:
        lezer = _open(bestand)
        gezien: set[int] = set()
        for bron, blad, plek in zip(lezer.pages, bladen, plekken, strict=True):
            _leg(schrijver, schrijver.pages[plek], bron, blad, gezien)
        # The writer holds on to each reader that it took from; 40 of them are 100 MB.
        schrijver.reset_translation(lezer)
        lezer.close()


def _leg(
    schrijver: PdfWriter, pagina: PageObject, bron: PageObject, blad: Blad, gezien: set[int]
) -> None:
    """Lay one page of a paper on our empty page, as one drawing with a place in the tags."""
    middelen = bron.get("/Resources", DictionaryObject()).get_object()
    _zonder_eigen_tags(middelen, gezien)
    tekening = _tekening(schrijver, _tekst(bron), blad.kader, middelen)
    vormen = {NameObject("/RpBlad"): tekening}
    opdracht = [f"q {_matrix(blad.legging)} cm /RpBlad Do"]
    for nummer, (vorm, matrix) in enumerate(_aantekeningen(schrijver, bron, gezien)):
        vormen[NameObject(f"/RpNoot{nummer}")] = vorm
        opdracht.append(f"q {_matrix(matrix)} cm /RpNoot{nummer} Do Q")
    opdracht.append("Q")
    eigen = pagina.setdefault(NameObject("/Resources"), DictionaryObject()).get_object()
    xobject = eigen.setdefault(NameObject("/XObject"), DictionaryObject()).get_object()
    xobject.update(vormen)
    mcid = _plek_in_de_tags(schrijver, pagina)
    nieuw = DecodedStreamObject()
    nieuw.set_data(f"/P <</MCID {mcid}>> BDC {' '.join(opdracht)} EMC\n".encode())
    oud = pagina.raw_get("/Contents")
    if not isinstance(oud, ArrayObject):
        oud = ArrayObject([oud])
    pagina[NameObject("/Contents")] = ArrayObject([schrijver._add_object(nieuw), *oud])
    _koppelingen(schrijver, pagina, bron, blad)


def _matrix(waarden) -> str:
    return " ".join(f"{waarde:.5f}".rstrip("0").rstrip(".") for waarde in waarden)


def _tekst(bron: PageObject) -> bytes:
    """What draws the page, in one piece and without marks that point into its own tags."""
    inhoud = bron.get("/Contents")
    inhoud = inhoud.get_object() if inhoud is not None else None
    if inhoud is None:
        return b""
    delen = inhoud if isinstance(inhoud, ArrayObject) else [inhoud]
    teksten = []
    for deel in delen:
        stroom = deel.get_object()
        teksten.append(stroom.get_data())
        # What pypdf cannot unpack it hands over as nothing; that would be an empty page.
        if not teksten[-1] and len(stroom._data) > LEEG_INGEPAKT:
            raise ValueError("een bladzijde die niet is uit te pakken")
    return zonder_merken(b"\n".join(teksten))


def _tekening(schrijver: PdfWriter, tekst: bytes, kader, middelen: DictionaryObject):
    vorm = DecodedStreamObject()
    vorm.set_data(tekst)
    vorm = vorm.flate_encode()
    vorm.update(
        {
            NameObject("/Type"): NameObject("/XObject"),
            NameObject("/Subtype"): NameObject("/Form"),
            NameObject("/BBox"): ArrayObject([FloatObject(waarde) for waarde in kader]),
            NameObject("/Resources"): middelen.clone(schrijver),
        }
    )
    return schrijver._add_object(vorm)


def _zonder_eigen_tags(middelen: DictionaryObject, gezien: set[int]) -> None:
    """Take out what points into the tags of the paper, and what only its maker reads."""
    stapel = [middelen]
    while stapel:
        ding = stapel.pop()
        if id(ding) in gezien:
            continue
        gezien.add(id(ding))
        for naam in ("/StructParent", "/StructParents", "/PieceInfo", "/Metadata", "/MCID"):
            ding.pop(naam, None)
        if isinstance(ding, StreamObject) and ding.get("/Subtype") == "/Form":
            tekst = ding.get_data()
            if (schoner := zonder_merken(tekst)) != tekst:
                ding.set_data(schoner)
        for naam in ("/XObject", "/Properties", "/Pattern"):
            with suppress(AttributeError):
                waarden = [w.get_object() for w in ding.get(naam, {}).get_object().values()]
                stapel += [w for w in waarden if isinstance(w, DictionaryObject)]
        if isinstance(binnen := ding.get("/Resources"), DictionaryObject):
            stapel.append(binnen)


WIT = rb"\x00\t\n\x0c\r "
WOORD = re.compile(
    rb"%[^\r\n]*|\(|<<|>>|<[^>]*>|/[^WIT()<>\[\]{}/%]*|[\[\]{})]|[^WIT()<>\[\]{}/%]+".replace(
        b"WIT", WIT
    )
)
EINDE_BEELD = re.compile(rb"[WIT]EI(?=[WIT]|$)".replace(b"WIT", WIT))
MERKEN = (b"BMC", b"BDC", b"EMC", b"MP", b"DP")


def zonder_merken(tekst: bytes) -> bytes:
    """Take the marks out of what draws a page: they point into the tags of the paper itself.

    Leaving the marks and only breaking what they point at is allowed too, but some readers
    (poppler) then lose the text behind the first one.
    """
    if not any(merk in tekst for merk in MERKEN):
        return tekst
    uit, klaar, plek, begin = [], 0, 0, None
    while gevonden := WOORD.search(tekst, plek):
        woord, plek = gevonden[0], gevonden.end()
        if woord == b"(":
            plek = _na_de_haakjes(tekst, plek)
        if woord == b"ID":
            beeld = EINDE_BEELD.search(tekst, plek)
            plek, begin = (beeld.end() if beeld else len(tekst)), None
        elif woord[:1] in b"/(<>[]{}+-.0123456789" or woord in (b"true", b"false", b"null"):
            begin = gevonden.start() if begin is None else begin
        elif woord[:1] != b"%":
            if woord in MERKEN:
                uit += [tekst[klaar : gevonden.start() if begin is None else begin], b" "]
                klaar = plek
            begin = None
    return b"".join([*uit, tekst[klaar:]])


def _na_de_haakjes(tekst: bytes, plek: int) -> int:
    """Where a text in brackets ends; brackets inside it come in pairs or behind a backslash."""
    diepte = 1
    while diepte:
        gevonden = re.compile(rb"\\.|[()]", re.DOTALL).search(tekst, plek)
        if gevonden is None:
            return len(tekst)
        diepte += {b"(": 1, b")": -1}.get(gevonden[0], 0)
        plek = gevonden.end()
    return plek


def _aantekeningen(schrijver: PdfWriter, bron: PageObject, gezien: set[int]) -> Iterator[tuple]:
    """What was filled in, signed or marked on the page, as it looks; nobody can change it here."""
    for aantekening in bron.get("/Annots") or ():
        noot = aantekening.get_object()
        if not isinstance(noot, DictionaryObject) or noot.get("/Subtype") in ("/Link", "/Popup"):
            continue
        if int(noot.get("/F", 0)) & 0b10:  # hidden
            continue
        vorm = noot.get("/AP", DictionaryObject()).get("/N")
        if isinstance(vorm, DictionaryObject) and not isinstance(vorm, StreamObject):
            vorm = vorm.get(noot.get("/AS", "/Off"))
        vorm = vorm.get_object() if vorm is not None else None
        if not isinstance(vorm, StreamObject) or "/BBox" not in vorm:
            continue
        _zonder_eigen_tags(vorm, gezien)
        rx0, ry0, rx1, ry1 = (float(w) for w in noot["/Rect"])
        bx0, by0, bx1, by1 = (float(w) for w in vorm["/BBox"])
        if bx1 == bx0 or by1 == by0:
            continue
        sx, sy = abs(rx1 - rx0) / abs(bx1 - bx0), abs(ry1 - ry0) / abs(by1 - by0)
        x, y = min(rx0, rx1) - sx * min(bx0, bx1), min(ry0, ry1) - sy * min(by0, by1)
        kopie = vorm.clone(schrijver)
        yield kopie.indirect_reference or schrijver._add_object(kopie), (sx, 0, 0, sy, x, y)


def _koppelingen(schrijver: PdfWriter, pagina: PageObject, bron: PageObject, blad: Blad) -> None:
    """Keep the links to the web; one to another page of the paper would point to nowhere."""
    a, b, c, d, e, f = blad.legging
    for aantekening in bron.get("/Annots") or ():
        noot = aantekening.get_object()
        if not isinstance(noot, DictionaryObject) or noot.get("/Subtype") != "/Link":
            continue
        doel = noot.get("/A", DictionaryObject()).get_object().get("/URI")
        if not isinstance(doel, str) or not doel.startswith(("https://", "http://", "mailto:")):
            continue
        x0, y0, x1, y1 = (float(w) for w in noot["/Rect"])
        hoeken = [(a * x + c * y + e, b * x + d * y + f) for x, y in ((x0, y0), (x1, y1))]
        xs, ys = zip(*hoeken, strict=True)
        link = {
            "/Type": NameObject("/Annot"),
            "/Subtype": NameObject("/Link"),
            "/Rect": ArrayObject(FloatObject(w) for w in (min(xs), min(ys), max(xs), max(ys))),
            "/Border": ArrayObject([NumberObject(0)] * 3),
            "/F": NumberObject(4),
            "/A": DictionaryObject(
                {
                    NameObject("/S"): NameObject("/URI"),
                    NameObject("/URI"): noot["/A"]["/URI"],
                }
            ),
        }
        noten = pagina.setdefault(NameObject("/Annots"), ArrayObject()).get_object()
        noten.append(
            schrijver._add_object(DictionaryObject({NameObject(n): w for n, w in link.items()}))
        )


def _plek_in_de_tags(schrijver: PdfWriter, pagina: PageObject) -> int:
    """Give the drawing of this page an element in the tags, behind the one that names the page."""
    wortel = schrijver.root_object["/StructTreeRoot"]
    ouders = _ouders(wortel["/ParentTree"], int(pagina["/StructParents"]))
    voor = ouders[0].get_object()
    element = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/StructElem"),
            NameObject("/S"): NameObject("/P"),
            NameObject("/P"): voor.raw_get("/P"),
            NameObject("/Pg"): pagina.indirect_reference,
            NameObject("/K"): NumberObject(len(ouders)),
        }
    )
    verwijzing = schrijver._add_object(element)
    kinderen = voor["/P"].get_object()["/K"].get_object()
    plek = next(i for i, kind in enumerate(kinderen) if kind == ouders[0])
    kinderen.insert(plek + 1, verwijzing)
    ouders.append(verwijzing)
    return len(ouders) - 1


def _ouders(boom: DictionaryObject, sleutel: int) -> ArrayObject:
    """The list of a page in the number tree that leads from a page to its elements."""
    for kind in boom.get("/Kids", ()):
        eerste, laatste = kind.get_object()["/Limits"]
        if eerste <= sleutel <= laatste:
            return _ouders(kind.get_object(), sleutel)
    nummers_ = boom["/Nums"]
    plek = next(i for i in range(0, len(nummers_), 2) if nummers_[i] == sleutel)
    return nummers_[plek + 1].get_object()


def _geen_belofte(schrijver: PdfWriter) -> None:
    """Take out the claim that all of it is PDF/UA: the papers are as they came."""
    meta = schrijver.root_object.get("/Metadata")
    if meta is not None:
        xmp = meta.get_object()
        zonder = re.sub(
            rb"<pdfuaid:(\w+)>.*?</pdfuaid:\1>|\s+pdfuaid:\w+=\"[^\"]*\"", b"", xmp.get_data()
        )
        xmp.set_data(zonder)


# --- one zip -------------------------------------------------------------------------------------


class _Doorgeef(io.RawIOBase):
    """Where zipfile writes to, and from where we hand it on: it cannot go back."""

    def __init__(self) -> None:
        self.delen: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, deel) -> int:
        self.delen.append(bytes(deel))
        return len(deel)

    def haal(self) -> bytes:
        delen, self.delen = self.delen, []
        return b"".join(delen)


NIET_IN_EEN_NAAM = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f]')
NAMEN_VAN_WINDOWS = re.compile(r"(?i)(con|prn|aux|nul|com\d|lpt\d)(\.|$)")


def veilige_naam(tekst: str, *, reserve: str, lengte: int = 90) -> str:
    """A name that every computer takes, accents and all, that leads to no other folder."""
    tekst = unicodedata.normalize("NFC", tekst)
    # Cf holds what turns the direction of reading: "gnp.exe" that reads as "exe.png".
    tekst = "".join(t for t in tekst if unicodedata.category(t) not in ("Cf", "Cs", "Co", "Cn"))
    tekst = re.sub(r":\s+", " - ", tekst)
    tekst = re.sub(r"\s+", " ", NIET_IN_EEN_NAAM.sub("-", tekst)).strip(" .")[:lengte].strip(" .")
    if not tekst or NAMEN_VAN_WINDOWS.match(tekst):
        return f"{reserve} {tekst}".strip()
    return tekst


def namen_in_zip(inhoud: Bundelinhoud) -> list[tuple[str, Bundelstuk]]:
    """The paths in the zip: a folder per agendapunt, the papers in order, each name once."""
    gevonden, mappen = [], set()
    for punt in inhoud.punten:
        if not punt.stukken:
            continue
        titel = f"{punt.nummer} {punt.titel}" if punt.nummer else punt.titel
        basis = map_ = veilige_naam(titel, reserve="Onderwerp")
        volgende = 2
        while map_.casefold() in mappen:
            map_, volgende = f"{basis} ({volgende})", volgende + 1
        mappen.add(map_.casefold())
        for plek, stuk in enumerate(punt.stukken, start=1):
            naam = veilige_naam(f"{plek} {stuk.titel}", reserve="Stuk")
            gevonden.append((f"{map_}/{naam}.{_extensie(stuk)}", stuk))
    return gevonden


def _extensie(stuk: Bundelstuk) -> str:
    if stuk.mimetype in BESTANDSSOORT:
        return BESTANDSSOORT[stuk.mimetype][1]
    achter = Path(stuk.bestandsnaam).suffix.lstrip(".").lower()
    return achter if re.fullmatch(r"[a-z0-9]{1,5}", achter) else "bin"


def zip_stroom(inhoud: Bundelinhoud) -> Iterator[bytes]:
    """The zip in pieces, so that a large one needs neither memory nor disk."""
    uit = _Doorgeef()
    with zipfile.ZipFile(uit, "w", zipfile.ZIP_STORED) as zip_:
        for naam, stuk in namen_in_zip(inhoud):
            dag_ = timezone.localtime(stuk.rij.toegevoegd_op)
            info = zipfile.ZipInfo(naam, max(dag_.timetuple()[:6], (1980, 1, 1, 0, 0, 0)))
            info.external_attr = 0o644 << 16
            try:
                bron = stuk.rij.bestand.open("rb")
            except OSError:
                log.exception("stuk %s ontbreekt", stuk.pk)
                zip_.writestr(f"{naam.rpartition('.')[0]} (niet gevonden).txt", NIET_GEVONDEN)
                continue
            with bron as bestand, zip_.open(info, "w") as doel:
                for deel in _delen(bestand):
                    doel.write(deel)
                    yield uit.haal()
    yield uit.haal()


def _delen(bestand: IO[bytes]) -> Iterator[bytes]:
    while deel := bestand.read(1 << 18):
        yield deel
