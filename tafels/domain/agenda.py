"""What stands on an agenda, and in which order."""

from collections.abc import Collection
from datetime import time, timedelta
from typing import TypedDict, Unpack

from django.utils import timezone

from projecten.models import Project
from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Openbaarheid, Opgave, Persoon, Thema
from tafels.models import (
    NAAR_PARTNERS,
    Agendapunt,
    Bijeenkomst,
)
from tafels.rijen import (
    eis_open_agenda,
    maak_zelfstandig,
    met_delen,
    nummeren,
    ongewijzigd,
    op_slot,
    opslaan,
    wijziging_noteren,
)
from tafels.volgorde import blok, verplaatst

# Two equal agendapunten within this time are one that was sent twice.
DUBBELE_KLIK = timedelta(seconds=5)


class Inhoud(TypedDict, total=False):
    """What one can say of an agendapunt; what is not named stays as it is."""

    titel: str
    soort: str
    behandeling: str
    bob: str
    minuten: int
    vast_begin: time | None
    blok: str
    besluitwijze: str
    openbaarheid: str
    portefeuillehouder: Persoon | None
    thema: Thema | None
    opgave: Opgave | None
    project: Project | None
    gevraagd_besluit: str
    kernboodschap: str
    aanleiding: str
    beoogd_resultaat: str
    argumenten: str
    kanttekeningen: str
    financien: str
    draagvlak: str
    communicatie: str
    vervolg: str
    genodigden: Collection[Persoon]


@handeling
def agendapunt_toevoegen(
    bijeenkomst: Bijeenkomst,
    *,
    door: Persoon,
    onder: Agendapunt | None = None,
    plaats: int | None = None,
    herkomst: str = Agendapunt.Herkomst.SECRETARIS,
    indiener: Persoon | None = None,
    **inhoud: Unpack[Inhoud],
) -> Agendapunt:
    """Put a row on the agenda: as the last one, on `plaats`, or as a part of `onder`."""
    _ken(inhoud)
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    eis_open_agenda(bijeenkomst)
    inhoud = {
        "soort": Agendapunt.Soort.PUNT,
        "behandeling": Agendapunt.Behandeling.BESPREKING,
        "minuten": 15,
        "openbaarheid": Openbaarheid.PARTNERS,
    } | inhoud
    if inhoud["soort"] == Agendapunt.Soort.KOP:
        inhoud["minuten"] = 0
    # Whoever clicks twice asks once; the second waits for the row above and finds the first here.
    zojuist = Agendapunt.pgh_event_model.objects.filter(
        pgh_label="insert",
        pgh_created_at__gt=timezone.now() - DUBBELE_KLIK,
        pgh_context__metadata__door=door.pk,
        pgh_context__metadata__handeling="agendapunt_toevoegen",
        bijeenkomst=bijeenkomst,
        **{veld: inhoud[veld] for veld in ("titel", "soort", "behandeling", "minuten")},
    ).first()
    if zojuist:
        return Agendapunt.objects.get(pk=zojuist.pgh_obj_id)
    punten = list(bijeenkomst.agendapunten.op_agenda())
    agendapunt = Agendapunt(
        bijeenkomst=bijeenkomst,
        tafel_id=bijeenkomst.tafel_id,
        indiener=indiener or door,
        herkomst=herkomst,
        volgorde=len(punten) + 1,
        nagezonden=bijeenkomst.agenda_versie > 0 and inhoud["soort"] in Agendapunt.ONDERWERPEN,
    )
    if onder is not None:
        plaats = _plaats_onder(punten, onder)
    _beschrijven(agendapunt, inhoud)
    punten.append(agendapunt)
    _verplaatsen(punten, agendapunt, plaats)
    wijziging_noteren(
        bijeenkomst,
        f"{agendapunt.titel} staat nieuw op de agenda.",
        door=door,
        agendapunt=agendapunt,
    )
    return agendapunt


@handeling
def agendapunt_wijzigen(
    agendapunt: Agendapunt,
    *,
    versie: int,
    door: Persoon,
    plaats: int | None = None,
    **inhoud: Unpack[Inhoud],
) -> Agendapunt:
    """Say otherwise what an agendapunt is about, and give it another place if asked."""
    _ken(inhoud)
    punten, agendapunt = _op_agenda(agendapunt)
    ongewijzigd(agendapunt, versie)
    if inhoud.get("soort", agendapunt.soort) == Agendapunt.Soort.KOP:
        inhoud["minuten"] = 0
    elif inhoud.get("soort") == Agendapunt.Soort.SUBPUNT:
        _eis_onderwerp_erboven(punten, agendapunt)
    _beschrijven(agendapunt, inhoud, versie=versie + 1)
    _verplaatsen(punten, agendapunt, plaats)
    wijziging_noteren(
        agendapunt.bijeenkomst,
        f"{agendapunt.titel} is gewijzigd.",
        door=door,
        agendapunt=agendapunt,
    )
    return agendapunt


@handeling
def agendapunt_verplaatsen(agendapunt: Agendapunt, *, plaats: int, door: Persoon) -> Agendapunt:
    """Give an agendapunt another place, with its parts; beyond the end is the end."""
    punten, agendapunt = _op_agenda(agendapunt)
    was = agendapunt.volgorde
    _verplaatsen(punten, agendapunt, plaats)
    if agendapunt.volgorde != was:
        wijziging_noteren(
            agendapunt.bijeenkomst,
            f"{agendapunt.titel} staat op een andere plaats.",
            door=door,
            agendapunt=agendapunt,
        )
    return agendapunt


@handeling
def agendapunt_laten_vervallen(agendapunt: Agendapunt, *, door: Persoon) -> Agendapunt:
    """Take an agendapunt off the agenda; it stays to be read, without a place.

    Its parts stay: each of them becomes a subject by itself, and none that of another punt.
    """
    punten, agendapunt = _op_agenda(agendapunt)
    if agendapunt.besluiten.exists() or agendapunt.acties.exists():
        raise NietMogelijk("Bij dit agendapunt staat al een besluit of een actie.")
    maak_zelfstandig(met_delen(punten, agendapunt)[1:])
    opslaan(agendapunt, status=Agendapunt.Status.VERVALLEN, volgorde=None)
    agendapunt.themaplanning.van_de_agenda()
    punten.remove(agendapunt)
    nummeren(punten)
    wijziging_noteren(
        agendapunt.bijeenkomst, f"{agendapunt.titel} vervalt.", door=door, agendapunt=agendapunt
    )
    return agendapunt


def _ken(inhoud: Inhoud) -> None:
    """A field that does not exist is a mistake of ours, not a value to forget in silence."""
    if onbekend := inhoud.keys() - Inhoud.__annotations__.keys():
        raise TypeError(f"an agendapunt has no {', '.join(sorted(onbekend))}")


def _beschrijven(agendapunt: Agendapunt, inhoud: Inhoud, **meer) -> None:
    genodigden = inhoud.get("genodigden")
    waarden = {veld: waarde for veld, waarde in inhoud.items() if veld != "genodigden"} | meer
    if waarden.get("opgave") and not waarden.get("thema"):
        waarden["thema"] = waarden["opgave"].thema
    openbaarheid = waarden.get("openbaarheid", agendapunt.openbaarheid)
    if agendapunt.tafel_id is None and openbaarheid not in NAAR_PARTNERS:
        # Without a tafel there is nobody to keep something between.
        raise NietMogelijk("Op een bijeenkomst van de hele regio is niets besloten.")
    opslaan(agendapunt, **waarden)
    if genodigden is not None:
        agendapunt.genodigden.set(genodigden)


def _op_agenda(agendapunt: Agendapunt) -> tuple[list[Agendapunt], Agendapunt]:
    """Lock the agenda on which it stands; give its agendapunten, and among them this one."""
    if agendapunt.bijeenkomst_id is None:
        raise NietMogelijk("Dit agendapunt staat niet op een agenda.")
    bijeenkomst = op_slot(Bijeenkomst, agendapunt.bijeenkomst_id)
    eis_open_agenda(bijeenkomst)
    punten = list(bijeenkomst.agendapunten.op_agenda())
    if agendapunt not in punten:
        raise NietMogelijk("Dit agendapunt staat niet meer op de agenda.")
    return punten, punten[punten.index(agendapunt)]


def _soorten(punten: list[Agendapunt]) -> list[str]:
    return [punt.soort for punt in punten]


def _plaats_onder(punten: list[Agendapunt], onder: Agendapunt) -> int:
    """The place behind the last part of this subject, or of the subject that it is a part of."""
    if onder not in punten:
        raise NietMogelijk("Dit onderwerp staat niet meer op de agenda.")
    plek = punten.index(onder)
    while punten[plek].soort == Agendapunt.Soort.SUBPUNT:
        plek -= 1
    return blok(_soorten(punten), plek).stop + 1


def _eis_onderwerp_erboven(punten: list[Agendapunt], agendapunt: Agendapunt) -> None:
    plek = punten.index(agendapunt)
    if plek == 0 or not punten[plek - 1].is_onderwerp:
        raise NietMogelijk("Hierboven staat geen onderwerp waar dit een deel van kan zijn.")


def _verplaatsen(punten: list[Agendapunt], agendapunt: Agendapunt, plaats: int | None) -> None:
    """Put it there with its parts (None: where it is), and number the agenda anew."""
    if plaats is not None:
        volgorde = verplaatst(_soorten(punten), punten.index(agendapunt), plaats)
        punten = [punten[plek] for plek in volgorde]
    nummeren(punten)
