"""Pages: the article out of the chrome, tables as a browser lays them out, metadata."""

from __future__ import annotations

import pytest

from nlp.ingest import read_documents
from nlp.types import Document, Grid
from tests.unit.ingest.makers import html_table

TITLE = "青禾市2024年政府信息公开工作年度报告"
ARTICLE = (
    "<p>一、总体情况</p><p>去年我局公开各类信息1234条，办结申请56件。</p><p>二、主动公开政府信息情况</p>"
    + html_table(
        [
            [("第二十条第（一）项", 1, 4)],
            ["信息内容", "本年制发件数", "本年废止件数", "现行有效件数"],
            ["规章", "0", "1", "2"],
        ]
    )
    + "<p>三、收到和处理政府信息公开申请情况</p>"
    + html_table([["本年新收政府信息公开申请数量", "12"], ["结转下年度继续办理", "1"]])
    + "<p>五、存在的主要问题及改进情况</p><p>人手不足，培训不够，来年加以改进。</p><p>六、其他需要报告的事项</p><p>无。</p>"
)
BODY = [
    "一、总体情况",
    "去年我局公开各类信息1234条，办结申请56件。",
    "二、主动公开政府信息情况",
    "三、收到和处理政府信息公开申请情况",
    "五、存在的主要问题及改进情况",
    "人手不足，培训不够，来年加以改进。",
    "六、其他需要报告的事项",
    "无。",
]
MENU = "<div class='header'><ul class='nav'><li><a href='/'>首页</a></li><li><a>政务公开</a></li><li><a>政府信息公开年报</a></li></ul></div>"
CRUMBS = "<div class='wz'>当前位置：<a>首页</a> &gt; <a>政务公开</a> &gt; 年报</div>"
SHARE = "<div class='share'>分享到：<a>微信</a><a>微博</a></div><div>字体：【<a>大</a> <a>中</a> <a>小</a>】<a>打印</a></div>"
LINE = "<div class='info'><span>发布日期：2025-01-23 10:12</span><span>来源：市政府办公室</span><span>浏览次数：<em>12</em>次</span></div>"
INDEX = html_table(
    [
        ["索引号：", "QH-1", "主题分类：", "年报"],
        ["发文机关：", "青禾市人民政府", "发布日期：", "2025年1月23日"],
        ["标题：", (TITLE, 1, 3)],
    ],
)
RELATED = "<div><h3>相关链接</h3><ul><li><a>青禾市2023年政府信息公开工作年度报告</a></li><li><a>2022年年报</a></li></ul></div>"
FOOTER = (
    "<div class='footer'><p>版权所有：青禾市人民政府 主办单位：市政府办公室</p><p>苏ICP备05000000号-1 网站标识码：3200000000</p>"
    "<p>建议使用1024*768分辨率浏览，联系电话：0500-1234567。</p></div>"
)


def page(main: str, head: str = "") -> str:
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'><title>{TITLE}_青禾市人民政府</title>{head}</head><body>{main}</body></html>"


def read(html: str | bytes, name: str = "page.html") -> Document:
    (document,) = read_documents(html.encode() if isinstance(html, str) else html, name=name)
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


SITES = {
    "TRS": f"{MENU}{CRUMBS}<div class='main'><h2>{TITLE}</h2>{LINE}{SHARE}<div class='TRS_Editor'><div>{ARTICLE}</div></div></div>{RELATED}{FOOTER}",
    "zoom": f"{MENU}{CRUMBS}<div class='con'>{INDEX}<h1>{TITLE}</h1><div id='zoom'>{ARTICLE}</div><p>责任编辑：王某</p></div>{FOOTER}",
    "no class names": f"<div>{MENU}</div><div><div>{CRUMBS}</div><div><h3>{TITLE}</h3><div>{LINE}</div><div>{ARTICLE}</div></div></div><div>{FOOTER}</div>",
    "custom elements": f"{MENU}<h1><ucaptitle>{TITLE}</ucaptitle></h1>{LINE}<ucapcontent>{ARTICLE}</ucapcontent>{FOOTER}",
    "layout tables": (
        f"<table><tr><td colspan=2>{MENU}</td></tr><tr><td><ul><li><a>领导之窗</a></li><li><a>机构职能</a></li><li><a>财政信息</a></li></ul></td>"
        f"<td><table><tr><td><h1>{TITLE}</h1></td></tr><tr><td>{LINE}</td></tr><tr><td>{ARTICLE * 1}<p>{'说明文字。' * 80}</p></td></tr></table></td></tr>"
        f"<tr><td colspan=2>{FOOTER}</td></tr></table>"
    ),
    "left menu": (
        f"{MENU}<div class='wrap'><div class='left'><ul>{'<li><a>栏目</a></li>' * 12}</ul></div><div class='right'><div class='tit'>{TITLE}</div>"
        f"<div class='sub'>发布时间: 2025-01-23 | 来源: 市政府办公室 | 字号: 大 中 小</div><div class='txt'>{ARTICLE}</div>"
        f"<div>上一篇：<a>2023年报</a></div><div>下一篇：没有了</div></div></div>{FOOTER}"
    ),
}


@pytest.mark.parametrize("site", SITES)
def test_the_article_alone(site: str) -> None:
    document = read(page(SITES[site]))
    texts = prose(document)
    assert [text for text in texts if not text.startswith("说明文字")] == [TITLE, *BODY]
    assert [(grid.n_rows, grid.n_cols) for grid in document.grids] == [(3, 4), (2, 2)]
    metadata = dict(document.metadata)
    assert metadata["title"] == TITLE
    assert metadata["published"] == "2025-01-23"
    for word in ("首页", "ICP", "分享", "索引号", "相关链接", "责任编辑", "栏目", "2023年"):
        assert word not in document.text


def test_metadata_of_meta_elements_comes_first() -> None:
    head = (
        "<meta name='ArticleTitle' content='青禾年报'><meta name='PubDate' content='2025-01-20 08:00'>"
        "<meta name='ContentSource' content='市府办'><meta name='SiteName' content='青禾市人民政府网'>"
    )
    document = read(page(SITES["TRS"], head))
    assert document.metadata == (
        ("title", "青禾年报"),
        ("published", "2025-01-20"),
        ("source", "市府办"),
        ("site", "青禾市人民政府网"),
    )


def test_prose_beside_the_heavy_part_is_kept() -> None:
    main = (
        f"{MENU}<div id='a'><p><b>{TITLE}</b></p><p>（2025年1月20日）</p><p>依照条例要求，现将情况公布如下。</p>"
        f"<div class='inner'>{ARTICLE}</div><p>青禾市人民政府办公室</p></div>{FOOTER}"
    )
    assert prose(read(page(main))) == [
        TITLE,
        "（2025年1月20日）",
        "依照条例要求，现将情况公布如下。",
        *BODY,
        "青禾市人民政府办公室",
    ]


def test_hidden_elements_are_left_out() -> None:
    style = "<style>.gone{display:none}#away{ display : none ; }</style>"
    hidden = (
        "<p style='display:none'>不可见一</p><p hidden>不可见二</p><div class='gone'>不可见三</div><div id='away'>不可见四</div>"
        "<span style='mso-hide:all'>不可见五</span><noscript>不可见六</noscript><script>var a='不可见七'</script>"
    )
    document = read(page(f"<div>{hidden}{ARTICLE}</div>", style))
    assert "不可见" not in document.text
    assert prose(document)[-1] == "无。"


def test_an_article_that_a_script_shows() -> None:
    document = read(page(f"{MENU}<h1>{TITLE}</h1><div style='display:none'>{ARTICLE}</div>{FOOTER}"))
    assert prose(document) == [TITLE, *BODY]
    assert "html.hidden" in [notice.code for notice in document.notices]


def test_word_markup() -> None:
    word = (
        "<div class=WordSection1><p class=MsoNormal style='text-indent:32.0pt'><span style='font-size:16.0pt'>一、总体\n情况<span lang=EN-US><o:p></o:p>"
        "</span></span></p><p class=MsoNormal><o:p>&nbsp;</o:p></p><!--[if gte mso 9]><xml>垃圾</xml><![endif]-->"
        "<p><![if !supportLists]><span style='mso-list:Ignore'>（一）<span style='font:7.0pt'>&nbsp;&nbsp;</span></span><![endif]>办理申请"
        "<span lang=EN-US>12</span>件，\n均已答复。</p></div>"
    )
    assert prose(read(page(word))) == ["一、总体情况", "（一）  办理申请12件，均已答复。"]


def test_line_breaks_start_lines_or_paragraphs() -> None:
    text = "甲局去年认真办理各类申请，做到件件有记录事事有\n回音，<br>并且按时答复。<br>&nbsp;&nbsp;乙项工作也有进展。<br><br>丙"
    document = read(f"<html><body><div>{text}</div></body></html>")
    assert [(block.kind, block.span.of(document.text)) for block in document.blocks] == [
        ("paragraph", "甲局去年认真办理各类申请，做到件件有记录事事有回音，"),
        ("line", "并且按时答复。"),
        ("paragraph", "乙项工作也有进展。"),
        ("paragraph", "丙"),
    ]


def test_headings_and_paths() -> None:
    document = read("<html><body><div><h1>题</h1><div><p>段一</p><p>段二</p></div></div></body></html>")
    assert [(block.kind, block.level, block.path) for block in document.blocks] == [
        ("heading", 1, "/html/body/div/h1"),
        ("paragraph", None, "/html/body/div/div/p"),
        ("paragraph", None, "/html/body/div/div/p[2]"),
    ]


def test_list_numbers_that_the_page_asks_for() -> None:
    document = read(
        "<html><body><ol style='list-style-type:decimal' start=3><li>甲</li><li>乙</li></ol><ul><li>丙</li></ul></body></html>"
    )
    assert prose(document) == ["3.甲", "4.乙", "丙"]


GRIDS = [
    (
        "<table><tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>1</td><td>2</td></tr></table>",
        [(0, 0, 2, 1, "甲"), (0, 1, 1, 2, "乙"), (1, 1, 1, 1, "1"), (1, 2, 1, 1, "2")],
    ),
    (  # spans beyond the table, and one of 0 to its end
        "<table><tr><td rowspan=9 colspan=1>甲</td><td rowspan=0>丙</td><td colspan=7>乙</td></tr><tr><td>1</td></tr></table>",
        [(0, 0, 2, 1, "甲"), (0, 1, 2, 1, "丙"), (0, 2, 1, 1, "乙"), (1, 2, 1, 1, "1")],
    ),
    (  # a column span that runs into a row span from above
        "<table><tr><td>甲</td><td rowspan=2>乙</td></tr><tr><td colspan=2>丙</td><td>丁</td></tr></table>",
        [(0, 0, 1, 1, "甲"), (0, 1, 2, 1, "乙"), (1, 0, 1, 1, "丙"), (1, 2, 1, 1, "丁")],
    ),
    (  # paragraphs, breaks and blanks in cells
        "<table><tr><td><p>商业</p><p>企业</p></td><td>a<br>b</td></tr><tr><td>&nbsp;</td><td> 1&nbsp;</td></tr></table>",
        [(0, 0, 1, 1, "商业企业"), (0, 1, 1, 1, "a b"), (1, 0, 1, 1, ""), (1, 1, 1, 1, "1")],
    ),
    (  # columns in which no cell begins
        "<table><tr><td>甲</td><td colspan=3>1</td></tr><tr><td>乙</td><td colspan=3>2</td></tr></table>",
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "2")],
    ),
    (  # unclosed cells and rows
        "<table><tr><td>甲<td>1<tr><td>乙<td>2</table>",
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "1"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "2")],
    ),
    (  # a figure in a form's field, a hidden cell
        "<table><tr><td>甲</td><td><input value='12'></td><td style='display:none'>9</td></tr><tr><td>乙</td><td>3</td></tr></table>",
        [(0, 0, 1, 1, "甲"), (0, 1, 1, 1, "12"), (1, 0, 1, 1, "乙"), (1, 1, 1, 1, "3")],
    ),
]


@pytest.mark.parametrize(("html", "expected"), GRIDS)
def test_grids(html: str, expected: list[tuple[int, int, int, int, str]]) -> None:
    (grid,) = read(f"<html><body><p>表</p>{html}</body></html>").grids
    assert places(grid) == expected


def test_a_table_of_data_within_a_layout_table() -> None:
    inner = html_table([["甲", "1"], ["乙", "2"]])
    document = read(f"<html><body><table><tr><td><p>前言。</p>{inner}<p>后语。</p></td></tr></table></body></html>")
    assert prose(document) == ["前言。", "后语。"]
    assert [places(grid)[0][4] for grid in document.grids] == ["甲"]


def test_prose_and_part_headings_drawn_as_rows() -> None:
    long = "全年认真开展各项工作，成效明显。" * 12
    table = html_table(
        [
            [("一、总体情况", 1, 3)],
            [(long, 1, 3)],
            [("二、主动公开政府信息情况", 1, 3)],
            ["内容", "甲", "乙"],
            ["规章", "1", "2"],
            [("三、本年度办理结果", 1, 3)],
            ["（一）予以公开", "3", "4"],
        ],
    )
    document = read(f"<html><body>{table}</body></html>")
    assert prose(document) == ["一、总体情况", long, "二、主动公开政府信息情况"]
    (grid,) = document.grids
    assert [cell[4] for cell in places(grid)] == [
        "内容",
        "甲",
        "乙",
        "规章",
        "1",
        "2",
        "三、本年度办理结果",
        "（一）予以公开",
        "3",
        "4",
    ]


def test_an_index_label_in_a_table_of_data_is_kept() -> None:
    document = read(page(f"<div>{ARTICLE}{html_table([['名称', '件数'], ['标题', '3'], ['文号', '4']])}</div>"))
    assert places(document.grids[-1])[0][4] == "名称"


def test_prose_that_resembles_chrome_is_kept() -> None:
    texts = [
        "登录市政府网站即可查询。",
        "政府网站全年访问量1234567次",
        "来源于群众的建议共12条。",
        "（一）分享渠道拓宽情况",
    ]
    body = "".join(f"<p class='info top'>{text}</p>" for text in texts)
    assert prose(read(page(f"{MENU}<div>{ARTICLE}{body}</div>")))[-4:] == texts


def test_gbk_page() -> None:
    html = page(SITES["TRS"]).replace("utf-8", "gb2312").encode("gb18030")
    document = read(html)
    assert prose(document) == [TITLE, *BODY]
    assert not document.notices


def test_a_page_without_an_article_says_so() -> None:
    document = read("<html><head><title>年报</title></head><body><script>load()</script></body></html>")
    assert document.text == ""
    assert [notice.code for notice in document.notices] == ["html.empty"]


def test_deep_nesting_does_no_harm() -> None:
    html = "<html><body>" + "<div>" * 5000 + "深处的文字。" + "<table><tr><td>" * 500 + "末" + "</body></html>"
    (document,) = read_documents(html.encode(), name="deep.html")
    assert document.text.isprintable()


def test_mhtml_under_any_name() -> None:
    import quopri

    body = quopri.encodestring(page(SITES["TRS"]).encode()).decode()
    data = (
        'From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="B"\r\n\r\n'
        "--B\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
        f"{body}\r\n--B\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0K\r\n--B--\r\n"
    )
    document = read(data, "年报.doc")
    assert prose(document) == [TITLE, *BODY]
    assert document.source.media_type == "multipart/related"


def test_pictures_in_place_of_tables_are_told() -> None:
    body = "".join(f"<p>{text}</p>" for text in ("一、总体情况", "全年公开信息33条。", "二、主动公开政府信息情况"))
    page = "<html><body><div id=zoom>{}</div></body></html>"
    with_picture = read(page.format(body + "<p><img src='t.png'></p>"))
    assert [notice.code for notice in with_picture.notices] == ["html.pictures"]
    table = "<table><tr><td>规章</td><td>1</td></tr><tr><td>文件</td><td>2</td></tr></table>"
    assert not read(page.format(body + "<p><img src='seal.png'></p>" + table)).notices
    assert not read(page.format(body)).notices
