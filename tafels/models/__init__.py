from tafels.models.belangen import (
    BELANGEN_NOG_NIET,
    Belang,
    leest_belangen,
    organisaties_aan_tafel,
)
from tafels.models.berichten import (
    MAX_POGINGEN,
    Agendasleutel,
    Agendawijziging,
    Bericht,
    Melding,
    nieuwe_sleutel,
)
from tafels.models.besluiten import Actie, Besluit
from tafels.models.bijeenkomst import (
    VERSLAG_VAST,
    Agendacijfer,
    Agendapunt,
    Besluitwijze,
    Bijeenkomst,
    Blok,
    Voorzittersnotitie,
)
from tafels.models.deelname import Reactie, Terugtrekking
from tafels.models.jaarplan import Overslag, Themaplanning, Vastpunt, agendaverzoeken
from tafels.models.stukken import Bundel, Stuk, Stukinzage
from tafels.models.tafel import (
    LEEST_VERTROUWELIJK,
    NAAR_PARTNERS,
    Lidmaatschap,
    Tafel,
    terugkoppeling,
    zichtbaar,
)

__all__ = (
    "BELANGEN_NOG_NIET",
    "LEEST_VERTROUWELIJK",
    "MAX_POGINGEN",
    "NAAR_PARTNERS",
    "VERSLAG_VAST",
    "Actie",
    "Agendacijfer",
    "Agendapunt",
    "Agendasleutel",
    "Agendawijziging",
    "Belang",
    "Bericht",
    "Besluit",
    "Besluitwijze",
    "Bijeenkomst",
    "Blok",
    "Bundel",
    "Lidmaatschap",
    "Melding",
    "Overslag",
    "Reactie",
    "Stuk",
    "Stukinzage",
    "Tafel",
    "Terugtrekking",
    "Themaplanning",
    "Vastpunt",
    "Voorzittersnotitie",
    "agendaverzoeken",
    "leest_belangen",
    "nieuwe_sleutel",
    "organisaties_aan_tafel",
    "terugkoppeling",
    "zichtbaar",
)
