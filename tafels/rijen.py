"""How an act takes a row, writes it, and says no: what every act at a tafel needs."""

from django.core.exceptions import ValidationError
from django.db import models

from regio.exceptions import NietMogelijk, Verouderd
from tafels.models import (
    VERSLAG_VAST,
    Bijeenkomst,
)


def op_slot(model: type[models.Model], pk: int):
    """Take a row for ourselves until the end of the act, as it stands now."""
    # Without the key: what others write that refers to this row does not have to wait.
    return model.objects.select_for_update(no_key=True).get(pk=pk)


def opslaan(rij: models.Model, **waarden) -> None:
    """Write these values, after the constraints have said in Dutch what is wrong with them."""
    for veld, waarde in waarden.items():
        setattr(rij, veld, waarde)
    try:
        rij.clean()
        rij.validate_constraints()
    except ValidationError as fout:
        raise NietMogelijk(fout.messages[0]) from None
    if rij.pk is None:
        rij.save(force_insert=True)
    else:
        rij.save(update_fields=[*waarden])


def ongewijzigd(rij, versie: int) -> None:
    """Refuse to write over what somebody else changed after this form was opened."""
    if rij.versie != versie:
        raise Verouderd(rij)


def eis_open_verslag(bijeenkomst: Bijeenkomst) -> None:
    if bijeenkomst.is_vastgesteld:
        raise NietMogelijk(VERSLAG_VAST)
    if bijeenkomst.status == Bijeenkomst.Status.GEANNULEERD:
        raise NietMogelijk("Deze bijeenkomst gaat niet door.")


def eis_open_agenda(bijeenkomst: Bijeenkomst) -> None:
    eis_open_verslag(bijeenkomst)
    if not bijeenkomst.agenda_is_open:
        raise NietMogelijk("De bijeenkomst is afgesloten. De agenda verandert niet meer.")
