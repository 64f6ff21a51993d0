"""The run: databases, pages, loading, and the verdict on each bar."""

import json
import logging
import os
import platform
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable
from statistics import median

import psycopg
from django.core.management import call_command
from django.db import connection
from playwright.sync_api import sync_playwright

from regio.diensten import Diensten
from tests.bench import data, measure, pages, publiceren
from tests.browser import start_browser

TIMES_COPY = 3.0
FLAT_KB = 4_096
BUNDEL_SECONDS, BUNDEL_KB = 60, 300 * 1024
Say = Callable[[str], None]


def everything(diensten: Diensten, chosen: Namespace, say: Say) -> dict:
    """Return the whole document."""
    logging.disable(logging.INFO)  # a line per request, of our own client
    call_command("migrate", interactive=False, verbosity=0)
    for name in ("klein", "groot", "laden"):
        _copy_database(name)
    say("De databases zijn gemaakt.")
    document = {"machine": _machine()}
    if chosen.only in (None, "pages"):
        document |= _pages(diensten, chosen, say)
    if chosen.only in (None, "load"):
        document["load"] = _load(chosen.rows, say)
    if chosen.only in (None, "bundel"):
        document["bundel"] = _bundel(say)
    document["bars"] = _bars(document)
    document["ok"] = all(bar["ok"] for bar in document["bars"])
    return document


def _machine() -> dict:
    connection.ensure_connection()
    return {
        "cores": os.cpu_count(),
        "system": platform.platform(),
        "python": platform.python_version(),
        "postgresql": str(connection.pg_version),
        "measured_on": data.vandaag().isoformat(),
    }


def _address(name: str) -> str:
    """Return the DATABASE_URL of another database on the same server."""
    return os.environ["DATABASE_URL"].replace("/portaal?", f"/{name}?")


def _copy_database(name: str) -> None:
    """Copy the migrated database."""
    settings = connection.settings_dict
    connection.close()
    with psycopg.connect(
        host=settings["HOST"] or settings["OPTIONS"]["host"],
        port=settings["PORT"] or settings["OPTIONS"]["port"],
        user=settings["USER"],
        dbname="postgres",
        autocommit=True,
    ) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE portaal")


# --- pages ---------------------------------------------------------------------------------------


def _pages(diensten: Diensten, chosen: Namespace, say: Say) -> dict:
    chosen_pages = [p for p in pages.pages() if not chosen.page or chosen.page in p.naam]
    rows = {page.naam: {"page": page.naam, "as": page.als} for page in chosen_pages}
    for name, omvang in (("klein", data.KLEIN), ("groot", data.GROOT)):
        with measure.database(name):
            data.vullen(omvang)
            with connection.cursor() as cursor:
                cursor.execute("VACUUM ANALYZE")
            say(f"De regio {name} is gevuld.")
            for page in chosen_pages:
                found = measure.count_queries(page)
                if not chosen.sql:
                    found.pop("sql", None)
                rows[page.naam][f"queries_{name}"] = found
    with measure.database("groot"):
        os.environ["DATABASE_URL"] = _address("groot")
        web = measure.Webserver(diensten, diensten.bewaker)
        try:
            web.begin()
            yardstick = measure.time_yardsticks(web.port, chosen.requests)
            say(f"De maat: {yardstick['ms']} ms")
            for page in chosen_pages:
                found = measure.time_page(page, web.port, chosen.requests)
                rows[page.naam] |= found
                say(f"{page.naam}: {found.get('ms')} ms, {found.get('ratio')} × de maat")
            _first_views(chosen_pages, rows, web.port)
            published = publiceren.measure_all(web.port, chosen.requests)
            say(f"Publiceren aan 60 mensen: {published['queue_ms']} ms")
        finally:
            web.stop()
            os.environ["DATABASE_URL"] = _address("groot").replace("/groot?", "/portaal?")
    return {"yardstick": yardstick, "pages": list(rows.values()), "published": published}


def _first_views(chosen_pages: list, rows: dict, port: int) -> None:
    with sync_playwright() as playwright:
        browser = start_browser(playwright)
        for page in chosen_pages:
            row = rows[page.naam]
            if row["status"] == 200:
                row |= measure.first_view(browser, port, measure.cookie_of(page.als), row["url"])
        browser.close()


# --- loading -------------------------------------------------------------------------------------


def _load(rows: int, say: Say) -> dict:
    """Load in turns, so that noise meets both ways; the median of each is compared."""
    found = {"raw": [], "portaal": []}
    for _ in range(3):
        for way, runs in found.items():
            runs.append(_load_once(way, rows))
            say(f"{rows} cijfers laden, {way}: {runs[-1]['seconds']} s")
    small = _load_once("portaal", rows // 5)
    raw, portaal = (median(run["seconds"] for run in runs) for runs in found.values())
    return {
        "rows": rows,
        "raw_seconds": raw,
        "portaal_seconds": portaal,
        "portaal_again_seconds": median(run["again_seconds"] for run in found["portaal"]),
        "ratio": round(portaal / raw, 2),
        "complete": all(run["complete"] for run in found["portaal"]),
        "again_changed": max(run["again_changed"] for run in found["portaal"]),
        "peak_kb": max(run["peak_kb"] for run in found["portaal"]),
        "peak_kb_of_a_fifth": small["peak_kb"],
    }


def _load_once(way: str, rows: int) -> dict:
    """Run one load in a process of its own, on the database that holds nothing else."""
    return _process("load", way, str(rows))


def _process(module: str, *words: str) -> dict:
    """Run a module in a process of its own and return the JSON that it prints."""
    done = subprocess.run(
        [sys.executable, "-m", f"tests.bench.{module}", *words],
        env=os.environ | {"DATABASE_URL": _address("laden")},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    return json.loads(done.stdout)


# --- bundle --------------------------------------------------------------------------------------


def _bundel(say: Say) -> dict:
    found = {"papers": _process("bundel", "fill")} | _process("bundel", "make")
    say(f"Bundel van 40 stukken: {found['seconds']} s, {found['peak_kb'] // 1024} MB")
    return found


# --- verdict -------------------------------------------------------------------------------------


def _bars(document: dict) -> list[dict]:
    bars = []
    known = {page.naam: page for page in pages.pages()}
    for row in document.get("pages", ()):
        bars += _page_bars(known[row["page"]], row)
    if load := document.get("load"):
        grown = load["peak_kb"] - load["peak_kb_of_a_fifth"]
        bars += [
            _at_most("laden: tijd × de kale COPY", load["ratio"], TIMES_COPY),
            _at_most("laden: meer geheugen bij vijf keer zoveel rijen, in kB", grown, FLAT_KB),
            _bar("laden: alle cijfers staan er", load["complete"], True, ok=load["complete"]),
            _at_most("laden: cijfers die de tweede keer anders zijn", load["again_changed"], 0),
        ]
    if published := document.get("published"):
        bars += [
            _at_most("publiceren: ms in de rij", published["queue_ms"], publiceren.QUEUE_MS),
            _bar("publiceren: mensen", published["people"], 60, ok=published["people"] == 60),
            _at_most("agenda van 60: × de maat", published["feed_ratio"], publiceren.FEED_TIMES),
            _bar(
                "agenda van 60: antwoord",
                published["feed_status"],
                200,
                ok=published["feed_status"] == 200,
            ),
        ]
    if bundel := document.get("bundel"):
        bars += [
            _at_most("bundel: seconden", bundel["seconds"], BUNDEL_SECONDS),
            _at_most("bundel: geheugen in kB", bundel["peak_kb"], BUNDEL_KB),
            _bar("bundel: alles staat erin", bundel["pages"], True, ok=bundel["complete"]),
        ]
    return bars


def _bar(name: str, measured, limit, *, ok: bool) -> dict:
    return {"bar": name, "measured": measured, "limit": limit, "ok": ok}


def _at_most(name: str, measured, limit) -> dict:
    return _bar(name, measured, limit, ok=measured is not None and measured <= limit)


def _page_bars(page: pages.Pagina, row: dict) -> list[dict]:
    small, large = row["queries_klein"], row["queries_groot"]
    statuses = [small["status"], large["status"], row["status"]]
    bars = [_bar(f"{page.naam}: antwoordt", statuses, [200] * 3, ok=statuses == [200] * 3)]
    if statuses != [200] * 3:
        return bars
    counts = [small["queries"], large["queries"]]
    bars += [
        _bar(f"{page.naam}: queries bij 1 en veel rijen", counts, "gelijk", ok=len({*counts}) == 1),
        _at_most(f"{page.naam}: queries", max(counts), page.queries),
        _at_most(f"{page.naam}: HTML in bytes", row["html_compressed"], page.html),
        _at_most(f"{page.naam}: eerste beeld in bytes", row["first_view"], pages.FIRST_VIEW),
        _at_most(f"{page.naam}: JavaScript in bytes", row["script"], pages.SCRIPT),
    ]
    if page.times:
        bars.append(_at_most(f"{page.naam}: tijd × de maat", row["ratio"], page.times))
    return bars
