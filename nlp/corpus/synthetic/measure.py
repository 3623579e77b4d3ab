"""How well a rendering is read: each printed cell against what the reader found.

Takes renderings, gives counts. "Right" is the printed value, or no value where none is printed; "absent" is no value where
one is printed; "warned" is a wrong value that is inferred, of low confidence, or named by a notice; "silent" is a wrong value
said with confidence: the error that must not occur.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from nlp.corpus.synthetic.drawing import Printed
from nlp.corpus.synthetic.script import Rendering
from nlp.ingest import read_documents
from nlp.settings import Settings
from nlp.structure import read_structure
from nlp.types import Cell, Notice, Structure

__all__ = ["Accuracy", "Miss", "judge", "read"]

_SETTINGS = Settings(topics=None)
_BROAD = frozenset({"tables.table_doubtful", "tables.rows_shifted", "tables.columns_reordered"})
"""Notices that put a whole table in doubt."""


@dataclass(frozen=True, slots=True)
class Miss:
    """A cell that was not read right."""

    cell: str
    outcome: str
    printed: str
    expected: Decimal | None
    got: str


@dataclass(slots=True)
class Accuracy:
    """Counts over cells."""

    right: int = 0
    absent: int = 0
    warned: int = 0
    silent: int = 0
    misses: list[Miss] = field(default_factory=list)

    @property
    def cells(self) -> int:
        """Number of printed cells."""
        return self.right + self.absent + self.warned + self.silent

    def add(self, other: Accuracy) -> None:
        """Add another count."""
        self.right += other.right
        self.absent += other.absent
        self.warned += other.warned
        self.silent += other.silent
        self.misses.extend(other.misses)


def read(rendering: Rendering) -> Structure:
    """The rendering read back. Raises :class:`nlp.errors.InputError`."""
    documents = read_documents(rendering.data, name=rendering.name, settings=_SETTINGS)
    return read_structure(documents[0], _SETTINGS)


def judge(rendering: Rendering, structure: Structure) -> Accuracy:
    """Compare what was read with what was printed."""
    cells = {cell_id: cell for table in structure.tables.values() for cell_id, cell in table.cells.items()}
    result = Accuracy()
    for cell_id, printed in rendering.drawing.printed.items():
        _count(result, cell_id, printed, cells.get(cell_id), structure.notices)
    for cell_id, cell in cells.items():  # a value for a cell that the form at hand does not print
        if cell_id not in rendering.drawing.printed and cell.value is not None:
            _count(result, cell_id, Printed("", None), cell, structure.notices)
    return result


def _count(result: Accuracy, cell_id: str, printed: Printed, cell: Cell | None, notices: Sequence[Notice]) -> None:
    got = None if cell is None or cell.value is None else cell.value.midpoint
    unit_is_right = got is None or cell is None or not printed.unit or cell.unit == printed.unit
    if got == printed.value and unit_is_right:
        result.right += 1
        return
    if got is None:
        outcome = "absent"
    else:
        assert cell is not None
        outcome = "warned" if _is_warned(cell, notices) else "silent"
    setattr(result, outcome, getattr(result, outcome) + 1)
    shown = "nothing" if cell is None else f"{cell.state.value} {got} raw={cell.raw!r} {cell.unit}"
    result.misses.append(Miss(cell_id, outcome, printed.text, printed.value, shown))


def _is_warned(cell: Cell, notices: Sequence[Notice]) -> bool:
    if cell.inferred or cell.confidence < 0.9:
        return True
    for notice in notices:
        if notice.level != "warning" or not notice.code.startswith("tables."):
            continue
        if notice.code in _BROAD:
            return True
        if notice.span is not None and cell.span is not None and len(cell.span) and notice.span.overlaps(cell.span):
            return True
    return False
