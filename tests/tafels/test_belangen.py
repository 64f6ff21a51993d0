"""What each organisation has at stake: written for the tafel, and kept."""

from datetime import timedelta

import pytest
from django.db.utils import DatabaseError
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk, Verouderd
from regio.models import Regio
from tafels import bundel, domain, toegang
from tafels.models import Agendapunt, Belang, Bijeenkomst, Blok
from tafels.rijen import opslaan
from tafels.voorstellen import blok_inhoud, voorstel
from tests import factories

GEHEIM = "Wij sluiten een afdeling"


@pytest.fixture
def punt(bijeenkomst):
    return factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel="Belangen op tafel", blok=Blok.BELANGEN
    )


@pytest.fixture
def adres(punt):
    return reverse("tafels:belang_beschrijven", args=[punt.pk])


def schrijf(punt, door, organisatie=None, versie=0, **teksten):
    return domain.belang_beschrijven(
        punt,
        organisatie=organisatie or door.organisatie,
        **({"knelt": GEHEIM} | teksten),
        versie=versie,
        door=door,
    )


def kaarten(antwoord) -> list[str]:
    return [regel.belang.organisatie.korte_naam for regel in antwoord.context["belangen"].regels]


# --- schrijven -----------------------------------------------------------------------------------


def test_een_lid_schrijft_voor_de_eigen_organisatie(als, lid, punt, adres):
    antwoord = als(lid).post(
        adres,
        {
            "helpt": " Minder mensen in het ziekenhuis. ",
            "knelt": "Wij verliezen omzet.",
            "hoe_helpen": "Betaal de overgang samen.",
            "regiorol": "Een afspraak met de verzekeraar.",
            "versie": "0",
        },
    )

    belang = Belang.objects.get()
    assert antwoord.headers["Location"] == (
        f"{punt.get_absolute_url()}#belang-{lid.organisatie_id}"
    )
    assert (belang.agendapunt, belang.organisatie, belang.gewijzigd_door) == (
        punt,
        lid.organisatie,
        lid,
    )
    assert [tekst for _, tekst in belang.antwoorden] == [
        "Minder mensen in het ziekenhuis.",
        "Wij verliezen omzet.",
        "Betaal de overgang samen.",
        "Een afspraak met de verzekeraar.",
    ]
    assert [vraag for vraag, _ in belang.antwoorden] == [
        "Waar helpt het ons?",
        "Waar knelt het?",
        "Hoe kunnen wij elkaar helpen?",
        "Welke rol heeft de regio hierbij?",
    ]
    assert belang.versie == 1


def test_een_lid_schrijft_nooit_voor_een_ander(als, lid, bestuurder, punt, adres):
    ander = bestuurder.organisatie
    client = als(lid)

    assert "organisatie" not in client.get(adres).context["form"].fields
    client.post(
        f"{adres}?organisatie={ander.pk}",
        {"knelt": "Zij willen niet.", "organisatie": ander.pk, "versie": "0"},
    )

    assert [belang.organisatie for belang in Belang.objects.all()] == [lid.organisatie]
    with pytest.raises(
        NietMogelijk, match=r"^U beschrijft de belangen van uw eigen organisatie\.$"
    ):
        schrijf(punt, lid, ander)


def test_de_secretaris_schrijft_namens_wie_aan_tafel_zit(
    als, secretaris, lid, lid_buitenkring, punt, adres
):
    client = als(secretaris)
    namen = dict(client.get(adres).context["form"].fields["organisatie"].choices)

    assert str(lid.organisatie_id) in namen
    assert str(lid_buitenkring.organisatie_id) not in namen
    client.post(adres, {"organisatie": lid.organisatie_id, "helpt": "Rust.", "versie": "0"})

    belang = Belang.objects.get()
    assert (belang.organisatie, belang.gewijzigd_door) == (lid.organisatie, secretaris)
    with pytest.raises(NietMogelijk, match=r"^Kies een organisatie die aan deze tafel zit\.$"):
        schrijf(punt, secretaris, lid_buitenkring.organisatie)


def test_de_secretaris_kiest_eerst_namens_wie(als, secretaris, lid, adres):
    antwoord = als(secretaris).post(adres, {"helpt": "Rust.", "versie": "0"})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["organisatie"]
    assert 'value="0"' in antwoord.text
    assert "Rust." in antwoord.text
    assert Belang.objects.count() == 0


def test_een_vraag_is_genoeg_en_geen_is_te_weinig(als, lid, punt, adres):
    leeg = als(lid).post(adres, {"helpt": "  ", "versie": "0"})

    assert leeg.status_code == 422
    assert "Vul op zijn minst één van de vier vragen in." in leeg.text
    with pytest.raises(NietMogelijk, match=r"^Vul op zijn minst één van de vier vragen in\.$"):
        schrijf(punt, lid, knelt=" ")
    assert schrijf(punt, lid, knelt="", regiorol="Een afspraak.").versie == 1


def test_langer_dan_duizend_tekens_past_niet(als, lid, adres):
    antwoord = als(lid).post(adres, {"knelt": "a" * 1001, "versie": "0"})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["knelt"]
    assert "a" * 1001 in antwoord.text


def test_twee_keer_drukken_is_een_keer_schrijven(als, lid, adres):
    client = als(lid)
    for _ in range(2):
        antwoord = client.post(adres, {"knelt": GEHEIM, "versie": "0"})

    assert antwoord.status_code == 302
    assert Belang.objects.get().versie == 1


def test_een_organisatie_staat_er_een_keer(punt, lid):
    schrijf(punt, lid)
    tweede = Belang(agendapunt=punt, organisatie=lid.organisatie, gewijzigd_door=lid, helpt="Rust")

    with pytest.raises(NietMogelijk, match=r"^Deze organisatie schreef hier al iets\.$"):
        opslaan(tweede, helpt="Rust")


# --- twee mensen ---------------------------------------------------------------------------------


def test_wat_een_ander_net_schreef_staat_naast_wat_u_schreef(als, lid, secretaris, punt, adres):
    schrijf(punt, lid)
    als(secretaris).post(
        f"{adres}?organisatie={lid.organisatie_id}", {"knelt": "Wij krimpen.", "versie": "1"}
    )

    antwoord = als(lid).post(adres, {"knelt": "Wij stoppen.", "versie": "1"})

    assert antwoord.status_code == 409
    assert antwoord.context["botsing"] == [("Waar knelt het?", "Wij krimpen.", "Wij stoppen.")]
    assert "Iemand anders heeft dit net gewijzigd" in antwoord.text
    versie = antwoord.context["form"]["versie"].value()
    als(lid).post(adres, {"knelt": "Wij stoppen.", "versie": versie})
    assert Belang.objects.get().knelt == "Wij stoppen."


def test_de_secretaris_schrijft_niet_over_wat_het_lid_net_schreef(
    als, lid, secretaris, punt, adres
):
    schrijf(punt, lid)

    antwoord = als(secretaris).post(
        adres, {"organisatie": lid.organisatie_id, "knelt": "Omzet.", "versie": "0"}
    )

    assert antwoord.status_code == 409
    assert antwoord.context["botsing"] == [("Waar knelt het?", GEHEIM, "Omzet.")]
    assert Belang.objects.get().knelt == GEHEIM
    with pytest.raises(Verouderd):
        schrijf(punt, secretaris, lid.organisatie, knelt="Omzet.")


# --- wie en wanneer ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wie", "status"),
    [
        ("secretaris", 200),
        ("voorzitter", 200),
        ("programmamanager", 200),
        ("bestuurder", 200),
        ("lid", 200),
        ("toehoorder", 200),
        ("lid_buitenkring", 403),
        ("oud_lid", 403),
        ("buitenstaander", 403),
        ("regiobureau", 403),
    ],
)
def test_alleen_de_binnenkring_schrijft(als, request, adres, wie, status):
    client = als(request.getfixturevalue(wie))

    assert client.get(adres).status_code == status
    assert client.post(adres, {"knelt": " "}).status_code in (status, 422 if status == 200 else 403)


def test_zonder_organisatie_schrijft_alleen_de_secretaris(lid, secretaris, punt):
    for persoon in (lid, secretaris):
        persoon.organisatie = None
        persoon.save()

    mag = [toegang.beschrijft_belang(persoon, punt) for persoon in (lid, secretaris)]

    assert mag == [False, True]


def test_vanaf_de_agenda_tot_het_vastgestelde_verslag(als, lid, voorzitter, begonnen, secretaris):
    punt = factories.AgendapuntFactory(bijeenkomst=begonnen, blok=Blok.BELANGEN)
    belang = schrijf(punt, lid)
    domain.bijeenkomst_afsluiten(begonnen, keuzes={punt.pk: "behandeld"}, door=secretaris)
    schrijf(Agendapunt.objects.get(), lid, versie=1, knelt="Ook na afloop.")
    domain.verslag_schrijven(
        Bijeenkomst.objects.get(),
        verslag="Wij spraken.",
        versie=Bijeenkomst.objects.get().versie,
        door=secretaris,
    )
    domain.verslag_vaststellen(Bijeenkomst.objects.get(), door=voorzitter)

    punt = Agendapunt.objects.get()
    with pytest.raises(NietMogelijk, match=r"^Het verslag is vastgesteld\. "):
        schrijf(punt, lid, versie=2, knelt="Te laat.")
    assert als(lid).get(reverse("tafels:belang_beschrijven", args=[punt.pk])).status_code == 403
    with pytest.raises(DatabaseError, match="Het verslag is vastgesteld"):
        Belang.objects.filter(pk=belang.pk).update(knelt="Langs de achterdeur")


@pytest.mark.parametrize("status", ["doorgeschoven", "vervallen"])
def test_niet_meer_bij_wat_hier_niet_wordt_besproken(lid, punt, status):
    punt.status, punt.volgorde = status, None if status == "vervallen" else punt.volgorde
    punt.save()

    assert not toegang.beschrijft_belang(lid, punt)
    with pytest.raises(NietMogelijk, match=r"^Bij dit agendapunt beschrijft u nu geen belangen\.$"):
        schrijf(punt, lid)


def test_niet_bij_een_ander_agendapunt(als, lid, agendapunt):
    adres = reverse("tafels:belang_beschrijven", args=[agendapunt.pk])

    assert als(lid).get(adres).status_code == 403
    assert "belangen" not in als(lid).get(agendapunt.get_absolute_url()).context


def test_als_de_regio_dit_nog_niet_doet_is_er_geen_formulier(als, lid, punt, adres):
    Regio.objects.update(belangen_bespreken="nog niet")

    pagina = als(lid).get(punt.get_absolute_url())

    assert "belang_form" not in pagina.context
    assert "Uw regio zet belangen nog niet op tafel." in pagina.text
    assert als(lid).get(adres).status_code == 409
    with pytest.raises(NietMogelijk, match=r"^Uw regio zet belangen nog niet op tafel\.$"):
        schrijf(punt, lid)


# --- lezen ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wie", "leest"),
    [
        ("secretaris", True),
        ("voorzitter", True),
        ("programmamanager", True),
        ("bestuurder", True),
        ("lid", True),
        ("toehoorder", True),
        ("lid_buitenkring", False),
        ("oud_lid", False),
        ("buitenstaander", False),
        ("regiobureau", False),
    ],
)
@pytest.mark.parametrize("openbaarheid", ["openbaar", "partners"])
def test_hoe_open_ook_alleen_de_binnenkring_leest_het(
    als, request, punt, bestuurder, voorzitter, wie, leest, openbaarheid
):
    punt.openbaarheid = openbaarheid
    punt.save()
    schrijf(punt, bestuurder)
    persoon = request.getfixturevalue(wie)
    client = als(persoon)
    adressen = [
        punt.get_absolute_url(),
        reverse("tafels:agendapunt_blok", args=[punt.pk]),
        punt.bijeenkomst.get_absolute_url(),
        reverse("geschiedenis", args=["agendapunt", punt.pk]),
        reverse("zoeken") + "?q=sluiten",
        "/",
    ]

    teksten = [client.get(adres).text for adres in adressen]

    assert Belang.objects.zichtbaar_voor(persoon).exists() is leest
    assert [GEHEIM in tekst for tekst in teksten] == [leest, leest, False, False, False, False]
    niets_geschreven = f"Nog niets geschreven: {voorzitter.organisatie}"
    assert [niets_geschreven in tekst for tekst in teksten[:2]] == [leest, leest]
    if not leest:
        assert "Ieders belangen" not in teksten[0]


def test_wie_het_agendapunt_niet_mag_zien_ziet_ook_dit_niet(als, toehoorder, lid, punt, adres):
    punt.openbaarheid = "vertrouwelijk"
    punt.save()
    schrijf(punt, lid)

    assert not Belang.objects.zichtbaar_voor(toehoorder).exists()
    assert als(toehoorder).get(adres).status_code == 404
    assert als(toehoorder).get(punt.get_absolute_url()).status_code == 404


def test_wie_nergens_aan_deze_tafel_zit_leest_niets_ook_de_binnenkring_elders(als, lid, punt):
    schrijf(punt, lid)
    elders = factories.LidmaatschapFactory(rol="secretaris").persoon

    assert not Belang.objects.zichtbaar_voor(elders).exists()
    assert GEHEIM not in als(elders).get(punt.get_absolute_url()).text


def test_de_eigen_organisatie_staat_bovenaan(als, lid, bestuurder, voorzitter, punt):
    for persoon, naam in ((voorzitter, "Aa"), (bestuurder, "Bb"), (lid, "Cc")):
        persoon.organisatie.korte_naam = naam
        persoon.organisatie.save()
        schrijf(punt, persoon)

    gezien = [kaarten(als(p).get(punt.get_absolute_url())) for p in (lid, bestuurder, voorzitter)]

    assert gezien == [["Cc", "Aa", "Bb"], ["Bb", "Aa", "Cc"], ["Aa", "Bb", "Cc"]]


def test_wie_nog_niets_schreef_staat_in_een_zin(
    als, secretaris, programmamanager, toehoorder, lid_buitenkring, oud_lid, lid, bestuurder, punt
):
    """Not who looks after the conversation or listens, who is independent, or who left."""
    factories.LidmaatschapFactory(tafel=punt.tafel, rol="voorzitter", hoedanigheid="onafhankelijk")
    schrijf(punt, bestuurder)

    antwoord = als(lid).get(punt.get_absolute_url())

    assert antwoord.context["belangen"].stil == [lid.organisatie]
    assert f"Nog niets geschreven: {lid.organisatie}." in antwoord.text


def test_zonder_tekst_staat_er_een_zin(als, lid, punt):
    assert "Nog niemand schreef hier iets op." in als(lid).get(punt.get_absolute_url()).text


def test_iedereen_wijzigt_alleen_wat_hij_mag(als, lid, bestuurder, secretaris, punt, adres):
    for persoon in (lid, bestuurder):
        schrijf(punt, persoon)

    def knoppen(persoon) -> list[bool]:
        html = als(persoon).get(punt.get_absolute_url()).text
        return [f"{adres}?organisatie={p.organisatie_id}" in html for p in (lid, bestuurder)]

    assert [knoppen(p) for p in (lid, bestuurder, secretaris)] == [
        [True, False],
        [False, True],
        [True, True],
    ]


def test_htmx_krijgt_alleen_dit_vak_met_de_nieuwe_tekst(als, lid, adres):
    antwoord = als(lid).post(
        adres, {"knelt": GEHEIM, "versie": "0"}, headers={"HX-Request": "true"}
    )

    assert antwoord.status_code == 200
    assert antwoord.headers["Cache-Control"] == "no-store"
    assert antwoord.text.strip().startswith('<section id="belangen"')
    assert GEHEIM in antwoord.text
    assert f"De belangen van {lid.organisatie} zijn bewaard." in antwoord.text


def test_htmx_houdt_bij_een_fout_de_getypte_tekst(als, secretaris, adres):
    antwoord = als(secretaris).post(
        adres, {"knelt": GEHEIM, "versie": "0"}, headers={"HX-Request": "true"}
    )

    assert antwoord.status_code == 422
    assert antwoord.text.strip().startswith('<section id="belangen"')
    assert GEHEIM in antwoord.text


# --- jaarkalender, sjabloon, bundel en doorschuiven ----------------------------------------------


def test_uit_de_jaarkalender_komt_het_met_dit_blok_op_de_agenda(secretaris, bijeenkomst):
    gepland = factories.ThemaplanningFactory(
        tafel=bijeenkomst.tafel,
        soort="belangen op tafel",
        maand=timezone.localdate(bijeenkomst.start).replace(day=1),
    )
    sleutel = f"themaplanning-{gepland.pk}"
    assert voorstel(bijeenkomst, secretaris, sleutel).velden["blok"] == Blok.BELANGEN

    punt = domain.voorstel_agenderen(bijeenkomst, sleutel=sleutel, door=secretaris)

    assert (punt.blok, punt.titel) == ("belangen", f"Belangen op tafel: {gepland.thema}")


def test_het_sjabloon_kan_het_ook(bijeenkomst, secretaris):
    domain.vastpunt_toevoegen(
        bijeenkomst.tafel, titel="Belangen op tafel", blok=Blok.BELANGEN, door=secretaris
    )
    domain.sjabloon_toepassen(bijeenkomst.tafel, door=secretaris)

    assert bijeenkomst.agendapunten.get(titel="Belangen op tafel").blok == "belangen"


def test_de_bundel_drukt_het_af_alleen_voor_wie_het_mag_zien(
    lid, bestuurder, buitenstaander, lid_buitenkring, punt
):
    schrijf(punt, bestuurder, knelt=f"{GEHEIM}.\nDat is lastig.", regiorol="Praat met ons.")

    def gedrukt(persoon):
        inhoud = bundel.inhoud_voor(punt.bijeenkomst, persoon, toegang.leest_alles, blok_inhoud)
        return inhoud.openheid, inhoud.punten[0].lijsten

    openheid, lijsten = gedrukt(lid)
    assert lijsten == [
        (
            "Ieders belangen, nu",
            [
                "Alleen wie aan deze tafel zit, mag dit lezen.",
                f"Nog niets geschreven: {lid.organisatie}.",
            ],
        ),
        (
            str(bestuurder.organisatie),
            [
                f"Waar knelt het? {GEHEIM}. Dat is lastig.",
                "Welke rol heeft de regio hierbij? Praat met ons.",
            ],
        ),
    ]
    assert "Geef deze bundel niet aan anderen." in openheid
    for persoon in (buitenstaander, lid_buitenkring):
        openheid, lijsten = gedrukt(persoon)
        assert openheid == ["Alle partners van de regio mogen dit lezen."]
        assert lijsten == [("Ieders belangen, nu", ["Dit is alleen voor wie aan deze tafel zit."])]


def test_wie_hetzelfde_mag_lezen_krijgt_dezelfde_bundel(lid, bestuurder, punt):
    for persoon in (lid, bestuurder):
        schrijf(punt, persoon)

    afdrukken = {
        bundel.inhoud_voor(punt.bijeenkomst, persoon, toegang.leest_alles, blok_inhoud).vingerafdruk
        for persoon in (lid, bestuurder)
    }

    assert len(afdrukken) == 1


def test_doorgeschoven_gaat_het_geschrevene_mee(secretaris, lid, punt):
    schrijf(punt, lid)
    volgende = factories.BijeenkomstFactory(
        tafel=punt.tafel, start=punt.bijeenkomst.start + timedelta(days=30)
    )

    nieuw = domain.agendapunt_doorschuiven(punt, door=secretaris)

    assert (nieuw.bijeenkomst, nieuw.blok) == (volgende, "belangen")
    assert [(b.organisatie, b.knelt) for b in nieuw.belangen.all()] == [(lid.organisatie, GEHEIM)]
    assert punt.belangen.count() == 1
    schrijf(nieuw, lid, versie=1, knelt="Intussen opgelost.")
    assert punt.belangen.get().knelt == GEHEIM


def test_bij_het_afsluiten_gaat_wat_niet_besproken_is_ook_mee(secretaris, lid, begonnen):
    punt = factories.AgendapuntFactory(bijeenkomst=begonnen, blok=Blok.BELANGEN)
    factories.AgendapuntFactory(bijeenkomst=begonnen, blok=Blok.ACTIES)
    schrijf(punt, lid)
    assert begonnen.onbehandeld() == [punt]

    domain.bijeenkomst_afsluiten(begonnen, door=secretaris)

    verder = Agendapunt.objects.get(komt_van=punt)
    assert (verder.blok, verder.belangen.get().knelt) == ("belangen", GEHEIM)


def test_elke_wijziging_staat_in_de_geschiedenis(lid, punt):
    belang = schrijf(punt, lid)
    schrijf(punt, lid, versie=1, knelt="Wij krimpen.")

    events = Belang.pgh_event_model.objects.filter(pgh_obj_id=belang.pk).order_by("pgh_id")
    assert [(e.knelt, e.pgh_context.metadata["door"]) for e in events] == [
        (GEHEIM, lid.pk),
        ("Wij krimpen.", lid.pk),
    ]


# --- vragen aan de database ----------------------------------------------------------------------


@pytest.mark.parametrize("aantal", [1, 5])
@pytest.mark.parametrize(("wie", "vragen"), [("secretaris", 12), ("voorzitter", 10)])
def test_het_agendapunt_met_belangen_blijft_op_twaalf_vragen(
    als, request, punt, aantal, wie, vragen, django_assert_num_queries
):
    secretaris = request.getfixturevalue("secretaris")
    punt.project = factories.ProjectFactory()
    punt.save()
    for _ in range(aantal):
        zetel = factories.LidmaatschapFactory(tafel=punt.tafel)
        schrijf(punt, secretaris, zetel.persoon.organisatie)
        factories.LidmaatschapFactory(tafel=punt.tafel)
    client = als(request.getfixturevalue(wie))

    with django_assert_num_queries(vragen):
        # as every agendapunt: what was written comes along with the regio
        antwoord = client.get(punt.get_absolute_url())

    assert len(antwoord.context["belangen"].regels) == aantal


@pytest.mark.parametrize("aantal", [1, 5])
def test_het_formulier_kost_altijd_vijf_vragen(
    als, secretaris, punt, adres, aantal, django_assert_num_queries
):
    for _ in range(aantal):
        zetel = factories.LidmaatschapFactory(tafel=punt.tafel)
        schrijf(punt, secretaris, zetel.persoon.organisatie)
    client = als(secretaris)

    with django_assert_num_queries(5):  # session, persoon, zetels, agendapunt, regio with belangen
        client.get(adres)


def test_tweehonderd_organisaties_passen_ook(als, secretaris, punt, django_assert_max_num_queries):
    organisaties = factories.OrganisatieFactory.create_batch(200)
    Belang.objects.bulk_create(
        Belang(agendapunt=punt, organisatie=o, knelt="x" * 1000, gewijzigd_door=secretaris)
        for o in organisaties
    )
    client = als(secretaris)

    with django_assert_max_num_queries(12):
        antwoord = client.get(punt.get_absolute_url())

    assert antwoord.text.count('class="rp-kaart"') == 200
