"""The agreements of docs/architectuur.md, and of production, kept alive by machines."""

import importlib
import inspect
import pkgutil
import re

import pytest
import yaml
from django.conf import settings
from django.core.management import call_command
from django.template.loader import get_template

SJABLONENMAP = settings.BASE_DIR / "templates"
SJABLONEN = {
    str(pad.relative_to(SJABLONENMAP)): pad.read_text()
    for pad in sorted(SJABLONENMAP.rglob("*.html"))
}
DEEL = re.compile(r"{% partialdef (\S+)[^%]*%}\s*<\w+[^>]*?\bid=\"([^\"]+)\"")
VERBODEN = re.compile(
    r"\sstyle=|\son(?:click|change|submit|load|input|focus|blur|key\w+)=|hx-on|"
    r"<script(?![^>]*\bsrc=)(?![^>]*application/json)|<style|\|safe\b|{% autoescape off",
    re.IGNORECASE,
)


def test_elk_sjabloon_compileert():
    assert len(SJABLONEN) >= 100
    for naam in SJABLONEN:
        get_template(naam)


def test_een_deel_heet_als_zijn_element_en_als_het_doel_van_htmx():
    bekend = {deel for html in SJABLONEN.values() for deel, _ in DEEL.findall(html)}

    for naam, html in SJABLONEN.items():
        gevonden = DEEL.findall(html)
        assert all(deel == element for deel, element in gevonden), naam
        assert len(gevonden) == html.count("{% partialdef "), naam
        zonder = set(re.findall(r'hx-target="#([\w-]+)"', html)) - bekend
        assert zonder == set(), f"Geef dit doel in {naam} een partialdef met dezelfde naam."


def test_geen_sjabloon_heeft_stijl_of_script_in_de_tekst():
    gevonden = {naam: wat for naam, html in SJABLONEN.items() if (wat := VERBODEN.findall(html))}

    assert gevonden == {}, "De CSP verbiedt dit; zet het in static/css of static/js."


@pytest.mark.parametrize("naam", ["regio", "tafels", "projecten", "regiobeeld"])
def test_elke_publieke_functie_in_domain_is_een_handeling(naam):
    module = importlib.import_module(f"{naam}.domain")
    delen = [m.name for m in pkgutil.iter_modules(getattr(module, "__path__", []))]
    modules = [module, *(importlib.import_module(f"{naam}.domain.{deel}") for deel in delen)]

    publiek = [
        functie
        for m in modules
        for naam_, functie in inspect.getmembers(m, inspect.isfunction)
        if functie.__module__ == m.__name__ and not naam_.startswith("_")
    ]

    assert publiek != []
    assert [f.__name__ for f in publiek if not getattr(f, "is_handeling", False)] == []


def test_geen_migratie_vergeten(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("naam", ["regio", "tafels", "projecten", "regiobeeld"])
def test_migraties_hebben_een_naam(naam):
    bestanden = (settings.BASE_DIR / naam / "migrations").glob("0*.py")

    assert [b.name for b in bestanden if "_auto_" in b.name] == []


DIENSTEN = yaml.safe_load((settings.BASE_DIR / "docker-compose.yml").read_text())["services"]


def test_een_dienst_die_niets_mag_schrijven_vraagt_geen_geheim_dat_compose_moet_schrijven():
    assert DIENSTEN["web"]["read_only"]
    assert [n for n, d in DIENSTEN.items() if d.get("read_only") and d.get("secrets")] == []


def test_een_dienst_bouwt_het_image_en_de_andere_gebruiken_het():
    van_ons = {n: d for n, d in DIENSTEN.items() if d["image"] == "regioportaal"}

    assert [naam for naam, dienst in van_ons.items() if "build" in dienst] == ["web"]
    assert [n for n, d in van_ons.items() if d["pull_policy"] != "never"] == ["web"]


def test_de_database_is_pas_gezond_als_de_anderen_erbij_kunnen():
    assert "--host" in DIENSTEN["postgres"]["healthcheck"]["test"]
