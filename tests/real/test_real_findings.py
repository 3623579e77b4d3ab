"""What is said of the real reports, each claim looked at by hand once and pinned: figures, formulas and verdicts only."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import nlp
from nlp.types import Finding

pytestmark = pytest.mark.real

REPORTS = ("yangpu_2020.txt", "suqian_2023.txt", "hongze_2024.pdf", "shuyang_2025.md", "hangzhou_2025.html")


@pytest.mark.parametrize("name", REPORTS)
def test_the_findings_are_those_looked_at(real_data: Path, name: str, golden: Callable[[str, object], None]) -> None:
    path = real_data / name
    if not path.exists():
        pytest.skip(f"no {path}")
    result = nlp.audit(path)
    relations = {claim.id: claim.relation for claim in result.claims}
    rows = [_row(finding, relations.get(finding.claim or "", "")) for finding in result.findings]
    golden(f"real_{path.stem}", {"findings": sorted(rows)})


def _row(finding: Finding, relation: str) -> list[str]:
    """Rule, verdict, severity, the figure stated, how it was computed; no words of the report."""
    stated = "" if finding.left is None else str(finding.left.midpoint)
    return [finding.rule, finding.verdict.value, finding.severity.value, relation, stated, finding.formula or ""]
