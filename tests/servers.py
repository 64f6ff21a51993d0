"""pytest plugin: throw-away servers and the front-end packages, before the settings are read."""

import atexit
import os
import subprocess
import sys

import pytest

from regio.diensten import BASE_DIR, Diensten, is_set, stop_met_uv
from regio.management.commands.assets import node, packages_are_fresh, static_files_are_fresh

ENVIRONMENT = {
    "SECRET_KEY": "alleen-voor-de-tests",
    "DEBUG": "False",
    "HTTPS": "False",
    # Playwright keeps an event loop in the thread of the test, and Django sees only that.
    "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
    # The driver's own node needs libraries that a minimal system lacks.
    "PLAYWRIGHT_NODEJS_PATH": str(node()),
    "NODE_DISABLE_COMPILE_CACHE": "1",
}


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_load_initial_conftests(early_config):
    """Start once; the workers of xdist inherit the addresses and start nothing."""
    if "PYTEST_XDIST_WORKER" not in os.environ:
        stop_met_uv()
        os.environ.update(ENVIRONMENT)
        front = None
        if not (packages_are_fresh(dev=True) and static_files_are_fresh()):
            front = subprocess.Popen([sys.executable, "manage.py", "assets", "--dev"], cwd=BASE_DIR)
        if not (is_set("DATABASE_URL") and is_set("REDIS_URL")):
            diensten = Diensten(None)
            diensten.start()
            atexit.register(diensten.stop)
            os.environ.update(diensten.addresses)
        if front is not None and front.wait():
            raise pytest.UsageError("De pakketten voor de voorkant ontbreken; zie hierboven.")
    return (yield)
