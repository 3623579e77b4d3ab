"""The parts of a report: which of the possible headings are headings, and where each part runs.

Takes a document, the regions and tables found in it; gives sections in order, the lines cut at the headings, and notices.
Titles decide, ordinals only help: a misnumbered or unnumbered part is found, a numbered sentence is not taken for one.
Never moves text from one part to another and never judges the report (that is ``checks``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from nlp.structure.candidates import Candidate, find_candidates
from nlp.structure.headings import KIN, STATUTORY, STRONG, UNKNOWN, Title
from nlp.structure.lines import Line, read_lines, squeeze
from nlp.structure.wording import SECTION_KEYS, headings, prose
from nlp.types import Document, Notice, Section, Span, Table

__all__ = ["Division", "Unit", "divide"]

_ORDER = {key: number for number, key in enumerate(SECTION_KEYS)}
_STYLES = ("cjk", "part", "none", "digit", "paren")
_TABLE_KEYS = ("disclosure", "requests", "disputes")
_TRAILING = "。.：:；;，,#* \t　"
_DOUBLED = re.compile(r"([\u4e00-\u9fff]{2,4})\1")
_OPENING_PROSE = 40  # characters of a preamble's paragraph that can be a general opening rather than a note


@dataclass(frozen=True, slots=True)
class Unit:
    """A line, or a piece of one after cutting. ``role``: text, heading (of the section), repeated, contents."""

    line: Line
    role: str
    section: int


@dataclass(frozen=True, slots=True)
class Division:
    """Sections in order (the preamble first, if there is any text in it), lines, and what was unusual."""

    sections: tuple[Section, ...]
    units: tuple[Unit, ...]
    notices: tuple[Notice, ...]


def divide(document: Document, regions: Sequence[Span], tables: Mapping[str, Table]) -> Division:
    """Find the parts of ``document``."""
    lines, table_lines = read_lines(document, regions)
    found, contents = find_candidates(lines, table_lines)
    chosen, repeated = _choose(found)
    openings = [_Opening(c, c.start, c.title.key or "other") for c in chosen]
    openings = _with_tables(openings, tables)
    openings = _with_untitled(openings, lines, contents, document.text)
    sections = _sections(document.text, openings)
    units = _units(lines, chosen, repeated, contents, sections)
    return Division(sections, units, _notices(chosen))


# -- choosing ----------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Opening:
    candidate: Candidate | None
    start: int
    key: str


def _choose(found: Sequence[Candidate]) -> tuple[list[Candidate], list[Candidate]]:
    """The headings, with their keys settled, and those that only repeat one (a page break, a second print)."""
    style = _main_style(found)
    if not any(c.title.strength >= KIN for c in found):
        return [], []
    strong_keys = {c.title.key for c in found if c.style == style and c.title.strength >= STRONG}
    exact = {c.title.key for c in found if c.style == style and (c.title.strength == STATUTORY or c.title.canonical)}
    chosen: list[Candidate] = []
    repeated: list[Candidate] = []
    for index, candidate in enumerate(found):
        current = chosen[-1] if chosen else None
        following = _next_strong(found, index, style)
        if candidate.style == style and candidate.title.strength >= STRONG:
            verdict = _strong(candidate, current, chosen, exact, following)
        elif candidate.style == style and style in ("cjk", "part"):
            verdict = _weak(candidate, current, following)
        elif candidate.title.key in strong_keys or candidate.title.strength < STRONG:
            verdict = "no"
            if current and candidate.style == "none" and _same_title(candidate, current):
                verdict = "repeated"
        else:
            verdict = _of_other_style(candidate, chosen, following, style)
        if verdict == "yes":
            chosen.append(_keyed(candidate, chosen))
        elif verdict == "repeated":
            repeated.append(candidate)
    return chosen, repeated


def _main_style(found: Sequence[Candidate]) -> str:
    """The style of mark under which most parts are named."""
    scores = dict.fromkeys(_STYLES, 0.0)
    numbered = next((c.start for c in found if c.style in ("cjk", "part") and c.title.strength >= STRONG), None)
    for style in _STYLES:
        best: dict[str, int] = {}
        for c in found:
            if style in ("digit", "paren") and numbered is not None and numbered < c.start and not _own_number(c):
                continue  # the second item below 一、 is not the second part
            if c.style == style and c.title.key and c.title.strength >= KIN:
                best[c.title.key] = max(best.get(c.title.key, 0), c.title.strength)
        scores[style] = sum(1.0 if s >= STRONG else 0.25 for s in best.values())
        if style in ("digit", "paren"):
            scores[style] -= 1.0  # the usual marks of sub-headings
    return max(_STYLES, key=lambda s: scores[s]) if max(scores.values()) > 0 else "cjk"


def _next_strong(found: Sequence[Candidate], index: int, style: str) -> Candidate | None:
    for later in found[index + 1 :]:
        if later.style == style and later.title.strength >= STRONG:
            return later
    return None


def _strong(
    candidate: Candidate,
    current: Candidate | None,
    chosen: Sequence[Candidate],
    exact: set[str | None],
    following: Candidate | None,
) -> str:
    key = candidate.title.key
    inexact = key in exact and candidate.title.strength < STATUTORY and not candidate.title.canonical
    if inexact and candidate.ordinal is None:
        return "no"
    if current is None:
        return "yes"
    expected = current.ordinal is None or candidate.ordinal is None or candidate.ordinal == current.ordinal + 1
    if key == current.title.key:
        if candidate.ordinal == current.ordinal and _same_title(candidate, current):
            return "repeated"
        if candidate.ordinal is None:
            return "repeated" if _same_title(candidate, current) else "no"
        return "yes" if expected and not _renumbers(following, candidate) else "no"
    if any(c.title.key == key for c in chosen):
        earlier = [c for c in chosen if c.title.key == key]
        if any(_same_title(candidate, c) and c.ordinal == candidate.ordinal for c in earlier):
            return "repeated"
        return "yes" if expected and candidate.ordinal is not None and not _renumbers(following, candidate) else "no"
    if inexact and not (expected and not _renumbers(following, candidate)):
        return "no"
    if candidate.in_table and following is not None and following.title.key == key:
        return "no"
    return "yes"


def _renumbers(following: Candidate | None, candidate: Candidate) -> bool:
    """Whether the next part's ordinal is not after this one's: then this is an item below the part before."""
    return (
        following is not None
        and following.ordinal is not None
        and candidate.ordinal is not None
        and following.ordinal <= candidate.ordinal
    )


def _weak(candidate: Candidate, current: Candidate | None, following: Candidate | None) -> str:
    """A numbered title that is not a known one opens a part only if its number is the next and nothing speaks against."""
    if candidate.in_table or candidate.ordinal is None or candidate.title.strength < KIN and not candidate.whole:
        return "no"
    expected = (current.ordinal or 0) + 1 if current else 1
    reach = 1 if candidate.title.strength == KIN and current is not None else 0
    if not expected <= candidate.ordinal <= expected + reach or _renumbers(following, candidate):
        return "no"
    if candidate.title.strength < KIN and current is not None and current.title.key in ("problems", "other"):
        return "no" if headings().items.search(candidate.words) else "yes"
    return "yes"


def _of_other_style(candidate: Candidate, chosen: Sequence[Candidate], following: Candidate | None, style: str) -> str:
    """A known title under another mark, or none, where the main style lacks this part."""
    key = candidate.title.key or "other"
    before = _ORDER[chosen[-1].title.key or "other"] if chosen else -1
    after = _ORDER[following.title.key or "other"] if following else len(_ORDER)
    in_order = before < _ORDER[key] < after
    if candidate.style in ("digit", "paren"):
        fits = in_order and candidate.title.strength == STATUTORY
        return "yes" if fits and (_own_number(candidate) or style not in ("cjk", "part")) else "no"
    if any(c.title.key == key for c in chosen):
        return "no"
    if not in_order:
        return "no"
    if candidate.title.strength == STATUTORY or candidate.style in ("cjk", "part"):
        return "yes"
    return "yes" if candidate.whole and (style == "none" or before == _ORDER[key] - 1) else "no"


def _own_number(candidate: Candidate) -> bool:
    """Whether a title bears the number that its part has in the statutory order."""
    return candidate.ordinal == _ORDER.get(candidate.title.key or "", -1) + 1


def _same_title(one: Candidate, other: Candidate) -> bool:
    return one.title.key == other.title.key and one.words == other.words


def _keyed(candidate: Candidate, chosen: Sequence[Candidate]) -> Candidate:
    """With a key: that of its title, else the nearest for what is neither known nor guessed."""
    if candidate.title.key:
        return candidate
    late = any(c.title.key in ("requests", "disputes", "problems", "other") for c in chosen)
    key = "other" if late else "overview"
    return replace(candidate, title=Title(key, UNKNOWN))


# -- parts without a heading ----------------------------------------------------------------------------------------


def _with_tables(openings: list[_Opening], tables: Mapping[str, Table]) -> list[_Opening]:
    """A part whose heading is missing begins at its table."""
    present = {o.key for o in openings}
    for key in _TABLE_KEYS:
        table = tables.get(key)
        if table is None or key in present:
            continue
        openings = sorted([*openings, _Opening(None, table.span.start, key)], key=lambda o: o.start)
    return openings


def _with_untitled(openings: list[_Opening], lines: Sequence[Line], contents: set[int], text: str) -> list[_Opening]:
    """An overview that begins without a title after the preamble; problems that follow the disputes without one."""
    keys = {o.key for o in openings}
    first = openings[0] if openings else None
    numbered_first = first is not None and first.candidate is not None and first.candidate.ordinal == 1
    if "overview" not in keys and not numbered_first:
        limit = first.start if first else len(text)
        start = _general_opening(lines, contents, limit)
        if start is not None:
            openings = [_Opening(None, start, "overview"), *openings]
    if "problems" not in keys:
        last = next((o for o in reversed(openings) if o.key == "disputes"), None)
        after = next((o.start for o in openings if last and o.start > last.start), len(text))
        if last is not None:
            for line in lines:
                if last.start < line.start < after and prose().problem_lead.match(squeeze(line.text[:160])):
                    openings = sorted([*openings, _Opening(None, line.start, "problems")], key=lambda o: o.start)
                    break
    return openings


def _general_opening(lines: Sequence[Line], contents: set[int], limit: int) -> int | None:
    """Where the first long paragraph begins that does not speak of the report itself."""
    spoken = False
    for number, line in enumerate(lines):
        if line.start >= limit:
            return None
        if number in contents:
            continue
        plain = squeeze(line.text[:400])
        about_itself = any(word in plain for word in ("编制", "本报告", "统计期限", "年度报告", "电子版", "年报"))
        if (
            len(plain) >= _OPENING_PROSE
            and not about_itself
            and (not spoken or line.kind != "line" or _ended(lines, number))
        ):
            return line.start
        spoken = spoken or about_itself
    return None


def _ended(lines: Sequence[Line], number: int) -> bool:
    """Whether the line before ends a paragraph (so that a wrapped preamble is not cut)."""
    return number == 0 or lines[number].gap or lines[number - 1].text[-1:] in "。！!：:；;"


# -- building -------------------------------------------------------------------------------------------------------


def printed_title(text: str) -> str:
    """A heading as printed, on one line, without markdown signs and closing punctuation."""
    return "".join(part.strip(" \t　") for part in text.splitlines()).strip("#*> ").rstrip(_TRAILING)


def _sections(text: str, openings: Sequence[_Opening]) -> tuple[Section, ...]:
    sections: list[Section] = []
    first = openings[0].start if openings else len(text)
    if text[:first].strip():
        sections.append(Section("preamble", "", Span(0, first)))
    for number, opening in enumerate(openings):
        end = openings[number + 1].start if number + 1 < len(openings) else len(text)
        heading = opening.candidate
        if heading is None:
            sections.append(Section(opening.key, "", Span(opening.start, end)))
            continue
        printed = printed_title(text[heading.start : heading.end])
        sections.append(
            Section(opening.key, printed, Span(opening.start, end), Span(heading.start, heading.end), heading.ordinal)
        )
    return tuple(sections)


def _units(
    lines: Sequence[Line],
    chosen: Sequence[Candidate],
    repeated: Sequence[Candidate],
    contents: set[int],
    sections: Sequence[Section],
) -> tuple[Unit, ...]:
    cuts: dict[int, list[tuple[Candidate, str]]] = {}
    for role, listed in (("heading", chosen), ("repeated", repeated)):
        for c in listed:
            if c.line >= 0:
                cuts.setdefault(c.line, []).append((c, role))
            elif role == "heading":  # drawn inside a table: a line of its own
                cuts.setdefault(-1, []).append((c, role))
    units: list[tuple[Line, str]] = []
    skip = -1
    for number, line in enumerate(lines):
        if number == skip:
            continue
        if number in contents:
            units.append((line, "contents"))
            continue
        for candidate, role in sorted(cuts.get(number, []), key=lambda c: c[0].start):
            if candidate.lines == 2:
                skip = number + 1
            before, line_heading, line = _cut(line, candidate)
            if before.text:
                units.append((before, "text"))
            units.append((line_heading, role))
        if line.text:
            units.append((line, "text"))
    for candidate, role in cuts.get(-1, []):
        units.append((Line(candidate.start, candidate.end, ""), role))
    units.sort(key=lambda u: u[0].start)
    return tuple(_placed(units, sections))


def _placed(units: Sequence[tuple[Line, str]], sections: Sequence[Section]) -> list[Unit]:
    placed: list[Unit] = []
    index = 0
    for line, role in units:
        while index + 1 < len(sections) and line.start >= sections[index + 1].span.start:
            index += 1
        placed.append(Unit(line, role, index))
    return placed


def _cut(line: Line, candidate: Candidate) -> tuple[Line, Line, Line]:
    """What stands before a heading on its line, the heading, and what follows it."""
    offset = candidate.start - line.start
    before = line.text[:offset].rstrip(" \t　#*>")
    head = replace(line, end=line.start + len(before), text=before)
    title_end = min(candidate.end, line.end) if candidate.lines == 1 else candidate.end
    title = replace(line, start=candidate.start, end=title_end, text=line.text[offset : title_end - line.start])
    rest = line.text[title_end - line.start :] if candidate.lines == 1 else ""
    tail = rest.lstrip(_TRAILING)
    kind = "line" if line.kind == "line" else "paragraph"
    return head, title, Line(line.end - len(tail), line.end, tail, kind, None, line.page)


# -- notices --------------------------------------------------------------------------------------------------------


def _notices(chosen: Sequence[Candidate]) -> tuple[Notice, ...]:
    notices: list[Notice] = []
    numbered = any(c.ordinal is not None for c in chosen)
    expected = 1
    for candidate in chosen:
        span = Span(candidate.start, candidate.end)

        def note(code: str, message: str, message_en: str, span: Span = span) -> None:
            notices.append(Notice(code, message, message_en, span, "info"))

        if candidate.ordinal is None:
            if numbered:
                note("structure.ordinal", "标题缺少序号", "a heading lacks its ordinal")
            expected += 1
        else:
            if candidate.ordinal != expected:
                note(
                    "structure.ordinal",
                    f"标题序号为{candidate.ordinal}，按次序应为{expected}",
                    f"a heading is numbered {candidate.ordinal} where {expected} was due",
                )
            expected = candidate.ordinal + 1
        if candidate.stray:
            stray = candidate.stray
            note(
                "structure.heading",
                f"标题序号前有多余字符“{stray}”",
                f"a stray {stray!r} stands before a heading's ordinal",
            )
        doubled = _DOUBLED.search(candidate.words)
        if doubled:
            word = doubled.group(1)
            note("structure.heading", f"标题中“{word}”重复", f"a heading has {word!r} twice")
        elif candidate.title.misprinted:
            note("structure.heading", "标题文字疑有误", "a heading seems to be misprinted")
    return tuple(notices)
