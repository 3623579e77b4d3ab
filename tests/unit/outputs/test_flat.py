"""Flat rows and pandas frames: the same columns for every report."""

from __future__ import annotations

import math

import pytest

from nlp.outputs.flat import FLAT_COLUMNS, flat_rows
from nlp.outputs.frames import to_frames

KINDS = {"string": str, "int64": int, "float64": float, "bool": bool}


@pytest.mark.parametrize("name", ["wangxi", "muhe", "nothing"])
def test_rows_have_exactly_the_declared_columns_and_types(name, request):
    rows = flat_rows(request.getfixturevalue(name))
    assert list(rows) == list(FLAT_COLUMNS)
    for table, columns in FLAT_COLUMNS.items():
        for row in rows[table]:
            assert list(row) == list(columns), table
            for column, kind in columns.items():
                value = row[column]
                assert value is None or type(value) is KINDS[kind], (table, column, value)
                assert not (isinstance(value, float) and not math.isfinite(value))


def test_rows_are_joined_by_the_start_of_the_digest(wangxi):
    rows = flat_rows(wangxi)
    keys = {row["report_id"] for table in rows.values() for row in table}
    assert keys == {wangxi.document.source.sha256[:16]}


def test_what_the_rows_hold(wangxi):
    rows = flat_rows(wangxi)
    (report,) = rows["reports"]
    assert (report["errors"], report["warnings"], report["matches"], report["mismatches"]) == (2, 3, 13, 3)
    assert len(rows["cells"]) == 10 + 25 * 7 + 15
    claim = next(row for row in rows["claims"] if row["claim"] == "c15")
    assert (claim["value"], claim["computed"], claim["verdict"]) == (47.0, 11.0, "mismatch")
    topics = {(row["family"], row["label"]) for row in rows["topics"]}
    assert {("function", "active"), ("five", "decision"), ("domain", "fiscal")} <= topics


def test_frames_have_types_even_without_rows(wangxi, nothing):
    frames = to_frames(nothing)
    assert list(frames) == list(FLAT_COLUMNS)
    assert len(frames["claims"]) == 0
    assert str(frames["claims"]["value"].dtype) == "Float64"
    both = to_frames([wangxi, nothing])
    assert len(both["reports"]) == 2
    total = both["cells"].set_index("cell").loc["requests.new.total", "value"]
    assert total == 186
