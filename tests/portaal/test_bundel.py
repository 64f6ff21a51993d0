"""All papers of a meeting at once: asked, made by a real worker, and opened as a PDF."""

import re
import zipfile

import pytest
from playwright.sync_api import expect
from pypdf import PdfReader

from tests.portaal.conftest import SMAL

pytestmark = pytest.mark.xdist_group("portaal")
SECRETARIS, LID = "sec@demo.example", "zh.rvb@demo.example"


def naar_een_bijeenkomst(page) -> str:
    """Open the first meeting that has an agenda, and return its title."""
    page.goto("/tafels/")
    for adres in page.locator("main a[href^='/tafels/']").evaluate_all(
        "links => [...new Set(links.map(a => a.getAttribute('href')))]"
    ):
        page.goto(adres)
        links = page.locator("main a[href^='/bijeenkomsten/']")
        for nummer in range(links.count()):
            page.goto(links.nth(nummer).get_attribute("href"))
            if page.get_by_role("button", name="Bundel maken").count():
                return page.locator("h1").inner_text()
            page.go_back()
    raise AssertionError("geen bijeenkomst met een agenda in de demo")


def test_een_lid_vraagt_de_bundel_en_opent_hem(bezoeker):
    bezoek = bezoeker(scherm=SMAL)
    page = bezoek.log_in(LID)
    titel = naar_een_bijeenkomst(page)

    page.get_by_role("button", name="Bundel maken").click()
    link = page.get_by_role("link", name=re.compile("Bundel downloaden"))
    expect(link).to_be_visible(timeout=30_000)
    expect(page.locator("#meld")).to_have_text("De bundel staat klaar.")
    assert (bezoek.csp(), bezoek.axe(), bezoek.steekt_uit()) == ([], [], 0)
    with page.expect_download() as download:
        link.click()

    lezer = PdfReader(download.value.path())
    assert titel in lezer.metadata.title
    assert f"pagina 1 van {len(lezer.pages)}" in lezer.pages[0].extract_text()
    assert download.value.suggested_filename.endswith(".pdf")


def test_met_alleen_het_toetsenbord_krijgt_de_secretaris_bundel_en_zip(bezoeker):
    bezoek = bezoeker()
    page = bezoek.log_in(SECRETARIS)
    naar_een_bijeenkomst(page)

    page.get_by_role("button", name="Bundel maken").focus()
    page.keyboard.press("Enter")
    link = page.get_by_role("link", name=re.compile("Bundel downloaden"))
    expect(link).to_be_visible(timeout=30_000)
    # Who pressed the button stands on the link that came in its place.
    expect(link).to_be_focused()
    with page.expect_download() as bundel:
        page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name=re.compile("Zip downloaden"))).to_be_focused()
    with page.expect_download() as zip_:
        page.keyboard.press("Enter")

    assert len(PdfReader(bundel.value.path()).pages) > 2
    assert zipfile.ZipFile(zip_.value.path()).testzip() is None


def test_zonder_javascript_gaat_het_ook(bezoeker):
    bezoek = bezoeker(java_script_enabled=False)
    page = bezoek.log_in(LID)
    naar_een_bijeenkomst(page)

    page.get_by_role("button", name="Bundel maken").click()

    expect(page.get_by_role("heading", name="Alle stukken in één keer")).to_be_visible()
    link = page.get_by_role("link", name=re.compile("Bundel downloaden"))
    for _ in range(30):
        if link.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    with page.expect_download() as download:
        link.click()
    assert len(PdfReader(download.value.path()).pages) > 2
