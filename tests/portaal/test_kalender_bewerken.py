"""A row of the calendar becomes a form and a row again, with the keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from tests.portaal.conftest import SMAL

pytestmark = pytest.mark.xdist_group("portaal")


def eerste_bewerk(page):
    """The first "Bewerk" on the page, found again by its id after each swap."""
    naam = page.get_by_role("link", name=re.compile("^Bewerk ")).first.get_attribute("id")
    return page.locator(f"#{naam}")


@pytest.fixture
def kalender(bezoeker):
    iemand = bezoeker()
    page = iemand.log_in("pm@demo.example")
    page.goto("/kalender/")
    yield page
    assert iemand.csp() == []


def test_escape_geeft_de_rij_en_de_focus_terug(kalender):
    bewerk = eerste_bewerk(kalender)

    bewerk.press("Enter")
    expect(kalender.get_by_label("Start", exact=True)).to_be_focused()
    kalender.keyboard.press("Escape")

    expect(bewerk).to_be_focused()
    expect(kalender.locator(".bewerkrij")).to_have_count(0)


def test_een_maand_later_en_weer_eerder_en_dan_opslaan(kalender):
    bewerk = eerste_bewerk(kalender)
    bewerk.press("Enter")
    start = kalender.get_by_label("Start", exact=True)
    expect(start).to_be_focused()
    was = start.input_value()

    later = kalender.get_by_role("button", name="1 maand later")
    later.press("Enter")
    expect(later).to_be_focused()
    expect(start).not_to_have_value(was)
    expect(kalender.locator("#meld")).to_have_text(
        "Alle dagen staan 1 maand later. Sla op om dit te bewaren."
    )
    start.fill(was)
    kalender.get_by_role("button", name="Planning opslaan").press("Enter")

    expect(bewerk).to_be_focused()
    expect(kalender.locator("#meld")).to_have_text(re.compile("is opgeslagen"))


def test_wie_te_laat_is_ziet_beide_versies_en_kiest(kalender, bezoeker):
    bewerk = eerste_bewerk(kalender).get_attribute("id")
    ander = bezoeker().log_in("pm@demo.example")
    ander.goto("/kalender/")
    for page in (kalender, ander):
        page.locator(f"#{bewerk}").press("Enter")
        expect(page.get_by_label("Start", exact=True)).to_be_focused()
    ander.get_by_role("button", name="Planning opslaan").press("Enter")
    expect(ander.locator(f"#{bewerk}")).to_be_focused()

    kalender.get_by_role("button", name="Planning opslaan").press("Enter")

    expect(kalender.get_by_role("heading", name="Uw versie")).to_be_visible()
    expect(kalender.get_by_role("heading", name="Nu opgeslagen")).to_be_visible()
    kalender.get_by_role("link", name="Die van de ander houden").press("Enter")
    expect(kalender.locator(f"#{bewerk}")).to_be_focused()


def test_een_fout_krijgt_de_focus_en_de_rij_blijft(kalender):
    eerste_bewerk(kalender).press("Enter")
    kalender.get_by_label("Start", exact=True).fill("morgen")
    kalender.get_by_role("button", name="Planning opslaan").press("Enter")

    expect(kalender.locator("#fouten")).to_be_focused()
    expect(kalender.get_by_label("Start", exact=True)).to_have_value("morgen")


def test_een_filter_staat_in_de_url_en_wordt_voorgelezen(kalender):
    kalender.locator("#filter-stand").select_option("op koers")

    expect(kalender).to_have_url(re.compile("stand=op%20koers"))
    expect(kalender.locator("#meld")).to_have_text(re.compile(r"\d+ project(en)? gevonden"))
    kalender.reload()
    expect(kalender.locator("#filter-stand")).to_have_value("op koers")


def test_op_een_telefoon_wordt_elke_rij_een_kaart(bezoeker):
    iemand = bezoeker(scherm=SMAL)
    page = iemand.log_in("pm@demo.example")

    for weergave in ("tijdlijn", "lijst"):
        page.goto(f"/kalender/?weergave={weergave}")
        assert iemand.steekt_uit() <= 0
        eerste_bewerk(page).press("Enter")
        expect(page.get_by_label("Start", exact=True)).to_be_focused()
        assert iemand.steekt_uit() <= 0
        assert iemand.axe() == []


def test_zonder_javascript_werkt_bewerken_op_een_eigen_pagina(bezoeker):
    iemand = bezoeker(java_script_enabled=False)
    page = iemand.log_in("pm@demo.example")
    page.goto("/kalender/")

    eerste_bewerk(page).click()
    expect(page).to_have_url(re.compile(r"/projecten/\d+/wijzigen/$"))
    page.get_by_role("button", name="Planning opslaan").click()

    expect(page).to_have_url(re.compile(r"/projecten/\d+/$"))
    expect(page.get_by_text("is opgeslagen.")).to_be_visible()
