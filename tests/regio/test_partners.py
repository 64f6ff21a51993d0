"""Wie is wie: who sits where, and which perspective is missing."""

import pytest
from django.urls import reverse

from regio.models import Perspectief
from tests import factories


def test_zoeken_op_een_deel_van_de_organisatie(als, lid):
    factories.PersoonFactory(
        naam="Marjan ter Horst",
        organisatie=factories.OrganisatieFactory(naam="Streekziekenhuis De Linde"),
    )
    factories.PersoonFactory(naam="Iemand Anders")

    antwoord = als(lid).get(reverse("wie_is_wie"), {"q": "de linde"})

    assert [p.naam for p in antwoord.context["personen"]] == ["Marjan ter Horst"]


def test_een_perspectief_zonder_lid_heet_niemand(als, lid, bestuurstafel):
    gemeenten = Perspectief.objects.get(code="GEM")
    factories.LidmaatschapFactory(tafel=bestuurstafel, namens="perspectief", perspectief=gemeenten)

    ((_, vakken),) = als(lid).get(reverse("wie_is_wie")).context["dekking"]

    assert {p.code: aantal for p, aantal in vakken if aantal} == {"GEM": 1}
    assert len(vakken) == 8


def test_wie_weg_is_staat_er_niet_meer(als, lid, regiobureau):
    weg = factories.PersoonFactory(is_active=False)

    assert als(lid).get(weg.get_absolute_url()).status_code == 404
    assert als(regiobureau).get(weg.get_absolute_url()).status_code == 200


def test_mijn_gegevens_wijzig_ik_zelf(als, lid):
    antwoord = als(lid).post(
        reverse("gegevens_wijzigen"),
        {
            "naam": "Lies Lid",
            "aanspreekvorm": "mevrouw Lid",
            "telefoon": "0612345678",
            "mailvoorkeur": "dagelijks",
        },
    )

    lid.refresh_from_db()
    assert antwoord.status_code == 302
    assert (lid.begroeting, lid.telefoon) == ("mevrouw Lid", "0612345678")
    assert lid.mailvoorkeur == "dagelijks"


@pytest.mark.parametrize(
    "fout", [{"naam": ""}, {"naam": "a" * 10_000}, {"naam": "a\x00b"}, {"telefoon": "1" * 30}]
)
def test_verkeerde_gegevens_blijven_staan_en_worden_niet_opgeslagen(als, lid, fout):
    antwoord = als(lid).post(reverse("gegevens_wijzigen"), {"naam": "Lies", "functie": "x"} | fout)

    lid.refresh_from_db()
    assert antwoord.status_code == 422
    assert lid.naam == "Lies Lid"
    assert 'value="x"' in antwoord.text


@pytest.mark.parametrize("aantal", [1, 5])
def test_wie_is_wie_kost_altijd_acht_queries(als, lid, aantal, django_assert_num_queries):
    for _ in range(aantal):
        factories.LidmaatschapFactory(tafel=factories.TafelFactory())
    client = als(lid)

    # session, person, people, seats, perspectives, tafels, region
    with django_assert_num_queries(7):
        antwoord = client.get(reverse("wie_is_wie"))

    assert len(antwoord.context["personen"]) == aantal + 1
