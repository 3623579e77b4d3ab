"""The regular expressions of the form and wording rules, read once and compiled once.

Takes ``data/patterns.yaml``, gives compiled expressions by name; a mistake raises
:class:`~nlp.errors.ConfigurationError` with file and key. Never looks at a report.
"""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import resources

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.errors import ConfigurationError

__all__ = ["pattern"]

_WHERE = "nlp/checks/data/patterns.yaml"


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    patterns: dict[str, str]


@lru_cache(maxsize=1)
def _sources() -> dict[str, str]:
    text = (resources.files("nlp.checks") / "data" / "patterns.yaml").read_text(encoding="utf-8")
    try:
        return _File.model_validate(yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))).patterns
    except (yaml.YAMLError, ValidationError) as error:
        raise ConfigurationError(_WHERE, str(error)) from None


@lru_cache(maxsize=256)
def pattern(name: str) -> re.Pattern[str]:
    """The compiled expression of that name."""
    source = _sources().get(name)
    if source is None:
        raise ConfigurationError(f"{_WHERE}: patterns.{name}", "is missing")
    try:
        return re.compile(source)
    except re.error as error:
        raise ConfigurationError(f"{_WHERE}: patterns.{name}", str(error)) from None
