"""What is not finished goes on: to the next meeting of the tafel, one by one or at the end."""

from collections.abc import Mapping
from uuid import uuid4

from django.db.models import F
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Persoon
from tafels.models import (
    Agendacijfer,
    Agendapunt,
    Bijeenkomst,
    Stuk,
    Themaplanning,
    Voorzittersnotitie,
)
from tafels.rijen import (
    eis_open_agenda,
    maak_zelfstandig,
    met_delen,
    nummeren,
    opslaan,
    wijziging_noteren,
)
from tafels.volgorde import voor_het_slot

BEHANDELD, DOORSCHUIVEN, VERVALT = "behandeld", "doorschuiven", "vervalt"
KEUZES = (BEHANDELD, DOORSCHUIVEN, VERVALT)

# What goes along to a later meeting; not the fixed time, the place and what came of it.
GAAT_MEE = (
    "tafel",
    "soort",
    "titel",
    "behandeling",
    "bob",
    "minuten",
    "besluitwijze",
    "openbaarheid",
    "indiener",
    "portefeuillehouder",
    "thema",
    "opgave",
    "project",
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
    "ingediend_op",
    "advies_beleidstafel",
    "advies_klankbord",
    "advies_klankbord_door",
    "advies_klankbord_op",
)
STUK_GAAT_MEE = (
    "volgorde",
    "titel",
    "bestandsnaam",
    "mimetype",
    "grootte",
    "sha256",
    "bladzijden",
    "is_toegankelijk",
    "soort",
    "opsteller",
    "openbaarheid",
    "reden_vertrouwelijk",
    "vertrouwelijk_tot",
    "woo_categorie",
    "status",
    "tekst",
)


@handeling
def agendapunt_doorschuiven(agendapunt: Agendapunt, *, door: Persoon) -> Agendapunt:
    """Take a subject off this agenda and put it, with its parts, on that of the next meeting."""
    if agendapunt.bijeenkomst_id is None:
        raise NietMogelijk("Dit agendapunt staat niet op een agenda.")
    bijeenkomst, volgende = _op_slot_met_volgende(agendapunt.bijeenkomst_id)
    eis_open_agenda(bijeenkomst)
    if volgende is None:
        raise NietMogelijk("Deze tafel heeft nog geen volgende bijeenkomst. Plan die eerst.")
    punten = list(bijeenkomst.agendapunten.op_agenda())
    if agendapunt not in punten:
        raise NietMogelijk("Dit agendapunt staat niet meer op de agenda.")
    agendapunt = punten[punten.index(agendapunt)]
    if not agendapunt.is_onderwerp or agendapunt.blok:
        raise NietMogelijk("Dit staat op elke agenda en gaat niet mee naar de volgende.")
    if agendapunt.besluiten.exists():
        raise NietMogelijk("Over dit agendapunt is al een besluit vastgelegd.")
    delen = met_delen(punten, agendapunt)[1:]
    blijven = [deel for deel in delen if deel.blok or deel.besluiten.exists()]
    mee = [agendapunt, *(deel for deel in delen if deel not in blijven)]
    maak_zelfstandig(blijven)
    nieuw = _laten_volgen(mee, volgende, door=door)
    for punt in mee:
        opslaan(punt, status=Agendapunt.Status.DOORGESCHOVEN, volgorde=None)
        wijziging_noteren(
            bijeenkomst,
            f"{punt.titel} gaat naar de volgende bijeenkomst.",
            door=door,
            agendapunt=punt,
        )
    nummeren([punt for punt in punten if punt not in mee])
    return nieuw[0]


@handeling
def bijeenkomst_afsluiten(
    bijeenkomst: Bijeenkomst, *, door: Persoon, keuzes: Mapping[int, str] | None = None
) -> Bijeenkomst:
    """End the meeting: the agenda stands, and what was not discussed goes on by itself.

    `keuzes` says for an agendapunt otherwise: behandeld or vervalt. What goes on keeps its place
    here, so that numbers stay what they were in the papers; its copy is on the next agenda. Is
    there no next meeting yet, then it waits as a voorstel of the tafel.
    """
    bijeenkomst, volgende = _op_slot_met_volgende(bijeenkomst.pk)
    eis_open_agenda(bijeenkomst)
    if not bijeenkomst.is_begonnen:
        raise NietMogelijk("Deze bijeenkomst is nog niet begonnen.")
    keuzes = keuzes or {}
    # A meeting of the whole region has no next one to go on at.
    standaard = DOORSCHUIVEN if bijeenkomst.tafel_id else BEHANDELD
    punten = list(bijeenkomst.agendapunten.op_agenda())
    open_ = {punt.pk: keuzes.get(punt.pk, standaard) for punt in bijeenkomst.onbehandeld()}
    if bijeenkomst.tafel_id is None and DOORSCHUIVEN in open_.values():
        raise NietMogelijk("Een bijeenkomst van de hele regio heeft geen volgende.")
    door_ = [punt for punt in punten if open_.get(punt.pk) == DOORSCHUIVEN]
    _laten_volgen(door_, volgende, door=door)
    for punt in punten:
        if punt in door_:
            opslaan(punt, status=Agendapunt.Status.DOORGESCHOVEN)
        elif open_.get(punt.pk) == VERVALT:
            maak_zelfstandig(met_delen(punten, punt)[1:])
            opslaan(punt, status=Agendapunt.Status.VERVALLEN, volgorde=None)
            punt.themaplanning.van_de_agenda()
        elif punt.is_onderwerp and punt.status == Agendapunt.Status.GEAGENDEERD:
            opslaan(punt, status=Agendapunt.Status.BEHANDELD)
    nummeren([punt for punt in punten if punt.volgorde is not None])
    # What went on has its new agendapunt by now; what stayed here was spoken about.
    Themaplanning.objects.filter(agendapunt__in=[p for p in punten if p.volgorde]).update(
        status=Themaplanning.Status.BEHANDELD
    )
    opslaan(bijeenkomst, status=Bijeenkomst.Status.AFGESLOTEN)
    return bijeenkomst


def _op_slot_met_volgende(pk: int) -> tuple[Bijeenkomst, Bijeenkomst | None]:
    """Lock a meeting and the next one of its tafel, always the earlier one first."""
    volgende = Bijeenkomst.objects.volgend_op(Bijeenkomst.objects.get(pk=pk)).first()
    pks = [pk, *([volgende.pk] if volgende else [])]
    rijen = Bijeenkomst.objects.select_for_update(no_key=True).filter(pk__in=pks)
    op_slot = {rij.pk: rij for rij in rijen.order_by("start", "pk")}
    if volgende and not Bijeenkomst.objects.volgend_op(op_slot[pk]).filter(pk=volgende.pk).exists():
        raise NietMogelijk("De volgende bijeenkomst is net veranderd. Probeer het nog eens.")
    return op_slot[pk], volgende and op_slot[volgende.pk]


def _laten_volgen(
    punten: list[Agendapunt], volgende: Bijeenkomst | None, *, door: Persoon
) -> list[Agendapunt]:
    """Write each of these anew for the next meeting, in the same order, before its rondvraag."""
    staan_er = list(volgende.agendapunten.op_agenda()) if volgende else []
    plaats = voor_het_slot([punt.titel for punt in staan_er])
    nieuw = []
    for punt in punten:
        verder = Agendapunt(
            bijeenkomst=volgende,
            komt_van=punt,
            herkomst=Agendapunt.Herkomst.VORIGE,
            status=Agendapunt.Status.GEAGENDEERD if volgende else Agendapunt.Status.VOORSTEL,
            volgorde=len(staan_er) + 1 if volgende else None,
            nagezonden=bool(volgende and volgende.agenda_versie),
        )
        opslaan(verder, **{veld: getattr(punt, veld) for veld in GAAT_MEE})
        _neem_mee(punt, verder)
        nieuw.append(verder)
        if volgende:
            staan_er.append(verder)
            wijziging_noteren(
                volgende,
                f"{verder.titel} staat nieuw op de agenda.",
                door=door,
                agendapunt=verder,
            )
    if volgende and nieuw:
        vooraan, slot = staan_er[: plaats - 1], staan_er[plaats - 1 : len(staan_er) - len(nieuw)]
        nummeren([*vooraan, *nieuw, *slot])
    elif nieuw:
        # Nothing stands above it here; it is a part again when the secretaris says so.
        maak_zelfstandig([punt for punt in nieuw if punt.soort == Agendapunt.Soort.SUBPUNT])
    return nieuw


def _neem_mee(van: Agendapunt, naar: Agendapunt) -> None:
    """What hangs on it goes along; the old one keeps its own, as it was in the papers then."""
    naar.genodigden.set(van.genodigden.all())
    Stuk.objects.bulk_create(
        Stuk(
            agendapunt=naar,
            sleutel=uuid4(),
            bestand=stuk.bestand.name,
            **{veld: getattr(stuk, veld) for veld in STUK_GAAT_MEE},
        )
        for stuk in van.stukken.huidig().filter(status=Stuk.Status.KLAAR)
    )
    cijfers = list(van.cijfers.all())
    for cijfer in cijfers:
        cijfer.pk, cijfer.agendapunt = None, naar
    Agendacijfer.objects.bulk_create(cijfers)
    for notitie in Voorzittersnotitie.objects.filter(agendapunt=van):
        Voorzittersnotitie.objects.create(agendapunt=naar, tekst=notitie.tekst)
    van.themaplanning.update(
        agendapunt=naar,
        bijeenkomst=naar.bijeenkomst,
        status=Themaplanning.Status.VERSCHOVEN,
        verschoven=F("verschoven") + 1,
    )
    if naar.bijeenkomst:
        maand = timezone.localdate(naar.bijeenkomst.start).replace(day=1)
        naar.themaplanning.update(maand=maand)
