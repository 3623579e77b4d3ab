"""What counts can never be, and what they hardly ever are.

Takes the cells of the statutory tables, gives findings on negative counts and fractions (DOMAIN 2.1, I5), on bounds that
hold by nature (I6), and on regulations reported by a body that has no power to make them (4.1, E19). Never repeats what
a failing sum already says.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from nlp.checks.context import CheckContext
from nlp.checks.identities import ledger_of
from nlp.checks.names import canonical_order, split_cell
from nlp.checks.registry import check
from nlp.checks.repair import failing
from nlp.types import Finding, Interval, Severity, Verdict

__all__ = ["check_bounds", "check_numbers", "check_regulations_level"]

_SIGNED_COLUMNS = frozenset({"change"})
_MONEY_COLUMNS = frozenset({"amount"})
_REGULATION_COLUMNS = {"2019": ("made",), "2021": ("issued", "in_force")}
_NO_POWER = frozenset({"county", "township"})
_OFFICE = re.compile(r"(?P<place>.+?)(?:人民政府|政府)(?:办公[室厅])$")
_MAY_HAVE_POWER = ("省", "市", "自治区", "自治州")
_LOCAL_MARKS = ("省", "市", "县", "区", "州", "旗", "镇", "乡", "街道")


@check(
    "requests.negative",
    "requests.not_integer",
    "disputes.negative",
    "disputes.not_integer",
    "disclosure.negative",
    "disclosure.not_integer",
)
def check_numbers(context: CheckContext) -> Iterator[Finding]:
    """Counts are whole numbers, zero or more; only amounts of money have decimals, only 本年增/减 has a sign."""
    for table_id, table in context.structure.tables.items():
        if table_id not in ("requests", "disputes", "disclosure"):
            continue
        mended = _cells_in_failing_sums(context, table_id)
        for cell_id in canonical_order(table.cells):
            cell = table.cells[cell_id]
            column = split_cell(cell_id)[2]
            if cell.value is None or column in _MONEY_COLUMNS:
                continue
            sure = context.is_sure(cell_id)
            if cell.value.high < 0 and column not in _SIGNED_COLUMNS and cell_id not in mended:
                kind = "negative"
            elif cell.value.is_point and cell.value.low != cell.value.low.to_integral_value():
                kind = "not_integer"
            else:
                continue
            yield context.finding(
                f"{table_id}.{kind}",
                "broken" if sure else "uncertain",
                verdict=Verdict.MISMATCH if sure else Verdict.UNDETERMINED,
                evidence=(context.cell_evidence(cell_id, "left") or context.evidence(table.span, "context"),),
                left=cell.value,
                cells=(cell_id,),
                cell=context.cell_label(cell_id),
                raw=cell.raw,
            )


def _cells_in_failing_sums(context: CheckContext, table_id: str) -> set[str]:
    ledger = ledger_of(context, table_id)
    return {cell for equation in failing(ledger.equations, ledger.values) for cell in equation.cells}


@check("requests.bounds", "disclosure.bounds")
def check_bounds(context: CheckContext) -> Iterator[Finding]:
    """Parts within their wholes where no sum could tell: 公开、部分公开 within 办理结果总计, 结转 within what came in."""
    yield from _request_bounds(context)
    yield from _disclosure_bounds(context)


def _request_bounds(context: CheckContext) -> Iterator[Finding]:
    if context.table("requests") is None:
        return
    bad = _cells_in_failing_sums(context, "requests")
    for column in ("person", "company", "research", "nonprofit", "law_firm", "other_org", "total"):
        concluded = f"requests.concluded.{column}"
        pairs = [
            ((f"requests.granted.{column}", f"requests.partly_granted.{column}"), (concluded,)),
            ((f"requests.carried_out.{column}",), (f"requests.new.{column}", f"requests.carried_in.{column}")),
        ]
        for parts, wholes in pairs:
            if bad.intersection(parts + wholes):
                continue  # the failing sum says it better
            part, whole = _sum(context, parts), _sum(context, wholes)
            if part is None or whole is None or part.low <= whole.high:
                continue
            yield _bound_finding(context, "requests.bounds", "broken", parts, wholes, part, whole)


def _disclosure_bounds(context: CheckContext) -> Iterator[Finding]:
    table = context.table("disclosure")
    if table is None:
        return
    for row in ("regulations", "normative_documents"):
        base = f"disclosure.{row}"
        for variant, parts, wholes in (
            ("newly", (f"{base}.newly_disclosed",), (f"{base}.total_disclosed",)),
            ("issued", (f"{base}.issued",), (f"{base}.in_force", f"{base}.repealed")),
        ):
            part, whole = _sum(context, parts), _sum(context, wholes)
            if part is not None and whole is not None and part.low > whole.high:
                yield _bound_finding(context, "disclosure.bounds", variant, parts, wholes, part, whole)


def _sum(context: CheckContext, cells: tuple[str, ...]) -> Interval | None:
    total = Interval.point(0)
    for cell in cells:
        value = context.value(cell)
        if value is None:
            return None
        total = total + value
    return total


def _bound_finding(
    context: CheckContext,
    rule: str,
    variant: str,
    parts: tuple[str, ...],
    wholes: tuple[str, ...],
    part: Interval,
    whole: Interval,
) -> Finding:
    sure = rule == "requests.bounds" and all(context.is_sure(cell) for cell in parts + wholes)
    separator = "、" if context.lang == "zh" else ", "
    return context.finding(
        rule,
        variant,
        verdict=Verdict.MISMATCH if sure else Verdict.UNDETERMINED,
        evidence=(*context.cells_evidence(parts, "left"), *context.cells_evidence(wholes, "right"))
        or (context.evidence(context.structure.tables[rule.partition(".")[0]].span, "context"),),
        left=part,
        right=whole,
        formula=" + ".join(wholes),
        cells=parts + wholes,
        severity=None if sure or rule != "requests.bounds" else Severity.WARNING,
        parts=separator.join(context.cell_label(cell) for cell in parts),
        wholes=separator.join(context.cell_label(cell) for cell in wholes),
    )


@check("disclosure.regulations_level")
def check_regulations_level(context: CheckContext) -> Iterator[Finding]:
    """规章 above zero at a level without the power to make them (county, township, their departments)."""
    table = context.table("disclosure")
    metadata = context.structure.metadata
    if table is None or not _lacks_power(metadata.level, metadata.issuer):
        return
    for column in _REGULATION_COLUMNS.get(table.format, ()):
        cell_id = f"disclosure.regulations.{column}"
        value = context.value(cell_id)
        if value is not None and value.low > 0:
            yield context.finding(
                "disclosure.regulations_level",
                "printed",
                verdict=Verdict.UNDETERMINED,
                evidence=(context.cell_evidence(cell_id, "left") or context.evidence(table.span, "context"),),
                left=value,
                cells=(cell_id,),
                cell=context.cell_label(cell_id),
                issuer=metadata.issuer or "",
            )
            return


def _lacks_power(level: str | None, issuer: str | None) -> bool:
    """Only departments of the State Council, provinces, and cities with districts (or 自治州) make 规章."""
    if level in _NO_POWER:
        return True
    office = _OFFICE.match(issuer or "")
    if office is not None:  # reports for its government, and a 市 may be one with districts
        return not office["place"].endswith(_MAY_HAVE_POWER)
    return level == "department" and issuer is not None and any(mark in issuer for mark in _LOCAL_MARKS)
