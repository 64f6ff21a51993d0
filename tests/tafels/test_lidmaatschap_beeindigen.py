"""A seat ends on a day; what somebody did stays."""

from datetime import date

from django.urls import reverse
from django.utils import timezone

from tests import factories


def test_de_zetel_eindigt_en_is_vrij(als, secretaris, bestuurstafel):
    zetel = factories.LidmaatschapFactory(tafel=bestuurstafel, rol="voorzitter")
    adres = reverse("tafels:lidmaatschap_beeindigen", args=[zetel.pk])

    antwoord = als(secretaris).post(adres, {"tot": "1-2-2026", "reden_einde": "Andere baan"})

    zetel.refresh_from_db()
    assert antwoord.headers["Location"] == bestuurstafel.get_absolute_url()
    assert (zetel.tot, zetel.reden_einde) == (date(2026, 2, 1), "Andere baan")
    assert zetel.persoon.zetels == ()
    factories.LidmaatschapFactory(tafel=bestuurstafel, rol="voorzitter", van=timezone.localdate())


def test_niet_voor_het_begin(als, secretaris, bestuurstafel):
    zetel = factories.LidmaatschapFactory(tafel=bestuurstafel)
    adres = reverse("tafels:lidmaatschap_beeindigen", args=[zetel.pk])

    antwoord = als(secretaris).post(adres, {"tot": "31-12-2024"})

    assert antwoord.status_code == 422
    assert antwoord.context["form"].errors == {"tot": ["Kies een dag na het begin."]}


def test_een_lid_beeindigt_geen_zetel(als, lid):
    adres = reverse("tafels:lidmaatschap_beeindigen", args=[lid.lidmaatschappen.get().pk])

    assert als(lid).post(adres, {"tot": "1-2-2026"}).status_code == 403
