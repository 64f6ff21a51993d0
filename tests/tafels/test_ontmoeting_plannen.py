"""The regiobureau or a secretaris brings the whole region together."""

import pytest
from django.urls import reverse

from tafels.models import Agendapunt, Bijeenkomst
from tests.factories import AgendapuntFactory

INVOER = {
    "titel": "Nieuwjaarsborrel",
    "soort": "ontmoeting",
    "datum": "7 januari 2027",
    "van": "17 uur",
    "tot": "18u30",
    "locatie": "",
    "online_link": "",
}


def test_regiobureau_en_secretaris_plannen_een_ontmoeting(als, regiobureau, secretaris):
    adres = reverse("tafels:ontmoeting_plannen")

    als(regiobureau).post(adres, INVOER)
    als(secretaris).post(adres, INVOER | {"datum": "8-1-2027"})

    assert [b.tafel for b in Bijeenkomst.objects.all()] == [None, None]


def test_anderen_niet(als, voorzitter, programmamanager, buitenstaander):
    adres = reverse("tafels:ontmoeting_plannen")

    assert [
        als(p).get(adres).status_code for p in (voorzitter, programmamanager, buitenstaander)
    ] == [
        403,
        403,
        403,
    ]


def test_op_een_ontmoeting_is_niets_besloten(als, regiobureau, ontmoeting):
    adres = reverse("tafels:agendapunt_toevoegen", args=[ontmoeting.pk])

    antwoord = als(regiobureau).post(
        adres,
        {
            "titel": "Stil",
            "behandeling": "ter informatie",
            "bob": "n.v.t.",
            "minuten": 5,
            "openbaarheid": "tafel",
        },
    )

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["openbaarheid"]
    assert Agendapunt.objects.count() == 0


def test_een_ontmoeting_neemt_geen_besluit(als, regiobureau, ontmoeting):
    punt = AgendapuntFactory(bijeenkomst=ontmoeting)
    adres = reverse("tafels:besluit_vastleggen", args=[punt.pk])

    assert als(regiobureau).post(adres, {"tekst": "Ja", "status": "genomen"}).status_code == 403


@pytest.mark.parametrize("aantal", [1, 5])
def test_iedereen_ziet_de_hele_agenda_met_tijden(als, buitenstaander, ontmoeting, aantal):
    AgendapuntFactory.create_batch(aantal, bijeenkomst=ontmoeting)

    html = als(buitenstaander).get(ontmoeting.get_absolute_url()).content.decode()

    assert html.count('class="rp-agenda__tijd"') == aantal
