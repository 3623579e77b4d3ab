"""What a worker does: one file to rows, or a batch of rows to Parquet.

Takes a path and settings, gives a :class:`FileOutcome` whose rows are packed (compressed JSON), so that the parent only
passes them on. Never raises for a file: a bug that a file uncovers is that file's problem. Never writes but in
:func:`write_shard`.
"""

from __future__ import annotations

import gc
import json
import sqlite3
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter
from typing import Any

from nlp.errors import GoujiError, LimitExceededError
from nlp.settings import Settings

__all__ = ["FileOutcome", "PackedReport", "Problem", "pack", "process_file", "unpack", "warm_up", "write_shard"]

_CHUNK = 64
_LIMITED = ("ingest.limit", "ingest.truncated", "structure.truncated")
"""Notices that say that another limit might have given another result."""


@dataclass(frozen=True, slots=True)
class PackedReport:
    """The rows of one report. ``path`` is the file, or ``archive!member``; an unreadable one says its ``problem``."""

    report_id: str
    path: str
    status: str
    rows: bytes
    problem: str | None = None
    problem_en: str | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that could not be read. ``kind``: error, crashed, hung or memory."""

    path: str
    kind: str
    problem: str
    problem_en: str


@dataclass(frozen=True, slots=True)
class FileOutcome:
    """What came of one file. ``limited`` says that a limit had a part in it; ``stages`` are seconds by stage."""

    path: str
    sha256: str | None
    size: int | None
    reports: tuple[PackedReport, ...]
    problems: tuple[Problem, ...]
    seconds: float
    limited: bool = False
    attempts: int = 1
    stages: Mapping[str, float] | None = None


def warm_up(settings: Settings) -> None:
    """Load what every report needs, so that the first file's clock measures the file."""
    from nlp import pipeline  # noqa: F401 - imported for its effect

    if settings.topics is not None:
        from nlp.errors import ModelError
        from nlp.topics import load_classifier

        try:
            load_classifier(settings.topics)
        except ModelError:
            if settings.topics != Settings().topics:
                raise


def process_file(path: str, settings: Settings) -> FileOutcome:
    """Read and judge every report in a file. Bad input and bugs become problems; only :class:`GoujiError` about the
    configuration is raised.
    """
    import hashlib

    from nlp.pipeline import process_all

    started = perf_counter()
    sha256: str | None = None
    size: int | None = None
    try:
        data = _bytes_of(path, settings)
        if data is not None:
            sha256, size = hashlib.sha256(data).hexdigest(), len(data)
        results, errors = process_all(path if data is None else data, settings, name=path)
    except MemoryError:
        gc.collect()
        return FileOutcome(
            path, sha256, size, (), (Problem(path, "memory", *out_of_memory()),), perf_counter() - started, limited=True
        )
    except GoujiError:
        raise
    except Exception as bug:  # noqa: BLE001 - one file must not stop the others
        what = f"{type(bug).__name__}: {bug}".splitlines()[0][:200]
        problem = Problem(path, "error", f"处理时程序出错（{what}）", f"a defect of the program ({what})")
        return FileOutcome(path, sha256, size, (), (problem,), perf_counter() - started)
    packed, stages = [], dict[str, float]()
    starved = [error for error in errors if "MemoryError" in error.problem]
    limited = bool(starved) or any(isinstance(error, LimitExceededError) for error in errors)
    for result in results:
        packed.append(pack(result))
        limited = limited or any(notice.code.startswith(_LIMITED) for notice in result.notices)
        for stage, seconds in result.seconds.items():
            stages[stage] = stages.get(stage, 0.0) + seconds
    problems = tuple(
        Problem(error.path, "memory", *out_of_memory())
        if error in starved
        else Problem(error.path, "error", error.problem, error.problem_en)
        for error in errors
    )
    elapsed = perf_counter() - started
    stages["rows"] = max(0.0, elapsed - sum(stages.values()))
    return FileOutcome(path, sha256, size, tuple(packed), problems, elapsed, limited, stages=stages)


def _bytes_of(path: str, settings: Settings) -> bytes | None:
    """The bytes of a regular file, one more than the limit at most; None where reading by name will say what is wrong."""
    try:
        if not Path(path).is_file():
            return None
        with Path(path).open("rb") as file:
            return file.read(settings.limits.file_bytes + 1)
    except (OSError, ValueError):
        return None


def out_of_memory() -> tuple[str, str]:
    """What is said of a file that needs more memory than a worker may have."""
    return "超过内存上限", "needs more memory than the limit"


# -- rows -----------------------------------------------------------------------------------------------------------


def pack(result: Any) -> PackedReport:
    """The rows of a report as compressed JSON, column by column."""
    from nlp.outputs.flat import FLAT_COLUMNS, flat_rows

    rows = flat_rows(result)
    columns = {
        table: {name: [row[name] for row in rows[table]] for name in names} for table, names in FLAT_COLUMNS.items()
    }
    key = rows["reports"][0]["report_id"]
    text = json.dumps(columns, separators=(",", ":"))
    packed = PackedReport(key, result.document.source.path, result.status, zlib.compress(text.encode("ascii"), 1))
    if result.status != "unreadable":
        return packed
    why = next((notice for notice in result.notices if notice.level == "warning"), None)
    return packed if why is None else replace(packed, problem=why.describe("zh"), problem_en=why.describe("en"))


def unpack(rows: bytes) -> dict[str, dict[str, list[Any]]]:
    """The columns of every table of one packed report."""
    columns: dict[str, dict[str, list[Any]]] = json.loads(zlib.decompress(rows))
    return columns


def write_shard(journal: str, ids: Sequence[int], folder: str, number: int) -> dict[str, int]:
    """Write the packed reports with these journal ids as one Parquet file a table; gives the rows of each.

    The files carry the shard's number; until the journal names it they count for nothing.
    """
    from nlp.outputs.flat import FLAT_COLUMNS
    from nlp.outputs.store import arrow_schema, arrow_table, sync_folder, table_folder, write_parquet

    pieces: dict[str, list[Any]] = {table: [] for table in FLAT_COLUMNS}
    for chunk in _chunks(_packed(journal, ids)):
        for table, names in FLAT_COLUMNS.items():
            columns = {name: [value for one in chunk for value in one[table][name]] for name in names}
            pieces[table].append(arrow_table(table, columns))
    counts = {}
    for table, tables in pieces.items():
        import pyarrow as pa

        target = table_folder(Path(folder), table)
        schema = arrow_schema(table)
        whole = pa.concat_tables(tables) if tables else schema.empty_table()
        counts[table] = write_parquet(target / shard_name(number), [whole], schema)
        sync_folder(target)
    return counts


def shard_name(number: int) -> str:
    """The file name of a shard."""
    return f"part-{number:06d}.parquet"


def _packed(journal: str, ids: Sequence[int]) -> Iterator[bytes]:
    connection = sqlite3.connect(f"{Path(journal).resolve().as_uri()}?mode=ro", uri=True, timeout=60)
    try:
        for start in range(0, len(ids), _CHUNK):
            some = list(ids[start : start + _CHUNK])
            marks = ",".join("?" * len(some))
            query = f"SELECT rows FROM reports WHERE id IN ({marks}) AND rows IS NOT NULL ORDER BY id"  # noqa: S608
            for (rows,) in connection.execute(query, some):
                yield rows
    finally:
        connection.close()


def _chunks(packed: Iterator[bytes]) -> Iterator[list[dict[str, dict[str, list[Any]]]]]:
    chunk: list[dict[str, dict[str, list[Any]]]] = []
    for rows in packed:
        chunk.append(unpack(rows))
        if len(chunk) == _CHUNK:
            yield chunk
            chunk = []
    if chunk:
        yield chunk


def failed(path: str, sha256: str | None, kind: str, zh: str, en: str, seconds: float, attempts: int) -> FileOutcome:
    """The outcome of a file that its worker did not survive."""
    problem = Problem(path, kind, zh, en)
    limited = kind in {"hung", "memory"}
    return FileOutcome(path, sha256, None, (), (problem,), seconds, limited=limited, attempts=attempts)


def with_attempts(outcome: FileOutcome, attempts: int) -> FileOutcome:
    """The same outcome, with the number of tries it took."""
    return replace(outcome, attempts=attempts)
