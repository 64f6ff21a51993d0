"""What the pages of the tafels show, in a number of queries that does not grow."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regio.models import Perspectief
from tafels.models import Agendapunt, Bijeenkomst
from tests import factories

AANTALLEN = pytest.mark.parametrize("aantal", [1, 5])


def over(dagen: int):
    return timezone.now() + timedelta(days=dagen)


# --- number of queries ---------------------------------------------------------------------------


@AANTALLEN
def test_tafel_lijst_kost_altijd_vijf_vragen(als, lid, aantal, django_assert_num_queries):
    for tafel in factories.TafelFactory.create_batch(aantal, soort="beleidstafel"):
        factories.BijeenkomstFactory(tafel=tafel)
        factories.LidmaatschapFactory(tafel=tafel)

    client = als(lid)

    with django_assert_num_queries(5):  # session, persoon, zetels, tafels, regio
        antwoord = client.get(reverse("tafels:tafel_lijst"))

    assert antwoord.content.decode().count("rp-kaart--actie") == aantal + 1


@AANTALLEN
def test_tafel_kost_altijd_twaalf_vragen(
    als, secretaris, bestuurstafel, aantal, django_assert_num_queries
):
    factories.LidmaatschapFactory.create_batch(aantal, tafel=bestuurstafel)
    volgende = factories.BijeenkomstFactory(tafel=bestuurstafel, start=over(1))
    factories.AgendapuntFactory.create_batch(aantal, bijeenkomst=volgende)
    for dag in range(aantal):
        factories.BijeenkomstFactory(tafel=bestuurstafel, start=over(10 + dag))
        factories.BijeenkomstFactory(tafel=bestuurstafel, start=over(-10 - dag))
        factories.BesluitFactory(tafel=bestuurstafel, opgave=factories.OpgaveFactory())
    client = als(secretaris)

    with django_assert_num_queries(12):
        # session, persoon, zetels, tafel, leden, bijeenkomsten, regio with its figures,
        # perspectieven, agenda, opgaven, meetings at the same time, requests for room
        antwoord = client.get(bestuurstafel.get_absolute_url())

    assert len(antwoord.context["leden"]) == aantal + 1
    assert len(antwoord.context["agenda"].regels) == aantal


@pytest.mark.parametrize(
    "soort", ["beleidstafel", "inhoudelijke tafel", "dagelijks bestuur", "klankbordgroep"]
)
def test_elke_soort_tafel_blijft_binnen_twaalf_vragen(
    als, lid, soort, django_assert_max_num_queries
):
    tafel = factories.TafelFactory(soort=soort)
    project = factories.ProjectFactory(omvang="grotere innovatie")
    tafel.projecten.add(project)
    factories.ProjectrolFactory(project=project)
    factories.BijeenkomstFactory(tafel=tafel, start=over(1))
    client = als(lid)

    with django_assert_max_num_queries(12):
        antwoord = client.get(tafel.get_absolute_url())

    assert antwoord.status_code == 200


@AANTALLEN
def test_bijeenkomst_kost_altijd_negen_vragen(
    als, secretaris, bijeenkomst, aantal, django_assert_num_queries
):
    for punt in factories.AgendapuntFactory.create_batch(aantal, bijeenkomst=bijeenkomst):
        besluit = factories.BesluitFactory(tafel=punt.tafel, agendapunt=punt)
        factories.ActieFactory(besluit=besluit, agendapunt=punt, bijeenkomst=bijeenkomst)
    client = als(secretaris)

    with django_assert_num_queries(9):
        # session, persoon, zetels, bijeenkomst, tafel, agendapunten, besluiten, acties, regio
        antwoord = client.get(bijeenkomst.get_absolute_url())

    html = antwoord.content.decode()
    assert html.count('class="rp-agenda__punt"') == aantal
    assert html.count('class="rp-lijst__item"') == 2 * aantal


@AANTALLEN
def test_agendapunt_kost_altijd_twaalf_vragen(
    als, secretaris, agendapunt, aantal, django_assert_num_queries
):
    agendapunt.project = factories.ProjectFactory()
    agendapunt.save()
    for _ in range(aantal):
        besluit = factories.BesluitFactory(tafel=agendapunt.tafel, agendapunt=agendapunt)
        factories.ActieFactory(besluit=besluit, agendapunt=agendapunt)
    client = als(secretaris)

    with django_assert_num_queries(12):
        # session, persoon, zetels, agendapunt to see it, agendapunt to show it, project,
        # besluiten, acties, cijfers, besluiten and personen to choose from, regio
        antwoord = client.get(agendapunt.get_absolute_url())

    assert antwoord.content.decode().count('class="rp-lijst__item"') == 2 * aantal


@AANTALLEN
def test_besluit_lijst_kost_altijd_acht_vragen(
    als, lid, bestuurstafel, aantal, django_assert_num_queries
):
    for besluit in factories.BesluitFactory.create_batch(aantal, tafel=bestuurstafel):
        factories.ActieFactory(besluit=besluit)
    client = als(lid)

    with django_assert_num_queries(8):
        # session, persoon, zetels, jaren, aantal, besluiten, tafels, regio
        antwoord = client.get(reverse("tafels:besluit_lijst"))

    assert antwoord.content.decode().count('class="rp-lijst__item"') == aantal


@AANTALLEN
def test_besluit_kost_altijd_negen_vragen(als, lid, agendapunt, aantal, django_assert_num_queries):
    project = factories.ProjectFactory()
    besluit = factories.BesluitFactory(
        tafel=agendapunt.tafel,
        agendapunt=agendapunt,
        project=project,
        vervangt=factories.BesluitFactory(tafel=agendapunt.tafel),
    )
    factories.ActieFactory.create_batch(aantal, besluit=besluit)
    client = als(lid)

    with django_assert_num_queries(9):
        # session, persoon, zetels, besluit to see it, besluit to show it, project,
        # what it replaces, acties, regio
        antwoord = client.get(besluit.get_absolute_url())

    assert antwoord.content.decode().count('class="rp-lijst__item"') == aantal


@AANTALLEN
def test_actie_lijst_kost_altijd_zeven_vragen(als, lid, aantal, django_assert_num_queries):
    factories.ActieFactory.create_batch(aantal, bijeenkomst=factories.BijeenkomstFactory())
    client = als(lid)

    with django_assert_num_queries(7):
        # session, persoon, zetels, aantal, acties, tafels, regio
        antwoord = client.get(reverse("tafels:actie_lijst"))

    assert antwoord.content.decode().count('class="rp-lijst__item"') == aantal


def test_actie_kost_acht_vragen(als, lid, agendapunt, django_assert_num_queries):
    actie = factories.ActieFactory(
        houder=lid,
        bijeenkomst=agendapunt.bijeenkomst,
        agendapunt=agendapunt,
        besluit=factories.BesluitFactory(tafel=agendapunt.tafel),
        project=factories.ProjectFactory(),
    )
    client = als(lid)

    with django_assert_num_queries(8):
        # session, persoon, zetels, actie to see it, actie to show it, besluit, project, regio
        client.get(actie.get_absolute_url())


# --- overlegstructuur ----------------------------------------------------------------------------


def test_de_tafels_staan_in_lagen(als, lid, bestuurstafel):
    beleid = factories.TafelFactory(naam="Beleidstafel", soort="beleidstafel", ouder=bestuurstafel)
    factories.TafelFactory(naam="Dagelijks bestuur", soort="dagelijks bestuur", ouder=bestuurstafel)
    factories.TafelFactory(naam="Tafel ouderen", soort="inhoudelijke tafel", ouder=beleid)
    factories.TafelFactory(naam="Werkgroep (oud)", ouder=beleid, status="opgeheven")

    lagen = als(lid).get(reverse("tafels:tafel_lijst")).context["lagen"]

    assert [
        (laag.onder and laag.onder.naam, [tafel.naam for tafel in laag.tafels]) for laag in lagen
    ] == [
        (None, ["Bestuurstafel"]),
        ("Bestuurstafel", ["Dagelijks bestuur", "Beleidstafel"]),
        ("Beleidstafel", ["Tafel ouderen"]),
    ]


def test_tafels_die_in_een_kring_hangen_zijn_te_vinden(als, lid, bestuurstafel):
    een = factories.TafelFactory(naam="Een")
    twee = factories.TafelFactory(naam="Twee", ouder=een)
    een.ouder = twee
    een.save()

    html = als(lid).get(reverse("tafels:tafel_lijst")).content.decode()

    assert html.count("rp-kaart--actie") == 3


def test_een_tafel_onder_een_opgeheven_tafel_is_te_vinden(als, lid, bestuurstafel):
    oud = factories.TafelFactory(status="opgeheven")
    factories.TafelFactory(naam="Kind", ouder=oud)

    assert "Kind" in als(lid).get(reverse("tafels:tafel_lijst")).content.decode()


def test_zonder_tafels_staat_er_waarom(als, buitenstaander):
    html = als(buitenstaander).get(reverse("tafels:tafel_lijst")).content.decode()

    assert "Er zijn nog geen tafels." in html


# --- tafel ---------------------------------------------------------------------------------------


def test_een_tafel_heeft_vier_blokken_in_deze_volgorde(als, buitenstaander, bestuurstafel):
    html = als(buitenstaander).get(bestuurstafel.get_absolute_url()).content.decode()

    koppen = [deel.split(">")[1].split("<")[0] for deel in html.split("<h2")[1:]]
    assert koppen == ["Doel", "Wie", "Agenda", "Succesfactoren"]


def test_wie_ontbreekt_staat_er_als_niemand(als, lid, bestuurstafel):
    inwoners = Perspectief.objects.get(code="INW")
    factories.LidmaatschapFactory(
        tafel=bestuurstafel, perspectief=inwoners, namens="perspectief", rol="voorzitter"
    )

    antwoord = als(lid).get(bestuurstafel.get_absolute_url())

    assert antwoord.context["ontbreekt"] == ["Secretaris", "Programmamanager"]
    html = antwoord.content.decode()
    assert html.count('<span class="rp-label is-letop">niemand</span>') == 2
    assert "Gemeenten: niemand" in html
    assert "Burgers en inwoners: niemand" not in html


def test_een_geannuleerde_bijeenkomst_is_niet_de_volgende(als, lid, bestuurstafel):
    factories.BijeenkomstFactory(tafel=bestuurstafel, start=over(1), status="geannuleerd")
    echt = factories.BijeenkomstFactory(tafel=bestuurstafel, start=over(2))

    assert als(lid).get(bestuurstafel.get_absolute_url()).context["volgende"] == echt


def test_een_inhoudelijke_tafel_telt_open_rollen_van_lopende_projecten(als, lid):
    tafel = factories.TafelFactory(soort="inhoudelijke tafel")
    lopend = factories.ProjectFactory(omvang="grotere innovatie")
    tafel.projecten.add(lopend, factories.ProjectFactory(fase="afgerond"))
    for rol in ("trekker", "trekker", "projectleider", "partner"):
        factories.ProjectrolFactory(project=lopend, rol=rol)

    factoren = als(lid).get(tafel.get_absolute_url()).context["succesfactoren"]

    assert [factor.bewijs for factor, _ in factoren] == [
        "1 van 5 loopt nu.",
        "0 mensen van 0 organisaties.",
        "2 rollen zijn nog niet ingevuld.",
    ]


def test_de_opbouw_telt_bijeenkomsten_die_zijn_geweest(als, lid, bestuurstafel):
    for dag in (-40, -20, 20):
        factories.BijeenkomstFactory(tafel=bestuurstafel, start=over(dag))
    factories.BijeenkomstFactory(tafel=bestuurstafel, start=over(-10), status="geannuleerd")
    factories.BijeenkomstFactory(tafel=None, soort="werkbezoek", start=over(-100))
    factories.BijeenkomstFactory(tafel=None, soort="ontmoeting", start=over(-400))

    factoren = als(lid).get(bestuurstafel.get_absolute_url()).context["succesfactoren"]

    assert [factor.bewijs for factor, _ in factoren][:2] == [
        "1 ontmoeting in de afgelopen 12 maanden.",
        "De opbouw: bijeenkomst 2 van 3 gehad.",
    ]


@pytest.mark.parametrize("soort", ["bestuurstafel", "beleidstafel", "inhoudelijke tafel"])
def test_een_lege_tafel_met_een_lange_naam_doet_het(als, buitenstaander, soort):
    tafel = factories.TafelFactory(soort=soort, naam="Tafel " + "lang" * 23, doel="<script>🎉")

    html = als(buitenstaander).get(tafel.get_absolute_url()).content.decode()

    assert "<script>🎉" not in html
    assert "Er is nog geen volgende bijeenkomst gepland." in html


# --- bijeenkomst ---------------------------------------------------------------------------------


def test_te_lang_staat_er_in_woorden(als, lid, bijeenkomst):
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, minuten=140)

    html = als(lid).get(bijeenkomst.get_absolute_url()).content.decode()

    assert "De agenda is 20 minuten te lang." in html


def test_de_eerste_kan_niet_omhoog_en_de_laatste_niet_omlaag(als, secretaris, bijeenkomst):
    een, twee = factories.AgendapuntFactory.create_batch(2, bijeenkomst=bijeenkomst)

    html = als(secretaris).get(bijeenkomst.get_absolute_url()).content.decode()

    knoppen = {
        knop.split('id="')[1].split('"')[0]: 'aria-disabled="true"' in knop.split(">")[0]
        for knop in html.split("<button")[1:]
        if 'name="plaats"' in knop
    }
    assert knoppen == {
        f"op-{een.pk}": True,
        f"neer-{een.pk}": False,
        f"op-{twee.pk}": False,
        f"neer-{twee.pk}": True,
    }


def test_de_adressen_op_de_agenda_zijn_die_van_de_handelingen(als, secretaris, agendapunt):
    html = als(secretaris).get(agendapunt.bijeenkomst.get_absolute_url()).content.decode()

    for naam in ("agendapunt_verplaatsen", "agendapunt_wijzigen"):
        assert f'"{reverse(f"tafels:{naam}", args=[agendapunt.pk])}"' in html


def test_een_lid_ziet_tijden_maar_geen_knoppen(als, lid, agendapunt):
    html = als(lid).get(agendapunt.bijeenkomst.get_absolute_url()).content.decode()

    assert "rp-agenda__tijd" in html
    assert 'name="plaats"' not in html
    assert "data-sleeplijst" not in html


def test_een_bijeenkomst_zonder_agenda_zegt_dat(als, secretaris, lid, bijeenkomst):
    adres = bijeenkomst.get_absolute_url()

    assert "Deze agenda is nog leeg." in als(secretaris).get(adres).content.decode()
    assert "Er staat voor u nog niets op deze agenda." in als(lid).get(adres).content.decode()


def test_tweehonderd_agendapunten_met_html_en_emoji(als, secretaris, bijeenkomst):
    Agendapunt.objects.bulk_create(
        Agendapunt(
            bijeenkomst=bijeenkomst,
            tafel=bijeenkomst.tafel,
            volgorde=nummer,
            titel="<i>" + "é" * 140 + "🎉",
            indiener=secretaris,
        )
        for nummer in range(1, 201)
    )

    antwoord = als(secretaris).get(bijeenkomst.get_absolute_url())

    html = antwoord.content.decode()
    assert html.count('class="rp-agenda__punt"') == 200
    assert "<i>" not in html


@pytest.mark.parametrize("pk", [0, 999_999, 10**30])
@pytest.mark.parametrize("naam", ["tafel", "bijeenkomst", "agendapunt", "besluit", "actie"])
def test_een_onbekend_nummer_bestaat_niet(als, secretaris, naam, pk):
    assert als(secretaris).get(reverse(f"tafels:{naam}", args=[pk])).status_code == 404


# --- agendapunt ----------------------------------------------------------------------------------


def test_de_draad_loopt_van_opgave_tot_besluit(als, lid, agendapunt):
    agendapunt.project = factories.ProjectFactory(naam="Nachtteam")
    agendapunt.save()
    besluit = factories.BesluitFactory(tafel=agendapunt.tafel, agendapunt=agendapunt)

    op_punt = als(lid).get(agendapunt.get_absolute_url()).context["draad"]
    op_besluit = als(lid).get(besluit.get_absolute_url()).context["draad"]

    assert [(s["soort"], s["hier"]) for s in op_punt] == [
        ("Opgave", False),
        ("Project", False),
        ("Tafel", False),
        ("Agendapunt", True),
        ("Besluit", False),
    ]
    assert [s["naam"] for s in op_punt][1:] == [
        "Nachtteam",
        "Bestuurstafel",
        "Begroting 2027",
        besluit.nummer,
    ]
    assert [s["soort"] for s in op_besluit if s["hier"]] == ["Besluit"]


def test_een_agendapunt_zonder_bijeenkomst_is_te_lezen(als, lid, secretaris, bestuurstafel):
    punt = factories.AgendapuntFactory(
        bijeenkomst=None, tafel=bestuurstafel, status="voorstel", titel="Een idee"
    )

    for persoon in (lid, secretaris):
        antwoord = als(persoon).get(punt.get_absolute_url())
        assert antwoord.status_code == 200
        assert "besluit_form" not in antwoord.context


# --- registers -----------------------------------------------------------------------------------


@pytest.fixture
def register(bestuurstafel):
    beleid = factories.TafelFactory(code="BL", soort="beleidstafel")
    return [
        factories.BesluitFactory(
            tafel=bestuurstafel, nummer="BT-2025-001", tekst="Begroting 2025", datum="2025-12-01"
        ),
        factories.BesluitFactory(
            tafel=bestuurstafel, nummer="BT-2026-001", tekst="Nachtteam", datum="2026-03-01"
        ),
        factories.BesluitFactory(
            tafel=beleid, nummer="BL-2026-001", tekst="Begroting nachtteam", datum="2026-02-01"
        ),
    ]


@pytest.mark.parametrize(
    ("filter_", "nummers"),
    [
        ({}, ["BT-2026-001", "BL-2026-001", "BT-2025-001"]),
        ({"q": "begroting"}, ["BL-2026-001", "BT-2025-001"]),
        ({"q": "nachtteam BEGROT"}, ["BL-2026-001"]),
        ({"q": "bt-2026"}, ["BT-2026-001"]),
        ({"q": "100%"}, []),
        ({"jaar": "2026"}, ["BT-2026-001", "BL-2026-001"]),
        ({"tafel": "bestuurstafel", "jaar": "2025"}, ["BT-2025-001"]),
    ],
)
def test_het_filter_staat_in_het_adres(als, lid, register, bestuurstafel, filter_, nummers):
    vraag = filter_ | ({"tafel": bestuurstafel.pk} if "tafel" in filter_ else {})

    antwoord = als(lid).get(reverse("tafels:besluit_lijst"), vraag)
    blad = als(lid).get(reverse("tafels:besluit_csv"), vraag).content.decode("utf-8-sig")

    assert [besluit.nummer for besluit in antwoord.context["pagina"]] == nummers
    assert [regel.split(";")[0] for regel in blad.splitlines()[1:]] == nummers


@pytest.mark.parametrize("naam", ["besluit_lijst", "actie_lijst"])
@pytest.mark.parametrize(
    "vraag",
    ["q=%00", "q=" + "x" * 101, "tafel=999999", "tafel=x", "tafel=%00"],
)
def test_een_filter_dat_niet_klopt_zegt_dat(als, lid, naam, vraag):
    antwoord = als(lid).get(reverse(f"tafels:{naam}") + "?" + vraag)

    assert antwoord.status_code == 422
    assert "Dit filter klopt niet." in antwoord.content.decode()


@pytest.mark.parametrize("jaar", ["2026x", "0", "-1", "99999", "NaN"])
def test_een_jaar_dat_niet_klopt_zegt_dat(als, lid, jaar):
    assert als(lid).get(reverse("tafels:besluit_lijst"), {"jaar": jaar}).status_code == 422


def test_besluiten_staan_met_vijfentwintig_op_een_pagina(als, lid, bestuurstafel):
    factories.BesluitFactory.create_batch(26, tafel=bestuurstafel)
    adres = reverse("tafels:besluit_lijst")

    aantallen = [
        len(als(lid).get(adres, {"pagina": pagina}).context["pagina"].object_list)
        for pagina in ("", "2", "99", "x", "-1")
    ]

    assert aantallen == [25, 1, 1, 25, 1]
    assert "26 besluiten" in als(lid).get(adres).content.decode()


def test_met_htmx_komt_alleen_de_lijst(als, lid, register):
    antwoord = als(lid).get(reverse("tafels:besluit_lijst"), headers={"HX-Request": "true"})

    assert antwoord.content.decode().lstrip().startswith('<section id="besluiten"')


def test_een_rekenblad_voert_geen_besluit_uit(als, lid, bestuurstafel):
    factories.BesluitFactory(tafel=bestuurstafel, nummer="X-1", tekst='=HYPERLINK("http://x")')

    blad = als(lid).get(reverse("tafels:besluit_csv")).content.decode("utf-8-sig")

    assert '"\'=HYPERLINK(""http://x"")"' in blad


def test_niets_gevonden_is_iets_anders_dan_niets(als, lid, register):
    leeg = "Er zijn nog geen besluiten."
    html = als(lid).get(reverse("tafels:besluit_lijst"), {"q": "zebra"}).content.decode()

    assert "Geen besluit past bij dit filter." in html
    assert leeg not in html


def test_eigen_acties_staan_bovenaan(als, lid):
    vroeg = factories.ActieFactory(deadline="2026-01-01")
    van_mij = factories.ActieFactory(houder=lid, deadline="2026-05-01")
    zonder = factories.ActieFactory(houder=lid)
    factories.ActieFactory(houder=lid, status="gereed", gereed_op="2026-01-02")

    antwoord = als(lid).get(reverse("tafels:actie_lijst"))

    assert list(antwoord.context["pagina"]) == [van_mij, zonder, vroeg]
    html = antwoord.content.decode()
    assert html.index("Van mij") < html.index("Van anderen")


@pytest.mark.parametrize(
    ("vraag", "teksten"),
    [
        ({"wie": "ik"}, ["Van mij"]),
        ({"stand": "klaar"}, ["Klaar"]),
        ({"stand": "te laat"}, ["Te laat"]),
        ({"stand": "alle", "q": "KLAAR"}, ["Klaar"]),
        ({"q": "a-9001"}, ["Te laat"]),
    ],
)
def test_acties_zijn_te_filteren(als, lid, vraag, teksten):
    factories.ActieFactory(tekst="Van mij", houder=lid)
    factories.ActieFactory(tekst="Klaar", status="gereed", gereed_op="2026-01-02")
    factories.ActieFactory(tekst="Te laat", nummer="A-9001", deadline="2026-01-01")

    antwoord = als(lid).get(reverse("tafels:actie_lijst"), vraag)

    assert [actie.tekst for actie in antwoord.context["pagina"]] == teksten


def test_de_geschiedenis_verraadt_het_verslag_niet(als, buitenstaander, afgesloten):
    """What one may not read on the page, one may not read in its history."""
    Bijeenkomst.objects.filter(pk=afgesloten.pk).update(verslag="Iets geheims over de opvolging.")

    html = (
        als(buitenstaander)
        .get(reverse("geschiedenis", args=["bijeenkomst", afgesloten.pk]))
        .content.decode()
    )

    assert "Iets geheims" not in html
