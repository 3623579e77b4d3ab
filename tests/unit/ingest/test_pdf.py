"""PDF files: lines, paragraphs, tables over pages, furniture, and what has no text."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from nlp.errors import LimitExceededError, UnreadableInputError
from nlp.ingest import read_all, read_documents
from nlp.ingest.pdf_rows import assign_lines
from nlp.settings import Limits, Settings
from nlp.types import Document, Grid
from tests.unit.ingest.makers import Pdf

XS = [70.0, 110.0, 270.0, 330.0, 390.0, 450.0]
COLUMN = [330.0, 390.0, 450.0]


def read(pdf: Pdf | bytes, name: str = "报告.pdf") -> Document:
    (document,) = read_documents(pdf if isinstance(pdf, bytes) else pdf.bytes(), name=name)
    end = 0
    for block in document.blocks:
        assert block.span.start >= end
        assert block.page is not None
        assert block.bbox is not None
        end = block.span.end
    for grid in document.grids:
        for cell in grid.cells:
            assert cell.span.of(document.text) == cell.text
    return document


def lines(document: Document) -> list[tuple[str, str]]:
    return [(block.kind[0], block.span.of(document.text)) for block in document.blocks if block.kind != "table"]


def rows(grid: Grid) -> list[list[str]]:
    found: dict[int, list[str]] = {}
    for cell in grid.cells:
        found.setdefault(cell.row, []).append(cell.text)
    return [found[row] for row in sorted(found)]


def test_paragraphs_by_indent_and_page_numbers_gone() -> None:
    pdf = Pdf()
    pdf.text(150, 80, "青禾市年度报告", 20)
    for number, (x, text) in enumerate(
        [
            (98, "去年甲局认真开展政务公开工作共公开各类信息一千余条其中"),
            (74, "通过网站公开九百条通过公众号公开三百余条较上年有所增加"),
            (74, "群众满意。"),
            (98, "办理申请方面收到申请十二件均按期答复没有发生行政复议和"),
            (74, "诉讼。"),
        ],
    ):
        pdf.text(x, 130 + 28 * number, text, 14)
    pdf.text(280, 800, "- 1 -", 10)
    pdf.page()
    pdf.text(98, 100, "第二页的段落也从缩进开始但是这一行一直写到了页面的右边", 14)
    pdf.text(74, 128, "边界。", 14)
    pdf.text(280, 800, "- 2 -", 10)
    document = read(pdf)
    assert [kind for kind, _ in lines(document)] == ["p", "p", "l", "l", "p", "l", "p", "l"]
    assert "- 1 -" not in document.text
    assert [block.page for block in document.blocks] == [1] * 6 + [2] * 2
    assert document.blocks[1].bbox is not None
    assert 115 < document.blocks[1].bbox[1] < 130


@pytest.mark.parametrize("number", ["— 1 —", "1", "第1页", "第1页 共9页", "1/9", "Page 1 of 9", "-1-"])
def test_page_numbers(number: str) -> None:
    pdf = Pdf()
    pdf.text(74, 100, "正文第一行。")
    pdf.text(74, 130, "2024")
    pdf.text(280, 810, number)
    assert [text for _, text in lines(read(pdf))] == ["正文第一行。", "2024"]


def test_running_heads_go_and_contents_too() -> None:
    pdf = Pdf()
    for number in range(4):
        if number:
            pdf.page()
        pdf.text(74, 40, f"青禾市年报 2025/1/{20 + number}", 9)
        pdf.text(74, 200, f"正文之{'甲乙丙丁'[number]}。")
        if number == 0:
            pdf.text(74, 240, "一、总体情况............3")
    assert [text for _, text in lines(read(pdf))] == ["正文之甲。", "正文之乙。", "正文之丙。", "正文之丁。"]


def ruled(pdf: Pdf, top: float, cells: list[list[str]], height: float = 30) -> None:
    pdf.ruled(XS, [top + height * n for n in range(len(cells) + 1)], cells)


def test_a_ruled_table_in_place() -> None:
    pdf = Pdf()
    pdf.text(74, 90, "前文。")
    ruled(
        pdf,
        100,
        [
            ["类", "内容", "甲", "乙", "合计"],
            ["一", "行政规范\n性文件", "1,234", "-", ""],
            ["二", "规章", "0", "/", "5"],
        ],
    )
    pdf.text(74, 240, "后文。")
    document = read(pdf)
    assert document.text == "前文。\n类\t内容\t甲\t乙\t合计\n一\t行政规范性文件\t1,234\t-\t\n二\t规章\t0\t/\t5\n后文。"
    (grid,) = document.grids
    assert grid.method == "pdf_lines"
    assert grid.cells[7].bbox == (270.0, 130.0, 330.0, 160.0)


def test_merged_cells_vertical_labels_and_wrapped_figures() -> None:
    pdf = Pdf()
    for y in (100, 130, 160, 190):
        pdf.line(110 if 100 < y < 190 else 70, y, 450, y)
    for x in XS:
        pdf.line(x, 130 if x == 390 else 100, x, 190)
    for number, char in enumerate("三办理"):
        pdf.text(85, 125 + 20 * number, char, 10)
    pdf.text(120, 120, "项目", 10)
    pdf.text(340, 120, "合并的头", 10)
    pdf.text(272, 120, "甲", 10)
    for n, (label, figures) in enumerate([("予以公开", ("12", "3", "15")), ("不予公开", ("", "0", "0"))]):
        pdf.text(112, 150 + 30 * n, label, 10)
        for x, figure in zip((272, 332, 392), figures, strict=True):
            if figure:
                pdf.text(x, 150 + 30 * n, figure, 10)
    (grid,) = read(pdf).grids
    assert [(c.row, c.col, c.row_span, c.col_span, c.text) for c in grid.cells] == [
        (0, 0, 3, 1, "三办理"), (0, 1, 1, 1, "项目"), (0, 2, 1, 1, "甲"), (0, 3, 1, 2, "合并的头"),
        (1, 1, 1, 1, "予以公开"), (1, 2, 1, 1, "12"), (1, 3, 1, 1, "3"), (1, 4, 1, 1, "15"),
        (2, 1, 1, 1, "不予公开"), (2, 2, 1, 1, ""), (2, 3, 1, 1, "0"), (2, 4, 1, 1, "0"),
    ]  # fmt: skip


def test_a_figure_broken_for_want_of_room() -> None:
    pdf = Pdf()
    pdf.ruled([70, 200, 222], [100, 140, 180], [["内容", "数"], ["行政许可", "1139\n8889"]])
    assert rows(read(pdf).grids[0])[1] == ["行政许可", "11398889"]


@pytest.mark.parametrize(("turned", "y"), [("0 1 -1 0", 165), ("0 -1 1 0", 115)])
def test_turned_labels(turned: str, y: float) -> None:
    pdf = Pdf()
    for at, start in ((100, 70), (140, 110), (180, 70)):
        pdf.line(start, at, 300, at)
    for x in (70, 110, 200, 300):
        pdf.line(x, 100, x, 180)
    for n in range(2):
        pdf.text(120, 125 + 40 * n, "甲乙"[n], 10)
        pdf.text(220, 125 + 40 * n, str(n), 10)
    pdf.text(90, y, "办理结果", 10, turned=turned)
    (grid,) = read(pdf).grids
    assert (grid.cells[0].text, grid.cells[0].row_span) == ("办理结果", 2)


@pytest.mark.parametrize("rotate", [90, 180, 270])
def test_rotated_pages(rotate: int) -> None:
    pdf = Pdf()
    pdf.pages.clear()
    pdf.page(rotate=rotate)
    pdf.text(74, 90, "横放的页面。")
    ruled(pdf, 100, [["类", "内容", "甲", "乙", "计"], ["一", "规章", "1", "2", "3"]])
    document = read(pdf)
    assert document.text == "横放的页面。\n类\t内容\t甲\t乙\t计\n一\t规章\t1\t2\t3"


HEAD = ["类", "内容", "甲", "乙", "合计"]


def pages(
    upper: list[list[str]], lower: list[list[str]], between: Callable[[Pdf], None] = lambda pdf: None
) -> Document:
    pdf = Pdf()
    ruled(pdf, 600, upper)
    pdf.text(280, 812, "- 1 -", 10)
    pdf.page()
    between(pdf)
    ruled(pdf, 80, lower)
    pdf.text(74, 400, "后文。")
    pdf.text(280, 812, "- 2 -", 10)
    return read(pdf)


def test_a_table_goes_on_after_the_page_break() -> None:
    document = pages([HEAD, ["一", "规章", "1", "2", "3"]], [["二", "文件", "4", "5", "9"]])
    (grid,) = document.grids
    assert rows(grid) == [HEAD, ["一", "规章", "1", "2", "3"], ["二", "文件", "4", "5", "9"]]
    assert {cell.page for cell in grid.cells} == {1, 2}


def test_a_page_number_beside_a_tall_cell_is_no_figure() -> None:
    pdf = Pdf()
    ruled(pdf, 740, [HEAD, ["一", "规章", "1", "2", "3"]], height=35)
    pdf.text(75, 806, "果", 10)
    pdf.text(280, 806, "- 1 -", 10)
    assert rows(read(pdf).grids[0])[1][1:] == ["规章", "1", "2", "3"]


def test_a_figure_between_the_lines_of_its_label() -> None:
    pdf = Pdf()
    for y, label, total in ((150, "1.属于国家秘密", "3"), (240, "3.其他", "4")):
        pdf.text(80, y, label)
        pdf.text(360, y, total)
    pdf.text(80, 190, "2.要求行政机关确认或重")
    pdf.text(360, 197, "5")
    pdf.text(80, 204, "新出具已获取信息")
    assert rows(read(pdf).grids[0]) == [
        ["1.属于国家秘密", "3"],
        ["2.要求行政机关确认或重新出具已获取信息", "5"],
        ["3.其他", "4"],
    ]


def test_a_repeated_head_is_dropped() -> None:
    (grid,) = pages([HEAD, ["一", "规章", "1", "2", "3"]], [HEAD, ["二", "文件", "4", "5", "9"]]).grids
    assert rows(grid) == [HEAD, ["一", "规章", "1", "2", "3"], ["二", "文件", "4", "5", "9"]]


def test_figures_that_repeat_are_no_head() -> None:
    (grid,) = pages(
        [["一", "规章", "0", "0", "0"]], [["一", "规章", "0", "0", "0"], ["二", "文件", "4", "5", "9"]]
    ).grids
    assert len(rows(grid)) == 3


def test_a_row_torn_by_the_page_break() -> None:
    upper = [HEAD, ["一", "5.要求行政机关确认或", "1", "2", "3"]]
    lower = [["", "重新出具", "", "", ""], ["二", "（七）总计", "4", "5", "9"]]
    (grid,) = pages(upper, lower).grids
    assert rows(grid) == [
        HEAD,
        ["一", "5.要求行政机关确认或重新出具", "1", "2", "3"],
        ["二", "（七）总计", "4", "5", "9"],
    ]


def test_a_new_item_is_no_torn_row() -> None:
    (grid,) = pages([HEAD, ["一", "1.甲项", "", "", ""]], [["", "2.乙项", "4", "5", "9"]]).grids
    assert rows(grid) == [HEAD, ["一", "1.甲项", "", "", ""], ["2.乙项", "4", "5", "9"]]
    assert (grid.cells[5].text, grid.cells[5].row_span) == ("一", 2)


def test_prose_between_keeps_tables_apart() -> None:
    document = pages(
        [HEAD, ["一", "规章", "1", "2", "3"]],
        [["二", "文件", "4", "5", "9"]],
        lambda pdf: pdf.text(74, 60, "三、收到和处理情况"),
    )
    assert len(document.grids) == 2


def test_other_columns_keep_tables_apart() -> None:
    pdf = Pdf()
    ruled(pdf, 700, [HEAD, ["一", "规章", "1", "2", "3"]])
    pdf.page()
    pdf.ruled([90, 200, 300], [80, 110, 140], [["甲", "1"], ["乙", "2"]])
    assert len(read(pdf).grids) == 2


FIGURES = [
    ("1.属于国家秘密", "0", "12", "12"),
    ("2.其他法律行政法规禁止公开", "3", "0", "3"),
    ("3.重复申请", "1", "", "1"),
    ("（七）总计", "4", "12", "16"),
]


def unruled(pdf: Pdf, top: float, *, across: bool = False) -> None:
    pdf.text(280, top - 24, "自然人")
    pdf.text(350, top - 24, "其他")
    pdf.text(420, top - 24, "总计")
    y = top
    for label, *figures in FIGURES:
        wrapped = [label[:8], label[8:]] if len(label) > 8 else [label]
        middle = y + (len(wrapped) - 1) * 8
        for number, part in enumerate(wrapped):
            pdf.text(80, y + 16 * number, part)
        for x, figure in zip((290, 360, 430), figures, strict=True):
            pdf.text(x - 3 * len(figure), middle, figure)
        y += 16 * len(wrapped) + 12
        if across:
            pdf.line(75, y - 21, 470, y - 21)


@pytest.mark.parametrize("across", [False, True])
def test_a_table_without_rules(across: bool) -> None:
    pdf = Pdf()
    pdf.text(98, 90, "下列表格没有表格线，数字对齐排列。", 12)
    unruled(pdf, 150, across=across)
    document = read(pdf)
    (grid,) = document.grids
    assert rows(grid) == [["", "自然人", "其他", "总计"], *[list(row) for row in FIGURES]]
    assert grid.method == "pdf_text"
    assert lines(document) == [("p", "下列表格没有表格线，数字对齐排列。")]


def test_rows_without_rules_in_a_ruled_frame() -> None:
    pdf = Pdf()
    for x in XS:
        pdf.line(x, 100, x, 220)
    for y in (100, 130, 220):
        pdf.line(70, y, 450, y)
    for x, text in zip(XS, HEAD, strict=False):
        pdf.text(x + 4, 120, text, 10)
    for n, row in enumerate(
        [["一", "规章", "1", "2", "3"], ["二", "文件", "4", "5", "9"], ["三", "许可", "7", "0", "7"]]
    ):
        for x, text in zip(XS, row, strict=False):
            pdf.text(x + 4, 150 + 28 * n, text, 10)
    (grid,) = read(pdf).grids
    assert rows(grid) == [
        HEAD,
        ["一", "规章", "1", "2", "3"],
        ["二", "文件", "4", "5", "9"],
        ["三", "许可", "7", "0", "7"],
    ]


def test_a_frame_around_prose_is_no_table() -> None:
    pdf = Pdf()
    pdf.ruled([60, 500], [60, 700], [[""]])
    pdf.text(98, 100, "框里的文字仍是正文。")
    document = read(pdf)
    assert not document.grids
    assert [text for _, text in lines(document)] == ["框里的文字仍是正文。"]


def test_white_lines_and_fills_rule_nothing() -> None:
    pdf = Pdf()
    for row in range(3):
        pdf.fill(70, 80 + 40 * row, 400, 118 + 40 * row, "1 1 1")
        pdf.text(74, 105 + 40 * row, f"第{'一二三'[row]}段文字。")
    assert not read(pdf).grids


def test_part_headings_and_prose_inside_a_table() -> None:
    pdf = Pdf()
    pdf.ruled([70, 270, 450], [100, 130, 160, 190], [["", ""], ["规章", "3"], ["文件", "4"]])
    pdf.fill(269, 100.5, 271, 129.5, "1 1 1")
    pdf.pages[-1] = [command for command in pdf.pages[-1] if "270.00 742.00 m" not in command]
    pdf.line(270, 130, 270, 190)
    pdf.text(80, 120, "二、主动公开政府信息情况")
    document = read(pdf)
    assert lines(document) == [("p", "二、主动公开政府信息情况")]
    assert rows(document.grids[0]) == [["规章", "3"], ["文件", "4"]]


def test_pdf_without_text() -> None:
    document = read_documents(Pdf().bytes(), name="空.pdf")[0]
    assert document.text == ""
    assert [notice.code for notice in document.notices] == ["pdf.empty"]


def test_scanned_pages_are_said_to_be_scanned() -> None:
    image = Pdf()
    image.pages[-1].append("q 595 0 0 842 0 0 cm BI /W 1 /H 1 /BPC 8 /CS /G ID \x80 EI Q")
    document = read_documents(image.bytes(), name="扫描.pdf")[0]
    assert document.text == ""
    assert [(notice.code, notice.level) for notice in document.notices] == [("pdf.scanned", "warning")]
    image.page()
    for number in range(5):
        image.text(74, 100 + 20 * number, "有文字的一页，内容完整。")
    mixed = read_documents(image.bytes(), name="半扫描.pdf")[0]
    assert [notice.code for notice in mixed.notices] == ["pdf.scanned_pages"]
    assert "1" in mixed.notices[0].message


def test_fonts_without_a_mapping_are_noticed() -> None:
    pdf = Pdf()
    for number in range(5):
        pdf.text(74, 100 + 20 * number, "\ue001\ue002\ue003\ue004正文")
    document = read_documents(pdf.bytes(), name="乱码.pdf")[0]
    assert "pdf.unmapped" in [notice.code for notice in document.notices]


def test_radicals_become_ordinary_characters() -> None:
    pdf = Pdf()
    pdf.text(74, 100, "⼀、总体情况，⾏政许可")
    assert read(pdf).text == "一、总体情况，行政许可"


def test_damaged_and_truncated_files() -> None:
    data = Pdf().bytes()
    for bad in (data[:60], b"%PDF-1.5\n" + b"garbage " * 50):
        _, (error,) = read_all(bad, name="坏.pdf")
        assert isinstance(error, UnreadableInputError)
        assert error.path == "坏.pdf"


def test_too_many_pages() -> None:
    pdf = Pdf()
    for _ in range(5):
        pdf.page()
    _, (error,) = read_all(pdf.bytes(), name="a.pdf", settings=Settings(limits=Limits(pages=3)))
    assert isinstance(error, LimitExceededError)
    _, (error,) = read_all(pdf.bytes(), name="a.pdf", settings=Settings(limits=Limits(seconds=-1)))
    assert isinstance(error, LimitExceededError)


def test_labels_go_to_the_row_they_are_centred_on() -> None:
    heights = [100, 116, 140, 156, 172, 196]
    texts = ["1.甲", "乙", "2.丙", "丁", "戊", "3.己"]
    assert assign_lines(heights, texts, [108, 156, 196], 12) == [0, 0, 1, 1, 1, 2]
    assert assign_lines(heights, texts, [108, 156, 196], 12, limits=[130, 180]) == [0, 0, 1, 1, 1, 2]


def test_a_mark_that_hangs_out_of_its_cell_stays_with_its_line() -> None:
    pdf = Pdf()
    pdf.ruled([74, 134, 194], [100, 150, 175], [["申请人逾期、\n不补正", "3"], ["合计", "5"]])
    assert rows(read(pdf).grids[0]) == [["申请人逾期、不补正", "3"], ["合计", "5"]]


@pytest.mark.parametrize(("figure", "kind"), [("123456789012345678901234567", "line"), ("123", "paragraph")])
def test_a_line_left_short_by_a_long_figure_goes_on(figure: str, kind: str) -> None:
    pdf = Pdf()
    pdf.text(98, 80, "全年公开政府信息的数量和上年相比有所增加，其中通过政府网站")
    pdf.text(74, 100, "公开的有一千多条，通过新媒体公开的有三千多条，全年合计公开的为")
    pdf.text(74, 120, "又通过公报等其他方式公开的信息共有")
    pdf.text(74, 140, figure + "条，都在期限内公开。")
    assert [block.kind for block in read(pdf).blocks] == ["paragraph", "line", "line", kind]
