"""Characters as lines of text.

Takes characters, gives lines from top to bottom with text, box and baseline, and a line's pieces parted by wide gaps.
Blanks are those drawn, plus one where two words stand clearly apart and two where a column's width lies between. Never
joins lines into paragraphs.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from nlp.ingest.assemble import is_cjk, join_lines
from nlp.ingest.pdf_page import Char

__all__ = ["Piece", "TextLine", "cell_text", "lines_of"]

_WORD_GAP = 0.22  # em, between letters or digits
_WIDE_GAP = 1.0
_COLUMN_GAP = 1.8
_VISIBLE_GAP = 0.4
_DIGIT_GAP = 0.55  # a blank within a figure, as in 1 234

Piece = tuple[float, float, str]


@dataclass(slots=True)
class TextLine:
    """One visual line. ``pieces`` are (x0, x1, text), parted where a gap is wider than a column's, ``words``
    parted at every visible gap; ``chars`` are its characters without blanks, from left to right.
    """

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    base: float
    size: float
    pieces: list[Piece] = field(default_factory=list)
    chars: list[Char] = field(default_factory=list)
    words: list[Piece] = field(default_factory=list)
    page: int = 0
    between: bool = False  # whether it stands level with the gap between two lines beside it
    shift: float = 0.0  # how far it was moved down to stand below the pages before

    def moved(self, page: int, shift: float) -> TextLine:
        """The line on a scroll of all pages."""
        return replace(
            self, top=self.top + shift, bottom=self.bottom + shift, base=self.base + shift, page=page, shift=shift
        )

    @property
    def box(self) -> tuple[float, float, float, float]:
        """x0, top, x1, bottom."""
        return self.x0, self.top, self.x1, self.bottom


def lines_of(chars: Sequence[Char]) -> list[TextLine]:
    """The lines that upright characters make, from top to bottom."""
    found = [_line(group) for group in _by_baseline(chars)]
    return [line for line in found if line.text]


def cell_text(chars: Sequence[Char], width: float) -> str:
    """All text of a cell of that width as one line; turned text is read the way it is turned."""
    turned = [char for char in chars if char.turned in {90, 270}]
    if len(turned) * 2 > len(chars):
        return _turned_text(turned)
    texts: list[str] = []
    full = False
    for line in lines_of(chars):
        # A figure that filled the cell was wrapped, not ended.
        if texts and full and texts[-1][-1:].isdigit() and line.text[:1].isdigit():
            texts[-1] += line.text
        else:
            texts.append(line.text)
        full = width - (line.x1 - line.x0) < 1.4 * line.size
    return join_lines(texts)


def _by_baseline(chars: Sequence[Char]) -> list[list[Char]]:
    """Groups of characters on one baseline; a raised or lowered one stays with its neighbours."""
    groups: list[list[Char]] = []
    base = size = 0.0
    for char in sorted((char for char in chars if char.turned in {0, 180}), key=lambda char: char.base):
        if groups and char.base - base <= 0.4 * max(size, char.size):
            groups[-1].append(char)
        else:
            groups.append([char])
            base, size = char.base, char.size
            continue
        size = max(size, char.size)
    return groups


def _line(group: list[Char]) -> TextLine:
    group = sorted(group, key=lambda char: char.x0)
    size = sorted(char.size for char in group)[len(group) // 2]
    inked = [char for char in group if not char.text.isspace()]
    if not inked:
        return TextLine("", 0, 0, 0, 0, group[0].base, size)
    parts: list[str] = []
    pieces: list[Piece] = []
    piece: list[str] = []
    start = end = inked[0].x0
    blanks = 0
    for char in group:
        if char.text.isspace():
            blanks += 1
            continue
        gap = char.x0 - end
        em = max(char.size, 0.6 * size)
        if parts:
            sep = _separator(parts[-1][-1], char.text[0], gap / em, blanks)
            if gap > _COLUMN_GAP * em:
                pieces.append((start, end, "".join(piece).strip()))
                piece, start = [], char.x0
            else:
                piece.append(sep)
            parts.append(sep)
        parts.append(char.text)
        piece.append(char.text)
        end = max(end, char.x1)
        blanks = 0
    pieces.append((start, end, "".join(piece).strip()))
    return TextLine(
        "".join(parts).strip(),
        inked[0].x0,
        min(char.top for char in inked),
        end,
        max(char.bottom for char in inked),
        group[0].base,
        size,
        pieces,
        inked,
        _words(inked, size),
    )


def _words(chars: Sequence[Char], size: float) -> list[Piece]:
    found: list[Piece] = []
    for char in chars:
        gap = (char.x0 - found[-1][1]) / max(char.size, 0.6 * size) if found else 0.0
        spaced = gap <= _DIGIT_GAP and char.text.isdigit() and found and found[-1][2][-1].isdigit()
        if found and (gap <= _VISIBLE_GAP or spaced):
            x0, x1, text = found[-1]
            found[-1] = (x0, max(x1, char.x1), text + (" " if gap > _VISIBLE_GAP else "") + char.text)
        else:
            found.append((char.x0, char.x1, char.text))
    return found


def _separator(before: str, after: str, gap: float, blanks: int) -> str:
    if gap > _COLUMN_GAP:
        return "  "
    if blanks:
        return " "
    ascii_pair = not is_cjk(before) and not is_cjk(after)
    return " " if gap > (_WORD_GAP if ascii_pair else _WIDE_GAP) else ""


def _turned_text(chars: Sequence[Char]) -> str:
    clockwise = sum(char.turned == 270 for char in chars) * 2 >= len(chars)
    columns: dict[int, list[Char]] = {}
    size = sorted(char.size for char in chars)[len(chars) // 2]
    for char in chars:
        columns.setdefault(round(char.base / max(1.0, 0.8 * size)), []).append(char)
    texts = []
    for key in sorted(columns, reverse=clockwise):
        ordered = sorted(columns[key], key=lambda char: char.y if clockwise else -char.y)
        texts.append("".join(char.text for char in ordered).strip())
    return join_lines(texts)
