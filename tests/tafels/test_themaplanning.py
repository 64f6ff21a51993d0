"""Which theme comes at which tafel in which month: plan it, move it, take it out."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk, Verouderd
from tafels import domain
from tafels.models import Themaplanning
from tests import factories
from tests.factories import AMSTERDAM

NU = datetime(2026, 11, 22, 10, tzinfo=AMSTERDAM)
pytestmark = pytest.mark.usefixtures("zondag")


@pytest.fixture
def zondag():
    with time_machine.travel(NU, tick=False):
        yield


@pytest.fixture
def thema(db):
    return factories.ThemaFactory(naam="Kwetsbare ouderen", keer_per_jaar=3)


@pytest.fixture
def gepland(bestuurstafel, thema):
    return factories.ThemaplanningFactory(tafel=bestuurstafel, thema=thema, maand=date(2027, 2, 1))


def plannen(tafel) -> str:
    return reverse("tafels:thema_plannen", args=[tafel.pk])


def pad(naam: str, planning) -> str:
    return reverse(f"tafels:{naam}", args=[planning.pk])


# --- thema_plannen -------------------------------------------------------------------------------


def test_een_thema_komt_in_een_maand(als, secretaris, bestuurstafel, thema):
    antwoord = als(secretaris).post(
        plannen(bestuurstafel),
        {"soort": "thema", "thema": thema.pk, "maand": "2027-03-01", "toelichting": "Nachtroute"},
    )

    rij = Themaplanning.objects.get()
    adres = reverse("tafels:tafel_jaarplan", args=[bestuurstafel.pk])
    assert antwoord.headers["Location"] == f"{adres}?jaar=2027#gepland-{rij.pk}"
    assert (rij.thema, rij.maand, rij.status) == (thema, date(2027, 3, 1), "gepland")
    assert (rij.toelichting, rij.minuten, rij.verschoven) == ("Nachtroute", None, 0)


def test_twee_keer_dezelfde_klik_plant_een_keer(als, secretaris, bestuurstafel, thema):
    for _ in range(2):
        als(secretaris).post(
            plannen(bestuurstafel), {"soort": "thema", "thema": thema.pk, "maand": "2027-03-01"}
        )

    assert Themaplanning.objects.count() == 1


@pytest.mark.parametrize(
    ("soort", "fouten"),
    [
        ("thema", {"thema": ["Kies het thema."]}),
        ("resultaatgesprek", {"opgave": ["Kies de opgave waar het gesprek over gaat."]}),
    ],
)
def test_elke_soort_vraagt_waar_het_over_gaat(als, secretaris, bestuurstafel, soort, fouten):
    antwoord = als(secretaris).post(plannen(bestuurstafel), {"soort": soort, "maand": "2027-03-01"})

    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors == fouten
    with pytest.raises(NietMogelijk):
        domain.thema_plannen(bestuurstafel, soort=soort, maand=date(2027, 3, 1), door=secretaris)
    assert Themaplanning.objects.count() == 0


@pytest.mark.parametrize("soort", ["evaluatie", "begroting", "werkagenda", "belangen op tafel"])
def test_een_ander_gesprek_heeft_geen_thema_nodig(als, secretaris, bestuurstafel, soort):
    als(secretaris).post(plannen(bestuurstafel), {"soort": soort, "maand": "2027-03-01"})

    rij = Themaplanning.objects.get()
    assert (rij.soort, rij.thema) == (soort, None)


def test_een_resultaatgesprek_hoort_bij_het_thema_van_zijn_opgave(
    als, secretaris, bestuurstafel, thema
):
    opgave = factories.OpgaveFactory(titel="Langer thuis", thema=thema)

    als(secretaris).post(
        plannen(bestuurstafel),
        {"soort": "resultaatgesprek", "opgave": opgave.pk, "maand": "2027-03-01"},
    )

    rij = Themaplanning.objects.get()
    assert (rij.opgave, rij.thema, rij.wat) == (opgave, thema, "Resultaatgesprek: Langer thuis")


def test_het_formulier_neemt_het_thema_uit_het_adres_over(als, secretaris, bestuurstafel, thema):
    antwoord = als(secretaris).get(plannen(bestuurstafel), {"thema": thema.pk})

    assert f'<option value="{thema.pk}" selected>Kwetsbare ouderen</option>' in antwoord.text


def test_het_duo_plant_en_de_anderen_niet(
    als, secretaris, programmamanager, voorzitter, bestuurder, lid, bestuurstafel
):
    statussen = [
        als(persoon).get(plannen(bestuurstafel)).status_code
        for persoon in (secretaris, programmamanager, voorzitter, bestuurder, lid)
    ]

    assert statussen == [200, 200, 403, 403, 403]


# --- thema_verschuiven ---------------------------------------------------------------------------


def test_verschuiven_telt_hoe_vaak(als, secretaris, gepland):
    client = als(secretaris)
    for keer, maand in enumerate(("2027-03-01", "2027-05-01"), start=1):
        client.post(
            pad("thema_verschuiven", gepland),
            {"maand": maand, "reden": "Agenda vol", "versie": str(keer)},
        )

    gepland.refresh_from_db()
    assert (gepland.maand, gepland.status) == (date(2027, 5, 1), "verschoven")
    assert (gepland.verschoven, gepland.reden, gepland.versie) == (2, "Agenda vol", 3)


def test_naar_dezelfde_maand_is_niet_verschoven(gepland, secretaris):
    rij = domain.thema_verschuiven(gepland, maand=gepland.maand, versie=1, door=secretaris)

    assert (rij.verschoven, rij.status) == (0, "gepland")


def test_wie_te_laat_is_schuift_niet_over_een_ander_heen(gepland, secretaris):
    domain.thema_verschuiven(gepland, maand=date(2027, 3, 1), versie=1, door=secretaris)

    with pytest.raises(Verouderd):
        domain.thema_verschuiven(gepland, maand=date(2027, 4, 1), versie=1, door=secretaris)
    gepland.refresh_from_db()
    assert gepland.maand == date(2027, 3, 1)


def test_de_ander_ziet_beide_keuzes(als, secretaris, gepland):
    client = als(secretaris)
    client.post(pad("thema_verschuiven", gepland), {"maand": "2027-03-01", "versie": "1"})

    antwoord = client.post(
        pad("thema_verschuiven", gepland), {"maand": "2027-04-01", "versie": "1"}
    )

    assert antwoord.status_code == 409
    assert antwoord.context["botsing"] == [("Naar welke maand?", "maart 2027", "april 2027")]


def test_wat_op_een_agenda_staat_schuift_niet_meer(als, secretaris, gepland, agendapunt):
    gepland.agendapunt = agendapunt
    gepland.save()

    for naam in ("thema_verschuiven", "thema_schrappen"):
        assert als(secretaris).get(pad(naam, gepland)).status_code == 403
    with pytest.raises(NietMogelijk, match=r"^Dit staat al op een agenda of is al behandeld\.$"):
        domain.thema_verschuiven(gepland, maand=date(2027, 3, 1), versie=1, door=secretaris)


def test_een_derde_keer_schuiven_valt_op(als, secretaris, bestuurstafel, gepland):
    gepland.verschoven = 3
    gepland.save()

    antwoord = als(secretaris).get(
        reverse("tafels:tafel_jaarplan", args=[bestuurstafel.pk]), {"jaar": "2027"}
    )

    assert '<span class="rp-label is-letop">Gepland, 3 keer verschoven</span>' in antwoord.text


# --- thema_schrappen -----------------------------------------------------------------------------


def test_schrappen_vraagt_het_eerst_en_laat_de_geschiedenis_staan(als, secretaris, gepland):
    client, events = als(secretaris), Themaplanning.pgh_event_model.objects
    assert "Kwetsbare ouderen" in client.get(pad("thema_schrappen", gepland)).text
    assert Themaplanning.objects.count() == 1

    client.post(pad("thema_schrappen", gepland))

    assert Themaplanning.objects.count() == 0
    laatste = events.latest("pk")
    assert (laatste.pgh_label, laatste.pgh_context.metadata["handeling"]) == (
        "delete",
        "thema_schrappen",
    )


def test_een_verzoek_wordt_niet_geschrapt(als, secretaris, gepland):
    gepland.herkomst, gepland.aanvrager = "verzoek portefeuillehouder", secretaris
    gepland.save()

    assert als(secretaris).post(pad("thema_schrappen", gepland)).status_code == 403
    with pytest.raises(NietMogelijk, match=r"^Dit is een verzoek\. Wijs het af en zeg waarom\.$"):
        domain.thema_schrappen(gepland, door=secretaris)


# --- the pages -----------------------------------------------------------------------------------


def jaarplan(client, jaar=2027):
    return client.get(reverse("tafels:jaarplan"), {"jaar": jaar})


def cel(antwoord, thema, tafel):
    rij = next(rij for rij in antwoord.context["rijen"] if rij.thema == thema)
    return next(c for c in rij.cellen if c.tafel == tafel)


def gehouden(tafel, thema, dagen=30, **velden):
    start = timezone.now() - timedelta(days=dagen)
    bijeenkomst = factories.BijeenkomstFactory(tafel=tafel, start=start, status="afgesloten")
    return factories.AgendapuntFactory(bijeenkomst=bijeenkomst, thema=thema, **velden)


def test_een_vak_zegt_hoe_vaak_wanneer_en_wie(als, lid, bestuurder, bestuurstafel, gepland, thema):
    bestuurder.lidmaatschappen.get().themas.add(thema)
    factories.ThemaplanningFactory(tafel=bestuurstafel, thema=thema, maand=date(2027, 9, 1))
    for status in ("aangevraagd", "afgewezen"):
        factories.ThemaplanningFactory(
            tafel=bestuurstafel,
            thema=thema,
            maand=date(2027, 1, 1),
            status=status,
            reden="Vol",
            herkomst="verzoek portefeuillehouder",
            aanvrager=bestuurder,
        )
    gehouden(bestuurstafel, thema)
    gehouden(bestuurstafel, thema, dagen=400)

    antwoord = jaarplan(als(lid))

    gevonden = cel(antwoord, thema, bestuurstafel)
    assert (gevonden.gepland, gevonden.besproken, gevonden.volgende, gevonden.wie) == (
        2,
        1,
        "februari 2027",
        ["Bas Bestuurder"],
    )
    rij = antwoord.context["rijen"][0]
    assert (rij.gepland, rij.thema.keer_per_jaar, rij.te_weinig) == (2, 3, 1)
    assert "1 te weinig" in antwoord.text


def test_wat_besloten_is_telt_alleen_voor_wie_het_kent(
    als, lid, buitenstaander, bestuurstafel, thema
):
    factories.ThemaplanningFactory(tafel=bestuurstafel, thema=thema, maand=date(2026, 12, 1))
    gehouden(bestuurstafel, thema, openbaarheid="vertrouwelijk", titel="Geheim")

    besproken = [
        cel(jaarplan(als(persoon), 2026), thema, bestuurstafel).besproken
        for persoon in (lid, buitenstaander)
    ]

    assert besproken == [1, 0]
    pagina = als(buitenstaander).get(
        reverse("tafels:thema_aan_tafel", args=[bestuurstafel.pk]), {"thema": thema.pk}
    )
    assert "Geheim" not in pagina.text
    assert "0 keer in de afgelopen 12 maanden" in pagina.text


def test_een_verzoek_zien_alleen_de_tafel_en_wie_het_vroeg(
    als, lid, bestuurder, buitenstaander, bestuurstafel, thema
):
    factories.ThemaplanningFactory(
        tafel=bestuurstafel,
        thema=thema,
        maand=date(2027, 1, 1),
        status="aangevraagd",
        toelichting="Onder ons",
        herkomst="verzoek portefeuillehouder",
        aanvrager=bestuurder,
    )
    adres = reverse("tafels:thema_aan_tafel", args=[bestuurstafel.pk])

    zien = [
        "Onder ons" in als(p).get(adres, {"thema": thema.pk, "jaar": "2027"}).text
        for p in (lid, bestuurder, buitenstaander)
    ]

    assert zien == [True, True, False]


def test_de_detailpagina_zegt_wie_elkaar_hier_treffen(als, lid, bestuurder, gepland, thema):
    bestuurder.lidmaatschappen.get().themas.add(thema)

    antwoord = als(lid).get(
        reverse("tafels:thema_aan_tafel", args=[gepland.tafel_id]),
        {"thema": thema.pk, "jaar": "2027"},
    )

    assert [zetel.persoon for zetel in antwoord.context["portefeuille"]] == [bestuurder]
    assert sorted(antwoord.context["organisaties"]) == sorted(
        [(str(lid.organisatie), "lid"), (str(bestuurder.organisatie), "portefeuillehouder")]
    )
    assert antwoord.context["gepland"] == 1


@pytest.mark.parametrize("vraag", [{}, {"thema": "x"}, {"thema": "²"}, {"thema": "9" * 40}])
def test_zonder_thema_is_het_de_pagina_van_de_tafel(als, lid, bestuurstafel, vraag):
    antwoord = als(lid).get(reverse("tafels:thema_aan_tafel", args=[bestuurstafel.pk]), vraag)

    assert antwoord.headers["Location"] == reverse("tafels:tafel_jaarplan", args=[bestuurstafel.pk])


def test_een_onbekend_thema_bestaat_niet(als, lid, bestuurstafel):
    adres = reverse("tafels:thema_aan_tafel", args=[bestuurstafel.pk])

    assert als(lid).get(adres, {"thema": "999999"}).status_code == 404


@pytest.mark.parametrize(("aantal", "signaal"), [(0, True), (1, True), (2, False)])
def test_te_weinig_belangen_op_tafel_is_een_signaal(als, lid, bestuurstafel, aantal, signaal):
    for maand in range(1, aantal + 1):
        factories.ThemaplanningFactory(
            tafel=bestuurstafel, thema=None, soort="belangen op tafel", maand=date(2027, maand, 1)
        )
    zin = f"Bestuurstafel bespreekt in 2027 {aantal} keer elkaars belangen. Afgesproken is 2 keer."

    assert (zin in jaarplan(als(lid)).text) is signaal
    tafelpagina = als(lid).get(
        reverse("tafels:tafel_jaarplan", args=[bestuurstafel.pk]), {"jaar": "2027"}
    )
    assert (zin in tafelpagina.text) is signaal


def test_over_een_jaar_dat_voorbij_is_geen_signaal(als, lid, bestuurstafel):
    assert "elkaars belangen" in jaarplan(als(lid), 2026).text
    assert "elkaars belangen" not in jaarplan(als(lid), 2025).text


@pytest.mark.parametrize("jaar", ["", "26", "x", "9999", "²²²²"])
def test_een_jaar_dat_niet_bestaat_is_dit_jaar(als, lid, bestuurstafel, jaar):
    for adres in (
        reverse("tafels:jaarplan"),
        reverse("tafels:tafel_jaarplan", args=[bestuurstafel.pk]),
    ):
        antwoord = als(lid).get(adres, {"jaar": jaar})
        assert antwoord.context["jaar"] == 2026


def vullen(tafel, aantal):
    for nummer in range(aantal):
        thema = factories.ThemaFactory()
        factories.ThemaplanningFactory(tafel=tafel, thema=thema, maand=date(2027, 1, 1))
        factories.ThemaplanningFactory(thema=thema, maand=date(2027, 2, 1))
        factories.LidmaatschapFactory(tafel=tafel).themas.add(thema)
        gehouden(tafel, thema, dagen=30 + nummer)
        start = datetime(2027, 3, 1 + nummer, 10, tzinfo=AMSTERDAM)
        for een in (tafel, factories.TafelFactory()):
            factories.BijeenkomstFactory(tafel=een, start=start)
    return thema


@pytest.mark.parametrize("aantal", [1, 5])
def test_de_pagina_met_alle_themas_kost_altijd_negen_vragen(
    als, lid, bestuurstafel, aantal, django_assert_num_queries
):
    vullen(bestuurstafel, aantal)
    client = als(lid)

    with django_assert_num_queries(9):
        # session, persoon, zetels, regio, tafels, planning, themas, agendapunten, portefeuilles
        antwoord = jaarplan(client)

    assert len(antwoord.context["rijen"]) == aantal


@pytest.mark.parametrize("aantal", [1, 5])
def test_het_jaarplan_van_een_tafel_kost_altijd_acht_vragen(
    als, lid, bestuurstafel, aantal, django_assert_num_queries
):
    vullen(bestuurstafel, aantal)
    client = als(lid)

    with django_assert_num_queries(8):
        # session, persoon, zetels, tafel, regio, planning, meetings, meetings at the same time
        client.get(reverse("tafels:tafel_jaarplan", args=[bestuurstafel.pk]), {"jaar": "2027"})


@pytest.mark.parametrize("aantal", [1, 5])
def test_een_thema_aan_een_tafel_kost_altijd_tien_vragen(
    als, secretaris, bestuurstafel, aantal, django_assert_num_queries
):
    thema = vullen(bestuurstafel, aantal)
    for maand in range(2, aantal + 2):
        factories.ThemaplanningFactory(tafel=bestuurstafel, thema=thema, maand=date(2027, maand, 1))
    client = als(secretaris)

    with django_assert_num_queries(10):
        # session, persoon, zetels, tafel, thema, planning, leden, portefeuilles, agendapunten,
        # regio
        client.get(
            reverse("tafels:thema_aan_tafel", args=[bestuurstafel.pk]),
            {"thema": thema.pk, "jaar": "2027"},
        )
