"""A portefeuillehouder asks for time on an agenda; the secretaris answers."""

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Agendapunt, Themaplanning
from tests import factories
from tests.tafels import maak_bestanden


@pytest.fixture
def thema(bestuurder):
    thema = factories.ThemaFactory(naam="Acute zorg")
    bestuurder.lidmaatschappen.get().themas.add(thema)
    return thema


@pytest.fixture
def maand():
    return (timezone.localdate().replace(day=1) + timedelta(days=32)).replace(day=1)


@pytest.fixture
def verzoek(bestuurstafel, bestuurder, thema, maand):
    return domain.agendaruimte_vragen(
        bestuurstafel,
        thema=thema,
        toelichting="Kort advies over het onderzoek",
        minuten=30,
        maand=maand,
        door=bestuurder,
    )


@pytest.fixture
def vraag_adres(bestuurstafel):
    return reverse("tafels:agendaruimte_vragen", args=[bestuurstafel.pk])


def pad(naam: str, verzoek) -> str:
    return reverse(f"tafels:agendaruimte_{naam}", args=[verzoek.pk])


# --- vragen --------------------------------------------------------------------------------------


def test_een_portefeuillehouder_vraagt_over_het_eigen_thema(
    als, bestuurder, bestuurstafel, thema, maand, vraag_adres
):
    factories.ThemaFactory(naam="Van een ander")
    client = als(bestuurder)
    invoer = {
        "thema": thema.pk,
        "toelichting": "Kort advies",
        "minuten": "30",
        "maand": maand.isoformat(),
    }

    assert list(client.get(vraag_adres).context["form"].fields["thema"].queryset) == [thema]
    antwoord = client.post(vraag_adres, invoer)
    client.post(vraag_adres, invoer)  # twice clicked is once asked

    rij = Themaplanning.objects.get()
    assert antwoord.headers["Location"] == f"{bestuurstafel.get_absolute_url()}#agendaruimte"
    assert (rij.tafel, rij.thema, rij.aanvrager) == (bestuurstafel, thema, bestuurder)
    assert (rij.status, rij.herkomst) == ("aangevraagd", "verzoek portefeuillehouder")
    assert (rij.toelichting, rij.minuten, rij.maand) == ("Kort advies", 30, maand)


def test_alleen_een_portefeuillehouder_vraagt(
    als, bestuurder, secretaris, voorzitter, lid, buitenstaander, vraag_adres
):
    statussen = [
        als(persoon).get(vraag_adres).status_code
        for persoon in (bestuurder, secretaris, voorzitter, lid, buitenstaander)
    ]

    assert statussen == [200, 403, 403, 403, 403]


def test_zonder_doel_geen_verzoek(als, bestuurder, thema, maand, vraag_adres):
    antwoord = als(bestuurder).post(
        vraag_adres, {"thema": thema.pk, "minuten": "20", "maand": maand.isoformat()}
    )

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["toelichting"]


# --- toekennen -----------------------------------------------------------------------------------


def test_op_een_bijeenkomst_wordt_het_een_agendapunt_voor_de_rondvraag(
    als, secretaris, programmamanager, bestuurder, bijeenkomst, verzoek, thema
):
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Opening")
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Rondvraag")

    antwoord = als(secretaris).post(
        pad("toekennen", verzoek), {"bijeenkomst": bijeenkomst.pk, "versie": "1"}
    )

    punt = Agendapunt.objects.get(titel="Acute zorg")
    assert antwoord.headers["Location"] == f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}"
    assert [p.titel for p in bijeenkomst.agendapunten.op_agenda()] == [
        "Opening",
        "Acute zorg",
        "Rondvraag",
    ]
    assert (punt.minuten, punt.thema, punt.herkomst) == (30, thema, "portefeuillehouder")
    assert (punt.portefeuillehouder, punt.indiener) == (bestuurder, bestuurder)
    assert punt.aanleiding == "Kort advies over het onderzoek"
    assert list(punt.genodigden.all()) == [programmamanager]
    verzoek.refresh_from_db()
    assert (verzoek.status, verzoek.agendapunt, verzoek.bijeenkomst) == (
        "toegekend",
        punt,
        bijeenkomst,
    )


def test_na_het_verzenden_is_het_nagezonden_en_horen_de_leden_het(secretaris, bijeenkomst, verzoek):
    bijeenkomst.status, bijeenkomst.agenda_versie = "agenda verzonden", 1
    bijeenkomst.save()

    rij = domain.agendaruimte_toekennen(verzoek, bijeenkomst=bijeenkomst, versie=1, door=secretaris)

    assert rij.agendapunt.nagezonden is True
    assert [w.tekst for w in bijeenkomst.wijzigingen.all()] == [
        "Acute zorg staat nieuw op de agenda."
    ]


def test_eerst_een_maand_en_later_een_bijeenkomst(als, secretaris, bijeenkomst, verzoek, maand):
    client = als(secretaris)

    client.post(pad("toekennen", verzoek), {"maand": maand.isoformat(), "versie": "1"})
    verzoek.refresh_from_db()
    assert (verzoek.status, verzoek.maand, verzoek.agendapunt) == ("toegekend", maand, None)

    client.post(pad("toekennen", verzoek), {"bijeenkomst": bijeenkomst.pk, "versie": "2"})
    verzoek.refresh_from_db()
    assert verzoek.agendapunt.bijeenkomst == bijeenkomst


def test_een_keer_toegekend_is_een_agendapunt(secretaris, bijeenkomst, verzoek):
    rij = domain.agendaruimte_toekennen(verzoek, bijeenkomst=bijeenkomst, versie=1, door=secretaris)

    with pytest.raises(NietMogelijk, match=r"^Op dit verzoek is al geantwoord\.$"):
        domain.agendaruimte_toekennen(
            verzoek, bijeenkomst=bijeenkomst, versie=rij.versie, door=secretaris
        )
    assert Agendapunt.objects.count() == 1


def test_niet_op_de_agenda_van_een_andere_tafel(als, secretaris, verzoek):
    elders = factories.BijeenkomstFactory(start=timezone.now() + timedelta(days=3))

    antwoord = als(secretaris).post(
        pad("toekennen", verzoek), {"bijeenkomst": elders.pk, "versie": "1"}
    )

    assert antwoord.status_code == 422
    with pytest.raises(NietMogelijk, match=r"^Kies een bijeenkomst van deze tafel\.$"):
        domain.agendaruimte_toekennen(verzoek, bijeenkomst=elders, versie=1, door=secretaris)


# --- afwijzen ------------------------------------------------------------------------------------


def test_afwijzen_kan_alleen_met_een_reden(als, secretaris, verzoek):
    client = als(secretaris)
    leeg = client.post(pad("afwijzen", verzoek), {"reden": " ", "versie": "1"})
    assert leeg.status_code == 422

    client.post(pad("afwijzen", verzoek), {"reden": "Eerst het onderzoek.", "versie": "1"})

    verzoek.refresh_from_db()
    assert (verzoek.status, verzoek.reden) == ("afgewezen", "Eerst het onderzoek.")
    with pytest.raises(NietMogelijk, match=r"^Op dit verzoek is al geantwoord\.$"):
        domain.agendaruimte_afwijzen(verzoek, reden="Toch niet", versie=2, door=secretaris)


def test_wie_het_vroeg_leest_het_antwoord_op_de_pagina_van_de_tafel(
    als, secretaris, bestuurder, lid, verzoek
):
    domain.agendaruimte_afwijzen(verzoek, reden="Eerst het onderzoek.", versie=1, door=secretaris)
    adres = verzoek.tafel.get_absolute_url()

    zien = ["Eerst het onderzoek." in als(p).get(adres).text for p in (bestuurder, lid)]

    assert zien == [True, False]


def test_de_secretaris_ziet_het_verzoek_met_de_knoppen(als, secretaris, lid, verzoek):
    adres = verzoek.tafel.get_absolute_url()

    knoppen = [
        (pad("toekennen", verzoek) in html, pad("afwijzen", verzoek) in html)
        for html in (als(p).get(adres).text for p in (secretaris, lid))
    ]

    assert knoppen == [(True, True), (False, False)]


def test_alleen_de_secretaris_antwoordt(
    als, secretaris, programmamanager, voorzitter, bestuurder, buitenstaander, verzoek
):
    for naam in ("toekennen", "afwijzen"):
        statussen = [
            als(persoon).get(pad(naam, verzoek)).status_code
            for persoon in (secretaris, programmamanager, voorzitter, bestuurder, buitenstaander)
        ]
        # To who does not sit here, a request that is not granted does not exist.
        assert statussen == [200, 403, 403, 403, 404]


@pytest.mark.parametrize(
    ("keuze", "status", "op_agenda"),
    [("behandeld", "behandeld", True), ("vervalt", "toegekend", False)],
)
def test_na_het_sluiten_is_het_behandeld_of_wacht_het_weer(
    bijeenkomst, secretaris, verzoek, keuze, status, op_agenda
):
    rij = domain.agendaruimte_toekennen(verzoek, bijeenkomst=bijeenkomst, versie=1, door=secretaris)
    bijeenkomst.start = timezone.now() - timedelta(hours=1)
    bijeenkomst.save()

    domain.bijeenkomst_afsluiten(bijeenkomst, keuzes={rij.agendapunt_id: keuze}, door=secretaris)

    rij.refresh_from_db()
    assert (rij.status, rij.agendapunt is not None) == (status, op_agenda)


def test_van_de_agenda_gehaald_wacht_het_weer(bijeenkomst, secretaris, verzoek):
    rij = domain.agendaruimte_toekennen(verzoek, bijeenkomst=bijeenkomst, versie=1, door=secretaris)

    domain.agendapunt_laten_vervallen(rij.agendapunt, door=secretaris)

    rij.refresh_from_db()
    assert (rij.status, rij.agendapunt, rij.bijeenkomst) == ("toegekend", None, None)
    assert list(Themaplanning.objects.wacht_op_agenda()) == [rij]


def test_wie_weg_is_geworden_vraagt_niets_meer(bestuurstafel, bestuurder, thema, als, vraag_adres):
    zetel = bestuurder.lidmaatschappen.get()
    zetel.tot = date(2026, 1, 1)
    zetel.save()

    assert als(bestuurder).get(vraag_adres).status_code == 403


# --- stukken -------------------------------------------------------------------------------------


def stuk_adres(verzoek) -> str:
    verzoek.refresh_from_db()
    return reverse("tafels:stuk_toevoegen", args=[verzoek.agendapunt_id])


def overzichten(verzoek) -> list[str]:
    """The pages on which who asked reads the answer."""
    return [
        verzoek.tafel.get_absolute_url(),
        reverse("tafels:tafel_jaarplan", args=[verzoek.tafel_id]) + f"?jaar={verzoek.maand.year}",
    ]


@pytest.fixture
def over_een_maand(bestuurstafel):
    """A meeting for which papers can still be handed in."""
    start = timezone.now() + timedelta(days=40)
    return factories.BijeenkomstFactory(tafel=bestuurstafel, start=start)


def test_met_het_antwoord_voegt_wie_het_vroeg_stukken_toe(
    als, secretaris, bestuurder, over_een_maand, verzoek
):
    rij = domain.agendaruimte_toekennen(
        verzoek, bijeenkomst=over_een_maand, versie=1, door=secretaris
    )
    adres, client = stuk_adres(verzoek), als(bestuurder)

    for pagina in overzichten(rij):
        antwoord = client.get(pagina)
        assert f'href="{adres}"' in antwoord.text
        assert "Stukken inleveren kan tot en met" in antwoord.text
    assert client.get(adres).context["stuk_form"] is not None
    client.post(
        adres,
        {
            "bestanden": SimpleUploadedFile("advies.pdf", maak_bestanden.pdf()),
            "soort": "bijlage",
            "openbaarheid": "partners",
            "woo_categorie": "vergaderstuk",
        },
    )

    assert [(s.titel, s.opsteller) for s in rij.agendapunt.stukken.all()] == [
        ("advies", bestuurder)
    ]


def test_zonder_bijeenkomst_staat_er_wanneer_stukken_kunnen(
    als, secretaris, bestuurder, verzoek, maand
):
    domain.agendaruimte_toekennen(verzoek, maand=maand, versie=1, door=secretaris)

    for pagina in overzichten(verzoek):
        html = als(bestuurder).get(pagina).text
        assert "Stukken toevoegen kan zodra de bijeenkomst bekend is" in html
        assert "/stuk-toevoegen/" not in html


def test_na_de_dag_van_inleveren_staat_er_geen_knop(
    als, secretaris, bestuurder, bijeenkomst, verzoek
):
    """Room that is given so late that papers go by way of the secretaris."""
    domain.agendaruimte_toekennen(verzoek, bijeenkomst=bijeenkomst, versie=1, door=secretaris)
    adres = stuk_adres(verzoek)

    html = als(bestuurder).get(verzoek.tafel.get_absolute_url()).text

    assert "Stuur het de secretaris" in html
    assert adres not in html
    assert als(bestuurder).get(adres).status_code == 403
    assert als(secretaris).get(adres).status_code == 200


def test_de_pagina_van_de_tafel_blijft_op_twaalf_vragen_met_een_antwoord(
    als, secretaris, bestuurder, over_een_maand, verzoek, django_assert_num_queries
):
    domain.agendaruimte_toekennen(verzoek, bijeenkomst=over_een_maand, versie=1, door=secretaris)
    client = als(bestuurder)

    with django_assert_num_queries(12):
        client.get(verzoek.tafel.get_absolute_url())
