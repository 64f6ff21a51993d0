"""One run of a source from start to end: lock, look, download, write.

Downloading takes minutes and writing a second, so only the writing is a transaction. The raw
answer stays on disk (the last three per source), so that a load can be looked into afterwards.
"""

import logging
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.db import connection

from regiobeeld import domain
from regiobeeld.bronnen import BRONNEN
from regiobeeld.bronnen.basis import BronFout, BronGewijzigd, Levering, Peil
from regiobeeld.models import Verversing

log = logging.getLogger(__name__)

# The first of the two numbers of an advisory lock: "a run of the source with this id".
SLOTSOORT = 20_26
BEWAAR = 3
# A table that is a fifth larger or smaller than last time is another table, or half of one.
GROEI = 0.2

VOL = "Er is te weinig ruimte op de schijf om de cijfers op te halen. Maak ruimte vrij."
ONBEKEND = "Het portaal kent deze bron niet (meer). Vraag de beheerder ernaar te kijken."
STUK = "Het ophalen ging mis door een fout in het portaal. De beheerder vindt meer in het logboek."


@contextmanager
def slot(bron_pk: int) -> Iterator[bool]:
    """Hold this source alone, over all workers on all machines; False when another one has it.

    The lock belongs to the connection: when a worker dies, PostgreSQL gives it free by itself.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [SLOTSOORT, bron_pk])
        (gekregen,) = cursor.fetchone()
        try:
            yield gekregen
        finally:
            if gekregen:
                cursor.execute("SELECT pg_advisory_unlock(%s, %s)", [SLOTSOORT, bron_pk])


def verversing_uitvoeren(verversing: Verversing, *, opnieuw: bool = False) -> Verversing:
    """Carry out one run; `opnieuw` also downloads when the source says it has nothing new.

    Returns the run as it stands afterwards; never raises for what a source does wrong.
    """
    with slot(verversing.bron_id) as vrij:
        verversing.refresh_from_db()
        if vrij and not verversing.is_klaar:
            _uitvoeren(verversing, opnieuw=opnieuw)
    return verversing


def _uitvoeren(verversing: Verversing, *, opnieuw: bool) -> None:
    bron = BRONNEN.get(verversing.bron.code)
    if bron is None:
        domain.verversing_mislukken(verversing, fout=ONBEKEND, door=None)
        return
    adres = settings.BRON_ADRESSEN[bron.adres]
    domain.verversing_starten(verversing, adres=adres, door=None)
    try:
        peil = bron.peil(adres)
        vorige = _vorige(verversing)
        if vorige and not opnieuw and vorige.versie == peil.versie:
            _zelfde_tabel(peil, vorige)
            domain.verversing_overslaan(
                verversing, versie=peil.versie, vingerafdruk=peil.vingerafdruk, door=None
            )
            return
        with _werkmap() as werkmap:
            levering = bron.haal_op(adres, werkmap, lambda *stand: _melden(verversing, *stand))
            if vorige:
                _zelfde_tabel(levering, vorige)
                _zelfde_omvang(levering, vorige)
            domain.levering_vastleggen(verversing, levering=levering, door=None)
            _bewaren(levering, bron.code)
    except BronFout as fout:
        log.warning("verversing mislukt: %s (%s)", fout, fout.techniek)
        domain.verversing_mislukken(verversing, fout=str(fout), door=None)
    except OSError:
        log.exception("verversing mislukt")
        domain.verversing_mislukken(verversing, fout=VOL, door=None)
    except Exception:
        domain.verversing_mislukken(verversing, fout=STUK, door=None)
        raise


def _vorige(verversing: Verversing) -> Verversing | None:
    """The last run that wrote figures: what a new one is compared with."""
    return (
        verversing.bron.verversingen.filter(status=Verversing.Status.GELUKT)
        .exclude(vingerafdruk="")
        .order_by("-klaar_op")
        .first()
    )


def _zelfde_tabel(peil: Peil, vorige: Verversing) -> None:
    if peil.vingerafdruk != vorige.vingerafdruk:
        raise BronGewijzigd(
            "De tabel heeft andere kolommen of eenheden dan de vorige keer. "
            "De cijfers van toen staan er nog."
        )


def _zelfde_omvang(levering: Levering, vorige: Verversing) -> None:
    toen, nu = vorige.aantal, levering.aantal_meetwaarden
    if toen and abs(nu - toen) > GROEI * toen:
        raise BronGewijzigd(
            f"De bron gaf {nu} cijfers. De vorige keer waren dat er {toen}. "
            "Dat verschil is te groot. De cijfers van toen staan er nog."
        )


def _melden(verversing: Verversing, rijen: int, totaal: int | None) -> None:
    """Progress, outside any transaction, so that whoever waits sees it."""
    Verversing.objects.filter(pk=verversing.pk).update(rijen_gelezen=rijen, rijen_totaal=totaal)


@contextmanager
def _werkmap() -> Iterator[Path]:
    settings.BRON_MAP.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=settings.BRON_MAP, prefix="bezig-") as naam:
        yield Path(naam)


def _bewaren(levering: Levering, code: str) -> None:
    """Keep the raw answer under its version; only the newest few."""
    bewaard = settings.BRON_MAP / code
    bewaard.mkdir(exist_ok=True)
    naam = f"{levering.versie}-{levering.sha256[:12]}{''.join(levering.bestand.suffixes)}"
    shutil.move(levering.bestand, bewaard / naam)
    oud = sorted(bewaard.iterdir(), key=lambda pad: pad.stat().st_mtime)[:-BEWAAR]
    for pad in oud:
        pad.unlink(missing_ok=True)
