"""The dashboard answers in two minutes: what is asked of me, how is the region, what is stuck."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from projecten.models import Stand
from regio.models import Gebied, Persoon, Regio, Thema
from regio.templatetags.regio import dag
from regiobeeld.models import Bron, Indicator, Verversing
from tafels.models import Bijeenkomst
from tests import factories


@pytest.fixture
def dashboard(als):
    def openen(persoon, **vraag):
        return als(persoon).get(reverse("dashboard"), vraag)

    return openen


def koppen(antwoord) -> list[str]:
    return [vraag.kop for vraag in antwoord.context["vragen"]]


def over_dagen(dagen: int):
    return timezone.now() + timedelta(days=dagen)


def bijeenkomst(tafel, dagen, status):
    return factories.BijeenkomstFactory(
        tafel=tafel, start=over_dagen(dagen), einde=over_dagen(dagen), status=status
    )


def test_een_nieuw_portaal_zegt_dat_er_niets_te_doen_is(dashboard, buitenstaander):
    antwoord = dashboard(buitenstaander)

    assert koppen(antwoord) == []
    assert "U hoeft nu niets te doen." in antwoord.text
    assert "Er lopen nog geen projecten." in antwoord.text


def test_een_bestuurder_leest_hoeveel_besluiten_voorbereiding_vragen(
    dashboard, bestuurder, bestuurstafel
):
    vergadering = bijeenkomst(bestuurstafel, 9, Bijeenkomst.Status.VERZONDEN)
    for behandeling in ("ter besluitvorming", "ter besluitvorming", "ter informatie"):
        factories.AgendapuntFactory(bijeenkomst=vergadering, behandeling=behandeling)

    assert koppen(dashboard(bestuurder)) == ["2 besluiten vragen uw voorbereiding"]


def test_de_leestijd_telt_de_bladzijden_die_deze_lezer_mag_zien(
    dashboard, bestuurder, toehoorder, bestuurstafel
):
    vergadering = bijeenkomst(bestuurstafel, 9, Bijeenkomst.Status.VERZONDEN)
    punt = factories.AgendapuntFactory(bijeenkomst=vergadering, behandeling="ter besluitvorming")
    factories.StukFactory(agendapunt=punt, bladzijden=4)
    factories.StukFactory(
        agendapunt=punt,
        bladzijden=10,
        openbaarheid="vertrouwelijk",
        reden_vertrouwelijk="Bedragen per partner.",
    )

    gelezen = {
        wie.naam: dashboard(wie).context["vragen"][0].actie for wie in (bestuurder, toehoorder)
    }

    assert gelezen == {
        "Bas Bestuurder": "Lees de agenda en 2 stukken (ongeveer 34 minuten)",
        "Thijs Toehoorder": "Lees de agenda en 1 stuk (ongeveer 14 minuten)",
    }


def test_een_besloten_besluitpunt_telt_niet_mee_voor_wie_het_niet_mag_weten(
    dashboard, toehoorder, lid, bestuurstafel
):
    vergadering = bijeenkomst(bestuurstafel, 9, Bijeenkomst.Status.VERZONDEN)
    factories.AgendapuntFactory(
        bijeenkomst=vergadering, behandeling="ter besluitvorming", openbaarheid="vertrouwelijk"
    )

    assert koppen(dashboard(lid)) == ["1 besluit vraagt uw voorbereiding"]
    assert koppen(dashboard(toehoorder)) == ["Bereid de bijeenkomst voor"]


def test_de_secretaris_maakt_de_agenda_en_het_verslag(dashboard, secretaris, bestuurstafel):
    bijeenkomst(bestuurstafel, 10, Bijeenkomst.Status.GEPLAND)
    bijeenkomst(bestuurstafel, -3, Bijeenkomst.Status.AFGESLOTEN)

    assert koppen(dashboard(secretaris)) == ["Maak de agenda", "Schrijf het verslag"]


def test_de_voorzitter_stelt_het_verslag_vast(dashboard, voorzitter, bestuurstafel):
    factories.BijeenkomstFactory(
        tafel=bestuurstafel,
        start=over_dagen(-3),
        einde=over_dagen(-3),
        status=Bijeenkomst.Status.AFGESLOTEN,
        verslag="De tafel was het eens.",
        verslag_status=Bijeenkomst.Verslag.CONCEPT,
    )

    assert koppen(dashboard(voorzitter)) == ["Stel het verslag vast"]


def test_wie_te_laat_is_met_een_actie_leest_dat_het_eerst(dashboard, lid):
    factories.ActieFactory(houder=lid, deadline=timezone.localdate() - timedelta(days=2))
    factories.ActieFactory(houder=lid, deadline=timezone.localdate() + timedelta(days=2))
    factories.ActieFactory(deadline=timezone.localdate() - timedelta(days=2))

    antwoord = dashboard(lid)

    assert koppen(antwoord) == ["1 actie van u is te laat"]
    assert len(antwoord.context["acties"]) == 2


def test_de_programmamanager_hoort_van_welke_projecten_lang_niets_is_gemeld(
    dashboard, programmamanager
):
    factories.ProjectFactory()
    vers = factories.ProjectFactory()
    factories.StatusmeldingFactory(project=vers, datum=timezone.localdate())

    assert koppen(dashboard(programmamanager)) == ["1 project heeft lang geen melding"]


def test_de_trekker_meldt_hoe_het_gaat(dashboard, buitenstaander):
    project = factories.ProjectFactory(naam="Nachtteam")
    factories.ProjectrolFactory(project=project, persoon=buitenstaander, rol="trekker")

    assert koppen(dashboard(buitenstaander)) == ["Meld hoe het gaat met Nachtteam"]


@pytest.fixture
def beleidstafel(db):
    """Met three weeks ago, meets in a week."""
    tafel = factories.TafelFactory(soort="beleidstafel", naam="Beleidstafel")
    for dagen in (-21, 7):
        factories.BijeenkomstFactory(
            tafel=tafel, start=over_dagen(dagen), einde=over_dagen(dagen), status="gepland"
        )
    return tafel


@pytest.mark.parametrize(
    ("gemeld", "hoort"), [(None, True), (-22, True), (-21, True), (-20, False)]
)
def test_voor_de_beleidstafel_meldt_de_terugkoppelaar_hoe_het_gaat(
    dashboard, buitenstaander, beleidstafel, gemeld, hoort
):
    project = factories.ProjectFactory(naam="Nachtteam")
    tafel = factories.TafelFactory(
        soort="inhoudelijke tafel", ouder=beleidstafel, terugkoppelaar=buitenstaander
    )
    tafel.projecten.add(project)
    if gemeld is not None:
        datum = timezone.localdate() + timedelta(days=gemeld)
        factories.StatusmeldingFactory(project=project, datum=datum)

    antwoord = dashboard(buitenstaander)

    assert ("Meld hoe het gaat met Nachtteam" in koppen(antwoord)) is hoort
    assert ("is de beleidstafel" in antwoord.text) is hoort


def test_voor_de_beleidstafel_hoort_de_programmamanager_wie_nog_niet_meldde(
    dashboard, programmamanager, beleidstafel
):
    for dagen in (-25, -22, -3):
        datum = timezone.localdate() + timedelta(days=dagen)
        factories.StatusmeldingFactory(project=factories.ProjectFactory(), datum=datum)

    antwoord = dashboard(programmamanager)

    assert koppen(antwoord) == ["2 projecten hebben nog geen melding"]
    assert "Niet sinds de vorige keer" in antwoord.text


def test_is_de_beleidstafel_nog_ver_weg_dan_geldt_de_gewone_termijn(
    dashboard, buitenstaander, beleidstafel
):
    beleidstafel.bijeenkomsten.filter(start__gt=timezone.now()).update(
        start=over_dagen(30), einde=over_dagen(30)
    )
    project = factories.ProjectFactory()
    factories.ProjectrolFactory(project=project, persoon=buitenstaander, rol="trekker")
    factories.StatusmeldingFactory(project=project, datum=timezone.localdate() - timedelta(days=22))

    assert koppen(dashboard(buitenstaander)) == []


def test_wie_veel_meldt_ziet_er_drie_en_hoeveel_er_nog_zijn(dashboard, buitenstaander):
    for naam in "abcde":
        project = factories.ProjectFactory(naam=naam)
        factories.ProjectrolFactory(project=project, persoon=buitenstaander, rol="trekker")

    assert koppen(dashboard(buitenstaander))[3:] == ["En van nog 2 projecten"]


def test_het_regiobureau_ziet_dat_een_bron_faalt_en_een_bestuurder_ook(
    dashboard, regiobureau, bestuurder
):
    Verversing.objects.create(
        bron=Bron.objects.get(code="cbs-bevolking"),
        status=Verversing.Status.MISLUKT,
        klaar_op=timezone.now(),
        fout="De tabel van het CBS is veranderd.",
    )

    assert koppen(dashboard(regiobureau)) == ["Cijfers zijn niet ververst"]
    assert "Cijfers niet ververst" in dashboard(bestuurder).text


@pytest.fixture
def regiogebied(db):
    gebied = factories.GebiedFactory(soort=Gebied.Soort.REGIO, code="REG", naam="Oostrand")
    Regio.objects.update(gebied=gebied)
    return gebied


def test_het_aantal_inwoners_is_de_som_van_de_gemeenten(dashboard, bestuurder, regiogebied):
    inwoners = Indicator.objects.get(code="inwoners")
    for _ in range(2):
        gemeente = factories.GebiedFactory(ouder=regiogebied)
        for jaar, waarde in ((2019, 1000), (2026, 1500)):
            factories.WaarnemingFactory(
                indicator=inwoners, gebied=gemeente, jaar=jaar, waarde=waarde
            )

    (cijfer,) = [
        c for c in dashboard(bestuurder).context["cijfers"] if c.kop == "Inwoners van de regio"
    ]

    assert (cijfer.waarde, cijfer.bij) == ("3.000", "1.000 meer dan in 2019 (stand 2026)")
    assert [int(waarde) for waarde in cijfer.reeks] == [2000, 3000]


def vastgelopen_project(**velden):
    return factories.ProjectFactory(
        stand=Stand.LOOPT_VAST,
        stand_sinds=timezone.localdate(),
        stand_reden="Geen geld",
        stand_nodig="Een besluit",
        **velden,
    )


def test_eerst_de_projecten_van_de_eigen_organisatie_en_dan_heel_de_regio(dashboard, bestuurder):
    eigen = vastgelopen_project(naam="Eigen project")
    factories.ProjectrolFactory(project=eigen, organisatie=bestuurder.organisatie)
    vastgelopen_project(naam="Ander project")

    zelf = dashboard(bestuurder).context["vastgelopen"]
    regio = dashboard(bestuurder, kijk="regio").context["vastgelopen"]

    assert [p.naam for p in zelf] == ["Eigen project"]
    assert {p.naam for p in regio} == {"Eigen project", "Ander project"}


def test_een_besloten_project_staat_niet_in_de_getallen_van_een_ander(dashboard, buitenstaander):
    vastgelopen_project(openbaarheid="vertrouwelijk")

    antwoord = dashboard(buitenstaander)

    assert antwoord.context["aantal_projecten"] == 0
    assert antwoord.context["vastgelopen"] == []


def test_sinds_het_laatste_bezoek_staat_er_wat_nieuw_is(dashboard, bestuurder, bestuurstafel):
    Persoon.objects.filter(pk=bestuurder.pk).update(laatst_gezien_op=over_dagen(-3))
    bestuurder.refresh_from_db()
    factories.BesluitFactory(tafel=bestuurstafel, nummer="BT-2026-014")

    antwoord = dashboard(bestuurder)

    assert [n["tekst"] for n in antwoord.context["nieuws"]] == [
        "Besluit BT-2026-014 van Bestuurstafel"
    ]


def test_een_verzonden_en_gewijzigde_agenda_staat_bij_het_nieuws(
    dashboard, bestuurder, lid_buitenkring, secretaris, bestuurstafel
):
    vergadering = bijeenkomst(bestuurstafel, 5, "agenda verzonden")
    geheim = factories.AgendapuntFactory(bijeenkomst=vergadering, openbaarheid="tafel")
    Bijeenkomst.objects.filter(pk=vergadering.pk).update(verzonden_op=over_dagen(-1))
    vergadering.wijzigingen.create(tekst="Anders.", agendapunt=geheim, door=secretaris)
    nieuws = {}
    for persoon in (bestuurder, lid_buitenkring):
        Persoon.objects.filter(pk=persoon.pk).update(laatst_gezien_op=over_dagen(-3))
        persoon.refresh_from_db()
        nieuws[persoon] = [n["tekst"] for n in dashboard(persoon).context["nieuws"]]

    staat_klaar = f"De agenda van {vergadering.titel} staat klaar"
    assert nieuws == {
        bestuurder: [f"De agenda van {vergadering.titel} is gewijzigd", staat_klaar],
        lid_buitenkring: [staat_klaar],
    }


def test_de_voorzitter_stelt_de_agenda_vast(dashboard, voorzitter, bestuurstafel):
    vergadering = bijeenkomst(bestuurstafel, 9, "agenda in voorbereiding")
    assert koppen(dashboard(voorzitter)) == []
    factories.AgendapuntFactory(bijeenkomst=vergadering)
    assert koppen(dashboard(voorzitter)) == ["Stel de agenda vast"]
    Bijeenkomst.objects.filter(pk=vergadering.pk).update(vastgesteld_door=voorzitter)

    assert koppen(dashboard(voorzitter)) == []


def test_een_afgezegde_bijeenkomst_staat_er_met_de_reden(dashboard, lid, bestuurstafel):
    vergadering = bijeenkomst(bestuurstafel, 5, "geannuleerd")
    Bijeenkomst.objects.filter(pk=vergadering.pk).update(reden_geannuleerd="De zaal is bezet.")

    antwoord = dashboard(lid)

    (vraag,) = antwoord.context["vragen"]
    assert vraag.kop == "Deze bijeenkomst gaat niet door"
    assert vraag.tekst.endswith("De zaal is bezet.")
    assert antwoord.context["volgende"] is None


def test_een_bezoek_duurt_een_half_uur(dashboard, bestuurder):
    dashboard(bestuurder)
    Persoon.objects.filter(pk=bestuurder.pk).update(laatst_gezien_op=over_dagen(0))

    dashboard(bestuurder)

    bestuurder.refresh_from_db()
    assert bestuurder.vorig_bezoek_op is None


@pytest.mark.parametrize("aantal", [1, 5])
def test_het_dashboard_kost_altijd_twaalf_queries(
    dashboard, als, programmamanager, bestuurstafel, aantal, django_assert_num_queries
):
    Persoon.objects.update(laatst_gezien_op=over_dagen(-3))
    programmamanager.refresh_from_db()
    Regio.objects.update(gebied=factories.GebiedFactory(soort=Gebied.Soort.REGIO))
    for _ in range(aantal):
        vastgelopen_project()
        factories.ActieFactory(houder=programmamanager, deadline="2026-01-01")
        factories.BesluitFactory(tafel=bestuurstafel)
        vergadering = bijeenkomst(bestuurstafel, 9, Bijeenkomst.Status.VERZONDEN)
        factories.AgendapuntFactory(bijeenkomst=vergadering)
        Bijeenkomst.objects.filter(pk=vergadering.pk).update(tafel=factories.TafelFactory())

    client = als(programmamanager)

    # session, person, visit, region with counts, seats, running projects, actions, meetings,
    # gemeenten, figures, who pulls the stuck projects, besluiten
    with django_assert_num_queries(12):
        antwoord = client.get(reverse("dashboard"))

    assert len(antwoord.context["vastgelopen"]) == aantal


# --- room on an agenda ---------------------------------------------------------------------------


def verzoek(tafel, aanvrager, **velden):
    return factories.ThemaplanningFactory(
        tafel=tafel,
        thema=Thema.objects.get_or_create(naam="Acute zorg")[0],
        herkomst="verzoek portefeuillehouder",
        aanvrager=aanvrager,
        beantwoord_op=timezone.now() if velden else None,
        **{"status": "aangevraagd"} | velden,
    )


def over_ruimte(antwoord) -> list[tuple[str, str]]:
    return [(v.kop, v.tekst) for v in antwoord.context["vragen"] if "agendaruimte" in v.kop]


def test_de_secretaris_ziet_wie_agendaruimte_vraagt(
    dashboard, secretaris, bestuurder, lid, bestuurstafel
):
    verzoek(bestuurstafel, bestuurder)
    verzoek(factories.TafelFactory(), bestuurder)  # of another secretaris

    gezien = [over_ruimte(dashboard(persoon)) for persoon in (secretaris, bestuurder, lid)]

    assert gezien == [
        [("Bas Bestuurder vraagt agendaruimte", "Bestuurstafel: Acute zorg.")],
        [],
        [],
    ]


@pytest.mark.parametrize(
    ("dagen", "naam", "actie"),
    [(40, "stuk_toevoegen", "Stukken toevoegen"), (3, "agendapunt", "Bekijk het onderwerp")],
)
def test_het_antwoord_leidt_naar_waar_stukken_horen(
    dashboard, bestuurder, bestuurstafel, dagen, naam, actie
):
    start = timezone.now() + timedelta(days=dagen)
    bijeenkomst = factories.BijeenkomstFactory(tafel=bestuurstafel, start=start)
    punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, indiener=bestuurder)
    verzoek(bestuurstafel, bestuurder, status="toegekend", agendapunt=punt, bijeenkomst=bijeenkomst)

    (vraag,) = [
        v for v in dashboard(bestuurder).context["vragen"] if v.kop == "U krijgt agendaruimte"
    ]

    assert (vraag.url, vraag.actie) == (reverse(f"tafels:{naam}", args=[punt.pk]), actie)
    tot = dag(bijeenkomst.inleveren_tot)
    assert (f"Stukken inleveren kan tot en met {tot}." in vraag.tekst) is (dagen == 40)


def test_wie_het_vroeg_leest_het_antwoord_twee_weken_lang(
    dashboard, secretaris, bestuurder, bestuurstafel
):
    verzoek(bestuurstafel, bestuurder, status="toegekend")
    verzoek(bestuurstafel, bestuurder, status="afgewezen", reden="Eerst het onderzoek.")

    assert over_ruimte(dashboard(secretaris)) == []
    assert over_ruimte(dashboard(bestuurder)) == [
        ("U krijgt agendaruimte", "Bestuurstafel: Acute zorg, in december."),
        ("Er is geen agendaruimte voor u", "Bestuurstafel: Acute zorg. Eerst het onderzoek."),
    ]
    with time_machine.travel(timezone.now() + timedelta(days=15)):
        assert over_ruimte(dashboard(bestuurder)) == []
