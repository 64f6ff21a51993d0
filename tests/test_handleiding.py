"""What the handleiding tells people to do can be done: its words stand on the pages, and so on."""

import ast
import re
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.utils.text import capfirst
from PIL import Image

from tests.beelden import BREED, OPNAMEN

WORTEL = settings.BASE_DIR
MAP = WORTEL / "docs" / "handleiding"
PAGINAS = [MAP / "secretaris.md", MAP / "lid.md"]
HULP = WORTEL / "templates" / "regio" / "hulp.html"
WOORDEN_PER_ZIN, STAPPEN_PER_TAAK, HOOGSTENS_BYTES = 20, 7, 80_000
# Lead-ins that every task has, in this order.
KOPJES = ("_Wat u krijgt:_", "_Als het niet lukt:_")

per_pagina = pytest.mark.parametrize("pagina", PAGINAS, ids=lambda p: p.stem)


def teksten_van_sjabloon(html: str) -> list[str]:
    """What stands between the tags of a template, and in what a screen reader says."""
    namen = re.findall(r'(?:aria-label|placeholder)="([^"{]+)"', html)
    return [*re.split(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", html, flags=re.DOTALL), *namen]


def teksten_van_code(python: str) -> list[str]:
    """The strings of a module; Django begins the name of a field with a capital."""
    teksten = [
        knoop.value
        for knoop in ast.walk(ast.parse(python))
        if isinstance(knoop, ast.Constant) and isinstance(knoop.value, str)
    ]
    return [*teksten, *map(capfirst, teksten)]


def op_een_regel(tekst: str) -> str:
    return " ".join(tekst.split())


@cache
def alle_teksten() -> set[str]:
    """Every piece of text that a page of the portal can show, each on one line."""
    gevonden = []
    for bestand in {*(WORTEL / "templates").rglob("*.html")} - {HULP}:
        gevonden += teksten_van_sjabloon(bestand.read_text())
    for pakket in ("regio", "tafels"):
        for bestand in (WORTEL / pakket).rglob("*.py"):
            if "migrations" not in bestand.parts:
                gevonden += teksten_van_code(bestand.read_text())
    return {op_een_regel(tekst).rstrip(":.,") for tekst in gevonden}


def taken(tekst: str) -> dict[str, str]:
    """The tasks of a page by their heading: what has steps, or should have."""
    koppen = list(re.finditer(r"^(#+) (.+)$", tekst, re.MULTILINE))
    grenzen = [*(kop.start() for kop in koppen), len(tekst)]
    delen = {
        kop[2]: (len(kop[1]), tekst[van + len(kop[0]) : tot].strip())
        for kop, (van, tot) in zip(koppen, pairwise(grenzen), strict=True)
    }
    # What only has other headings below it is no task, nor is the title or the summary.
    return {
        naam: deel
        for naam, (niveau, deel) in delen.items()
        if niveau > 1 and deel and naam != "In het kort"
    }


def stappen(taak: str) -> list[str]:
    return re.findall(r"^\d+\. .+$", taak, re.MULTILINE)


def zinnen(tekst: str) -> list[str]:
    """The sentences as somebody reads them aloud."""
    tekst = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1.", tekst)
    tekst = re.sub(r"\*\*([^*]+)\*\*", lambda label: re.sub(r"[.?!]", "", label[1]), tekst)
    regels = re.split(r"\n|\|", re.sub(r"(?m)^\d+\. |^#+ |_", "", tekst))
    return [zin for regel in regels for zin in re.split(r"(?<=[.?!:]) ", regel) if zin.strip()]


@per_pagina
def test_elk_dik_woord_staat_zo_op_een_pagina(pagina):
    labels = re.findall(r"\*\*(.+?)\*\*", pagina.read_text())

    assert len(labels) > 5
    assert [label for label in labels if label not in alle_teksten()] == []


def test_elk_dik_woord_op_de_pagina_hulp_staat_zo_op_een_andere_pagina():
    labels = re.findall(r"<strong>(.+?)</strong>", HULP.read_text())

    assert len(labels) > 5
    assert [label for label in labels if label not in alle_teksten()] == []


def test_een_knop_die_anders_gaat_heten_valt_op():
    knop = '<button class="rp-knop">{% icoon "bestand" %} Bundel maken</button>'

    assert "Bundel maken" in map(op_een_regel, teksten_van_sjabloon(knop))
    assert "Bundel" not in map(op_een_regel, teksten_van_sjabloon(knop))
    assert "Bundel weggooien" not in alle_teksten()


@per_pagina
def test_elke_taak_zegt_wat_u_krijgt_en_wat_te_doen_als_het_niet_lukt(pagina):
    onvolledig = [
        naam
        for naam, taak in taken(pagina.read_text()).items()
        if re.findall(r"^_.+?_", taak, re.MULTILINE) != list(KOPJES) or taak.count("![") != 1
    ]

    assert onvolledig == []


@per_pagina
def test_een_taak_heeft_hoogstens_zeven_stappen_op_volgorde(pagina):
    for naam, taak in taken(pagina.read_text()).items():
        nummers = [int(stap.split(".")[0]) for stap in stappen(taak)]

        assert nummers == list(range(1, len(nummers) + 1)), naam
        assert 1 < len(nummers) <= STAPPEN_PER_TAAK, naam


@pytest.mark.parametrize("pagina", sorted(MAP.glob("*.md")), ids=lambda p: p.stem)
def test_geen_zin_is_langer_dan_twintig_woorden(pagina):
    lang = [zin for zin in zinnen(pagina.read_text()) if len(zin.split()) > WOORDEN_PER_ZIN]

    assert lang == []


def test_elk_plaatje_komt_uit_het_script_en_elk_plaatje_wordt_gebruikt():
    genoemd = [
        f"handleiding/{plaatje}"
        for pagina in PAGINAS
        for plaatje in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", pagina.read_text())
    ]
    gemaakt = [o.bestand for o in OPNAMEN if o.bestand.startswith("handleiding/")]
    bewaard = [str(b.relative_to(WORTEL / "docs")) for b in MAP.rglob("*.png")]

    assert sorted(genoemd) == sorted(gemaakt) == sorted(bewaard)


@pytest.mark.parametrize("opname", [o for o in OPNAMEN if o.bestand], ids=lambda o: o.bestand)
def test_een_plaatje_is_klein(opname):
    bestand = Path(WORTEL / "docs" / opname.bestand)

    assert bestand.stat().st_size <= HOOGSTENS_BYTES
    with Image.open(bestand) as beeld:
        assert beeld.width <= BREED
