"""What the tests of the batch let workers do instead of reading reports, and a runner without processes.

A file's text says what happens to it: ``crash``, ``hang``, ``eat`` (memory), ``bug``, ``once`` (crashes the first time), ``lost``
(a readable file without a report), ``slow``, ``many a b c`` (an archive of three reports); anything else is one report.
"""

from __future__ import annotations

import hashlib
import json
import os
import signal
import time
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from nlp.batch.pool import Result, Task
from nlp.batch.worker import FileOutcome, PackedReport, Problem
from nlp.outputs.flat import FLAT_COLUMNS
from nlp.settings import Settings

PROCESS = "tests.unit.batch.doubles:process"


def process(path: str, settings: Settings) -> FileOutcome:
    data = Path(path).read_bytes()
    text = data.decode()
    digest = hashlib.sha256(data).hexdigest()
    if text == "crash":
        os.kill(os.getpid(), signal.SIGKILL)
    if text == "hang":
        time.sleep(600)
    if text == "eat":
        held = bytearray(6 << 30)
        held[::4096] = b"x" * len(held[::4096])
    if text == "grow":
        grown = []
        while True:
            grown.append(os.urandom(1 << 22))
            time.sleep(0.005)
    if text.startswith("slow"):
        time.sleep(0.1)
    if text == "bug":
        raise ZeroDivisionError("a bug")
    if text.startswith("once "):
        mark = Path(text.removeprefix("once "))
        if not mark.exists():
            mark.touch()
            os.kill(os.getpid(), signal.SIGKILL)
    if text == "lost":
        return FileOutcome(path, digest, len(data), (), (Problem(path, "error", "读不出", "cannot be read"),), 0.0)
    if text.startswith("many "):
        members = [(f"{path}!{name}", f"{name}".encode()) for name in text.split()[1:]]
    else:
        members = [(path, data)]
    return FileOutcome(
        path,
        digest,
        len(data),
        tuple(report(name, content, settings) for name, content in members),
        (),
        0.0,
        stages={"all": 0.0},
    )


def report(path: str, content: bytes, settings: Settings) -> PackedReport:
    """A report with a few rows that follow from its bytes."""
    digest = hashlib.sha256(content).hexdigest()
    key = digest[:16]
    columns: dict[str, dict[str, list[Any]]] = {
        table: {name: [] for name in names} for table, names in FLAT_COLUMNS.items()
    }
    _row(
        columns["reports"],
        report_id=key,
        path=path,
        sha256=digest,
        status="complete",
        errors=0,
        warnings=0,
        issuer=settings.lang,
        media_type=content.decode(),
    )
    for number in range(3):
        _row(columns["cells"], report_id=key, cell=f"requests.new.{number}", value=float(int(digest[:4], 16) + number))
    return PackedReport(key, path, "complete", zlib.compress(json.dumps(columns).encode()))


def _row(columns: dict[str, list[Any]], **values: Any) -> None:
    for name, column in columns.items():
        column.append(values.get(name))


class Inline:
    """Does every task here and now, so that a test can let the run die at a chosen step."""

    def __init__(self) -> None:
        self.urgent: deque[Task] = deque()

    def push(self, task: Task) -> None:
        self.urgent.append(task)

    def run(self, following: Callable[[], Task | None]) -> Iterator[Result]:
        from importlib import import_module

        while (task := self.urgent.popleft() if self.urgent else following()) is not None:
            module, _, name = task.function.partition(":")
            try:
                value = getattr(import_module(module), name)(*task.args)
            except ZeroDivisionError as bug:
                yield Result(task, "raised", RuntimeError(str(bug)))
                continue
            yield Result(task, "done", value)

    def close(self) -> None:
        self.urgent.clear()


def rows_of(out: Path) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all tables, sorted, without what differs between runs (seconds, attempts)."""
    from nlp.outputs.store import TABLES, connect

    connection = connect(out)
    try:
        found = {}
        for table, columns in TABLES.items():
            names = ", ".join(f'"{name}"' for name in columns if name not in {"seconds", "attempts"})
            found[table] = sorted(connection.execute(f'SELECT {names} FROM "{table}"').fetchall(), key=repr)
        return found
    finally:
        connection.close()
