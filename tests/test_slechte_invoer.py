"""Whatever somebody types or guesses: a sentence or a page that is not there, never a failure."""

from collections import defaultdict

import pytest
from django.db import transaction
from django.urls import get_resolver

from regio.management.commands.toegang import VAN_ANDEREN, alle_views
from regio.toegang import Openbaar
from tafels.models import Terugtrekking, Vastpunt
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
POSTS = defaultdict(list)
for pad, patroon in alle_views(get_resolver().url_patterns):
    ons = not pad.startswith((*VAN_ANDEREN, "/demo/"))
    if ons and not isinstance(patroon.callback.toegang, Openbaar):
        POSTS[patroon.callback.__module__].append((pad, patroon.callback))


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
    punt = factories.AgendapuntFactory(bijeenkomst=vergadering, blok="belangen")
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
        "Terugtrekking": Terugtrekking.objects.create(
            agendapunt=punt, persoon=punt.indiener, reden="Mijn zoon.", door=punt.indiener
        ),
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


# What the pages with a list or a calendar read from their address.
SLEUTELS = (
    *("q", "stand", "tafel", "jaar", "jaren", "van", "thema", "pagina", "sorteer", "beurt"),
    *("weergave", "kijk", "lezer", "onder", "project", "sleutel", "soort", "titel", "maand"),
    *("opgave", "wie", "cijfers", "organisatie"),
)


def vreemd_gevuld(namen, *, beurten: int) -> list[dict[str, str]]:
    """Each field filled in strangely so many times, and never twice the same.

    Neighbours get something else each time; over all forms each kind of field meets everything.
    """
    waarden = list(VREEMD.values())
    return [
        {naam: waarden[(plek + 3 * beurt) % len(waarden)] for plek, naam in enumerate(namen)}
        for beurt in range(beurten)
    ]


def is_gewoon(antwoord) -> bool:
    """The test client raises what would be a 500; here the rest of what may not happen."""
    return antwoord.status_code in (
        200,
        302,
        403,
        404,
        405,
        409,
        422,
    ) and "<script>alert(1)" not in gelezen(antwoord)


def wat_er_misgaat(client, adres) -> list[dict[str, str]]:
    """Ask for a page and send its form, with all that is strange; return what went wrong."""
    begin = client.get(adres)
    if not is_gewoon(begin):
        return [{}]
    form = (begin.context or {}).get("form")
    velden = list(form.fields) if form else ["plaats", "tekst", "versie"]

    # Django reads the address when a page asks for it, so this says which pages do.
    beurten = len(VREEMD) if "GET" in vars(begin.wsgi_request) else 0
    vragen = vreemd_gevuld(SLEUTELS, beurten=beurten)
    fout = [vraag for vraag in vragen if not is_gewoon(client.get(adres, vraag))]
    overal = dict.fromkeys(velden, VREEMD["html"])
    for ingevuld in (*vreemd_gevuld(velden, beurten=4), overal):
        kop = {"HX-Request": "true"} if ingevuld is overal else {}
        antwoord = client.post(adres, ingevuld, headers=kop)
        if not is_gewoon(antwoord):
            fout.append(ingevuld)
        if antwoord.status_code in (403, 404, 405):
            break
    return fout


@pytest.mark.parametrize("module", POSTS)
def test_wat_iemand_ook_verzint_er_komt_een_zin_en_nooit_een_storing(
    als, alleskunner, dingen, module
):
    client, fout = als(alleskunner), {}

    for pad, view in POSTS[module]:
        if (adres := adres_van(pad, view, dingen)) is not None:
            # What one page changes, is there again for the next.
            with transaction.atomic():
                if gevonden := wat_er_misgaat(client, adres):
                    fout[adres] = gevonden
                transaction.set_rollback(True)

    assert fout == {}


def test_in_vier_beurten_krijgt_elk_veld_iets_anders_en_zijn_alle_waarden_er():
    beurten = vreemd_gevuld("abcdefghijk", beurten=4)

    assert all(len({beurt[veld] for beurt in beurten}) == 4 for veld in "abcdefghijk")
    assert {waarde for beurt in beurten for waarde in beurt.values()} == set(VREEMD.values())
