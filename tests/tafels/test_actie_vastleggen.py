"""What somebody promised, by whom, by when."""

from datetime import date

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Actie
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def adres(agendapunt):
    return reverse("tafels:actie_vastleggen", args=[agendapunt.pk])


@pytest.fixture
def invoer(lid):
    return {
        "tekst": "Vraag een offerte aan",
        "soort": "actie",
        "houder": lid.pk,
        "deadline": "3-12-26",
    }


def test_de_actie_krijgt_het_volgende_nummer(als, secretaris, lid, agendapunt, adres, invoer):
    factories.ActieFactory(nummer="A-0344")

    als(secretaris).post(adres, invoer)

    actie = Actie.objects.get(houder=lid)
    assert (actie.nummer, actie.deadline) == ("A-0345", date(2026, 12, 3))
    assert (actie.agendapunt, actie.bijeenkomst) == (agendapunt, agendapunt.bijeenkomst)


def test_met_htmx_komt_alleen_het_stukje_en_een_zin(als, secretaris, adres, invoer):
    antwoord = als(secretaris).post(adres, invoer, headers=HTMX)

    html = antwoord.content.decode()
    assert html.lstrip().startswith('<section id="acties"')
    assert antwoord.context["melding"] == f"Actie {Actie.objects.get().nummer} is voor Lies Lid."


def test_een_actie_heeft_iemand_nodig(als, secretaris, adres, invoer):
    antwoord = als(secretaris).post(adres, invoer | {"houder": ""})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["houder"]
    assert Actie.objects.count() == 0


@pytest.mark.parametrize(
    ("veld", "waarde"),
    [
        ("tekst", "x" * 10_000),
        ("tekst", "nul\x00"),
        ("houder", "999999"),
        ("deadline", "gisteren"),
        ("besluit", "999999"),
    ],
)
def test_wat_niet_klopt_staat_bij_het_veld(als, secretaris, adres, invoer, veld, waarde):
    antwoord = als(secretaris).post(adres, invoer | {veld: waarde})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == [veld]
    assert Actie.objects.count() == 0


def test_twee_keer_dezelfde_klik_is_een_actie(als, secretaris, adres, invoer):
    for _ in range(2):
        als(secretaris).post(adres, invoer)

    assert Actie.objects.count() == 1


def test_een_actie_hoort_bij_een_besluit_van_dit_agendapunt(
    als, secretaris, agendapunt, adres, invoer
):
    besluit = domain.besluit_vastleggen(agendapunt, tekst="Ja.", door=secretaris)
    elders = factories.BesluitFactory(tafel=agendapunt.tafel)

    als(secretaris).post(adres, invoer | {"besluit": besluit.pk})

    assert Actie.objects.get().besluit == besluit
    assert als(secretaris).post(adres, invoer | {"besluit": elders.pk}).status_code == 422


def test_wie_niet_meer_meedoet_krijgt_geen_actie(agendapunt, secretaris):
    weg = factories.PersoonFactory(is_active=False)

    with pytest.raises(NietMogelijk, match=r"^Deze persoon doet niet meer mee\.$"):
        domain.actie_vastleggen(agendapunt, tekst="Doe iets", houder=weg, door=secretaris)


def test_alleen_de_secretaris_legt_vast(als, voorzitter, lid, adres):
    assert [als(p).get(adres).status_code for p in (voorzitter, lid)] == [403, 403]
