"""Who issued a report: names of bodies in titles, signatures and preambles, and their level.

Takes strings, gives names as printed (completed where a title names a bare place) and levels. Never looks a name up
anywhere but in the package's list of cities.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from nlp.structure.dates import find_year
from nlp.structure.lines import compact
from nlp.structure.wording import metadata, places

__all__ = ["TitleParts", "as_body", "compiled_by", "complete_place", "is_relative", "level_of", "parse_title"]

_NAME = re.compile(r"[\u4e00-\u9fff·()]+")
_EDGE = "《》“”\"'【】[](（:、,，。·-—_ "
_BEFORE_NAME = re.compile(r"^(?:关于|[0-9]{1,4}年?度?|的|年度?|度)+")
_AFTER_NAME = re.compile(r"(?:的|年度?|\((?:本级|机关|本部|汇总|含[^()]*)\))+$")
_ONLY_TIME = re.compile(r"(?:[^\u4e00-\u9fff]|[年度的]|[二〇○零一三四五六七八九十]|本级|机关|本部|汇总)*")
_LONGEST_NAME = 34
_SELF = re.compile(r"^(?:本|我|该|各|全|[省市区县州旗镇乡](?:人民)?政府$)")
_RELATIVE = re.compile(r"^[省市区县州旗镇乡](?![中北南东西]区)")
_JOINT = re.compile(
    r"(?:中共)?(?P<place>[\u4e00-\u9fff]{1,7}?[省市县区州旗镇乡])[\u4e00-\u9fff()]{2,20}?(?P<last>(?P=place).{2,})$"
)
"""Two bodies of one place named side by side: the last one reports."""
_FULL = re.compile(r"人民政府$")


@dataclass(frozen=True, slots=True)
class TitleParts:
    """A report's title: ``issuer`` (completed: 人民政府 was added), ``year``; places are indices of the string parsed."""

    start: int
    end: int
    issuer: str | None = None
    issuer_at: tuple[int, int] | None = None
    completed: bool = False
    year: int | None = None
    year_at: tuple[int, int] | None = None


def parse_title(text: str) -> TitleParts | None:
    """The parts of the title in ``text`` (one to four lines), or None if it holds no title of such a report."""
    plain, index = compact(text)
    core = metadata().title.search(plain)
    if core is None:
        return None
    before = plain[: core.start()]
    for stop in metadata().stop.finditer(before):
        if not _ONLY_TIME.fullmatch(before, stop.end()):
            before = " " * stop.end() + before[stop.end() :]
    year, year_at = _year(plain, before, core.start(), core.end(), index)
    name, at, completed = _name(before, plain, core.start())
    spot = (index[at[0]], index[at[1] - 1] + 1) if at else None
    first = min([core.start(), *(p[0] for p in (at,) if p)])
    return TitleParts(index[first], index[core.end() - 1] + 1, name, spot, completed, year, year_at)


def _year(plain: str, before: str, start: int, end: int, index: list[int]) -> tuple[int | None, tuple[int, int] | None]:
    for piece, shift in ((before, 0), (plain[start : end + 10], start)):
        found = find_year(piece)
        if found:
            a, b = found[1] + shift, found[2] + shift
            return found[0], (index[a], index[b - 1] + 1)
    return None, None


def _name(before: str, plain: str, core: int) -> tuple[str | None, tuple[int, int] | None, bool]:
    """The body named before the core of the title, with its place in ``plain``."""
    found = find_year(before)
    pieces = [(0, len(before))]
    if found:
        pieces = [(found[2], len(before)), (0, found[1])]
    for start, end in pieces:
        text = before[start:end]
        stripped = _BEFORE_NAME.sub("", text.lstrip(_EDGE)).lstrip(_EDGE)
        a = start + len(text) - len(stripped)
        text = _AFTER_NAME.sub("", stripped.rstrip(_EDGE)).rstrip(_EDGE)
        if end == len(before) and text.endswith("人民") and plain[core : core + 2] == "政府":
            text += "政府"
        joint = _JOINT.match(text)
        if joint is not None:
            a, text = a + joint.start("last"), joint["last"]
        if len(text) < 2 or len(text) > _LONGEST_NAME or not _NAME.fullmatch(text) or _SELF.match(text):
            continue
        completed = complete_place(text)
        if completed is not None:
            return completed, (a, a + len(text)), completed != text
        if as_body(text):
            return text, (a, a + len(text)), False
    return None, None, False


def as_body(text: str) -> str | None:
    """What a name ends as (township, zone, government, department, place), or None if it is no name of a body."""
    if not _NAME.fullmatch(text) or not 2 <= len(text) <= _LONGEST_NAME or _SELF.match(text):
        return None
    for kind, expression in metadata().issuers.items():
        match = expression.search(text)
        if match and match.start() > 0:
            return kind if len(text) > 2 or kind in ("place", "township") else None
    return None


def complete_place(name: str) -> str | None:
    """A bare place with its body added (宿迁市 → 宿迁市人民政府), a name of a government as it is, else None.

    A zone is left as printed: whether a committee or a government runs it cannot be told from the name.
    """
    if _FULL.search(name):
        return name
    if name.endswith("政府") and len(name) > 3:
        place = name[:-2]
        return complete_place(place) if _is_place(place) else None
    if not _is_place(name):
        return None
    for ends, adds in metadata().completions:
        if ends.search(name):
            return name + adds
    return None


def _is_place(name: str) -> bool:
    if name in places().new_districts or any(name.endswith(d) for d in places().new_districts):
        return True
    if metadata().zones.search(name):
        return False
    kind = as_body(name)
    return kind in ("place", "township") and not name.endswith(("政府", "街道办事处", "街道办"))


def compiled_by(text: str) -> tuple[str, int, int] | None:
    """The body that the preamble says compiled the report: (name, start, end)."""
    plain, index = compact(text)
    for match in metadata().compiled.finditer(plain):
        group = match.lastgroup or "name"
        a, b = match.span(group)
        for stop in metadata().stop.finditer(plain, a, b):
            a = stop.end()
        name = plain[a:b]
        if as_body(name) and not is_relative(name):
            return name, index[a], index[b - 1] + 1
    return None


def is_relative(name: str) -> bool:
    """Whether a name only makes sense where it is used (县财政局, 区政府办)."""
    return _RELATIVE.match(name) is not None


def level_of(name: str, text: str = "") -> str | None:
    """state, province, city, county, department or township; ``text`` decides for a 市 that is in no list."""
    wording = metadata()
    if wording.state.search(name):
        return "state"
    kind = as_body(name)
    if kind is None:
        return None
    if kind in ("township", "department"):
        return kind
    if kind == "zone" and not any(d in name for d in places().new_districts):
        return "county"
    place = re.sub(r"(?:人民)?政府$|行政公署$|行署$", "", name)
    if re.search(r"(?:省|自治区|特别行政区)$", place):
        return "province"
    if re.search(r"(?:自治州|州|盟|地区)$", place):
        return "city"
    if place.endswith("市"):
        return _city(place, text)
    return "county"


def _city(place: str, text: str) -> str:
    known = places()
    bare = place[:-1]
    if bare in known.municipalities:
        return "province"
    names = re.split(r"省|自治区", bare)[-1]
    for length in range(min(len(names), 6), 1, -1):
        if names[-length:] in known.county_cities:
            return "county"
        if names[-length:] in known.prefecture_cities:
            return "city"
    if "市" in names or re.search(r"(?:州|盟|地区).+$", names):
        return "county"
    if re.search(r"各县|县\(?市?、?区|县[（(]市|区县|县区|市县", text):
        return "city"
    return "county" if re.search(r"各(?:乡镇|镇|街道|镇街)", text) else "city"
