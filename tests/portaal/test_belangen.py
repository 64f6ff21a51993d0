"""The difficult conversation, by keyboard: a member, the secretaris, and a partner outside."""

import re

import pytest
from playwright.sync_api import expect

from tests.portaal.conftest import BREED, SMAL

pytestmark = pytest.mark.xdist_group("portaal")

ONDERWERP = "Belangen op tafel: het verkennend gesprek"
KOP = "Ieders belangen"


def naar_onderwerp(page):
    page.goto("/tafels/")
    page.get_by_role("link", name="Bestuurstafel Oostrand").first.press("Enter")
    page.locator("#agenda").get_by_role("link", name="Bestuurstafel 8").press("Enter")
    page.get_by_role("link", name=ONDERWERP).first.press("Enter")
    expect(page.get_by_role("heading", name=ONDERWERP, level=1)).to_be_visible()


def kaart(page, organisatie):
    kop = page.get_by_role("heading", name=organisatie, exact=True)
    return page.locator("#belangen article").filter(has=kop)


def test_een_lid_en_de_secretaris_schrijven_en_een_partner_ziet_niets(bezoeker):
    """Tab and Enter; nothing is clicked."""
    lid_ = bezoeker()
    lid = lid_.log_in("zh.rvb@demo.example")
    naar_onderwerp(lid)
    open_ = lid.locator("#open-belang")
    open_.focus()
    lid.keyboard.press("Enter")
    lid.keyboard.press("Tab")
    expect(lid.get_by_label("Waar helpt het ons?")).to_be_focused()
    lid.keyboard.type("Minder mensen op de spoedpost.")
    lid.keyboard.press("Tab")
    lid.keyboard.type("Wij krijgen minder omzet.")
    lid.get_by_role("button", name="Belangen bewaren").press("Enter")

    expect(kaart(lid, "De Linde")).to_contain_text("Wij krijgen minder omzet.")
    expect(lid.locator("#meld")).to_have_text("De belangen van De Linde zijn bewaard.")
    expect(lid.locator("#belangen article").first).to_contain_text("Uw organisatie")
    wijzig = lid.get_by_role("link", name="Wijzig de belangen van De Linde")
    expect(wijzig).to_be_focused()
    expect(lid.get_by_role("link", name=re.compile("^Wijzig de belangen"))).to_have_count(1)
    lid.keyboard.press("Enter")
    expect(lid.get_by_label("Waar helpt het ons?")).to_be_focused()
    lid.keyboard.press("Escape")
    expect(wijzig).to_be_focused()

    secretaris_ = bezoeker(scherm={"width": 820, "height": 1100})  # a tablet in the meeting
    secretaris = secretaris_.log_in("sec@demo.example")
    naar_onderwerp(secretaris)
    stil = secretaris.get_by_text(re.compile("^Nog niets geschreven: "))
    expect(stil).to_contain_text("Oosterling")
    secretaris.locator("#open-belang").press("Enter")
    # Without saying for whom, nothing is lost.
    secretaris.get_by_label("Waar knelt het?").press_sequentially("Wij betalen al het gesprek.")
    secretaris.get_by_role("button", name="Belangen bewaren").press("Enter")
    namens = secretaris.get_by_label("Namens")
    expect(namens).to_be_focused()
    expect(secretaris.get_by_label("Waar knelt het?")).to_have_value("Wij betalen al het gesprek.")
    namens.select_option("Oosterling")
    secretaris.get_by_role("button", name="Belangen bewaren").press("Enter")
    expect(kaart(secretaris, "Oosterling")).to_contain_text("Wij betalen al het gesprek.")
    expect(stil).not_to_contain_text("Oosterling")
    expect(secretaris.locator("#open-belang")).to_be_focused()
    secretaris.get_by_role("link", name="Wijzig de belangen van Samenspel").press("Enter")
    expect(secretaris.get_by_label("Waar helpt het ons?")).to_be_focused()
    for scherm in (BREED, SMAL):
        secretaris.set_viewport_size(scherm)
        assert (secretaris_.axe(), secretaris_.steekt_uit()) == ([], 0)
    secretaris.get_by_label("Waar helpt het ons?").fill("Wij zijn vroeg in beeld.")
    secretaris.get_by_role("button", name="Belangen bewaren").press("Enter")
    expect(kaart(secretaris, "Samenspel")).to_contain_text("Wij zijn vroeg in beeld.")
    expect(secretaris.get_by_role("link", name="Wijzig de belangen van Samenspel")).to_be_focused()

    buiten_ = bezoeker()
    buiten = buiten_.log_in("cor.dir@demo.example")
    naar_onderwerp(buiten)
    expect(buiten.get_by_role("heading", name=KOP)).to_have_count(0)
    for woord in ("omzet", "Oosterling", "Nog niets geschreven"):
        expect(buiten.locator("main")).not_to_contain_text(woord)

    lid.reload()
    expect(kaart(lid, "Oosterling")).to_be_visible()
    expect(lid.get_by_role("heading", name=re.compile(f"^{KOP}"))).to_be_visible()
    for iemand in (lid_, secretaris_, buiten_):
        iemand.page.set_viewport_size(SMAL)
        assert (iemand.axe(), iemand.steekt_uit(), iemand.csp()) == ([], 0, [])


def test_zonder_javascript_schrijft_u_ook(bezoeker):
    page = bezoeker(java_script_enabled=False).log_in("gem.wet1@demo.example")
    naar_onderwerp(page)
    page.locator("#open-belang").click()
    page.get_by_role("button", name="Belangen bewaren").click()
    expect(page.get_by_text("Vul op zijn minst één van de vier vragen in.")).to_be_visible()
    page.get_by_label("Waar knelt het?").fill("De hulp bij het huishouden.")
    page.get_by_role("button", name="Belangen bewaren").click()

    expect(kaart(page, "Gemeentenbureau")).to_contain_text("De hulp bij het huishouden.")
    expect(page.get_by_role("heading", name=ONDERWERP, level=1)).to_be_visible()
    page.get_by_role("link", name="Wijzig de belangen van Gemeentenbureau").click()
    page.get_by_label("Welke rol heeft de regio hierbij?").fill("Eén afspraak.")
    page.get_by_role("button", name="Belangen bewaren").click()
    expect(kaart(page, "Gemeentenbureau")).to_contain_text("Eén afspraak.")
