"""Mail about a meeting: one per person, as that person may read it, and never lost."""

import email.policy
import re
from datetime import timedelta
from email import message_from_bytes
from urllib.parse import urlsplit

import icalendar
import pytest
import time_machine
from django.conf import settings
from django.core import mail
from django.core.cache import cache
from django.utils import timezone

from regio.models import Persoon
from tafels import domain, tasks
from tafels.models import MAX_POGINGEN, Melding
from tafels.rijen import wijziging_noteren
from tests import factories

GEHEIM = "Opvolging van de directeur"
ROLLEN = ("secretaris", "voorzitter", "lid", "toehoorder", "lid_buitenkring")
MINUUT = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def mailserver_antwoordt():
    cache.delete(tasks.MAIL_STIL)
    yield
    cache.delete(tasks.MAIL_STIL)


@pytest.fixture
def verzonden(bijeenkomst, agendapunt, secretaris):
    """A meeting whose agenda has just been queued for everybody."""
    bijeenkomst.locatie = "Gemeentehuis"
    bijeenkomst.save()
    return lambda: domain.agenda_verzenden(bijeenkomst, door=secretaris)


def post_van(persoon):
    return [brief for brief in mail.outbox if brief.to == [persoon.email]]


def versturen(na: timedelta = timedelta()):
    """Let the queue do its work, so much later."""
    with time_machine.travel(timezone.now() + na, tick=False):
        tasks.meldingen_versturen()


def html_van(brief) -> str:
    return brief.alternatives[0].content


def kalender_van(brief):
    (bijlage,) = brief.attachments
    return bijlage["Content-Type"].params["method"], icalendar.Calendar.from_ical(
        bijlage.get_content()
    )


def test_ieder_krijgt_een_mail_met_de_agenda_en_een_uitnodiging(
    verzonden, lid, lid_buitenkring, secretaris, bijeenkomst
):
    verzonden()
    versturen()
    versturen()

    (brief,) = post_van(lid)
    assert [brief.to for brief in mail.outbox].count([lid_buitenkring.email]) == 1
    assert brief.subject.startswith(f"Agenda: {bijeenkomst.titel}, ")
    assert "1. Begroting 2027 (ter bespreking, 15 min)" in brief.body
    assert "Gemeentehuis" in brief.body
    assert f"{settings.PORTAAL_ADRES}{bijeenkomst.get_absolute_url()}" in brief.body
    assert f"{settings.PORTAAL_ADRES}/mijn-gegevens/#id_mailvoorkeur" in brief.body
    assert brief.reply_to == [secretaris.email]
    assert brief.extra_headers["List-Unsubscribe"] == (
        f"<{settings.PORTAAL_ADRES}/mijn-gegevens/#id_mailvoorkeur>"
    )
    methode, kalender = kalender_van(brief)
    (afspraak,) = kalender.events
    assert methode == kalender["METHOD"] == "REQUEST"
    assert afspraak["UID"] == f"{bijeenkomst.uid}@regioportaal"
    assert afspraak["STATUS"] == "CONFIRMED"
    assert afspraak.start == timezone.localtime(bijeenkomst.start)
    assert afspraak["ATTENDEE"] == f"mailto:{lid.email}"
    assert afspraak["ORGANIZER"] == f"mailto:{secretaris.email}"
    assert not Melding.objects.filter(verstuurd_op=None).exists()


def test_de_tekst_werkt_ook_zonder_html_en_de_html_zonder_opmaak(verzonden, lid):
    verzonden()
    versturen()
    (brief,) = post_van(lid)

    zichtbaar = re.sub(r"<title>.*?</title>|<[^>]+>", " ", html_van(brief))
    woorden = set(re.findall(r"\w+", zichtbaar.lower())) - {"kies", "hoe", "vaak"}
    assert "style" not in html_van(brief)
    assert "<script" not in html_van(brief)
    assert woorden <= set(re.findall(r"\w+", brief.body.lower()))
    assert "<" not in brief.body


def test_de_mail_wijst_naar_de_bundel_in_de_tekst_en_in_de_html(verzonden, bijeenkomst, lid):
    verzonden()
    versturen()

    (brief,) = post_van(lid)
    bundel = f"{settings.PORTAAL_ADRES}/bijeenkomsten/{bijeenkomst.pk}/bundel/"
    assert brief.body.count(bundel) == 1
    assert html_van(brief).count(f'"{bundel}"') == 1


def test_tekst_van_mensen_blijft_tekst(verzonden, lid, agendapunt, bijeenkomst):
    agendapunt.titel = "<script>alert(1)</script> & «één» 🙂"
    agendapunt.save()
    bijeenkomst.titel = "Overleg\r\nBcc: boos@voorbeeld.example"
    bijeenkomst.save()
    verzonden()
    versturen()

    (brief,) = post_van(lid)
    assert "<script>alert(1)</script> & «één» 🙂" in brief.body
    assert "<script>" not in html_van(brief)
    assert brief.message()["Bcc"] is None
    assert "Overleg Bcc: boos@voorbeeld.example" in brief.subject


@pytest.mark.parametrize("openbaarheid", ["tafel", "vertrouwelijk"])
@pytest.mark.parametrize("rol", ROLLEN)
def test_geen_titel_van_iets_beslotens_staat_in_een_mail(
    request, verzonden, bijeenkomst, agendapunt, secretaris, rol, openbaarheid
):
    """Not even for who may know it: in a mailbox others read along."""
    persoon = request.getfixturevalue(rol)
    geheim = factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel=GEHEIM, openbaarheid=openbaarheid
    )
    # With a voorzitter at the tafel the agenda is adopted first.
    domain.agenda_vaststellen(bijeenkomst, door=secretaris)
    verzonden()
    versturen()
    wijziging_noteren(bijeenkomst, f"{GEHEIM}: nieuw.", door=secretaris, agendapunt=geheim)
    versturen(11 * MINUUT)

    brieven = post_van(persoon)
    kent = rol in ("secretaris", "voorzitter", "lid") or (
        rol == "toehoorder" and openbaarheid == "tafel"
    )
    assert len(brieven) == (2 if kent else 1)
    for brief in brieven:
        assert (
            GEHEIM not in brief.body + html_van(brief) + kalender_van(brief)[1].to_ical().decode()
        )
        assert ("Besloten onderwerp" in brief.body) is kent
    assert ("Er is iets gewijzigd bij een besloten onderwerp." in brieven[-1].body) is kent
    wie_alles_leest = rol in ("secretaris", "voorzitter", "lid")
    assert ("15 min" in brieven[0].body) is wie_alles_leest


def test_een_agenda_die_helemaal_besloten_is_heet_zo_voor_wie_niets_mag_weten(
    verzonden, bijeenkomst, agendapunt, lid, lid_buitenkring
):
    agendapunt.openbaarheid = "tafel"
    agendapunt.save()
    verzonden()
    versturen()

    titels = [
        str(kalender_van(post_van(p)[0])[1].events[0]["SUMMARY"]) for p in (lid, lid_buitenkring)
    ]
    assert titels == [bijeenkomst.titel, "Besloten overleg"]


def test_vijftien_wijzigingen_in_vijf_minuten_worden_een_mail_die_ze_noemt(
    verzonden, bijeenkomst, agendapunt, secretaris, lid
):
    verzonden()
    versturen()
    mail.outbox.clear()
    nu = timezone.now()
    for nummer in range(15):
        with time_machine.travel(nu + nummer * timedelta(seconds=20), tick=False):
            wijziging_noteren(bijeenkomst, f"Wijziging {nummer}.", door=secretaris)
    versturen(9 * MINUUT)
    assert mail.outbox == []
    versturen(10.5 * MINUUT)
    versturen(30 * MINUUT)

    (brief,) = post_van(lid)
    assert brief.subject.startswith("Gewijzigd: ")
    assert re.findall(r"- (Wijziging \d+\.)", brief.body) == [
        f"Wijziging {nummer}." for nummer in range(15)
    ]
    bijeenkomst.refresh_from_db()
    assert bijeenkomst.agenda_versie == 2


def test_wat_later_verandert_is_een_nieuwe_versie_en_een_nieuwe_mail(
    verzonden, bijeenkomst, secretaris, lid
):
    verzonden()
    versturen()
    nu = timezone.now()
    for na, tekst in ((1, "Eerst."), (9, "Nog net."), (14, "Later.")):
        with time_machine.travel(nu + na * MINUUT, tick=False):
            wijziging_noteren(bijeenkomst, tekst, door=secretaris)
            tasks.meldingen_versturen()
    versturen(11.5 * MINUUT)
    versturen(40 * MINUUT)

    gehoord = [re.findall(r"- (\w+ ?\w*\.)", b.body) for b in post_van(lid)[1:]]
    assert sorted(zin for zinnen in gehoord for zin in zinnen) == ["Eerst.", "Later.", "Nog net."]
    assert [w.versie for w in bijeenkomst.wijzigingen.all()] == [2, 2, 3]


def test_wie_er_niets_van_mag_weten_krijgt_geen_mail_over_een_wijziging(
    verzonden, bijeenkomst, secretaris, lid_buitenkring
):
    geheim = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, openbaarheid="tafel")
    verzonden()
    versturen()
    wijziging_noteren(bijeenkomst, "Nieuw.", door=secretaris, agendapunt=geheim)
    versturen(11 * MINUUT)

    assert len(post_van(lid_buitenkring)) == 1
    assert len(post_van(secretaris)) == 2
    assert not Melding.objects.filter(verstuurd_op=None).exists()


def test_voor_het_verzenden_en_na_het_begin_hoort_niemand_van_een_wijziging(
    bijeenkomst, begonnen, secretaris
):
    begonnen.agenda_versie = 1
    begonnen.save()
    wijziging_noteren(bijeenkomst, "Te vroeg.", door=secretaris)
    wijziging_noteren(begonnen, "Te laat.", door=secretaris)

    assert not Melding.objects.exists()
    assert not bijeenkomst.wijzigingen.exists()
    assert not begonnen.wijzigingen.exists()


def test_een_wijziging_voor_zestig_mensen_kost_even_veel_vragen(
    verzonden, bijeenkomst, secretaris, django_assert_max_num_queries
):
    verzonden()
    for _ in range(60):
        factories.LidmaatschapFactory(tafel=bijeenkomst.tafel)
    with django_assert_max_num_queries(8):
        wijziging_noteren(bijeenkomst, "Er komt een tolk.", door=secretaris)

    assert Melding.objects.filter(soort="gewijzigd").count() == 61


def test_wie_geen_mail_wil_krijgt_er_geen(verzonden, bijeenkomst, secretaris, lid):
    lid.mailvoorkeur = Persoon.Mailvoorkeur.NIET
    lid.save()
    verzonden()
    wijziging_noteren(bijeenkomst, "Er komt een tolk.", door=secretaris)
    domain.bijeenkomst_annuleren(bijeenkomst, reden="Te weinig mensen.", door=secretaris)
    versturen(timedelta(days=1))

    assert post_van(lid) == []


def test_wie_onderweg_geen_mail_meer_wil_of_vertrekt_krijgt_er_geen(verzonden, lid, toehoorder):
    verzonden()
    lid.mailvoorkeur = Persoon.Mailvoorkeur.NIET
    lid.save()
    toehoorder.is_active = False
    toehoorder.save()
    versturen()

    assert post_van(lid) == post_van(toehoorder) == []


def test_wie_het_dagelijks_wil_krijgt_alles_in_een_mail_om_zeven_uur(
    verzonden, bijeenkomst, secretaris, lid
):
    lid.mailvoorkeur = Persoon.Mailvoorkeur.DAGELIJKS
    lid.save()
    ander = factories.BijeenkomstFactory(
        tafel=bijeenkomst.tafel, titel="Extra overleg", start=bijeenkomst.start + timedelta(days=1)
    )
    factories.AgendapuntFactory(bijeenkomst=ander)
    verzonden()
    domain.agenda_verzenden(ander, door=secretaris)
    versturen()
    assert post_van(lid) == []
    zeven = Melding.objects.filter(persoon=lid).first().na
    assert timezone.localtime(zeven).hour == 7
    with time_machine.travel(zeven + MINUUT, tick=False):
        tasks.meldingen_versturen()

    (brief,) = post_van(lid)
    assert brief.subject == "Uw bijeenkomsten: 2 berichten"
    assert bijeenkomst.titel in brief.body
    assert "Extra overleg" in brief.body
    assert len(brief.attachments) == 2


def test_een_afgezegde_bijeenkomst_verdwijnt_uit_de_agenda(verzonden, bijeenkomst, secretaris, lid):
    verzonden()
    versturen()
    wijziging_noteren(bijeenkomst, "Er komt een tolk.", door=secretaris)
    domain.bijeenkomst_annuleren(bijeenkomst, reden="Te weinig mensen.", door=secretaris)
    versturen()
    versturen(11 * MINUUT)

    eerste, tweede = post_van(lid)
    methode, kalender = kalender_van(tweede)
    assert tweede.subject.startswith("Gaat niet door: ")
    assert "Waarom: Te weinig mensen." in tweede.body
    assert methode == "CANCEL"
    assert kalender.events[0]["STATUS"] == "CANCELLED"
    assert kalender.events[0]["UID"] == kalender_van(eerste)[1].events[0]["UID"]
    assert kalender.events[0]["SEQUENCE"] == 1


def test_een_agenda_van_een_afgezegde_bijeenkomst_gaat_niet_meer_weg(
    verzonden, bijeenkomst, secretaris, lid
):
    verzonden()
    domain.bijeenkomst_annuleren(bijeenkomst, reden="Te weinig mensen.", door=secretaris)
    versturen()

    assert [b.subject.split(":")[0] for b in post_van(lid)] == ["Gaat niet door"]


def test_verzetten_meldt_de_nieuwe_tijd_en_hoogt_het_volgnummer_op(
    verzonden, bijeenkomst, secretaris, lid
):
    verzonden()
    versturen()
    bijeenkomst.refresh_from_db()
    domain.bijeenkomst_wijzigen(
        bijeenkomst,
        titel=bijeenkomst.titel,
        start=bijeenkomst.start + timedelta(days=1),
        einde=bijeenkomst.einde + timedelta(days=1),
        soort=bijeenkomst.soort,
        locatie="Wijkcentrum",
        online_link="",
        versie=bijeenkomst.versie,
        door=secretaris,
    )
    versturen(11 * MINUUT)

    brief = post_van(lid)[-1]
    assert "De bijeenkomst is nu op " in brief.body
    assert "De plaats is nu: Wijkcentrum." in brief.body
    assert kalender_van(brief)[1].events[0]["SEQUENCE"] == 1


def test_een_titel_verandert_het_volgnummer_niet(bijeenkomst, secretaris):
    domain.bijeenkomst_wijzigen(
        bijeenkomst,
        titel="Anders",
        start=bijeenkomst.start,
        einde=bijeenkomst.einde,
        soort=bijeenkomst.soort,
        locatie=bijeenkomst.locatie,
        online_link="",
        versie=bijeenkomst.versie,
        door=secretaris,
    )

    bijeenkomst.refresh_from_db()
    assert bijeenkomst.volgnummer == 0


# --- a mail server that does not do what it should -----------------------------------------------


def doof(settings):
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
        }
    }


def test_een_dove_mailserver_verliest_geen_mail(verzonden, secretaris, lid, settings):
    locmem = settings.MAILERS
    doof(settings)
    verzonden()
    versturen()
    versturen()  # nobody waits for it a second time at once
    assert mail.outbox == []
    assert sum(Melding.objects.values_list("pogingen", flat=True)) == 1
    cache.delete(tasks.MAIL_STIL)
    settings.MAILERS = locmem
    versturen(5 * MINUUT)

    assert sorted(b.to[0] for b in mail.outbox) == sorted([secretaris.email, lid.email])


def test_na_zes_keer_ziet_de_secretaris_wie_geen_mail_kreeg(
    als, verzonden, secretaris, bijeenkomst, settings
):
    doof(settings)
    verzonden()
    for poging in range(MAX_POGINGEN + 2):
        cache.delete(tasks.MAIL_STIL)
        versturen(timedelta(days=1) * poging / 3)
    (melding,) = Melding.objects.all()
    assert (melding.pogingen, melding.is_mislukt) == (MAX_POGINGEN, True)

    html = als(secretaris).get(f"/bijeenkomsten/{bijeenkomst.pk}/publiceren/").text
    assert "Sanne Secretaris: De mailserver antwoordde niet." in html
    cache.delete(tasks.MAIL_STIL)
    wijziging_noteren(bijeenkomst, "Er komt een tolk.", door=secretaris)
    assert Melding.objects.gewacht().count() == 1  # a later mail is tried again


def test_wat_een_gestopte_werker_oppakte_gaat_later_alsnog_met_hetzelfde_kenmerk(verzonden, lid):
    verzonden()
    alle = []
    while meldingen := domain.melding_oppakken(door=None):
        alle.append(meldingen)  # and here the worker dies, each time
    kenmerken = {tasks._brief(m).extra_headers["Message-ID"] for m in alle}
    versturen(4 * MINUUT)
    assert mail.outbox == []
    versturen(6 * MINUUT)

    assert {b.extra_headers["Message-ID"] for b in mail.outbox} == kenmerken
    assert len(post_van(lid)) == 1


def test_een_wijziging_tijdens_het_versturen_wordt_een_volgende_mail(
    verzonden, bijeenkomst, secretaris
):
    verzonden()
    versturen()
    wijziging_noteren(bijeenkomst, "Eerst.", door=secretaris)
    with time_machine.travel(timezone.now() + 11 * MINUUT, tick=False):
        opgepakt = domain.melding_oppakken(door=None)
    with time_machine.travel(timezone.now() + 11.1 * MINUUT, tick=False):
        wijziging_noteren(bijeenkomst, "Daarna.", door=secretaris)
        tekst = tasks._brief(opgepakt).body
        domain.melding_afronden(opgepakt, door=None)
    versturen(22 * MINUUT)

    assert "Eerst." in tekst
    (brief,) = [b for b in post_van(secretaris) if b.subject.startswith("Gewijzigd")]
    assert "Daarna." in brief.body
    assert "Eerst." not in brief.body


def test_het_kenmerk_heeft_de_naam_van_het_portaal(verzonden, lid):
    verzonden()
    versturen()

    bericht = message_from_bytes(post_van(lid)[0].message().as_bytes(), policy=email.policy.default)
    assert bericht["Message-ID"].endswith(f"@{urlsplit(settings.PORTAAL_ADRES).hostname}>")
    assert [deel.get_content_type() for deel in bericht.walk()] == [
        "multipart/mixed",
        "multipart/alternative",
        "text/plain",
        "text/html",
        "text/calendar",
    ]
