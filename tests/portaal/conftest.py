"""The whole portal as people use it: the real demo, its real worker, and a real Chromium."""

import contextlib
import re
import socket
import subprocess
import sys
import time
from typing import ClassVar

import pytest
from playwright.sync_api import sync_playwright

from regio.diensten import BASE_DIR
from tests.browser import start_browser
from tests.regiobeeld.cbs_server import Antwoord, cbs_draait
from tests.servers import clean_environment, folder_for_a_portal, migrated

BREED, SMAL = {"width": 1280, "height": 900}, {"width": 390, "height": 844}
AXE = BASE_DIR / "node_modules" / "axe-core" / "axe.min.js"
# WCAG 2.2 AA and best practice; a page-in-page does not occur. Loading our style sheets once more
# is for one rule that is still an experiment, and our own CSP forbids it.
# Where something is, takes axe a fifth of its time to say: only when there is something.
AXE_OPDRACHT = """async () => {
  const kijk = async (waar) => (await axe.run(document, {
    preload: false, resultTypes: ["violations"], selectors: waar,
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
  })).violations;
  if ((await kijk(false)).length === 0) return [];
  return (await kijk(true)).map(
    v => v.id + ": " + v.nodes.map(n => n.target.join(" ")).slice(0, 4).join(" | "));
}"""
LUISTER_NAAR_CSP = """window.__csp = [];
document.addEventListener("securitypolicyviolation",
  e => window.__csp.push(e.violatedDirective + " " + e.blockedURI));"""


@pytest.fixture(scope="package")
def cbs_van_portaal():
    """The CBS that the running demo asks; closed for maintenance until a test opens it."""
    with cbs_draait() as cbs:
        cbs.vervang = {"Properties": Antwoord(404, b"{}")}
        yield cbs


@pytest.fixture(scope="package")
def demomap():
    """The data folder of the running demo; with its tables, tests/test_demo.py makes them."""
    with folder_for_a_portal() as folder:
        if migrated().exists():
            subprocess.run(["cp", "-a", migrated(), folder / "pgdata"], check=True)
        yield folder


@pytest.fixture(scope="package")
def portaal(demomap, cbs_van_portaal):
    """The address of a running demo; one for all browser tests (they share an xdist group)."""
    folder = demomap
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    log = folder / "demo.log"
    with log.open("wb") as uitvoer:
        process = subprocess.Popen(
            [sys.executable, "manage.py", "demo", "--poort", str(port)],
            cwd=BASE_DIR,
            env=clean_environment(PORTAAL_MAP=str(folder), CBS_ODATA_V4=cbs_van_portaal.basis_url),
            stdin=subprocess.DEVNULL,
            stdout=uitvoer,
            stderr=subprocess.STDOUT,
        )
    adres = f"http://127.0.0.1:{port}"
    while adres not in log.read_text():
        assert process.poll() is None, log.read_text()
        time.sleep(0.1)
    yield adres
    nog_in_leven = process.poll() is None
    process.terminate()
    process.wait(30)
    assert nog_in_leven, log.read_text()


@pytest.fixture(scope="package")
def chromium():
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        yield browser
        browser.close()


class Bezoeker:
    """Somebody with a browser, who came in by one click on the demo's sign-in page.

    Once per person: after that each new browser gets the session of the first.
    """

    koekjes: ClassVar[dict[tuple[str, str], list]] = {}

    def __init__(self, chromium, portaal, *, scherm=BREED, **opties) -> None:
        self.portaal = portaal
        self.context = chromium.new_context(
            base_url=portaal, viewport=scherm, locale="nl-NL", reduced_motion="reduce", **opties
        )
        self.context.add_init_script(LUISTER_NAAR_CSP)
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)

    def log_in(self, email: str):
        """Click the demo person with this e-mail address; return a page, still empty."""
        wie = self.portaal, email
        if wie in self.koekjes:
            self.context.add_cookies(self.koekjes[wie])
        else:
            self.page.goto("/account/login/")
            self.page.locator(f'button[data-email="{email}"]').click()
            self.page.wait_for_url(re.compile(rf"^{re.escape(self.portaal)}/$"))
            self.koekjes[wie] = self.context.cookies()
            self.page.goto("about:blank")
        return self.page

    def axe(self) -> list[str]:
        if not self.page.evaluate("() => 'axe' in window"):
            self.page.evaluate(AXE.read_text())
        return self.page.evaluate(AXE_OPDRACHT)

    def csp(self) -> list[str]:
        return self.page.evaluate("() => window.__csp")

    def steekt_uit(self) -> int:
        """How many pixels the page is wider than the screen."""
        return self.page.evaluate(
            "() => document.documentElement.scrollWidth - document.documentElement.clientWidth"
        )


@contextlib.contextmanager
def bezoekers(chromium, portaal):
    """Give a function that makes visitors; their browsers close afterwards."""
    with contextlib.ExitStack() as stack:

        def maak(**opties) -> Bezoeker:
            iemand = Bezoeker(chromium, portaal, **opties)
            stack.callback(iemand.context.close)
            return iemand

        yield maak


@pytest.fixture
def bezoeker(chromium, portaal):
    """`bezoeker(scherm=SMAL)` is a new visitor; their browser closes after the test."""
    with bezoekers(chromium, portaal) as maak:
        yield maak
