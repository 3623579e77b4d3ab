"""The disputes table: one row of fifteen, three tables of five, turned, and with lost cells."""

from __future__ import annotations

import pytest

from tests.unit.structure.tables.table_kit import (
    DISPUTES,
    OUTCOMES,
    PROBLEMS,
    bind,
    codes,
    grid_document,
    row_of,
    text_document,
)

WIDE_HEAD = f"行政复议 行政诉讼\n未经复议直接起诉 复议后起诉\n{' '.join(OUTCOMES * 3)}"
FIRST, SECOND, THIRD = "1 1 0 0 2", "1 0 0 0 1", "2 0 1 0 3"
GROUPS = ("disputes.reconsideration", "disputes.litigation_direct", "disputes.litigation_after_reconsideration")
NAMES = ("行政复议", "未经复议直接起诉", "复议后起诉")


def turned(separator: str) -> str:
    parts = []
    for name, row in zip(NAMES, (FIRST, SECOND, THIRD), strict=True):
        parts.append(name)
        parts += [f"{outcome}{separator}{value}" for outcome, value in zip(OUTCOMES, row.split(), strict=True)]
    return "\n".join(parts)


TEXTS = {
    "wide": f"{WIDE_HEAD}\n{FIRST} {SECOND} {THIRD}",
    "a cell a line": f"{WIDE_HEAD}\n{FIRST} {SECOND} {THIRD}".replace(" ", "\n"),
    "glued header": f"{WIDE_HEAD.replace(' ', '')}\n{FIRST} {SECOND} {THIRD}",
    "wrapped": f"{WIDE_HEAD}\n{FIRST} {SECOND}\n{THIRD}",
    "three": "\n".join(
        f"{name}\n{' '.join(OUTCOMES)}\n{row}" for name, row in zip(NAMES, (FIRST, SECOND, THIRD), strict=True)
    ),
    "rows": f"类别 {' '.join(OUTCOMES)}\n行政复议 {FIRST}\n未经复议直接起诉 {SECOND}\n复议后起诉 {THIRD}",
    "turned": turned(" "),
    "turned, a cell a line": turned("\n"),
}


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name: str) -> None:
    bound = bind(text_document(f"{DISPUTES}\n{TEXTS[name]}\n{PROBLEMS}"))
    assert [row_of(bound, group) for group in GROUPS] == [FIRST, SECOND, THIRD]
    assert not codes(bound)


def test_drawn_tables() -> None:
    values = f"{FIRST} {SECOND} {THIRD}".split()
    wide = [
        [("行政复议", 1, 5), ("", 1, 3), ("行政诉讼", 1, 7)],
        [*((outcome, 2, 1) for outcome in OUTCOMES), ("未经复议直接起诉", 1, 5), ("复议后起诉", 1, 5)],
        [*OUTCOMES, *OUTCOMES],
        values,
    ]
    by_outcome = [
        ["", *NAMES],
        *([outcome, values[i], values[5 + i], values[10 + i]] for i, outcome in enumerate(OUTCOMES)),
    ]
    merged = [
        [(NAMES[g], 5, 1) if i == 0 else None, OUTCOMES[i], values[5 * g + i]] for g in range(3) for i in range(5)
    ]
    for table in (wide, by_outcome, [[cell for cell in row if cell is not None] for row in merged]):
        bound = bind(grid_document(DISPUTES, table))
        assert [row_of(bound, group) for group in GROUPS] == [FIRST, SECOND, THIRD]
        assert not codes(bound)


def test_names_in_headings_outside_the_tables() -> None:
    parts: list[object] = [DISPUTES]
    for name, row in zip(
        ("行政复议", "行政诉讼（未经复议直接起诉）", "行政诉讼（复议后起诉）"), (FIRST, SECOND, THIRD), strict=True
    ):
        parts += [name, [list(OUTCOMES), row.split()]]
    bound = bind(grid_document(*parts))  # type: ignore[arg-type]
    assert [row_of(bound, group) for group in GROUPS] == [FIRST, SECOND, THIRD]


def test_a_lost_zero_leaves_open_what_cannot_be_told() -> None:
    bound = bind(text_document(f"{DISPUTES}\n{WIDE_HEAD}\n{FIRST} 1 0 0 1 {THIRD}\n{PROBLEMS}"))
    assert row_of(bound, GROUPS[0]) == "1* 1* 0* 0* 2*"
    assert row_of(bound, GROUPS[1]) == "unreadable unreadable unreadable unreadable 1*"
    assert row_of(bound, GROUPS[2]) == "2* 0* 1* 0* 3*"
    assert "row_undetermined" in codes(bound)


def test_empty_lines_tell_the_place_of_a_lost_cell() -> None:
    head = WIDE_HEAD.replace(" ", "\n").replace("\n", "\n\n")
    cells = ["1", "1", "0", "", "2", *SECOND.split(), *THIRD.split()]
    bound = bind(text_document(f"{DISPUTES}\n\n{head}\n\n" + "\n\n".join(cells) + f"\n\n{PROBLEMS}"))
    assert row_of(bound, GROUPS[0]) == "1* 1* 0* blank* 2*"


def test_blank_cells() -> None:
    blank = [[("行政复议", 1, 5), ("行政诉讼", 1, 10)], [*OUTCOMES, *OUTCOMES, *OUTCOMES], [""] * 15]
    assert row_of(bind(grid_document(DISPUTES, blank)), GROUPS[0]) == "blank blank blank blank blank"
    bound = bind(text_document(f"{DISPUTES}\n{WIDE_HEAD}\n{PROBLEMS}"))
    assert row_of(bound, GROUPS[0]) == "blank* blank* blank* blank* blank*"


def test_prose_is_no_table() -> None:
    text = f"{DISPUTES}\n本年度行政复议5件，结果维持4件；行政诉讼2件，均获维持。\n{PROBLEMS}"
    assert not bind(text_document(text)).tables
