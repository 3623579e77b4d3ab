"""Values and states of cells, names, findings: what a check may rely on."""

from __future__ import annotations

from decimal import Decimal

import pytest

from nlp.checks.context import CheckContext
from nlp.checks.examples import build_context
from nlp.checks.explain import difference, format_value, sum_in_words
from nlp.checks.names import canonical_order, cell_name
from nlp.checks.registry import Example
from nlp.errors import ConfigurationError
from nlp.types import CellState, Interval, Severity, Verdict


@pytest.fixture
def context() -> CheckContext:
    cells = {
        "requests.new.total": 12,
        "requests.new.person": "",
        "requests.granted.total": "-",
        "requests.granted.person": 4,
    }
    previous = Example(about="before", format="2021", year=2021, cells={"requests.new.total": 9})
    return build_context(
        Example(
            about="x",
            format="2021",
            year=2022,
            cells=cells,
            inferred=("requests.granted.person",),
            previous=previous,
            text="文字\n",
        )
    )


def test_values(context: CheckContext) -> None:
    assert context.value("requests.new.total") == Interval.point(12)
    assert context.value("requests.new.person") is None
    assert context.value_or_zero("requests.new.person") == Interval.point(0)
    assert context.value_or_zero("requests.granted.total") == Interval.point(0)
    assert context.value_or_zero("requests.none.total") is None
    assert context.state("requests.granted.total") is CellState.DASH
    assert context.state("requests.none.total") is None
    assert context.number("requests.new.total") == 12
    assert context.is_sure("requests.new.total")
    assert not context.is_sure("requests.granted.person")
    assert context.evaluate("requests.new.total - previous(requests.new.total)") == Interval.point(3)
    assert context.evaluate("requests.new.total + requests.new.person") is None
    assert context.evaluate("requests.new.total + requests.new.person", blank_is_zero=True) == Interval.point(12)


def test_cells_that_were_never_drawn_have_no_evidence(context: CheckContext) -> None:
    assert context.cell_evidence("requests.none.total", "left") is None
    evidence = context.cell_evidence("requests.new.total", "left")
    assert evidence is not None
    assert evidence.quote == "12"


def test_names() -> None:
    assert cell_name("requests.granted.person") == "“予以公开·自然人”"
    assert cell_name("disputes.reconsideration.upheld", "en") == '"administrative reconsideration / upheld"'
    assert cell_name("annex.requests.received") == "“收到申请数”"
    assert cell_name("what.is.this") == "what.is.this"
    assert canonical_order(["requests.concluded.total", "x.y.z", "requests.new.total", "requests.new.person"]) == [
        "requests.new.person",
        "requests.new.total",
        "requests.concluded.total",
        "x.y.z",
    ]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (Interval.point(2112), "2112"),
        (Interval.point(Decimal("143780.54")), "143780.54"),
        (Interval.point(Decimal("1E+3")), "1000"),
        (Interval.point(0), "0"),
        (Interval(Decimal("45.225"), Decimal("45.235")), "[45.225, 45.235]"),
        (Interval.from_truncated(Decimal(14), Decimal(1)), "[14, 15)"),
        (Interval.at_least(Decimal(3)), "[3, ∞)"),
        (Interval.point(1) / Interval.point(3), "0.3333"),
        (Decimal("0.00004"), "0.00004"),
        (7, "7"),
    ],
)
def test_numbers_in_messages(value: Interval | Decimal | int, text: str) -> None:
    assert format_value(value) == text


def test_differences_and_sums() -> None:
    assert difference(Interval.point(891), Interval.point(892)) == "-1"
    assert difference(Interval.from_rounded(Decimal("45.23"), Decimal("0.01")), Interval.point(45)) == "0.23"
    assert difference(None, Interval.point(1)) is None
    assert difference(Interval.at_most(Decimal(3)), Interval.point(1)) == "2"
    assert sum_in_words([3, 0, 4]) == "3 + 4 = 7"
    assert sum_in_words([0, 0]) == "0"
    assert sum_in_words([5]) == "5"
    assert sum_in_words(list(range(20))) == "190"


def test_a_finding_is_rendered_from_its_rule(context: CheckContext) -> None:
    finding = context.finding(
        "requests.not_integer",
        "uncertain",
        verdict=Verdict.UNDETERMINED,
        evidence=(context.cell_evidence("requests.new.total", "left"), None),
        left=Interval.point(Decimal("12.5")),
        right=Interval.point(12),
        cells=("requests.new.total",),
        cell="某格",
        raw="12.5",
    )
    assert finding.message.startswith("某格读作“12.5”")
    assert finding.severity is Severity.WARNING
    assert finding.delta == "0.5"
    assert len(finding.evidence) == 1
    assert len(finding.fingerprint) == 16


@pytest.mark.parametrize(
    ("rule", "variant", "with_evidence", "problem"),
    [
        ("no.rule", "broken", True, "no such rule"),
        ("requests.negative", "strange", True, "no message 'strange'"),
        ("requests.negative", "broken", True, "no value for {cell}"),
        ("requests.negative", "broken", False, "at least one evidence"),
    ],
)
def test_wrong_findings_are_refused(
    context: CheckContext, rule: str, variant: str, problem: str, *, with_evidence: bool
) -> None:
    evidence = (context.top_evidence(),) if with_evidence else ()
    with pytest.raises(ConfigurationError, match=problem):
        context.finding(rule, variant, verdict=Verdict.MISMATCH, evidence=evidence)
