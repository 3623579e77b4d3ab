"""The table of administrative reconsideration and litigation (section 四 of the report).

Takes the lines that may hold it, gives a :class:`~.emit.Draft`. The form prints one row of fifteen numbers; offices also
print three tables of five, or turn rows and columns. Labels are read in sequence and numbers take their meaning from
the labels since the last numbers. Where fewer than fifteen are left, the three sums decide or the cells stay open.
"""

from __future__ import annotations

from collections.abc import Sequence

from nlp.forms import load_form
from nlp.structure.tables import infer
from nlp.structure.tables.columns import slots_by_gaps
from nlp.structure.tables.disputes_runs import Run, RunReader, is_blank
from nlp.structure.tables.emit import Draft, cell_of, undetermined_cell
from nlp.structure.tables.items import Line, Piece, Token
from nlp.structure.tables.marked import slots_by_marks
from nlp.types import CellState, Span

__all__ = ["bind_disputes"]

GROUPS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
_SUMS = infer.Sums(5, (0, 1, 2, 3), 4)


def bind_disputes(lines: Sequence[Line], text: str) -> Draft | None:
    """The disputes table drawn over ``lines``, or None if there is none."""
    return _Binder(lines, text).draft()


class _Binder:
    def __init__(self, lines: Sequence[Line], text: str) -> None:
        self.lines = lines
        self.text = text
        self.unit = load_form("2021").unit("disputes.reconsideration.total")
        self.columns = {column.id: column for column in load_form("2021").table("disputes").bands[0].columns}
        self.result = Draft("disputes")
        self.reader = RunReader(lines, text)

    def draft(self) -> Draft | None:
        runs = self.reader.runs()
        telling = len(self.reader.seen_outcomes & {"upheld", "corrected", "pending"})
        if not runs and telling >= 2 and self.reader.seen_groups:  # a table whose blank cells left no trace
            self.result.say("row_blank", label="行政复议、行政诉讼", level="info")
            self._put_row([None] * 15, inferred=True)
            self.result.lines.update(self.reader.marked)
            return self.result
        if not runs or (telling < 2 and not self.reader.seen_groups):
            return None
        layouts = (self._wide, self._by_groups, self._by_outcomes, self._pairs)
        if not any(layout(runs) for layout in layouts) and not self._wide(runs, loose=True):
            return None
        self.result.found.update(GROUPS)
        self.reader.mark_remnants()
        self.result.lines.update(self.reader.marked)
        return self.result

    # -- layouts ------------------------------------------------------------------------------------------------

    def _wide(self, runs: list[Run], *, loose: bool = False) -> bool:
        """One row of fifteen."""
        for run in runs:
            wide = len(run.outcomes) >= 10 or len(run.tokens) >= 12 or loose
            if not wide or run.own_outcome and len(run.tokens) < 12 and not loose:
                continue
            tokens = run.tokens
            if len(tokens) == 15:
                self._put_row(tokens, inferred=loose)
            elif run.grid >= 0 and len(run.drawn) == 15:
                self._put_row(run.drawn, inferred=True)
            elif run.grid >= 0 and len(tokens) > 15 and self._tailis_blank(tokens):
                self._put_row(tokens[:15], inferred=True)
            elif self._marked(run):
                pass
            elif len(tokens) == 1 or (len(tokens) == 2 and any(len(t.raw) > 6 for t in tokens)):
                self._open(tokens)  # digits run together, or next to nothing left
            else:
                self._reduced(run)
            return True
        return False

    @staticmethod
    def _tailis_blank(tokens: list[Token]) -> bool:
        return all(is_blank(t) for t in tokens[15:])

    def _put_row(self, tokens: Sequence[Token | None], *, inferred: bool) -> None:
        for index, group in enumerate(GROUPS):
            self._put_group(group, tuple(tokens[5 * index : 5 * index + 5]), inferred=inferred)

    def _put_group(
        self,
        group: str,
        placement: infer.Placement,
        *,
        inferred: bool,
        open_columns: frozenset[int] = frozenset(),
    ) -> None:
        drawn = [token for token in placement if token is not None]
        place = drawn[0].span.start if drawn else self.reader.label_end
        if any(t.reading.state is CellState.UNREADABLE for t in drawn):
            versions = infer.confirmed(placement, _SUMS)
            if len(versions) == 1:
                placement = versions[0]
        fits = infer.fits_row(placement, _SUMS)
        confidence = (0.85 if fits else 0.5) if inferred else (1.0 if fits is not False else 0.9)
        for index, outcome in enumerate(OUTCOMES):
            cell_id = f"disputes.{group}.{outcome}"
            if index in open_columns:
                undetermined_cell(self.result, self.text, cell_id, self.unit, drawn, place)
                continue
            token = placement[index]
            cell_of(
                self.result,
                self.text,
                cell_id,
                self.columns[outcome],
                token,
                place,
                inferred=inferred,
                confidence=confidence,
            )
            if token is not None:
                place = token.span.end

    def _open(self, tokens: list[Token]) -> None:
        self.result.say("row_undetermined", _span(tokens), label="行政复议、行政诉讼")
        for group in GROUPS:
            for outcome in OUTCOMES:
                undetermined_cell(
                    self.result, self.text, f"disputes.{group}.{outcome}", self.unit, tokens, self.reader.label_end
                )

    def _around(self, tokens: Sequence[Token]) -> tuple[int, int | None]:
        """Where the label before the numbers ends (-1: none) and the next one begins."""
        begin = max((i.span.end for i in self._pieces() if i.span.end <= tokens[0].span.start), default=-1)
        return begin, min((i.span.start for i in self._pieces() if i.span.start >= tokens[-1].span.end), default=None)

    def _marked(self, run: Run) -> bool:
        """Numbers drawn one a line, their places in the row of fifteen told by bars or tabs."""
        begin, end = self._around(run.tokens)
        if begin < 0 or run.grid >= 0:
            return False
        slots = slots_by_marks(self.text, run.tokens, begin, end, 15, labelled=False)
        if slots is not None:
            self._put_row(_spread(run.tokens, slots, 15), inferred=False)
        return slots is not None

    def _reduced(self, run: Run) -> None:
        """Other than fifteen numbers: what the empty lines or the three sums tell."""
        tokens = run.tokens if run.grid < 0 else run.drawn
        if not tokens:
            self._put_row([None] * 15, inferred=True)
            return
        begin, end = self._around(tokens)
        if begin >= 0 and run.grid < 0:
            slots = slots_by_gaps(self.text, tokens, begin, end, 15)
            row = _spread(tokens, slots or [], 15)
            fit = [infer.fits_row(tuple(row[5 * g : 5 * g + 5]), _SUMS) for g in range(3)]
            if slots is not None and (end is not None or False not in fit):
                self.result.say("row_inferred", _span(tokens), label="行政复议、行政诉讼", level="info")
                self._put_row(row, inferred=True)
                return
        faces, first = self._partitions(tokens)
        if first is None:
            self._open(tokens)
            return
        self.result.say("row_undetermined", _span(tokens), label="行政复议、行政诉讼")
        for number, group in enumerate(GROUPS):
            open_columns = frozenset(i for i in range(5) if len(faces[number][i]) > 1)
            self._put_group(group, first[number], inferred=True, open_columns=open_columns)

    def _pieces(self) -> list[Piece]:
        return [item for line in self.lines for item in line.items if isinstance(item, Piece)]

    def _partitions(self, tokens: list[Token]) -> tuple[list[list[set[object]]], list[infer.Placement] | None]:
        """What each cell may hold over all ways to share the numbers among the three groups, and one such way."""
        faces: list[list[set[object]]] = [[set() for _ in range(5)] for _ in range(3)]
        first: list[infer.Placement] | None = None
        for with_totals in (True, False):
            for subset in _subsets(tokens):
                count = len(subset)
                for one in range(min(5, count) + 1):
                    for two in range(min(5, count - one) + 1):
                        three = count - one - two
                        if three > 5:
                            continue
                        parts = (subset[:one], subset[one : one + two], subset[one + two :])
                        options = [_options(part, with_totals=with_totals) for part in parts]
                        if not all(options):
                            continue
                        if first is None:
                            first = [option[0] for option in options]
                        for number, choices in enumerate(options):
                            for choice in choices:
                                for index in range(5):
                                    faces[number][index].add(infer.face(choice[index]))
            if first is not None:
                return faces, first
        return faces, None

    def _by_groups(self, runs: list[Run]) -> bool:
        """Rows of five, one for each group."""
        rows = [(run, five) for run in runs if (five := self._five(run))]
        fives = [run for run, _ in rows]
        if not fives or any(run.own_outcome for run in fives):
            return False
        others = [run for run in runs if run not in fives and run.drawn]
        names: list[str | None] = []
        for run, five in rows:
            fresh = [group for group in dict.fromkeys(run.groups) if group not in names]
            short = len(run.tokens) < len(five)
            names.append(run.own_group or (run.groups[-1] if short else fresh[0] if len(fresh) == 1 else None))
        if len(fives) == 3 and names.count(None) == 1:
            left = [group for group in GROUPS if group not in names]
            names[names.index(None)] = left[0] if len(left) == 1 else None
        named = {name: run for name, run in zip(names, fives, strict=True) if name is not None}
        if len(named) < len(fives):
            named = {}
        in_order = len(fives) == 3 and not named
        if in_order:
            named = dict(zip(GROUPS, fives, strict=True))
        ten = next((run for run in others if len(run.tokens) == 10), None)
        if not named:
            return False
        for group, run in named.items():
            self._put_group(group, tuple(self._five(run)), inferred=in_order)
        if ten is not None and set(named) == {"reconsideration"}:
            self._put_group(GROUPS[1], tuple(ten.tokens[:5]), inferred=False)
            self._put_group(GROUPS[2], tuple(ten.tokens[5:]), inferred=False)
        elif others:
            for run in others:
                name = run.own_group or (run.groups[-1] if run.groups else None)
                if name is not None and name not in named and len(run.tokens) < 5:
                    self._short_group(name, run)
        return True

    def _five(self, run: Run) -> list[Token | None]:
        """The five values of a group's row, None for blank ones; [] if the drawing does not show five."""
        tokens = run.tokens
        if len(tokens) == 5:
            return [*tokens]
        if run.grid >= 0:
            spare = len(tokens) - 5
            if len(run.drawn) == 5:
                return [*run.drawn]
            label_cells = 0 < spare <= 2 and all(is_blank(t) for t in tokens[:spare]) and run.own_group
            return [*tokens[spare:]] if label_cells else []
        if len(tokens) > 5 or not run.groups or len(run.outcomes) not in (0, 5):
            return []
        begin, end = self._around(tokens)
        marked = slots_by_marks(self.text, tokens, begin, end, 5) if begin >= 0 else None
        return _spread(tokens, marked, 5) if marked is not None else []

    def _short_group(self, group: str, run: Run) -> None:
        tokens = run.drawn
        options = infer.placements(tokens, _SUMS)
        if not options:
            options = [(None,) * 5]
            open_columns = frozenset(range(5))
        else:
            open_columns = frozenset(infer.open_columns(options))
        self.result.say("row_undetermined", _span(run.tokens), label=group)
        self._put_group(group, options[0], inferred=True, open_columns=open_columns)

    def _by_outcomes(self, runs: list[Run]) -> bool:
        """Turned: a row for each outcome, a column for each group."""
        rows = [run for run in runs if run.own_outcome and len(run.tokens) == 3]
        if len(rows) < 3 or len({run.own_outcome for run in rows}) != len(rows):
            return False
        by_outcome = {run.own_outcome: run.tokens for run in rows}
        for index, group in enumerate(GROUPS):
            placement = tuple(by_outcome[o][index] if o in by_outcome else None for o in OUTCOMES)
            self._put_group(group, placement, inferred=False)
        return True

    def _pairs(self, runs: list[Run]) -> bool:
        """Turned or in words: each outcome followed by its number, group by group."""
        cells: dict[tuple[str, str], Token] = {}
        regular: dict[str, bool] = {}
        group = -1
        last = len(OUTCOMES)
        for run in runs:
            if not run.outcomes and not run.groups and run.drawn:
                regular.update(dict.fromkeys(GROUPS, False))  # a number without a label
            if len(run.drawn) != 1 or not run.outcomes:
                continue
            if run.groups:
                group, last = GROUPS.index(run.groups[-1]), -1
            outcome = OUTCOMES.index(run.outcomes[-1])
            if outcome <= last and not run.groups:
                group += 1
            if not 0 <= group < 3 or (GROUPS[group], OUTCOMES[outcome]) in cells:
                return False
            name = GROUPS[group]
            cells[name, OUTCOMES[outcome]] = run.drawn[0]
            beside = run.own_outcome == run.outcomes[-1]
            regular[name] = regular.get(name, True) and (len(run.outcomes) == 1 or beside)
            last = outcome
        if len(cells) < 5:
            return False
        for name in GROUPS:
            placement = tuple(cells.get((name, outcome)) for outcome in OUTCOMES)
            if not any(token is not None for token in placement):
                continue
            if regular.get(name, True) and all(token is not None for token in placement):
                self._put_group(name, placement, inferred=False)
            elif infer.fits_row(placement, _SUMS) and infer.value_of(placement[4]):
                self._put_group(name, placement, inferred=True)
            else:
                self.result.say("row_undetermined", label=name)
                self._put_group(name, placement, inferred=True, open_columns=frozenset(range(5)))
        return True


def _spread(tokens: Sequence[Token], slots: Sequence[int], width: int) -> list[Token | None]:
    """The tokens at their places in a row."""
    row: list[Token | None] = [None] * width
    for slot, token in zip(slots, tokens, strict=False):
        row[slot] = token
    return row


def _subsets(tokens: list[Token]) -> list[list[Token]]:
    """The numbers, or if there are too many, those left when one or two are taken to be foreign (a page number)."""
    from itertools import combinations

    surplus = len(tokens) - 15
    if surplus <= 0:
        return [tokens]
    if surplus > 2:
        return []
    return [[tokens[i] for i in kept] for kept in combinations(range(len(tokens)), 15)]


def _options(tokens: list[Token], *, with_totals: bool) -> list[infer.Placement]:
    if not tokens:
        return [] if with_totals else [(None,) * 5]
    found = infer.placements(tokens, _SUMS)
    if with_totals:
        return [p for p in found if p[4] is not None and infer.fits_row(p, _SUMS) is True]
    return found


def _span(tokens: Sequence[Token]) -> Span:
    return Span(min(t.span.start for t in tokens), max(t.span.end for t in tokens))
