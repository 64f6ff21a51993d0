"""The papers under an agendapunt: added, replaced, put in order, opened up, held and withdrawn."""

import hashlib
from collections.abc import Callable
from contextvars import ContextVar
from datetime import date, timedelta
from functools import wraps
from uuid import uuid4

from django.conf import settings
from django.core.files import File
from django.db import DataError, transaction
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Openbaarheid, Persoon
from tafels import toegang
from tafels.keuring import (
    Afgekeurd,
    bestandsnaam,
    burgerservicenummers,
    keuren,
    opgeschoond,
    titel_uit,
)
from tafels.models import NAAR_PARTNERS, VERSLAG_VAST, Agendapunt, Bijeenkomst, Stuk
from tafels.models.stukken import kluis
from tafels.rijen import eis_open_agenda, op_slot, opslaan, wijziging_noteren

# The same file at the same place within this time is one that was sent twice.
DUBBELE_KLIK = timedelta(seconds=30)
# From most to least open.
VAN_OPEN_NAAR_BESLOTEN = [waarde for waarde, _ in Openbaarheid.choices]
BSN_IN_NAAM = "In de naam staat een burgerservicenummer. Haal dat weg en voeg het stuk opnieuw toe."
BSN_IN_TITEL = "In de titel staat een burgerservicenummer. Kies een andere titel."
ONLEESBAAR = "Wij konden dit bestand niet lezen. Kijk zelf of er geen burgerservicenummer in staat."

# What was written to the storage since the act began; gone again when the act fails.
_geschreven: ContextVar[list[str] | None] = ContextVar("geschreven", default=None)


def _met_bestand(act: Callable) -> Callable:
    """Take the file away again when the transaction fails, even when that is at its very end."""

    @wraps(act)
    def wrapper(*args, **kwargs):
        vorige = _geschreven.set([])
        try:
            return act(*args, **kwargs)
        except BaseException:
            for naam in _geschreven.get():
                kluis().delete(naam)
            raise
        finally:
            _geschreven.reset(vorige)

    return wrapper


@_met_bestand
@handeling
def stuk_toevoegen(
    agendapunt: Agendapunt,
    *,
    bestand: File,
    titel: str = "",
    soort: str = Stuk.Soort.BIJLAGE,
    openbaarheid: str | None = None,
    reden_vertrouwelijk: str = "",
    vertrouwelijk_tot: date | None = None,
    woo_categorie: str = Stuk.Woo.VERGADERSTUK,
    door: Persoon,
) -> Stuk:
    """Put a paper under an agendapunt, as the last one, once we know that it is what it seems."""
    bewijs = _keur(bestand)
    agendapunt = _op_slot(agendapunt)
    # Whoever clicks twice asks once; the second waits for the lock above and finds the first here.
    zojuist = agendapunt.stukken.huidig().filter(
        sha256=bewijs["sha256"], toegevoegd_op__gt=timezone.now() - DUBBELE_KLIK
    )
    if eerste := zojuist.first():
        return eerste
    stuk = Stuk(agendapunt=agendapunt, opsteller=door)
    openbaarheid = _past_bij_agendapunt(
        agendapunt, openbaarheid or agendapunt.openbaarheid, reden_vertrouwelijk
    )
    titel = (titel or titel_uit(bestand.name))[:200]
    _eis_geen_bsn(titel, BSN_IN_TITEL)
    _bewaar(
        stuk,
        bestand,
        **bewijs,
        titel=titel,
        soort=soort,
        openbaarheid=openbaarheid,
        **_geheim(openbaarheid, reden_vertrouwelijk, vertrouwelijk_tot),
        woo_categorie=woo_categorie,
        volgorde=agendapunt.stukken.huidig().count() + 1,
        nagezonden=_is_verzonden(agendapunt),
    )
    return stuk


@_met_bestand
@handeling
def stuk_vervangen(stuk: Stuk, *, bestand: File, door: Persoon) -> Stuk:
    """Put a new version in the place of a paper; only the duo still reads the old one."""
    bewijs = _keur(bestand)
    agendapunt, stuk = _stuk_op_slot(stuk)
    if bewijs["sha256"] == stuk.sha256:
        raise NietMogelijk("Dit is hetzelfde bestand. Kies de nieuwe versie.")
    nieuw = Stuk(agendapunt=agendapunt, opsteller=door, vorige_versie=stuk)
    _bewaar(
        nieuw,
        bestand,
        **bewijs,
        versie=stuk.versie + 1,
        nagezonden=_is_verzonden(agendapunt),
        **{
            veld: getattr(stuk, veld)
            for veld in (
                "titel",
                "soort",
                "openbaarheid",
                "reden_vertrouwelijk",
                "vertrouwelijk_tot",
                "woo_categorie",
                "volgorde",
            )
        },
    )
    return nieuw


@handeling
def stuk_verplaatsen(stuk: Stuk, *, plaats: int, door: Persoon) -> Stuk:
    """Give a paper another place under its agendapunt; beyond the end is the end."""
    agendapunt, stuk = _stuk_op_slot(stuk)
    stukken = list(agendapunt.stukken.huidig().order_by("volgorde", "pk"))
    stukken.remove(stuk)
    stukken.insert(max(1, plaats) - 1, stuk)
    _nummeren(stukken)
    return stukken[stukken.index(stuk)]


@handeling
def stuk_beschrijven(
    stuk: Stuk,
    *,
    titel: str,
    soort: str,
    openbaarheid: str,
    woo_categorie: str,
    reden_vertrouwelijk: str = "",
    vertrouwelijk_tot: date | None = None,
    door: Persoon,
) -> Stuk:
    """Say otherwise what a paper is and who may read it; opening up is for secretaris or chair."""
    agendapunt = _op_slot(stuk.agendapunt, is_open=False)
    stuk = op_slot(Stuk, stuk.pk)
    _eis_huidig(stuk)
    bijeenkomst = agendapunt.bijeenkomst
    if bijeenkomst is not None and bijeenkomst.is_vastgesteld and titel != stuk.titel:
        raise NietMogelijk(VERSLAG_VAST)
    _eis_geen_bsn(titel, BSN_IN_TITEL)
    _past_bij_agendapunt(agendapunt, openbaarheid, reden_vertrouwelijk)
    if _is_opener(openbaarheid, stuk.openbaarheid) and not toegang.maakt_stuk_opener(door, stuk):
        raise NietMogelijk("Alleen de secretaris of de voorzitter maakt een stuk meer openbaar.")
    opslaan(
        stuk,
        titel=titel,
        soort=soort,
        openbaarheid=openbaarheid,
        woo_categorie=woo_categorie,
        **_geheim(openbaarheid, reden_vertrouwelijk, vertrouwelijk_tot),
    )
    return stuk


@handeling
def stuk_intrekken(stuk: Stuk, *, door: Persoon) -> Stuk:
    """Take a paper away from under its agendapunt; the file stays, for the duo."""
    agendapunt, stuk = _stuk_op_slot(stuk)
    was_te_lezen = stuk.status == Stuk.Status.KLAAR
    opslaan(stuk, vervallen_op=timezone.now())
    _nummeren(list(agendapunt.stukken.huidig().order_by("volgorde", "pk")))
    if was_te_lezen:
        _noteren(agendapunt, stuk, f"Ingetrokken: {stuk.titel}.", door)
    return stuk


@handeling
def stuk_nakijken(stuk: Stuk, *, tekst: str | None, door: Persoon | None) -> Stuk:
    """Write down what a paper says, and let members read it unless a BSN stands in it.

    `tekst` is None when the file could not be read: then a person has to look.
    """
    agendapunt = _op_slot(stuk.agendapunt, is_open=False)
    stuk = op_slot(Stuk, stuk.pk)
    if stuk.status != Stuk.Status.NIEUW:
        return stuk  # somebody else was first
    if nummers := burgerservicenummers(tekst or ""):
        opslaan(stuk, status=Stuk.Status.VASTGEHOUDEN, bezwaar=_bezwaar(nummers))
        _bewaar_tekst(stuk, tekst)
        return stuk
    opslaan(stuk, status=Stuk.Status.KLAAR, bezwaar=ONLEESBAAR if tekst is None else "")
    _bewaar_tekst(stuk, tekst or "")
    _is_te_lezen(agendapunt, stuk)
    return stuk


@handeling
def stuk_vasthouden(stuk: Stuk, *, bezwaar: str, door: Persoon) -> Stuk:
    """Keep a paper from the members for now, and say why."""
    _, stuk = _stuk_op_slot(stuk)
    if stuk.status != Stuk.Status.KLAAR:
        raise NietMogelijk("Dit stuk staat nog niet klaar voor de leden.")
    opslaan(stuk, status=Stuk.Status.VASTGEHOUDEN, bezwaar=bezwaar)
    return stuk


@handeling
def stuk_vrijgeven(stuk: Stuk, *, reden: str, door: Persoon) -> Stuk:
    """Let members read a paper that was held back, and say why that is right."""
    agendapunt = _op_slot(stuk.agendapunt, is_open=False)
    stuk = op_slot(Stuk, stuk.pk)
    _eis_huidig(stuk)
    if stuk.status != Stuk.Status.VASTGEHOUDEN:
        raise NietMogelijk("Dit stuk wordt niet (meer) vastgehouden.")
    _eis_geen_bsn(reden, "In de reden staat een burgerservicenummer. Schrijf het anders op.")
    opslaan(stuk, status=Stuk.Status.KLAAR, bezwaar=f"Vrijgegeven: {reden}"[:300])
    _is_te_lezen(agendapunt, stuk)
    return stuk


# --- what the acts share -------------------------------------------------------------------------


def _keur(bestand: File) -> dict:
    """What we know of this file by looking inside; refuse what we do not take."""
    naam = bestandsnaam(bestand.name or "")
    _eis_geen_bsn(naam.replace("_", " "), BSN_IN_NAAM)
    try:
        keuring = keuren(
            bestand.file if isinstance(bestand, File) else bestand,
            naam,
            max_bytes=settings.STUK_MAX_BYTES,
            max_bladzijden=settings.STUK_MAX_BLADZIJDEN,
        )
    except Afgekeurd as nee:
        raise NietMogelijk(str(nee)) from None
    som = hashlib.sha256()
    for brok in bestand.chunks():
        som.update(brok)
    return {
        "bestandsnaam": bestandsnaam(naam, keuring.uitgang),
        "mimetype": keuring.mimetype,
        "grootte": bestand.size,
        "sha256": som.hexdigest(),
        "bladzijden": keuring.bladzijden,
        "is_toegankelijk": keuring.is_toegankelijk,
    }


def _eis_geen_bsn(tekst: str, zin: str) -> None:
    if burgerservicenummers(tekst):
        raise NietMogelijk(zin)


def _bezwaar(nummers: list[str]) -> str:
    """Where to look, without repeating the number itself."""
    eind = ", ".join(nummer[-3:] for nummer in nummers[:5])
    if len(nummers) == 1:
        return f"Er staat een getal in dat een burgerservicenummer kan zijn. Het eindigt op {eind}."
    return (
        f"Er staan {len(nummers)} getallen in die een burgerservicenummer kunnen zijn. "
        f"Zij eindigen op {eind}."
    )


def _op_slot(agendapunt: Agendapunt, *, is_open: bool = True) -> Agendapunt:
    """Lock the meeting, or what is on no agenda yet; then give the agendapunt as it stands now."""
    if agendapunt.bijeenkomst_id is None:
        agendapunt = op_slot(Agendapunt, agendapunt.pk)
    else:
        bijeenkomst = op_slot(Bijeenkomst, agendapunt.bijeenkomst_id)
        if is_open:
            eis_open_agenda(bijeenkomst)
        agendapunt = Agendapunt.objects.get(pk=agendapunt.pk)
        agendapunt.bijeenkomst = bijeenkomst
    if is_open and agendapunt.status == Agendapunt.Status.VERVALLEN:
        raise NietMogelijk("Dit onderwerp staat niet meer op de agenda.")
    return agendapunt


def _stuk_op_slot(stuk: Stuk) -> tuple[Agendapunt, Stuk]:
    agendapunt = _op_slot(stuk.agendapunt)
    stuk = op_slot(Stuk, stuk.pk)
    _eis_huidig(stuk)
    return agendapunt, stuk


def _eis_huidig(stuk: Stuk) -> None:
    if stuk.vervallen_op is not None:
        raise NietMogelijk("Dit stuk is ingetrokken.")
    if Stuk.objects.filter(vorige_versie=stuk).exists():
        raise NietMogelijk("Van dit stuk is er een nieuwe versie.")


def _is_opener(nieuw: str, oud: str) -> bool:
    return VAN_OPEN_NAAR_BESLOTEN.index(nieuw) < VAN_OPEN_NAAR_BESLOTEN.index(oud)


def _past_bij_agendapunt(agendapunt: Agendapunt, openbaarheid: str, reden: str) -> str:
    """Refuse what cannot be: more open than its agendapunt, or secret without a table or reason."""
    if _is_opener(openbaarheid, agendapunt.openbaarheid):
        raise NietMogelijk("Een stuk is nooit meer openbaar dan het onderwerp waar het bij hoort.")
    if agendapunt.tafel_id is None and openbaarheid not in NAAR_PARTNERS:
        raise NietMogelijk("Op een bijeenkomst van de hele regio is niets besloten.")
    return openbaarheid


def _geheim(openbaarheid: str, reden: str, tot: date | None) -> dict:
    """Why and until when, only of what is confidential."""
    is_geheim = openbaarheid == Openbaarheid.VERTROUWELIJK
    return {
        "reden_vertrouwelijk": reden.strip() if is_geheim else "",
        "vertrouwelijk_tot": tot if is_geheim else None,
    }


def _is_verzonden(agendapunt: Agendapunt) -> bool:
    return agendapunt.bijeenkomst is not None and agendapunt.bijeenkomst.agenda_versie > 0


def _bewaar(stuk: Stuk, bestand: File, **waarden) -> None:
    """Write the row and its file, under a name that nobody chose."""
    stuk.sleutel = uuid4()
    stuk.bestand = File(bestand, name=str(stuk.sleutel))
    _geschreven.get().append(f"stuk/{stuk.sleutel}")
    opslaan(stuk, **waarden)


def _bewaar_tekst(stuk: Stuk, tekst: str) -> None:
    """Keep the text for searching; a text of which PostgreSQL makes no index is not kept."""
    try:
        with transaction.atomic():
            opslaan(stuk, tekst=opgeschoond(tekst))
    except DataError:
        opslaan(stuk, tekst="")


def _is_te_lezen(agendapunt: Agendapunt, stuk: Stuk) -> None:
    """Members hear of a paper that came after the agenda once they can open it."""
    if stuk.nagezonden and stuk.is_huidig:
        wat = "Nieuwe versie" if stuk.vorige_versie_id else "Nagezonden"
        _noteren(agendapunt, stuk, f"{wat}: {stuk.titel}.", stuk.opsteller)


def _noteren(agendapunt: Agendapunt, stuk: Stuk, tekst: str, door: Persoon) -> None:
    """Tell whoever may see the agendapunt and may read this paper."""
    if agendapunt.bijeenkomst is not None:
        wijziging_noteren(
            agendapunt.bijeenkomst,
            f"{agendapunt.titel}. {tekst}",
            door=door,
            agendapunt=agendapunt,
            stuk=stuk,
        )


def _nummeren(stukken: list[Stuk]) -> None:
    """Number the papers 1 to n; only what got another place is written."""
    gewijzigd = []
    for nummer, stuk in enumerate(stukken, start=1):
        if stuk.volgorde != nummer:
            stuk.volgorde = nummer
            gewijzigd.append(stuk)
    Stuk.objects.bulk_update(gewijzigd, ["volgorde"])
