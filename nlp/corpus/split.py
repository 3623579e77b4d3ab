"""Which paragraphs train, which tune, which test: decided by the office that wrote them.

Takes an office's name, gives train, dev or test. The part follows from a hash of the name and a salt, so that rows that are
added later never move the others. Never looks at texts or labels.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Literal, TypeAlias

__all__ = ["Part", "Shares", "part_of"]

Part: TypeAlias = Literal["train", "dev", "test"]


@dataclass(frozen=True, slots=True)
class Shares:
    """The salt and the shares of train and dev (in 0 to 1); what is left is test."""

    salt: str = "gouji"
    train: float = 0.7
    dev: float = 0.1


def part_of(office: str, shares: Shares) -> Part:
    """The part of an office."""
    digest = hashlib.sha256(f"{shares.salt}/{office}".encode("utf-8", "surrogatepass")).digest()
    place = int.from_bytes(digest[:8], "big") / 2**64
    if place < shares.train:
        return "train"
    return "dev" if place < shares.train + shares.dev else "test"
