"""What a tafel decided gets a number that nobody else has, ever."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Besluit
from tests import factories

HTMX = {"HX-Request": "true"}
INVOER = {
    "tekst": "De bestuurstafel stelt de begroting vast.",
    "status": "genomen",
    "soort": "financieel",
    "besluitwijze": "consensus",
    "openbaarheid": "partners",
}


@pytest.fixture
def adres(agendapunt):
    return reverse("tafels:besluit_vastleggen", args=[agendapunt.pk])


def test_het_besluit_krijgt_het_volgende_nummer_van_tafel_en_jaar(
    als, secretaris, agendapunt, adres
):
    jaar = timezone.localdate().year
    factories.BesluitFactory(tafel=agendapunt.tafel, nummer=f"BT-{jaar}-013")
    factories.BesluitFactory(tafel=agendapunt.tafel, nummer=f"BT-{jaar - 1}-044")
    factories.BesluitFactory(nummer=f"DB-{jaar}-099")

    als(secretaris).post(adres, INVOER)

    besluit = Besluit.objects.get(agendapunt=agendapunt)
    agendapunt.refresh_from_db()
    assert besluit.nummer == f"BT-{jaar}-014"
    assert (besluit.tafel, besluit.datum) == (agendapunt.tafel, timezone.localdate())
    assert besluit.besluitwijze == "consensus"
    assert agendapunt.status == "behandeld"


def test_na_999_volgt_1000_en_daarna_1001(agendapunt, secretaris):
    jaar = timezone.localdate().year
    factories.BesluitFactory(tafel=agendapunt.tafel, nummer=f"BT-{jaar}-999")

    nummers = [
        domain.besluit_vastleggen(agendapunt, tekst=tekst, door=secretaris).nummer
        for tekst in ("Een.", "Twee.")
    ]

    assert nummers == [f"BT-{jaar}-1000", f"BT-{jaar}-1001"]


def test_een_nummer_komt_nooit_terug(agendapunt, secretaris):
    jaar = timezone.localdate().year
    eerste = domain.besluit_vastleggen(agendapunt, tekst="Weg ermee.", door=secretaris)
    eerste.delete()

    tweede = domain.besluit_vastleggen(agendapunt, tekst="Opnieuw.", door=secretaris)

    assert (eerste.nummer, tweede.nummer) == (f"BT-{jaar}-001", f"BT-{jaar}-002")


def test_een_besluit_van_een_voorbije_bijeenkomst_heeft_die_datum(afgesloten, secretaris):
    punt = factories.AgendapuntFactory(bijeenkomst=afgesloten)

    besluit = domain.besluit_vastleggen(punt, tekst="Akkoord.", door=secretaris)

    assert besluit.datum == timezone.localdate() - timedelta(days=1)


def test_met_htmx_komt_alleen_het_stukje_en_een_zin(als, secretaris, adres):
    antwoord = als(secretaris).post(adres, INVOER, headers=HTMX)

    html = antwoord.content.decode()
    nummer = Besluit.objects.get().nummer
    assert html.lstrip().startswith('<section id="besluiten"')
    assert f'<div id="meld" hx-swap-oob="innerHTML">Besluit {nummer} is vastgelegd.</div>' in html
    assert INVOER["tekst"] in html


def test_twee_keer_dezelfde_klik_is_een_besluit(als, secretaris, adres):
    client = als(secretaris)

    meldingen = [client.post(adres, INVOER, headers=HTMX).context["melding"] for _ in range(2)]

    assert len(set(meldingen)) == 1
    assert Besluit.objects.count() == 1


@pytest.mark.parametrize(
    ("veld", "waarde"),
    [
        ("tekst", ""),
        ("tekst", "x" * 10_000),
        ("tekst", "nul\x00"),
        ("status", "bekrachtigd"),
        ("soort", "iets"),
        ("openbaarheid", "geheim"),
        ("vervangt", "999999"),
    ],
)
def test_wat_niet_klopt_staat_bij_het_veld_en_de_tekst_blijft(als, secretaris, adres, veld, waarde):
    antwoord = als(secretaris).post(adres, INVOER | {veld: waarde})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == [veld]
    assert antwoord.content.decode().count("<h1>") == 1  # the whole page, with the form in it
    assert antwoord.context["form"]["tekst"].value() == (INVOER | {veld: waarde})["tekst"]
    assert Besluit.objects.count() == 0


def test_een_besluit_is_nooit_opener_dan_zijn_agendapunt(als, secretaris, agendapunt, adres):
    agendapunt.openbaarheid = "tafel"
    agendapunt.save()

    antwoord = als(secretaris).post(adres, INVOER)
    with pytest.raises(NietMogelijk, match=r"^Een besluit is niet opener dan het agendapunt\.$"):
        domain.besluit_vastleggen(agendapunt, tekst="Ja.", openbaarheid="openbaar", door=secretaris)

    assert list(antwoord.context["form"].errors) == ["openbaarheid"]
    assert Besluit.objects.count() == 0


def test_zonder_keuze_is_een_besluit_zo_besloten_als_zijn_agendapunt(agendapunt, secretaris):
    agendapunt.openbaarheid = "vertrouwelijk"
    agendapunt.save()

    besluit = domain.besluit_vastleggen(agendapunt, tekst="Ja.", door=secretaris)

    assert besluit.openbaarheid == "vertrouwelijk"


def test_een_besluit_wordt_een_keer_vervangen_en_door_dezelfde_tafel(agendapunt, secretaris):
    oud = factories.BesluitFactory(tafel=agendapunt.tafel)
    van_een_ander = factories.BesluitFactory()
    domain.besluit_vastleggen(agendapunt, tekst="Beter.", vervangt=oud, door=secretaris)

    with pytest.raises(
        NietMogelijk, match=r"^Dat besluit is al vervangen door een ander besluit\.$"
    ):
        domain.besluit_vastleggen(agendapunt, tekst="Nog beter.", vervangt=oud, door=secretaris)
    with pytest.raises(
        NietMogelijk, match=r"^Een besluit vervangt een besluit van dezelfde tafel\.$"
    ):
        domain.besluit_vastleggen(agendapunt, tekst="Zo.", vervangt=van_een_ander, door=secretaris)


def test_alleen_de_secretaris_van_de_tafel_legt_vast(
    als, secretaris, voorzitter, programmamanager, bestuurder, lid, regiobureau, adres
):
    mensen = (secretaris, voorzitter, programmamanager, bestuurder, lid, regiobureau)

    assert [als(p).get(adres).status_code for p in mensen] == [200, 403, 403, 403, 403, 403]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twee_secretarissen_tegelijk_krijgen_elk_hun_nummer(django_db_serialized_rollback):
    tafel = factories.TafelFactory(code="BT")
    persoon = factories.PersoonFactory()
    punten = [
        factories.AgendapuntFactory(bijeenkomst=factories.BijeenkomstFactory(tafel=tafel))
        for _ in range(4)
    ]
    samen, fouten = threading.Barrier(4), []

    def leg_vast(punt) -> None:
        try:
            samen.wait(10)
            for nummer in range(5):
                domain.besluit_vastleggen(punt, tekst=f"Besluit {nummer}.", door=persoon)
                domain.actie_vastleggen(punt, tekst=f"Actie {nummer}", houder=persoon, door=persoon)
        except Exception as fout:  # a thread has to hand its failure to the test
            fouten.append(fout)
        finally:
            connection.close()

    mensen = [threading.Thread(target=leg_vast, args=(punt,)) for punt in punten]
    for mens in mensen:
        mens.start()
    for mens in mensen:
        mens.join(30)

    jaar = timezone.localdate().year
    assert fouten == []
    assert sorted(Besluit.objects.values_list("nummer", flat=True)) == [
        f"BT-{jaar}-{nummer:03}" for nummer in range(1, 21)
    ]
    acties = [actie.nummer for punt in punten for actie in punt.acties.all()]
    assert sorted(acties) == [f"A-{nummer:04}" for nummer in range(1, 21)]


@pytest.mark.parametrize(
    ("tafel", "punt", "voorstel"),
    [
        ("consent", {}, ("overig", "consent")),
        ("meerderheid per perspectief", {}, ("overig", "meerderheid per perspectief")),
        ("consent", {"project": True}, ("interventie/project", "consensus")),
        ("consensus", {"opgave": True}, ("ambitie/visie", "consent")),
        ("consent", {"besluitwijze": "kennisneming"}, ("overig", "kennisneming")),
        ("geen besluiten (advies)", {"project": True}, ("interventie/project", "kennisneming")),
    ],
)
def test_het_soort_besluit_en_hoe_de_tafel_besluit_staan_al_klaar(
    als, secretaris, agendapunt, tafel, punt, voorstel
):
    agendapunt.tafel.besluitwijze = tafel
    agendapunt.tafel.save()
    if punt.pop("project", None):
        punt["project"] = factories.ProjectFactory()
    if punt.pop("opgave", None):
        punt["opgave"] = factories.OpgaveFactory()
    for veld, waarde in punt.items():
        setattr(agendapunt, veld, waarde)
    agendapunt.save()

    form = als(secretaris).get(agendapunt.get_absolute_url()).context["besluit_form"]
    besluit = domain.besluit_vastleggen(agendapunt, tekst="Akkoord.", door=secretaris)

    assert (form["soort"].value(), form["besluitwijze"].value()) == voorstel
    assert besluit.besluitwijze == voorstel[1]
