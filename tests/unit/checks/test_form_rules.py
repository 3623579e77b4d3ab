"""Period, deadline, gaps, fee item, parts: found where they are, silent where offices merely write differently."""

from __future__ import annotations

import pytest

from nlp.checks.examples import build_context
from nlp.checks.form_contents import check_fee_item, check_placeholders, check_problems, check_promised_parts
from nlp.checks.form_rules import check_citation, check_deadline, check_period, check_sections
from nlp.checks.registry import Example

PARTS = (
    "一、总体情况\n甲\n二、主动公开政府信息情况\n乙\n三、收到和处理政府信息公开申请情况\n丙\n"
    "四、政府信息公开行政复议、行政诉讼情况\n丁\n五、存在的主要问题及改进情况\n戊\n六、其他需要报告的事项\n无\n"
)


def context(text: str, **fields: object) -> object:
    return build_context(
        Example.model_validate({"about": "prose", "year": 2022, "format": "2021", "text": text, **fields})
    )


@pytest.mark.parametrize(
    "text",
    [
        "本报告所列数据的统计期限自2022年1月1日起，至2022年12月31日止。",
        "本年报中所列数据统计期限从2022年1月1日到12月31日。",
        "数据统计时间：2022年1月1日—2022年12月31日。",
        "统计周期为2022年 1 月 1 日至 2022 年 12 月 31 日",
        "统计期限从202211日到1231日止。",
        "统计期限为2022年度。",
        "2022年3月1日至2022年4月30日开展专项检查，统计结果已通报。",
        "《条例》自2019年5月15日起施行，报告期内开展活动。",
        "电子版可从网站下载。如有疑问，请于2023年2月1日至3月1日联系。",
        "统计期限自２０２２年１月１日至１２月３１日。",
    ],
)
def test_periods_that_are_right_or_none(text: str) -> None:
    assert [finding.message for finding in check_period(context(text))] == []


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("本报告所列数据的统计期限自2022年1月1日至2022年12月30日。", "2022年1月1日至2022年12月30日"),
        ("统计时限为2021年1月1日至2021年12月31日。", "2021年1月1日至2021年12月31日"),
        ("数据统计期限为2022年1月1日到2023年12月31日。", "2022年1月1日到2023年12月31日"),
        ("报告中数据统计截止时限为 2022 年 1 月 1 日-11 月 30 日。", "2022 年 1 月 1 日-11 月 30 日"),
        ("统计期限从2022年1月至12月，即自2022年1月1日起至2022年12月20日止。", "2022年1月1日起至2022年12月20日"),
    ],
)
def test_wrong_periods(text: str, printed: str) -> None:
    (finding,) = check_period(context(text))
    assert finding.evidence[0].quote.lstrip("自从为是 ") == printed


@pytest.mark.parametrize(
    ("level", "issuer", "published", "late"),
    [
        ("county", "云川县人民政府", "2023-03-31", False),
        ("county", "云川县人民政府", "2023-04-01", True),
        ("province", "江南省人民政府", "2023-03-20", False),
        ("department", "云川县民政局", "2023-01-31", False),
        ("department", "云川县民政局", "2023-02-01", True),
        ("department", "云川县人民政府办公室", "2023-02-20", False),
        ("township", "河湾镇人民政府", "2023-05-20", False),
        (None, "云川县某某中心", "2023-05-20", False),
        ("county", "云川县人民政府", "2024-06-01", False),
        ("county", "云川县人民政府", "not a date", False),
    ],
)
def test_deadlines(level: str | None, issuer: str, published: str, *, late: bool) -> None:
    found = list(check_deadline(context("2022年度报告", level=level, issuer=issuer, published=published)))
    assert bool(found) is late


@pytest.mark.parametrize(
    ("text", "quotes"),
    [
        ("今年共主动公开条，其中政策解读3条。", ["今年共主动公开条"]),
        ("全年共收到政府信息公开申请件，均按期答复。", ["全年共收到政府信息公开申请件"]),
        ("2022年，我局共主动公开政府信息 条。", ["共主动公开政府信息 条"]),
        ("全年制发规范性文件件，废止3件。", ["全年制发规范性文件件"]),
        ("自然人申请3件，占%；增长%。", ["占%", "增长%"]),
        ("今年的答复率为%。", ["率为%"]),
        ("共收到申请XX件，办结__件。", ["XX件", "__件"]),
        ("全年举办培训（ ）次。", ["（ ）次"]),
        # -- no gaps
        ("共主动公开信息312条，收到申请5件，占40%。", []),
        ("办结的申请中，同意公开2件；部分公开件；不予公开23件。", ["部分公开件"]),
        ("全年公开政府信息3913条，其中网站发布条、新媒体发布2704条。", ["其中网站发布条"]),
        ("全镇主动公开的政府信息数量达到条，更新稳定。", ["数量达到条"]),
        ("全年制发公文 199 件，主动公开 件，公开率44.72%。", ["主动公开 件"]),
        ("无法提供92件，占11.7%；不予处理件，占11.4%；研究后依申请转为主动公开件。", ["不予处理件", "转为主动公开件"]),
        ("受理群众来信12件，办结信件，处理要件；发布信息12条，其中头条；召开会议3次，进场。", []),
        ("收到申请20件，具备下列条件，已答复18件，尚未答复的申请件将于下年办理。", []),
        ("对每一件收到的政府信息公开申请件，逐件登记。全年办理申请件，均有台账。", []),
        ("严格按照条例公开，条件成熟的及时公开。全年公开条例解读文章多篇，共十余次。", []),
        ("实现7×24小时在线，办结率100%，公开率达到99.5%。", []),
        ("按照“一事一案”要求，全年召开会议，每月一期，逐条、逐件落实。", []),
        ("以公开促落实，发布信息若干条，涉及群众来信多件。", []),
        ("今年发布的政策文件数量较多，其中条目式解读占多数。", []),
        ("《全年共公开条》", []),
        ("占比超过百分之四十，增长二成，比例提高3个百分点。", []),
        ("XX市人民政府关于某某的通知", []),
        ("效率%", []),
        ("占比%", []),
        ("收到**件数**见下表，**5**件，其中（二）条见附件，[ ]项目。", []),
        ("全年共受理申请零件，办理建议多件。", []),
        ("不断提高公文质量，全年制发文件，次次都有解读；办理件、答复件全部归档。", []),
    ],
)
def test_placeholders(text: str, quotes: list[str]) -> None:
    assert [item.quote for finding in check_placeholders(context(text)) for item in finding.evidence] == quotes


@pytest.mark.parametrize(
    ("text", "variants"),
    [
        ("无。", ["nothing"]),
        ("无其他需要报告的事项。", ["nothing"]),
        ("本机关无其他需要说明的事项。", ["nothing"]),
        ("暂无", ["nothing"]),
        ("我县2022年政务公开工作要点各项任务均已落实。", ["silent"]),
        ("2022年，未收取信息处理费。", []),
        ("本年度没有收费。按照规定收取信息处理费0元。", []),
        ("依据《政府信息公开信息处理费管理办法》，我局发出收费通知1件。", []),
        ("本年度依申请公开政府信息未收取任何费用。", []),
    ],
)
def test_fee_item(text: str, variants: list[str]) -> None:
    found = list(check_fee_item(context(f"六、其他需要报告的事项\n{text}")))
    words = {"nothing": "只写“无”", "silent": "均未说明"}
    assert len(found) == len(variants)
    assert all(words[variant] in finding.message for finding, variant in zip(found, variants, strict=True))


def test_fees_spoken_of_elsewhere_will_do() -> None:
    assert list(check_fee_item(context("一、总体情况\n全年未收取信息处理费。\n六、其他需要报告的事项\n无。"))) == []


@pytest.mark.parametrize(
    ("preamble", "variant"),
    [
        ("本报告由总体情况、主动公开政府信息情况等六个部分组成。", None),
        ("全文包括总体情况、主动公开政府信息情况、收到和处理政府信息公开申请情况等6部分内容。", None),
        ("本报告共分五个部分。", "称报告有 5 个部分"),
        ("全文由概述、主动公开、依申请公开等七部分组成。", "称报告有 7 个部分"),
        ("本报告从五个方面加强工作。", None),
        ("坚持从三个方面发力，做好信息公开。", None),
    ],
)
def test_promised_parts(preamble: str, variant: str | None) -> None:
    found = list(check_promised_parts(context(preamble + "\n" + PARTS)))
    assert [variant in finding.message for finding in found] == ([True] if variant else [])


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("按照国办公开办函〔2019〕60号的格式编制。", 1),
        ("按照国办公开办函[2019]60号的格式编制。", 1),
        ("按照（国办公开办函﹝2019﹞60号）的格式编制。", 0),
        ("按照国办公开办函〔2021〕30号编制，废止国办公开办函〔2019〕60号的格式。", 0),
        ("按照国办发〔2019〕60号推进改革。", 0),
    ],
)
def test_citations(text: str, count: int) -> None:
    assert len(list(check_citation(context(text)))) == count


def test_headings_with_an_unknown_part_between_are_not_misnumbered() -> None:
    text = PARTS.replace("五、存在", "五、机构队伍建设\n己\n六、存在").replace("六、其他", "七、其他")
    assert [finding.message for finding in check_sections(context(text))] == []


def test_a_table_row_is_not_the_heading_that_is_missing() -> None:
    text = PARTS.replace("四、政府", "五、政府").replace("五、存在", "六、存在").replace("六、其他", "七、其他")
    (finding,) = check_sections(context(text))
    assert "序号为“五”，按次序应为“四”" in finding.message


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("无。", 1),
        ("", 1),
        ("暂无。", 1),
        ("无明显问题，但培训次数偏少，解读形式单一，来年将予改进，每季安排一次培训。", 0),
    ],
)
def test_problems(text: str, count: int) -> None:
    assert len(list(check_problems(context(f"五、存在的主要问题及改进情况\n{text}\n")))) == count
