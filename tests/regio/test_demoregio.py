"""The demo region as it stands once it is loaded: one load for all these tests."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import transaction
from django.db.models import Sum
from django.db.utils import DatabaseError
from django.utils import timezone
from pghistory.models import Context

from projecten.models import Project, Projectrol, Stand, Statusmelding
from regio.management.commands import demo_laden as laden
from regio.models import Gebied, Opgave, Organisatie, Persoon, Regio
from regiobeeld.models import Bron, Indicator, Waarneming
from tafels.keuring import keur
from tafels.models import Actie, Agendapunt, Besluit, Bijeenkomst, Stuk, Tafel


@pytest.fixture(scope="module")
def geladen(django_db_setup, django_db_blocker):
    """The demo region; each test below works in a transaction within this one."""
    with django_db_blocker.unblock(), transaction.atomic():
        laden.demo_laden(nu=timezone.now(), door=None)
        yield
        transaction.set_rollback(True)


@pytest.fixture
def demo(geladen, db):
    """What the tests below read."""


def test_de_regio_heet_gezond_oostrand_en_zegt_dat_zij_verzonnen_is(demo):
    regio = Regio.objects.get()
    assert (regio.pk, regio.naam, regio.is_demo) == (1, "Gezond Oostrand", True)
    assert regio.gebied == Gebied.objects.get(code="REG")
    assert not Persoon.objects.exclude(email__endswith="@demo.example").exists()


def test_de_acht_gemeenten_tellen_samen_zoveel_inwoners_als_het_cbs_zegt(demo):
    gemeenten = Gebied.objects.leden_van(Gebied.objects.get(code="REG"))
    cijfers = Waarneming.objects.filter(indicator__code="inwoners")
    per_jaar = dict(
        cijfers.filter(gebied__in=gemeenten)
        .values_list("jaar")
        .annotate(som=Sum("waarde"))
        .order_by("jaar")
    )
    assert gemeenten.count() == 8
    assert list(per_jaar) == list(range(2019, 2027))
    assert (per_jaar[2019], per_jaar[2026]) == (298_788, 303_810)
    assert cijfers.get(gebied__code="NL01", jaar=2026).waarde == 18_130_208


def test_echte_cijfers_zijn_nooit_demowaarden_en_verzonnen_cijfers_altijd(demo):
    echt = Waarneming.objects.filter(demo=False)
    assert set(echt.values_list("indicator__code", flat=True)) == {"inwoners"}
    assert echt.count() == 9 * 8
    assert not Waarneming.objects.filter(demo=True, indicator__code="inwoners").exists()
    # Nothing from the future either: the portal has no prognoses yet.
    assert not Waarneming.objects.filter(jaar__gt=timezone.localdate().year).exists()


def test_zonder_netwerk_is_bekend_van_wanneer_de_cijfers_zijn(demo):
    bron = Bron.objects.met_stand().get(code="cbs-bevolking")
    assert bron.laatste_status == "gelukt"
    assert bron.cijfers_van == datetime(2026, 7, 2, 12, 11, 2, tzinfo=UTC)
    verversing = bron.verversingen.get()
    assert (verversing.versie, verversing.aantal) == ("202606230000", 72)


def test_de_klok_ververst_alleen_wat_het_portaal_echt_kan_ophalen(demo):
    assert list(Bron.objects.automatisch().values_list("code", flat=True)) == ["cbs-bevolking"]


def test_de_rode_draad_is_bij_elke_opgave_te_lopen(demo):
    for opgave in Opgave.objects.all():
        assert Waarneming.objects.filter(indicator__opgaven=opgave).exists(), opgave
        assert opgave.projecten.lopend().filter(indicatoren__opgaven=opgave).exists(), opgave
        assert Tafel.objects.filter(projecten__opgave=opgave).exists(), opgave
        assert Besluit.objects.filter(opgave=opgave, project__opgave=opgave).exists(), opgave
        assert Actie.objects.filter(besluit__opgave=opgave).exists(), opgave
        assert opgave.bestuurlijk_eigenaar is not None, opgave
        assert opgave.trekker is not None, opgave


def test_wat_bij_elkaar_hoort_hangt_aan_elkaar(demo):
    punten = Agendapunt.objects.select_related("bijeenkomst")
    for punt in punten.exclude(bijeenkomst=None):
        assert punt.tafel_id == punt.bijeenkomst.tafel_id, punt
        assert punt.volgorde is not None, punt
    voorstellen = punten.filter(bijeenkomst=None)
    assert {(p.status, p.volgorde, p.tafel.code) for p in voorstellen} == {("voorstel", None, "BT")}
    for besluit in Besluit.objects.select_related("agendapunt", "project"):
        assert besluit.tafel_id == besluit.agendapunt.tafel_id, besluit
        assert besluit.project is None or besluit.opgave_id == besluit.project.opgave_id, besluit
    for actie in Actie.objects.select_related("besluit", "agendapunt"):
        assert actie.bijeenkomst_id == actie.agendapunt.bijeenkomst_id, actie
        assert actie.besluit is None or actie.besluit.agendapunt_id == actie.agendapunt_id, actie
    for project in Project.objects.lopend():
        trekt = project.rollen.filter(rol__in=Projectrol.TREKT, persoon__isnull=False)
        assert trekt.exists(), project
    assert set(Bijeenkomst.objects.filter(tafel=None).values_list("soort", flat=True)) == {
        "ontmoeting",
        "werkconferentie",
        "werkbezoek",
    }
    assert list(Organisatie.objects.filter(perspectief=None).values_list("korte_naam")) == [
        ("Programmabureau",)
    ]
    assert not Persoon.objects.filter(organisatie=None).exists()
    assert not Indicator.objects.filter(eigenaar=None).exists()


def test_alles_voldoet_aan_de_regels_van_de_formulieren(demo):
    for model in laden.VOLGORDE:
        # That a row exists and is the only one, the database itself has seen.
        gezien = [
            veld.name
            for veld in model._meta.fields
            if veld.is_relation and not veld.get_limit_choices_to()
        ]
        for rij in model.objects.all():
            rij.full_clean(exclude=gezien, validate_unique=False, validate_constraints=False)


def test_wat_geweest_is_past_in_de_tijd_die_ervoor_stond(demo):
    for bijeenkomst in Bijeenkomst.objects.prefetch_related("agendapunten"):
        minuten = sum(punt.minuten for punt in bijeenkomst.agendapunten.all())
        assert timedelta(minutes=minuten) <= bijeenkomst.einde - bijeenkomst.start, bijeenkomst


def test_vastgestelde_verslagen_zitten_op_slot(demo):
    vast = [
        rij
        for rij in laden.gelezen("tafels")["bijeenkomsten"]
        if rij.get("verslag_status") == "vastgesteld"
    ]
    bijeenkomsten = Bijeenkomst.objects.filter(verslag_status="vastgesteld")
    assert bijeenkomsten.count() == len(vast) > 30
    punten = Agendapunt.objects.filter(bijeenkomst__in=bijeenkomsten)
    assert punten.filter(besluiten__isnull=False).exists()
    with pytest.raises(DatabaseError), transaction.atomic():
        punten.update(titel="Anders")


def test_elke_tafel_waar_besloten_wordt_heeft_iets_dat_een_ander_niet_ziet(demo):
    besloten = Agendapunt.objects.exclude(openbaarheid__in=("openbaar", "partners"))
    assert set(besloten.values_list("tafel__code", flat=True)) == {"BT", "DB", "BL", "IT-OUD"}
    secretaris = Persoon.objects.get(email="sec@demo.example")
    partner = Persoon.objects.get(email="cor.dir@demo.example")
    aan_bestuurstafel = besloten.filter(tafel__code="BT")
    assert aan_bestuurstafel.zichtbaar_voor(secretaris).count() == aan_bestuurstafel.count() == 2
    assert aan_bestuurstafel.zichtbaar_voor(partner).count() == 0
    geheim = Besluit.objects.get(openbaarheid="vertrouwelijk")
    assert geheim in Besluit.objects.zichtbaar_voor(secretaris)
    assert geheim not in Besluit.objects.zichtbaar_voor(partner)
    verkenning = Project.objects.get(openbaarheid="vertrouwelijk")
    assert verkenning not in Project.objects.zichtbaar_voor(secretaris)
    assert verkenning in Project.objects.zichtbaar_voor(
        Persoon.objects.get(email="vvt1.rvb@demo.example")
    )


def test_de_stukken_zijn_echte_bestanden_die_het_portaal_zelf_ook_aanneemt(demo):
    stukken = Stuk.objects.select_related("agendapunt")
    for stuk in stukken:
        with stuk.bestand.open("rb") as bestand:
            keuring = keur(bestand, stuk.bestandsnaam, max_bytes=10**6, max_bladzijden=10)
        assert keuring == (stuk.mimetype, stuk.bladzijden, stuk.is_toegankelijk), stuk
        assert stuk.status == Stuk.Status.KLAAR
    assert {stuk.openbaarheid for stuk in stukken} == {"partners", "tafel", "vertrouwelijk"}
    assert Stuk.objects.gevonden("mantelzorger").count() == 2


def test_een_project_staat_zoals_zijn_nieuwste_statusmelding_zegt(demo):
    for project in Project.objects.prefetch_related("statusmeldingen"):
        nieuwste = project.statusmeldingen.order_by("-datum").first()
        if nieuwste is None:
            assert project.stand == Stand.GEEN, project
            continue
        assert project.stand == nieuwste.stand, project
        niet_goed = project.stand in (Stand.LET_OP, Stand.LOOPT_VAST)
        assert project.stand_reden == (nieuwste.oorzaak if niet_goed else ""), project
        assert project.stand_nodig == (nieuwste.bijsturing if niet_goed else ""), project
    # Green on day -200, orange on -110, green again on -22: on course since that last one.
    ouderenteam = Project.objects.get(code="P-001")
    assert ouderenteam.stand_sinds == ouderenteam.statusmeldingen.first().datum
    gesprek = Project.objects.get(code="P-016")
    assert gesprek.stand_sinds == gesprek.statusmeldingen.last().datum


def test_besluiten_zijn_per_tafel_en_jaar_doorgenummerd_in_de_tijd(demo):
    reeksen = {}
    for besluit in Besluit.objects.select_related("tafel").order_by("datum", "nummer"):
        reeks = f"{besluit.tafel.code}-{besluit.datum.year}"
        reeksen.setdefault(reeks, []).append(besluit.nummer)
    for reeks, nummers in reeksen.items():
        assert nummers == [f"{reeks}-{n:03}" for n in range(1, len(nummers) + 1)]
    acties = Actie.objects.order_by("bijeenkomst__start", "nummer")
    assert [a.nummer for a in acties] == [f"A-{n:04}" for n in range(1, acties.count() + 1)]


def test_sinds_het_laatste_bezoek_is_er_nieuws(demo):
    bezoek = Persoon.objects.get(email="zh.rvb@demo.example").laatst_gezien_op
    assert timezone.now() - bezoek > timedelta(days=10)
    assert Besluit.objects.filter(vastgelegd_op__gt=bezoek).exists()
    assert Statusmelding.objects.filter(datum__gt=bezoek.date(), oorzaak__gt="").exists()


def test_de_geschiedenis_zegt_dat_het_portaal_dit_zelf_laadde(demo):
    assert [c.metadata for c in Context.objects.all()] == [
        {"handeling": "demo_laden", "door": None}
    ]


def test_de_demomensen_staan_op_volgorde_van_hun_rol(demo):
    mensen = laden.demo_mensen()
    assert [mens.email for mens in mensen] == [
        "zh.rvb@demo.example",
        "vvt1.rvb@demo.example",
        "gem.wet1@demo.example",
        "vrz@demo.example",
        "sec@demo.example",
        "pm@demo.example",
        "hac.bel@demo.example",
        "zh.arts@demo.example",
        "cor.dir@demo.example",
        "inw.lid@demo.example",
        "rb@demo.example",
    ]
    personen = {p.pk: p for p in Persoon.objects.all()}
    assert all(personen[mens.pk].naam == mens.naam for mens in mensen)
    bureau = [p for p in personen.values() if p.is_regiobureau]
    assert [(p.email, p.is_staff) for p in bureau] == [("rb@demo.example", True)]
    secretaris, programmamanager, partner = (personen[mensen[n].pk] for n in (4, 5, 8))
    tafel = Tafel.objects.get(code="BT").pk
    assert secretaris.heeft_rol("secretaris", tafel=tafel)
    assert programmamanager.heeft_rol("programmamanager", tafel=tafel)
    assert {zetel.kring for zetel in partner.zetels} == {"buitenkring"}


def test_niemand_in_de_demo_heeft_een_wachtwoord(demo):
    assert not any(persoon.has_usable_password() for persoon in Persoon.objects.all())
