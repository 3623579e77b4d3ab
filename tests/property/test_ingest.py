"""What holds of every document, whatever the file: spans, order, and no failure but an InputError."""

from __future__ import annotations

import os

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from nlp.ingest import read_all
from nlp.ingest.decode import decode
from nlp.ingest.docx_numbering import chinese_number
from nlp.ingest.layout import place
from nlp.ingest.pdf_rows import assign_lines
from nlp.settings import Limits, Settings
from nlp.types import Document
from tests.unit.ingest.makers import Pdf, docx, docx_table, html_table, p, zipped

LONG = bool(os.environ.get("GOUJI_FUZZ"))
FUZZ = settings(max_examples=5000 if LONG else 60, deadline=None, suppress_health_check=list(HealthCheck))
TIGHT = Settings(limits=Limits(file_bytes=200_000, text_chars=50_000, cells=2_000, pages=5, archive_members=20))

WORDS = st.text(alphabet="规章件第一二三、（）。0123456789,.-/ \tab\u3000\xa0|#*<>&\n\u200b", max_size=12)
CELLS = st.tuples(WORDS, st.integers(1, 3), st.integers(1, 4))
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=5), min_size=1, max_size=5)
PIECES = st.lists(st.one_of(WORDS, TABLES), max_size=6)


def check(document: Document) -> None:
    text = document.text
    end = 0
    for block in document.blocks:
        assert end <= block.span.start < block.span.end <= len(text)
        end = block.span.end
        assert block.kind in {"line", "paragraph", "heading", "table"}
        assert (block.grid is not None) == (block.kind == "table")
    for number, grid in enumerate(document.grids):
        assert [block.span for block in document.blocks if block.grid == number] == [grid.span]
        taken: set[tuple[int, int]] = set()
        for cell in grid.cells:
            assert cell.span.of(text) == cell.text
            assert grid.span.contains(cell.span)
            places = {(cell.row + r, cell.col + c) for r in range(cell.row_span) for c in range(cell.col_span)}
            assert not taken & places
            taken |= places
            assert max(places) <= (grid.n_rows - 1, grid.n_cols - 1)


def run(data: bytes, name: str, limits: Settings | None = None) -> tuple[Document, ...]:
    documents, errors = read_all(data, name=name, settings=limits or Settings())
    for document in documents:
        check(document)
    for error in errors:
        assert error.path.startswith(name)
        assert error.problem
        assert error.problem_en
    return documents


@FUZZ
@given(PIECES)
def test_html(pieces: list[object]) -> None:
    parts = [html_table(piece) if isinstance(piece, list) else f"<p>{piece}</p>" for piece in pieces]
    run(f"<html><body>{''.join(parts)}</body></html>".encode(), "a.html")


@FUZZ
@given(PIECES)
def test_docx(pieces: list[object]) -> None:
    keep = {code: None for code in range(32) if code not in (9, 10)}
    parts = [docx_table(piece) if isinstance(piece, list) else p(str(piece).translate(keep)) for piece in pieces]
    assert run(docx("".join(parts)), "a.docx")


@FUZZ
@given(PIECES)
def test_markdown_keeps_its_text(pieces: list[object]) -> None:
    def written(piece: object) -> str:
        if isinstance(piece, list):
            return "\n".join("|".join(text.replace("\n", " ") for text, _, _ in row) for row in piece)
        return str(piece)

    text = "\n".join(map(written, pieces))
    for document in run(text.encode(), "a.md"):
        assert document.text == text


@FUZZ
@given(
    st.lists(
        st.tuples(
            st.integers(0, 600), st.integers(0, 850), WORDS.map(lambda t: t.replace("\n", "")), st.integers(5, 30)
        ),
        max_size=25,
    ),
    st.data(),
)
def test_pdf(texts: list[tuple[int, int, str, int]], data: st.DataObject) -> None:
    pdf = Pdf()
    for x, y, text, size in texts:
        pdf.text(x, y, text, size)
        if data.draw(st.integers(0, 9)) == 0:
            pdf.page(rotate=data.draw(st.sampled_from([0, 90, 180, 270])))
    for _ in range(data.draw(st.integers(0, 25))):
        x, y, far = (data.draw(st.integers(0, 12)) * 50 for _ in range(3))
        if data.draw(st.booleans()):
            pdf.line(x, y, far, y)
        else:
            pdf.line(x, y, x, far)
    assert run(pdf.bytes(), "a.pdf")


@FUZZ
@given(st.text(alphabet="<>/=\"' tablerdpspnohiv123-!&;#规章件\n", max_size=300))
def test_markup_soup(text: str) -> None:
    run(f"<html>{text}".encode(), "a.html")
    run(text.encode(), "a.md")


@FUZZ
@given(
    st.binary(max_size=400),
    st.sampled_from(
        [
            "",
            "%PDF-1.4\n",
            "PK\x03\x04",
            "{\\rtf",
            "<html>",
            "MIME-Version: 1.0\nContent-Type: multipart/related\n\n",
            "\xd0\xcf",
        ]
    ),
)
def test_bytes_never_do_harm(data: bytes, head: str) -> None:
    run(head.encode("latin-1") + data, "a.bin")


MADE = [
    docx(p("正文。") + docx_table([["甲", "1"], ["乙", "2"]])),
    zipped([("a.txt", "文字。".encode()), ("b.html", b"<p>x</p>")]),
    Pdf().bytes(),
    ("<html><body>" + html_table([["甲", ("1", 2, 2)], ["乙", "2"]]) + "</body></html>").encode("gb18030"),
]


@FUZZ
@given(st.sampled_from(MADE), st.lists(st.tuples(st.floats(0, 1), st.integers(0, 255)), max_size=8), st.floats(0.3, 1))
def test_damage_never_does_harm(data: bytes, hits: list[tuple[float, int]], share: float) -> None:
    broken = bytearray(data[: int(len(data) * share)])
    for at, value in hits:
        if broken:
            broken[int(at * (len(broken) - 1))] = value
    run(bytes(broken), "a.bin", TIGHT)


@FUZZ
@given(st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=200))
def test_utf8_is_kept(text: str) -> None:
    decoded = decode(("年报" + text).encode())
    assert decoded is not None
    assert decoded.text == "年报" + text


@FUZZ
@given(
    st.text(
        alphabet="政府信息公开工作年度报告总体情况主动收到和处理申请行政复议诉讼存在的主要问题及改进其他需要报告事项，。0123456789\n",
        min_size=4,
        max_size=200,
    ),
    st.sampled_from(["gb18030", "utf-16", "utf-8-sig"]),
)
def test_everyday_text_in_every_encoding(text: str, encoding: str) -> None:
    decoded = decode(text.encode(encoding))
    assert decoded is not None
    assert decoded.text == text


@FUZZ
@given(st.lists(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 12), st.integers()), max_size=6), max_size=6))
def test_laid_out_cells_never_overlap(rows: list[list[tuple[int, int, int]]]) -> None:
    spots = place([rows])
    assert [spot.what for spot in spots] == [what for row in rows for _, _, what in row]
    taken: set[tuple[int, int]] = set()
    for spot in spots:
        assert spot.row + spot.row_span <= len(rows)
        places = {(spot.row + r, spot.col + c) for r in range(spot.row_span) for c in range(spot.col_span)}
        assert not taken & places
        taken |= places


@FUZZ
@given(st.lists(st.integers(0, 500), max_size=20), st.lists(st.integers(0, 500), min_size=1, max_size=10, unique=True))
def test_lines_keep_their_order_among_rows(heights: list[int], rows: list[int]) -> None:
    places = assign_lines(sorted(heights), ["字"] * len(heights), sorted(rows), 12)
    assert places == sorted(places)
    assert all(0 <= place < len(rows) for place in places)


@pytest.mark.parametrize("n", [*range(1, 130), 200, 1000, 1010, 10000, 99999])
def test_chinese_numbers_read_back(n: int) -> None:
    digits = {char: value for value, char in enumerate("零一二三四五六七八九")}
    units = {"十": 10, "百": 100, "千": 1000, "万": 10000}
    total, digit = 0, 0
    text = chinese_number(n)
    for char in "一" + text if text[0] == "十" else text:
        if char in units:
            total += digit * units[char]
            digit = 0
        else:
            digit = digits[char]
    assert total + digit == n
