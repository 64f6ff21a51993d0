"""The golden thread, from what a page knows of it."""

from projecten.models import Project
from regio.models import Persoon
from tafels.models import Besluit


def draad(*schakels: tuple[str, object | None], hier: object) -> list[dict]:
    """The golden thread, as far as it is there: what an opgave leads to, step by step."""
    return [
        {
            "soort": soort,
            "naam": rij.nummer if isinstance(rij, Besluit) else str(rij),
            "url": rij.get_absolute_url(),
            "hier": rij == hier,
        }
        for soort, rij in schakels
        if rij is not None
    ]


def zichtbaar_project(rij, persoon: Persoon) -> Project | None:
    """The project it is about, unless that is besloten to this persoon."""
    if rij.project_id is None:
        return None
    zichtbaar = Project.objects.zichtbaar_voor(persoon).filter(pk=rij.project_id)
    return rij.project if zichtbaar.exists() else None
