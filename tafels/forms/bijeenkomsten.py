"""What may be typed about a meeting."""

from datetime import datetime

from django import forms
from django.utils import timezone

from regio.forms import DatumField, TijdField
from tafels.models import (
    Bijeenkomst,
    Tafel,
)


class BijeenkomstForm(forms.ModelForm):
    """A day, from when until when, where."""

    datum = DatumField(label="Datum")
    van = TijdField(label="Begint om")
    tot = TijdField(label="Klaar om", help_text="Bijvoorbeeld 17.00.")
    versie = forms.IntegerField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Bijeenkomst
        fields = ("titel", "soort", "locatie", "online_link")
        labels = {"soort": "Soort bijeenkomst"}
        help_texts = {"online_link": "Begint met https://"}

    field_order = ("titel", "soort", "datum", "van", "tot", "locatie", "online_link")

    # A tafel meets; the whole region gets together.
    SOORTEN_TAFEL = ("vergadering", "extra vergadering", "schriftelijke ronde (DB)")
    SOORTEN_REGIO = ("ontmoeting", "werkconferentie", "werkbezoek", "participatie")

    def __init__(self, *args, tafel: Tafel | None = None, **opties) -> None:
        super().__init__(*args, **opties)
        bijeenkomst = self.instance
        self.tafel = tafel or bijeenkomst.tafel
        soorten = self.SOORTEN_TAFEL if self.tafel else self.SOORTEN_REGIO
        self.fields["soort"].choices = [
            keuze
            for keuze in Bijeenkomst.Soort.choices
            if keuze[0] in soorten or (bijeenkomst.pk and keuze[0] == bijeenkomst.soort)
        ]
        self.fields["online_link"].assume_scheme = "https"
        if bijeenkomst.pk:
            start, einde = (timezone.localtime(m) for m in (bijeenkomst.start, bijeenkomst.einde))
            self.initial |= {
                "datum": start.date(),
                "van": start.time(),
                "tot": einde.time(),
                "versie": bijeenkomst.versie,
            }

    def clean(self):
        data = super().clean()
        if not all(data.get(veld) is not None for veld in ("datum", "van", "tot")):
            return data
        datum, van, tot = (data.pop(veld) for veld in ("datum", "van", "tot"))
        zone = timezone.get_current_timezone()
        data["start"] = datetime.combine(datum, van, zone)
        data["einde"] = datetime.combine(datum, tot, zone)
        schriftelijk = data.get("soort") == Bijeenkomst.Soort.SCHRIFTELIJK
        if data["einde"] < data["start"] or (data["einde"] == data["start"] and not schriftelijk):
            self.add_error("tot", "Kies een tijd na het begin.")
        elif self.tafel and self._is_bezet(data["start"]):
            self.add_error("van", "Deze tafel heeft op dit tijdstip al een bijeenkomst.")
        return data

    def _is_bezet(self, start: datetime) -> bool:
        return (
            self.tafel.bijeenkomsten.filter(start=start)
            .exclude(status=Bijeenkomst.Status.GEANNULEERD)
            .exclude(pk=self.instance.pk)
            .exists()
        )


class VerslagForm(forms.ModelForm):
    """What was said, as a draft."""

    versie = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Bijeenkomst
        fields = ("verslag",)
        widgets = {"verslag": forms.Textarea({"class": "rp-invoer--breed", "rows": 20})}

    def __init__(self, *args, **opties) -> None:
        super().__init__(*args, **opties)
        self.initial["versie"] = self.instance.versie
