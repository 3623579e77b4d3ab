"""The formula language: what it computes, what it leaves unknown, and what it refuses."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.checks.formula import cells_of, evaluate, parse_formula, sum_of
from nlp.errors import ConfigurationError
from nlp.types import Interval

VALUES = {
    "a.b": Interval.point(888),
    "a.c": Interval.point(4),
    "a.total": Interval.point(1972),
    "a.zero": Interval.point(0),
    "a.about": Interval(Decimal(10), Decimal(12)),
}
BEFORE = {"a.total": Interval.point(1800)}


@pytest.mark.parametrize(
    ("formula", "expected"),
    [
        ("a.b", "888"),
        ("a.b + a.c", "892"),
        ("a.b - a.c * 2", "880"),
        ("(a.b - a.c) * 2", "1768"),
        ("-a.c + a.b", "884"),
        ("a.b - (-a.c)", "892"),
        ("a.total - previous(a.total)", "172"),
        ("12 + 1.5", "13.5"),
        ("a.about + a.c", "[14, 16]"),
        ("a.b - a.c - a.c", "880"),
        ("8 / 2 / 2", "2"),
    ],
)
def test_values(formula: str, expected: str) -> None:
    value = evaluate(formula, VALUES.get, BEFORE.get)
    assert value is not None
    assert str(value) == expected


def test_a_share_holds_the_true_value() -> None:
    value = evaluate("100 * (a.b + a.c) / a.total", VALUES.get)
    assert value is not None
    assert Decimal("45.2332") < value.low <= value.high < Decimal("45.2333")
    assert value.meets(Interval.from_rounded(Decimal("45.23"), Decimal("0.01")))


@pytest.mark.parametrize(
    "formula",
    ["a.missing", "a.b + a.missing", "a.b / a.zero", "a.b / (a.c - 4)", "previous(a.b)", "a.b / (a.about - 11)"],
)
def test_unknown(formula: str) -> None:
    assert evaluate(formula, VALUES.get, BEFORE.get) is None


def test_without_last_year_every_previous_is_missing() -> None:
    assert evaluate("previous(a.total)", VALUES.get) is None


@pytest.mark.parametrize(
    "formula", ["", "a.b +", "(a.b", "a.b)", "a.b a.c", "previous(3)", "previous(a.b", "a.b ** 2", "=a.b", "3 4"]
)
def test_refused(formula: str) -> None:
    with pytest.raises(ConfigurationError, match="formula"):
        parse_formula(formula)


def test_cells_are_named_once_in_order() -> None:
    assert cells_of("a.c + previous(a.x) / (a.b + a.c)") == ("a.c", "a.b", "a.x")
    assert parse_formula("previous(a.x) + a.c").previous_cells == ("a.x",)


def test_a_cell_may_be_called_previous_something() -> None:
    assert cells_of("previous.total + 1") == ("previous.total",)


def test_a_sum_of_points_stays_a_point() -> None:
    value = evaluate(sum_of(("a.b", "a.c", "a.total")), VALUES.get)
    assert value is not None
    assert value.is_point
    assert value.low == 2864
