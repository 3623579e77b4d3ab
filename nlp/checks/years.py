"""One body's report against its report of the year before.

Takes two results, gives findings on what was carried over, on growth, on stocks of documents and items, on copied text
and on orders of magnitude (DOMAIN 2.2, X1 to X5; 4.1, E20 to E23). Never compares reports that are not one year apart,
and never compares columns whose meaning changed between the formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from nlp.checks.context import CheckContext
from nlp.checks.explain import format_value, join
from nlp.checks.formula import evaluate, parse_formula
from nlp.checks.registry import check
from nlp.claims.ranker import is_proposed
from nlp.settings import Settings
from nlp.types import Evidence, Finding, Interval, Paragraph, ReportResult, Severity, Span, Verdict

__all__ = ["check_years"]

_COLUMNS = ("person", "company", "research", "nonprofit", "law_firm", "other_org", "total")
_DOCUMENT_ROWS = ("regulations", "normative_documents")
_ITEM_ROWS = ("licensing", "other_services", "penalties", "coercion", "fees")
_FLOWS = (
    "requests.new.total",
    "requests.concluded.total",
    "disputes.reconsideration.total",
    "disclosure.licensing.decisions",
    "disclosure.penalties.decisions",
    "disclosure.coercion.decisions",
    "disclosure.fees.amount",
    "disclosure.procurement.amount",
)
_FACTOR = 5
_UNIT_FACTORS = (2_000, 50_000)
_SMALL = 30
_COPY_LENGTH = 40
_COPY_SHARE = 0.5
_COPY_SECTIONS = frozenset({"overview", "problems", "other"})
_NOT_LETTERS = re.compile(r"[\s\d,，.。、;；:：()（）%％]+")
_BODY_NAMES = re.compile(r"(?:政府信息公开|工作|年度报告|人民政府|办公室|办公厅|\s|\d|年)+")


def check_years(current: ReportResult, previous: ReportResult, settings: Settings | None = None) -> tuple[Finding, ...]:
    """All findings across two years. Empty where the reports are not of consecutive years.

    Claims on growth are judged here as well if they were not when ``current`` was read without ``previous``.
    """
    told = tuple(claim for claim in current.claims if not is_proposed(claim))
    context = CheckContext(
        current.document, current.structure, current.quantities, told, settings or Settings(), previous
    )
    return tuple(
        finding
        for function in (
            check_carried_in,
            check_growth_base,
            check_stocks,
            check_prior_items,
            check_copied,
            check_magnitude,
        )
        for finding in function(context)
    )


def _consecutive(context: CheckContext) -> bool:
    previous = context.previous
    if previous is None or context.year is None or previous.structure.metadata.year is None:
        return False
    return context.year - previous.structure.metadata.year == 1


def _same_body(context: CheckContext) -> bool:
    """Whether both reports name the same body (prefixes such as 上海市 and 人民政府 may come and go)."""
    previous = context.previous
    a = context.structure.metadata.issuer
    b = previous.structure.metadata.issuer if previous is not None else None
    if a is None or b is None:
        return True
    a, b = _BODY_NAMES.sub("", a), _BODY_NAMES.sub("", b)
    return a.endswith(b) or b.endswith(a)


def _last_year(context: CheckContext) -> int:
    return (context.year or 0) - 1


def _whole_column(context: CheckContext, cells: Iterable[str]) -> tuple[Evidence, ...]:
    found = context.cells_evidence(cells, "left")
    return found or (context.top_evidence(),)


@check("years.carried_in")
def check_carried_in(context: CheckContext) -> Iterator[Finding]:
    """上年结转 of this year is 结转下年度 of the year before, column by column (X1)."""
    if not _consecutive(context):
        return
    pairs = {
        column: (
            context.value(f"requests.carried_in.{column}"),
            context.previous_value(f"requests.carried_out.{column}"),
        )
        for column in _COLUMNS
    }
    known = {c: (now, then) for c, (now, then) in pairs.items() if now is not None and then is not None}
    wrong = [column for column, (now, then) in known.items() if not now.meets(then)]
    if "total" not in known:
        return
    now, then = known["total"]
    cells = tuple(f"requests.carried_in.{column}" for column in sorted(wrong, key=lambda column: column != "total"))
    if not wrong:
        yield context.finding(
            "years.carried_in", "agrees", verdict=Verdict.MATCH, severity=Severity.INFO, left=now, right=then,
            evidence=_whole_column(context, ["requests.carried_in.total"]),
            formula="previous(requests.carried_out.total)", cells=("requests.carried_in.total",), last_year=_last_year(context),
        )  # fmt: skip
        return
    total_wrong = "total" in wrong
    sure = total_wrong and _same_body(context) and context.is_sure("requests.carried_in.total")
    column = "total" if total_wrong else wrong[0]
    details = join(
        (
            f"{context.cell_label(f'requests.carried_in.{c}')} {format_value(known[c][0])} / {format_value(known[c][1])}"
            for c in wrong
        ),
        context.lang,
    )
    yield context.finding(
        "years.carried_in",
        "total" if total_wrong else "columns",
        verdict=Verdict.MISMATCH if sure else Verdict.UNDETERMINED,
        severity=None if sure or not total_wrong else Severity.WARNING,
        evidence=_whole_column(context, cells),
        left=known[column][0],
        right=known[column][1],
        formula=f"previous(requests.carried_out.{column})",
        cells=cells,
        last_year=_last_year(context),
        details=details,
    )


@check("years.growth_base")
def check_growth_base(context: CheckContext) -> Iterator[Finding]:
    """Growth stated in the prose, computed again with last year's table (X5). Only claims not yet judged with it."""
    if not _consecutive(context):
        return
    for claim in context.claims:
        readings = [r for r in claim.readings if parse_formula(r.formula).previous_cells]
        if claim.value is None or not readings or any(reading.value is not None for reading in readings):
            continue
        values = [
            (reading, value)
            for reading in readings
            if (value := evaluate(reading.formula, context.value_or_zero, context.previous_value)) is not None
        ]
        if not values:
            continue
        fitting = [(reading, value) for reading, value in values if value.meets(claim.value)]
        reading, value = (fitting or values)[0]
        decided = not fitting and len(values) == len(readings) and _same_body(context)
        cells = parse_formula(reading.formula).cells
        yield context.finding(
            "years.growth_base",
            "agrees" if fitting else "differs",
            verdict=Verdict.MATCH_ROUNDED if fitting else Verdict.MISMATCH if decided else Verdict.UNDETERMINED,
            severity=Severity.INFO if fitting else None if decided else Severity.WARNING,
            evidence=(context.evidence(claim.span, "claim"), *context.cells_evidence(cells, "right")),
            left=claim.value,
            right=value,
            formula=reading.formula,
            cells=cells,
            claim=claim.id,
            computed=format_value(value) + ("%" if claim.unit == "%" else claim.unit),
            base=_bases(context, reading.formula),
            last_year=_last_year(context),
        )


def _bases(context: CheckContext, formula: str) -> str:
    parts = []
    for cell in parse_formula(formula).previous_cells:
        value = context.previous_value(cell)
        if value is not None:
            parts.append(f"{context.cell_label(cell)} {format_value(value)}")
    return ("、" if context.lang == "zh" else ", ").join(parts)


@check("years.in_force_continuity")
def check_stocks(context: CheckContext) -> Iterator[Finding]:
    """Stocks of documents go on from last year's (X2, X3); soft, since expiry and re-identification break them."""
    if not _consecutive(context):
        return
    for row in _DOCUMENT_ROWS:
        base = f"disclosure.{row}"
        now, then = context.value(f"{base}.in_force"), context.previous_value(f"{base}.in_force")
        issued, repealed = context.value(f"{base}.issued"), context.value(f"{base}.repealed")
        if now is not None and then is not None and issued is not None and repealed is not None:
            expected = then + issued - repealed
            if not now.meets(expected):
                yield _stock_finding(
                    context, "in_force", (f"{base}.in_force", f"{base}.issued", f"{base}.repealed"), now, expected,
                    f"previous({base}.in_force) + {base}.issued - {base}.repealed",
                    then=then, issued=issued, repealed=repealed,
                )  # fmt: skip
        total, before = context.value(f"{base}.total_disclosed"), context.previous_value(f"{base}.total_disclosed")
        newly = context.value(f"{base}.newly_disclosed")
        if total is not None and before is not None and newly is not None:
            expected = before + newly
            if total.high < expected.low:
                yield _stock_finding(
                    context, "disclosed", (f"{base}.total_disclosed", f"{base}.newly_disclosed"), total, expected,
                    f"previous({base}.total_disclosed) + {base}.newly_disclosed",
                    then=before, issued=newly,
                )  # fmt: skip


def _stock_finding(
    context: CheckContext,
    variant: str,
    cells: tuple[str, ...],
    left: Interval,
    right: Interval,
    formula: str,
    *,
    then: Interval,
    issued: Interval,
    repealed: Interval | str = "",
) -> Finding:
    return context.finding(
        "years.in_force_continuity",
        variant,
        verdict=Verdict.UNDETERMINED,
        evidence=_whole_column(context, cells),
        left=left,
        right=right,
        formula=formula,
        cells=cells,
        cell=context.cell_label(cells[0]),
        last_year=_last_year(context),
        then=then,
        issued=issued,
        repealed=repealed,
    )


@check("years.prior_items")
def check_prior_items(context: CheckContext) -> Iterator[Finding]:
    """上一年项目数量 is last year's number plus last year's change (X4); soft. One finding over all rows."""
    if not _consecutive(context):
        return
    wrong: list[tuple[str, Interval, Interval]] = []
    for row in _ITEM_ROWS:
        cell = f"disclosure.{row}.prior_items"
        now, then = context.value(cell), context.previous_value(cell)
        change = context.previous_value(f"disclosure.{row}.change")
        if now is not None and then is not None and change is not None and not now.meets(then + change):
            wrong.append((cell, now, then + change))
    if wrong:
        cell, now, expected = wrong[0]
        details = join(
            (
                f"{context.cell_label(cell)} {format_value(printed)} / {format_value(computed)}"
                for cell, printed, computed in wrong
            ),
            context.lang,
        )
        base = cell.removesuffix(".prior_items")
        yield context.finding(
            "years.prior_items",
            "differs",
            verdict=Verdict.UNDETERMINED,
            evidence=_whole_column(context, [cell for cell, _, _ in wrong]),
            left=now,
            right=expected,
            formula=f"previous({cell}) + previous({base}.change)",
            cells=[cell for cell, _, _ in wrong],
            details=details,
            last_year=_last_year(context),
        )


# -- copied text ----------------------------------------------------------------------------------------------------


@check("years.copied_text")
def check_copied(context: CheckContext) -> Iterator[Finding]:
    """Paragraphs taken over from last year word for word, figures apart (E20, E21)."""
    previous = context.previous
    if previous is None or not _consecutive(context):
        return
    before = {key for key, _ in _fingerprints(previous.structure.paragraphs, previous.text)}
    same: list[Paragraph] = []
    length = copied = 0
    for key, paragraph in _fingerprints(context.structure.paragraphs, context.text):
        length += len(key)
        if key in before:
            copied += len(key)
            same.append(paragraph)
    problems = [paragraph for paragraph in same if paragraph.section == "problems"]
    if problems:
        yield _copy_finding(context, "problems", problems, 0)
    if length and copied / length >= _COPY_SHARE:
        yield _copy_finding(context, "much", same, round(100 * copied / length))
    elif len(same) - len(problems) > 2:
        yield _copy_finding(context, "some", [p for p in same if p.section != "problems"], round(100 * copied / length))


def _fingerprints(paragraphs: Iterable[Paragraph], text: str) -> Iterator[tuple[str, Paragraph]]:
    """Paragraphs long enough to tell, without figures, blanks and stops."""
    for paragraph in paragraphs:
        if paragraph.section not in _COPY_SECTIONS or paragraph.is_heading:
            continue
        key = _NOT_LETTERS.sub("", paragraph.span.of(text))
        if len(key) >= _COPY_LENGTH:
            yield key, paragraph


def _copy_finding(context: CheckContext, variant: str, paragraphs: list[Paragraph], percent: int) -> Finding:
    return context.finding(
        "years.copied_text",
        variant,
        verdict=Verdict.NOT_IN_TABLES,
        evidence=[context.evidence(Span(p.span.start, p.span.end), "left") for p in paragraphs],
        count=len(paragraphs),
        percent=percent,
        last_year=_last_year(context),
        start=paragraphs[0].span.of(context.text).strip()[:16],
    )


# -- orders of magnitude --------------------------------------------------------------------------------------------


@check("years.magnitude")
def check_magnitude(context: CheckContext) -> Iterator[Finding]:
    """More than five times or less than a fifth of last year's; money apart by about 10,000 is a matter of units (E22)."""
    if not _consecutive(context):
        return
    for cell in _FLOWS:
        now, then = context.value(cell), context.previous_value(cell)
        if now is None or then is None or now.low <= 0 or then.low <= 0 or not _comparable(context, cell):
            continue
        large, small = max(now.midpoint, then.midpoint), min(now.midpoint, then.midpoint)
        if large < _SMALL or large / small <= _FACTOR:
            continue
        money = cell.endswith(".amount")
        ratio = large / small
        variant = (
            "unit"
            if money and _UNIT_FACTORS[0] <= ratio <= _UNIT_FACTORS[1]
            else "more"
            if now.low > then.high
            else "less"
        )
        yield context.finding(
            "years.magnitude",
            variant,
            verdict=Verdict.UNDETERMINED,
            evidence=_whole_column(context, [cell]),
            left=now,
            right=then,
            formula=f"previous({cell})",
            cells=(cell,),
            cell=context.cell_label(cell),
            last_year=_last_year(context),
            ratio=f"{ratio:.1f}".removesuffix(".0"),
        )


def _comparable(context: CheckContext, cell: str) -> bool:
    """Amounts only where both years print the same unit; all others have the same meaning in both formats."""
    if not cell.endswith(".amount"):
        return True
    now = context.cell(cell)
    previous = context.previous
    table = previous.structure.tables.get("disclosure") if previous is not None else None
    then = table.cells.get(cell) if table is not None else None
    return now is not None and then is not None and (now.unit == then.unit or not now.unit or not then.unit)
