"""What people tell each other: successes to celebrate, and what is coming."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone

from projecten.models import Project
from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Openbaarheid, Opgave, Organisatie, Persoon
from tafels.mailmoment import SAMEN, VERZAMELD, mailmoment
from tafels.models import Bericht, Bijeenkomst, Melding, Tafel
from tafels.rijen import op_slot, opslaan


@handeling
def bericht_plaatsen(
    *,
    soort: str,
    titel: str,
    tekst: str = "",
    datum: date,
    tafel: Tafel | None = None,
    opgave: Opgave | None = None,
    project: Project | None = None,
    organisaties: Iterable[Organisatie] = (),
    openbaarheid: str = Openbaarheid.PARTNERS,
    door: Persoon,
) -> Bericht:
    """Tell the region, or one tafel, about a success or about something that is coming.

    Who sits there hears of it by mail (R-113); of a success only who gets mail in one go (R-068).
    """
    bericht = Bericht(door=door)
    opslaan(
        bericht,
        soort=soort,
        titel=titel,
        tekst=tekst,
        datum=datum,
        tafel=tafel,
        opgave=opgave or (project.opgave if project else None),
        project=project,
        openbaarheid=openbaarheid,
    )
    bericht.organisaties.set(organisaties)
    _klaarzetten(bericht, _te_mailen(bericht))
    return bericht


@handeling
def bericht_wijzigen(
    bericht: Bericht,
    *,
    soort: str,
    titel: str,
    tekst: str,
    datum: date,
    tafel: Tafel | None,
    opgave: Opgave | None,
    project: Project | None,
    organisaties: Iterable[Organisatie],
    openbaarheid: str,
    door: Persoon,
) -> Bericht:
    """Say one's own message otherwise.

    A mail that did not go yet tells the newest; nobody gets a second one. Who may hear of it only
    from now on gets mail, and who may not any more gets none.
    """
    bericht = op_slot(Bericht, bericht.pk)
    eerst = _te_mailen(bericht)
    opslaan(
        bericht,
        soort=soort,
        titel=titel,
        tekst=tekst,
        datum=datum,
        tafel=tafel,
        opgave=opgave or (project.opgave if project else None),
        project=project,
        openbaarheid=openbaarheid,
    )
    bericht.organisaties.set(organisaties)
    straks = _te_mailen(bericht)
    # What a worker is sending now looks once more who may know it.
    wachtend = bericht.meldingen.gewacht().exclude(persoon__in=straks)
    vast = wachtend.select_for_update(skip_locked=True)
    Melding.objects.filter(pk__in=[melding.pk for melding in vast]).delete()
    kregen = set(bericht.meldingen.values_list("persoon", flat=True))
    erbij = straks.keys() - eerst.keys() - kregen
    _klaarzetten(bericht, {pk: straks[pk] for pk in erbij})
    return bericht


def _te_mailen(bericht: Bericht) -> dict[int, str]:
    """Who gets mail about this, and how they want it.

    A success is no reason for a mail of its own: who wants mail at once finds it on the dashboard.
    """
    wie = bericht.ontvangers().exclude(mailvoorkeur=Persoon.Mailvoorkeur.NIET)
    if bericht.is_succes:
        wie = wie.filter(mailvoorkeur__in=VERZAMELD)
    return dict(wie.order_by().values_list("pk", "mailvoorkeur"))


def _klaarzetten(bericht: Bericht, wie: dict[int, str]) -> None:
    """Put a mail in the queue for each of these people; who told it can still correct it."""
    na = timezone.now() + SAMEN
    Melding.objects.bulk_create(
        [
            Melding(
                bericht=bericht,
                persoon_id=pk,
                soort=Melding.Soort.BERICHT,
                na=mailmoment(wens, na),
            )
            for pk, wens in wie.items()
        ],
        ignore_conflicts=True,
    )


@handeling
def bericht_vieren(bericht: Bericht, *, bijeenkomst: Bijeenkomst | None, door: Persoon) -> Bericht:
    """Record at which meeting a success was celebrated."""
    bericht = op_slot(Bericht, bericht.pk)
    if bericht.soort not in (Bericht.Soort.KLEIN, Bericht.Soort.GROOT):
        raise NietMogelijk("Alleen een succes wordt gevierd.")
    opslaan(bericht, gevierd_in=bijeenkomst)
    return bericht
