"""What the portal itself puts forward: suggestions beside an agenda, blocks under an agendapunt."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from django.db.models import CharField, Exists, F, OuterRef, Q, Sum
from django.db.models.expressions import Combinable
from django.urls import reverse
from django.utils import timezone

from projecten.models import Mijlpaal, Project, Stand, Statusmelding, UitMelding
from regio.models import Openbaarheid, Opgave, Persoon, Regio
from regio.templatetags.regio import dag, getal, maand
from regiobeeld.cijfers import regiototalen
from regiobeeld.models import Indicator
from tafels.models import (
    Actie,
    Agendapunt,
    Belang,
    Bericht,
    Besluit,
    Bijeenkomst,
    Blok,
    Overslag,
    Tafel,
    Themaplanning,
    leest_belangen,
    organisaties_aan_tafel,
)

VOLGT_OPGAVEN = (Tafel.Soort.BESTUURSTAFEL, Tafel.Soort.BELEIDSTAFEL)
OPENHEID = list(Openbaarheid)  # from open to closed
# Which conversation brings its own block along.
BLOK_BIJ = {
    Themaplanning.Soort.RESULTAATGESPREK: Blok.RESULTAAT,
    Themaplanning.Soort.BELANGEN: Blok.BELANGEN,
}


# --- suggestions beside the agenda ---------------------------------------------------------------


class Voorstel(NamedTuple):
    """Something that could stand on this agenda, and why; `velden` is what would be filled in."""

    sleutel: str
    titel: str
    waarom: str
    url: str
    velden: dict

    @property
    def soort(self) -> str:
        """What kind of row it is about: the word before its number."""
        return self.sleutel.partition("-")[0]

    @property
    def nummer(self) -> str:
        """The number in its key: of the row it is about."""
        return self.sleutel.rpartition("-")[2]

    @property
    def is_ingebracht(self) -> bool:
        """Did somebody hand it in, who should hear what became of it?"""
        return self.sleutel.startswith("agendapunt-")


class Groep(NamedTuple):
    """Suggestions of one kind."""

    kop: str
    voorstellen: list[Voorstel]

    def heeft(self, sleutel: str) -> bool:
        """Is this the kind to which this key belongs?"""
        return bool(sleutel) and self.voorstellen[0].soort == sleutel.partition("-")[0]


def voorstellen(bijeenkomst: Bijeenkomst, persoon: Persoon, regio: Regio) -> list[Groep]:
    """What could stand on this agenda, of all that persoon may see: seven queries.

    Not what stands there already, and not what the secretaris put aside (Overslag).
    """
    tafel = bijeenkomst.tafel
    if tafel is None:
        return []
    op_agenda = list(
        bijeenkomst.agendapunten.op_agenda().values_list("blok", "project", "opgave", named=True)
    )
    terzijde = set(
        Overslag.objects.filter(
            Q(bijeenkomst=bijeenkomst) | Q(bijeenkomst=None), tafel=tafel
        ).values_list("sleutel", flat=True)
    )
    projecten = {punt.project for punt in op_agenda}
    opgaven = {punt.opgave for punt in op_agenda}
    groepen = [
        ("Ingebracht", _ingebracht(bijeenkomst, persoon)),
        ("Jaarkalender", _gepland(bijeenkomst, persoon)),
        ("Projecten", _uit_koers(tafel, persoon, projecten)),
        # The list of actions shows each of them already.
        ("Acties", _beloofd(bijeenkomst, persoon))
        if Blok.ACTIES not in {punt.blok for punt in op_agenda}
        else ("Acties", ()),
        ("Opgaven", _uit_beeld(bijeenkomst, persoon, regio, opgaven)),
    ]
    return [
        Groep(kop, over)
        for kop, alle in groepen
        if (over := [voorstel for voorstel in alle if voorstel.sleutel not in terzijde])
    ]


def voorstel(bijeenkomst: Bijeenkomst, persoon: Persoon, sleutel: str) -> Voorstel | None:
    """The suggestion with this key, if it is one."""
    groepen = voorstellen(bijeenkomst, persoon, Regio.objects.get())
    alle = (voorstel for groep in groepen for voorstel in groep.voorstellen)
    return next((voorstel for voorstel in alle if voorstel.sleutel == sleutel), None)


def _minst_open(*openbaarheden: str | None) -> str:
    """The most closed of these, and never more open than to all partners."""
    gezegd = [Openbaarheid(waarde) for waarde in openbaarheden if waarde]
    return max([Openbaarheid.PARTNERS, *gezegd], key=OPENHEID.index)


def _ingebracht(bijeenkomst: Bijeenkomst, persoon: Persoon) -> Iterable[Voorstel]:
    """What members handed in, what another tafel passed on, what was left over."""
    punten = (
        Agendapunt.objects.zichtbaar_voor(persoon)
        .wachtend(bijeenkomst.tafel_id)
        .filter(
            Q(bijeenkomst=None)
            | Q(bijeenkomst=bijeenkomst)
            | Q(bijeenkomst__start__lt=bijeenkomst.start)
        )
        .select_related("indiener", "bijeenkomst", "komt_van__tafel", "komt_van__bijeenkomst")
    )
    for punt in punten:
        yield Voorstel(
            f"agendapunt-{punt.pk}",
            punt.titel,
            _waarom_ingebracht(punt, bijeenkomst),
            punt.get_absolute_url(),
            {},
        )


def _waarom_ingebracht(punt: Agendapunt, bijeenkomst: Bijeenkomst) -> str:
    op = f" op {dag(punt.ingediend_op)}" if punt.ingediend_op else ""
    van = punt.komt_van
    if van is not None and van.tafel_id != punt.tafel_id:
        return f"Doorgegeven door {van.tafel or 'een bijeenkomst van de regio'}{op}."
    eerder = van.bijeenkomst if van is not None else None
    if punt.bijeenkomst_id not in (None, bijeenkomst.pk):
        eerder = punt.bijeenkomst
    if eerder is not None and (van is not None or punt.status == Agendapunt.Status.DOORGESCHOVEN):
        return f"Bleef over van de bijeenkomst van {dag(eerder.start)}."
    if punt.status == Agendapunt.Status.DOORGESCHOVEN:
        return f"Doorgeschoven naar deze bijeenkomst. Ingebracht door {punt.indiener}."
    na = " Nagezonden." if punt.nagezonden else ""
    return f"Ingebracht door {punt.indiener}{op}.{na}"


def _gepland(bijeenkomst: Bijeenkomst, persoon: Persoon) -> Iterable[Voorstel]:
    """What the jaarkalender has for this month or earlier, and agendaruimte that was granted."""
    nu = timezone.localdate(bijeenkomst.start).replace(day=1)
    rijen = (
        Themaplanning.objects.zichtbaar_voor(persoon)
        .open()
        .filter(
            Q(bijeenkomst=bijeenkomst)
            | Q(bijeenkomst=None, maand__lte=nu)
            | Q(bijeenkomst__start__lt=bijeenkomst.start),
            tafel=bijeenkomst.tafel_id,
        )
        .select_related("thema", "opgave", "aanvrager")
    )
    for rij in rijen:
        wat = rij.opgave or rij.thema
        soort = rij.get_soort_display()
        is_thema = rij.soort == Themaplanning.Soort.THEMA
        blok = BLOK_BIJ.get(rij.soort, "")
        if blok == Blok.RESULTAAT and not rij.opgave_id:
            blok = ""
        titel = f"{wat}" if wat and is_thema else f"{soort}: {wat}" if wat else soort
        if rij.aanvrager_id:
            waarom = f"Agendaruimte voor {rij.aanvrager}, gevraagd voor {maand(rij.maand)}."
        elif rij.maand < nu:
            waarom = f"Stond in de jaarkalender voor {maand(rij.maand)}."
        else:
            waarom = f"Jaarkalender {maand(rij.maand)}."
        yield Voorstel(
            f"themaplanning-{rij.pk}",
            titel[:150],
            waarom,
            reverse("tafels:tafel", args=[bijeenkomst.tafel_id]),
            {
                "thema_id": rij.thema_id or (rij.opgave.thema_id if rij.opgave else None),
                "opgave_id": rij.opgave_id,
                "portefeuillehouder_id": rij.aanvrager_id,
                "minuten": min(rij.minuten or 20, 480),
                "aanleiding": rij.toelichting,
                "blok": blok,
                "herkomst": Agendapunt.Herkomst.PORTEFEUILLEHOUDER
                if rij.aanvrager_id
                else Agendapunt.Herkomst.JAARKALENDER,
            },
        )


def _uit_koers(tafel: Tafel, persoon: Persoon, op_agenda: set) -> Iterable[Voorstel]:
    """Projects of this tafel that are not on course, and those that ask such a tafel for help."""
    projecten = (
        Project.objects.zichtbaar_voor(persoon)
        .vastgelopen()
        .annotate(hulpvraag=UitMelding("hulpvraag_aan", output_field=CharField()))
        .filter(Q(pk__in=tafel.projecten.values("pk")) | Q(hulpvraag=tafel.soort))
        .exclude(pk__in=op_agenda - {None})
    )
    for project in projecten:
        sinds = f" sinds {dag(project.stand_sinds)}" if project.stand_sinds else ""
        hulp = " Het project vraagt deze tafel om hulp." if project.hulpvraag == tafel.soort else ""
        nodig = f"\n\nWat is nodig: {project.stand_nodig}" if project.stand_nodig else ""
        yield Voorstel(
            f"project-{project.pk}",
            project.naam,
            f"{project.get_stand_display()}{sinds}: {project.stand_reden}{hulp}",
            project.get_absolute_url(),
            {
                "project_id": project.pk,
                "opgave_id": project.opgave_id,
                "thema_id": project.thema_id,
                "kernboodschap": f"{project.stand_reden}{nodig}",
                "openbaarheid": _minst_open(project.openbaarheid),
            },
        )


def _beloofd(bijeenkomst: Bijeenkomst, persoon: Persoon) -> Iterable[Voorstel]:
    """Actions of this tafel that are late, or due before the meeting."""
    op = timezone.localdate(bijeenkomst.start)
    vandaag = timezone.localdate()
    acties = (
        acties_van(bijeenkomst.tafel_id, persoon)
        .filter(deadline__lte=op)
        .select_related("houder", "besluit", "agendapunt", "project")
        .order_by("deadline", "pk")
    )
    for actie in acties:
        wanneer = "Te laat sinds" if actie.deadline < vandaag else "Klaar op"
        van = [rij.openbaarheid for rij in (actie.besluit, actie.agendapunt, actie.project) if rij]
        yield Voorstel(
            f"actie-{actie.pk}",
            f"{actie.nummer}: {actie.tekst}"[:150],
            f"{wanneer} {dag(actie.deadline)}. {actie.houder} doet dit.",
            actie.get_absolute_url(),
            {
                "project_id": actie.project_id,
                "opgave_id": actie.project.opgave_id if actie.project else None,
                "minuten": 5,
                "kernboodschap": actie.tekst,
                "openbaarheid": _minst_open(*van),
            },
        )


def acties_van(tafel: int, persoon: Persoon):
    """The open actions that came from this tafel."""
    return (
        Actie.objects.zichtbaar_voor(persoon)
        .openstaand()
        .filter(Q(bijeenkomst__tafel=tafel) | Q(besluit__tafel=tafel))
    )


def _uit_beeld(
    bijeenkomst: Bijeenkomst, persoon: Persoon, regio: Regio, op_agenda: set
) -> Iterable[Voorstel]:
    """Opgaven that stood on no agenda for so many months (R-092)."""
    if bijeenkomst.tafel.soort not in VOLGT_OPGAVEN:
        return
    maanden = regio.opgave_op_agenda_maanden
    opgaven = (
        Opgave.objects.zichtbaar_voor(persoon)
        .filter(_lang_niet_besproken(regio, bijeenkomst), status__in=Opgave.LOPEND)
        .exclude(pk__in=op_agenda - {None})
    )
    for opgave in opgaven:
        yield Voorstel(
            f"opgave-{opgave.pk}",
            opgave.titel,
            f"Al {maanden} maanden stond deze opgave op geen enkele agenda.",
            opgave.get_absolute_url(),
            {"opgave_id": opgave.pk, "thema_id": opgave.thema_id, "minuten": 20},
        )


def _lang_niet_besproken(regio: Regio, bijeenkomst: Bijeenkomst) -> Combinable:
    """Did an opgave stand on no agenda for so many months, up to this meeting?"""
    punten = Agendapunt.objects.filter(
        Q(opgave=OuterRef("pk")) | Q(project__opgave=OuterRef("pk")),
        volgorde__isnull=False,
        bijeenkomst__start__gt=regio.lang_geleden(bijeenkomst.start),
    ).exclude(bijeenkomst__status=Bijeenkomst.Status.GEANNULEERD)
    return ~Exists(punten)


# --- blocks that fill themselves -----------------------------------------------------------------


class Blokregel(NamedTuple):
    """One line of a block: what it says, and the page that says more.

    It stands under a heading when there is a `kop`; `is_besloten` says that it stays at this tafel.
    """

    tekst: str
    url: str = ""
    kop: str = ""
    is_besloten: bool = False


def blok_inhoud(agendapunt: Agendapunt, persoon: Persoon) -> list[Blokregel]:
    """What the portal writes under this agendapunt for this persoon: now, and only what they see.

    Plain lines, so that the bundle can print them too.
    """
    bijeenkomst = agendapunt.bijeenkomst
    if not agendapunt.blok or bijeenkomst is None:
        return []
    if agendapunt.blok == Blok.RESULTAAT:
        return _stand_van_opgave(agendapunt, persoon) if agendapunt.opgave_id else []
    if agendapunt.blok == Blok.BELANGEN:
        return _belangen(agendapunt, persoon)
    if agendapunt.blok == Blok.OPGAVEN:
        return _stand_van_opgaven(bijeenkomst, persoon)
    if agendapunt.blok == Blok.ACTIES:
        return _actielijst(bijeenkomst, persoon)
    vorige = vorige_bijeenkomst(bijeenkomst)
    if agendapunt.blok == Blok.VERSLAG:
        return _vorig_verslag(vorige)
    # Without an earlier meeting: of the last two months.
    sinds = vorige.start if vorige else bijeenkomst.start - timedelta(days=61)
    if agendapunt.blok == Blok.PROJECTEN:
        return _over_projecten(bijeenkomst, persoon, timezone.localdate(sinds))
    berichten = Bericht.objects.zichtbaar_voor(persoon).filter(
        geplaatst_op__gt=sinds, geplaatst_op__lte=bijeenkomst.einde
    )
    if agendapunt.blok == Blok.SUCCESSEN:
        return _berichten(berichten.successen())
    bij_deze_tafel = Q(tafel=None) | Q(tafel=bijeenkomst.tafel_id)
    return _berichten(berichten.aankondigingen().filter(bij_deze_tafel))


def _belangen(agendapunt: Agendapunt, persoon: Persoon) -> list[Blokregel]:
    """What each organisation wrote, and who did not: only for who sits at this tafel."""
    if not leest_belangen(persoon, agendapunt):
        return [Blokregel("Dit is alleen voor wie aan deze tafel zit.")]
    belangen = (
        Belang.objects.zichtbaar_voor(persoon)
        .filter(agendapunt=agendapunt)
        .select_related("organisatie")
        .order_by("organisatie__korte_naam", "pk")
    )
    geschreven = {belang.organisatie: belang.antwoorden for belang in belangen}
    schreef = [organisatie.pk for organisatie in geschreven]
    stil = organisaties_aan_tafel(agendapunt).filter(spreekt=True).exclude(pk__in=schreef)
    regels = [Blokregel("Alleen wie aan deze tafel zit, mag dit lezen.", is_besloten=True)]
    if namen := [str(organisatie) for organisatie in stil]:
        regels.append(Blokregel(f"Nog niets geschreven: {', '.join(namen)}."))
    return regels + [
        Blokregel(f"{vraag} {' '.join(tekst.split())}", kop=str(organisatie))
        for organisatie, antwoorden in geschreven.items()
        for vraag, tekst in antwoorden
        if tekst
    ]


def vorige_bijeenkomst(bijeenkomst: Bijeenkomst) -> Bijeenkomst | None:
    """The meeting of the same tafel before this one."""
    return (
        Bijeenkomst.objects.filter(tafel=bijeenkomst.tafel_id, start__lt=bijeenkomst.start)
        .exclude(status=Bijeenkomst.Status.GEANNULEERD)
        .order_by("-start")
        .first()
    )


def _vorig_verslag(vorige: Bijeenkomst | None) -> list[Blokregel]:
    if vorige is None:
        return []
    stand = vorige.get_verslag_status_display().lower()
    wanneer = dag(vorige.start)
    return [Blokregel(f"{vorige.titel}, {wanneer}: {stand}.", vorige.get_absolute_url())]


def _berichten(berichten) -> list[Blokregel]:
    lijst = reverse("tafels:bericht_lijst")
    return [
        Blokregel(
            f"{bericht.titel} ({bericht.get_soort_display().lower()}, {dag(bericht.datum)})",
            f"{lijst}#bericht-{bericht.pk}",
        )
        for bericht in berichten.order_by("-datum", "-pk")
    ]


def _actielijst(bijeenkomst: Bijeenkomst, persoon: Persoon) -> list[Blokregel]:
    vandaag = timezone.localdate()
    acties = acties_van(bijeenkomst.tafel_id, persoon).select_related("houder")
    regels = []
    for actie in acties.order_by(F("deadline").asc(nulls_last=True), "pk"):
        wanneer = "zonder datum"
        if actie.deadline:
            laat = actie.deadline < vandaag
            wanneer = f"{'te laat sinds' if laat else 'klaar op'} {dag(actie.deadline)}"
        tekst = f"{actie.nummer} {actie.tekst} ({actie.houder}, {wanneer})"
        regels.append(Blokregel(tekst, actie.get_absolute_url()))
    return regels


STANDEN = (Stand.OP_KOERS, Stand.LET_OP, Stand.LOOPT_VAST, Stand.GEEN)


def _geteld(standen: Iterable[str]) -> str:
    """How many projects there are of each stand, in words."""
    telling = Counter(standen)
    delen = [f"{telling[stand]} {stand.label.lower()}" for stand in STANDEN if telling[stand]]
    aantal = telling.total()
    if not aantal:
        return "nog geen lopende projecten"
    return f"{aantal} {'project' if aantal == 1 else 'projecten'}: {', '.join(delen)}"


def _stand_van_opgaven(bijeenkomst: Bijeenkomst, persoon: Persoon) -> list[Blokregel]:
    """Each opgave with its step and its projects, and what was not spoken of: three queries."""
    standen = defaultdict(list)
    projecten = Project.objects.zichtbaar_voor(persoon).lopend()
    for opgave, stand in projecten.values_list("opgave", "stand"):
        standen[opgave].append(stand)
    regio = Regio.objects.get()
    opgaven = Opgave.objects.zichtbaar_voor(persoon).filter(status__in=Opgave.LOPEND)
    opgaven = opgaven.annotate(uit_beeld=_lang_niet_besproken(regio, bijeenkomst))
    uit_beeld = f". Al {regio.opgave_op_agenda_maanden} maanden op geen enkele agenda"
    return [
        Blokregel(
            f"{opgave.titel} ({opgave.get_pdca_display().lower()}): {_geteld(standen[opgave.pk])}"
            + (uit_beeld if opgave.uit_beeld else ""),
            opgave.get_absolute_url(),
        )
        for opgave in opgaven.order_by("nummer")
    ]


def _over_projecten(bijeenkomst: Bijeenkomst, persoon: Persoon, sinds: date) -> list[Blokregel]:
    """What changed in the projects since the last meeting, what is late, what is new (R-016).

    The beleidstafel goes through all projects; another tafel through its own.
    """
    tafel, vandaag = bijeenkomst.tafel, timezone.localdate()
    projecten = Project.objects.zichtbaar_voor(persoon).order_by("naam", "pk")
    if tafel is not None and tafel.soort != Tafel.Soort.BELEIDSTAFEL:
        projecten = projecten.filter(pk__in=tafel.projecten.values("pk"))
    nieuw = set(
        Project.pgh_event_model.objects.filter(
            pgh_label="insert", pgh_created_at__date__gt=sinds
        ).values_list("pgh_obj_id", flat=True)
    )
    te_laat = Mijlpaal.objects.filter(project=OuterRef("pk")).te_laat(vandaag)
    gemeld = Statusmelding.objects.filter(project=OuterRef("pk"), datum__gt=sinds)
    wie = _wie_koppelt_terug(tafel)
    anders, laat, stil, ideeen = [], [], [], []
    for project in projecten.annotate(
        mijlpaal_te_laat=Exists(te_laat), is_gemeld=Exists(gemeld)
    ).exclude(fase__in=(Project.Fase.AFGEROND, Project.Fase.GESTOPT)):
        regel = project.naam, project.get_absolute_url()
        if project.fase in (Project.Fase.IDEE, Project.Fase.INTAKE):
            if project.pk in nieuw:
                ideeen.append(Blokregel(f"Nieuw idee: {regel[0]}", regel[1]))
            continue
        if project.stand_sinds and project.stand_sinds > sinds:
            stand = project.get_stand_display().lower()
            reden = f": {project.stand_reden}" if project.stand_reden else ""
            wanneer = dag(project.stand_sinds)
            anders.append(Blokregel(f"{regel[0]}: {stand} sinds {wanneer}{reden}", regel[1]))
        if project.einde < vandaag:
            laat.append(
                Blokregel(f"{regel[0]}: moest klaar zijn op {dag(project.einde)}", regel[1])
            )
        elif project.mijlpaal_te_laat:
            laat.append(Blokregel(f"{regel[0]}: een mijlpaal is te laat", regel[1]))
        if project.fase == Project.Fase.UITVOERING and not project.is_gemeld:
            bij = f" ({wie[project.pk]})" if project.pk in wie else ""
            tekst = f"{regel[0]}: nog niet gemeld hoe het gaat sinds {dag(sinds)}{bij}"
            stil.append(Blokregel(tekst, regel[1]))
    return [*anders, *laat, *ideeen, *stil]


def _wie_koppelt_terug(tafel: Tafel | None) -> dict[int, str]:
    """By project: the inhoudelijke tafel below this one, and who tells how it goes there."""
    if tafel is None or tafel.soort != Tafel.Soort.BELEIDSTAFEL:
        return {}
    rijen = Tafel.projecten.through.objects.filter(
        tafel__ouder=tafel, tafel__soort=Tafel.Soort.INHOUDELIJK
    ).exclude(tafel__status=Tafel.Status.OPGEHEVEN)
    return {
        project: f"{naam}, {wie or 'niemand koppelt terug'}"
        for project, naam, wie in rijen.values_list(
            "project", "tafel__naam", "tafel__terugkoppelaar__naam"
        )
    }


def _stand_van_opgave(agendapunt: Agendapunt, persoon: Persoon) -> list[Blokregel]:
    """The fact sheet of one opgave: step, projects, figures, money and lessons (R-205)."""
    opgave = agendapunt.opgave
    regels = [
        Blokregel(
            f"Stap: {opgave.get_pdca_display().lower()}. Status: "
            f"{opgave.get_status_display().lower()}.",
            opgave.get_absolute_url(),
        )
    ]
    projecten = list(
        Project.objects.zichtbaar_voor(persoon)
        .filter(opgave=opgave)
        .exclude(fase=Project.Fase.GESTOPT)
        .annotate(
            les=UitMelding("toelichting", output_field=CharField()),
            praktijk=UitMelding("werkt_in_praktijk", output_field=CharField()),
        )
        .order_by("naam", "pk")
    )
    lopend = [project for project in projecten if project.fase in Project.LOPEND]
    regels.append(Blokregel(f"Samen {_geteld(project.stand for project in lopend)}."))
    for project in projecten:
        reden = f". {project.stand_reden}" if project.stand_reden else ""
        stand = project.get_stand_display().lower()
        if project.fase == Project.Fase.AFGEROND:
            stand = "afgerond"
        regels.append(Blokregel(f"{project.naam}: {stand}{reden}", project.get_absolute_url()))
    regels += _cijfers_van_opgave(opgave, persoon)
    bedrag = (
        Besluit.objects.zichtbaar_voor(persoon)
        .filter(Q(opgave=opgave) | Q(project__opgave=opgave))
        .filter(status__in=(Besluit.Status.GENOMEN, Besluit.Status.BEKRACHTIGD))
        .aggregate(som=Sum("financieel_bedrag"))["som"]
    )
    if bedrag:
        lijst = f"{reverse('tafels:besluit_lijst')}"
        regels.append(Blokregel(f"Besloten over geld: € {getal(bedrag)}.", lijst))
    praktijk = dict(Statusmelding.Praktijk.choices)
    for project in projecten:
        if project.les and project.praktijk not in (None, Statusmelding.Praktijk.ONBEKEND):
            werkt = praktijk[project.praktijk].lower()
            tekst = f"Werkt {project.naam} in de praktijk? {werkt.capitalize()}. {project.les}"
            regels.append(Blokregel(tekst, project.get_absolute_url()))
    return regels


def _cijfers_van_opgave(opgave: Opgave, persoon: Persoon) -> list[Blokregel]:
    indicatoren = list(Indicator.objects.zichtbaar_voor(persoon).filter(opgaven=opgave))
    if not indicatoren:
        return []
    cijfers = regiototalen(indicatoren, Regio.objects.select_related("gebied").get().gebied)
    regels = []
    for indicator in indicatoren:
        if laatste := cijfers[indicator.pk].laatste:
            jaar, waarde = laatste
            verzonnen = ", demowaarde" if cijfers[indicator.pk].demo else ""
            tekst = f"{indicator.naam}: {getal(waarde, indicator.decimalen)} {indicator.eenheid}"
            regels.append(
                Blokregel(f"{tekst} (stand {jaar}{verzonnen})", indicator.get_absolute_url())
            )
    return regels
