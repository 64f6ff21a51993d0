"""Every view says who may use it, and each role gets what that rule says. See docs/toegang.md."""

from django.urls import get_resolver

from regio.management.commands.toegang import alle_views, tabel
from regio.toegang import Openbaar
from tests import factories

VAN_ANDEREN = ("/beheer/", "/account/")  # Django admin and allauth guard themselves

ONZE_VIEWS = [
    (patroon, pad)
    for pad, patroon in alle_views(get_resolver().url_patterns)
    if not pad.startswith(VAN_ANDEREN)
]


def met_nummers(pad: str) -> str:
    """The address with an id that does not exist."""
    return (
        pad.replace("<int:pk>", "999999")
        .replace("<int:nummer>", "999999")
        .replace("<slug:soort>", "project")
    )


def test_elke_view_noemt_haar_toegang():
    zonder = [
        pad
        for patroon, pad in ONZE_VIEWS
        if not callable(getattr(patroon.callback, "toegang", None))
    ]

    assert zonder == [], "Zet @vereist(...) of @openbaar(reden=...) hierop; zie docs/toegang.md"


def test_elke_view_heet_als_haar_adres():
    anders = [pad for patroon, pad in ONZE_VIEWS if patroon.name != patroon.callback.__name__]

    assert anders == [], "Geef path(..., name=) de naam van de view."


def test_wie_niet_is_ingelogd_komt_op_de_inlogpagina(client, db):
    fout = {}

    for patroon, pad in ONZE_VIEWS:
        adres = met_nummers(pad)
        antwoord = client.get(adres)
        krijgt = antwoord.status_code, antwoord.headers.get("Location")
        if not isinstance(patroon.callback.toegang, Openbaar):
            goed = krijgt == (302, f"/account/login/?next={adres}")
        else:
            # Who does not know the secret in an address finds nothing there.
            goed = krijgt[0] in ((404,) if "<slug:sleutel>" in pad else (200, 503))
        if not goed:
            fout[adres] = krijgt

    assert fout == {}


def test_htmx_krijgt_nooit_de_inlogpagina_in_een_stukje_pagina(client, db):
    fout = {}

    for patroon, pad in ONZE_VIEWS:
        if not isinstance(patroon.callback.toegang, Openbaar):
            adres = met_nummers(pad)
            antwoord = client.get(adres, headers={"HX-Request": "true"})
            krijgt = antwoord.headers.get("HX-Redirect"), antwoord.content
            if krijgt != (f"/account/login/?next={adres}", b""):
                fout[adres] = krijgt

    assert fout == {}


def test_een_onbekend_nummer_bestaat_niet(als, buitenstaander):
    client, fout = als(buitenstaander), {}

    for patroon, pad in ONZE_VIEWS:
        adres = met_nummers(pad)
        if adres != pad and not isinstance(patroon.callback.toegang, Openbaar):
            krijgt = {client.get(adres).status_code, client.post(adres).status_code}
            if not krijgt <= {404, 405}:
                fout[adres] = krijgt

    assert len(ONZE_VIEWS) >= 100
    assert fout == {}


def test_het_demo_adres_bestaat_niet_buiten_de_demo(client, db):
    persoon = factories.PersoonFactory(email="sec@demo.example")

    antwoord = client.post(f"/demo/aanmelden/{persoon.pk}/")

    assert antwoord.status_code in (302, 404)
    assert "_auth_user_id" not in client.session


def test_de_tabel_in_docs_klopt_met_de_code(settings):
    op_papier = (settings.BASE_DIR / "docs" / "toegang.md").read_text()

    assert op_papier == tabel(), "Draai: uv run manage.py toegang > docs/toegang.md"
