"""What people do with the region itself: inviting each other and keeping their own details right."""

from django.conf import settings
from django.core.mail import send_mail
from django.db import transaction

from regio.exceptions import NietMogelijk
from regio.historie import handeling
from regio.models import Organisatie, Persoon, Regio

UITNODIGING = """Beste {naam},

{wie} nodigt u uit voor het regioportaal van {regio}.
In het portaal vindt u de agenda's, besluiten, projecten en cijfers van onze regio.

Zo komt u binnen:
1. Ga naar {adres}
2. Vul uw e-mailadres in: {email}
3. U krijgt een code per e-mail. Die vult u in.

Een wachtwoord heeft u niet nodig.
Werkt het niet? Bel of mail dan het regiobureau.
"""


@handeling
def persoon_uitnodigen(
    *,
    naam: str,
    email: str,
    organisatie: Organisatie | None,
    functie: str = "",
    adres: str,
    door: Persoon | None,
) -> Persoon:
    """Let somebody take part: make the account and mail how to sign in (`adres`: the sign-in page)."""
    if Persoon.objects.filter(email__iexact=email).exists():
        raise NietMogelijk("Dit e-mailadres heeft al een account.")
    persoon = Persoon.objects.create_user(
        email, naam=naam, organisatie=organisatie, functie=functie
    )
    _uitnodiging_mailen(persoon, adres=adres, door=door)
    return persoon


def _uitnodiging_mailen(persoon: Persoon, *, adres: str, door: Persoon | None) -> None:
    regio = Regio.objects.get()
    tekst = UITNODIGING.format(
        naam=persoon.naam,
        wie=door.naam if door else "Het regiobureau",
        regio=regio.naam,
        adres=adres,
        email=persoon.email,
    )
    # After the commit: a mail about an account that was rolled back would be a promise broken.
    transaction.on_commit(
        lambda: send_mail(
            f"Uw toegang tot {regio.naam}", tekst, settings.DEFAULT_FROM_EMAIL, [persoon.email]
        )
    )


@handeling
def gegevens_wijzigen(
    persoon: Persoon,
    *,
    naam: str,
    aanspreekvorm: str,
    functie: str,
    telefoon: str,
    kennismaking: str,
    door: Persoon,
) -> Persoon:
    """Keep the details right that partners see in "Wie is wie"."""
    persoon.naam, persoon.aanspreekvorm, persoon.functie = naam, aanspreekvorm, functie
    persoon.telefoon, persoon.kennismaking = telefoon, kennismaking
    persoon.save(update_fields=["naam", "aanspreekvorm", "functie", "telefoon", "kennismaking"])
    return persoon


@handeling
def toegang_intrekken(persoon: Persoon, *, door: Persoon) -> None:
    """Let somebody take part no longer: signing in stops at once, what they did stays."""
    if persoon == door:
        raise NietMogelijk("U kunt uw eigen toegang niet intrekken.")
    persoon.is_active = False
    persoon.save(update_fields=["is_active"])
