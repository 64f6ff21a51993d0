"""Who gets a seat, and until when."""

from collections.abc import Iterable
from datetime import date

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Persoon, Perspectief, Thema
from tafels.models import (
    Lidmaatschap,
    Tafel,
)
from tafels.rijen import ongewijzigd, op_slot, opslaan


@handeling
def lidmaatschap_toevoegen(
    tafel: Tafel,
    *,
    persoon: Persoon,
    rol: str,
    van: date,
    tot: date | None = None,
    kring: str,
    namens: str,
    perspectief: Perspectief | None = None,
    mandaat: str = Lidmaatschap.Mandaat.GEEN,
    stemgerechtigd: bool = False,
    door: Persoon,
) -> Lidmaatschap:
    """Give somebody a seat at a tafel: in a role, for a perspectief, with a mandaat."""
    lidmaatschap = Lidmaatschap(tafel=op_slot(Tafel, tafel.pk))
    opslaan(
        lidmaatschap,
        persoon=persoon,
        rol=rol,
        van=van,
        tot=tot,
        kring=kring,
        namens=namens,
        perspectief=perspectief,
        mandaat=mandaat,
        stemgerechtigd=stemgerechtigd,
    )
    return lidmaatschap


@handeling
def lidmaatschap_wijzigen(
    lidmaatschap: Lidmaatschap,
    *,
    kring: str,
    namens: str,
    perspectief: Perspectief | None,
    mandaat: str,
    stemgerechtigd: bool,
    themas: Iterable[Thema],
    vaste_vervanger: Persoon | None,
    versie: int,
    door: Persoon,
) -> Lidmaatschap:
    """Say otherwise what somebody does at a tafel: portefeuille, mandaat, who fills in (R-134)."""
    lidmaatschap = op_slot(Lidmaatschap, lidmaatschap.pk)
    ongewijzigd(lidmaatschap, versie)
    if vaste_vervanger and vaste_vervanger.pk == lidmaatschap.persoon_id:
        raise NietMogelijk("Kies iemand anders als vervanger.")
    opslaan(
        lidmaatschap,
        kring=kring,
        namens=namens,
        perspectief=perspectief,
        mandaat=mandaat,
        stemgerechtigd=stemgerechtigd,
        vaste_vervanger=vaste_vervanger,
        versie=versie + 1,
    )
    lidmaatschap.themas.set(themas)
    return lidmaatschap


@handeling
def lidmaatschap_beeindigen(
    lidmaatschap: Lidmaatschap, *, tot: date, reden_einde: str = "", door: Persoon
) -> Lidmaatschap:
    """Say until which day somebody sits at a tafel; the seat stays in the history."""
    lidmaatschap = op_slot(Lidmaatschap, lidmaatschap.pk)
    opslaan(lidmaatschap, tot=tot, reden_einde=reden_einde)
    return lidmaatschap
