"""From adopted to read: voorzitter, secretaris, lid, and the outbox of the demo."""

import io
import re

import pytest
from playwright.sync_api import Page, expect
from pypdf import PdfWriter

from tests.portaal.conftest import SMAL
from tests.portaal.test_agenda_maken import enter, plan, voeg_toe

pytestmark = pytest.mark.xdist_group("portaal")
# The clock looks for mail every ten seconds.
MAIL_KOMT = 25_000


def pdf() -> bytes:
    schrijver, inhoud = PdfWriter(), io.BytesIO()
    schrijver.add_blank_page(200, 200)
    schrijver.write(inhoud)
    return inhoud.getvalue()


def wacht_op_mail(page: Page, onderwerp: str, aan: str) -> None:
    """Look in the outbox until this mail is there, and open it."""
    page.goto("/uitbak/")
    rij = page.get_by_role("row").filter(has_text=onderwerp).filter(has_text=aan)
    for _ in range(MAIL_KOMT // 500):
        if rij.count():
            break
        page.wait_for_timeout(500)
        page.reload()
    rij.get_by_role("link").press("Enter")


def test_van_vaststellen_tot_wie_las_wat(bezoeker):
    titel = "Publicatieproef van de bestuurstafel"
    secretaris, voorzitter, lid = bezoeker(), bezoeker(), bezoeker(scherm=SMAL)
    page = secretaris.log_in("sec@demo.example")
    adres = plan(page, titel, "14-2-2031", tafel="Bestuurstafel")
    voeg_toe(page, "+ Agendapunt", Titel="Nachtzorg in de regio", Hoeveel_minuten="30")
    page.get_by_role("link", name=re.compile("Nachtzorg in de regio")).first.click()
    page.locator("#open-stukken").click()
    page.get_by_label("Bestanden").set_input_files(
        {"name": "nachtzorg.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.locator("#stukken-toevoegen").click()
    expect(page.locator("#stukkenlijst")).to_contain_text("nachtzorg")
    expect(page.locator("#stukkenlijst")).not_to_contain_text("Wordt gecontroleerd")

    page.goto(adres)
    page.get_by_role("link", name="Agenda verzenden").click()
    expect(page.get_by_text("Nog niet vastgesteld")).to_be_visible()
    expect(page.locator("#voorbeeld")).to_contain_text(re.compile(r"\d\. Nachtzorg in de regio"))
    page.get_by_role("link", name="Buitenkring").click()
    expect(page.locator("#voorbeeld")).to_contain_text("- Nachtzorg in de regio")
    expect(page.locator("#verzend")).to_have_count(0)
    assert (secretaris.axe(), secretaris.steekt_uit()) == ([], 0)

    bij_voorzitter = voorzitter.log_in("vrz@demo.example")
    bij_voorzitter.goto(adres)
    bij_voorzitter.get_by_role("link", name="Agenda vaststellen").click()
    bij_voorzitter.get_by_role("button", name="Agenda vaststellen").click()
    expect(bij_voorzitter.get_by_text("De agenda is vastgesteld.")).to_be_visible()

    page.reload()
    page.get_by_role("button", name="Agenda verzenden").click()
    expect(page.get_by_text("De agenda is verzonden.")).to_be_visible()
    expect(page.get_by_text(re.compile("Geopend door 0 van"))).to_be_visible()

    bij_lid = lid.page  # reads the mail without signing in
    wacht_op_mail(bij_lid, titel, "zh.rvb@demo.example")
    expect(bij_lid.locator("main")).to_contain_text(re.compile(r"\d\. Nachtzorg in de regio"))
    with bij_lid.expect_download() as bijlage:
        bij_lid.get_by_role("link", name="Download bijeenkomst.ics").click()
    assert "BEGIN:VEVENT" in bijlage.value.path().read_text()
    assert (lid.axe(), lid.steekt_uit(), lid.csp()) == ([], 0, [])
    link = bij_lid.locator(".rp-mail a").first.get_attribute("href")
    assert link == adres
    lid.log_in("zh.rvb@demo.example")
    bij_lid.goto(link)
    bij_lid.get_by_role("link", name=re.compile("Nachtzorg in de regio")).first.click()
    with bij_lid.expect_download():
        bij_lid.get_by_role("link", name="nachtzorg", exact=True).click()

    page.reload()
    expect(page.get_by_text(re.compile("Geopend door 1 van"))).to_be_visible()
    assert (secretaris.axe(), secretaris.csp()) == ([], [])


def test_een_wijziging_melden_en_afzeggen_met_alleen_het_toetsenbord(bezoeker):
    titel = "Afgezegd zonder muis"
    secretaris, voorzitter = bezoeker(), bezoeker()
    page = secretaris.log_in("sec@demo.example")
    adres = plan(page, titel, "15-2-2031", tafel="Bestuurstafel")
    voeg_toe(page, "+ Agendapunt", Titel="Welkom en nieuws", Hoeveel_minuten="10")
    bij_voorzitter = voorzitter.log_in("vrz@demo.example")
    bij_voorzitter.goto(adres)
    enter(bij_voorzitter, "link", "Agenda vaststellen")
    enter(bij_voorzitter, "button", "Agenda vaststellen")
    enter(page, "link", "Agenda verzenden")
    enter(page, "button", "Agenda verzenden")

    page.get_by_label("Wat is er gewijzigd?").press_sequentially("Er komt een tolk.")
    page.keyboard.press("Enter")
    expect(page.get_by_text("De wijziging is gemeld.")).to_be_visible()
    expect(page.get_by_role("heading", name="Versie 2")).to_be_visible()

    enter(page, "link", "Zeg deze bijeenkomst af")
    page.get_by_label("Waarom gaat de bijeenkomst niet door?").press_sequentially("Sneeuw.")
    enter(page, "button", "Bijeenkomst afzeggen")
    expect(page.get_by_role("heading", name="Deze bijeenkomst gaat niet door")).to_be_visible()

    wacht_op_mail(page, f"Gaat niet door: {titel}", "sec@demo.example")
    expect(page.locator("main")).to_contain_text("Waarom: Sneeuw.")


def test_een_eigen_agenda_maken_en_laten_vervallen(bezoeker):
    iemand = bezoeker(scherm=SMAL)
    page = iemand.log_in("hac.bel@demo.example")
    page.goto("/mijn-gegevens/")
    enter(page, "link", "Mijn agenda instellen")
    if page.locator("#maken").count():
        enter(page, "button", "Adres maken")
    adres = page.get_by_label(re.compile("^Alle bijeenkomsten")).input_value()
    assert "BEGIN:VCALENDAR" in page.request.get(adres).text()
    assert (iemand.axe(), iemand.steekt_uit()) == ([], 0)

    enter(page, "button", "Adres laten vervallen")

    assert page.request.get(adres).status == 404
    assert iemand.csp() == []
