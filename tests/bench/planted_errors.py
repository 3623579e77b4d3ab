"""One error planted in each of N consistent reports: recall by type, repairs, and false mismatches on as many clean ones.

``python tests/bench/planted_errors.py [-n 2000] [--seed 0] [--failures FILE]``. ``make planted`` runs the long version.
"""

from __future__ import annotations

import argparse
import random
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp.corpus.synthetic.detect import detect, false_alarms  # noqa: E402
from nlp.corpus.synthetic.planted import ERRORS, plant  # noqa: E402
from nlp.corpus.synthetic.press import press  # noqa: E402
from nlp.corpus.synthetic.reports import make_report  # noqa: E402
from nlp.pipeline import process_report  # noqa: E402
from nlp.settings import Settings  # noqa: E402
from nlp.types import ReportResult  # noqa: E402

SETTINGS = Settings(topics=None)
LAYOUTS = ("txt_tabs", "html_clean", "txt_cells", "md_tables")


def audit(content: object, layout: str, damages: frozenset[str], seed: str) -> ReportResult:
    rendering = press(content, layout, damages, seed)  # type: ignore[arg-type]
    return process_report(rendering.data, SETTINGS, name=rendering.name)


def measure(count: int, seed: int) -> tuple[dict[str, Counter[str]], list[str], int]:
    """Counts by error type, a line for each failure, and the number of clean reports with a false mismatch."""
    types = list(ERRORS)
    counts: dict[str, Counter[str]] = {name: Counter() for name in types}
    lines: list[str] = []
    alarmed = 0
    planted_so_far = number = 0
    while planted_so_far < count:
        number += 1
        key = f"{seed}/{number}"
        content = make_report(key)
        layout = LAYOUTS[number % len(LAYOUTS)]
        clean = audit(content, layout, frozenset(), key)
        if number <= count:
            alarms = false_alarms(clean)
            alarmed += bool(alarms)
            for finding in alarms:
                claim = next((c for c in clean.claims if c.id == finding.claim), None)
                sentence = claim.sentence.of(clean.text) if claim else finding.evidence[0].quote
                lines.append(f"FALSE MISMATCH\t{key}\t{layout}\t{finding.rule}\t{finding.message}\t{sentence}")
        # the type that was planted least often and finds a place in this report
        for name in sorted(types, key=lambda n: counts[n]["planted"]):
            planted = plant(content, name, random.Random(f"{key}/{name}"))
            if planted is not None:
                break
        else:
            continue
        result = audit(planted.content, layout, planted.damages, key)
        outcome = detect(clean, planted, result)
        tally = counts[name]
        tally["planted"] += 1
        planted_so_far += 1
        tally["found"] += outcome.found
        tally["repair_first"] += outcome.repair == "first"
        tally["repair_listed"] += outcome.repair in ("first", "listed")
        tally["repairable"] += bool(planted.truth)
        where = planted.place.cells
        if not where and planted.place.index >= 0:
            passage = next(p for part, i, p in planted.content.passages() if part.key == planted.place.part and i == planted.place.index)
            where = (passage.text[max(0, planted.place.start - 40) : planted.place.end + 30],)
        if not outcome.found:
            said = [f"{f.rule} {f.verdict.value} {f.severity.value}: {f.message}" for f in outcome.said if f.verdict.value != "match"]
            lines.append(f"MISSED\t{key}\t{layout}\t{name}\t{planted.old} -> {planted.new}\t{where}\t{said[:3]}")
        elif planted.truth and not outcome.repair:
            repairs = [[(c.cell, c.old, c.new) for c in r.changes] for f in outcome.findings for r in f.repairs[:2]]
            lines.append(f"NO REPAIR\t{key}\t{layout}\t{name}\t{planted.old} -> {planted.new}\t{repairs}")
        for finding in outcome.others:
            lines.append(f"SIDE EFFECT\t{key}\t{layout}\t{name}\t{planted.old} -> {planted.new}\t{where}\t{finding.rule}\t{finding.message}")
    return counts, lines, alarmed


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--failures", type=Path)
    options = parser.parse_args()
    counts, lines, alarmed = measure(options.n, options.seed)
    print(f"{'error':20} {'planted':>7} {'found':>6} {'recall':>7} {'repair first':>12} {'listed':>7}")
    total: Counter[str] = Counter()
    for name, tally in counts.items():
        total.update(tally)
        print(_line(name, tally))
    print(_line("all", total))
    print(f"clean reports with a false mismatch: {alarmed} of {options.n}")
    for line in lines:
        if line.startswith("FALSE"):
            print(line)
    if options.failures:
        options.failures.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return 0


def _line(name: str, tally: Counter[str]) -> str:
    planted, repairable = tally["planted"], tally["repairable"]
    recall = f"{tally['found'] / planted:7.1%}" if planted else "      -"
    first = f"{tally['repair_first'] / repairable:12.1%} {tally['repair_listed'] / repairable:7.1%}" if repairable else f"{'':12} {'':7}"
    return f"{name:20} {planted:7} {tally['found']:6} {recall} {first}"


if __name__ == "__main__":
    sys.exit(main())
