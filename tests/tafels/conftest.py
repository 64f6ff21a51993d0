"""Meetings of the bestuurstafel at which the cast sits."""

from datetime import timedelta

import pytest
from django.utils import timezone

from tests import factories


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
