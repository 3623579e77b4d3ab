"""Invented places and offices.

Takes a random generator, gives :class:`Issuer` objects: a name, a level, and the words in which such an office speaks of
itself. Never names a place on purpose that exists; characters are combined at random.
"""

# ruff: noqa: S311 - what is invented here is no secret

from __future__ import annotations

import random
from dataclasses import dataclass

__all__ = ["LEVELS", "Issuer", "make_issuer", "offspring"]

LEVELS = ("province", "city", "county", "department", "township")
"""Levels that the press can write for, highest first."""

_FIRST = "云青岚澄栖鹭沅槐枫桐霁汐砚芷苇麓珂璟潆峤浣檀棠樾屿澜汀皖笠蓼"
_SECOND = "岭溪川浦桥泽原屏港湾州岩林阜谷塘津渚陂坪冈"
_DEPARTMENTS = (
    "财政局", "民政局", "司法局", "教育局", "水务局", "统计局", "审计局", "商务局", "卫生健康局", "医疗保障局", "应急管理局",
    "交通运输局", "农业农村局", "市场监督管理局", "自然资源局", "生态环境局", "住房和城乡建设局", "人力资源和社会保障局",
    "文化和旅游局", "发展和改革局", "城市管理局", "退役军人事务局", "乡村振兴局", "科学技术局", "公安局",
)  # fmt: skip
_BUSY = frozenset({"公安局", "自然资源局", "住房和城乡建设局", "市场监督管理局"})
_TOWN_ENDS = ("镇", "镇", "乡", "街道")


@dataclass(frozen=True, slots=True)
class Issuer:
    """A body that reports. ``place`` is the unit of government it belongs to (临溪县), ``unit`` its last character.

    ``ours`` is how it names itself in prose (我县, 我局), ``whole`` how it names all it speaks for (全县, 全局), ``site``
    a domain name. ``busy`` bodies get several times as many applications as their kind.
    """

    name: str
    level: str
    place: str
    unit: str
    ours: str
    whole: str
    site: str
    busy: bool = False
    parent: str | None = None

    @property
    def is_government(self) -> bool:
        """Whether it reports for a whole government (deadline 31 March) rather than for one office."""
        return self.level in ("province", "city", "county")


def make_issuer(rng: random.Random, level: str) -> Issuer:
    """An issuer of that level with a fresh name."""
    if level == "province":
        return _government(_place(rng) + "省", "province", None)
    if level == "city":
        return _government(_place(rng) + rng.choice(["市", "市", "市", "州"]), "city", None)
    if level == "county":
        return _county(rng, _place(rng) + "市" if rng.random() < 0.5 else "")
    above = make_issuer(rng, rng.choice(["county", "county", "city"]) if level == "department" else "county")
    return _department(rng, above) if level == "department" else _township(rng, above)


def offspring(rng: random.Random, parent: Issuer, count: int) -> tuple[Issuer, ...]:
    """Bodies below a government: its own office first, then departments and (below a county) townships."""
    children = [_own_office(parent)]
    names = {parent.name, children[0].name}
    while len(children) < count:
        if parent.level == "city" and rng.random() < 0.3:
            child = _county(rng, parent.place, parent.name)
        elif parent.level == "county" and rng.random() < 0.45:
            child = _township(rng, parent)
        else:
            child = _department(rng, parent)
        if child.name not in names:
            names.add(child.name)
            children.append(child)
    return tuple(children)


def _place(rng: random.Random) -> str:
    return rng.choice(_FIRST) + rng.choice(_SECOND)


def _site(rng: random.Random) -> str:
    return "www." + "".join(rng.choice("bcdfghjklmnpqrstwxyz") for _ in range(rng.randint(3, 6))) + ".example"


def _government(place: str, level: str, above: str | None, parent: str | None = None) -> Issuer:
    unit = place[-1]
    rng = random.Random(place)
    return Issuer(
        f"{above or ''}{place}人民政府", level, place, unit, f"我{unit}", f"全{unit}", _site(rng), parent=parent
    )


def _county(rng: random.Random, above: str, parent: str | None = None) -> Issuer:
    return _government(_place(rng) + rng.choice(["县", "县", "区", "区"]), "county", above, parent)


def _own_office(parent: Issuer) -> Issuer:
    return Issuer(
        f"{parent.place}人民政府办公室",
        "department",
        parent.place,
        "办",
        "我办",
        "全办",
        parent.site,
        True,
        parent.name,
    )


def _department(rng: random.Random, parent: Issuer) -> Issuer:
    kind = rng.choice(_DEPARTMENTS)
    return Issuer(
        f"{parent.place}{kind}",
        "department",
        parent.place,
        "局",
        "我局",
        "全局",
        _site(rng),
        kind in _BUSY,
        parent.name,
    )


def _township(rng: random.Random, parent: Issuer) -> Issuer:
    end = rng.choice(_TOWN_ENDS)
    place = _place(rng) + end
    unit = "街道" if end == "街道" else end
    body = "办事处" if end == "街道" else "人民政府"
    return Issuer(
        f"{parent.place}{place}{body}",
        "township",
        place,
        unit,
        f"我{unit}",
        f"全{unit}",
        parent.site,
        parent=parent.name,
    )
