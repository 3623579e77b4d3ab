"""A working copy of a stretch of text, easier to match on, with the way back to the source.

Takes text, gives a :class:`View`: characters folded one to one (full width to half width, traditional to simplified),
blanks
out where they carry no meaning, and for each remaining character the place it came from. Never changes the source,
never recovers offsets by searching, never applies NFKC (which would turn ``２０２４年①`` into ``2024年1``).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from dataclasses import dataclass
from functools import lru_cache

from nlp.text.traditional import TRADITIONAL
from nlp.types import Span

__all__ = ["View", "fold", "view_of"]

_FOLD: dict[int, int] = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_FOLD.update(
    {
        0x3000: 0x20,  # ideographic space
        0x00A0: 0x20,  # no-break space
        0x2002: 0x20,
        0x2003: 0x20,
        0x2009: 0x20,
        0x202F: 0x20,
        0xFE6A: 0x25,  # small percent
        0x2212: 0x2D,  # minus sign
        0xFE63: 0x2D,
        0xFE50: 0x2C,
        0xFE52: 0x2E,
        0xFE59: 0x28,
        0xFE5A: 0x29,
    },
)

_FOLD.update(TRADITIONAL)

_DROPPED = "\u200b\u200c\u200d\u2060\ufeff\u00ad\u200e\u200f"
_GAP = re.compile(rf"[ \t\r\n\f\v{_DROPPED}]+")


def fold(text: str) -> str:
    """Full-width digits, letters, punctuation and odd blanks to their ASCII forms, traditional characters to simplified ones.

    The length never changes.
    """
    return text.translate(_FOLD)


@dataclass(frozen=True, slots=True)
class View:
    """``text`` is the working copy; ``starts[i]`` is where character ``i`` stands in the source.

    ``starts`` has one more entry than ``text``: the end of the viewed stretch.
    """

    text: str
    starts: array[int]

    def span(self, start: int, end: int) -> Span:
        """The source span of ``text[start:end]`` (from its first to just after its last character)."""
        if start >= end:
            at = self.starts[start]
            return Span(at, at)
        return Span(self.starts[start], self.starts[end - 1] + 1)

    def index_of(self, source_position: int) -> int:
        """The first working index at or after a source position."""
        return bisect_left(self.starts, source_position)

    def without(self, characters: str) -> View:
        """The same view with some characters left out (marks of quotation, say)."""
        if not any(character in self.text for character in characters):
            return self
        kept = [at for at, character in enumerate(self.text) if character not in characters]
        starts = array("l", (self.starts[at] for at in kept))
        starts.append(self.starts[-1])
        return View("".join(self.text[at] for at in kept), starts)


def view_of(source: str, span: Span | None = None) -> View:
    """A view of ``source[span]`` (all of it by default).

    Blanks go, except a single one between two ASCII letters or digits on one line; a line break between two such
    characters goes only between digits (a number cut by a wrapped line).
    """
    begin, end = (0, len(source)) if span is None else (span.start, span.end)
    return _view(source, begin, end)


# Several stages look at the same paragraphs one after the other; a view is never changed once made.
@lru_cache(maxsize=256)
def _view(source: str, begin: int, end: int) -> View:
    folded = fold(source[begin:end])
    parts: list[str] = []
    starts: array[int] = array("l")
    position = 0
    for gap in _GAP.finditer(folded):
        a, b = gap.span()
        if a > position:
            parts.append(folded[position:a])
            starts.extend(range(begin + position, begin + a))
        if _keeps_blank(folded, a, b):
            parts.append(" ")
            starts.append(begin + a)
        position = b
    if position < len(folded):
        parts.append(folded[position:])
        starts.extend(range(begin + position, end))
    starts.append(end)
    return View("".join(parts), starts)


def _keeps_blank(folded: str, a: int, b: int) -> bool:
    if a == 0 or b == len(folded):
        return False
    before, after = folded[a - 1], folded[b]
    if not (before.isascii() and after.isascii() and before.isalnum() and after.isalnum()):
        return False
    gap = folded[a:b]
    if gap.strip(_DROPPED) == "":
        return False
    return not ("\n" in gap and before.isdigit() and after.isdigit())
