"""Cell accuracy by layout and damage, over the renderings of the recipe.

``python tests/bench/layout_press.py [--long] [--write] [--pin] [--cases DIR]``. ``make layouts`` runs the long version and
writes docs/benchmarks/layouts.md; ``--pin`` writes the gate's file (small version); ``--cases`` keeps the renderings that were
not read right, each beside what was wrong.
"""

from __future__ import annotations

import argparse
import json
import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from nlp.corpus.synthetic.measure import Accuracy  # noqa: E402
from nlp.corpus.synthetic.press import DAMAGES, LAYOUTS  # noqa: E402
from nlp.corpus.synthetic.survey import Job, Survey, jobs, load_recipe, rendered, survey  # noqa: E402

PAGE = ROOT / "docs" / "benchmarks" / "layouts.md"
PIN = ROOT / "tests" / "gates" / "layout_press.json"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--long", action="store_true")
    parser.add_argument("--write", action="store_true")
    parser.add_argument("--pin", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--cases", type=Path)
    options = parser.parse_args()
    recipe = load_recipe()
    planned = list(jobs(recipe, recipe.long if options.long else recipe.gates))
    result = measure(planned, options.workers)
    page = render(result)
    print(page)
    for job, error in result.failed:
        print("FAILED", job, error)
    if options.cases:
        keep(result, options.cases)
    if options.write:
        PAGE.parent.mkdir(parents=True, exist_ok=True)
        PAGE.write_text(
            f"# Layouts\n\nWritten by `tests/bench/layout_press.py` (recipe {recipe.digest}).\n\n{page}\n",
            encoding="utf-8",
        )
    if options.pin:
        PIN.write_text(json.dumps({"recipe": recipe.digest, **figures(result)}, indent=1) + "\n", encoding="utf-8")
    return 0


def measure(planned: list[Job], workers: int) -> Survey:
    """The survey over some processes."""
    total = Survey()
    with ProcessPoolExecutor(workers) as pool:
        for part in pool.map(survey, [planned[i::64] for i in range(64)]):
            for key, accuracy in part.cells.items():
                total.cells.setdefault(key, Accuracy()).add(accuracy)
            total.complete.add(part.complete)
            total.lossy.add(part.lossy)
            total.imperfect += part.imperfect
            total.failed += part.failed
            total.renderings += part.renderings
    return total


def figures(result: Survey) -> dict[str, int]:
    """What the gate pins."""
    return {
        "renderings": result.renderings,
        "failed": len(result.failed),
        "cells": result.complete.cells,
        "right": result.complete.right,
        "silent": result.complete.silent,
        "lossy_cells": result.lossy.cells,
        "lossy_silent": result.lossy.silent,
    }


def render(result: Survey) -> str:
    """Two tables as Markdown: by layout, by damage."""
    layouts = [layout for layout in LAYOUTS if any(key[0] == layout for key in result.cells)]
    names = {
        "": "none",
        "+": "two to four together",
        **{name: f"{name} {damage.zh}" for name, damage in DAMAGES.items()},
    }
    complete, lossy = result.complete, result.lossy
    what = "Where it does not (empty cells that leave no trace, glued digits, letters for digits)"
    lines = [
        f"{result.renderings} renderings.",
        "",
        _sentence("Where the layout holds the information", complete),
        "",
        _sentence(what, lossy),
    ]
    for holds, title in ((True, "Renderings that hold the information"), (False, "Renderings that do not")):
        parts = {key: a for key, a in result.cells.items() if key[2] is holds}
        lines += ["", f"## {title}", "", *_head("layout")]
        lines += [
            _row(layout, found) for layout in layouts if (found := [a for key, a in parts.items() if key[0] == layout])
        ]
        lines += ["", *_head("damage")]
        lines += [
            _row(name, found)
            for damage, name in names.items()
            if (found := [a for key, a in parts.items() if key[1] == damage])
        ]
    lines += [
        "",
        "## Layout by damage",
        "",
        "Share right (absent/warned/silent where not all are right); `*` marks what does not hold the information.",
        "",
    ]
    lines += ["| damage | " + " | ".join(layouts) + " |", "|---|" + "---|" * len(layouts)]
    for damage, title in names.items():
        row = [
            " ".join(
                filter(None, (_brief(result.cells.get((layout, damage, holds)), holds) for holds in (True, False)))
            )
            for layout in layouts
        ]
        lines.append(f"| {title} | " + " | ".join(row) + " |")
    return "\n".join(lines)


def _sentence(what: str, total: Accuracy) -> str:
    return (
        f"{what}: {_share(total.right, total.cells)} of {total.cells} cells right, {total.absent} absent, "
        f"{total.warned} wrong with a warning, {total.silent} wrong and silent."
    )


def _head(title: str) -> list[str]:
    return [f"| {title} | cells | right | absent | wrong, warned | wrong, silent |", "|---|---:|---:|---:|---:|---:|"]


def _row(title: str, parts: list[Accuracy]) -> str:
    total = Accuracy()
    for part in parts:
        total.add(part)
    return f"| {title} | {total.cells} | {_share(total.right, total.cells)} | {total.absent} | {total.warned} | {total.silent} |"


def _brief(accuracy: Accuracy | None, holds: bool) -> str:
    if accuracy is None or not accuracy.cells:
        return ""
    star = "" if holds else "*"
    if accuracy.right == accuracy.cells:
        return f"100{star}"
    return f"{100 * accuracy.right / accuracy.cells:.1f}{star} ({accuracy.absent}/{accuracy.warned}/{accuracy.silent})"


def _share(part: int, whole: int) -> str:
    return f"{100 * part / whole:.3f}%" if whole else "–"


def keep(result: Survey, folder: Path) -> None:
    """Write the renderings that were not read right, worst first, with their misses."""
    folder.mkdir(parents=True, exist_ok=True)
    worst = sorted(result.imperfect, key=lambda item: (-item[1].silent, -item[1].absent))
    for number, (job, accuracy) in enumerate(worst):
        rendering = rendered(job)
        stem = f"{number:03}_{job.layout}_{'+'.join(job.damages) or 'plain'}"
        (folder / f"{stem}.{rendering.name.rsplit('.', 1)[1]}").write_bytes(rendering.data)
        misses = [
            f"{m.outcome}\t{m.cell}\tprinted {m.printed!r}\texpected {m.expected}\tgot {m.got}" for m in accuracy.misses
        ]
        head = f"{job}\nholds the information: {job.holds}\n"
        (folder / f"{stem}.misses.txt").write_text(head + "\n".join(misses) + "\n", encoding="utf-8")
    for job, error in result.failed:
        rendering = rendered(job)
        stem = f"failed_{job.layout}_{'+'.join(job.damages)}_{job.seed.rsplit('/', 1)[1]}"
        (folder / f"{stem}.{rendering.name.rsplit('.', 1)[1]}").write_bytes(rendering.data)
        (folder / f"{stem}.error.txt").write_text(f"{job}\n{error}\n", encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
