"""A subject comes last on the agenda."""

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Agendapunt
from tests import factories

INVOER = {
    "titel": "Begroting 2027",
    "behandeling": "ter besluitvorming",
    "bob": "n.v.t.",
    "minuten": "25",
    "openbaarheid": "partners",
}


@pytest.fixture
def adres(bijeenkomst):
    return reverse("tafels:agendapunt_toevoegen", args=[bijeenkomst.pk])


def test_het_komt_achteraan_en_het_adres_wijst_het_aan(als, secretaris, adres, bijeenkomst):
    factories.AgendapuntFactory.create_batch(2, bijeenkomst=bijeenkomst)

    antwoord = als(secretaris).post(adres, INVOER)

    punt = Agendapunt.objects.get(titel="Begroting 2027")
    assert antwoord.headers["Location"] == f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}"
    assert (punt.volgorde, punt.minuten, punt.indiener) == (3, 25, secretaris)
    assert (punt.tafel, punt.status) == (bijeenkomst.tafel, "geagendeerd")


def test_twee_keer_dezelfde_klik_is_een_agendapunt(als, secretaris, adres):
    client = als(secretaris)

    adressen = {client.post(adres, INVOER).headers["Location"] for _ in range(2)}

    assert len(adressen) == 1
    assert Agendapunt.objects.count() == 1


def test_twee_verschillende_punten_met_dezelfde_titel_mogen(als, secretaris, adres):
    client = als(secretaris)
    client.post(adres, INVOER | {"titel": "Pauze", "minuten": "10"})
    client.post(adres, INVOER | {"titel": "Pauze", "minuten": "15"})

    assert Agendapunt.objects.count() == 2


@pytest.mark.parametrize(
    ("veld", "waarde"),
    [
        ("titel", ""),
        ("titel", "x" * 10_000),
        ("titel", "nul\x00"),
        ("minuten", "-5"),
        ("minuten", "481"),
        ("minuten", "een kwartier"),
        ("minuten", "99999999999999999999"),
        ("openbaarheid", "geheim"),
        ("behandeling", "<script>"),
        ("opgave", "999999"),
        ("project", "x"),
        ("portefeuillehouder", "999999"),
        ("gevraagd_besluit", "x" * 2001),
    ],
)
def test_wat_niet_klopt_staat_bij_het_veld(als, secretaris, adres, veld, waarde):
    antwoord = als(secretaris).post(adres, INVOER | {veld: waarde})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == [veld]
    assert Agendapunt.objects.count() == 0


def test_een_besloten_project_is_geen_keuze(als, secretaris, adres):
    open_ = factories.ProjectFactory(naam="Open")
    besloten = factories.ProjectFactory(naam="Besloten", openbaarheid="vertrouwelijk")

    keuzes = als(secretaris).get(adres).context["form"].fields["project"].queryset

    assert list(keuzes) == [open_]
    assert als(secretaris).post(adres, INVOER | {"project": besloten.pk}).status_code == 422


def test_alleen_de_secretaris_van_deze_tafel(als, secretaris, voorzitter, lid, adres):
    andere = factories.LidmaatschapFactory(rol="secretaris").persoon

    statussen = [als(p).get(adres).status_code for p in (secretaris, voorzitter, lid, andere)]

    assert statussen == [200, 403, 403, 403]


def test_na_het_afsluiten_niet_meer(afgesloten, secretaris):
    with pytest.raises(NietMogelijk, match=r"^De bijeenkomst is afgesloten\. "):
        domain.agendapunt_toevoegen(afgesloten, titel="Te laat", door=secretaris)
