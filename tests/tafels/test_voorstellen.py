"""What the portal suggests for an agenda, why, and what the secretaris does with it."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from regio.exceptions import NietMogelijk
from regio.models import Regio
from tafels import domain
from tafels.models import Agendapunt, Overslag
from tafels.voorstellen import voorstel, voorstellen
from tests import factories

AANTALLEN = pytest.mark.parametrize("aantal", [1, 5])


def sleutels(bijeenkomst, persoon, begin: str = "") -> list[str]:
    groepen = voorstellen(bijeenkomst, persoon, Regio.objects.get())
    alle = [v.sleutel for groep in groepen for v in groep.voorstellen]
    return [sleutel for sleutel in alle if sleutel.startswith(begin)]


@pytest.fixture
def eerder(bestuurstafel):
    """A meeting of the same tafel, a month ago."""
    return factories.BijeenkomstFactory(
        tafel=bestuurstafel, start=timezone.now() - timedelta(days=30), status="afgesloten"
    )


@pytest.fixture
def maand(bijeenkomst):
    return timezone.localdate(bijeenkomst.start).replace(day=1)


# --- what is suggested, and why ------------------------------------------------------------------


def test_een_actie_die_te_laat_is_of_voor_de_bijeenkomst_klaar_moet_zijn(
    bijeenkomst, secretaris, eerder, bestuurstafel
):
    vandaag = timezone.localdate()
    laat = factories.ActieFactory(
        bijeenkomst=eerder, deadline=vandaag - timedelta(days=3), tekst="Bel de gemeente"
    )
    straks = factories.ActieFactory(bijeenkomst=eerder, deadline=vandaag + timedelta(days=2))
    factories.ActieFactory(bijeenkomst=eerder, deadline=vandaag + timedelta(days=60))
    factories.ActieFactory(bijeenkomst=eerder)
    factories.ActieFactory(deadline=vandaag - timedelta(days=3))
    factories.ActieFactory(bijeenkomst=eerder, deadline=vandaag, status="gereed", gereed_op=vandaag)

    assert sleutels(bijeenkomst, secretaris) == [f"actie-{laat.pk}", f"actie-{straks.pk}"]
    over = voorstel(bijeenkomst, secretaris, f"actie-{laat.pk}")
    assert over.titel == f"{laat.nummer}: Bel de gemeente"
    assert over.waarom.startswith("Te laat sinds ")


def test_met_de_actielijst_op_de_agenda_zijn_de_acties_er_al(bijeenkomst, secretaris, eerder):
    factories.ActieFactory(bijeenkomst=eerder, deadline="2026-01-01")
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, blok="actielijst")

    assert sleutels(bijeenkomst, secretaris) == []


def test_wat_de_jaarkalender_voor_deze_maand_of_eerder_heeft(
    bijeenkomst, secretaris, bestuurstafel, maand
):
    nu = factories.ThemaplanningFactory(tafel=bestuurstafel, maand=maand)
    vroeger = (maand - timedelta(days=40)).replace(day=1)
    blijft = factories.ThemaplanningFactory(tafel=bestuurstafel, maand=vroeger)
    later = (maand + timedelta(days=40)).replace(day=1)
    factories.ThemaplanningFactory(tafel=bestuurstafel, maand=later)
    factories.ThemaplanningFactory(tafel=bestuurstafel, maand=maand, status="behandeld")
    factories.ThemaplanningFactory(maand=maand)
    gevraagd = factories.ThemaplanningFactory(
        tafel=bestuurstafel,
        maand=maand,
        herkomst="verzoek portefeuillehouder",
        aanvrager=factories.PersoonFactory(naam="Rik Ruimte"),
        status="toegekend",
    )

    assert sleutels(bijeenkomst, secretaris) == [
        f"themaplanning-{rij.pk}" for rij in (blijft, nu, gevraagd)
    ]
    waarom = voorstel(bijeenkomst, secretaris, f"themaplanning-{gevraagd.pk}").waarom
    assert waarom.startswith("Agendaruimte voor Rik Ruimte, gevraagd voor ")


def test_een_project_van_deze_tafel_dat_niet_op_koers_is(bijeenkomst, secretaris, bestuurstafel):
    vast = factories.ProjectFactory(
        stand="loopt vast", stand_reden="Geen personeel.", stand_sinds="2026-11-04"
    )
    goed = factories.ProjectFactory(stand="op koers")
    factories.ProjectFactory(stand="loopt vast", stand_reden="Geen geld.")  # of no tafel
    bestuurstafel.projecten.add(vast, goed)
    hulp = factories.ProjectFactory(stand="let op", stand_reden="Te weinig tijd.")
    factories.StatusmeldingFactory(project=hulp, hulpvraag_aan="bestuurstafel")

    assert sleutels(bijeenkomst, secretaris, "project") == [
        f"project-{vast.pk}",
        f"project-{hulp.pk}",
    ]
    over = voorstel(bijeenkomst, secretaris, f"project-{vast.pk}")
    assert over.waarom == "Loopt vast sinds 4 nov 2026: Geen personeel."


def test_een_besloten_project_wordt_aan_wie_het_niet_kent_niet_voorgesteld(
    bijeenkomst, secretaris, bestuurstafel
):
    geheim = factories.ProjectFactory(
        stand="loopt vast", stand_reden="Geheim.", openbaarheid="vertrouwelijk"
    )
    bestuurstafel.projecten.add(geheim)

    assert sleutels(bijeenkomst, secretaris, "project") == []


def test_een_opgave_die_lang_op_geen_agenda_stond(bijeenkomst, secretaris, eerder):
    stil = factories.OpgaveFactory()
    besproken = factories.OpgaveFactory()
    factories.AgendapuntFactory(bijeenkomst=eerder, opgave=besproken)
    via_project = factories.ProjectFactory()
    factories.AgendapuntFactory(bijeenkomst=eerder, project=via_project)
    factories.OpgaveFactory(status="afgerond")

    assert sleutels(bijeenkomst, secretaris) == [f"opgave-{stil.pk}"]
    Regio.objects.update(opgave_op_agenda_maanden=0)
    assert len(sleutels(bijeenkomst, secretaris)) == 3


def test_wat_al_op_deze_agenda_staat_wordt_niet_nog_eens_voorgesteld(
    bijeenkomst, secretaris, bestuurstafel
):
    project = factories.ProjectFactory(stand="loopt vast", stand_reden="Geen personeel.")
    bestuurstafel.projecten.add(project)
    factories.AgendapuntFactory(bijeenkomst=bijeenkomst, project=project, opgave=project.opgave)

    assert sleutels(bijeenkomst, secretaris) == []


def test_een_bijeenkomst_van_de_hele_regio_heeft_geen_voorstellen(ontmoeting, secretaris):
    assert sleutels(ontmoeting, secretaris) == []


# --- zet op agenda -------------------------------------------------------------------------------


def test_het_komt_voor_de_rondvraag_met_wat_al_bekend_is(
    als, secretaris, bijeenkomst, bestuurstafel
):
    for titel in ("Opening", "Rondvraag"):
        factories.AgendapuntFactory(bijeenkomst=bijeenkomst, titel=titel)
    project = factories.ProjectFactory(
        naam="Nachtteam", stand="loopt vast", stand_reden="Geen personeel.", stand_nodig="Geld."
    )
    bestuurstafel.projecten.add(project)

    antwoord = als(secretaris).post(
        reverse("tafels:voorstel_agenderen", args=[bijeenkomst.pk]),
        {"sleutel": f"project-{project.pk}"},
    )

    punt = Agendapunt.objects.get(titel="Nachtteam")
    assert antwoord.headers["Location"] == f"{bijeenkomst.get_absolute_url()}#punt-{punt.pk}"
    titels = list(bijeenkomst.agendapunten.op_agenda().values_list("volgorde", "titel"))
    assert titels == [(1, "Opening"), (2, "Nachtteam"), (3, "Rondvraag")]
    assert (punt.project, punt.opgave, punt.indiener) == (project, project.opgave, secretaris)
    assert punt.kernboodschap == "Geen personeel.\n\nWat is nodig: Geld."
    assert sleutels(bijeenkomst, secretaris) == []


def test_met_htmx_komen_de_agenda_en_de_andere_voorstellen_terug(
    als, secretaris, bijeenkomst, bestuurstafel, maand
):
    een, twee = (factories.ThemaplanningFactory(tafel=bestuurstafel, maand=maand) for _ in range(2))

    html = (
        als(secretaris)
        .post(
            reverse("tafels:voorstel_agenderen", args=[bijeenkomst.pk]),
            {"sleutel": f"themaplanning-{een.pk}"},
            headers={"HX-Request": "true"},
        )
        .content.decode()
    )

    assert html.lstrip().startswith('<section id="voorstellen"')
    assert '<section id="agenda" class="rp-stack" aria-labelledby="kop-agenda" hx-swap-oob' in html
    assert f'value="themaplanning-{twee.pk}"' in html
    assert f'value="themaplanning-{een.pk}"' not in html
    een.refresh_from_db()
    assert (een.agendapunt.titel, een.bijeenkomst) == (str(een.thema), bijeenkomst)


def test_wat_van_de_agenda_af_gaat_wordt_weer_voorgesteld(
    secretaris, bijeenkomst, bestuurstafel, maand
):
    gepland = factories.ThemaplanningFactory(tafel=bestuurstafel, maand=maand)
    sleutel = f"themaplanning-{gepland.pk}"
    punt = domain.voorstel_agenderen(bijeenkomst, sleutel=sleutel, door=secretaris)

    domain.agendapunt_laten_vervallen(punt, door=secretaris)

    assert sleutels(bijeenkomst, secretaris) == [sleutel]


def test_een_resultaatgesprek_vult_zichzelf(secretaris, bijeenkomst, bestuurstafel, maand):
    opgave = factories.OpgaveFactory(titel="Ouderen thuis")
    gepland = factories.ThemaplanningFactory(
        tafel=bestuurstafel, maand=maand, soort="resultaatgesprek", opgave=opgave
    )

    punt = domain.voorstel_agenderen(
        bijeenkomst, sleutel=f"themaplanning-{gepland.pk}", door=secretaris
    )

    assert (punt.titel, punt.blok) == ("Resultaatgesprek: Ouderen thuis", "resultaatgesprek")


def test_een_actie_uit_iets_beslotens_blijft_besloten(secretaris, bijeenkomst, eerder):
    besluit = factories.BesluitFactory(tafel=eerder.tafel, openbaarheid="vertrouwelijk")
    actie = factories.ActieFactory(bijeenkomst=eerder, besluit=besluit, deadline="2026-01-01")

    punt = domain.voorstel_agenderen(bijeenkomst, sleutel=f"actie-{actie.pk}", door=secretaris)

    assert punt.openbaarheid == "vertrouwelijk"
    assert sleutels(bijeenkomst, secretaris) == []


def test_wat_bleef_liggen_gaat_verder_en_het_oude_blijft_staan(
    secretaris, bijeenkomst, eerder, bestuurstafel
):
    oud = factories.AgendapuntFactory(
        bijeenkomst=eerder, titel="Mantelzorg", status="doorgeschoven", volgorde=None
    )
    sleutel = f"agendapunt-{oud.pk}"
    assert voorstel(bijeenkomst, secretaris, sleutel).waarom.startswith(
        "Bleef over van de bijeenkomst van "
    )

    punt = domain.voorstel_agenderen(bijeenkomst, sleutel=sleutel, door=secretaris)

    oud.refresh_from_db()
    assert (oud.bijeenkomst, oud.volgorde, oud.status) == (eerder, None, "doorgeschoven")
    assert (punt.komt_van, punt.bijeenkomst, punt.titel) == (oud, bijeenkomst, "Mantelzorg")
    assert sleutels(bijeenkomst, secretaris) == []


def test_na_het_verzenden_is_het_nagezonden(secretaris, bijeenkomst, bestuurstafel, maand):
    gepland = factories.ThemaplanningFactory(tafel=bestuurstafel, maand=maand)
    bijeenkomst.status, bijeenkomst.agenda_versie = "agenda verzonden", 1
    bijeenkomst.save()

    punt = domain.voorstel_agenderen(
        bijeenkomst, sleutel=f"themaplanning-{gepland.pk}", door=secretaris
    )

    assert punt.nagezonden is True
    assert bijeenkomst.wijzigingen.get().agendapunt == punt


@pytest.mark.parametrize("sleutel", ["actie-999999", "opgave-x", "themaplanning-", "🚑", "regio-1"])
def test_wat_geen_voorstel_is_komt_er_niet_op(secretaris, bijeenkomst, sleutel):
    with pytest.raises(NietMogelijk, match=r"^Dit voorstel is er niet meer\.$"):
        domain.voorstel_agenderen(bijeenkomst, sleutel=sleutel, door=secretaris)


def test_twee_keer_dezelfde_klik_is_een_agendapunt(
    als, secretaris, bijeenkomst, bestuurstafel, maand
):
    gepland = factories.ThemaplanningFactory(tafel=bestuurstafel, maand=maand)
    adres = reverse("tafels:voorstel_agenderen", args=[bijeenkomst.pk])
    client = als(secretaris)

    statussen = [
        client.post(adres, {"sleutel": f"themaplanning-{gepland.pk}"}).status_code for _ in range(2)
    ]

    assert statussen == [302, 409]
    assert bijeenkomst.agendapunten.count() == 1


# --- niet nu, nooit meer -------------------------------------------------------------------------


def test_niet_nu_komt_bij_de_volgende_bijeenkomst_terug(
    als, secretaris, bijeenkomst, bestuurstafel
):
    opgave = factories.OpgaveFactory()
    volgende = factories.BijeenkomstFactory(
        tafel=bestuurstafel, start=bijeenkomst.start + timedelta(days=30)
    )

    als(secretaris).post(
        reverse("tafels:voorstel_overslaan", args=[bijeenkomst.pk]),
        {"sleutel": f"opgave-{opgave.pk}"},
    )

    assert sleutels(bijeenkomst, secretaris) == []
    assert sleutels(volgende, secretaris) == [f"opgave-{opgave.pk}"]


def test_nooit_meer_vraagt_een_reden(als, secretaris, bijeenkomst, bestuurstafel):
    opgave = factories.OpgaveFactory(titel="Ouderen thuis")
    volgende = factories.BijeenkomstFactory(
        tafel=bestuurstafel, start=bijeenkomst.start + timedelta(days=30)
    )
    adres = reverse("tafels:voorstel_afwijzen", args=[bijeenkomst.pk])
    sleutel = f"opgave-{opgave.pk}"
    client = als(secretaris)

    pagina = client.get(adres, {"sleutel": sleutel})
    zonder = client.post(adres, {"sleutel": sleutel, "reden": " "})
    met = client.post(adres, {"sleutel": sleutel, "reden": "Dit doet de andere regio."})

    assert "Ouderen thuis" in pagina.content.decode()
    assert (zonder.status_code, list(zonder.context["form"].errors)) == (422, ["reden"])
    assert met.status_code == 302
    assert Overslag.objects.get().reden == "Dit doet de andere regio."
    assert sleutels(bijeenkomst, secretaris) == sleutels(volgende, secretaris) == []


def test_wat_iemand_inbracht_kan_niet_stil_verdwijnen(secretaris, bijeenkomst, bestuurstafel):
    punt = factories.AgendapuntFactory(bijeenkomst=None, tafel=bestuurstafel, status="voorstel")

    with pytest.raises(NietMogelijk, match=r"^Iemand bracht dit in\. "):
        domain.voorstel_afwijzen(
            bijeenkomst, sleutel=f"agendapunt-{punt.pk}", reden="Nee.", door=secretaris
        )


# --- who, and how many queries -------------------------------------------------------------------


def test_alleen_de_secretaris_ziet_de_voorstellen(
    als, secretaris, voorzitter, programmamanager, lid, regiobureau, bijeenkomst
):
    adres = reverse("tafels:voorstel_lijst", args=[bijeenkomst.pk])
    mensen = (secretaris, voorzitter, programmamanager, lid, regiobureau)

    assert [als(p).get(adres).status_code for p in mensen] == [200, 403, 403, 403, 403]


@AANTALLEN
def test_de_voorstellen_kosten_altijd_twaalf_vragen(
    als, secretaris, bijeenkomst, bestuurstafel, eerder, maand, aantal, django_assert_num_queries
):
    for _ in range(aantal):
        factories.ActieFactory(bijeenkomst=eerder, deadline="2026-01-01")
        factories.ThemaplanningFactory(tafel=bestuurstafel, maand=maand)
        factories.OpgaveFactory()
        bestuurstafel.projecten.add(
            factories.ProjectFactory(stand="loopt vast", stand_reden="Geen personeel.")
        )
        factories.AgendapuntFactory(bijeenkomst=None, tafel=bestuurstafel, status="voorstel")
    client = als(secretaris)

    with django_assert_num_queries(12):
        # session, persoon, zetels, bijeenkomst, regio, agenda, terzijde, ingebracht, gepland,
        # projecten, acties, opgaven
        antwoord = client.get(reverse("tafels:voorstel_lijst", args=[bijeenkomst.pk]))

    # The opgaven of the projects stood on no agenda either.
    assert antwoord.context["aantal"] == 6 * aantal
