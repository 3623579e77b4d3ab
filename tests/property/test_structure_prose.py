"""Whatever the text: the parts tile it, paragraphs are in order, nothing is raised."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from nlp.structure.completeness import find_gaps
from nlp.structure.metadata import find_metadata
from nlp.structure.paragraphs import build_paragraphs
from nlp.structure.sections import divide
from nlp.types import Span
from tests.unit.structure.report_kit import PARTS, block_document, line_document

SCRAPS = [
    *(part.text for part in PARTS),
    "第二十条第（一）项",
    "一、本年新收政府信息公开申请数量",
    "目　录",
    "- 3 -",
    "（一）",
    "一、",
    "1.",
    "“",
    "（",
    "2023219",
    "202211日到1231日",
    "二〇二三年一月",
    "六、其他需要报告的事项 无",
    "| 1 | 2 |",
    "　",
    "#",
    "**",
]
LINES = st.lists(
    st.sampled_from(SCRAPS)
    | st.text(alphabet="一二三四五六、（）().,。：政府信息公开情况年月日局县2023# \t|“”", max_size=30),
    max_size=25,
)
SEPARATORS = st.sampled_from(["\n", "\n\n", " ", "", "\r\n", "\t"])


@given(LINES, SEPARATORS, st.lists(st.tuples(st.integers(0, 400), st.integers(0, 80)), max_size=4))
def test_any_text(lines: list[str], separator: str, holes: list[tuple[int, int]]) -> None:
    text = separator.join(lines)
    regions = [Span(min(a, len(text)), min(a + n, len(text))) for a, n in holes]
    document = line_document(text)
    division = divide(document, regions, {})
    paragraphs = build_paragraphs(division)
    metadata, notices = find_metadata(document, division)
    notices += find_gaps(document, metadata, None, division.sections, paragraphs, {})
    position = len(text) - len(text.lstrip()) if division.sections[:1] and division.sections[0].span.start else 0
    for section in division.sections:
        assert section.span.start == position
        position = section.span.end
        assert section.heading is None or section.span.contains(section.heading)
    assert position in (0, len(text))
    for one, following in zip(paragraphs, paragraphs[1:], strict=False):
        assert one.span.end <= following.span.start
    for paragraph in paragraphs:
        printed = paragraph.span.of(text)
        assert printed
        assert printed == printed.strip(" \t\n\r\u3000")
        for heading in paragraph.headings:
            assert "\n" not in heading
    for span in metadata.spans.values():
        assert span.of(text)
    assert all(n.span is None or n.span.end <= len(text) for n in (*notices, *division.notices))


@given(
    st.lists(
        st.tuples(st.sampled_from(["line", "paragraph", "heading"]), st.sampled_from(SCRAPS), st.integers(1, 3)),
        max_size=25,
    )
)
def test_any_blocks(blocks: list[tuple[str, str, int]]) -> None:
    ordered = sorted(blocks, key=lambda b: b[2])
    document = block_document([(kind, text, page) for kind, text, page in ordered])
    paragraphs = build_paragraphs(divide(document, [], {}))
    assert all(a.span.end <= b.span.start for a, b in zip(paragraphs, paragraphs[1:], strict=False))
