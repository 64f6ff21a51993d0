"""From asking for a bundle to having it: each reader their own, and nothing half remains."""

import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.base import ContentFile
from django.db import connections
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from regio.exceptions import NietMogelijk
from tafels import bundel as bundels
from tafels import domain, tasks
from tafels.models import Bundel, Stukinzage
from tafels.models.stukken import kluis
from tests import factories
from tests.tafels.pdf import pdf

Status = Bundel.Status


@pytest.fixture(autouse=True)
def eigen_kluis(monkeypatch, tmp_path):
    """Papers and bundles in a folder of this test; returns the folder."""
    for naam in ("base_location", "location"):
        monkeypatch.setitem(vars(kluis()), naam, str(tmp_path / "stukken"))
    return tmp_path / "stukken"


@pytest.fixture(autouse=True)
def gevraagd(monkeypatch):
    """What was put in the queue, instead of the queue; each test carries out what it wants."""
    rij = []
    monkeypatch.setattr(tasks.bundel_maken, "delay_on_commit", rij.append)
    return rij


@pytest.fixture
def stuk(agendapunt):
    return factories.StukFactory(agendapunt=agendapunt, titel="Voorstel", inhoud=pdf("Appels"))


@pytest.fixture
def geheim(agendapunt, stuk):
    return factories.StukFactory(
        agendapunt=agendapunt,
        titel="Contract",
        inhoud=pdf("Geheime prijs"),
        openbaarheid="vertrouwelijk",
        reden_vertrouwelijk="Er wordt onderhandeld.",
    )


def adres(naam, bijeenkomst):
    return reverse(f"tafels:{naam}", args=[bijeenkomst.pk])


def maak(bijeenkomst, persoon) -> Bundel:
    """Ask for it and have it made, as the worker does."""
    bundel = domain.bundel_aanvragen(bijeenkomst, door=persoon)
    tasks.bundel_maken(bundel.pk)
    bundel.refresh_from_db()
    return bundel


def bundelbestanden(map_: Path) -> list[str]:
    return sorted(str(pad.relative_to(map_)) for pad in map_.glob("bundel/**/*.pdf"))


# --- asking, making, having ----------------------------------------------------------------------


def test_vragen_maken_en_downloaden(als, lid, bijeenkomst, stuk, gevraagd):
    client = als(lid)

    antwoord = client.post(adres("bundel_aanvragen", bijeenkomst))
    wacht = client.get(antwoord.url)
    tasks.bundel_maken(gevraagd.pop())
    klaar = client.get(antwoord.url)
    pdf_ = client.get(adres("bundel_pdf", bijeenkomst))

    assert antwoord.url == adres("bundel", bijeenkomst)
    assert "<progress" in wacht.content.decode()
    assert "Bundel downloaden" in klaar.content.decode()
    assert (pdf_.status_code, pdf_["Content-Type"]) == (200, "application/pdf")
    lezer = PdfReader(io.BytesIO(pdf_.getvalue()))
    assert len(lezer.pages) == 4
    assert "Appels" in lezer.pages[3].extract_text()


def test_een_bundel_die_er_al_is_wordt_niet_nog_een_keer_gemaakt(
    bijeenkomst, stuk, lid, voorzitter
):
    eerst = maak(bijeenkomst, lid)

    nog_eens = domain.bundel_aanvragen(bijeenkomst, door=voorzitter)

    assert (nog_eens.pk, nog_eens.status) == (eerst.pk, Status.KLAAR)
    assert Bundel.objects.count() == 1
    assert (eerst.gedaan, eerst.totaal, eerst.bladzijden) == (3, 3, 4)
    assert eerst.grootte == kluis().size(eerst.bestand.name)


def test_wie_minder_mag_zien_krijgt_een_eigen_bundel(als, bijeenkomst, geheim, lid, buitenstaander):
    maak(bijeenkomst, lid)

    zonder = als(buitenstaander).get(adres("bundel_pdf", bijeenkomst))
    maak(bijeenkomst, buitenstaander)
    met = als(buitenstaander).get(adres("bundel_pdf", bijeenkomst))

    assert zonder.status_code == 404
    assert "Bundel maken" in zonder.content.decode()
    gelezen = met.getvalue()
    tekst = "".join(p.extract_text() for p in PdfReader(io.BytesIO(gelezen)).pages)
    assert "Appels" in tekst
    assert "Geheime prijs" not in tekst
    assert Bundel.objects.filter(status=Status.KLAAR).count() == 2


def test_wie_zijn_zetel_verliest_krijgt_de_oude_bundel_niet_meer(als, bijeenkomst, geheim, lid):
    maak(bijeenkomst, lid)
    lid.lidmaatschappen.update(tot=timezone.localdate() - timedelta(days=1))

    antwoord = als(lid).get(adres("bundel_pdf", bijeenkomst))

    assert antwoord.status_code == 404


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_na_een_wijziging_is_er_een_nieuwe_bundel_nodig_en_gaat_de_oude_weg(
    als, bijeenkomst, stuk, lid, buitenstaander, eigen_kluis
):
    oud, van_ander = maak(bijeenkomst, lid), maak(bijeenkomst, buitenstaander)
    bijeenkomst.agenda_versie = 1  # only who may know everything reads the version
    bijeenkomst.save()

    nog_niet = als(lid).get(adres("bundel_pdf", bijeenkomst))
    assert kluis().exists(oud.bestand.name)
    nieuw = maak(bijeenkomst, lid)

    assert nog_niet.status_code == 404
    assert bundelbestanden(eigen_kluis) == sorted([nieuw.bestand.name, van_ander.bestand.name])
    assert set(Bundel.objects.all()) == {nieuw, van_ander}


def test_een_lege_agenda_geeft_uitleg_en_geen_bestand(als, lid, bijeenkomst, gevraagd):
    client = als(lid)

    pagina = client.get(adres("bundel", bijeenkomst))
    for naam in ("bundel_pdf", "stukken_zip"):
        assert client.get(adres(naam, bijeenkomst)).status_code == 404
    vraag = client.post(adres("bundel_aanvragen", bijeenkomst))

    assert "Er staat voor u nog niets op deze agenda." in pagina.content.decode()
    assert vraag.status_code == 409
    assert (gevraagd, Bundel.objects.count()) == ([], 0)
    with pytest.raises(NietMogelijk):
        domain.bundel_aanvragen(bijeenkomst, door=lid)


def test_een_agenda_die_voor_mij_leeg_is_zegt_niet_dat_er_iets_besloten_is(
    als, bijeenkomst, buitenstaander
):
    leeg = als(buitenstaander).get(adres("bundel", bijeenkomst)).content.decode()
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, openbaarheid="vertrouwelijk")

    besloten = als(buitenstaander).get(adres("bundel", bijeenkomst)).content.decode()

    assert _zonder_token(besloten) == _zonder_token(leeg)


def _zonder_token(html: str) -> list[str]:
    return [regel for regel in html.splitlines() if "csrf" not in regel]


def test_htmx_krijgt_alleen_het_deel_en_kijkt_steeds_minder_vaak(als, lid, bijeenkomst, stuk):
    client = als(lid)
    htmx = {"HX-Request": "true"}

    eerste = client.post(adres("bundel_aanvragen", bijeenkomst), headers=htmx).content.decode()
    later = client.get(adres("bundel", bijeenkomst) + "?beurt=5", headers=htmx).content.decode()
    tasks.bundel_maken(Bundel.objects.get().pk)
    klaar = client.get(adres("bundel", bijeenkomst) + "?beurt=6", headers=htmx).content.decode()

    assert eerste.strip().startswith('<div id="bundel"')
    assert "load delay:1s" in eerste
    assert "load delay:8s" in later
    assert "hx-trigger" not in klaar
    assert "De bundel staat klaar." in klaar
    assert eerste.count('id="bundel-knop"') == klaar.count('id="bundel-knop"') == 1


def test_de_pagina_kost_evenveel_vragen_bij_een_en_bij_vijf_stukken(
    als, lid, bijeenkomst, stuk, django_assert_num_queries
):
    client = als(lid)
    client.get(adres("bundel", bijeenkomst))

    with django_assert_num_queries(11):
        client.get(adres("bundel", bijeenkomst))
    for nummer in range(4):
        punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst)
        factories.StukFactory(agendapunt=punt, titel=f"Stuk {nummer}")
    with django_assert_num_queries(11):
        client.get(adres("bundel", bijeenkomst))


# --- when something goes wrong -------------------------------------------------------------------


def test_een_bundel_die_halverwege_bleef_steken_wordt_opnieuw_gemaakt(
    bijeenkomst, stuk, lid, eigen_kluis
):
    bundel = domain.bundel_aanvragen(bijeenkomst, door=lid)
    domain.bundel_beginnen(bundel, door=None)
    half = f"bundel/{bijeenkomst.pk}/{bundel.vingerafdruk}.pdf"
    kluis().save(half, ContentFile(b"%PDF-1.7 half"))

    tasks.bundel_maken(bundel.pk)

    bundel.refresh_from_db()
    assert (bundel.status, bundel.bestand.name) == (Status.KLAAR, half)
    assert bundelbestanden(eigen_kluis) == [half]
    assert len(PdfReader(eigen_kluis / half).pages) == 4


def test_de_veger_pakt_op_wat_is_blijven_liggen(bijeenkomst, stuk, lid, monkeypatch):
    gevonden = []
    monkeypatch.setattr(
        tasks.bundel_maken, "apply_async", lambda args, **opties: gevonden.append((args, opties))
    )
    klaar = maak(bijeenkomst, lid)
    Bundel.objects.filter(pk=klaar.pk).update(status=Status.BEZIG)

    tasks.bundels_vegen()

    assert gevonden == [((klaar.pk,), {"expires": 10})]


def test_wat_steeds_een_worker_laat_sterven_houdt_een_keer_op(bijeenkomst, stuk, lid):
    bundel = domain.bundel_aanvragen(bijeenkomst, door=lid)
    lang_geleden = timezone.now() - tasks.BUNDEL_OPGEVEN - timedelta(minutes=1)
    Bundel.objects.update(status=Status.BEZIG, gevraagd_op=lang_geleden)

    tasks.bundel_maken(bundel.pk)

    bundel.refresh_from_db()
    assert (bundel.status, bundel.fout) == (Status.MISLUKT, tasks.TE_LANG)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twee_workers_maken_dezelfde_bundel_niet_tegelijk(bijeenkomst, stuk, lid):
    bundel = domain.bundel_aanvragen(bijeenkomst, door=lid)
    andere = connections.create_connection("default")
    with andere.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s, %s)", [tasks.BUNDELSLOT, bundel.pk])
        tasks.bundel_maken(bundel.pk)
        bundel.refresh_from_db()
        bezet = bundel.status
        cursor.execute("SELECT pg_advisory_unlock_all()")  # as when that worker dies
    andere.close()

    tasks.bundel_maken(bundel.pk)

    bundel.refresh_from_db()
    assert (bezet, bundel.status) == (Status.GEVRAAGD, Status.KLAAR)


def test_verandert_de_agenda_voor_het_maken_dan_komt_de_nieuwe_er(
    als, bijeenkomst, stuk, lid, gevraagd
):
    bundel = domain.bundel_aanvragen(bijeenkomst, door=lid)
    bijeenkomst.titel = "Anders"
    bijeenkomst.save()

    tasks.bundel_maken(bundel.pk)
    wacht = als(lid).get(adres("bundel", bijeenkomst)).content.decode()
    tasks.bundel_maken(gevraagd.pop())

    assert "<progress" in wacht
    nieuw = Bundel.objects.get()
    assert (nieuw.status, nieuw.vingerafdruk == bundel.vingerafdruk) == (Status.KLAAR, False)
    assert als(lid).get(adres("bundel_pdf", bijeenkomst)).getvalue()[:5] == b"%PDF-"


def test_is_de_agenda_intussen_leeg_dan_komt_er_geen_bundel(bijeenkomst, stuk, lid, gevraagd):
    bundel = domain.bundel_aanvragen(bijeenkomst, door=lid)
    bijeenkomst.agendapunten.update(volgorde=None)

    tasks.bundel_maken(bundel.pk)

    assert (Bundel.objects.count(), gevraagd) == (0, [])


def test_een_fout_laat_niets_achter_en_daarna_kan_het_opnieuw(
    als, bijeenkomst, stuk, lid, eigen_kluis, monkeypatch
):
    def vol(*args, **opties):
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as kapot:
        kapot.setattr(bundels, "maken", vol)
        mislukt = maak(bijeenkomst, lid)
    pagina = als(lid).get(adres("bundel", bijeenkomst)).content.decode()
    over = bundelbestanden(eigen_kluis)
    opnieuw = maak(bijeenkomst, lid)

    assert (mislukt.status, mislukt.fout) == (Status.MISLUKT, tasks.VOL)
    assert tasks.VOL in pagina
    assert "Bundel opnieuw maken" in pagina
    assert over == []
    assert (opnieuw.pk, opnieuw.status) == (mislukt.pk, Status.KLAAR)


def test_een_onverwachte_fout_staat_in_een_zin_op_de_pagina(bijeenkomst, stuk, lid, monkeypatch):
    monkeypatch.setattr(bundels, "_zetten", lambda *args: 1 / 0)
    bundel = domain.bundel_aanvragen(bijeenkomst, door=lid)

    with pytest.raises(ZeroDivisionError):
        tasks.bundel_maken(bundel.pk)

    bundel.refresh_from_db()
    assert (bundel.status, bundel.fout) == (Status.MISLUKT, tasks.STUK)


def test_een_bundel_waarvan_het_bestand_weg_is_wordt_opnieuw_gemaakt(als, bijeenkomst, stuk, lid):
    bundel = maak(bijeenkomst, lid)
    kluis().delete(bundel.bestand.name)

    weg = als(lid).get(adres("bundel_pdf", bijeenkomst))
    opnieuw = maak(bijeenkomst, lid)

    assert weg.status_code == 404
    assert (opnieuw.pk, opnieuw.status) == (bundel.pk, Status.KLAAR)
    assert als(lid).get(adres("bundel_pdf", bijeenkomst)).getvalue()[:5] == b"%PDF-"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_de_nacht_ruimt_op_wat_niemand_meer_krijgt(
    bijeenkomst, stuk, lid, buitenstaander, eigen_kluis
):
    maak(bijeenkomst, lid)
    goed = maak(bijeenkomst, buitenstaander)
    bijeenkomst.agenda_versie = 1
    bijeenkomst.save()
    kluis().save("bundel/999/los.pdf", ContentFile(b"los"))

    tasks.bundels_opruimen()

    assert list(Bundel.objects.all()) == [goed]
    assert bundelbestanden(eigen_kluis) == [goed.bestand.name]


# --- who took what along, and the zip ------------------------------------------------------------


def test_wie_de_bundel_of_zip_meeneemt_staat_bij_de_stukken(
    als, bijeenkomst, stuk, geheim, lid, buitenstaander
):
    maak(bijeenkomst, lid)
    client = als(lid)

    for _ in range(2):
        assert client.get(adres("bundel_pdf", bijeenkomst)).getvalue() != b""
    assert client.get(adres("stukken_zip", bijeenkomst)).getvalue() != b""
    assert als(buitenstaander).get(adres("stukken_zip", bijeenkomst)).getvalue() != b""

    # Of what is confidential every time counts.
    assert sorted(Stukinzage.objects.values_list("stuk__titel", "persoon__naam", "weg")) == [
        ("Contract", "Lies Lid", "bundel"),
        ("Contract", "Lies Lid", "bundel"),
        ("Contract", "Lies Lid", "zip"),
        ("Voorstel", "Bo Buitenstaander", "zip"),
        ("Voorstel", "Lies Lid", "bundel"),
    ]


def test_de_zip_komt_in_stukjes_met_een_naam_die_zegt_wat_het_is(
    als, bijeenkomst, geheim, lid, buitenstaander
):
    bijeenkomst.titel = "Overleg Kust & Zee"
    bijeenkomst.save()

    mijn = als(lid).get(adres("stukken_zip", bijeenkomst))
    ander = als(buitenstaander).get(adres("stukken_zip", bijeenkomst))

    dag = timezone.localtime(bijeenkomst.start).date()
    assert f'filename="{dag} Overleg Kust & Zee.zip"' in mijn["Content-Disposition"]
    assert mijn.streaming
    assert zipfile.ZipFile(io.BytesIO(mijn.getvalue())).namelist() == [
        "1 Begroting 2027/1 Voorstel.pdf",
        "1 Begroting 2027/2 Contract.pdf",
    ]
    assert zipfile.ZipFile(io.BytesIO(ander.getvalue())).namelist() == [
        "Begroting 2027/1 Voorstel.pdf",
    ]


def test_zonder_stukken_is_er_geen_zip_maar_wel_een_bundel(als, bijeenkomst, agendapunt, lid):
    maak(bijeenkomst, lid)

    zip_ = als(lid).get(adres("stukken_zip", bijeenkomst))

    assert zip_.status_code == 404
    assert "Er zijn nog geen stukken." in zip_.content.decode()
    assert als(lid).get(adres("bundel_pdf", bijeenkomst)).getvalue()[:5] == b"%PDF-"
