"""What people do with the region itself: invite each other and keep their own details right."""

from django.conf import settings
from django.core.mail import send_mail

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
    """Let somebody take part: make the account; the queue mails how to sign in at `adres`."""
    if Persoon.objects.filter(email__iexact=email).exists():
        raise NietMogelijk("Dit e-mailadres heeft al een account.")
    return Persoon.objects.create_user(
        email,
        naam=naam,
        organisatie=organisatie,
        functie=functie,
        uitgenodigd_door=door,
        uitnodiging_adres=adres,
    )


@handeling
def uitnodiging_herhalen(persoon: Persoon, *, adres: str, door: Persoon) -> None:
    """Mail the explanation again to somebody who has never signed in."""
    if persoon.last_login:
        raise NietMogelijk("Deze persoon heeft al ingelogd.")
    persoon.uitgenodigd_door, persoon.uitnodiging_adres = door, adres
    persoon.save(update_fields=["uitgenodigd_door", "uitnodiging_adres"])


@handeling
def uitnodiging_versturen(persoon: Persoon, *, door: Persoon | None) -> None:
    """Mail an invitation that is still open; raises OSError when the mail server refuses.

    Mailed before the row says so: after a crash in between somebody gets two mails, never none.
    """
    persoon = Persoon.objects.select_for_update(of=("self",)).get(pk=persoon.pk)
    if not persoon.uitnodiging_adres:
        return
    regio, wie = Regio.objects.get(), persoon.uitgenodigd_door
    tekst = UITNODIGING.format(
        naam=persoon.naam,
        wie=wie.naam if wie else "Het regiobureau",
        regio=regio.naam,
        adres=persoon.uitnodiging_adres,
        email=persoon.email,
    )
    send_mail(f"Uw toegang tot {regio.naam}", tekst, settings.DEFAULT_FROM_EMAIL, [persoon.email])
    persoon.uitnodiging_adres = ""
    persoon.save(update_fields=["uitnodiging_adres"])


@handeling
def gegevens_wijzigen(
    persoon: Persoon,
    *,
    naam: str,
    aanspreekvorm: str,
    functie: str,
    telefoon: str,
    kennismaking: str,
    mailvoorkeur: str,
    door: Persoon,
) -> Persoon:
    """Keep the details right that partners see in Wie is wie, and how often one gets mail."""
    persoon.naam, persoon.aanspreekvorm, persoon.functie = naam, aanspreekvorm, functie
    persoon.telefoon, persoon.kennismaking = telefoon, kennismaking
    persoon.mailvoorkeur = mailvoorkeur
    persoon.save(
        update_fields=[
            "naam",
            "aanspreekvorm",
            "functie",
            "telefoon",
            "kennismaking",
            "mailvoorkeur",
        ]
    )
    return persoon


@handeling
def toegang_intrekken(persoon: Persoon, *, door: Persoon) -> None:
    """Let somebody take part no longer: signing in stops at once, what they did stays."""
    if persoon == door:
        raise NietMogelijk("U kunt uw eigen toegang niet intrekken.")
    persoon.is_active = False
    persoon.save(update_fields=["is_active"])
