"""The queue: `celery -A regio worker` and `celery -A regio beat`."""

import os

from celery import Celery
from celery.signals import beat_init

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regio.settings")

app = Celery("regio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@beat_init.connect
def _eerste_hartslag(**_: object) -> None:
    """Ask for the first sign of life now: the schedule asks it after half a minute."""
    app.send_task("regio.hartslag")
