"""The claims corpus: sentences with their numbers, what they say of the tables, and the verdict; and how well we read them.

Takes JSON lines (see ``corpora/claims/GUIDE.md``), gives validated rows and a :class:`Score`. A row is judged alone: its
text is the only paragraph of a report whose tables hold the row's cells. Never trains anything.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from nlp.checks import run_checks
from nlp.checks.formula import cells_of, evaluate, parse_formula
from nlp.claims import extract_claims
from nlp.errors import ConfigurationError
from nlp.forms import load_form
from nlp.quantities import find_in_view
from nlp.settings import Settings
from nlp.text import view_of
from nlp.types import (
    NUMERIC_KINDS,
    Cell,
    CellState,
    Claim,
    Document,
    Engine,
    Finding,
    Interval,
    Metadata,
    Paragraph,
    Quantity,
    ReportResult,
    Source,
    Span,
    Structure,
    Table,
    Verdict,
)

__all__ = ["ClaimRow", "GoldClaim", "Score", "load_rows", "place_of", "read_row", "report_of", "score_rows"]

_AGREES = frozenset({"match", "match_rounded", "match_truncated", "match_adjusted", "match_alternative"})


class _Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class MentionRow(_Row):
    """A number of the text: its words, which occurrence of them, kind, value in the base unit, unit."""

    quote: str
    n: int = 1
    kind: str
    value: float
    unit: str


class GoldClaim(_Row):
    """A statement about the tables: the words, the relation, the usual reading's formula and the verdict."""

    quote: str
    n: int = 1
    relation: str
    formula: str
    verdict: str


class ClaimRow(_Row):
    """One sentence or short passage of an (invented) office, with the cells it speaks of."""

    id: str
    office: str
    level: str
    issuer: str
    year: int
    format: str
    headings: tuple[str, ...] = ()
    section: str = "overview"
    text: str
    cells: dict[str, float | None] = {}
    previous: dict[str, float | None] = {}
    mentions: tuple[MentionRow, ...]
    claims: tuple[GoldClaim, ...]


def load_rows(paths: Iterable[Path]) -> tuple[ClaimRow, ...]:
    """The rows of the files. Raises :class:`ConfigurationError` naming file, line and field."""
    rows = []
    for path in paths:
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            where = f"{path.name}:{number}"
            try:
                row = ClaimRow.model_validate(json.loads(line))
            except (ValidationError, json.JSONDecodeError) as error:
                raise ConfigurationError(where, str(error)) from None
            for claim in row.claims:
                parse_formula(claim.formula)
            quotes = [(item.quote, item.n) for item in row.mentions] + [(item.quote, item.n) for item in row.claims]
            for quote, n in quotes:
                if place_of(row.text, quote, n) is None:
                    raise ConfigurationError(where, f"{quote!r} does not occur {n} times")
            rows.append(row)
    return tuple(rows)


def place_of(text: str, quote: str, n: int) -> Span | None:
    """The n-th occurrence of a quote (1 = first); None if there are fewer."""
    start = -1
    for _ in range(n):
        start = text.find(quote, start + 1)
        if start < 0:
            return None
    return Span(start, start + len(quote))


def read_row(row: ClaimRow) -> tuple[tuple[Quantity, ...], tuple[Claim, ...], tuple[Finding, ...]]:
    """What the package finds in a row: numbers, claims, findings."""
    document, structure = report_of(row)
    quantities = find_in_view(view_of(row.text), row.text)
    claims = extract_claims(document, structure, quantities)
    previous = None
    if row.previous:
        before, tables = _report(row, row.previous, row.year - 1)
        previous = ReportResult(before, tables, (), (), (), (), "complete", Engine("", ""))
    claims, findings = run_checks(document, structure, quantities, claims, Settings(topics=None), previous)
    return quantities, claims, findings


def report_of(row: ClaimRow) -> tuple[Document, Structure]:
    """The report whose only paragraph is the row's text."""
    return _report(row, row.cells, row.year)


def _report(row: ClaimRow, values: dict[str, float | None], year: int) -> tuple[Document, Structure]:
    named = {cell for claim in row.claims for cell in cells_of(claim.formula)}
    form = load_form(row.format)
    tables: dict[str, dict[str, Cell]] = {}
    for cell_id in dict.fromkeys((*form.cell_ids(), *values, *named)):
        value = values.get(cell_id)
        state = CellState.NUMBER if value is not None else CellState.UNREADABLE
        unit = "万元" if cell_id.endswith(".amount") else "件"
        held = None if value is None else Interval.point(Decimal(str(value)))
        tables.setdefault(cell_id.partition(".")[0], {})[cell_id] = Cell(cell_id, held, state, "", unit, Span(0, 0))
    span = Span(0, len(row.text))
    structure = Structure(
        Metadata(row.issuer, row.level, year),
        row.format,
        (),
        (Paragraph(span, row.section, row.headings),),
        {name: Table(name, row.format, cells, Span(0, 0)) for name, cells in tables.items()},
    )
    return Document(Source(row.id, "", "text/plain", len(row.text)), row.text, ()), structure


@dataclass
class Score:
    """Counts over rows. A link is right if place, relation and the cells of the best reading are."""

    rows: int = 0
    whole: int = 0
    mentions: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    verdicts: Counter[str] = field(default_factory=Counter)
    mismatches: Counter[str] = field(default_factory=Counter)
    false_mismatches: list[str] = field(default_factory=list)
    failures: list[str] = field(default_factory=list)

    @property
    def mention_f1(self) -> float:
        """F1 of exact span and value."""
        return _f1(self.mentions)

    @property
    def link_f1(self) -> float:
        """F1 of place, relation and cells."""
        return _f1(self.links)

    @property
    def mismatch_recall(self) -> float:
        """Share of the wrong figures that some finding, of a claim or inside the text, calls a mismatch."""
        total = self.mismatches.total()
        return self.mismatches["found"] / total if total else 1.0

    @property
    def share_whole(self) -> float:
        """Share of rows with every mention, link and verdict right."""
        return self.whole / self.rows if self.rows else 0.0


def _f1(counts: Counter[str]) -> float:
    denominator = 2 * counts["right"] + counts["missed"] + counts["spurious"]
    return 2 * counts["right"] / denominator if denominator else 1.0


def score_rows(rows: Iterable[ClaimRow]) -> Score:
    """Read every row and compare."""
    score = Score()
    for row in rows:
        score.rows += 1
        problems = list(_compare(row, score))
        score.whole += not problems
        score.failures.extend(f"{row.id} {problem}" for problem in problems)
    return score


def _compare(row: ClaimRow, score: Score) -> Iterator[str]:
    quantities, claims, findings = read_row(row)
    yield from _compare_mentions(row, quantities, score)
    _find_mismatches(row, claims, findings, score)
    verdict_of = {finding.claim: finding for finding in findings if finding.claim and finding.rule.startswith("claim.")}
    left = list(claims)
    for gold in row.claims:
        place = place_of(row.text, gold.quote, gold.n)
        assert place is not None
        mine = next((claim for claim in left if _same(claim, gold, place)), None)
        if mine is None and gold.relation in ("none", "all"):
            parts = _together(left, gold, place)
            if parts:  # 未发生复议和诉讼: one statement or two
                mine, *others = parts
                left = [claim for claim in left if claim not in others]
        if mine is None:
            score.links["missed"] += 1
            yield f"missed: {gold.quote} {gold.relation} {gold.formula[:70]} | {row.text[:90]}"
            continue
        left.remove(mine)
        score.links["right"] += 1
        finding = verdict_of.get(mine.id)
        said = finding.verdict.value if finding is not None else "none"
        same = said == gold.verdict or (said in _AGREES and gold.verdict in _AGREES)
        score.verdicts["right" if same else "wrong"] += 1
        if said == "mismatch" and gold.verdict != "mismatch":
            score.false_mismatches.append(f"{row.id} {gold.quote}: {finding.message if finding else ''}")
        if not same:
            yield f"verdict {said} for {gold.verdict}: {gold.quote} {gold.formula[:60]} | {row.text[:90]}"
    for claim in left:
        finding = verdict_of.get(claim.id)
        # a reading too unsure to be judged claims nothing
        if finding is None or finding.verdict.value in ("not_in_tables", "undetermined"):
            continue
        score.links["spurious"] += 1
        if finding.verdict.value == "mismatch":
            score.false_mismatches.append(f"{row.id} {claim.quote}: {finding.message}")
        yield f"spurious: {claim.quote} {claim.relation} {claim.measure} {finding.verdict.value} | {row.text[:90]}"


def _find_mismatches(row: ClaimRow, claims: tuple[Claim, ...], findings: tuple[Finding, ...], score: Score) -> None:
    bad = [finding for finding in findings if finding.verdict is Verdict.MISMATCH]
    named = {finding.claim for finding in bad}
    places = [claim.span for claim in claims if claim.id in named]
    places += [item.span for finding in bad for item in finding.evidence if not item.cell]
    for gold in row.claims:
        if gold.verdict == "mismatch":
            place = place_of(row.text, gold.quote, gold.n)
            found = place is not None and any(span.overlaps(place) for span in places)
            score.mismatches["found" if found else "missed"] += 1


def _same(claim: Claim, gold: GoldClaim, place: Span) -> bool:
    if not claim.span.overlaps(place):
        return False
    change = gold.formula.endswith(".change") and "equals" in (claim.relation, gold.relation)
    if (
        claim.relation != gold.relation
        and not change
        and {claim.relation, gold.relation}
        not in (
            {"none", "equals"},
            {"rate", "share_of"},
        )
    ):
        return False
    wanted = set(cells_of(gold.formula))
    return any(set(cells_of(reading.formula)) == wanted for reading in claim.readings)


def _together(claims: Iterable[Claim], gold: GoldClaim, place: Span) -> list[Claim]:
    """Claims at one place that together speak of the cells of a quantified statement; else none."""
    here = [claim for claim in claims if claim.span.overlaps(place) and claim.relation == gold.relation]
    spoken = {cell for claim in here if claim.readings for cell in cells_of(claim.readings[0].formula)}
    return here if spoken == set(cells_of(gold.formula)) else []


def _compare_mentions(row: ClaimRow, quantities: tuple[Quantity, ...], score: Score) -> Iterator[str]:
    mine = {quantity.span: quantity for quantity in quantities if quantity.kind in NUMERIC_KINDS}
    for gold in row.mentions:
        place = place_of(row.text, gold.quote, gold.n)
        assert place is not None
        found = mine.pop(place, None)
        if found is not None and abs(float(found.stated) - gold.value) <= 1e-6 * max(1.0, abs(gold.value)):
            score.mentions["right"] += 1
            continue
        score.mentions["missed"] += 1
        if found is not None:
            score.mentions["spurious"] += 1
        yield f"mention: {gold.quote}={gold.value} ({'no' if found is None else found.stated}) | {row.text[:90]}"
    for quantity in mine.values():
        score.mentions["spurious"] += 1
        yield f"mention not in gold: {quantity.surface} {quantity.kind} | {row.text[:90]}"


def gold_value(claim: GoldClaim, row: ClaimRow) -> Interval | None:
    """The value of the gold formula over the row's cells."""

    def lookup(values: dict[str, float | None], cell: str) -> Interval | None:
        value = values.get(cell)
        return None if value is None else Interval.point(Decimal(str(value)))

    return evaluate(claim.formula, lambda cell: lookup(row.cells, cell), lambda cell: lookup(row.previous, cell))
