"""Where a paragraph stands: its headings and section, brought into one form whatever the caller holds.

Takes headings as lists, single strings or nothing, and section keys where they are known; gives one :class:`Context` a
paragraph, in plain form. A missing section is read from the headings. Never looks at other paragraphs.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from nlp.topics.api import Headings, Sections
from nlp.topics.labels import SECTIONS
from nlp.topics.plain import plain_heading

__all__ = ["SECTIONS", "Context", "contexts_of"]

_KEYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("disputes", re.compile(r"复议.*诉讼|诉讼.*复议")),
    ("problems", re.compile(r"问题|不足|困难|改进|打算|下一?步|薄弱")),
    ("requests", re.compile(r"收到和处理|依申请|申请.*(?:办理|受理|处理|情况)")),
    ("disclosure", re.compile(r"主动公开")),
    ("other", re.compile(r"其他.*事项|需要.*(?:说明|报告)|收费|附[表件录]|统计表")),
    ("overview", re.compile(r"总体|概述|概况|基本情况|开展情况|工作情况|推进情况|主要做法")),
)
"""A section's key from its title, where the caller does not know it. First match wins."""


_LEAD = re.compile(r"\s*(?:第?[一二三四五六七八九十]+(?:是|要|则)|其[一二三四五六七八九]|首先|其次|再次|最后|[①-⑳])")
"""How an item of a list opens (一是…): what follows names the item's topic, not the chapter of the report."""


@dataclass(frozen=True, slots=True)
class Context:
    """``headings``: plain titles without ordinals, nearest first. ``leads``: those of them that open an item of a list.

    ``section``: a key of :data:`SECTIONS` or None.
    """

    headings: tuple[str, ...] = ()
    leads: tuple[str, ...] = ()
    section: str | None = None


_GLUED = re.compile(
    r"(?:[(]?[一二三四五六七八九十]{1,3}[)、.]+|[(]0[)]|0[、.])([^。:;,、《(]{2,18}?(?:情况|方面|工作|建设|保障|管理|公开|回应|解读)?)(?:[。:]|(?<=情况)|(?<=方面))"
)
"""An ordinal and a short title at the head of a plain text."""


def contexts_of(texts: Sequence[str], headings: Headings, sections: Sections) -> list[Context]:
    """A context for each paragraph, given in plain form. Raises :class:`ValueError` if the numbers differ.

    A title that runs into the text (（二）依申请公开。全年…) is the nearest title, whoever found it.
    """
    count = len(texts)
    if headings is not None and len(headings) != count:
        raise ValueError(f"{count} texts but headings for {len(headings)}")
    if sections is not None and len(sections) != count:
        raise ValueError(f"{count} texts but sections for {len(sections)}")
    out = []
    for i, text in enumerate(texts):
        given = _as_tuple(headings[i] if headings is not None else None)
        context = _context(given, sections[i] if sections is not None else None)
        glued = _GLUED.match(text)
        if glued and glued[1] not in context.headings[:1]:
            context = Context((glued[1], *context.headings), context.leads, context.section or _section_of(glued[1]))
        out.append(context)
    return out


def _as_tuple(given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


@lru_cache(maxsize=4096)
def _context(headings: tuple[str, ...], section: str | None) -> Context:
    titles: list[str] = []
    leads: list[str] = []
    for heading in reversed(headings):
        plain = plain_heading(heading)
        if plain:
            (leads if _LEAD.match(heading) else titles).append(plain)
    if section not in SECTIONS:
        section = _section_of(titles[-1]) if titles else None
    return Context(tuple(titles), tuple(leads), section)


def _section_of(title: str) -> str | None:
    for key, expression in _KEYS:
        if expression.search(title):
            return key
    return None
