"""The sums that must hold between the cells of a form, expanded from its data.

Takes a form, or the tables bound from a report; gives :class:`~nlp.forms.spec.Identity` objects. Never looks at values.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from nlp.forms.load import load_form
from nlp.forms.spec import Form, FormTable, Identity
from nlp.types import Table

__all__ = ["identities", "identities_for"]


def identities(form: Form) -> tuple[Identity, ...]:
    """All identities of a form (23 or 25 row sums, 7 column sums, 7 balances and 3 dispute sums; the annex's sums)."""
    cells = form.cell_ids()
    return tuple(identity for table in form.tables for identity in _expand(table, frozenset(cells)))


def identities_for(tables: Mapping[str, Table]) -> tuple[Identity, ...]:
    """The identities that can be stated over the rows and columns that a report really prints.

    A mixture of the formats is followed: a single 其他处理 line stands for its three lines. An identity of which any
    other cell is absent from the tables is left out, since nothing can be concluded from it.
    """
    found: list[Identity] = []
    for table in tables.values():
        form = load_form("annex" if table.id == "annex" else "2021")
        try:
            spec = form.table(table.id)
        except KeyError:
            continue
        found.extend(_expand(spec, table.cells.keys()))
    return tuple(found)


def _expand(table: FormTable, cells: Collection[str]) -> Iterator[Identity]:
    columns = dict.fromkeys(column.id for band in table.bands for column in band.data_columns)
    for rule in table.sums:
        if rule.each == "row":
            for row in table.rows():
                if rule.row is not None and row.id != rule.row:
                    continue
                left = [f"{table.id}.{row.id}.{column}" for column in rule.left]
                right = [f"{table.id}.{row.id}.{column}" for column in rule.right]
                if all(cell in cells for cell in (*left, *right)):
                    yield Identity(rule.rule, tuple(left), tuple(right), f"{row.zh}：{rule.zh}")
        else:
            for column in columns:
                left = _rows_present(table, rule.left, column, cells)
                right = _rows_present(table, rule.right, column, cells)
                if left and right:
                    name = next(c.zh for band in table.bands for c in band.columns if c.id == column)
                    yield Identity(rule.rule, tuple(left), tuple(right), f"{name}：{rule.zh}")


def _rows_present(
    table: FormTable,
    rows: tuple[str, ...],
    column: str,
    cells: Collection[str],
) -> list[str]:
    """The cells of one side, with a header line that carries numbers put in for the lines it stands for."""
    replaced: dict[str, str] = {}
    for line in table.rows():
        if line.stands_for and not any(f"{table.id}.{row}.{column}" in cells for row in line.stands_for):
            replaced.update(dict.fromkeys(line.stands_for, line.id))
    partial = {row for line in table.rows() for row in line.stands_for if row not in replaced}
    side: list[str] = []
    for row in rows:
        cell = f"{table.id}.{replaced.get(row, row)}.{column}"
        if cell in cells:
            if cell not in side:
                side.append(cell)
        elif row not in partial:
            return []
    return side
