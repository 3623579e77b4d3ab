"""One source opened: its bytes fetched, its type found, the right reader asked.

Takes a path, ``-`` or bytes; gives documents and errors. Every failure of a file becomes an :class:`InputError` that
names it, in Chinese and English. Never opens anything but the source it was given.
"""

from __future__ import annotations

import hashlib
import os
import struct
import sys
import zipfile
import zlib
from pathlib import Path

from nlp.errors import (
    EncryptedInputError,
    InputError,
    LimitExceededError,
    UnreadableInputError,
    UnsupportedInputError,
)
from nlp.ingest import sniff
from nlp.ingest.assemble import Assembler
from nlp.ingest.decode import Decoded, decode, looks_binary
from nlp.ingest.paths import STDIN
from nlp.settings import Settings
from nlp.types import Document, Source

__all__ = ["read_all", "read_bytes", "read_documents"]

_DEFAULT = Settings()
# What parsers raise on damaged bytes. Anything else is a bug and is not hidden.
_DAMAGE = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    EOFError,
    KeyError,
    UnicodeError,
    RecursionError,
    MemoryError,
    OverflowError,
)


def read_documents(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None, settings: Settings = _DEFAULT
) -> tuple[Document, ...]:
    """The documents in ``source``: one for a file, several for an archive.

    ``name`` is what messages call a source given as bytes. Raises the :class:`InputError` of a file that cannot be read,
    and an archive's first error if nothing in it could be.
    """
    documents, errors = read_all(source, name=name, settings=settings)
    if errors and not documents:
        raise errors[0]
    return documents


def read_all(
    source: str | os.PathLike[str] | bytes, *, name: str | None = None, settings: Settings = _DEFAULT
) -> tuple[tuple[Document, ...], tuple[InputError, ...]]:
    """The documents in ``source`` and an error for each file (or member of an archive) that could not be read.

    Raises nothing for bad input. See :func:`read_documents` for the arguments.
    """
    label = name or (
        source if isinstance(source, str) else "<bytes>" if isinstance(source, bytes) else os.fspath(source)
    )
    try:
        data = source if isinstance(source, bytes) else _fetch(os.fspath(source), settings)
        _within_size(data, label, settings)
    except InputError as error:
        return (), (error,)
    return read_bytes(data, label, settings)


def read_bytes(
    data: bytes, label: str, settings: Settings, depth: int = 0
) -> tuple[tuple[Document, ...], tuple[InputError, ...]]:
    """As :func:`read_all` for bytes already in hand; ``depth`` counts the archives around them."""
    try:
        kind = _kind(data, label)
        if kind == "zip":
            from nlp.ingest.archive import read_archive

            return read_archive(data, label, settings, depth)
        return (_read_one(kind, data, label, settings),), ()
    except InputError as error:
        return (), (error,)
    except _DAMAGE as error:
        what = type(error).__name__
        return (), (UnreadableInputError(label, f"文件已损坏（{what}）", f"the file is damaged ({what})"),)


def _read_one(kind: str | None, data: bytes, label: str, settings: Settings) -> Document:
    if kind == "pdf":
        from nlp.ingest.pdf import read_pdf

        return read_pdf(data, assembler(data, label, kind, settings))
    if kind == "docx":
        from nlp.ingest.docx import read_docx

        return read_docx(data, assembler(data, label, kind, settings))
    if kind == "flat_docx":
        from nlp.ingest.docx import read_flat

        return read_flat(data, assembler(data, label, kind, settings))
    if kind == "mhtml":
        from nlp.ingest.mhtml import read_mhtml

        return read_mhtml(data, assembler(data, label, kind, settings))
    if kind in sniff.OFFICE_KINDS:
        from nlp.ingest.doc_legacy import read_legacy

        return read_legacy(data, kind or "doc", assembler(data, label, kind or "doc", settings))
    return _read_text(data, label, settings)


def assembler(data: bytes, label: str, kind: str, settings: Settings) -> Assembler:
    """An empty document for these bytes."""
    digest = hashlib.sha256(data).hexdigest()
    return Assembler(Source(label, digest, sniff.MEDIA_TYPES[kind], len(data)), settings.limits)


def _fetch(path: str, settings: Settings) -> bytes:
    limit = settings.limits.file_bytes
    if path == STDIN:
        return sys.stdin.buffer.read(limit + 1)
    try:
        if Path(path).is_dir():
            raise UnreadableInputError(path, "文件夹里没有可读的文件", "a folder without readable files")
        if not Path(path).is_file() and Path(path).exists():
            raise UnreadableInputError(path, "不是普通文件", "not a regular file")
        with Path(path).open("rb") as file:
            return file.read(limit + 1)
    except FileNotFoundError:
        raise UnreadableInputError(path, "文件不存在", "no such file") from None
    except PermissionError:
        raise UnreadableInputError(path, "没有读取权限", "permission denied") from None
    except (OSError, ValueError) as error:
        what = getattr(error, "strerror", None) or str(error)
        raise UnreadableInputError(path, f"无法打开（{what}）", f"cannot be opened ({what})") from None


def _within_size(data: bytes, label: str, settings: Settings) -> None:
    limit = settings.limits.file_bytes
    if len(data) > limit:
        size = f"{limit / 1024 / 1024:.6g} MB"
        raise LimitExceededError(label, f"文件超过 {size} 的上限", f"the file is larger than {size}")
    if not data:
        raise UnreadableInputError(label, "文件是空的（0 字节）", "the file is empty (0 bytes)")
    if not data.strip(b"\0"):
        raise UnreadableInputError(label, "文件内容全是空字节", "the file holds nothing but zero bytes")


def _kind(data: bytes, label: str) -> str | None:
    if not data:
        raise UnreadableInputError(label, "文件是空的（0 字节）", "the file is empty (0 bytes)")
    kind = sniff.kind_of_bytes(data)
    if kind == "encrypted":
        raise EncryptedInputError(label, "文件已加密，需要密码", "the file is encrypted and asks for a password")
    unsupported = sniff.unsupported_name(kind or "")
    if unsupported:
        zh, en = unsupported
        raise UnsupportedInputError(
            label,
            f"不支持的文件类型：{zh}。请另存为 docx、pdf、html 或 txt 后再试",
            f"unsupported type: {en}. Save it as docx, pdf, html or txt first",
        )
    return kind


def _read_text(data: bytes, label: str, settings: Settings) -> Document:
    from nlp.ingest import html_charset

    declared = html_charset.declared_charset(data)
    decoded = decode(data, declared)
    if decoded is None or looks_binary(decoded.text):
        raise UnreadableInputError(
            label,
            "不是文本：二进制文件或无法识别的编码",
            "not a text: a binary file, or an encoding that is not recognised",
        )
    if not decoded.text.strip("\ufeff\0 \t\r\n\f\v\u3000\xa0"):
        raise UnreadableInputError(label, "文件里没有文字", "the file holds no text")
    if len(decoded.text) > settings.limits.text_chars * 8:  # markup may be many times the text
        raise LimitExceededError(
            label,
            f"文字超过 {settings.limits.text_chars} 字的上限",
            f"more than {settings.limits.text_chars} characters of text",
        )
    if sniff.is_html(decoded.text, label):
        from nlp.ingest.html import read_html

        doc = assembler(data, label, "html", settings)
        _note_encoding(doc, decoded)
        return read_html(decoded.text, doc)
    from nlp.ingest.plain import read_plain

    doc = assembler(data, label, "md" if sniff.is_markdown(decoded.text, label) else "txt", settings)
    _note_encoding(doc, decoded)
    return read_plain(decoded.text, doc)


def _note_encoding(doc: Assembler, decoded: Decoded) -> None:
    name = decoded.encoding.upper()
    if decoded.encoding != "utf-8" and decoded.guessed:
        doc.notice(
            "encoding.guessed", f"文件未注明编码，按 {name} 读取", f"no encoding is named; read as {name}", level="info"
        )
    if decoded.replaced:
        doc.notice(
            "encoding.replaced",
            f"有 {decoded.replaced} 处字节无法按 {name} 解码，已用“\ufffd”代替",
            f"{decoded.replaced} places could not be decoded as {name}; they read “\ufffd”",
        )
    if "\ufffd" in decoded.text and not decoded.replaced:
        count = decoded.text.count("\ufffd")
        doc.notice(
            "encoding.damaged",
            f"原文中有 {count} 个损坏的字符“\ufffd”",
            f"the source itself holds {count} damaged characters “\ufffd”",
        )
