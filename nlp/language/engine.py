"""The dictionary that cuts runs of Chinese characters: jieba, or its port to Rust, each as a private instance.

Takes a run of Chinese characters, gives its words. The dictionary is jieba's own with the words of the lexicon added and
those that the guide cuts taken out; the process-wide tokenizers of jieba and rjieba are never touched, no cache file is
written, nothing is logged. Never sees numbers, punctuation or blanks.
"""

from __future__ import annotations

import importlib
import io
import logging
import re
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from nlp.errors import ConfigurationError, MissingDependencyError
from nlp.language.lexicon import Lexicon, load_lexicon

__all__ = ["ENGINES", "Dictionary", "Engine", "Words", "load_dictionary", "load_engine"]

ENGINES = ("jieba", "rjieba")
"""Names of the engines. Both give the same words (``tests/unit/language/test_engines.py``); jieba is pure Python."""

_NAMES = frozenset({"nr", "ns", "nt", "nrt", "nrfg"})
_RARE = 200  # occurrences in jieba's corpus up to which an entry of two common words is no word of its own
_COMMON = 20
_RARE_NAME = 10  # the same for entries that its corpus tags as names or idioms, many of them wrongly
_COMMON_IN_NAME = 200
_NEVER = 1e-300  # an entry that no path takes, and that is not guessed anew where its characters are left over


Words = tuple[tuple[str, str], ...]
"""A user's words with their tags."""

_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]+")


class Engine(Protocol):
    """Cuts a run of Chinese characters into words that join to the run again."""

    name: str

    def cut(self, run: str) -> list[str]:
        """The words of ``run``, in order."""


@dataclass(frozen=True, slots=True)
class Dictionary:
    """jieba's dictionary with the lexicon worked in: ``frequencies`` (with its prefixes), their sum, ``tags`` by word."""

    frequencies: Mapping[str, float]
    total: int
    tags: Mapping[str, str]
    added: Mapping[str, int]  # words of the lexicon with the frequency they were given
    dropped: tuple[str, ...]  # entries of jieba's file that are none here
    names: frozenset[str]  # entries that jieba's file takes for names, with or without reason

    def knows(self, word: str) -> bool:
        """Whether the dictionary has the word."""
        return self.frequencies.get(word, 0) >= 1

    def tag(self, word: str) -> str:
        """The word's tag; an unknown word is what its longest known ending is (公开栏 is a 栏), else a noun."""
        for start in range(len(word)):
            found = self.tags.get(word[start:])
            if found is not None:
                return found
        return "n"


@lru_cache(maxsize=4)
def load_engine(name: str = "jieba", words: Words = ()) -> Engine:
    """The engine of that name with a user's ``words`` added, made once in a process.

    Raises :class:`ConfigurationError` for an unknown name, :class:`MissingDependencyError` where its package is absent.
    """
    if name == "jieba":
        return _Jieba(load_dictionary(words))
    if name == "rjieba":
        return _Rjieba(load_dictionary(words))
    raise ConfigurationError("engine", f"{name!r} is unknown; known are {', '.join(ENGINES)}")


@lru_cache(maxsize=2)
def load_dictionary(words: Words = ()) -> Dictionary:
    """The dictionary of jieba, the lexicon and a user's ``words`` with their tags, read once in a process.

    Raises :class:`ConfigurationError` for a word with a blank or a sign in it, or an unknown tag.
    """
    lexicon = load_lexicon()
    frequencies, total, tags = _read_dictionary()
    dropped = _dropped(frequencies, tags, lexicon)
    for word in dropped:
        total -= int(frequencies[word])
        frequencies[word] = _NEVER
        del tags[word]
    tokenizer = _tokenizer(frequencies, total)
    added: dict[str, int] = {}
    for word, tag in {**lexicon.words, **_checked(words, lexicon)}.items():
        wanted = int(tokenizer.suggest_freq(word))  # just enough for the word to win over its pieces
        wanted += wanted // 8 + 1
        tokenizer.total += wanted - int(
            frequencies.get(word, 0)
        )  # as rjieba counts; jieba's add_word counts a word twice
        frequencies[word] = added[word] = wanted
        for end in range(1, len(word)):
            frequencies.setdefault(word[:end], 0)
        tags[word] = tag
    names = frozenset(word for word, tag in tags.items() if tag in _NAMES and word not in added)
    for word in names:
        if not _is_sure(word, tags[word], lexicon):
            tags[word] = "n"
    tags.update(lexicon.tag_of)
    return Dictionary(frequencies, tokenizer.total, tags, added, dropped, names)


def _is_sure(word: str, tag: str, lexicon: Lexicon) -> bool:
    """Whether a name looks like one: jieba's file has thousands of ordinary words as persons and places (许可, 深度)."""
    if tag == "ns":
        return word in lexicon.known_places or (len(word) > 2 and word.endswith(lexicon.place_endings))
    if tag == "nt":
        return word.endswith(lexicon.organ_endings)
    return tag == "nrfg" or (len(word) == 3 and word[0] in lexicon.surnames)


def _checked(words: Words, lexicon: Lexicon) -> dict[str, str]:
    for word, tag in words:
        if not _HAN.fullmatch(word):
            raise ConfigurationError(f"words.{word}", "a word of Chinese characters is expected")
        if tag not in lexicon.upos:
            raise ConfigurationError(f"words.{word}", f"{tag!r} is no tag; known are {', '.join(lexicon.upos)}")
    return dict(words)


def _dropped(frequencies: Mapping[str, float], tags: Mapping[str, str], lexicon: Lexicon) -> tuple[str, ...]:
    """Entries that the guide cuts: those listed, those with a cut head (每月), level and organ (县政府), rare compounds."""
    found = []
    for word, tag in tags.items():
        if word in lexicon.words:
            continue
        kept = lexicon.heads.get(word[0])
        if (
            word in lexicon.split
            or (kept is not None and len(word) > 1 and word not in kept and tag not in _NAMES)
            or (
                word[0] in lexicon.levels and (word[1:] in lexicon.organ_endings or lexicon.words.get(word[1:]) == "nt")
            )
            or (len(word) >= 4 and _is_compound(word, tag, frequencies))
            or (len(word) == 3 and word[0] in lexicon.never_first and _is_headed(word, frequencies))
        ):
            found.append(word)
    return tuple(found)


def _is_compound(word: str, tag: str, frequencies: Mapping[str, float]) -> bool:
    """Whether a rare entry is a row of common words of two or three characters: 年度报告, 征求意见."""
    rare, common = (_RARE_NAME, _COMMON_IN_NAME) if tag in _NAMES or tag in ("i", "nz") else (_RARE, _COMMON)
    return frequencies[word] <= rare and _is_row(word, common, frequencies, cuts=1)


def _is_row(word: str, common: int, frequencies: Mapping[str, float], cuts: int) -> bool:
    if not cuts and len(word) < 4:
        return frequencies.get(word, 0) >= common
    return any(
        frequencies.get(word[:cut], 0) >= common and _is_row(word[cut:], common, frequencies, cuts=0)
        for cut in range(2, min(4, len(word) - 1))
    )


def _is_headed(word: str, frequencies: Mapping[str, float]) -> bool:
    """Whether a rare entry is a word of its own and a common one: 总 + 金额, 按 + 规定."""
    return frequencies[word] <= _RARE // 2 and frequencies.get(word[1:], 0) >= _COMMON_IN_NAME


class _Jieba:
    name = "jieba"

    def __init__(self, dictionary: Dictionary) -> None:
        self._cut = _tokenizer(dict(dictionary.frequencies), dictionary.total).cut

    def cut(self, run: str) -> list[str]:
        return list(self._cut(run))


class _Rjieba:
    name = "rjieba"

    def __init__(self, dictionary: Dictionary) -> None:
        try:
            module = importlib.import_module("rjieba")
        except ImportError:
            raise MissingDependencyError("rjieba", "the Rust engine of the segmenter") from None
        self._own = module.Jieba()
        for word in dictionary.dropped:
            self._own.add_word(word, 0, "n")
        for word, frequency in dictionary.added.items():
            self._own.add_word(word, frequency, dictionary.tags[word])

    def cut(self, run: str) -> list[str]:
        return list(self._own.cut(run))


def _tokenizer(frequencies: dict[str, float], total: int) -> Any:
    with _quiet():
        made = importlib.import_module("jieba").Tokenizer()
    made.FREQ, made.total, made.initialized = frequencies, total, True
    return made


def _read_dictionary() -> tuple[dict[str, float], int, dict[str, str]]:
    """The words of jieba's file with their frequencies and tags, every prefix of a word with 0 as jieba wants it."""
    with _quiet():
        source = importlib.import_module("jieba").Tokenizer().get_dict_file()
    frequencies: dict[str, float] = {}
    tags: dict[str, str] = {}
    total = 0
    with source, io.TextIOWrapper(source, encoding="utf-8") as lines:
        for line in lines:
            word, count, tag = line.split()
            number = int(count)
            frequencies[word] = number
            tags[word] = tag
            total += number
            for end in range(1, len(word)):
                frequencies.setdefault(word[:end], 0)
    return frequencies, total, tags


@contextmanager
def _quiet() -> Iterator[None]:
    """Without what jieba logs while it loads and Python warns of its source text: neither is news to a user."""
    logger = logging.getLogger("jieba")
    before = logger.level
    logger.setLevel(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logger.setLevel(before)
