"""Every Dutch word in the code stands in docs/begrippen.md, and what stands there still exists."""

import importlib
import importlib.util
import inspect
import pkgutil
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.db import models

PAKKETTEN = ["regio", "regiobeeld", "projecten", "tafels"]
UITLEG = "Zet dit woord in docs/begrippen.md en zeg in één zin wat het betekent."
# Where a value of the list is a step or a place that people talk about, not a mere label.
UITGELEGD = {
    "Status",
    "Fase",
    "Stand",
    "Kleur",
    "Rol",
    "Kring",
    "Openbaarheid",
    "Mandaat",
    "Verslag",
}
# What Django itself brings along with an account; and what names itself.
VAN_DJANGO = {"groups", "is_active", "is_staff", "is_superuser", "last_login", "password"}
VAN_DJANGO |= {"user_permissions", "id", "pk"}


def hoofdstukken() -> dict[str, set[str]]:
    """The words in the first column of the tables, by heading."""
    gevonden: dict[str, set[str]] = {}
    kop = ""
    for regel in (settings.BASE_DIR / "docs" / "begrippen.md").read_text().splitlines():
        if regel.startswith("#"):
            kop = regel.lstrip("# ")
        elif regel.startswith("| "):
            cel = regel.split("|")[1].strip()
            gevonden.setdefault(kop, set()).update(re.findall(r"`([^`]+)`", cel) or [cel])
    return gevonden


HOOFDSTUKKEN = hoofdstukken()
WOORDEN = set().union(*HOOFDSTUKKEN.values())
MODELLEN = [
    model
    for pakket in PAKKETTEN
    for model in apps.get_app_config(pakket).get_models()
    if not model.__name__.endswith("Event")  # the history of another model
]


def keuzelijsten(houder) -> list[type[models.Choices]]:
    return [
        ding
        for ding in vars(houder).values()
        if inspect.isclass(ding) and issubclass(ding, models.Choices) and ding.choices
    ]


def modules(naam: str) -> list:
    """The module of this name in each package that has one, and the parts it is made of."""
    paden = [f"{pakket}.{naam}" for pakket in PAKKETTEN]
    hele = [importlib.import_module(pad) for pad in paden if importlib.util.find_spec(pad)]
    delen = [
        importlib.import_module(f"{module.__name__}.{deel.name}")
        for module in hele
        for deel in pkgutil.iter_modules(getattr(module, "__path__", []))
    ]
    return hele + delen


def eigen_functies(module) -> set[str]:
    return {
        naam
        for naam, functie in inspect.getmembers(module, inspect.isfunction)
        if functie.__module__ == module.__name__ and not naam.startswith("_")
    }


HANDELINGEN = set().union(*(eigen_functies(module) for module in modules("domain")))


def test_elk_ding_staat_in_de_begrippen():
    assert {model.__name__ for model in MODELLEN} - HOOFDSTUKKEN["Dingen"] == set(), UITLEG


@pytest.mark.parametrize("model", MODELLEN, ids=lambda m: m.__name__)
def test_elk_veld_staat_in_de_begrippen(model):
    wijst_naar_een_ding = {
        naam
        for ander in MODELLEN
        for naam in (ander._meta.verbose_name, ander._meta.verbose_name_plural)
    }
    velden = {veld.name for veld in model._meta.get_fields() if not veld.auto_created}

    assert velden - WOORDEN - VAN_DJANGO - wijst_naar_een_ding == set(), UITLEG


@pytest.mark.parametrize("model", MODELLEN, ids=lambda m: m.__name__)
def test_elke_keuzelijst_en_elke_status_staat_in_de_begrippen(model):
    lijsten = {*keuzelijsten(model), *keuzelijsten(inspect.getmodule(model))}
    statussen = {keuze.value for lijst in lijsten if lijst.__name__ in UITGELEGD for keuze in lijst}

    assert {lijst.__name__ for lijst in lijsten} - HOOFDSTUKKEN["Keuzelijsten"] == set(), UITLEG
    assert statussen - WOORDEN == set(), UITLEG


def test_elke_handeling_staat_in_de_begrippen():
    assert HANDELINGEN - HOOFDSTUKKEN["Handelingen"] == set(), UITLEG


@pytest.mark.parametrize("module", modules("toegang"), ids=lambda m: m.__name__)
def test_elke_regel_staat_in_de_begrippen(module):
    regels = eigen_functies(module) - {"vereist", "openbaar", "mag"}  # they apply the rules

    assert regels - HOOFDSTUKKEN["Regels: wie mag het"] == set(), UITLEG


def test_wat_in_de_begrippen_staat_bestaat_nog():
    dingen = {model.__name__ for model in MODELLEN}
    regels = set().union(*(eigen_functies(module) for module in modules("toegang")))

    assert HOOFDSTUKKEN["Dingen"] - {"woord"} - dingen == set()
    handelingen = HANDELINGEN | {"regiobureau_uitnodigen"}  # in its management command
    assert HOOFDSTUKKEN["Handelingen"] - {"handeling"} - handelingen == set()
    assert HOOFDSTUKKEN["Regels: wie mag het"] - {"regel"} - regels == set()
