"""Every view says who may use it, and each role gets what that rule says. See docs/toegang.md."""

import pytest
from django.urls import get_resolver

from regio.management.commands.toegang import alle_views, tabel
from regio.toegang import Openbaar
from tests import factories

VAN_ANDEREN = ("/beheer/", "/account/")  # Django admin and allauth guard themselves

ONZE_VIEWS = [
    pytest.param(patroon, pad, id=pad)
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


@pytest.mark.parametrize(("patroon", "pad"), ONZE_VIEWS)
def test_view_noemt_haar_toegang(patroon, pad):
    assert callable(getattr(patroon.callback, "toegang", None)), (
        "Zet @vereist(...) of @openbaar(reden=...) op deze view; zie docs/toegang.md"
    )


@pytest.mark.parametrize(("patroon", "pad"), ONZE_VIEWS)
def test_view_heet_als_haar_adres(patroon, pad):
    assert patroon.name == patroon.callback.__name__, "Geef path(..., name=) de naam van de view."


@pytest.mark.parametrize(("patroon", "pad"), ONZE_VIEWS)
def test_wie_niet_is_ingelogd_komt_op_de_inlogpagina(client, db, patroon, pad):
    adres = met_nummers(pad)

    antwoord = client.get(adres)

    if isinstance(patroon.callback.toegang, Openbaar):
        # Who does not know the secret in an address finds nothing there.
        assert antwoord.status_code in ((404,) if "<slug:sleutel>" in pad else (200, 503))
    else:
        assert antwoord.status_code == 302
        assert antwoord["Location"] == f"/account/login/?next={adres}"


@pytest.mark.parametrize(("patroon", "pad"), ONZE_VIEWS)
def test_htmx_krijgt_nooit_de_inlogpagina_in_een_stukje_pagina(client, db, patroon, pad):
    if isinstance(patroon.callback.toegang, Openbaar):
        return
    adres = met_nummers(pad)

    antwoord = client.get(adres, headers={"HX-Request": "true"})

    assert antwoord.headers["HX-Redirect"] == f"/account/login/?next={adres}"
    assert antwoord.content == b""


@pytest.mark.parametrize(("patroon", "pad"), ONZE_VIEWS)
def test_een_onbekend_nummer_bestaat_niet(als, buitenstaander, patroon, pad):
    adres = met_nummers(pad)
    if adres == pad or isinstance(patroon.callback.toegang, Openbaar):
        return

    client = als(buitenstaander)

    assert {client.get(adres).status_code, client.post(adres).status_code} <= {404, 405}


def test_het_demo_adres_bestaat_niet_buiten_de_demo(client, db):
    persoon = factories.PersoonFactory(email="sec@demo.example")

    antwoord = client.post(f"/demo/aanmelden/{persoon.pk}/")

    assert antwoord.status_code in (302, 404)
    assert "_auth_user_id" not in client.session


def test_de_tabel_in_docs_klopt_met_de_code(settings):
    op_papier = (settings.BASE_DIR / "docs" / "toegang.md").read_text()

    assert op_papier == tabel(), "Draai: uv run manage.py toegang > docs/toegang.md"
