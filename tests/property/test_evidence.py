"""Whatever is done to a report's text: nothing raises, and every place that is pointed at quotes the text exactly."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from nlp.pipeline import process_report
from nlp.settings import Settings

SAMPLES = Path(__file__).parents[2] / "corpora" / "samples"
TEXT = (SAMPLES / "linjiang_2020.txt").read_text(encoding="utf-8")
INSERTED = (
    "",
    " ",
    "\n",
    "３",
    "9",
    "，",
    "。",
    "（",
    "件",
    "占12.5%",
    "行政复议",
    "未收到",
    "\u200b",
    "|",
    "二、",
    "年",
)


@st.composite
def damaged(draw: st.DrawFn) -> str:
    """The sample with some stretches cut out, doubled or interrupted."""
    text = TEXT
    for _ in range(draw(st.integers(0, 6))):
        start = draw(st.integers(0, len(text) - 1))
        length = draw(st.integers(0, 40))
        middle = draw(st.sampled_from((*INSERTED, text[start : start + length] * 2)))
        text = text[:start] + middle + text[start + length :]
        if not text:
            return TEXT
    return text


@given(damaged())
@settings(max_examples=40, deadline=None)
def test_every_place_quotes_the_text(text: str) -> None:
    result = process_report(text.encode(), Settings(topics=None), name="damaged.txt")
    for finding in result.findings:
        assert finding.evidence
        for evidence in finding.evidence:
            assert evidence.span.of(result.text) == evidence.quote
    for claim in result.claims:
        assert claim.span.of(result.text) == claim.quote
        assert claim.sentence.contains(claim.span)
    for quantity in result.quantities:
        assert quantity.span.of(result.text) == quantity.surface
    for table in result.structure.tables.values():
        for cell in table.cells.values():
            assert cell.span is None or cell.span.of(result.text) == cell.raw


@pytest.mark.parametrize("name", ["linjiang_2020.txt", "qinglan_2023.html"])
def test_the_samples_quote_their_text(name: str) -> None:
    result = process_report(SAMPLES / name, Settings(topics=None))
    places = [evidence for finding in result.findings for evidence in finding.evidence]
    assert len(places) > 60
    assert all(evidence.span.of(result.text) == evidence.quote for evidence in places)
