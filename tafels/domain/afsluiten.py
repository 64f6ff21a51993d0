"""What is not finished goes on: to the next meeting of the tafel, one by one or at the end."""

from collections.abc import Mapping

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Persoon
from tafels.models import Agendapunt, Bijeenkomst, Themaplanning
from tafels.rijen import (
    eis_open_agenda,
    laten_volgen,
    maak_zelfstandig,
    met_delen,
    nummeren,
    op_slot_met_volgende,
    opslaan,
    wijziging_noteren,
)

BEHANDELD, DOORSCHUIVEN, VERVALT = "behandeld", "doorschuiven", "vervalt"
KEUZES = (BEHANDELD, DOORSCHUIVEN, VERVALT)


@handeling
def agendapunt_doorschuiven(agendapunt: Agendapunt, *, door: Persoon) -> Agendapunt:
    """Take a subject off this agenda and put it, with its parts, on that of the next meeting."""
    if agendapunt.bijeenkomst_id is None:
        raise NietMogelijk("Dit agendapunt staat niet op een agenda.")
    bijeenkomst, volgende = op_slot_met_volgende(agendapunt.bijeenkomst_id)
    eis_open_agenda(bijeenkomst)
    if volgende is None:
        raise NietMogelijk("Deze tafel heeft nog geen volgende bijeenkomst. Plan die eerst.")
    punten = list(bijeenkomst.agendapunten.op_agenda())
    if agendapunt not in punten:
        raise NietMogelijk("Dit agendapunt staat niet meer op de agenda.")
    agendapunt = punten[punten.index(agendapunt)]
    if not agendapunt.is_onderwerp or agendapunt.komt_vanzelf_terug:
        raise NietMogelijk("Dit staat op elke agenda en gaat niet mee naar de volgende.")
    if agendapunt.besluiten.exists():
        raise NietMogelijk("Over dit agendapunt is al een besluit vastgelegd.")
    delen = met_delen(punten, agendapunt)[1:]
    blijven = [deel for deel in delen if deel.komt_vanzelf_terug or deel.besluiten.exists()]
    mee = [agendapunt, *(deel for deel in delen if deel not in blijven)]
    maak_zelfstandig(blijven)
    nieuw = laten_volgen(mee, volgende, door=door)
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
    bijeenkomst, volgende = op_slot_met_volgende(bijeenkomst.pk)
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
    laten_volgen(door_, volgende, door=door)
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
