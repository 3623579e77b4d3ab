"""How claims are judged where the plain comparison is not enough."""

from __future__ import annotations

import pytest

from nlp.corpus.claims import ClaimRow, read_row
from nlp.types import Finding


def findings(text: str, **cells: float) -> dict[str, Finding]:
    """What is said of the figures of a passage under 依申请公开, by the figure's words."""
    row = ClaimRow(
        id="x",
        office="x",
        level="county",
        issuer="云岭县人民政府",
        year=2020,
        format="2021",
        headings=("一、总体情况", "（二）依申请公开"),
        text=text,
        cells={name.replace("__", "."): value for name, value in cells.items()},
        mentions=(),
        claims=(),
    )
    _, claims, said = read_row(row)
    quotes = {claim.id: claim.quote for claim in claims}
    return {quotes[finding.claim]: finding for finding in said if finding.claim in quotes}


INTAKE = {"requests__new__total": 293.0, "requests__carried_in__total": 20.0, "requests__concluded__total": 308.0}


def test_growth_is_shown_over_the_cells_its_count_agrees_with() -> None:
    said = findings("全年办理政府信息公开申请293件，比上年下降了31.1%。", **INTAKE)
    assert said["293件"].verdict.value == "match_alternative"
    assert "425" in said["31.1%"].message
    assert "447" not in said["31.1%"].message


@pytest.mark.parametrize(
    ("text", "quote", "verdict", "severity"),
    [
        ("全年办结政府信息公开申请903件。", "903件", "undetermined", "warning"),
        ("全年办结政府信息公开申请103件。", "103件", "undetermined", "warning"),
        ("全年办结政府信息公开申请380件。", "380件", "mismatch", "error"),
        ("全年办结政府信息公开申请3080件。", "3080件", "mismatch", "error"),
        ("全年办结政府信息公开申请38件。", "38件", "mismatch", "error"),
        ("全年办结政府信息公开申请290件。", "290件", "mismatch", "error"),
    ],
    ids=["three times", "a third", "digits swapped", "digit added", "digit lost", "near"],
)
def test_a_count_of_another_order_is_no_mismatch(text: str, quote: str, verdict: str, severity: str) -> None:
    said = findings(text, **INTAKE)[quote]
    assert (said.verdict.value, said.severity.value) == (verdict, severity)
