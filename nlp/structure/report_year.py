"""Which year a report is about where its title does not say: the statistical period, a file's name, the text itself.

Takes the text and its sections, gives a year and where it stands. Plans for the next year, titles in 《》 and document numbers
never count.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from nlp.structure.dates import find_period, find_year
from nlp.structure.issuer import parse_title
from nlp.structure.lines import squeeze
from nlp.structure.sections import Division
from nlp.types import Span

__all__ = ["EARLIEST", "told_year"]

EARLIEST = 2003
"""The year of the first rules on the disclosure of government information (Guangzhou)."""
_TOLD_YEAR = re.compile(
    "(20[0-4][0-9])年(?:度)?(?:的)?(?:政府|政务)信息公开|(?:截至|截止|截止到|至)(20[0-4][0-9])年12月31日"
)
_ANY_YEAR = re.compile(
    r"(?<![0-9〔\[【(（较比与自])(20[0-4][0-9])\s?年(?!以来|以前|版|\s?[0-9]{1,2}\s?月|.{0,4}(?:同期|相比))"
)
_PLANS = re.compile("[^。；;]{0,30}?(?:将|计划|打算|争取|拟|力争|采取以下|工作要点|规划)")


def told_year(
    text: str, division: Division, named: Sequence[tuple[str, Sequence[str]]]
) -> tuple[int, str, Span | None] | None:
    """The year, where it was found, and its place; ``named`` are titles and file names to look into, with where they are from."""
    limit = min(len(text), 4000)
    period = find_period(text[:limit])
    if period and period[0] >= EARLIEST:
        return period[0], "period", Span(period[1], period[2])
    for where, written in named:
        for value in written:
            year = _year_of_name(value)
            if year:
                return year, where, None
    told = next((match for match in _TOLD_YEAR.finditer(text, 0, limit) if _is_of_this_report(text, match)), None)
    if told is not None:
        return int(told[1] or told[2]), "text", Span(*told.span())
    overview = next((s for s in division.sections if s.key == "overview"), None)
    if overview is not None:
        start = overview.heading.end if overview.heading else overview.span.start
        first = find_year(text[start : start + 30])
        if first and text[start : start + first[1]].strip(" \t\r\n　，。:：") == "":
            return first[0], "text", Span(start + first[1], start + first[2])
    spoken = _most_spoken_of(text)
    return None if spoken is None else (int(spoken[1]), "text", Span(*spoken.span(1)))


def _is_of_this_report(text: str, match: re.Match[str]) -> bool:
    """Not a plan (2015年信息公开工作我们将…), nor a report that was published in the year: 公开发布《…2021年…年度报告》."""
    planned = _PLANS.match(text, match.end()) is not None
    published = text.rfind("《", 0, match.start()) > text.rfind("》", 0, match.start()) and (
        "发布" in text[max(0, match.start() - 30) : match.start()]
    )
    return not planned and not published


def _most_spoken_of(text: str) -> re.Match[str] | None:
    """The first mention of the year that the text speaks of most, plans, titles and document numbers left out."""
    named = [
        match
        for match in _ANY_YEAR.finditer(text)
        if int(match[1]) >= EARLIEST
        and text.rfind("《", 0, match.start()) <= text.rfind("》", 0, match.start())
        and _PLANS.match(text, match.end()) is None
    ]
    years = Counter(int(match[1]) for match in named).most_common(2)
    if not years or (len(years) > 1 and years[0][1] < 2 * years[1][1]):
        return None
    return next(match for match in named if int(match[1]) == years[0][0])


def _year_of_name(name: str) -> int | None:
    parts = parse_title(name)
    if parts is not None and parts.year:
        return parts.year
    years = {int(y) for y in re.findall(r"(?<![0-9])(20[0-4][0-9])(?![0-9])", squeeze(name))}
    return years.pop() if len(years) == 1 else None
