"""Who may do what at a tafel, now: roles are per tafel, not for the whole region."""

from django.db.models import Q
from django.utils import timezone

from regio.models import Organisatie, Persoon, Rol
from tafels.models import (
    LEEST_VERTROUWELIJK,
    Actie,
    Agendapunt,
    Bericht,
    Bijeenkomst,
    Blok,
    Lidmaatschap,
    Stuk,
    Tafel,
    Terugtrekking,
    Themaplanning,
    Vastpunt,
)


def _zit_aan(persoon: Persoon, tafel: int | None, *rollen: str) -> bool:
    """Has this persoon a seat in the binnenkring of this tafel, in one of these roles?"""
    return any(
        zetel.tafel == tafel
        and zetel.kring == Organisatie.Kring.BINNEN
        and (not rollen or zetel.rol in rollen)
        for zetel in persoon.zetels
    )


def _is_secretaris(persoon: Persoon, tafel: int | None) -> bool:
    """The secretaris of this tafel; a meeting of the whole region has none of its own."""
    if tafel is None:
        return persoon.is_regiobureau or persoon.heeft_rol(Rol.SECRETARIS)
    return _zit_aan(persoon, tafel, Rol.SECRETARIS)


def leest_alles(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """May this persoon know every agendapunt: then places and times give nothing away.

    It follows from the seat alone. Were it to depend on the agenda itself, then the missing times
    would say that there is something besloten.
    """
    tafel = bijeenkomst.tafel_id
    return tafel is None or _zit_aan(persoon, tafel, *LEEST_VERTROUWELIJK)


def zit_erbij(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Who sits at the tafel of this agendapunt, in whichever kring."""
    return any(zetel.tafel == agendapunt.tafel_id for zetel in persoon.zetels)


# --- bijeenkomst ---------------------------------------------------------------------------------


def plant_bijeenkomst(persoon: Persoon, tafel: Tafel) -> bool:
    """The secretaris, as long as the tafel exists."""
    return tafel.status != Tafel.Status.OPGEHEVEN and _is_secretaris(persoon, tafel.pk)


def plant_ontmoeting(persoon: Persoon) -> bool:
    """The regiobureau and every secretaris bring the region together."""
    return _is_secretaris(persoon, None)


def stelt_agenda_samen(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, up to and during the meeting."""
    return bijeenkomst.agenda_is_open and _is_secretaris(persoon, bijeenkomst.tafel_id)


def verzendt_agenda(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, as long as the agenda was not sent."""
    return bijeenkomst.is_in_voorbereiding and _is_secretaris(persoon, bijeenkomst.tafel_id)


def stelt_agenda_vast(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The voorzitter, as long as the agenda was not sent."""
    return bijeenkomst.is_in_voorbereiding and _zit_aan(
        persoon, bijeenkomst.tafel_id, Rol.VOORZITTER
    )


def volgt_verzending(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris and the voorzitter: what stands in the way, who gets it, who read what."""
    return bijeenkomst.status != Bijeenkomst.Status.GEANNULEERD and (
        _is_secretaris(persoon, bijeenkomst.tafel_id)
        or _zit_aan(persoon, bijeenkomst.tafel_id, Rol.VOORZITTER)
    )


def meldt_wijziging(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, from sending the agenda until the meeting begins."""
    return (
        bijeenkomst.status == Bijeenkomst.Status.VERZONDEN
        and not bijeenkomst.is_begonnen
        and _is_secretaris(persoon, bijeenkomst.tafel_id)
    )


def zegt_af(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, as long as the meeting was not held or closed."""
    return bijeenkomst.is_af_te_zeggen and _is_secretaris(persoon, bijeenkomst.tafel_id)


def sluit_af(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, from the moment the meeting has begun."""
    return (
        bijeenkomst.agenda_is_open
        and bijeenkomst.is_begonnen
        and _is_secretaris(persoon, bijeenkomst.tafel_id)
    )


def schrijft_verslag(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The secretaris, from the start of the meeting until the verslag is adopted."""
    return (
        bijeenkomst.is_begonnen
        and not bijeenkomst.is_vastgesteld
        and bijeenkomst.status != Bijeenkomst.Status.GEANNULEERD
        and _is_secretaris(persoon, bijeenkomst.tafel_id)
    )


def stelt_verslag_vast(persoon: Persoon, bijeenkomst: Bijeenkomst) -> bool:
    """The voorzitter, once the meeting is closed; without a tafel, who organises such meetings."""
    if bijeenkomst.status != Bijeenkomst.Status.AFGESLOTEN:
        return False
    if bijeenkomst.tafel_id is None:
        return _is_secretaris(persoon, None)
    return _zit_aan(persoon, bijeenkomst.tafel_id, Rol.VOORZITTER)


# --- agendapunt ----------------------------------------------------------------------------------


def wijzigt_agendapunt(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Who composes the agenda on which it stands."""
    return (
        agendapunt.bijeenkomst is not None
        and agendapunt.volgorde is not None
        and stelt_agenda_samen(persoon, agendapunt.bijeenkomst)
    )


def legt_besluit_vast(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """The secretaris of the tafel, until the verslag is adopted."""
    return agendapunt.tafel_id is not None and legt_actie_vast(persoon, agendapunt)


def legt_actie_vast(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """The secretaris, until the verslag is adopted."""
    bijeenkomst = agendapunt.bijeenkomst
    return (
        bijeenkomst is not None
        and agendapunt.volgorde is not None
        and not bijeenkomst.is_vastgesteld
        and bijeenkomst.status != Bijeenkomst.Status.GEANNULEERD
        and _is_secretaris(persoon, bijeenkomst.tafel_id)
    )


# --- inbreng -------------------------------------------------------------------------------------


def zit_in_duo(persoon: Persoon, tafel: Tafel) -> bool:
    """The secretaris and the programmamanager of this tafel look after it together."""
    return _zit_aan(persoon, tafel.pk, Rol.SECRETARIS, Rol.PROGRAMMAMANAGER)


def stelt_onderwerp_voor(persoon: Persoon, tafel: Tafel) -> bool:
    """Everybody in the binnenkring of this tafel, as long as it exists."""
    return tafel.status != Tafel.Status.OPGEHEVEN and _zit_aan(persoon, tafel.pk)


def beoordeelt_onderwerp(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """The secretaris of the tafel at which it waits for a place on an agenda."""
    return (
        agendapunt.tafel_id is not None
        and agendapunt.volgorde is None
        and agendapunt.status in Agendapunt.WACHT
        and _is_secretaris(persoon, agendapunt.tafel_id)
        # What was taken to a later meeting stays behind as it was.
        and not agendapunt.gaat_verder_als.filter(tafel=agendapunt.tafel_id).exists()
    )


def geeft_door(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """The duo of the tafel that spoke about it, unless it is off the agenda."""
    weg = (Agendapunt.Status.VERVALLEN, Agendapunt.Status.AFGEWEZEN)
    return (
        agendapunt.tafel is not None
        and agendapunt.status not in weg
        and zit_in_duo(persoon, agendapunt.tafel)
    )


def adviseert_als_klankbord(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Who sits in the klankbordgroep of a bestuurstafel, until the meeting starts."""
    bijeenkomst = agendapunt.bijeenkomst
    elders = [
        zetel.tafel
        for zetel in persoon.zetels
        if zetel.tafel != agendapunt.tafel_id
        and zetel.kring == Organisatie.Kring.BINNEN
        and zetel.rol in (Rol.VOORZITTER, Rol.SECRETARIS, Rol.LID)
    ]
    return (
        bool(elders)
        and bijeenkomst is not None
        and agendapunt.volgorde is not None
        and bijeenkomst.agenda_is_open
        and not bijeenkomst.is_begonnen
        and agendapunt.tafel is not None
        and agendapunt.tafel.soort == Tafel.Soort.BESTUURSTAFEL
        and Tafel.objects.actief()
        .filter(
            Q(ouder=None) | Q(ouder=agendapunt.tafel_id),
            pk__in=elders,
            soort=Tafel.Soort.KLANKBORDGROEP,
        )
        .exists()
    )


def legt_cijfer_vast(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Who composes the agenda; of a subject that waits, the secretaris of its tafel."""
    return wijzigt_agendapunt(persoon, agendapunt) or beoordeelt_onderwerp(persoon, agendapunt)


def deelt_notitie(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Only the voorzitter and the secretaris of this tafel: nobody else, whoever manages what."""
    return agendapunt.tafel_id is not None and _zit_aan(
        persoon, agendapunt.tafel_id, Rol.VOORZITTER, Rol.SECRETARIS
    )


# --- belangen ------------------------------------------------------------------------------------


def beschrijft_belang(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Who sits here for an organisation, and the secretaris, until the verslag is adopted."""
    bijeenkomst = agendapunt.bijeenkomst
    return (
        agendapunt.blok == Blok.BELANGEN
        and bijeenkomst is not None
        and agendapunt.volgorde is not None
        # What goes on at another meeting is written there.
        and agendapunt.status != Agendapunt.Status.DOORGESCHOVEN
        and not bijeenkomst.is_vastgesteld
        and bijeenkomst.status != Bijeenkomst.Status.GEANNULEERD
        and (
            beschrijft_elk_belang(persoon, agendapunt)
            or (persoon.organisatie_id is not None and _zit_aan(persoon, agendapunt.tafel_id))
        )
    )


def beschrijft_elk_belang(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """The secretaris writes for every organisation that sits here."""
    return agendapunt.tafel_id is not None and _is_secretaris(persoon, agendapunt.tafel_id)


# --- bericht -------------------------------------------------------------------------------------


def plaatst_bericht(persoon: Persoon) -> bool:
    """Everybody who sits at a tafel, and the regiobureau."""
    return persoon.is_regiobureau or bool(persoon.zetels)


def wijzigt_bericht(persoon: Persoon, bericht: Bericht) -> bool:
    """Who told it."""
    return bericht.door_id == persoon.pk


def viert_bericht(persoon: Persoon, bericht: Bericht) -> bool:
    """A secretaris, of a success."""
    is_succes = bericht.soort in (Bericht.Soort.KLEIN, Bericht.Soort.GROOT)
    return is_succes and persoon.heeft_rol(Rol.SECRETARIS)


# --- deelname ------------------------------------------------------------------------------------


def doet_mee(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Everybody who did not withdraw from it."""
    return all(regel["persoon"] != persoon.pk for regel in agendapunt.teruggetrokken)


def _is_te_bespreken(agendapunt: Agendapunt) -> bool:
    """A subject on an agenda that is open."""
    return (
        agendapunt.bijeenkomst is not None
        and agendapunt.volgorde is not None
        and agendapunt.is_onderwerp
        and agendapunt.bijeenkomst.agenda_is_open
    )


def trekt_zich_terug(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """The binnenkring of the tafel, from a subject on an agenda that is open."""
    return (
        _is_te_bespreken(agendapunt)
        and not agendapunt.blok
        and _zit_aan(persoon, agendapunt.tafel_id)
    )


def trekt_ander_terug(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """The secretaris, on behalf of who sits in the binnenkring."""
    return trekt_zich_terug(persoon, agendapunt) and _is_secretaris(persoon, agendapunt.tafel_id)


def doet_weer_mee(persoon: Persoon, terugtrekking: Terugtrekking) -> bool:
    """Who withdrew, and the secretaris, as long as the agenda is open."""
    agendapunt = terugtrekking.agendapunt
    return _is_te_bespreken(agendapunt) and (
        terugtrekking.persoon_id == persoon.pk or _is_secretaris(persoon, agendapunt.tafel_id)
    )


def leest_belang(persoon: Persoon, terugtrekking: Terugtrekking) -> bool:
    """Who withdrew, and who may know everything of that tafel."""
    return terugtrekking.persoon_id == persoon.pk or _zit_aan(
        persoon, terugtrekking.agendapunt.tafel_id, *LEEST_VERTROUWELIJK
    )


def trekt_reactie_in(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Who sits at the tafel, from sending the agenda until the meeting begins."""
    bijeenkomst = agendapunt.bijeenkomst
    return (
        _is_te_bespreken(agendapunt)
        and bijeenkomst.status == Bijeenkomst.Status.VERZONDEN
        and not bijeenkomst.is_begonnen
        and zit_erbij(persoon, agendapunt)
    )


def reageert(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Who sits at the tafel and takes part, from sending the agenda until the meeting begins."""
    return trekt_reactie_in(persoon, agendapunt) and doet_mee(persoon, agendapunt)


# --- stuk ----------------------------------------------------------------------------------------


def voegt_stuk_toe(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    """Who takes part: the secretaris, and until the deadline who brings it in or answers for it."""
    return _voegt_stuk_toe(persoon, agendapunt) and doet_mee(persoon, agendapunt)


def _voegt_stuk_toe(persoon: Persoon, agendapunt: Agendapunt) -> bool:
    if agendapunt.status in (Agendapunt.Status.VERVALLEN, Agendapunt.Status.AFGEWEZEN):
        return False
    bijeenkomst = agendapunt.bijeenkomst
    if bijeenkomst is not None and not bijeenkomst.agenda_is_open:
        return False
    if _is_secretaris(persoon, agendapunt.tafel_id):
        return True
    if persoon.pk not in (agendapunt.indiener_id, agendapunt.portefeuillehouder_id):
        return False
    if bijeenkomst is None:
        return True
    tot = bijeenkomst.inleveren_tot
    return tot is not None and timezone.localdate() <= tot


def wijzigt_stuk(persoon: Persoon, stuk: Stuk) -> bool:
    """The secretaris, and who added it as long as papers may be added."""
    # Who may see a paper did not withdraw, so nothing asks that again for each of them.
    return (
        stuk.is_huidig
        and _voegt_stuk_toe(persoon, stuk.agendapunt)
        and (stuk.opsteller_id == persoon.pk or _is_secretaris(persoon, stuk.agendapunt.tafel_id))
    )


def ordent_stukken(persoon: Persoon, stuk: Stuk) -> bool:
    """The secretaris, who sees all papers and so knows what each place means."""
    return wijzigt_stuk(persoon, stuk) and _is_secretaris(persoon, stuk.agendapunt.tafel_id)


def maakt_stuk_opener(persoon: Persoon, stuk: Stuk) -> bool:
    """The secretaris and the voorzitter decide that more people may read something."""
    tafel = stuk.agendapunt.tafel_id
    return stuk.is_huidig and (
        _is_secretaris(persoon, tafel) or _zit_aan(persoon, tafel, Rol.VOORZITTER)
    )


def beschrijft_stuk(persoon: Persoon, stuk: Stuk) -> bool:
    """Who may change it, and who decides on who may read it, also after the meeting."""
    return wijzigt_stuk(persoon, stuk) or maakt_stuk_opener(persoon, stuk)


def geeft_stuk_vrij(persoon: Persoon, stuk: Stuk) -> bool:
    """The secretaris, when the portal or a colleague holds it back."""
    return (
        stuk.is_huidig
        and stuk.status == Stuk.Status.VASTGEHOUDEN
        and _is_secretaris(persoon, stuk.agendapunt.tafel_id)
    )


def houdt_stuk_vast(persoon: Persoon, stuk: Stuk) -> bool:
    """The secretaris, when members should not have it yet."""
    return (
        stuk.is_huidig
        and stuk.status == Stuk.Status.KLAAR
        and _voegt_stuk_toe(persoon, stuk.agendapunt)
        and _is_secretaris(persoon, stuk.agendapunt.tafel_id)
    )


def leest_stuk_na(persoon: Persoon, stuk: Stuk) -> bool:
    """The duo reads old versions, and the secretaris who opened what."""
    return _is_secretaris(persoon, stuk.agendapunt.tafel_id)


# --- jaarplan ------------------------------------------------------------------------------------


def plant_thema(persoon: Persoon, tafel: Tafel) -> bool:
    """The secretaris and the programmamanager of the tafel, as long as it exists."""
    return tafel.status != Tafel.Status.OPGEHEVEN and zit_in_duo(persoon, tafel)


def verplant_thema(persoon: Persoon, themaplanning: Themaplanning) -> bool:
    """Who plans the themes of this tafel, as long as it is on no agenda."""
    return themaplanning.is_te_schuiven and plant_thema(persoon, themaplanning.tafel)


def schrapt_thema(persoon: Persoon, themaplanning: Themaplanning) -> bool:
    """Who plans the themes; what somebody asked for is declined, not taken away."""
    return not themaplanning.is_verzoek and verplant_thema(persoon, themaplanning)


def vraagt_agendaruimte(persoon: Persoon, tafel: Tafel) -> bool:
    """A portefeuillehouder of this tafel, as long as it exists."""
    return tafel.status != Tafel.Status.OPGEHEVEN and _zit_aan(
        persoon, tafel.pk, Rol.PORTEFEUILLEHOUDER
    )


def geeft_agendaruimte(persoon: Persoon, themaplanning: Themaplanning) -> bool:
    """The secretaris, until the request is on an agenda or declined."""
    return (
        themaplanning.is_verzoek
        and (themaplanning.wacht_op_antwoord or themaplanning.is_te_schuiven)
        and _is_secretaris(persoon, themaplanning.tafel_id)
    )


def wijst_agendaruimte_af(persoon: Persoon, themaplanning: Themaplanning) -> bool:
    """The secretaris, as long as the request waits for an answer."""
    return themaplanning.wacht_op_antwoord and geeft_agendaruimte(persoon, themaplanning)


def wijzigt_sjabloon(persoon: Persoon, vastpunt: Vastpunt) -> bool:
    """The secretaris of the tafel whose template it is."""
    return plant_bijeenkomst(persoon, vastpunt.tafel)


# --- actie ---------------------------------------------------------------------------------------


def werkt_actie_bij(persoon: Persoon, actie: Actie) -> bool:
    """Who promised it, and the secretaris of the meeting it came from."""
    if actie.houder_id == persoon.pk:
        return True
    return actie.bijeenkomst is not None and _is_secretaris(persoon, actie.bijeenkomst.tafel_id)


# --- tafel ---------------------------------------------------------------------------------------


def richt_tafel_op(persoon: Persoon) -> bool:
    """The regiobureau, and the duo of any tafel (model 6.1)."""
    return persoon.is_regiobureau or persoon.heeft_rol(Rol.SECRETARIS, Rol.PROGRAMMAMANAGER)


def wijzigt_tafel(persoon: Persoon, tafel: Tafel) -> bool:
    """Its duo, its voorzitter and the regiobureau, as long as it exists."""
    return tafel.status != Tafel.Status.OPGEHEVEN and (
        persoon.is_regiobureau
        or _zit_aan(persoon, tafel.pk, Rol.VOORZITTER, Rol.SECRETARIS, Rol.PROGRAMMAMANAGER)
    )


# --- leden ---------------------------------------------------------------------------------------


def beheert_leden(persoon: Persoon, tafel: Tafel) -> bool:
    """The secretaris, the voorzitter and the regiobureau."""
    return tafel.status != Tafel.Status.OPGEHEVEN and (
        persoon.is_regiobureau or _zit_aan(persoon, tafel.pk, Rol.SECRETARIS, Rol.VOORZITTER)
    )


def beeindigt_lidmaatschap(persoon: Persoon, lidmaatschap: Lidmaatschap) -> bool:
    """Who looks after the members, as long as the seat has no end."""
    return lidmaatschap.is_actueel and beheert_leden(persoon, lidmaatschap.tafel)
