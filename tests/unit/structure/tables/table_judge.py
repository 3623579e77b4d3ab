"""Compares what was bound with what the press printed."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from nlp.types import CellState, Document
from tests.unit.structure.tables.table_kit import bind, cells_of
from tests.unit.structure.tables.table_press import Content

STATES = {"": CellState.BLANK, "-": CellState.DASH, "/": CellState.SLASH}
Fault = tuple[str, str, str]
"""Cell id, what was printed, what was read."""


@dataclass
class Verdict:
    """``right`` cells; ``open`` ones were left unread or out; ``marked`` are wrong but inferred; ``silent`` are wrong."""

    right: int = 0
    open: list[Fault] = field(default_factory=list)
    marked: list[Fault] = field(default_factory=list)
    silent: list[Fault] = field(default_factory=list)

    @property
    def faults(self) -> list[Fault]:
        return [*self.silent, *self.marked, *self.open]


def judge(document: Document, content: Content) -> Verdict:
    """The verdict on one rendering."""
    cells = cells_of(bind(document))
    verdict = Verdict()
    for cell_id, printed in content.texts.items():
        state = STATES.get(printed.strip(), CellState.NUMBER)
        value = Decimal(printed.rstrip("万元")) if state is CellState.NUMBER else None
        cell = cells.pop(cell_id, None)
        fault = (cell_id, printed, cell.raw if cell is not None else "absent")
        if cell is None or (cell.state is CellState.UNREADABLE and state is not CellState.UNREADABLE):
            verdict.open.append(fault)
        elif cell.state is state and (cell.value is None or cell.value.midpoint == value):
            verdict.right += 1
        elif cell.inferred or cell.confidence < 0.9:
            verdict.marked.append(fault)
        else:
            verdict.silent.append(fault)
    verdict.silent += [(cell_id, "nothing", cell.raw) for cell_id, cell in cells.items() if cell.value is not None]
    return verdict
