"""Counts that the sentence itself lets one recount: issues a month, listed things, years of budgets and accounts.

Takes the text of the context's paragraphs, gives findings. Works on patterns of the language, never on tables. A list
that ends with 等 may hold more than it names, so only a list longer than the printed count contradicts it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.checks.context import CheckContext
from nlp.checks.explain import format_value
from nlp.checks.narrative_lists import clean
from nlp.checks.patterns import pattern
from nlp.checks.registry import check
from nlp.text.numerals import parse_numeral
from nlp.types import Finding, Interval, Verdict

__all__ = ["check_budget_years", "check_intake", "check_listed", "check_monthly"]

_N = r"(\d{1,4}|[一二两三四五六七八九十]{1,3})"
_MONTHLY = re.compile(rf"{_N}期\((?:其中)?(?:正刊)?每月{_N}期(?:[,、;][^()\d]{{0,8}}?(?:增刊|专刊|特刊|号外){_N}期)?\)")
_LISTED = re.compile(
    rf"((?:[\u4e00-\u9fff“”\"《》]{{2,18}}、){{2,24}}[\u4e00-\u9fff“”\"《》]{{2,18}}?)等?{_N}(?:个|大|类|项|种)"
    r"(?:方面|领域|类|种|大类|板块)?(?:信息|内容|事项)?(?=[,。;)])"
)
_BODIES = (
    r"(?:市|县|区|省|镇|乡|街道|局|本|级|部门|单位|机关|委|办|各|全|财政|政府|总|和|及|的|一般公共"
    r"|[“\"]?三公[”\"]?|经费|[“”\"])"
)
_BUDGET = re.compile(
    rf"(20\d\d)年(?:度)?{_BODIES}{{0,6}}(?<!决)(预算|决算)(?!执行|绩效|草案|编制|调整|收入|支出|管理|决算)"
)
_LISTED_AFTER = re.compile(
    rf"(?<![\d第]){_N}(?:个|大|类|项|种)(?:方面|领域|类|种|大类|板块|部分|栏目|渠道|平台|专栏)(?:的?(?:信息|内容|事项))?"
    r"[:(]((?:[\u4e00-\u9fff]{2,10}、){2,12}[\u4e00-\u9fff]{2,10})[。;)]"
)
_AMBIGUOUS_ITEM = re.compile("[和及与等]|行政复议|行政诉讼|其中|以及")


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


_ONE_PART = re.compile("复议、(?:被?提起)?(?:行政)?诉讼|补正、(?:其他)?处理|收费、减免")
"""Names of a single part that hold the mark of lists: 政府信息公开行政复议、行政诉讼情况."""


@check("narrative.listed")
def check_listed(context: CheckContext) -> Iterator[Finding]:
    """A、B、C等N类: the list cannot be longer than the count printed behind it."""
    for _, view in context.paragraph_views:
        for match in _LISTED.finditer(view.text):
            count = parse_numeral(match[2])
            if count is None or not 3 <= count <= 60:
                continue
            listed = match[1].count("、") + 1
            if re.search("”(?!、|$)", match[1]):
                continue  # two quoted lists, not one
            joined = re.search("[和及与]", match[1].rsplit("、", 1)[-1])
            if joined is not None or ("等" in match[0] and listed < count) or listed < count:
                continue
            agrees = count in (listed, listed - len(_ONE_PART.findall(match[1])))
            yield context.finding(
                "narrative.listed",
                "match" if agrees else "longer",
                verdict=Verdict.MATCH if agrees else Verdict.UNDETERMINED,
                evidence=[context.evidence(view.span(*match.span()), "claim")],
                left=Interval.point(count),
                right=Interval.point(listed),
            )
    yield from _listed_behind(context)


def _listed_behind(context: CheckContext) -> Iterator[Finding]:
    """N类：A、B、C。: a closed list of short names behind its count has as many members."""
    for _, view in context.paragraph_views:
        for match in _LISTED_AFTER.finditer(view.text):
            count = parse_numeral(match[1])
            if count is None or not 3 <= count <= 20 or _AMBIGUOUS_ITEM.search(match[2]):
                continue
            listed = match[2].count("、") + 1
            yield context.finding(
                "narrative.listed",
                "match" if listed == count else "differs",
                verdict=Verdict.MATCH if listed == count else Verdict.UNDETERMINED,
                evidence=[context.evidence(view.span(match.start(), match.end(2)), "claim")],
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


@check("narrative.intake_sum")
def check_intake(context: CheckContext) -> Iterator[Finding]:
    """新收a件，连同上年结转b件，共N件: N = a + b."""
    numbers = [quantity for quantity in context.quantities if quantity.kind == "count"]
    for new, brought, total in zip(numbers, numbers[1:], numbers[2:], strict=False):
        if not (new.unit and new.unit == brought.unit == total.unit) or new.hedge or brought.hedge or total.hedge:
            continue
        first = clean(context.text[new.span.end : brought.span.start])
        if "结转" not in first and "转结" not in first and "转入" not in first:
            continue
        second = clean(context.text[brought.span.end : total.span.start])
        if pattern("intake_brought").fullmatch(first) is None or pattern("intake_total").fullmatch(second) is None:
            continue
        expected = new.value + brought.value
        agrees = expected.meets(total.value)
        yield context.finding(
            "narrative.intake_sum",
            "match" if agrees else "mismatch",
            verdict=Verdict.MATCH if agrees else Verdict.MISMATCH,
            evidence=[
                context.evidence(total.span, "claim"),
                context.evidence(new.span, "right"),
                context.evidence(brought.span, "right"),
            ],
            left=total.value,
            right=expected,
            stated=clean(total.span.of(context.text)),
            sum=f"{format_value(new.value)} + {format_value(brought.value)} = {format_value(expected)}",
        )
