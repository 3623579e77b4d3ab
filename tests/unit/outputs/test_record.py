"""The JSON record: the fixed shape, numbers, quotes, unreadable inputs."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest

from nlp.errors import UnreadableInputError
from nlp.outputs.record import audit_record, error_record, report_record, to_json
from nlp.outputs.rows import rows_of
from nlp.outputs.values import (
    as_number,
    format_computed,
    format_interval,
    join_wraps,
    parse_delta,
    printed_number,
    stated_number,
)
from nlp.types import Interval, Quantity, Span

REPORT_KEYS = [
    "source", "issuer", "year", "published", "format", "status", "text", "sections", "paragraphs", "tables", "quantities", "claims",
    "findings", "notices",
]  # fmt: skip
FIXED = {
    "source": ["path", "sha256", "media_type"],
    "sections": ["key", "title", "start", "end"],
    "paragraphs": ["start", "end", "section", "function", "five", "domains"],
    "quantities": ["start", "end", "surface", "value", "low", "high", "unit", "kind"],
    "claims": ["id", "start", "end", "quote", "value", "unit", "relation", "period", "measure", "readings"],
    "findings": [
        "rule", "verdict", "severity", "claim", "left", "right", "delta", "formula", "cells", "message", "repair", "evidence",
        "fingerprint",
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def record(wangxi):
    return report_record(wangxi)


def test_every_fixed_key_is_there(record):
    assert [key for key in REPORT_KEYS if key not in record] == []
    for part, keys in FIXED.items():
        rows = [record[part]] if isinstance(record[part], dict) else record[part]
        assert rows
        for row in rows:
            assert [key for key in keys if key not in row] == [], part
    for table in record["tables"].values():
        assert table["format"] == "2021"
        for cell in table["cells"].values():
            assert {"value", "state", "raw", "unit", "start", "end", "inferred"} <= set(cell)
    assert {"formula", "value", "weight"} <= set(record["claims"][0]["readings"][0])
    assert {"role", "start", "end", "quote"} <= set(record["findings"][0]["evidence"][0])


def test_the_whole_is_one_object_of_plain_json(wangxi, muhe):
    whole = audit_record([wangxi, muhe], [UnreadableInputError("a.pdf", "空", "empty")])
    assert whole["schema"] == "gouji.audit/1"
    assert [report["status"] for report in whole["reports"]] == ["complete", "complete", "unreadable"]
    assert json.loads(to_json(whole)) == whole


def test_every_quote_is_the_text_at_its_place(record):
    text = record["text"]
    for claim in record["claims"]:
        assert text[claim["start"] : claim["end"]] == claim["quote"]
    for quantity in record["quantities"]:
        assert text[quantity["start"] : quantity["end"]] == quantity["surface"]
    for finding in record["findings"]:
        for item in finding["evidence"]:
            assert text[item["start"] : item["end"]] == item["quote"]
    for table in record["tables"].values():
        for cell in table["cells"].values():
            assert text[cell["start"] : cell["end"]] == cell["raw"]


@pytest.mark.parametrize(
    ("surface", "value", "low", "high"),
    [
        ("1.4万余条", 14000, 14000, 15000),
        ("1286.35万元", 12863500, 12863450, 12863550),
        ("34.64%", 34.64, 34.635, 34.645),
        ("46件", 46, 46, 46),
        ("约52万人次", 520000, 515000, 525000),
    ],
)
def test_quantities_state_their_figure_in_base_units(record, surface, value, low, high):
    (one,) = [quantity for quantity in record["quantities"] if quantity["surface"] == surface]
    assert (one["value"], one["low"], one["high"]) == (value, low, high)
    assert isinstance(one["value"], type(value))


@pytest.mark.parametrize(
    ("cell", "value", "state", "raw", "inferred"),
    [
        ("disclosure.fees.amount", 1286.35, "number", "1286.35", False),
        ("disclosure.regulations.issued", None, "not_applicable", "不适用", False),
        ("disclosure.regulations.repealed", None, "slash", "/", False),
        ("disclosure.regulations.in_force", None, "blank", "", False),
        ("disclosure.coercion.decisions", None, "unreadable", "2l9", False),
        ("requests.rejected.petition.research", None, "dash", "-", False),
        ("requests.carried_out.company", 1, "number", "1", True),
        ("requests.unavailable.not_held.total", 4, "number", "04", False),
    ],
)
def test_cells_keep_state_and_print(record, cell, value, state, raw, inferred):
    one = record["tables"][cell.partition(".")[0]]["cells"][cell]
    assert (one["value"], one["state"], one["raw"], one["inferred"]) == (value, state, raw, inferred)


def test_a_mismatch_tells_both_sides_and_its_repair(record):
    (one,) = [f for f in record["findings"] if f["rule"] == "requests.row_sum"]
    assert (one["left"], one["right"], one["delta"]) == (4, 40, -36)
    assert one["repair"] == one["repairs"][0]
    assert one["repair"]["changes"] == [{"cell": "requests.unavailable.not_held.total", "old": "4", "new": "40"}]


def test_a_missing_operand_is_null(record):
    claim = next(claim for claim in record["claims"] if claim["id"] == "c6")
    assert claim["readings"][0]["value"] is None
    finding = next(f for f in record["findings"] if f["claim"] == "c6")
    assert (finding["right"], finding["delta"], finding["verdict"]) == (None, None, "undetermined")


def test_an_unreadable_input_has_the_same_shape():
    record = error_record("x/坏的.pdf", UnreadableInputError("x/坏的.pdf", "文件是空的", "empty file"))
    assert [key for key in REPORT_KEYS if key not in record] == []
    assert record["status"] == "unreadable"
    assert record["notices"][0]["message"] == "文件是空的"
    assert error_record("y", OSError("gone"))["notices"][0]["message"] == "gone"


def test_rows_of_a_record_name_table_row_and_column(record):
    rows = rows_of(record)
    cell = next(row for row in rows["cells"] if row["cell"] == "requests.refused.state_secret.total")
    assert (cell["table"], cell["row"], cell["column"], cell["value"]) == (
        "requests",
        "refused.state_secret",
        "total",
        1,
    )
    assert {row["report_id"] for rows_ in rows.values() for row in rows_} == {record["source"]["sha256"][:16]}


@pytest.mark.parametrize(
    ("value", "expected"),
    [("892", 892), ("45.23", 45.23), ("1.0", 1), ("1E+3", 1000), ("Infinity", None), ("-0", 0)],
)
def test_numbers_are_ints_where_integral(value, expected):
    number = as_number(Decimal(value))
    assert number == expected
    assert type(number) is type(expected)


@pytest.mark.parametrize(
    ("delta", "expected"), [(None, None), ("36", 36), ("-0.5", -0.5), ("−3", -3), ("+2", 2), ("[1, 2]", None)]
)
def test_deltas_are_numbers_where_they_can_be(delta, expected):
    assert parse_delta(delta) == expected


def test_a_lone_surrogate_never_breaks_the_encoding():
    assert json.loads(to_json({"text": "好\ud800"}).encode()) == {"text": "好\ud800"}


def test_an_infinite_bound_is_null_and_the_stated_figure_stays():
    quantity = Quantity(
        Interval.at_least(Decimal(300), strict=True), Decimal(300), 0, "次", "超", "count", Span(0, 5), "超300次"
    )
    assert stated_number(quantity) == 300


@pytest.mark.parametrize(
    ("interval", "unit", "expected"),
    [
        (Interval.point("892"), "件", "892件"),
        (Interval.point("1437805400"), "元", "143780.54万元"),
        (Interval.point("449000000"), "元", "4.49亿元"),
        (Interval.point("500"), "元", "500元"),
        (Interval(Decimal(14000), Decimal(15000), True, False), "条", "14000–15000条"),
        (Interval.at_least(Decimal(100), strict=True), "次", "> 100次"),
        (Interval.at_most(Decimal(100)), "", "≤ 100"),
        (Interval.point(Decimal(100) / Decimal(3)), "%", "≈ 33.3333%"),
        (None, "件", ""),
    ],
)
def test_intervals_in_words(interval, unit, expected):
    assert format_interval(interval, unit) == expected


@pytest.mark.parametrize(
    ("interval", "printed", "computed"),
    [
        (Interval.from_rounded(Decimal("143780.54"), Decimal("0.01")), "143780.54", "≈ 143780.54"),
        (Interval.point(7), "7", "7"),
        (Interval(Decimal(14000), Decimal(15000)), "14000–15000", "14000–15000"),
        (Interval.at_least(Decimal(5)), "≥ 5", "≥ 5"),
    ],
)
def test_a_printed_decimal_is_shown_as_printed(interval, printed, computed):
    assert printed_number(interval) == printed
    assert format_computed(interval) == computed


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("公开\n 信息", "公开信息"),
        ("20\n24年", "2024年"),
        ("the\nend", "the end"),
        ("收到\n\u3000\u300057件", "收到57件"),
        ("无换行", "无换行"),
    ],
)
def test_wrapped_lines_are_joined(text, expected):
    assert join_wraps(text) == expected
