"""The paragraph corpus: rows, split, digest, and the shipped corpus itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from nlp.corpus.rows import corpus_files, load_corpus, read_rows
from nlp.corpus.split import Shares, part_of
from nlp.corpus.variety import count_corpus, distinct_share, nearest_similarities
from nlp.errors import ConfigurationError
from nlp.topics.labels import default_labels

ROOT = Path(__file__).resolve().parents[3]
GOOD: dict[str, Any] = {
    "id": "x-1",
    "office": "x",
    "level": "county",
    "region": "east",
    "year": 2021,
    "section": "overview",
    "headings": ["一、总体情况"],
    "text": "公布部门预算和三公经费，逐项说明增减原因。",
    "function": "active",
    "five": ["management"],
    "domains": ["fiscal"],
    "weak": ["five:result", "domain:normative"],
}


def _write(folder: Path, *rows: dict[str, Any] | str) -> Path:
    path = folder / "rows.jsonl"
    lines = [row if isinstance(row, str) else json.dumps(row, ensure_ascii=False) for row in rows]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def test_a_row_becomes_an_example(tmp_path: Path) -> None:
    (row,) = load_corpus(_write(tmp_path, GOOD)).rows
    example = row.example()
    assert example.labels == {"function": ("active",), "five": ("management",), "domains": ("fiscal",)}
    assert example.weak == {"five:result", "domains:normative"}
    assert (example.group, example.section, example.headings) == ("x", "overview", ("一、总体情况",))


FAULTS = [
    ({**GOOD, "colour": "red"}, "rows.jsonl:1: colour"),
    ({**GOOD, "text": ""}, "rows.jsonl:1: text"),
    ({**GOOD, "year": "2021"}, "rows.jsonl:1: year"),
    ({**GOOD, "function": "aktive"}, "rows.jsonl:1: function: unknown label 'aktive'"),
    ({**GOOD, "function": ""}, "rows.jsonl:1: function: one label is needed"),
    ({**GOOD, "five": ["management", "management"]}, "rows.jsonl:1: five: a label is given twice"),
    ({**GOOD, "domains": ["fiscal", "soe", "health", "rural"]}, "rows.jsonl:1: domains: 4 labels, at most 3"),
    ({**GOOD, "function": "request"}, "rows.jsonl:1: five: must be empty where function is request"),
    ({**GOOD, "weak": ["five:soe"]}, "rows.jsonl:1: weak: unknown label five:soe"),
    ("{", "rows.jsonl:1: line"),
]


@pytest.mark.parametrize(("row", "message"), FAULTS)
def test_a_faulty_row_is_named_with_its_line(tmp_path: Path, row: dict[str, Any] | str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        load_corpus(_write(tmp_path, row))
    assert str(caught.value).startswith(message)


def test_doubles_are_found(tmp_path: Path) -> None:
    path = _write(
        tmp_path, GOOD, {**GOOD, "text": "别的话。"}, {**GOOD, "id": "x-2", "text": GOOD["text"].replace("，", "， ")}
    )
    rows, problems = read_rows([path], default_labels())
    assert [row.id for row in rows] == ["x-1"]
    assert [str(p) for p in problems] == [
        "rows.jsonl:2: id 'x-1' is also at rows.jsonl:1",
        "rows.jsonl:3: text is also at rows.jsonl:1",
    ]


def test_the_digest_follows_the_rows_and_not_their_order(tmp_path: Path) -> None:
    other = {**GOOD, "id": "x-2", "text": "别的话，说的是另一件事。"}
    first = load_corpus(_write(tmp_path, GOOD, other)).digest
    assert load_corpus(_write(tmp_path, other, GOOD)).digest == first
    assert load_corpus(_write(tmp_path, GOOD, {**other, "five": []})).digest != first


def test_an_office_is_never_split_and_never_moves() -> None:
    shares = Shares("s", 0.7, 0.1)
    parts = [part_of(f"office-{i}", shares) for i in range(4000)]
    assert parts == [part_of(f"office-{i}", shares) for i in range(4000)]
    for part, share in (("train", 0.7), ("dev", 0.1), ("test", 0.2)):
        assert parts.count(part) / 4000 == pytest.approx(share, abs=0.03)  # type: ignore[arg-type]


CONFIG_FAULTS = [
    ("name = 'x'", "corpus.toml: split"),
    ("name = 'x'\n[split]\nsalt = 's'\ntrain = 0.8\ndev = 0.3", "corpus.toml: split"),
    ("name = 'x'\ncolour = 1\n[split]\nsalt = 's'\ntrain = 0.8\ndev = 0.1", "corpus.toml: colour"),
    ("=", "corpus.toml: not TOML"),
]


@pytest.mark.parametrize(("text", "message"), CONFIG_FAULTS)
def test_a_faulty_configuration(tmp_path: Path, text: str, message: str) -> None:
    (tmp_path / "corpus.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        load_corpus(tmp_path)
    assert message in str(caught.value)


def test_variety_measures() -> None:
    assert distinct_share(["甲乙丙丁"], 2) == 1.0
    assert distinct_share(["甲乙甲乙甲乙"], 2) == pytest.approx(2 / 5)
    near = nearest_similarities(["公布部门预算和三公经费", "修缮村道"], ["公布部门预算和三公经费", "别的内容全不相同"])
    assert near[0] == pytest.approx(1.0, abs=1e-5) and near[1] < 0.5


@pytest.fixture(scope="module")
def shipped() -> Any:
    return load_corpus(ROOT / "corpora" / "paragraphs")


def test_every_shipped_row_is_valid() -> None:
    files, labels = corpus_files(ROOT / "corpora" / "paragraphs")
    rows, problems = read_rows(files, labels)
    assert [str(p) for p in problems] == []
    assert len(rows) >= 1000


def test_every_label_is_in_every_part_but_dev(shipped: Any) -> None:
    counted = count_corpus(shipped)
    for labels in counted["labels"].values():
        assert all(numbers["train"] > 0 for numbers in labels.values())


def test_the_test_part_shares_no_templates_with_the_training_part(shipped: Any) -> None:
    variety = count_corpus(shipped)["variety"]
    assert variety["nearest training paragraph, 95th percentile"] < 0.7
    assert variety["distinct 8-grams"] > 0.9
