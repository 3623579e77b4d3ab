"""An invented report as a list of paragraphs, and the ways in which such reports are laid out as text.

The place, the office and every sentence are made up for these tests.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from nlp.types import Block, Document, Source, Span


@dataclass(frozen=True)
class Part:
    """``role``: title, date, text, section, sub (stands alone), run (a marked paragraph whose text runs on)."""

    role: str
    text: str
    section: str
    above: tuple[str, ...] = ()


def _parts() -> tuple[Part, ...]:
    one, five, six = "一、总体情况", "五、存在的主要问题及改进情况", "六、其他需要报告的事项"
    first, second, third = "（一）主动公开方面", "（二）依申请公开方面", "（三）监督保障方面"
    return (
        Part("title", "岚川县人民政府2022年政府信息公开工作年度报告", "preamble"),
        Part("date", "2023年1月20日", "preamble"),
        Part(
            "text",
            "本报告由岚川县人民政府办公室汇总编制，全文分六个部分，所列数据统计期限自2022年1月1日起至2022年12月31日止。读者如有疑问，可拨打电话0999-1234567询问，也可到县政务大厅二楼查阅窗口当面咨询。",
            "preamble",
        ),
        Part("section", one, "overview"),
        Part(
            "text",
            "2022年，岚川县把公开作为改进作风的抓手，县政府常务会议两次听取汇报，各乡镇和县直单位把任务分解到股室，全年通过网站、公众号和村务公开栏发布信息6420条，比上年多出511条，群众查询办事信息更加方便。",
            "overview",
            (one,),
        ),
        Part("sub", first, "overview", (one,)),
        Part(
            "run",
            "1.抓好财政信息公开。县级68个预算单位的预算和决算全部按时上网，新增债券资金的用途、进度和绩效目标一并列出，方便对照。",
            "overview",
            (one, first, "1.抓好财政信息公开"),
        ),
        Part(
            "run",
            "2.抓好民生信息公开。招生计划、低保名单、养老补贴标准等内容在村组张贴，累计更换张贴内容1350处，老年人不上网也能看得到、问得清。",
            "overview",
            (one, first, "2.抓好民生信息公开"),
        ),
        Part("sub", second, "overview", (one,)),
        Part(
            "text",
            "全年收到申请86件，其中网上提交61件、当面提交9件、信函16件；上年结转2件，当年答复85件，另有3件转入下年度办理。对内容不清的申请，工作人员先打电话问明白再答复，避免来回补正。",
            "overview",
            (one, second),
        ),
        Part(
            "run",
            f"{third}。县政务公开办每季度抽查一次，发现错链、错字等问题97个，均已改正；举办培训班3期，参加培训240人次。",
            "overview",
            (one, third),
        ),
        Part("section", "二、主动公开政府信息情况", "disclosure"),
        Part("section", "三、收到和处理政府信息公开申请情况", "requests"),
        Part("section", "四、政府信息公开行政复议、行政诉讼情况", "disputes"),
        Part("section", five, "problems"),
        Part("sub", "（一）存在的主要问题", "problems", (five,)),
        Part(
            "run",
            "一是个别乡镇更新慢。有的栏目三个月没有新内容，群众打电话反映后才补上，责任没有压到人头。",
            "problems",
            (five, "（一）存在的主要问题", "一是个别乡镇更新慢"),
        ),
        Part(
            "run",
            "二是解读的办法少。多数解读还停留在文字问答，图表和短视频不多，老百姓读起来费劲。",
            "problems",
            (five, "（一）存在的主要问题", "二是解读的办法少"),
        ),
        Part("sub", "（二）改进措施", "problems", (five,)),
        Part(
            "text",
            "我县将把更新时限写进考核细则，逐月通报；组织三期解读培训，请有经验的单位现场演示，争取每份重要文件都配一张图。",
            "problems",
            (five, "（二）改进措施"),
        ),
        Part("section", six, "other"),
        Part("text", "本年度没有收取信息处理费。此外没有其他需要报告的事项。", "other", (six,)),
    )


PARTS = _parts()


def line_document(text: str, *, path: str = "report.txt", metadata: tuple[tuple[str, str], ...] = ()) -> Document:
    """A plain text as the readers give it: one block a line."""
    blocks = tuple(
        Block("line", Span(m.start(), m.end())) for m in re.finditer(r"[^\n]+", text) if m.group().strip(" \u3000\t")
    )
    return Document(Source(path, "0" * 64, "text/plain", len(text)), text, blocks, metadata=metadata)


def block_document(blocks: list[tuple[str, str, int | None]]) -> Document:
    """(kind, text, page) triples as a document of a marked-up format."""
    text, made = "", []
    for kind, piece, page in blocks:
        made.append(
            Block(kind, Span(len(text), len(text) + len(piece)), page=page, level=2 if kind == "heading" else None)
        )
        text += piece + "\n"
    return Document(Source("report.pdf", "0" * 64, "application/pdf", len(text)), text, tuple(made))


def width_of(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(c) in "WFA" else 1 for c in text)


def wrap(text: str, width: int) -> list[str]:
    """Break at ``width`` columns as a word processor does: no closing punctuation at the start, numbers kept whole."""
    lines, current = [], ""
    for token in re.findall(r"[0-9A-Za-z.%-]+|.", text):
        if width_of(current + token) > width and token not in "，。；：、！？）》”":
            lines.append(current)
            current = ""
        current += token
    return [*lines, current]


def laid_out(
    *,
    width: int = 0,
    indent: str = "",
    between: str = "\n",
    page_every: int = 0,
    header: str = "",
    double_spaced: bool = False,
    parts: tuple[Part, ...] = PARTS,
) -> str:
    """The report as text. ``width`` 0: a paragraph is a line. ``page_every``: a page number after so many lines."""
    lines: list[str] = []
    for part in parts:
        prefix = "" if part.role in ("title", "date") else indent
        pieces = wrap(prefix + part.text, width) if width else [prefix + part.text]
        lines.extend(pieces)
        if between != "\n":
            lines.append("")
    if page_every:
        paged: list[str] = []
        for number, line in enumerate(lines):
            paged.append(line)
            if number % page_every == page_every - 1:
                paged.extend(["", f"- {number // page_every + 1} -", *([header] if header else []), ""])
        lines = paged
    return ("\n\n" if double_spaced else "\n").join(lines) + "\n"


def bare(text: str) -> str:
    """Without blanks, as paragraphs of different layouts compare."""
    return re.sub(r"[\s\u3000]+", "", text)
