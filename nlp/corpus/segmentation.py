"""The hand-segmented sentences, and how well a segmenter cuts them.

Takes ``corpora/segmentation`` and a function that cuts a text, gives precision, recall and F1 over words (a word is right
when both its ends are) with an interval from drawing offices anew. Never segments anything itself.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlp.bundled import bundled_folder
from nlp.errors import ConfigurationError

__all__ = ["PARTS", "Score", "Sentence", "corpus_digest", "load_sentences", "score_segmenter"]

PARTS = ("tuning", "heldout", "other_author")
_FILE = "sentences.jsonl"
_DRAWS = 1000


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    id: str = Field(min_length=1)
    office: str = Field(min_length=1)
    level: str
    year: int
    part: str = Field(pattern="^(tuning|heldout|other_author)$")
    words: str = Field(min_length=1)


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence, its words, and the office that it is (as if) from."""

    id: str
    office: str
    part: str
    words: tuple[str, ...]

    @property
    def text(self) -> str:
        """The sentence as a segmenter gets it."""
        return "".join(self.words)


@dataclass(frozen=True, slots=True)
class Score:
    """Shares between 0 and 1; ``low`` and ``high`` bound F1 with 95% when offices are drawn anew; ``whole`` is the share of
    sentences without an error.
    """

    precision: float
    recall: float
    f1: float
    low: float
    high: float
    whole: float


def load_sentences(part: str | None = None, folder: Path | None = None) -> tuple[Sentence, ...]:
    """The sentences of one part or of both. Raises :class:`ConfigurationError` that names file and line."""
    path = (folder or bundled_folder("corpora") / "segmentation") / _FILE
    sentences = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
        try:
            row = _Row.model_validate_json(line)
        except ValidationError as error:
            raise ConfigurationError(f"{path.name}: line {number}", str(error)) from None
        if part is None or row.part == part:
            sentences.append(Sentence(row.id, row.office, row.part, tuple(row.words.split(" "))))
    return tuple(sentences)


def corpus_digest(folder: Path | None = None) -> str:
    """Sixteen hex digits that change with any sentence."""
    data = ((folder or bundled_folder("corpora") / "segmentation") / _FILE).read_bytes()
    return hashlib.sha256(data).hexdigest()[:16]


def score_segmenter(
    cut: Callable[[str], Sequence[str]], sentences: Sequence[Sentence], *, draws: int = _DRAWS, seed: int = 0
) -> Score:
    """How ``cut`` does on ``sentences``; ``draws`` is how often offices are drawn for the interval."""
    by_office: dict[str, list[tuple[int, int, int]]] = {}
    whole = 0
    for sentence in sentences:
        gold, given = _ends(sentence.words), _ends(cut(sentence.text))
        by_office.setdefault(sentence.office, []).append((len(gold & given), len(gold), len(given)))
        whole += gold == given
    offices = list(by_office.values())
    precision, recall, f1 = _shares([count for counts in offices for count in counts])
    chance = random.Random(seed)  # noqa: S311 - a bootstrap, no secret
    drawn = sorted(_shares([count for _ in offices for count in chance.choice(offices)])[2] for _ in range(draws))
    low, high = (drawn[int(0.025 * draws)], drawn[int(0.975 * draws)]) if drawn else (f1, f1)
    return Score(precision, recall, f1, low, high, whole / len(sentences))


def _ends(words: Sequence[str]) -> set[tuple[int, int]]:
    """The words as ranges, blanks between them left out."""
    found = set()
    position = 0
    for word in words:
        bare = "".join(word.split())
        if bare:
            found.add((position, position + len(bare)))
            position += len(bare)
    return found


def _shares(counts: Sequence[tuple[int, int, int]]) -> tuple[float, float, float]:
    right, gold, given = (sum(count[index] for count in counts) for index in range(3))
    precision, recall = right / given, right / gold
    return precision, recall, 2 * precision * recall / (precision + recall)
