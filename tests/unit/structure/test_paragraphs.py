"""Lines become paragraphs again, and each knows the headings above it."""

from __future__ import annotations

import re

import pytest

from nlp.structure.paragraphs import build_paragraphs, measure_wrapping
from nlp.structure.sections import divide
from nlp.types import Document, Paragraph, Span
from tests.unit.structure.report_kit import PARTS, bare, block_document, laid_out, line_document, wrap

HEADER = "岚川县人民政府信息公开年报"


def read(document: Document, regions: list[Span] | None = None) -> tuple[Paragraph, ...]:
    return build_paragraphs(divide(document, regions or [], {}))


def shape(document: Document, regions: list[Span] | None = None) -> list[tuple[str, bool, str, tuple[str, ...]]]:
    """(section, heading?, text without blanks and page furniture, headings) of all paragraphs."""
    return [
        (
            p.section,
            p.is_heading,
            re.sub(rf"-\d+-(?:{HEADER})?", "", bare(p.span.of(document.text))),
            tuple(bare(h) for h in p.headings),
        )
        for p in read(document, regions)
    ]


EXPECTED = [
    (part.section, part.role in ("section", "sub"), bare(part.text), tuple(bare(h) for h in part.above))
    for part in PARTS
]

LAYOUTS: dict[str, dict[str, object]] = {
    "a paragraph a line": {},
    "indented": {"indent": "　　"},
    "blank lines between": {"between": "\n\n"},
    "with page numbers": {"page_every": 7},
}
for _width in (56, 64, 74, 80, 100):
    for _indent in ("", "　　", "    "):
        _name = f"wrapped at {_width}, indent {len(_indent)}{'w' if '　' in _indent else ''}"
        LAYOUTS[_name] = {"width": _width, "indent": _indent}
        LAYOUTS[_name + ", blank lines between"] = {"width": _width, "indent": _indent, "between": "\n\n"}
        LAYOUTS[_name + ", every line followed by a blank one"] = {
            "width": _width,
            "indent": _indent,
            "double_spaced": True,
        }
        LAYOUTS[_name + ", page numbers"] = {"width": _width, "indent": _indent, "page_every": 9}
        LAYOUTS[_name + ", running heads"] = {"width": _width, "indent": _indent, "page_every": 9, "header": HEADER}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_every_layout_gives_the_same_paragraphs(layout: str) -> None:
    assert shape(line_document(laid_out(**LAYOUTS[layout]))) == EXPECTED  # type: ignore[arg-type]


def test_marked_up_paragraphs_are_taken_as_they_are() -> None:
    assert shape(block_document([("paragraph", part.text, None) for part in PARTS])) == EXPECTED


@pytest.mark.parametrize("page_lines", [7, 11, 100])
@pytest.mark.parametrize("new_page_starts", ["line", "paragraph"])
def test_lines_of_a_pdf_are_joined(page_lines: int, new_page_starts: str) -> None:
    """The reader marks the lines that start a paragraph; on a new page it may not know."""
    blocks: list[tuple[str, str, int | None]] = []
    for part in PARTS:
        for number, piece in enumerate(wrap(part.text, 64)):
            page = len(blocks) // page_lines + 1
            fresh_page = bool(blocks) and blocks[-1][2] != page
            kind = "paragraph" if number == 0 else new_page_starts if fresh_page else "line"
            blocks.append((kind, piece, page))
    assert shape(block_document(blocks)) == EXPECTED


def test_paragraphs_carry_their_page() -> None:
    document = block_document([("paragraph", part.text, 1 + i // 10) for i, part in enumerate(PARTS)])
    assert [p.page for p in read(document)] == [1 + i // 10 for i in range(len(PARTS))]


def test_a_sentence_cut_by_a_blank_line_is_one_paragraph() -> None:
    text = "一、总体情况\n\n全年让政务信息“看\n\n得懂、用得上”，共发布信息1200条。\n\n对超期的件，系统自动提醒，由专人及时向责任单位\n\n催办，全年催办84次。\n\n二、主动公开政府信息情况\n"
    found = [p.span.of(text) for p in read(line_document(text)) if not p.is_heading]
    assert [bare(f) for f in found] == [
        "全年让政务信息“看得懂、用得上”，共发布信息1200条。",
        "对超期的件，系统自动提醒，由专人及时向责任单位催办，全年催办84次。",
    ]


def test_short_lines_without_final_punctuation_are_not_glued_to_each_other() -> None:
    text = "岚川县审计局\n2022年政府信息公开工作年度报告\n2023年1月9日\n一、总体情况\n我局公开信息22条。\n"
    assert [p.span.of(text) for p in read(line_document(text))][:3] == text.splitlines()[:3]


def test_text_of_tables_is_no_prose() -> None:
    lines = [
        "二、主动公开政府信息情况",
        "下表单位除注明外均为件。",
        "单位：件",
        "TABLE 1 2 3",
        "注：许可数含延续。",
        "三、收到和处理政府信息公开申请情况",
    ]
    text = "\n".join(["一、总体情况", "我局公开信息22条。", *lines])
    start = text.index("TABLE")
    found = [p.span.of(text) for p in read(line_document(text), [Span(start, start + 11)])]
    assert found == ["一、总体情况", "我局公开信息22条。", lines[0], lines[1], lines[4], lines[5]]


def test_a_paragraph_never_runs_over_a_table() -> None:
    text = "一、总体情况\n我局公开信息22条，分类如下表，其中网站公开的占多数\nTABLE\n此外还有公众号发布的十条。\n"
    start = text.index("TABLE")
    found = [p.span.of(text) for p in read(line_document(text), [Span(start, start + 5)])]
    assert found[1:] == [text.splitlines()[1], text.splitlines()[3]]


@pytest.mark.parametrize(
    "noise",
    [
        "- 3 -",
        "— 12 —",
        "第 2 页 共 9 页",
        "3/9",
        "7",
        "单位：件",
        "（单位：万元）",
        "打印 关闭",
        "上一篇：某某通知",
        "责任编辑：王某",
        "——————",
        "信息内容",
        "本年处理决定数量",
        "| 规章 | 0 |",
    ],
)
def test_furniture_is_no_paragraph(noise: str) -> None:
    text = f"一、总体情况\n我局公开信息22条。\n{noise}\n"
    assert [p.span.of(text) for p in read(line_document(text))] == ["一、总体情况", "我局公开信息22条。"]


@pytest.mark.parametrize("prose", ["无", "无。", "略", "我局没有收取费用", "2022年"])
def test_short_answers_are_paragraphs(prose: str) -> None:
    text = f"五、存在的主要问题及改进情况\n公开偏慢。\n六、其他需要报告的事项\n{prose}\n"
    found = read(line_document(text))
    assert found[-1].span.of(text) == prose
    assert not found[-1].is_heading


def test_breaks_lost_before_subheadings_are_restored() -> None:
    text = "一、总体情况 2022年，我镇照章办事，安排专人负责信息发布工作。 （一）主动公开情况。网站公开信息90余条，公众号公开120条。 （二）依申请公开情况。全年未接到申请。\n二、主动公开政府信息情况\n"
    found = [(p.span.of(text), p.headings) for p in read(line_document(text))]
    assert found[1:4] == [
        ("2022年，我镇照章办事，安排专人负责信息发布工作。", ("一、总体情况",)),
        ("（一）主动公开情况。网站公开信息90余条，公众号公开120条。", ("一、总体情况", "（一）主动公开情况")),
        ("（二）依申请公开情况。全年未接到申请。", ("一、总体情况", "（二）依申请公开情况")),
    ]


HEADS = {
    "nested marks": (
        "一、总体情况\n（一）主动公开\n1.财政信息\n预算决算全部上网。\n2.民生信息\n招生计划及时公开。\n（二）依申请公开\n收到申请2件。\n",
        {
            "预算决算全部上网。": ("一、总体情况", "（一）主动公开", "1.财政信息"),
            "招生计划及时公开。": ("一、总体情况", "（一）主动公开", "2.民生信息"),
            "收到申请2件。": ("一、总体情况", "（二）依申请公开"),
        },
    ),
    "markdown levels that do not match the marks": (
        "## 一、总体情况\n### （一）主动公开\n### 一是抓更新。\n每周更新栏目。\n#### 二是抓解读。\n每件配图。\n### （二）平台建设\n改版网站。\n",
        {
            "每周更新栏目。": ("一、总体情况", "（一）主动公开", "一是抓更新"),
            "每件配图。": ("一、总体情况", "（一）主动公开", "二是抓解读"),
            "改版网站。": ("一、总体情况", "（二）平台建设"),
        },
    ),
    "a marked sentence heads its own paragraph only": (
        "一、总体情况\n（一）主动公开。我局发布信息22条。\n另有公众号信息10条。\n一是抓更新。每周更新栏目。\n全年没有错链。\n",
        {
            "（一）主动公开。我局发布信息22条。": ("一、总体情况", "（一）主动公开"),
            "另有公众号信息10条。": ("一、总体情况", "（一）主动公开"),
            "一是抓更新。每周更新栏目。": ("一、总体情况", "（一）主动公开", "一是抓更新"),
            "全年没有错链。": ("一、总体情况", "（一）主动公开"),
        },
    ),
    "items of a list are no headings": (
        "五、存在的主要问题及改进情况\n（一）存在的问题\n1.意识不强；\n2.更新不快。\n（二）改进措施\n1.多培训；\n2.严考核。\n",
        {
            "1.意识不强；": ("五、存在的主要问题及改进情况", "（一）存在的问题"),
            "2.更新不快。": ("五、存在的主要问题及改进情况", "（一）存在的问题"),
            "2.严考核。": ("五、存在的主要问题及改进情况", "（二）改进措施"),
        },
    ),
    "unmarked sub-headings that are known": (
        "五、存在的主要问题及改进情况\n存在的主要问题：\n1、意识不强；\n改进措施：\n1、多培训；\n",
        {
            "1、意识不强；": ("五、存在的主要问题及改进情况", "存在的主要问题"),
            "1、多培训；": ("五、存在的主要问题及改进情况", "改进措施"),
        },
    ),
    "known titles with their text after a colon": (
        "五、存在的主要问题及改进情况\n存在的问题：一是解读偏少，二是更新偏慢。\n改进情况：多做图解，每周核对栏目。\n",
        {
            "存在的问题：一是解读偏少，二是更新偏慢。": ("五、存在的主要问题及改进情况", "存在的问题"),
            "改进情况：多做图解，每周核对栏目。": ("五、存在的主要问题及改进情况", "改进情况"),
        },
    ),
    "a turn to the remedies": (
        "五、存在的主要问题及改进情况\n我县工作还有短板：解读偏少，更新偏慢。\n针对上述问题，我县着力改进。\n（一）多做图解。每件文件配图。\n（二）勤更新。每周核对栏目。\n",
        {
            "我县工作还有短板：解读偏少，更新偏慢。": ("五、存在的主要问题及改进情况",),
            "（一）多做图解。每件文件配图。": (
                "五、存在的主要问题及改进情况",
                "针对上述问题，我县着力改进",
                "（一）多做图解",
            ),
            "（二）勤更新。每周核对栏目。": (
                "五、存在的主要问题及改进情况",
                "针对上述问题，我县着力改进",
                "（二）勤更新",
            ),
        },
    ),
    "remedies after a list of problems": (
        "五、存在的主要问题及改进情况\n主要存在以下问题：\n一是解读偏少。\n二是更新偏慢。\n下一步，我局将抓好三件事。\n一是多做图解。\n",
        {
            "二是更新偏慢。": ("五、存在的主要问题及改进情况", "主要存在以下问题"),
            "一是多做图解。": ("五、存在的主要问题及改进情况", "下一步，我局将抓好三件事"),
        },
    ),
}


@pytest.mark.parametrize("name", HEADS)
def test_headings_above(name: str) -> None:
    text, expected = HEADS[name]
    found = {p.span.of(text): p.headings for p in read(line_document(text)) if not p.is_heading}
    for paragraph, headings in expected.items():
        assert found[paragraph] == headings


def test_signature_and_title_stand_outside_the_parts() -> None:
    text = "岚川县审计局2022年政府信息公开工作年度报告\n一、总体情况\n（一）主动公开\n我局公开信息22条。\n五、存在的主要问题及改进情况\n（一）改进措施\n多学习。\n岚川县审计局\n2023年1月9日\n"
    found = {p.span.of(text): p for p in read(line_document(text))}
    for line, section in (
        ("岚川县审计局2022年政府信息公开工作年度报告", "preamble"),
        ("岚川县审计局", "other"),
        ("2023年1月9日", "other"),
    ):
        assert found[line].section == section
        assert found[line].headings == ()
        assert not found[line].is_heading


def test_wrapping_is_measured_not_assumed() -> None:
    assert measure_wrapping(divide_lines(laid_out())).width == 0
    assert 70 <= measure_wrapping(divide_lines(laid_out(width=74))).width <= 78


def divide_lines(text: str) -> list:
    return [u.line for u in divide(line_document(text), [], {}).units if u.role == "text"]


def test_an_empty_document_has_no_paragraphs() -> None:
    assert read(line_document("")) == ()
    assert read(line_document("\n \n　\n")) == ()
