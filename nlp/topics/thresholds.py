"""Thresholds: from which probability on a label is given, and when the best label is not to be trusted.

Takes probabilities for paragraphs whose labels are known and were not learned from; gives one threshold a label. A label
that occurs rarely has its threshold drawn towards that of the whole family. Never looks at the test part.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from nlp.topics.labels import LabelSet

__all__ = ["choose_thresholds", "choose_unsure"]

Numbers = NDArray[np.float64]
Bools = NDArray[np.bool_]

_STEPS = np.arange(0.10, 0.81, 0.01)
_TRUST = 25  # occurrences at which a label's own threshold counts as much as the family's


def choose_thresholds(
    probabilities: Mapping[str, Numbers], truth: Mapping[str, Bools], weak: Mapping[str, Bools], labels: LabelSet
) -> dict[str, dict[str, float]]:
    """For each family and label the threshold with the best F1 (weak labels count as neither)."""
    out: dict[str, dict[str, float]] = {}
    for name, family in labels.families.items():
        if family.single:
            out[name] = dict.fromkeys(family.ids, 0.0)
            continue
        p, y, open_to_both = probabilities[name], truth[name], weak[name]
        curves = np.array([[_f1(p[:, i], y[:, i], open_to_both[:, i], t) for t in _STEPS] for i in range(p.shape[1])])
        present = y.any(axis=0)
        common = _peak(curves[present].mean(axis=0)) if present.any() else 0.5
        chosen = {}
        for i, label in enumerate(family.ids):
            positives = int(y[:, i].sum())
            share = positives / (positives + _TRUST)
            own = _peak(curves[i]) if positives else common
            chosen[label] = round(float(share * own + (1 - share) * common), 3)
        out[name] = chosen
    return out


def _peak(curve: Numbers) -> float:
    """The place of the highest plateau, not of a lucky needle: the curve is smoothed over five steps first."""
    smooth = np.convolve(np.pad(curve, 2, mode="edge"), np.ones(5) / 5, mode="valid")
    return float(_STEPS[int(np.argmax(smooth))])


def _f1(p: Numbers, y: Bools, open_to_both: Bools, threshold: float) -> float:
    given = (p >= threshold) & ~open_to_both
    right = int((given & y).sum())
    total = int(given.sum()) + int((y & ~open_to_both).sum())
    return 2 * right / total if total else 0.0


def choose_unsure(p: Numbers, truth: Bools, weak: Bools) -> float:
    """The probability below which fewer than two in three of the best labels are right: one half, or more where needed.

    Below one half the label is more likely wrong than right if the probabilities can be believed at all.
    """
    best = p.argmax(axis=1)
    rows = np.arange(len(best))
    right = truth[rows, best] | weak[rows, best]
    top = p[rows, best]
    for limit in np.arange(0.75, 0.50, -0.01):
        around = (top >= limit - 0.1) & (top < limit)
        if around.sum() >= 10 and right[around].mean() < 2 / 3:
            return round(float(limit), 2)
    return 0.5
