"""Which issuers are the same body: across years, renamings and ways of writing a name.

Takes the names in a collection with the years in which they report, gives :class:`Body` for each. A name is a place and a kind
of body (``data/organs.yaml``). Names that might belong to several bodies stay apart: a wrong match is worse than none. Never
looks at figures.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.errors import ConfigurationError
from nlp.text.view import fold

__all__ = ["Body", "Name", "is_child", "is_government", "match_bodies", "parse_name"]

_WHERE = "nlp/batch/data/organs.yaml"
_NOISE = re.compile(r"\s+|\((?:本级|机关|本部|汇总|含[^()]*)\)|[《》“”\"'·]")
_NO_UNIT = r"(?!市(?!场|政|容|民)|县(?!域|级)|区(?!域|块|划)|镇|乡(?!村)|旗)"
"""A unit's character directly before another one is part of a name: 珂州县, 沙市区, 赣县区."""
_PLACE = re.compile(
    rf"特别行政区|自治区|自治州|自治县|自治旗|民族乡|省|市(?!场|政|容|民|区(?!域|块|划))|州{_NO_UNIT}|盟|地区|"
    r"县(?!域|级|区(?!域|块|划))|旗|林区|特区|新区|区(?!域|块|划)|镇(?!市(?!场|政|容|民)|区(?!域|块|划))|街道|苏木|乡(?!村)"
)
_HEAD = re.compile(r"^国家税务总局(?=.)|(?<=[区市县旗])人民政府(?=.{1,8}街道)")
_RENAMED_UNITS = {
    ("县", "区"),
    ("县", "市"),
    ("市", "区"),
    ("乡", "镇"),
    ("镇", "街道"),
    ("乡", "街道"),
    ("地区", "市"),
}
_FUZZY = 90
_TELLING = re.compile(r"[^0-9一二三四五六七八九十东南西北中上下新老大小]+")
"""All but the characters that tell sister bodies apart (第一中学, 第二中学)."""
_GOVERNMENT = "人民政府"
_STREET_OFFICE = "街道办事处"
_STREET_OFFICES = frozenset({"", "办", "办事处", "人民政府", "政府"})


class _Organ(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)
    also: tuple[str, ...] = ()
    before: tuple[str, ...] = ()


class Name(NamedTuple):
    """A body's name taken apart: ``place`` from the largest unit to the smallest, ``organ`` by the name it goes by today.

    ``old`` is the organ's own former name where it was taken over by another body, else empty.
    """

    place: tuple[str, ...]
    organ: str
    old: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Body:
    """A body: ``name`` is its latest one, ``names`` all of them with how each was matched (same, spelling, renamed)."""

    name: str
    place: tuple[str, ...]
    organ: str
    names: Mapping[str, str]


@lru_cache(maxsize=1)
def _organs() -> tuple[dict[str, tuple[str, str]], re.Pattern[str]]:
    """Every known name of an organ → (present name, former name or ""), and the pattern that finds one at the end."""
    text = (resources.files("nlp.batch") / "data" / "organs.yaml").read_text(encoding="utf-8")
    try:
        content = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise ConfigurationError(_WHERE, str(error)) from None
    known: dict[str, tuple[str, str]] = {}
    for name, raw in content.items():
        try:
            organ = _Organ.model_validate(raw)
        except ValidationError as error:
            raise ConfigurationError(f"{_WHERE}: {name}", error.errors()[0]["msg"]) from None
        for alias, old in [(name, ""), *((a, "") for a in organ.also), *((b, b) for b in organ.before)]:
            if known.setdefault(alias, (name, old)) != (name, old):
                raise ConfigurationError(f"{_WHERE}: {name}", f"{alias} stands twice")
    longest_first = sorted(known, key=len, reverse=True)
    return known, re.compile(f"(?:{'|'.join(longest_first)})$")


@lru_cache(maxsize=65_536)
def parse_name(name: str) -> Name:
    """A name as printed, taken apart. What is no place and no known organ is the organ."""
    plain = _HEAD.sub("", _NOISE.sub("", fold(name)))
    known, pattern = _organs()
    found = next((m for m in _ends(pattern, plain) if m), None)
    if found is not None:
        place = _places(plain[: found.start()])
        if place is not None:
            organ, old = known[found.group()]
            return Name(place, organ, old)
    start = 0
    units: list[str] = []
    for match in _PLACE.finditer(plain):
        whole = match.end() == len(plain) and match.group() != "街道"
        if match.start() > start and not whole:
            units.append(plain[start : match.end()])
            start = match.end()
    rest = plain[start:]
    if units and units[-1].endswith("街道") and rest in _STREET_OFFICES:
        rest = _STREET_OFFICE
    return Name(tuple(units), rest)


def _ends(pattern: re.Pattern[str], text: str) -> Iterable[re.Match[str] | None]:
    """Matches at the end, the longest first."""
    for start in range(len(text)):
        match = pattern.match(text, start)
        if match:
            yield match


def _places(text: str) -> tuple[str, ...] | None:
    """A string that is nothing but places, from the largest; None if it is something else."""
    units: list[str] = []
    start = 0
    for match in _PLACE.finditer(text):
        if match.start() > start:
            units.append(text[start : match.end()])
            start = match.end()
    return tuple(units) if start == len(text) else None


def match_bodies(issuers: Mapping[str, Iterable[int | None]]) -> dict[str, Body]:
    """The body of every issuer, by its name as printed. ``issuers`` maps names to the years in which they report."""
    years = {name: {year for year in reported if year is not None} for name, reported in issuers.items()}
    parsed = {name: parse_name(name) for name in years}
    groups: dict[tuple[tuple[str, ...], str, str], _Group] = {}
    for name, key in parsed.items():
        group = groups.setdefault((key.place, key.organ, key.old), _Group(key, {}, set()))
        group.names[name] = "same"
        group.years |= years[name]
    merged = _join_prefixes(list(groups.values()))
    merged = _join_renamed(merged)
    merged = _join_misspelt(merged)
    bodies: dict[str, Body] = {}
    for group in merged:
        latest = max(group.names, key=lambda name: (max(years[name], default=0), group.names[name] == "same", name))
        names = {name: ("same" if name == latest else _how(group.names[name], name, latest)) for name in group.names}
        body = Body(latest, group.key.place, group.key.organ, names)
        bodies.update(dict.fromkeys(group.names, body))
    return bodies


@dataclass(slots=True)
class _Group:
    key: Name
    names: dict[str, str]
    years: set[int]

    def take(self, other: _Group, how: str) -> None:
        self.names.update({name: how if was == "same" else was for name, was in other.names.items()})
        self.years |= other.years


def _how(how: str, name: str, latest: str) -> str:
    if how == "same" and name != latest:
        return "spelling"
    return how


def _join_prefixes(groups: list[_Group]) -> list[_Group]:
    """上海市杨浦区财政局 and 杨浦区财政局, unless another city's 杨浦区财政局 could be meant."""
    index: dict[tuple[str, str, str], list[_Group]] = defaultdict(list)
    for group in groups:
        last = group.key.place[-1] if group.key.place else ""
        index[last, group.key.organ, group.key.old].append(group)
    joined: list[_Group] = []
    for (last, _, _), alike in index.items():
        alike.sort(key=lambda group: len(group.key.place), reverse=True)
        kept: list[_Group] = []
        for group in alike:
            longer = [other for other in kept if last and _is_tail(group.key.place, other.key.place)]
            if len(longer) == 1 and not group.years & longer[0].years:
                longer[0].take(group, "spelling")
            else:
                kept.append(group)
        joined.extend(kept)
    return joined


def _is_tail(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    return len(short) <= len(long) and long[len(long) - len(short) :] == short


def _join_renamed(groups: list[_Group]) -> list[_Group]:
    """Bodies that took over another's work, or whose place was raised or merged, where one's years follow the other's."""
    by_organ: dict[tuple[str, tuple[str, ...]], list[_Group]] = defaultdict(list)
    for group in groups:
        by_organ[group.key.organ, tuple(_stem(unit) for unit in group.key.place)].append(group)
    joined: list[_Group] = []
    for alike in by_organ.values():
        alike.sort(key=lambda group: (max(group.years, default=0), bool(group.key.old)), reverse=True)
        kept: list[_Group] = []
        for group in alike:
            after = [other for other in kept if _follows(other, group)]
            rivals = [other for other in alike if other is not group and any(_follows(one, other) for one in after)]
            if len(after) == 1 and not rivals:
                after[0].take(group, "renamed")
            else:
                kept.append(group)
        joined.extend(kept)
    return joined


def _follows(new: _Group, old: _Group) -> bool:
    """Whether one body may be the other under a later name."""
    if not new.years or not old.years or min(new.years) - max(old.years) != 1:
        return False
    if new.key.place == old.key.place:
        return new.key.organ == old.key.organ and bool(old.key.old) and not new.key.old
    if new.key.old != old.key.old or len(new.key.place) != len(old.key.place):
        return False
    changed = [(a, b) for a, b in zip(old.key.place, new.key.place, strict=True) if a != b]
    return len(changed) == 1 and (_unit(changed[0][0]), _unit(changed[0][1])) in _RENAMED_UNITS


def _join_misspelt(groups: list[_Group]) -> list[_Group]:
    """Names of the same place that differ in a character or two, where one's years follow the other's."""
    from rapidfuzz import fuzz

    by_place: dict[tuple[str, ...], list[_Group]] = defaultdict(list)
    for group in groups:
        by_place[group.key.place].append(group)
    joined: list[_Group] = []
    for place, alike in by_place.items():
        alike.sort(key=lambda group: max(group.years, default=0), reverse=True)
        kept: list[_Group] = []
        for group in alike:
            near = [
                other
                for other in kept
                if place
                and group.key.organ not in _organs()[0]
                and other.key.organ not in _organs()[0]
                and group.years
                and other.years
                and min(other.years) - max(group.years) == 1
                and _TELLING.sub("", group.key.organ) == _TELLING.sub("", other.key.organ)
                and fuzz.ratio(group.key.organ, other.key.organ) >= _FUZZY
            ]
            if len(near) == 1:
                near[0].take(group, "spelling")
            else:
                kept.append(group)
        joined.extend(kept)
    return joined


def _unit(place: str) -> str:
    for unit in ("街道", "地区"):
        if place.endswith(unit):
            return unit
    return place[-1:]


def _stem(place: str) -> str:
    """A place without its unit where the unit may have changed; too short a rest is no stem."""
    unit = _unit(place)
    stem = place[: -len(unit)]
    changes = {unit for pair in _RENAMED_UNITS for unit in pair}
    return stem if unit in changes and len(stem) >= 2 else place


def is_government(body: Body) -> bool:
    """Whether it is a government (not one of its offices)."""
    return body.organ == _GOVERNMENT


def is_child(child: Body, parent: Body) -> bool:
    """Whether a body stands directly below a government, by their names: its offices and departments, and the governments
    and street offices of the places directly within it.
    """
    if not is_government(parent) or not parent.place or child is parent:
        return False
    within = child.place[:-1] if child.organ in {_GOVERNMENT, _STREET_OFFICE} else child.place
    return bool(within) and (_is_tail(within, parent.place) or _is_tail(parent.place, within))
