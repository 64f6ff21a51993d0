"""A small real server that speaks OData v4 as the CBS does, with the faults that the CBS has."""

import json
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

from regiobeeld.bronnen.basis import Grenzen

TABEL = "03759ned"

# The real limits, but nobody waits a minute for a test.
SNEL = Grenzen(verbinden=1, lezen=1, totaal=2, wacht=0.01, wacht_hoogstens=0.05)


def rij(gebied="GM0197", jaar="2026JJ00", waarde=27_000, kenmerk="None", **anders):
    """One observation in the form of the CBS."""
    return {
        "Id": 55,
        "Measure": "M000352",
        "ValueAttribute": kenmerk,
        "Value": waarde,
        "StringValue": None,
        "BurgerlijkeStaat": "T001019",
        "Geslacht": "T001038",
        "Leeftijd": "10000",
        "RegioS": gebied,
        "Perioden": jaar,
        **anders,
    }


@dataclass
class Antwoord:
    """What the server says; `deel` sends only so many bytes and then hangs up."""

    status: int = 200
    lichaam: bytes = b""
    soort: str = "application/json; odata.metadata=minimal"
    koppen: dict = field(default_factory=dict)
    deel: int | None = None
    pauze: float = 0  # before each piece of ten bytes


class CbsServer:
    """The table with synthetic figures; a test changes what it needs changed."""

    def __init__(self):
        self.versie = "202606230000"
        self.dimensies = ["BurgerlijkeStaat", "Geslacht", "Leeftijd", "RegioS", "Perioden"]
        self.metingen = [
            {"Identifier": "M000352", "Title": "Bevolking ", "DataType": "Long", "Unit": "aantal"},
            {
                "Identifier": "M000365",
                "Title": "Gemiddeld ",
                "DataType": "Double",
                "Unit": "aantal",
            },
        ]
        self.namen = {
            "NL01": "Nederland",
            "PV25": "Gelderland (PV)",
            "GM0197": "Aalten",
            "GM0344": "Utrecht (gemeente)",
            "GM0055": "Oud",
        }
        self.rijen = [
            rij("NL01", "2025JJ00", 18_000_000),
            rij("NL01", "2026JJ00", 18_100_000),
            rij("GM0197", "2025JJ00", 27_100),
            rij("GM0197", "2026JJ00", 27_200),
            rij("GM0344", "2025JJ00", 374_000),
            rij("GM0344", "2026JJ00", None, "Confidential"),
            rij("GM0055", "2026JJ00", None, "Impossible"),
        ]
        self.pagina = 1000
        self.aantal = None  # what $count says; None: the truth
        self.vooraf = []  # answers to the first requests, whatever they ask
        self.vervang = {}  # answers by the last part of the path
        self.vervolg = lambda adres: adres  # what becomes of a nextLink
        self.vragen = []
        self.gelijktijdig = self.meest_gelijktijdig = 0
        self.slot = threading.Lock()

    def eigenschappen(self):
        return {
            "Identifier": TABEL,
            "Title": "Bevolking op 1 januari ",
            "Version": self.versie,
            "ObservationsModified": "2026-06-23T00:00:00+02:00",
            "License": "https://creativecommons.org/licenses/by/4.0/",
        }

    def lijsten(self):
        return {
            "Dimensions": [{"Identifier": dimensie} for dimensie in self.dimensies],
            "MeasureCodes": self.metingen,
            "RegioSCodes": [
                {"Identifier": code, "Title": naam} for code, naam in self.namen.items()
            ],
            "Observations": self.rijen,
        }

    def antwoord(self, pad, gastheer):
        url = urlsplit(pad)
        naam = url.path.rpartition("/")[2]
        if self.vooraf:
            return self.vooraf.pop(0)
        if naam in self.vervang:
            antwoord = self.vervang[naam]
            return antwoord.pop(0) if isinstance(antwoord, list) else antwoord
        if not url.path.startswith(f"/odata/v1/CBS/{TABEL}/"):
            return Antwoord(404, b'{"error": {}}')
        if naam == "Properties":
            return Antwoord(lichaam=json.dumps(self.eigenschappen()).encode())
        if naam == "$count":
            aantal = len(self.rijen) if self.aantal is None else self.aantal
            return Antwoord(lichaam=f"\ufeff{aantal}".encode(), soort="text/plain")
        rijen = self.lijsten()[naam]
        begin = int(parse_qs(url.query).get("$skip", ["0"])[0])
        document = {"@odata.context": "…", "value": rijen[begin : begin + self.pagina]}
        if begin + self.pagina < len(rijen):
            adres = f"http://{gastheer}{url.path}?$skip={begin + self.pagina}"
            document["@odata.nextLink"] = self.vervolg(adres)
        return Antwoord(lichaam=json.dumps(document).encode())


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # 40 ms between headers and body

    def log_message(self, *_):
        pass

    def do_GET(self):
        cbs = self.server.cbs
        with cbs.slot:
            cbs.vragen.append(self.path)
            cbs.gelijktijdig += 1
            cbs.meest_gelijktijdig = max(cbs.meest_gelijktijdig, cbs.gelijktijdig)
            antwoord = cbs.antwoord(self.path, self.headers["Host"])
        with suppress(OSError):  # the client may have seen enough
            self.stuur(antwoord)

    def stuur(self, antwoord):
        cbs = self.server.cbs
        self.send_response(antwoord.status)
        self.send_header("Content-Type", antwoord.soort)
        self.send_header("Content-Length", str(len(antwoord.lichaam)))
        for kop, waarde in antwoord.koppen.items():
            self.send_header(kop, waarde)
        self.end_headers()
        lichaam = antwoord.lichaam[: antwoord.deel]
        stukken = [lichaam]
        if antwoord.pauze:
            stukken = [lichaam[begin : begin + 10] for begin in range(0, len(lichaam), 10)]
        try:
            for stuk in stukken[:-1]:
                time.sleep(antwoord.pauze)
                self.wfile.write(stuk)
            time.sleep(antwoord.pauze)
        finally:
            # Before the last piece: with that in hand the client may ask its next question.
            with cbs.slot:
                cbs.gelijktijdig -= 1
        self.wfile.write(stukken[-1])
        self.close_connection = antwoord.deel is not None


class Server(ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, request, client_address):
        """A client that hangs up early is what half of the tests are about."""


@contextmanager
def cbs_draait():
    """The server on a free port, for as long as the block."""
    server = Server(("127.0.0.1", 0), Handler)
    server.cbs = CbsServer()
    server.cbs.basis_url = f"http://127.0.0.1:{server.server_port}/odata/v1/CBS"
    draad = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    draad.start()
    try:
        yield server.cbs
    finally:
        server.shutdown()
        server.server_close()
        draad.join()
