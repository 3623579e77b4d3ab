"""A record's parts as lists of rows, one dict per cell, claim, finding and so on, for listing a single report.

Takes the dict of :func:`nlp.outputs.record.report_record`, gives rows with the record's own keys (nested lists stay
lists). For tables with fixed columns and types (Parquet, pandas) use :mod:`nlp.outputs.flat`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

__all__ = ["rows_of"]

_LISTS = ("sections", "paragraphs", "quantities", "claims", "findings", "notices")
_WHOLE = ("issuer", "level", "year", "published", "format", "status")


def rows_of(record: Mapping[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """Rows by table name: ``reports``, ``cells`` (with ``table``, ``row`` and ``column``) and the record's lists."""
    key = (record["source"]["sha256"] or "")[:16]
    rows: dict[str, list[dict[str, Any]]] = {
        "reports": [{"report_id": key, **record["source"], **{name: record[name] for name in _WHOLE}}],
        "cells": [],
    }
    for table_id, table in record["tables"].items():
        for cell_id, cell in table["cells"].items():
            head, _, column = cell_id.rpartition(".")
            place = {"cell": cell_id, "table": table_id, "row": head.partition(".")[2], "column": column}
            rows["cells"].append({"report_id": key, **place, **cell})
    for name in _LISTS:
        rows[name] = [{"report_id": key, **row} for row in record[name]]
    return rows
