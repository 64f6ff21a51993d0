"""Let the first people of the regiobureau in; they invite everybody else from the portal."""

from urllib.parse import urljoin

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import URLValidator, validate_email
from django.urls import reverse

from regio import domain
from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Persoon


@handeling
def regiobureau_uitnodigen(*, naam: str, email: str, adres: str, door: Persoon | None) -> Persoon:
    """Invite somebody who looks after the portal, with the rights of the regiobureau."""
    persoon = domain.persoon_uitnodigen(
        naam=naam, email=email, organisatie=None, functie="Regiobureau", adres=adres, door=door
    )
    persoon.is_regiobureau = persoon.is_staff = True
    persoon.save(update_fields=["is_regiobureau", "is_staff"])
    return persoon


class Command(BaseCommand):
    """Make an account for somebody of the regiobureau and mail how to sign in."""

    help = "Nodigt iemand van het regiobureau uit: maakt het account en mailt de uitleg."

    def add_arguments(self, parser):
        """Add who it is and where the portal stands."""
        parser.add_argument("email", help="het e-mailadres waarmee deze persoon inlogt")
        parser.add_argument("--naam", required=True, help="voor- en achternaam")
        parser.add_argument(
            "--adres",
            required=True,
            help="waar het portaal staat: https://portaal.voorbeeld.example",
        )

    def handle(self, *, email, naam, adres, **options) -> str:
        """Check what was typed, invite, and say what happens next."""
        try:
            validate_email(email)
            URLValidator(schemes=["http", "https"])(adres)
        except ValidationError as fout:
            raise CommandError(f"{fout.params['value']}: {fout.messages[0]}") from None
        if not naam.strip():
            raise CommandError("Vul na --naam een naam in.")
        inloggen = urljoin(adres, reverse("account_login"))
        try:
            persoon = regiobureau_uitnodigen(
                naam=naam.strip(), email=email, adres=inloggen, door=None
            )
            domain.uitnodiging_versturen(persoon, door=None)
        except NietMogelijk as reden:
            raise CommandError(str(reden)) from None
        except OSError as fout:  # SMTP: the account stands, and the queue tries again
            raise CommandError(
                f"Het account voor {email} is gemaakt, maar de e-mail ging niet weg ({fout}). "
                f"Stel de e-mail in; het portaal probeert het elke minuut opnieuw."
            ) from None
        return f"{persoon.naam} krijgt een e-mail op {persoon.email} met uitleg."
