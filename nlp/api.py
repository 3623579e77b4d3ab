"""What a notebook calls: read a report, audit it, look at it.

Takes a path or bytes, gives a :class:`Report`: the plain :class:`ReportResult` with the pictures and tables a notebook
wants. Never writes a file, but for :func:`extract`, which is asked to.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from nlp.settings import Settings
from nlp.types import Document, ReportResult

if TYPE_CHECKING:
    import pandas as pd

    from nlp.batch import Options, Summary

__all__ = ["Report", "audit", "extract", "read"]


class Report(ReportResult):
    """A :class:`ReportResult` that shows itself as a page and gives its data as pandas frames."""

    __slots__ = ()

    def __repr__(self) -> str:
        """One line: the whole record would fill a terminal for minutes."""
        about = self.structure.metadata
        wrong = sum(not finding.verdict.passes and finding.severity == "error" for finding in self.findings)
        return (
            f"<Report {about.issuer or '?'} {about.year or '?'}, {self.status}: {len(self.claims)} claims, "
            f"{len(self.findings)} findings, {wrong} errors; {self.document.source.path}>"
        )

    def _repr_html_(self) -> str:
        from nlp.outputs.html import render_fragment

        return render_fragment(self)

    def to_frames(self) -> dict[str, pd.DataFrame]:
        """The report as tables: reports, sections, paragraphs, cells, quantities, claims, findings, notices, topics."""
        from nlp.outputs.frames import to_frames

        return to_frames(self)


def audit(
    source: str | os.PathLike[str] | bytes,
    *,
    settings: Settings | None = None,
    name: str | None = None,
    previous: ReportResult | None = None,
) -> Report:
    """Read and judge one report. ``previous`` is last year's result of the same body.

    Raises :class:`nlp.errors.InputError` if the file cannot be read.
    """
    from nlp.pipeline import process_report

    result = process_report(source, settings or Settings(), name=name, previous=previous)
    return Report(**{field: getattr(result, field) for field in ReportResult.__dataclass_fields__})


def read(
    source: str | os.PathLike[str] | bytes, *, settings: Settings | None = None, name: str | None = None
) -> Document:
    """The text, blocks and drawn grids of a file, before anything is understood.

    Raises :class:`nlp.errors.InputError` if the file cannot be read.
    """
    from nlp.ingest import read_documents

    return read_documents(source, name=name, settings=settings or Settings())[0]


def extract(
    paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    out: str | os.PathLike[str],
    *,
    settings: Settings | None = None,
    options: Options | None = None,
) -> Summary:
    """Read and judge many reports into tables under ``out`` (Parquet, DuckDB), in worker processes.

    ``paths`` are files, folders, globs, archives, or CSV and Parquet lists with a column ``path``. See
    :func:`nlp.batch.run.extract` for what it raises and :class:`nlp.batch.Options` for how it is done; with
    ``Options(resume=True)`` a run goes on where it stood.
    """
    from nlp.batch import extract as run

    return run(paths, out, settings=settings, options=options)
