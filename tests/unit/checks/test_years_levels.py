"""Across years and levels: continuity, growth, copies, units, sums; and when nothing may be concluded."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.checks.examples import build_report
from nlp.checks.levels import check_levels, match_children, read_child_set
from nlp.checks.registry import Example
from nlp.checks.years import check_years
from nlp.errors import ConfigurationError
from nlp.settings import Settings
from nlp.types import ReportResult, Severity, Verdict
from tests.unit.checks.sheets import consistent


def report(year: int, cells: dict[str, object], **fields: object) -> ReportResult:
    example = {"about": "x", "format": "2021", "year": year, "cells": cells, "issuer": "云川县人民政府", **fields}
    return build_report(Example.model_validate(example))


CARRIED = {"requests.carried_in.total": 5, "requests.carried_out.total": 5}


def test_only_consecutive_years_are_compared() -> None:
    assert check_years(report(2023, {"requests.carried_in.total": 4}), report(2021, CARRIED)) == ()
    assert check_years(report(2020, {"requests.carried_in.total": 4}), report(2021, CARRIED)) == ()


def test_a_broken_carry_over_is_an_error_for_the_same_body() -> None:
    (finding,) = check_years(report(2022, {"requests.carried_in.total": 4}), report(2021, CARRIED))
    assert (finding.rule, finding.verdict, finding.severity) == ("years.carried_in", Verdict.MISMATCH, Severity.ERROR)
    assert finding.left is not None and str(finding.left) == "4"
    assert finding.right is not None and str(finding.right) == "5"
    assert "4 / 5" in finding.message


def test_the_body_may_be_written_differently() -> None:
    before = report(2021, CARRIED, issuer="江南省云川县")
    (finding,) = check_years(report(2022, {"requests.carried_in.total": 4}), before)
    assert finding.verdict is Verdict.MISMATCH


def test_a_broken_carry_over_of_another_body_is_only_a_warning() -> None:
    (finding,) = check_years(
        report(2022, {"requests.carried_in.total": 4}), report(2021, CARRIED, issuer="江平县人民政府")
    )
    assert (finding.verdict, finding.severity) == (Verdict.UNDETERMINED, Severity.WARNING)


def test_agreement_is_said() -> None:
    (finding,) = check_years(report(2022, {"requests.carried_in.total": 5}), report(2021, CARRIED), Settings(lang="en"))
    assert finding.verdict is Verdict.MATCH
    assert finding.message == "5 requests carried in agree with the report for 2021."


def test_growth_already_judged_is_not_judged_again() -> None:
    from dataclasses import replace

    from nlp.types import Interval

    formula = "100 * (requests.new.total - previous(requests.new.total)) / previous(requests.new.total)"
    claims = [
        {
            "measure": "requests.new",
            "quote": "10%",
            "low": 9.5,
            "high": 10.5,
            "relation": "grew_by",
            "readings": [formula],
        }
    ]
    current = report(2022, {"requests.new.total": 110}, text="比上年增长10%。", claims=claims)
    before = report(2021, {"requests.new.total": 80})
    assert [finding.rule for finding in check_years(current, before)] == ["years.growth_base"]
    (claim,) = current.claims
    judged = replace(claim, readings=(replace(claim.readings[0], value=Interval.point(37)),))
    assert check_years(replace(current, claims=(judged,)), before) == ()


def test_money_in_another_unit_is_not_compared() -> None:
    from dataclasses import replace

    now = report(2022, {"disclosure.fees.amount": 12000000})
    before = report(2021, {"disclosure.fees.amount": 1200})
    assert [finding.rule for finding in check_years(now, before)] == ["years.magnitude"]
    table = now.structure.tables["disclosure"]
    cell = replace(table.cells["disclosure.fees.amount"], unit="元")
    other = replace(now, structure=replace(now.structure, tables={"disclosure": replace(table, cells={cell.id: cell})}))
    assert check_years(other, before) == ()


LONG = "个别乡镇公开目录更新不及时，有的栏目数月没有新内容；今后按月通报更新情况，连续两月未更新的单位要说明原因并限期整改{n}。"


def test_copied_paragraphs_are_found_figures_apart() -> None:
    text = "一、总体情况\n" + "\n".join(f"第{c}项，" + LONG.format(n=n) for n, c in enumerate("甲乙丙丁"))
    before = text.replace("整改0", "整改9")
    (finding,) = check_years(report(2022, {}, text=text), report(2021, {}, text=before))
    assert finding.rule == "years.copied_text"
    assert len(finding.evidence) == 4
    assert "100%" in finding.message


def test_a_copied_preamble_is_no_finding() -> None:
    text = LONG.format(n="")
    assert check_years(report(2022, {}, text=text), report(2021, {}, text=text)) == ()


# -- levels ---------------------------------------------------------------------------------------------------------


def family(*scales: int) -> tuple[ReportResult, list[ReportResult]]:
    sheet = consistent("2021")
    parent = report(2022, {cell: value * sum(scales) for cell, value in sheet.items()}, text="2022年度报告")
    return parent, [report(2022, {cell: value * scale for cell, value in sheet.items()}) for scale in scales]


def test_a_complete_family_adds_up() -> None:
    parent, children = family(1, 2, 3)
    (finding,) = check_levels(parent, children, complete=True)
    assert finding.verdict is Verdict.MATCH
    assert "3 个下级单位" in finding.message


def test_a_child_left_out_of_a_complete_family_is_an_error() -> None:
    parent, children = family(1, 2, 3)
    found = check_levels(parent, children[:2], complete=True)
    assert {finding.rule for finding in found} == {"levels.sum"}
    assert {finding.verdict for finding in found} == {Verdict.MISMATCH}
    assert {finding.cells[0].partition(".")[0] for finding in found} == {"requests", "disputes"}


def test_as_many_cells_are_told_as_are_counted() -> None:
    parent, children = family(1, 2, 3)
    cells = {cell: table.cells[cell].value for table in parent.structure.tables.values() for cell in table.cells}
    sheet = {cell: int(value.low) for cell, value in cells.items() if value is not None}
    for cell in ("requests.carried_in.person", "requests.carried_in.total"):
        sheet[cell] += 1
    (finding,) = check_levels(report(2022, sheet, text="2022年度报告"), children, complete=True)
    assert "共 2 格" in finding.message
    assert finding.message.count(" / ") == 1 + 2  # the explanation in brackets, and the cells
    assert finding.message.index("上年结转·总计” ") < finding.message.index("上年结转·自然人” ")
    found = check_levels(parent, children[:2], complete=True)
    assert all(" 等。" in f.message and f.message.count(" / ") == 1 + 8 for f in found if len(f.cells) > 8)
    assert any(len(f.cells) > 8 for f in found)


def test_an_incomplete_family_is_never_an_error() -> None:
    parent, children = family(1, 2, 3)
    (finding,) = check_levels(parent, children[:2], complete=False)
    assert (finding.verdict, finding.severity) == (Verdict.UNDETERMINED, Severity.INFO)
    small, _ = family(1)
    found = check_levels(small, children, complete=False)
    assert {(f.verdict, f.severity) for f in found} == {(Verdict.UNDETERMINED, Severity.WARNING)}


def test_children_of_another_year_do_not_count() -> None:
    parent, children = family(1, 2)
    old = [children[0], report(2021, {"requests.new.total": 3})]
    (finding,) = check_levels(parent, old, complete=True)
    assert finding.verdict is Verdict.UNDETERMINED


def test_stocks_of_documents_are_left_out() -> None:
    parent = report(2022, {"disclosure.normative_documents.in_force": 5}, text="2022年度报告")
    assert check_levels(parent, [report(2022, {"disclosure.normative_documents.in_force": 9})], complete=True) == ()


def test_child_sets(tmp_path: Path) -> None:
    toml = tmp_path / "set.toml"
    toml.write_text(
        'parent = "云川县人民政府"\ncomplete = true\nchildren = ["河湾镇人民政府", "b.txt"]\n', encoding="utf-8"
    )
    listed = tmp_path / "set.csv"
    listed.write_text("name,issuer\n1,河湾镇人民政府\n2,b.txt\n,*complete*\n", encoding="utf-8")
    bare = tmp_path / "bare.csv"
    bare.write_text("河湾镇人民政府\nb.txt\n", encoding="utf-8")
    assert read_child_set(toml).children == read_child_set(listed).children == ("河湾镇人民政府", "b.txt")
    assert read_child_set(toml).complete and read_child_set(listed).complete
    assert read_child_set(bare).children == ("河湾镇人民政府", "b.txt")
    assert not read_child_set(bare).complete


def test_children_are_matched_by_issuer_or_path() -> None:
    child = report(2022, {}, issuer="河湾镇人民政府")
    from nlp.checks.levels import ChildSet

    found, missing = match_children(ChildSet(None, ("河湾镇人民政府", "青山乡人民政府"), complete=True), [child])
    assert found.children == (child,)
    assert missing == ("青山乡人民政府",)
    assert not found.complete
    by_path, missing = match_children(ChildSet(None, ("example.txt",), complete=True), [child])
    assert (by_path.complete, missing) == (True, ())


@pytest.mark.parametrize(
    ("name", "text", "problem"),
    [
        ("a.toml", "complete = true\n", "children"),
        ("a.toml", "children = []\n", "children"),
        ("a.toml", "children = ['x']\nwhat = 1\n", "what"),
        ("a.toml", "children = \n", "a.toml"),
        ("a.csv", "issuer\n", "names no child"),
    ],
)
def test_bad_child_sets_name_file_and_key(tmp_path: Path, name: str, text: str, problem: str) -> None:
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigurationError) as caught:
        read_child_set(path)
    assert name in str(caught.value)
    assert problem in str(caught.value)


def test_a_missing_child_set_is_a_configuration_error(tmp_path: Path) -> None:
    with pytest.raises(ConfigurationError, match="cannot be read"):
        read_child_set(tmp_path / "none.csv")
