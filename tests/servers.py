"""pytest plugin: throw-away servers and the front-end packages, before the settings are read."""

import atexit
import contextlib
import gc
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.db.backends.signals import connection_created
from xdist.scheduler import LoadScopeScheduling

from regio.diensten import BASE_DIR, Diensten, is_set, stop_met_uv
from regio.management.commands.assets import node, packages_are_fresh, static_files_are_fresh
from regio.management.commands.demo import MIGRATIONS, fingerprint

# The tests start dozens of processes. Where this is set, each compiles all of Django for itself:
# 5.2 seconds of computing for the smallest command instead of 2.0.
if os.environ.pop("PYTHONDONTWRITEBYTECODE", None):
    sys.dont_write_bytecode = False

ENVIRONMENT = {
    "DJANGO_SETTINGS_MODULE": "tests.settings",
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
def pytest_load_initial_conftests():
    """Start once; the workers of xdist inherit the addresses and start nothing."""
    if worker := os.environ.get("PYTEST_XDIST_WORKER"):
        if os.environ["REDIS_URL"].endswith(".sock"):
            # A queue and a cache of its own: what one test forgets, another may just have set.
            os.environ["REDIS_URL"] += f"?db={int(worker.removeprefix('gw')) + 1}"
    else:
        stop_met_uv()
        os.environ.update(ENVIRONMENT)
        front = None
        if not (packages_are_fresh(dev=True) and static_files_are_fresh()):
            # For the demo's settings: those of the tests need no manifest of static files.
            assets = [sys.executable, "manage.py", "assets", "--dev"]
            front = subprocess.Popen(assets, cwd=BASE_DIR, env=clean_environment())
        if not (is_set("DATABASE_URL") and is_set("REDIS_URL")):
            start_servers()
        if front is not None and front.wait():
            raise pytest.UsageError("De pakketten voor de voorkant ontbreken; zie hierboven.")
    return (yield)


# How long an example takes says how busy the machine is; speed is for the bench.
hypothesis.settings.register_profile("portaal", deadline=None)
hypothesis.settings.load_profile("portaal")


SHARED = ("tests/portaal/", "tests/test_demo.py")  # each a portal that its tests share


class ByPortal(LoadScopeScheduling):
    """Tests that share a running portal go to one worker, in order; others by the handful.

    The marks say the same, but xdist 3.8 does not see them with pytest 9.2 (pytest-xdist#1386).
    One test at a time would have the scheduler count all that was handed out, at each test.
    """

    HANDFUL = 8

    def __init__(self, *args) -> None:
        super().__init__(*args)
        self.scopes, self.latest = {}, []

    def _split_scope(self, nodeid):
        if nodeid not in self.scopes:
            file = nodeid.partition("::")[0]
            group = next(filter(file.startswith, SHARED), None)
            if self.latest[:1] != [file] or len(self.latest) == self.HANDFUL:
                self.latest = []
            self.latest.append(file)
            self.scopes[nodeid] = group or f"{file} {len(self.scopes) - len(self.latest)}"
        return self.scopes[nodeid]


def _roomy(call, **arguments):
    """Call with a stack that is large enough for all that is called in turn.

    CPython before the spring of 2026 takes and gives back 16 kB of stack at every call over the
    edge of such a piece (gh-142183). A page asked from a test crosses it 160 times, which was a
    quarter of the computing of tests/tafels/test_besloten.py. A frame larger than a piece gets
    one of 1 MB.
    """
    return call(**arguments)


_roomy.__code__ = _roomy.__code__.replace(co_stacksize=1 << 16)


@pytest.hookimpl(tryfirst=True)
def pytest_cmdline_main(config):
    """Run all of pytest on a roomy stack."""
    here = [sys.modules[__name__]]
    others = config.pluginmanager.subset_hook_caller("pytest_cmdline_main", here)
    return _roomy(others, config=config)


def pytest_xdist_make_scheduler(config, log):
    """Hand out the tests by portal."""
    return ByPortal(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Begin with what takes longest; the rest stays in order, what empties the tables last."""
    items.sort(key=lambda item: not item.nodeid.startswith(SHARED))


def pytest_collection_finish():
    """Leave all that was imported out of the rounds of the garbage collector."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)


def pytest_unconfigure():
    """Take away the papers that the tests of this process added."""
    from django.conf import settings

    if settings.configured:
        shutil.rmtree(settings.STORAGES["stukken"]["OPTIONS"]["location"], ignore_errors=True)


def pytest_configure(config):
    """Leave the test databases to go with their server; xdist passes this on to its workers.

    Dropping one takes a second, and fails while a thread still looks at it.
    """
    if "PROEF_SJABLOON" in os.environ:
        config.option.reuse_db = True
        stay_on_one_core()


def stay_on_one_core():
    """Keep a worker on the core of its own part of PostgreSQL, from its first connection on.

    A query is a short talk between two processes, and Linux moves both away from what their cache
    holds: a tenth of the computing. Tests that share a portal come first and connect to nothing,
    so the processes of that portal go where there is room.
    """
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker or not hasattr(os, "sched_setaffinity"):
        return
    cores = sorted(os.sched_getaffinity(0))
    core = {cores[int(worker.removeprefix("gw")) % len(cores)]}

    def follow(connection, **_) -> None:
        for process in (0, connection.connection.info.backend_pid):
            os.sched_setaffinity(process, core)

    connection_created.connect(follow, weak=False)


def migrated() -> Path:
    """Return the data folder of PostgreSQL with all tables made, which may not exist yet.

    Migrating takes nine seconds of computing, so the result is kept until a migration changes.
    """
    return BASE_DIR / "var" / "proef" / fingerprint(MIGRATIONS)[:16]


def start_servers():
    """Start throw-away servers with all tables made; tests/settings.py copies that database."""
    kept = migrated()
    home = kept.parent
    diensten = Diensten(None)
    atexit.register(diensten.stop)
    postgres = diensten.postgres
    if postgres is not None and kept.exists():
        postgres.example = kept
    diensten.start()
    os.environ.update(diensten.addresses)
    if postgres is None:
        return
    os.environ["PROEF_SJABLOON"] = "portaal"
    if not kept.exists():
        subprocess.run([sys.executable, "manage.py", "migrate", "-v0"], cwd=BASE_DIR, check=True)
        postgres.stop()
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True)
        new = home / f"nieuw-{os.getpid()}"
        subprocess.run(["cp", "-a", postgres.data, new], check=True)
        new.rename(kept)
        postgres.begin()
        postgres.wait()


@contextlib.contextmanager
def folder_for_a_portal():
    """Give a folder that PostgreSQL can reach when the tests run as root.

    Not pytest's own: that is private, and is made private again by any other run of pytest.
    """
    folder = Path(tempfile.mkdtemp(prefix="portaal-proef-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def still_running(folder):
    """Return the processes that were started with this data folder, by their command line."""
    left = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if f"PORTAAL_MAP={folder}".encode() in (process / "environ").read_bytes().split(b"\0"):
                line = (process / "cmdline").read_bytes().replace(b"\0", b" ").decode().strip()
                left += [line] if line else []  # a zombie has none
    return left


def clean_environment(**more):
    """Return the environment of somebody who sets nothing: what the demo must run in."""
    ours = {"DATABASE_URL", "REDIS_URL", "DEMO", *ENVIRONMENT}
    return {key: value for key, value in os.environ.items() if key not in ours} | more
