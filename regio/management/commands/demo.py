"""The whole portal as one supervised process: servers, demo region, worker, beat and web.

The supervisor never loads Django's apps: that keeps it small and quick to answer a signal. What
needs Django is a child.
"""

import argparse
import contextlib
import hashlib
import http.client
import importlib
import json
import os
import shutil
import signal
import socket
import sys
import time
from collections import deque
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import django
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from regio.diensten import (
    BASE_DIR,
    EXIT_FOUT,
    Bewaker,
    Diensten,
    DienstFout,
    Gestopt,
    Proces,
    Slot,
    in_gewone_woorden,
    is_set,
    portaal_map,
    settle_environment,
    stop_met_uv,
)
from regio.management.commands import assets

HOST = "127.0.0.1"
RESTARTS, WITHIN = 3, 60.0  # a process that stops more often than this will not heal
MIGRATIONS = "*/migrations/*.py"
DEMO_REGION = ("*/management/commands/demo_laden.py", "*/demo/**/*")
WITH_MIGRATIONS = ("django", "django-allauth", "django-pghistory", "django-pgtrigger")


def poort(text: str) -> int:
    """Read a port number."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is geen poort: kies een getal van 1 tot 65535")
    return int(text)


def fingerprint(*patterns: str) -> str:
    """Return a hash of these files and of the packages that bring migrations of their own."""
    digest = hashlib.sha256(json.dumps([version(name) for name in WITH_MIGRATIONS]).encode())
    for pattern in patterns:
        for path in sorted(BASE_DIR.glob(pattern)):
            if path.is_file():
                digest.update(str(path.relative_to(BASE_DIR)).encode() + path.read_bytes())
    return digest.hexdigest()


class Kind(Proces):
    """A child that runs our own code."""

    def __init__(self, name: str, argv: tuple, logs: Path, bewaker: Bewaker) -> None:
        super().__init__(name, logs / f"{name.lower()}.log", bewaker)
        self.argv = argv

    def begin(self) -> None:
        """Start the process without waiting."""
        self.launch(sys.executable, *self.argv, cwd=BASE_DIR)


class Command(BaseCommand):
    """Run the whole portal until somebody stops it."""

    help = "Start het hele portaal met een voorbeeldregio op deze computer."
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Add the port and starting over; --vullen is what the demo asks of its own child."""
        parser.add_argument("--poort", type=poort, default=8000, help="standaard 8000")
        parser.add_argument("--opnieuw", action="store_true", help="wis eerst alle gegevens")
        parser.add_argument("--vullen", help=argparse.SUPPRESS)

    def handle(self, *, poort, opnieuw, vullen, **options):
        """Start everything, watch over it, stop everything."""
        if vullen:
            fill(Path(vullen))
            return
        self.began, self.stopping = time.monotonic(), False
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self.ask_to_stop)
        stop_met_uv()
        with contextlib.suppress(Gestopt), contextlib.ExitStack() as stack:
            self.run_demo(poort, opnieuw, stack)
        self.say("Alles is gestopt.")

    def ask_to_stop(self, *_: object) -> None:
        """Remember that somebody wants to stop."""
        self.stopping = True

    def say(self, text: str) -> None:
        """Print one line of progress; a closed terminal does not stop the stopping."""
        with contextlib.suppress(OSError, ValueError):
            self.stdout.write(f"{time.monotonic() - self.began:5.1f} s  {text}")
            self.stdout.flush()

    def wait_until(self, ready: Callable[[], bool], proces: Proces, seconds: float) -> bool:
        """Wait until ready; False when the process ended first."""
        end = time.monotonic() + seconds
        while not ready():
            if self.stopping:
                raise Gestopt
            if not proces.alive or time.monotonic() > end:
                return ready()
            time.sleep(0.02)
        return True

    # --- one run ---------------------------------------------------------------------------------

    def run_demo(self, port: int, start_over: bool, stack: contextlib.ExitStack) -> None:
        """Start in the order of need, as much as possible side by side."""
        check_port(port)
        folder = portaal_map()
        slot = Slot(folder)
        if not slot.take():
            raise DienstFout(occupied(slot.read()))
        stack.callback(slot.leave)
        if start_over and is_set("DATABASE_URL"):
            raise DienstFout("--opnieuw wist alleen de eigen database: haal DATABASE_URL weg.")

        diensten = Diensten(folder)
        stack.callback(diensten.stop)
        self.folder, self.diensten = folder, diensten
        with in_gewone_woorden(folder):
            for log in diensten.logs.glob("*.log"):
                log.unlink()
        os.environ |= {"DEMO": "True", "DEBUG": "False", "HTTPS": "False", "PYTHONUNBUFFERED": "1"}
        os.environ |= diensten.addresses
        settle_environment(folder)

        front = self.begin_front_end(stack)
        self.start_servers(start_over)
        slot.publish(
            adressen=diensten.addresses,
            demo="True",
            taak="de demo",
            adres=f"http://{HOST}:{port}/",
        )
        stack.callback(slot.state.unlink, missing_ok=True)
        people = self.bring_up_data(stack)
        if front is not None:
            self.finish(front, "De pakketten voor de voorkant zijn opgehaald.", 600)

        os.environ["PORTAAL_ADRES"] = f"http://{HOST}:{port}"
        web, worker, beat = children = self.children(port)
        # Each stops politely at the same moment, before the servers that they use.
        stack.callback(lambda: [child.stop() for child in children])
        stack.callback(lambda: [child.ask_to_stop() for child in children])
        stack.callback(lambda: self.say("Bezig met stoppen…"))
        web.begin()
        if not self.wait_until(lambda: answers(port), web, 120):
            raise DienstFout(failed(web))
        self.say("De webserver draait.")
        # Not sooner: on two cores the four imports of Django cost the first page four seconds.
        worker.begin()
        beat.begin()
        self.say("De werker en de klok zijn gestart.")
        self.welcome(port, people)
        self.supervise([*diensten.servers, *children])

    def begin_front_end(self, stack: contextlib.ExitStack) -> Kind | None:
        """Start fetching the front end, when it is not up to date."""
        if assets.packages_are_fresh(dev=False) and assets.static_files_are_fresh():
            return None
        self.say("Pakketten voor de voorkant ophalen…")
        front = self.kind("Voorkant", "manage.py", "assets")
        stack.callback(front.stop)
        front.begin()
        return front

    def start_servers(self, start_over: bool) -> None:
        """Start PostgreSQL and Valkey, or use the given ones."""
        postgres, valkey = self.diensten.postgres, self.diensten.valkey
        if postgres is not None:
            if postgres.elsewhere:
                reason = f"{self.folder} is niet bereikbaar voor gebruiker {postgres.user.pw_name}"
                self.say(f"De gegevens staan in {postgres.folder}, want {reason}.")
            if start_over and postgres.exists:
                postgres.forget()
                (self.folder / "klok").unlink(missing_ok=True)
                for ours in ("bronnen", "stukken", "uitbak"):
                    shutil.rmtree(self.folder / ours, ignore_errors=True)
                self.say("De oude gegevens zijn gewist.")
            new = not postgres.exists
            postgres.begin()
            if new:
                self.say(f"Er is een lege database gemaakt in {postgres.data}.")
        if valkey is not None:
            valkey.begin()
        for server in self.diensten.servers:
            server.wait(lambda: self.stopping)
            self.say(f"{server.name} draait.")

    def bring_up_data(self, stack: contextlib.ExitStack) -> list[list[str]]:
        """Migrate and load the demo region when needed; return who can sign in."""
        postgres = self.diensten.postgres
        # The note lies inside the data folder, so it goes wherever the data goes.
        note = (postgres.data if postgres else self.folder) / "regioportaal.json"
        wanted = fingerprint(MIGRATIONS, *DEMO_REGION)
        known = {}
        with contextlib.suppress(OSError, ValueError):
            known = json.loads(note.read_text())
        if postgres is None or known.get("versie") != wanted:
            self.say("Tabellen maken en de voorbeeldregio laden…")
            answer = self.diensten.run / "mensen.json"
            child = self.kind("Voorbeeldregio", "manage.py", "demo", "--vullen", answer)
            stack.callback(child.stop)
            child.begin()
            try:
                self.finish(child, "De voorbeeldregio is geladen.", 600)
            except DienstFout as fout:
                # Somebody added people to the demo, and then came a new version.
                if postgres is None or child.process.returncode != EXIT_FOUT or not known:
                    raise
                self.say(str(fout))
            else:
                known["mensen"] = json.loads(answer.read_text())
            known["versie"] = wanted
            with in_gewone_woorden(note.parent):
                note.write_text(json.dumps(known))
                if postgres is not None and postgres.user is not None:
                    os.chown(note, postgres.user.pw_uid, postgres.user.pw_gid)
        return known["mensen"]

    def finish(self, child: Kind, done: str, seconds: float) -> None:
        """Wait until a child that does one thing has done it."""
        self.wait_until(lambda: not child.alive, child, seconds)
        if child.process.returncode == EXIT_FOUT:
            raise DienstFout(child.last_words().strip().splitlines()[-1])
        if child.alive or child.process.returncode:
            raise DienstFout(failed(child))
        self.say(done)

    def kind(self, name: str, *argv: object) -> Kind:
        """Describe a child; its log is called after it."""
        return Kind(name, argv, self.diensten.logs, self.diensten.bewaker)

    def children(self, port: int) -> list[Kind]:
        """Describe the processes that run our code."""
        celery = ("-m", "celery", "-A", "regio")
        quiet = ("--without-gossip", "--without-mingle")
        # One worker: each loads Django for itself, and on two cores that doubled the wait for the
        # first page. Two threads, so that a slow page does not keep others waiting.
        web = self.kind(
            *("Webserver", "-m", "granian", "--interface", "wsgi"),
            *("--host", HOST, "--port", port, "--workers", 1, "--blocking-threads", 2),
            *("--workers-kill-timeout", 5),
            "regio.wsgi:application",
        )
        worker = self.kind("Werker", *celery, "worker", "-l", "INFO", "-c", 1, *quiet)
        schedule = self.folder / "klok"
        beat = self.kind("Klok", *celery, "beat", "-l", "INFO", "-s", schedule, "--pidfile=")
        web.patience = beat.patience = 3.0
        return [web, worker, beat]

    def welcome(self, port: int, people: list[list[str]]) -> None:
        """Print the address and who can sign in."""
        lines = ["", f"Het regioportaal draait op http://{HOST}:{port}/", ""]
        if people:
            widths = [max(len(row[i]) for row in people) for i in range(2)]
            lines += ["Aanmelden kan met één klik, als:"]
            lines += [f"  {n:<{widths[0]}}  {r:<{widths[1]}}  {e}" for n, r, e in people] + [""]
        lines += ["Stoppen: Ctrl-C. De gegevens blijven bewaard; `--opnieuw` begint opnieuw.", ""]
        with contextlib.suppress(OSError, ValueError):
            self.stdout.write("\n".join(lines))
            self.stdout.flush()

    def supervise(self, processes: list[Proces]) -> None:
        """Start again what stops, until somebody wants to stop or it will not heal."""
        stops: dict[str, deque[float]] = {p.name: deque(maxlen=RESTARTS + 1) for p in processes}
        while not self.stopping:
            for proces in processes:
                if proces.alive:
                    continue
                times = stops[proces.name]
                times.append(time.monotonic())
                if len(times) > RESTARTS and times[-1] - times[0] < WITHIN:
                    raise DienstFout(failed(proces))
                self.say(f"{proces.name} stopte onverwacht en start opnieuw.")
                proces.stop()
                proces.begin()
            time.sleep(0.1)
        raise Gestopt


# --- what the run needs to know ------------------------------------------------------------------


def check_port(port: int) -> None:
    """Refuse a port that somebody has, before anything is started."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except PermissionError:
            other = "kies er een boven 1023: uv run manage.py demo --poort 8001"
            raise DienstFout(f"Poort {port} mag u niet gebruiken; {other}") from None
        except OSError:
            other = f"kies een andere: uv run manage.py demo --poort {port % 65535 + 1}"
            raise DienstFout(f"Poort {port} is al in gebruik; {other}") from None


def occupied(holder: dict) -> str:
    """Say who uses the data folder."""
    who = f"{holder.get('taak', 'Een ander proces')} (proces {holder.get('pid', '?')})"
    if address := holder.get("adres"):
        return f"Hier draait al {who}, op {address}: gebruik dat adres, of stop die eerst."
    return f"Hier draait al {who}: wacht tot die klaar is, of stop die eerst."


def failed(proces: Proces) -> str:
    """Say where to read why a process does not run."""
    # PostgreSQL points with a caret at what it means, below what it says.
    lines = [line for line in proces.last_words().splitlines() if line.strip(" ^~")]
    said = [line for line in lines if not line.startswith(("LINE ", "HINT", "CONTEXT", " "))]
    last = f": {(said or lines)[-1].strip()}" if lines else "."
    return f"{proces.name} draait niet; de reden staat in {proces.log}{last}"


def answers(port: int) -> bool:
    """Tell whether the web server says that it is well."""
    connection = http.client.HTTPConnection(HOST, port, timeout=10)
    try:
        connection.request("GET", "/gezond/")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def fill(answer: Path) -> None:
    """Migrate, load the demo region, and leave a list of who can sign in; runs as a child."""
    django.setup()
    call_command("migrate", interactive=False, verbosity=0)
    try:
        call_command("demo_laden")
    except CommandError as error:
        raise DienstFout(str(error)) from error
    # Ask for live figures; the clock has the worker fetch them within a minute, and without a
    # network the pages say since when the figures stand.
    domain = importlib.import_module("regiobeeld.domain")
    for bron in importlib.import_module("regiobeeld.models").Bron.objects.automatisch():
        domain.verversing_aanvragen(bron, door=None)
    demo_laden = importlib.import_module("regio.management.commands.demo_laden")
    answer.write_text(json.dumps([mens[:3] for mens in demo_laden.demo_mensen()]))
