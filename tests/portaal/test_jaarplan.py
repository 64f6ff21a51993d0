"""A secretaris plans the year of a tafel, and a portefeuillehouder gets room: as they do it."""

import re

import pytest
from playwright.sync_api import expect

from tests.portaal.conftest import SMAL

pytestmark = pytest.mark.xdist_group("portaal")


def naar_tafel(page, naam: str):
    page.goto("/tafels/")
    page.get_by_role("link", name=naam, exact=True).click()
    return page


def aantal_dagen(page) -> int:
    return page.locator('input[name="dagen"]').count()


def test_van_de_tafel_naar_een_gepland_jaar_in_drie_klikken(bezoeker):
    iemand = bezoeker()
    page = naar_tafel(iemand.log_in("sec@demo.example"), "Bestuurstafel Oostrand")
    klikken = []
    page.expose_function("geklikt", lambda: klikken.append(1))
    page.add_init_script("document.addEventListener('click', () => window.geklikt(), true)")
    page.reload()

    page.get_by_role("link", name="Jaar plannen").click()
    expect(page.get_by_role("heading", name=re.compile(r"^\d+ bijeenkomst(en)?$"))).to_be_visible()
    aantal = aantal_dagen(page)
    page.get_by_label("Vanaf").fill("1-1-2029")
    page.get_by_label("Tot en met").fill("31-3-2029")
    page.get_by_label("Hoe vaak?").select_option("Elke maand")
    page.get_by_role("button", name="Data bekijken").click()
    expect(page).to_have_url(re.compile("tot=31-3-2029"))
    assert (aantal > 0, aantal_dagen(page)) == (True, 3)
    page.get_by_role("button", name="Bijeenkomsten plannen").click()

    expect(page.get_by_text("3 bijeenkomsten staan nu in de agenda.")).to_be_visible()
    assert len(klikken) == 3
    page.get_by_role("link", name="Jaarplan bekijken").click()
    page.goto(f"{page.url}?jaar=2029")
    page.get_by_role("link", name=re.compile(r"januari 2029")).click()
    expect(page.get_by_text("Successen sinds de vorige keer").first).to_be_visible()
    expect(page.get_by_text("Rondvraag").first).to_be_visible()
    assert iemand.csp() == []


def test_een_feestdag_zegt_waar_hij_heen_gaat_en_wat_vervalt(bezoeker):
    iemand = bezoeker(scherm=SMAL)
    page = iemand.log_in("sec@demo.example")
    page.goto("/tafels/")
    page.get_by_role("link", name="Bestuurstafel Oostrand", exact=True).click()
    adres = f"{page.url}jaar-plannen/"

    page.goto(
        f"{adres}?ritme=week-1&hoeveelste=1&weekdag=1&begin=15.00&minuten=60"
        "&van=1-10-2028&tot=31-10-2028&schoolvakanties=midden"
    )
    expect(page.get_by_text("Dinsdag 24 oktober 2028 vervalt")).to_be_visible()
    page.goto(
        f"{adres}?ritme=maand-1&hoeveelste=4&weekdag=1&begin=15.00&minuten=60"
        "&van=1-10-2028&tot=31-10-2028&schoolvakanties=midden"
    )

    expect(page.get_by_label("Dinsdag 31 oktober 2028")).to_be_checked()
    expect(page.get_by_text("In plaats van dinsdag 24 oktober: herfstvakantie")).to_be_visible()
    assert iemand.steekt_uit() <= 0
    assert iemand.axe() == []


def test_alleen_met_het_toetsenbord_een_jaar_en_een_sjabloon(bezoeker):
    iemand = bezoeker()
    page = iemand.log_in("sec@demo.example")
    page.goto("/tafels/")
    page.get_by_role("link", name="Beleidstafel Oostrand", exact=True).press("Enter")

    page.get_by_role("link", name="Jaar plannen").press("Enter")
    page.get_by_label("Vanaf").fill("1-2-2029")
    page.get_by_label("Tot en met").fill("28-2-2029")
    page.get_by_label("Hoe vaak?").focus()
    page.keyboard.type("Elke twee w")
    page.get_by_label("Tot en met").press("Enter")
    expect(page).to_have_url(re.compile("ritme=week-2"))
    eerste = page.locator('input[name="dagen"]').first
    eerste.press("Space")
    expect(eerste).not_to_be_checked()
    page.locator("#plan").press("Enter")
    expect(page.get_by_text("1 bijeenkomst staat nu in de agenda.")).to_be_visible()

    page.get_by_role("link", name="Sjabloon bekijken").press("Enter")
    omlaag = page.get_by_role("button", name="Zet Opening een plaats omlaag")
    knop = omlaag.get_attribute("id")
    omlaag.press("Enter")
    expect(page.locator("#meld")).to_have_text("Het sjabloon is bewaard.")
    expect(page.locator(f"#{knop}")).to_be_focused()
    page.get_by_role("button", name="Zet Opening een plaats omhoog").press("Enter")
    expect(page.locator(".rp-agenda__titel").nth(1)).to_contain_text("Opening")
    assert iemand.csp() == []


def test_agendaruimte_van_vraag_tot_antwoord(bezoeker):
    vrager = bezoeker()
    page = naar_tafel(vrager.log_in("zh.rvb@demo.example"), "Bestuurstafel Oostrand")
    page.get_by_role("link", name="Agendaruimte vragen").click()
    page.get_by_label("Over welk thema?").select_option("Digitale zorg en gegevens")
    page.get_by_label("Wat wilt u bereiken?").fill("Instemming met de proef in de wijk")
    page.get_by_role("button", name="Agendaruimte vragen").click()
    expect(page.get_by_text("Uw verzoek is verstuurd.")).to_be_visible()

    secretaris = naar_tafel(bezoeker().log_in("sec@demo.example"), "Bestuurstafel Oostrand")
    rij = secretaris.locator("#agendaruimte li", has_text="Instemming met de proef in de wijk")
    rij.get_by_role("link", name=re.compile("^Wijs af")).click()
    secretaris.get_by_label("Waarom niet?").fill("De proef komt eerst aan de beleidstafel.")
    secretaris.get_by_role("button", name="Verzoek afwijzen").click()
    expect(secretaris.get_by_text("Het verzoek is afgewezen.")).to_be_visible()

    page.reload()
    expect(page.get_by_text("Antwoord: De proef komt eerst aan de beleidstafel.")).to_be_visible()


def test_een_thema_plannen_en_verschuiven_en_schrappen(bezoeker):
    iemand = bezoeker()
    page = iemand.log_in("sec@demo.example")
    page.goto("/jaarplan/")
    page.get_by_role("link", name="Klankbordgroep inwoners en professionals").last.click()

    page.get_by_role("link", name="Thema plannen").click()
    page.get_by_label("Wat voor gesprek?").select_option("Evaluatie")
    page.get_by_label("Waar gaat het om?").fill("Werkt onze manier van vergaderen?")
    page.get_by_role("button", name="Thema plannen").click()
    rij = page.locator("li", has_text="Werkt onze manier van vergaderen?")
    rij.get_by_role("link", name=re.compile("^Verschuif")).click()
    page.get_by_label("Naar welke maand?").select_option(index=2)
    page.get_by_role("button", name="Thema verschuiven").click()
    expect(rij).to_contain_text("Verschoven, 1 keer verschoven")
    rij.get_by_role("link", name=re.compile("^Schrap")).click()
    page.get_by_role("button", name="Thema schrappen").click()

    expect(page.get_by_text("Evaluatie staat niet meer in het jaarplan.")).to_be_visible()
    expect(rij).to_have_count(0)


@pytest.mark.parametrize("wie", ["sec", "zh.rvb"])
def test_op_een_telefoon_is_het_jaarplan_een_lijst_per_tafel(bezoeker, wie):
    iemand = bezoeker(scherm=SMAL)
    page = iemand.log_in(f"{wie}@demo.example")

    page.goto("/jaarplan/")

    expect(page.get_by_role("heading", name="Thema’s per tafel")).to_be_visible()
    expect(page.get_by_role("table")).to_have_count(0)
    assert iemand.steekt_uit() <= 0
    assert iemand.axe() == []
    page.get_by_role("link", name=re.compile("gepland, .* besproken")).first.click()
    expect(page.get_by_role("heading", name="Hoe vaak")).to_be_visible()
    assert iemand.steekt_uit() <= 0
    assert iemand.axe() == []
    assert iemand.csp() == []
