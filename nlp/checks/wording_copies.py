"""Text that was not written for this report: last year's, another form's, or the same passage twice.

Takes the paragraphs, gives findings with the places (DOMAIN 4.1, E18 and E20). What is found may have a good reason, so
everything is a remark that asks to look. Never says ``mismatch``, and says nothing where the page itself was doubled.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.checks.context import CheckContext
from nlp.checks.patterns import pattern
from nlp.checks.registry import check
from nlp.types import Finding, Span, Verdict

__all__ = [
    "check_generic_text",
    "check_old_categories",
    "check_other_speaker",
    "check_repeated_text",
    "check_stale_year",
    "check_zero_then_all",
]

_PARTS = ("overview", "problems", "other")
_SENTENCE = re.compile(r"[^。!?]+[。!?]")
_LONG = 36
"""A shorter sentence may rightly be said twice (未发生因政府信息公开被申请行政复议的情况)."""
_DOUBLED_PAGE = 6
_FIRST_NEW_FORM = 2019
_FEWEST_CATEGORIES = 2
_FEWEST_GENERIC = 2
_SPEAKERS = {"bureau": ("局",), "township": ("镇人民政府", "乡人民政府", "街道办事处")}
"""Kinds of bodies by the end of their names; how each speaks of itself is in patterns.yaml."""
_OWN_MATTERS = frozenset({"county", "township", "department"})
"""Bodies that report of themselves; a province or a city may well speak of some of its places."""
_OLD_WORDS = ("不属于", "途径", "不存在", "已主动公开", "已经主动公开", "同意公开", "告知作出")
"""A paragraph without any of them has none of the old categories; a cheap look before the expression."""


def _quotes(context: CheckContext, spans: list[Span], length: int = 60) -> str:
    separator = "”“" if context.lang == "zh" else "”, “"
    shown = ["".join(span.of(context.text).split()) for span in spans]
    return separator.join(quote if len(quote) <= length else quote[:length] + "…" for quote in dict.fromkeys(shown))


@check("wording.stale_year")
def check_stale_year(context: CheckContext) -> Iterator[Finding]:
    """A paragraph of the report for Y that opens with Y-1 as if it were the year reported."""
    year = context.year
    if year is None:
        return
    last, this = f"{year - 1}年", f"{year}年"
    views = [(paragraph, view) for paragraph, view in context.paragraph_views if paragraph.section in _PARTS]
    if sum(view.text.count(this) for _, view in views) <= sum(view.text.count(last) for _, view in views):
        return  # the year of the report itself is in doubt
    places: list[Span] = []
    for _, view in views:
        if last not in view.text[:40] or this in view.text:
            continue
        match = pattern("stale_opening").match(view.text)
        if (
            match is None
            or match["year"] != str(year - 1)
            or pattern("stale_exempt").search(_first_sentence(view.text))
        ):
            continue
        places.append(view.span(match.start("from"), match.end()))
    if places:
        yield context.finding(
            "wording.stale_year",
            "opening",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in places],
            count=len(places),
            quotes=_quotes(context, places),
            last=year - 1,
        )


def _first_sentence(text: str) -> str:
    end = re.search(r"[;!?]|。(?!$)", text[12:])
    return text if end is None else text[: 12 + end.start()]


@check("wording.repeated_text")
def check_repeated_text(context: CheckContext) -> Iterator[Finding]:
    """The same long sentence in two paragraphs."""
    seen: dict[str, Span] = {}
    twice: list[tuple[Span, Span]] = []
    for paragraph, view in context.paragraph_views:
        if paragraph.section not in _PARTS:
            continue
        for match in _SENTENCE.finditer(view.text):
            if match.end() - match.start() < _LONG:
                continue
            span = view.span(*match.span())
            first = seen.setdefault(match[0], span)
            if first is not span:
                twice.append((first, span))
    if not twice or len(twice) >= _DOUBLED_PAGE:
        return  # a page that was scraped twice is no fault of the report
    yield context.finding(
        "wording.repeated_text",
        "twice",
        verdict=Verdict.NOT_IN_TABLES,
        evidence=[context.evidence(span, "left") for pair in twice for span in pair],
        count=len(twice),
        quotes=_quotes(context, [first for first, _ in twice[:3]], 40),
    )


@check("wording.old_categories")
def check_old_categories(context: CheckContext) -> Iterator[Finding]:
    """Numbers told by the categories of the 2014 to 2018 annex, which the forms since 2019 do not have."""
    year = context.year
    if year is None or year < _FIRST_NEW_FORM or context.structure.format not in ("2019", "2021"):
        return
    places: list[Span] = []
    kinds: set[str] = set()
    for _, view in context.paragraph_views:
        if not any(word in view.text for word in _OLD_WORDS):
            continue
        for match in pattern("old_category").finditer(view.text):
            kinds.update(name for name, value in match.groupdict().items() if value is not None)
            places.append(view.span(*match.span()))
    if len(kinds) >= _FEWEST_CATEGORIES:
        yield context.finding(
            "wording.old_categories",
            "annex",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in places],
            count=len(places),
            quotes=_quotes(context, places[:5]),
        )


@check("wording.generic_text")
def check_generic_text(context: CheckContext) -> Iterator[Finding]:
    """An overview that tells what some places or most departments do, and not what the office did."""
    if context.structure.metadata.level not in _OWN_MATTERS:
        return
    places = [
        view.span(*match.span())
        for paragraph, view in context.paragraph_views
        if paragraph.section == "overview" and ("地区" in view.text or "地方" in view.text or "部门" in view.text)
        for match in pattern("generic_subject").finditer(view.text)
    ]
    if len(places) >= _FEWEST_GENERIC:
        yield context.finding(
            "wording.generic_text",
            "others",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in places],
            count=len(places),
            quotes=_quotes(context, places[:5]),
        )


@check("wording.other_speaker")
def check_other_speaker(context: CheckContext) -> Iterator[Finding]:
    """A bureau's report that speaks of 我镇, a township's that speaks of 我局: text of another office.

    Said only where the office mostly speaks of itself in its own way, so that a wrongly read issuer says nothing.
    """
    issuer = context.structure.metadata.issuer or ""
    kind = next((kind for kind, ends in _SPEAKERS.items() if issuer.endswith(ends)), None)
    if kind is None:
        return
    own = others = 0
    places: list[Span] = []
    for paragraph, view in context.paragraph_views:
        if "我" not in view.text or paragraph.section not in _PARTS:
            continue
        own += len(pattern(f"speaker_{kind}").findall(view.text))
        found = [view.span(*match.span()) for match in pattern(f"speaker_not_{kind}").finditer(view.text)]
        others += len(found)
        places += found
    if places and own > others:
        yield context.finding(
            "wording.other_speaker",
            "speaks",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in places],
            count=len(places),
            quotes=_quotes(context, places[:5]),
            issuer=issuer,
        )


@check("wording.zero_then_all")
def check_zero_then_all(context: CheckContext) -> Iterator[Finding]:
    """受理0件，均已按期答复: a sentence of the template that the zero makes void."""
    places = [
        view.span(*match.span())
        for _, view in context.paragraph_views
        if "均" in view.text or "全部" in view.text
        for match in pattern("zero_then_all").finditer(view.text)
        if "结转"
        not in view.text[max(0, match.start() - 12) : match.start() + 6]  # 结转下年0件,均已答复: of those before
    ]
    if places:
        yield context.finding(
            "wording.zero_then_all",
            "void",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in places],
            quotes=_quotes(context, places[:3]),
        )
