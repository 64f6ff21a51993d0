"""How a project goes: the newest report is its stand; not green asks for a reason."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from projecten import domain
from projecten.models import Projectrol, Statusmelding
from regio.exceptions import NietMogelijk
from tests import factories

NIET_GOED = {"oorzaak": "De leverancier is laat.", "bijsturing": "Een besluit over geld."}


@pytest.fixture
def url(project):
    return f"/projecten/{project.pk}/status-melden/"


def ingevuld(**anders) -> dict:
    return {
        "tijd": "groen",
        "geld": "groen",
        "kwaliteit": "groen",
        "draagvlak": "groen",
        "oorzaak": "",
        "bijsturing": "",
        "toelichting": "Het gaat goed vooruit.",
        "voortgang_pct": "40",
        "werkt_in_praktijk": "deels",
        "hulpvraag_aan": "",
    } | anders


@pytest.mark.parametrize(
    ("kleuren", "stand"),
    [
        ({}, "op koers"),
        ({"geld": "oranje"}, "let op"),
        ({"geld": "oranje", "draagvlak": "rood"}, "loopt vast"),
        ({"tijd": "grijs"}, "op koers"),
        (dict.fromkeys(("tijd", "geld", "kwaliteit", "draagvlak"), "grijs"), "geen stand"),
    ],
)
def test_de_slechtste_kleur_is_de_stand(project, programmamanager, vandaag, kleuren, stand):
    domain.status_melden(project, **kleuren, **NIET_GOED, door=programmamanager)

    project.refresh_from_db()
    assert (project.stand, project.stand_sinds) == (stand, vandaag)
    is_goed = stand in ("op koers", "geen stand")
    assert (project.stand_reden, project.stand_nodig) == (
        ("", "") if is_goed else (NIET_GOED["oorzaak"], NIET_GOED["bijsturing"])
    )


def test_sinds_blijft_staan_zolang_de_stand_gelijk_is(project, programmamanager):
    for datum, geld in (("2026-09-01", "rood"), ("2026-10-01", "rood"), ("2026-11-01", "oranje")):
        domain.status_melden(
            project, geld=geld, **NIET_GOED, datum=date.fromisoformat(datum), door=programmamanager
        )
        project.refresh_from_db()
        verwacht = date(2026, 11, 1) if geld == "oranje" else date(2026, 9, 1)
        assert project.stand_sinds == verwacht


def test_een_oude_melding_verandert_de_stand_van_nu_niet(project, programmamanager):
    domain.status_melden(project, door=programmamanager)
    domain.status_melden(
        project, geld="rood", **NIET_GOED, datum=date(2026, 1, 1), door=programmamanager
    )

    project.refresh_from_db()
    assert (project.stand, project.statusmeldingen.count()) == ("op koers", 2)


def test_een_lange_oorzaak_past_in_de_lijsten(project, programmamanager):
    domain.status_melden(
        project, geld="rood", oorzaak="x" * 900, bijsturing="y" * 900, door=programmamanager
    )

    project.refresh_from_db()
    assert (len(project.stand_reden), project.stand_reden[-1]) == (500, "…")
    assert project.statusmeldingen.get().oorzaak == "x" * 900


def test_niet_groen_zonder_reden_kan_nergens(project, programmamanager):
    with pytest.raises(NietMogelijk, match="Schrijf waarom"):
        domain.status_melden(project, tijd="rood", oorzaak="Ziek", door=programmamanager)
    with pytest.raises(IntegrityError), transaction.atomic():
        Statusmelding.objects.create(
            project=project, datum=date(2026, 1, 1), door=programmamanager, tijd="rood"
        )


def test_een_melding_staat_vast(project, programmamanager):
    domain.status_melden(project, door=programmamanager)

    with pytest.raises(ProgrammingError, match="Cannot update"), transaction.atomic():
        Statusmelding.objects.update(tijd="grijs")


def test_twee_keer_drukken_is_een_melding(als, programmamanager, project, url):
    client = als(programmamanager)

    for _ in range(2):
        assert client.post(url, ingevuld()).status_code == 302

    assert project.statusmeldingen.count() == 1


# --- the page ------------------------------------------------------------------------------------


@pytest.mark.parametrize("kleur", ["oranje", "rood"])
@pytest.mark.parametrize("kant", ["tijd", "geld", "kwaliteit", "draagvlak"])
def test_niet_groen_zonder_reden_geeft_het_formulier_terug(
    als, programmamanager, project, url, kant, kleur
):
    response = als(programmamanager).post(url, ingevuld(**{kant: kleur}))

    assert response.status_code == 422
    assert response.text.count("Niet alles is op koers. Schrijf waarom.") == 2  # top and field
    assert "Schrijf wat er nodig is." in response.text
    assert "Het gaat goed vooruit." in response.text
    assert f'name="{kant}" value="{kleur}"' in response.text
    assert project.statusmeldingen.count() == 0


@pytest.mark.parametrize(
    ("veld", "waarde", "fout"),
    [
        ("voortgang_pct", "101", "tussen 0 en 100 procent"),
        ("voortgang_pct", "-1", "minstens 0 is"),
        ("voortgang_pct", "99999999999999999999", ""),
        ("tijd", "paars", "Selecteer een geldige keuze."),
        ("tijd", "", "Dit veld is verplicht."),
        ("toelichting", "x" * 10_000, "niet meer dan 2000 tekens"),
        ("hulpvraag_aan", "de minister", "Selecteer een geldige keuze."),
    ],
)
def test_een_fout_in_een_melding_is_een_zin(
    als, programmamanager, project, url, veld, waarde, fout
):
    response = als(programmamanager).post(url, ingevuld(**{veld: waarde}))

    assert response.status_code == 422
    assert fout in response.text
    assert project.statusmeldingen.count() == 0


def test_een_melding_staat_op_de_pagina_van_het_project(als, programmamanager, project, url):
    client = als(programmamanager)

    response = client.post(url, ingevuld(geld="rood", **NIET_GOED), follow=True)

    assert "De stand van het project is opgeslagen." in response.text
    assert "<dt>Waarom</dt><dd>De leverancier is laat.</dd>" in response.text
    assert "<dt>Wat is nodig</dt><dd>Een besluit over geld.</dd>" in response.text
    assert "40% klaar" in response.text


# --- who may -------------------------------------------------------------------------------------


@pytest.mark.parametrize("rol", Projectrol.Rol.values)
def test_wie_trekt_leidt_of_terugkoppelt_meldt_de_stand(als, lid, project, url, rol):
    project.rollen.create(rol=rol, organisatie=lid.organisatie, persoon=lid)
    mag = rol in ("trekker", "projectleider", "terugkoppelaar")
    client = als(lid)

    assert client.get(url).status_code == (200 if mag else 403)
    assert (f'href="{url}"' in client.get(f"/projecten/{project.pk}/").text) is mag


def test_wie_voor_de_tafel_terugkoppelt_meldt_over_haar_projecten(als, lid, project, url):
    assert als(lid).get(url).status_code == 403

    tafel = factories.TafelFactory(soort="inhoudelijke tafel", terugkoppelaar=lid)
    tafel.projecten.add(project)

    assert als(lid).get(url).status_code == 200
    assert f'href="{url}"' in als(lid).get(f"/projecten/{project.pk}/").text


def test_de_organisatie_alleen_is_niet_genoeg(als, lid, project, url):
    project.rollen.create(rol="trekker", organisatie=lid.organisatie)

    assert als(lid).post(url, ingevuld()).status_code == 403


@pytest.mark.parametrize("fase", ["afgerond", "gestopt"])
def test_over_een_project_dat_klaar_is_valt_niets_te_melden(
    als, programmamanager, project, url, fase
):
    type(project).objects.update(fase=fase)

    assert als(programmamanager).get(url).status_code == 403
