"""From a file to a judged report: the one place that knows the order of the stages.

Takes a path, bytes or a :class:`Document` and :class:`Settings`; gives a :class:`ReportResult` with the seconds each
stage took. A file that cannot be read raises an :class:`InputError`; everything odd *inside* a readable file is a notice
and a status, never an exception. Never prints, never writes, keeps nothing between reports but the loaded model.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from time import perf_counter
from typing import TYPE_CHECKING

from nlp.checks import run_checks
from nlp.claims import extract_claims
from nlp.errors import InputError, LimitExceededError, ModelError
from nlp.ingest import read_all
from nlp.quantities import find_in_view
from nlp.settings import Settings
from nlp.structure import read_structure
from nlp.text.view import view_of
from nlp.types import Document, Engine, Notice, ParagraphTopics, Quantity, ReportResult, Structure
from nlp.version import __version__

if TYPE_CHECKING:
    from nlp.checks.context import Family

__all__ = ["process_all", "process_document", "process_report", "status_of"]

_DEFAULT_TOPICS = Settings().topics

_UNREADABLE = frozenset({"structure.not_a_report", "ingest.scanned", "ingest.no_text"})
"""Notices after which nothing in the result can be relied on."""

_LOST = (
    "structure.truncated",
    "structure.table_incomplete",
    "structure.table_cut",
    "structure.table_missing",
    "ingest.truncated",
    "ingest.page_failed",
    "ingest.limit",
)
"""Notices that say that a part of the report is missing (matched as prefixes)."""


def process_report(
    source: str | os.PathLike[str] | bytes,
    settings: Settings,
    *,
    name: str | None = None,
    previous: ReportResult | None = None,
) -> ReportResult:
    """Read and judge a single report. ``previous`` is last year's result of the same body, for comparisons.

    ``name`` stands for the path where ``source`` is bytes. Raises :class:`InputError` if the file cannot be read, and
    :class:`LimitExceededError` if it holds several reports (an archive: use :func:`process_all`).
    """
    started = perf_counter()
    documents, errors = read_all(source, name=name, settings=settings)
    seconds = perf_counter() - started
    if errors and not documents:
        raise errors[0]
    if len(documents) != 1 or errors:
        shown = name or (
            source if isinstance(source, str) else os.fspath(source) if not isinstance(source, bytes) else "-"
        )
        raise LimitExceededError(
            str(shown), "文件里有多份报告，请用 process_all", "holds several reports: use process_all"
        )
    return _with_ingest(process_document(documents[0], settings, previous), seconds)


def process_all(
    source: str | os.PathLike[str] | bytes,
    settings: Settings,
    *,
    name: str | None = None,
    previous: ReportResult | None = None,
) -> tuple[tuple[ReportResult, ...], tuple[InputError, ...]]:
    """Read and judge every report in a file: one, or the members of an archive. Unreadable ones become errors."""
    started = perf_counter()
    try:
        documents, errors = read_all(source, name=name, settings=settings)
    except InputError as error:
        return (), (error,)
    share = (perf_counter() - started) / max(len(documents), 1)
    results = tuple(_with_ingest(process_document(document, settings, previous), share) for document in documents)
    return results, tuple(errors)


def process_document(
    document: Document,
    settings: Settings,
    previous: ReportResult | None = None,
    family: Family | None = None,
) -> ReportResult:
    """Understand and judge a document that was read already. ``family`` holds the reports of the level below."""
    clock = _Clock()
    with clock.stage("structure"):
        structure = read_structure(document, settings)
    with clock.stage("quantities"):
        quantities = _quantities(document, structure)
    with clock.stage("claims"):
        claims = extract_claims(document, structure, quantities)
    with clock.stage("checks"):
        claims, findings = run_checks(document, structure, quantities, claims, settings, previous, family)
    with clock.stage("topics"):
        topics, untold = _topics(document, structure, settings)
    notices = (*document.notices, *structure.notices, *untold)
    return ReportResult(
        document=document,
        structure=structure,
        quantities=quantities,
        claims=claims,
        findings=findings,
        notices=notices,
        status=status_of(notices),
        engine=Engine(
            version=__version__,
            settings=settings.fingerprint(),
            models=(settings.topics,) if topics and settings.topics else (),
        ),
        topics=topics,
        seconds=clock.seconds,
    )


def status_of(notices: Sequence[Notice]) -> str:
    """``unreadable``, ``partial`` or ``complete``, decided by the notices alone."""
    codes = [notice.code for notice in notices]
    if any(code in _UNREADABLE for code in codes):
        return "unreadable"
    if any(code.startswith(_LOST) for code in codes):
        return "partial"
    return "complete"


def _quantities(document: Document, structure: Structure) -> tuple[Quantity, ...]:
    found: list[Quantity] = []
    for paragraph in structure.paragraphs:
        found.extend(find_in_view(view_of(document.text, paragraph.span), document.text))
    return tuple(found)


def _topics(
    document: Document, structure: Structure, settings: Settings
) -> tuple[tuple[ParagraphTopics, ...], tuple[Notice, ...]]:
    """Labels for every paragraph, or none where no classifier was asked for.

    Where the default one cannot be loaded there are no labels but a notice; a model that was named must be there.
    """
    if settings.topics is None:
        return (), ()
    try:
        classifier = import_module("nlp.topics").load_classifier(settings.topics)
    except ModelError as error:
        if settings.topics == _DEFAULT_TOPICS:
            return (), (Notice("topics.unavailable", f"段落未分类：{error}", f"paragraphs are not labelled: {error}"),)
        raise
    paragraphs = structure.paragraphs
    labelled = classifier.predict(
        [paragraph.span.of(document.text) for paragraph in paragraphs],
        headings=[paragraph.headings for paragraph in paragraphs],
        sections=[paragraph.section for paragraph in paragraphs],
    )
    return tuple(labelled), ()


def _with_ingest(result: ReportResult, seconds: float) -> ReportResult:
    return replace(result, seconds={"ingest": seconds, **result.seconds})


class _Clock:
    """Adds up the time of each stage."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        started = perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + perf_counter() - started
