"""How well numbers and claims are read on the claims corpus, part by part, by the rules alone and with the ranker.

``python tests/bench/claims_corpus.py [--reader rules|ranker] [--failures] [--write] [--pin] [PART…]``: ``--write`` writes docs/benchmarks/claims.md,
``--pin`` the gate's figures (tests/gates/claims_corpus.json), both of all parts; ``--failures`` lists what is wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from dataclasses import asdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp.corpus.claim_parts import PARTS, Figures, Part, digest_of, figures_of, load_part, measure  # noqa: E402
from nlp.corpus.claims import Score  # noqa: E402

FOLDER = ROOT / "corpora" / "claims"
PAGE = ROOT / "docs" / "benchmarks" / "claims.md"
PIN = ROOT / "tests" / "gates" / "claims_corpus.json"
SHOWN = {"rules": "rules alone", "ranker": "rules + ranker"}

INTRODUCTION = """# Claims: how well sentences are read

Written by `python tests/bench/claims_corpus.py --write`; corpus {digest} (`corpora/claims/DATASHEET.md` says how it was made and
which rows were used for what).

A mention is right if place and value are exact. A link is right if place, relation and the cells of a reading are. A passage is
wholly right if every mention, link and verdict in it is. A false mismatch is a figure called wrong that is not; mismatch recall is
the share of the wrong figures that are called so.

"""
EPILOGUE = """
The ranker (`nlp/claims/ranker.py`, learned by `gouji train models/ranker.toml`) proposes readings for numbers that no rule binds.
Its proposals are judged apart from the claims of the rules and no other check sees them, so that it cannot change what the rules
say; the tables may confirm a proposal, but never make it a mismatch. That is why false mismatches and mismatch recall are the same
in both rows of a part.
"""


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(part.key for part in PARTS))
    parser.add_argument("--reader", action="append", choices=list(SHOWN), help="default: both")
    parser.add_argument("--failures", action="store_true")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--pin", action="store_true", help=f"write {PIN.relative_to(ROOT)}")
    given = parser.parse_args()
    wanted = [part for part in PARTS if part.key in given.parts or not given.parts]
    measured: list[tuple[Part, int, dict[str, Figures]]] = []
    for part in wanted:
        rows = load_part(FOLDER, part)
        if not rows:
            continue
        figures = {}
        for name in given.reader or SHOWN:
            score = measure(rows, ranker=name == "ranker")
            figures[name] = figures_of(score)
            print(f"{part.key:10} {SHOWN[name]:14} {_line(figures[name])}")
            _tell(score, failures=given.failures)
        measured.append((part, len({row.office for row in rows}), figures))
    if given.parts and (given.write or given.pin):
        parser.error("--write and --pin need all parts")
    if given.write:
        PAGE.write_text(render(measured), encoding="utf-8")
    if given.pin:
        figures_by_part = {part.key: {name: asdict(row) for name, row in rows.items()} for part, _, rows in measured}
        content = {"corpus": digest_of(FOLDER), "parts": figures_by_part}
        PIN.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    return 0


def _tell(score: Score, *, failures: bool) -> None:
    for line in score.false_mismatches:
        print("  false mismatch:", line)
    if failures:
        for line in score.failures:
            print("  ", line)


def _line(row: Figures) -> str:
    return (
        f"{row.passages} passages, mention F1 {row.mention_f1:.4f}, link F1 {row.link_f1:.4f}, wholly right {row.whole:.1%}, "
        f"false mismatches {row.false_mismatches}, mismatch recall {row.mismatches_found}/{row.mismatches}"
    )


def render(measured: list[tuple[Part, int, dict[str, Figures]]]) -> str:
    """The page."""
    lines = [
        "| part | offices | passages | read by | mention F1 | link F1 | wholly right | false mismatches | mismatch recall |",
        "|---|---:|---:|---|---:|---:|---:|---:|---:|",
    ]
    for part, offices, figures in measured:
        for name, row in figures.items():
            recall = f"{row.mismatch_recall:.1%} ({row.mismatches_found} of {row.mismatches})"
            lines.append(
                f"| {part.key} | {offices} | {row.passages} | {SHOWN[name]} | {row.mention_f1:.4f} | {row.link_f1:.4f} | "
                f"{row.whole:.1%} | {row.false_mismatches} | {recall} |"
            )
    uses = [f"* `{part.key}`: {part.use}." for part, _, _ in measured]
    epilogue = EPILOGUE if any("ranker" in figures for _, _, figures in measured) else ""
    return INTRODUCTION.format(digest=digest_of(FOLDER)) + "\n".join([*lines, "", *uses]) + "\n" + epilogue


if __name__ == "__main__":
    sys.exit(main())
