"""A subject is described otherwise, and may jump to another place."""

import pytest
from django.urls import reverse

from tafels.models import Agendapunt
from tests import factories


@pytest.fixture
def adres(agendapunt):
    return reverse("tafels:agendapunt_wijzigen", args=[agendapunt.pk])


def invoer(punt, **anders):
    return {
        "titel": punt.titel,
        "behandeling": punt.behandeling,
        "bob": punt.bob,
        "soort": punt.soort,
        "minuten": punt.minuten,
        "openbaarheid": punt.openbaarheid,
        "plaats": punt.volgorde,
        "versie": punt.versie,
    } | anders


def test_titel_en_plaats_in_een_keer(als, secretaris, agendapunt, adres):
    factories.AgendapuntFactory.create_batch(2, bijeenkomst=agendapunt.bijeenkomst)

    antwoord = als(secretaris).post(adres, invoer(agendapunt, titel="Begroting", plaats=3))

    agendapunt.refresh_from_db()
    assert antwoord.headers["Location"] == agendapunt.get_absolute_url()
    assert (agendapunt.titel, agendapunt.volgorde, agendapunt.versie) == ("Begroting", 3, 2)
    assert list(Agendapunt.objects.order_by("volgorde").values_list("volgorde", flat=True)) == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize("plaats", ["0", "2", "-1", "eerste", ""])
def test_een_plaats_die_er_niet_is(als, secretaris, agendapunt, adres, plaats):
    antwoord = als(secretaris).post(adres, invoer(agendapunt, plaats=plaats))

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["plaats"]


def test_wat_een_ander_net_schreef_staat_naast_wat_u_schreef(als, secretaris, agendapunt, adres):
    client = als(secretaris)
    client.post(adres, invoer(agendapunt, titel="Begroting van de ander"))

    antwoord = client.post(adres, invoer(agendapunt, titel="Mijn begroting"))

    agendapunt.refresh_from_db()
    assert antwoord.status_code == 409
    assert antwoord.context["botsing"] == [("Titel", "Begroting van de ander", "Mijn begroting")]
    assert agendapunt.titel == "Begroting van de ander"
    assert antwoord.context["form"]["titel"].value() == "Mijn begroting"

    opnieuw = client.post(adres, invoer(agendapunt, titel="Mijn begroting"))
    agendapunt.refresh_from_db()
    assert (opnieuw.status_code, agendapunt.titel) == (302, "Mijn begroting")


def test_keuzes_botsen_in_woorden(als, secretaris, agendapunt, adres):
    client = als(secretaris)
    client.post(adres, invoer(agendapunt, behandeling="ter informatie"))

    antwoord = client.post(adres, invoer(agendapunt, behandeling="ter besluitvorming"))

    assert antwoord.context["botsing"] == [
        ("Wat vraagt u van de tafel?", "Ter informatie", "Ter besluitvorming")
    ]


def test_een_project_dat_de_secretaris_niet_mag_zien_gaat_niet_verloren(
    als, secretaris, agendapunt, adres
):
    agendapunt.project = factories.ProjectFactory(openbaarheid="vertrouwelijk", naam="Stil plan")
    agendapunt.save()
    client = als(secretaris)

    assert "Stil plan" not in client.get(adres).content.decode()
    client.post(adres, invoer(agendapunt, titel="Anders"))

    agendapunt.refresh_from_db()
    assert (agendapunt.titel, agendapunt.project.naam) == ("Anders", "Stil plan")


def test_een_portefeuillehouder_die_weg_is_blijft_staan(als, secretaris, agendapunt, adres):
    weg = factories.PersoonFactory(is_active=False)
    agendapunt.portefeuillehouder = weg
    agendapunt.save()

    als(secretaris).post(adres, invoer(agendapunt, portefeuillehouder=weg.pk))

    agendapunt.refresh_from_db()
    assert agendapunt.portefeuillehouder == weg


def test_een_vervallen_punt_wijzigt_niemand(als, secretaris, agendapunt, adres):
    Agendapunt.objects.filter(pk=agendapunt.pk).update(status="vervallen", volgorde=None)

    assert als(secretaris).get(adres).status_code == 403
