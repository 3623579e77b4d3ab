"""What becomes of a number in a segmented text: the figure, its unit, the parts of a date.

Takes the quantities of a text and a working copy of it, gives pieces of the working copy that no dictionary may cut, and
places where a word has to end. A figure with its scale, percent sign and inner hedge is one piece (14万余, 45.23%,
143780.54万), a year, month, day or hour keeps its name (2020年, 1月, 8时), a counter is a piece of its own (件, 元). Never finds
numbers: they come from outside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from nlp.text import View, fold
from nlp.types import NUMERIC_KINDS, Quantity

__all__ = ["Fixed", "fixed_pieces"]

_HAN_FIGURE = "〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾佰仟"
_DATE = re.compile(
    rf"(?:[0-9]+|[{_HAN_FIGURE}]+)(?:年[度底初末]?|月(?:份|[底初末]|[上中下]旬)?|日|号|时|点|分|秒|季度)"
)
_RANGE = re.compile(r"[至到~～—–\-]")
_AFTER_MONTH = re.compile("[底末]|初(?![步次始])")
_PIECE = re.compile(
    rf"第[0-9{_HAN_FIGURE}]+|[0-9]+(?:[.,:/·][0-9]+)*[{_HAN_FIGURE}]*[余多几来]?[%‰]?|[{_HAN_FIGURE}]+(?:分之[{_HAN_FIGURE}]+)?[余多几来]?"
    r"|[A-Za-z][A-Za-z0-9]*|[\u4e00-\u9fff]+|—+|-+|.",
    re.DOTALL,
)
_WHOLE = frozenset({"phone", "postcode", "url", "fraction"})
_DATED = frozenset({"year", "date", "period", "time"})
_LEFT_TO_WORDS = frozenset({"idiom", "title_number", "ordinal"})
_HAS_DIGIT = re.compile("[0-9]")


@dataclass(frozen=True, slots=True)
class Fixed:
    """A stretch of the working copy. ``tag`` is m (figure), t (date), q (unit), w (sign); "" leaves it to the dictionary."""

    start: int
    end: int
    tag: str


def fixed_pieces(view: View, quantities: Iterable[Quantity]) -> list[Fixed]:
    """Pieces for all ``quantities`` of the text that ``view`` shows, in order and without overlaps."""
    pieces: list[Fixed] = []
    position = 0
    for quantity in quantities:
        start, end = view.index_of(quantity.span.start), view.index_of(quantity.span.end)
        if start < position or end <= start:
            continue
        for piece in _split(quantity, view.text, start, end):
            pieces.append(piece)
            position = piece.end
    return pieces


def _split(quantity: Quantity, text: str, start: int, end: int) -> Iterator[Fixed]:
    surface = text[start:end]
    kind = quantity.kind
    if kind in _WHOLE:
        yield Fixed(start, end, "m")
    elif kind in _DATED or (kind == "title_number" and _DATE.fullmatch(surface)):
        if text[end - 1] == "月" and _AFTER_MONTH.match(text, end):
            end += 1
            surface = text[start:end]
        yield from _parts(surface, start, dated=True)
    elif kind in _LEFT_TO_WORDS and not _HAS_DIGIT.search(surface):
        if kind != "idiom" or surface[0] == "第":
            yield from _parts(surface, start, dated=False)
    elif kind == "idiom":
        yield Fixed(start, end, "m")
    else:
        unit = fold(quantity.unit)
        if unit and surface.endswith(unit) and len(unit) < len(surface) and unit not in ("%", "‰"):
            surface = surface[: -len(unit)]
        if kind in NUMERIC_KINDS and not _RANGE.search(surface, 1):
            yield Fixed(start, start + len(surface), "m")
        else:
            yield from _parts(surface, start, dated=False)
        if start + len(surface) < end:
            yield Fixed(end - len(unit), end, "q" if len(unit) < 3 and unit[:-1] != "个" else "")


def _parts(surface: str, start: int, *, dated: bool) -> Iterator[Fixed]:
    position = 0
    while position < len(surface):
        match = (dated and _DATE.match(surface, position)) or _PIECE.match(surface, position)
        assert match is not None  # the last alternative of _PIECE takes any character
        text = match.group()
        if dated and match.re is _DATE:
            tag = "t"
        elif text.isspace():
            position = match.end()
            continue
        elif _HAS_DIGIT.search(text) or text[0] in _HAN_FIGURE or text[0] == "第":
            tag = "m"
        elif text[0].isalpha():
            tag = ""
        else:
            tag = "w"
        yield Fixed(start + position, start + match.end(), tag)
        position = match.end()
