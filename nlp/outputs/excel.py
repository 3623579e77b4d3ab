"""The workbook: summary, findings, cells, claims and notices of one or many reports.

Takes results and a path, writes one ``.xlsx`` file. Text is always written as text: never a formula, never a link made
of what a report says; the only links are those between the sheets. Never reads a workbook.
"""

from __future__ import annotations

import os
import re
from collections.abc import Sequence
from typing import Any

from nlp.checks.names import column_name, row_name, split_cell, table_name
from nlp.errors import InputError
from nlp.outputs.describe import Described, cell_label, group_of, rule_title, tone_of, worst
from nlp.outputs.strings import Strings, load_strings
from nlp.outputs.values import as_number, clean_text, join_wraps, parse_delta, stated_number, value_number
from nlp.types import Cell, Claim, Finding, ReportResult

__all__ = ["write_workbook"]

_LIMIT = 32_767
_SHEETS = ("summary", "findings", "cells", "claims", "notices")
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_COLOURS = {
    "mismatch": ("#FDEAE8", "#B3261E"),
    "warning": ("#FDF2DA", "#8A5300"),
    "undetermined": ("#F0EDFA", "#5A4A9C"),
    "outside": ("#EEF0F2", "#555B66"),
    "near": ("#E5F3EF", "#1D6F5C"),
    "match": ("#E5F3EF", "#1D6F5C"),
}
_WIDTHS = {
    "message": 60, "quote": 26, "formula": 46, "repair": 40, "sentence": 60, "reading": 46,
    "file": 30, "issuer": 26, "report": 28,
    "row": 30, "column": 18, "raw": 14, "cell": 34, "cell_link": 26, "measure": 30, "rule": 22, "fingerprint": 19, "section": 14,
    "verdict": 16, "code": 26, "speakers": 14, "published": 12, "format": 12,
}  # fmt: skip


def write_workbook(
    results: Sequence[ReportResult],
    path: str | os.PathLike[str],
    lang: str = "zh",
    errors: Sequence[InputError] = (),
) -> None:
    """Write the workbook of ``results``; ``errors`` are inputs that could not be read and stand in the summary.

    Raises :class:`OSError` where the file cannot be written.
    """
    import xlsxwriter
    from xlsxwriter.exceptions import FileCreateError

    book = xlsxwriter.Workbook(
        os.fspath(path),
        {
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
        },
    )
    book.set_properties({"title": load_strings(lang)("page_title"), "comments": ""})
    writer = _Writer(book, load_strings(lang))
    described = [Described(result, lang) for result in results]
    writer.summary(described, errors)
    places = [writer.plan(one) for one in described]
    writer.findings(described, places)
    writer.cells(described)
    writer.claims(described, places)
    writer.notices(described, errors)
    try:
        book.close()
    except FileCreateError as error:
        inner = error.args[0] if error.args and isinstance(error.args[0], OSError) else None
        raise inner or OSError(str(error)) from None


class _Sheet:
    """One sheet with a header and a place for the next row."""

    def __init__(self, writer: _Writer, name: str, columns: Sequence[str]) -> None:
        self.writer = writer
        self.columns = columns
        self.sheet = writer.book.add_worksheet(_sheet_name(writer.words(f"sheet.{name}")))
        self.row = 1
        for number, column in enumerate(columns):
            self.sheet.set_column(number, number, _WIDTHS.get(column, 10))
            self.sheet.write_string(0, number, writer.words(f"column.{column}"), writer.header)
        self.sheet.freeze_panes(1, 0)
        self.sheet.set_row(0, 22)

    def write(
        self, values: dict[str, Any], styles: dict[str, Any] | None = None, links: dict[str, str] | None = None
    ) -> None:
        """One row: strings as strings, numbers as numbers, None as an empty cell."""
        for number, column in enumerate(self.columns):
            value = values.get(column)
            style = (styles or {}).get(column, self.writer.plain)
            link = (links or {}).get(column)
            if value is None or value == "":
                self.sheet.write_blank(self.row, number, None, style)
            elif isinstance(value, bool):
                self.sheet.write_string(self.row, number, self.writer.words("affirm") if value else "", style)
            elif isinstance(value, (int, float)):
                self.sheet.write_number(self.row, number, value, style)
            elif link is not None:
                self.sheet.write_url(self.row, number, link, self.writer.link, _text(value)[:255])
            else:
                self.sheet.write_string(self.row, number, _text(value), style)
        self.row += 1

    def close(self) -> None:
        """Filters over what was written."""
        self.sheet.autofilter(0, 0, max(self.row - 1, 1), len(self.columns) - 1)
        self.sheet.fit_to_pages(1, 0)
        self.sheet.set_landscape()
        self.sheet.set_paper(9)
        self.sheet.repeat_rows(0)


class _Writer:
    """The workbook's formats and sheets."""

    def __init__(self, book: Any, words: Strings) -> None:
        self.book = book
        self.words = words
        base = {"valign": "top", "text_wrap": True, "border": 1, "border_color": "#D9D9D9", "font_size": 10}
        self.plain = book.add_format(base)
        self.header = book.add_format(
            {"bold": True, "bg_color": "#2C5282", "font_color": "#FFFFFF", "valign": "vcenter", "border": 1}
        )
        self.link = book.add_format({**base, "font_color": "#2C5282", "underline": 1})
        self.tones = {
            tone: book.add_format({**base, "bg_color": ground, "font_color": ink, "bold": tone == "mismatch"})
            for tone, (ground, ink) in _COLOURS.items()
        }
        self._next_cell = 1

    def plan(self, one: Described) -> dict[str, int]:
        """Where each cell of a report will stand in the sheet of cells (zero-based row)."""
        places = {cell_id: self._next_cell + number for number, cell_id in enumerate(one.cells)}
        self._next_cell += len(places)
        return places

    def _link_to(self, row: int) -> str:
        return f"internal:'{_sheet_name(self.words('sheet.cells'))}'!A{row + 1}"

    def summary(self, described: Sequence[Described], errors: Sequence[InputError]) -> None:
        """One row a report, then one for each input that could not be read."""
        columns = (
            "issuer", "year", "published", "format", "status", "errors", "warnings", "remarks", "agree", "mismatch",
            "undetermined", "not_in_tables", "cells", "claims", "notices", "file",
        )  # fmt: skip
        sheet = _Sheet(self, "summary", columns)
        for one in described:
            result, groups, verdicts = one.result, one.group_counts, one.verdict_counts
            values: dict[str, Any] = {
                "issuer": one.issuer,
                "year": result.structure.metadata.year,
                "published": result.structure.metadata.published,
                "format": one.format,
                "status": self.words.get(f"status.{result.status}", result.status),
                "errors": groups["error"],
                "warnings": groups["warning"],
                "remarks": groups["info"],
                "agree": groups["pass"],
                "mismatch": verdicts["mismatch"],
                "undetermined": verdicts["undetermined"],
                "not_in_tables": verdicts["not_in_tables"],
                "cells": len(one.cells),
                "claims": len(one.claims),
                "notices": len(result.notices),
                "file": result.document.source.path,
            }
            styles = {}
            if groups["error"]:
                styles["errors"] = self.tones["mismatch"]
            if groups["warning"]:
                styles["warnings"] = self.tones["warning"]
            if result.status != "complete":
                styles["status"] = self.tones["warning"]
            sheet.write(values, styles)
        for error in errors:
            reason = error.problem if self.words.lang == "zh" else error.problem_en
            row = {"issuer": reason, "status": self.words("status.unreadable"), "file": error.path}
            sheet.write(row, {"status": self.tones["mismatch"]})
        sheet.close()

    def findings(self, described: Sequence[Described], places: Sequence[dict[str, int]]) -> None:
        """Findings of all reports, worst first within each; each links to its first cell."""
        columns = (
            "report", "severity", "verdict", "section", "message", "stated", "computed", "delta",
            "unit", "formula", "repair", "quote",
            "cell_link", "rule", "fingerprint",
        )  # fmt: skip
        sheet = _Sheet(self, "findings", columns)
        for one, rows in zip(described, places, strict=True):
            for index in one.order:
                finding = one.result.findings[index]
                cells = one.cells_of(index)
                suspect = [change.cell for repair in finding.repairs[:1] for change in repair.changes]
                target = next((cell for cell in (*suspect, *cells) if cell in rows), None)
                label = "、".join(cell_label(cell, one.lang) for cell in cells)
                quotes = dict.fromkeys(
                    join_wraps(item.quote) for item in finding.evidence if item.cell is None and item.quote
                )
                values = {
                    "report": _report_name(one),
                    "severity": self.words(f"group.{group_of(finding)}")
                    if one.lang == "zh"
                    else finding.severity.value,
                    "verdict": one.verdict_text(finding),
                    "section": one.where(finding),
                    "message": finding.message,
                    "stated": _left_number(one, finding),
                    "computed": value_number(finding.right),
                    "delta": _number_or_text(finding.delta),
                    "unit": one.unit_of(finding),
                    "formula": one.formula_text(finding.formula, finding.right, one.unit_of(finding))
                    if finding.formula
                    else None,
                    "repair": "\n".join(one.repair_text(repair) for repair in finding.repairs[:5]),
                    "quote": "\n".join(quotes),
                    "cell_link": label,
                    "rule": f"{finding.rule} {rule_title(finding.rule, one.lang)}"
                    if not finding.verdict.passes
                    else finding.rule,
                    "fingerprint": finding.fingerprint,
                }
                tone = self.tones[tone_of(finding)]
                links = {} if target is None else {"cell_link": self._link_to(rows[target])}
                sheet.write(values, {"severity": tone, "verdict": tone}, links)
        sheet.close()

    def cells(self, described: Sequence[Described]) -> None:
        """Every cell of every table, in the order in which :meth:`plan` numbered them."""
        columns = (
            "report", "table", "row", "column", "value", "unit", "state", "raw", "inferred",
            "confidence", "verdict", "speakers", "cell",
        )  # fmt: skip
        sheet = _Sheet(self, "cells", columns)
        for one in described:
            for cell_id, cell in one.cells.items():
                tone = one.cell_tone(cell_id)
                styles = {} if tone is None else {"value": self.tones[tone], "verdict": self.tones[tone]}
                sheet.write(self._cell_row(one, cell_id, cell, tone), styles)
        sheet.close()

    def _cell_row(self, one: Described, cell_id: str, cell: Cell, tone: str | None) -> dict[str, Any]:
        table, row, column = split_cell(cell_id)
        label = row_name(row, one.lang)
        about = one.findings_of_cell.get(cell_id, [])
        return {
            "report": _report_name(one),
            "table": table_name(table, one.lang),
            "row": cell_label(cell_id, one.lang) if label == row else label,
            "column": column_name(table, column, one.lang),
            "value": value_number(cell.value),
            "unit": cell.unit,
            "state": self.words(f"state.{cell.state.value}"),
            "raw": cell.raw,
            "inferred": cell.inferred,
            "confidence": as_number(_percent(cell.confidence)),
            "verdict": None if tone is None else self.words(f"mark.{tone}"),
            "speakers": len(about) or None,
            "cell": cell_id,
        }

    def claims(self, described: Sequence[Described], places: Sequence[dict[str, int]]) -> None:
        """Every claim in the order of the text; each links to the first cell it is judged with."""
        columns = (
            "report", "claim", "section", "quote", "stated", "unit", "relation", "measure", "verdict", "reading", "reading_value",
            "cell_link", "sentence",
        )  # fmt: skip
        sheet = _Sheet(self, "claims", columns)
        for one, rows in zip(described, places, strict=True):
            cells_of: dict[str, list[str]] = {}
            for cell_id, claims in one.claims_of_cell.items():
                for claim_id in claims:
                    cells_of.setdefault(claim_id, []).append(cell_id)
            for claim in one.result.claims:
                cells = cells_of.get(claim.id, [])
                target = next((cell for cell in cells if cell in rows), None)
                tone = worst(tone_of(one.result.findings[index]) for index in one.findings_of_claim[claim.id])
                values = self._claim_row(one, claim, tone)
                values["cell_link"] = "、".join(cell_label(cell, one.lang) for cell in cells)
                links = {} if target is None else {"cell_link": self._link_to(rows[target])}
                sheet.write(values, {} if tone is None else {"verdict": self.tones[tone]}, links)
        sheet.close()

    def _claim_row(self, one: Described, claim: Claim, tone: str | None) -> dict[str, Any]:
        own = [one.result.findings[index] for index in one.findings_of_claim[claim.id]]
        judged = next((finding for finding in own if finding.formula), None)
        first = claim.readings[0] if claim.readings else None
        formula = judged.formula if judged else (first.formula if first else None)
        right = judged.right if judged else (first.value if first else None)
        return {
            "report": _report_name(one),
            "claim": claim.id,
            "section": one.section_at(claim.span.start),
            "quote": join_wraps(claim.quote),
            "stated": _claim_number(claim),
            "unit": claim.unit,
            "relation": self.words.get(f"relation.{claim.relation}", claim.relation),
            "measure": claim.measure,
            "verdict": None if tone is None else one.verdict_text(own[0]),
            "reading": one.formula_text(formula) if formula else None,
            "reading_value": value_number(right),
            "sentence": "".join(one.sentence_of(claim)),
        }

    def notices(self, described: Sequence[Described], errors: Sequence[InputError]) -> None:
        """Everything unusual about the source files."""
        sheet = _Sheet(self, "notices", ("report", "level", "message", "quote", "code", "file"))
        for one in described:
            for notice in one.result.notices:
                tone = self.tones["warning" if notice.level == "warning" else "outside"]
                values = {
                    "report": _report_name(one),
                    "level": self.words.get(f"level.{notice.level}", notice.level),
                    "message": notice.describe(one.lang),
                    "quote": join_wraps(notice.span.of(one.result.text))[:200] if notice.span is not None else None,
                    "code": notice.code,
                    "file": one.result.document.source.path,
                }
                sheet.write(values, {"level": tone})
        for error in errors:
            reason = error.problem if self.words.lang == "zh" else error.problem_en
            values = {
                "level": self.words("level.error"),
                "message": reason,
                "code": type(error).__name__,
                "file": error.path,
            }
            sheet.write(values, {"level": self.tones["mismatch"]})
        sheet.close()


def _sheet_name(name: str) -> str:
    return _FORBIDDEN.sub(" ", name)[:31]


def _text(value: object) -> str:
    """Text that a cell can hold: no control characters, no more than Excel's limit."""
    text = clean_text(str(value))
    return text if len(text) <= _LIMIT else f"{text[: _LIMIT - 1]}…"


def _report_name(one: Described) -> str:
    return f"{one.issuer} {one.year}"


def _percent(confidence: float) -> Any:
    from decimal import Decimal

    return Decimal(str(round(confidence, 4)))


def _claim_number(claim: Claim) -> int | float | None:
    if claim.quantity is not None and claim.value == claim.quantity.value:
        return stated_number(claim.quantity)
    return value_number(claim.value)


def _left_number(one: Described, finding: Finding) -> int | float | None:
    claim = one.claims.get(finding.claim or "")
    return _claim_number(claim) if claim is not None and claim.value == finding.left else value_number(finding.left)


def _number_or_text(delta: str | None) -> int | float | str | None:
    number = parse_delta(delta)
    return delta if number is None else number
