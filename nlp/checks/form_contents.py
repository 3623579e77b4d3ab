"""Whether the report says what the format asks it to say, and leaves no gap where a number should stand.

Takes structure and text, gives findings on the fee item, the five parts of the overview, promised parts, empty
placeholders, empty part five, and misprinted labels (DOMAIN 2.3, 2.4, 4.1). Never says ``mismatch``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.checks.context import CheckContext
from nlp.checks.patterns import pattern
from nlp.checks.registry import check
from nlp.text.view import View, view_of
from nlp.types import Finding, Section, Span, Verdict

__all__ = [
    "check_fee_item",
    "check_labels",
    "check_overview_parts",
    "check_placeholders",
    "check_problems",
    "check_promised_parts",
]

_PARTS = (
    ("part_active", "主动公开", "proactive disclosure"),
    ("part_request", "依申请公开", "disclosure on request"),
    ("part_manage", "政府信息管理", "management of government information"),
    ("part_platform", "政府信息公开平台建设", "platforms"),
    ("part_supervise", "监督保障", "supervision and support"),
)
_GAPS = (
    ("placeholder_tail", ("placeholder_count", "placeholder_unit")),
    ("placeholder_percent", ("placeholder_share",)),
)
_WINDOW = 40
_ITEM_MARKS = ",、;:()"
_ITEM_ENDS = re.compile(f"[{_ITEM_MARKS}。!?]")
_DENIED = re.compile("(?:均|已|并|且|暂|尚)?(?:无|没有|未|不存在)")
_CELLS = re.compile(r"\s*[|\t\n]|\s{2,}|\s+(?=[\d/-])")
_HEADER_CELL = 7
_HEADING = 12
_PART_WORDS = (("总体", "概述", "概况"), ("主动公开",), ("申请",), ("复议", "诉讼"), ("问题", "改进"), ("其他", "其它"))
_DIGITS = {"二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9}
_MISPRINTS = frozenset({"structure.heading", "tables.row_misprinted"})
_CUT = frozenset({"structure.truncated", "structure.not_a_report"})
_SHORT_PROBLEMS = 30
_SHORT_OVERVIEW = 120


def _section(context: CheckContext, key: str) -> Section | None:
    return next((s for s in context.structure.sections if s.key == key and s.heading is not None), None)


def _body(context: CheckContext, section: Section) -> View:
    start = section.heading.end if section.heading is not None else section.span.start
    return view_of(context.text, Span(start, max(start, section.span.end)))


@check("form.fee_item")
def check_fee_item(context: CheckContext) -> Iterator[Finding]:
    """Since 2021 part six reports on information processing fees; "none" alone leaves the duty unanswered."""
    year = context.year
    section = _section(context, "other")
    if year is None or year < 2021 or section is None or section.heading is None:
        return
    spoken = False
    for _, view in context.paragraph_views:
        if "费" not in view.text or not pattern("fee_words").search(view.text):
            continue
        spoken = True
        denied = pattern("no_fee").search(view.text)
        if denied is not None and (finding := _unpaid(context, view.span(*denied.span()))) is not None:
            yield finding
            return
    if spoken:
        return
    body = _body(context, section)
    variant = "nothing" if pattern("nothing").match(body.text) or not body.text else "silent"
    yield context.finding(
        "form.fee_item",
        variant,
        verdict=Verdict.NOT_IN_TABLES,
        evidence=(context.evidence(section.heading, "context"),),
    )


def _unpaid(context: CheckContext, spoken: Span) -> Finding | None:
    cell = "requests.other.fee_unpaid.total"
    value = context.value(cell)
    if value is None or value.low <= 0:
        return None
    return context.finding(
        "form.fee_item",
        "unpaid",
        verdict=Verdict.NOT_IN_TABLES,
        evidence=(context.evidence(spoken, "left"), context.cell_evidence(cell, "right")),
        cells=(cell,),
        right=value,
        cell=context.cell_label(cell),
    )


@check("form.overview_parts")
def check_overview_parts(context: CheckContext) -> Iterator[Finding]:
    """The overview covers five things since 2021 (the preface of the format)."""
    year = context.year
    section = _section(context, "overview")
    if year is None or year < 2021 or section is None or section.heading is None:
        return
    if context.structure.sections[-1] is section and any(n.code in _CUT for n in context.structure.notices):
        return  # the text breaks off inside the overview
    body = "".join(view.text for paragraph, view in context.paragraph_views if paragraph.section == "overview")
    if len(body) < _SHORT_OVERVIEW:
        yield context.finding(
            "form.overview_parts", "short", verdict=Verdict.NOT_IN_TABLES,
            evidence=(context.evidence(section.heading, "context"),), length=len(body),
        )  # fmt: skip
        return
    missing = [names for key, *names in _PARTS if not pattern(key).search(body)]
    if missing:
        index, separator = (0, "、") if context.lang == "zh" else (1, ", ")
        yield context.finding(
            "form.overview_parts",
            "missing",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=(context.evidence(section.heading, "context"),),
            missing=separator.join(names[index] for names in missing),
        )


@check("form.promised_parts")
def check_promised_parts(context: CheckContext) -> Iterator[Finding]:
    """The preamble promises as many parts as there are."""
    actual = {s.key for s in context.structure.sections if s.heading is not None and s.key != "preamble"}
    ordinals = [s.ordinal for s in context.structure.sections if s.ordinal is not None and s.heading is not None]
    if ordinals != list(range(1, len(ordinals) + 1)) or len(ordinals) < 4 or len(ordinals) != len(actual):
        return  # the parts themselves are in doubt: see form.sections
    for paragraph, view in context.paragraph_views:
        if paragraph.section not in ("preamble", "overview"):
            continue
        for match in pattern("promise").finditer(view.text):
            start = max(view.text.rfind(stop, 0, match.start()) for stop in "。;") + 1
            sentence = view.text[start : match.end() + 2]
            if not (pattern("promise_cue").search(sentence) and pattern("promise_verb").search(sentence)):
                continue
            if paragraph.section == "overview" and "报告" not in sentence:
                continue
            promised = _DIGITS.get(match["number"]) or int(match["number"])
            before = view.text[start : match.start()]
            listed = _listed(view.text[start:], match.end() - start)
            if not _is_about_this_report(before):
                continue
            if promised != len(actual) or 3 <= listed < promised:
                yield context.finding(
                    "form.promised_parts",
                    "differs" if promised != len(actual) else "listed",
                    verdict=Verdict.NOT_IN_TABLES,
                    evidence=(context.evidence(view.span(*match.span()), "left"),),
                    promised=promised,
                    actual=len(actual),
                    listed=listed,
                )
                return


def _listed(text: str, promise_end: int) -> int:
    """How many of the statutory parts the sentence names; 0 where the list is open (等) or cannot be told."""
    stop = text.find("。")
    sentence = text[: stop if stop >= 0 else len(text)]
    if "等" in sentence[: promise_end + 2] or "等" in sentence[promise_end:]:
        return 0
    named = sum(any(word in sentence for word in words) for words in _PART_WORDS)
    items = len(
        [item for item in re.split(r"[、,;]", sentence.replace("行政复议、行政诉讼", "").replace("复议、", "")) if item]
    )
    return named if items <= named + 2 else 0


def _is_about_this_report(before: str) -> bool:
    """Whether the sentence names parts of the report rather than, say, five parts of some programme."""
    return (
        "全文" in before or "本报告" in before or "本年度报告" in before or ("报告" in before and "总体情况" in before)
    )


@check("form.placeholder")
def check_placeholders(context: CheckContext) -> Iterator[Finding]:
    """A place where a number was to be filled in and was not: 共主动公开条, 占%, XX件."""
    places: list[Span] = []
    for _, view in context.paragraph_views:
        if len(view.text) < _HEADER_CELL:
            continue  # 占比%: the head of a column, not a sentence
        for start, end in _gaps(view.text):
            span = view.span(start, end)
            if not _inside_title(view.text, start) and not any(span.overlaps(other) for other in places):
                places.append(span)
    places.sort()
    if places:
        quotes = [span.of(context.text).strip() for span in places]
        separator = "”“" if context.lang == "zh" else "”, “"
        yield context.finding(
            "form.placeholder",
            "empty",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in places],
            count=len(places),
            quotes=separator.join(quotes[:5]),
        )


def _gaps(text: str) -> Iterator[tuple[int, int]]:
    """Start and end of every place where a number is missing."""
    for tail, judges in _GAPS:
        for match in pattern(tail).finditer(text):
            begin = max(0, match.start() - _WINDOW)
            window = text[begin : match.end()]
            if _DENIED.match(_ITEM_ENDS.split(window)[-1]):
                continue  # 无结转下年度办理件: a noun
            for judge in judges:
                found = pattern(judge).search(window)
                if found is not None and not pattern("placeholder_noun").search(window):
                    yield begin + found.start(), match.end()
                    break
    for match in pattern("placeholder_reached").finditer(text):
        yield match.span()
    for match in pattern("placeholder_sibling").finditer(text):
        if _beside_a_count(text, match):
            yield match.span()
    for match in pattern("placeholder_mark").finditer(text):
        yield match.span()


def _beside_a_count(text: str, gap: re.Match[str]) -> bool:
    """Whether the item before or behind a gap ends in a number with the gap's counter: 公开2件;部分公开件;不予公开23件."""
    counted = re.compile(rf"\d{re.escape(gap['counter'])}$")
    before = _items(text[max(0, gap.start() - _WINDOW) : gap.start()])[-1:]
    behind = _items(text[gap.end() : gap.end() + _WINDOW])[:1]
    return any(counted.search(item) is not None for item in before + behind)


def _items(text: str) -> list[str]:
    """The items of a list; a share that belongs to the item before (占9.6%) is none."""
    return [item for item in _ITEM_ENDS.split(text) if item and not item.startswith("占")]


def _inside_title(text: str, position: int) -> bool:
    return text.rfind("《", 0, position) > text.rfind("》", 0, position)


@check("form.problems_empty")
def check_problems(context: CheckContext) -> Iterator[Finding]:
    """Part five says something: problems and what is done about them."""
    section = _section(context, "problems")
    if section is None or section.heading is None or context.structure.format not in ("2019", "2021"):
        return
    if any(s.key == "problems" and s is not section for s in context.structure.sections):
        return  # split in two by its sub-headings: judged as a whole it is not empty
    body = _body(context, section).text.strip("#*-_|>")  # what Markdown puts around a heading is no content
    if not body or pattern("nothing").match(body):
        variant = "empty"
    elif len(body) < _SHORT_PROBLEMS:
        variant = "short"
    else:
        return
    yield context.finding(
        "form.problems_empty",
        variant,
        verdict=Verdict.NOT_IN_TABLES,
        evidence=(context.evidence(section.heading, "left"),),
        length=len(body),
    )


@check("form.label_misprint")
def check_labels(context: CheckContext) -> Iterator[Finding]:
    """Labels and headings printed wrongly: those the stages before had to guess, and misprints that are known."""
    places = [n.span for n in context.structure.notices if n.code in _MISPRINTS and n.span is not None]
    places = [
        span
        for span in places
        if not pattern("doubled_government").search(span.of(context.text))
        and not pattern("old_heading").search(span.of(context.text))
    ]
    places.extend(Span(*match.span()) for match in pattern("label_typo").finditer(context.text))
    for _, view in context.paragraph_views:
        match = pattern("heading_typo").search(view.text[:_HEADING])
        if match is not None:
            places.append(view.span(match.end() - len("府信息公开"), match.end()))
    unique: list[Span] = []
    for span in sorted(set(places)):
        if not any(span.overlaps(other) for other in unique):
            unique.append(span)
    if unique:
        separator = "”“" if context.lang == "zh" else "”, “"
        yield context.finding(
            "form.label_misprint",
            "differs",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in unique],
            count=len(unique),
            quotes=separator.join(_label_of(span.of(context.text)) for span in unique[:6]),
        )


def _label_of(row: str) -> str:
    """The label of a row as drawn, without its cells."""
    return _CELLS.split(row.strip().lstrip("| "), maxsplit=1)[0].strip()
