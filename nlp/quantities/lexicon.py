"""The words the finder knows, from the YAML files of this package.

Takes the package data, gives one frozen :class:`Lexicon`, read and validated once. Never holds grammar: the expressions
are built in ``grammar``. A wrong file raises :class:`ConfigurationError` that names file and key.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from nlp.errors import ConfigurationError

if TYPE_CHECKING:
    from collections.abc import Callable

__all__ = ["Lexicon", "build_lexicon", "load_lexicon"]

Words = tuple[str, ...]
_FILES = ("units", "hedges", "cues", "idioms")
EFFECTS_AROUND = frozenset({"about", "near", "over", "at_least", "under", "at_most", "more"})
EFFECTS_BARE = frozenset({"over", "tenfold"})
EFFECTS_INSIDE = frozenset({"more", "few", "round", "at_least"})


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Word lists by purpose; see the comments of the YAML files for what each key means."""

    counters: Words
    weak_counters: frozenset[str]
    durations: frozenset[str]
    measures: Words
    money: dict[str, str]
    money_signs: dict[str, str]
    not_before: dict[str, Words]
    not_amounts: dict[str, str]  # written unit -> kind
    tenths_not_before: str
    percent: frozenset[str]
    permille: frozenset[str]
    points: frozenset[str]
    multiples: frozenset[str]
    multiples_not_before: Words
    points_not_before: Words
    hedges_before: dict[str, str]  # word -> effect
    hedges_before_bare: dict[str, str]
    hedges_behind: dict[str, str]
    hedges_inside: dict[str, str]
    hedge_not_after: dict[str, str]  # hedge -> characters
    hedge_not_before_unit: dict[str, frozenset[str]]
    hedge_behind_not_before: dict[str, Words]
    behind_units_for_more: frozenset[str]
    growth: Words
    growth_between: Words
    growth_level: Words
    growth_behind: Words
    count_before: Words
    address_before: Words
    phone_before: Words
    postcode_before: Words
    identifier_before: Words
    zero_things: Words
    one_before: Words
    one_counters: frozenset[str]
    one_not_before: Words
    one_not_after: Words
    one_inside: Words
    quoted_length: int
    ordinal_before: Words
    ordinal_counters: frozenset[str]
    idioms: Words
    silent: frozenset[str]
    hotlines: Words
    idiom_patterns: Words


class _Reader:
    """Takes values out of the parsed files and says where a wrong one stands."""

    def __init__(self, raw: dict[str, Any]) -> None:
        self.raw = raw
        self.used: set[str] = set()

    def _at(self, path: str) -> Any:
        self.used.add(path)
        value: Any = self.raw
        for key in path.split("."):
            if not isinstance(value, dict) or key not in value:
                raise ConfigurationError(_where(path), "the key is missing")
            value = value[key]
        return value

    def words(self, path: str) -> Words:
        return _split(self._at(path), path)

    def one_of(self, path: str, allowed: frozenset[str]) -> dict[str, str]:
        """A table effect -> words, turned round."""
        table = self._at(path)
        if not isinstance(table, dict):
            raise ConfigurationError(_where(path), "a table is expected")
        turned: dict[str, str] = {}
        for effect, words in table.items():
            if effect not in allowed:
                raise ConfigurationError(_where(f"{path}.{effect}"), f"unknown; known are {', '.join(sorted(allowed))}")
            for word in _split(words, f"{path}.{effect}"):
                if turned.setdefault(word, effect) != effect:
                    raise ConfigurationError(_where(path), f"{word} has two meanings: {turned[word]} and {effect}")
        return turned

    def table(self, path: str) -> dict[str, str]:
        table = self._at(path)
        if not isinstance(table, dict) or not all(isinstance(k, str) and isinstance(v, str) for k, v in table.items()):
            raise ConfigurationError(_where(path), "a table of words is expected")
        return dict(table)

    def split_table(self, path: str) -> dict[str, Words]:
        return {key: _split(value, f"{path}.{key}") for key, value in self.table(path).items()}

    def whole(self, path: str) -> int:
        value = self._at(path)
        if not isinstance(value, int) or value < 1:
            raise ConfigurationError(_where(path), "a whole number above 0 is expected")
        return value

    def expressions(self, path: str) -> Words:
        values = self._at(path)
        if not isinstance(values, list):
            raise ConfigurationError(_where(path), "a list of expressions is expected")
        for value in values:
            _check_expression(value, path)
        return tuple(values)

    def nothing_left(self) -> None:
        """Every key of the files must have been asked for: a misspelt key is an error, not silence."""
        for file, content in self.raw.items():
            for key in content:
                path = f"{file}.{key}"
                if path not in self.used:
                    raise ConfigurationError(_where(path), "unknown key")


def _where(path: str) -> str:
    file, _, key = path.partition(".")
    return f"quantities/data/{file}.yaml: {key}"


def _split(value: Any, path: str) -> Words:
    if not isinstance(value, str) or not value.strip():
        raise ConfigurationError(_where(path), "words separated by blanks are expected")
    return tuple(dict.fromkeys(value.split()))


def _check_expression(value: Any, path: str) -> None:
    try:
        re.compile(value)
    except (re.error, TypeError) as error:
        raise ConfigurationError(_where(path), f"not a regular expression: {value!r} ({error})") from error


def build_lexicon(read: Callable[[str], str]) -> Lexicon:
    """A lexicon from ``read(file name) -> YAML text``; raises :class:`ConfigurationError`."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    raw: dict[str, Any] = {}
    for name in _FILES:
        try:
            raw[name] = yaml.load(read(f"{name}.yaml"), Loader=loader)
        except yaml.YAMLError as error:
            raise ConfigurationError(f"quantities/data/{name}.yaml", f"not YAML: {error}") from error
        if not isinstance(raw[name], dict):
            raise ConfigurationError(f"quantities/data/{name}.yaml", "a table is expected")
    reader = _Reader(raw)
    kinds = reader.split_table("units.not_amounts")
    not_before = reader.split_table("units.not_before")
    for unit, followers in not_before.items():
        for follower in followers:
            _check_expression(follower, f"units.not_before.{unit}")
    lexicon = Lexicon(
        counters=reader.words("units.counters"),
        weak_counters=frozenset(reader.words("units.weak_counters")),
        durations=frozenset(reader.words("units.durations")),
        measures=reader.words("units.measures"),
        money=reader.table("units.money"),
        money_signs=reader.table("units.money_signs"),
        not_before=not_before,
        not_amounts={unit: kind for kind, units in kinds.items() for unit in units},
        tenths_not_before="".join(reader.words("units.tenths_not_before")),
        percent=frozenset(reader.words("units.percent")),
        permille=frozenset(reader.words("units.permille")),
        points=frozenset(reader.words("units.points")),
        multiples=frozenset(reader.words("units.multiples")),
        multiples_not_before=reader.words("units.multiples_not_before"),
        points_not_before=reader.words("units.points_not_before"),
        hedges_before=reader.one_of("hedges.before", EFFECTS_AROUND),
        hedges_before_bare=reader.one_of("hedges.before_bare", EFFECTS_BARE),
        hedges_behind=reader.one_of("hedges.behind", EFFECTS_AROUND),
        hedges_inside=reader.one_of("hedges.inside", EFFECTS_INSIDE),
        hedge_not_after=reader.table("hedges.not_after"),
        hedge_not_before_unit={k: frozenset(v) for k, v in reader.split_table("hedges.not_before_unit").items()},
        hedge_behind_not_before=reader.split_table("hedges.behind_not_before"),
        behind_units_for_more=frozenset(reader.words("hedges.behind_units_for_more")),
        growth=reader.words("cues.growth"),
        growth_between=reader.words("cues.growth_between"),
        growth_level=reader.words("cues.growth_level"),
        growth_behind=reader.words("cues.growth_behind"),
        count_before=reader.words("cues.count_before"),
        address_before=reader.words("cues.address_before"),
        phone_before=reader.words("cues.phone_before"),
        postcode_before=reader.words("cues.postcode_before"),
        identifier_before=reader.words("cues.identifier_before"),
        zero_things=reader.words("cues.zero_things"),
        one_before=reader.words("cues.one_before"),
        one_counters=frozenset(reader.words("cues.one_counters")),
        one_not_before=reader.words("cues.one_not_before"),
        one_not_after=reader.words("cues.one_not_after"),
        one_inside=reader.words("cues.one_inside"),
        quoted_length=reader.whole("cues.quoted_length"),
        ordinal_before=reader.words("cues.ordinal_before"),
        ordinal_counters=frozenset(reader.words("cues.ordinal_counters")),
        idioms=reader.words("idioms.idioms"),
        silent=frozenset(reader.words("idioms.silent")),
        hotlines=reader.words("idioms.hotlines"),
        idiom_patterns=reader.expressions("idioms.patterns"),
    )
    reader.nothing_left()
    unknown = lexicon.silent - set(lexicon.idioms)
    if unknown:
        raise ConfigurationError(_where("idioms.silent"), f"not among the idioms: {' '.join(sorted(unknown))}")
    return lexicon


@lru_cache(maxsize=1)
def load_lexicon() -> Lexicon:
    """The lexicon of the package data."""
    folder = files("nlp.quantities") / "data"
    return build_lexicon(lambda name: (folder / name).read_text(encoding="utf-8"))
