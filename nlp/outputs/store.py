"""Parquet files and a DuckDB database over the flat rows of many reports.

Takes columns by table (:data:`~nlp.outputs.flat.FLAT_COLUMNS`), gives Parquet files with a documented, versioned schema and a
database of views over them. A file appears under its name whole or not at all. Never holds more than one table's rows, and
never reads a report.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from nlp.errors import ConfigurationError
from nlp.outputs.flat import FLAT_COLUMNS
from nlp.outputs.queries import load_queries
from nlp.outputs.strings import load_yaml

__all__ = [
    "BODY_COLUMNS",
    "DATABASE",
    "INPUT_COLUMNS",
    "SCHEMA_VERSION",
    "TABLES",
    "arrow_schema",
    "arrow_table",
    "column_meanings",
    "connect",
    "describe_schema",
    "parts_of",
    "sync_folder",
    "table_folder",
    "write_database",
    "write_parquet",
]

SCHEMA_VERSION = 1
"""Raised whenever a column is added, removed or changes its meaning; stands in every Parquet file."""

DATABASE = "gouji.duckdb"
INPUT_COLUMNS: dict[str, str] = {
    "file": "string", "path": "string", "report_id": "string", "status": "string", "problem": "string",
    "problem_en": "string", "sha256": "string", "size": "int64", "seconds": "float64", "attempts": "int64",
}  # fmt: skip
"""The table ``inputs``: one row for every report in every file that was named, and for all that could not be read."""

BODY_COLUMNS: dict[str, str] = dict.fromkeys(("report_id", "issuer", "body", "place", "organ", "matched"), "string")
"""The table ``bodies``: issuers matched across years."""

TABLES: dict[str, dict[str, str]] = {**FLAT_COLUMNS, "inputs": INPUT_COLUMNS, "bodies": BODY_COLUMNS}

_SAFE = re.compile(r"[\ud800-\udfff]")
_METADATA = "metadata"


def table_folder(out: Path, table: str) -> Path:
    """Where a table's Parquet files stand."""
    return out / "tables" / table


def parts_of(out: Path, table: str) -> list[Path]:
    """The Parquet files of a table, in the order in which they were written."""
    return sorted(table_folder(out, table).glob("part-*.parquet"))


@lru_cache(maxsize=1)
def column_meanings() -> Mapping[str, Mapping[str, Mapping[str, str]]]:
    """What every column means: ``meanings[table][column]["zh" | "en"]``; the table itself under the key ``""``.

    Raises :class:`ConfigurationError` where the data file and the tables differ.
    """
    content = load_yaml("columns.yaml")
    meanings: dict[str, dict[str, dict[str, str]]] = {}
    for table, columns in TABLES.items():
        given = content.get(table)
        where = f"nlp/outputs/data/columns.yaml: {table}"
        if not isinstance(given, dict):
            raise ConfigurationError(where, "the table is not described")
        wrong = (set(columns) | {"about"}) ^ set(given)
        if wrong:
            raise ConfigurationError(f"{where}.{min(wrong)}", "described but no column, or a column not described")
        meanings[table] = {}
        for column, pair in given.items():
            if not isinstance(pair, dict) or set(pair) != {"zh", "en"}:
                raise ConfigurationError(f"{where}.{column}", "needs exactly a zh and an en text")
            meanings[table]["" if column == "about" else column] = {key: str(text) for key, text in pair.items()}
    return meanings


def arrow_schema(table: str) -> Any:
    """The Arrow schema of a table: types, meaning of each column, schema version."""
    import pyarrow as pa

    types = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
    meanings = column_meanings()[table]
    fields = [
        pa.field(name, types[kind], metadata={"zh": meanings[name]["zh"], "en": meanings[name]["en"]})
        for name, kind in TABLES[table].items()
    ]
    return pa.schema(fields, metadata={"gouji.schema": str(SCHEMA_VERSION), "gouji.table": table})


def arrow_table(table: str, columns: Mapping[str, Sequence[Any]]) -> Any:
    """Columns of plain values as an Arrow table. Lone surrogates of damaged files become U+FFFD."""
    import pyarrow as pa

    schema = arrow_schema(table)
    arrays = []
    for field in schema:
        values = columns[field.name]
        try:
            arrays.append(pa.array(values, type=field.type))
        except UnicodeEncodeError:
            cleaned = [_SAFE.sub("\ufffd", value) if isinstance(value, str) else value for value in values]
            arrays.append(pa.array(cleaned, type=field.type))
    return pa.Table.from_arrays(arrays, schema=schema)


def write_parquet(path: Path, pieces: Iterable[Any], schema: Any) -> int:
    """Write Arrow tables one after the other into one Parquet file, which appears when it is complete and on the disk.

    Gives the number of rows. Raises :class:`OSError` where the disk is full or the folder cannot be written.
    """
    import pyarrow.parquet as pq

    path.parent.mkdir(parents=True, exist_ok=True)
    hidden = path.with_name(f".{path.name}.{os.getpid()}.tmp")
    rows = 0
    try:
        with pq.ParquetWriter(hidden, schema, compression="zstd") as writer:
            for piece in pieces:
                rows += piece.num_rows
                writer.write_table(piece)
        with hidden.open("rb") as handle:
            os.fsync(handle.fileno())
        hidden.replace(path)
    finally:
        hidden.unlink(missing_ok=True)
    return rows


def sync_folder(folder: Path) -> None:
    """Ask the disk to keep the folder's new names."""
    try:
        handle = os.open(folder, os.O_RDONLY)
    except (OSError, AttributeError):  # a system where folders cannot be opened
        return
    try:
        os.fsync(handle)
    except OSError:
        pass
    finally:
        os.close(handle)


# -- DuckDB ---------------------------------------------------------------------------------------------------------


def connect(out: Path) -> Any:
    """A DuckDB connection (in memory) with a view for every table and every named query of a folder of results.

    Raises :class:`ConfigurationError` if the folder holds none.
    """
    import duckdb

    connection = duckdb.connect()
    _create_views(connection, out)
    return connection


def write_database(out: Path) -> Path:
    """Write ``gouji.duckdb``, which holds the views alone; the rows stay in the Parquet files."""
    import duckdb

    path, hidden = out / DATABASE, out / f".{DATABASE}.tmp"
    hidden.unlink(missing_ok=True)
    connection = duckdb.connect(str(hidden))
    try:
        _create_views(connection, out)
    finally:
        connection.close()
    hidden.replace(path)
    return path


def _create_views(connection: Any, out: Path) -> None:
    if not parts_of(out, "reports"):
        raise ConfigurationError(
            str(out),
            "holds no results of gouji extract (no tables/reports)",
            "没有 gouji extract 的结果（缺 tables/reports）",
        )
    for table in TABLES:
        if parts := parts_of(out, table):
            _view(connection, table, parts)
    metadata = parts_of(out, _METADATA)
    if metadata:
        _view(connection, _METADATA, metadata)
    if any(not parts_of(out, table) for table in TABLES):
        return  # the end of a run writes what is missing
    for query in load_queries().values():
        connection.execute(f'CREATE OR REPLACE VIEW "{query.view}" AS {query.sql}')


def _view(connection: Any, table: str, parts: Sequence[Path]) -> None:
    names = ", ".join("'" + str(part.resolve()).replace("'", "''") + "'" for part in parts)
    connection.execute(f'CREATE OR REPLACE VIEW "{table}" AS SELECT * FROM read_parquet([{names}])')  # noqa: S608 - own names


def describe_schema() -> str:
    """``schema.yaml`` of a folder of results: tables, columns, types and meanings."""
    meanings = column_meanings()
    content = {
        "schema": SCHEMA_VERSION,
        "tables": {
            table: {
                "about": meanings[table][""],
                "columns": {name: {"type": kind, **meanings[table][name]} for name, kind in columns.items()},
            }
            for table, columns in TABLES.items()
        },
    }
    return yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=120)
