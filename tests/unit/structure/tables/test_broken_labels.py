"""Labels broken over lines, and misprinted besides, in text that has a cell or a row a line."""

from __future__ import annotations

import pytest

from tests.unit.structure.tables.table_kit import (
    FIGURES,
    PROBLEMS,
    REQUESTS,
    ROWS,
    bind,
    codes,
    figures,
    requests_text,
    row_of,
    text_document,
)

LAYOUTS = {"a cell a line": "\n", "label and numbers on lines of their own": " "}


def drawn(separator: str, rows: dict[str, list[str]] | None = None, **labels: str) -> str:
    """The requests table with some labels printed otherwise; ``⏎`` breaks a label."""
    lines = [REQUESTS]
    for row, values in (rows or figures()).items():
        lines += [labels.get(row.replace(".", "_"), ROWS[row]).replace("⏎", "\n"), separator.join(values)]
    return "\n".join([*lines, PROBLEMS])


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_end_of_a_label_may_be_misprinted(layout: str) -> None:
    text = drawn(LAYOUTS[layout], refused_internal_affairs="5.属于三类内部⏎事物信息")
    bound = bind(text_document(text))
    assert row_of(bound, "requests.refused.internal_affairs") == "0 0 0 0 0 0 0"
    assert codes(bound) == {"row_misprinted"}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_end_of_a_label_is_not_taken_for_the_next_one(layout: str) -> None:
    text = drawn(
        LAYOUTS[layout], new="一、本年新收政⏎府信息公开申请数量", carried_in="二、上年转结政府信息⏎公开申请数量"
    )
    bound = bind(text_document(text))
    assert row_of(bound, "requests.new").replace("*", "") == "1641 2 0 0 3 0 1646"
    assert row_of(bound, "requests.carried_in").replace("*", "") == "37 0 0 0 0 0 37"


def test_one_label_that_says_nothing_does_not_put_the_whole_table_in_doubt() -> None:
    text = drawn("\n", refused_enforcement_files="7.某某⏎另一句没有意义的文字")
    bound = bind(text_document(text))
    assert row_of(bound, "requests.new") == "1641 2 0 0 3 0 1646"
    assert row_of(bound, "requests.carried_out") == "100 0 0 0 0 0 100"


def test_numbers_that_all_follow_the_labels_of_a_column_are_left_open() -> None:
    """As some extractors of pages print: first the column of labels, then one column of numbers."""
    column = [values[0] for values in FIGURES.values()][:7]
    text = "\n".join([REQUESTS, *ROWS.values(), *column, PROBLEMS])
    assert set(row_of(bind(text_document(text)), "requests.carried_out").split()) == {"unreadable"}
    whole = bind(text_document(requests_text(figures(), separator="\n")))
    assert row_of(whole, "requests.carried_out") == "100 0 0 0 0 0 100"
