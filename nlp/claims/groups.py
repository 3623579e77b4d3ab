"""Reconsideration and the two kinds of litigation: the groups of table 四 that words name."""

from __future__ import annotations

from collections.abc import Sequence

from nlp.claims.frames import Token

__all__ = ["GROUPS", "LITIGATION", "OUTCOME_COLUMNS", "RECONSIDERATION", "groups_of", "total_of"]

RECONSIDERATION = ("reconsideration",)
LITIGATION = ("litigation_direct", "litigation_after_reconsideration")
GROUPS: dict[str, tuple[str, ...]] = {
    "reconsideration": RECONSIDERATION,
    "litigation": LITIGATION,
    "litigation_direct": ("litigation_direct",),
    "litigation_after_reconsideration": ("litigation_after_reconsideration",),
}
OUTCOME_COLUMNS = {"upheld": "upheld", "corrected": "corrected", "other_result": "other", "pending": "pending"}
"""By the sense of an outcome's cue, the column of table 四 that it is counted in."""


def groups_of(disputes: Sequence[Token]) -> list[tuple[str, ...]]:
    """The groups that these tokens name, each once, in order; 行政复议和诉讼 names two."""
    groups: list[tuple[str, ...]] = []
    for token in disputes:
        for group in (RECONSIDERATION, LITIGATION) if token.sense == "disputes" else (GROUPS[token.sense],):
            if group not in groups:
                groups.append(group)
    return groups


def total_of(group: Sequence[str]) -> str:
    """The formula for all cases of a group."""
    return " + ".join(f"disputes.{name}.total" for name in group)
