"""What the claims around a claim say of its verdict.

Takes the judged claims of a report in order, gives them back with the verdicts that their neighbours make better or worse:
shares that were adjusted to 100, cases that are counted elsewhere, slips beside numbers that are right. Never evaluates.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from nlp.checks.compare import printed_step
from nlp.checks.digits import classify_change
from nlp.checks.formula import cells_of, parse_formula
from nlp.claims.ranker import is_proposed
from nlp.claims.sums import CASES, RECEIVED
from nlp.types import Claim, Interval, Reading, Span, Verdict

__all__ = ["Judged", "summed_weight", "with_neighbours"]

_FAINTEST = 0.3
_TELLING = 2
"""A number below this says little when it is that of the table."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A claim, the reading that fits it (if any), its verdict, the message that tells it, and the reading to show."""

    claim: Claim
    fitting: Reading | None
    verdict: Verdict
    variant: str
    shown: Reading | None = None


def with_neighbours(judged: Sequence[Judged]) -> list[Judged]:
    """The judged claims in the light of each other."""
    result = list(judged)
    for look in (
        _adjusted_to_hundred,
        _same_intake,
        _of_other_cases,
        _of_several_bodies,
        _beside_confirmed,
        _as_its_count,
    ):
        result = look(result)
    return result


def _adjusted_to_hundred(judged: list[Judged]) -> list[Judged]:
    """Shares nudged by one unit of the last place so that their list adds up to 100 agree as adjusted."""
    groups: dict[tuple[int, int], list[int]] = {}
    for index, item in enumerate(judged):
        if item.claim.relation == "share_of" and item.claim.quantity is not None:
            key = (item.claim.sentence.start, item.claim.quantity.decimals)
            groups.setdefault(key, []).append(index)
    result = list(judged)
    for members in groups.values():
        printed = [quantity.stated for i in members if (quantity := judged[i].claim.quantity) is not None]
        total = sum(printed, Decimal(0))
        if total != 100 or len(members) < 2:
            continue
        for i in members:
            item = judged[i]
            if item.verdict is Verdict.MISMATCH:
                near = _nearly(item.claim)
                if near is not None:
                    result[i] = Judged(item.claim, near, Verdict.MATCH_ADJUSTED, "match_adjusted")
    return result


def _same_intake(judged: list[Judged]) -> list[Judged]:
    """Where a sentence's total counts what was carried in, so do the applicants it names: no longer a lesser reading."""
    with_carried = {
        item.claim.sentence
        for item in judged
        if item.fitting is not None
        and item.claim.measure in ("requests.received", "requests.taken_in", "requests.handled")
        and item.claim.relation == "equals"
        and "requests.carried_in.total" in item.fitting.formula
    }
    return [
        replace(item, verdict=Verdict.MATCH, variant="match")
        if item.verdict is Verdict.MATCH_ALTERNATIVE
        and item.claim.measure == "requests.applicants"
        and item.claim.relation == "equals"
        and item.claim.sentence in with_carried
        and item.fitting is not None
        and "requests.carried_in." in item.fitting.formula
        else item
        for item in judged
    ]


def _of_other_cases(judged: list[Judged]) -> list[Judged]:
    """一审行政诉讼案件93件,败诉7件: outcomes of a number of cases that is not the table's are not held against the table."""
    result = []
    cases: Judged | None = None
    for item in judged:
        claim = item.claim
        if cases is not None and cases.claim.sentence != claim.sentence:
            cases = None
        if claim.measure in CASES and claim.relation == "equals" and claim.quantity is not None:
            cases = item
        elif (
            cases is not None
            and not cases.verdict.passes
            and item.verdict is Verdict.MISMATCH
            and (claim.measure.startswith("disputes.") or claim.measure.startswith("rates."))
            and claim.relation in ("equals", "share_of", "rate", "none", "all")
        ):
            item = replace(item, verdict=Verdict.UNDETERMINED, variant="other_cases")
        result.append(item)
    return result


def _of_several_bodies(judged: list[Judged]) -> list[Judged]:
    """全系统收到326宗,我局收到80宗;公开率为41.4%: where a sentence counts two bodies, a share may be of either."""
    intakes: dict[Span, set[bool]] = {}
    for item in judged:
        if item.claim.measure in RECEIVED and item.claim.relation == "equals" and item.claim.quantity is not None:
            intakes.setdefault(item.claim.sentence, set()).add(item.verdict.passes)
    return [
        replace(item, verdict=Verdict.UNDETERMINED, variant="other_body")
        if item.verdict is Verdict.MISMATCH
        and item.claim.relation in ("share_of", "rate")
        and len(intakes.get(item.claim.sentence, ())) > 1
        else item
        for item in judged
    ]


def _beside_confirmed(judged: list[Judged]) -> list[Judged]:
    """Numbers on documents and decisions whose scope is not told, in a report whose others of the kind are the table's.

    A city's report may speak of its own office's documents; where another such number is that of the table, the one
    that is not deserves a look, though no verdict.
    """
    confirmed = any(
        item.verdict.passes
        and item.claim.measure.startswith("disclosure.")
        and item.claim.value is not None
        and item.claim.value.low >= _TELLING
        for item in judged
    )
    if not confirmed:
        return judged
    return [
        _slip_or_doubt(item)
        if item.variant == "unsure_wording"
        and item.claim.measure.startswith("disclosure.")
        and item.claim.scope == "whole"
        and summed_weight(item.claim) >= _FAINTEST
        else item
        for item in judged
    ]


def _slip_or_doubt(item: Judged) -> Judged:
    """行政强制974件 beside numbers that are the table's, which has 947: two digits changed places, no other scope does that."""
    if not is_proposed(item.claim) and all(_is_transposed(item.claim, reading) for reading in item.claim.readings):
        return replace(item, verdict=Verdict.MISMATCH, variant="mismatch")
    return replace(item, verdict=Verdict.UNDETERMINED, variant="beside_confirmed")


def _is_transposed(claim: Claim, reading: Reading) -> bool:
    stated, right = claim.value, reading.value
    if stated is None or right is None or not (stated.is_point and right.is_point):
        return False
    whole = all(value.low == value.low.to_integral_value() for value in (stated, right))
    return (
        whole and min(stated.low, right.low) >= 100 and classify_change(int(stated.low), int(right.low)) == "digit_swap"
    )


def _as_its_count(judged: list[Judged]) -> list[Judged]:
    """Growth that cannot be checked is shown over the cells that the count it speaks of agrees with: 办理申请293件,下降31.1%."""
    counted: dict[str, frozenset[str]] = {}
    result = []
    for item in judged:
        claim = item.claim
        if claim.relation == "equals" and item.fitting is not None:
            counted[claim.measure] = frozenset(cells_of(item.fitting.formula))
        elif item.variant == "growth_base" and claim.measure in counted:
            cells = counted[claim.measure]
            same = [r for r in claim.readings if frozenset(parse_formula(r.formula).previous_cells) == cells]
            item = replace(item, shown=same[0] if same else None)
        result.append(item)
    return result


def _nearly(claim: Claim) -> Reading | None:
    if claim.quantity is None:
        return None
    step = printed_step(claim.quantity)
    wider = Interval.from_rounded(claim.quantity.stated, step * 3)
    return next(
        (reading for reading in claim.readings if reading.value is not None and wider.meets(reading.value)), None
    )


def summed_weight(claim: Claim) -> float:
    """The weight of all readings together."""
    return sum(reading.weight for reading in claim.readings)
