"""Where lines of mixed Chinese and Latin text may break, for a terminal of so many columns.

Takes text and a width, gives the places to break. Breaks between Chinese characters and at blanks, never inside a number
or a word that fits a line, never before a closing or after an opening mark. Never changes the text.
"""

from __future__ import annotations

import re

from rich.cells import cell_len

__all__ = ["break_points"]

_CLOSING = "，。、；：！？）》〉】”’…％%,.;:!?)]}·"
_OPENING = "（《〈【“‘([{"
_PIECE = re.compile(
    rf"[{re.escape(_OPENING)}]*(?:[!-'*-~]*[0-9A-Za-z][!-'*-~]*|\s+|.)[{re.escape(_CLOSING)}]*",
    re.DOTALL,
)


def break_points(text: str, width: int) -> list[int]:
    """Offsets at which a new line begins, so that no line is wider than ``width`` columns (given at least two)."""
    points: list[int] = []
    used = 0
    for match in _PIECE.finditer(text):
        start, end = match.span()
        piece = match[0]
        size = cell_len(piece.rstrip()) if piece.strip() else 0
        if used and used + size > width:
            points.append(start)
            used = 0
        if size > width:
            for offset in range(start, end):
                step = cell_len(text[offset])
                if used and used + step > width:
                    points.append(offset)
                    used = 0
                used += step
            continue
        used += cell_len(piece)
    return points
