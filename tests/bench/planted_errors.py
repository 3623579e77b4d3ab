"""One error planted in each of N consistent reports: recall by type, repairs, and false mismatches on as many clean ones.

``python tests/bench/planted_errors.py [-n 2000] [--seed S] [--failures FILE] [--pin]``; ``make planted`` runs the long
version of the recipe and writes docs/benchmarks/planted.md. ``--pin`` writes the gate's file instead (small version).
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp.corpus.synthetic.planted import ERRORS  # noqa: E402
from nlp.corpus.synthetic.planting import Harvest, harvest  # noqa: E402
from nlp.corpus.synthetic.survey import load_recipe  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks" / "planted.md"
PIN = ROOT / "tests" / "gates" / "planted_errors.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "-n", type=int, help="reports with an error, and as many clean ones (default: the gate's number)"
    )
    parser.add_argument("--seed", type=int)
    parser.add_argument("--failures", type=Path, help="write a line for each failure")
    parser.add_argument("--write", action="store_true", help=f"write {PAGE.relative_to(ROOT)}")
    parser.add_argument("--long", action="store_true", help="the recipe's long version")
    parser.add_argument("--pin", action="store_true", help=f"write {PIN.relative_to(ROOT)}")
    options = parser.parse_args()
    recipe = load_recipe()
    size = recipe.long if options.long else recipe.gates
    planted = options.n or int(size["planted"])
    clean = options.n or int(size["clean"])
    result = harvest(planted, clean, recipe.seed if options.seed is None else options.seed)
    table = render(result)
    print(table)
    for line in result.alarms:
        print(f"FALSE MISMATCH\t{line}")
    if options.failures:
        options.failures.write_text(failures(result), encoding="utf-8")
    if options.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(
            f"# Planted errors\n\nWritten by `tests/bench/planted_errors.py` (recipe {recipe.digest}).\n\n{table}\n",
            encoding="utf-8",
        )
    if options.pin:
        total = result.total()
        figures = {
            "recipe": recipe.digest,
            "planted": total["planted"],
            "found": total["found"],
            "repairable": total["repairable"],
            "repair_first": total["repair_first"],
            "false_mismatch_reports": result.alarmed,
        }
        PIN.write_text(json.dumps(figures, indent=1) + "\n", encoding="utf-8")
    return 0


def render(result: Harvest) -> str:
    """The table as Markdown."""
    lines = [
        "| error | code | planted | found | recall | repair named first | listed |",
        "|---|---|---:|---:|---:|---:|---:|",
    ]
    lines += [_line(f"{name} {ERRORS[name].zh}", ERRORS[name].code, tally) for name, tally in result.counts.items()]
    lines.append(_line("**all**", "", result.total()))
    lines += ["", f"Clean reports with a false mismatch: {result.alarmed} of {result.clean}."]
    return "\n".join(lines)


def failures(result: Harvest) -> str:
    groups = {
        "FALSE MISMATCH": result.alarms,
        "MISSED": result.misses,
        "NO REPAIR": result.unrepaired,
        "SIDE EFFECT": result.side_effects,
    }
    return "".join(f"{kind}\t{line}\n" for kind, lines in groups.items() for line in lines)


def _line(name: str, code: str, tally: Counter[str]) -> str:
    planted, repairable = tally["planted"], tally["repairable"]
    recall = f"{tally['found'] / planted:.1%}" if planted else "–"
    repairs = (
        (f"{tally['repair_first'] / repairable:.1%}", f"{tally['repair_listed'] / repairable:.1%}")
        if repairable
        else ("", "")
    )
    return f"| {name} | {code} | {planted} | {tally['found']} | {recall} | {repairs[0]} | {repairs[1]} |"


if __name__ == "__main__":
    sys.exit(main())
