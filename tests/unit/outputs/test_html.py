"""The page and the notebook fragment: everything is there, nothing is fetched, nothing is executed."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from nlp.errors import UnreadableInputError
from nlp.outputs.describe import Described
from nlp.outputs.html import render_fragment, render_page
from nlp.outputs.marks import prose_blocks
from nlp.outputs.strings import load_strings
from nlp.topics.labels import default_labels
from nlp.types import Evidence, Finding, Severity, Span, Verdict

VOID = {"meta", "link", "input", "br", "rect"}


class Reader(HTMLParser):
    """Collects elements and checks that they nest."""

    def __init__(self):
        super().__init__()
        self.elements = []
        self.stack = []

    def handle_starttag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.stack.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self.stack, tag
        assert self.stack.pop() == tag


def read(page):
    reader = Reader()
    reader.feed(page)
    assert reader.stack == []
    return reader.elements


@pytest.fixture(scope="module")
def page(wangxi):
    return render_page([wangxi])


@pytest.fixture(scope="module")
def elements(page):
    return read(page)


def test_every_claim_is_marked_with_its_verdict(wangxi, elements):
    marks = {a["data-c"]: a for tag, a in elements if tag == "span" and a.get("data-c")}
    assert set(marks) == {claim.id for claim in wangxi.claims}
    assert "t-mismatch" in marks["c15"]["class"]
    assert "t-near" in marks["c11"]["class"]
    assert "t-undetermined" in marks["c6"]["class"]
    assert "t-match" in marks["c5"]["class"]


def test_every_cell_is_drawn_once(wangxi, muhe):
    for result in (wangxi, muhe):
        drawn = [a["data-cell"] for tag, a in read(render_page([result])) if "data-cell" in a]
        cells = [cell for table in result.structure.tables.values() for cell in table.cells]
        assert sorted(drawn) == sorted(cells)


def test_cells_show_their_state(elements):
    cells = {a["data-cell"]: a for tag, a in elements if "data-cell" in a}
    assert "s-blank" in cells["disclosure.regulations.in_force"]["class"]
    assert "s-unreadable" in cells["disclosure.coercion.decisions"]["class"]
    assert "inferred" in cells["requests.carried_out.company"]["class"]
    assert "71%" in cells["requests.carried_out.company"]["title"]
    assert "suspect" in cells["requests.unavailable.not_held.total"]["class"]
    assert "空白" in cells["disclosure.regulations.in_force"]["aria-label"]


def test_every_finding_is_listed_worst_first(wangxi, elements):
    listed = [int(a["data-index"]) for tag, a in elements if a.get("role") == "option"]
    assert listed == list(Described(wangxi).order)


def test_nothing_is_fetched(page, elements):
    assert not re.search(r"""(?:src|href|action)\s*=\s*["']?(?:https?:|//)""", page)
    assert "url(" not in page
    assert "@import" not in page
    policy = next(a["content"] for tag, a in elements if a.get("http-equiv") == "Content-Security-Policy")
    assert policy.startswith("default-src 'none'")
    assert "unsafe" not in policy
    for tag in ("style", "script"):
        body = re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)[0]
        digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
    assert not [a for tag, a in elements if "style" in a or any(name.startswith("on") for name in a)]


def hostile(result, text):
    """The report with a finding and a path that try to break out of the page."""
    finding = Finding("r", Verdict.MISMATCH, Severity.ERROR, text, (Evidence("context", Span(0, 3), result.text[:3]),))
    source = replace(result.document.source, path=text)
    return replace(result, findings=(finding,), document=replace(result.document, source=source))


@pytest.mark.parametrize(
    "text", ["</script><script>alert(1)</script>", "<!--<script>", "\" onclick='x'", "{{ 7*7 }}", "\u2028\x00"]
)
def test_text_of_reports_is_never_markup(muhe, text):
    page = render_page([hostile(muhe, text)])
    assert page.count("<script") == 2
    assert "<script>alert" not in page
    assert "{{ 7*7 }}" in page or "7*7" not in text
    island = re.search(r'<script type="application/json" id="data">(.*?)</script>', page, re.DOTALL)[1]
    assert "<" not in island
    data = json.loads(island)["reports"][0]
    assert data["findings"][0]["message"] == text.replace("\x00", "\ufffd")
    read(page)
    fragment = render_fragment(hostile(muhe, text))
    assert "<script" not in fragment
    read(fragment)


def test_the_script_in_the_prose_is_text(muhe):
    page = render_page([muhe])
    assert "&lt;script&gt;alert(" in page
    read(page)


def test_several_reports_and_unreadable_inputs(wangxi, muhe, nothing):
    page = render_page([wangxi, muhe, nothing], errors=[UnreadableInputError("坏<b>.pdf", "文件是空的", "empty")])
    elements = read(page)
    assert [a["data-number"] for tag, a in elements if tag == "article"] == ["0", "1", "2"]
    assert [a["data-open"] for tag, a in elements if "data-open" in a] == ["0", "1", "2"]
    assert "坏&lt;b&gt;.pdf" in page
    assert "文件是空的" in page
    identifiers = [a["id"] for tag, a in elements if "id" in a]
    assert len(identifiers) == len(set(identifiers))
    assert read(render_page([], errors=[UnreadableInputError("a", "空", "empty")]))


def test_english(wangxi):
    page = render_page([wangxi], "en")
    assert 'lang="en"' in page
    assert "Statutory tables" in page
    assert "法定表格" not in page


def test_topics_and_coverage(wangxi, muhe, page):
    assert "未涉及" in page
    assert '<span class="tag f-domain">财政信息</span>' in page
    assert "不确定" in page
    assert 'class="coverage"' not in render_page([muhe])


def test_coverage_names_the_article_that_expects_a_field(wangxi, page):
    """条例第二十条 lists budgets (item 7) and fees (item 8); nothing there asks for 政策解读."""
    assert "财政信息 <small>第20条(七)(八)</small>" in page
    assert ">政策解读</th>" in page
    labels = {one.id for one in default_labels().families["domains"].labels}
    for lang in ("zh", "en"):
        assert load_strings(lang).under("by_law").keys() <= labels
    assert "<small>art. 20 (7), (8)</small>" in render_page([wangxi], "en")


def test_fragment_needs_no_script(wangxi):
    fragment = render_fragment(wangxi)
    elements = read(fragment)
    assert {tag for tag, _ in elements}.isdisjoint({"script", "style", "link"})
    assert not [a for tag, a in elements if "class" in a or "id" in a]
    assert "36件" in fragment
    assert "望溪县人民政府" in fragment


def test_prose_is_whole(wangxi):
    """Every character of every paragraph is shown once, however the marks nest."""
    blocks = {block.span: block for block in prose_blocks(Described(wangxi)) if block.kind != "table"}
    for paragraph in wangxi.structure.paragraphs:
        shown = "".join(event.text for event in blocks[paragraph.span].events)
        assert shown == paragraph.span.of(wangxi.text).replace("\n", "")


def test_evidence_outside_paragraphs_is_shown_too(wangxi):
    title = next(block for block in prose_blocks(Described(wangxi)) if block.kind == "line")
    assert title.span.start == 0


def test_crossing_marks_nest(muhe):
    """Two pieces of evidence that cross each other still give well-formed marks and the same text."""
    start = muhe.structure.paragraphs[0].span.start
    findings = tuple(
        Finding("r", Verdict.MISMATCH, Severity.ERROR, "m", (Evidence("claim", span, span.of(muhe.text)),))
        for span in (Span(start, start + 8), Span(start + 4, start + 12), Span(start + 4, start + 6))
    )
    result = replace(muhe, findings=findings)
    block = next(block for block in prose_blocks(Described(result)) if block.span.start == start)
    stack, shown = [], ""
    covered: dict[int, str] = {}
    for event in block.events:
        if event.opens is not None:
            stack.append(event.opens)
        if event.closes is not None:
            assert stack.pop() is event.closes
        for index in (index for mark in stack for index in mark.findings):
            covered[index] = covered.get(index, "") + event.text
        shown += event.text
    assert stack == []
    assert shown == block.span.of(result.text)
    assert covered == {number: finding.evidence[0].quote for number, finding in enumerate(findings)}
    read(render_page([result]))


def test_a_text_without_structure_is_shown_by_lines(nothing):
    blocks = prose_blocks(Described(nothing))
    assert [block.kind for block in blocks] == ["line"]
