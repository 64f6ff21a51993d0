"""What stands on an agenda, and in which order."""

from datetime import timedelta

from django.utils import timezone

from projecten.models import Project
from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Openbaarheid, Opgave, Persoon
from tafels.models import (
    NAAR_PARTNERS,
    Agendapunt,
    Bijeenkomst,
)
from tafels.rijen import eis_open_agenda, ongewijzigd, op_slot, opslaan

# Two equal agendapunten within this time are one that was sent twice.
DUBBELE_KLIK = timedelta(seconds=5)


@handeling
def agendapunt_toevoegen(
    bijeenkomst: Bijeenkomst,
    *,
    titel: str,
    behandeling: str = Agendapunt.Behandeling.BESPREKING,
    minuten: int = 15,
    openbaarheid: str = Openbaarheid.PARTNERS,
    portefeuillehouder: Persoon | None = None,
    opgave: Opgave | None = None,
    project: Project | None = None,
    gevraagd_besluit: str = "",
    kernboodschap: str = "",
    financien: str = "",
    kanttekeningen: str = "",
    door: Persoon,
) -> Agendapunt:
    """Put a subject on the agenda, as the last one."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    eis_open_agenda(bijeenkomst)
    # Whoever clicks twice asks once; the second waits for the row above and finds the first here.
    zojuist = Agendapunt.pgh_event_model.objects.filter(
        pgh_label="insert",
        pgh_created_at__gt=timezone.now() - DUBBELE_KLIK,
        pgh_context__metadata__door=door.pk,
        bijeenkomst=bijeenkomst,
        titel=titel,
        behandeling=behandeling,
        minuten=minuten,
    ).first()
    if zojuist:
        return Agendapunt.objects.get(pk=zojuist.pgh_obj_id)
    agendapunt = Agendapunt(
        bijeenkomst=bijeenkomst,
        tafel_id=bijeenkomst.tafel_id,
        indiener=door,
        volgorde=bijeenkomst.agendapunten.op_agenda().count() + 1,
        thema_id=opgave.thema_id if opgave else None,
    )
    _past_bij_tafel(agendapunt, openbaarheid)
    opslaan(
        agendapunt,
        titel=titel,
        behandeling=behandeling,
        minuten=minuten,
        openbaarheid=openbaarheid,
        portefeuillehouder=portefeuillehouder,
        opgave=opgave,
        project=project,
        gevraagd_besluit=gevraagd_besluit,
        kernboodschap=kernboodschap,
        financien=financien,
        kanttekeningen=kanttekeningen,
    )
    return agendapunt


@handeling
def agendapunt_wijzigen(
    agendapunt: Agendapunt,
    *,
    titel: str,
    behandeling: str,
    minuten: int,
    openbaarheid: str,
    portefeuillehouder: Persoon | None,
    opgave: Opgave | None,
    project: Project | None,
    gevraagd_besluit: str,
    kernboodschap: str,
    financien: str,
    kanttekeningen: str,
    versie: int,
    plaats: int | None = None,
    door: Persoon,
) -> Agendapunt:
    """Say otherwise what an agendapunt is about, and give it another place if asked."""
    punten, agendapunt = _op_agenda(agendapunt)
    ongewijzigd(agendapunt, versie)
    _past_bij_tafel(agendapunt, openbaarheid)
    opslaan(
        agendapunt,
        titel=titel,
        behandeling=behandeling,
        minuten=minuten,
        openbaarheid=openbaarheid,
        portefeuillehouder=portefeuillehouder,
        opgave=opgave,
        project=project,
        gevraagd_besluit=gevraagd_besluit,
        kernboodschap=kernboodschap,
        financien=financien,
        kanttekeningen=kanttekeningen,
        versie=versie + 1,
    )
    if plaats is not None:
        _verplaatsen(punten, agendapunt, plaats)
    return agendapunt


@handeling
def agendapunt_verplaatsen(agendapunt: Agendapunt, *, plaats: int, door: Persoon) -> Agendapunt:
    """Give an agendapunt another place; beyond the end is the end."""
    punten, agendapunt = _op_agenda(agendapunt)
    _verplaatsen(punten, agendapunt, plaats)
    return agendapunt


@handeling
def agendapunt_laten_vervallen(agendapunt: Agendapunt, *, door: Persoon) -> Agendapunt:
    """Take an agendapunt off the agenda; it stays to be read, without a place."""
    punten, agendapunt = _op_agenda(agendapunt)
    if agendapunt.besluiten.exists() or agendapunt.acties.exists():
        raise NietMogelijk("Bij dit agendapunt staat al een besluit of een actie.")
    opslaan(agendapunt, status=Agendapunt.Status.VERVALLEN, volgorde=None)
    punten.remove(agendapunt)
    _nummeren(punten)
    return agendapunt


def _op_agenda(agendapunt: Agendapunt) -> tuple[list[Agendapunt], Agendapunt]:
    """Lock the agenda on which it stands; give its agendapunten, and among them this one."""
    if agendapunt.bijeenkomst_id is None:
        raise NietMogelijk("Dit agendapunt staat niet op een agenda.")
    bijeenkomst = op_slot(Bijeenkomst, agendapunt.bijeenkomst_id)
    eis_open_agenda(bijeenkomst)
    punten = list(bijeenkomst.agendapunten.op_agenda())
    if agendapunt not in punten:
        raise NietMogelijk("Dit agendapunt staat niet meer op de agenda.")
    return punten, punten[punten.index(agendapunt)]


def _verplaatsen(punten: list[Agendapunt], agendapunt: Agendapunt, plaats: int) -> None:
    punten.remove(agendapunt)
    punten.insert(max(1, plaats) - 1, agendapunt)
    _nummeren(punten)


def _nummeren(punten: list[Agendapunt]) -> None:
    """Number the agenda 1 to n; only what got another place is written."""
    gewijzigd = []
    for nummer, punt in enumerate(punten, start=1):
        if punt.volgorde != nummer:
            punt.volgorde = nummer
            gewijzigd.append(punt)
    Agendapunt.objects.bulk_update(gewijzigd, ["volgorde"])


def _past_bij_tafel(agendapunt: Agendapunt, openbaarheid: str) -> None:
    """Without a tafel there is nobody to keep something between."""
    if agendapunt.tafel_id is None and openbaarheid not in NAAR_PARTNERS:
        raise NietMogelijk("Op een bijeenkomst van de hele regio is niets besloten.")
