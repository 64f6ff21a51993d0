"""A subject from idea to advice, as the people who do it; and once by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.portaal.conftest import BREED, SMAL

pytestmark = pytest.mark.xdist_group("portaal")


@pytest.fixture
def bezoek(bezoeker):
    """`bezoek("sec")` is the browser of that demo person."""
    mensen = []

    def inloggen(wie, **opties):
        mensen.append(bezoeker(**opties))
        return mensen[-1].log_in(f"{wie}@demo.example")

    yield inloggen
    for iemand in mensen:
        assert iemand.csp() == []


def naar_tafel(page, naam):
    page.goto("/tafels/")
    page.get_by_role("link", name=naam).first.click()


def breng_in(page, titel):
    naar_tafel(page, "Bestuurstafel Oostrand")
    page.get_by_role("link", name="Onderwerp inbrengen").click()
    page.get_by_label("Onderwerp", exact=True).fill(titel)
    page.get_by_label("Waarom wilt u dit nu bespreken?").fill("De wachtlijst groeit.")
    page.get_by_role("button", name="Onderwerp inbrengen").click()


def naar_agenda(page):
    """The first meeting of the bestuurstafel of which the agenda is being made."""
    naar_tafel(page, "Bestuurstafel Oostrand")
    page.locator("#agenda").get_by_role("link", name="Bestuurstafel 7").click()


def test_van_een_idee_naar_de_agenda_en_een_advies(bezoek):
    titel = "Zorg in het weekend"
    lid = bezoek("zh.rvb")
    breng_in(lid, titel)
    regel = lid.locator("#inbreng").get_by_role("listitem").filter(has_text=titel)
    expect(regel.locator("[aria-current=step]")).to_contain_text("Voorgesteld")

    secretaris = bezoek("sec")
    naar_agenda(secretaris)
    voorstel = secretaris.locator("#voorstellen").get_by_role("listitem").filter(has_text=titel)
    expect(voorstel).to_contain_text("Ingebracht door")
    voorstel.get_by_role("button", name="Zet op agenda").click()
    expect(secretaris.locator("#meld")).to_have_text(re.compile(f"{titel} staat nu op plaats"))
    expect(secretaris.locator("#agenda")).to_contain_text(titel)
    expect(voorstel).to_have_count(0)
    # Who just pressed a button that is gone, goes on with the next suggestion.
    expect(secretaris.locator("#groep-ingebracht")).to_be_focused()

    inwoner = bezoek("inw.lid")
    naar_tafel(inwoner, "Klankbordgroep inwoners")
    inwoner.get_by_role("link", name=re.compile(f"Advies geven.*{titel}")).click()
    inwoner.get_by_label("Wat adviseert de klankbordgroep?").fill("Vraag het de mensen zelf.")
    inwoner.get_by_role("button", name="Advies geven").click()
    expect(inwoner.get_by_role("heading", name="Klankbordgroep", exact=True)).to_be_visible()

    lid.reload()
    expect(regel.locator("[aria-current=step]")).to_contain_text("Voorbesproken")
    regel.get_by_role("link", name=titel).click()
    expect(lid.get_by_text("Vraag het de mensen zelf.")).to_be_visible()


def test_hetzelfde_met_het_toetsenbord(bezoek):
    """Tab, Enter and Space; nothing is clicked."""
    titel = "Vervoer naar de huisartsenpost"
    lid = bezoek("gem.wet1")
    naar_tafel_met_toetsen(lid)
    lid.get_by_role("link", name="Onderwerp inbrengen").press("Enter")
    lid.get_by_label("Onderwerp", exact=True).press_sequentially(titel)
    lid.keyboard.press("Tab")
    lid.keyboard.type("Ouderen kunnen er niet komen.")
    lid.get_by_role("button", name="Onderwerp inbrengen").press("Enter")
    expect(lid.locator("#inbreng")).to_contain_text(titel)

    secretaris = bezoek("sec")
    naar_tafel_met_toetsen(secretaris)
    secretaris.locator("#agenda").get_by_role("link", name="Bestuurstafel 7").press("Enter")
    voorstel = secretaris.locator("#voorstellen").get_by_role("listitem").filter(has_text=titel)
    zet = voorstel.get_by_role("button", name="Zet op agenda")
    zet.focus()
    secretaris.keyboard.press("Shift+Tab")
    secretaris.keyboard.press("Tab")
    expect(zet).to_be_focused()
    secretaris.keyboard.press("Space")
    expect(secretaris.locator("#agenda")).to_contain_text(titel)
    expect(secretaris.locator("#groep-ingebracht")).to_be_focused()


def naar_tafel_met_toetsen(page):
    page.goto("/tafels/")
    page.get_by_role("link", name="Bestuurstafel Oostrand").first.press("Enter")


def test_de_voorstellen_en_hun_weg_zijn_voor_iedereen_te_gebruiken(bezoeker):
    iemand = bezoeker()
    page = iemand.log_in("sec@demo.example")
    naar_agenda(page)
    expect(page.locator("#groep-jaarkalender")).to_be_visible()
    for kijk in ("voorstellen", "weg"):
        if kijk == "weg":
            voorstel = page.locator("#voorstellen").get_by_role("link", name="Wachttijd voor een")
            voorstel.first.click()
            expect(page.get_by_role("heading", name="De weg langs de tafels")).to_be_visible()
        for scherm in (BREED, SMAL):
            page.set_viewport_size(scherm)
            assert (iemand.axe(), iemand.steekt_uit()) == ([], 0)


def test_zonder_javascript_werkt_het_ook(bezoeker):
    page = bezoeker(java_script_enabled=False).log_in("sec@demo.example")
    naar_agenda(page)
    page.get_by_role("link", name="Bekijk wat op deze agenda kan komen").click()
    soort = page.locator("#voorstellen details").last
    soort.locator("summary").click()
    soort.get_by_role("button", name="Niet nu").last.click()

    expect(page.get_by_text("Dit voorstel komt de volgende keer terug.")).to_be_visible()
