"""Who gets a seat, and until when."""

from datetime import date

from regio.historie import handeling
from regio.models import Persoon, Perspectief
from tafels.models import (
    Lidmaatschap,
    Tafel,
)
from tafels.rijen import op_slot, opslaan


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
def lidmaatschap_beeindigen(
    lidmaatschap: Lidmaatschap, *, tot: date, reden_einde: str = "", door: Persoon
) -> Lidmaatschap:
    """Say until which day somebody sits at a tafel; the seat stays in the history."""
    lidmaatschap = op_slot(Lidmaatschap, lidmaatschap.pk)
    opslaan(lidmaatschap, tot=tot, reden_einde=reden_einde)
    return lidmaatschap
