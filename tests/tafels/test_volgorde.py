"""The order of an agenda: numbers, blocks, and nothing lost wherever something goes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tafels.volgorde import (
    KOP,
    PAUZE,
    PUNT,
    SUBPUNT,
    nummers,
    omhoog,
    omlaag,
    staat_los,
    verplaatst,
    voor_het_slot,
)

LETTERS = {"k": KOP, "p": PUNT, "s": SUBPUNT, "z": PAUZE}


def soorten(tekst: str) -> list[str]:
    """A kop, a punt with a part, a pauze: "kpsz"."""
    return [LETTERS[letter] for letter in tekst]


def schuif(rijen: str, welke: str, plaats: int) -> str:
    """`rijen` is what it is followed by its name, as in "p1 s1 p2"; the same comes back."""
    namen = rijen.split()
    nieuw = verplaatst(soorten("".join(n[0] for n in namen)), namen.index(welke), plaats)
    return " ".join(namen[i] for i in nieuw)


def test_punten_tellen_door_en_delen_krijgen_een_letter():
    assert nummers(soorten("kppsszkpsp")) == ["", "1", "2", "2a", "2b", "", "", "3", "3a", "4"]


def test_na_z_komt_aa():
    assert nummers(soorten("p" + "s" * 28))[-3:] == ["1z", "1aa", "1ab"]


def test_een_punt_neemt_zijn_delen_mee():
    assert schuif("p1 s1 s2 p2 p3", "p1", 3) == "p2 p3 p1 s1 s2"
    assert schuif("p1 p2 s1 p3", "p2", 1) == "p2 s1 p1 p3"


def test_een_deel_gaat_alleen():
    assert schuif("p1 s1 s2 p2", "s1", 4) == "p1 s2 p2 s1"


def test_niets_komt_midden_in_een_blok():
    assert schuif("p1 p2 s1 s2 p3", "p1", 2) == "p2 s1 s2 p1 p3"
    assert schuif("p1 s1 s2 p2", "p2", 3) == "p2 p1 s1 s2"
    assert schuif("k1 p1 s1 p2", "k1", 2) == "p1 s1 k1 p2"
    assert schuif("p1 s1 z1", "z1", 2) == "z1 p1 s1"


def test_een_kop_gaat_alleen():
    assert schuif("k1 p1 p2 k2 p3", "k2", 2) == "k1 k2 p1 p2 p3"


@pytest.mark.parametrize("plaats", [-3, 0, 1])
def test_voor_het_begin_is_het_begin(plaats):
    assert schuif("p1 p2", "p2", plaats) == "p2 p1"


def test_voorbij_het_einde_is_het_einde():
    assert schuif("p1 s1 p2", "p1", 99) == "p2 p1 s1"


def test_op_de_eigen_plaats_gebeurt_niets():
    assert schuif("k1 p1 s1 s2 z1 p2", "p1", 2) == "k1 p1 s1 s2 z1 p2"


def test_een_deel_zonder_punt_erboven_staat_los():
    rijen = soorten("spskszs")

    assert [staat_los(rijen, plek) for plek in range(7)] == [
        True,
        False,
        False,
        False,
        True,
        False,
        True,
    ]


def test_een_stap_gaat_over_een_heel_blok():
    rijen = soorten("pspz")

    assert [omhoog(rijen, plek) for plek in range(4)] == [None, 1, 2, 3]
    assert [omlaag(rijen, plek) for plek in range(4)] == [2, 3, 4, None]
    assert schuif("p1 s1 p2 z1", "p1", omlaag(rijen, 0)) == "p2 p1 s1 z1"
    assert schuif("p1 s1 p2 z1", "p2", omhoog(rijen, 2)) == "p2 p1 s1 z1"


def test_nieuw_komt_voor_de_rondvraag():
    assert voor_het_slot(["Opening", "Begroting", "Rondvraag", "Sluiting"]) == 3
    assert voor_het_slot(["Opening", "Rondvraag over de fusie"]) == 3
    assert voor_het_slot([]) == 1


AGENDA = st.lists(st.sampled_from([KOP, PUNT, SUBPUNT, PAUZE]), max_size=15).map(
    lambda rijen: [PUNT if staat_los(rijen, plek) else soort for plek, soort in enumerate(rijen)]
)


@given(AGENDA, st.lists(st.tuples(st.integers(0, 14), st.integers(-3, 20)), max_size=12))
def test_wat_er_ook_schuift_niets_raakt_weg_en_de_nummers_lopen_door(agenda, stappen):
    rijen = list(enumerate(agenda))
    for welke, plaats in stappen:
        if not rijen:
            break
        nu = [soort for _, soort in rijen]
        plek = welke % len(rijen)
        rijen = [rijen[i] for i in verplaatst(nu, plek, plaats)]
        for i in range(len(rijen)):  # as the act does
            if staat_los([soort for _, soort in rijen], i):
                rijen[i] = (rijen[i][0], PUNT)

    na = [soort for _, soort in rijen]
    assert sorted(naam for naam, _ in rijen) == list(range(len(agenda)))
    assert not any(staat_los(na, plek) for plek in range(len(na)))
    assert [n for n, s in zip(nummers(na), na, strict=True) if s == PUNT] == [
        str(n) for n in range(1, na.count(PUNT) + 1)
    ]


@given(AGENDA, st.integers(0, 14), st.integers(-3, 20))
def test_wie_bij_een_punt_hoort_blijft_erbij(agenda, welke, plaats):
    if not agenda:
        return
    plek = welke % len(agenda)

    def ouders(volgorde: list[int]) -> dict[int, int]:
        gevonden, punt = {}, -1
        for i in volgorde:
            if agenda[i] == PUNT:
                punt = i
            elif agenda[i] == SUBPUNT:
                gevonden[i] = punt
        return gevonden

    voor, na = (ouders(v) for v in (list(range(len(agenda))), verplaatst(agenda, plek, plaats)))
    verhuisd = {deel for deel in voor if voor[deel] != na[deel]}
    assert verhuisd <= ({plek} if agenda[plek] == SUBPUNT else set())
