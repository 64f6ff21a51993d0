"""The portal's settings, and the few things that differ in a test."""

import os
import tempfile

from regio.settings import *  # noqa: F403
from regio.settings import DATABASES

DEBUG = False
HTTPS = SECURE_SSL_REDIRECT = SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = False
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "sessie", "csrf"
MAILERS = {"default": {"BACKEND": "django.core.mail.backends.locmem.EmailBackend"}}
# All tables are there already when tests/servers.py started the server.
DATABASES["default"]["TEST"] = {"TEMPLATE": os.environ.get("PROEF_SJABLOON")}
# Each test makes a client, and each client would look at every static file first: a third of the
# computing of a test. The browser tests ask the real server.
WHITENOISE_AUTOREFRESH = True
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
    "stukken": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": f"{tempfile.gettempdir()}/proef-stukken-{os.getpid()}"},
    },
}
