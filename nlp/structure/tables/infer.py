"""Where numbers belong when the drawing does not say: decided by the sums of the form, or not at all.

Takes, for each row, the placements of its numbers that the drawing admits; gives the placement that the row sums,
column sums and balances leave, if they leave only one. Never invents a value, never changes one, and never prefers one
of several placements that fit.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations, product

from nlp.structure.tables.cells import Reading, read_cell
from nlp.structure.tables.lines import Token
from nlp.text import fold
from nlp.types import CellState, Span

__all__ = [
    "Placement",
    "Sums",
    "confirmed",
    "face",
    "fits_row",
    "open_columns",
    "placements",
    "proves",
    "resolve",
    "value_of",
]

Placement = tuple[Token | None, ...]
"""One token or None (nothing drawn) for each column."""

_MAX_PLACEMENTS = 4000
_MAX_STATES = 20_000


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a table over positions: ``parts`` and ``total`` are column positions (None: no row sum).

    ``results`` are row ids that add up to ``concluded``; ``inflow`` and ``outflow`` add up to the same.
    """

    width: int
    parts: tuple[int, ...] = ()
    total: int | None = None
    results: tuple[str, ...] = ()
    concluded: str | None = None
    inflow: tuple[str, ...] = ()
    outflow: tuple[str, ...] = ()


def value_of(token: Token | None) -> int | None:
    """The whole number a token stands for: blanks count as zero, what cannot be read as None."""
    if token is None:
        return 0
    reading = token.reading
    if reading.state is CellState.NUMBER and reading.value is not None:
        return int(reading.value) if reading.value == int(reading.value) else None
    return None if reading.state is CellState.UNREADABLE else 0


def fits_row(placement: Placement, sums: Sums) -> bool | None:
    """Whether a row's parts add up to its total; None if that cannot be told."""
    if sums.total is None:
        return None
    total = placement[sums.total]
    values = [value_of(placement[i]) for i in sums.parts]
    whole = value_of(total)
    if whole is None or any(v is None for v in values):
        return None
    return sum(v for v in values if v is not None) == whole


def proves(placement: Placement, sums: Sums) -> bool:
    """Whether a total other than zero was drawn and the row adds up to it."""
    if sums.total is None:
        return False
    return bool(value_of(placement[sums.total])) and fits_row(placement, sums) is True


def face(token: Token | None) -> object:
    """What a cell says, whichever token says it."""
    if token is None:
        return CellState.BLANK
    reading = token.reading
    return (reading.state, reading.value) if reading.state is CellState.NUMBER else reading.state


def open_columns(options: Sequence[Placement]) -> set[int]:
    """Columns in which the placements differ."""
    return {i for i in range(len(options[0])) if len({face(option[i]) for option in options}) > 1}


# -- placements of one row ----------------------------------------------------------------------------------------


def placements(tokens: Sequence[Token], sums: Sums, slots: Sequence[int] | None = None) -> list[Placement]:
    """All placements of a row's tokens that its sum admits. ``slots`` are columns that the drawing itself suggests."""
    width = sums.width
    found: list[Placement] = []
    if slots is not None:
        if len(slots) == len(tokens) and len(set(slots)) == len(slots):
            drawn = _placed(tokens, slots, width)
            if fits_row(drawn, sums) is not False:
                return [drawn]
        return []
    if any(token.glued for token in tokens):
        found = list(_split_glued(tokens, width))
    elif len(tokens) < width:
        if not _worth_trying(len(tokens), width):
            return []
        found = [_placed(tokens, columns, width) for columns in combinations(range(width), len(tokens))]
    elif len(tokens) > width:
        found = list(_with_surplus(tokens, width))
    else:
        found = [tuple(tokens)]
    admitted = [placement for placement in found if fits_row(placement, sums) is not False]
    if sums.total is not None:
        with_total = [p for p in admitted if _drawn(p[sums.total]) and value_of(p[sums.total]) != 0]
        if with_total:
            return with_total
        # a row whose total was left blank: any placement among the parts
        total = sums.total
        return [p for p in found if not _drawn(p[total]) or p in admitted]
    return admitted


def _worth_trying(count: int, width: int) -> bool:
    size = 1
    for k in range(count):
        size = size * (width - k) // (k + 1)
    return size <= _MAX_PLACEMENTS


def _drawn(token: Token | None) -> bool:
    return token is not None and token.reading.state is not CellState.BLANK


def _placed(tokens: Sequence[Token], columns: Sequence[int], width: int) -> Placement:
    row: list[Token | None] = [None] * width
    for token, column in zip(tokens, columns, strict=True):
        row[column] = token
    return tuple(row)


def _with_surplus(tokens: Sequence[Token], width: int) -> Iterator[Placement]:
    """Too many numbers: one was cut in two by a blank, or some do not belong (a page number)."""
    surplus = len(tokens) - width
    if surplus > 3:
        return
    for kept in combinations(range(len(tokens)), width):
        yield tuple(tokens[i] for i in kept)
    joints = [i for i in range(len(tokens) - 1) if _may_be_one(tokens[i], tokens[i + 1])]
    for cut in combinations(joints, surplus):
        merged: list[Token] = []
        skip = False
        for index, token in enumerate(tokens):
            if skip:
                skip = False
                continue
            if index in cut:
                merged.append(_merge(token, tokens[index + 1]))
                skip = True
            else:
                merged.append(token)
        if len(merged) == width:
            yield tuple(merged)


def _may_be_one(first: Token, second: Token) -> bool:
    if first.line != second.line or not first.raw.isdigit() or not second.raw.isdigit():
        return False
    return second.span.start - first.span.end <= 1 and len(second.raw) == 3 and len(first.raw) <= 3 and first.raw != "0"


def _merge(first: Token, second: Token) -> Token:
    raw = first.raw + " " + second.raw
    reading = read_cell(first.raw + second.raw)
    assert reading is not None
    return replace(first, raw=raw, span=Span(first.span.start, second.span.end), reading=reading, right=second.right)


def _split_glued(tokens: Sequence[Token], width: int) -> Iterator[Placement]:
    """Digits without blanks taken apart into as many numbers as there are columns, none with a leading zero."""
    if len(tokens) != 1 or not tokens[0].raw.isdigit():
        others = [token for token in tokens if not token.glued]
        if len(others) == len(tokens) - 1 and len(tokens) == width:
            yield tuple(tokens)
        return
    token = tokens[0]
    digits = fold(token.raw)
    if not width <= len(digits) <= 9 * width:
        return
    count = 0
    for ends in _cuts(digits, 0, width):
        count += 1
        if count > 20_000:
            return
        start = 0
        row: list[Token] = []
        for end in ends:
            raw = digits[start:end]
            reading = read_cell(raw)
            assert reading is not None
            place = Span(token.span.start + start, token.span.start + end)
            row.append(replace(token, raw=raw, span=place, reading=reading))
            start = end
        yield tuple(row)


def _cuts(digits: str, start: int, parts: int) -> Iterator[tuple[int, ...]]:
    if parts == 1:
        if start < len(digits) and (digits[start] != "0" or len(digits) == start + 1):
            yield (len(digits),)
        return
    last = start + 1 if start < len(digits) and digits[start] == "0" else len(digits) - parts + 1
    for end in range(start + 1, min(last, start + 9) + 1):
        for rest in _cuts(digits, end, parts - 1):
            yield (end, *rest)


def confirmed(placement: Placement, sums: Sums) -> list[Placement]:
    """A row with unreadable cells: the versions in which each takes one of its candidates and the row adds up."""
    doubtful = [i for i, t in enumerate(placement) if t is not None and t.reading.state is CellState.UNREADABLE]
    options: list[list[Reading]] = []
    for index in doubtful:
        token = placement[index]
        assert token is not None
        if not token.reading.candidates:
            return []
        options.append(
            [Reading(CellState.NUMBER, value, note=token.reading.note) for value in token.reading.candidates]
        )
    versions: list[Placement] = []
    for choice in product(*options):
        row = list(placement)
        for index, reading in zip(doubtful, choice, strict=True):
            token = row[index]
            assert token is not None
            row[index] = replace(token, reading=reading)
        if fits_row(tuple(row), sums):
            versions.append(tuple(row))
    return versions


# -- all rows together ----------------------------------------------------------------------------------------------

Vector = tuple[int, ...]


def resolve(options: dict[str, list[Placement]], sums: Sums) -> tuple[dict[str, list[Placement]], bool]:
    """Of each row's placements, those that occur in some solution of all column sums and balances; and whether one exists.

    If none does (the office made a mistake, or a row is missing) the options come back as they were.
    """
    if sums.concluded is None:
        return options, False
    usable = [c for c in range(sums.width) if all(_column_known(choices, c) for choices in options.values())]
    if not usable or sums.concluded not in options:
        return options, False
    needed = {*sums.results, *sums.inflow, *sums.outflow}
    if not needed <= options.keys():
        return options, False

    def vectors(row: str) -> dict[Vector, list[int]]:
        grouped: dict[Vector, list[int]] = {}
        for index, placement in enumerate(options[row]):
            key = tuple(value_of(placement[c]) or 0 for c in usable)
            grouped.setdefault(key, []).append(index)
        return grouped

    results = [(row, vectors(row)) for row in sums.results]
    concluded = vectors(sums.concluded)
    flows_in = [(row, vectors(row)) for row in sums.inflow]
    flows_out = [(row, vectors(row)) for row in sums.outflow if row != sums.concluded]
    alive: dict[str, set[Vector]] = {row: set() for row in options}
    solved = False
    for target in concluded:
        used_results = _sum_to(results, target)
        if not used_results:
            continue
        used_flow: dict[str, set[Vector]] = {}
        for out in product(*(v for _, v in flows_out)):
            whole = tuple(map(sum, zip(target, *out, strict=True)))
            part = _sum_to(flows_in, whole)
            if part:
                for (row, _), vector in zip(flows_out, out, strict=True):
                    used_flow.setdefault(row, set()).add(vector)
                for row, found in part.items():
                    used_flow.setdefault(row, set()).update(found)
        if not used_flow:
            continue
        solved = True
        alive[sums.concluded].add(target)
        for row, found in (*used_results.items(), *used_flow.items()):
            alive[row].update(found)
    if not solved:
        return options, False
    remaining: dict[str, list[Placement]] = {}
    for row, choices in options.items():
        if row not in needed:
            remaining[row] = choices
            continue
        keep = {i for vector, indexes in vectors(row).items() if vector in alive[row] for i in indexes}
        remaining[row] = [choices[i] for i in sorted(keep)]
    return remaining, True


def _column_known(choices: Iterable[Placement], column: int) -> bool:
    return all(value_of(placement[column]) is not None for placement in choices)


def _sum_to(rows: list[tuple[str, dict[Vector, list[int]]]], target: Vector) -> dict[str, set[Vector]]:
    """For each row the vectors that take part in some choice (one a row) adding up to ``target``; {} if none does."""
    if not rows:
        return {}
    width = len(target)
    fixed = [next(iter(v)) for _, v in rows if len(v) == 1]
    base = tuple(sum(v[i] for v in fixed) for i in range(width))
    rest = tuple(t - b for t, b in zip(target, base, strict=True))
    free = [(row, list(v)) for row, v in rows if len(v) > 1]
    if any(r < 0 for r in rest) or (not free and any(rest)):
        return {}
    used = {row: set(v) for row, v in rows if len(v) == 1}
    prefixes: list[set[Vector]] = [{(0,) * width}]
    for _, choices in free:
        step: set[Vector] = set()
        for state in prefixes[-1]:
            for vector in choices:
                total = tuple(map(sum, zip(state, vector, strict=True)))
                if all(a <= b for a, b in zip(total, rest, strict=True)):
                    step.add(total)
        if not step:
            return {}
        if len(step) > _MAX_STATES:
            return {row: set(v) for row, v in rows}  # too many to tell apart: nothing is excluded
        prefixes.append(step)
    if rest not in prefixes[-1]:
        return {}
    wanted: set[Vector] = {rest}
    for index in range(len(free) - 1, -1, -1):
        row, choices = free[index]
        earlier: set[Vector] = set()
        kept: set[Vector] = set()
        for state in wanted:
            for vector in choices:
                before = tuple(a - b for a, b in zip(state, vector, strict=True))
                if before in prefixes[index]:
                    earlier.add(before)
                    kept.add(vector)
        used[row] = kept
        wanted = earlier
    return used
