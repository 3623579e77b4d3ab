"""Blocks and grids put together into one document whose spans are right by construction.

Takes paragraphs and drawn cells in reading order, gives a :class:`Document`: blocks joined by newlines, a grid's cells by
tabs and its rows by newlines, every merged cell's text once at its origin. Never searches for a text it has written:
every span is counted while the text grows.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from nlp.errors import LimitExceededError
from nlp.settings import Limits
from nlp.types import BBox, Block, Document, Grid, GridCell, Notice, Source, Span

__all__ = ["Assembler", "DrawnCell", "compact", "is_cjk", "join_lines", "tidy", "unify_radicals"]

_INVISIBLE = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))
_INVISIBLE.update({code: None for code in range(0x20) if chr(code) not in "\t\n\r\f\v"})
_INVISIBLE[0x7F] = None
_CJK = re.compile(
    r"[\u2e80-\u303f\u3040-\u30ff\u3105-\u312f\u3200-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef“”‘’—…·①-⓿]"
)
# Radicals (⼀) and compatibility forms that PDF fonts map ordinary characters to.
_RADICAL = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")


def is_cjk(char: str) -> bool:
    """Whether a line may be broken beside this character without a blank being meant."""
    return bool(_CJK.match(char))


def tidy(text: str) -> str:
    """Without invisible characters; no-break blanks become plain ones."""
    return text.translate(_INVISIBLE).replace("\xa0", " ")


def unify_radicals(text: str) -> str:
    """Radicals and compatibility ideographs as the ordinary characters they stand for, one for one."""
    if not _RADICAL.search(text):
        return text
    return _RADICAL.sub(_unified, text)


def _unified(match: re.Match[str]) -> str:
    same = unicodedata.normalize("NFKC", match[0])
    return same if len(same) == 1 else match[0]


def join_lines(lines: Iterable[str]) -> str:
    """One line of several: nothing between CJK characters, otherwise a blank; tabs become blanks."""
    joined = ""
    for line in lines:
        line = line.replace("\t", " ").strip()
        if not line:
            continue
        if joined and not (is_cjk(joined[-1]) and is_cjk(line[0])):
            joined += " "
        joined += line
    return joined


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A cell before its place in the text is known. ``text`` has no line breaks."""

    row: int
    col: int
    row_span: int
    col_span: int
    text: str
    page: int | None = None
    bbox: BBox | None = None


def compact(cells: Sequence[DrawnCell]) -> list[DrawnCell]:
    """Without rows and columns in which no cell begins (they come from bogus or superfluous spans), in reading order."""
    rows = {old: new for new, old in enumerate(sorted({cell.row for cell in cells}))}
    cols = {old: new for new, old in enumerate(sorted({cell.col for cell in cells}))}
    found = []
    for cell in cells:
        row_span = sum(1 for r in range(cell.row, cell.row + cell.row_span) if r in rows)
        col_span = sum(1 for c in range(cell.col, cell.col + cell.col_span) if c in cols)
        found.append(
            DrawnCell(rows[cell.row], cols[cell.col], row_span, col_span, cell.text, cell.page, cell.bbox),
        )
    found.sort(key=lambda cell: (cell.row, cell.col))
    return found


@dataclass(slots=True)
class Assembler:
    """Collects what a reader finds. Raises :class:`LimitExceededError` as soon as a limit is passed."""

    source: Source
    limits: Limits
    notices: list[Notice] = field(default_factory=list)
    metadata: list[tuple[str, str]] = field(default_factory=list)
    _parts: list[str] = field(default_factory=list)
    _length: int = 0
    _blocks: list[Block] = field(default_factory=list)
    _grids: list[Grid] = field(default_factory=list)
    _cells: int = 0

    @property
    def length(self) -> int:
        """Characters so far."""
        return self._length

    @property
    def grids(self) -> int:
        """Tables so far."""
        return len(self._grids)

    def note_pictures(self, count: int, kind: str) -> None:
        """Note pictures in a document without any table: its tables may be among them."""
        if count and not self._grids:
            self.notice(
                f"{kind}.pictures",
                f"正文里没有表格，但有 {count} 幅图片，图片中的文字和数字未能读取",
                f"there is no table but {count} pictures; what they show cannot be read",
            )

    def paragraph(
        self,
        text: str,
        kind: str = "paragraph",
        *,
        level: int | None = None,
        page: int | None = None,
        bbox: BBox | None = None,
        path: str | None = None,
    ) -> None:
        """Add a block of prose (nothing if ``text`` is blank). ``text`` must not hold line breaks."""
        text = text.strip()
        if not text:
            return
        self._break()
        span = self._write(text)
        self._blocks.append(Block(kind, span, level=level, page=page, bbox=bbox, path=path))

    def grid(
        self,
        cells: Sequence[DrawnCell],
        method: str,
        *,
        page: int | None = None,
        bbox: BBox | None = None,
        path: str | None = None,
    ) -> None:
        """Add a table (nothing if it has no cells)."""
        cells = compact(cells)
        if not cells:
            return
        self._cells += len(cells)
        if self._cells > self.limits.cells:
            raise LimitExceededError(
                self.source.path,
                f"表格单元格超过 {self.limits.cells} 个的上限",
                f"more than {self.limits.cells} table cells",
            )
        self._break()
        start = self._length
        placed = []
        row = 0
        for index, cell in enumerate(cells):
            if index:
                self._write("\n" if cell.row != row else "\t")
            row = cell.row
            span = self._write(cell.text)
            placed.append(
                GridCell(
                    cell.row, cell.col, cell.row_span, cell.col_span, cell.text, span, page=cell.page, bbox=cell.bbox
                ),
            )
        span = Span(start, self._length)
        n_rows = max(cell.row + cell.row_span for cell in placed)
        n_cols = max(cell.col + cell.col_span for cell in placed)
        self._blocks.append(Block("table", span, grid=len(self._grids), page=page, bbox=bbox, path=path))
        self._grids.append(Grid(tuple(placed), n_rows, n_cols, span, method, page=page))

    def notice(self, code: str, message: str, message_en: str, *, level: str = "warning") -> None:
        """Note something unusual about the source, once per code and message."""
        note = Notice(code, message, message_en, level=level)
        if note not in self.notices:
            self.notices.append(note)

    def remember(self, key: str, value: str | None) -> None:
        """Keep what the file says of itself; the first value of a key wins."""
        value = (value or "").strip()
        if value and all(known != key for known, _ in self.metadata):
            self.metadata.append((key, value))

    def document(self) -> Document:
        """Everything collected so far."""
        return Document(
            self.source,
            "".join(self._parts),
            tuple(self._blocks),
            tuple(self._grids),
            tuple(self.notices),
            tuple(self.metadata),
        )

    def _break(self) -> None:
        if self._length:
            self._write("\n")

    def _write(self, text: str) -> Span:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        if self._length > self.limits.text_chars:
            raise LimitExceededError(
                self.source.path,
                f"文字超过 {self.limits.text_chars} 字的上限",
                f"more than {self.limits.text_chars} characters of text",
            )
        return Span(start, self._length)
