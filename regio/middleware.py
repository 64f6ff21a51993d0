"""What every request goes through: a line in the log, signing in, and the two kinds of no."""

import logging
from time import perf_counter

from django.contrib.auth.middleware import LoginRequiredMiddleware as DjangoLoginRequired
from django.utils.deprecation import MiddlewareMixin
from django_htmx.http import HttpResponseClientRedirect, reswap, retarget

from regio.exceptions import NietMogelijk
from regio.http import page_or_partial

log = logging.getLogger("regio.verzoek")


class LogMiddleware:
    """One line per request: which page (by name), how it ended, how long it took. Never who."""

    def __init__(self, get_response) -> None:
        self.get_response = get_response

    def __call__(self, request):
        start = perf_counter()
        response = self.get_response(request)
        match = request.resolver_match
        log.info(
            "verzoek",
            extra={
                "methode": request.method,
                "pagina": match.view_name if match else None,
                "status": response.status_code,
                "ms": round((perf_counter() - start) * 1000, 1),
            },
        )
        return response


class LoginRequiredMiddleware(DjangoLoginRequired):
    """Sign in on a full page, never inside the fragment htmx asked for."""

    def handle_no_permission(self, request, view_func):
        response = super().handle_no_permission(request, view_func)
        return HttpResponseClientRedirect(response.url) if request.htmx else response


class NietMogelijkMiddleware(MiddlewareMixin):
    """Turn `NietMogelijk` into a page (or a message above the page) with status 409."""

    def process_exception(self, request, exception):
        if not isinstance(exception, NietMogelijk):
            return None
        response = page_or_partial(
            request, "regio/niet_mogelijk.html", {"reden": exception}, partial="fout", status=409
        )
        return reswap(retarget(response, "#fout"), "outerHTML") if request.htmx else response
