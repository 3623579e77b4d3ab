"""Small reports built from the examples of the rules, to show and to test what a rule does.

Takes an :class:`~nlp.checks.registry.Example`, gives a :class:`~nlp.types.ReportResult` and the context that checks get.
The text holds the prose first and then every cell on a line of its own, so that all evidence is real. Never used while
a report is audited.
"""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal

from nlp.checks.context import CheckContext, Family
from nlp.checks.names import canonical_order
from nlp.checks.registry import Example
from nlp.forms import load_form
from nlp.settings import Settings
from nlp.types import (
    Cell,
    CellState,
    Claim,
    Document,
    Engine,
    Interval,
    Metadata,
    Notice,
    Paragraph,
    Quantity,
    Reading,
    ReportResult,
    Section,
    Source,
    Span,
    Structure,
    Table,
)

__all__ = ["build_context", "build_report"]

_ORDINALS = "一二三四五六七八九十"
_HEADING = re.compile(rf"^([{_ORDINALS}])、(\S{{2,40}})$")
_SUBHEADING = re.compile(rf"^[(（][{_ORDINALS}][)）]\S{{1,30}}$")
_SECTION_WORDS = (
    ("requests", "申请"),
    ("disputes", "复议"),
    ("problems", "问题"),
    ("disclosure", "主动公开"),
    ("overview", "总体"),
    ("other", "其他"),
)
_STATES = {"": CellState.BLANK, "-": CellState.DASH, "/": CellState.SLASH, "不适用": CellState.NOT_APPLICABLE}


def build_context(example: Example, lang: str = "zh", *, extract: bool = False) -> CheckContext:
    """The context of an example. With ``extract`` quantities and claims are found in its prose."""
    report = build_report(example, extract=extract)
    previous = None if example.previous is None else build_report(example.previous, extract=extract)
    family = None
    if example.children:
        children = tuple(build_report(child) for child in example.children)
        family = Family(children, complete=example.complete)
    settings = Settings(lang=lang)
    return CheckContext(
        report.document, report.structure, report.quantities, report.claims, settings, previous=previous, family=family
    )


def build_report(example: Example, *, extract: bool = False) -> ReportResult:
    """A report as the stages before the checks would give it."""
    text = example.text if example.text.endswith("\n") or not example.text else example.text + "\n"
    values = _cell_texts(example)
    cells, table_text = _lay_out(values, len(text), example)
    tables = _tables(example, cells, len(text))
    whole = text + table_text
    digest = hashlib.sha256(whole.encode()).hexdigest()
    sections, paragraphs = _read_prose(text)
    metadata = Metadata(
        issuer=example.issuer,
        level=example.level,
        year=example.year,
        published=example.published,
        found_in={"published": "text"} if example.published else {},
    )
    notices = tuple(
        Notice(item["code"], item.get("message", item["code"]), span=_span_of(whole, item.get("quote")))
        for item in example.notices
    )
    document = Document(Source("example.txt", digest, "text/plain", len(whole)), whole, ())
    structure = Structure(metadata, example.format, sections, paragraphs, tables, notices)
    quantities: tuple[Quantity, ...] = ()
    claims = tuple(_claim(number, item, whole) for number, item in enumerate(example.claims, 1))
    if extract:
        from nlp.claims import extract_claims
        from nlp.quantities import find_quantities

        quantities = find_quantities(text)
        claims = extract_claims(document, structure, quantities)
    return ReportResult(document, structure, quantities, claims, (), notices, "complete", Engine("example", ""))


def _cell_texts(example: Example) -> dict[str, str]:
    values: dict[str, str] = {}
    if example.base == "balanced":
        form = load_form(example.format or "2021")
        values = dict.fromkeys(form.cell_ids(), "0")
    values.update({cell: str(value) for cell, value in example.cells.items()})
    return {cell: values[cell] for cell in canonical_order(values)}


def _lay_out(values: dict[str, str], start: int, example: Example) -> tuple[dict[str, Cell], str]:
    cells: dict[str, Cell] = {}
    lines = []
    position = start
    for cell_id, raw in values.items():
        state = _STATES.get(raw, CellState.NUMBER)
        value = Interval.point(Decimal(raw)) if state is CellState.NUMBER else None
        unit = "万元" if cell_id.endswith(".amount") else "件"
        span = Span(position, position + len(raw))
        cells[cell_id] = Cell(cell_id, value, state, raw, unit, span, inferred=cell_id in example.inferred)
        lines.append(raw + "\n")
        position += len(raw) + 1
    return cells, "".join(lines)


def _tables(example: Example, cells: dict[str, Cell], start: int) -> dict[str, Table]:
    tables: dict[str, Table] = {}
    for table_id in dict.fromkeys(cell_id.partition(".")[0] for cell_id in cells):
        own = {key: cell for key, cell in cells.items() if key.startswith(f"{table_id}.")}
        spans = [cell.span for cell in own.values() if cell.span is not None]
        span = Span(min((s.start for s in spans), default=start), max((s.end for s in spans), default=start))
        tables[table_id] = Table(table_id, example.format or "2021", own, span)
    return tables


def _read_prose(text: str) -> tuple[tuple[Section, ...], tuple[Paragraph, ...]]:
    sections: list[Section] = []
    paragraphs: list[Paragraph] = []
    key, opened, heading, title, ordinal = "preamble", 0, None, "", None
    above: tuple[str, ...] = ()
    position = 0
    for line in text.splitlines(keepends=True):
        content = line.strip()
        start = position + (len(line) - len(line.lstrip()))
        span = Span(start, start + len(content))
        position += len(line)
        match = _HEADING.match(content)
        if match is not None:
            sections.append(Section(key, title, Span(opened, span.start), heading, ordinal))
            key, opened, heading, title = _key(match[2]), span.start, span, content
            ordinal = _ORDINALS.index(match[1]) + 1
            above = (content,)
        elif content:
            paragraphs.append(Paragraph(span, key, above, is_heading=_SUBHEADING.match(content) is not None))
    sections.append(Section(key, title, Span(opened, len(text)), heading, ordinal))
    return tuple(section for section in sections if section.heading is not None or len(section.span)), tuple(paragraphs)


def _key(title: str) -> str:
    return next((key for key, word in _SECTION_WORDS if word in title), "other")


def _span_of(text: str, quote: str | None) -> Span | None:
    if quote is None:
        return None
    at = text.index(quote)
    return Span(at, at + len(quote))


def _claim(number: int, item: dict[str, object], text: str) -> Claim:
    quote = str(item["quote"])
    at = text.index(quote)
    span = Span(at, at + len(quote))
    value = Interval.point(Decimal(str(item["value"]))) if "value" in item else None
    formulas = item.get("readings", [])
    readings = tuple(
        Reading(str(formula), 0.9, "example") for formula in (formulas if isinstance(formulas, list) else [])
    )
    low, high = item.get("low"), item.get("high")
    if low is not None and high is not None:
        value = Interval(Decimal(str(low)), Decimal(str(high)))
    return Claim(
        id=f"c{number}",
        span=span,
        quote=quote,
        quantity=None,
        value=value,
        unit=str(item.get("unit", "件")),
        relation=str(item.get("relation", "equals")),
        period=int(str(item["period"])) if "period" in item else None,
        scope="whole",
        sentence=span,
        section="overview",
        measure=str(item.get("measure", "")),
        readings=readings,
    )
