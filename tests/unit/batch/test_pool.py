"""Workers that crash, hang, grow or fail to start, and what the pool says of it."""

from __future__ import annotations

import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from nlp.batch.pool import Guard, Pool, Result, Task, WorkerStartError
from nlp.errors import ModelError
from tests.unit.batch.doubles import PROCESS

SQUARE = "tests.unit.batch.test_pool:square"
from nlp.settings import Settings  # noqa: E402


def square(number: int) -> tuple[int, int]:
    return number * number, os.getpid()


def refuse() -> None:
    raise ModelError("default", "altered")


def die() -> None:
    os._exit(3)


def giver(tasks: list[Task]) -> Callable[[], Task | None]:
    waiting = iter(tasks)
    return lambda: next(waiting, None)


def test_every_task_is_done_once_and_by_as_many_processes_as_asked() -> None:
    results = list(Pool(2).run(giver([Task(str(n), SQUARE, (n,)) for n in range(40)])))
    assert sorted((int(r.task.key), r.value[0]) for r in results) == [(n, n * n) for n in range(40)]
    assert {r.kind for r in results} == {"done"}
    assert 1 <= len({r.value[1] for r in results}) <= 2


def test_workers_are_replaced_after_so_many_tasks() -> None:
    pool = Pool(1, Guard(recycle=5))
    results = list(pool.run(giver([Task(str(n), SQUARE, (n,)) for n in range(12)])))
    pids = [r.value[1] for r in results]
    assert len(results) == 12
    assert max(pids.count(pid) for pid in pids) == 5


@pytest.mark.parametrize(
    ("text", "kind", "guard"),
    [
        ("crash", "crashed", Guard(seconds=30)),
        ("hang", "hung", Guard(seconds=1)),
        ("eat", "memory", Guard(seconds=60, memory=300 << 20)),
        ("grow", "memory", Guard(seconds=60, memory=300 << 20)),
        ("bug", "raised", Guard(seconds=30)),
    ],
)
def test_one_bad_file_takes_no_other_with_it(text: str, kind: str, guard: Guard, tmp_path: Path) -> None:
    tasks = []
    for number in range(6):
        path = tmp_path / f"{number}.txt"
        path.write_text(text if number == 2 else f"report {number}")
        tasks.append(Task(str(number), PROCESS, (str(path), Settings())))
    kinds = {result.task.key: result.kind for result in Pool(2, guard).run(giver(tasks))}
    assert kinds == {str(number): kind if number == 2 else "done" for number in range(6)}


def test_a_pushed_task_comes_before_the_others() -> None:
    pool = Pool(1)
    order = []
    for result in pool.run(giver([Task(str(n), SQUARE, (n,)) for n in range(5)])):
        order.append(result.task.key)
        if result.task.key == "0":
            pool.push(Task("urgent", SQUARE, (7,)))
    # The next task was given out while the first result was on its way.
    assert order.index("urgent") <= 2
    assert len(order) == 6


def test_errors_of_the_configuration_reach_the_caller() -> None:
    with pytest.raises(ModelError, match="altered"):
        list(Pool(1, Guard(warm_up="tests.unit.batch.test_pool:refuse")).run(giver([Task("0", SQUARE, (1,))])))


def test_workers_that_cannot_start_end_the_run() -> None:
    with pytest.raises(WorkerStartError, match="3"):
        list(Pool(1, Guard(warm_up="tests.unit.batch.test_pool:die")).run(giver([Task("0", SQUARE, (1,))])))


def test_closing_ends_the_workers() -> None:
    pool = Pool(2)
    results = pool.run(giver([Task(str(n), SQUARE, (n,)) for n in range(1000)]))
    first: Result = next(results)
    results.close()
    pid = first.value[1]
    deadline = time.monotonic() + 5
    while time.monotonic() < deadline and Path(f"/proc/{pid}").exists():
        time.sleep(0.05)
    assert not Path(f"/proc/{pid}").exists()
