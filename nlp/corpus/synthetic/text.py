"""Plain-text and Markdown renderings, in the shapes that copying, scraping and converting leave.

Takes elements (see :mod:`~nlp.corpus.synthetic.script`), gives text. Each layout is a way of writing a table's rows; prose is
the same in all of them. Never decides what a cell holds.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from html import escape

from nlp.corpus.synthetic.drawing import Drawn, DrawnTable
from nlp.corpus.synthetic.geometry import columns_of, continued, layout, place, roomy, width_of, wrap
from nlp.corpus.synthetic.script import Element

__all__ = ["MARKDOWN_LAYOUTS", "TEXT_LAYOUTS", "render_text"]

TEXT_LAYOUTS = (
    "txt_cells", "txt_rows", "txt_spaced", "txt_aligned", "txt_tabs", "txt_pipes", "txt_label_lines", "txt_one_line",
    "txt_glued", "txt_bars", "txt_bars_plain", "txt_bars_behind", "txt_closed", "txt_copied",
)  # fmt: skip
MARKDOWN_LAYOUTS = ("md_tables", "md_one_per_row", "md_loose", "md_html", "md_expanded", "md_ragged", "md_grid")


def render_text(elements: Sequence[Element], layout_name: str, damages: AbstractSet[str], rng: random.Random) -> str:
    """The report as text."""
    return _Writer(layout_name, damages, rng).render(elements)


class _Writer:
    def __init__(self, layout_name: str, damages: AbstractSet[str], rng: random.Random) -> None:
        self.layout = layout_name
        self.markdown = layout_name.startswith("md_")
        self.damages = damages
        self.rng = rng
        self.lines: list[str] = []
        self.page = 1
        self.indent = rng.choice(["", "", "    ", "\u3000\u3000"]) if not self.markdown else ""
        self.between = self.markdown or "blank_lines" in damages or rng.random() < 0.3
        self.table: Callable[[DrawnTable], None] = {
            "txt_cells": self._cells,
            "txt_rows": lambda t: self._joined(t, " "),
            "txt_spaced": lambda t: self._joined(t, " " * self.rng.randint(3, 6)),
            "txt_aligned": self._aligned,
            "txt_tabs": lambda t: self._delimited(t, "\t", ""),
            "txt_pipes": lambda t: self._delimited(t, "|", "|"),
            "txt_label_lines": self._label_lines,
            "txt_one_line": self._one_line,
            "txt_glued": lambda t: self._joined(t, ""),
            "txt_bars": lambda t: self._bars(t, closed=True),
            "txt_bars_behind": lambda t: self._bars(t, closed=True, behind=True),
            "txt_bars_plain": lambda t: self._bars(t, closed=False),
            "txt_closed": self._closed,
            "txt_copied": self._copied,
            "md_html": self._md_html,
            "md_expanded": self._md_expanded,
            "md_ragged": self._md_ragged,
            "md_grid": self._md_grid,
            "md_tables": self._md_tables,
            "md_one_per_row": self._md_one_per_row,
            "md_loose": lambda t: self._delimited(t, " | ", ""),
        }[layout_name]

    def render(self, elements: Sequence[Element]) -> str:
        for element in elements:
            if element.kind == "table" and element.table is not None:
                self.table(element.table)
                self.add("")
                continue
            prefix = ""
            if self.markdown and element.kind in ("title", "heading"):
                prefix = "#" * (1 if element.kind == "title" else element.level + 1) + " "
            indent = "" if element.kind in ("title", "date") or prefix else self.indent
            text = prefix + indent + element.text
            if "wrapped_prose" in self.damages and element.kind == "paragraph":
                for line in wrap(text, 74):
                    self.add(line)
            else:
                self.add(text)
            if self.between:
                self.add("")
        return "\n".join(self.lines) + "\n"

    def add(self, line: str) -> None:
        self.lines.append(line)

    # -- breaks inside tables -----------------------------------------------------------------------------------

    def _broken(self, table: DrawnTable) -> Iterator[tuple[int, list[Drawn] | None]]:
        """Rows of a table with page breaks: None stands for a page's end, after which header rows may come again."""
        cut = -1
        if table.key == "requests" and ({"page_numbers", "repeated_headers"} & self.damages):
            cut = self.rng.randrange(table.head + 4, len(table.rows) - 3)
        for number, row in enumerate(table.rows):
            if number == cut:
                yield number, None
                if "repeated_headers" in self.damages:
                    yield from ((i, table.rows[i]) for i in range(table.head))
            yield number, row

    def _page_end(self) -> None:
        self.page += 1
        if "page_numbers" in self.damages:
            self.add(self.rng.choice([f"- {self.page} -", f"— {self.page} —", f"第{self.page}页", str(self.page)]))

    # -- layouts ------------------------------------------------------------------------------------------------

    def _cells(self, table: DrawnTable) -> None:
        gap = "blank_lines" in self.damages
        for _, row in self._broken(table):
            if row is None:
                self._page_end()
                continue
            for drawn in row:
                if not drawn.text:
                    continue
                for line in self._split(drawn):
                    self.add(line)
                    if gap:
                        self.add("")

    def _split(self, drawn: Drawn) -> list[str]:
        """A label broken over two lines, where that damage is on."""
        text = drawn.text
        if "split_labels" in self.damages and drawn.role == "label" and len(text) > 9 and self.rng.random() < 0.5:
            cut = self.rng.randint(5, len(text) - 3)
            return [text[:cut], text[cut:]]
        return [text]

    def _joined(self, table: DrawnTable, gap: str) -> None:
        for _, row in self._broken(table):
            if row is None:
                self._page_end()
                continue
            texts = [d.text for d in row if d.text]
            long = [d for d in row if d.role == "label" and len(d.text) > 12]
            if "split_labels" in self.damages and long and any(d.role == "value" for d in row):
                # the tail of a wrapped label comes on a line of its own, below the numbers
                drawn = long[0]
                cut = self.rng.randint(7, len(drawn.text) - 3)
                at = texts.index(drawn.text)
                self.add(gap.join([*texts[:at], drawn.text[:cut], *texts[at + 1 :]]))
                self.add(drawn.text[cut:])
                continue
            self.add(gap.join(texts))

    def _one_line(self, table: DrawnTable) -> None:
        """Everything in one line, as where a converter takes the line ends out."""
        self.add(" ".join(d.text for _, row in self._broken(table) for d in row or () if d.text))

    def _delimited(self, table: DrawnTable, mark: str, edge: str) -> None:
        placed = place(table.rows)
        grid: dict[int, list[tuple[int, str]]] = {}
        for p in placed:
            grid.setdefault(p.row, []).append((p.col, p.drawn.text))
        for number, row in self._broken(table):
            if row is None:
                self._page_end()
                continue
            cells = [""] * table.width
            for col, text in grid[number]:
                cells[col] = text
            if "ragged" in self.damages:
                cells = [d.text for d in row]
            self.add(f"{edge}{mark.join(cells)}{edge}")

    def _label_lines(self, table: DrawnTable) -> None:
        for _, row in self._broken(table):
            if row is None:
                self._page_end()
                continue
            values = [d.text for d in row if d.role == "value" and d.text]
            if not values:
                self.add(" ".join(d.text for d in row if d.text))
                continue
            for drawn in row:
                if drawn.role != "value" and drawn.text:
                    for line in self._split(drawn):
                        self.add(line)
            self.add(" ".join(values))

    def _bars(self, table: DrawnTable, *, closed: bool, behind: bool = False) -> None:
        """As extractors of web pages print: a cell a line, a bar behind it or on a line of its own, short rows filled up."""
        for _, row in self._broken(table):
            if row is None:
                self._page_end()
                continue
            for drawn in row:
                lines = [line for line in self._split(drawn) if line]
                if behind and lines:
                    self.lines += [*lines[:-1], lines[-1] + " |"]
                else:
                    self.lines += [*lines, "|"]
            if closed and len(row) < table.width:
                self.add("|" * (table.width - len(row)))

    def _closed(self, table: DrawnTable) -> None:
        """A row a line, each cell closed by a bar, short rows filled up with bars."""
        for _, row in self._broken(table):
            if row is None:
                self._page_end()
                continue
            self.add("".join(f"{d.text} | " for d in row).strip() + "|" * (table.width - len(row)))

    def _copied(self, table: DrawnTable) -> None:
        """As a browser copies cells that hold paragraphs: a cell a line, between two of them a line with a tab."""
        for _, row in self._broken(table):
            if row is None:
                self._page_end()
                continue
            for number, drawn in enumerate(row):
                if number:
                    self.lines += ["", "\t", ""]
                for line in self._split(drawn):
                    if line:
                        self.add(line)
            self.lines += ["", ""]

    def _aligned(self, table: DrawnTable) -> None:
        """As ``pdftotext -layout`` prints: columns at fixed places, wrapped labels around their numbers."""
        total = 150 if table.key == "disputes" else 132
        rows: list[list[Drawn]] = []
        breaks: list[int] = []
        for _, row in self._broken(table):
            if row is None:
                breaks.append(len(rows))
            else:
                rows.append(row)
        if breaks and "repeated_headers" in self.damages:
            first, second = rows[: breaks[0]], rows[breaks[0] :]
            carried = continued(table.rows, breaks[0])
            self._aligned_rows(table, first, total)
            self._page_end()
            self._aligned_rows(table, [*second[: table.head], *carried, *second[table.head + len(carried) :]], total)
            return
        self._aligned_rows(table, rows, total, breaks)

    def _aligned_rows(
        self, table: DrawnTable, rows: Sequence[Sequence[Drawn]], total: int, breaks: Sequence[int] = ()
    ) -> None:
        widths = roomy(columns_of(table.key, table.width, total, narrow="vertical_labels" in self.damages), rows, 2)
        starts = [sum(widths[:i]) for i in range(len(widths) + 1)]
        pieces, tops = layout(rows, widths, padding=3)
        by_line: dict[int, list[tuple[int, str]]] = {}
        for piece in pieces:
            left, right = starts[piece.col], starts[piece.col + piece.cols]
            room = right - left - width_of(piece.text)
            at = left + (room // 2 if piece.role != "label" else min(2, max(0, room)))
            by_line.setdefault(int(piece.line), []).append((at, piece.text))
        ends = {int(tops[b]) for b in breaks}
        for line in range(int(tops[-1])):
            if line in ends:
                self._page_end()
            text, used = "", 0
            for at, piece_text in sorted(by_line.get(line, [])):
                gap = max(at - used, 2 if used else 0)
                text += " " * gap + piece_text
                used += gap + width_of(piece_text)
            if text:
                self.add(text)

    # -- markdown -----------------------------------------------------------------------------------------------

    def _md_tables(self, table: DrawnTable) -> None:
        """One pipe table per statutory table (one per band for 主动公开), merged cells written once."""
        if table.key == "disclosure":
            bounds = [*table.starts, len(table.rows)]
            for start, end in zip(bounds, bounds[1:], strict=False):
                self.add("### " + table.rows[start][0].text)
                self._md_block([[d.text for d in row] for row in table.rows[start + 1 : end]])
            return
        if table.key == "disputes":
            grid = [[""] * table.width for _ in table.rows]
            for p in place(table.rows):
                grid[p.row][p.col] = p.drawn.text
            self._md_block(grid)
            return
        names = [d.text for d in table.rows[2]] if table.head else []
        body: list[list[str]] = []
        if table.head:
            body.append(["项目", table.rows[1][0].text, *names, table.rows[1][2].text])
        for row in table.rows[table.head :]:
            label = " ".join(d.text for d in row if d.role == "label")
            body.append([label, *(d.text for d in row if d.role == "value")])
        self._md_block(body)

    def _md_html(self, table: DrawnTable) -> None:
        """The table as HTML inside Markdown, in one line."""
        rows = "".join(f"<tr>{''.join(_tag(d) for d in row)}</tr>" for row in table.rows)
        self.add(f"<table>{rows}</table>")

    def _md_block(self, rows: list[list[str]]) -> None:
        width = max((len(row) for row in rows), default=0)
        for number, row in enumerate(rows):
            self.add("| " + " | ".join([*row, *[""] * (width - len(row))]) + " |")
            if number == 0 and "missing_rules" not in self.damages:
                self.add("|" + "---|" * width)
        self.add("")

    def _md_expanded(self, table: DrawnTable) -> None:
        """One pipe table; a merged cell's text stands in each of the cells it covers."""
        grid = [[""] * table.width for _ in table.rows]
        for p in place(table.rows):
            for row in range(p.row, min(p.row + p.drawn.rows, len(grid))):
                for col in range(p.col, min(p.col + p.drawn.cols, table.width)):
                    grid[row][col] = p.drawn.text
        self._md_block(grid)

    def _md_ragged(self, table: DrawnTable) -> None:
        """One pipe table; merged cells are written once and nothing is filled up. Long labels hold line breaks."""
        for number, row in enumerate(table.rows):
            cells = [self._break(d) for d in row]
            self.add("| " + " | ".join(cells) + " |")
            if number == 0 and "missing_rules" not in self.damages:
                self.add("|" + " --- |" * len(cells))
        self.add("")

    def _break(self, drawn: Drawn) -> str:
        if drawn.role == "value" or len(drawn.text) < 6 or self.rng.random() < 0.7:
            return drawn.text
        cut = self.rng.randint(2, len(drawn.text) - 2)
        return f"{drawn.text[:cut]}<br>{drawn.text[cut:]}"

    def _md_grid(self, table: DrawnTable) -> None:
        """A grid table: rules of ``+---+`` between rows, cells of several lines."""
        widths = [22 if width > 14 else 10 for width in columns_of(table.key, table.width, 132)]
        placed: dict[int, dict[int, Drawn]] = {}
        for p in place(table.rows):
            placed.setdefault(p.row, {})[p.col] = p.drawn
        rule = "+" + "+".join("-" * (width + 2) for width in widths) + "+"
        self.add(rule)
        for row in range(len(table.rows)):
            cells = [placed.get(row, {}).get(col) for col in range(table.width)]
            lines = [
                wrap(d.text, width) if d is not None and d.text else [] for d, width in zip(cells, widths, strict=True)
            ]
            for at in range(max(1, *map(len, lines))):
                texts = [parts[at] if at < len(parts) else "" for parts in lines]
                padded = [text + " " * (width - width_of(text)) for text, width in zip(texts, widths, strict=True)]
                self.add("| " + " | ".join(padded) + " |")
            self.add(rule)
        self.add("")

    def _md_one_per_row(self, table: DrawnTable) -> None:
        """As some converters do: every row becomes a table of its own under its label as a heading."""
        if table.key != "requests":
            self._md_tables(table)
            return
        head = "| 类别 | " + " | ".join(f"数据{i}" for i in range(1, 7)) + " | 总计 |"
        for row in table.rows[table.head :]:
            found = [d.text for d in row if d.role == "label"]
            for label in found:
                self.add("### " + label)
            self.add(head)
            self.add("|" + "---|" * 8)
            self.add(
                "| " + " | ".join([found[-1] if found else "", *(d.text for d in row if d.role == "value")]) + " |"
            )
            self.add("")


def _tag(drawn: Drawn) -> str:
    spans = (f' rowspan="{drawn.rows}"' if drawn.rows > 1 else "") + (
        f' colspan="{drawn.cols}"' if drawn.cols > 1 else ""
    )
    return f"<td{spans}>{escape(drawn.text)}</td>"
