"""The shipped classifier is as good as pinned, the pin belongs to the corpus, and the figures can be had again.

After a change of corpus, cues or training: ``make model`` (trains, measures, pins, writes docs/benchmarks/topics.md); look at
the differences before you keep them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.corpus.rows import Corpus, load_corpus
from nlp.corpus.runs import load_run
from nlp.topics.api import Decision
from nlp.topics.evaluation import evaluate
from nlp.topics.persist import Manifest, find_model, load_classifier, read_manifest, verify_files
from nlp.topics.sklearn import build_settings, fit

ROOT = Path(__file__).resolve().parents[2]
PIN = json.loads((Path(__file__).parent / "topics.json").read_text(encoding="utf-8"))

FLOORS = {"function": 0.95, "five": 0.80, "domains": 0.82}
"""Macro F1 with headings that is never to be undercut, whatever is pinned."""

LARGEST = 10_000_000  # bytes of weights


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load_corpus(ROOT / "corpora" / "paragraphs")


@pytest.fixture(scope="module")
def manifest() -> Manifest:
    return read_manifest(find_model("default"))


@pytest.fixture(scope="module")
def metrics(manifest: Manifest) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((manifest.folder / "metrics.json").read_text(encoding="utf-8"))
    return found


def test_model_and_pin_belong_to_the_corpus(corpus: Corpus, manifest: Manifest) -> None:
    assert manifest.trained["corpus"]["digest"] == corpus.digest, "the corpus changed: make model"
    assert PIN["digest"] == corpus.digest, "the figures are of another state of the corpus: make model"


def test_the_files_are_those_of_the_run(manifest: Manifest) -> None:
    verify_files(manifest)
    assert (manifest.folder / "model.skops").stat().st_size < LARGEST


@pytest.mark.parametrize("view", ["full", "without_headings", "text_alone"])
def test_no_figure_fell(metrics: dict[str, Any], view: str) -> None:
    for name, pinned in PIN[view].items():
        for measure, value in pinned.items():
            assert metrics[view]["families"][name][measure] >= value, (view, name, measure)


def test_the_floors_hold(metrics: dict[str, Any]) -> None:
    for name, floor in FLOORS.items():
        assert metrics["full"]["families"][name]["macro"] >= floor, name


def test_it_beats_the_keyword_floor(corpus: Corpus, metrics: dict[str, Any]) -> None:
    floor = evaluate(load_classifier("keyword"), corpus.examples("test"), resamples=2)
    for name, score in floor.families.items():
        assert metrics["full"]["families"][name]["macro"] > score.macro + 0.01, name


@pytest.mark.slow
def test_the_figures_can_be_had_again(corpus: Corpus, manifest: Manifest, metrics: dict[str, Any]) -> None:
    """The measured model, learned anew from the training offices, says on the test offices what metrics.json says."""
    given = load_run(ROOT / "models" / "default.toml")
    split = corpus.split()
    again = fit(
        split["train"],
        split["dev"],
        corpus.labels,
        build_settings(given.settings),
        seed=given.seed,
        decision=Decision(manifest.decision.thresholds, manifest.decision.unsure_below),
    )
    found = evaluate(again, split["test"], resamples=2)
    for name, score in found.families.items():
        assert score.macro == pytest.approx(metrics["full"]["families"][name]["macro"], abs=0.005), name
