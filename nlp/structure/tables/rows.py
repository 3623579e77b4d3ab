"""Rows of a table with their numbers, and rows whose label is missing.

Takes rows already aligned and the runs left over; gives the rows between two labels their runs if there are exactly as
many of both. Never moves a number past a label.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from nlp.structure.tables.items import Piece, Token
from nlp.structure.tables.labels import Entry, LabelBook
from nlp.structure.tables.runs import Run
from nlp.types import CellState

__all__ = ["Row", "fill_unlabelled"]


@dataclass(slots=True)
class Row:
    """A row of the form with its runs. ``evidence`` tells how firmly label and numbers stand together.

    ``misprinted`` says that the label was recognised only by resemblance, ``unlabelled`` that it is missing,
    ``doubtful`` that labels and numbers near it do not come out even, so that they may be someone else's.
    """

    entry: Entry
    runs: list[Run]
    evidence: float
    pieces: list[Piece] = field(default_factory=list)
    misprinted: bool = False
    unlabelled: bool = False
    doubtful: bool = False

    @property
    def tokens(self) -> list[Token]:
        """All tokens in order."""
        return [token for run in self.runs for token in run.tokens]

    @property
    def grid(self) -> int:
        """The grid that the row was drawn in, or -1."""
        return self.runs[0].grid if self.runs else -1


def fill_unlabelled(rows: dict[str, Row], loose: list[Run], book: LabelBook, width: int, evidence: float) -> None:
    """Runs between two labels take the rows missing between them if there are exactly as many.

    Rows are added to ``rows`` with the given evidence; the runs used are taken from ``loose``.
    """
    filled = sorted((row for row in rows.values() if row.runs), key=lambda row: row.entry.order)
    for low, high in zip(filled, filled[1:], strict=False):
        between = [e for e in book.rows if low.entry.order < e.order < high.entry.order and e.kind == "row"]
        missing = [e for e in between if e.id not in rows]
        if not missing:
            continue
        start, end = low.runs[-1].end, high.runs[0].start
        own = [run for run in loose if start <= run.start < end and not run.is_empty]
        tokens = low.tokens
        for choice in _alternatives(missing, rows):
            if own and len(own) == len(choice) and all(_count(run) == width for run in own):
                for entry, run in zip(choice, own, strict=True):
                    rows[entry.id] = Row(entry, [run], evidence, unlabelled=True)
                    loose.remove(run)
                break
            if choice and not own and low.grid < 0 and len(tokens) == width * (len(choice) + 1):
                run = low.runs[-1]
                low.runs = [Run(tokens[:width], run.start, run.end)]
                for number, entry in enumerate(choice, start=1):
                    part = tokens[number * width : (number + 1) * width]
                    rows[entry.id] = Row(entry, [Run(part, run.start, run.end)], evidence, unlabelled=True)
                break


def _count(run: Run) -> int:
    """Number of values, empty label cells before them aside."""
    tokens = run.tokens
    while tokens and run.grid >= 0 and tokens[0].reading.state is CellState.BLANK:
        tokens = tokens[1:]
    return len(tokens)


def _alternatives(missing: list[Entry], rows: dict[str, Row]) -> list[list[Entry]]:
    """The sets of rows that may be missing: 其他处理 is printed as one line or as three, never as both."""
    single = [e for e in missing if e.id != "other" and e.id.startswith("other.")]
    if any(key.startswith("other.") for key in rows):
        return [[e for e in missing if e.id != "other"]]
    if "other" in rows:
        return [[e for e in missing if e not in single]]
    return [[e for e in missing if e not in single], [e for e in missing if e.id != "other"]]
