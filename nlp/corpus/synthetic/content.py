"""A report's content, independent of layout: who, when, which form, the cells, and the prose with what its numbers mean.

Gives plain frozen dataclasses. Never renders and never draws figures (see :mod:`~nlp.corpus.synthetic.figures`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from nlp.corpus.synthetic.names import Issuer

__all__ = ["Content", "Mark", "Part", "Passage"]


@dataclass(frozen=True, slots=True)
class Mark:
    """A place in a passage that says something checkable.

    ``kind``: count, share, growth, change, money (a figure over ``formula``), none, all (a quantifier: ``formula`` is 0),
    base_year, period, citation, free (a figure without table cell). ``start``/``end`` are offsets in the passage, ``value``
    the printed figure in the formula's unit, ``places`` its printed decimals, ``unit`` what follows it.
    """

    start: int
    end: int
    kind: str
    formula: str = ""
    value: Decimal | None = None
    places: int = 0
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph or a sub-heading (``level`` 0: paragraph; 2, 3: headings below the section's)."""

    text: str
    marks: tuple[Mark, ...] = ()
    level: int = 0

    def quote(self, mark: Mark) -> str:
        """The marked text."""
        return self.text[mark.start : mark.end]

    def replaced(self, mark: Mark, text: str) -> Passage:
        """The passage with ``mark``'s text exchanged and all later marks moved."""
        by = len(text) - (mark.end - mark.start)
        moved = tuple(
            Mark(m.start + by, m.end + by, m.kind, m.formula, m.value, m.places, m.unit)
            if m.start >= mark.end
            else Mark(m.start, m.end + (by if m == mark else 0), m.kind, m.formula, m.value, m.places, m.unit)
            for m in self.marks
        )
        return Passage(self.text[: mark.start] + text + self.text[mark.end :], moved, self.level)


@dataclass(frozen=True, slots=True)
class Part:
    """A section: ``key`` as in :class:`nlp.types.Section`, ``heading`` as printed ("" for the preamble)."""

    key: str
    heading: str
    passages: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class Content:
    """Everything a report says.

    ``requests_form`` and ``disclosure_form`` are "2019" or "2021" (different in a mixture). ``cells`` holds the truth by
    cell id, in the unit of the form; ``procurement_unit`` is the unit printed with the amount of format 2019.
    ``style`` names the office's habits. ``previous`` are last year's cells if that report exists.
    """

    issuer: Issuer
    year: int
    published: date
    disclosure_form: str
    requests_form: str
    cells: Mapping[str, Decimal]
    title: str
    parts: tuple[Part, ...]
    procurement_unit: str = "万元"
    previous: Mapping[str, Decimal] | None = None
    style: str = ""

    @property
    def format(self) -> str:
        """The format by which the report goes: that of its requests table, "mixed" if its tables differ."""
        return self.requests_form if self.requests_form == self.disclosure_form else "mixed"

    def passages(self) -> Iterator[tuple[Part, int, Passage]]:
        """All passages with their part and their place in it."""
        for part in self.parts:
            for index, passage in enumerate(part.passages):
                yield part, index, passage
