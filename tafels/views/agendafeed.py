"""Calendars to subscribe to, under a secret address of one's own."""

from datetime import timedelta

from django.conf import settings
from django.contrib import messages
from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q
from django.http import HttpResponse, HttpResponseNotFound
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST, require_safe

from regio.models import Opgave, Organisatie, Persoon, Rol
from regio.toegang import iedereen, openbaar, vereist
from tafels import domain, ical, mail, toegang
from tafels.models import (
    NAAR_PARTNERS,
    Agendapunt,
    Agendasleutel,
    Bijeenkomst,
    Lidmaatschap,
    Tafel,
)

REDEN = "Een agenda-app meldt zich niet aan; het geheime adres zegt wie er leest."
VAN_BIJEENKOMST = (
    *("uid", "volgnummer", "status", "start", "einde"),
    *("titel", "locatie", "agenda_versie", "tafel_id"),
)
# What is longer ago nobody looks up in a calendar.
TERUG = timedelta(days=180)


@require_GET
@vereist(iedereen)
def mijn_agenda(request):
    """The addresses of my calendars, and how to use them."""
    sleutel = Agendasleutel.objects.filter(persoon=request.user).first()
    context = {"sleutel": sleutel, "terug": "gegevens_wijzigen"}
    if sleutel:
        tafels = Tafel.objects.filter(pk__in=[z.tafel for z in request.user.zetels])
        context["tafels"] = [
            (tafel.naam, _adres(f"/agenda/{sleutel.sleutel}/tafel/{tafel.pk}.ics"))
            for tafel in tafels
        ]
        context["adres"] = _adres(f"/agenda/{sleutel.sleutel}.ics")
    return render(request, "tafels/mijn_agenda.html", context)


def _adres(pad: str) -> str:
    return f"{settings.PORTAAL_ADRES}{pad}"


@require_POST
@vereist(iedereen)
def agendasleutel_maken(request):
    """Make a new secret address; the old one stops."""
    domain.agendasleutel_maken(door=request.user)
    messages.success(request, "Uw adres is gemaakt. Een ouder adres werkt niet meer.")
    return redirect("tafels:mijn_agenda")


@require_POST
@vereist(iedereen)
def agendasleutel_intrekken(request):
    """End my secret address."""
    domain.agendasleutel_intrekken(door=request.user)
    messages.success(request, "Uw adres werkt niet meer.")
    return redirect("tafels:mijn_agenda")


@require_safe
@openbaar(reden=REDEN)
def agendafeed(request, sleutel):
    """All meetings of the tafels where this person sits, and those of the whole region."""
    return _feed(
        sleutel,
        lambda wie: (
            f"Regioportaal · {wie.naam}",
            Q(tafel=None) | Q(tafel__in=[zetel.tafel for zetel in wie.zetels]),
        ),
    )


@require_safe
@openbaar(reden=REDEN)
def agendafeed_tafel(request, sleutel, pk):
    """The meetings of one tafel, as this person may know them."""

    def keuze(wie):
        tafel = Tafel.objects.zichtbaar_voor(wie).filter(pk=pk).first()
        return tafel and (f"Regioportaal · {tafel.naam}", Q(tafel=tafel))

    return _feed(sleutel, keuze)


@require_safe
@openbaar(reden=REDEN)
def agendafeed_opgave(request, sleutel, pk):
    """The meetings that speak about one opgave, as far as this person may know."""

    def keuze(wie):
        opgave = Opgave.objects.filter(pk=pk).first()
        punten = Agendapunt.objects.zichtbaar_voor(wie).filter(opgave=pk, volgorde__isnull=False)
        return opgave and (
            f"Regioportaal · {opgave.titel}",
            Q(pk__in=punten.values("bijeenkomst")),
        )

    return _feed(sleutel, keuze)


def _feed(sleutel: str, keuze) -> HttpResponse:
    rij = Agendasleutel.objects.filter(sleutel=sleutel, persoon__is_active=True)
    rij = rij.select_related("persoon").first()
    gekozen = keuze(rij.persoon) if rij else None
    if gekozen is None:
        antwoord = HttpResponseNotFound("Dit adres werkt niet (meer).\n", content_type="text/plain")
        # Django would write the address in the log, and the address is the secret.
        antwoord._has_been_logged = True
    else:
        naam, welke = gekozen
        nu = timezone.now()
        tekst = ical.feed(naam, _afspraken(rij.persoon, welke, nu), nu)
        antwoord = HttpResponse(tekst, content_type=ical.TYPE)
        antwoord["Content-Disposition"] = 'inline; filename="regioportaal.ics"'
    antwoord["Referrer-Policy"] = "no-referrer"
    antwoord["Cache-Control"] = "private, no-store"
    antwoord["X-Robots-Tag"] = "noindex"
    return antwoord


def _afspraken(persoon: Persoon, welke: Q, nu) -> list[ical.Afspraak]:
    """The meetings in strings: three queries, however many there are."""
    bijeenkomsten = list(
        Bijeenkomst.objects.zichtbaar_voor(persoon)
        .filter(welke, einde__gte=nu - TERUG)
        .select_related("tafel")
        .only(*VAN_BIJEENKOMST, "tafel__naam")
        .order_by("start")
    )
    # In a calendar others read along, so nothing besloten stands there, not even for a member.
    punten = Agendapunt.objects.op_agenda().filter(
        bijeenkomst__in=[b.pk for b in bijeenkomsten],
        openbaarheid__in=NAAR_PARTNERS,
        soort__in=Agendapunt.ONDERWERPEN,
    )
    # As one row per meeting: sixty agendas are nine hundred titles.
    titels = dict(
        punten.order_by()
        .values_list("bijeenkomst")
        .annotate(titels=ArrayAgg("titel", order_by="volgorde"))
    )
    secretarissen = {
        tafel: ical.Mens(naam, email)
        for tafel, naam, email in Lidmaatschap.objects.actueel()
        .filter(rol=Rol.SECRETARIS, kring=Organisatie.Kring.BINNEN, persoon__is_active=True)
        .order_by("-van", "-pk")
        .values_list("tafel", "persoon__naam", "persoon__email")
    }
    return [
        mail.afspraak(
            bijeenkomst,
            titels.get(bijeenkomst.pk, ()),
            alles=toegang.leest_alles(persoon, bijeenkomst),
            organisator=secretarissen.get(bijeenkomst.tafel_id),
        )
        for bijeenkomst in bijeenkomsten
    ]
