"""The narrative against the tables: every claim's readings evaluated, and one finding per claim.

Takes the claims of the context, gives them back with the values of their readings, and a finding for each: the reading
that fits, or that none does. ``mismatch`` is said only where the wording is certain, every admissible reading could be
computed from cells read with confidence, and none fits (DESIGN 6). Never changes a reading's weight by its value.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal

from nlp.checks.claim_neighbours import Judged, summed_weight, with_neighbours
from nlp.checks.compare import agreement
from nlp.checks.context import CheckContext
from nlp.checks.formula import cells_of, parse_formula
from nlp.checks.registry import check
from nlp.checks.suspects import likely_mistake, words_of_formula
from nlp.types import NUMERIC_KINDS, Claim, Evidence, Finding, Interval, Reading, Severity, Verdict

__all__ = ["judge_claims"]

_CERTAIN = 0.6
"""The summed weight of a claim's readings from which its wording is certain enough for a mismatch."""
_FAINT = 0.5
"""Below this a claim that no reading confirms is dropped."""
_FIRST_FORM = 2019
"""Reports of earlier years have no tables of a common form (国办公开办函〔2019〕60号 brought the first)."""
_FAR_AT_LEAST = 10
_RULES = {
    "share_of": "claim.share",
    "rate": "claim.share",
    "grew_by": "claim.growth",
    "fell_by": "claim.growth",
    "times": "claim.growth",
    "none": "claim.none",
    "all": "claim.all",
}
_NEAR = 6
_SHARE = re.compile(r"100 \* (\([^()]*\)|[^()/ ]+) / ")
_TEN_THOUSAND = 10_000


@check("claim.equals", "claim.share", "claim.growth", "claim.none", "claim.all", judge=True)
def judge_claims(context: CheckContext) -> tuple[tuple[Claim, ...], tuple[Finding, ...]]:
    """The claims with values, and their findings, in the order of the claims."""
    each = [_judge(context, _with_values(context, claim)) for claim in context.claims]
    judged = [item for item in with_neighbours(each) if not _says_nothing(item)]
    findings = [finding for item in judged for finding in _findings(context, item)]
    return tuple(item.claim for item in judged), tuple(findings)


# ------------------------------------------------------------------------------------------------------------ evaluation


def _with_values(context: CheckContext, claim: Claim) -> Claim:
    return replace(claim, readings=tuple(_evaluated(context, claim, reading) for reading in claim.readings))


def _evaluated(context: CheckContext, claim: Claim, reading: Reading) -> Reading:
    formula = reading.formula
    money = claim.quantity is not None and claim.quantity.kind == "money"
    if money:
        cells = cells_of(formula)
        if all(_unit(context, cell) == "万元" for cell in cells):
            formula = f"{_TEN_THOUSAND} * {formula}" if len(cells) == 1 else f"{_TEN_THOUSAND} * ({formula})"
    value = context.evaluate(formula)
    if value is None and not parse_formula(formula).previous_cells:
        # a blank cell of a row with other numbers stands for nothing counted; tried second, never for unreadable ones
        value = context.evaluate(formula, blank_is_zero=True)
    if value is not None and money:
        value = _as_printed(context, formula, value)
    return replace(reading, formula=formula, value=value)


def _unit(context: CheckContext, cell_id: str) -> str:
    cell = context.cell(cell_id)
    return "" if cell is None else cell.unit


def _as_printed(context: CheckContext, formula: str, value: Interval) -> Interval:
    """A cell's amount stands for all amounts that would be printed that way."""
    cells = cells_of(formula)
    cell = context.cell(cells[0]) if len(cells) == 1 else None
    if cell is None or cell.value is None or not cell.value.is_point or parse_formula(formula).previous_cells:
        return value
    exponent = cell.value.low.as_tuple().exponent
    step = Decimal(1).scaleb(min(int(exponent), 0)) if isinstance(exponent, int) else Decimal(1)
    rounded = Interval.from_rounded(cell.value.low, step)
    return rounded.scaled(_TEN_THOUSAND) if formula.startswith(str(_TEN_THOUSAND)) else rounded


def _judge(context: CheckContext, claim: Claim) -> Judged:
    fits = [(reading, verdict) for reading in claim.readings if (verdict := _fit(claim, reading)) is not None]
    if fits:
        best = max(fits, key=lambda pair: pair[0].weight)
        heaviest = max((reading.weight for reading in claim.readings if reading.value is not None), default=0.0)
        if best[0].weight >= 0.5 * heaviest:
            return Judged(claim, best[0], best[1], best[1].value)
        return Judged(claim, best[0], Verdict.MATCH_ALTERNATIVE, "match_alternative")
    known = [reading for reading in claim.readings if reading.value is not None]
    if not known:
        return Judged(claim, None, Verdict.UNDETERMINED, _why_unknown(context, claim))
    if claim.scope in ("own", "subset"):
        return _judge_part(claim, known)
    if len(known) < len(claim.readings):
        return Judged(claim, None, Verdict.UNDETERMINED, "missing_cells")
    if summed_weight(claim) < _CERTAIN:
        return Judged(claim, None, Verdict.NOT_IN_TABLES, "unsure_wording")
    if not all(context.is_sure(cell) for reading in known for cell in parse_formula(reading.formula).cells):
        return Judged(claim, None, Verdict.UNDETERMINED, "unsure_cells")
    if _is_of_a_told_whole(context, claim, known):
        return Judged(claim, None, Verdict.UNDETERMINED, "told_whole")
    if _far_apart(context, claim, known):
        return Judged(claim, None, Verdict.UNDETERMINED, "far_apart")
    return Judged(claim, None, Verdict.MISMATCH, "mismatch")


def _is_of_a_told_whole(context: CheckContext, claim: Claim, known: Sequence[Reading]) -> bool:
    """实体答复432件,其中公开和部分公开占34.7%: a share of a count that the sentence tells and no cell holds."""
    if claim.relation not in ("share_of", "rate") or claim.value is None:
        return False
    wholes = [
        quantity.stated
        for quantity in context.quantities_before(claim.span.start, _NEAR)
        if quantity.kind == "count" and quantity.span.start >= claim.sentence.start and quantity.stated > 0
    ]
    for reading in known:
        part = _SHARE.match(reading.formula)
        value = context.evaluate(part[1]) if part is not None else None
        if value is None:
            continue
        if any(agreement(claim, (value / Interval.point(whole)).scaled(100)) is not None for whole in wholes):
            return True
    return False


def _far_apart(context: CheckContext, claim: Claim, known: Sequence[Reading]) -> bool:
    """Whether a count is more than twice, or less than half, what every reading gives, and no slip explains it.

    Slips change a digit or take another cell; a number of another order mostly counts something else (three years
    together, all cases of the office, one of its parts), whatever the words around it.
    """
    if claim.relation != "equals" or claim.value is None or claim.quantity is None or claim.quantity.kind != "count":
        return False
    stated = claim.value.midpoint
    for reading in known:
        assert reading.value is not None
        value = reading.value.midpoint
        larger, smaller = max(stated, value), min(stated, value)
        if larger - smaller < _FAR_AT_LEAST or larger <= 2 * smaller:
            return False
        if likely_mistake(context, claim, reading):
            return False
    return True


def _fit(claim: Claim, reading: Reading) -> Verdict | None:
    return None if reading.value is None else agreement(claim, reading.value)


def _says_nothing(item: Judged) -> bool:
    """A number whose wording hardly points at a cell, and which no cell confirms, is no claim about the tables."""
    return item.variant == "unsure_wording" and summed_weight(item.claim) < _FAINT


def _why_unknown(context: CheckContext, claim: Claim) -> str:
    if claim.readings and all(parse_formula(reading.formula).previous_cells for reading in claim.readings):
        heaviest = max(claim.readings, key=lambda candidate: candidate.weight)
        return "growth_base" if _bases(context, claim, heaviest) else "needs_previous"
    needed = {cell.split(".", 1)[0] for reading in claim.readings for cell in cells_of(reading.formula)}
    if context.year is not None and context.year < _FIRST_FORM and not needed & context.structure.tables.keys():
        return "no_form"
    return "missing_cells"


def _judge_part(claim: Claim, known: Sequence[Reading]) -> Judged:
    """A number of one office within the body that the table describes cannot exceed the table's."""
    value = claim.value
    most = max(known, key=lambda reading: reading.value.midpoint if reading.value is not None else Decimal(0))
    if value is not None and most.value is not None and value.low <= most.value.high:
        return Judged(claim, most, Verdict.NOT_IN_TABLES, "part_of_whole")
    return Judged(claim, most, Verdict.UNDETERMINED, "part_exceeds")


# -------------------------------------------------------------------------------------------------------------- findings


def _findings(context: CheckContext, item: Judged) -> Iterable[Finding]:
    claim = item.claim
    if not claim.readings:
        return
    reading = item.fitting or item.shown or max(claim.readings, key=lambda candidate: candidate.weight)
    cells = tuple(cell for cell in parse_formula(reading.formula).cells)
    evidence: list[Evidence | None] = [context.evidence(claim.span, "claim"), *context.cells_evidence(cells, "right")]
    rule = _RULES.get(claim.relation, "claim.equals")
    others = [candidate for candidate in claim.readings if candidate is not reading and candidate.value is not None]
    severity = None if item.verdict is Verdict.MISMATCH else Severity.INFO
    if item.variant in ("beside_confirmed", "far_apart", "other_body", "other_cases"):
        severity = Severity.WARNING
    yield context.finding(
        rule,
        item.variant,
        verdict=item.verdict,
        evidence=evidence,
        left=claim.value,
        right=reading.value,
        formula=reading.formula,
        cells=cells,
        claim=claim.id,
        severity=severity,
        stated=claim.quote.replace("\n", ""),
        sentence=_excerpt(context, claim),
        computed=words_of_formula(context, reading),
        alternatives=_alternatives(context, others) if item.verdict is Verdict.MISMATCH else "",
        mistake=likely_mistake(context, claim, reading) if item.verdict is Verdict.MISMATCH else "",
        bases=_bases(context, claim, reading) if item.variant == "growth_base" else "",
    )


def _excerpt(context: CheckContext, claim: Claim) -> str:
    """The words around the number, for people: from the number before it (for a share, the one before that)."""
    text = context.text
    earlier = [
        quantity.span.end
        for quantity in context.quantities_before(claim.span.start, 2)
        if quantity.kind in NUMERIC_KINDS and quantity.span.end > claim.sentence.start
    ]
    skipped = 1 if claim.relation in ("equals", "none", "all") else 2
    start = max(claim.sentence.start, claim.span.start - 40, earlier[-skipped] if len(earlier) >= skipped else 0)
    for at in range(claim.span.start - 1, start - 1, -1):
        if text[at] in "；;。" or (text[at] in "，,：:" and claim.span.start - at > 4 and skipped == 1):
            start = at + 1
            break
    end = claim.span.end
    while end < min(claim.sentence.end, claim.span.end + 20) and text[end] not in "，,；;。、（()）":
        end += 1
    return "".join(text[start:end].split()).strip("，,；;。、：:（()）")


def _alternatives(context: CheckContext, others: Sequence[Reading]) -> str:
    if not others:
        return ""
    shown = sorted(others, key=lambda reading: -reading.weight)[:3]
    parts = [words_of_formula(context, reading) for reading in shown]
    if context.lang == "zh":
        return f"；其他可能的口径：{'；'.join(parts)}，也不相符" if parts else ""
    return f"; nor do other readings: {'; '.join(parts)}" if parts else ""


def _bases(context: CheckContext, claim: Claim, reading: Reading) -> str:
    """The whole numbers that last year's figure must be among, for a growth in percent: 1909、1910."""
    if claim.value is None or claim.relation not in ("grew_by", "fell_by") or not claim.readings:
        return ""
    if claim.quantity is None or claim.quantity.kind not in ("growth", "share"):
        return ""
    cells = tuple(dict.fromkeys(cell for cell in parse_formula(reading.formula).previous_cells))
    now = [context.value(cell) for cell in cells]
    if not cells or any(value is None for value in now):
        return ""
    total = now[0]
    for value in now[1:]:
        assert total is not None
        assert value is not None
        total = total + value
    hundred = Interval.point(100)
    ratio = hundred + claim.value if claim.relation == "grew_by" else hundred - claim.value
    if total is None or ratio.low <= 0:
        return ""
    base = total.scaled(100) / ratio
    low, high = int(base.low.to_integral_value("ROUND_CEILING")), int(base.high.to_integral_value("ROUND_FLOOR"))
    if high < low or high - low > 1_000_000:
        return ""
    count = high - low + 1
    if count <= 4:
        separator, last = ("、", "或") if context.lang == "zh" else (", ", " or ")
        numbers = [str(number) for number in range(low, high + 1)]
        return numbers[0] if count == 1 else separator.join(numbers[:-1]) + last + numbers[-1]
    return f"{low}–{high}" if context.lang == "zh" else f"between {low} and {high}"
