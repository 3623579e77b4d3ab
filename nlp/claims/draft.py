"""A claim in the making, and what is known of a paragraph while its numbers are bound one after the other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from nlp.claims.bind import Bound, Office
from nlp.claims.frames import State, Token
from nlp.claims.measures import CellBook, Template
from nlp.claims.windows import Windows
from nlp.types import Interval, Quantity, Reading

__all__ = ["Draft", "Scene", "of_zero"]


@dataclass(frozen=True, slots=True)
class Draft:
    """A claim in the making; places count in the working copy."""

    start: int
    end: int
    quantity: Quantity | None
    relation: str
    measure: str
    readings: tuple[Reading, ...]
    scope: str = "whole"
    period: int | None = None
    value: Interval | None = None


@dataclass
class Scene:
    """A paragraph being read.

    ``bound`` holds what each number so far was found to speak of, by its token's index, ``scopes`` whose number it is,
    ``ratios`` what its shares and rates mean; ``taken`` what the lists with 分别 settle beforehand, ``parts`` which number
    a share of such a list is a share of.
    """

    windows: Windows
    office: Office
    book: CellBook
    taken: dict[int, Bound | None] = field(default_factory=dict)
    parts: dict[int, int] = field(default_factory=dict)
    bound: dict[int, Bound] = field(default_factory=dict)
    scopes: dict[int, str] = field(default_factory=dict)
    ratios: dict[int, tuple[Reading, ...]] = field(default_factory=dict)
    rates: dict[int, str] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The working copy."""
        return self.windows.text

    @property
    def tokens(self) -> Sequence[Token]:
        """Cues, numbers and marks in order."""
        return self.windows.tokens

    @property
    def states(self) -> Sequence[State]:
        """What holds after each token."""
        return self.windows.states

    def draft(self, index: int, relation: str, bound: Bound, readings: tuple[Reading, ...], **more: object) -> Draft:
        """A draft for the number at a token."""
        token = self.tokens[index]
        return Draft(token.start, token.end, token.quantity, relation, bound.measure, readings, **more)  # type: ignore[arg-type]


def of_zero(
    start: int, end: int, measure: str, templates: list[Template], book: CellBook, certainty: float, relation: str
) -> Draft:
    """A claim without a number: that the cell, or the difference between the whole and the part, is nought."""
    readings = book.readings(templates, f"{relation}:{measure}", factor=certainty)
    return Draft(start, end, None, relation, measure, readings, value=Interval.point(0))
