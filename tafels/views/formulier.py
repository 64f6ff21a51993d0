"""A form as a page, for every view of a tafel."""

import functools
from copy import copy

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from regio.exceptions import Verouderd
from regio.http import page_or_partial

get_or_post = require_http_methods(["GET", "HEAD", "POST"])


def formulier(request, template: str, context: dict, maak, doe, rij=None, *, partial: str = ""):
    """Show a form, or do what it says and go where that leads.

    `maak(data, rij)` makes the form; `doe(cleaned_data)` does it and returns where to go, or the
    answer itself. What somebody else changed in between is shown beside what was typed: the one no
    that must keep it. With `partial` htmx gets that part of the template.
    """
    toon = functools.partial(page_or_partial, partial=partial) if partial else render
    if request.method != "POST":
        return toon(request, template, context | {"form": maak(None, copy(rij))})
    form, status = maak(request.POST, copy(rij)), 422
    if form.is_valid():
        try:
            antwoord = doe(form.cleaned_data)
            return antwoord if isinstance(antwoord, HttpResponse) else redirect(antwoord)
        except Verouderd as verouderd:
            status = 409
            context |= {"botsing": _botsing(form, maak(None, verouderd.nieuw))}
            # Saving once more is a choice now: over what stands there, knowing what it is.
            form.data = form.data.copy()
            form.data["versie"] = verouderd.nieuw.versie
    return toon(request, template, context | {"form": form}, status=status)


def _botsing(form, nu) -> list[tuple[str, str, str]]:
    """Field by field where they differ: its name, what stands there now, what was typed."""
    return [
        (veld.label, _leesbaar(nu[veld.name]), _leesbaar(veld))
        for veld in form.visible_fields()
        if veld.field.has_changed(nu[veld.name].value(), veld.data)
    ]


def _leesbaar(veld) -> str:
    waarde = veld.value()
    if isinstance(waarde, list | tuple):
        gekozen = {str(w) for w in waarde}
        return ", ".join(str(label) for k, label in veld.field.choices if str(k) in gekozen)
    if hasattr(veld.field, "choices"):
        return next((str(label) for k, label in veld.field.choices if str(k) == str(waarde)), "")
    return veld.field.widget.format_value(waarde) or ""
