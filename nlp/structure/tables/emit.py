"""From tokens to statutory cells.

Takes a token (or the place where none was drawn) and the form's column, gives a :class:`~nlp.types.Cell` whose raw text
is exactly what stands in the document. Never rounds, never repairs: money is only brought to the form's unit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from nlp.forms import Line as FormLine
from nlp.structure.tables.lines import Token
from nlp.types import Cell, CellState, Interval, Notice, Span

__all__ = ["Draft", "cell_of", "notice", "undetermined_cell"]

_IN_YUAN = {"元": Decimal(1), "千元": Decimal(1000), "万元": Decimal(10_000), "亿元": Decimal(100_000_000)}
_IN_ONES = {"万": Decimal(10_000), "亿": Decimal(100_000_000)}

_MESSAGES: dict[str, tuple[str, str]] = {
    "cell_arrow": ("单元格用箭头表示增减：{raw}", "an arrow stands for the sign: {raw}"),
    "cell_chinese_numeral": ("单元格用汉字数字：{raw}", "a Chinese numeral in a cell: {raw}"),
    "cell_no_change": ("单元格用文字表示没有变化，按0读取：{raw}", "words for no change in a cell, read as 0: {raw}"),
    "cell_note": ("单元格带有说明文字：{raw}", "a note in a cell: {raw}"),
    "cell_spaced": ("单元格数字中有空格：{raw}", "blanks inside a number: {raw}"),
    "cell_wrapped": ("单元格数字折行，无法确定：{raw}", "a number broken over lines cannot be read for certain: {raw}"),
    "cell_several_numbers": ("单元格中有多个数字，无法确定：{raw}", "several numbers in one cell: {raw}"),
    "cell_signs": ("单元格正负号不清：{raw}", "the sign of a cell is unclear: {raw}"),
    "cell_confused": ("单元格疑有识别错误：{raw}", "letters among the digits of a cell: {raw}"),
    "cell_unclear": ("单元格无法读作一个数：{raw}", "a cell that is not one number: {raw}"),
    "cell_negative": ("件数单元格为负数：{raw}", "a negative count: {raw}"),
    "cell_decimal": ("件数单元格带有小数：{raw}", "a count with decimals: {raw}"),
    "cell_unit": (
        "单元格单位与表头不同，已换算：{raw}",
        "the unit of a cell differs from the form's and was converted: {raw}",
    ),
    "row_undetermined": (
        "“{label}”一行的数字无法确定各属哪一列，相应单元格未取值",
        "it cannot be told which columns the numbers of “{label}” belong to; the cells are left open",
    ),
    "row_inferred": (
        "“{label}”一行的数字位置由勾稽关系或版面推断",
        "the places of the numbers of “{label}” were inferred from the sums or the layout",
    ),
    "row_blank": ("“{label}”一行未见数字", "no numbers were found for “{label}”"),
    "row_missing": ("表中未找到“{label}”一行", "the table has no line “{label}”"),
    "row_foreign": ("表中有格式之外的行“{label}”，未计入", "a line outside the form, “{label}”, was left out"),
    "row_misprinted": (
        "“{label}”的行标签印刷有误，按次序识别",
        "the label of “{label}” is misprinted and was recognised by its place",
    ),
    "row_unlabelled": ("“{label}”一行缺少标签，按次序识别", "“{label}” has no label and was recognised by its place"),
    "column_foreign": ("表中有格式之外的列，未计入", "a column outside the form was left out"),
    "columns_reordered": (
        "表头与数据列不对应，按{label}识别",
        "header and numbers do not stand in line; read by {label}",
    ),
    "columns_turned": ("“{label}”表的行与列互换", "the table “{label}” is drawn with rows and columns exchanged"),
    "columns_partial": ("表中只有部分列：{label}", "the table has only some columns: {label}"),
    "header_values": ("类别行“{label}”上印有数字，未计入", "numbers on the heading line “{label}” were left out"),
    "numbers_left_over": ("表中有无法归入任何行的数字：{raw}", "numbers that belong to no line: {raw}"),
    "rows_shifted": ("行标签与数字错位，按勾稽关系识别", "labels and numbers are out of step; read by the sums"),
    "table_missing": ("未读到“{label}”表", "the table “{label}” could not be read"),
    "several_tables": (
        "文中有多组同类表格，采用第一组完整的",
        "several tables of one kind; the first complete one is used",
    ),
    "format_mixed": ("表格混用不同版式的行列", "the tables mix lines of different formats"),
    "table_doubtful": (
        "“{label}”表多处勾稽关系不成立，识别结果存疑",
        "many sums of the table “{label}” fail; its reading is in doubt",
    ),
    "header_missing": (
        "“{label}”缺少列标题，按版式判断",
        "“{label}” has no column header; the columns follow the format",
    ),
}


@dataclass(slots=True)
class Draft:
    """What was bound of one table: cells, the lines it is drawn on, the form's lines found, and what was unusual."""

    table: str
    cells: dict[str, Cell] = field(default_factory=dict)
    lines: set[int] = field(default_factory=set)
    found: set[str] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)
    quality: float = 0.0

    def say(
        self, code: str, span: Span | None = None, *, label: str = "", raw: str = "", level: str = "warning"
    ) -> None:
        """Add a notice."""
        self.notices.append(notice(code, span, label=label, raw=raw, level=level))


def notice(code: str, span: Span | None = None, *, label: str = "", raw: str = "", level: str = "warning") -> Notice:
    """A notice of this room; ``code`` gets the prefix ``tables.``."""
    zh, en = _MESSAGES[code]
    raw = " ".join(raw.split())[:60]
    return Notice(f"tables.{code}", zh.format(label=label, raw=raw), en.format(label=label, raw=raw), span, level)


def cell_of(
    draft: Draft,
    text: str,
    cell_id: str,
    column: FormLine,
    token: Token | None,
    place: int,
    *,
    inferred: bool = False,
    confidence: float = 1.0,
    header_unit: str = "",
) -> None:
    """Put a cell into the draft. ``place`` is where it would stand if nothing was drawn."""
    if token is None:
        at = Span(place, place)
        draft.cells[cell_id] = Cell(cell_id, None, CellState.BLANK, "", column.unit, at, confidence, inferred)
        return
    reading = token.reading
    raw = token.span.of(text)
    unit = column.unit
    value: Interval | None = None
    if reading.state is CellState.NUMBER and reading.value is not None:
        value, unit = _value(draft, column, token, raw, header_unit)
    if reading.note:
        if reading.state is CellState.NUMBER and reading.note in (
            "cell_confused",
            "cell_wrapped",
            "cell_several_numbers",
        ):
            inferred, confidence = True, min(confidence, 0.8)
        level = (
            "info"
            if reading.note in ("cell_note", "cell_spaced", "cell_chinese_numeral", "cell_no_change")
            else "warning"
        )
        draft.say(reading.note, token.span, raw=raw, level=level)
    if reading.state is CellState.UNREADABLE:
        confidence = 0.0
    draft.cells[cell_id] = Cell(
        cell_id,
        value,
        reading.state,
        raw,
        unit,
        token.span,
        confidence,
        inferred,
        token.page,
        token.bbox,
    )


def _value(draft: Draft, column: FormLine, token: Token, raw: str, header_unit: str) -> tuple[Interval, str]:
    reading = token.reading
    assert reading.value is not None
    if column.money is None:
        if reading.value < 0 and not column.negative:
            draft.say("cell_negative", token.span, raw=raw)
        if reading.places and not column.decimals and reading.unit[:1] not in _IN_ONES:
            draft.say("cell_decimal", token.span, raw=raw)
        factor = _IN_ONES.get(reading.unit[:1])
        if factor is not None:
            draft.say("cell_unit", token.span, raw=raw, level="info")
            return Interval.from_rounded(
                reading.value * factor, Decimal(1).scaleb(-reading.places) * factor
            ), column.unit
        return Interval.point(reading.value), column.unit
    spelled = {"万": "万元", "亿": "亿元"}.get(reading.unit, reading.unit)
    printed = spelled if spelled in _IN_YUAN else header_unit
    step = Decimal(1).scaleb(-reading.places)
    if column.money == "printed":
        return Interval.from_rounded(reading.value, step), printed
    if not printed or printed == column.unit:
        return Interval.from_rounded(reading.value, step), column.unit
    factor = _IN_YUAN[printed] / _IN_YUAN[column.unit]
    draft.say("cell_unit", token.span, raw=raw, level="info")
    return Interval.from_rounded(reading.value * factor, step * factor), column.unit


def undetermined_cell(draft: Draft, text: str, cell_id: str, unit: str, tokens: Sequence[Token], place: int) -> None:
    """A cell of which only the row's drawn text is known."""
    if tokens:
        span = Span(min(t.span.start for t in tokens), max(t.span.end for t in tokens))
    else:
        span = Span(place, place)
    draft.cells[cell_id] = Cell(cell_id, None, CellState.UNREADABLE, span.of(text), unit, span, 0.0)
