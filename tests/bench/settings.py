"""The settings of production, without TLS, plus the view that everything is measured against."""

from pathlib import Path

from regio.settings import *  # noqa: F403
from regio.settings import TEMPLATES

ROOT_URLCONF = "tests.bench.urls"
TEMPLATES[0]["DIRS"].append(Path(__file__).parent / "templates")
