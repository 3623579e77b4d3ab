"""The workbook, read back with openpyxl."""

from __future__ import annotations

from dataclasses import replace

import openpyxl
import pytest

from nlp.errors import UnreadableInputError
from nlp.outputs.excel import write_workbook
from nlp.types import Finding, Severity, Verdict


@pytest.fixture(scope="module")
def book(wangxi, muhe, tmp_path_factory):
    path = tmp_path_factory.mktemp("excel") / "audit.xlsx"
    write_workbook([wangxi, muhe], path, "zh", [UnreadableInputError("坏.pdf", "文件是空的", "empty")])
    return openpyxl.load_workbook(path)


def rows_of(sheet):
    header = [cell.value for cell in sheet[1]]
    return [dict(zip(header, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


def test_sheets_headers_and_filters(book):
    assert book.sheetnames == ["汇总", "发现", "表格单元", "数字与断言", "提示"]
    for sheet in book:
        assert sheet.freeze_panes == "A2"
        assert sheet.auto_filter.ref is not None
        assert all(cell.font.bold for cell in sheet[1])


def test_counts(book, wangxi, muhe):
    assert len(rows_of(book["发现"])) == len(wangxi.findings) + len(muhe.findings)
    assert len(rows_of(book["数字与断言"])) == len(wangxi.claims) + len(muhe.claims)
    cells = sum(len(table.cells) for result in (wangxi, muhe) for table in result.structure.tables.values())
    assert len(rows_of(book["表格单元"])) == cells
    summary = rows_of(book["汇总"])
    assert [row["错误"].value for row in summary] == [2, 0, None]
    assert summary[2]["状态"].value == "无法读取"


@pytest.mark.parametrize("name", ["发现", "数字与断言"])
def test_links_lead_to_the_right_cell(book, name):
    sheet = book["表格单元"]
    seen = 0
    for row in rows_of(book[name]):
        link = row["单元格"].hyperlink
        if link is None:
            assert not row["单元格"].value or name == "发现"
            continue
        target = sheet[link.location.rpartition("!")[2]].row
        values = {cell.value: sheet.cell(target, cell.column).value for cell in sheet[1]}
        assert values["行"] in row["单元格"].value
        assert values["报告"] == row["报告"].value
        seen += 1
    assert seen > 10


def test_numbers_are_numbers_and_marked(book):
    first = rows_of(book["发现"])[0]
    assert (first["文中数"].value, first["算得数"].value, first["相差"].value) == (47, 11, 36)
    assert first["结论"].fill.fgColor.rgb == "FFFDEAE8"
    fee = next(row for row in rows_of(book["表格单元"]) if row["单元格编号"].value == "disclosure.fees.amount")
    assert fee["数值"].value == 1286.35
    inferred = next(row for row in rows_of(book["表格单元"]) if row["推定"].value)
    assert inferred["单元格编号"].value == "requests.carried_out.company"


@pytest.mark.parametrize(
    "text", ["=1+1", '=HYPERLINK("http://x")', "+2", "@SUM(A1)", "http://example.org/", "{=1}", "12"]
)
def test_text_stays_text(muhe, tmp_path, text):
    finding = Finding("r", Verdict.MISMATCH, Severity.ERROR, text, ())
    write_workbook([replace(muhe, findings=(finding,))], tmp_path / "a.xlsx")
    cell = rows_of(openpyxl.load_workbook(tmp_path / "a.xlsx")["发现"])[0]["说明"]
    assert cell.value == text
    assert cell.data_type == "s"
    assert cell.hyperlink is None


def test_limits_and_control_characters(muhe, tmp_path):
    finding = Finding("r", Verdict.MISMATCH, Severity.ERROR, "甲\x00乙\x0b" + "长" * 40_000, ())
    write_workbook([replace(muhe, findings=(finding,))], tmp_path / "a.xlsx")
    value = rows_of(openpyxl.load_workbook(tmp_path / "a.xlsx")["发现"])[0]["说明"].value
    assert len(value) == 32_767
    assert value.startswith("甲\ufffd乙\ufffd长")


def test_english_and_empty(tmp_path):
    write_workbook([], tmp_path / "a.xlsx", "en")
    assert openpyxl.load_workbook(tmp_path / "a.xlsx").sheetnames == [
        "Summary",
        "Findings",
        "Cells",
        "Claims",
        "Notices",
    ]


def test_a_path_that_cannot_be_written_is_an_os_error(muhe, tmp_path):
    with pytest.raises(OSError):
        write_workbook([muhe], tmp_path / "no" / "a.xlsx")
