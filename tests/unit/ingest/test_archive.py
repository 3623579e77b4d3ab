"""Zip archives, legacy formats and types that are told from their content."""

from __future__ import annotations

import io
import os
import zipfile
from pathlib import Path

import pytest

from nlp.errors import (
    ConfigurationError,
    EncryptedInputError,
    InputError,
    LimitExceededError,
    UnreadableInputError,
    UnsupportedInputError,
)
from nlp.ingest import read_all, read_documents
from nlp.ingest.cues import html_cues, parse_cues
from nlp.settings import Limits, Settings
from tests.unit.ingest.makers import Pdf, docx, p, zipped

TEXT = "一、总体情况\n去年共办理申请12件。\n".encode()
HTML = "<html><body><p>网页中的年报正文。</p></body></html>".encode()


def test_members_of_every_type() -> None:
    pdf = Pdf()
    pdf.text(74, 100, "版式文件。")
    data = zipped(
        [
            ("b/年报.txt", TEXT),
            ("a.html", HTML),
            ("c.docx", docx(p("文档。"))),
            ("d.pdf", pdf.bytes()),
            ("e.zip", zipped([("f.md", b"# A\n")])),
        ]
    )
    documents, errors = read_all(data, name="包.zip")
    assert not errors
    assert [(d.source.path, d.source.media_type) for d in documents] == [
        ("包.zip!a.html", "text/html"),
        ("包.zip!b/年报.txt", "text/plain"),
        ("包.zip!c.docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        ("包.zip!d.pdf", "application/pdf"),
        ("包.zip!e.zip!f.md", "text/markdown"),
    ]


def test_bad_members_are_errors_and_the_others_are_read() -> None:
    documents, errors = read_all(
        zipped([("a.txt", TEXT), ("空.txt", b""), ("b.bin", bytes(range(256)) * 9)]), name="包.zip"
    )
    assert [d.source.path for d in documents] == ["包.zip!a.txt"]
    assert [error.path for error in errors] == ["包.zip!b.bin", "包.zip!空.txt"]
    assert read_documents(zipped([("a.txt", TEXT), ("空.txt", b"")]), name="包.zip")


def test_names_in_gbk_and_names_that_lead_out() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in ("../../etc/逃.txt", "/root/b.txt", "C:\\c.txt"):
            archive.writestr(name, TEXT)
        gbk = zipfile.ZipInfo("x" * len("年报.txt".encode("gbk")))
        archive.writestr(gbk, TEXT)
    raw = out.getvalue().replace(b"x" * len("年报.txt".encode("gbk")), "年报.txt".encode("gbk"))
    documents, _ = read_all(raw, name="包.zip")
    assert sorted(d.source.path for d in documents) == [
        "包.zip!c.txt",
        "包.zip!etc/逃.txt",
        "包.zip!root/b.txt",
        "包.zip!年报.txt",
    ]


def test_by_products_are_left_out() -> None:
    data = zipped(
        [("a.txt", TEXT), (".DS_Store", b"x"), ("__MACOSX/._a.txt", b"x"), ("~$b.docx", b"x"), ("logo.png", b"x")]
    )
    documents, errors = read_all(data, name="包.zip")
    assert len(documents) == 1
    assert not errors


@pytest.mark.parametrize(
    ("data", "limits"),
    [
        (zipped([("bomb.txt", b"a" * 12_000_000)]), Limits()),
        (zipped([(f"{n}.txt", TEXT) for n in range(6)]), Limits(archive_members=5)),
        (zipped([(f"{n}.txt", os.urandom(200_000)) for n in range(3)]), Limits(archive_bytes=300_000)),
        (
            zipped(
                [("a.zip", zipped([("b.zip", zipped([("c.zip", zipped([("d.zip", zipped([("e.txt", TEXT)]))]))]))]))]
            ),
            Limits(),
        ),
    ],
    ids=["ratio", "members", "size", "nesting"],
)
def test_limits(data: bytes, limits: Limits) -> None:
    _, errors = read_all(data, name="弹.zip", settings=Settings(limits=limits))
    assert any(isinstance(error, LimitExceededError) for error in errors)
    assert all(error.path.startswith("弹.zip") for error in errors)


def test_encrypted_members() -> None:
    data = bytearray(zipped([("密.txt", TEXT)]))
    data[6] |= 1
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    _, (error,) = read_all(bytes(data), name="包.zip")
    assert isinstance(error, EncryptedInputError)
    assert error.path == "包.zip!密.txt"


@pytest.mark.parametrize(
    "data", [zipped([("a.txt", TEXT)])[:40], zipped([]), zipped([("a.png", b"x")])], ids=["cut", "empty", "picture"]
)
def test_archives_without_anything_to_read(data: bytes) -> None:
    _, (error,) = read_all(data, name="包.zip")
    assert isinstance(error, UnreadableInputError)


def ole(stream: str) -> bytes:
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600 + stream.encode("utf-16-le") + b"\0" * 600


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (zipped([("[Content_Types].xml", b"<Types/>"), ("xl/workbook.xml", b"<x/>")]), "Excel"),
        (ole("Workbook"), "Excel"),
        (ole("PowerPoint Document"), "PowerPoint"),
        (zipped([("OFD.xml", b"<x/>")]), "OFD"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 50, "图片"),
        (b"Rar!\x1a\x07\x00" + b"\0" * 50, "RAR"),
        (b"7z\xbc\xaf\x27\x1c" + b"\0" * 50, "7z"),
    ],
)
def test_types_that_are_named_but_not_read(data: bytes, word: str) -> None:
    _, (error,) = read_all(data, name="表.xlsx")
    assert isinstance(error, UnsupportedInputError)
    assert word in error.problem
    assert error.problem_en.startswith("unsupported")


@pytest.mark.parametrize(
    ("data", "name", "media_type"),
    [
        (HTML, "年报.doc", "text/html"),
        (docx(p("文")), "年报.doc", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
        (Pdf().bytes(), "年报.txt", "application/pdf"),
        (TEXT, "年报.pdf", "text/plain"),
    ],
)
def test_type_by_content(data: bytes, name: str, media_type: str) -> None:
    assert read_documents(data, name=name)[0].source.media_type == media_type


@pytest.mark.parametrize("data", [ole("WordDocument"), b"{\\rtf1\\ansi hello}"])
def test_without_libreoffice_the_message_says_what_to_do(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    _, (error,) = read_all(data, name="年报.doc")
    assert isinstance(error, UnsupportedInputError)
    assert "docx" in error.problem
    assert "LibreOffice" in error.problem_en


def office(folder: Path, script: str) -> None:
    program = folder / "soffice"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)


def test_with_libreoffice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "made.docx").write_bytes(docx(p("转换后的正文。")))
    office(
        tmp_path,
        f'out=""; while [ $# -gt 0 ]; do if [ "$1" = --outdir ]; then out=$2; fi; shift; done; mkdir -p "$out"; cp {tmp_path}/made.docx "$out/input.docx"',
    )
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    (document,) = read_documents(ole("WordDocument"), name="年报.doc")
    assert document.text == "转换后的正文。"
    assert document.source.media_type == "application/msword"
    assert [notice.code for notice in document.notices] == ["legacy.converted"]


@pytest.mark.parametrize(("script", "kind"), [("exit 1", UnreadableInputError), ("exec sleep 20", LimitExceededError)])
def test_libreoffice_that_fails_or_hangs(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, script: str, kind: type[InputError]
) -> None:
    office(tmp_path, script)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    _, (error,) = read_all(ole("WordDocument"), name="年报.doc", settings=Settings(limits=Limits(seconds=0.5)))
    assert isinstance(error, kind)


def test_cues_are_checked_at_load() -> None:
    assert html_cues().anchors
    for text, key in (("[]", ""), ("anchors: []", "chrome_contains"), ("a: b", "a")):
        with pytest.raises(ConfigurationError) as caught:
            parse_cues(text, "cues.yaml")
        assert caught.value.where.startswith("cues.yaml")
        assert key in caught.value.where
