"""The words that government prose has beyond a general dictionary, and the tags of all words.

Takes ``data/lexicon.yaml`` and ``data/tags.yaml`` (validated at load: file and key in the message), gives one frozen
:class:`Lexicon`. Never segments anything.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any

import yaml

from nlp.errors import ConfigurationError

__all__ = ["UNIVERSAL_TAGS", "Lexicon", "build_lexicon", "load_lexicon"]

UNIVERSAL_TAGS = frozenset(
    "ADJ ADP ADV AUX CCONJ DET INTJ NOUN NUM PART PRON PROPN PUNCT SCONJ SYM VERB X SPACE".split()
)
_FOLDER = "nlp/language/data"
_LISTS = (
    "split", "never_first", "never_last", "results", "organ_endings", "bare_organ_endings", "levels", "place_endings",
    "known_places",
    "surnames",
    "not_places",
)  # fmt: skip
_GROUP_KEYS = frozenset({"tag", "label", "words"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """``words`` maps each word to its tag, ``labels`` to its entity label (only where it has one).

    ``split`` are dictionary entries that the guide cuts, ``heads`` characters after which it cuts them, with the words it
    keeps; ``never_first`` and ``never_last`` are ends that no guessed word has, ``results`` what a verb of one character
    takes into its word. Endings are longest first, ``*_ends`` the same as sets. ``upos`` maps tags to universal ones;
    ``tag_of`` and ``upos_of`` are for single words.
    """

    words: Mapping[str, str]
    labels: Mapping[str, str]
    split: frozenset[str]
    heads: Mapping[str, frozenset[str]]
    never_first: frozenset[str]
    never_last: frozenset[str]
    results: frozenset[str]
    organ_endings: tuple[str, ...]
    levels: frozenset[str]
    place_endings: tuple[str, ...]
    place_ends: frozenset[str]
    organ_ends: frozenset[str]
    known_places: frozenset[str]
    surnames: frozenset[str]
    not_places: frozenset[str]
    upos: Mapping[str, str]
    tag_of: Mapping[str, str]
    upos_of: Mapping[str, str]

    def universal(self, tag: str, word: str = "") -> str:
        """The universal part of speech of a word with this tag; an unknown tag counts by its first letter, else X."""
        own = self.upos_of.get(word)
        if own is not None:
            return own
        return self.upos.get(tag) or self.upos.get(tag[:1], "X")


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The shipped lexicon, read once. Raises :class:`ConfigurationError` if a data file is wrong."""
    return build_lexicon(_read("lexicon.yaml"), _read("tags.yaml"))


def build_lexicon(raw: Any, tags: Any) -> Lexicon:
    """A lexicon from the two files' contents. Raises :class:`ConfigurationError` that names file and key."""
    where = f"{_FOLDER}/lexicon.yaml"
    if not isinstance(raw, dict):
        raise ConfigurationError(where, "a table of groups is expected")
    upos, tag_of, upos_of = _tags(tags)
    lists = {name: _words(raw.get(name), f"{where}: {name}") for name in _LISTS}
    words: dict[str, str] = {}
    labels: dict[str, str] = {}
    for name, group in raw.items():
        if name in _LISTS or name == "heads":
            continue
        key = f"{where}: {name}"
        if not isinstance(group, dict) or set(group) != _GROUP_KEYS:
            raise ConfigurationError(key, "needs exactly the keys tag, label, words")
        tag, label = group["tag"], group["label"]
        if not isinstance(tag, str) or tag not in upos:
            raise ConfigurationError(f"{key}.tag", f"{tag!r} is no tag of tags.yaml")
        if not isinstance(label, str):
            raise ConfigurationError(f"{key}.label", "a label or an empty string is expected")
        for word in _words(group["words"], f"{key}.words"):
            words.setdefault(word, tag)
            if label:
                labels.setdefault(word, label)
    for word in lists["split"]:
        if word in words:
            raise ConfigurationError(f"{where}: split", f"{word} is also listed as one word")
    return Lexicon(
        words=words,
        labels=labels,
        split=frozenset(lists["split"]),
        heads=_heads(raw.get("heads"), f"{where}: heads"),
        never_first=frozenset(lists["never_first"]),
        never_last=frozenset(lists["never_last"]),
        results=frozenset(lists["results"]),
        organ_endings=tuple(sorted(lists["organ_endings"], key=len, reverse=True)),
        levels=frozenset(lists["levels"]),
        place_endings=tuple(sorted(lists["place_endings"], key=len, reverse=True)),
        place_ends=frozenset(lists["place_endings"]),
        organ_ends=frozenset(lists["bare_organ_endings"]),
        known_places=frozenset(lists["known_places"]),
        surnames=frozenset(lists["surnames"]),
        not_places=frozenset(lists["not_places"]),
        upos=upos,
        tag_of=tag_of,
        upos_of=upos_of,
    )


def _tags(raw: Any) -> tuple[dict[str, str], dict[str, str], dict[str, str]]:
    where = f"{_FOLDER}/tags.yaml"
    if not isinstance(raw, dict) or set(raw) != {"upos", "words", "upos_of_words"}:
        raise ConfigurationError(where, "needs exactly the keys upos, words, upos_of_words")
    for name, table in raw.items():
        if not isinstance(table, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in table.items()):
            raise ConfigurationError(f"{where}: {name}", "a table of words is expected (quote y and n)")
    for name in ("upos", "upos_of_words"):
        for key, value in raw[name].items():
            if value not in UNIVERSAL_TAGS:
                raise ConfigurationError(f"{where}: {name}.{key}", f"{value} is no universal part of speech")
    for key, value in raw["words"].items():
        if value not in raw["upos"]:
            raise ConfigurationError(f"{where}: words.{key}", f"{value} is no tag of this file")
    return raw["upos"], raw["words"], raw["upos_of_words"]


def _heads(value: Any, where: str) -> dict[str, frozenset[str]]:
    if not isinstance(value, dict) or not value:
        raise ConfigurationError(where, "a table of characters is expected")
    for head in value:
        if not isinstance(head, str) or len(head) != 1:
            raise ConfigurationError(f"{where}.{head}", "a single character is expected")
    return {head: frozenset(_words(words, f"{where}.{head}")) for head, words in value.items()}


def _words(value: Any, where: str) -> tuple[str, ...]:
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(where, "words separated by blanks are expected")
    return tuple(dict.fromkeys(value.split()))


def _read(name: str) -> Any:
    text = (resources.files("nlp.language") / "data" / name).read_text(encoding="utf-8")
    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ConfigurationError(f"{_FOLDER}/{name}", str(error)) from None
