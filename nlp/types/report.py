"""What the document means: sections, paragraphs, statutory tables, and what is said of issuer, year and date."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from nlp.types.document import Notice
from nlp.types.interval import Interval
from nlp.types.span import BBox, Span

__all__ = ["Cell", "CellState", "Metadata", "Paragraph", "Section", "Structure", "Table"]


class CellState(StrEnum):
    """What a cell holds. Only ``NUMBER`` has a value."""

    NUMBER = "number"
    BLANK = "blank"
    DASH = "dash"
    SLASH = "slash"
    NOT_APPLICABLE = "not_applicable"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Cell:
    """A statutory cell. ``id`` is ``table.row.column`` (DESIGN section 4); ``raw`` is the text as drawn.

    ``unit`` is the unit of ``value`` (件, 项, 个, 万元, 元). ``inferred`` says that the place was decided by the row's
    identities rather than read; ``confidence`` is in [0, 1]. ``span`` is None only if the cell was never drawn.
    """

    id: str
    value: Interval | None
    state: CellState
    raw: str
    unit: str
    span: Span | None
    confidence: float = 1.0
    inferred: bool = False
    page: int | None = None
    bbox: BBox | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A statutory table: ``id`` is disclosure, requests or disputes (or annex); ``format`` 2019, 2021 or annex."""

    id: str
    format: str
    cells: Mapping[str, Cell]
    span: Span


@dataclass(frozen=True, slots=True)
class Section:
    """One of the statutory parts. ``key``: preamble, overview, disclosure, requests, disputes, problems, other.

    ``span`` runs from the heading's first character to the next section; ``heading`` is the heading itself (None for
    the preamble). ``ordinal`` is the printed number (一 = 1), None where missing.
    """

    key: str
    title: str
    span: Span
    heading: Span | None = None
    ordinal: int | None = None


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph of prose (hard-wrapped lines joined, so ``span`` may hold line breaks).

    ``headings`` are the titles above it, outermost first (section title, then sub-headings), as printed. ``section`` is
    the section's key. ``is_heading`` marks a paragraph that is itself a (sub-)heading.
    """

    span: Span
    section: str
    headings: tuple[str, ...] = ()
    is_heading: bool = False
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Metadata:
    """Issuer, level, year and publication date (ISO), each with where it was found (title, text, metadata, path).

    ``level``: state, province, city, county, department, township or None.
    """

    issuer: str | None = None
    level: str | None = None
    year: int | None = None
    published: str | None = None
    found_in: Mapping[str, str] = field(default_factory=dict)
    spans: Mapping[str, Span] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Structure:
    """All that ``structure`` finds. ``format`` is "2019", "2021", "annex", "free" or None."""

    metadata: Metadata
    format: str | None
    sections: tuple[Section, ...]
    paragraphs: tuple[Paragraph, ...]
    tables: Mapping[str, Table]
    notices: tuple[Notice, ...] = ()
