"""A seat at a tafel: one each, and one voorzitter."""

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from regio.models import Perspectief
from tafels import domain
from tafels.models import Lidmaatschap
from tests import factories


@pytest.fixture
def adres(bestuurstafel):
    return reverse("tafels:lidmaatschap_toevoegen", args=[bestuurstafel.pk])


@pytest.fixture
def nieuw(db):
    return factories.PersoonFactory(naam="Nina Nieuw")


@pytest.fixture
def invoer(nieuw):
    return {
        "persoon": nieuw.pk,
        "rol": "lid",
        "kring": "binnenkring",
        "namens": "regio",
        "mandaat": "adviserend",
        "van": "1-1-2026",
    }


def test_iemand_krijgt_een_zetel(als, secretaris, bestuurstafel, nieuw, adres, invoer):
    antwoord = als(secretaris).post(adres, invoer)

    assert antwoord.headers["Location"] == bestuurstafel.get_absolute_url()
    assert [z.tafel for z in nieuw.zetels] == [bestuurstafel.pk]


@pytest.mark.parametrize(
    ("anders", "fout"),
    [
        ({"namens": "perspectief"}, "Kies namens welk perspectief dit lid meedoet."),
        ({"rol": "voorzitter"}, "Deze tafel heeft in deze periode al een voorzitter."),
    ],
)
def test_wat_de_database_niet_toestaat_staat_boven_het_formulier(
    als, secretaris, voorzitter, adres, invoer, anders, fout
):
    voor = Lidmaatschap.objects.count()

    antwoord = als(secretaris).post(adres, invoer | anders)

    assert antwoord.status_code == 422
    assert antwoord.context["form"].non_field_errors() == [fout]
    assert Lidmaatschap.objects.count() == voor


def test_een_zetel_eindigt_niet_voor_het_begin(als, secretaris, adres, invoer):
    antwoord = als(secretaris).post(adres, invoer | {"tot": "1-1-2025"})

    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors == {"tot": ["Een lidmaatschap eindigt na het begin."]}


def test_twee_keer_dezelfde_klik_geeft_een_zetel(als, secretaris, nieuw, adres, invoer):
    als(secretaris).post(adres, invoer)

    antwoord = als(secretaris).post(adres, invoer)

    assert antwoord.context["form"].non_field_errors() == [
        "Deze persoon zit in deze periode al aan deze tafel."
    ]
    assert nieuw.lidmaatschappen.count() == 1


def test_ook_zonder_formulier_een_voorzitter(bestuurstafel, voorzitter, nieuw, secretaris):
    with pytest.raises(
        NietMogelijk, match=r"^Deze tafel heeft in deze periode al een voorzitter\.$"
    ):
        domain.lidmaatschap_toevoegen(
            bestuurstafel,
            persoon=nieuw,
            rol="voorzitter",
            kring="binnenkring",
            namens="regio",
            van=Lidmaatschap.objects.get(persoon=voorzitter).van,
            door=secretaris,
        )


def test_secretaris_voorzitter_en_regiobureau_beheren_de_leden(
    als, secretaris, voorzitter, regiobureau, programmamanager, lid, adres
):
    mensen = (secretaris, voorzitter, regiobureau, programmamanager, lid)

    assert [als(p).get(adres).status_code for p in mensen] == [200, 200, 200, 403, 403]


def test_een_perspectief_is_te_kiezen(als, secretaris, nieuw, adres, invoer):
    gemeenten = Perspectief.objects.get(code="GEM")

    als(secretaris).post(adres, invoer | {"namens": "perspectief", "perspectief": gemeenten.pk})

    assert nieuw.lidmaatschappen.get().perspectief == gemeenten
