"""What was promised, by whom, by when."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Case, F, Q, When
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET

from regio.http import page_or_partial
from regio.toegang import iedereen, vereist
from tafels import domain, toegang
from tafels.forms.besluiten import ActieBijwerkenForm, ActieFilter
from tafels.models import Actie, Besluit
from tafels.views.draad import zichtbaar_project
from tafels.views.formulier import formulier, get_or_post

PER_PAGINA = 25


@require_GET
@vereist(iedereen)
def actie_lijst(request):
    """Who promised what by when: one's own first."""
    form = ActieFilter(request.GET)
    status = 200 if form.is_valid() else 422
    keuze = form.cleaned_data
    acties = Actie.objects.zichtbaar_voor(request.user)
    if q := keuze.get("q"):
        acties = acties.filter(Q(tekst__icontains=q) | Q(nummer__icontains=q))
    if keuze.get("wie") == "ik":
        acties = acties.filter(houder=request.user)
    if tafel := keuze.get("tafel"):
        acties = acties.filter(bijeenkomst__tafel=tafel)
    match keuze.get("stand"):
        case "alle":
            pass
        case "klaar":
            acties = acties.filter(status=Actie.Status.GEREED)
        case "te laat":
            acties = acties.te_laat()
        case _:
            acties = acties.openstaand()
    van_mij = Case(When(houder=request.user, then=True), default=False)
    overzicht = acties.voor_overzicht().annotate(van_mij=van_mij)
    overzicht = overzicht.order_by("-van_mij", F("deadline").asc(nulls_last=True), "pk")
    pagina = Paginator(overzicht, PER_PAGINA).get_page(request.GET.get("pagina"))
    context = {
        "form": form,
        "pagina": pagina,
        "aantal": pagina.paginator.count,
        "is_gefilterd": form.has_changed(),
        "vandaag": timezone.localdate(),
    }
    return page_or_partial(
        request, "tafels/actie_lijst.html", context, partial="acties", status=status
    )


def _actie_context(request, actie: Actie) -> dict:
    persoon = request.user
    actie = Actie.objects.voor_pagina().get(pk=actie.pk)
    besluit = actie.besluit
    if besluit and not Besluit.objects.zichtbaar_voor(persoon).filter(pk=besluit.pk).exists():
        besluit = None  # one's own action, from something that one may not read
    return {
        "actie": actie,
        "besluit": besluit,
        "project": zichtbaar_project(actie, persoon),
        "vandaag": timezone.localdate(),
        "kruimels": [("Acties", reverse("tafels:actie_lijst")), (actie.nummer, "")],
        "terug": actie.get_absolute_url(),
        "geschiedenis": reverse("geschiedenis", args=["actie", actie.pk]),
    }


@require_GET
@vereist(iedereen, Actie)
def actie(request, actie):
    """One actie: who, what, when, and how far it is."""
    return render(request, "tafels/actie.html", _actie_context(request, actie))


@get_or_post
@vereist(toegang.werkt_actie_bij, Actie)
def actie_bijwerken(request, actie):
    """Say how far an actie is."""

    def doe(data):
        bijgewerkt = domain.actie_bijwerken(actie, **data, door=request.user)
        messages.success(request, f"Actie {actie.nummer} is bijgewerkt.")
        return bijgewerkt

    return formulier(
        request,
        "tafels/actie_bijwerken.html",
        _actie_context(request, actie),
        lambda data, rij: ActieBijwerkenForm(data, instance=rij),
        doe,
        actie,
    )
