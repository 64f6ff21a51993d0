"""The papers under an agendapunt: what each act does, who may, and what it leaves behind."""

import hashlib
from datetime import timedelta

import pytest
import time_machine
from django.core.files import File
from django.core.files.base import ContentFile
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from regio.exceptions import NietMogelijk
from tafels import domain, keuring, tasks, toegang
from tafels.models import Agendawijziging, Stuk
from tafels.models.stukken import kluis
from tests import factories
from tests.tafels import maak_bestanden as maak

BSN = "Mevrouw Jansen heeft nummer 123456782."


def bestand(inhoud: bytes | None = None, naam: str = "Begroting 2027.pdf") -> ContentFile:
    return ContentFile(maak.pdf() if inhoud is None else inhoud, naam)


def bewaard() -> set[str]:
    """The files that lie in the storage of papers."""
    return set(kluis().listdir("stuk")[1]) if kluis().exists("stuk") else set()


def gelezen(stuk: Stuk) -> bytes:
    with kluis().open(stuk.bestand.name) as bestand:
        return bestand.read()


@pytest.fixture
def erbij():
    """How many files were added to the storage since the test began."""
    voor = bewaard()
    return lambda: len(bewaard() - voor)


@pytest.fixture
def stuk(agendapunt, secretaris):
    return factories.StukFactory(agendapunt=agendapunt, opsteller=secretaris, titel="Begroting")


# --- stuk_toevoegen ------------------------------------------------------------------------------


def test_een_stuk_komt_achteraan_met_alles_wat_het_is(agendapunt, secretaris, stuk, erbij):
    nieuw = domain.stuk_toevoegen(agendapunt, bestand=bestand(), soort="voorstel", door=secretaris)

    nieuw.refresh_from_db()
    assert (nieuw.titel, nieuw.bestandsnaam, nieuw.volgorde) == (
        "Begroting 2027",
        "Begroting 2027.pdf",
        2,
    )
    assert (nieuw.mimetype, nieuw.bladzijden, nieuw.is_toegankelijk) == (keuring.PDF, 1, True)
    assert (nieuw.soort, nieuw.openbaarheid, nieuw.versie) == ("voorstel", "partners", 1)
    assert (nieuw.status, nieuw.nagezonden, nieuw.opsteller) == ("nieuw", False, secretaris)
    assert nieuw.grootte == len(maak.pdf())
    assert nieuw.sha256 == hashlib.sha256(maak.pdf()).hexdigest()
    assert gelezen(nieuw) == maak.pdf()
    assert erbij() == 1


def test_het_bestand_ligt_onder_een_naam_die_niemand_koos(agendapunt, secretaris):
    stuk = domain.stuk_toevoegen(
        agendapunt, bestand=bestand(naam="../../../etc/cron.d/kwaad.pdf"), door=secretaris
    )

    assert stuk.bestand.name == f"stuk/{stuk.sleutel}"
    assert stuk.bestandsnaam == "kwaad.pdf"


def test_een_naam_van_200_tekens_met_accenten_blijft_heel(agendapunt, secretaris):
    naam = "é🚑" * 98 + ".pdf"

    stuk = domain.stuk_toevoegen(agendapunt, bestand=bestand(naam=naam), door=secretaris)

    stuk.refresh_from_db()
    assert stuk.bestandsnaam == naam
    assert stuk.titel == naam.removesuffix(".pdf")


@pytest.mark.parametrize(
    ("inhoud", "naam", "zin"),
    [
        (b"", "a.pdf", keuring.LEEG),
        (b"MZ" + bytes(99), "a.pdf", keuring.PROGRAMMA),
        (maak.pdf_met_script(), "a.pdf", keuring.SCRIPT),
        (maak.pdf()[:-200], "a.pdf", keuring.KAPOT),
        (maak.docx(**{"word/vbaProject.bin": b"x"}), "a.docx", keuring.MACROS),
        (maak.pdf(), "bsn 123456782.pdf", domain.stukken.BSN_IN_NAAM),
        (maak.pdf(), "bsn_1234.56.782.pdf", domain.stukken.BSN_IN_NAAM),
    ],
)
def test_van_een_geweigerd_bestand_blijft_niets_over(
    agendapunt, secretaris, erbij, inhoud, naam, zin
):
    with pytest.raises(NietMogelijk) as nee:
        domain.stuk_toevoegen(agendapunt, bestand=bestand(inhoud, naam), door=secretaris)

    assert str(nee.value) == zin
    assert (Stuk.objects.count(), erbij()) == (0, 0)
    assert not Stuk.pgh_event_model.objects.exists()


def test_te_groot_is_te_groot_zonder_het_te_lezen(agendapunt, secretaris, settings, erbij):
    settings.STUK_MAX_BYTES = 1024 * 1024
    groot = ContentFile(b"%PDF-" + bytes(1024 * 1024), "a.pdf")

    with pytest.raises(NietMogelijk, match="groter dan 1 MB"):
        domain.stuk_toevoegen(agendapunt, bestand=groot, door=secretaris)

    assert erbij() == 0


def test_als_de_database_weigert_gaat_het_bestand_mee(agendapunt, secretaris, erbij):
    weg = factories.PersoonFactory()
    weg.pk = 987654  # nobody
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError), transaction.atomic():
        domain.stuk_toevoegen(agendapunt, bestand=bestand(), door=weg)

    assert (Stuk.objects.count(), erbij()) == (0, 0)


def test_een_dubbele_klik_maakt_geen_twee_stukken(agendapunt, secretaris, erbij):
    eerste = domain.stuk_toevoegen(agendapunt, bestand=bestand(), door=secretaris)
    tweede = domain.stuk_toevoegen(agendapunt, bestand=bestand(), door=secretaris)

    assert (eerste, erbij()) == (tweede, 1)


def test_hetzelfde_bestand_mag_wel_bij_een_ander_onderwerp(agendapunt, secretaris):
    ander = factories.AgendapuntFactory(bijeenkomst=agendapunt.bijeenkomst)

    domain.stuk_toevoegen(agendapunt, bestand=bestand(), door=secretaris)
    domain.stuk_toevoegen(ander, bestand=bestand(), door=secretaris)

    assert Stuk.objects.count() == 2


def test_een_stuk_is_zo_open_als_zijn_agendapunt(agendapunt, secretaris):
    agendapunt.openbaarheid = "tafel"
    agendapunt.save()

    assert (
        domain.stuk_toevoegen(agendapunt, bestand=bestand(), door=secretaris).openbaarheid
        == "tafel"
    )


@pytest.mark.parametrize(
    ("punt", "openbaarheid", "zin"),
    [
        ("partners", "openbaar", "nooit meer openbaar dan het onderwerp"),
        ("tafel", "partners", "nooit meer openbaar dan het onderwerp"),
        ("vertrouwelijk", "tafel", "nooit meer openbaar dan het onderwerp"),
        ("partners", "vertrouwelijk", "Zeg waarom dit stuk vertrouwelijk is."),
    ],
)
def test_wie_het_leest_moet_kloppen(agendapunt, secretaris, erbij, punt, openbaarheid, zin):
    agendapunt.openbaarheid = punt
    agendapunt.save()

    with pytest.raises(NietMogelijk, match=zin):
        domain.stuk_toevoegen(
            agendapunt, bestand=bestand(), openbaarheid=openbaarheid, door=secretaris
        )

    assert (Stuk.objects.count(), erbij()) == (0, 0)


def test_op_een_bijeenkomst_van_de_regio_is_niets_besloten(ontmoeting, regiobureau):
    punt = factories.AgendapuntFactory(bijeenkomst=ontmoeting)

    with pytest.raises(NietMogelijk, match="hele regio"):
        domain.stuk_toevoegen(punt, bestand=bestand(), openbaarheid="tafel", door=regiobureau)


@pytest.mark.parametrize("status", ["afgesloten", "geannuleerd"])
def test_na_de_bijeenkomst_komt_er_niets_bij(agendapunt, secretaris, erbij, status):
    agendapunt.bijeenkomst.status = status
    agendapunt.bijeenkomst.save()

    with pytest.raises(NietMogelijk):
        domain.stuk_toevoegen(agendapunt, bestand=bestand(), door=secretaris)

    assert erbij() == 0


# --- who may add ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wie", "dagen", "mag"),
    [
        ("secretaris", 30, True),
        ("secretaris", 1, True),
        ("indiener", 30, True),
        ("indiener", 14, True),
        ("indiener", 13, False),
        ("portefeuillehouder", 30, True),
        ("portefeuillehouder", 13, False),
        ("lid", 30, False),
        ("voorzitter", 30, False),
    ],
)
def test_wie_een_stuk_toevoegt(request, agendapunt, wie, dagen, mag, secretaris, bestuurder):
    if wie in ("indiener", "portefeuillehouder"):
        setattr(agendapunt, wie, bestuurder)
        persoon = bestuurder
    else:
        persoon = request.getfixturevalue(wie)
    nu = agendapunt.bijeenkomst.start - timedelta(days=dagen)

    with time_machine.travel(nu, tick=False):
        assert toegang.voegt_stuk_toe(persoon, agendapunt) is mag


def test_bij_een_voorstel_zonder_vergadering_voegt_de_indiener_toe(bestuurstafel, lid, secretaris):
    voorstel = factories.AgendapuntFactory(
        bijeenkomst=None, tafel=bestuurstafel, indiener=lid, status="voorstel"
    )

    assert toegang.voegt_stuk_toe(lid, voorstel)
    stuk = domain.stuk_toevoegen(voorstel, bestand=bestand(), door=lid)
    assert (stuk.agendapunt, stuk.nagezonden) == (voorstel, False)
    voorstel.status = "afgewezen"
    assert not toegang.voegt_stuk_toe(lid, voorstel)


# --- stuk_vervangen ------------------------------------------------------------------------------


def test_een_nieuwe_versie_neemt_de_plaats_over(stuk, secretaris, programmamanager, lid, erbij):
    nieuw = domain.stuk_vervangen(stuk, bestand=bestand(), door=secretaris)
    domain.stuk_nakijken(nieuw, tekst="", door=None)

    assert (nieuw.versie, nieuw.vorige_versie, nieuw.volgorde, nieuw.titel) == (
        2,
        stuk,
        stuk.volgorde,
        stuk.titel,
    )
    assert list(Stuk.objects.zichtbaar_voor(lid)) == [nieuw]
    assert set(Stuk.objects.zichtbaar_voor(programmamanager)) == {stuk, nieuw}
    assert list(Stuk.objects.zichtbaar_voor(secretaris).huidig()) == [nieuw]
    assert erbij() == 1


def test_een_oude_versie_vervangt_men_niet_nog_eens(stuk, secretaris, erbij):
    domain.stuk_vervangen(stuk, bestand=bestand(), door=secretaris)

    with pytest.raises(NietMogelijk, match="nieuwe versie"):
        domain.stuk_vervangen(stuk, bestand=bestand(maak.docx(), "a.docx"), door=secretaris)

    assert (Stuk.objects.count(), erbij()) == (2, 1)


def test_hetzelfde_bestand_is_geen_nieuwe_versie(agendapunt, secretaris, erbij):
    stuk = domain.stuk_toevoegen(agendapunt, bestand=bestand(), door=secretaris)

    with pytest.raises(NietMogelijk, match="hetzelfde bestand"):
        domain.stuk_vervangen(stuk, bestand=bestand(), door=secretaris)

    assert erbij() == 1


# --- stuk_verplaatsen ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wie", "plaats", "daarna"),
    [("a", 2, "bac"), ("c", 1, "cab"), ("b", 2, "abc"), ("a", 99, "bca"), ("c", 0, "cab")],
)
def test_een_stuk_krijgt_een_andere_plaats(agendapunt, secretaris, wie, plaats, daarna):
    stukken = {naam: factories.StukFactory(agendapunt=agendapunt, titel=naam) for naam in "abc"}

    verplaatst = domain.stuk_verplaatsen(stukken[wie], plaats=plaats, door=secretaris)

    rijen = agendapunt.stukken.order_by("volgorde").values_list("titel", "volgorde")
    assert "".join(titel for titel, _ in rijen) == daarna
    assert [volgorde for _, volgorde in rijen] == [1, 2, 3]
    assert verplaatst.volgorde == daarna.index(wie) + 1


# --- stuk_beschrijven ----------------------------------------------------------------------------


def beschrijf(stuk, door, **anders):
    velden = {
        "titel": stuk.titel,
        "soort": stuk.soort,
        "openbaarheid": stuk.openbaarheid,
        "woo_categorie": stuk.woo_categorie,
    }
    return domain.stuk_beschrijven(stuk, **(velden | anders), door=door)


def test_een_stuk_wordt_vertrouwelijk_met_een_reden_en_een_dag(stuk, secretaris):
    tot = timezone.localdate() + timedelta(days=90)

    stuk = beschrijf(
        stuk,
        secretaris,
        openbaarheid="vertrouwelijk",
        reden_vertrouwelijk="Het gaat over één persoon.",
        vertrouwelijk_tot=tot,
    )

    stuk.refresh_from_db()
    assert (stuk.openbaarheid, stuk.vertrouwelijk_tot) == ("vertrouwelijk", tot)
    assert stuk.reden_vertrouwelijk == "Het gaat over één persoon."


def test_zonder_geheim_geen_reden(stuk, secretaris):
    stuk = beschrijf(
        stuk, secretaris, reden_vertrouwelijk="Toch niet", vertrouwelijk_tot=timezone.localdate()
    )

    assert (stuk.reden_vertrouwelijk, stuk.vertrouwelijk_tot) == ("", None)


@pytest.mark.parametrize(
    ("wie", "mag"), [("secretaris", True), ("voorzitter", True), ("lid", False)]
)
def test_alleen_secretaris_en_voorzitter_maken_een_stuk_opener(request, agendapunt, wie, mag):
    persoon = request.getfixturevalue(wie)
    stuk = factories.StukFactory(
        agendapunt=agendapunt, opsteller=persoon, openbaarheid="tafel", titel="Plan"
    )

    if mag:
        assert beschrijf(stuk, persoon, openbaarheid="partners").openbaarheid == "partners"
    else:
        with pytest.raises(NietMogelijk, match="secretaris of de voorzitter"):
            beschrijf(stuk, persoon, openbaarheid="partners")
        assert beschrijf(stuk, persoon, openbaarheid="tafel", titel="Nieuw").titel == "Nieuw"


def test_een_burgerservicenummer_in_de_titel_mag_niet(stuk, secretaris):
    with pytest.raises(NietMogelijk, match="burgerservicenummer"):
        beschrijf(stuk, secretaris, titel="Zaak 1234.56.782")


def test_na_het_verslag_kan_een_stuk_nog_openbaar_worden_maar_niet_anders_heten(
    agendapunt, secretaris
):
    agendapunt.openbaarheid = "openbaar"
    agendapunt.save()
    stuk = factories.StukFactory(agendapunt=agendapunt)
    bijeenkomst = agendapunt.bijeenkomst
    bijeenkomst.status, bijeenkomst.verslag_status = "verslag vastgesteld", "vastgesteld"
    bijeenkomst.save()

    assert beschrijf(stuk, secretaris, openbaarheid="openbaar").openbaarheid == "openbaar"
    with pytest.raises(NietMogelijk, match="verslag is vastgesteld"):
        beschrijf(stuk, secretaris, titel="Anders")


# --- stuk_intrekken ------------------------------------------------------------------------------


def test_een_ingetrokken_stuk_is_alleen_nog_voor_het_duo(
    agendapunt, stuk, secretaris, programmamanager, lid
):
    ander = factories.StukFactory(agendapunt=agendapunt)

    domain.stuk_intrekken(stuk, door=secretaris)

    ander.refresh_from_db()
    assert ander.volgorde == 1
    assert list(Stuk.objects.zichtbaar_voor(lid)) == [ander]
    assert stuk in Stuk.objects.zichtbaar_voor(programmamanager)
    assert kluis().exists(stuk.bestand.name)
    with pytest.raises(NietMogelijk, match="ingetrokken"):
        domain.stuk_intrekken(stuk, door=secretaris)


# --- reading it: stuk_nakijken, stuk_vasthouden, stuk_vrijgeven ----------------------------------


def voeg_toe(agendapunt, door, inhoud=None, naam="a.pdf"):
    return domain.stuk_toevoegen(agendapunt, bestand=bestand(inhoud, naam), door=door)


def test_na_het_lezen_zien_leden_het_stuk(agendapunt, secretaris, lid):
    stuk = voeg_toe(agendapunt, secretaris, maak.pdf("Wij kiezen voor nachtzorg."))
    assert not Stuk.objects.zichtbaar_voor(lid).exists()

    tasks.stuk_nakijken(stuk.pk)

    stuk.refresh_from_db()
    assert (stuk.status, stuk.tekst) == ("klaar", "Wij kiezen voor nachtzorg.")
    assert list(Stuk.objects.zichtbaar_voor(lid)) == [stuk]


@pytest.mark.parametrize(
    ("inhoud", "naam"),
    [
        (maak.pdf(BSN), "a.pdf"),
        (maak.docx(BSN), "a.docx"),
        (maak.docx("1234</w:t></w:r><w:r><w:t>56782"), "a.docx"),
        (maak.xlsx("Jansen", "123456782"), "a.xlsx"),
        (maak.pptx(BSN), "a.pptx"),
        (maak.odt(BSN), "a.odt"),
    ],
)
def test_een_stuk_met_een_burgerservicenummer_wordt_vastgehouden(
    agendapunt, secretaris, lid, inhoud, naam
):
    stuk = voeg_toe(agendapunt, secretaris, inhoud, naam)

    tasks.stukken_nakijken()

    stuk.refresh_from_db()
    assert (stuk.status, stuk.bezwaar) == (
        "vastgehouden",
        "Er staat een getal in dat een burgerservicenummer kan zijn. Het eindigt op 782.",
    )
    assert not Stuk.objects.zichtbaar_voor(lid).exists()


def test_lezen_kan_twee_keer_en_verandert_dan_niets(agendapunt, secretaris):
    stuk = voeg_toe(agendapunt, secretaris)
    domain.stuk_nakijken(stuk, tekst="een", door=None)

    domain.stuk_nakijken(stuk, tekst=BSN, door=None)

    stuk.refresh_from_db()
    assert (stuk.status, stuk.tekst) == ("klaar", "een")


def test_wat_niet_te_lezen_is_gaat_door_met_een_opmerking(agendapunt, secretaris):
    stuk = voeg_toe(agendapunt, secretaris)
    kluis().delete(stuk.bestand.name)

    tasks.stuk_nakijken(stuk.pk)

    stuk.refresh_from_db()
    assert (stuk.status, stuk.tekst, stuk.bezwaar) == ("klaar", "", domain.stukken.ONLEESBAAR)


def test_een_tekst_waar_geen_index_van_te_maken_is_houdt_niets_tegen(agendapunt, secretaris):
    stuk = voeg_toe(agendapunt, secretaris)
    woorden = " ".join(f"{n:x}-{n:o}-{n}" for n in range(100_000))

    domain.stuk_nakijken(stuk, tekst=woorden, door=None)

    stuk.refresh_from_db()
    assert stuk.status == "klaar"


def test_de_secretaris_geeft_vrij_met_een_reden(agendapunt, secretaris, lid):
    stuk = voeg_toe(agendapunt, secretaris)
    domain.stuk_nakijken(stuk, tekst=BSN, door=None)

    domain.stuk_vrijgeven(stuk, reden="Het is een projectnummer.", door=secretaris)

    stuk.refresh_from_db()
    assert (stuk.status, stuk.bezwaar) == ("klaar", "Vrijgegeven: Het is een projectnummer.")
    assert list(Stuk.objects.zichtbaar_voor(lid)) == [stuk]
    with pytest.raises(NietMogelijk, match=r"niet .* vastgehouden"):
        domain.stuk_vrijgeven(stuk, reden="Nog eens", door=secretaris)


def test_de_secretaris_houdt_een_stuk_tegen(stuk, secretaris, lid):
    domain.stuk_vasthouden(stuk, bezwaar="Er staat een fout in.", door=secretaris)

    assert not Stuk.objects.zichtbaar_voor(lid).exists()
    assert toegang.geeft_stuk_vrij(secretaris, Stuk.objects.get())
    assert not toegang.geeft_stuk_vrij(lid, Stuk.objects.get())


def test_wie_het_toevoegde_ziet_hoe_het_ermee_staat(agendapunt, bestuurder, lid):
    stuk = factories.StukFactory(agendapunt=agendapunt, opsteller=bestuurder, status="nieuw")

    assert list(Stuk.objects.zichtbaar_voor(bestuurder)) == [stuk]
    assert list(Stuk.objects.zichtbaar_voor(lid)) == []


def test_wat_nog_niet_klaar_is_houdt_de_agenda_tegen(agendapunt, secretaris):
    factories.StukFactory(agendapunt=agendapunt, titel="Klaar")
    factories.StukFactory(agendapunt=agendapunt, titel="Nieuw", status="nieuw")
    factories.StukFactory(
        agendapunt=agendapunt, titel="Fout", status="vastgehouden", bezwaar="Een getal."
    )
    factories.StukFactory(
        agendapunt=agendapunt, titel="Weg", status="nieuw", vervallen_op=timezone.now()
    )

    assert agendapunt.bijeenkomst.beletsels() == [
        "Het stuk Nieuw wordt nog gecontroleerd.",
        "Het stuk Fout wordt vastgehouden.",
    ]


# --- after the agenda was sent -------------------------------------------------------------------


@pytest.fixture
def verzonden(agendapunt, lid):
    bijeenkomst = agendapunt.bijeenkomst
    bijeenkomst.status, bijeenkomst.agenda_versie = "agenda verzonden", 1
    bijeenkomst.verzonden_op = timezone.now() - timedelta(days=1)
    bijeenkomst.save()
    return agendapunt


def wijzigingen() -> list[str]:
    return list(Agendawijziging.objects.values_list("tekst", flat=True))


def test_na_het_verzenden_hoort_iedereen_het_zodra_het_te_lezen_is(verzonden, secretaris):
    stuk = voeg_toe(verzonden, secretaris, naam="Laat.pdf")
    assert (stuk.nagezonden, wijzigingen()) == (True, [])

    domain.stuk_nakijken(stuk, tekst="", door=None)
    assert wijzigingen() == ["Begroting 2027. Nagezonden: Laat."]

    nieuw = domain.stuk_vervangen(stuk, bestand=bestand(maak.pdf("Beter")), door=secretaris)
    domain.stuk_nakijken(nieuw, tekst="", door=None)
    domain.stuk_intrekken(nieuw, door=secretaris)
    assert wijzigingen()[1:] == [
        "Begroting 2027. Nieuwe versie: Laat.",
        "Begroting 2027. Ingetrokken: Laat.",
    ]


def test_wat_wordt_vastgehouden_meldt_zich_pas_na_het_vrijgeven(verzonden, secretaris):
    stuk = voeg_toe(verzonden, secretaris, naam="Laat.pdf")
    domain.stuk_nakijken(stuk, tekst=BSN, door=None)
    assert wijzigingen() == []

    domain.stuk_vrijgeven(stuk, reden="Een projectnummer.", door=secretaris)

    assert wijzigingen() == ["Begroting 2027. Nagezonden: Laat."]


# --- files that nobody owns ----------------------------------------------------------------------


def test_een_bestand_zonder_stuk_verdwijnt_na_een_dag(stuk):
    wees = kluis().save("stuk/wees", ContentFile(b"x"))

    tasks.bestanden_opruimen()
    assert kluis().exists(wees)

    with time_machine.travel(timezone.now() + timedelta(days=2)):
        tasks.bestanden_opruimen()
    assert not kluis().exists(wees)
    assert kluis().exists(stuk.bestand.name)


def test_een_bestand_van_schijf_gaat_ook_goed(agendapunt, secretaris, tmp_path):
    pad = tmp_path / "groot.pdf"
    pad.write_bytes(maak.pdf())
    with pad.open("rb") as open_:
        stuk = domain.stuk_toevoegen(
            agendapunt, bestand=File(open_, name="groot.pdf"), door=secretaris
        )

    assert gelezen(stuk) == maak.pdf()
