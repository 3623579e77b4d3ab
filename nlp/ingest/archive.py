"""Zip archives: every member that can be read, and an error for every one that cannot.

Takes bytes, gives documents whose source is ``archive.zip!member``. Members are read into memory within the limits on
number, size, ratio and nesting; nothing is ever written, so no member's name can lead anywhere. Names are UTF-8 where
the archive says so or they are valid UTF-8, else GB18030.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from nlp.errors import EncryptedInputError, InputError, LimitExceededError, UnreadableInputError
from nlp.ingest.paths import is_by_product
from nlp.settings import Limits, Settings
from nlp.types import Document

__all__ = ["member_name", "read_archive", "read_member"]

_MOST_NESTED = 4
_CHUNK = 1 << 16
_HARMLESS = 8 << 20  # bytes: so much may come out of a member at any ratio


@dataclass(slots=True)
class _Budget:
    """What all archives within one may use up together."""

    members: int = 0
    size: int = 0


@dataclass(slots=True)
class _Found:
    documents: list[Document] = field(default_factory=list)
    errors: list[InputError] = field(default_factory=list)


def read_archive(
    data: bytes, label: str, settings: Settings, depth: int = 0
) -> tuple[tuple[Document, ...], tuple[InputError, ...]]:
    """Read the members of a zip. Raises :class:`InputError` for the archive as a whole."""
    found = _Found()
    _read(data, label, settings, depth, _Budget(), found)
    if not found.documents and not found.errors:
        raise UnreadableInputError(label, "压缩包里没有可读的文件", "an archive without readable files")
    return tuple(found.documents), tuple(found.errors)


def _read(data: bytes, label: str, settings: Settings, depth: int, budget: _Budget, found: _Found) -> None:
    limits = settings.limits
    if depth >= min(_MOST_NESTED, limits.nesting):
        raise LimitExceededError(label, "压缩包嵌套过深", "archives nested too deeply")
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error):
        raise UnreadableInputError(label, "压缩包已损坏或不完整", "the archive is damaged or cut short") from None
    with archive:
        infos = [info for info in archive.infolist() if not info.is_dir() and not is_by_product(member_name(info))]
        budget.members += len(infos)
        if budget.members > limits.archive_members:
            raise LimitExceededError(
                label,
                f"压缩包里的文件超过 {limits.archive_members} 个的上限",
                f"more than {limits.archive_members} members",
            )
        for info in sorted(infos, key=member_name):
            path = f"{label}!{member_name(info)}"
            try:
                content = read_member(archive, info, path, limits, limits.archive_bytes - budget.size)
                budget.size += len(content)
                _read_content(content, path, settings, depth, budget, found)
            except InputError as error:
                found.errors.append(error)


def _read_content(content: bytes, path: str, settings: Settings, depth: int, budget: _Budget, found: _Found) -> None:
    from nlp.ingest import sniff
    from nlp.ingest.open import read_bytes

    if sniff.kind_of_bytes(content) == "zip":
        _read(content, path, settings, depth + 1, budget, found)
        return
    documents, errors = read_bytes(content, path, settings, depth + 1)
    found.documents.extend(documents)
    found.errors.extend(errors)


def member_name(info: zipfile.ZipInfo) -> str:
    """The member's name, decoded, with anything taken off that would lead out of the archive."""
    name = info.filename
    if not info.flag_bits & 0x800:
        try:
            raw = name.encode("cp437")
        except UnicodeEncodeError:
            raw = name.encode("utf-8")
        for encoding in ("utf-8", "gb18030"):
            try:
                name = raw.decode(encoding)
                break
            except UnicodeDecodeError:
                continue
    name = name.replace("\\", "/").replace("\0", "")
    parts = [part for part in PurePosixPath(name).parts if part not in {"/", "..", "."} and not part.endswith(":")]
    return "/".join(parts)


def read_member(archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str, limits: Limits, left: int) -> bytes:
    """The member's bytes, never more than the limits allow whatever its header claims.

    Raises :class:`EncryptedInputError`, :class:`LimitExceededError` or :class:`UnreadableInputError`.
    """
    if info.flag_bits & 0x1:
        raise EncryptedInputError(path, "文件已加密，需要密码", "the file is encrypted and asks for a password")
    most = min(limits.file_bytes, left, max(_HARMLESS, info.compress_size * limits.archive_ratio))
    chunks: list[bytes] = []
    size = 0
    try:
        with archive.open(info) as member:
            while chunk := member.read(_CHUNK):
                size += len(chunk)
                if size > most:
                    raise LimitExceededError(
                        path,
                        "解压后的大小或压缩比超过上限（疑似压缩炸弹）",
                        "its size or compression ratio passes the limit (an archive bomb?)",
                    )
                chunks.append(chunk)
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, RuntimeError, ValueError):
        raise UnreadableInputError(path, "压缩数据已损坏", "its compressed data is damaged") from None
    return b"".join(chunks)
