"""Wie is wie: the people and organisations of the region, their seats, and one's own details."""

from collections import defaultdict

from django.contrib import messages
from django.db.models import Q
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from projecten.models import Projectrol
from regio import domain, tasks
from regio.forms import GegevensForm, UitnodigingForm
from regio.models import Organisatie, Persoon, Perspectief
from regio.toegang import iedereen, regiobureau, vereist
from tafels.models import Lidmaatschap, Tafel


@require_GET
@vereist(iedereen)
def wie_is_wie(request):
    """Find a person or organisation, and see which perspective is missing at which tafel."""
    q = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    personen = Persoon.objects.zichtbaar_voor(request.user).voor_overzicht()
    if q:
        personen = personen.filter(
            Q(naam__unaccent__icontains=q)
            | Q(functie__unaccent__icontains=q)
            | Q(organisatie__naam__unaccent__icontains=q)
            | Q(organisatie__korte_naam__unaccent__icontains=q)
        )
    personen = list(personen)
    zetels = defaultdict(list)
    dekking: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for lid in Lidmaatschap.objects.actueel().select_related("tafel").order_by("tafel__volgorde"):
        zetels[lid.persoon_id].append(lid)
        dekking[lid.tafel_id][lid.perspectief_id] += 1
    for persoon in personen:
        persoon.stoelen = zetels[persoon.pk]
    perspectieven = [p for p in Perspectief.objects.zichtbaar_voor(request.user) if p.iza_verplicht]
    tafels = Tafel.objects.actief().filter(
        soort__in=(Tafel.Soort.BESTUURSTAFEL, Tafel.Soort.BELEIDSTAFEL, Tafel.Soort.KLANKBORDGROEP)
    )
    context = {
        "q": q,
        "personen": personen,
        "perspectieven": perspectieven,
        "dekking": [(t, [(p, dekking[t.pk][p.pk]) for p in perspectieven]) for t in tafels],
    }
    return render(request, "regio/wie_is_wie.html", context)


@require_GET
@vereist(iedereen, Persoon)
def persoon(request, persoon):
    """One person: what they do here, at which tafels and in which projects."""
    context = {
        "persoon": persoon,
        "zetels": Lidmaatschap.objects.actueel().filter(persoon=persoon).voor_overzicht(),
        "rollen": Projectrol.objects.zichtbaar_voor(request.user)
        .filter(persoon=persoon)
        .select_related("project", "organisatie")
        .order_by("project__naam"),
        "kruimels": [("Wie is wie", reverse("wie_is_wie")), (persoon.naam, "")],
    }
    return render(request, "regio/persoon.html", context)


@require_GET
@vereist(iedereen, Organisatie)
def organisatie(request, organisatie):
    """One partner: its people, its seats and its projects."""
    leden = Lidmaatschap.objects.actueel().filter(persoon__organisatie=organisatie)
    context = {
        "organisatie": organisatie,
        "personen": Persoon.objects.zichtbaar_voor(request.user)
        .filter(organisatie=organisatie)
        .order_by("naam"),
        "zetels": leden.voor_overzicht(),
        "rollen": Projectrol.objects.zichtbaar_voor(request.user)
        .filter(organisatie=organisatie)
        .select_related("project", "persoon")
        .order_by("project__naam"),
        "kruimels": [("Wie is wie", reverse("wie_is_wie")), (organisatie.naam, "")],
    }
    return render(request, "regio/organisatie.html", context)


@require_http_methods(["GET", "POST"])
@vereist(regiobureau)
def persoon_uitnodigen(request):
    """The regiobureau lets somebody take part; there is no open sign-up."""
    form = UitnodigingForm(request.POST or None)
    if form.is_valid():
        persoon = domain.persoon_uitnodigen(
            **form.cleaned_data,
            adres=request.build_absolute_uri(reverse("account_login")),
            door=request.user,
        )
        tasks.uitnodigingen_versturen.delay_on_commit()
        messages.success(request, f"{persoon.naam} krijgt een e-mail met uitleg.")
        return redirect(persoon)
    status = 422 if form.is_bound else 200
    return render(request, "regio/persoon_uitnodigen.html", {"form": form}, status=status)


@require_POST
@vereist(regiobureau, Persoon)
def uitnodiging_herhalen(request, persoon):
    """The regiobureau mails the explanation again."""
    adres = request.build_absolute_uri(reverse("account_login"))
    domain.uitnodiging_herhalen(persoon, adres=adres, door=request.user)
    tasks.uitnodigingen_versturen.delay_on_commit()
    messages.success(request, f"{persoon.naam} krijgt de e-mail opnieuw.")
    return redirect(persoon)


@require_POST
@vereist(regiobureau, Persoon)
def toegang_intrekken(request, persoon):
    """The regiobureau ends somebody's access; what they did stays."""
    domain.toegang_intrekken(persoon, door=request.user)
    messages.success(request, f"{persoon.naam} kan niet meer inloggen.")
    return redirect("wie_is_wie")


@require_http_methods(["GET", "POST"])
@vereist(iedereen)
def gegevens_wijzigen(request):
    """My own details, and the way to my sign-in methods and sessions."""
    form = GegevensForm(request.POST or None, instance=request.user)
    if form.is_valid():
        domain.gegevens_wijzigen(
            Persoon.objects.get(pk=request.user.pk), **form.cleaned_data, door=request.user
        )
        messages.success(request, "Uw gegevens zijn opgeslagen.")
        return redirect("gegevens_wijzigen")
    if form.is_bound:
        request.user.refresh_from_db()  # the header must not show what was refused
    status = 422 if form.is_bound else 200
    return render(request, "regio/gegevens_wijzigen.html", {"form": form}, status=status)
