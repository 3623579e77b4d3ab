"""Numbers: whatever the text, whatever the figure."""

from __future__ import annotations

import string
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nlp.quantities import find_in_view, find_quantities
from nlp.quantities.approx import hedged_interval
from nlp.text import fold, view_of
from nlp.text.numerals import parse_numeral, read_numeral
from nlp.types import Interval, Span

PIECES = [
    *list(
        '零〇○一二三四五六七八九十百千万亿两廿半壹佰点负第数几余多来约近超上破分之成倍元件个年月日号时《》“”"（）()〔〕[]、，。；：:.,%‰-—~至到+/·￥ \n\t\u3000\u200b'
    ),
    "百分之",
    "个百分点",
    "个多月",
    "万余",
    "翻番",
    "分别为",
    "增长",
    "以上",
    "左右",
    "电话",
    "www.",
    "12345",
    "2020年",
    "第二十条",
    "一网通办",
    "零败诉",
    "1,450",
    "0571-",
    "３",
    "①",
    "²",
    "٣",
]
noisy = st.lists(
    st.one_of(st.sampled_from(PIECES), st.integers(0, 99999).map(str), st.text(max_size=2)), max_size=40
).map("".join)


@given(noisy)
def test_the_finder_never_raises_and_quotes_the_source(text: str) -> None:
    last = -1
    for quantity in find_quantities(text):
        assert quantity.span.of(text) == quantity.surface != ""
        assert quantity.span.start >= last
        last = quantity.span.end
        assert isinstance(quantity.value, Interval)
        assert quantity.stated.is_finite()


@given(st.text())
def test_the_finder_bears_any_text(text: str) -> None:
    for quantity in find_quantities(text):
        assert text[quantity.span.start : quantity.span.end] == quantity.surface


@given(noisy, noisy, noisy)
def test_a_stretch_is_read_as_if_it_stood_alone(before: str, text: str, after: str) -> None:
    source = f"{before}。{text}。{after}"
    stretch = Span(len(before) + 1, len(before) + 1 + len(text))
    inside = [
        (q.surface, q.kind, q.value, q.span.shift(-stretch.start))
        for q in find_in_view(view_of(source, stretch), source)
    ]
    alone = [(q.surface, q.kind, q.value, q.span) for q in find_in_view(view_of(text), text)]
    assert inside == alone


@given(st.integers(0, 10**7), st.sampled_from("件宗条份例起封项个次人期场篇家类批"))
def test_a_count_is_found_whole_in_any_dress(value: int, unit: str) -> None:
    plain = f"{value}{unit}"
    wide = plain.translate({ord(d): ord(d) + 0xFEE0 for d in string.digits})
    for written in (plain, f"{value:,}{unit}", f"{value} {unit}", wide):
        (quantity,) = find_quantities(f"共收到{written}。")
        assert (quantity.surface, quantity.stated, quantity.unit, quantity.kind) == (written, value, unit, "count")
        assert quantity.value == Interval.point(value)


@given(st.integers(0, 10**6), st.integers(0, 4))
def test_a_percentage_stands_for_what_rounds_to_it(digits: int, decimals: int) -> None:
    printed = Decimal(digits).scaleb(-decimals)
    (quantity,) = find_quantities(f"占{printed:f}%。")
    assert quantity.stated == printed
    assert quantity.decimals == decimals
    half = Decimal(5).scaleb(-decimals - 1)
    assert quantity.value == Interval(printed - half, printed + half) or printed == 0 == quantity.value.midpoint


@given(st.integers(1, 10**9), st.sampled_from(["about", "near", "more", "over", "at_least", "under", "at_most", ""]))
def test_a_hedged_figure_keeps_to_its_side(value: int, effect: str) -> None:
    v = Decimal(value)
    interval = hedged_interval(v, Decimal(1), Decimal(1), effect, exact=True)
    assert (v in interval) == (effect not in ("near", "over", "under"))
    if effect in ("near", "under", "at_most"):
        assert interval.high == v
    if effect in ("more", "over", "at_least"):
        assert interval.low == v


# -- numerals ------------------------------------------------------------------------------------------------

_DIGITS = "零一二三四五六七八九"


def _spell(value: int) -> str:
    """The usual Chinese spelling of a whole number below 10^12."""
    if value == 0:
        return "零"
    groups, out = [], ""
    while value:
        value, rest = divmod(value, 10_000)
        groups.append(rest)
    for i in range(len(groups) - 1, -1, -1):
        group = groups[i]
        if group == 0:
            out += "零" if out and not out.endswith("零") else ""
            continue
        text = ""
        for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
            digit, group = divmod(group, power)
            if digit:
                text += _DIGITS[digit] + unit
            elif (text or out) and not (text or out).endswith("零"):
                text += "零"
        out += text.rstrip("零") + ["", "万", "亿"][i]
        if text.endswith("零") and i:
            out += "零"
    return out.rstrip("零").replace("零零", "零")


@given(st.integers(0, 10**12 - 1))
def test_a_spelled_number_is_read_back(value: int) -> None:
    spelled = _spell(value)
    assert parse_numeral(spelled) == value
    capital = spelled.translate(str.maketrans("一二三四五六七八九十百千", "壹贰叁肆伍陆柒捌玖拾佰仟"))
    assert parse_numeral(capital) == value


@given(st.integers(0, 10**12 - 1))
def test_cn2an_reads_the_same(value: int) -> None:
    cn2an = pytest.importorskip("cn2an")
    assert parse_numeral(cn2an.an2cn(value)) == value
    assert parse_numeral(cn2an.an2cn(value, "up")) == value


@given(st.integers(-(10**8), 10**8), st.integers(1, 4))
def test_cn2an_reads_decimals_the_same(digits: int, places: int) -> None:
    cn2an = pytest.importorskip("cn2an")
    value = Decimal(digits).scaleb(-places).normalize()
    assert parse_numeral(cn2an.an2cn(f"{value:f}")) == value


@given(st.text(alphabet="零〇一二两三九十百千万亿壹佰廿半点分之又负-+0159,.%/", max_size=12))
def test_no_string_upsets_the_reader(text: str) -> None:
    numeral = read_numeral(text)
    if numeral is not None:
        assert numeral.value.is_finite()
        assert numeral.step > 0
        assert numeral.place > 0
    assert parse_numeral(fold(text)) == parse_numeral(text)
