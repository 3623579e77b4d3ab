"""PDF renderings: pages as a word processor sets them, with ruled or unruled tables that may break over pages.

Takes elements, gives the bytes of a PDF. Never decides what a cell holds.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from nlp.corpus.synthetic.drawing import Drawn, DrawnTable
from nlp.corpus.synthetic.geometry import clipped, columns_of, continued, layout, place, roomy, width_of, wrap
from nlp.corpus.synthetic.pdf_writer import PAGE_HEIGHT, PAGE_WIDTH, PdfWriter
from nlp.corpus.synthetic.script import Element

__all__ = ["PDF_LAYOUTS", "render_pdf"]

PDF_LAYOUTS = ("pdf_ruled", "pdf_unruled", "pdf_dense")

_LEFT, _RIGHT, _TOP, _BOTTOM = 72.0, PAGE_WIDTH - 72.0, 80.0, PAGE_HEIGHT - 80.0


def render_pdf(elements: Sequence[Element], layout_name: str, damages: AbstractSet[str], rng: random.Random) -> bytes:
    """The report as a PDF file."""
    return _Setter(layout_name, damages, rng).render(elements)


class _Setter:
    def __init__(self, layout_name: str, damages: AbstractSet[str], rng: random.Random) -> None:
        self.pdf = PdfWriter()
        self.ruled = layout_name != "pdf_unruled" and "missing_rules" not in damages
        self.dense = layout_name == "pdf_dense"
        self.damages = damages
        self.rng = rng
        self.y = _TOP
        self.header = ""
        self.numbered = rng.random() < 0.8 or "page_numbers" in damages
        self.size = 10.5 if self.dense else rng.choice([12.0, 14.0, 16.0])

    def render(self, elements: Sequence[Element]) -> bytes:
        if "running_headers" in self.damages:
            self.header = elements[0].text
        self._page()
        for element in elements:
            if element.kind == "table" and element.table is not None:
                self._table(element.table)
                self.y += 14
            elif element.kind == "title":
                self._prose(element.text, 20.0, centred=True)
                self.y += 10
            elif element.kind == "date":
                self._prose(element.text, self.size, centred=True)
            else:
                self._prose(element.text, self.size, indent=2)
        return self.pdf.data()

    def _page(self) -> None:
        self.pdf.new_page()
        self.y = _TOP
        if self.header:
            self.pdf.text(PAGE_WIDTH / 2 - width_of(self.header) * 2.25, 50, self.header, 9)
        if self.numbered:
            number = f"- {self.pdf.pages} -"
            self.pdf.text(PAGE_WIDTH / 2 - 12, PAGE_HEIGHT - 45, number, 10.5)

    def _prose(self, text: str, size: float, *, centred: bool = False, indent: int = 0) -> None:
        room = int((_RIGHT - _LEFT) / (size / 2))
        leading = size * 1.75
        blank = "\u3000" * indent  # keeps the room; the place of the first line is moved instead
        for number, line in enumerate(wrap(blank + text, room)):
            line = line.removeprefix(blank)
            if self.y + leading > _BOTTOM:
                self._page()
            x = PAGE_WIDTH / 2 - width_of(line) * size / 4 if centred else _LEFT + (0 if number else indent * size)
            self.pdf.text(x, self.y + size, line, size)
            self.y += leading

    # -- tables -------------------------------------------------------------------------------------------------

    def _table(self, table: DrawnTable) -> None:
        size = 8.0 if table.key == "disputes" else 9.0
        leading = size * (1.25 if self.dense else 1.5)
        share = columns_of(table.key, table.width, 10_000, narrow="vertical_labels" in self.damages)
        scale = (_RIGHT - _LEFT + 40) / sum(share)
        widths = [int((s * scale - 4) / (size / 2)) for s in share]
        widths = roomy(widths, table.rows, 0)
        points = [w * size / 2 + 4 for w in widths]
        size *= min(1.0, (_RIGHT - _LEFT + 40) / sum(points))
        points = [w * size / 2 + 4 for w in widths]
        rows: list[list[Drawn]] = [list(row) for row in table.rows]
        while rows:
            _, tops = layout(rows, widths, padding=0)
            room = (_BOTTOM - self.y) / leading
            fitting = sum(1 for top in tops[1:] if top <= room)
            if fitting >= len(rows):
                self._draw(rows, points, widths, leading, size)
                return
            above = _above(rows, fitting)
            while fitting > table.head + 1 and layout(above, widths, padding=0)[1][-1] > room:
                fitting -= 1  # a merged cell cut short stretches its last row
                above = _above(rows, fitting)
            if fitting <= table.head + 1:
                if self.y == _TOP:
                    raise ValueError("a table row is higher than a page")
                self._page()
                continue
            self._draw(above, points, widths, leading, size)
            head = table.rows[: table.head] if "repeated_headers" in self.damages else []
            rows = [*map(list, head), *continued(rows, fitting), *rows[fitting + 1 :]]
            self._page()

    def _draw(
        self, rows: list[list[Drawn]], points: list[float], widths: list[int], leading: float, size: float
    ) -> None:
        left = _LEFT - 20
        starts = [left + sum(points[:i]) for i in range(len(points) + 1)]
        pieces, tops = layout(rows, widths, padding=0)
        for piece in pieces:
            x0, x1 = starts[piece.col], starts[piece.col + piece.cols]
            length = width_of(piece.text) * size / 2
            x = x0 + 2 if piece.role == "label" and piece.cols + piece.col > 1 else (x0 + x1 - length) / 2
            self.pdf.text(x, self.y + piece.line * leading + leading * 0.75, piece.text, size)
        if self.ruled:
            for p in place(rows):
                x0, x1 = starts[p.col], starts[p.col + p.drawn.cols]
                y0 = self.y + tops[p.row] * leading
                y1 = self.y + tops[min(p.row + p.drawn.rows, len(rows))] * leading
                for line in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                    self.pdf.line(*line)
        self.y += tops[-1] * leading


def _above(rows: Sequence[Sequence[Drawn]], cut: int) -> list[list[Drawn]]:
    """The rows above a page break, merged cells cut off at it."""
    return [[clipped(drawn, cut - number) for drawn in row] for number, row in enumerate(rows[:cut])]
