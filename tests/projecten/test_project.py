"""The page of one project: the whole thread, and only what this person may see."""

from datetime import date

import pytest

from projecten import domain
from tests import factories

HTMX = {"HX-Request": "true"}


@pytest.fixture
def url(project):
    return f"/projecten/{project.pk}/"


def test_de_draad_loopt_van_cijfer_tot_besluit(als, buitenstaander, project, url, bestuurstafel):
    project.indicatoren.add(factories.IndicatorFactory(naam="Valongevallen"))
    bestuurstafel.projecten.add(project)
    factories.BesluitFactory(project=project, tafel=bestuurstafel, nummer="BT-2026-014")

    html = als(buitenstaander).get(url).text

    draad = html[html.index('class="rp-draad"') : html.index('class="rp-zij"')]
    plekken = [
        draad.index(naam)
        for naam in (
            "Valongevallen",
            project.opgave.titel,
            "Valpreventie thuis",
            "Bestuurstafel",
            "BT-2026-014",
        )
    ]
    assert plekken == sorted(plekken)
    assert 'aria-current="page">Valpreventie thuis<' in draad


def test_een_leeg_project_zegt_bij_elk_deel_wat_er_mist(als, buitenstaander):
    project = factories.ProjectFactory(opgave=None, fase="idee")

    html = als(buitenstaander).get(f"/projecten/{project.pk}/").text

    for zin in (
        "Niemand heeft nog gemeld hoe dit project ervoor staat.",
        "Er is nog geen beschrijving.",
        "Er zijn nog geen mijlpalen.",
        "Voor dit project is nog geen cijfer gekozen.",
        "Over dit project is nog geen besluit genomen.",
        "Er horen geen acties bij dit project.",
        "Er zijn nog geen meldingen.",
        "Er is nog niemand gekozen.",
        "nog geen opgave",
        "nog geen tafel",
    ):
        assert zin in html


@pytest.mark.parametrize("aantal", [1, 5])
def test_een_project_kost_altijd_twaalf_queries(
    als, lid, project, url, bestuurstafel, django_assert_num_queries, aantal
):
    for n in range(aantal):
        domain.status_melden(project, toelichting=f"Melding {n}", door=lid)
        factories.MijlpaalFactory(project=project)
        factories.ProjectrolFactory(
            project=project, persoon=factories.PersoonFactory(), rol="partner"
        )
        project.indicatoren.add(factories.IndicatorFactory())
        factories.TafelFactory().projecten.add(project)
        factories.BesluitFactory(project=project)
        factories.ActieFactory(project=project)
    client = als(lid)

    # session, person, seats, project, indicators, roles, milestones, reports, tafels, besluiten,
    # actions, regio
    with django_assert_num_queries(12):
        response = client.get(url)

    assert response.text.count("Melding ") == aantal
    assert response.text.count('id="mijlpaal-') == aantal


def test_de_cijfers_komen_na_in_een_eigen_stukje(als, buitenstaander, project, url):
    from regio.models import Regio

    regio = factories.GebiedFactory(soort="regio", naam="De regio")
    Regio.objects.update(gebied=regio)
    indicator = factories.IndicatorFactory(naam="Inwoners", optellen="som", eenheid="mensen")
    for naam in ("Linden", "Beek"):
        gemeente = factories.GebiedFactory(naam=naam, ouder=regio)
        factories.WaarnemingFactory(indicator=indicator, gebied=gemeente, jaar=2026, waarde=1500)
    project.indicatoren.add(indicator)
    client = als(buitenstaander)

    pagina = client.get(url).text
    stukje = client.get(f"{url}?cijfers=1", headers=HTMX).text
    zonder_javascript = client.get(f"{url}?cijfers=1").text

    assert "3.000" not in pagina
    assert '<a href="?cijfers=1" hx-get="?cijfers=1" hx-trigger="load"' in pagina
    assert stukje.lstrip().startswith('<section class="rp-stack" id="cijfers"')
    for html in (stukje, zonder_javascript):
        assert '3.000 <span class="rp-getal__eenheid">mensen</span>' in html
        assert "Stand 2026" in html
    assert "<title>" in zonder_javascript


def test_meldingen_staan_nieuwste_eerst(als, programmamanager, project, url):
    for dag in (3, 17, 10):
        domain.status_melden(
            project, toelichting=f"Dag {dag}.", datum=date(2026, 11, dag), door=programmamanager
        )

    html = als(programmamanager).get(url).text

    assert html.index("Dag 17.") < html.index("Dag 10.") < html.index("Dag 3.")


def test_een_mijlpaal_toont_dat_hij_te_laat_of_verschoven_is(als, buitenstaander, project, url):
    factories.MijlpaalFactory(
        project=project, gepland=date(2026, 11, 1), oorspronkelijk=date(2026, 9, 1)
    )

    html = als(buitenstaander).get(url).text

    assert '<span class="rp-label is-vast">Te laat</span>' in html
    assert "Eerst gepland op 1 sep 2026" in html


# --- who sees what -------------------------------------------------------------------------------


def test_een_besloten_besluit_of_actie_staat_er_niet_voor_buitenstaanders(
    als, buitenstaander, lid, project, url, bestuurstafel
):
    besluit = factories.BesluitFactory(
        project=project, tafel=bestuurstafel, tekst="Geheim besluit", openbaarheid="vertrouwelijk"
    )
    factories.ActieFactory(project=project, besluit=besluit, tekst="Geheime actie")

    assert "eheim" not in als(buitenstaander).get(url).text
    html = als(lid).get(url).text
    assert "Geheim besluit" in html
    assert "Geheime actie" in html


PADEN = [
    "",
    "rij/",
    "wijzigen/",
    "beschrijven/",
    "fase-wijzigen/",
    "status-melden/",
    "mijlpaal-toevoegen/",
    "rol-toevoegen/",
]


@pytest.mark.parametrize("pad", PADEN)
def test_een_besloten_project_is_404_voor_buitenstaanders(
    als, buitenstaander, regiobureau, besloten, pad
):
    for persoon in (buitenstaander, regiobureau):
        client = als(persoon)
        assert client.get(f"/projecten/{besloten.pk}/{pad}").status_code == 404
        if pad not in ("", "rij/"):
            assert client.post(f"/projecten/{besloten.pk}/{pad}").status_code == 404


@pytest.mark.parametrize("pad", PADEN[2:])
def test_alleen_de_programmamanager_wijzigt(als, programmamanager, lid, secretaris, project, pad):
    url = f"/projecten/{project.pk}/{pad}"

    assert als(programmamanager).get(url).status_code == 200
    for persoon in (lid, secretaris):
        client = als(persoon)
        assert (client.get(url).status_code, client.post(url).status_code) == (403, 403)


@pytest.mark.parametrize("act", ["wijzigen", "halen", "verwijderen"])
def test_een_mijlpaal_van_een_besloten_project_bestaat_niet(als, buitenstaander, besloten, act):
    mijlpaal = besloten.mijlpalen.first()

    assert als(buitenstaander).post(f"/mijlpalen/{mijlpaal.pk}/{act}/").status_code == 404


@pytest.mark.parametrize("act", ["wijzigen", "halen", "verwijderen"])
def test_alleen_de_programmamanager_wijzigt_een_mijlpaal(als, lid, project, act):
    mijlpaal = factories.MijlpaalFactory(project=project)

    assert als(lid).post(f"/mijlpalen/{mijlpaal.pk}/{act}/").status_code == 403


# --- roles ---------------------------------------------------------------------------------------


def test_een_rol_is_er_een_keer_en_kan_weer_weg(als, programmamanager, project, lid):
    client = als(programmamanager)
    data = {"rol": "projectleider", "organisatie": lid.organisatie_id, "persoon": lid.pk}

    for _ in range(2):
        client.post(f"/projecten/{project.pk}/rol-toevoegen/", data)

    rol = project.rollen.get(rol="projectleider")
    assert "Lies Lid" in client.get(f"/projecten/{project.pk}/").text
    assert als(lid).post(f"/projectrollen/{rol.pk}/verwijderen/").status_code == 403
    assert als(programmamanager).post(f"/projectrollen/{rol.pk}/verwijderen/").status_code == 302
    assert not project.rollen.filter(rol="projectleider").exists()


@pytest.mark.parametrize("leeg", ["rol", "organisatie"])
def test_een_rol_zonder_wat_of_wie_kan_niet(als, programmamanager, project, leeg):
    data = {"rol": "partner", "organisatie": factories.OrganisatieFactory().pk} | {leeg: ""}

    response = als(programmamanager).post(f"/projecten/{project.pk}/rol-toevoegen/", data)

    assert response.status_code == 422
    assert "Dit veld is verplicht." in response.text
