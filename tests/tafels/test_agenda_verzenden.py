"""Adopting and sending the agenda: the voorzitter says yes, the secretaris tells everybody."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Agendapunt, Melding
from tests import factories


@pytest.fixture
def pagina(bijeenkomst):
    return reverse("tafels:publiceren", args=[bijeenkomst.pk])


@pytest.fixture
def verzenden(bijeenkomst):
    return reverse("tafels:agenda_verzenden", args=[bijeenkomst.pk])


@pytest.fixture
def vaststellen(bijeenkomst):
    return reverse("tafels:agenda_vaststellen", args=[bijeenkomst.pk])


def test_de_voorzitter_stelt_vast_en_de_secretaris_verzendt(
    als, secretaris, voorzitter, bijeenkomst, agendapunt, vaststellen, verzenden
):
    assert als(secretaris).post(verzenden).status_code == 409
    assert als(voorzitter).post(vaststellen).status_code == 302
    assert als(secretaris).post(verzenden).status_code == 302

    bijeenkomst.refresh_from_db()
    assert bijeenkomst.status == "agenda verzonden"
    assert bijeenkomst.agenda_versie == 1
    assert bijeenkomst.vastgesteld_door == voorzitter
    assert bijeenkomst.agenda_vastgesteld_op == timezone.localdate()
    assert timezone.now() - bijeenkomst.verzonden_op < timedelta(minutes=1)
    assert als(secretaris).post(verzenden).status_code == 403  # once is enough
    assert als(voorzitter).post(vaststellen).status_code == 403


def test_iedereen_krijgt_op_hetzelfde_moment_een_mail_in_de_wachtrij(
    secretaris, lid, lid_buitenkring, toehoorder, oud_lid, buitenstaander, bijeenkomst, agendapunt
):
    factories.PersoonFactory(is_active=False)
    gast = factories.PersoonFactory()
    agendapunt.genodigden.add(gast)

    domain.agenda_verzenden(bijeenkomst, door=secretaris)

    meldingen = Melding.objects.filter(bijeenkomst=bijeenkomst, soort="agenda")
    assert {m.persoon for m in meldingen} == {secretaris, lid, lid_buitenkring, toehoorder, gast}
    assert len({m.na for m in meldingen}) == 1


def test_wie_geen_mail_wil_staat_niet_in_de_wachtrij_en_wie_het_dagelijks_wil_wacht(
    secretaris, lid, toehoorder, bijeenkomst, agendapunt
):
    lid.mailvoorkeur, toehoorder.mailvoorkeur = "niet", "dagelijks"
    lid.save()
    toehoorder.save()

    domain.agenda_verzenden(bijeenkomst, door=secretaris)

    wie = {m.persoon: timezone.localtime(m.na) for m in Melding.objects.all()}
    assert set(wie) == {secretaris, toehoorder}
    assert (wie[toehoorder].hour, wie[toehoorder].minute) == (7, 0)
    assert wie[toehoorder] > timezone.now()


def test_zonder_voorzitter_verzendt_de_secretaris_met_een_waarschuwing(
    als, secretaris, bijeenkomst, agendapunt, pagina, verzenden
):
    html = als(secretaris).get(pagina).text

    assert "Deze tafel heeft nu geen voorzitter." in html
    assert als(secretaris).post(verzenden).status_code == 302


def test_een_lege_agenda_gaat_niet_weg(
    als, secretaris, voorzitter, bijeenkomst, pagina, vaststellen, verzenden
):
    assert als(secretaris).get(pagina).context["beletsels"] == ["De agenda is nog leeg."]
    assert als(voorzitter).post(vaststellen).status_code == 409
    assert als(secretaris).post(verzenden).status_code == 409

    bijeenkomst.refresh_from_db()
    assert bijeenkomst.status == "agenda in voorbereiding"
    assert not Melding.objects.exists()


def test_een_beletsel_staat_op_de_pagina_en_dan_is_er_geen_knop(
    als, secretaris, bijeenkomst, agendapunt, pagina, verzenden
):
    factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel="Nachtteam", behandeling="ter besluitvorming"
    )
    antwoord = als(secretaris).get(pagina)

    assert antwoord.context["beletsels"] == bijeenkomst.beletsels() != []
    assert 'id="verzend"' not in antwoord.text
    assert als(secretaris).post(verzenden).status_code == 409


def test_twee_keer_verzenden_kan_niet(bijeenkomst, agendapunt, secretaris):
    domain.agenda_verzenden(bijeenkomst, door=secretaris)

    with pytest.raises(NietMogelijk, match=r"^De agenda is al verzonden\.$"):
        domain.agenda_verzenden(bijeenkomst, door=secretaris)
    with pytest.raises(NietMogelijk, match=r"^Deze agenda ligt al vast\.$"):
        domain.agenda_vaststellen(bijeenkomst, door=secretaris)


@pytest.mark.parametrize("status", ["bezig", "afgesloten", "geannuleerd"])
def test_uit_een_andere_stand_gaat_geen_agenda_weg(bijeenkomst, agendapunt, secretaris, status):
    bijeenkomst.status = status
    bijeenkomst.save()

    for handeling in (domain.agenda_vaststellen, domain.agenda_verzenden):
        with pytest.raises(NietMogelijk):
            handeling(bijeenkomst, door=secretaris)


def test_alleen_de_secretaris_verzendt_en_alleen_de_voorzitter_stelt_vast(
    als, secretaris, voorzitter, lid, programmamanager, verzenden, vaststellen, agendapunt
):
    anderen = (lid, programmamanager)
    assert [als(p).post(verzenden).status_code for p in (voorzitter, *anderen)] == [403] * 3
    assert [als(p).post(vaststellen).status_code for p in (secretaris, *anderen)] == [403] * 3


def test_de_pagina_is_voor_secretaris_en_voorzitter(
    als, secretaris, voorzitter, lid, regiobureau, pagina, agendapunt
):
    assert [als(p).get(pagina).status_code for p in (secretaris, voorzitter)] == [200, 200]
    assert [als(p).get(pagina).status_code for p in (lid, regiobureau)] == [403, 403]


# History keeps the moment of the transaction, so each act needs its own.
@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_de_voorzitter_ziet_wat_er_na_het_vaststellen_nog_veranderde(
    als, voorzitter, secretaris, bijeenkomst, agendapunt, pagina
):
    domain.agenda_vaststellen(bijeenkomst, door=voorzitter)
    assert als(voorzitter).get(pagina).context["gewijzigd"] == []
    agendapunt.titel = "Begroting 2028"
    agendapunt.save()

    assert als(voorzitter).get(pagina).context["gewijzigd"] == ["Begroting 2028"]


def test_de_pagina_waarschuwt_voor_te_lang_te_laat_en_niet_voorbesproken(
    als, secretaris, voorzitter, bijeenkomst, agendapunt, pagina
):
    agendapunt.minuten = 200
    agendapunt.save()
    bijeenkomst.start = timezone.now() + timedelta(days=3)
    bijeenkomst.einde = bijeenkomst.start + timedelta(hours=2)
    bijeenkomst.save()

    zinnen = als(secretaris).get(pagina).context["waarschuwingen"]

    assert zinnen == [
        "De agenda is 1 uur en 20 minuten te lang.",
        "Over 3 dagen is de bijeenkomst. Afgesproken is dat stukken 7 dagen vooraf klaar zijn.",
        "De klankbordgroep heeft deze agenda nog niet voorbesproken.",
    ]


def test_ontvangers_staan_er_bij_naam_met_wat_zij_krijgen(
    als, secretaris, lid, lid_buitenkring, toehoorder, bijeenkomst, agendapunt, pagina
):
    gast, stil = factories.PersoonFactory(naam="Gijs"), factories.PersoonFactory(naam="Stan")
    agendapunt.genodigden.add(gast)
    besloten = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, openbaarheid="vertrouwelijk")
    besloten.genodigden.add(stil)

    context = als(secretaris).get(pagina).context

    assert {(o.persoon.naam, o.lezer.krijgt) for o in context["ontvangers"]} == {
        ("Sanne Secretaris", "De hele agenda"),
        ("Lies Lid", "De hele agenda"),
        ("Thijs Toehoorder", "Alles wat niet vertrouwelijk is"),
        ("Bea Buitenkring", "Wat open is voor partners"),
        ("Gijs", "Wat open is voor partners"),
    }
    assert (
        "Stan is te gast bij een besloten onderwerp en krijgt daarover geen mail."
        in context["waarschuwingen"]
    )


@pytest.mark.parametrize(
    ("lezer", "ziet"),
    [
        ("lid", ["Begroting 2027", "Besloten onderwerp"]),
        ("toehoorder", ["Begroting 2027"]),
        ("buitenkring", ["Begroting 2027"]),
    ],
)
def test_het_voorbeeld_van_de_mail_is_per_soort_lezer(
    als, secretaris, toehoorder, lid_buitenkring, bijeenkomst, agendapunt, pagina, lezer, ziet
):
    factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel="Opvolging directeur", openbaarheid="vertrouwelijk"
    )

    tekst = als(secretaris).get(f"{pagina}?lezer={lezer}").context["tekst"]

    titels = ("Begroting 2027", "Besloten onderwerp", "Opvolging directeur")
    assert [titel for titel in titels if titel in tekst] == ziet


def test_de_programmamanager_van_het_thema_wordt_gast_bij_dat_agendapunt(
    secretaris, bijeenkomst, agendapunt
):
    thema = factories.ThemaFactory()
    zetel = factories.LidmaatschapFactory(rol="programmamanager")
    zetel.themas.add(thema)
    andere = factories.LidmaatschapFactory(rol="programmamanager")
    voorbij = factories.LidmaatschapFactory(rol="programmamanager", tot="2026-01-31")
    voorbij.themas.add(thema)
    Agendapunt.objects.filter(pk=agendapunt.pk).update(thema=thema)
    besloten = factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, thema=thema, openbaarheid="tafel"
    )

    domain.agenda_verzenden(bijeenkomst, door=secretaris)

    assert list(agendapunt.genodigden.all()) == [zetel.persoon]
    assert not besloten.genodigden.exists()
    assert Melding.objects.filter(persoon=zetel.persoon).count() == 1
    assert not Melding.objects.filter(persoon=andere.persoon).exists()


def test_een_bijeenkomst_van_de_hele_regio_gaat_naar_iedereen(
    als, regiobureau, lid, buitenstaander, ontmoeting
):
    factories.AgendapuntFactory(bijeenkomst=ontmoeting)
    adres = reverse("tafels:publiceren", args=[ontmoeting.pk])

    assert als(regiobureau).get(adres).context["aantal"] == ontmoeting.ontvangers().count()
    domain.agenda_verzenden(ontmoeting, door=regiobureau)

    ontvangers = {m.persoon for m in Melding.objects.all()}
    assert {regiobureau, lid, buitenstaander} <= ontvangers


@pytest.mark.parametrize("aantal", [1, 5])
def test_de_pagina_voor_het_verzenden_kost_even_veel_vragen(
    als, secretaris, voorzitter, bijeenkomst, pagina, aantal, django_assert_num_queries
):
    for _ in range(aantal):
        punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst)
        punt.genodigden.add(factories.PersoonFactory())
        factories.LidmaatschapFactory(tafel=bijeenkomst.tafel)
    client = als(secretaris)
    client.get(pagina)

    with django_assert_num_queries(11):
        client.get(pagina)


@pytest.mark.parametrize("aantal", [1, 5])
def test_de_pagina_na_het_verzenden_kost_even_veel_vragen(
    als,
    secretaris,
    lid_buitenkring,
    toehoorder,
    bijeenkomst,
    pagina,
    aantal,
    django_assert_num_queries,
):
    for _ in range(aantal):
        punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst)
        factories.StukFactory(agendapunt=punt)
        factories.LidmaatschapFactory(tafel=bijeenkomst.tafel)
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    for _ in range(aantal):
        domain.wijziging_melden(bijeenkomst, tekst="Er komt een tolk.", door=secretaris)
    client = als(secretaris)
    client.get(pagina)

    with django_assert_num_queries(12):
        client.get(pagina)


def test_wie_las_wat_telt_alleen_wie_het_stuk_mag_lezen(
    als, secretaris, voorzitter, lid, lid_buitenkring, bijeenkomst, agendapunt, pagina
):
    open_stuk = factories.StukFactory(agendapunt=agendapunt, titel="Begroting")
    geheim = factories.StukFactory(
        agendapunt=agendapunt,
        titel="Bijlage",
        openbaarheid="vertrouwelijk",
        reden_vertrouwelijk="namen",
    )
    domain.agenda_vaststellen(bijeenkomst, door=voorzitter)
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    for persoon in (lid, lid_buitenkring, factories.PersoonFactory()):
        open_stuk.inzages.create(persoon=persoon)
    open_stuk.inzages.create(persoon=lid, weg="bundel")
    geheim.inzages.create(persoon=voorzitter)

    gelezen = als(voorzitter).get(pagina).context["gelezen"]

    assert [(g.stuk.titel, sorted(g.gelezen), sorted(g.niet)) for g in gelezen] == [
        ("Begroting", ["Bea Buitenkring", "Lies Lid"], ["Sanne Secretaris", "Victor Voorzitter"]),
        ("Bijlage", ["Victor Voorzitter"], ["Lies Lid", "Sanne Secretaris"]),
    ]
