"""Publishing to sixty people, and the calendar of sixty meetings that their telephones ask for."""

from datetime import date, timedelta
from statistics import median
from time import perf_counter

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from regio.models import Persoon, Rol
from tafels.models import Agendapunt, Agendasleutel, Bijeenkomst, Lidmaatschap, Melding, Tafel
from tests.bench import measure

MENSEN, BIJEENKOMSTEN, PUNTEN = 60, 60, 15
KEER = 15
QUEUE_MS = 100
FEED_TIMES = 2.0


def fill() -> Tafel:
    """A tafel without voorzitter where sixty people sit, and sixty meetings with an agenda."""
    tafel = Tafel.objects.create(
        code="PUB", naam="Grote tafel", doel="Meten", start=date(2024, 1, 1)
    )
    mensen = list(Persoon.objects.order_by("pk")[:MENSEN])
    Lidmaatschap.objects.bulk_create(
        Lidmaatschap(
            tafel=tafel,
            persoon=persoon,
            rol=Rol.SECRETARIS if nummer == 0 else Rol.LID,
            namens=Lidmaatschap.Namens.REGIO,
            van=date(2024, 1, 1),
        )
        for nummer, persoon in enumerate(mensen)
    )
    morgen = timezone.now() + timedelta(days=1)
    bijeenkomsten = Bijeenkomst.objects.bulk_create(
        Bijeenkomst(
            tafel=tafel,
            titel=f"Grote tafel {nummer}",
            start=morgen + timedelta(days=nummer),
            einde=morgen + timedelta(days=nummer, hours=2),
            locatie="Gemeentehuis",
        )
        for nummer in range(BIJEENKOMSTEN)
    )
    Agendapunt.objects.bulk_create(
        Agendapunt(
            bijeenkomst=bijeenkomst,
            tafel=tafel,
            volgorde=plaats,
            titel=f"Onderwerp {plaats} van {bijeenkomst.titel}",
            indiener=mensen[0],
            minuten=8,
        )
        for bijeenkomst in bijeenkomsten
        for plaats in range(1, PUNTEN + 1)
    )
    return tafel


def measure_all(port: int, requests: int) -> dict:
    """Send an agenda again and again, and ask for the calendar in turns with the bare view."""
    tafel = fill()
    return _publish(tafel) | _feed(tafel, port, requests)


def _publish(tafel: Tafel) -> dict:
    secretaris = tafel.lidmaatschappen.get(rol=Rol.SECRETARIS).persoon
    client = Client(SERVER_NAME="localhost")
    client.force_login(secretaris)
    seconds, people = [], 0
    for bijeenkomst in tafel.bijeenkomsten.order_by("start")[:KEER]:
        address = reverse("tafels:agenda_verzenden", args=[bijeenkomst.pk])
        start = perf_counter()
        response = client.post(address)
        seconds.append(perf_counter() - start)
        people = Melding.objects.filter(bijeenkomst=bijeenkomst).count()
        if response.status_code != 302:
            raise SystemExit(f"Verzenden mislukt: {response.status_code} {response.text[:500]}")
    return {"people": people, "queue_ms": round(median(seconds) * 1000, 1)}


def _feed(tafel: Tafel, port: int, requests: int) -> dict:
    lid = tafel.lidmaatschappen.filter(rol=Rol.LID).latest("pk").persoon
    sleutel = Agendasleutel.objects.create(persoon=lid).sleutel
    url = reverse("tafels:agendafeed_tafel", args=[sleutel, tafel.pk])
    visitor = measure.Visitor(port, measure.cookie_of("lid"))
    own, bare = [], []
    for turn in range(measure.WARM_UP + requests):
        answer = visitor.get(url)
        other = visitor.get("/maat/")
        if turn >= measure.WARM_UP:
            own.append(answer.seconds)
            bare.append(other.seconds)
    return {
        "feed_ms": round(median(own) * 1000, 2),
        "feed_ratio": round(median(own) / median(bare), 2),
        "feed_status": answer.status,
        "feed_meetings": BIJEENKOMSTEN,
    }
