"""A fixed slice of one CBS table: described as data, checked against what the CBS says it is."""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from operator import itemgetter
from pathlib import Path
from typing import Any

from regiobeeld.bronnen.basis import (
    BronGewijzigd,
    BronOnbereikbaar,
    BronOnleesbaar,
    Gebiedsnaam,
    Grenzen,
    Levering,
    Meetwaarde,
    Meld,
    Peil,
)
from regiobeeld.bronnen.odata_v4 import BLIJFT_STAAN, PROBEERT_LATER, VRAAG_BEHEER, ODataV4, rijen

# Other forms exist (2024KW03, 2024MM05, 2017G400): those are refused, not guessed at.
JAAR = re.compile(r"([0-9]{4})JJ00")
LAND = "NL01"
GEMEENTE = re.compile(r"GM[0-9]{4}")
BESTAAT_NIET = "Impossible"
ZONDER_WAARDE = {"Confidential": "geheim", "NotAvailable": "niet bekend"}
# What fits in a waarneming.
HOOGSTENS = 10**10


@dataclass(frozen=True)
class Meting:
    """A measure of the table, as we know it, and the indicator that it fills."""

    code: str
    indicator: str
    eenheid: str
    datatype: str


@dataclass(frozen=True, kw_only=True)
class CbsTabel:
    """A source that is one slice of one table: years by country and gemeente."""

    code: str
    naam: str
    tabel: str
    metingen: tuple[Meting, ...]
    snede: dict[str, str]  # the one code we want of every other dimension
    vanaf_jaar: int
    gebied: str = "RegioS"
    tijd: str = "Perioden"
    adres: str = "CBS_ODATA_V4"
    eigenaar: str = "Centraal Bureau voor de Statistiek (CBS)"
    roepnaam: str = "Het CBS"
    licentie: str = "CC BY 4.0"
    licentie_url: str = "https://creativecommons.org/licenses/by/4.0/"
    grenzen: Grenzen = field(default_factory=Grenzen)

    @property
    def bron_url(self) -> str:
        return f"https://opendata.cbs.nl/#/CBS/nl/dataset/{self.tabel}"

    @property
    def indicatoren(self) -> tuple[str, ...]:
        return tuple(meting.indicator for meting in self.metingen)

    @property
    def dimensies(self) -> tuple[str, ...]:
        return (*sorted(self.snede), self.gebied, self.tijd)

    @property
    def vraag(self) -> str:
        """Our question; long lists of codes are refused by the server, prefixes are not."""
        vast = " and ".join(f"{dimensie} eq '{code}'" for dimensie, code in self.snede.items())
        waar = " or ".join(f"startswith({self.gebied},'{soort}')" for soort in ("NL", "GM"))
        wat = " or ".join(f"Measure eq '{meting.code}'" for meting in self.metingen)
        wanneer = f"{self.tijd} ge '{self.vanaf_jaar}JJ00'"
        return f"{vast} and ({waar}) and {wanneer} and ({wat})"

    @property
    def verwachte_vingerafdruk(self) -> str:
        metingen = [(meting.code, meting.eenheid, meting.datatype) for meting in self.metingen]
        return _vingerafdruk(self.dimensies, metingen)

    # --- fetch -----------------------------------------------------------------------------------

    def peil(self, basis_url: str) -> Peil:
        """Which version the CBS has now; a table that looks otherwise than we know is refused."""
        with self._client(basis_url) as client:
            return self._peil(client)

    def haal_op(self, basis_url: str, waarheen: Path, meld: Meld) -> Levering:
        """Download our slice to `waarheen` and check every row: reading it later cannot fail."""
        bestand = waarheen / f"{self.tabel}.json.gz"
        with self._client(basis_url) as client:
            peil = self._peil(client)
            totaal = client.tel("Observations", self.vraag)
            if not totaal:
                raise BronGewijzigd(
                    f"Tabel {self.tabel} bevat onze cijfers niet meer. {VRAAG_BEHEER}",
                    techniek=f"no rows for {self.vraag}",
                )
            download = client.bewaar("Observations", self.vraag, bestand, meld=meld, totaal=totaal)
            namen = self._namen(client)
            if self._peil(client) != peil:
                raise BronOnbereikbaar(
                    f"{self.roepnaam} werkt tabel {self.tabel} nu net bij. {PROBEERT_LATER}"
                )
        telling: Counter[str] = Counter()
        metingen: Counter[str] = Counter()
        jaren: set[int] = set()
        gebieden: set[str] = set()
        for meetwaarde in self._vertaal(bestand, telling):
            metingen[meetwaarde.indicator_code] += 1
            telling["zonder waarde"] += meetwaarde.waarde is None
            jaren.add(meetwaarde.jaar)
            gebieden.add(meetwaarde.gebied_code)
        for meting in self.metingen:
            if not metingen[meting.indicator]:
                raise self._gewijzigd(f"meting {meting.code} heeft geen cijfers meer")
        if naamloos := sorted(gebieden - namen.keys()):
            raise self._gewijzigd(f"gebied {naamloos[0]} heeft geen naam")
        return Levering(
            titel=peil.titel,
            versie=peil.versie,
            gewijzigd_op=peil.gewijzigd_op,
            licentie=peil.licentie,
            vingerafdruk=peil.vingerafdruk,
            bestand=bestand,
            sha256=download.sha256,
            aantal_rijen=download.aantal_rijen,
            aantal_meetwaarden=metingen.total(),
            aantal_zonder_waarde=telling["zonder waarde"],
            aantal_bestaat_niet=telling[BESTAAT_NIET],
            jaren=tuple(sorted(jaren)),
            lees_meetwaarden=lambda: self._vertaal(bestand, Counter()),
            lees_gebieden=lambda: (namen[code] for code in sorted(gebieden)),
        )

    def _client(self, basis_url: str) -> ODataV4:
        return ODataV4(basis_url, self.tabel, eigenaar=self.roepnaam, grenzen=self.grenzen)

    def _peil(self, client: ODataV4) -> Peil:
        eigenschappen = client.lees("Properties")
        dimensies = tuple(self._veld(rij, "Identifier") for rij in client.lees_lijst("Dimensions"))
        for dimensie in self.dimensies:
            if dimensie not in dimensies:
                raise self._gewijzigd(f"onderdeel {dimensie} ontbreekt")
        for dimensie in dimensies:
            if dimensie not in self.dimensies:
                raise self._gewijzigd(f"onderdeel {dimensie} is nieuw")
        bekend = {self._veld(rij, "Identifier"): rij for rij in client.lees_lijst("MeasureCodes")}
        metingen = []
        for meting in self.metingen:
            if meting.code not in bekend:
                raise self._gewijzigd(f"meting {meting.code} ontbreekt")
            eenheid = self._veld(bekend[meting.code], "Unit").strip()
            datatype = self._veld(bekend[meting.code], "DataType")
            if eenheid != meting.eenheid:
                raise self._gewijzigd(
                    f"meting {meting.code} is nu in '{eenheid}', eerst in '{meting.eenheid}'"
                )
            if datatype != meting.datatype:
                raise self._gewijzigd(
                    f"meting {meting.code} is nu van soort '{datatype}', eerst '{meting.datatype}'"
                )
            metingen.append((meting.code, eenheid, datatype))
        return Peil(
            titel=self._veld(eigenschappen, "Title").strip(),
            versie=self._veld(eigenschappen, "Version"),
            gewijzigd_op=self._moment(self._veld(eigenschappen, "ObservationsModified")),
            licentie=self._veld(eigenschappen, "License"),
            vingerafdruk=_vingerafdruk(dimensies, metingen),
        )

    def _namen(self, client: ODataV4) -> dict[str, Gebiedsnaam]:
        """The names of the country and of every gemeente, also of those that merged."""
        namen = {}
        for rij in client.lees_lijst(f"{self.gebied}Codes"):
            code = self._veld(rij, "Identifier")
            if code == LAND or GEMEENTE.fullmatch(code):
                # "Utrecht (gemeente)" is only there to tell it from the province.
                naam = self._veld(rij, "Title").strip().removesuffix(" (gemeente)")
                namen[code] = Gebiedsnaam(code, naam, "land" if code == LAND else "gemeente")
        return namen

    # --- translate -------------------------------------------------------------------------------

    def _vertaal(self, bestand: Path, telling: Counter[str]) -> Iterator[Meetwaarde]:
        """The rows of the file as figures; a row we do not understand is refused, never guessed."""
        indicatoren = {meting.code: meting.indicator for meting in self.metingen}
        heel = {meting.code for meting in self.metingen if meting.datatype == "Long"}
        snede = tuple(self.snede.values())
        kolommen = itemgetter(
            "Measure", "ValueAttribute", "Value", self.gebied, self.tijd, *self.snede
        )
        jaren: dict[str, int] = {}
        gebieden = {LAND}
        for rij in rijen(bestand):
            try:
                meting, kenmerk, waarde, gebied, periode, *rest = kolommen(rij)
                indicator = indicatoren[meting]
                if periode not in jaren:
                    jaren[periode] = self._jaar(periode)
                if gebied not in gebieden:
                    gebieden.add(self._gemeente(gebied))
            except (KeyError, TypeError) as fout:
                waar = f" bij {fout}" if isinstance(fout, KeyError) else ""
                raise self._gewijzigd(f"een rij heeft een andere vorm{waar}") from fout
            jaar = jaren[periode]
            if tuple(rest) != snede:
                raise self._gewijzigd(f"een rij gaat over {rest} in plaats van {list(snede)}")
            if kenmerk == "None":
                # A boolean is an int to Python, but not a figure.
                if (
                    type(waarde) not in (int, float)
                    or waarde >= HOOGSTENS
                    or (meting in heel and waarde != int(waarde))
                ):
                    raise self._gewijzigd(f"meting {meting} van {gebied} in {jaar} is geen getal")
                if waarde < 0:
                    raise self._gewijzigd(f"meting {meting} van {gebied} in {jaar} is negatief")
                # Through the text: 12.1 as a float is not 12.1.
                yield Meetwaarde(indicator, gebied, jaar, Decimal(str(waarde)))
            elif waarde is not None:
                raise self._gewijzigd(f"'{kenmerk}' hoort geen getal te hebben")
            elif kenmerk == BESTAAT_NIET:
                telling[BESTAAT_NIET] += 1
            elif kenmerk in ZONDER_WAARDE:
                yield Meetwaarde(indicator, gebied, jaar, None, ZONDER_WAARDE[kenmerk])
            else:
                raise self._gewijzigd(f"het kenmerk '{kenmerk}' kent het portaal niet")

    def _jaar(self, periode: str) -> int:
        if not (vorm := JAAR.fullmatch(periode)):
            raise self._gewijzigd(f"periode '{periode}' is geen jaar")
        return int(vorm[1])

    def _gemeente(self, gebied: str) -> str:
        if not GEMEENTE.fullmatch(gebied):
            raise self._gewijzigd(f"gebied '{gebied}' kent het portaal niet")
        return gebied

    def _veld(self, document: dict[str, Any], naam: str) -> str:
        waarde = document.get(naam)
        if not isinstance(waarde, str):
            raise self._gewijzigd(f"het veld {naam} ontbreekt")
        return waarde

    def _moment(self, tekst: str) -> datetime:
        try:
            moment = datetime.fromisoformat(tekst)
        except ValueError as fout:
            raise BronOnleesbaar(
                f"{self.roepnaam} gaf een datum die het portaal niet kan lezen. {BLIJFT_STAAN}",
                techniek=f"ObservationsModified: {tekst[:100]!r}",
            ) from fout
        return moment if moment.tzinfo else moment.replace(tzinfo=UTC)

    def _gewijzigd(self, wat: str) -> BronGewijzigd:
        return BronGewijzigd(
            f"Tabel {self.tabel} van {self.roepnaam[0].lower()}{self.roepnaam[1:]} is veranderd:"
            f" {wat[:200]}. {VRAAG_BEHEER}"
        )


def _vingerafdruk(dimensies: tuple[str, ...], metingen: list[tuple[str, str, str]]) -> str:
    """What must stay the same for our figures to keep their meaning, as one sha256."""
    vorm = json.dumps([sorted(dimensies), sorted(metingen)], ensure_ascii=False)
    return hashlib.sha256(vorm.encode()).hexdigest()
