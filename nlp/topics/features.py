"""Paragraphs as numbers: the characters of text, opening and titles, and what the cue words count.

Takes texts and contexts, gives :class:`Rows`: sparse n-gram features (TF-IDF in separate spaces, so that a word in a title
is not a word in the text) and a dense block (cue counts per label, chapter named by the nearest title, section). The same
code serves training and use; it needs numpy alone. Never learns anything: the vocabulary is handed to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from nlp.topics.context import SECTIONS, Context
from nlp.topics.cues import COUNTS, CueBank, CueList, Cues
from nlp.topics.grams import Codes, Ints, Lookup, gram_keys, string_key
from nlp.topics.labels import LabelSet
from nlp.topics.plain import plain_text

__all__ = ["SPACES", "Featurizer", "Floats", "Rows", "Space", "Vocabulary"]

Floats = NDArray[np.float32]

OPENING = 14  # plain characters: long enough for a run-in heading, too short for its sentence


@dataclass(frozen=True, slots=True)
class Space:
    """A kind of place in which n-grams are counted apart. ``scale`` is the length of each text's vector in it."""

    name: str
    number: int
    lengths: tuple[int, ...]
    scale: float


SPACES = (
    Space("text", 1, (1, 2, 3, 4), 5.0),
    Space("opening", 2, (1, 2, 3), 1.5),
    Space("heading", 3, (1, 2, 3), 2.5),
    Space("above", 4, (1, 2, 3), 1.0),
)
"""``heading`` is the title that names the chapter (else the nearest), ``above`` all the others."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The known n-grams: hash keys, the space each belongs to (its place in :data:`SPACES`) and its IDF."""

    keys: NDArray[np.uint64]
    spaces: NDArray[np.uint8]
    idf: Floats


@dataclass(frozen=True, slots=True)
class Rows:
    """Features of many paragraphs. ``row``, ``column``, ``value``: the sparse part; ``dense``: (texts, dense columns).

    ``counts`` holds the cue counts of each family, shape (texts, labels, 6), for models that compare labels.
    """

    row: Ints
    column: Ints
    value: Floats
    dense: Floats
    counts: Mapping[str, Floats]


class Featurizer:
    """Turns paragraphs into :class:`Rows` with the cue lists and (once known) the vocabulary of a model."""

    def __init__(self, cues: Cues, labels: LabelSet, vocabulary: Vocabulary | None = None) -> None:
        self.cues = cues
        self.within = {name: family.within for name, family in labels.families.items()}
        self.lists = {
            family: CueList({label: (strong, usual) for label, (strong, usual, _) in labels.items()})
            for family, labels in cues.families.items()
        }
        self._bank = CueBank(self.lists)
        self.titles = {
            family: CueList({label: (heading or strong, ()) for label, (strong, _, heading) in labels.items()})
            for family, labels in cues.families.items()
        }
        self._title_bank = CueBank(self.titles)
        self.vocabulary = vocabulary
        self._lookup = None if vocabulary is None else Lookup(vocabulary.keys)
        self.title_of = lru_cache(maxsize=4096)(self._find_title)

    @property
    def dense_names(self) -> tuple[str, ...]:
        """The dense columns' names: cues.family.label.count, title.family.label, section.key, length."""
        names = [
            f"cues.{family}.{label}.{count}"
            for family, cues in self.lists.items()
            for label in cues.labels
            for count in COUNTS
        ]
        names += [f"title.{family}.{label}" for family, cues in self.titles.items() for label in cues.labels]
        names += [f"section.{key}" for key in (*SECTIONS, "unknown")]
        return (*names, "length")

    def plain(self, texts: Sequence[str]) -> list[str]:
        """The texts in plain form."""
        return [plain_text(text) for text in texts]

    def texts_of(self, plain: Sequence[str], contexts: Sequence[Context]) -> dict[str, list[str]]:
        """For each space the string that stands in it, for each paragraph."""
        return {
            "text": list(plain),
            "opening": ["^" + text[:OPENING] for text in plain],
            "heading": ["^" + title + "$" if title else "" for title in (self.title_of(c)[0] for c in contexts)],
            "above": ["/".join((*c.leads, *(h for h in c.headings if h != self.title_of(c)[0]))) for c in contexts],
        }

    def rows(self, plain: Sequence[str], contexts: Sequence[Context]) -> Rows:
        """The features of plain texts in their contexts."""
        counts = self.count(plain)
        dense = np.hstack(
            [
                *(table.reshape(len(plain), table.shape[1] * table.shape[2]) for table in counts.values()),
                self._titles(contexts),
                self._sections(contexts),
                np.log1p(np.array([len(text) for text in plain], dtype=np.float32))[:, None] / 5,
            ],
            dtype=np.float32,
        )
        row, column, value = self._sparse(plain, contexts)
        return Rows(row, column, value, dense, counts)

    def count(self, plain: Sequence[str]) -> dict[str, Floats]:
        """The cue counts of each family, shape (texts, labels, 6)."""
        return self._bank.count(Codes.of([self.cues.crossed_out(text) for text in plain]))

    def words_in(self, plain: str) -> dict[tuple[str, str], tuple[str, ...]]:
        """The strong cue words of a plain text, by family and label, in order of appearance."""
        out: dict[tuple[str, str], dict[str, None]] = {}
        hits = self._bank.hits(Codes.of([self.cues.crossed_out(plain)]))
        for family, cues in self.lists.items():
            words = [cues.words[i] for i in hits[family].word]
            for label, (strong, _, _) in self.cues.families[family].items():
                known = {plain_text(word) for word in strong}
                for word in words:
                    if word in known:
                        out.setdefault((family, label), {})[word] = None
        return {key: tuple(words) for key, words in out.items()}

    def _sparse(self, plain: Sequence[str], contexts: Sequence[Context]) -> tuple[Ints, Ints, Floats]:
        vocabulary, lookup = self.vocabulary, self._lookup
        if vocabulary is None or lookup is None:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(0, np.float32)
        texts = self.texts_of(plain, contexts)
        owners: list[Ints] = []
        numbers: list[Ints] = []
        for space in SPACES:
            owner, keys = gram_keys(Codes.of(texts[space.name]), space.lengths, space.number)
            known, found = lookup.find(keys)
            owners.append(owner[known])
            numbers.append(found)
        width = len(vocabulary.keys)
        pairs, times = np.unique(np.concatenate(owners) * width + np.concatenate(numbers), return_counts=True)
        row, column = pairs // width, pairs % width
        value = (1 + np.log(times.astype(np.float32))) * vocabulary.idf[column]
        place = vocabulary.spaces[column]
        group = row * len(SPACES) + place
        squares = np.bincount(group, value * value, minlength=len(plain) * len(SPACES))
        scales = np.array([space.scale for space in SPACES], dtype=np.float32)
        value *= scales[place] / np.sqrt(squares[group]).astype(np.float32)
        return row, column, value.astype(np.float32)

    def _titles(self, contexts: Sequence[Context]) -> Floats:
        return np.array([self.title_of(context)[1] for context in contexts], dtype=np.float32).reshape(
            len(contexts), sum(len(cues.labels) for cues in self.titles.values())
        )

    def _find_title(self, context: Context) -> tuple[str, Floats]:
        """The title that names the chapter, and for each label of each family whether the deciding title names it.

        The chapter (FUNCTION) is named by the nearest title that names any label that the section admits; an item's opening
        (一是…) counts only where no title does. Other families look at openings first, then at the nearest title.
        """
        chapter = context.headings[0] if context.headings else ""
        titles = (*context.headings, *context.leads)
        counts = self._title_bank.count(Codes.of([self.cues.crossed_out(title) for title in titles]))
        parts = []
        for family, cues in self.titles.items():
            found = np.zeros(len(cues.labels), dtype=np.float32)
            admitted = self.within.get(family, {}).get(context.section or "", cues.labels)
            open_to = np.array([label in admitted for label in cues.labels], dtype=np.float32)
            order = list(range(len(titles)))
            if family != "function":
                order = [*order[len(context.headings) :], *order[: min(1, len(context.headings))]]
            for place in order:
                found = counts[family][place, :, 0] * open_to
                if found.any():
                    if family == "function" and place < len(context.headings):
                        chapter = titles[place]
                    break
            parts.append(found / max(float(found.max()), 1e-6))
        return chapter, np.concatenate(parts)

    @staticmethod
    def _sections(contexts: Sequence[Context]) -> Floats:
        out = np.zeros((len(contexts), len(SECTIONS) + 1), dtype=np.float32)
        for i, context in enumerate(contexts):
            out[i, SECTIONS.index(context.section) if context.section else -1] = 1
        return out


def collect_vocabulary(texts: Mapping[str, Sequence[str]], least: Mapping[str, int], most: int) -> Vocabulary:
    """The n-grams that occur in at least ``least[space]`` texts, at most ``most`` per space (the commonest)."""
    keys: list[NDArray[np.uint64]] = []
    spaces: list[NDArray[np.uint8]] = []
    idf: list[Floats] = []
    for place, space in enumerate(SPACES):
        codes = Codes.of(texts[space.name])
        owner, found = gram_keys(codes, space.lengths, space.number)
        distinct, number = np.unique(found, return_inverse=True)
        pairs = np.unique(owner * max(len(distinct), 1) + number)
        frequency = np.bincount(pairs % max(len(distinct), 1), minlength=len(distinct))
        kept = np.flatnonzero(frequency >= least[space.name])
        if len(kept) > most:
            kept = np.sort(kept[np.lexsort((distinct[kept], -frequency[kept]))[:most]])
        keys.append(distinct[kept])
        spaces.append(np.full(len(kept), place, dtype=np.uint8))
        present = sum(1 for text in texts[space.name] if text)
        idf.append((np.log((1 + present) / (1 + frequency[kept])) + 1).astype(np.float32))
    return Vocabulary(np.concatenate(keys), np.concatenate(spaces), np.concatenate(idf))


def name_features(text: str, space: Space) -> dict[int, str]:
    """The n-grams of a text by their keys, so that a model that stores keys can name what it saw."""
    return {
        string_key(text[i : i + length], space.number): text[i : i + length]
        for length in space.lengths
        for i in range(len(text) - length + 1)
    }
