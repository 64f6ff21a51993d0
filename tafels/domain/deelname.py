"""Taking part in a subject, or not: to withdraw from it, and to react before the meeting."""

from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Organisatie, Persoon
from tafels.models import Agendapunt, Lidmaatschap, Reactie, Terugtrekking
from tafels.rijen import eis_open_agenda, ongewijzigd, op_slot, opslaan
from tafels.toegang import (
    doet_weer_mee,
    reageert,
    trekt_ander_terug,
    trekt_reactie_in,
    trekt_zich_terug,
)


@handeling
def zich_terugtrekken(
    agendapunt: Agendapunt, *, persoon: Persoon, reden: str, door: Persoon
) -> Terugtrekking:
    """Take no part in a subject for a persoonlijk belang: then its papers are kept away (R-186)."""
    agendapunt = _op_slot(agendapunt)
    if not trekt_zich_terug(door, agendapunt):
        raise NietMogelijk("Terugtrekken kan alleen bij een onderwerp op de agenda van uw tafel.")
    if persoon != door:
        if not trekt_ander_terug(door, agendapunt):
            raise NietMogelijk("Alleen de secretaris doet dit voor een ander.")
        zetels = Lidmaatschap.objects.actueel().filter(
            tafel=agendapunt.tafel_id, kring=Organisatie.Kring.BINNEN
        )
        if not zetels.filter(persoon=persoon).exists():
            raise NietMogelijk(f"{persoon} zit niet in de binnenkring van deze tafel.")
    terugtrekking = Terugtrekking(agendapunt=agendapunt, persoon=persoon, door=door)
    opslaan(terugtrekking, reden=reden.strip())
    return terugtrekking


@handeling
def weer_meedoen(terugtrekking: Terugtrekking, *, door: Persoon) -> None:
    """Take part in a subject again; the history keeps that somebody had withdrawn, and why."""
    agendapunt = _op_slot(terugtrekking.agendapunt)
    rij = agendapunt.terugtrekkingen.filter(pk=terugtrekking.pk).first()
    if rij is None:
        raise NietMogelijk(f"{terugtrekking.persoon} doet al weer mee.")
    if not doet_weer_mee(door, rij):
        raise NietMogelijk("Dit kan alleen zolang het onderwerp op een open agenda staat.")
    rij.delete()


@handeling
def reactie_geven(
    agendapunt: Agendapunt, *, tekst: str, versie: int | None = None, door: Persoon
) -> Reactie:
    """Say what you think of a subject before the meeting; what you said before is replaced."""
    agendapunt = op_slot(Agendapunt, agendapunt.pk)
    if not reageert(door, agendapunt):
        raise NietMogelijk(
            "Reageren kan vanaf het verzenden van de agenda tot de bijeenkomst begint."
        )
    reactie = agendapunt.reacties.filter(persoon=door).first()
    reactie = reactie or Reactie(agendapunt=agendapunt, persoon=door)
    if versie is not None:
        ongewijzigd(reactie, versie)
    opslaan(reactie, tekst=tekst, op=timezone.now())
    return reactie


@handeling
def reactie_intrekken(agendapunt: Agendapunt, *, door: Persoon) -> None:
    """Take back what you said of a subject, before the meeting begins."""
    agendapunt = op_slot(Agendapunt, agendapunt.pk)
    if not trekt_reactie_in(door, agendapunt):
        raise NietMogelijk("De bijeenkomst is begonnen. Uw reactie blijft staan.")
    aantal, _ = agendapunt.reacties.filter(persoon=door).delete()
    if not aantal:
        raise NietMogelijk("U hebt hier geen reactie meer staan.")


def _op_slot(agendapunt: Agendapunt) -> Agendapunt:
    agendapunt = op_slot(Agendapunt, agendapunt.pk)
    if agendapunt.bijeenkomst is not None:
        eis_open_agenda(agendapunt.bijeenkomst)
    return agendapunt
