"""The article among the chrome of a page.

Takes a :class:`Page`, gives the element that holds the whole article and nothing the article can do without, and tells
of any element whether it belongs to the page rather than to the article. Judges by text density, links and the headings
that only a report has; class names count only where the text agrees. Never drops prose or a table of figures because of
a name.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from nlp.ingest.cues import HtmlCues
from nlp.ingest.html_tree import Element, Page, anchors_between

__all__ = ["Article", "find_article"]

_TOKEN = re.compile(r"[a-z]+")
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_CHROME_TAGS = frozenset({"nav", "footer", "aside"})
_LEAVES = frozenset(
    {"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "b", "strong", "font", "a", "em", "i", "u", "li", "pre", "tr"}
)
_BIG = 2000  # bare characters: a larger element is judged by its links alone
_PROSE = re.compile(r"[，,][^，。]{0,80}[。；]|。")


@dataclass(slots=True)
class Article:
    """Where the article is, and the judgement on elements inside it."""

    page: Page
    cues: HtmlCues
    root: Element = field(init=False)
    _positions: list[int] = field(default_factory=list)
    _kinds: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.root = self.page.root
        found = []
        for match in self.cues.any_anchor.finditer(self.page.bare):
            if self.page.links[match.end()] - self.page.links[match.start()] > 0:
                continue
            kind = next(number for number, anchor in enumerate(self.cues.anchors) if anchor.match(match[0]))
            found.append((match.start(), kind))
        self._positions = [position for position, _ in found]
        self._kinds = [kind for _, kind in found]

    def anchors(self, element: Element) -> int:
        """How many different anchors of a report the element holds."""
        return len({self._kinds[i] for i in anchors_between(self._positions, element.start, element.end)})

    def is_chrome(self, element: Element) -> bool:
        """Whether the element is furniture of the page: a menu, a share bar, an index, a footer."""
        page = self.page
        size = element.end - element.start
        if size == 0:
            return False
        anchors = self.anchors(element)
        if anchors >= 3 or (anchors and size > 400):
            return False
        text = page.text(element) if size <= _BIG else ""
        if self.is_index(element, text):
            return True
        if element.tag in _CHROME_TAGS:
            return True
        links = page.link_chars(element)
        if links * 2 > size and (size > 30 or links == size) and len(_links(element)) >= 2 and not anchors:
            return True
        if size <= 160 and self.cues.chrome_starts.match(text) and not _PROSE.search(text):
            return True
        if size <= 300 and self.cues.chrome_contains.search(text) and not anchors:
            return True
        if anchors or size > _BIG or size - links > 200 or element.tag in _LEAVES:
            return False
        return not _PROSE.search(text) and self._named_as_chrome(element)

    def is_index(self, element: Element, text: str) -> bool:
        """Whether the element is the index (索引号, 发文机关 ...) that sites put before an article."""
        if element.tag in {"td", "tbody", "th"} or not 12 <= len(text) <= 700:
            return False
        labels = {match[0] for match in self.cues.index_label.finditer(text)}
        if element.tag == "tr":
            first = next((self.page.text(cell) for cell in element.elements if cell.end > cell.start), "")
            return first.rstrip(":：") in self.cues.index_labels and self.anchors(element) == 0
        return len(labels) >= 3 and len("".join(labels)) * 6 >= len(text) - 100 and self.anchors(element) == 0

    def _named_as_chrome(self, element: Element) -> bool:
        names = f"{element.attributes.get('class', '')} {element.attributes.get('id', '')}"
        if names == " ":
            return False
        tokens = _TOKEN.findall(_CAMEL.sub(" ", names).lower())
        return any(token in self.cues.chrome_names for token in tokens)

    def holds_page(self, table: Element) -> bool:
        """Whether a table holds the page together: most of its text stands in one cell."""
        cells = [node for node in _descendants(table) if node.tag in {"td", "th"}]
        if not cells:
            return False
        largest = max(self.page.own_chars(cell) for cell in cells)
        return largest * 10 > self.page.own_chars(table) * 7 and largest > 300


def find_article(page: Page, cues: HtmlCues) -> Article:
    """Go down from the body as long as one child holds the article and everything beside it is chrome."""
    article = Article(page, cues)
    here = next((child for child in page.root.elements if child.tag == "body"), page.root)
    while True:
        heavy = _heaviest(article, here)
        if heavy is None or not _may_descend(article, here, heavy):
            break
        here = heavy
    article.root = here
    return article


def _heaviest(article: Article, element: Element) -> Element | None:
    children = [child for child in element.elements if child.end > child.start and child.tag not in _LEAVES]
    if not children:
        return None
    return max(children, key=lambda child: (article.anchors(child), article.page.own_chars(child)))


def _may_descend(article: Article, here: Element, heavy: Element) -> bool:
    page = article.page
    if article.anchors(heavy) < article.anchors(here) and article.anchors(heavy) < 3:
        return False
    if heavy.tag in {"table", "tbody", "thead"} and not article.holds_page(heavy):
        return False
    for child in here.children:
        if child is heavy:
            continue
        if isinstance(child, str):
            if len(child.strip()) > 1 and _PROSE.search(child):
                return False
        elif child.end > child.start and not article.is_chrome(child) and not _is_minor(article, child, heavy):
            return False
    return page.own_chars(heavy) * 2 > page.own_chars(here)


def _is_minor(article: Article, child: Element, heavy: Element) -> bool:
    """Whether a sibling can be left out though it does not look like chrome: no prose, no anchor, no figures, little text."""
    page = article.page
    text = page.text(child)
    if article.anchors(heavy) < 3:
        return False  # nothing proves that the heavy part is the whole article
    if child.tag == "p":
        return False  # a signature or a date: short, and part of the article
    if article.anchors(child) or _PROSE.search(text):
        # A big block of chrome may hold a sentence; only links tell it from prose.
        return (
            article.anchors(child) == 0
            and page.link_chars(child) > 0.5 * len(text)
            and len(text) * 3 < page.own_chars(heavy)
        )
    if any(grand.tag == "table" for grand in _descendants(child)):
        return False
    return len(text) <= 40 or page.link_chars(child) * 3 > len(text) or len(text) * 12 < page.own_chars(heavy)


def _descendants(element: Element) -> list[Element]:
    found = []
    stack = [element]
    while stack:
        node = stack.pop()
        found.append(node)
        stack.extend(node.elements)
    return found


def _links(element: Element) -> list[Element]:
    return [node for node in _descendants(element) if node.tag == "a" and node.end > node.start]
