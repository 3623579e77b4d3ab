"""One number changed at a time: the auditor must name it, and nothing else.

Over the sample report of format 2019 every request cell, every dispute cell and every number that is tied to the tables
is changed once, in the text itself, and the whole pipeline runs again. The same over the real report: ``tests/real``.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.mutations import cell_mutants, check_cell, check_claim, claim_mutants, read_text

SAMPLES = Path(__file__).parents[2] / "corpora" / "samples"


@pytest.fixture(scope="module")
def text() -> str:
    return read_text(SAMPLES / "linjiang_2020.txt")


def test_every_changed_cell_is_named(text: str) -> None:
    mutants = cell_mutants(text)
    assert len(mutants) == 161 + 15
    assert [problem for mutant in mutants if (problem := check_cell(text, mutant)) is not None] == []


def test_every_changed_figure_of_the_prose_is_named(text: str) -> None:
    mutants = claim_mutants(text)
    assert len(mutants) >= 30
    assert [problem for mutant in mutants if (problem := check_claim(text, mutant)) is not None] == []
