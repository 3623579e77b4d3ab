"""Shares printed beside the items of a list: 46条，其中方案10条，占22%；计划8条，占17%.

Takes the quantities and the text of the context, gives findings. The list itself tells what the shares are of: where all
items but one fit the printed whole, the odd one is wrong; where none fits, they are shares of something else and nothing
is said. Never looks at a table (shares of applications belong to ``claims``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from nlp.checks.compare import printed_step
from nlp.checks.context import CheckContext
from nlp.checks.explain import format_value
from nlp.checks.narrative_lists import clean
from nlp.checks.registry import check
from nlp.types import Finding, Interval, Quantity, Verdict

__all__ = ["check_list_shares"]

_SHARE = re.compile(
    r"[,，(（]?(?:约|均)?占(?:比|(?:总体|总数量?|总量|总条数|全部|公开总[数量]|信息总[数量]|公开信息总[数量])?(?:的)?(?:比例|比重)?的?)?(?:为|约|达)?"
)
_NEXT = re.compile(r"[)）]?[,，、;；。]?[^。!?！？\d]{0,40}")
_OPENING = re.compile(r"[,，。;；:：（(]*(?:其中)[,，:：]?[^。!?！？\d]{0,40}")
_FEWEST, _MOST = 3, 3


@check("narrative.list_share")
def check_list_shares(context: CheckContext) -> Iterator[Finding]:
    """Each share of a list is its item's share of the whole printed before the list."""
    if "占" not in context.text:
        return
    text = context.text
    numbers = [quantity for quantity in context.quantities if quantity.kind in ("count", "share")]
    claimed = {
        claim.quantity.span for claim in context.claims if claim.quantity is not None and claim.relation == "share_of"
    }
    at = 0
    while at < len(numbers) - 1:
        pairs = _pairs(text, numbers, at + 1)
        whole = numbers[at]
        if (
            len(pairs) >= _FEWEST
            and whole.kind == "count"
            and whole.unit == pairs[0][0].unit
            and _OPENING.fullmatch(clean(text[whole.span.end : pairs[0][0].span.start]))
            and whole.value.is_point
            and whole.stated > 0
            and not any(share.span in claimed for _, share in pairs)
        ):
            yield from _judge(context, whole, pairs)
        at += 1 + 2 * len(pairs)


def _pairs(text: str, numbers: list[Quantity], at: int) -> list[tuple[Quantity, Quantity]]:
    """Items with their shares, from ``at`` on, as long as they follow each other."""
    pairs: list[tuple[Quantity, Quantity]] = []
    while at + 1 < len(numbers):
        count, share = numbers[at], numbers[at + 1]
        if count.kind != "count" or share.kind != "share" or count.hedge or share.hedge or not count.value.is_point:
            break
        if _SHARE.fullmatch(clean(text[count.span.end : share.span.start])) is None:
            break
        if pairs and (
            pairs[0][0].unit != count.unit
            or _NEXT.fullmatch(clean(text[pairs[-1][1].span.end : count.span.start])) is None
        ):
            break
        pairs.append((count, share))
        at += 2
    return pairs


def _closed(whole: Quantity, pairs: list[tuple[Quantity, Quantity]]) -> bool:
    """Whether the items add up to the whole and their shares to 100: then they are shares of this whole, right or wrong."""
    counts = sum((count.stated for count, _ in pairs), start=Decimal(0))
    shares = sum((share.stated for _, share in pairs), start=Decimal(0))
    return counts == whole.stated and abs(shares - 100) <= 1


def _judge(context: CheckContext, whole: Quantity, pairs: list[tuple[Quantity, Quantity]]) -> Iterator[Finding]:
    computed = [Interval.point(count.stated).scaled(100) / Interval.point(whole.stated) for count, _ in pairs]
    wrong = [
        index
        for index, ((_, share), value) in enumerate(zip(pairs, computed, strict=True))
        if abs(share.stated - value.midpoint) > printed_step(share)
    ]
    if len(wrong) > 1 and not _closed(whole, pairs):
        return  # not shares of this whole
    shown = [(index, "mismatch" if len(wrong) == 1 else "several") for index in wrong[:_MOST]] or [
        (len(pairs) - 1, "match")
    ]
    for index, variant in shown:
        count, share = pairs[index]
        yield context.finding(
            "narrative.list_share",
            variant,
            verdict=Verdict.MISMATCH if wrong else Verdict.MATCH_ROUNDED,
            evidence=[
                context.evidence(share.span, "claim"),
                context.evidence(count.span, "right"),
                context.evidence(whole.span, "right"),
            ],
            left=share.value,
            right=computed[index],
            stated=clean(share.span.of(context.text)),
            computed=f"{format_value(count.stated)} ÷ {format_value(whole.stated)} = {format_value(computed[index])}%",
            count=len(pairs),
        )
