"""What was read from a file, before anything is understood: text, blocks, drawn grids, notices."""

from __future__ import annotations

from dataclasses import dataclass, field

from nlp.types.span import BBox, Span

__all__ = ["Block", "Document", "Grid", "GridCell", "Notice", "Source"]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the bytes came from. ``path`` is as given by the user (``archive.zip!member`` inside an archive)."""

    path: str
    sha256: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Notice:
    """Something unusual about the *source* (never about the report): ``code`` is stable, messages are for people.

    ``level`` is "info" or "warning".
    """

    code: str
    message: str
    message_en: str = ""
    span: Span | None = None
    level: str = "warning"

    def describe(self, lang: str = "zh") -> str:
        """The message in ``lang``."""
        return self.message if lang == "zh" or not self.message_en else self.message_en


@dataclass(frozen=True, slots=True)
class Block:
    """A drawn unit of text in reading order: a line, a paragraph, a heading or a table's extent.

    ``kind`` is "line" (plain text: may be a wrapped piece of a paragraph), "paragraph" (the format itself marks it as
    one), "heading" (marked as such; ``level`` 1-6), or "table" (``grid`` is the index into ``Document.grids``).
    ``path`` is the element's path for html and docx, ``page``/``bbox`` the place for pdf.
    """

    kind: str
    span: Span
    level: int | None = None
    grid: int | None = None
    page: int | None = None
    bbox: BBox | None = None
    path: str | None = None


@dataclass(frozen=True, slots=True)
class GridCell:
    """One drawn cell: zero-based row and column, extents, its text and where that stands in ``Document.text``."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    span: Span
    page: int | None = None
    bbox: BBox | None = None


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as drawn. ``method`` says how it was found (html, docx, pdf_lines, pdf_text, pipes ...)."""

    cells: tuple[GridCell, ...]
    n_rows: int
    n_cols: int
    span: Span
    method: str
    page: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A file as text with its drawn structure.

    ``text`` is canonical: for plain text it equals the decoded file. Blocks are in order and do not overlap. A grid's
    text is part of ``text`` (cells separated by tabs, rows by newlines, for formats that have no text of their own).
    ``metadata`` holds what the file says of itself (title, publication date ...), as ``(key, value)`` pairs.
    """

    source: Source
    text: str
    blocks: tuple[Block, ...]
    grids: tuple[Grid, ...] = ()
    notices: tuple[Notice, ...] = ()
    metadata: tuple[tuple[str, str], ...] = field(default=())
