"""What the queue does with figures: ids and codes in, one call, safe to do twice."""

from celery import shared_task

from regiobeeld import domain
from regiobeeld.bronnen import BRONNEN
from regiobeeld.models import Bron, Verversing
from regiobeeld.verversen import verversing_uitvoeren as uitvoeren


@shared_task(name="regiobeeld.verversing_uitvoeren")
def verversing_uitvoeren(pk: int) -> None:
    """Carry out one run that was asked for."""
    if verversing := Verversing.objects.select_related("bron").filter(pk=pk).first():
        uitvoeren(verversing)


@shared_task(name="regiobeeld.verversingen_vegen")
def verversingen_vegen() -> None:
    """Pick up what was asked for but never carried out, or left halfway by a worker that died."""
    for verversing in Verversing.objects.open().select_related("bron"):
        uitvoeren(verversing)


@shared_task(name="regiobeeld.bronnen_verversen")
def bronnen_verversen() -> None:
    """Ask every source that the portal fetches itself whether it has something new."""
    for bron in Bron.objects.automatisch().filter(code__in=BRONNEN):
        verversing = domain.verversing_aanvragen(bron, door=None)
        verversing_uitvoeren.delay(verversing.pk)
