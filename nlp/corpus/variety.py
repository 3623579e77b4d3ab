"""What a corpus holds and how varied its language is.

Takes a :class:`~nlp.corpus.rows.Corpus`, gives counts and measures as plain values: distinct n-grams (a corpus made from
templates has few), and how near each test paragraph comes to its nearest training paragraph (templates: very). Never judges.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from nlp.corpus.rows import Corpus, Row
from nlp.corpus.split import part_of
from nlp.corpus.suggest import hashed_vectors
from nlp.topics.plain import plain_text

__all__ = ["count_corpus", "distinct_share", "nearest_similarities"]

_PARTS = ("train", "dev", "test")


def count_corpus(corpus: Corpus) -> dict[str, Any]:
    """Parts, labels and variety."""
    rows = {part: [r for r in corpus.rows if part_of(r.office, corpus.shares) == part] for part in _PARTS}
    labels: dict[str, dict[str, dict[str, int]]] = {}
    weak = Counter(pair for row in corpus.rows for pair in row.weak_pairs())
    for name, family in corpus.labels.families.items():
        counts = {part: Counter(x for row in listed for x in _given(row, name)) for part, listed in rows.items()}
        labels[name] = {
            label: {**{part: counts[part][label] for part in _PARTS}, "weak": weak[name, label]} for label in family.ids
        }
    near = nearest_similarities([r.text for r in rows["test"]], [r.text for r in rows["train"]])
    texts = [plain_text(row.text) for row in corpus.rows]
    openings = Counter(text[:6] for text in texts)
    return {
        "digest": corpus.digest,
        "parts": {
            part: {"rows": len(listed), "offices": len({r.office for r in listed})} for part, listed in rows.items()
        },
        "levels": dict(Counter(row.level for row in corpus.rows).most_common()),
        "regions": dict(Counter(row.region for row in corpus.rows).most_common()),
        "years": {str(year): n for year, n in sorted(Counter(row.year or 0 for row in corpus.rows).items())},
        "labels": labels,
        "variety": {
            "characters per paragraph": round(float(np.mean([len(text) for text in texts])), 1),
            "distinct 4-grams": round(distinct_share(texts, 4), 4),
            "distinct 8-grams": round(distinct_share(texts, 8), 4),
            "distinct openings": round(len(openings) / max(len(texts), 1), 4),
            "nearest training paragraph, median": round(float(np.median(near)), 4) if len(near) else 0.0,
            "nearest training paragraph, 95th percentile": round(float(np.quantile(near, 0.95)), 4)
            if len(near)
            else 0.0,
            "nearest training paragraph, most": round(float(near.max()), 4) if len(near) else 0.0,
        },
    }


def _given(row: Row, family: str) -> Sequence[str]:
    return [row.function] if family == "function" else getattr(row, family)


def distinct_share(texts: Sequence[str], size: int) -> float:
    """Different n-grams over all n-grams of the texts (1: nothing is ever said twice)."""
    seen: set[str] = set()
    total = 0
    for text in texts:
        grams = [text[i : i + size] for i in range(len(text) - size + 1)]
        seen.update(grams)
        total += len(grams)
    return len(seen) / total if total else 0.0


def nearest_similarities(texts: Sequence[str], others: Sequence[str]) -> NDArray[np.float32]:
    """For each text the cosine (character pairs and triples, hashed) of the nearest of the others."""
    if not texts or not others:
        return np.zeros(0, dtype=np.float32)
    against = hashed_vectors(others)
    nearest: NDArray[np.float32] = (hashed_vectors(texts) @ against.T).max(axis=1)
    return nearest
