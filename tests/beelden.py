"""Make the pictures of README and handleiding from a fresh demo: `uv run python -m tests.beelden`.

With names behind it only those: `uv run python -m tests.beelden agenda.png`. The rows follow one
secretaris through the year: what one does, such as sending an agenda, the next ones need. The days
in the pictures are those of the demo, which counts from today.
"""

import io
import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from docx import Document
from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from regio.diensten import BASE_DIR
from tests.browser import start_browser
from tests.servers import ENVIRONMENT, clean_environment

DOCS = BASE_DIR / "docs"
BREED, SMAL = 1280, 760
RAND = 12
KLEUREN = 64
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
TAFEL = ("/tafels/", "Bestuurstafel Oostrand")
KLANKBORD = ("/tafels/", "Klankbordgroep inwoners en professionals")
BELEIDSTAFEL = ("/tafels/", "Beleidstafel Oostrand")
AGENDA = (*TAFEL, "Bestuurstafel 7")
ONDERWERP = (*AGENDA, "Nachtteam: keuze uit drie varianten")
BELANGEN = (*TAFEL, "Bestuurstafel 8", "Belangen op tafel: het verkennend gesprek")
STUK = (*ONDERWERP, "Bewerk Wat drie partners")
SECRETARIS, VOORZITTER = "sec@demo.example", "vrz@demo.example"
BESTUURDER = "zh.rvb@demo.example"


class Opname(NamedTuple):
    """One picture: where it is kept, who looks, along which links, and what of the page is on it.

    `weg` begins with an address; then each is the name of a link or button, whole or its beginning.
    `vooraf` is what happens on the page before the picture; `hoog` cuts off what is below and
    `breed` what is to the right. A row without `bestand` only does something.
    """

    bestand: str
    wie: str
    weg: tuple[str, ...]
    kader: str = ""
    hoog: int = 1000
    breed: int = BREED
    vooraf: Callable[[Page], None] | None = None


def klik(page: Page, naam: str) -> None:
    """Follow the link or press the button that is called this, or else that begins with this."""
    for rol in ("link", "button"):
        for precies in (True, False):
            gevonden = page.locator("main").get_by_role(rol, name=naam, exact=precies)
            if gevonden.count():
                gevonden.first.click()
                page.wait_for_load_state()
                return
    sys.exit(f"{page.url} heeft geen link of knop {naam}.")


def _ga(page: Page, weg: tuple[str, ...]) -> None:
    page.goto(weg[0])
    for naam in weg[1:]:
        klik(page, naam)


# --- what happens before a picture ---------------------------------------------------------------


def heel_volgend_jaar(page: Page) -> None:
    jaar = date.today().year + 1  # noqa: DTZ011 -- the day of the demo is the day here
    page.get_by_label("Hoe vaak?").select_option(label="Elke maand")
    page.get_by_label("Op welke dag?").select_option(label="dinsdag")
    page.get_by_label("Vanaf").fill(f"1-1-{jaar}")
    page.get_by_label("Tot en met").fill(f"31-12-{jaar}")
    klik(page, "Data bekijken")


def vul_vaste_tijd(page: Page) -> None:
    page.get_by_label("Begint precies om").fill("15.15")


def tegelijk(page: Page) -> None:
    """Ask for the hour at which another tafel meets already."""
    klik(page, "Beleidstafel 10")
    start = datetime.fromisoformat(page.locator("main time").first.get_attribute("datetime"))
    _ga(page, (*TAFEL, "Jaar plannen"))
    page.get_by_label("Hoe vaak?").select_option(label="Elke twee weken")
    page.get_by_label("Op welke dag?").select_option(index=start.weekday())
    page.get_by_label("Begint om").fill(f"{start:%H.%M}")
    page.get_by_label("Vanaf").fill(f"{start:%d-%m-%Y}")
    page.get_by_label("Tot en met").fill(f"{start + timedelta(days=30):%d-%m-%Y}")
    klik(page, "Data bekijken")


def voeg_cijfer_toe(page: Page) -> None:
    page.get_by_label("Welk cijfer?").select_option(index=1)
    klik(page, "Cijfer toevoegen")


def open_voorstellen(page: Page) -> None:
    page.locator("#voorstellen details").first.wait_for()
    if page.locator("#voorstellen details[open]").count() == 0:
        page.locator("#voorstellen summary").first.click()


def schrijf_notitie(page: Page) -> None:
    page.get_by_label("Notitie").fill("Eerst Gerda het woord geven. Daarna rondvragen per partner.")


def open_belangen(page: Page) -> None:
    page.locator("#open-belang").click()


def open_stukken(page: Page) -> None:
    page.locator("#open-stukken").click()


def geweigerd(page: Page) -> None:
    open_stukken(page)
    page.get_by_label("Bestanden").set_input_files(
        [
            {"name": "begroting.pdf", "mimeType": "application/pdf", "buffer": b""},
            {
                "name": "rekenmodel.xls",
                "mimeType": "",
                "buffer": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
            },
        ]
    )
    page.locator("#stukken-toevoegen").click()
    page.locator("#stukken-mislukt").wait_for()


def met_burgerservicenummer(page: Page) -> None:
    """Add a paper with a number that passes the test of a BSN, and open it once it is held."""
    document, inhoud = Document(), io.BytesIO()
    document.add_paragraph("Verslag van het gesprek met mevrouw A., nummer 111222333.")
    document.save(inhoud)
    open_stukken(page)
    page.get_by_label("Bestanden").set_input_files(
        {"name": "Verslag gesprek.docx", "mimeType": DOCX, "buffer": inhoud.getvalue()}
    )
    page.locator("#stukken-toevoegen").click()
    page.get_by_text("Vastgehouden", exact=True).wait_for(timeout=60_000)
    page.get_by_role("link", name="Bewerk Verslag gesprek").click()


def ruim_op(page: Page) -> None:
    """Withdraw that paper, so that it stands in no later picture."""
    klik(page, "Stuk intrekken")
    klik(page, "Stuk intrekken")


def maak_bundel(page: Page) -> None:
    klik(page, "Bundel maken")
    page.get_by_role("link", name="Bundel downloaden").wait_for(timeout=120_000)


def stel_vast(page: Page) -> None:
    klik(page, "Agenda vaststellen")


def verzend(page: Page) -> None:
    klik(page, "Agenda verzenden")


def maak_adres(page: Page) -> None:
    if page.locator("#maken").count():
        klik(page, "Adres maken")


def lees_een_stuk(page: Page) -> None:
    with page.expect_download():
        page.locator("#stukken .rp-agenda__titel a").first.click()


# --- the pictures --------------------------------------------------------------------------------


def uit_handleiding(bestand: str, wie: str, weg: tuple[str, ...], **opties) -> Opname:
    return Opname(f"handleiding/beelden/{bestand}", wie, weg, **opties)


def van_secretaris(bestand: str, weg: tuple[str, ...], **opties) -> Opname:
    return uit_handleiding(bestand, SECRETARIS, weg, **opties)


OPNAMEN = (
    Opname("beelden/dashboard.png", BESTUURDER, ("/",)),
    # The year.
    van_secretaris(
        "jaar.png", (*TAFEL, "Jaar plannen"), kader=".rp-zij", hoog=1230, vooraf=heel_volgend_jaar
    ),
    van_secretaris("botsing.png", BELEIDSTAFEL, kader="#data", vooraf=tegelijk),
    van_secretaris(
        "tafel-wijzigen.png", (*TAFEL, "Tafel wijzigen"), kader="main form", hoog=900, breed=SMAL
    ),
    van_secretaris("sjabloon.png", (*TAFEL, "Sjabloon bekijken"), kader="#sjabloon", hoog=385),
    van_secretaris("jaarplan.png", ("/jaarplan/",), kader="main > section", hoog=640),
    van_secretaris("agendaruimte.png", TAFEL, kader="#agendaruimte"),
    # The agenda.
    van_secretaris(
        "onderwerp.png", (*AGENDA, "+ Agendapunt"), kader="main form", hoog=640, breed=SMAL
    ),
    van_secretaris("agenda.png", AGENDA, kader="#agenda"),
    van_secretaris(
        "vaste-tijd.png",
        (*ONDERWERP, "Agendapunt wijzigen"),
        kader="form > .rp-rij--velden",
        vooraf=vul_vaste_tijd,
    ),
    van_secretaris("volgorde.png", AGENDA, kader="#agenda .rp-agenda", hoog=250),
    van_secretaris(
        "voorstellen.png", AGENDA, kader="#voorstellen", hoog=640, vooraf=open_voorstellen
    ),
    van_secretaris("inbreng.png", TAFEL, kader="#inbreng"),
    van_secretaris(
        "doorgeven.png",
        (*ONDERWERP, "Doorgeven aan een andere tafel"),
        kader="main",
        breed=SMAL,
        hoog=640,
    ),
    van_secretaris("advies.png", KLANKBORD, kader="#inbreng", hoog=440),
    van_secretaris(
        "cijfer.png",
        (*ONDERWERP, "Cijfer toevoegen"),
        kader="#cijfers",
        vooraf=voeg_cijfer_toe,
    ),
    van_secretaris("belangen.png", BELANGEN, kader="#belangen", hoog=640),
    van_secretaris(
        "notitie.png",
        (*ONDERWERP, "Notitie van voorzitter en secretaris"),
        kader="main",
        breed=SMAL,
        hoog=520,
        vooraf=schrijf_notitie,
    ),
    # The papers.
    van_secretaris("stukken.png", ONDERWERP, kader="#stukken", hoog=900, vooraf=open_stukken),
    van_secretaris(
        "stuk-lezen.png", (*STUK, "Stuk beschrijven"), kader="main form", hoog=600, breed=SMAL
    ),
    van_secretaris(
        "stuk-vervangen.png", (*STUK, "Stuk vervangen"), kader="main", hoog=480, breed=SMAL
    ),
    van_secretaris("stuk-geweigerd.png", ONDERWERP, kader="#stukken-mislukt", vooraf=geweigerd),
    van_secretaris(
        "stuk-vastgehouden.png",
        ONDERWERP,
        kader="main",
        hoog=375,
        vooraf=met_burgerservicenummer,
    ),
    Opname("", SECRETARIS, (*ONDERWERP, "Bewerk Verslag gesprek"), vooraf=ruim_op),
    van_secretaris("bundel.png", AGENDA, kader="section:has(#bundel)", vooraf=maak_bundel),
    # Sending it.
    van_secretaris("controleren.png", (*AGENDA, "Agenda verzenden"), kader="main", hoog=900),
    uit_handleiding(
        "vaststellen.png",
        VOORZITTER,
        (*AGENDA, "Agenda vaststellen"),
        kader="section:has(#kop-vast)",
        breed=SMAL,
        vooraf=stel_vast,
    ),
    van_secretaris(
        "verzonden.png", (*AGENDA, "Agenda verzenden"), kader="main", hoog=375, vooraf=verzend
    ),
    van_secretaris(
        "wijziging.png", (*AGENDA, "Wie las wat"), kader="section:has(#kop-melden)", breed=SMAL
    ),
    Opname("", BESTUURDER, ONDERWERP, vooraf=lees_een_stuk),
    van_secretaris(
        "gelezen.png", (*AGENDA, "Wie las wat"), kader="section:has(#kop-gelezen)", hoog=425
    ),
    van_secretaris(
        "afzeggen.png",
        (*AGENDA, "Wie las wat", "Zeg deze bijeenkomst af"),
        kader="main",
        hoog=560,
        breed=SMAL,
    ),
    van_secretaris(
        "mijn-agenda.png", ("/mijn-agenda/",), kader="main", hoog=640, vooraf=maak_adres
    ),
    # What a member does.
    uit_handleiding(
        "lid-onderwerp.png",
        BESTUURDER,
        (*TAFEL, "Onderwerp inbrengen"),
        kader="main form",
        hoog=640,
        breed=SMAL,
    ),
    uit_handleiding(
        "lid-belangen.png",
        BESTUURDER,
        BELANGEN,
        kader="#belangen details",
        breed=SMAL,
        hoog=640,
        vooraf=open_belangen,
    ),
    uit_handleiding("lid-agenda.png", BESTUURDER, AGENDA, kader="main", hoog=760),
    uit_handleiding(
        "lid-mail.png",
        BESTUURDER,
        ("/mijn-gegevens/",),
        kader="main form fieldset:has([name=mailvoorkeur])",
        breed=SMAL,
    ),
)


def maak(browser: Browser, address: str, opname: Opname) -> None:
    """Take one picture, and keep it in few colours."""
    context = browser.new_context(
        viewport={"width": BREED, "height": 1000},
        locale="nl-NL",
        base_url=address,
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/account/login/")
    page.locator(f'button[data-email="{opname.wie}"]').click()
    page.wait_for_load_state()
    _ga(page, opname.weg)
    if opname.vooraf:
        opname.vooraf(page)
    page.wait_for_load_state("networkidle")
    page.evaluate("document.activeElement.blur(); document.fonts.ready")
    if not opname.bestand:
        context.close()
        return
    bestand = DOCS / opname.bestand
    bestand.parent.mkdir(exist_ok=True)
    bestand.write_bytes(_klein(page.screenshot(full_page=True, clip=_kader(page, opname))))
    context.close()


def _kader(page: Page, opname: Opname) -> dict[str, float]:
    """The part of the page that is on the picture, with some air around it."""
    if not opname.kader:
        return {"x": 0, "y": 0, "width": BREED, "height": opname.hoog}
    page.evaluate("scrollTo(0, 0)")
    doos = page.locator(opname.kader).first.bounding_box()
    # Right above the whole of a page is the menu.
    lucht = 0 if opname.kader == "main" else RAND
    links, boven = max(0, doos["x"] - RAND), doos["y"] - lucht
    return {
        "x": links,
        "y": boven,
        "width": min(opname.breed, BREED - links, doos["width"] + 2 * RAND),
        "height": min(opname.hoog, doos["height"] + 2 * lucht),
    }


def _klein(png: bytes) -> bytes:
    """The same picture in few colours: a quarter of the bytes, and nobody sees it."""
    uit = io.BytesIO()
    beeld = Image.open(io.BytesIO(png)).convert("RGB")
    beeld.quantize(KLEUREN, dither=Image.Dither.NONE).save(uit, "PNG", optimize=True)
    return uit.getvalue()


@contextmanager
def demo() -> Iterator[str]:
    """Run a demo with data of its own; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root PostgreSQL runs as nobody
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--poort", str(port)],
            cwd=BASE_DIR,
            env=clean_environment(PORTAAL_MAP=folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            if not any(address in line for line in process.stdout):
                sys.exit("De demo startte niet; zie hierboven.")
            yield address
        finally:
            process.terminate()
            process.stdout.read()
            process.wait(30)


def main(namen: list[str]) -> None:
    """Take every picture, or those that are named."""
    os.environ.update(ENVIRONMENT)
    with demo() as address, sync_playwright() as playwright:
        browser = start_browser(playwright)
        for opname in OPNAMEN:
            if not namen or Path(opname.bestand).name in namen:
                maak(browser, address, opname)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
