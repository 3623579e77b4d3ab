"""The spaCy pipeline: a registered tokenizer and one factory per stage.

Takes text (through spaCy), gives ``Doc`` objects: words and tags from the tokenizer, then ``gouji_sentences`` (sentences,
span group "clauses"), ``gouji_entities`` ("organs", "instruments", "places", "platforms"), ``gouji_quantities`` ("quantities",
"dates") and ``gouji_claims`` ("claims", "measures", ``Doc._.report``). Settings are plain values, ``Doc._.report`` is plain
data: a pipeline goes to disk and a Doc through DocBin and worker processes. Never changes a text and never imports the rooms
that find numbers and claims: both are suppliers found by name (see :mod:`nlp.language.reading`).
"""

from __future__ import annotations

import json
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterable, Mapping
from typing import Any, cast

import numpy
from spacy.attrs import SENT_START
from spacy.lang.zh import Chinese, ChineseDefaults
from spacy.language import Language
from spacy.tokens import Doc, Span
from spacy.util import DummyTokenizer, filter_spans, registry
from spacy.vocab import Vocab

from nlp.language.entities import GROUPS, find_entities
from nlp.language.lexicon import load_lexicon
from nlp.language.picture import Picture
from nlp.language.reading import NUMBERS, READER, MarkedSpan, ReportReader
from nlp.language.segment import NumberFinder, Segmenter
from nlp.text.sentences import split_clauses, split_sentences
from nlp.types import NUMERIC_KINDS, Quantity

__all__ = ["COMPONENTS", "TOKENIZER", "GoujiChinese", "GoujiTokenizer"]

TOKENIZER = "gouji.Tokenizer.v1"
COMPONENTS = ("gouji_sentences", "gouji_entities", "gouji_quantities", "gouji_claims")
"""The components of the whole pipeline, in order."""

_DATES = frozenset({"year", "date", "period", "time"})
_ENTITY_LABELS = {
    **dict.fromkeys(_DATES, "DATE"),
    "time": "TIME",
    "share": "PERCENT",
    "growth": "PERCENT",
    "points": "PERCENT",
    "money": "MONEY",
    "ordinal": "ORDINAL",
    "count": "QUANTITY",
    "multiple": "CARDINAL",
    "fraction": "CARDINAL",
    "number": "CARDINAL",
}


class GoujiTokenizer(DummyTokenizer):
    """Words with tag and universal part of speech; ``"".join(token.text_with_ws for token in doc)`` is the text.

    ``numbers`` finds the numbers, ``engine`` is "jieba" or "rjieba", ``words`` maps further words to their tags. A word cut
    by a line wrap keeps the wrap inside its text; its norm is without.
    """

    def __init__(
        self, vocab: Vocab, numbers: NumberFinder, engine: str = "jieba", words: Mapping[str, str] | None = None
    ) -> None:
        self.vocab = vocab
        self.engine = engine
        self.words = dict(words or {})
        self._numbers = numbers
        self._segmenter: Segmenter | None = None

    def __call__(self, text: str) -> Doc:
        """Cut one text."""
        if self._segmenter is None:
            self._segmenter = Segmenter(self._numbers, self.engine, self.words)
        lexicon = load_lexicon()
        words: list[str] = []
        spaces: list[bool] = []
        tags: list[str] = []
        pos: list[str] = []
        position = 0
        for piece in self._segmenter.cut(text):
            _add_blank(text[position : piece.start], words, spaces, tags, pos)
            word = text[piece.start : piece.end]
            words.append(word)
            spaces.append(False)
            tags.append(piece.tag)
            pos.append(lexicon.universal(piece.tag, word))
            position = piece.end
        _add_blank(text[position:], words, spaces, tags, pos)
        doc = Doc(self.vocab, words=words, spaces=spaces, tags=tags, pos=pos)
        for token in doc:
            if not token.is_space and any(char.isspace() for char in token.text):
                token.norm_ = "".join(token.text.split())
        return doc

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.vocab, self._numbers, self.engine, self.words)


def _add_blank(gap: str, words: list[str], spaces: list[bool], tags: list[str], pos: list[str]) -> None:
    """A single blank belongs to the word before it; any other gap is a token of its own, as spaCy has it."""
    if gap.startswith(" ") and words:
        spaces[-1] = True
        gap = gap[1:]
    if gap:
        words.append(gap)
        spaces.append(False)
        tags.append("_SP" if gap.isspace() else "x")
        pos.append("SPACE" if gap.isspace() else "X")


@registry.tokenizers(TOKENIZER)  # type: ignore[untyped-decorator]  # spaCy's registry is not typed
def create_tokenizer(
    numbers: NumberFinder | None = None, engine: str = "jieba", words: dict[str, str] | None = None
) -> Callable[[Language], GoujiTokenizer]:
    """The tokenizer's factory for a pipeline's configuration (``@tokenizers = "gouji.Tokenizer.v1"``)."""

    def create(zh: Language) -> GoujiTokenizer:
        return GoujiTokenizer(zh.vocab, numbers or _supplier(NUMBERS), engine, words)

    return create


def _supplier(name: str) -> Any:
    """What the rooms above registered under ``name`` (by entry point, or because ``nlp.annotate`` was imported)."""
    return registry.misc.get(name)()


class _Defaults(ChineseDefaults):
    config = {"nlp": {"tokenizer": {"@tokenizers": TOKENIZER}}}


class GoujiChinese(Chinese):  # type: ignore[no-untyped-call]  # spaCy's own hook is not typed
    """Chinese with the government tokenizer: ``spacy.blank("gouji")``. Its ``lang`` is "zh", as that of its pipelines."""

    lang = "zh"
    Defaults = _Defaults


@Language.component("gouji_sentences", assigns=["token.is_sent_start", "doc.spans"])
def mark_sentences(doc: Doc) -> Doc:
    """Sentence starts on tokens, clauses as span group "clauses"."""
    text = doc.text
    if not len(doc):
        return doc
    align = _Aligner(doc)
    begins = {align.token_at(span.start) for span in split_sentences(text)} | {0}
    starts = numpy.array([1 if index in begins else -1 for index in range(len(doc))], dtype="int64")
    doc.from_array(
        [SENT_START], cast("Any", starts.astype("uint64"))
    )  # is_sent_start asks the whole document each time
    _set_group(doc, "clauses", [MarkedSpan(span.start, span.end, "clause") for span in split_clauses(text)])
    return doc


@Language.component("gouji_entities", assigns=["doc.ents", "doc.spans"], requires=["token.tag"])
def mark_entities(doc: Doc) -> Doc:
    """Bodies, instruments, places and platforms, as span groups and as entities."""
    found = find_entities([token.text for token in doc], [token.tag_ for token in doc])
    for group in GROUPS:
        doc.spans[group] = [
            Span(doc, entity.start, entity.end, label=entity.label) for entity in found if entity.group == group
        ]
    _add_entities(doc, [span for group in GROUPS for span in doc.spans[group]])
    return doc


@Language.factory("gouji_quantities", assigns=["doc.ents", "doc.spans"], default_config={"numbers": {"@misc": NUMBERS}})
def create_quantities(nlp: Language, name: str, numbers: NumberFinder) -> QuantityMarker:  # noqa: ARG001 - spaCy's names
    """Numbers as span groups "quantities" (labels are the kinds: count, share, money ...) and "dates", and as entities."""
    return QuantityMarker(numbers)


class QuantityMarker:
    """The component ``gouji_quantities``."""

    def __init__(self, numbers: NumberFinder) -> None:
        self.numbers = numbers

    def __call__(self, doc: Doc) -> Doc:
        """Mark the numbers of one document."""
        quantities = self.numbers(doc.text)
        _set_group(doc, "quantities", [_mark(q) for q in quantities if q.kind in NUMERIC_KINDS])
        _set_group(doc, "dates", [_mark(q) for q in quantities if q.kind in _DATES])
        align = _Aligner(doc)
        entities = [
            align.span(q.span.start, q.span.end, _ENTITY_LABELS[q.kind]) for q in quantities if q.kind in _ENTITY_LABELS
        ]
        _add_entities(doc, [span for span in entities if span is not None])
        return doc


@Language.factory("gouji_claims", assigns=["doc.spans", "doc._.report"], default_config={"reader": {"@misc": READER}})
def create_claims(nlp: Language, name: str, reader: ReportReader) -> ClaimMarker:  # noqa: ARG001 - spaCy's names
    """Claims (labels are their measures, ids those of the record), measures, and ``Doc._.report``."""
    return ClaimMarker(reader)


class ClaimMarker:
    """The component ``gouji_claims``. ``Doc._.report`` is the record of ``gouji audit --json`` without its text."""

    def __init__(self, reader: ReportReader) -> None:
        self.reader = reader

    def __call__(self, doc: Doc) -> Doc:
        """Read one document."""
        reading = self.reader(doc.text)
        doc._.report = reading.record
        for group, marks in reading.groups.items():
            _set_group(doc, group, marks)
        return doc


def _mark(quantity: Quantity) -> MarkedSpan:
    return MarkedSpan(quantity.span.start, quantity.span.end, quantity.kind)


def _set_group(doc: Doc, group: str, marks: Iterable[MarkedSpan]) -> None:
    align = _Aligner(doc)
    spans = []
    for mark in marks:
        span = align.span(mark.start, mark.end, mark.label)
        if span is not None:
            if mark.id:
                span.id_ = mark.id
            spans.append(span)
    doc.spans[group] = spans


class _Aligner:
    """Spans of tokens for ranges of characters, widened to whole tokens (``Doc.char_span`` walks through all of them)."""

    def __init__(self, doc: Doc) -> None:
        self._doc = doc
        self._starts = [token.idx for token in doc]

    def token_at(self, position: int) -> int:
        return max(bisect_right(self._starts, position) - 1, 0)

    def span(self, start: int, end: int, label: str) -> Span | None:
        if end <= start or not self._starts:
            return None
        first = self.token_at(start)
        last = bisect_left(self._starts, end)
        return Span(self._doc, first, last, label=label) if last > first else None


def _add_entities(doc: Doc, spans: Iterable[Span]) -> None:
    """The longest of those that overlap stay (a year inside a title is part of the title)."""
    doc.set_ents(filter_spans([*doc.ents, *spans]))


def _picture(doc: Doc, groups: Iterable[str] = ()) -> Picture:
    return Picture.of(doc, tuple(groups))


def _get_report(doc: Doc) -> dict[str, Any] | None:
    kept = doc.user_data.get(_REPORT)
    return None if kept is None else json.loads(kept)


def _set_report(doc: Doc, record: dict[str, Any] | None) -> None:
    doc.user_data[_REPORT] = None if record is None else json.dumps(record, ensure_ascii=False)


# Kept as JSON, so that it comes out of DocBin and of worker processes exactly as it went in (spaCy's own format would turn lists
# into tuples and refuse long whole numbers). Each access gives a copy.
_REPORT = "gouji_report"
Doc.set_extension("report", getter=_get_report, setter=_set_report, force=True)
Doc.set_extension("picture", method=_picture, force=True)
Span.set_extension("picture", method=_picture, force=True)
