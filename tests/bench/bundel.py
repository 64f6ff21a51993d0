"""Make a bundle in a process of its own: `python -m tests.bench.bundel fill|make`.

`fill` writes a meeting with 20 items and 40 papers, as a board gets them: texts with pictures,
scans, photos and Word files. `make` has the job make its bundle, and prints one JSON line with the
seconds, and the memory of the worker and typst together. Two processes, because making up the
papers takes memory too.
"""

import io
import json
import os
import random
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from time import perf_counter

import django

from tests.bench.load import peak

ITEMS = 20
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@contextmanager
def together() -> Iterator[list[int]]:
    """Yield a list that gets, 50 times a second, the memory of us and our children, in kB."""
    found, done, ours = [], Event(), Path("/proc/self/task")

    def resident(pid: str) -> int:
        try:
            status = Path(f"/proc/{pid}/status").read_text()
        except OSError:
            return 0
        return int(match[1]) if (match := re.search(r"VmRSS:\s+(\d+) kB", status)) else 0

    def look() -> None:
        while not done.wait(0.02):
            children = [c for t in ours.iterdir() for c in (t / "children").read_text().split()]
            found.append(resident("self") + sum(map(resident, children)))

    thread = Thread(target=look)
    thread.start()
    try:
        yield found
    finally:
        done.set()
        thread.join()


def photo(wide: int, high: int, seed: int) -> bytes:
    """Return a JPEG that does not pack well, as a scan or a photo."""
    from PIL import Image

    small = random.Random(seed).randbytes(wide // 8 * (high // 8) * 3)
    picture = Image.frombytes("RGB", (wide // 8, high // 8), small).resize((wide, high))
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=85)
    return out.getvalue()


def report(pages: int, seed: int, folder: Path) -> bytes:
    """Return a PDF as a word processor makes it: tagged text, tables, now and then a picture."""
    import typst

    (folder / "photo.jpg").write_bytes(photo(1200, 800, seed))
    body = "\n#pagebreak()\n".join(
        f"= Hoofdstuk {n}\n#lorem(350)\n#table(columns: 4, ..range(24).map(str))\n"
        + ('#image("photo.jpg", alt: "foto", height: 6cm)' if n % 4 == 0 else "")
        for n in range(pages)
    )
    source = folder / "report.typ"
    source.write_text(f'#set document(title: "Rapport {seed}")\n#set text(lang: "nl")\n{body}')
    return typst.compile(str(source))


def scan(pages: int, seed: int) -> bytes:
    """Return a PDF of photographs of paper, 150 per inch."""
    from PIL import Image

    sheets = [Image.open(io.BytesIO(photo(1240, 1754, seed + n))) for n in range(pages)]
    out = io.BytesIO()
    sheets[0].save(out, "PDF", save_all=True, append_images=sheets[1:], resolution=150)
    return out.getvalue()


def fill() -> None:
    """Write the meeting with its papers."""
    import tempfile

    from tests import factories

    tafel = factories.TafelFactory(code="BUNDEL", naam="Bundeltafel")
    lid = factories.LidmaatschapFactory(tafel=tafel).persoon
    bijeenkomst = factories.BijeenkomstFactory(tafel=tafel, titel="Bundelbench")
    papers = [
        *(("application/pdf", lambda n, folder: report(10, n, folder)) for _ in range(30)),
        *(("application/pdf", lambda n, folder: scan(10, 20 * n)) for _ in range(4)),
        *(("image/jpeg", lambda n, folder: photo(4000, 3000, n)) for _ in range(3)),
        *((WORD, lambda n, folder: b"PK" + bytes(100_000)) for _ in range(3)),
    ]
    total = 0
    with tempfile.TemporaryDirectory() as folder:
        for n, (soort, make) in enumerate(papers):
            punt = factories.AgendapuntFactory if n % 2 == 0 else None
            if punt:
                item = punt(
                    bijeenkomst=bijeenkomst,
                    titel=f"Onderwerp {n // 2}",
                    behandeling="ter besluitvorming",
                    gevraagd_besluit="De tafel besluit. " * 20,
                    kernboodschap="Waar het om gaat. " * 60,
                    argumenten="Omdat het zo is. " * 60,
                )
            content = make(n, Path(folder))
            total += len(content)
            factories.StukFactory(agendapunt=item, mimetype=soort, inhoud=content)
    json.dump({"items": ITEMS, "papers": len(papers), "bytes": total, "lid": lid.pk}, sys.stdout)


def make() -> None:
    """Ask for the bundle, have the job make it, and read back what came of it."""
    from pypdf import PdfReader

    from regio.models import Persoon
    from tafels import domain, tasks
    from tafels.models import Bijeenkomst

    bijeenkomst = Bijeenkomst.objects.get(titel="Bundelbench")
    lid = Persoon.objects.get(lidmaatschappen__tafel=bijeenkomst.tafel)
    start = perf_counter()
    with together() as most:
        bundel = domain.bundel_aanvragen(bijeenkomst, door=lid)
        tasks.bundel_maken(bundel.pk)
    found = {"seconds": round(perf_counter() - start, 2), "peak_kb": max(most, default=0)}
    found["peak_of_worker_kb"] = peak()
    bundel.refresh_from_db()
    with bundel.bestand.open("rb") as pdf:
        pages = len(PdfReader(pdf).pages)
    found |= {
        "status": bundel.status,
        "pages": pages,
        "file_bytes": bundel.grootte,
        # A bundle that leaves papers out would be quick. Title, contents of two pages, 34 PDFs of
        # ten pages, and a page for each photo and Word file.
        "complete": pages == bundel.bladzijden == 3 + ITEMS + 34 * 10 + 6,
    }
    json.dump(found, sys.stdout)


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.bench.settings")
    django.setup()
    {"fill": fill, "make": make}[sys.argv[1]]()
