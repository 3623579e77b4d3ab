"""HTML renderings: a clean page of a content system, markup exported from Word, and a page with its site's chrome around it.

Takes elements, gives HTML text. Never decides what a cell holds.
"""

# ruff: noqa: E501 - markup reads best in its own lines

from __future__ import annotations

import html as markup
import random
from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from nlp.corpus.synthetic.drawing import Drawn, DrawnTable
from nlp.corpus.synthetic.geometry import clipped, continued
from nlp.corpus.synthetic.script import Element

__all__ = ["HTML_LAYOUTS", "render_html"]

HTML_LAYOUTS = ("html_clean", "html_word", "html_chrome", "html_bare", "html_nested")

_WORD_STYLES = (
    "<style><!-- /* Font Definitions */ @font-face {font-family:仿宋_GB2312;} p.MsoNormal, li.MsoNormal {margin:0cm;"
    "text-align:justify;font-size:10.5pt;} @page Section1 {size:595.3pt 841.9pt;} --></style>"
    "<!--[if gte mso 9]><xml><w:WordDocument><w:View>Print</w:View><w:Zoom>0</w:Zoom></w:WordDocument></xml><![endif]-->"
)
_MENU = ("首页", "政府信息公开", "政务服务", "互动交流", "政策文件", "数据发布", "专题专栏", "无障碍浏览", "繁體中文")
_SIDE = (
    "政府信息公开指南",
    "政府信息公开制度",
    "法定主动公开内容",
    "政府信息公开年度报告",
    "依申请公开",
    "公共企事业单位信息公开",
)
_NEWS = (
    "我市召开重点项目推进会",
    "关于开展安全生产检查的通知",
    "城区公交线路调整公告",
    "本周天气提示",
    "惠企政策申报指南",
)


def render_html(
    elements: Sequence[Element], layout: str, damages: AbstractSet[str], rng: random.Random, charset: str
) -> str:
    """The report as an HTML page that declares ``charset``."""
    return _Page(layout, damages, rng).render(elements, charset)


class _Page:
    def __init__(self, layout: str, damages: AbstractSet[str], rng: random.Random) -> None:
        self.layout = layout
        self.damages = damages
        self.rng = rng
        self.word = layout == "html_word" or "word_markup" in damages
        self.tables_seen = 0

    def render(self, elements: Sequence[Element], charset: str) -> str:
        body = "\n".join(self._element(element) for element in elements)
        title = markup.escape(elements[0].text if elements else "")
        head = f'<meta charset="{charset}"><title>{title}</title>'
        if self.word:
            head = f'<meta http-equiv="Content-Type" content="text/html; charset={charset}"><title>{title}</title>{_WORD_STYLES}'
            body = f'<div class="Section1" style="layout-grid:15.6pt">{body}</div>'
        if self.layout == "html_chrome":
            return self._chrome(elements, head, body)
        if self.layout == "html_nested":  # as sites were built with tables
            return (
                f"<html><head>{head}</head><body><table width='100%'><tr><td width='200'><table><tr><td>首页</td></tr><tr><td>政务公开</td>"
                f"</tr></table></td><td><table><tr><td>{body}</td></tr></table></td></tr></table></body></html>"
            )
        if self.layout == "html_bare":
            return f"<html><head>{head}</head>{body}</html>"
        box = self.rng.choice(
            [
                'id="zoom"',
                'class="article-content"',
                'class="TRS_Editor"',
                'id="UCAP-CONTENT"',
                'class="wp_articlecontent"',
            ]
        )
        return f"<!DOCTYPE html><html><head>{head}</head><body>\n<div {box}>\n{body}\n</div>\n</body></html>"

    # -- prose --------------------------------------------------------------------------------------------------

    def _element(self, element: Element) -> str:
        if element.kind == "table" and element.table is not None:
            return self._table(element.table)
        text = self._text(element.text)
        if element.kind == "title" and not self.word:
            return (
                f"<h1>{text}</h1>"
                if self.rng.random() < 0.7
                else f'<p style="text-align:center"><strong>{text}</strong></p>'
            )
        if self.word:
            bold = element.kind in ("title", "heading")
            size = "22.0pt" if element.kind == "title" else "16.0pt"
            inner = f"<b>{text}</b>" if bold else text
            indent = "" if element.kind == "title" else "text-indent:32.0pt;mso-char-indent-count:2.0;"
            return (
                f"<p class=MsoNormal style='{indent}line-height:28.0pt;mso-line-height-rule:exactly'>"
                f"<span style='font-size:{size};font-family:仿宋_GB2312;mso-hansi-font-family:宋体'>{inner}<o:p></o:p></span></p>"
            )
        if element.kind == "heading" and self.rng.random() < 0.5:
            return f"<p><strong>{text}</strong></p>"
        space = self.rng.choice(["", "\u3000\u3000", "&nbsp;&nbsp;&nbsp;&nbsp;", "&emsp;&emsp;"])
        return f'<p style="text-indent: 2em;">{text}</p>' if not space else f"<p>{space}{text}</p>"

    def _text(self, text: str) -> str:
        """Escaped, and cut into spans as editors leave them."""
        if not self.word or len(text) < 12:
            return markup.escape(text)
        pieces, rest = [], text
        while rest:
            cut = self.rng.randint(4, 40)
            pieces.append(rest[:cut])
            rest = rest[cut:]
        return "".join(
            markup.escape(piece)
            if i % 2 == 0
            else f"<span lang=EN-US style='mso-ansi-language:EN-US'>{markup.escape(piece)}</span>"
            for i, piece in enumerate(pieces)
        )

    # -- tables -------------------------------------------------------------------------------------------------

    def _table(self, table: DrawnTable) -> str:
        rows = table.rows
        cut = 0
        if "tables_apart" in self.damages and table.key == "disclosure":
            bounds = [*table.starts, len(rows)]
            return "\n".join(self._rows(rows[a:b]) for a, b in zip(bounds, bounds[1:], strict=False))
        if "page_break" in self.damages and table.key == "requests":
            cut = self.rng.randrange(table.head + 4, len(rows) - 3)
        if cut:
            first = [[clipped(d, cut - i) for d in row] for i, row in enumerate(rows[:cut])]
            head = rows[: table.head] if "repeated_headers" in self.damages else []
            number = f"<p>- {self.rng.randint(3, 8)} -</p>" if "page_numbers" in self.damages else ""
            return "\n".join([self._rows(first), number, self._rows([*head, *continued(rows, cut), *rows[cut + 1 :]])])
        return self._rows(rows)

    def _rows(self, rows: Sequence[Sequence[Drawn]]) -> str:
        lines = ['<table border="1" cellspacing="0" cellpadding="0" style="border-collapse:collapse">' if not self.word
                 else "<table class=MsoNormalTable border=1 cellspacing=0 cellpadding=0 style='border-collapse:collapse;mso-yfti-tbllook:1184'>",
                 "<tbody>"]  # fmt: skip
        for row in rows:
            lines.append("<tr>" + "".join(self._cell(drawn) for drawn in row) + "</tr>")
        return "\n".join([*lines, "</tbody>", "</table>"])

    def _cell(self, drawn: Drawn) -> str:
        spans = (f' rowspan="{drawn.rows}"' if drawn.rows > 1 else "") + (
            f' colspan="{drawn.cols}"' if drawn.cols > 1 else ""
        )
        text = markup.escape(drawn.text)
        if not drawn.text:
            text = self.rng.choice(["", "&nbsp;", "<br>", "<p></p>"])
        elif "split_labels" in self.damages and drawn.role == "label" and len(drawn.text) > 6:
            cut = self.rng.randint(3, len(drawn.text) - 2)
            text = (
                markup.escape(drawn.text[:cut])
                + self.rng.choice(["<br>", "<br/>", "</p><p>"])
                + markup.escape(drawn.text[cut:])
            )
        if self.word:
            return (
                f"<td width=61{spans} valign=center style='width:46.1pt;border:solid windowtext 1.0pt;mso-border-alt:solid .5pt;"
                f"padding:0cm 1.4pt'><p class=MsoNormal align=center><span lang=EN-US style='font-size:12.0pt'>{text}"
                f"<o:p></o:p></span></p></td>"
            )
        return f"<td{spans}>{'<p>' + text + '</p>' if self.rng.random() < 0.3 or '</p>' in text else text}</td>"

    # -- the site around it -------------------------------------------------------------------------------------

    def _chrome(self, elements: Sequence[Element], head: str, body: str) -> str:
        rng = self.rng
        title = markup.escape(elements[0].text)
        menu = "".join(f'<li><a href="/{i}/">{name}</a></li>' for i, name in enumerate(_MENU))
        side = "".join(f"<dd><a href='#'>{name}</a></dd>" for name in _SIDE)
        news = "".join(
            f"<li><a href='#'>{name}</a><span>{rng.randint(1, 12):02}-{rng.randint(1, 28):02}</span></li>"
            for name in _NEWS
        )
        number = "".join(str(rng.randint(0, 9)) for _ in range(9))
        meta = (
            f'<table class="xxgk_table" width="100%"><tr><td>索引号：</td><td>{number}/2024-{rng.randint(1000, 99999):05}</td>'
            f"<td>信息分类：</td><td>政府信息公开年报</td></tr><tr><td>发布机构：</td><td>{title[:6]}</td><td>生成日期：</td>"
            f"<td>20{rng.randint(20, 25)}-0{rng.randint(1, 3)}-{rng.randint(10, 28)}</td></tr><tr><td>文号：</td><td>无</td><td>浏览次数：</td>"
            f"<td>{rng.randint(10, 9000)}</td></tr></table>"
        )
        share = '<div class="bdsharebuttonbox">分享到：<a>微信</a> <a>微博</a> <a>QQ空间</a></div>'
        return f"""<!DOCTYPE html><html><head>{head}<script>var _hmt = [12, 30, 2023];</script></head><body>
<div class="header"><div class="search"><input value="请输入关键字"><a>搜索</a></div><ul class="nav">{menu}</ul></div>
<div class="position">当前位置：<a>首页</a> &gt; <a>政府信息公开</a> &gt; <a>政府信息公开年度报告</a></div>
<div class="sidebar"><dl><dt>信息公开目录</dt>{side}</dl></div>
<div class="main">{meta}
<div class="tools">字体：【<a>大</a> <a>中</a> <a>小</a>】 打印 {share}</div>
<div class="article-content" id="zoom">
{body}
</div>
<p class="editor">责任编辑：办公室 来源：本网</p>
<div class="related"><h3>相关文章</h3><ul>{news}</ul></div></div>
<div class="footer"><p>主办单位：办公室 网站标识码：{number}1 ICP备{number}号</p><p>联系电话：0000-{number[:7]} 地址：人民路{rng.randint(1, 200)}号</p></div>
</body></html>"""
