"""Comparisons that print last year's number: 收到12件，比上年的8件增加4件，增长50%.

Takes the quantities and the text of the context, gives findings. Value, base, change and rate of one comparison must fit
each other, whatever the tables say; two of them suffice for a check. Never judges a comparison whose base is not printed
(that is ``narrative.triple`` and ``years``), and never one with a hedge.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from nlp.checks.compare import printed_step
from nlp.checks.context import CheckContext
from nlp.checks.explain import format_value
from nlp.checks.narrative_lists import clean
from nlp.checks.patterns import pattern
from nlp.checks.registry import check
from nlp.types import Finding, Interval, Quantity, Verdict

__all__ = ["check_printed_base"]

_KINDS = frozenset({"count", "growth"})
_BEFORE = 24
_PART_END = re.compile(r"[。；;！？!?\n]")


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What one clause compares; ``sign`` is +1 for more, -1 for less."""

    value: Quantity | None
    base: Quantity
    change: Quantity | None
    rate: Quantity | None
    sign: int


@check("narrative.printed_base")
def check_printed_base(context: CheckContext) -> Iterator[Finding]:
    """Value, printed base, change and rate of a comparison fit each other."""
    if pattern("base_quick").search(context.text) is None:
        return
    numbers = [quantity for quantity in context.quantities if quantity.kind in _KINDS]
    for at, base in enumerate(numbers):
        if base.kind != "count" or not base.value.is_point or base.value.low <= 0 or base.hedge:
            continue
        comparison = _comparison(context.text, numbers, at)
        if comparison is not None:
            yield from _judge(context, comparison)


def _comparison(text: str, numbers: list[Quantity], at: int) -> _Comparison | None:
    base = numbers[at]
    start = max(0, base.span.start - _BEFORE)
    if pattern("base_before").search(clean(text[start : base.span.start])) is None:
        return None
    rest = numbers[at + 1 : at + 3]
    if not rest:
        return None
    first = pattern("base_then").fullmatch(clean(text[base.span.end : rest[0].span.start]))
    if first is None or rest[0].hedge:
        return None
    sign = 1 if first["more"] else -1
    change = rate = None
    if rest[0].kind == "growth":
        rate = rest[0]
    elif rest[0].unit == base.unit and rest[0].value.is_point:
        change = rest[0]
        if len(rest) > 1 and rest[1].kind == "growth" and not rest[1].hedge:
            second = pattern("base_rate").fullmatch(clean(text[change.span.end : rest[1].span.start]))
            if second is not None and (
                second["more"] is None and second["less"] is None or bool(second["more"]) == (sign > 0)
            ):
                rate = rest[1]
    else:
        return None
    return _Comparison(_compared(text, numbers, at), base, change, rate, sign)


def _compared(text: str, numbers: list[Quantity], at: int) -> Quantity | None:
    """The number that is compared: the one directly before the comparison, in the same clause or the one before."""
    if at == 0:
        return None
    value, base = numbers[at - 1], numbers[at]
    if value.kind != "count" or value.unit != base.unit or not value.value.is_point or value.hedge:
        return None
    gap = clean(text[value.span.end : base.span.start])
    if (
        at > 1
        and numbers[at - 2].unit == value.unit
        and _PART_END.search(text, numbers[at - 2].span.end, value.span.start) is None
    ):
        return None  # the last of a list; the comparison speaks of its total
    if pattern("base_part").search(clean(text[max(0, value.span.start - _BEFORE) : value.span.start])):
        return None
    return value if pattern("base_gap").fullmatch(gap) is not None else None


def _judge(context: CheckContext, found: _Comparison) -> Iterator[Finding]:
    if found.value is not None and found.change is not None:
        expected = found.base.stated + found.sign * found.change.stated
        if expected != found.value.stated or found.rate is None:
            agrees = expected == found.value.stated
            sign = "+" if found.sign > 0 else "-"
            yield _finding(
                context,
                found,
                "match" if agrees else "change",
                found.value,
                Interval.point(expected),
                f"{format_value(found.base.stated)} {sign} {format_value(found.change.stated)} = {format_value(expected)}",
                Verdict.MATCH if agrees else Verdict.MISMATCH,
            )
            return
    change = _change(found)
    if found.rate is None or change is None:
        return
    computed = Interval.point(change).scaled(100) / Interval.point(found.base.stated)
    step = printed_step(found.rate)
    rounded = Interval.from_rounded(found.rate.stated, step).meets(computed)
    truncated = Interval.from_truncated(found.rate.stated, step).meets(computed)
    verdict = Verdict.MATCH_ROUNDED if rounded else Verdict.MATCH_TRUNCATED if truncated else Verdict.MISMATCH
    yield _finding(
        context,
        found,
        "match" if verdict.passes else "rate",
        found.rate,
        computed,
        f"{format_value(change)} ÷ {format_value(found.base.stated)} = {format_value(computed)}%",
        verdict,
    )


def _change(found: _Comparison) -> Decimal | None:
    """The change as printed, else as the two values give it, positive in the direction that is told."""
    if found.change is not None:
        return found.change.stated
    return None if found.value is None else found.sign * (found.value.stated - found.base.stated)


def _finding(
    context: CheckContext,
    found: _Comparison,
    variant: str,
    judged: Quantity,
    right: Interval,
    computed: str,
    verdict: Verdict,
) -> Finding:
    others = [q for q in (found.value, found.base, found.change, found.rate) if q is not None and q is not judged]
    return context.finding(
        "narrative.printed_base",
        variant,
        verdict=verdict,
        evidence=[
            context.evidence(judged.span, "claim"),
            *(context.evidence(quantity.span, "right") for quantity in others),
        ],
        left=judged.value,
        right=right,
        stated=clean(judged.span.of(context.text)),
        computed=computed,
    )
