"""What a number was found to speak of, and what of the issuer matters to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from nlp.claims.frames import Token
from nlp.claims.measures import Template

__all__ = ["UNUSUAL", "Bound", "Office", "singles_out", "words_of"]

UNUSUAL = 0.5
"""Certainty of wordings that often mean something else than the table's cell: never enough for a mismatch."""


@dataclass(frozen=True, slots=True)
class Office:
    """What of the issuer matters to whose number it is: year, format by table, whether it is a whole government."""

    year: int | None
    formats: dict[str, str]
    is_government: bool
    name: str = ""


@dataclass(frozen=True, slots=True)
class Bound:
    """A measure with its templates (see ``measures.yaml``), column and certainty in (0, 1]."""

    measure: str
    templates: tuple[Template, ...]
    column: str
    certainty: float
    why: str
    table: str
    group: str = ""

    def weakened(self, factor: float) -> Bound:
        """The same with less certainty."""
        return self if factor >= 1 else replace(self, certainty=self.certainty * factor)


def singles_out(window: Sequence[Token]) -> bool:
    """Whether the words beside the number single out applications of one subject (征地类申请), which no cell counts."""
    return any(token.kind == "subject" for token in window)


def words_of(token: Token) -> str:
    """The words of a cue, or ""."""
    return token.cue.text if token.cue is not None else ""
