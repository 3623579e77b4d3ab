"""How far two people agree on the same paragraphs: Cohen's kappa for each family of labels.

Takes two labellings (rows with the same ids), gives an :class:`Agreement` with the disagreements to talk about. Kappa is the
agreement beyond chance, 1 at most. Weak labels are left out: they are where both answers were declared right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from nlp.corpus.rows import Row
from nlp.errors import ConfigurationError
from nlp.topics.labels import Family, LabelSet, default_labels

__all__ = ["Agreement", "Disagreement", "FamilyAgreement", "compare", "kappa"]


@dataclass(frozen=True, slots=True)
class FamilyAgreement:
    """``kappa``: of FUNCTION over its labels, of the others the mean over the labels that either person used.

    ``observed``: share of paragraphs with equal labels; ``labels``: kappa of each label, taken as yes or no.
    """

    kappa: float
    observed: float
    labels: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Where two people differ: the paragraph, the family, and what each gave."""

    id: str
    family: str
    first: tuple[str, ...]
    second: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agreement:
    """Two labellings compared over the ``paragraphs`` that both hold."""

    paragraphs: int
    families: Mapping[str, FamilyAgreement]
    disagreements: tuple[Disagreement, ...]


def kappa(first: Sequence[object], second: Sequence[object]) -> float:
    """Cohen's kappa of two lists of answers. 1 where both gave one and the same answer throughout."""
    if len(first) != len(second) or not first:
        raise ValueError("two lists of the same length are needed, not empty")
    answers = sorted({*first, *second}, key=repr)
    place = {answer: i for i, answer in enumerate(answers)}
    table = np.zeros((len(answers), len(answers)))
    np.add.at(table, ([place[a] for a in first], [place[b] for b in second]), 1)
    table /= len(first)
    observed = float(np.trace(table))
    chance = float(table.sum(axis=0) @ table.sum(axis=1))
    return 1.0 if chance >= 1 else (observed - chance) / (1 - chance)


def compare(first: Sequence[Row], second: Sequence[Row], labels: LabelSet | None = None) -> Agreement:
    """Compare two labellings. Raises :class:`ConfigurationError` if they share no paragraph."""
    others = {row.id: row for row in second}
    pairs = [(row, others[row.id]) for row in first if row.id in others]
    if not pairs:
        raise ConfigurationError("agreement", "the two labellings have no paragraph id in common")
    families = {}
    apart: list[Disagreement] = []
    for name, family in (labels or default_labels()).families.items():
        families[name] = _family(family, pairs)
        apart += _apart(name, pairs)
    return Agreement(len(pairs), families, tuple(apart))


def _given(row: Row, family: str) -> tuple[str, ...]:
    return (row.function,) if family == "function" else tuple(getattr(row, family))


def _weak(row: Row, family: str) -> set[str]:
    return {label for name, label in row.weak_pairs() if name == family}


def _family(family: Family, pairs: Sequence[tuple[Row, Row]]) -> FamilyAgreement:
    name = family.id
    same = [_settled(a, b, name) for a, b in pairs]
    observed = sum(x == y for x, y in same) / len(same)
    each = {}
    for label in family.ids:
        kept = [(label in x, label in y) for x, y in same]
        table: NDArray[np.bool_] = np.array(kept)
        if table.any():
            each[label] = kappa(table[:, 0].tolist(), table[:, 1].tolist())
    if family.single:
        overall = kappa([tuple(sorted(x)) for x, _ in same], [tuple(sorted(y)) for _, y in same])
    else:
        overall = float(np.mean(list(each.values()))) if each else 1.0
    return FamilyAgreement(overall, observed, each)


def _settled(a: Row, b: Row, family: str) -> tuple[frozenset[str], frozenset[str]]:
    """Both answers; where one person holds a label for weak, the other's answer on it counts for both."""
    first, second = set(_given(a, family)), set(_given(b, family))
    if family == "function":
        if second & _weak(a, family) or first & _weak(b, family):
            return frozenset(first), frozenset(first)
        return frozenset(first), frozenset(second)
    for label in _weak(a, family) - _weak(b, family):
        first = first | {label} if label in second else first - {label}
    for label in _weak(b, family):
        second = second | {label} if label in first else second - {label}
    return frozenset(first), frozenset(second)


def _apart(family: str, pairs: Sequence[tuple[Row, Row]]) -> Iterator[Disagreement]:
    for a, b in pairs:
        x, y = _settled(a, b, family)
        if x != y:
            yield Disagreement(a.id, family, _given(a, family), _given(b, family))
