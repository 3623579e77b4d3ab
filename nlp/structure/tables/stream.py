"""The items of some lines in one sequence, and the best chain of labels among them.

Takes lines and a :class:`~.labels.LabelBook`, gives the sequence of label pieces that follows the form's order best
(dynamic programming over all candidates of all pieces). Never looks at numbers, save whether one follows a label.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.structure.tables.labels import Entry, LabelBook
from nlp.structure.tables.lines import Line, Piece, Token

__all__ = ["Node", "Stream"]

_REACH = 150  # candidates looked back over: bounds the work on hostile texts


@dataclass(frozen=True, slots=True)
class Node:
    """A piece (``item`` is its place in the stream) taken for a label of the form."""

    item: int
    entry: Entry
    score: float


class Stream:
    """The items of some lines in one sequence."""

    def __init__(self, lines: Sequence[Line]) -> None:
        self.lines = [line for line in lines if not line.prose]
        self.items: list[Piece | Token] = []
        self.owner: list[int] = []
        self.prose_before: list[int] = []  # prose lines before each item: a table is not interrupted by many
        prose = 0
        position = 0
        for line in lines:
            if line.prose:
                prose += 1
                continue
            for item in line.items:
                self.items.append(item)
                self.owner.append(position)
                self.prose_before.append(prose)
            position += 1

    def line_of(self, item: int) -> Line:
        """The line that an item stands in."""
        return self.lines[self.owner[item]]

    def piece(self, item: int) -> Piece:
        """An item known to be a piece."""
        found = self.items[item]
        assert isinstance(found, Piece)
        return found

    def chain(self, book: LabelBook, kinds: frozenset[str]) -> list[Node]:
        """The best sequence of labels of those kinds in the form's order; a label may come in several pieces."""
        nodes = list(self._nodes(book, kinds))
        if not nodes:
            return []
        best: list[float] = []
        back: list[int] = []
        top = 0
        for index, node in enumerate(nodes):
            score, previous = node.score, -1
            for other in range(index - 1, max(-1, index - _REACH), -1):
                before = nodes[other]
                if before.item == node.item or before.entry.order > node.entry.order:
                    continue
                gain = node.score if before.entry.order < node.entry.order else 0.4 * node.score
                prose = self.prose_before[node.item] - self.prose_before[before.item]
                cost = 0.35 * prose if prose else 0.0
                skipped = node.entry.order - before.entry.order - 1
                total = best[other] + gain - min(cost, 3.0) - 0.02 * max(skipped, 0) - 0.004 * (node.item - before.item)
                if total > score:
                    score, previous = total, other
            best.append(score)
            back.append(previous)
            if score > best[top]:
                top = index
        path: list[Node] = []
        at = top
        while at >= 0:
            path.append(nodes[at])
            at = back[at]
        return path[::-1]

    def _nodes(self, book: LabelBook, kinds: frozenset[str]) -> list[Node]:
        nodes: list[Node] = []
        for index, item in enumerate(self.items):
            if not isinstance(item, Piece):
                continue
            hits = book.hits(item.ordinal, item.bare)
            if not hits:
                continue
            best = hits[0].score
            rival = any(hit.entry.kind not in kinds and hit.score >= 0.9 for hit in hits)
            for hit in hits[:12]:
                if hit.entry.kind not in kinds or hit.score < 0.3 or hit.score < best - 0.6:
                    continue
                score = hit.score
                followed = index + 1 < len(self.items) and isinstance(self.items[index + 1], Token)
                if followed:
                    score += 0.3
                elif rival and item.ordinal != hit.entry.ordinal:
                    score -= 0.5  # 总计 and 其他 are also column headers
                if item.ordinal and hit.entry.ordinal and item.ordinal != hit.entry.ordinal and len(item.bare) <= 3:
                    score -= 0.3
                if score >= 0.25:
                    nodes.append(Node(index, hit.entry, score))
        return nodes
