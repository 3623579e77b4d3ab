"""The parts of the claims corpus by what they may be used for, and the figures that are published and pinned.

Takes the corpus folder, gives its parts in a fixed order and a row of figures for each, by rules alone and with the ranker.
Never trains and never tunes anything.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from pathlib import Path

from nlp.claims.paragraph import ParagraphReader
from nlp.claims.ranker import RankedReader, reading_by
from nlp.corpus.claims import ClaimRow, Score, load_rows, score_rows

__all__ = ["HELD_OUT", "PARTS", "Figures", "Part", "digest_of", "figures_of", "load_part", "measure"]


@dataclass(frozen=True, slots=True)
class Part:
    """Rows ``first`` to ``last`` (counted from 1; None: the end) of a file, and what was done with them."""

    key: str
    file: str
    use: str
    first: int = 1
    last: int | None = None


PARTS = (
    Part("t-adjusted", "part_t.jsonl", "rules adjusted on it; the ranker learned from it", last=203),
    Part("u", "part_u.jsonl", "rules adjusted on it; the ranker learned from it"),
    Part(
        "w", "part_w.jsonl", "rules adjusted on it; the ranker's settings chosen on it before it learned from it, too"
    ),
    Part("t-test", "part_t.jsonl", "rules looked at for false mismatches only; unseen by the ranker", first=204),
    Part("x", "part_x.jsonl", "the rules' first reading was blind; the ranker learned from it later"),
    Part("y", "part_y.jsonl", "the rules' first reading was blind; the ranker learned from it later"),
    Part("z", "part_z.jsonl", "the rules' first reading was blind; the ranker learned from it later"),
    Part("q", "part_q.jsonl", "the rules' first reading was blind; the ranker learned from it later"),
    Part("r", "part_r.jsonl", "the rules' first reading was blind; the ranker learned from it later"),
    Part("s", "part_s.jsonl", "unseen by the ranker; the rules' first reading was blind"),
    Part("v", "part_v.jsonl", "unseen by the ranker; the rules' first reading was blind"),
    Part("m", "part_m.jsonl", "unseen by the ranker; the rules' first reading was blind"),
    Part("n", "part_n.jsonl", "unseen by the ranker; the rules' first reading was blind"),
)

HELD_OUT = ("t-test", "s", "v", "m", "n")
"""The parts that the ranker learned nothing from."""


@dataclass(frozen=True, slots=True)
class Figures:
    """What is told of a part."""

    passages: int
    mention_f1: float
    link_f1: float
    whole: float
    false_mismatches: int
    mismatches: int
    mismatches_found: int

    @property
    def mismatch_recall(self) -> float:
        """Share of the wrong figures that were called so."""
        return self.mismatches_found / self.mismatches if self.mismatches else 1.0


def load_part(folder: Path, part: Part) -> tuple[ClaimRow, ...]:
    """The rows of a part; none if its file is not there."""
    path = folder / part.file
    return load_rows([path])[part.first - 1 : part.last] if path.is_file() else ()


def measure(rows: tuple[ClaimRow, ...], *, ranker: bool = True) -> Score:
    """How well rows are read, by the rules alone or with the ranker beside them."""
    with reading_by(RankedReader if ranker else ParagraphReader):
        return score_rows(rows)


def figures_of(score: Score) -> Figures:
    """The figures of a score, shares to four places."""
    return Figures(
        score.rows,
        round(score.mention_f1, 4),
        round(score.link_f1, 4),
        round(score.share_whole, 4),
        len(score.false_mismatches),
        score.mismatches.total(),
        score.mismatches["found"],
    )


def digest_of(folder: Path) -> str:
    """The digest of the corpus files that figures belong to."""
    files = sorted({part.file for part in PARTS})
    content = b"".join((folder / name).read_bytes() for name in files if (folder / name).is_file())
    return hashlib.sha256(content).hexdigest()[:12]
