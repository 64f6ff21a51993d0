"""Who may do what: a plain function per rule, named on every view.

A rule answers (persoon, onderwerp) -> bool and lives in <app>/toegang.py. A view names its rule
with @vereist, or says with @openbaar why it needs none; tests/test_toegang.py walks the URLconf
and fails on a view that does neither.
"""

from collections.abc import Callable
from functools import wraps
from typing import NamedTuple

from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404
from django.urls import resolve, reverse


class Openbaar(NamedTuple):
    """Access of a page that anybody may open, with the reason why."""

    reden: str

    def __call__(self, persoon, *onderwerp) -> bool:
        return True


def iedereen(persoon, *onderwerp) -> bool:
    """Everybody who is signed in; what they see is up to `zichtbaar_voor`."""
    return True


def regiobureau(persoon, *onderwerp) -> bool:
    """The regiobureau: invites people and looks after the settings and sources."""
    return persoon.is_regiobureau


def vereist(regel: Callable[..., bool], model=None, *, met: str = "") -> Callable:
    """Hand the view the object it is about: 404 if it may not be seen, 403 if not done.

    `met` names the queryset method that fetches it with all its page shows, in the same query.
    """

    def decorator(view):
        @wraps(view)
        def wrapper(request, **kwargs):
            onderwerp = ()
            if model is not None:
                zichtbaar = model.objects.zichtbaar_voor(request.user)
                if met:
                    zichtbaar = getattr(zichtbaar, met)()
                onderwerp = (get_object_or_404(zichtbaar, pk=kwargs.pop("pk")),)
            if not regel(request.user, *onderwerp):
                raise PermissionDenied
            return view(request, *onderwerp, **kwargs)

        wrapper.toegang = regel
        wrapper.toegang_model = model
        return wrapper

    return decorator


def openbaar(*, reden: str) -> Callable:
    """Open a view to the world, with the reason written down."""

    def decorator(view):
        login_not_required(view).toegang = Openbaar(reden)
        view.toegang_model = None
        return view

    return decorator


def mag(persoon, url_naam: str, onderwerp=None) -> bool:
    """Would the view behind this URL let this person through? Buttons ask the same rule."""
    args = [] if onderwerp is None else [onderwerp.pk]
    regel = resolve(reverse(url_naam, args=args)).func.toegang
    return regel(persoon, *([] if onderwerp is None else [onderwerp]))
