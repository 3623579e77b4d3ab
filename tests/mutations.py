"""Changes of one number in a plain-text report, and what the audit must then say."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from nlp.pipeline import process_report
from nlp.settings import Settings
from nlp.types import ReportResult, Severity, Span, Verdict

__all__ = ["Mutant", "cell_mutants", "check_cell", "check_claim", "claim_mutants", "read_text"]

SETTINGS = Settings(topics=None)
_FIGURE = re.compile(r"\d+(?:\.\d+)?")


@dataclass(frozen=True)
class Mutant:
    """``name`` is the cell id or the claim's id in the untouched report."""

    name: str
    span: Span
    old: str
    new: str

    def apply(self, text: str) -> str:
        return text[: self.span.start] + self.new + text[self.span.end :]


def read_text(path: Path) -> str:
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=4)
def audit(text: str) -> ReportResult:
    return process_report(text.encode(), SETTINGS, name="mutant.txt")


def changed_figure(old: str, turn: int) -> str:
    """Another figure of the same number of decimals: a digit up, two digits swapped, or a digit lost, in turn."""
    digits = [index for index, char in enumerate(old) if char.isdigit()]
    ways = []
    if len(digits) >= 2 and "." not in old:
        swapped = old[:-2] + old[-1] + old[-2]
        ways += [swapped, old[:-1]]
    last = digits[-1]
    ways.append(old[:last] + str((int(old[last]) + 1 + turn % 8) % 10) + old[last + 1 :])
    way = ways[turn % len(ways)]
    if way == old or (way.startswith("0") and len(way) > 1 and "." not in way):
        way = ways[-1]
    return way


def cell_mutants(text: str) -> list[Mutant]:
    """Each cell of the requests and disputes tables with another value."""
    result = audit(text)
    mutants = []
    for table in ("requests", "disputes"):
        for turn, cell in enumerate(result.structure.tables[table].cells.values()):
            assert cell.span is not None
            mutants.append(Mutant(cell.id, cell.span, cell.raw, changed_figure(cell.raw, turn)))
    return mutants


def check_cell(text: str, mutant: Mutant) -> str | None:
    """None if the audit names the changed cell and its old value; else what it said."""
    result = audit.__wrapped__(mutant.apply(text))
    table, _, _ = mutant.name.partition(".")
    findings = [f for f in result.findings if f.severity is Severity.ERROR and f.rule.startswith(f"{table}.")]
    named = [
        position
        for finding in findings
        for position, repair in enumerate(finding.repairs)
        if any(change.cell == mutant.name and change.new == mutant.old for change in repair.changes)
    ]
    if not named:
        return f"{mutant.name} {mutant.old}->{mutant.new}: {[f.message for f in findings]}"
    if table == "requests" and (len(findings) != 1 or named[0] != 0 or len(findings[0].repairs) != 1):
        return f"{mutant.name} {mutant.old}->{mutant.new}: not the only suspect: {[f.message for f in findings]}"
    return None


def claim_mutants(text: str) -> list[Mutant]:
    """Each number of the prose that agrees with the tables in clear words, with another figure.

    Left out are numbers whose wording need not mean the cell (被纠正的3件案件): of them nothing may ever be said.
    """
    result = audit(text)
    agreed = {
        finding.claim for finding in result.findings if finding.rule.startswith("claim.") and finding.verdict.passes
    }
    mutants = []
    tied = [claim for claim in result.claims if claim.id in agreed and claim.quantity is not None]
    clear = [claim for claim in tied if sum(reading.weight for reading in claim.readings) >= 0.6]
    for turn, claim in enumerate(clear):
        figure = _FIGURE.search(text, claim.span.start, claim.span.end)
        if figure is not None:
            mutants.append(Mutant(claim.id, Span(*figure.span()), figure[0], changed_figure(figure[0], turn)))
    return mutants


def check_claim(text: str, mutant: Mutant) -> str | None:
    """None if exactly the changed claim disagrees with the tables (sums inside the prose may be named too)."""
    result = audit.__wrapped__(mutant.apply(text))
    wrong = [f for f in result.findings if f.verdict is Verdict.MISMATCH and not f.rule.startswith("narrative.")]
    if len(wrong) != 1:
        return f"{mutant.name} {mutant.old}->{mutant.new}: {[f.message for f in wrong]}"
    finding = wrong[0]
    place = next(evidence for evidence in finding.evidence if evidence.role == "claim")
    if mutant.span.start not in range(place.span.start, place.span.end + 1):
        return f"{mutant.name} {mutant.old}->{mutant.new}: another place: {finding.message}"
    if not (finding.formula and finding.cells and finding.left is not None and finding.right is not None):
        return f"{mutant.name}: no formula or sides"
    return None
