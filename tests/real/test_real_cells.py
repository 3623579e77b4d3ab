"""Every cell of the real reports, against the gold checked by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from nlp.ingest import read_documents
from nlp.settings import Settings
from nlp.structure.tables import bind_tables

pytestmark = pytest.mark.real


@pytest.mark.parametrize(
    "name",
    ["yangpu_2020.txt", "suqian_2023.txt", "shuyang_2025.md", "hangzhou_2025.html", "hongze_2024.pdf"],
)
def test_every_cell(real_data: Path, name: str) -> None:
    (document,) = read_documents(real_data / name, settings=Settings())
    gold = json.loads((real_data / "gold" / f"{Path(name).stem}.json").read_text(encoding="utf-8"))
    bound = bind_tables(document)
    cells = {cell_id: cell for table in bound.tables.values() for cell_id, cell in table.cells.items()}
    assert bound.format == gold["format"]
    assert not [notice for notice in bound.notices if notice.level == "warning"]
    assert set(cells) == set(gold["cells"])
    wrong = {
        cell_id: (cells[cell_id].raw, expected["raw"])
        for cell_id, expected in gold["cells"].items()
        if cells[cell_id].value is None
        or float(cells[cell_id].value.midpoint) != expected["value"]
        or cells[cell_id].raw != expected["raw"]
        or cells[cell_id].inferred
    }
    assert not wrong
    for cell in cells.values():
        assert cell.span is not None
        assert cell.span.of(document.text) == cell.raw
