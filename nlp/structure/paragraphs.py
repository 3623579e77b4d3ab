"""The paragraphs of a report: lines put together again, and under which headings each stands.

Takes the lines of a :class:`~nlp.structure.sections.Division`, gives paragraphs in order. Lines wrapped at a fixed width,
cut by a page break or given as continuations by a pdf are joined; lines that are paragraphs stay. Page numbers, captions,
running headers and left-over labels of tables are no paragraphs. Never cuts a line except at a heading found before.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from nlp.structure.dates import find_dates
from nlp.structure.headings import find_mark
from nlp.structure.issuer import as_body
from nlp.structure.lines import Line, cut_line, display_width, squeeze
from nlp.structure.outline import Outline, Run
from nlp.structure.sections import Division, Unit
from nlp.structure.wording import ProseWording, prose
from nlp.types import Paragraph, Span

__all__ = ["Wrapping", "build_paragraphs", "measure_wrapping"]

_CLOSERS = "”’\"')）]】》」』〕"
_PAIRS = {"“": "”", "《": "》", "（": "）", "(": ")", "「": "」", "『": "』", "【": "】", "〔": "〕"}
_SLACK = 11  # columns by which a wrapped line may fall short (hanging punctuation, a number kept whole)
_NARROWEST, _WIDEST = 40, 170  # columns of a wrapped line
_FEWEST_FULL = 4
_PROSE_WIDTH = 24
_LONG_LINE = 60
_SHORTEST_BROKEN, _SHORTEST_SENTENCE = 6, 20
_LOST_BREAK = re.compile(r"(?<=[。；！])[ \t\u3000\u00a0]+(?=[（(][一二三四五六七八九十]{1,2}[)）])")
_SIGNATURE_LINES, _LONGEST_SIGNATURE = 4, 44


@dataclass(frozen=True, slots=True)
class Wrapping:
    """How a text is broken into lines.

    ``width`` in columns (0: a line is a paragraph), whether every line is followed by a blank one, and whether
    paragraphs begin with an indent.
    """

    width: int = 0
    double_spaced: bool = False
    indented: bool = False


def build_paragraphs(division: Division) -> tuple[Paragraph, ...]:
    """Paragraphs of the prose, headings among them, in the order of the text."""
    wording = prose()
    headers = _running_headers(division)
    kept = [
        u
        for unit in division.units
        for u in _apart(unit)
        if u.role != "text" or not (_is_noise(u.line, wording) or squeeze(u.line.text) in headers)
    ]
    wrapping = measure_wrapping([u.line for u in kept if u.role == "text"])
    runs: list[Run] = []
    for unit in kept:
        line = unit.line
        last = runs[-1] if runs else None
        if (
            unit.role == "text"
            and last is not None
            and last.role == "text"
            and last.section == unit.section
            and _continues(last.lines[-1], line, last, wrapping, wording)
        ):
            last.lines.append(line)
        else:
            runs.append(Run([line], unit.role, unit.section))
    signed = _signature(runs)
    paragraphs: list[Paragraph] = []
    for number, (run, titles, is_heading) in enumerate(Outline(division.sections).read(runs)):
        key = division.sections[run.section].key if division.sections else "preamble"
        if number >= signed:
            key, titles, is_heading = "other" if key != "preamble" else key, (), False
        span = Span(run.lines[0].start, run.lines[-1].end)
        paragraphs.append(Paragraph(span, key, titles, is_heading, run.lines[0].page))
    return tuple(paragraphs)


def _apart(unit: Unit) -> Iterator[Unit]:
    """A line in which only blanks are left of the breaks before its （一）, （二） … as its paragraphs."""
    line = unit.line
    if unit.role == "text" and len(line.text) > _LONG_LINE:
        cut = _LOST_BREAK.search(line.text)
        while cut is not None:
            head, line = cut_line(line, cut.end())
            yield replace(unit, line=head)
            cut = _LOST_BREAK.search(line.text)
    yield replace(unit, line=line) if line is not unit.line else unit


def _signature(runs: Sequence[Run]) -> int:
    """The number of the run with which the closing lines (office, day) begin."""
    first = len(runs)
    for number in range(len(runs) - 1, max(len(runs) - _SIGNATURE_LINES, 0) - 1, -1):
        text = runs[number].text
        plain = squeeze(text)
        if runs[number].role != "text" or len(plain) > _LONGEST_SIGNATURE or text[-1] in "。；;！":
            break
        dates = list(find_dates(text))
        rest = squeeze(text[: dates[0].start] + text[dates[-1].end :]) if dates else plain
        name = rest.strip("():,、。")
        if name and as_body(name) not in ("department", "government", "township", "zone"):
            break
        first = number
    return first


def measure_wrapping(lines: Sequence[Line]) -> Wrapping:
    """Whether the lines are pieces of paragraphs broken at one width, judged from all of them together."""
    drawn = [line for line in lines if line.kind != "heading"]
    widths = sorted(display_width(line.text) for line in drawn)
    wide = [w for w in widths if w >= _PROSE_WIDTH]
    indents = Counter(line.indent for line in drawn)
    indented = 0.15 <= sum(n for i, n in indents.items() if i >= 2) / max(len(drawn), 1) <= 0.95
    if len(wide) < _FEWEST_FULL:
        return Wrapping(0, False, indented)
    width = wide[min(int(len(wide) * 0.9), len(wide) - 1)]
    if not _NARROWEST <= width <= _WIDEST or wide[-1] > width + _SLACK:
        return Wrapping(0, False, indented)
    full = [line for line in drawn if display_width(line.text) >= width - _SLACK]
    loose = sum(1 for line in full if not _is_final(line.text))
    if len(full) < max(_FEWEST_FULL, 0.4 * len(wide)) or loose < 0.5 * len(full):
        return Wrapping(0, False, indented)
    gaps = sum(1 for line in drawn if line.gap)
    return Wrapping(width, gaps >= 0.8 * len(drawn), indented)


def _continues(before: Line, line: Line, run: Run, wrapping: Wrapping, wording: ProseWording) -> bool:
    """Whether ``line`` goes on with the paragraph that ``before`` ends so far."""
    if line.after_table or line.kind == "heading" or before.kind == "heading":
        return False
    final = _is_final(before.text)
    mark = find_mark(line.text)
    if before.page is not None and line.kind == "line":
        return _goes_on(before, run, wrapping, opens=mark is not None and mark.style != "run")
    if before.page is not None and line.kind == "paragraph":
        # the pdf reader saw an indent, or a line that ended early; only at a page's end can it not tell
        if line.page == before.page or final or mark is not None or not _broken_off(run):
            return False
        return _open_bracket(run) is not None or not wording.opener.match(line.text)
    if wrapping.width:
        return _wrapped_on(before, line, run, wrapping, final, mark is not None and mark.style != "run")
    if final or mark is not None or not _broken_off(run):
        return False
    if line.kind == "paragraph" and not (before.page is not None and before.page != line.page):
        return False
    if wrapping.indented and line.indent >= 2:
        return False
    if _open_bracket(run) is not None:
        return True
    return not wording.opener.match(line.text) and (line.gap or before.page != line.page or before.text[-1] in "，、,")


def _goes_on(before: Line, run: Run, wrapping: Wrapping, *, opens: bool) -> bool:
    """Whether a line that the pdf reader takes for a continuation is one: not after a title, not at an ordinal mark."""
    alone = len(run.lines) == 1 and not _is_final(before.text) and not _broken_off(run)
    if alone and wrapping.width and display_width(before.text) < 0.6 * wrapping.width:
        return False
    return not (opens and (alone or _is_final(before.text)))


def _wrapped_on(before: Line, line: Line, run: Run, wrapping: Wrapping, final: bool, marked: bool) -> bool:
    width = display_width(before.text) + before.indent
    full = width >= wrapping.width - _SLACK
    gap = line.gap and not wrapping.double_spaced
    deeper = (
        wrapping.indented and line.indent >= 2 and line.indent > (run.lines[-1].indent if len(run.lines) > 1 else -1)
    )
    if marked:
        return full and not final and not deeper and _cites(before.text)
    if final:
        return full and not gap and not deeper
    if full:
        return not deeper or (gap and not wrapping.indented)
    if deeper or not _broken_off(run):
        return False
    return width >= 0.6 * wrapping.width or _open_bracket(run) is not None


def _cites(text: str) -> bool:
    """Whether the next （一） could be an item of an article quoted here ("…第二十条" / "（一）项")."""
    return text[-1:] in "条款第、和" or text.endswith("，")


def _broken_off(run: Run) -> bool:
    """Whether the run so far reads as the beginning of a sentence rather than as a title, a date or a signature."""
    length = sum(len(line.text) for line in run.lines)
    if length < _SHORTEST_BROKEN:
        return False
    if _open_bracket(run) is not None:
        return True
    return length >= _SHORTEST_SENTENCE and any(c in line.text for line in run.lines[-3:] for c in "，。；,;：")


def _open_bracket(run: Run) -> str | None:
    """The last bracket or quotation mark of the run that is not closed."""
    text = "".join(line.text for line in run.lines[-8:])
    for opener, closer in _PAIRS.items():
        if text.rfind(opener) > text.rfind(closer):
            return opener
    return None


def _is_final(text: str) -> bool:
    stripped = text.rstrip(_CLOSERS + " \u3000")
    return not stripped or stripped[-1] in prose().final


def _is_noise(line: Line, wording: ProseWording) -> bool:
    if len(line.text) > 120 or (line.text[-1] in "。；" and len(line.text) > 40):
        return False
    if line.text[0] == "|" and line.text[-1] == "|" and len(line.text) > 2:
        return True
    plain = squeeze(line.text)
    if wording.noise.fullmatch(plain):
        return True
    parts = squeeze(line.text.replace("\t", "|")).split("|") if "\t" in line.text else line.text.split()
    return all(wording.labels.fullmatch(squeeze(part)) for part in parts if part)


def _running_headers(division: Division) -> frozenset[str]:
    """Short lines that come again and again word for word, as at the head of each page."""
    counts = Counter(
        squeeze(u.line.text)
        for u in division.units
        if u.role == "text" and 6 <= len(u.line.text) <= 60 and not _is_final(u.line.text)
    )
    return frozenset(text for text, n in counts.items() if n >= 3)
