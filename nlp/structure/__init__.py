"""From drawn text and grids to the parts, paragraphs, tables and particulars of a report.

Takes a :class:`~nlp.types.Document`, gives a :class:`~nlp.types.Structure`. Never changes the document's text, never reads
numbers out of prose and never judges what a report says.
"""

from __future__ import annotations

from nlp.settings import Settings
from nlp.structure.completeness import find_gaps
from nlp.structure.metadata import find_metadata
from nlp.structure.paragraphs import build_paragraphs
from nlp.structure.sections import divide
from nlp.structure.tables import bind_tables
from nlp.types import Document, Structure

__all__ = ["read_structure"]


def read_structure(document: Document, settings: Settings) -> Structure:
    """Everything that the layout and the titles of ``document`` say.

    Notices are those of the tables, then those of the prose; the document's own are not repeated. Raises nothing for
    bad input: what is missing is missing in the result, with a notice.
    """
    del settings  # no choice of a run bears on the structure
    bound = bind_tables(document)
    division = divide(document, bound.regions, bound.tables)
    paragraphs = build_paragraphs(division)
    metadata, damaged = find_metadata(document, division)
    gaps = find_gaps(document, metadata, bound.format, division.sections, paragraphs, bound.tables)
    return Structure(
        metadata=metadata,
        format=bound.format,
        sections=division.sections,
        paragraphs=paragraphs,
        tables=bound.tables,
        notices=(*bound.notices, *division.notices, *damaged, *gaps),
    )
