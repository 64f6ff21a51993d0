"""A client for OData v4 as the CBS serves it: streaming, patient, with a limit to everything."""

import email.utils
import functools
import gzip
import hashlib
import json
import logging
import random
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, BinaryIO, Self
from urllib.parse import quote

import httpx
import ijson
import tenacity

from regiobeeld.bronnen.basis import (
    BronFout,
    BronGewijzigd,
    BronOnbereikbaar,
    BronOnleesbaar,
    Grenzen,
    Meld,
)

log = logging.getLogger(__name__)

# The CBS asks for reasonable use: at most two requests at once. This counts within one process;
# between processes the lock per table in the domain keeps it at one download a table.
GELIJKTIJDIG = threading.BoundedSemaphore(2)

KLEIN_ANTWOORD = 16 * 1024**2  # of what is read whole: names and codes, never figures
MELD_IEDERE = 0.5  # seconds
BLIJFT_STAAN = "De vorige cijfers blijven staan."
PROBEERT_LATER = f"{BLIJFT_STAAN} Het portaal probeert het later opnieuw."
VRAAG_BEHEER = f"{BLIJFT_STAAN} Vraag de beheerder om te kijken."


class NogEensProberen(BronOnbereikbaar):
    """An answer that is worth another attempt, after `wacht` seconds if the server says so."""

    def __init__(self, zin: str, *, techniek: str, wacht: float | None = None) -> None:
        super().__init__(zin, techniek=techniek)
        self.wacht = wacht


@dataclass(frozen=True)
class Download:
    """What was written to a file: its sha256 before compression, and its rows."""

    sha256: str
    aantal_rijen: int


class ODataV4:
    """One table at one address, for the duration of a `with`."""

    def __init__(self, basis_url: str, tabel: str, *, eigenaar: str, grenzen: Grenzen) -> None:
        self.tabel, self.eigenaar, self.grenzen = tabel, eigenaar, grenzen
        try:
            self.wortel = httpx.URL(f"{basis_url.rstrip('/')}/{tabel}/")
        except httpx.InvalidURL:
            self.wortel = httpx.URL()
        if self.wortel.scheme not in ("http", "https") or not self.wortel.host:
            raise BronGewijzigd(
                f"Het adres voor tabel {tabel} klopt niet. {VRAAG_BEHEER}", techniek=basis_url
            )
        self._http = httpx.Client(
            verify=_tls(),
            timeout=httpx.Timeout(grenzen.lezen, connect=grenzen.verbinden),
            headers={"Accept": "application/json", "User-Agent": "regioportaal"},
            follow_redirects=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._http.close()

    # --- questions -------------------------------------------------------------------------------

    def lees(self, pad: str) -> dict[str, Any]:
        """A small document, whole: Properties."""
        return self._document(self._adres(pad))

    def lees_lijst(self, pad: str) -> list[dict[str, Any]]:
        """The rows of a small document, over all its pages: Dimensions, codes and their names."""
        rijen: list[dict[str, Any]] = []
        gezien: set[str] = set()
        url: httpx.URL | None = self._adres(pad)
        while url is not None:
            document = self._document(url)
            pagina = document.get("value")
            if not isinstance(pagina, list) or not all(isinstance(rij, dict) for rij in pagina):
                raise self._onleesbaar(f"{pad}: no list of rows")
            rijen += pagina
            url = self._volgende(url, document.get("@odata.nextLink"), gezien)
        return rijen

    def tel(self, pad: str, vraag: str) -> int:
        """How many rows the question has; the answer is plain text."""
        antwoord = self._klein(self._adres(f"{pad}/$count", vraag), json=False)
        try:
            return int(antwoord.decode("utf-8-sig"))
        except ValueError as fout:
            raise self._onleesbaar(f"{pad}/$count: {antwoord[:100]!r}") from fout

    def bewaar(
        self, pad: str, vraag: str, bestand: Path, *, meld: Meld, totaal: int | None = None
    ) -> Download:
        """Write every page of the answer to `bestand`, one gzip member a page, as it comes in."""
        som, aantal_rijen = hashlib.sha256(), 0
        gezien: set[str] = set()
        url: httpx.URL | None = self._adres(pad, vraag)
        verslag = Verslag(meld, totaal)
        verslag.meld(0)
        with bestand.open("wb") as uit:
            while url is not None:
                vanaf = uit.tell()

                def probeer(url=url, vanaf=vanaf, eerder=aantal_rijen, som=som) -> Pagina:
                    # A second attempt overwrites what the first one left behind.
                    uit.seek(vanaf)
                    uit.truncate()
                    pagina = Pagina(uit, som.copy())

                    def neem(stuk: bytes) -> None:
                        pagina.neem(stuk)
                        verslag.meld_soms(eerder + pagina.rijen)

                    self._ontvang(url, neem)
                    pagina.sluit()
                    return pagina

                try:
                    pagina = self._met_geduld(probeer)
                except ijson.JSONError as fout:
                    raise self._onleesbaar(f"{pad}: {fout}", halverwege=True) from fout
                som, aantal_rijen = pagina.som, aantal_rijen + pagina.rijen
                url = self._volgende(url, pagina.vervolg, gezien)
        verslag.meld(aantal_rijen)
        if totaal is not None and aantal_rijen != totaal:
            raise self._onleesbaar(
                f"{pad}: {aantal_rijen} rows instead of {totaal}", halverwege=True
            )
        return Download(som.hexdigest(), aantal_rijen)

    # --- one request -----------------------------------------------------------------------------

    def _adres(self, pad: str, vraag: str = "") -> httpx.URL:
        # Spaces as %20: to OData a plus sign is a plus sign.
        return self.wortel.join(f"{pad}?$filter={quote(vraag, safe="(),'")}" if vraag else pad)

    def _volgende(self, url: httpx.URL, vervolg: object, gezien: set[str]) -> httpx.URL | None:
        """The next page, as the answer gives it; never at another server, never in a circle."""
        gezien.add(str(url))
        if vervolg is None:
            return None
        try:
            volgende = url.join(str(vervolg))
        except httpx.InvalidURL as fout:
            raise self._onleesbaar(f"nextLink: {str(vervolg)[:200]!r}") from fout
        if _oorsprong(volgende) != _oorsprong(self.wortel):
            raise BronOnleesbaar(
                f"{self.eigenaar} verwijst voor de rest van de cijfers naar een ander adres."
                f" Dat vertrouwt het portaal niet. {VRAAG_BEHEER}",
                techniek=f"nextLink to {volgende.scheme}://{volgende.netloc.decode()}",
            )
        if str(volgende) in gezien or len(gezien) >= self.grenzen.antwoorden:
            raise self._onleesbaar(f"{url.path}: no end to the pages, after {len(gezien)}")
        return volgende

    def _document(self, url: httpx.URL) -> dict[str, Any]:
        try:
            document = json.loads(self._klein(url))
        except (ValueError, RecursionError) as fout:
            raise self._onleesbaar(f"{url.path}: {fout}") from fout
        if not isinstance(document, dict):
            raise self._onleesbaar(f"{url.path}: {type(document).__name__} instead of an object")
        return document

    def _klein(self, url: httpx.URL, *, json: bool = True) -> bytes:
        """A small answer, whole."""

        def probeer() -> bytes:
            stukken: list[bytes] = []
            self._ontvang(url, stukken.append, hoogstens=KLEIN_ANTWOORD, json=json)
            return b"".join(stukken)

        return self._met_geduld(probeer)

    def _ontvang(
        self,
        url: httpx.URL,
        neem: Callable[[bytes], None],
        *,
        hoogstens: int | None = None,
        json: bool = True,
    ) -> None:
        """Hand over the answer in pieces as it arrives, within all limits."""
        hoogstens = hoogstens or self.grenzen.bytes_per_antwoord
        omvang = 0
        with GELIJKTIJDIG:
            begin = time.monotonic()
            with self._http.stream("GET", url) as antwoord:
                self._keur(antwoord, json=json)
                for stuk in antwoord.iter_bytes():
                    omvang += len(stuk)
                    if omvang > hoogstens:
                        raise self._onleesbaar(f"{url.path}: more than {hoogstens} bytes")
                    if time.monotonic() - begin > self.grenzen.totaal:
                        raise NogEensProberen(
                            f"{self.eigenaar} antwoordt te langzaam. {PROBEERT_LATER}",
                            techniek=f"{url.path}: {omvang} bytes in {self.grenzen.totaal:g} s",
                        )
                    neem(stuk)

    def _keur(self, antwoord: httpx.Response, *, json: bool) -> None:
        """Refuse every answer that is not a normal answer to our question."""
        status = antwoord.status_code
        soort = antwoord.headers.get("content-type", "").partition(";")[0].strip().lower()
        if status == 200 and (
            soort.endswith(("/json", "+json")) or (not json and soort == "text/plain")
        ):
            return
        # Error bodies have no fixed shape: log the beginning, never interpret it.
        begin = next(antwoord.iter_bytes(500), b"").decode(errors="replace")
        techniek = f"{antwoord.url.path}: {status} {soort} {begin!r}"
        if status in (408, 429) or status >= 500:
            druk = status in (429, 503)
            raise NogEensProberen(
                f"{self.eigenaar} {'heeft het te druk' if druk else 'heeft een storing'}."
                f" {PROBEERT_LATER}",
                techniek=techniek,
                wacht=_wachttijd(antwoord.headers.get("retry-after")),
            )
        if antwoord.is_redirect:
            waarheen = antwoord.headers.get("location", "")[:200]
            raise BronGewijzigd(
                f"{self.eigenaar} heeft tabel {self.tabel} verplaatst. {VRAAG_BEHEER}",
                techniek=f"{antwoord.url.path}: {status} to {waarheen!r}",
            )
        if status in (404, 410):
            raise BronGewijzigd(
                f"{self.eigenaar} kent tabel {self.tabel} niet meer, of een deel ervan."
                f" {VRAAG_BEHEER}",
                techniek=techniek,
            )
        if status == 400:
            raise BronGewijzigd(
                f"{self.eigenaar} begrijpt onze vraag aan tabel {self.tabel} niet meer."
                f" {VRAAG_BEHEER}",
                techniek=techniek,
            )
        if status == 200:
            raise BronOnleesbaar(
                f"{self.eigenaar} gaf een webpagina in plaats van cijfers."
                f" Misschien is er onderhoud. {PROBEERT_LATER}",
                techniek=techniek,
            )
        raise BronOnleesbaar(
            f"{self.eigenaar} weigert onze vraag (code {status}). {VRAAG_BEHEER}",
            techniek=techniek,
        )

    def _met_geduld[T](self, probeer: Callable[[], T]) -> T:
        """Try again on what can heal; an error that stays becomes a sentence."""
        grenzen = self.grenzen

        def wacht(stand: tenacity.RetryCallState) -> float:
            fout = stand.outcome.exception()
            gevraagd = getattr(fout, "wacht", None)
            if gevraagd is None:
                gevraagd = grenzen.wacht * 2 ** (stand.attempt_number - 1)
            # Jitter on top: all portals hear the same Retry-After and would return together.
            jitter = random.uniform(0, grenzen.wacht)  # noqa: S311 -- no secret depends on it
            return min(gevraagd + jitter, grenzen.wacht_hoogstens)

        def vertel(stand: tenacity.RetryCallState) -> None:
            fout = stand.outcome.exception()
            log.warning(
                "%s %s, attempt %s: %s",
                self.eigenaar,
                self.tabel,
                stand.attempt_number,
                getattr(fout, "techniek", "") or repr(fout),
            )

        try:
            return tenacity.Retrying(
                stop=tenacity.stop_after_attempt(grenzen.pogingen),
                wait=wacht,
                retry=tenacity.retry_if_exception_type((httpx.TransportError, NogEensProberen)),
                after=vertel,
                reraise=True,
            )(probeer)
        except NogEensProberen as fout:
            raise BronOnbereikbaar(str(fout), techniek=fout.techniek) from fout
        except httpx.TransportError as fout:
            raise BronOnbereikbaar(
                f"{self.eigenaar} antwoordt niet. {PROBEERT_LATER}", techniek=repr(fout)
            ) from fout
        except httpx.DecodingError as fout:
            raise self._onleesbaar(repr(fout), halverwege=True) from fout

    def _onleesbaar(self, techniek: str, *, halverwege: bool = False) -> BronFout:
        wat = "niet alle cijfers" if halverwege else "een antwoord dat het portaal niet kan lezen"
        return BronOnleesbaar(f"{self.eigenaar} gaf {wat}. {PROBEERT_LATER}", techniek=techniek)


class Verslag:
    """Passes on how far a download is, but not more often than somebody can read."""

    def __init__(self, meld: Meld, totaal: int | None) -> None:
        self._meld, self._totaal, self._gemeld_op = meld, totaal, 0.0

    def meld(self, rijen: int) -> None:
        self._gemeld_op = time.monotonic()
        self._meld(rijen, self._totaal)

    def meld_soms(self, rijen: int) -> None:
        if time.monotonic() - self._gemeld_op >= MELD_IEDERE:
            self.meld(rijen)


class Pagina:
    """One answer on its way to disk: hashed, compressed and counted, never held."""

    def __init__(self, uit: BinaryIO, som: "hashlib._Hash") -> None:
        self.som = som
        self.rijen = 0
        self.vervolg: object = None
        # Not GzipFile: an abandoned one writes its trailer into the file when it is collected.
        self._uit, self._gzip = uit, zlib.compressobj(level=6, wbits=zlib.MAX_WBITS | 16)
        telling = self._tel()
        next(telling)
        # use_float: a number too large becomes an error; without it, ijson 3.6 crashes the process
        # on an integer of more than 4,300 digits. Single events: 0.4 s for 100,000 rows, against
        # 1.4 s for building every row; and no path, which grows with the square of the nesting.
        self._lezer = ijson.basic_parse_coro(telling, use_float=True)

    def neem(self, stuk: bytes) -> None:
        self.som.update(stuk)
        self._uit.write(self._gzip.compress(stuk))
        self._lezer.send(stuk)

    def sluit(self) -> None:
        self._lezer.close()
        self._uit.write(self._gzip.flush())

    def _tel(self) -> Generator[None, tuple[str, Any]]:
        """Follow the JSON: count the rows of `value`, find the next page, refuse odd nesting."""
        diepte, sleutel = 0, ""
        while True:
            gebeurtenis, waarde = yield
            if gebeurtenis == "map_key":
                if diepte == 1:
                    sleutel = waarde
            elif gebeurtenis in ("start_map", "start_array"):
                self.rijen += diepte == 2 and sleutel == "value" and gebeurtenis == "start_map"
                diepte += 1
                if diepte > 8:
                    raise ijson.JSONError("nested too deeply")
            elif gebeurtenis in ("end_map", "end_array"):
                diepte -= 1
            elif diepte == 1 and sleutel == "@odata.nextLink":
                self.vervolg = waarde


def rijen(bestand: Path) -> Iterator[dict[str, Any]]:
    """The rows of every page in a file that `bewaar` wrote, one at a time."""
    with gzip.open(bestand) as paginas:
        yield from ijson.items(paginas, "value.item", multiple_values=True, use_float=True)


@functools.cache
def _tls() -> ssl.SSLContext:
    # Reading all certificates takes 50 ms: once per process is enough.
    return httpx.create_ssl_context()


def _oorsprong(url: httpx.URL) -> tuple[str, str, int | None]:
    return url.scheme, url.host, url.port


def _wachttijd(retry_after: str | None) -> float | None:
    """Retry-After in seconds: a number or a date; anything else is not an answer."""
    if not retry_after:
        return None
    if retry_after.strip().isdecimal():
        return float(retry_after)
    try:
        moment = email.utils.parsedate_to_datetime(retry_after)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - datetime.now(UTC)).total_seconds())
