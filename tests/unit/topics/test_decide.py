"""From probabilities to labels."""

from __future__ import annotations

import numpy as np

from nlp.topics.api import Decision, decide
from nlp.topics.labels import default_labels

LABELS = default_labels()


def _tables(function: str, p: float, five: dict[str, float], domains: dict[str, float]) -> dict[str, np.ndarray]:
    out = {}
    for name, given in (("function", {function: p}), ("five", five), ("domains", domains)):
        ids = LABELS.families[name].ids
        rest = (1 - p) / 7 if name == "function" else 0.0
        out[name] = np.array([[given.get(label, rest) for label in ids]])
    return out


def _decided(**tables: np.ndarray):
    return decide(tables, LABELS, Decision.even(LABELS))[0]


def test_labels_from_their_thresholds_most_probable_first() -> None:
    topics = _decided(**_tables("active", 0.9, {"service": 0.5, "result": 0.49}, {"health": 0.6, "rural": 0.8}))
    assert topics.function is not None and (topics.function.label, topics.function.p) == ("active", 0.9)
    assert [scored.label for scored in topics.five] == ["service"]
    assert [scored.label for scored in topics.domains] == ["rural", "health"]
    assert not topics.unsure


def test_never_more_than_three_fields() -> None:
    domains = dict.fromkeys(("health", "rural", "fiscal", "soe"), 0.9)
    assert len(_decided(**_tables("active", 0.9, {}, domains)).domains) == 3


def test_requests_have_neither_field_nor_strand() -> None:
    topics = _decided(**_tables("request", 0.9, {"service": 0.9}, {"health": 0.9}))
    assert topics.five == () and topics.domains == ()


def test_an_improbable_best_label_is_unsure() -> None:
    assert _decided(**_tables("active", 0.4, {}, {})).unsure


def test_a_set_without_function() -> None:
    ids = LABELS.families["five"].ids
    topics = decide({"five": np.full((1, len(ids)), 0.9)}, LABELS, Decision.even(LABELS))[0]
    assert topics.function is None and len(topics.five) == 5 and not topics.unsure
