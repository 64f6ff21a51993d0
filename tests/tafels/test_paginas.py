"""Every page of the tafels: it shows what it should, in a known number of queries."""

import pytest

from tests import factories as f


@pytest.fixture
def bijeenkomst(bestuurstafel):
    return f.BijeenkomstFactory(tafel=bestuurstafel)


@pytest.mark.parametrize("aantal", [1, 5])
def test_bijeenkomst_kost_altijd_negen_vragen(
    als, secretaris, bijeenkomst, aantal, django_assert_num_queries
):
    f.AgendapuntFactory.create_batch(aantal, bijeenkomst=bijeenkomst)
    client = als(secretaris)

    with django_assert_num_queries(9):
        # session, persoon, zetels, bijeenkomst, tafel, agendapunten, besluiten, acties, regio
        antwoord = client.get(bijeenkomst.get_absolute_url())

    assert antwoord.content.decode().count('class="rp-agenda__punt"') == aantal
