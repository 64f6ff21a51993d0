"""Meet: plan it, move it, send the agenda, close it, adopt the verslag."""

from datetime import datetime

from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Persoon
from tafels.models import (
    Bijeenkomst,
    Tafel,
)
from tafels.rijen import eis_open_agenda, eis_open_verslag, ongewijzigd, op_slot, opslaan


@handeling
def bijeenkomst_plannen(
    tafel: Tafel,
    *,
    titel: str,
    start: datetime,
    einde: datetime,
    soort: str = Bijeenkomst.Soort.VERGADERING,
    locatie: str = "",
    online_link: str = "",
    door: Persoon,
) -> Bijeenkomst:
    """Set a day and time for a meeting of a tafel."""
    tafel = op_slot(Tafel, tafel.pk)
    if tafel.status == Tafel.Status.OPGEHEVEN:
        raise NietMogelijk("Deze tafel is opgeheven.")
    bijeenkomst = Bijeenkomst(tafel=tafel)
    opslaan(
        bijeenkomst,
        titel=titel,
        start=start,
        einde=einde,
        soort=soort,
        locatie=locatie,
        online_link=online_link,
    )
    return bijeenkomst


@handeling
def ontmoeting_plannen(
    *,
    titel: str,
    start: datetime,
    einde: datetime,
    soort: str = Bijeenkomst.Soort.ONTMOETING,
    locatie: str = "",
    online_link: str = "",
    door: Persoon,
) -> Bijeenkomst:
    """Set a day and time for a meeting of the whole region."""
    bijeenkomst = Bijeenkomst()
    opslaan(
        bijeenkomst,
        titel=titel,
        start=start,
        einde=einde,
        soort=soort,
        locatie=locatie,
        online_link=online_link,
    )
    return bijeenkomst


@handeling
def bijeenkomst_wijzigen(
    bijeenkomst: Bijeenkomst,
    *,
    titel: str,
    start: datetime,
    einde: datetime,
    soort: str,
    locatie: str,
    online_link: str,
    versie: int,
    door: Persoon,
) -> Bijeenkomst:
    """Move a meeting, or say otherwise what it is; never over somebody else's change."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    eis_open_agenda(bijeenkomst)
    ongewijzigd(bijeenkomst, versie)
    opslaan(
        bijeenkomst,
        titel=titel,
        start=start,
        einde=einde,
        soort=soort,
        locatie=locatie,
        online_link=online_link,
        versie=versie + 1,
    )
    return bijeenkomst


@handeling
def agenda_verzenden(bijeenkomst: Bijeenkomst, *, door: Persoon) -> Bijeenkomst:
    """Tell the members what will be discussed; what is to be decided is written down by then."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    if not bijeenkomst.is_in_voorbereiding:
        raise NietMogelijk("De agenda is al verzonden.")
    if beletsels := bijeenkomst.beletsels():
        raise NietMogelijk(beletsels[0])
    opslaan(
        bijeenkomst,
        status=Bijeenkomst.Status.VERZONDEN,
        agenda_vastgesteld_op=timezone.localdate(),
    )
    return bijeenkomst


@handeling
def verslag_schrijven(
    bijeenkomst: Bijeenkomst, *, verslag: str, versie: int, door: Persoon
) -> Bijeenkomst:
    """Write down what was said, as a draft."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    eis_open_verslag(bijeenkomst)
    if not bijeenkomst.is_begonnen:
        raise NietMogelijk("Deze bijeenkomst is nog niet begonnen.")
    ongewijzigd(bijeenkomst, versie)
    soort = Bijeenkomst.Verslag.CONCEPT if verslag.strip() else Bijeenkomst.Verslag.GEEN
    opslaan(bijeenkomst, verslag=verslag, verslag_status=soort, versie=versie + 1)
    return bijeenkomst


@handeling
def verslag_vaststellen(bijeenkomst: Bijeenkomst, *, door: Persoon) -> Bijeenkomst:
    """Adopt the verslag: from here on the database locks this meeting and its besluiten."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    eis_open_verslag(bijeenkomst)
    if bijeenkomst.status != Bijeenkomst.Status.AFGESLOTEN:
        raise NietMogelijk("De secretaris sluit eerst de bijeenkomst af.")
    if not bijeenkomst.verslag.strip():
        raise NietMogelijk("Er is nog geen verslag.")
    opslaan(
        bijeenkomst,
        status=Bijeenkomst.Status.VASTGESTELD,
        verslag_status=Bijeenkomst.Verslag.VASTGESTELD,
    )
    return bijeenkomst
