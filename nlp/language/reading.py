"""What the pipeline asks of the rooms above it: the numbers of a text, and what a report says.

Takes nothing, gives the types that such suppliers return. ``nlp.annotate`` supplies both; the pipeline finds them by name in
spaCy's registry (``gouji.numbers.v1``, ``gouji.reader.v1``), so that this room imports none of them.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

__all__ = ["NUMBERS", "READER", "MarkedSpan", "ReportReader", "TextReading"]

NUMBERS = "gouji.numbers.v1"
READER = "gouji.reader.v1"


@dataclass(frozen=True, slots=True)
class MarkedSpan:
    """Characters ``[start, end)`` of the text with a label, and the id of what they belong to ("" for none)."""

    start: int
    end: int
    label: str
    id: str = ""


@dataclass(frozen=True, slots=True)
class TextReading:
    """``record`` is plain data (dicts, lists, strings, numbers); ``groups`` are the spans to mark, by span group."""

    record: dict[str, Any]
    groups: dict[str, tuple[MarkedSpan, ...]]


ReportReader = Callable[[str], TextReading]
"""Reads a text: a whole report or a paragraph of one."""
