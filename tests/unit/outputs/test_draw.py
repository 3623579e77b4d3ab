"""The drawn tables: the form's shape, mixed formats, the annex, cells without a place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from nlp.outputs.describe import Described
from nlp.outputs.draw import draw_tables
from nlp.types import Cell, CellState, Interval, Span, Table


def drawn(result, table_id, lang="zh"):
    return next(table for table in draw_tables(Described(result, lang)) if table.id == table_id)


def with_cells(result, table_id, fmt, values):
    cells = {
        key: Cell(key, Interval.point(value), CellState.NUMBER, str(value), "件", Span(0, 0))
        for key, value in values.items()
    }
    tables = {**result.structure.tables, table_id: Table(table_id, fmt, cells, Span(0, 0))}
    return replace(result, structure=replace(result.structure, tables=tables))


@pytest.mark.parametrize("name", ["wangxi", "muhe"])
@pytest.mark.parametrize("table_id", ["disclosure", "requests", "disputes"])
def test_every_row_is_as_wide_as_the_table(name, table_id, request):
    """Spans over columns and rows add up, or the picture would be crooked."""
    table = drawn(request.getfixturevalue(name), table_id)
    rows = [*table.head, *table.body]
    covered: dict[int, int] = {}
    widths = set()
    for number, row in enumerate(rows):
        widths.add(sum(cell.cols for cell in row) + covered.get(number, 0))
        for cell in row:
            for below in range(1, cell.rows):
                covered[number + below] = covered.get(number + below, 0) + cell.cols
    assert widths == {{"disclosure": 4, "requests": 10, "disputes": 15}[table_id]}
    assert max(covered, default=0) < len(rows)


def labels(table):
    return [cell.text for row in table.body for cell in row if cell.head in {"row", "group"}]


def test_rows_stand_under_their_group(wangxi):
    names = labels(drawn(wangxi, "requests"))
    assert names[:3] == ["一、本年新收政府信息公开申请数量", "二、上年结转政府信息公开申请数量", "三、本年度办理结果"]
    assert names.index("（三）不予公开") == names.index("1.属于国家秘密") - 1
    assert names[-1] == "四、结转下年度继续办理"


def test_the_single_line_of_the_older_format_replaces_the_three_of_the_newer(wangxi):
    values = {
        f"requests.{row}.total": 3 for row in ("new", "carried_in", "granted", "other", "concluded", "carried_out")
    }
    table = drawn(with_cells(wangxi, "requests", "2021", values), "requests")
    names = labels(table)
    assert "（六）其他处理" in names
    assert "3.其他" not in names
    assert not table.extra
    assert names.index("（六）其他处理") == names.index("（七）总计") - 1


def test_cells_without_a_place_are_listed(wangxi):
    result = with_cells(
        wangxi, "disclosure", "2021", {"disclosure.licensing.prior_items": 5, "disclosure.odd.thing": 6}
    )
    table = drawn(result, "disclosure")
    assert [(label, cell.cell_id) for label, cell in table.extra] == [
        ("行政许可·上一年项目数量", "disclosure.licensing.prior_items"),
        ("disclosure.odd.thing", "disclosure.odd.thing"),
    ]


def test_the_annex_is_drawn_with_its_labels(wangxi):
    table = drawn(with_cells(wangxi, "annex", "annex", {"annex.requests.received": 9}), "annex")
    assert [cell.text for cell in table.body[0]] == ["依申请公开情况"]
    assert table.body[1][0].text.endswith("收到申请数")
    assert table.body[1][1].cell.raw == "9"


def test_english_labels(wangxi):
    table = drawn(wangxi, "disputes", "en")
    assert table.title == "Administrative reconsideration and litigation"
    assert table.head[2][0].text == "Upheld"
