"""Change a planning: in the row of the calendar or on a page, and never over somebody else's."""

from datetime import date
from html import unescape

import pghistory.models
import pytest

from projecten import domain
from projecten.forms import maand_verder
from projecten.models import Project
from regio.exceptions import NietMogelijk, Verouderd
from tests import factories

KALENDER = "http://testserver/kalender/?van=2026&jaren=3"
HTMX = {"HX-Request": "true", "HX-Current-URL": KALENDER}


@pytest.fixture
def mijlpaal(project):
    return factories.MijlpaalFactory(project=project, titel="Evaluatie", gepland=date(2027, 1, 15))


@pytest.fixture
def url(project):
    return f"/projecten/{project.pk}/wijzigen/"


def ingevuld(project, **anders) -> dict:
    """What the browser sends when only `anders` was changed."""
    data = {
        "start": "01-03-2026",
        "einde": "30-06-2027",
        "fase": project.fase,
        "trekker": project.rollen.get().organisatie_id,
        "versie": project.versie,
    }
    data |= {f"mijlpaal_{m.pk}": f"{m.gepland:%d-%m-%Y}" for m in project.mijlpalen.all()}
    return data | anders


# --- the act -------------------------------------------------------------------------------------


def wijzigen(project, door, **anders):
    velden = {
        "versie": project.versie,
        "start": project.start,
        "einde": project.einde,
        "fase": project.fase,
        "trekker": project.rollen.get().organisatie,
        "mijlpalen": {},
    }
    return domain.project_wijzigen(project, **velden | anders, door=door)


def test_een_wijziging_verzet_data_mijlpalen_en_trekker(project, mijlpaal, programmamanager):
    ggz = factories.OrganisatieFactory()

    nieuw = wijzigen(
        project,
        programmamanager,
        start=date(2026, 4, 1),
        fase="borging",
        trekker=ggz,
        mijlpalen={mijlpaal.pk: date(2027, 2, 1)},
    )

    nieuw.refresh_from_db()
    mijlpaal.refresh_from_db()
    assert (nieuw.start, nieuw.fase, nieuw.versie) == (date(2026, 4, 1), "borging", 2)
    assert [(r.rol, r.organisatie) for r in nieuw.rollen.all()] == [("trekker", ggz)]
    assert (mijlpaal.gepland, mijlpaal.oorspronkelijk) == (date(2027, 2, 1), date(2027, 1, 15))
    assert mijlpaal.versie == 2


def test_de_geschiedenis_weet_wie_het_deed(project, programmamanager):
    wijzigen(project, programmamanager, einde=date(2027, 7, 1))

    event = pghistory.models.Events.objects.tracks(project).order_by("pgh_id").last()
    assert event.pgh_context["handeling"] == "project_wijzigen"
    assert event.pgh_context["door"] == programmamanager.pk


def test_een_oude_versie_verliest_het_van_de_nieuwe(project, programmamanager):
    oud = Project.objects.get(pk=project.pk)
    wijzigen(project, programmamanager, einde=date(2027, 12, 1))

    with pytest.raises(Verouderd) as botsing:
        wijzigen(oud, programmamanager, einde=date(2028, 1, 1))

    assert botsing.value.nieuw.einde == date(2027, 12, 1)
    project.refresh_from_db()
    assert project.einde == date(2027, 12, 1)


def test_een_andere_mijlpaal_maakt_een_open_formulier_oud(project, mijlpaal, programmamanager):
    oud = Project.objects.get(pk=project.pk)
    domain.mijlpaal_halen(mijlpaal, door=programmamanager)

    with pytest.raises(Verouderd):
        wijzigen(oud, programmamanager)


def test_een_statusmelding_maakt_een_open_formulier_niet_oud(project, programmamanager):
    oud = Project.objects.get(pk=project.pk)
    domain.status_melden(project, door=programmamanager)

    nieuw = wijzigen(oud, programmamanager)

    assert (nieuw.versie, nieuw.stand) == (2, "op koers")


def test_een_gehaalde_mijlpaal_verschuift_niet(project, programmamanager):
    klaar = factories.MijlpaalFactory(project=project, gehaald_op=date(2026, 12, 1))

    wijzigen(project, programmamanager, mijlpalen={klaar.pk: date(2027, 9, 9)})

    klaar.refresh_from_db()
    assert klaar.gepland == date(2026, 12, 1)


def test_een_mijlpaal_van_een_ander_project_verschuift_niet(project, programmamanager):
    ander = factories.MijlpaalFactory()

    wijzigen(project, programmamanager, mijlpalen={ander.pk: date(2027, 9, 9)})

    ander.refresh_from_db()
    assert ander.gepland == date(2026, 12, 1)


def test_zonder_opgave_wordt_een_project_niet_goedgekeurd(programmamanager):
    project = factories.ProjectFactory(opgave=None, fase="idee")
    factories.ProjectrolFactory(project=project)

    with pytest.raises(NietMogelijk, match="Kies eerst aan welke opgave"):
        wijzigen(project, programmamanager, fase="goedgekeurd")


def test_een_project_eindigt_niet_voor_het_begint(project, programmamanager):
    with pytest.raises(NietMogelijk, match="Het einde ligt niet voor de start"):
        wijzigen(project, programmamanager, einde=date(2025, 1, 1))


def test_een_nieuwe_trekker_komt_in_plaats_van_de_oude(project, programmamanager, lid):
    rol = project.rollen.get()
    rol.persoon = lid
    rol.save()
    mede = factories.ProjectrolFactory(project=project)

    wijzigen_met = factories.OrganisatieFactory()
    domain.project_wijzigen(
        project,
        versie=1,
        start=project.start,
        einde=project.einde,
        fase=project.fase,
        trekker=wijzigen_met,
        mijlpalen={},
        door=programmamanager,
    )

    rollen = list(project.rollen.order_by("pk").values_list("organisatie", "persoon"))
    assert rollen == [(wijzigen_met.pk, None), (mede.organisatie_id, None)]


def test_wie_al_mede_trekt_wordt_de_trekker_zonder_dubbele_rol(project, programmamanager):
    mede = factories.ProjectrolFactory(project=project)

    domain.project_wijzigen(
        project,
        versie=1,
        start=project.start,
        einde=project.einde,
        fase=project.fase,
        trekker=mede.organisatie,
        mijlpalen={},
        door=programmamanager,
    )

    assert list(project.rollen.values_list("organisatie", flat=True)) == [mede.organisatie_id]


def test_zonder_trekker_kan_ook(project, programmamanager):
    wijzigen(project, programmamanager, trekker=None)

    assert project.rollen.count() == 0


# --- the page without JavaScript -----------------------------------------------------------------


def test_het_formulier_toont_de_planning_zoals_die_is(
    als, programmamanager, project, mijlpaal, url
):
    html = als(programmamanager).get(url).text

    assert "<title>Planning van Valpreventie thuis" in html
    assert 'value="01-03-2026"' in html
    assert 'value="15-01-2027"' in html
    assert "hx-post" not in html


def test_opslaan_zonder_javascript_gaat_naar_het_project(
    als, programmamanager, project, mijlpaal, url
):
    response = als(programmamanager).post(
        url, ingevuld(project, einde="1 dec 2027", **{f"mijlpaal_{mijlpaal.pk}": "2-2-27"})
    )

    assert (response.status_code, response["Location"]) == (302, f"/projecten/{project.pk}/")
    project.refresh_from_db()
    mijlpaal.refresh_from_db()
    assert (project.einde, mijlpaal.gepland) == (date(2027, 12, 1), date(2027, 2, 2))


@pytest.mark.parametrize(
    ("veld", "waarde", "fout"),
    [
        ("start", "", "Vul een datum in."),
        ("start", "31-02-2026", "Schrijf de datum als dag-maand-jaar"),
        ("einde", "1-1-2026", "Kies een einde op of na de start."),
        ("fase", "zomaar", "Selecteer een geldige keuze."),
        ("trekker", "999999", "Selecteer een geldige keuze."),
        ("trekker", "' OR 1=1", "Selecteer een geldige keuze."),
        ("start", "\x00", "Schrijf de datum"),
        ("versie", "een", ""),
    ],
)
def test_een_fout_geeft_het_formulier_terug_en_verliest_niets(
    als, programmamanager, project, mijlpaal, url, veld, waarde, fout
):
    data = ingevuld(project, einde="2-12-2027") | {veld: waarde}

    response = als(programmamanager).post(url, data)

    assert response.status_code == 422
    assert fout in response.text
    assert f'value="{data["einde"]}"' in response.text
    assert "<title>Fout: Planning van Valpreventie thuis" in response.text
    project.refresh_from_db()
    assert (project.einde, project.versie) == (date(2027, 6, 30), 1)


@pytest.mark.parametrize(
    ("knop", "start", "mijlpaaldag"),
    [("later", "01-04-2026", "15-02-2027"), ("eerder", "01-02-2026", "15-12-2026")],
)
def test_een_maand_schuiven_staat_in_het_formulier_en_is_nog_niet_opgeslagen(
    als, programmamanager, project, mijlpaal, url, knop, start, mijlpaaldag
):
    response = als(programmamanager).post(url, ingevuld(project, schuif=knop))

    assert response.status_code == 200
    assert f'value="{start}"' in response.text
    assert f'value="{mijlpaaldag}"' in response.text
    project.refresh_from_db()
    assert (project.start, project.versie) == (date(2026, 3, 1), 1)


def test_een_maand_later_blijft_in_de_maand():
    assert maand_verder(date(2027, 1, 31), 1) == date(2027, 2, 28)
    assert maand_verder(date(2028, 1, 31), 1) == date(2028, 2, 29)
    assert maand_verder(date(2026, 12, 15), 1) == date(2027, 1, 15)
    assert maand_verder(date(2026, 1, 15), -1) == date(2025, 12, 15)
    assert maand_verder(date(2026, 11, 30), 1) == date(2026, 12, 30)


# --- two people at once --------------------------------------------------------------------------


def test_een_botsing_toont_beide_versies_en_verliest_niets(
    als, programmamanager, project, mijlpaal, url
):
    mijn = ingevuld(project, einde="1-1-2028")
    wijzigen(project, programmamanager, einde=date(2027, 12, 1))
    client = als(programmamanager)

    response = client.post(url, mijn)

    assert response.status_code == 409
    html = unescape(response.text)
    assert '<dt>Einde</dt><dd class="rp-vet">1 jan 2028</dd>' in html
    assert '<dt>Einde</dt><dd class="rp-vet">1 dec 2027</dd>' in html
    assert "<dt>Start</dt><dd>1 mrt 2026</dd>" in html
    assert "Mijn versie opslaan" in html
    assert "Die van de ander houden" in html
    project.refresh_from_db()
    assert project.einde == date(2027, 12, 1)


def test_mijn_versie_opslaan_stuurt_alles_opnieuw_met_de_nieuwe_versie(
    als, programmamanager, project, mijlpaal, url
):
    mijn = ingevuld(project, einde="1-1-2028")
    wijzigen(project, programmamanager, einde=date(2027, 12, 1))
    client = als(programmamanager)
    html = client.post(url, mijn).text
    verborgen = dict(verborgen_velden(html))

    response = client.post(url, verborgen)

    assert response.status_code == 302
    project.refresh_from_db()
    assert (project.einde, project.versie) == (date(2028, 1, 1), 3)


def verborgen_velden(html):
    """What the buttons of the conflict page would send."""
    formulier = html[html.index('class="rp-bewerk"') :]
    for stuk in formulier.split("<input ")[1:]:
        attrs = dict(a.split('="') for a in stuk.split(">")[0].rstrip('"').split('" '))
        if attrs["name"] != "csrfmiddlewaretoken":
            yield attrs["name"], attrs.get("value", "")


# --- the row of the calendar ---------------------------------------------------------------------


def test_bewerk_maakt_van_de_rij_een_formulier(als, programmamanager, project, url):
    html = als(programmamanager).get(url, headers=HTMX).text

    assert html.startswith('<tr role="row" class="bewerkrij" id="project-')
    assert f'hx-post="{url}" hx-target="closest tr"' in html
    assert "data-nieuw" in html
    assert f'data-annuleer href="/projecten/{project.pk}/rij/"' in html


def test_opslaan_geeft_de_rij_terug_met_de_strook_de_samenloop_en_een_zin(
    als, programmamanager, project, mijlpaal, url
):
    response = als(programmamanager).post(url, ingevuld(project, einde="31-12-2027"), headers=HTMX)

    html = response.text
    assert response.status_code == 200
    assert html.startswith(f'<tr role="row" id="project-{project.pk}" data-focus="bewerk-')
    assert "tot en met 31 december 2027" in html
    assert '<div id="drukte" hx-swap-oob="true">' in html
    assert '<div id="samenloop"' in html
    assert (
        '<div id="meld" hx-swap-oob="innerHTML">De planning van Valpreventie thuis is opgeslagen.'
        in html
    )
    assert response["Cache-Control"] == "no-store"


def test_de_rij_komt_terug_in_de_weergave_van_de_pagina(als, programmamanager, project, url):
    headers = HTMX | {"HX-Current-URL": "http://testserver/kalender/?weergave=lijst"}

    html = als(programmamanager).post(url, ingevuld(project), headers=headers).text

    assert 'data-kop="Einde"' in html
    assert "rp-baan" not in html


def test_wie_buiten_zijn_eigen_filter_plant_houdt_de_rij(
    als, programmamanager, project, mijlpaal, url
):
    headers = HTMX | {"HX-Current-URL": "http://testserver/kalender/?van=2027&jaren=1&q=val"}

    html = (
        als(programmamanager).post(url, ingevuld(project, einde="31-12-2026"), headers=headers).text
    )

    assert html.startswith(f'<tr role="row" id="project-{project.pk}"')
    assert "Evaluatie op 15 januari 2027" in html


def test_een_gestopt_project_verdwijnt_uit_de_kalender(als, programmamanager, project, url):
    html = als(programmamanager).post(url, ingevuld(project, fase="gestopt"), headers=HTMX).text

    assert "<tr" not in html
    assert "is opgeslagen" in html


def test_een_fout_in_de_rij_blijft_in_de_rij(als, programmamanager, project, url):
    response = als(programmamanager).post(url, ingevuld(project, start="morgen"), headers=HTMX)

    assert response.status_code == 422
    assert response.text.startswith('<tr role="row" class="bewerkrij"')
    assert 'value="morgen"' in response.text
    assert 'aria-invalid="true"' in response.text


def test_een_botsing_in_de_rij_blijft_in_de_rij(als, programmamanager, project, url):
    mijn = ingevuld(project, einde="1-1-2028")
    wijzigen(project, programmamanager, einde=date(2027, 12, 1))

    response = als(programmamanager).post(url, mijn, headers=HTMX)

    assert response.status_code == 409
    assert response.text.startswith('<tr role="row" class="bewerkrij"')
    assert f'hx-get="/projecten/{project.pk}/rij/"' in response.text
    assert "1 jan 2028" in response.text
    assert "1 dec 2027" in response.text


def test_annuleren_haalt_de_rij_terug(als, programmamanager, project):
    url = f"/projecten/{project.pk}/rij/"
    client = als(programmamanager)

    assert client.get(url, headers=HTMX).text.startswith(
        f'<tr role="row" id="project-{project.pk}" data-focus="bewerk-{project.pk}">'
    )
    assert client.get(url)["Location"] == f"/kalender/#project-{project.pk}"


@pytest.mark.parametrize(
    ("huidig", "status"), [("", 200), ("http://testserver/kalender/?van=zeven&thema=x", 200)]
)
def test_een_vreemd_adres_in_de_browser_geeft_de_gewone_rij(
    als, programmamanager, project, huidig, status
):
    headers = HTMX | {"HX-Current-URL": huidig}

    response = als(programmamanager).get(f"/projecten/{project.pk}/rij/", headers=headers)

    assert response.status_code == status
    assert f'<tr role="row" id="project-{project.pk}"' in response.text
