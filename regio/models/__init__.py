from regio.models.partners import (
    Gebied,
    Openbaarheid,
    Organisatie,
    Persoon,
    Perspectief,
    Regio,
    Rol,
    Thema,
)
from regio.models.visie import Opgave, Regiovisie

__all__ = (
    "Gebied",
    "Openbaarheid",
    "Opgave",
    "Organisatie",
    "Persoon",
    "Perspectief",
    "Regio",
    "Regiovisie",
    "Rol",
    "Thema",
)
