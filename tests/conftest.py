"""The cast: people with a name and a seat, so that tests about access read like a story."""

import pytest
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore

from regio.models import Rol
from tests import factories


@pytest.fixture(autouse=True)
def bijeenkomsten_beginnen_bij_de_eerste():
    """Each bijeenkomst of a test is a day after the one before; another test does not count."""
    factories.BijeenkomstFactory.reset_sequence()


@pytest.fixture
def bestuurstafel(db):
    """The tafel at which the cast sits."""
    return factories.TafelFactory(code="BT", naam="Bestuurstafel", soort="bestuurstafel")


def zetel(tafel, rol, naam, **velden):
    persoon = factories.PersoonFactory(naam=naam)
    factories.LidmaatschapFactory(tafel=tafel, persoon=persoon, rol=rol, **velden)
    return persoon


@pytest.fixture
def secretaris(bestuurstafel):
    return zetel(bestuurstafel, Rol.SECRETARIS, "Sanne Secretaris")


@pytest.fixture
def voorzitter(bestuurstafel):
    return zetel(bestuurstafel, Rol.VOORZITTER, "Victor Voorzitter")


@pytest.fixture
def programmamanager(bestuurstafel):
    return zetel(bestuurstafel, Rol.PROGRAMMAMANAGER, "Petra Programmamanager")


@pytest.fixture
def bestuurder(bestuurstafel):
    return zetel(bestuurstafel, Rol.PORTEFEUILLEHOUDER, "Bas Bestuurder", stemgerechtigd=True)


@pytest.fixture
def lid(bestuurstafel):
    return zetel(bestuurstafel, Rol.LID, "Lies Lid")


@pytest.fixture
def toehoorder(bestuurstafel):
    return zetel(bestuurstafel, Rol.TOEHOORDER, "Thijs Toehoorder")


@pytest.fixture
def lid_buitenkring(bestuurstafel):
    return zetel(bestuurstafel, Rol.LID, "Bea Buitenkring", kring="buitenkring")


@pytest.fixture
def oud_lid(bestuurstafel):
    """Sat at the tafel until yesterday's yesterday."""
    return zetel(bestuurstafel, Rol.LID, "Otto Oudlid", tot="2026-01-31")


@pytest.fixture
def buitenstaander(db):
    """Signs in, but sits at no tafel."""
    return factories.PersoonFactory(naam="Bo Buitenstaander")


@pytest.fixture
def regiobureau(db):
    return factories.PersoonFactory(naam="Rik Regiobureau", is_regiobureau=True, is_staff=True)


@pytest.fixture
def als(client):
    """`als(secretaris)` is the browser of that person.

    Only the session, without all that happens when somebody signs in: that is a third of the time
    of a short test, and tests/regio/test_inloggen.py signs in for real.
    """

    def aanmelden(persoon):
        sessie = SessionStore()
        sessie[SESSION_KEY] = str(persoon.pk)
        sessie[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
        sessie[HASH_SESSION_KEY] = persoon.get_session_auth_hash()
        sessie.create()
        client.cookies[settings.SESSION_COOKIE_NAME] = sessie.session_key
        return client

    return aanmelden
