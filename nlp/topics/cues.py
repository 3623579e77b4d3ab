"""Cue words: which labels the words of a paragraph speak for, counted in ways that a slogan or a passing name cannot fool.

Takes plain texts and the lists of ``data/cues.yaml`` (or a user's own), gives a matrix of counts: for each label how many
strong and usual words occur, in how much of the text, whether in the opening, and how many stand in mere enumerations.
Within a family a word that lies inside a longer one is not counted. Never decides on a label.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from nlp.errors import ConfigurationError
from nlp.topics.grams import Codes, Ints, Lookup, iter_grams, string_key
from nlp.topics.plain import plain_text

if TYPE_CHECKING:
    from pydantic import BaseModel

__all__ = ["COUNTS", "CueBank", "CueList", "Cues", "Hits", "build_cues", "default_cues", "load_cues", "parse_cues"]

COUNTS = ("strong", "usual", "share", "opening", "passing", "lead")
"""What is counted for each label, see :meth:`CueList.count`."""

_BAR = "|"  # plain texts have none
_SPACE = 7
_LIST_ITEM = 6  # characters up to which a piece between two 、 is a name and not a statement
_CLAUSE = np.array([ord(c) for c in "。;!?,:"], dtype=np.uint32)
_SENTENCE = np.array([ord(c) for c in "。;!?"], dtype=np.uint32)
_PIECE = np.array([ord(c) for c in "。;!?,:、()《》\0"], dtype=np.uint32)


@dataclass(frozen=True, slots=True)
class Cues:
    """The cue lists: family → label → (strong words, usual words, words of titles), and what is done before counting.

    ``passing`` are phrases to cross out. ``apart`` are phrases with a bar where one word ends and the next begins, so that no
    cue is read across it: 市|政府 holds no 市政, 公开|工作 no 开工.
    """

    families: Mapping[str, Mapping[str, tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]]]
    passing: tuple[str, ...]
    apart: tuple[str, ...] = ()

    def crossed_out(self, text: str) -> str:
        """A plain text without the phrases that say nothing, and with bars between words that would be misread."""
        for phrase in self.passing:
            if phrase in text:
                text = text.replace(phrase, "")
        for joined, phrase in _joined(self.apart):
            if joined in text:
                text = text.replace(joined, phrase)
        return text

    def to_plain(self) -> dict[str, Any]:
        """The lists as plain values, readable by :func:`build_cues` again."""
        return {
            "passing": list(self.passing),
            "apart": list(self.apart),
            "families": {
                family: {label: [" ".join(tier) for tier in tiers] for label, tiers in labels.items()}
                for family, labels in self.families.items()
            },
        }


@lru_cache(maxsize=16)
def _joined(apart: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Each phrase without its bar, and with it."""
    return tuple((phrase.replace(_BAR, ""), phrase) for phrase in apart)


def build_cues(plain: Any) -> Cues:
    """Cue lists from what :meth:`Cues.to_plain` gave. Raises the usual errors of wrong keys and types."""
    families = {}
    for family, listed in plain["families"].items():
        families[str(family)] = {
            str(label): (tuple(s.split()), tuple(u.split()), tuple(h.split())) for label, (s, u, h) in listed.items()
        }
    return Cues(families, tuple(map(str, plain["passing"])), tuple(map(str, plain["apart"])))


@dataclass(frozen=True, slots=True)
class Hits:
    """Cue words found in texts: where each begins, its length and its number, in order of place."""

    begin: Ints
    size: Ints
    word: Ints


class _Layout:
    """Where the sentences, clauses and pieces of texts are; the same for all families, so found once."""

    def __init__(self, codes: Codes) -> None:
        self.codes = codes.codes
        self.owner = codes.owner
        self.count = codes.count
        written = (codes.codes != 0).astype(np.float32)
        self.sentence = _numbered(codes.codes, _SENTENCE) + codes.owner  # a text's end ends a sentence
        self.sentence_lengths = np.bincount(self.sentence, written)
        self.text_lengths = np.maximum(np.bincount(codes.owner, written, minlength=codes.count), 1)
        self.clause = _numbered(codes.codes, _CLAUSE)
        self.first_clause = self.clause[np.searchsorted(codes.owner, np.arange(codes.count))]
        self.stops = np.flatnonzero(np.isin(codes.codes, _PIECE))

    def in_enumeration(self, begin: Ints, size: Ints) -> NDArray[np.bool_]:
        """Whether a hit stands in a short piece with 、 before or after it: 教育、医疗、养老."""
        after = np.searchsorted(self.stops, begin + size)
        right = self.stops[after]
        left = np.where(after > 0, self.stops[np.maximum(after - 1, 0)], -1)
        comma_before = (left >= 0) & (self.codes[np.maximum(left, 0)] == ord("、"))
        beside = ((self.codes[right] == ord("、")) | comma_before) & (right - left - 1 <= _LIST_ITEM)
        # 教育、医疗等领域: the last name has no 、 behind it.
        last = (self.codes[begin + size] == ord("等")) & comma_before & (begin + size - left - 1 <= _LIST_ITEM)
        passing: NDArray[np.bool_] = beside | last
        return passing


class CueList:
    """The words of one family, ready to be counted in many texts at once."""

    def __init__(self, labels: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> None:
        self.labels = tuple(labels)
        words: dict[str, list[int]] = {}
        for number, (strong, usual) in enumerate(labels.values()):
            for tier, listed in enumerate((strong, usual)):
                for word in listed:
                    plain = plain_text(word)
                    if plain:
                        words.setdefault(plain, []).append(number * 2 + tier)
        self.words = tuple(words)
        self.speaks = np.zeros((len(self.words), len(self.labels) * 2), dtype=bool)
        for row, columns in enumerate(words.values()):
            self.speaks[row, columns] = True

    def count(self, layout: _Layout, hits: Hits) -> NDArray[np.float32]:
        """Counts of shape (texts, labels, 6), in the order of :data:`COUNTS`.

        ``strong`` and ``usual``: ln(1 + different words); ``share``: the part of the text, by sentences, that holds a strong
        word; ``opening``: 1 if the first clause holds one; ``passing``: ln(1 + strong words in mere enumerations);
        ``lead``: the label's part of all strong words of its family.
        """
        texts, labels = layout.count, len(self.labels)
        out = np.zeros((texts, labels, len(COUNTS)), dtype=np.float32)
        begin, word = hits.begin, hits.word
        if not len(begin):
            return out
        owner = layout.owner[begin]
        passing = layout.in_enumeration(begin, hits.size)
        _, first = np.unique(owner * len(self.words) + word + passing * texts * len(self.words), return_index=True)
        speaks = self.speaks[word]
        once, listed = first[~passing[first]], first[passing[first]]
        tiers = _sums(owner[once], speaks[once], texts)
        strong = tiers[:, 0::2]
        out[:, :, 0] = np.log1p(strong)
        out[:, :, 1] = np.log1p(tiers[:, 1::2])
        out[:, :, 4] = np.log1p(_sums(owner[listed], speaks[listed, 0::2], texts))
        out[:, :, 5] = strong / np.maximum(strong.sum(axis=1, keepdims=True), 1)
        rows, label = np.nonzero(speaks[:, 0::2] & ~passing[:, None])
        if len(rows):
            at = begin[rows]
            pairs, where = np.unique(layout.sentence[at] * labels + label, return_index=True)
            share = np.bincount(
                owner[rows[where]] * labels + label[where], layout.sentence_lengths[pairs // labels], texts * labels
            )
            out[:, :, 2] = share.reshape(texts, labels) / layout.text_lengths[:, None]
            opens = layout.clause[at] == layout.first_clause[owner[rows]]
            out[owner[rows[opens]], label[opens], 3] = 1
        return out


class CueBank:
    """The words of several families, looked for in one pass over the texts."""

    def __init__(self, lists: Mapping[str, CueList]) -> None:
        self.lists = dict(lists)
        words = list(dict.fromkeys(word for listed in lists.values() for word in listed.words))
        number = {word: i for i, word in enumerate(words)}
        self._lengths = tuple(sorted({len(word) for word in words}))
        self._lookup = Lookup(np.array([string_key(word, _SPACE) for word in words], dtype=np.uint64), 18)
        self._own: dict[str, Ints] = {}
        for family, listed in lists.items():
            self._own[family] = np.full(len(words) + 1, -1, dtype=np.int64)
            self._own[family][[number[word] for word in listed.words]] = np.arange(len(listed.words))

    def hits(self, codes: Codes) -> dict[str, Hits]:
        """For each family every word of it that is not inside a longer word of it."""
        begins: list[Ints] = [np.zeros(0, dtype=np.int64)]
        sizes: list[Ints] = [np.zeros(0, dtype=np.int64)]
        words: list[Ints] = [np.zeros(0, dtype=np.int64)]
        for length, places, keys in iter_grams(codes, self._lengths, _SPACE):
            known, numbers = self._lookup.find(keys)
            begins.append(places[known])
            sizes.append(np.full(len(known), length, dtype=np.int64))
            words.append(numbers)
        begin, size, word = np.concatenate(begins), np.concatenate(sizes), np.concatenate(words)
        # By place, the longest first: a hit is inside another if an earlier one in this order ends at or after it.
        order = np.argsort(begin * 64 - np.minimum(size, 63), kind="stable")
        begin, size, word = begin[order], size[order], word[order]
        out = {}
        for family, own in self._own.items():
            mine = np.flatnonzero(own[word] >= 0)
            end = begin[mine] + size[mine]
            alone = np.ones(len(end), dtype=bool)
            if len(end):
                alone[1:] = end[1:] > np.maximum.accumulate(end)[:-1]
            kept = mine[alone]
            out[family] = Hits(begin[kept], size[kept], own[word[kept]])
        return out

    def count(self, codes: Codes) -> dict[str, NDArray[np.float32]]:
        """For each family the counts of :meth:`CueList.count`."""
        if not codes.count:
            return {family: np.zeros((0, len(f.labels), len(COUNTS)), np.float32) for family, f in self.lists.items()}
        layout = _Layout(codes)
        hits = self.hits(codes)
        return {family: listed.count(layout, hits[family]) for family, listed in self.lists.items()}


def _sums(owner: Ints, flags: NDArray[np.bool_], texts: int) -> NDArray[np.float32]:
    """For each text the column sums of its rows of ``flags``."""
    width = flags.shape[1]
    rows, columns = np.nonzero(flags)
    return np.bincount(owner[rows] * width + columns, minlength=texts * width).reshape(texts, width).astype(np.float32)


def _numbered(codes: NDArray[np.uint32], stops: NDArray[np.uint32]) -> Ints:
    """The number of the stretch that each character is in; a stop belongs to the stretch it ends."""
    ends = np.isin(codes, stops)
    return (np.cumsum(ends) - ends).astype(np.int64)


def parse_cues(source: str, name: str) -> Cues:
    """Cue lists from YAML text; ``name`` is the file's for messages. Raises :class:`ConfigurationError`."""
    import yaml
    from pydantic import ValidationError

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        raw: Any = yaml.load(source, Loader=loader)
        checked: Any = _model().model_validate(raw)
    except yaml.YAMLError as error:
        raise ConfigurationError(name, f"not YAML: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{name}: {'.'.join(map(str, first['loc']))}", str(first["msg"])) from error
    families = {
        family: {
            label: (tuple(words.strong.split()), tuple(words.usual.split()), tuple(words.heading.split()))
            for label, words in labels.items()
        }
        for family, labels in checked.families.items()
    }
    passing = tuple(sorted((plain_text(phrase) for phrase in checked.passing.split()), key=len, reverse=True))
    apart = tuple(_BAR.join(map(plain_text, phrase.split(_BAR))) for phrase in checked.apart.split())
    for phrase in apart:
        if _BAR not in phrase.strip(_BAR):
            raise ConfigurationError(f"{name}: apart", f"{phrase!r} has no bar between two words")
    return Cues(families, passing, apart)


@cache
def default_cues() -> Cues:
    """The shipped lists. Raises :class:`ConfigurationError` if the file is damaged."""
    source = resources.files("nlp.topics").joinpath("data", "cues.yaml").read_text(encoding="utf-8")
    return parse_cues(source, "cues.yaml")


def load_cues(path: Path) -> Cues:
    """Cue lists of a user's own. Raises :class:`ConfigurationError`."""
    try:
        source = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(str(path), f"cannot be read: {error}") from error
    return parse_cues(source, str(path))


@cache
def _model() -> type[BaseModel]:
    from pydantic import BaseModel, ConfigDict

    class Words(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        strong: str = ""
        usual: str = ""
        heading: str = ""

    class File(BaseModel):
        model_config = ConfigDict(extra="forbid", strict=True)
        passing: str = ""
        apart: str = ""
        families: dict[str, dict[str, Words]]

    return File
