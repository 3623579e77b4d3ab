"""Worker processes that may die: each task has a deadline and a bound on memory, and takes no other task down with it.

Takes tasks (a function by name, its arguments, what it is called), gives each one's result or how it failed, in the order in
which they end. A worker that crashes, hangs or grows too large is killed and replaced. Works from scripts, notebooks and the
command line alike. Never retries by itself, never writes a file.
"""

from __future__ import annotations

import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from importlib import import_module
from multiprocessing import get_all_start_methods, get_context
from multiprocessing.connection import Connection, wait
from time import monotonic
from types import ModuleType
from typing import Any

from nlp.errors import GoujiError

__all__ = ["Guard", "Pool", "Result", "Task", "WorkerStartError"]

_POLL = 0.25
_HEADROOM = 64 * 1024 * 1024
_START_SECONDS = 120.0
_STARTS = 5
_SINGLE = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


class WorkerStartError(GoujiError):
    """Workers die before they can work. ``reason`` says what the last one left behind."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason

    def __str__(self) -> str:
        return f"workers do not start: {self.reason}"


@dataclass(frozen=True, slots=True)
class Guard:
    """``seconds`` a task may take, ``memory`` a worker may hold (bytes, 0: no bound), ``recycle`` tasks before it is
    replaced, and ``warm_up``, a function by name that each worker calls first with ``warm_up_args``.
    """

    seconds: float = 120.0
    memory: int = 1024 * 1024 * 1024
    recycle: int = 2_000
    warm_up: str | None = None
    warm_up_args: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True)
class Task:
    """``function`` is ``module:name``; ``key`` comes back with the result; ``seconds`` stands for the guard's."""

    key: str
    function: str
    args: tuple[Any, ...] = ()
    attempts: int = 1
    seconds: float | None = None


@dataclass(frozen=True, slots=True)
class Result:
    """``kind`` is done (``value`` holds the result), raised (``value`` holds the error), crashed, hung or memory.

    ``detail`` says more (the signal that ended the worker). ``seconds`` is wall-clock time.
    """

    task: Task
    kind: str
    value: Any = None
    detail: str = ""
    seconds: float = 0.0


@dataclass(slots=True)
class _Worker:
    process: Any
    connection: Connection
    started: float
    ready: bool = False
    task: Task | None = None
    since: float = 0.0
    done: int = 0
    doomed: str | None = None


@dataclass
class Pool:
    """``size`` workers under a :class:`Guard`. Use :meth:`run`; closing its iterator ends the workers."""

    size: int
    guard: Guard = field(default_factory=Guard)

    def __post_init__(self) -> None:
        method = "forkserver" if "forkserver" in get_all_start_methods() and sys.platform != "darwin" else "spawn"
        self._context = get_context(method)
        if method == "forkserver":
            self._context.set_forkserver_preload(["nlp.pipeline", "nlp.outputs.flat"])
        self._workers: list[_Worker] = []
        self._urgent: deque[Task] = deque()
        self._failed_starts = 0

    def push(self, task: Task) -> None:
        """Put a task before all others of the :meth:`run` in progress."""
        self._urgent.append(task)

    def run(self, following: Callable[[], Task | None]) -> Iterator[Result]:
        """Do every task that ``following`` gives (None: no more for now) and give the results as they come.

        A worker gets its next task before the result of its last one is given, so that it works while the caller writes.
        Raises :class:`WorkerStartError` if workers cannot be started.
        """
        try:
            yield from self._run(following)
        finally:
            self.close()

    def do(self, task: Task) -> Result:
        """Do a single task, and keep the worker for the next one."""
        given = iter((task,))
        return next(self._run(lambda: next(given, None)))

    def _run(self, following: Callable[[], Task | None]) -> Iterator[Result]:
        while True:
            self._feed(following)
            if not self._urgent and not any(worker.task for worker in self._workers):
                return
            yield from self._collect(following)

    def close(self) -> None:
        """End all workers at once."""
        for worker in self._workers:
            self._end(worker)
        self._workers.clear()

    # -- giving out -------------------------------------------------------------------------------------------------

    def _feed(self, following: Callable[[], Task | None]) -> None:
        for worker in self._workers:
            if worker.ready and worker.task is None and not self._give(worker, following):
                return
        starting = sum(not worker.ready for worker in self._workers)
        while len(self._workers) < self.size:
            if len(self._urgent) <= starting:
                task = following()
                if task is None:
                    return
                self._urgent.append(task)
            self._start()
            starting += 1

    def _give(self, worker: _Worker, following: Callable[[], Task | None]) -> bool:
        task = self._urgent.popleft() if self._urgent else following()
        if task is None:
            return False
        worker.task, worker.since = task, monotonic()
        try:
            worker.connection.send((task.function, task.args))
        except (BrokenPipeError, ConnectionResetError, OSError):
            # It died between two tasks: nobody's fault.
            worker.task = None
            self._urgent.appendleft(task)
            worker.doomed = worker.doomed or "gone"
        return True

    def _start(self) -> None:
        ours, theirs = self._context.Pipe()
        process = self._context.Process(  # type: ignore[attr-defined]
            target=_work, args=(theirs, self.guard), daemon=True, name="gouji-worker"
        )
        with _quiet_start():
            process.start()
        theirs.close()
        self._workers.append(_Worker(process, ours, monotonic()))

    # -- taking back ------------------------------------------------------------------------------------------------

    def _collect(self, following: Callable[[], Task | None]) -> Iterator[Result]:
        waited: dict[Any, _Worker] = {}
        for worker in self._workers:
            waited[worker.connection] = worker
            waited[worker.process.sentinel] = worker
        touched = {id(waited[item]): waited[item] for item in wait(list(waited), timeout=_POLL)}
        for worker in list(self._workers):
            result = self._news(worker) if id(worker) in touched else self._check(worker)
            if worker.doomed is None and worker.ready and worker.task is None and result is not None:
                self._give(worker, following)
            if worker.doomed is not None or not worker.process.is_alive():
                if result is None and worker.task is not None:
                    result = self._news(worker) or self._lost(worker)
                self._retire(worker)
            if result is not None:
                yield result

    def _news(self, worker: _Worker) -> Result | None:
        """What a worker sent, if anything."""
        try:
            if not worker.connection.poll():
                return None
            kind, value = worker.connection.recv()
        except (EOFError, OSError):
            worker.doomed = worker.doomed or "gone"
            return None
        if kind == "ready":
            worker.ready, self._failed_starts = True, 0
            return None
        if kind == "unready":
            self.close()
            if isinstance(value, GoujiError):
                raise value
            raise WorkerStartError(str(value))
        task, worker.task = worker.task, None
        worker.done += 1
        if kind == "memory" or worker.done >= self.guard.recycle:
            worker.doomed = "recycled"
        if task is None:
            return None
        return Result(task, kind, value, seconds=monotonic() - worker.since)

    def _check(self, worker: _Worker) -> Result | None:
        """Whether a silent worker has overstepped a bound."""
        now = monotonic()
        if not worker.ready:
            if now - worker.started > _START_SECONDS:
                worker.doomed = "start"
            return None
        if worker.task is None:
            return None
        kind = None
        if now - worker.since > (worker.task.seconds or self.guard.seconds):
            kind = "hung"
        elif self.guard.memory and _resident(worker.process.pid) > self.guard.memory:
            kind = "memory"
        if kind is None:
            return None
        task, worker.task, worker.doomed = worker.task, None, kind
        return Result(task, kind, seconds=now - worker.since)

    def _lost(self, worker: _Worker) -> Result | None:
        worker.process.join(5)
        task, worker.task = worker.task, None
        if task is None:
            return None
        return Result(task, "crashed", detail=_how(worker.process.exitcode), seconds=monotonic() - worker.since)

    def _retire(self, worker: _Worker) -> None:
        if not worker.ready:
            worker.process.join(1)
            self._failed_starts += 1
            if self._failed_starts >= _STARTS:
                raise WorkerStartError(_how(worker.process.exitcode))
        self._end(worker)
        self._workers.remove(worker)

    def _end(self, worker: _Worker) -> None:
        worker.connection.close()
        if worker.process.is_alive():
            worker.process.kill()
        worker.process.join(5)
        with suppress(ValueError):
            worker.process.close()


def _how(exitcode: int | None) -> str:
    if exitcode is not None and exitcode < 0:
        try:
            return signal.Signals(-exitcode).name
        except ValueError:
            return f"signal {-exitcode}"
    return f"exit status {exitcode}"


def _resident(pid: int) -> int:
    """Bytes of memory that a process holds; 0 where the system does not tell."""
    try:
        with open(f"/proc/{pid}/statm", encoding="ascii") as handle:
            return int(handle.read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, ValueError, IndexError, AttributeError):
        return 0


@contextmanager
def _quiet_start() -> Iterator[None]:
    """Start a child that computes on one thread and does not run the caller's script anew.

    Python would import the caller's ``__main__`` into each child; workers need nothing of it, and a script without
    ``if __name__ == "__main__"`` would start itself again.
    """
    before = {name: os.environ.get(name) for name in _SINGLE}
    main = sys.modules.get("__main__")
    sys.modules["__main__"] = ModuleType("__main__")
    os.environ.update({name: "1" for name, value in before.items() if value is None})
    try:
        yield
    finally:
        if main is not None:
            sys.modules["__main__"] = main
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)


# -- in the worker --------------------------------------------------------------------------------------------------


def _work(connection: Connection, guard: Guard) -> None:
    """The worker's life: warm up, then task after task until the parent hangs up."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    try:
        if guard.warm_up is not None:
            _function(guard.warm_up)(*guard.warm_up_args)
    except GoujiError as error:
        _send(connection, ("unready", error))
        return
    except Exception as bug:  # noqa: BLE001 - said by the parent
        _send(connection, ("unready", f"{type(bug).__name__}: {bug}"))
        return
    _bound_memory(guard.memory)
    if not _send(connection, ("ready", None)):
        return
    while True:
        try:
            name, args = connection.recv()
        except (EOFError, OSError):
            return
        try:
            answer: tuple[str, Any] = "done", _function(name)(*args)
        except MemoryError:
            answer = "memory", None
        except Exception as bug:  # noqa: BLE001 - the parent decides
            answer = "raised", bug if isinstance(bug, GoujiError) else RuntimeError(f"{type(bug).__name__}: {bug}")
        if not _send(connection, answer):
            return


def _send(connection: Connection, message: object) -> bool:
    try:
        connection.send(message)
    except (BrokenPipeError, ConnectionResetError, OSError):
        return False
    return True


def _function(name: str) -> Callable[..., Any]:
    module, _, attribute = name.partition(":")
    found: Callable[..., Any] = getattr(import_module(module), attribute)
    return found


def _bound_memory(memory: int) -> None:
    """Let the system refuse what goes far beyond the bound, quicker than the parent can look."""
    if not memory:
        return
    with suppress(ImportError, OSError, ValueError):
        import resource

        with open("/proc/self/status", encoding="ascii") as handle:
            held = next(int(line.split()[1]) * 1024 for line in handle if line.startswith("VmData:"))
        limit = max(memory, held + _HEADROOM) + _HEADROOM
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (limit, hard))
