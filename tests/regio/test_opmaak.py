"""How the portal writes: dates and numbers in Dutch, standen in words, forms that explain."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.test import RequestFactory
from django.utils.html import escape

from regio.templatetags import regio as opmaak


def toon(sjabloon: str, adres: str = "/", **context) -> str:
    """Render without the context processors, and so without a database."""
    inhoud = Context(context)
    inhoud.request = RequestFactory().get(adres)
    return Template("{% load regio %}" + sjabloon).render(inhoud)


# --- dates and times -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("filter_naam", "tekst"),
    [
        ("dag", "3 dec 2026"),
        ("dag_lang", "donderdag 3 december 2026"),
        ("dag_maand", "donderdag 3 december"),
        ("maand", "december 2026"),
    ],
)
def test_een_datum_staat_er_in_het_nederlands(filter_naam, tekst):
    assert toon("{{ d|" + filter_naam + " }}", d=date(2026, 12, 3)) == tekst


def test_een_tijdstip_is_dat_van_de_klok_in_de_regio():
    """Half past eleven in the evening in Greenwich is already tomorrow here."""
    moment = datetime(2026, 12, 31, 23, 30, tzinfo=UTC)

    assert toon("{{ m|dag }}, {{ m|uur }} uur", m=moment) == "1 jan 2027, 0.30 uur"


def test_een_klokstand_heeft_een_punt_en_twee_cijfers():
    assert toon("{{ t|uur }}", t=time(9, 5)) == "9.05"


def test_middernacht_is_ook_een_tijd():
    assert toon("{{ t|uur }}", t=time(0, 0)) == "0.00"


@pytest.mark.parametrize("filter_naam", ["dag", "dag_lang", "dag_maand", "maand", "uur"])
def test_zonder_datum_staat_er_niets(filter_naam):
    assert toon("{{ d|" + filter_naam + " }}", d=None) == ""
    assert toon("{{ ontbreekt|" + filter_naam + " }}") == ""


def test_een_datum_is_ook_voor_een_machine_te_lezen():
    assert (
        toon('{% datum d "lang" %}', d=date(2026, 12, 3))
        == '<time datetime="2026-12-03">donderdag 3 december 2026</time>'
    )


def test_een_tijdstip_houdt_zijn_uur_voor_de_machine():
    moment = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)

    assert (
        toon("{% datum m %}", m=moment)
        == '<time datetime="2026-12-03T15:00+01:00">3 dec 2026</time>'
    )


@pytest.mark.parametrize(
    ("aantal", "tekst"),
    [
        (0, "0 minuten"),
        (1, "1 minuut"),
        (45, "45 minuten"),
        (60, "1 uur"),
        (75, "1 uur en 15 minuten"),
        (121, "2 uur en 1 minuut"),
    ],
)
def test_een_duur_staat_er_in_uren_en_minuten(aantal, tekst):
    assert toon("{{ n|minuten }}", n=aantal) == tekst


# --- numbers -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waarde", "decimalen", "tekst"),
    [
        (298788, 0, "298.788"),
        (1234.5, 1, "1.234,5"),
        (Decimal("9.4"), 1, "9,4"),
        (0, 1, "0,0"),
        (-1234567, 0, "-1.234.567"),
        (2.5, 0, "3"),  # not to the even neighbour, as Python rounds
        (0.15, 1, "0,2"),  # although 0.15 is just below it in binary
        (-0.04, 1, "0,0"),
        (None, 0, "–"),
        ("", 0, "–"),
        ("geen getal", 0, "–"),
        (float("nan"), 0, "–"),
    ],
)
def test_een_getal_heeft_punten_en_een_komma(waarde, decimalen, tekst):
    assert toon(f"{{{{ w|getal:{decimalen} }}}}", w=waarde) == tekst


def test_een_percentage_staat_vast_aan_zijn_teken():
    assert toon("{{ w|procent:1 }}", w=12.5) == "12,5%"
    assert toon("{{ w|procent }}", w=None) == "–"


# --- stand ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("waarde", "klasse", "woord"),
    [
        ("groen", "is-ok", "Op koers"),
        ("op_koers", "is-ok", "Op koers"),
        ("oranje", "is-letop", "Let op"),
        ("Let op", "is-letop", "Let op"),
        ("rood", "is-vast", "Loopt vast"),
        ("loopt_vast", "is-vast", "Loopt vast"),
        ("grijs", "is-onbekend", "Geen stand"),
        ("", "is-onbekend", "Geen stand"),
        (None, "is-onbekend", "Geen stand"),
    ],
)
def test_een_stand_is_een_vorm_een_woord_en_een_kleur(waarde, klasse, woord):
    assert toon("{% stand s %}", s=waarde) == f'<span class="rp-stand {klasse}">{woord}</span>'


def test_een_stand_kan_het_anders_zeggen_maar_niet_in_html():
    assert "<b>" not in toon("{% stand 'oranje' woord %}", woord="<b>Vacature</b>")


# --- pictures ------------------------------------------------------------------------------------


def test_een_vonklijn_loopt_van_links_naar_rechts_en_zegt_wat_hij_toont():
    svg = toon("{% vonklijn reeks %}", reeks=[10, None, 20])

    assert 'points="0,26 100,4"' in svg
    assert 'aria-label="Verloop: van 10 naar 20."' in svg


def test_een_gelijke_reeks_loopt_door_het_midden():
    assert 'points="0,15 100,15"' in toon("{% vonklijn reeks %}", reeks=[7, 7])


@pytest.mark.parametrize("reeks", [None, [], [3], [None, 3]])
def test_uit_een_enkel_cijfer_komt_geen_lijn(reeks):
    assert toon("{% vonklijn reeks %}", reeks=reeks) == ""


@pytest.mark.parametrize("naam", sorted(opmaak.ICONEN))
def test_een_icoon_zegt_zelf_niets(naam):
    assert 'aria-hidden="true"' in toon("{% icoon naam %}", naam=naam)


# --- shared pieces -------------------------------------------------------------------------------


def test_een_melding_laat_geen_html_van_een_mens_door():
    html = toon('{% include "delen/melding.html" with kop=kop tekst=kop %}', kop="<b>x</b>")

    assert html.count(escape("<b>x</b>")) == 2
    assert "<b>" not in html


def test_bladeren_houdt_de_filters_vast():
    pagina = Paginator(range(100), 10).page(5)

    html = toon(
        '{% include "delen/paginering.html" %}', "/besluiten/?q=geld&pagina=5", pagina=pagina
    )

    assert 'href="?q=geld&amp;pagina=6" rel="next"' in html
    assert html.count('aria-current="page"') == 1


def test_een_lijst_op_een_pagina_heeft_geen_bladzijden():
    pagina = Paginator(range(3), 10).page(1)

    assert toon('{% include "delen/paginering.html" %}', pagina=pagina).strip() == ""


# --- forms ---------------------------------------------------------------------------------------


class Actie(forms.Form):
    wat = forms.CharField(label="Wat moet er gebeuren?", help_text="Begin met een werkwoord.")
    wanneer = forms.DateField()
    uitkomst = forms.ChoiceField(widget=forms.RadioSelect, choices=[("ja", "Ja"), ("nee", "Nee")])
    notitie = forms.CharField(required=False)
    delen = forms.BooleanField(label="Deel met partners", required=False)


def ingevuld(**anders) -> dict:
    return {"wat": "Bel", "wanneer": "3-12-2026", "uitkomst": "ja"} | anders


def test_een_veld_heeft_een_label_en_een_hint_die_erbij_horen():
    html = str(Actie())

    assert '<label class="rp-veld__kop" for="id_wat">Wat moet er gebeuren?</label>' in html
    assert '<div class="rp-veld__hint" id="id_wat_helptext">Begin met een werkwoord.</div>' in html
    assert 'aria-describedby="id_wat_helptext"' in html


def test_alleen_wat_niet_hoeft_zegt_dat():
    html = str(Actie())

    assert html.count("(niet verplicht)") == 1
    assert "*" not in html


def test_keuzes_staan_samen_onder_een_vraag():
    html = str(Actie())

    assert html.count("<fieldset") == 1
    assert '<legend class="rp-veld__kop">Uitkomst</legend>' in html
    assert html.count('type="radio"') == 2


def test_een_fout_staat_boven_het_veld_en_is_hoorbaar():
    html = str(Actie(ingevuld(wat="")))

    assert '<span class="rp-sr">Fout: </span>Dit veld is verplicht.' in html
    assert 'aria-describedby="id_wat_helptext id_wat_error"' in html
    assert html.index('id="id_wat_error"') < html.index('name="wat"')
    assert html.count('aria-invalid="true"') == 1


def test_bij_een_fout_is_er_geen_overzicht():
    assert "rp-fouten" not in str(Actie(ingevuld(wat="")))


def test_bij_meer_fouten_staan_ze_bovenaan_met_een_link():
    html = str(Actie(ingevuld(wat="", uitkomst="")))

    assert "Er zijn 2 fouten" in html
    assert '<a href="#id_wat">Wat moet er gebeuren? Dit veld is verplicht.</a>' in html
    assert '<a href="#id_uitkomst_0">Uitkomst: Dit veld is verplicht.</a>' in html
    assert 'id="id_uitkomst_0"' in html


def test_een_fout_over_het_geheel_staat_bovenaan():
    form = Actie(ingevuld())
    form.add_error(None, "Deze actie bestaat al.")

    html = str(form)

    assert "Dit lukt nog niet" in html
    assert html.count("Deze actie bestaat al.") == 1


def test_wat_iemand_typte_blijft_staan_en_is_geen_html():
    html = str(Actie(ingevuld(wat='"><script>', wanneer="morgen")))

    assert escape('"><script>') in html
    assert "<script>" not in html
    assert 'value="morgen"' in html


def test_een_veld_alleen_ziet_er_hetzelfde_uit_als_in_het_formulier():
    form = Actie()

    assert form["wat"].as_field_group() in str(form)
