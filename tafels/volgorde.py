"""The order of an agenda: which number a row gets, and where it goes when somebody moves it.

An agenda is a flat list of rows. A kop and a pauze have no number; punten are numbered through
the whole agenda; a subpunt is a part of the punt above it. A punt moves with its subpunten, as
one block; a subpunt, a kop and a pauze move alone (a kop says what comes next, it owns nothing).

A subpunt that has no punt above it any more becomes a punt. Refusing would be a second answer to
think of for every drag, and somebody who drags a part to the top means just that.
"""

from collections.abc import Iterable, Sequence
from string import ascii_lowercase

PUNT, SUBPUNT, KOP, PAUZE = "punt", "subpunt", "kop", "pauze"

# What opens and closes every meeting; something new comes before what closes it.
BEGIN = ("opening", "welkom", "opening en vaststellen agenda", "vaststellen agenda")
SLOT = ("rondvraag", "sluiting", "afsluiting", "rondvraag en sluiting")


def nummers(soorten: Iterable[str]) -> list[str]:
    """The number of each row: "2", "2a", or nothing for a kop and a pauze."""
    gevonden, punt, deel = [], 0, 0
    for soort in soorten:
        if soort == PUNT:
            punt, deel = punt + 1, 0
            gevonden.append(str(punt))
        elif soort == SUBPUNT:
            deel += 1
            gevonden.append(f"{punt}{_letter(deel)}")
        else:
            gevonden.append("")
    return gevonden


def _letter(deel: int) -> str:
    """a … z, aa, ab …: like the columns of a spreadsheet."""
    letters = ""
    while deel:
        deel, rest = divmod(deel - 1, len(ascii_lowercase))
        letters = ascii_lowercase[rest] + letters
    return letters


def blok(soorten: Sequence[str], plek: int) -> slice:
    """The rows that move together with the one at this index (from 0)."""
    einde = plek + 1
    if soorten[plek] == PUNT:
        while einde < len(soorten) and soorten[einde] == SUBPUNT:
            einde += 1
    return slice(plek, einde)


def verplaatst(soorten: Sequence[str], plek: int, plaats: int) -> list[int]:
    """The old indexes in their new order, with the row at `plek` on `plaats` (from 1).

    Beyond an end is that end. Nothing lands inside a block that it is no part of: going down it
    goes on to behind that block, going up to before it.
    """
    mee = blok(soorten, plek)
    deel = list(range(len(soorten)))[mee]
    rest = [i for i in range(len(soorten)) if i not in deel]
    doel = min(max(plaats, 1) - 1, len(rest))
    if soorten[plek] != SUBPUNT:
        stap = 1 if doel > plek else -1
        while 0 < doel < len(rest) and soorten[rest[doel]] == SUBPUNT:
            doel += stap
    return rest[:doel] + deel + rest[doel:]


def staat_los(soorten: Sequence[str], plek: int) -> bool:
    """Is this a subpunt without a punt above it?"""
    if soorten[plek] != SUBPUNT:
        return False
    while plek and soorten[plek] == SUBPUNT:
        plek -= 1
    return soorten[plek] != PUNT


def omhoog(soorten: Sequence[str], plek: int) -> int | None:
    """The place of one step up; None for what is first."""
    return plek if plek else None


def omlaag(soorten: Sequence[str], plek: int) -> int | None:
    """The place of one step down; None for what is last."""
    return plek + 2 if blok(soorten, plek).stop < len(soorten) else None


def voor_het_slot(titels: Sequence[str]) -> int:
    """The place (from 1) before what closes the meeting, such as the rondvraag."""
    plaats = len(titels)
    while plaats and _kaal(titels[plaats - 1]) in SLOT:
        plaats -= 1
    return plaats + 1


def keert_vanzelf_terug(titel: str) -> bool:
    """Is this on every agenda anyway?"""
    return _kaal(titel) in (*BEGIN, *SLOT)


def _kaal(titel: str) -> str:
    return titel.strip(" .").lower()
