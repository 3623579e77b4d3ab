"""Web pages whose tables were written one cell a line, each closed by a bar, blank cells as a bar alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from nlp.ingest import read_documents
from nlp.structure.tables import bind_tables
from nlp.types import Cell, CellState

DATA = Path(__file__).parents[3] / "data" / "tables" / "bars_close_cells.txt"


@pytest.fixture(scope="module")
def cells() -> dict[str, Cell]:
    bound = bind_tables(read_documents(DATA)[0])
    return {cell.id: cell for table in bound.tables.values() for cell in table.cells.values()}


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("disclosure.normative_documents.issued", 0),
        ("disclosure.licensing.decisions", 0),
        ("requests.new.person", 31),
        ("requests.new.total", 31),
        ("requests.concluded.person", 31),
        ("requests.concluded.total", 31),
        ("requests.carried_out.total", 0),
        ("disputes.reconsideration.upheld", 1),
        ("disputes.litigation_after_reconsideration.total", 0),
    ],
)
def test_numbers_stand_where_they_belong(cells: dict[str, Cell], cell: str, value: int) -> None:
    held = cells[cell].value
    assert held is not None
    assert value in held
    assert not cells[cell].inferred


def test_a_bar_alone_is_a_blank_cell(cells: dict[str, Cell]) -> None:
    assert cells["requests.new.company"].state is CellState.BLANK
    assert cells["requests.refused.state_secret.total"].state is CellState.BLANK


def test_nothing_is_said_of_a_row_whose_cells_do_not_fit(cells: dict[str, Cell]) -> None:
    granted = [cell for key, cell in cells.items() if key.startswith("requests.granted.") and cell.value is not None]
    assert all(18 in cell.value for cell in granted if cell.value is not None and cell.value.high > 0)
