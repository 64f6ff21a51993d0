#!/usr/bin/env python
"""Django's command line, on the embedded servers unless the environment names others."""

import contextlib
import os
import sys

from django.core.management import execute_from_command_line

from regio import diensten

# Everything else gets a database and a queue, even when it turns out not to use them.
NEED_NO_SERVERS = {
    "assets",
    "collectstatic",
    "compilemessages",
    "diffsettings",
    "findstatic",
    "help",
    "makemessages",
    "startapp",
    "startproject",
    "version",
}


def servers_for(arguments: list[str]) -> contextlib.AbstractContextManager:
    """Return what a command needs around it."""
    command = arguments[0] if arguments else "help"
    idle = command in NEED_NO_SERVERS and "--database" not in arguments
    if idle or command.startswith("-") or {"-h", "--help"} & set(arguments):
        return diensten.zonder_servers()
    return diensten.voor_opdracht()


def main() -> int:
    """Run one command; what a person can solve is one sentence, never a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "regio.settings")
    try:
        if sys.argv[1:2] == ["demo"]:
            # The demo starts the servers itself and leaves Django to its children.
            from regio.management.commands.demo import Command  # noqa: PLC0415

            Command().run_from_argv(sys.argv)
            return 0
        with servers_for(sys.argv[1:]):
            execute_from_command_line(sys.argv)
    except diensten.DienstFout as fout:
        sys.stderr.write(f"{fout}\n")
        return diensten.EXIT_FOUT
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
