"""`manage.py demo_laden`: an invented region on a real database, with real figures of the CBS."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from time import perf_counter

import pytest
import time_machine
from django.apps import apps
from django.core.exceptions import FieldDoesNotExist
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from pghistory.models import Context

from projecten.models import Mijlpaal, Statusmelding
from regio.management.commands import demo_laden as laden
from regio.models import Gebied, Persoon, Regio
from regiobeeld.models import Bron, Indicator, Verversing, Waarneming
from tafels.models import Actie, Besluit, Bijeenkomst, Lidmaatschap
from tests.factories import PersoonFactory, TafelFactory

pytestmark = pytest.mark.django_db

APPS = ("regio", "regiobeeld", "projecten", "tafels")


def demo_laden() -> str:
    uit = StringIO()
    call_command("demo_laden", stdout=uit)
    return uit.getvalue().strip()


def vingerafdruk() -> dict[str, tuple[int, str]]:
    """Of every table of ours, history included: how many rows, and a hash of all they say."""
    tabellen = [m._meta.db_table for app in APPS for m in apps.get_app_config(app).get_models()]
    tussen = [
        veld.m2m_db_table()
        for app in APPS
        for model in apps.get_app_config(app).get_models()
        for veld in model._meta.local_many_to_many
    ]
    afdruk = {}
    with connection.cursor() as cursor:
        for tabel in {*tabellen, *tussen, Context._meta.db_table}:
            cursor.execute(
                f"SELECT count(*), md5(coalesce(string_agg(t::text, '|' ORDER BY t::text), ''))"
                f' FROM "{tabel}" t'
            )
            afdruk[tabel] = cursor.fetchone()
    return afdruk


def geteld(model, rijen) -> Counter:
    """How many rows a file has of this model and of what stands below them."""
    aantal = Counter({model: len(rijen)})
    for rij in rijen:
        for sleutel, waarde in rij.items():
            try:
                veld = model._meta.get_field(sleutel)
            except FieldDoesNotExist:
                continue
            if veld.one_to_many:
                aantal += geteld(veld.related_model, waarde)
    return aantal


@pytest.fixture
def demo():
    demo_laden()


def test_laden_duurt_seconden_en_niet_meer_dan_een_opdracht_per_tabel(
    django_assert_max_num_queries,
):
    begin = perf_counter()
    with django_assert_max_num_queries(100):
        assert demo_laden() == "De voorbeeldregio is geladen."
    assert perf_counter() - begin < 10


def test_elke_rij_uit_de_bestanden_staat_in_de_database(demo):
    verwacht = Counter()
    for bestand, modellen in laden.LIJSTEN.items():
        for model in modellen:
            verwacht += geteld(model, laden.gelezen(bestand)[laden.meervoud(model)])
    verwacht[Bron] += 1  # the population of the CBS is there from the first migration
    assert {m.__name__: m.objects.count() for m in verwacht} == {
        m.__name__: n for m, n in verwacht.items()
    }
    assert verwacht.keys() == set(laden.VOLGORDE)
    assert min(verwacht.values()) > 0


def test_twee_keer_laden_verandert_niets_ook_niet_op_een_andere_dag(demo):
    sinds = timezone.localdate()
    voor = vingerafdruk()
    with time_machine.travel(timezone.now() + timedelta(days=40), tick=False):
        gezegd = demo_laden()
    maand = (
        "januari februari maart april mei juni juli augustus september oktober november december"
    )
    dag = f"{sinds.day} {maand.split()[sinds.month - 1]} {sinds.year}"
    assert gezegd == f"De voorbeeldregio staat er al sinds {dag}. Er is niets veranderd."
    assert vingerafdruk() == voor


def test_wie_een_demopersoon_wijzigt_is_dat_na_nog_eens_laden_niet_kwijt(demo):
    Persoon.objects.filter(email="sec@demo.example").update(naam="Iemand Anders")
    demo_laden()
    assert Persoon.objects.get(email="sec@demo.example").naam == "Iemand Anders"


def test_een_database_met_echte_gebruikers_wordt_geweigerd():
    PersoonFactory(email="m.devries@ziekenhuis.example")
    voor = vingerafdruk()
    with pytest.raises(CommandError) as fout:
        demo_laden()
    assert str(fout.value) == (
        "In deze database staan echte gebruikers: de voorbeeldregio wordt niet geladen."
    )
    assert vingerafdruk() == voor


def test_een_demo_met_een_echte_gebruiker_erbij_wordt_ook_geweigerd(demo):
    PersoonFactory(email="m.devries@ziekenhuis.example")
    with pytest.raises(CommandError):
        demo_laden()


@pytest.mark.parametrize("ingericht", ["naam", "tafel"])
def test_een_regio_die_al_is_ingericht_wordt_geweigerd(ingericht):
    if ingericht == "naam":
        Regio.objects.update(naam="Regio aan Zee")
    else:
        TafelFactory()
    voor = vingerafdruk()
    with pytest.raises(CommandError) as fout:
        demo_laden()
    assert str(fout.value) == (
        "In deze database staat al een regio: de voorbeeldregio wordt niet geladen."
    )
    assert vingerafdruk() == voor


def test_cijfers_die_het_portaal_zelf_ophaalde_blijven_staan():
    land = Gebied.objects.create(code="NL01", naam="Nederland", soort="land")
    indicator = Indicator.objects.get(code="inwoners")
    Waarneming.objects.create(indicator=indicator, gebied=land, jaar=2026, waarde=18_200_000)
    nu = timezone.now()
    Verversing.objects.create(bron=indicator.bron, status="gelukt", klaar_op=nu, versie="nieuwer")
    demo_laden()
    assert [w.waarde for w in indicator.waarnemingen.all()] == [18_200_000]
    assert indicator.bron.verversingen.get().versie == "nieuwer"


# Every weekday, and the first and last day of a year: dates move, constraints stay.
DAGEN = [date(2027, 3, 22) + timedelta(days=n) for n in range(7)]


@pytest.mark.parametrize("dag", [*DAGEN, date(2026, 12, 31), date(2028, 1, 1)], ids=str)
def test_op_elke_dag_laadt_de_regio_met_verleden_en_toekomst_op_hun_plek(dag):
    nu = datetime(dag.year, dag.month, dag.day, 11, tzinfo=UTC)
    laden.demo_laden(nu=nu, door=None)
    for model, veld in (
        (Besluit, "datum"),
        (Statusmelding, "datum"),
        (Mijlpaal, "gehaald_op"),
        (Actie, "gereed_op"),
        (Bijeenkomst, "agenda_vastgesteld_op"),
        (Lidmaatschap, "van"),
    ):
        assert not model.objects.filter(**{f"{veld}__gt": dag}).exists(), (model, veld)
    for bijeenkomst in Bijeenkomst.objects.all():
        start = bijeenkomst.start.astimezone(laden.AMSTERDAM)
        assert start.weekday() < 5, bijeenkomst
        is_klaar = bijeenkomst.status in ("afgesloten", "verslag vastgesteld")
        assert is_klaar == (bijeenkomst.einde < nu), bijeenkomst
    bestuurstafel = Bijeenkomst.objects.get(titel="Bestuurstafel 6")
    assert bestuurstafel.start.astimezone(laden.AMSTERDAM).hour == 14


def test_zonder_demo_is_er_niemand_om_als_aan_te_melden():
    assert laden.demo_mensen() == []
