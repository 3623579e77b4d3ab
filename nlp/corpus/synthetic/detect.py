"""Whether an audit found a planted error.

Takes the results of the clean and of the planted report, gives a :class:`Detection`. A finding counts if it is new (the clean
report has none like it), of a rule that may report the error, and touches the planted place.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from nlp.corpus.synthetic.places import Planted
from nlp.corpus.synthetic.planted import ERRORS
from nlp.types import Finding, ReportResult, Severity, Verdict

__all__ = ["Detection", "detect", "false_alarms"]


@dataclass(frozen=True, slots=True)
class Detection:
    """``found``: reported at the right place; ``repair`` is "first", "listed" or "" as a repair names the planted cells with
    their right values (tables only); ``others`` are new mismatches elsewhere; ``said``
    is all that was said of the place, for those who want to know why nothing was found.
    """

    found: bool
    repair: str
    findings: tuple[Finding, ...]
    others: tuple[Finding, ...]
    said: tuple[Finding, ...] = ()


def detect(clean: ReportResult, planted: Planted, result: ReportResult) -> Detection:
    """Judge what the audit of the planted report says."""
    known = {_key(finding) for finding in clean.findings if _alarms(finding, soft=True)}
    error = ERRORS[planted.error]
    new = [f for f in result.findings if _alarms(f, soft=error.soft) and _key(f) not in known]
    hits = [f for f in new if f.rule.startswith(error.rules) and _touches(f, planted, result)]
    others = [f for f in new if f not in hits and f.verdict is Verdict.MISMATCH and not _touches(f, planted, result)]
    said = () if hits else tuple(f for f in result.findings if _touches(f, planted, result))
    return Detection(bool(hits), _repair(planted, hits), tuple(hits), tuple(others), said)


def false_alarms(result: ReportResult) -> tuple[Finding, ...]:
    """Mismatches that an audit says of a consistent report."""
    return tuple(f for f in result.findings if f.verdict is Verdict.MISMATCH)


def _alarms(finding: Finding, *, soft: bool) -> bool:
    if finding.verdict.passes:
        return False
    return finding.verdict is Verdict.MISMATCH or finding.severity in (Severity.ERROR, Severity.WARNING) or soft


def _key(finding: Finding) -> tuple[str, str, tuple[str, ...]]:
    return finding.rule, finding.verdict.value, tuple(e.quote for e in finding.evidence)


def _touches(finding: Finding, planted: Planted, result: ReportResult) -> bool:
    place = planted.place
    if place.cells:
        named = {*finding.cells, *(change.cell for repair in finding.repairs for change in repair.changes)}
        named |= {evidence.cell for evidence in finding.evidence if evidence.cell}
        if named & set(place.cells):
            return True
        if place.start < 0:
            return False
    if place.start < 0:
        return True  # an error of form: the rule says it all
    passage = next(
        p for part, index, p in planted.content.passages() if part.key == place.part and index == place.index
    )
    offset = result.text.find(passage.text)
    if offset < 0:
        return True
    start, end = offset + place.start, offset + max(place.end, place.start + 1)
    spans = [evidence.span for evidence in finding.evidence]
    claim = next((c for c in result.claims if c.id == finding.claim), None)
    if claim is not None:
        spans.append(claim.sentence)
    return any(span.start < end and start < span.end for span in spans)


def _repair(planted: Planted, hits: Sequence[Finding]) -> str:
    if not planted.truth:
        return ""
    for finding in hits:
        for number, repair in enumerate(finding.repairs):
            proposed = {change.cell: Decimal(change.new) for change in repair.changes}
            if proposed == dict(planted.truth):
                return "first" if number == 0 else "listed"
    return ""
