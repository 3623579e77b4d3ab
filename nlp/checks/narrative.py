"""Figures of the narrative against each other: shares, balances, triples, the same fact said twice.

Takes claims and quantities of the context, gives findings. Never looks at a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.checks.compare import printed_step
from nlp.checks.context import CheckContext
from nlp.checks.explain import format_value
from nlp.checks.narrative_lists import RESULTS, by_sentence, clean, column_of, five_results, is_clear
from nlp.checks.patterns import pattern
from nlp.checks.registry import check
from nlp.types import Claim, Finding, Interval, Quantity, Verdict

__all__ = ["check_balance", "check_repeated", "check_shares", "check_triples"]

_WHOLES = frozenset(
    {"requests.received", "requests.new", "requests.concluded", "requests.handled", "requests.taken_in"}
)


@check("narrative.shares_sum")
def check_shares(context: CheckContext) -> Iterator[Finding]:
    """The shares of one sentence add up to 100 (within what rounding allows)."""
    groups: dict[int, list[Claim]] = {}
    for claim in context.claims:
        if claim.relation == "share_of" and claim.quantity is not None and claim.measure.startswith("requests."):
            groups.setdefault(claim.sentence.start, []).append(claim)
    for claims in groups.values():
        shares = [claim for claim in claims if claim.measure.count(".") == 1]
        measures = {claim.measure for claim in shares}
        complete = all(any(name in measures for name in names) for names in RESULTS)
        total = sum((claim.quantity.stated for claim in shares if claim.quantity is not None), Decimal(0))
        slack = sum((printed_step(claim.quantity) for claim in shares if claim.quantity is not None), Decimal(0)) / 2
        if len(shares) < 3 or len(measures) != len(shares):
            continue
        agrees = abs(total - 100) <= slack
        if not agrees and _of_a_larger_whole(context, shares):
            continue  # 96件占56.47% …: the shares fit their counts, which are not all there is
        if not agrees and not (
            complete
            and (
                {"requests.granted_or_partly"} & measures or {"requests.granted", "requests.partly_granted"} <= measures
            )
        ):
            continue
        yield context.finding(
            "narrative.shares_sum",
            "match" if agrees else "mismatch",
            verdict=(Verdict.MATCH if total == 100 else Verdict.MATCH_ROUNDED) if agrees else Verdict.MISMATCH,
            evidence=[context.evidence(claim.span, "claim") for claim in shares],
            left=Interval.point(total),
            right=Interval.point(100),
            sum=" + ".join(format_value(claim.quantity.stated) for claim in shares if claim.quantity is not None),
            total=total,
        )


def _of_a_larger_whole(context: CheckContext, shares: list[Claim]) -> bool:
    """Whether every share fits the count beside it over one and the same whole, larger than the counts together."""
    low, high, total = Decimal(0), Decimal("Infinity"), Decimal(0)
    for claim in shares:
        assert claim.quantity is not None
        beside = context.quantities_before(claim.quantity.span.start, 1)
        count, share = (beside[0] if beside else None), claim.quantity
        if count is None or count.kind != "count" or not count.value.is_point or share.stated <= 0:
            return False
        half = printed_step(share)
        total += count.stated
        low = max(low, 100 * count.stated / (share.stated + half))
        high = min(high, 100 * count.stated / (share.stated - half)) if share.stated > half else high
    return low <= high and high > total


# ----------------------------------------------------------------------------------------------- balance, triples, repeats


@check("narrative.balance")
def check_balance(context: CheckContext) -> Iterator[Finding]:
    """Received plus carried in against concluded plus carried out, where all four stand in one paragraph of text."""
    chosen: dict[str, Claim] = {}
    for claim in context.claims:
        if (
            claim.relation != "equals"
            or claim.scope != "whole"
            or column_of(claim) != "total"
            or claim.value is None
            or not is_clear(claim)
        ):
            continue
        name = {"requests.received": "new", "requests.new": "new", "requests.concluded": "concluded"}.get(claim.measure)
        name = name or {"requests.carried_in": "carried_in", "requests.carried_out": "carried_out"}.get(claim.measure)
        name = name or ("new" if claim.measure == "requests.intake_total" and is_inclusive(claim) else None)
        if name is None or claim.period not in (None, context.year):
            continue
        if name in chosen and chosen[name].value != claim.value:
            return  # said twice with different figures: another rule speaks of it
        chosen.setdefault(name, claim)
    if set(chosen) == {"new", "carried_in", "carried_out"}:
        yield from _balance_of_results(context, chosen)
    if set(chosen) != {"new", "carried_in", "concluded", "carried_out"}:
        return
    if max(claim.span.start for claim in chosen.values()) - min(claim.span.start for claim in chosen.values()) > 400:
        return
    new, brought = _value(chosen["new"]), _value(chosen["carried_in"])
    done, left_over = _value(chosen["concluded"]), _value(chosen["carried_out"])
    left, right = new + brought, done + left_over
    if is_inclusive(chosen["new"]):
        left = new  # 受理62件(其中上年结转3件)
    sides = _sides(new, brought, done, left_over, inclusive=is_inclusive(chosen["new"]))
    met = next((pair for pair in sides if pair[0].meets(pair[2])), None)
    intake, outcome = (met or sides[0])[1::2]
    yield context.finding(
        "narrative.balance",
        "mismatch" if met is None else "match",
        verdict=Verdict.MISMATCH if met is None else Verdict.MATCH if met is sides[0] else Verdict.MATCH_ALTERNATIVE,
        evidence=[
            context.evidence(chosen[name].span, "claim") for name in ("new", "carried_in", "concluded", "carried_out")
        ],
        left=left,
        right=right,
        intake=intake,
        outcome=outcome,
    )


def is_inclusive(claim: Claim) -> bool:
    """Whether a sentence says of a number received that those carried in are in it."""
    return any(reading.why == "with those carried in" for reading in claim.readings)


def _sides(
    new: Interval, brought: Interval, done: Interval, left_over: Interval, *, inclusive: bool
) -> list[tuple[Interval, str, Interval, str]]:
    """What may balance what, the usual reckoning first, each with its words."""
    both = (new + brought, f"{format_value(new)} + {format_value(brought)} = {format_value(new + brought)}")
    alone = (new, format_value(new))
    all_of_it = (
        done + left_over,
        f"{format_value(done)} + {format_value(left_over)} = {format_value(done + left_over)}",
    )
    concluded = (done, format_value(done))
    pairs = [(both, all_of_it), (alone, all_of_it), (alone, concluded), (both, concluded)]
    if inclusive:
        pairs = [(alone, all_of_it), (both, all_of_it), (alone, concluded)]
    return [(*one, *other) for one, other in pairs]


def _balance_of_results(context: CheckContext, chosen: dict[str, Claim]) -> Iterator[Finding]:
    """The same where the number concluded is not printed, but all five results are."""
    near = range(min(c.span.start for c in chosen.values()) - 400, max(c.span.start for c in chosen.values()) + 400)
    lists = [parts for claims in by_sentence(context.claims) if (parts := five_results(claims))]
    lists = [parts for parts in lists if parts[0].span.start in near]
    if len(lists) != 1:
        return
    results = [_value(part) for part in lists[0]]
    done = sum(results[1:], start=results[0])
    new, brought, left_over = (_value(chosen[name]) for name in ("new", "carried_in", "carried_out"))
    left, right = new + brought, done + left_over
    agrees = left.meets(right)
    if not agrees and (new.meets(right) or new.meets(done) or left.meets(done)):
        return  # told by another reckoning
    yield context.finding(
        "narrative.balance",
        "match" if agrees else "results",
        verdict=Verdict.MATCH if agrees else Verdict.MISMATCH,
        evidence=[context.evidence(claim.span, "claim") for claim in (*chosen.values(), *lists[0])],
        left=left,
        right=right,
        intake=f"{format_value(new)} + {format_value(brought)} = {format_value(left)}",
        outcome=" + ".join(format_value(value) for value in (*results, left_over)) + f" = {format_value(right)}",
    )


def _value(claim: Claim) -> Interval:
    assert claim.value is not None
    return claim.value


@check("narrative.triple")
def check_triples(context: CheckContext) -> Iterator[Finding]:
    """Value, increase and rate in a row: 22050件，增加3722件，增长20.31%."""
    numbers = [quantity for quantity in context.quantities if quantity.kind in ("count", "growth", "money")]
    for value, change, rate in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if rate.kind != "growth" or value.kind != change.kind or value.kind == "growth" or value.unit != change.unit:
            continue
        if not (value.value.is_point and change.value.is_point) or value.hedge or change.hedge or rate.hedge:
            continue
        first = clean(context.text[value.span.end : change.span.start])
        second = clean(context.text[change.span.end : rate.span.start])
        sign = _direction(first)
        if sign == 0 or sign != _direction(second) or len(second) > 10 or "其中" in second:
            continue
        if pattern("triple_first").fullmatch(first) is None or _is_base(context, value):
            continue
        base = value.stated - sign * change.stated
        if base <= 0:
            continue
        computed = Interval.point(change.stated).scaled(100) / Interval.point(base)
        yield from _triple(context, value, change, rate, base, computed)


def _triple(
    context: CheckContext, value: Quantity, change: Quantity, rate: Quantity, base: Decimal, computed: Interval
) -> Iterator[Finding]:
    step = printed_step(rate)
    rounded = Interval.from_rounded(rate.stated, step).meets(computed)
    truncated = Interval.from_truncated(rate.stated, step).meets(computed)
    verdict = Verdict.MATCH_ROUNDED if rounded else Verdict.MATCH_TRUNCATED if truncated else Verdict.MISMATCH
    yield context.finding(
        "narrative.triple",
        "match" if verdict.passes else "mismatch",
        verdict=verdict,
        evidence=[
            context.evidence(rate.span, "claim"),
            context.evidence(value.span, "right"),
            context.evidence(change.span, "right"),
        ],
        left=rate.value,
        right=computed,
        stated=clean(rate.span.of(context.text)),
        computed=f"{format_value(change.stated)} ÷ {format_value(base)} = {format_value(computed)}%",
    )


def _is_base(context: CheckContext, value: Quantity) -> bool:
    """Whether the number is last year's (较2018年812件增加115件): see ``narrative.printed_base``."""
    before = clean(context.text[max(0, value.span.start - 24) : value.span.start])
    return pattern("base_before").search(before) is not None


def _direction(words: str) -> int:
    if re.search("增|上升|提高|多", words):
        return 1
    return -1 if re.search("减|下降|降低|回落|少", words) else 0


@check("narrative.repeated")
def check_repeated(context: CheckContext) -> Iterator[Finding]:
    """The same fact with two different figures."""
    seen: dict[tuple[str, str], Claim] = {}
    for claim in context.claims:
        if claim.relation != "equals" or claim.scope != "whole" or claim.value is None or not claim.readings:
            continue
        if claim.period not in (None, context.year) or sum(reading.weight for reading in claim.readings) < 0.9:
            continue
        if len(claim.readings) > 1:
            continue  # a measure with several readings may rightly have two figures
        if pattern("subset_subject").search(_subject(context, claim)):
            continue  # one of several bodies the sentence speaks of
        key = (claim.measure, claim.readings[0].formula)
        other = seen.setdefault(key, claim)
        if other is claim or other.value is None or other.value.meets(claim.value):
            continue
        if any(reading.value is not None for reading in claim.readings):
            continue  # the table has said which of the two is wrong
        between = context.text[other.span.end : claim.span.start]
        if other.sentence == claim.sentence and "其中" in between or _parts_of_different_wholes(context, other, claim):
            continue
        yield context.finding(
            "narrative.repeated",
            "mismatch",
            verdict=Verdict.MISMATCH,
            evidence=[context.evidence(claim.span, "claim"), context.evidence(other.span, "right")],
            left=claim.value,
            right=other.value,
            first=_clause(context, other),
            second=_clause(context, claim),
        )


def _clause(context: CheckContext, claim: Claim) -> str:
    """The clause that holds the claim, up to its number."""
    before = _subject(context, claim)
    start = max(before.rfind(stop) for stop in ",，;；。:：)）")
    return before[start + 1 :] + clean(claim.quote)


def _subject(context: CheckContext, claim: Claim) -> str:
    """The words of the sentence before the claim, without blanks."""
    return clean(context.text[claim.sentence.start : claim.span.start])


def _parts_of_different_wholes(context: CheckContext, first: Claim, second: Claim) -> bool:
    """Whether the two sentences print different totals of their own, so that the figures are parts of different things."""
    wholes = []
    for claim in (first, second):
        own = [
            other.value
            for other in context.claims
            if other.sentence == claim.sentence
            and other.span.start < claim.span.start
            and other.measure in _WHOLES
            and other.measure != claim.measure
            and other.value is not None
        ]
        wholes.append(own[-1] if own else None)
    left, right = wholes
    return left is not None and right is not None and not left.meets(right)
