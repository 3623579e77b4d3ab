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
from nlp.types import Claim, Evidence, Finding, Interval, Quantity, Span, Verdict

__all__ = ["RESULTS", "check_lists", "clean", "column_of", "is_clear"]

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
    for claims in _by_sentence(context.claims):
        yield from _results(context, claims)
        yield from _applicants(context, claims)
    yield from _bracketed_lists(context)
    yield from _among(context)
    yield from _parts_of_list(context)


def _by_sentence(claims: Iterable[Claim]) -> list[list[Claim]]:
    groups: dict[tuple[int, int], list[Claim]] = {}
    for claim in claims:
        if claim.relation == "equals" and claim.scope == "whole" and claim.value is not None and is_clear(claim):
            groups.setdefault((claim.sentence.start, claim.sentence.end), []).append(claim)
    return [sorted(group, key=lambda claim: claim.span.start) for _, group in sorted(groups.items())]


def is_clear(claim: Claim) -> bool:
    """Whether the wording says without doubt what the number counts."""
    return sum(reading.weight for reading in claim.readings) >= _CLEAR


def _results(context: CheckContext, claims: Sequence[Claim]) -> Iterator[Finding]:
    """The five results of applications, if all five are named, against the printed number concluded."""
    parts: list[Claim] = []
    both = [claim for claim in claims if claim.measure == "requests.granted_or_partly"]
    if len(both) == 1:
        parts += both
    else:
        granted = [claim for claim in claims if claim.measure == "requests.granted"]
        partly = [claim for claim in claims if claim.measure == "requests.partly_granted"]
        if len(granted) != 1 or len(partly) != 1:
            return
        parts += granted + partly
    for names in RESULTS:
        found = [claim for claim in claims if claim.measure in names]
        if len(found) != 1:
            return
        parts += found
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
    """N件，其中甲a件、乙b件、丙c件: parts that add up to more than the whole overlap, or one of them is wrong."""
    numbers = [quantity for quantity in context.quantities if quantity.kind == "count"]
    for at, whole in enumerate(numbers):
        parts: list[Quantity] = []
        end = whole.span.end
        for quantity in numbers[at + 1 : at + 13]:
            between = clean(context.text[end : quantity.span.start])
            opening = (
                r"[,，（(]?其中[,，:：]?[^,，。；;:：、\d]{1,14}" if not parts else r"[,，、][^,，。；;:：、\d其]{1,14}"
            )
            if quantity.unit != whole.unit or re.fullmatch(opening, between) is None:
                break
            parts.append(quantity)
            end = quantity.span.end
        if len(parts) < 3 or not whole.unit:
            continue
        total = sum((part.value for part in parts[1:]), start=parts[0].value)
        if total.low > whole.value.high:
            yield context.finding(
                "narrative.part_exceeds",
                "list_exceeds",
                verdict=Verdict.UNDETERMINED,
                evidence=[
                    context.evidence(whole.span, "claim"),
                    *(context.evidence(part.span, "right") for part in parts),
                ],
                left=whole.value,
                right=total,
                whole=clean(whole.span.of(context.text)),
                sum=" + ".join(format_value(part.value) for part in parts) + f" = {format_value(total)}",
            )
        elif total.meets(whole.value):
            values = [part.value for part in parts]
            yield _sum(
                context, "narrative.list_sum", whole.span, whole.value, [part.span for part in parts], values, total
            )


def _among(context: CheckContext) -> Iterator[Finding]:
    """N件，其中…M件: the first number behind 其中 cannot exceed the one before it."""
    numbers = [quantity for quantity in context.quantities if quantity.kind == "count"]
    for whole, part in zip(numbers, numbers[1:], strict=False):
        if whole.unit != part.unit or not whole.unit:
            continue
        between = clean(context.text[whole.span.end : part.span.start])
        if re.fullmatch(r"[,，（(]其中[,，:：]?[^,，。；;:：]{0,16}", between) is None:
            continue
        if part.value.low > whole.value.high:
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


def clean(text: str) -> str:
    """Without any blanks or line breaks."""
    return _BLANK.sub("", text)
