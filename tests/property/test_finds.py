"""What fuzzing once found stays mended, and the fuzzer's own target works on sound reports."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.fuzz.readers import FINDS, READERS, examine, seeds

KEPT = sorted(path for path in FINDS.glob("*") if path.is_file()) if FINDS.is_dir() else []


@pytest.mark.parametrize("path", KEPT, ids=[path.name for path in KEPT])
def test_finds_stay_mended(path: Path) -> None:
    examine(path.name.split("-")[0], path.read_bytes())


@pytest.mark.parametrize("reader", READERS)
def test_the_target_passes_sound_reports(reader: str) -> None:
    found = list(seeds(reader))
    assert found
    examine(reader, found[0])


def test_the_target_sees_a_broken_document(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object, **__: object) -> None:
        raise KeyError("broken")

    monkeypatch.setattr("nlp.structure.read_structure", broken)
    with pytest.raises(KeyError):
        examine("txt", "一、总体情况".encode())
