"""The calendar: what it shows to whom, with which filters, at what price."""

import gzip
import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from tests import factories

KALENDER = "/kalender/"
HTMX = {"HX-Request": "true"}


def namen(response) -> list[str]:
    """The projects on the page, in order."""
    html = response.content.decode()
    gevonden = re.findall(
        r'<a class="(?:rp-tl__naam|rp-vet)" href="/projecten/\d+/">(.*?)</a>', html
    )
    return [unescape(naam) for naam in gevonden]


def test_zonder_projecten_staat_er_wat_u_kunt_doen(als, programmamanager, buitenstaander):
    assert "Voeg het eerste project toe." in als(programmamanager).get(KALENDER).text
    assert "De programmamanager voegt ze toe." in als(buitenstaander).get(KALENDER).text


def test_de_tijdlijn_toont_project_trekker_stand_en_planning(als, buitenstaander, project):
    factories.MijlpaalFactory(project=project, titel="Start proef", gepland=date(2027, 1, 15))

    response = als(buitenstaander).get(KALENDER)

    assert namen(response) == ["Valpreventie thuis"]
    assert "GGD" in response.text
    assert (
        "Van 1 maart 2026 tot en met 30 juni 2027. Mijlpaal: Start proef op 15 januari 2027."
        in response.text
    )
    assert '<b class="is-onbekend b9 e72"></b><i class="b50"></i>' in response.text
    assert "Drukste maand: maart 2026, met 1 project." in response.text


def test_een_gestopt_project_staat_niet_in_de_kalender(als, buitenstaander, project):
    factories.ProjectFactory(naam="Gestopt project", fase="gestopt")

    assert namen(als(buitenstaander).get(KALENDER)) == ["Valpreventie thuis"]


@pytest.mark.parametrize("weergave", ["tijdlijn", "lijst"])
@pytest.mark.parametrize("aantal", [1, 5, 60])
def test_kalender_kost_altijd_zes_queries(
    als, programmamanager, django_assert_num_queries, aantal, weergave
):
    client = als(programmamanager)
    for _ in range(aantal):
        project = factories.ProjectrolFactory().project
        factories.MijlpaalFactory(project=project)

    with django_assert_num_queries(6):  # session, person, seats, projects, milestones, regio
        response = client.get(KALENDER, {"weergave": weergave})

    assert len(namen(response)) == aantal


@pytest.mark.parametrize(
    ("vraag", "gevonden"),
    [
        ({"stand": "loopt vast"}, ["Nachtteam"]),
        ({"q": "nacht"}, ["Nachtteam"]),
        ({"q": "  NACHT "}, ["Nachtteam"]),
        ({"q": "t-nacht"}, ["Nachtteam"]),
        ({"q": "valp"}, ["Valpreventie thuis"]),
        ({"q": "niets"}, []),
        ({"van": "2028", "jaren": "1"}, ["Nachtteam"]),
        ({"van": "2030", "jaren": "5"}, []),
        ({"maand": "2028-05"}, ["Nachtteam"]),
        ({"maand": "2028-06"}, []),
        ({"weergave": "lijst", "sorteer": "naam"}, ["Nachtteam", "Valpreventie thuis"]),
        ({"weergave": "lijst", "sorteer": "-naam"}, ["Valpreventie thuis", "Nachtteam"]),
    ],
)
def test_filters_staan_in_de_url(als, buitenstaander, project, vraag, gevonden):
    ander = factories.ProjectFactory(
        naam="Nachtteam",
        code="T-NACHT",
        thema__naam="Zorg",
        stand="loopt vast",
        stand_reden="Geen geld",
        start=date(2028, 1, 1),
        einde=date(2028, 12, 31),
    )
    factories.MijlpaalFactory(project=ander, gepland=date(2028, 5, 5))

    assert namen(als(buitenstaander).get(KALENDER, vraag)) == gevonden


def test_filter_op_thema_en_trekker(als, buitenstaander, project):
    ander = factories.ProjectrolFactory(project__naam="Nachtteam").project
    client = als(buitenstaander)
    trekker = project.rollen.get().organisatie_id

    assert namen(client.get(KALENDER, {"thema": project.thema_id})) == ["Valpreventie thuis"]
    assert namen(client.get(KALENDER, {"trekker": trekker})) == ["Valpreventie thuis"]
    assert namen(client.get(KALENDER, {"thema": ander.thema_id, "trekker": trekker})) == []


@pytest.mark.parametrize(
    "vraag",
    [
        "thema=zeven",
        "thema=99999999999999999999999",
        "trekker=-1",
        "stand=paars",
        "van=1",
        "van=tweeduizend",
        "van=99999999999999999999",
        "jaren=2",
        "weergave=taart",
        "sorteer=wachtwoord",
        "maand=2026-13",
        "maand=2026-1",
        "maand=' OR 1=1",
        "q=%00",
        "q=" + "x" * 10_000,
    ],
)
@pytest.mark.parametrize("pad", ["/kalender/", "/kalender/projecten.csv"])
def test_wat_geen_filter_is_valt_weg(als, buitenstaander, project, pad, vraag):
    response = als(buitenstaander).get(f"{pad}?{vraag}")

    assert response.status_code == 200
    assert "Valpreventie thuis" in response.text
    if pad == KALENDER:
        assert "Dit filter kennen wij niet" in response.text


def test_een_onbekende_parameter_stoort_niet(als, buitenstaander, project):
    response = als(buitenstaander).get(f"{KALENDER}?utm_source=mail")

    assert namen(response) == ["Valpreventie thuis"]
    assert "Dit filter kennen wij niet" not in response.text


def test_niets_gevonden_noemt_het_filter_dat_u_kunt_wissen(als, buitenstaander, project):
    response = als(buitenstaander).get(KALENDER, {"stand": "loopt vast", "q": "val"})

    assert "Geen projecten met deze filters." in response.text
    assert '<a class="rp-knop" href="/kalender/?q=val&amp;van=2026&amp;jaren=3">' in response.text
    assert "Wis het filter Stand" in response.text


def test_htmx_krijgt_alleen_het_resultaat_en_een_zin(als, buitenstaander, project):
    response = als(buitenstaander).get(KALENDER, {"q": "val"}, headers=HTMX)

    assert response.text.lstrip().startswith('<section id="resultaat"')
    assert "<html" not in response.text
    assert '<div id="meld" hx-swap-oob="innerHTML">1 project gevonden</div>' in response.text
    assert response["Cache-Control"] == "no-store"
    assert "HX-Request" in response["Vary"]


@pytest.mark.parametrize(("jaren", "kolommen"), [("1", 48), ("3", 144), ("5", 240)])
def test_inzoomen_op_een_drie_of_vijf_jaar(als, buitenstaander, project, jaren, kolommen):
    html = als(buitenstaander).get(KALENDER, {"van": "2026", "jaren": jaren}).text

    assert f"rp-tl--{jaren}" in html
    hoogste = max(int(n) for n in re.findall(r'class="b\d+ e(\d+)', html))
    assert hoogste == kolommen


def test_de_kolom_waarop_de_lijst_sorteert_zegt_het(als, buitenstaander, project):
    html = als(buitenstaander).get(KALENDER, {"weergave": "lijst", "sorteer": "-start"}).text

    assert re.findall(r'aria-sort="(\w+)"><a href="([^"]+)">(\w+)', html) == [
        (
            "descending",
            "/kalender/?weergave=lijst&amp;van=2026&amp;jaren=3&amp;sorteer=start",
            "Start",
        )
    ]


def test_de_lijst_staat_per_thema_tot_u_sorteert(als, buitenstaander, project):
    client = als(buitenstaander)

    assert "Ouderen</span> <span" in client.get(KALENDER, {"weergave": "lijst"}).text
    gesorteerd = client.get(KALENDER, {"weergave": "lijst", "sorteer": "naam"}).text
    assert "Ouderen</span> <span" not in gesorteerd
    assert '<td role="cell" data-kop="Thema">Ouderen</td>' in gesorteerd


def test_bewerk_staat_er_alleen_voor_wie_het_mag(als, programmamanager, buitenstaander, project):
    link = f'href="/projecten/{project.pk}/wijzigen/"'

    assert link in als(programmamanager).get(KALENDER).text
    assert link not in als(buitenstaander).get(KALENDER).text


def test_html_in_een_naam_blijft_tekst(als, buitenstaander):
    boos = '<script>alert(1)</script>"><img src=x onerror=alert(2)>'
    project = factories.ProjectFactory(
        naam=boos, thema__naam="<b>thema</b>", doelgroep="<i>wij</i>"
    )
    factories.ProjectrolFactory(project=project, organisatie__korte_naam="<u>wie</u>")
    for _ in range(3):
        factories.MijlpaalFactory(project=project, titel="</td><script>", gepland="2027-03-03")
    client = als(buitenstaander)

    for weergave in ("tijdlijn", "lijst"):
        html = client.get(KALENDER, {"weergave": weergave, "q": "<script>"}).text
        for stuk in ("<script>alert", "<img", "<b>thema", "<i>wij", "<u>wie", "</td><script>"):
            assert stuk not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html


def test_een_html_pagina_met_zestig_projecten_is_klein(als, programmamanager):
    for n in range(60):
        project = factories.ProjectrolFactory(
            project__naam=f"Project met een lange naam {n}"
        ).project
        for m in range(10):
            factories.MijlpaalFactory(project=project, gepland=date(2026, m + 1, n % 28 + 1))

    response = als(programmamanager).get(KALENDER)

    assert len(gzip.compress(response.content, 6)) <= 30_000


# --- what is besloten ----------------------------------------------------------------------------


def test_een_besloten_project_bestaat_niet_voor_buitenstaanders(
    als, buitenstaander, project, besloten
):
    client = als(buitenstaander)

    for weergave in ("tijdlijn", "lijst"):
        html = client.get(KALENDER, {"weergave": weergave}).text
        assert "eheim" not in html
        assert "1 van 1 projecten" in html
    assert "met 1 project." in client.get(KALENDER).text
    assert "eheim" not in client.get("/kalender/projecten.csv").text
    assert "eheim" not in client.get("/kalender/jaar/?jaar=2027").text
    assert namen(client.get(KALENDER, {"q": "geheim"})) == []


def test_ook_een_filter_verraadt_een_besloten_project_niet(als, buitenstaander, project, besloten):
    trekker = besloten.rollen.get().organisatie_id

    for vraag in ({"thema": besloten.thema_id}, {"trekker": trekker}):
        html = als(buitenstaander).get(KALENDER, vraag).text
        assert "Dit filter kennen wij niet" in html
        assert "eheim" not in html


def test_de_programmamanager_en_wie_meedoet_zien_het_besloten_project(
    als, programmamanager, lid, besloten
):
    besloten.rollen.create(rol="partner", organisatie=lid.organisatie, persoon=lid)

    for persoon in (programmamanager, lid):
        assert namen(als(persoon).get(KALENDER)) == ["Geheime fusie"]
        assert "3 mijlpalen in maart 2027 bij Geheime trekker" in als(persoon).get(KALENDER).text


# --- CSV -----------------------------------------------------------------------------------------


def test_csv_heeft_dezelfde_filters_en_is_voor_nederlands_excel(als, buitenstaander, project):
    factories.MijlpaalFactory(project=project, titel="Start", gepland=date(2027, 1, 15))
    factories.ProjectFactory(naam="Nachtteam")

    response = als(buitenstaander).get(reverse("projecten:kalender_csv"), {"q": "val"})

    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content.decode("utf-8").splitlines() == [
        "\ufeffCode;Project;Thema;Trekker;Stand;Fase;Start;Einde;Mijlpalen",
        f"{project.code};Valpreventie thuis;Ouderen;GGD;geen stand;uitvoering;"
        "01-03-2026;30-06-2027;Start (15 jan 2027)",
    ]


@pytest.mark.parametrize("begin", ["=", "+", "-", "@", "\t"])
def test_een_naam_wordt_in_excel_geen_formule(als, buitenstaander, begin):
    factories.ProjectFactory(naam=f"{begin}HYPERLINK(1)")

    assert f"'{begin}HYPERLINK(1)" in als(buitenstaander).get("/kalender/projecten.csv").text
