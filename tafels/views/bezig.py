"""Who else is busy with the same agenda: a hint, never a lock."""

import time

from django.core.cache import cache
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from regio.models import Persoon
from regio.toegang import vereist
from tafels import toegang
from tafels.models import Bijeenkomst

# A page says every 30 seconds that somebody is there; two of those may go astray.
STIL = 75


def wie_zijn_er_bezig(bijeenkomst: Bijeenkomst, persoon: Persoon) -> list[str]:
    """Note that this persoon is busy with the agenda; give the names of the others who are."""
    if not toegang.stelt_agenda_samen(persoon, bijeenkomst):
        return []
    sleutel, nu = f"agenda-bezig-{bijeenkomst.pk}", time.time()
    # Two who write at once can miss each other once: half a minute later both are seen.
    aanwezig = {
        pk: (naam, gezien)
        for pk, (naam, gezien) in cache.get(sleutel, {}).items()
        if nu - gezien < STIL and pk != persoon.pk
    }
    cache.set(sleutel, aanwezig | {persoon.pk: (persoon.naam, nu)}, STIL)
    return sorted(naam for naam, _ in aanwezig.values())


@never_cache
@require_GET
@vereist(toegang.stelt_agenda_samen, Bijeenkomst)
def agenda_bezig(request, bijeenkomst):
    """Say again that one is busy with this agenda, and hear who else is."""
    context = {
        "bijeenkomst": bijeenkomst,
        "ook_bezig": wie_zijn_er_bezig(bijeenkomst, request.user),
        "mag_ordenen": True,
    }
    return render(request, "tafels/bijeenkomst.html#bezig", context)
