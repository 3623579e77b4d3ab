"""Whether a text is a report at all, whether it is whole, and which parts it lacks.

Takes what the room found, gives notices about the source. Never judges the report's contents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from nlp.structure.issuer import parse_title
from nlp.structure.lines import squeeze
from nlp.structure.wording import SECTION_KEYS
from nlp.types import Document, Metadata, Notice, Paragraph, Section, Span, Table

__all__ = ["find_gaps"]

_NAMES = {
    "overview": ("总体情况", "overview"),
    "disclosure": ("主动公开政府信息情况", "proactive disclosure"),
    "requests": ("收到和处理政府信息公开申请情况", "requests"),
    "disputes": ("行政复议、行政诉讼情况", "reconsideration and litigation"),
    "problems": ("存在的主要问题及改进情况", "problems and improvements"),
    "other": ("其他需要报告的事项", "other matters"),
}
_FIRST_STATUTORY_YEAR = 2019
_LAST_PARAGRAPH = 40  # characters from which an unfinished last paragraph means that the text breaks off
_HEAD = 3000


def find_gaps(
    document: Document,
    metadata: Metadata,
    format_id: str | None,
    sections: Sequence[Section],
    paragraphs: Sequence[Paragraph],
    tables: Mapping[str, Table],
) -> tuple[Notice, ...]:
    """Notices ``structure.not_a_report``, ``.truncated``, ``.table_missing`` and ``.section_missing``."""
    titled = {s.key for s in sections if s.heading is not None}
    if len(titled) < 2 and not tables and not _has_title(document):
        return (
            Notice(
                "structure.not_a_report",
                "文本不像政府信息公开工作年度报告：没有报告标题、法定章节和统计表",
                "this does not look like a disclosure report: no title, no statutory parts, no tables",
            ),
        )
    statutory = format_id in ("2019", "2021") or (
        format_id is None and (metadata.year or _FIRST_STATUTORY_YEAR) >= _FIRST_STATUTORY_YEAR
    )
    cut = _breaks_off(document, sections, paragraphs, tables, statutory)
    notices = [cut] if cut else []
    if statutory and format_id is None and not tables and {"disclosure", "requests"} <= titled:
        notices.append(
            Notice(
                "structure.table_missing",
                "有统计表的各部分都没有读到表格，表格可能是图片或附件",
                "no table was read in any of the parts that have one; the tables may be pictures or attachments",
            )
        )
    if statutory:
        notices.extend(_missing(sections, cut_off=cut is not None))
    return tuple(notices)


def _has_title(document: Document) -> bool:
    names = [value for key, value in document.metadata if key in ("title", "h1")]
    return any(parse_title(text) is not None for text in (document.text[:_HEAD], *names))


def _breaks_off(
    document: Document,
    sections: Sequence[Section],
    paragraphs: Sequence[Paragraph],
    tables: Mapping[str, Table],
    statutory: bool,
) -> Notice | None:
    keys = {s.key for s in sections}
    end = Span(len(document.text), len(document.text))
    reasons: list[tuple[str, str]] = []
    if statutory and not keys & {"problems", "other"} and len(keys - {"preamble"}) >= 1:
        reasons.append(("没有“存在的主要问题”及其后的部分", "the parts from the problems on are missing"))
    elif statutory and "disclosure" in keys and not keys & {"requests", "disputes"} and not keys & {"other"}:
        reasons.append(("没有申请和复议诉讼部分", "the parts on requests and disputes are missing"))
    last = paragraphs[-1] if paragraphs else None
    if last is not None and not last.is_heading:
        text = squeeze(last.span.of(document.text))
        unfinished = text[-1] in ",、“《(的" or text.count("“") > text.count("”") or text.count("《") > text.count("》")
        if text[-1] not in "。!?;:…”)》.】" and len(text) >= _LAST_PARAGRAPH or unfinished:
            reasons.append(("最后一段没有写完", "the last paragraph is unfinished"))
    for name, rows in (("requests", ("requests.concluded", "requests.carried_out")), ("disputes", ())):
        table = tables.get(name)
        if table is None or table.span.end < len(document.text.rstrip()) - 2:
            continue
        if rows and not any(cell.startswith(rows) and c.span is not None for cell, c in table.cells.items()):
            reasons.append(("申请情况表在中途结束", "the table of requests ends in the middle"))
    if not reasons:
        return None
    return Notice(
        "structure.truncated",
        "报告可能不完整：" + "；".join(zh for zh, _ in reasons),
        "the report seems to break off: " + "; ".join(en for _, en in reasons),
        end,
    )


def _missing(sections: Sequence[Section], *, cut_off: bool) -> Iterator[Notice]:
    """What is missing; of a text that breaks off only what is missing before its last part."""
    by_key = {s.key: s for s in sections}
    present = [SECTION_KEYS.index(key) for key in by_key if key in SECTION_KEYS]
    expected = SECTION_KEYS[: max(present, default=-1) + 1] if cut_off else SECTION_KEYS
    for key in expected:
        name, name_en = _NAMES[key]
        section = by_key.get(key)
        if section is None:
            yield Notice(
                "structure.section_missing", f"未找到“{name}”部分", f"no part on {name_en} was found", None, "info"
            )
        elif section.heading is None:
            yield Notice(
                "structure.section_missing",
                f"“{name}”部分没有标题，其起点由内容推定",
                f"the part on {name_en} has no heading; where it begins was inferred",
                Span(section.span.start, section.span.start),
                "info",
            )
