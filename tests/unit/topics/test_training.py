"""Training runs: settings, card, pictures, and the same bytes from the same run."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from nlp.corpus.rows import load_corpus
from nlp.corpus.runs import load_run, run_training
from nlp.errors import ConfigurationError
from nlp.topics.api import Example
from nlp.topics.joining import join_neighbours
from nlp.topics.labels import default_labels
from nlp.topics.persist import load_classifier
from nlp.topics.sklearn import SklearnSettings
from nlp.topics.training import settings_from, train

ROOT = Path(__file__).resolve().parents[3]
RUN = """
name = "toy"
version = "3"
backend = "{backend}"
corpus = "rows.jsonl"
out = "models"
final = "all"
curve = [0.5]
resamples = 5
[settings]
{settings}
"""


@pytest.fixture
def run_file(tmp_path: Path) -> Path:
    rows = load_corpus(ROOT / "corpora" / "paragraphs").rows[::6]
    (tmp_path / "rows.jsonl").write_text("".join(row.model_dump_json() + "\n" for row in rows), encoding="utf-8")
    path = tmp_path / "toy.toml"
    path.write_text(RUN.format(backend="sklearn", settings="folds = 2"), encoding="utf-8")
    return path


def test_a_run_from_its_file(run_file: Path) -> None:
    told: list[tuple[str, float, float]] = []
    finished = run_training(run_file, progress=lambda what, done, total: told.append((what, done, total)))
    folder = finished.folder
    assert folder == run_file.parent / "models" / "toy" / "3"
    names = {path.name for path in folder.iterdir()}
    assert {
        "model.skops",
        "manifest.json",
        "metrics.json",
        "MODEL_CARD.md",
        "confusion_function.svg",
        "learning_curve.svg",
    } <= names
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["trained"]["corpus"]["digest"] == finished.corpus.digest
    assert set(manifest["files"]) == names - {"manifest.json"}
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    assert [point["rows"] for point in metrics["learning_curve"]] == sorted(
        p["rows"] for p in metrics["learning_curve"]
    )
    assert metrics["judged_on"] == "test"
    for path in folder.glob("*.svg"):
        ElementTree.fromstring(path.read_text(encoding="utf-8"))
    card = (folder / "MODEL_CARD.md").read_text(encoding="utf-8")
    assert finished.corpus.digest in card and f"{metrics['full']['families']['five']['macro']:.3f}" in card
    assert all(name in names for name in re.findall(r"!\[[^]]*\]\(([^)]+)\)", card))
    assert load_classifier(folder).name == "toy"
    assert told[-1][1] == pytest.approx(told[-1][2])
    assert [done for _, done, _ in told] == sorted(done for _, done, _ in told)


def test_the_same_run_gives_the_same_bytes_in_another_process(run_file: Path) -> None:
    first = run_training(run_file, out=run_file.parent / "a").folder
    code = f"from nlp.corpus import run_training; run_training({str(run_file)!r}, out={str(run_file.parent / 'b')!r})"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT, env={"PYTHONHASHSEED": "123", "PATH": ""})
    second = run_file.parent / "b" / "toy" / "3"
    for name in ("model.skops", "metrics.json", "MODEL_CARD.md", "manifest.json"):
        assert (first / name).read_bytes() == (second / name).read_bytes(), name


FAULTS = [
    ('name = "x"\ncorpus = "rows.jsonl"\nbackend = "oracle"', "backend: unknown backend 'oracle'"),
    ('name = "x"\ncorpus = "rows.jsonl"\n[settings]\nfold = 3', "settings.fold"),
    ('name = "x"\ncorpus = "rows.jsonl"\n[settings]\nfolds = "many"', "settings.folds"),
    ('name = "../x"\ncorpus = "rows.jsonl"', "toy.toml: name"),
    ('name = "x"\ncorpus = "rows.jsonl"\ncurve = [2.0]', "toy.toml: curve.0"),
    ('name = "x"\ncorpus = "nowhere"', "no corpus here"),
    ("name = ", "toy.toml: cannot be read"),
    ('name = "x"\ncorpus = "rows.jsonl"\nbackend = "transformers"', "settings.encoder"),
]


@pytest.mark.parametrize(("text", "message"), FAULTS)
def test_faulty_files_are_named_with_their_key(run_file: Path, text: str, message: str) -> None:
    run_file.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        run_training(run_file)
    assert message in str(caught.value)


def test_the_shipped_training_file_is_valid() -> None:
    given = load_run(ROOT / "models" / "default.toml")
    assert given.name == "default" and given.backend == "sklearn"
    settings_from(SklearnSettings, given.settings)


def test_nothing_to_train_on() -> None:
    with pytest.raises(ConfigurationError, match="no training examples"):
        train({"train": []})


def _example(
    text: str, five: tuple[str, ...], domains: tuple[str, ...], weak: tuple[str, ...] = (), group: str = "g"
) -> Example:
    return Example(
        text, ("h",), "overview", {"function": ("active",), "five": five, "domains": domains}, frozenset(weak), group
    )


def test_joined_paragraphs_have_the_labels_of_their_parts() -> None:
    parts = [
        _example("甲" * 50, ("service",), ("health", "rural"), ("five:service",)),
        _example("乙" * 60, ("result",), ("fiscal", "soe"), ("domains:soe",)),
    ]
    (joined,) = join_neighbours(parts, default_labels())
    assert joined.text == "甲" * 50 + "乙" * 60
    assert set(joined.labels["five"]) == {"service", "result"}
    assert joined.labels["domains"] == ("fiscal", "health", "soe")
    assert joined.weak == {"five:service", "domains:soe", "domains:rural"}


def test_only_neighbours_of_one_office_and_function_are_joined() -> None:
    alone = [_example("甲", (), (), group="a"), _example("乙", (), (), group="b")]
    assert join_neighbours(alone, default_labels()) == []
