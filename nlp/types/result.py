"""The whole of what is known about one report."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from nlp.types.claim import Claim
from nlp.types.document import Document, Notice
from nlp.types.finding import Finding
from nlp.types.quantity import Quantity
from nlp.types.report import Structure

__all__ = ["Engine", "ParagraphTopics", "ReportResult", "ScoredLabel"]


@dataclass(frozen=True, slots=True)
class ScoredLabel:
    """A label with its calibrated probability."""

    label: str
    p: float


@dataclass(frozen=True, slots=True)
class ParagraphTopics:
    """Labels of one paragraph (DOMAIN section 5). ``unsure`` says that the best FUNCTION label is not trustworthy."""

    function: ScoredLabel | None
    five: tuple[ScoredLabel, ...] = ()
    domains: tuple[ScoredLabel, ...] = ()
    unsure: bool = False


@dataclass(frozen=True, slots=True)
class Engine:
    """What produced a result: version, settings fingerprint and model ids."""

    version: str
    settings: str
    models: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ReportResult:
    """One report, read and judged. ``status``: complete, partial (something was lost; see notices) or unreadable.

    ``topics`` is parallel to ``structure.paragraphs`` or empty. ``seconds`` holds the time spent per stage.
    """

    document: Document
    structure: Structure
    quantities: tuple[Quantity, ...]
    claims: tuple[Claim, ...]
    findings: tuple[Finding, ...]
    notices: tuple[Notice, ...]
    status: str
    engine: Engine
    topics: tuple[ParagraphTopics, ...] = ()
    seconds: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The document's text, in which all spans count."""
        return self.document.text
