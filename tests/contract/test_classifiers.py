"""What every classifier of paragraphs must do, whatever it is made of: one contract, all backends."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.corpus.rows import load_corpus
from nlp.errors import ModelError
from nlp.topics.api import Classifier, Example, decide
from nlp.topics.labels import default_labels
from nlp.topics.persist import load_classifier, save_model
from nlp.topics.training import train
from tests.encoders import tiny_encoder

ROOT = Path(__file__).resolve().parents[2]
LABELS = default_labels()
BACKENDS = ("keyword", "sklearn", "spacy", "transformers")

TEXTS = (
    "全年收到政府信息公开申请31件，均按期答复。",
    "公布部门预算和决算，三公经费逐项说明。",
    "组织政务公开培训2期，参训120人，考核结果全区通报。",
)
HEADINGS = (
    ("一、总体情况", "（二）依申请公开"),
    ("一、总体情况", "（一）主动公开"),
    ("一、总体情况", "（五）监督保障"),
)
SECTIONS = ("overview", "overview", "overview")
HOSTILE = ("", " ", "。", "\ud800断\udfff", "\0", "🙂" * 50, "a" * 5000, "公开" * 4000, "１２３４５６", "\n\n- 3 -\n")


@pytest.fixture(scope="module")
def examples() -> dict[str, list[Example]]:
    """A slice of the corpus: enough to learn something, small enough to be quick."""
    split = load_corpus(ROOT / "corpora" / "paragraphs").split()
    return {"train": split["train"][:240], "dev": split["dev"][:60], "test": split["test"][:100]}


@pytest.fixture(scope="module", params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def _settings(backend: str, folder: Path, examples: Sequence[Example]) -> dict[str, Any]:
    if backend == "sklearn":
        return {"folds": 2}
    if backend == "spacy":
        return {"epochs": 6}
    if backend == "transformers":
        return {
            "encoder": str(tiny_encoder(folder, examples)),
            "epochs": 6,
            "rate": 3e-3,
            "length": 96,
            "device": "cpu",
        }
    return {}


@pytest.fixture(scope="module")
def trained(
    backend: str, examples: dict[str, list[Example]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Classifier, Path, dict[str, Any]]:
    folder = tmp_path_factory.mktemp(backend)
    settings = _settings(backend, folder, examples["train"])
    run = train(examples, labels=LABELS, backend=backend, settings=settings, name="toy", version="1.2", resamples=2)
    return run.classifier, run.save(folder / "models"), settings


def _call(classifier: Classifier) -> list[Any]:
    return classifier.predict(TEXTS, HEADINGS, SECTIONS)


def test_it_is_a_classifier(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    classifier = trained[0]
    assert isinstance(classifier, Classifier)
    assert (classifier.name, classifier.version) == ("toy", "1.2")
    assert classifier.labels == LABELS


def test_probabilities_are_probabilities(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    found = trained[0].probabilities(TEXTS, HEADINGS, SECTIONS)
    assert set(found) == {"function", "five", "domains"}
    for name, table in found.items():
        assert table.shape == (len(TEXTS), len(LABELS.families[name].ids))
        assert ((table >= 0) & (table <= 1)).all()
    assert found["function"].sum(axis=1) == pytest.approx(1.0, abs=1e-6)


def test_predictions_follow_from_the_probabilities(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    classifier = trained[0]
    again = decide(classifier.probabilities(TEXTS, HEADINGS, SECTIONS), LABELS, classifier.decision)
    assert _call(classifier) == again
    for topics in again:
        assert topics.function is not None
        assert topics.unsure == (topics.function.p < classifier.decision.unsure_below)
        assert len(topics.domains) <= 3
        assert [scored.p for scored in topics.domains] == sorted((s.p for s in topics.domains), reverse=True)


def test_a_paragraph_does_not_depend_on_its_neighbours(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    classifier = trained[0]
    together = classifier.probabilities(TEXTS, HEADINGS, SECTIONS)
    alone = [classifier.probabilities([t], [h], [s]) for t, h, s in zip(TEXTS, HEADINGS, SECTIONS, strict=True)]
    for name, table in together.items():
        assert table == pytest.approx(np.concatenate([one[name] for one in alone]), abs=1e-4)


def test_headings_may_be_lists_single_strings_or_missing(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    classifier = trained[0]
    assert len(classifier.predict(TEXTS)) == 3
    assert (
        len(classifier.predict(TEXTS, [None, "（一）主动公开", ["一、总体情况"]], [None, "overview", "no such key"]))
        == 3
    )
    assert classifier.predict(TEXTS, [h[-1] for h in HEADINGS]) == classifier.predict(TEXTS, [h[-1:] for h in HEADINGS])
    assert classifier.predict([]) == []
    with pytest.raises(ValueError, match="3 texts but headings for 1"):
        classifier.predict(TEXTS, [("一、总体情况",)])
    with pytest.raises(ValueError, match="3 texts but sections for 2"):
        classifier.predict(TEXTS, None, ["overview", "other"])


def test_no_text_breaks_it(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    classifier = trained[0]
    found = classifier.predict(HOSTILE, [(text,) for text in HOSTILE])
    assert len(found) == len(HOSTILE)
    assert all(np.isfinite(topics.function.p) for topics in found if topics.function)


def test_requests_have_no_field_and_no_strand(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    for topics in trained[0].predict(
        ["公布部门预算、征地补偿方案和行政处罚决定。" * 3] * 2, [HEADINGS[0], HEADINGS[1]], SECTIONS[:2]
    ):
        if topics.function is not None and topics.function.label == "request":
            assert topics.five == () and topics.domains == ()


def test_it_learned_the_titles(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    if trained[0].__class__.__module__.endswith("transformer"):
        pytest.skip("an encoder that never read anything learns little from 240 paragraphs")
    assert [topics.function.label for topics in _call(trained[0])] == ["request", "active", "supervise"]


def test_explanations_explain_the_labels_given(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    classifier = trained[0]
    for text, heading, section, topics in zip(TEXTS, HEADINGS, SECTIONS, _call(classifier), strict=True):
        found = classifier.explain(text, heading, section, top=5)
        given = [("function", topics.function.label)]
        given += [("five", scored.label) for scored in topics.five]
        given += [("domains", scored.label) for scored in topics.domains]
        assert [(one.family, one.label) for one in found] == given
        assert all(len(one.contributions) <= 5 for one in found)


def test_saved_and_loaded_it_says_the_same(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    classifier, folder, _ = trained
    loaded = load_classifier(folder)
    before, after = classifier.probabilities(TEXTS, HEADINGS, SECTIONS), loaded.probabilities(TEXTS, HEADINGS, SECTIONS)
    for name in before:
        assert after[name] == pytest.approx(before[name], abs=1e-6)
    assert [t.function.label for t in _call(loaded)] == [t.function.label for t in _call(classifier)]
    assert loaded.decision == classifier.decision


def test_the_same_run_gives_the_same_model(
    trained: tuple[Classifier, Path, dict[str, Any]], backend: str, examples: dict[str, list[Example]]
) -> None:
    classifier, _, settings = trained
    again = train(examples, labels=LABELS, backend=backend, settings=settings, name="toy", version="1.2", resamples=2)
    first, second = classifier.probabilities(TEXTS, HEADINGS), again.classifier.probabilities(TEXTS, HEADINGS)
    for name in first:
        assert second[name] == pytest.approx(first[name], abs=1e-5)


def test_nothing_is_pickled(trained: tuple[Classifier, Path, dict[str, Any]]) -> None:
    for path in trained[1].rglob("*"):
        if path.is_file():
            assert path.suffix not in {".pkl", ".pickle", ".joblib", ".pt"}
            assert path.read_bytes()[:2] not in {b"\x80\x02", b"\x80\x03", b"\x80\x04", b"\x80\x05"}


def test_an_altered_file_is_refused(trained: tuple[Classifier, Path, dict[str, Any]], tmp_path: Path) -> None:
    classifier, folder, _ = trained
    backend = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))["backend"]
    copy = save_model(classifier, backend, tmp_path, trained={})
    files = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))["files"]
    victim = copy / max(files)
    victim.write_bytes(victim.read_bytes() + b" ")
    with pytest.raises(ModelError, match="is not the file that was trained"):
        load_classifier(copy)
