"""One figure, two places: the narrative calls this year's what the table prints under 上一年项目数量.

Takes the claims on items and their change in the format of 2019, gives one warning with both readings over all rows
concerned (DOMAIN 4.3). Never decides between them unless the report of the year before is held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from nlp.checks.context import CheckContext
from nlp.checks.explain import format_value
from nlp.checks.names import row_name
from nlp.checks.registry import check
from nlp.types import Claim, Finding, Interval, Verdict

__all__ = ["check_prior_current"]

_ROWS = ("licensing", "other_services", "penalties", "coercion", "fees")


@dataclass(frozen=True, slots=True)
class _Conflict:
    row: str
    items: Claim
    change: Claim
    prior: Interval
    delta: Interval


@check("disclosure.prior_current")
def check_prior_current(context: CheckContext) -> Iterator[Finding]:
    """The prose says 884 items, 689 more; the table prints 884 as the number of last year and 689 as the change."""
    table = context.table("disclosure")
    if table is None:
        return
    conflicts = [conflict for row in _ROWS if (conflict := _conflict(context, row)) is not None]
    if not conflicts:
        return
    rows = [row_name(f"disclosure.{conflict.row}", context.lang) for conflict in conflicts]
    cells = tuple(
        f"disclosure.{conflict.row}.{column}" for conflict in conflicts for column in ("prior_items", "change")
    )
    first = conflicts[0]
    yield context.finding(
        "disclosure.prior_current",
        _variant(context, conflicts),
        verdict=Verdict.UNDETERMINED,
        evidence=[
            *(
                context.evidence(claim.span, "claim")
                for conflict in conflicts
                for claim in (conflict.items, conflict.change)
            ),
            *context.cells_evidence(cells, "right"),
        ],
        cells=cells,
        claim=first.items.id,
        left=first.prior,
        right=first.prior + first.delta,
        count=len(conflicts),
        rows=("、" if context.lang == "zh" else ", ").join(rows),
        row=rows[0],
        items=first.prior,
        change=first.delta,
        literal=first.prior + first.delta,
        before=first.prior - first.delta,
        last_year="" if context.year is None else context.year - 1,
        all_before=_list(context, [(c.row, c.prior - c.delta) for c in conflicts]),
        all_literal=_list(context, [(c.row, c.prior + c.delta) for c in conflicts]),
    )


def _conflict(context: CheckContext, row: str) -> _Conflict | None:
    prior = context.value(f"disclosure.{row}.prior_items")
    delta = context.value(f"disclosure.{row}.change")
    if prior is None or delta is None or not delta.is_point or delta.low == 0:
        return None
    items = _claim(context, f"disclosure.{row}.items", prior)
    change = _claim(context, f"disclosure.{row}.change", delta)
    return None if items is None or change is None else _Conflict(row, items, change, prior, delta)


def _claim(context: CheckContext, measure: str, value: Interval) -> Claim | None:
    """The claim of that measure about this year whose number is the cell's."""
    for claim in context.claims:
        if claim.measure != measure or claim.value is None or claim.period not in (None, context.year):
            continue
        if claim.value.meets(value) or (claim.relation == "fell_by" and claim.value.meets(-value)):
            return claim
    return None


def _variant(context: CheckContext, conflicts: list[_Conflict]) -> str:
    """Last year's report settles it: its items plus their change are the prior items of this year, or are not."""
    literal, narrative = [], []
    for conflict in conflicts:
        base = f"disclosure.{conflict.row}"
        items, change = context.previous_value(f"{base}.prior_items"), context.previous_value(f"{base}.change")
        if items is None or change is None:
            return "open"
        stock = items + change
        literal.append(stock.meets(conflict.prior))
        narrative.append(stock.meets(conflict.prior - conflict.delta))
    if all(literal):
        return "table_right"
    return "narrative_right" if all(narrative) else "open"


def _list(context: CheckContext, values: list[tuple[str, Interval]]) -> str:
    separator = "、" if context.lang == "zh" else ", "
    return separator.join(
        f"{row_name(f'disclosure.{row}', context.lang)} {format_value(value)}" for row, value in values
    )
