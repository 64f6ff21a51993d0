"""The one settings file. What differs between machines comes from the environment."""

from datetime import timedelta
from pathlib import Path

import dj_database_url
import pghistory
from celery.schedules import crontab
from django.utils.csp import CSP
from pythonjsonlogger.core import RESERVED_ATTRS

from regio import env

BASE_DIR = Path(__file__).resolve().parent.parent

DEBUG = env.flag("DEBUG", default=False)
DEMO = env.flag("DEMO", default=False)  # sign in with one click; only `manage.py demo` sets it
SECRET_KEY = env.text("SECRET_KEY", "alleen-voor-ontwikkeling" if DEBUG else None)
SECRET_KEY_FALLBACKS = env.listed("SECRET_KEY_FALLBACKS")
HTTPS = env.flag("HTTPS", default=not (DEBUG or DEMO))
ALLOWED_HOSTS = env.listed("ALLOWED_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.listed("CSRF_TRUSTED_ORIGINS")

INSTALLED_APPS = [
    "regio",
    "tafels",
    "projecten",
    "regiobeeld",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "allauth.usersessions",
    "django_htmx",
    "pghistory",
    "pgtrigger",
]

MIDDLEWARE = [
    "regio.middleware.LogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages carry a CSRF token that Django masks anew for each answer, and random-length padding
    # in the gzip header (BREACH); without compression the timeline is ten times its budget.
    "django.middleware.gzip.GZipMiddleware",
    "django.middleware.csp.ContentSecurityPolicyMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "regio.middleware.LoginRequiredMiddleware",
    "regio.middleware.NietMogelijkMiddleware",
]

ROOT_URLCONF = "regio.urls"
WSGI_APPLICATION = "regio.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "regio.http.portaal",
            ],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

# --- data ----------------------------------------------------------------------------------------

DATABASES = {
    "default": dj_database_url.parse(
        env.text("DATABASE_URL"),
        conn_max_age=600,
        conn_health_checks=True,
    )
}
# PostgreSQL weighs every order of up to eight joins, and many pages have more that are all by key:
# the page of an agendapunt took 5.3 ms to plan and takes 2.4, the acties of a meeting 2.1 and 0.9.
DATABASES["default"].setdefault("OPTIONS", {})["options"] = "-c join_collapse_limit=4"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

REDIS_URL = env.text("REDIS_URL")
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.redis.RedisCache",
        "LOCATION": REDIS_URL,
        "KEY_PREFIX": "regio",
    }
}

# The triggers of the models are installed after each `migrate`, as the code says them now. As steps
# of a migration they made Django build all models again and again: 19 seconds instead of 4 for a
# new database, and each new field took away and put back three of them.
PGTRIGGER_MIGRATIONS = False
PGTRIGGER_INSTALL_ON_MIGRATE = True

# --- people --------------------------------------------------------------------------------------

AUTH_USER_MODEL = "regio.Persoon"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "dashboard"
LOGOUT_REDIRECT_URL = "account_login"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 14
SESSION_COOKIE_NAME = "__Host-sessie" if HTTPS else "sessie"
CSRF_COOKIE_NAME = "__Host-csrf" if HTTPS else "csrf"

# The proxy says who visits. Without this everybody has its address: twenty codes asked for within a
# minute, by anybody, and nobody else can sign in.
ALLAUTH_TRUSTED_PROXY_COUNT = 1
ACCOUNT_ADAPTER = "regio.account.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "regio.account.SocialAccountAdapter"
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*"]
ACCOUNT_EMAIL_VERIFICATION = "none"  # nobody signs up; the regiobureau knows the address
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_LOGIN_BY_CODE_TIMEOUT = 900
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Regioportaal"
SOCIALACCOUNT_ONLY = False
SOCIALACCOUNT_LOGIN_ON_GET = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = True
SOCIALACCOUNT_EMAIL_AUTHENTICATION_AUTO_CONNECT = True
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": []}}
if OIDC_URL := env.text("OIDC_URL", ""):
    SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"].append(
        {
            "provider_id": "oidc",
            "name": env.text("OIDC_NAAM", "uw organisatie"),
            "client_id": env.text("OIDC_CLIENT_ID"),
            "secret": env.text("OIDC_CLIENT_SECRET"),
            "settings": {"server_url": OIDC_URL, "oauth_pkce_enabled": True},
        }
    )
USERSESSIONS_TRACK_ACTIVITY = False

# The demo sends nothing: its mail lies in a folder, and a page shows it to everybody.
UITBAK_MAP = Path(env.text("UITBAK_MAP", str(BASE_DIR / "var" / "uitbak")))
MAILERS = {
    "default": {
        "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
        "OPTIONS": {"file_path": str(UITBAK_MAP)},
    }
    if DEMO
    else {"BACKEND": "django.core.mail.backends.console.EmailBackend"}
    if DEBUG
    else {
        "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "OPTIONS": {
            "host": env.text("EMAIL_HOST", "localhost"),
            "port": env.number("EMAIL_PORT", 25),
            "username": env.text("EMAIL_HOST_USER", ""),
            "password": env.text("EMAIL_HOST_PASSWORD", ""),
            "use_tls": env.flag("EMAIL_USE_TLS", default=False),
            "timeout": 20,
        },
    }
}
# Where people find the portal: the links in mail and calendars begin with it.
PORTAAL_ADRES = env.text("PORTAAL_ADRES", "http://127.0.0.1:8000").rstrip("/")
# So long the portal knows who got which mail about a meeting or a bericht.
MELDINGEN_BEWAREN = timedelta(days=365)
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "regioportaal@localhost")

# --- history -------------------------------------------------------------------------------------

PGHISTORY_DEFAULT_TRACKERS = (
    pghistory.InsertEvent(),
    pghistory.UpdateEvent(),
    pghistory.DeleteEvent(),
)

# --- queue ---------------------------------------------------------------------------------------

# kombu spells a unix socket otherwise than redis-py does.
CELERY_BROKER_URL = REDIS_URL.replace("unix://", "redis+socket://").replace(
    "?db=", "?virtual_host="
)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_TASK_ACKS_LATE = True
CELERY_TASK_REJECT_ON_WORKER_LOST = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TASK_IGNORE_RESULT = True
CELERY_TIMEZONE = "Europe/Amsterdam"
CELERY_BEAT_SCHEDULE = {
    "hartslag": {"task": "regio.hartslag", "schedule": 30.0},
    "uitnodigingen versturen": {"task": "regio.uitnodigingen_versturen", "schedule": 60.0},
    "meldingen versturen": {"task": "tafels.meldingen_versturen", "schedule": 10.0},
    "stukken nakijken": {"task": "tafels.stukken_nakijken", "schedule": 10.0},
    "bundels vegen": {"task": "tafels.bundels_vegen", "schedule": 10.0},
    "sessies opruimen": {
        "task": "regio.sessies_opruimen",
        "schedule": crontab(hour=3, minute=52),
    },
    "bundels opruimen": {
        "task": "tafels.bundels_opruimen",
        "schedule": crontab(hour=3, minute=41),
    },
    "verversingen vegen": {"task": "regiobeeld.verversingen_vegen", "schedule": 10.0},
    # At a quiet hour and not on the hour, when everybody asks the CBS.
    "bronnen verversen": {
        "task": "regiobeeld.bronnen_verversen",
        "schedule": crontab(hour=4, minute=17),
    },
    "notities wissen": {
        "task": "tafels.notities_wissen",
        "schedule": crontab(hour=3, minute=52),
    },
    "meldingen opruimen": {
        "task": "tafels.meldingen_opruimen",
        "schedule": crontab(hour=3, minute=52),
    },
    "bestanden opruimen": {
        "task": "tafels.bestanden_opruimen",
        "schedule": crontab(hour=3, minute=41),
    },
}

# --- sources -------------------------------------------------------------------------------------

BRON_ADRESSEN = {
    "CBS_ODATA_V4": env.text("CBS_ODATA_V4", "https://datasets.cbs.nl/odata/v1/CBS"),
}
BRON_MAP = Path(env.text("BRON_MAP", str(BASE_DIR / "var" / "bronnen")))

# --- language, files -----------------------------------------------------------------------------

LANGUAGE_CODE = "nl"
TIME_ZONE = "Europe/Amsterdam"
USE_TZ = True
# Not for every number by itself: it also wrote years as 2.026 and ids as 1.042. The filter `getal`
# of the tag library does it where a number is an amount.
USE_THOUSAND_SEPARATOR = False

NODE_MODULES = BASE_DIR / "node_modules"
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
STATIC_URL = "/static/"
STATIC_ROOT = Path(env.text("STATIC_ROOT", str(BASE_DIR / "var" / "static")))
_NLDS = NODE_MODULES / "@nl-design-system-candidate"
STATICFILES_DIRS = [
    BASE_DIR / "static",
    *(
        (f"nlds/{name}-css", _NLDS / f"{name}-css" / "dist")
        for name in (
            "mark",
            "skip-link",
        )
    ),
    ("fonts/source-sans-3", NODE_MODULES / "@fontsource-variable" / "source-sans-3" / "files"),
    ("plotly", NODE_MODULES / "plotly.js-basic-dist-min"),
]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage",
    },
    # The papers of the tafels: no web server hands these out, only a view that asks who is there.
    "stukken": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": env.text("STUKKEN_MAP", str(BASE_DIR / "var" / "stukken"))},
    },
}
# What one paper and one upload may weigh.
STUK_MAX_BYTES = env.number("STUK_MAX_MB", 50) * 1024 * 1024
STUK_MAX_BLADZIJDEN = env.number("STUK_MAX_BLADZIJDEN", 250)

# --- safety --------------------------------------------------------------------------------------

SECURE_CSP = {
    "default-src": [CSP.NONE],
    "script-src": [CSP.SELF],
    "style-src": [CSP.SELF],
    "img-src": [CSP.SELF, "data:"],
    "font-src": [CSP.SELF],
    "connect-src": [CSP.SELF],
    "form-action": [CSP.SELF],
    "base-uri": [CSP.NONE],
    "frame-ancestors": [CSP.NONE],
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^gezond/$", r"^klaar/$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = HTTPS
SECURE_HSTS_PRELOAD = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440

# --- log -----------------------------------------------------------------------------------------

# One JSON line per request in production, without personal data: no address, no person, no query.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "{asctime}{levelname}{name}{message}",
            "style": "{",
            # Django gives its request along with a 404 or 500; its address may hold a search term.
            "reserved_attrs": [*RESERVED_ATTRS, "request"],
            "rename_fields": {"asctime": "tijd", "levelname": "niveau", "name": "log"},
        },
        "tekst": {"format": "{levelname} {name}: {message}", "style": "{"},
    },
    "handlers": {
        "uit": {
            "class": "logging.StreamHandler",
            "formatter": "tekst" if DEBUG or DEMO else "json",
        },
    },
    "root": {"handlers": ["uit"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        # Our own line says how each request ended; this one would say its address, and the address
        # of somebody's calendar is a secret.
        "django.request": {"level": "ERROR"},
        "django.server": {"handlers": ["uit"], "level": "WARNING", "propagate": False},
        "httpx": {"level": "WARNING"},
        "pgtrigger": {"level": "WARNING"},
    },
}
