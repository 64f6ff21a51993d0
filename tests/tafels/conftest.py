"""Meetings of the bestuurstafel at which the cast sits."""

import hashlib
from datetime import timedelta

import pytest
from django.utils import timezone

from tafels import keuring
from tests import factories

GEKEURD = {}


@pytest.fixture(autouse=True)
def elk_bestand_een_keer_gekeurd(request, monkeypatch):
    """Let the child process of `keuring` read the same bytes only once, and keep what it said.

    A child takes a fifth of a second, and most tests add the same paper. Those of `keuring` itself
    start theirs each time.
    """
    if request.node.path.name == "test_keuring.py":
        return
    apart = keuring._apart

    def een_keer(wat, bestand, vraag, seconden):
        bestand.seek(0)
        inhoud = hashlib.sha256(bestand.read()).digest()
        sleutel = wat, inhoud, repr(vraag), keuring.GEHEUGEN, seconden
        if sleutel not in GEKEURD:
            GEKEURD[sleutel] = apart(wat, bestand, vraag, seconden)
        bestand.seek(0)
        return GEKEURD[sleutel].copy()

    monkeypatch.setattr(keuring, "_apart", een_keer)


@pytest.fixture
def bijeenkomst(bestuurstafel):
    """Next week, with an agenda that is being made."""
    start = (timezone.now() + timedelta(days=7)).replace(microsecond=0)
    return factories.BijeenkomstFactory(tafel=bestuurstafel, start=start)


@pytest.fixture
def begonnen(bestuurstafel):
    """Half an hour under way."""
    start = (timezone.now() - timedelta(minutes=30)).replace(microsecond=0)
    return factories.BijeenkomstFactory(tafel=bestuurstafel, start=start, status="agenda verzonden")


@pytest.fixture
def afgesloten(bestuurstafel):
    """Yesterday, closed, with the draft of a verslag."""
    start = (timezone.now() - timedelta(days=1)).replace(microsecond=0)
    return factories.BijeenkomstFactory(
        tafel=bestuurstafel,
        start=start,
        status="afgesloten",
        verslag="Wij spraken over de begroting.",
        verslag_status="concept",
    )


@pytest.fixture
def agendapunt(bijeenkomst):
    return factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Begroting 2027")


@pytest.fixture
def ontmoeting(db):
    """A meeting of the whole region: of no tafel."""
    start = (timezone.now() + timedelta(days=7)).replace(microsecond=0)
    return factories.BijeenkomstFactory(tafel=None, soort="ontmoeting", start=start)
