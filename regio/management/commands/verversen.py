"""Fetch fresh figures by hand: what the job does at night."""

from django.core.management.base import BaseCommand, CommandError

from regiobeeld import domain
from regiobeeld.bronnen import BRONNEN
from regiobeeld.models import Bron, Verversing
from regiobeeld.verversen import verversing_uitvoeren


class Command(BaseCommand):
    help = "Haalt nieuwe cijfers op bij een bron, of bij alle bronnen."

    def add_arguments(self, parser) -> None:
        parser.add_argument("bron", nargs="?", help=f"één van: {', '.join(BRONNEN)}")
        parser.add_argument(
            "--opnieuw", action="store_true", help="haal ook op als de bron niets nieuws heeft"
        )

    def handle(self, *, bron, opnieuw, **options) -> None:
        if bron and bron not in BRONNEN:
            raise CommandError(f"Bron {bron!r} bestaat niet. Kies uit: {', '.join(BRONNEN)}.")
        codes = [bron] if bron else list(BRONNEN)
        mislukt = 0
        for rij in Bron.objects.filter(code__in=codes):
            verversing = domain.verversing_aanvragen(rij, door=None)
            verversing_uitvoeren(verversing, opnieuw=opnieuw)
            self.stdout.write(f"{rij.naam}: {self._in_woorden(verversing)}")
            mislukt += verversing.status == Verversing.Status.MISLUKT
        if mislukt:
            raise CommandError("Niet alles is gelukt. De laatste goede cijfers staan er nog.")

    def _in_woorden(self, verversing: Verversing) -> str:
        if verversing.status == Verversing.Status.GELUKT:
            return (
                f"{verversing.aantal} cijfers opgehaald, {verversing.gewijzigd} nieuw of anders "
                f"(versie {verversing.versie})."
            )
        if verversing.status == Verversing.Status.MISLUKT:
            return f"mislukt. {verversing.fout}"
        if verversing.status == Verversing.Status.ONGEWIJZIGD:
            return f"geen nieuwe cijfers (versie {verversing.versie})."
        return "een ander is hier al mee bezig."
