"""Numbers as intervals: a printed figure stands for every value that would be printed that way.

Takes decimals, gives decimals; never floats. Sound in the sense of interval arithmetic: if x lies in A and y in B, then
x∘y lies in A∘B for ∘ in + − × ÷. Ends may be open or closed and may be infinite.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal

__all__ = ["Interval"]

_ZERO = Decimal(0)
_INF = Decimal("Infinity")
_EXACT = Context(prec=60)
_DOWN = Context(prec=40, rounding=ROUND_FLOOR)
_UP = Context(prec=40, rounding=ROUND_CEILING)


@dataclass(frozen=True, slots=True)
class Interval:
    """The values between ``low`` and ``high``; an end belongs to it if its ``*_closed`` flag is set.

    Raises ``ValueError`` for an empty interval.
    """

    low: Decimal
    high: Decimal
    low_closed: bool = True
    high_closed: bool = True

    def __post_init__(self) -> None:
        if self.low > self.high or (self.low == self.high and not (self.low_closed and self.high_closed)):
            raise ValueError(f"empty interval {self}")

    # -- makers -------------------------------------------------------------------------------------------------

    @classmethod
    def point(cls, value: Decimal | int | str) -> Interval:
        """The single value."""
        v = value if isinstance(value, Decimal) else Decimal(value)
        return cls(v, v)

    @classmethod
    def from_rounded(cls, value: Decimal, step: Decimal) -> Interval:
        """All values that round to ``value`` at ``step`` (0.01 for two decimals), half up or half even: both ends in."""
        half = step / 2
        return cls(value - half, value + half)

    @classmethod
    def from_truncated(cls, value: Decimal, step: Decimal) -> Interval:
        """All values that become ``value`` when digits below ``step`` are cut off (towards zero)."""
        if value < 0:
            return cls(value - step, value, low_closed=False)
        return cls(value, value + step, high_closed=False)

    @classmethod
    def at_least(cls, value: Decimal, *, strict: bool = False) -> Interval:
        """``[value, ∞)``, or without ``value`` itself if ``strict``."""
        return cls(value, _INF, low_closed=not strict, high_closed=False)

    @classmethod
    def at_most(cls, value: Decimal, *, strict: bool = False) -> Interval:
        """``(-∞, value]``, or without ``value`` itself if ``strict``."""
        return cls(-_INF, value, low_closed=False, high_closed=not strict)

    # -- questions ----------------------------------------------------------------------------------------------

    @property
    def is_point(self) -> bool:
        """Whether it holds a single value."""
        return self.low == self.high

    @property
    def width(self) -> Decimal:
        """``high - low`` (may be infinite)."""
        return self.high - self.low

    @property
    def midpoint(self) -> Decimal:
        """The middle; the finite end if one end is infinite."""
        if self.low.is_infinite():
            return self.high
        if self.high.is_infinite():
            return self.low
        return self.low if self.low == self.high else _EXACT.divide(_EXACT.add(self.low, self.high), Decimal(2))

    def __contains__(self, value: object) -> bool:
        if not isinstance(value, (Decimal, int)):
            return False
        v = Decimal(value)
        above = v > self.low or (self.low_closed and v == self.low)
        below = v < self.high or (self.high_closed and v == self.high)
        return above and below

    def intersect(self, other: Interval) -> Interval | None:
        """The common values, or None if there are none."""
        low, low_closed = max((self.low, not self.low_closed), (other.low, not other.low_closed))
        high, high_closed = min((self.high, self.high_closed), (other.high, other.high_closed))
        if low > high or (low == high and (low_closed or not high_closed)):
            return None
        return Interval(low, high, not low_closed, high_closed)

    def meets(self, other: Interval) -> bool:
        """Whether at least one value is common."""
        return self.intersect(other) is not None

    def hull(self, other: Interval) -> Interval:
        """The smallest interval that holds both."""
        low, low_open = min((self.low, not self.low_closed), (other.low, not other.low_closed))
        high, high_closed = max((self.high, self.high_closed), (other.high, other.high_closed))
        return Interval(low, high, not low_open, high_closed)

    # -- arithmetic ---------------------------------------------------------------------------------------------

    def __neg__(self) -> Interval:
        return Interval(-self.high, -self.low, self.high_closed, self.low_closed)

    def __add__(self, other: Interval) -> Interval:
        if self.is_point and other.is_point:
            return Interval.point(_EXACT.add(self.low, other.low))
        return Interval(
            _DOWN.add(self.low, other.low),
            _UP.add(self.high, other.high),
            self.low_closed and other.low_closed,
            self.high_closed and other.high_closed,
        )

    def __sub__(self, other: Interval) -> Interval:
        return self + (-other)

    def __mul__(self, other: Interval) -> Interval:
        return _hull_of_products(
            [
                (a, ac, b, bc)
                for a, ac in ((self.low, self.low_closed), (self.high, self.high_closed))
                for b, bc in ((other.low, other.low_closed), (other.high, other.high_closed))
            ],
        )

    def __truediv__(self, other: Interval) -> Interval:
        """Raises ``ZeroDivisionError`` if the divisor can be zero."""
        if _ZERO in other or other.low < 0 < other.high:
            raise ZeroDivisionError(f"{other} holds zero")
        return self * other._reciprocal()

    def _reciprocal(self) -> Interval:
        one = Decimal(1)
        if self.high == 0:
            low, low_closed = -_INF, False
        else:
            low, low_closed = (
                (_ZERO, False) if self.high.is_infinite() else (_DOWN.divide(one, self.high), self.high_closed)
            )
        if self.low == 0:
            high, high_closed = _INF, False
        else:
            high, high_closed = (
                (_ZERO, False) if self.low.is_infinite() else (_UP.divide(one, self.low), self.low_closed)
            )
        return Interval(low, high, low_closed, high_closed)

    def scaled(self, factor: Decimal | int) -> Interval:
        """Multiplied by an exact factor."""
        return self * Interval.point(Decimal(factor))

    def __str__(self) -> str:
        if self.is_point:
            return f"{self.low.normalize():f}"
        left = "[" if self.low_closed else "("
        right = "]" if self.high_closed else ")"
        return f"{left}{_plain(self.low)}, {_plain(self.high)}{right}"


def _plain(value: Decimal) -> str:
    if value.is_infinite():
        return "∞" if value > 0 else "-∞"
    return f"{value.normalize():f}"


def _product(ctx: Context, a: Decimal, b: Decimal) -> Decimal:
    if a == 0 or b == 0:  # 0 × ∞ is 0 here: an infinite end is never attained
        return _ZERO
    return ctx.multiply(a, b)


def _hull_of_products(corners: list[tuple[Decimal, bool, Decimal, bool]]) -> Interval:
    lows = []
    highs = []
    for a, ac, b, bc in corners:
        closed = (ac and bc) or (a == 0 and ac) or (b == 0 and bc)
        lows.append((_product(_DOWN, a, b), not closed))
        highs.append((_product(_UP, a, b), closed))
    low, low_open = min(lows)
    high, high_closed = max(highs)
    return Interval(low, high, not low_open, high_closed)
