"""The JSON of a report, in the one shape that is promised (``gouji.audit/1``).

Takes a :class:`~nlp.types.ReportResult`, gives plain dicts, lists, strings and numbers. Numbers are ints where integral,
else floats; an infinite bound is null. Offsets are characters of ``text``. Never rounds, never drops a finding; keys may
be added in later versions, none of these is ever renamed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from nlp.errors import InputError
from nlp.outputs.flat import FLAT_COLUMNS, flat_rows
from nlp.outputs.values import as_number, parse_delta, stated_number, to_json, value_number
from nlp.types import (
    Cell,
    Claim,
    Evidence,
    Finding,
    Interval,
    Notice,
    ParagraphTopics,
    Quantity,
    Repair,
    ReportResult,
    ScoredLabel,
    Span,
    Table,
)

__all__ = ["FLAT_COLUMNS", "SCHEMA", "audit_record", "error_record", "flat_rows", "report_record", "to_json"]

SCHEMA = "gouji.audit/1"
"""The name and version of the shape."""

Record = dict[str, Any]


def audit_record(
    results: Iterable[ReportResult],
    errors: Iterable[InputError] = (),
) -> Record:
    """The whole object that ``gouji audit --json`` prints: one record per report, unreadable inputs last."""
    reports = [report_record(result) for result in results]
    reports.extend(error_record(error.path, error) for error in errors)
    return {"schema": SCHEMA, "reports": reports}


def report_record(result: ReportResult) -> Record:
    """One report as plain data; the fixed keys are those of the documented shape."""
    structure, document = result.structure, result.document
    claims = {claim.id: claim for claim in result.claims}
    return {
        "source": {
            "path": document.source.path,
            "sha256": document.source.sha256,
            "media_type": document.source.media_type,
            "size": document.source.size,
        },
        "issuer": structure.metadata.issuer,
        "level": structure.metadata.level,
        "year": structure.metadata.year,
        "published": structure.metadata.published,
        "format": structure.format,
        "status": result.status,
        "text": document.text,
        "sections": [
            {"key": section.key, "title": section.title, **_ends(section.span), "ordinal": section.ordinal}
            for section in structure.sections
        ],
        "paragraphs": _paragraphs(result),
        "tables": {table_id: _table(table) for table_id, table in structure.tables.items()},
        "quantities": [_quantity(quantity) for quantity in result.quantities],
        "claims": [_claim(claim) for claim in result.claims],
        "findings": [_finding(finding, claims) for finding in result.findings],
        "notices": [_notice(notice) for notice in result.notices],
        "engine": {
            "version": result.engine.version,
            "settings": result.engine.settings,
            "models": list(result.engine.models),
        },
        "seconds": {stage: round(seconds, 6) for stage, seconds in result.seconds.items()},
    }


def error_record(path: str, error: Exception) -> Record:
    """The record of an input that could not be read: all fixed keys, status ``unreadable`` and the reason as a notice."""
    chinese = error.problem if isinstance(error, InputError) else str(error)
    english = error.problem_en if isinstance(error, InputError) else str(error)
    return {
        "source": {"path": path, "sha256": None, "media_type": None, "size": None},
        "issuer": None,
        "level": None,
        "year": None,
        "published": None,
        "format": None,
        "status": "unreadable",
        "text": "",
        "sections": [],
        "paragraphs": [],
        "tables": {},
        "quantities": [],
        "claims": [],
        "findings": [],
        "notices": [
            {
                "code": f"input.{type(error).__name__}",
                "level": "error",
                "message": chinese,
                "message_en": english,
                "start": None,
                "end": None,
            },
        ],
        "engine": None,
        "seconds": {},
    }


def _ends(span: Span | None) -> Record:
    return {"start": None, "end": None} if span is None else {"start": span.start, "end": span.end}


def _paragraphs(result: ReportResult) -> list[Record]:
    paragraphs = result.structure.paragraphs
    topics: tuple[ParagraphTopics | None, ...] = result.topics or (None,) * len(paragraphs)
    return [
        {
            **_ends(paragraph.span),
            "section": paragraph.section,
            "function": labels.function.label if labels and labels.function else None,
            "function_p": _probability(labels.function.p) if labels and labels.function else None,
            "unsure": labels.unsure if labels else False,
            "five": _scored(labels.five if labels else ()),
            "domains": _scored(labels.domains if labels else ()),
            "headings": list(paragraph.headings),
            "is_heading": paragraph.is_heading,
            "page": paragraph.page,
        }
        for paragraph, labels in zip(paragraphs, topics, strict=False)
    ]


def _scored(labels: Iterable[ScoredLabel]) -> list[Record]:
    return [{"label": label.label, "p": _probability(label.p)} for label in labels]


def _probability(p: float) -> float:
    return round(float(p), 4)


def _table(table: Table) -> Record:
    return {
        "format": table.format,
        **_ends(table.span),
        "cells": {cell_id: _cell(cell) for cell_id, cell in table.cells.items()},
    }


def _cell(cell: Cell) -> Record:
    return {
        "value": value_number(cell.value),
        "state": cell.state.value,
        "raw": cell.raw,
        "unit": cell.unit,
        **_ends(cell.span),
        "inferred": cell.inferred,
        "confidence": _probability(cell.confidence),
        **_place(cell.page, cell.bbox),
    }


def _place(page: int | None, bbox: tuple[float, float, float, float] | None) -> Record:
    place: Record = {}
    if page is not None:
        place["page"] = page
    if bbox is not None:
        place["bbox"] = [round(float(side), 2) for side in bbox]
    return place


def _bounds(interval: Interval | None) -> Record:
    if interval is None:
        return {"low": None, "high": None}
    return {"low": as_number(interval.low), "high": as_number(interval.high)}


def _quantity(quantity: Quantity) -> Record:
    return {
        **_ends(quantity.span),
        "surface": quantity.surface,
        "value": stated_number(quantity),
        **_bounds(quantity.value),
        "unit": quantity.unit,
        "kind": quantity.kind,
        "hedge": quantity.hedge,
        "decimals": quantity.decimals,
    }


def _claim(claim: Claim) -> Record:
    return {
        "id": claim.id,
        **_ends(claim.span),
        "quote": claim.quote,
        "value": _claim_value(claim),
        **_bounds(claim.value),
        "unit": claim.unit,
        "relation": claim.relation,
        "period": claim.period,
        "measure": claim.measure,
        "scope": claim.scope,
        "section": claim.section,
        "sentence": _ends(claim.sentence),
        "readings": [
            {
                "formula": reading.formula,
                "value": value_number(reading.value),
                "weight": _probability(reading.weight),
                "why": reading.why,
            }
            for reading in claim.readings
        ],
    }


def _claim_value(claim: Claim) -> int | float | None:
    """What is claimed: the stated figure where the claim's value is its quantity's, else the middle of the interval."""
    if claim.quantity is not None and (claim.value is None or claim.value == claim.quantity.value):
        return stated_number(claim.quantity)
    return value_number(claim.value)


def _finding(finding: Finding, claims: Mapping[str, Claim]) -> Record:
    claim = claims.get(finding.claim) if finding.claim else None
    stated = claim is not None and finding.left is not None and finding.left == claim.value
    repairs = [_repair(repair) for repair in finding.repairs]
    return {
        "rule": finding.rule,
        "verdict": finding.verdict.value,
        "severity": finding.severity.value,
        "claim": finding.claim,
        "left": _claim_value(claim) if stated and claim is not None else value_number(finding.left),
        "right": value_number(finding.right),
        "delta": parse_delta(finding.delta),
        "formula": finding.formula,
        "cells": list(finding.cells),
        "message": finding.message,
        "repair": repairs[0] if repairs else None,
        "repairs": repairs,
        "evidence": [_evidence(item) for item in finding.evidence],
        "fingerprint": finding.fingerprint,
        "left_bounds": list(_bounds(finding.left).values()),
        "right_bounds": list(_bounds(finding.right).values()),
    }


def _repair(repair: Repair) -> Record:
    return {
        "kind": repair.kind,
        "changes": [{"cell": change.cell, "old": change.old, "new": change.new} for change in repair.changes],
        "score": round(float(repair.score), 4),
        "supported_by": list(repair.supported_by),
    }


def _evidence(item: Evidence) -> Record:
    record: Record = {"role": item.role, **_ends(item.span), "quote": item.quote, **_place(item.page, item.bbox)}
    if item.cell is not None:
        record["cell"] = item.cell
    return record


def _notice(notice: Notice) -> Record:
    return {
        "code": notice.code,
        "level": notice.level,
        "message": notice.message,
        "message_en": notice.message_en,
        **_ends(notice.span),
    }
