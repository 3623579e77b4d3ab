"""A line of plain text as label pieces and value tokens.

Takes the line, gives its items in order: cut at tabs, bars and blanks, with notes and units kept beside their numbers,
ordinals beside their labels, and digits that hang on a label set apart. Never interprets a label.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from nlp.structure.tables.cells import read_cell
from nlp.structure.tables.items import Item, Piece, Token
from nlp.structure.tables.labels import labels_in, split_at_ordinals
from nlp.text import fold
from nlp.types import Span

__all__ = ["words_of"]

_BREAK = re.compile(r"\t|[|│┃]|(?:[ \u3000\u00a0]|\r){2,}")
_WORD = re.compile(r"\S+")
_ONE_WORD = re.compile(r"\s*([^\s|│┃]+)\s*")
_DIGIT_OR_COMMA = re.compile(r"[\d,，]")
_LONE_ORDINAL = re.compile(r"[(（]?\d{1,2}[.、．)）]")
_GLUED = re.compile(
    r"(?P<label>.*[\u4e00-\u9fff)）”\"》])(?P<digits>[\d,]+(?:\.\d+)?)(?P<unit>万元|亿元|元|件|项|个|条)?",
)
_INNER_ORDINAL = re.compile(r"(?<!\d)\d{1,2}[.、．)](?!\d)")
_NOTED_NUMBER = re.compile(
    r"(?<![\u4e00-\u9fff\d])[\d,]+ ?(?:万元|亿元|元|件|项|个)? ?"
    r"[(（](?=[^()（）]*[\u4e00-\u9fff])(?=[^()（）]*\d)[^()（）]*[)）]",
)
_PLUS_MINUS = re.compile(r"增\s*[/／]\s*减?")
_SPREAD = re.compile(r"(?<!\S)(?:[总合小共]\s{1,4}计|其\s{1,4}他|规\s{1,4}章|自\s{1,2}然\s{1,2}人)(?!\S)")
_UNIT_WORD = re.compile(r"(?:万元|亿元|元|件|项|个|条|宗|次)")
_UNIT_CELL = re.compile(r"万元|亿元|人次|[元件项个条宗次篇人场期]")
_FAR_NUMBER = re.compile(r"\d[\d, ]*[ \t]{4,}\d")
_THREE_DIGITS = re.compile(r"\d{3}")
_UP_TO_THOUSANDS = re.compile(r"\d{1,3}(?: \d{3})*")
_CSV = re.compile(r"(?:\d{1,2}[.、．])?[^,，\d]{2,}(?:[,，][^,，]*){1,20}")


def words_of(raw: str, offset: int, base: int, line: int) -> Iterator[Item]:
    """Pieces and tokens of one line of text."""
    alone = _alone(raw, offset, base, line)
    if alone is not None:
        yield from alone
        return
    folded = fold(raw)
    widths = _columns(raw)
    glue = _glue_mask(folded)
    if _looks_csv(folded):
        folded = "".join(" " if c == "," else c for c in folded)
    words: list[tuple[int, int, bool]] = []  # start, end, starts a new drawn cell
    position = offset
    for match in _WORD.finditer(folded, offset):
        a, b = match.span()
        if words and glue[a - 1]:
            words[-1] = (words[-1][0], b, words[-1][2])
            continue
        gap = folded[position:a]
        words.append((a, b, bool(_BREAK.search(gap)) or not words))
        position = b
    words = _with_thousands(folded, words)
    label: list[tuple[int, int]] = []

    def flush() -> Iterator[Item]:
        for a, b in _between_units(folded, label):
            for x, y in split_at_ordinals(raw[a:b]):
                place = Span(base + a + x, base + a + y)
                for ordinal, bare in labels_in(raw[a + x : a + y]):
                    yield Piece(place, ordinal, bare, line, left=widths[a + x], right=widths[a + y])
        label.clear()

    def token(a: int, b: int, *, glued: bool = False) -> Token | None:
        reading = read_cell(raw[a:b])
        if reading is None:
            return None
        return Token(
            Span(base + a, base + b), raw[a:b], reading, line, left=widths[a], right=widths[b], at=a, glued=glued
        )

    position = 0
    while position < len(words):
        a, b, fresh = words[position]
        position += 1
        if fresh:
            yield from flush()
        following = words[position] if position < len(words) else None
        if _LONE_ORDINAL.fullmatch(folded[a:b]) or _is_row_number(folded, words, position - 1):
            label.append((a, b))
            continue
        found = token(a, b)
        if found is not None:
            if following is not None and not following[2] and _UNIT_WORD.fullmatch(folded[following[0] : following[1]]):
                whole = token(a, following[1])
                if whole is not None and whole.reading.is_number:
                    found, position = whole, position + 1
            yield from flush()
            yield found
            continue
        glued = _GLUED.fullmatch(folded[a:b])
        if (
            glued is not None
            and len(glued["label"]) >= 2
            and not re.search(r"\d", _INNER_ORDINAL.sub("", glued["label"]))
        ):
            tail = token(a + glued.start("digits"), b, glued=True)
            if tail is not None:
                label.append((a, a + glued.end("label")))
                yield from flush()
                yield tail
                continue
        label.append((a, b))
    yield from flush()


def _with_thousands(folded: str, words: list[tuple[int, int, bool]]) -> list[tuple[int, int, bool]]:
    """``42      5 950`` is two numbers: where columns stand far apart, a single blank before three digits parts thousands."""
    if not any(_FAR_NUMBER.match(folded, a) for a, _, _ in words):
        return words
    joined: list[tuple[int, int, bool]] = []
    for a, b, fresh in words:
        if (
            joined
            and not fresh
            and a == joined[-1][1] + 1
            and _THREE_DIGITS.fullmatch(folded, a, b)
            and _UP_TO_THOUSANDS.fullmatch(folded, joined[-1][0], joined[-1][1])
        ):
            joined[-1] = (joined[-1][0], b, joined[-1][2])
        else:
            joined.append((a, b, fresh))
    return joined


def _alone(raw: str, offset: int, base: int, line: int) -> list[Item] | None:
    """The items of a line of one word that is a value or a label without digits, as most lines are; None for others."""
    word = _ONE_WORD.fullmatch(raw, offset)
    if word is None:
        return None
    a, b = word.span(1)
    reading = read_cell(word[1])
    if reading is not None:
        left = _width(raw[:a])
        return [Token(Span(base + a, base + b), word[1], reading, line, left=left, right=left + _width(word[1]), at=a)]
    if _DIGIT_OR_COMMA.search(word[1]) is not None:
        return None
    return [
        Piece(Span(base + a + x, base + a + y), ordinal, bare, line)
        for x, y in split_at_ordinals(word[1])
        for ordinal, bare in labels_in(word[1][x:y])
    ]


def _between_units(folded: str, words: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    """The words of a label stretch, cut at units that stand as words of their own (between an indicator and its figure)."""
    start = 0
    for index, (a, b) in enumerate(words):
        if index > start and b - a <= 2 and _UNIT_CELL.fullmatch(folded[a:b]):
            yield words[start][0], words[index - 1][1]
            start = index + 1
    if start < len(words):
        yield words[start][0], words[-1][1]


def _is_row_number(folded: str, words: list[tuple[int, int, bool]], position: int) -> bool:
    """A bare digit at a line's start, before a Chinese word: an ordinal that lost its mark."""
    a, b, _ = words[position]
    if position != 0 or b - a > 1 or not folded[a:b].isdigit() or position + 1 >= len(words):
        return False
    x, y, _ = words[position + 1]
    return y - x >= 3 and "\u4e00" <= folded[x] <= "\u9fff" and _UNIT_WORD.match(folded, x) is None


def _glue_mask(folded: str) -> list[bool]:
    """Positions of blanks that do not separate: inside a noted number and around the bar of 增/减."""
    mask = [False] * (len(folded) + 1)
    for pattern in (_NOTED_NUMBER, _PLUS_MINUS, _SPREAD):
        for match in pattern.finditer(folded):
            for index in range(match.start(), match.end() - 1):
                mask[index] = True
    return mask


def _looks_csv(folded: str) -> bool:
    if "," not in folded or " " in folded.strip():
        return False
    return _CSV.fullmatch(folded) is not None and re.search(r",\d*(?:,|$)", folded) is not None


def _width(raw: str) -> int:
    """Columns of the screen that a text takes."""
    return len(raw) if raw.isascii() else _columns(raw)[-1]


def _columns(raw: str) -> list[int]:
    """Column of the screen at which each character starts (wide characters take two)."""
    if raw.isascii():
        return list(range(len(raw) + 1))
    columns = [0]
    for c in raw:
        columns.append(columns[-1] + (2 if unicodedata.east_asian_width(c) in "WF" else 1))
    return columns
