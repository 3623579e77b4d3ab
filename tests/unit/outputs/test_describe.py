"""Order, tones, formulas in words, places and repairs."""

from __future__ import annotations

import pytest

from nlp.outputs.describe import Described, group_of, tone_of
from nlp.types import Finding, Severity, Verdict


def make(verdict, severity):
    return Finding("r", Verdict(verdict), Severity(severity), "m", ())


@pytest.mark.parametrize(
    ("verdict", "severity", "group", "tone"),
    [
        ("match", "info", "pass", "match"),
        ("match_rounded", "info", "pass", "near"),
        ("match_alternative", "info", "pass", "near"),
        ("match_alternative", "warning", "warning", "warning"),
        ("mismatch", "error", "error", "mismatch"),
        ("mismatch", "warning", "warning", "warning"),
        ("mismatch", "info", "info", "warning"),
        ("undetermined", "info", "info", "undetermined"),
        ("undetermined", "error", "error", "mismatch"),
        ("not_in_tables", "info", "info", "outside"),
    ],
)
def test_groups_and_tones(verdict, severity, group, tone):
    finding = make(verdict, severity)
    assert (group_of(finding), tone_of(finding)) == (group, tone)


def test_findings_come_worst_first_and_each_once(wangxi):
    one = Described(wangxi)
    groups = [group_of(wangxi.findings[index]) for index in one.order]
    rank = {"error": 0, "warning": 1, "info": 2, "pass": 3}
    assert groups == sorted(groups, key=rank.__getitem__)
    assert sorted(one.order) == list(range(len(wangxi.findings)))
    assert one.group_counts == {"error": 2, "warning": 3, "info": 3, "pass": 13}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("requests.granted.total", "予以公开·总计 62"),
        ("requests.granted.total + requests.partly_granted.total", "予以公开·总计 62 + 部分公开·总计 31"),
        ("100 * requests.granted.total / requests.concluded.total", "100 × 予以公开·总计 62 ÷ 办理结果总计·总计 179"),
        ("previous(requests.carried_out.total)", "上年·结转下年度继续办理·总计"),
        ("disclosure.regulations.in_force", "规章·现行有效件数 空白"),
    ],
)
def test_formulas_in_words(wangxi, formula, expected):
    assert Described(wangxi).formula_text(formula) == expected


def test_long_sums_leave_out_zeros_and_say_so(wangxi):
    finding = next(f for f in wangxi.findings if f.rule == "requests.row_sum")
    text = Described(wangxi).formula_text(finding.formula, finding.right, "件")
    assert "自然人 36" in text
    assert "商业企业 4" in text
    assert "其余4项为0" in text
    assert text.endswith("= 40件")


def test_links_between_claims_cells_and_findings(wangxi):
    one = Described(wangxi)
    assert one.claims_of_cell["requests.new.total"] == ["c5", "c6"]
    assert one.suspects == {"requests.unavailable.not_held.total": "40"}
    assert one.cell_tone("requests.unavailable.not_held.total") == "mismatch"
    assert one.cell_tone("requests.unavailable.not_held.person") is None  # a victim of the suspect, not a culprit
    assert one.cell_tone("requests.carried_in.total") == "match"
    assert one.cell_tone("requests.granted.total") == "near"  # its share only agrees if rounded
    assert one.cell_tone("requests.rejected.petition.company") == "warning"


def test_repairs_name_the_cell_and_what_supports_them(wangxi):
    finding = next(f for f in wangxi.findings if f.rule == "requests.row_sum")
    text = Described(wangxi).repair_text(finding.repairs[0])
    assert text == "相邻数位颠倒：“本机关不掌握相关政府信息·总计”应为 40（现为 4）；与正文 47件 一致"
    english = Described(wangxi, "en").repair_text(finding.repairs[0])
    assert "should be 40 (now 4)" in english


def test_places(wangxi):
    one = Described(wangxi)
    by_rule = {f.rule: one.where(f) for f in wangxi.findings}
    assert by_rule["form.fee_item"] == "其他事项"
    assert by_rule["form.title"] == "文首"
    assert by_rule["form.blank_cells"] == "信访举报投诉类申请·商业企业"


@pytest.mark.parametrize(
    ("rule", "verdict", "expected"),
    [
        ("form.title", "not_in_tables", "格式"),
        ("wording.base_year", "not_in_tables", "文字"),
        ("claim.equals", "not_in_tables", "表中无此项"),
        ("form.title", "mismatch", "不符"),
    ],
)
def test_verdicts_in_words(wangxi, rule, verdict, expected):
    finding = Finding(rule, Verdict(verdict), Severity.INFO, "m", ())
    assert Described(wangxi).verdict_text(finding) == expected
