"""Publish an agenda: adopt it, send it, tell what changed, call it off, and hand out the mail."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Persoon
from tafels.mailmoment import VERZAMELD
from tafels.models import (
    MAX_POGINGEN,
    Agendapunt,
    Agendasleutel,
    Bericht,
    Bijeenkomst,
    Melding,
    nieuwe_sleutel,
)
from tafels.rijen import (
    laten_volgen,
    meldingen_klaarzetten,
    op_slot,
    op_slot_met_volgende,
    opslaan,
    wijziging_noteren,
)

# What a mail server refused waits longer each time: it may be down for an afternoon.
WACHTTIJDEN = [timedelta(minutes=m) for m in (1, 5, 15, 60, 240)]


@handeling
def agenda_vaststellen(bijeenkomst: Bijeenkomst, *, door: Persoon) -> Bijeenkomst:
    """Adopt the agenda, as voorzitter (R-148): from here on the secretaris may send it."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    if not bijeenkomst.is_in_voorbereiding:
        raise NietMogelijk("Deze agenda ligt al vast.")
    if beletsels := bijeenkomst.beletsels(door):
        raise NietMogelijk(beletsels[0])
    opslaan(bijeenkomst, agenda_vastgesteld_op=timezone.localdate(), vastgesteld_door=door)
    return bijeenkomst


@handeling
def agenda_verzenden(bijeenkomst: Bijeenkomst, *, door: Persoon) -> Bijeenkomst:
    """Tell everybody at the same moment what will be discussed; the queue sends the mail."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    if not bijeenkomst.is_in_voorbereiding:
        raise NietMogelijk("De agenda is al verzonden.")
    if beletsels := bijeenkomst.beletsels(door):
        raise NietMogelijk(beletsels[0])
    if bijeenkomst.vastgesteld_door_id is None and bijeenkomst.heeft_voorzitter:
        raise NietMogelijk("De voorzitter stelt eerst de agenda vast.")
    genodigde = Agendapunt.genodigden.through
    genodigde.objects.bulk_create(
        [
            genodigde(agendapunt_id=gast.agendapunt, persoon_id=gast.persoon)
            for gast in bijeenkomst.uit_te_nodigen(bijeenkomst.agendapunten.op_agenda())
        ],
        ignore_conflicts=True,
    )
    nu = timezone.now()
    opslaan(
        bijeenkomst,
        status=Bijeenkomst.Status.VERZONDEN,
        agenda_vastgesteld_op=bijeenkomst.agenda_vastgesteld_op or timezone.localdate(),
        verzonden_op=nu,
        agenda_versie=1,
    )
    meldingen_klaarzetten(bijeenkomst, Melding.Soort.AGENDA, na=nu)
    return bijeenkomst


@handeling
def wijziging_melden(bijeenkomst: Bijeenkomst, *, tekst: str, door: Persoon) -> Bijeenkomst:
    """Say in one line what is different from the agenda that was sent."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    if bijeenkomst.status != Bijeenkomst.Status.VERZONDEN or bijeenkomst.is_begonnen:
        raise NietMogelijk("U meldt een wijziging tussen het verzenden en de bijeenkomst.")
    wijziging_noteren(bijeenkomst, tekst, door=door)
    return bijeenkomst


@handeling
def bijeenkomst_annuleren(
    bijeenkomst: Bijeenkomst, *, reden: str, mailen: bool = True, door: Persoon
) -> Bijeenkomst:
    """Call a meeting off, with the reason; who received the agenda always gets mail."""
    bijeenkomst, volgende = op_slot_met_volgende(bijeenkomst.pk)
    if not bijeenkomst.is_af_te_zeggen:
        raise NietMogelijk("Deze bijeenkomst kan niet meer worden afgezegd.")
    if not reden.strip():
        raise NietMogelijk("Zeg waarom de bijeenkomst niet doorgaat.")
    if bijeenkomst.tafel_id:
        # What would have been discussed is not gone with the day: it goes on by itself.
        onderwerpen = bijeenkomst.onbehandeld()
        laten_volgen(onderwerpen, volgende, door=door)
        for punt in onderwerpen:
            opslaan(punt, status=Agendapunt.Status.DOORGESCHOVEN)
    opslaan(
        bijeenkomst,
        status=Bijeenkomst.Status.GEANNULEERD,
        reden_geannuleerd=reden.strip(),
        volgnummer=bijeenkomst.volgnummer + 1,
        versie=bijeenkomst.versie + 1,
    )
    # Nobody needs an agenda of it any more. What a worker is sending now looks at the status.
    wachtend = bijeenkomst.meldingen.gewacht().select_for_update(skip_locked=True)
    Melding.objects.filter(pk__in=[melding.pk for melding in wachtend]).delete()
    if mailen or bijeenkomst.agenda_versie:
        meldingen_klaarzetten(bijeenkomst, Melding.Soort.AFGELAST, na=timezone.now())
    return bijeenkomst


# --- the queue of mail ----------------------------------------------------------------------------


@handeling
def melding_oppakken(*, door: Persoon | None) -> list[Melding]:
    """Take up what one person is to be mailed now: about one thing, or everything in one go.

    A worker marks a mail as taken up before it sends, and as sent after; in between no transaction
    is open, however slow the mail server is. What a dead worker took up, another takes over: then
    somebody gets the same mail twice, never none.
    """
    eerste = (
        Melding.objects.te_versturen()
        .select_for_update(skip_locked=True, of=("self",))
        .select_related("persoon")
        .first()
    )
    if eerste is None:
        return []
    samen = Melding.objects.te_versturen().filter(persoon=eerste.persoon_id)
    if eerste.persoon.mailvoorkeur not in VERZAMELD:
        samen = samen.filter(bijeenkomst=eerste.bijeenkomst_id, bericht=eerste.bericht_id)
    meldingen = list(samen.select_for_update(skip_locked=True))
    # An act that is changing one of these now is finished first, so that this mail tells of it;
    # a later change finds this mail taken up, and of a meeting becomes a next one.
    _op_slot_waarover(meldingen)
    nu = timezone.now()
    for melding in meldingen:
        melding.opgepakt_op, melding.pogingen = nu, melding.pogingen + 1
    Melding.objects.bulk_update(meldingen, ["opgepakt_op", "pogingen"])
    return meldingen


def _op_slot_waarover(meldingen: list[Melding]) -> None:
    """Lock what these are about: the meetings before the berichten, each in the order of its pk."""
    for model, veld in ((Bijeenkomst, "bijeenkomst_id"), (Bericht, "bericht_id")):
        for pk in sorted({getattr(melding, veld) for melding in meldingen} - {None}):
            op_slot(model, pk)


@handeling
def melding_afronden(
    meldingen: list[Melding], *, fout: str = "", nu: datetime | None = None, door: Persoon | None
) -> None:
    """Write down that a mail went, or why not and when it is tried again."""
    nu = nu or timezone.now()
    if not fout:
        pks = [melding.pk for melding in meldingen]
        Melding.objects.filter(pk__in=pks).update(verstuurd_op=nu, fout="")
        return
    _op_slot_waarover(meldingen)
    for melding in meldingen:
        melding.fout = fout[:300]
        if melding.pogingen < MAX_POGINGEN:
            nieuwer = Melding.objects.gewacht().filter(
                bijeenkomst=melding.bijeenkomst_id,
                bericht=melding.bericht_id,
                persoon=melding.persoon_id,
                soort=melding.soort,
            )
            if nieuwer.exists():  # that one will tell of everything since the last that arrived
                melding.delete()
                continue
            melding.opgepakt_op = None
            melding.na = nu + WACHTTIJDEN[melding.pogingen - 1]
        melding.save(update_fields=["fout", "opgepakt_op", "na"])


@handeling
def meldingen_opruimen(*, door: Persoon | None) -> int:
    """Remove what was mailed so long ago that nobody asks for it any more.

    That somebody got mail about a meeting is personal, and of use as long as people ask whether
    they were told in time. Of a meeting that still comes it stays: the next mail tells what changed
    since. Who opened which paper (`Stukinzage`) is a log, and stays.
    """
    nu = timezone.now()
    oud = Melding.objects.filter(
        Q(bijeenkomst=None) | Q(bijeenkomst__einde__lt=nu),
        verstuurd_op__lt=nu - settings.MELDINGEN_BEWAREN,
    )
    return oud.delete()[0]


# --- the address of a calendar --------------------------------------------------------------------


@handeling
def agendasleutel_maken(*, door: Persoon) -> Agendasleutel:
    """Give somebody a secret address for their calendar; the one they had ends."""
    sleutel, _ = Agendasleutel.objects.update_or_create(
        persoon=door, defaults={"sleutel": nieuwe_sleutel(), "gemaakt_op": timezone.now()}
    )
    return sleutel


@handeling
def agendasleutel_intrekken(*, door: Persoon) -> None:
    """End the address of somebody's calendar."""
    Agendasleutel.objects.filter(persoon=door).delete()
