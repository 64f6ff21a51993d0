"""Successes and early warnings: told, read, celebrated."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.models import Persoon
from tafels import domain
from tafels.models import Bericht
from tests import factories

LIJST = reverse("tafels:bericht_lijst")
PLAATSEN = reverse("tafels:bericht_plaatsen")
INVOER = {
    "soort": "succes klein",
    "titel": "Eerste huisbezoek gedaan",
    "tekst": "De inwoner was blij.",
    "datum": "20-11-2026",
    "openbaarheid": "partners",
}


def test_een_lid_deelt_een_succes(als, lid):
    project = factories.ProjectFactory()
    partner = factories.OrganisatieFactory()

    antwoord = als(lid).post(
        PLAATSEN, INVOER | {"project": project.pk, "organisaties": [partner.pk]}
    )

    bericht = Bericht.objects.get()
    assert antwoord.headers["Location"] == LIJST
    assert (bericht.door, bericht.project, bericht.opgave) == (lid, project, project.opgave)
    assert list(bericht.organisaties.all()) == [partner]


def test_een_mijlpaal_die_is_gehaald_nodigt_uit_om_te_delen(als, lid):
    project = factories.ProjectFactory()
    factories.MijlpaalFactory(project=project, titel="Eerste team", gehaald_op="2026-11-01")
    factories.MijlpaalFactory(project=project, titel="Tweede team")

    html = als(lid).get(project.get_absolute_url()).content.decode()

    assert html.count("Deel dit als succes") == 1
    adres = f"{PLAATSEN}?project={project.pk}&amp;titel=Eerste%20team"
    assert adres in html
    form = als(lid).get(PLAATSEN, {"project": project.pk, "titel": "Eerste team"}).context["form"]
    assert (form["titel"].value(), form["project"].value()) == ("Eerste team", project.pk)


def test_een_besloten_project_is_niet_te_raden(als, lid):
    geheim = factories.ProjectFactory(openbaarheid="vertrouwelijk")

    form = als(lid).get(PLAATSEN, {"project": geheim.pk, "titel": "x"}).context["form"]

    assert form["project"].value() is None
    assert als(lid).post(PLAATSEN, INVOER | {"project": geheim.pk}).status_code == 422


@pytest.mark.parametrize(
    ("velden", "fout"),
    [
        ({"titel": ""}, "titel"),
        ({"titel": "x" * 151}, "titel"),
        ({"datum": "morgen"}, "datum"),
        ({"soort": "feest"}, "soort"),
        ({"openbaarheid": "vertrouwelijk"}, "tafel"),
        ({"openbaarheid": "geheim"}, "openbaarheid"),
    ],
)
def test_wat_niet_klopt_staat_bij_het_veld(als, lid, velden, fout):
    antwoord = als(lid).post(PLAATSEN, INVOER | velden)

    assert (antwoord.status_code, list(antwoord.context["form"].errors)) == (422, [fout])
    assert Bericht.objects.count() == 0


def test_vertrouwelijk_kan_alleen_aan_een_eigen_tafel(als, lid, bestuurstafel):
    elders = factories.TafelFactory()
    invoer = INVOER | {"openbaarheid": "tafel", "soort": "ontwikkeling"}

    statussen = [
        als(lid).post(PLAATSEN, invoer | {"tafel": tafel.pk}).status_code
        for tafel in (elders, bestuurstafel)
    ]

    assert statussen == [422, 302]


def test_wie_aan_geen_tafel_zit_leest_alleen(als, buitenstaander, regiobureau, lid):
    assert als(buitenstaander).get(LIJST).status_code == 200
    mensen = (buitenstaander, lid, regiobureau)
    assert [als(p).get(PLAATSEN).status_code for p in mensen] == [403, 200, 200]


def test_de_lijst_toont_alles_of_een_soort(als, lid):
    succes = factories.BerichtFactory(soort="succes groot", datum="2026-11-01")
    komt = factories.BerichtFactory(soort="ontwikkeling", datum="2026-11-02")

    gezien = {
        soort: list(als(lid).get(LIJST, {"soort": soort}).context["pagina"])
        for soort in ("", "successen", "aankondigingen", "x")
    }

    assert gezien == {
        "": [komt, succes],
        "successen": [succes],
        "aankondigingen": [komt],
        "x": [komt, succes],
    }


def test_wat_aan_een_tafel_is_verteld_blijft_daar(
    als, lid, toehoorder, buitenstaander, bestuurstafel
):
    factories.BerichtFactory(
        titel="Vertrouwelijk", tafel=bestuurstafel, openbaarheid="vertrouwelijk"
    )
    factories.BerichtFactory(titel="Van de tafel", tafel=bestuurstafel, openbaarheid="tafel")

    gezien = [
        {bericht.titel for bericht in als(p).get(LIJST).context["pagina"]}
        for p in (lid, toehoorder, buitenstaander)
    ]

    assert gezien == [{"Vertrouwelijk", "Van de tafel"}, {"Van de tafel"}, set()]


def test_wie_het_vertelde_past_het_aan(als, lid, bestuurder):
    bericht = domain.bericht_plaatsen(
        soort="succes klein", titel="Eerst", datum=timezone.localdate(), door=lid
    )
    adres = reverse("tafels:bericht_wijzigen", args=[bericht.pk])

    assert als(bestuurder).get(adres).status_code == 403
    als(lid).post(adres, INVOER | {"titel": "Beter"})
    bericht.refresh_from_db()
    assert bericht.titel == "Beter"


def test_de_secretaris_zegt_waar_het_succes_is_gevierd(als, secretaris, lid, bijeenkomst):
    bericht = factories.BerichtFactory()
    adres = reverse("tafels:bericht_vieren", args=[bericht.pk])

    assert als(lid).get(adres).status_code == 403
    als(secretaris).post(adres, {"gevierd_in": bijeenkomst.pk})
    bericht.refresh_from_db()
    assert bericht.gevierd_in == bijeenkomst
    assert "Gevierd op " in als(lid).get(LIJST).content.decode()


def test_wat_eraan_komt_wordt_niet_gevierd(secretaris, bijeenkomst):
    komt = factories.BerichtFactory(soort="ontwikkeling")

    with pytest.raises(NietMogelijk, match=r"^Alleen een succes wordt gevierd\.$"):
        domain.bericht_vieren(komt, bijeenkomst=bijeenkomst, door=secretaris)


def test_sinds_het_laatste_bezoek_staat_het_op_het_dashboard(als, lid, toehoorder, bestuurstafel):
    toen = timezone.now() - timedelta(days=3)
    Persoon.objects.filter(pk__in=[lid.pk, toehoorder.pk]).update(laatst_gezien_op=toen)
    factories.BerichtFactory(titel="Feest", soort="succes groot")
    factories.BerichtFactory(
        titel="Geheim", soort="ontwikkeling", tafel=bestuurstafel, openbaarheid="vertrouwelijk"
    )

    def nieuws(persoon):
        persoon.refresh_from_db()
        return {n["tekst"] for n in als(persoon).get("/").context["nieuws"]}

    assert nieuws(lid) == {"Groot succes: Feest", "Ontwikkeling die eraan komt: Geheim"}
    assert nieuws(toehoorder) == {"Groot succes: Feest"}


@pytest.mark.parametrize("aantal", [1, 5])
def test_de_lijst_kost_altijd_zeven_vragen(als, lid, aantal, django_assert_num_queries):
    for _ in range(aantal):
        bericht = factories.BerichtFactory(
            project=factories.ProjectFactory(), tafel=factories.TafelFactory()
        )
        bericht.organisaties.add(factories.OrganisatieFactory())
    client = als(lid)

    with django_assert_num_queries(7):
        # session, persoon, zetels, aantal, berichten, organisaties, regio
        antwoord = client.get(LIJST)

    assert antwoord.content.decode().count('id="bericht-') == aantal
