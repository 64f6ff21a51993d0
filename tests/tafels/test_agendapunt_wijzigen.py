"""A subject is described otherwise, and may jump to another place."""

import pytest
from django.urls import reverse

from tafels import domain
from tafels.models import Agendapunt
from tests import factories


@pytest.fixture
def adres(agendapunt):
    return reverse("tafels:agendapunt_wijzigen", args=[agendapunt.pk])


def invoer(punt, **anders):
    return {
        "titel": punt.titel,
        "behandeling": punt.behandeling,
        "bob": punt.bob,
        "soort": punt.soort,
        "minuten": punt.minuten,
        "openbaarheid": punt.openbaarheid,
        "plaats": punt.volgorde,
        "versie": punt.versie,
    } | anders


def test_titel_en_plaats_in_een_keer(als, secretaris, agendapunt, adres):
    factories.AgendapuntFactory.create_batch(2, bijeenkomst=agendapunt.bijeenkomst)

    antwoord = als(secretaris).post(adres, invoer(agendapunt, titel="Begroting", plaats=3))

    agendapunt.refresh_from_db()
    assert antwoord.headers["Location"] == agendapunt.get_absolute_url()
    assert (agendapunt.titel, agendapunt.volgorde, agendapunt.versie) == ("Begroting", 3, 2)
    assert list(Agendapunt.objects.order_by("volgorde").values_list("volgorde", flat=True)) == [
        1,
        2,
        3,
    ]


@pytest.mark.parametrize("plaats", ["0", "2", "-1", "eerste", ""])
def test_een_plaats_die_er_niet_is(als, secretaris, agendapunt, adres, plaats):
    antwoord = als(secretaris).post(adres, invoer(agendapunt, plaats=plaats))

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["plaats"]


def test_wat_een_ander_net_schreef_staat_naast_wat_u_schreef(als, secretaris, agendapunt, adres):
    client = als(secretaris)
    client.post(adres, invoer(agendapunt, titel="Begroting van de ander"))

    antwoord = client.post(adres, invoer(agendapunt, titel="Mijn begroting"))

    agendapunt.refresh_from_db()
    assert antwoord.status_code == 409
    assert antwoord.context["botsing"] == [("Titel", "Begroting van de ander", "Mijn begroting")]
    assert agendapunt.titel == "Begroting van de ander"
    assert antwoord.context["form"]["titel"].value() == "Mijn begroting"

    opnieuw = client.post(adres, invoer(agendapunt, titel="Mijn begroting"))
    agendapunt.refresh_from_db()
    assert (opnieuw.status_code, agendapunt.titel) == (302, "Mijn begroting")


def test_keuzes_botsen_in_woorden(als, secretaris, agendapunt, adres):
    client = als(secretaris)
    client.post(adres, invoer(agendapunt, behandeling="ter informatie"))

    antwoord = client.post(adres, invoer(agendapunt, behandeling="ter besluitvorming"))

    assert antwoord.context["botsing"] == [
        ("Wat vraagt u van de tafel?", "Ter informatie", "Ter besluitvorming")
    ]


def test_een_project_dat_de_secretaris_niet_mag_zien_gaat_niet_verloren(
    als, secretaris, agendapunt, adres
):
    agendapunt.project = factories.ProjectFactory(openbaarheid="vertrouwelijk", naam="Stil plan")
    agendapunt.save()
    client = als(secretaris)

    assert "Stil plan" not in client.get(adres).content.decode()
    client.post(adres, invoer(agendapunt, titel="Anders"))

    agendapunt.refresh_from_db()
    assert (agendapunt.titel, agendapunt.project.naam) == ("Anders", "Stil plan")


def test_een_portefeuillehouder_die_weg_is_blijft_staan(als, secretaris, agendapunt, adres):
    weg = factories.PersoonFactory(is_active=False)
    agendapunt.portefeuillehouder = weg
    agendapunt.save()

    als(secretaris).post(adres, invoer(agendapunt, portefeuillehouder=weg.pk))

    agendapunt.refresh_from_db()
    assert agendapunt.portefeuillehouder == weg


def test_een_vervallen_punt_wijzigt_niemand(als, secretaris, agendapunt, adres):
    Agendapunt.objects.filter(pk=agendapunt.pk).update(status="vervallen", volgorde=None)

    assert als(secretaris).get(adres).status_code == 403


# --- what is new in the form ---------------------------------------------------------------------


def test_wie_laat_bewaart_zet_niets_terug_op_zijn_oude_plaats(als, secretaris, agendapunt, adres):
    """The place in the form is of when it was opened; only another number is a wish."""
    ander = factories.AgendapuntFactory(bijeenkomst=agendapunt.bijeenkomst)
    domain.agendapunt_verplaatsen(ander, plaats=1, door=secretaris)

    als(secretaris).post(
        adres, invoer(agendapunt, titel="Anders") | {"plaats": "1", "initial-plaats": "1"}
    )

    agendapunt.refresh_from_db()
    assert (agendapunt.titel, agendapunt.volgorde) == ("Anders", 2)


def test_een_onderwerp_wordt_een_deel_van_wat_erboven_staat(als, secretaris, agendapunt):
    onder = factories.AgendapuntFactory(bijeenkomst=agendapunt.bijeenkomst)
    adres = reverse("tafels:agendapunt_wijzigen", args=[onder.pk])

    als(secretaris).post(adres, invoer(onder, soort="subpunt"))

    onder.refresh_from_db()
    assert onder.soort == "subpunt"


def test_bovenaan_kan_iets_geen_deel_zijn(als, secretaris, agendapunt, adres):
    antwoord = als(secretaris).post(adres, invoer(agendapunt, soort="subpunt"))

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["soort"]


def test_alle_velden_van_de_oplegnotitie_en_gasten(als, secretaris, agendapunt, adres):
    gast = factories.PersoonFactory(naam="Guus Gast")
    teksten = {
        veld: f"Tekst over {veld}."
        for veld in (
            "gevraagd_besluit",
            "kernboodschap",
            "aanleiding",
            "beoogd_resultaat",
            "argumenten",
            "kanttekeningen",
            "financien",
            "draagvlak",
            "communicatie",
            "vervolg",
        )
    }
    client = als(secretaris)

    client.post(
        adres,
        invoer(
            agendapunt,
            behandeling="ter besluitvorming",
            bob="besluitvorming",
            besluitwijze="consensus",
            vast_begin="16.00",
            genodigden=[gast.pk],
            **teksten,
        ),
    )

    agendapunt.refresh_from_db()
    html = client.get(agendapunt.get_absolute_url()).content.decode()
    assert {veld: getattr(agendapunt, veld) for veld in teksten} == teksten
    assert list(agendapunt.genodigden.all()) == [gast]
    for tekst in [*teksten.values(), "Guus Gast", "Consensus", "Besluiten", "16.00 uur"]:
        assert tekst in html


def test_wie_aan_tafel_zit_is_geen_gast(als, secretaris, lid, agendapunt, adres):
    ander = factories.PersoonFactory()

    keuzes = als(secretaris).get(adres).context["form"].fields["genodigden"].queryset

    assert ander in keuzes
    assert lid not in keuzes


def test_de_programmamanager_van_het_thema_wordt_genoemd(als, secretaris, agendapunt, adres):
    thema = factories.ThemaFactory(naam="Ouderen")
    zetel = factories.LidmaatschapFactory(
        rol="programmamanager", persoon=factories.PersoonFactory(naam="Tom Thema")
    )
    zetel.themas.add(thema)
    agendapunt.thema = thema
    agendapunt.save()

    hint = als(secretaris).get(adres).context["form"].fields["genodigden"].help_text

    assert hint == "Programmamanager van dit thema: Tom Thema."


def test_van_een_pauze_wijzigt_alleen_titel_tijd_en_plaats(als, secretaris, bijeenkomst):
    pauze = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, soort="pauze", titel="Pauze")
    adres = reverse("tafels:agendapunt_wijzigen", args=[pauze.pk])

    form = als(secretaris).get(adres).context["form"]
    antwoord = als(secretaris).post(
        adres, {"titel": "Lunch", "minuten": "45", "plaats": "1", "versie": pauze.versie}
    )

    pauze.refresh_from_db()
    assert list(form.fields) == ["titel", "minuten", "vast_begin", "versie", "plaats"]
    assert antwoord.headers["Location"] == f"{bijeenkomst.get_absolute_url()}#punt-{pauze.pk}"
    assert (pauze.titel, pauze.minuten, pauze.soort) == ("Lunch", 45, "pauze")


def test_gasten_botsen_met_hun_naam(als, secretaris, agendapunt, adres):
    gast = factories.PersoonFactory(naam="Guus Gast", organisatie=None)
    client = als(secretaris)
    client.post(adres, invoer(agendapunt, genodigden=[gast.pk]))

    antwoord = client.post(adres, invoer(agendapunt))

    assert antwoord.context["botsing"] == [("Gasten", "Guus Gast", "")]


@pytest.mark.parametrize(
    ("velden", "voorstel"),
    [
        ({"behandeling": "ter informatie"}, "kennisneming"),
        ({"project": True}, "consensus"),
        ({"opgave": True}, "consent"),
        ({"tafel_besluit": "meerderheid per perspectief"}, "meerderheid per perspectief"),
        ({"tafel_besluit": "geen besluiten (advies)"}, "kennisneming"),
    ],
)
def test_het_portaal_stelt_voor_hoe_de_tafel_besluit(agendapunt, velden, voorstel):
    if velden.get("behandeling"):
        agendapunt.behandeling = velden["behandeling"]
    if velden.get("project"):
        agendapunt.project = factories.ProjectFactory()
    if velden.get("opgave"):
        agendapunt.opgave = factories.OpgaveFactory()
    agendapunt.tafel.besluitwijze = velden.get("tafel_besluit", "consent")

    assert agendapunt.besluitwijze_voorstel == voorstel
