"""A secretaris makes an agenda: by keyboard, by mouse, with a colleague, without scripts."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.portaal.conftest import SMAL

pytestmark = pytest.mark.xdist_group("portaal")
SECRETARIS = "sec@demo.example"


def enter(page: Page, rol: str, naam: str) -> None:
    """Press a link or button as somebody without a mouse does."""
    ding = page.get_by_role(rol, name=re.compile(rf"^{re.escape(naam)}")).first
    ding.focus()
    ding.press("Enter")


def plan(page: Page, titel: str, datum: str, tafel: str = "") -> str:
    """A meeting of our own, far away, so that nobody else looks at it; gives its address.

    Of the whole region, where no template fills the agenda, unless a tafel is named.
    """
    if tafel:
        page.goto("/tafels/")
        page.get_by_role("link", name=re.compile(f"^{tafel}")).first.press("Enter")
        enter(page, "link", "Bijeenkomst plannen")
    else:
        page.goto("/ontmoeting-plannen/")
    page.get_by_label("Titel").fill(titel)
    page.get_by_label("Datum").fill(datum)
    page.get_by_label("Begint om").fill("15.00")
    page.get_by_label("Klaar om").fill("17.00")
    page.locator("#bewaar").press("Enter")
    page.wait_for_url(re.compile(r"/bijeenkomsten/\d+/$"))
    return page.url


def voeg_toe(page: Page, knop: str, **velden: str) -> None:
    enter(page, "link", knop)
    for label, waarde in velden.items():
        page.get_by_label(re.compile(label.replace("_", " "))).first.fill(waarde)
    page.locator("#bewaar").press("Enter")
    page.wait_for_url(re.compile(r"/bijeenkomsten/\d+/(#punt-\d+)?$"))


def regels(page: Page) -> list[str]:
    """Time and title of each row, as they stand on the page."""
    return [
        " ".join(
            rij.locator(".rp-agenda__tijd, .rp-agenda__titel :is(a, .rp-vet)").all_inner_texts()
        )
        for rij in page.locator("#agenda .rp-agenda__punt").all()
    ]


def test_een_agenda_maken_en_ordenen_met_alleen_het_toetsenbord(bezoeker):
    iemand = bezoeker()
    page = iemand.log_in(SECRETARIS)
    plan(page, "Agenda zonder muis", "9-1-2031")
    expect(page.get_by_text("Deze agenda is nog leeg.")).to_be_visible()

    voeg_toe(page, "+ Kop", Titel="Om te beginnen")
    voeg_toe(page, "+ Agendapunt", Titel="Welkom en nieuws", Hoeveel_minuten="10")
    voeg_toe(page, "+ Agendapunt", Titel="Nachtzorg", Hoeveel_minuten="30")
    voeg_toe(page, "+ Subpunt onder Nachtzorg", Titel="De kosten", Hoeveel_minuten="10")
    voeg_toe(page, "+ Pauze")
    voeg_toe(page, "+ Agendapunt", Titel="Gast", Hoeveel_minuten="20", Begint_precies_om="16.15")

    assert regels(page) == [
        "Om te beginnen",
        "15.00 1. Welkom en nieuws",
        "15.10 2. Nachtzorg",
        "15.40 2a. De kosten",
        "15.50 Pauze",
        "16.15 3. Gast",
    ]
    expect(page.get_by_text("15 minuten over")).to_be_visible()

    omhoog = page.get_by_role("button", name="Zet Nachtzorg een plaats omhoog")
    omhoog.focus()
    omhoog.press("Enter")
    expect(page.locator("#meld")).to_have_text(
        "Nachtzorg staat nu op plaats 2 van 6, om 15.00 uur."
    )
    expect(omhoog).to_be_focused()
    assert regels(page)[:4] == [
        "Om te beginnen",
        "15.00 1. Nachtzorg",
        "15.30 1a. De kosten",
        "15.40 2. Welkom en nieuws",
    ]

    enter(page, "link", "Wijzig Gast")
    page.get_by_label("Plaats").fill("2")
    page.locator("#bewaar").press("Enter")
    page.wait_for_url(re.compile(r"/agendapunten/\d+/$"))
    page.get_by_role("link", name="Agenda zonder muis").first.press("Enter")
    page.wait_for_url(re.compile(r"/bijeenkomsten/\d+/$"))
    expect(page.get_by_text("1 uur en 15 minuten over")).to_be_visible()
    assert regels(page)[1] == "16.15 1. Gast"
    assert iemand.axe() == []
    assert iemand.csp() == []


def test_slepen_neemt_de_delen_mee_en_een_fout_zet_alles_terug(bezoeker):
    iemand = bezoeker()
    page = iemand.log_in(SECRETARIS)
    plan(page, "Agenda met muis", "10-1-2031")
    for titel in ("Een", "Twee", "Drie"):
        voeg_toe(page, "+ Agendapunt", Titel=titel)
    voeg_toe(page, "+ Subpunt onder Een", Titel="Deel van een")
    rijen = page.locator("#agenda .rp-agenda__punt")

    def sleep(van: int, naar: int) -> None:
        doel = rijen.nth(naar)
        hoog = doel.bounding_box()["height"]
        rijen.nth(van).locator(".rp-agenda__greep").drag_to(
            doel, target_position={"x": 200, "y": hoog - 4}
        )

    sleep(0, 3)
    expect(page.locator("#meld")).to_have_text("Een staat nu op plaats 3 van 4, om 15.30 uur.")
    na = ["15.00 1. Twee", "15.15 2. Drie", "15.30 3. Een", "15.45 3a. Deel van een"]
    assert regels(page) == na

    page.route("**/verplaatsen/", lambda route: route.fulfill(status=500, body=""))
    sleep(0, 1)
    expect(page.locator("#fout")).to_contain_text("Wij konden dit niet opslaan.")
    assert regels(page) == na
    assert iemand.csp() == []


def test_twee_mensen_tegelijk_verliezen_niets(bezoeker):
    een = bezoeker().log_in(SECRETARIS)
    adres = plan(een, "Agenda met zijn tweeën", "11-1-2031")
    for titel in ("Eerste", "Tweede"):
        voeg_toe(een, "+ Agendapunt", Titel=titel)
    twee = bezoeker().log_in(SECRETARIS)
    for page in (een, twee):
        page.goto(adres)
        enter(page, "link", "Wijzig Eerste")

    een.get_by_label("Titel").fill("Van de een")
    een.locator("#bewaar").press("Enter")
    expect(een.get_by_role("heading", name="Van de een", level=1)).to_be_visible()
    twee.get_by_label("Titel").fill("Van de ander")
    twee.locator("#bewaar").press("Enter")

    expect(
        twee.get_by_role("heading", name="Iemand anders heeft dit net gewijzigd")
    ).to_be_visible()
    botsing = twee.locator(".rp-conflict")
    expect(botsing).to_contain_text("Van de een")
    expect(botsing).to_contain_text("Van de ander")
    expect(twee.get_by_label("Titel")).to_have_value("Van de ander")

    # The list that the other has on screen is old; what is moved there still arrives once.
    een.goto(adres)
    twee.goto(adres)
    een.get_by_role("button", name="Zet Tweede een plaats omhoog").press("Enter")
    expect(een.locator("#meld")).to_contain_text("op plaats 1 van 2")
    twee.get_by_role("button", name="Zet Tweede een plaats omhoog").press("Enter")
    expect(twee.locator("#meld")).to_contain_text("op plaats 1 van 2")
    assert regels(twee) == ["15.00 1. Tweede", "15.15 2. Van de een"]


def test_op_een_telefoon_past_de_agenda(bezoeker):
    iemand = bezoeker(scherm=SMAL, has_touch=True)
    page = iemand.log_in(SECRETARIS)
    plan(page, "Agenda op een telefoon", "12-1-2031")
    voeg_toe(page, "+ Kop", Titel="Een kop boven de onderwerpen")
    voeg_toe(page, "+ Agendapunt", Titel="Een onderwerp met een titel die niet op één regel past")
    voeg_toe(page, "+ Pauze")

    assert iemand.steekt_uit() <= 0
    assert iemand.axe() == []


def test_zonder_javascript_werkt_alles_met_gewone_pagina_s(bezoeker):
    iemand = bezoeker(java_script_enabled=False)
    page = iemand.log_in(SECRETARIS)
    plan(page, "Agenda zonder script", "13-1-2031")
    for titel in ("Eerste", "Tweede"):
        voeg_toe(page, "+ Agendapunt", Titel=titel)

    page.get_by_role("button", name="Zet Tweede een plaats omhoog").click()
    expect(page).to_have_url(re.compile(r"/bijeenkomsten/\d+/#punt-\d+$"))
    assert regels(page) == ["15.00 1. Tweede", "15.15 2. Eerste"]

    page.get_by_role("link", name="2. Eerste").click()
    page.get_by_role("link", name="Laten vervallen").click()
    page.get_by_role("button", name="Agendapunt laten vervallen").click()
    expect(page.get_by_text("Eerste staat niet meer op de agenda.")).to_be_visible()
    assert regels(page) == ["15.00 1. Tweede"]
