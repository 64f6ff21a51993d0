"""The register of sources: a new source is one module and one name in this list."""

from regiobeeld.bronnen.basis import Bron
from regiobeeld.bronnen.cbs_bevolking import BEVOLKING

BRONNEN: dict[str, Bron] = {bron.code: bron for bron in (BEVOLKING,)}
