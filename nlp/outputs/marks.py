"""The prose as blocks of text with marks on the numbers that were checked.

Takes a described report, gives :class:`Block` objects in the order of the text; each holds events (text, open a mark,
close it) that nest properly, so that any output can write them. Never shows a table's text as prose; text that evidence
points at is always shown, even where no paragraph holds it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.outputs.describe import Described, tone_of, worst
from nlp.outputs.values import join_wraps
from nlp.types import NUMERIC_KINDS, ParagraphTopics, Span

__all__ = ["Block", "Event", "Mark", "prose_blocks"]


@dataclass(slots=True)
class Mark:
    """A stretch of text that something is known about. ``tone`` is "" for a mark that shows only when it is lit."""

    span: Span
    tone: str = ""
    claims: list[str] = field(default_factory=list)
    findings: list[int] = field(default_factory=list)
    quantity: int | None = None

    @property
    def checked(self) -> bool:
        """Whether a claim or a finding speaks of it."""
        return bool(self.tone) and self.tone != "quiet"


@dataclass(frozen=True, slots=True)
class Event:
    """``text`` to write, or a mark to open (``opens``) or close (``closes``)."""

    text: str = ""
    opens: Mark | None = None
    closes: Mark | None = None


@dataclass(frozen=True, slots=True)
class Block:
    """``kind``: title (a section's heading), subheading, paragraph, line (text outside paragraphs), table (a pointer)."""

    kind: str
    span: Span
    events: tuple[Event, ...] = ()
    topics: ParagraphTopics | None = None
    table: str | None = None
    page: int | None = None


def prose_blocks(described: Described) -> tuple[Block, ...]:
    """All blocks of a report."""
    marks = sorted(_marks(described).values(), key=lambda mark: (mark.span.start, -mark.span.end))
    places = _places(described, marks)
    blocks: list[Block] = []
    at = 0
    for kind, span, extra in places:
        if kind == "table":
            blocks.append(Block("table", span, table=extra if isinstance(extra, str) else None))
            continue
        while at < len(marks) and marks[at].span.end <= span.start:
            at += 1
        inside = []
        for mark in marks[at:]:
            if mark.span.start >= span.end:
                break
            if mark.span.overlaps(span):
                inside.append(mark)
        topics, page = extra if isinstance(extra, tuple) else (None, None)
        blocks.append(Block(kind, span, tuple(_events(described.result.text, span, inside)), topics, page=page))
    return tuple(blocks)


def _marks(described: Described) -> dict[tuple[int, int], Mark]:
    """One mark per stretch: claims, places of findings in the text, and the other amounts."""
    result = described.result
    marks: dict[tuple[int, int], Mark] = {}

    def mark_at(span: Span) -> Mark:
        return marks.setdefault((span.start, span.end), Mark(span))

    for claim in result.claims:
        if len(claim.span):
            mark = mark_at(claim.span)
            mark.claims.append(claim.id)
            mark.findings.extend(described.findings_of_claim[claim.id])
            mark.tone = "quiet"
    for index, finding in enumerate(result.findings):
        places = [item for item in finding.evidence if item.cell is None and len(item.span)]
        shown = [item for item in places if item.role != "context"] or places
        for item in places:
            mark = mark_at(item.span)
            if index not in mark.findings:
                mark.findings.append(index)
            if item in shown and not mark.tone and not finding.verdict.passes:
                mark.tone = "quiet"
    for mark in marks.values():
        if mark.tone and mark.findings:
            mark.tone = worst(_own_tones(described, mark)) or "quiet"
    for number, quantity in enumerate(result.quantities):
        key = (quantity.span.start, quantity.span.end)
        if quantity.kind in NUMERIC_KINDS and key not in marks:
            marks[key] = Mark(quantity.span, "quiet", quantity=number)
        elif key in marks and marks[key].quantity is None:
            marks[key].quantity = number
    return marks


def _own_tones(described: Described, mark: Mark) -> list[str]:
    """Tones of the findings that a mark shows: all but those for which it is only the context of something else."""
    tones = []
    for index in mark.findings:
        finding = described.result.findings[index]
        roles = {item.role for item in finding.evidence if item.span == mark.span and item.cell is None}
        others = any(
            item.role != "context" for item in finding.evidence if item.cell is None and item.span != mark.span
        )
        if roles != {"context"} or not others:
            tones.append(tone_of(finding))
    return tones


_Extra = str | tuple[ParagraphTopics | None, int | None] | None


def _places(described: Described, marks: Sequence[Mark]) -> list[tuple[str, Span, _Extra]]:
    """Where each block stands, in order: paragraphs, headings that no paragraph holds, tables, and lines with marks."""
    result = described.result
    structure = result.structure
    topics = result.topics
    places: list[tuple[str, Span, _Extra]] = []
    headings = {section.heading for section in structure.sections if section.heading is not None}
    for number, paragraph in enumerate(structure.paragraphs):
        if not paragraph.span.of(result.text).strip():
            continue
        kind = "paragraph"
        if paragraph.is_heading:
            kind = "title" if any(heading.overlaps(paragraph.span) for heading in headings) else "subheading"
        places.append((kind, paragraph.span, (topics[number] if number < len(topics) else None, paragraph.page)))
    covered = _Cover([span for _, span, _ in places])
    places.extend(("title", heading, (None, None)) for heading in headings if not covered.touches(heading))
    tables = [(table_id, table.span) for table_id, table in structure.tables.items()]
    if not structure.paragraphs and not structure.sections:
        inside = _Cover([span for _, span in tables])
        places.extend(("line", line, (None, None)) for line in _lines(result.text) if not inside.touches(line))
    covered = _Cover([span for _, span, _ in places])
    for mark in marks:
        if mark.findings and not covered.touches(mark.span):
            line = _line_around(result.text, mark.span)
            places.append(("line", line, (None, None)))
            covered.add(line)
    places.extend(("table", span, table_id) for table_id, span in tables)
    places.sort(key=lambda place: (place[1].start, place[1].end))
    return places


class _Cover:
    """Which stretches are shown already."""

    def __init__(self, spans: Sequence[Span]) -> None:
        self._spans = list(spans)

    def add(self, span: Span) -> None:
        self._spans.append(span)

    def touches(self, span: Span) -> bool:
        return any(other.overlaps(span) for other in self._spans)


def _lines(text: str) -> Iterator[Span]:
    position = 0
    for line in text.split("\n"):
        if line.strip():
            yield Span(position, position + len(line))
        position += len(line) + 1


def _line_around(text: str, span: Span) -> Span:
    """The line that holds a stretch, cut to 160 characters before and after it."""
    start = max(text.rfind("\n", 0, span.start) + 1, span.start - 160)
    end = text.find("\n", span.end)
    return Span(start, min(len(text) if end < 0 else end, span.end + 160))


def _events(text: str, span: Span, marks: Sequence[Mark]) -> Iterator[Event]:
    """The block's text with its marks, nested: a mark that crosses the end of an outer one is cut in two there."""
    pending = [(max(mark.span.start, span.start), min(mark.span.end, span.end), mark) for mark in marks]
    pending.sort(key=lambda item: (item[0], -item[1]))
    stack: list[tuple[int, Mark]] = []
    position = span.start
    while pending or stack:
        next_open = pending[0][0] if pending else span.end + 1
        next_close = stack[-1][0] if stack else span.end + 1
        until = min(next_open, next_close, span.end)
        if until > position:
            yield Event(_shown(text, position, until))
            position = until
        if next_close <= next_open:
            yield Event(closes=stack.pop()[1])
            continue
        start, end, mark = pending.pop(0)
        if stack and end > stack[-1][0]:
            outer = stack[-1][0]
            pending.append((outer, end, mark))
            pending.sort(key=lambda item: (item[0], -item[1]))
            end = outer
        if end > start:
            stack.append((end, mark))
            yield Event(opens=mark)
    if position < span.end:
        yield Event(_shown(text, position, span.end))


def _shown(text: str, start: int, end: int) -> str:
    """A stretch with its line wraps joined; a wrap at the very edge is judged with the characters beyond it."""
    if "\n" not in text[start:end]:
        return text[start:end]
    before, after = text[start - 1 : start].strip(), text[end : end + 1].strip()
    joined = join_wraps(before + text[start:end] + after)
    return joined[len(before) : len(joined) - len(after) or None]
