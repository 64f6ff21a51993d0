"""One box that searches everything this person may see, and nothing else."""

from django.contrib.postgres.search import SearchHeadline
from django.db.models import Q, QuerySet, Value
from django.db.models.functions import Left
from django.shortcuts import render
from django.views.decorators.http import require_GET

from projecten.models import Project
from regio.models import Opgave, Organisatie, Persoon
from regio.toegang import iedereen, vereist
from regiobeeld.models import Indicator
from tafels.models import Agendapunt, Besluit, Stuk, Tafel
from tafels.models.stukken import NEDERLANDS, zoekvraag

HOOGSTENS = 10
# Around a hit in the text of a paper; control characters, which no text in the portal holds.
HIER, TOT_HIER = "\x02", "\x03"
# PostgreSQL reads this much of a text to show where a word stands: 5 ms each.
KIJK_TOT = 20_000

# What is searched, in which words, in the order of the results.
SOORTEN = (
    ("Opgaven", Opgave, ("titel", "omschrijving")),
    ("Projecten", Project, ("naam", "omschrijving", "code")),
    ("Besluiten", Besluit, ("nummer", "tekst")),
    ("Agendapunten", Agendapunt, ("titel", "kernboodschap", "gevraagd_besluit")),
    ("Stukken", Stuk, ("titel", "tekst")),
    ("Tafels", Tafel, ("naam", "doel")),
    ("Personen", Persoon, ("naam", "functie")),
    ("Organisaties", Organisatie, ("naam", "korte_naam")),
    ("Cijfers", Indicator, ("naam", "vraag")),
)
OP_NAAM = (Tafel, Organisatie)


def gevonden(rijen: QuerySet, velden: tuple[str, ...], q: str) -> QuerySet:
    """Rows in which every word of `q` stands in one of these fields, accents aside."""
    for woord in q.split()[:8]:
        kans = Q()
        for veld in velden:
            kans |= Q(**{f"{veld}__unaccent__icontains": woord})
        rijen = rijen.filter(kans)
    return rijen


def gevonden_namen(persoon: Persoon, q: str) -> dict[type, list]:
    """Tafels and organisaties, of which only the name is shown, in one query."""
    soorten = {model.__name__: (model, velden) for _, model, velden in SOORTEN if model in OP_NAAM}
    delen = [
        gevonden(model.objects.zichtbaar_voor(persoon), velden, q)
        .order_by("-pk")
        .annotate(wat=Value(wat))
        .values_list("wat", "pk", "naam")[: HOOGSTENS + 1]
        for wat, (model, velden) in soorten.items()
    ]
    treffers = {model: [] for model, _ in soorten.values()}
    for wat, pk, naam in delen[0].union(*delen[1:], all=True).order_by("naam"):
        model = soorten[wat][0]
        treffers[model].append(model(pk=pk, naam=naam))
    return treffers


def gevonden_stukken(persoon: Persoon, q: str) -> QuerySet:
    """Papers that this persoon may read, by title and by what stands in them."""
    return (
        Stuk.objects.zichtbaar_voor(persoon)
        .huidig()
        .gevonden(q)
        .select_related("agendapunt")
        .defer("tekst")
        .annotate(
            waar=SearchHeadline(
                Left("tekst", KIJK_TOT),
                zoekvraag(q),
                config=NEDERLANDS,
                start_sel=HIER,
                stop_sel=TOT_HIER,
                max_words=24,
                min_words=12,
            )
        )
    )


def fragment(waar: str) -> list[tuple[str, bool]]:
    """A piece of text in parts, each with whether it was searched for; nothing without a hit."""
    if HIER not in waar:
        return []
    begin, *rest = waar.split(HIER)
    delen = [(begin, False)]
    for deel in rest:
        treffer, _, verder = deel.partition(TOT_HIER)
        delen += [(treffer, True), (verder, False)]
    return delen


@require_GET
@vereist(iedereen)
def zoeken(request):
    """Search by word in opgaven, projects, besluiten, agendapunten, papers, people and figures."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    uitkomsten = []
    if len(q) >= 2:
        op_naam = gevonden_namen(request.user, q)
        for naam, model, velden in SOORTEN:
            if model in op_naam:
                rijen = op_naam[model]
            elif model is Stuk:
                rijen = gevonden_stukken(request.user, q).order_by("-pk")
            else:
                rijen = gevonden(model.objects.zichtbaar_voor(request.user), velden, q)
                rijen = rijen.order_by("-pk")
            if treffers := list(rijen[: HOOGSTENS + 1]):
                if model is Stuk:
                    for stuk in treffers:
                        stuk.fragment = fragment(stuk.waar)
                uitkomsten.append((naam, treffers[:HOOGSTENS], len(treffers) > HOOGSTENS))
    return render(request, "regio/zoeken.html", {"q": q, "uitkomsten": uitkomsten})
