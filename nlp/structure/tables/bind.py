"""All statutory tables of a document.

Takes a :class:`~nlp.types.Document`, gives :class:`BoundTables`. Finds where each table is drawn (by section headings
where they help, else anywhere), tries the drawn grids and, where these are broken, the plain text under them, and keeps
what explains more. Never reads prose as a table and never mixes two tables into one.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.forms import select_format
from nlp.structure.tables.annex import bind_annex
from nlp.structure.tables.disclosure import bind_disclosure
from nlp.structure.tables.disputes import bind_disputes
from nlp.structure.tables.emit import Draft, notice
from nlp.structure.tables.labels import label_book
from nlp.structure.tables.lines import Line, Token, document_lines
from nlp.structure.tables.requests import bind_requests
from nlp.types import CellState, Document, Grid, Notice, Span, Table

__all__ = ["BoundTables", "bind_tables"]

_HEADINGS = (
    ("disclosure", re.compile(r"主动公开(?:政府|政务)?(?:政府)?信息(?:的)?情况")),
    ("requests", re.compile(r"收到和处理.{0,8}申请")),
    ("disputes", re.compile(r"行政复议.{0,6}(?:行政)?诉讼.{0,6}情况|(?:申请|提起)行政(?:复议|诉讼).{0,20}情况")),
    ("problems", re.compile(r"存在.{0,8}问题|问题.{0,6}改进|改进情况")),
    ("other", re.compile(r"其他.{0,8}(?:报告|说明)的?事项|需要说明的其他事项")),
    ("overview", re.compile(r"总体情况|概述")),
)
_ORDINAL = re.compile(r"\s*(?:#{1,6}\s*)?[(（]?[一二三四五六七八][)）]?\s*[、.．:：\s]?")
_BINDERS: dict[str, Callable[[Sequence[Line], str], Draft | None]] = {
    "disclosure": bind_disclosure,
    "requests": bind_requests,
    "disputes": bind_disputes,
}
_MANY = 4
_REMNANT = 60  # characters of a line of a table that no row claims
_NAMES = {
    "disclosure": "主动公开政府信息情况",
    "requests": "收到和处理政府信息公开申请情况",
    "disputes": "行政复议、行政诉讼情况",
}


@dataclass(frozen=True, slots=True)
class BoundTables:
    """The statutory tables of a report.

    ``format`` is "2019", "2021", "annex" or None if there is no table. ``regions`` are the stretches of text that
    belong to tables (labels, headers, captions and numbers; not the section headings), in order.
    """

    tables: Mapping[str, Table]
    format: str | None
    regions: tuple[Span, ...]
    notices: tuple[Notice, ...] = ()


def bind_tables(document: Document) -> BoundTables:
    """Find the statutory tables of a report and give each number its cell id.

    Cells whose place had to be inferred are marked so; cells that cannot be told are unreadable, with a notice.
    """
    lines = document_lines(document)
    drafts = _bind_all(lines, document.text)
    if any(grid.method.startswith("pdf") for grid in document.grids) and _is_poor(drafts):
        plain = document_lines(document, grids=False)
        again = _bind_all(plain, document.text)
        for table, draft in again.items():
            if table not in drafts or draft.quality > drafts[table].quality + 1e-9:
                drafts[table] = draft
                _remap(draft, plain, lines)
    _take_remnants(drafts, lines, document.grids)
    return _bound(drafts, lines, document.grids)


def _remap(draft: Draft, plain: Sequence[Line], lines: Sequence[Line]) -> None:
    """Line numbers of one reading as those of the other, by the text they cover."""
    spans = [line.span for line in plain if line.index in draft.lines]
    draft.lines = {line.index for line in lines if any(line.span.overlaps(span) for span in spans)}


def _is_poor(drafts: Mapping[str, Draft]) -> bool:
    return any(table not in drafts or drafts[table].quality < 0.999 for table in _BINDERS)


# -- where the tables are -------------------------------------------------------------------------------------------


def _bind_all(lines: list[Line], text: str) -> dict[str, Draft]:
    headings = _headings(lines, text)
    drafts: dict[str, Draft] = {}
    for table, binder in _BINDERS.items():
        draft = _best(_zones(lines, headings, table), binder, text, table)
        if draft is None or draft.quality < 0.5:
            taken = {index for other in drafts.values() for index in other.lines}
            rest = [line for line in lines if line.index not in taken and line.index not in headings]
            anywhere = _best(_split_instances(rest, table), binder, text, table) if rest else None
            if anywhere is not None and (draft is None or anywhere.quality > draft.quality):
                draft = anywhere
        if draft is not None and draft.cells:
            drafts[table] = draft
    if "requests" not in drafts or drafts["requests"].quality < 0.5:
        annex = bind_annex(lines, text)
        if annex is not None and len(annex.cells) > sum(len(draft.cells) for draft in drafts.values()) / 4:
            return {"annex": annex}
    return drafts


def _headings(lines: Sequence[Line], text: str) -> dict[int, str]:
    """Section headings by line number."""
    found: dict[int, str] = {}
    for line in lines:
        if line.prose or len(line.span) > 60 or any(isinstance(item, Token) for item in line.items):
            continue
        if line.grid >= 0 and len(line.items) > 2:
            continue
        raw = line.span.of(text)
        ordinal = _ORDINAL.match(raw)
        bare = re.sub(r"\s", "", raw)
        if ordinal is None and not line.heading and len(bare) > 26:
            continue
        if "结转" in bare or "新收" in bare:
            continue
        for key, pattern in _HEADINGS:
            if pattern.search(bare):
                if key == "overview" and not (ordinal is not None and ordinal.group().strip()):
                    continue
                found[line.index] = key
                break
    return found


def _zones(lines: Sequence[Line], headings: Mapping[int, str], table: str) -> list[list[Line]]:
    """Lines under each heading of a table's section, split where a second table of the kind begins."""
    zones: list[list[Line]] = []
    current: list[Line] | None = None
    for line in lines:
        key = headings.get(line.index)
        if key is not None:
            current = [] if key == table else None
            if current is not None:
                zones.append(current)
            continue
        if current is not None:
            current.append(line)
    return [part for zone in zones if zone for part in _split_instances(zone, table)]


def _split_instances(lines: Sequence[Line], table: str) -> list[list[Line]]:
    """Cut where a table of the kind starts anew (reports that print the tables of several offices)."""
    if table == "disputes":
        return [list(lines)]
    book = label_book(table)
    first_id = "new" if table == "requests" else "regulations"
    starts: list[int] = []
    strong: list[tuple[int, str]] = []
    waiting: tuple[int, str] | None = None  # a label counts only if a number follows it
    for line in lines:
        if line.prose:
            continue
        for item in line.items:
            if isinstance(item, Token):
                if waiting is not None and item.reading.is_number:
                    strong.append(waiting)
                    if waiting[1] == first_id and (not starts or waiting[0] != starts[-1]):
                        starts.append(waiting[0])
                waiting = None
                continue
            hit = next((h for h in book.hits(item.ordinal, item.bare) if h.entry.kind == "row"), None)
            waiting = (line.index, hit.entry.id) if hit is not None and hit.score >= 0.8 else None
    if len(starts) < 2:
        return [list(lines)]
    enough = 8 if table == "requests" else 3
    cuts: list[int] = []
    since = starts[0]
    for start in starts[1:]:
        before = {row for index, row in strong if since <= index < start}
        after = {row for index, row in strong if index >= start}
        if len(before) >= enough and len(after) >= enough:
            cuts.append(start)
            since = start
    if not cuts:
        return [list(lines)]
    parts: list[list[Line]] = [[]]
    for line in lines:
        if line.index in cuts:
            parts.append([])
        parts[-1].append(line)
    return parts


def _best(
    zones: list[list[Line]], binder: Callable[[Sequence[Line], str], Draft | None], text: str, table: str
) -> Draft | None:
    """The first complete table, or the most complete one."""
    best: Draft | None = None
    count = 0
    for zone in zones:
        draft = binder(zone, text)
        if draft is None or not draft.cells:
            continue
        draft.quality = _quality(draft, table)
        count += draft.quality >= 0.5
        if best is None or draft.quality > best.quality + 0.05:
            best = draft
    if best is not None and count > 1:
        best.say("several_tables")
    return best


def _quality(draft: Draft, table: str) -> float:
    """Share of the form's cells that were read, from 0 to 1."""
    expected = {"disclosure": 10, "requests": 161, "disputes": 15}[table]
    read = sum(1 for cell in draft.cells.values() if cell.state is not CellState.UNREADABLE)
    return min(1.0, read / expected)


# -- the result -----------------------------------------------------------------------------------------------------


def _bound(drafts: Mapping[str, Draft], lines: Sequence[Line], grids: Sequence[Grid]) -> BoundTables:
    by_index = {line.index: line for line in lines}
    notices: list[Notice] = []
    tables: dict[str, Table] = {}
    formats: dict[str, str | None] = {}
    for table, draft in drafts.items():
        formats[table] = "annex" if table == "annex" else select_format(draft.found)
        if table == "requests" and formats[table] is None:
            formats[table] = "2019" if "other" in draft.found else None
    overall = formats.get("disclosure") or formats.get("requests") or ("annex" if "annex" in formats else None)
    for table, draft in drafts.items():
        spans = [by_index[i].span for i in sorted(draft.lines) if i in by_index]
        start = min([span.start for span in spans] + [c.span.start for c in draft.cells.values() if c.span])
        end = max([span.end for span in spans] + [c.span.end for c in draft.cells.values() if c.span])
        tables[table] = Table(table, formats[table] or overall or "2021", draft.cells, Span(start, end))
        notices.extend(draft.notices)
    if drafts and "annex" not in drafts:
        notices.extend(notice("table_missing", label=name) for table, name in _NAMES.items() if table not in drafts)
    named = {f for table, f in formats.items() if f in ("2019", "2021")}
    if len(named) > 1:
        notices.append(notice("format_mixed", level="info"))
    return BoundTables(tables, overall, _regions(drafts, lines, grids), _gathered(notices))


def _gathered(notices: Sequence[Notice]) -> tuple[Notice, ...]:
    """Notices of one kind that come many times as one, with their number."""
    groups: dict[str, list[Notice]] = {}
    for item in notices:
        groups.setdefault(item.code, []).append(item)
    kept: list[Notice] = []
    for group in groups.values():
        if len(group) <= _MANY:
            kept.extend(group)
            continue
        first = group[0]
        message = f"{first.message}（此类情况共{len(group)}处）"
        kept.append(replace(first, message=message, message_en=f"{first.message_en} ({len(group)} such places)"))
    return tuple(kept)


def _take_remnants(drafts: Mapping[str, Draft], lines: Sequence[Line], grids: Sequence[Grid]) -> None:
    """Short lines left over in a grid that a table is drawn in (the tail of a label) belong to the table."""
    by_grid: dict[int, list[Line]] = {}
    for line in lines:
        if line.grid >= 0:
            by_grid.setdefault(line.grid, []).append(line)
    for draft in drafts.values():
        for number, own in by_grid.items():
            first = next((at for at, line in enumerate(own) if line.index in draft.lines), len(own))
            if first < len(own) and not _is_guessed(number, grids):
                first = 0
            left = [line for line in own[first:] if line.index not in draft.lines]
            if 0 < len(left) < 0.5 * len(own) and not any(line.prose or _drawn(line) > _REMNANT for line in left):
                taken = {index for other in drafts.values() if other is not draft for index in other.lines}
                draft.lines.update(line.index for line in left if line.index not in taken)


def _is_guessed(number: int, grids: Sequence[Grid]) -> bool:
    """Whether a grid was told from how figures stand on pages: above its table it may hold the end of a heading."""
    return number >= len(grids) or grids[number].method.startswith("pdf")


def _drawn(line: Line) -> int:
    """Characters in a line's cells."""
    return sum(len(item.span) for item in line.items)


def _regions(drafts: Mapping[str, Draft], lines: Sequence[Line], grids: Sequence[Grid]) -> tuple[Span, ...]:
    """Stretches of neighbouring table lines, to the end of the grid that they are drawn in."""
    member = {index for draft in drafts.values() for index in draft.lines}
    regions: list[Span] = []
    last_outside = {line.grid: line.index for line in lines if line.index not in member}
    known = {number: grid.span for number, grid in enumerate(grids)}
    previous = -2
    for line in lines:
        if line.index not in member:
            continue
        span = line.span
        if line.grid in known and last_outside.get(line.grid, -1) < line.index:  # rules that close the grid included
            start = span.start if _is_guessed(line.grid, grids) or line.grid in last_outside else known[line.grid].start
            span = Span(min(start, span.start), max(span.end, known[line.grid].end))
        if previous == line.index - 1 and regions:
            regions[-1] = Span(min(regions[-1].start, span.start), max(regions[-1].end, span.end))
        else:
            regions.append(span)
        previous = line.index
    return tuple(regions)
