"""Calibration: from a linear model's log-odds to probabilities that can be believed.

Takes log-odds for paragraphs that were not learned from and what is true of them; gives the factors and offsets to apply. Weak
labels count as neither. Never looks at texts.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

__all__ = ["choose_mix", "fit_platt", "fit_temperature", "softmax"]

Bools = NDArray[np.bool_]
Numbers = NDArray[np.float64]


def fit_temperature(logits: Numbers, truth: Bools, weak: Bools) -> float:
    """The factor on the log-odds that makes the out-of-office predictions most probable."""
    target = _accepted(logits, truth, weak)
    steps = np.geomspace(0.3, 4.0, 60)
    rows = np.arange(len(target))
    losses = [-np.log(np.maximum(softmax(logits * step)[rows, target], 1e-9)).mean() for step in steps]
    return float(steps[int(np.argmin(losses))])


def _accepted(scores: Numbers, truth: Bools, weak: Bools) -> NDArray[np.int64]:
    """The true label of each row, or the predicted one where it is accepted beside it."""
    best = scores.argmax(axis=1)
    fine = weak[np.arange(len(best)), best]
    accepted: NDArray[np.int64] = np.where(fine, best, truth.argmax(axis=1))
    return accepted


def choose_mix(own: Numbers, shared: Numbers, truth: Bools, weak: Bools, mixes: Iterable[float]) -> float:
    """The share of the shared weights with the best mean F1 on out-of-office predictions, each at its best threshold."""
    scored = [(_macro((1 - mix) * own + mix * shared, truth, weak), -mix) for mix in mixes]
    return -max(scored)[1]


def _macro(scores: Numbers, truth: Bools, weak: Bools) -> float:
    values = []
    for label in range(scores.shape[1]):
        kept = ~weak[:, label]
        order = np.argsort(-scores[kept, label], kind="stable")
        hits = np.cumsum(truth[kept, label][order])
        total = hits[-1] if len(hits) else 0
        if total:
            values.append(float((2 * hits / (np.arange(1, len(hits) + 1) + total)).max()))
    return float(np.mean(values)) if values else 0.0


def fit_platt(scores: Numbers, truth: Bools, weak: Bools) -> tuple[Numbers, Numbers]:
    """A slope for the family and an offset for each label, drawn towards a common one where a label is rare."""
    from sklearn.linear_model import LogisticRegression

    rows, labels = np.nonzero(~weak)
    target = truth[rows, labels]
    count = scores.shape[1]
    if target.all() or not target.any():
        return np.ones(count), np.zeros(count)
    features = np.zeros((len(rows), 1 + count))
    features[:, 0] = scores[rows, labels]
    features[np.arange(len(rows)), 1 + labels] = 1.0
    model = LogisticRegression(C=1.0, max_iter=500).fit(features, target)
    slope = max(float(model.coef_[0][0]), 0.05)
    return np.full(count, slope), model.coef_[0][1:] + model.intercept_[0]


def softmax(table: Numbers) -> Numbers:
    """Probabilities from log-odds, row by row."""
    raised = np.exp(table - table.max(axis=1, keepdims=True))
    total: Numbers = raised / raised.sum(axis=1, keepdims=True)
    return total
