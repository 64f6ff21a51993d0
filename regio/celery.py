"""The queue: `celery -A regio worker` and `celery -A regio beat`."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regio.settings")

app = Celery("regio")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
