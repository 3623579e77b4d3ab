"""The same work on many machines: Ray Data streams the files through actors, each with a guarded worker of its own.

Takes the tasks of a run, gives their results in the order in which they come, as :class:`nlp.batch.pool.Pool` does; the
journal stays with the process that started the run. A classifier that is a transformer is a stage of its own, on GPUs where the
cluster has any. Files must be readable under the same paths on every machine. Never runs without the extra ``ray``.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import ray
import ray.data

from nlp.batch.labelling import label_outcome, needs_own_stage
from nlp.batch.pool import Guard, Pool, Result, Task
from nlp.settings import Settings

__all__ = ["RayRunner"]

_FILES_A_BLOCK = 16


class RayRunner:
    """Does tasks on a Ray cluster: the one that ``RAY_ADDRESS`` or ``ray.init`` named, else one on this machine.

    ``workers`` bounds the number of reading actors (0: as many as the cluster has cores). ``own_stage`` labels paragraphs in
    actors of their own (None: where the classifier is a transformer).
    """

    def __init__(self, workers: int, guard: Guard, settings: Settings, *, own_stage: bool | None = None) -> None:
        self.guard = guard
        self.settings = settings
        self.own_stage = needs_own_stage(settings) if own_stage is None else own_stage
        if not ray.is_initialized():
            own = {} if os.environ.get("RAY_ADDRESS") else {"include_dashboard": False}
            ray.init(log_to_driver=False, configure_logging=False, **own)
        resources = ray.cluster_resources()
        self.workers = workers or max(1, int(resources.get("CPU", 1)))
        self.gpus = int(resources.get("GPU", 0))
        self._again: list[Task] = []

    def push(self, task: Task) -> None:
        """Do a task once more after those that are under way."""
        self._again.append(task)

    def run(self, following: Callable[[], Task | None]) -> Iterator[Result]:
        """Do every task and give the results as they come."""
        tasks = list(iter(following, None))
        while tasks:
            yield from self._stream(tasks)
            tasks, self._again = self._again, []

    def close(self) -> None:
        """Ray's actors end with the stream; the cluster is left to who started it."""

    def _stream(self, tasks: list[Task]) -> Iterator[Result]:
        by_key = {task.key: task for task in tasks}
        context = ray.data.DataContext.get_current()
        context.enable_progress_bars = False
        rows = ray.data.from_items(
            [{"key": task.key, "task": self._bare(task)} for task in tasks],
            override_num_blocks=max(1, -(-len(tasks) // _FILES_A_BLOCK)),
        )
        workers = min(self.workers, len(tasks))
        rows = rows.map(_Reader, fn_constructor_args=(self._reading_guard(),), compute=_actors(workers), num_cpus=1)
        if self.own_stage:
            count = max(1, self.gpus)
            wants: dict[str, Any] = {"num_gpus": 1} if self.gpus else {"num_cpus": 1}
            rows = rows.map(_Labeller, fn_constructor_args=(self.settings,), compute=_actors(count), **wants)
        for row in rows.iter_rows():
            kind, value, detail, seconds = row["result"]
            yield Result(by_key[row["key"]], kind, value, detail, seconds)

    def _bare(self, task: Task) -> Task:
        """The task as the reading stage does it: without topics if these are a stage of their own."""
        if not self.own_stage:
            return task
        plain = replace(self.settings, topics=None)
        return replace(task, args=tuple(plain if isinstance(arg, Settings) else arg for arg in task.args))

    def _reading_guard(self) -> Guard:
        if not self.own_stage:
            return self.guard
        return replace(self.guard, warm_up_args=(replace(self.settings, topics=None),))


def _actors(count: int) -> Any:
    return ray.data.ActorPoolStrategy(size=count)


class _Reader:
    """An actor that reads files, each in a guarded process that may die."""

    def __init__(self, guard: Guard) -> None:
        self.pool = Pool(1, guard)

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        result = self.pool.do(row["task"])
        answer = (result.kind, result.value, result.detail, result.seconds)
        return {"key": row["key"], "result": answer}


class _Labeller:
    """An actor that holds the classifier."""

    def __init__(self, settings: Settings) -> None:
        from nlp.topics import load_classifier

        self.settings = settings
        self.classifier = load_classifier(settings.topics or "default")

    def __call__(self, row: dict[str, Any]) -> dict[str, Any]:
        kind, value, detail, seconds = row["result"]
        if kind == "done":
            value = label_outcome(value, self.classifier, self.settings)
        return {"key": row["key"], "result": (kind, value, detail, seconds)}
