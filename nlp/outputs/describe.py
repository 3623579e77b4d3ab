"""What page, workbook and terminal say about a report, worked out once: order, tones, places, formulas in words, repairs.

Takes a :class:`~nlp.types.ReportResult` and a language, gives small plain objects and text. Never formats for one output
alone (no HTML, no colours) and never judges: tones only summarise verdict and severity.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from nlp.checks.names import column_name, row_name, split_cell
from nlp.checks.registry import get_rule
from nlp.errors import ConfigurationError
from nlp.forms import load_form
from nlp.outputs.strings import Strings, load_strings
from nlp.outputs.values import format_computed, format_interval, join_wraps, printed_number
from nlp.types import Cell, CellState, Claim, Finding, Interval, Repair, ReportResult, Severity, Verdict

__all__ = [
    "GROUPS",
    "TONES",
    "TONE_SIGNS",
    "Described",
    "FormulaPart",
    "cell_label",
    "group_of",
    "operands",
    "rule_title",
    "tone_of",
    "worst",
]

GROUPS = ("error", "warning", "info", "pass")
"""How findings are filtered: by severity, and those that merely agree apart."""

TONES = ("mismatch", "warning", "undetermined", "outside", "near", "match")
"""How a number or a cell is marked, worst first."""

TONE_SIGNS = {"mismatch": "✗", "warning": "△", "undetermined": "?", "outside": "○", "near": "≈", "match": "✓"}
"""The sign that goes with each tone, so that no output relies on colour."""

_TONE_RANK = {tone: rank for rank, tone in enumerate(TONES)}
_SEVERITY_RANK = {Severity.ERROR: 0, Severity.WARNING: 1, Severity.INFO: 2}
_VERDICT_RANK = {
    Verdict.MISMATCH: 0,
    Verdict.UNDETERMINED: 1,
    Verdict.MATCH_ALTERNATIVE: 2,
    Verdict.NOT_IN_TABLES: 3,
    Verdict.MATCH_ADJUSTED: 4,
    Verdict.MATCH_TRUNCATED: 5,
    Verdict.MATCH_ROUNDED: 6,
    Verdict.MATCH: 7,
}
_OPERAND = re.compile(r"previous\(\s*([A-Za-z_][\w.]*)\s*\)|([A-Za-z_]\w*(?:\.\w+)+)")
_PRETTY = str.maketrans({"*": "×", "/": "÷", "-": "−"})
_CONTEXT = 48


@dataclass(frozen=True, slots=True)
class FormulaPart:
    """A piece of a formula: plain ``text`` (operators, numbers), or an operand ``cell`` with its ``label`` and ``value``."""

    text: str = ""
    cell: str | None = None
    label: str = ""
    value: str = ""
    previous: bool = False


def group_of(finding: Finding) -> str:
    """The filter group of a finding."""
    if finding.severity is Severity.INFO and finding.verdict.passes:
        return "pass"
    return finding.severity.value


def tone_of(finding: Finding) -> str:
    """How the places of a finding are marked."""
    if finding.verdict.passes and finding.severity is Severity.INFO:
        return "match" if finding.verdict is Verdict.MATCH else "near"
    if finding.severity is Severity.ERROR:
        return "mismatch"
    if finding.severity is Severity.WARNING or finding.verdict is Verdict.MISMATCH:
        return "warning"
    return "outside" if finding.verdict is Verdict.NOT_IN_TABLES else "undetermined"


def worst(tones: Iterable[str]) -> str | None:
    """The worst of some tones; None of none."""
    return min(tones, key=_TONE_RANK.__getitem__, default=None)


@lru_cache(maxsize=4096)
def cell_label(cell_id: str, lang: str) -> str:
    """A cell's short name, row and column: ``予以公开·总计``. An unknown id stands for itself."""
    table, row, column = split_cell(cell_id)
    row_label, column_label = row_name(row, lang), column_name(table, column, lang)
    if row_label == row:
        form = load_form("annex")
        return form.label(cell_id, lang) if cell_id in form else cell_id
    return f"{row_label}·{column_label}" if lang == "zh" else f"{row_label} / {column_label}"


@lru_cache(maxsize=1024)
def rule_title(rule_id: str, lang: str) -> str:
    """What a rule is called; its id where it is not one of the shipped rules."""
    try:
        return get_rule(rule_id).title.in_(lang)
    except ConfigurationError:
        return rule_id


class Described:
    """One report with everything the outputs ask of it, in one language."""

    def __init__(self, result: ReportResult, lang: str = "zh") -> None:
        self.result = result
        self.words: Strings = load_strings(lang)
        self.lang = self.words.lang
        self.claims: dict[str, Claim] = {claim.id: claim for claim in result.claims}
        self.cells: dict[str, Cell] = {
            cell_id: cell for table in result.structure.tables.values() for cell_id, cell in table.cells.items()
        }

    # -- the report ---------------------------------------------------------------------------------------------

    @property
    def issuer(self) -> str:
        """Who issued it, or a phrase that says it is unknown."""
        return self.result.structure.metadata.issuer or self.words("untitled")

    @property
    def year(self) -> str:
        """The year in words."""
        year = self.result.structure.metadata.year
        return self.words("no_year") if year is None else self.words("year", year=year)

    @property
    def format(self) -> str:
        """The form's name."""
        name = self.result.structure.format
        return self.words("unknown") if name is None else self.words.get(f"format_name.{name}", name)

    @property
    def published(self) -> str:
        """The publication date, or a word that says it is unknown."""
        return self.result.structure.metadata.published or self.words("unknown")

    @cached_property
    def order(self) -> tuple[int, ...]:
        """Indices of the findings, worst first, then in the order of the text."""
        findings = self.result.findings

        def key(index: int) -> tuple[int, int, int, int]:
            finding = findings[index]
            first = finding.evidence[0].span.start if finding.evidence else -1
            passing = 1 if group_of(finding) == "pass" else 0
            return (passing, _SEVERITY_RANK[finding.severity], _VERDICT_RANK[finding.verdict], first)

        return tuple(sorted(range(len(findings)), key=key))

    @cached_property
    def group_counts(self) -> dict[str, int]:
        """How many findings each group has."""
        counts = dict.fromkeys(GROUPS, 0)
        for finding in self.result.findings:
            counts[group_of(finding)] += 1
        return counts

    @cached_property
    def verdict_counts(self) -> dict[str, int]:
        """How many findings each verdict has."""
        counts = {verdict.value: 0 for verdict in Verdict}
        for finding in self.result.findings:
            counts[finding.verdict.value] += 1
        return counts

    # -- links between claims, findings and cells ---------------------------------------------------------------

    @cached_property
    def findings_of_claim(self) -> dict[str, list[int]]:
        """Findings by claim id."""
        found: dict[str, list[int]] = {claim_id: [] for claim_id in self.claims}
        for index, finding in enumerate(self.result.findings):
            if finding.claim in found:
                found[finding.claim].append(index)
        return found

    @cached_property
    def findings_of_cell(self) -> dict[str, list[int]]:
        """Findings by cell id: those whose formula or evidence names the cell."""
        found: dict[str, list[int]] = {}
        for index in self.order:
            for cell_id in self.cells_of(index):
                found.setdefault(cell_id, []).append(index)
        return found

    @cached_property
    def claims_of_cell(self) -> dict[str, list[str]]:
        """Claims by cell id: those judged with the cell, or whose likeliest reading uses it."""
        found: dict[str, list[str]] = {}
        for claim in self.result.claims:
            cells: dict[str, None] = {}
            for index in self.findings_of_claim[claim.id]:
                cells.update(dict.fromkeys(self.result.findings[index].cells))
            if not cells and claim.readings:
                cells.update(dict.fromkeys(operands(claim.readings[0].formula)))
            for cell_id in cells:
                found.setdefault(cell_id, []).append(claim.id)
        return found

    def cells_of(self, index: int) -> tuple[str, ...]:
        """The cells a finding names, in order, each once."""
        finding = self.result.findings[index]
        named = [*finding.cells, *(item.cell for item in finding.evidence if item.cell)]
        return tuple(dict.fromkeys(named))

    @cached_property
    def suspects(self) -> dict[str, str]:
        """Cells that the likeliest repair of some failing finding changes, with the proposed value."""
        found: dict[str, str] = {}
        for index in self.order:
            finding = self.result.findings[index]
            if finding.repairs and not finding.verdict.passes and _is_sure(finding.repairs):
                for change in finding.repairs[0].changes:
                    found.setdefault(change.cell, change.new)
        return found

    def cell_tone(self, cell_id: str) -> str | None:
        """How a cell is marked. A failing finding with a likely repair marks only the cells that the repair changes."""
        if cell_id in self.suspects:
            return "mismatch"
        tones = []
        for index in self.findings_of_cell.get(cell_id, ()):
            finding = self.result.findings[index]
            if finding.repairs and _is_sure(finding.repairs) and not finding.verdict.passes:
                continue
            tones.append(tone_of(finding))
        return worst(tones)

    # -- in words -----------------------------------------------------------------------------------------------

    def cell_text(self, cell: Cell | None) -> str:
        """What a cell holds, for a formula: its number, or a word for its state."""
        if cell is None:
            return self.words("missing_cell")
        if cell.value is not None:
            return printed_number(cell.value)
        return self.words(f"state.{cell.state.value}")

    def formula_parts(self, formula: str) -> list[FormulaPart]:
        """A formula cut into operators and operands with labels and values."""
        parts: list[FormulaPart] = []
        position = 0
        for match in _OPERAND.finditer(formula):
            if match.start() > position:
                parts.append(FormulaPart(formula[position : match.start()].translate(_PRETTY)))
            previous = match[1] is not None
            cell_id = match[1] or match[2]
            label = cell_label(cell_id, self.lang)
            if previous:
                parts.append(FormulaPart(cell=cell_id, label=self.words("last_year", label=label), previous=True))
            else:
                parts.append(FormulaPart(cell=cell_id, label=label, value=self.cell_text(self.cells.get(cell_id))))
            position = match.end()
        if position < len(formula):
            parts.append(FormulaPart(formula[position:].translate(_PRETTY)))
        return parts

    def formula_text(self, formula: str, right: Interval | None = None, unit: str = "") -> str:
        """A formula as one line: ``予以公开·总计 417 + 部分公开·总计 475 = 892``; zero addends of long sums are left out."""
        parts = self.formula_parts(formula)
        plain_sum = all(part.cell or part.text.strip() == "+" for part in parts)
        operands_ = [part for part in parts if part.cell]
        if plain_sum and len(operands_) > 3:
            shown = [part for part in operands_ if part.value != "0"] or operands_[:1]
            text = " + ".join(f"{part.label} {part.value}" for part in shown)
            if len(shown) < len(operands_):
                text += self.words("rest_zero", n=len(operands_) - len(shown))
        else:
            text = "".join(f"{part.label} {part.value}".rstrip() if part.cell else part.text for part in parts)
        if right is not None and (len(operands_) > 1 or not plain_sum):
            result = format_computed(right, unit)
            text += f" {result}" if result.startswith("≈") else f" = {result}"
        return text

    def verdict_text(self, finding: Finding) -> str:
        """The verdict in words; a remark that compares nothing with the tables is named by what it is about."""
        word = self.words(f"verdict.{finding.verdict.value}")
        if finding.verdict is not Verdict.NOT_IN_TABLES:
            return word
        return self.words.get(f"family.{finding.rule.partition('.')[0]}", word)

    def where(self, finding: Finding) -> str:
        """Where a finding points: a cell, a section of the prose, or the whole report; with the page if known."""
        if not finding.evidence:
            return self.words("whole_report")
        first = next((item for item in finding.evidence if item.role == "claim"), finding.evidence[0])
        place = self.section_at(first.span.start) if first.cell is None else cell_label(first.cell, self.lang)
        return place if first.page is None else f"{place} · {self.words('page_n', page=first.page)}"

    def section_at(self, position: int) -> str:
        """The name of the section that a position lies in."""
        for section in self.result.structure.sections:
            if section.span.start <= position < section.span.end:
                return self.words.get(f"section.{section.key}", section.title)
        return self.words("before_sections")

    def unit_of(self, finding: Finding) -> str:
        """The unit in which both sides of a finding are counted; "" where it is not known."""
        claim = self.claims.get(finding.claim or "")
        if claim is not None:
            return claim.unit
        units = {self.cells[cell].unit for cell in finding.cells if cell in self.cells}
        return units.pop() if len(units) == 1 else ""

    def side_names(self, finding: Finding) -> tuple[str, str]:
        """What the two sides of a finding are called: a text against the tables, a cell against a sum, or a text alone."""
        if finding.claim in self.claims:
            return self.words("stated"), self.words("computed")
        if finding.cells:
            return self.words("stated_cell"), self.words("computed_sum")
        return self.words("stated"), self.words("computed_plain")

    def left_text(self, finding: Finding) -> str:
        """What is stated: as printed where the finding is about a claim, else the value."""
        claim = self.claims.get(finding.claim or "")
        if claim is not None and finding.left == claim.value and claim.quantity is not None:
            return claim.quantity.surface
        return format_interval(finding.left, self.unit_of(finding))

    def repair_text(self, repair: Repair) -> str:
        """A repair as one line: its kind and each change."""
        changes = "，" if self.lang == "zh" else ", "
        text = changes.join(
            self.words(
                "repair_change",
                cell=cell_label(change.cell, self.lang),
                new=change.new,
                old=self.words("blank_value") if change.old is None else change.old,
            )
            for change in repair.changes
        )
        line = (
            f"{self.words.get(f'repair.{repair.kind}', repair.kind)}：{text}"
            if self.lang == "zh"
            else (f"{self.words.get(f'repair.{repair.kind}', repair.kind)}: {text}")
        )
        quotes = [self.claims[claim].quote for claim in repair.supported_by if claim in self.claims]
        if quotes:
            line += ("；" if self.lang == "zh" else "; ") + self.words("repair_supported", claims="、".join(quotes))
        return line

    def sentence_of(self, claim: Claim) -> tuple[str, str, str]:
        """The claim's sentence as text before, the quote, and text after, each cut to what fits a panel."""
        text = self.result.text
        before = (
            join_wraps(text[claim.sentence.start : claim.span.start])
            if claim.sentence.start <= claim.span.start
            else ""
        )
        after = join_wraps(text[claim.span.end : claim.sentence.end]) if claim.span.end <= claim.sentence.end else ""
        before = f"…{before[-_CONTEXT:]}" if len(before) > _CONTEXT + 4 else before
        after = f"{after[:_CONTEXT]}…" if len(after) > _CONTEXT + 4 else after
        return before, join_wraps(claim.quote), after

    def state_note(self, cell: Cell) -> str:
        """What a person should know of a cell beside its value."""
        if cell.inferred:
            return self.words("inferred_note", p=f"{cell.confidence:.0%}")
        if cell.state is not CellState.NUMBER:
            return self.words(f"state.{cell.state.value}")
        return f"{self.words('confidence')} {cell.confidence:.0%}" if cell.confidence < 1 else ""


def operands(formula: str) -> tuple[str, ...]:
    """The cells of this year that a formula names, each once."""
    return tuple(dict.fromkeys(match[2] for match in _OPERAND.finditer(formula) if match[2]))


def _is_sure(repairs: Sequence[Repair]) -> bool:
    """Whether the first repair stands out: it is the only one, supported by the prose, or scored clearly higher."""
    if len(repairs) == 1:
        return True
    first, second = repairs[0], repairs[1]
    return bool(first.supported_by) > bool(second.supported_by) or first.score > second.score + 0.1
