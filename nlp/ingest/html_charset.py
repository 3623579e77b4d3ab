"""The charset that a page or an XML file names in its first bytes.

Takes bytes, gives a name or None. Never decodes; ``nlp.ingest.decode`` decides whether to believe it.
"""

from __future__ import annotations

import re

__all__ = ["declared_charset"]

_META = re.compile(rb"<meta[^>]{0,400}?charset\s*=\s*[\"']?\s*([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_XML = re.compile(rb"^\s*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9_:.\-]{2,40})", re.IGNORECASE)
_STYLE = re.compile(rb"@charset\s+[\"']([A-Za-z0-9_\-]{2,40})", re.IGNORECASE)


def declared_charset(data: bytes) -> str | None:
    """The declared charset's name as written."""
    head = data[:16_384]
    for pattern in (_META, _XML, _STYLE):
        match = pattern.search(head)
        if match:
            return match[1].decode("ascii")
    return None
