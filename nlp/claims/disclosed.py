"""What an office discloses of itself: documents, decisions, items, fees and procurement.

Takes a number's window and the state there, gives a :class:`Bound`. Never looks at the number's value.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.claims.bound import UNUSUAL, Bound, Office, words_of
from nlp.claims.frames import OBJECTS, State, Token
from nlp.claims.measures import measure_book
from nlp.types import Quantity

__all__ = ["bind_disclosure"]

_LISTS = ("清单", "目录")
"""Where items are counted, the list they stand in is no other subject."""


def bind_disclosure(window: Sequence[Token], state: State, office: Office, quantity: Quantity | None) -> Bound | None:
    """The row and column of table 二 that a number in a frame of documents, decisions, fees or procurement means."""
    row = str(state.frame)
    if len({token.sense for token in window if token.sense in OBJECTS}) > 1:
        return None  # 行政许可和行政处罚共500件: of both together
    if quantity is None or not any(
        token.sense == row or token.kind in ("act", "growth") or token.sense == "handled" for token in window
    ):
        return None
    form = f"format_{office.formats.get('disclosure', '2021')}"
    if row in ("normative_documents", "regulations"):
        return _bind_document(row, window, state, office, quantity, form)
    if row in ("fees", "procurement") and not any(token.sense in (row, "amount", "down", "up") for token in window):
        return None  # 公开采购意向1.2万条
    if row not in ("fees", "procurement") and any(token.sense == "amount" for token in window):
        return None  # 行政强制0件,收费0: the fee is none of the row before
    book = measure_book()
    whole = _whole(state, office)
    money = quantity.kind == "money"
    if row in ("fees", "procurement"):
        if money:
            key = "fee_amount" if row == "fees" else "procurement_amount"
        elif quantity.unit in book.units["items"]:
            key = "fee_items" if row == "fees" else "procurement_items"
        else:
            return None
        columns = book.disclosure[key].get(form)
        certainty = 1.0 if whole >= 0.8 or row == "fees" else 0.8
    elif money:
        return None
    elif (
        quantity.unit in ("件", "宗", "起", "例", "次", "笔", "")
        and not _is_change(window)
        and (row == "other_services" or not _items_only(window))
    ):
        columns, key = book.disclosure["decisions"], "decisions"
        told = any(token.sense == "decisions" for token in window)
        certainty = max(whole, 0.8) if told and whole > 0.4 else whole if whole >= 0.9 else UNUSUAL
    elif quantity.unit in book.units["items"]:
        columns, key = book.disclosure["items"].get(form), "items"
        certainty = max(whole, 0.8)
    else:
        return None
    if not columns:
        return None
    templates = tuple((_on_row(row, str(column)), float(weight)) for column, weight in columns)
    if any(token.kind == "foreign" and not (key == "items" and words_of(token) in _LISTS) for token in window):
        certainty = min(certainty, UNUSUAL)
    return Bound(
        f"disclosure.{row}.{_column_name(key)}",
        templates,
        "total",
        certainty,
        f"{row}:{quantity.unit}",
        "disclosure",
        row,
    )


def _bind_document(
    row: str, window: Sequence[Token], state: State, office: Office, quantity: Quantity, form: str
) -> Bound | None:
    book = measure_book()
    if quantity.kind != "count" or quantity.unit not in book.units["documents"]:
        return None
    acts = [token for token in window if token.kind == "act" and token.sense in book.disclosure[row]]
    act = acts[-1].sense if acts else "issued"
    columns = book.disclosure[row][act].get(form)
    if not columns:
        return None
    certainty = _whole(state, office) if acts else 0.4
    statutory = row == "regulations" or any("行政规范性" in words_of(token) for token in window)
    certainty *= 1.0 if statutory else 0.75
    if any(token.kind == "foreign" for token in window):
        certainty = min(certainty, UNUSUAL)
    templates = tuple((_on_row(row, str(column)), float(weight)) for column, weight in columns)
    return Bound(f"disclosure.{row}.{act}", templates, "total", certainty, f"{row}:{act}", "disclosure", row)


def _whole(state: State, office: Office) -> float:
    """How surely a number about documents or decisions is that of the body whose table it is."""
    if state.scope == "own" and office.is_government:
        return 0.4
    if state.scope == "whole" or not office.is_government:
        return 0.9
    return 0.55


def _is_change(window: Sequence[Token]) -> bool:
    return any(token.kind == "growth" for token in window)


def _items_only(window: Sequence[Token]) -> bool:
    return any("事项" in words_of(token) for token in window)


def _on_row(row: str, column: str) -> str:
    return " + ".join(f"disclosure.{row}.{part}" for part in column.split(" + "))


def _column_name(key: str) -> str:
    return {
        "fee_items": "items",
        "procurement_items": "items",
        "fee_amount": "amount",
        "procurement_amount": "amount",
    }.get(key, key)
