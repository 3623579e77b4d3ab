"""What one drawn cell says."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.structure.tables.cells import read_cell
from nlp.types import CellState


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("0", "0", ""),
        ("217583", "217583", ""),
        ("１２３", "123", ""),
        ("11,398,889", "11398889", ""),
        ("1，234", "1234", ""),
        ("4068.208", "4068.208", ""),
        ("143780.54万元", "143780.54", "万元"),
        ("251000元", "251000", "元"),
        ("22（其中修订 16 件）", "22", ""),
        ("37 个", "37", "个"),
        ("5件", "5", "件"),
        ("+22", "22", ""),
        ("-3", "-3", ""),
        ("↑5", "5", ""),
        ("↓5", "-5", ""),
        (" 7 ", "7", ""),
        ("\u200b7", "7", ""),
        ("1 234", "1234", ""),
        ("**5**", "5", ""),
        ("5<br>", "5", ""),
        ("零", "0", ""),
        ("1.2万", "1.2", "万"),
        ("0件", "0", "件"),
        ("持平", "0", ""),
        ("与上年持平", "0", ""),
        ("无变化", "0", ""),
    ],
)
def test_numbers(text: str, value: str, unit: str) -> None:
    reading = read_cell(text)
    assert reading is not None
    assert reading.state is CellState.NUMBER
    assert (reading.value, reading.unit) == (Decimal(value), unit)


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("", CellState.BLANK),
        (" \u3000", CellState.BLANK),
        ("-", CellState.DASH),
        ("——", CellState.DASH),
        ("／", CellState.SLASH),
        ("不适用", CellState.NOT_APPLICABLE),
        ("无", CellState.NOT_APPLICABLE),
        ("县级无此项", CellState.NOT_APPLICABLE),
        ("不收费", CellState.NOT_APPLICABLE),
        ("不适用（无此项）", CellState.NOT_APPLICABLE),
        ("--253", CellState.UNREADABLE),
        ("12 7", CellState.UNREADABLE),
        ("1139\n888", CellState.UNREADABLE),
        ("2O0", CellState.UNREADABLE),
        ("22(16)", CellState.UNREADABLE),
        ("0000000", CellState.UNREADABLE),
        ("12%", CellState.UNREADABLE),
    ],
)
def test_states(text: str, state: CellState) -> None:
    reading = read_cell(text)
    assert reading is not None
    assert reading.state is state
    assert reading.value is None


@pytest.mark.parametrize(
    "text", ["规章", "1.属于国家秘密", "（七）总计", "规章（县级无此项）", "第二十条第（一）项", "2021年"]
)
def test_labels_are_no_values(text: str) -> None:
    assert read_cell(text) is None


def test_confused_letters_keep_what_they_may_be() -> None:
    reading = read_cell("2O0")
    assert reading is not None
    assert reading.candidates == (Decimal(200),)


@pytest.mark.parametrize("label", ["不予公开", "无法提供", "不予处理", "未经复议直接起诉", "其他处理"])
def test_labels_that_begin_with_a_negation_are_no_values(label: str) -> None:
    assert read_cell(label) is None


def test_words_for_no_change_are_named() -> None:
    reading = read_cell("持平")
    assert reading is not None
    assert reading.note == "cell_no_change"
