"""The page on which a secretaris makes an agenda: what stands there, for whom, and at what cost."""

from datetime import datetime, time

import pytest
from django.core.cache import cache
from django.urls import reverse

from tests import factories
from tests.factories import AMSTERDAM


@pytest.fixture
def middag(bestuurstafel):
    """From three to five."""
    return factories.BijeenkomstFactory(
        tafel=bestuurstafel, start=datetime(2027, 1, 14, 15, tzinfo=AMSTERDAM)
    )


def punt(bijeenkomst, titel, **velden):
    return factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel=titel, **velden)


def regels(als, persoon, bijeenkomst):
    return als(persoon).get(bijeenkomst.get_absolute_url()).context["agenda"].regels


def test_nummers_tijden_ruimte_en_te_kort(als, secretaris, middag):
    punt(middag, "Besluiten", soort="kop", minuten=0)
    punt(middag, "Opening", minuten=5)
    punt(middag, "Begroting", minuten=20)
    punt(middag, "Bijdragen", soort="subpunt", minuten=15)
    punt(middag, "Pauze", soort="pauze", minuten=10)
    punt(middag, "Gast", minuten=20, vast_begin=time(16))
    punt(middag, "Nog een gast", minuten=10, vast_begin=time(16, 10))

    gezien = regels(als, secretaris, middag)

    assert [(r["nummer"], r["titel"], r["tijd"], r["ruimte"], r["botst"]) for r in gezien] == [
        ("", "Besluiten", "", "", ""),
        ("1. ", "Opening", "15.00", "", ""),
        ("2. ", "Begroting", "15.05", "", ""),
        ("2a. ", "Bijdragen", "15.25", "", ""),
        ("", "Pauze", "15.40", "", ""),
        ("3. ", "Gast", "16.00", "10 minuten over", ""),
        ("4. ", "Nog een gast", "16.10", "", "Er is 10 minuten te kort voor punt 4."),
    ]


def test_de_pagina_zegt_het_in_woorden(als, lid, middag):
    punt(middag, "Lang", minuten=140)
    punt(middag, "Gast", vast_begin=time(17, 20), minuten=0)

    html = als(lid).get(middag.get_absolute_url()).content.decode()

    assert "klaar om 17.20 uur (2 uur en 20 minuten)" in html
    assert '<span class="rp-label is-letop">20 minuten te lang</span>' in html
    assert "De agenda is 20 minuten te lang. De bijeenkomst eindigt om 17.00 uur." in html
    assert "Vaste tijd" in html


def test_wie_niet_alles_mag_weten_ziet_ook_geen_koppen_en_pauzes(als, buitenstaander, middag):
    """A kop above nothing would say that something stands under it."""
    punt(middag, "Vertrouwelijk deel", soort="kop")
    punt(middag, "Opvolging", openbaarheid="vertrouwelijk")
    punt(middag, "Pauze", soort="pauze")
    punt(middag, "Begroting", vast_begin=time(16))

    antwoord = als(buitenstaander).get(middag.get_absolute_url())
    html = antwoord.content.decode()

    assert [(r["titel"], r["nummer"], r["tijd"]) for r in antwoord.context["agenda"].regels] == [
        ("Begroting", "", "")
    ]
    for woord in ("Vertrouwelijk deel", "Opvolging", "Pauze", "Vaste tijd", "16.00"):
        assert woord not in html
    zoek = als(buitenstaander).get(reverse("zoeken"), {"q": "Vertrouwelijk deel"})
    assert "Niets gevonden" in zoek.content.decode()


def test_een_kop_en_een_pauze_hebben_geen_eigen_pagina(als, lid, middag):
    pauze = punt(middag, "Pauze", soort="pauze")

    antwoord = als(lid).get(pauze.get_absolute_url())

    assert antwoord.headers["Location"] == f"{middag.get_absolute_url()}#punt-{pauze.pk}"


def test_wat_een_besluit_nog_mist_staat_er_voor_de_secretaris(als, secretaris, lid, middag):
    punt(middag, "Begroting", behandeling="ter besluitvorming", kernboodschap="Het gaat om geld.")

    van_secretaris = regels(als, secretaris, middag)[0]["uitleg"]
    van_lid = regels(als, lid, middag)[0]["uitleg"]

    assert van_secretaris.startswith(
        "Nog nodig: voorgesteld besluit, geld, kanttekeningen, stuk of argumenten"
    )
    assert van_lid.startswith("Er is nog geen voorgesteld besluit.")


def test_de_tweede_regel_zegt_voorstel_stukken_en_wie(als, lid, middag):
    organisatie = factories.OrganisatieFactory(korte_naam="Linden")
    begroting = punt(
        middag,
        "Begroting",
        gevraagd_besluit="De tafel stelt de begroting vast.",
        indiener=factories.PersoonFactory(organisatie=organisatie),
    )
    factories.StukFactory.create_batch(2, agendapunt=begroting)
    factories.StukFactory(agendapunt=begroting, status="nieuw")  # not yet for members

    assert regels(als, lid, middag)[0]["uitleg"] == (
        "Voorgesteld besluit: De tafel stelt de begroting vast. · 2 stukken · inbrenger Linden"
    )


def test_beletsels_noemen_elk_gat_met_het_nummer_van_de_agenda(middag):
    punt(middag, "Kop", soort="kop")
    punt(middag, "Opening", behandeling="ter informatie")
    punt(middag, "Verslag", behandeling="ter besluitvorming", blok="vorig verslag")
    punt(middag, "Begroting", soort="subpunt", behandeling="ter besluitvorming")

    assert middag.beletsels() == [
        "Punt 2a, Begroting, heeft nog geen voorgesteld besluit.",
        "Punt 2a, Begroting, zegt nog niet waar het om gaat.",
        "Punt 2a, Begroting, zegt nog niets over geld.",
        "Punt 2a, Begroting, heeft nog geen kanttekeningen.",
        "Punt 2a, Begroting, heeft geen stuk en geen argumenten.",
    ]


@pytest.mark.parametrize("met", ["stuk", "argumenten"])
def test_een_stuk_of_argumenten_is_genoeg_motivering(middag, met):
    begroting = punt(
        middag,
        "Begroting",
        behandeling="ter besluitvorming",
        gevraagd_besluit="Wij besluiten.",
        kernboodschap="Hierom.",
        financien="Kost niets.",
        kanttekeningen="Geen.",
        argumenten="Het helpt." if met == "argumenten" else " ",
    )
    if met == "stuk":
        assert middag.beletsels() == ["Punt 1, Begroting, heeft geen stuk en geen argumenten."]
        factories.StukFactory(agendapunt=begroting)

    assert middag.beletsels() == []


# --- who else is busy ----------------------------------------------------------------------------


@pytest.fixture
def collega(bestuurstafel):
    persoon = factories.PersoonFactory(naam="Sanne Bakker")
    factories.LidmaatschapFactory(tafel=bestuurstafel, persoon=persoon, rol="secretaris")
    return persoon


def test_een_collega_die_ook_bezig_is_staat_erbij(als, secretaris, collega, lid, middag):
    adres = reverse("tafels:agenda_bezig", args=[middag.pk])

    alleen = als(secretaris).get(adres).content.decode()
    als(lid).get(middag.get_absolute_url())  # who reads is not busy with it
    als(collega).get(middag.get_absolute_url())
    samen = als(secretaris).get(adres).content.decode()

    assert "ook met deze agenda bezig" not in alleen
    assert "Sanne Bakker is ook met deze agenda bezig." in samen
    assert 'hx-trigger="every 30s"' in samen
    assert als(lid).get(adres).status_code == 403


def test_na_een_poos_stilte_is_een_collega_weg(als, secretaris, collega, middag):
    als(collega).get(middag.get_absolute_url())
    sleutel = f"agenda-bezig-{middag.pk}"
    cache.set(sleutel, {pk: (naam, op - 80) for pk, (naam, op) in cache.get(sleutel).items()})

    assert als(secretaris).get(middag.get_absolute_url()).context["ook_bezig"] == []


def test_ook_het_formulier_zegt_het(als, secretaris, collega, middag):
    begroting = punt(middag, "Begroting")
    adres = reverse("tafels:agendapunt_wijzigen", args=[begroting.pk])
    als(collega).get(adres)

    html = als(secretaris).get(adres).content.decode()

    assert "Sanne Bakker is ook met deze agenda bezig." in html


# --- cost ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("aantal", [1, 5, 25])
def test_de_agenda_met_stukken_kost_altijd_evenveel_vragen(
    als, secretaris, bestuurstafel, aantal, django_assert_num_queries
):
    bijeenkomst = factories.BijeenkomstFactory(tafel=bestuurstafel)
    for nummer in range(aantal):
        rij = punt(
            bijeenkomst,
            f"Punt {nummer}",
            soort="subpunt" if nummer % 5 == 4 else "punt",
            vast_begin=time(16) if nummer % 7 == 6 else None,
            behandeling="ter besluitvorming",
        )
        factories.StukFactory.create_batch(2, agendapunt=rij)
        besluit = factories.BesluitFactory(tafel=rij.tafel, agendapunt=rij)
        factories.ActieFactory(besluit=besluit, agendapunt=rij, bijeenkomst=bijeenkomst)
    client = als(secretaris)

    with django_assert_num_queries(VRAGEN):
        antwoord = client.get(bijeenkomst.get_absolute_url())

    assert len(antwoord.context["agenda"].regels) == aantal
    assert antwoord.content.decode().count("2 stukken") == aantal


# session, persoon, zetels, bijeenkomst, tafel, agendapunten, besluiten, acties, regio
VRAGEN = 9
