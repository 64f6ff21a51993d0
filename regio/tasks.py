"""What the queue does for the portal as a whole."""

import logging

from celery import shared_task
from django.core.cache import cache
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
