"""What is not finished goes on, and is never lost or there twice."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Agendapunt, Voorzittersnotitie
from tests import factories


@pytest.fixture
def volgende(bijeenkomst):
    return factories.BijeenkomstFactory(
        tafel=bijeenkomst.tafel, start=bijeenkomst.start + timedelta(days=30)
    )


def titels(bijeenkomst) -> list[str]:
    return list(bijeenkomst.agendapunten.op_agenda().values_list("titel", flat=True))


def test_het_gaat_naar_de_volgende_bijeenkomst_en_daar_voor_de_rondvraag(
    als, secretaris, agendapunt, volgende
):
    for titel in ("Opening", "Rondvraag"):
        factories.AgendapuntFactory(bijeenkomst=volgende, titel=titel)
    adres = reverse("tafels:agendapunt_doorschuiven", args=[agendapunt.pk])

    vraag = als(secretaris).get(adres)
    antwoord = als(secretaris).post(adres)

    assert volgende.titel in vraag.content.decode()
    assert antwoord.headers["Location"] == agendapunt.bijeenkomst.get_absolute_url()
    nieuw = Agendapunt.objects.get(komt_van=agendapunt)
    agendapunt.refresh_from_db()
    assert (agendapunt.status, agendapunt.volgorde) == ("doorgeschoven", None)
    assert (nieuw.titel, nieuw.herkomst, nieuw.status) == (
        "Begroting 2027",
        "vorige vergadering",
        "geagendeerd",
    )
    assert titels(volgende) == ["Opening", "Begroting 2027", "Rondvraag"]
    assert titels(agendapunt.bijeenkomst) == []
    assert "Dit stond eerder op de agenda van" in (
        als(secretaris).get(nieuw.get_absolute_url()).content.decode()
    )


def test_tekst_stukken_gasten_en_planning_gaan_mee(secretaris, agendapunt, volgende):
    agendapunt.gevraagd_besluit = "De tafel stelt de begroting vast."
    agendapunt.vast_begin = "16:00"
    agendapunt.save()
    gast = factories.PersoonFactory()
    agendapunt.genodigden.add(gast)
    stuk = factories.StukFactory(agendapunt=agendapunt, titel="Begroting", tekst="Vier ton.")
    factories.StukFactory(agendapunt=agendapunt, status="nieuw")
    planning = factories.ThemaplanningFactory(tafel=agendapunt.tafel, agendapunt=agendapunt)
    Voorzittersnotitie.objects.create(agendapunt=agendapunt, tekst="Let op de sfeer.")

    nieuw = domain.agendapunt_doorschuiven(agendapunt, door=secretaris)

    planning.refresh_from_db()
    mee = nieuw.stukken.get()
    assert nieuw.gevraagd_besluit == "De tafel stelt de begroting vast."
    assert nieuw.vast_begin is None  # 16.00 that day says nothing about the next
    assert list(nieuw.genodigden.all()) == [gast]
    assert (mee.titel, mee.tekst, mee.bestand.name) == ("Begroting", "Vier ton.", stuk.bestand.name)
    assert mee.sleutel != stuk.sleutel
    with mee.bestand.open() as bestand:
        assert bestand.read() == b"%PDF-1.7\n"
    assert (planning.agendapunt, planning.bijeenkomst, planning.verschoven) == (nieuw, volgende, 1)
    assert nieuw.voorzittersnotitie.tekst == "Let op de sfeer."
    assert agendapunt.stukken.count() == 2  # what was sent for that meeting stays with it


def test_de_delen_gaan_mee_maar_niet_waarover_al_is_besloten(secretaris, agendapunt, volgende):
    bijeenkomst = agendapunt.bijeenkomst
    mee, blijft = (
        factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel=titel, soort="subpunt")
        for titel in ("Gaat mee", "Blijft")
    )
    domain.besluit_vastleggen(blijft, tekst="Akkoord.", door=secretaris)

    domain.agendapunt_doorschuiven(agendapunt, door=secretaris)

    blijft.refresh_from_db()
    assert list(volgende.agendapunten.op_agenda().values_list("titel", "soort")) == [
        ("Begroting 2027", "punt"),
        ("Gaat mee", "subpunt"),
    ]
    assert (blijft.soort, blijft.volgorde) == ("punt", 1)
    assert mee.gaat_verder_als.count() == 1


def test_een_tweede_keer_gaat_niet(secretaris, agendapunt, volgende):
    domain.agendapunt_doorschuiven(agendapunt, door=secretaris)

    with pytest.raises(NietMogelijk, match=r"^Dit agendapunt staat niet meer op de agenda\.$"):
        domain.agendapunt_doorschuiven(agendapunt, door=secretaris)

    assert volgende.agendapunten.count() == 1


@pytest.mark.parametrize(
    "volgende_is",
    [{"status": "geannuleerd"}, {"soort": "schriftelijke ronde (DB)"}, {"status": "afgesloten"}],
)
def test_wat_niet_doorgaat_of_geen_gesprek_is_is_geen_volgende(
    secretaris, agendapunt, volgende, volgende_is
):
    for veld, waarde in volgende_is.items():
        setattr(volgende, veld, waarde)
    volgende.save()

    with pytest.raises(NietMogelijk, match=r"^Deze tafel heeft nog geen volgende bijeenkomst\. "):
        domain.agendapunt_doorschuiven(agendapunt, door=secretaris)


@pytest.mark.parametrize("velden", [{"soort": "kop"}, {"soort": "pauze"}, {"blok": "actielijst"}])
def test_wat_op_elke_agenda_staat_gaat_niet_mee(secretaris, agendapunt, volgende, velden):
    for veld, waarde in velden.items():
        setattr(agendapunt, veld, waarde)
    agendapunt.save()

    with pytest.raises(NietMogelijk, match=r"^Dit staat op elke agenda "):
        domain.agendapunt_doorschuiven(agendapunt, door=secretaris)


def test_op_een_verzonden_agenda_is_het_nagezonden(secretaris, agendapunt, volgende):
    volgende.status, volgende.agenda_versie = "agenda verzonden", 1
    volgende.save()

    nieuw = domain.agendapunt_doorschuiven(agendapunt, door=secretaris)

    assert nieuw.nagezonden is True
    assert [w.tekst for w in volgende.wijzigingen.all()] == [
        "Begroting 2027 staat nieuw op de agenda."
    ]


def test_alleen_de_secretaris_schuift_door(als, voorzitter, lid, agendapunt, volgende):
    adres = reverse("tafels:agendapunt_doorschuiven", args=[agendapunt.pk])

    assert [als(p).post(adres).status_code for p in (voorzitter, lid)] == [403, 403]


def test_zonder_volgende_bijeenkomst_wijst_de_pagina_de_weg(als, secretaris, agendapunt):
    html = (
        als(secretaris)
        .get(reverse("tafels:agendapunt_doorschuiven", args=[agendapunt.pk]))
        .content.decode()
    )

    assert "Deze tafel heeft nog geen volgende bijeenkomst." in html
    assert reverse("tafels:bijeenkomst_plannen", args=[agendapunt.tafel_id]) in html


# --- the end of a meeting ------------------------------------------------------------------------


@pytest.fixture
def na_afloop(begonnen):
    return factories.BijeenkomstFactory(
        tafel=begonnen.tafel, start=begonnen.start + timedelta(days=30)
    )


def test_wat_niemand_kiest_gaat_door(als, secretaris, begonnen, na_afloop):
    punten = {
        titel: factories.AgendapuntFactory(bijeenkomst=begonnen, titel=titel)
        for titel in ("Opening", "Vergeten", "Besproken", "Besloten", "Weg", "Rondvraag")
    }
    factories.AgendapuntFactory(bijeenkomst=begonnen, titel="Koffie", soort="pauze")
    factories.AgendapuntFactory(bijeenkomst=begonnen, titel="Acties", blok="actielijst")
    domain.besluit_vastleggen(punten["Besloten"], tekst="Akkoord.", door=secretaris)
    adres = reverse("tafels:bijeenkomst_afsluiten", args=[begonnen.pk])

    form = als(secretaris).get(adres).context["form"]
    als(secretaris).post(
        adres,
        {
            f"punt-{punten['Besproken'].pk}": "behandeld",
            f"punt-{punten['Weg'].pk}": "vervalt",
        },
    )

    assert [veld.label for veld in form] == ["2. Vergeten", "3. Besproken", "5. Weg"]
    assert [veld.initial for veld in form] == ["doorschuiven"] * 3
    for punt in punten.values():
        punt.refresh_from_db()
    assert {titel: punt.status for titel, punt in punten.items()} == {
        "Opening": "behandeld",
        "Vergeten": "doorgeschoven",
        "Besproken": "behandeld",
        "Besloten": "behandeld",
        "Weg": "vervallen",
        "Rondvraag": "behandeld",
    }
    # On the agenda that was sent it keeps its number; its copy stands on the next one.
    assert punten["Vergeten"].volgorde == 2
    assert titels(na_afloop) == ["Vergeten"]


def test_wat_in_het_sjabloon_van_de_tafel_staat_komt_vanzelf_terug(
    als, secretaris, begonnen, na_afloop
):
    begonnen.tafel.vaste_punten.create(volgorde=1, titel="Nieuws uit de opgaven")
    factories.AgendapuntFactory(bijeenkomst=begonnen, titel="nieuws uit de opgaven")

    domain.bijeenkomst_afsluiten(begonnen, door=secretaris)

    assert titels(na_afloop) == []


def test_zonder_volgende_bijeenkomst_wacht_het_als_voorstel(secretaris, begonnen):
    punt = factories.AgendapuntFactory(bijeenkomst=begonnen, titel="Vergeten")
    factories.AgendapuntFactory(bijeenkomst=begonnen, titel="Deel", soort="subpunt")

    domain.bijeenkomst_afsluiten(begonnen, door=secretaris)

    wacht = Agendapunt.objects.get(komt_van=punt)
    assert (wacht.bijeenkomst, wacht.tafel, wacht.status, wacht.volgorde) == (
        None,
        begonnen.tafel,
        "voorstel",
        None,
    )
    assert Agendapunt.objects.get(titel="Deel", bijeenkomst=None).soort == "punt"


def test_een_bijeenkomst_van_de_hele_regio_heeft_geen_volgende(als, secretaris):
    ontmoeting = factories.BijeenkomstFactory(
        tafel=None, start=timezone.now() - timedelta(hours=1), status="agenda verzonden"
    )
    punt = factories.AgendapuntFactory(bijeenkomst=ontmoeting)
    adres = reverse("tafels:bijeenkomst_afsluiten", args=[ontmoeting.pk])

    form = als(secretaris).get(adres).context["form"]
    als(secretaris).post(adres)

    punt.refresh_from_db()
    assert [keuze for keuze, _ in form[f"punt-{punt.pk}"].field.choices] == ["behandeld", "vervalt"]
    assert punt.status == "behandeld"


def test_een_onbekende_keuze_sluit_niets_af(als, secretaris, begonnen):
    punt = factories.AgendapuntFactory(bijeenkomst=begonnen)
    adres = reverse("tafels:bijeenkomst_afsluiten", args=[begonnen.pk])

    antwoord = als(secretaris).post(adres, {f"punt-{punt.pk}": "kwijtraken"})

    begonnen.refresh_from_db()
    assert (antwoord.status_code, begonnen.status) == (422, "agenda verzonden")


# --- whatever happens ----------------------------------------------------------------------------

# What two people do, each with what they last saw: add, carry over, drop, choose, close.
STAPPEN = st.lists(
    st.tuples(
        st.sampled_from(["toevoegen", "deel", "doorschuiven", "vervallen", "afsluiten"]),
        st.integers(0, 20),
        st.lists(st.sampled_from(["behandeld", "doorschuiven", "vervalt", None]), max_size=4),
    ),
    max_size=16,
)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(stappen=STAPPEN)
def test_elk_onderwerp_staat_altijd_op_precies_een_plek(secretaris, stappen):
    tafel = factories.TafelFactory()
    begin = timezone.now() - timedelta(days=100)
    reeks = [
        factories.BijeenkomstFactory(tafel=tafel, start=begin + timedelta(days=7 * n))
        for n in range(3)
    ]
    gezien: list[Agendapunt] = []  # never looked up again: versions grow stale
    begonnen_met = set()
    for keer, (wat, welk, keuzes) in enumerate(stappen):
        bijeenkomst = reeks[welk % 3]
        try:
            if wat in ("toevoegen", "deel") or not gezien:
                punt = domain.agendapunt_toevoegen(
                    bijeenkomst,
                    titel=f"Onderwerp {keer}",
                    soort="subpunt" if wat == "deel" else "punt",
                    door=secretaris,
                )
                begonnen_met.add(punt.pk)
                gezien.append(punt)
            elif wat == "doorschuiven":
                gezien.append(
                    domain.agendapunt_doorschuiven(gezien[welk % len(gezien)], door=secretaris)
                )
            elif wat == "vervallen":
                domain.agendapunt_laten_vervallen(gezien[welk % len(gezien)], door=secretaris)
            else:
                op_agenda = [p.pk for p in gezien if p.bijeenkomst_id == bijeenkomst.pk]
                gekozen = {pk: k for pk, k in zip(op_agenda, keuzes, strict=False) if k}
                domain.bijeenkomst_afsluiten(bijeenkomst, keuzes=gekozen, door=secretaris)
        except NietMogelijk:
            continue

    alle = list(Agendapunt.objects.filter(tafel=tafel).select_related("bijeenkomst"))
    vervolg = [punt.komt_van_id for punt in alle if punt.komt_van_id]
    uiteinden = [punt for punt in alle if punt.pk not in vervolg]
    # One line per subject, from where it began to one end: nothing lost, nothing doubled.
    assert {punt.pk for punt in alle if not punt.komt_van_id} == begonnen_met
    assert len(vervolg) == len(set(vervolg))
    assert len(uiteinden) == len(begonnen_met)
    assert {punt.pk for punt in alle if punt.status == "doorgeschoven"} == set(vervolg)
    for punt in uiteinden:
        leeft = punt.status in ("geagendeerd", "voorstel")
        wacht = punt.bijeenkomst is None
        assert leeft == (wacht or (punt.bijeenkomst.agenda_is_open and punt.status != "vervallen"))
        assert (punt.volgorde is None) == (wacht or punt.status == "vervallen")
    for bijeenkomst in reeks:
        nummers = list(bijeenkomst.agendapunten.op_agenda().values_list("volgorde", flat=True))
        assert nummers == list(range(1, len(nummers) + 1))


def test_van_een_afgezegde_bijeenkomst_gaat_alles_door(secretaris, bijeenkomst, volgende):
    for titel in ("Opening", "Begroting", "Rondvraag"):
        factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel=titel)

    domain.bijeenkomst_annuleren(bijeenkomst, reden="De zaal is dicht.", door=secretaris)

    assert titels(volgende) == ["Begroting"]
    assert volgende.agendapunten.get().komt_van.status == "doorgeschoven"


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_vier_mensen_op_twee_agendas_tegelijk_lopen_elkaar_niet_vast(
    django_db_serialized_rollback,
):
    persoon, tafel = factories.PersoonFactory(), factories.TafelFactory()
    eerst, daarna = (
        factories.BijeenkomstFactory(tafel=tafel, start=timezone.now() + timedelta(days=dagen))
        for dagen in (7, 37)
    )
    punten = factories.AgendapuntFactory.create_batch(8, bijeenkomst=eerst)
    anders = factories.AgendapuntFactory.create_batch(4, bijeenkomst=daarna)
    samen, fouten = threading.Barrier(4), []

    def werk(wie: int) -> None:
        try:
            samen.wait(10)
            for keer in range(4):
                if wie % 2:
                    domain.agendapunt_doorschuiven(punten[keer * 2 + wie // 2], door=persoon)
                else:
                    domain.agendapunt_verplaatsen(
                        anders[(wie + keer) % 4], plaats=keer + 1, door=persoon
                    )
        except Exception as fout:  # a thread has to hand its failure to the test
            fouten.append(fout)
        finally:
            connection.close()

    mensen = [threading.Thread(target=werk, args=(wie,)) for wie in range(4)]
    for mens in mensen:
        mens.start()
    for mens in mensen:
        mens.join(30)

    nummers = list(daarna.agendapunten.op_agenda().values_list("volgorde", flat=True))
    assert fouten == []
    assert titels(eerst) == []
    assert nummers == list(range(1, 13))
    assert {punt.komt_van_id for punt in daarna.agendapunten.exclude(komt_van=None)} == {
        punt.pk for punt in punten
    }
