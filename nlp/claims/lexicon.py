"""The words that give a number its meaning, found in a stretch of folded text.

Takes ``data/cues.yaml`` (validated at load) and a working copy of a paragraph, gives cues in order, none overlapping:
where several match, the one that starts first wins, then the longest. Never looks at numbers.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from heapq import heapify, heappop, heappush
from importlib import resources
from typing import Any

import yaml

from nlp.errors import ConfigurationError
from nlp.text.literals import required_literals

__all__ = ["KINDS", "Cue", "find_cues"]

KINDS = frozenset(
    "frame weak_frame measure part channel outcome act foreign scope share rate growth level times among besides "
    "respectively period since none all zero neutral subject".split(),
)

_PREFIX = 2
_FILE = "nlp/claims/data/cues.yaml"
_TITLE = re.compile("《[^《》]{1,80}》")


@dataclass(frozen=True, slots=True)
class Cue:
    """One cue: ``kind`` and ``sense`` as in the data file, place in the working copy, and its words."""

    kind: str
    sense: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class _Sense:
    kind: str
    sense: str
    pattern: re.Pattern[str]
    needs: tuple[str, ...]


@lru_cache(maxsize=1)
def _senses() -> tuple[_Sense, ...]:
    raw = (resources.files("nlp.claims") / "data" / "cues.yaml").read_text(encoding="utf-8")
    entries = yaml.load(raw, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    if not isinstance(entries, list):
        raise ConfigurationError(_FILE, "must be a list of senses")
    return tuple(_sense(index, entry) for index, entry in enumerate(entries))


def _sense(index: int, entry: Any) -> _Sense:
    where = f"{_FILE}: [{index}]"
    if not isinstance(entry, dict) or set(entry) != {"sense", "kind", "patterns"}:
        raise ConfigurationError(where, "needs exactly the keys sense, kind, patterns")
    if entry["kind"] not in KINDS:
        raise ConfigurationError(f"{where}.kind", f"unknown kind {entry['kind']!r}")
    patterns = entry["patterns"]
    if not isinstance(patterns, list) or not patterns:
        raise ConfigurationError(f"{where}.patterns", "must be a list of regular expressions")
    for number, pattern in enumerate(patterns):
        try:
            compiled = re.compile(pattern)
        except (re.error, TypeError) as error:
            raise ConfigurationError(f"{where}.patterns[{number}]", str(error)) from None
        if compiled.match(""):
            raise ConfigurationError(f"{where}.patterns[{number}]", "matches the empty text")
    whole = "|".join(f"(?:{pattern})" for pattern in patterns)
    return _Sense(entry["kind"], entry["sense"], re.compile(whole), required_literals(whole))


@dataclass(frozen=True, slots=True)
class _Index:
    """Which senses may occur in a text: by the first two characters of the words that each needs one of.

    ``by_start`` holds the senses whose word is no longer than that, ``longer`` the words that still have to be looked for.
    """

    always: frozenset[int]
    by_start: dict[str, frozenset[int]]
    longer: dict[str, tuple[tuple[str, int], ...]]

    def candidates(self, text: str) -> list[int]:
        """The senses worth trying, in order."""
        found: set[int] = set(self.always)
        starts, longer = self.by_start, self.longer
        for key in {*text, *(text[at : at + 2] for at in range(len(text) - 1))} & starts.keys():
            found |= starts[key]
            for word, order in longer[key]:
                if order not in found and word in text:
                    found.add(order)
        return sorted(found)


@lru_cache(maxsize=1)
def _index() -> _Index:
    by_start: dict[str, set[int]] = {}
    longer: dict[str, list[tuple[str, int]]] = {}
    for order, sense in enumerate(_senses()):
        for word in sense.needs:
            by_start.setdefault(word[:2], set())
            longer.setdefault(word[:2], [])
            if len(word) <= _PREFIX:
                by_start[word].add(order)
            else:
                longer[word[:2]].append((word, order))
    always = frozenset(order for order, sense in enumerate(_senses()) if not sense.needs)
    return _Index(
        always,
        {key: frozenset(orders) for key, orders in by_start.items()},
        {key: tuple(words) for key, words in longer.items()},
    )


def find_cues(text: str, offset: int = 0) -> list[Cue]:
    """The cues of a working copy (see :class:`nlp.text.View`), in order, without overlaps, none inside a 《title》.

    ``offset`` is added to their places: where the text stands in a longer one.
    """
    titles = [match.span() for match in _TITLE.finditer(text)]
    found: list[tuple[int, int, int, int]] = []
    senses = _senses()
    for order in _index().candidates(text):
        sense = senses[order]
        for match in sense.pattern.finditer(text):
            start, end = match.span()
            found.append((start, -end, order, len(found)))
    heapify(found)
    cues: list[Cue] = []
    reached = 0
    while found:
        start, minus_end, order, _ = heappop(found)
        sense = senses[order]
        if start < reached:
            # 行政诉讼|结果维持: what the longer cue before has left of this one may still be a cue
            again = sense.pattern.search(text, reached) if reached < -minus_end else None
            if again is not None and again.start() < -minus_end:
                heappush(found, (again.start(), -again.end(), order, len(found)))
            continue
        if any(a <= start < b for a, b in titles):
            continue
        reached = -minus_end
        cues.append(Cue(sense.kind, sense.sense, start + offset, reached + offset, text[start:reached]))
    return cues
