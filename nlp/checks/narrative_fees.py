"""Information processing fees told in the text: what the tariff allows, and collected against noticed.

Takes the amounts of money of sentences that speak of 信息处理费, gives findings (DOMAIN 2.2, X9; 3.7). The tariff of
国办函〔2020〕109号 knows only multiples of ten yuan. Never looks at table 2, whose 行政事业性收费 are other fees.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from nlp.checks.context import CheckContext
from nlp.checks.narrative_lists import clean
from nlp.checks.patterns import pattern
from nlp.checks.registry import check
from nlp.text.view import View
from nlp.types import Finding, Quantity, Verdict

__all__ = ["check_processing_fees"]

_STEP = Decimal(10)
_WINDOW = 14


@check("narrative.processing_fee")
def check_processing_fees(context: CheckContext) -> Iterator[Finding]:
    """Every amount is a multiple of 10 元, and no more is collected than was noticed."""
    if "处理费" not in context.text:
        return
    for _, view in context.paragraph_views:
        for start, end in _sentences(view.text):
            if "信息处理费" not in view.text[start:end] and "信息公开处理费" not in view.text[start:end]:
                continue
            yield from _judge(context, _amounts(context, view, start, end))


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for position, char in enumerate(text):
        if char in "。!?":
            yield start, position
            start = position + 1
    if start < len(text):
        yield start, len(text)


def _amounts(context: CheckContext, view: View, start: int, end: int) -> list[Quantity]:
    span = view.span(start, end)
    return [
        quantity
        for quantity in context.quantities
        if quantity.kind == "money" and quantity.unit == "元" and span.start <= quantity.span.start < span.end
    ]


def _judge(context: CheckContext, amounts: list[Quantity]) -> Iterator[Finding]:
    noticed: Quantity | None = None
    for amount in amounts:
        before = clean(context.text[max(0, amount.span.start - _WINDOW) : amount.span.start])
        if pattern("fee_rate").search(clean(context.text[amount.span.end : amount.span.end + 4])) or amount.hedge:
            continue  # 100元/件 is the tariff itself
        if amount.value.is_point and amount.stated % _STEP:
            yield context.finding(
                "narrative.processing_fee",
                "tariff",
                verdict=Verdict.UNDETERMINED,
                evidence=[context.evidence(amount.span, "claim")],
                left=amount.value,
                stated=clean(amount.span.of(context.text)),
            )
        if pattern("fee_noticed").search(before):
            noticed = amount
        elif noticed is not None and pattern("fee_collected").search(before) and amount.value.low > noticed.value.high:
            yield context.finding(
                "narrative.processing_fee",
                "exceeds",
                verdict=Verdict.MISMATCH,
                evidence=[context.evidence(amount.span, "claim"), context.evidence(noticed.span, "right")],
                left=amount.value,
                right=noticed.value,
                collected=clean(amount.span.of(context.text)),
                noticed=clean(noticed.span.of(context.text)),
            )
