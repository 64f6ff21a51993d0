"""Who gets what: every address, as every role, for something open and for something besloten."""

import pytest
from django.urls import get_resolver, reverse

from projecten.models import Project, Projectrol
from regio.management.commands.toegang import VAN_ANDEREN, alle_views
from regio.toegang import Openbaar
from tafels.models import Belang, Reactie, Terugtrekking
from tests import factories

ROLLEN = (
    "voorzitter",
    "secretaris",
    "programmamanager",
    "bestuurder",
    "lid",
    "toehoorder",
    "lid_buitenkring",
    "oud_lid",
    "buitenstaander",
    "regiobureau",
)
VIEWS = [
    (patroon.name, pad, patroon.callback)
    for pad, patroon in alle_views(get_resolver().url_patterns)
    if not pad.startswith((*VAN_ANDEREN, "/demo/"))
    and not isinstance(patroon.callback.toegang, Openbaar)
]


def inhoud(antwoord) -> str:
    """What an answer says, also when it is a file that comes in pieces."""
    stukken = antwoord.streaming_content if antwoord.streaming else [antwoord.content]
    return b"".join(stukken).decode(errors="replace")


@pytest.fixture
def cast(request):
    return {rol: request.getfixturevalue(rol) for rol in ROLLEN}


@pytest.fixture
def dingen(bestuurstafel, cast):
    """One of each thing that hangs on something vertrouwelijk, by the name of its model."""
    opgave = factories.OpgaveFactory(titel="Open opgave")
    project = factories.ProjectFactory(
        naam="Geheim project", opgave=opgave, openbaarheid="vertrouwelijk"
    )
    vergadering = factories.BijeenkomstFactory(tafel=bestuurstafel, titel="Open vergadering")
    punt = factories.AgendapuntFactory(
        bijeenkomst=vergadering,
        titel="Geheim punt",
        openbaarheid="vertrouwelijk",
        blok="belangen",
    )
    Belang.objects.create(
        agendapunt=punt,
        organisatie=cast["bestuurder"].organisatie,
        knelt="Geheim belang",
        gewijzigd_door=cast["bestuurder"],
    )
    besluit = factories.BesluitFactory(
        tafel=bestuurstafel,
        agendapunt=punt,
        opgave=opgave,
        nummer="BT-2026-999",
        tekst="Geheim besluit",
        openbaarheid="vertrouwelijk",
    )
    actie = factories.ActieFactory(
        tekst="Geheime actie", bijeenkomst=vergadering, agendapunt=punt, besluit=besluit
    )
    wie = factories.PersoonFactory(naam="Wim Weg", is_active=False)
    Reactie.objects.create(agendapunt=punt, persoon=wie, tekst="Geheime reactie")
    return {
        "Project": project,
        "Mijlpaal": factories.MijlpaalFactory(project=project, titel="Geheime mijlpaal"),
        "Projectrol": factories.ProjectrolFactory(
            project=project, organisatie=cast["voorzitter"].organisatie, rol=Projectrol.Rol.PARTNER
        ),
        "Agendapunt": punt,
        "Besluit": besluit,
        "Actie": actie,
        "Stuk": factories.StukFactory(
            agendapunt=punt, titel="Geheim stuk", bestandsnaam="geheim-bestand.pdf"
        ),
        "Terugtrekking": Terugtrekking.objects.create(
            agendapunt=punt, persoon=wie, reden="Geheim belang", door=wie
        ),
        "Bijeenkomst": vergadering,
        "Tafel": bestuurstafel,
        "Themaplanning": factories.ThemaplanningFactory(
            tafel=bestuurstafel,
            toelichting="Geheim verzoek",
            herkomst="verzoek portefeuillehouder",
            status="aangevraagd",
            aanvrager=cast["bestuurder"],
        ),
        "Bericht": factories.BerichtFactory(
            tafel=bestuurstafel, titel="Geheim bericht", openbaarheid="vertrouwelijk"
        ),
        "Opgave": opgave,
    }


# Of a vertrouwelijk thing: who may know that it exists.
KENT = {
    "Agendapunt": {"voorzitter", "secretaris", "programmamanager", "bestuurder", "lid"},
    "Besluit": {"voorzitter", "secretaris", "programmamanager", "bestuurder", "lid"},
    "Actie": {"voorzitter", "secretaris", "programmamanager", "bestuurder", "lid"},
    "Stuk": {"voorzitter", "secretaris", "programmamanager", "bestuurder", "lid"},
    "Bericht": {"voorzitter", "secretaris", "programmamanager", "bestuurder", "lid"},
    "Terugtrekking": {"voorzitter", "secretaris", "programmamanager", "bestuurder", "lid"},
    "Project": {"programmamanager"},
    "Mijlpaal": {"programmamanager"},
    "Projectrol": {"programmamanager"},
}
# A request for room is between who asks and who sits there, until it is granted.
KENT["Reactie"] = KENT["Agendapunt"]
KENT["Themaplanning"] = KENT["Besluit"] | {"toehoorder", "lid_buitenkring"}
# What nobody but those who may know it may read anywhere.
GEHEIM = {
    "Agendapunt": ("Geheim punt", "Geheim belang"),
    "Besluit": ("Geheim besluit", "BT-2026-999"),
    "Actie": ("Geheime actie",),
    "Stuk": ("Geheim stuk", "geheim-bestand"),
    "Terugtrekking": ("Geheim belang", "Wim Weg"),
    "Reactie": ("Geheime reactie",),
    "Bericht": ("Geheim bericht",),
    "Project": ("Geheim project",),
    "Mijlpaal": ("Geheime mijlpaal",),
    "Themaplanning": ("Geheim verzoek",),
}


ZOEKT = {"zoeken", "kalender", "kalender_csv", "besluit_lijst", "besluit_csv", "actie_lijst"}


def alles(client, dingen):
    """Ask for every address: yield name, kind of thing, address, status and all that it says."""
    for naam, pad, view in VIEWS:
        soort = view.toegang_model and view.toegang_model.__name__
        if "<int:pk>" in pad and soort not in dingen:
            continue
        adres = pad.replace("<int:pk>", str(dingen[soort].pk)) if soort else pad
        if "<" in adres:
            continue
        vragen = ("", "?q=Geheim", "?stand=alle&q=Geheime") if naam in ZOEKT else ("",)
        for vraag in vragen:
            antwoord = client.get(adres + vraag)
            tekst = inhoud(antwoord) + antwoord.get("Content-Disposition", "")
            yield naam, soort, adres + vraag, antwoord.status_code, tekst


@pytest.mark.parametrize("rol", ROLLEN)
def test_wat_iemand_niet_mag_weten_bestaat_niet_en_staat_nergens(als, cast, dingen, rol):
    verboden = [
        woord for soort, woorden in GEHEIM.items() if rol not in KENT[soort] for woord in woorden
    ]
    gelekt, gezien, gelezen = {}, {}, 0

    for naam, soort, adres, status, tekst in alles(als(cast[rol]), dingen):
        gelezen += 1
        if gevonden := [woord for woord in verboden if woord in tekst]:
            gelekt[adres] = gevonden
        if soort in KENT:
            gezien[naam] = rol in KENT[soort], status

    assert gelekt == {}
    assert gelezen >= 100
    assert len(gezien) >= 12
    fout = {
        naam: status
        for naam, (kent, status) in gezien.items()
        # 405: the address exists for POST only; that says nothing about the thing itself.
        if (not kent and status not in (404, 405)) or (kent and status == 404)
    }
    assert fout == {}


def test_ook_met_een_post_bestaat_het_niet(als, cast, dingen):
    fout = {}

    for rol in ROLLEN:
        client = als(cast[rol])
        for naam, pad, view in VIEWS:
            soort = view.toegang_model and view.toegang_model.__name__
            if soort in KENT and rol not in KENT[soort]:
                status = client.post(pad.replace("<int:pk>", str(dingen[soort].pk))).status_code
                if status not in (404, 405):
                    fout[rol, naam] = status

    assert fout == {}
    assert Project.objects.filter(naam="Geheim project").exists()


def test_de_geschiedenis_volgt_dezelfde_regel(als, cast, dingen):
    fout = {}

    for rol in ROLLEN:
        client = als(cast[rol])
        for soort in ("Agendapunt", "Besluit", "Actie", "Project"):
            adres = reverse("geschiedenis", args=[soort.lower(), dingen[soort].pk])
            status = client.get(adres).status_code
            if status != (200 if rol in KENT[soort] else 404):
                fout[rol, soort] = status

    assert fout == {}


# Who may do what with something open: all others get 403.
DOET = {
    "persoon_uitnodigen": {"regiobureau"},
    "tafels:bijeenkomst_plannen": {"secretaris"},
    "tafels:bijeenkomsten_plannen": {"secretaris"},
    "tafels:sjabloon": {"secretaris"},
    "tafels:thema_plannen": {"secretaris", "programmamanager"},
    "tafels:agendaruimte_vragen": {"bestuurder"},
    "tafels:bijeenkomst_wijzigen": {"secretaris"},
    "tafels:agendapunt_toevoegen": {"secretaris"},
    "tafels:verslag_schrijven": set(),
    "projecten:project_toevoegen": {"programmamanager"},
}


AAN_EEN_TAFEL = {
    "tafels:bijeenkomst_plannen",
    "tafels:bijeenkomsten_plannen",
    "tafels:sjabloon",
    "tafels:thema_plannen",
    "tafels:agendaruimte_vragen",
}


def test_wie_iets_niet_mag_doen_krijgt_een_nee(als, cast, dingen):
    fout = {}

    for rol in ROLLEN:
        client = als(cast[rol])
        for naam, wie in DOET.items():
            onderwerp = "Tafel" if naam in AAN_EEN_TAFEL else "Bijeenkomst"
            args = [dingen[onderwerp].pk] if naam.startswith("tafels:") else []
            status = client.get(reverse(naam, args=args)).status_code
            if status != (200 if rol in wie else 403):
                fout[rol, naam] = status

    assert fout == {}
