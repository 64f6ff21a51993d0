"""What the queue does for the tafels."""

import logging
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from smtplib import SMTPRecipientsRefused, SMTPResponseException

from celery import shared_task
from django.core.cache import cache
from django.core.files import File
from django.core.mail import EmailMultiAlternatives
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.models import Persoon
from tafels import bundel as bundels
from tafels import domain, keuring, mail, toegang
from tafels.mailmoment import VERZAMELD
from tafels.models import Bericht, Bijeenkomst, Bundel, Melding, Stuk
from tafels.models.stukken import bundelpad, kluis
from tafels.voorstellen import blok_inhoud

log = logging.getLogger(__name__)

# While the mail server does not answer nobody waits for it: each try costs twenty seconds.
MAIL_STIL, MAIL_STIL_SECONDEN = "mail-stil", 60
MAILS_PER_KEER = 200


# --- mail ----------------------------------------------------------------------------------------


@shared_task(name="tafels.meldingen_versturen")
def meldingen_versturen() -> None:
    """Mail what may go now; several workers may do this at the same time."""
    if cache.get(MAIL_STIL):
        return
    for _ in range(MAILS_PER_KEER):
        if not (meldingen := domain.melding_oppakken(door=None)):
            return
        fout = ""
        try:
            if brief := _brief(meldingen):
                brief.send()
        except (SMTPRecipientsRefused, SMTPResponseException) as weigering:
            log.warning("mail geweigerd", exc_info=True)
            fout = "De mailserver nam de mail niet aan."
            if isinstance(weigering, SMTPRecipientsRefused):
                fout = "De mailserver kent dit adres niet."
        except OSError:
            log.warning("mailserver antwoordt niet", exc_info=True)
            fout = "De mailserver antwoordde niet."
            cache.set(MAIL_STIL, True, MAIL_STIL_SECONDEN)
        domain.melding_afronden(meldingen, fout=fout, door=None)
        if cache.get(MAIL_STIL):
            return


def _brief(meldingen: list[Melding]) -> EmailMultiAlternatives | None:
    """Put into one mail what this person must still hear; nothing when there is nothing left."""
    persoon = Persoon.objects.get(pk=meldingen[0].persoon_id)
    if not persoon.is_active or persoon.mailvoorkeur == Persoon.Mailvoorkeur.NIET:
        return None
    soorten = {}
    for melding in meldingen:
        if melding.bijeenkomst_id is not None:
            soorten.setdefault(melding.bijeenkomst_id, set()).add(melding.soort)
    bijeenkomsten = list(
        Bijeenkomst.objects.filter(pk__in=soorten).select_related("tafel").order_by("start")
    )
    stukjes = []
    for bijeenkomst in bijeenkomsten:
        soort, wijzigingen = _wat_nog(bijeenkomst, persoon, soorten[bijeenkomst.pk])
        if soort is not None:
            stukjes.append(
                mail.nieuws(
                    bijeenkomst,
                    persoon,
                    soort,
                    alles=toegang.leest_alles(persoon, bijeenkomst),
                    secretaris=mail.secretaris_van(bijeenkomst.tafel_id),
                    wijzigingen=wijzigingen,
                )
            )
    berichten = _berichten(meldingen, persoon)
    stukjes += [mail.vertelling(bericht, persoon) for bericht in berichten]
    if not stukjes:
        return None
    return mail.brief(
        persoon,
        stukjes,
        kenmerk=_kenmerk(meldingen, bijeenkomsten, berichten),
        nu=timezone.now(),
    )


def _berichten(meldingen: list[Melding], persoon: Persoon) -> list[Bericht]:
    """What this person may still know: first what is coming, then the successes.

    Who wants mail at once gets none about what became a success in the meantime.
    """
    pks = [melding.bericht_id for melding in meldingen if melding.bericht_id is not None]
    if not pks:
        return []
    gevonden = Bericht.objects.zichtbaar_voor(persoon).filter(pk__in=pks).order_by("datum", "pk")
    return sorted(
        (
            bericht
            for bericht in gevonden.select_related(
                "tafel", "project", "door__organisatie"
            ).prefetch_related("organisaties")
            if (persoon.mailvoorkeur in VERZAMELD or not bericht.is_succes)
            and bericht.ontvangers().filter(pk=persoon.pk).exists()
        ),
        key=lambda bericht: bericht.is_succes,
    )


def _wat_nog(
    bijeenkomst: Bijeenkomst, persoon: Persoon, soorten: set[str]
) -> tuple[str | None, list[str]]:
    """Which of these is still true, and what changed that this person may know."""
    if bijeenkomst.status == Bijeenkomst.Status.GEANNULEERD:
        return (Melding.Soort.AFGELAST if Melding.Soort.AFGELAST in soorten else None), []
    if bijeenkomst.status != Bijeenkomst.Status.VERZONDEN or bijeenkomst.is_begonnen:
        return None, []
    if not bijeenkomst.ontvangers().filter(pk=persoon.pk).exists():
        return None, []
    if Melding.Soort.AGENDA in soorten:
        return Melding.Soort.AGENDA, []
    gehoord = bijeenkomst.meldingen.filter(
        persoon=persoon,
        soort__in=(Melding.Soort.AGENDA, Melding.Soort.GEWIJZIGD),
        verstuurd_op__isnull=False,
    ).aggregate(op=Max("opgepakt_op"))["op"]
    nieuw = bijeenkomst.wijzigingen.zichtbaar_voor(persoon).filter(
        op__gt=gehoord or bijeenkomst.verzonden_op
    )
    zinnen = [mail.wijzigingszin(w) for w in nieuw.select_related("agendapunt")]
    return (Melding.Soort.GEWIJZIGD if zinnen else None), list(dict.fromkeys(zinnen))


def _kenmerk(
    meldingen: Iterable[Melding], bijeenkomsten: Iterable[Bijeenkomst], berichten: Iterable[Bericht]
) -> str:
    """The same for the same mail sent twice; another one once it says something else."""
    delen = [
        sorted(melding.pk for melding in meldingen),
        [(b.pk, b.agenda_versie) for b in bijeenkomsten],
        [(b.pk, b.soort, b.titel, b.tekst, b.datum, b.openbaarheid) for b in berichten],
    ]
    return f"melding-{sha256(repr(delen).encode()).hexdigest()[:24]}"


@shared_task(name="tafels.meldingen_opruimen")
def meldingen_opruimen() -> None:
    """Remove, each night, who got which mail a long time ago."""
    domain.meldingen_opruimen(door=None)


# --- bundels -------------------------------------------------------------------------------------

# The first of the two numbers of an advisory lock: "the making of the bundle with this id".
BUNDELSLOT = 20_27
BUNDEL_OPEN = (Bundel.Status.GEVRAAGD, Bundel.Status.BEZIG)
# A bundle of 40 papers takes seconds. What does not end in this time is a file that keeps pypdf
# busy: the soft limit breaks off that one paper, the hard one the job.
BUNDEL_ZACHT, BUNDEL_HARD = 240, 300
# After this the sweep gives up: a job that kills its worker each time would never end.
BUNDEL_OPGEVEN = timedelta(minutes=30)

VOL = "Er is te weinig ruimte op de schijf voor de bundel. Vraag de beheerder om ruimte."
STUK = "Het maken ging mis door een fout in het portaal. De beheerder vindt meer in het logboek."
TE_LANG = "Het maken duurde te lang. Bekijk de stukken los, of neem ze mee als zip."


@contextmanager
def _bundelslot(pk: int) -> Iterator[bool]:
    """Make this bundle alone, over all workers; the lock goes when the connection goes."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [BUNDELSLOT, pk])
        (gekregen,) = cursor.fetchone()
        try:
            yield gekregen
        finally:
            if gekregen:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [BUNDELSLOT, pk])


@shared_task(name="tafels.bundel_maken", soft_time_limit=BUNDEL_ZACHT, time_limit=BUNDEL_HARD)
def bundel_maken(pk: int) -> None:
    """Make one bundle that was asked for."""
    with _bundelslot(pk) as vrij:
        bundel = (
            Bundel.objects.filter(pk=pk, status__in=BUNDEL_OPEN)
            .select_related("bijeenkomst__tafel", "gevraagd_door")
            .first()
        )
        if vrij and bundel:
            _bundel_maken(bundel)


@shared_task(name="tafels.bundels_vegen")
def bundels_vegen() -> None:
    """Pick up what was asked for but never made, or left halfway by a worker that died."""
    for pk in Bundel.objects.filter(status__in=BUNDEL_OPEN).values_list("pk", flat=True):
        # What nobody took before the next sweep is asked again then: no heap of the same request.
        bundel_maken.apply_async((pk,), expires=10)


@shared_task(name="tafels.bundels_opruimen")
def bundels_opruimen() -> None:
    """Take away, each night, the bundles that nobody would get any more, and files without one."""
    for bundel in Bundel.objects.exclude(status__in=BUNDEL_OPEN).select_related(
        "bijeenkomst__tafel", "gevraagd_door"
    ):
        if bundel.status == Bundel.Status.MISLUKT or _is_verouderd(bundel):
            domain.bundel_opruimen(bundel, door=None)
    _losse_bundels_wissen()


def _inhoud(bundel: Bundel) -> bundels.Bundelinhoud:
    lezer = bundel.gevraagd_door
    return bundels.inhoud_voor(bundel.bijeenkomst, lezer, toegang.leest_alles, blok_inhoud)


def _is_verouderd(bundel: Bundel) -> bool:
    """Would who asked for it get another one now?

    Then so would all who may see the same; but not when the one who asked withdrew from a subject.
    Then the others ask for it once more.
    """
    return _inhoud(bundel).vingerafdruk != bundel.vingerafdruk


def _bundel_maken(bundel: Bundel) -> None:
    if bundel.gevraagd_op < timezone.now() - BUNDEL_OPGEVEN:
        domain.bundel_mislukken(bundel, fout=TE_LANG, door=None)
        return
    inhoud = _inhoud(bundel)
    if inhoud.vingerafdruk != bundel.vingerafdruk:
        _opnieuw_vragen(bundel)
        return
    domain.bundel_beginnen(bundel, door=None)
    naam = bundelpad(bundel, "")
    try:
        with tempfile.NamedTemporaryFile(prefix="bundel-", suffix=".pdf") as tijdelijk:
            bladzijden = bundels.maken(
                inhoud,
                Path(tijdelijk.name),
                kenmerk=bundel.vingerafdruk[:8],
                voortgang=lambda gedaan, totaal: _melden(bundel, gedaan, totaal),
            )
            grootte = Path(tijdelijk.name).stat().st_size
            kluis().delete(naam)  # half a file, of a worker that died while it wrote
            with Path(tijdelijk.name).open("rb") as pdf:
                kluis().save(naam, File(pdf))
        domain.bundel_afronden(
            bundel, bestand=naam, grootte=grootte, bladzijden=bladzijden, door=None
        )
    except OSError:
        log.exception("bundel %s mislukt", bundel.pk)
        _bundel_mislukt(bundel, naam, VOL)
        return
    except Exception:
        _bundel_mislukt(bundel, naam, STUK)
        raise
    _vorige_opruimen(bundel)


def _opnieuw_vragen(bundel: Bundel) -> None:
    """Something changed since it was asked: then who asked wants what there is now."""
    domain.bundel_opruimen(bundel, door=None)
    with suppress(NietMogelijk):  # nothing is left on the agenda
        nieuw = domain.bundel_aanvragen(bundel.bijeenkomst, door=bundel.gevraagd_door)
        if nieuw.status == Bundel.Status.GEVRAAGD:
            bundel_maken.delay_on_commit(nieuw.pk)


def _melden(bundel: Bundel, gedaan: int, totaal: int) -> None:
    """Progress, outside any transaction, so that whoever waits sees it."""
    Bundel.objects.filter(pk=bundel.pk).update(gedaan=gedaan, totaal=totaal)


def _bundel_mislukt(bundel: Bundel, naam: str, fout: str) -> None:
    kluis().delete(naam)
    domain.bundel_mislukken(bundel, fout=fout, door=None)


def _vorige_opruimen(bundel: Bundel) -> None:
    """Take away the earlier bundles of this meeting, but not what other readers still get."""
    vorige = Bundel.objects.filter(
        bijeenkomst=bundel.bijeenkomst_id, status=Bundel.Status.KLAAR
    ).exclude(pk=bundel.pk)
    for oud in vorige.select_related("bijeenkomst__tafel", "gevraagd_door"):
        if _is_verouderd(oud):
            domain.bundel_opruimen(oud, door=None)


def _losse_bundels_wissen() -> None:
    opslag = kluis()
    if not opslag.exists("bundel"):
        return
    bekend = set(Bundel.objects.values_list("bestand", flat=True))
    bezig = {bundelpad(b, "") for b in Bundel.objects.filter(status__in=BUNDEL_OPEN)}
    for map_ in opslag.listdir("bundel")[0]:
        for bestand in opslag.listdir(f"bundel/{map_}")[1]:
            naam = f"bundel/{map_}/{bestand}"
            if naam not in bekend | bezig:
                opslag.delete(naam)


# --- stukken -------------------------------------------------------------------------------------

# Reading a paper takes at most three minutes; in that time nobody else begins on it.
NAKIJKEN_SECONDEN = 200
WEESBESTAND = timedelta(days=1)


@shared_task(name="tafels.stuk_nakijken")
def stuk_nakijken(pk: int) -> None:
    """Read one paper that was just added."""
    if stuk := Stuk.objects.na_te_kijken().filter(pk=pk).select_related("agendapunt").first():
        _nakijken(stuk)


@shared_task(name="tafels.stukken_nakijken")
def stukken_nakijken() -> None:
    """Read what was added and never read: the queue did not hear, or a worker died."""
    for stuk in Stuk.objects.na_te_kijken().select_related("agendapunt"):
        _nakijken(stuk)


def _nakijken(stuk: Stuk) -> None:
    """Read the text of a paper, unless another worker is doing that."""
    if not cache.add(f"stuk-{stuk.pk}", True, NAKIJKEN_SECONDEN):
        return
    try:
        with stuk.bestand.open("rb") as bestand:
            tekst = keuring.lezen(bestand.file, stuk.mimetype)
    except (keuring.Onleesbaar, OSError):
        log.warning("stuk niet te lezen", exc_info=True)
        tekst = None
    domain.stuk_nakijken(stuk, tekst=tekst, door=None)


@shared_task(name="tafels.bestanden_opruimen")
def bestanden_opruimen() -> None:
    """Remove the files of papers that never came to be, once they are a day old."""
    opslag, grens = kluis(), timezone.now() - WEESBESTAND
    if not opslag.exists("stuk"):
        return
    for naam in opslag.listdir("stuk")[1]:
        pad = f"stuk/{naam}"
        if opslag.get_modified_time(pad) < grens and not Stuk.objects.filter(bestand=pad).exists():
            opslag.delete(pad)


# --- notes ---------------------------------------------------------------------------------------


@shared_task(name="tafels.notities_wissen")
def notities_wissen() -> None:
    """Remove the notes of voorzitter and secretaris, some time after the meeting."""
    domain.notities_wissen(door=None)
