"""What each organisation has at stake, written down before and during the conversation."""

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Organisatie, Persoon, Regio
from tafels.models import (
    BELANGEN_NOG_NIET,
    Agendapunt,
    Belang,
    Bijeenkomst,
    organisaties_aan_tafel,
)
from tafels.rijen import eis_open_verslag, ongewijzigd, op_slot, opslaan
from tafels.toegang import beschrijft_belang, beschrijft_elk_belang


@handeling
def belang_beschrijven(
    agendapunt: Agendapunt,
    *,
    organisatie: Organisatie,
    helpt: str = "",
    knelt: str = "",
    hoe_helpen: str = "",
    regiorol: str = "",
    versie: int = 0,
    door: Persoon,
) -> Belang:
    """Write what an organisation has at stake, or write it otherwise; 0 is not written before."""
    if Regio.objects.get().belangen_bespreken == Regio.Belangen.NOG_NIET:
        raise NietMogelijk(BELANGEN_NOG_NIET)
    if agendapunt.bijeenkomst_id is None:
        raise NietMogelijk("Dit agendapunt staat niet op een agenda.")
    bijeenkomst = op_slot(Bijeenkomst, agendapunt.bijeenkomst_id)
    eis_open_verslag(bijeenkomst)
    agendapunt = Agendapunt.objects.select_related("bijeenkomst").get(pk=agendapunt.pk)
    if not beschrijft_belang(door, agendapunt):
        raise NietMogelijk("Bij dit agendapunt beschrijft u nu geen belangen.")
    if beschrijft_elk_belang(door, agendapunt):
        aan_tafel = organisaties_aan_tafel(agendapunt).filter(pk=organisatie.pk)
        eerder = agendapunt.belangen.filter(organisatie=organisatie)
        if not aan_tafel.exists() and not eerder.exists():
            raise NietMogelijk("Kies een organisatie die aan deze tafel zit.")
    elif organisatie.pk != door.organisatie_id:
        raise NietMogelijk("U beschrijft de belangen van uw eigen organisatie.")
    teksten = {"helpt": helpt, "knelt": knelt, "hoe_helpen": hoe_helpen, "regiorol": regiorol}
    teksten = {veld: tekst.strip() for veld, tekst in teksten.items()}
    # Who writes here locks the bijeenkomst first, so nobody changes this row meanwhile.
    belang = agendapunt.belangen.filter(organisatie=organisatie).first()
    belang = belang or Belang(agendapunt=agendapunt, organisatie=organisatie, versie=0)
    if belang.pk and teksten == {veld: getattr(belang, veld) for veld in teksten}:
        return belang
    ongewijzigd(belang, versie)
    opslaan(belang, **teksten, gewijzigd_door=door, versie=versie + 1)
    return belang
