"""What the queue does for the portal as a whole."""

import logging

from allauth.usersessions.models import UserSession
from celery import shared_task
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.utils import timezone

from regio import domain
from regio.models import Persoon

HARTSLAG = "hartslag"
log = logging.getLogger(__name__)


@shared_task(name="regio.hartslag")
def hartslag() -> None:
    """Show that beat, queue and worker are alive together; `/klaar/` asks how long ago."""
    cache.set(HARTSLAG, timezone.now(), timeout=None)


@shared_task(name="regio.uitnodigingen_versturen")
def uitnodigingen_versturen() -> None:
    """Mail the invitations that are still open; what the mail server refuses goes next minute."""
    for persoon in Persoon.objects.exclude(uitnodiging_adres="").filter(is_active=True):
        try:
            domain.uitnodiging_versturen(persoon, door=None)
        except OSError:  # of which SMTPException is one
            log.exception("uitnodiging niet verstuurd")


@shared_task(name="regio.sessies_opruimen")
def sessies_opruimen() -> None:
    """Forget who was signed in from where, once that is over: it holds addresses of people."""
    SessionStore.clear_expired()
    over = ~Exists(Session.objects.filter(session_key=OuterRef("session_key")))
    UserSession.objects.filter(over).delete()
