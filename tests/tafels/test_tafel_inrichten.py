"""A tafel begins with what it is for and who looks after it, and can be set up otherwise."""

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Tafel
from tests import factories

OPRICHTEN = reverse("tafels:tafel_oprichten")
OPZET = {
    "doel": "Samen kiezen.",
    "gaat_over": "",
    "gaat_niet_over": "",
    "ouder": "",
    "samenstelling": "hele systeem aan tafel",
    "besluitwijze": "consent",
    "frequentie_per_jaar": "6",
    "duur_min": "90",
    "aanlever_dagen": "14",
}


@pytest.fixture
def adres(bestuurstafel):
    return reverse("tafels:tafel_wijzigen", args=[bestuurstafel.pk])


@pytest.fixture
def beleidstafel(db):
    return factories.TafelFactory(soort="beleidstafel", naam="Beleidstafel")


@pytest.fixture
def beleidslid(beleidstafel):
    return factories.LidmaatschapFactory(tafel=beleidstafel, persoon__naam="Bo Beleid").persoon


@pytest.fixture
def inhoudelijk(beleidstafel, secretaris):
    tafel = factories.TafelFactory(soort="inhoudelijke tafel", ouder=beleidstafel)
    factories.LidmaatschapFactory(tafel=tafel, persoon=secretaris, rol="secretaris")
    return tafel


@pytest.mark.parametrize("soort", Tafel.Soort)
def test_elk_soort_tafel_begint_met_een_eigen_doel(als, regiobureau, soort):
    keuze = als(regiobureau).get(OPRICHTEN).text
    form = als(regiobureau).get(OPRICHTEN, {"soort": soort}).context["form"]

    assert soort.label in keuze
    assert form["doel"].value() in keuze


def test_een_nieuwe_tafel_is_in_opbouw_en_heeft_een_secretaris(als, regiobureau, lid, inhoudelijk):
    thema = factories.ThemaFactory()
    project = factories.ProjectFactory(fase="uitvoering")
    invoer = OPZET | {
        "soort": "inhoudelijke tafel",
        "naam": "Tafel jeugd",
        "code": "it-jgd",
        "thema": thema.pk,
        "projecten": [project.pk],
        "secretaris": lid.pk,
    }

    antwoord = als(regiobureau).post(OPRICHTEN, invoer)

    tafel = Tafel.objects.get(naam="Tafel jeugd")
    zetel = tafel.lidmaatschappen.get()
    assert antwoord.headers["Location"] == tafel.get_absolute_url()
    assert (tafel.code, tafel.status, tafel.soort) == ("IT-JGD", "in opbouw", "inhoudelijke tafel")
    assert (zetel.persoon, zetel.rol) == (lid, "secretaris")
    assert [*tafel.projecten.all()] == [project]


def test_het_portaal_stelt_voor_onder_welke_tafel_een_nieuwe_hangt(
    als, regiobureau, bestuurstafel, beleidstafel
):
    def ouder(soort):
        return als(regiobureau).get(OPRICHTEN, {"soort": soort}).context["form"]["ouder"].value()

    assert ouder("inhoudelijke tafel") == beleidstafel.pk
    assert ouder("klankbordgroep") == bestuurstafel.pk
    assert ouder("bestuurstafel") is None


def test_een_afkorting_is_er_een_keer(als, regiobureau, bestuurstafel, lid):
    invoer = OPZET | {
        "soort": "bestuurstafel",
        "naam": "Nog een",
        "code": bestuurstafel.code.lower(),
        "secretaris": lid.pk,
    }

    antwoord = als(regiobureau).post(OPRICHTEN, invoer)

    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors["code"] == ["Een andere tafel heeft deze afkorting al."]


def test_wie_een_tafel_opricht(als, regiobureau, secretaris, programmamanager, lid, voorzitter):
    mensen = (regiobureau, secretaris, programmamanager, lid, voorzitter)

    assert [als(p).get(OPRICHTEN).status_code for p in mensen] == [200, 200, 200, 403, 403]


def test_wie_een_tafel_wijzigt(
    als, regiobureau, secretaris, programmamanager, voorzitter, lid, buitenstaander, adres
):
    wel = (regiobureau, secretaris, programmamanager, voorzitter)

    assert [als(p).get(adres).status_code for p in wel] == [200] * 4
    assert [als(p).get(adres).status_code for p in (lid, buitenstaander)] == [403] * 2


def test_de_secretaris_zegt_hoe_vaak_en_hoe_de_tafel_besluit(als, secretaris, bestuurstafel, adres):
    als(secretaris).post(
        adres,
        OPZET | {"naam": "BT", "besluitwijze": "consensus", "frequentie_per_jaar": 4, "versie": 1},
    )

    bestuurstafel.refresh_from_db()
    assert (bestuurstafel.besluitwijze, bestuurstafel.frequentie_per_jaar) == ("consensus", 4)
    assert bestuurstafel.versie == 2


def test_twee_mensen_overschrijven_elkaar_niet(als, secretaris, voorzitter, bestuurstafel, adres):
    als(voorzitter).post(adres, OPZET | {"naam": "Nieuwe naam", "versie": 1})

    antwoord = als(secretaris).post(adres, OPZET | {"naam": "Andere naam", "versie": 1})

    bestuurstafel.refresh_from_db()
    assert antwoord.status_code == 409
    assert ("Naam", "Nieuwe naam", "Andere naam") in antwoord.context["botsing"]
    assert bestuurstafel.naam == "Nieuwe naam"


def test_alleen_een_inhoudelijke_tafel_heeft_een_thema_projecten_en_een_terugkoppelaar(
    als, secretaris, adres, inhoudelijk
):
    eigen = {"thema", "projecten", "terugkoppelaar"}
    daar = reverse("tafels:tafel_wijzigen", args=[inhoudelijk.pk])

    assert not eigen & set(als(secretaris).get(adres).context["form"].fields)
    assert eigen <= set(als(secretaris).get(daar).context["form"].fields)


def test_de_terugkoppelaar_zit_aan_de_beleidstafel(als, secretaris, lid, beleidslid, inhoudelijk):
    daar = reverse("tafels:tafel_wijzigen", args=[inhoudelijk.pk])
    form = als(secretaris).get(daar).context["form"]

    assert [*form.fields["terugkoppelaar"].queryset] == [beleidslid]
    with pytest.raises(NietMogelijk, match=r"^Lies Lid zit niet aan de beleidstafel\.$"):
        domain.tafel_wijzigen(inhoudelijk, terugkoppelaar=lid, versie=1, door=secretaris)


def test_wie_van_de_beleidstafel_weggaat_staat_er_als_waarschuwing(
    als, lid, beleidslid, inhoudelijk, secretaris
):
    domain.tafel_wijzigen(inhoudelijk, terugkoppelaar=beleidslid, versie=1, door=secretaris)
    waarschuwing = "zit niet meer aan de beleidstafel"
    assert waarschuwing not in als(lid).get(inhoudelijk.get_absolute_url()).text

    beleidslid.lidmaatschappen.update(tot="2026-01-31")

    assert waarschuwing in als(lid).get(inhoudelijk.get_absolute_url()).text


def test_wie_is_weggegaan_blijft_staan_als_de_secretaris_iets_anders_wijzigt(
    als, beleidslid, inhoudelijk, secretaris
):
    domain.tafel_wijzigen(inhoudelijk, terugkoppelaar=beleidslid, versie=1, door=secretaris)
    beleidslid.lidmaatschappen.update(tot="2026-01-31")
    daar = reverse("tafels:tafel_wijzigen", args=[inhoudelijk.pk])
    invoer = OPZET | {"naam": "Andere naam", "terugkoppelaar": beleidslid.pk, "versie": 2}

    als(secretaris).post(daar, invoer)

    inhoudelijk.refresh_from_db()
    assert (inhoudelijk.naam, inhoudelijk.terugkoppelaar) == ("Andere naam", beleidslid)


def test_wie_aan_twee_beleidstafels_zit_staat_er_een_keer(als, beleidslid, inhoudelijk, secretaris):
    tweede = factories.TafelFactory(soort="beleidstafel")
    factories.LidmaatschapFactory(tafel=tweede, persoon=beleidslid)
    daar = reverse("tafels:tafel_wijzigen", args=[inhoudelijk.pk])

    form = als(secretaris).get(daar).context["form"]

    assert [*form.fields["terugkoppelaar"].queryset] == [beleidslid]


def test_een_project_dat_de_secretaris_niet_kent_blijft_bij_de_tafel(als, secretaris, inhoudelijk):
    geheim = factories.ProjectFactory(openbaarheid="vertrouwelijk", naam="Geheim")
    open_ = factories.ProjectFactory()
    inhoudelijk.projecten.add(geheim)
    daar = reverse("tafels:tafel_wijzigen", args=[inhoudelijk.pk])

    assert "Geheim" not in als(secretaris).get(daar).text
    als(secretaris).post(
        daar, OPZET | {"naam": inhoudelijk.naam, "projecten": [open_.pk], "versie": 1}
    )

    assert {*inhoudelijk.projecten.all()} == {geheim, open_}


def test_een_tafel_hangt_niet_onder_zichzelf(bestuurstafel, beleidstafel, regiobureau):
    beleidstafel = domain.tafel_wijzigen(
        beleidstafel, ouder=bestuurstafel, versie=1, door=regiobureau
    )

    for ouder in (bestuurstafel, beleidstafel):
        with pytest.raises(NietMogelijk, match=r"^Een tafel hangt niet onder zichzelf\.$"):
            domain.tafel_wijzigen(bestuurstafel, ouder=ouder, versie=1, door=regiobureau)


def test_een_opgeheven_tafel_verandert_niet_meer(als, secretaris, bestuurstafel, adres):
    Tafel.objects.update(status="opgeheven")

    assert als(secretaris).get(adres).status_code == 403
    with pytest.raises(NietMogelijk, match=r"^Deze tafel is opgeheven\.$"):
        domain.tafel_wijzigen(bestuurstafel, doel="Anders", versie=1, door=secretaris)
