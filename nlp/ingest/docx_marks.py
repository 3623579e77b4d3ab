"""What the markup of a Word document says of a run, a row or a cell.

Takes nodes of the raw XML, gives plain answers. Never walks further than the node and its properties.
"""

from __future__ import annotations

from typing import Any

from nlp.ingest.docx_numbering import Styles
from nlp.ingest.docx_package import attribute, local

__all__ = ["OFF", "cell_properties", "choice", "is_contents", "skipped_columns", "symbol", "vanishes"]

Node = Any

OFF = frozenset({"0", "false", "off"})
"""Values by which a property is switched off."""


def vanishes(run: Node, styles: Styles) -> bool:
    """Whether a run is hidden or deleted."""
    for child in run:
        if local(child) != "rPr":
            continue
        for prop in child:
            name = local(prop)
            if name in {"vanish", "del", "moveFrom"} and attribute(prop, "val") not in OFF:
                return True
            if name == "rStyle" and attribute(prop, "val") in styles.hidden:
                return True
    return False


def choice(node: Node) -> list[Node]:
    """What to read of alternate content: the first choice that holds anything, else the fallback."""
    fallback: list[Node] = []
    for child in node:
        if local(child) == "Choice" and len(child):
            return list(child)
        if local(child) == "Fallback":
            fallback = list(child)
    return fallback


def symbol(node: Node) -> str:
    """The character of a ``w:sym``, or "" for one of a private font."""
    try:
        code = int(attribute(node, "char") or "", 16)
    except ValueError:
        return ""
    return "" if 0xE000 <= code <= 0xF8FF or code < 0x20 or code > 0x10FFFF or 0xD800 <= code < 0xE000 else chr(code)


def is_contents(node: Node) -> bool:
    """Whether a content control is a table of contents."""
    properties = next((child for child in node if local(child) == "sdtPr"), None)
    return properties is not None and any(
        local(prop) == "docPartGallery" and "contents" in (attribute(prop, "val") or "").lower()
        for prop in properties.iter()
    )


def skipped_columns(row: Node, name: str) -> int:
    """Columns that a row leaves out before (``gridBefore``) or after (``gridAfter``) its cells."""
    for child in row:
        if local(child) == "trPr":
            for prop in child:
                if local(prop) == name:
                    value = attribute(prop, "val") or ""
                    return min(int(value), 1000) if value.isdigit() else 0
    return 0


def cell_properties(cell: Node) -> tuple[int, str | None, bool]:
    """Columns covered, "restart"/"continue"/None, and whether it goes on with its left neighbour."""
    width, merge, sideways = 1, None, False
    properties = next((child for child in cell if local(child) == "tcPr"), None)
    for prop in properties if properties is not None else ():
        name, value = local(prop), attribute(prop, "val")
        if name == "gridSpan":
            width = max(1, min(int(value), 1000)) if value and value.isdigit() else 1
        elif name in {"vMerge", "vmerge"}:
            merge = "restart" if value == "restart" else "continue"
        elif name in {"hMerge", "hmerge"}:
            sideways = value != "restart"
    return width, merge, sideways
