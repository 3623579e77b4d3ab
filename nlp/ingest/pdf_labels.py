"""Rows of a table without rules: figures on one line, and the labels that belong to them.

Takes pieces of labels and figures with their places, gives rows. A label that wraps goes to the row it is centred on; a
label beside which no figure stands is a row without figures. Never moves a figure to another line.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from nlp.ingest.assemble import join_lines
from nlp.ingest.pdf_lines import TextLine
from nlp.ingest.pdf_page import Edge
from nlp.ingest.pdf_rows import MARK, assign_lines
from nlp.types import BBox

__all__ = ["Bit", "rows_with_labels"]


@dataclass(slots=True)
class Bit:
    """A piece of text in columns ``first`` to ``last``; ``more`` are the lines it goes on with."""

    text: str
    first: int
    last: int
    x0: float
    x1: float
    line: TextLine
    more: list[TextLine] = field(default_factory=list)

    @property
    def base(self) -> float:
        """The baseline of its first line."""
        return self.line.base

    @property
    def size(self) -> float:
        """The em of its first line."""
        return self.line.size

    @property
    def page(self) -> int:
        """The page of its first line."""
        return self.line.page

    @property
    def box(self) -> BBox:
        """Its box on its first page, as drawn."""
        lines = [line for line in (self.line, *self.more) if line.page == self.line.page]
        top, bottom = min(line.top - line.shift for line in lines), max(line.bottom - line.shift for line in lines)
        return round(self.x0, 2), round(top, 2), round(self.x1, 2), round(bottom, 2)

    def with_below(self, other: Bit) -> Bit:
        """Both as one piece."""
        return replace(
            self,
            text=join_lines([self.text, other.text]),
            last=max(self.last, other.last),
            x0=min(self.x0, other.x0),
            x1=max(self.x1, other.x1),
            more=[*self.more, other.line, *other.more],
        )


def rows_with_labels(
    labels: Sequence[Bit], figures: Sequence[Bit], xs: list[float], n_labels: int, rules: Sequence[Edge]
) -> list[list[Bit]]:
    """The rows of the body from top to bottom, those without figures too."""
    columns: dict[int, list[Bit]] = {}
    for bit in labels:
        columns.setdefault(bit.first, []).append(bit)
    lined = sorted({bit.base for bit in figures})
    bases = sorted([*lined, *_bare_rows(columns, lined, xs, n_labels)])
    rows: list[list[Bit]] = [[] for _ in bases]
    for bit in figures:
        rows[bases.index(bit.base)].append(bit)
    limits = _limits(bases, rules, xs)
    for parts in columns.values():
        places = assign_lines([bit.base for bit in parts], [bit.text for bit in parts], bases, parts[0].size, limits)
        begun: dict[int, Bit] = {}
        for place, bit in zip(places, parts, strict=True):
            begun[place] = begun[place].with_below(bit) if place in begun else bit
        for place, bit in begun.items():
            rows[place].append(bit)
    return rows


def _bare_rows(columns: dict[int, list[Bit]], figures: Sequence[float], xs: list[float], n_labels: int) -> list[float]:
    """Heights of labels whose row has no figures: none stand beside any of their lines."""
    leaf = n_labels - 1
    found: list[float] = []
    for first, bits in columns.items():
        if first >= n_labels:
            continue
        for group in _labels(bits, xs):
            size, top, bottom = group[0].size, group[0].base, group[-1].base
            if any(top - 0.9 * size < other < bottom + 0.9 * size for other in (*figures, *found)):
                continue
            if first < leaf:  # a label of a group stands beside its items
                beside = any(top - size < bit.base < bottom + size for bit in columns.get(leaf, []))
                if beside or not MARK.match(group[0].text):
                    continue
            found.append((top + bottom) / 2)
    return found


def _labels(bits: Sequence[Bit], xs: list[float]) -> list[list[Bit]]:
    """The lines of one column of labels, grouped: an unmarked line goes on with one close above that fills its column."""
    groups: list[list[Bit]] = []
    for bit in bits:
        before = groups[-1][-1] if groups else None
        wraps = before is not None and not MARK.match(bit.text) and bit.base - before.base < 1.7 * bit.size
        if (
            wraps
            and before is not None
            and len(before.text) * before.size > 0.6 * (xs[before.last + 1] - xs[before.first])
        ):
            groups[-1].append(bit)
        else:
            groups.append([bit])
    return groups


def _limits(bases: Sequence[float], rules: Sequence[Edge], xs: list[float]) -> list[float] | None:
    """The rules between the rows, where every two rows are parted by one."""
    limits = []
    wide = xs[-1] - xs[0]
    for above, below in pairwise(bases):
        between = [
            rule.at
            for rule in rules
            if above < rule.at < below and min(rule.end, xs[-1]) - max(rule.start, xs[0]) > 0.3 * wide
        ]
        if not between:
            return None
        limits.append(between[0])
    return limits
