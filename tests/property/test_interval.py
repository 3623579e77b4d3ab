"""Interval arithmetic is sound: what holds for numbers holds for the intervals they lie in."""

from __future__ import annotations

from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from nlp.types import Interval

INF = Decimal("Infinity")

numbers = st.decimals(min_value=-(10**9), max_value=10**9, places=3, allow_nan=False, allow_infinity=False)
parts = st.fractions(min_value=0, max_value=1, max_denominator=1000)


@st.composite
def intervals(draw: st.DrawFn, *, bounded: bool = False) -> Interval:
    """Points, closed, open and half-infinite intervals."""
    kind = draw(
        st.sampled_from(["point", "finite"] if bounded else ["point", "finite", "finite", "below", "above", "all"])
    )
    if kind == "point":
        return Interval.point(draw(numbers))
    low, high = sorted((draw(numbers), draw(numbers)))
    low_closed, high_closed = draw(st.booleans()), draw(st.booleans())
    if kind in ("below", "all"):
        low, low_closed = -INF, False
    if kind in ("above", "all"):
        high, high_closed = INF, False
    assume(low < high or (low_closed and high_closed))
    return Interval(low, high, low_closed, high_closed)


@st.composite
def members(draw: st.DrawFn, *, bounded: bool = False) -> tuple[Interval, Fraction]:
    """An interval and an exact number in it."""
    interval = draw(intervals(bounded=bounded))
    low = Fraction(interval.low) if not interval.low.is_infinite() else None
    high = Fraction(interval.high) if not interval.high.is_infinite() else None
    if low is None and high is None:
        value = Fraction(draw(numbers))
    elif low is None:
        assert high is not None
        value = high - Fraction(abs(draw(numbers)))
    elif high is None:
        value = low + Fraction(abs(draw(numbers)))
    else:
        value = low + draw(parts) * (high - low)
    assume(holds(interval, value))
    return interval, value


def holds(interval: Interval, value: Fraction) -> bool:
    """Whether an exact number lies in the interval, ends included or not as its flags say."""
    above = (
        interval.low.is_infinite()
        or value > Fraction(interval.low)
        or (interval.low_closed and value == Fraction(interval.low))
    )
    below = (
        interval.high.is_infinite()
        or value < Fraction(interval.high)
        or (interval.high_closed and value == Fraction(interval.high))
    )
    return above and below


@given(members(), members())
def test_sums_differences_and_products_are_sound(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    (first, x), (second, y) = a, b
    assert holds(first + second, x + y)
    assert holds(first - second, x - y)
    assert holds(first * second, x * y)
    assert holds(-first, -x)


@given(members(), members())
def test_quotients_are_sound(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    (first, x), (second, y) = a, b
    if holds(second, Fraction(0)):
        with pytest.raises(ZeroDivisionError):
            first / second
    else:
        assert holds(first / second, x / y)


@given(intervals(bounded=True), intervals(bounded=True))
def test_sums_are_as_narrow_as_can_be(a: Interval, b: Interval) -> None:
    total = a + b
    assert (total.low, total.high) == (a.low + b.low, a.high + b.high)
    assert total.low_closed == (a.low_closed and b.low_closed)
    assert total.high_closed == (a.high_closed and b.high_closed)


@given(numbers, numbers)
def test_arithmetic_of_points_gives_points(x: Decimal, y: Decimal) -> None:
    a, b = Interval.point(x), Interval.point(y)
    assert (a + b).is_point
    assert (a - b).is_point
    assert (a * b).is_point
    assert (a + b).low == x + y


@given(members(), intervals())
def test_an_intersection_holds_what_both_hold_and_nothing_else(a: tuple[Interval, Fraction], second: Interval) -> None:
    first, x = a
    common = first.intersect(second)
    assert (common is not None and holds(common, x)) == (holds(first, x) and holds(second, x))


@given(intervals(), intervals())
def test_meeting_is_symmetric_and_means_a_common_value(a: Interval, b: Interval) -> None:
    assert a.meets(b) == b.meets(a)
    assert a.meets(a)
    common = a.intersect(b)
    assert a.meets(b) == (common is not None)
    if common is not None:
        assert common.intersect(a) == common
        assert common.intersect(b) == common


@given(members(), members())
def test_a_hull_holds_both(a: tuple[Interval, Fraction], b: tuple[Interval, Fraction]) -> None:
    hull = a[0].hull(b[0])
    assert holds(hull, a[1])
    assert holds(hull, b[1])


@given(st.decimals(min_value=-(10**6), max_value=10**6, places=6), st.integers(min_value=0, max_value=4))
def test_rounding_keeps_the_true_value(true: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    for mode in (ROUND_HALF_UP, ROUND_HALF_EVEN):
        assert true in Interval.from_rounded(true.quantize(step, rounding=mode), step)


@given(st.decimals(min_value=0, max_value=10**6, places=6), st.integers(min_value=0, max_value=4))
def test_truncation_keeps_the_true_value(true: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    assert true in Interval.from_truncated(true.quantize(step, rounding=ROUND_DOWN), step)


@given(st.decimals(min_value=-(10**6), max_value=-1, places=6), st.integers(min_value=0, max_value=4))
def test_truncation_of_negative_numbers_is_towards_zero(true: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    assert true in Interval.from_truncated(true.quantize(step, rounding=ROUND_DOWN), step)


@given(numbers, st.integers(min_value=0, max_value=3))
def test_rounded_and_truncated_are_one_step_wide(value: Decimal, places: int) -> None:
    step = Decimal(1).scaleb(-places)
    assert Interval.from_rounded(value, step).width == step
    assert Interval.from_truncated(value, step).width == step


@given(numbers, st.booleans())
def test_bounds(value: Decimal, strict: bool) -> None:
    above, below = Interval.at_least(value, strict=strict), Interval.at_most(value, strict=strict)
    assert (value in above) == (value in below) == (not strict)
    assert value + 1 in above and value + 1 not in below
    assert above.midpoint == below.midpoint == value
    assert above.meets(below) == (not strict)


@given(intervals(bounded=True))
def test_the_middle_lies_between_the_ends(a: Interval) -> None:
    assert a.low <= a.midpoint <= a.high


@given(members(), st.integers(min_value=-1000, max_value=1000))
def test_scaling_is_sound(a: tuple[Interval, Fraction], factor: int) -> None:
    assert holds(a[0].scaled(factor), a[1] * factor)


def test_touching_ends_meet_only_where_both_are_closed() -> None:
    below = Interval(Decimal(0), Decimal(100), high_closed=False)
    assert not below.meets(Interval.point(100))  # 100 truncated does not agree with 101, nor [99, 100) with 100
    assert Interval(Decimal(0), Decimal(100)).meets(Interval.point(100))
    assert not below.meets(Interval(Decimal(100), Decimal(101), low_closed=True))


@pytest.mark.parametrize(
    ("low", "high", "low_closed", "high_closed"), [(2, 1, True, True), (1, 1, False, True), (1, 1, True, False)]
)
def test_empty_intervals_are_refused(low: int, high: int, *, low_closed: bool, high_closed: bool) -> None:
    with pytest.raises(ValueError, match="empty"):
        Interval(Decimal(low), Decimal(high), low_closed, high_closed)


def test_division_by_an_interval_that_ends_at_zero() -> None:
    positive = Interval(Decimal(0), Decimal(4), low_closed=False)
    assert Interval.point(1) / positive == Interval(Decimal("0.25"), INF, high_closed=False)
    assert str(Interval.point(-1) / positive) == "(-∞, -0.25]"
