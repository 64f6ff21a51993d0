"""Meet: plan it, move it, send the agenda, close it, adopt the verslag."""

from copy import copy
from datetime import datetime

from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Persoon
from regio.templatetags.regio import dag_lang, uur
from tafels.models import (
    Bijeenkomst,
    Tafel,
)
from tafels.rijen import (
    eis_open_agenda,
    eis_open_verslag,
    meldingen_vervroegen,
    ongewijzigd,
    op_slot,
    opslaan,
    vaste_punten_zetten,
    wijziging_noteren,
)


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
    """Set a day and time for a meeting of a tafel; its vaste punten stand on the agenda."""
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
    vaste_punten_zetten([bijeenkomst], door=door)
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
    was = copy(bijeenkomst)
    is_verzet = (was.start, was.einde, was.locatie) != (start, einde, locatie)
    opslaan(
        bijeenkomst,
        titel=titel,
        start=start,
        einde=einde,
        soort=soort,
        locatie=locatie,
        online_link=online_link,
        # A calendar takes over a new day, time or place when this number is higher.
        volgnummer=was.volgnummer + is_verzet,
        versie=versie + 1,
    )
    for zin in _wat_anders_is(was, bijeenkomst):
        wijziging_noteren(bijeenkomst, zin, door=door)
    if start < was.start:
        meldingen_vervroegen(bijeenkomst)
    return bijeenkomst


def _wat_anders_is(was: Bijeenkomst, wordt: Bijeenkomst) -> list[str]:
    """What somebody who has the agenda must know, in sentences."""
    zinnen = []
    if (was.start, was.einde) != (wordt.start, wordt.einde):
        zinnen.append(f"De bijeenkomst is nu op {_wanneer(wordt)} (was {_wanneer(was)}).")
    if was.locatie != wordt.locatie:
        zinnen.append(f"De plaats is nu: {wordt.locatie or 'nog niet bekend'}.")
    if was.online_link != wordt.online_link:
        zinnen.append("De link om online mee te doen is anders.")
    return zinnen


def _wanneer(bijeenkomst: Bijeenkomst) -> str:
    tot = f"–{uur(bijeenkomst.einde)}" if bijeenkomst.einde > bijeenkomst.start else ""
    return f"{dag_lang(bijeenkomst.start)}, {uur(bijeenkomst.start)}{tot} uur"


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
    """Adopt the verslag, and with it the besluitenlijst and the actielijst (R-148).

    From here on the database locks this meeting, its besluiten and what its acties say; how far an
    actie is, changes on.
    """
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
        verslag_vastgesteld_op=timezone.localdate(),
        verslag_vastgesteld_door=door,
    )
    return bijeenkomst
