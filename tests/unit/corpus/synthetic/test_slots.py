"""The notation of the phrase bank."""

from __future__ import annotations

import random
from decimal import Decimal

import pytest

from nlp.corpus.synthetic.prose import phrases
from nlp.corpus.synthetic.slots import Context, evaluate, fill, formula_of, holds
from nlp.errors import ConfigurationError

CELLS = {
    "requests.new.total": Decimal(120),
    "requests.new.person": Decimal(114),
    "requests.new.company": Decimal(6),
    "requests.new.research": Decimal(0),
    "requests.new.nonprofit": Decimal(0),
    "requests.new.law_firm": Decimal(0),
    "requests.new.other_org": Decimal(0),
    "requests.carried_in.total": Decimal(3),
    "requests.concluded.total": Decimal(123),
    "requests.granted.total": Decimal(40),
    "requests.partly_granted.total": Decimal(10),
    "requests.other.total": Decimal(7),
    "disputes.reconsideration.total": Decimal(4),
    "disputes.litigation_direct.total": Decimal(1),
    "disputes.litigation_after_reconsideration.total": Decimal(2),
    "disclosure.fees.amount": Decimal("25000.50"),
}


def context(**changes: object) -> Context:
    given: dict[str, object] = {
        "cells": CELLS,
        "previous": None,
        "requests_form": "2019",
        "words": {"我": ("我县", ""), "比上年": ("比2022年", "base_year")},
        "counter": "宗",
        "places": 2,
        "gov": True,
        "rng": random.Random(1),
    }
    return Context(**{**given, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("phrase", "text", "marks"),
    [
        ("[我]收到申请{new}", "我县收到申请120宗", [("120宗", "count", "requests.new.total", "120")]),
        ("共{new+in}", "共123宗", [("123宗", "count", "requests.new.total + requests.carried_in.total", "123")]),
        (
            "占{new.nat/new|%}",
            "占95.00%",
            [("95.00%", "share", "100 * (requests.new.person / requests.new.total)", "95.00")],
        ),
        (
            "公开{open+part}，占{(open+part)/done|%}",
            "公开50宗，占40.65%",
            [
                ("50宗", "count", "requests.granted.total + requests.partly_granted.total", "50"),
                (
                    "40.65%",
                    "share",
                    "100 * ((requests.granted.total + requests.partly_granted.total) / requests.concluded.total)",
                    "40.65",
                ),
            ],
        ),
        ("收费{fee|万元}", "收费25000.50万元", [("25000.50万元", "money", "disclosure.fees.amount", "25000.50")]),
        ("收费{fee|亿元}", "收费2.50亿元", [("2.50亿元", "money", "disclosure.fees.amount", "2.50")]),
        (
            "诉讼{lit}",
            "诉讼3宗",
            [
                (
                    "3宗",
                    "count",
                    "(disputes.litigation_direct.total + disputes.litigation_after_reconsideration.total)",
                    "3",
                )
            ],
        ),
        ("[比上年]上升", "比2022年上升", [("比2022年", "base_year", "", None)]),
    ],
)
def test_slots_print_figures_and_say_what_they_mean(
    phrase: str, text: str, marks: list[tuple[str, str, str, str | None]]
) -> None:
    made, found = fill(phrase, context(), random.Random(0))
    assert made == text
    assert [
        (made[m.start : m.end], m.kind, m.formula, None if m.value is None else str(m.value)) for m in found
    ] == marks


def test_alternatives_are_settled_innermost_first() -> None:
    made = {fill("(甲|乙(丙|丁)|)末", context(), random.Random(i))[0] for i in range(60)}
    assert made == {"甲末", "乙丙末", "乙丁末", "末"}


def test_cases_are_not_counted_as_texts() -> None:
    assert fill("{rev}", context(counter="条"), random.Random(0))[0] == "4件"
    assert fill("{new}", context(counter="条"), random.Random(0))[0] == "120条"


@pytest.mark.parametrize(
    ("condition", "true"),
    [
        ("new > 0 and in > 0", True),
        ("new.org == 6", True),
        ("prev and new > 1", False),
        ("pen > 0", False),
        ("gov", True),
        ("new < in", False),
    ],
)
def test_conditions(condition: str, true: bool) -> None:
    assert holds(condition, context()) is true


def test_other_is_one_line_or_three() -> None:
    assert formula_of("other", context()) == "requests.other.total"
    assert formula_of("other", context(requests_form="2021")).count("requests.other.") == 3
    assert evaluate("other", context()) == 7


def test_unknown_words_are_named() -> None:
    with pytest.raises(ConfigurationError, match="无此词"):
        fill("[无此词]", context(), random.Random(0))


def test_the_bank_is_large_and_its_conditions_can_be_read() -> None:
    entries = [entry for group in phrases().values() for entry in group]
    assert len(entries) > 300
    for entry in entries:
        holds(entry.get("when", "gov"), context())
