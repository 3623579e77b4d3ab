"""Pages: the visible text of the article, its paragraphs, headings and tables.

Takes decoded HTML, gives a document. What surrounds the article (menus, breadcrumbs, share bars, indexes, footers) goes;
title, date, source and site become metadata. Every block carries its element's path. Layout tables are looked through;
tables of data become grids. Never fetches a style sheet, a frame or a picture.
"""

from __future__ import annotations

from nlp.ingest.assemble import Assembler
from nlp.ingest.cues import html_cues
from nlp.ingest.flow import Para, emit
from nlp.ingest.html_article import Article, find_article
from nlp.ingest.html_flow import flow_of
from nlp.ingest.html_metadata import remember_metadata, visible_title
from nlp.ingest.html_tree import Page, parse_page
from nlp.types import Document

__all__ = ["read_html"]

_FEW = 2  # fewer anchors than this, and the article may be hidden until a script shows it


def read_html(html: str, doc: Assembler) -> Document:
    """Read a page. Raises :class:`LimitExceededError`."""
    cues = html_cues()
    page = parse_page(html)
    article = find_article(page, cues)
    if article.anchors(page.root) < _FEW:
        page, article = _behind_scripts(html, page, article, doc)
    remember_metadata(page, article, doc)
    title = visible_title(page, article)
    if title:
        doc.paragraph(title.text, "heading", level=1, path=title.path)
    flow = flow_of(article)
    emit(list(flow), doc, "html")
    if not doc.length:
        doc.notice("html.empty", "网页里没有正文文字", "the page holds no text of an article")
    elif not any(isinstance(item, Para) for item in flow) and not doc.metadata:
        doc.notice("html.no_prose", "网页里只有表格", "the page holds nothing but tables", level="info")
    doc.note_pictures(_pictures(article), "html")
    return doc.document()


def _pictures(article: Article) -> int:
    """Pictures in the article, its chrome left out."""
    count = 0
    pending = [article.root]
    while pending:
        node = pending.pop()
        count += node.tag == "img"
        pending.extend(child for child in node.elements if not article.is_chrome(child))
    return count


def _behind_scripts(html: str, page: Page, article: Article, doc: Assembler) -> tuple[Page, Article]:
    """The page with what it hides, or the page that stands in a text area, where only there a report is found."""
    cues = article.cues
    sources = [html, *sorted(page.areas, key=len, reverse=True)[:2]]
    for number, source in enumerate(sources):
        if number == 0 and not page.hides:
            continue
        other = parse_page(source, keep_hidden=number == 0)
        found = find_article(other, cues)
        if found.anchors(other.root) >= 3:
            doc.notice(
                "html.hidden",
                "正文在网页中默认隐藏，由脚本显示",
                "the article is hidden in the page until a script shows it",
                level="info",
            )
            if number:
                other.title, other.meta = page.title, page.meta
            return other, found
    return page, article
