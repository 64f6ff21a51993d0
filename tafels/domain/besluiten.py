"""What a tafel decides, and what people promise to do because of it."""

import re
from datetime import date

from django.db import connection, models
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Openbaarheid, Persoon
from tafels.models import (
    Actie,
    Agendapunt,
    Besluit,
    Bijeenkomst,
    Tafel,
)
from tafels.rijen import eis_open_verslag, ongewijzigd, op_slot, opslaan

OPENHEID = list(Openbaarheid.values)  # from open to closed


@handeling
def besluit_vastleggen(
    agendapunt: Agendapunt,
    *,
    tekst: str,
    status: str = Besluit.Status.GENOMEN,
    soort: str = Besluit.Soort.OVERIG,
    besluitwijze: str = "",
    openbaarheid: str = "",
    kernboodschap_achterban: str = "",
    vervangt: Besluit | None = None,
    door: Persoon,
) -> Besluit:
    """Record what the tafel decided, under the next number of that tafel and year.

    Without `besluitwijze`: as was said or proposed at the agendapunt (R-156).
    """
    if agendapunt.tafel_id is None or agendapunt.bijeenkomst_id is None:
        raise NietMogelijk("Alleen een tafel neemt besluiten.")
    bijeenkomst = op_slot(Bijeenkomst, agendapunt.bijeenkomst_id)
    eis_open_verslag(bijeenkomst)
    agendapunt = op_slot(Agendapunt, agendapunt.pk)
    if agendapunt.status == Agendapunt.Status.VERVALLEN:
        raise NietMogelijk("Dit agendapunt is vervallen.")
    tafel = op_slot(Tafel, agendapunt.tafel_id)
    openbaarheid = openbaarheid or agendapunt.openbaarheid
    if OPENHEID.index(openbaarheid) < OPENHEID.index(agendapunt.openbaarheid):
        raise NietMogelijk("Een besluit is niet opener dan het agendapunt.")
    if vervangt and vervangt.tafel_id != tafel.pk:
        raise NietMogelijk("Een besluit vervangt een besluit van dezelfde tafel.")
    # The same words with the same outcome are one besluit that was sent twice.
    if hetzelfde := agendapunt.besluiten.filter(tekst=tekst, status=status).first():
        return hetzelfde
    if vervangt and Besluit.objects.filter(vervangt=vervangt).exists():
        raise NietMogelijk("Dat besluit is al vervangen door een ander besluit.")
    # No besluit of tomorrow: in a written round it is recorded before the day itself.
    datum = min(timezone.localdate(), timezone.localdate(bijeenkomst.start))
    besluit = Besluit(
        tafel=tafel,
        agendapunt=agendapunt,
        nummer=_besluitnummer(tafel, datum.year),
        datum=datum,
        project_id=agendapunt.project_id,
        opgave_id=agendapunt.opgave_id,
    )
    opslaan(
        besluit,
        tekst=tekst,
        status=status,
        soort=soort,
        besluitwijze=besluitwijze or agendapunt.zo_besluit_de_tafel,
        openbaarheid=openbaarheid,
        kernboodschap_achterban=kernboodschap_achterban,
        vervangt=vervangt,
    )
    opslaan(agendapunt, status=Agendapunt.Status.BEHANDELD)
    return besluit


@handeling
def actie_vastleggen(
    agendapunt: Agendapunt,
    *,
    tekst: str,
    houder: Persoon,
    deadline: date | None = None,
    besluit: Besluit | None = None,
    soort: str = Actie.Soort.ACTIE,
    prioriteit: str = Actie.Prioriteit.NORMAAL,
    door: Persoon,
) -> Actie:
    """Record what somebody promised to do, under the next number of the region."""
    if agendapunt.bijeenkomst_id is None:
        raise NietMogelijk("Dit agendapunt staat niet op een agenda.")
    eis_open_verslag(op_slot(Bijeenkomst, agendapunt.bijeenkomst_id))
    if not houder.is_active:
        raise NietMogelijk("Deze persoon doet niet meer mee.")
    if besluit and besluit.agendapunt_id != agendapunt.pk:
        raise NietMogelijk("Dit besluit hoort bij een ander agendapunt.")
    hetzelfde = agendapunt.acties.openstaand().filter(
        tekst=tekst, houder=houder, deadline=deadline, besluit=besluit
    )
    if zelfde := hetzelfde.first():
        return zelfde
    actie = Actie(
        nummer=_actienummer(),
        bijeenkomst_id=agendapunt.bijeenkomst_id,
        agendapunt=agendapunt,
        project_id=agendapunt.project_id,
    )
    opslaan(
        actie,
        tekst=tekst,
        houder=houder,
        deadline=deadline,
        besluit=besluit,
        soort=soort,
        prioriteit=prioriteit,
    )
    return actie


@handeling
def actie_bijwerken(
    actie: Actie,
    *,
    status: str,
    terugkoppeling: str,
    deadline: date | None,
    versie: int,
    door: Persoon,
) -> Actie:
    """Say how far a promise is; what is done gets the day on which it was done."""
    actie = op_slot(Actie, actie.pk)
    ongewijzigd(actie, versie)
    gereed_op = None
    if status == Actie.Status.GEREED:
        gereed_op = actie.gereed_op or timezone.localdate()
    opslaan(
        actie,
        status=status,
        terugkoppeling=terugkoppeling,
        deadline=deadline,
        gereed_op=gereed_op,
        versie=versie + 1,
    )
    return actie


def _hoogste(model: type[models.Model], voorvoegsel: str) -> int:
    """The highest number that was given after this prefix."""
    rijen = model.objects.filter(nummer__regex=rf"^{re.escape(voorvoegsel)}\d{{1,9}}$")
    getal = Cast(Substr("nummer", len(voorvoegsel) + 1), models.IntegerField())
    return rijen.aggregate(hoogste=models.Max(getal))["hoogste"] or 0


def _volgend_nummer(model: type[models.Model], voorvoegsel: str) -> int:
    # The history remembers what was removed: a number is never given twice.
    return max(_hoogste(model, voorvoegsel), _hoogste(model.pgh_event_model, voorvoegsel)) + 1


def _besluitnummer(tafel: Tafel, jaar: int) -> str:
    """BT-2026-014; the row of the tafel is locked, so nobody else takes this one."""
    voorvoegsel = f"{tafel.code}-{jaar}-"
    return f"{voorvoegsel}{_volgend_nummer(Besluit, voorvoegsel):03}"


def _actienummer() -> str:
    """A-0345; one count for the whole region, so one lock that belongs to no row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tafels.actienummer'))")
    return f"A-{_volgend_nummer(Actie, 'A-'):04}"
