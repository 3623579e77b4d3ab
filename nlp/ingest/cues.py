"""What tells a report's body from the page around it, as data.

Takes ``data/html_cues.yaml``, gives it compiled. Raises :class:`ConfigurationError` with file and key where the data is
wrong. Never holds a cue of its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from nlp.errors import ConfigurationError

__all__ = ["HtmlCues", "html_cues"]

_FILE = "nlp/ingest/data/html_cues.yaml"


@dataclass(frozen=True, slots=True)
class HtmlCues:
    """See the data file for the meaning of each."""

    anchors: tuple[re.Pattern[str], ...]
    any_anchor: re.Pattern[str]
    chrome_names: frozenset[str]
    chrome_starts: re.Pattern[str]
    chrome_contains: re.Pattern[str]
    index_labels: tuple[str, ...]
    index_label: re.Pattern[str]
    meta_names: tuple[tuple[str, tuple[str, ...]], ...]
    visible_labels: tuple[tuple[str, tuple[re.Pattern[str], ...]], ...]


@cache
def html_cues() -> HtmlCues:
    """The shipped cues. Raises :class:`ConfigurationError`."""
    text = resources.files("nlp.ingest").joinpath("data/html_cues.yaml").read_text("utf-8")
    return parse_cues(text)


def parse_cues(text: str, where: str = _FILE) -> HtmlCues:
    """Cues from the YAML ``text`` of the file ``where``."""
    try:
        data = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ConfigurationError(where, f"not YAML: {error}") from error
    if not isinstance(data, dict):
        raise ConfigurationError(where, "must be a mapping")
    known = {
        "anchors",
        "chrome_names",
        "chrome_starts",
        "chrome_contains",
        "index_labels",
        "meta_names",
        "visible_labels",
    }
    for key in sorted(set(data) ^ known):
        raise ConfigurationError(f"{where}: {key}", "missing" if key in known else "unknown key")
    anchors = _strings(data, "anchors", where)
    labels = _strings(data, "index_labels", where)
    return HtmlCues(
        anchors=tuple(_pattern(one, f"{where}: anchors") for one in anchors),
        any_anchor=_pattern("|".join(f"(?:{one})" for one in anchors), f"{where}: anchors"),
        chrome_names=frozenset(_strings(data, "chrome_names", where)),
        chrome_starts=_alternatives(data, "chrome_starts", where),
        chrome_contains=_alternatives(data, "chrome_contains", where),
        index_labels=labels,
        index_label=_pattern("|".join(sorted(map(re.escape, labels), key=len, reverse=True)), f"{where}: index_labels"),
        meta_names=tuple((key, names) for key, names in _lists(data, "meta_names", where)),
        visible_labels=tuple(
            (
                key,
                tuple(
                    _pattern(rf"(?:^|(?<=[^\w]))(?:{one})[】\])）]?(?:\n?[:：]|\n)\n*", f"{where}: {key}")
                    for one in names
                ),
            )
            for key, names in _lists(data, "visible_labels", where)
        ),
    )


def _strings(data: dict[str, Any], key: str, where: str) -> tuple[str, ...]:
    value = data[key]
    if not isinstance(value, list) or not value or not all(isinstance(one, str) and one for one in value):
        raise ConfigurationError(f"{where}: {key}", "must be a list of strings")
    return tuple(value)


def _lists(data: dict[str, Any], key: str, where: str) -> list[tuple[str, tuple[str, ...]]]:
    value = data[key]
    if not isinstance(value, dict):
        raise ConfigurationError(f"{where}: {key}", "must be a mapping of lists")
    return [(str(name), _strings(value, name, f"{where}: {key}")) for name in value]


def _alternatives(data: dict[str, Any], key: str, where: str) -> re.Pattern[str]:
    return _pattern("|".join(f"(?:{one})" for one in _strings(data, key, where)), f"{where}: {key}")


def _pattern(source: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(source)
    except re.error as error:
        raise ConfigurationError(where, f"not a regular expression: {error}") from error
