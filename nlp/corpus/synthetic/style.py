"""An office's habits: how it counts, dates, lists and heads its report.

Takes a random generator and an issuer, gives a :class:`Style` that stays the same over the years of that office, and the
words with which it fills ``[…]`` in phrases. Never looks at figures.
"""

from __future__ import annotations

import random
from dataclasses import dataclass

from nlp.corpus.synthetic.names import Issuer

__all__ = ["HEADINGS", "Style", "make_style", "words_of"]

HEADINGS: dict[str, tuple[str, ...]] = {
    "overview": ("总体情况", "总体情况", "总体情况", "概述", "政府信息公开工作总体情况"),
    "disclosure": ("主动公开政府信息情况", "主动公开政府信息情况", "行政机关主动公开政府信息情况"),
    "requests": (
        "收到和处理政府信息公开申请情况",
        "收到和处理政府信息公开申请情况",
        "行政机关收到和处理政府信息公开申请情况",
    ),
    "disputes": (
        "政府信息公开行政复议、行政诉讼情况",
        "政府信息公开行政复议、行政诉讼情况",
        "因政府信息公开工作被申请行政复议、提起行政诉讼情况",
    ),
    "problems": (
        "存在的主要问题及改进情况",
        "存在的主要问题及改进情况",
        "政府信息公开工作存在的主要问题及改进情况",
        "存在问题和改进措施",
    ),
    "other": ("其他需要报告的事项", "其他需要报告的事项", "需要说明的其他事项"),
}
"""Headings that the readers must accept (DOMAIN 2.4)."""

_ORDINALS = "一二三四五六"


@dataclass(frozen=True, slots=True)
class Style:
    """``listing`` is how results are listed (counts, shares, only_shares, reversed, detailed, merged); ``run_in`` puts
    sub-headings into their paragraph; ``size`` is how much the office writes (1 little, 3 much); ``spaced`` leaves blanks
    around figures; ``half_width`` prints half-width punctuation.
    """

    seed: str
    counter: str
    places: int
    listing: str
    separator: str
    run_in: bool
    suffix: str
    size: int
    spaced: bool
    half_width: bool
    thousands: bool
    marks: str
    this_year: int
    next_year: int
    last_year: int
    headings: tuple[str, ...]
    gathered: bool
    zeros: bool


def make_style(rng: random.Random, issuer: Issuer) -> Style:
    """A style drawn for an issuer."""
    small = issuer.level in ("department", "township")
    return Style(
        seed=f"{rng.random():.12f}",
        counter=rng.choice(["件"] * 17 + ["宗", "条", "份"]),
        places=rng.choice([2, 2, 2, 1, 1, 0] if small else [2, 2, 2, 1]),
        listing=rng.choice(["counts", "counts", "shares", "shares", "only_shares", "reversed", "detailed", "merged"]),
        separator=rng.choice(["、", "，", "；"]),
        run_in=rng.random() < 0.5,
        suffix=rng.choice(["情况", "方面", "", "工作"]),
        size=rng.choice([1, 1, 2]) if small else rng.choice([2, 2, 3]),
        spaced=rng.random() < 0.07,
        half_width=rng.random() < 0.1,
        thousands=rng.random() < 0.04,
        marks=rng.choice(["", "", "一是", "1."]),
        this_year=rng.randrange(4),
        next_year=rng.randrange(3),
        last_year=rng.randrange(6),
        headings=tuple(f"{_ORDINALS[i]}、{rng.choice(texts)}" for i, texts in enumerate(HEADINGS.values())),
        gathered=rng.random() < 0.3,
        zeros=rng.random() < 0.15,
    )


def words_of(
    style: Style, issuer: Issuer, year: int, rng: random.Random, citation: str = ""
) -> dict[str, tuple[str, str]]:
    """The words of ``[…]`` with the kind of mark that each sets ("" for none).

    ``citation`` is the number of the instrument to cite; by default the one in force for the year.
    """
    number = citation or ("国办公开办函〔2021〕30号" if year >= 2021 else "国办公开办函〔2019〕60号")
    form = f"《中华人民共和国政府信息公开工作年度报告格式{'' if '2021' in number else '（试行）'}》（{number}）"
    period = rng.choice(
        [f"{year}年1月1日至{year}年12月31日", f"{year}年1月1日起至12月31日", f"{year}年1月1日至12月31日"]
    )
    last = ["比上年", "较上年", "同比", f"比{year - 1}年", f"较{year - 1}年", "与上年相比"][style.last_year]
    last_kind = "base_year" if str(year - 1) in last else ""
    unit = issuer.place[-1] if issuer.is_government or issuer.level == "department" else issuer.unit
    office = f"{unit}政府办公室" if issuer.is_government else "办公室" if issuer.level != "township" else "党政办"
    words = {
        "我": issuer.ours,
        "全": issuer.whole,
        "县": unit,
        "今年": [f"{year}年", "全年", "本年度", f"{year}年度"][style.this_year],
        "Y": f"{year}年",
        "Y-1": f"{year - 1}年",
        "Y+1": f"{year + 1}年",
        "下年": ["下年度", f"{year + 1}年度", "下一年度"][style.next_year],
        "较去年": "较去年",
        "办公室": office,
        "网站": f"{unit}政府门户网站"
        if issuer.is_government
        else f"{unit}政府网站"
        if issuer.level == "township"
        else "局门户网站",
        "site": issuer.site,
        "issuer": issuer.name,
        "phone": f"{rng.randint(5_000_000, 5_999_999)}",
        "no": str(rng.randint(1, 188)),
        "领导": {"市": "市长", "县": "县长", "区": "区长", "省": "省长", "州": "州长", "镇": "镇长", "乡": "乡长"}.get(
            issuer.unit, "局长"
        ),
        "件": style.counter,
    }
    marked = {
        "比上年": (last, last_kind),
        "引文": (form, "citation"),
        "引文附": (f"和{form}要求", "citation"),
        "引文句": (f"编制格式按照{form}执行。", "citation"),
        "期限": (period, "period"),
    }
    return {**{key: (text, "") for key, text in words.items()}, **marked}
