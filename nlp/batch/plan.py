"""What a run is to read: files, folders, globs, archives and lists with columns of their own.

Takes what the user named, gives :class:`Item` after :class:`Item`, each file once. A list is a CSV, TSV or Parquet file with
a column of paths (``path``, ``file``, ``路径`` or ``文件``); its other columns are carried through. Never opens a report.
"""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from nlp.errors import ConfigurationError
from nlp.ingest import expand_paths
from nlp.ingest.paths import STDIN

__all__ = ["LIST_COLUMNS", "Item", "is_list", "plan_items"]

LIST_COLUMNS = ("path", "file", "路径", "文件", "文件路径")
_LISTS = (".csv", ".tsv", ".parquet")


@dataclass(frozen=True, slots=True)
class Item:
    """A file to read, and what the list said of it (column → value)."""

    path: str
    metadata: Mapping[str, Any] = field(default_factory=dict)


def is_list(path: str) -> bool:
    """Whether a path names a list of files rather than a report (no report is a CSV or Parquet file)."""
    return path.lower().endswith(_LISTS) and os.path.isfile(path)  # noqa: PTH113 - the user's own string


def plan_items(paths: Iterable[str | os.PathLike[str]]) -> tuple[Item, ...]:
    """Every file meant by ``paths``, once, in the order given; of two mentions the one with metadata counts.

    Raises :class:`ConfigurationError` for standard input (it cannot be read twice), a list without a column of paths, or one
    that cannot be read.
    """
    found: dict[str, Item] = {}
    for path in [os.fspath(path) for path in paths]:
        if path == STDIN:
            raise ConfigurationError(
                "extract -",
                "standard input cannot be resumed; write it to a file first",
                "标准输入无法接着做；请先存成文件",
            )
        items = _listed(path) if is_list(path) else (Item(file) for file in expand_paths(path))
        for item in items:
            if item.path not in found or item.metadata:
                found[item.path] = item
    return tuple(found.values())


def _listed(path: str) -> Iterator[Item]:
    columns, rows = _parquet(path) if path.lower().endswith(".parquet") else _separated(path)
    named = next((name for name in LIST_COLUMNS for column in columns if column.strip().lower() == name), None)
    key = next((column for column in columns if column.strip().lower() == named), None)
    if key is None:
        raise ConfigurationError(
            path,
            f"no column of paths; name one of them {' or '.join(LIST_COLUMNS)}",
            f"没有路径列；请把路径列命名为 {'、'.join(LIST_COLUMNS)} 之一",
        )
    folder = Path(path).parent
    for row in rows:
        entry = str(row.get(key) or "").strip()
        if not entry:
            continue
        metadata = {column: row[column] for column in columns if column != key and row.get(column) not in (None, "")}
        for file in expand_paths(_placed(entry, folder)):
            yield Item(file, metadata)


def _placed(entry: str, folder: Path) -> str:
    """A relative path counts from the list's folder, or from here if it only exists here."""
    beside = os.path.join(folder, entry)  # noqa: PTH118 - joined as the user wrote it
    return entry if not os.path.lexists(beside) and os.path.lexists(entry) else beside


def _separated(path: str) -> tuple[Sequence[str], list[dict[str, Any]]]:
    text = _decoded(path)
    sample = text[:4096]
    delimiter = "\t" if path.lower().endswith(".tsv") or ("\t" in sample and "," not in sample) else ","
    try:
        reader = csv.DictReader(text.splitlines(keepends=True), delimiter=delimiter, restkey="", restval="")
        rows = [{name: value for name, value in row.items() if name} for row in reader]
    except csv.Error as error:
        raise ConfigurationError(path, f"no CSV: {error}") from None
    return [name for name in reader.fieldnames or () if name], rows


def _decoded(path: str) -> str:
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise ConfigurationError(path, "neither UTF-8 nor GB18030")


def _parquet(path: str) -> tuple[Sequence[str], list[dict[str, Any]]]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path)
    except (OSError, pa.ArrowException) as error:
        raise ConfigurationError(path, f"cannot be read ({str(error).splitlines()[0]})") from None
    return table.column_names, table.to_pylist()
