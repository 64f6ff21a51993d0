"""What each organisation has at stake in a subject: written before and during the conversation."""

import pghistory
import pgtrigger
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from regio.models import Organisatie, Persoon, Rol
from tafels.models.bijeenkomst import Agendapunt, Blok, slot
from tafels.models.tafel import Lidmaatschap, zichtbaar

BELANGEN_NOG_NIET = "Uw regio zet belangen nog niet op tafel."
# These look after the conversation or listen to it: nobody waits for what they write.
HELPT_OF_LUISTERT = (Rol.SECRETARIS, Rol.PROGRAMMAMANAGER, Rol.TOEHOORDER)


def organisaties_aan_tafel(agendapunt: Agendapunt):
    """The organisations in the binnenkring of this tafel: today, or on the day it was discussed.

    With `spreekt`: does one of their people speak for them here?
    """
    dag = timezone.localdate()
    if agendapunt.bijeenkomst is not None:
        dag = min(dag, timezone.localdate(agendapunt.bijeenkomst.start))
    zetels = Lidmaatschap.objects.actueel(dag).filter(
        tafel=agendapunt.tafel_id,
        kring=Organisatie.Kring.BINNEN,
        persoon__organisatie=OuterRef("pk"),
    )
    return (
        Organisatie.objects.filter(Exists(zetels))
        .annotate(
            spreekt=Exists(
                zetels.exclude(rol__in=HELPT_OF_LUISTERT).exclude(
                    hoedanigheid=Lidmaatschap.Hoedanigheid.ONAFHANKELIJK
                )
            )
        )
        .order_by("korte_naam", "pk")
    )


def _binnenkring_van(persoon: Persoon) -> list[int]:
    return [zetel.tafel for zetel in persoon.zetels if zetel.kring == Organisatie.Kring.BINNEN]


def leest_belangen(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Sits this persoon at the tafel that puts its interests on the table here?

    As `zichtbaar_voor`, for an agendapunt that this persoon may see.
    """
    return agendapunt.blok == Blok.BELANGEN and agendapunt.tafel_id in _binnenkring_van(persoon)


class BelangQuerySet(models.QuerySet):
    def zichtbaar_voor(self, persoon):
        """Only for the binnenkring of the tafel itself, and never more than the agendapunt.

        However open the agendapunt is: who writes down what hurts, tells it to this tafel.
        """
        return self.filter(
            zichtbaar(persoon, "agendapunt__"), agendapunt__tafel__in=_binnenkring_van(persoon)
        )


@pgtrigger.register(
    slot(
        "belang_op_slot",
        "(SELECT a.bijeenkomst_id FROM tafels_agendapunt a WHERE a.id = r.agendapunt_id)",
    )
)
@pghistory.track()
class Belang(models.Model):
    """What one organisatie has at stake in an agendapunt: what helps, what hurts, what to do."""

    agendapunt = models.ForeignKey(Agendapunt, models.PROTECT, related_name="belangen")
    organisatie = models.ForeignKey(Organisatie, models.PROTECT, related_name="belangen")
    helpt = models.TextField("waar helpt het ons", blank=True, max_length=1000)
    knelt = models.TextField("waar knelt het", blank=True, max_length=1000)
    hoe_helpen = models.TextField("hoe kunnen wij elkaar helpen", blank=True, max_length=1000)
    regiorol = models.TextField("welke rol heeft de regio hierbij", blank=True, max_length=1000)
    gewijzigd_door = models.ForeignKey(Persoon, models.PROTECT, related_name="+", editable=False)
    versie = models.PositiveIntegerField(default=1, editable=False)

    objects = BelangQuerySet.as_manager()

    VRAGEN = ("helpt", "knelt", "hoe_helpen", "regiorol")

    class Meta:
        verbose_name = "belang"
        verbose_name_plural = "belangen"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                name="belang_een_per_organisatie",
                fields=["agendapunt", "organisatie"],
                violation_error_message="Deze organisatie schreef hier al iets.",
            ),
            models.CheckConstraint(
                name="belang_zegt_iets",
                condition=~Q(helpt="", knelt="", hoe_helpen="", regiorol=""),
                violation_error_message="Vul op zijn minst één van de vier vragen in.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.organisatie} bij {self.agendapunt}"

    @classmethod
    def vragen(cls) -> list[str]:
        """The four questions, as people read them."""
        return [
            f"{str(cls._meta.get_field(veld).verbose_name).capitalize()}?" for veld in cls.VRAGEN
        ]

    @property
    def antwoorden(self) -> list[tuple[str, str]]:
        """Each question with what was written, also when that is nothing."""
        teksten = (getattr(self, veld) for veld in self.VRAGEN)
        return list(zip(self.vragen(), teksten, strict=True))
