"""Under which headings a paragraph stands.

Takes the runs of lines that make paragraphs, gives for each the titles above it and whether it is a heading itself. A
sub-heading is a marked short line, a heading of the format, a known unmarked title, or the first sentence of a paragraph
whose text runs on after it. In the part on problems, a sentence that turns to the remedies opens a context of its own.
Never changes the runs.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from nlp.structure.headings import find_mark
from nlp.structure.lines import Line, squeeze
from nlp.structure.sections import printed_title
from nlp.structure.wording import headings, prose
from nlp.types import Section

__all__ = ["Outline", "Run"]

_STOP = re.compile(r"[。：:；;！!？?]")
_LONGEST_HEADING = 46
_LONGEST_RUN_IN = 40
_LONGEST_TOPIC = 24
_LONGEST_LEAD = 40
_TOPIC_RUN_IN = re.compile(r"(.{3,22}?)[：:。](?=.)")
_BOLD = re.compile(r"\*\*(.{2,40}?)\*\*")
_LEAD = re.compile(r"[^，。；：,;:]+")


@dataclass(slots=True)
class Run:
    """Lines that make one paragraph, and their part of the report."""

    lines: list[Line]
    role: str
    section: int

    @property
    def text(self) -> str:
        """The lines put together without line breaks."""
        return self.lines[0].text if len(self.lines) == 1 else "".join(line.text for line in self.lines)


@dataclass(frozen=True, slots=True)
class _Entry:
    """How a run begins: its style of heading (None: plain text), the title, and whether it is nothing but the title."""

    style: str | None
    title: str | None = None
    alone: bool = False
    item: bool = False


_PLAIN = _Entry(None)


@dataclass(slots=True)
class Outline:
    """Reads runs in order and keeps the stack of titles."""

    sections: Sequence[Section]
    _stack: list[tuple[str, str | None]] = field(default_factory=list)
    _items: set[str] = field(default_factory=set)
    _section: int = -1

    def read(self, runs: Sequence[Run]) -> Iterator[tuple[Run, tuple[str, ...], bool]]:
        """(run, titles above it outermost first, whether it is a heading), for each run."""
        entries = [self._entry(run) if run.role == "text" else _PLAIN for run in runs]
        for number, run in enumerate(runs):
            if run.section != self._section:
                self._section = run.section
                self._stack.clear()
                self._items.clear()
            if self.sections and self.sections[run.section].key == "preamble":
                yield run, (), run.role == "contents"
                continue
            if run.role in ("heading", "contents", "repeated"):
                above = () if run.role == "heading" else self._above()
                yield run, above, True
                continue
            following = None
            if number + 1 < len(runs) and runs[number + 1].section == run.section:
                following = entries[number + 1]
            yield run, *self._place(run, entries[number], following)

    def _above(self) -> tuple[str, ...]:
        section = self.sections[self._section].title if self.sections else ""
        titles = [title for _, title in self._stack if title]
        return (section, *titles) if section else tuple(titles)

    def _place(self, run: Run, entry: _Entry, following: _Entry | None) -> tuple[tuple[str, ...], bool]:
        if entry.style is None:
            lead = self._lead(run)
            if lead is None:
                return self._above(), False
            above = self._open_lead(*lead)
            return above, False
        self._pop_to(entry.style)
        above = self._above()
        if entry.alone and self._is_heading(entry, following):
            self._stack.append((entry.style, entry.title))
            return above, True
        if entry.alone:
            self._items.add(entry.style)
        if entry.title is None or entry.alone:
            self._stack.append((entry.style, None))
            return above, False
        titles = (*above, entry.title)
        self._stack.append((entry.style, None if entry.style == "run" else entry.title))
        return titles, False

    def _pop_to(self, style: str) -> None:
        """Close the headings of this style and all below it."""
        styles = [s for s, _ in self._stack]
        if style in styles:
            del self._stack[styles.index(style) :]
        elif style == "topic":
            while self._stack and self._stack[-1][0] in ("run", "digit", "digit_paren", "lead"):
                self._stack.pop()
        elif style.startswith("h") and style[1:].isdigit():
            while self._stack and self._stack[-1][0] in ("run", "lead"):
                self._stack.pop()
            levels = [i for i, s in enumerate(styles) if s[0] == "h" and s[1:].isdigit() and s >= style]
            if levels:
                del self._stack[levels[0] :]

    def _is_heading(self, entry: _Entry, following: _Entry | None) -> bool:
        """A short marked line is a heading if something stands below it; among its like it is an item of a list."""
        if entry.item or entry.style in self._items:
            return False
        if following is None:
            return False
        if following.style is None:
            return True
        return following.style != entry.style and following.style not in [s for s, _ in self._stack]

    # -- leads in the part on problems ------------------------------------------------------------------------------

    def _lead(self, run: Run) -> tuple[str, str] | None:
        if not self.sections or self.sections[self._section].key != "problems":
            return None
        wording = prose()
        plain = squeeze(run.text[:160])
        kind = "improve" if wording.improve_lead.match(plain) else None
        if kind is None and wording.problem_lead.match(plain):
            kind = "problem"
        if kind is None:
            return None
        sentence = re.split(r"[。：:；;]", run.text, maxsplit=1)[0].strip()
        if len(sentence) > _LONGEST_LEAD:
            found = _LEAD.match(sentence)
            sentence = found.group().strip() if found and kind == "improve" else sentence[-_LONGEST_LEAD:]
            if kind == "problem":
                sentence = sentence[sentence.find("，") + 1 :]
        return kind, sentence

    def _open_lead(self, kind: str, title: str) -> tuple[str, ...]:
        """Put a lead on the stack; remedies close what was said of problems, unless a heading already says remedies."""
        wording = prose()
        if kind == "improve":
            under = next((i for i, (_, t) in enumerate(self._stack) if t and wording.improve_lead.search(t)), None)
            if under is not None and self._stack[under][0] != "lead":
                del self._stack[under + 1 :]
                return self._above()
            del self._stack[:]
        else:
            self._pop_to("lead")
        above = self._above()
        self._stack.append(("lead", title))
        return above

    # -- how a run begins ---------------------------------------------------------------------------------------------

    def _entry(self, run: Run) -> _Entry:
        first = run.lines[0]
        text = run.text
        drawn = first.kind == "heading" or text.startswith("#")
        mark = find_mark(text[:40])
        if mark is None:
            return self._unmarked(run, text, drawn)
        rest = text[mark.length :]
        stop = _STOP.search(rest)
        plain_length = len(squeeze(rest[: _LONGEST_HEADING * 2]))
        alone = stop is None or stop.end() >= len(rest.rstrip("*# "))
        if alone and plain_length <= _LONGEST_HEADING and (drawn or len(run.lines) <= 2):
            ends = rest.rstrip()[-1:]
            item = ends in "；;，," or (mark.style == "run" and not drawn and ends in "。！")
            if mark.style == "run" and item:
                return _Entry("run")
            return _Entry(mark.style, printed_title(text), True, item and not drawn)
        if stop is None or len(squeeze(rest[: stop.start()])) > _LONGEST_RUN_IN or stop.group() in "；;？?":
            return _Entry(mark.style)
        return _Entry(mark.style, printed_title(text[: mark.length + stop.start()]))

    def _unmarked(self, run: Run, text: str, drawn: bool) -> _Entry:
        if drawn and len(text) <= _LONGEST_HEADING + 10:
            return _Entry(f"h{run.lines[0].level or 6}", printed_title(text), True)
        bold = _BOLD.match(text)
        if bold:
            return _Entry("topic", printed_title(bold.group(1)), bold.end() == len(text))
        if len(run.lines) == 1 and len(text) <= _LONGEST_TOPIC:
            plain = squeeze(text).strip("#*:：。")
            if headings().topics.fullmatch(plain):
                return _Entry("topic", printed_title(text), True)
        run_in = _TOPIC_RUN_IN.match(text)
        if run_in and headings().topics.fullmatch(squeeze(run_in.group(1))):
            return _Entry("topic", printed_title(run_in.group(1)))
        return _PLAIN
