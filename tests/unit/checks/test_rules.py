"""Every rule of the data is registered by exactly one check, and its examples pass and fail as they say."""

from __future__ import annotations

import re
from collections import Counter

import pytest

from nlp.checks.examples import build_context
from nlp.checks.registry import Check, Example, Rule, all_checks, all_rules, get_rule, the_judge
from nlp.errors import ConfigurationError
from nlp.types import Finding, Severity, Verdict

NEEDS_EXTRACTION = ("claim.", "narrative.")


def entries() -> list[Check]:
    judge = the_judge()
    return [*all_checks(), *([judge] if judge is not None else [])]


def run(rule: Rule, example: Example, lang: str = "zh") -> list[Finding]:
    context = build_context(example, lang, extract=rule.id.startswith(NEEDS_EXTRACTION))
    entry = next(entry for entry in entries() if rule.id in entry.rules)
    result = entry.function(context)
    findings = result[1] if entry.judge else result
    return [finding for finding in findings if finding.rule == rule.id]


def cases(kind: str) -> list[object]:
    return [
        pytest.param(rule, example, id=f"{rule.id}-{number}")
        for rule in all_rules()
        for number, example in enumerate(getattr(rule.examples, kind))
    ]


def test_every_rule_is_registered_exactly_once() -> None:
    registered = Counter(rule for entry in entries() for rule in entry.rules)
    assert registered == Counter({rule.id: 1 for rule in all_rules()})


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize(("rule", "example"), cases("failing"))
def test_failing_examples_fail(rule: Rule, example: Example, lang: str) -> None:
    found = [finding for finding in run(rule, example, lang) if not finding.verdict.passes]
    assert found, example.about
    for finding in found:
        assert finding.message.strip() and "{" not in finding.message
        assert not re.search(r"None|Interval\(|\s{2,}|。。|；。", finding.message), finding.message
        if lang == "en":
            assert "。" not in finding.message, finding.message
    if example.variant is not None:
        template = rule.messages[example.variant].in_(lang)
        head = re.split(r"\{\w+\}", template)
        fixed = max(head, key=len)
        assert any(fixed in finding.message for finding in found), [finding.message for finding in found]


@pytest.mark.parametrize(("rule", "example"), cases("passing"))
def test_passing_examples_pass(rule: Rule, example: Example) -> None:
    assert [finding.message for finding in run(rule, example) if not passes(finding)] == []


def passes(finding: Finding) -> bool:
    """A claim that cannot be judged for want of last year's report is no failure of the claim."""
    open_claim = finding.rule.startswith("claim.") and finding.verdict is Verdict.UNDETERMINED
    return finding.verdict.passes or (open_claim and finding.severity is Severity.INFO)


def test_several_messages_mean_each_failing_example_names_its_own() -> None:
    for rule in all_rules():
        for example in rule.examples.failing:
            assert example.variant is None or example.variant in rule.messages, rule.id


def test_an_unknown_rule_is_a_configuration_error() -> None:
    with pytest.raises(ConfigurationError, match="no such rule"):
        get_rule("form.nothing")
