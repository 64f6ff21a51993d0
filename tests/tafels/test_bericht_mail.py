"""Mail about what is coming and about successes: to whom, when, and what it says."""

import re
from datetime import datetime, timedelta
from threading import Thread

import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from regio.models import Persoon
from tafels import domain, tasks
from tafels.models import Bericht, Melding
from tests import factories
from tests.tafels.test_mail import doof, html_van, post_van

MINUUT = timedelta(minutes=1)
DAG = timedelta(days=1)
# A Tuesday; the Monday after it is the 30th.
NU = datetime(2026, 11, 24, 9, tzinfo=factories.AMSTERDAM)
ROLLEN = ("secretaris", "voorzitter", "programmamanager", "lid", "toehoorder", "lid_buitenkring")
GEHEIM = "Wij stoppen met de nachtzorg"


@pytest.fixture(autouse=True)
def mailserver_antwoordt():
    cache.delete(tasks.MAIL_STIL)
    yield
    cache.delete(tasks.MAIL_STIL)


@pytest.fixture(autouse=True)
def dinsdag():
    with time_machine.travel(NU, tick=False) as klok:
        yield klok


@pytest.fixture
def mensen(request):
    """Everybody at the tafel, with who told it."""
    return {rol: request.getfixturevalue(rol) for rol in (*ROLLEN, "bestuurder")}


@pytest.fixture
def plaats(bestuurstafel, bestuurder):
    def doe(**velden) -> Bericht:
        velden = {
            "soort": "ontwikkeling",
            "titel": "De huisartsenpost verhuist",
            "tekst": "In mei.\n\nNaar het ziekenhuis.",
            "datum": timezone.localdate(),
            "tafel": bestuurstafel,
            "door": bestuurder,
        } | velden
        return domain.bericht_plaatsen(**velden)

    return doe


def wijzig(bericht, **velden):
    nu = {veld: getattr(bericht, veld) for veld in ("soort", "titel", "tekst", "datum", "tafel")}
    nu |= {veld: getattr(bericht, veld) for veld in ("opgave", "project", "openbaarheid", "door")}
    return domain.bericht_wijzigen(bericht, **(nu | {"organisaties": []} | velden))


def wil(persoon, wens: str) -> Persoon:
    persoon.mailvoorkeur = wens
    persoon.save(update_fields=["mailvoorkeur"])
    return persoon


def versturen(na: timedelta = 11 * MINUUT):
    with time_machine.travel(timezone.now() + na, tick=False):
        tasks.meldingen_versturen()


def gemaild() -> set[str]:
    return {brief.to[0] for brief in mail.outbox}


# --- to whom -------------------------------------------------------------------------------------


@pytest.mark.parametrize("soort", ["ontwikkeling", "transformatieaanvraag"])
def test_wat_eraan_komt_hoort_iedereen_aan_die_tafel_en_niemand_anders(
    mensen, oud_lid, buitenstaander, plaats, soort
):
    elders = factories.LidmaatschapFactory().persoon
    bericht = plaats(soort=soort)
    versturen()

    assert {m.persoon for m in bericht.meldingen.all()} == {mensen[rol] for rol in ROLLEN}
    assert gemaild() == {mensen[rol].email for rol in ROLLEN}
    assert not gemaild() & {oud_lid.email, buitenstaander.email, elders.email}


def test_zonder_tafel_hoort_iedereen_die_aan_een_tafel_zit_het_een_keer(
    lid, bestuurder, buitenstaander, plaats
):
    elders = factories.LidmaatschapFactory()
    factories.LidmaatschapFactory(persoon=lid)
    weg = factories.LidmaatschapFactory(persoon=factories.PersoonFactory(is_active=False))
    plaats(tafel=None)
    versturen()

    assert len(post_van(lid)) == 1
    assert gemaild() == {lid.email, elders.persoon.email}
    assert not gemaild() & {weg.persoon.email, buitenstaander.email, bestuurder.email}


@pytest.mark.parametrize("openbaarheid", ["openbaar", "partners", "tafel", "vertrouwelijk"])
@pytest.mark.parametrize("is_geheim", [False, True])
def test_mail_krijgt_wie_het_bericht_ook_in_het_portaal_ziet(
    mensen, plaats, openbaarheid, is_geheim
):
    project = None
    if is_geheim:
        project = factories.ProjectFactory(openbaarheid="vertrouwelijk")
        factories.ProjectrolFactory(project=project, persoon=mensen["lid"])
    bericht = plaats(titel=GEHEIM, tekst=GEHEIM, openbaarheid=openbaarheid, project=project)
    versturen()

    mag = {
        persoon.email
        for rol, persoon in mensen.items()
        if rol != "bestuurder"
        and Bericht.objects.zichtbaar_voor(Persoon.objects.get(pk=persoon.pk)).exists()
    }
    assert gemaild() == mag
    if project is None:
        assert {m.persoon.email for m in bericht.meldingen.all()} == mag


@pytest.mark.parametrize(
    ("openbaarheid", "van_project", "besloten"),
    [
        ("partners", "partners", False),
        ("tafel", "partners", True),
        ("vertrouwelijk", "partners", True),
        ("openbaar", "tafel", True),
    ],
)
@pytest.mark.parametrize("wens", ["direct", "dagelijks"])
def test_wat_besloten_is_staat_zonder_titel_tekst_en_naam_in_de_mail(
    programmamanager, bestuurder, plaats, openbaarheid, van_project, besloten, wens
):
    project = factories.ProjectFactory(openbaarheid=van_project, naam="Nachtzorg dicht")
    wil(programmamanager, wens)
    partner = factories.OrganisatieFactory(korte_naam="Zorg aan Zee")
    bericht = plaats(
        titel=GEHEIM,
        tekst="Per mei.",
        project=project,
        organisaties=[partner],
        openbaarheid=openbaarheid,
    )
    versturen(2 * DAG)

    (brief,) = post_van(programmamanager)
    alles = brief.subject + brief.body + html_van(brief)
    verraadt = (GEHEIM, "Per mei.", bestuurder.naam, "Zorg aan Zee")
    assert [woord in alles for woord in verraadt] == [not besloten] * 4
    assert "Nachtzorg" not in alles
    zin = "Er is een besloten bericht voor u aan tafel Bestuurstafel"
    assert (brief.subject == zin) is (f"{zin}." in html_van(brief)) is besloten
    adres = f"{settings.PORTAAL_ADRES}/berichten/#bericht-{bericht.pk}"
    assert adres in brief.body
    assert f'"{adres}"' in html_van(brief)
    assert (brief.reply_to == [bestuurder.email]) is not besloten


def test_wie_geen_mail_wil_krijgt_er_geen(lid, toehoorder, plaats):
    wil(lid, "niet")
    bericht = plaats()
    wil(toehoorder, "niet")
    plaats(soort="succes groot")
    versturen(8 * DAG)

    assert not bericht.meldingen.filter(persoon=lid).exists()
    assert mail.outbox == []


# --- what it says --------------------------------------------------------------------------------


def test_de_mail_zegt_wat_eraan_komt_van_wie_en_waar_het_staat(lid, bestuurder, plaats):
    partner = factories.OrganisatieFactory(korte_naam="Zorg aan Zee")
    plaats(organisaties=[partner])
    versturen()

    (brief,) = post_van(lid)
    assert brief.subject == "Vooraf gemeld: De huisartsenpost verhuist"
    assert brief.reply_to == [bestuurder.email]
    assert brief.attachments == []
    for zin in (
        "Ontwikkeling die eraan komt",
        "dinsdag 24 november 2026",
        "Van: Zorg aan Zee",
        "Verteld door: Bas Bestuurder",
        "Naar het ziekenhuis.",
        "Bestuurstafel",
    ):
        assert zin.lower() in brief.body.lower()
    assert f"{settings.PORTAAL_ADRES}/mijn-gegevens/#id_mailvoorkeur" in brief.body
    assert brief.extra_headers["List-Unsubscribe"]


def test_tekst_van_mensen_blijft_tekst_en_de_tekst_zegt_alles_van_de_html(lid, plaats):
    plaats(
        titel="<b>Stil</b> & «weg»\r\nBcc: x@y.example", tekst="<script>alert(1)</script>\n2 < 3"
    )
    versturen()

    (brief,) = post_van(lid)
    html = html_van(brief)
    assert "<b>Stil</b> & «weg» Bcc: x@y.example" in brief.body
    assert "<script>alert(1)</script>" in brief.body
    assert "<script>" not in html
    assert "style" not in html
    assert brief.message()["Bcc"] is None
    zichtbaar = re.sub(r"<title>.*?</title>|<[^>]+>", " ", html)
    woorden = set(re.findall(r"\w+", zichtbaar.lower())) - {
        "kies",
        "hoe",
        "vaak",
        "lt",
        "gt",
        "amp",
    }
    assert woorden <= set(re.findall(r"\w+", brief.body.lower()))


# --- when ----------------------------------------------------------------------------------------


def test_de_mail_wacht_tien_minuten_en_zegt_dan_het_nieuwste(lid, plaats):
    bericht = plaats(titel="De huisartsenpost verhuisd")
    versturen(9 * MINUUT)
    assert mail.outbox == []
    wijzig(bericht, titel="De huisartsenpost verhuist", tekst="In juni.")
    versturen()
    wijzig(bericht, tekst="In juli.")
    versturen(DAG)

    (brief,) = post_van(lid)
    assert "In juni." in brief.body
    assert "verhuisd" not in brief.subject + brief.body


def test_van_een_succes_gaat_geen_losse_mail_naar_wie_meteen_mail_wil(
    lid, toehoorder, secretaris, plaats
):
    wil(toehoorder, "dagelijks")
    wil(secretaris, "wekelijks")
    plaats(soort="succes klein", titel="Eerste huisbezoek gedaan")
    versturen(DAG)
    assert gemaild() == {toehoorder.email}
    versturen(7 * DAG)

    assert [b.subject for b in mail.outbox] == ["Succes: Eerste huisbezoek gedaan"] * 2
    assert gemaild() == {toehoorder.email, secretaris.email}


def test_de_weekmail_is_een_mail_met_bijeenkomsten_aankondigingen_en_successen(
    secretaris, lid, bijeenkomst, agendapunt, plaats
):
    wil(lid, "wekelijks")
    bijeenkomst.start, bijeenkomst.einde = NU + 30 * DAG, NU + 30 * DAG + timedelta(hours=2)
    bijeenkomst.save()
    plaats(soort="succes groot", titel="Wachtlijst is leeg")
    plaats()
    plaats(openbaarheid="tafel", titel=GEHEIM)
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    versturen(5 * DAG)
    assert post_van(lid) == []
    momenten = {timezone.localtime(m.na) for m in Melding.objects.filter(persoon=lid)}
    assert momenten == {datetime(2026, 11, 30, 7, tzinfo=factories.AMSTERDAM)}
    versturen(6 * DAG)
    versturen(13 * DAG)

    (brief,) = post_van(lid)
    assert brief.subject == "Nieuws: 4 berichten"
    assert brief.reply_to == [secretaris.email]
    delen = [
        bijeenkomst.titel,
        "De huisartsenpost verhuist",
        "Er is een besloten bericht voor u aan tafel Bestuurstafel.",
        "Wachtlijst is leeg",
    ]
    for tekst in (brief.body, html_van(brief)):
        plekken = [tekst.index(deel) for deel in delen]
        assert plekken == sorted(plekken)
        assert "U krijgt één keer per week mail, en eerder bij haast." in tekst
    assert GEHEIM not in brief.body + html_van(brief)
    assert [b.get_filename() for b in brief.attachments] == ["bijeenkomst.ics"]
    assert len(re.findall(r"^-{40}$", brief.body, re.M)) == 4


def test_een_bijeenkomst_die_dichtbij_is_wacht_niet_op_de_weekmail_en_de_rest_wel(
    secretaris, lid, bijeenkomst, agendapunt, plaats
):
    wil(lid, "wekelijks")
    bijeenkomst.start, bijeenkomst.einde = NU + 8 * DAG, NU + 9 * DAG
    bijeenkomst.save()
    plaats()
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    versturen(DAG)
    versturen(6 * DAG)

    assert [b.subject.split(":")[0] for b in post_van(lid)] == ["Agenda", "Vooraf gemeld"]


def test_afzeggen_hoort_wie_wekelijks_mail_wil_de_volgende_ochtend(
    secretaris, lid, bijeenkomst, agendapunt
):
    wil(lid, "wekelijks")
    bijeenkomst.start, bijeenkomst.einde = NU + 60 * DAG, NU + 61 * DAG
    bijeenkomst.save()
    domain.bijeenkomst_annuleren(bijeenkomst, reden="Ziek.", door=secretaris)

    (melding,) = Melding.objects.filter(persoon=lid)
    assert timezone.localtime(melding.na) == datetime(2026, 11, 25, 7, tzinfo=factories.AMSTERDAM)


def test_wordt_een_bijeenkomst_eerder_dan_gaat_de_mail_die_wacht_ook_eerder(
    secretaris, lid, toehoorder, bijeenkomst, agendapunt
):
    wil(lid, "wekelijks")
    wil(toehoorder, "dagelijks")
    bijeenkomst.start, bijeenkomst.einde = NU + 30 * DAG, NU + 31 * DAG
    bijeenkomst.save()
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    domain.wijziging_melden(bijeenkomst, tekst="Er komt een tolk.", door=secretaris)
    bijeenkomst.refresh_from_db()
    straks = NU + timedelta(hours=6)
    domain.bijeenkomst_wijzigen(
        bijeenkomst,
        titel=bijeenkomst.titel,
        start=straks,
        einde=straks + timedelta(hours=2),
        soort=bijeenkomst.soort,
        locatie=bijeenkomst.locatie,
        online_link="",
        versie=bijeenkomst.versie,
        door=secretaris,
    )
    versturen()

    assert [len(post_van(p)) for p in (lid, toehoorder)] == [1, 1]


def test_wie_van_elke_week_naar_meteen_gaat_krijgt_geen_losse_mail_over_een_succes(lid, plaats):
    wil(lid, "wekelijks")
    plaats(soort="succes klein")
    plaats()
    wil(lid, "direct")
    versturen(8 * DAG)

    assert [b.subject.split(":")[0] for b in post_van(lid)] == ["Vooraf gemeld"]


# --- what changes before the mail went -----------------------------------------------------------


def test_wie_het_niet_meer_mag_weten_krijgt_geen_mail_en_wie_het_nu_mag_wel(
    mensen, bestuurstafel, plaats
):
    open_, dicht = plaats(titel="Eerst open"), plaats(titel="Eerst dicht", openbaarheid="tafel")
    wijzig(open_, openbaarheid="vertrouwelijk")
    wijzig(dicht, openbaarheid="partners")
    versturen()

    buiten = [b.subject for b in post_van(mensen["lid_buitenkring"])]
    assert buiten == ["Vooraf gemeld: Eerst dicht"]
    assert len(post_van(mensen["lid"])) == 2
    assert [b.subject for b in post_van(mensen["toehoorder"])] == buiten


def test_een_andere_tafel_krijgt_de_mail_en_wie_hem_had_niet_nog_eens(
    lid, secretaris, bestuurstafel, plaats
):
    zetel = factories.LidmaatschapFactory()
    factories.LidmaatschapFactory(tafel=zetel.tafel, persoon=secretaris)
    bericht = plaats()
    versturen()
    mail.outbox.clear()
    wijzig(bericht, tafel=zetel.tafel)
    versturen(DAG)
    assert gemaild() == {zetel.persoon.email}
    wijzig(bericht, tafel=bestuurstafel)
    versturen(DAG)

    assert gemaild() == {zetel.persoon.email}


def test_wat_een_succes_wordt_is_geen_losse_mail_meer_en_andersom_wel(lid, toehoorder, plaats):
    wil(toehoorder, "dagelijks")
    komt, succes = plaats(titel="Komt"), plaats(titel="Succes", soort="succes klein")
    wijzig(komt, soort="succes klein")
    wijzig(succes, soort="ontwikkeling")
    versturen()
    assert [b.subject for b in post_van(lid)] == ["Vooraf gemeld: Succes"]
    versturen(DAG)

    (brief,) = post_van(toehoorder)
    assert brief.subject == "Nieuws: 2 berichten"
    assert brief.reply_to == [settings.DEFAULT_FROM_EMAIL]  # not to who told one of them


def test_een_oud_bericht_verbeteren_mailt_niemand(lid):
    oud = factories.BerichtFactory(soort="ontwikkeling", titel="Allang bekent", tafel=None)
    wijzig(oud, titel="Allang bekend")

    assert not Melding.objects.exists()


def test_wie_vertrekt_of_de_tafel_verlaat_krijgt_geen_mail_meer(lid, toehoorder, plaats):
    plaats()
    lid.lidmaatschappen.update(van=NU - 9 * DAG, tot=NU - DAG)
    toehoorder.is_active = False
    toehoorder.save()
    versturen()

    assert mail.outbox == []


def test_wat_een_werker_al_oppakte_vraagt_nog_eens_wie_het_mag_weten(lid_buitenkring, plaats):
    bericht = plaats()
    with time_machine.travel(NU + 11 * MINUUT, tick=False):
        opgepakt = domain.melding_oppakken(door=None)
        wijzig(bericht, openbaarheid="tafel")

        assert [m.persoon for m in opgepakt] == [lid_buitenkring]
        assert tasks._brief(opgepakt) is None


# --- the queue -----------------------------------------------------------------------------------


def test_een_melding_gaat_over_een_ding_en_staat_een_keer_klaar(lid, bijeenkomst):
    bericht = factories.BerichtFactory()
    fout = [
        {"soort": "bericht"},
        {"soort": "bericht", "bijeenkomst": bijeenkomst},
        {"soort": "agenda", "bericht": bericht},
        {"soort": "agenda", "bericht": bericht, "bijeenkomst": bijeenkomst},
    ]
    for velden in fout:
        with pytest.raises(IntegrityError, match="melding_over_een_ding"), transaction.atomic():
            Melding.objects.create(persoon=lid, **velden)
    Melding.objects.create(persoon=lid, soort="bericht", bericht=bericht)
    with pytest.raises(IntegrityError, match="melding_een_open_per_bericht"), transaction.atomic():
        Melding.objects.create(persoon=lid, soort="bericht", bericht=bericht)


@pytest.mark.parametrize("openbaarheid", ["partners", "vertrouwelijk"])
def test_een_bericht_voor_zestig_mensen_kost_even_veel_vragen(
    bestuurstafel, plaats, openbaarheid, django_assert_num_queries
):
    plaats()
    for _ in range(60):
        factories.LidmaatschapFactory(tafel=bestuurstafel)

    with django_assert_num_queries(9):
        # Of which one asks who they are, and one writes the sixty.
        bericht = plaats(openbaarheid=openbaarheid)

    assert bericht.meldingen.count() == 60


def test_een_dove_mailserver_verliest_geen_bericht(lid, plaats, settings):
    locmem = settings.MAILERS
    doof(settings)
    plaats()
    versturen()
    assert mail.outbox == []
    cache.delete(tasks.MAIL_STIL)
    settings.MAILERS = locmem
    versturen(20 * MINUUT)

    assert gemaild() == {lid.email}


def test_een_gestopte_werker_mailt_hetzelfde_met_hetzelfde_kenmerk(lid, plaats):
    bericht = plaats()
    with time_machine.travel(NU + 11 * MINUUT, tick=False):
        kenmerk = tasks._brief(domain.melding_oppakken(door=None)).extra_headers["Message-ID"]
    versturen(15 * MINUUT)
    assert mail.outbox == []
    versturen(17 * MINUUT)

    (brief,) = post_van(lid)
    assert brief.extra_headers["Message-ID"] == kenmerk
    bericht.titel = "Anders"
    bericht.save()
    Melding.objects.update(verstuurd_op=None)
    assert tasks._brief(list(Melding.objects.all())).extra_headers["Message-ID"] != kenmerk


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_verbeteren_terwijl_een_werker_oppakt_wacht_op_elkaar_en_niets_gaat_verloren(
    lid, secretaris, plaats
):
    for persoon in (lid, secretaris):
        wil(persoon, "dagelijks")
    berichten = [plaats(titel=f"Bericht {n}") for n in range(4)]
    fouten = []

    def doe(werk):
        try:
            werk()
        except Exception as fout:
            fouten.append(fout)
        finally:
            connection.close()

    def verbeteren():
        for bericht in reversed(berichten):
            wijzig(bericht, titel=f"{bericht.titel} beter", openbaarheid="tafel")

    draden = [Thread(target=doe, args=(w,)) for w in (tasks.meldingen_versturen, verbeteren)]
    with time_machine.travel(NU + DAG, tick=False):
        for draad in draden:
            draad.start()
        for draad in draden:
            draad.join(20)

    assert fouten == []
    assert sorted(b.to[0] for b in mail.outbox) == sorted([lid.email, secretaris.email])


def test_na_een_jaar_weet_het_portaal_niet_meer_wie_welke_mail_kreeg(
    lid, secretaris, bijeenkomst, plaats
):
    bericht = plaats()
    voorbij = factories.BijeenkomstFactory(start=NU - 400 * DAG, einde=NU - 399 * DAG)
    lang, kort = NU - 366 * DAG, NU - 364 * DAG
    weg = [
        Melding.objects.create(persoon=lid, soort="agenda", bijeenkomst=voorbij, verstuurd_op=lang),
        Melding.objects.create(persoon=lid, soort="bericht", bericht=bericht, verstuurd_op=lang),
    ]
    blijft = [
        Melding.objects.create(persoon=lid, soort="agenda", bijeenkomst=voorbij, verstuurd_op=kort),
        Melding.objects.create(
            persoon=lid, soort="agenda", bijeenkomst=bijeenkomst, verstuurd_op=lang
        ),
        *bericht.meldingen.filter(verstuurd_op=None),
    ]
    tasks.meldingen_opruimen()

    over = set(Melding.objects.all())
    assert not over & set(weg)
    assert over == set(blijft)


# --- the pages -----------------------------------------------------------------------------------


def test_de_pagina_zegt_vooraf_en_achteraf_wie_mail_krijgt(als, lid, bestuurstafel):
    invoer = {
        "soort": "ontwikkeling",
        "titel": "Wij verhuizen",
        "datum": "24-11-2026",
        "openbaarheid": "partners",
        "tafel": bestuurstafel.pk,
    }
    client = als(lid)

    vooraf = client.get("/berichten/plaatsen/").text
    achteraf = client.post("/berichten/plaatsen/", invoer, follow=True).text
    succes = client.post("/berichten/plaatsen/", invoer | {"soort": "succes klein"}, follow=True)
    wijzigen = client.get(f"/berichten/{Bericht.objects.earliest('pk').pk}/wijzigen/").text

    assert "wie aan de gekozen tafel zit en het mag lezen, krijgt na tien minuten mail" in vooraf
    assert "Wij verhuizen is gedeeld. Over tien minuten gaat de mail weg." in achteraf
    assert "Over tien minuten" not in succes.text
    assert "Daarna krijgt niemand een tweede mail." in wijzigen


def test_bij_mijn_gegevens_staat_wat_elke_keuze_betekent(als, lid):
    html = als(lid).get("/mijn-gegevens/").text

    assert "Eén keer per week, op maandag om 7.00 uur" in html
    assert "Bij Meteen krijgt u geen mail over successen." in html


@pytest.mark.parametrize(
    ("dagen", "wekelijks"), [(30, "Maandag 7.00 uur"), (8, "Om 7.00 uur"), (0.4, "Meteen")]
)
def test_bij_verzenden_staat_per_ontvanger_wanneer_de_mail_gaat(
    als, secretaris, lid, toehoorder, voorzitter, bijeenkomst, agendapunt, dagen, wekelijks
):
    bijeenkomst.start, bijeenkomst.einde = NU + dagen * DAG, NU + (dagen + 1) * DAG
    bijeenkomst.save()
    wil(lid, "wekelijks")
    wil(toehoorder, "dagelijks")
    wil(voorzitter, "niet")

    context = als(secretaris).get(f"/bijeenkomsten/{bijeenkomst.pk}/publiceren/").context

    assert {o.persoon: o.mail for o in context["ontvangers"]} == {
        secretaris: "Meteen",
        lid: wekelijks,
        toehoorder: "Meteen" if dagen < 1 else "Om 7.00 uur",
        voorzitter: "Geen mail",
    }
