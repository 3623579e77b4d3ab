"""Sentences as offices phrase them: what each claims (tests/data/claims/formulations.yaml)."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from nlp.claims import extract_claims
from nlp.claims.paragraph import ParagraphReader
from nlp.claims.ranker import reading_by
from nlp.forms import load_form
from nlp.quantities import find_in_view
from nlp.text import view_of
from nlp.types import Cell, CellState, Claim, Document, Metadata, Paragraph, Source, Span, Structure, Table

DATA = Path(__file__).parents[2] / "data" / "claims" / "formulations.yaml"
CASES: list[dict[str, Any]] = yaml.safe_load(DATA.read_text(encoding="utf-8"))


def claims_of(case: dict[str, Any]) -> tuple[Claim, ...]:
    text = case["text"]
    span = Span(0, len(text))
    metadata = Metadata(case.get("issuer", "云溪县人民政府"), case.get("level", "county"), case.get("year", 2023))
    paragraph = Paragraph(
        span, case.get("section", "overview"), ("一、总体情况", case.get("heading", "（二）依申请公开情况"))
    )
    form = case.get("format", "2021")
    structure = Structure(metadata, form, (), (paragraph,), empty_tables(form))
    document = Document(Source("case.txt", "", "text/plain", len(text)), text, ())
    with reading_by(ParagraphReader):  # the rules alone
        return extract_claims(document, structure, find_in_view(view_of(text), text))


def empty_tables(form: str) -> dict[str, Table]:
    """Tables with every cell of the format, none of them filled."""
    tables: dict[str, dict[str, Cell]] = {}
    for cell_id in load_form(form).cell_ids():
        cell = Cell(cell_id, None, CellState.BLANK, "", "件", None)
        tables.setdefault(cell_id.split(".")[0], {})[cell_id] = cell
    return {name: Table(name, form, cells, Span(0, 0)) for name, cells in tables.items()}


@pytest.mark.parametrize("case", CASES, ids=[case["text"][:24] for case in CASES])
def test_formulation(case: dict[str, Any]) -> None:
    found = claims_of(case)
    expected = [
        ([*entry, "whole", case.get("year", 2023)] if len(entry) == 3 else [*entry, case.get("year", 2023)][:5])
        for entry in case["claims"]
    ]
    seen = [
        [claim.quote if claim.quantity is not None else "", claim.measure, claim.relation, claim.scope, claim.period]
        for claim in found
    ]
    assert sorted(map(str, seen)) == sorted(map(str, expected))
    for claim in found:
        assert claim.span.of(case["text"]) == claim.quote
        assert claim.readings


@pytest.mark.parametrize("changes", ["降至", "压减到", "下降至", "缩小为", "涨至"])
@pytest.mark.parametrize("opening", ["由去年的", "从上年的", "由2022年的", "由"])
def test_the_share_a_change_starts_from_is_last_years(opening: str, changes: str) -> None:
    claim = claims_of({"text": f"予以公开占比{opening}12.6%{changes}10.6%。"})[0]
    assert claim.quote == "12.6%"
    assert all("previous(" in reading.formula for reading in claim.readings)


def weights_of(case: dict[str, Any]) -> dict[str, float]:
    """The summed weight of each figure's readings."""
    return {claim.quote: sum(reading.weight for reading in claim.readings) for claim in claims_of(case)}


@pytest.mark.parametrize(
    ("issuer", "level", "above"),
    [
        ("荻浦镇人民政府", "township", "全县"),
        ("荻浦镇人民政府", "township", "全市"),
        ("东河街道办事处", "township", "全区"),
        ("云溪县人民政府", "county", "全市"),
        ("云溪区人民政府", "county", "全省"),
        ("澜州市人民政府", "city", "全省"),
        ("东岭省人民政府", "province", "全国"),
    ],
)
def test_numbers_of_the_body_above_are_less_certain(issuer: str, level: str, above: str) -> None:
    case = {"issuer": issuer, "level": level, "section": "disputes", "heading": "四、行政复议、行政诉讼情况"}
    wide = weights_of({**case, "text": f"{above}信息公开行政复议案件13件。"})["13件"]
    own = weights_of({**case, "text": "信息公开行政复议案件13件。"})["13件"]
    beside = weights_of({**case, "text": f"信息公开行政复议案件13件，占{above}的7%。"})["13件"]
    assert wide <= 0.5 < own == beside


@pytest.mark.parametrize("words", ["与上年持平", "同比持平", "与2022年持平"])
@pytest.mark.parametrize("gap", ["，", "，数量", "（"])
def test_level_with_last_year_is_a_claim(words: str, gap: str) -> None:
    found = claims_of({"text": f"收到申请66件{gap}{words}{'）' if gap == '（' else ''}。"})
    assert [claim.relation for claim in found if claim.quantity is None] == ["equals"]
    assert all(
        "previous(" in reading.formula for claim in found if claim.quantity is None for reading in claim.readings
    )


@pytest.mark.parametrize(
    "words", ["与上年基本持平", "大体与上年持平", "总体与上年持平", "与2019年持平", "与全市平均水平持平"]
)
def test_about_level_or_level_with_something_else_is_none(words: str) -> None:
    assert all(claim.quantity is not None for claim in claims_of({"text": f"收到申请66件，{words}。"}))


@pytest.mark.parametrize(
    ("text", "claimed"),
    [
        ("去年收到12件，都是自然人提交的。", False),
        ("上年收到申请12件，均为自然人。", False),
        ("收到申请8件，较上年减少4件，均为自然人。", True),
        ("上年收到12件，今年收到申请8件，均为自然人。", True),
        ("收到申请8件，均为自然人。", True),
    ],
)
def test_whose_year_a_quantifier_is_of(text: str, claimed: bool) -> None:
    assert any(claim.relation == "all" for claim in claims_of({"text": text})) is claimed


@pytest.mark.parametrize("between", ["、", "和"])
def test_numbers_and_names_without_respectively_go_by_their_order(between: str) -> None:
    names = ["自然人", "商业企业", "法律服务机构"]
    for count in (2, 3):
        text = f"{'、'.join(names[:count])}申请{between.join(['90件', '8件', '2件'][:count])}。"
        columns = [claim.readings[0].formula for claim in claims_of({"text": text})]
        assert columns == ["requests.new.person", "requests.new.company", "requests.new.law_firm"][:count]
    assert not claims_of({"text": "自然人、商业企业、法律服务机构申请90件、8件。"}), "three names, two numbers"


@pytest.mark.parametrize("bracket", ["（2022年：200件）", "（上年200件）", "（2022年为200件）"])
def test_a_year_in_brackets_ends_with_them(bracket: str) -> None:
    found = claims_of({"text": f"收到申请210件{bracket}，上年结转6件，办结204件，结转下年12件。"})
    periods = {claim.quote: claim.period for claim in found}
    assert periods == {"210件": 2023, "200件": 2022, "6件": 2023, "204件": 2023, "12件": 2023}


@pytest.mark.parametrize(
    "text", ["未收到自然人的信息公开复议申请。", "未发生自然人因信息公开提起的复议。", "未收到自然人对信息公开的意见。"]
)
def test_people_who_did_something_else_are_no_applicants(text: str) -> None:
    found = claims_of({"text": text, "heading": "（一）主动公开"})
    assert not any(claim.measure.startswith("requests") for claim in found)


def test_a_second_kind_of_case_shares_what_the_first_is_about() -> None:
    case = {"section": "disputes", "heading": "四、行政复议、行政诉讼情况"}
    shared = weights_of({**case, "text": "办理工伤认定类行政诉讼14件、行政复议9件。"})
    own = weights_of({**case, "text": "信息公开行政诉讼14件、行政复议9件。"})
    assert shared.get("9件", 0) <= 0.5 < own["9件"]
