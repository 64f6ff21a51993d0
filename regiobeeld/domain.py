"""What happens to figures: a refresh is asked for, starts, and ends in one of three ways."""

from django.db import connection
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Gebied, Persoon
from regiobeeld.bronnen.basis import Levering
from regiobeeld.models import Bron, Indicator, Verversing

Status = Verversing.Status


@handeling
def verversing_aanvragen(bron: Bron, *, door: Persoon | None) -> Verversing:
    """Ask for fresh figures; when that was asked already, that request stands."""
    Bron.objects.select_for_update().get(pk=bron.pk)
    if bestaande := bron.verversingen.open().first():
        return bestaande
    if bron.ververs == Bron.Ververs.HANDMATIG or not bron.actief:
        raise NietMogelijk("Deze bron haalt het portaal niet zelf op.")
    return bron.verversingen.create(gevraagd_door=door)


@handeling
def verversing_starten(verversing: Verversing, *, adres: str, door: Persoon | None) -> None:
    """Begin (again): a run that was left halfway starts from the beginning."""
    verversing.status, verversing.adres = Status.BEZIG, adres
    verversing.gestart_op, verversing.rijen_gelezen = timezone.now(), 0
    verversing.save(update_fields=["status", "adres", "gestart_op", "rijen_gelezen"])


@handeling
def verversing_overslaan(
    verversing: Verversing, *, versie: str, vingerafdruk: str, door: Persoon | None
) -> None:
    """End a run because the source has nothing new since the last one."""
    verversing.versie, verversing.vingerafdruk = versie, vingerafdruk
    _afsluiten(verversing, Status.ONGEWIJZIGD)


@handeling
def verversing_mislukken(verversing: Verversing, *, fout: str, door: Persoon | None) -> None:
    """End a run with the reason; the last good figures stay."""
    verversing.fout = fout[:1000]
    _afsluiten(verversing, Status.MISLUKT)


@handeling
def levering_vastleggen(
    verversing: Verversing, *, levering: Levering, door: Persoon | None
) -> None:
    """Write all figures of a delivery at once, or none; end the run with what changed.

    Nothing is deleted: a year that the source leaves out keeps its last figure. Writing the same
    delivery twice changes nothing the second time.
    """
    gebieden = _gebieden_bijwerken(levering)
    indicatoren = dict(Indicator.objects.filter(bron=verversing.bron).values_list("code", "pk"))
    verversing.aantal, verversing.gewijzigd = _waarnemingen_schrijven(
        levering, indicatoren, gebieden
    )
    verversing.versie, verversing.sha256 = levering.versie, levering.sha256
    verversing.vingerafdruk = levering.vingerafdruk
    verversing.rijen_gelezen = verversing.rijen_totaal = levering.aantal_rijen
    _afsluiten(verversing, Status.GELUKT)


def _afsluiten(verversing: Verversing, status: str) -> None:
    verversing.status, verversing.klaar_op = status, timezone.now()
    verversing.save()


def _gebieden_bijwerken(levering: Levering) -> dict[str, int]:
    """Know every area of the delivery, with the years in which it existed under its code.

    Mergers keep the code of their year: a gemeente without a figure in the newest year is one that
    no longer exists, and it stays in the list for the years before.
    """
    Gebied.objects.bulk_create(
        (Gebied(code=g.code, naam=g.naam, soort=g.soort) for g in levering.gebieden()),
        ignore_conflicts=True,
    )
    return dict(Gebied.objects.values_list("code", "pk"))


def _waarnemingen_schrijven(
    levering: Levering, indicatoren: dict[str, int], gebieden: dict[str, int]
) -> tuple[int, int]:
    """COPY to a temporary table, change what is other, add what is new; return (figures, changed).

    In key order the one index grows at its end; this is why a million rows cost about as much as
    the bare COPY (docs/meten.md).
    """
    with connection.cursor() as cursor:
        # Sort a million rows in memory instead of on disk; for this transaction only.
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SET LOCAL temp_buffers = '64MB'")
        cursor.execute(
            "CREATE TEMPORARY TABLE levering (indicator_id bigint, gebied_id bigint,"
            " jaar smallint, waarde numeric(14, 4), kenmerk varchar(20)) ON COMMIT DROP"
        )
        aantal = 0
        with cursor.copy("COPY levering FROM STDIN") as copy:
            for code, gebied, jaar, waarde, kenmerk in levering.meetwaarden():
                copy.write_row((indicatoren[code], gebieden[gebied], jaar, waarde, kenmerk))
                aantal += 1
        cursor.execute("ANALYZE levering")
        # Two plain statements instead of one with ON CONFLICT, which asks the index twice for each
        # row: nobody else writes this source's figures, the run holds its lock.
        cursor.execute(
            "UPDATE regiobeeld_waarneming w"
            " SET waarde = l.waarde, kenmerk = l.kenmerk, demo = FALSE FROM levering l"
            " WHERE (w.indicator_id, w.gebied_id, w.jaar) = (l.indicator_id, l.gebied_id, l.jaar)"
            " AND (w.waarde, w.kenmerk, w.demo) IS DISTINCT FROM (l.waarde, l.kenmerk, FALSE)"
        )
        gewijzigd = cursor.rowcount
        cursor.execute(
            "INSERT INTO regiobeeld_waarneming"
            " (indicator_id, gebied_id, jaar, waarde, kenmerk, demo)"
            " SELECT indicator_id, gebied_id, jaar, waarde, kenmerk, FALSE FROM levering l"
            " WHERE NOT EXISTS (SELECT 1 FROM regiobeeld_waarneming w WHERE"
            " (w.indicator_id, w.gebied_id, w.jaar) = (l.indicator_id, l.gebied_id, l.jaar))"
            " ORDER BY indicator_id, gebied_id, jaar"
        )
        gewijzigd += cursor.rowcount
        cursor.execute(
            "UPDATE regio_gebied g SET van_jaar = b.van_jaar, tot_jaar = b.tot_jaar FROM ("
            " SELECT gebied_id, NULLIF(min(jaar), grens.eerste) AS van_jaar,"
            "  NULLIF(max(jaar), grens.laatste) AS tot_jaar"
            " FROM levering, (SELECT min(jaar) AS eerste, max(jaar) AS laatste FROM levering) grens"
            " GROUP BY gebied_id, grens.eerste, grens.laatste) b"
            " WHERE g.id = b.gebied_id AND g.soort = 'gemeente'"
            " AND (g.van_jaar, g.tot_jaar) IS DISTINCT FROM (b.van_jaar, b.tot_jaar)"
        )
        cursor.execute("DROP TABLE levering")
    return aantal, gewijzigd
