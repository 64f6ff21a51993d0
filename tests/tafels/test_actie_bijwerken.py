"""Who promised says how far it is."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import factories


@pytest.fixture
def actie(agendapunt, lid):
    return factories.ActieFactory(
        houder=lid, agendapunt=agendapunt, bijeenkomst=agendapunt.bijeenkomst
    )


@pytest.fixture
def adres(actie):
    return reverse("tafels:actie_bijwerken", args=[actie.pk])


KLAAR = {"status": "gereed", "terugkoppeling": "Gedaan.", "deadline": "", "versie": 1}


def test_klaar_krijgt_de_dag_van_vandaag(als, lid, actie, adres):
    antwoord = als(lid).post(adres, KLAAR)

    actie.refresh_from_db()
    assert antwoord.headers["Location"] == actie.get_absolute_url()
    assert (actie.status, actie.gereed_op) == ("gereed", timezone.localdate())


def test_toch_niet_klaar_heeft_geen_dag(als, lid, actie, adres):
    als(lid).post(adres, KLAAR)
    als(lid).post(adres, KLAAR | {"status": "open", "versie": 2})

    actie.refresh_from_db()
    assert (actie.status, actie.gereed_op) == ("open", None)


def test_wie_te_laat_bewaart_houdt_zijn_tekst(als, lid, secretaris, actie, adres):
    als(secretaris).post(adres, KLAAR | {"terugkoppeling": "Door de secretaris."})

    antwoord = als(lid).post(adres, KLAAR | {"terugkoppeling": "Door mij."})

    actie.refresh_from_db()
    assert antwoord.status_code == 409
    assert antwoord.context["botsing"] == [("Wat is er gedaan", "Door de secretaris.", "Door mij.")]
    assert actie.terugkoppeling == "Door de secretaris."


@pytest.mark.parametrize(
    ("veld", "waarde"),
    [("status", "verdwenen"), ("terugkoppeling", "x" * 1001), ("deadline", "31-2-2026")],
)
def test_wat_niet_klopt_staat_bij_het_veld(als, lid, adres, veld, waarde):
    antwoord = als(lid).post(adres, KLAAR | {veld: waarde})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == [veld]


def test_de_houder_en_de_secretaris_werken_bij(
    als, lid, secretaris, voorzitter, programmamanager, buitenstaander, adres
):
    mensen = (lid, secretaris, voorzitter, programmamanager, buitenstaander)

    assert [als(p).get(adres).status_code for p in mensen] == [200, 200, 403, 403, 403]


def test_de_eigen_actie_blijft_ook_als_het_onderwerp_besloten_wordt(
    als, lid, actie, agendapunt, adres
):
    agendapunt.openbaarheid = "vertrouwelijk"
    agendapunt.save()
    factories.LidmaatschapFactory._meta.model.objects.filter(persoon=lid).delete()

    assert als(lid).post(adres, KLAAR).status_code == 302
