"""A small collection of the press, extracted once for all tests that look at results."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.batch import Options, extract
from nlp.corpus.synthetic.collection import Plan, write_collection
from nlp.settings import Settings


@pytest.fixture(scope="session")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Invented reports of a county over seven years, with their truth."""
    folder = tmp_path_factory.mktemp("made")
    write_collection(Plan(reports=42, seed=3, types=("txt",)), folder)
    return folder


@pytest.fixture(scope="session")
def truth(made: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (made / "truth.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.fixture(scope="session")
def results(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The collection, extracted."""
    out = tmp_path_factory.mktemp("results") / "out"
    extract(made / "reports", out, settings=Settings(topics="keyword"), options=Options(workers=2))
    return out
