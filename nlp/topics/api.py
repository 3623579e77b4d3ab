"""What every classifier of paragraphs can do, whatever it is made of.

Takes texts with the headings above them and the part of the report they stand in, gives probabilities and from them one
:class:`~nlp.types.ParagraphTopics` a text. The decision (thresholds, how many labels, what silences what) is made here,
the same for all backends, so that they differ in nothing but their probabilities. Never reads files.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from nlp.topics.labels import LabelSet
from nlp.types import ParagraphTopics, ScoredLabel

__all__ = [
    "Classifier",
    "Contribution",
    "Decision",
    "Example",
    "Explanation",
    "Headings",
    "Probabilities",
    "Sections",
    "decide",
    "truth_of",
]

Headings: TypeAlias = "Sequence[str | Sequence[str] | None] | None"
"""For each text its headings, outermost first, or only the nearest one, or None."""

Sections: TypeAlias = "Sequence[str | None] | None"
"""For each text the key of its section (DESIGN section 3), or None where unknown."""

Probabilities: TypeAlias = Mapping[str, NDArray[np.float64]]
"""For each family an array of shape (texts, labels), calibrated: of all 0.8s, about 80 in 100 are right."""


@dataclass(frozen=True, slots=True)
class Example:
    """A labelled paragraph. ``weak`` holds "family:label" where presence and absence are both right.

    ``group`` is the office that wrote it; paragraphs of one office are never split between training and test.
    """

    text: str
    headings: tuple[str, ...] = ()
    section: str | None = None
    labels: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    weak: frozenset[str] = frozenset()
    group: str = ""
    id: str = ""


@dataclass(frozen=True, slots=True)
class Contribution:
    """A feature that spoke for (weight > 0) or against a label. ``where``: text, opening, heading, sentence, section or cues."""

    feature: str
    where: str
    weight: float


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a label has its probability: the strongest features first. Weights are log-odds before calibration."""

    family: str
    label: str
    p: float
    contributions: tuple[Contribution, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """How probabilities become labels: a threshold for each label, and when the best FUNCTION label is unsure."""

    thresholds: Mapping[str, Mapping[str, float]]
    unsure_below: float = 0.5

    @classmethod
    def even(cls, labels: LabelSet) -> Decision:
        """One half everywhere."""
        return cls({name: dict.fromkeys(family.ids, 0.5) for name, family in labels.families.items()})


@runtime_checkable
class Classifier(Protocol):
    """A classifier, trained or built in. Obtained with :func:`nlp.topics.load_classifier` or from a training run."""

    name: str
    version: str
    labels: LabelSet
    decision: Decision

    def probabilities(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> Probabilities:
        """Calibrated probabilities of every label for every text."""
        ...

    def predict(
        self, texts: Sequence[str], headings: Headings = None, sections: Sections = None
    ) -> list[ParagraphTopics]:
        """One result a text, in order. Raises :class:`ValueError` if headings or sections differ in number."""
        ...

    def explain(
        self, text: str, headings: Sequence[str] = (), section: str | None = None, top: int = 8
    ) -> tuple[Explanation, ...]:
        """Why the labels of this paragraph were given; for backends that cannot tell, labels without contributions."""
        ...

    def save(self, folder: Path) -> tuple[str, ...]:
        """Write the weights into an existing folder; gives the names of the files. The manifest is not its business."""
        ...


def decide(probabilities: Probabilities, labels: LabelSet, decision: Decision) -> list[ParagraphTopics]:
    """Labels from probabilities.

    FUNCTION takes the most probable label. The other families take every label at or above its threshold, most probable
    first, at most ``most`` of them, and none where the FUNCTION label silences the family.
    """
    count = len(next(iter(probabilities.values())))
    functions: list[ScoredLabel | None] = [None] * count
    if "function" in probabilities:
        ids, table = labels.families["function"].ids, probabilities["function"]
        best = table.argmax(axis=1) if count else np.zeros(0, dtype=int)
        functions = [ScoredLabel(ids[i], _rounded(table[row, i])) for row, i in enumerate(best)]
    chosen = {
        name: _chosen(probabilities[name], labels, decision, name, functions)
        for name in ("five", "domains")
        if name in probabilities
    }
    nothing: list[tuple[ScoredLabel, ...]] = [()] * count
    return [
        ParagraphTopics(
            function=function,
            five=five,
            domains=domains,
            unsure=function is not None and function.p < decision.unsure_below,
        )
        for function, five, domains in zip(
            functions, chosen.get("five", nothing), chosen.get("domains", nothing), strict=True
        )
    ]


def _chosen(
    table: NDArray[np.float64],
    labels: LabelSet,
    decision: Decision,
    name: str,
    functions: Sequence[ScoredLabel | None],
) -> list[tuple[ScoredLabel, ...]]:
    family = labels.families[name]
    limits = np.array([decision.thresholds[name][label] for label in family.ids])
    over = table >= limits
    out: list[tuple[ScoredLabel, ...]] = []
    for row, function in enumerate(functions):
        picked = np.flatnonzero(over[row])
        if not len(picked) or (function is not None and function.label in family.silent):
            out.append(())
            continue
        ranked = sorted(picked, key=lambda i: -table[row, i])[: family.most]
        out.append(tuple(ScoredLabel(family.ids[i], _rounded(table[row, i])) for i in ranked))
    return out


def _rounded(p: float) -> float:
    return round(float(p), 4)


def truth_of(examples: Sequence[Example], labels: LabelSet) -> dict[str, NDArray[np.bool_]]:
    """For each family what is true: an array of shape (examples, labels)."""
    return {
        name: np.array([[label in e.labels.get(name, ()) for label in family.ids] for e in examples], dtype=bool)
        for name, family in labels.families.items()
    }


def weak_of(examples: Sequence[Example], labels: LabelSet) -> dict[str, NDArray[np.bool_]]:
    """For each family which labels may be given or left out: an array of shape (examples, labels)."""
    return {
        name: np.array([[f"{name}:{label}" in e.weak for label in family.ids] for e in examples], dtype=bool)
        for name, family in labels.families.items()
    }
