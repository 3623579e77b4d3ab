"""Tables drawn with rows and columns exchanged.

Takes the lines of a drawn grid, gives lines as the form has them: one for each label found in the grid's head, with the
numbers that stand below it. Never changes a token; a grid in which labels and numbers do not stand one below the other is
left alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from nlp.structure.tables.items import Item, Line, Piece, Token
from nlp.structure.tables.labels import LabelBook

__all__ = ["turned"]

_ENOUGH_LABELS = 12
_ENOUGH_ROWS = 4


def turned(lines: Sequence[Line], book: LabelBook) -> list[Line]:
    """The lines of the first grid whose head holds the form's rows and whose rows are the form's columns; [] if none."""
    grids: dict[int, list[Line]] = {}
    for line in lines:
        if line.grid >= 0:
            grids.setdefault(line.grid, []).append(line)
    for own in grids.values():
        found = _turned(own, book)
        if found:
            return found
    return []


def _turned(lines: list[Line], book: LabelBook) -> list[Line]:
    for at, head in enumerate(lines):
        labels = [item for item in head.items if isinstance(item, Piece) and _names(item, book, "row")]
        if len({_names(label, book, "row") for label in labels}) < _ENOUGH_LABELS:
            continue
        body: list[tuple[Piece, dict[int, Token]]] = []
        for line in lines[at + 1 :]:
            name = next((i for i in line.items if isinstance(i, Piece) and _names(i, book, "column")), None)
            if name is not None:
                body.append((name, {item.col: item for item in line.items if isinstance(item, Token)}))
        if len(body) < _ENOUGH_ROWS or any(not {label.col for label in labels} <= set(cells) for _, cells in body):
            continue
        first = lines[0].index
        names: list[Item] = [replace(name, line=first, col=1 + i, col_end=2 + i) for i, (name, _) in enumerate(body)]
        result = [replace(head, index=first, items=tuple(names), row=0)]
        for number, label in enumerate(labels, start=1):
            index = first + number
            items: list[Item] = [replace(label, line=index, col=0, col_end=1)]
            for i, (_, cells) in enumerate(body):
                items.append(replace(cells[label.col], line=index, col=1 + i, col_end=2 + i))
            result.append(replace(head, index=index, items=tuple(items), row=number))
        return result
    return []


def _names(piece: Piece, book: LabelBook, kind: str) -> str:
    """The row or column that a label names clearly, or ""."""
    hits = book.hits(piece.ordinal, piece.bare)
    return next((hit.entry.id for hit in hits if hit.entry.kind == kind and hit.score >= 0.6), "")
