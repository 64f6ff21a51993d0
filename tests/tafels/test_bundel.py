"""The bundle is one good PDF, and the zip one good zip, with what this reader may see."""

import io
import zipfile
from datetime import timedelta
from decimal import Decimal

import pytest
from pypdf import PdfReader

from regio.models import Openbaarheid
from tafels import bundel, toegang
from tafels.models import Agendacijfer
from tafels.models.stukken import kluis
from tafels.voorstellen import blok_inhoud
from tests import factories
from tests.tafels.pdf import GEBROKEN, gebroken_bladzijde, pdf, plaatje

WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


@pytest.fixture(autouse=True)
def eigen_kluis(monkeypatch, tmp_path):
    """Papers and bundles in a folder of this test; returns the folder."""
    for naam in ("base_location", "location"):
        monkeypatch.setitem(vars(kluis()), naam, str(tmp_path / "stukken"))
    return tmp_path / "stukken"


def inhoud(bijeenkomst, persoon):
    return bundel.inhoud_voor(bijeenkomst, persoon, toegang.leest_alles, blok_inhoud)


@pytest.fixture
def lees(tmp_path, bijeenkomst):
    """`lees(lid)` is the bundle of this person, read back."""

    def doe(persoon, **opties) -> PdfReader:
        doel = tmp_path / f"{persoon.pk}.pdf"
        gezegd = bundel.maken(inhoud(bijeenkomst, persoon), doel, kenmerk="a1b2c3d4", **opties)
        lezer = PdfReader(doel)
        assert gezegd == len(lezer.pages)
        return lezer

    return doe


def tekst(lezer: PdfReader) -> str:
    return "\n".join(bladzijde.extract_text() for bladzijde in lezer.pages)


def bladwijzers(lezer: PdfReader) -> list[tuple[str, int]]:
    """All bookmarks in order, with the page (from 1) that they lead to."""
    gevonden, stapel = [], [lezer.outline]
    while stapel:
        eerste, *rest = stapel.pop() or [None]
        if rest:
            stapel.append(rest)
        if isinstance(eerste, list):
            stapel.append(eerste)
        elif eerste is not None:
            plek = lezer.get_destination_page_number(eerste) + 1
            gevonden.append((eerste.title.replace("\xa0", " "), plek))
    return gevonden


def sprongen(lezer: PdfReader, bladzijde: int) -> list[int]:
    """Where the links on a page lead to, as page numbers."""
    plekken = {p.indirect_reference.idnum: n for n, p in enumerate(lezer.pages, start=1)}
    gevonden = []
    for noot in lezer.pages[bladzijde - 1].get("/Annots", ()):
        doel = noot.get_object().get("/Dest") or noot.get_object().get("/A", {}).get("/D")
        if isinstance(doel, (str, bytes)):
            doel = lezer.named_destinations[doel].dest_array
        if doel is not None:
            gevonden.append(plekken[doel[0].get_object().indirect_reference.idnum])
    return gevonden


def elementen(lezer: PdfReader) -> list:
    """All elements of the tags, in reading order."""
    gevonden, stapel = [], [lezer.root_object["/StructTreeRoot"]]
    while stapel:
        ding = stapel.pop().get_object()
        if "/S" in ding:
            gevonden.append(ding)
        kinderen = ding.get("/K", [])
        kinderen = kinderen if isinstance(kinderen, list) else [kinderen]
        stapel += [k for k in reversed(kinderen) if "/S" in getattr(k.get_object(), "keys", dict)()]
    return gevonden


def ruw(lezer: PdfReader) -> str:
    """Every object of the file, unpacked: also what no program shows."""
    delen = []
    for nummer in range(1, lezer.trailer["/Size"]):
        ding = lezer.get_object(nummer)
        delen.append(repr(ding))
        if hasattr(ding, "get_data") and ding.get("/Subtype") != "/Image":
            delen.append(ding.get_data().decode("latin-1"))
    return "\n".join(delen)


@pytest.fixture
def gevuld(bijeenkomst):
    """Three subjects; the second with two papers of two pages."""
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Opening")
    punt = factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst,
        titel="Begroting 2027",
        behandeling="ter besluitvorming",
        gevraagd_besluit="De tafel stelt de begroting vast.",
        kernboodschap="Het geld is op.",
        advies_klankbord="Vraag het de inwoners.",
    )
    factories.StukFactory(
        agendapunt=punt, titel="Voorstel", inhoud=pdf("Appels", "Peren"), bladzijden=2
    )
    factories.StukFactory(agendapunt=punt, titel="Bijlage cijfers", inhoud=pdf("Noten", "Vijgen"))
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Rondvraag")
    return punt


def test_de_stukken_staan_achter_hun_agendapunt_met_bladwijzers_en_bladzijdenummers(
    gevuld, lid, lees
):
    lezer = lees(lid)

    assert bladwijzers(lezer) == [
        ("Inhoud", 2),
        ("1. Opening", 3),
        ("2. Begroting 2027", 4),
        ("Stuk 1. Voorstel", 5),
        ("Stuk 2. Bijlage cijfers", 7),
        ("3. Rondvraag", 9),
    ]
    woorden = ["Bestuurstafel", "Rondvraag", "Opening", "Het geld is op."]
    woorden += ["Appels", "Peren", "Noten", "Vijgen", "Rondvraag"]
    for nummer, (bladzijde, woord) in enumerate(zip(lezer.pages, woorden, strict=True), start=1):
        gelezen = bladzijde.extract_text()
        assert woord in gelezen
        assert f"pagina {nummer} van 9" in gelezen
    assert lezer.page_labels == [str(nummer) for nummer in range(1, 10)]


def test_de_inhoud_en_de_lijst_van_stukken_zijn_aan_te_klikken(gevuld, lid, lees):
    lezer = lees(lid)

    assert sprongen(lezer, 2) == [3, 4, 5, 7, 9]
    assert sprongen(lezer, 4) == [5, 7]


def test_de_bundel_noemt_bijeenkomst_dag_versie_en_lezers(gevuld, bijeenkomst, lid, lees):
    bijeenkomst.titel, bijeenkomst.agenda_versie = "Bestuurlijk overleg", 3
    bijeenkomst.locatie = "Gemeentehuis"
    bijeenkomst.save()

    lezer = lees(lid)

    voorblad = lezer.pages[0].extract_text()
    for woord in ("Bestuurlijk overleg", "Gemeentehuis", "Versie 3", "a1b2c3d4"):
        assert woord in voorblad
    assert "Voor de leden van Bestuurstafel." in voorblad
    assert lezer.metadata.title.startswith("Bestuurlijk overleg, ")


def test_ons_deel_is_pdf_met_structuur_en_de_taal_staat_erin(gevuld, lid, lees):
    wortel = lees(lid).root_object

    assert wortel["/Lang"] == "nl-NL"
    assert wortel["/MarkInfo"]["/Marked"] == True  # noqa: E712 -- a BooleanObject
    assert wortel["/ViewerPreferences"]["/DisplayDocTitle"] == True  # noqa: E712
    assert "/StructTreeRoot" in wortel


def test_elke_bladzijde_van_een_stuk_staat_in_de_leesvolgorde_achter_haar_naam(gevuld, lid, lees):
    lezer = lees(lid)

    volgorde = elementen(lezer)

    plekken = {p.indirect_reference.idnum: n for n, p in enumerate(lezer.pages, start=1)}
    bladen = [
        plekken[ding.raw_get("/Pg").idnum]
        for ding in volgorde
        if ding["/S"] == "/P" and "/Pg" in ding and isinstance(ding.get("/K"), int)
    ]
    assert [plek for plek in bladen if plek in (5, 6, 7, 8)] == [5, 6, 7, 8]
    assert [ding["/S"] for ding in volgorde].count("/H1") == 4
    assert [ding["/S"] for ding in volgorde].count("/H2") == 2 + 4  # and our own koppen
    # Each page of a paper: the element that names it, and behind it the page itself.
    for nummer in (5, 6, 7, 8):
        bladzijde = lezer.pages[nummer - 1]
        opdracht = bladzijde["/Contents"].get_object()[0].get_object().get_data()
        assert b"/P <</MCID 1>> BDC q" in opdracht
        tekening = bladzijde["/Resources"]["/XObject"]["/RpBlad"].get_data()
        assert [merk for merk in (b"BDC", b"BMC", b"EMC") if merk in tekening] == []


@pytest.mark.parametrize(
    ("met", "zonder"),
    [
        (b"/P <</MCID 0>> BDC BT (a) Tj ET EMC", b"  BT (a) Tj ET  "),
        (b"/Artifact BMC 0 0 m EMC", b"  0 0 m  "),
        (b"q /OC /MC0 BDC 1 g EMC Q", b"q   1 g   Q"),
        (b"(BDC \\) EMC (x) BMC) Tj EMC", b"(BDC \\) EMC (x) BMC) Tj  "),
        (b"BI /W 1 /H 1 ID \x00 EMC( EI Q EMC", b"BI /W 1 /H 1 ID \x00 EMC( EI Q  "),
        (b"1 g % EMC\n/a /b DP 2 g", b"1 g % EMC\n  2 g"),
        (b"<454D43> Tj EMC [(EMC) -5 (a)] TJ", b"<454D43> Tj   [(EMC) -5 (a)] TJ"),
        (b"(open EMC", b"(open EMC"),
        (b"/EMC gs 1 g", b"/EMC gs 1 g"),
    ],
    ids=range(9),
)
def test_de_merken_gaan_uit_een_stuk_en_de_tekst_blijft(met, zonder):
    assert bundel.zonder_merken(met) == zonder


def test_een_bundel_met_stukken_van_anderen_belooft_geen_pdf_ua(gevuld, bijeenkomst, lid, lees):
    zonder = factories.BijeenkomstFactory(tafel=bijeenkomst.tafel)
    factories.AgendapuntFactory(bijeenkomst=zonder)

    met = lees(lid).root_object["/Metadata"].get_object().get_data()

    assert b"<pdfuaid:part>" not in met
    assert b"dc:title" in met


def test_zonder_stukken_is_de_hele_bundel_pdf_ua(bijeenkomst, agendapunt, lid, lees):
    lezer = lees(lid)

    assert b"<pdfuaid:part>1<" in lezer.root_object["/Metadata"].get_object().get_data()
    assert bladwijzers(lezer) == [("Inhoud", 2), ("1. Begroting 2027", 3)]


def test_gedraaide_en_vreemde_vellen_houden_hun_maat_en_hun_tekst(agendapunt, lid, lees):
    for titel, opties in {
        "Liggend": {"draai": 90},
        "Op zijn kop": {"draai": 180},
        "Andersom": {"draai": 270},
        "Breed": {"breed": "840mm", "hoog": "200mm"},
        "Kaartje": {"breed": "50mm", "hoog": "60mm"},
    }.items():
        factories.StukFactory(agendapunt=agendapunt, titel=titel, inhoud=pdf("Wortels", **opties))

    lezer = lees(lid)

    maten = [tuple(round(float(m)) for m in p.mediabox[2:]) for p in lezer.pages][3:]
    strook = bundel.STROOK
    assert maten == [
        (842, 595 + strook),
        (595, 842 + strook),
        (842, 595 + strook),
        (2381, 567 + strook),
        (bundel.KLEINSTE, 170 + strook),
    ]
    assert all(p.rotation == 0 for p in lezer.pages)
    assert all("Wortels" in p.extract_text() for p in lezer.pages[3:])
    assert "pagina 8 van 8" in lezer.pages[7].extract_text()


def test_een_link_in_een_stuk_werkt_in_de_bundel(agendapunt, lid, lees):
    factories.StukFactory(agendapunt=agendapunt, inhoud=pdf("Tekst", draai=90))

    bladzijde = lees(lid).pages[3]

    (link,) = [n.get_object() for n in bladzijde["/Annots"]]
    x0, y0, x1, y1 = link["/Rect"]
    assert link["/A"]["/URI"] == "https://voorbeeld.example/"
    assert 0 < x0 < x1 < 842
    assert bundel.STROOK < y0 < y1 < 595 + bundel.STROOK


@pytest.mark.parametrize("kapot", [GEBROKEN, b"", b"%PDF-1.7\nonzin", gebroken_bladzijde()])
def test_een_kapot_stuk_krijgt_een_bladzijde_die_dat_zegt_en_de_rest_gaat_door(
    gevuld, lid, lees, kapot
):
    factories.StukFactory(agendapunt=gevuld, titel="Kapot stuk", inhoud=kapot)

    lezer = lees(lid)

    assert bladwijzers(lezer)[-2:] == [("Stuk 3. Kapot stuk", 9), ("3. Rondvraag", 10)]
    assert bundel.KAPOT in lezer.pages[8].extract_text()
    assert "Vijgen" in lezer.pages[7].extract_text()
    assert "pagina 9 van 10" in lezer.pages[8].extract_text()


def test_een_plaatje_staat_in_de_bundel_en_een_word_bestand_wordt_genoemd(agendapunt, lid, lees):
    factories.StukFactory(
        agendapunt=agendapunt, titel="Foto", mimetype="image/png", inhoud=plaatje()
    )
    factories.StukFactory(
        agendapunt=agendapunt, titel="Kaart", mimetype="image/jpeg", inhoud=plaatje("JPEG")
    )
    factories.StukFactory(
        agendapunt=agendapunt,
        titel="Plan",
        mimetype=WORD,
        bestandsnaam="Plan é.docx",
        inhoud=b"PK",
    )
    factories.StukFactory(
        agendapunt=agendapunt, titel="Geen plaatje", mimetype="image/png", inhoud=b"\x89PNG"
    )

    lezer = lees(lid)

    assert [len(p.images) for p in lezer.pages] == [0, 0, 0, 1, 1, 0, 0]
    alt = [ding["/Alt"] for ding in elementen(lezer) if "/Alt" in ding]
    assert alt == ["Afbeelding: Foto", "Afbeelding: Kaart"]
    assert "Plan é.docx" in lezer.pages[5].extract_text()
    assert "Dit bestand past niet in een PDF." in lezer.pages[5].extract_text()
    assert bundel.KAPOT in lezer.pages[6].extract_text()


def test_een_te_groot_stuk_staat_alleen_in_de_zip(gevuld, lid, lees, monkeypatch):
    monkeypatch.setattr(bundel, "MAX_BYTES", 20)

    gelezen = tekst(lees(lid))

    assert gelezen.count("Dit stuk is te groot voor de bundel.") == 2
    assert "Appels" not in gelezen


def test_koppen_delen_en_pauzes_houden_hun_plaats(bijeenkomst, lid, lees):
    for soort, titel in (
        ("pauze", "Inloop"),
        ("punt", "Opening"),
        ("kop", "Besluiten"),
        ("punt", "Begroting"),
        ("subpunt", "Inkomsten"),
        ("pauze", "Koffie"),
        ("punt", "Rondvraag"),
        ("kop", "Borrel"),
    ):
        factories.AgendapuntFactory(bijeenkomst=bijeenkomst, soort=soort, titel=titel)

    lezer = lees(lid)

    assert bladwijzers(lezer) == [
        ("Inhoud", 2),
        ("1. Opening", 3),
        ("Besluiten", 4),
        ("2. Begroting", 4),
        ("2a. Inkomsten", 5),
        ("3. Rondvraag", 6),
    ]
    regels = lezer.pages[1].extract_text()
    plekken = [regels.index(woord) for woord in ("Inloop", "Opening", "Koffie", "Borrel")]
    assert plekken == sorted(plekken)


def test_een_cijfer_staat_erin_zoals_het_toen_was(agendapunt, lid, lees):
    Agendacijfer.objects.create(
        agendapunt=agendapunt,
        indicator=factories.IndicatorFactory(naam="Inwoners"),
        gebied=factories.GebiedFactory(naam="Achterhoek"),
        jaar=2026,
        waarde=Decimal("27100.5000"),
        eenheid="mensen",
        bron="CBS",
    )

    assert "Inwoners, Achterhoek, 2026: 27.100,5 mensen. Bron: CBS." in tekst(lees(lid))


def test_wat_het_portaal_zelf_schrijft_staat_erin_voor_wie_het_mag_zien(
    bijeenkomst, lid, buitenstaander, lees
):
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Acties", blok="actielijst")
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel="Vorige keer", blok="vorig verslag")
    eerder = factories.BijeenkomstFactory(
        tafel=bijeenkomst.tafel, start=bijeenkomst.start - timedelta(days=60)
    )
    geheim = factories.AgendapuntFactory(
        bijeenkomst=eerder, titel="Geheim punt", openbaarheid="vertrouwelijk"
    )
    factories.ActieFactory(tekst="Bel de notaris", bijeenkomst=eerder, agendapunt=geheim)
    factories.ActieFactory(tekst="Bestel broodjes", bijeenkomst=eerder)

    van_lid, van_ander = tekst(lees(lid)), tekst(lees(buitenstaander))

    assert "De acties die openstaan, nu" in van_lid
    assert ("Bestel broodjes" in van_lid, "Bestel broodjes" in van_ander) == (True, True)
    assert ("Bel de notaris" in van_lid, "Bel de notaris" in van_ander) == (True, False)
    assert "Vorige keer" in van_ander


RAAR = [
    '#panic("x") $x^2$ @nergens <punt-1> \\u{41} *vet* _schuin_ `code` // weg',
    "<script>alert(1)</script> {{ regio }} {% include %}",
    "Zorg 😀 voor 👩‍👩‍👧 日本語 مرحبا ‮omgekeerd‬ \x00\x07 tab\there",
    "é ë ï ü ő Ł ş ǧ Ω ж 'aanhaling' “dubbel” … – — €",
    "é" * 150,
    "woord" * 30,
]


@pytest.mark.parametrize("raar", RAAR, ids=range(len(RAAR)))
def test_wat_mensen_typen_blijft_tekst(bijeenkomst, lid, lees, raar):
    schoon = raar.replace("\x00", "")
    punt = factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel=schoon[:150], kernboodschap=f"{schoon}\n\n{schoon}\nx"
    )
    factories.StukFactory(agendapunt=punt, titel=schoon, inhoud=pdf("Tekst"))
    bijeenkomst.titel = bijeenkomst.locatie = schoon[:150]
    bijeenkomst.save()

    lezer = lees(lid)

    assert len(lezer.pages) == 4 + (lezer.pages[1].extract_text().count("pagina 3 van") > 0)
    for woord in ("#panic", "<script>", "ő Ł ş", "Zorg □ voor □"):
        if woord.replace("□", "😀")[:6] in schoon:
            assert woord in tekst(lezer)


# --- who sees what -------------------------------------------------------------------------------


@pytest.fixture
def besloten(gevuld, bijeenkomst):
    """Beside what is open: a paper and a subject vertrouwelijk, and a subject for the tafel."""
    factories.StukFactory(
        agendapunt=gevuld,
        titel="Geheim contract",
        bestandsnaam="geheim-contract.pdf",
        inhoud=pdf("Geheime prijs"),
        openbaarheid=Openbaarheid.VERTROUWELIJK,
        reden_vertrouwelijk="Er wordt onderhandeld.",
    )
    dicht = factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst,
        titel="Geheim onderwerp",
        kernboodschap="Geheime kern",
        openbaarheid=Openbaarheid.VERTROUWELIJK,
    )
    factories.StukFactory(
        agendapunt=dicht,
        titel="Geheime bijlage",
        bestandsnaam="geheim.docx",
        mimetype=WORD,
        inhoud=b"Geheim woord",
    )
    tafel = factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, titel="Onder ons", openbaarheid=Openbaarheid.TAFEL
    )
    factories.StukFactory(agendapunt=tafel, titel="Tafelstuk", inhoud=pdf("Tafelpraat"))


@pytest.mark.parametrize(
    ("rol", "ziet_geheim", "ziet_tafel"),
    [
        ("voorzitter", True, True),
        ("secretaris", True, True),
        ("programmamanager", True, True),
        ("bestuurder", True, True),
        ("lid", True, True),
        ("toehoorder", False, True),
        ("lid_buitenkring", False, False),
        ("oud_lid", False, False),
        ("buitenstaander", False, False),
        ("regiobureau", False, False),
    ],
)
def test_wie_iets_niet_mag_weten_vindt_het_niet_in_bundel_en_zip(
    request, besloten, bijeenkomst, lees, tmp_path, rol, ziet_geheim, ziet_tafel
):
    persoon = request.getfixturevalue(rol)

    lezer = lees(persoon)
    zip_ = zipfile.ZipFile(io.BytesIO(b"".join(bundel.zip_stroom(inhoud(bijeenkomst, persoon)))))

    alles = tekst(lezer) + repr(bladwijzers(lezer)) + ruw(lezer)
    namen_en_inhoud = repr(zip_.namelist()) + "".join(
        zip_.read(naam).decode("latin-1") for naam in zip_.namelist()
    )
    assert ("eheim" in alles, "eheim" in namen_en_inhoud) == (ziet_geheim, ziet_geheim)
    assert ("Tafelstuk" in alles, "Tafelpraat" in alles) == (ziet_tafel, ziet_tafel)
    assert ("Geheime prijs" in alles) == ziet_geheim
    assert ("Onder ons" in namen_en_inhoud) == ziet_tafel
    assert zip_.testzip() is None
    # Numbers and times would give away a gap; so would a count.
    assert ("2. Begroting" in alles) == (rol in ROLLEN_DIE_ALLES_LEZEN)
    if rol not in ROLLEN_DIE_ALLES_LEZEN:
        assert " min" not in lezer.pages[1].extract_text()
        assert [naam for naam, _ in bladwijzers(lezer)][1:3] == ["Opening", "Begroting 2027"]


ROLLEN_DIE_ALLES_LEZEN = ("voorzitter", "secretaris", "programmamanager", "bestuurder", "lid")


def test_een_nieuwe_versie_een_ingetrokken_en_een_vastgehouden_stuk_staan_er_niet_in(
    agendapunt, secretaris, lees
):
    oud = factories.StukFactory(agendapunt=agendapunt, titel="Oud", inhoud=pdf("Oud"))
    factories.StukFactory(
        agendapunt=agendapunt, titel="Nieuw", inhoud=pdf("Nieuw"), versie=2, vorige_versie=oud
    )
    factories.StukFactory(
        agendapunt=agendapunt, titel="Weg", inhoud=pdf("Weg"), vervallen_op="2026-11-01T12:00Z"
    )
    factories.StukFactory(
        agendapunt=agendapunt,
        titel="Vast",
        inhoud=pdf("Vast"),
        status="vastgehouden",
        bezwaar="Er staat een burgerservicenummer in.",
    )

    assert [naam for naam, _ in bladwijzers(lees(secretaris))][2:] == ["Stuk 1. Nieuw"]


# --- the fingerprint -----------------------------------------------------------------------------


def test_wie_hetzelfde_mag_zien_heeft_dezelfde_vingerafdruk(
    besloten, bijeenkomst, lid, voorzitter, toehoorder, buitenstaander, regiobureau
):
    afdruk = {
        p: inhoud(bijeenkomst, p).vingerafdruk
        for p in (lid, voorzitter, toehoorder, buitenstaander, regiobureau)
    }

    assert afdruk[lid] == afdruk[voorzitter]
    assert afdruk[buitenstaander] == afdruk[regiobureau]
    assert len({afdruk[lid], afdruk[toehoorder], afdruk[buitenstaander]}) == 3


@pytest.mark.parametrize(
    "wijzig",
    [
        lambda b, p, s: setattr(b, "titel", "Anders") or b.save(),
        lambda b, p, s: setattr(b, "locatie", "Elders") or b.save(),
        lambda b, p, s: setattr(b, "agenda_versie", 2) or b.save(),
        lambda b, p, s: setattr(p, "kernboodschap", "Anders") or p.save(),
        lambda b, p, s: setattr(p, "versie", 9) or p.save(),
        lambda b, p, s: setattr(p, "minuten", 40) or p.save(),
        lambda b, p, s: setattr(s, "titel", "Anders") or s.save(),
        lambda b, p, s: setattr(s, "sha256", "f" * 64) or s.save(),
        lambda b, p, s: setattr(s, "openbaarheid", "tafel") or s.save(),
        lambda b, p, s: setattr(s, "vervallen_op", "2026-11-01T12:00Z") or s.save(),
        lambda b, p, s: factories.AgendapuntFactory(bijeenkomst=b),
    ],
    ids=range(11),
)
def test_elke_wijziging_geeft_een_andere_vingerafdruk(gevuld, bijeenkomst, lid, wijzig):
    eerst = inhoud(bijeenkomst, lid).vingerafdruk
    assert inhoud(bijeenkomst, lid).vingerafdruk == eerst

    wijzig(bijeenkomst, gevuld, gevuld.stukken.first())

    bijeenkomst.refresh_from_db()
    assert inhoud(bijeenkomst, lid).vingerafdruk != eerst


def test_wat_een_lezer_niet_mag_weten_verandert_zijn_vingerafdruk_niet(
    gevuld, bijeenkomst, buitenstaander
):
    eerst = inhoud(bijeenkomst, buitenstaander).vingerafdruk

    factories.AgendapuntFactory(
        bijeenkomst=bijeenkomst, volgorde=9, titel="Geheim", openbaarheid="vertrouwelijk"
    )
    bijeenkomst.agenda_versie = 4
    bijeenkomst.save()

    assert inhoud(bijeenkomst, buitenstaander).vingerafdruk == eerst


# --- the zip -------------------------------------------------------------------------------------


def namen(bijeenkomst, persoon) -> list[str]:
    return [naam for naam, _ in bundel.namen_in_zip(inhoud(bijeenkomst, persoon))]


def test_de_zip_heeft_een_map_per_agendapunt_met_de_stukken_op_volgorde(gevuld, bijeenkomst, lid):
    stroom = b"".join(bundel.zip_stroom(inhoud(bijeenkomst, lid)))

    zip_ = zipfile.ZipFile(io.BytesIO(stroom))
    assert zip_.namelist() == [
        "2 Begroting 2027/1 Voorstel.pdf",
        "2 Begroting 2027/2 Bijlage cijfers.pdf",
    ]
    assert zip_.read("2 Begroting 2027/1 Voorstel.pdf")[:5] == b"%PDF-"


def test_namen_in_de_zip_zijn_veilig_uniek_en_houden_hun_accenten(bijeenkomst, lid):
    for titel in ("Café ünd Łódź", "../../etc/passwd", "CON", "a" * 150, "Dubbel", "dubbel", "..."):
        punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel=titel)
        factories.StukFactory(agendapunt=punt, titel="Stuk: \u202egnp.exe", inhoud=pdf("x"))

    gevonden = namen(bijeenkomst, lid)

    assert gevonden[:2] == [
        "1 Café ünd Łódź/1 Stuk - gnp.exe.pdf",
        "2 ..-..-etc-passwd/1 Stuk - gnp.exe.pdf",
    ]
    assert len({naam.casefold() for naam in gevonden}) == len(gevonden) == 7
    assert [naam.count("/") for naam in gevonden] == [1] * 7
    assert max(map(len, gevonden)) < 200


def test_gelijke_mappen_krijgen_een_nummer_erbij(bijeenkomst, buitenstaander):
    for titel in ("CON", "con", "..."):
        punt = factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel=titel)
        factories.StukFactory(agendapunt=punt, titel="Stuk", inhoud=pdf("x"))

    assert namen(bijeenkomst, buitenstaander) == [
        "Onderwerp CON/1 Stuk.pdf",
        "Onderwerp con (2)/1 Stuk.pdf",
        "Onderwerp/1 Stuk.pdf",
    ]


def test_een_verdwenen_bestand_breekt_de_zip_niet_af(gevuld, bijeenkomst, lid):
    eerste = gevuld.stukken.first()
    eerste.bestand.storage.delete(eerste.bestand.name)

    zip_ = zipfile.ZipFile(io.BytesIO(b"".join(bundel.zip_stroom(inhoud(bijeenkomst, lid)))))

    assert zip_.namelist() == [
        "2 Begroting 2027/1 Voorstel (niet gevonden).txt",
        "2 Begroting 2027/2 Bijlage cijfers.pdf",
    ]
