"""The table of administrative reconsideration and litigation (section 四 of the report).

Takes the lines that may hold it, gives a :class:`~.emit.Draft`. The form prints one row of fifteen numbers; offices also
print three tables of five, or turn rows and columns. Labels are read in sequence and numbers take their meaning from
the labels since the last numbers. Where fewer than fifteen are left, the three sums decide or the cells stay open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from nlp.forms import load_form
from nlp.structure.tables import infer
from nlp.structure.tables.columns import slots_by_gaps
from nlp.structure.tables.emit import Draft, cell_of, undetermined_cell
from nlp.structure.tables.labels import label_book
from nlp.structure.tables.lines import Line, Piece, Token
from nlp.types import CellState, Span

__all__ = ["bind_disputes"]

GROUPS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
_SUMS = infer.Sums(5, (0, 1, 2, 3), 4)


@dataclass(slots=True)
class _Run:
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
        return [t for t in self.tokens if t.reading.state is not CellState.BLANK]


def bind_disputes(lines: Sequence[Line], text: str) -> Draft | None:
    """The disputes table drawn over ``lines``, or None if there is none."""
    return _Binder(lines, text).draft()


class _Binder:
    def __init__(self, lines: Sequence[Line], text: str) -> None:
        self.lines = lines
        self.text = text
        self.book = label_book("disputes")
        self.unit = load_form("2021").unit("disputes.reconsideration.total")
        self.columns = {column.id: column for column in load_form("2021").table("disputes").bands[0].columns}
        self.result = Draft("disputes")
        self.marked: set[int] = set()
        self.label_end = 0

    def draft(self) -> Draft | None:
        runs = self._runs()
        telling = len(self.seen_outcomes & {"upheld", "corrected", "pending"})
        if not runs and telling >= 2 and self.seen_groups:  # a table whose blank cells left no trace
            self.result.say("row_blank", label="行政复议、行政诉讼", level="info")
            self._put_row([None] * 15, inferred=True)
            self.result.lines.update(self.marked)
            return self.result
        if not runs or (telling < 2 and not self.seen_groups):
            return None
        layouts = (self._wide, self._by_groups, self._by_outcomes, self._pairs)
        if not any(layout(runs) for layout in layouts) and not self._wide(runs, loose=True):
            return None
        self.result.found.update(GROUPS)
        self.result.lines.update(self.marked)
        return self.result

    # -- labels and numbers in sequence -------------------------------------------------------------------------

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

    def _runs(self) -> list[_Run]:
        runs: list[_Run] = []
        groups: list[str] = []
        outcomes: list[str] = []
        self.seen_outcomes: set[str] = set()
        self.seen_groups: set[str] = set()
        started = False
        idle = 0
        for line in self.lines:
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
            if not tokens or not started or (last_label >= 0 and all(_blank(t) for t in tokens)):
                continue
            if line.grid >= 0 and all(_blank(t) for t in tokens) and not outcomes:
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
                runs.append(_Run(tokens, groups, outcomes, line.index, line.grid, own_group, own_outcome))
                groups, outcomes = [], []
            self.marked.add(line.index)
            if sum(len(run.tokens) for run in runs) > 60:
                break
        return runs

    # -- layouts ------------------------------------------------------------------------------------------------

    def _wide(self, runs: list[_Run], *, loose: bool = False) -> bool:
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
            elif run.grid >= 0 and len(tokens) > 15 and self._tail_blank(tokens):
                self._put_row(tokens[:15], inferred=True)
            elif len(tokens) == 1 or (len(tokens) == 2 and any(len(t.raw) > 6 for t in tokens)):
                self._open(tokens)  # digits run together, or next to nothing left
            else:
                self._reduced(run)
            return True
        return False

    @staticmethod
    def _tail_blank(tokens: list[Token]) -> bool:
        return all(_blank(t) for t in tokens[15:])

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
        place = drawn[0].span.start if drawn else self.label_end
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
                    self.result, self.text, f"disputes.{group}.{outcome}", self.unit, tokens, self.label_end
                )

    def _reduced(self, run: _Run) -> None:
        """Other than fifteen numbers: what the empty lines or the three sums tell."""
        tokens = run.tokens if run.grid < 0 else run.drawn
        if not tokens:
            self._put_row([None] * 15, inferred=True)
            return
        begin = max((i.span.end for i in self._pieces() if i.span.end <= tokens[0].span.start), default=-1)
        end = min((i.span.start for i in self._pieces() if i.span.start >= tokens[-1].span.end), default=None)
        if begin >= 0 and run.grid < 0:
            slots = slots_by_gaps(self.text, tokens, begin, end, 15)
            row: list[Token | None] = [None] * 15
            for slot, token in zip(slots or [], tokens, strict=slots is not None):
                row[slot] = token
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

    def _by_groups(self, runs: list[_Run]) -> bool:
        """Rows of five, one for each group."""
        fives = [run for run in runs if len(run.tokens) == 5 or (run.grid >= 0 and len(run.drawn) == 5)]
        if not fives or any(run.own_outcome for run in fives):
            return False
        others = [run for run in runs if run not in fives and run.drawn]
        names: list[str | None] = []
        for run in fives:
            fresh = [group for group in dict.fromkeys(run.groups) if group not in names]
            names.append(run.own_group or (fresh[0] if len(fresh) == 1 else None))
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
            tokens = run.tokens if len(run.tokens) == 5 else run.drawn
            self._put_group(group, tuple(tokens), inferred=in_order)
        if ten is not None and set(named) == {"reconsideration"}:
            self._put_group(GROUPS[1], tuple(ten.tokens[:5]), inferred=False)
            self._put_group(GROUPS[2], tuple(ten.tokens[5:]), inferred=False)
        elif others:
            for run in others:
                name = run.own_group or (run.groups[-1] if run.groups else None)
                if name is not None and name not in named and len(run.tokens) < 5:
                    self._short_group(name, run)
        return True

    def _short_group(self, group: str, run: _Run) -> None:
        tokens = run.drawn
        options = infer.placements(tokens, _SUMS)
        if not options:
            options = [(None,) * 5]
            open_columns = frozenset(range(5))
        else:
            open_columns = frozenset(infer.open_columns(options))
        self.result.say("row_undetermined", _span(run.tokens), label=group)
        self._put_group(group, options[0], inferred=True, open_columns=open_columns)

    def _by_outcomes(self, runs: list[_Run]) -> bool:
        """Turned: a row for each outcome, a column for each group."""
        rows = [run for run in runs if run.own_outcome and len(run.tokens) == 3]
        if len(rows) < 3 or len({run.own_outcome for run in rows}) != len(rows):
            return False
        by_outcome = {run.own_outcome: run.tokens for run in rows}
        for index, group in enumerate(GROUPS):
            placement = tuple(by_outcome[o][index] if o in by_outcome else None for o in OUTCOMES)
            self._put_group(group, placement, inferred=False)
        return True

    def _pairs(self, runs: list[_Run]) -> bool:
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


def _blank(token: Token) -> bool:
    return token.reading.state is CellState.BLANK


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
