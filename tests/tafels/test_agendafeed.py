"""Calendars to subscribe to: a secret address per person, read with the library icalendar."""

import logging
from datetime import date, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
import time_machine
from django.urls import reverse
from django.utils import timezone

from tafels import domain, ical
from tafels.models import Agendasleutel
from tests import factories
from tests.factories import AMSTERDAM

GEHEIM = "Opvolging van de directeur"


def adres_van(persoon) -> str:
    sleutel = domain.agendasleutel_maken(door=persoon).sleutel
    return reverse("tafels:agendafeed", args=[sleutel])


def lees(client, adres) -> icalendar.Calendar:
    antwoord = client.get(adres)
    assert antwoord.status_code == 200
    return icalendar.Calendar.from_ical(antwoord.content)


def titels(kalender) -> list[str]:
    return [str(afspraak["SUMMARY"]) for afspraak in kalender.events]


def test_de_agenda_heeft_alle_bijeenkomsten_van_mijn_tafels_en_van_de_hele_regio(
    client, lid, bijeenkomst, agendapunt, ontmoeting
):
    factories.BijeenkomstFactory(titel="Van een andere tafel")
    factories.BijeenkomstFactory(
        tafel=bijeenkomst.tafel, titel="Lang geleden", start=timezone.now() - timedelta(days=400)
    )

    kalender = lees(client, adres_van(lid))

    assert sorted(titels(kalender)) == sorted([bijeenkomst.titel, ontmoeting.titel])
    (afspraak,) = [a for a in kalender.events if str(a["SUMMARY"]) == bijeenkomst.titel]
    assert afspraak["UID"] == f"{bijeenkomst.uid}@regioportaal"
    assert afspraak["STATUS"] == "TENTATIVE"
    assert afspraak["CATEGORIES"].to_ical() == b"Bestuurstafel"
    assert afspraak["URL"].endswith(bijeenkomst.get_absolute_url())
    assert "- Begroting 2027" in afspraak["DESCRIPTION"]
    assert afspraak.start == timezone.localtime(bijeenkomst.start)
    assert afspraak.end == timezone.localtime(bijeenkomst.einde)


def test_een_afgezegde_bijeenkomst_staat_er_als_afgezegd_met_een_hoger_nummer(
    client, secretaris, bijeenkomst
):
    adres = adres_van(secretaris)
    domain.bijeenkomst_annuleren(bijeenkomst, reden="Ziek.", door=secretaris)

    (afspraak,) = lees(client, adres).events

    assert (afspraak["STATUS"], afspraak["SEQUENCE"]) == ("CANCELLED", 1)
    assert str(afspraak["SUMMARY"]) == f"Gaat niet door: {bijeenkomst.titel}"


@pytest.mark.parametrize("openbaarheid", ["tafel", "vertrouwelijk"])
@pytest.mark.parametrize(
    "rol",
    ["secretaris", "voorzitter", "lid", "toehoorder", "lid_buitenkring", "buitenstaander"],
)
def test_geen_titel_van_iets_beslotens_staat_in_een_agenda(
    client, request, bijeenkomst, agendapunt, rol, openbaarheid
):
    """Not even for who may know it: a calendar lies with Google and Microsoft."""
    factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel=GEHEIM, openbaarheid=openbaarheid, opgave=None
    )
    persoon = request.getfixturevalue(rol)
    sleutel = domain.agendasleutel_maken(door=persoon).sleutel

    for adres in (
        reverse("tafels:agendafeed", args=[sleutel]),
        reverse("tafels:agendafeed_tafel", args=[sleutel, bijeenkomst.tafel_id]),
    ):
        assert GEHEIM not in client.get(adres).text.replace("\r\n ", "")


def test_een_agenda_die_helemaal_besloten_is_heet_voor_een_ander_besloten_overleg(
    client, lid, buitenstaander, bijeenkomst, agendapunt, secretaris
):
    agendapunt.openbaarheid = "vertrouwelijk"
    agendapunt.save()
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    for persoon, titel in ((lid, bijeenkomst.titel), (buitenstaander, "Besloten overleg")):
        sleutel = domain.agendasleutel_maken(door=persoon).sleutel
        adres = reverse("tafels:agendafeed_tafel", args=[sleutel, bijeenkomst.tafel_id])

        assert titels(lees(client, adres)) == [titel]


def test_een_agenda_per_opgave_heeft_alleen_wat_iemand_daarover_mag_weten(
    client, lid, buitenstaander, bijeenkomst, agendapunt
):
    opgave = factories.OpgaveFactory()
    besloten = factories.BijeenkomstFactory(tafel=bijeenkomst.tafel)
    factories.AgendapuntFactory(bijeenkomst=besloten, opgave=opgave, openbaarheid="tafel")
    agendapunt.opgave = opgave
    agendapunt.save()

    gevonden = {}
    for persoon in (lid, buitenstaander):
        sleutel = domain.agendasleutel_maken(door=persoon).sleutel
        adres = reverse("tafels:agendafeed_opgave", args=[sleutel, opgave.pk])
        gevonden[persoon] = sorted(titels(lees(client, adres)))

    assert gevonden == {
        lid: sorted([bijeenkomst.titel, besloten.titel]),
        buitenstaander: [bijeenkomst.titel],
    }


def test_een_vernieuwd_of_ingetrokken_adres_bestaat_niet_meer(client, lid, bijeenkomst):
    oud = adres_van(lid)
    nieuw = adres_van(lid)
    assert oud != nieuw
    assert (client.get(oud).status_code, client.get(nieuw).status_code) == (404, 200)

    domain.agendasleutel_intrekken(door=lid)

    assert client.get(nieuw).status_code == 404
    assert client.get("/agenda/verzonnen.ics").status_code == 404


def test_wie_niet_meer_meedoet_heeft_geen_agenda_meer(client, lid, bijeenkomst):
    adres = adres_van(lid)
    lid.is_active = False
    lid.save()

    assert client.get(adres).status_code == 404


def test_een_zetel_die_voorbij_is_verdwijnt_om_middernacht_uit_de_agenda(
    client, bestuurstafel, lid, bijeenkomst
):
    adres = adres_van(lid)
    zetel = lid.lidmaatschappen.get()
    zetel.tot = timezone.localdate()
    zetel.save()
    middernacht = timezone.make_aware(
        datetime.combine(timezone.localdate() + timedelta(days=1), datetime.min.time())
    )
    with time_machine.travel(middernacht - timedelta(seconds=1), tick=False):
        assert titels(lees(client, adres)) == [bijeenkomst.titel]
    with time_machine.travel(middernacht, tick=False):
        assert titels(lees(client, adres)) == []


def test_het_geheim_staat_in_geen_logboek_en_reist_niet_mee(client, lid, bijeenkomst, caplog):
    adres = adres_van(lid)
    sleutel = Agendasleutel.objects.get().sleutel
    with caplog.at_level(logging.DEBUG):
        antwoord = client.get(adres)
        client.get(f"/agenda/{sleutel}/tafel/999999.ics")
        domain.agendasleutel_intrekken(door=lid)
        client.get(adres)
    assert antwoord["Referrer-Policy"] == "no-referrer"
    assert antwoord["Cache-Control"] == "private, no-store"
    regels = [str(vars(r)) for r in caplog.records if not r.name.startswith("django.db")]
    assert len([r for r in regels if "tafels:agendafeed" in r]) == 3
    assert [r for r in regels if sleutel in r] == []


@pytest.mark.parametrize("aantal", [1, 5])
def test_een_agenda_kost_even_veel_vragen(
    client, lid, bestuurstafel, aantal, django_assert_num_queries
):
    adres = adres_van(lid)
    for _ in range(aantal):
        factories.AgendapuntFactory(bijeenkomst=factories.BijeenkomstFactory(tafel=bestuurstafel))

    with django_assert_num_queries(5):
        client.get(adres)


@pytest.mark.parametrize(
    ("dag", "utc"),
    [
        (date(2026, 3, 27), "14:00"),
        (date(2026, 3, 30), "13:00"),
        (date(2026, 10, 23), "13:00"),
        (date(2026, 10, 26), "14:00"),
        (date(2031, 7, 1), "13:00"),
    ],
)
def test_drie_uur_blijft_drie_uur_rond_de_zomertijd(client, lid, bestuurstafel, dag, utc):
    start = datetime.combine(dag, datetime.min.time(), AMSTERDAM).replace(hour=15)
    factories.BijeenkomstFactory(tafel=bestuurstafel, start=start)
    with time_machine.travel(start - timedelta(days=7), tick=False):
        antwoord = client.get(adres_van(lid))

    assert f"DTSTART;TZID=Europe/Amsterdam:{dag:%Y%m%d}T150000" in antwoord.text
    kalender = icalendar.Calendar.from_ical(antwoord.content)
    (afspraak,) = recurring_ical_events.of(kalender).at(dag)
    assert afspraak.start == start
    assert f"{afspraak.start.astimezone(timezone.get_fixed_timezone(0)):%H:%M}" == utc


def test_de_tijdzone_die_wij_meesturen_zegt_hetzelfde_als_de_bibliotheek():
    kalender = icalendar.Calendar.from_ical(f"BEGIN:VCALENDAR\r\n{ical.TIJDZONE}END:VCALENDAR\r\n")
    zone = kalender.timezones[0].to_tz()
    for jaar in range(2024, 2036):
        for maand, dag in ((1, 15), (3, 20), (4, 2), (7, 1), (10, 20), (11, 2), (12, 31)):
            hier = datetime(jaar, maand, dag, 15, tzinfo=AMSTERDAM)
            assert hier.replace(tzinfo=zone).utcoffset() == hier.utcoffset()


def test_vreemde_tekens_komen_heel_over_en_geen_regel_is_te_lang(client, lid, bijeenkomst):
    titel = 'Één «lange» titel; met, komma\'s \\ en "aanhaling" 🙂 ' + "lang " * 18
    bijeenkomst.titel, bijeenkomst.locatie = titel[:150], "Zaal 1\nSUMMARY:vals"
    bijeenkomst.save()

    antwoord = client.get(adres_van(lid))

    (afspraak,) = icalendar.Calendar.from_ical(antwoord.content).events
    assert str(afspraak["SUMMARY"]) == titel[:150]
    assert str(afspraak["LOCATION"]) == "Zaal 1\nSUMMARY:vals"
    assert max(len(regel) for regel in antwoord.content.split(b"\r\n")) <= 75


def test_een_schriftelijke_ronde_heeft_geen_einde(client, lid, bijeenkomst):
    bijeenkomst.einde = bijeenkomst.start
    bijeenkomst.save()

    (afspraak,) = lees(client, adres_van(lid)).events

    assert "DTEND" not in afspraak


def test_iemand_maakt_vernieuwt_en_beeindigt_het_eigen_adres(als, lid, bestuurstafel):
    client, pagina = als(lid), reverse("tafels:mijn_agenda")
    assert "Adres maken" in client.get(pagina).text
    client.post(reverse("tafels:agendasleutel_maken"))
    eerste = Agendasleutel.objects.get(persoon=lid).sleutel
    html = client.get(pagina).text
    assert f"/agenda/{eerste}.ics" in html
    assert f"/agenda/{eerste}/tafel/{bestuurstafel.pk}.ics" in html
    client.post(reverse("tafels:agendasleutel_maken"))
    assert Agendasleutel.objects.get(persoon=lid).sleutel != eerste

    client.post(reverse("tafels:agendasleutel_intrekken"))

    assert not Agendasleutel.objects.filter(persoon=lid).exists()
    assert "Adres maken" in client.get(pagina).text
