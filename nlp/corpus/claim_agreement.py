"""How far two annotators of claims agree: the rows of the corpus beside a second annotation of the same passages.

Takes rows and the second annotation's file, gives counts. Two claims are the same if they stand at the same place and speak
of the same cells (or one annotator lists the other's reading among the admissible ones); verdicts agree if both call the
number right or both say the same.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from nlp.checks.formula import cells_of
from nlp.corpus.claims import ClaimRow, place_of
from nlp.errors import ConfigurationError

__all__ = ["ClaimAgreement", "agreement_of_claims"]

_RIGHT = frozenset({"match", "match_rounded", "match_truncated", "match_adjusted", "match_alternative"})


@dataclass(frozen=True, slots=True)
class ClaimAgreement:
    """Counts over the passages that both annotated. ``whole`` counts passages in which every claim is the same."""

    passages: int
    first: int
    second: int
    same: int
    verdicts: int
    whole: int

    @property
    def link_f1(self) -> float:
        """F1 of one annotator's links against the other's."""
        return 2 * self.same / (self.first + self.second) if self.first + self.second else 1.0


def agreement_of_claims(rows: Iterable[ClaimRow], second: Path) -> ClaimAgreement:
    """Compare. Raises :class:`ConfigurationError` where a passage or a quote of the second file is not in the rows."""
    known = {row.id: row for row in rows}
    passages = first = others = same = verdicts = whole = 0
    for number, line in enumerate(second.read_text(encoding="utf-8").splitlines(), 1):
        entry = json.loads(line)
        row = known.get(entry["id"])
        if row is None:
            raise ConfigurationError(f"{second.name}: line {number}", f"no passage {entry['id']}")
        pairs = _pairs(row, entry["claims"])
        passages += 1
        first += len(row.claims)
        others += len(entry["claims"])
        same += len(pairs)
        verdicts += sum(_agree(one, other) for one, other in pairs)
        whole += len(pairs) == len(row.claims) == len(entry["claims"])
    return ClaimAgreement(passages, first, others, same, verdicts, whole)


def _pairs(row: ClaimRow, second: list[dict[str, Any]]) -> list[tuple[str, str]]:
    """The verdicts of the claims that are the same, each of the second annotation used once."""
    left = [(place_of(row.text, claim["quote"], claim.get("n", 1)), claim) for claim in second]
    pairs: list[tuple[str, str]] = []
    for claim in row.claims:
        place = place_of(row.text, claim.quote, claim.n)
        for at, (other, found) in enumerate(left):
            if (
                other is not None
                and place is not None
                and other.overlaps(place)
                and _same(claim.formula, [found["formula"], *found.get("other", ())])
            ):
                pairs.append((claim.verdict, found["verdict"]))
                del left[at]
                break
    return pairs


def _same(formula: str, readings: list[str | None]) -> bool:
    cells = set(cells_of(formula))
    return any(reading == formula or (reading is not None and set(cells_of(reading)) == cells) for reading in readings)


def _agree(one: str, other: str) -> bool:
    return one == other or (one in _RIGHT and other in _RIGHT)
