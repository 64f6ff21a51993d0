"""The demo as people start it: `manage.py demo` in its own process, on a folder of its own."""

import http.client
import os
import random
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from regio.diensten import BASE_DIR
from tests.servers import clean_environment, folder_for_a_portal, still_running

pytestmark = pytest.mark.xdist_group("demo")
DEMO = (sys.executable, "manage.py", "demo")


class Demo:
    """One started demo and what it printed so far."""

    def __init__(self, folder, port, *options, command=DEMO):
        self.folder, self.port = folder, port
        self.process = subprocess.Popen(
            [*command, "--poort", str(port), *options],
            cwd=BASE_DIR,
            env=clean_environment(PORTAAL_MAP=str(folder)),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.lines = []

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.process.kill()
        self.process.stdout.close()
        self.process.wait()

    def read_until(self, text):
        """Read until a line contains the text; fail with all lines when the demo ends first."""
        for line in self.process.stdout:
            self.lines.append(line.rstrip("\n"))
            if text in line:
                return self.lines[-1]
        raise AssertionError("\n".join(self.lines))

    @property
    def steps(self):
        """What was said after the seconds."""
        return [m[1] for line in self.lines if (m := re.fullmatch(r" *\d+\.\d s  (.*)", line))]

    def get(self, path):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        connection.close()
        return answer

    def end(self, number):
        """Send a signal, and return the exit code and the last line."""
        self.process.send_signal(number)
        self.lines += self.process.stdout.read().splitlines()
        return self.process.wait(), self.lines[-1]


def vrije_poort():
    """Pick a port below those from which the system picks one for anybody's outgoing call."""
    while True:
        port = random.randint(20_000, 30_000)
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)):
                return port


def wacht_tot_niets_draait(folder):
    end = time.monotonic() + 15
    while (left := still_running(folder)) and time.monotonic() < end:
        time.sleep(0.05)
    return left


def opdracht(folder, *argv):
    return subprocess.run(
        [sys.executable, "manage.py", *argv],
        cwd=BASE_DIR,
        env=clean_environment(PORTAAL_MAP=str(folder)),
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def map_():
    with folder_for_a_portal() as folder:
        yield folder


@pytest.fixture(scope="module")
def demo(map_):
    """The first start, from an empty folder."""
    with Demo(map_, vrije_poort()) as demo:
        demo.read_until("Stoppen: Ctrl-C")
        yield demo


def test_de_demo_zegt_waar_hij_draait_en_wie_kan_aanmelden(demo, map_):
    assert demo.steps == [
        f"Er is een lege database gemaakt in {map_}/pgdata.",
        "PostgreSQL draait.",
        "Valkey draait.",
        "Tabellen maken en de voorbeeldregio laden…",
        "De voorbeeldregio is geladen.",
        "De webserver draait.",
        "De werker en de klok zijn gestart.",
    ]
    assert f"Het regioportaal draait op http://127.0.0.1:{demo.port}/" in demo.lines
    people = demo.lines[demo.lines.index("Aanmelden kan met één klik, als:") + 1 : -3]
    columns = [re.split(r" {2,}", line.strip()) for line in people]
    assert all(email.endswith("@demo.example") for _, _, email in columns)
    roles = {role.split()[0] for _, role, _ in columns}
    assert roles >= {"Bestuurder", "Programmamanager", "Secretaris", "Lid"}


def test_de_eerste_pagina_is_de_inlogpagina_zonder_https(demo):
    answer = demo.get("/")
    assert (answer.status, answer.getheader("Location")) == (302, "/account/login/?next=/")
    assert demo.get("/account/login/").status == 200


def test_een_tweede_demo_zegt_waar_de_eerste_draait(demo, map_):
    second = opdracht(map_, "demo", "--poort", str(vrije_poort()))
    assert second.stderr == (
        f"Hier draait al de demo (proces {demo.process.pid}), op http://127.0.0.1:{demo.port}/: "
        "gebruik dat adres, of stop die eerst.\n"
    )
    assert second.returncode == 3


def test_een_bezette_poort_is_een_zin(demo, tmp_path):
    other = opdracht(tmp_path, "demo", "--poort", str(demo.port))
    assert (other.stdout, other.stderr, other.returncode) == (
        "",
        f"Poort {demo.port} is al in gebruik; "
        f"kies een andere: uv run manage.py demo --poort {demo.port + 1}\n",
        3,
    )


def test_een_opdracht_werkt_op_de_draaiende_demo(demo, map_):
    done = opdracht(map_, "shell", "--no-imports", "-c", VRAAG)
    assert (done.stdout, done.stderr) == ("True True\n", "")


VRAAG = """
from django.conf import settings
from regio.models import Persoon
print(settings.DEMO, Persoon.objects.exists())
Persoon.objects.create(email="blijft@voorbeeld.nl", naam="Bo Blijft")
"""
TELLING = """
from regio.models import Persoon
print(Persoon.objects.filter(email="blijft@voorbeeld.nl").count())
"""


def test_de_werker_en_de_klok_werken(demo):
    end = time.monotonic() + 60
    while demo.get("/klaar/").status != 200 and time.monotonic() < end:
        time.sleep(1)
    assert demo.get("/klaar/").status == 200


def test_een_gedood_onderdeel_start_opnieuw(demo, map_):
    def beats():
        lines = Path(f"/proc/{demo.process.pid}/task/{demo.process.pid}/children").read_text()
        return [pid for pid in map(int, lines.split()) if b"\0beat\0" in cmdline(pid)]

    def cmdline(pid):
        return Path(f"/proc/{pid}/cmdline").read_bytes()

    (beat,) = beats()
    os.kill(beat, signal.SIGKILL)
    assert demo.read_until("opnieuw").endswith("Klok stopte onverwacht en start opnieuw.")
    end = time.monotonic() + 10
    while not (again := beats()) and time.monotonic() < end:
        time.sleep(0.05)
    assert again not in ([], [beat])


def test_na_sigterm_draait_er_niets_meer(demo, map_):
    assert demo.end(signal.SIGTERM)[0] == 0
    assert demo.lines[-1].endswith("Alles is gestopt.")
    assert still_running(map_) == []


def test_gegevens_overleven_een_herstart_en_na_sigkill_draait_er_niets_meer(demo, map_):
    with Demo(map_, vrije_poort()) as again:
        again.read_until("Het regioportaal draait op")
        assert again.steps == [  # so much less that it takes five seconds, not fifteen
            "PostgreSQL draait.",
            "Valkey draait.",
            "De webserver draait.",
            "De werker en de klok zijn gestart.",
        ]
        assert opdracht(map_, "shell", "--no-imports", "-c", TELLING).stdout == "1\n"
        assert again.end(signal.SIGKILL)[0] == -signal.SIGKILL
        assert wacht_tot_niets_draait(map_) == []


def test_opnieuw_begint_zonder_oude_gegevens_en_stopt_als_uv_gedood_wordt(demo, map_):
    uv = os.environ.get("UV") or shutil.which("uv")
    command = (uv, "run", "--no-sync", "manage.py", "demo")
    (map_ / "stukken").mkdir(exist_ok=True)
    (map_ / "stukken" / "oud.pdf").write_bytes(b"%PDF-1.7")
    with Demo(map_, vrije_poort(), "--opnieuw", command=command) as fresh:
        fresh.read_until("Tabellen maken en de voorbeeldregio laden")
        assert fresh.steps[:2] == [
            "De oude gegevens zijn gewist.",
            f"Er is een lege database gemaakt in {map_}/pgdata.",
        ]
        assert not (map_ / "stukken" / "oud.pdf").exists()
        fresh.process.kill()
        assert wacht_tot_niets_draait(map_) == []
