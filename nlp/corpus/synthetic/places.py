"""Where an error was planted.

Plain frozen dataclasses; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from nlp.corpus.synthetic.content import Content

__all__ = ["Place", "Planted"]


@dataclass(frozen=True, slots=True)
class Place:
    """``cells`` of the tables, or a stretch of a passage (``part``, ``index``, offsets in the passage *after* planting)."""

    cells: tuple[str, ...] = ()
    part: str = ""
    index: int = -1
    start: int = -1
    end: int = -1


@dataclass(frozen=True, slots=True)
class Planted:
    """A report with one error: its type, where, what it was and became. ``truth`` holds the right values of changed cells.

    ``damages`` are those of the press that the error needs (a misprinted label is drawn, not written).
    """

    error: str
    content: Content
    place: Place
    old: str
    new: str
    truth: Mapping[str, Decimal] = field(default_factory=dict)
    damages: frozenset[str] = frozenset()
