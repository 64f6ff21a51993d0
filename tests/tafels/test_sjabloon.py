"""What returns on every agenda of a tafel, and how agendas that exist get what is new."""

from datetime import date, time, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Agendapunt, Vastpunt
from tafels.rijen import aangevuld
from tests import factories

HTMX = {"HX-Request": "true"}


def pad(naam: str, ding) -> str:
    return reverse(f"tafels:{naam}", args=[ding.pk])


@pytest.fixture
def sjabloon(bestuurstafel, secretaris):
    return domain.sjabloon_beginnen(bestuurstafel, door=secretaris)


def titels(tafel) -> list[str]:
    return list(tafel.vaste_punten.order_by("volgorde").values_list("titel", flat=True))


def agenda(bijeenkomst) -> list[str]:
    return [punt.titel for punt in bijeenkomst.agendapunten.op_agenda()]


STANDAARD = [
    "Successen sinds de vorige keer",
    "Opening",
    "Verslag van de vorige keer",
    "Actielijst",
    "Rondvraag",
]


def test_het_standaardsjabloon_begint_met_vieren(als, secretaris, bestuurstafel):
    client = als(secretaris)
    assert "Begin met het standaardsjabloon" in client.get(pad("sjabloon", bestuurstafel)).text

    client.post(pad("sjabloon_beginnen", bestuurstafel))

    assert titels(bestuurstafel) == STANDAARD
    assert bestuurstafel.vaste_punten.get(volgorde=1).blok == "successen"
    assert "Begin met" not in client.get(pad("sjabloon", bestuurstafel)).text


def test_twee_keer_beginnen_geeft_een_sjabloon(bestuurstafel, secretaris, sjabloon):
    with pytest.raises(NietMogelijk, match=r"^Deze tafel heeft al vaste punten\.$"):
        domain.sjabloon_beginnen(bestuurstafel, door=secretaris)

    assert titels(bestuurstafel) == STANDAARD


def test_een_nieuw_punt_komt_voor_de_rondvraag(als, secretaris, bestuurstafel, sjabloon):
    invoer = {
        "titel": "Hoe staan de opgaven ervoor?",
        "soort": "punt",
        "behandeling": "ter bespreking",
        "minuten": "15",
        "blok": "opgaven",
    }

    antwoord = als(secretaris).post(pad("vastpunt_toevoegen", bestuurstafel), invoer)

    nieuw = Vastpunt.objects.get(blok="opgaven")
    assert antwoord.headers["Location"] == f"{pad('sjabloon', bestuurstafel)}#vast-{nieuw.pk}"
    assert titels(bestuurstafel) == [*STANDAARD[:-1], "Hoe staan de opgaven ervoor?", "Rondvraag"]
    assert als(secretaris).post(pad("vastpunt_toevoegen", bestuurstafel), invoer).status_code == 409


def test_wijzigen_raakt_geen_agenda_die_er_al_is(als, secretaris, bijeenkomst, sjabloon):
    domain.sjabloon_toepassen(bijeenkomst.tafel, door=secretaris)
    rondvraag = Vastpunt.objects.get(titel="Rondvraag")

    als(secretaris).post(
        pad("vastpunt_wijzigen", rondvraag),
        {
            "titel": "Rondje",
            "soort": "punt",
            "behandeling": "ter informatie",
            "minuten": "7",
            "blok": "",
        },
    )

    assert titels(bijeenkomst.tafel)[-1] == "Rondje"
    assert agenda(bijeenkomst) == STANDAARD


def test_omhoog_en_omlaag_met_en_zonder_htmx(als, secretaris, bestuurstafel, sjabloon):
    client, opening = als(secretaris), Vastpunt.objects.get(titel="Opening")

    antwoord = client.post(pad("vastpunt_verplaatsen", opening), {"plaats": "1"})
    assert antwoord.headers["Location"] == f"{pad('sjabloon', bestuurstafel)}#vast-{opening.pk}"
    assert titels(bestuurstafel)[:2] == ["Opening", "Successen sinds de vorige keer"]

    antwoord = client.post(pad("vastpunt_verplaatsen", opening), {"plaats": "99"}, headers=HTMX)
    assert titels(bestuurstafel)[-1] == "Opening"
    assert '<div id="vaste-punten"' in antwoord.text
    assert "Het sjabloon is bewaard." in antwoord.text
    assert "<html" not in antwoord.text


def test_verwijderen_nummert_de_rest_opnieuw(als, secretaris, bestuurstafel, sjabloon):
    als(secretaris).post(pad("vastpunt_verwijderen", Vastpunt.objects.get(titel="Opening")))

    assert list(bestuurstafel.vaste_punten.values_list("volgorde", flat=True)) == [1, 2, 3, 4]
    assert "Opening" not in titels(bestuurstafel)


def test_toepassen_laat_staan_wat_mensen_schreven(bijeenkomst, secretaris, sjabloon):
    eigen = factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel="Begroting 2027", gevraagd_besluit="De tafel stemt in."
    )
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel=" opening ", minuten=25)
    deel = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Welkom", soort="subpunt")

    aantal = domain.sjabloon_toepassen(bijeenkomst.tafel, door=secretaris)

    assert aantal == 4
    assert agenda(bijeenkomst) == [
        "Successen sinds de vorige keer",
        "Begroting 2027",
        " opening ",
        "Welkom",
        "Verslag van de vorige keer",
        "Actielijst",
        "Rondvraag",
    ]
    eigen.refresh_from_db()
    assert (eigen.gevraagd_besluit, eigen.versie) == ("De tafel stemt in.", 1)
    assert bijeenkomst.agendapunten.get(titel=" opening ").minuten == 25
    assert bijeenkomst.agendapunten.get(pk=deel.pk).soort == "subpunt"


def test_twee_keer_toepassen_verandert_niets(bijeenkomst, secretaris, sjabloon):
    assert domain.sjabloon_toepassen(bijeenkomst.tafel, door=secretaris) == 5
    assert domain.sjabloon_toepassen(bijeenkomst.tafel, door=secretaris) == 0
    assert agenda(bijeenkomst) == STANDAARD


def test_een_anders_genoemd_blok_komt_er_niet_nog_eens_bij(bijeenkomst, secretaris, sjabloon):
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Vieren!", blok="successen")

    domain.sjabloon_toepassen(bijeenkomst.tafel, door=secretaris)

    assert agenda(bijeenkomst) == ["Vieren!", *STANDAARD[1:]]


def test_twee_pauzes_in_het_sjabloon_zijn_twee_pauzes(bijeenkomst, secretaris, bestuurstafel):
    for plaats in (1, 2):
        Vastpunt.objects.create(
            tafel=bestuurstafel, volgorde=plaats, titel="Pauze", soort="pauze", minuten=15
        )

    domain.sjabloon_toepassen(bestuurstafel, door=secretaris)

    assert agenda(bijeenkomst) == ["Pauze", "Pauze"]


def test_verzonden_en_voorbije_agendas_blijven_zoals_ze_zijn(bestuurstafel, secretaris, sjabloon):
    nu = timezone.now()
    for dagen, status in ((7, "agenda verzonden"), (8, "geannuleerd"), (-1, "gepland")):
        factories.BijeenkomstFactory(
            tafel=bestuurstafel, start=nu + timedelta(days=dagen), status=status
        )
    factories.BijeenkomstFactory(start=nu + timedelta(days=7))  # of another tafel

    assert domain.sjabloon_toepassen(bestuurstafel, door=secretaris) == 0
    assert Agendapunt.objects.count() == 0


def test_de_pagina_zegt_vooraf_wat_erbij_komt(als, secretaris, bijeenkomst, sjabloon):
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Opening")
    client = als(secretaris)

    vooraf = client.get(pad("sjabloon", bijeenkomst.tafel))
    client.post(pad("sjabloon_toepassen", bijeenkomst.tafel))
    achteraf = client.get(pad("sjabloon", bijeenkomst.tafel))

    assert [a.titels for a in vooraf.context["aanvullingen"]] == [
        [titel for titel in STANDAARD if titel != "Opening"]
    ]
    assert achteraf.context["aanvullingen"] == []
    assert "4 vaste punten staan erbij op de agenda&#x27;s." in achteraf.text


TITELS = st.sampled_from(["Opening", "opening ", "Actielijst", "Pauze", "Rondvraag", "Begroting"])
SOORTEN = st.sampled_from(["punt", "subpunt", "kop", "pauze"])
BLOKKEN = st.sampled_from(["", "", "successen", "actielijst"])


def rijen(model):
    velden = st.tuples(TITELS, SOORTEN, BLOKKEN)
    return st.lists(velden, max_size=6).map(
        lambda lijst: [
            model(pk=pk, titel=titel, soort=soort, blok=blok)
            for pk, (titel, soort, blok) in enumerate(lijst, start=1)
        ]
    )


@given(agenda=rijen(Agendapunt), sjabloon=rijen(Vastpunt))
def test_aanvullen_verliest_niets_en_zet_niets_dubbel(agenda, sjabloon):
    regels = aangevuld(agenda, sjabloon)

    erbij = [regel for regel in regels if isinstance(regel, Vastpunt)]
    assert [regel for regel in regels if regel not in erbij] == agenda
    assert len(erbij) == len({punt.pk for punt in erbij})
    # What came with it from the template counts as there the next time.
    opnieuw = [
        Agendapunt(pk=nummer, titel=regel.titel, soort=regel.soort, blok=regel.blok)
        for nummer, regel in enumerate(regels)
    ]
    assert aangevuld(opnieuw, sjabloon) == opnieuw


@pytest.mark.parametrize("aantal", [1, 5])
def test_het_sjabloon_kost_altijd_acht_vragen(
    als, secretaris, bestuurstafel, sjabloon, aantal, django_assert_num_queries
):
    domain.bijeenkomsten_plannen(
        bestuurstafel,
        dagen=[date(2099, 1, dag) for dag in range(1, aantal + 1)],
        begin=time(9),
        minuten=60,
        door=secretaris,
    )
    Vastpunt.objects.create(tafel=bestuurstafel, volgorde=9, titel="Nieuw")
    client = als(secretaris)

    with django_assert_num_queries(8):
        # session, persoon, zetels, tafel, vaste punten, meetings, their agendapunten, regio
        antwoord = client.get(pad("sjabloon", bestuurstafel))

    assert len(antwoord.context["aanvullingen"]) == aantal


def test_alleen_de_secretaris_van_deze_tafel(
    als, secretaris, voorzitter, programmamanager, lid, bestuurstafel, sjabloon
):
    ander = factories.PersoonFactory()
    factories.LidmaatschapFactory(persoon=ander, rol="secretaris")
    opening = Vastpunt.objects.get(titel="Opening")

    for persoon in (voorzitter, programmamanager, lid, ander):
        client = als(persoon)
        assert client.get(pad("sjabloon", bestuurstafel)).status_code == 403
        assert client.post(pad("sjabloon_toepassen", bestuurstafel)).status_code == 403
        for naam in ("vastpunt_wijzigen", "vastpunt_verplaatsen", "vastpunt_verwijderen"):
            assert client.post(pad(naam, opening)).status_code == 403

    assert titels(bestuurstafel) == STANDAARD
