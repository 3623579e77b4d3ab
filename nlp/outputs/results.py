"""The answer to a query, as a table in a file: CSV, Parquet, Excel or JSON.

Takes a DuckDB relation's columns and rows, writes one file. In a workbook text stays text: no cell is a formula or a link,
whatever a report says. Never runs a query.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Sequence
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import Any

from nlp.errors import ConfigurationError
from nlp.outputs.values import clean_text

__all__ = ["KINDS", "kind_of", "plain", "write_answer", "write_sheet"]

KINDS = {".csv": "csv", ".parquet": "parquet", ".xlsx": "excel", ".json": "json", ".jsonl": "jsonl"}
_MOST_ROWS = 1_048_575
_MOST_TEXT = 32_767


def kind_of(path: Path) -> str:
    """The form of a file by its ending. Raises :class:`ConfigurationError` for any other."""
    kind = KINDS.get(path.suffix.lower())
    if kind is None:
        raise ConfigurationError(str(path), f"must end in {', '.join(KINDS)}")
    return kind


def write_answer(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]], arrow: Any = None) -> None:
    """Write rows to ``path``; its ending decides the form. ``arrow`` is the same as an Arrow table, where there is one.

    Raises :class:`ConfigurationError` for an unknown ending or more rows than a sheet holds.
    """
    kind = kind_of(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    if kind == "excel":
        write_sheet(path, columns, rows)
    elif kind == "parquet":
        import pyarrow as pa
        import pyarrow.parquet as pq

        table = arrow
        if table is None:
            table = pa.Table.from_pylist([dict(zip(columns, row, strict=True)) for row in rows])
        pq.write_table(table, path, compression="zstd")
    elif kind == "csv":
        with path.open("w", encoding="utf-8-sig", newline="", errors="backslashreplace") as handle:
            writer = csv.writer(handle, lineterminator="\n")
            writer.writerow(columns)
            writer.writerows(rows)
    else:
        records = [dict(zip(columns, map(plain, row), strict=True)) for row in rows]
        lines = [json.dumps(record, ensure_ascii=False) for record in records]
        text = "\n".join(lines) + "\n" if kind == "jsonl" else json.dumps(records, ensure_ascii=False, indent=1) + "\n"
        path.write_text(text, encoding="utf-8", errors="backslashreplace")


def write_sheet(path: Path, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """A workbook of one sheet. Raises :class:`ConfigurationError` if the rows do not fit."""
    import xlsxwriter

    if len(rows) > _MOST_ROWS:
        raise ConfigurationError(
            str(path), f"{len(rows)} rows do not fit into a sheet ({_MOST_ROWS}); use .parquet or .csv"
        )
    options = {
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
        "constant_memory": True,
    }
    with xlsxwriter.Workbook(str(path), options) as book:
        sheet = book.add_worksheet("gouji")
        head = book.add_format({"bold": True, "bottom": 1})
        for number, column in enumerate(columns):
            sheet.write_string(0, number, clean_text(column), head)
        for line, row in enumerate(rows, start=1):
            for number, value in enumerate(row):
                _write_cell(sheet, line, number, plain(value))
        sheet.freeze_panes(1, 0)
        if columns:
            sheet.autofilter(0, 0, max(len(rows), 1), len(columns) - 1)


def _write_cell(sheet: Any, line: int, number: int, value: Any) -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, number, value)
    elif isinstance(value, int | float):
        if isinstance(value, int) and abs(value) >= 10**15:
            sheet.write_string(line, number, str(value))
        else:
            sheet.write_number(line, number, value)
    else:
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        sheet.write_string(line, number, clean_text(text)[:_MOST_TEXT])


def plain(value: Any) -> Any:
    """A value as JSON knows it: dates as ISO text, decimals as numbers, no NaN."""
    if isinstance(value, Decimal):
        return int(value) if value == value.to_integral_value() else float(value)
    if isinstance(value, date | datetime | time):
        return value.isoformat()
    if isinstance(value, float) and value != value:  # noqa: PLR0124 - NaN is the only number unlike itself
        return None
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, list | tuple):
        return [plain(one) for one in value]
    if isinstance(value, dict):
        return {str(key): plain(one) for key, one in value.items()}
    return value if value is None or isinstance(value, bool | int | float | str) else str(value)
