"""Counts that the sentence itself lets one recount: issues a month, listed things, years of budgets and accounts.

Takes the text of the context's paragraphs, gives findings. Works on patterns of the language, never on tables. A list
that ends with 等 may hold more than it names, so only a list longer than the printed count contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.checks.context import CheckContext
from nlp.checks.registry import check
from nlp.text.numerals import parse_numeral
from nlp.types import Finding, Interval, Verdict

__all__ = ["check_budget_years", "check_listed", "check_monthly"]

_N = r"(\d{1,4}|[一二两三四五六七八九十]{1,3})"
_MONTHLY = re.compile(rf"{_N}期\((?:其中)?(?:正刊)?每月{_N}期(?:[,、;][^()\d]{{0,8}}?(?:增刊|专刊|特刊|号外){_N}期)?\)")
_LISTED = re.compile(
    rf"((?:[\u4e00-\u9fff“”\"《》]{{2,18}}、){{2,24}}[\u4e00-\u9fff“”\"《》]{{2,18}}?)等?{_N}(?:个|大|类|项|种)"
    r"(?:方面|领域|类|种|大类|板块)?(?:信息|内容|事项)?(?=[,。;)])"
)
_BUDGET = re.compile(
    r"(20\d\d)年(?:度)?(?:[\u4e00-\u9fff]{0,6})(?<!决)(预算|决算)(?!执行|绩效|草案|编制|调整|收入|支出|管理)"
)


@check("narrative.monthly")
def check_monthly(context: CheckContext) -> Iterator[Finding]:
    """N期（每月a期，增刊b期）: N = 12a + b."""
    for _, view in context.paragraph_views:
        for match in _MONTHLY.finditer(view.text):
            total, monthly, extra = (parse_numeral(group) if group else None for group in match.groups())
            if total is None or monthly is None:
                continue
            added = int(extra) if extra is not None else 0
            expected = 12 * int(monthly) + added
            agrees = expected == total
            yield context.finding(
                "narrative.monthly",
                "match" if agrees else "mismatch",
                verdict=Verdict.MATCH if agrees else Verdict.MISMATCH,
                evidence=[context.evidence(view.span(*match.span()), "claim")],
                left=Interval.point(total),
                right=Interval.point(expected),
                sum=f"12 × {int(monthly)}" + (f" + {added}" if extra is not None else "") + f" = {expected}",
            )


@check("narrative.listed")
def check_listed(context: CheckContext) -> Iterator[Finding]:
    """A、B、C等N类: the list cannot be longer than the count printed behind it."""
    for _, view in context.paragraph_views:
        for match in _LISTED.finditer(view.text):
            count = parse_numeral(match[2])
            if count is None or not 3 <= count <= 60:
                continue
            listed = match[1].count("、") + 1
            joined = re.search("[和及与]", match[1].rsplit("、", 1)[-1])
            if joined is not None or ("等" in match[0] and listed < count) or listed < count:
                continue
            agrees = listed == count
            yield context.finding(
                "narrative.listed",
                "match" if agrees else "longer",
                verdict=Verdict.MATCH if agrees else Verdict.UNDETERMINED,
                evidence=[context.evidence(view.span(*match.span()), "claim")],
                left=Interval.point(count),
                right=Interval.point(listed),
            )


@check("narrative.budget_years")
def check_budget_years(context: CheckContext) -> Iterator[Finding]:
    """A report for Y speaks of the budget of Y (or already Y+1) and of the accounts of Y-1."""
    year = context.year
    if year is None:
        return
    for _, view in context.paragraph_views:
        for match in _BUDGET.finditer(view.text):
            named = int(match[1])
            usual = named in (year, year + 1) if match[2] == "预算" else named == year - 1
            if usual or named < year - 1 or named > year + 1 or _in_title(view.text, match.start()):
                continue
            yield context.finding(
                "narrative.budget_years",
                "unusual",
                verdict=Verdict.UNDETERMINED,
                evidence=[context.evidence(view.span(*match.span()), "claim")],
                kind=match[2] if context.lang == "zh" else ("budget" if match[2] == "预算" else "final accounts"),
                named=named,
                usual=year if match[2] == "预算" else year - 1,
            )


def _in_title(text: str, at: int) -> bool:
    opened = text.rfind("《", 0, at)
    return opened >= 0 and text.find("》", opened) > at
