"""Who may do what with figures, now."""

from regiobeeld.bronnen import BRONNEN
from regiobeeld.models import Bron


def ververst_bron(persoon, bron: Bron) -> bool:
    """The regiobureau and programmamanagers, for a source that the portal fetches itself."""
    mag = persoon.is_regiobureau or persoon.is_programmamanager
    return mag and bron.actief and bron.code in BRONNEN
