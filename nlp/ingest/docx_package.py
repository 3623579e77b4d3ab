"""The XML parts of a Word document, out of a zip or a flat file.

Takes bytes, gives parsed parts by role. Bounded like every archive; DTDs, external entities and the network are off.
Elements are told apart by local name, so that strict, transitional and 2003 dialects read alike.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from base64 import b64decode
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from nlp.errors import EncryptedInputError, UnreadableInputError
from nlp.ingest.archive import read_member
from nlp.ingest.assemble import Assembler

__all__ = ["Package", "attribute", "local", "open_flat", "open_package"]

Node = Any  # lxml ships no annotations


@dataclass(slots=True)
class Package:
    """``document`` is the main part; ``numbering``, ``styles`` and ``core`` may be missing."""

    document: Node
    numbering: Node | None = None
    styles: Node | None = None
    core: Node | None = None
    chunks: dict[str, bytes] = field(default_factory=dict)


def local(node: Node) -> str:
    """The element's name without its namespace ("" for comments and instructions)."""
    tag = node.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def attribute(node: Node | None, name: str) -> str | None:
    """The attribute of that local name, whatever its namespace."""
    if node is None:
        return None
    for key, value in node.attrib.items():
        if key.rpartition("}")[2] == name:
            return str(value)
    return None


def open_package(data: bytes, doc: Assembler) -> Package:
    """The parts of a docx. Raises :class:`UnreadableInputError` or :class:`EncryptedInputError`."""
    path = doc.source.path
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, EOFError, zlib.error):
        raise UnreadableInputError(
            path, "Word 文档不完整或已损坏", "the Word document is cut short or damaged"
        ) from None
    with archive:
        infos = {info.filename.replace("\\", "/").lstrip("/").lower(): info for info in archive.infolist()}
        if "encryptedpackage" in infos:
            raise EncryptedInputError(path, "文件已加密，需要密码", "the file is encrypted and asks for a password")
        left = doc.limits.archive_bytes

        def part(name: str) -> Node | None:
            nonlocal left
            info = infos.get(name)
            if info is None:
                return None
            content = read_member(archive, info, path, doc.limits, left)
            left -= len(content)
            return _parse(content, path)

        main = _main_name(part("_rels/.rels"), infos)
        document = part(main) if main else None
        if document is None:
            raise UnreadableInputError(path, "Word 文档里没有正文部分", "the Word document has no main part")
        folder = main.rpartition("/")[0] if main else "word"
        prefix = f"{folder}/" if folder else ""
        package = Package(
            document, part(f"{prefix}numbering.xml"), part(f"{prefix}styles.xml"), part("docprops/core.xml")
        )
        rels = part(f"{prefix}_rels/{(main or '').rpartition('/')[2]}.rels")
        for rel in rels if rels is not None else ():
            if (attribute(rel, "Type") or "").endswith("/aFChunk") and attribute(rel, "TargetMode") != "External":
                target = (attribute(rel, "Target") or "").lstrip("/").lower()
                info = infos.get(target) or infos.get(f"{prefix}{target}")
                if info is not None:
                    content = read_member(archive, info, path, doc.limits, left)
                    left -= len(content)
                    package.chunks[attribute(rel, "Id") or ""] = content
        return package


def open_flat(data: bytes, doc: Assembler) -> Package:
    """The parts of a Word document saved as one XML file (flat OPC, or the dialect of Word 2003)."""
    root = _parse(data, doc.source.path)
    if local(root) != "package":
        return Package(root, numbering=_first(root, "lists"), styles=_first(root, "styles"))
    parts: dict[str, Node] = {}
    for part in root:
        name = (attribute(part, "name") or "").lower()
        content = _first(part, "xmlData")
        binary = _first(part, "binaryData")
        if content is not None and len(content):
            parts[name] = content[0]
        elif binary is not None and binary.text and name.endswith(".xml"):
            parts[name] = _parse(b64decode(binary.text), doc.source.path)
    if "/word/document.xml" not in parts:
        raise UnreadableInputError(doc.source.path, "Word 文档里没有正文部分", "the Word document has no main part")
    return Package(
        parts["/word/document.xml"],
        parts.get("/word/numbering.xml"),
        parts.get("/word/styles.xml"),
        parts.get("/docprops/core.xml"),
    )


def _main_name(rels: Node | None, infos: dict[str, zipfile.ZipInfo]) -> str | None:
    for rel in rels if rels is not None else ():
        if (attribute(rel, "Type") or "").endswith("/officeDocument"):
            target = (attribute(rel, "Target") or "").lstrip("/").lower()
            if target in infos:
                return target
    if "word/document.xml" in infos:
        return "word/document.xml"
    return next((name for name in infos if name.startswith("word/document") and name.endswith(".xml")), None)


def _parse(content: bytes, path: str) -> Node:
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError:
        root = None
    if root is None:
        lenient = etree.XMLParser(
            resolve_entities=False, no_network=True, load_dtd=False, recover=True, remove_comments=True
        )
        try:
            root = etree.fromstring(content, lenient)
        except etree.XMLSyntaxError:
            root = None
    if root is None:
        raise UnreadableInputError(path, "Word 文档的内容已损坏", "the content of the Word document is damaged")
    return root


def _first(node: Node, name: str) -> Node | None:
    return next((child for child in node.iter() if local(child) == name), None)
