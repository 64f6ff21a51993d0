"""How an act takes a row, writes it, and says no: what every act at a tafel needs."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F
from django.utils import timezone

from regio.exceptions import NietMogelijk, Verouderd
from regio.models import Openbaarheid, Persoon
from tafels.mailmoment import SAMEN, mailmoment
from tafels.models import (
    VERSLAG_VAST,
    Agendacijfer,
    Agendapunt,
    Agendawijziging,
    Belang,
    Bijeenkomst,
    Melding,
    Stuk,
    Terugtrekking,
    Themaplanning,
    Vastpunt,
    Voorzittersnotitie,
)
from tafels.volgorde import blok, staat_los, voor_het_slot

# What an agendapunt takes over from the template.
VAN_VASTPUNT = ("soort", "titel", "behandeling", "minuten", "blok")


def op_slot(model: type[models.Model], pk: int):
    """Take a row for ourselves until the end of the act, as it stands now."""
    # Without the key: what others write that refers to this row does not have to wait.
    return model.objects.select_for_update(no_key=True).get(pk=pk)


def opslaan(rij: models.Model, **waarden) -> None:
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


def ongewijzigd(rij, versie: int) -> None:
    """Refuse to write over what somebody else changed after this form was opened."""
    if rij.versie != versie:
        raise Verouderd(rij)


def eis_open_verslag(bijeenkomst: Bijeenkomst) -> None:
    if bijeenkomst.is_vastgesteld:
        raise NietMogelijk(VERSLAG_VAST)
    if bijeenkomst.status == Bijeenkomst.Status.GEANNULEERD:
        raise NietMogelijk("Deze bijeenkomst gaat niet door.")


def eis_open_agenda(bijeenkomst: Bijeenkomst) -> None:
    eis_open_verslag(bijeenkomst)
    if not bijeenkomst.agenda_is_open:
        raise NietMogelijk("De bijeenkomst is afgesloten. De agenda verandert niet meer.")


def met_delen(punten: list[Agendapunt], agendapunt: Agendapunt) -> list[Agendapunt]:
    """An agendapunt of this agenda, and its parts."""
    return punten[blok([punt.soort for punt in punten], punten.index(agendapunt))]


def maak_zelfstandig(delen: list[Agendapunt]) -> None:
    """Let each of these parts be a subject by itself."""
    for deel in delen:
        deel.soort = Agendapunt.Soort.PUNT
        deel.versie += 1
    Agendapunt.objects.bulk_update(delen, ["soort", "versie"])


def nummeren(punten: list[Agendapunt]) -> None:
    """Number the agenda 1 to n; only what got another place is written."""
    soorten = [punt.soort for punt in punten]
    maak_zelfstandig([punt for plek, punt in enumerate(punten) if staat_los(soorten, plek)])
    gewijzigd = []
    for nummer, punt in enumerate(punten, start=1):
        if punt.volgorde != nummer:
            punt.volgorde = nummer
            gewijzigd.append(punt)
    Agendapunt.objects.bulk_update(gewijzigd, ["volgorde"])


def wijziging_noteren(
    bijeenkomst: Bijeenkomst,
    tekst: str,
    *,
    door: Persoon,
    agendapunt: Agendapunt | None = None,
    stuk: Stuk | None = None,
) -> None:
    """Remember a change to an agenda that was sent, and see to it that everybody hears of it.

    Every act calls this that changes what members have received; before the agenda is sent, and
    after the meeting, nothing happens. With `agendapunt` only who may see that one is told, with
    `stuk` only who may read what is that besloten and did not withdraw from its agendapunt.
    Lock order: the bijeenkomst before whatever stands on it.
    """
    # As it stands now: what the caller holds may be from before the agenda was sent.
    vast = op_slot(Bijeenkomst, bijeenkomst.pk)
    nu = timezone.now()
    is_verzonden = vast.status == Bijeenkomst.Status.VERZONDEN and vast.agenda_versie > 0
    if not is_verzonden or vast.start <= nu:
        return
    begin = vast.wijzigingen.filter(versie=vast.agenda_versie).aggregate(op=models.Min("op"))["op"]
    if begin is None or begin < nu - SAMEN:
        vast.agenda_versie += 1
        vast.save(update_fields=["agenda_versie"])
    bijeenkomst.agenda_versie = vast.agenda_versie
    openbaarheid = stuk.openbaarheid if stuk else Openbaarheid.OPENBAAR
    if agendapunt is not None:
        # As besloten as it is now, also when the agendapunt gets another title and is opened.
        strenger = [*Openbaarheid]
        openbaarheid = max(openbaarheid, agendapunt.openbaarheid, key=strenger.index)
    Agendawijziging.objects.create(
        bijeenkomst=vast,
        agendapunt=agendapunt,
        stuk=stuk,
        tekst=tekst[:300],
        openbaarheid=openbaarheid,
        versie=vast.agenda_versie,
        door=door,
    )
    meldingen_klaarzetten(vast, Melding.Soort.GEWIJZIGD, na=nu + SAMEN)


def meldingen_klaarzetten(bijeenkomst: Bijeenkomst, soort: str, *, na: datetime) -> int:
    """Put a mail in the queue for everybody who is to hear this; one that waits already stays."""
    ontvangers = bijeenkomst.ontvangers().exclude(mailvoorkeur=Persoon.Mailvoorkeur.NIET)
    is_afgelast = soort == Melding.Soort.AFGELAST
    meldingen = [
        Melding(
            bijeenkomst=bijeenkomst,
            persoon_id=pk,
            soort=soort,
            na=mailmoment(wens, na, begin=bijeenkomst.start, is_afgelast=is_afgelast),
        )
        for pk, wens in ontvangers.order_by().values_list("pk", "mailvoorkeur")
    ]
    Melding.objects.bulk_create(meldingen, ignore_conflicts=True)
    return len(meldingen)


def meldingen_vervroegen(bijeenkomst: Bijeenkomst) -> None:
    """Let mail that waits for its reader go sooner, when the meeting itself now comes sooner.

    What a worker has in hand goes now anyway.
    """
    na = timezone.now() + SAMEN
    wachtend = bijeenkomst.meldingen.gewacht().filter(na__gt=na).select_related("persoon")
    vroeger = []
    for melding in wachtend.select_for_update(skip_locked=True, of=("self",)):
        moment = mailmoment(melding.persoon.mailvoorkeur, na, begin=bijeenkomst.start)
        if moment < melding.na:
            melding.na = moment
            vroeger.append(melding)
    Melding.objects.bulk_update(vroeger, ["na"])


def vaste_punten_zetten(bijeenkomsten: Collection[Bijeenkomst], *, door: Persoon) -> int:
    """Put on these agendas what is in the template of their tafel and not on them yet.

    What people put there stays as it is, in its order. Give the number of new agendapunten.
    """
    tafels = {b.tafel_id for b in bijeenkomsten}
    vast = list(Vastpunt.objects.filter(tafel__in=tafels).order_by("volgorde"))
    staan_er = list(Agendapunt.objects.filter(bijeenkomst__in=bijeenkomsten).op_agenda())
    nieuw, verzet = [], []
    for b in bijeenkomsten:
        agenda = [punt for punt in staan_er if punt.bijeenkomst_id == b.pk]
        sjabloon = [punt for punt in vast if punt.tafel_id == b.tafel_id]
        for plaats, punt in enumerate(aangevuld(agenda, sjabloon), start=1):
            if isinstance(punt, Vastpunt):
                nieuw.append(
                    Agendapunt(
                        bijeenkomst=b,
                        tafel_id=b.tafel_id,
                        volgorde=plaats,
                        indiener=door,
                        **{veld: getattr(punt, veld) for veld in VAN_VASTPUNT},
                    )
                )
            elif punt.volgorde != plaats:
                punt.volgorde = plaats
                verzet.append(punt)
    # The places are checked when all of this is written.
    Agendapunt.objects.bulk_update(verzet, ["volgorde"])
    Agendapunt.objects.bulk_create(nieuw)
    return len(nieuw)


def aangevuld(
    agenda: Sequence[Agendapunt], sjabloon: Sequence[Vastpunt]
) -> list[Agendapunt | Vastpunt]:
    """This agenda with what misses from the template: behind what comes before it there."""
    over, staat_er = list(agenda), {}
    for vast in sjabloon:
        if (punt := next((p for p in over if _is_zelfde(p, vast)), None)) is not None:
            staat_er[vast.pk] = punt
            over.remove(punt)
    regels: list[Agendapunt | Vastpunt] = list(agenda)
    plek = 0
    for nummer, vast in enumerate(sjabloon, start=1):
        if (punt := staat_er.get(vast.pk)) is not None:
            plek = max(plek, regels.index(punt) + 1)
            continue
        while plek < len(regels) and regels[plek].soort == Agendapunt.Soort.SUBPUNT:
            plek += 1
        if nummer == len(sjabloon) > 1:
            plek = len(regels)  # what is last in the template closes the meeting
        regels.insert(plek, vast)
        plek += 1
    return regels


def _is_zelfde(punt: Agendapunt, vast: Vastpunt) -> bool:
    """Does this stand there already: the same block that fills itself, or the same title?"""
    if vast.blok and punt.blok == vast.blok:
        return True
    titels = punt.titel.strip().casefold(), vast.titel.strip().casefold()
    return punt.soort == vast.soort and titels[0] == titels[1]


# --- what goes on at a later meeting --------------------------------------------------------------

# What goes along to a later meeting; not the fixed time, the place and what came of it.
GAAT_MEE = (
    "tafel",
    "soort",
    "titel",
    "behandeling",
    "bob",
    "minuten",
    "blok",
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


def op_slot_met_volgende(pk: int) -> tuple[Bijeenkomst, Bijeenkomst | None]:
    """Lock a meeting and the next one of its tafel, always the earlier one first."""
    volgende = Bijeenkomst.objects.volgend_op(Bijeenkomst.objects.get(pk=pk)).first()
    pks = [pk, *([volgende.pk] if volgende else [])]
    rijen = Bijeenkomst.objects.select_for_update(no_key=True).filter(pk__in=pks)
    vast = {rij.pk: rij for rij in rijen.order_by("start", "pk")}
    if volgende and not Bijeenkomst.objects.volgend_op(vast[pk]).filter(pk=volgende.pk).exists():
        raise NietMogelijk("De volgende bijeenkomst is net veranderd. Probeer het nog eens.")
    return vast[pk], volgende and vast[volgende.pk]


def laten_volgen(
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


def terugtrekkingen_meenemen(van: Agendapunt, naar: Agendapunt) -> None:
    """Who withdrew from a subject takes no part in it at a later meeting either."""
    Terugtrekking.objects.bulk_create(
        Terugtrekking(agendapunt=naar, **rij)
        for rij in van.terugtrekkingen.values("persoon_id", "reden", "op", "door_id")
    )


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
    terugtrekkingen_meenemen(van, naar)
    cijfers = list(van.cijfers.all())
    for cijfer in cijfers:
        cijfer.pk, cijfer.agendapunt = None, naar
    Agendacijfer.objects.bulk_create(cijfers)
    belangen = list(van.belangen.all())
    for belang in belangen:
        belang.pk, belang.agendapunt = None, naar
    Belang.objects.bulk_create(belangen)
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
