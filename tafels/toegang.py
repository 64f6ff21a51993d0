"""Who may do what at a tafel, now: roles are per tafel, not for the whole region."""

from regio.models import Organisatie, Persoon, Rol
from tafels.models import (
    LEEST_VERTROUWELIJK,
    Actie,
    Agendapunt,
    Bijeenkomst,
    Lidmaatschap,
    Tafel,
)


def _zit_aan(persoon: Persoon, tafel: int | None, *rollen: str) -> bool:
    """Has this persoon a seat in the binnenkring of this tafel, in one of these roles?"""
    return any(
        zetel.tafel == tafel
        and zetel.kring == Organisatie.Kring.BINNEN
        and (not rollen or zetel.rol in rollen)
        for zetel in persoon.zetels
    )


def _is_secretaris(persoon: Persoon, tafel: int | None) -> bool:
    """The secretaris of this tafel; a meeting of the whole region has none of its own."""
    if tafel is None:
        return persoon.is_regiobureau or persoon.heeft_rol(Rol.SECRETARIS)
    return _zit_aan(persoon, tafel, Rol.SECRETARIS)


def leest_alles(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """May this persoon know every agendapunt: then places and times give nothing away.

    It follows from the seat alone. Were it to depend on the agenda itself, then the missing times
    would say that there is something besloten.
    """
    tafel = bijeenkomst.tafel_id
    return tafel is None or _zit_aan(persoon, tafel, *LEEST_VERTROUWELIJK)


# --- bijeenkomst ---------------------------------------------------------------------------------


def plant_bijeenkomst(persoon: Persoon, tafel: Tafel) -> bool:
    """The secretaris, as long as the tafel exists."""
    return tafel.status != Tafel.Status.OPGEHEVEN and _is_secretaris(persoon, tafel.pk)


def plant_ontmoeting(persoon: Persoon) -> bool:
    """The regiobureau and every secretaris bring the region together."""
    return _is_secretaris(persoon, None)


def stelt_agenda_samen(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, up to and during the meeting."""
    return bijeenkomst.agenda_is_open and _is_secretaris(persoon, bijeenkomst.tafel_id)


def verzendt_agenda(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, as long as the agenda was not sent."""
    return bijeenkomst.is_in_voorbereiding and _is_secretaris(persoon, bijeenkomst.tafel_id)


def sluit_af(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, from the moment the meeting has begun."""
    return (
        bijeenkomst.agenda_is_open
        and bijeenkomst.is_begonnen
        and _is_secretaris(persoon, bijeenkomst.tafel_id)
    )


def schrijft_verslag(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, from the start of the meeting until the verslag is adopted."""
    return (
        bijeenkomst.is_begonnen
        and not bijeenkomst.is_vastgesteld
        and bijeenkomst.status != Bijeenkomst.Status.GEANNULEERD
        and _is_secretaris(persoon, bijeenkomst.tafel_id)
    )


def stelt_verslag_vast(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The voorzitter, once the meeting is closed; without a tafel, who organises such meetings."""
    if bijeenkomst.status != Bijeenkomst.Status.AFGESLOTEN:
        return False
    if bijeenkomst.tafel_id is None:
        return _is_secretaris(persoon, None)
    return _zit_aan(persoon, bijeenkomst.tafel_id, Rol.VOORZITTER)


# --- agendapunt ----------------------------------------------------------------------------------


def wijzigt_agendapunt(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Who composes the agenda on which it stands."""
    return (
        agendapunt.bijeenkomst is not None
        and agendapunt.volgorde is not None
        and stelt_agenda_samen(persoon, agendapunt.bijeenkomst)
    )


def legt_besluit_vast(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """The secretaris of the tafel, until the verslag is adopted."""
    return agendapunt.tafel_id is not None and legt_actie_vast(persoon, agendapunt)


def legt_actie_vast(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """The secretaris, until the verslag is adopted."""
    bijeenkomst = agendapunt.bijeenkomst
    return (
        bijeenkomst is not None
        and agendapunt.volgorde is not None
        and not bijeenkomst.is_vastgesteld
        and bijeenkomst.status != Bijeenkomst.Status.GEANNULEERD
        and _is_secretaris(persoon, bijeenkomst.tafel_id)
    )


# --- actie ---------------------------------------------------------------------------------------


def werkt_actie_bij(persoon: Persoon, actie: Actie) -> bool:
    """Who promised it, and the secretaris of the meeting it came from."""
    if actie.houder_id == persoon.pk:
        return True
    return actie.bijeenkomst is not None and _is_secretaris(persoon, actie.bijeenkomst.tafel_id)


# --- leden ---------------------------------------------------------------------------------------


def beheert_leden(persoon: Persoon, tafel: Tafel) -> bool:
    """The secretaris, the voorzitter and the regiobureau."""
    return tafel.status != Tafel.Status.OPGEHEVEN and (
        persoon.is_regiobureau or _zit_aan(persoon, tafel.pk, Rol.SECRETARIS, Rol.VOORZITTER)
    )


def beeindigt_lidmaatschap(persoon: Persoon, lidmaatschap: Lidmaatschap) -> bool:
    """Who looks after the members, as long as the seat has no end."""
    return lidmaatschap.is_actueel and beheert_leden(persoon, lidmaatschap.tafel)
