"""What the portal itself writes under an agendapunt: how it is now, for this reader."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regio.models import Regio
from regio.templatetags.regio import dag
from tafels.models import Blok
from tafels.voorstellen import blok_inhoud
from tests import factories


@pytest.fixture
def vorige(bestuurstafel):
    """The meeting before, twenty days ago."""
    return factories.BijeenkomstFactory(
        tafel=bestuurstafel,
        titel="Bestuurstafel november",
        start=timezone.now() - timedelta(days=20),
        status="afgesloten",
    )


def teksten(bijeenkomst, blok, persoon, **velden) -> list[str]:
    punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, blok=blok, **velden)
    return [regel.tekst for regel in blok_inhoud(punt, persoon)]


def toen(aantal: int):
    return timezone.now() + timedelta(days=aantal)


def dagen(aantal: int):
    return timezone.localdate() + timedelta(days=aantal)


def test_successen_sinds_de_vorige_keer(bijeenkomst, vorige, lid):
    factories.BerichtFactory(titel="Nieuw", soort="succes groot", geplaatst_op=toen(-3))
    factories.BerichtFactory(titel="Oud", soort="succes klein", geplaatst_op=toen(-21))
    factories.BerichtFactory(titel="Nieuwe kliniek", soort="ontwikkeling", geplaatst_op=toen(-3))

    gevonden = teksten(bijeenkomst, "successen", lid)

    assert len(gevonden) == 1
    assert gevonden[0].startswith("Nieuw (groot succes, ")


def test_wat_vooraf_is_gemeld_aan_iedereen_of_aan_deze_tafel(
    bijeenkomst, vorige, lid, bestuurstafel
):
    elders = factories.TafelFactory()
    for titel, tafel in (("Aan allen", None), ("Hier", bestuurstafel), ("Elders", elders)):
        factories.BerichtFactory(
            titel=titel, soort="transformatieaanvraag", geplaatst_op=toen(-3), tafel=tafel
        )

    gevonden = teksten(bijeenkomst, "aankondigingen", lid)

    assert [tekst.split(" (")[0] for tekst in gevonden] == ["Hier", "Aan allen"]


def test_het_verslag_van_de_vorige_keer(bijeenkomst, vorige, lid):
    factories.BijeenkomstFactory(
        tafel=bijeenkomst.tafel, start=timezone.now() - timedelta(days=2), status="geannuleerd"
    )
    punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, blok="vorig verslag")

    (regel,) = blok_inhoud(punt, lid)

    assert regel.tekst.startswith("Bestuurstafel november, ")
    assert regel.url == vorige.get_absolute_url()


def test_de_acties_die_openstaan(bijeenkomst, vorige, lid):
    factories.ActieFactory(bijeenkomst=vorige, nummer="A-1", tekst="Laat", deadline="2026-01-01")
    factories.ActieFactory(bijeenkomst=vorige, nummer="A-2", tekst="Zonder dag")
    factories.ActieFactory(
        bijeenkomst=vorige, nummer="A-3", status="gereed", gereed_op="2026-01-01"
    )

    gevonden = teksten(bijeenkomst, "actielijst", lid)

    assert [tekst.split(" (")[0] for tekst in gevonden] == ["A-1 Laat", "A-2 Zonder dag"]
    assert "te laat sinds 1 jan 2026" in gevonden[0]


def test_elke_opgave_met_haar_projecten(bijeenkomst, lid):
    opgave = factories.OpgaveFactory(titel="Ouderen thuis")
    factories.ProjectFactory(opgave=opgave, stand="op koers")
    factories.ProjectFactory(opgave=opgave, stand="loopt vast", stand_reden="Geen geld.")
    factories.ProjectFactory(
        opgave=opgave, stand="loopt vast", stand_reden="Geheim.", openbaarheid="vertrouwelijk"
    )
    factories.OpgaveFactory(titel="Leeg")
    factories.AgendapuntFactory(opgave=opgave)

    assert teksten(bijeenkomst, "opgaven", lid) == [
        "Ouderen thuis (plannen): 2 projecten: 1 op koers, 1 loopt vast",
        "Leeg (plannen): nog geen lopende projecten. Al 6 maanden op geen enkele agenda",
    ]


@pytest.fixture
def beleid(lid):
    """A beleidstafel with a meeting before and one to come."""
    tafel = factories.TafelFactory(soort="beleidstafel", naam="Beleidstafel")
    factories.BijeenkomstFactory(tafel=tafel, start=timezone.now() - timedelta(days=20))
    return factories.BijeenkomstFactory(tafel=tafel, start=timezone.now() + timedelta(days=7))


def test_wat_er_bij_de_projecten_veranderde(beleid, lid):
    rust = factories.ProjectFactory(naam="Rust")
    anders = factories.ProjectFactory(
        naam="Anders", stand="let op", stand_reden="Druk.", stand_sinds=dagen(-2)
    )
    laat = factories.ProjectFactory(naam="Laat", einde=dagen(-1))
    mijlpaal = factories.ProjectFactory(naam="Mijlpaal")
    factories.MijlpaalFactory(project=mijlpaal, gepland=dagen(-1))
    for project in (rust, anders, laat, mijlpaal):
        factories.StatusmeldingFactory(project=project, datum=dagen(-2))
    factories.ProjectFactory(naam="Plan", fase="idee")

    assert teksten(beleid, "projecten", lid) == [
        f"Anders: let op sinds {teksten_dag(-2)}: Druk.",
        f"Laat: moest klaar zijn op {teksten_dag(-1)}",
        "Mijlpaal: een mijlpaal is te laat",
        "Nieuw idee: Plan",
    ]


def teksten_dag(aantal: int) -> str:
    return dag(dagen(aantal))


def test_wie_nog_niet_meldde_voor_de_beleidstafel_staat_er_met_naam(beleid, lid):
    stil = factories.ProjectFactory(naam="Stil")
    los = factories.ProjectFactory(naam="Zonder tafel")
    inhoud = factories.TafelFactory(
        soort="inhoudelijke tafel",
        naam="Tafel ouderen",
        ouder=beleid.tafel,
        terugkoppelaar=factories.PersoonFactory(naam="Tess Terug"),
    )
    inhoud.projecten.add(stil)

    gevonden = teksten(beleid, "projecten", lid)

    assert next(tekst for tekst in gevonden if "Stil" in tekst).endswith(
        "(Tafel ouderen, Tess Terug)"
    )
    assert any(tekst.startswith(f"{los.naam}: nog niet gemeld") for tekst in gevonden)


def test_een_andere_tafel_bespreekt_alleen_haar_eigen_projecten(bijeenkomst, lid, bestuurstafel):
    eigen = factories.ProjectFactory(naam="Eigen")
    factories.ProjectFactory(naam="Van een ander")
    bestuurstafel.projecten.add(eigen)

    (regel,) = teksten(bijeenkomst, "projecten", lid)

    assert regel.startswith("Eigen: nog niet gemeld")


def test_het_feitenblad_van_een_opgave(bijeenkomst, lid, bestuurstafel):
    gebied = factories.GebiedFactory(soort="regio")
    Regio.objects.update(gebied=gebied)
    opgave = factories.OpgaveFactory(titel="Ouderen thuis", pdca="check")
    project = factories.ProjectFactory(naam="Nachtteam", opgave=opgave, stand="op koers")
    factories.StatusmeldingFactory(
        project=project, werkt_in_praktijk="ja", toelichting="Twee wijken doen mee."
    )
    indicator = factories.IndicatorFactory(naam="75-plussers", eenheid="mensen")
    indicator.opgaven.add(opgave)
    factories.WaarnemingFactory(indicator=indicator, gebied=gebied, jaar=2025, waarde=12345)
    factories.BesluitFactory(tafel=bestuurstafel, opgave=opgave, financieel_bedrag=50000)
    factories.BesluitFactory(
        tafel=factories.TafelFactory(),
        opgave=opgave,
        financieel_bedrag=99,
        openbaarheid="vertrouwelijk",
    )

    assert teksten(bijeenkomst, "resultaatgesprek", lid, opgave=opgave) == [
        "Stap: controleren. Status: actief.",
        "Samen 1 project: 1 op koers.",
        "Nachtteam: op koers",
        "75-plussers: 12.345 mensen (stand 2025)",
        "Besloten over geld: € 50.000.",
        "Werkt Nachtteam in de praktijk? Ja. Twee wijken doen mee.",
    ]


# At belangen there is always a sentence about who reads it.
@pytest.mark.parametrize("blok", [blok for blok in Blok.values if blok != Blok.BELANGEN])
def test_een_blok_zonder_iets_is_een_zin(als, lid, bijeenkomst, blok):
    punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, blok=blok)

    html = als(lid).get(reverse("tafels:agendapunt_blok", args=[punt.pk])).content.decode()

    assert "Er is nu niets te melden." in html


@pytest.mark.parametrize("aantal", [1, 5])
@pytest.mark.parametrize("blok", Blok.values)
def test_een_blok_kost_hoogstens_twaalf_vragen(
    als, lid, bijeenkomst, vorige, blok, aantal, django_assert_max_num_queries
):
    opgave = factories.OpgaveFactory()
    Regio.objects.update(gebied=factories.GebiedFactory(soort="regio"))
    for _ in range(aantal):
        project = factories.ProjectFactory(opgave=opgave)
        bijeenkomst.tafel.projecten.add(project)
        factories.ActieFactory(bijeenkomst=vorige)
        factories.BerichtFactory(geplaatst_op=toen(-1))
        factories.BerichtFactory(geplaatst_op=toen(-1), soort="ontwikkeling")
        factories.IndicatorFactory().opgaven.add(opgave)
    punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, blok=blok, opgave=opgave)
    client = als(lid)

    with django_assert_max_num_queries(12):
        antwoord = client.get(
            reverse("tafels:agendapunt_blok", args=[punt.pk]), headers={"HX-Request": "true"}
        )

    assert antwoord.content.decode().lstrip().startswith('<section id="blok"')


@pytest.mark.parametrize("blok", ["successen", "aankondigingen", "projecten", "opgaven"])
def test_een_blok_verklapt_niets(bijeenkomst, vorige, toehoorder, buitenstaander, blok):
    geheim = factories.ProjectFactory(
        naam="Geheim project",
        openbaarheid="vertrouwelijk",
        stand="loopt vast",
        stand_reden="Geheim.",
        stand_sinds=dagen(-1),
    )
    bijeenkomst.tafel.projecten.add(geheim)
    for soort in ("succes groot", "ontwikkeling"):
        factories.BerichtFactory(
            titel="Geheim",
            soort=soort,
            geplaatst_op=toen(-1),
            tafel=bijeenkomst.tafel,
            openbaarheid="vertrouwelijk",
        )
        factories.BerichtFactory(titel="Geheim", soort=soort, geplaatst_op=toen(-1), project=geheim)

    for persoon in (toehoorder, buitenstaander):
        assert "Geheim" not in " ".join(teksten(bijeenkomst, blok, persoon))
