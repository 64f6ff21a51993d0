"""What each organisation has at stake in a subject, on the page of its agendapunt."""

from dataclasses import dataclass

from django.contrib import messages
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models.functions import JSONObject

from regio.exceptions import NietMogelijk
from regio.http import page_or_partial
from regio.models import Organisatie, Persoon, Regio
from regio.toegang import vereist
from tafels import domain, toegang
from tafels.forms.belangen import BelangForm
from tafels.models import (
    BELANGEN_NOG_NIET,
    Agendapunt,
    Belang,
    leest_belangen,
    organisaties_aan_tafel,
)
from tafels.views.bijeenkomsten import kruimels
from tafels.views.formulier import formulier, get_or_post


@dataclass
class Belangregel:
    """What one organisation wrote, as its card shows it."""

    belang: Belang
    door: str
    is_eigen: bool
    mag_wijzigen: bool


@dataclass
class Belangenlijst:
    """All that was written at one agendapunt, who wrote nothing, and whether that still can be."""

    regels: list[Belangregel]
    stil: list[Organisatie]
    aan_tafel: list[Organisatie]
    is_open: bool
    mag_alles: bool
    nog_niet: str

    def regel_van(self, organisatie: Organisatie | None) -> Belangregel | None:
        if organisatie is None:
            return None
        return next((r for r in self.regels if r.belang.organisatie_id == organisatie.pk), None)


def belangen_context(agendapunt: Agendapunt, persoon: Persoon) -> dict:
    """What the page of an agendapunt shows of everybody's interests: with the regio, one query.

    Nothing for who does not sit at this tafel, and at an agendapunt about something else.
    """
    if not leest_belangen(persoon, agendapunt):
        return {}
    regio = Regio.objects.annotate(
        belangen=ArraySubquery(
            Belang.objects.zichtbaar_voor(persoon)
            .filter(agendapunt=agendapunt.pk)
            .order_by("organisatie__korte_naam", "pk")
            .values(
                json=JSONObject(
                    **{veld: veld for veld in ("pk", "organisatie_id", "versie", *Belang.VRAGEN)},
                    naam="organisatie__korte_naam",
                    door="gewijzigd_door__naam",
                )
            )
        ),
        aan_tafel=ArraySubquery(
            organisaties_aan_tafel(agendapunt).values(
                json=JSONObject(pk="pk", naam="korte_naam", spreekt="spreekt")
            )
        ),
    ).get()
    is_bezig = regio.belangen_bespreken != Regio.Belangen.NOG_NIET
    mag_schrijven = is_bezig and toegang.beschrijft_belang(persoon, agendapunt)
    mag_alles = mag_schrijven and toegang.beschrijft_elk_belang(persoon, agendapunt)
    regels = []
    for rij in regio.belangen:
        naam, door = rij.pop("naam"), rij.pop("door")
        belang = Belang(agendapunt=agendapunt, **rij)
        belang.organisatie = _organisatie({"pk": belang.organisatie_id, "naam": naam})
        is_eigen = belang.organisatie_id == persoon.organisatie_id
        regels.append(
            Belangregel(belang, door, is_eigen, mag_alles or (mag_schrijven and is_eigen))
        )
    regels.sort(key=lambda regel: not regel.is_eigen)
    schreef = {regel.belang.organisatie_id for regel in regels}
    aan_tafel = [(_organisatie(rij), rij["spreekt"]) for rij in regio.aan_tafel]
    lijst = Belangenlijst(
        regels=regels,
        stil=[wie for wie, spreekt in aan_tafel if spreekt and wie.pk not in schreef],
        # Who is asked for comes first.
        aan_tafel=sorted((wie for wie, _ in aan_tafel), key=lambda wie: wie.pk in schreef),
        is_open=not agendapunt.bijeenkomst or not agendapunt.bijeenkomst.is_vastgesteld,
        mag_alles=mag_alles,
        nog_niet="" if is_bezig else BELANGEN_NOG_NIET,
    )
    context = {"belangen": lijst, "regio": regio}
    eigen = next((regel for regel in regels if regel.is_eigen), None)
    if mag_alles:
        context["belang_form"] = BelangForm(namens=lijst.aan_tafel)
    elif mag_schrijven and eigen is None:
        context["belang_form"] = BelangForm()
    context["belang_focus"] = (
        f"belang-wijzig-{eigen.belang.organisatie_id}"
        if eigen and "belang_form" not in context
        else "open-belang"
    )
    return context


def _organisatie(rij: dict) -> Organisatie:
    return Organisatie(pk=rij["pk"], korte_naam=rij["naam"])


@get_or_post
@vereist(toegang.beschrijft_belang, Agendapunt, met="voor_pagina")
def belang_beschrijven(request, agendapunt):
    """Write what one's own organisation has at stake; the secretaris for any that sits here."""
    persoon = request.user
    begin = belangen_context(agendapunt, persoon)
    lijst = begin["belangen"]
    if lijst.nog_niet:
        raise NietMogelijk(lijst.nog_niet)
    wie = _wie(request, lijst)
    regel = lijst.regel_van(wie)
    template = "tafels/_belangen.html" if request.htmx else "tafels/belang_beschrijven.html"
    pagina = {
        "agendapunt": agendapunt,
        "belang_open": True,
        "belang_van": wie,
        "belang_nieuw": regel is None,
        "kruimels": kruimels(
            agendapunt.bijeenkomst,
            (agendapunt.titel, agendapunt.get_absolute_url()),
            ("Belangen beschrijven", ""),
        ),
    }

    def doe(data):
        belang = domain.belang_beschrijven(agendapunt, **{"organisatie": wie} | data, door=persoon)
        melding = f"De belangen van {belang.organisatie} zijn bewaard."
        if request.htmx:
            nu = belangen_context(agendapunt, persoon)
            nu |= {"agendapunt": agendapunt, "melding": melding}
            if regel:
                nu["belang_focus"] = f"belang-wijzig-{belang.organisatie_id}"
            return page_or_partial(request, template, nu, partial="belangen")
        messages.success(request, melding)
        return f"{agendapunt.get_absolute_url()}#belang-{belang.organisatie_id}"

    return formulier(
        request,
        template,
        begin | pagina,
        lambda data, rij: BelangForm(data, instance=rij, namens=() if wie else lijst.aan_tafel),
        doe,
        regel.belang if regel else Belang(organisatie=wie, versie=0),
        partial="belangen",
    )


def _wie(request, lijst: Belangenlijst) -> Organisatie | None:
    """Whose interests: one's own, or those the secretaris asks for; None is still to be chosen."""
    if not lijst.mag_alles:
        return request.user.organisatie
    gevraagd = request.GET.get("organisatie", "")
    bekend = [*lijst.aan_tafel, *(regel.belang.organisatie for regel in lijst.regels)]
    return next((wie for wie in bekend if str(wie.pk) == gevraagd), None)
