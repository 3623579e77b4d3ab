"""The same rows through Ray: a local cluster of two workers, one of them killed in the middle."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from nlp.batch import Options, extract
from nlp.batch.pool import Guard
from nlp.corpus.rows import load_corpus
from nlp.settings import Limits, Settings
from nlp.topics.labels import default_labels
from nlp.topics.training import train
from tests.encoders import tiny_encoder
from tests.unit.batch.doubles import PROCESS, rows_of

ray = pytest.importorskip("ray", reason="needs the extra ray: pip install 'gouji[ray]'")

from nlp.batch.ray_data import RayRunner  # noqa: E402

# Ray warns of its own settings.
pytestmark = [pytest.mark.filterwarnings("ignore"), pytest.mark.slow]


@pytest.fixture(scope="module")
def cluster(root: Path) -> Iterator[Any]:
    """Three nodes of one processor each, on this machine; two of them work, one can step in."""
    from ray.cluster_utils import Cluster

    path = os.pathsep.join([str(root), os.environ.get("PYTHONPATH", "")])
    size = {"num_cpus": 1, "object_store_memory": 100 << 20, "include_dashboard": False}
    nodes = Cluster(initialize_head=True, head_node_args=size)
    for _ in range(2):
        nodes.add_node(num_cpus=1, object_store_memory=100 << 20)
    ray.init(address=nodes.address, log_to_driver=False, runtime_env={"env_vars": {"PYTHONPATH": path}})
    yield nodes
    ray.shutdown()
    nodes.shutdown()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    files = tmp_path / "in"
    files.mkdir()
    for number in range(40):
        (files / f"{number:02d}.txt").write_text(f"report {number}")
    (files / "m.txt").write_text("many a b c")
    (files / "z.txt").write_text("report 3")
    return files


PLAIN = Settings(topics=None, limits=Limits(seconds=2))
LOCAL = Options(workers=2, function=PROCESS)
RAY = Options(workers=2, function=PROCESS, engine="ray")


@pytest.mark.usefixtures("cluster")
def test_the_rows_are_those_of_the_local_engine(folder: Path, tmp_path: Path) -> None:
    for name, text in (("crash", "crash"), ("hang", "hang"), ("bug", "bug"), ("lost", "lost")):
        (folder / f"{name}.txt").write_text(text)
    extract(folder, tmp_path / "local", settings=PLAIN, options=LOCAL)
    summary = extract(folder, tmp_path / "ray", settings=PLAIN, options=RAY)
    assert rows_of(tmp_path / "ray") == rows_of(tmp_path / "local")
    assert (summary.reports, summary.unreadable) == (43, 4)


def slow(folder: Path) -> None:
    for number in range(80):
        (folder / f"{number:02d}.txt").write_text(f"slow report {number}")


@pytest.mark.usefixtures("cluster")
def test_a_worker_that_is_killed_costs_no_row(folder: Path, tmp_path: Path) -> None:
    slow(folder)
    extract(folder, tmp_path / "local", settings=PLAIN, options=LOCAL)
    log = tmp_path / "ray" / "extract.log"
    killed: list[int] = []
    stop = threading.Event()

    def kill_one() -> None:
        while not stop.is_set() and not killed:
            time.sleep(0.1)
            if not (log.exists() and log.read_text(encoding="utf-8")):
                continue
            for entry in Path("/proc").glob("[0-9]*"):
                try:
                    if b"ray::" in (entry / "cmdline").read_bytes() and b"_Reader" in (entry / "cmdline").read_bytes():
                        os.kill(int(entry.name), signal.SIGKILL)
                        killed.append(int(entry.name))
                        return
                except OSError:
                    continue

    thread = threading.Thread(target=kill_one)
    thread.start()
    try:
        extract(folder, tmp_path / "ray", settings=PLAIN, options=RAY)
    finally:
        stop.set()
        thread.join()
    assert killed, "no reading actor was there to be killed"
    assert rows_of(tmp_path / "ray") == rows_of(tmp_path / "local")


@pytest.mark.usefixtures("cluster")
def test_the_classifier_as_a_stage_of_its_own_gives_the_same_labels(
    made: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = Settings(topics="keyword")
    files = sorted((made / "reports").rglob("*.txt"))[:8]
    extract(files, tmp_path / "local", settings=settings, options=Options(workers=1))
    monkeypatch.setattr("nlp.batch.ray_data.needs_own_stage", lambda settings: True)
    extract(files, tmp_path / "ray", settings=settings, options=Options(workers=1, engine="ray"))
    rows = rows_of(tmp_path / "ray")
    assert rows == rows_of(tmp_path / "local")
    assert rows["topics"]


@pytest.mark.usefixtures("cluster")
def test_a_transformer_is_a_stage_of_its_own_by_itself(made: Path, root: Path, tmp_path: Path) -> None:
    split = load_corpus(root / "corpora" / "paragraphs").split()
    examples = {"train": split["train"][:40], "dev": split["dev"][:10], "test": split["test"][:10]}
    run = train(
        examples,
        labels=default_labels(),
        backend="transformers",
        settings={
            "encoder": str(tiny_encoder(tmp_path, examples["train"])),
            "epochs": 1,
            "length": 64,
            "device": "cpu",
        },
        name="toy",
        version="1",
        resamples=2,
    )
    settings = Settings(topics=str(run.save(tmp_path / "models")))
    files = sorted((made / "reports").rglob("*.txt"))[:4]
    runner = RayRunner(1, Guard(), settings)
    assert runner.own_stage
    extract(files, tmp_path / "local", settings=settings, options=Options(workers=1))
    extract(files, tmp_path / "ray", settings=settings, options=Options(workers=1, engine="ray"))
    found = rows_of(tmp_path / "ray")
    assert found == rows_of(tmp_path / "local")
    assert found["topics"]


def test_a_machine_that_dies_costs_no_row(cluster: Any, folder: Path, tmp_path: Path) -> None:
    slow(folder)
    extract(folder, tmp_path / "local", settings=PLAIN, options=LOCAL)
    log = tmp_path / "ray" / "extract.log"
    removed: list[object] = []
    stop = threading.Event()

    def remove_one() -> None:
        while not stop.wait(0.1):
            if log.exists() and log.read_text(encoding="utf-8"):
                node = cluster.list_all_nodes()[-1]
                removed.append(node)
                cluster.remove_node(node, allow_graceful=False)
                return

    thread = threading.Thread(target=remove_one)
    thread.start()
    try:
        extract(folder, tmp_path / "ray", settings=PLAIN, options=RAY)
    finally:
        stop.set()
        thread.join()
    assert removed
    assert rows_of(tmp_path / "ray") == rows_of(tmp_path / "local")
