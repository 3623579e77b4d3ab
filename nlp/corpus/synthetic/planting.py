"""Measuring the auditor with planted errors: recall by type, repairs, and false mismatches on reports left clean.

Takes numbers and a seed, gives :class:`Harvest`. Each report is audited clean and with one error; both audits are compared.
Never writes files.
"""

# ruff: noqa: S311 - what is invented here is no secret

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from nlp.corpus.synthetic.content import Content
from nlp.corpus.synthetic.detect import Detection, detect, false_alarms
from nlp.corpus.synthetic.places import Planted
from nlp.corpus.synthetic.planted import ERRORS, plant
from nlp.corpus.synthetic.press import press
from nlp.corpus.synthetic.reports import make_report
from nlp.pipeline import process_report
from nlp.settings import Settings
from nlp.types import ReportResult

__all__ = ["LAYOUTS", "Harvest", "harvest"]

LAYOUTS = ("txt_tabs", "html_clean", "txt_cells", "md_tables", "docx_merged")
"""Undamaged layouts in turn: what is measured here are the checks, not the readers."""

_SETTINGS = Settings(topics=None)


@dataclass(slots=True)
class Harvest:
    """``counts`` by error type: planted, found, repairable, repair_first, repair_listed. ``alarms`` are false mismatches on
    clean reports (a line each, with the sentence), ``alarmed`` the number of reports that have one; ``misses``,
    ``unrepaired`` and ``side_effects`` are lines that say where the auditor fell short.
    """

    counts: dict[str, Counter[str]] = field(default_factory=dict)
    clean: int = 0
    alarmed: int = 0
    alarms: list[str] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)
    unrepaired: list[str] = field(default_factory=list)
    side_effects: list[str] = field(default_factory=list)

    def total(self) -> Counter[str]:
        """Counts over all types."""
        return sum(self.counts.values(), Counter())


def harvest(planted: int, clean: int, seed: int | str = 0, progress: Callable[[], object] = lambda: None) -> Harvest:
    """Audit ``clean`` consistent reports, and ``planted`` with one error each. ``progress`` is called once for each."""
    result = Harvest({name: Counter() for name in ERRORS})
    number = done = 0
    while done < planted or number < clean:
        number += 1
        key = f"{seed}/{number}"
        content = make_report(key)
        layout = LAYOUTS[number % len(LAYOUTS)]
        before = _audit(content, layout, frozenset(), key)
        if number <= clean:
            result.clean += 1
            _count_alarms(result, before, f"{key}\t{layout}")
            progress()
        if done < planted:
            made = _rarest(result, content, key)
            if made is not None:
                after = _audit(made.content, layout, made.damages, key)
                _count_planted(result, made, detect(before, made, after), f"{key}\t{layout}\t{made.error}")
                done += 1
                progress()
    return result


def _audit(content: Content, layout: str, damages: frozenset[str], seed: str) -> ReportResult:
    rendering = press(content, layout, damages, seed)
    return process_report(rendering.data, _SETTINGS, name=rendering.name)


def _rarest(result: Harvest, content: Content, key: str) -> Planted | None:
    """The error planted least often so far that this report has a place for."""
    for name in sorted(result.counts, key=lambda n: result.counts[n]["planted"]):
        made = plant(content, name, random.Random(f"{key}/{name}"))
        if made is not None:
            return made
    return None


def _count_alarms(result: Harvest, audit: ReportResult, where: str) -> None:
    found = false_alarms(audit)
    result.alarmed += bool(found)
    for finding in found:
        claim = next((c for c in audit.claims if c.id == finding.claim), None)
        sentence = claim.sentence.of(audit.text) if claim else finding.evidence[0].quote
        result.alarms.append(f"{where}\t{finding.rule}\t{sentence}\t{finding.message}")


def _count_planted(result: Harvest, made: Planted, outcome: Detection, where: str) -> None:
    tally = result.counts[made.error]
    tally["planted"] += 1
    tally["found"] += outcome.found
    tally["repairable"] += bool(made.truth)
    tally["repair_first"] += outcome.repair == "first"
    tally["repair_listed"] += outcome.repair != ""
    line = f"{where}\t{made.old} -> {made.new}\t{_context(made)}"
    if not outcome.found:
        said = "; ".join(
            f"{f.rule} {f.verdict.value} {f.severity.value}: {f.message}" for f in outcome.said if not f.verdict.passes
        )
        result.misses.append(f"{line}\t{said}")
    elif made.truth and not outcome.repair:
        proposed = [[(c.cell, c.new) for c in repair.changes] for f in outcome.findings for repair in f.repairs[:2]]
        result.unrepaired.append(f"{line}\t{proposed}")
    result.side_effects.extend(f"{line}\t{f.rule}: {f.message}" for f in outcome.others)


def _context(made: Planted) -> str:
    place = made.place
    for part, index, passage in made.content.passages():
        if part.key == place.part and index == place.index and place.start >= 0:
            return passage.text[max(0, place.start - 40) : place.end + 30]
    return ", ".join(place.cells)
