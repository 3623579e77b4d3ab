"""Pictures of a text for notebooks: numbers, claims and entities marked, words with their tags.

Takes a spaCy ``Doc`` or ``Span`` (anything with text, spans and entities), gives a :class:`Picture` that a notebook shows. All
text is escaped, styles are inline, there is no script and nothing is fetched. Never changes the document.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

__all__ = ["DEFAULT_GROUPS", "Mark", "Picture"]

DEFAULT_GROUPS = ("instruments", "organs", "places", "platforms", "dates", "quantities", "claims")
"""Span groups that a picture shows unless it is told which; "words" shows every word with its tag, "entities" ``doc.ents``."""

_COLOURS = {
    "instruments": "#e3d9f5",
    "organs": "#d3e5fa",
    "places": "#d6eed6",
    "platforms": "#d5eeee",
    "dates": "#e8e6df",
    "quantities": "#fdecc4",
    "claims": "#ffd9a0",
    "measures": "#f3dce6",
    "clauses": "#f0f0ec",
    "entities": "#dbe4f0",
}
_VERDICTS = {"mismatch": "#f6b8b1", "undetermined": "#dcd6f2"}
_GOOD = "#bfe3d3"
_MEANINGS = {_GOOD: "与表相符", _VERDICTS["mismatch"]: "与表不符", _VERDICTS["undetermined"]: "无法判断"}
_NAMES = {
    "instruments": "文件",
    "organs": "机构",
    "places": "地名",
    "platforms": "平台",
    "dates": "日期",
    "quantities": "数字",
    "claims": "陈述",
    "measures": "指标",
    "clauses": "分句",
    "entities": "实体",
}
_FONT = "'Noto Sans CJK SC','Source Han Sans SC','PingFang SC','Microsoft YaHei',sans-serif"
_LABELLED = frozenset({"claims", "measures", "entities"})


@dataclass(frozen=True, slots=True)
class Mark:
    """Characters ``[start, end)`` of the shown text, marked as of ``group``; ``note`` is shown small, ``title`` on hover."""

    start: int
    end: int
    group: str
    note: str = ""
    title: str = ""
    colour: str = ""


@dataclass(frozen=True, slots=True)
class Picture:
    """A text with marks. A notebook shows it; ``html()`` is the same as a string, to be kept in a file."""

    text: str
    marks: tuple[Mark, ...] = ()
    words: tuple[tuple[str, str], ...] = field(default=())

    @classmethod
    def of(cls, shown: Any, groups: Sequence[str] = ()) -> Picture:
        """The picture of a ``Doc`` or a ``Span``: ``groups`` are names of span groups, "entities" or "words"."""
        wanted = tuple(groups) or DEFAULT_GROUPS
        doc = shown.doc if hasattr(shown, "doc") else shown
        begin, end = (shown.start_char, shown.end_char) if doc is not shown else (0, len(doc.text))
        verdicts = _verdicts(doc)
        marks: list[Mark] = []
        for group in wanted:
            if group == "entities":
                spans: Iterable[Any] = doc.ents
            else:
                spans = doc.spans.get(group, ())
            for span in spans:
                if span.start_char >= begin and span.end_char <= end:
                    marks.append(_mark(span, group, begin, verdicts))
        words = tuple((token.text, token.tag_) for token in shown if not token.is_space) if "words" in wanted else ()
        return cls(doc.text[begin:end], _without_doubles(marks), words)

    def html(self) -> str:
        """The picture as HTML with inline styles."""
        parts = [f'<div style="font-family:{_FONT};font-size:15px;line-height:2.1;max-width:960px">']
        if self.words:
            parts.append(_words(self.words))
        if self.marks or not self.words:
            parts.append(f'<div style="white-space:pre-wrap">{_marked(self.text, self.marks)}</div>')
        keys = "".join(f'<span style="{_style("", colour)}">{name}</span> ' for name, colour in self._keys())
        if keys:
            parts.append(f'<div style="font-size:12px;opacity:.85;line-height:2">{keys}</div>')
        parts.append("</div>")
        return "".join(parts)

    def _keys(self) -> Iterator[tuple[str, str]]:
        """Names and colours of what the picture marks."""
        for group, name in _NAMES.items():
            if any(mark.group == group and not mark.colour for mark in self.marks):
                yield name, _COLOURS[group]
        for colour, name in _MEANINGS.items():
            if any(mark.colour == colour for mark in self.marks):
                yield name, colour

    def _repr_html_(self) -> str:
        return self.html()

    def __repr__(self) -> str:
        return f"<Picture of {len(self.text)} characters with {len(self.marks)} marks and {len(self.words)} words>"


def _verdicts(doc: Any) -> Mapping[str, str]:
    """The verdict on each claim, where the document carries a report. A mismatch outweighs other findings on a claim."""
    found: dict[str, str] = {}
    for finding in (getattr(doc._, "report", None) or {}).get("findings", ()):
        claim = finding.get("claim")
        if claim and found.get(claim) != "mismatch":
            found[claim] = finding["verdict"]
    return found


def _mark(span: Any, group: str, begin: int, verdicts: Mapping[str, str]) -> Mark:
    note = span.label_ if group in _LABELLED else ""
    title, colour = f"{_NAMES.get(group, group)} {span.label_}", ""
    if group == "claims" and span.id_ in verdicts:
        verdict = verdicts[span.id_]
        title = f"{title} · {verdict}"
        colour = _VERDICTS.get(verdict, _GOOD if verdict.startswith("match") else "")
    return Mark(span.start_char - begin, span.end_char - begin, group, note, title, colour)


def _without_doubles(marks: Sequence[Mark]) -> tuple[Mark, ...]:
    """One mark a stretch: the last wanted group wins (a claim over the quantity it rests on)."""
    best: dict[tuple[int, int], Mark] = {}
    for mark in marks:
        best[mark.start, mark.end] = mark
    return tuple(sorted(best.values(), key=lambda mark: (mark.start, -mark.end)))


def _style(group: str, colour: str = "") -> str:
    background = colour or _COLOURS.get(group, "#ececec")
    return f"background:{background};color:#1d2127;border-radius:4px;padding:2px 4px;margin:0 1px"


def _marked(text: str, marks: Sequence[Mark]) -> str:
    """The text with nested marks; one that crosses the end of an outer one is cut there."""
    return "".join(_pieces(text, marks))


def _pieces(text: str, marks: Sequence[Mark]) -> Iterator[str]:
    stack: list[tuple[int, Mark]] = []
    position = 0
    for mark in marks:
        while stack and stack[-1][0] <= mark.start:
            end, closed = stack.pop()
            yield escape(text[position:end]) + _close(closed)
            position = end
        end = min(mark.end, stack[-1][0]) if stack else mark.end
        if end <= mark.start:
            continue
        yield escape(text[position : mark.start])
        position = mark.start
        yield f'<span style="{_style(mark.group, mark.colour)}" title="{escape(mark.title)}">'
        stack.append((end, mark))
    while stack:
        end, closed = stack.pop()
        yield escape(text[position:end]) + _close(closed)
        position = end
    yield escape(text[position:])


def _close(mark: Mark) -> str:
    note = f'<span style="font-size:10px;opacity:.75;margin-left:3px">{escape(mark.note)}</span>' if mark.note else ""
    return f"{note}</span>"


def _words(words: Sequence[tuple[str, str]]) -> str:
    cells = "".join(
        '<span style="display:inline-block;text-align:center;margin:0 3px 4px;line-height:1.35">'
        f'{escape(word)}<br><span style="font-size:10px;opacity:.65">{escape(tag)}</span></span>'
        for word, tag in words
    )
    return f"<div>{cells}</div>"
