"""The spaCy pipeline with numbers and claims: what the rooms above ``language`` supply to it.

Takes text, gives a spaCy ``Language`` from :func:`load_pipeline`, and its two suppliers under the names by which a pipeline's
configuration asks for them (also entry points, so that ``spacy.load`` finds them without an import). Never reads files.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from nlp.language.reading import NUMBERS, READER, MarkedSpan, TextReading
from nlp.settings import Settings

if TYPE_CHECKING:
    from spacy.language import Language

    from nlp.language.segment import NumberFinder

__all__ = ["load_pipeline", "number_finder", "read_text", "report_reader"]


def load_pipeline(
    *, engine: str = "jieba", words: Mapping[str, str] | None = None, exclude: Sequence[str] = ()
) -> Language:
    """The whole pipeline, ready for Chinese report prose: words, tags, sentences, entities, quantities, claims.

    ``engine`` is "jieba" or "rjieba" (the same words, sooner); ``words`` adds words with
    their tags to the lexicon (``{"随申码": "nz"}``); ``exclude`` leaves components out (see
    ``nlp.language.spacy_pipeline.COMPONENTS``). Works with ``pipe(..., n_process=2)``, ``to_disk`` and ``spacy.load``.
    Raises :class:`~nlp.errors.ConfigurationError` for an unknown engine, tag or component, and
    :class:`~nlp.errors.MissingDependencyError` where the engine's package is absent.
    """
    from nlp.errors import ConfigurationError
    from nlp.language.engine import ENGINES, load_engine
    from nlp.language.spacy_pipeline import COMPONENTS, TOKENIZER, GoujiChinese

    if engine not in ENGINES:
        raise ConfigurationError("engine", f"{engine!r} is unknown; known are {', '.join(ENGINES)}")
    for name in exclude:
        if name not in COMPONENTS:
            raise ConfigurationError("exclude", f"{name!r} is unknown; known are {', '.join(COMPONENTS)}")
    load_engine(engine, tuple(sorted((words or {}).items())))
    _register()
    config = {"nlp": {"tokenizer": {"@tokenizers": TOKENIZER, "engine": engine, "words": dict(words or {})}}}
    zh: Language = GoujiChinese.from_config(config, meta={"name": "gouji", "license": "MIT"})
    for name in COMPONENTS:
        if name not in exclude:
            zh.add_pipe(name)
    return zh


def number_finder() -> NumberFinder:
    """The supplier ``gouji.numbers.v1``: finds the numbers of a text."""
    from nlp.quantities import find_quantities

    return find_quantities


def report_reader() -> Callable[[str], TextReading]:
    """The supplier ``gouji.reader.v1``: reads what a text claims."""
    return read_text


def read_text(text: str) -> TextReading:
    """What a report (or a paragraph of one) says: the record of ``gouji audit --json`` without its text, and the spans of
    claims and measures. Topics are left to the classifier. A text beyond the limits of
    :class:`~nlp.settings.Settings` gives a record of status "unreadable" and no spans.
    """
    from nlp.errors import InputError
    from nlp.ingest.assemble import Assembler
    from nlp.ingest.plain import read_plain
    from nlp.outputs.record import report_record
    from nlp.pipeline import process_document
    from nlp.types import Source

    settings = Settings(topics=None)
    data = text.encode("utf-8", "surrogatepass")
    source = Source("-", hashlib.sha256(data).hexdigest(), "text/plain", len(data))
    try:
        document = read_plain(text, Assembler(source, settings.limits))
    except InputError as error:
        return TextReading({"status": "unreadable", "problem": error.problem_en}, {"claims": (), "measures": ()})
    result = process_document(document, settings)
    record = report_record(result)
    del record["text"], record["seconds"]
    claims = tuple(MarkedSpan(c.span.start, c.span.end, c.measure or c.relation, c.id) for c in result.claims)
    spans = [paragraph.span for paragraph in result.structure.paragraphs]
    return TextReading(record, {"claims": claims, "measures": tuple(_measures(text, spans))})


def _measures(text: str, spans: Sequence[Any]) -> list[MarkedSpan]:
    """The words that name a measure or an outcome, in the paragraphs."""
    from nlp.claims.lexicon import find_cues
    from nlp.text import view_of

    found = []
    for span in spans:
        view = view_of(text, span)
        for cue in find_cues(view.text):
            if cue.kind in ("measure", "outcome", "frame"):
                place = view.span(cue.start, cue.end)
                found.append(MarkedSpan(place.start, place.end, cue.sense))
    return found


def _register() -> None:
    """Both suppliers under their names, for an installation without entry points."""
    from spacy.util import registry

    registry.misc.register(NUMBERS, func=number_finder)
    registry.misc.register(READER, func=report_reader)
