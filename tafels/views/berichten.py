"""What people tell each other: successes to celebrate, and what is coming."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from projecten.models import Project
from regio.toegang import iedereen, vereist
from tafels import domain, toegang
from tafels.forms.berichten import BerichtForm, VierenForm
from tafels.models import Bericht
from tafels.views.formulier import formulier, get_or_post

PER_PAGINA = 25
UITLEG = (
    "Deel een succes, hoe klein ook. Of meld vooraf wat eraan komt: wie aan de gekozen tafel zit "
    "en het mag lezen, krijgt na tien minuten mail. Kiest u geen tafel, dan krijgt iedereen die "
    "aan een tafel zit mail."
)
MAIL_VOLGT = " Over tien minuten gaat de mail weg. Tot dan kunt u het bericht nog verbeteren."
UITLEG_WIJZIGEN = (
    "De mail over wat eraan komt, gaat tien minuten na het plaatsen weg. Wat u tot dan verandert, "
    "staat erin. Daarna krijgt niemand een tweede mail."
)
WELKE = {"successen": "Successen", "aankondigingen": "Wat eraan komt"}


@require_GET
@vereist(iedereen)
def bericht_lijst(request):
    """Successes and early warnings, the newest first."""
    berichten = Bericht.objects.zichtbaar_voor(request.user).voor_overzicht()
    welke = request.GET.get("soort", "")
    if welke in WELKE:
        berichten = getattr(berichten, welke)()
    berichten = berichten.select_related(
        "opgave", "project", "door__organisatie", "tafel", "gevierd_in"
    ).prefetch_related("organisaties")
    pagina = Paginator(berichten, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {
        "pagina": pagina,
        "welke": welke if welke in WELKE else "",
        "keuzes": [("", "Alles"), *WELKE.items()],
        "kruimels": [("Berichten", "")],
    }
    return render(request, "tafels/bericht_lijst.html", context)


@get_or_post
@vereist(toegang.plaatst_bericht)
def bericht_plaatsen(request):
    """Tell a success, or what is coming."""

    def doe(data):
        bericht = domain.bericht_plaatsen(**data, door=request.user)
        mail_volgt = "" if bericht.is_succes else MAIL_VOLGT
        messages.success(request, f"{bericht.titel} is gedeeld.{mail_volgt}")
        return reverse("tafels:bericht_lijst")  # at the top, where that is said

    begin = {"datum": timezone.localdate()} | _uit_project(request)
    return formulier(
        request,
        "tafels/inbreng_formulier.html",
        {
            "kop": "Bericht plaatsen",
            "uitleg": UITLEG,
            "knop": "Bericht plaatsen",
            "terug": reverse("tafels:bericht_lijst"),
        },
        lambda data, _: BerichtForm(data, persoon=request.user, initial=begin),
        doe,
    )


def _uit_project(request) -> dict:
    """What is known when somebody comes from the page of a project: ?project=7."""
    nummer = request.GET.get("project", "")
    if not (nummer.isascii() and nummer.isdigit() and len(nummer) < 10):
        return {}
    project = Project.objects.zichtbaar_voor(request.user).filter(pk=nummer).first()
    if project is None:
        return {}
    return {
        "project": project.pk,
        "opgave": project.opgave_id,
        "titel": request.GET.get("titel", "")[:150],
    }


@get_or_post
@vereist(toegang.wijzigt_bericht, Bericht)
def bericht_wijzigen(request, bericht):
    """Say one's own message otherwise."""

    def doe(data):
        domain.bericht_wijzigen(bericht, **data, door=request.user)
        messages.success(request, "Het bericht is gewijzigd.")
        return f"{reverse('tafels:bericht_lijst')}#bericht-{bericht.pk}"

    return formulier(
        request,
        "tafels/inbreng_formulier.html",
        {
            "kop": "Bericht wijzigen",
            "uitleg": "" if bericht.is_succes else UITLEG_WIJZIGEN,
            "knop": "Bericht wijzigen",
            "terug": reverse("tafels:bericht_lijst"),
        },
        lambda data, rij: BerichtForm(data, instance=rij, persoon=request.user),
        doe,
        bericht,
    )


@get_or_post
@vereist(toegang.viert_bericht, Bericht)
def bericht_vieren(request, bericht):
    """Say at which meeting a success was celebrated."""

    def doe(data):
        domain.bericht_vieren(bericht, bijeenkomst=data["gevierd_in"], door=request.user)
        messages.success(request, "Gevierd!")
        return f"{reverse('tafels:bericht_lijst')}#bericht-{bericht.pk}"

    return formulier(
        request,
        "tafels/inbreng_formulier.html",
        {
            "kop": "Succes vieren",
            "waarover": bericht.titel,
            "knop": "Bijeenkomst bewaren",
            "terug": reverse("tafels:bericht_lijst"),
        },
        lambda data, rij: VierenForm(data, instance=rij, persoon=request.user),
        doe,
        bericht,
    )
