"""Who takes part in a subject: who withdrew from it, and what people say of it beforehand."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import JSONObject, Now
from django.utils import timezone

from regio.models import Organisatie, Persoon
from tafels.models.bijeenkomst import Agendapunt, agendapunt_zichtbaar, slot
from tafels.models.tafel import Lidmaatschap

BIJEENKOMST = "(SELECT a.bijeenkomst_id FROM tafels_agendapunt a WHERE a.id = r.agendapunt_id)"


class DoetMee(models.Func):
    """Did this person not withdraw from an agendapunt? Written out for the reason of `Zichtbaar`.

    A kind of reader, who is nobody in particular, withdrew from nothing.
    """

    output_field = models.BooleanField()

    def __init__(self, agendapunt: str, *, persoon: int | None) -> None:
        super().__init__(agendapunt)
        self.persoon = persoon

    def as_sql(self, compiler, connection):
        agendapunt, _ = compiler.compile(self.get_source_expressions()[0])
        rij = f"t.agendapunt_id = {agendapunt} AND t.persoon_id = %s"
        return f"NOT EXISTS (SELECT FROM tafels_terugtrekking t WHERE {rij})", [self.persoon]


def niet_teruggetrokken(persoon: Persoon, agendapunt: str = "agendapunt_id") -> Q:
    """Rows of agendapunten from which this person did not withdraw; `agendapunt` is the column."""
    return Q(DoetMee(agendapunt, persoon=persoon.pk))


class TerugtrekkingQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """For who sits at the tafel, in whichever kring, and for who withdrew."""
        return self.filter(
            Q(agendapunt__tafel__in={zetel.tafel for zetel in persoon.zetels}) | Q(persoon=persoon),
            agendapunt_zichtbaar(persoon, "agendapunt__"),
        )

    def regels(self):
        """Each as one value, so that an agendapunt brings them along in its own query."""
        regel = JSONObject(pk="pk", persoon="persoon", naam="persoon__naam", reden="reden")
        return self.order_by("op", "pk").values_list(regel, flat=True)


@pgtrigger.register(slot("terugtrekking_op_slot", BIJEENKOMST))
@pghistory.track()
class Terugtrekking(models.Model):
    """That somebody takes no part in a subject for a persoonlijk belang, and so gets no papers."""

    agendapunt = models.ForeignKey(Agendapunt, models.PROTECT, related_name="terugtrekkingen")
    persoon = models.ForeignKey(Persoon, models.PROTECT, related_name="terugtrekkingen")
    reden = models.CharField("waarom", max_length=300)
    op = models.DateTimeField(db_default=Now(), editable=False)
    door = models.ForeignKey(Persoon, models.PROTECT, related_name="+")

    objects = TerugtrekkingQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "terugtrekkingen"
        ordering = ["op", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="terugtrekking_een_keer",
                fields=["agendapunt", "persoon"],
                violation_error_message="Deze persoon doet al niet mee met dit onderwerp.",
            ),
            models.CheckConstraint(
                name="terugtrekking_heeft_reden",
                condition=~Q(reden=""),
                violation_error_message="Zeg waarom.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.persoon} · {self.agendapunt}"


class ReactieQuerySet(models.QuerySet):
    def regels(self):
        """Each as one value, with the organisation and whether it came from the buitenkring."""
        dag = models.OuterRef("op__date")
        buiten = Lidmaatschap.objects.filter(
            Q(tot=None) | Q(tot__gte=dag),
            van__lte=dag,
            persoon=models.OuterRef("persoon"),
            tafel=models.OuterRef("agendapunt__tafel"),
            kring=Organisatie.Kring.BUITEN,
        )
        regel = JSONObject(
            pk="pk",
            persoon="persoon",
            naam="persoon__naam",
            organisatie=F("persoon__organisatie__naam"),
            tekst="tekst",
            op="op",
            buitenkring=models.Exists(buiten),
        )
        return self.order_by("op", "pk").values_list(regel, flat=True)


@pgtrigger.register(slot("reactie_op_slot", BIJEENKOMST))
@pghistory.track()
class Reactie(models.Model):
    """What somebody at the tafel, in whichever kring, says of a subject before the meeting (R-202).

    It belongs to that agenda: a subject that goes on at a later meeting begins without.
    """

    agendapunt = models.ForeignKey(Agendapunt, models.PROTECT, related_name="reacties")
    persoon = models.ForeignKey(Persoon, models.PROTECT, related_name="reacties")
    tekst = models.TextField("reactie", max_length=2000)
    op = models.DateTimeField(default=timezone.now, editable=False)

    objects = ReactieQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "reacties"
        ordering = ["op", "pk"]
        constraints = [
            models.UniqueConstraint(
                name="reactie_een_per_persoon",
                fields=["agendapunt", "persoon"],
                violation_error_message="U gaf al een reactie op dit onderwerp.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.persoon} · {self.agendapunt}"

    @property
    def versie(self) -> int:
        """Which writing this is: somebody may have two screens open. 0 when there is none."""
        return round(self.op.timestamp() * 1_000_000) if self.pk else 0
