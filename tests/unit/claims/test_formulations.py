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
