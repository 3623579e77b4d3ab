"""A number as prose states it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from nlp.types.interval import Interval
from nlp.types.span import Span

__all__ = ["NUMERIC_KINDS", "Quantity"]

NUMERIC_KINDS = frozenset({"count", "share", "growth", "points", "multiple", "money", "fraction", "number"})
"""Kinds that state an amount. The others (year, date, period, ordinal, document_number, article, phone, postcode,
address, url, list_mark, idiom, title_number ...) only look like one."""


@dataclass(frozen=True, slots=True)
class Quantity:
    """One numeric mention.

    ``stated`` is the printed figure in ``unit`` (14万余条 -> 140000); ``value`` the interval it stands for ([140000,
    150000)). Shares and growth are stored as the printed percentage (45.23, unit ``%``; ‰ is converted), money in 元.
    ``decimals`` counts the printed decimals of the figure before scaling, ``scale`` is the power of ten of the written
    unit (万元 -> 4). ``unit`` is the counter in simplified characters (件, 条, 人次) or "". ``hedge`` is the hedging word or "".
    """

    value: Interval
    stated: Decimal
    decimals: int
    unit: str
    hedge: str
    kind: str
    span: Span
    surface: str
    scale: int = 0
