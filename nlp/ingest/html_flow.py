"""The article's element as flow: paragraphs and tables in reading order.

Takes an :class:`Article`, gives :class:`Para` and :class:`TableFlow` items. Blanks collapse as in a browser, except that a
line break of the markup between two CJK characters leaves nothing; no-break blanks stay; ``<br>`` ends a line. Chrome
inside the article is left out. Never recurses deeper than the markup's tables do.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nlp.ingest.assemble import is_cjk, tidy
from nlp.ingest.flow import Cell, Flow, Para, TableFlow
from nlp.ingest.html_article import Article
from nlp.ingest.html_tree import Element

__all__ = ["flow_of"]

_BLOCKS = frozenset(
    (
        "html body p div h1 h2 h3 h4 h5 h6 li ul ol dl dt dd section article main header footer aside nav form fieldset legend "
        "blockquote pre center address figure figcaption details summary hgroup dir menu ucapcontent ucaptitle tr td th tbody "
        "thead tfoot caption marquee hr"
    ).split(),
)
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_SPACES = re.compile(r"[ \t\n\r\f\v]+")
_BLOCK_STYLE = re.compile(r"display\s*:\s*(?:block|table|flex|list-item|grid)", re.IGNORECASE)
_LIST_STYLE = re.compile(
    r"list-style(?:-type)?\s*:\s*[^;]*?\b(decimal|cjk-ideographic|simp-chinese-informal|none|disc|circle|square)",
    re.IGNORECASE,
)
_INDENT = re.compile(r"^(?:[\u3000\xa0]| {2})")
_HEAD_MARK = re.compile(
    r"^\s*(?:[一二三四五六七八九十]+[、是]|[（(][一二三四五六七八九十\d]+[)）]|第[一二三四五六七八九十]+[条章节]|\d{1,2}[.、．])"
)
_CLOSED = re.compile(r"[。！？；：:!?;）)”》]$")
_BR = "\u2028"  # stands for <br> while a block's text is collected
_MOST_TABLES = 40


def flow_of(article: Article) -> list[Flow]:
    """Everything the article shows."""
    return _Walker(article).walk(article.root)


@dataclass(slots=True)
class _Walker:
    article: Article
    out: list[Flow] = field(default_factory=list)
    pieces: list[str] = field(default_factory=list)
    owner: Element | None = None
    depth: int = 0
    in_cell: bool = False

    def walk(self, root: Element) -> list[Flow]:
        """The flow of one element."""
        self.owner = root
        stack: list[tuple[Element | str, bool]] = [(child, False) for child in reversed(root.children)]
        while stack:
            node, leaving = stack.pop()
            if isinstance(node, str):
                self.pieces.append(node)
            elif leaving:
                self.flush(node.parent)
            elif node.tag == "br":
                self.pieces.append(_BR)
            elif node.tag == "table":
                self.flush(node)
                self.table(node)
                self.owner = node.parent
            elif self.skips(node):
                self.flush(node.parent)
            else:
                block = node.tag in _BLOCKS or bool(_BLOCK_STYLE.search(node.attributes.get("style", "")))
                if block:
                    self.flush(node)
                    self.mark_item(node)
                    stack.append((node, True))
                stack.extend((child, False) for child in reversed(node.children))
        self.flush(None)
        return self.out

    def skips(self, node: Element) -> bool:
        """Whether the element is chrome within the article; table cells are never judged."""
        return (
            not self.in_cell
            and node.tag not in {"span", "font", "b", "strong", "o:p", "a", "em", "i", "u"}
            and self.article.is_chrome(node)
        )

    def flush(self, owner: Element | None) -> None:
        """End the current block; what follows belongs to ``owner``."""
        if self.pieces:
            raw = "".join(self.pieces)
            self.pieces.clear()
            if raw.strip():
                self.paragraphs(raw, self.owner)
        self.owner = owner

    def paragraphs(self, raw: str, owner: Element | None) -> None:
        """One block's text: a paragraph for each line that starts one, "line" for what is only wrapped."""
        path = owner.path if owner is not None else None
        level = _level(owner)
        if owner is not None and (owner.tag == "pre" or owner.inside("pre")):
            texts = [tidy(line) for line in re.split(r"[\n\r\u2028]+", raw)]
            self.out.extend(Para(text.strip(), "line", path=path) for text in texts if text.strip())
            return
        before: str | None = None
        gap = False
        for piece in raw.split(_BR):
            shown = _collapse(piece)
            text = tidy(shown).strip()
            if not text:
                gap = True
                continue
            if level is not None and len(text) <= 80:
                kind = "heading"
            else:
                kind = "paragraph" if before is None or gap or _starts_paragraph(before, shown) else "line"
            self.out.append(Para(text, kind, level if kind == "heading" else None, path))
            before, gap = text, False

    def mark_item(self, node: Element) -> None:
        """The number a browser draws before a list item, where the page asks for one."""
        if node.tag != "li" or node.parent is None or node.parent.tag != "ol":
            return
        above = node.parent
        style = _LIST_STYLE.search(above.attributes.get("style", ""))
        if not (style or "type" in above.attributes or "start" in above.attributes):
            return
        start = above.attributes.get("start", "1")
        number = node.nth - 1 + (int(start) if start.lstrip("-").isdigit() and len(start) < 6 else 1)
        kind = style[1].lower() if style else "decimal"
        if kind in {"none", "disc", "circle", "square"} or _HEAD_MARK.match(self.article.page.text(node)):
            return
        if kind == "decimal":
            self.pieces.append(f"{number}.")
        elif 1 <= number <= 10:
            self.pieces.append(f"{'一二三四五六七八九十'[number - 1]}、")

    def table(self, node: Element) -> None:
        """A table and, before it, its caption."""
        article = self.article
        if not self.in_cell and (article.is_index(node, article.page.text(node)) or article.is_chrome(node)):
            return
        table = TableFlow(path=node.path)
        holds_page = article.holds_page(node)
        self.depth += 1
        if self.depth <= _MOST_TABLES:
            for group in _groups(node):
                shown = [row for row in group if not (holds_page and article.is_index(row, article.page.text(row)))]
                table.groups.append([self.cells(row, holds_page=holds_page) for row in shown])
            for caption in (child for child in node.elements if child.tag == "caption"):
                self.out.extend(self.content(caption, in_cell=False))
        self.depth -= 1
        if any(row for group in table.groups for row in group):
            self.out.append(table)

    def cells(self, row: Element, *, holds_page: bool) -> list[Cell]:
        """A row's cells with their spans and content; chrome is looked for only where the table holds the page together."""
        found = []
        for node in row.elements:
            if node.tag not in {"td", "th"}:
                continue
            content = [] if holds_page and self.article.is_chrome(node) else self.content(node, in_cell=not holds_page)
            row_span, col_span = node.attributes.get("rowspan"), node.attributes.get("colspan")
            found.append(Cell(content, _number(row_span, zero=True), _number(col_span)))
        return found

    def content(self, node: Element, *, in_cell: bool) -> list[Flow]:
        """The flow inside a cell or caption."""
        walker = _Walker(self.article, depth=self.depth, in_cell=in_cell)
        return walker.walk(node)


def _groups(table: Element) -> list[list[Element]]:
    """The rows of head, bodies and foot, in the order they are drawn."""
    heads, bodies, feet = [], [], []
    loose: list[Element] = []
    for child in table.elements:
        if child.tag == "tr":
            loose.append(child)
            continue
        rows = [row for row in child.elements if row.tag == "tr"]
        if child.tag == "thead":
            heads.append(rows)
        elif child.tag == "tfoot":
            feet.append(rows)
        elif child.tag == "tbody":
            bodies.append(rows)
    if loose:
        bodies.append(loose)
    return [*heads, *bodies, *feet]


def _number(value: str | None, *, zero: bool = False) -> int:
    match = re.match(r"\s*(\d{1,5})", value or "")
    if not match:
        return 1
    number = int(match[1])
    return number if number > 0 or zero else 1


def _level(owner: Element | None) -> int | None:
    node = owner
    while node is not None and node.tag not in {"td", "th", "body"}:
        if node.tag in _HEADINGS:
            return _HEADINGS[node.tag]
        node = node.parent
    return None


def _collapse(text: str) -> str:
    """Blanks of the markup as a browser shows them; a wrapped line of Chinese has none."""

    def shown(match: re.Match[str]) -> str:
        start, end = match.span()
        if "\n" in match[0] or "\r" in match[0]:
            before, after = text[start - 1 : start], text[end : end + 1]
            if before and after and is_cjk(before) and is_cjk(after):
                return ""
        return " "

    return _SPACES.sub(shown, text).strip(" ")


def _starts_paragraph(before: str, shown: str) -> bool:
    """Whether a line after ``<br>`` begins a paragraph rather than going on with a wrapped one."""
    return bool(_INDENT.match(shown) or _HEAD_MARK.match(shown) or _CLOSED.search(before) or len(before) < 20)
