"""All issuers of a folder at once: years and levels, against what the press knows."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from nlp.batch.across import Overview, compare_levels, compare_years, read_entries
from nlp.batch.rebuild import rebuild_reports
from nlp.checks.levels import ChildSet
from nlp.checks.years import check_years
from nlp.outputs.store import connect
from nlp.pipeline import process_report
from nlp.settings import Settings
from nlp.types import Finding

PLAIN = Settings(topics=None)


def plain(findings: tuple[Finding, ...]) -> list[tuple[Any, ...]]:
    return [(f.rule, f.verdict, f.severity, f.left, f.right, f.delta, f.cells, f.message) for f in findings]


def test_every_pair_of_neighbouring_years_is_compared(results: Path, truth: list[dict[str, Any]]) -> None:
    overview = Overview()
    found = list(compare_years(results, PLAIN, overview))
    pairs = {(c.current.issuer, c.others[0].year, c.current.year) for c in found}
    known = {(record["issuer"], record["year"]) for record in truth}
    assert pairs == {(issuer, year - 1, year) for issuer, year in known if (issuer, year - 1) in known}
    assert overview.compared == len(found)
    assert not overview.ambiguous
    # The collection is consistent: what one year carries out the next carries in.
    carried = [f for c in found for f in c.findings if f.rule == "years.carried_in"]
    assert carried
    assert all(finding.verdict.passes for finding in carried)


def test_findings_are_those_that_the_files_themselves_give(results: Path, made: Path) -> None:
    """Reports rebuilt from the tables and reports read from their files are the same to the checks."""
    found = sorted(compare_years(results, PLAIN, Overview()), key=lambda c: c.current.path)
    for comparison in found[:6]:
        old = process_report(comparison.others[0].path, PLAIN)
        new = process_report(comparison.current.path, PLAIN)
        assert plain(comparison.findings) == plain(check_years(new, old, PLAIN))


def test_evidence_quotes_the_rebuilt_text(results: Path) -> None:
    connection = connect(results)
    keys = [row[0] for row in connection.execute("SELECT report_id FROM reports ORDER BY path LIMIT 3").fetchall()]
    reports = rebuild_reports(connection, keys)
    connection.close()
    assert set(reports) == set(keys)
    for report in reports.values():
        cells = [cell for table in report.structure.tables.values() for cell in table.cells.values()]
        assert cells
        assert all(cell.span.of(report.text) == cell.raw for cell in cells if cell.span is not None)


def test_governments_are_compared_with_those_below_them(results: Path, truth: list[dict[str, Any]]) -> None:
    overview = Overview()
    found = list(compare_levels(results, PLAIN, overview, complete=True))
    assert found
    for comparison in found:
        below = {
            r["issuer"]
            for r in truth
            if r["parent"] == comparison.current.issuer and r["year"] == comparison.current.year
        }
        assert {other.issuer for other in comparison.others} == below
    # The last family may be cut short; of a whole one the sums agree.
    assert any(f.verdict.passes for c in found for f in c.findings)


def test_a_child_set_says_who_stands_below(results: Path, truth: list[dict[str, Any]]) -> None:
    parent = next(record["parent"] for record in truth if record["parent"])
    children = tuple(sorted({r["issuer"] for r in truth if r["parent"] == parent}))
    overview = Overview()
    found = list(compare_levels(results, PLAIN, overview, child_set=ChildSet(parent, (*children, "没有这个局"), True)))
    assert {c.current.issuer for c in found} == {parent}
    assert {len(c.others) for c in found} <= {len(children)}
    assert not any(c.complete for c in found), "one child is missing"
    assert any("没有这个局" in missing for missing in overview.missing)


def test_silenced_rules_are_left_out(results: Path) -> None:
    silent = Settings(topics=None, silenced=("years.carried_in",))
    rules = {f.rule for c in compare_years(results, silent, Overview()) for f in c.findings}
    assert rules
    assert "years.carried_in" not in rules


@pytest.mark.parametrize("table", ["bodies", "inputs"])
def test_tables_of_the_run_name_every_report(results: Path, table: str) -> None:
    connection = connect(results)
    query = f"SELECT count(*) FROM reports r LEFT JOIN {table} x USING (report_id) WHERE x.report_id IS NULL"
    assert connection.execute(query).fetchone() == (0,)
    connection.close()
    assert len(read_entries(results, Overview())) == 42
