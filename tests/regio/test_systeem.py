"""Whether the portal is well, for whoever watches over it; and what every answer carries."""

from datetime import timedelta

import pytest
import time_machine
from django.core.cache import cache
from django.db import ConnectionHandler
from django.urls import reverse
from django.utils import timezone

from regio.celery import app
from regio.models import Regio
from regio.tasks import HARTSLAG, hartslag
from regio.views import systeem


@pytest.fixture(autouse=True)
def schoon():
    cache.delete(HARTSLAG)
    yield
    cache.delete(HARTSLAG)


def test_gezond_antwoordt_zonder_account(client, db):
    assert client.get(reverse("gezond")).text == "ok"


@time_machine.travel("2026-11-21T12:00:00Z", tick=False)
def test_klaar_na_een_verse_hartslag(client, db):
    hartslag()

    antwoord = client.get(reverse("klaar"))

    assert antwoord.status_code == 200
    assert antwoord.json() == {
        "klaar": True,
        "database": True,
        "wachtrij": True,
        "hartslag_seconden": 0,
    }


@pytest.mark.parametrize("minuten", [None, 4])
def test_niet_klaar_zonder_hartslag_van_de_laatste_drie_minuten(client, db, minuten):
    if minuten:
        cache.set(HARTSLAG, timezone.now() - timedelta(minutes=minuten))

    antwoord = client.get(reverse("klaar"))

    assert (antwoord.status_code, antwoord.json()["klaar"]) == (503, False)


def test_niet_klaar_als_de_wachtrij_weg_is(client, db, settings):
    settings.CACHES = {
        "default": settings.CACHES["default"] | {"LOCATION": "unix:///tmp/bestaat-niet.sock"}
    }

    antwoord = client.get(reverse("klaar"))

    assert (antwoord.status_code, antwoord.json()["wachtrij"]) == (503, False)


def test_niet_klaar_als_de_database_weg_is(client, db, settings, monkeypatch):
    weg = settings.DATABASES["default"] | {"HOST": "/bestaat-niet"}
    monkeypatch.setattr(systeem, "connection", ConnectionHandler({"default": weg})["default"])

    antwoord = client.get(reverse("klaar"))

    assert (antwoord.status_code, antwoord.json()["database"]) == (503, False)


def test_elke_taak_van_het_schema_bestaat(settings):
    app.loader.import_default_modules()

    assert {regel["task"] for regel in settings.CELERY_BEAT_SCHEDULE.values()} <= set(app.tasks)


def test_elk_antwoord_draagt_de_strenge_csp(client, db):
    csp = client.get(reverse("hulp")).headers["Content-Security-Policy"]

    assert "default-src 'none'" in csp
    assert "unsafe" not in csp


def test_de_kleuren_van_de_regio_staan_in_het_stijlblad(client, db):
    Regio.objects.update(kleur="#7a1f6b")

    antwoord = client.get(reverse("thema"))

    assert antwoord.headers["Content-Type"].startswith("text/css")
    assert "#7a1f6b" in antwoord.text


def test_een_te_lichte_kleur_wordt_geweigerd(db):
    regio = Regio.objects.get()
    regio.kleur = "#ffcc00"

    with pytest.raises(Exception, match="te licht"):
        regio.full_clean()


def test_een_formulier_zonder_csrf_geeft_een_gewone_pagina(settings, db):
    from django.test import Client

    antwoord = Client(enforce_csrf_checks=True).post(reverse("account_request_login_code"))

    assert antwoord.status_code == 403
    assert "<h1" in antwoord.text
