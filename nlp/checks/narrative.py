"""Figures of the narrative against each other: lists and their totals, balances, triples, the same fact said twice.

Takes claims and quantities of the context, gives findings. A list that merely does not add up proves nothing (most lists
are examples), so a contradiction is said only where the list is complete by its own nature: the five statutory results,
natural persons and organisations, a list in parentheses behind its total. Never looks at a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from nlp.checks.compare import printed_step
from nlp.checks.context import CheckContext
from nlp.checks.explain import format_value
from nlp.checks.registry import check
from nlp.types import Claim, Evidence, Finding, Interval, Quantity, Span, Verdict

__all__ = ["check_balance", "check_lists", "check_repeated", "check_shares", "check_triples"]

_CATEGORIES = (
    ("requests.refused",),
    ("requests.unavailable",),
    ("requests.rejected",),
    ("requests.other", "requests.other_word"),
)
_TOTALS = ("requests.concluded", "requests.handled")
_WHOLES = ("requests.received", "requests.new", "requests.taken_in", "requests.handled", "requests.intake_total")
_BLANK = re.compile(r"\s+")
_OPEN = re.compile("等|如|例如|主要|包括但不限于")


@check("narrative.results_sum", "narrative.applicants_sum", "narrative.list_sum", "narrative.part_exceeds")
def check_lists(context: CheckContext) -> Iterator[Finding]:
    """Lists in the text against the totals printed with them."""
    for claims in _by_sentence(context.claims):
        yield from _results(context, claims)
        yield from _applicants(context, claims)
    yield from _bracketed_lists(context)
    yield from _among(context)


def _by_sentence(claims: Iterable[Claim]) -> list[list[Claim]]:
    groups: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims:
        if claim.relation == "equals" and claim.scope == "whole" and claim.value is not None:
            groups.setdefault((claim.sentence.start, claim.sentence.end), []).append(claim)
    return [sorted(group, key=lambda claim: claim.span.start) for _, group in sorted(groups.items())]


def _results(context: CheckContext, claims: Sequence[Claim]) -> Iterator[Finding]:
    """The five results of applications, if all five are named, against the printed number concluded."""
    parts: list[Claim] = []
    both = [claim for claim in claims if claim.measure == "requests.granted_or_partly"]
    if len(both) == 1:
        parts += both
    else:
        granted = [claim for claim in claims if claim.measure == "requests.granted"]
        partly = [claim for claim in claims if claim.measure == "requests.partly_granted"]
        if len(granted) != 1 or len(partly) != 1:
            return
        parts += granted + partly
    for names in _CATEGORIES:
        found = [claim for claim in claims if claim.measure in names]
        if len(found) != 1:
            return
        parts += found
    total = _total_before(context, claims, parts)
    # 办理 may also count what was carried over, so only a plain number concluded (答复, 办结) can contradict the list
    if total is not None and (total.measure == "requests.concluded" or _adds_up(total, parts)):
        yield from _sum_finding(context, "narrative.results_sum", total, parts)


def _adds_up(total: Claim, parts: Sequence[Claim]) -> bool:
    values = [part.value for part in parts if part.value is not None]
    return total.value is not None and len(values) == len(parts) and total.value.meets(sum(values[1:], start=values[0]))


def _total_before(context: CheckContext, claims: Sequence[Claim], parts: Sequence[Claim]) -> Claim | None:
    first = min(part.span.start for part in parts)
    here = [claim for claim in claims if claim.measure in _TOTALS and claim.span.start < first]
    if not here:
        near = [
            claim
            for claim in context.claims
            if claim.relation == "equals"
            and claim.scope == "whole"
            and claim.measure in _TOTALS
            and 0 < first - claim.span.start < 160
        ]
        here = near
    concluded = [claim for claim in here if claim.measure == "requests.concluded"]
    chosen = concluded or here
    return chosen[-1] if chosen else None


def _applicants(context: CheckContext, claims: Sequence[Claim]) -> Iterator[Finding]:
    persons = [claim for claim in claims if _column(claim) == "person"]
    others = [claim for claim in claims if _column(claim) == "organisations"]
    if len(persons) != 1 or len(others) != 1:
        return
    first = min(persons[0].span.start, others[0].span.start)
    wholes = [
        claim for claim in claims if claim.measure in _WHOLES and _column(claim) == "total" and claim.span.start < first
    ]
    if wholes:
        yield from _sum_finding(context, "narrative.applicants_sum", wholes[-1], [persons[0], others[0]])


def _column(claim: Claim) -> str:
    formula = claim.readings[0].formula if claim.readings else ""
    if formula.endswith(".person"):
        return "person"
    return "organisations" if ".company" in formula and ".other_org" in formula else "total"


def _sum_finding(context: CheckContext, rule: str, total: Claim, parts: Sequence[Claim]) -> Iterator[Finding]:
    values = [part.value for part in parts if part.value is not None]
    if total.value is None or len(values) != len(parts):
        return
    right = values[0]
    for value in values[1:]:
        right = right + value
    yield _sum(context, rule, total.span, total.value, [part.span for part in parts], values, right, claim=total.id)


def _sum(
    context: CheckContext,
    rule: str,
    total: Span,
    left: Interval,
    parts: Sequence[Span],
    values: Sequence[Interval],
    right: Interval,
    *,
    claim: str | None = None,
) -> Finding:
    agrees = left.meets(right)
    shown = " + ".join(format_value(value) for value in values)
    evidence: list[Evidence | None] = [
        context.evidence(total, "claim"),
        *(context.evidence(span, "right") for span in parts),
    ]
    return context.finding(
        rule,
        "match" if agrees else "mismatch",
        verdict=Verdict.MATCH if agrees else Verdict.MISMATCH,
        evidence=evidence,
        left=left,
        right=right,
        claim=claim,
        stated=_clean(total.of(context.text)),
        sum=f"{shown} = {format_value(right)}",
    )


# ------------------------------------------------------------------------------------------------- lists of plain numbers


def _bracketed_lists(context: CheckContext) -> Iterator[Finding]:
    """N件（甲a件、乙b件、丙c件）: three or more items of the total's unit directly behind it, nothing left open."""
    text = context.text
    numbers = [quantity for quantity in context.quantities if quantity.kind == "count"]
    starts = {quantity.span.start: index for index, quantity in enumerate(numbers)}
    for quantity in numbers:
        end = quantity.span.end
        if end >= len(text) or text[end] not in "（(":
            continue
        close = _closing(text, end)
        if close < 0:
            continue
        inside = text[end + 1 : close]
        items = [numbers[index] for start, index in starts.items() if end < start < close]
        items = [item for item in items if item.unit == quantity.unit]
        if len(items) < 3 or _OPEN.search(inside) or "其中" in inside or len(items) != _separators(inside) + 1:
            continue
        values = [item.value for item in items]
        right = sum(values[1:], start=values[0])
        yield _sum(
            context, "narrative.list_sum", quantity.span, quantity.value, [item.span for item in items], values, right
        )


def _closing(text: str, at: int) -> int:
    depth = 0
    for position in range(at, min(len(text), at + 600)):
        if text[position] in "（(":
            depth += 1
        elif text[position] in "）)":
            depth -= 1
            if depth == 0:
                return position
    return -1


def _separators(inside: str) -> int:
    return len(re.findall("[、，,；;]", inside))


def _among(context: CheckContext) -> Iterator[Finding]:
    """N件，其中…M件: the first number behind 其中 cannot exceed the one before it."""
    numbers = [quantity for quantity in context.quantities if quantity.kind == "count"]
    for whole, part in zip(numbers, numbers[1:], strict=False):
        if whole.unit != part.unit or not whole.unit:
            continue
        between = _clean(context.text[whole.span.end : part.span.start])
        if re.fullmatch(r"[,，（(]其中[,，:：]?[^,，。；;:：]{0,16}", between) is None:
            continue
        if part.value.low > whole.value.high:
            evidence = [context.evidence(part.span, "claim"), context.evidence(whole.span, "right")]
            yield context.finding(
                "narrative.part_exceeds",
                "mismatch",
                verdict=Verdict.MISMATCH,
                evidence=evidence,
                left=part.value,
                right=whole.value,
                part=_clean(part.span.of(context.text)),
                whole=_clean(whole.span.of(context.text)),
            )


# ---------------------------------------------------------------------------------------------------------------- shares


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
        complete = all(any(name in measures for name in names) for names in _CATEGORIES)
        total = sum((claim.quantity.stated for claim in shares if claim.quantity is not None), Decimal(0))
        slack = sum((printed_step(claim.quantity) for claim in shares if claim.quantity is not None), Decimal(0)) / 2
        if len(shares) < 3 or len(measures) != len(shares):
            continue
        agrees = abs(total - 100) <= slack
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


# ----------------------------------------------------------------------------------------------- balance, triples, repeats


@check("narrative.balance")
def check_balance(context: CheckContext) -> Iterator[Finding]:
    """Received plus carried in against concluded plus carried out, where all four stand in one paragraph of text."""
    chosen: dict[str, Claim] = {}
    for claim in context.claims:
        if claim.relation != "equals" or claim.scope != "whole" or _column(claim) != "total" or claim.value is None:
            continue
        name = {"requests.received": "new", "requests.new": "new", "requests.concluded": "concluded"}.get(claim.measure)
        name = name or {"requests.carried_in": "carried_in", "requests.carried_out": "carried_out"}.get(claim.measure)
        if name is None or claim.period not in (None, context.year):
            continue
        if name in chosen and chosen[name].value != claim.value:
            return  # said twice with different figures: another rule speaks of it
        chosen.setdefault(name, claim)
    if set(chosen) != {"new", "carried_in", "concluded", "carried_out"}:
        return
    if max(claim.span.start for claim in chosen.values()) - min(claim.span.start for claim in chosen.values()) > 400:
        return
    new, brought = _value(chosen["new"]), _value(chosen["carried_in"])
    done, left_over = _value(chosen["concluded"]), _value(chosen["carried_out"])
    left, right = new + brought, done + left_over
    agrees = left.meets(right) or new.meets(right) or new.meets(done) or left.meets(done)
    yield context.finding(
        "narrative.balance",
        "match" if agrees else "mismatch",
        verdict=Verdict.MATCH if left.meets(right) else Verdict.MATCH_ALTERNATIVE if agrees else Verdict.MISMATCH,
        evidence=[
            context.evidence(chosen[name].span, "claim") for name in ("new", "carried_in", "concluded", "carried_out")
        ],
        left=left,
        right=right,
        intake=f"{format_value(new)} + {format_value(brought)} = {format_value(left)}",
        outcome=f"{format_value(done)} + {format_value(left_over)} = {format_value(right)}",
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
        first = _clean(context.text[value.span.end : change.span.start])
        second = _clean(context.text[change.span.end : rate.span.start])
        sign = _direction(first)
        if sign == 0 or sign != _direction(second) or len(first) > 14 or len(second) > 10 or "其中" in first + second:
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
        stated=_clean(rate.span.of(context.text)),
        computed=f"{format_value(change.stated)} ÷ {format_value(base)} = {format_value(computed)}%",
    )


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
        key = (claim.measure, claim.readings[0].formula)
        other = seen.setdefault(key, claim)
        if other is claim or other.value is None or other.value.meets(claim.value):
            continue
        if any(reading.value is not None for reading in claim.readings):
            continue  # the table has said which of the two is wrong
        yield context.finding(
            "narrative.repeated",
            "mismatch",
            verdict=Verdict.MISMATCH,
            evidence=[context.evidence(claim.span, "claim"), context.evidence(other.span, "right")],
            left=claim.value,
            right=other.value,
            first=_clean(other.quote),
            second=_clean(claim.quote),
        )


def _clean(text: str) -> str:
    return _BLANK.sub("", text)
