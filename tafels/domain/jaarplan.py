"""Plan a year: the meetings, what returns on every agenda, the themes, and who asks for room."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Opgave, Persoon, Rol, Thema
from tafels.models import (
    Agendapunt,
    Bijeenkomst,
    Blok,
    Lidmaatschap,
    Tafel,
    Themaplanning,
    Vastpunt,
)
from tafels.rijen import (
    eis_open_agenda,
    ongewijzigd,
    op_slot,
    opslaan,
    vaste_punten_zetten,
    wijziging_noteren,
)
from tafels.volgorde import voor_het_slot

HOOGSTENS = 120  # meetings at once: two years of every week

# What a tafel begins with; celebrating comes first.
STANDAARD = (
    ("Successen sinds de vorige keer", 10, Blok.SUCCESSEN),
    ("Opening", 5, ""),
    ("Verslag van de vorige keer", 5, Blok.VERSLAG),
    ("Actielijst", 10, Blok.ACTIES),
    ("Rondvraag", 5, ""),
)


# --- the meetings of a year ----------------------------------------------------------------------


@handeling
def bijeenkomsten_plannen(
    tafel: Tafel,
    *,
    dagen: Collection[date],
    begin: time,
    minuten: int,
    locatie: str = "",
    door: Persoon,
) -> list[Bijeenkomst]:
    """Plan all these days at once, each with the vaste punten on its agenda.

    Where the tafel meets already at that moment, nothing is made: twice asked is once done.
    """
    tafel = op_slot(Tafel, tafel.pk)
    if tafel.status == Tafel.Status.OPGEHEVEN:
        raise NietMogelijk("Deze tafel is opgeheven.")
    if len(dagen) > HOOGSTENS:
        raise NietMogelijk(f"Plan hoogstens {HOOGSTENS} bijeenkomsten tegelijk.")
    zone = timezone.get_current_timezone()
    starts = {datetime.combine(dag, begin, zone) for dag in dagen}
    bezet = tafel.bijeenkomsten.filter(start__in=starts).exclude(
        status=Bijeenkomst.Status.GEANNULEERD
    )
    nieuw = [
        Bijeenkomst(
            tafel=tafel,
            titel=tafel.naam,
            start=start,
            einde=start + timedelta(minutes=minuten),
            locatie=locatie,
        )
        for start in sorted(starts - set(bezet.values_list("start", flat=True)))
    ]
    Bijeenkomst.objects.bulk_create(nieuw)
    vaste_punten_zetten(nieuw, door=door)
    return nieuw


# --- sjabloon ------------------------------------------------------------------------------------


@handeling
def sjabloon_beginnen(tafel: Tafel, *, door: Persoon) -> list[Vastpunt]:
    """Give a tafel without vaste punten those that suit every tafel."""
    tafel = op_slot(Tafel, tafel.pk)
    if tafel.vaste_punten.exists():
        raise NietMogelijk("Deze tafel heeft al vaste punten.")
    return Vastpunt.objects.bulk_create(
        Vastpunt(tafel=tafel, volgorde=plaats, titel=titel, minuten=minuten, blok=blok)
        for plaats, (titel, minuten, blok) in enumerate(STANDAARD, start=1)
    )


@handeling
def vastpunt_toevoegen(
    tafel: Tafel,
    *,
    titel: str,
    soort: str = Agendapunt.Soort.PUNT,
    behandeling: str = Agendapunt.Behandeling.INFORMATIE,
    minuten: int = 5,
    blok: str = "",
    door: Persoon,
) -> Vastpunt:
    """Let something return on every new agenda: before what closes the meeting."""
    tafel = op_slot(Tafel, tafel.pk)
    punten = list(tafel.vaste_punten.order_by("volgorde"))
    gelijk = [p for p in punten if (p.titel, p.soort) == (titel, soort)]
    if gelijk and soort != Agendapunt.Soort.PAUZE:
        raise NietMogelijk("Dit staat al in het sjabloon.")
    vast = Vastpunt(tafel=tafel, volgorde=len(punten) + 1)
    opslaan(vast, titel=titel, soort=soort, behandeling=behandeling, minuten=minuten, blok=blok)
    punten.insert(voor_het_slot([p.titel for p in punten]) - 1, vast)
    _nummeren(punten)
    return vast


@handeling
def vastpunt_wijzigen(
    vastpunt: Vastpunt,
    *,
    titel: str,
    soort: str,
    behandeling: str,
    minuten: int,
    blok: str,
    door: Persoon,
) -> Vastpunt:
    """Say otherwise what returns; agendas that exist keep what they have."""
    vast = op_slot(Vastpunt, vastpunt.pk)
    opslaan(vast, titel=titel, soort=soort, behandeling=behandeling, minuten=minuten, blok=blok)
    return vast


@handeling
def vastpunt_verplaatsen(vastpunt: Vastpunt, *, plaats: int, door: Persoon) -> Vastpunt:
    """Give it another place in the template; beyond the end is the end."""
    punten, vast = _sjabloon_op_slot(vastpunt)
    punten.remove(vast)
    punten.insert(max(1, plaats) - 1, vast)
    _nummeren(punten)
    return vast


@handeling
def vastpunt_verwijderen(vastpunt: Vastpunt, *, door: Persoon) -> None:
    """Let it return no more; what is on an agenda stays there."""
    punten, vast = _sjabloon_op_slot(vastpunt)
    punten.remove(vast)
    vast.delete()
    _nummeren(punten)


@handeling
def sjabloon_toepassen(tafel: Tafel, *, door: Persoon) -> int:
    """Put vaste punten that miss on the agendas that were not sent; nothing else changes there."""
    tafel = op_slot(Tafel, tafel.pk)
    te_doen = Bijeenkomst.objects.zonder_verzonden_agenda(tafel)
    # In one order of locks, whoever does this at the same time.
    bijeenkomsten = list(te_doen.order_by("pk").select_for_update(no_key=True))
    return vaste_punten_zetten(bijeenkomsten, door=door)


def _sjabloon_op_slot(vastpunt: Vastpunt) -> tuple[list[Vastpunt], Vastpunt]:
    op_slot(Tafel, vastpunt.tafel_id)
    punten = list(Vastpunt.objects.filter(tafel=vastpunt.tafel_id).order_by("volgorde"))
    if vastpunt not in punten:
        raise NietMogelijk("Dit staat niet meer in het sjabloon.")
    return punten, punten[punten.index(vastpunt)]


def _nummeren(punten: Iterable[Vastpunt]) -> None:
    gewijzigd = []
    for nummer, punt in enumerate(punten, start=1):
        if punt.volgorde != nummer:
            punt.volgorde = nummer
            gewijzigd.append(punt)
    Vastpunt.objects.bulk_update(gewijzigd, ["volgorde"])


# --- themes over the year ------------------------------------------------------------------------


@handeling
def thema_plannen(
    tafel: Tafel,
    *,
    soort: str,
    maand: date,
    thema: Thema | None = None,
    opgave: Opgave | None = None,
    toelichting: str = "",
    minuten: int | None = None,
    door: Persoon,
) -> Themaplanning:
    """Say in which month a tafel speaks about a theme, or has another kind of talk."""
    tafel = op_slot(Tafel, tafel.pk)
    if tafel.status == Tafel.Status.OPGEHEVEN:
        raise NietMogelijk("Deze tafel is opgeheven.")
    if soort == Themaplanning.Soort.RESULTAATGESPREK and opgave is None:
        raise NietMogelijk("Kies de opgave waar het resultaatgesprek over gaat.")
    if soort == Themaplanning.Soort.THEMA and thema is None:
        raise NietMogelijk("Kies het thema.")
    inhoud = {
        "thema": thema or (opgave.thema if opgave else None),
        "opgave": opgave,
        "soort": soort,
        "maand": maand,
    }
    # Whoever clicks twice plans once.
    if er_is_al := tafel.themaplanning.filter(**inhoud).open().first():
        return er_is_al
    planning = Themaplanning(tafel=tafel)
    opslaan(planning, **inhoud, toelichting=toelichting, minuten=minuten)
    return planning


@handeling
def thema_verschuiven(
    themaplanning: Themaplanning, *, maand: date, reden: str = "", versie: int, door: Persoon
) -> Themaplanning:
    """Move it to another month; the portal counts how often that happens."""
    planning = op_slot(Themaplanning, themaplanning.pk)
    ongewijzigd(planning, versie)
    if not planning.is_te_schuiven:
        raise NietMogelijk("Dit staat al op een agenda of is al behandeld.")
    if planning.bijeenkomst_id is None and planning.maand == maand:
        return planning
    status = (
        Themaplanning.Status.TOEGEKEND if planning.is_verzoek else Themaplanning.Status.VERSCHOVEN
    )
    opslaan(
        planning,
        maand=maand,
        bijeenkomst=None,
        reden=reden,
        status=status,
        verschoven=planning.verschoven + 1,
        versie=versie + 1,
    )
    return planning


@handeling
def thema_schrappen(themaplanning: Themaplanning, *, door: Persoon) -> None:
    """Take it out of the jaarplan; the history still knows it."""
    planning = op_slot(Themaplanning, themaplanning.pk)
    if planning.is_verzoek:
        raise NietMogelijk("Dit is een verzoek. Wijs het af en zeg waarom.")
    if not planning.is_te_schuiven:
        raise NietMogelijk("Dit staat al op een agenda of is al behandeld.")
    planning.delete()


# --- room on the agenda --------------------------------------------------------------------------


@handeling
def agendaruimte_vragen(
    tafel: Tafel, *, thema: Thema, toelichting: str, minuten: int, maand: date, door: Persoon
) -> Themaplanning:
    """A portefeuillehouder asks for time on an agenda (R-159)."""
    tafel = op_slot(Tafel, tafel.pk)
    if tafel.status == Tafel.Status.OPGEHEVEN:
        raise NietMogelijk("Deze tafel is opgeheven.")
    zelfde = tafel.themaplanning.filter(
        herkomst=Themaplanning.Herkomst.VERZOEK,
        status=Themaplanning.Status.AANGEVRAAGD,
        aanvrager=door,
        thema=thema,
        maand=maand,
    )
    if er_is_al := zelfde.first():
        return er_is_al
    verzoek = Themaplanning(
        tafel=tafel,
        herkomst=Themaplanning.Herkomst.VERZOEK,
        aanvrager=door,
        status=Themaplanning.Status.AANGEVRAAGD,
    )
    opslaan(verzoek, thema=thema, toelichting=toelichting, minuten=minuten, maand=maand)
    return verzoek


@handeling
def agendaruimte_toekennen(
    themaplanning: Themaplanning,
    *,
    bijeenkomst: Bijeenkomst | None = None,
    maand: date | None = None,
    versie: int,
    door: Persoon,
) -> Themaplanning:
    """Grant the room: on the agenda of a meeting, or in a month when the meeting is not known.

    On an agenda it becomes an agendapunt of who asked, and the programmamanagers of the tafel are
    its guests (R-158).
    """
    if bijeenkomst is not None:
        bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    verzoek = op_slot(Themaplanning, themaplanning.pk)
    ongewijzigd(verzoek, versie)
    if not (verzoek.wacht_op_antwoord or verzoek.is_te_schuiven):
        raise NietMogelijk("Op dit verzoek is al geantwoord.")
    punt = None
    if bijeenkomst is not None:
        if bijeenkomst.tafel_id != verzoek.tafel_id:
            raise NietMogelijk("Kies een bijeenkomst van deze tafel.")
        eis_open_agenda(bijeenkomst)
        maand = timezone.localdate(bijeenkomst.start).replace(day=1)
        punt = _agenderen(verzoek, bijeenkomst, door)
    maand = maand or verzoek.maand
    opslaan(
        verzoek,
        status=Themaplanning.Status.TOEGEKEND,
        beantwoord_op=timezone.now(),
        bijeenkomst=bijeenkomst,
        maand=maand,
        agendapunt=punt,
        reden="",
        versie=versie + 1,
    )
    return verzoek


@handeling
def agendaruimte_afwijzen(
    themaplanning: Themaplanning, *, reden: str, versie: int, door: Persoon
) -> Themaplanning:
    """Decline a request for room, and say why."""
    verzoek = op_slot(Themaplanning, themaplanning.pk)
    ongewijzigd(verzoek, versie)
    if not verzoek.wacht_op_antwoord:
        raise NietMogelijk("Op dit verzoek is al geantwoord.")
    opslaan(
        verzoek,
        status=Themaplanning.Status.AFGEWEZEN,
        beantwoord_op=timezone.now(),
        reden=reden,
        versie=versie + 1,
    )
    return verzoek


def _agenderen(verzoek: Themaplanning, bijeenkomst: Bijeenkomst, door: Persoon) -> Agendapunt:
    """Make it an agendapunt before what closes the meeting."""
    punten = bijeenkomst.agendapunten.op_agenda()
    plaats = voor_het_slot(list(punten.values_list("titel", flat=True)))
    punten.filter(volgorde__gte=plaats).update(volgorde=F("volgorde") + 1)
    punt = Agendapunt(bijeenkomst=bijeenkomst, tafel=bijeenkomst.tafel, indiener=verzoek.aanvrager)
    opslaan(
        punt,
        titel=verzoek.wat[:150],
        volgorde=plaats,
        minuten=min(verzoek.minuten or 15, 480),
        thema=verzoek.thema,
        opgave=verzoek.opgave,
        aanleiding=verzoek.toelichting,
        portefeuillehouder=verzoek.aanvrager,
        herkomst=Agendapunt.Herkomst.PORTEFEUILLEHOUDER,
        nagezonden=bijeenkomst.agenda_versie > 0,
    )
    dag = timezone.localdate(bijeenkomst.start)
    duo = Lidmaatschap.objects.actueel(dag).filter(
        tafel=bijeenkomst.tafel_id, rol=Rol.PROGRAMMAMANAGER
    )
    punt.genodigden.set(duo.values_list("persoon", flat=True))
    wijziging_noteren(
        bijeenkomst, f"{punt.titel} staat nieuw op de agenda.", door=door, agendapunt=punt
    )
    return punt
