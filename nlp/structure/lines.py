"""The lines of a document that are prose or headings, with what is needed to tell how they hang together.

Takes a document and the regions occupied by tables; gives :class:`Line` objects in reading order and, apart, the lines
inside the regions (a heading may have been drawn as a row of a table). Never joins lines, never reads their meaning.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.text import fold
from nlp.text.traditional import TRADITIONAL
from nlp.types import Block, Document, Span

__all__ = ["Line", "compact", "cut_line", "display_width", "read_lines", "squeeze"]

_BLANKS = " \t\r\n\f\v\u3000\u00a0\u2002\u2003\u2009\u202f\u200b\u200c\u200d\u2060\ufeff\u00ad"
_WIDE_BLANKS = "\u3000\u2003"
_BREAK = re.compile(r"[\n\r\f\v\u2028\u2029]+")
_CELL_BREAK = re.compile(r"[\n\r\f\v\t\u2028\u2029|]+")
_ANY_BLANK = re.compile(f"[{_BLANKS}]+")
_FOLDED: dict[int, int | str | None] = {
    code: fold(chr(code)) for code in [*range(0xFF01, 0xFF5F), *map(ord, "−﹣﹐﹒﹙﹚﹪")]
}
# Mirrored copies come in traditional characters.
_FOLDED.update({code: chr(to) for code, to in TRADITIONAL.items()})
_SQUEEZED = {**_FOLDED, **{ord(c): None for c in _BLANKS}}
_MARKDOWN = re.compile(r"(#{1,6})[ \t]*(?=[^#\s])")
_NARROW = re.compile(r"[\x20-\x7e\u00a0-\u00ff]")
_SHORTEST_CELL, _LONGEST_CELL = 9, 90
_PROSE_CELL = 60  # characters that make a cell of an unbound grid a paragraph and the grid a mere layout


@dataclass(frozen=True, slots=True)
class Line:
    """A piece of text without blanks at its ends.

    ``kind`` is line, paragraph or heading (see ``Block``), ``indent`` the width of the blanks before it in half
    characters, ``gap`` whether a blank line stands before it, ``after_table`` whether a table does.
    """

    start: int
    end: int
    text: str
    kind: str = "line"
    level: int | None = None
    page: int | None = None
    indent: int = 0
    gap: bool = False
    after_table: bool = False

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.start, self.end)


def compact(text: str) -> tuple[str, list[int]]:
    """``text`` folded and without blanks, and for each remaining character its index in ``text``; one more at the end."""
    folded = text.translate(_FOLDED)
    if _ANY_BLANK.search(folded) is None:
        return folded, list(range(len(folded) + 1))
    kept: list[int] = []
    position = 0
    for gap in _ANY_BLANK.finditer(folded):
        kept.extend(range(position, gap.start()))
        position = gap.end()
    kept.extend(range(position, len(folded)))
    plain = _ANY_BLANK.sub("", folded)
    return plain, [*kept, kept[-1] + 1 if kept else 0]


def squeeze(text: str) -> str:
    """``text`` folded and without blanks."""
    return text.translate(_SQUEEZED)


def display_width(text: str) -> int:
    """Columns on a terminal: two for a Chinese character, one for a Latin one."""
    return 2 * len(text) - len(_NARROW.findall(text))


def cut_line(line: Line, at: int) -> tuple[Line, Line]:
    """``line`` in two, the second beginning at index ``at`` of its text; blanks at the cut are dropped."""
    head = line.text[:at].rstrip(_BLANKS)
    tail = line.text[at:].lstrip(_BLANKS)
    first = Line(
        line.start,
        line.start + len(head),
        head,
        line.kind,
        line.level,
        line.page,
        line.indent,
        line.gap,
        line.after_table,
    )
    kind = "paragraph" if line.kind == "heading" else line.kind
    return first, Line(line.end - len(tail), line.end, tail, kind, None, line.page)


def read_lines(document: Document, regions: Sequence[Span]) -> tuple[list[Line], list[Line]]:
    """Lines outside the regions, and those lines (cells) inside them that have the length of a heading."""
    ordered = _merged(regions)
    starts = [region.start for region in ordered]
    outside: list[Line] = []
    previous_end = 0
    for piece, kind, block in _pieces(document, ordered):
        for start, end, in_region in _subtract(piece, ordered, starts):
            found = None if in_region else _trimmed(document.text, start, end)
            if found is None:
                continue
            a, b = found
            between = document.text[previous_end:a]
            blank = between.rfind("\n") + 1
            level = block.level if kind == "heading" else None
            signs = _MARKDOWN.match(document.text, a, b)
            if signs:  # the # signs of a markdown heading are not part of its text
                a, kind, level = signs.end(), "heading", len(signs.group(1))
            outside.append(
                Line(
                    a,
                    b,
                    document.text[a:b],
                    kind,
                    level,
                    block.page,
                    _indent(between[blank:]),
                    between.count("\n") > 1,
                    _touches(previous_end, a, ordered, starts),
                )
            )
            previous_end = b
    return outside, [line for region in ordered for line in _cells(document.text, region)]


def _pieces(document: Document, regions: Sequence[Span]) -> Iterator[tuple[Span, str, Block]]:
    blocks = document.blocks
    if not blocks and document.text:
        blocks = (Block("line", Span(0, len(document.text))),)
    for block in blocks:
        if block.kind != "table":
            yield from ((span, block.kind, block) for span in _split(document.text, block.span))
        elif any(region.overlaps(block.span) for region in regions):
            yield block.span, "line", block
        else:
            yield from _layout_cells(document, block)


def _layout_cells(document: Document, block: Block) -> Iterator[tuple[Span, str, Block]]:
    """The cells of a grid that only lays out prose; nothing for a grid of figures."""
    if block.grid is None or block.grid >= len(document.grids):
        return
    cells = document.grids[block.grid].cells
    if not any(len(cell.span) >= _PROSE_CELL and "。" in cell.text for cell in cells):
        return
    for cell in sorted(cells, key=lambda c: c.span):
        yield from ((span, "paragraph", block) for span in _split(document.text, cell.span))


def _split(text: str, span: Span) -> Iterator[Span]:
    position = span.start
    for match in _BREAK.finditer(text, span.start, span.end):
        if match.start() > position:
            yield Span(position, match.start())
        position = match.end()
    if position < span.end:
        yield Span(position, span.end)


def _merged(regions: Sequence[Span]) -> list[Span]:
    merged: list[Span] = []
    for region in sorted(regions):
        if merged and region.start <= merged[-1].end:
            merged[-1] = Span(merged[-1].start, max(merged[-1].end, region.end))
        else:
            merged.append(region)
    return merged


def _subtract(span: Span, regions: Sequence[Span], starts: Sequence[int]) -> Iterator[tuple[int, int, bool]]:
    """The parts of ``span`` in order, each with whether it lies in a region."""
    position = span.start
    index = max(bisect_right(starts, position) - 1, 0)
    while index < len(regions) and regions[index].start < span.end:
        region = regions[index]
        if region.end > position:
            if region.start > position:
                yield position, region.start, False
            yield max(position, region.start), min(region.end, span.end), True
            position = region.end
        index += 1
    if position < span.end:
        yield position, span.end, False


def _touches(start: int, end: int, regions: Sequence[Span], starts: Sequence[int]) -> bool:
    """Whether a region ends in ``[start, end]``."""
    index = bisect_right(starts, end) - 1
    return index >= 0 and start < regions[index].end <= end


def _trimmed(text: str, start: int, end: int) -> tuple[int, int] | None:
    piece = text[start:end]
    left = piece.lstrip(_BLANKS)
    if not left:
        return None
    begin = end - len(left)
    return begin, begin + len(left.rstrip(_BLANKS))


def _cells(text: str, region: Span) -> Iterator[Line]:
    """The cells of a region that are long enough for a heading, and short enough."""
    position = region.start
    for match in [*_CELL_BREAK.finditer(text, region.start, region.end), None]:
        stop = match.start() if match else region.end
        if _SHORTEST_CELL <= stop - position <= _LONGEST_CELL:
            found = _trimmed(text, position, stop)
            if found:
                yield Line(found[0], found[1], text[found[0] : found[1]])
        position = match.end() if match else region.end


def _indent(blanks: str) -> int:
    return sum(2 if c in _WIDE_BLANKS else 8 if c == "\t" else 1 for c in blanks if c in _BLANKS)
