"""A region as large as the bars name it, and the same region with one row of everything."""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import count, cycle, product
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone

from projecten.models import Mijlpaal, Project, Projectrol, Stand, Statusmelding
from regio.models import (
    Gebied,
    Opgave,
    Organisatie,
    Persoon,
    Perspectief,
    Regio,
    Regiovisie,
    Rol,
    Thema,
)
from regiobeeld.models import Bron, Indicator, Verversing
from tafels.models import (
    Actie,
    Agendapunt,
    Besluit,
    Bijeenkomst,
    Lidmaatschap,
    Stuk,
    Tafel,
)


@dataclass(frozen=True, kw_only=True)
class Omvang:
    """How much of everything there is."""

    in_zicht: int  # projects in the years that the calendar opens with
    projecten: int
    mijlpalen_in_zicht: int
    mijlpalen: int
    meldingen: int  # per project
    bijeenkomsten: int
    punten: int  # per bijeenkomst
    lange_agenda: int  # of the last bijeenkomst, which is still being prepared
    stukken: int  # per agendapunt of that agenda
    besluiten: int
    acties: int
    indicatoren: int
    gemeenten: int
    leden: int  # gemeenten that belong to the region
    jaren: int
    personen: int
    organisaties: int
    themas: int
    opgaven: int
    verversingen: int


# 60 projects with 540 milestones: 600 bars and milestones in sight.
GROOT = Omvang(
    in_zicht=60,
    projecten=200,
    mijlpalen_in_zicht=540,
    mijlpalen=1200,
    meldingen=12,
    bijeenkomsten=60,
    punten=15,
    lange_agenda=25,
    stukken=2,
    besluiten=200,
    acties=200,
    indicatoren=100,
    gemeenten=342,
    leden=8,
    jaren=10,
    personen=60,
    organisaties=40,
    themas=8,
    opgaven=12,
    verversingen=20,
)
KLEIN = Omvang(
    in_zicht=1,
    projecten=1,
    mijlpalen_in_zicht=1,
    mijlpalen=1,
    meldingen=1,
    bijeenkomsten=1,
    punten=1,
    lange_agenda=1,
    stukken=1,
    besluiten=1,
    acties=1,
    indicatoren=1,
    gemeenten=1,
    leden=1,
    jaren=2,
    personen=5,
    organisaties=1,
    themas=1,
    opgaven=1,
    verversingen=1,
)

TAFELS = (
    ("BT", "Bestuurstafel Gezonde Regio", Tafel.Soort.BESTUURSTAFEL),
    ("DB", "Dagelijks bestuur", Tafel.Soort.DAGELIJKS_BESTUUR),
    ("BL", "Beleidstafel", Tafel.Soort.BELEIDSTAFEL),
    ("OU", "Inhoudelijke tafel kwetsbare ouderen", Tafel.Soort.INHOUDELIJK),
    ("GGZ", "Inhoudelijke tafel mentale gezondheid", Tafel.Soort.INHOUDELIJK),
    ("KB", "Klankbordgroep van inwoners", Tafel.Soort.KLANKBORDGROEP),
)
# Who is measured: the first people of the region, with their seat at the first tafel.
MENSEN = (
    ("bestuurder", Rol.PORTEFEUILLEHOUDER),
    ("programmamanager", Rol.PROGRAMMAMANAGER),
    ("secretaris", Rol.SECRETARIS),
    ("lid", Rol.LID),
    ("regiobureau", None),
)
THEMAS = (
    "Kwetsbare ouderen thuis",
    "Mentale gezondheid",
    "Acute zorg in de regio",
    "Kansrijk opgroeien",
    "Gezond leven en bewegen",
    "Werken in de zorg",
    "Digitale zorg en gegevensuitwisseling",
    "Passende zorg dichtbij huis",
)
WERK = (
    "Samen beslissen over de laatste levensfase",
    "Wijkverpleging en huisarts als één team",
    "Valpreventie voor zelfstandig wonende ouderen",
    "Verkennend gesprek bij mentale klachten",
    "Zorgcoördinatie in de avond, de nacht en het weekend",
    "Mantelzorgers ontlasten met logeerplekken",
    "Van ziekenhuis naar huis met thuismonitoring",
    "Welzijn op recept bij de huisarts",
    "Eén inlog voor alle zorgverleners",
    "Regionale flexpool voor verpleegkundigen",
)
PLEKKEN = ("Oosthoek", "Waterrijk", "de Kempen", "Zuidrand", "Noordwold", "het buitengebied")
MOMENTEN = (
    "Plan van aanpak besproken",
    "Subsidie toegekend",
    "Eerste tien deelnemers gestart",
    "Tussentijdse evaluatie",
    "Opgeschaald naar alle gemeenten",
    "Overdracht aan de lijn",
)
WOORDEN = """
    samen met inwoners en professionals maken wij afspraken over wie wat doet in de wijk zodat
    ouderen langer thuis wonen en de druk op de huisarts daalt terwijl ziekenhuizen en gemeenten
    elkaar eerder vinden en de verzekeraar meebetaalt aan wat bewezen werkt
""".split()  # noqa: SIM905


def vandaag() -> date:
    """Today, as the region sees it."""
    return timezone.localdate()


def eerste_jaar() -> int:
    """The first year that the calendar opens with: half a year back is always in sight."""
    return (vandaag() - timedelta(days=183)).year


class Schrijver:
    """Writes Dutch-looking text of a given length, the same each run."""

    def __init__(self) -> None:
        self.kans = random.Random(20261121)

    def zin(self, woorden: int) -> str:
        tekst = " ".join(self.kans.choices(WOORDEN, k=woorden))
        return f"{tekst[0].upper()}{tekst[1:]}."

    def tekst(self, zinnen: int) -> str:
        return " ".join(self.zin(self.kans.randint(8, 14)) for _ in range(zinnen))

    def dag(self, van: date, tot: date) -> date:
        return van + timedelta(days=self.kans.randint(0, (tot - van).days))


@transaction.atomic
def vullen(omvang: Omvang) -> None:
    """Fill an empty, migrated database; rows of one kind go in together."""
    schrijver = Schrijver()
    themas, opgaven = _regio(omvang, schrijver)
    personen = _personen(omvang, schrijver)
    indicatoren = _regiobeeld(omvang, opgaven)
    projecten = _projecten(omvang, schrijver, themas, opgaven, personen, indicatoren)
    _tafels(omvang, schrijver, themas, opgaven, projecten, personen)


def _maken[T](rijen: Iterable[T]) -> list[T]:
    rijen = list(rijen)
    return type(rijen[0]).objects.bulk_create(rijen)


# --- the region ----------------------------------------------------------------------------------


def _regio(omvang: Omvang, schrijver: Schrijver) -> tuple[list[Thema], list[Opgave]]:
    land = Gebied.objects.create(code="NL01", naam="Nederland", soort=Gebied.Soort.LAND)
    gebied = Gebied.objects.create(code="R1", naam="Onze regio", soort=Gebied.Soort.REGIO)
    _maken(
        Gebied(
            code=f"GM{n:04}",
            naam=f"Gemeente {n:03}",
            soort=Gebied.Soort.GEMEENTE,
            ouder=gebied if n <= omvang.leden else land,
        )
        for n in range(1, omvang.gemeenten + 1)
    )
    Regio.objects.filter(pk=1).update(
        naam="Gezonde Regio Oost",
        ondertitel="Samen werken aan gezondheid en zorg",
        ambitie_kort=schrijver.tekst(2),
        waarom_tekst=schrijver.tekst(6),
        aanleiding=schrijver.tekst(4),
        gebied=gebied,
    )
    themas = _maken(
        Thema(naam=naam, soort=Thema.Soort.DOELGROEP, omschrijving=schrijver.tekst(2))
        for naam in THEMAS[: omvang.themas]
    )
    visie = Regiovisie.objects.create(
        versie=1,
        titel="Gezond en wel in 2030",
        ambitie=schrijver.tekst(12),
        aanleiding=schrijver.tekst(12),
        periode_van=date(eerste_jaar(), 1, 1),
        periode_tot=date(eerste_jaar() + 4, 12, 31),
        status=Regiovisie.Status.VASTGESTELD,
    )
    opgaven = _maken(
        Opgave(
            regiovisie=visie,
            nummer=n + 1,
            titel=f"{WERK[n % len(WERK)]} in {PLEKKEN[n % len(PLEKKEN)]}",
            thema=themas[n % len(themas)],
            omschrijving=schrijver.tekst(5),
            voor_inwoners=schrijver.tekst(2),
            voor_professionals=schrijver.tekst(2),
            prioriteit=n + 1,
            status=Opgave.Status.ACTIEF,
        )
        for n in range(omvang.opgaven)
    )
    return themas, opgaven


def _personen(omvang: Omvang, schrijver: Schrijver) -> list[Persoon]:
    perspectieven = list(Perspectief.objects.all())
    organisaties = _maken(
        Organisatie(
            naam=f"Stichting Samenwerkende Zorg {n + 1}",
            korte_naam=f"Samenzorg {n + 1}",
            perspectief=perspectieven[n % len(perspectieven)],
        )
        for n in range(omvang.organisaties)
    )
    nu = timezone.now()
    mensen = [naam for naam, _ in MENSEN]
    personen = [
        Persoon(
            email=f"{mensen[n] if n < len(mensen) else f'persoon{n}'}@bench.example",
            naam=f"{mensen[n].capitalize() if n < len(mensen) else f'Persoon {n}'} van den Berg",
            organisatie=organisaties[n % len(organisaties)],
            functie="Adviseur zorg en welzijn",
            kennismaking=schrijver.zin(12),
            is_regiobureau=n < len(mensen) and mensen[n] == "regiobureau",
            laatst_gezien_op=nu - timedelta(days=1),
            vorig_bezoek_op=nu - timedelta(days=9),
        )
        for n in range(omvang.personen)
    ]
    for persoon in personen:
        persoon.set_unusable_password()
    personen = _maken(personen)
    opgaven = list(Opgave.objects.all())
    for opgave, eigenaar, trekker in zip(
        opgaven, cycle(personen), cycle(reversed(personen)), strict=False
    ):
        opgave.bestuurlijk_eigenaar, opgave.trekker = eigenaar, trekker
    Opgave.objects.bulk_update(opgaven, ["bestuurlijk_eigenaar", "trekker"])
    return personen


# --- figures -------------------------------------------------------------------------------------


def _regiobeeld(omvang: Omvang, opgaven: list[Opgave]) -> list[Indicator]:
    bron = Bron.objects.get(code="cbs-bevolking")
    eerste = Indicator.objects.get(code="inwoners")
    hoofdstukken = Indicator.Hoofdstuk.values
    rest = [
        Indicator(
            code=f"indicator-{n}",
            naam=f"Aandeel inwoners met {WERK[n % len(WERK)].lower()} {n}",
            vraag=f"Hoeveel inwoners hebben te maken met maat {n}?",
            definitie="Aantal per 1.000 inwoners, volgens de gezondheidsmonitor.",
            bron=bron,
            eenheid="per 1.000 inwoners",
            decimalen=1,
            hoofdstuk=hoofdstukken[n % len(hoofdstukken)],
            optellen=Indicator.Optellen.SOM,
        )
        for n in range(1, omvang.indicatoren)
    ]
    indicatoren = [eerste, *(_maken(rest) if rest else [])]
    koppel = Indicator.opgaven.through
    _maken(
        koppel(indicator=indicator, opgave=opgave)
        for indicator, opgave in zip(indicatoren, cycle(opgaven), strict=False)
    )
    laatste = vandaag().year
    jaren = range(laatste - omvang.jaren + 1, laatste + 1)
    plekken = Gebied.objects.exclude(soort=Gebied.Soort.REGIO)
    gebieden = list(plekken.values_list("pk", flat=True))
    with connection.cursor() as cursor:
        velden = "indicator_id, gebied_id, jaar, waarde, kenmerk, demo"
        with cursor.copy(f"COPY regiobeeld_waarneming ({velden}) FROM STDIN") as kopie:
            for rij in waarnemingen([i.pk for i in indicatoren], gebieden, jaren):
                kopie.write_row(rij)
    nu = timezone.now()
    _maken(
        Verversing(
            bron=bron,
            status=Verversing.Status.GELUKT,
            gevraagd_op=nu - timedelta(days=30 * n, minutes=2),
            gestart_op=nu - timedelta(days=30 * n, minutes=1),
            klaar_op=nu - timedelta(days=30 * n),
            aantal=3000,
            gewijzigd=12,
            versie="2026-05-01",
        )
        for n in range(omvang.verversingen)
    )
    return indicatoren


def waarnemingen(
    indicatoren: Iterable[int], gebieden: Iterable[int], jaren: Iterable[int]
) -> Iterator[tuple[int, int, int, Decimal, str, bool]]:
    """Rows of waarneming for every indicator, area and year."""
    for (indicator, gebied, jaar), n in zip(
        product(indicatoren, gebieden, jaren), count(), strict=False
    ):
        waarde = Decimal(20_000 + n % 977 * 31 + (jaar - 2000) * 40)
        yield indicator, gebied, jaar, waarde, "", False


# --- work ----------------------------------------------------------------------------------------


def _projecten(
    omvang: Omvang,
    schrijver: Schrijver,
    themas: list[Thema],
    opgaven: list[Opgave],
    personen: list[Persoon],
    indicatoren: list[Indicator],
) -> list[Project]:
    jaar = eerste_jaar()
    kans = schrijver.kans
    projecten = []
    for n in range(omvang.projecten):
        if n < omvang.in_zicht:
            start = schrijver.dag(date(jaar, 1, 1), date(jaar + 1, 6, 30))
            einde = schrijver.dag(start + timedelta(days=200), date(jaar + 2, 12, 31))
        else:  # before the years in sight; still to be closed, so all of them run
            start = schrijver.dag(date(jaar - 3, 1, 1), date(jaar - 2, 12, 31))
            einde = schrijver.dag(date(jaar - 1, 1, 1), date(jaar - 1, 12, 31))
        # The first one is stuck, so that the small region shows one row of that too.
        stand = kans.choices(list(Stand), weights=(12, 4, 3, 1))[0] if n else Stand.LOOPT_VAST
        projecten.append(
            Project(
                code=f"P-{n + 1:03}",
                naam=f"{WERK[n % len(WERK)]} in {PLEKKEN[n % len(PLEKKEN)]} ({n + 1})",
                omschrijving=schrijver.tekst(5),
                opgave=opgaven[n % len(opgaven)],
                thema=themas[n % len(themas)],
                programma=[Project.Programma.IZA],
                beweging=[Project.Beweging.VERPLAATSEN],
                doelgroep="Ouderen die thuis wonen",
                fase=kans.choices(Project.LOPEND, weights=(3, 15, 1, 3))[0],
                start=start,
                einde=einde,
                stand=stand,
                stand_sinds=vandaag() - timedelta(days=kans.randint(1, 90)),
                stand_reden="" if stand in (Stand.OP_KOERS, Stand.GEEN) else schrijver.zin(10),
                stand_nodig="" if stand in (Stand.OP_KOERS, Stand.GEEN) else schrijver.zin(8),
            )
        )
    projecten = _maken(projecten)
    _mijlpalen(omvang, schrijver, projecten)
    _rollen_en_meldingen(omvang, schrijver, projecten, personen)
    koppel = Project.indicatoren.through
    _maken(
        koppel(project=project, indicator=indicator)
        for project, indicator in zip(projecten, cycle(indicatoren), strict=False)
    )
    return projecten


def _mijlpalen(omvang: Omvang, schrijver: Schrijver, projecten: list[Project]) -> None:
    in_zicht, erbuiten = projecten[: omvang.in_zicht], projecten[omvang.in_zicht :]
    verdeling = [
        *(p for p, _ in zip(cycle(in_zicht), range(omvang.mijlpalen_in_zicht), strict=False)),
        *(
            p
            for p, _ in zip(
                cycle(erbuiten),
                range(omvang.mijlpalen - omvang.mijlpalen_in_zicht),
                strict=False,
            )
        ),
    ]
    mijlpalen = []
    for n, project in enumerate(verdeling):
        dag = schrijver.dag(project.start, project.einde)
        gehaald = dag if dag < vandaag() and n % 5 else None
        mijlpalen.append(
            Mijlpaal(
                project=project,
                titel=MOMENTEN[n % len(MOMENTEN)],
                gepland=dag,
                oorspronkelijk=dag,
                gehaald_op=gehaald,
                belangrijk=n % 4 == 0,
            )
        )
    _maken(mijlpalen)


def _rollen_en_meldingen(
    omvang: Omvang, schrijver: Schrijver, projecten: list[Project], personen: list[Persoon]
) -> None:
    rollen, meldingen = [], []
    soorten = (Projectrol.Rol.TREKKER, Projectrol.Rol.PROJECTLEIDER, Projectrol.Rol.PARTNER)
    for n, project in enumerate(projecten):
        for m, rol in enumerate(soorten):
            persoon = personen[(n + 7 * m) % len(personen)]
            rollen.append(
                Projectrol(
                    project=project, organisatie=persoon.organisatie, persoon=persoon, rol=rol
                )
            )
        for m in range(omvang.meldingen):
            laatste = m == 0
            kleur = {Stand.LOOPT_VAST: "rood", Stand.LET_OP: "oranje", Stand.GEEN: "grijs"}.get(
                project.stand if laatste else schrijver.kans.choice(list(Stand)), "groen"
            )
            meldingen.append(
                Statusmelding(
                    project=project,
                    datum=vandaag() - timedelta(days=30 * m + schrijver.kans.randint(0, 20)),
                    door=personen[n % len(personen)],
                    tijd=kleur,
                    geld=kleur,
                    kwaliteit=kleur,
                    draagvlak=kleur,
                    toelichting=schrijver.zin(12),
                    oorzaak=schrijver.zin(8),
                    bijsturing=schrijver.zin(8),
                )
            )
    _maken(rollen)
    _maken(meldingen)


# --- tables --------------------------------------------------------------------------------------


def _tafels(
    omvang: Omvang,
    schrijver: Schrijver,
    themas: list[Thema],
    opgaven: list[Opgave],
    projecten: list[Project],
    personen: list[Persoon],
) -> None:
    aantal = min(len(TAFELS), omvang.bijeenkomsten)
    tafels = _maken(
        Tafel(
            code=code,
            naam=naam,
            soort=soort,
            thema=themas[n % len(themas)],
            doel=schrijver.tekst(2),
            gaat_over=schrijver.tekst(2),
            gaat_niet_over=schrijver.tekst(1),
            status=Tafel.Status.ACTIEF,
            start=vandaag() - timedelta(days=700),
        )
        for n, (code, naam, soort) in enumerate(TAFELS[:aantal])
    )
    koppel = Tafel.projecten.through
    _maken(
        koppel(tafel=tafel, project=project)
        for project, tafel in zip(projecten, cycle(tafels), strict=False)
    )
    _leden(tafels, personen)
    bijeenkomsten = _bijeenkomsten(omvang, schrijver, tafels)
    punten = _agendapunten(omvang, schrijver, bijeenkomsten, opgaven, projecten, personen)
    _uitkomsten(omvang, schrijver, punten, personen)
    _stukken(omvang, schrijver, [p for p in punten if p.bijeenkomst == bijeenkomsten[-1]])
    # The lock of an adopted verslag closes last, as it does in life.
    for bijeenkomst in bijeenkomsten[: omvang.bijeenkomsten // 2]:
        Bijeenkomst.objects.filter(pk=bijeenkomst.pk).update(
            status=Bijeenkomst.Status.VASTGESTELD,
            verslag_status=Bijeenkomst.Verslag.VASTGESTELD,
            verslag=schrijver.tekst(20),
        )


def _leden(tafels: list[Tafel], personen: list[Persoon]) -> None:
    perspectieven = list(Perspectief.objects.all())
    leden = []
    for t, tafel in enumerate(tafels):
        rollen = dict(zip(personen, (rol for _, rol in MENSEN), strict=False))
        for n, persoon in enumerate(personen):
            rol = rollen.get(persoon, Rol.LID if n % len(tafels) == t else None)
            if n == len(MENSEN):
                rol = Rol.VOORZITTER
            if rol is None:
                continue
            leden.append(
                Lidmaatschap(
                    tafel=tafel,
                    persoon=persoon,
                    rol=rol,
                    perspectief=perspectieven[n % len(perspectieven)],
                    van=vandaag() - timedelta(days=600),
                    stemgerechtigd=rol == Rol.PORTEFEUILLEHOUDER,
                )
            )
    _maken(leden)


def _bijeenkomsten(omvang: Omvang, schrijver: Schrijver, tafels: list[Tafel]) -> list[Bijeenkomst]:
    """Two thirds before today, one third to come: the oldest first."""
    geweest = omvang.bijeenkomsten * 2 // 3
    bijeenkomsten = []
    for n in range(omvang.bijeenkomsten):
        dag = vandaag() + timedelta(days=7 * (n - geweest) + 5)
        start = timezone.make_aware(datetime.combine(dag, time(15)))
        bijeenkomsten.append(
            Bijeenkomst(
                tafel=tafels[n % len(tafels)],
                titel=f"Vergadering van {tafels[n % len(tafels)].naam}",
                start=start,
                einde=start + timedelta(hours=2),
                locatie="Gemeentehuis, zaal 2",
                status=Bijeenkomst.Status.AFGESLOTEN
                if n < geweest
                else Bijeenkomst.Status.VERZONDEN
                if n < omvang.bijeenkomsten - 1
                else Bijeenkomst.Status.IN_VOORBEREIDING,
                verslag=schrijver.tekst(20) if n < geweest else "",
                verslag_status=Bijeenkomst.Verslag.CONCEPT
                if n < geweest
                else Bijeenkomst.Verslag.GEEN,
            )
        )
    return _maken(bijeenkomsten)


def _agendapunten(
    omvang: Omvang,
    schrijver: Schrijver,
    bijeenkomsten: list[Bijeenkomst],
    opgaven: list[Opgave],
    projecten: list[Project],
    personen: list[Persoon],
) -> list[Agendapunt]:
    behandelingen = cycle(Agendapunt.Behandeling)
    return _maken(
        Agendapunt(
            bijeenkomst=bijeenkomst,
            tafel=bijeenkomst.tafel,
            volgorde=plaats,
            titel=f"{WERK[(n + plaats) % len(WERK)]} in {PLEKKEN[plaats % len(PLEKKEN)]}",
            behandeling=next(behandelingen),
            minuten=8,
            indiener=personen[(n + plaats) % len(personen)],
            opgave=opgaven[(n + plaats) % len(opgaven)],
            project=projecten[(3 * n + plaats) % len(projecten)],
            gevraagd_besluit=schrijver.zin(12),
            kernboodschap=schrijver.tekst(2),
            aanleiding=schrijver.tekst(2),
        )
        for n, bijeenkomst in enumerate(bijeenkomsten)
        for plaats in range(
            1, (omvang.lange_agenda if bijeenkomst == bijeenkomsten[-1] else omvang.punten) + 1
        )
    )


def _stukken(omvang: Omvang, schrijver: Schrijver, punten: list[Agendapunt]) -> None:
    """Papers without a file: the pages that are measured only list them."""
    _maken(
        Stuk(
            agendapunt=punt,
            volgorde=plaats,
            titel=schrijver.zin(6),
            sleutel=uuid4(),
            bestandsnaam=f"stuk {plaats}.pdf",
            bestand=f"stuk/{punt.pk}-{plaats}",
            mimetype="application/pdf",
            grootte=250_000,
            sha256="0" * 64,
            bladzijden=4,
            opsteller=punt.indiener,
            status=Stuk.Status.KLAAR,
        )
        for punt in punten
        for plaats in range(1, omvang.stukken + 1)
    )


def _uitkomsten(
    omvang: Omvang, schrijver: Schrijver, punten: list[Agendapunt], personen: list[Persoon]
) -> None:
    # Spread over all meetings, so that each page shows some.
    gekozen = punten[:: len(punten) // omvang.besluiten][: omvang.besluiten]
    besluiten = _maken(
        Besluit(
            tafel=punt.tafel,
            agendapunt=punt,
            nummer=f"{punt.tafel.code}-{punt.bijeenkomst.start.year}-{n + 1:03}",
            tekst=f"De tafel stemt in. {schrijver.tekst(2)}",
            datum=timezone.localdate(punt.bijeenkomst.start),
            kernboodschap_achterban=schrijver.zin(10),
            project=punt.project,
            opgave=punt.opgave,
        )
        for n, punt in enumerate(gekozen)
    )
    acties = []
    for n, besluit in enumerate(besluiten[: omvang.acties]):
        deadline = besluit.datum + timedelta(days=60)
        gereed = deadline < vandaag() and n % 3 > 0
        acties.append(
            Actie(
                nummer=f"A-{n + 1:04}",
                tekst=f"{WERK[n % len(WERK)]} voorbereiden met de partners",
                bijeenkomst=besluit.agendapunt.bijeenkomst,
                agendapunt=besluit.agendapunt,
                besluit=besluit,
                project=besluit.project,
                houder=personen[n % len(personen)],
                deadline=deadline,
                status=Actie.Status.GEREED if gereed else Actie.Status.OPEN,
                gereed_op=deadline if gereed else None,
            )
        )
    _maken(acties)
