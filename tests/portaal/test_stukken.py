"""Papers as people use them: chosen by keyboard, put in order, read by one and not by another."""

import re
from itertools import count

import pytest
from playwright.sync_api import expect

from tests.portaal.conftest import SMAL, bezoekers
from tests.tafels import maak_bestanden as maak

pytestmark = pytest.mark.xdist_group("portaal")

PDF = "application/pdf"
_nummer = count(1)


def bestand(naam: str, inhoud: bytes, soort: str = PDF) -> dict:
    return {"name": naam, "mimeType": soort, "buffer": inhoud}


@pytest.fixture(scope="module")
def bijeenkomst(chromium, portaal):
    """The address of the next bestuurstafel."""
    with bezoekers(chromium, portaal) as bezoeker:
        page = bezoeker().log_in("sec@demo.example")
        page.goto("/tafels/")
        page.get_by_role("link", name="Bestuurstafel Oostrand").first.click()
        page.get_by_role("link", name="Bestuurstafel 8").first.click()
        page.wait_for_url(re.compile(r"/bijeenkomsten/\d+/$"))
        return page.url


@pytest.fixture
def secretaris(bezoeker, bijeenkomst):
    """The secretaris, on the page of a new subject of the next bestuurstafel."""
    iemand = bezoeker()
    page = iemand.log_in("sec@demo.example")
    page.goto(f"{bijeenkomst}agendapunt-toevoegen/")
    page.get_by_label("Titel", exact=True).fill(f"Proef met stukken {next(_nummer)}")
    page.locator("#bewaar").click()
    page.wait_for_url(re.compile("#punt-"))
    page.goto(f"/agendapunten/{page.url.rpartition('-')[2]}/")
    yield page
    assert iemand.csp() == []


def kies(page, *bestanden) -> None:
    """Open the form with the keyboard, choose these files and send them."""
    page.locator("#open-stukken").press("Enter")
    page.get_by_label("Bestanden").set_input_files(list(bestanden))


def titels(page):
    return page.locator("#stukkenlijst .rp-agenda__titel")


def test_met_het_toetsenbord_twee_stukken_erbij_en_in_volgorde(secretaris, bezoeker):
    page = secretaris
    kies(page, bestand("Eerst.pdf", maak.pdf("Eerst")), bestand("Daarna.docx", maak.docx()))
    page.locator("#stukken form[enctype] button").press("Enter")

    expect(page.locator("#meld")).to_have_text(
        "2 stukken zijn toegevoegd. Het portaal leest ze nu na."
    )
    expect(page.locator("#open-stukken")).to_be_focused()
    expect(titels(page)).to_have_text(["Eerst", "Daarna"])

    # The portal reads them by itself; the list says so without a reload.
    expect(page.get_by_text("Wordt gecontroleerd")).to_have_count(0)

    omhoog = page.get_by_role("button", name="Zet Daarna een plaats omhoog")
    omhoog.press("Enter")
    expect(page.locator("#meld")).to_have_text("Daarna staat nu op plaats 1 van 2.")
    expect(titels(page)).to_have_text(["Daarna", "Eerst"])
    expect(omhoog).to_be_focused()

    # One of them is for the table alone.
    page.get_by_role("link", name="Bewerk Eerst").press("Enter")
    page.get_by_role("link", name="Stuk beschrijven").press("Enter")
    page.get_by_label("Wie mag dit lezen?").select_option("vertrouwelijk")
    page.locator("#bewaar").press("Enter")
    expect(page.get_by_role("link", name="Zeg waarom dit stuk vertrouwelijk is.")).to_have_count(0)
    page.get_by_label("Waarom is dit vertrouwelijk?").fill("Het gaat over één persoon.")
    page.locator("#bewaar").press("Enter")
    expect(page.locator("#stukkenlijst").get_by_text("Vertrouwelijk")).to_be_visible()

    onderwerp = page.url.split("#")[0]
    geheim = page.get_by_role("link", name="Eerst", exact=True).get_attribute("href")
    lid = bezoeker()
    lid_page = lid.log_in("zh.rvb@demo.example")
    lid_page.goto(onderwerp)
    expect(titels(lid_page)).to_have_text(["Daarna", "Eerst"])
    with lid_page.expect_download() as download:
        lid_page.get_by_role("link", name="Eerst", exact=True).press("Enter")
    assert download.value.suggested_filename == "Eerst.pdf"
    assert download.value.path().read_bytes() == maak.pdf("Eerst")
    assert lid.axe() == []

    buiten = bezoeker().log_in("cor.dir@demo.example")
    buiten.goto(onderwerp)
    expect(titels(buiten)).to_have_text(["Daarna"])
    assert buiten.goto(geheim).status == 404


def test_wat_niet_mag_krijgt_een_zin_en_de_focus(secretaris):
    page = secretaris
    kies(
        page,
        bestand("Goed.pdf", maak.pdf("Goed")),
        bestand("Kwaad.pdf", b"MZ" + bytes(999)),
        bestand("Macro.docx", maak.docx(**{"word/vbaProject.bin": b"x"})),
    )
    page.locator("#stukken form[enctype] button").press("Enter")

    expect(page.locator("#stukken-mislukt")).to_be_focused()
    expect(page.locator("#stukken-mislukt li")).to_have_text(
        [
            "Kwaad.pdf: Dit is een programma en geen document. Voeg het document zelf toe.",
            "Macro.docx: In dit bestand zitten macro's. Bewaar het zonder macro's, "
            "bijvoorbeeld als PDF.",
        ]
    )
    expect(titels(page)).to_have_text(["Goed"])


def test_een_burgerservicenummer_houdt_het_stuk_tegen_tot_de_secretaris_kijkt(secretaris):
    page = secretaris
    kies(page, bestand("Brief.pdf", maak.pdf("Nummer 123456782.")))
    page.locator("#stukken form[enctype] button").press("Enter")

    expect(page.get_by_text("Vastgehouden")).to_be_visible()
    page.get_by_role("link", name="Bewerk Brief").press("Enter")
    expect(page.get_by_text("Het eindigt op 782.")).to_be_visible()
    page.get_by_role("link", name="Stuk vrijgeven").press("Enter")
    page.get_by_label("Waarom mag dit stuk wel naar de leden?").fill("Een projectnummer.")
    page.locator("#bewaar").press("Enter")
    expect(page.get_by_text("Leden kunnen Brief nu lezen.")).to_be_visible()


def test_slepen_is_hetzelfde_als_kiezen(secretaris):
    page = secretaris
    page.evaluate(
        """() => {
          const data = new DataTransfer();
          data.items.add(new File(["%PDF-1.7 half"], "Gesleept.pdf", {type: "application/pdf"}));
          const zone = document.querySelector("[data-bestanden]");
          const opties = {bubbles: true, cancelable: true, dataTransfer: data};
          for (const type of ["dragover", "drop"]) zone.dispatchEvent(new DragEvent(type, opties));
        }"""
    )
    expect(page.get_by_label("Bestanden")).to_be_focused()
    page.locator("#stukken form[enctype] button").press("Enter")

    expect(page.locator("#stukken-mislukt li")).to_have_text(
        re.compile("^Gesleept.pdf: Dit bestand is niet compleet")
    )


def test_zonder_javascript_en_op_een_telefoon(secretaris, bezoeker):
    adres = secretaris.url
    iemand = bezoeker(scherm=SMAL, java_script_enabled=False)
    page = iemand.log_in("sec@demo.example")
    page.goto(adres)
    page.locator("#open-stukken").click()
    page.get_by_label("Bestanden").set_input_files([bestand("Los.pdf", maak.pdf("Los"))])
    page.locator("#stukken form[enctype] button").click()

    expect(page.get_by_text("1 stuk is toegevoegd. Het portaal leest het nu na.")).to_be_visible()
    expect(titels(page)).to_have_text(["Los"])
    page.get_by_role("link", name="Bewerk Los").click()
    page.get_by_role("link", name="Stuk intrekken").click()
    page.get_by_role("button", name="Stuk intrekken").click()
    expect(page.get_by_text("Los is ingetrokken.")).to_be_visible()
    expect(titels(page)).to_have_count(0)
