"""One stage of one report, shown as a table, as JSON or as CSV: the frame of ``tables``, ``claims``, ``outline`` ...

Takes a path and the part of the record to show; prints it. Never writes files.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import click

from nlp.commands.delivering import print_csv, print_json
from nlp.commands.status import Status

if TYPE_CHECKING:
    from nlp.types import ReportResult

__all__ = ["load_result", "print_csv", "print_table", "show"]

Row = Mapping[str, Any]


def load_result(path: str, lang: str) -> ReportResult:
    """One report, without topics. Raises :class:`nlp.errors.InputError`."""
    from nlp.commands.reading import read_one
    from nlp.settings import Settings

    return read_one(path, Settings(lang=lang, topics=None))


def show(
    ctx: click.Context,
    result: ReportResult,
    parts: Sequence[str],
    csv_table: str,
    print_for_people: Callable[[], None],
    *,
    as_json: bool,
    as_csv: bool,
) -> None:
    """Print ``parts`` of the record (JSON), the flat rows of ``csv_table`` (CSV), or what people like to read.

    Leaves with status 3 if the text is no report.
    """
    from nlp.outputs.record import flat_rows, report_record

    if as_json and as_csv:
        raise click.UsageError("--json and --csv exclude each other")
    if as_json:
        record = report_record(result)
        print_json({"source": record["source"], **{part: record[part] for part in parts}})
    elif as_csv:
        print_csv(flat_rows(result)[csv_table])
    else:
        print_for_people()
    if result.status == "unreadable":
        ctx.exit(Status.UNREADABLE)


def print_table(rows: Iterable[Row], columns: Mapping[str, str]) -> None:
    """A table for people: ``columns`` maps keys of the rows to titles."""
    from rich.console import Console
    from rich.table import Column, Table
    from rich.text import Text

    table = Table(*(Column(title, overflow="fold") for title in columns.values()), header_style="bold")
    for row in rows:
        table.add_row(*(Text(_short(row.get(key))) for key in columns))
    # Nothing is cut off where a program or a file reads along.
    (Console() if sys.stdout.isatty() else Console(width=200)).print(table)


def _short(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.0f}" if value.is_integer() else f"{value:.4f}".rstrip("0")
    return " ".join(str(value).split())
