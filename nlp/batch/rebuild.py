"""Reports as far as the tables hold them, for checks that compare reports with each other.

Takes ids of reports in a folder of results, gives :class:`ReportResult` with metadata, sections, paragraphs, cells and claims,
and a text that holds what these quote, at its place. Findings, quantities and topics stay in the tables. Never reads a
report's file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from nlp.types import (
    Cell,
    CellState,
    Claim,
    Document,
    Engine,
    Interval,
    Metadata,
    Paragraph,
    Reading,
    ReportResult,
    Section,
    Source,
    Span,
    Structure,
    Table,
)

__all__ = ["rebuild_reports"]

_TABLES = ("reports", "sections", "paragraphs", "cells", "claims")
_ORDERS = {
    "sections": "section_no",
    "paragraphs": "paragraph_no",
    "claims": '"start"',
    "cells": '"start"',
    "reports": "path",
}


def rebuild_reports(
    connection: Any, ids: Iterable[str], tables: Iterable[str] = ("sections", "paragraphs", "cells", "claims")
) -> dict[str, ReportResult]:
    """The reports with these ids, by id. ``connection`` is what :func:`nlp.outputs.store.connect` gives; ``tables`` are those
    that are needed.
    """
    wanted = list(ids)
    rows: dict[str, dict[str, list[dict[str, Any]]]] = {key: {table: [] for table in _TABLES} for key in wanted}
    for table in ("reports", *tables):
        query = f'SELECT * FROM "{table}" WHERE list_contains(?, report_id) ORDER BY report_id, {_ORDERS[table]}'  # noqa: S608
        cursor = connection.execute(query, [wanted])
        names = [column[0] for column in cursor.description]
        while batch := cursor.fetchmany(10_000):
            for values in batch:
                row = dict(zip(names, values, strict=True))
                rows[row["report_id"]][table].append(row)
    return {key: _rebuilt(parts) for key, parts in rows.items() if parts["reports"]}


def _rebuilt(parts: Mapping[str, list[dict[str, Any]]]) -> ReportResult:
    report = parts["reports"][0]
    text = _text(report["chars"], parts)
    tables: dict[str, Table] = {}
    for table in dict.fromkeys(row["table"] for row in parts["cells"]):
        rows = [row for row in parts["cells"] if row["table"] == table]
        spans = [(row["start"], row["end"]) for row in rows if row["start"] is not None]
        span = Span(min(s for s, _ in spans), max(e for _, e in spans)) if spans else Span(0, 0)
        tables[table] = Table(table, rows[0]["format"], {row["cell"]: _cell(row) for row in rows}, span)
    metadata = Metadata(report["issuer"], report["level"], report["year"], report["published"])
    structure = Structure(
        metadata,
        report["format"],
        tuple(Section(r["key"], r["title"], Span(r["start"], r["end"]), None, r["ordinal"]) for r in parts["sections"]),
        tuple(_paragraph(row) for row in parts["paragraphs"]),
        tables,
    )
    source = Source(report["path"], report["sha256"], report["media_type"], report["size"])
    return ReportResult(
        document=Document(source, text, ()),
        structure=structure,
        quantities=(),
        claims=tuple(_claim(row) for row in parts["claims"]),
        findings=(),
        notices=(),
        status=report["status"],
        engine=Engine(report["engine_version"], report["settings"]),
    )


def _text(chars: int, parts: Mapping[str, list[dict[str, Any]]]) -> str:
    """Blanks of the text's length with every quoted stretch at its place."""
    text = [" "] * chars
    pieces = [(row["start"], row["end"], row["text"]) for row in parts["paragraphs"]]
    pieces += [(row["start"], row["end"], row["raw"]) for row in parts["cells"] if row["start"] is not None]
    for start, end, piece in pieces:
        if piece is not None and end - start == len(piece):
            text[start:end] = piece
    return "".join(text)


def _cell(row: Mapping[str, Any]) -> Cell:
    return Cell(
        row["cell"], _interval(row), CellState(row["state"]), row["raw"] or "", row["unit"] or "", _span(row),
        row["confidence"], row["inferred"], row["page"],
    )  # fmt: skip


def _paragraph(row: Mapping[str, Any]) -> Paragraph:
    headings = tuple(row["headings"].split(" / ")) if row["headings"] else ()
    return Paragraph(Span(row["start"], row["end"]), row["section"], headings, row["is_heading"], row["page"])


def _claim(row: Mapping[str, Any]) -> Claim:
    readings = tuple(
        Reading(one["formula"], one["weight"], one["why"], _point(one["value"]))
        for one in json.loads(row["readings"] or "[]")
    )
    span = Span(row["start"], row["end"])
    return Claim(
        row["claim"], span, row["quote"] or "", None, _interval(row), row["unit"] or "", row["relation"], row["period"],
        row["scope"] or "", span, row["section"] or "", row["measure"] or "", readings,
    )  # fmt: skip


def _span(row: Mapping[str, Any]) -> Span | None:
    return None if row["start"] is None else Span(row["start"], row["end"])


def _interval(row: Mapping[str, Any]) -> Interval | None:
    """The value as read; a bound that was infinite is left at the value."""
    low, high, value = row["low"], row["high"], row["value"]
    if low is None and high is None:
        return _point(value)
    bounds = [_decimal(number) for number in (low, high) if number is not None]
    return Interval(bounds[0], bounds[-1])


def _point(value: float | None) -> Interval | None:
    return None if value is None else Interval.point(_decimal(value))


def _decimal(value: float) -> Decimal:
    number = Decimal(repr(float(value)))
    return number.to_integral_value() if number == number.to_integral_value() else number
