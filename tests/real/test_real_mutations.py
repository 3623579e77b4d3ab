"""The mutation tests of ``tests/gates`` over the real report of format 2019."""

from __future__ import annotations

from pathlib import Path

from tests.mutations import cell_mutants, check_cell, check_claim, claim_mutants, read_text


def test_every_changed_cell_is_named(real_data: Path) -> None:
    text = read_text(real_data / "yangpu_2020.txt")
    mutants = cell_mutants(text)
    assert len(mutants) == 161 + 15
    assert [problem for mutant in mutants if (problem := check_cell(text, mutant)) is not None] == []


def test_every_changed_figure_of_the_prose_is_named(real_data: Path) -> None:
    text = read_text(real_data / "yangpu_2020.txt")
    mutants = claim_mutants(text)
    assert len(mutants) == 31
    assert [problem for mutant in mutants if (problem := check_claim(text, mutant)) is not None] == []
