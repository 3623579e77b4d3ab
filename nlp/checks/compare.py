"""How a stated figure and a computed value agree: exactly, if rounded, if truncated, or not.

Takes the claim's number and the value of a reading, gives a verdict or None. A figure printed with k decimals stands for
all values that round to it (XBRL Calculations 1.1: try rounding, then truncation, and say which). Never looks at cells.
"""

from __future__ import annotations

from decimal import Decimal

from nlp.types import Claim, Interval, Quantity, Verdict

__all__ = ["agreement", "printed_step"]

_PRECISE = Decimal("1e-12")


def printed_step(quantity: Quantity) -> Decimal:
    """One unit of the last printed digit, in the unit of the value (45.23% -> 0.01, 4.49亿元 -> 1000000)."""
    return Decimal(1).scaleb(quantity.scale - quantity.decimals)


def agreement(claim: Claim, right: Interval) -> Verdict | None:
    """How ``right`` (the value of a reading) agrees with what the claim states; None if it does not."""
    left, quantity = claim.value, claim.quantity
    if left is None:
        return None
    if quantity is None or quantity.hedge:
        return Verdict.MATCH if left.meets(right) else None
    if _same(quantity, left, right):
        return Verdict.MATCH
    if left.meets(right):
        return Verdict.MATCH_ROUNDED
    if quantity.kind in ("share", "growth", "money", "multiple") or quantity.decimals or quantity.scale:
        step = printed_step(quantity)
        if Interval.from_truncated(left.midpoint, step).meets(right):
            return Verdict.MATCH_TRUNCATED
    return None


def _same(quantity: Quantity, left: Interval, right: Interval) -> bool:
    if quantity.kind in ("count", "number"):
        return left.is_point and left.meets(right)
    # an amount's cell is itself an interval; the same printed figure on both sides is the same amount
    thin = quantity.kind == "money" or right.width <= _PRECISE
    return thin and abs(left.midpoint - right.midpoint) <= _PRECISE
