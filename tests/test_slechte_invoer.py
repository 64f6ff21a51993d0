"""Whatever somebody types or guesses: a sentence or a page that is not there, never a failure."""

import pytest
from django.urls import get_resolver

from regio.management.commands.toegang import VAN_ANDEREN, alle_views
from regio.toegang import Openbaar
from tafels.models import Vastpunt
from tests import factories

VREEMD = {
    "leeg": "",
    "lang": "a" * 10_000,
    "emoji": "🚑" * 40,
    "html": "<script>alert(1)</script>",
    "sql": "'; DROP TABLE regio_persoon; --",
    "nul": "a\x00b",
    "getal": "99999999999999999999",
    "min": "-1",
    "datum": "31-02-2026",
    "jaar": "1-1-99999",
    "rtl": "\u202egnp.exe",
}
POSTS = [
    pytest.param(pad, patroon.callback, id=patroon.name)
    for pad, patroon in alle_views(get_resolver().url_patterns)
    if not pad.startswith((*VAN_ANDEREN, "/demo/"))
    and not isinstance(patroon.callback.toegang, Openbaar)
]


@pytest.fixture
def alleskunner(bestuurstafel):
    """One person with every role at once, so that no rule stands before the form."""
    persoon = factories.PersoonFactory(is_regiobureau=True)
    factories.LidmaatschapFactory(tafel=bestuurstafel, persoon=persoon, rol="secretaris")
    factories.LidmaatschapFactory(persoon=persoon, rol="programmamanager")
    return persoon


@pytest.fixture
def dingen(bestuurstafel, alleskunner):
    vergadering = factories.BijeenkomstFactory(tafel=bestuurstafel, status="bezig")
    project = factories.ProjectFactory()
    punt = factories.AgendapuntFactory(bijeenkomst=vergadering)
    return {
        "Actie": factories.ActieFactory(houder=alleskunner),
        "Agendapunt": punt,
        "Bericht": factories.BerichtFactory(door=alleskunner),
        "Besluit": factories.BesluitFactory(tafel=bestuurstafel, agendapunt=punt),
        "Bijeenkomst": vergadering,
        "Bron": factories.BronFactory(),
        "Indicator": factories.IndicatorFactory(),
        "Lidmaatschap": factories.LidmaatschapFactory(tafel=bestuurstafel),
        "Mijlpaal": factories.MijlpaalFactory(project=project),
        "Opgave": factories.OpgaveFactory(),
        "Organisatie": factories.OrganisatieFactory(),
        "Persoon": factories.PersoonFactory(),
        "Project": project,
        "Projectrol": factories.ProjectrolFactory(project=project),
        "Stuk": factories.StukFactory(agendapunt=punt),
        "Tafel": bestuurstafel,
        "Themaplanning": factories.ThemaplanningFactory(tafel=bestuurstafel),
        "Vastpunt": Vastpunt.objects.create(tafel=bestuurstafel, volgorde=1, titel="Opening"),
    }


def gelezen(antwoord) -> str:
    """What an answer says, also when it is a file that comes in pieces."""
    stukken = antwoord.streaming_content if antwoord.streaming else [antwoord.content]
    return b"".join(stukken).decode(errors="replace")


def adres_van(pad, view, dingen):
    if "<int:pk>" not in pad:
        return None if "<" in pad else pad
    ding = dingen.get(view.toegang_model.__name__)
    return ding and pad.replace("<int:pk>", str(ding.pk))


@pytest.mark.parametrize(("pad", "view"), POSTS)
def test_vreemde_invoer_geeft_een_zin_en_nooit_een_storing(als, alleskunner, dingen, pad, view):
    client, adres = als(alleskunner), adres_van(pad, view, dingen)
    if adres is None:
        return
    begin = client.get(adres)
    gelezen(begin)
    form = (begin.context or {}).get("form")
    velden = list(form.fields) if form else ["plaats", "tekst", "versie"]

    for naam, waarde in VREEMD.items():
        for kop in ({}, {"HX-Request": "true"}) if naam == "html" else ({},):
            # The test client raises what would be a 500.
            antwoord = client.post(adres, dict.fromkeys(velden, waarde), headers=kop)

            assert antwoord.status_code in (200, 302, 403, 404, 405, 409, 422), naam
            assert "<script>alert(1)" not in gelezen(antwoord)


@pytest.mark.parametrize(("pad", "view"), POSTS)
def test_vreemde_vragen_in_het_adres_geven_een_gewone_pagina(als, alleskunner, dingen, pad, view):
    client, adres = als(alleskunner), adres_van(pad, view, dingen)
    if adres is None:
        return
    sleutels = (
        "q",
        "stand",
        "tafel",
        "jaar",
        "jaren",
        "van",
        "thema",
        "pagina",
        "sorteer",
        "beurt",
    )

    for waarde in VREEMD.values():
        antwoord = client.get(adres, dict.fromkeys(sleutels, waarde))

        assert antwoord.status_code in (200, 302, 403, 404, 405, 422)
        assert "<script>alert(1)" not in gelezen(antwoord)
