"""Which drawn numbers belong to which line of the form.

Takes the lines of a document and a table's :class:`~.labels.LabelBook`; gives, for each row of the form that was found,
the run of value tokens drawn for it. Labels are matched in the order of the form (dynamic programming over all
candidates at once), never by row number or by counting numbers; runs are then matched to labels in order, by how near
and on which side they stand. Never looks at the values of the numbers.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from nlp.structure.tables.cells import Reading
from nlp.structure.tables.doubt import AFTER_LABEL, AROUND, BEFORE_LABEL, doubt
from nlp.structure.tables.labels import Entry, LabelBook
from nlp.structure.tables.lines import Line, Piece, Token
from nlp.structure.tables.rows import Row, fill_unlabelled
from nlp.structure.tables.runs import Run, RunFinder
from nlp.structure.tables.stream import Node, Stream
from nlp.types import CellState

__all__ = ["Alignment", "Row", "align_rows"]

_SAME_GRID_ROW = 12.0
_SAME_LINE = 10.0
_LABELS_FIRST = 0.5
_LOOSE_RUN = -6.0
_EMPTY_ROW = -2.0

_MOST_ANCHORS = 400
_MOST_RUNS = 800


@dataclass(slots=True)
class Anchor:
    """A label found: ``entry`` is the form's line, or None for a line that the form does not have."""

    entry: Entry | None
    pieces: list[int]
    ambiguous: bool = False


@dataclass(slots=True)
class Alignment:
    """Rows by id, in order; ``first`` and ``last`` bound the table's lines; ``foreign`` are lines not in the form."""

    rows: dict[str, Row]
    first: int
    last: int
    foreign: list[tuple[Piece | None, Run]]
    structural: list[Piece]
    loose: list[Run]


def align_rows(
    lines: Sequence[Line],
    book: LabelBook,
    width: int,
    *,
    kinds: frozenset[str],
    wraps: bool = True,
) -> Alignment | None:
    """Match labels and numbers of one table drawn over ``lines``.

    ``width`` is the usual number of values in a row; ``wraps`` allows a row's numbers to go on in the next line.
    """
    stream = Stream(lines)
    chain = stream.chain(book, kinds)
    if not chain:
        return None
    assembly = _Assembly(stream, book, chain, width, wraps=wraps)
    if len(assembly.anchors) > _MOST_ANCHORS or len(assembly.runs) > _MOST_RUNS:
        return None  # not a statutory table
    return assembly.result()


class _Assembly:
    """From the chain of labels to rows with runs."""

    def __init__(self, stream: Stream, book: LabelBook, chain: list[Node], width: int, *, wraps: bool) -> None:
        self.wraps = wraps
        self.stream = stream
        self.book = book
        self.width = width
        self.first_item = chain[0].item
        self.last_item = chain[-1].item
        self.anchors: list[Anchor] = []
        self.anchor_of: dict[int, int] = {}
        self.structural: set[int] = set()
        self.barriers: list[int] = []
        self.misprinted: set[str] = set()
        self.finder = RunFinder(stream, book, width, self.first_item, self.last_item)
        self._read_doubtful_cells()
        self._make_anchors(chain)
        self.runs = self.finder.runs()

    # -- labels -------------------------------------------------------------------------------------------------

    def _read_doubtful_cells(self) -> None:
        """In drawn rows, texts with digits after the label are values that cannot be read."""
        stream = self.stream
        labelled = -1
        for index in range(self.first_item, len(stream.items)):
            item = stream.items[index]
            if stream.line_of(index).grid < 0 or isinstance(item, Token):
                continue
            hits = self.book.hits(item.ordinal, item.bare)
            if hits:
                if hits[0].entry.kind in ("row", "header"):
                    labelled = stream.owner[index]
            elif (
                labelled == stream.owner[index]
                and len(item.bare) <= 16
                and (any(c.isdigit() for c in item.bare) or self._among_numbers(index) or self._letters(index))
            ):
                reading = Reading(CellState.UNREADABLE, note="cell_unclear")
                stream.items[index] = Token(item.span, "", reading, item.line, item.col, item.col_end)

    def _letters(self, index: int) -> bool:
        """Whether a few letters stand where the first number of a drawn row would."""
        items, owner = self.stream.items, self.stream.owner
        following = index + 1 < len(items) and isinstance(items[index + 1], Token) and owner[index + 1] == owner[index]
        bare = self.stream.piece(index).bare
        return following and 0 < len(bare) <= 4 and bare.isascii()

    def _among_numbers(self, index: int) -> bool:
        """Whether numbers stand on both sides in the same drawn row."""
        items, owner = self.stream.items, self.stream.owner
        sides = [i for i in (index - 1, index + 1) if 0 <= i < len(items) and owner[i] == owner[index]]
        return len(sides) == 2 and all(isinstance(items[i], Token) for i in sides)

    def _make_anchors(self, chain: list[Node]) -> None:
        chosen = {node.item: node.entry for node in chain}
        items = self.stream.items
        end = self.finder.end_of_last_row()
        previous: Entry | None = None
        following = self._following(chosen)
        for index in range(self.first_item, end):
            item = items[index]
            if not isinstance(item, Piece):
                continue
            entry = chosen.get(index)
            if entry is not None and previous is not None and self._is_tail(index, previous, entry, chosen):
                entry = previous
            if entry is None:
                entry = self._continued(item, previous, following.get(index))
                if entry is None:
                    self._other(index, item, previous, following.get(index))
                    continue
            if self.anchors and self.anchors[-1].entry is entry:
                self.anchors[-1].pieces.append(index)
            else:
                self.anchors.append(Anchor(entry, [index]))
            self.anchor_of[index] = len(self.anchors) - 1
            previous = entry

    def _is_tail(self, index: int, previous: Entry, entry: Entry, chosen: dict[int, Entry]) -> bool:
        """Whether a piece taken for the beginning of a row's label is rather the end of the label before it.

        So if it directly follows that label, could belong to both, and more of the row's own label comes next.
        """
        item = self.stream.piece(index)
        if previous is entry or item.ordinal or index - 1 not in self.anchor_of:
            return False
        items = self.stream.items
        after = next((i for i in range(index + 1, min(index + 40, len(items))) if isinstance(items[i], Piece)), None)
        if after is None:
            return False
        own = self.stream.piece(after)
        if chosen.get(after) is not entry and not any(h.entry is entry for h in self.book.hits(own.ordinal, own.bare)):
            return False
        return any(h.entry is previous and h.how == "piece" for h in self.book.hits(item.ordinal, item.bare))

    def _following(self, chosen: dict[int, Entry]) -> dict[int, Entry]:
        following: dict[int, Entry] = {}
        upcoming: Entry | None = None
        for index in range(self.last_item, self.first_item - 1, -1):
            if upcoming is not None:
                following[index] = upcoming
            upcoming = chosen.get(index, upcoming)
        return following

    def _continued(self, item: Piece, previous: Entry | None, following: Entry | None) -> Entry | None:
        """The row of which this piece is a further part of the label."""
        if len(item.bare) < 2 or item.ordinal:
            return None
        hits = {hit.entry: hit for hit in self.book.hits(item.ordinal, item.bare)}
        for entry in (previous, following):
            if entry is not None and entry in hits and hits[entry].how == "piece":
                if any(hit.entry.kind in ("column", "caption") and hit.score >= 0.9 for hit in hits.values()):
                    return None
                return entry
        return None

    def _other(self, index: int, item: Piece, previous: Entry | None, following: Entry | None) -> None:
        hits = self.book.hits(item.ordinal, item.bare)
        if any(hit.entry.kind in ("band", "column", "corner", "caption") and hit.score >= 0.6 for hit in hits):
            self.barriers.append(index)
        if any(hit.entry.kind not in ("row", "header", "group") for hit in hits) or len(item.bare) < 3:
            self.structural.add(index)
            return
        if any(hit.entry.kind == "header" and hit.score >= 0.6 for hit in hits):
            self.structural.add(index)
            return
        followed = index + 1 < len(self.stream.items) and isinstance(self.stream.items[index + 1], Token)
        beside = index - 1 in self.anchor_of and self.stream.owner[index - 1] == self.stream.owner[index]
        if not followed or beside:  # a remark beside a label is not a line of its own
            self.structural.add(index)
            return
        if previous is not None and previous.kind == "row" and index - 1 in self.anchor_of:
            pieces = self.anchors[-1].pieces
            head = "".join(self.stream.piece(i).bare for i in pieces)
            if self.book.completes(head, item.bare, previous):  # a label broken in two, its end misprinted
                pieces.append(index)
                self.anchor_of[index] = len(self.anchors) - 1
                self.misprinted.add(previous.id)
                return
        low = previous.order if previous is not None else -1
        high = following.order if following is not None else len(self.book.rows)
        between = [entry for entry in self.book.rows if low < entry.order < high]
        likely = self.book.fuzzy(item.bare, between)
        if likely is not None:
            self.misprinted.add(likely.id)
        self.anchors.append(Anchor(likely, [index]))
        self.anchor_of[index] = len(self.anchors) - 1

    # -- numbers to labels --------------------------------------------------------------------------------------

    def result(self) -> Alignment:
        matched = self._match()
        rows: dict[str, Row] = {}
        foreign: list[tuple[Piece | None, Run]] = []
        loose: list[Run] = []
        taken: dict[int, list[tuple[Run, float]]] = {}
        for run, (anchor, evidence) in zip(self.runs, matched, strict=True):
            if anchor is None:
                loose.append(run)
            else:
                taken.setdefault(anchor, []).append((run, evidence))
        for number, anchor_ in enumerate(self.anchors):
            got = taken.get(number, [])
            if anchor_.entry is None:
                foreign.extend((self.stream.piece(anchor_.pieces[0]), run) for run, _ in got)
                continue
            pieces = [self.stream.piece(i) for i in anchor_.pieces]
            key = anchor_.entry.id
            evidence = min((e for _, e in got), default=0.0)
            if key in rows:
                rows[key].pieces.extend(pieces)
                if got and not rows[key].runs:
                    rows[key].runs = [run for run, _ in got]
                    rows[key].evidence = evidence
                continue
            rows[key] = Row(anchor_.entry, [run for run, _ in got], evidence, pieces, misprinted=key in self.misprinted)
        fill_unlabelled(rows, loose, self.book, self.width, _LABELS_FIRST)
        doubt(rows, loose, self.width, len(self.stream.items))
        for row in rows.values():
            if not row.runs and any(c.isdigit() for piece in row.pieces for c in piece.bare):
                row.doubtful = True  # numbers run into the label
        if any(row.runs and 0 < row.evidence <= BEFORE_LABEL for row in rows.values()):
            # numbers stand before labels here and there, so that one below its label is no proof either
            for row in rows.values():
                row.evidence = min(row.evidence, BEFORE_LABEL) if row.evidence <= AFTER_LABEL else row.evidence
        lines = [self.stream.owner[i] for anchor_ in self.anchors for i in anchor_.pieces]
        lines += [self.stream.owner[i] for run in self.runs for i in (run.start, run.end - 1)]
        ordered = dict(sorted(rows.items(), key=lambda pair: pair[1].entry.order))
        structural = [self.stream.piece(i) for i in sorted(self.structural)]
        first, last = (self.stream.lines[i].index for i in (min(lines), max(lines)))
        return Alignment(ordered, first, last, foreign, structural, loose)

    def _evidence(self, run: Run, number: int, before: int, after: int) -> float | None:
        anchor = self.anchors[number]
        if before == number or after == number:
            stream = self.stream
            line = stream.owner[run.start]
            if before == number and after == number:
                return AROUND
            if run.grid < 0 and stream.lines[line].marked:  # cells parted by marks never stand before their label
                heading = anchor.entry is not None and anchor.entry.kind == "header"
                return AROUND - 3.0 * heading if before == number else None
            if before == number:
                last = max(i for i in anchor.pieces if i < run.start)
                if stream.owner[last] == line:
                    score = _SAME_GRID_ROW if run.grid >= 0 else _SAME_LINE
                elif any(last < barrier < run.start for barrier in self.barriers):
                    score = _LABELS_FIRST  # a header stands between: the numbers are rather those of what follows
                else:
                    score = AFTER_LABEL if run.grid < 0 else 2.0
            else:
                first = min(i for i in anchor.pieces if i >= run.end)
                same = stream.owner[first] == stream.owner[run.end - 1]
                if run.grid >= 0 and not same:
                    return None
                score = BEFORE_LABEL if not same else (BEFORE_LABEL if run.grid >= 0 else 1.0)
            if anchor.entry is not None and anchor.entry.kind == "header":
                score -= 3.0
            return score
        if number < before and run.grid < 0 and anchor.entry is not None and anchor.entry.kind == "row":
            return _LABELS_FIRST
        return None

    def _match(self) -> list[tuple[int | None, float]]:
        """Each run's anchor, by dynamic programming over runs and anchors in order."""
        runs, anchors = self.runs, self.anchors
        before, after = self._neighbours()
        floor = float("-inf")
        costs = [_cost_of_emptiness(anchor) for anchor in anchors]
        size = len(anchors)
        table = [[floor] * (size + 1) for _ in range(len(runs) + 1)]
        move: list[list[str]] = [[""] * (size + 1) for _ in range(len(runs) + 1)]
        table[0][0] = 0.0
        for j in range(size):
            table[0][j + 1], move[0][j + 1] = table[0][j] + costs[j], "a"
        evidences: dict[tuple[int, int], float] = {}
        for i, run in enumerate(runs, start=1):
            loose = _LOOSE_RUN if not run.is_empty else -0.1
            row, above = table[i], table[i - 1]
            row[0], move[i][0] = above[0] + loose, "r"
            for j in range(1, size + 1):
                best, how = row[j - 1] + costs[j - 1], "a"
                if above[j] + loose > best:
                    best, how = above[j] + loose, "r"
                evidence = self._evidence(run, j - 1, before[i - 1], after[i - 1])
                if evidence is not None:
                    evidences[i - 1, j - 1] = evidence
                    if above[j - 1] + evidence > best:
                        best, how = above[j - 1] + evidence, "m"
                    if self._extends(i - 1, j - 1, before) and move[i - 1][j] in ("m", "x") and above[j] - 1.0 > best:
                        best, how = above[j] - 1.0, "x"
                row[j], move[i][j] = best, how
        result: list[tuple[int | None, float]] = [(None, 0.0)] * len(runs)
        i, j = len(runs), size
        while i > 0 or j > 0:
            how = move[i][j]
            if how == "a":
                j -= 1
            elif how == "r":
                i -= 1
            else:
                result[i - 1] = (j - 1, evidences[i - 1, j - 1])
                i -= 1
                if how == "m":
                    j -= 1
        return result

    def _extends(self, number: int, anchor: int, before: list[int]) -> bool:
        """Whether a run may go on with the one before it: a row wrapped over two lines."""
        if number == 0:
            return False
        here, previous = self.runs[number], self.runs[number - 1]
        if not self.wraps or here.grid >= 0 or previous.grid >= 0 or before[number] != anchor:
            return False
        return len(here.tokens) + len(previous.tokens) <= self.width

    def _neighbours(self) -> tuple[list[int], list[int]]:
        """For each run the anchors nearest before and after it; heading lines never follow their numbers."""
        marks = sorted(self.anchor_of)
        data = [i for i in marks if (entry := self.anchors[self.anchor_of[i]].entry) is None or entry.kind == "row"]
        before: list[int] = []
        after: list[int] = []
        for run in self.runs:
            at = bisect_left(marks, run.start)
            before.append(self.anchor_of[marks[at - 1]] if at > 0 else -1)
            at = bisect_left(data, run.end)
            after.append(self.anchor_of[data[at]] if at < len(data) else -1)
        return before, after


def _cost_of_emptiness(anchor: Anchor) -> float:
    if anchor.entry is None:
        return -0.5
    return _EMPTY_ROW if anchor.entry.kind == "row" else 0.0
