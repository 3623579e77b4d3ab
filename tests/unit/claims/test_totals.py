"""Totals told in the text: which numbers, or which names, the words before a number point at."""

from __future__ import annotations

import pytest

from tests.unit.claims.test_formulations import claims_of

REQUESTS = {"section": "requests", "heading": "三、收到和处理政府信息公开申请情况"}
DISPUTES = {"section": "disputes", "heading": "四、政府信息公开行政复议、行政诉讼情况"}
OPEN = {"section": "disclosure", "heading": "二、主动公开政府信息情况", "level": "county", "issuer": "青禾县交通运输局"}

REJECTED = ("petition", "repeated", "excessive")
DECISIONS = ("licensing", "penalties", "coercion")
HEADS = "予以公开10件，部分公开2件，不予公开3件，无法提供4件，不予处理5件，其他处理6件，"


def formula_of(text: str, number: str, case: dict[str, str]) -> str:
    """The first reading of the claim on a number, "" if there is none."""
    found = [claim for claim in claims_of({"text": text, **case}) if claim.quote == number]
    return found[0].readings[0].formula if found and found[0].readings else ""


def lines(group: str, names: tuple[str, ...]) -> str:
    return " + ".join(f"requests.{group}.{name}.total" for name in names)


@pytest.mark.parametrize(
    "words", ["三类合计", "以上三类共", "上述三项合计为", "三者之和为", "以上三种情形合计", "合计", "前述三类情形共计"]
)
def test_numbers_listed_before_are_added(words: str) -> None:
    text = f"信访举报投诉类申请8件，重复申请2件，无正当理由大量反复申请1件，{words}11件。"
    assert formula_of(text, "11件", REQUESTS) == lines("rejected", REJECTED)


@pytest.mark.parametrize("words", ["前两类", "其中前两项合计", "前两类合计"])
def test_the_first_of_a_list(words: str) -> None:
    text = f"不予处理11件：信访举报投诉类申请8件、重复申请2件、无正当理由大量反复申请1件，{words}10件。"
    assert formula_of(text, "10件", REQUESTS) == lines("rejected", REJECTED[:2])


@pytest.mark.parametrize("words", ["六类结果合计", "以上合计", "上述六项之和为", "六项合计", "合计"])
def test_all_six_results_are_what_was_concluded(words: str) -> None:
    assert formula_of(f"{HEADS}{words}30件。", "30件", REQUESTS) == "requests.concluded.total"


@pytest.mark.parametrize("opening", ["以上五类", "上述五类申请"])
def test_a_share_of_a_list_of_the_sentence_before(opening: str) -> None:
    text = (
        "不予处理共21件，信访举报投诉类12件。其后依次为重复申请5件、大量反复申请2件、要求提供公开出版物1件、"
        f"要求确认或重新出具已获取信息1件。{opening}占办结总数的15.5%。"
    )
    names = ("petition", "repeated", "excessive", "publication", "reconfirmation")
    assert formula_of(text, "15.5%", REQUESTS) == f"100 * ({lines('rejected', names)}) / requests.concluded.total"


@pytest.mark.parametrize("joined", ["许可、处罚、强制三类决定合计", "行政许可、行政处罚和行政强制决定共计"])
def test_decisions_that_are_only_named(joined: str) -> None:
    expected = " + ".join(f"disclosure.{row}.decisions" for row in DECISIONS)
    assert formula_of(f"全年作出{joined}180件。", "180件", OPEN) == expected


@pytest.mark.parametrize("words", ["三者之和超过", "三类执法决定合计", "三项合计"])
def test_decisions_that_were_counted(words: str) -> None:
    text = f"作出行政许可决定100件，行政处罚决定60件，行政强制决定20件，{words}180件。"
    assert formula_of(text, "180件", OPEN) == " + ".join(f"disclosure.{row}.decisions" for row in DECISIONS)


@pytest.mark.parametrize("names", ["科研机构、社会公益组织和法律服务机构", "科研机构和社会公益组织、法律服务机构"])
def test_applicants_that_are_only_named(names: str) -> None:
    expected = " + ".join(f"requests.new.{column}" for column in ("research", "nonprofit", "law_firm"))
    assert formula_of(f"本年新收申请40件，自然人30件，商业企业7件，{names}合计3件。", "3件", REQUESTS) == expected


@pytest.mark.parametrize(
    "text",
    [
        "政府信息公开类行政复议12件，结果维持9件。政府信息公开类行政诉讼5件，结果维持4件。两类案件合计17件。",
        "因信息公开引发行政复议12件、行政诉讼5件。两项合计17件。",
        "复议、诉讼高位运行，行政复议和行政诉讼案件共17件。",
    ],
)
def test_cases_of_both_kinds(text: str) -> None:
    groups = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
    assert formula_of(text, "17件", DISPUTES) == " + ".join(f"disputes.{group}.total" for group in groups)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("全年复议48件、诉讼22件；维持合计45件。", "45件"),  # of one outcome, not of the cases listed
        ("行政复议结果维持的合计64件，结果纠正的9件。", "64件"),
    ],
)
def test_a_sum_of_one_thing_is_not_that_of_the_list(text: str, number: str) -> None:
    assert ".total" not in formula_of(text, number, DISPUTES)


def test_a_whole_and_its_parts_are_not_added() -> None:
    text = "不予公开64件中，过程性信息14件与执法案卷20件合占53.2%。"
    formula = formula_of(text, "53.2%", REQUESTS)
    assert formula.startswith(f"100 * ({lines('refused', ('process_information', 'enforcement_files'))}) / ")


def readings_of(text: str, number: str) -> list[str]:
    found = next(claim for claim in claims_of({"text": text, **REQUESTS}) if claim.quote == number)
    return [reading.formula for reading in found.readings]


@pytest.mark.parametrize(
    ("text", "included"),
    [
        ("予以公开94件，部分公开18件，不予公开6件。", False),
        ("94件予以公开，18件部分公开。", False),
        ("予以公开94件，其中部分公开18件。", True),
        ("予以公开94件（含部分公开18件）。", True),
        ("予以公开94件，不予公开6件。", True),
    ],
)
def test_what_is_counted_beside_it_is_not_in_it(text: str, included: bool) -> None:
    both = "requests.granted.total + requests.partly_granted.total"
    assert (both in readings_of(text, "94件")) == included


@pytest.mark.parametrize(
    ("text", "narrow"),
    [
        ("公开9件，不予公开4件，无法提供5件，不予处理3件，其他7件。", False),
        ("公开9件，不予公开4件，其他7件。", True),
    ],
)
def test_other_beside_all_groups_is_the_whole_group(text: str, narrow: bool) -> None:
    assert ("requests.other.misc.total" in readings_of(text, "7件")) == narrow
