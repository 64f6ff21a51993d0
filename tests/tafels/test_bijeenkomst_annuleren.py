"""Calling a meeting off, with a reason that everybody can read."""

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Bijeenkomst, Melding

REDEN = "Er zijn te weinig mensen."


@pytest.fixture
def adres(bijeenkomst):
    return reverse("tafels:bijeenkomst_annuleren", args=[bijeenkomst.pk])


def test_de_secretaris_zegt_af_en_iedereen_hoort_waarom(
    als, secretaris, lid, lid_buitenkring, bijeenkomst, adres
):
    assert als(secretaris).get(adres).status_code == 200

    antwoord = als(secretaris).post(adres, {"reden": REDEN, "mailen": "on"})

    bijeenkomst.refresh_from_db()
    assert antwoord.headers["Location"] == bijeenkomst.get_absolute_url()
    assert (bijeenkomst.status, bijeenkomst.reden_geannuleerd) == ("geannuleerd", REDEN)
    assert bijeenkomst.volgnummer == 1
    wie = {m.persoon for m in Melding.objects.filter(soort="afgelast")}
    assert wie == {secretaris, lid, lid_buitenkring}
    assert REDEN in als(lid).get(bijeenkomst.get_absolute_url()).text


def test_zonder_mail_kan_zolang_niemand_de_agenda_heeft(als, secretaris, bijeenkomst, adres):
    als(secretaris).post(adres, {"reden": REDEN})

    assert not Melding.objects.exists()


def test_wie_de_agenda_heeft_krijgt_altijd_mail(als, secretaris, bijeenkomst, agendapunt, adres):
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    assert "Stuur iedereen" not in als(secretaris).get(adres).text

    als(secretaris).post(adres, {"reden": REDEN})

    assert [m.soort for m in Melding.objects.all()] == ["afgelast"]


def test_zonder_reden_gaat_het_door(als, secretaris, bijeenkomst, adres):
    assert als(secretaris).post(adres, {"reden": " "}).status_code == 422

    bijeenkomst.refresh_from_db()
    assert bijeenkomst.status == "agenda in voorbereiding"
    with pytest.raises(NietMogelijk, match="Zeg waarom"):
        domain.bijeenkomst_annuleren(bijeenkomst, reden=" ", door=secretaris)


@pytest.mark.parametrize("status", Bijeenkomst.Status)
def test_afzeggen_kan_alleen_voor_de_bijeenkomst_bezig_is(
    als, secretaris, bijeenkomst, adres, status
):
    bijeenkomst.status = status
    if status == Bijeenkomst.Status.VASTGESTELD:
        bijeenkomst.verslag_status = "vastgesteld"
    bijeenkomst.save()
    mag = status in ("gepland", "agenda in voorbereiding", "agenda verzonden")

    assert als(secretaris).post(adres, {"reden": REDEN}).status_code == (302 if mag else 403)
    if not mag:
        with pytest.raises(NietMogelijk, match=r"^Deze bijeenkomst kan niet meer"):
            domain.bijeenkomst_annuleren(bijeenkomst, reden=REDEN, door=secretaris)


def test_alleen_de_secretaris_zegt_af(als, voorzitter, lid, programmamanager, adres):
    antwoorden = [als(p).post(adres, {"reden": REDEN}) for p in (voorzitter, lid, programmamanager)]

    assert [a.status_code for a in antwoorden] == [403, 403, 403]
