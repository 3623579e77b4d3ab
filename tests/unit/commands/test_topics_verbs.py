"""The verbs of the topics room: topics, train, evaluate, models, corpus validate … import."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from nlp.commands.main import cli

ROOT = Path(__file__).resolve().parents[3]
CORPUS = str(ROOT / "corpora" / "paragraphs")
SAMPLE = str(ROOT / "corpora" / "samples" / "linjiang_2020.txt")


def _run(*arguments: str) -> Result:
    return CliRunner().invoke(cli, list(arguments), catch_exceptions=False)


def test_topics_of_a_report() -> None:
    found = json.loads(_run("topics", SAMPLE, "--json", "--model", "keyword").stdout)
    functions = [paragraph["function"] for paragraph in found["paragraphs"]]
    assert {"active", "request"} <= set(functions)
    assert _run("topics", SAMPLE, "--model", "keyword", "--lang", "en").exit_code == 0


def test_topics_explains_a_paragraph() -> None:
    found = json.loads(_run("topics", SAMPLE, "--model", "keyword", "--explain", "6", "--json").stdout)
    assert found[0]["family"] == "function" and found[0]["label"]
    result = CliRunner().invoke(cli, ["topics", SAMPLE, "--model", "keyword", "--explain", "999"])
    assert result.exit_code == 2


def test_evaluate_the_floor() -> None:
    found = json.loads(_run("evaluate", "keyword", CORPUS, "--json").stdout)
    assert found["part"] == "test" and not found["seen"]
    assert 0.5 < found["families"]["domains"]["macro"] <= 1
    assert "宏平均" in _run("evaluate", "keyword", CORPUS, "--part", "dev").stdout


def test_train_then_show_then_evaluate(tmp_path: Path) -> None:
    config = tmp_path / "x.toml"
    config.write_text(
        f'name = "x"\nbackend = "keyword"\ncorpus = {json.dumps(CORPUS)}\nresamples = 5\n', encoding="utf-8"
    )
    result = _run("train", str(config), "--into", str(tmp_path / "m"))
    assert result.exit_code == 0 and "宏平均" in result.stdout
    assert json.loads(_run("models", "list", str(tmp_path / "m"), "--json").stdout)[0]["model"] == "x/1"
    folder = str(tmp_path / "m" / "x" / "1")
    assert "# x 1" in _run("models", "show", folder).stdout
    assert json.loads(_run("models", "show", folder, "--json").stdout)["backend"] == "keyword"
    assert json.loads(_run("evaluate", folder, CORPUS, "--json", "--no-headings").stdout)["model"] == "x"


def test_a_faulty_training_file_is_wrong_usage(tmp_path: Path) -> None:
    from nlp.commands.main import run

    config = tmp_path / "x.toml"
    config.write_text('name = "x"\ncorpus = "nowhere"\n', encoding="utf-8")
    assert run(["train", str(config)]) == 2


def test_corpus_validate(tmp_path: Path) -> None:
    assert _run("corpus", "validate", CORPUS).exit_code == 0
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"id": "1", "office": "o", "text": "x", "function": "y"}\n', encoding="utf-8")
    result = _run("corpus", "validate", str(bad))
    assert result.exit_code == 1 and "bad.jsonl:1: function: unknown label 'y'" in result.stdout


def test_corpus_stats_and_split() -> None:
    stats = json.loads(_run("corpus", "stats", CORPUS, "--json").stdout)
    offices = json.loads(_run("corpus", "split", CORPUS, "--json").stdout)
    for part, numbers in stats["parts"].items():
        assert sum(row["rows"] for row in offices if row["part"] == part) == numbers["rows"]
    assert len(_run("corpus", "split", CORPUS, "--part", "dev").stdout.splitlines()) == stats["parts"]["dev"]["rows"]
    assert _run("corpus", "stats", CORPUS, "--lang", "en").exit_code == 0


def test_corpus_suggest_export_import_and_agree(tmp_path: Path) -> None:
    chosen = tmp_path / "chosen.jsonl"
    result = _run(
        "corpus", "suggest", SAMPLE, "--count", "4", "--model", "keyword", "--known", CORPUS, "--to", str(chosen)
    )
    assert result.exit_code == 0 and len(chosen.read_text(encoding="utf-8").splitlines()) == 4
    tool = tmp_path / "prodigy.jsonl"
    assert _run("corpus", "export", str(chosen), "--as", "prodigy", "--to", str(tool)).exit_code == 0
    back = tmp_path / "back.jsonl"
    assert _run("corpus", "import", str(tool), "--as", "prodigy", "--to", str(back)).exit_code == 0
    agreed = json.loads(_run("corpus", "agree", str(chosen), str(back), "--json").stdout)
    assert agreed["paragraphs"] == 4 and agreed["disagreements"] == []
    assert "Choices" in _run("corpus", "export", str(chosen), "--as", "label-studio").stderr


def test_corpus_weak(tmp_path: Path) -> None:
    bare = tmp_path / "bare.jsonl"
    bare.write_text(
        '{"id": "1", "office": "o", "text": "公布部门预算和三公经费。", "headings": ["（一）主动公开"]}\n',
        encoding="utf-8",
    )
    (row,) = [json.loads(line) for line in _run("corpus", "weak", str(bare)).stdout.splitlines()]
    assert row["function"] == "active" and row["domains"] == ["fiscal"]


@pytest.mark.parametrize("name", ["nonesuch", "default/99"])
def test_an_unknown_model_is_wrong_usage(name: str) -> None:
    from nlp.commands.main import run

    assert run(["topics", SAMPLE, "--model", name]) == 2
