"""A run: every file that was named, through the pipeline, into a folder of tables, whatever happens on the way.

Takes paths, a folder and :class:`Options`, gives a :class:`~nlp.batch.summary.Summary`. Each file is committed as a whole;
a run that was killed goes on where it stood and ends with the rows of an undisturbed one. Never prints: progress goes to a
function of the caller's.
"""

from __future__ import annotations

import json
import os
import signal
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from types import FrameType
from typing import Protocol

from nlp.batch.fingerprint import Engine, engine_of, file_digest
from nlp.batch.journal import JOURNAL, DiskError, Done, Journal
from nlp.batch.plan import Item, plan_items
from nlp.batch.pool import Guard, Pool, Result, Task
from nlp.batch.shards import SHARD_BYTES, SHARD_REPORTS, export_tables, flush, remove_shards, tidy, write_inputs
from nlp.batch.summary import LOG, Summary, log_line, summarise, write_manifest
from nlp.batch.worker import FileOutcome, failed, out_of_memory, with_attempts
from nlp.errors import ConfigurationError, MissingDependencyError
from nlp.settings import Settings

__all__ = ["Options", "Progress", "extract"]

_FUNCTION = "nlp.batch.worker:process_file"
_SHARD_SECONDS = 600.0
_PASSES = 4
_PATIENCE = 1.5


@dataclass(frozen=True, slots=True)
class Options:
    """How a run is done; none of it changes a row.

    ``workers`` 0 means one a core. ``memory`` (bytes) bounds each worker, as the settings' ``limits.seconds`` bounds each
    file's time. ``retry`` reads again what crashed, hung or ran out of memory; ``prune`` takes out files that are not named
    any more. ``csv`` and ``jsonl`` ask for the tables in those forms as well. ``engine`` is local or ray; ``shard`` is the
    number of reports that are written at once; ``function`` is what a worker does with a file.
    """

    workers: int = 0
    resume: bool = False
    engine: str = "local"
    memory: int = 1024 * 1024 * 1024
    recycle: int = 2_000
    retry: bool = False
    prune: bool = False
    csv: bool = False
    jsonl: bool = False
    shard: int = SHARD_REPORTS
    function: str = _FUNCTION


@dataclass(slots=True)
class Progress:
    """Where a run stands. ``skipped`` files were done before; ``failed`` ones gave at least one problem."""

    total: int = 0
    done: int = 0
    skipped: int = 0
    failed: int = 0
    started: float = field(default_factory=monotonic)

    @property
    def rate(self) -> float:
        """Files a second, those skipped left aside."""
        return self.done / max(monotonic() - self.started, 1e-9)


class _Runner(Protocol):
    """What does the work: the pool of this machine or Ray's."""

    def push(self, task: Task) -> None: ...

    def run(self, following: Callable[[], Task | None]) -> Iterator[Result]: ...

    def close(self) -> None: ...


def extract(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    settings: Settings | None = None,
    options: Options | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> Summary:
    """Read and judge every file under ``paths`` into tables under ``out`` (Parquet, DuckDB).

    ``paths`` are files, folders, globs, archives, or CSV and Parquet lists with a column of paths. With
    ``options.resume`` files that did not change since are skipped, and no paths mean those of last time. Ctrl-C ends the run
    in good order: the summary then says ``interrupted``.

    Raises :class:`ConfigurationError` (a folder in use, a bad list), :class:`~nlp.errors.ModelError`,
    :class:`~nlp.batch.journal.DiskError` (what was committed is safe) and :class:`~nlp.batch.pool.WorkerStartError`.
    """
    named = [paths] if isinstance(paths, str | os.PathLike) else list(paths)
    run = _Run(Path(out), settings or Settings(), options or Options(), progress)
    return run.go([os.fspath(path) for path in named])


class _Run:
    """One run over one folder."""

    def __init__(
        self, out: Path, settings: Settings, options: Options, progress: Callable[[Progress], None] | None
    ) -> None:
        self.out, self.settings, self.options = out, settings, options
        # A reader that watches the clock itself gives what it has; only one that does not is ended from outside.
        self.guard = Guard(
            settings.limits.seconds * _PATIENCE,
            options.memory,
            options.recycle,
            "nlp.batch.worker:warm_up",
            (settings,),
        )
        self.engine: Engine = engine_of(settings, self.guard)
        self.progress = Progress()
        self._tell = progress
        self._shards: dict[str, tuple[int, dict[int, str]]] = {}
        self._sharded = 0
        self._relabelled = 0

    def go(self, paths: Sequence[str]) -> Summary:
        """The whole run."""
        self._open_folder()
        with Journal(self.out) as journal, _terminate_as_interrupt():
            journal.recover()
            items = self._plan(paths, journal)
            started = datetime.now(UTC)
            write_manifest(journal, self.settings, self.options, self.engine, "running", started)
            state = "complete"
            try:
                self._relabel(journal)
                self._work(items, journal)
            except KeyboardInterrupt:
                state = "interrupted"
            self._finish(journal)
            write_manifest(journal, self.settings, self.options, self.engine, state, started)
            return summarise(journal, self.progress.skipped, self._relabelled, state, started)

    # -- before -----------------------------------------------------------------------------------------------------

    def _open_folder(self) -> None:
        if not self.options.resume and ((self.out / JOURNAL).exists() or (self.out / "tables").exists()):
            raise ConfigurationError(
                str(self.out),
                "holds the results of a run; add --resume to go on with it, or name another folder",
                "已有一次批处理的结果；接着做请加 --resume，否则请另选文件夹",
            )
        try:
            self.out.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DiskError(str(self.out), error.strerror or str(error)) from None

    def _plan(self, paths: Sequence[str], journal: Journal) -> tuple[Item, ...]:
        known = journal.about("paths")
        if not paths:
            if known is None:
                raise ConfigurationError(
                    str(self.out),
                    "no PATH is given, and there is no earlier run to go on with",
                    "没有给出 PATH，也没有可以接着做的批处理",
                )
            paths = json.loads(known)
        journal.remember("paths", json.dumps(list(paths), ensure_ascii=False))
        own = self.out.resolve()
        items = tuple(item for item in plan_items(paths) if not Path(item.path).resolve().is_relative_to(own))
        journal.set_metadata(items)
        if self.options.prune:
            journal.forget(sorted(set(journal.done()) - {item.path for item in items}))
        return items

    # -- another classifier -----------------------------------------------------------------------------------------

    def _relabel(self, journal: Journal) -> None:
        """Where nothing but the classifier changed, label the paragraphs anew instead of reading the files again."""
        last = journal.about("topics")
        alike = [known for known in journal.done().values() if known.engine.startswith(f"{self.engine.core}/")]
        others = any(known.engine != self.engine.whole for known in alike)
        mixed = bool(alike) and any(topics != self.engine.topics for topics in journal.topics().values())
        if (others or mixed) and self._can_label():
            flush(journal, last or "")
            old = [number for number, topics in journal.topics().items() if topics != self.engine.topics]
            waiting = iter(old)

            def following() -> Task | None:
                for number in waiting:
                    new = journal.next_shard()
                    args = (str(self.out), number, new, self.settings)
                    return Task(f"{number} {new}", "nlp.batch.labelling:relabel_shard", args, seconds=_SHARD_SECONDS)
                return None

            pool = Pool(max(1, min(self.options.workers or _cores(), len(old))), replace(self.guard, warm_up=None))
            failures = 0
            for result in pool.run(following):
                number, new = map(int, result.task.key.split())
                if result.kind != "done":
                    failures += 1
                    remove_shards(self.out, [new])
                    continue
                journal.replace([number], new, result.value, self.engine.topics)
                remove_shards(self.out, [number])
                self._relabelled += result.value["reports"]
            if not failures:
                journal.relabelled(self.engine.core, self.engine.whole)
        elif journal.waiting().reports and last != self.engine.topics:
            flush(journal, last or "")
        journal.remember("topics", self.engine.topics)

    def _can_label(self) -> bool:
        """Whether the classifier is there; without it every report gets a notice, which only reading can give."""
        if self.settings.topics is None:
            return True
        from nlp.errors import ModelError
        from nlp.topics import load_classifier

        try:
            load_classifier(self.settings.topics)
        except ModelError:
            return False
        return True

    # -- the work ---------------------------------------------------------------------------------------------------

    def _work(self, items: Sequence[Item], journal: Journal) -> None:
        for number in range(_PASSES):
            done = journal.done()
            todo = [item for item in items if not self._is_done(item.path, done)] if number else list(items)
            if not todo:
                return
            if not number:
                self.progress = Progress(total=len(todo))
            self._pass(todo, done, journal, first=not number)
            # A file whose rows stood under another path may have to be read once more: that path is gone.

    def _pass(self, todo: Sequence[Item], done: dict[str, Done], journal: Journal, *, first: bool) -> None:
        waiting = iter(todo)

        def following() -> Task | None:
            for item in waiting:
                if first and self._is_done(item.path, done):
                    self.progress.skipped += 1
                    self._report()
                    continue
                return Task(item.path, self.options.function, (item.path, self.settings))
            return None

        runner = self._runner(len(todo))
        try:
            with (self.out / LOG).open("a", encoding="utf-8", errors="backslashreplace") as log:
                for result in runner.run(following):
                    if result.task.key in self._shards:
                        self._shard_done(result, journal)
                        continue
                    if result.kind == "crashed" and result.task.attempts == 1:
                        runner.push(Task(result.task.key, result.task.function, result.task.args, attempts=2))
                        continue
                    outcome = self._outcome(result)
                    journal.commit(outcome, self.engine.whole, self.engine.limits)
                    if first:
                        self.progress.done += 1
                        self.progress.failed += bool(outcome.problems)
                    log.write(log_line(outcome))
                    log.flush()
                    self._report()
                    self._shard(runner, journal)
        except OSError as error:
            raise DiskError(str(self.out), error.strerror or str(error)) from None
        finally:
            runner.close()
            self._shards.clear()
            self._sharded = 0

    def _runner(self, files: int) -> _Runner:
        if self.options.engine == "ray":
            try:
                from nlp.batch.ray_data import RayRunner
            except ImportError:
                raise MissingDependencyError("gouji[ray]", "--engine ray") from None
            return RayRunner(self.options.workers, self.guard, self.settings)
        if self.options.engine != "local":
            raise ConfigurationError("engine", f"{self.options.engine} is neither local nor ray")
        return Pool(max(1, min(self.options.workers or _cores(), files)), self.guard)

    def _is_done(self, path: str, done: dict[str, Done]) -> bool:
        known = done.get(path)
        if known is None or known.engine != self.engine.whole:
            return False
        if known.failed and self.options.retry:
            return False
        if known.limited and known.limits != self.engine.limits:
            return False
        return known.sha256 == file_digest(path, self.settings.limits.file_bytes)

    def _outcome(self, result: Result) -> FileOutcome:
        path, attempts = result.task.key, result.task.attempts
        if result.kind == "done":
            outcome: FileOutcome = result.value
            return with_attempts(outcome, attempts) if attempts > 1 else outcome
        if result.kind == "raised":
            if isinstance(result.value, Exception) and not isinstance(result.value, RuntimeError):
                raise result.value
            zh, en = f"处理时程序出错（{result.value}）", f"a defect of the program ({result.value})"
            kind = "error"
        elif result.kind == "hung":
            limit = f"{self.settings.limits.seconds:g}"
            kind, zh, en = "hung", f"超过 {limit} 秒仍未处理完", f"not done after {limit} seconds"
        elif result.kind == "memory":
            kind, (zh, en) = "memory", out_of_memory()
        else:
            kind, zh, en = "crashed", f"处理进程崩溃（{result.detail}）", f"the worker crashed ({result.detail})"
        digest = file_digest(path, self.settings.limits.file_bytes)
        return failed(path, digest, kind, zh, en, result.seconds, attempts)

    # -- shards -----------------------------------------------------------------------------------------------------

    def _shard(self, runner: _Runner, journal: Journal) -> None:
        """Have a worker write a shard when enough rows wait."""
        if self.options.engine != "local":
            if journal.waiting().reports >= self.options.shard:
                flush(journal, self.engine.topics)
            return
        waiting = journal.waiting(self._sharded)
        if waiting.reports < self.options.shard and waiting.size < SHARD_BYTES:
            return
        ids = journal.waiting_ids(self.options.shard, self._sharded)
        self._sharded = max(ids)
        number = journal.next_shard()
        key = f"\0shard {number}"
        self._shards[key] = number, ids
        runner.push(
            Task(
                key,
                "nlp.batch.worker:write_shard",
                (str(journal.path), list(ids), str(self.out), number),
                seconds=_SHARD_SECONDS,
            )
        )

    def _shard_done(self, result: Result, journal: Journal) -> None:
        """A shard that failed is written at the end, by this process."""
        number, ids = self._shards.pop(result.task.key)
        if result.kind == "done":
            journal.adopt(number, ids, result.value, self.engine.topics)

    # -- after ------------------------------------------------------------------------------------------------------

    def _finish(self, journal: Journal) -> None:
        from nlp.outputs.store import write_database

        try:
            flush(journal, journal.about("topics") or self.engine.topics)
            tidy(journal)
            write_inputs(journal)
            write_database(self.out)
            for kind, wanted in (("csv", self.options.csv), ("jsonl", self.options.jsonl)):
                if wanted:
                    export_tables(self.out, kind)
        except OSError as error:
            raise DiskError(str(self.out), error.strerror or str(error)) from None

    def _report(self) -> None:
        if self._tell is not None:
            self._tell(self.progress)


def _cores() -> int:
    """The cores that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


@contextmanager
def _terminate_as_interrupt() -> Iterator[None]:
    """A request to terminate ends the run as Ctrl-C does. In threads signals are left as they are."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGTERM, interrupt)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
