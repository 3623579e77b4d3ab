"""How well numbers and claims are read on the claims corpus: ``python tests/bench/claims_corpus.py [--failures]``."""

from __future__ import annotations

import sys
from pathlib import Path

from nlp.corpus.claims import ClaimRow, load_rows, score_rows

FOLDER = Path(__file__).resolve().parents[2] / "corpora" / "claims"
ADJUSTED_ON = 203


def number_of(row: ClaimRow) -> int:
    return int(row.id.rpartition("-")[2])


def main() -> None:
    rows = load_rows(sorted(FOLDER.glob("*.jsonl")))
    seen = {row.office for row in rows if number_of(row) <= ADJUSTED_ON}
    parts = {
        "offices adjusted on": [r for r in rows if r.office in seen],
        "other offices": [r for r in rows if r.office not in seen],
    }
    for name, part in parts.items():
        score = score_rows(part)
        print(
            f"{name}: {score.rows} passages, mention F1 {score.mention_f1:.4f}, link F1 {score.link_f1:.4f}, "
            f"wholly right {score.share_whole:.1%}, false mismatches {len(score.false_mismatches)}"
        )
        for line in score.false_mismatches:
            print("  false mismatch:", line)
        if "--failures" in sys.argv:
            for line in score.failures:
                print("  ", line)


if __name__ == "__main__":
    main()
