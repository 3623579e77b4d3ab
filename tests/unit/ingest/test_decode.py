"""Encodings are found from the bytes; what is no text is said to be none."""

from __future__ import annotations

import pytest

from nlp.errors import UnreadableInputError
from nlp.ingest import read_all, read_documents
from nlp.ingest.decode import decode, looks_binary

SIMPLIFIED = "青禾市2024年政府信息公开工作年度报告\n一、总体情况\n全年共收到申请12件，办结11件。\n"
TRADITIONAL = "本機關依法公開資訊，全年受理申請十二件，辦結十一件，其餘一件轉入下年度繼續辦理。\n"


@pytest.mark.parametrize(
    ("data", "encoding", "text"),
    [
        (SIMPLIFIED.encode(), "utf-8", SIMPLIFIED),
        (b"\xef\xbb\xbf" + SIMPLIFIED.encode(), "utf-8", SIMPLIFIED),
        (SIMPLIFIED.encode("gbk"), "gb18030", SIMPLIFIED),
        (SIMPLIFIED.replace("青", "㛃").encode("gb18030"), "gb18030", SIMPLIFIED.replace("青", "㛃")),
        (b"\xff\xfe" + SIMPLIFIED.encode("utf-16-le"), "utf-16-le", SIMPLIFIED),
        (b"\xfe\xff" + SIMPLIFIED.encode("utf-16-be"), "utf-16-be", SIMPLIFIED),
        (SIMPLIFIED.encode("utf-16-le"), "utf-16-le", SIMPLIFIED),
        (SIMPLIFIED.encode("utf-16-be"), "utf-16-be", SIMPLIFIED),
        (TRADITIONAL.encode("big5"), "big5", TRADITIONAL),
        (b"plain ascii, nothing else", "utf-8", "plain ascii, nothing else"),
    ],
    ids=["utf8", "utf8-bom", "gbk", "gb18030", "utf16le-bom", "utf16be-bom", "utf16le", "utf16be", "big5", "ascii"],
)
def test_encodings(data: bytes, encoding: str, text: str) -> None:
    decoded = decode(data)
    assert decoded is not None
    assert (decoded.encoding, decoded.text, decoded.replaced) == (encoding, text, 0)


def test_gb_bytes_that_are_valid_utf8() -> None:
    decoded = decode("联通".encode("gbk"))
    assert decoded is not None
    assert decoded.text == "联通"


def test_declared_charset_is_believed_only_if_it_fits() -> None:
    assert decode(SIMPLIFIED.encode(), "gb2312").encoding == "utf-8"  # type: ignore[union-attr]
    declared = decode(SIMPLIFIED.encode("gbk"), "gb2312")
    assert declared is not None
    assert not declared.guessed
    assert declared.text == SIMPLIFIED


def test_a_text_cut_within_a_character_is_kept() -> None:
    decoded = decode(SIMPLIFIED.encode()[:-2])
    assert decoded is not None
    assert decoded.replaced == 1
    assert decoded.text.startswith(SIMPLIFIED[:-2])


def test_a_few_broken_bytes_are_replaced_and_noticed() -> None:
    data = (SIMPLIFIED * 5).encode()
    documents, errors = read_all(data[:30] + b"\xff" + data[30:], name="a.txt")
    assert not errors
    assert "\ufffd" in documents[0].text
    assert [notice.code for notice in documents[0].notices] == ["encoding.replaced"]


def test_guessing_is_noticed() -> None:
    (document,) = read_documents(SIMPLIFIED.encode("gbk"), name="a.txt")
    assert [(notice.code, notice.level) for notice in document.notices] == [("encoding.guessed", "info")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 500,
        b" \n\t\r\n ",
        bytes(range(256)) * 20,
        b"\x7fELF" + bytes(range(256)) * 4,
        SIMPLIFIED.encode("utf-16-le")[:0],
        "\ufeff".encode(),
    ],
    ids=["empty", "zeros", "blank", "all bytes", "program", "nothing", "mark alone"],
)
def test_what_is_no_text(data: bytes) -> None:
    documents, errors = read_all(data, name="坏文件.txt")
    assert not documents
    (error,) = errors
    assert error.path == "坏文件.txt"
    assert "坏文件.txt" in str(error)
    assert error.problem
    assert error.problem_en
    assert error.problem != error.problem_en


def test_reading_one_bad_file_raises() -> None:
    with pytest.raises(UnreadableInputError, match="空"):
        read_documents(b"", name="a.txt")


def test_looks_binary() -> None:
    assert looks_binary("\x01\x02\x03\x04abc")
    assert not looks_binary(SIMPLIFIED)
    assert not looks_binary("")
