"""A small press for tests: invented table contents laid out as text or as grids, with damage, and the truth beside it.

Takes a random generator and names of layout and damages, gives a document and what each cell must be read as.
"""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field

from nlp.forms import Form, load_form
from nlp.types import Block, Document, Grid, GridCell, Source, Span

RESULTS_HEADERS = {
    "granted": "三、本年度办理结果",
    "refused.state_secret": "（三）不予公开",
    "unavailable.not_held": "（四）无法提供",
    "rejected.petition": "（五）不予处理",
    "other.not_corrected": "（六）其他处理",
}
PARTS = ("person", "company", "research", "nonprofit", "law_firm", "other_org")
GROUPS = ("reconsideration", "litigation_direct", "litigation_after_reconsideration")
OUTCOMES = ("upheld", "corrected", "other", "pending", "total")
SHORT = {
    "other.not_corrected": "逾期不补正",
    "other.fee_unpaid": "逾期不缴费",
    "new": "本年新收政府信息公开申请数",
}
MISPRINTS = {
    "refused.internal_affairs": "属于三类内容事务信息",
    "refused.process_information": "属于四类过程性性信息",
    "carried_in": "上年转结政府信息公开申请数量",
    "fees": "行政事业型收费",
    "refused.administrative_query": "属于行政查寻事项",
    "rejected.publication": "要求提供公开出板物",
    "unavailable.still_unclear": "补正后申请内容任不明确",
}


@dataclass
class Content:
    """The cells of a report as printed: text by cell id, and the form they follow."""

    form: Form
    disclosure_form: Form
    texts: dict[str, str] = field(default_factory=dict)
    rows: list[str] = field(default_factory=list)

    def row(self, row: str) -> list[str]:
        return [self.texts[f"requests.{row}.{column}"] for column in (*PARTS, "total")]


def make_content(
    rng: random.Random, *, kind: str | None = None, blanks: float = 0.0, error: bool = False, blank_text: str = ""
) -> Content:
    """Consistent random figures. ``blanks`` is the share of zeros that are printed as ``blank_text``."""
    kind = kind or rng.choice(["2019", "2021", "2021", "mixed"])
    form = load_form("2021" if kind == "2021" else "2019")
    content = Content(form, load_form("2019" if kind == "2019" else "2021"))
    content.rows = list(form.row_ids("requests"))
    scale = rng.choice([0.0, 0.3, 1, 3, 20, 200])
    results = [row for row in content.rows if row not in ("new", "carried_in", "concluded", "carried_out")]
    values: dict[tuple[str, str], int] = {}
    weights = {"person": 1.0, "company": 0.15, "research": 0.02, "nonprofit": 0.03, "law_firm": 0.06, "other_org": 0.05}
    for column in PARTS:
        for row in results:
            popular = (
                3.0
                if row in ("granted", "unavailable.not_held", "partly_granted")
                else rng.choice([0.0, 0.0, 0.3, 1.0])
            )
            mean = scale * weights[column] * popular * 3
            values[row, column] = int(rng.expovariate(1 / mean)) if mean > 0 else 0
        concluded = sum(values[row, column] for row in results)
        values["concluded", column] = concluded
        values["carried_out", column] = int(rng.random() * 0.2 * concluded)
        total = concluded + values["carried_out", column]
        values["carried_in", column] = min(total, int(rng.random() * 0.15 * total))
        values["new", column] = total - values["carried_in", column]
    for row in content.rows:
        values[row, "total"] = sum(values[row, column] for column in PARTS)
    if error:
        key = rng.choice(list(values))
        values[key] += rng.choice([1, 2, 10, -1])
        values[key] = max(values[key], 0)
    for (row, column), value in values.items():
        content.texts[f"requests.{row}.{column}"] = str(value)
    for group in GROUPS:
        parts = [int(rng.expovariate(1 / (scale + 0.2))) if rng.random() < 0.7 else 0 for _ in range(4)]
        for outcome, value in zip(OUTCOMES, [*parts, sum(parts)], strict=True):
            content.texts[f"disputes.{group}.{outcome}"] = str(value)
    for cell in content.disclosure_form.cell_ids("disclosure"):
        column = content.disclosure_form.column(cell)
        value = str(int(rng.expovariate(1 / (scale * 40 + 3))))
        if column.negative and rng.random() < 0.3 and value != "0":
            value = "-" + value
        if column.decimals:
            value = f"{rng.random() * 5000:.{rng.choice([0, 2, 4])}f}"
            if column.money == "printed":
                value += rng.choice(["万元", "元"])
        content.texts[cell] = value
    for cell, text in content.texts.items():
        if text == "0" and rng.random() < blanks:
            content.texts[cell] = blank_text
    return content


def row_label(content: Content, table: str, row: str, damage: set[str], rng: random.Random) -> str:
    """The label of a row with its ordinal, as some office might print it."""
    form = content.disclosure_form if table == "disclosure" else content.form
    line = next(line for line in form.table(table).rows() if line.id == row)
    label = line.zh
    if row == "partly_granted" and rng.random() < 0.5:
        label += "（区分处理的，只计这一情形，不计其他情形）"
    if row == "other.not_corrected":
        label = "申请人无正当理由逾期不补正、行政机关不再处理其政府信息公开申请"
    if row == "other.fee_unpaid":
        label = "申请人逾期未按收费通知要求缴纳费用、行政机关不再处理其政府信息公开申请"
    if row == "refused.security_stability":
        label = "危及“三安全一稳定”"
    if "short_labels" in damage and row in SHORT:
        label = SHORT[row]
    if "misprints" in damage and row in MISPRINTS:
        label = MISPRINTS[row]
    if "label_notes" in damage and table == "disclosure":
        label += rng.choice(["", "（县级无此项）", "(历史累计)"])
    ordinal = line.ordinal
    if "ordinals" in damage:
        style = rng.choice(["none", "dun", "bracket"])
        if ordinal.endswith("."):
            number = int(ordinal[:-1])
            ordinal = {"none": "", "dun": f"{number}、", "bracket": "⑴⑵⑶⑷⑸⑹⑺⑻"[number - 1]}[style]
        elif style == "none":
            ordinal = ""
    return ordinal + label


def display(text: str) -> int:
    """Width on a screen."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def dress(text: str, damage: set[str], rng: random.Random) -> str:
    """A number as an office may write it, of the same value."""
    if text.isdigit():
        if "thousands" in damage and len(text) > 3:
            return f"{int(text):,}"
        if "full_width" in damage and rng.random() < 0.3:
            return "".join(chr(ord(c) + 0xFEE0) for c in text)
        if "units" in damage and rng.random() < 0.2:
            return text + "件"
    return text


HEAD_2021 = {"new": "", "x": ""}
CAPTION = "（本列数据的勾稽关系为：第一项加第二项之和，等于第三项加第四项之和）"
PROSE = [
    "本年度共收到申请件数较上年有所增加，其中予以公开12件、部分公开3件、不予公开4件。",
    "全年主动公开信息2045条，行政许可事项884项，行政处罚案件共31件。",
    "行政复议5件，行政诉讼2件，均获维持。",
]
HEADINGS = {
    "overview": "一、总体情况",
    "disclosure": "二、主动公开政府信息情况",
    "requests": "三、收到和处理政府信息公开申请情况",
    "disputes": "四、政府信息公开行政复议、行政诉讼情况",
    "problems": "五、存在的主要问题及改进情况",
    "other": "六、其他需要报告的事项",
}


class Press:
    """Lays out one content. ``lines`` is the text so far; grids are collected beside it."""

    def __init__(self, content: Content, layout: str, damage: set[str], rng: random.Random) -> None:
        self.content = content
        self.layout = layout
        self.damage = damage
        self.rng = rng
        self.parts: list[str] = []
        self.length = 0
        self.blocks: list[Block] = []
        self.grids: list[Grid] = []
        self.cut = False

    # -- output -------------------------------------------------------------------------------------------------

    def add(self, text: str) -> Span:
        span = Span(self.length, self.length + len(text))
        self.parts.append(text)
        self.length += len(text)
        return span

    def line(self, text: str = "", end: str = "\n") -> None:
        span = self.add(text)
        if text.strip():
            self.blocks.append(Block("line", span))
        self.add(end)

    def document(self) -> Document:
        text = "".join(self.parts)
        source = Source("press.txt", "0" * 64, "text/plain", len(text))
        return Document(source, text, tuple(self.blocks), tuple(self.grids))

    def report(self) -> Document:
        self.line("某市2023年政府信息公开工作年度报告")
        self.line(HEADINGS["overview"])
        for sentence in PROSE:
            self.line(sentence)
        headed = "no_headings" not in self.damage
        for table in ("disclosure", "requests", "disputes"):
            if headed:
                self.line(HEADINGS[table])
            getattr(self, f"_{table}")()
        self.line(HEADINGS["problems"])
        self.line("一是公开的深度有待加强；二是答复的规范性有待提高。")
        self.line(HEADINGS["other"])
        self.line("无。")
        return self.document()

    # -- tables as rows of (labels, values) ---------------------------------------------------------------------

    def _disclosure(self) -> None:
        bands: list[tuple[str, list[str], list[tuple[str, list[str]]]]] = []
        for band in self.content.disclosure_form.table("disclosure").bands:
            columns = [column.zh for column in band.columns]
            columns = [
                {"本年增减": "本年增/" if "cut_labels" in self.damage else "本年增/减"}.get(c, c) for c in columns
            ]
            if columns == ["本年收费金额"]:
                columns = ["本年收费金额（单位：万元）"]
            rows = []
            for row in band.rows:
                values = [self.content.texts[f"disclosure.{row.id}.{c.id}"] for c in band.columns]
                rows.append((row_label(self.content, "disclosure", row.id, self.damage, self.rng), values))
            if "foreign_rows" in self.damage and band.item == "一":
                rows.append(("其他主动公开文件", [str(self.rng.randrange(99)) for _ in columns]))
            bands.append((band.zh, ["信息内容", *columns], rows))
        if self.layout in ("grid", "grid_pages"):
            self._grid_bands(bands)
            return
        for title, head, rows in bands:
            self.text_row([title], [])
            if "no_headers" not in self.damage:
                self.text_row(head, [], header=True)
            for label, values in rows:
                self.text_row([label], values)
            self.block_end()

    def _requests(self) -> None:
        head = ["自然人", "商业企业", "科研机构", "社会公益组织", "法律服务机构", "其他", "总计"]
        rows: list[tuple[list[str], list[str]]] = []
        for row in self.content.rows:
            header = RESULTS_HEADERS.get(row)
            labels: list[str] = []
            if header and not (row == "other.not_corrected" and "other" in self.content.rows):
                if row == "granted" or self.layout in ("cells", "label_row", "md_rows"):
                    rows.append(([header], ["0"] * 7 if "header_values" in self.damage and row != "granted" else []))
                else:
                    labels.append(header)
            labels.append(row_label(self.content, "requests", row, self.damage, self.rng))
            if "missing_label" in self.damage and row == self.missing:
                labels = []
            rows.append((labels, self.content.row(row)))
        if self.layout in ("grid", "grid_pages"):
            self._grid_requests(head, rows)
            return
        self._request_header(head)
        for index, (labels, values) in enumerate(rows):
            if index == 14 and "page_break" in self.damage:
                self.line(self.rng.choice(["- 3 -", "3", "第3页 共8页"]) if "page_numbers" in self.damage else "- 3 -")
                self._request_header(head)
            if index == 9 and "page_numbers" in self.damage:
                self.line(self.rng.choice(["- 2 -", "— 2 —"]))
            if self.layout == "md_rows":
                self.line("### " + (labels[0] if labels else "其他"))
                if values:
                    self.line("| 类别 | " + " | ".join(f"数据{i}" for i in range(1, 7)) + " | 总计 |")
                    self.line("|---|---|---|---|---|---|---|---|")
            self.text_row(labels, values)
        self.block_end()

    @property
    def missing(self) -> str:
        return self.content.rows[len(self.content.rows) // 2]

    def _request_header(self, head: list[str]) -> None:
        if "no_headers" in self.damage:
            return
        self.text_row([CAPTION], [], header=True)
        self.text_row(["申请人情况"], [], header=True)
        self.text_row(["自然人", "法人或其他组织", "总计"], [], header=True)
        self.text_row(head[1:6], [], header=True)

    def _disputes(self) -> None:
        values = [[self.content.texts[f"disputes.{g}.{o}"] for o in OUTCOMES] for g in GROUPS]
        head = ["结果维持", "结果纠正", "其他结果", "尚未审结", "总计"]
        names = ["行政复议", "未经复议直接起诉", "复议后起诉"]
        if self.layout in ("grid", "grid_pages"):
            self._grid_disputes(head, names, values)
            return
        style = "wide"
        if "disputes_three" in self.damage or self.layout == "md_rows":
            style = "three"
        if "disputes_turned" in self.damage:
            style = "turned"
        if style == "wide":
            self.text_row(["行政复议", "行政诉讼"], [], header=True)
            self.text_row(names[1:], [], header=True)
            self.text_row(head * 3, [], header=True)
            self.text_row([], [v for row in values for v in row])
        elif style == "three":
            for name, row in zip(names, values, strict=True):
                self.text_row([name if name == "行政复议" else f"行政诉讼（{name}）"], [])
                self.text_row(head, [], header=True)
                self.text_row([], row)
        else:
            for name, row in zip(names, values, strict=True):
                self.text_row([name], [])
                for outcome, value in zip(head, row, strict=True):
                    self.text_row([outcome], [value])
        self.block_end()

    # -- text layouts -------------------------------------------------------------------------------------------

    def text_row(self, labels: list[str], values: list[str], *, header: bool = False) -> None:
        values = [dress(value, self.damage, self.rng) for value in values]
        getattr(self, f"_as_{self.layout}")(labels, values, header)

    def block_end(self) -> None:
        """Between tables."""
        if self.layout in ("tabs", "pipes"):
            self.line("")

    def _as_cells(self, labels: list[str], values: list[str], header: bool) -> None:
        end = "\n\n" if "wide_gaps" in self.damage else "\n"
        for text in (*labels, *values):
            if text or "kept_gaps" in self.damage:
                self.line(text, end=end)

    def _as_single(self, labels: list[str], values: list[str], header: bool) -> None:
        self.line(" ".join(text for text in (*labels, *values) if text))

    def _as_spaced(self, labels: list[str], values: list[str], header: bool) -> None:
        self.line("    ".join(text for text in (*labels, *values) if text))

    def _as_label_row(self, labels: list[str], values: list[str], header: bool) -> None:
        if header:
            self.line(" ".join(labels))
            return
        for label in labels:
            self.line(label)
        if any(values):
            self.line(" ".join(value for value in values if value))

    def _as_glued(self, labels: list[str], values: list[str], header: bool) -> None:
        self.line("".join(labels) + "".join(values))

    def _as_one_line(self, labels: list[str], values: list[str], header: bool) -> None:
        span = self.add(" ".join(text for text in (*labels, *values) if text))
        if len(span):
            self.blocks.append(Block("line", span))
        self.add(" ")

    def _as_tabs(self, labels: list[str], values: list[str], header: bool) -> None:
        if header and len(labels) == 1:
            self.line(labels[0])
            return
        self.line("\t".join((*labels, *values)))

    def _as_pipes(self, labels: list[str], values: list[str], header: bool) -> None:
        self.line("| " + " | ".join((*labels, *values)) + " |")

    def _as_md_rows(self, labels: list[str], values: list[str], header: bool) -> None:
        if not values and not header:
            if labels and not self._just_said(labels[0]):
                self.line("### " + labels[0])
            return
        self.line("| " + " | ".join((*labels, *values)) + " |")
        if header:
            self.line("|" + "---|" * len(labels))

    def _just_said(self, label: str) -> bool:
        return any(label in part for part in self.parts[-4:])

    def _as_aligned(self, labels: list[str], values: list[str], header: bool) -> None:
        """As pdftotext lays out: columns at fixed places, long labels broken around their numbers."""
        if header or not values:
            self.line("   " + "      ".join(labels))
            return
        if len(values) == 15:
            self.line("  " + "   ".join(f"{value:>6}" for value in values))
            return
        label = " ".join(labels)
        tail = ""
        if len(label) > 16 and "wrapped_labels" in self.damage:
            label, tail = label[:16], label[16:]
        vertical = self.rng.choice("三、本年度办理结果") if "vertical" in self.damage else " "
        numbers = "".join(f"{value:>14}" if len(value) > 6 else f"{value:>8}" for value in values)
        if tail and self.rng.random() < 0.5:
            self.line(f"{vertical}    {label}")
            self.line(" " * 40 + numbers)
            self.line(f"     {tail}")
            return
        if tail:
            self.line(f"{vertical}    {label}")
            self.line(f"     {tail}" + " " * (35 - len(tail)) + numbers)
            return
        self.line(f"{vertical}    {label}" + " " * max(2, 35 - len(label)) + numbers)
        if "vertical" in self.damage and self.rng.random() < 0.5:
            self.line(self.rng.choice("三、本年度办理结果"))

    def _as_numbers_apart(self, labels: list[str], values: list[str], header: bool) -> None:
        """As a pdf reader may see it: some labels sit a hair above or below their numbers."""
        if header or not values:
            self.line(" ".join(labels))
            return
        numbers = " ".join(value for value in values if value)
        label = " ".join(labels)
        how = self.rng.random()
        if how < 0.6 or not label:
            self.line(f"{label} {numbers}".strip())
        elif how < 0.8:
            self.line(numbers)
            self.line(label)
        else:
            self.line(label)
            self.line(numbers)

    # -- grids --------------------------------------------------------------------------------------------------

    def grid(self, rows: list[list[tuple[str, int, int]]]) -> None:
        """A grid from rows of (text, row span, col span), with cells placed as a browser would."""
        taken: set[tuple[int, int]] = set()
        start = self.length
        cells: list[GridCell] = []
        width = 0
        for number, row in enumerate(rows):
            col = 0
            for index, (text, row_span, col_span) in enumerate(row):
                while (number, col) in taken:
                    col += 1
                if index:
                    self.add("\t")
                span = self.add(text)
                cells.append(GridCell(number, col, row_span, col_span, text, span))
                taken.update((number + i, col + j) for i in range(row_span) for j in range(col_span))
                col += col_span
                width = max(width, col)
            self.add("\n")
        span = Span(start, self.length - 1)
        self.grids.append(Grid(tuple(cells), len(rows), width, span, "html"))
        self.blocks.append(Block("table", span, grid=len(self.grids) - 1))

    def _grid_bands(self, bands: list[tuple[str, list[str], list[tuple[str, list[str]]]]]) -> None:
        width = max(len(head) for _, head, _ in bands)
        rows: list[list[tuple[str, int, int]]] = []
        for title, head, body in bands:
            merged = "ragged" not in self.damage
            rows.append([(title, 1, width)])
            for cells in (
                *([head] if "no_headers" not in self.damage else []),
                *([label, *values] for label, values in body),
            ):
                cells = [cells[0], *(dress(c, self.damage, self.rng) for c in cells[1:])]
                spare = width - len(cells)
                row = [(text, 1, 1) for text in cells]
                if spare and merged:
                    row[-1] = (cells[-1], 1, 1 + spare)
                elif spare and self.rng.random() < 0.5:
                    row += [("", 1, 1)] * spare
                rows.append(row)
            if "tables_apart" in self.damage:
                self.grid(rows)
                self.line("")
                rows = []
        if rows:
            self.grid(rows)

    def _grid_requests(self, head: list[str], rows: list[tuple[list[str], list[str]]]) -> None:
        top: list[list[tuple[str, int, int]]] = []
        if "no_headers" not in self.damage:
            top = [
                [(CAPTION, 3, 3), ("申请人情况", 1, 7)],
                [("自然人", 2, 1), ("法人或其他组织", 1, 5), ("总计", 2, 1)],
                [(text, 1, 1) for text in head[1:6]],
            ]
            if "shifted_header" in self.damage:
                top = [[(text, 1, 1) for text in head]]
            if "blank_header_cells" in self.damage:
                top[1:] = [
                    [("自然人", 1, 1), ("法人或其他组织", 1, 5), ("总计", 1, 1)],
                    [("", 1, 1), *((text, 1, 1) for text in head[1:6]), ("", 1, 1)],
                ]
        body: list[list[tuple[str, int, int]]] = []
        for labels, values in rows:
            dressed = [(dress(value, self.damage, self.rng), 1, 1) for value in values]
            if not values:
                body.append([(labels[0], 1, 10)])
            elif len(labels) == 2:
                body.append([(labels[0], 1, 1), (labels[1], 1, 2), *dressed])
            elif "ragged" in self.damage:
                body.append([(labels[0] if labels else "", 1, 1), *dressed])
            else:
                body.append([(labels[0] if labels else "", 1, 3), *dressed])
        if self.layout == "grid_pages":
            cut = self.rng.randrange(5, len(body) - 3)
            self.grid(top + body[:cut])
            self.line("- 4 -")
            self.grid((top if "page_break" in self.damage else []) + body[cut:])
            return
        self.grid(top + body)

    def _grid_disputes(self, head: list[str], names: list[str], values: list[list[str]]) -> None:
        dressed = [[dress(v, self.damage, self.rng) for v in row] for row in values]
        if "disputes_three" in self.damage:
            for name, row in zip(names, dressed, strict=True):
                self.grid([[(name, 1, 5)], [(h, 1, 1) for h in head], [(v, 1, 1) for v in row]])
                self.line("")
            return
        if "disputes_turned" in self.damage:
            rows: list[list[tuple[str, int, int]]] = [[("", 1, 1), *((name, 1, 1) for name in names)]]
            rows += [[(h, 1, 1), *((dressed[g][i], 1, 1) for g in range(3))] for i, h in enumerate(head)]
            self.grid(rows)
            return
        self.grid(
            [
                [("行政复议", 1, 5), ("行政诉讼", 1, 10)],
                [*((h, 2, 1) for h in head), (names[1], 1, 5), (names[2], 1, 5)],
                [(h, 1, 1) for h in head * 2],
                [(v, 1, 1) for row in dressed for v in row],
            ],
        )


def report(
    rng: random.Random,
    layout: str,
    damage: set[str],
    *,
    kind: str | None = None,
    blanks: float = 0.0,
    error: bool = False,
    blank_text: str = "",
) -> tuple[Document, Content]:
    """One rendering and its truth."""
    content = make_content(rng, kind=kind, blanks=blanks, error=error, blank_text=blank_text)
    return Press(content, layout, damage, rng).report(), content


LAYOUTS = (
    "cells",
    "single",
    "spaced",
    "label_row",
    "glued",
    "one_line",
    "tabs",
    "pipes",
    "md_rows",
    "aligned",
    "numbers_apart",
    "grid",
    "grid_pages",
)
DAMAGES = (
    "short_labels",
    "misprints",
    "label_notes",
    "ordinals",
    "thousands",
    "full_width",
    "units",
    "no_headings",
    "no_headers",
    "foreign_rows",
    "cut_labels",
    "header_values",
    "page_break",
    "page_numbers",
    "missing_label",
    "disputes_three",
    "disputes_turned",
    "wide_gaps",
    "kept_gaps",
    "wrapped_labels",
    "vertical",
    "ragged",
    "tables_apart",
    "shifted_header",
    "blank_header_cells",
)
