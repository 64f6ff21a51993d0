"""The web server's door: `granian --interface wsgi regio.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regio.settings")

application = get_wsgi_application()
# Loading all pages takes a second: before the first visitor, not in front of them.
_ = get_resolver().url_patterns
