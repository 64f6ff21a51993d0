"""One box that searches everything this person may see, and nothing else."""

from django.db.models import Q, QuerySet
from django.shortcuts import render
from django.views.decorators.http import require_GET

from projecten.models import Project
from regio.models import Opgave, Organisatie, Persoon
from regio.toegang import iedereen, vereist
from regiobeeld.models import Indicator
from tafels.models import Agendapunt, Besluit, Tafel

HOOGSTENS = 10

# What is searched, in which words, in the order of the results.
SOORTEN = (
    ("Opgaven", Opgave, ("titel", "omschrijving")),
    ("Projecten", Project, ("naam", "omschrijving", "code")),
    ("Besluiten", Besluit, ("nummer", "tekst")),
    ("Agendapunten", Agendapunt, ("titel", "kernboodschap", "gevraagd_besluit")),
    ("Tafels", Tafel, ("naam", "doel")),
    ("Personen", Persoon, ("naam", "functie")),
    ("Organisaties", Organisatie, ("naam", "korte_naam")),
    ("Cijfers", Indicator, ("naam", "vraag")),
)


def gevonden(rijen: QuerySet, velden: tuple[str, ...], q: str) -> QuerySet:
    """Rows in which every word of `q` stands in one of these fields, accents aside."""
    for woord in q.split()[:8]:
        kans = Q()
        for veld in velden:
            kans |= Q(**{f"{veld}__unaccent__icontains": woord})
        rijen = rijen.filter(kans)
    return rijen


@require_GET
@vereist(iedereen)
def zoeken(request):
    """Search by word in opgaven, projects, besluiten, agendapunten, tafels, people and figures."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    uitkomsten = []
    if len(q) >= 2:
        for naam, model, velden in SOORTEN:
            rijen = gevonden(model.objects.zichtbaar_voor(request.user), velden, q)
            if treffers := list(rijen.order_by("-pk")[: HOOGSTENS + 1]):
                uitkomsten.append((naam, treffers[:HOOGSTENS], len(treffers) > HOOGSTENS))
    return render(request, "regio/zoeken.html", {"q": q, "uitkomsten": uitkomsten})
