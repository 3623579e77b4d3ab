"""Web archives (MHTML), under any name: the page inside is read as a page.

Takes bytes, gives the document of the archive's root page. Never fetches the pictures and frames it names.
"""

from __future__ import annotations

import email
import email.policy
from email.message import EmailMessage
from typing import cast

from nlp.errors import UnreadableInputError
from nlp.ingest.assemble import Assembler
from nlp.ingest.decode import decode
from nlp.ingest.html import read_html
from nlp.ingest.html_charset import declared_charset
from nlp.types import Document

__all__ = ["read_mhtml"]


def read_mhtml(data: bytes, doc: Assembler) -> Document:
    """Read the largest HTML part. Raises :class:`UnreadableInputError` where there is none."""
    message = cast(
        "EmailMessage", email.message_from_bytes(data.lstrip(b"\xef\xbb\xbf \t\r\n"), policy=email.policy.compat32)
    )
    parts: list[tuple[bytes, str | None]] = []
    for part in message.walk():
        if part.get_content_type() in {"text/html", "application/xhtml+xml"}:
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes):
                parts.append((payload, part.get_content_charset()))
    if not parts:
        raise UnreadableInputError(
            doc.source.path, "网页归档（MHTML）里没有网页", "a web archive (MHTML) without a page"
        )
    payload, charset = max(parts, key=lambda pair: len(pair[0]))
    decoded = decode(payload, charset or declared_charset(payload))
    if decoded is None:
        raise UnreadableInputError(
            doc.source.path, "网页归档里的网页无法解码", "the page in the web archive cannot be decoded"
        )
    return read_html(decoded.text, doc)
