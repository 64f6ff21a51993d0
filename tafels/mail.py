"""Mail about meetings and berichten: what it says to one reader, also without its HTML."""

from collections.abc import Sequence
from datetime import date, datetime
from email.message import MIMEPart
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from regio.models import Organisatie, Persoon, Rol
from regio.templatetags.regio import dag, dag_lang, uur
from tafels.ical import Afspraak, Mens, uitnodiging
from tafels.looptijd import looptijd
from tafels.models import (
    Agendapunt,
    Agendawijziging,
    Bericht,
    Bijeenkomst,
    Lidmaatschap,
    Melding,
    Tafel,
)
from tafels.volgorde import nummers

BESLOTEN = "Besloten overleg"
# In a mailbox and a calendar others read along, so there a title that is besloten does not stand.
BESLOTEN_PUNT = "Besloten onderwerp"
BESLOTEN_WIJZIGING = "Er is iets gewijzigd bij een besloten onderwerp."
BESLOTEN_BERICHT = "Er is een besloten bericht voor u"
BESLOTEN_UITLEG = "In een mailbox leest soms iemand mee. Daarom leest u dit in het portaal."
STATUS = {
    Bijeenkomst.Status.GEPLAND: "TENTATIVE",
    Bijeenkomst.Status.IN_VOORBEREIDING: "TENTATIVE",
    Bijeenkomst.Status.GEANNULEERD: "CANCELLED",
}
KOP = {
    Melding.Soort.AGENDA: ("Agenda", "De agenda staat klaar."),
    Melding.Soort.GEWIJZIGD: ("Gewijzigd", "De agenda is gewijzigd."),
    Melding.Soort.AFGELAST: ("Gaat niet door", "Deze bijeenkomst gaat niet door."),
}
HOE_VAAK = {
    Persoon.Mailvoorkeur.DAGELIJKS: "U krijgt één keer per dag mail.",
    Persoon.Mailvoorkeur.WEKELIJKS: "U krijgt één keer per week mail, en eerder bij haast.",
}


class Regel(NamedTuple):
    """One agendapunt in a mail."""

    tijd: str
    nummer: str
    titel: str
    bij: str


class Nieuws(NamedTuple):
    """What one reader is told about one meeting."""

    deel = "bijeenkomst"

    soort: str
    onderwerp: str
    kop: str
    titel: str
    wanneer: str
    locatie: str
    online_link: str
    url: str
    bundel_url: str
    regels: list[Regel]
    is_deel: bool
    wijzigingen: Sequence[str]
    reden: str
    inleveren_tot: date | None
    waarom: str
    secretaris: Mens
    afspraak: Afspraak

    @property
    def antwoord(self) -> Mens:
        """To whom an answer to this goes."""
        return self.secretaris


class Vertelling(NamedTuple):
    """What one reader is told about one bericht."""

    deel = "bericht"

    onderwerp: str
    kop: str
    titel: str
    alineas: list[str]
    wanneer: str
    door: str
    van: str
    url: str
    waarom: str
    antwoord: Mens
    secretaris: Mens


def adres(pad: str) -> str:
    """A link that works outside the portal."""
    return f"{settings.PORTAAL_ADRES}{pad}"


def secretaris_van(tafel: int | None) -> Mens:
    """To whom an answer goes; a tafel without secretaris, and the region, use the portal's."""
    wie = (
        Lidmaatschap.objects.actueel()
        .filter(tafel=tafel, rol=Rol.SECRETARIS, persoon__is_active=True)
        .order_by("van", "pk")
        .values_list("persoon__naam", "persoon__email")
        .first()
    )
    return Mens(*wie) if wie else Mens("Regioportaal", settings.DEFAULT_FROM_EMAIL)


def agendaregels(bijeenkomst: Bijeenkomst, persoon: Persoon, *, alles: bool) -> list[Regel]:
    """The agenda as this reader may know it: numbers and times only for who may know it all.

    Who may know that something besloten is there, reads that; what it is stands in the portal.
    """
    punten = list(bijeenkomst.agendapunten.zichtbaar_voor(persoon).op_agenda())
    tijden = nrs = [""] * len(punten)
    if alles:
        looptijden = looptijd(
            bijeenkomst.start,
            bijeenkomst.einde,
            [punt.minuten for punt in punten],
            [punt.vast_begin for punt in punten],
        )
        tijden = [uur(moment) for moment in looptijden.starts]
        nrs = [f"{nr}. " if nr else "" for nr in nummers(punt.soort for punt in punten)]
    return [
        Regel(
            tijd,
            nr,
            BESLOTEN_PUNT if punt.is_besloten else _op_een_regel(punt.titel),
            _bij(punt, alles=alles),
        )
        for tijd, nr, punt in zip(tijden, nrs, punten, strict=True)
    ]


def _bij(punt: Agendapunt, *, alles: bool) -> str:
    """What stands behind a title, between brackets."""
    delen = []
    if punt.soort in (Agendapunt.Soort.PUNT, Agendapunt.Soort.SUBPUNT):
        delen.append(punt.get_behandeling_display().lower())
    if alles and punt.minuten:
        delen.append(f"{punt.minuten} min")
    if punt.nagezonden:
        delen.append("nagezonden")
    return ", ".join(delen)


def nieuws(
    bijeenkomst: Bijeenkomst,
    persoon: Persoon,
    soort: str,
    *,
    alles: bool,
    secretaris: Mens,
    wijzigingen: Sequence[str] = (),
) -> Nieuws:
    """Say what this reader may know about this meeting; `alles`: may they know every item?"""
    tafel, is_afgelast = bijeenkomst.tafel, soort == Melding.Soort.AFGELAST
    regels = [] if is_afgelast else agendaregels(bijeenkomst, persoon, alles=alles)
    woord, kop = KOP[soort]
    titel = _op_een_regel(bijeenkomst.titel)
    begin = timezone.localtime(bijeenkomst.start)
    inleveren = bijeenkomst.inleveren_tot
    zit_aan_tafel = tafel and any(
        z.tafel == tafel.pk and z.kring == Organisatie.Kring.BINNEN for z in persoon.zetels
    )
    return Nieuws(
        soort=soort,
        onderwerp=f"{woord}: {titel}, {dag(begin)}",
        kop=kop,
        titel=titel,
        wanneer=_wanneer(bijeenkomst),
        locatie=_op_een_regel(bijeenkomst.locatie),
        online_link=bijeenkomst.online_link if alles else "",
        url=adres(bijeenkomst.get_absolute_url()),
        bundel_url=adres(reverse("tafels:bundel", args=[bijeenkomst.pk])),
        regels=regels,
        is_deel=not alles,
        wijzigingen=wijzigingen,
        reden=bijeenkomst.reden_geannuleerd if is_afgelast else "",
        inleveren_tot=inleveren
        if zit_aan_tafel and not is_afgelast and inleveren >= timezone.localdate()
        else None,
        waarom=_waarom(tafel, persoon),
        secretaris=secretaris,
        afspraak=afspraak(
            bijeenkomst,
            [regel.titel for regel in regels if regel.titel != BESLOTEN_PUNT],
            alles=alles,
            organisator=secretaris,
        ),
    )


def vertelling(bericht: Bericht, persoon: Persoon) -> Vertelling:
    """Say what somebody told; what is besloten only that it is there, and where to read it."""
    tafel, door = bericht.tafel, bericht.door
    secretaris = secretaris_van(bericht.tafel_id)
    if bericht.is_besloten:
        titel = f"{BESLOTEN_BERICHT} aan tafel {tafel}" if tafel else BESLOTEN_BERICHT
        return Vertelling(
            onderwerp=_op_een_regel(titel),
            kop="",
            titel=f"{_op_een_regel(titel)}.",
            alineas=[BESLOTEN_UITLEG],
            wanneer="",
            door="",
            van="",
            url=adres(bericht.get_absolute_url()),
            waarom=_waarom(tafel, persoon),
            antwoord=secretaris,
            secretaris=secretaris,
        )
    titel = _op_een_regel(bericht.titel)
    return Vertelling(
        onderwerp=f"{'Succes' if bericht.is_succes else 'Vooraf gemeld'}: {titel}",
        kop=bericht.get_soort_display(),
        titel=titel,
        alineas=[regel.strip() for regel in bericht.tekst.splitlines() if regel.strip()],
        wanneer=dag_lang(bericht.datum),
        door=f"{door}, {door.organisatie}" if door.organisatie else str(door),
        van=", ".join(organisatie.korte_naam for organisatie in bericht.organisaties.all()),
        url=adres(bericht.get_absolute_url()),
        waarom=_waarom(tafel, persoon),
        antwoord=Mens(door.naam, door.email) if door.is_active else secretaris,
        secretaris=secretaris,
    )


def wijzigingszin(wijziging: Agendawijziging) -> str:
    """A change as a mail names it."""
    return BESLOTEN_WIJZIGING if wijziging.is_besloten else _op_een_regel(wijziging.tekst)


def _op_een_regel(tekst: str) -> str:
    return " ".join(tekst.split())


def _wanneer(bijeenkomst: Bijeenkomst) -> str:
    begin, einde = bijeenkomst.start, bijeenkomst.einde
    tot = f"–{uur(einde)}" if einde > begin else ""
    return f"{dag_lang(timezone.localtime(begin))}, {uur(begin)}{tot} uur"


def _waarom(tafel: Tafel | None, persoon: Persoon) -> str:
    if tafel is None:
        return "u meedoet in onze regio"
    zetel = next((z for z in persoon.zetels if z.tafel == tafel.pk), None)
    if zetel is None:
        return "u te gast bent bij een onderwerp"
    if zetel.kring == Organisatie.Kring.BUITEN:
        return f"u in de buitenkring zit van: {tafel.naam}"
    return f"u aan deze tafel zit: {tafel.naam}"


def afspraak(
    bijeenkomst: Bijeenkomst,
    titels: Sequence[str],
    *,
    alles: bool,
    organisator: Mens | None,
) -> Afspraak:
    """The meeting in a calendar; who may know nothing of a sent agenda reads that it is besloten.

    A sent agenda is never empty, so that says no more than the empty page itself. Before that, a
    meeting without agendapunten has its own title, as everywhere in the portal.
    """
    gesloten = not alles and not titels and bijeenkomst.agenda_versie > 0
    is_geannuleerd = bijeenkomst.status == Bijeenkomst.Status.GEANNULEERD
    naam = BESLOTEN if gesloten and not is_geannuleerd else bijeenkomst.titel
    url = adres(bijeenkomst.get_absolute_url())
    punten = "".join(f"- {titel}\n" for titel in titels)
    return Afspraak(
        uid=f"{bijeenkomst.uid}@regioportaal",
        volgnummer=bijeenkomst.volgnummer,
        status=STATUS.get(bijeenkomst.status, "CONFIRMED"),
        start=bijeenkomst.start,
        einde=bijeenkomst.einde,
        titel=f"Gaat niet door: {naam}" if is_geannuleerd else naam,
        url=url,
        locatie=bijeenkomst.locatie,
        beschrijving=f"{punten}\nLees de stukken: {url}" if punten else f"Lees meer: {url}",
        categorie=bijeenkomst.tafel.naam if bijeenkomst.tafel else "Hele regio",
        organisator=organisator,
    )


def brief(
    persoon: Persoon, stukjes: Sequence[Nieuws | Vertelling], *, kenmerk: str, nu: datetime
) -> EmailMultiAlternatives:
    """One mail to one person; the same `kenmerk` is the same mail, so a second one is not seen."""
    voorkeuren = adres(f"{reverse('gegevens_wijzigen')}#id_mailvoorkeur")
    bijeenkomsten = [stukje for stukje in stukjes if isinstance(stukje, Nieuws)]
    onderwerp = stukjes[0].onderwerp
    if len(stukjes) > 1:
        waarover = "Uw bijeenkomsten" if len(bijeenkomsten) == len(stukjes) else "Nieuws"
        onderwerp = f"{waarover}: {len(stukjes)} berichten"
    context = {
        "persoon": persoon,
        "onderwerp": onderwerp,
        "stukjes": stukjes,
        "hoe_vaak": HOE_VAAK.get(persoon.mailvoorkeur, ""),
        "voorkeuren": voorkeuren,
        "portaal": settings.PORTAAL_ADRES,
    }
    post = EmailMultiAlternatives(
        onderwerp,
        render_to_string("tafels/mail/brief.txt", context).strip() + "\n",
        settings.DEFAULT_FROM_EMAIL,
        [persoon.email],
        # Who told one of these should not read what somebody answers to another.
        reply_to=[(stukjes[0].antwoord if len(stukjes) == 1 else stukjes[0].secretaris).email],
        headers={
            "Message-ID": f"<{kenmerk}@{urlsplit(settings.PORTAAL_ADRES).hostname}>",
            "List-Unsubscribe": f"<{voorkeuren}>",
            "Auto-Submitted": "auto-generated",
        },
    )
    post.attach_alternative(render_to_string("tafels/mail/brief.html", context), "text/html")
    for nummer, stukje in enumerate(bijeenkomsten, start=1):
        methode, kalender = uitnodiging(stukje.afspraak, Mens(persoon.naam, persoon.email), nu)
        bijlage = MIMEPart()
        bijlage.set_content(
            kalender,
            subtype="calendar",
            disposition="attachment",
            filename="bijeenkomst.ics" if len(bijeenkomsten) == 1 else f"bijeenkomst-{nummer}.ics",
            params={"method": methode},
        )
        post.attach(bijlage)
    return post
