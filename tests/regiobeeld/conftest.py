"""What the tests of the regiobeeld share: a CBS of our own."""

import pytest

from tests.regiobeeld.cbs_server import cbs_draait


@pytest.fixture
def cbs(monkeypatch):
    """A running CbsServer; `cbs.basis_url` is what the setting CBS_ODATA_V4 would be."""
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    with cbs_draait() as cbs:
        yield cbs
