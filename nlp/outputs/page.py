"""What the page shows of one report, as plain values for the template and as data for the page's script.

Takes a result and a language, gives a :class:`PageView`. All text in it is still raw: escaping is done by the template
(and, for the marked prose, by :func:`prose_html`). Never reads files.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import Any

from nlp.outputs.describe import Described, cell_label, group_of, rule_title, tone_of
from nlp.outputs.draw import DrawnCell, DrawnTable, draw_tables
from nlp.outputs.marks import Block, Mark, prose_blocks
from nlp.outputs.pagedata import script_data, shorten
from nlp.outputs.values import clean_text, format_computed, printed_number
from nlp.types import CellState, ParagraphTopics

__all__ = ["PageView", "page_view"]

_FRAGMENT_STYLES = {
    "mismatch": "background:#fde8e6;border-bottom:2px solid #b3261e;font-weight:600",
    "warning": "background:#fdf1d7;border-bottom:2px dashed #8a5300",
    "undetermined": "border-bottom:2px dotted #5a4a9c",
    "outside": "border-bottom:1px dotted #6b7280",
    "near": "border-bottom:3px double #1d6f5c",
    "match": "border-bottom:2px solid #1d6f5c",
}


@dataclass(frozen=True, slots=True)
class FindingView:
    """One line of the list of findings."""

    index: int
    group: str
    tone: str
    severity: str
    verdict: str
    message: str
    where: str
    rule: str
    title: str
    sides: str
    formula: str
    repairs: tuple[str, ...]
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class BlockView:
    """A block of prose: ``html`` is escaped already. ``tags`` are (family, label, word, share)."""

    kind: str
    html: Any
    tags: tuple[tuple[str, str], ...]
    table: str | None
    table_title: str
    page: str


@dataclass(frozen=True, slots=True)
class CellView:
    """How a drawn cell looks: its text, classes and what a screen reader says."""

    text: str
    classes: str
    label: str
    title: str
    linked: bool
    suspect: str


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar of the coverage picture: ``share`` of the longest bar, in percent; ``law``: the article that expects it."""

    label: str
    count: int
    share: float
    law: str = ""


@dataclass(frozen=True, slots=True)
class PageView:
    """One report, ready to be written. ``data`` is the part that the page's script works with."""

    number: int
    described: Described
    findings: tuple[FindingView, ...]
    blocks: tuple[BlockView, ...]
    tables: tuple[DrawnTable, ...]
    cells: dict[str, CellView]
    notices: tuple[tuple[str, str, str], ...]
    five: tuple[Bar, ...]
    domains: tuple[Bar, ...]
    counts: dict[str, int]
    data: dict[str, Any]

    def cell(self, drawn: DrawnCell) -> CellView:
        """The looks of a drawn cell."""
        return self.cells[drawn.cell_id or ""]


def page_view(result: Any, number: int, lang: str, *, inline: bool = False) -> PageView:
    """Everything the page says about ``result``, the ``number``-th of the page.

    ``inline``: marks carry their own styles (for a notebook) instead of classes.
    """
    described = Described(result, lang)
    words = described.words
    tables = draw_tables(described)
    titles = {table.id: table.title for table in tables}
    blocks = tuple(_block(block, described, titles, inline=inline) for block in prose_blocks(described))
    cell_ids = dict.fromkeys(
        drawn.cell_id
        for table in tables
        for row in (*table.head, *table.body, [cell for _, cell in table.extra])
        for drawn in row
        if drawn.cell_id is not None
    )
    five, domains = _coverage(described)
    return PageView(
        number=number,
        described=described,
        findings=tuple(_finding_view(described, index) for index in described.order),
        blocks=blocks,
        tables=tables,
        cells={cell_id: _cell_view(described, cell_id) for cell_id in cell_ids},
        notices=tuple((n.level, clean_text(n.describe(lang)), words(f"level.{n.level}")) for n in result.notices),
        five=five,
        domains=domains,
        counts=described.group_counts,
        data={} if inline else script_data(described, cell_ids),
    )


# -- findings -----------------------------------------------------------------------------------------------------------


def _finding_view(described: Described, index: int) -> FindingView:
    finding = described.result.findings[index]
    words = described.words
    unit = described.unit_of(finding)
    sides = ""
    if finding.left is not None and finding.right is not None:
        left, right = described.side_names(finding)
        sides = f"{left} {described.left_text(finding)}  {right} {format_computed(finding.right, unit)}"
        if finding.delta not in (None, "0"):
            sides += f"  {words('delta')} {finding.delta}"
    return FindingView(
        index=index,
        group=group_of(finding),
        tone=tone_of(finding),
        severity=words(f"severity.{finding.severity.value}"),
        verdict=described.verdict_text(finding),
        message=clean_text(finding.message),
        where=described.where(finding),
        rule=finding.rule,
        title=finding.rule if finding.verdict.passes else rule_title(finding.rule, described.lang),
        sides=sides,
        formula=described.formula_text(finding.formula, finding.right, unit) if finding.formula else "",
        repairs=tuple(described.repair_text(repair) for repair in finding.repairs[:5]),
        quotes=tuple(
            dict.fromkeys(shorten(item.quote) for item in finding.evidence if item.cell is None and item.quote.strip())
        ),
    )


# -- prose --------------------------------------------------------------------------------------------------------------


def _block(block: Block, described: Described, titles: dict[str, str], *, inline: bool) -> BlockView:
    return BlockView(
        kind=block.kind,
        html=_prose_html(block, described, inline=inline),
        tags=_tags(block.topics, described) if block.kind == "paragraph" else (),
        table=block.table,
        table_title=titles.get(block.table or "", ""),
        page="" if block.page is None else described.words("page_n", page=block.page),
    )


def _prose_html(block: Block, described: Described, *, inline: bool) -> Any:
    """The block's text with its marks as spans. All text and all attributes are escaped here."""
    from markupsafe import Markup, escape

    parts: list[str] = []
    for event in block.events:
        if event.opens is not None:
            parts.append(_open_tag(event.opens, described, inline=inline))
        elif event.closes is not None:
            parts.append("</span>")
        else:
            parts.append(str(escape(clean_text(event.text))))
    return Markup("".join(parts))  # noqa: S704 - every piece of text was escaped


def _open_tag(mark: Mark, described: Described, *, inline: bool) -> str:
    from markupsafe import escape

    if inline:
        style = _FRAGMENT_STYLES.get(mark.tone, "")
        title = " / ".join(described.result.findings[index].message for index in mark.findings)
        return f'<span style="{style}" title="{escape(clean_text(title))}">' if mark.checked else "<span>"
    attributes = ""
    if mark.claims:
        attributes += f' data-c="{escape(" ".join(mark.claims))}"'
    if mark.findings:
        attributes += f' data-f="{" ".join(map(str, mark.findings))}"'
    if mark.checked:
        word = described.words(f"mark.{mark.tone}")
        quote = shorten(mark.span.of(described.result.text), 30)
        label = escape(f"{quote} {word}")
        return f'<span class="m t-{mark.tone}"{attributes} role="button" tabindex="0" aria-label="{label}">'
    if mark.quantity is not None and not mark.findings:
        return f'<span class="m q" data-q="{mark.quantity}"{attributes}>'
    return f'<span class="ev"{attributes}>'


def _tags(topics: ParagraphTopics | None, described: Described) -> tuple[tuple[str, str], ...]:
    if topics is None:
        return ()
    words = described.words
    tags: list[tuple[str, str]] = []
    if topics.function is not None and topics.function.label != "other":
        unsure = f" ({words('unsure')})" if topics.unsure else ""
        tags.append(("function", words.get(f"function.{topics.function.label}", topics.function.label) + unsure))
    tags += [("five", words.get(f"five.{label.label}", label.label)) for label in topics.five]
    tags += [
        ("domain", words.get(f"domain.{label.label}", label.label)) for label in topics.domains if label.label != "none"
    ]
    return tuple(tags)


def _coverage(described: Described) -> tuple[tuple[Bar, ...], tuple[Bar, ...]]:
    """Paragraphs per label of the two families; nothing at all where no classifier has run."""
    topics = described.result.topics
    if not any(one.function is not None or one.five or one.domains for one in topics):
        return (), ()
    five = Counter(label.label for one in topics for label in one.five)
    domains = Counter(label.label for one in topics for label in one.domains)
    words = described.words
    return _bars(words.under("five"), five, {}), _bars(words.under("domain"), domains, words.under("by_law"))


def _bars(names: dict[str, str], counts: Counter[str], law: dict[str, str]) -> tuple[Bar, ...]:
    every = {**names, **{label: label for label in counts if label not in names and label != "none"}}
    most = max((counts[label] for label in every), default=0) or 1
    return tuple(
        Bar(name, counts[label], round(100 * counts[label] / most, 1), law.get(label, ""))
        for label, name in every.items()
    )


# -- cells --------------------------------------------------------------------------------------------------------------

_STATE_TEXT = {
    CellState.BLANK: "",
    CellState.DASH: "—",
    CellState.SLASH: "/",
    CellState.NOT_APPLICABLE: "n/a",
    CellState.UNREADABLE: "�",
}


_PLAIN = re.compile(r"[-+]?[0-9,.]{1,14}")
"""A printed number that can stand in the drawn table as it is; anything longer is in the details."""


def _cell_view(described: Described, cell_id: str) -> CellView:
    cell = described.cells.get(cell_id)
    label = cell_label(cell_id, described.lang)
    tone = described.cell_tone(cell_id)
    linked = bool(described.findings_of_cell.get(cell_id) or described.claims_of_cell.get(cell_id))
    suspect = described.suspects.get(cell_id, "")
    if cell is None:
        missing = described.words("missing_cell")
        return CellView("", "gone", f"{label} {missing}", missing, linked, suspect)
    classes = [f"s-{cell.state.value}"]
    if tone is not None:
        classes.append(f"t-{tone}")
    if cell.inferred:
        classes.append("inferred")
    elif cell.confidence < 0.9:
        classes.append("doubtful")
    if suspect:
        classes.append("suspect")
    if cell.value is not None:
        text = cell.raw if _PLAIN.fullmatch(cell.raw) else printed_number(cell.value)
    elif cell.state is CellState.UNREADABLE:
        text = clean_text(cell.raw) or "�"
    elif cell.state is CellState.NOT_APPLICABLE:
        text = described.words("state.not_applicable")
    else:
        text = _STATE_TEXT[cell.state]
    notes = [described.state_note(cell)]
    if suspect:
        notes.append(described.words("suspect", new=suspect))
    note = " · ".join(filter(None, notes))
    spoken = (
        f"{label} {text or described.words('state.blank')}{cell.unit if cell.value is not None else ''} {note}".strip()
    )
    return CellView(text, " ".join(classes), spoken, note, linked, suspect)
