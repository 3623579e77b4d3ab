"""The rules: what each checks, why, how severe it is and how it speaks; and the functions that apply them.

Takes ``data/*.yaml`` of this package (validated at load: a mistake names file and key), gives :class:`Rule` objects and
the registered check functions. Never judges anything itself.
"""

from __future__ import annotations

import string
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module, resources
from importlib.util import find_spec
from typing import Any, Literal, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from nlp.errors import ConfigurationError
from nlp.types import Severity

__all__ = [
    "Check",
    "Example",
    "Rule",
    "RuleSource",
    "Text",
    "all_checks",
    "all_rules",
    "check",
    "get_rule",
    "has_rule",
    "rules_from",
    "the_judge",
]

F = TypeVar("F", bound=Callable[..., Any])

_MODULES = (
    "identities",
    "bounds",
    "form_rules",
    "form_contents",
    "wording_rules",
    "prior_current",
    "claims_against_tables",
    "narrative",
    "narrative_lists",
    "narrative_counts",
    "narrative_growth",
    "narrative_shares",
    "narrative_fees",
    "wording_copies",
    "years",
    "levels",
)
_PACKAGE = "nlp.checks"


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(_Model):
    """The same sentence in Chinese and English."""

    zh: str = Field(min_length=1)
    en: str = Field(min_length=1)

    def in_(self, lang: str) -> str:
        """The text in ``lang`` ("zh" or "en")."""
        return self.zh if lang == "zh" else self.en


class RuleSource(_Model):
    """Where a rule comes from: the instrument and its article or part."""

    instrument: str = Field(min_length=1)
    article: str = ""


class Example(_Model):
    """A small report that a test can build: what is given overrides a plain, consistent report.

    ``cells`` are cell values by id (a number, or a mark such as "", "/", "-" as printed); with ``base: balanced`` they
    override a consistent table of zeros. ``text`` is prose: lines that begin with a section's ordinal are headings.
    ``claims`` state what a sentence claims (measure, value and quote; the quote must stand in ``text``). ``inferred``
    are cells whose place was only inferred. ``previous`` is the report of the year before, ``children`` reports of the
    level below. ``variant`` is the message expected, if the rule has several.
    """

    about: str = Field(min_length=1)
    variant: str | None = None
    format: str | None = None
    year: int | None = None
    issuer: str | None = None
    level: str | None = None
    published: str | None = None
    base: Literal["none", "balanced"] = "none"
    cells: dict[str, int | float | str] = Field(default_factory=dict)
    inferred: tuple[str, ...] = ()
    text: str = ""
    claims: tuple[dict[str, Any], ...] = ()
    notices: tuple[dict[str, str], ...] = ()
    previous: Example | None = None
    children: tuple[Example, ...] = ()
    complete: bool = True


class _Examples(_Model):
    passing: tuple[Example, ...] = Field(min_length=1)
    failing: tuple[Example, ...] = Field(min_length=1)


class Rule(_Model):
    """One rule. ``severity`` is the policy, ``severities`` that of single variants of the message.

    ``messages`` are ``str.format`` templates by variant; ``explain`` says what is checked and why.
    """

    id: str
    severity: Severity
    severities: dict[str, Severity] = Field(default_factory=dict)
    source: RuleSource
    title: Text
    explain: Text
    messages: dict[str, Text] = Field(min_length=1)
    examples: _Examples

    def severity_of(self, variant: str) -> Severity:
        """The severity of a variant."""
        return self.severities.get(variant, self.severity)


@dataclass(frozen=True, slots=True)
class Check:
    """A registered function and the rules it may emit. ``judge`` marks the one that also fills in the claims."""

    name: str
    rules: tuple[str, ...]
    function: Callable[..., Any]
    judge: bool = False


_CHECKS: dict[str, Check] = {}


def check(*rules: str, judge: bool = False) -> Callable[[F], F]:
    """Register a function ``(context) -> Iterable[Finding]`` as the one that emits ``rules``.

    With ``judge=True`` the function is the judge of claims, ``(context) -> (claims with values, findings)``: the engine
    runs it before all others and gives them the claims it returns.
    """

    def register(function: F) -> F:
        name = f"{function.__module__}.{function.__qualname__}"
        taken = {rule: other.name for other in _CHECKS.values() if other.name != name for rule in other.rules}
        for rule in rules:
            if rule in taken:
                raise ConfigurationError(name, f"rule {rule} is already registered by {taken[rule]}")
        _CHECKS[name] = Check(name, rules, function, judge)
        return function

    return register


@lru_cache(maxsize=1)
def _load_modules() -> bool:
    for module in _MODULES:
        if find_spec(f"{_PACKAGE}.{module}") is not None:
            import_module(f"{_PACKAGE}.{module}")
    return True


def all_checks() -> tuple[Check, ...]:
    """Every registered check but the judge of claims, in the order of registration."""
    _load_modules()
    return tuple(entry for entry in _CHECKS.values() if not entry.judge)


def the_judge() -> Check | None:
    """The judge of claims."""
    _load_modules()
    return next((entry for entry in _CHECKS.values() if entry.judge), None)


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every rule of the package's data, by id. Raises :class:`ConfigurationError` naming file and key."""
    found: dict[str, Rule] = {}
    folder = resources.files(_PACKAGE) / "data"
    for entry in sorted(folder.iterdir(), key=lambda item: item.name):
        if not entry.name.endswith(".yaml"):
            continue
        where = f"{_PACKAGE}/data/{entry.name}"
        content = _parse_yaml(where, entry.read_text(encoding="utf-8"))
        if not isinstance(content, dict) or "rules" not in content:
            continue  # another kind of data, loaded and validated by its owner
        for rule in rules_from(where, content["rules"]):
            if rule.id in found:
                raise ConfigurationError(f"{where}: rules.{rule.id}", "the rule is defined twice")
            found[rule.id] = rule
    return tuple(found[key] for key in sorted(found))


def rules_from(where: str, content: object) -> tuple[Rule, ...]:
    """Validate the ``rules`` mapping of a data file. ``where`` names the file in messages."""
    if not isinstance(content, dict):
        raise ConfigurationError(f"{where}: rules", "must be a mapping from rule id to rule")
    rules = []
    for key, value in content.items():
        at = f"{where}: rules.{key}"
        if not isinstance(value, dict):
            raise ConfigurationError(at, "must be a mapping")
        try:
            rule = Rule.model_validate({"id": key, **value})
        except ValidationError as error:
            first = error.errors()[0]
            path = ".".join(str(part) for part in first["loc"])
            raise ConfigurationError(f"{at}.{path}", first["msg"]) from None
        _check_messages(at, rule)
        rules.append(rule)
    return tuple(rules)


def _check_messages(at: str, rule: Rule) -> None:
    for variant in rule.severities:
        if variant not in rule.messages:
            raise ConfigurationError(f"{at}.severities.{variant}", "there is no message of that name")
    for variant, text in rule.messages.items():
        for lang in ("zh", "en"):
            try:
                list(string.Formatter().parse(text.in_(lang)))
            except ValueError as error:
                raise ConfigurationError(f"{at}.messages.{variant}.{lang}", str(error)) from None


def _parse_yaml(where: str, text: str) -> object:
    try:
        return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f" line {mark.line + 1}" if mark is not None else ""
        raise ConfigurationError(f"{where}{line}", str(getattr(error, "problem", error))) from None


@lru_cache(maxsize=1)
def _by_id() -> dict[str, Rule]:
    return {rule.id: rule for rule in all_rules()}


def get_rule(rule_id: str) -> Rule:
    """The rule of that id. Raises :class:`ConfigurationError` if there is none."""
    try:
        return _by_id()[rule_id]
    except KeyError:
        raise ConfigurationError(f"rule {rule_id}", "there is no such rule", "没有这条规则") from None


def has_rule(rule_id: str) -> bool:
    """Whether the package has a rule of that id."""
    return rule_id in _by_id()
