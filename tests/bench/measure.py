"""How a page is measured: its queries, its time beside the bare view, its bytes in a browser."""

import gzip
import http.client
import socket
import sys
from collections import Counter
from contextlib import contextmanager
from statistics import median
from time import perf_counter

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch

from regio.diensten import BASE_DIR, Bewaker, Diensten, Proces
from regio.models import Persoon

HOST = "127.0.0.1"
WARM_UP = 8


@contextmanager
def database(name: str):
    """Let Django in this process work on another database of the same server."""
    before = connection.settings_dict["NAME"]
    _switch(name)
    try:
        yield
    finally:
        _switch(before)


def _switch(name: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = name
    ContentType.objects.clear_cache()
    cache.clear()


def address(page) -> str | None:
    """Return the URL of a page, or None when nobody has built it yet."""
    try:
        return page.url()
    except NoReverseMatch:
        return None


def signed_in(role: str) -> Client:
    """Return a client with the session of somebody in this role."""
    client = Client(raise_request_exception=False, SERVER_NAME="localhost")
    client.force_login(Persoon.objects.get(email=f"{role}@bench.example"))
    return client


# --- queries -------------------------------------------------------------------------------------


def count_queries(page) -> dict:
    """Ask the page twice: the first time of a visit may write down that somebody came."""
    url = address(page)
    if url is None:
        return {"status": None, "queries": None}
    client = signed_in(page.als)
    counts, slow = [], []
    for _ in range(2):
        with CaptureQueriesContext(
            connection,
        ) as captured:
            response = client.get(url)
        counts.append(len(captured))
        slow.append([query["sql"] for query in captured])
    repeated = Counter(slow[0]).most_common(1)
    return {
        "status": response.status_code,
        "queries": max(counts),
        "queries_second": counts[1],
        "repeated": [sql[:200] for sql, times in repeated if times > 1],
        "sql": slow[0],
    }


# --- time ----------------------------------------------------------------------------------------


class Webserver(Proces):
    """One worker of the production web server, so that every request meets the same process."""

    def __init__(self, diensten: Diensten, bewaker: Bewaker) -> None:
        super().__init__("Webserver", diensten.logs / "webserver.log", bewaker)
        with socket.socket() as probe:
            probe.bind((HOST, 0))
            self.port = probe.getsockname()[1]

    def begin(self) -> None:
        """Start and wait until it answers."""
        self.launch(
            *(sys.executable, "-m", "granian", "--interface", "wsgi", "--host", HOST),
            *("--port", self.port, "--workers", 1, "--blocking-threads", 1),
            "regio.wsgi:application",
            cwd=BASE_DIR,
        )
        end = perf_counter() + 60
        while perf_counter() < end and self.alive:
            try:
                if Visitor(self.port, "").get("/gezond/").status == 200:
                    return
            except OSError:
                pass
        raise SystemExit(f"De webserver start niet:\n{self.last_words()}")


class Answer:
    """What came back, and how long that took."""

    def __init__(self, status: int, headers, body: bytes, seconds: float) -> None:
        self.status, self.headers, self.body, self.seconds = status, headers, body, seconds


class Visitor:
    """A browser's connection that stays open, with a session."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = http.client.HTTPConnection(HOST, port, timeout=60)
        self.connection.connect()
        self.connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.headers = {"Accept-Encoding": "gzip", "Accept": "text/html"}
        if cookie:
            self.headers["Cookie"] = cookie

    def get(self, url: str) -> Answer:
        """Time one request from the first byte sent to the last byte read."""
        start = perf_counter()
        self.connection.request("GET", url, headers=self.headers)
        response = self.connection.getresponse()
        body = response.read()
        return Answer(response.status, response.headers, body, perf_counter() - start)


def cookie_of(role: str) -> str:
    """Return the header of a signed-in session in this role."""
    name = settings.SESSION_COOKIE_NAME
    return f"{name}={signed_in(role).cookies[name].value}"


def time_page(page, port: int, requests: int) -> dict:
    """Take turns between the page and the bare view, so that noise meets both."""
    url = address(page)
    if url is None:
        return {"url": None, "status": None}
    visitor = Visitor(port, cookie_of(page.als))
    for _ in range(WARM_UP):
        answer = visitor.get(url)
        visitor.get("/maat/")
    if answer.status != 200:
        return {"url": url, "status": answer.status}
    own, bare = [], []
    for _ in range(requests):
        own.append(visitor.get(url).seconds)
        bare.append(visitor.get("/maat/").seconds)
    answer = visitor.get(url)
    packed = answer.headers.get("Content-Encoding") == "gzip"
    whole = gzip.decompress(answer.body) if packed else answer.body
    return {
        "url": url,
        "status": answer.status,
        "ms": round(median(own) * 1000, 2),
        "yardstick_ms": round(median(bare) * 1000, 2),
        "ratio": round(median(own) / median(bare), 2),
        "html": len(whole),
        "html_compressed": len(answer.body),
    }


def time_yardsticks(port: int, requests: int) -> dict:
    """Time the bare view with and without its dates, in turns."""
    visitor = Visitor(port, cookie_of("bestuurder"))
    times: dict[str, list[float]] = {"/maat/": [], "/maat-zonder-datums/": []}
    for turn in range(requests + WARM_UP):
        for url, seconds in times.items():
            answer = visitor.get(url)
            if answer.status != 200:
                raise SystemExit(f"{url} antwoordt {answer.status}")
            if turn >= WARM_UP:
                seconds.append(answer.seconds)
            if url == "/maat/":
                size = len(gzip.decompress(answer.body))
    with_dates, without = (median(seconds) * 1000 for seconds in times.values())
    return {
        "ms": round(with_dates, 2),
        "ms_without_dates": round(without, 2),
        "html": size,
    }


# --- bytes ---------------------------------------------------------------------------------------


def first_view(browser, port: int, cookie: str, url: str) -> dict:
    """Open the page in an empty browser and add up the answers as they come over the line."""
    name, _, value = cookie.partition("=")
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.add_cookies([{"name": name, "value": value, "url": f"http://{HOST}:{port}"}])
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Network.enable")
    received: dict[str, tuple[str, float]] = {}
    sizes: Counter[str] = Counter()

    def on_headers(event) -> None:
        received[event["requestId"]] = event["type"], event["response"]["encodedDataLength"]

    def on_end(event) -> None:
        kind, headers = received.get(event["requestId"], ("Other", 0))
        sizes[kind] += int(event["encodedDataLength"] - headers)
        sizes["headers"] += int(headers)

    session.on("Network.responseReceived", on_headers)
    session.on("Network.loadingFinished", on_end)
    page.goto(f"http://{HOST}:{port}{url}", wait_until="networkidle")
    context.close()
    headers = sizes.pop("headers")
    return {
        "first_view": sum(sizes.values()),
        "headers": headers,
        "script": sizes["Script"],
        "per_kind": dict(sorted(sizes.items())),
    }
