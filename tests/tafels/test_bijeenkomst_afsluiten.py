"""The end of a meeting: the agenda stands, the verslag remains."""

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain
from tests import factories


def test_de_secretaris_sluit_af_en_ziet_wat_nog_open_is(als, secretaris, begonnen):
    factories.AgendapuntFactory(
        bijeenkomst=begonnen, titel="Nog geen besluit", behandeling="ter besluitvorming"
    )
    adres = reverse("tafels:bijeenkomst_afsluiten", args=[begonnen.pk])

    assert "Nog geen besluit" in als(secretaris).get(adres).content.decode()
    als(secretaris).post(adres)

    begonnen.refresh_from_db()
    assert begonnen.status == "afgesloten"
    assert begonnen.agenda_is_open is False


def test_voor_het_begin_valt_er_niets_af_te_sluiten(als, secretaris, bijeenkomst):
    adres = reverse("tafels:bijeenkomst_afsluiten", args=[bijeenkomst.pk])

    assert als(secretaris).post(adres).status_code == 403
    with pytest.raises(NietMogelijk, match=r"^Deze bijeenkomst is nog niet begonnen\.$"):
        domain.bijeenkomst_afsluiten(bijeenkomst, door=secretaris)


def test_de_voorzitter_sluit_niet_af(als, voorzitter, begonnen):
    adres = reverse("tafels:bijeenkomst_afsluiten", args=[begonnen.pk])

    assert als(voorzitter).post(adres).status_code == 403
