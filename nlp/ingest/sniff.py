"""The type of a file from its first bytes.

Takes bytes, gives one of a few kinds; the name is only asked where a text could be read as two kinds. Never parses a
whole file, never trusts an extension: many a ``.doc`` of an office is a web page, a web archive or a docx.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib

__all__ = ["MEDIA_TYPES", "OFFICE_KINDS", "is_html", "is_markdown", "kind_of_bytes", "unsupported_name"]

MEDIA_TYPES = {
    "txt": "text/plain",
    "md": "text/markdown",
    "html": "text/html",
    "mhtml": "multipart/related",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "flat_docx": "application/xml",
    "zip": "application/zip",
    "doc": "application/msword",
    "rtf": "application/rtf",
    "odt": "application/vnd.oasis.opendocument.text",
}
OFFICE_KINDS = frozenset({"doc", "rtf", "odt"})
"""Kinds that LibreOffice must convert first."""

# kind -> what it is called in a message; no reader here takes these.
_UNSUPPORTED = {
    "xlsx": ("Excel 工作簿", "an Excel workbook"),
    "xls": ("Excel 97-2003 工作簿", "an Excel 97-2003 workbook"),
    "pptx": ("PowerPoint 演示文稿", "a PowerPoint presentation"),
    "ppt": ("PowerPoint 97-2003 演示文稿", "a PowerPoint 97-2003 presentation"),
    "ofd": ("OFD 版式文件", "an OFD document"),
    "ole": ("OLE 复合文档", "an OLE compound file"),
    "epub": ("EPUB 电子书", "an EPUB book"),
    "ods": ("OpenDocument 表格", "an OpenDocument spreadsheet"),
    "rar": ("RAR 压缩包", "a RAR archive"),
    "7z": ("7z 压缩包", "a 7z archive"),
    "gz": ("gzip 压缩包", "a gzip archive"),
    "caj": ("CAJ 文件", "a CAJ document"),
    "image": ("图片", "a picture"),
    "media": ("音视频文件", "an audio or video file"),
    "program": ("程序文件", "a program"),
    "database": ("数据库文件", "a database"),
}

_MAGIC: tuple[tuple[bytes, str], ...] = (
    (b"{\\rtf", "rtf"),
    (b"Rar!\x1a\x07", "rar"),
    (b"7z\xbc\xaf\x27\x1c", "7z"),
    (b"\x1f\x8b\x08", "gz"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"BM", "image?"),
    (b"CAJ\0", "caj"),
    (b"ID3", "media?"),
    (b"\x7fELF", "program"),
    (b"MZ", "program?"),
    (b"SQLite format 3\0", "database"),
    (b"PAR1", "database"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MHTML = re.compile(rb"^(?:[A-Za-z-]+:[^\n]*\r?\n(?:[ \t][^\n]*\r?\n)*)*?(?:MIME-Version|Content-Type):", re.IGNORECASE)
_HTML_SIGN = re.compile(r"<(?:!doctype\s+html|html|head|body|meta|title)\b", re.IGNORECASE)
_HTML_START = re.compile(
    r"^\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype|html|head|body|meta|title|div|p|table|section|article|center|span|h[1-6]|font|"
    r"style|script|link|ucapcontent|ul|ol|form|tbody|tr|strong|b|br|base)\b",
    re.IGNORECASE | re.DOTALL,
)
_ATX = re.compile(r"^ {0,3}#{1,6}[ \t]+\S", re.MULTILINE)
_RULE_ROW = re.compile(r"^[ \t]*\|?[ \t]*:?-{2,}:?[ \t]*(?:\|[ \t]*:?-{2,}:?[ \t]*)+\|?[ \t]*$", re.MULTILINE)


def kind_of_bytes(data: bytes) -> str | None:
    """The kind of a binary format, or None where the bytes are (or claim to be) text."""
    head = data[:4096]
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")):
        return _kind_of_zip(data)
    if head.startswith(_OLE):
        return _kind_of_ole(data)
    for magic, kind in _MAGIC:
        if head.startswith(magic):
            if not kind.endswith("?"):
                return kind
            if b"\0" in head[:64]:
                return kind[:-1]
    if head[:4] == b"RIFF" or head[4:8] == b"ftyp":
        return "image" if b"WEBP" in head[:16] else "media"
    lead = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    if _MHTML.match(lead) and b"multipart/related" in head.lower():
        return "mhtml"
    if (
        b"<w:document" in head
        or b"<pkg:package" in head
        or b"http://schemas.microsoft.com/office/word/2003/wordml" in head
    ):
        return "flat_docx"
    return None


def unsupported_name(kind: str) -> tuple[str, str] | None:
    """What a kind that is not handled is called, in Chinese and English; None if it is handled."""
    return _UNSUPPORTED.get(kind)


def is_html(text: str, name: str = "") -> bool:
    """Whether a text is a page (or a fragment of one) rather than plain text that holds some markup."""
    head = text[:8192]
    start = _HTML_START.match(head)
    if _HTML_SIGN.search(head) and (start or not _ATX.search(head)):
        return True
    return bool(start) and not name.lower().endswith((".md", ".markdown", ".txt")) and not _ATX.search(text)


def is_markdown(text: str, name: str = "") -> bool:
    """Whether a plain text shows signs of Markdown: its headings or the rule below a table's head."""
    return name.lower().endswith((".md", ".markdown")) or bool(_ATX.search(text) or _RULE_ROW.search(text))


def _kind_of_zip(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = archive.namelist()[:5000]
            mimetype = b""
            if "mimetype" in names:
                with archive.open("mimetype") as member:
                    mimetype = member.read(100)
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, RuntimeError, zlib.error, EOFError):
        # The table of contents is gone; the first local names still tell a document from an archive.
        return "docx" if b"word/" in data[:65536] or b"[Content_Types].xml" in data[:4096] else "zip"
    return _kind_of_names(names, mimetype)


def _kind_of_names(names: list[str], mimetype: bytes) -> str:
    lower = [name.replace("\\", "/").lower() for name in names]
    if "[content_types].xml" in lower:
        for prefix, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(prefix) for name in lower):
                return kind
    if "ofd.xml" in lower:
        return "ofd"
    for mark, kind in ((b"opendocument.text", "odt"), (b"opendocument.spreadsheet", "ods"), (b"epub", "epub")):
        if mark in mimetype:
            return kind
    return "zip"


def _kind_of_ole(data: bytes) -> str:
    """Which program's compound file this is, by the names in its directory (UTF-16)."""
    sample = data if len(data) < 8_000_000 else data[:4_000_000] + data[-4_000_000:]
    for name, kind in (
        ("EncryptedPackage", "encrypted"),
        ("WordDocument", "doc"),
        ("WpsContent", "doc"),
        ("WPS", "doc"),
        ("Workbook", "xls"),
        ("PowerPoint Document", "ppt"),
    ):
        if name.encode("utf-16-le") in sample:
            return kind
    return "ole"
