"""The one htmx helper, and what every page knows about the portal."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.functional import SimpleLazyObject

from regio.models import Regio

# The seven places of the portal, in the order of the golden thread's daily use.
HOOFDMENU = (
    ("Dashboard", "dashboard", ()),
    ("Kalender", "projecten:kalender", ("projecten:", "jaarkalender")),
    ("Tafels", "tafels:tafel_lijst", ("tafels:", "opgaven_volgen")),
    ("Besluiten", "tafels:besluit_lijst", ("tafels:besluit", "tafels:actie")),
    ("Regiobeeld", "regiobeeld:regiobeeld", ("regiobeeld:",)),
    ("Regiovisie", "regiovisie", ("regiovisie", "opgave")),
    ("Wie is wie", "wie_is_wie", ("wie_is_wie", "persoon", "organisatie")),
)


def page_or_partial(
    request: HttpRequest, template: str, context: dict, *, partial: str, status: int = 200
) -> HttpResponse:
    """The whole page for a browser; only the named partial when htmx asks."""
    name = f"{template}#{partial}" if request.htmx else template
    response = render(request, name, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    if request.htmx:
        response["Cache-Control"] = "no-store"
    return response


def portaal(request: HttpRequest) -> dict:
    """Context processor: the region's name, the main menu and whether this is the demo."""
    match = getattr(request, "resolver_match", None)
    here = match.view_name if match else ""
    current = None
    for label, name, prefixes in HOOFDMENU:
        # The longest prefix wins: a besluit belongs to Besluiten, not to Tafels.
        size = max((len(p) for p in (name, *prefixes) if here.startswith(p)), default=0)
        if size and (current is None or size > current[0]):
            current = (size, label)
    here_label = current[1] if current else ""
    return {
        # Lazy: a view that has loaded the region for itself gives it under the same name.
        "regio": SimpleLazyObject(Regio.objects.first),
        "hoofdmenu": [(label, reverse(name), label == here_label) for label, name, _ in HOOFDMENU],
        "demo": settings.DEMO,
    }
