"""What people do at a tafel: meet, order the agenda, decide, promise, and adopt the verslag."""

import re
from datetime import date, datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import connection, models
from django.db.models.functions import Cast, Substr
from django.utils import timezone

from projecten.models import Project
from regio.exceptions import NietMogelijk, Verouderd
from regio.historie import handeling
from regio.models import Openbaarheid, Opgave, Persoon, Perspectief
from tafels.models import (
    NAAR_PARTNERS,
    VERSLAG_VAST,
    Actie,
    ActieEvent,
    Agendapunt,
    AgendapuntEvent,
    Besluit,
    BesluitEvent,
    Bijeenkomst,
    Lidmaatschap,
    Tafel,
)

# Two equal agendapunten within this time are one that was sent twice.
DUBBELE_KLIK = timedelta(seconds=5)
OPENHEID = list(Openbaarheid.values)  # from open to closed


def _op_slot(model: type[models.Model], pk: int):
    """Take a row for ourselves until the end of the act, as it stands now."""
    # Without the key: what others write that refers to this row does not have to wait.
    return model.objects.select_for_update(no_key=True).get(pk=pk)


def _opslaan(rij: models.Model, **waarden) -> None:
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


def _ongewijzigd(rij, versie: int) -> None:
    """Refuse to write over what somebody else changed after this form was opened."""
    if rij.versie != versie:
        raise Verouderd(rij)


# --- bijeenkomst ---------------------------------------------------------------------------------


@handeling
def bijeenkomst_plannen(
    tafel: Tafel,
    *,
    titel: str,
    start: datetime,
    einde: datetime,
    soort: str = Bijeenkomst.Soort.VERGADERING,
    locatie: str = "",
    online_link: str = "",
    door: Persoon,
) -> Bijeenkomst:
    """Set a day and time for a meeting of a tafel."""
    tafel = _op_slot(Tafel, tafel.pk)
    if tafel.status == Tafel.Status.OPGEHEVEN:
        raise NietMogelijk("Deze tafel is opgeheven.")
    bijeenkomst = Bijeenkomst(tafel=tafel)
    _opslaan(
        bijeenkomst,
        titel=titel,
        start=start,
        einde=einde,
        soort=soort,
        locatie=locatie,
        online_link=online_link,
    )
    return bijeenkomst


@handeling
def ontmoeting_plannen(
    *,
    titel: str,
    start: datetime,
    einde: datetime,
    soort: str = Bijeenkomst.Soort.ONTMOETING,
    locatie: str = "",
    online_link: str = "",
    door: Persoon,
) -> Bijeenkomst:
    """Set a day and time for a meeting of the whole region."""
    bijeenkomst = Bijeenkomst()
    _opslaan(
        bijeenkomst,
        titel=titel,
        start=start,
        einde=einde,
        soort=soort,
        locatie=locatie,
        online_link=online_link,
    )
    return bijeenkomst


@handeling
def bijeenkomst_wijzigen(
    bijeenkomst: Bijeenkomst,
    *,
    titel: str,
    start: datetime,
    einde: datetime,
    soort: str,
    locatie: str,
    online_link: str,
    versie: int,
    door: Persoon,
) -> Bijeenkomst:
    """Move a meeting, or say otherwise what it is; never over somebody else's change."""
    bijeenkomst = _op_slot(Bijeenkomst, bijeenkomst.pk)
    _agenda_is_open(bijeenkomst)
    _ongewijzigd(bijeenkomst, versie)
    _opslaan(
        bijeenkomst,
        titel=titel,
        start=start,
        einde=einde,
        soort=soort,
        locatie=locatie,
        online_link=online_link,
        versie=versie + 1,
    )
    return bijeenkomst


@handeling
def agenda_verzenden(bijeenkomst: Bijeenkomst, *, door: Persoon) -> Bijeenkomst:
    """Tell the members what will be discussed; what is to be decided is written down by then."""
    bijeenkomst = _op_slot(Bijeenkomst, bijeenkomst.pk)
    if not bijeenkomst.is_in_voorbereiding:
        raise NietMogelijk("De agenda is al verzonden.")
    if beletsels := bijeenkomst.beletsels():
        raise NietMogelijk(beletsels[0])
    _opslaan(
        bijeenkomst,
        status=Bijeenkomst.Status.VERZONDEN,
        agenda_vastgesteld_op=timezone.localdate(),
    )
    return bijeenkomst


@handeling
def bijeenkomst_afsluiten(bijeenkomst: Bijeenkomst, *, door: Persoon) -> Bijeenkomst:
    """End the meeting: the agenda stands, what remains is the verslag."""
    bijeenkomst = _op_slot(Bijeenkomst, bijeenkomst.pk)
    _agenda_is_open(bijeenkomst)
    if not bijeenkomst.is_begonnen:
        raise NietMogelijk("Deze bijeenkomst is nog niet begonnen.")
    _opslaan(bijeenkomst, status=Bijeenkomst.Status.AFGESLOTEN)
    return bijeenkomst


@handeling
def verslag_schrijven(
    bijeenkomst: Bijeenkomst, *, verslag: str, versie: int, door: Persoon
) -> Bijeenkomst:
    """Write down what was said, as a draft."""
    bijeenkomst = _op_slot(Bijeenkomst, bijeenkomst.pk)
    _verslag_is_open(bijeenkomst)
    if not bijeenkomst.is_begonnen:
        raise NietMogelijk("Deze bijeenkomst is nog niet begonnen.")
    _ongewijzigd(bijeenkomst, versie)
    soort = Bijeenkomst.Verslag.CONCEPT if verslag.strip() else Bijeenkomst.Verslag.GEEN
    _opslaan(bijeenkomst, verslag=verslag, verslag_status=soort, versie=versie + 1)
    return bijeenkomst


@handeling
def verslag_vaststellen(bijeenkomst: Bijeenkomst, *, door: Persoon) -> Bijeenkomst:
    """Adopt the verslag: from here on the database locks this meeting and its besluiten."""
    bijeenkomst = _op_slot(Bijeenkomst, bijeenkomst.pk)
    _verslag_is_open(bijeenkomst)
    if bijeenkomst.status != Bijeenkomst.Status.AFGESLOTEN:
        raise NietMogelijk("De secretaris sluit eerst de bijeenkomst af.")
    if not bijeenkomst.verslag.strip():
        raise NietMogelijk("Er is nog geen verslag.")
    _opslaan(
        bijeenkomst,
        status=Bijeenkomst.Status.VASTGESTELD,
        verslag_status=Bijeenkomst.Verslag.VASTGESTELD,
    )
    return bijeenkomst


def _verslag_is_open(bijeenkomst: Bijeenkomst) -> None:
    if bijeenkomst.is_vastgesteld:
        raise NietMogelijk(VERSLAG_VAST)
    if bijeenkomst.status == Bijeenkomst.Status.GEANNULEERD:
        raise NietMogelijk("Deze bijeenkomst gaat niet door.")


def _agenda_is_open(bijeenkomst: Bijeenkomst) -> None:
    _verslag_is_open(bijeenkomst)
    if not bijeenkomst.agenda_is_open:
        raise NietMogelijk("De bijeenkomst is afgesloten. De agenda verandert niet meer.")


# --- agenda --------------------------------------------------------------------------------------


@handeling
def agendapunt_toevoegen(
    bijeenkomst: Bijeenkomst,
    *,
    titel: str,
    behandeling: str = Agendapunt.Behandeling.BESPREKING,
    minuten: int = 15,
    openbaarheid: str = Openbaarheid.PARTNERS,
    portefeuillehouder: Persoon | None = None,
    opgave: Opgave | None = None,
    project: Project | None = None,
    gevraagd_besluit: str = "",
    kernboodschap: str = "",
    financien: str = "",
    kanttekeningen: str = "",
    door: Persoon,
) -> Agendapunt:
    """Put a subject on the agenda, as the last one."""
    bijeenkomst = _op_slot(Bijeenkomst, bijeenkomst.pk)
    _agenda_is_open(bijeenkomst)
    # Whoever clicks twice asks once; the second waits for the row above and finds the first here.
    zojuist = AgendapuntEvent.objects.filter(
        pgh_label="insert",
        pgh_created_at__gt=timezone.now() - DUBBELE_KLIK,
        pgh_context__metadata__door=door.pk,
        bijeenkomst=bijeenkomst,
        titel=titel,
        behandeling=behandeling,
        minuten=minuten,
    ).first()
    if zojuist:
        return Agendapunt.objects.get(pk=zojuist.pgh_obj_id)
    agendapunt = Agendapunt(
        bijeenkomst=bijeenkomst,
        tafel_id=bijeenkomst.tafel_id,
        indiener=door,
        volgorde=bijeenkomst.agendapunten.op_agenda().count() + 1,
        thema_id=opgave.thema_id if opgave else None,
    )
    _past_bij_tafel(agendapunt, openbaarheid)
    _opslaan(
        agendapunt,
        titel=titel,
        behandeling=behandeling,
        minuten=minuten,
        openbaarheid=openbaarheid,
        portefeuillehouder=portefeuillehouder,
        opgave=opgave,
        project=project,
        gevraagd_besluit=gevraagd_besluit,
        kernboodschap=kernboodschap,
        financien=financien,
        kanttekeningen=kanttekeningen,
    )
    return agendapunt


@handeling
def agendapunt_wijzigen(
    agendapunt: Agendapunt,
    *,
    titel: str,
    behandeling: str,
    minuten: int,
    openbaarheid: str,
    portefeuillehouder: Persoon | None,
    opgave: Opgave | None,
    project: Project | None,
    gevraagd_besluit: str,
    kernboodschap: str,
    financien: str,
    kanttekeningen: str,
    versie: int,
    plaats: int | None = None,
    door: Persoon,
) -> Agendapunt:
    """Say otherwise what an agendapunt is about, and give it another place if asked."""
    punten, agendapunt = _op_agenda(agendapunt)
    _ongewijzigd(agendapunt, versie)
    _past_bij_tafel(agendapunt, openbaarheid)
    _opslaan(
        agendapunt,
        titel=titel,
        behandeling=behandeling,
        minuten=minuten,
        openbaarheid=openbaarheid,
        portefeuillehouder=portefeuillehouder,
        opgave=opgave,
        project=project,
        gevraagd_besluit=gevraagd_besluit,
        kernboodschap=kernboodschap,
        financien=financien,
        kanttekeningen=kanttekeningen,
        versie=versie + 1,
    )
    if plaats is not None:
        _verplaatsen(punten, agendapunt, plaats)
    return agendapunt


@handeling
def agendapunt_verplaatsen(agendapunt: Agendapunt, *, plaats: int, door: Persoon) -> Agendapunt:
    """Give an agendapunt another place; beyond the end is the end."""
    punten, agendapunt = _op_agenda(agendapunt)
    _verplaatsen(punten, agendapunt, plaats)
    return agendapunt


@handeling
def agendapunt_laten_vervallen(agendapunt: Agendapunt, *, door: Persoon) -> Agendapunt:
    """Take an agendapunt off the agenda; it stays to be read, without a place."""
    punten, agendapunt = _op_agenda(agendapunt)
    if agendapunt.besluiten.exists() or agendapunt.acties.exists():
        raise NietMogelijk("Bij dit agendapunt staat al een besluit of een actie.")
    _opslaan(agendapunt, status=Agendapunt.Status.VERVALLEN, volgorde=None)
    punten.remove(agendapunt)
    _nummeren(punten)
    return agendapunt


def _op_agenda(agendapunt: Agendapunt) -> tuple[list[Agendapunt], Agendapunt]:
    """Lock the agenda on which it stands; give its agendapunten, and among them this one."""
    if agendapunt.bijeenkomst_id is None:
        raise NietMogelijk("Dit agendapunt staat niet op een agenda.")
    bijeenkomst = _op_slot(Bijeenkomst, agendapunt.bijeenkomst_id)
    _agenda_is_open(bijeenkomst)
    punten = list(bijeenkomst.agendapunten.op_agenda())
    if agendapunt not in punten:
        raise NietMogelijk("Dit agendapunt staat niet meer op de agenda.")
    return punten, punten[punten.index(agendapunt)]


def _verplaatsen(punten: list[Agendapunt], agendapunt: Agendapunt, plaats: int) -> None:
    punten.remove(agendapunt)
    punten.insert(max(1, plaats) - 1, agendapunt)
    _nummeren(punten)


def _nummeren(punten: list[Agendapunt]) -> None:
    """Number the agenda 1 to n; only what got another place is written."""
    gewijzigd = []
    for nummer, punt in enumerate(punten, start=1):
        if punt.volgorde != nummer:
            punt.volgorde = nummer
            gewijzigd.append(punt)
    Agendapunt.objects.bulk_update(gewijzigd, ["volgorde"])


def _past_bij_tafel(agendapunt: Agendapunt, openbaarheid: str) -> None:
    """Without a tafel there is nobody to keep something between."""
    if agendapunt.tafel_id is None and openbaarheid not in NAAR_PARTNERS:
        raise NietMogelijk("Op een bijeenkomst van de hele regio is niets besloten.")


# --- besluit en actie ----------------------------------------------------------------------------


@handeling
def besluit_vastleggen(
    agendapunt: Agendapunt,
    *,
    tekst: str,
    status: str = Besluit.Status.GENOMEN,
    soort: str = Besluit.Soort.OVERIG,
    openbaarheid: str = "",
    kernboodschap_achterban: str = "",
    vervangt: Besluit | None = None,
    door: Persoon,
) -> Besluit:
    """Record what the tafel decided, under the next number of that tafel and year."""
    if agendapunt.tafel_id is None or agendapunt.bijeenkomst_id is None:
        raise NietMogelijk("Alleen een tafel neemt besluiten.")
    bijeenkomst = _op_slot(Bijeenkomst, agendapunt.bijeenkomst_id)
    _verslag_is_open(bijeenkomst)
    agendapunt = _op_slot(Agendapunt, agendapunt.pk)
    if agendapunt.status == Agendapunt.Status.VERVALLEN:
        raise NietMogelijk("Dit agendapunt is vervallen.")
    tafel = _op_slot(Tafel, agendapunt.tafel_id)
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
        besluitwijze=BESLUITWIJZE[tafel.besluitwijze],
        project_id=agendapunt.project_id,
        opgave_id=agendapunt.opgave_id,
    )
    _opslaan(
        besluit,
        tekst=tekst,
        status=status,
        soort=soort,
        openbaarheid=openbaarheid,
        kernboodschap_achterban=kernboodschap_achterban,
        vervangt=vervangt,
    )
    _opslaan(agendapunt, status=Agendapunt.Status.BEHANDELD)
    return besluit


# A tafel that advises takes note; the other ways have the same name at a tafel and on a besluit.
BESLUITWIJZE = {
    Tafel.Besluitwijze.CONSENT: Besluit.Besluitwijze.CONSENT,
    Tafel.Besluitwijze.CONSENSUS: Besluit.Besluitwijze.CONSENSUS,
    Tafel.Besluitwijze.MEERDERHEID: Besluit.Besluitwijze.MEERDERHEID,
    Tafel.Besluitwijze.ADVIES: Besluit.Besluitwijze.KENNISNEMING,
}


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
    _verslag_is_open(_op_slot(Bijeenkomst, agendapunt.bijeenkomst_id))
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
    _opslaan(
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
    actie = _op_slot(Actie, actie.pk)
    _ongewijzigd(actie, versie)
    gereed_op = None
    if status == Actie.Status.GEREED:
        gereed_op = actie.gereed_op or timezone.localdate()
    _opslaan(
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


def _volgend_nummer(model, geschiedenis, voorvoegsel: str) -> int:
    # The history remembers what was removed: a number is never given twice.
    return max(_hoogste(model, voorvoegsel), _hoogste(geschiedenis, voorvoegsel)) + 1


def _besluitnummer(tafel: Tafel, jaar: int) -> str:
    """BT-2026-014; the row of the tafel is locked, so nobody else takes this one."""
    voorvoegsel = f"{tafel.code}-{jaar}-"
    return f"{voorvoegsel}{_volgend_nummer(Besluit, BesluitEvent, voorvoegsel):03}"


def _actienummer() -> str:
    """A-0345; one count for the whole region, so one lock that belongs to no row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('tafels.actienummer'))")
    return f"A-{_volgend_nummer(Actie, ActieEvent, 'A-'):04}"


# --- leden ---------------------------------------------------------------------------------------


@handeling
def lidmaatschap_toevoegen(
    tafel: Tafel,
    *,
    persoon: Persoon,
    rol: str,
    van: date,
    tot: date | None = None,
    kring: str,
    namens: str,
    perspectief: Perspectief | None = None,
    mandaat: str = Lidmaatschap.Mandaat.GEEN,
    stemgerechtigd: bool = False,
    door: Persoon,
) -> Lidmaatschap:
    """Give somebody a seat at a tafel: in a role, for a perspectief, with a mandaat."""
    lidmaatschap = Lidmaatschap(tafel=_op_slot(Tafel, tafel.pk))
    _opslaan(
        lidmaatschap,
        persoon=persoon,
        rol=rol,
        van=van,
        tot=tot,
        kring=kring,
        namens=namens,
        perspectief=perspectief,
        mandaat=mandaat,
        stemgerechtigd=stemgerechtigd,
    )
    return lidmaatschap


@handeling
def lidmaatschap_beeindigen(
    lidmaatschap: Lidmaatschap, *, tot: date, reden_einde: str = "", door: Persoon
) -> Lidmaatschap:
    """Say until which day somebody sits at a tafel; the seat stays in the history."""
    lidmaatschap = _op_slot(Lidmaatschap, lidmaatschap.pk)
    _opslaan(lidmaatschap, tot=tot, reden_einde=reden_einde)
    return lidmaatschap
