"""What a sentence says in numbers, and what it may mean over the tables."""

from __future__ import annotations

from dataclasses import dataclass

from nlp.types.interval import Interval
from nlp.types.quantity import Quantity
from nlp.types.span import Span

__all__ = ["Claim", "Reading"]


@dataclass(frozen=True, slots=True)
class Reading:
    """One meaning a claim may have: ``formula`` over cell ids (see ``nlp.checks.formula``), with weight in (0, 1].

    ``why`` names the rule and cue that proposed it. ``value`` is filled in by ``checks`` (None: an operand is missing).
    """

    formula: str
    weight: float
    why: str
    value: Interval | None = None


@dataclass(frozen=True, slots=True)
class Claim:
    """A statement about the tables, in the order of the text.

    ``relation``: equals, part_of, share_of, grew_by, times, all, none, at_least ... ``value`` is what is claimed (for
    ``none`` zero). ``quantity`` is None where the claim has no number (均获维持). ``span`` covers the number or the
    quantifying words, ``sentence`` the clause chain it stands in. ``period`` is the year meant, ``scope`` "whole" (the
    body that the tables describe), "own" (the body's own office) or "subset".
    """

    id: str
    span: Span
    quote: str
    quantity: Quantity | None
    value: Interval | None
    unit: str
    relation: str
    period: int | None
    scope: str
    sentence: Span
    section: str
    measure: str
    readings: tuple[Reading, ...]
