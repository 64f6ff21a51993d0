"""How an act takes a row, writes it, and says no: what every act at a tafel needs."""

from datetime import datetime, time, timedelta

from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone

from regio.exceptions import NietMogelijk, Verouderd
from regio.models import Persoon
from tafels.models import (
    VERSLAG_VAST,
    Agendapunt,
    Agendawijziging,
    Bijeenkomst,
    Melding,
)
from tafels.volgorde import blok, staat_los

# Changes that follow each other within this time are one new version, and one mail.
SAMEN = timedelta(minutes=10)
# When somebody gets mail who wants it once a day.
DAGPOST = time(7)


def op_slot(model: type[models.Model], pk: int):
    """Take a row for ourselves until the end of the act, as it stands now."""
    # Without the key: what others write that refers to this row does not have to wait.
    return model.objects.select_for_update(no_key=True).get(pk=pk)


def opslaan(rij: models.Model, **waarden) -> None:
    """Write these values, after the constraints have said in Dutch what is wrong with them."""
    for veld, waarde in waarden.items():
        setattr(rij, veld, waarde)
    try:
        rij.clean()
        rij.validate_constraints()
    except ValidationError as fout:
        raise NietMogelijk(fout.messages[0]) from None
    if rij.pk is None:
        rij.save(force_insert=True)
    else:
        rij.save(update_fields=[*waarden])


def ongewijzigd(rij, versie: int) -> None:
    """Refuse to write over what somebody else changed after this form was opened."""
    if rij.versie != versie:
        raise Verouderd(rij)


def eis_open_verslag(bijeenkomst: Bijeenkomst) -> None:
    if bijeenkomst.is_vastgesteld:
        raise NietMogelijk(VERSLAG_VAST)
    if bijeenkomst.status == Bijeenkomst.Status.GEANNULEERD:
        raise NietMogelijk("Deze bijeenkomst gaat niet door.")


def eis_open_agenda(bijeenkomst: Bijeenkomst) -> None:
    eis_open_verslag(bijeenkomst)
    if not bijeenkomst.agenda_is_open:
        raise NietMogelijk("De bijeenkomst is afgesloten. De agenda verandert niet meer.")


def met_delen(punten: list[Agendapunt], agendapunt: Agendapunt) -> list[Agendapunt]:
    """An agendapunt of this agenda, and its parts."""
    return punten[blok([punt.soort for punt in punten], punten.index(agendapunt))]


def maak_zelfstandig(delen: list[Agendapunt]) -> None:
    """Let each of these parts be a subject by itself."""
    for deel in delen:
        deel.soort = Agendapunt.Soort.PUNT
        deel.versie += 1
    Agendapunt.objects.bulk_update(delen, ["soort", "versie"])


def nummeren(punten: list[Agendapunt]) -> None:
    """Number the agenda 1 to n; only what got another place is written."""
    soorten = [punt.soort for punt in punten]
    maak_zelfstandig([punt for plek, punt in enumerate(punten) if staat_los(soorten, plek)])
    gewijzigd = []
    for nummer, punt in enumerate(punten, start=1):
        if punt.volgorde != nummer:
            punt.volgorde = nummer
            gewijzigd.append(punt)
    Agendapunt.objects.bulk_update(gewijzigd, ["volgorde"])


def wijziging_noteren(
    bijeenkomst: Bijeenkomst, tekst: str, *, door: Persoon, agendapunt: Agendapunt | None = None
) -> None:
    """Remember a change to an agenda that was sent, and see to it that everybody hears of it.

    Every act calls this that changes what members have received; before the agenda is sent, and
    after the meeting, nothing happens. With `agendapunt` only who may see that one is told.
    Lock order: the bijeenkomst before whatever stands on it.
    """
    if bijeenkomst.agenda_versie == 0:
        return
    vast = op_slot(Bijeenkomst, bijeenkomst.pk)
    nu = timezone.now()
    if vast.status != Bijeenkomst.Status.VERZONDEN or vast.einde < nu:
        return
    begin = vast.wijzigingen.filter(versie=vast.agenda_versie).aggregate(op=models.Min("op"))["op"]
    if begin is None or begin < nu - SAMEN:
        vast.agenda_versie += 1
        vast.save(update_fields=["agenda_versie"])
    bijeenkomst.agenda_versie = vast.agenda_versie
    Agendawijziging.objects.create(
        bijeenkomst=vast,
        agendapunt=agendapunt,
        tekst=tekst[:300],
        versie=vast.agenda_versie,
        door=door,
    )
    meldingen_klaarzetten(vast, Melding.Soort.GEWIJZIGD, na=nu + SAMEN)


def meldingen_klaarzetten(bijeenkomst: Bijeenkomst, soort: str, *, na: datetime) -> int:
    """Put a mail in the queue for everybody who is to hear this; one that waits already stays."""
    ochtend = timezone.make_aware(datetime.combine(timezone.localdate(na), DAGPOST))
    if ochtend < na:
        ochtend += timedelta(days=1)
    wensen = Persoon.Mailvoorkeur
    ontvangers = bijeenkomst.ontvangers().exclude(mailvoorkeur=wensen.NIET)
    meldingen = [
        Melding(
            bijeenkomst=bijeenkomst,
            persoon_id=pk,
            soort=soort,
            na=ochtend if wens == wensen.DAGELIJKS else na,
        )
        for pk, wens in ontvangers.order_by().values_list("pk", "mailvoorkeur")
    ]
    Melding.objects.bulk_create(meldingen, ignore_conflicts=True)
    return len(meldingen)
