"""Measures: counted by hand on a few paragraphs."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.topics.api import Decision, Example, Headings, Probabilities, Sections, decide
from nlp.topics.evaluation import Evaluation, evaluate
from nlp.topics.labels import default_labels
from nlp.types import ParagraphTopics

LABELS = default_labels()


class Fixed:
    """Says for each text what stands in it: ``function five,five domain,domain p``."""

    name, version, labels, decision = "fixed", "1", LABELS, Decision.even(LABELS)

    def probabilities(self, texts: list[str], headings: Headings = None, sections: Sections = None) -> Probabilities:
        out = {name: np.full((len(texts), len(f.ids)), 0.01) for name, f in LABELS.families.items()}
        for row, text in enumerate(texts):
            function, five, domains, p = text.split(" ")
            out["function"][row, LABELS.families["function"].ids.index(function)] = float(p)
            for name, listed in (("five", five), ("domains", domains)):
                for i, label in enumerate(x for x in listed.split(",") if x != "-"):
                    out[name][row, LABELS.families[name].ids.index(label)] = float(p) - i * 0.01
        return out

    def predict(self, texts: list[str], headings: Headings = None, sections: Sections = None) -> list[ParagraphTopics]:
        return decide(self.probabilities(texts), LABELS, self.decision)


def _judge(*rows: tuple[str, str, str, str, str]) -> Evaluation:
    examples = [
        Example(
            said,
            labels={
                "function": (function,),
                "five": tuple(x for x in five.split(",") if x != "-"),
                "domains": tuple(x for x in domains.split(",") if x != "-"),
            },
            weak=frozenset(x for x in weak.split(",") if x != "-"),
            group=f"g{i % 3}",
        )
        for i, (said, function, five, domains, weak) in enumerate(rows)
    ]
    return evaluate(Fixed(), examples, resamples=50)  # type: ignore[arg-type]


def test_precision_recall_and_f1() -> None:
    found = _judge(
        ("active service health 0.9", "active", "service", "health", "-"),
        ("active service health 0.9", "active", "result", "rural", "-"),
        ("platform - - 0.9", "active", "service", "-", "-"),
    )
    service = found.families["five"].labels["service"]
    assert (service.precision, service.recall, service.f1, service.support) == (0.5, 0.5, 0.5, 2)
    assert found.families["five"].labels["result"].f1 == 0
    assert found.families["five"].macro == pytest.approx((0.5 + 0) / 2)  # labels that never occur do not count
    assert found.families["five"].micro == pytest.approx(2 / (2 + 1 + 2))
    assert found.families["function"].exact == pytest.approx(2 / 3)
    assert found.families["domains"].exact == pytest.approx(2 / 3)
    assert (found.paragraphs, found.offices) == (3, 3)


@pytest.mark.parametrize(
    ("said", "truth", "weak", "exact"),
    [
        ("active service - 0.9", "-", "five:service", 1.0),
        ("active - - 0.9", "service", "five:service", 1.0),
        ("active - - 0.9", "service", "-", 0.0),
        ("active service - 0.9", "-", "domains:health", 0.0),
    ],
)
def test_a_weak_label_is_right_either_way(said: str, truth: str, weak: str, exact: float) -> None:
    assert _judge((said, "active", truth, "-", weak)).families["five"].exact == exact


@pytest.mark.parametrize(("weak", "exact"), [("function:platform", 1.0), ("function:manage", 0.0)])
def test_a_weak_function_is_right_too(weak: str, exact: float) -> None:
    assert _judge(("platform - - 0.9", "active", "-", "-", weak)).families["function"].exact == exact


def test_confusion_has_the_truth_in_rows() -> None:
    found = _judge(
        ("platform - - 0.9", "active", "-", "-", "-"),
        ("active - - 0.9", "active", "-", "-", "-"),
    ).families["function"]
    ids = LABELS.families["function"].ids
    assert found.confusion is not None
    assert found.confusion[ids.index("active")][ids.index("platform")] == 1
    assert found.confusion[ids.index("active")][ids.index("active")] == 1
    assert sum(map(sum, found.confusion)) == 2


def test_the_first_field() -> None:
    found = _judge(
        ("active - health,rural 0.9", "active", "-", "health,rural", "-"),
        ("active - health,rural 0.9", "active", "-", "rural,health", "-"),
        ("active - health 0.9", "active", "-", "rural", "domains:health"),
        ("active - health 0.9", "active", "-", "-", "-"),
    )
    assert found.families["domains"].first == pytest.approx(2 / 3)


def test_calibration_error() -> None:
    right = ("active - - 0.8", "active", "-", "-", "-")
    wrong = ("active - - 0.8", "request", "-", "-", "-")
    assert _judge(right, right, right, right, wrong).families["function"].ece == pytest.approx(0.0, abs=1e-9)
    assert _judge(right, wrong).families["function"].ece == pytest.approx(0.3)


def test_intervals_hold_the_figure_and_shrink_to_it() -> None:
    row = ("active service health 0.9", "active", "service", "health", "-")
    score = _judge(row, row, row).families["five"]
    assert score.macro_interval == (1.0, 1.0)
    mixed = _judge(row, ("active - - 0.9", "active", "service", "health", "-"), row).families["five"]
    low, high = mixed.micro_interval
    assert low <= mixed.micro <= high and low < high


def test_plain_values_are_rounded_and_json_ready() -> None:
    import json

    plain = _judge(("active service health 0.9", "active", "service", "rural", "-")).to_plain()
    assert json.loads(json.dumps(plain)) == plain
