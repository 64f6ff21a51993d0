"""A secretaris sets a day and time."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Bijeenkomst

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
INVOER = {
    "titel": "Bestuurstafel 8",
    "soort": "vergadering",
    "datum": "3-12-26",
    "van": "15.00",
    "tot": "17:00",
    "locatie": "Kulturhus",
    "online_link": "",
}


@pytest.fixture
def adres(bestuurstafel):
    return reverse("tafels:bijeenkomst_plannen", args=[bestuurstafel.pk])


def test_datum_en_tijd_zoals_mensen_ze_schrijven(als, secretaris, adres, bestuurstafel):
    antwoord = als(secretaris).post(adres, INVOER)

    bijeenkomst = Bijeenkomst.objects.get()
    assert antwoord.headers["Location"] == bijeenkomst.get_absolute_url()
    assert bijeenkomst.tafel == bestuurstafel
    assert bijeenkomst.start == datetime(2026, 12, 3, 15, tzinfo=AMSTERDAM)
    assert bijeenkomst.einde == datetime(2026, 12, 3, 17, tzinfo=AMSTERDAM)
    assert bijeenkomst.status == "gepland"


def test_de_vaste_punten_staan_op_de_agenda(als, secretaris, adres, bestuurstafel):
    domain.sjabloon_beginnen(bestuurstafel, door=secretaris)

    als(secretaris).post(adres, INVOER)

    agenda = Bijeenkomst.objects.get().agendapunten.op_agenda()
    assert [(punt.volgorde, punt.titel) for punt in agenda] == [
        (1, "Successen sinds de vorige keer"),
        (2, "Opening"),
        (3, "Verslag van de vorige keer"),
        (4, "Actielijst"),
        (5, "Rondvraag"),
    ]


@pytest.mark.parametrize(
    ("veld", "waarde", "fout"),
    [
        ("datum", "31-2-2026", "Schrijf de datum als dag-maand-jaar, bijvoorbeeld 3-12-2026."),
        ("datum", "3-12-9999", "Kies een jaar van 1900 tot en met 2199."),
        ("datum", "", "Vul een datum in."),
        ("van", "25.00", "Schrijf de tijd als uren.minuten, bijvoorbeeld 15.00."),
        ("tot", "15.00", "Kies een tijd na het begin."),
        ("tot", "14.00", "Kies een tijd na het begin."),
        (
            "titel",
            "x" * 10_000,
            "Zorg dat deze waarde niet meer dan 150 tekens bevat (het zijn er nu 10000).",
        ),
        ("titel", "Nul\x00teken", "Null-tekens zijn niet toegestaan."),
        (
            "soort",
            "ontmoeting",
            "Selecteer een geldige keuze. ontmoeting is geen beschikbare keuze.",
        ),
        ("online_link", "javascript:alert(1)", "Voer een geldige URL in."),
    ],
)
def test_wat_niet_klopt_staat_bij_het_veld(als, secretaris, adres, veld, waarde, fout):
    antwoord = als(secretaris).post(adres, INVOER | {veld: waarde})

    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors == {veld: [fout]}
    assert Bijeenkomst.objects.count() == 0


def test_twee_keer_dezelfde_klik_plant_een_bijeenkomst(als, secretaris, adres):
    client = als(secretaris)
    client.post(adres, INVOER)

    antwoord = client.post(adres, INVOER)

    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors == {
        "van": ["Deze tafel heeft op dit tijdstip al een bijeenkomst."]
    }
    assert Bijeenkomst.objects.count() == 1


def test_na_een_geannuleerde_bijeenkomst_is_het_tijdstip_vrij(als, secretaris, adres):
    als(secretaris).post(adres, INVOER)
    Bijeenkomst.objects.update(status="geannuleerd")

    als(secretaris).post(adres, INVOER)

    assert Bijeenkomst.objects.count() == 2


def test_emoji_en_html_blijven_tekst(als, secretaris, adres):
    als(secretaris).post(adres, INVOER | {"titel": "<b>Feest</b> 🎉 '; DROP TABLE x; --"})

    bijeenkomst = Bijeenkomst.objects.get()
    html = als(secretaris).get(bijeenkomst.get_absolute_url()).content.decode()
    assert bijeenkomst.titel == "<b>Feest</b> 🎉 '; DROP TABLE x; --"
    assert "<b>Feest</b>" not in html
    assert "&lt;b&gt;Feest&lt;/b&gt; 🎉" in html


def test_alleen_de_secretaris_plant(als, adres, secretaris, voorzitter, programmamanager, lid):
    statussen = [
        als(persoon).get(adres).status_code
        for persoon in (secretaris, voorzitter, programmamanager, lid)
    ]

    assert statussen == [200, 403, 403, 403]


def test_een_opgeheven_tafel_plant_niets(bestuurstafel, secretaris):
    bestuurstafel.status = "opgeheven"
    bestuurstafel.save()
    start = datetime(2026, 12, 3, 15, tzinfo=AMSTERDAM)

    with pytest.raises(NietMogelijk, match=r"^Deze tafel is opgeheven\.$"):
        domain.bijeenkomst_plannen(
            bestuurstafel, titel="Nog een keer", start=start, einde=start, door=secretaris
        )


def test_ook_zonder_formulier_geen_twee_op_hetzelfde_tijdstip(bestuurstafel, secretaris):
    wanneer = {
        "start": datetime(2026, 12, 3, 15, tzinfo=AMSTERDAM),
        "einde": datetime(2026, 12, 3, 17, tzinfo=AMSTERDAM),
    }
    domain.bijeenkomst_plannen(bestuurstafel, titel="Een", **wanneer, door=secretaris)

    with pytest.raises(
        NietMogelijk, match=r"^Deze tafel heeft op dit tijdstip al een bijeenkomst\.$"
    ):
        domain.bijeenkomst_plannen(bestuurstafel, titel="Twee", **wanneer, door=secretaris)
