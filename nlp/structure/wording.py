"""The room's data files, read once and checked.

Takes the YAML files of ``nlp/structure/data``, gives frozen objects with compiled expressions. Raises
:class:`~nlp.errors.ConfigurationError` with file and key where a file is wrong. Never looks at a document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.errors import ConfigurationError

__all__ = ["HeadingWording", "MetadataWording", "Places", "ProseWording", "headings", "metadata", "places", "prose"]

SECTION_KEYS = ("overview", "disclosure", "requests", "disputes", "problems", "other")
STRENGTHS = {"statutory": 4, "strong": 3, "kin": 2}


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid")


class _WeakFile(_Model):
    key: str
    words: str


class _HeadingsFile(_Model):
    parts: dict[str, str]
    titles: dict[str, dict[str, list[str]]]
    canonical: dict[str, list[str]]
    weak: list[_WeakFile]
    items: str
    labels: str
    endings: str
    sentence: str
    topics: str


class _LeadsFile(_Model):
    problem: str
    improve: str


class _ProseFile(_Model):
    noise: list[str]
    labels: list[str]
    final: str
    opener: str
    leads: _LeadsFile


class _CompletionFile(_Model):
    ends: str
    adds: str


class _IssuersFile(_Model):
    township: str
    zone: str
    government: str
    department: str
    place: str


class _KeysFile(_Model):
    title: list[str]
    published: list[str]
    issuer: list[str]


class _MetadataFile(_Model):
    title: str
    issuers: _IssuersFile
    offices: str
    completions: list[_CompletionFile]
    zones: str
    state: str
    stop: str
    compiled: str
    date_labels: str
    not_published: str
    period: str
    keys: _KeysFile


class _PlacesFile(_Model):
    prefecture_cities: str
    county_cities: str
    municipalities: str
    new_districts: str


@dataclass(frozen=True, slots=True)
class HeadingWording:
    """Compiled ``headings.yaml``. ``titles`` holds (strength 4-2, key, expression), the strongest first."""

    titles: tuple[tuple[int, str, re.Pattern[str]], ...]
    canonical: tuple[tuple[str, str], ...]
    weak: tuple[tuple[str, re.Pattern[str]], ...]
    items: re.Pattern[str]
    labels: re.Pattern[str]
    endings: re.Pattern[str]
    sentence: re.Pattern[str]
    topics: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class ProseWording:
    """Compiled ``prose.yaml``. ``noise`` and ``labels`` are matched in full, the others at the start."""

    noise: re.Pattern[str]
    labels: re.Pattern[str]
    final: frozenset[str]
    opener: re.Pattern[str]
    problem_lead: re.Pattern[str]
    improve_lead: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class MetadataWording:
    """Compiled ``metadata.yaml``."""

    title: re.Pattern[str]
    issuers: Mapping[str, re.Pattern[str]]
    offices: re.Pattern[str]
    completions: tuple[tuple[re.Pattern[str], str], ...]
    zones: re.Pattern[str]
    state: re.Pattern[str]
    stop: re.Pattern[str]
    compiled: re.Pattern[str]
    date_labels: re.Pattern[str]
    not_published: re.Pattern[str]
    period: re.Pattern[str]
    keys: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Places:
    """``places.yaml``: names without their 市, and the 新区 that are districts."""

    prefecture_cities: frozenset[str]
    county_cities: frozenset[str]
    municipalities: frozenset[str]
    new_districts: frozenset[str]


_M = TypeVar("_M", bound=_Model)


def _load(name: str, model: type[_M], text: str | None = None) -> _M:
    if text is None:
        text = resources.files("nlp.structure").joinpath("data", name).read_text(encoding="utf-8")
    where = f"nlp/structure/data/{name}"
    try:
        raw: Any = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ConfigurationError(where, str(error)) from error
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        raise ConfigurationError(f"{where}: {key}", first["msg"]) from error


def _compile(expression: str, where: str) -> re.Pattern[str]:
    try:
        return re.compile(expression)
    except re.error as error:
        raise ConfigurationError(where, f"not a regular expression: {error}") from error


@lru_cache(maxsize=1)
def headings() -> HeadingWording:
    """The titles of the parts."""
    return read_headings(None)


def read_headings(text: str | None) -> HeadingWording:
    """``headings.yaml``, or ``text`` in its place."""
    file = "nlp/structure/data/headings.yaml"
    data = _load("headings.yaml", _HeadingsFile, text)
    titles: list[tuple[int, str, re.Pattern[str]]] = []
    for key, by_strength in data.titles.items():
        _require(key in SECTION_KEYS, f"{file}: titles.{key}", f"not one of {', '.join(SECTION_KEYS)}")
        for strength, expressions in by_strength.items():
            where = f"{file}: titles.{key}.{strength}"
            _require(strength in STRENGTHS, where, f"not one of {', '.join(STRENGTHS)}")
            joined = "|".join(f"(?:{_filled(e, data.parts, where)})" for e in expressions)
            titles.append((STRENGTHS[strength], key, _compile(joined, where)))
    for key in data.canonical:
        _require(key in SECTION_KEYS, f"{file}: canonical.{key}", f"not one of {', '.join(SECTION_KEYS)}")
    for entry in data.weak:
        _require(entry.key in SECTION_KEYS, f"{file}: weak", f"{entry.key} is not one of {', '.join(SECTION_KEYS)}")
    titles.sort(key=lambda t: -t[0])
    return HeadingWording(
        titles=tuple(titles),
        canonical=tuple((key, title) for key, listed in data.canonical.items() for title in listed),
        weak=tuple((entry.key, _compile(entry.words, f"{file}: weak")) for entry in data.weak),
        items=_compile(data.items, f"{file}: items"),
        labels=_compile(data.labels, f"{file}: labels"),
        endings=_compile(f"(?:{data.endings})$", f"{file}: endings"),
        sentence=_compile(data.sentence, f"{file}: sentence"),
        topics=_compile(data.topics.replace(" ", ""), f"{file}: topics"),
    )


def _filled(expression: str, parts: Mapping[str, str], where: str) -> str:
    def fill(match: re.Match[str]) -> str:
        name = match.group(1)
        _require(name in parts, where, f"no part named {name}")
        return parts[name].strip()

    return re.sub(r"\{([a-z_]+)\}", fill, expression)


def _require(condition: bool, where: str, problem: str) -> None:
    if not condition:
        raise ConfigurationError(where, problem)


@lru_cache(maxsize=1)
def prose() -> ProseWording:
    """What is no prose, and what opens a run of paragraphs."""
    file = "nlp/structure/data/prose.yaml"
    data = _load("prose.yaml", _ProseFile)
    return ProseWording(
        noise=_compile("|".join(f"(?:{e})" for e in data.noise), f"{file}: noise"),
        labels=_compile("|".join(f"(?:{e})" for e in data.labels), f"{file}: labels"),
        final=frozenset(data.final),
        opener=_compile(data.opener, f"{file}: opener"),
        problem_lead=_compile(data.leads.problem, f"{file}: leads.problem"),
        improve_lead=_compile(data.leads.improve, f"{file}: leads.improve"),
    )


@lru_cache(maxsize=1)
def metadata() -> MetadataWording:
    """Words of titles, issuers and dates."""
    file = "nlp/structure/data/metadata.yaml"
    data = _load("metadata.yaml", _MetadataFile)
    issuers = {
        level: _compile(f"(?:{expression})$", f"{file}: issuers.{level}")
        for level, expression in data.issuers.model_dump().items()
    }
    return MetadataWording(
        title=_compile(data.title, f"{file}: title"),
        issuers=issuers,
        offices=_compile(f"(?:{data.offices})$", f"{file}: offices"),
        completions=tuple((_compile(f"(?:{c.ends})$", f"{file}: completions"), c.adds) for c in data.completions),
        zones=_compile(f"(?:{data.zones})$", f"{file}: zones"),
        state=_compile(data.state, f"{file}: state"),
        stop=_compile(data.stop, f"{file}: stop"),
        compiled=_compile(data.compiled, f"{file}: compiled"),
        date_labels=_compile(data.date_labels, f"{file}: date_labels"),
        not_published=_compile(data.not_published, f"{file}: not_published"),
        period=_compile(data.period, f"{file}: period"),
        keys={kind: tuple(names) for kind, names in data.keys.model_dump().items()},
    )


@lru_cache(maxsize=1)
def places() -> Places:
    """Names of cities by rank."""
    data = _load("places.yaml", _PlacesFile)
    return Places(
        prefecture_cities=frozenset(data.prefecture_cities.split()),
        county_cities=frozenset(data.county_cities.split()),
        municipalities=frozenset(data.municipalities.split()),
        new_districts=frozenset(data.new_districts.split()),
    )
