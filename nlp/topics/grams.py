"""Strings of characters as numbers: every n-gram of many paragraphs at once, hashed to 64 bits.

Takes plain texts, gives arrays. The hash of an n-gram depends on its characters and on the *space* it was seen in (prose,
title, opening) alone, so that a model can store numbers instead of strings and still name its features: whoever holds the
text can hash its n-grams again. Never imports anything but numpy, never draws random numbers.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

__all__ = ["Codes", "Lookup", "gram_keys", "iter_grams", "string_key"]

Keys: TypeAlias = NDArray[np.uint64]
Ints: TypeAlias = NDArray[np.int64]

_BASE = np.uint64(0x9E3779B97F4A7C15)
_MIX = np.uint64(0xBF58476D1CE4E5B9)
_MIX2 = np.uint64(0x94D049BB133111EB)
_SHIFT = np.uint64(29)
_SHIFT2 = np.uint64(32)


@dataclass(frozen=True, slots=True)
class Codes:
    """Texts laid end to end: character codes, a zero after each text, and the number of the text at each place."""

    codes: NDArray[np.uint32]
    owner: Ints
    count: int

    @classmethod
    def of(cls, texts: Sequence[str]) -> Codes:
        """The codes of ``texts`` in order."""
        joined = "\0".join(texts) + "\0" if texts else ""
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype="<u4")
        ends = codes == 0
        owner = np.cumsum(ends) - ends
        return cls(codes, owner.astype(np.int64), len(texts))


def _mixed(raw: Keys, length: int, space: int) -> Keys:
    seed = np.uint64((length * 0xD6E8FEB86659FD93 + space * 0xA0761D6478BD642F) & 0xFFFFFFFFFFFFFFFF)
    keys = (raw ^ seed) * _MIX
    keys ^= keys >> _SHIFT
    keys *= _MIX2
    keys ^= keys >> _SHIFT2
    return keys


def iter_grams(codes: Codes, lengths: Sequence[int], space: int) -> Iterator[tuple[int, Ints, Keys]]:
    """For each length: (length, places where an n-gram of it begins, their keys). N-grams never cross two texts."""
    wide = codes.codes.astype(np.uint64)
    raw = np.zeros(len(wide), dtype=np.uint64)
    size = 0
    alive = wide != 0
    for length in range(1, max(lengths, default=0) + 1):
        size = len(wide) - length + 1
        if size <= 0:
            return
        ahead = wide[length - 1 :]
        raw = raw[:size] * _BASE + ahead
        alive = alive[:size] & (ahead != 0)
        if length in lengths:
            places = np.flatnonzero(alive)
            yield length, places, _mixed(raw[places], length, space)


def gram_keys(codes: Codes, lengths: Sequence[int], space: int) -> tuple[Ints, Keys]:
    """(text number, key) of every n-gram of the given lengths."""
    owners: list[Ints] = [np.zeros(0, dtype=np.int64)]
    keys: list[Keys] = [np.zeros(0, dtype=np.uint64)]
    for _, places, found in iter_grams(codes, lengths, space):
        owners.append(codes.owner[places])
        keys.append(found)
    return np.concatenate(owners), np.concatenate(keys)


def string_key(text: str, space: int) -> int:
    """The key that ``text`` has as an n-gram in ``space``."""
    raw = 0
    for character in text:
        raw = (raw * int(_BASE) + ord(character)) & 0xFFFFFFFFFFFFFFFF
    return int(_mixed(np.array([raw], dtype=np.uint64), len(text), space)[0])


class Lookup:
    """From keys to feature numbers in one step: a table of ``2**bits`` places, one key a place.

    Keys that find their place taken go to a smaller table behind it, so that the answer is always exact.
    """

    def __init__(self, keys: Keys, bits: int = 20) -> None:
        self._keys = keys
        self._build(np.arange(len(keys), dtype=np.int32), bits, 0)

    def _build(self, numbers: NDArray[np.int32], bits: int, used: int) -> None:
        self._levels: list[tuple[np.uint64, np.uint64, NDArray[np.int32]]] = []
        while len(numbers):
            shift, mask = np.uint64((64 - used - bits) % 64), np.uint64((1 << bits) - 1)
            slots = ((self._keys[numbers] >> shift) & mask).astype(np.int64)
            table = np.full(1 << bits, -1, dtype=np.int32)
            table[slots] = numbers
            self._levels.append((shift, mask, table))
            numbers = numbers[table[slots] != numbers]
            used, bits = (used + bits) % 48, max(bits - 5, 8)

    def find(self, keys: Keys) -> tuple[Ints, Ints]:
        """(places in ``keys`` that are known, their feature numbers)."""
        places: list[Ints] = [np.zeros(0, dtype=np.int64)]
        numbers: list[Ints] = [np.zeros(0, dtype=np.int64)]
        for shift, mask, table in self._levels:
            there = table[((keys >> shift) & mask).astype(np.int64)]
            taken = np.flatnonzero(there >= 0)  # few, where the table is large: only these are compared
            found = there[taken]
            right = self._keys[found] == keys[taken]
            places.append(taken[right])
            numbers.append(found[right].astype(np.int64))
        return np.concatenate(places), np.concatenate(numbers)
