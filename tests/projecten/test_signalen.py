"""What comes together in the calendar, in one sentence with a link that shows exactly that."""

from datetime import date

from projecten.models import Moment
from projecten.signalen import Samenloop, samenloop
from tests.projecten.test_tijdlijn import planning

VANDAAG = date(2026, 11, 21)


def moment(jaar, maand, gehaald=False):
    dag = date(jaar, maand, 9)
    return Moment("Evaluatie", dag, dag if gehaald else None)


def test_drie_mijlpalen_van_een_trekker_in_een_maand():
    projecten = [planning(pk=1), planning(pk=2)]
    mijlpalen = {1: [moment(2027, 3), moment(2027, 3)], 2: [moment(2027, 3), moment(2027, 4)]}

    assert samenloop(projecten, mijlpalen, VANDAAG) == [
        Samenloop(
            "3 mijlpalen in maart 2027 bij GGD",
            "Bekijk deze 2 projecten",
            "trekker=3&maand=2027-03&van=2027&jaren=1",
        )
    ]


def test_twee_mijlpalen_is_geen_samenloop():
    assert samenloop([planning(pk=1)], {1: [moment(2027, 3)] * 2}, VANDAAG) == []


def test_wat_gehaald_of_voorbij_is_telt_niet_mee():
    mijlpalen = {
        1: [moment(2027, 3)] * 2 + [moment(2027, 3, gehaald=True)] + [moment(2026, 10)] * 5
    }

    assert samenloop([planning(pk=1)], mijlpalen, VANDAAG) == []


def test_deze_maand_telt_nog_wel_mee():
    assert len(samenloop([planning(pk=1)], {1: [moment(2026, 11)] * 3}, VANDAAG)) == 1


def test_zonder_trekker_is_er_niemand_om_rekening_mee_te_houden():
    projecten = [planning(pk=1, trekker=None, trekker_naam=None)]

    assert samenloop(projecten, {1: [moment(2027, 3)] * 9}, VANDAAG) == []


def test_vier_projecten_tegelijk_voor_dezelfde_mensen():
    projecten = [
        planning(pk=n, start=date(2027, n, 1), einde=date(2027, 6, 1)) for n in (1, 2, 3, 4)
    ]

    assert samenloop(projecten, {}, VANDAAG) == [
        Samenloop("4 projecten tegelijk voor ouderen", "Bekijk deze projecten", "q=ouderen")
    ]


def test_vier_projecten_na_elkaar_is_geen_samenloop():
    projecten = [
        planning(pk=n, start=date(2027, n, 1), einde=date(2027, n, 28)) for n in (1, 2, 3, 4)
    ]

    assert samenloop(projecten, {}, VANDAAG) == []


def test_de_volste_maand_staat_voorop_en_er_zijn_er_hoogstens_drie():
    projecten = [planning(pk=n, trekker=n, trekker_naam=f"T{n}") for n in range(6)]
    mijlpalen = {n: [moment(2027, 3)] * (3 + n) for n in range(6)}

    signalen = samenloop(projecten, mijlpalen, VANDAAG)

    assert [s.kop for s in signalen] == [
        "8 mijlpalen in maart 2027 bij T5",
        "7 mijlpalen in maart 2027 bij T4",
        "6 projecten tegelijk voor ouderen",
    ]
