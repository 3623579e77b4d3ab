"""Which lines open a part of the report, however they are printed."""

from __future__ import annotations

import pytest

from nlp.structure.sections import divide
from nlp.types import Cell, CellState, Span, Table
from tests.unit.structure.report_kit import block_document, line_document

SIX = ["overview", "disclosure", "requests", "disputes", "problems", "other"]
TITLES = [
    "总体情况",
    "主动公开政府信息情况",
    "收到和处理政府信息公开申请情况",
    "政府信息公开行政复议、行政诉讼情况",
    "存在的主要问题及改进情况",
    "其他需要报告的事项",
]
BODIES = ["2022年我局发布信息120条。", "见下表。", "见下表。", "见下表。", "更新还不够及时。", "无。"]
HEAD = "岚川县水利局2022年政府信息公开工作年度报告\n"


def report(titles: list[str], bodies: list[str] = BODIES, between: str = "\n") -> str:
    return HEAD + "".join(f"{t}{between}{b}\n" for t, b in zip(titles, bodies, strict=True))


def numbered(numerals: str = "一二三四五六", mark: str = "、") -> list[str]:
    return [f"{n}{mark}{t}" for n, t in zip(numerals, TITLES, strict=True)]


def keys(text: str, **options: object) -> list[str]:
    return [s.key for s in divide(line_document(text), [], {}).sections if s.key != "preamble"]


LAYOUTS = {
    "plain": report(numbered()),
    "blanks in the titles": report([" ".join(t) for t in numbered()]),
    "no ordinals": report(TITLES),
    "markdown": report([f"## {t}" for t in numbered()]),
    "bold": report([f"**{t}**" for t in numbered()]),
    "arabic": report([f"{i}. {t}" for i, t in enumerate(TITLES, 1)]),
    "arabic in markdown": report([f"# {i}、{t}" for i, t in enumerate(TITLES, 1)]),
    "parts": report([f"第{n}部分　{t}" for n, t in zip("一二三四五六", TITLES, strict=True)]),
    "in parentheses": report([f"（{n}）{t}" for n, t in zip("一二三四五六", TITLES, strict=True)]),
    "dots": report(numbered(mark="．")),
    "the 、 is lost": report(numbered(mark="")),
    "two missing, the rest renumbered wrongly": report(numbered("一三四五六七")),
    "one number twice": report(numbered("一二三三四五")),
    "all ones": report(numbered("一一一一一一")),
    "a stray character": report([*numbered()[:5], "l六、其他需要报告的事项"]),
    "a doubled word": report([numbered()[0], "二、主动公开政府政府情况", *numbered()[2:]]),
    "a slip of the pen": report([*numbered()[:4], "五、存在的主要问题及改迸情况", numbered()[5]]),
    "colons": report([t + "：" for t in numbered()]),
    "text glued after": report(numbered(), between=""),
    "text after a blank": report(numbered(), between=" "),
    "text after a colon": report(numbered(), between="："),
    "all on one line": report(numbered(), between=" ").replace("\n", " "),
    "glued on both sides": report(numbered(), between="").replace("\n", ""),
    "titles over two lines": report([t if len(t) < 8 else t[:-4] + "\n" + t[-4:] for t in numbered()]),
    "a title broken before 情况": report([t.replace("申请情况", "申请\n情况") for t in numbered()]),
    "full-width blanks before": report(["　　" + t for t in numbered()]),
    "variants": report(
        [
            "一、政府信息公开工作总体情况",
            "二、行政机关主动公开政府信息的情况",
            "三、行政机关收到和处理信息公开申请情况",
            "四、因政府信息公开工作被申请行政复议和提起行政诉讼情况",
            "五、政务公开工作存在问题和改进措施",
            "六、需要说明的其他事项",
        ]
    ),
}


@pytest.mark.parametrize("layout", LAYOUTS)
def test_six_parts_are_found(layout: str) -> None:
    assert keys(LAYOUTS[layout]) == SIX


@pytest.mark.parametrize("layout", LAYOUTS)
def test_parts_tile_the_text_and_begin_with_their_heading(layout: str) -> None:
    text = LAYOUTS[layout]
    sections = divide(line_document(text), [], {}).sections
    assert sections[0].span.start == 0
    assert sections[-1].span.end == len(text)
    for one, following in zip(sections, sections[1:], strict=False):
        assert one.span.end == following.span.start
    for section in sections[1:]:
        assert section.heading is not None
        assert section.heading.start == section.span.start
        assert "".join(section.title.split()) in "".join(section.heading.of(text).split())


def test_every_body_stays_in_its_part() -> None:
    for text in LAYOUTS.values():
        division = divide(line_document(text), [], {})
        by_key = {s.key: s.span.of(text) for s in division.sections}
        for key, body in zip(SIX, BODIES, strict=True):
            assert body in by_key[key]


def test_a_preamble_that_lists_the_parts_opens_none() -> None:
    listed = "；".join(numbered())
    text = HEAD + f"根据条例编制本报告。全文包括{listed}六个部分。\n" + report(numbered())[len(HEAD) :]
    division = divide(line_document(text), [], {})
    assert [s.key for s in division.sections] == ["preamble", *SIX]
    assert "六个部分" in division.sections[0].span.of(text)


def test_a_preamble_that_lists_the_titles_alone_opens_none() -> None:
    text = HEAD + "本报告包括" + "、".join(TITLES) + "六部分。\n" + report(numbered())[len(HEAD) :]
    assert keys(text) == SIX


def test_a_table_of_contents_is_passed_over() -> None:
    contents = "目　录\n" + "".join(f"{t}……………{i}\n" for i, t in enumerate(numbered(), 1))
    division = divide(line_document(HEAD + contents + "\n" + report(numbered())[len(HEAD) :]), [], {})
    assert [s.key for s in division.sections] == ["preamble", *SIX]
    assert [u.role for u in division.units].count("contents") == 7


def test_a_heading_repeated_after_a_page_break_opens_nothing() -> None:
    lines = report(numbered()).splitlines()
    at = lines.index("三、" + TITLES[2])
    text = "\n".join([*lines[: at + 2], "- 3 -", "三、" + TITLES[2], "续表见后。", *lines[at + 2 :]])
    division = divide(line_document(text), [], {})
    assert [s.key for s in division.sections] == ["preamble", *SIX]
    assert [u.role for u in division.units].count("repeated") == 1


def test_items_numbered_like_parts_stay_inside() -> None:
    text = report(
        numbered(),
        [
            "一、主动公开\n公开信息33条。\n二、依申请公开\n收到1件。\n三、政府信息管理\n专人负责。",
            *BODIES[1:4],
            "一、存在的问题\n内容少。\n二、改进情况\n多学习。",
            "一、没有收取费用。\n二、没有其他事项。",
        ],
    )
    assert keys(text) == SIX


def test_subheadings_that_read_like_parts_stay_inside() -> None:
    text = report(
        numbered(),
        [
            "（一）主动公开政府信息情况\n发布33条。\n（二）依申请公开情况\n收到1件。\n（三）行政复议、行政诉讼情况\n没有。",
            *BODIES[1:],
        ],
    )
    assert keys(text) == SIX


@pytest.mark.parametrize(
    "items",
    [
        ("主动公开情况", "依申请公开情况", "政府信息管理情况", "平台建设情况", "监督保障情况"),
        (
            "主动公开政府信息情况",
            "收到和处理政府信息公开申请情况",
            "政府信息公开行政复议、行政诉讼情况",
            "存在的主要问题及改进情况",
        ),
    ],
)
@pytest.mark.parametrize("mark", ["（{}）", "{}．"])
def test_subheadings_of_a_text_that_breaks_off_open_no_part(items: tuple[str, ...], mark: str) -> None:
    ordinals = "一二三四五" if "（" in mark else "12345"
    lines = [
        f"{mark.format(n)}{item}\n发布{i}3条。" for i, (n, item) in enumerate(zip(ordinals, items, strict=False), 1)
    ]
    assert keys("岚川县水利局2022年政府信息公开工作年度报告\n一、总体情况\n" + "\n".join(lines)) == ["overview"]


def test_unmarked_subheadings_that_read_like_parts_stay_inside() -> None:
    text = report(TITLES, ["主动公开情况\n发布33条。\n依申请公开情况\n收到1件。", *BODIES[1:]])
    division = divide(line_document(text), [], {})
    assert [s.title for s in division.sections if s.key != "preamble"] == TITLES


def test_problems_and_remedies_may_be_two_parts() -> None:
    titles = [*numbered()[:4], "五、存在的主要问题", "六、改进措施", "七、其他需要报告的事项"]
    assert keys(report(titles, [*BODIES[:5], "多学习。", "无。"])) == [*SIX[:5], "problems", "other"]


def test_labels_of_the_tables_open_nothing() -> None:
    rows = "一、本年新收政府信息公开申请数量\n3\n二、上年结转政府信息公开申请数量\n0\n三、本年度办理结果\n（一）予以公开\n3\n四、结转下年度继续办理\n0"
    text = report(numbered(), [*BODIES[:2], rows, *BODIES[3:]])
    assert keys(text) == SIX
    start = text.index("一、本年新收")
    assert [s.key for s in divide(line_document(text), [Span(start, start + len(rows))], {}).sections][1:] == SIX


def test_a_heading_drawn_as_a_row_of_its_table_is_found() -> None:
    titles = numbered()
    text = report(titles)
    start, end = text.index(titles[2]), text.index(titles[3])
    sections = divide(line_document(text), [Span(start, end)], {}).sections
    assert [s.key for s in sections][1:] == SIX


OLD = {
    "2015, nine parts": (
        [
            "一、概述",
            "二、主动公开政府信息情况",
            "三、回应解读情况",
            "四、依申请公开政府信息办理情况",
            "五、政府信息公开的收费及减免情况",
            "六、因政府信息公开申请行政复议、提起行政诉讼的情况",
            "七、机构建设和人员培训情况",
            "八、政府信息公开工作存在的主要问题及改进措施",
            "九、需要说明的其他事项",
        ],
        ["overview", "disclosure", "disclosure", "requests", "other", "disputes", "overview", "problems", "other"],
    ),
    "2015, own titles": (
        [
            "一、健全组织，强化领导",
            "二、政府信息主动公开情况",
            "三、政府信息依申请公开和不予公开情况",
            "四、加强平台建设",
            "五、存在的问题和下步打算",
        ],
        ["overview", "disclosure", "requests", "overview", "problems"],
    ),
    "2018, no overview": (
        [
            "一、政府信息主动公开情况",
            "二、政府信息依申请公开情况",
            "三、政府信息公开收费及减免情况",
            "四、因政府信息公开申请行政复议或提起行政诉讼情况",
            "五、存在的主要问题及下步工作安排",
        ],
        ["disclosure", "requests", "other", "disputes", "problems"],
    ),
    "2010": (
        [
            "一、概述",
            "二、主动公开政府信息情况",
            "三、依申请公开政府信息情况",
            "四、复议、诉讼情况",
            "五、咨询处理情况",
            "六、主要问题和改进措施",
        ],
        ["overview", "disclosure", "requests", "disputes", "requests", "problems"],
    ),
}


@pytest.mark.parametrize("name", OLD)
def test_titles_of_older_reports_are_mapped_to_the_nearest_part(name: str) -> None:
    titles, expected = OLD[name]
    assert keys(report(titles, ["我局照章办理。"] * len(titles))) == expected


def test_a_missing_heading_of_a_table_part_is_inferred_from_the_table() -> None:
    titles = numbered()
    text = report([titles[0], "TABLE", *titles[2:]])
    start = text.index("TABLE")
    cell = Cell("disclosure.licensing.decisions", None, CellState.BLANK, "", "件", None)
    tables = {"disclosure": Table("disclosure", "2021", {cell.id: cell}, Span(start, start + 5))}
    sections = divide(line_document(text), [Span(start, start + 5)], tables).sections
    assert [s.key for s in sections][1:] == SIX
    assert sections[2].heading is None
    assert sections[2].span.start == start


def test_an_overview_without_its_title_begins_after_the_preamble() -> None:
    opening = "2022年，我局把公开工作列入目标管理，安排专人每周核对栏目，全年发布各类信息一百二十条，比上年多出三十条。"
    text = (
        HEAD
        + "根据《中华人民共和国政府信息公开条例》编制本报告。\n"
        + opening
        + "\n"
        + report(numbered())[len(HEAD) :].split("\n", 2)[2]
    )
    division = divide(line_document(text), [], {})
    assert [s.key for s in division.sections] == ["preamble", *SIX]
    overview = division.sections[1]
    assert overview.heading is None
    assert overview.span.of(text).startswith(opening)


def test_problems_without_a_title_begin_where_the_text_speaks_of_them() -> None:
    text = report([*numbered()[:4], "我局工作仍存在一些不足，主要是解读太少。", numbered()[5]])
    sections = divide(line_document(text), [], {}).sections
    assert [s.key for s in sections][1:] == SIX
    assert sections[5].heading is None


@pytest.mark.parametrize(
    ("titles", "code"),
    [
        (numbered("一三四五六七"), "structure.ordinal"),
        (numbered("一二三三四五"), "structure.ordinal"),
        ([*numbered()[:5], "l六、其他需要报告的事项"], "structure.heading"),
        ([numbered()[0], "二、主动公开政府政府情况", *numbered()[2:]], "structure.heading"),
        ([*numbered()[:5], TITLES[5]], "structure.ordinal"),
    ],
)
def test_what_is_unusual_is_said(titles: list[str], code: str) -> None:
    notices = divide(line_document(report(titles)), [], {}).notices
    assert code in {n.code for n in notices}
    assert all(n.span is not None and n.message and n.message_en for n in notices)


def test_nothing_is_said_of_a_usual_report() -> None:
    assert divide(line_document(report(numbered())), [], {}).notices == ()


def test_a_text_that_is_no_report_has_no_parts_by_number_alone() -> None:
    text = "岚川县举办丰收节\n三千余名群众参加。\n一、文艺演出\n村民表演。\n二、产品展销\n销售二十万元。\n"
    assert all(s.heading is None for s in divide(line_document(text), [], {}).sections)


def test_marked_up_headings_without_ordinals() -> None:
    blocks: list[tuple[str, str, int | None]] = [("paragraph", HEAD.strip(), None)]
    for title, body in zip(TITLES, BODIES, strict=True):
        blocks += [("heading", title, None), ("paragraph", body, None)]
    assert [s.key for s in divide(block_document(blocks), [], {}).sections][1:] == SIX
