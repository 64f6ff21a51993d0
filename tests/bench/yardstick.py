"""The bare Django view: three simple queries and 20 kB of template, nothing of ours.

Rendered without the portal's context processors, so that it stays as cheap as Django allows; the
middleware around it, the session and the person are those of every page.
"""

from django.http import HttpResponse  # noqa: TID251 -- these are views
from django.template.loader import render_to_string

from projecten.models import Project
from regio.models import Persoon, Thema

ROWS = 98  # gives 20 kB


def _rendered(*, dates: bool) -> HttpResponse:
    rows = Project.objects.order_by("pk").values("pk", "naam", "start", "einde")[:ROWS]
    context = {
        "rijen": rows,
        "personen": Persoon.objects.count(),
        "thema": Thema.objects.order_by("pk").first(),
        "datums": dates,
    }
    return HttpResponse(render_to_string("bench/maat.html", context))


def maat(request):
    """A table of 98 rows as the Django tutorial writes it, each with two dates."""
    return _rendered(dates=True)


def maat_zonder_datums(request):
    """The same bytes without date formatting, the most expensive thing a bare template does."""
    return _rendered(dates=False)
