"""Which paragraphs to label next: those the classifier is unsure of, no two alike, none that the corpus already has.

Takes candidate paragraphs (of a folder of reports), a classifier and the corpus as it stands, gives rows with the predicted
labels for a person to correct. Never labels on its own authority: every suggestion says how unsure it is and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from nlp.corpus.rows import Row
from nlp.topics.api import Classifier, Example
from nlp.topics.grams import Codes, gram_keys
from nlp.topics.plain import plain_text
from nlp.types import ReportResult

__all__ = ["Suggestion", "candidates_of", "hashed_vectors", "suggest_rows"]

_WIDTH = 512
_SPACE = 9
_SHORTEST = 15  # plain characters: shorter pieces are captions and signatures
_SAME = 0.92  # cosine from which two paragraphs are the same one


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A paragraph worth labelling. ``doubt`` is in 0 to 1; ``reason`` names the label that is in doubt."""

    row: Row
    doubt: float
    reason: str


def candidates_of(results: Sequence[ReportResult]) -> list[Example]:
    """The paragraphs of reports, without titles."""
    out = []
    for result in results:
        about = result.structure.metadata
        group = about.issuer or Path(result.document.source.path).stem
        for number, paragraph in enumerate(result.structure.paragraphs):
            if paragraph.is_heading:
                continue
            text = " ".join(paragraph.span.of(result.text).split())
            name = f"{Path(result.document.source.path).stem}-{number:03d}"
            out.append(Example(text, paragraph.headings, paragraph.section, {}, frozenset(), group, name))
    return out


def suggest_rows(
    candidates: Sequence[Example], classifier: Classifier, count: int, known: Sequence[Row] = ()
) -> list[Suggestion]:
    """The ``count`` paragraphs that would teach most, most doubtful first.

    Taken one by one: the next is the one with the largest doubt times its distance from the nearest one that the corpus or
    the list already has.
    """
    long_enough = [e for e in candidates if len(plain_text(e.text)) >= _SHORTEST]
    if not long_enough:
        return []
    doubts = _doubts(long_enough, classifier)
    vectors = hashed_vectors([e.text for e in long_enough])
    nearest = np.zeros(len(long_enough))
    if known:
        against = hashed_vectors([row.text for row in known])
        for i in range(0, len(vectors), 512):
            nearest[i : i + 512] = (vectors[i : i + 512] @ against.T).max(axis=1)
    value = np.array([doubt for doubt, _ in doubts])
    predicted = classifier.predict(
        [e.text for e in long_enough], [e.headings for e in long_enough], [e.section for e in long_enough]
    )
    taken: list[Suggestion] = []
    free = nearest < _SAME
    while len(taken) < count and free.any():
        score = np.where(free, value * (1 - nearest), -1.0)
        best = int(score.argmax())
        free[best] = False
        nearest = np.maximum(nearest, vectors @ vectors[best])
        free &= nearest < _SAME
        example, topics = long_enough[best], predicted[best]
        row = Row(
            id=example.id,
            office=example.group,
            section=example.section or "",
            headings=list(example.headings),
            text=example.text,
            function=topics.function.label if topics.function else "",
            five=[scored.label for scored in topics.five],
            domains=[scored.label for scored in topics.domains],
        )
        taken.append(Suggestion(row, round(float(value[best]), 3), doubts[best][1]))
    return sorted(taken, key=lambda s: -s.doubt)


def _doubts(examples: Sequence[Example], classifier: Classifier) -> list[tuple[float, str]]:
    """For each paragraph the doubt of its most doubtful decision, and which one that is."""
    tables = classifier.probabilities(
        [e.text for e in examples], [e.headings for e in examples], [e.section for e in examples]
    )
    out = [(0.0, "")] * len(examples)
    for name, family in classifier.labels.families.items():
        p = tables[name]
        for row in range(len(examples)):
            if family.single:
                second, first = np.argsort(p[row])[-2:]
                doubt = 1 - float(p[row, first] - p[row, second])
                reason = f"{family.ids[first]}/{family.ids[second]}"
            else:
                limits = np.array([classifier.decision.thresholds[name][label] for label in family.ids])
                # 1 at the threshold, 0 at certainty on either side.
                gaps = np.where(
                    p[row] >= limits, (p[row] - limits) / (1 - limits + 1e-9), (limits - p[row]) / (limits + 1e-9)
                )
                closest = int(gaps.argmin())
                doubt, reason = 1 - float(gaps[closest]), f"{name}:{family.ids[closest]}"
            out[row] = max(out[row], (doubt, reason))
    return out


def hashed_vectors(texts: Sequence[str]) -> NDArray[np.float32]:
    """Unit vectors of hashed character pairs and triples."""
    owner, keys = gram_keys(Codes.of([plain_text(text) for text in texts]), (2, 3), _SPACE)
    place = (keys >> np.uint64(64 - 9)).astype(np.int64)
    sign = np.where((keys & np.uint64(1)).astype(bool), 1.0, -1.0)
    table = np.zeros((len(texts), _WIDTH), dtype=np.float32)
    np.add.at(table, (owner, place), sign)
    length = np.linalg.norm(table, axis=1, keepdims=True)
    unit: NDArray[np.float32] = table / np.maximum(length, 1e-6)
    return unit
