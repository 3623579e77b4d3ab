"""The layout press: a report's content rendered in any file type, layout and damage, with the truth of each cell kept.

Takes a :class:`Content`, the name of a layout and names of damages; gives a :class:`Rendering`. The same content, names and
seed give the same bytes. Never reads a report.
"""

# ruff: noqa: S311 - what is invented here is no secret

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass

from nlp.corpus.synthetic.content import Content
from nlp.corpus.synthetic.docx import DOCX_LAYOUTS, render_docx
from nlp.corpus.synthetic.drawing import draw
from nlp.corpus.synthetic.html import HTML_LAYOUTS, render_html
from nlp.corpus.synthetic.pdf import PDF_LAYOUTS, render_pdf
from nlp.corpus.synthetic.script import Rendering, script
from nlp.corpus.synthetic.text import MARKDOWN_LAYOUTS, TEXT_LAYOUTS, render_text

__all__ = ["DAMAGES", "LAYOUTS", "Damage", "applicable", "holds", "press"]

LAYOUTS: tuple[str, ...] = (*TEXT_LAYOUTS, *MARKDOWN_LAYOUTS, *HTML_LAYOUTS, *DOCX_LAYOUTS, *PDF_LAYOUTS)
"""Names of layouts; what stands before the first ``_`` is the file type."""

_FLAT = frozenset({"txt_cells", "txt_rows", "txt_spaced", "txt_label_lines", "txt_one_line"})
"""Layouts in which an empty cell leaves no trace."""

_HOPELESS = frozenset({"txt_glued"})
"""Layouts that lose where one number ends and the next begins: nothing can be read there, and nothing may be guessed."""

_GRID = frozenset({*HTML_LAYOUTS, *DOCX_LAYOUTS})
_ALL = frozenset(LAYOUTS)


@dataclass(frozen=True, slots=True)
class Damage:
    """``layouts`` are those it changes; in those of ``loses`` it takes away what is needed to place every number."""

    name: str
    zh: str
    en: str
    layouts: frozenset[str] = _ALL
    loses: frozenset[str] = frozenset()


_TXT = frozenset(TEXT_LAYOUTS)
_PDF = frozenset(PDF_LAYOUTS)
DAMAGES: dict[str, Damage] = {
    damage.name: damage
    for damage in (
        Damage("blank_zeros", "零值留空", "zeros left blank", loses=_FLAT | {"txt_aligned"}),
        Damage("dash_zeros", "零值为横线", "zeros as dashes"),
        Damage("slash_zeros", "零值为斜线", "zeros as slashes"),
        Damage("thousands", "千位分隔", "thousands separators"),
        Damage("full_width", "全角数字", "full-width digits"),
        Damage("cell_units", "格内带单位", "units in cells"),
        Damage("cell_notes", "格内带说明", "notes in cells"),
        Damage("label_notes", "标签带说明", "notes in labels"),
        Damage("misprints", "标签错字", "misprinted labels"),
        Damage("cut_labels", "标签截断", "labels cut short"),
        Damage("ordinals", "序号变样", "ordinals changed or missing"),
        Damage("extra_rows", "多出的行", "extra rows"),
        Damage("missing_headers", "缺表头", "no header rows"),
        Damage("missing_header_cell", "缺一个表头格", "a header cell missing"),
        Damage("ocr", "字形混淆", "letters among digits", loses=_ALL),
        Damage("signs", "增减带符号", "signs and arrows"),
        Damage("spaced_numbers", "数字中有空格", "blanks inside numbers", loses=_FLAT | {"txt_aligned", "pdf_unruled"}),
        Damage("header_rows", "类别自成一行", "group headings as rows"),
        Damage("header_zeros", "类别行印有零", "zeros on heading rows"),
        Damage("disputes_rows", "复议诉讼表分行", "disputes in rows"),
        Damage(
            "split_labels",
            "标签断行",
            "labels broken",
            _TXT - {"txt_tabs", "txt_pipes", "txt_aligned", "txt_one_line", "txt_glued", "txt_closed"} | _GRID,
        ),
        Damage("page_numbers", "表内页码", "page numbers inside tables", _TXT),
        Damage("repeated_headers", "重复表头", "header rows repeated", _TXT | _PDF),
        Damage("wrapped_prose", "正文硬换行", "hard-wrapped prose", _TXT | frozenset(MARKDOWN_LAYOUTS)),
        Damage("blank_lines", "隔行空行", "blank lines between lines", _TXT),
        Damage("lost_dates", "日期缺年月", "dates without 年 and 月"),
        Damage("glued_headings", "小标题并入段落", "sub-headings glued to paragraphs"),
        Damage("misnumbered", "标题序号错", "headings misnumbered"),
        Damage("word_markup", "Word 标记", "Word markup", frozenset(HTML_LAYOUTS)),
        Damage("missing_rules", "缺表格线", "rules missing", _PDF | frozenset(MARKDOWN_LAYOUTS)),
        Damage("tables_apart", "分成多表", "bands as tables of their own", _GRID),
        Damage("page_break", "表格断为两段", "a table cut in two", frozenset(HTML_LAYOUTS)),
        Damage("ragged", "合并格不补齐", "merged cells not filled up", frozenset({"txt_tabs", "txt_pipes"})),
        Damage("vertical_labels", "竖排标签", "labels of one character a line", _PDF | {"txt_aligned"}),
        Damage("running_headers", "页眉", "running headers on pages", _PDF),
        Damage("tracked_changes", "修订痕迹", "tracked changes in cells", frozenset(DOCX_LAYOUTS)),
        Damage("gbk", "GBK 编码", "GBK encoding", _TXT | frozenset(HTML_LAYOUTS)),
        Damage("no_date", "无发布日期", "no publication date"),
    )
}
"""All damages by name, each switchable and combinable."""


def applicable(damages: Collection[str], layout: str) -> frozenset[str]:
    """Those of ``damages`` that change the layout."""
    return frozenset(name for name in damages if layout in DAMAGES[name].layouts)


def holds(damages: Collection[str], layout: str) -> bool:
    """Whether the rendering still holds what is needed to place every number."""
    return layout not in _HOPELESS and not any(layout in DAMAGES[name].loses for name in damages)


def press(content: Content, layout: str, damages: Collection[str] = (), seed: int | str = 0) -> Rendering:
    """Render a report. Raises ``KeyError`` for an unknown damage and ``ValueError`` for an unknown layout."""
    if layout not in LAYOUTS:
        raise ValueError(f"unknown layout {layout!r}")
    active = applicable(damages, layout)
    rng = random.Random(f"{seed}/{layout}/{'+'.join(sorted(active))}")
    drawing = draw(content, active, rng)
    elements = script(content, drawing, active, rng)
    kind = layout.split("_", 1)[0]
    charset = "gb18030" if "gbk" in active else "utf-8"
    if kind in ("txt", "md"):
        data = render_text(elements, layout, active, rng).encode(charset)
    elif kind == "html":
        data = render_html(elements, layout, active, rng, "gb2312" if charset != "utf-8" else charset).encode(charset)
    elif kind == "docx":
        data = render_docx(elements, layout, active, rng)
    else:
        data = render_pdf(elements, layout, active, rng)
    name = f"{content.issuer.name}{content.year}年政府信息公开工作年度报告.{kind}"
    return Rendering(data, name, drawing, content, layout, active)
