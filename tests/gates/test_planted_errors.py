"""Planted errors: found, mended, and nothing found on clean reports; no worse than pinned.

The long version is ``make planted``; ``python tests/bench/planted_errors.py --pin`` writes the pin anew.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.corpus.synthetic.planting import Harvest, harvest
from nlp.corpus.synthetic.survey import load_recipe

PIN = json.loads((Path(__file__).parent / "planted_errors.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def measured() -> Harvest:
    recipe = load_recipe()
    return harvest(int(recipe.gates["planted"]), int(recipe.gates["clean"]), recipe.seed)


def test_the_pin_belongs_to_the_recipe() -> None:
    assert load_recipe().digest == PIN["recipe"], "the recipe changed: measure and pin anew"


def test_errors_are_found(measured: Harvest) -> None:
    total = measured.total()
    assert total["planted"] == PIN["planted"]
    assert total["found"] >= PIN["found"], "\n".join(measured.misses)


def test_repairs_name_the_planted_cell(measured: Harvest) -> None:
    total = measured.total()
    assert total["repairable"] == PIN["repairable"]
    assert total["repair_first"] >= PIN["repair_first"], "\n".join(measured.unrepaired)


def test_clean_reports_have_no_mismatch(measured: Harvest) -> None:
    assert measured.alarmed <= PIN["false_mismatch_reports"], "\n".join(measured.alarms)
