"""Print who may open which address, for docs/toegang.md."""

from django.core.management.base import BaseCommand
from django.urls import URLPattern, get_resolver

from regio.toegang import Openbaar

VAN_ANDEREN = ("/beheer/", "/account/")


def alle_views(patronen, pad="/"):
    """Yield (address, pattern) for every view below these URL patterns."""
    for patroon in patronen:
        hier = pad + str(patroon.pattern)
        if isinstance(patroon, URLPattern):
            yield hier, patroon
        else:
            yield from alle_views(patroon.url_patterns, hier)


def tabel() -> str:
    """The access table as Markdown: address, rule, what may be seen, and the rule in words."""
    regels = [
        "# Wie mag wat",
        "",
        "Gemaakt door `manage.py toegang`; een test vergelijkt dit met de code.",
        "Wat u niet mag zien, bestaat voor u niet (404). Wat u nu niet mag doen, weigert het "
        "portaal (403).",
        "Wie niet is ingelogd, komt op de inlogpagina. `/account/` is van django-allauth, "
        "`/beheer/` van Django.",
        "",
        "| adres | regel | gaat over | in woorden |",
        "|---|---|---|---|",
    ]
    for pad, patroon in alle_views(get_resolver().url_patterns):
        if pad.startswith((*VAN_ANDEREN, "/demo/")):
            continue
        regel, model = patroon.callback.toegang, patroon.callback.toegang_model
        if isinstance(regel, Openbaar):
            naam, woorden = "openbaar", regel.reden
        else:
            naam = f"{regel.__module__}.{regel.__name__}"
            woorden = (regel.__doc__ or "").strip().splitlines()[0] if regel.__doc__ else ""
        regels.append(f"| `{pad}` | {naam} | {model.__name__ if model else '–'} | {woorden} |")
    return "\n".join(regels) + "\n"


class Command(BaseCommand):
    help = "Toont wie welk adres mag openen, voor docs/toegang.md."
    requires_system_checks = []

    def handle(self, **options) -> None:
        self.stdout.write(tabel(), ending="")
