"""How many people live in each gemeente and in the Netherlands on 1 January, from 2019."""

from regiobeeld.bronnen.cbs_tabel import CbsTabel, Meting

BEVOLKING = CbsTabel(
    code="cbs-bevolking",
    naam="Bevolking op 1 januari",
    tabel="03759ned",  # the address is case-sensitive
    metingen=(Meting("M000352", "inwoners", eenheid="aantal", datatype="Long"),),
    # Everybody: both sexes, all ages, every marital status.
    snede={"Geslacht": "T001038", "Leeftijd": "10000", "BurgerlijkeStaat": "T001019"},
    vanaf_jaar=2019,
)
