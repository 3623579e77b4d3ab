"""Whatever the text: nothing is lost, and no word ends inside a number."""

from __future__ import annotations

from functools import cache

from hypothesis import given
from hypothesis import strategies as st

from nlp.language.segment import Segmenter
from nlp.quantities import find_quantities
from nlp.types import NUMERIC_KINDS

PIECES = st.sampled_from(
    [
        "收到", "申请", "政府信息公开", "486件", "3.2万余条", "45.23%", "１，２３４", "1 234", "2020年", "1月1日", "12月31日", "第五十条", "〔2021〕30号", "一是", "一、",
        "澜江区", "人民政府", "《条例》", "一网通办", "近", "约", "百余", "二十六", "三分之一", "5-8个", "3至5", "万", "亿元", "%", "。", "，", "\n", " ", "\t", "\n\n",
        "\u3000", "\u200b", "A4", "www.x.example", "0000-5550118", "其中", "每月", "的", "0", "9", ".", "/", "-", "😀", "\ud800",
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=14).map("".join), st.text(max_size=40))


@cache
def segmenter(engine: str) -> Segmenter:
    return Segmenter(find_quantities, engine)


@given(TEXTS)
def test_nothing_is_lost(text: str) -> None:
    position = 0
    for piece in segmenter("jieba").cut(text):
        assert position <= piece.start < piece.end <= len(text)
        assert _blank(text[position : piece.start])
        assert not text[piece.start].isspace()
        assert not text[piece.end - 1].isspace()
        position = piece.end
    assert _blank(text[position:])


@given(TEXTS)
def test_no_word_ends_inside_a_number(text: str) -> None:
    pieces = segmenter("jieba").cut(text)
    starts = {piece.start for piece in pieces}
    for quantity in find_quantities(text):
        if quantity.kind in NUMERIC_KINDS | {"year", "date"}:
            assert quantity.span.start in starts, quantity.surface
    for before, after in zip(pieces, pieces[1:], strict=False):
        left, right = text[before.end - 1], text[after.start]
        if before.end == after.start:
            assert not (left in "0123456789" and right in "0123456789"), text[before.start : after.end]


@given(TEXTS)
def test_both_engines_agree(text: str) -> None:
    assert segmenter("jieba").cut(text) == segmenter("rjieba").cut(text)


def _blank(gap: str) -> bool:
    return not gap.strip(
        " \t\r\n\f\v\u3000\xa0\u2002\u2003\u2009\u202f\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\x1c\x1d\x1e\x1f\x85\u1680\u2028\u2029\u205f\u2000\u2001\u2004\u2005\u2006\u2007\u2008\u200a"
    )
