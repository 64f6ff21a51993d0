"""How people type a day and a time; and that is how every form of the portal reads them."""

import re
from datetime import date, time

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from regio.models import Organisatie, Persoon

# Before and after this a date is a slip of the finger, and sums with it would overflow.
EERSTE_JAAR, LAATSTE_JAAR = 1900, 2199
MAANDEN = ["jan", "feb", "mrt", "apr", "mei", "jun", "jul", "aug", "sep", "okt", "nov", "dec"]
DATUM = re.compile(
    r"(?:(?P<jaar>\d{4})-(?P<maand>\d{1,2})-(?P<dag>\d{1,2}))"
    r"|(?:(?P<d>\d{1,2})(?:[-/.]|\s+)(?P<m>\d{1,2}|[a-z]{3,9})\.?(?:[-/.]|\s+)(?P<j>\d{4}|\d{2}))",
    re.ASCII | re.IGNORECASE,
)
TIJD = re.compile(r"(?P<uur>\d{1,2})(?:[.:u]\s*(?P<minuut>\d{2}))?\s*(?:uur|u)?", re.ASCII)


def _maand(tekst: str) -> int:
    """The number of a month written as 12, dec or december; 0 when it is none."""
    if tekst.isdigit():
        return int(tekst)
    kort = "mrt" if tekst.lower() == "maart" else tekst.lower()[:3]
    return MAANDEN.index(kort) + 1 if kort in MAANDEN else 0


def lees_datum(tekst: str) -> date | None:
    """Read 3-12-26, 03-12-2026, 3 dec 2026 or 2026-12-03; None when it is no day."""
    if not (gelezen := DATUM.fullmatch(tekst.strip())):
        return None
    deel = gelezen.groupdict()
    jaar = int(deel["jaar"] or deel["j"])
    if not deel["jaar"] and len(deel["j"]) == 2:
        jaar += 2000
    try:
        return date(jaar, _maand(deel["maand"] or deel["m"]), int(deel["dag"] or deel["d"]))
    except ValueError:
        return None


def lees_tijd(tekst: str) -> time | None:
    """Read 15.00, 15:00, 15u00 or 15 uur; None when it is no time of the day."""
    if not (gelezen := TIJD.fullmatch(tekst.strip().lower())):
        return None
    try:
        return time(int(gelezen["uur"]), int(gelezen["minuut"] or 0))
    except ValueError:
        return None


class DatumField(forms.DateField):
    """A day in one text field: dd-mm-jjjj, and every other way in which people write it."""

    default_error_messages = {
        "required": "Vul een datum in.",
        "invalid": "Schrijf de datum als dag-maand-jaar, bijvoorbeeld 3-12-2026.",
        "jaar": f"Kies een jaar van {EERSTE_JAAR} tot en met {LAATSTE_JAAR}.",
    }

    def __init__(self, **opties) -> None:
        opties.setdefault("help_text", f"Bijvoorbeeld 3-12-{timezone.localdate().year}.")
        opties.setdefault(
            "widget",
            forms.DateInput(
                format="%d-%m-%Y", attrs={"class": "rp-invoer--kort", "autocomplete": "off"}
            ),
        )
        super().__init__(**opties)

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        if not (dag := lees_datum(str(value))):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        if not EERSTE_JAAR <= dag.year <= LAATSTE_JAAR:
            raise ValidationError(self.error_messages["jaar"], code="jaar")
        return dag


class TijdField(forms.TimeField):
    """A time in one text field: 15.00, and every other way in which people write it."""

    default_error_messages = {
        "required": "Vul een tijd in.",
        "invalid": "Schrijf de tijd als uren.minuten, bijvoorbeeld 15.00.",
    }

    def __init__(self, **opties) -> None:
        opties.setdefault("help_text", "Bijvoorbeeld 15.00.")
        opties.setdefault(
            "widget",
            forms.TimeInput(
                format="%H.%M", attrs={"class": "rp-invoer--kort", "autocomplete": "off"}
            ),
        )
        super().__init__(**opties)

    def to_python(self, value):
        if value in self.empty_values or isinstance(value, time):
            return super().to_python(value)
        if (tijd := lees_tijd(str(value))) is None:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return tijd


class UitnodigingForm(forms.Form):
    """Whom the regiobureau lets in."""

    naam = forms.CharField(label="Naam", max_length=100)
    email = forms.EmailField(label="E-mailadres", max_length=254)
    organisatie = forms.ModelChoiceField(
        Organisatie.objects.filter(actief=True).order_by("naam"),
        label="Organisatie",
        required=False,
        empty_label="Geen organisatie",
    )
    functie = forms.CharField(label="Functie", max_length=100, required=False)

    def clean_email(self) -> str:
        email = self.cleaned_data["email"].lower()
        if Persoon.objects.filter(email__iexact=email).exists():
            raise ValidationError("Dit e-mailadres heeft al een account.")
        return email


class GegevensForm(forms.ModelForm):
    """What partners see of you in "Wie is wie"."""

    class Meta:
        model = Persoon
        fields = ["naam", "aanspreekvorm", "functie", "telefoon", "kennismaking", "mailvoorkeur"]
        widgets = {
            "naam": forms.TextInput(attrs={"autocomplete": "name"}),
            "functie": forms.TextInput(attrs={"autocomplete": "organization-title"}),
            "telefoon": forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
            "kennismaking": forms.Textarea(attrs={"rows": 4, "class": "rp-invoer--breed"}),
            "mailvoorkeur": forms.RadioSelect,
        }
        help_texts = {
            "mailvoorkeur": "Eén keer per dag of week: u krijgt alles in één mail, ook successen. "
            "Is een bijeenkomst dichtbij of gaat zij niet door? Dan wacht dat niet tot maandag. "
            "Bij Meteen krijgt u geen mail over successen. Die staan op uw dashboard.",
        }
