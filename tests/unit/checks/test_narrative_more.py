"""Printed bases, shares of lists, processing fees, passages that were not written for the report: found and left alone."""

from __future__ import annotations

import pytest

from nlp.checks.examples import build_context
from nlp.checks.form_contents import check_labels, check_placeholders
from nlp.checks.form_rules import check_citation, check_deadline
from nlp.checks.narrative import check_balance, check_repeated, check_triples
from nlp.checks.narrative_counts import check_intake, check_listed
from nlp.checks.narrative_fees import check_processing_fees
from nlp.checks.narrative_growth import check_printed_base
from nlp.checks.narrative_lists import check_lists
from nlp.checks.narrative_shares import check_list_shares
from nlp.checks.registry import Example
from nlp.checks.wording_copies import check_old_categories, check_stale_year, check_zero_then_all
from nlp.types import Finding, Verdict

OVERVIEW = "一、总体情况\n"


def context(text: str, **fields: object):  # type: ignore[no-untyped-def]
    return build_context(Example(about="prose", format="2021", text=OVERVIEW + text, **fields), extract=True)


def wrong(findings: list[Finding]) -> list[str]:
    return [finding.message for finding in findings if not finding.verdict.passes]


@pytest.mark.parametrize(
    ("text", "computed"),
    [
        ("申请量比上年的1992件少146件，降幅7.9%。", "146 ÷ 1992 = 7.3293%"),
        ("收到申请12件，较2021年的8件增加5件。", "8 + 5 = 13"),
        ("收到申请9件，比去年同期12件减少2件，下降16.7%。", "12 - 2 = 10"),
        ("收到申请12件，与上年（8件）相比增长40%。", "4 ÷ 8 = 50%"),
        ("收到申请15件，比上年20件增长25%。", "-5 ÷ 20 = -25%"),
    ],
)
def test_a_comparison_that_does_not_fit_its_printed_base(text: str, computed: str) -> None:
    (finding,) = check_printed_base(context(text, year=2022))
    assert finding.verdict is Verdict.MISMATCH
    assert computed in finding.message


@pytest.mark.parametrize(
    "text",
    [
        "收到申请12件，比上年的8件增加4件，增长50%。",
        "收到申请22起，比2021年（31起）下降29%。",
        "收到申请10件，比上年的15件减少5件，降幅为33.3%，降幅比例与培训次数无关。",
        "收到申请约12件，比上年的8件增加5件。",
        "收到申请12件，与8个部门相比增长快。",
        "全年培训12次，比上年增加3次，参训人数增长60%。",
        "收到申请12件，较上年增加4件，增长70%。",
        "公开信息300条，与12家单位会商，较好解决8件难题，增长5%。",
        "同比上年的8件，自然人申请占62.5%。",
        "新收236件，不含直属院所受理的47件；与上年度251件相较，减幅6.0%。",
        "自然人申请18件，商业企业申请7件，法律服务机构申请4件；与2021年25件相比增长16%。",
        "自然人申请18件，企业申请7件，与2021年25件相比增长16%。",
    ],
)
def test_comparisons_that_fit_or_print_no_base(text: str) -> None:
    assert wrong(list(check_printed_base(context(text, year=2022)))) == []


@pytest.mark.parametrize(
    "text",
    [
        "公开信息46条，其中方案类10条，占22%；计划类8条，占17%；人事类7条，占15%。",
        "公开信息46条，其中方案类10条，占比21.7%，计划类8条，占比17.3%，其他28条，占比60.8%。",
        "受众50人，其中30人占10%，20人占5%，10人占2%。",
        "公开信息50条，其中规划类10条，占20%；人事类20条，占45%。",
    ],
)
def test_shares_of_a_list_that_fit_or_have_another_base(text: str) -> None:
    assert wrong(list(check_list_shares(context(text)))) == []


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("公开信息320条，包括政府网站35条，省报、市报等媒体80条，微信公众号2443条。", "2443条"),
        ("公开信息1559条，其中通过县政府网站公开1549条，通过12316平台公开15条。", "1564"),
        ("发布解读20篇，其中文字12篇、图解6篇、视频5篇。", "23"),
        ("发布解读119篇，其中文字55篇、图解64篇、视频10篇。", "129"),
    ],
)
def test_parts_larger_than_their_whole(text: str, message: str) -> None:
    (found,) = wrong(list(check_lists(context(text))))
    assert message in found


@pytest.mark.parametrize(
    "text",
    [
        "收到申请100件，其中自然人申请90件，网络申请80件。",
        "公开信息320条，包括政府网站35条，微信公众号阅读量2443条。",
        "公开信息320条，包括政府网站35条，回复留言500条。",
        "公开信息100条，其中通过网站公开60条，通过微信公开40条。",
        "受理申请1206件，比上年增加336件，其中当面402件、信函513件、网络291件。",
        "复议162件，较上年增加13件，其中维持101件、纠正12件。",
        "收到申请31件，同比减少6件，其中公民22件、法人9件。",
        "答复建议146件、提案89件，其中公开答复全文171件。",
        "复议6件、诉讼3件，其中维持4件，纠正3件，未审结2件。",
        "新制作规章3件、规范性文件14件，其中公开规章3件、规范性文件12件，截至年末公开规章18件、规范性文件97件。",
        "新收申请745件，其中公民731件、企业及社会组织14件，上年结转19件。",
        "公开信息283条，其中网站120条，子站77条，街道86条，公开总量较上年增加12条。",
        "收到申请667件，两项共计686件，已办结657件，结转2024年继续办理29件，其中州级143件、县级514件。",
        "发布信息100条，其中动态40条，公告30条，文件20条，办理留言244条。",
    ],
)
def test_parts_within_their_whole_or_of_another_thing(text: str) -> None:
    assert wrong(list(check_lists(context(text)))) == []


@pytest.mark.parametrize(
    ("text", "wrong_rate"),
    [
        ("新收申请60件，同比增加10件，增长25%。", True),
        ("新收申请60件，较上年增加10件，增长20%。", False),
        ("新收2件，上年结转1件，办结3件；较上年新收减少2件，减少50%。", False),
        ("收到的申请较2018年812件增加115件，增长14.2%。", False),
        ("全年登记申请205件，与上年的168件相比净增37件，增长22%。", False),
    ],
)
def test_triples_need_the_value_that_is_compared(text: str, wrong_rate: bool) -> None:
    assert bool(wrong(list(check_triples(context(text, year=2019))))) is wrong_rate


@pytest.mark.parametrize(
    "text",
    [
        "公开3件，较上一年多出三百余条，废止规章六件，办公室一律退件。",
        "许可20件，行政强制二件，没有结转件，加上新收件5件。",
        "公开信息30条，三个月内收到六千七百余条，河道划界图件。",
        "收到申请11件，均已答复，无结转下年度办理件。",
    ],
)
def test_counters_behind_chinese_figures_are_no_gaps(text: str) -> None:
    assert list(check_placeholders(context(text))) == []


@pytest.mark.parametrize(
    "text",
    [
        (
            "市级部门受理申请30件，对答复的28件申请，部分公开5件。县区政府及其部门受理申请90件，"
            "对答复的85件申请，部分公开12件。"
        ),
        "被申请行政复议140件，其中上级部门受理61件，本级政府受理79件。",
        "不予处理中，信访投诉举报类12件。全市同期办结信访事项927件。",
        "上列复议12件，由本机关自行复议5件。",
        "政府信息公开行政复议案件19件。同全县241件行政复议案件相比占比不高。",
    ],
)
def test_two_bodies_have_each_their_own_number(text: str) -> None:
    assert wrong(list(check_repeated(context(text)))) == []


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("全年收取信息处理费1230元。", 0),
        ("全年收取信息处理费1235元。", 1),
        ("全年收取信息处理费0.5万元，标准为10元/页。", 0),
        ("发出信息处理费通知2件，总金额300元，实际收取500元。", 1),
        ("未收取信息处理费。会议支出1235元。", 0),
    ],
)
def test_processing_fees(text: str, variants: int) -> None:
    assert len(list(check_processing_fees(context(text)))) == variants


@pytest.mark.parametrize(
    "text",
    [
        "2022年，我局公开信息30条。\n2021年度部门决算已按期公开。",
        "2022年，我局公开信息30条。\n2021年12月，全县召开推进会。",
        "2022年，我局公开信息30条。\n2021年我局开展自查，发现的问题已整改。",
        "2021年，我局公开信息30条。\n2021年我局组织培训。",
    ],
)
def test_paragraphs_that_rightly_open_with_last_year(text: str) -> None:
    assert list(check_stale_year(context(text, year=2022))) == []


def test_a_single_old_category_is_no_remark() -> None:
    assert list(check_old_categories(context("收到申请3件，信息不存在2件。", year=2023))) == []
    assert len(list(check_old_categories(context("不属于政府信息4起，告知其他途径3起。", year=2023)))) == 1


@pytest.mark.parametrize(
    ("year", "published", "late"),
    [(2018, "2019-03-20", False), (2018, "2019-04-02", True), (2019, "2020-02-10", True), (2019, "2020-01-20", False)],
)
def test_deadlines_changed_with_the_law(year: int, published: str, late: bool) -> None:
    example = Example(about="d", year=year, level="department", issuer="云川县民政局", published=published, text="报告")
    assert bool(list(check_deadline(build_context(example)))) is late


@pytest.mark.parametrize(
    ("text", "wrong_number"),
    [
        ("根据《中华人民共和国政府信息公开条例》（国务院令第711号）编制。", False),
        ("根据《政府信息公开条例》（国务院第492号令公布，第711号令修订）编制。", False),
        ("根据《中华人民共和国政府信息公开条例》（国令第711号）编制。", False),
        ("根据《中华人民共和国政府信息公开条例》（中华人民共和国国务院令第771号）编制。", True),
        ("根据《中华人民共和国政府信息公开条例》（国务院令第7号）编制。", True),
        ("落实《条例》和《规定》（国务院令第588号）要求。", False),
    ],
)
def test_the_decree_of_the_regulations(text: str, wrong_number: bool) -> None:
    found = list(check_citation(build_context(Example(about="d", year=2022, text=text))))
    assert bool(found) is wrong_number


def test_a_misprinted_row_is_quoted_without_its_cells() -> None:
    row = "5.属于三类内部事物信息 | 0 | 0 | 3"
    notices = ({"code": "tables.row_misprinted", "quote": row},)
    (finding,) = check_labels(build_context(Example(about="row", text=row, notices=notices)))
    assert "“5.属于三类内部事物信息”" in finding.message


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("同意公开5件；不予公开件；因不掌握等原因无法提供1件。", "不予公开件"),
        ("予以公开5件，无法提供件，不予处理1件。", "无法提供件"),
        ("无法提供21件，占42.7%；其他处理件，占3.7%。", "其他处理件"),
    ],
)
def test_an_item_without_its_number_is_a_gap(text: str, gap: str) -> None:
    (finding,) = check_placeholders(context(text))
    assert f"“{gap}”" in finding.message


@pytest.mark.parametrize(
    ("text", "mismatches"),
    [
        ("新收申请55件，连同上年结转的2件，共有56件需要办理。", 1),
        ("新收申请55件，上年结转2件，共计57件。", 0),
        ("收到申请55件，其中上年结转2件，共办结54件。", 0),
        ("收到申请55件，上年结转2件，共办结54件，结转下年3件。", 0),
        ("收到申请55件，上年结转2件，共答复54件。", 0),
    ],
)
def test_received_plus_carried_in(text: str, mismatches: int) -> None:
    assert len(wrong(list(check_intake(context(text))))) == mismatches


@pytest.mark.parametrize(
    ("text", "verdict", "told"),
    [
        ("新收申请55件，上年结转2件，办结54件，结转下年3件。", Verdict.MATCH, "55 + 2 = 57；54 + 3 = 57"),
        ("收到申请57件（含上年结转2件），办结54件，结转下年3件。", Verdict.MATCH, "57；54 + 3 = 57"),
        ("收到申请57件，上年结转2件，办结54件，结转下年3件。", Verdict.MATCH_ALTERNATIVE, "57；54 + 3 = 57"),
        ("收到申请55件（含上年结转2件），办结54件，结转下年4件。", Verdict.MISMATCH, "58"),
        ("新收申请55件，上年结转2件，办结53件，结转下年3件。", Verdict.MISMATCH, "57"),
    ],
)
def test_the_sums_that_are_told_are_those_that_balance(text: str, verdict: Verdict, told: str) -> None:
    (found,) = check_balance(context(text))
    assert found.verdict is verdict
    assert told in found.message


@pytest.mark.parametrize(("count", "agrees"), [("六", True), ("七", True), ("五", False)])
def test_reconsideration_and_litigation_are_one_part_or_two(count: str, agrees: bool) -> None:
    parts = "总体情况、主动公开情况、申请办理情况、行政复议、行政诉讼情况、存在问题、其他事项"
    (found,) = check_listed(context(f"报告包括{parts}等{count}项内容。"))
    assert found.verdict.passes == agrees


@pytest.mark.parametrize(
    ("text", "void"),
    [
        ("全年受理申请0件，均已按期答复。", True),
        ("收到申请9件，办结9件，结转下年度继续办理0件，均按时限作出答复。", False),
    ],
)
def test_all_of_none(text: str, void: bool) -> None:
    assert bool(list(check_zero_then_all(context(text)))) == void


def test_an_old_heading_is_no_misprint() -> None:
    text = "一、政府信息公开工作基本情况\n我局发布信息12条。\n二、主动公开政府信息情况\n"
    example = Example(about="heading", format="2021", text=text)
    assert not list(check_labels(build_context(example, extract=True)))


@pytest.mark.parametrize(
    ("text", "wrongly"),
    [
        (
            "公开信息200条，其中政策类50条，占总体的比例为25%；机构类30条，占总体的比例为15%；其他120条，占总体的比例为60%。",
            0,
        ),
        (
            "公开信息200条，其中政策类50条，占总体比例的25%；机构类30条，占总体比例的18%；动态类60条，占总体比例的30%。",
            1,
        ),
        # the items add up to the whole and the shares to a hundred: shares of this whole, though more than one is wrong
        ("公开信息200条，其中政策类50条，占20%；机构类30条，占15%；其他120条，占65%。", 2),
        ("公开信息200条，其中政策类50条，占20%；机构类30条，占10%；动态类60条，占50%。", 0),
    ],
)
def test_shares_of_a_whole_in_other_words(text: str, wrongly: int) -> None:
    assert len(wrong(list(check_list_shares(context(text))))) == wrongly
