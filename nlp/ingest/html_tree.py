"""A page as a light tree of visible elements, each with its stretch of the page's bare text.

Takes decoded HTML, gives :class:`Page`. Parsed as browsers parse (lexbor), then walked without recursion, so that neither
broken nor deeply nested markup does harm. Scripts, styles, form controls, comments and hidden elements are left out.
Never fetches anything, never runs anything.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["Element", "Page", "parse_page"]

_SKIPPED = frozenset(
    (
        "script style noscript template iframe frame frameset object embed applet svg math canvas video audio map select button "
        "datalist option meta link base head title param source track input textarea area col colgroup w:sdtpr xml"
    ).split(),
)
_KEPT_ATTRIBUTES = ("class", "id", "style", "rowspan", "colspan", "type", "start", "align")
_HIDDEN_STYLE = re.compile(
    r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden|mso-hide\s*:\s*all)", re.IGNORECASE
)
_HIDDEN_RULE = re.compile(r"([^{}]*)\{([^{}]*)\}")
_SIMPLE_SELECTOR = re.compile(r"^[a-z0-9]*([.#])([A-Za-z_][\w\-]*)$")
_BLANK = re.compile(r"[\s\u200b\u200c\u200d\ufeff\u2060\u00ad]+")
_MOST_DEPTH = 2000


@dataclass(slots=True, eq=False)
class Element:
    """An element that is drawn. ``start``/``end`` are its stretch of :attr:`Page.bare`."""

    tag: str
    attributes: dict[str, str]
    parent: Element | None
    nth: int = 1
    children: list[Element | str] = field(default_factory=list)
    start: int = 0
    end: int = 0

    @property
    def elements(self) -> list[Element]:
        """The child elements."""
        return [child for child in self.children if isinstance(child, Element)]

    @property
    def path(self) -> str:
        """Where it stands: ``/html/body/div[2]/p[3]``, counted among siblings of the same name."""
        steps = []
        node: Element | None = self
        while node is not None:
            steps.append(node.tag if node.nth == 1 else f"{node.tag}[{node.nth}]")
            node = node.parent
        return "/" + "/".join(reversed(steps))

    def inside(self, *tags: str) -> bool:
        """Whether one of its ancestors is of one of these tags."""
        node = self.parent
        while node is not None:
            if node.tag in tags:
                return True
            node = node.parent
        return False


@dataclass(slots=True)
class Page:
    """``bare`` is all visible text without blanks; ``links`` counts, up to each position, its characters within links;
    ``pieces`` are the positions in ``bare`` where a piece of text between two tags begins.
    """

    root: Element
    bare: str
    links: list[int]
    title: str
    meta: list[tuple[str, str]]
    areas: list[str]
    pieces: list[int] = field(default_factory=list)
    hides: bool = False  # whether anything was left out because it is hidden

    def parted(self, start: int, end: int) -> str:
        """The text without blanks from ``start`` to ``end``, pieces parted by newlines."""
        cuts = [
            cut for cut in self.pieces[bisect_left(self.pieces, start) : bisect_left(self.pieces, end)] if cut > start
        ]
        edges = [start, *cuts, end]
        return "\n".join(self.bare[a:b] for a, b in pairwise(edges))

    def text(self, element: Element) -> str:
        """The element's text without blanks."""
        return self.bare[element.start : element.end]

    def link_chars(self, element: Element) -> int:
        """How many of these characters are links."""
        return self.links[element.end] - self.links[element.start]

    def own_chars(self, element: Element) -> int:
        """How many are not."""
        return element.end - element.start - self.link_chars(element)


def parse_page(html: str, *, keep_hidden: bool = False) -> Page:
    """The visible page. ``keep_hidden`` keeps what is hidden, for pages whose article a script would have shown."""
    tree = LexborHTMLParser(html)
    title, meta, hidden, areas = _head(tree)
    builder = _Builder(set() if keep_hidden else hidden, keep_hidden=keep_hidden)
    root = tree.root
    if root is not None:
        builder.walk(root)
    bare = "".join(builder.parts)
    links = list(accumulate(builder.link_flags, initial=0))
    return Page(builder.root, bare, links, title, meta, areas, builder.pieces, builder.hides)


def _head(tree: LexborHTMLParser) -> tuple[str, list[tuple[str, str]], set[str], list[str]]:
    node = tree.css_first("title")
    title = _one_line(node.text() if node else "")
    meta = []
    for node in tree.css("meta"):
        attributes = node.attributes
        name = attributes.get("name") or attributes.get("property") or ""
        content = attributes.get("content") or ""
        if name and content:
            meta.append((name.strip().lower(), _one_line(content)))
    hidden: set[str] = set()
    for node in tree.css("style"):
        for selectors, body in _HIDDEN_RULE.findall(node.text()[:200_000]):
            if _HIDDEN_STYLE.search(body) and "@" not in selectors:
                for selector in selectors.split(","):
                    simple = _SIMPLE_SELECTOR.match(selector.strip())
                    if simple:
                        hidden.add(simple[1] + simple[2])
    areas = [node.text() for node in tree.css("textarea")]
    return title, meta, hidden, areas


def _one_line(text: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]{0,40}>", "", text)).strip()


@dataclass(slots=True)
class _Builder:
    hidden: set[str]
    keep_hidden: bool
    root: Element = field(default_factory=lambda: Element("html", {}, None))
    parts: list[str] = field(default_factory=list)
    link_flags: list[int] = field(default_factory=list)
    pieces: list[int] = field(default_factory=list)
    hides: bool = False
    length: int = 0

    def walk(self, top: LexborNode) -> None:
        """Copy the tree, depth first."""
        element = self.root
        depth = link = 0
        counts: list[dict[str, int]] = [{}]
        node = top.child
        stack: list[LexborNode] = []
        while True:
            if node is None:
                if not stack:
                    break
                left = stack.pop()
                element.end = self.length
                link -= element.tag == "a"
                counts.pop()
                depth -= 1
                element = element.parent or self.root
                node = left.next
                continue
            tag = node.tag or ""
            if tag == "-text":
                self._text(element, node.text(deep=False), in_link=link > 0)
                node = node.next
                continue
            hidden = not tag.startswith(("-", "_", "!")) and tag not in _SKIPPED and self._is_hidden(node)
            if hidden or tag.startswith(("-", "_", "!")) or tag in _SKIPPED:
                self.hides = self.hides or hidden
                if tag == "input":
                    self._shown_value(element, node)
                node = node.next
                continue
            names = counts[-1]
            names[tag] = names.get(tag, 0) + 1
            child = Element(tag, self._attributes(node), element, names[tag], start=self.length)
            if depth < _MOST_DEPTH:
                element.children.append(child)
                stack.append(node)
                counts.append({})
                element = child
                depth += 1
                link += tag == "a"
                node = node.child
            else:
                node = node.next
        self.root.end = self.length

    def _text(self, element: Element, text: str, *, in_link: bool) -> None:
        if not text:
            return
        element.children.append(text)
        bare = _BLANK.sub("", text)
        if bare:
            self.pieces.append(self.length)
            self.parts.append(bare)
            self.link_flags.extend([int(in_link)] * len(bare))
            self.length += len(bare)

    def _shown_value(self, element: Element, node: LexborNode) -> None:
        """The figure in a form's field, as pages show that were saved from an entry form."""
        attributes = node.attributes
        if (
            (attributes.get("type") or "text").lower() in {"text", "number", ""}
            and attributes.get("value")
            and self._in_cell(element)
        ):
            self._text(element, attributes["value"] or "", in_link=False)

    @staticmethod
    def _in_cell(element: Element) -> bool:
        return element.tag in {"td", "th"} or element.inside("td", "th")

    @staticmethod
    def _attributes(node: LexborNode) -> dict[str, str]:
        attributes = node.attributes
        return {key: attributes[key] or "" for key in _KEPT_ATTRIBUTES if key in attributes} if attributes else {}

    def _is_hidden(self, node: LexborNode) -> bool:
        if self.keep_hidden:
            return False
        attributes = node.attributes
        if not attributes:
            return False
        if "hidden" in attributes:
            return True
        style = attributes.get("style")
        if style and _HIDDEN_STYLE.search(style):
            return True
        if self.hidden:
            if attributes.get("id") and "#" + (attributes["id"] or "") in self.hidden:
                return True
            return any("." + name in self.hidden for name in (attributes.get("class") or "").split())
        return False


def anchors_between(positions: list[int], start: int, end: int) -> range:
    """The indices of the sorted ``positions`` that lie in ``[start, end)``."""
    return range(bisect_left(positions, start), bisect_left(positions, end))
