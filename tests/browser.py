"""Chromium for the tests: the given one, the one from the npm package, else the system's."""

import fcntl
import json
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

from playwright.sync_api import Browser, Playwright

from regio.diensten import BASE_DIR
from regio.management.commands.assets import node

PACKAGE = BASE_DIR / "node_modules" / "@sparticuz" / "chromium"
UNPACKED = BASE_DIR / "var" / "chromium"
SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Enough for a container: no user namespace, no graphics card, no traffic of its own.
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-software-rasterizer",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
)
# Node has brotli; as a Python package it would also slow down every collectstatic.
UNPACK = """
const fs = require("fs"), zlib = require("zlib"), [from, to, ...names] = process.argv.slice(1);
for (const name of names) {
  const packed = fs.readFileSync(`${from}/${name}.br`);
  fs.writeFileSync(`${to}/${name}`, zlib.brotliDecompressSync(packed));
}
"""
FONTS_CONF = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>{folder}/fonts</dir><cachedir>{folder}/fonts-cache</cachedir></fontconfig>
"""


def _unpack(folder: Path) -> None:
    """Unpack the npm package's Chromium beside its place, and move it there when whole."""
    new = folder.with_name("nieuw")
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir()
    archives = ("al2023.tar", "swiftshader.tar", "fonts.tar")
    argv = [node(), "-e", UNPACK, PACKAGE / "bin", new, "chromium", *archives]
    subprocess.run(argv, check=True)
    (new / "chromium").chmod(0o755)
    for name in archives:
        with tarfile.open(new / name) as archive:
            archive.extractall(new, filter="data")
        (new / name).unlink()
    # The package's own names folders under /tmp; without fonts all text is invisible.
    (new / "fonts.conf").write_text(FONTS_CONF.format(folder=folder))
    new.rename(folder)


def _from_package() -> Path:
    """Return the folder with Chromium from the npm package, unpacked once per version."""
    version = json.loads((PACKAGE / "package.json").read_text())["version"]
    folder = UNPACKED / version
    UNPACKED.mkdir(parents=True, exist_ok=True)
    with (UNPACKED / "slot").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            for old in UNPACKED.iterdir():
                if old.is_dir():
                    shutil.rmtree(old)
            _unpack(folder)
    return folder


def find_browser() -> tuple[Path | None, dict[str, str]]:
    """Return Chromium and the environment it needs; None means Playwright's own.

    The package comes before what the system has: everybody tests with the same version, and
    without a window to draw it needs two thirds of the computing.
    """
    if given := os.environ.get("CHROMIUM"):
        return Path(given), {}
    if PACKAGE.exists() and os.uname().machine == "x86_64" and os.uname().sysname == "Linux":
        folder = _from_package()
        return folder / "chromium", {
            "LD_LIBRARY_PATH": f"{folder}/lib",
            "FONTCONFIG_FILE": f"{folder}/fonts.conf",
        }
    for name in SYSTEM:
        if found := shutil.which(name):
            return Path(found), {}
    return None, {}


def start_browser(playwright: Playwright) -> Browser:
    """Start a headless Chromium."""
    path, extra = find_browser()
    return playwright.chromium.launch(
        executable_path=path, args=list(FLAGS), env={**os.environ, **extra}, headless=True
    )
