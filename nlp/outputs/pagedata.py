"""What the page's script knows of one report: claims, findings, cells and unchecked numbers, in words ready to show.

Takes a described report, gives plain lists and dicts for the page's data island. Nothing in it is escaped: the island is
(see :mod:`nlp.outputs.html`), and the script only ever sets text.
"""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from nlp.outputs.describe import TONE_SIGNS, Described, FormulaPart, cell_label, group_of, rule_title, tone_of, worst
from nlp.outputs.values import clean_text, format_computed, format_decimal, format_interval, join_wraps
from nlp.types import Claim, Finding, Reading

__all__ = ["script_data", "shorten"]


def script_data(described: Described, cell_ids: Iterable[str]) -> dict[str, Any]:
    """All of it. ``cell_ids`` are cells that are drawn, though the report may lack them."""
    result = described.result
    cells = dict.fromkeys((*described.cells, *cell_ids))
    return {
        "claims": {claim.id: _claim_data(described, claim) for claim in result.claims},
        "findings": [_finding_data(described, index) for index in range(len(result.findings))],
        "cells": {cell_id: _cell_data(described, cell_id) for cell_id in cells},
        "numbers": [[clean_text(q.surface), format_interval(q.value, q.unit)] for q in result.quantities],
    }


def _claim_data(described: Described, claim: Claim) -> dict[str, Any]:
    own = described.findings_of_claim[claim.id]
    formulas = {described.result.findings[index].formula for index in own}
    tones = [tone_of(described.result.findings[index]) for index in own]
    return {
        "quote": clean_text(join_wraps(claim.quote)),
        "sentence": [clean_text(part) for part in described.sentence_of(claim)],
        "value": format_interval(claim.value, claim.unit),
        "relation": described.words.get(f"relation.{claim.relation}", claim.relation),
        "measure": claim.measure,
        "scope": claim.scope,
        "period": claim.period,
        "tone": worst(tones) or "undetermined",
        "findings": own,
        "readings": [
            _reading_data(described, claim, reading, chosen=reading.formula in formulas) for reading in claim.readings
        ],
    }


def _reading_data(described: Described, claim: Claim, reading: Reading, *, chosen: bool) -> dict[str, Any]:
    fits: bool | None = None
    if reading.value is not None and claim.value is not None:
        fits = reading.value.meets(claim.value)
    return {
        "formula": _parts(described.formula_parts(reading.formula)),
        "value": format_computed(reading.value, claim.unit),
        "weight": format_decimal(Decimal(str(round(reading.weight, 2)))),
        "fits": fits,
        "chosen": chosen,
    }


def _parts(parts: Iterable[FormulaPart]) -> list[Any]:
    return [
        part.text if part.cell is None else [part.cell, part.label, part.value, int(part.previous)] for part in parts
    ]


def _finding_data(described: Described, index: int) -> dict[str, Any]:
    finding = described.result.findings[index]
    words = described.words
    unit = described.unit_of(finding)
    left, right = described.side_names(finding)
    tone = tone_of(finding)
    return {
        "group": group_of(finding),
        "tone": tone,
        "sign": TONE_SIGNS[tone],
        "severity": words(f"severity.{finding.severity.value}"),
        "verdict": described.verdict_text(finding),
        "message": clean_text(finding.message),
        "where": described.where(finding),
        "rule": finding.rule,
        "title": _heading(described, finding),
        "left": [left, described.left_text(finding)] if finding.left is not None else None,
        "right": [right, format_computed(finding.right, unit)] if finding.right is not None else None,
        "delta": finding.delta if finding.delta not in (None, "0") else None,
        "formula": _parts(described.formula_parts(finding.formula)) if finding.formula else None,
        "result": format_computed(finding.right, unit),
        "cells": list(described.cells_of(index)),
        "claim": finding.claim if finding.claim in described.claims else None,
        "repairs": [
            [described.repair_text(repair), [change.cell for change in repair.changes]]
            for repair in finding.repairs[:8]
        ],
        "evidence": [
            [item.role, shorten(item.quote), cell_label(item.cell, described.lang) if item.cell else None, item.cell]
            for item in finding.evidence
        ],
        "fingerprint": finding.fingerprint,
    }


def _cell_data(described: Described, cell_id: str) -> dict[str, Any]:
    cell = described.cells.get(cell_id)
    return {
        "label": cell_label(cell_id, described.lang),
        "value": described.cell_text(cell) + (cell.unit if cell is not None and cell.value is not None else ""),
        "raw": "" if cell is None else clean_text(cell.raw),
        "note": "" if cell is None else described.state_note(cell),
        "suspect": described.suspects.get(cell_id, ""),
        "tone": described.cell_tone(cell_id),
        "claims": described.claims_of_cell.get(cell_id, []),
        "findings": described.findings_of_cell.get(cell_id, []),
    }


def _heading(described: Described, finding: Finding) -> str:
    """What the panel is headed with: the number that is claimed, else the rule (whose title names what is wrong)."""
    claim = described.claims.get(finding.claim or "")
    if claim is not None:
        return clean_text(join_wraps(claim.quote))
    return described.where(finding) if finding.verdict.passes else rule_title(finding.rule, described.lang)


def shorten(text: str, limit: int = 90) -> str:
    """Text on one line, cut to ``limit`` characters."""
    text = clean_text(join_wraps(text)).strip()
    return text if len(text) <= limit else f"{text[:limit]}…"
