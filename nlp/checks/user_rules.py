"""A user's own rules: TOML files that change severities, silence rules or single findings, and add equations.

Takes paths, gives validated :class:`UserRules`; a mistake raises :class:`~nlp.errors.ConfigurationError` with file and
key. Never changes the package's own rules: the changes hold for one run. A file may hold::

    [severity]
    "form.fee_item" = "warning"

    [[silence]]
    rule = "form.deadline"            # or fingerprint = "0123456789abcdef"
    reason = "the office published late by order"

    [[rule]]
    id = "local.granted_share"
    left = "requests.granted.total + requests.partly_granted.total"
    relation = "at_least"             # equals, at_least, at_most
    right = "requests.concluded.total / 2"
    severity = "warning"
    zh = "予以公开和部分公开合计 {left} 件，不足办结总数的一半（{right}）。"
    en = "Granted and partly granted requests ({left}) are fewer than half of those concluded ({right})."
    reason = "target of the provincial office for 2024"
"""

from __future__ import annotations

import hashlib
import os
import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from nlp.checks.context import CheckContext
from nlp.checks.explain import difference, format_value
from nlp.checks.formula import cells_of, parse_formula
from nlp.checks.registry import all_rules
from nlp.errors import ConfigurationError
from nlp.types import Finding, Interval, Severity, Verdict

__all__ = ["UserRule", "UserRules", "check_silenced", "load_user_rules", "user_findings"]

_FINGERPRINT = re.compile(r"[0-9a-f]{16}")


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class UserRule(_Model):
    """An equation or bound of the user's own over cell ids (see :mod:`nlp.checks.formula`)."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$")
    left: str
    relation: Literal["equals", "at_least", "at_most"] = "equals"
    right: str
    severity: Severity = Severity.WARNING
    zh: str
    en: str
    reason: str = Field(min_length=1)


class _Silence(_Model):
    rule: str | None = None
    fingerprint: str | None = None
    reason: str = Field(min_length=1)

    @model_validator(mode="after")
    def _one_target(self) -> _Silence:
        if (self.rule is None) == (self.fingerprint is None):
            raise ValueError("give either rule or fingerprint")
        return self


class _File(_Model):
    severity: dict[str, Severity] = Field(default_factory=dict)
    silence: tuple[_Silence, ...] = ()
    rule: tuple[UserRule, ...] = ()


@dataclass(frozen=True, slots=True)
class UserRules:
    """What all rule files of a run say together. ``reasons`` maps a silenced rule or fingerprint to its reason."""

    severities: dict[str, Severity] = field(default_factory=dict)
    reasons: dict[str, str] = field(default_factory=dict)
    rules: tuple[UserRule, ...] = ()

    @property
    def silenced(self) -> set[str]:
        """Rule ids and fingerprints that are left out."""
        return set(self.reasons)


def load_user_rules(paths: tuple[str, ...]) -> UserRules:
    """Read and validate rule files; later files win. Raises :class:`ConfigurationError`."""
    severities: dict[str, Severity] = {}
    reasons: dict[str, str] = {}
    rules: dict[str, UserRule] = {}
    for path in paths:
        try:
            modified = os.stat(path).st_mtime_ns
        except OSError as error:
            raise ConfigurationError(path, f"cannot be read ({error.strerror})") from None
        content = _read(path, modified)
        severities.update(content.severity)
        reasons.update({str(item.rule or item.fingerprint): item.reason for item in content.silence})
        rules.update({rule.id: rule for rule in content.rule})
    return UserRules(severities, reasons, tuple(rules.values()))


def check_silenced(ids: tuple[str, ...], paths: tuple[str, ...] = ()) -> None:
    """Raise :class:`ConfigurationError` for an id that is neither a rule, of the package or of ``paths``, nor a fingerprint.

    A misspelt id would leave nothing out, and nobody would know.
    """
    wanted = [one for one in ids if not _FINGERPRINT.fullmatch(one)]
    if not wanted:
        return
    known = {rule.id for rule in all_rules()} | {rule.id for rule in load_user_rules(paths).rules}
    for one in wanted:
        if one not in known:
            raise ConfigurationError(
                f"--silence {one}",
                "neither a rule (see gouji rules list) nor the fingerprint of a finding (16 hexadecimal digits)",
                "既不是规则（见 gouji rules list），也不是某处结果的指纹（16 位十六进制数）",
            )


@lru_cache(maxsize=64)
def _read(path: str, modified: int) -> _File:
    del modified  # only part of the key: a changed file is read again
    try:
        with open(path, "rb") as handle:
            content = _File.model_validate(tomllib.load(handle))
    except OSError as error:
        raise ConfigurationError(path, f"cannot be read ({error.strerror})") from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ConfigurationError(path, str(error)) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise ConfigurationError(f"{path}: {'.'.join(str(part) for part in first['loc'])}", first["msg"]) from None
    known = {rule.id for rule in all_rules()}
    own = {rule.id for rule in content.rule}
    for rule_id in (*content.severity, *(item.rule for item in content.silence if item.rule is not None)):
        if rule_id not in known and rule_id not in own:
            raise ConfigurationError(f"{path}: {rule_id}", "there is no such rule", "没有这条规则")
    for number, rule in enumerate(content.rule):
        if rule.id in known:
            raise ConfigurationError(f"{path}: rule.{number}.id", f"{rule.id} is a rule of the package")
        for key, formula in (("left", rule.left), ("right", rule.right)):
            try:
                parse_formula(formula)
            except ConfigurationError as error:
                raise ConfigurationError(f"{path}: rule.{number}.{key}", error.problem) from None
        for key, template in (("zh", rule.zh), ("en", rule.en)):
            try:
                template.format(left="", right="", delta="")
            except (KeyError, IndexError, ValueError):
                raise ConfigurationError(
                    f"{path}: rule.{number}.{key}", "a message may use {left}, {right} and {delta}"
                ) from None
    return content


def user_findings(context: CheckContext, user_rules: UserRules) -> Iterator[Finding]:
    """The findings of the user's own equations: only failures, and only where every operand is known."""
    for rule in user_rules.rules:
        left, right = context.evaluate(rule.left), context.evaluate(rule.right)
        if left is None or right is None or _holds(rule.relation, left, right):
            continue
        cells = tuple(dict.fromkeys((*cells_of(rule.left), *cells_of(rule.right))))
        evidence = context.cells_evidence(cells, "left")
        if not evidence:
            continue
        delta = difference(left, right)
        template = rule.zh if context.lang == "zh" else rule.en
        metadata = context.structure.metadata
        key = "\x1f".join((rule.id, metadata.issuer or "", str(metadata.year or ""), ",".join(cells)))
        sure = all(context.is_sure(cell) for cell in cells if context.cell(cell) is not None)
        yield Finding(
            rule=rule.id,
            verdict=Verdict.MISMATCH if sure else Verdict.UNDETERMINED,
            severity=rule.severity,
            message=template.format(left=format_value(left), right=format_value(right), delta=delta or ""),
            evidence=evidence,
            left=left,
            right=right,
            delta=delta,
            formula=rule.right,
            cells=cells,
            fingerprint=hashlib.sha256(key.encode()).hexdigest()[:16],
        )


def _holds(relation: str, left: Interval, right: Interval) -> bool:
    if relation == "equals":
        return left.meets(right)
    if relation == "at_least":
        return left.high >= right.low
    return left.low <= right.high
