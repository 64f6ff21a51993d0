"""Taking part in a subject: the buitenkring reacts, and a member withdraws; by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.portaal.conftest import BREED, SMAL, bezoekers
from tests.portaal.test_agenda_maken import enter, plan, voeg_toe
from tests.portaal.test_publiceren import pdf

pytestmark = pytest.mark.xdist_group("portaal")

REACTIE = "Betrek de woningcorporaties eerder."
REDEN = "Mijn zus doet mee aan de aanbesteding."


@pytest.fixture(scope="module")
def onderwerp(chromium, portaal):
    """The address of a subject with a paper, on an agenda of the bestuurstafel that was sent."""
    with bezoekers(chromium, portaal) as bezoeker:
        yield _verzonden(bezoeker)


def _verzonden(bezoeker) -> str:
    page = bezoeker().log_in("sec@demo.example")
    adres = plan(page, "Proef met meedoen", "16-2-2031", tafel="Bestuurstafel")
    voeg_toe(page, "+ Agendapunt", Titel="Aanbesteding vervoer", Hoeveel_minuten="30")
    page.get_by_role("link", name=re.compile("Aanbesteding vervoer")).first.press("Enter")
    onderwerp = page.url
    page.locator("#open-stukken").press("Enter")
    page.get_by_label("Bestanden").set_input_files(
        {"name": "bod.pdf", "mimeType": "application/pdf", "buffer": pdf()}
    )
    page.locator("#stukken-toevoegen").press("Enter")
    expect(page.locator("#stukkenlijst")).to_contain_text("bod")
    expect(page.locator("#stukkenlijst")).not_to_contain_text("Wordt gecontroleerd")
    bij_voorzitter = bezoeker().log_in("vrz@demo.example")
    bij_voorzitter.goto(adres)
    enter(bij_voorzitter, "link", "Agenda vaststellen")
    enter(bij_voorzitter, "button", "Agenda vaststellen")
    page.goto(adres)
    enter(page, "link", "Agenda verzenden")
    enter(page, "button", "Agenda verzenden")
    expect(page.get_by_text("De agenda is verzonden.")).to_be_visible()
    return onderwerp


def test_de_buitenkring_reageert_en_een_lid_trekt_zich_terug(bezoeker, onderwerp):
    buiten, lid = bezoeker(), bezoeker()

    page = buiten.log_in("cor.dir@demo.example")
    page.goto(onderwerp)
    expect(page.locator("#open-terugtrekken")).to_have_count(0)
    page.locator("#open-reactie").press("Enter")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Uw reactie")).to_be_focused()
    page.keyboard.type(REACTIE)
    page.locator("#reactie-bewaren").press("Enter")
    expect(page.locator("#meld")).to_have_text("Uw reactie staat bij dit onderwerp.")
    expect(page.locator("#reacties").get_by_role("listitem")).to_contain_text(REACTIE)
    expect(page.locator("#open-reactie")).to_be_focused()
    expect(page.locator("#open-reactie")).to_have_text("Uw reactie wijzigen")

    page = lid.log_in("zh.rvb@demo.example")
    page.goto(onderwerp)
    expect(page.locator("#reacties").get_by_role("listitem")).to_contain_text("Buitenkring")
    stuk = page.get_by_role("link", name="bod", exact=True).get_attribute("href")
    page.locator("#open-terugtrekken").press("Enter")
    for scherm in (BREED, SMAL):
        page.set_viewport_size(scherm)
        assert (lid.axe(), lid.steekt_uit()) == ([], 0)
    page.get_by_role("link", name="Terugtrekken bij dit onderwerp").press("Enter")
    page.locator("#bewaar").press("Enter")
    expect(page.get_by_label("Welk belang is er?")).to_have_attribute("aria-invalid", "true")
    page.get_by_label("Welk belang is er?").fill(REDEN)
    assert lid.axe() == []
    page.locator("#bewaar").press("Enter")

    expect(page.get_by_text("Daarom krijgt u de stukken niet.")).to_be_visible()
    expect(page.locator("#stukkenlijst li")).to_have_count(0)
    expect(page.locator("#open-reactie")).to_have_count(0)
    assert (lid.axe(), lid.steekt_uit()) == ([], 0)

    # Who sits further away reads that somebody takes no part, and not why.
    buiten.page.reload()
    expect(buiten.page.locator("#terugtrekkingen")).to_contain_text("wegens persoonlijk belang")
    expect(buiten.page.get_by_text(REDEN)).to_have_count(0)

    assert page.goto(stuk).status == 404
    page.goto(onderwerp)
    enter(page, "button", "Weer meedoen")
    expect(page.get_by_role("link", name="bod", exact=True)).to_be_visible()
    assert (buiten.axe(), buiten.csp(), lid.csp()) == ([], [], [])


def test_zonder_javascript_reageert_u_ook(bezoeker, onderwerp):
    page = bezoeker(scherm=SMAL, java_script_enabled=False).log_in("gem.wet1@demo.example")
    page.goto(onderwerp)
    page.locator("#open-reactie").click()
    page.locator("#reactie-bewaren").click()
    expect(page.get_by_role("heading", name=re.compile("^Reageren op"))).to_be_visible()
    page.get_by_label("Uw reactie").fill(REACTIE)
    page.locator("#reactie-bewaren").click()
    expect(page.get_by_text("Uw reactie staat bij dit onderwerp.")).to_be_visible()
    page.get_by_role("button", name="Reactie intrekken").click()
    expect(page.get_by_text("Uw reactie is ingetrokken.")).to_be_visible()
