"""The table of information disclosed on own initiative (section 二 of the report).

Takes the lines that may hold it, gives a :class:`~.emit.Draft`. Each band has columns of its own, named by the header
above it; both formats and their mixtures are read band by band. No sums hold here, so a row whose numbers do not match
its header exactly stays open.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.forms import Band, load_form, select_format
from nlp.forms import Line as FormLine
from nlp.structure.tables.align import Alignment, Row, align_rows
from nlp.structure.tables.cells import read_cell
from nlp.structure.tables.columns import slots_by_gaps, slots_by_position
from nlp.structure.tables.emit import Draft, cell_of, undetermined_cell
from nlp.structure.tables.labels import label_book
from nlp.structure.tables.lines import Line, Piece, Token
from nlp.structure.tables.marked import blank_row, slots_by_marks
from nlp.types import CellState, Span

__all__ = ["bind_disclosure"]

_KINDS = frozenset({"row"})
_UNIT = re.compile(r"亿元|万元|千元|元")
_BETWEEN = re.compile(r"<[^<>]{1,20}>|\s")  # a unit may be broken over two lines
_REACH = 30


@dataclass(slots=True)
class _Head:
    """Header of a row: its labels in order, each with the form's column or None for one outside the form."""

    labels: list[tuple[Piece, str | None]] = field(default_factory=list)
    inferred: bool = False

    @property
    def ids(self) -> list[str]:
        return list(dict.fromkeys(column for _, column in self.labels if column is not None))


def bind_disclosure(lines: Sequence[Line], text: str) -> Draft | None:
    """The disclosure table drawn over ``lines``, or None if there is none."""
    return _Binder(lines, text).draft()


class _Binder:
    def __init__(self, lines: Sequence[Line], text: str) -> None:
        self.lines = lines
        self.text = text
        self.book = label_book("disclosure")
        self.bands: dict[str, dict[str, Band]] = {}
        self.columns: dict[str, dict[str, FormLine]] = {}
        self.names: dict[str, str] = {}
        for format_id in ("2019", "2021"):
            for band in load_form(format_id).table("disclosure").bands:
                for row in band.rows:
                    self.bands.setdefault(row.id, {})[format_id] = band
                    self.names[row.id] = row.zh
                    known = self.columns.setdefault(row.id, {})
                    for column in band.columns:
                        known.setdefault(column.id, column)
        self.result = Draft("disclosure")

    def draft(self) -> Draft | None:
        alignment = align_rows(self.lines, self.book, 3, kinds=_KINDS, wraps=False)
        if alignment is None:
            return None
        rows = alignment.rows
        heads = self._heads(alignment)
        if not self._is_table(rows, heads):
            return None
        self.format = select_format([c for head in heads.values() for c in head.ids] + list(rows))
        if self.format is None:
            self.format = self._format_by_counts(rows)
        self._doubt_neighbours(rows, heads)
        self._doubt_parted(rows, alignment)
        for key, row in rows.items():
            self._emit(key, row, heads[key], rows, heads)
        if self.format is not None:
            for band in load_form(self.format).table("disclosure").bands:
                for line in band.rows:
                    if line.id not in rows:
                        self.result.say("row_missing", label=line.zh, level="info")
        for piece, _ in alignment.foreign:
            self.result.say(
                "row_foreign", piece.span if piece else None, label=piece.bare if piece else "", level="info"
            )
        for run in alignment.loose:
            if not all(token.reading.state in (CellState.BLANK, CellState.DASH) for token in run.tokens):
                span = Span(run.tokens[0].span.start, run.tokens[-1].span.end)
                self.result.say("numbers_left_over", span, raw=span.of(self.text))
        self._mark_lines(alignment)
        return self.result

    @staticmethod
    def _is_table(rows: dict[str, Row], heads: dict[str, _Head]) -> bool:
        filled = [key for key, row in rows.items() if row.runs]
        if len(filled) >= 3:
            return True
        return bool(filled) and any(heads[key].ids for key in rows)

    # -- headers ------------------------------------------------------------------------------------------------

    def _heads(self, alignment: Alignment) -> dict[str, _Head]:
        """For each row the column labels above it, after the row before; inherited inside a band."""
        row_lines = {piece.line for row in alignment.rows.values() for piece in row.pieces}
        row_lines |= {token.line for row in alignment.rows.values() for token in row.tokens}
        heads: dict[str, _Head] = {}
        previous: _Head | None = None
        before = alignment.first - _REACH
        self.head_lines: set[int] = set()
        for key, row in alignment.rows.items():
            own = [piece.line for piece in row.pieces] + [token.line for token in row.tokens]
            first = min(own)
            head = self._head(
                [line for line in self.lines if before < line.index < first and line.index not in row_lines], key
            )
            if not head.ids and previous is not None and self._suits(previous, key):
                head = previous
            heads[key] = head
            previous, before = head, max(own)
        return heads

    def _suits(self, head: _Head, row_id: str) -> bool:
        """Whether a header may go on for a further row: all its columns exist in that row's band."""
        return bool(head.ids) and all(column in self.columns[row_id] for column in head.ids)

    def _head(self, lines: Sequence[Line], row_id: str) -> _Head:
        head = _Head()
        known = self.columns[row_id]
        for line in lines:
            if line.prose:
                continue
            labels: list[tuple[Piece, str | None]] = []
            restart = False
            for item in line.items:
                if not isinstance(item, Piece):
                    continue
                hits = self.book.hits(item.ordinal, item.bare)
                column = next((h.entry.id for h in hits if h.entry.kind == "column" and h.score >= 0.45), None)
                if column is not None and column in known:
                    labels.append((item, column))
                elif any(h.entry.kind in ("band", "corner") and h.score >= 0.6 for h in hits) or _is_band(item):
                    restart = True
                elif line.grid >= 0 and len(item.bare) >= 2 and not hits:
                    labels.append((item, None))
            if restart:
                head = _Head()
                self.head_lines.add(line.index)
            if any(column is not None for _, column in labels):
                head.labels.extend(labels)
                self.head_lines.add(line.index)
            elif labels and restart:
                head.labels.extend(labels)
        return head

    def _format_by_counts(self, rows: dict[str, Row]) -> str | None:
        """Without any telling label: decisions alone are format 2021, three numbers are format 2019."""
        counts = [
            len(_drawn(row)) for key, row in rows.items() if key in ("licensing", "penalties", "coercion") and row.runs
        ]
        if counts and all(count == 1 for count in counts):
            return "2021"
        whole = {"normative_documents", "licensing", "penalties", "coercion", "fees"} <= rows.keys()
        decisions = [row for key, row in rows.items() if key in ("licensing", "penalties", "coercion")]
        single = all(
            len({token.reading for token in _drawn(row)}) <= 1 for row in decisions
        )  # or a merged cell's copies
        if whole and single and not {"other_services", "procurement"} & rows.keys():
            return "2021"  # format 2019 prints those two as well
        if counts and all(count == 3 for count in counts):
            return "2019"
        return None

    # -- cells --------------------------------------------------------------------------------------------------

    def _emit(self, key: str, row: Row, head: _Head, rows: dict[str, Row], heads: dict[str, _Head]) -> None:
        ids = head.ids
        inferred = row.evidence < 4.5 and bool(row.runs)
        default = self._default(key)
        self.result.found.update({key, *ids})
        if row.misprinted:
            self.result.say("row_misprinted", _span(row), label=self.names[key], level="info")
        if not ids or (default and set(ids) < set(default) and self._fits_default(row, default)):
            if not default:
                self.result.say("row_undetermined", _span(row), label=self.names[key])
                return
            self.result.say("header_missing", _span(row), label=self.names[key])
            ids, inferred = default, True
            head = _Head([], inferred=True)
        placement = self._placement(row, head, ids, rows, heads)
        place = row.tokens[0].span.start if row.tokens else max((p.span.end for p in row.pieces), default=0)
        units = self.columns[key]
        if placement is None:
            self.result.say("row_undetermined", _span(row), label=self.names[key])
            for column in ids:
                undetermined_cell(
                    self.result, self.text, f"disclosure.{key}.{column}", units[column].unit, row.tokens, place
                )
            return
        tokens, guessed = placement
        inferred = inferred or guessed
        if not row.tokens and not blank_row(self.text, place, len(ids)):
            inferred = True
            self.result.say("row_blank", _span(row), label=self.names[key], level="info")
        elif inferred:
            self.result.say("row_inferred", _span(row), label=self.names[key], level="info")
        for column, token in zip(ids, tokens, strict=True):
            cell_of(
                self.result,
                self.text,
                f"disclosure.{key}.{column}",
                units[column],
                token,
                place,
                inferred=inferred,
                confidence=0.7 if inferred else 1.0,
                header_unit=self._header_unit(head, column),
            )
            if token is not None:
                place = token.span.end

    def _doubt_neighbours(self, rows: dict[str, Row], heads: dict[str, _Head]) -> None:
        """A row without numbers beside one with too many may have lost its numbers to it."""
        keys = list(rows)
        for index, key in enumerate(keys):
            width = len(heads[key].ids or self._default(key))
            if rows[key].grid < 0 and width and len(rows[key].tokens) > width:
                for other in keys[max(0, index - 1) : index + 2]:
                    if not rows[other].tokens or rows[other].evidence < 9 and other != key:
                        rows[other].doubtful = True

    def _doubt_parted(self, rows: dict[str, Row], alignment: Alignment) -> None:
        """A row drawn as several, each with a name of its own behind the label, has no single figure a column."""
        foreign = {piece.line for piece, _ in alignment.foreign if piece is not None}
        by_index = {line.index: line for line in self.lines}
        for row in rows.values():
            last = max((piece.line for piece in row.pieces), default=-1)
            if row.grid < 0 or last + 1 not in foreign or last not in by_index:
                continue
            own = {piece.span for piece in row.pieces}
            names = [item for item in by_index[last].items if isinstance(item, Piece) and item.span not in own]
            row.doubtful |= any(len(name.bare) >= 2 and name.span.of(self.text)[:1] not in "(（" for name in names)

    def _default(self, key: str) -> list[str]:
        band = self.bands[key].get(self.format or "")
        if band is None and len(self.bands[key]) == 1:
            band = next(iter(self.bands[key].values()))
        return [column.id for column in band.columns] if band is not None else []

    @staticmethod
    def _fits_default(row: Row, default: list[str]) -> bool:
        return len(_drawn(row)) == len(default)

    def _header_unit(self, head: _Head, column: str) -> str:
        for piece, name in head.labels:
            if name == column:
                found = _UNIT.search(_BETWEEN.sub("", piece.span.of(self.text)))
                return found.group() if found else ""
        return ""

    def _placement(
        self,
        row: Row,
        head: _Head,
        ids: list[str],
        rows: dict[str, Row],
        heads: dict[str, _Head],
    ) -> tuple[list[Token | None], bool] | None:
        """Tokens on columns and whether their place was inferred; None if it cannot be told."""
        tokens = row.tokens
        if row.doubtful:
            return None
        if not tokens:
            return [None] * len(ids), False
        if row.grid >= 0:
            return self._grid_placement(row, head, ids)
        if len(tokens) == 1 and tokens[0].glued and len(ids) > 1:
            return _zeros(tokens[0], len(ids))
        if len(tokens) == len(ids) and not any(token.glued for token in tokens[1:]):
            return list(tokens), False
        known = sum(1 for _, column in head.labels if column is not None)
        if len(tokens) == len(head.labels) and known == len(ids):
            return [t for t, (_, column) in zip(tokens, head.labels, strict=True) if column is not None], True
        if len(tokens) < len(ids):
            slots = self._slots(row, ids, rows, heads)
            if slots is not None:
                placed: list[Token | None] = [None] * len(ids)
                for slot, token in zip(slots, tokens, strict=True):
                    placed[slot] = token
                return placed, True
        return None

    def _slots(self, row: Row, ids: list[str], rows: dict[str, Row], heads: dict[str, _Head]) -> list[int] | None:
        alike = [r.tokens for k, r in rows.items() if heads[k].ids == ids and r.grid < 0 and not r.doubtful]
        slots = slots_by_position(row.tokens, alike, len(ids))
        if slots is not None or not row.pieces:
            return slots
        begin = max((p.span.end for p in row.pieces if p.span.end <= row.tokens[0].span.start), default=-1)
        last = row.tokens[-1].span.end
        pieces = (item for line in self.lines for item in line.items if isinstance(item, Piece))
        end = next((piece.span.start for piece in pieces if piece.span.start >= last), None)
        if begin < 0:
            return None
        marked = slots_by_marks(self.text, row.tokens, begin, end, len(ids))
        return marked or slots_by_gaps(self.text, row.tokens, begin, end, len(ids))

    def _grid_placement(self, row: Row, head: _Head, ids: list[str]) -> tuple[list[Token | None], bool] | None:
        tokens = row.tokens
        drawn = _drawn(row)
        heads = [(piece, column) for piece, column in head.labels if self._grid_of(piece) == row.grid]
        if heads and not head.inferred:
            placed: dict[str, Token] = {}
            stray = repeated = 0
            for token in tokens:
                over = {column for piece, column in heads if piece.col < token.col_end and token.col < piece.col_end}
                if len(over) == 1:
                    column = over.pop()
                    if column is not None and (column not in placed or placed[column].reading.state is CellState.BLANK):
                        placed[column] = token
                    elif column is not None and token.reading == placed[column].reading:
                        repeated += 1  # a merged cell written out once for each of its columns
                elif token.reading.state is not CellState.BLANK:
                    stray += 1
            filled = sum(1 for token in placed.values() if token.reading.state is not CellState.BLANK)
            if not stray and filled + repeated == len([t for t in drawn if not self._under_foreign(t, heads)]):
                return [placed.get(column) for column in ids], False
        if len(tokens) == len(ids):
            return list(tokens), bool(heads)
        if len(drawn) == len(ids):
            return list(drawn), bool(heads)
        if len(tokens) > len(ids) and all(t.reading.state is CellState.BLANK for t in tokens[len(ids) :]):
            return list(tokens[: len(ids)]), True
        if not drawn:
            return [None] * len(ids), False
        if len(tokens) > len(ids) and len({t.reading for t in tokens[len(ids) - 1 :]}) == 1:
            return list(tokens[: len(ids)]), True  # a merged cell written out once for each of its columns
        return None

    @staticmethod
    def _under_foreign(token: Token, heads: list[tuple[Piece, str | None]]) -> bool:
        return any(
            column is None and piece.col < token.col_end and token.col < piece.col_end for piece, column in heads
        )

    def _grid_of(self, piece: Piece) -> int:
        return next((line.grid for line in self.lines if line.index == piece.line), -1)

    def _mark_lines(self, alignment: Alignment) -> None:
        first = min([alignment.first, *(i for i in self.head_lines if i >= alignment.first - _REACH)])
        for line in self.lines:
            if first <= line.index <= alignment.last and not line.prose:
                self.result.lines.add(line.index)


def _drawn(row: Row) -> list[Token]:
    return [token for token in row.tokens if token.reading.state is not CellState.BLANK]


def _is_band(piece: Piece) -> bool:
    return piece.bare.startswith("第二十条") or piece.bare.startswith("第20条")


def _zeros(token: Token, count: int) -> tuple[list[Token | None], bool] | None:
    """``规章000``: as many zeros as columns can be taken apart in one way only; other digits cannot."""
    from dataclasses import replace

    if token.raw != "0" * count:
        return None
    reading = read_cell("0")
    assert reading is not None
    start = token.span.start
    return [replace(token, raw="0", span=Span(start + i, start + i + 1), reading=reading) for i in range(count)], True


def _span(row: Row) -> Span | None:
    spans = [piece.span for piece in row.pieces] + [token.span for token in row.tokens]
    return Span(min(s.start for s in spans), max(s.end for s in spans)) if spans else None
