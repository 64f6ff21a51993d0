"""Set up a tafel: what it is for, how it works, and who tells how it goes there."""

from collections.abc import Collection
from typing import TypedDict, Unpack

from django.utils import timezone

from projecten.models import Project
from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Persoon, Rol, Thema
from tafels.models import Lidmaatschap, Tafel
from tafels.rijen import ongewijzigd, op_slot, opslaan


class Opzet(TypedDict, total=False):
    """What one can say of a tafel; what is not named stays as it is."""

    naam: str
    ouder: Tafel | None
    thema: Thema | None
    doel: str
    gaat_over: str
    gaat_niet_over: str
    samenstelling: str
    besluitwijze: str
    frequentie_per_jaar: int
    duur_min: int
    aanlever_dagen: int
    terugkoppelaar: Persoon | None
    projecten: Collection[Project]


@handeling
def tafel_oprichten(
    *, code: str, soort: str, secretaris: Persoon, door: Persoon, **opzet: Unpack[Opzet]
) -> Tafel:
    """Begin a tafel that is being built up, with a secretaris who looks after it."""
    tafel = Tafel(soort=soort, start=timezone.localdate())
    _opzetten(tafel, {"code": code.upper(), "status": Tafel.Status.IN_OPBOUW} | opzet)
    opslaan(
        Lidmaatschap(tafel=tafel),
        persoon=secretaris,
        rol=Rol.SECRETARIS,
        namens=Lidmaatschap.Namens.REGIO,
        van=tafel.start,
    )
    return tafel


@handeling
def tafel_wijzigen(tafel: Tafel, *, versie: int, door: Persoon, **opzet: Unpack[Opzet]) -> Tafel:
    """Say otherwise what a tafel is for and how it works (R-003, R-025, R-026)."""
    tafel = op_slot(Tafel, tafel.pk)
    if tafel.status == Tafel.Status.OPGEHEVEN:
        raise NietMogelijk("Deze tafel is opgeheven.")
    ongewijzigd(tafel, versie)
    _opzetten(tafel, opzet | {"versie": versie + 1})
    return tafel


def _opzetten(tafel: Tafel, opzet: dict) -> None:
    projecten = opzet.pop("projecten", None)
    if tafel.pk and tafel in _boven(opzet.get("ouder")):
        raise NietMogelijk("Een tafel hangt niet onder zichzelf.")
    wie = opzet.get("terugkoppelaar")
    is_nieuw = wie is not None and wie.pk != tafel.terugkoppelaar_id
    if is_nieuw and not Lidmaatschap.objects.aan_beleidstafel().filter(persoon=wie).exists():
        raise NietMogelijk(f"{wie} zit niet aan de beleidstafel.")
    opslaan(tafel, **opzet)
    if projecten is not None:
        tafel.projecten.set(projecten)


def _boven(tafel: Tafel | None) -> list[Tafel]:
    """This tafel and those above it, up to the top; a circle is walked once."""
    lijn = []
    while tafel is not None and tafel not in lijn:
        lijn.append(tafel)
        tafel = tafel.ouder
    return lijn
