"""Whole audits of real reports: every gold cell is bound, and no report that is right is called wrong."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path

import pytest

import nlp
from nlp.types import ReportResult, Severity, Verdict

pytestmark = pytest.mark.real

REPORTS = ("yangpu_2020.txt", "suqian_2023.txt", "hongze_2024.pdf", "shuyang_2025.md", "hangzhou_2025.html")


@pytest.fixture(scope="module", params=REPORTS)
def report(request: pytest.FixtureRequest, real_data: Path) -> ReportResult:
    path = real_data / request.param
    if not path.exists():
        pytest.skip(f"no {path}")
    return nlp.audit(path)


def test_every_gold_cell_is_right(report: ReportResult, real_data: Path) -> None:
    gold = json.loads(
        (real_data / "gold" / f"{Path(report.document.source.path).stem}.json").read_text(encoding="utf-8")
    )
    cells = {cell.id: cell for table in report.structure.tables.values() for cell in table.cells.values()}
    assert report.status == "complete"
    assert report.structure.format == gold["format"]
    wrong = {}
    for cell_id, truth in gold["cells"].items():
        value = cells[cell_id].value if cell_id in cells else None
        found = None if value is None else value.midpoint
        expected = None if truth["value"] is None else Decimal(str(truth["value"]))
        if found != expected:
            wrong[cell_id] = (found, expected)
    assert wrong == {}


def test_no_false_mismatch(report: ReportResult) -> None:
    wrong = [f.message for f in report.findings if f.verdict is Verdict.MISMATCH and f.severity is Severity.ERROR]
    assert wrong == []


def test_evidence_quotes_the_text(report: ReportResult) -> None:
    assert report.findings
    for finding in report.findings:
        assert finding.evidence, finding.rule
        for item in finding.evidence:
            assert item.quote == item.span.of(report.text)


@pytest.fixture(scope="module")
def seed(real_data: Path) -> ReportResult:
    return nlp.audit(real_data / "yangpu_2020.txt")


def test_the_seed_says_who_and_when(seed: ReportResult) -> None:
    about = seed.structure.metadata
    assert (about.issuer, about.year, about.published) == ("上海市杨浦区人民政府", 2020, "2021-02-19")
    assert [section.ordinal for section in seed.structure.sections if section.key != "preamble"] == [1, 2, 3, 4, 5, 6]


def test_no_mismatch_at_all_in_the_seed(seed: ReportResult) -> None:
    assert [f.message for f in seed.findings if f.verdict is Verdict.MISMATCH] == []


def test_what_is_odd_about_the_seed_is_found(seed: ReportResult) -> None:
    alarms = {f.rule: f for f in seed.findings if f.severity is not Severity.INFO and not f.verdict.passes}
    base_years = alarms.pop("wording.base_year")
    places = [item for item in base_years.evidence if "2020" in item.quote]
    assert len(places) == 4
    conflict = alarms.pop("disclosure.prior_current")
    assert "1573" in conflict.message
    assert "195" in conflict.message
    assert alarms == {}
    growth = next(f for f in seed.findings if f.rule == "claim.growth" and f.verdict is Verdict.UNDETERMINED)
    assert "1909" in growth.message
    assert "1910" in growth.message
