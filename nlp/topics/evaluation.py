"""How good a classifier is, said honestly: per label, with intervals, and with the labels that may go either way.

Takes a classifier and labelled examples, gives an :class:`Evaluation` of plain numbers. A weak label is right whether it was
given or not. Intervals come from drawing whole offices anew, because the paragraphs of one office resemble each other. Never
changes the classifier, never prints.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.topics.api import Classifier, Example, truth_of, weak_of
from nlp.topics.labels import Family

__all__ = ["Evaluation", "FamilyScore", "LabelScore", "evaluate"]

Bools = NDArray[np.bool_]
Numbers = NDArray[np.float64]

_BINS = 10


@dataclass(frozen=True, slots=True)
class LabelScore:
    """Precision, recall and F1 of one label (0 to 1); ``support``: paragraphs that have it."""

    precision: float
    recall: float
    f1: float
    support: int


@dataclass(frozen=True, slots=True)
class FamilyScore:
    """Measures of one family.

    ``macro``: mean F1 of the labels that occur; ``micro``: F1 over all of them together; ``exact``: share of paragraphs whose
    labels are all right; ``first``: share of paragraphs with a field whose first label is right; ``ece``: expected
    calibration error; ``reliability``: (mean probability, share right, how many) per bin; ``*_interval``: 95%.
    """

    macro: float
    macro_interval: tuple[float, float]
    micro: float
    micro_interval: tuple[float, float]
    exact: float
    first: float | None
    ece: float
    labels: Mapping[str, LabelScore]
    reliability: tuple[tuple[float, float, int], ...]
    confusion: tuple[tuple[int, ...], ...] | None


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Measures of all families over ``paragraphs`` paragraphs of ``offices`` offices."""

    paragraphs: int
    offices: int
    families: Mapping[str, FamilyScore]

    def to_plain(self) -> dict[str, Any]:
        """As JSON holds it; numbers rounded to four decimals."""
        plain: dict[str, Any] = _rounded(asdict(self))
        return plain


def evaluate(
    classifier: Classifier,
    examples: Sequence[Example],
    *,
    headings: bool = True,
    sections: bool = True,
    resamples: int = 1000,
    seed: int = 7,
) -> Evaluation:
    """Compare a classifier with what is true. ``headings`` and ``sections`` say what the classifier is shown."""
    texts = [e.text for e in examples]
    shown = [e.headings for e in examples] if headings else None
    parts = [e.section for e in examples] if sections else None
    predicted = classifier.predict(texts, shown, parts)
    probabilities = classifier.probabilities(texts, shown, parts)
    labels = classifier.labels
    truth, weak = truth_of(examples, labels), weak_of(examples, labels)
    groups = _groups(examples)
    families = {}
    for name, family in labels.families.items():
        given = np.zeros_like(truth[name])
        order = []
        for row, topics in enumerate(predicted):
            listed = ([topics.function] if topics.function else []) if family.single else getattr(topics, name)
            numbers = [family.ids.index(scored.label) for scored in listed]
            given[row, numbers] = True
            order.append(numbers)
        families[name] = _score(
            family, given, order, probabilities[name], truth[name], weak[name], groups, examples, resamples, seed
        )
    return Evaluation(len(examples), int(groups.max()) + 1 if len(groups) else 0, families)


def _score(
    family: Family,
    given: Bools,
    order: Sequence[Sequence[int]],
    probabilities: Numbers,
    truth: Bools,
    weak: Bools,
    groups: NDArray[np.int64],
    examples: Sequence[Example],
    resamples: int,
    seed: int,
) -> FamilyScore:
    wanted = settle_weak(given, truth, weak, single=family.single)
    hit, extra, missed = given & wanted, given & ~wanted, ~given & wanted
    counts = np.stack([hit, extra, missed], axis=2).astype(np.float64)  # texts, labels, 3
    per_group = np.zeros((int(groups.max()) + 1 if len(groups) else 0, *counts.shape[1:]))
    np.add.at(per_group, groups, counts)
    total = per_group.sum(axis=0)
    present: Bools = np.asarray(wanted.any(axis=0) | truth.any(axis=0))
    macro, micro = _f1s(total[None], present)
    intervals = _intervals(per_group, present, resamples, seed)
    scores = {}
    for i, label in enumerate(family.ids):
        tp, fp, fn = total[i]
        scores[label] = LabelScore(
            precision=float(tp / (tp + fp)) if tp + fp else 0.0,
            recall=float(tp / (tp + fn)) if tp + fn else 0.0,
            f1=float(2 * tp / (2 * tp + fp + fn)) if tp + fp + fn else 0.0,
            support=int(tp + fn),
        )
    ece, reliability = _calibration(probabilities, wanted, single=family.single)
    return FamilyScore(
        macro=float(macro[0]),
        macro_interval=intervals[0],
        micro=float(micro[0]),
        micro_interval=intervals[1],
        exact=float((given == wanted).all(axis=1).mean()) if len(given) else 0.0,
        first=None if family.single else _first(family, order, examples, weak),
        ece=ece,
        labels=scores,
        reliability=reliability,
        confusion=_confusion(given, wanted) if family.single else None,
    )


def settle_weak(given: Bools, truth: Bools, weak: Bools, *, single: bool) -> Bools:
    """What is right for a prediction: as the truth says, and as the prediction says where the label is weak."""
    if not single:
        either: Bools = np.where(weak, given, truth)
        return either
    accepted: Bools = np.asarray((given & weak).any(axis=1))
    settled: Bools = np.where(accepted[:, None], given, truth)
    return settled


def _first(family: Family, order: Sequence[Sequence[int]], examples: Sequence[Example], weak: Bools) -> float | None:
    """Of the paragraphs that have a firm label first, the share in which the first one given is it (or a weak one)."""
    right = counted = 0
    for row, (numbers, example) in enumerate(zip(order, examples, strict=True)):
        listed = example.labels.get(family.id, ())
        if not listed or f"{family.id}:{listed[0]}" in example.weak:
            continue
        counted += 1
        right += bool(numbers) and (family.ids[numbers[0]] == listed[0] or bool(weak[row, numbers[0]]))
    return right / counted if counted else None


def _groups(examples: Sequence[Example]) -> NDArray[np.int64]:
    number: dict[str, int] = {}
    return np.array(
        [number.setdefault(e.group or f"#{i}", len(number)) for i, e in enumerate(examples)], dtype=np.int64
    )


def _f1s(counts: Numbers, present: Bools) -> tuple[Numbers, Numbers]:
    """Macro and micro F1 of several tables of counts, shape (tables, labels, 3)."""
    tp, fp, fn = counts[:, :, 0], counts[:, :, 1], counts[:, :, 2]
    below = 2 * tp + fp + fn
    f1 = np.divide(2 * tp, below, out=np.zeros_like(tp), where=below > 0)
    # A label that neither occurs nor is given in a table says nothing there.
    counted = present[None, :] & (below > 0)
    macro = np.divide(
        (f1 * counted).sum(axis=1), counted.sum(axis=1), out=np.zeros(len(tp)), where=counted.sum(axis=1) > 0
    )
    all_below = below.sum(axis=1)
    micro = np.divide(2 * tp.sum(axis=1), all_below, out=np.zeros(len(tp)), where=all_below > 0)
    return macro, micro


def _intervals(
    per_group: Numbers, present: Bools, resamples: int, seed: int
) -> tuple[tuple[float, float], tuple[float, float]]:
    if not len(per_group) or resamples < 2:
        return (0.0, 1.0), (0.0, 1.0)
    random = np.random.default_rng(seed)
    size = len(per_group)
    drawn = random.multinomial(size, np.full(size, 1 / size), size=resamples).astype(np.float64)
    tables = np.einsum("rg,glk->rlk", drawn, per_group)
    macro, micro = _f1s(tables, present)
    return _middle(macro), _middle(micro)


def _middle(values: Numbers) -> tuple[float, float]:
    low, high = np.quantile(values, (0.025, 0.975))
    return float(low), float(high)


def _calibration(
    probabilities: Numbers, wanted: Bools, *, single: bool
) -> tuple[float, tuple[tuple[float, float, int], ...]]:
    if single:
        best = probabilities.argmax(axis=1)
        rows = np.arange(len(best))
        p, right = probabilities[rows, best], wanted[rows, best]
    else:
        p, right = probabilities.ravel(), wanted.ravel()
    if not len(p):
        return 0.0, ()
    place = np.minimum((p * _BINS).astype(int), _BINS - 1)
    error, bins = 0.0, []
    for i in range(_BINS):
        inside = place == i
        number = int(inside.sum())
        if not number:
            continue
        mean, share = float(p[inside].mean()), float(right[inside].mean())
        error += number / len(p) * abs(mean - share)
        bins.append((mean, share, number))
    return error, tuple(bins)


def _confusion(given: Bools, wanted: Bools) -> tuple[tuple[int, ...], ...]:
    """Rows: what is true; columns: what was given."""
    size = given.shape[1]
    table = np.zeros((size, size), dtype=int)
    np.add.at(table, (wanted.argmax(axis=1), given.argmax(axis=1)), 1)
    return tuple(tuple(int(n) for n in row) for row in table)


def _rounded(value: Any) -> Any:
    if isinstance(value, float):
        return round(value, 4)
    if isinstance(value, Mapping):
        return {key: _rounded(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_rounded(item) for item in value]
    return value
