"""The shipped classifier inside an audit."""

from __future__ import annotations

from pathlib import Path

import pytest

import nlp
import nlp.topics
from nlp.errors import ModelError
from nlp.settings import Settings


def test_the_sample_report_is_labelled(samples: Path) -> None:
    result = nlp.audit(samples / "linjiang_2020.txt", settings=Settings(topics="default"))
    assert len(result.topics) == len(result.structure.paragraphs)
    by_section: dict[str, set[str]] = {}
    for paragraph, topics in zip(result.structure.paragraphs, result.topics, strict=True):
        assert topics.function is not None
        if not paragraph.is_heading:
            by_section.setdefault(paragraph.section, set()).add(topics.function.label)
    assert by_section["problems"] <= {"problem", "improve"}
    assert by_section["preamble"] == {"other"}
    assert {"active", "request"} <= by_section["overview"]
    assert result.engine.models == ("default",)


def test_a_default_that_cannot_be_loaded_is_told(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def load(name: str) -> None:
        raise ModelError(name, "model.skops is missing")

    monkeypatch.setattr(nlp.topics, "load_classifier", load, raising=False)
    result = nlp.audit(samples / "linjiang_2020.txt")
    assert result.topics == ()
    (notice,) = [n for n in result.notices if n.code == "topics.unavailable"]
    assert "model.skops is missing" in notice.describe("en")
    assert result.status == "complete"


def test_loading_needs_no_heavy_library() -> None:
    import subprocess
    import sys

    code = (
        "import sys; from nlp.topics import load_classifier; load_classifier('default').predict(['公布部门预算。']); "
        "print(sorted({'sklearn', 'scipy', 'skops', 'spacy', 'torch', 'jieba', 'rjieba', 'pandas'} & set(sys.modules)))"
    )
    root = Path(__file__).resolve().parents[3]
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=root)
    assert done.stdout.strip() == "[]"
