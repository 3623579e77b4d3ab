"""Breaking mixed text into terminal lines."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from nlp.outputs.wrap import break_points


def lines(text, width):
    points = [0, *break_points(text, width), len(text)]
    return [text[a:b] for a, b in pairwise(points)]


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("收到申请", 8, ["收到申请"]),
        ("收到申请五件", 8, ["收到申请", "五件"]),
        ("收到申请，五件", 8, ["收到申", "请，五件"]),  # no line begins with a comma
        ("办理（五）件", 6, ["办理", "（五）", "件"]),  # nor ends with an opening bracket
        ("共1286.35万元", 8, ["共", "1286.35", "万元"]),  # a number stays whole
        ("two words", 6, ["two ", "words"]),
        ("abcdefgh", 4, ["abcd", "efgh"]),  # unless it is longer than a line
        ("", 8, [""]),
    ],
)
def test_breaks(text, width, expected):
    assert lines(text, width) == expected


@given(st.text(alphabet="公开申请，。（）“”1234.5%ab \n·\u3000é", max_size=80), st.integers(min_value=2, max_value=30))
def test_lines_fit_and_lose_nothing(text, width):
    broken = lines(text, width)
    assert "".join(broken) == text
    assert all(cell_len(line.rstrip()) <= width for line in broken)
    assert all(broken) or not text
