"""Which classifiers a cluster keeps apart from the reading of files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.batch.labelling import needs_own_stage
from nlp.settings import Settings
from nlp.topics import GPU_BACKENDS
from nlp.topics.keyword import KeywordClassifier
from nlp.topics.persist import BACKENDS, save_model


def test_the_names_are_those_of_backends() -> None:
    assert set(BACKENDS) >= GPU_BACKENDS


@pytest.mark.parametrize("backend", sorted(BACKENDS))
def test_a_model_by_its_backend(backend: str, tmp_path: Path) -> None:
    folder = save_model(KeywordClassifier.default(), "keyword", tmp_path, trained={})
    manifest = folder / "manifest.json"
    content = json.loads(manifest.read_text(encoding="utf-8"))
    manifest.write_text(json.dumps({**content, "backend": backend}), encoding="utf-8")
    assert needs_own_stage(Settings(topics=str(folder))) == (backend == "transformers")


@pytest.mark.parametrize("topics", [None, "default", "keyword", "no such model"])
def test_what_needs_none(topics: str | None) -> None:
    assert not needs_own_stage(Settings(topics=topics))
