"""Numbers and intervals as JSON values and as text for people.

Takes decimals and :class:`~nlp.types.Interval`; gives ints where integral and floats elsewhere (JSON), or short text.
Never rounds what a report printed: only computed quotients, whose digits do not end, are cut for the eye.
"""

from __future__ import annotations

import json
import re
from decimal import Decimal, InvalidOperation

from nlp.types import Interval, Quantity

__all__ = [
    "as_number",
    "clean_text",
    "format_computed",
    "format_decimal",
    "format_interval",
    "join_wraps",
    "parse_delta",
    "printed_number",
    "stated_number",
    "to_json",
    "value_number",
]

_HAIR = Decimal("1e-9")
_NARROW = Decimal("0.001")
_FOUR = Decimal("0.0001")
_TEN_THOUSAND = Decimal(10_000)
_HUNDRED_MILLION = Decimal(100_000_000)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_WRAP = re.compile(r"[ \t\r\u3000]*\n[ \t\r\n\u3000]*")


def as_number(value: Decimal | None) -> int | float | None:
    """An int where integral, else a float; None for a missing or infinite value (JSON has no infinity)."""
    if value is None or not value.is_finite():
        return None
    if value == value.to_integral_value():
        return int(value)
    return float(value)


def value_number(interval: Interval | None) -> int | float | None:
    """The midpoint of an interval (its finite end if one end is infinite)."""
    return None if interval is None else as_number(interval.midpoint)


def stated_number(quantity: Quantity) -> int | float | None:
    """What a quantity states, in base units (元, items, percentage points as printed).

    The printed figure where it belongs to the interval or is one of its ends (14万余条 gives 140000), else the midpoint.
    """
    value = quantity.value
    for stated in (quantity.stated, quantity.stated.scaleb(quantity.scale)):
        if value.low <= stated <= value.high:
            return as_number(stated)
    return as_number(value.midpoint)


def parse_delta(delta: str | None) -> int | float | None:
    """A difference given as plain text, as a number; None where it is unknown or no single number."""
    if delta is None:
        return None
    try:
        return as_number(Decimal(delta.strip().replace("−", "-").lstrip("+")))
    except InvalidOperation:
        return None


def format_decimal(value: Decimal) -> str:
    """Plain digits without an exponent or trailing zeros; infinity as ∞."""
    if value.is_infinite():
        return "∞" if value > 0 else "-∞"
    return f"{value.normalize():f}" if value else "0"


def format_interval(interval: Interval | None, unit: str = "") -> str:
    """An interval for people, with its unit: ``892件``, ``143780.54万元``, ``140000–150000条``, ``≥ 100次``, ``≈ 45.2352%``.

    Amounts of money from ten thousand 元 up are given in 万元 or 亿元, as reports print them. "" for None.
    """
    if interval is None:
        return ""
    low, high = interval.low, interval.high
    if unit == "元":
        largest = max((abs(end) for end in (low, high) if end.is_finite()), default=Decimal(0))
        for factor, name in ((_HUNDRED_MILLION, "亿元"), (_TEN_THOUSAND, "万元")):
            # 亿元 only where few digits are lost to reading: 4.49亿元, but 143780.54万元
            if largest >= factor and (factor == _TEN_THOUSAND or not largest % Decimal(1_000_000)):
                return format_interval(
                    Interval(low / factor, high / factor, interval.low_closed, interval.high_closed), name
                )
    if interval.is_point:
        return f"≈ {_rounded(low)}{unit}" if _is_long(low) else f"{format_decimal(low)}{unit}"
    if high.is_infinite() and low.is_infinite():
        return f"?{unit}"
    if high.is_infinite():
        return f"{'≥' if interval.low_closed else '>'} {format_decimal(low)}{unit}"
    if low.is_infinite():
        return f"{'≤' if interval.high_closed else '<'} {format_decimal(high)}{unit}"
    if interval.width < _HAIR * max(Decimal(1), abs(high)):
        return f"≈ {format_decimal(interval.midpoint.quantize(_FOUR))}{unit}"
    return f"{_rounded(low)}–{_rounded(high)}{unit}"


def format_computed(interval: Interval | None, unit: str = "") -> str:
    """As :func:`format_interval`, but a narrow interval (from the rounding of operands) is given as ``≈`` its middle."""
    if interval is None or interval.is_point or interval.low.is_infinite() or interval.high.is_infinite():
        return format_interval(interval, unit)
    if interval.width > _NARROW * abs(interval.midpoint):
        return format_interval(interval, unit)
    text = format_interval(Interval.point(interval.midpoint), unit)
    return text if text.startswith("≈") else f"≈ {text}"


def printed_number(interval: Interval) -> str:
    """The number that a cell prints: the middle of the interval that its decimals stand for."""
    if interval.low.is_infinite() or interval.high.is_infinite():
        return format_interval(interval)
    return format_interval(interval) if interval.width > 1 else format_interval(Interval.point(interval.midpoint))


def _is_long(value: Decimal) -> bool:
    """Whether the digits were made by a division: no report prints more than six decimals."""
    exponent = value.as_tuple().exponent
    return isinstance(exponent, int) and exponent < -6 and len(value.as_tuple().digits) > 12


def _rounded(value: Decimal) -> str:
    return format_decimal(value.quantize(_FOUR) if _is_long(value) else value)


def clean_text(text: str) -> str:
    """Text without control characters and lone surrogates, which neither Excel nor a page can hold."""
    return _CONTROL.sub("\ufffd", text) if _CONTROL.search(text) else text


def join_wraps(text: str) -> str:
    """A hard-wrapped stretch as one line: a break between two CJK characters goes, any other becomes a blank."""

    def joined(match: re.Match[str]) -> str:
        before = text[match.start() - 1] if match.start() else ""
        after = text[match.end()] if match.end() < len(text) else ""
        if before.isdigit() and after.isdigit():
            return ""  # a number cut by the wrap
        return " " if before.isascii() and after.isascii() and before.strip() and after.strip() else ""

    return _WRAP.sub(joined, text) if "\n" in text else text


def to_json(record: object, *, indent: int | None = None) -> str:
    """JSON text of a record: readable Chinese, and always encodable as UTF-8 (a lone surrogate is escaped)."""
    text = json.dumps(record, ensure_ascii=False, indent=indent, allow_nan=False)
    return _SURROGATE.sub(lambda match: f"\\u{ord(match[0]):04x}", text)
