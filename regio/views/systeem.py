"""Pages about the portal itself: is it well, how does it look, what are its promises."""

from datetime import timedelta

from django.core.cache import cache
from django.db import Error, connection
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import cache_control, never_cache
from django.views.decorators.http import require_GET
from redis.exceptions import RedisError

from regio.models import Regio
from regio.tasks import HARTSLAG
from regio.toegang import iedereen, openbaar, vereist

# The beat asks for a heartbeat every 30 seconds; six missed in a row is no coincidence.
HARTSLAG_GELDIG = timedelta(minutes=3)


@require_GET
@never_cache
@openbaar(reden="De loadbalancer meldt zich niet aan.")
def gezond(request):
    """Does this web process answer?"""
    return HttpResponse("ok", content_type="text/plain")


@require_GET
@never_cache
@openbaar(reden="Wie het portaal bewaakt, meldt zich niet aan; er staan geen gegevens in.")
def klaar(request):
    """Can the portal do its work: database, queue, and the age of the last heartbeat."""
    stand = {"database": _database(), "wachtrij": False, "hartslag_seconden": None}
    hartslag = None
    try:
        hartslag = cache.get(HARTSLAG)
        stand["wachtrij"] = True
    except (OSError, RedisError):
        pass
    if hartslag:
        stand["hartslag_seconden"] = round((timezone.now() - hartslag).total_seconds())
    is_klaar = (
        stand["database"]
        and stand["wachtrij"]
        and hartslag is not None
        and timezone.now() - hartslag < HARTSLAG_GELDIG
    )
    return JsonResponse({"klaar": bool(is_klaar), **stand}, status=200 if is_klaar else 503)


def _database() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except Error:  # Django's own: connecting never raises the driver's
        return False
    return True


@require_GET
@cache_control(max_age=300, public=True)
@openbaar(reden="De inlogpagina heeft de kleuren van de regio ook nodig.")
def thema(request):
    """The region's own colours as a style sheet that comes after ours."""
    return render(
        request, "regio/thema.css", {"regio": Regio.objects.first()}, content_type="text/css"
    )


@require_GET
@openbaar(reden="Wie niet kan inloggen, moet kunnen lezen waarom.")
def toegankelijkheid(request):
    return render(request, "regio/toegankelijkheid.html")


@require_GET
@openbaar(reden="Iedereen mag weten wat het portaal bewaart.")
def privacy(request):
    return render(request, "regio/privacy.html")


@require_GET
@openbaar(reden="Wie niet kan inloggen, heeft juist hulp nodig.")
def hulp(request):
    return render(request, "regio/hulp.html")


@require_GET
@vereist(iedereen)
def stijlgids(request):
    """All parts of a page, to look at and to build with."""
    return render(request, "regio/stijlgids.html")
