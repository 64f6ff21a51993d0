"""What the documentation says about links, settings, packages and the CSP is still so."""

import json
import re
import tomllib
from fnmatch import fnmatch

import pytest
import yaml
from django.conf import settings

WORTEL = settings.BASE_DIR
PAGINAS = sorted([*WORTEL.glob("*.md"), *(WORTEL / "docs").rglob("*.md")])
BEHEER = (WORTEL / "docs" / "beheer.md").read_text()
PAKKETTEN = (WORTEL / "docs" / "adr" / "0012-afhankelijkheden.md").read_text()


def ankers(tekst: str) -> set[str]:
    """The anchors that a viewer of Markdown makes of the headings."""
    koppen = re.findall(r"^#+ (.+)$", tekst, re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", kop.lower()).replace(" ", "-") for kop in koppen}


@pytest.mark.parametrize("pagina", PAGINAS, ids=lambda p: str(p.relative_to(WORTEL)))
def test_elke_link_komt_ergens_uit(pagina):
    kapot = []
    for doel in re.findall(r"\]\(([^)\s]+)\)", pagina.read_text()):
        if doel.startswith("http"):
            continue
        naam, _, anker = doel.partition("#")
        bestand = (pagina.parent / naam).resolve() if naam else pagina
        if not bestand.exists() or (anker and anker not in ankers(bestand.read_text())):
            kapot.append(doel)

    assert kapot == []


def uit_de_omgeving() -> set[str]:
    """The names that the code reads from the environment, and those of .env.example."""
    code = "".join(
        (WORTEL / "regio" / naam).read_text() for naam in ("settings.py", "diensten.py", "env.py")
    )
    gelezen = set(re.findall(r'env\.(?:text|flag|listed|number)\(\s*"([A-Z0-9_]+)"', code))
    gelezen |= set(re.findall(r'environ\.get\("([A-Z0-9_]+)"', code))
    voorbeeld = (WORTEL / ".env.example").read_text()
    return gelezen | set(re.findall(r"^#?([A-Z][A-Z0-9_]+)=", voorbeeld, re.MULTILINE))


def test_elke_instelling_staat_in_beheer():
    tabel = set(re.findall(r"`([A-Z][A-Z0-9_]+)`", BEHEER))

    assert uit_de_omgeving() - tabel == set(), "Zet deze instelling in docs/beheer.md."


def test_een_kopie_komt_niet_in_het_image_en_niet_in_git():
    kopieen = set(re.findall(r" > (\S+)$", BEHEER, re.MULTILINE))

    assert kopieen != set()
    for lijst in (".dockerignore", ".gitignore"):
        regels = (WORTEL / lijst).read_text().split()
        assert [k for k in kopieen if not any(fnmatch(k, regel) for regel in regels)] == [], lijst


def test_de_mappen_van_het_image_staan_in_beheer():
    gezet = re.findall(r"([A-Z]+_MAP)=(\S+)", (WORTEL / "Dockerfile").read_text())
    rijen = [regel for regel in BEHEER.splitlines() if regel.startswith("| `")]

    beschreven = [re.match(r"\| `(\w+)` .*In het image: `(.+)`\.", rij) for rij in rijen]

    assert [rij.groups() for rij in beschreven if rij] == gezet


def test_hoe_vaak_de_klok_een_teken_vraagt_staat_in_beheer():
    seconden = settings.CELERY_BEAT_SCHEDULE["hartslag"]["schedule"]

    assert f"De klok laat elke {seconden:.0f} seconden een werker een teken geven." in BEHEER


def test_elke_regel_van_de_csp_staat_in_beheer_met_een_reden():
    regels = {f"{naam} {' '.join(waarden)}" for naam, waarden in settings.SECURE_CSP.items()}
    met_reden = dict(
        re.findall(
            r"^\| `([a-z]+-(?:src|uri|action|ancestors)[^`]*)` \| (.+) \|$", BEHEER, re.MULTILINE
        )
    )

    assert regels == set(met_reden), "Zeg in docs/beheer.md waarom deze regel er staat."


def test_elk_pakket_staat_met_zijn_prijs_in_adr_0012():
    project = tomllib.loads((WORTEL / "pyproject.toml").read_text())
    npm = json.loads((WORTEL / "package.json").read_text())
    python = [*project["project"]["dependencies"], *project["dependency-groups"]["dev"]]
    gebruikt = {re.match(r"[\w.-]+", eis)[0] for eis in python}
    gebruikt |= {*npm["dependencies"], *npm["devDependencies"]}
    rijen = [regel.split("|")[1] for regel in PAKKETTEN.splitlines() if regel.startswith("| `")]

    beschreven = {naam for rij in rijen for naam in re.findall(r"`([^`]+)`", rij)}

    assert beschreven == gebruikt, "Zet in docs/adr/0012 wat het bespaart en wat weggaan kost."


def test_de_demo_mensen_in_de_readme_zijn_die_van_de_demo():
    demo = yaml.safe_load((WORTEL / "regio" / "demo" / "regio.yaml").read_text())
    personen = {rij["code"]: rij for rij in demo["personen"]}
    wie = [(personen[rij["persoon"]], rij["als"]) for rij in demo["aanmelden"]]

    readme = (WORTEL / "README.md").read_text()

    regels = [f"| {mens['naam']} | {als} | `{mens['email']}` |" for mens, als in wie]
    assert re.findall(r"^\| .+ \| `.+@demo\.example` \|$", readme, re.MULTILINE) == regels


def test_publiccode_heeft_wat_de_standaard_vraagt():
    gegevens = yaml.safe_load((WORTEL / "publiccode.yml").read_text())
    project = tomllib.loads((WORTEL / "pyproject.toml").read_text())["project"]

    assert gegevens["softwareVersion"] == project["version"]
    assert gegevens["legal"]["license"] == project["license"] == "EUPL-1.2"
    for taal in gegevens["description"].values():
        assert len(taal["shortDescription"]) <= 150
        assert 150 <= len(taal["longDescription"]) <= 10_000
        assert all((WORTEL / beeld).exists() for beeld in taal["screenshots"])
    assert (WORTEL / gegevens["logo"]).exists()
