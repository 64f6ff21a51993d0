"""The outbox of the demo: what people would have received, for everybody to read."""

import sys
import types

import pytest
from django.conf import settings as instellingen
from django.core.mail import EmailMultiAlternatives
from django.test import override_settings
from django.urls import NoReverseMatch, include, path, reverse

from regio.views import uitbak

ADRESSEN = types.ModuleType("tests.regio.demo_adressen")
ADRESSEN.urlpatterns = [
    path("uitbak/", uitbak.uitbak, name="uitbak"),
    path("uitbak/<slug:code>/", uitbak.uitbak_mail, name="uitbak_mail"),
    path("uitbak/<slug:code>/<int:nummer>/", uitbak.uitbak_bijlage, name="uitbak_bijlage"),
    path("", include("regio.urls")),
]


@pytest.fixture
def demo(tmp_path, db):
    """The portal with its mail in a folder."""
    mailers = {
        "default": {
            "BACKEND": "django.core.mail.backends.filebased.EmailBackend",
            "OPTIONS": {"file_path": str(tmp_path)},
        }
    }
    sys.modules[ADRESSEN.__name__] = ADRESSEN
    with override_settings(
        DEMO=True, UITBAK_MAP=tmp_path, MAILERS=mailers, ROOT_URLCONF=ADRESSEN.__name__
    ):
        yield tmp_path


def mailen(onderwerp="Agenda: Bestuurstafel", tekst="Beste Lies,\n\nDe agenda staat klaar.\n"):
    brief = EmailMultiAlternatives(onderwerp, tekst, "p@x.example", ["lies@voorbeeld.example"])
    brief.attach("bijeenkomst.ics", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", "text/calendar")
    brief.attach_alternative("<p>Beste <b>Lies</b></p>", "text/html")
    brief.send()


def codes(client) -> list[str]:
    return [post.code for post in client.get("/uitbak/").context["post"]]


def test_buiten_de_demo_bestaat_de_uitbak_niet(client, db):
    assert not instellingen.DEMO
    assert client.get("/uitbak/").status_code == 404
    with pytest.raises(NoReverseMatch):
        reverse("uitbak")


def test_zonder_mail_staat_er_wat_u_kunt_doen(client, demo):
    assert "Er is nog geen mail." in client.get("/uitbak/").text


def test_zonder_inloggen_leest_iedereen_de_mail_en_haalt_de_bijlage_op(client, demo):
    mailen()
    (code,) = codes(client)

    html = client.get(f"/uitbak/{code}/").text
    bijlage = client.get(f"/uitbak/{code}/0/")

    assert "Agenda: Bestuurstafel" in html
    assert "lies@voorbeeld.example" in html
    assert "De agenda staat klaar." in html
    assert "Download bijeenkomst.ics" in html
    assert bijlage.content.replace(b"\r", b"") == b"BEGIN:VCALENDAR\nEND:VCALENDAR\n"
    assert bijlage["Content-Disposition"].startswith("attachment")


def test_de_nieuwste_staat_bovenaan_ook_met_veel_mail(client, demo):
    for nummer in range(220):
        mailen(onderwerp=f"Mail {nummer}")

    post = client.get("/uitbak/").context["post"]

    assert len(post) == 200
    assert len({p.code for p in post}) == 200


def test_wat_in_een_mail_staat_blijft_tekst(client, demo):
    streep = "-" * 79
    tekst = f"<script>alert(1)</script>\n{streep}\nhttp://127.0.0.1:1/x\nlangs de streep\n"
    mailen(onderwerp="<b>Vet</b> é 🙂", tekst=tekst)
    mailen(onderwerp="Tweede")

    gevonden = {p.onderwerp: p for p in client.get("/uitbak/").context["post"]}
    assert set(gevonden) == {"<b>Vet</b> é 🙂", "Tweede"}
    html = client.get(f"/uitbak/{gevonden['<b>Vet</b> é 🙂'].code}/").text
    assert "<script>alert" not in html
    assert "<b>Vet" not in html
    assert "langs de streep" in html


@pytest.mark.parametrize("code", ["bestaat-0", "x", "-", "20260101-0-0", "a" * 300 + "-1"])
def test_een_verzonnen_mail_bestaat_niet(client, demo, code):
    mailen()

    assert client.get(f"/uitbak/{code}/").status_code == 404
    assert client.get(f"/uitbak/{code}/0/").status_code == 404


def test_een_bijlage_die_er_niet_is_bestaat_niet(client, demo):
    mailen()
    (code,) = codes(client)

    assert client.get(f"/uitbak/{code}/7/").status_code == 404
