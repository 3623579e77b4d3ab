"""Tables written a cell a line with marks between the cells, as browsers and extractors of web pages leave them."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from nlp.types import CellState
from tests.unit.structure.tables.table_kit import (
    COLUMNS,
    DISCLOSURE,
    DISPUTES,
    OUTCOMES,
    PROBLEMS,
    REQUESTS,
    ROWS,
    bind,
    cells_of,
    codes,
    figures,
    row_of,
    text_document,
)

WIDTH = 10  # cells across the requests table: three of labels, seven of numbers


def bars_alone(rows: Sequence[Sequence[str]], width: int = 0) -> str:
    """Each cell closed by a bar on a line of its own; rows filled up to ``width`` cells."""
    return "\n".join(
        "".join(f"{cell}\n|\n" if cell else "|\n" for cell in row) + "|" * (width - len(row)) for row in rows
    )


def bars_behind(rows: Sequence[Sequence[str]], width: int = 0) -> str:
    """Each cell closed by a bar behind it."""
    return "\n".join(
        "\n".join(f"{cell} |" if cell else "|" for cell in row) + ("\n" + "|" * (width - len(row)) if width else "")
        for row in rows
    )


def tabs(rows: Sequence[Sequence[str]], width: int = 0) -> str:
    """A tab on a line of its own between two cells, an empty line between rows."""
    return "\n\n\n".join("\n\n\t\n\n".join(row) for row in rows)


WRITERS = {
    "bars alone": (bars_alone, 0),
    "bars alone, rows filled up": (bars_alone, WIDTH),
    "bars behind": (bars_behind, 0),
    "bars behind, rows filled up": (bars_behind, WIDTH),
    "tabs": (tabs, 0),
}


def requests(writer: str, rows: dict[str, list[str]]) -> str:
    write, width = WRITERS[writer]
    table = [list(COLUMNS), *([ROWS[row], *values] for row, values in rows.items())]
    return f"{REQUESTS}\n{write(table, width)}\n{PROBLEMS}"


@pytest.mark.parametrize("writer", WRITERS)
def test_blank_cells_keep_their_place(writer: str) -> None:
    rows = figures(granted=["1000", "1", "", "", "1", "", "1002"], carried_in=["37", "", "", "", "", "", ""])
    rows["refused.state_secret"] = [""] * 7
    bound = bind(text_document(requests(writer, rows)))
    assert row_of(bound, "requests.granted") == "1000 1 blank blank 1 blank 1002"
    assert row_of(bound, "requests.carried_in") == "37 blank blank blank blank blank blank"
    assert row_of(bound, "requests.refused.third_party") == "0 0 0 0 0 0 0"
    assert cells_of(bound)["requests.refused.state_secret.total"].state is CellState.BLANK
    assert "row_undetermined" not in codes(bound)


@pytest.mark.parametrize("writer", [name for name in WRITERS if name != "tabs"])
def test_a_page_number_between_cells_is_no_cell(writer: str) -> None:
    text = requests(writer, figures(granted=["1000", "1", "", "", "1", "", "1002"]))
    at = text.index(ROWS["partly_granted"])
    bound = bind(text_document(text[:at] + "7\n" + text[at:]))
    assert row_of(bound, "requests.granted") == "1000 1 blank blank 1 blank 1002"
    assert row_of(bound, "requests.partly_granted") == "200 0 0 0 0 0 200"


@pytest.mark.parametrize("writer", WRITERS)
def test_a_label_broken_over_lines_is_one_cell(writer: str) -> None:
    text = requests(writer, figures()).replace("4.保护第三方合法权益", "4.保护第三方合\n法权益")
    bound = bind(text_document(text))
    assert row_of(bound, "requests.refused.third_party") == "0 0 0 0 0 0 0"
    assert not codes(bound)


@pytest.mark.parametrize("writer", ["bars alone", "bars behind", "tabs"])
@pytest.mark.parametrize("blank", ["", "0"])
def test_blank_cells_of_the_disputes(writer: str, blank: str) -> None:
    write, _ = WRITERS[writer]
    values = ["1", blank, blank, "1", "2", *[blank] * 4, "0", "3", blank, blank, blank, "3"]
    filler = [["规章", "0", "0", "0"]] * 8  # enough marks to know the layout by
    table = write([["行政复议", "行政诉讼"], ["未经复议直接起诉", "复议后起诉"], [*OUTCOMES * 3], values])
    bound = bind(text_document(f"{DISCLOSURE}\n{write(filler)}\n{DISPUTES}\n{table}\n{PROBLEMS}"))
    got = [cell.value and int(cell.value.midpoint) for key, cell in cells_of(bound).items() if key.startswith("disp")]
    assert [value or 0 for value in got] == [int(value or 0) for value in values]
    assert "row_undetermined" not in codes(bound)


def test_bars_that_open_rows_do_not_shift_the_disputes() -> None:
    values = ["", "1", *[""] * 2, "1", *["0"] * 5, *[""] * 5]
    rows = [["行政复议", "行政诉讼"], ["未经复议直接起诉", "复议后起诉"], [*OUTCOMES * 3], values]
    filler = "\n".join("|\n规章 |\n0 |\n0 |\n0 |" for _ in range(8))
    table = "\n".join("|\n" + bars_behind([row]) for row in rows)
    bound = bind(text_document(f"{DISCLOSURE}\n{filler}\n{DISPUTES}\n{table}\n{PROBLEMS}"))
    cell = cells_of(bound)["disputes.reconsideration.other"]
    assert cell.value is None  # one place further, the row would look as good


def test_rows_packed_to_the_left_and_filled_up_behind() -> None:
    rows = figures(granted=["1000", "1", "", "", "1", "", "1002"])
    lines = ["（本列） | 申请人情况 |" + "|" * 8, "自然人 | 法人或其他组织 | 总计 |" + "|" * 7]
    lines.append("商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 |" + "|" * 5)
    for row, values in rows.items():
        labels = [ROWS[row]]
        if row == "granted":
            labels = ["三、本年度办理结果", ROWS[row]]
        cells = [*labels, *values]
        lines.append(" | ".join(cells) + " |" + "|" * (WIDTH - len(cells)))
    for broken in (lines, [*lines[:12], "- 2 -", *lines[12:]]):
        bound = bind(text_document("\n".join([REQUESTS, *broken, PROBLEMS])))
        assert row_of(bound, "requests.granted") == "1000 1 blank blank 1 blank 1002"
        assert row_of(bound, "requests.new") == "1641 2 0 0 3 0 1646"
        assert row_of(bound, "requests.carried_out") == "100 0 0 0 0 0 100"


def test_rows_and_columns_exchanged() -> None:
    from tests.unit.structure.tables.table_kit import grid_document

    rows = figures()
    head = ["申请人", *(ROWS[row] for row in rows)]
    body = [[column, *(values[i] for values in rows.values())] for i, column in enumerate(COLUMNS)]
    bound = bind(grid_document(REQUESTS, [head, *body], PROBLEMS))
    assert row_of(bound, "requests.granted") == "1000 1 0 0 1 0 1002"
    assert row_of(bound, "requests.carried_out") == "100 0 0 0 0 0 100"
    assert codes(bound) == {"columns_turned"}


def test_a_row_drawn_as_several_is_left_open() -> None:
    from tests.unit.structure.tables.table_kit import grid_document

    head = ["信息内容", "", "上一年项目数量", "本年增/减", "处理决定数量"]
    table = [
        head,
        ["行政许可", "", "8", "1", "93"],
        [("其他对外管理服务事项", 2, 1), "行政检查", "3", "0", "5"],
        ["行政确认", "2", "0", "7"],
        ["行政处罚", "", "9", "0", "22"],
        ["行政强制", "", "1", "0", "0"],
    ]
    bound = bind(grid_document(DISCLOSURE, table, PROBLEMS))
    assert row_of(bound, "disclosure.other_services") == "unreadable unreadable unreadable"
    assert row_of(bound, "disclosure.licensing") == "8 1 93"
    assert "row_undetermined" in codes(bound)


@pytest.mark.parametrize(("unit", "value"), [("万<br>元", "861.66"), ("万元", "861.66"), ("元", "0.086166")])
def test_a_unit_broken_in_the_header_is_still_the_unit(unit: str, value: str) -> None:
    text = f"{DISCLOSURE}\n| 信息内容 | 本年处理决定数量 |\n| 行政许可 | 5 |\n| 行政处罚 | 6 |\n| 行政强制 | 7 |\n"
    text += f"| 信息内容 | 本年收费金额（单位：{unit}） |\n| 行政事业性收费 | 861.66 |\n"
    bound = bind(text_document(text + PROBLEMS))
    assert row_of(bound, "disclosure.fees") == value
