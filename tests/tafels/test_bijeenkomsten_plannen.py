"""A secretaris sees the dates of a year, with what is against them, and plans them all at once."""

from datetime import UTC, date, datetime, time

import pytest
import time_machine
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Agendapunt, Bijeenkomst, Vastpunt
from tests import factories
from tests.factories import AMSTERDAM

INVOER = {
    "ritme": "maand-1",
    "hoeveelste": "2",
    "weekdag": "1",
    "dag": "",
    "begin": "14.00",
    "minuten": "120",
    "van": "1-1-2027",
    "tot": "31-12-2027",
    "locatie": "Kulturhus De Brink",
    "schoolvakanties": ["midden"],
}
# The second Tuesdays of 2027; that of August is in the holiday of midden.
DAGEN = [
    "2027-01-12",
    "2027-02-09",
    "2027-03-09",
    "2027-04-13",
    "2027-05-11",
    "2027-06-08",
    "2027-07-13",
    "2027-08-31",
    "2027-09-14",
    "2027-10-12",
    "2027-11-09",
    "2027-12-14",
]


@pytest.fixture
def adres(bestuurstafel):
    return reverse("tafels:bijeenkomsten_plannen", args=[bestuurstafel.pk])


def om_twee_uur(dag: str) -> datetime:
    return datetime.combine(date.fromisoformat(dag), time(14), AMSTERDAM)


def regel(antwoord, sleutel: str):
    return next(r for r in antwoord.context["regels"] if r.sleutel == sleutel)


def test_het_voorbeeld_toont_elke_dag_en_waarom_hij_verschoof(als, secretaris, adres):
    antwoord = als(secretaris).get(adres, INVOER)

    assert [r.sleutel for r in antwoord.context["regels"]] == DAGEN
    assert regel(antwoord, "2027-08-31").datum == (
        date(2027, 8, 10),
        date(2027, 8, 31),
        "zomervakantie",
    )
    assert "In plaats van dinsdag 10 augustus: zomervakantie" in antwoord.text
    assert Bijeenkomst.objects.count() == 0


def test_alles_staat_in_een_klik_met_de_vaste_punten_op_de_agenda(
    als, secretaris, adres, bestuurstafel
):
    for plaats, titel in enumerate(("Successen", "Opening", "Rondvraag"), start=1):
        Vastpunt.objects.create(
            tafel=bestuurstafel,
            volgorde=plaats,
            titel=titel,
            minuten=10,
            blok="successen" if plaats == 1 else "",
        )

    antwoord = als(secretaris).post(adres, INVOER | {"dagen": DAGEN})

    assert antwoord.headers["Location"] == f"{bestuurstafel.get_absolute_url()}#agenda"
    gepland = list(Bijeenkomst.objects.order_by("start"))
    assert [b.start for b in gepland] == [om_twee_uur(dag) for dag in DAGEN]
    assert {(b.locatie, b.titel, b.status) for b in gepland} == {
        ("Kulturhus De Brink", "Bestuurstafel", "gepland")
    }
    assert {(b.einde - b.start).total_seconds() for b in gepland} == {7200}
    assert len({b.uid for b in gepland}) == 12
    for b in gepland:
        punten = list(b.agendapunten.op_agenda())
        assert [(p.volgorde, p.titel, p.minuten, p.blok) for p in punten] == [
            (1, "Successen", 10, "successen"),
            (2, "Opening", 10, ""),
            (3, "Rondvraag", 10, ""),
        ]
        assert {(p.tafel, p.indiener) for p in punten} == {(bestuurstafel, secretaris)}


def test_zomer_en_winter_beginnen_op_dezelfde_klok(als, secretaris, adres):
    als(secretaris).post(adres, INVOER | {"dagen": ["2027-01-12", "2027-07-13"]})

    winter, zomer = Bijeenkomst.objects.order_by("start")
    assert winter.start == datetime(2027, 1, 12, 13, tzinfo=UTC)
    assert zomer.start == datetime(2027, 7, 13, 12, tzinfo=UTC)


def test_alleen_wat_is_aangevinkt_wordt_gepland(als, secretaris, adres):
    als(secretaris).post(adres, INVOER | {"dagen": DAGEN[:2]})

    assert Bijeenkomst.objects.count() == 2


def test_wat_niet_in_de_reeks_zit_wordt_niet_gepland(als, secretaris, adres):
    antwoord = als(secretaris).post(adres, INVOER | {"dagen": ["2027-01-13", "gisteren"]})

    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors == {"__all__": ["Kies minstens één dag."]}
    assert Bijeenkomst.objects.count() == 0


def test_twee_keer_dezelfde_klik_plant_een_jaar(als, secretaris, adres, bestuurstafel):
    Vastpunt.objects.create(tafel=bestuurstafel, volgorde=1, titel="Opening")
    client = als(secretaris)
    for _ in range(2):
        client.post(adres, INVOER | {"dagen": DAGEN})

    assert Bijeenkomst.objects.count() == 12
    assert Agendapunt.objects.count() == 12


def test_wat_er_al_staat_is_in_het_voorbeeld_geen_keuze_meer(als, secretaris, adres):
    client = als(secretaris)
    client.post(adres, INVOER | {"dagen": DAGEN[:1]})

    antwoord = client.get(adres, INVOER)

    assert [r.sleutel for r in antwoord.context["regels"] if r.is_er_al] == DAGEN[:1]
    assert antwoord.text.count('name="dagen"') == 11


def test_na_een_afgelaste_bijeenkomst_is_de_dag_weer_vrij(als, secretaris, adres):
    client = als(secretaris)
    client.post(adres, INVOER | {"dagen": DAGEN[:1]})
    Bijeenkomst.objects.update(status="geannuleerd", reden_geannuleerd="Ziek")

    client.post(adres, INVOER | {"dagen": DAGEN[:1]})

    assert Bijeenkomst.objects.count() == 2


def test_wie_op_twee_plekken_zou_zitten_staat_bij_de_dag(als, secretaris, lid, adres):
    anders = factories.TafelFactory(naam="Beleidstafel Oostrand")
    for persoon in (secretaris, lid):
        factories.LidmaatschapFactory(tafel=anders, persoon=persoon)
    factories.BijeenkomstFactory(tafel=anders, start=om_twee_uur("2027-03-09"))

    antwoord = als(secretaris).get(adres, INVOER)

    assert [b.zin for b in regel(antwoord, "2027-03-09").botsingen] == [
        "Tegelijk met Beleidstafel Oostrand, 14.00 uur. 2 leden zitten aan beide."
    ]
    assert regel(antwoord, "2027-02-09").botsingen == ()


def test_van_een_jaar_zonder_gegevens_zegt_de_pagina_dat(als, secretaris, adres):
    ver = INVOER | {"van": "1-1-2030", "tot": "31-12-2030"}

    antwoord = als(secretaris).get(adres, ver)

    assert "Voor dit jaar kennen wij de schoolvakanties nog niet." in antwoord.text
    antwoord = als(secretaris).get(adres, ver | {"schoolvakanties": []})
    assert "kennen wij de schoolvakanties" not in antwoord.text


@time_machine.travel(datetime(2026, 11, 22, 10, tzinfo=AMSTERDAM), tick=False)
def test_het_formulier_begint_zoals_de_vorige_keer_was(als, secretaris, adres, bestuurstafel):
    bestuurstafel.frequentie_per_jaar, bestuurstafel.duur_min = 6, 150
    bestuurstafel.save()
    factories.BijeenkomstFactory(
        tafel=bestuurstafel,
        start=datetime(2026, 12, 31, 9, 30, tzinfo=AMSTERDAM),
        locatie="Gemeentehuis",
    )

    antwoord = als(secretaris).get(adres)

    assert antwoord.context["form"].data == {
        "ritme": "maand-2",
        "hoeveelste": "-1",  # the fifth Thursday is the last one
        "weekdag": 3,
        "dag": "",
        "begin": "9.30",
        "minuten": 150,
        "van": "01-01-2027",
        "tot": "31-12-2027",
        "locatie": "Gemeentehuis",
        "schoolvakanties": ["midden"],
    }
    assert antwoord.context["aantal"] == 6


@pytest.mark.parametrize(
    ("anders", "fouten"),
    [
        ({"tot": "31-12-2026"}, {"tot": ["Kies een dag na het begin."]}),
        ({"tot": "31-12-2030"}, {"tot": ["Plan hoogstens twee jaar vooruit."]}),
        (
            {"hoeveelste": "dag"},
            {"dag": ["Vul een dag van de maand in, van 1 tot en met 31."]},
        ),
        (
            {"minuten": "0"},
            {"minuten": ["Zorg ervoor dat deze waarde minstens 5 is."]},
        ),
    ],
)
def test_wat_niet_klopt_staat_bij_het_veld(als, secretaris, adres, anders, fouten):
    antwoord = als(secretaris).post(adres, INVOER | anders | {"dagen": DAGEN})

    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors == fouten
    assert Bijeenkomst.objects.count() == 0


def test_alleen_de_secretaris_plant(als, adres, secretaris, voorzitter, programmamanager, lid):
    statussen = [
        als(persoon).post(adres, INVOER | {"dagen": DAGEN[:1]}).status_code
        for persoon in (voorzitter, programmamanager, lid, secretaris)
    ]

    assert statussen == [403, 403, 403, 302]


def test_een_opgeheven_tafel_plant_niets(bestuurstafel, secretaris):
    bestuurstafel.status = "opgeheven"
    bestuurstafel.save()

    with pytest.raises(NietMogelijk, match=r"^Deze tafel is opgeheven\.$"):
        domain.bijeenkomsten_plannen(
            bestuurstafel, dagen=[date(2027, 1, 12)], begin=time(14), minuten=60, door=secretaris
        )


@pytest.mark.parametrize("ritme", ["maand-3", "week-1"])
def test_het_voorbeeld_kost_altijd_zeven_vragen(
    als, secretaris, adres, ritme, django_assert_num_queries
):
    for dag in DAGEN:
        ander = factories.BijeenkomstFactory(start=om_twee_uur(dag))
        factories.LidmaatschapFactory(tafel=ander.tafel, persoon=secretaris)
    client = als(secretaris)

    with django_assert_num_queries(7):
        # session, persoon, zetels, tafel, regio, seats, meetings at the same time
        client.get(adres, INVOER | {"ritme": ritme})


def test_een_jaar_plannen_kost_niet_meer_vragen_dan_een_dag(
    bestuurstafel, secretaris, django_assert_num_queries
):
    Vastpunt.objects.create(tafel=bestuurstafel, volgorde=1, titel="Opening")
    for dagen in (DAGEN[:1], DAGEN[1:]):
        with django_assert_num_queries(8):
            domain.bijeenkomsten_plannen(
                bestuurstafel,
                dagen=[date.fromisoformat(dag) for dag in dagen],
                begin=time(14),
                minuten=60,
                door=secretaris,
            )
