"""All readers give the same: one content, in every type, is the same paragraphs and the same cells."""

from __future__ import annotations

import pickle
from collections.abc import Callable

import pytest

from nlp.errors import InputError
from nlp.ingest import read_all, read_documents
from nlp.types import Document
from tests.unit.ingest.makers import Pdf, docx, docx_table, html_table, p, zipped

TITLE = "青禾市2024年政府信息公开工作年度报告"
BEFORE = ["一、总体情况", "去年我局公开信息1234条，办结申请56件。", "二、主动公开政府信息情况"]
TABLE = [
    ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
    ["规章", "0", "1", "12"],
    ["行政规范性文件", "3", "", "1,045"],
    ["行政许可", "-", "/", "316.441"],
]
AFTER = ["五、存在的主要问题及改进情况", "培训不够，来年改进。", "六、其他需要报告的事项"]


def as_txt() -> bytes:
    return "\n".join([TITLE, *BEFORE, *("\t".join(row) for row in TABLE), *AFTER]).encode()


def as_md() -> bytes:
    table = ["| " + " | ".join(row) + " |" for row in TABLE]
    return "\n\n".join([f"# {TITLE}", *BEFORE, "\n".join([table[0], "|---|---|---|---|", *table[1:]]), *AFTER]).encode()


def as_html() -> bytes:
    body = (
        "".join(f"<p>{text}</p>" for text in BEFORE) + html_table(TABLE) + "".join(f"<p>{text}</p>" for text in AFTER)
    )
    chrome = "<div class=nav><a>首页</a><a>政务公开</a></div>"
    return f"<html><head><title>{TITLE}</title></head><body>{chrome}<h1>{TITLE}</h1><div id=zoom>{body}</div></body></html>".encode()


def as_docx() -> bytes:
    return docx(
        p(TITLE, '<w:outlineLvl w:val="0"/>') + "".join(map(p, BEFORE)) + docx_table(TABLE) + "".join(map(p, AFTER))
    )


def as_pdf() -> bytes:
    pdf = Pdf()
    for number, text in enumerate([TITLE, *BEFORE]):
        pdf.text(98, 80 + 24 * number, text)
    pdf.ruled([74, 200, 300, 400, 500], [190 + 25 * n for n in range(5)], TABLE)
    for number, text in enumerate(AFTER):
        pdf.text(98, 330 + 24 * number, text)
    pdf.text(290, 810, "- 1 -")
    return pdf.bytes()


MAKERS: dict[str, Callable[[], bytes]] = {"txt": as_txt, "md": as_md, "html": as_html, "docx": as_docx, "pdf": as_pdf}


def read(kind: str) -> Document:
    (document,) = read_documents(MAKERS[kind](), name=f"报告.{kind}")
    return document


@pytest.mark.parametrize("kind", MAKERS)
def test_same_prose(kind: str) -> None:
    document = read(kind)
    prose = [block.span.of(document.text) for block in document.blocks if block.kind != "table"]
    rows = ["\t".join(row) for row in TABLE] if kind == "txt" else []
    assert prose == [TITLE, *BEFORE, *rows, *AFTER]


@pytest.mark.parametrize("kind", [kind for kind in MAKERS if kind != "txt"])
def test_same_cells(kind: str) -> None:
    document = read(kind)
    (grid,) = document.grids
    assert (grid.n_rows, grid.n_cols) == (4, 4)
    assert [(cell.row, cell.col, cell.text) for cell in grid.cells] == [
        (r, c, text) for r, row in enumerate(TABLE) for c, text in enumerate(row)
    ]
    tables = [block for block in document.blocks if block.kind == "table"]
    assert [(block.grid, block.span) for block in tables] == [(0, grid.span)]


@pytest.mark.parametrize("kind", MAKERS)
def test_spans_are_right_and_in_order(kind: str) -> None:
    document = read(kind)
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end <= len(document.text)
        end = block.span.end
    for grid in document.grids:
        at = grid.span.start
        for cell in grid.cells:
            assert cell.span.of(document.text) == cell.text
            assert at <= cell.span.start
            at = cell.span.end
            assert cell.row + cell.row_span <= grid.n_rows
            assert cell.col + cell.col_span <= grid.n_cols
        assert at <= grid.span.end


@pytest.mark.parametrize("kind", MAKERS)
def test_documents_are_stable_and_pickle(kind: str) -> None:
    document = read(kind)
    assert document == read(kind)
    assert pickle.loads(pickle.dumps(document)) == document
    assert document.source.size == len(MAKERS[kind]())
    assert len(document.source.sha256) == 64


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("share", [0.1, 0.45, 0.8, 0.97])
def test_a_file_cut_short_is_an_error_or_a_document(kind: str, share: float) -> None:
    data = MAKERS[kind]()
    documents, errors = read_all(data[: int(len(data) * share)], name=f"断.{kind}")
    assert len(documents) + len(errors) == 1
    for error in errors:
        assert isinstance(error, InputError)
        assert error.path == f"断.{kind}"
        assert pickle.loads(pickle.dumps(error)).describe("en") == error.describe("en")


def test_one_hostile_member_stops_no_other() -> None:
    members = [(f"{number}.{kind}", make()) for number, (kind, make) in enumerate(MAKERS.items())]
    documents, errors = read_all(zipped([*members, ("9.pdf", b"%PDF-1.7\n" + b"\xff" * 200)]), name="包.zip")
    assert len(documents) == len(MAKERS)
    assert [error.path for error in errors] == ["包.zip!9.pdf"]
