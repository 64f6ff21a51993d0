"""The outbox of the demo: its mail is not sent, and anybody may read it (regio/urls.py)."""

from datetime import datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path
from typing import NamedTuple

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from regio.toegang import openbaar

# What the file backend of Django writes after each mail; in a mail no line is that long.
STREEP = b"\n" + b"-" * 79 + b"\n"
HOOGSTENS = 200
REDEN = "De mail van de demo gaat nergens heen; alles erin is verzonnen."


class Post(NamedTuple):
    """A mail that the demo did not send; `code` says in which file, and as which one in it."""

    code: str
    bericht: EmailMessage
    op: datetime | None

    @property
    def aan(self) -> str:
        return str(self.bericht["To"])

    @property
    def antwoord_aan(self) -> str:
        return str(self.bericht["Reply-To"] or "")

    @property
    def onderwerp(self) -> str:
        return str(self.bericht["Subject"])

    @property
    def tekst(self) -> str:
        deel = self.bericht.get_body(("plain",))
        return deel.get_content() if deel else ""

    @property
    def bijlagen(self) -> list[tuple[int, str]]:
        delen = enumerate(self.bericht.iter_attachments())
        return [(nummer, deel.get_filename() or f"bijlage {nummer + 1}") for nummer, deel in delen]


def _lees(bestand: Path) -> list[Post]:
    delen = bestand.read_bytes().split(STREEP)[:-1]
    return [
        _post(f"{bestand.stem}-{nummer}", message_from_bytes(deel, policy=default))
        for nummer, deel in enumerate(delen)
    ]


def _post(code: str, bericht: EmailMessage) -> Post:
    datum = bericht["Date"]
    return Post(code, bericht, datum and timezone.localtime(datum.datetime))


@require_GET
@openbaar(reden=REDEN)
def uitbak(request):
    """The mail of the demo, the newest first."""
    post = []
    for bestand in sorted(settings.UITBAK_MAP.glob("*.log"), reverse=True):
        post += _lees(bestand)
        if len(post) > HOOGSTENS * 2:
            break
    post.sort(key=lambda p: (p.op or timezone.now(), p.code), reverse=True)
    return render(request, "regio/uitbak.html", {"post": post[:HOOGSTENS]})


@require_GET
@openbaar(reden=REDEN)
def uitbak_mail(request, code):
    """One mail of the demo: its text, and what is attached."""
    return render(request, "regio/uitbak_mail.html", {"mail": _vind(code)})


@require_GET
@openbaar(reden=REDEN)
def uitbak_bijlage(request, code, nummer):
    """What is attached to a mail of the demo, to download."""
    bijlagen = list(_vind(code).bericht.iter_attachments())
    if nummer >= len(bijlagen):
        raise Http404
    deel = bijlagen[nummer]
    inhoud = deel.get_payload(decode=True)
    soort = "text/calendar" if deel.get_content_type() == "text/calendar" else None
    antwoord = HttpResponse(inhoud, content_type=soort or "application/octet-stream")
    antwoord["Content-Disposition"] = 'attachment; filename="bijeenkomst.ics"'
    return antwoord


def _vind(code: str) -> Post:
    """The mail of this code; a code is a slug, so it never leads out of the folder."""
    naam, _, _ = code.rpartition("-")
    for bestand in settings.UITBAK_MAP.glob("*.log"):
        if bestand.stem == naam:
            for post in _lees(bestand):
                if post.code == code:
                    return post
    raise Http404
