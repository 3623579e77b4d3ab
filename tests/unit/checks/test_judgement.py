"""How claims are judged where the plain comparison is not enough."""

from __future__ import annotations

import pytest

from nlp.corpus.claims import ClaimRow, read_row
from nlp.pipeline import process_report
from nlp.settings import Settings
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


CASES = {
    "disputes__litigation_direct__total": 6.0,
    "disputes__litigation_direct__upheld": 4.0,
    "disputes__litigation_direct__corrected": 0.0,
    "disputes__litigation_direct__pending": 2.0,
    "disputes__litigation_after_reconsideration__total": 16.0,
    "disputes__litigation_after_reconsideration__upheld": 11.0,
    "disputes__litigation_after_reconsideration__corrected": 1.0,
    "disputes__litigation_after_reconsideration__pending": 4.0,
}


@pytest.mark.parametrize(
    ("text", "quote", "verdict"),
    [
        ("政府信息公开行政诉讼案件93件，败诉7件，败诉率7.5%。", "7件", "undetermined"),
        ("政府信息公开行政诉讼案件93件，败诉7件，败诉率7.5%。", "7.5%", "undetermined"),
        ("政府信息公开行政诉讼案件22件，败诉7件。", "7件", "mismatch"),
        ("政府信息公开直接起诉案件6件，维持4件，无一败诉。", "无一败诉", "match"),
        ("政府信息公开复议后起诉案件16件，维持11件，无一败诉。", "无一败诉", "mismatch"),
        ("政府信息公开复议后起诉案件16件，维持11件，维持率91.7%。", "91.7%", "match_rounded"),
        ("政府信息公开复议后起诉案件16件，维持11件，维持率81.7%。", "81.7%", "mismatch"),
    ],
)
def test_outcomes_are_those_of_the_cases_that_were_counted(text: str, quote: str, verdict: str) -> None:
    assert findings(text, **CASES)[quote].verdict.value == verdict


@pytest.mark.parametrize(
    ("text", "quote", "verdict"),
    [
        ("行政许可1200件，行政处罚310件，行政强制974件。", "974件", "mismatch"),
        ("行政许可1200件，行政处罚310件，行政强制948件。", "948件", "undetermined"),
        ("行政许可1300件，行政处罚320件，行政强制974件。", "974件", "not_in_tables"),
    ],
    ids=["digits swapped beside right numbers", "another number beside right ones", "nothing else is right"],
)
def test_swapped_digits_beside_numbers_of_the_table_are_a_slip(text: str, quote: str, verdict: str) -> None:
    said = findings(
        text,
        disclosure__licensing__decisions=1200.0,
        disclosure__penalties__decisions=310.0,
        disclosure__coercion__decisions=947.0,
    )
    assert quote not in said if verdict == "not_in_tables" else said[quote].verdict.value == verdict


@pytest.mark.parametrize(("share", "passes"), [("52%", True), ("12%", True), ("31%", False)])
def test_a_share_behind_two_results_is_of_the_last_or_of_both(share: str, passes: bool) -> None:
    said = findings(
        f"办结申请100件，予以公开40件、部分公开12件，占办结总数的{share}。",
        requests__new__total=100.0,
        requests__carried_in__total=0.0,
        requests__concluded__total=100.0,
        requests__granted__total=40.0,
        requests__partly_granted__total=12.0,
    )
    assert said[share].verdict.passes is passes
    assert passes or said[share].verdict.value == "mismatch"


TOWN = {
    "requests__new__total": 80.0,
    "requests__carried_in__total": 3.0,
    "requests__concluded__total": 80.0,
    "requests__granted__total": 20.0,
    "requests__partly_granted__total": 9.0,
}


@pytest.mark.parametrize(
    ("text", "quote", "verdict"),
    [
        ("剔除撤回后实体答复60件，其中公开和部分公开占48.3%。", "48.3%", "undetermined"),
        ("实质性答复58件，公开和部分公开占50%。", "50%", "undetermined"),
        ("实质性答复58件，公开和部分公开占47%。", "47%", "mismatch"),
        ("实质性答复58件。公开和部分公开占50%。", "50%", "mismatch"),
    ],
    ids=["a whole told", "another", "of no whole told", "told in another sentence"],
)
def test_a_share_of_a_whole_that_only_the_text_tells_is_no_mismatch(text: str, quote: str, verdict: str) -> None:
    assert findings(text, **TOWN)[quote].verdict.value == verdict


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("全市共收到申请326件，其中我局收到申请80件；公开和部分公开率为41.4%。", "undetermined"),
        ("收到申请80件，公开和部分公开率为41.4%。", "mismatch"),
        ("收到申请80件，公开和部分公开率为36.3%。", "match_rounded"),
    ],
    ids=["two bodies", "one body", "right"],
)
def test_a_rate_beside_the_counts_of_two_bodies_may_be_of_either(text: str, verdict: str) -> None:
    said = findings(text, **TOWN)
    rate = next(finding for quote, finding in said.items() if quote.endswith("%"))
    assert rate.verdict.value == verdict


OLD = "岚川县水利局{year}年政府信息公开工作年度报告\n一、概述\n我局依法公开信息。\n二、依申请公开情况\n{year}年收到政府信息公开申请3件，均已答复。\n"


@pytest.mark.parametrize(
    ("year", "told"), [(2012, "没有统一的统计表"), (2018, "没有统一的统计表"), (2021, "空缺或未能读出")]
)
def test_reports_before_the_first_form_have_nothing_to_compare_with(year: int, told: str) -> None:
    result = process_report(OLD.format(year=year).encode(), Settings(topics=None), name="old.txt")
    (found,) = [finding for finding in result.findings if finding.claim and "3件" in finding.message]
    assert found.verdict.value == "undetermined"
    assert told in found.message


def test_a_text_that_breaks_off_in_the_overview_owes_no_parts() -> None:
    head = "岚川县水利局2022年政府信息公开工作年度报告\n一、总体情况\n"
    body = "（一）主动公开。我局公开信息120条，" + "及时更新栏目，做好解读，" * 12
    whole = (
        body
        + "\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n更新偏慢。\n六、其他需要报告的事项\n无。\n"
    )

    def owed(text: str) -> bool:
        result = process_report((head + text).encode(), Settings(topics=None), name="cut.txt")
        return any(finding.rule == "form.overview_parts" for finding in result.findings)

    assert owed(whole)
    assert not owed(body)
