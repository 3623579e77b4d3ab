"""The three statutory tables as drawn: cells with their texts and spans, as an office prints them.

Takes a :class:`Content` and a set of damages, gives :class:`Drawing`: rows of :class:`Drawn` cells per table and the printed
truth of each cell id. Never knows file formats; the renderers walk the rows.
"""

from __future__ import annotations

import random
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any

from nlp.corpus.synthetic.content import Content
from nlp.errors import ConfigurationError

__all__ = ["Drawing", "Drawn", "DrawnTable", "Printed", "draw", "labels"]

_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_CIRCLED = "⑴⑵⑶⑷⑸⑹⑺⑻"


@dataclass(frozen=True, slots=True)
class Drawn:
    """A drawn cell: text, extents, the id of the statutory cell it holds, and its role (label, value, head, caption)."""

    text: str
    rows: int = 1
    cols: int = 1
    role: str = "label"
    cell: str | None = None


@dataclass(slots=True)
class DrawnTable:
    """A table: ``head`` is the number of header rows (repeated after a page break), ``starts`` the rows where bands begin."""

    key: str
    rows: list[list[Drawn]]
    width: int
    head: int = 0
    starts: list[int] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Printed:
    """What is printed for a cell: its text, its value (None if no number is printed), and whether the text is corrupted."""

    text: str
    value: Decimal | None
    unit: str = ""
    corrupted: bool = False


@dataclass(slots=True)
class Drawing:
    """Tables by id, and the printed truth by cell id. ``foreign`` are printed numbers of rows that no form has."""

    tables: dict[str, DrawnTable]
    printed: dict[str, Printed]


@cache
def labels() -> Any:
    """The printed labels (``data/labels.yaml``). Raises :class:`ConfigurationError` if the file is broken."""
    import yaml

    source = resources.files("nlp.corpus.synthetic").joinpath("data", "labels.yaml").read_text(encoding="utf-8")
    data = yaml.safe_load(source)
    for key in ("disclosure", "requests", "disputes", "misprints", "cut", "notes", "extra_rows"):
        if key not in data:
            raise ConfigurationError(f"labels.yaml: {key}", "missing")
    return data


def draw(content: Content, damages: AbstractSet[str], rng: random.Random) -> Drawing:
    """Draw the tables of a report. Damages that concern labels and cells are applied here, others by the renderers."""
    return _Pen(content, damages, rng).drawing()


class _Pen:
    def __init__(self, content: Content, damages: AbstractSet[str], rng: random.Random) -> None:
        self.content = content
        self.damages = damages
        self.rng = rng
        self.data = labels()
        self.printed: dict[str, Printed] = {}
        self.zero = "0"
        if "blank_zeros" in damages:
            self.zero = ""
        elif "dash_zeros" in damages:
            self.zero = rng.choice(["-", "—", "--"])
        elif "slash_zeros" in damages:
            self.zero = "/"
        self.ordinals = rng.choice(["none", "dun", "bracket"]) if "ordinals" in damages else ""

    def drawing(self) -> Drawing:
        if self.content.requests_form == "annex":
            tables = {"annex": self._annex()}
        else:
            tables = {"disclosure": self._disclosure(), "requests": self._requests(), "disputes": self._disputes()}
        if "ocr" in self.damages:
            self._confuse(tables)
        return Drawing(tables, self.printed)

    # -- texts --------------------------------------------------------------------------------------------------

    def _value(self, cell: str, cols: int = 1, rows: int = 1) -> Drawn:
        value = self.content.cells[cell]
        text, unit, known = self._number(cell, value)
        self.printed[cell] = Printed(text, value if known else None, unit)
        return Drawn(text, rows, cols, "value", cell)

    def _number(self, cell: str, value: Decimal) -> tuple[str, str, bool]:
        unit = ""
        plain = f"{value:f}"
        if "signs" in self.damages and cell.endswith(".change") and value:
            mark = self.rng.choice({True: ["+", "↑"], False: ["-", "－", "↓"]}[value > 0])
            return mark + f"{abs(value):f}", unit, True
        if "spaced_numbers" in self.damages and abs(value) >= 1000 and "." not in plain:
            return f"{value:,f}".replace(",", " "), unit, True
        if value == 0 and self.zero != "0" and (self.zero or self.rng.random() < 0.8):
            return self.zero, unit, False
        text = plain
        whole = "." not in plain and not plain.startswith("-")
        if "thousands" in self.damages and abs(value) >= 1000:
            text = f"{value:,f}"
        if "full_width" in self.damages and whole and self.rng.random() < 0.5:
            text = text.translate(_FULL)
        if cell == "disclosure.procurement.amount":
            unit = self.content.procurement_unit
            text += unit
        elif "cell_units" in self.damages and whole and value and self.rng.random() < 0.3:
            text += "项" if cell.endswith((".prior_items", ".change")) else "个" if cell.endswith(".items") else "件"
        elif (
            "cell_notes" in self.damages
            and value > 1
            and re.search(r"normative_documents\.(?:issued|made|in_force)$", cell)
        ):
            part = self.rng.randint(1, int(value) - 1)
            text += self.rng.choice([f"（其中修订{part}件）", f"（含联合发文{part}件）", "（截至12月底）"])
        return text, unit, True

    def label(self, text: str) -> str:
        """A label as printed under the damages. Ordinals before it are kept or changed."""
        match = re.match(r"(?:[一二三四]、|（[一二三四五六七]）|(\d)\.)?", text)
        ordinal, bare = (match.group(), text[match.end() :]) if match else ("", text)
        for damage, share in (("misprints", 0.6), ("cut_labels", 0.7), ("label_notes", 0.6)):
            key = {"misprints": "misprints", "cut_labels": "cut", "label_notes": "notes"}[damage]
            choices = self.data[key].get(bare)
            if damage in self.damages and choices and self.rng.random() < share:
                bare = self.rng.choice(choices)
                break
        number = match.group(1) if match else None
        if self.ordinals == "none" and number:
            ordinal = ""
        elif self.ordinals == "dun" and number:
            ordinal = number + "、"
        elif self.ordinals == "bracket" and number:
            ordinal = _CIRCLED[int(number) - 1]
        return ordinal + bare

    # -- tables -------------------------------------------------------------------------------------------------

    def _disclosure(self) -> DrawnTable:
        bands = self.data["disclosure"][self.content.disclosure_form]
        width = 1 + max(len(band["columns"]) for band in bands)
        rows: list[list[Drawn]] = []
        starts: list[int] = []
        corner = self.data["corner"]
        for band in bands:
            starts.append(len(rows))
            rows.append([Drawn(band["title"], cols=width, role="title")])
            columns = band["columns"]
            spare = width - 1 - len(columns)
            extents = self._extents(len(columns), width - 1)
            if "missing_headers" not in self.damages:
                texts = [self.label(text) for text in columns.values()]
                rows.append(
                    [
                        Drawn(corner, role="head"),
                        *(Drawn(t, cols=n, role="head") for t, n in zip(texts, extents, strict=True)),
                    ]
                )
            for row, name in band["rows"].items():
                if (
                    row == "normative_documents"
                    and self.content.disclosure_form != self.content.requests_form
                    and spare == 0
                ):
                    name = self.rng.choice(["规范性文件", name])
                values = [self._value(f"disclosure.{row}.{c}", n) for c, n in zip(columns, extents, strict=True)]
                rows.append([Drawn(self.label(name)), *values])
            if "extra_rows" in self.damages and len(columns) == width - 1:
                name = self.rng.choice(self.data["extra_rows"])
                rows.append([Drawn(name), *(Drawn(str(self.rng.randint(1, 60)), role="value") for _ in columns)])
        return DrawnTable("disclosure", rows, width, 0, starts)

    @staticmethod
    def _extents(count: int, width: int) -> list[int]:
        """``count`` cells over ``width`` columns, the last ones widest."""
        base, extra = divmod(width, count)
        return [base + (1 if index >= count - extra else 0) for index in range(count)]

    def _requests(self) -> DrawnTable:
        data = self.data["requests"]
        columns = data["columns"]
        names = [self.label(text) for text in columns.values()]
        rows: list[list[Drawn]] = []
        if "missing_headers" not in self.damages:
            total = "" if "missing_header_cell" in self.damages else names[-1]
            rows = [
                [Drawn(data["caption"], 3, 3, "caption"), Drawn(data["applicants"], cols=7, role="head")],
                [
                    Drawn(names[0], 2, role="head"),
                    Drawn(data["organisations"], cols=5, role="head"),
                    Drawn(total, 2, role="head"),
                ],
                [Drawn(text, role="head") for text in names[1:6]],
            ]
        head = len(rows)
        if {"header_rows", "header_zeros"} & self.damages:
            return DrawnTable("requests", [*rows, *self._flat_requests(list(columns))], 10, head, [0])
        lines = [
            row for row in data["rows"] if row.get("form", self.content.requests_form) == self.content.requests_form
        ]
        inner = [row for row in lines if row.get("depth") != 0]
        groups = [row.get("group") for row in inner]
        for line in lines:
            cells: list[Drawn] = []
            if line.get("depth") == 0:
                cells.append(Drawn(self.label(line["label"]), cols=3))
            else:
                index = inner.index(line)
                if index == 0:
                    cells.append(Drawn(data["results"], rows=len(inner), role="label"))
                group = line.get("group")
                if group is None:
                    cells.append(Drawn(self.label(line["label"]), cols=2))
                else:
                    if index == 0 or groups[index - 1] != group:
                        cells.append(Drawn(group, rows=groups.count(group)))
                    cells.append(Drawn(self.label(line["label"])))
            cells += [self._value(f"requests.{line['id']}.{column}") for column in columns]
            rows.append(cells)
        return DrawnTable("requests", rows, 10, head, [0])

    def _flat_requests(self, columns: list[str]) -> list[list[Drawn]]:
        """Group headings as rows of their own instead of merged cells at the left, with blanks or zeros in their cells."""
        fill = "0" if "header_zeros" in self.damages else ""
        rows: list[list[Drawn]] = []
        group = ""
        data = self.data["requests"]
        for line in data["rows"]:
            if line.get("form", self.content.requests_form) != self.content.requests_form:
                continue
            if line["id"] == "granted":
                rows.append(self._heading_row(data["results"], ""))
            if line.get("group", "") != group:
                group = line.get("group", "")
                if group:
                    rows.append(self._heading_row(group, fill))
            label = Drawn(self.label(line["label"]), cols=3)
            rows.append([label, *(self._value(f"requests.{line['id']}.{column}") for column in columns)])
        return rows

    @staticmethod
    def _heading_row(label: str, fill: str) -> list[Drawn]:
        return [Drawn(label, cols=3), *(Drawn(fill, role="value") for _ in range(7))]

    def _disputes(self) -> DrawnTable:
        data = self.data["disputes"]
        columns = [self.label(text) for text in data["columns"].values()]
        names = list(data["groups"].values())
        if "disputes_rows" in self.damages:
            return self._disputes_by_rows(columns, names)
        rows = [
            [Drawn(names[0], cols=5, role="head"), Drawn(data["litigation"], cols=10, role="head")],
            [
                *(Drawn(c, 2, role="head") for c in columns),
                Drawn(names[1], cols=5, role="head"),
                Drawn(names[2], cols=5, role="head"),
            ],
            [Drawn(c, role="head") for c in columns * 2],
            [self._value(f"disputes.{group}.{column}") for group in data["groups"] for column in data["columns"]],
        ]
        return DrawnTable("disputes", rows, 15, 3, [0])

    def _disputes_by_rows(self, columns: list[str], names: list[str]) -> DrawnTable:
        """A row for each group instead of three blocks side by side."""
        data = self.data["disputes"]
        rows = [[Drawn("类型", cols=2, role="head"), *(Drawn(c, role="head") for c in columns)]]
        for number, (group, name) in enumerate(zip(data["groups"], names, strict=True)):
            labels = (
                [Drawn(name, cols=2)]
                if number == 0
                else [Drawn(name)]
                if number == 2
                else [Drawn(data["litigation"], rows=2), Drawn(name)]
            )
            rows.append([*labels, *(self._value(f"disputes.{group}.{column}") for column in data["columns"])])
        return DrawnTable("disputes", rows, 7, 1, [0])

    def _annex(self) -> DrawnTable:
        """Indicator, unit, figure; section titles over the whole width."""
        data = self.data["annex"]
        rows: list[list[Drawn]] = []
        if "missing_headers" not in self.damages:
            rows.append([Drawn(text, role="head") for text in data["head"]])
        head = len(rows)
        for section in data["sections"]:
            if section["title"]:
                rows.append([Drawn(section["title"]), Drawn(""), Drawn("", role="value")])
            for line in section["rows"]:
                label = Drawn(self.label(line["label"]))
                value = self._value(f"annex.{line['id']}") if "id" in line else Drawn("", role="value")
                rows.append([label, Drawn(line.get("unit", "")), value])
        return DrawnTable("annex", rows, 3, head, [0])

    # -- recognition errors -------------------------------------------------------------------------------------

    def _confuse(self, tables: dict[str, DrawnTable]) -> None:
        """Letters for digits in a few cells, as a recogniser of pictures would print them."""
        for table in tables.values():
            for row in table.rows:
                for index, drawn in enumerate(row):
                    if drawn.cell is None or not any(c in drawn.text for c in "015") or self.rng.random() > 0.04:
                        continue
                    text = drawn.text
                    wrong = re.sub(r"[015]", lambda m: {"0": "O", "1": "l", "5": "S"}[m.group()], text, count=1)
                    row[index] = Drawn(wrong, drawn.rows, drawn.cols, drawn.role, drawn.cell)
                    before = self.printed[drawn.cell]
                    self.printed[drawn.cell] = Printed(wrong, before.value, before.unit, corrupted=True)
