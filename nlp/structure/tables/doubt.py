"""Which rows of flat text are in doubt because labels and numbers do not come out even.

Takes rows aligned with their runs, and the runs left over; marks the rows whose numbers may be someone else's. Never moves
a number.
"""

from __future__ import annotations

from nlp.structure.tables.rows import Row
from nlp.structure.tables.runs import Run

__all__ = ["AFTER_LABEL", "AROUND", "BEFORE_LABEL", "doubt"]

AROUND = 9.0
"""Evidence for numbers that nothing but their label can claim."""
AFTER_LABEL = 5.0
"""Evidence for numbers on the line below their label."""
BEFORE_LABEL = 4.0
"""Evidence for numbers on the line above their label."""

_MANY_ROWS = 10
_FEW_FILLED = 0.3
_REGULAR = 0.8


def doubt(rows: dict[str, Row], loose: list[Run], width: int, size: int) -> None:
    """Mark the doubtful ones of ``rows``; ``loose`` are numbers without a label, ``size`` is the number of items drawn.

    Where numbers stand before and after labels, a stretch with a label or a number too many proves nothing.
    """
    heading = "other" if any(key.startswith("other.") for key in rows) else ""
    ordered = sorted(rows.values(), key=lambda row: row.entry.order)
    ordered = [row for row in ordered if row.entry.kind == "row" and row.entry.id != heading]
    filled = [row for row in ordered if row.runs]
    stray = [run for run in loose if not run.is_empty]
    if stray and len(filled) < len(ordered):
        # numbers without a label and labels without numbers: only the same line is proof
        for row in _between(ordered, stray) if _labels_lead(ordered, width) else ordered:
            row.doubtful |= row.evidence < AROUND
    for run in stray if filled else ():  # they may belong to the label below them, and its numbers to the next one
        for row in filled:
            if row.runs[0].start > run.start:
                if row.evidence >= AROUND:
                    break
                row.doubtful = True
                if _labels_lead(ordered, width):
                    break
    if width > 3 and len(ordered) >= _MANY_ROWS and len(filled) <= _FEW_FILLED * len(ordered):
        for row in filled:  # a column of numbers may follow a column of labels: the last label proves nothing
            row.doubtful |= row.evidence <= AFTER_LABEL and row.grid < 0 and len(row.tokens) >= width
    if not any(row.evidence == BEFORE_LABEL for row in filled):
        return
    stretch: list[Row] = []
    start = 0
    for row in ordered:
        if not row.runs or row.evidence < AROUND:
            stretch.append(row)
            continue
        _doubt_stretch(stretch, loose, start, row.runs[0].start)
        stretch, start = [], row.runs[-1].end
    _doubt_stretch(stretch, loose, start, size)


def _labels_lead(ordered: list[Row], width: int) -> bool:
    """Whether numbers clearly follow their labels: at both ends of the table and in nearly all complete rows."""
    if len(ordered) < _MANY_ROWS or not ordered[0].runs or not ordered[-1].runs:
        return False
    whole = [row for row in ordered if len(row.tokens) == width]
    after = [row for row in whole if row.evidence >= AFTER_LABEL]
    ends = all(row.evidence >= AFTER_LABEL and len(row.tokens) == width for row in (ordered[0], ordered[-1]))
    return ends and len(after) >= _REGULAR * len(ordered) and not any(0 < r.evidence < AFTER_LABEL for r in ordered)


def _between(ordered: list[Row], stray: list[Run]) -> list[Row]:
    """The rows from the first to the last place where a number or a label has nothing beside it, and their neighbours."""
    starts = [row.runs[0].start if row.runs else -1 for row in ordered]
    places = [number for number, row in enumerate(ordered) if not row.runs]
    for run in stray:
        places.append(max((number for number, start in enumerate(starts) if 0 <= start < run.start), default=0))
    return ordered[max(0, min(places) - 1) : max(places) + 2]


def _doubt_stretch(stretch: list[Row], loose: list[Run], start: int, end: int) -> None:
    stray = any(start <= run.start < end and not run.is_empty for run in loose)
    if stray or any(not member.runs for member in stretch):
        for member in stretch:
            member.doubtful = True
