"""A check applied: its verdict, both sides, and the places that prove it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from nlp.types.interval import Interval
from nlp.types.span import Evidence

__all__ = ["CellChange", "Finding", "Repair", "Severity", "Verdict"]


class Verdict(StrEnum):
    """How the two sides compare."""

    MATCH = "match"
    MATCH_ROUNDED = "match_rounded"
    MATCH_TRUNCATED = "match_truncated"
    MATCH_ADJUSTED = "match_adjusted"
    MATCH_ALTERNATIVE = "match_alternative"
    MISMATCH = "mismatch"
    UNDETERMINED = "undetermined"
    NOT_IN_TABLES = "not_in_tables"

    @property
    def passes(self) -> bool:
        """Whether the two sides agree in some named way."""
        return self.value.startswith("match")


class Severity(StrEnum):
    """Policy, set in the rule's data file."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell's proposed value; ``old`` is None for a blank cell. Decimal numbers as plain strings."""

    cell: str
    old: str | None
    new: str


@dataclass(frozen=True, slots=True)
class Repair:
    """A smallest set of changes that mends the failing identities.

    ``kind``: digit_swap, missing_digit, extra_digit, wrong_digit, neighbours_swapped, shifted, sign, wrong_cell.
    ``score`` orders alternatives (higher is likelier); ``supported_by`` are ids of claims whose printed number agrees
    with the new value.
    """

    kind: str
    changes: tuple[CellChange, ...]
    score: float
    supported_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """``left`` is what is stated, ``right`` what was computed, ``delta`` = left - right as plain text (None: unknown).

    ``message`` is in the language of the settings. ``repairs`` are the likeliest mends, best first. ``fingerprint`` is
    stable across runs and offsets, so that a finding can be suppressed with a reason.
    """

    rule: str
    verdict: Verdict
    severity: Severity
    message: str
    evidence: tuple[Evidence, ...]
    left: Interval | None = None
    right: Interval | None = None
    delta: str | None = None
    formula: str | None = None
    cells: tuple[str, ...] = ()
    claim: str | None = None
    repairs: tuple[Repair, ...] = ()
    fingerprint: str = ""
