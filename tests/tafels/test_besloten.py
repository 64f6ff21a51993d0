"""What is besloten does not exist for who may not know it: no title, no count, no gap."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories

GEHEIM = "Opvolging van de directeur"
# Who of the cast may know what is for this tafel only, and what is confidential.
KENT = {
    "secretaris": ("tafel", "vertrouwelijk"),
    "voorzitter": ("tafel", "vertrouwelijk"),
    "programmamanager": ("tafel", "vertrouwelijk"),
    "bestuurder": ("tafel", "vertrouwelijk"),
    "lid": ("tafel", "vertrouwelijk"),
    "toehoorder": ("tafel",),
    "lid_buitenkring": (),
    "oud_lid": (),
    "buitenstaander": (),
    "regiobureau": (),
    "secretaris_elders": (),
}
# With what is confidential: everybody who may not know it, and two who may; tests/test_rollen.py
# asks every address as all who may. What is for the tafel differs for who only listens in.
OOK_TAFEL = ("lid", "toehoorder", "lid_buitenkring", "secretaris_elders")
GEVALLEN = [
    *(
        pytest.param(rol, "vertrouwelijk", "vertrouwelijk" in kent, id=f"{rol}-vertrouwelijk")
        for rol, kent in KENT.items()
        if "vertrouwelijk" not in kent or rol in ("secretaris", "lid")
    ),
    *(pytest.param(rol, "tafel", "tafel" in KENT[rol], id=f"{rol}-tafel") for rol in OOK_TAFEL),
]


@pytest.fixture
def secretaris_elders(db):
    return factories.LidmaatschapFactory(
        tafel=factories.TafelFactory(soort="beleidstafel"), rol="secretaris"
    ).persoon


@pytest.fixture
def begroting(agendapunt):
    """What everybody may know, first on the agenda."""
    return agendapunt


@pytest.fixture
def geheim(begroting, openbaarheid):
    """A besloten agendapunt between two open ones, with a besluit and an actie."""
    bijeenkomst = begroting.bijeenkomst
    punt = factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel=GEHEIM, openbaarheid=openbaarheid, minuten=40
    )
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Rondvraag")
    besluit = factories.BesluitFactory(
        tafel=punt.tafel,
        agendapunt=punt,
        tekst=f"{GEHEIM}: akkoord.",
        openbaarheid=openbaarheid,
        opgave=factories.OpgaveFactory(titel=f"{GEHEIM} als opgave"),
    )
    factories.ActieFactory(
        tekst=f"{GEHEIM} regelen", agendapunt=punt, besluit=besluit, bijeenkomst=bijeenkomst
    )
    return punt


def haal(als, persoon, adres):
    antwoord = als(persoon).get(adres)
    return antwoord.status_code, antwoord.content.decode()


@pytest.mark.parametrize(("rol", "openbaarheid", "mag"), GEVALLEN)
def test_de_pagina_bestaat_alleen_voor_wie_het_mag_weten(als, request, geheim, rol, mag):
    persoon = request.getfixturevalue(rol)
    besluit, actie = geheim.besluiten.get(), geheim.acties.get()
    adressen = [
        geheim.get_absolute_url(),
        besluit.get_absolute_url(),
        actie.get_absolute_url(),
        reverse("geschiedenis", args=["agendapunt", geheim.pk]),
        reverse("geschiedenis", args=["besluit", besluit.pk]),
        reverse("geschiedenis", args=["actie", actie.pk]),
    ]

    statussen = [haal(als, persoon, adres)[0] for adres in adressen]

    assert statussen == [200 if mag else 404] * 6


@pytest.mark.parametrize(("rol", "openbaarheid", "mag"), GEVALLEN)
def test_geen_enkel_overzicht_noemt_het_aan_wie_het_niet_mag_weten(
    als, request, geheim, bestuurstafel, rol, mag
):
    persoon = request.getfixturevalue(rol)
    overzichten = [
        geheim.bijeenkomst.get_absolute_url(),
        bestuurstafel.get_absolute_url(),
        reverse("tafels:besluit_lijst"),
        reverse("tafels:besluit_lijst") + "?q=opvolging",
        reverse("tafels:besluit_csv"),
        reverse("tafels:actie_lijst"),
        reverse("tafels:actie_lijst") + "?stand=alle&q=opvolging",
    ]

    genoemd = [GEHEIM in haal(als, persoon, adres)[1] for adres in overzichten]

    assert genoemd == [mag] * 7


@pytest.mark.parametrize(("rol", "openbaarheid", "mag"), GEVALLEN)
def test_ook_de_aantallen_verraden_niets(als, request, geheim, rol, mag):
    persoon = request.getfixturevalue(rol)
    factories.BesluitFactory(tafel=geheim.tafel, agendapunt=None)
    client = als(persoon)

    besluiten = client.get(reverse("tafels:besluit_lijst")).context["aantal"]
    acties = client.get(reverse("tafels:actie_lijst")).context["aantal"]

    assert (besluiten, acties) == ((2, 1) if mag else (1, 0))


@pytest.mark.parametrize("openbaarheid", ["tafel", "vertrouwelijk"])
@pytest.mark.parametrize("rol", ["toehoorder", "lid_buitenkring", "buitenstaander", "regiobureau"])
def test_wie_niet_alles_mag_weten_ziet_nummers_noch_tijden(als, request, geheim, rol):
    html = haal(als, request.getfixturevalue(rol), geheim.bijeenkomst.get_absolute_url())[1]

    assert "Begroting 2027" in html
    assert "rp-agenda__tijd" not in html
    assert "rp-agenda__duur" not in html
    assert "1. Begroting" not in html
    assert "klaar om" not in html


@pytest.mark.parametrize("rol", ["lid_buitenkring", "buitenstaander", "regiobureau"])
@pytest.mark.parametrize("openbaarheid", ["vertrouwelijk"])
def test_met_en_zonder_besloten_punt_is_de_pagina_voor_een_buitenstaander_dezelfde(
    als, request, geheim, rol
):
    """The strongest form: the bytes of the agenda do not depend on what is hidden."""
    client = als(request.getfixturevalue(rol))
    adres = geheim.bijeenkomst.get_absolute_url()
    met = client.get(adres).context["agenda"]

    geheim.acties.all().delete()
    geheim.besluiten.all().delete()
    geheim.delete()
    zonder = client.get(adres).context["agenda"]

    assert met == zonder


@pytest.mark.parametrize("rol", ["secretaris", "lid", "voorzitter"])
@pytest.mark.parametrize("openbaarheid", ["vertrouwelijk"])
def test_wie_aan_tafel_zit_ziet_alle_nummers_en_tijden(als, request, geheim, rol):
    html = haal(als, request.getfixturevalue(rol), geheim.bijeenkomst.get_absolute_url())[1]

    assert f"2. {GEHEIM}" in html
    assert html.count("rp-agenda__tijd") == 3


@pytest.mark.parametrize(("rol", "openbaarheid", "mag"), GEVALLEN)
def test_niemand_anders_dan_de_secretaris_verandert_er_iets_aan(als, request, geheim, rol, mag):
    persoon = request.getfixturevalue(rol)
    adres = reverse("tafels:agendapunt_verplaatsen", args=[geheim.pk])

    status = als(persoon).post(adres, {"plaats": 1}).status_code

    assert status == (302 if rol == "secretaris" else 403 if mag else 404)


def test_een_open_besluit_bij_een_besloten_punt_blijft_besloten(als, buitenstaander, agendapunt):
    agendapunt.openbaarheid = "tafel"
    agendapunt.save()
    besluit = factories.BesluitFactory(
        tafel=agendapunt.tafel, agendapunt=agendapunt, openbaarheid="openbaar"
    )

    assert haal(als, buitenstaander, besluit.get_absolute_url())[0] == 404


def test_een_besloten_project_staat_niet_in_de_draad(als, buitenstaander, agendapunt):
    project = factories.ProjectFactory(naam="Stil plan", openbaarheid="vertrouwelijk")
    agendapunt.project = project
    agendapunt.save()
    besluit = factories.BesluitFactory(
        tafel=agendapunt.tafel, agendapunt=agendapunt, project=project
    )

    for adres in (agendapunt.get_absolute_url(), besluit.get_absolute_url()):
        status, html = haal(als, buitenstaander, adres)
        assert (status, "Stil plan" in html, project.opgave.titel in html) == (200, False, False)


def test_de_houder_ziet_zijn_actie_maar_niet_het_besloten_besluit(als, buitenstaander, agendapunt):
    besluit = factories.BesluitFactory(tafel=agendapunt.tafel, openbaarheid="vertrouwelijk")
    actie = factories.ActieFactory(houder=buitenstaander, besluit=besluit)

    status, html = haal(als, buitenstaander, actie.get_absolute_url())

    assert (status, besluit.nummer in html) == (200, False)


def test_een_besloten_besluit_wordt_niet_genoemd_door_wat_het_vervangt(
    als, buitenstaander, bestuurstafel
):
    oud = factories.BesluitFactory(tafel=bestuurstafel)
    nieuw = factories.BesluitFactory(
        tafel=bestuurstafel, vervangt=oud, openbaarheid="vertrouwelijk"
    )

    status, html = haal(als, buitenstaander, oud.get_absolute_url())

    assert (status, nieuw.nummer in html, "vervangen" in html) == (200, False, False)


@pytest.mark.parametrize(
    ("rol", "leest"),
    [
        ("secretaris", True),
        ("lid", True),
        ("toehoorder", False),
        ("lid_buitenkring", False),
        ("buitenstaander", False),
    ],
)
def test_het_verslag_is_voor_wie_alles_mocht_horen(als, request, afgesloten, rol, leest):
    persoon = request.getfixturevalue(rol)
    afgesloten.online_link = "https://vergadering.example/1"
    afgesloten.save()

    html = haal(als, persoon, afgesloten.get_absolute_url())[1]

    assert ("Wij spraken over de begroting." in html) is leest
    assert ("https://vergadering.example/1" in html) is leest


def test_een_zetel_die_voorbij_is_geeft_geen_inzage(als, bestuurstafel, agendapunt):
    gisteren = timezone.localdate() - timedelta(days=1)
    weg = factories.LidmaatschapFactory(tafel=bestuurstafel, rol="secretaris", tot=gisteren).persoon
    agendapunt.openbaarheid = "tafel"
    agendapunt.save()

    assert haal(als, weg, agendapunt.get_absolute_url())[0] == 404


def test_het_register_telt_geen_acties_van_een_besloten_project(als, buitenstaander, bestuurstafel):
    besluit = factories.BesluitFactory(tafel=bestuurstafel)
    besloten = factories.ProjectFactory(openbaarheid="vertrouwelijk")
    factories.ActieFactory(besluit=besluit, project=besloten)
    factories.ActieFactory(besluit=besluit, status="gereed", gereed_op=timezone.localdate())

    html = haal(als, buitenstaander, reverse("tafels:besluit_lijst"))[1]

    assert "1 van 1 actie klaar" in html


def test_een_actie_hoort_in_het_menu_bij_besluiten(als, lid):
    actie = factories.ActieFactory(houder=lid)

    html = haal(als, lid, actie.get_absolute_url())[1]

    assert 'data-tekst="Besluiten" aria-current="page"' in html
