"""Make the pictures of the README from a fresh demo: `uv run python -m tests.beelden`."""

import os
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import sync_playwright

from regio.diensten import BASE_DIR
from tests.browser import start_browser
from tests.servers import ENVIRONMENT, clean_environment

BEELDEN = BASE_DIR / "docs" / "beelden"
# File, who looks, at what.
OPNAMEN = (("dashboard.png", "zh.rvb@demo.example", "/"),)
SCHERM = {"width": 1280, "height": 1000}


@contextmanager
def demo() -> Iterator[str]:
    """Run a demo with data of its own; give its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as folder:
        Path(folder).chmod(0o755)  # as root PostgreSQL runs as nobody
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--poort", str(port)],
            cwd=BASE_DIR,
            env=clean_environment(PORTAAL_MAP=folder),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            address = f"http://127.0.0.1:{port}"
            if not any(address in line for line in process.stdout):
                sys.exit("De demo startte niet; zie hierboven.")
            yield address
        finally:
            process.terminate()
            process.stdout.read()
            process.wait(30)


def main() -> None:
    """Take every picture."""
    os.environ.update(ENVIRONMENT)
    with demo() as address, sync_playwright() as playwright:
        browser = start_browser(playwright)
        for name, email, path in OPNAMEN:
            page = browser.new_page(viewport=SCHERM, locale="nl-NL", base_url=address)
            page.goto("/account/login/")
            page.locator(f'button[data-email="{email}"]').click()
            page.goto(path)
            page.evaluate("document.fonts.ready")
            page.screenshot(path=BEELDEN / name)
        browser.close()


if __name__ == "__main__":
    main()
