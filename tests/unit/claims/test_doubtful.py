"""What makes a number less certain, or no claim at all: papers, channels, published items, a second telling, words that go on."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.claims import extract_claims
from nlp.claims.ranker import RankedReader, reading_by
from nlp.quantities import find_in_view
from nlp.text import view_of
from nlp.types import Claim, Document, Metadata, Paragraph, Source, Span, Structure
from tests.unit.claims.test_formulations import claims_of, empty_tables

REQUESTS = {"section": "requests", "heading": "三、收到和处理政府信息公开申请情况"}
DISPUTES = {"section": "disputes", "heading": "四、政府信息公开行政复议、行政诉讼情况"}


def ranked(text: str) -> tuple[Claim, ...]:
    """The claims of rules and ranker together."""
    span = Span(0, len(text))
    paragraph = Paragraph(span, "overview", ("一、总体情况", "（二）依申请公开情况"))
    structure = Structure(Metadata("云溪县教育局", "department", 2023), "2021", (), (paragraph,), empty_tables("2021"))
    document = Document(Source("case.txt", "", "text/plain", len(text)), text, ())
    with reading_by(RankedReader):
        return extract_claims(document, structure, find_in_view(view_of(text), text))


def certainty(text: str, quote: str, case: dict[str, Any] = REQUESTS) -> float:
    found = [claim for claim in claims_of({"text": text, **case}) if claim.quote == quote]
    return sum(reading.weight for claim in found for reading in claim.readings)


@pytest.mark.parametrize(
    "text",
    [
        "公示各类信息共计90条，其中行政审批40条，行政处罚30条，行政强制1条。",
        "收到申请，2件为网上申请，3件为书面申请。",
        "县局网站受理依申请公开3件；窗口受理依申请公开5件；邮寄受理依申请公开2件。",
    ],
)
def test_the_ranker_proposes_nothing_for_items_and_channels(text: str) -> None:
    assert ranked(text) == ()


@pytest.mark.parametrize(
    ("text", "quote"),
    [
        ("其中33件已办结，答复27件，撤回6件。", "27件"),
        ("全县受理线上信息公开申请65件，依法办结62件。", "62件"),
    ],
)
def test_a_part_of_what_was_concluded_is_no_contradiction(text: str, quote: str) -> None:
    assert 0 < certainty(text, quote) <= 0.5


def test_concluded_once_is_certain() -> None:
    assert certainty("收到申请35件，答复33件。", "33件") > 0.6


@pytest.mark.parametrize(
    "text", ["不予公开中说明理由的占100%。", "对拟作不掌握答复的100%附检索记录。", "予以公开中涉及土地的占100%。"]
)
def test_a_share_of_what_is_said_besides_is_not_certain(text: str) -> None:
    assert certainty(text, "100%") < 0.6


def test_a_share_of_cases_may_be_of_the_applications() -> None:
    claim = next(c for c in claims_of({"text": "行政复议28件，占办结总量的5.5%。", **DISPUTES}) if c.quote == "5.5%")
    assert "100 * disputes.reconsideration.total / requests.concluded.total" in [r.formula for r in claim.readings]


@pytest.mark.parametrize(("words", "both"), [("其他情况占5.2%", True), ("不予处理占1.3%，其他情况占5.2%", False)])
def test_the_rest_of_a_list_of_shares(words: str, both: bool) -> None:
    text = f"予以公开占58.5%、不予公开占7.3%、无法提供占28.9%，{words}。"
    claim = next(c for c in claims_of({"text": text, **REQUESTS}) if c.quote == "5.2%")
    assert any("requests.rejected" in reading.formula for reading in claim.readings) == both


def test_the_columns_of_organisations_are_added_once() -> None:
    found = claims_of({"text": "法人或其他组织申请9件，办结8件，其中予以公开5件。", **REQUESTS})
    assert {claim.quote for claim in found} == {"9件", "8件", "5件"}
    assert all(claim.readings[0].formula.count(".company") == 1 for claim in found)


@pytest.mark.parametrize(
    "text",
    [
        "行政复议1件，对维持决定不服又提起诉讼的当事人已息诉。",
        "行政复议1件，维持稳定的答复质量。",
        "行政复议1件，申请人撤回申请前已获得信息。",
    ],
)
def test_a_clause_that_says_more_is_no_outcome(text: str) -> None:
    assert [claim for claim in claims_of({"text": text, **DISPUTES}) if claim.relation == "all"] == []


@pytest.mark.parametrize(
    "text", ["公文属性审核中无国家秘密类。", "本年公开的信息没有涉及国家秘密的。", "上网信息无涉及第三方权益的情形。"]
)
def test_attributes_of_documents_deny_no_results(text: str) -> None:
    assert claims_of({"text": text, **REQUESTS}) == ()


@pytest.mark.parametrize("before", ["", "重复申请8件、"])
def test_results_that_overlap_are_not_added(before: str) -> None:
    text = f"{before}逾期不补正24件、逾期未缴费2件、申请人自行撤回等其他情形25件，合计占办结总数6.2%。"
    for claim in claims_of({"text": text, **REQUESTS}):
        if claim.quote == "6.2%":
            part = claim.readings[0].formula.split(" / ")[0]
            assert part.count("requests.other.not_corrected.total") <= 1


def test_numbers_in_brackets_do_not_end_a_list() -> None:
    text = "信访举报投诉类申请8件（网上提交5件），重复申请2件，两类合计10件。"
    claim = next(c for c in claims_of({"text": text, **REQUESTS}) if c.quote == "10件")
    assert claim.readings[0].formula == "requests.rejected.petition.total + requests.rejected.repeated.total"
