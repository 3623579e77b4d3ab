"""The two stages of the default classifier: sentences, what is made of their scores, and the weights all labels share."""

from __future__ import annotations

import numpy as np
import pytest

from nlp.topics.calibration import fit_shared
from nlp.topics.linear import STAGE, Scores, stage_features
from nlp.topics.plain import plain_text, sentences_of

CUTS = [
    # text, sentences
    ("", [""]),
    ("公布预算。", ["公布预算。"]),
    (
        "公布部门预算和决算。发布招生计划和学区划分;定期通报空气和水的质量。",
        ["公布部门预算和决算。", "发布招生计划和学区划分;", "定期通报空气和水的质量。"],
    ),
    # A scrap says nothing alone: it goes with its neighbour.
    ("一是。公布部门预算、决算和三公经费。", ["一是。公布部门预算、决算和三公经费。"]),
    ("全文公布部门预算和决算。好。", ["全文公布部门预算和决算。好。"]),
]


@pytest.mark.parametrize(("text", "expected"), CUTS)
def test_sentences(text: str, expected: list[str]) -> None:
    assert sentences_of(text) == expected


def test_sentences_that_run_on_are_cut_at_commas() -> None:
    text = plain_text("公布预算" * 12 + "，" + "通报空气质量" * 12 + "，" + "发布招生计划" * 12)
    parts = sentences_of(text)
    assert len(parts) > 1
    assert "".join(parts) == text


@pytest.mark.parametrize("text", [text for text, _ in CUTS] + ["甲。" * 40, "甲,乙;" * 100, "x" * 500])
def test_no_character_is_lost(text: str) -> None:
    assert "".join(sentences_of(text)) == text


def test_stage_features_see_the_sentence_that_sounds_like_a_label() -> None:
    scores = Scores(
        whole=np.array([[-0.5, 0.2], [0.1, -1.0]]),
        sentences=np.array([[-2.0, 0.9], [1.5, -2.0], [-2.0, -2.0], [0.3, -1.0]]),
        owner=np.array([0, 0, 0, 1]),
        size=np.array([10, 20, 70, 40]),
    )
    found = stage_features(scores)
    assert found.shape == (2, 2, len(STAGE))
    own, best, share, mean = (found[:, :, i] for i in range(4))
    assert own == pytest.approx(scores.whole)
    assert best == pytest.approx(np.array([[1.5, 0.9], [0.3, -1.0]]))
    assert share == pytest.approx(np.array([[0.2, 0.1], [1.0, 0.0]]))
    assert mean[0, 0] > mean[0, 1] > 0


def test_shared_weights_are_calibrated_and_learn_rare_labels_from_common_ones() -> None:
    random = np.random.default_rng(5)
    features = random.normal(size=(600, 3, 2))
    odds = 2.0 * features[:, :, 0] - np.array(
        [0.5, 1.0, 4.5]
    )  # the third label is rare; the second feature says nothing
    truth = random.random(odds.shape) < 1 / (1 + np.exp(-odds))
    weak = np.zeros_like(truth)
    weights, offset = fit_shared(features, truth, weak, 10.0)
    assert weights[0] == pytest.approx(2.0, abs=0.3)
    assert weights[1] == pytest.approx(0.0, abs=0.2)
    assert offset == pytest.approx(np.array([-0.5, -1.0, -4.5]), abs=0.6)
    # What may go either way teaches nothing: turned answers under `weak` change no weight.
    weak[:100] = True
    again = fit_shared(features, truth, weak, 10.0)
    turned = truth.copy()
    turned[:100] = ~turned[:100]
    assert fit_shared(features, turned, weak, 10.0)[0] == pytest.approx(again[0])


@pytest.mark.parametrize("answer", [True, False])
def test_shared_weights_where_there_is_nothing_to_tell_apart(answer: bool) -> None:
    truth = np.full((4, 2), answer)
    weights, offset = fit_shared(np.ones((4, 2, 3)), truth, np.zeros_like(truth), 1.0)
    assert not weights.any()
    assert (offset > 0).all() == answer
