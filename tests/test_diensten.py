"""The embedded servers: they start on what is whole, say what is wrong, and leave nothing."""

import os
import signal
import subprocess
import sys
import time

import psycopg
import pytest
import redis

from regio import diensten
from regio.diensten import BASE_DIR, Diensten, DienstFout, Slot
from tests.servers import clean_environment, folder_for_a_portal, still_running

HOUDER = """
import time
from regio.diensten import Diensten, Slot, portaal_map
slot = Slot(portaal_map())
slot.take()
servers = Diensten(None)
servers.start()
print(servers.run, flush=True)
time.sleep(60)
"""


@pytest.fixture(autouse=True)
def geen_andere_servers(monkeypatch):
    for name in ("DATABASE_URL", "REDIS_URL"):
        monkeypatch.delenv(name)


@pytest.fixture
def map_():
    with folder_for_a_portal() as folder:
        yield folder


def start(folder):
    servers = Diensten(folder)
    servers.start()
    return servers


def melding_bij_start(folder):
    with pytest.raises(DienstFout) as fout:
        start(folder).stop()
    return str(fout.value)


def test_gegevens_overleven_een_herstart_en_een_half_geschreven_map_wordt_vervangen(map_):
    half = map_ / "pgdata.nieuw" / "base"
    half.mkdir(parents=True)
    servers = start(map_)
    try:
        assert not half.exists()
        with psycopg.connect(servers.addresses["DATABASE_URL"]) as connection:
            connection.execute("CREATE TABLE blijft AS SELECT 'ja' AS antwoord")
        assert redis.from_url(servers.addresses["REDIS_URL"]).ping()
    finally:
        servers.stop()
    assert not servers.run.exists()

    servers = start(map_)
    try:
        with psycopg.connect(servers.addresses["DATABASE_URL"]) as connection:
            assert connection.execute("SELECT antwoord FROM blijft").fetchone() == ("ja",)
    finally:
        servers.stop()

    control = map_ / "pgdata" / "global" / "pg_control"
    control.write_bytes(b"\0" * control.stat().st_size)
    assert melding_bij_start(map_) == diensten.DAMAGED.format(map=map_ / "pgdata")


def test_een_map_zonder_versie_is_beschadigd(map_):
    (map_ / "pgdata").mkdir()
    assert melding_bij_start(map_) == (
        f"De database in {map_ / 'pgdata'} is beschadigd of half geschreven: "
        "zet een kopie terug, of begin opnieuw met `uv run manage.py demo --opnieuw`."
    )


def test_een_map_van_een_andere_versie_wordt_herkend(map_):
    (map_ / "pgdata" / "global").mkdir(parents=True)
    (map_ / "pgdata" / "global" / "pg_control").touch()
    (map_ / "pgdata" / "PG_VERSION").write_text("17\n")
    assert melding_bij_start(map_) == diensten.OTHER_VERSION.format(map=map_ / "pgdata")


def test_een_map_die_nog_in_gebruik_lijkt_door_een_ander_proces_wordt_gewoon_gebruikt(map_):
    start(map_).stop()
    # After a power cut: the number in the file belongs to somebody else by now.
    (map_ / "pgdata" / "postmaster.pid").write_text(f"{os.getpid()}\n")
    start(map_).stop()


def test_een_volle_schijf_is_een_zin(tmp_path):
    (tmp_path / "draait.nieuw").symlink_to("/dev/full")
    slot = Slot(tmp_path)
    with pytest.raises(DienstFout) as fout:
        slot.publish()
    slot.leave()
    assert str(fout.value) == (
        f"De schijf is vol: maak ruimte vrij bij {tmp_path} en start opnieuw."
    )


@pytest.mark.parametrize(
    ("gezegd", "zin"),
    [
        ("FATAL:  could not write lock file: No space left on device", diensten.FULL),
        ("PANIC:  could not locate a valid checkpoint record", diensten.DAMAGED),
        ('FATAL:  data directory "x" has wrong ownership', diensten.FORBIDDEN),
        ("FATAL:  could not map anonymous shared memory", diensten.NO_MEMORY),
        ('FATAL:  lock file "postmaster.pid" already exists', diensten.IN_USE),
    ],
)
def test_wat_postgresql_zegt_wordt_wat_u_kunt_doen(tmp_path, gezegd, zin):
    assert diensten._sentence(gezegd, tmp_path, tmp_path) == zin.format(map=tmp_path)


def test_een_ontbrekend_recht_is_een_zin(monkeypatch):
    monkeypatch.setenv("PORTAAL_MAP", "/sys/regioportaal")  # not even root may write there
    with pytest.raises(DienstFout) as fout:
        diensten.portaal_map()
    assert str(fout.value) == (
        "Geen recht om te schrijven in /sys/regioportaal: start als eigenaar van die map, "
        "of kies een andere map met PORTAAL_MAP."
    )


def test_als_root_komen_de_gegevens_waar_de_databasegebruiker_bij_kan(tmp_path):
    private = tmp_path / "prive"
    private.mkdir(mode=0o700)
    servers = Diensten(private)
    servers.stop()
    root = os.geteuid() == 0
    elsewhere = diensten.Path("/var/lib/regioportaal") / "-".join(private.parts[1:])
    assert servers.postgres.folder == (elsewhere if root else private)
    assert servers.postgres.elsewhere == root


def test_een_gedood_proces_laat_geen_server_en_geen_map_achter(tmp_path):
    env = clean_environment(PORTAAL_MAP=str(tmp_path))
    argv = [sys.executable, "-c", HOUDER]
    with subprocess.Popen(argv, cwd=BASE_DIR, env=env, stdout=subprocess.PIPE, text=True) as holder:
        run = diensten.Path(holder.stdout.readline().strip())
        assert run.is_dir()
        slot = Slot(tmp_path)
        taken = slot.take()
        holder.send_signal(signal.SIGKILL)
    assert not taken
    assert slot.take()
    slot.leave()
    end = time.monotonic() + 10
    while (run.exists() or still_running(tmp_path)) and time.monotonic() < end:
        time.sleep(0.05)
    assert still_running(tmp_path) == []
    assert not run.exists()


def test_een_tweede_proces_doet_mee_met_het_eerste(tmp_path):
    first, second, third = Slot(tmp_path), Slot(tmp_path), Slot(tmp_path)
    assert first.take()
    first.publish(adressen={}, demo="False")
    assert second.join() == {"pid": os.getpid(), "adressen": {}, "demo": "False"}
    assert not third.take()
    first.leave()
    assert third.join() is None
    for slot in (second, third):
        slot.leave()


def test_een_opdracht_zonder_demo_heeft_zijn_eigen_servers_voor_zolang(map_):
    opdracht = [sys.executable, "manage.py", "shell", "--no-imports", "-c", VRAAG]
    env = clean_environment(PORTAAL_MAP=str(map_))
    done = subprocess.run(opdracht, cwd=BASE_DIR, env=env, capture_output=True, text=True)
    assert (done.stdout, done.stderr, done.returncode) == ("18 True\n", "", 0)
    assert still_running(map_) == []
    assert sorted(path.name for path in map_.iterdir()) == [
        "gasten",
        "geheim",
        "log",
        "pgdata",
        "slot",
    ]


VRAAG = """
from django.core.cache import cache
from django.db import connection
cache.set("proef", True)
print(connection.pg_version // 10000, cache.get("proef"))
"""
