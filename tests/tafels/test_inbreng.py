"""A subject on its way: handed in, looked at, given back or kept, passed on, advised on."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.models import Openbaarheid
from regio.templatetags.regio import dag
from tafels import domain
from tafels.models import Agendapunt
from tafels.views.inbreng import keten
from tests import factories

INVOER = {
    "titel": "Mantelzorg",
    "aanleiding": "Veel mantelzorgers vallen uit.",
    "behandeling": "ter bespreking",
    "minuten": "20",
    "openbaarheid": "partners",
}


@pytest.fixture
def adres(bestuurstafel):
    return reverse("tafels:agendapunt_voorstellen", args=[bestuurstafel.pk])


@pytest.fixture
def ver(bestuurstafel):
    """A meeting for which subjects can still be handed in."""
    start = (timezone.now() + timedelta(days=40)).replace(microsecond=0)
    return factories.BijeenkomstFactory(tafel=bestuurstafel, start=start)


@pytest.fixture
def ingebracht(bestuurstafel, lid):
    return domain.agendapunt_voorstellen(
        bestuurstafel, titel="Mantelzorg", aanleiding="Uitval.", door=lid
    )


# --- handing in ----------------------------------------------------------------------------------


def test_een_lid_brengt_iets_in_voor_een_bijeenkomst(als, lid, adres, ver, bestuurstafel):
    antwoord = als(lid).post(adres, INVOER | {"bijeenkomst": ver.pk})

    punt = Agendapunt.objects.get()
    assert antwoord.headers["Location"] == f"{bestuurstafel.get_absolute_url()}#inbreng"
    assert (punt.tafel, punt.bijeenkomst, punt.volgorde) == (bestuurstafel, ver, None)
    assert (punt.status, punt.herkomst, punt.indiener) == ("voorstel", "portefeuillehouder", lid)
    assert punt.nagezonden is False
    assert timezone.localdate(punt.ingediend_op) == timezone.localdate()


def test_na_de_termijn_kiest_een_lid_die_bijeenkomst_niet_meer(als, lid, adres, bijeenkomst, ver):
    keuzes = als(lid).get(adres).context["form"].fields["bijeenkomst"].queryset
    antwoord = als(lid).post(adres, INVOER | {"bijeenkomst": bijeenkomst.pk})

    assert list(keuzes) == [ver]
    assert (antwoord.status_code, list(antwoord.context["form"].errors)) == (422, ["bijeenkomst"])
    tot = dag(bijeenkomst.inleveren_tot)
    with pytest.raises(NietMogelijk, match=rf"^Inleveren kon tot en met {tot}\. "):
        domain.agendapunt_voorstellen(
            bijeenkomst.tafel,
            titel="Te laat",
            aanleiding="Toch.",
            bijeenkomst=bijeenkomst,
            door=lid,
        )


def test_de_laatste_dag_telt_nog_mee(als, lid, adres, bijeenkomst, bestuurstafel):
    bestuurstafel.aanlever_dagen = 7
    bestuurstafel.save()

    antwoord = als(lid).post(adres, INVOER | {"bijeenkomst": bijeenkomst.pk})

    assert antwoord.status_code == 302
    assert Agendapunt.objects.get().nagezonden is False


@pytest.mark.parametrize("wie", ["secretaris", "programmamanager"])
def test_na_de_termijn_kan_het_duo_het_nog_en_staat_er_nagezonden(
    als, request, adres, bijeenkomst, wie
):
    client = als(request.getfixturevalue(wie))
    client.post(adres, INVOER | {"bijeenkomst": bijeenkomst.pk})

    punt = Agendapunt.objects.get()
    assert punt.nagezonden is True
    html = client.get(punt.get_absolute_url()).content.decode()
    assert "Nagezonden" in html
    assert f"Ingebracht op {dag(timezone.localdate())}, na de dag" in html


@pytest.mark.parametrize(
    ("veld", "waarde"),
    [
        ("titel", ""),
        ("aanleiding", ""),
        ("aanleiding", "x" * 2001),
        ("minuten", "0"),
        ("minuten", "481"),
        ("bijeenkomst", "999999"),
        ("openbaarheid", "geheim"),
        ("opgave", "x"),
    ],
)
def test_wat_niet_klopt_staat_bij_het_veld(als, lid, adres, veld, waarde):
    antwoord = als(lid).post(adres, INVOER | {veld: waarde})

    assert (antwoord.status_code, list(antwoord.context["form"].errors)) == (422, [veld])
    assert Agendapunt.objects.count() == 0


def test_wie_geen_vertrouwelijke_stukken_leest_brengt_ze_ook_niet_in(als, toehoorder, adres):
    keuzes = als(toehoorder).get(adres).context["form"].fields["openbaarheid"].choices

    assert [waarde for waarde, _ in keuzes] == ["openbaar", "partners", "tafel"]
    assert (
        als(toehoorder).post(adres, INVOER | {"openbaarheid": "vertrouwelijk"}).status_code == 422
    )


@pytest.mark.parametrize(
    ("wie", "status"),
    [
        ("voorzitter", 200),
        ("secretaris", 200),
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
def test_alleen_de_binnenkring_brengt_iets_in(als, request, adres, wie, status):
    assert als(request.getfixturevalue(wie)).get(adres).status_code == status


# --- what the secretaris does with it ------------------------------------------------------------


def test_de_indiener_ziet_waar_het_is(als, lid, secretaris, voorzitter, ingebracht, ver):
    def hier() -> str:
        ingebracht.refresh_from_db()
        return next(stap.naam for stap in keten(ingebracht) if stap.is_hier)

    gezien = [hier()]
    als(secretaris).post(reverse("tafels:agendapunt_behandelen", args=[ingebracht.pk]))
    gezien.append(hier())
    domain.voorstel_agenderen(ver, sleutel=f"agendapunt-{ingebracht.pk}", door=secretaris)
    gezien.append(hier())
    domain.bijeenkomst_voorbespreken(
        ver, voorbesproken_met_klankbord_op=timezone.localdate(), door=secretaris
    )
    gezien.append(hier())
    ver.refresh_from_db()
    ver.agenda_vastgesteld_op = timezone.localdate()
    ver.save()
    gezien.append(hier())

    assert gezien == [
        "Voorgesteld",
        "In behandeling",
        "Op de agenda",
        "Voorbesproken",
        "Vastgesteld",
    ]
    html = als(lid).get(reverse("tafels:inbreng", args=[ingebracht.tafel_id])).content.decode()
    assert "Door u ingebracht" in html
    assert 'aria-current="step"><span>Vastgesteld' in html


def test_teruggeven_vraagt_een_reden_en_de_indiener_leest_die(als, lid, secretaris, ingebracht):
    adres = reverse("tafels:agendapunt_teruggeven", args=[ingebracht.pk])

    zonder = als(secretaris).post(adres, {"reden": ""})
    als(secretaris).post(adres, {"reden": "Dit hoort bij de gemeente."})

    ingebracht.refresh_from_db()
    assert zonder.status_code == 422
    assert (ingebracht.status, ingebracht.reden) == ("afgewezen", "Dit hoort bij de gemeente.")
    html = als(lid).get(reverse("tafels:inbreng", args=[ingebracht.tafel_id])).content.decode()
    assert "Teruggegeven" in html
    assert "Dit hoort bij de gemeente." in html


def test_doorschuiven_bewaart_het_voor_die_bijeenkomst(als, secretaris, ingebracht, ver):
    als(secretaris).post(
        reverse("tafels:voorstel_doorschuiven", args=[ingebracht.pk]), {"bijeenkomst": ver.pk}
    )

    ingebracht.refresh_from_db()
    assert (ingebracht.status, ingebracht.bijeenkomst) == ("doorgeschoven", ver)
    assert ingebracht.volgorde is None


def test_over_wat_op_de_agenda_staat_is_al_gekozen(secretaris, agendapunt):
    with pytest.raises(NietMogelijk, match=r"^Over dit onderwerp is al gekozen\.$"):
        domain.agendapunt_teruggeven(agendapunt, reden="Nee.", door=secretaris)


@pytest.mark.parametrize(
    "naam", ["agendapunt_teruggeven", "voorstel_doorschuiven", "agendapunt_behandelen"]
)
def test_alleen_de_secretaris_van_deze_tafel_kiest(
    als, secretaris, voorzitter, programmamanager, lid, regiobureau, ingebracht, naam
):
    adres = reverse(f"tafels:{naam}", args=[ingebracht.pk])
    mensen = (voorzitter, programmamanager, lid, regiobureau)

    assert {als(p).post(adres).status_code for p in mensen} == {403}
    assert als(secretaris).post(adres).status_code != 403


# --- to another tafel ----------------------------------------------------------------------------


@pytest.fixture
def beleid(bestuurstafel, secretaris):
    """A beleidstafel below the bestuurstafel, with the same secretaris, and what it spoke about."""
    tafel = factories.TafelFactory(soort="beleidstafel", naam="Beleidstafel", ouder=bestuurstafel)
    factories.LidmaatschapFactory(tafel=tafel, persoon=secretaris, rol="secretaris")
    bijeenkomst = factories.BijeenkomstFactory(
        tafel=tafel, start=timezone.now() - timedelta(days=3)
    )
    return factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel="Mantelzorg", kernboodschap="Veel uitval."
    )


def test_een_onderwerp_gaat_met_advies_naar_de_bestuurstafel(
    als, secretaris, bestuurstafel, beleid, ver
):
    adres = reverse("tafels:agendapunt_doorgeven", args=[beleid.pk])
    client = als(secretaris)
    assert client.get(adres).context["form"]["tafel"].value() == bestuurstafel.pk

    client.post(adres, {"tafel": bestuurstafel.pk, "advies": "Wij raden dit aan."})

    nieuw = Agendapunt.objects.get(tafel=bestuurstafel)
    assert (nieuw.bijeenkomst, nieuw.status, nieuw.herkomst) == (None, "voorstel", "beleidstafel")
    assert (nieuw.komt_van, nieuw.titel) == (beleid, "Mantelzorg")
    assert (nieuw.kernboodschap, nieuw.advies_beleidstafel) == (
        "Veel uitval.",
        "Wij raden dit aan.",
    )
    html = client.get(reverse("tafels:voorstel_lijst", args=[ver.pk])).content.decode()
    assert "Doorgegeven door Beleidstafel op " in html
    punt = client.get(nieuw.get_absolute_url()).content.decode()
    assert "Wij raden dit aan." in punt
    assert "De weg langs de tafels" in punt


def test_twee_keer_doorgeven_is_een_keer(secretaris, bestuurstafel, beleid):
    domain.agendapunt_doorgeven(beleid, tafel=bestuurstafel, advies="Ja.", door=secretaris)

    with pytest.raises(NietMogelijk, match=r"^Dit onderwerp is al doorgegeven aan Bestuurstafel"):
        domain.agendapunt_doorgeven(beleid, tafel=bestuurstafel, advies="Ja.", door=secretaris)


def test_de_lijn_toont_alleen_wat_de_lezer_mag_zien(
    als, secretaris, buitenstaander, lid, bestuurstafel, beleid
):
    beleid.openbaarheid, beleid.titel = Openbaarheid.TAFEL, "Mantelzorg intern"
    beleid.save()
    nieuw = domain.agendapunt_doorgeven(beleid, tafel=bestuurstafel, advies="Ja.", door=secretaris)
    assert nieuw.openbaarheid == "tafel"
    Agendapunt.objects.filter(pk=nieuw.pk).update(openbaarheid="partners", titel="Mantelzorg")

    lijnen = {
        persoon: [p.pk for p in als(persoon).get(nieuw.get_absolute_url()).context["lijn"]]
        for persoon in (secretaris, lid, buitenstaander)
    }

    assert lijnen == {secretaris: [beleid.pk, nieuw.pk], lid: [], buitenstaander: []}
    assert "intern" not in als(lid).get(nieuw.get_absolute_url()).content.decode()


def test_een_lijn_van_vier_tafels_kost_een_vraag(
    als, secretaris, bestuurstafel, beleid, django_assert_num_queries
):
    punten = [beleid]
    for nummer in range(3):
        punten.append(
            factories.AgendapuntFactory(
                bijeenkomst=factories.BijeenkomstFactory(
                    start=timezone.now() + timedelta(days=nummer)
                ),
                komt_van=punten[-1],
            )
        )

    with django_assert_num_queries(1):
        lijn = list(Agendapunt.objects.lijn_van(punten[1]))

    assert lijn == punten


def test_wie_niet_in_het_duo_zit_geeft_niet_door(als, lid, voorzitter, agendapunt):
    adres = reverse("tafels:agendapunt_doorgeven", args=[agendapunt.pk])

    assert {als(p).get(adres).status_code for p in (lid, voorzitter)} == {403}


# --- advice of the klankbordgroep ----------------------------------------------------------------


@pytest.fixture
def klankbord(bestuurstafel):
    return factories.TafelFactory(
        soort="klankbordgroep", naam="Klankbordgroep", ouder=bestuurstafel
    )


@pytest.fixture
def inwoner(klankbord):
    """Sits in the klankbordgroep, and nowhere else."""
    persoon = factories.PersoonFactory(naam="Ina Inwoner")
    factories.LidmaatschapFactory(tafel=klankbord, persoon=persoon)
    return persoon


def test_de_klankbordgroep_adviseert_en_iedereen_leest_het(
    als, inwoner, buitenstaander, agendapunt
):
    adres = reverse("tafels:klankbordadvies_geven", args=[agendapunt.pk])

    als(inwoner).post(adres, {"advies": "Vraag eerst de mensen zelf."})

    agendapunt.refresh_from_db()
    assert agendapunt.advies_klankbord == "Vraag eerst de mensen zelf."
    assert agendapunt.advies_klankbord_door == inwoner
    assert agendapunt.advies_klankbord_op == timezone.localdate()
    html = als(buitenstaander).get(agendapunt.get_absolute_url()).content.decode()
    assert "Vraag eerst de mensen zelf." in html


def test_twee_adviezen_tegelijk_staan_naast_elkaar(als, inwoner, klankbord, agendapunt):
    ander = factories.LidmaatschapFactory(tafel=klankbord).persoon
    adres = reverse("tafels:klankbordadvies_geven", args=[agendapunt.pk])
    versie = als(ander).get(adres).context["form"]["versie"].value()
    als(inwoner).post(adres, {"advies": "Doen.", "versie": versie})

    antwoord = als(ander).post(adres, {"advies": "Niet doen.", "versie": versie})

    assert antwoord.status_code == 409
    assert [(nu, uw) for _, nu, uw in antwoord.context["botsing"]] == [("Doen.", "Niet doen.")]


def test_wat_op_advies_wacht_staat_op_de_pagina_van_de_klankbordgroep(
    als, inwoner, lid, klankbord, bijeenkomst, agendapunt
):
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Besloten", openbaarheid="tafel")
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, behandeling="ter informatie")
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, blok="successen")
    adres = reverse("tafels:inbreng", args=[klankbord.pk])

    assert list(als(inwoner).get(adres).context["advies"]) == [agendapunt]
    assert list(als(lid).get(adres).context["advies"]) == []


@pytest.mark.parametrize("rol", ["voorzitter", "secretaris", "lid"])
def test_wie_in_de_klankbordgroep_zit_mag_adviseren(als, klankbord, agendapunt, rol):
    zetel = factories.LidmaatschapFactory(tafel=klankbord, rol=rol)
    adres = reverse("tafels:klankbordadvies_geven", args=[agendapunt.pk])

    assert als(zetel.persoon).get(adres).status_code == 200


def test_wie_er_niet_in_zit_adviseert_niet(
    als, lid, secretaris, buitenstaander, regiobureau, klankbord, agendapunt
):
    luistert = factories.LidmaatschapFactory(tafel=klankbord, rol="toehoorder").persoon
    elders = factories.LidmaatschapFactory(
        tafel=factories.TafelFactory(soort="klankbordgroep", ouder=factories.TafelFactory())
    ).persoon
    adres = reverse("tafels:klankbordadvies_geven", args=[agendapunt.pk])
    mensen = (lid, secretaris, buitenstaander, regiobureau, luistert, elders)

    assert [als(p).get(adres).status_code for p in mensen] == [403] * 6


def test_wat_besloten_is_kent_de_klankbordgroep_niet(als, inwoner, agendapunt):
    Agendapunt.objects.update(openbaarheid="tafel")
    adres = reverse("tafels:klankbordadvies_geven", args=[agendapunt.pk])

    assert als(inwoner).get(adres).status_code == 404


def test_als_de_bijeenkomst_begint_is_het_te_laat(als, inwoner, begonnen):
    punt = factories.AgendapuntFactory(bijeenkomst=begonnen)
    adres = reverse("tafels:klankbordadvies_geven", args=[punt.pk])

    assert als(inwoner).get(adres).status_code == 403
    with pytest.raises(NietMogelijk, match=r"^De bijeenkomst is al begonnen\.$"):
        domain.klankbordadvies_geven(punt, advies="Nog iets.", door=inwoner)


def test_de_secretaris_legt_vast_wanneer_het_is_voorbesproken(als, secretaris, lid, bijeenkomst):
    adres = reverse("tafels:bijeenkomst_voorbespreken", args=[bijeenkomst.pk])
    vandaag = timezone.localdate()
    verzenden = reverse("tafels:publiceren", args=[bijeenkomst.pk])

    assert als(lid).get(adres).status_code == 403
    # Where it says that this is not done yet, is the way to say that it is.
    assert f'href="{adres}"' in als(secretaris).get(verzenden).content.decode()
    als(secretaris).post(adres, {"voorbesproken_met_klankbord_op": f"{vandaag:%d-%m-%Y}"})
    bijeenkomst.refresh_from_db()
    assert bijeenkomst.voorbesproken_met_klankbord_op == vandaag
    assert f'href="{adres}"' not in als(secretaris).get(verzenden).content.decode()
    later = timezone.localdate(bijeenkomst.start) + timedelta(days=1)
    antwoord = als(secretaris).post(adres, {"voorbesproken_met_klankbord_op": f"{later:%d-%m-%Y}"})
    assert antwoord.status_code == 409


def test_op_de_bijeenkomst_staat_wanneer_het_is_voorbesproken(
    als, secretaris, buitenstaander, bijeenkomst
):
    vastleggen = "Vastleggen wanneer de klankbordgroep dit besprak"
    adres = bijeenkomst.get_absolute_url()
    assert vastleggen in als(secretaris).get(adres).content.decode()
    assert vastleggen not in als(buitenstaander).get(adres).content.decode()

    domain.bijeenkomst_voorbespreken(
        bijeenkomst, voorbesproken_met_klankbord_op=timezone.localdate(), door=secretaris
    )

    html = als(buitenstaander).get(adres).content.decode()
    assert f"Voorbesproken met de klankbordgroep op {dag(timezone.localdate())}." in html


# --- who misses at the beleidstafel, and who tells how it goes -----------------------------------


def test_op_de_beleidstafel_staat_welke_partner_er_nog_niet_zit(als, lid):
    tafel = factories.TafelFactory(soort="beleidstafel")
    zit = factories.LidmaatschapFactory(tafel=tafel).persoon.organisatie
    namens = factories.OrganisatieFactory()
    factories.LidmaatschapFactory(tafel=tafel).vertegenwoordigt.add(namens)
    weg = factories.LidmaatschapFactory(tafel=tafel, tot="2026-01-31").persoon.organisatie
    buiten = factories.OrganisatieFactory(kring="buitenkring")

    partners = als(lid).get(tafel.get_absolute_url()).context["partners"]

    assert weg in partners
    assert lid.organisatie in partners
    assert not {zit, namens, buiten} & {*partners}


def test_op_een_inhoudelijke_tafel_staat_wie_het_aan_de_beleidstafel_vertelt(als, lid):
    tafel = factories.TafelFactory(soort="inhoudelijke tafel", terugkoppelaar=lid)
    zonder = factories.TafelFactory(soort="inhoudelijke tafel")

    met, leeg = (
        als(lid).get(t.get_absolute_url()).content.decode().split("Vertelt het aan")[1][:300]
        for t in (tafel, zonder)
    )

    assert lid.naam in met
    assert "niemand" in leeg


# --- how many queries ----------------------------------------------------------------------------


@pytest.mark.parametrize("aantal", [1, 5])
def test_het_blok_bij_de_tafel_kost_altijd_zes_vragen(
    als, secretaris, bestuurstafel, aantal, django_assert_num_queries
):
    for nummer in range(aantal):
        domain.agendapunt_voorstellen(
            bestuurstafel, titel=f"Onderwerp {nummer}", aanleiding="Nu.", door=secretaris
        )
    client = als(secretaris)

    with django_assert_num_queries(6):
        # session, persoon, zetels, tafel, eigen, wachtend
        antwoord = client.get(
            reverse("tafels:inbreng", args=[bestuurstafel.pk]), headers={"HX-Request": "true"}
        )

    assert antwoord.content.decode().count('class="rp-lijst__item"') == 2 * aantal


# --- what was left over --------------------------------------------------------------------------


def test_wat_verder_ging_wacht_niet_meer(als, secretaris, bijeenkomst, agendapunt, ver):
    nieuw = domain.agendapunt_doorschuiven(agendapunt, door=secretaris)

    antwoord = als(secretaris).get(reverse("tafels:inbreng", args=[agendapunt.tafel_id]))

    assert nieuw.bijeenkomst == ver
    assert list(antwoord.context["wachtend"]) == []
    adres = reverse("tafels:agendapunt_teruggeven", args=[agendapunt.pk])
    assert als(secretaris).get(adres).status_code == 403
