"""Binary Word files (.doc, .wps), RTF and OpenDocument texts, by way of LibreOffice where it is installed.

Takes bytes, gives the document of the docx that ``soffice --headless`` makes of them in a temporary folder with a profile
of its own, within the time limit. Never runs macros (a headless conversion does not), never leaves a file behind. Without
LibreOffice: a clear message.
"""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from pathlib import Path

from nlp.errors import LimitExceededError, UnreadableInputError, UnsupportedInputError
from nlp.ingest.assemble import Assembler
from nlp.types import Document

__all__ = ["read_legacy"]

_PROGRAMS = ("soffice", "libreoffice")
_NAMES = {
    "doc": ("Word 97-2003 / WPS 文档", "a Word 97-2003 or WPS document"),
    "rtf": ("RTF 文档", "an RTF document"),
    "odt": ("OpenDocument 文档", "an OpenDocument text"),
}


def read_legacy(data: bytes, kind: str, doc: Assembler) -> Document:
    """Convert, then read as docx. Raises :class:`UnsupportedInputError` where LibreOffice is not installed."""
    from nlp.ingest.docx import read_docx

    path = doc.source.path
    zh, en = _NAMES[kind]
    program = next((found for name in _PROGRAMS if (found := shutil.which(name))), None)
    if program is None:
        raise UnsupportedInputError(
            path,
            f"这是{zh}。本机没有安装 LibreOffice，无法读取；请用 Word 或 WPS 另存为 docx 后再试",
            f"this is {en} and LibreOffice is not installed; save it as docx with Word or WPS and try again",
        )
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        source = Path(folder, f"input.{kind}")
        source.write_bytes(data)
        _convert(program, folder, source, doc)
        converted = Path(folder, "out", "input.docx")
        if not converted.is_file() or not converted.stat().st_size:
            raise UnreadableInputError(
                path,
                f"LibreOffice 无法读取这份{zh}，文件可能已损坏",
                f"LibreOffice could not read it ({en}); it may be damaged",
            )
        if converted.stat().st_size > doc.limits.file_bytes:
            raise LimitExceededError(path, "转换后的文件超过大小上限", "the converted file is larger than the limit")
        doc.notice(
            "legacy.converted", f"{zh}经 LibreOffice 转换后读取", f"{en}, read by way of LibreOffice", level="info"
        )
        return read_docx(converted.read_bytes(), doc)


def _convert(program: str, folder: str, source: Path, doc: Assembler) -> None:
    profile = Path(folder, "profile").as_uri()
    command = [
        program, f"-env:UserInstallation={profile}", "--headless", "--norestore", "--nolockcheck", "--convert-to", "docx",
        "--outdir", str(Path(folder, "out")), str(source),
    ]  # fmt: skip
    try:
        subprocess.run(command, check=False, capture_output=True, stdin=subprocess.DEVNULL, timeout=doc.limits.seconds)  # noqa: S603 - fixed program, own file
    except subprocess.TimeoutExpired:
        raise LimitExceededError(
            doc.source.path,
            f"LibreOffice 转换超过 {doc.limits.seconds:g} 秒的上限",
            f"LibreOffice took longer than {doc.limits.seconds:g} s",
        ) from None
    except OSError as error:
        raise UnsupportedInputError(
            doc.source.path,
            f"LibreOffice 无法启动（{error.strerror}）",
            f"LibreOffice cannot be started ({error.strerror})",
        ) from None
