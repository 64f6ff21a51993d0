"""The pages around papers: uploading, reading, searching, and how many queries that costs."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tafels import keuring
from tafels.models import Stuk, Stukinzage
from tests import factories
from tests.tafels import maak_bestanden as maak


def adres(naam, ding):
    return reverse(f"tafels:{naam}", args=[ding.pk])


def upload(client, agendapunt, *bestanden, htmx=False, **velden):
    gegevens = {
        "bestanden": [SimpleUploadedFile(naam, inhoud) for naam, inhoud in bestanden],
        "soort": "bijlage",
        "openbaarheid": agendapunt.openbaarheid,
    }
    koppen = {"HX-Request": "true"} if htmx else {}
    return client.post(adres("stuk_toevoegen", agendapunt), gegevens | velden, headers=koppen)


def inhoud(antwoord) -> bytes:
    return b"".join(antwoord.streaming_content)


@pytest.fixture
def stuk(agendapunt):
    return factories.StukFactory(agendapunt=agendapunt, titel="Begroting")


# --- uploading -----------------------------------------------------------------------------------


def test_twee_stukken_tegelijk_en_terug_naar_het_onderwerp(als, secretaris, agendapunt):
    antwoord = upload(
        als(secretaris), agendapunt, ("Een.pdf", maak.pdf()), ("Twee.docx", maak.docx())
    )

    assert antwoord.url == f"{agendapunt.get_absolute_url()}#stukken"
    assert list(agendapunt.stukken.values_list("titel", "volgorde")) == [("Een", 1), ("Twee", 2)]


def test_wat_niet_mag_blijft_achter_en_de_rest_gaat_door(als, secretaris, agendapunt):
    bestanden = (("Een.pdf", maak.pdf()), ("kwaad.pdf", b"MZ" + bytes(99)), ("leeg.pdf", b""))

    antwoord = upload(als(secretaris), agendapunt, *bestanden, htmx=True)

    assert antwoord.status_code == 422
    assert antwoord.context["mislukt"] == [
        ("kwaad.pdf", keuring.PROGRAMMA),
        ("leeg.pdf", keuring.LEEG),
    ]
    assert "2 bestanden zijn niet toegevoegd" in antwoord.text
    assert "1 stuk is toegevoegd, 2 niet." in antwoord.text
    assert antwoord.text.strip().startswith('<section id="stukken"')
    assert [stuk.titel for stuk in Stuk.objects.all()] == ["Een"]


def test_zonder_javascript_staat_er_een_hele_pagina(als, secretaris, agendapunt):
    antwoord = upload(als(secretaris), agendapunt, ("leeg.pdf", b""))

    assert antwoord.status_code == 422
    assert "<title>" in antwoord.text
    assert keuring.LEEG in antwoord.text


def test_zonder_bestand_of_zonder_reden_zegt_het_formulier_dat(als, secretaris, agendapunt):
    antwoord = upload(als(secretaris), agendapunt, openbaarheid="vertrouwelijk")

    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors == {
        "bestanden": ["Kies een bestand."],
        "reden_vertrouwelijk": ["Zeg waarom dit stuk vertrouwelijk is."],
    }


def test_een_te_zwaar_verzoek_wordt_niet_gelezen(als, secretaris, agendapunt, settings):
    settings.STUK_MAX_BYTES = 1000
    client = als(secretaris)

    antwoord = upload(client, agendapunt, ("a.pdf", bytes(6000)))

    assert antwoord.status_code == 409
    assert "Voeg ze in delen toe." in antwoord.text
    assert upload(client, agendapunt, ("a.pdf", bytes(6000)), htmx=True).text.startswith(
        '<div id="fout"'
    )


def test_uploaden_vraagt_een_bewijs_van_deze_pagina(secretaris, agendapunt):
    streng = Client(enforce_csrf_checks=True)
    streng.force_login(secretaris)

    assert upload(streng, agendapunt, ("a.pdf", maak.pdf())).status_code == 403
    assert not Stuk.objects.exists()


def test_de_lijst_vraagt_zichzelf_op_tot_alles_gelezen_is(als, secretaris, agendapunt, stuk):
    client = als(secretaris)
    Stuk.objects.update(status="nieuw")
    kop = {"HX-Request": "true"}

    bezig = client.get(adres("stuk_toevoegen", agendapunt), headers=kop)
    Stuk.objects.update(status="klaar")
    klaar = client.get(adres("stuk_toevoegen", agendapunt), headers=kop)

    assert 'hx-trigger="load delay:2s"' in bezig.text
    assert 'hx-trigger="load' not in klaar.text
    assert "De stukken zijn gecontroleerd." in klaar.text


# --- the list ------------------------------------------------------------------------------------


def test_nieuw_is_wat_kwam_na_het_vorige_bezoek_en_nog_dicht_is(als, lid, agendapunt, stuk):
    lid.vorig_bezoek_op = timezone.now() - timedelta(days=1)
    lid.save()
    client = als(lid)

    voor = client.get(agendapunt.get_absolute_url()).text
    inhoud(client.get(stuk.get_absolute_url()))
    na = client.get(agendapunt.get_absolute_url()).text

    assert ("Nieuw voor u" in voor, "Nieuw voor u" in na) == (True, False)


def test_een_lid_ziet_geen_knoppen_en_leest_wel(als, lid, agendapunt, stuk):
    antwoord = als(lid).get(agendapunt.get_absolute_url())

    assert "Begroting" in antwoord.text
    assert "stuk-op-" not in antwoord.text
    assert "Stukken toevoegen" not in antwoord.text


def test_verplaatsen_zegt_waar_het_nu_staat(als, secretaris, agendapunt, stuk):
    factories.StukFactory(agendapunt=agendapunt, titel="Tweede")

    antwoord = als(secretaris).post(
        adres("stuk_verplaatsen", stuk), {"plaats": 2}, headers={"HX-Request": "true"}
    )

    assert antwoord.text.strip().startswith('<div id="stukkenlijst"')
    assert "Begroting staat nu op plaats 2 van 2." in antwoord.text


def test_namen_met_html_blijven_tekst(als, secretaris, lid, agendapunt):
    stuk = factories.StukFactory(
        agendapunt=agendapunt, titel="<script>alert(1)</script>", bestandsnaam="<b>.pdf"
    )

    for pagina in (agendapunt.get_absolute_url(), adres("stuk_gegevens", stuk)):
        assert "<script>alert" not in als(secretaris).get(pagina).text


@pytest.mark.parametrize("aantal", [1, 5])
def test_de_stukken_kosten_een_vraag(
    als, secretaris, agendapunt, aantal, django_assert_num_queries
):
    factories.StukFactory.create_batch(aantal, agendapunt=agendapunt)
    client = als(secretaris)
    adres_ = adres("stuk_toevoegen", agendapunt)

    with django_assert_num_queries(5):  # session, persoon, zetels, agendapunt, stukken
        antwoord = client.get(adres_, headers={"HX-Request": "true"})

    assert len(antwoord.context["stukregels"]) == aantal


@pytest.mark.parametrize("aantal", [1, 5])
def test_een_stuk_met_versies_en_lezers_kost_altijd_zeven_vragen(
    als, secretaris, stuk, aantal, django_assert_num_queries
):
    for versie in range(2, aantal + 2):
        stuk = factories.StukFactory(
            agendapunt=stuk.agendapunt, volgorde=1, versie=versie, vorige_versie=stuk
        )
        Stukinzage.objects.create(stuk=stuk, persoon=factories.PersoonFactory())
    for _ in range(aantal - 1):
        Stukinzage.objects.create(stuk=stuk, persoon=factories.PersoonFactory())
    client = als(secretaris)

    with django_assert_num_queries(7):
        # session, persoon, zetels, stuk, versies, inzages, regio
        antwoord = client.get(adres("stuk_gegevens", stuk))

    assert len(antwoord.context["versies"]) == aantal
    assert len(antwoord.context["inzages"]) == aantal


# --- reading -------------------------------------------------------------------------------------


def test_downloaden_geeft_het_bestand_en_niets_dat_uitvoert(als, lid, agendapunt):
    stuk = factories.StukFactory(
        agendapunt=agendapunt, inhoud=maak.pdf(), bestandsnaam="Begroting é 🚑.pdf"
    )

    antwoord = als(lid).get(stuk.get_absolute_url(), headers={"Accept-Encoding": "gzip"})

    assert antwoord.streaming
    assert inhoud(antwoord) == maak.pdf()
    assert antwoord["Content-Type"] == "application/pdf"
    assert antwoord["Content-Length"] == str(len(maak.pdf()))
    assert antwoord["Content-Disposition"] == (
        "attachment; filename*=utf-8''Begroting%20%C3%A9%20%F0%9F%9A%91.pdf"
    )
    assert antwoord["X-Content-Type-Options"] == "nosniff"
    assert antwoord["Cache-Control"] == "private, no-store"
    assert antwoord["Content-Security-Policy"] == "default-src 'none'; sandbox"


@pytest.mark.parametrize(("openbaarheid", "keren"), [("vertrouwelijk", 3), ("tafel", 1)])
def test_wie_opende_wat(als, lid, agendapunt, openbaarheid, keren):
    reden = "Het gaat over iemand." if openbaarheid == "vertrouwelijk" else ""
    stuk = factories.StukFactory(
        agendapunt=agendapunt, openbaarheid=openbaarheid, reden_vertrouwelijk=reden
    )
    client = als(lid)

    for _ in range(3):
        inhoud(client.get(stuk.get_absolute_url()))
    assert client.head(stuk.get_absolute_url()).status_code == 405

    inzages = stuk.inzages.values_list("persoon", "weg")
    assert list(inzages) == [(lid.pk, "stuk")] * keren


def test_alleen_de_secretaris_leest_wie_het_opende(als, secretaris, lid, stuk):
    inhoud(als(lid).get(stuk.get_absolute_url()))

    assert "Wie opende dit stuk" in als(secretaris).get(adres("stuk_gegevens", stuk)).text
    assert "Wie opende dit stuk" not in als(lid).get(adres("stuk_gegevens", stuk)).text


def test_een_besloten_stuk_zegt_waarom_u_het_ziet(als, lid, agendapunt):
    stuk = factories.StukFactory(agendapunt=agendapunt, openbaarheid="tafel")

    tekst = als(lid).get(adres("stuk_gegevens", stuk)).text

    assert "U mag dit lezen omdat u lid bent van Bestuurstafel." in tekst


def test_een_bestand_dat_weg_is_geeft_een_zin(als, lid, stuk):
    stuk.bestand.storage.delete(stuk.bestand.name)

    antwoord = als(lid).get(stuk.get_absolute_url())

    assert antwoord.status_code == 409
    assert "Dit bestand is er niet meer." in antwoord.text
    assert not stuk.inzages.exists()


# --- looking after it ----------------------------------------------------------------------------


def test_vervangen_op_een_eigen_pagina(als, secretaris, stuk):
    client = als(secretaris)
    fout = client.post(
        adres("stuk_vervangen", stuk), {"bestand": SimpleUploadedFile("a.pdf", b"MZ" * 99)}
    )
    goed = client.post(
        adres("stuk_vervangen", stuk), {"bestand": SimpleUploadedFile("b.pdf", maak.pdf())}
    )

    nieuw = stuk.opvolger
    assert (fout.status_code, fout.context["form"].errors) == (
        422,
        {"bestand": [keuring.PROGRAMMA]},
    )
    assert goed.url == adres("stuk_gegevens", nieuw)
    assert (nieuw.versie, nieuw.titel) == (2, "Begroting")


def test_beschrijven_vasthouden_vrijgeven_en_intrekken(als, secretaris, stuk):
    client = als(secretaris)
    client.post(
        adres("stuk_beschrijven", stuk),
        {
            "titel": "Begroting 2028",
            "soort": "voorstel",
            "openbaarheid": "vertrouwelijk",
            "reden_vertrouwelijk": "Het gaat over salaris.",
            "vertrouwelijk_tot": "31-12-2099",
            "woo_categorie": "geen",
        },
    )
    client.post(adres("stuk_vasthouden", stuk), {"bezwaar": "Er staat een fout in."})
    stuk.refresh_from_db()
    assert (stuk.titel, stuk.openbaarheid, stuk.status) == (
        "Begroting 2028",
        "vertrouwelijk",
        "vastgehouden",
    )

    client.post(adres("stuk_vrijgeven", stuk), {"reden": "De fout is eruit."})
    stuk.refresh_from_db()
    assert stuk.status == "klaar"

    client.post(adres("stuk_intrekken", stuk))
    stuk.refresh_from_db()
    assert stuk.vervallen_op is not None


def test_een_dag_die_voorbij_is_kan_niet_meer(als, secretaris, stuk):
    antwoord = als(secretaris).post(
        adres("stuk_beschrijven", stuk),
        {
            "titel": "Begroting",
            "soort": "voorstel",
            "openbaarheid": "vertrouwelijk",
            "reden_vertrouwelijk": "Het gaat over salaris.",
            "vertrouwelijk_tot": "1-1-2020",
            "woo_categorie": "geen",
        },
    )

    assert antwoord.context["form"].errors == {
        "vertrouwelijk_tot": ["Kies vandaag of een dag daarna."]
    }


@pytest.mark.parametrize("wie", ["lid", "voorzitter", "programmamanager"])
@pytest.mark.parametrize("naam", ["stuk_vervangen", "stuk_verplaatsen", "stuk_intrekken"])
def test_een_ander_dan_de_secretaris_verandert_niets(als, request, stuk, wie, naam):
    client = als(request.getfixturevalue(wie))

    assert client.post(adres(naam, stuk), {"plaats": 1}).status_code == 403


# --- searching -----------------------------------------------------------------------------------


def zoek(client, q):
    uitkomsten = client.get(reverse("zoeken"), {"q": q}).context["uitkomsten"]
    return next((rijen for naam, rijen, _ in uitkomsten if naam == "Stukken"), [])


def test_zoeken_vindt_een_stuk_op_titel_en_op_wat_erin_staat(als, lid, agendapunt):
    stuk = factories.StukFactory(
        agendapunt=agendapunt,
        titel="Financiën nachtzorg",
        tekst="Wij stellen voor de nachtroutes in drie gemeenten uit te breiden.",
    )
    client = als(lid)

    for q in ("financien", "NACHTROUTE", "nachtr", "gemeente drie nacht", "zorg nacht"):
        assert zoek(client, q) == ([] if q == "zorg nacht" else [stuk]), q
    assert zoek(client, "nachtroute")[0].fragment[:2] == [
        ("Wij stellen voor de ", False),
        ("nachtroutes", True),
    ]
    assert '<mark class="nl-mark">nachtroutes</mark>' in (
        client.get(reverse("zoeken"), {"q": "nachtroute"}).text
    )


def test_zoeken_vindt_alleen_de_nieuwste_versie_die_klaar_is(als, lid, agendapunt):
    oud = factories.StukFactory(agendapunt=agendapunt, titel="Nachtzorg een")
    nieuw = factories.StukFactory(agendapunt=agendapunt, titel="Nachtzorg", vorige_versie=oud)
    factories.StukFactory(agendapunt=agendapunt, titel="Nachtzorg nieuw", status="nieuw")

    assert zoek(als(lid), "nachtzorg") == [nieuw]


def test_de_index_wordt_gebruikt(agendapunt, django_assert_num_queries):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off")
    plan = Stuk.objects.gevonden("nachtzorg").order_by().explain()

    assert "stuk_vindbaar" in plan


@pytest.mark.parametrize(
    "q", ["' & | ! :* \\", "een & twee", "de het", "<->", "🚑🚑", "a" * 100, "12:AB"]
)
def test_vreemde_zoekwoorden_breken_niets(als, lid, stuk, q):
    assert zoek(als(lid), q) == []


def test_html_in_een_stuk_blijft_tekst(als, lid, agendapunt):
    factories.StukFactory(agendapunt=agendapunt, tekst="<img src=x onerror=alert(1)> nachtzorg")

    html = als(lid).get(reverse("zoeken"), {"q": "nachtzorg"}).text

    assert "<img src=x" not in html
