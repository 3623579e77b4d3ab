"""Everything a check may ask about one report, in one object built once per report.

Takes what the stages before found (document, structure, quantities, claims) and the settings, gives values, states and
names of cells, evidence, and findings whose messages, severities and fingerprints are made in one place. Never reads
files and never judges.
"""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Any

from nlp.checks.explain import difference, format_value
from nlp.checks.formula import evaluate
from nlp.checks.names import cell_name
from nlp.checks.registry import get_rule
from nlp.errors import ConfigurationError
from nlp.settings import Settings
from nlp.text.view import View, view_of
from nlp.types import (
    Cell,
    CellState,
    Claim,
    Document,
    Evidence,
    Finding,
    Interval,
    Paragraph,
    Quantity,
    Repair,
    ReportResult,
    Severity,
    Span,
    Structure,
    Table,
    Verdict,
)

__all__ = ["CONFIDENT", "CheckContext", "Family"]

CONFIDENT = 0.6
"""Below this confidence a cell's value cannot carry a mismatch."""

_ZERO = Interval.point(0)
_EMPTY_STATES = frozenset({CellState.BLANK, CellState.DASH, CellState.SLASH, CellState.NOT_APPLICABLE})
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Family:
    """The reports of the level below, for checks across levels. ``complete``: no child is missing."""

    children: tuple[ReportResult, ...]
    complete: bool


@dataclass
class CheckContext:
    """One report as the checks see it. ``previous`` is the same body's report of the year before, if held."""

    document: Document
    structure: Structure
    quantities: tuple[Quantity, ...]
    claims: tuple[Claim, ...]
    settings: Settings
    previous: ReportResult | None = None
    family: Family | None = None
    memo: dict[str, Any] = field(default_factory=dict, init=False, repr=False)
    """What one check worked out and others may use, by a key of its own."""
    _cells: dict[str, Cell] = field(init=False, repr=False)
    _values: dict[str, Interval | None] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._cells = {key: cell for table in self.structure.tables.values() for key, cell in table.cells.items()}
        self._values = {key: cell.value for key, cell in self._cells.items()}

    # -- the report ---------------------------------------------------------------------------------------------

    @property
    def text(self) -> str:
        """The document's text."""
        return self.document.text

    @property
    def lang(self) -> str:
        """The language of messages: "zh" or "en"."""
        return self.settings.lang

    @property
    def year(self) -> int | None:
        """The year the report is about."""
        return self.structure.metadata.year

    def table(self, table_id: str) -> Table | None:
        """The statutory table of that id, if the report has it."""
        return self.structure.tables.get(table_id)

    def section_text(self, key: str) -> str | None:
        """The text of a section without its heading; None if the report lacks the section."""
        for section in self.structure.sections:
            if section.key == key:
                start = section.heading.end if section.heading is not None else section.span.start
                return self.text[start : section.span.end]
        return None

    @cached_property
    def paragraph_views(self) -> tuple[tuple[Paragraph, View], ...]:
        """Every paragraph of prose with its view (see :mod:`nlp.text.view`), made once for all checks."""
        return tuple((paragraph, view_of(self.text, paragraph.span)) for paragraph in self.structure.paragraphs)

    def quantities_before(self, position: int, count: int) -> tuple[Quantity, ...]:
        """The last ``count`` quantities that end at or before a place, in order."""
        last = bisect_right(self._quantity_ends, position)
        return self.quantities[max(0, last - count) : last]

    @cached_property
    def _quantity_ends(self) -> tuple[int, ...]:
        return tuple(quantity.span.end for quantity in self.quantities)

    # -- cells --------------------------------------------------------------------------------------------------

    def cell(self, cell_id: str) -> Cell | None:
        """The cell as read, or None if the report's table has no such cell."""
        return self._cells.get(cell_id)

    def value(self, cell_id: str) -> Interval | None:
        """The printed value; None for a blank, marked or missing cell."""
        return self._values.get(cell_id)

    def value_or_zero(self, cell_id: str) -> Interval | None:
        """The printed value, or zero for a cell that is drawn and blank (or marked ``-``, ``/``, 不适用).

        None for an unreadable cell and for one that the table does not have.
        """
        value = self._values.get(cell_id)
        if value is None and self.state(cell_id) in _EMPTY_STATES:
            return _ZERO
        return value

    def state(self, cell_id: str) -> CellState | None:
        """The cell's state; None if the report's table has no such cell."""
        cell = self._cells.get(cell_id)
        return None if cell is None else cell.state

    def is_sure(self, cell_id: str) -> bool:
        """Whether the value was read with confidence at the place where it belongs."""
        cell = self._cells.get(cell_id)
        return cell is not None and not cell.inferred and cell.confidence >= CONFIDENT

    def number(self, cell_id: str) -> int | None:
        """The value as an integer; None if it is missing or no integer."""
        value = self._values.get(cell_id)
        if value is None or not value.is_point or value.low != value.low.to_integral_value():
            return None
        return int(value.low)

    def previous_value(self, cell_id: str) -> Interval | None:
        """The same cell in the report of the year before."""
        if self.previous is None or not self._previous_is_last_year():
            return None
        table = self.previous.structure.tables.get(cell_id.split(".", 1)[0])
        cell = table.cells.get(cell_id) if table is not None else None
        return None if cell is None else cell.value

    def _previous_is_last_year(self) -> bool:
        before = self.previous.structure.metadata.year if self.previous is not None else None
        return before is None or self.year is None or self.year - before == 1

    def evaluate(self, formula: str, *, blank_is_zero: bool = False) -> Interval | None:
        """The value of a formula over this report's cells (and, for ``previous(...)``, last year's)."""
        lookup: Callable[[str], Interval | None] = self.value_or_zero if blank_is_zero else self._values.get
        return evaluate(formula, lookup, self.previous_value)

    def cell_label(self, cell_id: str) -> str:
        """The cell's name for people, in the language of the settings: “予以公开·自然人”."""
        return cell_name(cell_id, self.lang)

    # -- evidence -----------------------------------------------------------------------------------------------

    def evidence(self, span: Span, role: str) -> Evidence:
        """A place in the text, quoted."""
        return Evidence(role, span, span.of(self.text), page=self._page_at(span.start))

    def cell_evidence(self, cell_id: str, role: str) -> Evidence | None:
        """The place of a cell; None if it was never drawn."""
        cell = self._cells.get(cell_id)
        if cell is None or cell.span is None:
            return None
        return Evidence(role, cell.span, cell.span.of(self.text), page=cell.page, bbox=cell.bbox, cell=cell_id)

    def cells_evidence(self, cells: Iterable[str], role: str) -> tuple[Evidence, ...]:
        """The places of those of the cells that were drawn."""
        found = (self.cell_evidence(cell_id, role) for cell_id in cells)
        return tuple(item for item in found if item is not None)

    def top_evidence(self) -> Evidence:
        """The place of the year or issuer, else the first line: for findings about the report as a whole."""
        for key in ("year", "issuer"):
            span = self.structure.metadata.spans.get(key)
            if span is not None:
                return self.evidence(span, "context")
        start = len(self.text) - len(self.text.lstrip())
        end = self.text.find("\n", start)
        return self.evidence(Span(start, min(end if end >= 0 else len(self.text), start + 80)), "context")

    @cached_property
    def _pages(self) -> tuple[tuple[Span, int], ...]:
        return tuple((block.span, block.page) for block in self.document.blocks if block.page is not None)

    def _page_at(self, position: int) -> int | None:
        for span, page in self._pages:
            if span.start <= position < span.end:
                return page
        return None

    # -- findings -----------------------------------------------------------------------------------------------

    def finding(
        self,
        rule_id: str,
        variant: str,
        *,
        verdict: Verdict,
        evidence: Sequence[Evidence | None],
        left: Interval | None = None,
        right: Interval | None = None,
        formula: str | None = None,
        cells: Iterable[str] = (),
        claim: str | None = None,
        repairs: Sequence[Repair] = (),
        severity: Severity | None = None,
        **fields: object,
    ) -> Finding:
        """A finding of a rule. The message is the rule's template for ``variant`` in the language of the settings.

        Templates may use ``left``, ``right``, ``delta``, ``quote`` (the first evidence), ``cells`` (their names) and
        whatever is given as ``fields``; numbers are formatted here. Raises :class:`ConfigurationError` for an unknown
        rule or variant, a template that asks for a field not given, and a finding without evidence.
        """
        rule = get_rule(rule_id)
        places = tuple(item for item in evidence if item is not None)
        if not places:
            raise ConfigurationError(f"rule {rule_id}", "a finding needs at least one evidence")
        template = rule.messages.get(variant)
        if template is None:
            raise ConfigurationError(f"rule {rule_id}", f"there is no message {variant!r}")
        cell_ids = tuple(cells)
        delta = difference(left, right)
        values = {
            "left": "" if left is None else format_value(left),
            "right": "" if right is None else format_value(right),
            "delta": delta or "",
            "quote": _SPACE.sub("", places[0].quote),
            "cells": self._joined(cell_ids),
            "year": "" if self.year is None else str(self.year),
            **{key: _as_text(value) for key, value in fields.items()},
        }
        try:
            message = template.in_(self.lang).format_map(values)
        except KeyError as error:
            raise ConfigurationError(
                f"rule {rule_id}, message {variant}", f"no value for {{{error.args[0]}}}"
            ) from None
        if self.lang == "en":
            message = message[:1].upper() + message[1:]  # a template may begin with a field
        return Finding(
            rule=rule_id,
            verdict=verdict,
            severity=rule.severity_of(variant) if severity is None else severity,
            message=message,
            evidence=places,
            left=left,
            right=right,
            delta=delta,
            formula=formula,
            cells=cell_ids,
            claim=claim,
            repairs=tuple(repairs),
            fingerprint=self._fingerprint(rule_id, variant, cell_ids, places),
        )

    def _joined(self, cell_ids: tuple[str, ...]) -> str:
        separator = "、" if self.lang == "zh" else ", "
        return separator.join(self.cell_label(cell_id) for cell_id in cell_ids)

    def _fingerprint(self, rule_id: str, variant: str, cells: tuple[str, ...], places: tuple[Evidence, ...]) -> str:
        """Sixteen hex digits over rule, variant, issuer, year, cells and the words quoted; offsets do not count."""
        quotes = "|".join(_SPACE.sub("", place.quote) for place in places if place.cell is None)
        metadata = self.structure.metadata
        parts = (rule_id, variant, metadata.issuer or "", str(metadata.year or ""), ",".join(cells), quotes)
        return hashlib.sha256("\x1f".join(parts).encode()).hexdigest()[:16]


def _as_text(value: object) -> object:
    if isinstance(value, (Interval, Decimal)):
        return format_value(value)
    return value


def values_of(structure: Structure) -> Mapping[str, Interval | None]:
    """All cell values of a structure by id."""
    return {key: cell.value for table in structure.tables.values() for key, cell in table.cells.items()}
