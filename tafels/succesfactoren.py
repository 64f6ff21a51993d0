"""What makes a tafel work, per kind of tafel, with the evidence of this moment.

The advice is that of the national guide on regional tafels, in our own words. It is advice: what
is not in order is shown, never refused.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from regio.templatetags.regio import dag_maand
from tafels.models import Tafel


class Succesfactor(NamedTuple):
    """One piece of advice, what the portal knows about it, and whether that is in order.

    `is_ok` is None when there is nothing to judge. `links` are (text, name of the page).
    """

    zin: str
    bewijs: str
    is_ok: bool | None
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Feiten:
    """What the portal knows about a tafel now; a missing figure is not asked by its kind."""

    ontmoetingen: int = 0  # in the last twelve months
    bijeenkomsten: int = 0  # that were held, ever
    opbouw: int = 3
    volgende: date | None = None
    locatie: str = ""
    heeft_secretaris: bool = False
    heeft_programmamanager: bool = False
    leden: int = 0
    leden_buiten_duo: int = 0
    organisaties: int = 0
    inwoners: int = 0
    professionals: int = 0
    lopende_projecten: int = 0
    zonder_opgave: int = 0
    grotere_innovaties: int = 0
    max_grotere_innovaties: int = 5
    open_rollen: int = 0
    db_max: int = 5
    volgende_bestuurstafel: date | None = None


def _aantal(getal: int, een: str, meer: str) -> str:
    return f"{getal} {een if getal == 1 else meer}"


def bestuurstafel(feiten: Feiten) -> list[Succesfactor]:
    geteld = _aantal(feiten.ontmoetingen, "ontmoeting", "ontmoetingen")
    kennen = f"{geteld} in de afgelopen 12 maanden."
    if not feiten.ontmoetingen:
        kennen = "Geen ontmoeting in de afgelopen 12 maanden."
    return [
        Succesfactor(
            "Neem de tijd om elkaar te leren kennen.",
            kennen,
            feiten.ontmoetingen > 0,
            (("Plan een ontmoeting", "tafels:ontmoeting_plannen"),),
        ),
        Succesfactor(
            "Vertrouwen groeit in een paar bijeenkomsten.",
            _opbouw(feiten),
            feiten.bijeenkomsten >= feiten.opbouw,
        ),
        Succesfactor(
            "Kies een goede plek en zorg voor goede begeleiding.",
            f"{_plek(feiten)} {_duo(feiten)}",
            bool(feiten.locatie) and feiten.heeft_secretaris and feiten.heeft_programmamanager,
        ),
    ]


def _opbouw(feiten: Feiten) -> str:
    if feiten.bijeenkomsten >= feiten.opbouw:
        return f"De opbouw is klaar: {feiten.bijeenkomsten} bijeenkomsten gehad."
    return f"De opbouw: bijeenkomst {feiten.bijeenkomsten} van {feiten.opbouw} gehad."


def _plek(feiten: Feiten) -> str:
    if not feiten.volgende:
        return "Er is nog geen volgende bijeenkomst."
    if not feiten.locatie:
        return f"Voor {dag_maand(feiten.volgende)} is nog geen plek gekozen."
    return f"Op {dag_maand(feiten.volgende)}: {feiten.locatie}."


def _duo(feiten: Feiten) -> str:
    if feiten.heeft_secretaris and feiten.heeft_programmamanager:
        return "De secretaris en de programmamanager begeleiden samen."
    if feiten.heeft_secretaris:
        return "Er is nog geen programmamanager."
    if feiten.heeft_programmamanager:
        return "Er is nog geen secretaris."
    return "Er is nog geen secretaris en geen programmamanager."


def beleidstafel(feiten: Feiten) -> list[Succesfactor]:
    projecten = _aantal(feiten.lopende_projecten, "lopend project", "lopende projecten")
    ideeen = _aantal(feiten.zonder_opgave, "idee heeft", "ideeën hebben")
    los = f"{ideeen} nog geen opgave." if feiten.zonder_opgave else "Elk idee heeft een opgave."
    return [
        Succesfactor(
            "Zorg dat u elkaar snel en zonder drempel vindt.",
            f"{_mensen(feiten)}.",
            feiten.organisaties >= 2,
            (("Wie is wie", "wie_is_wie"),),
        ),
        Succesfactor(
            "Breng lopende projecten in beeld en verbind ze.",
            f"{projecten} in beeld. {los}",
            feiten.lopende_projecten > 0 and not feiten.zonder_opgave,
            (("Projecten", "projecten:kalender"),),
        ),
        Succesfactor(
            "Werk met één projectenkalender en stuur op voortgang.",
            "De kalender en het dashboard zijn er voor alle partners.",
            None,
            (("Projectenkalender", "projecten:kalender"), ("Dashboard", "dashboard")),
        ),
    ]


def inhoudelijke_tafel(feiten: Feiten) -> list[Succesfactor]:
    plekken = f"{feiten.grotere_innovaties} van {feiten.max_grotere_innovaties} loopt nu."
    if feiten.grotere_innovaties != 1:
        plekken = f"{feiten.grotere_innovaties} van {feiten.max_grotere_innovaties} lopen nu."
    rollen = f"{_aantal(feiten.open_rollen, 'rol is', 'rollen zijn')} nog niet ingevuld."
    return [
        Succesfactor(
            f"Doe hoogstens {feiten.max_grotere_innovaties} grotere innovaties tegelijk.",
            plekken,
            feiten.grotere_innovaties <= feiten.max_grotere_innovaties,
            (("Projecten", "projecten:kalender"),),
        ),
        Succesfactor(
            "Laat professionals van verschillende organisaties elkaar vinden.",
            f"{_mensen(feiten)}.",
            feiten.organisaties >= 2,
        ),
        Succesfactor(
            "Spreek duidelijk af wie welke rol heeft.",
            rollen if feiten.open_rollen else "Alle rollen in de projecten zijn ingevuld.",
            not feiten.open_rollen,
        ),
    ]


def dagelijks_bestuur(feiten: Feiten) -> list[Succesfactor]:
    return [
        Succesfactor(
            "Houd het dagelijks bestuur klein.",
            f"{_aantal(feiten.leden_buiten_duo, 'lid', 'leden')}, hoogstens {feiten.db_max}.",
            0 < feiten.leden_buiten_duo <= feiten.db_max,
        ),
        Succesfactor(
            "Laat de programmamanager elke dag kunnen overleggen.",
            "De programmamanager zit aan tafel."
            if feiten.heeft_programmamanager
            else "Er is nog geen programmamanager.",
            feiten.heeft_programmamanager,
        ),
        Succesfactor(
            "Besluit snel, tussen twee bestuurstafels in.",
            f"De volgende keer is op {dag_maand(feiten.volgende)}."
            if feiten.volgende
            else "Er is nog geen volgende bijeenkomst.",
            feiten.volgende is not None,
        ),
    ]


def klankbordgroep(feiten: Feiten) -> list[Succesfactor]:
    stemmen = (
        f"{_aantal(feiten.inwoners, 'lid', 'leden')} namens inwoners of patiënten, "
        f"{feiten.professionals} namens professionals."
    )
    eerder = bool(
        feiten.volgende
        and feiten.volgende_bestuurstafel
        and feiten.volgende < feiten.volgende_bestuurstafel
    )
    if not feiten.volgende_bestuurstafel:
        vooraf = "Er is nog geen volgende bestuurstafel."
    elif eerder:
        vooraf = (
            f"Op {dag_maand(feiten.volgende)}, vóór de bestuurstafel "
            f"van {dag_maand(feiten.volgende_bestuurstafel)}."
        )
    else:
        vooraf = f"Nog niet vóór de bestuurstafel van {dag_maand(feiten.volgende_bestuurstafel)}."
    return [
        Succesfactor(
            "Laat inwoners, patiënten en professionals meepraten.",
            stemmen,
            feiten.inwoners > 0 and feiten.professionals > 0,
        ),
        Succesfactor(
            "Bereid met elkaar de bestuurstafel voor.",
            vooraf,
            eerder if feiten.volgende_bestuurstafel else None,
        ),
    ]


def _mensen(feiten: Feiten) -> str:
    mensen = _aantal(feiten.leden, "persoon", "mensen")
    return f"{mensen} van {_aantal(feiten.organisaties, 'organisatie', 'organisaties')}"


PER_SOORT = {
    Tafel.Soort.BESTUURSTAFEL: bestuurstafel,
    Tafel.Soort.BELEIDSTAFEL: beleidstafel,
    Tafel.Soort.INHOUDELIJK: inhoudelijke_tafel,
    Tafel.Soort.DAGELIJKS_BESTUUR: dagelijks_bestuur,
    Tafel.Soort.KLANKBORDGROEP: klankbordgroep,
}


def succesfactoren(soort: str, feiten: Feiten) -> list[Succesfactor]:
    """The advice for this kind of tafel, held against what stands there now."""
    return PER_SOORT[soort](feiten)
