"""From asking for a bundle to having it: each step is one act, the making is a job."""

from django.db import transaction
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Openbaarheid, Persoon
from tafels import toegang
from tafels.bundel import Bundelinhoud, inhoud_voor
from tafels.models import Bijeenkomst, Bundel, Stukinzage
from tafels.models.stukken import kluis
from tafels.rijen import op_slot
from tafels.voorstellen import blok_inhoud

Status = Bundel.Status
LEEG = "Er staat voor u nog niets op deze agenda. Daarom is er nog geen bundel."


@handeling
def bundel_aanvragen(bijeenkomst: Bijeenkomst, *, door: Persoon) -> Bundel:
    """Ask for the bundle as this persoon may read it; when it is there already, that one stands."""
    inhoud = inhoud_voor(bijeenkomst, door, toegang.leest_alles, blok_inhoud)
    if not inhoud.punten:
        raise NietMogelijk(LEEG)
    bundel, nieuw = Bundel.objects.select_for_update().get_or_create(
        bijeenkomst=bijeenkomst,
        vingerafdruk=inhoud.vingerafdruk,
        defaults={"gevraagd_door": door},
    )
    # A file that went missing is made anew, as is a bundle that did not work out.
    weg = bundel.status == Status.KLAAR and not kluis().exists(bundel.bestand.name)
    if not nieuw and (weg or bundel.status == Status.MISLUKT):
        bundel.status, bundel.gevraagd_door, bundel.fout = Status.GEVRAAGD, door, ""
        bundel.gevraagd_op, bundel.klaar_op, bundel.gedaan = timezone.now(), None, 0
        bundel.save()
    return bundel


@handeling
def bundel_beginnen(bundel: Bundel, *, door: Persoon | None) -> None:
    """Begin (again): what a worker left halfway starts from the beginning."""
    bundel.status, bundel.gedaan, bundel.totaal = Status.BEZIG, 0, 0
    bundel.save(update_fields=["status", "gedaan", "totaal"])


@handeling
def bundel_afronden(
    bundel: Bundel, *, bestand: str, grootte: int, bladzijden: int, door: Persoon | None
) -> None:
    """The file lies in the storage: whoever may see the same can have it."""
    rij = op_slot(Bundel, bundel.pk)
    rij.status, rij.klaar_op, rij.fout = Status.KLAAR, timezone.now(), ""
    rij.bestand, rij.grootte, rij.bladzijden = bestand, grootte, bladzijden
    rij.save()


@handeling
def bundel_mislukken(bundel: Bundel, *, fout: str, door: Persoon | None) -> None:
    """End it with the reason, in a sentence."""
    bundel.status, bundel.fout, bundel.klaar_op = Status.MISLUKT, fout[:300], timezone.now()
    bundel.save(update_fields=["status", "fout", "klaar_op"])


@handeling
def bundel_opruimen(bundel: Bundel, *, door: Persoon | None) -> None:
    """Take away a bundle that nobody would get any more, with its file."""
    naam = bundel.bestand.name
    bundel.delete()
    if naam:
        transaction.on_commit(lambda: kluis().delete(naam))


@handeling
def stukken_inzien(inhoud: Bundelinhoud, *, weg: str, door: Persoon) -> None:
    """Remember that somebody took these papers along: of what is vertrouwelijk each time."""
    stukken = inhoud.stukken
    gelezen = set(
        Stukinzage.objects.filter(persoon=door, stuk__in=[stuk.pk for stuk in stukken]).values_list(
            "stuk_id", flat=True
        )
    )
    Stukinzage.objects.bulk_create(
        Stukinzage(stuk=stuk.rij, persoon=door, weg=weg)
        for stuk in stukken
        if stuk.pk not in gelezen or stuk.rij.openbaarheid == Openbaarheid.VERTROUWELIJK
    )
