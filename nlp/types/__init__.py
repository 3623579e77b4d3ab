"""The vocabulary of every room: frozen, slotted, picklable dataclasses of the standard library only."""

from nlp.types.claim import Claim, Reading
from nlp.types.document import Block, Document, Grid, GridCell, Notice, Source
from nlp.types.finding import CellChange, Finding, Repair, Severity, Verdict
from nlp.types.interval import Interval
from nlp.types.quantity import NUMERIC_KINDS, Quantity
from nlp.types.report import Cell, CellState, Metadata, Paragraph, Section, Structure, Table
from nlp.types.result import Engine, ParagraphTopics, ReportResult, ScoredLabel
from nlp.types.span import BBox, Evidence, Span

__all__ = [
    "NUMERIC_KINDS",
    "BBox",
    "Block",
    "Cell",
    "CellChange",
    "CellState",
    "Claim",
    "Document",
    "Engine",
    "Evidence",
    "Finding",
    "Grid",
    "GridCell",
    "Interval",
    "Metadata",
    "Notice",
    "Paragraph",
    "ParagraphTopics",
    "Quantity",
    "Reading",
    "Repair",
    "ReportResult",
    "ScoredLabel",
    "Section",
    "Severity",
    "Source",
    "Span",
    "Structure",
    "Table",
    "Verdict",
]
