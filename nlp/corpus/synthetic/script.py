"""A report as a sequence of elements to be rendered: title, date, headings, paragraphs, tables.

Takes a :class:`Content` and damages, gives :class:`Element` objects. Damages of headings and dates are applied here, so that
all file types show the same. Never touches a table's inside (see :mod:`~nlp.corpus.synthetic.drawing`).
"""

from __future__ import annotations

import random
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from nlp.corpus.synthetic.content import Content
from nlp.corpus.synthetic.drawing import Drawing, DrawnTable

__all__ = ["Element", "Rendering", "script"]

_ORDINALS = "一二三四五六七八"


@dataclass(frozen=True, slots=True)
class Element:
    """``kind``: title, date, heading (``level`` 1-3), paragraph, table. ``part`` and ``index`` say where a text comes from."""

    kind: str
    text: str = ""
    level: int = 0
    table: DrawnTable | None = None
    part: str = ""
    index: int = -1


@dataclass(frozen=True, slots=True)
class Rendering:
    """A rendered report: its bytes, file name, and the drawing that holds the truth of its cells."""

    data: bytes
    name: str
    drawing: Drawing
    content: Content
    layout: str
    damages: frozenset[str]


def script(content: Content, drawing: Drawing, damages: AbstractSet[str], rng: random.Random) -> list[Element]:
    """The elements of a report in reading order."""
    elements = [Element("title", content.title)]
    if "no_date" not in damages:
        day = content.published
        elements.append(
            Element(
                "date",
                rng.choice([f"{day:%Y-%m-%d}", f"{day.year}年{day.month}月{day.day}日", f"发布日期：{day:%Y-%m-%d}"]),
            )
        )
    number = 0
    shift = rng.randint(1, 4) if "misnumbered" in damages else 9
    for part in content.parts:
        if part.heading:
            heading = part.heading
            if number >= shift:
                heading = _renumbered(heading, number + 1)
            number += 1
            elements.append(Element("heading", heading, 1, part=part.key))
        for index, passage in enumerate(part.passages):
            kind = "heading" if passage.level else "paragraph"
            elements.append(Element(kind, passage.text, passage.level, part=part.key, index=index))
        if part.key in drawing.tables:
            elements.append(Element("table", table=drawing.tables[part.key], part=part.key))
    if "lost_dates" in damages:
        elements = [_undated(element) for element in elements]
    if "glued_headings" in damages:
        elements = _glued(elements, rng)
    return elements


def _renumbered(heading: str, number: int) -> str:
    """The heading with the ordinal of one section too many, as where a part was left out of the count."""
    return re.sub(r"^[一二三四五六七八]", _ORDINALS[min(number, 7)], heading)


def _undated(element: Element) -> Element:
    """Dates without 年 and 月, as some scrapers leave them (2023年1月1日 becomes 202311日)."""
    if element.kind not in ("paragraph", "date"):
        return element
    text = re.sub(r"(20\d\d)年(\d{1,2})月(\d{1,2})日", r"\1\2\3日", element.text)
    text = re.sub(r"(?<!\d)(\d{1,2})月(\d{1,2})日", r"\1\2日", text)
    return Element(element.kind, text, element.level, element.table, element.part, element.index)


def _glued(elements: list[Element], rng: random.Random) -> list[Element]:
    """Sub-headings run into the paragraph that follows them."""
    result: list[Element] = []
    for element in elements:
        last = result[-1] if result else None
        if (
            last is not None
            and last.kind == "heading"
            and last.level >= 2
            and element.kind == "paragraph"
            and rng.random() < 0.8
        ):
            end = "" if last.text.endswith("。") else rng.choice(["。", "。", " "])
            result[-1] = Element("paragraph", f"{last.text}{end}{element.text}", 0, None, element.part, element.index)
        else:
            result.append(element)
    return result
