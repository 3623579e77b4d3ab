"""The statistical annex of 2014-2018."""

from __future__ import annotations

import pytest

from nlp.forms import load_form
from tests.unit.structure.tables.table_kit import bind, codes, grid_document, text_document


def lines() -> list[tuple[str, str, str]]:
    """(label, unit, number) of every line; numbers count up."""
    found: list[tuple[str, str, str]] = []
    for band in load_form("annex").tables[0].bands:
        row = band.rows[0]
        if row.ordinal:
            found.append((row.ordinal + row.zh, "", ""))
        for column in band.columns:
            number = "" if column.header else str(1000 + len(found))
            found.append(((column.ordinal or "1.") + column.zh, column.unit, number))
    return found


@pytest.mark.parametrize("joint", [" ", "\n", " | "])
def test_text(joint: str) -> None:
    body = "\n".join(joint.join(part for part in line if part) for line in lines())
    check(bind(text_document(f"2016年政府信息公开情况统计表\n统计指标{joint}单位{joint}统计数\n{body}")))


def test_grid() -> None:
    check(bind(grid_document("附表", [["统计指标", "单位", "统计数"], *([*line] for line in lines())])))


def check(bound: object) -> None:
    tables = bound.tables  # type: ignore[attr-defined]
    assert set(tables) == {"annex"}
    numbers = [number for _, _, number in lines() if number]
    assert [cell.raw for cell in tables["annex"].cells.values()] == numbers
    assert list(tables["annex"].cells) == list(load_form("annex").cell_ids())


def test_a_narrative_of_the_old_kind_has_no_table() -> None:
    text = "三、依申请公开情况\n收到申请数\n112\n同意公开\n56\n部分公开\n3\n不予公开\n4\n总计\n63"
    bound = bind(text_document(text))
    assert not bound.tables
    assert bound.format is None
    assert not codes(bound)
