"""Base years, lost counters, doubled words: what is found and, above all, what is left alone."""

from __future__ import annotations

import pytest

from nlp.checks.examples import build_context
from nlp.checks.registry import Example
from nlp.checks.wording_rules import check_base_year, check_doubled_words, check_missing_counter
from nlp.types import Finding, Severity, Verdict


def base_year(text: str, year: int = 2021) -> list[Finding]:
    return list(check_base_year(build_context(Example(about="prose", year=year, text=text))))


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("行政处罚2199项，比2021年增加2061项。", "比2021年"),
        ("受理申请30件，较2021年度上升12%。", "较2021年"),
        ("受理申请30件，较２０２１年上升12%。", "较２０２１年"),
        ("收到申请量同比2021年下降3%。", "同比2021年"),
        ("收到申请5件，与2021年相比减少2件。", "与2021年"),
        ("收到申请5件，与2022年同期相比持平。", "与2022年"),
        ("全年公开信息80条，相较于2021年有所增长。", "相较于2021年"),
        ("申请量比上年（2021年）增加5件。", "比上年（2021年"),
        ("全年收到申请8件,比 2021 年增加 2 件。", "比 2021 年"),
        ("2021年共收到申请8件，较2021年增长14.3%。", "较2021年"),
        ("公开信息数量比2021年翻了一番。", "比2021年"),
        ("收到申请12件，较2022年的10件增加2件。", "较2022年"),
    ],
)
def test_the_report_year_or_a_later_one_is_no_base(text: str, quote: str) -> None:
    (finding,) = base_year(text)
    assert finding.rule == "wording.base_year"
    assert finding.severity is Severity.WARNING
    assert finding.verdict is Verdict.NOT_IN_TABLES
    assert [item.quote for item in finding.evidence] == [quote]
    assert "应为 2020 年" in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "受理申请30件，较2020年上升12%，比上年增加3件。",
        "同比增长12%，较去年同期增加3件。",
        "印发《关于2021年较2021年提升质效的通知》，落实三年行动计划（2019-2021年）。",
        "自2010年以来累计公开2021年文件300件。",
        "下半年收到申请20件，较2021年上半年增加3件。",
        "四季度收到申请9件，比2021年三季度增加2件。",
        "12月底关注人数3万，较2021年初增长一成。",
        "截至年底共有粉丝3万，比2021年1月增加2千。",
        "2020年收到申请30件，较2019年增加3件；2021年收到申请33件。",
        "2022年将继续努力，力争解读数量较2021年增加一成。",
        "下一步将进一步加大解读力度，解读数量较2021年增加一成。",
        "开展2021年部门预算和2020年部门决算公开。",
        "落实与2021年工作要点相适应的公开制度。",
        "较2018年至2021年平均数增长3%。",
        "与2019年、2020年相比，本年度申请量增加5件。",
        "比2019年、2020年分别增加5件、3件。",
        "对比2021版目录逐项完善。",
        "和2021年各项重点工作同部署、同落实。",
        "比2016年增长三倍。",
        "完成2021年与2022年计划的衔接。",
    ],
)
def test_other_years_are_left_alone(text: str) -> None:
    assert [finding.message for finding in base_year(text)] == []


def test_the_year_before_last_is_worth_a_look() -> None:
    (finding,) = base_year("收到申请5件，较2019年下降20%。")
    assert finding.severity is Severity.WARNING
    assert "与前年比较" in finding.message


def test_one_rule_four_places_is_one_finding() -> None:
    text = "许可884项，比2021年增加689项；处罚19项，比2021年增加1项；强制8项，比2021年增加4项；其他18项，比2021年增加15项。"
    (finding,) = base_year(text)
    assert len(finding.evidence) == 4
    assert "4 处" in finding.message


def test_without_a_year_nothing_is_said() -> None:
    assert list(check_base_year(build_context(Example(about="prose", text="比2021年增加689项。")))) == []


def counters(text: str) -> list[str]:
    found = list(check_missing_counter(build_context(Example(about="prose", text=text))))
    return [item.quote for finding in found for item in finding.evidence]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("许可比上年增加689项；处罚增加61项；强制增加204;其他增加1715项。", ["增加204"]),
        ("公开80件，占61.54%；部分公开6，占4.62%；不予公开44件，占33.84%。", ["公开6"]),
        ("公开文件增加6项，公告增加20，简报增加2项、通知增加3项。", ["增加20"]),
        ("许可增加6；处罚增加20；强制增加2。", []),
        ("许可增加6项；处罚增加20。", []),
        ("增加6项，增加5%，增加12项。", []),
        ("发布12篇、发布13条、发布14，发布15场。", []),
        ("公开6项，公开9项，2020年公开2020,公开7项。", []),
        ("受理3件，答复3件，办结3件。", []),
        ("增加1.5万元，增加2.5万元，增加3.5万元。", []),
        ("公开电话8888，公开8件，公开9件。", []),
    ],
)
def test_lost_counters(text: str, quotes: list[str]) -> None:
    assert counters(text) == quotes


def doubled(text: str) -> list[str]:
    found = list(check_doubled_words(build_context(Example(about="prose", text=text))))
    return [item.quote for finding in found for item in finding.evidence]


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("今后要进一步进一步提高解读质量。", ["进一步进一步"]),
        ("及时及时公开的的信息", ["及时及时", "的的"]),
        ("二、主动公开政府政府情况\n乙", ["政府政府"]),
        ("县人民政府政府信息公开工作，乡镇政府政府网站，市政府政府工作报告。", []),
        ("目的的明确，的的确确；了解情况情况说明；依申请公开公开目录。", []),
        ("各项工作工作机制，申请人人数，落实政务公开公开专栏。", []),
        ("《进一步进一步规范的通知》", []),
    ],
)
def test_doubled_words(text: str, quotes: list[str]) -> None:
    assert doubled(text) == quotes
