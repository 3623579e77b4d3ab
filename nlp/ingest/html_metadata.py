"""What a page says of its article: title, publication date, source and site.

Takes a page and its article, remembers pairs (keys title, published, source, site); dates become ISO dates. Looks at meta
elements first, then at the visible labels around the article, last at the page's title. Never reads a date out of the
article's prose.
"""

from __future__ import annotations

import re

from nlp.ingest.assemble import Assembler, tidy
from nlp.ingest.html_article import Article
from nlp.ingest.html_tree import Element, Page

__all__ = ["iso_date", "remember_metadata", "visible_title"]

_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_PADDED_DATE = re.compile(r"(?<!\d)((?:19|20)\d{2})[-/.年](\d{2})[-/.月](\d{2})")  # a time may follow without a blank
_SOLID_DATE = re.compile(r"(?<!\d)(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?!\d)")
_TITLE_TAIL = re.compile(r"\s*(?:[-_|—––>»]{1,2}|\s{2,})\s*[^-_|—–>»]{2,40}$")
_REPORT = re.compile(r"年报|年度报告|工作报告|公开报告|公开.{0,12}报告")
_TITLE_TAGS = frozenset({"h1", "h2", "h3", "h4", "div", "p", "td", "span", "ucaptitle", "strong", "b", "center", "th"})
_VALUE_END = re.compile(
    r"[\s|｜【\[]|(?:发布|浏览|点击|阅读|访问|字号|字体|时间|日期|作者|责任|编辑|打印|分享|文号|索引|主题|公开方式|成文|有效)"
)


def iso_date(text: str) -> str | None:
    """The first date in ``text`` as YYYY-MM-DD, or None."""
    for pattern in (_PADDED_DATE, _DATE, _SOLID_DATE):
        for match in pattern.finditer(text):
            year, month, day = (int(part) for part in match.groups())
            if 1 <= month <= 12 and 1 <= day <= 31:
                return f"{year:04d}-{month:02d}-{day:02d}"
    return None


def remember_metadata(page: Page, article: Article, doc: Assembler) -> None:
    """Keep what is found; the most trustworthy place of each key wins."""
    for key, names in article.cues.meta_names:
        for name in names:
            for known, content in page.meta:
                if known == name:
                    _remember(doc, key, content)
    for key, value in _visible_pairs(page, article):
        _remember(doc, key, value)
    title = visible_title(page, article, anywhere=True)
    if title:
        doc.remember("title", title.text)
    doc.remember("title", _clean_title(page.title))


def _remember(doc: Assembler, key: str, value: str) -> None:
    value = tidy(value).strip()
    if key == "published":
        value = iso_date(value) or ""
    if key == "source" and (len(value) > 40 or value.startswith(("http", "www"))):
        return
    doc.remember(key, value)


def _visible_pairs(page: Page, article: Article) -> list[tuple[str, str]]:
    """Labelled values near the article: before it (from the page's top), and in its first lines."""
    root = article.root
    stretches = (
        page.parted(0, min(root.start + 400, root.end)),
        page.parted(max(min(root.start + 400, root.end), root.end - 200), min(root.end + 400, len(page.bare))),
    )
    found = []
    for key, labels in article.cues.visible_labels:
        for label in labels:
            for stretch in stretches:
                for match in label.finditer(stretch):
                    found.append((key, _value(key, stretch[match.end() : match.end() + 60])))
    return [(key, value) for key, value in found if value]


def _value(key: str, text: str) -> str:
    if key == "published":
        match = _PADDED_DATE.match(text) or _DATE.match(text) or _SOLID_DATE.match(text)
        return match[0] if match else ""
    end = _VALUE_END.search(text)
    return text[: end.start()] if end else ("" if len(text) > 40 else text)


class _Title:
    """A title found on the page: its text as shown and its element's path."""

    __slots__ = ("path", "text")

    def __init__(self, text: str, path: str) -> None:
        self.text = text
        self.path = path


def visible_title(page: Page, article: Article, *, anywhere: bool = False) -> _Title | None:
    """The article's title where it is drawn outside the article (``anywhere``: or inside), or None."""
    wanted = {_bare(value) for name, value in page.meta if name == "articletitle"}
    wanted |= {_bare(_clean_title(page.title)), _bare(page.title)}
    wanted.discard("")
    best: tuple[int, Element] | None = None
    inside = page.bare[article.root.start : article.root.start + 400]
    stack = [page.root]
    while stack:
        node = stack.pop()
        if node is article.root and not anywhere:
            continue
        size = node.end - node.start
        if size > 400 or node.tag not in _TITLE_TAGS:
            if not (node.inside("nav", "footer") or node.tag in {"nav", "footer"}):
                stack.extend(reversed(node.elements))
            continue
        rank = _rank(page, node, wanted)
        if rank and (best is None or rank > best[0]):
            best = (rank, node)
        if not rank:
            stack.extend(reversed(node.elements))
    if best is None:
        return None if anywhere else _loose_title(page, article, wanted)
    node = best[1]
    if not anywhere and page.text(node) in inside:
        return None
    return _Title(_shown(node), node.path)


def _loose_title(page: Page, article: Article, wanted: set[str]) -> _Title | None:
    """The page's own title where it stands before the article as a piece of text without an element of its own."""
    inside = page.bare[article.root.start : article.root.start + 400]
    for number, start in enumerate(page.pieces):
        if start >= article.root.start:
            break
        end = page.pieces[number + 1] if number + 1 < len(page.pieces) else len(page.bare)
        text = page.bare[start:end]
        if text in wanted and _REPORT.search(text) and text not in inside and page.links[end] == page.links[start]:
            return _Title(text, article.root.parent.path if article.root.parent else "/html")
    return None


def _rank(page: Page, node: Element, wanted: set[str]) -> int:
    text = page.text(node)
    if not 6 <= len(text) <= 80 or page.link_chars(node) * 2 > len(text) or re.search(r"[。；]", text):
        return 0
    names = f"{node.attributes.get('class', '')} {node.attributes.get('id', '')}".lower()
    rank = 0
    if text in wanted:
        rank += 4
    elif any(one.startswith(text) or text.startswith(one) for one in wanted if len(one) >= 8):
        rank += 2
    if node.tag in {"h1", "h2", "h3", "ucaptitle"}:
        rank += 2
    if "title" in names or "biaoti" in names:
        rank += 1
    if not rank:
        return 0
    if _REPORT.search(text):
        rank += 3
    return rank if rank >= 4 else 0


def _shown(node: Element) -> str:
    parts: list[str] = []
    stack: list[Element | str] = [node]
    while stack:
        item = stack.pop()
        if isinstance(item, str):
            parts.append(item)
        else:
            stack.extend(reversed(item.children))
    text = re.sub(r"\s+", " ", tidy("".join(parts))).strip()
    return re.sub(r"(?<=[\u3000-\u9fff]) (?=[\u3000-\u9fff])", "", text)


def _clean_title(title: str) -> str:
    """The page's title without the site's name behind it."""
    while True:
        shorter = _TITLE_TAIL.sub("", title)
        if shorter == title or len(shorter) < 6:
            return title.strip()
        if _REPORT.search(title) and not _REPORT.search(shorter):
            return title.strip()
        title = shorter


def _bare(text: str) -> str:
    return re.sub(r"\s+", "", text)
