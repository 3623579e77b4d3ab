"""What is said of a run: the manifest for programs, a log with one line a file, a short summary for people.

Takes a journal, gives ``manifest.json`` and :class:`Summary`. Never counts what the journal does not hold.
"""

from __future__ import annotations

import hashlib
import json
import platform
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from nlp.batch.fingerprint import Engine
from nlp.batch.journal import Journal
from nlp.batch.worker import FileOutcome
from nlp.outputs.store import SCHEMA_VERSION, connect
from nlp.settings import Settings
from nlp.version import __version__

if TYPE_CHECKING:
    from nlp.batch.run import Options

__all__ = ["LOG", "MANIFEST", "Summary", "log_line", "read_manifest", "summarise", "write_manifest"]

LOG = "extract.log"
MANIFEST = "manifest.json"
_READ = frozenset({"complete", "partial"})
_RULES = 15


@dataclass(frozen=True, slots=True)
class Summary:
    """What came of a run. ``counts`` by status (complete, partial, unreadable, copy, error, crashed, hung, memory);
    ``rules`` are the rules most often broken: id, reports, places. ``relabelled`` reports got new topics without being read
    again. ``seconds`` is wall-clock time of this run.
    """

    out: str
    state: str
    files: int
    skipped: int
    reports: int
    with_errors: int
    with_warnings: int
    counts: Mapping[str, int]
    rules: tuple[tuple[str, int, int], ...] = ()
    tables: Mapping[str, int] = field(default_factory=dict)
    relabelled: int = 0
    seconds: float = 0.0

    @property
    def unreadable(self) -> int:
        """Files or members that gave no report."""
        return sum(count for status, count in self.counts.items() if status not in {*_READ, "copy", "files"})

    @property
    def interrupted(self) -> bool:
        """Whether the run is to be gone on with."""
        return self.state != "complete"

    def record(self) -> dict[str, Any]:
        """The summary as JSON."""
        return {"schema": "gouji.extract/1", **asdict(self), "unreadable": self.unreadable}


def summarise(journal: Journal, skipped: int, relabelled: int, state: str, started: datetime) -> Summary:
    """Count what the folder holds now."""
    counts = journal.counts()
    connection = connect(journal.out)
    try:
        worst = connection.execute(
            'SELECT count(*) FILTER ("errors" > 0), count(*) FILTER ("warnings" > 0) FROM reports'
        ).fetchone()
        rules = connection.execute(
            "SELECT rule, count(DISTINCT report_id), count(*) FROM findings "
            "WHERE severity IN ('error', 'warning') AND verdict NOT LIKE 'match%' GROUP BY rule ORDER BY 2 DESC, 1 LIMIT ?",
            [_RULES],
        ).fetchall()
    finally:
        connection.close()
    return Summary(
        out=str(journal.out),
        state=state,
        files=counts.pop("files"),
        skipped=skipped,
        reports=sum(count for status, count in counts.items() if status in _READ),
        with_errors=int(worst[0]),
        with_warnings=int(worst[1]),
        counts=counts,
        rules=tuple((str(rule), int(reports), int(places)) for rule, reports, places in rules),
        tables=_rows(journal),
        relabelled=relabelled,
        seconds=(datetime.now(UTC) - started).total_seconds(),
    )


def write_manifest(
    journal: Journal, settings: Settings, options: Options, engine: Engine, state: str, started: datetime
) -> None:
    """Write ``manifest.json``: what was asked, with what, what came of it, and which files make up the tables.

    The hash of every input stands in the table ``inputs``; every problem stands here as well.
    """
    complete = state != "running"
    content = {
        "schema": "gouji.extract/1",
        "state": state,
        "started": started.isoformat(timespec="seconds"),
        "updated": datetime.now(UTC).isoformat(timespec="seconds"),
        "gouji": __version__,
        "tables_schema": SCHEMA_VERSION,
        "python": platform.python_version(),
        "platform": platform.platform(),
        "paths": json.loads(journal.about("paths") or "[]"),
        "settings": {**asdict(settings), "fingerprint": settings.fingerprint()},
        "options": asdict(options),
        "fingerprints": asdict(engine),
        "counts": journal.counts(),
        "files": {"listed_in": "tables/inputs", "sha256": _digest_of_files(journal)},
        "worker_seconds": {stage: round(seconds, 3) for stage, seconds in journal.seconds().items()},
        "rows": _rows(journal),
        "shards": {f"part-{number:06d}": rows for number, rows in journal.shards().items()},
        "failures": [
            {key: record[key] for key in ("file", "path", "status", "problem", "problem_en")}
            for record in journal.inputs()
            if record["problem"] is not None
        ]
        if complete
        else [],
    }
    target = journal.out / MANIFEST
    hidden = target.with_name(f".{MANIFEST}.tmp")
    hidden.write_text(json.dumps(content, ensure_ascii=True, indent=1), encoding="utf-8")
    hidden.replace(target)


def _digest_of_files(journal: Journal) -> str:
    """One hash over the names and hashes of all files: equal where two runs read the same."""
    digest = hashlib.sha256()
    for path, known in sorted(journal.done().items()):
        digest.update(f"{path}\0{known.sha256}\n".encode("utf-8", "surrogatepass"))
    return digest.hexdigest()


def read_manifest(out: Path) -> dict[str, Any]:
    """The manifest of a folder of results; empty if there is none."""
    try:
        content = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def log_line(outcome: FileOutcome) -> str:
    """One line: time, what came of the file, seconds, path, reason."""
    statuses = [report.status for report in outcome.reports] + [problem.kind for problem in outcome.problems]
    status = (
        statuses[0] if len(statuses) == 1 else " ".join(f"{s}×{statuses.count(s)}" for s in dict.fromkeys(statuses))
    )
    now = datetime.now(UTC).isoformat(timespec="seconds")
    reasons = "; ".join(dict.fromkeys(problem.problem for problem in outcome.problems))
    fields = [now, status or "empty", f"{outcome.seconds:.3f}s", outcome.path, reasons]
    return "\t".join(" ".join(part.split()) for part in fields if part) + "\n"


def _rows(journal: Journal) -> dict[str, int]:
    total: dict[str, int] = {}
    for rows in journal.shards().values():
        for table, count in rows.items():
            total[table] = total.get(table, 0) + count
    return total
