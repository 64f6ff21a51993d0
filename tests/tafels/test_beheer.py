"""The regiobureau sets up the tafels in the back room."""

from django.urls import reverse

from tafels.models import Tafel
from tests import factories

INVOER = {
    "code": "KB",
    "naam": "Klankbordgroep",
    "soort": "klankbordgroep",
    "doel": "Meedenken over voorstellen.",
    "rol_type": "coördinerend",
    "samenstelling": "iedereen die wil",
    "voorzitterschap": "roulerend",
    "besluitwijze": "geen besluiten (advies)",
    "quorum_perspectieven": "2",
    "frequentie_per_jaar": "6",
    "duur_min": "90",
    "aanlever_dagen": 14,
    "status": "in opbouw",
    "start": "01-01-2026",
}


def test_het_regiobureau_richt_een_tafel_in(als, db):
    rik = factories.PersoonFactory(is_regiobureau=True, is_staff=True, is_superuser=True)
    factories.ProjectFactory(naam="Stil plan", openbaarheid="vertrouwelijk")
    client = als(rik)

    formulier = client.get(reverse("admin:tafels_tafel_add")).content.decode()
    client.post(reverse("admin:tafels_tafel_add"), INVOER)

    tafel = Tafel.objects.get()
    assert (tafel.naam, tafel.volgorde) == ("Klankbordgroep", 5)
    assert "Stil plan" not in formulier
    assert client.get(reverse("admin:tafels_tafel_delete", args=[tafel.pk])).status_code == 403


def test_agendapunten_en_besluiten_staan_niet_in_het_beheer(als, db):
    """What is besloten is for who sits at the tafel, not for who manages the installation."""
    rik = factories.PersoonFactory(is_regiobureau=True, is_staff=True, is_superuser=True)

    html = als(rik).get(reverse("admin:index")).content.decode()

    assert "/beheer/tafels/tafel/" in html
    for ding in ("agendapunt", "besluit", "actie", "bijeenkomst"):
        assert f"/beheer/tafels/{ding}/" not in html
