"""``gouji tables``: the statutory cells. Takes one report, prints what was bound to which id; judges nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from nlp.commands.options import csv_option, json_option, lang_option

if TYPE_CHECKING:
    from nlp.types import Cell, Table

__all__ = ["tables"]

_NAMES = {
    "zh": {"disclosure": "主动公开", "requests": "依申请公开", "disputes": "复议诉讼", "annex": "统计表"},
    "en": {
        "disclosure": "proactive disclosure",
        "requests": "requests",
        "disputes": "reviews and lawsuits",
        "annex": "annex",
    },
}


@click.command()
@click.argument("file", metavar="FILE")
@json_option
@csv_option
@lang_option
@click.pass_context
def tables(ctx: click.Context, file: str, as_json: bool, as_csv: bool, lang: str) -> None:
    """Show a report's statutory tables, cell by cell.

    A star marks a cell whose place was inferred, a question mark one that cannot be read.
    """
    from nlp.commands.showing import load_result, print_table, show

    result = load_result(file, lang)

    def grids() -> None:
        for table in result.structure.tables.values():
            click.echo(f"{_NAMES[lang].get(table.id, table.id)}  ({table.format})")
            print_table(*_grid(table, lang))

    show(ctx, result, ("text", "format", "tables"), "cells", grids, as_json=as_json, as_csv=as_csv)


def _grid(table: Table, lang: str) -> tuple[list[dict[str, str]], dict[str, str]]:
    """Rows as ids with their labels, columns as labels; a cell that the form does not have stays empty."""
    from nlp.forms import load_form

    form = load_form(table.format)
    labels = {line.id: line.zh if lang == "zh" else line.en for line in form.table(table.id).rows()}
    columns = {"": "", "label": ""}
    rows: dict[str, dict[str, str]] = {}
    for cell in table.cells.values():
        row, _, column = cell.id.partition(".")[2].rpartition(".")
        if cell.id in form:
            line = form.column(cell.id)
            columns[column] = line.zh if lang == "zh" else line.en
        columns.setdefault(column, column)
        rows.setdefault(row, {"": row, "label": labels.get(row, "")})[column] = _mark(cell)
    return list(rows.values()), columns


def _mark(cell: Cell) -> str:
    if cell.state == "number":
        return f"{cell.raw}{'*' if cell.inferred else ''}"
    return {"blank": "", "unreadable": "?"}.get(cell.state, cell.raw)
