"""From prose to claims: every number of a paragraph that speaks of the tables, with what it may mean.

Takes the document, its structure and its numbers, gives claims in the order of the text. A claim keeps all admissible
readings; which of them holds is for ``checks``. Never evaluates a formula, never compares with a cell.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace

from nlp.claims.bind import Office
from nlp.claims.frames import frame_of_headings, states_of, tokens_of, with_subject
from nlp.claims.lexicon import Cue, find_cues
from nlp.claims.measures import CellBook
from nlp.claims.paragraph import Draft
from nlp.claims.predicates import find_predicates
from nlp.claims.quantifiers import find_quantified
from nlp.claims.ranker import is_proposed, reader_class
from nlp.text import View, view_of
from nlp.types import NUMERIC_KINDS, Claim, Document, Interval, Paragraph, Quantity, Span, Structure

__all__ = ["extract_claims"]

_RELEVANT = re.compile(
    "申请|自然人|无法提供|不予处理|复议|诉讼|应诉|许可|处罚|行政强制|强制(?:事项|决定)|规范性文件|规章|收费|采购|结转|部分公开|不予公开|无法提供|对外管理服务|行政权力|争议|答复|办结|维持|败诉|纠正|纠错|审结|国家秘密|三安全|第三方|过程性|执法案卷|查询事项|逾期|法人或其他组织|科研机构|公益组织|废止",
)
_QUOTATION = '“”"‘’「」'
_VARIANTS = (("部份", "部分"), ("其它", "其他"), ("申情", "申请"), ("行政覆议", "行政复议"))
_SENTENCE_END = re.compile("[。!?]")
_QUANTIFIERS = frozenset({"none", "all", "zero"})
_PROSE_SECTIONS = frozenset({"preamble", "overview", "disclosure", "requests", "disputes", "problems", "other"})
_FIRST_NEW, _SECOND_NEW = 2019, 2021
_GOVERNMENT = frozenset({"state", "province", "city", "county"})


def extract_claims(document: Document, structure: Structure, quantities: Sequence[Quantity]) -> tuple[Claim, ...]:
    """All claims of the report, numbered c1, c2 ... in the order of the text, the ranker's proposals behind the others.

    ``quantities`` must be in order. Only prose counts: what stands in the tables was left out by ``structure``.
    """
    book = CellBook.of(structure.tables)
    metadata = structure.metadata
    issuer = metadata.issuer or ""
    office = Office(
        year=metadata.year,
        formats={**_form_of(metadata.year), **book.formats},
        is_government=issuer.endswith("政府")
        and metadata.level in _GOVERNMENT
        or (not issuer and metadata.level in _GOVERNMENT),
        name=issuer,
    )
    starts = [quantity.span.start for quantity in quantities]
    claims: list[Claim] = []
    for paragraph in structure.paragraphs:
        if paragraph.section not in _PROSE_SECTIONS:
            continue
        view = view_of(document.text, paragraph.span)
        if _RELEVANT.search(view.text) is None and not _RELEVANT.search("".join(paragraph.headings)):
            continue
        first = bisect_left(starts, paragraph.span.start)
        last = bisect_right(starts, paragraph.span.end)
        inside = quantities[first:last]
        view = _read_alike(view.without(_QUOTATION))
        drafts = _drafts(view, paragraph, inside, office, book)
        claims.extend(_claim(draft, view, document, paragraph, office) for draft in drafts)
    # the ranker's proposals last, so that the others are called the same with and without it
    claims.sort(key=lambda claim: (is_proposed(claim), claim.span.start, claim.span.end))
    return tuple(replace(claim, id=f"c{number}") for number, claim in enumerate(claims, 1))


def _form_of(year: int | None) -> dict[str, str]:
    """The form of table 二 that a report of this year has where it shows no table; none before there was one."""
    if year is not None and year < _FIRST_NEW:
        return {}
    return {"disclosure": "2019" if year is not None and year < _SECOND_NEW else "2021"}


def _read_alike(view: View) -> View:
    """Spellings of one word made one: 部份 and 部分, 其它 and 其他. Lengths stay."""
    text = view.text
    for variant, usual in _VARIANTS:
        text = text.replace(variant, usual)
    return view if text is view.text else replace(view, text=text)


def _drafts(
    view: View, paragraph: Paragraph, quantities: Sequence[Quantity], office: Office, book: CellBook
) -> Iterator[Draft]:
    numbers = []
    for quantity in quantities:
        start, end = view.index_of(quantity.span.start), view.index_of(quantity.span.end)
        if start < end:
            numbers.append((start, end, quantity))
    cues = _cues(view.text, numbers)
    if not any(quantity.kind in NUMERIC_KINDS for _, _, quantity in numbers) and not any(
        cue.kind in _QUANTIFIERS for cue in cues
    ):
        return
    tokens = tokens_of(view.text, cues, numbers)
    headed = frame_of_headings(paragraph.headings, paragraph.section)
    states = with_subject(view.text, tokens, states_of(view.text, tokens, headed), headed=headed is not None)
    reader = reader_class()(view.text, tokens, states, office, book, paragraph)
    yield from reader.read()
    yield from find_predicates(view.text, tokens, states, book, reader.scene.bound)
    yield from find_quantified(view.text, tokens, states, book, paragraph, office, reader.scene.bound)


def _cues(text: str, numbers: Sequence[tuple[int, int, Quantity]]) -> list[Cue]:
    """The cues of those sentences that hold an amount or speak of the tables; the others cannot say anything."""
    amounts = [start for start, _, quantity in numbers if quantity.kind in NUMERIC_KINDS]
    cues: list[Cue] = []
    start = 0
    while start < len(text):
        end = _SENTENCE_END.search(text, start)
        stop = len(text) if end is None else end.end()
        counted = bisect_left(amounts, start) < bisect_left(amounts, stop)
        if counted or _RELEVANT.search(text, start, stop):
            cues.extend(find_cues(text[start:stop], start))
        start = stop
    return cues


def _claim(draft: Draft, view: View, document: Document, paragraph: Paragraph, office: Office) -> Claim:
    span = draft.quantity.span if draft.quantity is not None else view.span(draft.start, draft.end)
    sentence = view.span(*_sentence(view.text, draft.start))
    value: Interval | None = draft.value if draft.quantity is None else draft.quantity.value
    period = draft.period if draft.period is not None else office.year
    return Claim(
        id="",
        span=span,
        quote=span.of(document.text),
        quantity=draft.quantity,
        value=value,
        unit=draft.quantity.unit if draft.quantity is not None else "件",
        relation=draft.relation,
        period=period,
        scope=draft.scope,
        sentence=Span(min(sentence.start, span.start), max(sentence.end, span.end)),
        section=paragraph.section,
        measure=draft.measure,
        readings=draft.readings,
    )


def _sentence(text: str, at: int) -> tuple[int, int]:
    start = max(text.rfind(mark, 0, at) for mark in "。!?") + 1
    ends = [end for end in (text.find(mark, at) for mark in "。!?") if end >= 0]
    return start, (min(ends) + 1 if ends else len(text))
