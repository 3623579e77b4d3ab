"""Labels and numbers of the disputes table in sequence.

Takes the lines that may hold the table, gives its numbers in runs, each with the groups and outcomes named since the run
before. Never decides what a run's numbers mean: that is :mod:`.disputes`, which knows how offices draw the table.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from nlp.structure.tables.items import Item, Line, Piece, Token
from nlp.structure.tables.labels import label_book
from nlp.types import CellState

__all__ = ["Run", "RunReader", "is_blank"]

_HEAD_CHARACTERS = frozenset("行政复议诉讼未经直接起后结果维持纠正其他尚未审总计")


@dataclass(slots=True)
class Run:
    """Numbers drawn together with the labels seen since the numbers before."""

    tokens: list[Token]
    groups: list[str]
    outcomes: list[str]
    line: int
    grid: int
    own_group: str | None
    own_outcome: str | None

    @property
    def drawn(self) -> list[Token]:
        """The numbers without blank cells."""
        return [t for t in self.tokens if not is_blank(t)]


def is_blank(token: Token) -> bool:
    """Whether nothing is drawn in a cell."""
    return token.reading.state is CellState.BLANK


class RunReader:
    """Reads the lines once. ``marked`` are the numbers of lines that belong to the table, ``label_end`` is the end of the
    last label before its numbers, ``seen_groups`` and ``seen_outcomes`` what was named anywhere.
    """

    def __init__(self, lines: Sequence[Line], text: str) -> None:
        self.lines = lines
        self.text = text
        self.book = label_book("disputes")
        self.marked: set[int] = set()
        self.label_end = 0
        self.seen_outcomes: set[str] = set()
        self.seen_groups: set[str] = set()

    def _meaning(self, piece: Piece) -> tuple[str, str] | None:
        """("group" | "outcome" | "litigation", id) of a label, or None."""
        raw = "".join(piece.span.of(self.text).split())
        if len(raw) <= 24:
            if "直接起诉" in raw or "未经复议" in raw or "未经行政复议" in raw:
                return "group", "litigation_direct"
            if "复议后" in raw:
                return "group", "litigation_after_reconsideration"
        for hit in self.book.hits(piece.ordinal, piece.bare):
            if hit.score < 0.6 or len(piece.bare) > 24:
                continue
            if hit.entry.kind == "group":
                return "group", hit.entry.id
            if hit.entry.kind == "column":
                return "outcome", hit.entry.id
            if hit.entry.kind == "caption":
                return "litigation", hit.entry.id
        return None

    def _single_rows(self) -> Iterator[Line]:
        """The lines, those that hold several rows (a table run into one line) taken apart before each row's labels."""
        for line in self.lines:
            cuts = [
                position
                for position, (before, item) in enumerate(pairwise(line.items), start=1)
                if isinstance(before, Token) and isinstance(item, Piece)
            ]
            if line.grid >= 0 or not cuts or len(line.items) < 12:
                yield line
                continue
            bounds = [0, *cuts, len(line.items)]
            for start, end in pairwise(bounds):
                items = line.items[start:end]
                head = self._head_of_columns(items)
                for part in (items[:head], items[head:]):
                    if part:
                        yield replace(line, items=part)

    def _head_of_columns(self, items: Sequence[Item]) -> int:
        """How many items name columns before the label of the row itself."""
        meanings = [self._meaning(item) if isinstance(item, Piece) else None for item in items]
        outcomes = [number for number, meaning in enumerate(meanings) if meaning and meaning[0] == "outcome"]
        named = [number for number, meaning in enumerate(meanings) if meaning and meaning[0] == "group"]
        return outcomes[-1] + 1 if len(outcomes) == 5 and named and named[-1] > outcomes[-1] else 0

    def runs(self) -> list[Run]:
        """The numbers of the table with their labels, in order."""
        runs: list[Run] = []
        groups: list[str] = []
        outcomes: list[str] = []
        started = False
        idle = 0
        for line in self._single_rows():
            if line.prose:
                if started and runs and sum(len(run.drawn) for run in runs) >= 5:
                    idle += 1
                    if idle > 1:
                        break
                continue
            own_groups: list[str] = []
            own_outcomes: list[str] = []
            last_label = -1
            for position, item in enumerate(line.items):
                if not isinstance(item, Piece):
                    continue
                last_label = position
                meaning = self._meaning(item)
                if meaning is None:
                    continue
                kind, name = meaning
                if kind == "group":
                    own_groups.append(name)
                    self.seen_groups.add(name)
                elif kind == "outcome":
                    own_outcomes.append(name)
                    self.seen_outcomes.add(name)
                started = True
                self.marked.add(line.index)
                self.label_end = max(self.label_end, item.span.end) if not runs else self.label_end
            tokens = [item for item in line.items[last_label + 1 :] if isinstance(item, Token)]
            groups += own_groups
            outcomes += own_outcomes
            empty = last_label >= 0 and all(is_blank(t) for t in tokens)
            if empty and own_groups and not own_outcomes and line.grid >= 0 and len(outcomes) == 5:
                empty = False  # the row of a group without a figure, below the five outcomes
            if not tokens or not started or empty:
                continue
            if line.grid >= 0 and all(is_blank(t) for t in tokens) and not outcomes:
                continue
            goes_on = (
                bool(runs) and not groups and not outcomes and line.grid < 0 and runs[-1].grid < 0 and last_label < 0
            )
            if goes_on and line.index - runs[-1].line <= 3 and len(runs[-1].tokens) < 16:
                runs[-1].tokens.extend(tokens)
                runs[-1].line = line.index
            else:
                own_group = own_groups[-1] if own_groups else None
                own_outcome = own_outcomes[-1] if own_outcomes else None
                runs.append(Run(tokens, groups, outcomes, line.index, line.grid, own_group, own_outcome))
                groups, outcomes = [], []
            self.marked.add(line.index)
            if sum(len(run.tokens) for run in runs) > 60:
                break
        return runs

    def mark_remnants(self) -> None:
        """Lines of a head printed down its columns (结果维持 in four lines) say nothing, but belong to the table."""
        first, last = min(self.marked) - 4, max(self.marked)
        for line in self.lines:
            plain = "".join(line.span.of(self.text).split()) if first <= line.index < last else ""
            if plain and not line.prose and _HEAD_CHARACTERS.issuperset(plain):
                self.marked.add(line.index)
