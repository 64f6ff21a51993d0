"""A seat gets another portefeuille, mandaat or vervanger."""

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from regio.models import Persoon
from tafels import domain
from tafels.models import Lidmaatschap
from tests import factories


@pytest.fixture
def zetel(bestuurder):
    return bestuurder.lidmaatschappen.get()


@pytest.fixture
def adres(zetel):
    return reverse("tafels:lidmaatschap_wijzigen", args=[zetel.pk])


def invoer(**anders):
    return {
        "kring": "binnenkring",
        "namens": "regio",
        "mandaat": "beslissend",
        "stemgerechtigd": "on",
        "versie": 1,
    } | anders


def test_een_portefeuillehouder_staat_met_zijn_themas_op_de_pagina_van_de_tafel(
    als, secretaris, bestuurder, bestuurstafel, zetel, adres
):
    ouderen, jeugd = (factories.ThemaFactory(naam=n) for n in ("Ouderen", "Jeugd"))

    antwoord = als(secretaris).post(adres, invoer(themas=[ouderen.pk, jeugd.pk]))
    pagina = als(secretaris).get(antwoord.headers["Location"])

    assert antwoord.headers["Location"] == bestuurstafel.get_absolute_url()
    zetel.refresh_from_db()
    assert (zetel.mandaat, zetel.stemgerechtigd) == ("beslissend", True)
    assert ">Jeugd, Ouderen<" in pagina.text
    assert pagina.context["portefeuilles"] == [
        ("Jeugd", [bestuurder.naam]),
        ("Ouderen", [bestuurder.naam]),
    ]


def test_de_vervanger_van_de_secretaris_mag_wat_de_secretaris_mag(
    als, secretaris, buitenstaander, bestuurstafel, bijeenkomst
):
    toevoegen = reverse("tafels:agendapunt_toevoegen", args=[bijeenkomst.pk])
    assert als(buitenstaander).get(toevoegen).status_code == 403

    als(secretaris).post(
        reverse("tafels:lidmaatschap_wijzigen", args=[secretaris.lidmaatschappen.get().pk]),
        invoer(vaste_vervanger=buitenstaander.pk),
    )

    assert als(buitenstaander).get(toevoegen).status_code == 200


def test_de_vervanger_van_een_lid_krijgt_daarmee_geen_rechten(
    als, secretaris, buitenstaander, adres, zetel
):
    als(secretaris).post(adres, invoer(vaste_vervanger=buitenstaander.pk))

    zetel.refresh_from_db()
    assert zetel.vaste_vervanger == buitenstaander
    assert Persoon.objects.get(pk=buitenstaander.pk).zetels == ()


def test_als_de_zetel_van_de_secretaris_eindigt_eindigt_de_vervanging(
    als, secretaris, buitenstaander, bijeenkomst
):
    Lidmaatschap.objects.filter(persoon=secretaris).update(
        vaste_vervanger=buitenstaander, tot="2026-01-31"
    )

    toevoegen = reverse("tafels:agendapunt_toevoegen", args=[bijeenkomst.pk])
    assert als(buitenstaander).get(toevoegen).status_code == 403


def test_niemand_vervangt_zichzelf(zetel, bestuurder, secretaris):
    with pytest.raises(NietMogelijk, match=r"^Kies iemand anders als vervanger\.$"):
        domain.lidmaatschap_wijzigen(
            zetel,
            kring="binnenkring",
            namens="regio",
            perspectief=None,
            mandaat="geen",
            stemgerechtigd=False,
            themas=[],
            vaste_vervanger=bestuurder,
            versie=1,
            door=secretaris,
        )


def test_een_perspectief_is_nodig_als_iemand_er_namens_zit(als, secretaris, adres):
    antwoord = als(secretaris).post(adres, invoer(namens="perspectief"))

    assert antwoord.status_code == 422
    assert antwoord.context["form"].non_field_errors() == [
        "Kies namens welk perspectief dit lid meedoet."
    ]


def test_alleen_wie_de_leden_beheert_wijzigt_een_zetel(
    als, voorzitter, regiobureau, lid, buitenstaander, adres
):
    mensen = (voorzitter, regiobureau, lid, buitenstaander)

    assert [als(p).get(adres).status_code for p in mensen] == [200, 200, 403, 403]


def test_wie_een_oude_bladzijde_bewaart_ziet_eerst_wat_er_nu_staat(als, secretaris, zetel, adres):
    als(secretaris).post(adres, invoer(mandaat="adviserend"))

    antwoord = als(secretaris).post(adres, invoer())

    zetel.refresh_from_db()
    assert antwoord.status_code == 409
    assert ("Mandaat", "Adviseert", "Beslist") in antwoord.context["botsing"]
    assert zetel.mandaat == "adviserend"
