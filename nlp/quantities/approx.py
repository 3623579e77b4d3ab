"""From a printed figure and its hedge to the interval it stands for.

Takes exact decimals and the name of an effect (``hedges.yaml``), gives an :class:`Interval`. The rules are those of
DOMAIN.md 3.0. Never looks at text.
"""

from __future__ import annotations

from decimal import Decimal

from nlp.types import Interval

__all__ = ["fraction_interval", "hedged_interval"]

_ZERO = Decimal(0)


def hedged_interval(value: Decimal, step: Decimal, place: Decimal, effect: str, *, exact: bool) -> Interval:
    """The values that ``value`` may stand for.

    ``step`` is the precision of print, ``place`` the place value of the last non-zero digit; ``exact`` says that an
    unhedged figure is meant to the unit (a count) and not rounded (a share, a scaled amount).
    """
    if value < 0 and effect in ("about", "near", "more"):
        return -hedged_interval(-value, step, place, effect, exact=exact)
    if effect == "about":
        return Interval.from_rounded(value, max(place, step))
    if effect == "near":
        return Interval(value - place, value, low_closed=False, high_closed=False)
    if effect == "more":
        return Interval(value, value + place, high_closed=False)
    if effect == "tenfold":
        return Interval(value, value * 10, high_closed=False)
    if effect == "over":
        return Interval.at_least(value, strict=True)
    if effect == "at_least":
        return Interval.at_least(value)
    if effect == "under":
        return Interval(_ZERO, value, high_closed=False) if value > 0 else Interval.at_most(value, strict=True)
    if effect == "at_most":
        return Interval(_ZERO, value) if value >= 0 else Interval.at_most(value)
    return Interval.point(value) if exact else Interval.from_rounded(value, step)


def fraction_interval(value: Decimal, denominator: Decimal, effect: str) -> Interval:
    """A fraction p/q said in words is as fine as its denominator: ``p/q ± 1/(2q²)`` (二分之一 is 37.5% to 62.5%)."""
    step = 1 / (denominator * denominator)
    return hedged_interval(value, step, step, effect, exact=False)
