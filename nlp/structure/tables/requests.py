"""The table of requests received and handled (section 三 of the report).

Takes the lines that may hold it, gives a :class:`~.emit.Draft` with its cells. Rows come from :mod:`.align`, columns
from :mod:`.columns`; where numbers are missing or too many, :mod:`.infer` decides by the form's sums. Cells that stay
open are unreadable, with a notice.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from nlp.forms import load_form
from nlp.structure.tables import infer
from nlp.structure.tables.align import Alignment, Row, align_rows
from nlp.structure.tables.columns import GridColumns, grid_columns, header_columns, trim_packed
from nlp.structure.tables.emit import Draft, cell_of, undetermined_cell
from nlp.structure.tables.labels import label_book
from nlp.structure.tables.lines import Line, Piece
from nlp.structure.tables.placing import Placed, Placer, doubt_broken
from nlp.structure.tables.turned import turned
from nlp.types import CellState, Span

__all__ = ["bind_requests"]

_KINDS = frozenset({"row", "header"})
_FIRM = 4.5
_MANY_BROKEN = 3  # rows taken apart by a converter, from which on a grid's columns mean nothing


def bind_requests(lines: Sequence[Line], text: str) -> Draft | None:
    """The requests table drawn over ``lines``, or None if there is none."""
    draft = _Binder(lines, text).draft()
    if draft is not None and any(cell.value is not None for cell in draft.cells.values()):
        return draft
    exchanged = turned(lines, label_book("requests"))
    other = _Binder(exchanged, text).draft() if exchanged else None
    if other is None:
        return draft
    grid = exchanged[0].grid
    other.lines = {line.index for line in lines if line.grid == grid}
    other.say("columns_turned", label=load_form("2021").table("requests").zh, level="info")
    return other


class _Binder:
    def __init__(self, lines: Sequence[Line], text: str) -> None:
        self.lines = lines
        self.text = text
        self.book = label_book("requests")
        self.spec = load_form("2021").table("requests")
        self.all_columns = [column.id for column in self.spec.bands[0].columns]
        self.columns = list(self.all_columns)
        self.result = Draft("requests")

    def draft(self) -> Draft | None:
        alignment = align_rows(self.lines, self.book, len(self.columns), kinds=_KINDS)
        if alignment is None or not self._is_table(alignment):
            return None
        rows = self._data_rows(alignment)
        headers = self._headers(alignment)
        doubt_broken(rows, self.lines, len(self.all_columns))
        grids = self._grids(rows, headers)
        self._choose_columns(rows, headers, grids)
        self.placer = Placer(self.lines, self.text, self.columns, self.all_columns)
        placed = self.placer.place_all(rows, grids)
        odd = self.placer.verify(placed, grids)
        if odd:
            self.result.say(odd, label="勾稽关系" if odd == "columns_reordered" else self.spec.zh)
        self._settle(placed)
        self._emit(placed, alignment)
        self._mark_lines(alignment, headers)
        return self.result

    @staticmethod
    def _is_table(alignment: Alignment) -> bool:
        labelled = {key for key, row in alignment.rows.items() if row.entry.kind == "row"}
        # older statistics share some labels of the middle, never those of the ends
        ends = labelled & {"new", "carried_in", "carried_out"}
        if not any(alignment.rows[key].runs for key in labelled):
            return len(labelled) >= 14 and len(ends) >= 2  # a table whose blank cells left no trace
        return len(labelled) >= 6 and bool(ends) or len(labelled) >= 3 and len(ends) >= 2 or len(labelled) >= 14

    # -- rows ---------------------------------------------------------------------------------------------------

    def _data_rows(self, alignment: Alignment) -> dict[str, Row]:
        rows = {key: row for key, row in alignment.rows.items() if row.entry.kind == "row"}
        for row in alignment.rows.values():
            if row.entry.kind == "header" and any(t.reading.is_number for t in row.tokens):
                self.result.say("header_values", _span_of(row), label=self._label(row.entry.id), level="info")
        other = rows.get("other")
        if other is not None and any(key.startswith("other.") for key in rows):
            if any(token.reading.is_number for token in other.tokens):
                self.result.say("header_values", _span_of(other), label=self._label("other"), level="info")
            del rows["other"]
        return rows

    def _label(self, row_id: str) -> str:
        return next((line.zh for line in self.spec.rows() if line.id == row_id), row_id)

    # -- columns ------------------------------------------------------------------------------------------------

    def _headers(self, alignment: Alignment) -> list[tuple[Piece, str]]:
        """Column labels above and inside the table, away from its rows."""
        row_lines = {piece.line for row in alignment.rows.values() for piece in row.pieces}
        row_lines |= {token.line for row in alignment.rows.values() for token in row.tokens}
        earliest = alignment.first - 40
        heads = [
            line for line in self.lines if earliest <= line.index <= alignment.last and line.index not in row_lines
        ]
        found = header_columns(heads, self.book)
        # a lone 其他 or 总计 far above belongs to something else
        return [(piece, column) for piece, column in found if piece.line >= alignment.first or self._near(piece, found)]

    @staticmethod
    def _near(piece: Piece, found: Sequence[tuple[Piece, str]]) -> bool:
        return sum(1 for other, _ in found if abs(other.line - piece.line) <= 12) >= 2 or len(found) <= 2

    def _grids(self, rows: dict[str, Row], headers: list[tuple[Piece, str]]) -> dict[int, GridColumns | None]:
        numbers = sorted({row.grid for row in rows.values() if row.grid >= 0})
        line_grid = {line.index: line.grid for line in self.lines}
        own = {number: [row for row in rows.values() if row.grid == number] for number in numbers}
        heads = {n: [(piece, c) for piece, c in headers if line_grid.get(piece.line) == n] for n in numbers}
        trim_packed([*own.values()], [*heads.values()], len(self.columns))
        grids: dict[int, GridColumns | None] = {}
        for number in numbers:
            broken = sum(row.doubtful for row in own[number]) >= _MANY_BROKEN
            grids[number] = None if broken else grid_columns(own[number], heads[number], self.all_columns)
        if any(len(row.tokens) > 1 for row in rows.values()):
            for number, grid in grids.items():  # a table of totals alone has one number in every row
                if grid is not None and len(grid.cols) == 1 and grid.how == "order":
                    grids[number] = None
        return grids

    def _choose_columns(
        self,
        rows: dict[str, Row],
        headers: list[tuple[Piece, str]],
        grids: dict[int, GridColumns | None],
    ) -> None:
        """The columns that the table has at all: the form's seven, or fewer in a shortened table."""
        known = [grid for grid in grids.values() if grid is not None]
        if known and not any(row.grid < 0 and row.runs for row in rows.values()):
            seen = {column for grid in known for column in grid.ids if column is not None}
            if any(None in grid.ids for grid in known):
                self.result.say("column_foreign", level="info")
            self._narrow([column for column in self.all_columns if column in seen])
            return
        counts = Counter(len(row.tokens) for row in rows.values() if row.tokens and row.grid < 0)
        if not counts:
            return
        usual, often = counts.most_common(1)[0]
        named = list(dict.fromkeys(column for _, column in headers))
        if usual == len(self.columns) or often < 0.8 * sum(counts.values()):
            return
        if usual == 1 and named in ([], ["total"]):
            if named and not self._any_glued(rows) or self._totals_agree(rows):
                self._narrow(["total"])
        elif 1 < usual < len(self.columns) and len(named) == usual and named[-1] == "total" and named[0] == "person":
            self._narrow([column for column in self.all_columns if column in named])

    @staticmethod
    def _any_glued(rows: dict[str, Row]) -> bool:
        return any(token.glued for row in rows.values() for token in row.tokens)

    def _totals_agree(self, rows: dict[str, Row]) -> bool:
        """Whether one number a row, taken for totals, fulfils the sums of the form."""
        if self._any_glued(rows) or not self._complete(set(rows)):
            return False
        values: dict[str, int] = {}
        for key, row in rows.items():
            value = infer.value_of(row.tokens[0]) if len(row.tokens) == 1 else None if row.tokens else 0
            if value is None:
                return False
            values[key] = value
        results = sum(value for key, value in values.items() if self._is_result(key))
        flows = values["new"] + values["carried_in"] - values["concluded"] - values["carried_out"]
        return values["concluded"] > 0 and results == values["concluded"] and flows == 0

    def _narrow(self, columns: list[str]) -> None:
        if columns and columns != self.all_columns:
            self.columns = columns
            names = {column.id: column.zh for column in self.spec.bands[0].columns}
            self.result.say("columns_partial", label="、".join(names[c] for c in columns), level="info")

    def _sums(self, rows: dict[str, Placed]) -> infer.Sums:
        full = self.columns == self.all_columns
        results = [row.id for row in self.spec.rows() if row.id in rows and self._is_result(row.id)]
        complete = self._complete(set(rows))
        return infer.Sums(
            width=len(self.columns),
            parts=tuple(range(len(self.columns) - 1)) if full else (),
            total=len(self.columns) - 1 if full else None,
            results=tuple(results),
            concluded="concluded" if complete else None,
            inflow=("new", "carried_in"),
            outflow=("concluded", "carried_out"),
        )

    @staticmethod
    def _is_result(row_id: str) -> bool:
        return row_id not in ("new", "carried_in", "concluded", "carried_out")

    def _complete(self, rows: set[str]) -> bool:
        needed = {row.id for row in self.spec.rows() if not row.header and not row.id.startswith("other.")}
        return needed <= rows and any(row == "other" or row.startswith("other.") for row in rows)

    # -- numbers ------------------------------------------------------------------------------------------------

    def _settle(self, placed: dict[str, Placed]) -> None:
        """Let the sums decide what the drawing left open."""
        sums = self._sums(placed)
        row_sums = self.placer.row_sums()
        for entry in placed.values():
            if len(entry.options) == 1:
                versions = infer.confirmed(entry.options[0], row_sums) if _doubtful(entry.options[0]) else []
                if len(versions) == 1:
                    entry.options = versions
        options = {key: entry.options for key, entry in placed.items() if entry.options}
        if len(options) < len(placed):
            return  # a row that fits nothing: the column sums cannot be used
        settled, solved = infer.resolve(options, sums)
        for key, choices in settled.items():
            placed[key].options = choices
            if not placed[key].direct:
                placed[key].note = "solved" if solved else ""

    # -- cells --------------------------------------------------------------------------------------------------

    def _emit(self, placed: dict[str, Placed], alignment: Alignment) -> None:
        columns = {column.id: column for column in self.spec.bands[0].columns}
        row_sums = self.placer.row_sums()
        for key, entry in placed.items():
            row = entry.row
            self.result.found.add(key)
            self._say_row(row, key)
            ids = [f"requests.{key}.{column}" for column in self.columns]
            place = self._place_of(row)
            open_cells = self._open_columns(entry, row_sums)
            if open_cells is None or len(open_cells) == len(self.columns):
                self.result.say("row_undetermined", _span_of(row), label=self._label(key))
                for cell_id, column in zip(ids, self.columns, strict=True):
                    undetermined_cell(self.result, self.text, cell_id, columns[column].unit, row.tokens, place)
                continue
            chosen = entry.options[0]
            inferred = not entry.direct or entry.moved or row.evidence < _FIRM and bool(row.runs) or row.unlabelled
            confidence = self._confidence(entry, chosen, row_sums, inferred=inferred)
            undrawn = not row.tokens and entry.note != "blank"
            if undrawn:  # in flat text a blank row leaves no trace, and neither do numbers that went astray
                inferred, confidence = True, 0.7
            if open_cells:
                self.result.say("row_undetermined", _span_of(row), label=self._label(key))
            elif undrawn:
                self.result.say("row_blank", _span_of(row), label=self._label(key), level="info")
            elif inferred:
                self.result.say("row_inferred", _span_of(row), label=self._label(key), level="info")
            for index, (cell_id, column) in enumerate(zip(ids, self.columns, strict=True)):
                if index in open_cells:
                    undetermined_cell(self.result, self.text, cell_id, columns[column].unit, row.tokens, place)
                    continue
                token = chosen[index]
                cell_of(
                    self.result,
                    self.text,
                    cell_id,
                    columns[column],
                    token,
                    place,
                    inferred=inferred,
                    confidence=confidence,
                )
                if token is not None:
                    place = token.span.end
        for piece, _ in alignment.foreign:
            self.result.say(
                "row_foreign", piece.span if piece else None, label=piece.bare if piece else "", level="info"
            )
        for line in self.spec.rows():
            either = line.id in ("refused", "other") or line.id.startswith("other.")
            if not line.header and not either and line.id not in placed:
                self.result.say("row_missing", label=line.zh)
        if not any(key == "other" or key.startswith("other.") for key in placed):
            self.result.say("row_missing", label=self._label("other"))
        for run in alignment.loose:
            if not all(token.reading.state in (CellState.BLANK, CellState.DASH) for token in run.tokens):
                span = Span(run.tokens[0].span.start, run.tokens[-1].span.end)
                self.result.say("numbers_left_over", span, raw=span.of(self.text))

    @staticmethod
    def _open_columns(entry: Placed, sums: infer.Sums) -> set[int] | None:
        """Columns in which the remaining placements differ; None if nothing is known of the row."""
        if not entry.options or entry.row.doubtful:
            return None
        if not entry.direct and entry.note != "solved":
            # without the column sums only a total that was drawn and adds up is proof enough
            if any(token.glued and token.raw.strip("0") for token in entry.row.tokens):
                return None  # one sum is not enough to take digits apart
            if not any(infer.proves(option, sums) for option in entry.options):
                return None
        return infer.open_columns(entry.options)

    def _say_row(self, row: Row, key: str) -> None:
        if row.misprinted:
            self.result.say("row_misprinted", _span_of(row), label=self._label(key), level="info")
        if row.unlabelled:
            self.result.say("row_unlabelled", _span_of(row), label=self._label(key))

    @staticmethod
    def _place_of(row: Row) -> int:
        if row.tokens:
            return row.tokens[0].span.start
        return max((piece.span.end for piece in row.pieces), default=0)

    @staticmethod
    def _confidence(entry: Placed, chosen: infer.Placement, sums: infer.Sums, *, inferred: bool) -> float:
        fits = infer.fits_row(chosen, sums)
        if entry.doubted:
            return 0.5
        if not inferred:
            return 1.0 if fits is not False else (0.95 if entry.row.grid >= 0 else 0.8)
        if entry.row.evidence < _FIRM and entry.row.runs:
            return 0.6
        if entry.note == "solved":
            return 0.9 if fits else 0.8
        return 0.85 if fits else 0.5

    def _mark_lines(self, alignment: Alignment, headers: list[tuple[Piece, str]]) -> None:
        above = [piece.line for piece, _ in headers if piece.line < alignment.first]
        first = min(above, default=alignment.first)
        for line in self.lines:
            if first <= line.index <= alignment.last and not line.prose:
                self.result.lines.add(line.index)
            elif line.index < first and not line.prose and first - line.index <= 6 and _is_caption(line, self.book):
                self.result.lines.add(line.index)


def _is_caption(line: Line, book: object) -> bool:
    from nlp.structure.tables.labels import LabelBook

    assert isinstance(book, LabelBook)
    pieces = [item for item in line.items if isinstance(item, Piece)]
    return bool(pieces) and any(
        hit.entry.kind in ("caption", "corner", "column") and hit.score >= 0.6
        for piece in pieces
        for hit in book.hits(piece.ordinal, piece.bare)
    )


def _doubtful(placement: infer.Placement) -> bool:
    return any(t is not None and t.reading.state is CellState.UNREADABLE and t.reading.candidates for t in placement)


def _span_of(row: Row) -> Span | None:
    spans = [piece.span for piece in row.pieces] + [token.span for token in row.tokens]
    if not spans:
        return None
    return Span(min(span.start for span in spans), max(span.end for span in spans))
