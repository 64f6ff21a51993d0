"""Who changed what, when: the history that the database keeps of one object."""

from dataclasses import dataclass, field
from datetime import datetime

from django.apps import apps
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from projecten.models import Project
from regio.models import Opgave, Persoon
from regio.toegang import iedereen, vereist
from tafels.models import NAAR_PARTNERS, Actie, Agendapunt, Besluit, Bijeenkomst, zichtbaar
from tafels.toegang import leest_alles

# Of these things the portal shows the history, under the word in their address.
MET_GESCHIEDENIS = {
    model._meta.model_name: model
    for model in (Actie, Agendapunt, Besluit, Bijeenkomst, Opgave, Project)
}
# Bookkeeping of ours, not news for the reader.
STIL = {"id", "versie", "volgorde", "stand_sinds"}
HOOGSTENS = 100


@dataclass
class Gebeurtenis:
    """One change: when, who, through which act, and each field from old to new."""

    tijd: datetime
    door: str
    handeling: str
    wijzigingen: list[tuple[str, str, str]] = field(default_factory=list)


@require_GET
@vereist(iedereen)
def geschiedenis(request, soort, nummer):
    """The history of one object that this person may see, newest first."""
    model = MET_GESCHIEDENIS.get(soort)
    if model is None:
        raise Http404
    onderwerp = get_object_or_404(model.objects.zichtbaar_voor(request.user), pk=nummer)
    context = {
        "onderwerp": onderwerp,
        "gebeurtenissen": _gebeurtenissen(onderwerp, request.user),
        "kruimels": [(str(onderwerp), onderwerp.get_absolute_url()), ("Geschiedenis", "")],
    }
    return render(request, "regio/geschiedenis.html", context)


def _gebeurtenissen(onderwerp, persoon: Persoon) -> list[Gebeurtenis]:
    event_model = apps.get_model(onderwerp._meta.app_label, f"{type(onderwerp).__name__}Event")
    rijen = event_model.objects.filter(pgh_obj_id=onderwerp.pk)
    if isinstance(onderwerp, Agendapunt | Besluit):
        # What was besloten when it was written stays so, also after the thing itself was opened.
        rijen = rijen.filter(zichtbaar(persoon))
    elif isinstance(onderwerp, Project) and onderwerp.openbaarheid in NAAR_PARTNERS:
        rijen = rijen.filter(openbaarheid__in=NAAR_PARTNERS)
    rijen = list(rijen.select_related("pgh_context").order_by("-pgh_id")[: HOOGSTENS + 1])
    stil = STIL
    if isinstance(onderwerp, Bijeenkomst) and not leest_alles(persoon, onderwerp):
        # The verslag is about everything that was said, also about what is besloten.
        stil = STIL | {"verslag", "online_link"}
    wie = {(rij.pgh_context and rij.pgh_context.metadata.get("door")) for rij in rijen}
    namen = dict(Persoon.objects.filter(pk__in=wie - {None}).values_list("pk", "naam"))
    uit = []
    for rij, vorige in zip(rijen, [*rijen[1:], None], strict=True):
        meta = rij.pgh_context.metadata if rij.pgh_context else {}
        uit.append(
            Gebeurtenis(
                tijd=rij.pgh_created_at,
                door=namen.get(meta.get("door"), "Het portaal"),
                handeling=(meta.get("handeling") or rij.pgh_label).replace("_", " "),
                wijzigingen=_verschillen(rij, vorige, stil) if vorige else [],
            )
        )
    return uit[:HOOGSTENS]


def _verschillen(rij, vorige, stil: set[str]) -> list[tuple[str, str, str]]:
    verschillen = []
    for veld in rij._meta.fields:
        if veld.name.startswith("pgh_") or veld.name in stil or veld.is_relation:
            continue
        oud, nieuw = getattr(vorige, veld.attname), getattr(rij, veld.attname)
        if oud != nieuw:
            verschillen.append((str(veld.verbose_name), _woord(vorige, veld), _woord(rij, veld)))
    return verschillen


def _woord(rij, veld) -> str:
    waarde = getattr(rij, veld.attname)
    if waarde in (None, ""):
        return "leeg"
    if veld.choices:
        return str(dict(veld.flatchoices).get(waarde, waarde))
    return str(waarde)
