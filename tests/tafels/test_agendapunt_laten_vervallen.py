"""A subject leaves the agenda, and stays to be read."""

import pytest
from django.urls import reverse

from regio.exceptions import NietMogelijk
from tafels import domain
from tests import factories


def test_het_gaat_van_de_agenda_en_de_rest_schuift_op(als, secretaris, bijeenkomst):
    een, twee, drie = factories.AgendapuntFactory.create_batch(3, bijeenkomst=bijeenkomst)
    adres = reverse("tafels:agendapunt_laten_vervallen", args=[twee.pk])

    assert als(secretaris).get(adres).status_code == 200  # it asks first
    als(secretaris).post(adres)

    twee.refresh_from_db()
    assert (twee.status, twee.volgorde) == ("vervallen", None)
    assert list(bijeenkomst.agendapunten.op_agenda().values_list("pk", "volgorde")) == [
        (een.pk, 1),
        (drie.pk, 2),
    ]
    assert als(secretaris).get(twee.get_absolute_url()).status_code == 200


def test_niet_als_er_al_iets_besloten_is(agendapunt, secretaris):
    domain.besluit_vastleggen(agendapunt, tekst="Akkoord.", door=secretaris)

    with pytest.raises(
        NietMogelijk, match=r"^Bij dit agendapunt staat al een besluit of een actie\.$"
    ):
        domain.agendapunt_laten_vervallen(agendapunt, door=secretaris)
