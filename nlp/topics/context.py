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
from nlp.topics.plain import plain_heading

__all__ = ["SECTIONS", "Context", "contexts_of"]

SECTIONS = ("preamble", "overview", "disclosure", "requests", "disputes", "problems", "other")
"""Keys of the parts of a report (DESIGN section 3, type Section)."""

_KEYS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("disputes", re.compile(r"复议.*诉讼|诉讼.*复议")),
    ("problems", re.compile(r"问题|不足|困难|改进|打算|下一?步|薄弱")),
    ("requests", re.compile(r"收到和处理|依申请|申请.*(?:办理|受理|处理|情况)")),
    ("disclosure", re.compile(r"主动公开")),
    ("other", re.compile(r"其他.*事项|需要.*(?:说明|报告)|收费|附[表件录]|统计表")),
    ("overview", re.compile(r"总体|概述|概况|基本情况|开展情况|工作情况|推进情况|主要做法")),
)
"""A section's key from its title, where the caller does not know it. First match wins."""


@dataclass(frozen=True, slots=True)
class Context:
    """``headings``: plain titles without ordinals, nearest first. ``section``: a key of :data:`SECTIONS` or None."""

    headings: tuple[str, ...] = ()
    section: str | None = None


NOWHERE = Context()


def contexts_of(count: int, headings: Headings, sections: Sections) -> list[Context]:
    """A context for each of ``count`` paragraphs. Raises :class:`ValueError` if the numbers differ."""
    if headings is not None and len(headings) != count:
        raise ValueError(f"{count} texts but headings for {len(headings)}")
    if sections is not None and len(sections) != count:
        raise ValueError(f"{count} texts but sections for {len(sections)}")
    if headings is None and sections is None:
        return [NOWHERE] * count
    return [
        _context(
            _as_tuple(headings[i] if headings is not None else None), sections[i] if sections is not None else None
        )
        for i in range(count)
    ]


def _as_tuple(given: str | Sequence[str] | None) -> tuple[str, ...]:
    if given is None:
        return ()
    return (given,) if isinstance(given, str) else tuple(given)


@lru_cache(maxsize=4096)
def _context(headings: tuple[str, ...], section: str | None) -> Context:
    plain = tuple(p for p in (plain_heading(h) for h in reversed(headings)) if p)
    if section not in SECTIONS:
        section = _section_of(plain[-1]) if plain else None
    return Context(plain, section)


def _section_of(title: str) -> str | None:
    for key, expression in _KEYS:
        if expression.search(title):
            return key
    return None
