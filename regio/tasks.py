"""What the queue does for the portal as a whole."""

from celery import shared_task
from django.core.cache import cache
from django.utils import timezone

HARTSLAG = "hartslag"


@shared_task(name="regio.hartslag")
def hartslag() -> None:
    """Show that beat, queue and worker are alive together; `/klaar/` asks how long ago."""
    cache.set(HARTSLAG, timezone.now(), timeout=None)
