"""Growing a corpus: agreement, weak labels, suggestions, and the way to annotation tools and back."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from nlp.corpus.agreement import compare, kappa
from nlp.corpus.exchange import TOOLS, export_rows, import_rows, label_studio_config
from nlp.corpus.rows import Row, load_corpus
from nlp.corpus.suggest import suggest_rows
from nlp.corpus.weak import SOURCES, weak_labels
from nlp.errors import ConfigurationError
from nlp.topics.api import Example
from nlp.topics.evaluation import settle_weak
from nlp.topics.keyword import KeywordClassifier
from nlp.topics.labels import default_labels

ROOT = Path(__file__).resolve().parents[3]


def _row(
    number: int, function: str = "active", five: tuple[str, ...] = (), weak: tuple[str, ...] = (), text: str = ""
) -> Row:
    return Row(
        id=f"r{number}", office="o", text=text or f"第{number}段", function=function, five=list(five), weak=list(weak)
    )


KAPPAS = [
    (["a", "a", "b", "b"], ["a", "a", "b", "b"], 1.0),
    (["a", "a", "b", "b"], ["b", "b", "a", "a"], -1.0),
    (["a", "a", "b", "b"], ["a", "b", "a", "b"], 0.0),
    # Cohen 1960, as worked in every textbook: 20 yes/yes, 5 yes/no, 10 no/yes, 15 no/no
    ([1] * 25 + [0] * 25, [1] * 20 + [0] * 5 + [1] * 10 + [0] * 15, 0.4),
    (["a", "a"], ["a", "a"], 1.0),
]


@pytest.mark.parametrize(("first", "second", "expected"), KAPPAS)
def test_kappa(first: list[Any], second: list[Any], expected: float) -> None:
    assert kappa(first, second) == pytest.approx(expected)


def test_agreement_leaves_out_what_either_person_holds_for_weak() -> None:
    first = [_row(1, five=("service",), weak=("five:service",)), _row(2, "platform"), _row(3, five=("result",))]
    second = [_row(1), _row(2, "manage"), _row(3), _row(9)]
    found = compare(first, second)
    assert found.paragraphs == 3
    assert found.families["function"].observed == pytest.approx(2 / 3)
    assert [(d.id, d.family, d.first, d.second) for d in found.disagreements] == [
        ("r2", "function", ("platform",), ("manage",)),
        ("r3", "five", ("result",), ()),
    ]


def test_agreement_needs_common_paragraphs() -> None:
    with pytest.raises(ConfigurationError, match="no paragraph id in common"):
        compare([_row(1)], [_row(2)])


@pytest.fixture(scope="module")
def rows() -> tuple[Row, ...]:
    return load_corpus(ROOT / "corpora" / "paragraphs").rows[:40]


def test_every_tool_gives_back_what_it_got(rows: tuple[Row, ...]) -> None:
    for tool in TOOLS:
        text = export_rows(rows, tool)  # type: ignore[arg-type]
        if tool == "label-studio":  # a person accepts every prediction
            tasks = json.loads(text)
            for task in tasks:
                task["annotations"] = [{"result": task.pop("predictions")[0]["result"]}]
            text = json.dumps(tasks)
        assert import_rows(text, tool) == list(rows), tool  # type: ignore[arg-type]


def test_what_a_person_has_not_answered_is_left_out(rows: tuple[Row, ...]) -> None:
    assert import_rows(export_rows(rows, "label-studio"), "label-studio") == []
    skipped = export_rows(rows[:1], "prodigy").replace('"accept"', '"answer": "ignore", "accept"', 1)
    assert import_rows(skipped, "prodigy") == []


@pytest.mark.parametrize(
    ("text", "tool", "message"),
    [
        ("{", "prodigy", "not the JSON that prodigy exports"),
        ('{"text": "x"}', "doccano", "item 1"),
        ('[{"annotations": [{"result": [{}]}]}]', "label-studio", "item 1"),
        ('{"id": "x"}', "jsonl", "item 1"),
    ],
)
def test_foreign_exports_are_refused(text: str, tool: str, message: str) -> None:
    with pytest.raises(ConfigurationError, match=message):
        import_rows(text, tool)  # type: ignore[arg-type]


def test_the_label_studio_interface_offers_every_label() -> None:
    from xml.etree import ElementTree

    tree = ElementTree.fromstring(label_studio_config())
    assert len(tree.findall(".//Choice")) == 8 + 5 + 21


def test_weak_labels_beat_chance_and_tell_good_sources_from_bad() -> None:
    examples = load_corpus(ROOT / "corpora" / "paragraphs").examples("train")

    def guessing(context: Any, family: str) -> Any:
        random = np.random.default_rng(1)
        size = (len(context.examples), len(context.labels.families[family].ids))
        return random.integers(0, 2, size).astype(np.int8)

    watched = weak_labels(examples, sources={**SOURCES, "guessing": guessing})
    for family in ("function", "domains"):
        others = [value for name, value in watched.accuracy[family].items() if name != "guessing"]
        assert watched.accuracy[family]["guessing"] < min(others), family
    found = weak_labels(examples)
    labelled = found.examples(examples)
    right = [a.labels["function"] == b.labels["function"] for a, b in zip(examples, labelled, strict=True)]
    assert np.mean(right) > 0.85
    labels = default_labels()
    fields = labels.families["domains"].ids
    truth = np.array([[x in e.labels["domains"] for x in fields] for e in examples])
    given = np.array([[x in e.labels["domains"] for x in fields] for e in labelled])
    weak = np.array([[f"domains:{x}" in e.weak for x in fields] for e in examples])
    wanted = settle_weak(given, truth, weak, single=False)
    assert 2 * (given & wanted).sum() / (given.sum() + wanted.sum()) > 0.6
    assert all(not e.labels["domains"] for e in labelled if e.labels["function"] == ("request",))


def _candidate(number: int, text: str) -> Example:
    return Example(text, (), None, {}, frozenset(), "o", f"c{number}")


def test_suggestions_are_doubtful_different_and_new() -> None:
    clear = _candidate(1, "全年收到政府信息公开申请31件，答复31件，无结转，未发生行政复议和行政诉讼。")
    doubtful = _candidate(2, "通过多种方式加强有关方面的工作联系，相关情况一并反映。")
    twin = _candidate(3, "通过多种方式加强有关方面的工作联系，相关情况一并反映！")
    known = _candidate(4, "这一段语料里已经有了，无需再标注一遍，内容也不清楚。")
    short = _candidate(5, "单位：件")
    found = suggest_rows(
        [clear, doubtful, twin, known, short],
        KeywordClassifier.default(),
        3,
        [Row(id="k", office="o", text=known.text)],
    )
    assert found[0].row.id in {"c2", "c3"}
    assert {s.row.id for s in found} <= {"c1", "c2", "c3"}
    assert len({"c2", "c3"} & {s.row.id for s in found}) == 1
    assert [s.doubt for s in found] == sorted((s.doubt for s in found), reverse=True)
    assert all(s.reason for s in found)
    assert suggest_rows([short], KeywordClassifier.default(), 3) == []
