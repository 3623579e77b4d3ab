"""What most likely went wrong where a sentence and the tables disagree, and how the computed value came about, in words.

Takes a claim with evaluated readings, gives a clause for the message, or nothing where no single explanation stands out.
Never changes a verdict.
"""

from __future__ import annotations

import re
from decimal import Decimal

from nlp.checks.context import CheckContext
from nlp.checks.digits import classify_change
from nlp.checks.explain import format_value
from nlp.checks.formula import parse_formula
from nlp.checks.names import column_name, row_name, split_cell
from nlp.types import Claim, Interval, Reading

__all__ = ["likely_mistake", "words_of_formula"]

_SLIPS = {
    "digit_swap": ("疑为相邻两位数字颠倒", "two neighbouring digits look swapped"),
    "missing_digit": ("疑为漏写一位数字", "a digit looks lost"),
    "extra_digit": ("疑为多写一位数字", "a digit looks added"),
    "wrong_digit": ("疑为一位数字有误", "one digit looks wrong"),
}
_CELL = r"(?:disclosure|requests|disputes|annex)\.[a-z_0-9.]+"
_RUN = re.compile(rf"{_CELL}(?: \+ {_CELL}){{2,}}")
_TERM = re.compile(rf"previous\(({_CELL})\)|({_CELL})")
_SCALED = re.compile(rf"10000 \* ({_CELL})")


def words_of_formula(context: CheckContext, reading: Reading) -> str:
    """``予以公开 888 + 部分公开 4 = 892``: the formula with names and values, and its result.

    The lines of one group are put together (不予公开 67：4 + 50 + …), an amount is shown in the unit of its cell.
    """
    scaled = _SCALED.fullmatch(reading.formula)
    if scaled is not None:
        cell = context.cell(scaled[1])
        return f"{_named(context, scaled[1], previous=False)}{'' if cell is None else cell.unit}"
    parsed = parse_formula(reading.formula)
    if reading.formula in parsed.cells:
        return _named(context, reading.formula, previous=False)
    text = _RUN.sub(lambda match: _group_in_words(context, match[0]), reading.formula)
    text = re.sub(r"\(([^()]*（[^（）]*）)\)", r"\1", text)
    text = text.replace("*", "×").replace("/", "÷").replace(" - ", " − ")
    text = _TERM.sub(lambda match: _named(context, match[1] or match[2], previous=bool(match[1])), text)
    if reading.value is None or text.endswith("）") and "÷" not in text:
        return text
    shown = format_value(reading.value)
    if reading.formula.startswith("100 * "):
        return f"{text} {'=' if _is_printed_whole(reading.value, shown) else '≈'} {shown}%"
    return f"{text} = {shown}"


def _is_printed_whole(value: Interval, shown: str) -> bool:
    """Whether the value shown is the value itself rather than its first digits."""
    return value.is_point and value.low == Decimal(shown.replace(",", ""))


def _group_in_words(context: CheckContext, run: str) -> str:
    """A sum over the lines of one group as its name, its value and the addends; anything else stays as it is."""
    cells = run.split(" + ")
    groups = {(split_cell(cell)[1].rpartition(".")[0], split_cell(cell)[2]) for cell in cells}
    total = context.evaluate(run, blank_is_zero=True)
    if len(groups) != 1 or total is None:
        return run
    group, column = groups.pop()
    if group.count(".") < 1:
        return run
    name = row_name(group, context.lang)
    if column != "total":
        name = f"{name}·{column_name(group.partition('.')[0], column, context.lang)}"
    addends = [value for cell in cells if (value := context.value_or_zero(cell)) is not None and value.high != 0]
    if len(addends) < 2:
        return f"{name} {format_value(total)}"
    shown = " + ".join(format_value(value) for value in addends)
    return (
        f"{name} {format_value(total)}（{shown}）"
        if context.lang == "zh"
        else f"{name} {format_value(total)} ({shown})"
    )


def _named(context: CheckContext, cell: str, *, previous: bool) -> str:
    table, row, column = split_cell(cell)
    name = row_name(row, context.lang)
    if column != "total" or table in ("disclosure", "disputes"):
        name = f"{name}·{column_name(table, column, context.lang)}"
    value = context.previous_value(cell) if previous else context.value(cell)
    if previous:
        name = f"上年{name}" if context.lang == "zh" else f"last year's {name}"
    if value is None and previous and context.previous is None:
        return f"{name}（缺）" if context.lang == "zh" else f"{name} (not at hand)"
    if value is None:
        return f"{name}（空）" if context.lang == "zh" else f"{name} (blank)"
    # a printed decimal stands for an interval; people are shown what is printed
    return f"{name} {format_value(value.midpoint)}"


def likely_mistake(context: CheckContext, claim: Claim, reading: Reading) -> str:
    """A clause that begins with a semicolon, or nothing."""
    hint = _hint(context, claim, reading)
    if not hint:
        return ""
    return f"；{hint}" if context.lang == "zh" else f"; {hint}"


def _hint(context: CheckContext, claim: Claim, reading: Reading) -> str:
    zh = context.lang == "zh"
    left, right = claim.value, reading.value
    if left is None or right is None:
        return ""
    cells = parse_formula(reading.formula).cells
    if claim.relation == "all":
        pending = [cell for cell in reading.formula.replace("total", "pending").split() if cell.startswith("disputes.")]
        waiting = context.evaluate(" + ".join(dict.fromkeys(pending))) if pending else None
        if waiting is not None and waiting.low > 0:
            number = format_value(waiting)
            return f"表中尚未审结 {number} 件" if zh else f"the table shows {number} still pending"
        return ""
    if claim.relation in ("equals", "share_of"):
        person = reading.formula.replace(".total", ".person")
        if (
            ".total" in reading.formula
            and claim.measure.startswith("requests")
            and _fits(context, left, person)
            and left.low > 0
        ):
            return (
                "与只取“自然人”一列的数相符，疑未计法人或其他组织"
                if zh
                else "it equals the natural-person column alone"
            )
    if claim.relation == "equals" and len(cells) > 1 and left.low > 0:
        first = context.value(cells[0])
        if first is not None and first.meets(left):
            name = row_name(split_cell(cells[0])[1], context.lang)
            return f"与其中“{name}”一行的数相符，疑漏计其余各行" if zh else f"it equals the single line “{name}”"
    slip = _slip(left, right)
    if slip:
        return slip[0] if zh else slip[1]
    if claim.relation == "equals":
        return _other_cell(context, left, cells, zh)
    return ""


def _fits(context: CheckContext, left: Interval, formula: str) -> bool:
    value = context.evaluate(formula)
    return value is not None and value.meets(left)


def _slip(left: Interval, right: Interval) -> tuple[str, str] | None:
    if (
        not (left.is_point and right.is_point)
        or left.low != left.low.to_integral_value()
        or right.low != right.low.to_integral_value()
    ):
        return None
    return _SLIPS.get(classify_change(int(left.low), int(right.low)))


def _other_cell(context: CheckContext, left: Interval, cells: tuple[str, ...], zh: bool) -> str:
    """The one other total that the number equals, where that is telling (three digits or more, one place only)."""
    if not left.is_point or abs(left.low) < 20 or not cells:
        return ""
    table = context.table(cells[0].split(".", 1)[0])
    if table is None:
        return ""
    same = [
        cell_id
        for cell_id, cell in table.cells.items()
        if cell_id.endswith((".total", ".decisions", ".in_force")) and cell.value is not None and cell.value.meets(left)
    ]
    if len(same) != 1:
        return ""
    name = context.cell_label(same[0])
    return f"与“{name}”一格的数相同，疑取错了行" if zh else f"it equals the cell “{name}”"
