"""A paper that somebody may not read does not exist for them: no title, count, name or word."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tafels import domain
from tafels.mail import wijzigingszin
from tafels.models import Stuk, Stukinzage
from tests import factories
from tests.tafels import maak_bestanden as maak
from tests.tafels.test_besloten import GEVALLEN, secretaris_elders  # noqa: F401 -- a fixture

TITEL, NAAM, WOORD = "Salaris van de directeur", "geheim-bestand.pdf", "Zilvermeeuw"
ZINNEN = (TITEL, NAAM, WOORD, "Salaris")
REDEN = "Het gaat over een persoon."


@pytest.fixture
def open_stuk(agendapunt):
    return factories.StukFactory(agendapunt=agendapunt, titel="Open begroting")


@pytest.fixture
def geheim(agendapunt, open_stuk, openbaarheid):
    """A besloten paper under an agendapunt that all partners see, before an open one."""
    geheim = factories.StukFactory(
        agendapunt=agendapunt,
        titel=TITEL,
        bestandsnaam=NAAM,
        inhoud=maak.pdf(WOORD),
        tekst=f"De {WOORD} vliegt over.",
        openbaarheid=openbaarheid,
        reden_vertrouwelijk=REDEN if openbaarheid == "vertrouwelijk" else "",
    )
    open_stuk.volgorde = 3
    open_stuk.save()
    return geheim


def adressen(stuk) -> dict[str, str]:
    return {
        naam: reverse(f"tafels:{naam}", args=[stuk.pk])
        for naam in (
            "stuk",
            "stuk_gegevens",
            "stuk_vervangen",
            "stuk_beschrijven",
            "stuk_intrekken",
            "stuk_vasthouden",
            "stuk_vrijgeven",
        )
    }


def gelezen(antwoord) -> bytes:
    return b"".join(antwoord.streaming_content) if antwoord.streaming else antwoord.content


@pytest.mark.parametrize(("rol", "openbaarheid", "mag"), GEVALLEN)
def test_het_bestand_is_er_alleen_voor_wie_het_mag_lezen(als, request, geheim, rol, mag):
    client = als(request.getfixturevalue(rol))

    antwoord = client.get(geheim.get_absolute_url())

    assert antwoord.status_code == (200 if mag else 404)
    assert (maak.pdf(WOORD) == gelezen(antwoord)) is mag
    assert Stukinzage.objects.filter(stuk=geheim).count() == (1 if mag else 0)
    assert NAAM in antwoord.get("Content-Disposition", "") or not mag


@pytest.mark.parametrize(("rol", "openbaarheid", "mag"), [g for g in GEVALLEN if not g.values[2]])
def test_geen_enkel_adres_zegt_dat_het_bestaat(als, request, geheim, rol, mag):
    client = als(request.getfixturevalue(rol))

    for naam, adres in adressen(geheim).items():
        assert client.get(adres).status_code == 404, naam
        assert client.post(adres).status_code in (404, 405), naam
    verplaats = reverse("tafels:stuk_verplaatsen", args=[geheim.pk])
    assert client.post(verplaats, {"plaats": 1}).status_code == 404


@pytest.mark.parametrize(("rol", "openbaarheid", "mag"), GEVALLEN)
def test_titel_naam_en_aantal_staan_nergens(als, request, geheim, open_stuk, rol, mag):
    client = als(request.getfixturevalue(rol))
    punt = geheim.agendapunt
    paginas = [
        punt.get_absolute_url(),
        punt.bijeenkomst.get_absolute_url(),
        punt.tafel.get_absolute_url(),
        reverse("geschiedenis", args=["agendapunt", punt.pk]),
        reverse("geschiedenis", args=["bijeenkomst", punt.bijeenkomst_id]),
        reverse("tafels:stuk_gegevens", args=[open_stuk.pk]),
        "/",
    ]

    html = "".join(client.get(pagina).text for pagina in paginas)
    regels = client.get(punt.get_absolute_url()).context["stukregels"]

    assert any(zin in html for zin in ZINNEN) is mag
    # Numbered without a gap: the open paper is the first, or the second.
    assert [regel.stuk for regel in regels] == ([geheim, open_stuk] if mag else [open_stuk])


@pytest.mark.parametrize(("rol", "openbaarheid", "mag"), GEVALLEN)
def test_zoeken_vindt_het_niet_en_telt_het_niet(als, request, geheim, rol, mag):
    client = als(request.getfixturevalue(rol))

    for q in (WOORD, "zilver", "salaris directeur", "geheim"):
        antwoord = client.get(reverse("zoeken"), {"q": q})
        gevonden = [naam for naam, rijen, _ in antwoord.context["uitkomsten"] if rijen]

        assert gevonden == (["Stukken"] if mag and q != "geheim" else []), q
        assert TITEL not in antwoord.text or mag


@pytest.mark.parametrize(("rol", "openbaarheid", "mag"), GEVALLEN)
def test_een_open_stuk_onder_een_besloten_onderwerp_blijft_besloten(
    als, request, agendapunt, openbaarheid, rol, mag
):
    stuk = factories.StukFactory(
        agendapunt=agendapunt, titel=TITEL, tekst=WOORD, openbaarheid="openbaar"
    )
    agendapunt.openbaarheid = openbaarheid
    agendapunt.save()
    client = als(request.getfixturevalue(rol))

    statussen = [client.get(adressen(stuk)[naam]) for naam in ("stuk", "stuk_gegevens")]
    for antwoord in statussen:
        gelezen(antwoord)

    assert [antwoord.status_code for antwoord in statussen] == [200 if mag else 404] * 2
    assert (TITEL in client.get(reverse("zoeken"), {"q": WOORD}).text) is mag


# Who sees a paper of which the members do not have this version (yet).
DUO = {"secretaris", "programmamanager"}
ANDEREN = (
    *("voorzitter", "bestuurder", "lid", "toehoorder", "lid_buitenkring", "oud_lid"),
    *("buitenstaander", "regiobureau"),
)


@pytest.mark.parametrize("stand", ["nieuw", "vastgehouden", "oude versie", "ingetrokken"])
def test_wat_leden_niet_hebben_is_alleen_voor_het_duo(als, request, agendapunt, stand):
    stuk = factories.StukFactory(agendapunt=agendapunt, titel=TITEL, tekst=WOORD)
    anders = {
        "nieuw": {"status": "nieuw"},
        "vastgehouden": {"status": "vastgehouden", "bezwaar": "Er staat een nummer in."},
        "ingetrokken": {"vervallen_op": "2026-01-01T12:00Z"},
        "oude versie": {},
    }[stand]
    Stuk.objects.filter(pk=stuk.pk).update(**anders)
    if stand == "oude versie":
        factories.StukFactory(
            agendapunt=agendapunt, titel="Nieuw", volgorde=1, versie=2, vorige_versie=stuk
        )
    opent, leest = set(), set()

    for rol in (*DUO, *ANDEREN):
        client = als(request.getfixturevalue(rol))
        antwoord = client.get(stuk.get_absolute_url())
        gelezen(antwoord)
        assert antwoord.status_code in (200, 404), rol
        opent |= {rol} if antwoord.status_code == 200 else set()
        leest |= {rol} if TITEL in client.get(agendapunt.get_absolute_url()).text else set()

    assert opent == DUO
    assert leest == (DUO if stand in ("nieuw", "vastgehouden") else set())


@pytest.mark.parametrize("openbaarheid", ["tafel", "vertrouwelijk"])
def test_wie_niet_is_ingelogd_komt_niet_verder_dan_de_voordeur(client, geheim):
    for adres in adressen(geheim).values():
        antwoord = client.get(adres)

        assert antwoord.status_code == 302
        assert antwoord.url.startswith("/account/login/")


def test_over_een_besloten_stuk_hoort_alleen_wie_het_mag_lezen(
    agendapunt, secretaris, lid, toehoorder, lid_buitenkring
):
    bijeenkomst = agendapunt.bijeenkomst
    bijeenkomst.status, bijeenkomst.agenda_versie = "agenda verzonden", 1
    bijeenkomst.verzonden_op = timezone.now()
    bijeenkomst.save()
    stuk = factories.StukFactory(
        agendapunt=agendapunt,
        titel=TITEL,
        openbaarheid="vertrouwelijk",
        reden_vertrouwelijk=REDEN,
        status="nieuw",
        nagezonden=True,
        opsteller=secretaris,
    )

    domain.stuk_nakijken(stuk, tekst="", door=None)

    gehoord = {
        wie.naam: [wijzigingszin(w) for w in bijeenkomst.wijzigingen.zichtbaar_voor(wie)]
        for wie in (lid, toehoorder, lid_buitenkring)
    }
    assert gehoord == {
        "Lies Lid": ["Er is iets gewijzigd bij een besloten onderwerp."],
        "Thijs Toehoorder": [],
        "Bea Buitenkring": [],
    }
