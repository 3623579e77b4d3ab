"""The smallest change that mends all failing sums of a table.

Takes equations over cell ids and the cells' values, gives diagnoses: which equations fail together, and the changes
that would mend all of them without breaking one that holds, likeliest first. Never looks at text, rules or prose; never
proposes a negative count or a fraction where the table holds counts.

One changed cell breaks one sum of its row and one or two of its column, and no other cell stands in exactly these sums:
so a single culprit is found by intersection, not by search. Swaps, shifts and pairs are tried only where no single
change explains everything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from nlp.checks.digits import classify_change, likelihood

__all__ = ["Change", "Diagnosis", "Equation", "Mend", "diagnose", "failing"]

_MAX_ALTERNATIVES = 8
_MAX_COVERS = 24
_MAX_PAIR_TRIALS = 4000


@dataclass(frozen=True, slots=True)
class Equation:
    """The cells of ``left`` add up to what the cells of ``right`` add up to. ``rule`` is the family, ``label`` a name."""

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    label: str = ""

    @property
    def cells(self) -> tuple[str, ...]:
        """All its cells."""
        return self.left + self.right


@dataclass(frozen=True, slots=True)
class Change:
    """One cell's proposed value; ``old`` is None for a cell without a number (counted as zero)."""

    cell: str
    old: int | None
    new: int


@dataclass(frozen=True, slots=True)
class Mend:
    """Changes that mend a set of failing equations; ``score`` in (0, 1) says how likely such a slip is."""

    kind: str
    changes: tuple[Change, ...]
    score: float


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """Equations that fail together, and the mends for them, likeliest first (empty: none was found)."""

    equations: tuple[Equation, ...]
    mends: tuple[Mend, ...]


def failing(equations: Iterable[Equation], values: Mapping[str, int]) -> tuple[Equation, ...]:
    """Those equations whose cells are all known and whose sides differ."""
    return tuple(eq for eq in equations if all(cell in values for cell in eq.cells) and _residual(eq, values) != 0)


def diagnose(
    equations: Sequence[Equation],
    values: Mapping[str, int],
    *,
    blank: frozenset[str] = frozenset(),
    prefer: Callable[[Change], float] | None = None,
) -> tuple[Diagnosis, ...]:
    """Group the failing equations by what would mend them.

    ``values`` holds every known cell (blank cells counted as zero are named in ``blank``); equations with other cells
    are left out. ``prefer`` says in [-1, 1] what else speaks for a change (the prose prints the new value) or against it.
    Independent single slips give one diagnosis each.
    """
    sheet = _Sheet(equations, values, blank, prefer)
    if not sheet.broken:
        return ()
    whole = sheet.single(sheet.broken)
    if whole and len(sheet.broken) == 1:
        whole = _ranked([*whole, *sheet.swaps(sheet.broken)])  # one sum cannot tell a slip from a swap
    if whole:
        return (Diagnosis(sheet.pick(sheet.broken), whole),)
    return tuple(sheet.partition())


def _residual(equation: Equation, values: Mapping[str, int]) -> int:
    return sum(values[cell] for cell in equation.left) - sum(values[cell] for cell in equation.right)


class _Sheet:
    """The equations with their residuals, indexed by cell."""

    def __init__(
        self,
        equations: Sequence[Equation],
        values: Mapping[str, int],
        blank: frozenset[str],
        prefer: Callable[[Change], float] | None,
    ) -> None:
        self.equations = [eq for eq in equations if all(cell in values for cell in eq.cells)]
        self.values = values
        self.blank = blank
        self.prefer = prefer
        self.signs: dict[str, dict[int, int]] = {}
        for number, eq in enumerate(self.equations):
            for side, sign in ((eq.left, 1), (eq.right, -1)):
                for cell in side:
                    at = self.signs.setdefault(cell, {})
                    at[number] = at.get(number, 0) + sign
        self.order = {cell: place for place, cell in enumerate(values)}
        self.residuals = [_residual(eq, values) for eq in self.equations]
        self.broken = frozenset(number for number, rest in enumerate(self.residuals) if rest != 0)

    def pick(self, numbers: Iterable[int]) -> tuple[Equation, ...]:
        return tuple(self.equations[number] for number in sorted(numbers))

    # -- one cell -----------------------------------------------------------------------------------------------

    def delta_for(self, cell: str, residuals: Sequence[int]) -> int | None:
        """The change of ``cell`` that brings every equation it stands in to zero; None if there is no such change."""
        delta: int | None = None
        for number, sign in self.signs[cell].items():
            if sign == 0:
                continue
            if residuals[number] % sign:
                return None
            needed = -residuals[number] // sign
            if needed == 0 or (delta is not None and needed != delta):
                return None
            delta = needed
        return delta

    def change(self, cell: str, delta: int) -> Change | None:
        new = self.values[cell] + delta
        if new < 0:
            return None
        return Change(cell, None if cell in self.blank else self.values[cell], new)

    def single(self, wanted: frozenset[int], residuals: Sequence[int] | None = None) -> tuple[Mend, ...]:
        """Single changes that mend exactly the ``wanted`` equations."""
        rest = self.residuals if residuals is None else residuals
        shared = None
        for number in wanted:
            cells = set(self.equations[number].cells)
            shared = cells if shared is None else shared & cells
        mends = []
        for cell in sorted(shared or (), key=self.order.__getitem__):
            if {number for number, sign in self.signs[cell].items() if sign} != set(wanted):
                continue
            delta = self.delta_for(cell, rest)
            change = self.change(cell, delta) if delta is not None else None
            if change is not None:
                mends.append(self._mend((change,)))
        return _ranked(mends)

    def _mend(self, changes: tuple[Change, ...], kind: str | None = None) -> Mend:
        liking = sum(self.prefer(change) for change in changes) if self.prefer is not None else 0.0
        kinds = [classify_change(change.old, change.new) for change in changes]
        if kind is None:
            kind = kinds[0] if len(changes) == 1 else "wrong_cell"
            base = 1.0
            for each in kinds:
                base *= likelihood(each)
            if len(changes) > 1:
                base *= 0.8
        else:
            base = likelihood(kind)
        score = base + (1 - base) * min(liking, 0.95) if liking > 0 else base * max(1 + liking, 0.05)
        return Mend(kind, changes, round(score, 4))

    # -- several cells ------------------------------------------------------------------------------------------

    def partition(self) -> Iterator[Diagnosis]:
        """Diagnoses that together cover all broken equations."""
        left = self.broken
        covers = list(self._covers(left))
        if covers:
            yield from self._from_covers(covers, left)
            return
        together = self._together(left)
        if together:
            yield Diagnosis(self.pick(left), together)
            return
        # Part of the damage may still be plain: take single culprits that stand alone, then look at the rest.
        for number in sorted(left):
            if number not in left:
                continue
            local = [item for item in self._locals(left) if number in item[0]]
            if len(local) == 1:
                equations, mend = local[0]
                yield Diagnosis(self.pick(equations), (mend,))
                left -= equations
        if not left:
            return
        rest = self._together(left)
        if rest or len(left) > 1:
            yield Diagnosis(self.pick(left), rest)
        else:
            yield Diagnosis(self.pick(left), ())

    def _locals(self, broken: frozenset[int]) -> list[tuple[frozenset[int], Mend]]:
        """Cells all of whose (at least two) equations are broken by the same amount."""
        found = []
        for cell in {cell for number in broken for cell in self.equations[number].cells}:
            numbers = frozenset(number for number, sign in self.signs[cell].items() if sign)
            if len(numbers) < 2 or not numbers <= broken:
                continue
            delta = self.delta_for(cell, self.residuals)
            change = self.change(cell, delta) if delta is not None else None
            if change is not None:
                found.append((numbers, self._mend((change,))))
        found.sort(key=lambda item: (-item[1].score, self.order[item[1].changes[0].cell]))
        return found

    def _covers(self, broken: frozenset[int]) -> Iterator[tuple[tuple[frozenset[int], Mend], ...]]:
        """Exact covers of the broken equations by independent single culprits, at most ``_MAX_COVERS``."""
        found = self._locals(broken)
        budget = [_MAX_COVERS]

        def extend(
            left: frozenset[int], chosen: tuple[tuple[frozenset[int], Mend], ...]
        ) -> Iterator[tuple[tuple[frozenset[int], Mend], ...]]:
            if budget[0] <= 0:
                return
            if not left:
                budget[0] -= 1
                yield chosen
                return
            first = min(left)
            for item in found:
                if first in item[0] and item[0] <= left:
                    yield from extend(left - item[0], (*chosen, item))

        yield from extend(broken, ())

    def _from_covers(
        self, covers: list[tuple[tuple[frozenset[int], Mend], ...]], broken: frozenset[int]
    ) -> Iterator[Diagnosis]:
        fewest = min(len(cover) for cover in covers)
        covers = [cover for cover in covers if len(cover) == fewest]
        certain = set(covers[0]).intersection(*(set(cover) for cover in covers[1:]))
        for equations, mend in covers[0]:
            if (equations, mend) in certain:
                yield Diagnosis(self.pick(equations), (mend,))
        if len(covers) > 1:
            open_equations = broken.difference(*(equations for equations, _ in certain))
            mends = [
                self._mend(tuple(mend.changes[0] for item in cover if item not in certain for mend in (item[1],)))
                for cover in covers
            ]
            yield Diagnosis(self.pick(open_equations), _ranked(mends))

    def _together(self, broken: frozenset[int]) -> tuple[Mend, ...]:
        """Changes of several cells that mend exactly the broken equations: swaps and shifts, else pairs."""
        mends = [*self.swaps(broken), *self._shifts(broken)]
        return _ranked(mends) if mends else _ranked(list(self._pairs(broken)))

    def _mends_exactly(self, changes: Sequence[tuple[str, int]], broken: frozenset[int]) -> bool:
        effect: dict[int, int] = {}
        for cell, new in changes:
            for number, sign in self.signs.get(cell, {}).items():
                effect[number] = effect.get(number, 0) + sign * (new - self.values[cell])
        touched = {number for number, amount in effect.items() if amount}
        return touched == set(broken) and all(self.residuals[n] + effect[n] == 0 for n in touched)

    def _lines(self) -> tuple[list[list[str]], list[list[str]]]:
        """The cells by row and by column, in the order of the table."""
        rows: dict[str, list[str]] = {}
        columns: dict[str, list[str]] = {}
        for cell in self.values:
            row, _, column = cell.rpartition(".")
            rows.setdefault(row, []).append(cell)
            columns.setdefault(column, []).append(cell)
        return list(rows.values()), list(columns.values())

    def swaps(self, broken: frozenset[int]) -> Iterator[Mend]:
        rows, columns = self._lines()
        for line in (*rows, *columns):
            for first, second in pairwise(line):
                a, b = self.values[first], self.values[second]
                if a == b or a < 0 or b < 0 or first not in self.signs or second not in self.signs:
                    continue
                if self._mends_exactly(((first, b), (second, a)), broken):
                    changes = tuple(
                        Change(cell, None if cell in self.blank else self.values[cell], new)
                        for cell, new in ((first, b), (second, a))
                    )
                    yield self._mend(changes, "neighbours_swapped")

    def _shifts(self, broken: frozenset[int]) -> Iterator[Mend]:
        for row in self._lines()[0]:
            if len(row) < 4 or any(cell not in self.signs for cell in row):
                continue
            printed = [self.values[cell] for cell in row]
            if not any(printed):
                continue
            for moved in _shifted(printed):
                pairs = [(cell, new) for cell, new in zip(row, moved, strict=True) if new != self.values[cell]]
                if len(pairs) > 1 and min(moved) >= 0 and self._mends_exactly(pairs, broken):
                    changes = tuple(
                        Change(cell, None if cell in self.blank else self.values[cell], new) for cell, new in pairs
                    )
                    yield self._mend(changes, "shifted")

    def _pairs(self, broken: frozenset[int]) -> Iterator[Mend]:
        """Two changed cells that share damage (two slips in one row, or a row and its total changed alike)."""
        trials = 0
        seen = set()
        first = min(broken, key=lambda number: (len(self.equations[number].cells), number))
        for cell in self.equations[first].cells:
            amounts = {
                -self.residuals[number] * sign
                for number, sign in self.signs[cell].items()
                if sign and self.residuals[number]
            }
            for delta in sorted(amounts):
                change = self.change(cell, delta)
                if change is None:
                    continue
                residuals = list(self.residuals)
                for number, sign in self.signs[cell].items():
                    residuals[number] += sign * delta
                left = frozenset(number for number, rest in enumerate(residuals) if rest != 0)
                if not left:
                    continue
                trials += 1
                if trials > _MAX_PAIR_TRIALS:
                    return
                for mend in self.single(left, residuals):
                    other = mend.changes[0]
                    key = frozenset((change, other))
                    if other.cell != cell and key not in seen:
                        seen.add(key)
                        yield self._mend((change, other))


def _shifted(printed: list[int]) -> Iterator[list[int]]:
    """What a row was before all its numbers slid by one place; the last number is the row's total."""
    detail = printed[:-1]
    # slid to the left: the first number was lost, the total stands in the last detail column
    yield [detail[-1] - sum(detail[:-1]), *detail]
    # slid to the right: the total was lost
    yield [*printed[1:], sum(printed[1:])]


def _ranked(mends: list[Mend]) -> tuple[Mend, ...]:
    unique = {mend.changes: mend for mend in mends}
    ordered = sorted(
        unique.values(), key=lambda mend: (len(mend.changes) if mend.kind == "wrong_cell" else 1, -mend.score)
    )
    return tuple(ordered[:_MAX_ALTERNATIVES])
