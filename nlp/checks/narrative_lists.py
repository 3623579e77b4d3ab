"""Lists of the narrative against the totals printed with them.

Takes claims and quantities of the context, gives findings. A list that merely does not add up proves nothing (most lists
are examples), so a contradiction is said only where the list is complete by its own nature: the five statutory results,
natural persons and organisations, a list in parentheses behind its total. Never looks at a table.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from nlp.checks.context import CheckContext
from nlp.checks.explain import format_value
from nlp.checks.registry import check
from nlp.types import Claim, Evidence, Finding, Interval, Quantity, Severity, Span, Verdict

__all__ = ["RESULTS", "by_sentence", "check_lists", "clean", "column_of", "five_results", "is_clear"]

RESULTS = (
    ("requests.refused",),
    ("requests.unavailable",),
    ("requests.rejected",),
    ("requests.other", "requests.other_word"),
)
_TOTALS = ("requests.concluded", "requests.handled")
_WHOLES = ("requests.received", "requests.new", "requests.taken_in", "requests.handled", "requests.intake_total")
_CLEAR = 0.75
_BLANK = re.compile(r"\s+")
_OPEN = re.compile("等|如|例如|主要|包括但不限于")


@check("narrative.results_sum", "narrative.applicants_sum", "narrative.list_sum", "narrative.part_exceeds")
def check_lists(context: CheckContext) -> Iterator[Finding]:
    """Lists in the text against the totals printed with them."""
    for claims in by_sentence(context.claims):
        yield from _results(context, claims)
        yield from _applicants(context, claims)
    yield from _bracketed_lists(context)
    yield from _among(context)
    yield from _parts_of_list(context)
    yield from _listed_part(context)


def by_sentence(claims: Iterable[Claim]) -> list[list[Claim]]:
    """The clear counts of the whole report's claims, sentence by sentence."""
    groups: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims:
        if claim.relation == "equals" and claim.scope == "whole" and claim.value is not None and is_clear(claim):
            groups.setdefault((claim.sentence.start, claim.sentence.end), []).append(claim)
    return [sorted(group, key=lambda claim: claim.span.start) for _, group in sorted(groups.items())]


def is_clear(claim: Claim) -> bool:
    """Whether the wording says without doubt what the number counts."""
    return sum(reading.weight for reading in claim.readings) >= _CLEAR


def five_results(claims: Sequence[Claim]) -> list[Claim]:
    """The claims of one sentence that name all five results of applications, once each; empty if any is missing."""
    parts: list[Claim] = []
    both = [claim for claim in claims if claim.measure == "requests.granted_or_partly"]
    if len(both) == 1:
        parts += both
    else:
        granted = [claim for claim in claims if claim.measure == "requests.granted"]
        partly = [claim for claim in claims if claim.measure == "requests.partly_granted"]
        if len(granted) != 1 or len(partly) != 1:
            return []
        parts += granted + partly
    for names in RESULTS:
        found = [claim for claim in claims if claim.measure in names]
        if len(found) != 1:
            return []
        parts += found
    return parts


def _results(context: CheckContext, claims: Sequence[Claim]) -> Iterator[Finding]:
    """The five results of applications, if all five are named, against the printed number concluded."""
    parts = five_results(claims)
    if not parts:
        return
    total = _total_before(context, claims, parts)
    # 办理 may also count what was carried over, so only a plain number concluded (答复, 办结) can contradict the list
    if total is not None and (total.measure == "requests.concluded" or _adds_up(total, parts)):
        yield from _sum_finding(context, "narrative.results_sum", total, parts)


def _adds_up(total: Claim, parts: Sequence[Claim]) -> bool:
    values = [part.value for part in parts if part.value is not None]
    return total.value is not None and len(values) == len(parts) and total.value.meets(sum(values[1:], start=values[0]))


def _total_before(context: CheckContext, claims: Sequence[Claim], parts: Sequence[Claim]) -> Claim | None:
    first = min(part.span.start for part in parts)
    here = [claim for claim in claims if claim.measure in _TOTALS and claim.span.start < first]
    if not here:
        near = [
            claim
            for claim in context.claims
            if claim.relation == "equals"
            and claim.scope == "whole"
            and is_clear(claim)
            and claim.measure in _TOTALS
            and 0 < first - claim.span.start < 160
        ]
        here = near
    concluded = [claim for claim in here if claim.measure == "requests.concluded"]
    chosen = concluded or here
    return chosen[-1] if chosen else None


def _applicants(context: CheckContext, claims: Sequence[Claim]) -> Iterator[Finding]:
    persons = [claim for claim in claims if column_of(claim) == "person"]
    others = [claim for claim in claims if column_of(claim) == "organisations"]
    if len(persons) != 1 or len(others) != 1:
        return
    first = min(persons[0].span.start, others[0].span.start)
    wholes = [
        claim
        for claim in claims
        if claim.measure in _WHOLES and column_of(claim) == "total" and claim.span.start < first
    ]
    if wholes:
        yield from _sum_finding(context, "narrative.applicants_sum", wholes[-1], [persons[0], others[0]])


def column_of(claim: Claim) -> str:
    """``person``, ``organisations`` or ``total``."""
    formula = claim.readings[0].formula if claim.readings else ""
    if formula.endswith(".person"):
        return "person"
    return "organisations" if ".company" in formula and ".other_org" in formula else "total"


def _sum_finding(context: CheckContext, rule: str, total: Claim, parts: Sequence[Claim]) -> Iterator[Finding]:
    values = [part.value for part in parts if part.value is not None]
    if total.value is None or len(values) != len(parts):
        return
    right = values[0]
    for value in values[1:]:
        right = right + value
    yield _sum(context, rule, total.span, total.value, [part.span for part in parts], values, right, claim=total.id)


def _sum(
    context: CheckContext,
    rule: str,
    total: Span,
    left: Interval,
    parts: Sequence[Span],
    values: Sequence[Interval],
    right: Interval,
    *,
    claim: str | None = None,
) -> Finding:
    agrees = left.meets(right)
    shown = " + ".join(format_value(value) for value in values)
    evidence: list[Evidence | None] = [
        context.evidence(total, "claim"),
        *(context.evidence(span, "right") for span in parts),
    ]
    return context.finding(
        rule,
        "match" if agrees else "mismatch",
        verdict=Verdict.MATCH if agrees else Verdict.MISMATCH,
        evidence=evidence,
        left=left,
        right=right,
        claim=claim,
        stated=clean(total.of(context.text)),
        sum=f"{shown} = {format_value(right)}",
    )


# ------------------------------------------------------------------------------------------------- lists of plain numbers


def _bracketed_lists(context: CheckContext) -> Iterator[Finding]:
    """N件（甲a件、乙b件、丙c件）: three or more items of the total's unit directly behind it, nothing left open."""
    text = context.text
    numbers = [quantity for quantity in context.quantities if quantity.kind == "count"]
    starts = {quantity.span.start: index for index, quantity in enumerate(numbers)}
    for quantity in numbers:
        end = quantity.span.end
        if end >= len(text) or text[end] not in "（(":
            continue
        close = _closing(text, end)
        if close < 0:
            continue
        inside = text[end + 1 : close]
        items = [numbers[index] for start, index in starts.items() if end < start < close]
        items = [item for item in items if item.unit == quantity.unit]
        if len(items) < 3 or _OPEN.search(inside) or "其中" in inside or len(items) != _separators(inside) + 1:
            continue
        values = [item.value for item in items]
        right = sum(values[1:], start=values[0])
        yield _sum(
            context, "narrative.list_sum", quantity.span, quantity.value, [item.span for item in items], values, right
        )


def _closing(text: str, at: int) -> int:
    depth = 0
    for position in range(at, min(len(text), at + 600)):
        if text[position] in "（(":
            depth += 1
        elif text[position] in "）)":
            depth -= 1
            if depth == 0:
                return position
    return -1


def _separators(inside: str) -> int:
    return len(re.findall("[、，,；;]", inside))


def _parts_of_list(context: CheckContext) -> Iterator[Finding]:
    """N件，其中甲a件、乙b件、丙c件: parts that add up to more than the whole overlap, or one of them is wrong.

    Two parts are judged only where both are told the same way (通过甲公开a条，通过乙公开b条), and then as a remark.
    """
    numbers = [quantity for quantity in context.quantities if quantity.kind == "count"]
    for at, whole in enumerate(numbers):
        if not whole.unit or _is_change(context.text, whole):
            continue
        parts: list[Quantity] = []
        end = whole.span.end
        handled = False  # the list itself tells what was done: 其中办理a件,转办b件
        for quantity in numbers[at + 1 : at + 13]:
            between = clean(context.text[end : quantity.span.start])
            opening = (
                r"[,，（(]?(?:其中[,，:：]?(?:包括)?|包括)[^,，。；;:：、\d]{1,14}"
                if not parts
                else r"[,，、][^,，。；;:：、\d其]{1,14}"
            )
            if quantity.unit != whole.unit or re.fullmatch(opening, between) is None:
                break
            if parts and (_NEW_MATTER.search(between) or (_OTHER_MATTER.search(between) and not handled)):
                break
            handled = handled or (not parts and _OTHER_MATTER.search(between) is not None)
            parts.append(quantity)
            end = quantity.span.end
            if len(parts) > 1 and context.text[end : end + 1] != "、" and _total(parts).meets(whole.value):
                break  # the list is complete; what follows a comma is another matter
        if len(parts) < 3:
            yield from _two_channels(context, whole, numbers[at + 1 : at + 3])
            continue
        total = _total(parts)
        if total.low > whole.value.high and not total.low > _together(context.text, numbers, at).high:
            continue  # 复议6件、诉讼3件，其中…: the parts belong to both
        if total.low > whole.value.high:
            yield _exceeding(context, whole, parts, total, None)
        elif total.meets(whole.value):
            values = [part.value for part in parts]
            yield _sum(
                context, "narrative.list_sum", whole.span, whole.value, [part.span for part in parts], values, total
            )


def _total(parts: Sequence[Quantity]) -> Interval:
    return sum((part.value for part in parts[1:]), start=parts[0].value)


_CHANNEL = r"(?:通过|利用|依托|借助)[^,，。；;]{2,34}"
_TWO_CHANNELS = re.compile(rf"[,，（(]?其中[,，:：]?{_CHANNEL}"), re.compile(rf"[,，；;、]{_CHANNEL}")


def _two_channels(context: CheckContext, whole: Quantity, parts: Sequence[Quantity]) -> Iterator[Finding]:
    """N条，其中通过甲公开a条，通过乙公开b条 with a + b > N."""
    if len(parts) < 2 or not whole.unit or any(part.unit != whole.unit for part in parts):
        return
    gaps = (
        clean(context.text[whole.span.end : parts[0].span.start]),
        clean(context.text[parts[0].span.end : parts[1].span.start]),
    )
    total = parts[0].value + parts[1].value
    if total.low <= whole.value.high or not all(
        expression.fullmatch(gap) for expression, gap in zip(_TWO_CHANNELS, gaps, strict=True)
    ):
        return
    yield _exceeding(context, whole, parts, total, Severity.INFO)


def _exceeding(
    context: CheckContext, whole: Quantity, parts: Sequence[Quantity], total: Interval, severity: Severity | None
) -> Finding:
    return context.finding(
        "narrative.part_exceeds",
        "list_exceeds",
        verdict=Verdict.UNDETERMINED,
        evidence=[context.evidence(whole.span, "claim"), *(context.evidence(part.span, "right") for part in parts)],
        left=whole.value,
        right=total,
        severity=severity,
        whole=clean(whole.span.of(context.text)),
        sum=" + ".join(format_value(part.value) for part in parts) + f" = {format_value(total)}",
    )


_NEW_MATTER = re.compile("截至|总数|年末|累计|现有|较|比上|另|此外|同时|上年|结转|今年|全年")
_OTHER_MATTER = re.compile(
    "收到|办理|回复|答复|处理|阅读|浏览|点击|转发|关注|接待|咨询|留言|举办|召开|另|此外|同时|还|累计|共|粉丝|超过|约|近"
)


def _listed_part(context: CheckContext) -> Iterator[Finding]:
    """N条，包括甲a条，乙、丙等媒体b条，“丁”公众号c条: an item of such a list that is larger than N."""
    numbers = [quantity for quantity in context.quantities if quantity.kind == "count"]
    for at, whole in enumerate(numbers):
        end = whole.span.end
        if not whole.unit or context.text[end : end + 4].lstrip(",，（( ")[:2] not in ("包括", "包含"):
            continue
        if _is_change(context.text, whole):
            continue
        for part in numbers[at + 1 : at + 9]:
            between = clean(context.text[end : part.span.start])
            if part.unit != whole.unit or not re.fullmatch(r"[,，、；;（(][^。；;:：\d]{1,40}", between):
                break
            if _OTHER_MATTER.search(between):
                break
            if part.value.low > whole.value.high:
                yield context.finding(
                    "narrative.part_exceeds",
                    "mismatch",
                    verdict=Verdict.MISMATCH,
                    evidence=[context.evidence(part.span, "claim"), context.evidence(whole.span, "right")],
                    left=part.value,
                    right=whole.value,
                    part=clean(part.span.of(context.text)),
                    whole=clean(whole.span.of(context.text)),
                )
                break
            end = part.span.end


def _among(context: CheckContext) -> Iterator[Finding]:
    """N件，其中…M件: the first number behind 其中 cannot exceed the one before it."""
    numbers = [quantity for quantity in context.quantities if quantity.kind == "count"]
    for at, (whole, part) in enumerate(zip(numbers, numbers[1:], strict=False)):
        if whole.unit != part.unit or not whole.unit or _is_change(context.text, whole):
            continue
        between = clean(context.text[whole.span.end : part.span.start])
        if re.fullmatch(r"[,，（(]其中[,，:：]?[^,，。；;:：]{0,16}", between) is None:
            continue
        within = any(earlier.value.high >= part.value.low for earlier in _earlier(context.text, numbers, at))
        if part.value.low > max(whole.value.high, _together(context.text, numbers, at).high) and not within:
            evidence = [context.evidence(part.span, "claim"), context.evidence(whole.span, "right")]
            yield context.finding(
                "narrative.part_exceeds",
                "mismatch",
                verdict=Verdict.MISMATCH,
                evidence=evidence,
                left=part.value,
                right=whole.value,
                part=clean(part.span.of(context.text)),
                whole=clean(whole.span.of(context.text)),
            )


_LISTED_BEFORE = re.compile(r"[、,，和及与][^。；;:：、,，\d]{0,16}")


def _earlier(text: str, numbers: Sequence[Quantity], at: int) -> Iterator[Quantity]:
    """收到667件,已办结657件,结转29件,其中州级143件: the numbers before in the sentence, any of which may be the whole."""
    start = text.rfind("。", 0, numbers[at].span.start)
    for earlier in reversed(numbers[:at]):
        if earlier.span.start < start:
            return
        if earlier.unit == numbers[at].unit and not _is_change(text, earlier):
            yield earlier


def _together(text: str, numbers: Sequence[Quantity], at: int) -> Interval:
    """The number and those of the same unit listed directly before it, added up."""
    total = numbers[at].value
    while at > 0 and numbers[at - 1].unit == numbers[at].unit:
        gap = clean(text[numbers[at - 1].span.end : numbers[at].span.start])
        if _LISTED_BEFORE.fullmatch(gap) is None or "其中" in gap:
            break
        at -= 1
        total = total + numbers[at].value
    return total


_CHANGE = re.compile("(?:增加|减少|增长|上升|下降|提高|降低|多出?|少|增|减|净增|净减|新增长)(?:了|约|近)?$")


def _is_change(text: str, quantity: Quantity) -> bool:
    """Whether a number says how much something grew or fell (比上年增加336件，其中…): no whole of what follows."""
    return _CHANGE.search(clean(text[max(0, quantity.span.start - 8) : quantity.span.start])) is not None


def clean(text: str) -> str:
    """Without any blanks or line breaks."""
    return _BLANK.sub("", text)
