"""What every source promises: fetch, translate, and say in plain Dutch what went wrong."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple, Protocol

# What a source reports while it fetches: rows so far, and how many there will be if known.
type Meld = Callable[[int, int | None], None]


class BronFout(Exception):  # noqa: N818 -- Dutch: fout is the suffix
    """A refresh failed; the text is for the regiobureau, `techniek` is for the log."""

    def __init__(self, zin: str, *, techniek: str = "") -> None:
        super().__init__(zin)
        self.techniek = techniek


class BronOnbereikbaar(BronFout):
    """The source does not answer now; trying again later can heal this."""


class BronGewijzigd(BronFout):
    """The table is no longer the table we know; somebody has to look at it."""


class BronOnleesbaar(BronFout):
    """The source answered something that cannot be the figures: a web page, half a file."""


class Meetwaarde(NamedTuple):
    """One figure as the source publishes it; no value always has a reason in `kenmerk`."""

    indicator_code: str
    gebied_code: str
    jaar: int
    waarde: Decimal | None
    kenmerk: str = ""


class Gebiedsnaam(NamedTuple):
    """What the source calls an area, and whether that is the country or a gemeente."""

    code: str
    naam: str
    soort: str


@dataclass(frozen=True, kw_only=True)
class Grenzen:
    """How long we wait, how often we try and how much we accept: in seconds and bytes."""

    # The real service was seen to need 12 to 42 s for a small answer, and to hang for minutes.
    verbinden: float = 10
    lezen: float = 60
    totaal: float = 180
    pogingen: int = 4
    wacht: float = 1  # before the second attempt; doubles each time; plus at most as much jitter
    wacht_hoogstens: float = 60  # also for a Retry-After: longer is work for the next run
    bytes_per_antwoord: int = 128 * 1024**2  # 100,000 rows of 250 bytes are 25 MB
    antwoorden: int = 2_000


@dataclass(frozen=True, kw_only=True)
class Peil:
    """Which version of a table the source has now, and what that table looks like."""

    titel: str
    versie: str
    gewijzigd_op: datetime
    licentie: str
    vingerafdruk: str


@dataclass(frozen=True, kw_only=True)
class Levering(Peil):
    """One download: checked row by row, the raw answer kept in `bestand`, readable again."""

    bestand: Path
    sha256: str  # of the raw answer: `zcat bestand | sha256sum`
    aantal_rijen: int
    aantal_meetwaarden: int
    aantal_zonder_waarde: int
    aantal_bestaat_niet: int
    jaren: tuple[int, ...]
    lees_meetwaarden: Callable[[], Iterator[Meetwaarde]] = field(repr=False, compare=False)
    lees_gebieden: Callable[[], Iterator[Gebiedsnaam]] = field(repr=False, compare=False)

    def meetwaarden(self) -> Iterator[Meetwaarde]:
        """Every figure; places in years in which they did not exist are left out."""
        return self.lees_meetwaarden()

    def gebieden(self) -> Iterator[Gebiedsnaam]:
        """Every area that has a figure in this delivery."""
        return self.lees_gebieden()


class Bron(Protocol):
    """A source only fetches and translates: it knows no database and no settings."""

    @property
    def code(self) -> str: ...
    @property
    def naam(self) -> str: ...
    @property
    def adres(self) -> str:
        """The name of its base address in settings.BRON_ADRESSEN."""

    @property
    def tabel(self) -> str: ...
    @property
    def eigenaar(self) -> str: ...
    @property
    def licentie(self) -> str: ...
    @property
    def licentie_url(self) -> str: ...
    @property
    def bron_url(self) -> str:
        """The page about this table that people can read."""

    @property
    def indicatoren(self) -> tuple[str, ...]:
        """The codes of the indicatoren that it delivers."""

    @property
    def verwachte_vingerafdruk(self) -> str: ...

    def peil(self, basis_url: str) -> Peil:
        """Look at the table without downloading it; an unknown table is BronGewijzigd."""

    def haal_op(self, basis_url: str, waarheen: Path, meld: Meld) -> Levering:
        """Download to `waarheen` and check every row."""
