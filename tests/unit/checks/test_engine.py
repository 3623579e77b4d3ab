"""All checks together: order, silencing, user rules, and a defect that is not hidden."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from nlp.checks import registry
from nlp.checks.context import CheckContext
from nlp.checks.engine import run_checks, sort_findings
from nlp.checks.examples import build_report
from nlp.checks.registry import Check, Example
from nlp.checks.user_rules import check_silenced
from nlp.errors import ConfigurationError
from nlp.settings import Settings
from nlp.types import Evidence, Finding, ReportResult, Severity, Span, Verdict
from tests.unit.checks.sheets import consistent


@pytest.fixture
def report() -> ReportResult:
    cells = {**consistent("2021"), "requests.granted.person": 421}
    text = "统计期限为2022年1月1日至2022年12月30日。\n六、其他需要报告的事项\n无。"
    return build_report(
        Example(about="a report", format="2021", year=2022, issuer="云川县人民政府", text=text, cells=cells)
    )


def run(report: ReportResult, settings: Settings | None = None) -> tuple[Finding, ...]:
    return run_checks(report.document, report.structure, report.quantities, report.claims, settings or Settings())[1]


def test_findings_come_worst_first(report: ReportResult) -> None:
    found = run(report)
    assert [finding.rule for finding in found] == ["requests.row_sum", "form.period", "form.fee_item"]
    assert [finding.severity for finding in found] == [Severity.ERROR, Severity.WARNING, Severity.INFO]


def test_every_evidence_quotes_the_text(report: ReportResult) -> None:
    for finding in run(report):
        assert finding.evidence
        for item in finding.evidence:
            assert item.span.of(report.text) == item.quote


def test_order_is_severity_then_verdict_then_place() -> None:
    def finding(severity: Severity, verdict: Verdict, at: int) -> Finding:
        return Finding("x", verdict, severity, "", (Evidence("left", Span(at, at), ""),))

    right = [
        finding(Severity.ERROR, Verdict.MISMATCH, 90),
        finding(Severity.WARNING, Verdict.MISMATCH, 80),
        finding(Severity.WARNING, Verdict.NOT_IN_TABLES, 10),
        finding(Severity.WARNING, Verdict.UNDETERMINED, 5),
        finding(Severity.INFO, Verdict.MATCH, 1),
        finding(Severity.INFO, Verdict.MATCH_ROUNDED, 2),
    ]
    assert list(sort_findings(right[::-1])) == right


def test_rules_and_single_findings_can_be_silenced(report: ReportResult) -> None:
    period = next(finding for finding in run(report) if finding.rule == "form.period")
    left = run(report, Settings(silenced=("form.fee_item", period.fingerprint)))
    assert [finding.rule for finding in left] == ["requests.row_sum"]


def test_fingerprints_do_not_depend_on_offsets_and_do_on_the_report(report: ReportResult) -> None:
    moved = build_report(
        Example(
            about="the same, further down",
            format="2021",
            year=2022,
            issuer="云川县人民政府",
            text="云川县2022年度报告\n\n统计期限为2022年1月1日至2022年12月30日。\n六、其他需要报告的事项\n无。",
            cells={**consistent("2021"), "requests.granted.person": 421},
        )
    )
    assert {f.fingerprint for f in run(moved)} == {f.fingerprint for f in run(report)}
    other = replace(
        report,
        structure=replace(report.structure, metadata=replace(report.structure.metadata, issuer="江平县人民政府")),
    )
    assert {f.fingerprint for f in run(other)}.isdisjoint({f.fingerprint for f in run(report)})
    assert len({f.fingerprint for f in run(report)}) == len(run(report))


# -- user rules -----------------------------------------------------------------------------------------------------


def write(folder: Path, text: str) -> Settings:
    path = folder / "own.toml"
    path.write_text(text, encoding="utf-8")
    return Settings(rules=(str(path),))


def test_what_is_silenced_must_exist(tmp_path: Path) -> None:
    rules = tmp_path / "rules.toml"
    rules.write_text(
        '[[rule]]\nid = "local.x"\nleft = "requests.new.total"\nright = "1"\nzh = "x"\nen = "x"\nreason = "y"\n',
        encoding="utf-8",
    )
    check_silenced(("form.period", "0123456789abcdef"))
    check_silenced(("local.x",), (str(rules),))
    for wrong in ("local.x", "form.perod", "0123456789abcde"):
        with pytest.raises(ConfigurationError, match=f"{wrong}: neither a rule"):
            check_silenced((wrong,))


def test_a_rule_file_changes_severity_and_silences_with_a_reason(report: ReportResult, tmp_path: Path) -> None:
    settings = write(
        tmp_path,
        '[severity]\n"form.fee_item" = "error"\n[[silence]]\nrule = "form.period"\nreason = "reported half-yearly by order"\n',
    )
    assert {finding.rule: finding.severity for finding in run(report, settings)} == {
        "requests.row_sum": Severity.ERROR,
        "form.fee_item": Severity.ERROR,
    }


OWN = """
[[rule]]
id = "local.granted_share"
left = "requests.granted.total + requests.partly_granted.total"
relation = "at_least"
right = "requests.concluded.total"
severity = "info"
zh = "公开 {left} 件，少于 {right} 件。"
en = "{left} granted, fewer than {right}."
reason = "a target of our own"
"""


def test_a_rule_file_adds_rules(report: ReportResult, tmp_path: Path) -> None:
    found = [finding for finding in run(report, write(tmp_path, OWN)) if finding.rule == "local.granted_share"]
    assert [finding.message for finding in found] == ["公开 561 件，少于 1082 件。"]
    assert found[0].evidence[0].cell == "requests.granted.total"
    satisfied = write(tmp_path, OWN.replace('"at_least"', '"at_most"'))
    assert "local.granted_share" not in {finding.rule for finding in run(report, satisfied)}


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[severity]\n'form.no_such' = 'info'\n", "form.no_such: there is no such rule"),
        ("[severity]\n'form.period' = 'fatal'\n", "severity.form.period"),
        ("[[silence]]\nrule = 'form.period'\n", "silence.0.reason"),
        ("[[silence]]\nreason = 'because'\n", "either rule or fingerprint"),
        ("[unknown]\n", "unknown"),
        ("[severity\n", "own.toml"),
        (OWN.replace("requests.concluded.total", "requests.concluded.total +"), "rule.0.right: ends too early"),
        (OWN.replace("{left} 件", "{nothing} 件"), "rule.0.zh"),
        (OWN.replace("local.granted_share", "form.period"), "rule.0.id"),
    ],
)
def test_bad_rule_files_name_file_and_key(report: ReportResult, tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        run(report, write(tmp_path, text))
    assert "own.toml" in str(caught.value)
    assert message in str(caught.value)


def test_a_missing_rule_file_is_a_configuration_error(report: ReportResult, tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        run(report, Settings(rules=(str(tmp_path / "none.toml"),)))


def test_a_check_that_raises_is_a_bug_and_goes_through(report: ReportResult, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_context: object) -> list[Finding]:
        raise RuntimeError("a defect")

    registry.all_checks()
    monkeypatch.setitem(registry._CHECKS, "broken", Check("broken", (), broken))
    with pytest.raises(RuntimeError, match="a defect"):
        run(report)


# -- the judge of claims --------------------------------------------------------------------------------------------


def test_the_judge_runs_first_and_its_claims_are_those_of_the_others(
    report: ReportResult, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def judge(context: CheckContext) -> tuple[tuple[str, ...], tuple[Finding, ...]]:
        return ("filled in",), ()

    def look(context: CheckContext) -> list[Finding]:
        seen.append(context.claims)
        return []

    monkeypatch.setattr(
        registry, "_CHECKS", {"judge": Check("judge", (), judge, judge=True), "look": Check("look", (), look)}
    )
    claims, findings = run_checks(report.document, report.structure, (), (), Settings())
    assert claims == ("filled in",)
    assert seen == [("filled in",)]
    assert findings == ()
