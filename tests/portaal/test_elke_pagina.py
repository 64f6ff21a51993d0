"""Every page, as every role: reachable for all, within the rules of the browser, small enough."""

import gzip
import re
from urllib.parse import urlsplit

import pytest
from django.urls import Resolver404, resolve

from tests.portaal.conftest import AXE, BREED, SMAL

pytestmark = pytest.mark.xdist_group("portaal")

# One demo person a role; between them they can open every page.
ROLLEN = {
    "secretaris": "sec@demo.example",
    "programmamanager": "pm@demo.example",
    "bestuurder": "zh.rvb@demo.example",
    "regiobureau": "rb@demo.example",
}
# These show other parts and buttons to each role.
ANDERS_PER_ROL = {
    "dashboard",
    "projecten:kalender",
    "projecten:project",
    "tafels:agendapunt",
    "tafels:bijeenkomst",
    "tafels:tafel",
    "wie_is_wie",
}
# What no page is: the browser saves it.
OVERSLAAN = re.compile(
    r"^/(static|beheer|account/logout)|^/stukken/\d+/$|\.(csv|zip|pdf|ics)|/csv|atom|ical|/figuur"
)
HTML_KB = {"projecten:kalender": 30}
VERPLICHT = "input[required]:not([type=radio], [type=checkbox], [type=hidden]), textarea[required]"
# Playwright's own search costs a page 40 ms before it finds anything, and most have no such form.
MAAK_LEEG = """verplicht => {
  document.querySelectorAll("details").forEach(d => d.open = true);
  const formulier = document.querySelector("main form.rp-formulier[method=post]");
  const velden = [...(formulier?.querySelectorAll(verplicht) ?? [])];
  for (const veld of velden.filter(v => v.checkVisibility())) {
    veld.value = "";
    veld.dispatchEvent(new Event("input", {bubbles: true}));
  }
  return velden.length > 0;
}"""
# The narrowest phone: what works here works on the wider ones.
SMALST = {"width": 320, "height": 700}


def links(page) -> set[str]:
    hrefs = page.evaluate(
        "() => [...document.querySelectorAll(':is(main, nav, header, footer) a[href]')]"
        ".map(a => a.getAttribute('href'))"
    )
    return {h.split("#")[0] for h in hrefs if h and h.startswith(("/", "?"))}


def soort(pad: str) -> str | None:
    try:
        return resolve(urlsplit(pad).path).view_name
    except Resolver404:
        return None


def rondgang(page, bekend: set[str]):
    """Walk through the portal by its own links, each kind of page once.

    Yields address, answer, and whether nobody saw this kind of page before.

    What an earlier role has seen (`bekend`) is passed by, unless it looks otherwise for this role.
    """
    gezien, soorten, wachtrij = {"/"}, bekend - ANDERS_PER_ROL, ["/"]
    while wachtrij:
        adres = wachtrij.pop(0)
        naam = soort(adres)
        if naam is None or naam in soorten:
            continue
        soorten.add(naam)
        nieuw = naam not in bekend
        bekend.add(naam)
        antwoord = page.goto(adres)
        for link in sorted(links(page)):
            heel = link if link.startswith("/") else urlsplit(adres).path + link
            if heel not in gezien and not OVERSLAAN.search(heel):
                gezien.add(heel)
                wachtrij.append(heel)
        yield adres, antwoord, nieuw


def wat_stoort(iemand, adres, antwoord, *, nieuw: bool) -> list[str]:
    """What is wrong with the page as it stands: for whom it does not work, or how large it is.

    A kind of page that an earlier role saw on both screens is now tried on the narrow one alone:
    the checks of axe are most of what the walk costs.
    """
    page = iemand.page
    gevonden = [] if antwoord.status == 200 else [f"status {antwoord.status}"]
    breed_genoeg = page.viewport_size == BREED
    for scherm in ((BREED, SMALST) if breed_genoeg else (SMALST, BREED)) if nieuw else (SMALST,):
        if page.viewport_size != scherm:
            page.set_viewport_size(scherm)
        gevonden += iemand.axe()
        if scherm == SMALST and iemand.steekt_uit() > 0:
            gevonden.append(f"steekt {iemand.steekt_uit()} px uit op 320 px")
    gevonden += iemand.csp()
    groot = len(gzip.compress(antwoord.body(), 6)) / 1024
    if groot > HTML_KB.get(soort(adres), 15):
        gevonden.append(f"{groot:.1f} kB HTML")
    return gevonden


def leeg_ingestuurd(iemand, adres) -> list[str] | None:
    """What is wrong with the page after its form was sent empty; None without such a form."""
    page = iemand.page
    if not page.evaluate(MAAK_LEEG, VERPLICHT):
        return None
    formulier = page.locator("main form.rp-formulier[method=post]").first
    with page.expect_response(lambda r: r.request.method == "POST") as antwoord:
        formulier.locator("button:not([type=button])").last.click()
    page.wait_for_load_state()
    gevonden = iemand.csp() + iemand.axe()
    # Django-allauth answers 200 to what was typed wrong; ours says 422.
    if antwoord.value.status != 422 and not adres.startswith("/account/"):
        gevonden.append(f"status {antwoord.value.status}")
    if not page.evaluate("() => document.querySelector('[aria-invalid=true]') != null"):
        gevonden.append("geen veld zegt wat er mist")
    return gevonden


def test_elke_pagina_en_elk_leeg_formulier_is_voor_iedereen_te_gebruiken(bezoeker):
    fouten, bekend, formulieren = {}, set(), set()

    for rol, email in ROLLEN.items():
        iemand = bezoeker(scherm=BREED)
        iemand.context.add_init_script(path=AXE)
        page = iemand.log_in(email)
        for adres, antwoord, nieuw in rondgang(page, bekend):
            gevonden = wat_stoort(iemand, adres, antwoord, nieuw=nieuw)
            if soort(adres) not in formulieren:
                na_leeg = leeg_ingestuurd(iemand, adres)
                if na_leeg is not None:
                    formulieren.add(soort(adres))
                    gevonden += [f"leeg formulier: {fout}" for fout in na_leeg]
            if gevonden:
                fouten[f"{rol} {adres}"] = sorted(set(gevonden))

    assert fouten == {}
    assert len(bekend) >= 35
    assert len(formulieren) >= 10


def test_zonder_javascript_werkt_de_hele_rondgang(bezoeker):
    page = bezoeker(java_script_enabled=False).log_in(ROLLEN["bestuurder"])
    page.goto("/")

    for plek in ("Kalender", "Tafels", "Besluiten", "Regiobeeld", "Regiovisie", "Wie is wie"):
        page.get_by_role("navigation", name="Hoofdmenu").get_by_role("link", name=plek).click()
        page.wait_for_load_state()
        assert page.locator("h1").count() == 1


def test_de_eerste_pagina_is_klein(bezoeker):
    bekend, vers = bezoeker(), bezoeker(scherm=SMAL)
    bekend.log_in(ROLLEN["bestuurder"])
    vers.context.add_cookies(bekend.context.cookies())
    omvang = []
    vers.page.on(
        "requestfinished", lambda verzoek: omvang.append(verzoek.sizes()["responseBodySize"])
    )

    vers.page.goto("/", wait_until="networkidle")

    assert len(omvang) >= 6
    assert sum(omvang) <= 80 * 1024
