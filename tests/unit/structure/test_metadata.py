"""Issuer, level, year and day of publication, and where each was found."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
import yaml

from nlp.structure.completeness import find_gaps
from nlp.structure.dates import damaged_days, find_dates, find_period, find_year, restore_day
from nlp.structure.issuer import level_of
from nlp.structure.metadata import find_metadata
from nlp.structure.paragraphs import build_paragraphs
from nlp.structure.sections import divide
from nlp.types import Metadata, Notice
from tests.unit.structure.report_kit import line_document

BODY = "\n一、总体情况\n我局发布信息120条。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n四、政府信息公开行政复议、行政诉讼情况\n五、存在的主要问题及改进情况\n更新偏慢。\n六、其他需要报告的事项\n无。\n"
ISSUERS = yaml.safe_load(Path(__file__).with_name("issuers.yaml").read_text(encoding="utf-8"))
TITLE = "岚川县水利局2022年政府信息公开工作年度报告"


def read(head: str, tail: str = "", body: str = BODY, **source: object) -> tuple[Metadata, tuple[Notice, ...], str]:
    text = head + body + tail
    document = line_document(text, **source)  # type: ignore[arg-type]
    metadata, notices = find_metadata(document, divide(document, [], {}))
    return metadata, notices, text


@pytest.mark.parametrize(("head", "issuer", "level", "how"), ISSUERS)
def test_issuer_and_level(head: str, issuer: str, level: str, how: str) -> None:
    metadata, _, text = read(head.replace("⏎", "\n"))
    assert (metadata.issuer, metadata.level, metadata.year) == (issuer, level, 2023)
    assert ("completed" in metadata.found_in["issuer"]) == (how == "completed")
    printed = "".join(metadata.spans["issuer"].of(text).split())
    assert issuer.startswith(printed.removesuffix("政府"))


@pytest.mark.parametrize(
    ("head", "year", "where"),
    [
        ("岚川县水利局2022年政府信息公开工作年度报告", 2022, "title"),
        ("岚川县水利局二○二二年政府信息公开工作年度报告", 2022, "title"),
        (
            "岚川县水利局政府信息公开工作年度报告\n本报告数据统计期限为2022年1月1日至2022年12月31日，由岚川县水利局编制。",
            2022,
            "period",
        ),
        (
            "岚川县水利局政府信息公开工作年度报告\n本报告数据统计期限从202211日到1231日止，由岚川县水利局编制。",
            2022,
            "period",
        ),
        (
            "岚川县水利局政府信息公开工作年度报告\n统计时间：2022.1.1—2022.12.31，由岚川县水利局编制，详见网站。",
            2022,
            "period",
        ),
        # the title counts even where the period disagrees (which is a finding, not a matter of reading)
        ("岚川县水利局2022年政府信息公开工作年度报告\n数据统计期限为2021年1月1日至2021年12月31日。", 2022, "title"),
        ("岚川县水利局政府信息公开工作年度报告", None, None),
    ],
)
def test_year(head: str, year: int | None, where: str | None) -> None:
    metadata, _, text = read(head)
    assert metadata.year == year
    assert metadata.found_in.get("year") == where
    if year:
        assert metadata.spans["year"].of(text)


def test_year_from_the_file_the_first_sentence_or_the_day() -> None:
    assert read("政府信息公开工作年度报告", path="岚川县水利局2022年年报.pdf")[0].found_in["year"] == "path"
    assert (
        read("政府信息公开工作年度报告", metadata=(("title", "岚川县水利局2022年政府信息公开工作年度报告"),))[0].year
        == 2022
    )
    assert (
        read("政府信息公开工作年度报告", body=BODY.replace("我局发布", "2022年，我局发布"))[0].found_in["year"]
        == "text"
    )
    assert read("政府信息公开工作年度报告", "岚川县水利局\n2023年1月9日\n")[0].year == 2022


@pytest.mark.parametrize(
    ("head", "tail", "day", "where"),
    [
        (TITLE + " 2023-01-19", "", "2023-01-19", "text"),
        (TITLE + "\n（2023年1月23日）", "", "2023-01-23", "text"),
        (TITLE + "\n发布时间：2023-01-19 09:20 来源：县水利局 浏览次数：35", "", "2023-01-19", "text"),
        (TITLE + "\n成文日期：2023-01-12 发布日期：2023-01-19", "", "2023-01-19", "text"),
        (TITLE + " 2023-02-19\n2023219", "", "2023-02-19", "text"),
        (TITLE + "\n2023219", "", "2023-02-19", "text, restored"),
        (TITLE + "\n2023111", "", None, None),  # 11 January or 1 November
        (TITLE + "\n2023111", "岚川县水利局\n2023年1月11日\n", "2023-01-11", "signature"),
        (TITLE, "岚川县水利局\n2023年1月9日\n", "2023-01-09", "signature"),
        (TITLE, "岚川县水利局　二〇二三年一月九日\n", "2023-01-09", "signature"),
        (TITLE, "2019年1月9日\n", None, None),  # before the year reported on
        (TITLE, "2031年1月9日\n", None, None),
        (TITLE + "\n数据统计期限为2022年1月1日至2022年12月31日。", "", None, None),
    ],
)
def test_day_of_publication(head: str, tail: str, day: str | None, where: str | None) -> None:
    metadata, _, _ = read(head, tail)
    assert (metadata.published, metadata.found_in.get("published")) == (day, where)


def test_the_file_s_own_day_is_used_last() -> None:
    metadata, _, _ = read(TITLE, metadata=(("published", "2023-01-30"),))
    assert (metadata.published, metadata.found_in["published"]) == ("2023-01-30", "metadata")
    metadata, _, _ = read(TITLE + "\n2023-01-19", metadata=(("published", "2023-01-30"),))
    assert metadata.published == "2023-01-19"


@pytest.mark.parametrize(
    ("head", "tail", "source", "issuer", "where"),
    [
        ("2022年政府信息公开工作年度报告", "岚川县水利局\n2023年1月9日\n", {}, "岚川县水利局", "signature"),
        (
            "2022年政府信息公开工作年度报告\n本报告由岚川县水利局编制，数据截至2022年底。",
            "",
            {},
            "岚川县水利局",
            "preamble",
        ),
        (
            "2022年政府信息公开工作年度报告\n按照要求，岚川县水利局编制2022年度报告，供查阅。",
            "",
            {},
            "岚川县水利局",
            "preamble",
        ),
        (
            "2022年政府信息公开工作年度报告\n本报告由岚川县人民政府办公室编制，汇总全县各级行政机关的数据。",
            "",
            {},
            "岚川县人民政府",
            "preamble, completed",
        ),
        ("2022年政府信息公开工作年度报告\n本报告由本机关编制。", "", {}, None, None),
        (
            "根据规定，现向社会公布岚川市2022年政府信息公开工作年度报告，数据统计到2022年底。",
            "",
            {},
            "岚川市人民政府",
            "preamble, completed",
        ),
        (
            "2022年，岚川市认真贯彻《条例》，政府信息公开工作有序推进。现将有关情况报告如下。",
            "",
            {},
            "岚川市人民政府",
            "text, completed",
        ),
        (
            "2022年政府信息公开工作年度报告",
            "",
            {"path": "岚川县水利局2022年政府信息公开工作年度报告.docx"},
            "岚川县水利局",
            "path",
        ),
        (
            "2022年政府信息公开工作年度报告",
            "",
            {"metadata": (("title", "岚川县水利局2022年政府信息公开年报"),)},
            "岚川县水利局",
            "metadata",
        ),
        ("2022年政府信息公开工作年度报告", "", {"metadata": (("source", "岚川县水利局"),)}, "岚川县水利局", "metadata"),
        # the owner of the site is not who says 我局
        ("2022年政府信息公开工作年度报告", "", {"metadata": (("site", "岚川县人民政府"),)}, None, None),
        ("2022年政府信息公开工作年度报告\n来源：岚川县人民政府 时间：2023-01-09", "", {}, None, None),
        (
            "县水利局2022年政府信息公开工作年度报告",
            "岚川县水利局\n2023年1月9日\n",
            {},
            "岚川县水利局",
            "title, completed",
        ),
    ],
)
def test_issuer_where_the_title_lacks_it(
    head: str, tail: str, source: dict, issuer: str | None, where: str | None
) -> None:
    metadata, _, _ = read(head, tail, **source)
    assert (metadata.issuer, metadata.found_in.get("issuer")) == (issuer, where)


@pytest.mark.parametrize(
    ("head", "issuer"),
    [
        ("岚川市人民政府 岚川市财政局2022年政府信息公开工作年度报告", "岚川市财政局"),
        ("中共岚川市委办公室岚川市人民政府办公室2022年政府信息公开工作年度报告", "岚川市人民政府办公室"),
        ("岚川市岚北区人民政府2022年政府信息公开工作年度报告", "岚川市岚北区人民政府"),
    ],
)
def test_of_two_bodies_named_side_by_side_the_last_one_reports(head: str, issuer: str) -> None:
    metadata, _, text = read(head)
    assert metadata.issuer == issuer
    assert metadata.spans["issuer"].of(text) == issuer


@pytest.mark.parametrize(
    ("text", "issuer"),
    [
        ("2023年，全县各级行政机关共收到政府信息公开申请30件。", "岚川县人民政府"),
        ("2023年，全县共受理政府信息公开申请30件。", "岚川县人民政府"),
        ("2023年，各乡镇、街道收到信息公开申请12件，县直部门收到18件。", "岚川县人民政府"),
        ("2023年，我办指导全县各部门、各街道规范公开。收到政府信息公开申请3件。", "岚川县人民政府办公室"),
        ("2023年，我办收到政府信息公开申请3件，编发全县概况信息20条。", "岚川县人民政府办公室"),
        ("2023年，我办共收到政府信息公开申请3件，汇总各科室数据编制本报告。", "岚川县人民政府办公室"),
    ],
)
def test_an_office_reports_for_its_government_only_where_it_counts_for_all(text: str, issuer: str) -> None:
    head = "政府信息公开工作年度报告\n现公布《岚川县人民政府办公室2023年政府信息公开工作年度报告》。"
    assert read(head, body=BODY.replace("我局发布信息120条。", text))[0].issuer == issuer


@pytest.mark.parametrize(
    ("overview", "year"),
    [
        ("我局坚持依法公开，2022年共发布信息33条，比2021年增加3条。2022年举办培训2次。", 2022),
        ("我局坚持依法公开，2022年发布信息33条，2021年发布信息30条。", None),
        ("我局坚持依法公开，按照国办公开办函〔2021〕30号的要求发布信息33条。", None),
        # neither a plan nor last year's report that was published in the year
        ("我局坚持依法公开，2022年发布信息33条。2023年政府信息公开工作将围绕民生展开。", 2022),
        ("我局坚持依法公开，2022年公开发布《岚川县水利局2021年政府信息公开工作年度报告》，2022年办理申请3件。", 2022),
        ("我局坚持依法公开，下一步，2023年计划举办培训4次，2023年将更新指南。", None),
    ],
)
def test_year_told_in_the_middle_of_the_overview(overview: str, year: int | None) -> None:
    body = BODY.replace("我局发布信息120条。", overview)
    assert read("岚川县水利局政府信息公开工作年度报告", body=body)[0].year == year


def test_a_city_in_no_list_is_ranked_by_what_it_is_made_of() -> None:
    assert level_of("岚川市人民政府", "各乡镇、街道认真落实") == "county"
    assert level_of("岚川市人民政府", "各县（市、区）认真落实") == "city"
    assert level_of("岚川市人民政府") == "city"


@pytest.mark.parametrize("printed", ["202211日", "2022年1231日", "2022115日"])
def test_damaged_days_are_told(printed: str) -> None:
    _, notices, text = read(TITLE + f"\n统计期限从{printed}开始，详见网站。")
    found = [n for n in notices if n.code == "text.date_damaged"]
    assert [n.span.of(text) for n in found if n.span] == [printed]


@pytest.mark.parametrize("printed", ["2022年1月1日", "2022年365天", "第2022号", "2022件", "共2022日"])
def test_whole_days_and_other_numbers_are_not(printed: str) -> None:
    assert list(damaged_days(f"统计期限从{printed}开始")) == []


def test_a_title_that_lost_a_digit_is_told() -> None:
    metadata, notices, _ = read("202年岚川县粮食局政府信息公开工作年度报告")
    assert metadata.year is None
    assert metadata.issuer == "岚川县粮食局"
    assert [n.code for n in notices] == ["text.date_damaged"]


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2021-02-19", ["2021-02-19"]),
        ("2021/2/9", ["2021-02-09"]),
        ("2021.02.09", ["2021-02-09"]),
        ("20210219", ["2021-02-19"]),
        ("２０２１年２月１９日", ["2021-02-19"]),
        ("2021 年 2 月 19 日", ["2021-02-19"]),
        ("二〇二一年十二月三十一日", ["2021-12-31"]),
        ("二○二一年二月二十日", ["2021-02-20"]),
        ("2021-02-19 10:30", ["2021-02-19"]),
        ("2021年2月30日", []),
        ("0512-20210219", ["2021-02-19"]),
        ("120210219", []),
    ],
)
def test_dates(text: str, days: list[str]) -> None:
    assert [d.day.isoformat() for d in find_dates(text)] == days


def test_dates_know_their_place() -> None:
    text = "发布：2021 年 2 月 19 日 来源"
    (found,) = find_dates(text)
    assert text[found.start : found.end] == "2021 年 2 月 19 日"


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2021219", datetime.date(2021, 2, 19)),
        ("2021111", None),
        ("202111", datetime.date(2021, 1, 1)),
        ("2021999", None),
        ("2021-2-19", None),
    ],
)
def test_restored_days(text: str, day: datetime.date | None) -> None:
    found = restore_day(text)
    assert (found.day if found else None) == day


def test_years_and_periods() -> None:
    assert find_year("岚川县2022年度") == (2022, 3, 9)
    assert find_year("电话20223344") is None
    assert find_period("自2022年1月1日起至12月31日止") is not None
    assert find_period("自2022年1月1日起至2023年12月31日止") is None
    assert find_period("自2022年3月1日起至12月31日止") is None


# -- whole, cut off, or no report ---------------------------------------------------------------------------------------


def gaps(text: str, format_id: str | None = "2021") -> list[str]:
    document = line_document(text)
    division = divide(document, [], {})
    metadata, _ = find_metadata(document, division)
    found = find_gaps(document, metadata, format_id, division.sections, build_paragraphs(division), {})
    assert all(n.message and n.message_en for n in found)
    return [n.code for n in found]


def test_a_whole_report_has_no_gaps() -> None:
    assert gaps(TITLE + BODY) == []


def test_a_report_without_any_table_is_told() -> None:
    assert gaps(TITLE + BODY, None) == ["structure.table_missing"]


def test_a_missing_part_is_told() -> None:
    assert gaps((TITLE + BODY).replace("四、政府信息公开行政复议、行政诉讼情况\n", "")) == ["structure.section_missing"]


def test_an_old_report_owes_no_parts() -> None:
    text = "岚川县水利局2015年政府信息公开工作年度报告\n一、主动公开政府信息情况\n我局公开88条。\n二、存在的问题\n更新偏慢。\n"
    assert gaps(text, "annex") == []


@pytest.mark.parametrize(
    "text",
    [
        TITLE + "\n一、总体情况\n我局发布信息120条。\n二、主动公开政府信息情况\n三、收到和处理政府信息公开申请情况\n",
        TITLE + "\n一、总体情况\n我局发布信息120条，其中网站公开的有九十条，公众号公开的有三十条，涉及水库\n",
        TITLE
        + BODY.replace(
            "无。", "我局全年没有收取信息处理费，也没有其他需要特别报告的事项，同时按照县政府的统一安排落实了“"
        ),
    ],
)
def test_a_report_that_breaks_off_is_told(text: str) -> None:
    assert "structure.truncated" in gaps(text)


@pytest.mark.parametrize(
    "text",
    ["岚川县举办丰收节\n三千余名群众参加，现场销售二十万元。\n", "会议纪要\n一、听取汇报\n二、研究问题\n", "12345"],
)
def test_other_texts_are_told(text: str) -> None:
    assert gaps(text, None) == ["structure.not_a_report"]
