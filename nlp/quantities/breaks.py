"""Puts back the line breaks that end something.

Takes a :class:`View` (whose making joins digits over a line break, so that a number cut by a wrapped line is whole) and
its source, gives a view in which a break stands where the source has a blank line behind a digit, or a line of nothing but
figures (a row or a cell of a table) before another digit. Never changes any other character.
"""

from __future__ import annotations

import re
from array import array

from nlp.text import View

__all__ = ["with_breaks"]

_BREAK = re.compile(r"(?<=[0-9０-９%％])[^\S\n]*\n\s*(?=\S)")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_ROW = re.compile(r"(?:^\s*|[0-9０-９][\s|]+)[0-9０-９][0-9０-９.,，．%％\s|-]*$")
"""A line that is a figure or ends in several is a row of a table, not prose that was wrapped within a number."""

_LONGEST_ROW = 200


def with_breaks(view: View, source: str) -> View:
    """The view, or a copy with line breaks in it."""
    if not view.text:
        return view
    first, last = view.starts[0], view.starts[len(view.text)]
    at = []
    for match in _BREAK.finditer(source, first, last):
        a, b = match.span()
        blank_line = source.count("\n", a, b) > 1
        line = source[max(first, source.rfind("\n", max(first, a - _LONGEST_ROW), a) + 1, a - _LONGEST_ROW) : a]
        if blank_line or (source[b] in _DIGITS and _ROW.search(line)):
            at.append((view.index_of(b), a))
    if not at:
        return view
    parts: list[str] = []
    starts: array[int] = array("l")
    position = 0
    for index, origin in at:
        if index <= position:
            continue
        parts += (view.text[position:index], "\n")
        starts.extend(view.starts[position:index])
        starts.append(origin)
        position = index
    parts.append(view.text[position:])
    starts.extend(view.starts[position:])
    return View("".join(parts), starts)
