"""Word documents read from their raw XML."""

from __future__ import annotations

import pytest

from nlp.errors import EncryptedInputError, LimitExceededError, UnreadableInputError
from nlp.ingest import read_all, read_documents
from nlp.ingest.docx_numbering import chinese_number
from nlp.settings import Limits, Settings
from nlp.types import Document, Grid
from tests.unit.ingest.makers import W, docx, docx_table, p


def read(data: bytes, name: str = "报告.docx") -> Document:
    (document,) = read_documents(data, name=name)
    end = 0
    for block in document.blocks:
        assert block.span.start >= end
        end = block.span.end
    for grid in document.grids:
        for cell in grid.cells:
            assert cell.span.of(document.text) == cell.text
    return document


def prose(document: Document) -> list[str]:
    return [block.span.of(document.text) for block in document.blocks if block.kind != "table"]


def places(grid: Grid) -> list[tuple[int, int, int, int, str]]:
    return [(cell.row, cell.col, cell.row_span, cell.col_span, cell.text) for cell in grid.cells]


STYLES = (
    '<w:style w:type="paragraph" w:default="1" w:styleId="a"><w:name w:val="Normal"/></w:style>'
    '<w:style w:type="paragraph" w:styleId="1"><w:name w:val="heading 1"/><w:basedOn w:val="a"/>'
    '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="2"><w:name w:val="heading 2"/><w:basedOn w:val="1"/>'
    '<w:pPr><w:numPr><w:ilvl w:val="1"/></w:numPr><w:outlineLvl w:val="1"/></w:pPr></w:style>'
    '<w:style w:type="paragraph" w:styleId="T1"><w:name w:val="toc 1"/></w:style>'
)


def level(number: int, form: str, text: str, extra: str = "") -> str:
    return f'<w:lvl w:ilvl="{number}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{extra}<w:lvlText w:val="{text}"/></w:lvl>'


NUMBERING = (
    f'<w:abstractNum w:abstractNumId="0">{level(0, "chineseCountingThousand", "%1、")}{level(1, "chineseCounting", "（%2）")}'
    f"{level(2, 'decimal', '%3.')}{level(3, 'decimalEnclosedCircle', '%4')}{level(4, 'decimal', '%1.%5', '<w:isLgl/>')}</w:abstractNum>"
    f'<w:abstractNum w:abstractNumId="1">{level(0, "bullet", "")}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="1"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/><w:lvlOverride w:ilvl="2"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
)


def numbered(text: str, num: int, ilvl: int) -> str:
    return p(text, f'<w:numPr><w:ilvl w:val="{ilvl}"/><w:numId w:val="{num}"/></w:numPr>')


def test_automatic_numbers_are_written_out() -> None:
    body = (
        p("总体情况", '<w:pStyle w:val="1"/>')
        + p("主动公开", '<w:pStyle w:val="2"/>')
        + p("依申请公开", '<w:pStyle w:val="2"/>')
        + numbered("甲项", 1, 2)
        + numbered("乙项", 1, 3)
        + numbered("圆点", 2, 0)
        + p("申请情况", '<w:pStyle w:val="1"/>')
        + p("收到情况", '<w:pStyle w:val="2"/>')
        + numbered("2024年", 1, 2)
        + numbered("续编", 3, 2)
        + numbered("章节", 1, 4)
        + p("无编号", '<w:pStyle w:val="1"/><w:numPr><w:numId w:val="0"/></w:numPr>')
    )
    document = read(docx(body, numbering=NUMBERING, styles=STYLES))
    assert prose(document) == [
        "一、总体情况", "（一）主动公开", "（二）依申请公开", "1.甲项", "①乙项", "圆点", "二、申请情况", "（一）收到情况", "1. 2024年", "5.续编", "2.1章节", "无编号",
    ]  # fmt: skip
    assert [block.level for block in document.blocks if block.kind == "heading"] == [1, 2, 2, 1, 2, 1]


def test_an_empty_numbered_paragraph_counts() -> None:
    body = numbered("甲", 1, 0) + numbered("", 1, 0) + numbered("乙", 1, 0)
    assert prose(read(docx(body, numbering=NUMBERING))) == ["一、甲", "三、乙"]


@pytest.mark.parametrize(
    ("n", "text"),
    [
        (1, "一"),
        (10, "十"),
        (11, "十一"),
        (20, "二十"),
        (21, "二十一"),
        (101, "一百零一"),
        (110, "一百一十"),
        (1001, "一千零一"),
    ],
)
def test_chinese_numbers(n: int, text: str) -> None:
    assert chinese_number(n) == text


def test_merged_cells() -> None:
    rows = [[("三、\n办理", 3, 1), ("头", 1, 2)], ["甲", "1"], ["乙", ""]]
    (grid,) = read(docx(docx_table(rows))).grids
    assert places(grid) == [
        (0, 0, 3, 1, "三、办理"),
        (0, 1, 1, 2, "头"),
        (1, 1, 1, 1, "甲"),
        (1, 2, 1, 1, "1"),
        (2, 1, 1, 1, "乙"),
        (2, 2, 1, 1, ""),
    ]


def test_skipped_columns_and_sideways_merges() -> None:
    table = (
        "<w:tbl><w:tr><w:tc><w:tcPr><w:hMerge w:val='restart'/></w:tcPr>" + p("头") + "</w:tc><w:tc><w:tcPr><w:hMerge/></w:tcPr><w:p/></w:tc><w:tc>"
        + p("丙") + "</w:tc></w:tr><w:tr><w:trPr><w:gridBefore w:val='1'/></w:trPr><w:tc>" + p("1") + "</w:tc><w:tc>" + p("2") + "</w:tc></w:tr></w:tbl>"
    )  # fmt: skip
    (grid,) = read(docx(table)).grids
    assert places(grid) == [(0, 0, 1, 2, "头"), (0, 2, 1, 1, "丙"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2")]


def test_tables_in_cells_and_content_controls() -> None:
    inner = docx_table([["甲", "1"], ["乙", "2"]])
    outer = f"<w:tbl><w:tr><w:tc>{p('前言。')}{inner}<w:p/></w:tc></w:tr></w:tbl>"
    body = f"<w:sdt><w:sdtContent>{p('控件')}{outer}</w:sdtContent></w:sdt>"
    row = f"<w:tbl><w:tr><w:sdt><w:sdtContent><w:tc>{p('左')}</w:tc></w:sdtContent></w:sdt><w:tc><w:sdt><w:sdtContent>{p('右')}</w:sdtContent></w:sdt></w:tc></w:tr></w:tbl>"
    document = read(docx(body + row))
    assert prose(document) == ["控件", "前言。"]
    assert [[cell[4] for cell in places(grid)] for grid in document.grids] == [["甲", "1", "乙", "2"], ["左", "右"]]


def test_tracked_changes_are_read_as_accepted() -> None:
    body = (
        "<w:p><w:r><w:t>共</w:t></w:r><w:del><w:r><w:delText>11</w:delText></w:r></w:del><w:ins><w:r><w:t>12</w:t></w:r></w:ins><w:r><w:t>件</w:t></w:r></w:p>"
        "<w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:r><w:t>前半</w:t></w:r></w:p><w:p><w:r><w:t>后半</w:t></w:r></w:p>"
        "<w:moveFrom><w:r><w:t>旧处</w:t></w:r></w:moveFrom>"
        "<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p><w:r><w:t>删</w:t></w:r></w:p></w:tc><w:tc><w:p/></w:tc></w:tr>"
        "<w:tr><w:tc><w:p><w:r><w:t>留</w:t></w:r></w:p></w:tc><w:tc><w:p><w:r><w:t>3</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    document = read(docx(body))
    assert prose(document) == ["共12件", "前半后半"]
    assert [cell[4] for cell in places(document.grids[0])] == ["留", "3"]
    assert [notice.code for notice in document.notices] == ["docx.tracked_changes"]


def test_a_text_box_is_read_once() -> None:
    mc = (
        'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:v="urn:schemas-microsoft-com:vml"'
    )
    box = f"<w:txbxContent>{p('框中文字')}</w:txbxContent>"
    body = (
        f"<w:p {mc}><w:r><w:t>段落</w:t></w:r><w:r><mc:AlternateContent><mc:Choice Requires='wps'><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict><v:textbox>{box}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r><w:r><w:t>续</w:t></w:r></w:p>"
    )
    assert prose(read(docx(body))) == ["段落续", "框中文字"]


def test_what_is_not_shown_is_not_read() -> None:
    body = (
        "<w:p><w:r><w:t>甲</w:t><w:footnoteReference w:id='1'/></w:r><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r><w:r><w:fldChar w:fldCharType='separate'/></w:r>"
        "<w:r><w:t>3</w:t></w:r><w:r><w:fldChar w:fldCharType='end'/></w:r><w:r><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:noBreakHyphen/><w:t>丁</w:t></w:r></w:p>"
        + p("一、总体情况........1", '<w:pStyle w:val="T1"/>')
        + "<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val='Table of Contents'/></w:docPartObj></w:sdtPr><w:sdtContent>" + p("目录页") + "</w:sdtContent></w:sdt>"
    )  # fmt: skip
    document = read(docx(body, styles=STYLES))
    assert prose(document) == ["甲3乙", "丙-丁"]
    assert [notice.code for notice in document.notices] == ["docx.contents"]


def test_paths_point_at_the_paragraph() -> None:
    document = read(docx(p("甲") + docx_table([["乙", "1"], ["丙", "2"]]) + p("丁")))
    assert [block.path for block in document.blocks] == ["/body/p[1]", "/body/tbl[1]", "/body/p[2]"]


def test_core_properties() -> None:
    core = (
        '<cp:coreProperties xmlns:cp="c" xmlns:dc="d"><dc:title>甲局年报</dc:title><dc:creator>某人</dc:creator>'
        '<dc:created xmlns:dc="t">2025-01-20T01:02:03Z</dc:created></cp:coreProperties>'
    )
    document = read(docx(p("文"), extra=[("docProps/core.xml", core)]))
    assert document.metadata == (("title", "甲局年报"), ("author", "某人"), ("created", "2025-01-20"))


def test_a_flat_document_under_the_name_doc() -> None:
    flat = (
        '<?xml version="1.0"?><pkg:package xmlns:pkg="http://schemas.microsoft.com/office/2006/xmlPackage"><pkg:part pkg:name="/word/document.xml">'
        f"<pkg:xmlData><w:document {W}><w:body>{p('平面文档')}{docx_table([['甲', '1'], ['乙', '2']])}</w:body></w:document></pkg:xmlData></pkg:part></pkg:package>"
    )
    document = read(flat.encode(), "年报.doc")
    assert prose(document) == ["平面文档"]
    assert len(document.grids) == 1
    old = '<?xml version="1.0"?><w:wordDocument xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"><w:body><w:p><w:r><w:t>旧格式</w:t></w:r></w:p></w:body></w:wordDocument>'
    assert prose(read(old.encode(), "年报.doc")) == ["旧格式"]


def test_a_page_embedded_in_the_document() -> None:
    rels = (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="c1" '
        'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/aFChunk" Target="/word/chunk.html"/></Relationships>'
    )
    body = '<w:altChunk xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships" r:id="c1"/>'
    html = "<html><body><p>嵌入的网页</p></body></html>"
    document = read(docx(p("前") + body, extra=[("word/_rels/document.xml.rels", rels), ("word/chunk.html", html)]))
    assert prose(document) == ["前", "嵌入的网页"]


def test_entities_are_not_expanded() -> None:
    import io
    import zipfile

    bomb = (
        '<?xml version="1.0"?><!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;"><!ENTITY x SYSTEM "file:///etc/passwd">]>'
        f"<w:document {W}><w:body><w:p><w:r><w:t>甲&b;&x;乙</w:t></w:r></w:p></w:body></w:document>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", bomb)
    text = read(out.getvalue()).text
    assert "root:" not in text
    assert "aaaa" not in text


@pytest.mark.parametrize("cut", [0.2, 0.5, 0.9])
def test_a_truncated_document_is_named(cut: float) -> None:
    data = docx("".join(p(f"第{n}段，内容各不相同：{n * 7919}。") for n in range(400)))
    _, (error,) = read_all(data[: int(len(data) * cut)], name="断.docx")
    assert isinstance(error, UnreadableInputError)
    assert error.path == "断.docx"


def test_encrypted_document() -> None:
    data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le") + b"\0" * 500
    _, (error,) = read_all(data, name="密.docx")
    assert isinstance(error, EncryptedInputError)


def test_a_document_that_blows_up_is_stopped() -> None:
    data = docx(p("字" * 3_000_000))
    _, (error,) = read_all(data, name="弹.docx", settings=Settings(limits=Limits(archive_ratio=20)))
    assert isinstance(error, LimitExceededError)
    _, (error,) = read_all(docx(p("字" * 5000)), name="长.docx", settings=Settings(limits=Limits(text_chars=1000)))
    assert isinstance(error, LimitExceededError)


def test_deeply_nested_tables_do_no_harm() -> None:
    body = "<w:tbl><w:tr><w:tc>" * 60 + p("底") + "</w:tc></w:tr></w:tbl>" * 60
    documents, errors = read_all(docx(body), name="a.docx")
    assert documents or errors


def test_an_empty_document_says_so() -> None:
    document = read(docx("<w:p/>"))
    assert document.text == ""
    assert [notice.code for notice in document.notices] == ["docx.empty"]


def test_pictures_in_place_of_tables_are_told() -> None:
    picture = '<w:p><w:r><w:drawing><a:blip xmlns:a="urn:a"/></w:drawing></w:r></w:p>'
    assert [notice.code for notice in read(docx(p("二、主动公开政府信息情况") + picture)).notices] == ["docx.pictures"]
    table = docx_table([["规章", "1"], ["文件", "2"]])
    assert not read(docx(p("二、主动公开政府信息情况") + picture + table)).notices
