"""Reports of 2014 to 2018, with the statistical annex: figures, prose and the table's drawing data.

Takes a seed, gives a consistent :class:`Content` whose forms are "annex" (DOMAIN 1.5: the sums between its lines hold). Never
renders.
"""

# ruff: noqa: S311 - what is invented here is no secret

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal

from nlp.corpus.synthetic.content import Content, Part, Passage
from nlp.corpus.synthetic.figures import Cells
from nlp.corpus.synthetic.names import Issuer, make_issuer
from nlp.corpus.synthetic.prose import Prose
from nlp.corpus.synthetic.slots import Context
from nlp.corpus.synthetic.style import Style, make_style, words_of

__all__ = ["make_annex_report"]

_SIZE = {"province": 600, "city": 250, "county": 60, "department": 6, "township": 2}
_CHANNELS = ("in_person", "by_fax", "online", "by_letter")
_ANSWERS = (
    "already_public",
    "granted",
    "partly_granted",
    "refused",
    "other_body",
    "nonexistent",
    "to_be_clarified",
    "other_way",
)
_REFUSALS = ("state_secret", "trade_secret", "privacy", "security", "not_information", "other_legal")
_LIKELY = (5, 6, 1, 2, 2, 3, 1, 1)


def make_annex_report(seed: int | str, *, level: str | None = None) -> Content:
    """A report of one of the years 2014 to 2018."""
    rng = random.Random(f"annex/{seed}")
    issuer = make_issuer(rng, level or rng.choice(["city", "county", "county", "department", "township"]))
    year = rng.randint(2014, 2018)
    cells = _figures(rng, _SIZE[issuer.level])
    style = make_style(rng, issuer)
    return Content(
        issuer=issuer,
        year=year,
        published=date(year + 1, 3, 25) - timedelta(days=rng.randint(0, 60)),
        disclosure_form="annex",
        requests_form="annex",
        cells=cells,
        title=f"{issuer.name}{year}年政府信息公开工作年度报告",
        parts=_parts(issuer, style, year, cells, rng),
        style=style.seed,
    )


def _figures(rng: random.Random, size: int) -> Cells:
    cells: dict[str, int] = {}

    def put(section: str, **values: int) -> None:
        cells.update({f"annex.{section}.{line}": value for line, value in values.items()})

    website, gazette, weibo, wechat, other = (rng.randint(0, size * top) for top in (60, 2, 20, 15, 8))
    made = rng.randint(0, max(size // 6, 2))
    put(
        "disclosed", total=website + rng.randint(0, size), normative_disclosed=made, normative_made=made, gazette=gazette,
        website=website, weibo=weibo, wechat=wechat, other_channels=other,
    )  # fmt: skip
    press, talks = rng.randint(0, 12), rng.randint(0, 12)
    put(
        "response", hot_topics=rng.randint(0, size), press_conferences=press, press_by_leaders=rng.randint(0, press),
        interviews=talks,
        interviews_by_leaders=rng.randint(0, talks), interpretations=rng.randint(0, size), social_media=rng.randint(0, size),
        other_means=rng.randint(0, size),
    )  # fmt: skip
    received = rng.randint(0, size * 2) if rng.random() > 0.2 else 0
    channels = _split(rng, received, (2, 0.2, 4, 3))
    answers = _split(rng, received, _LIKELY)
    refusals = _split(rng, answers[_ANSWERS.index("refused")], (1, 1, 1, 0.3, 2, 2))
    late = rng.randint(0, received // 10)
    put(
        "requests",
        received=received,
        closed=received,
        closed_in_time=received - late,
        closed_extended=late,
        answered=received,
    )
    put("requests", **dict(zip(_CHANNELS, channels, strict=True)))
    put("requests", **dict(zip(_ANSWERS, answers, strict=True)))
    put("requests", **dict(zip(_REFUSALS, refusals, strict=True)))
    for section in ("reconsideration", "litigation"):
        parts = _split(rng, rng.randint(0, received // 12 + 1), (6, 1, 2))
        put(section, total=sum(parts), upheld=parts[0], corrected=parts[1], other=parts[2])
    put("complaints", total=rng.choice([0, 0, 0, 1]))
    full, part = rng.randint(0, size // 3 + 1), rng.randint(1, size + 2)
    put(
        "capacity",
        bodies=rng.randint(1, size // 2 + 1),
        reading_points=rng.randint(1, size // 2 + 2),
        staff=full + part,
    )
    put("capacity", full_time=full, part_time=part)
    put(
        "training",
        meetings=rng.randint(0, 12),
        courses=rng.randint(0, 9),
        trained=rng.randint(0, 40) * rng.randint(1, 20),
    )
    figures = {cell: Decimal(value) for cell, value in cells.items()}
    figures["annex.charges.amount"] = Decimal(0)
    figures["annex.capacity.funds"] = Decimal(f"{rng.random() * size:.{rng.choice([0, 1, 2])}f}")
    return figures


def _split(rng: random.Random, count: int, weights: tuple[float, ...]) -> list[int]:
    parts = [0] * len(weights)
    for index in rng.choices(range(len(weights)), weights, k=count):
        parts[index] += 1
    return parts


def _parts(issuer: Issuer, style: Style, year: int, cells: Cells, rng: random.Random) -> tuple[Part, ...]:
    words = words_of(style, issuer, year, rng)
    context = Context(cells, None, "annex", words, style.counter, style.places, issuer.is_government, rng)
    prose = Prose(issuer, style, year, context)
    made: list[Part] = []

    def part(key: str, heading: str, *groups: str) -> None:
        for group in groups:
            prose.some(group, 1)
        made.append(Part(key, heading, tuple(prose.passage())))

    period = words["期限"][0]
    text = f"本报告由{issuer.name}编制，统计期限为{period}。附有政府信息公开情况统计表。"
    made.append(Part("preamble", "", (Passage(text),)))
    part("overview", "一、概述", "opening", "supervise")
    part("active", "二、主动公开政府信息情况", "totals", "fields", "interpretation", "platform")
    received = cells["annex.requests.received"]
    line = (
        f"{year}年收到政府信息公开申请{received}件，均已答复。" if received else f"{year}年没有收到政府信息公开申请。"
    )
    made.append(Part("applied", "三、依申请公开政府信息情况", (Passage(line),)))
    part("problems", "四、存在的主要问题及改进情况", "problems", "improve")
    made.append(Part("annex", "附件：政府信息公开情况统计表", ()))
    return tuple(made)
