"""Numerals: what each spelling is worth, and how finely it is printed."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.text.numerals import parse_numeral, read_numeral

VALUES = [
    # Arabic, full width, thousands, scale words
    ("0", "0"),
    ("1450", "1450"),
    ("１４５０", "1450"),
    ("1,450", "1450"),
    ("１，４５０", "1450"),
    ("1,100万", "11000000"),
    ("1.8万", "18000"),
    ("25万6千", "256000"),
    ("1万2千3百", "12300"),
    ("2亿3000万", "230000000"),
    ("1万2345", "12345"),
    ("3万5", "35000"),
    ("45·2", "45.2"),
    # Chinese
    ("零", "0"),
    ("十", "10"),
    ("十五", "15"),
    ("一百一十", "110"),
    ("一百零七", "107"),
    ("一千零五", "1005"),
    ("一万零三百", "10300"),
    ("十二万三千四百五十六", "123456"),
    ("一亿二千万", "120000000"),
    ("一万五千亿", "1500000000000"),
    ("三万亿", "3000000000000"),
    ("六千零七十八亿九千零一", "607800009001"),
    ("万万", "100000000"),
    # the last unit left out
    ("两万八", "28000"),
    ("三千五", "3500"),
    ("一百二", "120"),
    ("一亿五", "150000000"),
    # digits one after another
    ("二〇二一", "2021"),
    ("二○二○", "2020"),
    ("一零五", "105"),
    # financial, traditional, short forms
    ("壹佰", "100"),
    ("貳佰參拾", "230"),
    ("壹仟贰佰叁拾肆", "1234"),
    ("伍佰萬", "5000000"),
    ("廿三", "23"),
    ("卅", "30"),
    ("卌二", "42"),
    ("俩", "2"),
    ("仨", "3"),
    # decimals and halves
    ("三点五", "3.5"),
    ("零点零五", "0.05"),
    ("四十五點二", "45.2"),
    ("三点五万", "35000"),
    ("一点二亿", "120000000"),
    ("半", "0.5"),
    # signs
    ("负十", "-10"),
    ("-5", "-5"),
    ("−5", "-5"),
    ("+3", "3"),
    # ratios
    ("百分之四十五点二", "0.452"),
    ("百分之百", "1"),
    ("千分之三", "0.003"),
    ("万分之五", "0.0005"),
    ("45.23%", "0.4523"),
    ("3‰", "0.003"),
    ("四分之三", "0.75"),
    ("二又二分之一", "2.5"),
    ("1/4", "0.25"),
    ("负四分之一", "-0.25"),
]

NO_NUMERALS = [
    "",
    "件",
    "十百",
    "一二百",
    "二十十",
    "一万2万",
    "1万23",
    "两两",
    "点五",
    "5.",
    ".5",
    "1,23",
    "几十",
    "十四五",
    "--5",
    "一百零",
    "百分之",
    "零分之三",
    "1/0",
    "上百",
    "3+4",
]


@pytest.mark.parametrize(("written", "value"), VALUES)
def test_the_value_of_a_numeral(written: str, value: str) -> None:
    assert parse_numeral(written) == Decimal(value)


@pytest.mark.parametrize("written", NO_NUMERALS)
def test_what_is_no_numeral_has_no_value(written: str) -> None:
    assert parse_numeral(written) is None


@pytest.mark.parametrize(
    ("written", "decimals", "scale", "step", "place"),
    [
        ("2112", 0, 0, "1", "1"),
        ("200", 0, 0, "1", "100"),
        ("1.80万", 2, 4, "100", "1000"),
        ("14万", 0, 4, "10000", "10000"),
        ("25万6千", 0, 3, "1000", "1000"),
        ("一万五千亿", 0, 11, "100000000000", "100000000000"),
        ("143780.54万", 2, 4, "100", "100"),
        ("0", 0, 0, "1", "1"),
    ],
)
def test_how_finely_a_numeral_is_printed(written: str, decimals: int, scale: int, step: str, place: str) -> None:
    numeral = read_numeral(written)
    assert numeral is not None
    assert (numeral.decimals, numeral.scale) == (decimals, scale)
    assert (numeral.step, numeral.place) == (Decimal(step), Decimal(place))
