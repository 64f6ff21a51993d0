"""Only the regiobureau lets people in; there is no open sign-up."""

import pytest
from django.core import mail
from django.urls import reverse

from regio import domain, tasks
from regio.exceptions import NietMogelijk
from regio.models import Persoon
from tests import factories

ADRES = "http://testserver/account/login/"


def uitnodigen(client):
    return client.post(
        reverse("persoon_uitnodigen"),
        {
            "naam": "Noor Nieuw",
            "email": "Noor@Voorbeeld.example",
            "organisatie": factories.OrganisatieFactory().pk,
            "functie": "wijkverpleegkundige",
        },
    )


def test_het_regiobureau_nodigt_iemand_uit_en_die_krijgt_uitleg(als, regiobureau):
    antwoord = uitnodigen(als(regiobureau))
    tasks.uitnodigingen_versturen()
    tasks.uitnodigingen_versturen()

    persoon = Persoon.objects.get(email="noor@voorbeeld.example")
    assert antwoord.headers["Location"] == persoon.get_absolute_url()
    assert not persoon.has_usable_password()
    (brief,) = mail.outbox
    assert brief.to == ["noor@voorbeeld.example"]
    assert ADRES in brief.body
    assert "Rik Regiobureau nodigt u uit" in brief.body


def test_een_uitnodiging_die_de_mailserver_weigert_gaat_later_alsnog(als, regiobureau, settings):
    locmem = settings.MAILERS
    settings.MAILERS = {
        "default": {
            "BACKEND": "django.core.mail.backends.smtp.EmailBackend",
            "OPTIONS": {"host": "127.0.0.1", "port": 9, "timeout": 1},
        }
    }
    assert uitnodigen(als(regiobureau)).status_code == 302
    tasks.uitnodigingen_versturen()
    assert mail.outbox == []
    settings.MAILERS = locmem

    tasks.uitnodigingen_versturen()

    assert [brief.to for brief in mail.outbox] == [["noor@voorbeeld.example"]]


def test_wie_nog_niet_inlogde_krijgt_de_uitnodiging_opnieuw(als, regiobureau):
    persoon = factories.PersoonFactory()

    als(regiobureau).post(reverse("uitnodiging_herhalen", args=[persoon.pk]))
    tasks.uitnodigingen_versturen()

    assert [brief.to for brief in mail.outbox] == [[persoon.email]]


def test_wie_al_inlogde_krijgt_geen_uitnodiging_meer(als, regiobureau, client, lid):
    client.force_login(lid)

    antwoord = als(regiobureau).post(reverse("uitnodiging_herhalen", args=[lid.pk]))

    assert antwoord.status_code == 409


def test_een_adres_krijgt_maar_een_account(als, regiobureau):
    factories.PersoonFactory(email="noor@voorbeeld.example")

    antwoord = als(regiobureau).post(
        reverse("persoon_uitnodigen"), {"naam": "Noor", "email": "NOOR@voorbeeld.example"}
    )

    assert antwoord.status_code == 422
    assert "Dit e-mailadres heeft al een account." in antwoord.text
    assert 'value="Noor"' in antwoord.text


def test_ook_buiten_het_formulier_om_krijgt_een_adres_maar_een_account(regiobureau):
    factories.PersoonFactory(email="noor@voorbeeld.example")

    with pytest.raises(NietMogelijk, match="heeft al een account"):
        domain.persoon_uitnodigen(
            naam="Noor",
            email="NOOR@voorbeeld.example",
            organisatie=None,
            adres=ADRES,
            door=regiobureau,
        )


@pytest.mark.parametrize("wie", ["secretaris", "programmamanager", "lid", "buitenstaander"])
def test_een_ander_nodigt_niemand_uit(als, request, wie):
    persoon = request.getfixturevalue(wie)

    antwoord = als(persoon).post(
        reverse("persoon_uitnodigen"), {"naam": "Noor", "email": "noor@voorbeeld.example"}
    )

    assert antwoord.status_code == 403
    assert not Persoon.objects.filter(email="noor@voorbeeld.example").exists()


def test_er_is_geen_open_aanmelding(client, db):
    antwoord = client.post(
        reverse("account_signup"), {"email": "vreemd@voorbeeld.example", "password1": "x"}
    )

    assert antwoord.status_code in (200, 302, 403)
    assert not Persoon.objects.filter(email="vreemd@voorbeeld.example").exists()


def test_wie_geen_toegang_meer_heeft_is_direct_uitgelogd(als, client, regiobureau, lid):
    client.force_login(lid)
    domain.toegang_intrekken(lid, door=regiobureau)

    antwoord = client.get(reverse("dashboard"))

    assert antwoord.status_code == 302
    assert antwoord.headers["Location"].startswith("/account/login/")


def test_niemand_sluit_zichzelf_buiten(regiobureau):
    with pytest.raises(NietMogelijk, match="uw eigen toegang"):
        domain.toegang_intrekken(regiobureau, door=regiobureau)
