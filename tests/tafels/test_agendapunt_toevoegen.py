"""A subject comes last on the agenda."""

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain
from tafels.models import Agendapunt
from tests import factories

INVOER = {
    "titel": "Begroting 2027",
    "behandeling": "ter besluitvorming",
    "bob": "n.v.t.",
    "minuten": "25",
    "openbaarheid": "partners",
}


@pytest.fixture
def adres(bijeenkomst):
    return reverse("tafels:agendapunt_toevoegen", args=[bijeenkomst.pk])


def test_het_komt_achteraan_en_het_adres_wijst_het_aan(als, secretaris, adres, bijeenkomst):
    factories.AgendapuntFactory.create_batch(2, bijeenkomst=bijeenkomst)

    antwoord = als(secretaris).post(adres, INVOER)

    punt = Agendapunt.objects.get(titel="Begroting 2027")
    assert antwoord.headers["Location"] == f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}"
    assert (punt.volgorde, punt.minuten, punt.indiener) == (3, 25, secretaris)
    assert (punt.tafel, punt.status) == (bijeenkomst.tafel, "geagendeerd")


def test_twee_keer_dezelfde_klik_is_een_agendapunt(als, secretaris, adres):
    client = als(secretaris)

    adressen = {client.post(adres, INVOER).headers["Location"] for _ in range(2)}

    assert len(adressen) == 1
    assert Agendapunt.objects.count() == 1


def test_twee_verschillende_punten_met_dezelfde_titel_mogen(als, secretaris, adres):
    client = als(secretaris)
    client.post(adres, INVOER | {"titel": "Pauze", "minuten": "10"})
    client.post(adres, INVOER | {"titel": "Pauze", "minuten": "15"})

    assert Agendapunt.objects.count() == 2


@pytest.mark.parametrize(
    ("veld", "waarde"),
    [
        ("titel", ""),
        ("titel", "x" * 10_000),
        ("titel", "nul\x00"),
        ("minuten", "-5"),
        ("minuten", "481"),
        ("minuten", "een kwartier"),
        ("minuten", "99999999999999999999"),
        ("openbaarheid", "geheim"),
        ("behandeling", "<script>"),
        ("opgave", "999999"),
        ("project", "x"),
        ("portefeuillehouder", "999999"),
        ("gevraagd_besluit", "x" * 2001),
    ],
)
def test_wat_niet_klopt_staat_bij_het_veld(als, secretaris, adres, veld, waarde):
    antwoord = als(secretaris).post(adres, INVOER | {veld: waarde})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == [veld]
    assert Agendapunt.objects.count() == 0


def test_een_besloten_project_is_geen_keuze(als, secretaris, adres):
    open_ = factories.ProjectFactory(naam="Open")
    besloten = factories.ProjectFactory(naam="Besloten", openbaarheid="vertrouwelijk")

    keuzes = als(secretaris).get(adres).context["form"].fields["project"].queryset

    assert list(keuzes) == [open_]
    assert als(secretaris).post(adres, INVOER | {"project": besloten.pk}).status_code == 422


def test_alleen_de_secretaris_van_deze_tafel(als, secretaris, voorzitter, lid, adres):
    andere = factories.LidmaatschapFactory(rol="secretaris").persoon

    statussen = [als(p).get(adres).status_code for p in (secretaris, voorzitter, lid, andere)]

    assert statussen == [200, 403, 403, 403]


def test_na_het_afsluiten_niet_meer(afgesloten, secretaris):
    with pytest.raises(NietMogelijk, match=r"^De bijeenkomst is afgesloten\. "):
        domain.agendapunt_toevoegen(afgesloten, titel="Te laat", door=secretaris)


# --- koppen, parts and pauzes --------------------------------------------------------------------


def test_een_kop_vraagt_alleen_een_titel(als, secretaris, adres):
    form = als(secretaris).get(f"{adres}?soort=kop").context["form"]
    als(secretaris).post(adres, {"soort": "kop", "titel": "Besluiten"})

    punt = Agendapunt.objects.get()
    assert list(form.fields) == ["titel", "versie", "soort"]
    assert (punt.soort, punt.titel, punt.minuten) == ("kop", "Besluiten", 0)


def test_een_pauze_heet_al_zo(als, secretaris, adres):
    form = als(secretaris).get(f"{adres}?soort=pauze").context["form"]
    als(secretaris).post(
        adres, {"soort": "pauze", "titel": "Pauze", "minuten": "10", "vast_begin": "16.00"}
    )

    punt = Agendapunt.objects.get()
    assert (form["titel"].value(), form["minuten"].value()) == ("Pauze", 10)
    assert (punt.soort, punt.minuten, f"{punt.vast_begin:%H.%M}") == ("pauze", 10, "16.00")


def test_een_deel_komt_onder_zijn_onderwerp(als, secretaris, adres, bijeenkomst):
    een, twee = factories.AgendapuntFactory.create_batch(2, bijeenkomst=bijeenkomst)
    client = als(secretaris)

    form = client.get(f"{adres}?soort=subpunt&onder={een.pk}").context["form"]
    for titel in ("Eerste deel", "Tweede deel"):
        client.post(adres, INVOER | {"titel": titel, "soort": "subpunt", "onder": een.pk})

    assert form["onder"].value() == str(een.pk)
    assert list(bijeenkomst.agendapunten.op_agenda().values_list("titel", "soort")) == [
        (een.titel, "punt"),
        ("Eerste deel", "subpunt"),
        ("Tweede deel", "subpunt"),
        (twee.titel, "punt"),
    ]


def test_een_deel_zonder_onderwerp_vraagt_waarvan(als, secretaris, adres):
    antwoord = als(secretaris).post(adres, INVOER | {"soort": "subpunt"})

    assert antwoord.status_code == 422
    assert list(antwoord.context["form"].errors) == ["onder"]


def test_een_onbekende_soort_is_een_gewoon_onderwerp(als, secretaris, adres):
    als(secretaris).post(adres, INVOER | {"soort": "feestje"})

    assert Agendapunt.objects.get().soort == "punt"


def test_na_het_verzenden_is_het_nagezonden_en_horen_de_leden_het(secretaris, bijeenkomst):
    bijeenkomst.status, bijeenkomst.agenda_versie = "agenda verzonden", 1
    bijeenkomst.save()

    punt = domain.agendapunt_toevoegen(bijeenkomst, titel="Spoed", door=secretaris)
    pauze = domain.agendapunt_toevoegen(bijeenkomst, titel="Pauze", soort="pauze", door=secretaris)

    assert (punt.nagezonden, pauze.nagezonden) == (True, False)
    assert [(w.tekst, w.agendapunt) for w in bijeenkomst.wijzigingen.all()] == [
        ("Spoed staat nieuw op de agenda.", punt),
        ("Pauze staat nieuw op de agenda.", pauze),
    ]


def test_een_veld_dat_niet_bestaat_valt_op(secretaris, bijeenkomst):
    with pytest.raises(TypeError, match="an agendapunt has no kleur"):
        domain.agendapunt_toevoegen(bijeenkomst, titel="X", kleur="rood", door=secretaris)
