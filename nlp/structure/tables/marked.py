"""Tables written a cell a line, where marks say where a cell ends: bars, or tabs on lines of their own.

Takes the lines of a text, gives them with the cells told from the rest: lines broken inside a cell put together, marks taken
off, page numbers between cells left out. How many marks stand between two numbers, and with that which cells between them
are blank, :func:`slots_by_marks` reads from the text. Never looks at what a cell says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.structure.tables.cells import read_cell
from nlp.structure.tables.items import Token
from nlp.structure.tables.labels import ordinal_of
from nlp.types import Block, Span

__all__ = ["MarkedLine", "blank_row", "marked_lines", "slots_by_marks"]

_BARS = re.compile(r"[|｜\s]*[|｜][|｜\s]*")
_CLOSED = re.compile(r"[^|｜\n]*[^|｜\s][^|｜\n]*[|｜][|｜\s]*")
_LONE_TAB = re.compile(r"\n[ \u3000]*\t[ \t\u3000]*\n")
_MARKS_AND_BLANKS = re.compile(r"[|｜\s]*")
_CLOSER = re.compile(r"[|｜]{2,}")
_MANY = 20
_LONGEST_LABEL = 60


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of the text, or a cell of one or more lines; ``cell`` says that marks part it from its neighbours."""

    span: Span
    block: Block | None
    cell: bool


def marked_lines(text: str, lines: Sequence[tuple[Span, Block | None]]) -> list[MarkedLine] | None:
    """The lines where marks part the cells; None where the text is not written so."""
    raws = [span.of(text) for span, _ in lines]
    if _bars_close_cells(raws):
        return list(_between_bars(text, lines, raws))
    if len(_LONE_TAB.findall(text)) >= _MANY:
        return list(_between_tabs(text, lines))
    return None


def _bars_close_cells(raws: Sequence[str]) -> bool:
    """``规章 |`` line by line, or ``规章`` and a line with a bar alone."""
    alone = closed = several = 0
    for raw in raws:
        if "|" not in raw and "｜" not in raw:
            continue
        if _BARS.fullmatch(raw):
            alone += len(raw.strip()) == 1
        elif _CLOSED.fullmatch(raw):
            closed += 1
        elif raw.count("|") >= 2:
            several += 1
    return (closed >= _MANY and closed > 4 * several) or (alone >= _MANY and alone > 4 * several)


def _between_bars(text: str, lines: Sequence[tuple[Span, Block | None]], raws: Sequence[str]) -> Iterator[MarkedLine]:
    found: list[list[object]] = []
    for (span, block), raw in zip(lines, raws, strict=True):
        if _BARS.fullmatch(raw):
            if found:
                found[-1][2] = True
        elif _CLOSED.fullmatch(raw):
            end = min(at for at in (raw.find("|"), raw.find("｜")) if at >= 0)
            found.append([Span(span.start, span.start + end), block, True])
        else:
            found.append([span, block, False])
    cells = [MarkedLine(span, block, bool(closed)) for span, block, closed in found]  # type: ignore[arg-type]
    after_bar = True
    number = 0
    while number < len(cells):
        line = cells[number]
        following = cells[number + 1] if number + 1 < len(cells) else None
        if not line.cell and after_bar and following is not None:
            whole = Span(line.span.start, following.span.end)
            if following.cell and _is_one_label(whole.of(text)):
                yield MarkedLine(whole, line.block, True)
                number += 2
                continue
            if line.span.of(text).strip().isdigit() and number and cells[number - 1].cell:
                number += 1  # a page number: no bar closes it
                continue
        yield line
        after_bar = line.cell
        number += 1


def _between_tabs(text: str, lines: Sequence[tuple[Span, Block | None]]) -> Iterator[MarkedLine]:
    pending: MarkedLine | None = None
    apart = True  # whether a tab or an empty line stands before the pending line
    for span, block in lines:
        cell = False
        if pending is not None:
            gap = text[pending.span.end : span.start]
            whole = Span(pending.span.start, span.end)
            cell = "\t" in gap
            if apart and not cell and gap.count("\n") == 1 and _is_one_label(whole.of(text)):
                pending = MarkedLine(whole, block, pending.cell)
                continue
            yield pending
            apart = cell or gap.count("\n") > 1
        pending = MarkedLine(span, block, cell)
    if pending is not None:
        yield pending


def _is_one_label(raw: str) -> bool:
    """Whether lines may be one label: short, with an ordinal at the start only, none of them a number or a heading."""
    parts = [part.strip() for part in raw.split("\n") if part.strip()]
    if sum(map(len, parts)) > _LONGEST_LABEL or parts[0].endswith(("情况", "事项", "。")):
        return False
    return not any(read_cell(part) is not None for part in parts) and not any(ordinal_of(p)[0] for p in parts[1:])


def slots_by_marks(
    text: str, tokens: Sequence[Token], begin: int, end: int | None, width: int, *, labelled: bool = True
) -> list[int] | None:
    """Columns of numbers drawn one a line, where marks part the cells: each mark is the end of one cell.

    ``labelled`` says that a cell of the same row ends at ``begin``; ``end`` is the start of the next label. None where
    there are no such marks, or where they do not make a row of ``width`` cells.
    """
    if not tokens or len({token.line for token in tokens}) != len(tokens):
        return None
    gap = text[begin : tokens[0].span.start]
    mark = next((m for m in "|\t" if m in text[begin : tokens[-1].span.end + 3]), "")
    if not mark:
        return None
    position = -1 if labelled or mark == "|" else 0
    closers = list(_CLOSER.finditer(gap)) if mark == "|" else []
    if closers and not labelled:  # the row before is filled up with bars: cells are counted from there
        position, begin = 0, begin + closers[-1].end()
    slots: list[int] = []
    place = begin
    for number, token in enumerate(tokens):
        marks = text.count(mark, place, token.span.start)
        if not marks and (number or position < 0):
            return None
        position += marks
        slots.append(position)
        place = token.span.end
    if position >= width:
        return None
    if not labelled and mark == "|":  # bars may also open rows or fill them up: the row must come out even
        return slots if position + _marks_after(text, place, "|") == width else None
    if end is None:
        return slots
    after = text.count(mark, place, end)
    fits = position + after >= width if mark == "|" else not labelled or position + after == width - 1
    return slots if fits else None  # (bars that fill up a row may come after it)


def blank_row(text: str, label_end: int, width: int) -> bool:
    """Whether nothing but marks follows a label, as many as the row has cells."""
    return max(_marks_after(text, label_end, "|") - 1, _marks_after(text, label_end, "\t")) >= width


def _marks_after(text: str, place: int, mark: str) -> int:
    found = _MARKS_AND_BLANKS.match(text, place)
    return found.group().count(mark) if found else 0
