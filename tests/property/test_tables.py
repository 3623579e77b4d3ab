"""Whatever is drawn: the binder never raises, quotes exactly, and never gives a wrong number without a mark."""

from __future__ import annotations

import random

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.structure.tables.table_judge import judge
from tests.unit.structure.tables.table_kit import (
    COLUMNS,
    DISPUTES,
    OUTCOMES,
    REQUESTS,
    ROWS,
    bind,
    grid_document,
    text_document,
)
from tests.unit.structure.tables.table_press import DAMAGES, LAYOUTS, report

WORDS = [
    *ROWS.values(),
    *COLUMNS,
    *OUTCOMES,
    *(
        REQUESTS,
        DISPUTES,
        "第二十条第（一）项",
        "规章",
        "行政规范性文件",
        "行政许可",
        "本年制发件数",
        "信息内容",
        "行政复议",
        "复议后起诉",
    ),
    *(
        "0",
        "5",
        "12",
        "1,234",
        "-",
        "/",
        "O",
        "22（其中修订 16 件）",
        "4068.2万元",
        "\t",
        "|",
        "   ",
        "\n",
        "\n\n",
        "。",
        "\u200b",
        "\f",
        "年",
    ),
]


@given(
    seed=st.integers(0, 2**32),
    layout=st.sampled_from(LAYOUTS),
    damage=st.sets(st.sampled_from(DAMAGES), max_size=4),
    blanks=st.sampled_from([0.0, 0.0, 0.2, 0.9, 1.0]),
    error=st.booleans(),
    blank_text=st.sampled_from(["", "-", "/"]),
)
def test_no_wrong_number_in_silence(
    seed: int, layout: str, damage: set[str], blanks: float, error: bool, blank_text: str
) -> None:
    document, content = report(random.Random(seed), layout, damage, blanks=blanks, error=error, blank_text=blank_text)
    verdict = judge(document, content)
    assert not verdict.silent, verdict.silent[:5]


@given(st.lists(st.sampled_from(WORDS), max_size=80), st.sampled_from(["", " ", "\n", "\t"]))
def test_any_text_of_table_words(words: list[str], joint: str) -> None:
    bind(text_document(joint.join(words)))


@given(st.text(alphabet="一二三四、（）()0123456789.,-/｜|\t\n 规章公开总计其他结果维持", max_size=300))
def test_any_text(text: str) -> None:
    bind(text_document(text))


cell = st.tuples(st.sampled_from(WORDS).filter(lambda word: "\n" not in word), st.integers(1, 3), st.integers(1, 4))


@given(st.lists(st.lists(cell, min_size=1, max_size=10), min_size=1, max_size=20))
def test_any_grid(rows: list[list[tuple[str, int, int]]]) -> None:
    bind(grid_document(REQUESTS, rows))
