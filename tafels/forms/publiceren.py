"""What is asked around sending an agenda: what changed, and why a meeting is off."""

from django import forms


class WijzigingForm(forms.Form):
    """One line about what is different from the agenda that was sent."""

    tekst = forms.CharField(
        label="Wat is er gewijzigd?",
        max_length=300,
        help_text="Eén zin. Iedereen die de agenda kreeg, leest dit.",
        widget=forms.TextInput(attrs={"class": "rp-invoer--breed", "autocomplete": "off"}),
    )


class AfzeggenForm(forms.Form):
    """Why a meeting does not take place, and whether that is mailed."""

    reden = forms.CharField(
        label="Waarom gaat de bijeenkomst niet door?",
        max_length=200,
        help_text="Iedereen in het portaal kan dit lezen.",
        widget=forms.TextInput(attrs={"class": "rp-invoer--breed", "autocomplete": "off"}),
    )
    mailen = forms.BooleanField(
        label="Stuur iedereen hierover een mail", required=False, initial=True
    )

    def __init__(self, *args, is_verzonden: bool, **opties) -> None:
        super().__init__(*args, **opties)
        if is_verzonden:  # who has the agenda hears that it is off
            del self.fields["mailen"]
