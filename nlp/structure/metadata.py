"""Who issued a report, for which year, and when it was published; each with where that was found.

Takes a document and its division into parts; gives :class:`~nlp.types.Metadata` and notices about damaged dates. What the
title says comes first, then the text, then what the file says of itself, then its name. Never invents: a date that could
be two days, or is not of the time in which such a report can appear, is left out.
"""

from __future__ import annotations

import datetime
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import PurePath

from nlp.structure.dates import FoundDate, damaged_days, find_dates, restore_day
from nlp.structure.issuer import TitleParts, as_body, compiled_by, complete_place, is_relative, level_of, parse_title
from nlp.structure.lines import Line, compact, squeeze
from nlp.structure.report_year import EARLIEST, told_year
from nlp.structure.sections import Division
from nlp.structure.wording import metadata
from nlp.types import Document, Metadata, Notice, Span

__all__ = ["find_metadata"]

_HEAD_LINES, _TAIL_LINES, _SHORT = 16, 10, 80
_TITLE_LINES = 4
_GLUED_TITLE = 70  # characters at the head of a long line in which a title may stand
_LATEST = 2100
_DAMAGED_SHOWN = 6
_SIGNED = 50  # characters of a closing line that can hold the day
_ISO_TIME = re.compile(r"(?<=[0-9])T[0-9].*")
_HEAD_CHARS = 6000
_OWN = re.compile(r"(?:我|本)(局|委|办|中心|厅|队|镇|乡|街道|省|市|县|区|州)")
_LABELLED = re.compile(
    r"(?:发布机构|发布单位|编制单位|公开单位|公开机构|信息来源|来源|作者)[:|]([\u4e00-\u9fff]{4,30}?)(?=发布|时间|日期|点击|浏览|字号|作者|[^\u4e00-\u9fff]|$)"
)
_YEAR_LINE = re.compile(r"\(?20[0-9]{2}年?度?\)?")
_LOST_YEAR = re.compile(r"(?<![0-9第])(?:20[0-9]|2[0-9]|0[0-9]{2})年(?!级|以|来|间)")
_SUBJECT = re.compile(
    r"(?:^|[。，,])\s*(?:20[0-4][0-9]年(?:度|以?来)?[，,]?)?\s*(?P<name>[\u4e00-\u9fff]{2,20}?[省市县区州旗镇乡局委办厅府处会])"
    r"(?:认真|坚持|深入|严格|全面|扎实|高度重视|切实|积极|始终|紧紧围绕|以习近平)"
)
"""A sentence that says of a body how well it worked."""
_OFFICE_OF_TOWNSHIP = re.compile("^(.*(?:镇|乡)人民政府|.*街道(?:办事处)?)(?:党政综合|党政|综合|社会事务)?办公室$")
"""A township's own office writes the township's report."""


@dataclass(slots=True)
class _Found:
    values: dict[str, str | int] = field(default_factory=dict)
    found_in: dict[str, str] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)

    def put(self, key: str, value: str | int, where: str, span: Span | None = None) -> None:
        if key == "issuer":
            value = _OFFICE_OF_TOWNSHIP.sub(r"\1", str(value))
        self.values[key] = value
        self.found_in[key] = where
        if span is not None:
            self.spans[key] = span


def find_metadata(document: Document, division: Division) -> tuple[Metadata, tuple[Notice, ...]]:
    """Issuer, level, year and day of publication of ``document``, and notices about dates that lost their signs."""
    head, opening, tail = _areas(division)
    found = _Found()
    title = _title_in_text(document.text, head, opening)
    if title is not None:
        _from_title(found, document.text, title)
    _year(found, document, division)
    _published(found, document, head, tail)
    if "year" not in found.values and "published" in found.values:
        found.put("year", int(str(found.values["published"])[:4]) - 1, "published")
    _issuer(found, document, head, opening, tail)
    issuer = found.values.get("issuer")
    if issuer:
        level = level_of(str(issuer), document.text[:6000])
        if level:
            found.put("level", level, "issuer")
    year = found.values.get("year")
    result = Metadata(
        issuer=str(issuer) if issuer else None,
        level=str(found.values["level"]) if "level" in found.values else None,
        year=int(year) if year else None,
        published=str(found.values["published"]) if "published" in found.values else None,
        found_in=found.found_in,
        spans=found.spans,
    )
    return result, tuple(_damage(document.text, head))


def _areas(division: Division) -> tuple[list[Line], list[Line], list[Line]]:
    """Short lines before the first part, the long ones there, and the short lines at the end."""
    texts = [u for u in division.units if u.role in ("text", "repeated")]
    preamble = [u.line for u in texts if division.sections and division.sections[u.section].key == "preamble"]
    if not preamble:
        preamble = [u.line for u in texts[:_HEAD_LINES]]
    head = [line for line in preamble if len(line.text) <= _SHORT and "。" not in line.text][:_HEAD_LINES]
    opening = [line for line in preamble if line not in head]
    last = [u.line for u in texts[-_TAIL_LINES:]]
    closing = [line for line in last if len(line.text) <= _SHORT and "。" not in line.text and line not in opening]
    return head, opening, closing


# -- title ----------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Title:
    parts: TitleParts
    base: int  # where the parsed string begins in the document's text


def _title_in_text(text: str, head: Sequence[Line], opening: Sequence[Line]) -> _Title | None:
    best: tuple[float, _Title] | None = None
    for first in range(len(head)):
        for count in range(1, _TITLE_LINES + 1):
            lines = head[first : first + count]
            if len(lines) < count or any(b.start - a.end > 40 for a, b in pairwise(lines)):
                break
            start = lines[0].start
            parts = parse_title(text[start : lines[-1].end])
            if parts is None:
                continue
            if (
                parts.year is None
                and first + count < len(head)
                and _YEAR_LINE.fullmatch(squeeze(head[first + count].text))
            ):
                lines = [*lines, head[first + count]]
                parts = parse_title(text[start : lines[-1].end]) or parts
            score = 4 * (parts.issuer is not None) + 2 * (parts.year is not None) - (count - 1) * 0.5
            score += 1 if parts.issuer is not None and not parts.completed else 0
            if best is None or score > best[0]:
                best = (score, _Title(parts, start))
            break
    if best is None:
        for line in opening[:2]:  # the title runs on into the preamble
            parts = parse_title(line.text[:_GLUED_TITLE])
            if parts is not None and parts.start == 0:
                return _Title(parts, line.start)
    return best[1] if best else None


def _from_title(found: _Found, text: str, title: _Title) -> None:
    parts, base = title.parts, title.base
    if parts.issuer and parts.issuer_at:
        span = Span(base + parts.issuer_at[0], base + parts.issuer_at[1])
        where = "title, completed" if parts.completed else "title"
        printed = "".join(span.of(text).split())
        same_length = not parts.completed and len(printed) == len(parts.issuer)
        found.put("issuer", printed if same_length else parts.issuer, where, span)
    if parts.year and parts.year_at and EARLIEST <= parts.year <= _LATEST:
        found.put("year", parts.year, "title", Span(base + parts.year_at[0], base + parts.year_at[1]))


# -- year -----------------------------------------------------------------------------------------------------------


def _year(found: _Found, document: Document, division: Division) -> None:
    if "year" in found.values:
        return
    named = (("metadata", _metadata(document, "title")), ("path", [PurePath(document.source.path).stem]))
    told = told_year(document.text, division, named)
    if told is not None:
        found.put("year", *told)


# -- day of publication -----------------------------------------------------------------------------------------------


def _published(found: _Found, document: Document, head: Sequence[Line], tail: Sequence[Line]) -> None:
    year = found.values.get("year")
    options: list[tuple[int, FoundDate, int, str]] = []
    wording = metadata()
    for line in head:
        for date in find_dates(line.text):
            before = line.text[max(0, date.start - 12) : date.start]
            if wording.not_published.search(before) or not _plausible(date.day, year):
                continue
            labelled = wording.date_labels.search(before)
            options.append((0 if labelled and "发布" in before else 1, date, line.start, "text"))
    known = {d.day for _, d, _, _ in options}
    for line in head:
        restored = restore_day(line.text)
        if restored and _plausible(restored.day, year):
            options.append((1 if restored.day in known else 2, restored, line.start, "text, restored"))
    options.extend(
        (3, date, line.start, "signature")
        for line in reversed(tail)
        if len(line.text) <= _SIGNED and line not in head
        for date in find_dates(line.text)
        if _plausible(date.day, year)
    )
    options.extend(
        (4, date, -1, "metadata")
        for value in _metadata(document, "published")
        for date in find_dates(_ISO_TIME.sub("", value))
        if _plausible(date.day, year)
    )
    if not options:
        return
    _, date, base, where = min(options, key=lambda o: o[0])
    span = Span(base + date.start, base + date.end) if base >= 0 else None
    found.put("published", date.day.isoformat(), where, span)


def _plausible(day: datetime.date, year: str | int | None) -> bool:
    """A report on year Y appears after the year's end and before the end of Y + 2."""
    if year is None:
        return EARLIEST < day.year <= _LATEST
    return datetime.date(int(year), 12, 31) < day <= datetime.date(int(year) + 2, 12, 31)


# -- issuer -----------------------------------------------------------------------------------------------------------


def _issuer(
    found: _Found, document: Document, head: Sequence[Line], opening: Sequence[Line], tail: Sequence[Line]
) -> None:
    named = list(_named(document, head, opening, tail))
    title = found.values.get("issuer")
    if title is not None:
        for name, _, _ in named:
            if is_relative(str(title)) and len(name) > len(str(title)) and name.endswith(str(title)):
                found.put("issuer", name, "title, completed", found.spans["issuer"])
                return
        return
    if named:
        name, where, span = named[0]
        found.put("issuer", name, where, span)


_WHOLE_BODY = re.compile(
    r"全[省市区县州盟旗](?:各级|各部门|各单位|行政机关)?[^。；;]{0,14}(?:收到|新收|受理|接收|办理)[^。；;]{0,12}申请|各级(?:政府|行政)?机关[^。；;]{0,10}(?:收到|新收|受理|办理)"
    r"|(?:数据|报告|年报)[^。；;]{0,12}汇总|汇总[^。；;]{0,16}(?:数据|编制|形成)|各(?:乡镇|镇街|街道|部门)[^。；;]{0,8}(?:收到|新收|受理)[^。；;]{0,12}申请"
)
"""Words that say that an office reports for its whole government: its numbers are those of all organs."""
_THE_OFFICE = re.compile(r"(?:我办|本办|我室|政府办(?:公室)?)(?:共|全年|累计|新)*(?:收到|受理|接收)")


def _named(
    document: Document, head: Sequence[Line], opening: Sequence[Line], tail: Sequence[Line]
) -> Iterator[tuple[str, str, Span | None]]:
    for area, where in ((head, "text"), (list(reversed(tail)), "signature")):
        for line in area:
            name = _name_on_line(line)
            if name and not is_relative(name):
                yield name, where, _span_of(line, name)
    for line in opening[:3]:
        compiled = compiled_by(line.text)
        if compiled:
            name, start, end = compiled
            government = metadata().offices.sub("", name)
            if government != name and _WHOLE_BODY.search(document.text) and not _THE_OFFICE.search(document.text):
                name = complete_place(government) or government + "人民政府"
                yield name, "preamble, completed", Span(line.start + start, line.start + end)
            elif (completed := complete_place(name)) is not None and completed != name:
                yield completed, "preamble, completed", Span(line.start + start, line.start + end)
            else:
                yield name, "preamble", Span(line.start + start, line.start + end)
    for where, values in (
        ("metadata", _metadata(document, "title")),
        ("path", [PurePath(document.source.path).stem]),
    ):
        for value in values:
            parts = parse_title(value)
            if parts is not None and parts.issuer:
                yield parts.issuer, f"{where}, completed" if parts.completed else where, None
    for line in head:
        labelled = _LABELLED.search(squeeze(line.text))
        if labelled and _fits(labelled[1], document.text):
            yield labelled[1], "text", _span_of(line, labelled[1])
    for value in _metadata(document, "issuer"):
        plain = squeeze(value)
        if _fits(plain, document.text):
            yield plain, "metadata", None
    for line in opening[:3]:
        subject = _SUBJECT.search(line.text[:200])
        if subject is not None and as_body(subject["name"]) and not is_relative(subject["name"]):
            name = subject["name"]
            whole = complete_place(name) or name
            where = "text" if whole == name else "text, completed"
            yield whole, where, Span(line.start + subject.start("name"), line.start + subject.end("name"))


def _name_on_line(line: Line) -> str | None:
    """A line that is nothing but a body's name, perhaps with a day after it or a label before it."""
    text = line.text
    for date in find_dates(text):
        text = text[: date.start]
        break
    plain = squeeze(text).strip("()[]:,、")
    if 4 <= len(plain) <= 34 and as_body(plain) in ("township", "zone", "government", "department"):
        if metadata().title.search(plain) or plain in ("政府信息公开", "信息公开"):
            return None
        return plain if not re.search(r"信息公开|情况|栏目|专栏|目录|网站?$|平台$|门户|简介|职能|动态", plain) else None
    return None


def _fits(name: str, text: str) -> bool:
    """Whether a name that the site gives (it may be the site's owner) can be who says 我局, 我镇 ... in the report."""
    kind = as_body(name)
    if kind not in ("township", "zone", "government", "department") or is_relative(name) or len(name) < 4:
        return False
    own = Counter(_OWN.findall(text[:_HEAD_CHARS]))
    own_kinds = Counter({"department": own["局"] + own["委"] + own["办"] + own["中心"] + own["厅"] + own["队"]})
    own_kinds["township"] = own["镇"] + own["乡"] + own["街道"]
    own_kinds["government"] = own["省"] + own["市"] + own["县"] + own["区"] + own["州"]
    if not own_kinds.total():
        return kind != "government"
    return own_kinds.most_common(1)[0][0] == ("government" if kind == "zone" else kind)


def _span_of(line: Line, name: str) -> Span | None:
    plain, index = compact(line.text)
    at = plain.find(name)
    return Span(line.start + index[at], line.start + index[at + len(name) - 1] + 1) if at >= 0 else None


def _metadata(document: Document, kind: str) -> list[str]:
    given = dict(reversed(document.metadata))
    return [given[key] for key in metadata().keys[kind] if given.get(key)]


# -- damage -----------------------------------------------------------------------------------------------------------


def _damage(text: str, head: Sequence[Line]) -> Iterator[Notice]:
    places = [Span(a, b) for a, b in damaged_days(text)]
    places += [
        Span(line.start + m.start(), line.start + m.end())
        for line in head
        if metadata().title.search(squeeze(line.text))
        for m in _LOST_YEAR.finditer(line.text)
    ]
    places += [line.span for line in head if restore_day(line.text) or re.fullmatch(r"20[0-4]\d{3,4}", line.text)]
    for span in sorted(places)[:_DAMAGED_SHOWN]:
        printed = span.of(text)
        yield Notice(
            "text.date_damaged",
            f"原文日期“{printed}”缺少“年”“月”等字符，疑为抓取或转换时丢失",
            f"the date {printed!r} has lost its 年 or 月, probably when the text was scraped or converted",
            span,
            "info",
        )
