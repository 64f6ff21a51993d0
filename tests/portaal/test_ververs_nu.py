"""Fresh figures, from button to picture: a real browser, queue, worker and source."""

import os
import signal
import time
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.regiobeeld.cbs_server import Antwoord

pytestmark = pytest.mark.xdist_group("portaal")
REGIOBUREAU, BESTUURDER = "rb@demo.example", "zh.rvb@demo.example"


def workers(folder) -> list[int]:
    """The worker processes of this demo, by what stands in their environment and command line."""
    gevonden = []
    for proces in Path("/proc").glob("[0-9]*"):
        try:
            omgeving = (proces / "environ").read_bytes().split(b"\0")
            regel = (proces / "cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if f"PORTAAL_MAP={folder}".encode() in omgeving and b"worker" in regel:
            gevonden.append(int(proces.name))
    return gevonden


def ververs(page):
    """Press "Ververs nu", or look on when a run is under way."""
    page.goto("/regiobeeld/bronnen/")
    knop = page.get_by_role("button", name="Ververs nu")
    if knop.count():
        knop.first.click()
    else:
        page.get_by_role("link", name="Bekijk hoe ver het is").first.click()


def test_ververs_nu_toont_de_voortgang_en_daarna_de_nieuwe_cijfers(bezoeker, cbs_van_portaal):
    cbs_van_portaal.vervang = {}
    page = bezoeker().log_in(REGIOBUREAU)

    ververs(page)

    expect(page.get_by_role("heading", name="De cijfers zijn ververst")).to_be_visible(
        timeout=60_000
    )
    page.goto("/regiobeeld/")
    page.get_by_role("link", name="Inwoners", exact=True).click()
    expect(page.get_by_text("Controlegetal")).to_be_visible()


def test_als_de_bron_faalt_zegt_het_dashboard_dat_en_blijven_de_cijfers(bezoeker, cbs_van_portaal):
    cbs_van_portaal.vervang = {"Properties": Antwoord(lichaam=b"<html>", soort="text/html")}
    page = bezoeker().log_in(REGIOBUREAU)

    ververs(page)
    expect(page.get_by_role("heading", name="Het ophalen is niet gelukt")).to_be_visible(
        timeout=60_000
    )

    bestuurder = bezoeker().log_in(BESTUURDER)
    bestuurder.goto("/")
    expect(bestuurder.get_by_text("Cijfers niet ververst")).to_be_visible()
    expect(bestuurder.get_by_role("link", name="Inwoners van de regio")).to_be_visible()


def test_een_worker_die_halverwege_sterft_verliest_niets(bezoeker, cbs_van_portaal, demomap):
    cbs_van_portaal.vervang = {"MeasureCodes": Antwoord(lichaam=b" " * 4000, pauze=0.1)}
    cbs_van_portaal.versie = "202706230000"
    cbs_van_portaal.vragen.clear()
    page = bezoeker().log_in(REGIOBUREAU)
    ververs(page)
    einde = time.monotonic() + 40
    while not any("MeasureCodes" in vraag for vraag in cbs_van_portaal.vragen):
        assert time.monotonic() < einde, "de worker begon niet"
        time.sleep(0.1)

    for pid in workers(demomap):
        os.kill(pid, signal.SIGKILL)
    cbs_van_portaal.vervang = {}
    ververs(page)

    # The demo starts a new worker, and the sweep finds the run that was left halfway.
    expect(page.get_by_role("heading", name="De cijfers zijn ververst")).to_be_visible(
        timeout=100_000
    )
