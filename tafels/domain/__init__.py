"""What people do at a tafel: meet, order the agenda, decide, promise, and adopt the verslag."""

from tafels.domain.afsluiten import (
    agendapunt_doorschuiven,
    bijeenkomst_afsluiten,
)
from tafels.domain.agenda import (
    agendapunt_laten_vervallen,
    agendapunt_toevoegen,
    agendapunt_verplaatsen,
    agendapunt_wijzigen,
)
from tafels.domain.besluiten import (
    actie_bijwerken,
    actie_vastleggen,
    besluit_vastleggen,
)
from tafels.domain.bijeenkomsten import (
    agenda_verzenden,
    bijeenkomst_plannen,
    bijeenkomst_wijzigen,
    ontmoeting_plannen,
    verslag_schrijven,
    verslag_vaststellen,
)
from tafels.domain.leden import (
    lidmaatschap_beeindigen,
    lidmaatschap_toevoegen,
)

__all__ = (
    "actie_bijwerken",
    "actie_vastleggen",
    "agenda_verzenden",
    "agendapunt_doorschuiven",
    "agendapunt_laten_vervallen",
    "agendapunt_toevoegen",
    "agendapunt_verplaatsen",
    "agendapunt_wijzigen",
    "besluit_vastleggen",
    "bijeenkomst_afsluiten",
    "bijeenkomst_plannen",
    "bijeenkomst_wijzigen",
    "lidmaatschap_beeindigen",
    "lidmaatschap_toevoegen",
    "ontmoeting_plannen",
    "verslag_schrijven",
    "verslag_vaststellen",
)
