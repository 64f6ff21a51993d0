"""`make bench`: build a region, measure it, print one JSON document; exit 1 over a bar."""

import argparse
import contextlib
import json
import os
import secrets
import subprocess
import sys
from time import perf_counter

from regio.diensten import BASE_DIR, Diensten, stop_met_uv
from regio.management.commands.assets import node, packages_are_fresh, static_files_are_fresh

BEGAN = perf_counter()


def say(text: str) -> None:
    """Report progress; stdout is for the document."""
    sys.stderr.write(f"{perf_counter() - BEGAN:6.1f} s  {text}\n")
    sys.stderr.flush()


def arguments() -> argparse.Namespace:
    """Read what to measure."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--requests", type=int, default=60, help="per page; default 60")
    parser.add_argument("--rows", type=int, default=1_000_000, help="figures to load")
    parser.add_argument("--only", choices=("pages", "load", "bundel"), help="part of the work")
    parser.add_argument("--page", help="only pages whose name has this in it")
    parser.add_argument("--sql", action="store_true", help="keep the text of every query")
    return parser.parse_args()


@contextlib.contextmanager
def servers():
    """Run throw-away servers with a migrated database, whatever the environment names."""
    for name in ("DATABASE_URL", "REDIS_URL"):
        os.environ.pop(name, None)
    stop_met_uv()
    diensten = Diensten(None)
    diensten.start()
    try:
        os.environ.update(
            diensten.addresses,
            DJANGO_SETTINGS_MODULE="tests.bench.settings",
            SECRET_KEY=secrets.token_hex(32),
            DEBUG="False",
            DEMO="False",
            HTTPS="False",
            DJANGO_ALLOW_ASYNC_UNSAFE="true",  # Playwright's event loop, for the first views
            PLAYWRIGHT_NODEJS_PATH=str(node()),
            NODE_DISABLE_COMPILE_CACHE="1",
        )
        if not (packages_are_fresh(dev=True) and static_files_are_fresh()):
            subprocess.run(
                [sys.executable, "manage.py", "assets", "--dev"], cwd=BASE_DIR, check=True
            )
        yield diensten
    finally:
        diensten.stop()


def main() -> int:
    """Measure everything and say how it went."""
    chosen = arguments()
    with servers() as diensten:
        say("De servers draaien.")
        import django

        django.setup()
        from tests.bench import run

        document = run.everything(diensten, chosen, say)
    json.dump(document, sys.stdout, indent=1, ensure_ascii=False)
    sys.stdout.write("\n")
    failed = [bar for bar in document["bars"] if not bar["ok"]]
    for bar in failed:
        say(f"NIET GEHAALD: {bar['bar']}: {bar['measured']} (grens {bar['limit']})")
    say(f"{len(document['bars']) - len(failed)} van {len(document['bars'])} grenzen gehaald.")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
