"""Every place in a document's lines that may open a part of the report.

Takes lines (those of the prose and those drawn inside tables), gives candidates in the order of the text. A candidate may
be a whole line, two lines (a title wrapped), or a stretch inside a line (text glued before or after it). Lists of the
parts in a preamble and tables of contents are left out. Never chooses between candidates: that is ``sections``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from nlp.structure.headings import (
    KIN,
    STATUTORY,
    STRONG,
    UNKNOWN,
    WEAK,
    Mark,
    Title,
    bare_ordinal,
    classify_title,
    find_mark,
    glued_title,
)
from nlp.structure.lines import Line, squeeze
from nlp.structure.wording import headings

__all__ = ["Candidate", "find_candidates"]

_ORDER = ("overview", "disclosure", "requests", "disputes", "problems", "other")
_INSIDE = re.compile(r"[一二三四五六七八九]\s*[、.．]\s*(?=[\u4e00-\u9fff])")
_RUN_IN = re.compile(r"[。:：]")
_LONGEST_WHOLE = 60
_LONGEST_RUN_IN = 32
_LIST_GAP = 3  # characters between two titles that a preamble lists one after the other
_CONTENTS_GAP = 7  # the same on lines of their own, with a page number between


@dataclass(frozen=True, slots=True)
class Candidate:
    """A possible heading: ``[start, end)`` in the text, on line number ``line``.

    ``style`` is that of the mark, or "none". ``whole``: nothing else stands on its line(s). ``lines`` is 2 for a wrapped
    title. ``drawn``: the format marks it as a heading. ``in_table``: it stands inside a table's region. ``words`` is
    the title without mark and blanks.
    """

    line: int
    start: int
    end: int
    title: Title
    style: str
    ordinal: int | None
    whole: bool
    lines: int = 1
    stray: str = ""
    drawn: bool = False
    in_table: bool = False
    words: str = ""


def find_candidates(lines: Sequence[Line], table_lines: Sequence[Line]) -> tuple[list[Candidate], set[int]]:
    """Candidates in order, and the numbers of lines that belong to a table of contents."""
    found: list[Candidate] = []
    skip = -1
    for number, line in enumerate(lines):
        if number == skip:
            continue
        on_line = list(_inside(line, number))
        first = _at_head(lines, number)
        if first is not None:
            on_line = [first, *(c for c in on_line if c.start >= first.end)]
            if first.lines > 1:
                skip = number + 1
        found.extend(on_line)
    found.extend(_in_tables(table_lines))
    found.sort(key=lambda c: (c.start, c.end))
    found = _without_lists(found)
    return _without_contents(found, lines)


def _at_head(lines: Sequence[Line], number: int) -> Candidate | None:
    line = lines[number]
    mark = find_mark(line.text)
    if mark is None or mark.style == "run":
        return _bare(line, number) or _unmarked(lines, number)
    if mark.style == "digit_paren":
        return None
    rest = line.text[mark.length :]
    short = len(rest) <= _LONGEST_WHOLE
    title = classify_title(rest) if short else Title(None, UNKNOWN)
    if (short and title.strength < STATUTORY) or title.misprinted:
        joined = _with_next_line(lines, number, rest, title)
        if joined is not None:
            return _made(line, number, mark, joined, lines[number + 1].end, lines=2)
    if title.strength < STRONG or title.misprinted:
        glued = glued_title(rest)
        if glued is not None and (glued[1] > title.strength or title.misprinted):
            end = line.start + mark.length + glued[2]
            return _made(line, number, mark, Title(glued[0], glued[1]), end, whole=False)
    if mark.style in ("paren", "digit") and title.strength < STRONG:
        return None
    if headings().labels.search(squeeze(rest)) and title.strength < STRONG:
        return None
    if title.strength == UNKNOWN:
        run_in = _run_in(line, number, mark, rest)
        if run_in is not None or not short or not _reads_as_title(rest):
            return run_in
    return _made(line, number, mark, title, line.end) if short else None


def _made(
    line: Line, number: int, mark: Mark, title: Title, end: int, *, whole: bool = True, lines: int = 1
) -> Candidate:
    start = line.start + len(line.text) - len(line.text.lstrip("#*> "))
    words = squeeze(line.text[mark.length : max(end - line.start, 0)])
    drawn = line.kind == "heading"
    return Candidate(number, start, end, title, mark.style, mark.ordinal, whole, lines, mark.stray, drawn, words=words)


def _bare(line: Line, number: int) -> Candidate | None:
    mark = bare_ordinal(line.text)
    if mark is None:
        return None
    rest = line.text[mark.length :]
    title = classify_title(rest) if len(rest) <= _LONGEST_WHOLE else Title(None, UNKNOWN)
    if title.strength >= STRONG and not title.misprinted:
        return _made(line, number, mark, title, line.end)
    return None


def _unmarked(lines: Sequence[Line], number: int) -> Candidate | None:
    line = lines[number]
    text = line.text.strip("#*> ")
    if len(text) > _LONGEST_WHOLE or text[-1:] in "。;；!！":
        return None
    title = classify_title(text)
    if title.strength < STRONG and not (line.kind == "heading" and title.strength == KIN):
        joined = None
        if len(text) >= 8 and ("情" in text[-1] or "复议" in text or "公开" in text):
            joined = _with_next_line(lines, number, text, title)
        if joined is None or joined.strength < STATUTORY:
            return None
        end = lines[number + 1].end
        return Candidate(number, line.start, end, joined, "none", None, whole=True, lines=2, words=squeeze(text))
    start = line.start + line.text.find(text)
    drawn = line.kind == "heading"
    return Candidate(
        number, start, start + len(text), title, "none", None, whole=True, drawn=drawn, words=squeeze(text)
    )


def _with_next_line(lines: Sequence[Line], number: int, rest: str, title: Title) -> Title | None:
    """The title that ``rest`` and the following line make together, if that reads better than ``rest`` alone."""
    if number + 1 >= len(lines) or rest[-1:] in "。;；:：!！":
        return None
    following = lines[number + 1]
    if following.after_table or len(following.text) > 30 or find_mark(following.text) is not None:
        return None
    joined = classify_title(rest + following.text)
    if joined.strength < STRONG or (joined.misprinted and title.strength >= KIN):
        return None
    better = joined.strength > title.strength or (title.misprinted and joined.strength == title.strength)
    return joined if better or len(following.text) <= 4 else None


def _run_in(line: Line, number: int, mark: Mark, rest: str) -> Candidate | None:
    """A short first sentence under a 一、 mark, the text running on: a section of an old report, or an item of a list."""
    stop = _RUN_IN.search(rest, 1, _LONGEST_RUN_IN)
    if mark.style not in ("cjk", "part") or stop is None or stop.end() >= len(rest):
        return None
    end = line.start + mark.length + stop.start()
    return _made(line, number, mark, classify_title(rest[: stop.start()]), end, whole=False)


def _reads_as_title(rest: str) -> bool:
    plain = squeeze(rest)
    return 2 <= len(plain) <= 40 and plain[-1] not in ";,、" and "。" not in plain[:-1]


def _inside(line: Line, number: int) -> Iterator[Candidate]:
    """Statutory titles in the middle of a line, with their ordinal: "…服务。二、主动公开政府信息情况"."""
    if len(line.text) < 12:
        return
    for match in _INSIDE.finditer(line.text, 1):
        before = line.text[match.start() - 1]
        if before in "一二三四五六七八九十第、《“（(0123456789":
            continue
        glued = glued_title(line.text[match.end() : match.end() + 120])
        if glued is None or glued[1] < STRONG:
            continue
        key, strength, length = glued
        ordinal = "一二三四五六七八九".find(match.group()[0]) + 1
        if before not in "。!?！？;；”」)） \t　:：" and ordinal != _ORDER.index(key) + 1:
            continue
        end = match.end() + length
        whole = end == len(line.text)
        yield Candidate(
            number,
            line.start + match.start(),
            line.start + end,
            Title(key, strength),
            "cjk",
            ordinal,
            whole,
            words=squeeze(line.text[match.end() : end]),
        )


def _in_tables(table_lines: Sequence[Line]) -> Iterator[Candidate]:
    for line in table_lines:
        if not 9 <= len(line.text) <= _LONGEST_WHOLE:
            continue
        mark = find_mark(line.text)
        if mark is not None and mark.style not in ("cjk", "part"):
            continue
        title = classify_title(line.text[mark.length :] if mark else line.text)
        if title.misprinted or title.strength < (STRONG if mark else STATUTORY):
            continue
        if mark and title.strength < STATUTORY and _ORDER.index(title.key or "other") + 1 != mark.ordinal:
            continue
        style, ordinal = (mark.style, mark.ordinal) if mark else ("none", None)
        words = squeeze(line.text[mark.length :] if mark else line.text)
        yield Candidate(-1, line.start, line.end, title, style, ordinal, whole=True, in_table=True, words=words)


def _without_lists(found: list[Candidate]) -> list[Candidate]:
    """Drop titles that a sentence of the preamble lists one after the other, if they stand elsewhere too."""
    kept: list[Candidate] = []
    for run in _runs(found, lambda a, b: a.line == b.line and a.line >= 0 and b.start - a.end <= _LIST_GAP):
        if len(run) >= 3:
            inside = {id(c) for c in run}
            elsewhere = {c.title.key for c in found if id(c) not in inside and c.title.strength >= STRONG}
            if len({c.title.key for c in run} & elsewhere) >= 2:
                continue
        kept.extend(run)
    return kept


def _without_contents(found: list[Candidate], lines: Sequence[Line]) -> tuple[list[Candidate], set[int]]:
    """Drop a table of contents: three or more titles on lines close together, which come again further down."""
    kept: list[Candidate] = []
    contents: set[int] = set()
    good = [c for c in found if c.title.strength >= WEAK and c.line >= 0]
    for run in _runs(good, _listed_in_contents):
        keys = {c.title.key for c in run}
        if len(keys) < 3 or not all(c.whole for c in run):
            continue
        later = {c.title.key for c in good if c.start > run[-1].end and c.title.strength >= STRONG}
        if len(keys & later) >= 3 and len(keys & later) >= len(keys) - 1:
            contents.update(c.line for c in run)
    kept = [c for c in found if c.line not in contents]
    if contents:
        first, last = min(contents), max(contents)
        contents.update(i for i in range(first, last) if len(lines[i].text) <= 6)
        if first and squeeze(lines[first - 1].text) in ("目录", "目次"):
            contents.add(first - 1)
    return kept, contents


def _listed_in_contents(one: Candidate, following: Candidate) -> bool:
    close = one.whole and following.whole and following.start - one.end <= _CONTENTS_GAP
    close = close and one.style == following.style
    return close and _ORDER.index(following.title.key or "other") > _ORDER.index(one.title.key or "other")


def _runs(found: list[Candidate], linked: Callable[[Candidate, Candidate], bool]) -> Iterator[list[Candidate]]:
    run: list[Candidate] = []
    for candidate in found:
        if run and not linked(run[-1], candidate):
            yield run
            run = []
        run.append(candidate)
    if run:
        yield run
