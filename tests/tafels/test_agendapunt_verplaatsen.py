"""The order of the agenda: by button, by drag, by number, and by two people at once."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from regio.exceptions import NietMogelijk
from regio.templatetags.regio import uur
from tafels import domain
from tafels.models import Agendapunt
from tafels.volgorde import nummers, staat_los
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def punten(bijeenkomst):
    titels = ("Opening", "Begroting 2027", "Zorgcoördinatie", "Samenloop", "Rondvraag")
    return [
        factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel=titel, minuten=10)
        for titel in titels
    ]


def volgorde(bijeenkomst) -> list[str]:
    return list(bijeenkomst.agendapunten.op_agenda().values_list("titel", flat=True))


def verplaats(client, punt, plaats, **opties):
    return client.post(
        reverse("tafels:agendapunt_verplaatsen", args=[punt.pk]), {"plaats": plaats}, **opties
    )


def test_een_plaats_omhoog(als, secretaris, bijeenkomst, punten):
    antwoord = verplaats(als(secretaris), punten[1], 1)

    assert volgorde(bijeenkomst) == [
        "Begroting 2027",
        "Opening",
        "Zorgcoördinatie",
        "Samenloop",
        "Rondvraag",
    ]
    assert antwoord.headers["Location"] == f"{bijeenkomst.get_absolute_url()}#punt-{punten[1].pk}"


def test_met_htmx_zegt_het_portaal_waar_het_nu_staat(als, secretaris, bijeenkomst, punten):
    antwoord = verplaats(als(secretaris), punten[0], 2, headers=HTMX)

    html = antwoord.content.decode()
    tijd = uur(bijeenkomst.start + timedelta(minutes=10))
    assert antwoord.status_code == 200
    assert html.lstrip().startswith('<section id="agenda"')
    assert antwoord.context["melding"] == f"Opening staat nu op plaats 2 van 5, om {tijd} uur."
    assert f'<div id="meld" hx-swap-oob="innerHTML">{antwoord.context["melding"]}</div>' in html
    assert f'id="op-{punten[0].pk}"' in html  # the pressed button keeps its id, so its focus


def test_de_tijden_lopen_mee(als, secretaris, bijeenkomst, punten):
    voor = als(secretaris).get(bijeenkomst.get_absolute_url()).context["agenda"].regels

    na = verplaats(als(secretaris), punten[4], 1, headers=HTMX).context["agenda"].regels

    assert [r["tijd"] for r in na] == [r["tijd"] for r in voor]
    assert [r["titel"] for r in na][:2] == ["Rondvraag", "Opening"]


@pytest.mark.parametrize("plaats", ["", "0", "-3", "x", "99999", "1\x00"])
def test_een_onmogelijke_plaats_verandert_niets(als, secretaris, bijeenkomst, punten, plaats):
    antwoord = verplaats(als(secretaris), punten[1], plaats, headers=HTMX)

    assert antwoord.status_code == 422
    assert volgorde(bijeenkomst)[1] == "Begroting 2027"


def test_voorbij_het_einde_is_het_einde(als, secretaris, bijeenkomst, punten):
    verplaats(als(secretaris), punten[0], 80)

    assert volgorde(bijeenkomst)[-1] == "Opening"


def test_wat_net_is_vervallen_verplaatst_niemand(bijeenkomst, punten, secretaris):
    domain.agendapunt_laten_vervallen(punten[2], door=secretaris)

    with pytest.raises(NietMogelijk, match=r"^Dit agendapunt staat niet meer op de agenda\.$"):
        domain.agendapunt_verplaatsen(punten[2], plaats=1, door=secretaris)


def test_een_lid_ordent_niet(als, lid, punten):
    assert verplaats(als(lid), punten[0], 2).status_code == 403


def test_verplaatsen_gaat_niet_met_een_link(als, secretaris, punten):
    adres = reverse("tafels:agendapunt_verplaatsen", args=[punten[0].pk])

    assert als(secretaris).get(adres).status_code == 405


def test_de_geschiedenis_kent_de_handeling_en_wie(bijeenkomst, punten, secretaris):
    domain.agendapunt_verplaatsen(punten[0], plaats=2, door=secretaris)

    laatste = punten[0].events.select_related("pgh_context").order_by("-pgh_id")[0]
    assert laatste.pgh_context.metadata == {
        "handeling": "agendapunt_verplaatsen",
        "door": secretaris.pk,
    }


# A step: (what, which agendapunt, to which place).
STAPPEN = st.lists(
    st.tuples(
        st.sampled_from(["verplaatsen", "toevoegen", "laten vervallen"]),
        st.integers(0, 9),
        st.integers(-2, 12),
    ),
    max_size=12,
)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(stappen=STAPPEN)
def test_wat_er_ook_gebeurt_de_agenda_is_genummerd_en_compleet(secretaris, stappen):
    bijeenkomst = factories.BijeenkomstFactory(tafel=None)
    verwacht = []
    for nummer, (wat, welk, plaats) in enumerate(stappen):
        if wat == "toevoegen" or not verwacht:
            punt = domain.agendapunt_toevoegen(bijeenkomst, titel=f"Punt {nummer}", door=secretaris)
            verwacht.append(punt)
            continue
        punt = verwacht[welk % len(verwacht)]
        if wat == "verplaatsen":
            domain.agendapunt_verplaatsen(punt, plaats=plaats, door=secretaris)
            verwacht.remove(punt)
            verwacht.insert(max(plaats, 1) - 1, punt)
        else:
            domain.agendapunt_laten_vervallen(punt, door=secretaris)
            verwacht.remove(punt)

    op_agenda = list(bijeenkomst.agendapunten.op_agenda())
    assert op_agenda == verwacht
    assert [punt.volgorde for punt in op_agenda] == list(range(1, len(verwacht) + 1))


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_twee_mensen_tegelijk_verliezen_of_verdubbelen_niets(django_db_serialized_rollback):
    secretaris = factories.PersoonFactory()
    bijeenkomst = factories.BijeenkomstFactory(tafel=None)
    punten = factories.AgendapuntFactory.create_batch(8, bijeenkomst=bijeenkomst)
    samen, fouten = threading.Barrier(4), []

    def schuif(wie: int) -> None:
        try:
            samen.wait(10)
            for keer in range(6):
                punt = punten[(wie * 3 + keer) % 8]
                domain.agendapunt_verplaatsen(
                    punt, plaats=(keer * 5 + wie) % 8 + 1, door=secretaris
                )
        except Exception as fout:  # a thread has to hand its failure to the test
            fouten.append(fout)
        finally:
            connection.close()

    mensen = [threading.Thread(target=schuif, args=(wie,)) for wie in range(4)]
    for mens in mensen:
        mens.start()
    for mens in mensen:
        mens.join(30)

    na = list(Agendapunt.objects.filter(bijeenkomst=bijeenkomst).order_by("volgorde"))
    assert fouten == []
    assert [punt.volgorde for punt in na] == [1, 2, 3, 4, 5, 6, 7, 8]
    assert {punt.pk for punt in na} == {punt.pk for punt in punten}


# --- with koppen, parts and pauzes ---------------------------------------------------------------


def agenda(bijeenkomst, tekst: str) -> dict[str, Agendapunt]:
    """An agenda such as "kop1 punt1 subpunt1 pauze1", by those names."""
    return {
        naam: factories.AgendapuntFactory(
            bijeenkomst=bijeenkomst, titel=naam, soort=naam.rstrip("0123456789")
        )
        for naam in tekst.split()
    }


def test_een_punt_neemt_zijn_delen_mee(als, secretaris, bijeenkomst):
    punten = agenda(bijeenkomst, "punt1 subpunt1 subpunt2 punt2 punt3")

    antwoord = verplaats(als(secretaris), punten["punt1"], 2, headers=HTMX)

    assert volgorde(bijeenkomst) == ["punt2", "punt1", "subpunt1", "subpunt2", "punt3"]
    assert antwoord.context["melding"].startswith("punt1 staat nu op plaats 2 van 5, om ")
    regels = antwoord.context["agenda"].regels
    assert [regel["nummer"] for regel in regels] == ["1. ", "2. ", "2a. ", "2b. ", "3. "]


def test_een_deel_bovenaan_wordt_een_eigen_onderwerp_en_dat_staat_erbij(
    als, secretaris, bijeenkomst
):
    punten = agenda(bijeenkomst, "punt1 subpunt1 subpunt2")

    antwoord = verplaats(als(secretaris), punten["subpunt1"], 1, headers=HTMX)

    assert volgorde(bijeenkomst) == ["subpunt1", "punt1", "subpunt2"]
    assert antwoord.context["melding"].endswith(" Het is nu een eigen onderwerp.")
    punten["subpunt1"].refresh_from_db()
    assert (punten["subpunt1"].soort, punten["subpunt1"].versie) == ("punt", 2)


def test_een_kop_heeft_een_plaats_maar_geen_tijd(als, secretaris, bijeenkomst):
    punten = agenda(bijeenkomst, "punt1 kop1 punt2")

    antwoord = verplaats(als(secretaris), punten["kop1"], 1, headers=HTMX)

    assert antwoord.context["melding"] == "kop1 staat nu op plaats 1 van 3."


def test_de_knop_omlaag_gaat_over_het_hele_volgende_blok(als, secretaris, bijeenkomst):
    punten = agenda(bijeenkomst, "punt1 punt2 subpunt1 pauze1")
    client = als(secretaris)

    regel = client.get(bijeenkomst.get_absolute_url()).context["agenda"].regels[0]
    verplaats(client, punten["punt1"], regel["omlaag"])

    assert volgorde(bijeenkomst) == ["punt2", "subpunt1", "punt1", "pauze1"]


# Two people, each with the list as it was when they last looked: (who, what, which, where).
STAPPEN_VAN_TWEE = st.lists(
    st.tuples(
        st.integers(0, 1),
        st.sampled_from(["kijken", "verplaatsen", "toevoegen", "vervallen", "wijzigen"]),
        st.integers(0, 14),
        st.integers(-2, 14),
        st.sampled_from(Agendapunt.Soort.values),
    ),
    max_size=14,
)


@settings(
    max_examples=20,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(stappen=STAPPEN_VAN_TWEE)
def test_twee_mensen_met_een_oude_lijst_verliezen_of_verdubbelen_niets(secretaris, stappen):
    bijeenkomst = factories.BijeenkomstFactory(tafel=None)
    toegevoegd, vervallen, gezien = set(), set(), {0: [], 1: []}
    for keer, (wie, wat, welk, plaats, soort) in enumerate(stappen):
        lijst = gezien[wie]
        if wat == "kijken":
            gezien[wie] = list(bijeenkomst.agendapunten.op_agenda())
        elif wat == "toevoegen" or not lijst:
            punt = domain.agendapunt_toevoegen(
                bijeenkomst, titel=f"Punt {keer}", soort=soort, plaats=plaats, door=secretaris
            )
            toegevoegd.add(punt.pk)
            lijst.append(punt)
        else:
            punt = lijst[welk % len(lijst)]
            try:
                if wat == "verplaatsen":
                    domain.agendapunt_verplaatsen(punt, plaats=plaats, door=secretaris)
                elif wat == "vervallen":
                    domain.agendapunt_laten_vervallen(punt, door=secretaris)
                    vervallen.add(punt.pk)
                else:
                    domain.agendapunt_wijzigen(
                        punt, versie=punt.versie, soort=soort, plaats=plaats, door=secretaris
                    )
            except NietMogelijk:  # stale: off the agenda, or changed by the other
                continue

    na = list(bijeenkomst.agendapunten.op_agenda())
    soorten = [punt.soort for punt in na]
    assert {punt.pk for punt in na} == toegevoegd - vervallen
    assert [punt.volgorde for punt in na] == list(range(1, len(na) + 1))
    assert not any(staat_los(soorten, plek) for plek in range(len(na)))
    assert [n for n, s in zip(nummers(soorten), soorten, strict=True) if s == "punt"] == [
        str(n) for n in range(1, soorten.count("punt") + 1)
    ]
