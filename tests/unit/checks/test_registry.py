"""Rule data is validated at load with file and key; a rule has one check."""

from __future__ import annotations

from typing import Any

import pytest

from nlp.checks import registry
from nlp.checks.registry import all_rules, check, rules_from
from nlp.errors import ConfigurationError
from nlp.types import Severity

RULE: dict[str, Any] = {
    "severity": "warning",
    "severities": {"mild": "info"},
    "source": {"instrument": "某办法", "article": "第一条"},
    "title": {"zh": "标题", "en": "title"},
    "explain": {"zh": "说明", "en": "explained"},
    "messages": {"plain": {"zh": "{left} 不对", "en": "{left} is wrong"}, "mild": {"zh": "略", "en": "mild"}},
    "examples": {"passing": [{"about": "好"}], "failing": [{"about": "坏"}]},
}


def test_a_rule_knows_its_severities() -> None:
    (rule,) = rules_from("x.yaml", {"form.x": RULE})
    assert rule.severity_of("plain") is Severity.WARNING
    assert rule.severity_of("mild") is Severity.INFO
    assert rule.messages["plain"].in_("en") == "{left} is wrong"


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"severity": "fatal"}, "rules.form.x.severity"),
        ({"titel": {"zh": "标", "en": "t"}}, "rules.form.x.titel"),
        ({"title": {"zh": "标题"}}, "rules.form.x.title.en"),
        ({"explain": {"zh": "", "en": "x"}}, "rules.form.x.explain.zh"),
        ({"severities": {"strange": "info"}}, "rules.form.x.severities.strange"),
        ({"messages": {"plain": {"zh": "{left", "en": "x"}, "mild": {"zh": "a", "en": "b"}}}, "messages.plain.zh"),
        ({"examples": {"passing": [], "failing": [{"about": "坏"}]}}, "rules.form.x.examples.passing"),
        ({"examples": {"passing": [{"about": "好", "cell": {}}], "failing": [{"about": "坏"}]}}, "passing.0.cell"),
    ],
)
def test_mistakes_name_file_and_key(change: dict[str, Any], key: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        rules_from("x.yaml", {"form.x": {**RULE, **change}})
    assert "x.yaml" in str(caught.value)
    assert key in str(caught.value)


def test_a_rule_has_one_check_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registry, "_CHECKS", {})

    @check("form.x")
    def first(_context: object) -> tuple[()]:
        return ()

    with pytest.raises(ConfigurationError, match="already registered"):

        @check("form.x", "form.y")
        def second(_context: object) -> tuple[()]:
            return ()


def test_every_text_is_there_in_both_languages_and_differs() -> None:
    for rule in all_rules():
        for text in (rule.title, rule.explain, *rule.messages.values()):
            assert text.zh != text.en, rule.id
            assert any("\u4e00" <= c <= "\u9fff" for c in text.zh), rule.id
        assert rule.source.instrument


def test_both_languages_use_the_same_fields_or_fewer() -> None:
    import string

    for rule in all_rules():
        for variant, text in rule.messages.items():
            zh = {name for _, name, _, _ in string.Formatter().parse(text.zh) if name}
            en = {name for _, name, _, _ in string.Formatter().parse(text.en) if name}
            assert zh == en, (rule.id, variant, zh ^ en)
