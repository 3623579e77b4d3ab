"""The same records as flat rows, joined by ``report_id``: what Parquet, DuckDB and pandas hold.

Takes a :class:`~nlp.types.ReportResult`, gives lists of flat dicts whose columns and types never depend on the report
(:data:`FLAT_COLUMNS`): numbers of the report are always floats, offsets and counts ints. Never imports pandas or pyarrow.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

from nlp.outputs.values import parse_delta, stated_number, to_json, value_number
from nlp.types import Claim, Finding, Interval, ReportResult, Severity, Span, Verdict

__all__ = ["FLAT_COLUMNS", "flat_rows", "report_id"]

Row = dict[str, Any]

_ID = {"report_id": "string"}
_SPAN = {"start": "int64", "end": "int64"}
_BOUNDS = {"value": "float64", "low": "float64", "high": "float64"}

FLAT_COLUMNS: dict[str, dict[str, str]] = {
    "reports": {
        **_ID, "path": "string", "sha256": "string", "media_type": "string", "size": "int64", "issuer": "string",
        "level": "string", "year": "int64", "published": "string", "format": "string", "status": "string", "chars": "int64",
        "n_cells": "int64", "n_quantities": "int64", "n_claims": "int64", "n_findings": "int64", "n_notices": "int64",
        "errors": "int64", "warnings": "int64", "matches": "int64", "mismatches": "int64", "undetermined": "int64",
        "not_in_tables": "int64", "engine_version": "string", "settings": "string", "models": "string", "seconds": "float64",
    },
    "sections": {**_ID, "section_no": "int64", "key": "string", "title": "string", "ordinal": "int64", **_SPAN},
    "paragraphs": {
        **_ID, "paragraph_no": "int64", **_SPAN, "section": "string", "headings": "string", "is_heading": "bool", "page": "int64",
        "text": "string", "function": "string", "function_p": "float64", "unsure": "bool", "five": "string", "domains": "string",
    },
    "cells": {
        **_ID, "cell": "string", "table": "string", "format": "string", "row": "string", "column": "string", **_BOUNDS,
        "state": "string", "raw": "string", "unit": "string", **_SPAN, "inferred": "bool",
        "confidence": "float64", "page": "int64",
    },
    "quantities": {
        **_ID, "quantity_no": "int64", **_SPAN, "surface": "string", **_BOUNDS, "unit": "string", "kind": "string",
        "hedge": "string", "decimals": "int64", "section": "string",
    },
    "claims": {
        **_ID, "claim": "string", **_SPAN, "quote": "string", **_BOUNDS, "unit": "string",
        "relation": "string", "period": "int64",
        "scope": "string", "section": "string", "measure": "string", "sentence": "string", "formula": "string",
        "computed": "float64", "verdict": "string", "readings": "string",
    },
    "findings": {
        **_ID, "finding_no": "int64", "rule": "string", "verdict": "string", "severity": "string", "claim": "string",
        "left": "float64", "right": "float64", "delta": "float64", "formula": "string", "cells": "string", "message": "string",
        "repair_kind": "string", "repair": "string", "quote": "string", **_SPAN, "section": "string", "fingerprint": "string",
    },
    "notices": {**_ID, "notice_no": "int64", "code": "string", "level": "string",
    "message": "string", "message_en": "string", **_SPAN},
    "topics": {**_ID, "paragraph_no": "int64", "family": "string", "label": "string", "p": "float64", "rank": "int64"},
}  # fmt: skip
"""Columns and types of every table, in order. Any column but ``report_id`` may hold nulls. ``headings`` are joined with
`` / ``, ``five``, ``domains`` and ``cells`` with blanks; ``readings`` and ``repair`` are JSON text."""


def report_id(result: ReportResult) -> str:
    """The key of a report: the first sixteen hex digits of the source's SHA-256."""
    return result.document.source.sha256[:16]


def flat_rows(result: ReportResult) -> dict[str, list[Row]]:
    """The rows of every table of :data:`FLAT_COLUMNS` for one report; a table without rows is an empty list."""
    key = report_id(result)
    makers = {
        "reports": _reports,
        "sections": _sections,
        "paragraphs": _paragraphs,
        "cells": _cells,
        "quantities": _quantities,
        "claims": _claims,
        "findings": _findings,
        "notices": _notices,
        "topics": _topics,
    }
    return {table: [{"report_id": key, **row} for row in maker(result)] for table, maker in makers.items()}


def _reports(result: ReportResult) -> Iterator[Row]:
    source, metadata, verdicts = result.document.source, result.structure.metadata, [f.verdict for f in result.findings]
    yield {
        "path": source.path,
        "sha256": source.sha256,
        "media_type": source.media_type,
        "size": source.size,
        "issuer": metadata.issuer,
        "level": metadata.level,
        "year": metadata.year,
        "published": metadata.published,
        "format": result.structure.format,
        "status": result.status,
        "chars": len(result.text),
        "n_cells": sum(len(table.cells) for table in result.structure.tables.values()),
        "n_quantities": len(result.quantities),
        "n_claims": len(result.claims),
        "n_findings": len(result.findings),
        "n_notices": len(result.notices),
        "errors": sum(f.severity is Severity.ERROR for f in result.findings),
        "warnings": sum(f.severity is Severity.WARNING for f in result.findings),
        "matches": sum(verdict.passes for verdict in verdicts),
        "mismatches": verdicts.count(Verdict.MISMATCH),
        "undetermined": verdicts.count(Verdict.UNDETERMINED),
        "not_in_tables": verdicts.count(Verdict.NOT_IN_TABLES),
        "engine_version": result.engine.version,
        "settings": result.engine.settings,
        "models": " ".join(result.engine.models),
        "seconds": float(sum(result.seconds.values())),
    }


def _sections(result: ReportResult) -> Iterator[Row]:
    for number, section in enumerate(result.structure.sections):
        yield {
            "section_no": number,
            "key": section.key,
            "title": section.title,
            "ordinal": section.ordinal,
            **_ends(section.span),
        }


def _paragraphs(result: ReportResult) -> Iterator[Row]:
    topics = result.topics
    for number, paragraph in enumerate(result.structure.paragraphs):
        labels = topics[number] if number < len(topics) else None
        yield {
            "paragraph_no": number,
            **_ends(paragraph.span),
            "section": paragraph.section,
            "headings": " / ".join(paragraph.headings),
            "is_heading": paragraph.is_heading,
            "page": paragraph.page,
            "text": paragraph.span.of(result.text),
            "function": labels.function.label if labels and labels.function else None,
            "function_p": float(labels.function.p) if labels and labels.function else None,
            "unsure": labels.unsure if labels else None,
            "five": " ".join(label.label for label in labels.five) if labels else None,
            "domains": " ".join(label.label for label in labels.domains) if labels else None,
        }


def _cells(result: ReportResult) -> Iterator[Row]:
    for table in result.structure.tables.values():
        for cell_id, cell in table.cells.items():
            head, _, column = cell_id.rpartition(".")
            yield {
                "cell": cell_id,
                "table": table.id,
                "format": table.format,
                "row": head.partition(".")[2],
                "column": column,
                **_bounds(cell.value, value_number(cell.value)),
                "state": cell.state.value,
                "raw": cell.raw,
                "unit": cell.unit,
                **_ends(cell.span),
                "inferred": cell.inferred,
                "confidence": float(cell.confidence),
                "page": cell.page,
            }


def _quantities(result: ReportResult) -> Iterator[Row]:
    for number, quantity in enumerate(result.quantities):
        yield {
            "quantity_no": number,
            **_ends(quantity.span),
            "surface": quantity.surface,
            **_bounds(quantity.value, stated_number(quantity)),
            "unit": quantity.unit,
            "kind": quantity.kind,
            "hedge": quantity.hedge,
            "decimals": quantity.decimals,
            "section": _section_at(result, quantity.span.start),
        }


def _claims(result: ReportResult) -> Iterator[Row]:
    judged: dict[str, Finding] = {}
    for finding in result.findings:
        if finding.claim and (finding.claim not in judged or finding.rule.startswith("claim.")):
            judged[finding.claim] = finding
    for claim in result.claims:
        own = judged.get(claim.id)
        formula = own.formula if own and own.formula else (claim.readings[0].formula if claim.readings else None)
        right = own.right if own and own.right else (claim.readings[0].value if claim.readings else None)
        yield {
            "claim": claim.id,
            **_ends(claim.span),
            "quote": claim.quote,
            **_bounds(claim.value, _claimed(claim)),
            "unit": claim.unit,
            "relation": claim.relation,
            "period": claim.period,
            "scope": claim.scope,
            "section": claim.section,
            "measure": claim.measure,
            "sentence": claim.sentence.of(result.text),
            "formula": formula,
            "computed": _float(value_number(right)),
            "verdict": own.verdict.value if own else None,
            "readings": to_json(
                [
                    {"formula": r.formula, "value": value_number(r.value), "weight": float(r.weight), "why": r.why}
                    for r in claim.readings
                ],
            ),
        }


def _claimed(claim: Claim) -> int | float | None:
    if claim.quantity is not None and claim.value == claim.quantity.value:
        return stated_number(claim.quantity)
    return value_number(claim.value)


def _findings(result: ReportResult) -> Iterator[Row]:
    for number, finding in enumerate(result.findings):
        first = finding.evidence[0] if finding.evidence else None
        repair = finding.repairs[0] if finding.repairs else None
        yield {
            "finding_no": number,
            "rule": finding.rule,
            "verdict": finding.verdict.value,
            "severity": finding.severity.value,
            "claim": finding.claim,
            "left": _float(value_number(finding.left)),
            "right": _float(value_number(finding.right)),
            "delta": _float(parse_delta(finding.delta)),
            "formula": finding.formula,
            "cells": " ".join(finding.cells),
            "message": finding.message,
            "repair_kind": repair.kind if repair else None,
            "repair": to_json([{"cell": c.cell, "old": c.old, "new": c.new} for c in repair.changes])
            if repair
            else None,
            "quote": first.quote if first else None,
            **_ends(first.span if first else None),
            "section": _section_at(result, first.span.start) if first else None,
            "fingerprint": finding.fingerprint,
        }


def _notices(result: ReportResult) -> Iterator[Row]:
    for number, notice in enumerate(result.notices):
        yield {
            "notice_no": number,
            "code": notice.code,
            "level": notice.level,
            "message": notice.message,
            "message_en": notice.message_en,
            **_ends(notice.span),
        }


def _topics(result: ReportResult) -> Iterator[Row]:
    for number, labels in enumerate(result.topics):
        families = (
            ("function", (labels.function,) if labels.function else ()),
            ("five", labels.five),
            ("domain", labels.domains),
        )
        for family, scored in families:
            for rank, label in enumerate(scored):
                yield {
                    "paragraph_no": number,
                    "family": family,
                    "label": label.label,
                    "p": float(label.p),
                    "rank": rank,
                }


def _ends(span: Span | None) -> Row:
    return {"start": None, "end": None} if span is None else {"start": span.start, "end": span.end}


def _bounds(interval: Interval | None, value: float | None) -> Row:
    return {
        "value": _float(value),
        "low": _float(interval.low if interval else None),
        "high": _float(interval.high if interval else None),
    }


def _float(value: Decimal | float | None) -> float | None:
    """A float; an infinite bound becomes null, as in the JSON."""
    if value is None or (isinstance(value, Decimal) and not value.is_finite()):
        return None
    return float(value)


def _section_at(result: ReportResult, position: int) -> str | None:
    for section in result.structure.sections:
        if section.span.start <= position < section.span.end:
            return section.key
    return None
