"""Publishing an agenda: what stands in the way, who gets what, and afterwards who read what."""

from collections.abc import Iterable
from typing import NamedTuple

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db import transaction
from django.db.models import OuterRef, Value
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from regio.models import Organisatie, Persoon, Regio, Rol
from regio.models.partners import Zetel
from regio.templatetags.regio import minuten
from regio.toegang import vereist
from tafels import domain, mail, toegang
from tafels.forms.publiceren import AfzeggenForm, WijzigingForm
from tafels.looptijd import looptijd
from tafels.mailmoment import mailmoment
from tafels.models import (
    LEEST_VERTROUWELIJK,
    NAAR_PARTNERS,
    Agendapunt,
    Bijeenkomst,
    Lidmaatschap,
    Melding,
    Stuk,
    Stukinzage,
    Tafel,
    Terugtrekking,
)
from tafels.tasks import meldingen_versturen
from tafels.views.bijeenkomsten import kruimels
from tafels.views.formulier import formulier, get_or_post

BINNEN, BUITEN = Organisatie.Kring.BINNEN, Organisatie.Kring.BUITEN


class Lezer(NamedTuple):
    """A kind of reader: everybody of one kind gets the same mail."""

    code: str
    naam: str
    krijgt: str
    rol: str | None = None
    kring: str = BINNEN

    def persoon(self, tafel: int | None) -> Persoon:
        """Somebody of this kind, with the seat that makes them so."""
        persoon = Persoon(pk=0, naam="(naam)", email="naam@voorbeeld.example")
        persoon.zetels = (Zetel(tafel, self.rol, self.kring),) if tafel and self.rol else ()
        return persoon


LID = Lezer("lid", "Binnenkring", "De hele agenda", Rol.LID)
TOEHOORDER = Lezer(
    "toehoorder", "Adviseur of toehoorder", "Alles wat niet vertrouwelijk is", Rol.TOEHOORDER
)
BUITENKRING = Lezer("buitenkring", "Buitenkring", "Wat open is voor partners", Rol.LID, BUITEN)
GAST = Lezer("gast", "Gast", "Wat open is voor partners")
PARTNER = Lezer("partner", "Iedereen in het portaal", "De hele agenda")


SOORTEN = [LID, TOEHOORDER, BUITENKRING, GAST]


class Ontvanger(NamedTuple):
    """Somebody who hears of the meeting, and how."""

    persoon: Persoon
    rol: str
    lezer: Lezer
    mail: str
    bij: str = ""
    punten: tuple[int, ...] = ()


def _wanneer_mail(persoon: Persoon, bijeenkomst: Bijeenkomst) -> str:
    """When mail about this meeting goes to this person, if it were sent now."""
    if persoon.mailvoorkeur == Persoon.Mailvoorkeur.NIET:
        return "Geen mail"
    nu = timezone.now()
    moment = mailmoment(persoon.mailvoorkeur, nu, begin=bijeenkomst.start)
    if moment == nu:
        return "Meteen"
    dagpost = mailmoment(Persoon.Mailvoorkeur.DAGELIJKS, nu)
    return "Om 7.00 uur" if moment == dagpost else "Maandag 7.00 uur"


def _lezer(zetel: Lidmaatschap) -> Lezer:
    if zetel.kring == BUITEN:
        return BUITENKRING
    return LID if zetel.rol in LEEST_VERTROUWELIJK else TOEHOORDER


def _ontvangers(bijeenkomst: Bijeenkomst) -> tuple[list[Ontvanger], list[str]]:
    """Who gets mail, by name; and who is a guest at something besloten, and so does not."""
    zetels = Lidmaatschap.objects.actueel().filter(
        tafel=bijeenkomst.tafel_id, persoon__is_active=True
    )
    leden = [
        Ontvanger(
            zetel.persoon,
            zetel.get_rol_display(),
            _lezer(zetel),
            _wanneer_mail(zetel.persoon, bijeenkomst),
        )
        for zetel in zetels.voor_overzicht()
    ]
    binnen = {o.persoon.pk for o in leden}
    gasten, buiten_mail = {}, set()
    genodigden = Agendapunt.genodigden.through.objects.filter(
        agendapunt__bijeenkomst=bijeenkomst,
        agendapunt__volgorde__isnull=False,
        persoon__is_active=True,
    ).select_related("persoon__organisatie", "agendapunt")
    for genodigd in genodigden.order_by("agendapunt__volgorde", "persoon__naam"):
        if genodigd.persoon_id in binnen:
            continue
        if genodigd.agendapunt.openbaarheid in NAAR_PARTNERS:
            gasten.setdefault(genodigd.persoon, []).append(genodigd.agendapunt)
        else:
            buiten_mail.add(genodigd.persoon)
    leden += [
        Ontvanger(
            persoon,
            "Gast",
            GAST,
            _wanneer_mail(persoon, bijeenkomst),
            bij=", ".join(punt.titel for punt in punten),
            punten=tuple(punt.pk for punt in punten),
        )
        for persoon, punten in gasten.items()
    ]
    return leden, sorted(p.naam for p in buiten_mail - set(gasten))


def _waarschuwingen(
    bijeenkomst: Bijeenkomst,
    punten: list[Agendapunt],
    regio: Regio,
    voorzitter: Persoon | None,
    zonder_mail: list[str],
) -> list[str]:
    """What somebody should know before sending; it does not stand in the way."""
    zinnen = []
    te_lang = looptijd(
        bijeenkomst.start,
        bijeenkomst.einde,
        [punt.minuten for punt in punten],
        [punt.vast_begin for punt in punten],
    ).te_lang
    if te_lang:
        zinnen.append(f"De agenda is {minuten(te_lang)} te lang.")
    dagen = (timezone.localdate(bijeenkomst.start) - timezone.localdate()).days
    if dagen < regio.stukken_dagen_vooraf:
        zinnen.append(
            f"Over {max(0, dagen)} {'dag' if dagen == 1 else 'dagen'} is de bijeenkomst. "
            f"Afgesproken is dat stukken {regio.stukken_dagen_vooraf} dagen vooraf klaar zijn."
        )
    tafel = bijeenkomst.tafel
    is_bestuurstafel = tafel and tafel.soort == Tafel.Soort.BESTUURSTAFEL
    if is_bestuurstafel and bijeenkomst.voorbesproken_met_klankbord_op is None:
        zinnen.append("De klankbordgroep heeft deze agenda nog niet voorbesproken.")
    if tafel and voorzitter is None:
        zinnen.append("Deze tafel heeft nu geen voorzitter. Niemand stelt de agenda vast.")
    zinnen += [
        f"{naam} is te gast bij een besloten onderwerp en krijgt daarover geen mail."
        for naam in zonder_mail
    ]
    return zinnen


def _gewijzigd_na_vaststellen(bijeenkomst: Bijeenkomst) -> list[str]:
    """The titles that changed on the agenda after the voorzitter adopted it."""
    vast = bijeenkomst.pgh_event_model.objects.filter(
        pgh_obj=bijeenkomst, pgh_context__metadata__handeling="agenda_vaststellen"
    )
    moment = vast.order_by("-pgh_created_at").values("pgh_created_at")[:1]
    titels = Agendapunt.pgh_event_model.objects.filter(
        bijeenkomst=bijeenkomst, pgh_created_at__gt=moment
    )
    return list(titels.order_by("titel").values_list("titel", flat=True).distinct())


def _voorbeeld(bijeenkomst: Bijeenkomst, lezer: Lezer, secretaris: mail.Mens) -> tuple[str, str]:
    """The subject and the text of the mail that this kind of reader gets."""
    persoon = lezer.persoon(bijeenkomst.tafel_id)
    nieuws = mail.nieuws(
        bijeenkomst,
        persoon,
        Melding.Soort.AGENDA,
        alles=toegang.leest_alles(persoon, bijeenkomst),
        secretaris=secretaris,
    )
    brief = mail.brief(persoon, [nieuws], kenmerk="voorbeeld", nu=timezone.now())
    return brief.subject, brief.body


class Gelezen(NamedTuple):
    """A paper, and which of the members who may read it opened it."""

    stuk: Stuk
    gelezen: list[str]
    niet: list[str]

    @property
    def aantal(self) -> int:
        return len(self.gelezen) + len(self.niet)


def _wie_las_wat(bijeenkomst: Bijeenkomst, persoon: Persoon, leden: Iterable[Ontvanger]):
    """Per paper how many of the members who may read it did so (R-186)."""
    leden = [o for o in leden if o.lezer is not GAST]
    van_vergadering = Stuk.objects.huidig().filter(
        agendapunt__bijeenkomst=bijeenkomst, agendapunt__volgorde__isnull=False
    )
    teruggetrokken = Terugtrekking.objects.filter(agendapunt=OuterRef("agendapunt"))
    stukken = list(
        van_vergadering.zichtbaar_voor(persoon)
        .voor_lijst()
        .annotate(teruggetrokken=ArraySubquery(teruggetrokken.values("persoon")))
    )
    if not stukken:
        return []
    vragen = [
        van_vergadering.zichtbaar_voor(lezer.persoon(bijeenkomst.tafel_id))
        .order_by()
        .values_list("pk", Value(lezer.code))
        for lezer in (LID, TOEHOORDER, BUITENKRING)
    ]
    mag = set(vragen[0].union(*vragen[1:]).order_by())
    inzages = Stukinzage.objects.filter(stuk__in=[stuk.pk for stuk in stukken]).order_by()
    geopend = set(inzages.values_list("stuk", "persoon").distinct())
    return [
        Gelezen(
            stuk,
            [o.persoon.naam for o in lezers if (stuk.pk, o.persoon.pk) in geopend],
            [o.persoon.naam for o in lezers if (stuk.pk, o.persoon.pk) not in geopend],
        )
        for stuk in stukken
        for lezers in [
            [
                o
                for o in leden
                if (stuk.pk, o.lezer.code) in mag and o.persoon.pk not in stuk.teruggetrokken
            ]
        ]
    ]


def _mens(ontvangers: Iterable[Ontvanger], rol: Rol) -> Persoon | None:
    return next((o.persoon for o in ontvangers if o.rol == rol.label), None)


def publiceren_context(request, bijeenkomst: Bijeenkomst) -> dict:
    context = {
        "bijeenkomst": bijeenkomst,
        "kruimels": kruimels(bijeenkomst, ("Verzenden", "")),
        "is_regiobreed": bijeenkomst.tafel_id is None,
    }
    if bijeenkomst.tafel_id is None:
        ontvangers, zonder_mail = [], []
        context["aantal"] = bijeenkomst.ontvangers().count()
    else:
        ontvangers, zonder_mail = _ontvangers(bijeenkomst)
        context["aantal"] = len(ontvangers)
    context["ontvangers"] = ontvangers
    if not bijeenkomst.is_in_voorbereiding:
        wachtend = list(bijeenkomst.meldingen.filter(verstuurd_op=None).select_related("persoon"))
        return context | {
            "wijzigingen": bijeenkomst.wijzigingen.zichtbaar_voor(request.user).order_by("-op"),
            "gelezen": _wie_las_wat(bijeenkomst, request.user, ontvangers),
            "onderweg": sum(m.soort == Melding.Soort.AGENDA and not m.is_mislukt for m in wachtend),
            "mislukt": [melding for melding in wachtend if melding.is_mislukt],
        }
    regio = Regio.objects.get()
    voorzitter = _mens(ontvangers, Rol.VOORZITTER)
    secretaris = _mens(ontvangers, Rol.SECRETARIS)
    soorten = [PARTNER] if bijeenkomst.tafel_id is None else []
    soorten += sorted({o.lezer for o in ontvangers}, key=SOORTEN.index)
    gekozen = next((s for s in soorten if s.code == request.GET.get("lezer")), None)
    gekozen = gekozen or (soorten[0] if soorten else LID)
    onderwerp, tekst = _voorbeeld(
        bijeenkomst,
        gekozen,
        mail.Mens(secretaris.naam, secretaris.email)
        if secretaris
        else mail.Mens("Regioportaal", ""),
    )
    is_vastgesteld = bijeenkomst.vastgesteld_door_id is not None
    punten = list(bijeenkomst.agendapunten.op_agenda())
    al_gast = {(punt, o.persoon.pk) for o in ontvangers for punt in o.punten}
    return context | {
        "regio": regio,
        "beletsels": bijeenkomst.beletsels(request.user),
        "waarschuwingen": _waarschuwingen(bijeenkomst, punten, regio, voorzitter, zonder_mail),
        "voorzitter": voorzitter,
        "vastgesteld_door": bijeenkomst.vastgesteld_door if is_vastgesteld else None,
        "gewijzigd": _gewijzigd_na_vaststellen(bijeenkomst) if is_vastgesteld else [],
        "nieuwe_gasten": [
            gast
            for gast in bijeenkomst.uit_te_nodigen(punten)
            if (gast.agendapunt, gast.persoon) not in al_gast
        ],
        "soorten": soorten,
        "gekozen": gekozen,
        "onderwerp": onderwerp,
        "tekst": tekst,
    }


@require_GET
@vereist(toegang.volgt_verzending, Bijeenkomst, met="voor_publiceren")
def publiceren(request, bijeenkomst):
    """Before: what stands in the way and who gets what. After: what changed and who read what."""
    context = publiceren_context(request, bijeenkomst) | {"form": WijzigingForm()}
    return render(request, "tafels/publiceren.html", context)


def _begin_met_versturen() -> None:
    """Ask the queue to begin at once; the clock finds the mail when the queue does not hear."""
    transaction.on_commit(lambda: meldingen_versturen.apply_async(retry=False), robust=True)


@require_POST
@vereist(toegang.stelt_agenda_vast, Bijeenkomst)
def agenda_vaststellen(request, bijeenkomst):
    """Adopt the agenda, as voorzitter."""
    domain.agenda_vaststellen(bijeenkomst, door=request.user)
    messages.success(request, "De agenda is vastgesteld. De secretaris kan hem nu verzenden.")
    return redirect("tafels:publiceren", pk=bijeenkomst.pk)


@require_POST
@vereist(toegang.verzendt_agenda, Bijeenkomst)
def agenda_verzenden(request, bijeenkomst):
    """Send the agenda to everybody at the same moment."""
    domain.agenda_verzenden(bijeenkomst, door=request.user)
    _begin_met_versturen()
    messages.success(request, "De agenda is verzonden. De mail gaat nu weg.")
    return redirect("tafels:publiceren", pk=bijeenkomst.pk)


@require_POST
@vereist(toegang.meldt_wijziging, Bijeenkomst)
def wijziging_melden(request, bijeenkomst):
    """Say in one line what is different from the agenda that was sent."""
    form = WijzigingForm(request.POST)
    if not form.is_valid():
        context = publiceren_context(request, bijeenkomst) | {"form": form}
        return render(request, "tafels/publiceren.html", context, status=422)
    domain.wijziging_melden(bijeenkomst, **form.cleaned_data, door=request.user)
    messages.success(request, "De wijziging is gemeld. Over tien minuten gaat de mail weg.")
    return redirect("tafels:publiceren", pk=bijeenkomst.pk)


@get_or_post
@vereist(toegang.zegt_af, Bijeenkomst)
def bijeenkomst_annuleren(request, bijeenkomst):
    """Call a meeting off, with the reason."""

    def doe(data):
        domain.bijeenkomst_annuleren(bijeenkomst, **data, door=request.user)
        _begin_met_versturen()
        return bijeenkomst

    return formulier(
        request,
        "tafels/bijeenkomst_annuleren.html",
        {"bijeenkomst": bijeenkomst, "terug": bijeenkomst.get_absolute_url()},
        lambda data, _: AfzeggenForm(data, is_verzonden=bijeenkomst.agenda_versie > 0),
        doe,
    )
