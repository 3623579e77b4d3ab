"""The journal of a run: what was done, in a SQLite file that survives being killed at any moment.

Takes outcomes of files, gives what is still to do. A file is committed whole or not at all; its rows wait here, packed, until
a shard holds them. Of reports with the same bytes the one with the smallest path counts, whatever order they came in. Never
reads a report and never writes Parquet.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from nlp.batch.plan import Item
from nlp.batch.worker import FileOutcome, PackedReport, shard_name
from nlp.errors import ConfigurationError, GoujiError
from nlp.outputs.flat import FLAT_COLUMNS
from nlp.outputs.store import parts_of

__all__ = ["JOURNAL", "DiskError", "Done", "Journal", "Waiting"]

JOURNAL = "journal.sqlite"
_VERSION = 1
_TABLES = """
CREATE TABLE IF NOT EXISTS about (key TEXT PRIMARY KEY, value TEXT);
CREATE TABLE IF NOT EXISTS files (
    path TEXT PRIMARY KEY, sha256 TEXT, size INTEGER, engine TEXT NOT NULL, limits TEXT NOT NULL, limited INTEGER NOT NULL,
    failed INTEGER NOT NULL, seconds REAL NOT NULL, attempts INTEGER NOT NULL, stages TEXT NOT NULL
) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS metadata (path TEXT PRIMARY KEY, content TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS reports (
    id INTEGER PRIMARY KEY AUTOINCREMENT, report_id TEXT NOT NULL UNIQUE, file TEXT NOT NULL, path TEXT NOT NULL,
    status TEXT NOT NULL, shard INTEGER, size INTEGER NOT NULL, problem TEXT, problem_en TEXT, rows BLOB
);
CREATE INDEX IF NOT EXISTS reports_by_file ON reports (file);
CREATE INDEX IF NOT EXISTS reports_by_shard ON reports (shard);
CREATE TABLE IF NOT EXISTS copies (file TEXT NOT NULL, path TEXT NOT NULL, report_id TEXT NOT NULL, PRIMARY KEY (file, path))
    WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS copies_by_report ON copies (report_id);
CREATE TABLE IF NOT EXISTS problems (
    file TEXT NOT NULL, path TEXT NOT NULL, kind TEXT NOT NULL, problem TEXT NOT NULL, problem_en TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS problems_by_file ON problems (file);
CREATE TABLE IF NOT EXISTS shards (number INTEGER PRIMARY KEY AUTOINCREMENT, topics TEXT NOT NULL, rows TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS dead (shard INTEGER NOT NULL, report_id TEXT NOT NULL, PRIMARY KEY (shard, report_id)) WITHOUT ROWID;
"""


class DiskError(GoujiError):
    """The disk is full or cannot be written; what was committed is safe. ``where`` names the folder."""

    def __init__(self, where: str, problem: str) -> None:
        super().__init__(where, problem)
        self.where = where
        self.problem = problem

    def __str__(self) -> str:
        return f"{self.where}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Done:
    """What the journal knows of a file that was processed."""

    sha256: str | None
    size: int | None
    engine: str
    limits: str
    limited: bool
    failed: bool


@dataclass(frozen=True, slots=True)
class Waiting:
    """Packed reports that no shard holds yet: their number and their bytes."""

    reports: int
    size: int


class Journal:
    """The journal of one folder of results. Use it as a context manager; one process at a time writes it."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.path = out / JOURNAL
        self._lock = _lock(out)
        try:
            self._db = sqlite3.connect(self.path, isolation_level=None, timeout=60)
            self._db.execute("PRAGMA journal_mode=WAL")
            self._db.execute("PRAGMA synchronous=NORMAL")
            self._db.executescript(_TABLES)
        except sqlite3.DatabaseError as error:
            raise DiskError(str(self.path), str(error)) from None
        version = self.about("journal") or str(_VERSION)
        if version != str(_VERSION):
            raise ConfigurationError(str(self.path), f"written by another version (journal {version}, here {_VERSION})")
        self.remember("journal", str(_VERSION))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Close the file and let others write."""
        self._db.close()
        if self._lock is not None:
            self._lock.close()

    @contextmanager
    def _transaction(self, *, durable: bool = False) -> Iterator[None]:
        """All or nothing; ``durable`` waits for the disk, so that files named before may be deleted after."""
        try:
            if durable:
                self._db.execute("PRAGMA synchronous=FULL")
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._db.execute("ROLLBACK")
                raise
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as error:
            if self._db.in_transaction:
                self._db.execute("ROLLBACK")
            raise DiskError(str(self.out), str(error)) from None
        finally:
            if durable:
                self._db.execute("PRAGMA synchronous=NORMAL")

    # -- notes ------------------------------------------------------------------------------------------------------

    def about(self, key: str) -> str | None:
        """A note of the run."""
        row = self._db.execute("SELECT value FROM about WHERE key = ?", (key,)).fetchone()
        return None if row is None else str(row[0])

    def remember(self, key: str, value: str) -> None:
        """Keep a note of the run."""
        with self._transaction():
            self._db.execute("INSERT OR REPLACE INTO about VALUES (?, ?)", (key, value))

    # -- files ------------------------------------------------------------------------------------------------------

    def done(self) -> dict[str, Done]:
        """Everything processed so far, by path."""
        query = "SELECT path, sha256, size, engine, limits, limited, failed FROM files"
        return {
            row[0]: Done(row[1], row[2], row[3], row[4], bool(row[5]), bool(row[6])) for row in self._db.execute(query)
        }

    def set_metadata(self, items: Sequence[Item]) -> None:
        """Keep the columns of a list beside the files that it names."""
        with self._transaction():
            self._db.executemany(
                "INSERT OR REPLACE INTO metadata VALUES (?, ?)",
                (
                    (item.path, json.dumps(dict(item.metadata), ensure_ascii=False, default=str))
                    for item in items
                    if item.metadata
                ),
            )

    def commit(self, outcome: FileOutcome, engine: str, limits: str) -> None:
        """Record everything that came of a file, in place of what was known of it. Raises :class:`DiskError`."""
        with self._transaction():
            self._forget(outcome.path, {report.report_id for report in outcome.reports})
            self._db.execute(
                "INSERT INTO files VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    outcome.path, outcome.sha256, outcome.size, engine, limits, outcome.limited,
                    any(problem.kind != "error" for problem in outcome.problems), outcome.seconds, outcome.attempts,
                    json.dumps(dict(outcome.stages or {})),
                ),
            )  # fmt: skip
            for report in outcome.reports:
                self._add(outcome.path, report)
            self._db.executemany(
                "INSERT INTO problems VALUES (?, ?, ?, ?, ?)",
                ((outcome.path, p.path, p.kind, p.problem, p.problem_en) for p in outcome.problems),
            )

    def _add(self, file: str, report: PackedReport) -> None:
        key = report.report_id
        owner = self._db.execute("SELECT file, path FROM reports WHERE report_id = ?", (key,)).fetchone()
        if owner is not None:
            if (owner[0], owner[1]) <= (file, report.path):
                self._db.execute("INSERT OR IGNORE INTO copies VALUES (?, ?, ?)", (file, report.path, key))
                return
            self._bury(key)
            self._db.execute("INSERT OR IGNORE INTO copies VALUES (?, ?, ?)", (owner[0], owner[1], key))
        self._db.execute(
            "INSERT INTO reports (report_id, file, path, status, size, problem, problem_en, rows) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (key, file, report.path, report.status, len(report.rows), report.problem, report.problem_en, report.rows),
        )

    def _bury(self, report_id: str) -> None:
        """Take a report out; if a shard holds its rows, that shard is to be written anew without them."""
        self._db.execute(
            "INSERT OR IGNORE INTO dead SELECT shard, report_id FROM reports WHERE report_id = ? AND shard IS NOT NULL",
            (report_id,),
        )
        self._db.execute("DELETE FROM reports WHERE report_id = ?", (report_id,))

    def _forget(self, file: str, coming: Iterable[str] = ()) -> None:
        """Take out all that came of a file. Copies whose original goes must be read again, since their rows were not kept."""
        kept = set(coming)
        for (report_id,) in self._db.execute("SELECT report_id FROM reports WHERE file = ?", (file,)).fetchall():
            self._bury(report_id)
            if report_id not in kept:
                self._db.execute(
                    "UPDATE files SET engine = '' WHERE path IN (SELECT file FROM copies WHERE report_id = ?)",
                    (report_id,),
                )
        for table in ("copies", "problems"):
            self._db.execute(f"DELETE FROM {table} WHERE file = ?", (file,))  # noqa: S608 - the names stand above
        self._db.execute("DELETE FROM files WHERE path = ?", (file,))

    def forget(self, files: Iterable[str]) -> None:
        """Take files out of the results."""
        with self._transaction():
            for file in files:
                self._forget(file)
                self._db.execute("DELETE FROM metadata WHERE path = ?", (file,))

    # -- shards -----------------------------------------------------------------------------------------------------

    def waiting(self, after: int = 0) -> Waiting:
        """What no shard holds yet, of the reports with ids above ``after``."""
        query = "SELECT count(*), coalesce(sum(size), 0) FROM reports WHERE shard IS NULL AND id > ?"
        return Waiting(*self._db.execute(query, (after,)).fetchone())

    def waiting_ids(self, most: int, after: int = 0) -> dict[int, str]:
        """The oldest reports that no shard holds yet: journal id → report id."""
        query = "SELECT id, report_id FROM reports WHERE shard IS NULL AND id > ? ORDER BY id LIMIT ?"
        return dict(self._db.execute(query, (after, most)))

    def next_shard(self) -> int:
        """A number that no shard has or had."""
        with self._transaction():
            cursor = self._db.execute("INSERT INTO shards (topics, rows) VALUES ('', '')")
            number = int(cursor.lastrowid or 0)
            self._db.execute("DELETE FROM shards WHERE number = ?", (number,))
        return number

    def adopt(self, number: int, ids: Mapping[int, str], rows: Mapping[str, int], topics: str) -> None:
        """A shard with these reports, labelled by the classifier ``topics``, is on the disk: their packed rows are no longer
        needed.

        A report that was replaced meanwhile is dead in the shard.
        """
        with self._transaction(durable=True):
            self._db.execute("INSERT INTO shards VALUES (?, ?, ?)", (number, topics, json.dumps(dict(rows))))
            for key, report_id in ids.items():
                changed = self._db.execute("UPDATE reports SET shard = ?, rows = NULL WHERE id = ?", (number, key))
                if not changed.rowcount:
                    self._db.execute("INSERT OR IGNORE INTO dead VALUES (?, ?)", (number, report_id))

    def replace(self, old: Sequence[int], number: int | None, rows: Mapping[str, int], topics: str) -> None:
        """One shard (or none, if nothing is left) now stands for the old ones, without their dead reports."""
        with self._transaction(durable=True):
            if number is not None:
                self._db.execute("INSERT INTO shards VALUES (?, ?, ?)", (number, topics, json.dumps(dict(rows))))
            for one in old:
                self._db.execute("UPDATE reports SET shard = ? WHERE shard = ?", (number, one))
                self._db.execute("DELETE FROM dead WHERE shard = ?", (one,))
                self._db.execute("DELETE FROM shards WHERE number = ?", (one,))

    def shards(self) -> dict[int, dict[str, int]]:
        """The shards that count, with the rows of each table."""
        return {
            number: json.loads(rows) for number, rows in self._db.execute("SELECT number, rows FROM shards ORDER BY 1")
        }

    def topics(self) -> dict[int, str]:
        """By which classifier each shard is labelled."""
        return dict(self._db.execute("SELECT number, topics FROM shards ORDER BY 1"))

    def relabelled(self, core: str, engine: str) -> None:
        """Every file that differed from an engine in its classifier alone is now as if read by that engine."""
        with self._transaction():
            self._db.execute(
                "UPDATE files SET engine = ? WHERE engine <> ? AND substr(engine, 1, ?) = ?",
                (engine, engine, len(core) + 1, f"{core}/"),
            )

    def dead(self) -> dict[int, set[str]]:
        """Reports that shards hold and that no longer count."""
        found: dict[int, set[str]] = {}
        for shard, report_id in self._db.execute("SELECT shard, report_id FROM dead"):
            found.setdefault(shard, set()).add(report_id)
        return found

    def recover(self) -> None:
        """After a run that was killed: delete shards that never came to count, and read again what lost its shard."""
        live = self.shards()
        names = {shard_name(number) for number in live}
        lost: set[int] = set()
        for table in FLAT_COLUMNS:
            parts = {part.name: part for part in parts_of(self.out, table)}
            for name, part in parts.items():
                if name not in names:
                    part.unlink(missing_ok=True)
            for hidden in (self.out / "tables" / table).glob(".*.tmp"):
                hidden.unlink(missing_ok=True)
            lost |= {number for number in live if shard_name(number) not in parts}
        for number in lost:
            with self._transaction():
                query = "SELECT DISTINCT file FROM reports WHERE shard = ?"
                for (file,) in self._db.execute(query, (number,)).fetchall():
                    self._forget(file)
                self._db.execute("DELETE FROM dead WHERE shard = ?", (number,))
                self._db.execute("DELETE FROM shards WHERE number = ?", (number,))
            for table in FLAT_COLUMNS:
                (self.out / "tables" / table / shard_name(number)).unlink(missing_ok=True)

    # -- what came of it --------------------------------------------------------------------------------------------

    def inputs(self) -> Iterator[dict[str, Any]]:
        """The rows of the table ``inputs``, sorted, each with the ``metadata`` of its file."""
        query = """
            SELECT f.path, x.path, x.report_id, x.status, x.problem, x.problem_en, f.sha256, f.size, f.seconds, f.attempts,
                   m.content
            FROM files f JOIN (
                SELECT file, path, report_id, status, problem, problem_en FROM reports
                UNION ALL SELECT file, path, report_id, 'copy', NULL, NULL FROM copies
                UNION ALL SELECT file, path, NULL, kind, problem, problem_en FROM problems
            ) x ON x.file = f.path LEFT JOIN metadata m ON m.path = f.path
            ORDER BY f.path, x.path, x.report_id
        """
        names = (
            "file",
            "path",
            "report_id",
            "status",
            "problem",
            "problem_en",
            "sha256",
            "size",
            "seconds",
            "attempts",
        )
        for row in self._db.execute(query):
            yield {**dict(zip(names, row, strict=False)), "metadata": json.loads(row[10]) if row[10] else {}}

    def counts(self) -> dict[str, int]:
        """How many files, and how many reports, copies and problems of each status."""
        found = {"files": int(self._db.execute("SELECT count(*) FROM files").fetchone()[0])}
        query = """
            SELECT status, count(*) FROM reports GROUP BY 1 UNION ALL SELECT 'copy', count(*) FROM copies
            UNION ALL SELECT kind, count(*) FROM problems GROUP BY 1
        """
        for status, count in self._db.execute(query):
            if count:
                found[status] = found.get(status, 0) + count
        return found

    def seconds(self) -> dict[str, float]:
        """Seconds of all workers together, by stage."""
        total: dict[str, float] = {}
        for (stages,) in self._db.execute("SELECT stages FROM files"):
            for stage, seconds in json.loads(stages).items():
                total[stage] = total.get(stage, 0.0) + seconds
        return total


def _lock(out: Path) -> Any:
    """An open file that no other process can lock while this one lives; None where the system has no such locks."""
    try:
        import fcntl
    except ImportError:
        return None
    try:
        handle = (out / ".lock").open("w")
    except OSError as error:
        raise DiskError(str(out), error.strerror or str(error)) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise ConfigurationError(
            str(out), "another run is writing into this folder", "另一次批处理正在写这个文件夹"
        ) from None
    return handle
