"""Both circles of a tafel say what they think before the meeting; nobody else knows (R-202)."""

from datetime import timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk, Verouderd
from tafels import domain
from tafels.models import Agendapunt, Bijeenkomst, Reactie
from tests import factories

TEKST = "Betrek de wijkverpleging eerder."
AAN_TAFEL = (
    "voorzitter",
    "secretaris",
    "programmamanager",
    "bestuurder",
    "lid",
    "toehoorder",
    "lid_buitenkring",
)
ANDEREN = ("oud_lid", "buitenstaander", "regiobureau")


@pytest.fixture
def verzonden(agendapunt):
    """The agenda was sent, the meeting is next week."""
    Bijeenkomst.objects.filter(pk=agendapunt.bijeenkomst_id).update(
        status="agenda verzonden", agenda_versie=1
    )
    agendapunt.bijeenkomst.refresh_from_db()
    return agendapunt


@pytest.fixture
def adres(agendapunt):
    return reverse("tafels:reactie_geven", args=[agendapunt.pk])


@pytest.fixture
def intrekken(agendapunt):
    return reverse("tafels:reactie_intrekken", args=[agendapunt.pk])


def pagina(client, punt) -> str:
    return client.get(punt.get_absolute_url()).content.decode()


@pytest.mark.parametrize("rol", AAN_TAFEL)
def test_wie_aan_tafel_zit_reageert(als, request, verzonden, adres, rol):
    persoon = request.getfixturevalue(rol)

    antwoord = als(persoon).post(adres, {"tekst": TEKST, "versie": 0})

    assert antwoord.headers["Location"] == f"{verzonden.get_absolute_url()}#reacties"
    reactie = Reactie.objects.get()
    assert (reactie.persoon, reactie.tekst) == (persoon, TEKST)


@pytest.mark.parametrize("rol", ANDEREN)
def test_anderen_reageren_niet_en_weten_van_niets(
    als, request, verzonden, lid_buitenkring, adres, intrekken, rol
):
    persoon = request.getfixturevalue(rol)
    domain.reactie_geven(verzonden, tekst=TEKST, door=lid_buitenkring)
    client = als(persoon)

    assert client.get(adres).status_code == 403
    assert client.post(adres, {"tekst": TEKST}).status_code == 403
    assert client.post(intrekken).status_code == 403
    with pytest.raises(NietMogelijk):
        domain.reactie_geven(verzonden, tekst=TEKST, door=persoon)
    html = pagina(client, verzonden)
    assert "reacties" not in html.lower()
    assert TEKST not in html
    assert "Bea Buitenkring" not in html


def test_wie_het_agendapunt_niet_mag_zien_reageert_niet(als, verzonden, lid_buitenkring, adres):
    Agendapunt.objects.update(openbaarheid="tafel")

    assert als(lid_buitenkring).get(adres).status_code == 404
    assert als(lid_buitenkring).post(adres, {"tekst": TEKST}).status_code == 404
    assert not Reactie.objects.exists()


def test_beide_kringen_lezen_alle_reacties_de_oudste_eerst(
    als, verzonden, lid, lid_buitenkring, toehoorder
):
    lid_buitenkring.organisatie = factories.OrganisatieFactory(naam="Woningstichting De Hoek")
    lid_buitenkring.save()
    with time_machine.travel(timezone.now() - timedelta(hours=1)):
        domain.reactie_geven(verzonden, tekst=TEKST, door=lid_buitenkring)
    domain.reactie_geven(verzonden, tekst="Goed plan.", door=lid)

    for persoon in (lid_buitenkring, toehoorder):
        antwoord = als(persoon).get(verzonden.get_absolute_url())
        html = antwoord.content.decode()
        eerste, tweede = antwoord.context["reacties"]
        assert (eerste.reactie.tekst, tweede.reactie.tekst) == (TEKST, "Goed plan.")
        assert (eerste.is_buitenkring, tweede.is_buitenkring) == (True, False)
        assert html.index(TEKST) < html.index("Goed plan.")
        assert "Woningstichting De Hoek" in html
        assert html.count('<span class="rp-label">Buitenkring</span>') == 1


def test_wie_later_in_de_binnenkring_komt_reageerde_uit_de_buitenkring(
    als, verzonden, lid, lid_buitenkring, bestuurstafel
):
    vandaag = timezone.localdate()
    domain.reactie_geven(verzonden, tekst=TEKST, door=lid_buitenkring)
    lid_buitenkring.lidmaatschappen.update(tot=vandaag)
    factories.LidmaatschapFactory(
        tafel=bestuurstafel, persoon=lid_buitenkring, van=vandaag + timedelta(days=1)
    )

    (regel,) = als(lid).get(verzonden.get_absolute_url()).context["reacties"]

    assert regel.is_buitenkring


# --- when ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("status", ["gepland", "agenda in voorbereiding", "bezig", "geannuleerd"])
def test_alleen_vanaf_het_verzenden(als, agendapunt, lid, adres, status):
    Bijeenkomst.objects.update(status=status)

    assert als(lid).get(adres).status_code == 403
    assert "Reageren" not in pagina(als(lid), agendapunt)
    with pytest.raises(NietMogelijk, match="vanaf het verzenden"):
        domain.reactie_geven(agendapunt, tekst=TEKST, door=lid)


def test_tot_de_bijeenkomst_begint_en_daarna_blijft_het_staan(
    als, verzonden, lid, adres, intrekken
):
    domain.reactie_geven(verzonden, tekst=TEKST, door=lid)
    nu = timezone.now()
    Bijeenkomst.objects.update(start=nu - timedelta(minutes=1), einde=nu + timedelta(hours=2))

    assert als(lid).post(adres, {"tekst": "Toch niet."}).status_code == 403
    assert als(lid).post(intrekken).status_code == 403
    for doe in (
        lambda: domain.reactie_geven(verzonden, tekst="Toch niet.", door=lid),
        lambda: domain.reactie_intrekken(verzonden, door=lid),
    ):
        with pytest.raises(NietMogelijk):
            doe()
    html = pagina(als(lid), verzonden)
    assert TEKST in html
    assert "Reactie intrekken" not in html


def test_wat_van_de_agenda_is_krijgt_geen_reactie(verzonden, lid):
    Agendapunt.objects.update(volgorde=None, status="vervallen")

    with pytest.raises(NietMogelijk):
        domain.reactie_geven(verzonden, tekst=TEKST, door=lid)


def test_een_vastgesteld_verslag_houdt_het_op_slot(lid, voorzitter, afgesloten):
    punt = factories.AgendapuntFactory(bijeenkomst=afgesloten)
    reactie = Reactie.objects.create(agendapunt=punt, persoon=lid, tekst=TEKST)
    domain.verslag_vaststellen(afgesloten, door=voorzitter)

    with pytest.raises(DatabaseError, match="vastgesteld"), transaction.atomic():
        reactie.delete()


def test_bij_de_volgende_bijeenkomst_begint_het_opnieuw(verzonden, lid, secretaris):
    domain.reactie_geven(verzonden, tekst=TEKST, door=lid)
    factories.BijeenkomstFactory(
        tafel=verzonden.tafel, start=verzonden.bijeenkomst.start + timedelta(days=30)
    )

    nieuw = domain.agendapunt_doorschuiven(verzonden, door=secretaris)

    assert not nieuw.reacties.exists()
    assert verzonden.reacties.exists()


# --- again, and not ------------------------------------------------------------------------------


def test_opnieuw_schrijven_vervangt_de_eigen_tekst(als, verzonden, lid, bestuurder, adres):
    domain.reactie_geven(verzonden, tekst="Goed plan.", door=bestuurder)
    domain.reactie_geven(verzonden, tekst=TEKST, door=lid)
    form = als(lid).get(adres).context["reactie_form"]
    assert form["tekst"].value() == TEKST

    als(lid).post(adres, {"tekst": "Toch anders.", "versie": form["versie"].value()})

    assert set(Reactie.objects.values_list("tekst", flat=True)) == {"Goed plan.", "Toch anders."}
    log = Reactie.pgh_event_model.objects.filter(persoon=lid).order_by("pgh_id")
    assert [rij.tekst for rij in log] == [TEKST, "Toch anders."]


def test_uit_een_ander_venster_gaat_niets_verloren(als, verzonden, lid, adres):
    versie = als(lid).get(adres).context["reactie_form"]["versie"].value()
    als(lid).post(adres, {"tekst": TEKST, "versie": versie})

    antwoord = als(lid).post(adres, {"tekst": "Toch anders.", "versie": versie})

    assert antwoord.status_code == 409
    html = antwoord.content.decode()
    assert f"Er staat nu: “{TEKST}”" in html
    assert "Toch anders.</textarea>" in html
    nieuw = antwoord.context["form"]["versie"].value()
    als(lid).post(adres, {"tekst": "Toch anders.", "versie": nieuw})
    assert Reactie.objects.get().tekst == "Toch anders."


def test_wat_intussen_is_ingetrokken_komt_niet_vanzelf_terug(als, verzonden, lid, adres):
    domain.reactie_geven(verzonden, tekst=TEKST, door=lid)
    versie = als(lid).get(adres).context["reactie_form"]["versie"].value()
    domain.reactie_intrekken(verzonden, door=lid)

    antwoord = als(lid).post(adres, {"tekst": "Toch anders.", "versie": versie})

    assert antwoord.status_code == 409
    assert "de reactie is ingetrokken" in antwoord.content.decode()
    with pytest.raises(Verouderd):
        domain.reactie_geven(verzonden, tekst="Nog eens.", versie=versie, door=lid)


def test_intrekken_is_alleen_van_de_eigen_reactie(als, verzonden, lid, bestuurder, intrekken):
    domain.reactie_geven(verzonden, tekst=TEKST, door=bestuurder)

    assert als(lid).post(intrekken).status_code == 409
    assert als(bestuurder).post(intrekken).status_code == 302
    assert not Reactie.objects.exists()
    antwoord = als(bestuurder).post(intrekken)
    assert antwoord.status_code == 409
    assert "U hebt hier geen reactie meer staan." in antwoord.content.decode()


def test_wie_niet_meedoet_reageert_niet_maar_kan_nog_intrekken(
    als, verzonden, lid, adres, intrekken
):
    domain.reactie_geven(verzonden, tekst=TEKST, door=lid)
    domain.zich_terugtrekken(verzonden, persoon=lid, reden="Mijn zoon.", door=lid)

    assert als(lid).post(adres, {"tekst": "Toch anders."}).status_code == 403
    antwoord = als(lid).post(intrekken, headers={"HX-Request": "true"})

    assert antwoord.status_code == 200
    assert '<section id="reacties"' in antwoord.content.decode()
    assert not Reactie.objects.exists()


@pytest.mark.parametrize("tekst", ["", "   ", "a" * 2001])
def test_zonder_goede_tekst_blijft_staan_wat_u_typte(als, lid, verzonden, adres, tekst):
    for kop in ({}, {"HX-Request": "true"}):
        antwoord = als(lid).post(adres, {"tekst": tekst, "versie": 0}, headers=kop)

        assert antwoord.status_code == 422
        assert antwoord.context["form"]["tekst"].value() == tekst
        assert ('<section id="reacties"' in antwoord.content.decode()) is True
    assert not Reactie.objects.exists()


def test_htmx_krijgt_alleen_dit_deel_met_een_melding(als, lid, verzonden, adres):
    antwoord = als(lid).post(adres, {"tekst": TEKST, "versie": 0}, headers={"HX-Request": "true"})

    html = antwoord.content.decode()
    assert html.lstrip().startswith('<section id="reacties"')
    assert TEKST in html
    assert "Uw reactie staat bij dit onderwerp." in html
    assert "<html" not in html


@pytest.mark.parametrize("aantal", [1, 5])
def test_de_pagina_vraagt_er_niet_meer_om(
    als, secretaris, verzonden, bestuurstafel, aantal, django_assert_num_queries
):
    verzonden.project = factories.ProjectFactory()
    verzonden.save()
    for _ in range(aantal):
        factories.StukFactory(agendapunt=verzonden)
        persoon = factories.LidmaatschapFactory(tafel=bestuurstafel).persoon
        domain.reactie_geven(verzonden, tekst=TEKST, door=persoon)
        domain.zich_terugtrekken(verzonden, persoon=persoon, reden="Mijn zoon.", door=persoon)
    client = als(secretaris)

    with django_assert_num_queries(12):
        antwoord = client.get(verzonden.get_absolute_url())

    assert antwoord.content.decode().count(TEKST) == aantal
    assert antwoord.content.decode().count("Doet niet mee") == aantal
