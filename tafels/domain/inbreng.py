"""How a subject comes to a tafel: handed in, suggested, passed on, with advice and figures."""

from datetime import date, timedelta

from django.db.models import F
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Gebied, Openbaarheid, Opgave, Persoon, Regio
from regio.templatetags.regio import dag
from regiobeeld.cijfers import regiocijfers
from regiobeeld.models import Indicator, Verversing
from tafels.models import (
    Agendacijfer,
    Agendapunt,
    Bijeenkomst,
    Overslag,
    Tafel,
    Themaplanning,
    Voorzittersnotitie,
)
from tafels.rijen import (
    eis_open_agenda,
    ongewijzigd,
    op_slot,
    opslaan,
    terugtrekkingen_meenemen,
    wijziging_noteren,
)
from tafels.toegang import zit_in_duo
from tafels.volgorde import voor_het_slot
from tafels.voorstellen import voorstel

# What goes along when a subject goes on at another tafel or at a later meeting.
GAAT_MEE = (
    "titel",
    "behandeling",
    "bob",
    "minuten",
    "openbaarheid",
    "portefeuillehouder_id",
    "thema_id",
    "opgave_id",
    "project_id",
    "gevraagd_besluit",
    "kernboodschap",
    "aanleiding",
    "beoogd_resultaat",
    "argumenten",
    "kanttekeningen",
    "financien",
    "draagvlak",
    "communicatie",
    "vervolg",
)


# --- handing in ----------------------------------------------------------------------------------


@handeling
def agendapunt_voorstellen(
    tafel: Tafel,
    *,
    titel: str,
    aanleiding: str,
    behandeling: str = Agendapunt.Behandeling.BESPREKING,
    minuten: int = 15,
    openbaarheid: str = Openbaarheid.PARTNERS,
    bijeenkomst: Bijeenkomst | None = None,
    portefeuillehouder: Persoon | None = None,
    opgave: Opgave | None = None,
    door: Persoon,
) -> Agendapunt:
    """Hand in a subject for a tafel, for one of its meetings or for the first that has room."""
    if tafel.status == Tafel.Status.OPGEHEVEN:
        raise NietMogelijk("Deze tafel is opgeheven.")
    is_duo = zit_in_duo(door, tafel)
    te_laat = False
    if bijeenkomst is not None:
        eis_open_agenda(bijeenkomst)
        tot = bijeenkomst.inleveren_tot
        te_laat = tot < timezone.localdate()
        if te_laat and not is_duo:
            raise NietMogelijk(f"Inleveren kon tot en met {dag(tot)}. Vraag het de secretaris.")
    agendapunt = Agendapunt(
        tafel=tafel,
        bijeenkomst=bijeenkomst,
        indiener=door,
        ingediend_op=timezone.now(),
        nagezonden=te_laat,
        status=Agendapunt.Status.VOORSTEL,
        herkomst=Agendapunt.Herkomst.SECRETARIS
        if is_duo
        else Agendapunt.Herkomst.PORTEFEUILLEHOUDER,
        thema_id=opgave.thema_id if opgave else None,
    )
    opslaan(
        agendapunt,
        titel=titel,
        aanleiding=aanleiding,
        behandeling=behandeling,
        minuten=minuten,
        openbaarheid=openbaarheid,
        portefeuillehouder=portefeuillehouder,
        opgave=opgave,
    )
    return agendapunt


def _wachtend(agendapunt: Agendapunt) -> Agendapunt:
    """Lock a subject that still waits for a place on an agenda."""
    agendapunt = op_slot(Agendapunt, agendapunt.pk)
    if agendapunt.volgorde is not None or agendapunt.status not in Agendapunt.WACHT:
        raise NietMogelijk("Over dit onderwerp is al gekozen.")
    return agendapunt


@handeling
def agendapunt_behandelen(agendapunt: Agendapunt, *, door: Persoon) -> Agendapunt:
    """Tell who handed it in that the secretaris is looking at it."""
    agendapunt = _wachtend(agendapunt)
    opslaan(agendapunt, status=Agendapunt.Status.IN_BEHANDELING, versie=agendapunt.versie + 1)
    return agendapunt


@handeling
def agendapunt_teruggeven(agendapunt: Agendapunt, *, reden: str, door: Persoon) -> Agendapunt:
    """Say to who handed it in why this does not come on an agenda."""
    agendapunt = _wachtend(agendapunt)
    opslaan(
        agendapunt,
        status=Agendapunt.Status.AFGEWEZEN,
        reden=reden,
        versie=agendapunt.versie + 1,
    )
    return agendapunt


@handeling
def voorstel_doorschuiven(
    agendapunt: Agendapunt, *, bijeenkomst: Bijeenkomst, reden: str = "", door: Persoon
) -> Agendapunt:
    """Keep a subject for a later meeting: there it is suggested again."""
    agendapunt = _wachtend(agendapunt)
    eis_open_agenda(bijeenkomst)
    if bijeenkomst.tafel_id != agendapunt.tafel_id:
        raise NietMogelijk("Dit is een bijeenkomst van een andere tafel.")
    opslaan(
        agendapunt,
        bijeenkomst=bijeenkomst,
        status=Agendapunt.Status.DOORGESCHOVEN,
        reden=reden,
        versie=agendapunt.versie + 1,
    )
    return agendapunt


@handeling
def agendapunt_doorgeven(
    agendapunt: Agendapunt, *, tafel: Tafel, advies: str, door: Persoon
) -> Agendapunt:
    """Pass a subject on to another tafel, with advice: there it waits for a place (R-012)."""
    agendapunt = op_slot(Agendapunt, agendapunt.pk)
    if tafel.pk == agendapunt.tafel_id:
        raise NietMogelijk("Kies een andere tafel.")
    if tafel.status == Tafel.Status.OPGEHEVEN:
        raise NietMogelijk("Deze tafel is opgeheven.")
    if agendapunt.status in (Agendapunt.Status.VERVALLEN, Agendapunt.Status.AFGEWEZEN):
        raise NietMogelijk("Dit onderwerp is vervallen.")
    # Two passes at once wait for the row above; the second finds the first here.
    if _gaat_verder(agendapunt, tafel):
        raise NietMogelijk(f"Dit onderwerp is al doorgegeven aan {tafel}.")
    nieuw = Agendapunt(
        tafel=tafel,
        indiener=door,
        ingediend_op=timezone.now(),
        status=Agendapunt.Status.VOORSTEL,
        herkomst=Agendapunt.Herkomst.BELEIDSTAFEL,
        komt_van=agendapunt,
    )
    mee = {veld: getattr(agendapunt, veld) for veld in GAAT_MEE}
    opslaan(nieuw, **mee, advies_beleidstafel=advies)
    return nieuw


def _gaat_verder(agendapunt: Agendapunt, tafel: Tafel) -> bool:
    weg = (Agendapunt.Status.VERVALLEN, Agendapunt.Status.AFGEWEZEN)
    return agendapunt.gaat_verder_als.filter(tafel=tafel).exclude(status__in=weg).exists()


# --- suggestions beside the agenda ---------------------------------------------------------------


@handeling
def voorstel_agenderen(bijeenkomst: Bijeenkomst, *, sleutel: str, door: Persoon) -> Agendapunt:
    """Put a suggestion on the agenda, before the Rondvraag, with what is known of it filled in."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    eis_open_agenda(bijeenkomst)
    gekozen = _voorstel(bijeenkomst, sleutel, door)
    soort, _, pk = sleutel.partition("-")
    punt = eerder = None
    if soort == "agendapunt":
        punt = op_slot(Agendapunt, int(pk))
        if punt.bijeenkomst_id is not None and not punt.bijeenkomst.agenda_is_open:
            # What was left over there stays there; here it goes on.
            eerder = punt
            punt = Agendapunt(
                indiener=eerder.indiener,
                ingediend_op=eerder.ingediend_op,
                komt_van=eerder,
                herkomst=Agendapunt.Herkomst.VORIGE,
                **{veld: getattr(eerder, veld) for veld in GAAT_MEE},
            )
    if punt is None:
        punt = Agendapunt(indiener=door, titel=gekozen.titel)
    is_na_verzenden = bijeenkomst.agenda_versie > 0
    opslaan(
        punt,
        **gekozen.velden,
        bijeenkomst=bijeenkomst,
        tafel=bijeenkomst.tafel,
        volgorde=_plaats_voor_rondvraag(bijeenkomst),
        status=Agendapunt.Status.GEAGENDEERD,
        nagezonden=punt.nagezonden or is_na_verzenden,
        versie=punt.versie + (punt.pk is not None),
    )
    if eerder is not None and eerder.tafel_id == punt.tafel_id:
        terugtrekkingen_meenemen(eerder, punt)
    if soort == "themaplanning":
        gepland = op_slot(Themaplanning, int(pk))
        opslaan(gepland, agendapunt=punt, bijeenkomst=bijeenkomst, versie=gepland.versie + 1)
    if soort == "actie":
        # An actie does not know its agendapunt: else it would be suggested again.
        _terzijde(bijeenkomst, sleutel)
    wijziging_noteren(
        bijeenkomst, f"{punt.titel} staat nu op de agenda.", door=door, agendapunt=punt
    )
    return punt


def _voorstel(bijeenkomst: Bijeenkomst, sleutel: str, door: Persoon):
    gevonden = voorstel(bijeenkomst, door, sleutel)
    if gevonden is None:
        raise NietMogelijk("Dit voorstel is er niet meer.")
    return gevonden


def _plaats_voor_rondvraag(bijeenkomst: Bijeenkomst) -> int:
    """Make room before what closes the meeting, else at the end."""
    punten = bijeenkomst.agendapunten.op_agenda()
    plaats = voor_het_slot(list(punten.values_list("titel", flat=True)))
    punten.filter(volgorde__gte=plaats).update(volgorde=F("volgorde") + 1)
    return plaats


def _terzijde(bijeenkomst: Bijeenkomst, sleutel: str, reden: str = "") -> Overslag:
    overslag, _ = Overslag.objects.get_or_create(
        tafel=bijeenkomst.tafel,
        sleutel=sleutel,
        bijeenkomst=None if reden else bijeenkomst,
        defaults={"reden": reden},
    )
    return overslag


@handeling
def voorstel_overslaan(bijeenkomst: Bijeenkomst, *, sleutel: str, door: Persoon) -> Overslag:
    """Not at this meeting: at the next one it is suggested again."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    eis_open_agenda(bijeenkomst)
    _voorstel(bijeenkomst, sleutel, door)
    return _terzijde(bijeenkomst, sleutel)


@handeling
def voorstel_afwijzen(
    bijeenkomst: Bijeenkomst, *, sleutel: str, reden: str, door: Persoon
) -> Overslag:
    """Never suggest this again at this tafel, and say why."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    eis_open_agenda(bijeenkomst)
    _voorstel(bijeenkomst, sleutel, door)
    if sleutel.startswith("agendapunt-"):
        raise NietMogelijk("Iemand bracht dit in. Geef het terug met een reden.")
    return _terzijde(bijeenkomst, sleutel, reden)


# --- advice of the klankbordgroep ----------------------------------------------------------------


@handeling
def klankbordadvies_geven(
    agendapunt: Agendapunt, *, advies: str, versie: int | None = None, door: Persoon
) -> Agendapunt:
    """Say what residents and professionals think of it, before the meeting starts (R-053)."""
    agendapunt = op_slot(Agendapunt, agendapunt.pk)
    if agendapunt.bijeenkomst is None or agendapunt.bijeenkomst.is_begonnen:
        raise NietMogelijk("De bijeenkomst is al begonnen.")
    eis_open_agenda(agendapunt.bijeenkomst)
    if versie is not None:
        ongewijzigd(agendapunt, versie)
    opslaan(
        agendapunt,
        advies_klankbord=advies,
        advies_klankbord_door=door,
        advies_klankbord_op=timezone.localdate(),
        versie=agendapunt.versie + 1,
    )
    return agendapunt


@handeling
def bijeenkomst_voorbespreken(
    bijeenkomst: Bijeenkomst, *, voorbesproken_met_klankbord_op: date | None, door: Persoon
) -> Bijeenkomst:
    """Record on which day the agenda was gone through with the klankbordgroep."""
    bijeenkomst = op_slot(Bijeenkomst, bijeenkomst.pk)
    eis_open_agenda(bijeenkomst)
    if voorbesproken_met_klankbord_op and voorbesproken_met_klankbord_op > timezone.localdate(
        bijeenkomst.start
    ):
        raise NietMogelijk("Kies een dag voor de bijeenkomst.")
    opslaan(bijeenkomst, voorbesproken_met_klankbord_op=voorbesproken_met_klankbord_op)
    return bijeenkomst


# --- figures of the regiobeeld -------------------------------------------------------------------


@handeling
def cijfer_vastleggen(
    agendapunt: Agendapunt, *, indicator: Indicator, gebied: Gebied, door: Persoon
) -> Agendacijfer:
    """Keep the newest figure under an agendapunt as it is now: a refresh does not change it."""
    agendapunt = op_slot(Agendapunt, agendapunt.pk)
    if agendapunt.bijeenkomst_id is not None:
        eis_open_agenda(agendapunt.bijeenkomst)
    regio = Regio.objects.select_related("gebied").get()
    cijfers = regiocijfers([indicator], regio.gebied)[indicator.pk]
    reeks = cijfers.land
    if gebied == regio.gebied:
        reeks = cijfers.regio
    elif gebied in cijfers.gemeenten:
        reeks = cijfers.gemeenten[gebied]
    elif gebied.soort != Gebied.Soort.LAND:
        reeks = {}
    if not reeks:
        raise NietMogelijk(f"Van {gebied} is er geen cijfer.")
    jaar, waarde = max(reeks.items())
    verversing = (
        Verversing.objects.filter(bron=indicator.bron_id, status__in=Verversing.GESLAAGD)
        .order_by("-klaar_op")
        .first()
    )
    bron = str(indicator.bron or "Eigen telling")
    cijfer = Agendacijfer(agendapunt=agendapunt)
    opslaan(
        cijfer,
        indicator=indicator,
        gebied=gebied,
        jaar=jaar,
        waarde=waarde,
        eenheid=indicator.eenheid,
        bron=f"{bron} (demowaarde)" if cijfers.demo else bron,
        bron_versie=verversing.versie if verversing else "",
        opgehaald_op=verversing.klaar_op if verversing else None,
    )
    return cijfer


@handeling
def cijfer_weghalen(agendapunt: Agendapunt, *, cijfer: Agendacijfer, door: Persoon) -> None:
    """Take a figure away from under an agendapunt."""
    if agendapunt.bijeenkomst_id is not None:
        eis_open_agenda(agendapunt.bijeenkomst)
    agendapunt.cijfers.filter(pk=cijfer.pk).delete()


# --- what only voorzitter and secretaris know ----------------------------------------------------


@handeling
def notitie_schrijven(
    agendapunt: Agendapunt, *, tekst: str, versie: int | None = None, door: Persoon
) -> None:
    """Write what voorzitter and secretaris prepare between them; an empty one is gone."""
    agendapunt = op_slot(Agendapunt, agendapunt.pk)
    if agendapunt.bijeenkomst_id is not None:
        eis_open_agenda(agendapunt.bijeenkomst)
    if versie is not None:
        nu = Voorzittersnotitie.objects.filter(agendapunt=agendapunt).first()
        ongewijzigd(nu or Voorzittersnotitie(agendapunt=agendapunt), versie)
    if tekst.strip():
        Voorzittersnotitie.objects.update_or_create(
            agendapunt=agendapunt, defaults={"tekst": tekst}
        )
    else:
        Voorzittersnotitie.objects.filter(agendapunt=agendapunt).delete()


@handeling
def notities_wissen(*, door: Persoon | None) -> int:
    """Remove the notes of meetings that were closed so many days ago, and of what was refused."""
    dagen = Regio.objects.values_list("notitie_wis_dagen", flat=True).get()
    grens = timezone.now() - timedelta(days=dagen)
    dicht = (
        Bijeenkomst.Status.AFGESLOTEN,
        Bijeenkomst.Status.VASTGESTELD,
        Bijeenkomst.Status.GEANNULEERD,
    )
    # When it was closed is in the history; a meeting can be closed days after its end.
    gesloten = (
        Bijeenkomst.pgh_event_model.objects.filter(status__in=dicht, pgh_created_at__lt=grens)
        .order_by()
        .values("pgh_obj")
    )
    over = Voorzittersnotitie.objects.filter(
        agendapunt__bijeenkomst__in=gesloten, agendapunt__bijeenkomst__status__in=dicht
    )
    weg = (Agendapunt.Status.VERVALLEN, Agendapunt.Status.AFGEWEZEN)
    geweigerd = Voorzittersnotitie.objects.filter(
        agendapunt__status__in=weg, gewijzigd_op__lt=grens
    )
    aantal = 0
    for notities in (over, geweigerd):
        aantal += notities.delete()[0]
    return aantal
