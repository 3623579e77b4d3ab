"""What repeats on the pages of a PDF and what starts a paragraph on them.

Takes the lines of all pages, takes out page numbers, running heads and feet, and lines of a table of contents, and tells
which of the remaining lines start a paragraph. Never takes out a line from the middle of a page unless it is a line of a
table of contents.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.ingest.pdf_lines import TextLine
from nlp.ingest.pdf_page import Edge
from nlp.ingest.pdf_tables import PdfTable

__all__ = ["Sheet", "drop_furniture", "is_numbered_foot", "mark_paragraphs", "scrolls"]

_PAGE_NUMBER = re.compile(
    r"^(?:[-—–－―─_·•.\s]*(?:\d{1,3}|[ivxIVX]{1,5})[-—–－―─_·•.\s]*|第?\s*\d{1,3}\s*[页頁]?\s*[/／,，、|共]{0,3}\s*共?\s*(?:总)?\d{1,3}\s*[页頁]?|"
    r"第\s*[\d一二三四五六七八九十]{1,3}\s*[页頁]|共\s*\d{1,3}\s*[页頁]|(?:page|p\.?)\s*\d{1,3}(?:\s*(?:of|/)\s*\d{1,3})?)$",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:[.．。…·‥_]\s*){5,}\s*[-—]?\s*\d{1,3}\s*[-—]?$")
_MARK = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十]{1,3}[)）]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十]{1,3}[条章节])"
)
_MARGIN = 0.12


@dataclass(slots=True)
class Sheet:
    """A page read: its free lines and its tables, from top to bottom."""

    number: int
    width: float
    height: float
    lines: list[TextLine]
    tables: list[PdfTable]
    rules: list[Edge] = field(default_factory=list)
    inked: int = 0
    unmapped: int = 0
    picture: float = 0.0
    complete: bool = True


def drop_furniture(sheets: Sequence[Sheet]) -> None:
    """Take the furniture out of every page's lines."""
    running = _running(sheets)
    for sheet in sheets:
        edge = [line for line in sheet.lines if _at_edge(line, sheet)]
        gone = {id(line) for line in edge if (_key(line), _band(line, sheet)) in running}
        left = [line for line in sheet.lines if id(line) not in gone]
        low = max([table.box[3] for table in sheet.tables], default=0.0)
        high = min([table.box[1] for table in sheet.tables], default=sheet.height)
        for line in (*left[:1], *left[-2:]):
            outermost = line.top >= max(low - 2, *(other.top for other in left)) or line.bottom <= min(
                high + 2, *(o.bottom for o in left)
            )
            if _PAGE_NUMBER.match(line.text) and (
                _at_edge(line, sheet) or (outermost and re.search(r"[-—–－―第页頁]", line.text))
            ):
                gone.add(id(line))
        sheet.lines = [line for line in sheet.lines if id(line) not in gone and not _CONTENTS.search(line.text)]


def is_numbered_foot(text: str) -> bool:
    """Whether a line at the foot of a page can be nothing but its number: in dashes, or with 第 and 页."""
    return bool(_PAGE_NUMBER.match(text)) and bool(re.search(r"[-—–－―]\s*\d+\s*[-—–－―]|[页頁]", text))


def _at_edge(line: TextLine, sheet: Sheet) -> bool:
    return line.bottom < sheet.height * _MARGIN or line.top > sheet.height * (1 - _MARGIN)


def _key(line: TextLine) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line.text))


def _band(line: TextLine, sheet: Sheet) -> int:
    """Top or bottom margin: a running head need not stand at the very same height."""
    return 0 if line.bottom < sheet.height * _MARGIN else 1


def _running(sheets: Sequence[Sheet]) -> set[tuple[str, int]]:
    """Texts (figures masked) that stand in the margin of several pages."""
    if len(sheets) < 2:
        return set()
    counts: Counter[tuple[str, int]] = Counter()
    for sheet in sheets:
        counts.update({(_key(line), _band(line, sheet)) for line in sheet.lines if _at_edge(line, sheet)})
    least = 2 if len(sheets) <= 4 else max(3, len(sheets) // 3)
    return {key for key, count in counts.items() if count >= least and key[0] != "#"}


def scrolls(sheets: Sequence[Sheet]) -> Iterator[tuple[list[TextLine], list[Edge]]]:
    """Stretches of lines between ruled tables, the pages put below one another, with the horizontal rules among them.

    Lines at the top of a page that repeat lines of the page before (the head of a table) are left out.
    """
    lines: list[TextLine] = []
    rules: list[Edge] = []
    for sheet in sheets:
        tops = sorted(table.top for table in sheet.tables)
        own = sheet.lines = _without_repeats(lines, sheet.lines)
        shift = lines[-1].bottom + 0.5 * own[0].size - own[0].top if lines and own else 0.0
        passed = 0
        for line in own:
            while passed < len(tops) and tops[passed] < line.top:
                if lines:
                    yield lines, rules
                lines, rules, shift = [], [], 0.0
                passed += 1
            moved = line.moved(sheet.number, shift)
            if lines and lines[-1].page == moved.page and moved.top < lines[-1].bottom - 0.2 * moved.size:
                moved.between = moved.x0 > lines[-1].x1
            lines.append(moved)
        rules.extend(Edge(rule.at + shift, rule.start, rule.end) for rule in sheet.rules)
        if passed < len(tops):
            if lines:
                yield lines, rules
            lines, rules = [], []
    if lines:
        yield lines, rules


def _without_repeats(before: Sequence[TextLine], lines: list[TextLine]) -> list[TextLine]:
    """The lines of a page without a head of several lines that stood on the page before."""
    texts = [line.text for line in before]
    for count in range(min(8, len(lines)), 1, -1):
        head = [line.text for line in lines[:count]]
        if any(re.search(r"\d", text) for text in head):
            continue
        if any(texts[at : at + count] == head for at in range(len(texts) - count + 1)):
            return lines[count:]
    return lines


def mark_paragraphs(sheets: Sequence[Sheet]) -> set[int]:
    """The identities of the lines that start a paragraph."""
    starts: set[int] = set()
    left, right = _margins([line for sheet in sheets for line in sheet.lines])
    before: TextLine | None = None
    for sheet in sheets:
        own = [line for line in sheet.lines if len(line.pieces) == 1 and line.x1 - line.x0 > 0.5 * (right - left)]
        page_left, page_right = _margins(own) if len(own) >= 5 else (left, right)
        leading = _leading(sheet.lines)
        ends = sorted(table.box[3] for table in sheet.tables)
        first = True
        for line in sheet.lines:
            after_table = any(
                before is not None and not first and before.top < end <= line.top + 2 for end in ends
            ) or (first and any(end <= line.top + 2 for end in ends))
            gap = 0.0 if first or before is None else line.base - before.base
            if before is None or after_table or _starts(line, before, page_left, page_right, gap > 1.6 * leading):
                starts.add(id(line))
            before, first = line, False
    return starts


def _starts(line: TextLine, before: TextLine, left: float, right: float, spaced: bool) -> bool:
    if line.x0 - left > 1.3 * line.size:
        return True
    short = before.x1 + _unbroken(line) < right - 2.2 * before.size
    ended = before.text[-1:] in "。！？；：:;”）)"
    if short:
        return True
    if _MARK.match(line.text) and ended:
        return True
    return spaced and ended


def _unbroken(line: TextLine) -> float:
    """The width of the figure or word with which a line begins, which could not be broken to fill the line before."""
    end = line.x0
    for char in line.chars:
        if not (char.text.isascii() and (char.text.isalnum() or char.text in ".,%-/:")):
            break
        end = char.x1
    return end - line.x0


def _margins(lines: Sequence[TextLine]) -> tuple[float, float]:
    """Left and right border of the prose: where most long lines begin, and the furthest that several end."""
    if not lines:
        return 0.0, 0.0
    begins = Counter(round(line.x0 / 2) for line in lines)
    most = max(begins.values())
    left = min(x for x, count in begins.items() if count * 4 >= most) * 2.0
    ends = sorted(line.x1 for line in lines)
    return left, ends[int(len(ends) * 0.9)] if len(ends) > 3 else ends[-1]


def _leading(lines: Sequence[TextLine]) -> float:
    gaps = sorted(b.base - a.base for a, b in zip(lines, lines[1:], strict=False) if b.base - a.base > 1)
    return gaps[len(gaps) // 2] if gaps else 1e9
