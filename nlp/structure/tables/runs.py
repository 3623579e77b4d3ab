"""Runs of numbers: which value tokens were drawn together.

Takes a :class:`~.stream.Stream` and the bounds of a table in it, gives its :class:`Run` objects in order: the numbers of
a drawn row, of a line of text, or of lines that hold one number each. Never decides to which label a run belongs.
"""

from __future__ import annotations

from dataclasses import dataclass

from nlp.structure.tables.labels import LabelBook
from nlp.structure.tables.lines import Line, Piece, Token
from nlp.structure.tables.stream import Stream
from nlp.types import CellState

__all__ = ["Run", "RunFinder"]


@dataclass(slots=True)
class Run:
    """Value tokens drawn together: a grid's row, a line's numbers, or lines of one number each."""

    tokens: list[Token]
    start: int
    end: int
    grid: int = -1

    @property
    def is_empty(self) -> bool:
        """Whether nothing but blanks was drawn."""
        return all(token.reading.state is CellState.BLANK for token in self.tokens)


class RunFinder:
    """Finds the runs between a table's first and last label (items of the stream)."""

    def __init__(self, stream: Stream, book: LabelBook, width: int, first_item: int, last_item: int) -> None:
        self.stream = stream
        self.book = book
        self.width = width
        self.first_item = first_item
        self.last_item = last_item

    def end_of_last_row(self) -> int:
        """One past the tokens and label remnants that follow the last label."""
        items = self.stream.items
        last = self.last_item
        line = self.stream.owner[last]
        index = last + 1
        seen = 0
        while index < len(items):
            item = items[index]
            if isinstance(item, Piece):
                if seen and self.stream.owner[index] != line:
                    hits = self.book.hits(item.ordinal, item.bare)
                    if not any(hit.how == "piece" and hit.score < 0.95 for hit in hits):
                        break
                elif self.stream.owner[index] > line + 2:
                    break
            else:
                if seen >= self.width * len(self.book.rows):
                    break
                seen += 1
                line = self.stream.owner[index]
            index += 1
        return index

    def runs(self) -> list[Run]:
        """All runs, in order."""
        runs: list[Run] = []
        start = self._start_of_runs()
        end = self.end_of_last_row()
        stream = self.stream
        index = start
        while index < end:
            if isinstance(stream.items[index], Piece):
                index += 1
                continue
            line = stream.line_of(index)
            if line.grid >= 0:
                stop = begin = index
                while begin > 0 and stream.owner[begin - 1] == stream.owner[index]:
                    begin -= 1
                while stop < end and stream.owner[stop] == stream.owner[index]:
                    stop += 1
                run = self._grid_run(begin, stop, line)
                if run is not None:
                    runs.append(run)
                index = stop
                continue
            stop = index
            while stop < end and isinstance(stream.items[stop], Token) and self._joins(index, stop):
                stop += 1
            runs.append(Run([t for t in stream.items[index:stop] if isinstance(t, Token)], index, stop))
            index = stop
        return runs

    def _start_of_runs(self) -> int:
        """Numbers may stand just before the first label."""
        index = self.first_item
        while (
            index > 0 and isinstance(self.stream.items[index - 1], Token) and self.first_item - index < self.width + 2
        ):
            index -= 1
        return index

    def _grid_run(self, start: int, stop: int, line: Line) -> Run | None:
        items = self.stream.items
        labels = [i for i in range(start, stop) if isinstance(items[i], Piece)]
        numbers = [i for i in range(start, stop) if isinstance(items[i], Token)]
        # the numbers after the last label that has any after it; a remark may follow them
        drawn = [i for i in numbers if not _is_blank(items[i])]
        last = max(drawn or numbers, default=-1)
        leading = [i for i in labels if i < last]
        keep = [i for i in numbers if not leading or i > leading[-1]]
        tokens = [token for i in keep if isinstance(token := items[i], Token)]
        run = Run(tokens, keep[0] if keep else start, stop, line.grid)
        if not tokens or (run.is_empty and not labels):
            return None
        return run

    def _joins(self, first: int, index: int) -> bool:
        """Whether a token goes on with the run that began at ``first``."""
        if index == first:
            return True
        stream = self.stream
        here, before = stream.owner[index], stream.owner[index - 1]
        if here == before:
            return True
        if stream.lines[here].grid >= 0:
            return False
        alone = index + 1 >= len(stream.items) or stream.owner[index + 1] != here
        alone_before = index - 2 < first or stream.owner[index - 2] != before
        return alone and alone_before and stream.lines[here].items[0] is stream.items[index]


def _is_blank(item: Piece | Token) -> bool:
    return isinstance(item, Token) and item.reading.state is CellState.BLANK
