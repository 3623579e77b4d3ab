"""What a statutory form is: tables, bands, rows, columns, labels, units and the identities between cells.

Takes nothing, gives frozen dataclasses of plain values. Never reads files (see :mod:`nlp.forms.load`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

__all__ = ["Band", "Form", "FormTable", "Identity", "Line", "SumRule"]


@dataclass(frozen=True, slots=True)
class Line:
    """A row or a column of a form.

    ``zh`` is the label as the form prints it, without its ordinal; ``aliases`` are other printings, ``keywords`` words
    that alone identify the label, ``without`` words that exclude it. ``ordinal`` is the number printed before it.
    ``header`` marks a line that normally carries no numbers; ``stands_for`` the lines that it replaces if it does.
    ``unit`` (of a column) is the unit of its values; ``decimals`` and ``negative`` say which values are lawful there.
    ``money`` is "convert" (values are brought to ``unit``) or "printed" (the printed unit is kept) or None.
    """

    id: str
    zh: str
    en: str
    aliases: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    ordinal: str = ""
    unit: str = ""
    decimals: bool = False
    negative: bool = False
    money: str | None = None
    header: bool = False
    stands_for: tuple[str, ...] = ()

    @property
    def labels(self) -> tuple[str, ...]:
        """The printed label and its aliases."""
        return (self.zh, *self.aliases)


@dataclass(frozen=True, slots=True)
class Band:
    """Rows and columns that cross. ``item`` is the item of article 20 that the band reports on, or None."""

    id: str
    zh: str
    en: str
    rows: tuple[Line, ...]
    columns: tuple[Line, ...]
    item: str | None = None

    @property
    def data_columns(self) -> tuple[Line, ...]:
        """Columns that carry numbers."""
        return tuple(column for column in self.columns if not column.header)


@dataclass(frozen=True, slots=True)
class SumRule:
    """An identity as the form states it, before expansion: ``left`` adds up to the same as ``right``.

    ``each`` is "row" (sides are columns of one row, or of ``row`` alone) or "column" (sides are rows of one column).
    """

    rule: str
    each: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    zh: str
    en: str
    row: str | None = None


@dataclass(frozen=True, slots=True)
class FormTable:
    """One table of a form. ``corner`` are labels of its corner cell, ``captions`` other texts drawn inside it."""

    id: str
    zh: str
    en: str
    bands: tuple[Band, ...]
    corner: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    sums: tuple[SumRule, ...] = ()

    def rows(self) -> Iterator[Line]:
        """All rows of all bands, in the form's order (lines without numbers included)."""
        for band in self.bands:
            yield from band.rows

    def row_ids(self) -> tuple[str, ...]:
        """Ids of the rows that carry numbers."""
        if self.id == "annex":
            return tuple(row.id for row in self.rows())
        return tuple(row.id for row in self.rows() if not row.header)


@dataclass(frozen=True, slots=True)
class Identity:
    """``left`` cells add up to the same as ``right`` cells. ``rule`` is the family, ``label`` says it in Chinese."""

    rule: str
    left: tuple[str, ...]
    right: tuple[str, ...]
    label: str


@dataclass(frozen=True, slots=True)
class _CellPlace:
    table: FormTable
    band: Band
    row: Line
    column: Line


@dataclass(frozen=True, slots=True)
class Form:
    """A statutory form. ``id`` is "2019", "2021" or "annex"; ``source`` the instrument that prescribes it."""

    id: str
    zh: str
    en: str
    source: str
    first_year: int
    tables: tuple[FormTable, ...]
    _places: dict[str, _CellPlace] = field(default_factory=dict, repr=False, compare=False)

    def __post_init__(self) -> None:
        for table in self.tables:
            for band in table.bands:
                for row in band.rows:
                    if row.header and table.id != "annex":
                        continue
                    for column in band.data_columns:
                        place = _CellPlace(table, band, row, column)
                        self._places[f"{table.id}.{row.id}.{column.id}"] = place

    def table(self, table_id: str) -> FormTable:
        """The table of that id. Raises ``KeyError``."""
        for table in self.tables:
            if table.id == table_id:
                return table
        raise KeyError(table_id)

    def cell_ids(self, table_id: str | None = None) -> tuple[str, ...]:
        """All cell ids, or those of one table, in the form's order."""
        if table_id is None:
            return tuple(self._places)
        return tuple(cell for cell, place in self._places.items() if place.table.id == table_id)

    def row_ids(self, table_id: str) -> tuple[str, ...]:
        """Ids of the rows of a table that carry numbers."""
        return self.table(table_id).row_ids()

    def column_ids(self, table_id: str) -> tuple[str, ...]:
        """Ids of the columns of a table, each once, in order of first appearance."""
        bands = self.table(table_id).bands
        return tuple(dict.fromkeys(column.id for band in bands for column in band.data_columns))

    def unit(self, cell_id: str) -> str:
        """The unit of a cell's value (件, 项, 个, 万元 ...). Raises ``KeyError`` for an unknown cell."""
        return self._places[cell_id].column.unit

    def column(self, cell_id: str) -> Line:
        """The column that a cell belongs to. Raises ``KeyError`` for an unknown cell."""
        return self._places[cell_id].column

    def __contains__(self, cell_id: object) -> bool:
        return cell_id in self._places

    def label(self, cell_id: str, lang: str = "zh") -> str:
        """A cell's name for people: row label and column label, "zh" or "en". Raises ``KeyError``."""
        place = self._places[cell_id]
        row, column = place.row, place.column
        if lang == "zh":
            head = row.zh
            parent = _parent(place.table, row)
            if parent is not None:
                head = f"{parent.zh}：{row.zh}"
            elif place.table.id == "requests" and row.id == "concluded":
                head = "办理结果总计"
            elif place.table.id == "disputes" and row.id.startswith("litigation"):
                head = f"行政诉讼（{row.zh}）"
            return f"{head}·{column.zh}"
        return f"{row.en}, {column.en}"


def _parent(table: FormTable, row: Line) -> Line | None:
    if "." not in row.id:
        return None
    parent_id = row.id.rsplit(".", 1)[0]
    return next((line for line in table.rows() if line.id == parent_id), None)
