"""Plain text and Markdown stay as they are; blocks and grids point into them."""

from __future__ import annotations

import pytest

from nlp.errors import LimitExceededError
from nlp.ingest import read_all, read_documents
from nlp.settings import Limits, Settings
from nlp.types import Document, Grid


def read(text: str, name: str = "报告.txt") -> Document:
    (document,) = read_documents(text.encode(), name=name)
    assert document.text == text.removeprefix("\ufeff")
    for block in document.blocks:
        assert block.span.of(document.text).strip()
    for grid in document.grids:
        for cell in grid.cells:
            assert cell.span.of(document.text) == cell.text
    return document


def shown(document: Document) -> list[tuple[str, int | None, str]]:
    return [
        (block.kind, block.level, block.span.of(document.text)) for block in document.blocks if block.kind != "table"
    ]


def rows(grid: Grid) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for cell in grid.cells:
        found.setdefault(cell.row, []).append(cell.text)
    return [found[row] for row in sorted(found)]


def test_one_block_for_each_line() -> None:
    document = read("甲局年报\r\n\r\n　　第一段。\n  12   3  \n\n末行")
    assert shown(document) == [
        ("line", None, "甲局年报"),
        ("line", None, "　　第一段。"),
        ("line", None, "  12   3"),
        ("line", None, "末行"),
    ]
    assert document.source.media_type == "text/plain"
    assert document.source.path == "报告.txt"


def test_a_byte_order_mark_is_no_text() -> None:
    assert read("\ufeff甲局年报").text == "甲局年报"


def test_old_line_ends() -> None:
    assert [text for _, _, text in shown(read("甲\r乙\n\r丙\f丁"))] == ["甲", "乙", "丙", "丁"]


def test_markdown_headings_cover_the_title_alone() -> None:
    text = "# 甲局年报\n\n## **一、总体情况** ##\n正文。\n###（一）公开\n**二、其他**\n大标题\n====\n- 一项\n> 引文\n---\n![图](a.png)\n"
    assert shown(read(text, "a.md")) == [
        ("heading", 1, "甲局年报"),
        ("heading", 2, "一、总体情况"),
        ("line", None, "正文。"),
        ("heading", 3, "（一）公开"),
        ("line", None, "二、其他"),
        ("heading", 1, "大标题"),
        ("line", None, "一项"),
        ("line", None, "引文"),
    ]


def test_front_matter_is_metadata() -> None:
    document = read("---\ntitle: '甲局年报'\ndate: 2025-01-20\n---\n# 甲局年报\n", "a.md")
    assert document.metadata == (("title", "甲局年报"), ("published", "2025-01-20"))
    assert shown(document) == [("heading", 1, "甲局年报")]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("| 内容 | 件数 |\n|---|---|\n| 规章 | 3 |\n", [["内容", "件数"], ["规章", "3"]]),
        ("内容 | 件数\n--- | ---:\n规章 | 3\n", [["内容", "件数"], ["规章", "3"]]),
        (
            "| 内容 | 件数 | 合计 |\n|---|---|---|\n| 规章 | 3 |\n| 文件 | 4 | 5 | 6 |\n",
            [["内容", "件数", "合计"], ["规章", "3"], ["文件", "4", "5", "6"]],
        ),
        ("| 甲 | 乙 |\n| - | - |\n| 1 | 2 |\n", [["甲", "乙"], ["1", "2"]]),
        ("| 甲 | 乙 |\n|---|---|\n| - | - |\n", [["甲", "乙"], ["-", "-"]]),
        ("| 新收 | 3 | 0 | 3 |\n", [["新收", "3", "0", "3"]]),
        ("| **合计** | `12` |\n|:--|--:|\n| <br>规章<br/> | &nbsp;3 |\n", [["合计", "12"], ["规章", "3"]]),
        ("|  |  |\n|--|--|\n| a\\|b | |\n", [["", ""], ["a\\|b", ""]]),
        ("甲 | 1 | 2\n | 3 | 4\n乙 |  | \n | | 5\n", [["甲", "1", "2"], ["", "3", "4"], ["乙", "", ""], ["", "", "5"]]),
        ("| 甲 | 1 |\n| 乙 | 2\n丙 | 3 |\n丁 | 4\n", [["甲", "1"], ["乙", "2"], ["丙", "3"], ["丁", "4"]]),
        # rows without bars at their edges whose edge cells are empty: every row has as many bars
        ("甲 | 1 | 2\n | 3 | \n | | 4\n乙 | | \n", [["甲", "1", "2"], ["", "3", ""], ["", "", "4"], ["乙", "", ""]]),
        ("甲 | 1 |\n乙 |  |\n丙 | 3 |\n", [["甲", "1"], ["乙", ""], ["丙", "3"]]),
        ("+---+---+\n| 甲 | 1 |\n+---+---+\n|   | 2 |\n+---+---+\n", [["甲", "1"], ["", "2"]]),
        ("商业<br>企业 | 3 | 1\n其他 | 4 | 1\n", [["商业<br>企业", "3", "1"], ["其他", "4", "1"]]),
    ],
)
def test_pipe_tables(text: str, expected: list[list[str]]) -> None:
    document = read("前文\n\n" + text + "\n后文", "a.md")
    (grid,) = document.grids
    assert rows(grid) == expected
    assert grid.method == "pipes"
    assert [text for _, _, text in shown(document)] == ["前文", "后文"]
    (block,) = [block for block in document.blocks if block.kind == "table"]
    assert block.grid == 0
    assert block.span == grid.span


def test_bars_that_close_cells_line_by_line_are_no_table() -> None:
    document = read("规章\n|\n0\n|\n||||\n行政许可\n|\n5\n|\n|\n", "a.md")
    assert not document.grids


def test_a_single_line_with_pipes_is_no_table() -> None:
    document = read("首页 | 政务公开 | 年报\n\n甲|乙")
    assert not document.grids
    assert len(document.blocks) == 2


def test_a_blank_line_ends_a_table() -> None:
    document = read("| 甲 | 1 |\n| 乙 | 2 |\n\n| 丙 | 3 |\n| 丁 | 4 |\n", "a.md")
    assert [rows(grid) for grid in document.grids] == [[["甲", "1"], ["乙", "2"]], [["丙", "3"], ["丁", "4"]]]


def test_html_tables_inside() -> None:
    text = (
        '## 三、申请\n<table><tr><td rowspan="2">一、</td><td colspan=2><b>合计</b></td></tr>\n<tr><td>&nbsp;3</td><td></td></tr></table>尾\n'
        "<table><tr><td>未闭合</td><td>5</td></tr>"
    )
    document = read(text, "a.md")
    first, second = document.grids
    assert [(c.row, c.col, c.row_span, c.col_span, c.text) for c in first.cells] == [
        (0, 0, 2, 1, "一、"),
        (0, 1, 1, 2, "合计"),
        (1, 1, 1, 1, "3"),
        (1, 2, 1, 1, ""),
    ]
    assert rows(second) == [["未闭合", "5"]]
    assert [text for _, _, text in shown(document)] == ["三、申请", "尾"]


def test_type_by_content_not_by_name() -> None:
    assert read("# 标题\n正文", "a.txt").source.media_type == "text/markdown"
    assert read("没有标记", "a.html").source.media_type == "text/plain"


def test_limits() -> None:
    settings = Settings(limits=Limits(text_chars=10, cells=3, file_bytes=1000))
    for text, name in (("字" * 11, "a.txt"), ("|1|2|\n|3|4|\n", "b.md"), ("字" * 400, "c.txt")):
        _, (error,) = read_all(text.encode(), name=name, settings=settings)
        assert isinstance(error, LimitExceededError)
        assert error.path == name


def test_html_tables_that_only_lay_out_are_looked_through() -> None:
    document = read(
        "<table><tr><td>\n三、申请\n<table>\n<tr><td>规章</td><td>3</td></tr>\n</table>\n</td></tr></table>\n后文",
        "a.md",
    )
    (grid,) = document.grids
    assert rows(grid) == [["规章", "3"]]
    assert [text for _, _, text in shown(document)] == ["三、申请", "后文"]
