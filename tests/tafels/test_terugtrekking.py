"""Who withdraws from a subject for a persoonlijk belang gets its papers nowhere (R-186)."""

import io
import zipfile
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Agendapunt, Bundel, Stuk, Terugtrekking
from tafels.rijen import op_slot_met_volgende
from tafels.tasks import bundel_maken
from tafels.views.publiceren import publiceren_context
from tests import factories
from tests.tafels import maak_bestanden as maak

TITEL, WOORD = "Bod van de thuiszorg", "Zilvermeeuw"
REDEN = "Mijn zoon werkt bij de partij die een bod deed."
DAAROM = "U doet niet mee met dit onderwerp. Daarom krijgt u de stukken niet."
NIET_MEE = "Doet niet mee: Lies Lid, wegens persoonlijk belang"


@pytest.fixture
def stuk(agendapunt, secretaris):
    return factories.StukFactory(
        agendapunt=agendapunt,
        titel=TITEL,
        bestandsnaam="bod-thuiszorg.pdf",
        inhoud=maak.pdf(WOORD),
        tekst=f"De {WOORD} vliegt over.",
        bladzijden=7,
        opsteller=secretaris,
    )


def trek_terug(agendapunt, persoon, door=None):
    return domain.zich_terugtrekken(agendapunt, persoon=persoon, reden=REDEN, door=door or persoon)


@pytest.fixture
def teruggetrokken(agendapunt, stuk, lid):
    return trek_terug(agendapunt, lid)


@pytest.fixture
def adres(agendapunt):
    return reverse("tafels:zich_terugtrekken", args=[agendapunt.pk])


def tekst(antwoord) -> str:
    stukken = antwoord.streaming_content if antwoord.streaming else [antwoord.content]
    return b"".join(stukken).decode(errors="replace")


def pagina(client, ding) -> str:
    return tekst(client.get(ding.get_absolute_url()))


# --- the act -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "rol", ["voorzitter", "secretaris", "programmamanager", "bestuurder", "lid", "toehoorder"]
)
def test_wie_in_de_binnenkring_zit_trekt_zich_terug(als, request, agendapunt, stuk, adres, rol):
    persoon = request.getfixturevalue(rol)
    client = als(persoon)
    wie = {"persoon": persoon.pk} if rol == "secretaris" else {}

    antwoord = client.post(adres, {"reden": REDEN} | wie)

    assert antwoord.headers["Location"] == agendapunt.get_absolute_url()
    assert DAAROM in pagina(client, agendapunt)
    rij = Terugtrekking.objects.get()
    assert (rij.persoon, rij.door, rij.reden) == (persoon, persoon, REDEN)
    assert rij.op <= timezone.now()


@pytest.mark.parametrize("rol", ["lid_buitenkring", "oud_lid", "buitenstaander", "regiobureau"])
def test_anderen_trekken_niemand_terug(als, request, agendapunt, lid, adres, rol):
    persoon = request.getfixturevalue(rol)

    assert als(persoon).get(adres).status_code == 403
    assert als(persoon).post(adres, {"reden": REDEN, "persoon": lid.pk}).status_code == 403
    with pytest.raises(NietMogelijk):
        trek_terug(agendapunt, persoon)


def test_alleen_de_secretaris_doet_het_voor_een_ander(
    als, secretaris, lid, bestuurder, agendapunt, adres
):
    assert "persoon" not in als(bestuurder).get(adres).context["form"].fields
    als(bestuurder).post(adres, {"reden": REDEN, "persoon": lid.pk})
    assert Terugtrekking.objects.get().persoon == bestuurder
    with pytest.raises(NietMogelijk, match="Alleen de secretaris"):
        trek_terug(agendapunt, lid, door=bestuurder)

    als(secretaris).post(adres, {"reden": REDEN, "persoon": lid.pk})

    rij = Terugtrekking.objects.get(persoon=lid)
    assert rij.door == secretaris


def test_de_secretaris_kiest_uit_de_binnenkring_die_nog_meedoet(
    als, secretaris, voorzitter, lid, lid_buitenkring, oud_lid, buitenstaander, agendapunt, adres
):
    trek_terug(agendapunt, lid)

    antwoord = als(secretaris).get(adres)
    keuze = antwoord.context["form"].fields["persoon"].queryset

    assert set(keuze) == {secretaris, voorzitter}
    for ander in (lid_buitenkring, oud_lid, buitenstaander):
        antwoord = als(secretaris).post(adres, {"reden": REDEN, "persoon": ander.pk})
        assert antwoord.status_code == 422
        with pytest.raises(NietMogelijk, match="niet in de binnenkring"):
            trek_terug(agendapunt, ander, door=secretaris)


def test_wie_de_secretaris_vervangt_doet_het_ook_voor_zichzelf(
    als, bestuurstafel, secretaris, buitenstaander, agendapunt, adres
):
    secretaris.lidmaatschappen.update(vaste_vervanger=buitenstaander)

    antwoord = als(buitenstaander).post(adres, {"reden": REDEN, "persoon": buitenstaander.pk})

    assert antwoord.status_code == 302
    assert Terugtrekking.objects.get().persoon == buitenstaander


@pytest.mark.parametrize("reden", ["", "   ", "a" * 301])
def test_zonder_goede_reden_blijft_staan_wat_u_typte(als, lid, adres, reden):
    antwoord = als(lid).post(adres, {"reden": reden})

    assert antwoord.status_code == 422
    assert antwoord.context["form"]["reden"].value() == reden
    assert not Terugtrekking.objects.exists()


def test_twee_keer_is_een_keer(als, lid, secretaris, agendapunt, adres):
    trek_terug(agendapunt, lid)

    antwoord = als(lid).post(adres, {"reden": REDEN})

    assert antwoord.status_code == 409
    assert "Deze persoon doet al niet mee met dit onderwerp." in tekst(antwoord)
    assert Terugtrekking.objects.count() == 1


@pytest.mark.parametrize("velden", [{"blok": "actielijst"}, {"soort": "pauze"}, {"volgorde": None}])
def test_alleen_van_een_onderwerp_op_de_agenda(als, lid, agendapunt, adres, velden):
    Agendapunt.objects.filter(pk=agendapunt.pk).update(**velden)

    assert als(lid).get(adres).status_code == 403
    with pytest.raises(NietMogelijk):
        trek_terug(agendapunt, lid)


def test_na_het_afsluiten_verandert_het_niet_meer(als, lid, afgesloten):
    punt = factories.AgendapuntFactory(bijeenkomst=afgesloten)
    rij = Terugtrekking.objects.create(agendapunt=punt, persoon=lid, reden=REDEN, door=lid)
    nieuw = factories.AgendapuntFactory(bijeenkomst=afgesloten)

    assert als(lid).get(reverse("tafels:zich_terugtrekken", args=[punt.pk])).status_code == 403
    assert als(lid).post(reverse("tafels:weer_meedoen", args=[rij.pk])).status_code == 403
    assert "Weer meedoen" not in pagina(als(lid), punt)
    with pytest.raises(NietMogelijk, match=r"^De bijeenkomst is afgesloten\."):
        trek_terug(nieuw, lid)
    with pytest.raises(NietMogelijk, match=r"^De bijeenkomst is afgesloten\."):
        domain.weer_meedoen(rij, door=lid)


def test_een_vastgesteld_verslag_houdt_het_op_slot(lid, voorzitter, afgesloten):
    punt = factories.AgendapuntFactory(bijeenkomst=afgesloten)
    rij = Terugtrekking.objects.create(agendapunt=punt, persoon=lid, reden=REDEN, door=lid)
    domain.verslag_vaststellen(afgesloten, door=voorzitter)

    with pytest.raises(DatabaseError, match="vastgesteld"), transaction.atomic():
        rij.delete()
    with pytest.raises(DatabaseError, match="vastgesteld"), transaction.atomic():
        Terugtrekking.objects.update(reden="Toch niet.")
    with pytest.raises(DatabaseError, match="vastgesteld"), transaction.atomic():
        Terugtrekking.objects.create(
            agendapunt=punt, persoon=voorzitter, reden=REDEN, door=voorzitter
        )


# --- taking part again ---------------------------------------------------------------------------


@pytest.mark.parametrize("rol", ["lid", "secretaris"])
def test_die_persoon_en_de_secretaris_draaien_het_terug(als, request, teruggetrokken, stuk, rol):
    client = als(request.getfixturevalue(rol))

    antwoord = client.post(reverse("tafels:weer_meedoen", args=[teruggetrokken.pk]))

    assert antwoord.headers["Location"] == stuk.agendapunt.get_absolute_url()
    assert TITEL in pagina(als(request.getfixturevalue("lid")), stuk.agendapunt)
    # The history keeps both, with who did it.
    log = Terugtrekking.pgh_event_model.objects.order_by("pgh_id")
    assert [(r.pgh_label, r.pgh_context.metadata["handeling"]) for r in log] == [
        ("insert", "zich_terugtrekken"),
        ("delete", "weer_meedoen"),
    ]
    assert {r.reden for r in log} == {REDEN}


def test_een_ander_doet_dat_niet(als, teruggetrokken, voorzitter, bestuurder, lid_buitenkring):
    adres = reverse("tafels:weer_meedoen", args=[teruggetrokken.pk])

    for ander in (voorzitter, bestuurder, lid_buitenkring):
        assert als(ander).post(adres).status_code == 403
        with pytest.raises(NietMogelijk):
            domain.weer_meedoen(teruggetrokken, door=ander)
    assert Terugtrekking.objects.exists()


def test_wie_niet_aan_tafel_zit_vindt_er_niets(als, teruggetrokken, buitenstaander, regiobureau):
    adres = reverse("tafels:weer_meedoen", args=[teruggetrokken.pk])

    assert als(buitenstaander).post(adres).status_code == 404
    assert als(regiobureau).post(adres).status_code == 404


def test_doen_beiden_het_tegelijk_dan_hoort_de_tweede_dat(teruggetrokken, lid, secretaris):
    domain.weer_meedoen(teruggetrokken, door=lid)

    with pytest.raises(NietMogelijk, match=r"^Lies Lid doet al weer mee\.$"):
        domain.weer_meedoen(teruggetrokken, door=secretaris)


# --- the papers ----------------------------------------------------------------------------------


def test_nergens_staan_de_stukken_nog(als, lid, bijeenkomst, teruggetrokken, stuk, agendapunt):
    client = als(lid)
    zoekvraag = reverse("zoeken") + f"?q={WOORD}"
    adressen = [
        reverse("dashboard"),
        agendapunt.get_absolute_url(),
        bijeenkomst.get_absolute_url(),
        bijeenkomst.tafel.get_absolute_url(),
        reverse("tafels:bundel", args=[bijeenkomst.pk]),
        reverse("tafels:stukken_zip", args=[bijeenkomst.pk]),
        reverse("geschiedenis", args=["agendapunt", agendapunt.pk]),
        reverse("geschiedenis", args=["bijeenkomst", bijeenkomst.pk]),
        zoekvraag,
        reverse("zoeken") + "?q=thuiszorg",
    ]

    for adres in adressen:
        inhoud = tekst(client.get(adres))
        assert TITEL not in inhoud, adres
        assert "bod-thuiszorg" not in inhoud, adres
        assert "vliegt over" not in inhoud, adres
    for naam in ("stuk", "stuk_gegevens", "stuk_vervangen", "stuk_beschrijven", "stuk_intrekken"):
        assert client.get(reverse(f"tafels:{naam}", args=[stuk.pk])).status_code == 404, naam
    (punt,) = Agendapunt.objects.voor_agenda(lid)
    assert punt.aantal_stukken == 0


def test_anderen_hebben_ze_gewoon(
    als, secretaris, bestuurder, lid_buitenkring, teruggetrokken, stuk
):
    for persoon in (secretaris, bestuurder, lid_buitenkring):
        client = als(persoon)
        assert TITEL in pagina(client, stuk.agendapunt)
        assert maak.pdf(WOORD) == b"".join(client.get(stuk.get_absolute_url()))


def test_de_andere_onderwerpen_blijven(lid, teruggetrokken, bijeenkomst):
    ander = factories.StukFactory(agendapunt__bijeenkomst=bijeenkomst)

    assert set(Stuk.objects.zichtbaar_voor(lid)) == {ander}


@pytest.mark.parametrize("status", ["nieuw", "klaar", "vastgehouden"])
def test_ook_wie_ze_maakte_en_het_duo_krijgen_ze_niet(agendapunt, secretaris, bestuurder, status):
    bezwaar = "Er staat een nummer in." if status == "vastgehouden" else ""
    for opsteller in (secretaris, bestuurder):
        factories.StukFactory(
            agendapunt=agendapunt, opsteller=opsteller, status=status, bezwaar=bezwaar
        )
    trek_terug(agendapunt, secretaris)
    trek_terug(agendapunt, bestuurder)

    assert not Stuk.objects.zichtbaar_voor(secretaris).exists()
    assert not Stuk.objects.zichtbaar_voor(bestuurder).exists()


def test_wie_zich_terugtrok_voegt_geen_stuk_toe(als, bestuurder, bijeenkomst):
    punt = factories.AgendapuntFactory(
        bijeenkomst=factories.BijeenkomstFactory(
            tafel=bijeenkomst.tafel, start=timezone.now() + timedelta(days=40)
        ),
        indiener=bestuurder,
    )
    toevoegen = reverse("tafels:stuk_toevoegen", args=[punt.pk])
    assert als(bestuurder).get(toevoegen).status_code == 200
    trek_terug(punt, bestuurder)

    assert als(bestuurder).get(toevoegen).status_code == 403
    assert "Stukken toevoegen" not in pagina(als(bestuurder), punt)


def test_een_wijziging_van_een_stuk_hoort_die_persoon_niet(
    agendapunt, stuk, lid, bestuurder, secretaris, bijeenkomst
):
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    trek_terug(agendapunt, lid)
    domain.stuk_intrekken(stuk, door=secretaris)
    domain.agendapunt_wijzigen(agendapunt, minuten=25, versie=1, door=secretaris)

    def hoort(persoon):
        return [w.tekst for w in bijeenkomst.wijzigingen.zichtbaar_voor(persoon).order_by("pk")]

    assert hoort(lid) == ["Begroting 2027 is gewijzigd."]
    assert hoort(bestuurder) == [
        f"Begroting 2027. Ingetrokken: {TITEL}.",
        "Begroting 2027 is gewijzigd.",
    ]


def test_wat_verzenden_tegenhoudt_noemt_het_stuk_dan_niet(
    als, voorzitter, secretaris, bijeenkomst, agendapunt, stuk
):
    Stuk.objects.update(status="nieuw")
    trek_terug(agendapunt, voorzitter)
    adres = reverse("tafels:publiceren", args=[bijeenkomst.pk])

    assert TITEL in tekst(als(secretaris).get(adres))
    html = tekst(als(voorzitter).get(adres))
    assert TITEL not in html
    assert "Een stuk bij Begroting 2027 wordt nog gecontroleerd." in html
    with pytest.raises(NietMogelijk, match=r"^Een stuk bij Begroting 2027 "):
        domain.agenda_vaststellen(bijeenkomst, door=voorzitter)


def test_wie_las_wat_wacht_niet_op_die_persoon(
    rf, bijeenkomst, agendapunt, stuk, lid, secretaris, voorzitter
):
    domain.agenda_vaststellen(bijeenkomst, door=voorzitter)
    domain.agenda_verzenden(bijeenkomst, door=secretaris)
    trek_terug(agendapunt, lid)
    request = rf.get("/")
    request.user = secretaris
    bijeenkomst.refresh_from_db()

    (regel,) = publiceren_context(request, bijeenkomst)["gelezen"]

    assert regel.niet == ["Victor Voorzitter", "Sanne Secretaris"]


# --- bundle and zip ------------------------------------------------------------------------------


def maak_bundel(client, bijeenkomst):
    client.post(reverse("tafels:bundel_aanvragen", args=[bijeenkomst.pk]))
    bundel_maken(Bundel.objects.latest("pk").pk)


def haal_bundel(client, bijeenkomst):
    return client.get(reverse("tafels:bundel_pdf", args=[bijeenkomst.pk]))


def test_een_bundel_die_er_al_is_krijgt_die_persoon_niet_meer(
    als, lid, bestuurder, bijeenkomst, agendapunt, stuk
):
    maak_bundel(als(bestuurder), bijeenkomst)
    voor_beiden = tekst(haal_bundel(als(bestuurder), bijeenkomst))
    assert tekst(haal_bundel(als(lid), bijeenkomst)) == voor_beiden

    trek_terug(agendapunt, lid)

    assert haal_bundel(als(lid), bijeenkomst).status_code == 404
    assert tekst(haal_bundel(als(bestuurder), bijeenkomst)) == voor_beiden
    maak_bundel(als(lid), bijeenkomst)
    assert tekst(haal_bundel(als(lid), bijeenkomst)) != voor_beiden
    assert (
        als(lid).get(reverse("tafels:bundel", args=[bijeenkomst.pk])).context["aantal_stukken"] == 0
    )
    # Who takes part still gets theirs.
    assert tekst(haal_bundel(als(bestuurder), bijeenkomst)) == voor_beiden


def test_trekt_iemand_zich_terug_terwijl_de_bundel_wordt_gemaakt_dan_is_hij_zonder(
    als, lid, bijeenkomst, agendapunt, stuk
):
    als(lid).post(reverse("tafels:bundel_aanvragen", args=[bijeenkomst.pk]))
    gevraagd = Bundel.objects.get()
    trek_terug(agendapunt, lid)

    bundel_maken(gevraagd.pk)

    nieuw = Bundel.objects.get()
    assert nieuw.vingerafdruk != gevraagd.vingerafdruk
    assert haal_bundel(als(lid), bijeenkomst).status_code == 404


def test_in_de_zip_zit_alleen_wat_die_persoon_mag_lezen(als, lid, bijeenkomst, teruggetrokken):
    ander = factories.StukFactory(agendapunt__bijeenkomst=bijeenkomst, titel="Ander stuk")
    antwoord = als(lid).get(reverse("tafels:stukken_zip", args=[bijeenkomst.pk]))

    namen = zipfile.ZipFile(io.BytesIO(b"".join(antwoord.streaming_content))).namelist()

    assert len(namen) == 1
    assert ander.titel in namen[0]


# --- who knows of it -----------------------------------------------------------------------------

# Who reads that somebody takes no part, and why.
WIE = {
    "voorzitter": (True, True),
    "secretaris": (True, True),
    "programmamanager": (True, True),
    "bestuurder": (True, True),
    "toehoorder": (True, False),
    "lid_buitenkring": (True, False),
    "oud_lid": (False, False),
    "buitenstaander": (False, False),
    "regiobureau": (False, False),
}


@pytest.mark.parametrize(("rol", "weet"), WIE.items())
def test_wie_aan_tafel_zit_leest_wie_niet_meedoet(als, request, teruggetrokken, stuk, rol, weet):
    html = pagina(als(request.getfixturevalue(rol)), stuk.agendapunt)

    assert (NIET_MEE in html, REDEN in html) == weet
    assert weet[0] or "Lies Lid" not in html


@pytest.mark.parametrize(("rol", "weet"), WIE.items())
def test_bij_het_besluit_staat_wie_niet_meedeed(als, request, teruggetrokken, stuk, rol, weet):
    besluit = factories.BesluitFactory(tafel=stuk.agendapunt.tafel, agendapunt=stuk.agendapunt)

    html = pagina(als(request.getfixturevalue(rol)), besluit)

    assert ("Niet meegedaan" in html) is weet[0]
    assert ("Lies Lid" in html) is weet[0]
    assert REDEN not in html


def test_wie_het_agendapunt_niet_mag_zien_weet_van_niets(als, lid_buitenkring, lid, agendapunt):
    trek_terug(agendapunt, lid)
    Agendapunt.objects.update(openbaarheid="tafel")

    assert als(lid_buitenkring).get(agendapunt.get_absolute_url()).status_code == 404
    assert not Terugtrekking.objects.zichtbaar_voor(lid_buitenkring).exists()


def test_de_persoon_zelf_leest_het_met_een_knop_terug(als, lid, teruggetrokken, agendapunt):
    html = pagina(als(lid), agendapunt)

    assert html.count(DAAROM) == 1
    assert REDEN in html
    assert html.count("Weer meedoen") == 1
    assert "Zich terugtrekken wegens persoonlijk belang" not in html
    assert "Bij dit onderwerp zijn nog geen stukken" not in html


def test_op_de_pagina_staat_wanneer_u_dit_doet(als, lid, lid_buitenkring, agendapunt):
    html = pagina(als(lid), agendapunt)

    assert "Zich terugtrekken wegens persoonlijk belang" in html
    assert "Heeft alleen uw organisatie er belang bij? Dan blijft u meedoen." in html
    assert "Zich terugtrekken" not in pagina(als(lid_buitenkring), agendapunt)


# --- at a later meeting --------------------------------------------------------------------------


def test_het_gaat_mee_naar_de_volgende_bijeenkomst(
    secretaris, lid, bijeenkomst, teruggetrokken, agendapunt
):
    factories.BijeenkomstFactory(
        tafel=bijeenkomst.tafel, start=bijeenkomst.start + timedelta(days=30)
    )
    assert op_slot_met_volgende(bijeenkomst.pk)[1] is not None

    nieuw = domain.agendapunt_doorschuiven(agendapunt, door=secretaris)

    rij = nieuw.terugtrekkingen.get()
    assert (rij.persoon, rij.reden, rij.op, rij.door) == (
        lid,
        REDEN,
        Terugtrekking.objects.get(pk=teruggetrokken.pk).op,
        lid,
    )
    assert nieuw.stukken.exists()
    assert not Stuk.objects.zichtbaar_voor(lid).exists()


def test_het_gaat_ook_mee_als_de_secretaris_het_opnieuw_agendeert(
    secretaris, lid, begonnen, bijeenkomst
):
    punt = factories.AgendapuntFactory(
        bijeenkomst=begonnen, titel="Bod", ingediend_op=timezone.now(), status="voorstel"
    )
    trek_terug(punt, lid)
    Agendapunt.objects.filter(pk=punt.pk).update(volgorde=None, status="doorgeschoven")
    type(begonnen).objects.filter(pk=begonnen.pk).update(status="afgesloten")

    nieuw = domain.voorstel_agenderen(bijeenkomst, sleutel=f"agendapunt-{punt.pk}", door=secretaris)

    assert nieuw.komt_van == punt
    assert [rij.persoon for rij in nieuw.terugtrekkingen.all()] == [lid]


def test_aan_een_andere_tafel_begint_het_opnieuw(secretaris, teruggetrokken, agendapunt):
    ander = factories.TafelFactory()

    nieuw = domain.agendapunt_doorgeven(agendapunt, tafel=ander, advies="Doe het.", door=secretaris)

    assert not nieuw.terugtrekkingen.exists()
