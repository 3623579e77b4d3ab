"""Every notebook runs from top to bottom in a fresh kernel, draws its pictures, and is kept without outputs.

Running them needs the extra ``notebook`` (``make notebooks``); without it only their form is checked.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
LONGEST_CELL = 120  # seconds until a cell counts as hanging


def read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def test_there_are_some() -> None:
    assert {"01_read_a_report", "02_numbers_and_claims", "05_spacy_pipeline"} <= {path.stem for path in NOTEBOOKS}


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_kept_clean(path: Path) -> None:
    notebook = read(path)
    assert notebook["nbformat"] == 4
    cells = notebook["cells"]
    assert all(cell["id"] for cell in cells)
    assert len({cell["id"] for cell in cells}) == len(cells)
    assert cells[0]["cell_type"] == "markdown"
    assert "".join(cells[0]["source"]).startswith("# ")
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(not cell["outputs"] and cell["execution_count"] is None for cell in code), "clear the outputs"
    prose = [cell for cell in cells if cell["cell_type"] == "markdown"]
    assert len(prose) * 2 >= len(code), "a tutorial explains what it does"


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_runs(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nbformat = pytest.importorskip("nbformat", reason="needs the extra notebook")
    nbclient = pytest.importorskip("nbclient", reason="needs the extra notebook")
    for package in ("ipykernel", "matplotlib"):
        pytest.importorskip(package, reason="needs the extra notebook")
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent))
    notebook = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        notebook, timeout=LONGEST_CELL, kernel_name="python3", resources={"metadata": {"path": str(FOLDER)}}
    ).execute()
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    kinds = {kind for output in outputs for kind in output.get("data", {})}
    assert kinds & {"image/png", "image/svg+xml"}, "a picture"
    assert "text/html" in kinds
    loud = [output.text for output in outputs if output.output_type == "stream" and output.name == "stderr"]
    assert not [text for text in loud if "Warning" in text], "no warning is left to the reader"
