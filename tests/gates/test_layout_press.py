"""The readers over a few hundred renderings: no worse than pinned, and the pin belongs to the recipe.

The long version is ``make layouts``; ``python tests/bench/layout_press.py --pin`` writes the pin anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.corpus.synthetic.survey import Survey, jobs, load_recipe, survey

PIN = json.loads((Path(__file__).parent / "layout_press.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measured() -> Survey:
    recipe = load_recipe()
    return survey(jobs(recipe, recipe.gates))


def test_the_pin_belongs_to_the_recipe() -> None:
    assert load_recipe().digest == PIN["recipe"], "the recipe changed: measure and pin anew"


def test_nothing_fails(measured: Survey) -> None:
    assert measured.failed == []


def test_cells_are_right_where_the_layout_holds_the_information(measured: Survey) -> None:
    complete, floors = measured.complete, load_recipe().floors
    lines = [
        f"{job.layout} {'+'.join(job.damages)} {job.seed}: {a.misses[0]}" for job, a in measured.imperfect if job.holds
    ]
    assert complete.cells == PIN["cells"]
    assert complete.right >= PIN["right"], "\n".join(lines)
    assert complete.right / complete.cells >= floors["right"], "\n".join(lines)


def test_no_cell_is_wrong_without_a_warning(measured: Survey) -> None:
    silent = [f"{job}: {m}" for job, a in measured.imperfect for m in a.misses if m.outcome == "silent"]
    assert len(silent) <= PIN["silent"] + PIN["lossy_silent"], "\n".join(silent)
