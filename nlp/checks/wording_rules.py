"""What the wording itself gives away: a wrong base year, a lost counter, a doubled word.

Takes the paragraphs, gives findings with the places (DOMAIN 3.4, 4.1). One rule gives one finding that lists all its
places. Never says ``mismatch``.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from nlp.checks.context import CheckContext
from nlp.checks.patterns import pattern
from nlp.checks.registry import check
from nlp.types import Finding, Span, Verdict

__all__ = ["check_base_year", "check_doubled_words", "check_missing_counter"]

_YEAR = re.compile(r"(?<!\d)(20\d\d)(?=年|-|—|~|至)")
_SENTENCE_END = re.compile(r"[。;!?]")
_FULL_STOP = re.compile(r"[。!?]")
_SIBLINGS = 2


# -- base year ------------------------------------------------------------------------------------------------------


@check("wording.base_year")
def check_base_year(context: CheckContext) -> Iterator[Finding]:
    """A report for Y compares with Y-1: naming Y or later is wrong, naming Y-2 is worth a look.

    Not looked at: plans over several years, 自2010年以来, comparisons of halves, quarters or months, titles in 《》, and
    sentences that speak of another year.
    """
    year = context.year
    if year is None:
        return
    wrong: list[Span] = []
    old: list[Span] = []
    for _, view in context.paragraph_views:
        text = view.text
        if not pattern("compare_quick").search(text):
            continue
        for start, end, named in _comparisons(text):
            subject = _subject_year(text, start, year)
            if subject != year or not year - 2 <= named <= year + 2 or named == year - 1:
                continue
            if named == year - 2 and str(year - 1) in _sentence(text, start):
                continue  # both earlier years are named: a series
            (wrong if named >= year else old).append(view.span(start, end))
    for places, variant in ((wrong, "same_or_later"), (old, "two_years_before")):
        if places:
            separator = "”“" if context.lang == "zh" else "”, “"
            quotes = [span.of(context.text).strip() for span in places]
            yield context.finding(
                "wording.base_year",
                variant,
                verdict=Verdict.NOT_IN_TABLES,
                evidence=[context.evidence(span, "left") for span in places],
                count=len(places),
                quotes=separator.join(dict.fromkeys(quotes)),
                due=year - 1,
            )


def _comparisons(text: str) -> Iterator[tuple[int, int, int]]:
    """Start, end and year of every comparison with a named year."""
    for name in ("compare_with", "compare_together"):
        for match in pattern(name).finditer(text):
            after = match["after"]
            if name == "compare_with" and (
                pattern("compare_exempt").match(after) or not pattern("compare_growth").match(after)
            ):
                continue
            if _in_title(text, match.start()) or _in_range(text, match.start("year")):
                continue
            end = match.end("year")
            end += text[end : end + 1] == "年"
            yield match.start(), end, int(match["year"])


def _in_title(text: str, position: int) -> bool:
    return text.rfind("《", 0, position) > text.rfind("》", 0, position)


def _in_range(text: str, position: int) -> bool:
    """Whether the year is the second of a range such as 2018-2020年."""
    return bool(re.search(r"\d年?[-—–~至到]$", text[max(0, position - 3) : position]))


def _sentence(text: str, position: int) -> str:
    starts = [match.end() for match in _FULL_STOP.finditer(text, 0, position)]
    end = _FULL_STOP.search(text, position)
    return text[starts[-1] if starts else 0 : end.start() if end else len(text)]


def _subject_year(text: str, position: int, year: int) -> int:
    """The year that the comparing clause speaks of: the last one named before it in its sentence, else the report's."""
    starts = [match.end() for match in _SENTENCE_END.finditer(text, 0, position)]
    before = text[starts[-1] if starts else 0 : position]
    if pattern("compare_future").search(before):
        return year + 1  # an intention: next year against this one
    named = [
        int(match[1])
        for match in _YEAR.finditer(before)
        if not _in_title(before, match.start()) and not re.search(r"[较比与同和]\(?$", before[: match.start()])
    ]
    return named[-1] if named else year


# -- counters -------------------------------------------------------------------------------------------------------


@check("wording.missing_counter")
def check_missing_counter(context: CheckContext) -> Iterator[Finding]:
    """A number without counter among siblings that all have the same one: 增加689项;…;增加204;…;增加1715项."""
    places: list[Span] = []
    units: list[str] = []
    hedged: list[Span] = []
    for _, view in context.paragraph_views:
        if "余" in view.text or "多" in view.text:
            hedged += [view.span(*match.span()) for match in pattern("bare_hedged").finditer(view.text)]
        if not pattern("bare_number").search(view.text):
            continue
        offset = 0
        for sentence in _FULL_STOP.split(view.text):
            for start, end, unit in _lost_counters(sentence):
                places.append(view.span(offset + start, offset + end))
                units.append(unit)
            offset += len(sentence) + 1
    if places:
        separator = "”“" if context.lang == "zh" else "”, “"
        yield context.finding(
            "wording.missing_counter",
            "missing",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in places],
            count=len(places),
            quotes=separator.join(span.of(context.text).strip() for span in places),
            unit="、".join(dict.fromkeys(units)),
        )
    if hedged:
        separator = "”“" if context.lang == "zh" else "”, “"
        yield context.finding(
            "wording.missing_counter",
            "hedged",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in hedged],
            quotes=separator.join(span.of(context.text).strip() for span in hedged),
        )


def _lost_counters(sentence: str) -> Iterator[tuple[int, int, str]]:
    by_verb: dict[str, list[re.Match[str]]] = defaultdict(list)
    for match in pattern("counted_verb").finditer(sentence):
        by_verb[match["verb"]].append(match)
    by_verb["占"] = list(pattern("counted_share").finditer(sentence))
    told: set[int] = set()
    for verb, matches in by_verb.items():
        bare = [m for m in matches if _is_bare(m, sentence)]
        if len(bare) != 1:
            continue
        counters = {m["unit"] for m in matches if m not in bare and m["unit"]}
        counted = [m for m in matches if m not in bare and m["unit"]]
        if len(counters) == 1 and len(counted) >= _SIBLINGS:
            match = bare[0]
            if match.end("number") in told:
                continue
            told.add(match.end("number"))
            start = match.start() if verb != "占" else match.start("number")
            yield start, match.end("number"), counters.pop()


def _is_bare(match: re.Match[str], sentence: str) -> bool:
    """Whether the number ends at a stop, so that nothing can be its counter."""
    unit = match["unit"]
    after = sentence[match.end("number") : match.end("number") + 1]
    stops = (unit is None or unit in ",;、)") and after in (",", ";", "、", ")", "")
    return stops and not re.fullmatch(r"20\d\d", match["number"])


# -- doubled words --------------------------------------------------------------------------------------------------


@check("wording.doubled_word")
def check_doubled_words(context: CheckContext) -> Iterator[Finding]:
    """A word printed twice in a row, where doubling it makes no sense."""
    places: list[Span] = []
    views = [view for _, view in context.paragraph_views]
    for view in views:
        for name in ("doubled_word", "doubled_government", "doubled_de"):
            for match in pattern(name).finditer(view.text):
                if match[0] == "情况情况" and pattern("doubled_exempt").match(view.text[match.end() :]):
                    continue
                if not _in_title(view.text, match.start()):
                    places.append(view.span(*match.span()))
    for section in context.structure.sections:
        if section.heading is None:
            continue
        heading = section.heading.of(context.text)
        for match in pattern("doubled_government").finditer(heading):
            span = Span(section.heading.start + match.start(), section.heading.start + match.end())
            if not any(span.overlaps(other) for other in places):
                places.append(span)
    if places:
        places.sort()
        separator = "”“" if context.lang == "zh" else "”, “"
        yield context.finding(
            "wording.doubled_word",
            "doubled",
            verdict=Verdict.NOT_IN_TABLES,
            evidence=[context.evidence(span, "left") for span in places],
            count=len(places),
            quotes=separator.join(span.of(context.text).strip() for span in places),
        )
