"""Load figures in a process of its own: `python -m tests.bench.load raw|portaal ROWS`.

Prints one JSON line with the seconds and the memory. The delivery is made up row by row, so both
ways read from the same generator and nothing but the loading can grow with the number of rows.
"""

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from itertools import islice, product
from pathlib import Path
from time import perf_counter

import django

INDICATOREN, GEMEENTEN, EERSTE_JAAR, JAREN = 100, 342, 1995, 30


def meetwaarden(rows: int) -> Iterator:
    """Yield figures for 100 indicators in 342 gemeenten over 30 years, in the order of a source."""
    from regiobeeld.bronnen.basis import Meetwaarde

    jaren = range(EERSTE_JAAR, EERSTE_JAAR + JAREN)
    indicatoren = [f"bench-{n}" for n in range(INDICATOREN)]
    gemeenten = [f"GM{n:04}" for n in range(1, GEMEENTEN + 1)]
    for n, (jaar, gemeente, indicator) in enumerate(
        islice(product(jaren, gemeenten, indicatoren), rows)
    ):
        yield Meetwaarde(indicator, gemeente, jaar, Decimal(20_000 + n % 9_973), "")


def levering(rows: int):
    """Return a delivery as a source would hand it over."""
    from regiobeeld.bronnen.basis import Gebiedsnaam, Levering

    return Levering(
        titel="Bench",
        versie=f"bench {rows}",
        gewijzigd_op=datetime.now(UTC),
        licentie="CC BY 4.0",
        vingerafdruk="bench",
        bestand=Path(),
        sha256="0" * 64,
        aantal_rijen=rows,
        aantal_meetwaarden=rows,
        aantal_zonder_waarde=0,
        aantal_bestaat_niet=0,
        jaren=tuple(range(EERSTE_JAAR, EERSTE_JAAR + JAREN)),
        lees_meetwaarden=lambda: meetwaarden(rows),
        lees_gebieden=lambda: (
            Gebiedsnaam(f"GM{n:04}", f"Gemeente {n}", "gemeente") for n in range(1, GEMEENTEN + 1)
        ),
    )


def prepare():
    """Make the indicators and areas, empty the table of figures, and return the source."""
    from django.db import connection

    from regio.models import Gebied
    from regiobeeld.models import Bron, Indicator

    bron = Bron.objects.get(code="cbs-bevolking")
    Indicator.objects.bulk_create(
        (
            Indicator(code=f"bench-{n}", naam=f"Bench {n}", bron=bron, eenheid="mensen")
            for n in range(INDICATOREN)
        ),
        ignore_conflicts=True,
    )
    Gebied.objects.bulk_create(
        (Gebied(code=g.code, naam=g.naam, soort=g.soort) for g in levering(1).gebieden()),
        ignore_conflicts=True,
    )
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE regiobeeld_waarneming")
        cursor.execute("DROP TABLE IF EXISTS kaal")
        cursor.execute("CREATE TABLE kaal (LIKE regiobeeld_waarneming)")
        cursor.execute("CHECKPOINT")
    return bron


def raw(rows: int) -> None:
    """COPY the rows into an equal table without index or constraint."""
    from django.db import connection, transaction

    from regio.models import Gebied
    from regiobeeld.models import Indicator

    indicatoren = dict(Indicator.objects.values_list("code", "pk"))
    gebieden = dict(Gebied.objects.values_list("code", "pk"))
    velden = "indicator_id, gebied_id, jaar, waarde, kenmerk, demo"
    with (
        transaction.atomic(),
        connection.cursor() as cursor,
        cursor.copy(f"COPY kaal ({velden}) FROM STDIN") as copy,
    ):
        for code, gebied, jaar, waarde, kenmerk in meetwaarden(rows):
            copy.write_row((indicatoren[code], gebieden[gebied], jaar, waarde, kenmerk, False))


def portaal(rows: int, bron) -> None:
    """Load the rows as the job of a source does: asked, started, recorded."""
    from regiobeeld import domain

    verversing = domain.verversing_aanvragen(bron, door=None)
    domain.verversing_starten(verversing, adres="https://bench.example/", door=None)
    domain.levering_vastleggen(verversing, levering=levering(rows), door=None)


def peak() -> int:
    """Return the most memory this process has used, in kB.

    Not getrusage: that starts with what the parent had used when it made this process.
    """
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+) kB", status)[1])


def main(way: str, rows: int) -> None:
    """Load once into an empty table; the portal's way a second time too, when nothing changes."""
    django.setup()
    bron = prepare()
    # The first rows load what Python loads lazily, so that the growth is that of the rows.
    next(meetwaarden(1))
    before, start = peak(), perf_counter()
    raw(rows) if way == "raw" else portaal(rows, bron)
    found = {"seconds": round(perf_counter() - start, 2), "peak_kb": peak()}
    found["growth_kb"] = found["peak_kb"] - before
    if way == "portaal":
        start = perf_counter()
        portaal(rows, bron)
        found["again_seconds"] = round(perf_counter() - start, 2)
        found |= counted(rows)
    json.dump(found, sys.stdout)


def counted(rows: int) -> dict:
    """Return what the second run reports, so that a loader that skips rows cannot win."""
    from regiobeeld.models import Verversing, Waarneming

    laatste = Verversing.objects.latest("pk")
    return {
        "rows": Waarneming.objects.count(),
        "complete": Waarneming.objects.count() == rows,
        "again_changed": laatste.gewijzigd,
    }


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
