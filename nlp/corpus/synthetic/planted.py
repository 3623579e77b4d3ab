"""Errors planted one at a time in consistent reports, with their truth.

Takes a :class:`Content` and the name of an error type, gives :class:`Planted`: the report with one error, where it is, what was
there before. Gives None where the report offers no place for that error. Never plants an error that another admissible reading
would make right, and never one that leaves the report consistent.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal

from nlp.corpus.synthetic import planted_text as text
from nlp.corpus.synthetic.content import Content
from nlp.corpus.synthetic.figures import PARTS, RESULTS_2019, RESULTS_2021
from nlp.corpus.synthetic.places import Place, Planted

__all__ = ["ERRORS", "ErrorType", "Planted", "plant"]

_COLUMNS = (*PARTS, "total")


@dataclass(frozen=True, slots=True)
class ErrorType:
    """``code`` is that of DOMAIN 4.1; ``rules`` are prefixes of the rules that may report it; ``kind`` is "table", "text" or
    "form". ``soft`` errors may be reported as information only.
    """

    name: str
    code: str
    zh: str
    kind: str
    rules: tuple[str, ...]
    plant: Callable[[Content, random.Random], Planted | None] = field(repr=False)
    soft: bool = False


def plant(content: Content, error: str, rng: random.Random) -> Planted | None:
    """Plant an error of that type. Raises ``KeyError`` for an unknown type."""
    planted = ERRORS[error].plant(content, rng)
    return None if planted is None else replace(planted, error=error)


# -- errors in the tables -------------------------------------------------------------------------------------------


def _request_cells(content: Content) -> Iterator[str]:
    rows = RESULTS_2019 if content.requests_form == "2019" else RESULTS_2021
    for row in ("new", "carried_in", *rows, "concluded", "carried_out"):
        for column in _COLUMNS:
            yield f"requests.{row}.{column}"


def _with_cells(content: Content, changes: Mapping[str, Decimal]) -> Planted | None:
    changes = {cell: value for cell, value in changes.items() if content.cells[cell] != value}
    if not changes:
        return None
    old = {cell: content.cells[cell] for cell in changes}
    place = Place(cells=tuple(changes))
    return Planted("", replace(content, cells={**content.cells, **changes}), place, _shown(old), _shown(changes), old)


def _shown(cells: Mapping[str, Decimal]) -> str:
    return ", ".join(f"{cell} = {value:f}" for cell, value in cells.items())


def _digit_cell(
    content: Content, rng: random.Random, change: Callable[[str], str | None], prefix: str = "requests."
) -> Planted | None:
    cells = [cell for cell in content.cells if cell.startswith(prefix) and content.cells[cell] >= 10]
    rng.shuffle(cells)
    for cell in cells:
        new = change(f"{content.cells[cell]:f}")
        if new is not None and Decimal(new) != content.cells[cell]:
            return _with_cells(content, {cell: Decimal(new)})
    return None


def _digit_swap(content: Content, rng: random.Random) -> Planted | None:
    def swap(digits: str) -> str | None:
        places = [i for i in range(len(digits) - 1) if digits[i] != digits[i + 1] and not (i == 0 and digits[1] == "0")]
        if not places or not digits.isdigit():
            return None
        i = rng.choice(places)
        return digits[:i] + digits[i + 1] + digits[i] + digits[i + 2 :]

    return _digit_cell(content, rng, swap)


def _lost_digit(content: Content, rng: random.Random) -> Planted | None:
    def lose(digits: str) -> str | None:
        i = rng.randrange(len(digits))
        rest = digits[:i] + digits[i + 1 :]
        return rest if digits.isdigit() and not rest.startswith("0") else None

    return _digit_cell(content, rng, lose)


def _neighbours(content: Content, rng: random.Random) -> Planted | None:
    pairs = [
        (a, b)
        for a, b in zip(list(_request_cells(content)), list(_request_cells(content))[1:], strict=False)
        if a.rsplit(".", 1)[0] == b.rsplit(".", 1)[0] and content.cells[a] != content.cells[b]
    ]
    if not pairs:
        return None
    a, b = rng.choice(pairs)
    return _with_cells(content, {a: content.cells[b], b: content.cells[a]})


def _wrong_total(content: Content, rng: random.Random) -> Planted | None:
    cell = rng.choice([cell for cell in _request_cells(content) if cell.endswith(".total")])
    value = content.cells[cell]
    wrong = value + rng.choice([1, -1, 2, 10] if value > 10 else [1, 2])
    return _with_cells(content, {cell: wrong})


def _wrong_cell(content: Content, rng: random.Random) -> Planted | None:
    cell = rng.choice([cell for cell in _request_cells(content) if not cell.endswith(".total")])
    value = content.cells[cell]
    wrong = value + rng.choice([1, 2, 3, -1 if value else 4])
    return _with_cells(content, {cell: wrong})


def _shifted_row(content: Content, rng: random.Random) -> Planted | None:
    rows = list(dict.fromkeys(cell.rsplit(".", 1)[0] for cell in _request_cells(content)))
    rng.shuffle(rows)
    for row in rows:
        values = [content.cells[f"{row}.{column}"] for column in _COLUMNS]
        moved = [Decimal(0), *values[:-1]]
        if values[-1] > 0 and moved != values and moved[-1] != values[-1]:
            return _with_cells(content, {f"{row}.{c}": v for c, v in zip(_COLUMNS, moved, strict=True)})
    return None


def _dispute_cell(content: Content, rng: random.Random) -> Planted | None:
    cells = [cell for cell in content.cells if cell.startswith("disputes.")]
    cell = rng.choice(cells)
    return _with_cells(content, {cell: content.cells[cell] + rng.choice([1, 2, 3])})


def _misfilled(content: Content, _rng: random.Random) -> Planted | None:
    """The current number of items in the column of the previous year, where the prose tells the current one (E02)."""
    if content.disclosure_form != "2019":
        return None
    for _part, _index, passage in content.passages():
        for mark in passage.marks:
            row = mark.formula.split(" ")[0]
            if mark.kind == "change" and row.endswith(".change") and content.cells[row]:
                prior = row.replace(".change", ".prior_items")
                made = _with_cells(content, {prior: content.cells[prior] + content.cells[row]})
                return None if made is None else replace(made, truth={})
    return None


def _hidden_request(content: Content, rng: random.Random) -> Planted | None:
    """An application in the tables, none in the prose; the tables stay consistent."""
    if content.cells["requests.new.total"] or content.cells["requests.concluded.total"]:
        return None
    place = text.find_mark(content, rng, lambda m: m.kind == "none" and "requests.new.total" in m.formula)
    if place is None:
        return None
    cells = dict(content.cells)
    for row in ("new", "granted", "concluded"):
        for column in ("person", "total"):
            cells[f"requests.{row}.{column}"] += 1
    return Planted("", replace(content, cells=cells), replace(place, cells=("requests.new.total",)), "0", "1", {})


ERRORS: dict[str, ErrorType] = {
    error.name: error
    for error in (
        ErrorType("digit_swap", "E10", "表内数字换位", "table", ("requests.", "disputes."), _digit_swap),
        ErrorType("lost_digit", "E10", "表内漏一位数字", "table", ("requests.", "disputes."), _lost_digit),
        ErrorType("neighbours_swapped", "E10", "相邻两格互换", "table", ("requests.",), _neighbours),
        ErrorType("wrong_total", "E10", "合计有误", "table", ("requests.",), _wrong_total),
        ErrorType("wrong_cell", "E10", "一格有误", "table", ("requests.",), _wrong_cell),
        ErrorType("shifted_row", "E10", "整行错位", "table", ("requests.",), _shifted_row),
        ErrorType("dispute_cell", "E10", "复议诉讼表一格有误", "table", ("disputes.",), _dispute_cell),
        ErrorType(
            "misfilled_column", "E02", "上一年栏填了本年数", "table", ("disclosure.", "claim.", "form."), _misfilled
        ),
        ErrorType("hidden_request", "E08", "叙述称未收到而表中有", "text", ("claim.",), _hidden_request),
        ErrorType("count_off", "E08", "叙述件数有误", "text", ("claim.", "narrative."), text.count_off),
        ErrorType("count_digits", "E08", "叙述数字换位", "text", ("claim.", "narrative."), text.count_digits),
        ErrorType("person_column", "E03", "叙述只取自然人一栏", "text", ("claim.", "narrative."), text.person_column),
        ErrorType("other_share", "E04", "占比张冠李戴", "text", ("claim.", "narrative."), text.other_share),
        ErrorType("first_line", "E05", "以首行代替一类", "text", ("claim.", "narrative."), text.first_line),
        ErrorType("sweeping", "E06", "均获维持与未审结矛盾", "text", ("claim.",), text.sweeping),
        ErrorType("balance", "E09", "叙述收支不平", "text", ("claim.", "narrative."), text.balance),
        ErrorType("list_sum", "E09", "叙述分项不等于总数", "text", ("narrative.",), text.list_sum),
        ErrorType("money", "E22", "金额单位或数字有误", "text", ("claim.", "narrative."), text.money),
        ErrorType("base_year", "E01", "基年有误", "text", ("wording.",), text.base_year),
        ErrorType("period", "E13", "统计期限有误", "form", ("form.", "wording."), text.period),
        ErrorType("citation", "E17", "引用文件有误", "form", ("form.", "wording."), text.citation),
        ErrorType("placeholder", "E16", "漏填数字", "text", ("form.", "wording."), text.placeholder),
        ErrorType("heading_ordinal", "E14", "标题序号有误", "form", ("form.",), text.heading_ordinal),
        ErrorType("heading_missing", "E14", "缺一个标题", "form", ("form.",), text.heading_missing),
        ErrorType("parts_promised", "E14", "引言所称部分数不符", "form", ("form.",), text.parts_promised),
        ErrorType("empty_problems", "E21", "问题部分空缺", "form", ("form.",), text.empty_problems),
        ErrorType("late", "E13", "逾期公布", "form", ("form.",), text.late),
        ErrorType("old_template", "E12", "沿用旧格式", "form", ("form.",), text.old_template),
        ErrorType("label_misprint", "E15", "表头错字", "form", ("form.", "wording."), text.label_misprint, soft=True),
    )
}
"""All error types by name."""
