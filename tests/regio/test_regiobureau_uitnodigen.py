"""Who installs the portal lets the first person of the regiobureau in from the command line."""

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django.urls import reverse
from pghistory.models import Context

from regio.models import Persoon
from tests import factories

ADRES = "https://portaal.voorbeeld.example"
pytestmark = pytest.mark.django_db


def uitnodigen(email="rik@bureau.example", naam="Rik de Boer", adres=ADRES):
    call_command("regiobureau_uitnodigen", email, naam=naam, adres=adres, verbosity=0)


def test_de_eerste_van_het_regiobureau_mag_anderen_uitnodigen_en_in_het_beheer(als):
    uitnodigen()

    rik = Persoon.objects.get(email="rik@bureau.example")
    assert (rik.naam, rik.is_regiobureau, rik.is_staff) == ("Rik de Boer", True, True)
    assert (rik.is_superuser, rik.has_usable_password()) == (False, False)
    assert als(rik).get(reverse("persoon_uitnodigen")).status_code == 200
    assert als(rik).get(reverse("admin:regio_regio_change", args=[1])).status_code == 200


def test_wie_geen_regiobureau_is_komt_niet_in_het_beheer(als, secretaris):
    antwoord = als(secretaris).get(reverse("admin:regio_regio_change", args=[1]))

    assert antwoord.status_code in (302, 403)


def test_de_uitnodiging_wijst_de_weg_naar_de_inlogpagina(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        uitnodigen()

    (brief,) = mail.outbox
    assert brief.to == ["rik@bureau.example"]
    assert f"{ADRES}/account/login/" in brief.body


def test_de_geschiedenis_weet_van_de_uitnodiging():
    uitnodigen()

    namen = set(Context.objects.values_list("metadata__handeling", flat=True))
    assert namen <= {"regiobureau_uitnodigen", "persoon_uitnodigen"}
    assert namen != set()


def test_een_adres_dat_al_een_account_heeft_verandert_niet():
    persoon = factories.PersoonFactory(email="rik@bureau.example")

    with pytest.raises(CommandError, match=r"^Dit e-mailadres heeft al een account\.$"):
        uitnodigen()

    persoon.refresh_from_db()
    assert persoon.is_regiobureau is False


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_zonder_werkende_e_mail_staat_het_account_er_en_zegt_de_opdracht_dat(settings):
    smtp = "django.core.mail.backends.smtp.EmailBackend"
    settings.MAILERS = {"default": {"BACKEND": smtp, "OPTIONS": {"host": "127.0.0.1", "port": 9}}}

    with pytest.raises(CommandError, match=r"de e-mail ging niet weg .* opnieuw\.$"):
        uitnodigen()

    assert Persoon.objects.get(email="rik@bureau.example").is_regiobureau is True


@pytest.mark.parametrize(
    "verkeerd",
    [{"email": "geen adres"}, {"adres": "portaal"}, {"adres": "ftp://x.example"}, {"naam": " "}],
)
def test_wat_niet_klopt_geeft_een_zin_en_geen_account(verkeerd):
    with pytest.raises(CommandError):
        uitnodigen(**verkeerd)

    assert Persoon.objects.count() == 0


def test_het_regiobureau_komt_in_het_beheer_niet_bij_de_inlogmiddelen_van_anderen(als):
    uitnodigen()
    rik = Persoon.objects.get(email="rik@bureau.example")

    menu = als(rik).get(reverse("admin:index"))

    assert [app["app_label"] for app in menu.context["app_list"]] == ["regio", "tafels"]
    assert als(rik).get(reverse("admin:mfa_authenticator_changelist")).status_code == 403
