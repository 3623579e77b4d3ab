"""The sums that the forms themselves demand, and the smallest repair where some fail.

Takes the statutory tables of a report, gives one finding per slip: the suspect cell, its printed value and the proposed
one, with the sums that disagree (DOMAIN 2.1, I1 to I4). Blank cells are unknown first and zero second: where zero mends
everything the finding is about form. Never says ``mismatch`` on the strength of cells whose place was only inferred.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from nlp.checks.context import CheckContext
from nlp.checks.explain import describe_equation, describe_repair, join, phrase
from nlp.checks.formula import evaluate, sum_of
from nlp.checks.names import canonical_order, split_cell, table_name
from nlp.checks.registry import check, has_rule
from nlp.checks.repair import Change, Diagnosis, Equation, Mend, diagnose, failing
from nlp.forms import identities_for
from nlp.types import CellChange, CellState, Claim, Evidence, Finding, Interval, Repair, Structure, Verdict

__all__ = ["Ledger", "check_identities", "ledger_of"]

_BLANKS = frozenset({CellState.BLANK, CellState.DASH, CellState.SLASH, CellState.NOT_APPLICABLE})
_FAMILY_ORDER = ("row_sum", "column_sum", "balance")
_SUPPORTED = 0.6
_OPPOSED = -0.6
_UNSURE = 0.3
_SHOWN = 5
_SHOWN_LONG = 3
_MISREAD = 10


@dataclass(frozen=True, slots=True)
class Ledger:
    """One table as numbers. ``values`` holds printed numbers, zero for the cells in ``blank``, and for the cells in
    ``derived`` (blank totals beside filled detail) what the detail adds up to.
    """

    table: str
    equations: tuple[Equation, ...]
    values: dict[str, int]
    blank: frozenset[str]
    derived: tuple[str, ...]


def ledger_of(context: CheckContext, table_id: str) -> Ledger:
    """The equations and values of a table (worked out once per report)."""
    key = f"ledger {table_id}"
    if key not in context.memo:
        context.memo[key] = _ledger(context.structure, table_id)
    ledger: Ledger = context.memo[key]
    return ledger


def _ledger(structure: Structure, table_id: str) -> Ledger:
    """Cells that are unreadable or hold fractions are left out."""
    table = structure.tables[table_id]
    equations = tuple(
        Equation(identity.rule, identity.left, identity.right, identity.label)
        for identity in identities_for({table_id: table})
    )
    values: dict[str, int] = {}
    blank = set()
    for cell_id in canonical_order(table.cells):
        cell = table.cells[cell_id]
        if cell.value is not None and cell.value.is_point and cell.value.low == cell.value.low.to_integral_value():
            values[cell_id] = int(cell.value.low)
        elif cell.value is None and cell.state in _BLANKS:
            values[cell_id] = 0
            blank.add(cell_id)
    derived = _derive_totals(equations, values, blank)
    return Ledger(table_id, equations, values, frozenset(blank), derived)


def _derive_totals(equations: Sequence[Equation], values: dict[str, int], blank: set[str]) -> tuple[str, ...]:
    """Give blank totals beside filled detail the sum of the detail; returns their ids."""
    derived = []
    for equation in equations:
        if not equation.rule.endswith("row_sum"):
            continue
        single, parts = (equation.left, equation.right) if len(equation.left) == 1 else (equation.right, equation.left)
        total = single[0]
        if len(single) != 1 or total not in blank or any(part not in values for part in parts):
            continue
        amount = sum(values[part] for part in parts)
        if amount > 0 and not all(part in blank for part in parts):
            values[total] = amount
            blank.discard(total)
            derived.append(total)
    return tuple(derived)


@check(
    "requests.row_sum",
    "requests.column_sum",
    "requests.balance",
    "disputes.row_sum",
    "annex.sum",
    "form.blank_cells",
)
def check_identities(context: CheckContext) -> Iterator[Finding]:
    """All sums of all tables: one finding per slip, one about blank cells per table at most."""
    support = _Support(context)
    for table_id in context.structure.tables:
        ledger = ledger_of(context, table_id)
        if not ledger.equations:
            yield from _blanks_without_sums(context, table_id)
            continue
        lacking = []
        for diagnosis in diagnose(
            ledger.equations, ledger.values, blank=ledger.blank | set(ledger.derived), prefer=support.liking
        ):
            if _is_about_blanks(diagnosis, ledger):
                lacking.append(diagnosis)
            else:
                yield _identity_finding(context, ledger, diagnosis, support)
        yield from _blank_findings(context, ledger, lacking)


# -- failing sums ---------------------------------------------------------------------------------------------------


class _Support:
    """What the prose says for or against a change of a cell."""

    def __init__(self, context: CheckContext) -> None:
        self.context = context
        self.by_cell: dict[str, list[Claim]] = {}
        for claim in context.claims:
            if claim.value is None:
                continue
            for cell in {cell for reading in claim.readings for cell in _own_cells(reading.formula)}:
                self.by_cell.setdefault(cell, []).append(claim)

    def claims_for(self, change: Change) -> tuple[Claim, ...]:
        """Claims that do not agree with the printed cell and would agree with the changed one."""
        return tuple(
            claim
            for claim in self.by_cell.get(change.cell, ())
            if not self._fits(claim, None) and self._fits(claim, change)
        )

    def liking(self, change: Change) -> float:
        """In [-1, 1]: what speaks for a change besides the sums."""
        liking = 0.0
        if self.claims_for(change):
            liking += _SUPPORTED
        elif any(
            self._fits(claim, None) and not self._fits(claim, change) for claim in self.by_cell.get(change.cell, ())
        ):
            liking += _OPPOSED
        if not self.context.is_sure(change.cell):
            liking += _UNSURE
        return max(-1.0, min(1.0, liking))

    def _fits(self, claim: Claim, change: Change | None) -> bool:
        context = self.context

        def lookup(cell: str) -> Interval | None:
            if change is not None and cell == change.cell:
                return Interval.point(change.new)
            return context.value_or_zero(cell)

        for reading in claim.readings:
            value = evaluate(reading.formula, lookup, context.previous_value)
            if value is not None and claim.value is not None and value.meets(claim.value):
                return True
        return False


def _own_cells(formula: str) -> tuple[str, ...]:
    from nlp.checks.formula import parse_formula

    return parse_formula(formula).cells


def _is_about_blanks(diagnosis: Diagnosis, ledger: Ledger) -> bool:
    """Whether the sums fail only because cells are empty: each has an empty cell, and filling those would do."""
    empty = ledger.blank | set(ledger.derived)
    if not all(any(cell in empty for cell in equation.cells) for equation in diagnosis.equations):
        return False
    return not diagnosis.mends or any(all(change.cell in empty for change in mend.changes) for mend in diagnosis.mends)


def _identity_finding(context: CheckContext, ledger: Ledger, diagnosis: Diagnosis, support: _Support) -> Finding:
    equations = sorted(diagnosis.equations, key=_family_rank)
    main = equations[0]
    repairs = tuple(_as_repair(mend, support) for mend in diagnosis.mends)
    suspects = tuple(dict.fromkeys(change.cell for repair in repairs[:1] for change in repair.changes))
    cells = tuple(dict.fromkeys((*suspects, *(cell for equation in equations for cell in equation.cells))))
    sure = any(all(context.is_sure(cell) for cell in equation.cells) for equation in equations)
    if not repairs and len(equations) >= _MISREAD:
        sure = False  # so much damage is more likely that of the reading than of the report
    stated, parts = (main.left, main.right) if len(main.left) <= len(main.right) else (main.right, main.left)
    lang = context.lang
    details = join((describe_equation(equation, ledger.values, lang) for equation in equations[:_SHOWN]), lang)
    variant = _variant(repairs) if sure else "uncertain"
    first = repairs[0] if repairs else None
    suspect = first.changes[0] if first is not None else None
    return context.finding(
        main.rule if has_rule(main.rule) else "annex.sum",
        variant,
        verdict=Verdict.MISMATCH if sure else Verdict.UNDETERMINED,
        evidence=_places(context, suspects, equations, ledger),
        left=_sum(ledger, stated),
        right=_sum(ledger, parts),
        formula=sum_of(parts),
        cells=cells,
        repairs=repairs,
        details=details,
        count=len(equations),
        proposal="" if first is None else describe_repair(first, lang),
        alternatives=_list_repairs(context, repairs, support),
        suspect="" if suspect is None else context.cell_label(suspect.cell),
        old="" if suspect is None or suspect.old is None else suspect.old,
        new="" if suspect is None else suspect.new,
        kind="" if first is None or first.kind == "wrong_cell" else phrase(first.kind, lang),
        support="" if first is None else _support_sentence(first, support, lang),
    )


def _family_rank(equation: Equation) -> tuple[int, str]:
    family = equation.rule.rpartition(".")[2]
    rank = _FAMILY_ORDER.index(family) if family in _FAMILY_ORDER else len(_FAMILY_ORDER)
    return rank, equation.left[0]


def _variant(repairs: tuple[Repair, ...]) -> str:
    if not repairs:
        return "unexplained"
    if len(repairs) > 1:
        return "alternatives"
    if len(repairs[0].changes) > 1:
        return "several"
    return "filled" if repairs[0].changes[0].old is None else "suspect"


def _sum(ledger: Ledger, cells: Sequence[str]) -> Interval:
    return Interval.point(sum(ledger.values[cell] for cell in cells))


def _as_repair(mend: Mend, support: _Support) -> Repair:
    changes = tuple(
        CellChange(change.cell, None if change.old is None else str(change.old), str(change.new))
        for change in mend.changes
    )
    supporters = tuple(dict.fromkeys(claim.id for change in mend.changes for claim in support.claims_for(change)))
    return Repair(mend.kind, changes, mend.score, supporters)


def _with_support(context: CheckContext, repair: Repair, support: _Support) -> str:
    text = describe_repair(repair, context.lang)
    if not repair.supported_by:
        return text
    sentence = _support_sentence(repair, support, context.lang)
    return f"{text}，{sentence.rstrip('。')}" if context.lang == "zh" else f"{text}, {sentence.rstrip('. ')}"


def _list_repairs(context: CheckContext, repairs: tuple[Repair, ...], support: _Support) -> str:
    """The likeliest repairs in words; with more than can be read, a few and the word that there are others."""
    shown = _SHOWN if all(len(repair.changes) == 1 for repair in repairs[:_SHOWN]) else _SHOWN_LONG
    text = join((_with_support(context, repair, support) for repair in repairs[:shown]), context.lang)
    return text if len(repairs) <= shown else text + phrase("and_others", context.lang)


def _support_sentence(repair: Repair, support: _Support, lang: str) -> str:
    if not repair.supported_by:
        return ""
    quotes = [claim.quote for claim in support.context.claims if claim.id in repair.supported_by]
    separator = "”“" if lang == "zh" else "”, “"
    text = phrase("supported", lang, quotes=separator.join(quotes[:3]))
    return f"{text}。" if lang == "zh" else f" {text[0].upper()}{text[1:]}."


def _places(
    context: CheckContext, suspects: tuple[str, ...], equations: Sequence[Equation], ledger: Ledger
) -> tuple[Evidence, ...]:
    """The suspect first, then what the sums state, then the cells that count in them."""
    stated: list[str] = []
    parts: list[str] = []
    for equation in equations:
        few, many = (
            (equation.left, equation.right)
            if len(equation.left) <= len(equation.right)
            else (equation.right, equation.left)
        )
        stated.extend(few)
        parts.extend(cell for cell in many if ledger.values[cell])
    seen = set(suspects)
    found = list(context.cells_evidence(suspects, "left"))
    for role, cells in (("left", stated), ("right", parts)):
        for cell in cells:
            if cell not in seen:
                seen.add(cell)
                found.extend(context.cells_evidence((cell,), role))
    return tuple(found) or _table_evidence(context, ledger.table)


def _table_evidence(context: CheckContext, table_id: str) -> tuple[Evidence, ...]:
    return (context.evidence(context.structure.tables[table_id].span, "context"),)


# -- blank cells ----------------------------------------------------------------------------------------------------


def _blanks_without_sums(context: CheckContext, table_id: str) -> Iterator[Finding]:
    """Blank cells of a table that has no sums (第二部分): ``-``, ``/`` and 不适用 are answers there, a blank is none."""
    table = context.structure.tables[table_id]
    blanks = [cell for cell in canonical_order(table.cells) if table.cells[cell].state is CellState.BLANK]
    if not blanks:
        return
    empty = len(blanks) == len(table.cells)
    yield context.finding(
        "form.blank_cells",
        "empty_table" if empty else "plain",
        verdict=Verdict.UNDETERMINED,
        evidence=context.cells_evidence(blanks, "left") or _table_evidence(context, table_id),
        cells=blanks,
        table=table_name(table_id, context.lang),
        count=len(blanks),
    )


def _tells_numbers(context: CheckContext, table_id: str) -> bool:
    """Whether digits stand in the table other than those of its printed labels (1.属于国家秘密)."""
    text = context.structure.tables[table_id].span.of(context.text)
    return re.search(r"\d", re.sub(r"\d+[.．、]", "", text)) is not None


def _blank_findings(context: CheckContext, ledger: Ledger, lacking: Sequence[Diagnosis]) -> Iterator[Finding]:
    """What there is to say about empty cells: totals left out, a number that is missing, or plain blanks."""
    lang = context.lang
    table = table_name(ledger.table, lang)
    if ledger.derived:
        proposals = join(
            (
                phrase("change_blank", lang, cell=context.cell_label(cell), new=ledger.values[cell])
                for cell in ledger.derived
            ),
            lang,
        )
        yield context.finding(
            "form.blank_cells",
            "totals",
            verdict=Verdict.UNDETERMINED,
            evidence=context.cells_evidence(ledger.derived, "left") or _table_evidence(context, ledger.table),
            cells=ledger.derived,
            table=table,
            count=len(ledger.derived),
            proposals=proposals,
        )
    numbers = [cell for cell in ledger.values if cell not in ledger.blank and cell not in ledger.derived]
    if not numbers and _tells_numbers(context, ledger.table):
        return  # a sentence in place of the table, or numbers that could not be bound
    if not numbers:
        yield context.finding(
            "form.blank_cells", "empty_table", verdict=Verdict.UNDETERMINED,
            evidence=_table_evidence(context, ledger.table), table=table,
        )  # fmt: skip
        return
    if lacking:
        equations = [equation for diagnosis in lacking for equation in diagnosis.equations]
        blanks = tuple(dict.fromkeys(c for eq in equations for c in eq.cells if c in ledger.blank))
        mends = [diagnosis.mends[0] for diagnosis in lacking if diagnosis.mends]
        single = len(lacking) == 1 and len(lacking[0].mends) == 1
        repairs = tuple(_as_repair(mend, _Support(context)) for mend in mends) if single else ()
        yield context.finding(
            "form.blank_cells",
            "missing_number" if single else "unresolved",
            verdict=Verdict.UNDETERMINED,
            evidence=context.cells_evidence(
                [change.cell for change in mends[0].changes] if single else blanks, "left"
            ) or _table_evidence(context, ledger.table),
            cells=tuple(change.cell for change in mends[0].changes) if single else blanks,
            repairs=repairs,
            table=table,
            count=len(blanks),
            details=join((describe_equation(eq, ledger.values, lang) for eq in equations[:_SHOWN]), lang),
            proposal=describe_repair(repairs[0], lang) if repairs else "",
        )  # fmt: skip
    elif ledger.blank:
        blanks = tuple(cell for cell in ledger.values if cell in ledger.blank)
        settled = not failing(ledger.equations, ledger.values)
        yield context.finding(
            "form.blank_cells",
            "as_zero" if settled else "plain",
            verdict=Verdict.UNDETERMINED,
            evidence=context.cells_evidence(blanks, "left") or _table_evidence(context, ledger.table),
            cells=blanks,
            table=table,
            count=len(blanks),
            rows=len({split_cell(cell)[1] for cell in blanks}),
        )
