"""What people tell each other: successes to celebrate, and what is coming."""

from collections.abc import Iterable
from datetime import date

from projecten.models import Project
from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Openbaarheid, Opgave, Organisatie, Persoon
from tafels.models import Bericht, Bijeenkomst, Tafel
from tafels.rijen import op_slot, opslaan


@handeling
def bericht_plaatsen(
    *,
    soort: str,
    titel: str,
    tekst: str = "",
    datum: date,
    tafel: Tafel | None = None,
    opgave: Opgave | None = None,
    project: Project | None = None,
    organisaties: Iterable[Organisatie] = (),
    openbaarheid: str = Openbaarheid.PARTNERS,
    door: Persoon,
) -> Bericht:
    """Tell the region, or one tafel, about a success or about something that is coming."""
    bericht = Bericht(door=door)
    opslaan(
        bericht,
        soort=soort,
        titel=titel,
        tekst=tekst,
        datum=datum,
        tafel=tafel,
        opgave=opgave or (project.opgave if project else None),
        project=project,
        openbaarheid=openbaarheid,
    )
    bericht.organisaties.set(organisaties)
    return bericht


@handeling
def bericht_wijzigen(
    bericht: Bericht,
    *,
    soort: str,
    titel: str,
    tekst: str,
    datum: date,
    tafel: Tafel | None,
    opgave: Opgave | None,
    project: Project | None,
    organisaties: Iterable[Organisatie],
    openbaarheid: str,
    door: Persoon,
) -> Bericht:
    """Say one's own message otherwise."""
    bericht = op_slot(Bericht, bericht.pk)
    opslaan(
        bericht,
        soort=soort,
        titel=titel,
        tekst=tekst,
        datum=datum,
        tafel=tafel,
        opgave=opgave or (project.opgave if project else None),
        project=project,
        openbaarheid=openbaarheid,
    )
    bericht.organisaties.set(organisaties)
    return bericht


@handeling
def bericht_vieren(bericht: Bericht, *, bijeenkomst: Bijeenkomst | None, door: Persoon) -> Bericht:
    """Record at which meeting a success was celebrated."""
    bericht = op_slot(Bericht, bericht.pk)
    if bericht.soort not in (Bericht.Soort.KLEIN, Bericht.Soort.GROOT):
        raise NietMogelijk("Alleen een succes wordt gevierd.")
    opslaan(bericht, gevierd_in=bijeenkomst)
    return bericht
