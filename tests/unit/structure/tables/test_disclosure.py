"""The disclosure table: bands with columns of their own, both formats."""

from __future__ import annotations

from decimal import Decimal

from tests.unit.structure.tables.table_kit import (
    DISCLOSURE,
    bind,
    cells_of,
    codes,
    grid_document,
    row_of,
    text_document,
)

BANDS_2021 = """第二十条第（一）项
信息内容 本年制发件数 本年废止件数 现行有效件数
规章 0 1 2
{documents}
第二十条第（五）项
信息内容 本年处理决定数量
行政许可 {licensing}
第二十条第（六）项
信息内容 本年处理决定数量
行政处罚 27
行政强制 0
第二十条第（八）项
信息内容 {fee}
行政事业性收费 {amount}"""


def report(
    documents: str = "行政规范性文件 3 1 8",
    licensing: str = "9487",
    fee: str = "本年收费金额（单位：万元）",
    amount: str = "12.50",
) -> str:
    return f"{DISCLOSURE}\n" + BANDS_2021.format(documents=documents, licensing=licensing, fee=fee, amount=amount)


def test_format_2021() -> None:
    bound = bind(text_document(report()))
    assert row_of(bound, "disclosure.regulations") == "0 1 2"
    assert row_of(bound, "disclosure.normative_documents") == "3 1 8"
    assert row_of(bound, "disclosure.licensing") == "9487"
    assert bound.format == "2021"
    amount = cells_of(bound)["disclosure.fees.amount"]
    assert (amount.unit, amount.raw) == ("万元", "12.50")
    assert amount.value is not None
    assert (amount.value.low, amount.value.high) == (Decimal("12.495"), Decimal("12.505"))
    assert not codes(bound)


def test_format_2019_without_headers_is_told_by_its_counts() -> None:
    text = f"{DISCLOSURE}\n规章 0 0 0\n规范性文件 1 1 5\n行政许可 28 -2 31\n其他对外管理服务事项 5 +3 9\n行政处罚 2 --253 4\n行政事业性收费 3 0\n政府集中采购 12 160.5964万元"
    bound = bind(text_document(text))
    assert row_of(bound, "disclosure.licensing") == "28* -2* 31*"
    assert row_of(bound, "disclosure.penalties") == "2* unreadable* 4*"
    assert cells_of(bound)["disclosure.procurement.amount"].unit == "万元"
    assert bound.format == "2019"
    assert {"header_missing", "cell_signs"} <= codes(bound)


def test_2019_label_under_2021_columns() -> None:
    bound = bind(text_document(report(documents="规范性文件 3 1 8")))
    assert row_of(bound, "disclosure.normative_documents") == "3 1 8"
    assert bound.format == "2021"


def test_notes_units_and_states() -> None:
    text = report(
        documents="行政规范性文件（含修订） 22（其中修订 16 件） - 120\n其他主动公开文件 5 6 7",
        licensing="1,234",
        fee="本年收费金额（单位：元）",
        amount="251000",
    )
    bound = bind(text_document(text))
    assert row_of(bound, "disclosure.normative_documents") == "22 dash 120"
    assert row_of(bound, "disclosure.licensing") == "1234"
    assert row_of(bound, "disclosure.fees") == "25.1"
    assert {"row_foreign", "cell_note", "cell_unit"} <= codes(bound)


def test_a_lost_number_leaves_the_row_open() -> None:
    bound = bind(text_document(report(documents="行政规范性文件 3 8")))
    assert row_of(bound, "disclosure.normative_documents") == "unreadable unreadable unreadable"
    assert cells_of(bound)["disclosure.normative_documents.issued"].raw == "3 8"
    assert "row_undetermined" in codes(bound)


def test_digits_run_into_the_label() -> None:
    bound = bind(
        text_document(
            report(documents="行政规范性文件318", licensing="9487")
            .replace("规章 0 1 2", "规章000")
            .replace("许可 9487", "许可9487")
        )
    )
    assert row_of(bound, "disclosure.regulations") == "0* 0* 0*"
    assert row_of(bound, "disclosure.normative_documents") == "unreadable unreadable unreadable"
    assert row_of(bound, "disclosure.licensing") == "9487"


def test_one_drawn_table_with_bands_of_different_width() -> None:
    table = [
        [("第二十条第（一）项", 1, 4)],
        ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
        ["规章", "0", "", "2"],
        ["行政规范性文件", "3", "1", "8"],
        [("第二十条第（五）项", 1, 4)],
        ["信息内容", ("本年处理决定数量", 1, 3)],
        ["行政许可", ("9487", 1, 3)],
        ["第二十条第（六）项"] * 4,
        ["信息内容", "本年处理决定数量", "本年处理决定数量", "本年处理决定数量"],
        ["行政处罚", "27", "27", "27"],
        ["行政强制", "5", "6", "7"],
    ]
    bound = bind(grid_document(DISCLOSURE, table))
    assert row_of(bound, "disclosure.regulations") == "0 blank 2"
    assert row_of(bound, "disclosure.licensing") == "9487"
    assert row_of(bound, "disclosure.penalties") == "27"
    assert row_of(bound, "disclosure.coercion") == "unreadable"


def test_columns_follow_their_headers_not_their_rank() -> None:
    table = [
        ["信息内容", "现行有效件数", "备注", "本年制发件数", "本年废止件数"],
        ["规章", "2", "无", "0", "1"],
        ["行政规范性文件", "8", "", "3", "1"],
    ]
    cells = cells_of(bind(grid_document(DISCLOSURE, table)))
    assert {key.rsplit(".", 1)[1]: cell.raw for key, cell in cells.items() if ".regulations." in key} == {
        "in_force": "2",
        "issued": "0",
        "repealed": "1",
    }


def test_prose_is_no_table() -> None:
    text = f"{DISCLOSURE}\n全年公开行政许可884项，行政处罚31件。\n规章2件、规范性文件15件。\n行政事业性收费26项。"
    assert not bind(text_document(text)).tables
