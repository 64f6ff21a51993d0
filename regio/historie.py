"""History lives in the database (django-pghistory); an act gives it a name and a person."""

from collections.abc import Callable
from functools import wraps

import pghistory
from django.db import transaction


def handeling(act: Callable) -> Callable:
    """One transaction; the history records which act it was and who did it.

    `door` is the Persoon who acts, or None when the portal itself does (a job at night).
    """

    @wraps(act)
    def wrapper(*args, door, **kwargs):
        with (
            transaction.atomic(),
            pghistory.context(handeling=act.__name__, door=door and door.pk),
        ):
            return act(*args, door=door, **kwargs)

    wrapper.is_handeling = True
    return wrapper
