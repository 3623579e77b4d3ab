"""The statutory tables in the shape of the form: headers that span, one drawn cell per statutory cell.

Takes a described report, gives :class:`DrawnTable` objects with rows of :class:`DrawnCell`. Labels and order come from
:mod:`nlp.forms`. Every cell of the report is drawn: those that the form has no place for stand in a list below.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.errors import ConfigurationError
from nlp.forms import Band, Form, FormTable, Line, load_form
from nlp.outputs.describe import Described, cell_label
from nlp.types import Cell, Table

__all__ = ["DrawnCell", "DrawnTable", "draw_tables"]

_ORDER = ("disclosure", "requests", "disputes", "annex")
_WIDTH = 4
"""Columns of the disclosure table: the content and up to three numbers."""


@dataclass(frozen=True, slots=True)
class DrawnCell:
    """A header (``text``, ``head`` says of what) or a statutory cell (``cell`` is None where the report lacks it)."""

    text: str = ""
    cell_id: str | None = None
    cell: Cell | None = None
    head: str = ""
    cols: int = 1
    rows: int = 1
    upright: bool = False


@dataclass(slots=True)
class DrawnTable:
    """``head`` and ``body`` are rows of cells; ``extra`` are cells without a place in the form, with their labels."""

    id: str
    title: str
    head: list[list[DrawnCell]] = field(default_factory=list)
    body: list[list[DrawnCell]] = field(default_factory=list)
    extra: list[tuple[str, DrawnCell]] = field(default_factory=list)
    units: tuple[str, ...] = ()


def draw_tables(described: Described) -> tuple[DrawnTable, ...]:
    """All tables of a report, in the order of the form."""
    tables = described.result.structure.tables
    known = [table_id for table_id in _ORDER if table_id in tables]
    others = [table_id for table_id in tables if table_id not in _ORDER]
    return tuple(_Drawing(described, tables[table_id]).draw() for table_id in (*known, *others))


def _form_of(table: Table) -> Form:
    try:
        return load_form(table.format)
    except (ConfigurationError, KeyError):
        return load_form("2021")


class _Drawing:
    """Draws one table and keeps note of the cells that have found their place."""

    def __init__(self, described: Described, table: Table) -> None:
        self.words = described.words
        self.lang = described.lang
        self.table = table
        self.placed: set[str] = set()
        self.form: FormTable | None = None
        for one in _form_of(table).tables:
            if one.id == table.id:
                self.form = one
        self.drawn = DrawnTable(table.id, self.name(self.form) if self.form is not None else table.id)

    def name(self, line: Line | Band | FormTable) -> str:
        """The label as the form prints it, with its ordinal in Chinese."""
        if self.lang != "zh":
            return line.en[:1].upper() + line.en[1:]
        return f"{line.ordinal}{line.zh}" if isinstance(line, Line) else line.zh

    def draw(self) -> DrawnTable:
        """The table; cells without a place are listed under ``extra``."""
        drawers = {
            "disclosure": self._disclosure,
            "requests": self._requests,
            "disputes": self._disputes,
            "annex": self._annex,
        }
        if self.form is not None and self.table.id in drawers:
            drawers[self.table.id](self.form)
        for cell_id, cell in self.table.cells.items():
            if cell_id not in self.placed:
                self.drawn.extra.append((cell_label(cell_id, self.lang), DrawnCell(cell_id=cell_id, cell=cell)))
        self.drawn.units = tuple(dict.fromkeys(cell.unit for cell in self.table.cells.values() if cell.unit))
        return self.drawn

    def _place(self, row: str, column: str, cols: int = 1) -> DrawnCell:
        cell_id = f"{self.table.id}.{row}.{column}"
        self.placed.add(cell_id)
        return DrawnCell(cell_id=cell_id, cell=self.table.cells.get(cell_id), cols=cols)

    def _has_row(self, row: str, columns: Sequence[str]) -> bool:
        return any(f"{self.table.id}.{row}.{column}" in self.table.cells for column in columns)

    def _disclosure(self, form: FormTable) -> None:
        for band in form.bands:
            columns = band.data_columns
            last = max(1, _WIDTH - len(columns))
            spans = [last if column is columns[-1] else 1 for column in columns]
            self.drawn.body.append([DrawnCell(self.name(band), head="band", cols=_WIDTH)])
            header = [DrawnCell(self.words("table_content"), head="col")]
            header += [DrawnCell(self.name(c), head="col", cols=n) for c, n in zip(columns, spans, strict=True)]
            self.drawn.body.append(header)
            for row in band.rows:
                cells = [self._place(row.id, column.id, n) for column, n in zip(columns, spans, strict=True)]
                self.drawn.body.append([DrawnCell(self.name(row), head="row"), *cells])

    def _requests(self, form: FormTable) -> None:
        band = form.bands[0]
        columns = [column.id for column in band.data_columns]
        names = [self.name(column) for column in band.data_columns]
        self.drawn.head = [
            [
                DrawnCell(self.words("table_corner"), head="col", cols=3, rows=3),
                DrawnCell(self.name(band), head="col", cols=len(columns)),
            ],
            [
                DrawnCell(names[0], head="col", rows=2),
                DrawnCell(self.words("table_legal_persons"), head="col", cols=len(columns) - 2),
                DrawnCell(names[-1], head="col", rows=2),
            ],
            [DrawnCell(name, head="col") for name in names[1:-1]],
        ]
        rows = self._request_rows(band, columns)
        headers = {row.id: row for row in band.rows if row.header}
        inside = self._inside_results(rows)
        begun: set[str] = set()
        for row in rows:
            line: list[DrawnCell] = []
            if row.id in inside and "results" in headers and not begun:
                line.append(DrawnCell(self.name(headers["results"]), head="group", rows=len(inside), upright=True))
                begun.add("results")
            parent = row.id.rpartition(".")[0]
            if parent in headers and parent not in begun:
                of_group = sum(other.id.startswith(f"{parent}.") for other in rows)
                line.append(DrawnCell(self.name(headers[parent]), head="group", rows=of_group))
                begun.add(parent)
            wide = 1 if parent in headers else (2 if row.id in inside else 3)
            line.append(DrawnCell(self.name(row), head="row", cols=wide))
            line += [self._place(row.id, column) for column in columns]
            self.drawn.body.append(line)

    def _request_rows(self, band: Band, columns: Sequence[str]) -> list[Line]:
        """The form's rows that carry numbers. A report that mixes the formats brings rows of the other one along."""
        own = [row for row in band.rows if not row.header]
        other_id = "2021" if self.table.format == "2019" else "2019"
        foreign = [
            row
            for table in load_form(other_id).tables
            if table.id == self.table.id
            for row in table.bands[0].rows
            if not row.header and all(row.id != mine.id for mine in own) and self._has_row(row.id, columns)
        ]
        if not foreign:
            return own
        # A line that the report has in the other format's way replaces its own lines that are not there.
        replaced = [row for row in own if row.id.partition(".")[0] == "other" and not self._has_row(row.id, columns)]
        at = next((i for i, row in enumerate(own) if row.id == "concluded"), len(own))
        return [row for row in (*own[:at], *foreign, *own[at:]) if row not in replaced]

    @staticmethod
    def _inside_results(rows: Sequence[Line]) -> set[str]:
        """Rows of the part “本年度办理结果”: from the first result to its total."""
        return {row.id for row in rows} - {"new", "carried_in", "carried_out"}

    def _disputes(self, form: FormTable) -> None:
        band = form.bands[0]
        groups, columns = band.rows, band.data_columns
        self.drawn.head = [
            [
                DrawnCell(self.name(groups[0]), head="col", cols=len(columns), rows=2),
                DrawnCell(self.words("table_litigation"), head="col", cols=len(columns) * (len(groups) - 1)),
            ],
            [DrawnCell(self.name(group), head="col", cols=len(columns)) for group in groups[1:]],
            [DrawnCell(self.name(column), head="col") for _ in groups for column in columns],
        ]
        self.drawn.body = [[self._place(group.id, column.id) for group in groups for column in columns]]

    def _annex(self, form: FormTable) -> None:
        for band in form.bands:
            row = band.rows[0].id
            if not self._has_row(row, [column.id for column in band.data_columns]):
                continue
            self.drawn.body.append([DrawnCell(self.name(band), head="band", cols=2)])
            for column in band.columns:
                if column.header:
                    self.drawn.body.append([DrawnCell(self.name(column), head="row", cols=2)])
                else:
                    self.drawn.body.append([DrawnCell(self.name(column), head="row"), self._place(row, column.id)])
