"""Calibration: from a linear model's scores to probabilities that can be believed.

Takes scores for paragraphs that were not learned from and what is true of them; gives the weights and offsets to apply. Weak
labels count as neither. Never looks at texts.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

__all__ = ["fit_shared", "fit_temperature", "softmax"]

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


def fit_shared(features: Numbers, truth: Bools, weak: Bools, strength: float) -> tuple[Numbers, Numbers]:
    """Weights over features that mean the same for every label, and an offset for each label.

    ``features`` has shape (texts, labels, features). The log-odds ``features @ weights + offset`` are calibrated, since the
    features come from predictions for unseen offices; rare labels learn from the common ones. ``strength`` is C.
    """
    from sklearn.linear_model import LogisticRegression

    rows, labels = np.nonzero(~weak)
    target = truth[rows, labels]
    count, width = features.shape[1:]
    if target.all() or not target.any():
        return np.zeros(width), np.full(count, 4.0 if len(target) and target.all() else -4.0)
    middle = features.mean(axis=(0, 1))
    spread = features.std(axis=(0, 1))
    spread[spread < 1e-6] = 1.0
    given = np.zeros((len(rows), width + count))
    given[:, :width] = (features[rows, labels] - middle) / spread
    given[np.arange(len(rows)), width + labels] = 1.0
    model = LogisticRegression(C=strength, max_iter=1000).fit(given, target)
    weights: Numbers = model.coef_[0][:width] / spread
    offset: Numbers = model.coef_[0][width:] + model.intercept_[0] - float(middle @ weights)
    return weights, offset


def softmax(table: Numbers) -> Numbers:
    """Probabilities from log-odds, row by row."""
    raised = np.exp(table - table.max(axis=1, keepdims=True))
    total: Numbers = raised / raised.sum(axis=1, keepdims=True)
    return total
