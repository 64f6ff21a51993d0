"""Signing in: by a code in an e-mail, as the person, on a real page."""

import re
from datetime import timedelta

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.core import mail
from django.urls import reverse

from regio.tasks import sessies_opruimen
from tests import factories


@pytest.fixture
def persoon(db):
    return factories.PersoonFactory(email="sanne@voorbeeld.example", naam="Sanne")


def test_een_code_uit_de_e_mail_is_genoeg_om_in_te_loggen(client, persoon):
    client.post(reverse("account_request_login_code"), {"email": persoon.email})
    code = re.search(r"^\s*([A-Z0-9-]{6,12})\s*$", mail.outbox[0].body, re.MULTILINE)[1]

    antwoord = client.post(reverse("account_confirm_login_code"), {"code": code}, follow=True)

    assert client.session["_auth_user_id"] == str(persoon.pk)
    assert antwoord.redirect_chain[-1][0] == reverse("dashboard")


def test_een_verkeerde_code_laat_niemand_binnen(client, persoon):
    client.post(reverse("account_request_login_code"), {"email": persoon.email})

    antwoord = client.post(reverse("account_confirm_login_code"), {"code": "XXXX-XXXX"})

    assert "_auth_user_id" not in client.session
    assert antwoord.status_code in (200, 422)


def test_wie_veel_codes_vraagt_houdt_niemand_op_een_ander_adres_tegen(client, db):
    ander = factories.PersoonFactory(email="anna@voorbeeld.example")

    def vraag(email, adres):
        client.cookies.clear()
        pagina = reverse("account_request_login_code")
        return client.post(pagina, {"email": email}, headers={"X-Forwarded-For": adres}).status_code

    gevraagd = [vraag(f"{nummer}@y.example", "198.51.100.7") for nummer in range(25)]
    vraag(ander.email, "203.0.113.9")

    assert gevraagd[0] != gevraagd[-1]
    assert [brief.to for brief in mail.outbox] == [[ander.email]]


def test_een_onbekend_adres_merkt_niet_dat_het_onbekend_is(client, persoon):
    bekend = client.post(reverse("account_request_login_code"), {"email": persoon.email})
    client.cookies.clear()
    onbekend = client.post(reverse("account_request_login_code"), {"email": "x@y.example"})

    assert (bekend.status_code, bekend.headers["Location"]) == (
        onbekend.status_code,
        onbekend.headers["Location"],
    )
    assert [brief.to for brief in mail.outbox] == [[persoon.email]]


def test_wie_niet_meer_meedoet_krijgt_geen_code(client, persoon):
    persoon.is_active = False
    persoon.save()

    client.post(reverse("account_request_login_code"), {"email": persoon.email})

    assert mail.outbox == []


@pytest.mark.parametrize(
    "naam",
    ["account_login", "account_request_login_code", "mfa_login_webauthn"],
)
def test_inlogpagina_opent_zonder_account(client, db, naam):
    assert client.get(reverse(naam)).status_code in (200, 302)


@pytest.mark.parametrize(
    "naam",
    ["mfa_index", "usersessions_list", "mfa_list_webauthn", "account_logout"],
)
def test_pagina_over_mijn_toegang_opent(als, persoon, naam):
    antwoord = als(persoon).get(reverse(naam), follow=True)

    assert antwoord.status_code == 200


def test_in_de_nacht_vergeet_het_portaal_vanaf_welk_adres_iemand_was_ingelogd(client, persoon):
    def ingelogd(dagen):
        client.cookies.clear()
        client.force_login(persoon)
        sessie = client.session
        sessie.set_expiry(timedelta(days=dagen))
        sessie.save()
        client.get(reverse("dashboard"))
        return sessie.session_key

    verlopen, uitgelogd, geldig = ingelogd(-1), ingelogd(1), ingelogd(1)
    for sleutel in (verlopen, uitgelogd, geldig):
        UserSession.objects.get_or_create(
            session_key=sleutel, defaults={"user": persoon, "ip": "198.51.100.7"}
        )
    Session.objects.filter(session_key=uitgelogd).delete()

    sessies_opruimen()

    assert [sessie.session_key for sessie in UserSession.objects.all()] == [geldig]
    assert [sessie.session_key for sessie in Session.objects.all()] == [geldig]
