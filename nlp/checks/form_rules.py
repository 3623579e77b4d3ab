"""Whether the report has the form that the law and the year's format ask for.

Takes structure and text, gives findings on format, sections, statistical period, deadline and citation (DOMAIN 2.3, 2.4,
4.1). Never says ``mismatch`` (that word is for numbers), and never takes damage of the source for a fault of the report:
a date that lost its 年 or 月 is no finding.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from nlp.checks.context import CheckContext
from nlp.checks.patterns import pattern
from nlp.checks.registry import check
from nlp.types import Evidence, Finding, Section, Span, Verdict

__all__ = ["check_citation", "check_deadline", "check_format_year", "check_period", "check_sections"]

_KEYS = ("overview", "disclosure", "requests", "disputes", "problems", "other")
_TITLES = {
    "overview": ("总体情况", "Overview"),
    "disclosure": ("主动公开政府信息情况", "Proactive disclosure"),
    "requests": ("收到和处理政府信息公开申请情况", "Requests received and handled"),
    "disputes": ("政府信息公开行政复议、行政诉讼情况", "Reconsideration and litigation"),
    "problems": ("存在的主要问题及改进情况", "Problems and improvements"),
    "other": ("其他需要报告的事项", "Other matters"),
}
_ORDINALS = "一二三四五六七八九十"
_SUBHEADING = re.compile(rf"^\(([{_ORDINALS}])\)[^,。;]{{0,12}}")
_GOVERNMENTS = frozenset({"province", "city", "county"})
_FORMAT_TABLES = ("disclosure", "requests")
_ENOUGH_SECTIONS = 4
_LAST_OLD_YEAR = 2018
_OLD_DECREE, _NEW_DECREE = 492, 711
_DECREES = frozenset({_OLD_DECREE, _NEW_DECREE})
_TOO_LATE_TO_JUDGE = 400
"""Days after the end of the report year: a date beyond is more likely that of a moved web page."""


# -- format and year ------------------------------------------------------------------------------------------------


@check("form.format_year")
def check_format_year(context: CheckContext) -> Iterator[Finding]:
    """The tables' format against the report year: 2019 and 2020 use that of 2019, from 2021 on that of 2021."""
    year = context.year
    if year is None:
        return
    tables = [table for table_id in _FORMAT_TABLES if (table := context.table(table_id)) is not None]
    wrong = [table for table in tables if table.format in ("2019", "2021") and table.format != _format_of(year)]
    if year < 2019 or not wrong:
        return
    evidence = [
        context.evidence(Span(table.span.start, min(table.span.end, table.span.start + 40)), "left") for table in wrong
    ]
    variant = "old" if wrong[0].format == "2019" else "new"
    if variant == "old" and [table.id for table in wrong] == ["requests"]:
        variant = "old_requests"
    names = {"disclosure": ("第二部分", "part 2"), "requests": ("第三部分", "part 3")}
    index = 0 if context.lang == "zh" else 1
    yield context.finding(
        "form.format_year",
        variant,
        verdict=Verdict.NOT_IN_TABLES,
        evidence=evidence,
        parts=("、", " and ")[index].join(names[table.id][index] for table in wrong),
    )


def _format_of(year: int) -> str:
    return "2019" if year <= 2020 else "2021"


# -- sections -------------------------------------------------------------------------------------------------------


@check("form.sections")
def check_sections(context: CheckContext) -> Iterator[Finding]:
    """The six statutory parts: each present, once, and numbered in order."""
    if context.structure.format not in ("2019", "2021"):
        return
    headed = [section for section in context.structure.sections if section.heading is not None and section.key in _KEYS]
    found = {section.key for section in headed}
    if len(found) < _ENOUGH_SECTIONS:
        return  # cut short or hardly read: a notice of the source, not a finding
    index = 0 if context.lang == "zh" else 1
    cut = any(notice.code == "structure.truncated" for notice in context.structure.notices)
    missing = [] if cut else [key for key in _KEYS if key not in found]
    for key in missing:
        table = context.table(key)
        yield context.finding(
            "form.sections",
            "missing" if table is None else "heading_missing",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=(context.top_evidence() if table is None else context.evidence(_head(table.span), "context"),),
            number=_ORDINALS[_KEYS.index(key)],
            title=_TITLES[key][index],
        )
    yield from _numbering(context, headed)
    yield from _subheadings(context)


def _head(span: Span) -> Span:
    return Span(span.start, min(span.end, span.start + 40))


def _numbering(context: CheckContext, headed: list[Section]) -> Iterator[Finding]:
    numbered = [section for section in headed if section.ordinal is not None]
    if len(numbered) < _ENOUGH_SECTIONS:
        return
    previous: Section | None = None
    lawful = {1}  # after a slip the count may go on from the number printed or from the one due
    for section in numbered:
        ordinal = section.ordinal or 0
        due = max(lawful) if ordinal > max(lawful) else min(lawful)
        if ordinal in lawful or _explained(context, headed, previous, section, due):
            lawful = {ordinal + 1}
        else:
            repeated = previous is not None and ordinal == previous.ordinal
            yield context.finding(
                "form.sections",
                "repeated" if repeated else "misnumbered",
                verdict=Verdict.NOT_IN_TABLES,
                evidence=(_heading(context, section),),
                title=section.title.strip(),
                number=_ORDINALS[ordinal - 1] if 0 < ordinal <= len(_ORDINALS) else str(ordinal),
                due=_ORDINALS[due - 1] if 0 < due <= len(_ORDINALS) else str(due),
            )
            lawful = {ordinal + 1, due + 1}
        previous = section


def _heading(context: CheckContext, section: Section) -> Evidence:
    return context.evidence(section.heading or _head(section.span), "left")


def _explained(
    context: CheckContext, headed: list[Section], previous: Section | None, section: Section, due: int
) -> bool:
    """Whether a gap has another cause: a part that is missing (said elsewhere), or a heading of the office's own."""
    ordinal = section.ordinal or 0
    if not 0 < due <= len(_ORDINALS):
        return True
    if ordinal <= due:
        return False
    found = {other.key for other in headed}
    if ordinal == _KEYS.index(section.key) + 1 and all(key not in found for key in _KEYS[due - 1 : ordinal - 1]):
        return True
    start = previous.span.start if previous is not None else 0
    mark = re.compile(rf"^[^\S\n]*(?:第)?{_ORDINALS[due - 1]}(?:[、．.,，:：]|部分)", re.MULTILINE)
    tables = [table.span for table in context.structure.tables.values()]
    return any(
        not any(span.start <= match.start() < span.end for span in tables)
        for match in mark.finditer(context.text, start, section.span.start)
    )


def _subheadings(context: CheckContext) -> Iterator[Finding]:
    """Sub-headings that begin with (二): the first was lost or misnumbered."""
    seen: set[str] = set()
    for paragraph, view in context.paragraph_views:
        match = _SUBHEADING.match(view.text)
        if match is None or paragraph.section not in ("overview", "problems") or paragraph.section in seen:
            continue
        seen.add(paragraph.section)
        if match[1] == "二" and "(一)" not in "".join(
            v.text for p, v in context.paragraph_views if p.section == paragraph.section
        ):
            yield context.finding(
                "form.sections",
                "subheading",
                verdict=Verdict.NOT_IN_TABLES,
                evidence=(context.evidence(view.span(*match.span()), "left"),),
                title=match[0],
            )


# -- period ---------------------------------------------------------------------------------------------------------


@check("form.period")
def check_period(context: CheckContext) -> Iterator[Finding]:
    """The statistical period runs from 1 January to 31 December of the report year."""
    year = context.year
    if year is None:
        return
    for paragraph, view in context.paragraph_views:
        if paragraph.section not in ("preamble", "overview") or "月" not in view.text:
            continue
        ranges = [m for m in pattern("period_range").finditer(view.text) if _speaks_of_period(view.text, *m.span())]
        if any(_is_whole_year(match, year) for match in ranges):
            continue  # the period is there; another range is that of an event
        for match in ranges[:1]:
            yield context.finding(
                "form.period",
                "wrong",
                verdict=Verdict.NOT_IN_TABLES,
                evidence=(context.evidence(view.span(match.start(), match.end()), "left"),),
                printed=match[0].lstrip("自从为是,:(（"),
            )


def _is_whole_year(match: re.Match[str], year: int) -> bool:
    first, last = match["y1"], match["y2"]
    start = (int(first) if first else year, int(match["m1"]), int(match["d1"]))
    end = (int(last) if last else start[0], int(match["m2"]), int(match["d2"]))
    return start == (year, 1, 1) and end == (year, 12, 31)


def _speaks_of_period(text: str, start: int, end: int) -> bool:
    sentence_start = text.rfind("。", 0, start) + 1
    sentence_end = text.find("。", end)
    sentence = text[sentence_start : sentence_end if sentence_end >= 0 else len(text)]
    return pattern("period_cue").search(sentence) is not None


# -- deadline -------------------------------------------------------------------------------------------------------


@check("form.deadline")
def check_deadline(context: CheckContext) -> Iterator[Finding]:
    """Published in time: departments before 31 January, governments of county level and above before 31 March.

    Reports for 2018 and before were due under the Regulations of 2007, which gave all offices until 31 March.
    """
    metadata = context.structure.metadata
    if metadata.year is None or metadata.published is None or metadata.found_in.get("published") == "path":
        return
    try:
        published = date.fromisoformat(metadata.published)
    except ValueError:
        return
    limit = _limit(metadata.level, metadata.issuer or "", metadata.year)
    if limit is None or published <= limit or (published - date(metadata.year, 12, 31)).days > _TOO_LATE_TO_JUDGE:
        return
    span = metadata.spans.get("published")
    yield context.finding(
        "form.deadline",
        "late_2007" if metadata.year <= _LAST_OLD_YEAR else "late" if limit.month == 3 else "late_department",
        verdict=Verdict.NOT_IN_TABLES,
        evidence=(context.evidence(span, "left") if span is not None else context.top_evidence(),),
        published=published.isoformat(),
        limit=limit.isoformat(),
        days=(published - limit).days,
    )


def _limit(level: str | None, issuer: str, year: int) -> date | None:
    """The last day; None where the law names none (townships since 2019) or the body is not known."""
    if year <= _LAST_OLD_YEAR:
        return date(year + 1, 3, 31) if level is not None else None
    if level in _GOVERNMENTS or issuer.endswith(("政府办公室", "政府办公厅")):
        return date(year + 1, 3, 31)
    return date(year + 1, 1, 31) if level == "department" else None


# -- citation -------------------------------------------------------------------------------------------------------


@check("form.citation")
def check_citation(context: CheckContext) -> Iterator[Finding]:
    """The format cited is that of the year: 〔2019〕60号 for 2019 and 2020, 〔2021〕30号 from 2021 on; and the decree."""
    year = context.year
    yield from _decree(context)
    if year is None or year < 2019:
        return
    wrong, right = ("cites_2019", "cites_2021") if year >= 2021 else ("cites_2021", "cites_2019")
    places: list[Span] = []
    garbled: list[Span] = []
    for _, view in context.paragraph_views:
        if "公开办" not in view.text and "公开函" not in view.text:
            continue
        if pattern(right).search(view.text):
            return
        places.extend(view.span(*match.span()) for match in pattern(wrong).finditer(view.text))
        garbled.extend(
            view.span(*match.span())
            for match in pattern("cites_format").finditer(view.text)
            if not pattern("cites_2019").search(match[0]) and not pattern("cites_2021").search(match[0])
        )
    variant = "old" if year >= 2021 else "new"
    for found, name in ((places, variant), ([] if places else garbled, "garbled")):
        if found:
            yield context.finding(
                "form.citation",
                name,
                verdict=Verdict.NOT_IN_TABLES,
                evidence=[context.evidence(place, "left") for place in found],
                due="〔2021〕30号" if year >= 2021 else "〔2019〕60号",
            )


def _decree(context: CheckContext) -> Iterator[Finding]:
    """The number of the decree that carries the Regulations: 711 since 2019, 492 before."""
    cited = [
        (int(match["decree"]), view.span(match.start("decree"), match.end("decree") + 1))
        for _, view in context.paragraph_views
        if "条例" in view.text
        for match in pattern("cites_decree").finditer(view.text)
    ]
    wrong = [place for number, place in cited if number not in _DECREES]
    old = [place for number, place in cited if number == _OLD_DECREE]
    year = context.year
    outdated = year is not None and year > _LAST_OLD_YEAR and str(_NEW_DECREE) not in context.text
    for places, variant in ((wrong, "decree"), (old if outdated and not wrong else [], "decree_old")):
        if places:
            yield context.finding(
                "form.citation",
                variant,
                verdict=Verdict.NOT_IN_TABLES,
                evidence=[context.evidence(place, "left") for place in places],
                count=len(places),
            )
