"""A figure under an agendapunt stays as it was on that day."""

from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from regio.models import Regio
from regio.templatetags.regio import dag
from regiobeeld.models import Verversing, Waarneming
from tafels import domain
from tafels.models import Agendacijfer
from tests import factories

NU = timezone.now()


@pytest.fixture
def regio(db):
    """A region of two gemeenten."""
    gebied = factories.GebiedFactory(naam="Oostrand", soort="regio")
    factories.GebiedFactory.create_batch(2, ouder=gebied)
    Regio.objects.update(gebied=gebied)
    return gebied


@pytest.fixture
def indicator(regio):
    bron = factories.BronFactory(naam="CBS, bevolking")
    Verversing.objects.create(
        bron=bron, status="gelukt", gestart_op=NU, klaar_op=NU, versie="2026-10"
    )
    indicator = factories.IndicatorFactory(
        naam="75-plussers", eenheid="mensen", bron=bron, optellen="som"
    )
    for gemeente in regio.onderdelen.all():
        for jaar in (2024, 2025):
            factories.WaarnemingFactory(
                indicator=indicator, gebied=gemeente, jaar=jaar, waarde=jaar
            )
    return indicator


@pytest.fixture
def adres(agendapunt):
    return reverse("tafels:cijfer_vastleggen", args=[agendapunt.pk])


def test_het_nieuwste_cijfer_van_de_regio_komt_eronder(
    als, secretaris, agendapunt, adres, indicator, regio
):
    als(secretaris).post(adres, {"indicator": indicator.pk, "gebied": regio.pk})

    cijfer = Agendacijfer.objects.get()
    assert (cijfer.agendapunt, cijfer.indicator, cijfer.gebied) == (agendapunt, indicator, regio)
    assert (cijfer.jaar, cijfer.waarde, cijfer.eenheid) == (2025, Decimal(4050), "mensen")
    assert (cijfer.bron, cijfer.bron_versie) == ("CBS, bevolking", "2026-10")
    assert cijfer.opgehaald_op == NU


def test_verversen_verandert_er_niets_aan(als, lid, secretaris, agendapunt, indicator, regio):
    domain.cijfer_vastleggen(agendapunt, indicator=indicator, gebied=regio, door=secretaris)
    voor = Agendacijfer.objects.values().get()

    Waarneming.objects.filter(indicator=indicator).update(waarde=1)
    for gemeente in regio.onderdelen.all():
        factories.WaarnemingFactory(indicator=indicator, gebied=gemeente, jaar=2026, waarde=9)
    indicator.eenheid = "inwoners"
    indicator.save()

    assert Agendacijfer.objects.values().get() == voor
    html = als(lid).get(agendapunt.get_absolute_url()).content.decode()
    assert "4.050" in html
    assert f"Zo stond het op {dag(timezone.localdate())}." in html
    assert f'href="{indicator.get_absolute_url()}"' in html


def test_van_een_gemeente_is_het_haar_eigen_cijfer(secretaris, agendapunt, indicator, regio):
    gemeente = regio.onderdelen.first()

    cijfer = domain.cijfer_vastleggen(
        agendapunt, indicator=indicator, gebied=gemeente, door=secretaris
    )

    assert (cijfer.gebied, cijfer.waarde) == (gemeente, 2025)


def test_een_verzonnen_cijfer_zegt_dat_het_verzonnen_is(secretaris, agendapunt, indicator, regio):
    Waarneming.objects.update(demo=True)

    cijfer = domain.cijfer_vastleggen(
        agendapunt, indicator=indicator, gebied=regio, door=secretaris
    )

    assert cijfer.bron == "CBS, bevolking (demowaarde)"


def test_hetzelfde_cijfer_komt_er_een_keer(als, secretaris, adres, indicator, regio):
    invoer = {"indicator": indicator.pk, "gebied": regio.pk}

    statussen = [als(secretaris).post(adres, invoer).status_code for _ in range(2)]

    assert statussen == [302, 409]
    assert Agendacijfer.objects.count() == 1


def test_zonder_cijfer_zegt_het_portaal_dat(als, secretaris, adres, indicator, regio):
    Waarneming.objects.filter(gebied=regio.onderdelen.first()).delete()

    antwoord = als(secretaris).post(adres, {"indicator": indicator.pk, "gebied": regio.pk})

    assert antwoord.status_code == 409
    assert "Van Oostrand is er geen cijfer." in antwoord.content.decode()


def test_een_gebied_buiten_de_regio_is_geen_keuze(als, secretaris, adres, indicator):
    elders = factories.GebiedFactory()

    antwoord = als(secretaris).post(adres, {"indicator": indicator.pk, "gebied": elders.pk})

    assert (antwoord.status_code, list(antwoord.context["form"].errors)) == (422, ["gebied"])


def test_een_cijfer_dat_niet_openbaar_is_ziet_niet_iedereen(
    als, secretaris, lid, programmamanager, agendapunt, indicator, regio
):
    domain.cijfer_vastleggen(agendapunt, indicator=indicator, gebied=regio, door=secretaris)
    indicator.openbaar = False
    indicator.save()

    gezien = [
        len(als(p).get(agendapunt.get_absolute_url()).context["cijfers"])
        for p in (lid, programmamanager)
    ]

    assert gezien == [0, 1]


def test_weghalen_kan_zolang_de_agenda_open_is(als, secretaris, agendapunt, indicator, regio):
    cijfer = domain.cijfer_vastleggen(
        agendapunt, indicator=indicator, gebied=regio, door=secretaris
    )
    ander = factories.AgendapuntFactory(bijeenkomst=agendapunt.bijeenkomst)
    weg = reverse("tafels:cijfer_weghalen", args=[agendapunt.pk])
    elders = reverse("tafels:cijfer_weghalen", args=[ander.pk])
    client = als(secretaris)

    assert client.post(elders, {"cijfer": cijfer.pk}).status_code == 409
    assert Agendacijfer.objects.count() == 1
    assert client.post(weg, {"cijfer": cijfer.pk}).status_code == 302
    assert Agendacijfer.objects.count() == 0


def test_alleen_wie_de_agenda_maakt(als, lid, voorzitter, regiobureau, secretaris, adres):
    mensen = (lid, voorzitter, regiobureau, secretaris)

    assert [als(p).get(adres).status_code for p in mensen] == [403, 403, 403, 200]
