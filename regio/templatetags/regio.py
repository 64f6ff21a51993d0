"""How the portal writes dates, numbers and standen, and draws its small pictures.

The month names are ours: Django's date formatting costs most of the time of a page with 600
dates, and these stay the same whatever locale the machine has.
"""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation

from django import forms, template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

DAGEN = ["maandag", "dinsdag", "woensdag", "donderdag", "vrijdag", "zaterdag", "zondag"]
MAANDEN = [
    "januari",
    "februari",
    "maart",
    "april",
    "mei",
    "juni",
    "juli",
    "augustus",
    "september",
    "oktober",
    "november",
    "december",
]
MAANDEN_KORT = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]


# --- dates and times -----------------------------------------------------------------------------


def _hier(moment: date | time | None) -> date | time | None:
    """A moment as the clock in the region shows it."""
    if isinstance(moment, datetime) and timezone.is_aware(moment):
        return timezone.localtime(moment)
    return moment


@register.filter(is_safe=True)
def dag(moment: date | None) -> str:
    """3 dec 2026: for tables and lists."""
    if not (d := _hier(moment)):
        return ""
    return f"{d.day} {MAANDEN_KORT[d.month - 1]} {d.year}"


@register.filter(is_safe=True)
def dag_lang(moment: date | None) -> str:
    """Donderdag 3 december 2026, without the capital: for running text."""
    if not (d := _hier(moment)):
        return ""
    return f"{DAGEN[d.weekday()]} {d.day} {MAANDEN[d.month - 1]} {d.year}"


@register.filter(is_safe=True)
def dag_maand(moment: date | None) -> str:
    """Donderdag 3 december: where the year goes without saying."""
    if not (d := _hier(moment)):
        return ""
    return f"{DAGEN[d.weekday()]} {d.day} {MAANDEN[d.month - 1]}"


@register.filter(is_safe=True)
def maand(moment: date | None) -> str:
    """December 2026, without the capital."""
    if not (d := _hier(moment)):
        return ""
    return f"{MAANDEN[d.month - 1]} {d.year}"


@register.filter(is_safe=True)
def uur(moment: datetime | time | None) -> str:
    """15.00: a Dutch clock time has a full stop."""
    if (t := _hier(moment)) is None or t == "":
        return ""
    return f"{t.hour}.{t.minute:02d}"


@register.filter(is_safe=True)
def minuten(aantal: int | None) -> str:
    """1 uur en 15 minuten."""
    if aantal is None or aantal == "":
        return ""
    uren, rest = divmod(int(aantal), 60)
    delen = []
    if uren:
        delen.append(f"{uren} uur")
    if rest or not uren:
        delen.append("1 minuut" if rest == 1 else f"{rest} minuten")
    return " en ".join(delen)


@register.simple_tag
def datum(moment: date | None, vorm: str = "kort") -> str:
    """The same dates in a <time>: {% datum punt.op %} or {% datum punt.op "lang" %}."""
    if not moment:
        return ""
    d = _hier(moment)
    tekst = {"kort": dag, "lang": dag_lang, "maand": dag_maand}[vorm](d)
    machine = d.isoformat(timespec="minutes") if isinstance(d, datetime) else d.isoformat()
    return format_html('<time datetime="{}">{}</time>', machine, tekst)


# --- numbers -------------------------------------------------------------------------------------


@register.filter(is_safe=True)
def getal(waarde, decimalen: int = 0) -> str:
    """1.234,5; a dash where there is no figure."""
    if waarde is None or waarde == "":
        return "–"
    try:
        # By way of str: 0.15 means what was typed, not its nearest binary neighbour.
        afgerond = Decimal(str(waarde)).quantize(
            Decimal(1).scaleb(-int(decimalen)), rounding=ROUND_HALF_UP
        )
    except InvalidOperation:
        return "–"
    if not afgerond.is_finite():
        return "–"
    # A loss that rounds to nothing is not "-0".
    tekst = f"{afgerond or abs(afgerond):,}"
    return tekst.translate(str.maketrans(",.", ".,"))


@register.filter(is_safe=True)
def procent(waarde, decimalen: int = 0) -> str:
    """12,5%."""
    tekst = getal(waarde, decimalen)
    return tekst if tekst == "–" else f"{tekst}%"


@register.simple_tag
def bladen(pagina) -> list:
    """The page numbers to show below a list: 1 2 … 7 8 9 … 12."""
    return list(pagina.paginator.get_elided_page_range(pagina.number, on_each_side=1))


# --- stand ---------------------------------------------------------------------------------------

STANDEN = {
    "is-ok": "Op koers",
    "is-letop": "Let op",
    "is-vast": "Loopt vast",
    "is-onbekend": "Geen stand",
}
_STAND_KLASSE = {
    **{klasse: klasse for klasse in STANDEN},
    **{woord.lower(): klasse for klasse, woord in STANDEN.items()},
    "groen": "is-ok",
    "oranje": "is-letop",
    "rood": "is-vast",
    "grijs": "is-onbekend",
}


@register.filter
def stand_klasse(waarde) -> str:
    """The class that colours a bar or a row by its stand."""
    return _STAND_KLASSE.get(str(waarde or "").lower().replace("_", " "), "is-onbekend")


@register.simple_tag
def stand(waarde, woord: str = "") -> SafeString:
    """The stand of a project as shape, word and colour; `woord` says it otherwise."""
    klasse = stand_klasse(waarde)
    return format_html('<span class="rp-stand {}">{}</span>', klasse, woord or STANDEN[klasse])


# --- pictures ------------------------------------------------------------------------------------

# Lines on a field of 24 by 24, drawn in the colour of the text.
ICONEN = {
    "omhoog": '<path d="M12 19V5m-6 6 6-6 6 6"/>',
    "omlaag": '<path d="M12 5v14m6-6-6 6-6-6"/>',
    "links": '<path d="M19 12H5m6-6-6 6 6 6"/>',
    "rechts": '<path d="M5 12h14m-6-6 6 6-6 6"/>',
    "zoek": '<circle cx="11" cy="11" r="7"/><path d="m20 20-4-4"/>',
    "persoon": '<circle cx="12" cy="8" r="4"/><path d="M4 21c0-4 3.5-6.5 8-6.5s8 2.5 8 6.5"/>',
    "kalender": '<path d="M4 6h16v14H4zM4 10h16M8 3v4m8-4v4"/>',
    "print": '<path d="M7 9V4h10v5M7 17H4v-8h16v8h-3M7 14h10v6H7z"/>',
    "info": '<circle cx="12" cy="12" r="9"/><path d="M12 11v5.5M12 7.5v.1"/>',
    "let_op": '<path d="M12 4 22 20.5H2zM12 10v5M12 17.7v.1"/>',
    "fout": '<path d="M8 3h8l5 5v8l-5 5H8l-5-5V8zM12 8v5M12 16.2v.1"/>',
    "klaar": '<circle cx="12" cy="12" r="9"/><path d="m8 12.2 2.8 2.8L16 9.5"/>',
    "vink": '<path d="m5 12.5 4.5 4.5L19 7.5"/>',
    "kruis": '<path d="m6 6 12 12M18 6 6 18"/>',
    "plus": '<path d="M12 5v14M5 12h14"/>',
    "potlood": '<path d="m4 20 1-4.5L16.5 4l3.5 3.5L8.5 19z"/>',
    "slot": '<path d="M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3"/>',
    "bestand": '<path d="M6 3h8l4 4v14H6zM14 3v4h4"/>',
    "download": '<path d="M12 4v11m-5-5 5 5 5-5M5 20h14"/>',
    "klok": '<circle cx="12" cy="12" r="9"/><path d="M12 7v5.3l3.5 2"/>',
}
# The names come from the table above and never from a person, hence safe.
_ICONEN = {
    naam: SafeString(f'<svg class="rp-icoon" viewBox="0 0 24 24" aria-hidden="true">{lijnen}</svg>')
    for naam, lijnen in ICONEN.items()
}


@register.simple_tag
def icoon(naam: str) -> SafeString:
    """A small drawing beside a word; it says nothing by itself."""
    return _ICONEN[naam]


@register.simple_tag
def vonklijn(waarden: Iterable, label: str = "") -> str:
    """A line without axes: how a figure went, in the space of a word."""
    reeks = [float(w) for w in waarden or () if w is not None]
    if len(reeks) < 2:
        return ""
    laag, hoog = min(reeks), max(reeks)
    bereik = hoog - laag
    stap = 100 / (len(reeks) - 1)
    punten = [
        # A figure that stays the same runs through the middle, not along the bottom.
        (round(i * stap, 1), round(26 - 22 * (w - laag) / bereik, 1) if bereik else 15)
        for i, w in enumerate(reeks)
    ]
    paren = [f"{x:g},{y:g}" for x, y in punten]
    eind_x, eind_y = paren[-1].split(",")
    lijn = " ".join(paren)
    if not label:
        decimalen = 0 if all(w == int(w) for w in reeks) else 1
        label = f"Verloop: van {getal(reeks[0], decimalen)} naar {getal(reeks[-1], decimalen)}."
    return format_html(
        '<svg class="rp-vonk" viewBox="-3 0 107 30" role="img" aria-label="{}">'
        '<polygon class="vlak" points="0,30 {} 100,30"/><polyline points="{}"/>'
        '<circle cx="{}" cy="{}" r="3"/></svg>',
        label,
        lijn,
        lijn,
        eind_x,
        eind_y,
    )


# --- catalogue -----------------------------------------------------------------------------------


class Voorbeeldformulier(forms.Form):
    """One field of every kind, to look at in the stijlgids."""

    wat = forms.CharField(
        label="Wat moet er gebeuren?",
        help_text="Begin met een werkwoord. Bijvoorbeeld: vraag een offerte aan.",
    )
    wie = forms.ChoiceField(
        label="Wie doet het?",
        choices=[("", "Kies een naam"), ("1", "E. de Vries"), ("2", "K. Bakker")],
    )
    wanneer = forms.DateField(label="Wanneer is het klaar?", help_text="Bijvoorbeeld: 3-12-2026")
    uitkomst = forms.ChoiceField(
        widget=forms.RadioSelect,
        choices=[
            ("akkoord", "Akkoord"),
            ("wijziging", "Akkoord met wijziging"),
            ("nee", "Niet akkoord"),
        ],
    )
    toelichting = forms.CharField(required=False, widget=forms.Textarea)
    openbaar = forms.BooleanField(label="Iedereen mag dit besluit lezen", required=False)


@register.simple_tag
def voorbeelden() -> dict:
    """What the stijlgids shows: the form untouched and sent half empty, figures, a date."""
    return {
        "leeg": Voorbeeldformulier(prefix="leeg", initial={"uitkomst": "akkoord"}),
        "fout": Voorbeeldformulier(
            {"fout-wat": "Offerte", "fout-wanneer": "31-2-2026"}, prefix="fout"
        ),
        "reeksen": ([30, 31, 33, 33, 35, 37, 41], [12.1, 11.4, 11.8, 10.6, 9.9, 9.4], [9, 8, 6, 5]),
        "nu": timezone.now(),
    }
