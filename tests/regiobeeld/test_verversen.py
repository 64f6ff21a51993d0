"""A refresh writes all figures or none, tells what happened, and can always be done again."""

import dataclasses
import json
import time

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from regio.models import Gebied
from regiobeeld import bronnen, domain, tasks
from regiobeeld.models import Bron, Indicator, Verversing, Waarneming
from regiobeeld.verversen import SLOTSOORT, slot, verversing_uitvoeren
from tests.regiobeeld.cbs_server import SNEL, Antwoord, rij

Status = Verversing.Status


@pytest.fixture
def bron(db):
    return Bron.objects.get(code="cbs-bevolking")


@pytest.fixture(autouse=True)
def snel(monkeypatch, settings, tmp_path):
    """The real source with short waits, and a folder of its own."""
    snelle = dataclasses.replace(bronnen.BRONNEN["cbs-bevolking"], grenzen=SNEL)
    monkeypatch.setitem(bronnen.BRONNEN, "cbs-bevolking", snelle)
    settings.BRON_MAP = tmp_path / "bronnen"


@pytest.fixture
def ververs(bron, cbs, settings):
    """Ask for a run and carry it out, against our own CBS."""
    settings.BRON_ADRESSEN = {"CBS_ODATA_V4": cbs.basis_url}

    def doe(**opties):
        verversing = domain.verversing_aanvragen(bron, door=None)
        return verversing_uitvoeren(verversing, **opties)

    return doe


def cijfers() -> dict:
    return {
        (w.gebied.code, w.jaar): w.waarde and int(w.waarde)
        for w in Waarneming.objects.select_related("gebied")
    }


ALLES = {
    ("NL01", 2025): 18_000_000,
    ("NL01", 2026): 18_100_000,
    ("GM0197", 2025): 27_100,
    ("GM0197", 2026): 27_200,
    ("GM0344", 2025): 374_000,
    ("GM0344", 2026): None,
}


def test_een_eerste_keer_schrijft_alle_cijfers(ververs):
    verversing = ververs()

    assert (verversing.status, verversing.fout) == (Status.GELUKT, "")
    assert (verversing.aantal, verversing.gewijzigd) == (6, 6)
    assert len(verversing.sha256) == 64
    assert verversing.versie == "202606230000"
    assert cijfers() == ALLES


def test_een_cijfer_dat_de_bron_niet_geeft_is_niet_nul_maar_heeft_een_reden(ververs):
    ververs()

    zonder = Waarneming.objects.get(gebied__code="GM0344", jaar=2026)

    assert (zonder.waarde, zonder.kenmerk) == (None, "geheim")


def test_dezelfde_versie_nog_een_keer_haalt_niets_op(ververs, cbs):
    ververs()
    cbs.vragen.clear()

    verversing = ververs()

    assert verversing.status == Status.ONGEWIJZIGD
    assert [vraag for vraag in cbs.vragen if "Observations" in vraag] == []


def test_opnieuw_ophalen_verandert_niets_aan_de_cijfers(ververs):
    ververs()

    verversing = ververs(opnieuw=True)

    assert (verversing.status, verversing.gewijzigd) == (Status.GELUKT, 0)
    assert cijfers() == ALLES


def test_een_nieuwe_versie_wijzigt_alleen_wat_anders_is(ververs, cbs):
    ververs()
    cbs.versie = "202706230000"
    cbs.rijen[3]["Value"] = 27_250

    verversing = ververs()

    assert (verversing.status, verversing.gewijzigd) == (Status.GELUKT, 1)
    assert cijfers()["GM0197", 2026] == 27_250


def test_een_gemeente_die_is_opgegaan_in_een_andere_houdt_haar_oude_jaren(ververs, cbs):
    cbs.rijen += [rij("GM0055", "2025JJ00", 5_000)]

    ververs()

    oud = Gebied.objects.get(code="GM0055")
    assert cijfers()["GM0055", 2025] == 5_000
    assert (oud.van_jaar, oud.tot_jaar) == (None, 2025)
    assert not oud.bestond_in(2026)


@pytest.mark.parametrize(
    ("kapot", "reden"),
    [
        ({"Observations": Antwoord(lichaam=b"<html>Onderhoud", soort="text/html")}, ""),
        ({"Observations": Antwoord(lichaam=b'{"value": [{"Id": 1, "Mea')}, ""),
        ({"Observations": Antwoord(500)}, ""),
        ({"Properties": Antwoord(404, b"{}")}, ""),
        ({"MeasureCodes": Antwoord(lichaam=json.dumps({"value": []}).encode())}, "M000352"),
    ],
    ids=["html", "afgekapt", "storing", "weg", "meting weg"],
)
def test_bij_een_fout_van_de_bron_blijven_de_laatste_goede_cijfers_staan(
    ververs, cbs, kapot, reden
):
    ververs()
    cbs.versie = "202706230000"
    cbs.vervang = kapot

    verversing = ververs()

    assert verversing.status == Status.MISLUKT
    assert verversing.fout != ""
    assert reden in verversing.fout
    assert cijfers() == ALLES


def test_een_tabel_die_ineens_half_is_wordt_niet_geladen(ververs, cbs):
    cbs.rijen += [rij(f"GM0{n:03}", "2026JJ00", 1000) for n in range(400, 420)]
    cbs.namen |= {f"GM0{n:03}": f"Plaats {n}" for n in range(400, 420)}
    ververs()
    goed = cijfers()
    cbs.versie, cbs.rijen = "202706230000", cbs.rijen[:7]

    verversing = ververs()

    assert verversing.status == Status.MISLUKT
    assert "De bron gaf 6 cijfers. De vorige keer waren dat er 26." in verversing.fout
    assert cijfers() == goed


def test_na_een_storing_haalt_de_volgende_keer_het_in(ververs, cbs):
    cbs.vervang = {"Properties": Antwoord(503)}
    assert ververs().status == Status.MISLUKT
    cbs.vervang = {}

    assert ververs().status == Status.GELUKT


def test_een_fout_in_het_portaal_laat_geen_halve_lading_achter(ververs, bron):
    Indicator.objects.filter(bron=bron).update(code="anders")

    with pytest.raises(KeyError):
        ververs()

    assert cijfers() == {}
    assert bron.verversingen.get().status == Status.MISLUKT


def test_wie_twee_keer_vraagt_krijgt_een_verversing(bron, regiobureau, lid):
    eerste = domain.verversing_aanvragen(bron, door=regiobureau)

    tweede = domain.verversing_aanvragen(bron, door=lid)

    assert eerste == tweede


def test_wat_een_gestorven_worker_liet_liggen_wordt_opgepakt(ververs, bron, cbs):
    verversing = domain.verversing_aanvragen(bron, door=None)
    domain.verversing_starten(verversing, adres="http://weg.example", door=None)

    tasks.verversingen_vegen()

    verversing.refresh_from_db()
    assert (verversing.status, verversing.adres) == (Status.GELUKT, cbs.basis_url)


def test_de_laatste_drie_ruwe_antwoorden_blijven_bewaard(ververs, cbs, settings):
    for jaar in range(2026, 2031):
        cbs.versie = f"{jaar}06230000"
        ververs()

    bewaard = sorted(pad.name[:4] for pad in (settings.BRON_MAP / "cbs-bevolking").iterdir())
    assert bewaard == ["2028", "2029", "2030"]


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twee_workers_halen_niet_tegelijk_dezelfde_bron_op(cbs, settings):
    settings.BRON_ADRESSEN = {"CBS_ODATA_V4": cbs.basis_url}
    bron = Bron.objects.get(code="cbs-bevolking")
    verversing = domain.verversing_aanvragen(bron, door=None)
    ander = connections.create_connection("default")
    with ander.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [SLOTSOORT, bron.pk])
        with slot(bron.pk) as vrij:
            assert not vrij
        verversing_uitvoeren(verversing)
        assert verversing.status == Status.GEVRAAGD
    ander.close()  # that worker dies, and a moment later PostgreSQL frees its lock

    einde = time.monotonic() + 10
    while not verversing.is_klaar and time.monotonic() < einde:
        verversing_uitvoeren(verversing)

    assert verversing.status == Status.GELUKT
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = %s",
            [SLOTSOORT],
        )
        assert cursor.fetchone() == (0,)


def test_het_commando_doet_wat_de_taak_doet(bron, cbs, settings, capsys):
    settings.BRON_ADRESSEN = {"CBS_ODATA_V4": cbs.basis_url}

    call_command("verversen", "cbs-bevolking")

    assert "6 cijfers opgehaald, 6 nieuw of anders" in capsys.readouterr().out


def test_het_commando_zegt_wat_er_misging(bron, cbs, settings):
    settings.BRON_ADRESSEN = {"CBS_ODATA_V4": cbs.basis_url}
    cbs.vervang = {"Properties": Antwoord(404, b"{}")}

    with pytest.raises(CommandError, match="laatste goede cijfers"):
        call_command("verversen")
    with pytest.raises(CommandError, match="bestaat niet"):
        call_command("verversen", "geen-bron")
