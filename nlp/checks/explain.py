"""How checks put numbers, sums and repairs into words.

Takes values, cells, equations and repairs, gives short exact text in Chinese or English; the one place where numbers in
messages are formatted. The wording is in ``data/phrases.yaml``. Never judges.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.checks.names import cell_name, column_name, row_name, split_cell
from nlp.checks.repair import Equation
from nlp.errors import ConfigurationError
from nlp.types import Interval, Repair

__all__ = ["describe_equation", "describe_repair", "difference", "format_value", "join", "phrase", "sum_in_words"]

_WHERE = "nlp/checks/data/phrases.yaml"
_PLACES = Decimal("0.0001")
_CLOSE = Decimal("0.00000001")
_MANY = 9


class _Pair(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    zh: str
    en: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    phrases: dict[str, _Pair]


@lru_cache(maxsize=1)
def _phrases() -> dict[str, _Pair]:
    text = (resources.files("nlp.checks") / "data" / "phrases.yaml").read_text(encoding="utf-8")
    try:
        return _File.model_validate(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))).phrases
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(_WHERE, str(error)) from None


def phrase(key: str, lang: str, **fields: object) -> str:
    """A piece of a sentence from the data, filled in. Raises :class:`ConfigurationError` for an unknown key."""
    pair = _phrases().get(key)
    if pair is None:
        raise ConfigurationError(f"{_WHERE}: phrases.{key}", "is missing")
    return (pair.zh if lang == "zh" else pair.en).format(**fields)


# -- numbers ------------------------------------------------------------------------------------------------------


def format_value(value: Interval | Decimal | int) -> str:
    """A number for people: integers without decimals, at most four decimals, an interval as ``[45.225, 45.235]``.

    A computed point whose ends differ only by the precision of the arithmetic is shown as one number.
    """
    if isinstance(value, int):
        return str(value)
    if isinstance(value, Decimal):
        return _plain(value)
    if value.is_point or (not value.width.is_infinite() and value.width <= _CLOSE):
        return _plain(value.low if value.is_point else value.midpoint)
    left = "[" if value.low_closed else "("
    right = "]" if value.high_closed else ")"
    return f"{left}{_plain(value.low)}, {_plain(value.high)}{right}"


def difference(left: Interval | None, right: Interval | None) -> str | None:
    """``left - right`` as plain text: exact for points, else between the middles; None if unknown or infinite."""
    if left is None or right is None:
        return None
    delta = left.midpoint - right.midpoint
    return None if delta.is_infinite() or delta.is_nan() else _plain(delta)


def _plain(value: Decimal) -> str:
    if value.is_infinite():
        return "∞" if value > 0 else "-∞"
    if value == value.to_integral_value():
        return f"{value:.0f}" if value else "0"
    exponent = value.as_tuple().exponent
    if isinstance(exponent, int) and exponent < -4:
        value = value.quantize(_PLACES) or value
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def sum_in_words(values: Sequence[int] | Sequence[Interval]) -> str:
    """``878 + 7 + 2 = 887``: the addends that are not zero and their sum; the sum alone where there are many or one."""
    numbers = [value.midpoint if isinstance(value, Interval) else Decimal(value) for value in values]
    shown = [number for number in numbers if number]
    total = _plain(sum(shown, Decimal(0)))
    if not 2 <= len(shown) <= _MANY:
        return total
    return f"{' + '.join(_plain(number) for number in shown)} = {total}"


def join(parts: Iterable[str], lang: str) -> str:
    """Clauses joined by semicolons."""
    return ("；" if lang == "zh" else "; ").join(parts)


# -- equations and repairs ------------------------------------------------------------------------------------------


def describe_equation(equation: Equation, values: Mapping[str, int], lang: str) -> str:
    """A failing sum in words: both numbers, where each stands, and how the computed one came about."""
    left = [values[cell] for cell in equation.left]
    right = [values[cell] for cell in equation.right]
    stated, parts = (left, right) if len(left) <= len(right) else (right, left)
    stated_cell = (equation.left if len(left) <= len(right) else equation.right)[0]
    table, row, column = split_cell(stated_cell)
    key = _phrase_key(equation.rule)
    return phrase(
        key,
        lang,
        row=_quoted(row_name(row, lang), lang),
        column=_quoted(column_name(table, column, lang), lang),
        sum=sum_in_words(parts),
        stated=str(sum(stated)),
        left_sum=sum_in_words(left),
        right_sum=sum_in_words(right),
        label=equation.label or equation.rule,
    )


def _phrase_key(rule: str) -> str:
    table, _, family = rule.partition(".")
    if table == "disputes":
        return "group_sum"
    return family if table == "requests" and family in ("row_sum", "column_sum", "balance") else "sum"


def _quoted(name: str, lang: str) -> str:
    return f"“{name}”" if lang == "zh" else f'"{name}"'


def describe_repair(repair: Repair, lang: str) -> str:
    """The changes of a repair and the slip it supposes."""
    changes = []
    for change in repair.changes:
        key = "change_blank" if change.old is None else "change"
        changes.append(phrase(key, lang, cell=cell_name(change.cell, lang), old=change.old, new=change.new))
    kind = phrase(repair.kind, lang) if repair.kind != "wrong_cell" else ""
    return ("、" if lang == "zh" else ", ").join(changes) + kind
